//! Fingerpost: a static-site generator and guidance hub for a Virtual School.
//!
//! The modules stand in reading order: each uses only those above it. ARCHITECTURE.md tells the flow of a page.

pub mod problem;
pub mod source;
pub mod config;
pub mod data;
pub mod theme;
pub mod calendar;
pub mod flowchart;
pub mod text;
pub mod frame;
pub mod form;
pub mod content;
pub mod site;
pub mod search;
pub mod render;
pub mod pipeline;
pub mod output;
pub mod preview;
pub mod collect;
