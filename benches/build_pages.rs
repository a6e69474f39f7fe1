//! Bench: not written yet.
fn main() {}
