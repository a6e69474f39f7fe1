//! How well the shipped hub is searched: of how many queries the right page comes first, and of how many among the first five.
//!
//! `cargo bench --bench search_score` prints the score, and every query whose page does not come first. The queries stand in
//! tests/it/search/queries.yaml; tests/it/search_score.rs says when the score has fallen.
//!
//! `-- --index DIR --rounds N` tells instead how long the index of another site takes, of N rounds the fastest, in seconds.
#![allow(clippy::disallowed_methods, reason = "a bench asks the clock")]
#![allow(clippy::print_stdout, reason = "a bench talks to its terminal")]

#[path = "../tests/it/search/score.rs"]
mod score;

use fingerpost::pipeline::{self, Options};
use fingerpost::search::Index;
use fingerpost::site::{Drafts, Readers};
use score::{Answer, Score, ask, hub, queries};
use std::path::Path;
use std::time::{Duration, Instant};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let after = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)
    };
    if let Some(root) = after("--index") {
        let rounds = after("--rounds").and_then(|rounds| rounds.parse().ok()).unwrap_or(3);
        return println!("{:.4}", time_of_index(Path::new(root), rounds).as_secs_f64());
    }
    print_score();
}

fn print_score() {
    let (index, _) = hub();
    let answers: Vec<Answer> = queries().into_iter().map(|query| ask(&index, query)).collect();
    println!("{:<10}{:>6}{:>14}{:>10}", "", "asked", "right first", "in five");
    let scores = score::score(&answers);
    for (sort, Score { asked, first, in_five }) in &scores {
        println!("{:<10}{asked:>6}{first:>14}{in_five:>10}", format!("{sort:?}").to_lowercase());
    }
    let sum = |of: fn(&Score) -> usize| scores.values().map(of).sum::<usize>();
    println!("{:<10}{:>6}{:>14}{:>10}", "all", sum(|s| s.asked), sum(|s| s.first), sum(|s| s.in_five));
    println!("\nNot first:");
    for answer in answers.iter().filter(|answer| answer.place != Some(1)) {
        println!("  {:?}: {answer}", answer.query.sort);
    }
}

fn time_of_index(root: &Path, rounds: u32) -> Duration {
    let source = fingerpost::source::read(root).expect("the site");
    let options = Options {
        today: jiff::civil::date(2026, 11, 23),
        base_url: None,
        collector_url: None,
        drafts: Drafts::Hidden,
        readers: Readers::Recipients,
    };
    let (site, _) = pipeline::site(&source, &options);
    let time = |_| {
        let start = Instant::now();
        let index = Index::build(&site, None);
        let time = start.elapsed();
        assert!(!index.files.is_empty(), "it has an index");
        time
    };
    (0..rounds).map(time).min().unwrap_or_default()
}
