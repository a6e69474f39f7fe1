//! Tests through the doors that a user uses: a project in, pages or problems out.

mod commands;
mod look;
mod output;
mod pages;
mod preview;
mod problems;
mod project;
mod rebuild;
mod shipped;
mod shortcodes;
mod structure;
mod templates;
