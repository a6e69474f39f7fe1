//! YAML and TOML as one located tree, and the walk over it that collects every mistake.

use super::Text;
use crate::problem::{Place, Placed, Problem, did_you_mean, one_of};
use jiff::civil::Date;
use std::cell::RefCell;
use std::ops::Range;

/// A value of an author's file, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Its bytes in the file.
    pub span: Range<usize>,
}

/// What a [`Node`] holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing stands after the key.
    Nothing,
    /// One word, number, date or text, as it was written (`no` stays text, `01632` keeps its zero).
    Scalar(String),
    /// A list.
    List(Vec<Node>),
    /// Keys with their values, in the order of the file.
    Table(Vec<Entry>),
}

/// What a [`Value`] is, for a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing.
    Nothing,
    /// Text.
    Text,
    /// A list.
    List,
    /// A table of keys.
    Table,
}

/// One key of a table, with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key as it was written.
    pub key: String,
    /// Where the key stands.
    pub key_span: Range<usize>,
    /// What stands behind it.
    pub value: Node,
}

/// A value together with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Its bytes in the file.
    pub span: Range<usize>,
}

/// Collects the problems of one file while its tree is walked.
pub struct Reader<'a> {
    /// The file.
    pub file: &'a Text,
    problems: RefCell<Vec<Problem>>,
}

impl<'a> Reader<'a> {
    /// A walk over the tree of this file.
    pub fn new(file: &'a Text) -> Reader<'a> {
        Reader { file, problems: RefCell::default() }
    }

    /// Add a problem of a place that the walk came by.
    pub fn report(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }

    /// Add an error at these bytes of the file.
    pub fn error(
        &self,
        name: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.report(Problem::error(name, self.place(span), message).help(help));
    }

    /// Where these bytes of the file are.
    pub fn place(&self, span: Range<usize>) -> Place {
        self.file.place(span)
    }

    /// The same value, with its place in the file.
    pub fn placed<T>(&self, located: Located<T>) -> Placed<T> {
        Placed { place: self.place(located.span), value: located.value }
    }

    /// All problems, at the end of the walk.
    pub fn into_problems(self) -> Vec<Problem> {
        self.problems.into_inner()
    }

    /// The table at this node; `what` names it in the message if it is something else.
    pub fn table<'n>(&'n self, node: &'n Node, what: &'n str) -> Option<Table<'n>> {
        match &node.value {
            Value::Table(entries) => Some(self.open(entries, node.span.clone(), what)),
            Value::Nothing => Some(self.open(&[], node.span.clone(), what)),
            _ => {
                self.wrong_kind(node, what, "keys with values, each as `key: value`");
                None
            }
        }
    }

    fn open<'n>(&'n self, entries: &'n [Entry], span: Range<usize>, what: &'n str) -> Table<'n> {
        Table { reader: self, entries, span, what, known: Vec::new(), missing: Vec::new() }
    }

    /// The rows of the list at this node, each a table.
    pub fn rows<'n>(&'n self, node: &'n Node, what: &'n str) -> Vec<Table<'n>> {
        match &node.value {
            Value::List(rows) => rows.iter().filter_map(|row| self.table(row, what)).collect(),
            Value::Nothing => Vec::new(),
            _ => {
                self.wrong_kind(node, what, "a list");
                Vec::new()
            }
        }
    }

    fn wrong_kind(&self, node: &Node, what: &str, wanted: &str) {
        self.error(
            "value-wrong-kind",
            node.span.clone(),
            format!("`{what}` is {}", node.value.kind().word()),
            format!("write {wanted}"),
        );
    }
}

impl Value {
    /// What this value is, for a message.
    pub fn kind(&self) -> Kind {
        match self {
            Value::Nothing => Kind::Nothing,
            Value::Scalar(_) => Kind::Text,
            Value::List(_) => Kind::List,
            Value::Table(_) => Kind::Table,
        }
    }
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::Nothing => "empty",
            Kind::Text => "text",
            Kind::List => "a list",
            Kind::Table => "a table of keys",
        }
    }
}

/// A table that is being read: each key that is asked for is known, and [`Table::finish`] refuses the rest.
pub struct Table<'a> {
    reader: &'a Reader<'a>,
    entries: &'a [Entry],
    /// Where the table stands.
    pub span: Range<usize>,
    what: &'a str,
    known: Vec<&'static str>,
    missing: Vec<&'static str>,
}

impl<'a> Table<'a> {
    /// The walk that this table is part of.
    pub fn reader(&self) -> &'a Reader<'a> {
        self.reader
    }

    /// The keys and values as they stand, for tables whose keys an author chooses.
    pub fn entries(&self) -> &'a [Entry] {
        self.entries
    }

    /// What stands behind a key; nothing if the key is absent.
    pub fn node(&mut self, key: &'static str) -> Option<&'a Node> {
        self.known.push(key);
        self.entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// The text behind a key.
    pub fn text(&mut self, key: &'static str) -> Option<Located<String>> {
        let node = self.node(key)?;
        self.scalar(node, key, "text")
    }

    /// The text behind a key that must be there and must say something.
    pub fn required_text(&mut self, key: &'static str) -> Option<Located<String>> {
        let present = self.entries.iter().any(|entry| entry.key == key);
        let text = self.text(key);
        if !present {
            self.missing.push(key);
        }
        text
    }

    /// The date behind a key that must be there.
    pub fn required_date(&mut self, key: &'static str) -> Option<Date> {
        if !self.entries.iter().any(|entry| entry.key == key) {
            self.missing.push(key);
        }
        self.date(key)
    }

    /// The text behind a key, with its place for a later step.
    pub fn placed(&mut self, key: &'static str) -> Option<Placed<String>> {
        self.text(key).map(|text| self.reader.placed(text))
    }

    /// The text behind a key, without its place.
    pub fn words(&mut self, key: &'static str) -> Option<String> {
        self.text(key).map(|text| text.value)
    }

    /// The texts of the list behind a key, with their places for a later step.
    pub fn placed_texts(&mut self, key: &'static str) -> Vec<Placed<String>> {
        self.texts(key).into_iter().map(|text| self.reader.placed(text)).collect()
    }

    /// The whole number behind a key.
    pub fn integer(&mut self, key: &'static str) -> Option<i64> {
        self.parsed(key, "a whole number, as `3`", |text| text.parse().ok())
    }

    /// The date behind a key, as `2026-11-23`.
    pub fn date(&mut self, key: &'static str) -> Option<Date> {
        self.parsed(key, "a date that exists, year first, as `2026-11-23`", |text| {
            (text.len() == 10).then(|| text.parse().ok()).flatten()
        })
    }

    /// `true` or `false` behind a key; `default` where the key is absent.
    pub fn flag(&mut self, key: &'static str, default: bool) -> bool {
        self.parsed(key, "`true` or `false`", |text| text.parse().ok()).unwrap_or(default)
    }

    /// One of a closed list of words behind a key.
    pub fn choice<T: Copy>(&mut self, key: &'static str, choices: &[(&'static str, T)]) -> Option<T> {
        let text = self.text(key)?;
        self.choose(&text, key, choices)
    }

    /// The words of a list behind a key, each one of a closed list.
    pub fn choices<T: Copy>(&mut self, key: &'static str, choices: &[(&'static str, T)]) -> Vec<T> {
        self.texts(key).iter().filter_map(|text| self.choose(text, key, choices)).collect()
    }

    fn choose<T: Copy>(&self, text: &Located<String>, key: &str, choices: &[(&'static str, T)]) -> Option<T> {
        let found = choices.iter().find(|(word, _)| *word == text.value).map(|(_, choice)| *choice);
        if found.is_none() {
            let help = one_of(&text.value, choices.iter().map(|(word, _)| *word));
            self.reader.error(
                "value-unknown",
                text.span.clone(),
                format!("`{}` is not a value of `{key}`", text.value),
                help,
            );
        }
        found
    }

    /// The texts of the list behind a key.
    pub fn texts(&mut self, key: &'static str) -> Vec<Located<String>> {
        let Some(node) = self.node(key) else { return Vec::new() };
        match &node.value {
            Value::List(items) => items.iter().filter_map(|item| self.scalar(item, key, "text")).collect(),
            Value::Nothing => Vec::new(),
            _ => {
                self.reader.wrong_kind(node, key, "a list, as `[first, second]`");
                Vec::new()
            }
        }
    }

    /// The table behind a key that must be there; `help` shows one that is right.
    pub fn required_table(&mut self, key: &'static str, help: &str) -> Option<Table<'a>> {
        if !self.entries.iter().any(|entry| entry.key == key) {
            let span = self.span.start..self.span.start;
            self.reader.error("key-missing", span, format!("`{}` has no `{key}`", self.what), help);
        }
        self.table(key)
    }

    /// The table behind a key.
    pub fn table(&mut self, key: &'static str) -> Option<Table<'a>> {
        let node = self.node(key)?;
        self.reader.table(node, key)
    }

    /// The rows of the list behind a key.
    pub fn rows(&mut self, key: &'static str) -> Vec<Table<'a>> {
        self.node(key).map(|node| self.reader.rows(node, key)).unwrap_or_default()
    }

    /// Refuse every key that nobody asked for, and name each that is missing.
    pub fn finish(self) {
        let known = |key: &str| self.known.contains(&key);
        let unknown: Vec<&Entry> = self.entries.iter().filter(|entry| !known(&entry.key)).collect();
        for entry in &unknown {
            let help = one_of(&entry.key, self.known.iter().copied());
            let message = format!("`{}` has no key `{}`", self.what, entry.key);
            self.reader.error("key-unknown", entry.key_span.clone(), message, help);
        }
        for key in &self.missing {
            // A key that is only misspelt was told just now.
            if did_you_mean(key, unknown.iter().map(|entry| entry.key.as_str())).is_none() {
                let span = self.span.start..self.span.start;
                let message = format!("`{}` has no `{key}`", self.what);
                self.reader.error("key-missing", span, message, format!("add `{key}`"));
            }
        }
    }

    fn parsed<T>(&mut self, key: &'static str, wanted: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let node = self.node(key)?;
        let text = self.scalar(node, key, wanted)?;
        let value = parse(&text.value);
        if value.is_none() {
            self.reader.error(
                "value-wrong-kind",
                text.span,
                format!("`{}` is not a value for `{key}`", text.value),
                format!("write {wanted}"),
            );
        }
        value
    }

    fn scalar(&self, node: &'a Node, key: &str, wanted: &str) -> Option<Located<String>> {
        match &node.value {
            Value::Scalar(text) if !text.trim().is_empty() => {
                Some(Located { value: text.clone(), span: node.span.clone() })
            }
            Value::Scalar(_) | Value::Nothing => {
                self.reader.error(
                    "value-empty",
                    node.span.clone(),
                    format!("`{key}` says nothing"),
                    format!("write {wanted}, or take the key out"),
                );
                None
            }
            _ => {
                self.reader.wrong_kind(node, key, wanted);
                None
            }
        }
    }
}
