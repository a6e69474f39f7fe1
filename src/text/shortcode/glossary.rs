//! The glossary as templates see it: from A to Z, each word below its letter.

use crate::data::{Glossary, Term};
use crate::text::capital;
use serde::Serialize;
use std::collections::BTreeMap;

/// A letter with the words that begin with it.
#[derive(Serialize)]
pub(super) struct LetterView {
    letter: String,
    /// For an anchor: the letter in lower case.
    id: String,
    terms: Vec<TermView>,
}

/// A word and what it means, or a name and where to look.
#[derive(Serialize)]
struct TermView {
    id: String,
    title: String,
    /// The word as it stands in a sentence.
    name: String,
    means: Option<String>,
    synonyms: Vec<String>,
    page_url: Option<String>,
    see: Option<SeeView>,
    #[serde(skip)]
    is_short: bool,
}

/// Where to look.
#[derive(Serialize)]
struct SeeView {
    id: String,
    title: String,
}

/// All words and all other names for them, in the order of the alphabet.
pub(super) fn letters(glossary: &Glossary, pages: &BTreeMap<String, String>) -> Vec<LetterView> {
    let mut terms: Vec<TermView> = glossary.terms.iter().flat_map(|term| views(term, pages)).collect();
    terms.sort_by_cached_key(|term| (term.title.to_lowercase(), term.id.clone()));
    // A short form right below its word says nothing new.
    terms.dedup_by(|term, above| term.see.as_ref().is_some_and(|see| see.id == above.id && term.is_short));
    let mut letters: Vec<LetterView> = Vec::new();
    for term in terms {
        let letter: String = term.title.chars().take(1).flat_map(char::to_uppercase).collect();
        match letters.last_mut() {
            Some(last) if last.letter == letter => last.terms.push(term),
            _ => letters.push(LetterView { id: letter.to_lowercase(), letter, terms: vec![term] }),
        }
    }
    letters
}

/// A word, and for each of its other names a line that leads to it. The anchor of the first short form is the word's own.
fn views(term: &Term, pages: &BTreeMap<String, String>) -> Vec<TermView> {
    let title = title(term);
    let main = TermView {
        id: term.anchor(),
        title: title.clone(),
        name: term.term.clone(),
        means: Some(term.means.clone()),
        synonyms: term.synonyms.clone(),
        page_url: pages.get(&term.term).cloned(),
        see: None,
        is_short: false,
    };
    let see = |id: String, name: &str| TermView {
        id,
        title: capital(name),
        name: name.to_string(),
        means: None,
        synonyms: Vec::new(),
        page_url: None,
        see: Some(SeeView { id: term.anchor(), title: title.clone() }),
        is_short: term.short_forms.first().is_some_and(|short| short == name),
    };
    let first = term.short_forms.first().map(|short| see(format!("page--see-{}", term.anchor()), short));
    let others = term.other_names().map(|(name, anchor)| see(anchor, name));
    std::iter::once(main).chain(first).chain(others).collect()
}

/// `Independent reviewing officer (IRO)`.
fn title(term: &Term) -> String {
    match term.short_forms.as_slice() {
        [] => capital(&term.term),
        short => format!("{} ({})", capital(&term.term), short.join(", ")),
    }
}
