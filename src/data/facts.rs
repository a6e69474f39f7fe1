//! Facts: a number of days, a rate, a limit, each with its source and how much it binds.

use super::{Validity, row_place, source_of, validity};
use crate::problem::Place;
use crate::source::{Node, Reader};

/// Something true that pages say, kept once.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Its key, as `pep.initiate_working_days`.
    pub key: String,
    /// The value as pages print it.
    pub value: String,
    /// What the value counts, as `working days`.
    pub unit: Option<String>,
    /// What the fact means, in a sentence.
    pub means: String,
    /// How much it binds.
    pub status: Status,
    /// Where it was found.
    pub source_title: String,
    /// The address of that source.
    pub source_url: Option<String>,
    /// The days on which it holds.
    pub validity: Validity,
    /// Where the row stands.
    pub place: Place,
}

/// How much a fact or a source binds its reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// An Act or regulations.
    Law,
    /// Statutory guidance: followed unless there is a very good reason not to.
    Guidance,
    /// The named council's own rule.
    Local,
    /// What is usually done; check before you rely on it.
    Practice,
}

impl Status {
    /// Every status with its word in data files and front matter.
    pub const WORDS: [(&'static str, Status); 4] = [
        ("law", Status::Law),
        ("guidance", Status::Guidance),
        ("local", Status::Local),
        ("practice", Status::Practice),
    ];

    /// The word in data files and front matter.
    pub fn word(self) -> &'static str {
        Status::WORDS.iter().find(|(_, status)| *status == self).map_or("", |(word, _)| word)
    }

    /// The words that readers see.
    pub fn text(self) -> &'static str {
        match self {
            Status::Law => "Law",
            Status::Guidance => "Statutory guidance",
            Status::Local => "Local rule",
            Status::Practice => "Usual practice",
        }
    }
}

impl Fact {
    /// The words that a page prints: the value and what it counts.
    pub fn text(&self) -> String {
        match &self.unit {
            Some(unit) => format!("{} {unit}", self.value),
            None => self.value.clone(),
        }
    }
}

pub(super) fn read(reader: &Reader<'_>, node: &Node) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    for mut row in reader.rows(node, "fact") {
        let key = row.required_text("fact");
        let value = row.required_text("value");
        let unit = row.words("unit");
        let means = row.required_text("means");
        let status = row.choice("status", &Status::WORDS).unwrap_or(Status::Practice);
        let source = source_of(&mut row, "fact", true);
        let validity = validity(&mut row);
        let place = row_place(reader.file, &row);
        row.finish();
        let (Some(key), Some(value), Some(means), Some((source_title, source_url))) =
            (key, value, means, source)
        else {
            continue;
        };
        if facts.iter().any(|fact| fact.key == key.value && fact.validity.overlaps(&validity)) {
            reader.error(
                "id-taken",
                key.span,
                format!("two facts have the key `{}`", key.value),
                "keep one of the two, or let one end, by its `valid_to`, before the other begins",
            );
        }
        facts.push(Fact {
            key: key.value,
            value: value.value,
            unit,
            means: means.value,
            status,
            source_title,
            source_url,
            validity,
            place,
        });
    }
    facts
}
