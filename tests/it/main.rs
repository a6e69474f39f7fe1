//! Tests through the doors that a user uses: a project in, pages or problems out.

#![allow(clippy::disallowed_methods, reason = "a test may look at the disk and at the clock")]

mod browser;
mod calendar;
mod collect_draft;
mod collect_seal;
mod collect_server;
mod collect_store;
mod carry;
mod checks;
mod commands;
mod data;
mod drafts;
mod finder;
mod flowchart;
mod forms;
mod guide;
mod hub;
mod intake;
mod look;
mod loop_test;
mod navigation;
mod nightly;
mod numbers;
mod one_place;
mod output;
mod pages;
mod parties;
mod preview;
mod problems;
mod overdue;
mod project;
mod properties;
mod rebuild;
mod reference;
mod school_year;
mod search;
mod report;
mod search_score;
mod shipped;
mod shortcodes;
mod structure;
mod templates;
