//! The search index: what a reader can find, by which words, and the files in which a browser looks it up.
//!
//! # The files
//!
//! All stand in one folder, `assets/search-HASH/`, named for what they hold, so that a browser may keep them for good. Each is
//! JSON. `NUMBER` counts from 0. A browser reads `start.json`, and of the others only those that a query needs.
//!
//! | file | holds |
//! | --- | --- |
//! | `start.json` | [`shard::START`]: which file has which words, the names of the glossary, who each entry is for |
//! | `wNUMBER.json` | words from one to another in the alphabet: groups of words that share a stem, and the entries of each |
//! | `eNUMBER.json` | words from one to another by their ends: where a typing error at the beginning of a word is looked for |
//! | `dNUMBER.json` | entries: address, title, note, summary |
//! | `tNUMBER.json` | the text of entries, from which a result shows the words around the one that was found |
//!
//! `start.json` is an object:
//!
//! | key | holds |
//! | --- | --- |
//! | `base` | what comes before each address |
//! | `stop` | words that a query drops unless it has no others, with spaces between |
//! | `names` | a list: for each thing of the glossary with several names these names in stems, `|` between them |
//! | `forms` | of each word in a name its stem and then its other forms, with spaces; `|` between words |
//! | `words`, `ends` | with which word each `w` or `e` file begins, with spaces between; a word of `ends` is written backwards |
//! | `kinds` | the words for kinds of entries |
//! | `audiences` | pairs: the word for a kind of reader in front matter, and in a title |
//! | `classes` | pairs: the number of a kind, and the sum of `1 << NUMBER` of audiences (0: everybody) |
//! | `class` | a character for each entry: its code less 35 is a number in `classes`, and one above 92 counts one less |
//! | `per_d`, `per_t` | how many entries a `d` and a `t` file have |
//! | `entries` | all entries, if there are so few that no `d` file is written; else empty |
//!
//! A `w` file is a list: words of a group, its entries, words of the next group, and so on. Words: what all begin with, then of each
//! word the rest with a space before it, `.` where there is none; one word alone is written whole. `=NUMBER` is a thing of `names`.
//! `ONE+TWO` are two words that stand side by side in a title or a keyword: first as the first words of their groups, then as they are written.
//! Entries: for each, in the order of their numbers, how far its number is from that of the one before (the first from -1) less
//! one, then a weight from 0 to 63, each in [`shard::DIGITS`]. A distance has five bits a digit, low ones first; 32 is added while
//! more follow. `*` in front says that the list was cut to the heaviest, since nearly every entry has the word: any other entry may
//! be taken to have it, with a weight of 0. What a weight counts is its square.
//!
//! An `e` file is a list of words in the order of their ends, as a text with spaces: how many letters at the end are as in the word
//! before (one digit of [`shard::DIGITS`]), the letters before those, and how common the word is (one digit).

mod check;
mod english;
mod files;
mod gather;
mod index;
mod names;
mod query;
mod shard;
mod typo;

use crate::problem::Problem;
use crate::site::Site;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

pub use gather::{Entry, Kind};
pub use query::{Ask, Found, Hit};

/// The index of a site.
#[derive(Clone, Debug)]
pub struct Index {
    /// The folder of its files, relative to the site: `assets/search-0123456789/`.
    pub folder: String,
    /// Its files, by their names in the folder.
    pub files: BTreeMap<String, Arc<[u8]>>,
    /// What can be found, in the order of addresses: an entry's number is its place.
    pub entries: Arc<Vec<Arc<Entry>>>,
    read: Arc<HashMap<String, Arc<index::Read>>>,
    names: Arc<names::Names>,
    base: String,
}

impl Index {
    /// The name of the file that is read first.
    pub const START: &str = shard::START;

    /// The index of a site. What `previous` read of entries that are the same is used again.
    pub fn build(site: &Site, previous: Option<&Index>) -> Index {
        let entries = gather::gather(site);
        let names = names::Names::new(&site.data.glossary);
        let base = site.config.base_url.path_of("");
        let previous = previous.filter(|previous| *previous.names == names);
        if let Some(previous) = previous
            && previous.base == base
            && previous.entries.len() == entries.len()
            && previous.entries.iter().zip(&entries).all(|(old, new)| **old == *new)
        {
            return previous.clone();
        }
        let read = index::read(entries, &names, previous.map(|previous| &*previous.read));
        let groups = index::invert(&read);
        let entries: Vec<Arc<Entry>> = read.iter().map(|read| read.entry.clone()).collect();
        let files =
            shard::files(&shard::Parts { entries: &entries, groups: &groups, names: &names, base: &base });
        let read = read.into_iter().map(|read| (read.entry.address.clone(), read)).collect();
        Index {
            folder: shard::folder(&files),
            files,
            entries: Arc::new(entries),
            read: Arc::new(read),
            names: Arc::new(names),
            base,
        }
    }

    /// What a query finds, the best first, as the script of the site finds it.
    pub fn search(&self, query: &str, ask: Ask<'_>) -> Found {
        query::search(&self.files, query, ask)
    }

    /// What its own title does not find.
    pub fn lost(&self) -> Vec<Problem> {
        check::lost(&self.files, &self.entries, &self.base)
    }

    /// How many bytes all files have, as they are written.
    pub fn bytes(&self) -> usize {
        self.files.values().map(|file| file.len()).sum()
    }
}
