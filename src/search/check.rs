//! Whether a page is found by the words that are sure to be typed: its own title.

use super::gather::Entry;
use super::query::{Ask, Searcher};
use crate::problem::Problem;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Among how many results a page is to stand by its title: what a reader sees without scrolling far.
const AMONG: usize = 5;

/// What its own title does not find.
pub(super) fn lost(files: &BTreeMap<String, Arc<[u8]>>, entries: &[Arc<Entry>], base: &str) -> Vec<Problem> {
    let of_some = |entries: &[Arc<Entry>]| {
        let searcher = Searcher::new(files);
        let lost = entries.iter().filter_map(|entry| of_entry(&searcher, entry, base));
        lost.collect::<Vec<_>>()
    };
    entries.par_chunks(64).flat_map_iter(of_some).collect()
}

fn of_entry(searcher: &Searcher<'_>, entry: &Entry, base: &str) -> Option<Problem> {
    let place = entry.place.clone()?;
    // A space behind it: the last word is typed to its end.
    let typed = format!("{} {} ", entry.title, entry.note);
    let found = searcher.search(&typed, Ask { most: AMONG, ..Ask::default() });
    let url = format!("{base}{}", entry.address);
    if found.hits.iter().take(AMONG).any(|hit| hit.url == url) {
        return None;
    }
    let message =
        format!("who searches for `{}` does not find this among the first {AMONG} results", typed.trim());
    let problem = Problem::warning("search-title-lost", place, message);
    Some(problem.help(match found.hits.first() {
        Some(first) => format!("give it a title that says what no other does: `{}` comes first", first.title),
        None => "give it a title with a word in it that says what it is about".to_string(),
    }))
}
