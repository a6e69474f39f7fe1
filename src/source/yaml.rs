//! YAML text to a located tree; scalars are taken from the source as they were written.

use super::Text;
use super::tree::{Entry, Node, Value};
use crate::problem::{Place, Problem};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, Spanned};
use std::fmt;
use std::ops::Range;

/// The tree of a YAML text that stands at `range` of `file`.
///
/// # Errors
/// The first mistake of syntax, a key that stands twice, or text nested deeper or repeated more often than any author writes.
pub fn parse_yaml(file: &Text, range: Range<usize>) -> Result<Node, Problem> {
    let text = &file.text[range.clone()];
    let options = serde_saphyr::options! { strict_booleans: true };
    match serde_saphyr::from_str_with_options::<Spanned<Raw>>(text, options) {
        Ok(raw) => Ok(located(text, range.start, raw)),
        Err(error) => Err(syntax_problem(file, range, &error)),
    }
}

fn located(text: &str, offset: usize, raw: Spanned<Raw>) -> Node {
    let span = span_of(text, raw.referenced);
    let value = match raw.value {
        Raw::Nothing => Value::Nothing,
        Raw::Scalar(read) => Value::Scalar(as_written(text, raw.defined).unwrap_or(read)),
        Raw::List(items) => Value::List(items.into_iter().map(|item| located(text, offset, item)).collect()),
        Raw::Table(entries) => Value::Table(
            entries
                .into_iter()
                .map(|(key, value)| {
                    let key_span = span_of(text, key.referenced);
                    Entry {
                        key: key.value,
                        key_span: shift(key_span, offset),
                        value: located(text, offset, value),
                    }
                })
                .collect(),
        ),
    };
    Node { value, span: shift(span, offset) }
}

/// The characters of a plain scalar, so that `007` and `1.50` stay what the author wrote. Quoted and block text is as it was read.
fn as_written(text: &str, location: Location) -> Option<String> {
    let written = &text[span_of(text, location)];
    let plain = !written.is_empty() && !written.starts_with(['"', '\'', '|', '>']) && !written.contains('\n');
    plain.then(|| written.to_string())
}

fn span_of(text: &str, location: Location) -> Range<usize> {
    let span = location.span();
    let start = usize::try_from(span.byte_offset().unwrap_or(0)).unwrap_or(0).min(text.len());
    let length = usize::try_from(span.byte_len().unwrap_or(0)).unwrap_or(0);
    start..(start + length).min(text.len())
}

fn shift(span: Range<usize>, offset: usize) -> Range<usize> {
    span.start + offset..span.end + offset
}

fn syntax_problem(file: &Text, range: Range<usize>, error: &serde_saphyr::Error) -> Problem {
    let error = error.without_snippet();
    let lines_before = file.text[..range.start].matches('\n').count();
    let place = match error.location() {
        Some(location) if location.line() > 0 => {
            let number = |n: u64| usize::try_from(n).unwrap_or(usize::MAX / 2);
            Place::at(
                &file.path,
                &file.text,
                lines_before + number(location.line()),
                number(location.column()),
            )
        }
        _ => file.place(range),
    };
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    let message = message.split(", set DuplicateKeyPolicy").next().unwrap_or_default();
    let help = if message.contains("duplicate mapping key") {
        "keep one of the two"
    } else if message.contains("quote") {
        "close the quotation mark on the same line"
    } else if message.contains("':'") || message.contains("mapping values") {
        "put text that holds `: ` in quotation marks, and check the spaces at the start of the line"
    } else if message.contains("tab") {
        "use spaces, not tabs, at the start of a line"
    } else {
        "check this line and the one before it: spaces at the start, colons, brackets and quotation marks"
    };
    Problem::error("yaml-syntax", place, format!("this is not YAML: {message}")).help(help)
}

enum Raw {
    Nothing,
    Scalar(String),
    List(Vec<Spanned<Raw>>),
    Table(Vec<(Spanned<String>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Raw, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("text, a list or keys with values")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Scalar(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Scalar(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Scalar(value.to_string()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Raw, E> {
        Ok(Raw::Scalar(value.to_string()))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Raw, E> {
        Ok(Raw::Scalar(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Scalar(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Scalar(value.to_string()))
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Nothing)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Nothing)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Raw, A::Error> {
        let mut table = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            table.push(entry);
        }
        Ok(Raw::Table(table))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> Text {
        Text { path: "a.yaml".into(), text: text.into() }
    }

    fn scalars(node: &Node, found: &mut Vec<String>) {
        match &node.value {
            Value::Scalar(text) => found.push(text.clone()),
            Value::List(items) => items.iter().for_each(|item| scalars(item, found)),
            Value::Table(entries) => entries.iter().for_each(|entry| scalars(&entry.value, found)),
            Value::Nothing => {}
        }
    }

    #[test]
    fn scalars_stay_as_they_were_written() {
        let text = "a: no\nb: 01632\nc: 1.50\nd: 007\ne: \"x: y\"\nf: 2026-11-23\ng: &q 0x1F\nh: *q\ni: >\n  one\n  two\n";
        let file = file(text);
        let mut found = Vec::new();
        scalars(&parse_yaml(&file, 0..text.len()).expect("it is YAML"), &mut found);
        assert_eq!(found, ["no", "01632", "1.50", "007", "x: y", "2026-11-23", "0x1F", "0x1F", "one two\n"]);
    }

    #[test]
    fn a_mistake_has_its_line_in_the_whole_file() {
        let text = "---\ntitle: a\nsummary: b: c\n---\n";
        let problem = parse_yaml(&file(text), 4..26).expect_err("a mistake");
        assert_eq!((problem.place.line, problem.place.column), (3, 11));
    }

    #[test]
    fn a_key_that_stands_twice_is_refused() {
        let problem = parse_yaml(&file("a: 1\na: 2\n"), 0..10).expect_err("a mistake");
        assert_eq!(
            (problem.place.line, problem.message.as_str()),
            (2, "this is not YAML: duplicate mapping key: a")
        );
    }

    #[test]
    fn bombs_are_refused() {
        let deep = format!("a: {}1{}", "[".repeat(9000), "]".repeat(9000));
        assert!(parse_yaml(&file(&deep), 0..deep.len()).is_err());
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_string();
        for level in 1..12 {
            let list = vec![format!("*a{}", level - 1); 10].join(", ");
            bomb += &format!("a{level}: &a{level} [{list}]\n");
        }
        assert!(parse_yaml(&file(&bomb), 0..bomb.len()).is_err());
    }
}
