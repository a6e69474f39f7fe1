//! How well the shipped hub is searched may not get worse.

#[path = "search/score.rs"]
mod score;

use score::{Answer, Query, Score, Sort, ask, hub, queries};
use std::collections::BTreeSet;

/// The best score so far: raise a number when the search has got better, never lower one.
const STORED: [(Sort, Score); 4] = [
    (Sort::Plain, Score { asked: 38, first: 38, in_five: 38 }),
    (Sort::Short, Score { asked: 28, first: 26, in_five: 28 }),
    (Sort::Misspelt, Score { asked: 53, first: 48, in_five: 52 }),
    (Sort::Own, Score { asked: 71, first: 55, in_five: 64 }),
];

#[test]
fn readers_find_the_page_that_they_came_for() {
    let (index, _) = hub();
    let answers: Vec<Answer> = queries().into_iter().map(|query| ask(&index, query)).collect();
    let fallen = fallen(&answers);
    assert!(
        fallen.is_empty(),
        "the search has got worse:\n{}\n\nnot first now (`cargo bench --bench search_score` prints this list too):\n{}",
        fallen.join("\n"),
        answers
            .iter()
            .filter(|answer| answer.place != Some(1))
            .map(|answer| format!("  {answer}\n"))
            .collect::<String>()
    );
}

/// What is worse than stored, a line for each sort of query.
fn fallen(answers: &[Answer]) -> Vec<String> {
    let now = score::score(answers);
    let is_worse = |now: &Score, stored: &Score| {
        now.first < stored.first || now.in_five < stored.in_five || now.asked < stored.asked
    };
    STORED
        .iter()
        .map(|(sort, stored)| (sort, stored, now.get(sort).copied().unwrap_or_default()))
        .filter(|(_, stored, now)| is_worse(now, stored))
        .map(|(sort, stored, now)| format!("  {sort:?}: {now:?}, and it was {stored:?}"))
        .collect()
}

#[test]
fn a_search_that_finds_nothing_is_worse_than_stored() {
    let nothing = |query: Query| Answer { query, place: None, first: None };
    assert_eq!(fallen(&queries().into_iter().map(nothing).collect::<Vec<_>>()).len(), STORED.len());
}

#[test]
fn every_query_has_a_page_that_is_there() {
    let (_, addresses) = hub();
    let addresses: BTreeSet<String> = addresses.into_iter().collect();
    for Query { words, page, also, .. } in queries() {
        for address in also.iter().chain([&page]) {
            assert!(addresses.contains(address), "\"{words}\": nothing stands at {address}");
        }
    }
}

#[test]
fn most_queries_are_misspelt_or_short_or_in_a_readers_own_words() {
    let queries = queries();
    let plain = queries.iter().filter(|query| query.sort == Sort::Plain).count();
    assert!(queries.len() >= 60 && plain * 2 <= queries.len(), "{plain} of {} are plain", queries.len());
    let different: BTreeSet<String> = queries.iter().map(|query| query.words.to_lowercase()).collect();
    assert_eq!(different.len(), queries.len(), "a query stands twice");
}
