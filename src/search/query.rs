//! A query against the files of an index. `search.js` of the theme does the same, step by step; a test holds them together.

use super::english::words;
use super::files::{Files, Group};
use super::typo;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

/// How many words of a query count.
const MOST_WORDS: usize = 12;
/// How many results are shown at once; among these one whose title was typed comes first.
const PAGE: usize = 10;
/// What words count that only begin as the last one does, in sixteenths: where that is a word too, and where it is none.
const BEGINS: u32 = 5;
const BEGINS_ONLY: u32 = 12;
/// How many of them are looked at, the most common first.
const MOST_BEGINS: usize = 12;

/// How a query is to be taken.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// As it was typed: nothing is taken for a typing error.
    pub as_typed: bool,
    /// Only what is for these readers, or for everybody: a word of front matter.
    pub audience: Option<&'a str>,
    /// How many results are wanted, at least the ten that are shown at once.
    pub most: usize,
}

impl Default for Ask<'_> {
    fn default() -> Self {
        Ask { as_typed: false, audience: None, most: usize::MAX }
    }
}

/// What a query finds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// What was looked for, where typing errors were put right.
    pub instead: Option<String>,
    /// Whether nothing has every word, so that these have some.
    pub some: bool,
    /// The best first.
    pub hits: Vec<Hit>,
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its path on the host.
    pub url: String,
    /// Its title.
    pub title: String,
    /// How well it fits; only the order of hits of one query means something.
    pub score: u32,
}

/// A word of a query, or a name of a thing of the glossary.
#[derive(Clone, Debug, PartialEq)]
enum Slot {
    Word(String),
    Thing(usize),
}

/// The entries that have what stands in a slot.
struct Matches {
    /// Whether nearly every entry has it.
    cut: bool,
    scores: BTreeMap<u32, u32>,
}

pub(super) fn search(bytes: &BTreeMap<String, Arc<[u8]>>, query: &str, ask: Ask<'_>) -> Found {
    Searcher::new(bytes).search(query, ask)
}

/// An index that several queries are asked of.
pub(super) struct Searcher<'a> {
    files: Files<'a>,
}

impl<'a> Searcher<'a> {
    pub(super) fn new(bytes: &'a BTreeMap<String, Arc<[u8]>>) -> Searcher<'a> {
        Searcher { files: Files::new(bytes) }
    }

    pub(super) fn search(&self, query: &str, ask: Ask<'_>) -> Found {
        let typed: Vec<String> = words(query).take(MOST_WORDS).collect();
        let mut open = !query.ends_with(char::is_whitespace);
        let mut asked: Vec<String> = Vec::new();
        for (at, word) in typed.iter().enumerate() {
            let is_open = open && at + 1 == typed.len();
            match self.mended(&typed, at, is_open).filter(|_| !ask.as_typed) {
                // Two words may have been typed as one.
                Some(mended) => {
                    asked.extend(mended.split('+').map(str::to_string));
                    open &= !is_open;
                }
                None => asked.push(word.clone()),
            }
        }
        let (mut ranked, some) = self.ranked(&asked, open, ask.audience);
        ranked.truncate(ask.most.max(PAGE));
        let hits = self.hits(ranked, &asked);
        Found { instead: (asked != typed).then(|| asked.join(" ")), some, hits }
    }

    /// The word that was meant, if the one at this place is none.
    fn mended(&self, typed: &[String], at: usize, open: bool) -> Option<String> {
        let word = &typed[at];
        let in_name = self
            .slots(typed)
            .iter()
            .any(|(slot, places)| matches!(slot, Slot::Thing(_)) && places.contains(&at));
        if in_name || self.is_stop(word) || !self.groups(word, open).is_empty() {
            return None;
        }
        typo::mend(&self.files, word, open)
    }

    fn is_stop(&self, word: &str) -> bool {
        self.files.start.stop.iter().any(|stop| stop == word)
    }

    /// The slots of a query with the places of their words: the longest name that begins at a word is one.
    fn slots(&self, words: &[String]) -> Vec<(Slot, std::ops::Range<usize>)> {
        let start = &self.files.start;
        let stems: Vec<&str> =
            words.iter().map(|word| start.forms.get(word).unwrap_or(word).as_str()).collect();
        let mut slots = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let mut longest = 0;
            let mut slot = Slot::Word(words[at].clone());
            for (thing, names) in start.names.iter().enumerate() {
                for name in names {
                    if name.len() > longest
                        && stems[at..].len() >= name.len()
                        && stems[at..].iter().zip(name).all(|(stem, word)| stem == word)
                    {
                        longest = name.len();
                        slot = Slot::Thing(thing);
                    }
                }
            }
            let length = longest.max(1);
            slots.push((slot, at..at + length));
            at += length;
        }
        slots
    }

    /// The groups of a word, with what each counts in sixteenths. Of an open word, the last one, words that only begin with it
    /// count too.
    fn groups(&self, word: &str, open: bool) -> Vec<(Rc<Vec<Group>>, usize, u32)> {
        let file = self.files.file_of(word);
        let mut found = Vec::new();
        let groups = self.files.groups(file);
        if let Some(at) = groups.iter().position(|group| group.words.iter().any(|other| other == word)) {
            found.push((groups.clone(), at, 16));
        }
        let letters = word.chars().count();
        if open && letters >= if found.is_empty() { 2 } else { 3 } {
            let last = self.files.file_of(&format!("{word}\u{ffff}")).min(file + 1);
            let counts = if found.is_empty() { BEGINS_ONLY } else { BEGINS };
            let mut begins = Vec::new();
            for file in file..=last {
                let groups = self.files.groups(file);
                for (at, group) in groups.iter().enumerate() {
                    let first =
                        group.words.iter().find(|other| other.starts_with(word) && !other.contains('+'));
                    if let Some(first) = first.filter(|_| !group.words.iter().any(|other| other == word)) {
                        begins.push((std::cmp::Reverse(group.common()), first.clone(), groups.clone(), at));
                    }
                }
            }
            begins.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
            begins.dedup_by(|a, b| a.1 == b.1);
            found.extend(begins.into_iter().take(MOST_BEGINS).map(|(_, _, groups, at)| (groups, at, counts)));
        }
        found
    }

    fn matches(&self, slot: &Slot, open: bool) -> Matches {
        let groups = match slot {
            Slot::Word(word) => self.groups(word, open),
            Slot::Thing(number) => self.groups(&format!("={number}"), false),
        };
        let mut matches = Matches { cut: false, scores: BTreeMap::new() };
        for (groups, at, counts) in groups {
            matches.cut |= groups[at].cut;
            for (number, weight) in &groups[at].found_in {
                let score = matches.scores.entry(*number).or_default();
                *score = (*score).max(weight * counts / 16);
            }
        }
        matches
    }

    /// Entries with their scores, the best first, and whether none has every word.
    fn ranked(&self, words: &[String], open: bool, audience: Option<&str>) -> (Vec<(u32, u32)>, bool) {
        let all = self.slots(words);
        let is_stop = |slot: &Slot| matches!(slot, Slot::Word(word) if self.is_stop(word));
        let tells = all.iter().any(|(slot, _)| !is_stop(slot));
        let is_last = |places: &std::ops::Range<usize>| places.end == words.len();
        // An article stands before something: at the end, as in "section A", it is a letter.
        let is_letter = |slot: &Slot, places: &_| *slot == Slot::Word("a".to_string()) && is_last(places);
        let told: Vec<_> = all
            .into_iter()
            .filter(|(slot, places)| !tells || !is_stop(slot) || is_letter(slot, places))
            .collect();
        let mut slots: Vec<(bool, Matches)> = Vec::new();
        for (slot, places) in &told {
            let open = open && is_last(places);
            let has_digit = matches!(slot, Slot::Word(word) if word.contains(|c: char| c.is_ascii_digit()));
            slots.push((has_digit, self.matches(slot, open)));
        }
        let pairs = self.pairs(&told);
        // A number that stands nowhere does no harm.
        if slots.iter().any(|(_, matches)| !matches.scores.is_empty()) {
            slots.retain(|(has_digit, matches)| !has_digit || !matches.scores.is_empty());
        }
        let start = &self.files.start;
        let bit = audience
            .map(|word| start.audiences.iter().position(|other| other == word).map_or(0, |at| 1_u64 << at));
        let is_for = |number: u32| {
            let readers = start.readers.get(number as usize).copied().unwrap_or_default();
            bit.is_none_or(|bit| readers == 0 || readers & bit != 0)
        };
        let numbers: BTreeSet<u32> =
            slots.iter().flat_map(|(_, matches)| matches.scores.keys().copied()).collect();
        let count = slots.len() as u32;
        let scored = |number: u32| {
            let sum: u32 = slots.iter().filter_map(|(_, matches)| matches.scores.get(&number)).sum();
            let side_by_side: u32 = pairs.iter().filter_map(|pair| pair.scores.get(&number)).sum();
            let has = slots
                .iter()
                .filter(|(_, matches)| matches.cut || matches.scores.contains_key(&number))
                .count() as u32;
            (number, sum + side_by_side, has)
        };
        let scored: Vec<(u32, u32, u32)> =
            numbers.into_iter().filter(|number| is_for(*number)).map(scored).collect();
        // Of three words or more one may be missing, at a price: in a sentence not every word says what is looked for.
        let needed = if count > 2 { count - 1 } else { count };
        let some = !scored.iter().any(|(_, _, has)| *has == count);
        let mut ranked: Vec<(u32, u32)> = scored
            .into_iter()
            .filter(|(_, _, has)| some || *has >= needed)
            .map(|(number, sum, has)| (number, sum * has / count * has / count))
            .collect();
        ranked.sort_by_key(|(number, score)| (std::cmp::Reverse(*score), *number));
        let some = some && !ranked.is_empty();
        (ranked, some)
    }

    /// What has two words of a query side by side, in either order.
    fn pairs(&self, slots: &[(Slot, std::ops::Range<usize>)]) -> Vec<Matches> {
        let first = |slot: &Slot| {
            let Slot::Word(word) = slot else { return None };
            let groups = self.files.groups(self.files.file_of(word));
            groups.iter().find(|group| group.words.contains(word)).map(|group| group.words[0].clone())
        };
        let firsts: Vec<Option<String>> = slots.iter().map(|(slot, _)| first(slot)).collect();
        let both = firsts.windows(2).filter_map(|words| Some((words[0].as_ref()?, words[1].as_ref()?)));
        let pairs = both.flat_map(|(one, two)| [format!("{one}+{two}"), format!("{two}+{one}")]);
        pairs.map(|pair| self.matches(&Slot::Word(pair), false)).collect()
    }

    /// The results; of the first those whose title was typed go in front.
    fn hits(&self, ranked: Vec<(u32, u32)>, asked: &[String]) -> Vec<Hit> {
        let mut hits: Vec<Hit> = ranked
            .into_iter()
            .map(|(number, score)| {
                let row = self.files.row(number);
                Hit { url: format!("{}{}", self.files.start.base, row.address), title: row.title, score }
            })
            .collect();
        let is_whole = |hit: &Hit| words(&hit.title).eq(asked.iter().cloned());
        let first: Vec<Hit> = hits.drain(..hits.len().min(PAGE)).collect();
        let best = first.first().map_or(0, |hit| hit.score);
        let (mut whole, others): (Vec<Hit>, Vec<Hit>) = first.into_iter().partition(is_whole);
        for (hit, above) in whole.iter_mut().rev().zip(1..) {
            hit.score = best + above;
        }
        whole.into_iter().chain(others).chain(hits).collect()
    }
}
