//! How long the index of a site takes, from its pages to the files of the index: of some rounds the fastest, in seconds.
//! `benches/search/run` asks it.
#![allow(clippy::disallowed_methods, reason = "a bench asks the clock")]
#![allow(clippy::print_stdout, reason = "a bench talks to its terminal")]

use fingerpost::pipeline::{self, Options};
use fingerpost::search::Index;
use std::path::Path;
use std::time::Instant;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(root), Some(rounds)) = (arguments.next(), arguments.next()) else {
        panic!("search_index_time DIR ROUNDS");
    };
    let source = fingerpost::source::read(Path::new(&root)).expect("the site");
    let options = Options::of_readers(jiff::civil::date(2026, 11, 23));
    let (site, _) = pipeline::site(&source, &options);
    let time = |_| {
        let start = Instant::now();
        let index = Index::build(&site, None);
        let time = start.elapsed();
        assert!(!index.files.is_empty(), "it has an index");
        time
    };
    let best = (0..rounds.parse().expect("a number of rounds")).map(time).min();
    println!("{:.4}", best.expect("a round").as_secs_f64());
}
