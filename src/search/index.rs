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
    /// Two stems that stand side by side, in the order of the alphabet.
    Pair(String, String),
}

/// Words that share a stem, or the names of one thing, and the entries that have one of them.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) key: Key,
    /// The words, in order; none for a thing of the glossary. A pair is one: of each stem its first word, with `+` between.
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
    /// The stems that say something, in order.
    stems: Vec<String>,
    /// By key: words covered once, and how often it stands there.
    keys: HashMap<Key, (u32, u32)>,
    /// How many words it has that say something.
    telling: u32,
}

impl Passage {
    fn new(text: &str, names: &Names, seen: &mut BTreeSet<(String, String)>) -> Passage {
        let stems: Vec<String> = words(text)
            .map(|word| {
                let stem = stem(&word);
                seen.insert((word, stem.clone()));
                stem
            })
            .collect();
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
        Passage { keys, telling: count, stems: stems.into_iter().filter(|stem| !is_stop(stem)).collect() }
    }

    /// The pairs of stems that stand side by side.
    fn pairs(&self) -> impl Iterator<Item = Key> {
        self.stems.windows(2).map(|pair| {
            let (one, two) = if pair[0] < pair[1] { (&pair[0], &pair[1]) } else { (&pair[1], &pair[0]) };
            Key::Pair(one.clone(), two.clone())
        })
    }

    /// What of 1,000 a key is of the whole text.
    fn share(&self, covered: u32) -> u32 {
        (covered * 1000 / self.telling).min(1000)
    }
}

impl Read {
    fn new(entry: Entry, names: &Names) -> Read {
        let mut seen = BTreeSet::new();
        let mut counts: BTreeMap<Key, u32> = BTreeMap::new();
        let best = |key: &Key, count: u32, so_far: &mut BTreeMap<Key, u32>| {
            let most = so_far.entry(key.clone()).or_default();
            *most = (*most).max(count);
        };
        let mut add = |counts_here: BTreeMap<Key, u32>| {
            for (key, count) in counts_here {
                *counts.entry(key).or_default() += count;
            }
        };
        let mut read = |text: &str| Passage::new(text, names, &mut seen);
        let is_told = |key: &Key| !matches!(key, Key::Stem(stem) if is_stop(stem));

        let title = read(&entry.title);
        add(title
            .keys
            .iter()
            .map(|(key, (covered, _))| (key.clone(), TITLE + WHOLE_TITLE * title.share(*covered) / 1000))
            .collect());
        add(title.pairs().map(|pair| (pair, TITLE_PAIR * title.share(2) / 1000)).collect());
        let kind = read(entry.kind.called());
        add(kind.keys.into_keys().map(|key| (key, KIND)).collect());
        let mut keywords = BTreeMap::new();
        for (at, keyword) in entry.keywords.iter().chain([&entry.note]).enumerate() {
            let passage = read(keyword);
            let early = KEYWORDS * 2 - (at as u32).min(KEYWORDS);
            let worth =
                |count: u32, covered: u32| count * early / (KEYWORDS * 2) * passage.share(covered) / 1000;
            for (key, (covered, _)) in &passage.keys {
                best(key, worth(WHOLE_KEYWORD, *covered), &mut keywords);
            }
            passage.pairs().for_each(|pair| best(&pair, worth(KEYWORD_PAIR, 2), &mut keywords));
        }
        add(keywords);
        let mut explains = BTreeMap::new();
        for term in &entry.explains {
            let passage = read(term);
            for (key, (covered, _)) in &passage.keys {
                best(key, EXPLAINED * passage.share(*covered) / 1000, &mut explains);
            }
        }
        add(explains);
        let mut headings = BTreeMap::new();
        for heading in &entry.headings {
            let passage = read(heading);
            for (key, (covered, _)) in passage.keys.iter().filter(|(key, _)| is_told(key)) {
                best(key, HEADING + WHOLE_HEADING * passage.share(*covered) / 1000, &mut headings);
            }
        }
        add(headings);
        let summary = read(&entry.summary);
        add(summary.keys.keys().filter(|key| is_told(key)).map(|key| (key.clone(), SUMMARY)).collect());
        let text = read(&entry.text);
        add(text
            .keys
            .iter()
            .filter(|(key, _)| is_told(key))
            .map(|(key, (_, times))| {
                let times = times * 16;
                (key.clone(), TEXT * times / (times + 16 + text.telling * 16 / TEXT_HALF))
            })
            .collect());
        Read { entry: Arc::new(entry), counts, words: seen }
    }
}

/// By each word and name the entries that have it.
pub(super) fn invert(entries: &[Arc<Read>]) -> Vec<Group> {
    let mut found_in: HashMap<&Key, Vec<(u32, u32)>> = HashMap::new();
    let mut words: HashMap<&str, BTreeSet<&str>> = HashMap::new();
    for (number, read) in entries.iter().enumerate() {
        for (key, count) in &read.counts {
            found_in.entry(key).or_default().push((number as u32, *count));
        }
        for (word, stem) in &read.words {
            words.entry(stem).or_default().insert(word);
        }
    }
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
                    let (one, two) = (first(one), first(two));
                    vec![if one < two { format!("{one}+{two}") } else { format!("{two}+{one}") }]
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
        assert_eq!(rareness(1, 1), COMMON);
    }
}
