//! Entries to groups of words: which entry has which, and how much it is about it.

use super::english::{IRREGULAR, is_stop, stem, words};
use super::gather::Entry;
use super::names::Names;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// What a word in each place counts, before it is known how rare it is. A title that is nothing but the words of a query counts
/// most; each word of it the less, the more words the title has.
const TITLE: u32 = 600;
const WHOLE_TITLE: u32 = 1000;
const WHOLE_KEYWORD: u32 = 700;
/// A word of the glossary whose page this is.
const EXPLAINED: u32 = 900;
/// What a reader asks for who writes "form" or "phone".
const KIND: u32 = 700;
/// Two words side by side in a title or a keyword, as in the query; the less, the more words stand around them.
const TITLE_PAIR: u32 = 700;
const KEYWORD_PAIR: u32 = 500;
const HEADING: u32 = 120;
const WHOLE_HEADING: u32 = 260;
const SUMMARY: u32 = 180;
const TEXT: u32 = 260;
/// How many words of text it takes for a word in it to count half.
const TEXT_HALF: u32 = 250;
/// From which on a keyword counts no less than the one before it.
const KEYWORDS: u32 = 12;
/// What the most common word counts of what the rarest does, of 256.
const COMMON: u32 = 56;
/// The heaviest weight; a weight is a root, so this is the most that one word counts.
const MOST: u32 = 63 * 63;

/// An entry and its words.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) entry: Arc<Entry>,
    /// By its key the place of each word or name, and what it counts.
    counts: BTreeMap<Key, u32>,
    /// Each word as it is written, with its stem.
    words: BTreeSet<(String, String)>,
}

/// A stem, or the number of a thing of the glossary.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Key {
    Stem(String),
    Thing(usize),
    /// Two stems that stand side by side.
    Pair(String, String),
}

/// Words that share a stem, or the names of one thing, and the entries that have one of them.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) key: Key,
    /// The words, in order; none for a thing of the glossary. Of a pair the first is
    /// made of the first word of each stem, with `+` between; others follow as they are written.
    pub(super) words: Vec<String>,
    /// Number and weight of each entry.
    pub(super) found_in: Vec<(u32, u8)>,
}

/// Read every entry; one that was read before is not read again.
pub(super) fn read(
    entries: Vec<Entry>,
    names: &Names,
    before: Option<&HashMap<String, Arc<Read>>>,
) -> Vec<Arc<Read>> {
    let read = |entry: Entry| match before.and_then(|before| before.get(&entry.address)) {
        Some(read) if *read.entry == entry => read.clone(),
        _ => Arc::new(Read::new(entry, names)),
    };
    entries.into_par_iter().map(read).collect()
}

/// What one text has of each key: how many of its words, and how often.
#[derive(Default)]
struct Passage {
    /// Its words in order, each with its stem.
    written: Vec<(String, String)>,
    /// By key: words covered once, and how often it stands there.
    keys: HashMap<Key, (u32, u32)>,
    /// How many words it has that say something.
    telling: u32,
}

impl Passage {
    fn new(text: &str, names: &Names) -> Passage {
        let (words, stems): (Vec<String>, Vec<String>) = words(text)
            .map(|word| {
                let stem = stem(&word);
                (word, stem)
            })
            .unzip();
        let telling = |stems: &[String]| stems.iter().filter(|stem| !is_stop(stem)).count() as u32;
        let count = telling(&stems).max(1);
        let mut keys: HashMap<Key, (u32, u32)> = HashMap::new();
        for stem in &stems {
            keys.entry(Key::Stem(stem.clone())).or_insert((1, 0)).1 += 1;
        }
        let mut at = 0;
        while at < stems.len() {
            match names.at(&stems[at..]) {
                Some((thing, length)) => {
                    let covered = telling(&stems[at..at + length]).max(1);
                    keys.entry(Key::Thing(thing)).or_insert((covered, 0)).1 += 1;
                    at += length;
                }
                None => at += 1,
            }
        }
        Passage { keys, telling: count, written: words.into_iter().zip(stems).collect() }
    }

    /// The words that say something, two and two as they stand side by side: as they are written, and their stems.
    fn pairs(&self) -> Vec<(String, Key)> {
        let telling: Vec<&(String, String)> =
            self.written.iter().filter(|(_, stem)| !is_stop(stem)).collect();
        let pair = |pair: &[&(String, String)]| {
            let (one, two) = (pair[0], pair[1]);
            (format!("{}+{}", one.0, two.0), Key::Pair(one.1.clone(), two.1.clone()))
        };
        telling.windows(2).map(pair).collect()
    }

    /// What of 1,000 a key is of the whole text.
    fn share(&self, covered: u32) -> u32 {
        (covered * 1000 / self.telling).min(1000)
    }
}

impl Read {
    fn new(entry: Entry, names: &Names) -> Read {
        let mut counts = Counts::default();
        let mut seen = BTreeSet::new();
        let passage = |text: &String| Passage::new(text, names);

        let title = passage(&entry.title);
        counts.add(&title, |covered| TITLE + WHOLE_TITLE * title.share(covered) / 1000);
        for (written, pair) in title.pairs() {
            counts.all.insert(pair.clone(), TITLE_PAIR * title.share(2) / 1000);
            seen.insert((written, pair.stem()));
        }
        let kind = Passage::new(entry.kind.called(), names);
        counts.add(&kind, |_| KIND);

        let keywords: Vec<Passage> = entry.keywords.iter().chain([&entry.note]).map(passage).collect();
        let mut best = Counts::default();
        for (keyword, at) in keywords.iter().zip(0..) {
            let early = KEYWORDS * 2 - KEYWORDS.min(at);
            let worth = |count: u32, covered| count * early / (KEYWORDS * 2) * keyword.share(covered) / 1000;
            best.at_least(keyword, |covered| worth(WHOLE_KEYWORD, covered));
            for (written, pair) in keyword.pairs() {
                let most = best.all.entry(pair.clone()).or_default();
                *most = worth(KEYWORD_PAIR, 2).max(*most);
                seen.insert((written, pair.stem()));
            }
        }
        counts.add_all(best);
        let explains: Vec<Passage> = entry.explains.iter().map(passage).collect();
        let mut best = Counts::default();
        explains
            .iter()
            .for_each(|term| best.at_least(term, |covered| EXPLAINED * term.share(covered) / 1000));
        counts.add_all(best);

        // From here on stop words say nothing.
        let told = |text: &String| {
            let mut passage = Passage::new(text, names);
            passage.keys.retain(|key, _| !matches!(key, Key::Stem(stem) if is_stop(stem)));
            passage
        };
        let headings: Vec<Passage> = entry.headings.iter().map(told).collect();
        let mut best = Counts::default();
        for heading in &headings {
            best.at_least(heading, |covered| HEADING + WHOLE_HEADING * heading.share(covered) / 1000);
        }
        counts.add_all(best);
        let summary = told(&entry.summary);
        counts.add(&summary, |_| SUMMARY);
        let text = told(&entry.text);
        for (key, (_, times)) in &text.keys {
            let times = times * 16;
            let count = TEXT * times / (times + 16 + text.telling * 16 / TEXT_HALF);
            *counts.all.entry(key.clone()).or_default() += count;
        }

        let once = [title, kind, summary, text];
        let all = once.into_iter().chain(keywords).chain(explains).chain(headings);
        seen.extend(all.flat_map(|passage| passage.written));
        Read { entry: Arc::new(entry), counts: counts.all, words: seen }
    }
}

/// What each word counts so far.
#[derive(Default)]
struct Counts {
    all: BTreeMap<Key, u32>,
}

impl Counts {
    /// Add what the words of a passage count, by how many of its words each covers.
    fn add(&mut self, passage: &Passage, count: impl Fn(u32) -> u32) {
        for (key, (covered, _)) in &passage.keys {
            *self.all.entry(key.clone()).or_default() += count(*covered);
        }
    }

    /// Of several passages of a kind only the best counts.
    fn at_least(&mut self, passage: &Passage, count: impl Fn(u32) -> u32) {
        for (key, (covered, _)) in &passage.keys {
            let most = self.all.entry(key.clone()).or_default();
            *most = count(*covered).max(*most);
        }
    }

    fn add_all(&mut self, others: Counts) {
        for (key, count) in others.all {
            *self.all.entry(key).or_default() += count;
        }
    }
}

impl Key {
    /// The stem, or those of a pair with `+` between: no word has one.
    fn stem(&self) -> String {
        match self {
            Key::Stem(stem) => stem.clone(),
            Key::Thing(number) => format!("={number}"),
            Key::Pair(one, two) => format!("{one}+{two}"),
        }
    }
}

/// By each word and name the entries that have it.
pub(super) fn invert(entries: &[Arc<Read>]) -> Vec<Group> {
    let (found_in, mut words) = rayon::join(|| by_key(entries), || by_stem(entries));
    let stems: Vec<String> = IRREGULAR.iter().map(|(first, _)| stem(first)).collect();
    for (stem, (_, forms)) in stems.iter().zip(IRREGULAR) {
        // A reader may type a form that stands nowhere.
        if let Some(words) = words.get_mut(stem.as_str()) {
            words.extend(forms);
        }
    }
    let total = entries.len() as u32;
    let mut groups: Vec<Group> = found_in
        .into_par_iter()
        .map(|(key, found_in)| {
            let rare = rareness(found_in.len() as u32, total);
            let words = match key {
                Key::Stem(stem) => {
                    words.get(stem.as_str()).into_iter().flatten().map(|word| (*word).to_string()).collect()
                }
                Key::Thing(_) => Vec::new(),
                Key::Pair(one, two) => {
                    let first = |stem: &str| {
                        words
                            .get(stem)
                            .and_then(|words| words.first().copied())
                            .unwrap_or_default()
                            .to_string()
                    };
                    let pair = format!("{}+{}", first(one), first(two));
                    let written = words.get(key.stem().as_str()).into_iter().flatten();
                    let written = written.filter(|other| **other != pair).map(|word| (*word).to_string());
                    std::iter::once(pair.clone()).chain(written).collect()
                }
            };
            let of_entry = |(number, count): (u32, u32)| {
                (number, weight(count * entries[number as usize].entry.counts / 16, rare))
            };
            let found_in = found_in.into_iter().map(of_entry).collect();
            Group { key: key.clone(), words, found_in }
        })
        .collect();
    groups.sort_by(|a, b| a.key.cmp(&b.key));
    groups
}

/// By each key the number of each entry that has it, and what it counts there.
fn by_key(entries: &[Arc<Read>]) -> HashMap<&Key, Vec<(u32, u32)>> {
    let mut found_in: HashMap<&Key, Vec<(u32, u32)>> = HashMap::new();
    for (number, read) in entries.iter().enumerate() {
        for (key, count) in &read.counts {
            found_in.entry(key).or_default().push((number as u32, *count));
        }
    }
    found_in
}

/// By each stem all words that share it.
fn by_stem(entries: &[Arc<Read>]) -> HashMap<&str, BTreeSet<&str>> {
    let mut words: HashMap<&str, BTreeSet<&str>> = HashMap::new();
    for (word, stem) in entries.iter().flat_map(|read| &read.words) {
        words.entry(stem).or_default().insert(word);
    }
    words
}

/// How much of 256 a word counts that `some` of `all` entries have: 256 for one, [`COMMON`] or more for what all have.
fn rareness(some: u32, all: u32) -> u32 {
    let (some, all) = (log2(some), log2(all).max(1));
    COMMON + (256 - COMMON) * (all - some.min(all)) / all
}

/// The logarithm to the base 2, times 256, by whole numbers, so that every machine makes the same index.
fn log2(number: u32) -> u32 {
    let number = number.max(1);
    let whole = number.ilog2();
    let mut rest = (u64::from(number) << 32) >> whole;
    let mut fraction = 0;
    for bit in (0..8).rev() {
        rest = (rest * (rest >> 16)) >> 16;
        if rest >= 1 << 33 {
            rest >>= 1;
            fraction |= 1 << bit;
        }
    }
    whole * 256 + fraction
}

/// The root of what a word counts in an entry.
fn weight(count: u32, rare: u32) -> u8 {
    ((count * rare / 256).clamp(1, MOST).isqrt()).min(63) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logarithm_by_whole_numbers_is_near_enough() {
        for number in [1_u32, 2, 3, 7, 100, 130, 1000, 10_007, 4_000_000] {
            let exact = f64::from(number).log2() * 256.0;
            assert!((f64::from(log2(number)) - exact).abs() < 1.5, "{number}");
        }
    }

    #[test]
    fn the_rarer_a_word_the_more_it_counts() {
        assert_eq!(rareness(1, 100), 256);
        assert_eq!(rareness(100, 100), COMMON);
        assert!(rareness(3, 100) > rareness(30, 100));
        // Where there is one entry, nothing tells words apart.
        assert_eq!(rareness(1, 1), 256);
    }
}
