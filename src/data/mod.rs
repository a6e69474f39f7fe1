//! One place for each fact and each contact: `content/data/*.yaml`.

mod contacts;
mod facts;

use crate::config::Config;
use crate::problem::{Place, Problem};
use crate::source::{Node, Reader, Source, Table, Text, parse_yaml};
use jiff::civil::Date;

pub use contacts::Contact;
pub use facts::{Fact, Status};

/// The folder that holds data, not pages.
pub const FOLDER: &str = "content/data";
const FACTS: &str = "facts.yaml";
const CONTACTS: &str = "contacts.yaml";

/// Everything that pages and forms may name by shortcode.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Data {
    /// Numbers, rates and limits.
    pub facts: Vec<Fact>,
    /// Posts and mailboxes.
    pub contacts: Vec<Contact>,
    /// Files that are there but can't be read: what they hold is not known to be missing.
    unread: Vec<&'static str>,
}

/// The days on which a row holds; either end may be open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Validity {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
}

impl Validity {
    /// Whether the last day is over.
    pub fn is_over(&self, today: Date) -> bool {
        self.to.is_some_and(|to| to < today)
    }
}

impl Data {
    /// All data files, and every mistake in them.
    pub fn parse(source: &Source, config: &Config) -> (Data, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut unread = Vec::new();
        let facts = rows_of(source, FACTS, facts::read, &mut unread, &mut problems);
        let read_contacts = |reader: &Reader<'_>, node: &Node| contacts::read(reader, node, config);
        let contacts = rows_of(source, CONTACTS, read_contacts, &mut unread, &mut problems);
        problems.extend(unknown_files(source));
        (Data { facts, contacts, unread }, problems)
    }

    /// Whether all facts are known, so that another key is a mistake.
    pub fn has_all_facts(&self) -> bool {
        !self.unread.contains(&FACTS)
    }

    /// Whether all contacts are known, so that another id is a mistake.
    pub fn has_all_contacts(&self) -> bool {
        !self.unread.contains(&CONTACTS)
    }

    /// The fact with this key.
    pub fn fact(&self, key: &str) -> Option<&Fact> {
        self.facts.iter().find(|fact| fact.key == key)
    }

    /// The contact with this id, once for each council that has it.
    pub fn contacts<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Contact> + Clone {
        self.contacts.iter().filter(move |contact| contact.id == id)
    }

    /// The keys of all facts.
    pub fn fact_keys(&self) -> impl Iterator<Item = &str> + Clone {
        self.facts.iter().map(|fact| fact.key.as_str())
    }

    /// The ids of all contacts.
    pub fn contact_ids(&self) -> impl Iterator<Item = &str> + Clone {
        self.contacts.iter().map(|contact| contact.id.as_str())
    }
}

/// The rows of a data file; none if there is no such file, or if it can't be read at all.
fn rows_of<T>(
    source: &Source,
    name: &'static str,
    read: impl Fn(&Reader<'_>, &Node) -> Vec<T>,
    unread: &mut Vec<&'static str>,
    problems: &mut Vec<Problem>,
) -> Vec<T> {
    let Some(file) = source.text(&format!("{FOLDER}/{name}")) else { return Vec::new() };
    match parse_yaml(file, 0..file.text.len()) {
        Ok(node) => {
            let reader = Reader::new(file);
            let rows = read(&reader, &node);
            problems.extend(reader.into_problems());
            rows
        }
        Err(problem) => {
            unread.push(name);
            problems.push(problem);
            Vec::new()
        }
    }
}

fn unknown_files(source: &Source) -> Vec<Problem> {
    let known = [CONTACTS, FACTS, "bank-holidays.yaml"];
    source
        .below(FOLDER)
        .filter(|(path, _)| !known.iter().any(|name| path.strip_prefix("content/data/") == Some(*name)))
        .map(|(path, _)| {
            Problem::error(
                "data-unknown",
                Place::file(path.clone()),
                "this folder is for data that the program knows",
            )
            .help("put downloads beside their page; data files are `contacts.yaml` and `facts.yaml`")
        })
        .collect()
}

/// `valid_from` and `valid_to` of a row.
fn validity(row: &mut Table<'_>) -> Validity {
    let validity = Validity { from: row.date("valid_from"), to: row.date("valid_to") };
    if let (Some(from), Some(to)) = (validity.from, validity.to)
        && to < from
    {
        row.reader().error(
            "date-order",
            row.span.clone(),
            format!("`valid_to` {to} is before `valid_from` {from}"),
            "let `valid_to` be the later of the two",
        );
    }
    validity
}

/// The place of a whole row's first line: what is wrong with the row is said there.
fn row_place(file: &Text, row: &Table<'_>) -> Place {
    file.place(row.span.start..row.span.start + 1)
}
