//! The index as files, each small enough to be fetched for one query. The format stands at the top of `search`.

use super::english::{STOP, is_stop};
use super::gather::{Entry, Kind};
use super::index::{Group, Key};
use super::names::Names;
use crate::content::Audience;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// The file that is read first.
pub(super) const START: &str = "start.json";
/// The digits 0 to 63.
pub(super) const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The least that a file of words has, in bytes before they are packed: a smaller one costs more to ask for than to send.
const LEAST: usize = 2_500;
/// From how many bytes of all words on files grow, so that the list of files does not.
const GROWS_FROM: usize = 14;
/// The most entries that a list keeps; see `*`.
pub(super) const MOST_FOUND_IN: usize = 800;
/// The most entries that stand in the first file.
const FEW: usize = 200;
/// How many entries one file has beyond that.
const PER_FILE: usize = 8;
/// The most files of texts.
const TEXT_FILES: usize = 1_000;
/// The most of a file of texts, in bytes before they are packed.
const TEXT_BYTES: usize = 8_000;

/// What files are made from.
pub(super) struct Parts<'a> {
    pub(super) entries: &'a [Arc<Entry>],
    pub(super) groups: &'a [Group],
    pub(super) names: &'a Names,
    /// What comes before each address.
    pub(super) base: &'a str,
}

/// All files by their names.
pub(super) fn files(parts: &Parts<'_>) -> BTreeMap<String, Arc<[u8]>> {
    let mut files = BTreeMap::new();
    let mut add = |name: String, value: &Value| files.insert(name, value.to_string().into_bytes().into());

    let (words, word_starts) = word_files(parts.groups);
    words.iter().enumerate().for_each(|(number, file)| drop(add(format!("w{number}.json"), file)));
    let (ends, end_starts) = end_files(parts.groups);
    ends.iter().enumerate().for_each(|(number, file)| drop(add(format!("e{number}.json"), file)));

    let row = |entry: &Arc<Entry>| json!([entry.address, entry.title, entry.note, entry.summary]);
    let rows: Vec<Value> = parts.entries.iter().map(row).collect();
    let is_few = rows.len() <= FEW;
    if !is_few {
        let blocks = rows.chunks(PER_FILE).enumerate();
        blocks.for_each(|(number, rows)| drop(add(format!("d{number}.json"), &json!(rows))));
    }
    let per_text = parts.entries.len().div_ceil(TEXT_FILES).max(1);
    for (number, entries) in parts.entries.chunks(per_text).enumerate() {
        let texts: Vec<&str> =
            entries.iter().map(|entry| beginning(&entry.text, TEXT_BYTES / per_text)).collect();
        add(format!("t{number}.json"), &json!(texts));
    }

    let (classes, class) = classes(parts.entries);
    let start = json!({
        "base": parts.base,
        "stop": STOP,
        "names": parts.names.all.iter().map(|names| names.iter().map(|name| name.join(" ")).collect::<Vec<_>>().join("|")).collect::<Vec<_>>(),
        "forms": forms(parts),
        "words": word_starts.join(" "),
        "ends": end_starts.join(" "),
        "kinds": Kind::ALL.map(Kind::word),
        "audiences": Audience::WORDS.map(|(word, audience)| [word, audience.title()]),
        "classes": classes,
        "class": class,
        "per_d": if is_few { 0 } else { PER_FILE },
        "per_t": per_text,
        "entries": if is_few { rows } else { Vec::new() },
    });
    add(START.to_string(), &start);
    files
}

/// The folder of these files: ten digits of the SHA-256 of their names and what they hold.
pub(super) fn folder(files: &BTreeMap<String, Arc<[u8]>>) -> String {
    let mut digest = Sha256::new();
    for (name, bytes) in files {
        digest.update(name);
        digest.update((bytes.len() as u64).to_be_bytes());
        digest.update(bytes);
    }
    let hash = base16ct::lower::encode_string(&digest.finalize()[..5]);
    format!("assets/search-{hash}/")
}

/// The files of words, and with what each begins.
fn word_files(groups: &[Group]) -> (Vec<Value>, Vec<String>) {
    let packed: Vec<(String, String)> =
        groups.iter().map(|group| (together(group), found_in(&group.found_in))).collect();
    let size = |at: usize| packed[at].0.len() + packed[at].1.len() + 6;
    let total: usize = (0..packed.len()).map(size).sum();
    let target = LEAST.max((total * GROWS_FROM).isqrt());

    let keys = |group: &Group| match &group.key {
        Key::Thing(number) => vec![format!("={number}")],
        Key::Stem(_) | Key::Pair(..) => group.words.clone(),
    };
    let mut words: Vec<(String, usize)> = groups
        .iter()
        .enumerate()
        .flat_map(|(at, group)| keys(group).into_iter().map(move |word| (word, at)))
        .collect();
    words.sort();
    let mut seen = BTreeSet::new();
    let starts = starts(
        words.iter().map(|(word, at)| (word.as_str(), if seen.insert(*at) { size(*at) } else { 0 })),
        target,
    );

    // A group stands in each file that one of its words leads to.
    let mut files: Vec<Vec<usize>> = vec![Vec::new(); starts.len()];
    for (word, at) in &words {
        let file = &mut files[file_of(&starts, word)];
        if !file.contains(at) {
            file.push(*at);
        }
    }
    let file = |groups: &Vec<usize>| {
        json!(groups.iter().flat_map(|at| [&packed[*at].0, &packed[*at].1]).collect::<Vec<_>>())
    };
    (files.iter().map(file).collect(), starts)
}

/// The words of a group: what all begin with, then the rest of each.
fn together(group: &Group) -> String {
    let [first, others @ ..] = group.words.as_slice() else {
        return match &group.key {
            Key::Thing(number) => format!("={number}"),
            Key::Stem(_) | Key::Pair(..) => String::new(),
        };
    };
    if others.is_empty() {
        return first.clone();
    }
    let mut shared = first.as_str();
    for word in others {
        while !word.starts_with(shared) {
            shared = &shared[..shared.char_indices().next_back().map_or(0, |(at, _)| at)];
        }
    }
    let rest = group.words.iter().map(|word| match &word[shared.len()..] {
        "" => ".",
        rest => rest,
    });
    std::iter::once(shared).chain(rest).collect::<Vec<_>>().join(" ")
}

/// The entries of a group; of too many the heaviest.
fn found_in(list: &[(u32, u8)]) -> String {
    let mut packed = String::new();
    let mut list = list.to_vec();
    if list.len() > MOST_FOUND_IN {
        packed.push('*');
        list.sort_by_key(|(number, weight)| (std::cmp::Reverse(*weight), *number));
        list.truncate(MOST_FOUND_IN);
        list.sort_unstable();
    }
    let digit = |value: u32| char::from(DIGITS[value as usize]);
    let mut next = 0;
    for (number, weight) in list {
        let mut distance = number - next;
        next = number + 1;
        while distance > 31 {
            packed.push(digit(32 + (distance & 31)));
            distance >>= 5;
        }
        packed.push(digit(distance));
        packed.push(digit(u32::from(weight)));
    }
    packed
}

/// How common a word is that so many entries have, for the choice between words that a typing error may have meant.
pub(super) fn commonness(found_in: usize) -> usize {
    if found_in > MOST_FOUND_IN { 63 } else { found_in.isqrt().min(62) }
}

/// The files of words by their ends, and with what each begins, backwards.
fn end_files(groups: &[Group]) -> (Vec<Value>, Vec<String>) {
    let mut words: Vec<(String, usize)> = groups
        .iter()
        .flat_map(|group| group.words.iter().map(|word| (word, commonness(group.found_in.len()))))
        .filter(|(word, _)| {
            word.chars().count() >= 4 && word.chars().all(char::is_alphabetic) && !is_stop(word)
        })
        .map(|(word, common)| (word.chars().rev().collect(), common))
        .collect();
    words.sort();
    let total: usize = words.iter().map(|(word, _)| word.len()).sum();
    let target = LEAST.max((total * GROWS_FROM).isqrt());
    let starts = starts(words.iter().map(|(word, _)| (word.as_str(), word.len())), target);
    let mut files = vec![(String::new(), String::new()); starts.len()];
    for (word, common) in &words {
        let (packed, last) = &mut files[file_of(&starts, word)];
        let shared = word.chars().zip(last.chars()).take_while(|(a, b)| a == b).count().min(63);
        let rest: String = word.chars().skip(shared).collect::<Vec<_>>().into_iter().rev().collect();
        if !packed.is_empty() {
            packed.push(' ');
        }
        packed.push(char::from(DIGITS[shared]));
        packed.push_str(&rest);
        packed.push(char::from(DIGITS[*common]));
        last.clone_from(word);
    }
    (files.into_iter().map(|(packed, _)| Value::from(packed)).collect(), starts)
}

/// With what each file of about so many bytes begins: as little of its first word as tells it from the word before.
fn starts<'a>(words: impl Iterator<Item = (&'a str, usize)>, target: usize) -> Vec<String> {
    let mut starts = vec!["!".to_string()];
    let (mut size, mut before) = (0, "");
    for (word, bytes) in words {
        if size > 0 && size + bytes > target && word != before {
            let shared = word.chars().zip(before.chars()).take_while(|(a, b)| a == b).count();
            starts.push(word.chars().take(shared + 1).collect());
            size = 0;
        }
        size += bytes;
        before = word;
    }
    starts
}

/// The number of the file in which a word is looked for.
pub(super) fn file_of<S: AsRef<str>>(starts: &[S], word: &str) -> usize {
    starts.partition_point(|start| start.as_ref() <= word).saturating_sub(1)
}

/// The words of names with their other forms.
fn forms(parts: &Parts<'_>) -> String {
    let groups: HashMap<&str, &Group> = parts
        .groups
        .iter()
        .filter_map(|group| match &group.key {
            Key::Stem(stem) => Some((stem.as_str(), group)),
            Key::Thing(_) | Key::Pair(..) => None,
        })
        .collect();
    let of = |(stem, written): (&String, &BTreeSet<String>)| {
        let found = groups.get(stem.as_str()).map(|group| group.words.as_slice()).unwrap_or_default();
        let all: BTreeSet<&str> = found.iter().chain(written).map(String::as_str).collect();
        let others: Vec<&str> = all.into_iter().filter(|word| word != stem).collect();
        (!others.is_empty()).then(|| format!("{stem} {}", others.join(" ")))
    };
    parts.names.written.iter().filter_map(of).collect::<Vec<_>>().join("|")
}

/// Kind and readers of each entry: every combination once, and a character for each entry.
fn classes(entries: &[Arc<Entry>]) -> (Vec<(usize, u32)>, String) {
    let class = |entry: &Arc<Entry>| {
        let kind = Kind::ALL.iter().position(|kind| *kind == entry.kind).unwrap_or_default();
        let bit = |audience: &Audience| {
            Audience::WORDS.iter().position(|(_, other)| other == audience).map_or(0, |at| 1 << at)
        };
        (kind, entry.audience.iter().map(bit).fold(0_u32, |all, bit| all | bit))
    };
    let all: BTreeSet<(usize, u32)> = entries.iter().map(class).collect();
    let classes: Vec<(usize, u32)> = all.into_iter().collect();
    let letter = |entry: &Arc<Entry>| {
        let number = classes.binary_search(&class(entry)).unwrap_or_default() as u32 + 35;
        char::from_u32(if number < 92 { number } else { number + 1 }).unwrap_or('#')
    };
    let letters = entries.iter().map(letter).collect();
    (classes, letters)
}

/// The beginning of a text, to the end of a word.
fn beginning(text: &str, most: usize) -> &str {
    if text.len() <= most {
        return text;
    }
    let mut end = most;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let end = text[..end].rfind([' ', '\n']).unwrap_or(end);
    &text[..end]
}
