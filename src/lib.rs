//! Fingerpost: a static-site generator and guidance hub for a Virtual School.
//!
//! The modules stand in reading order: each uses only those above it. ARCHITECTURE.md tells the flow of a page.

pub mod config;
pub mod content;
pub mod data;
pub mod output;
pub mod pipeline;
pub mod preview;
pub mod problem;
pub mod render;
pub mod site;
pub mod source;
pub mod text;
pub mod theme;
