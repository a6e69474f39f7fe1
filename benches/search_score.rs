//! How well the shipped hub is searched: of how many queries the right page comes first, and of how many among the first five.
//!
//! `cargo bench --bench search_score` prints the score, and every query whose page does not come first. The queries stand in
//! tests/it/search/queries.yaml; tests/it/search_score.rs says when the score has fallen.
#![allow(clippy::print_stdout, reason = "a bench talks to its terminal")]

#[path = "../tests/it/search/score.rs"]
mod score;

use score::{Answer, Score, ask, hub, queries};

fn main() {
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
