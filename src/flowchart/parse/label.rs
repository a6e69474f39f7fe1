//! What words say: line by line, with codes as the characters that they stand for. HTML is text like any other.

use super::Parser;
use super::cursor::is_blank;
use super::entity;
use std::ops::Range;

/// The words of a box, an arrow or a subgraph have at most so many characters.
const MAX_CHARACTERS: usize = 300;

impl Parser<'_> {
    /// Words as lines of text; none if there are no words.
    pub(super) fn label(&mut self, span: Range<usize>) -> Vec<String> {
        self.text(span, MAX_CHARACTERS)
    }

    /// Words of at most so many characters as lines of text.
    pub(super) fn text(&mut self, span: Range<usize>, limit: usize) -> Vec<String> {
        let written = self.cursor.slice(span.clone());
        let (written, span) = self.without_backticks(written, span);
        let count = written.chars().count();
        if count <= limit {
            return self.lines(written, span.start);
        }
        let message = format!("this text has {count} characters; at most {limit} may stand here");
        self.report.error(
            "flowchart-label-long",
            span.clone(),
            message,
            "say it in a few words, or in several boxes; put the rest in the text of the page",
        );
        let end = written.char_indices().nth(limit).map_or(written.len(), |(at, _)| at);
        self.lines(&written[..end], span.start)
    }

    fn without_backticks<'w>(&mut self, written: &'w str, span: Range<usize>) -> (&'w str, Range<usize>) {
        let inside = written.strip_prefix('`').and_then(|inside| inside.strip_suffix('`'));
        let Some(inside) = inside else { return (written, span) };
        self.report.error(
            "flowchart-label-markdown",
            span.clone(),
            "words in a chart can't be bold or italic",
            "take out the backticks at both ends, and `*` and `_` between them",
        );
        (inside, span.start + 1..span.end - 1)
    }

    /// The lines of a text that begins at `start` in the file.
    fn lines(&mut self, written: &str, start: usize) -> Vec<String> {
        let mut lines = vec![String::new()];
        let mut rest = written;
        let mut odd = None;
        while let Some(next) = rest.chars().next() {
            let at = start + written.len() - rest.len();
            let mut used = next.len_utf8();
            match next {
                '\n' => lines.push(String::new()),
                '<' if line_break(rest).is_some() => {
                    used = line_break(rest).unwrap_or(used);
                    lines.push(String::new());
                }
                '#' if entity::code(rest).is_some() => {
                    let code = entity::code(rest).unwrap_or_default();
                    used = code.len() + 2;
                    push(&mut lines, self.character(code, at..at + used));
                }
                _ => {
                    odd = odd.or_else(|| oddity(rest).map(|odd| (odd, at)));
                    push(&mut lines, next.to_string());
                }
            }
            rest = &rest[used..];
        }
        if let Some(((length, message, help), at)) = odd {
            self.report.warning("flowchart-label-html", at..at + length, message, help);
        }
        lines.iter_mut().for_each(|line| line.truncate(line.trim_end().len()));
        lines.retain(|line| !line.is_empty());
        lines
    }

    /// The character that a code like `#quot;` stands for.
    fn character(&mut self, code: &str, span: Range<usize>) -> String {
        if let Some(character) = entity::character(code) {
            return character.to_string();
        }
        let help = match entity::near(code) {
            Some(near) => format!("did you mean `#{near};`? For the sign `#` itself write `#35;`"),
            None => {
                "write the character itself; for the sign `#` before a word and `;` write `#35;`".to_string()
            }
        };
        let message = format!("`#{};` stands for no character", super::header::shortened(code));
        self.report.error("flowchart-label-code", span.clone(), message, help);
        format!("#{code};")
    }
}

/// Adds to the last line; blanks at its start or after a blank add nothing.
fn push(lines: &mut [String], text: String) {
    let Some(line) = lines.last_mut() else { return };
    if text.chars().all(char::is_whitespace) {
        if !line.is_empty() && !line.ends_with(' ') {
            line.push(' ');
        }
    } else {
        line.push_str(&text);
    }
}

/// How long a `<br>`, `<br/>` or `<br />` at the start of `text` is.
fn line_break(text: &str) -> Option<usize> {
    let name = text.get(1..3)?;
    if !name.eq_ignore_ascii_case("br") {
        return None;
    }
    let rest = text[3..].trim_start_matches(is_blank);
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    let rest = rest.strip_prefix('>')?;
    Some(text.len() - rest.len())
}

/// What shows as it is written although its author may mean something else: its length, what is wrong, what to write.
fn oddity(text: &str) -> Option<(usize, String, &'static str)> {
    let mut rest = text.chars();
    let first = rest.next()?;
    let second = rest.next()?;
    let word = || {
        let length =
            text[1..].find(|c: char| !c.is_ascii_alphanumeric() && c != '/').map_or(text.len(), |at| at + 1);
        let length = length + usize::from(text[length..].starts_with('>'));
        (length, super::header::shortened(&text[..length]))
    };
    match (first, second) {
        ('<', c) if c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?') => {
            let (length, word) = word();
            let message =
                format!("`{word}` is shown as it is written: HTML is not known in a chart, but for `<br>`");
            Some((length, message, "take it out; write `<br>` for a new line"))
        }
        ('&', c) if c.is_ascii_alphabetic() || c == '#' => {
            let end = text[2..].find(|c: char| !c.is_ascii_alphanumeric())? + 2;
            if !text[end..].starts_with(';') {
                return None;
            }
            let message = format!("`{}` is shown as it is written", super::header::shortened(&text[..=end]));
            Some((end + 1, message, "write the character itself, or its code with `#` for `&`"))
        }
        ('\\', 'n') => {
            let message = "`\\n` is shown as it is written".to_string();
            Some((2, message, "write `<br>` for a new line"))
        }
        ('f', 'a') if text.starts_with("fa:fa-") => {
            let message = "`fa:fa-…` is shown as it is written: there are no icons".to_string();
            Some((6, message, "take it out; say it in words"))
        }
        _ => None,
    }
}
