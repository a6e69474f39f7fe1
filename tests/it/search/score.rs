//! How well the shipped hub is searched: the queries of `queries.yaml`, and where the page stands that each one is for.
//! The test that keeps the score and the bench that prints it share this file.

use fingerpost::pipeline::{Options, build};
use fingerpost::search::{Ask, Index};
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// What a reader types, and the page that they came for.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    pub(crate) words: String,
    pub(crate) page: String,
    #[serde(default)]
    pub(crate) also: Vec<String>,
    pub(crate) sort: Sort,
}

/// How a query is worded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Sort {
    Plain,
    Short,
    Misspelt,
    Own,
}

/// A query, and what came of it.
pub(crate) struct Answer {
    pub(crate) query: Query,
    /// 1 for the first; none if the page is not among all that was found.
    pub(crate) place: Option<usize>,
    /// The address that came first.
    pub(crate) first: Option<String>,
}

/// Of how many queries the right page came first, and of how many among the first five.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Score {
    pub(crate) asked: usize,
    pub(crate) first: usize,
    pub(crate) in_five: usize,
}

/// The hub that this repository ships: its index, and the addresses of everything that a reader can open.
pub(crate) fn hub() -> (Index, Vec<String>) {
    let source = fingerpost::source::read(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the project");
    let options = Options::of_readers(jiff::civil::date(2026, 11, 23));
    let build = build(&source, &options, None);
    let addresses = build.titles.keys().map(|address| format!("/{address}")).collect();
    (build.search.expect("the hub can be searched"), addresses)
}

pub(crate) fn queries() -> Vec<Query> {
    serde_saphyr::from_str(include_str!("queries.yaml")).expect("a list of queries")
}

pub(crate) fn ask(index: &Index, query: Query) -> Answer {
    let found = index.search(&query.words, Ask::default());
    // A contact of a page is found by the page's address and a fragment. Two of one page are one place to look.
    let mut pages: Vec<&str> =
        found.hits.iter().map(|hit| hit.url.split('#').next().unwrap_or_default()).collect();
    pages.dedup();
    let is_right = |page: &&str| *page == query.page || query.also.iter().any(|also| also == page);
    let place = pages.iter().position(is_right).map(|at| at + 1);
    let first = pages.first().map(ToString::to_string);
    Answer { query, place, first }
}

pub(crate) fn score(answers: &[Answer]) -> BTreeMap<Sort, Score> {
    let mut scores: BTreeMap<Sort, Score> = BTreeMap::new();
    for answer in answers {
        let score = scores.entry(answer.query.sort).or_default();
        score.asked += 1;
        score.first += usize::from(answer.place == Some(1));
        score.in_five += usize::from(answer.place.is_some_and(|place| place <= 5));
    }
    scores
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Query { words, page, .. } = &self.query;
        let place = self.place.map_or("not found".into(), |place| format!("at {place}"));
        write!(f, "\"{words}\": {page} {place}; first is {}", self.first.as_deref().unwrap_or("nothing"))
    }
}
