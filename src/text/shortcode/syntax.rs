//! The grammar of a shortcode: `{{ name(key="text", count=3, open=true) }}`.

use super::{Argument, Placing, Shortcode};
use crate::problem::Problem;
use crate::source::Text;
use std::ops::Range;

/// All shortcodes in a stretch of the file, and what is wrong with those that are none.
pub(super) fn parse(file: &Text, whole: Range<usize>) -> (Vec<Shortcode>, Vec<Problem>) {
    let mut shortcodes = Vec::new();
    let mut problems = Vec::new();
    let mut at = whole.start;
    while let Some(open) = file.text[at..whole.end].find("{{").map(|offset| at + offset) {
        let mut cursor = Cursor { text: &file.text[..whole.end], at: open + 2 };
        match shortcode(&mut cursor) {
            Ok((name, arguments)) => {
                let span = open..cursor.at;
                at = cursor.at;
                shortcodes.push(Shortcode { name, arguments, placing: Placing::Inline, span });
            }
            Err(expected) => {
                let span = open..cursor.at.clamp(open + 2, whole.end);
                let message = format!("this shortcode can't be read: {expected} is missing");
                let help = "write it as `{{ fact(key=\"pep.initiate_working_days\") }}`, or put `{{` in backticks to show it";
                problems.push(Problem::error("shortcode-syntax", file.place(span), message).help(help));
                at = open + 2;
            }
        }
    }
    (shortcodes, problems)
}

type Parsed = (String, Vec<(String, Argument)>);

fn shortcode(cursor: &mut Cursor<'_>) -> Result<Parsed, &'static str> {
    let name = cursor.word().ok_or("the name")?;
    cursor.expect("(").ok_or("`(` after the name")?;
    let mut arguments = Vec::new();
    while cursor.expect(")").is_none() {
        if !arguments.is_empty() {
            cursor.expect(",").ok_or("`,` or `)`")?;
        }
        let key = cursor.word().ok_or("`)` or a key")?;
        cursor.expect("=").ok_or("`=` after the key")?;
        arguments.push((key, cursor.argument().ok_or("a value, as `\"text\"`,")?));
    }
    cursor.expect("}}").ok_or("`}}` at the end")?;
    Ok((name, arguments))
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl Cursor<'_> {
    fn rest(&mut self) -> &str {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
        &self.text[self.at..]
    }

    fn expect(&mut self, mark: &str) -> Option<()> {
        self.rest().starts_with(mark).then(|| self.at += mark.len())
    }

    fn word(&mut self) -> Option<String> {
        let rest = self.rest();
        let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let word = rest[..length].to_string();
        self.at += length;
        (!word.is_empty()).then_some(word)
    }

    fn argument(&mut self) -> Option<Argument> {
        if self.rest().starts_with('"') {
            let text = &self.text[self.at + 1..];
            let length = text.find(['"', '\n'])?;
            let value = text[..length].to_string();
            let closed = text[length..].starts_with('"');
            self.at += length + 1 + usize::from(closed);
            return closed.then_some(Argument::Text(value));
        }
        let is_negative = self.expect("-").is_some();
        let word = self.word()?;
        match word.as_str() {
            "true" => Some(Argument::Flag(true)),
            "false" => Some(Argument::Flag(false)),
            _ => word
                .parse()
                .ok()
                .map(|number: i64| Argument::Number(if is_negative { -number } else { number })),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_text(text: &str) -> (Vec<Shortcode>, Vec<Problem>) {
        parse(&Text { path: "a.md".into(), text: text.into() }, 0..text.len())
    }

    #[test]
    fn a_shortcode_has_a_name_and_arguments() {
        let (found, problems) = parse_text("a {{ x(a=\"b c\", n=-3, f=true) }} b {{y()}}");
        assert_eq!(problems, []);
        let names: Vec<(&str, usize)> =
            found.iter().map(|shortcode| (shortcode.name.as_str(), shortcode.arguments.len())).collect();
        assert_eq!(names, [("x", 3), ("y", 0)]);
        assert_eq!(found[0].arguments[1].1, Argument::Number(-3));
    }

    #[test]
    fn a_shortcode_that_is_none_is_refused() {
        for text in [
            "{{",
            "{{ x",
            "{{ x( }}",
            "{{ x(a) }}",
            "{{ x(a=b) }}",
            "{{ x(a=\"b) }}",
            "{{ x() }",
            "{{ x(a=1 b=2) }}",
            "{{ é }}",
        ] {
            assert_eq!(parse_text(text).1.len(), 1, "{text}");
        }
    }
}
