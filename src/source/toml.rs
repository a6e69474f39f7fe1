//! TOML text to the same located tree as YAML.

use super::Text;
use super::tree::{Entry, Node, Value};
use crate::problem::Problem;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The tree of a TOML file, and every mistake of syntax in it.
pub fn parse_toml(file: &Text) -> (Node, Vec<Problem>) {
    let (table, errors) = DeTable::parse_recoverable(&file.text);
    let problems = errors
        .iter()
        .map(|error| {
            let span = error.span().unwrap_or(0..0);
            Problem::error("toml-syntax", file.place(span), format!("this is not TOML: {}", error.message()))
                .help(help_for(error.message()))
        })
        .collect();
    let entries = table_entries(&file.text, table.into_inner());
    (Node { value: Value::Table(entries), span: 0..file.text.len() }, problems)
}

fn table_entries(text: &str, table: DeTable<'_>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = table
        .into_iter()
        .map(|(key, value)| Entry {
            key_span: key.span(),
            key: key.into_inner().into_owned(),
            value: located(text, value),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_span.start);
    entries
}

fn located(text: &str, value: Spanned<DeValue<'_>>) -> Node {
    let span = value.span();
    let value = match value.into_inner() {
        DeValue::String(string) => Value::Scalar(string.into_owned()),
        DeValue::Array(items) => Value::List(items.into_iter().map(|item| located(text, item)).collect()),
        DeValue::Table(table) => Value::Table(table_entries(text, table)),
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => {
            Value::Scalar(written(text, &span))
        }
    };
    Node { value, span }
}

fn written(text: &str, span: &Range<usize>) -> String {
    text.get(span.clone()).unwrap_or_default().to_string()
}

fn help_for(message: &str) -> &'static str {
    if message.contains("duplicate key") {
        "keep one of the two"
    } else if message.contains("quoted") || message.contains("basic string") {
        "put text between quotation marks, as `title = \"Virtual School\"`"
    } else {
        "write `key = \"value\"` on a line of its own"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_of_syntax_is_told() {
        let text = "title = \"a\nbase_url = \nx = 1\nx = 2\n";
        let file = Text { path: "site.toml".into(), text: text.into() };
        let (_, problems) = parse_toml(&file);
        let places: Vec<(usize, usize)> =
            problems.iter().map(|problem| (problem.place.line, problem.place.column)).collect();
        assert_eq!(places, [(1, 11), (2, 12), (4, 1)]);
    }
}
