//! The A to Z: every page and every form by its letter, and the words that lead to them.

use super::{LinkView, PageView};
use crate::site::Site;
use crate::text::capital;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// To how many pages one word leads: more are no help in choosing.
const MOST: usize = 4;

/// A letter with what begins with it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(in crate::render) struct LetterView {
    letter: String,
    /// For an anchor.
    id: String,
    entries: Vec<EntryView>,
}

/// A page, or a word and where to look.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct EntryView {
    title: String,
    /// The page; none for a word.
    page: Option<LinkView>,
    /// The section of a page, if another has the same title.
    within: Option<String>,
    /// Where the glossary says what a word means.
    means_url: Option<String>,
    /// The pages that a word leads to, the fittest first.
    see: Vec<SeeView>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct SeeView {
    title: String,
    url: String,
}

/// A page as lists of the whole site show it.
pub(super) struct Listed<'a> {
    pub(super) link: LinkView,
    /// The section that it stands in, below home.
    pub(super) within: Option<&'a str>,
    /// How many sections it stands in.
    pub(super) depth: usize,
    pub(super) keywords: &'a [String],
}

/// All these pages and their keywords, letter by letter.
pub(super) fn letters<'a>(site: &Site, pages: impl Iterator<Item = &'a PageView>) -> Vec<LetterView> {
    let pages: Vec<Listed<'a>> = pages.filter_map(PageView::listed).collect();
    let twins = twins(&pages);
    let mut entries = words(site, &pages);
    entries.extend(pages.iter().map(|page| EntryView {
        title: page.link.title.clone(),
        within: twins.contains(&page.link.title).then(|| page.within.map(str::to_string)).flatten(),
        page: Some(page.link.clone()),
        means_url: None,
        see: Vec::new(),
    }));
    entries.sort_by_cached_key(|entry| {
        let url = entry.page.as_ref().map(|page| page.url.clone());
        (sorted_as(&entry.title), url.is_none(), url)
    });
    let mut letters: Vec<LetterView> = Vec::new();
    for entry in entries {
        let (letter, id) = letter_of(&entry.title);
        match letters.last_mut() {
            Some(last) if last.id == id => last.entries.push(entry),
            _ => letters.push(LetterView { letter, id, entries: vec![entry] }),
        }
    }
    letters
}

/// Titles that several pages have.
fn twins(pages: &[Listed<'_>]) -> BTreeSet<String> {
    let mut titles: Vec<&str> = pages.iter().map(|page| page.link.title.as_str()).collect();
    titles.sort_unstable();
    let twins = titles.chunk_by(|a, b| a == b).filter(|same| same.len() > 1);
    twins.filter_map(|same| same.first()).map(|title| (*title).to_string()).collect()
}

/// A keyword as the first page writes it, and the pages that name it, each with the word's place among its keywords.
type Word<'a> = (&'a str, Vec<(usize, &'a Listed<'a>)>);

/// The keywords of all pages, each once, with the pages that name it.
fn words(site: &Site, pages: &[Listed<'_>]) -> Vec<EntryView> {
    let titles: BTreeSet<String> = pages.iter().map(|page| compared(&page.link.title)).collect();
    let means = meanings(site);
    let mut words: BTreeMap<String, Word<'_>> = BTreeMap::new();
    for page in pages {
        for (at, keyword) in page.keywords.iter().enumerate() {
            let word = compared(keyword);
            // Where the title begins with the word, the page itself stands in its place.
            if !titles.contains(&word) && !begins_with(&page.link.title, &word) {
                words.entry(word).or_insert((keyword, Vec::new())).1.push((at, page));
            }
        }
    }
    let entry = |(word, (keyword, mut found)): (String, Word<'_>)| {
        // An author names first what a page is about.
        found.sort_by_key(|(at, page)| (*at, page.depth, page.link.title.to_lowercase()));
        let means_url = means.get(&word).cloned();
        // The glossary as a whole is no better than the word in it.
        if let Some(glossary) = means_url.as_ref().and_then(|url| url.split('#').next()) {
            found.retain(|(_, page)| page.link.url != glossary);
        }
        found.dedup_by(|(_, a), (_, b)| a.link.url == b.link.url);
        let see = found.into_iter().take(MOST);
        EntryView {
            title: capital(keyword),
            page: None,
            within: None,
            means_url,
            see: see
                .map(|(_, page)| SeeView { title: page.link.title.clone(), url: page.link.url.clone() })
                .collect(),
        }
    };
    words.into_iter().map(entry).collect()
}

/// Where the glossary explains a word, for each of its names as it is compared; nothing if no page shows the glossary.
fn meanings(site: &Site) -> BTreeMap<String, String> {
    let shows = |page: &&crate::site::Page| {
        page.document.prose.shortcodes.iter().any(|shortcode| shortcode.name == "glossary")
    };
    let Some(page) = site.pages.iter().find(shows) else { return BTreeMap::new() };
    let url = site.url(page);
    let terms = site.data.glossary.terms.iter();
    let names = terms.flat_map(|term| {
        let names = term.short_forms.iter().chain([&term.term]).chain(&term.synonyms);
        let url = format!("{url}#{}", term.anchor());
        names.map(move |name| (compared(name), url.clone()))
    });
    names.collect()
}

/// A word as it is compared: as it is sorted, with straight apostrophes.
fn compared(word: &str) -> String {
    sorted_as(word).replace('’', "'")
}

/// Whether a title begins with a word, and not only with its letters.
fn begins_with(title: &str, word: &str) -> bool {
    compared(title).strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// What a title is sorted by: without "a", "an" and "the", and without what is no letter in front.
fn sorted_as(title: &str) -> String {
    let title = title.to_lowercase();
    let title = title.trim_start_matches(|c: char| !c.is_alphanumeric());
    let rest = ["a ", "an ", "the "].iter().find_map(|article| title.strip_prefix(article));
    rest.unwrap_or(title).to_string()
}

/// The letter of a title, and its anchor; all digits are one.
fn letter_of(title: &str) -> (String, String) {
    match sorted_as(title).chars().next() {
        Some(letter) if letter.is_alphabetic() => (letter.to_uppercase().to_string(), letter.to_string()),
        _ => ("0 to 9".to_string(), "digits".to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_stands_below_the_letter_that_a_reader_would_look_for() {
        for (title, letter, id) in [
            ("Attendance", "A", "a"),
            ("The child’s views", "C", "c"),
            ("A school place", "S", "s"),
            ("“Not ours”", "N", "n"),
            ("16 to 19 bursary", "0 to 9", "digits"),
            ("ePEP", "E", "e"),
            ("Écoles", "É", "é"),
            ("Another school", "A", "a"),
        ] {
            assert_eq!(letter_of(title), (letter.to_string(), id.to_string()), "{title}");
        }
    }

    #[test]
    fn a_title_begins_with_whole_words() {
        assert!(begins_with("Exams and tests", "exams"));
        assert!(begins_with("PEPs", "peps"));
        assert!(!begins_with("PEPs", "pep"));
        assert!(!begins_with("After exams", "exams"));
    }

    #[test]
    fn a_word_begins_large_unless_it_is_written_otherwise() {
        for (word, title) in [("carer", "Carer"), ("ePEP", "ePEP"), ("LAC", "LAC"), ("16 to 19", "16 to 19")]
        {
            assert_eq!(capital(word), title);
        }
    }
}
