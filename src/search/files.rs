//! The files of an index as a query reads them, each once.

use super::shard::{self, DIGITS, START};
use super::typo::Word;
use serde_json::Value;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;

/// The files, and what was read of them so far.
pub(super) struct Files<'a> {
    bytes: &'a BTreeMap<String, Arc<[u8]>>,
    pub(super) start: Start,
    words: RefCell<HashMap<usize, Rc<Vec<Group>>>>,
    ends: RefCell<HashMap<usize, Rc<Vec<Word>>>>,
    rows: RefCell<HashMap<usize, Rc<Vec<Row>>>>,
}

/// `start.json`.
#[derive(Default)]
pub(super) struct Start {
    pub(super) base: String,
    pub(super) stop: Vec<String>,
    /// Of each thing its names, in stems.
    pub(super) names: Vec<Vec<Vec<String>>>,
    /// The stem of a word that stands in a name.
    pub(super) forms: HashMap<String, String>,
    words: Vec<String>,
    ends: Vec<String>,
    pub(super) audiences: Vec<String>,
    /// Who each entry is for.
    pub(super) readers: Vec<u64>,
    per_d: usize,
    entries: Vec<Row>,
}

/// An entry as a result shows it.
#[derive(Clone, Default)]
pub(super) struct Row {
    pub(super) address: String,
    pub(super) title: String,
}

/// Words with one stem, and the entries that have one of them.
pub(super) struct Group {
    pub(super) words: Vec<String>,
    /// Whether nearly every entry has them, and only the heaviest are told.
    pub(super) cut: bool,
    /// Number of the entry, and what the word counts in it.
    pub(super) found_in: Vec<(u32, u32)>,
}

impl Group {
    pub(super) fn common(&self) -> usize {
        if self.cut { 63 } else { shard::commonness(self.found_in.len()) }
    }
}

impl<'a> Files<'a> {
    pub(super) fn new(bytes: &'a BTreeMap<String, Arc<[u8]>>) -> Files<'a> {
        let start = bytes.get(START).map(|bytes| Start::read(bytes)).unwrap_or_default();
        Files { bytes, start, words: RefCell::default(), ends: RefCell::default(), rows: RefCell::default() }
    }

    fn json(&self, name: &str) -> Value {
        let bytes = self.bytes.get(name).map(|bytes| &**bytes).unwrap_or_default();
        serde_json::from_slice(bytes).unwrap_or_default()
    }

    /// The number of the file in which a word stands, if it stands anywhere.
    pub(super) fn file_of(&self, word: &str) -> usize {
        shard::file_of(&self.start.words, word)
    }

    /// The groups of one file of words.
    pub(super) fn groups(&self, number: usize) -> Rc<Vec<Group>> {
        let mut read = self.words.borrow_mut();
        let groups = read.entry(number).or_insert_with(|| {
            let list = texts(&self.json(&format!("w{number}.json")));
            Rc::new(list.chunks_exact(2).map(|pair| group(&pair[0], &pair[1])).collect())
        });
        groups.clone()
    }

    /// The words that end as this one does.
    pub(super) fn with_end_of(&self, word: &str) -> Rc<Vec<Word>> {
        let backwards: String = word.chars().rev().collect();
        let number = shard::file_of(&self.start.ends, &backwards);
        let mut read = self.ends.borrow_mut();
        let words = read.entry(number).or_insert_with(|| {
            let mut words: Vec<Word> = Vec::new();
            for item in self.json(&format!("e{number}.json")).as_str().unwrap_or_default().split_whitespace()
            {
                let shared = digit(item.as_bytes()[0]);
                let common = item.as_bytes().last().copied().map_or(0, digit);
                let before: Vec<char> =
                    words.last().map(|word| word.text.chars().collect()).unwrap_or_default();
                let end: String = before[before.len().saturating_sub(shared)..].iter().collect();
                words.push(Word { text: format!("{}{end}", &item[1..item.len() - 1]), common });
            }
            Rc::new(words)
        });
        words.clone()
    }

    /// An entry by its number.
    pub(super) fn row(&self, number: u32) -> Row {
        let number = number as usize;
        if self.start.per_d == 0 {
            return self.start.entries.get(number).cloned().unwrap_or_default();
        }
        let file = number / self.start.per_d;
        let mut read = self.rows.borrow_mut();
        let rows = read.entry(file).or_insert_with(|| {
            let list = self.json(&format!("d{file}.json"));
            Rc::new(list.as_array().into_iter().flatten().map(row).collect())
        });
        rows.get(number % self.start.per_d).cloned().unwrap_or_default()
    }
}

impl Start {
    fn read(bytes: &[u8]) -> Start {
        let value: Value = serde_json::from_slice(bytes).unwrap_or_default();
        let text = |key: &str| value[key].as_str().unwrap_or_default();
        let list = |key: &str| text(key).split_whitespace().map(str::to_string).collect();
        let words = |text: &str| text.split(' ').map(str::to_string).collect::<Vec<_>>();
        let names =
            texts(&value["names"]).iter().map(|names| names.split('|').map(words).collect()).collect();
        let forms = text("forms").split('|').flat_map(|forms| {
            let mut words = forms.split(' ');
            let stem = words.next().unwrap_or_default();
            words.map(move |word| (word.to_string(), stem.to_string()))
        });
        let array = |key: &str| value[key].as_array().cloned().unwrap_or_default();
        let readers: Vec<u64> =
            array("classes").iter().map(|class| class[1].as_u64().unwrap_or_default()).collect();
        let reader = |class: char| {
            let code = class as usize;
            readers.get(code - 35 - usize::from(code > 92)).copied().unwrap_or_default()
        };
        Start {
            base: text("base").to_string(),
            stop: list("stop"),
            names,
            forms: forms.collect(),
            words: list("words"),
            ends: list("ends"),
            audiences: array("audiences")
                .iter()
                .map(|pair| pair[0].as_str().unwrap_or_default().to_string())
                .collect(),
            readers: text("class").chars().map(reader).collect(),
            per_d: value["per_d"].as_u64().unwrap_or_default() as usize,
            entries: array("entries").iter().map(row).collect(),
        }
    }
}

fn texts(value: &Value) -> Vec<String> {
    let list = value.as_array().into_iter().flatten();
    list.map(|text| text.as_str().unwrap_or_default().to_string()).collect()
}

fn row(value: &Value) -> Row {
    let text = |at: usize| value[at].as_str().unwrap_or_default().to_string();
    Row { address: text(0), title: text(1) }
}

fn digit(byte: u8) -> usize {
    DIGITS.iter().position(|digit| *digit == byte).unwrap_or_default()
}

fn group(words: &str, packed: &str) -> Group {
    let words = match words.split_once(' ') {
        None => vec![words.to_string()],
        Some((shared, rest)) => rest
            .split(' ')
            .map(|rest| if rest == "." { shared.to_string() } else { format!("{shared}{rest}") })
            .collect(),
    };
    let cut = packed.starts_with('*');
    let mut found_in = Vec::new();
    let mut digits = packed.bytes().skip(usize::from(cut)).map(|byte| digit(byte) as u32);
    let mut next = 0;
    while let Some(first) = digits.next() {
        let (mut distance, mut shift, mut last) = (first & 31, 5, first);
        while last > 31 {
            last = digits.next().unwrap_or_default();
            distance += (last & 31) << shift;
            shift += 5;
        }
        let weight = digits.next().unwrap_or_default();
        found_in.push((next + distance, weight * weight));
        next += distance + 1;
    }
    Group { words, cut, found_in }
}
