//! `subgraph`, with a name, a title, or both.

use super::cursor::is_blank;
use super::header::shortened;
use super::{Parser, Step};
use std::ops::Range;

/// The title of a subgraph has at most so many characters.
const MAX_TITLE: usize = 100;

impl Parser<'_> {
    /// The cursor stands behind the word `subgraph`. Whatever is wrong, a subgraph has begun, so that its `end` finds it.
    pub(super) fn subgraph(&mut self, span: Range<usize>) -> Step<()> {
        self.cursor.skip_blanks();
        let begin = self.cursor.at();
        if self.cursor.starts_with("\"") {
            let done = self.words(begin, &[""]).map(|words| words.span);
            let title = done.clone().map(|words| self.title(words)).unwrap_or_default();
            let title = if done.is_ok() { self.needed(title, &span) } else { title };
            self.open_lane(id_of(&title), title, span.start..self.cursor.at());
            return done.map(|_| ());
        }
        let words = self.cursor.eat_while(|c| c != '\n' && c != ';' && c != '[');
        let written = self.cursor.slice(words).trim_end_matches(is_blank);
        let words = begin..begin + written.len();
        if self.cursor.starts_with("[") {
            return self.with_title(span, words);
        }
        let sign = written.char_indices().find(|(_, c)| !is_plain(*c));
        if let Some((at, sign)) = sign {
            let at = begin + at;
            let message = format!("`{sign}` stands only in a title with quotation marks around it");
            let help = format!("write `subgraph \"{}\"`", shortened(&written.replace('"', "#quot;")));
            self.report.error("flowchart-subgraph-title", at..at + sign.len_utf8(), message, help);
        }
        let title = self.title(words.clone());
        let title = self.needed(title, &span);
        self.open_lane(id_of(&title), title, span.start..words.end.max(span.end));
        Ok(())
    }

    /// `subgraph name [title]`.
    fn with_title(&mut self, span: Range<usize>, name: Range<usize>) -> Step<()> {
        let bracket = self.cursor.at();
        self.cursor.bump();
        let done = self.words(bracket, &["]"]).map(|words| words.span);
        let title = done.clone().map(|words| self.title(words)).unwrap_or_default();
        let written = self.cursor.slice(name.clone());
        let is_name =
            !written.is_empty() && written.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
        let id = is_name.then(|| written.to_string());
        if !is_name {
            let message = "before its title in brackets a subgraph has a name of one word";
            let help = format!("write `subgraph team [{}]`", shortened(&title));
            let place = if name.is_empty() { span.clone() } else { name };
            self.report.error("flowchart-subgraph-title", place, message, help);
        }
        let title = if done.is_ok() { self.needed(title, &span) } else { title };
        self.open_lane(id, title, span.start..self.cursor.at().max(bracket));
        done.map(|_| ())
    }

    fn title(&mut self, words: Range<usize>) -> String {
        self.text(words, MAX_TITLE).join(" ")
    }

    fn needed(&mut self, title: String, span: &Range<usize>) -> String {
        if title.is_empty() {
            let help = "write who does what stands in it, as `subgraph Social worker`";
            self.report.error("flowchart-subgraph-title", span.clone(), "this subgraph has no title", help);
        }
        title
    }
}

/// The name that Mermaid gives by the title: none if it has blanks.
fn id_of(title: &str) -> Option<String> {
    (!title.is_empty() && !title.contains(char::is_whitespace)).then(|| title.to_string())
}

/// What may stand in a title without quotation marks.
fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || is_blank(c) || "_-.:!?'&*/+#".contains(c)
}
