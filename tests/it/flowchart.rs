//! Flowcharts: what is read from their text, and what comes of it.

mod mutants;
mod parse;
mod parse_page;
mod parse_refused;
mod parse_written;
