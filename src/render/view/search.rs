//! `page.search`: what the page of the search needs beside its list.

use crate::content::Audience;
use crate::search::Index;
use crate::site::Site;
use serde::Serialize;

/// Where the script finds the index, and for whom results can be narrowed down.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(in crate::render) struct SearchView {
    /// The folder of the index.
    index_url: String,
    /// The file of it that is read first.
    start_url: String,
    /// Readers for whom there is a page.
    readers: Vec<ReadersView>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct ReadersView {
    id: &'static str,
    title: &'static str,
}

impl SearchView {
    pub(super) fn new(site: &Site, index: &Index) -> SearchView {
        let index_url = site.config.base_url.path_of(&index.folder);
        let has_page =
            |audience: &Audience| index.entries.iter().any(|entry| entry.audience.contains(audience));
        let readers = Audience::WORDS.iter().filter(|(_, audience)| has_page(audience));
        SearchView {
            start_url: format!("{index_url}{}", Index::START),
            index_url,
            readers: readers.map(|(id, audience)| ReadersView { id, title: audience.title() }).collect(),
        }
    }
}
