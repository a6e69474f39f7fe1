//! Things with several names, from the glossary: a reader who types one of them finds what uses another.

use super::english::{stem, words};
use crate::data::Glossary;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// All of them.
#[derive(Debug, PartialEq)]
pub(super) struct Names {
    /// Of each thing its names, each in stems.
    pub(super) all: Vec<Vec<Vec<String>>>,
    /// Of each stem in a name the words as the glossary writes them.
    pub(super) written: BTreeMap<String, BTreeSet<String>>,
    /// By the first stem of a name: the number of the thing, and the name; the longest first.
    by_first: HashMap<String, Vec<(usize, Vec<String>)>>,
}

impl Names {
    pub(super) fn new(glossary: &Glossary) -> Names {
        let mut all: Vec<Vec<Vec<String>>> = Vec::new();
        for term in &glossary.terms {
            let mut names: Vec<Vec<String>> = Vec::new();
            for name in std::iter::once(&term.term).chain(&term.short_forms).chain(&term.synonyms) {
                let name: Vec<String> = words(name).map(|word| stem(&word)).collect();
                if !name.is_empty() && !names.contains(&name) {
                    names.push(name);
                }
            }
            // What has one name is found by its words.
            if names.len() > 1 {
                all.push(names);
            }
        }
        let mut written: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let terms = glossary.terms.iter();
        let texts =
            terms.flat_map(|term| term.whole_words().chain(term.short_forms.iter().map(String::as_str)));
        for word in texts.flat_map(words) {
            written.entry(stem(&word)).or_default().insert(word);
        }
        written.retain(|stem, _| all.iter().flatten().flatten().any(|word| word == stem));
        let mut by_first: HashMap<String, Vec<(usize, Vec<String>)>> = HashMap::new();
        for (thing, names) in all.iter().enumerate() {
            for name in names {
                by_first.entry(name[0].clone()).or_default().push((thing, name.clone()));
            }
        }
        by_first.values_mut().for_each(|names| names.sort_by_key(|(_, name)| std::cmp::Reverse(name.len())));
        Names { all, written, by_first }
    }

    /// The thing whose name begins a text, and how many words that name has.
    pub(super) fn at(&self, stems: &[String]) -> Option<(usize, usize)> {
        let names = self.by_first.get(stems.first()?)?;
        let (thing, name) = names.iter().find(|(_, name)| stems.starts_with(name))?;
        Some((*thing, name.len()))
    }
}
