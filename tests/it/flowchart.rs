//! Flowcharts: what is read from their text; what a chart says as steps and as pages to walk through; what is wrong with it.

mod chart;
mod check;
mod mutants;
mod pages;
mod parse;
mod parse_page;
mod parse_refused;
mod parse_written;
pub(crate) mod proof;
mod steps;
mod walk;
