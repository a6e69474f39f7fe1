//! A mistake in an author's file: its name, what is wrong, where, and what to do.

mod report;
mod suggest;

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

pub use report::{Colour, Format, Outcome, render_all, summary_line};
pub use suggest::{did_you_mean, one_of};

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The site is not built until this is mended.
    Error,
    /// The site is built; somebody should look. Under `--strict` it counts as an error.
    Warning,
}

impl Level {
    /// The word that stands in a report: `error` or `warning`.
    pub fn word(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
        }
    }
}

/// One mistake in an author's file. Many are collected and reported at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind of mistake this is, as `link-broken`: stable, for scripts and for the guide.
    pub name: &'static str,
    /// Whether the build goes on.
    pub level: Level,
    /// What is wrong: lower case, one fact, no full stop, values in backticks.
    pub message: String,
    /// Where it is.
    pub place: Place,
    /// What to do about it, in the imperative, with the text to write.
    pub help: Option<String>,
}

impl Problem {
    /// A mistake that stops the build.
    pub fn error(name: &'static str, place: Place, message: impl Into<String>) -> Problem {
        Problem { name, level: Level::Error, message: message.into(), place, help: None }
    }

    /// A mistake that somebody should look at, but that does not stop the build.
    pub fn warning(name: &'static str, place: Place, message: impl Into<String>) -> Problem {
        Problem { level: Level::Warning, ..Problem::error(name, place, message) }
    }

    /// The same problem with its advice.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Problem {
        Problem { help: Some(help.into()), ..self }
    }

    /// The order of a report: by file, then line, then column.
    pub fn reading_order(&self, other: &Problem) -> Ordering {
        let key = |problem: &Problem| (problem.place.line, problem.place.column, problem.level);
        self.place
            .path
            .cmp(&other.place.path)
            .then_with(|| key(self).cmp(&key(other)))
            .then_with(|| self.name.cmp(other.name))
            .then_with(|| self.message.cmp(&other.message))
    }
}

/// A stretch of an author's file, with the line it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, relative to the project's root, with `/` between folders.
    pub path: Arc<str>,
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1 in characters.
    pub column: usize,
    /// How many characters are meant; at least 1.
    pub width: usize,
    /// The text of that line; `None` where the file as a whole is meant or it is not text.
    pub line_text: Option<String>,
}

impl Place {
    /// The place of `range` (bytes) in `text`, the whole text of the file at `path`.
    ///
    /// A range beyond the text or inside a character is moved to the nearest place that exists.
    pub fn in_text(path: &Arc<str>, text: &str, range: Range<usize>) -> Place {
        let start = floor_boundary(text, range.start);
        let end = floor_boundary(text, range.end.max(start));
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let end = end.clamp(start, line_end);
        Place {
            path: path.clone(),
            line: text[..line_start].matches('\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            width: text[start..end].trim_end().chars().count().max(1),
            line_text: Some(text[line_start..line_end].trim_end_matches('\r').to_string()),
        }
    }

    /// The place of a line and a column (both from 1, the column in characters) in `text`.
    pub fn at(path: &Arc<str>, text: &str, line: usize, column: usize) -> Place {
        let line = line.max(1);
        let line_text = text.lines().nth(line - 1).unwrap_or_default().to_string();
        let column = column.clamp(1, line_text.chars().count() + 1);
        Place { path: path.clone(), line, column, width: 1, line_text: Some(line_text) }
    }

    /// A file as a whole.
    pub fn file(path: impl Into<Arc<str>>) -> Place {
        Place { path: path.into(), line: 1, column: 1, width: 1, line_text: None }
    }
}

/// A value that an author wrote, with its place, so that a later step can still report it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub place: Place,
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_characters_not_bytes() {
        let place = Place::in_text(&"a.md".into(), "x\nÄö b", 6..7);
        assert_eq!((place.line, place.column, place.width), (2, 3, 1));
        assert_eq!(place.line_text.as_deref(), Some("Äö b"));
    }

    #[test]
    fn a_range_over_two_lines_is_marked_to_the_end_of_the_first() {
        let place = Place::in_text(&"a.md".into(), "ab cd\nef", 3..8);
        assert_eq!((place.line, place.column, place.width), (1, 4, 2));
    }

    #[test]
    fn a_range_outside_the_text_still_has_a_place() {
        let place = Place::in_text(&"a.md".into(), "é", 1..90);
        assert_eq!((place.line, place.column), (1, 1));
        assert_eq!(Place::at(&"a.md".into(), "", 7, 9).column, 1);
    }
}
