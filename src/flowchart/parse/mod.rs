//! Mermaid's text → [`Flowchart`]: a strict subset, every mistake at its place. `docs/flowcharts.md` tells the subset.
//!
//! Whatever is taken here means the same to Mermaid. Where Mermaid would guess, the text is refused with what to write.
//! The text is read once, forwards. What is searched ahead for is passed over afterwards or never searched for again, so
//! the time grows with the length alone. Nothing calls itself.

mod arrow;
mod click;
mod cursor;
mod draft;
mod entity;
mod header;
mod label;
mod mention;
mod quoted;
mod report;
mod statement;
mod subgraph;

use super::Flowchart;
use crate::problem::Problem;
use crate::source::Text;
use cursor::Cursor;
use draft::Draft;
use report::Report;
use std::ops::Range;

/// A chart's text has at most so many bytes.
const MAX_BYTES: usize = 60_000;

/// Reads a chart. `range` is the text inside of its fence, in bytes of the file.
///
/// Gives no chart only where nothing can be drawn: no box, another type of diagram, a text that is far too long. A chart
/// may come with errors; it is then what could be read.
pub fn parse(file: &Text, range: Range<usize>) -> (Option<Flowchart>, Vec<Problem>) {
    let end = file.text.floor_char_boundary(range.end);
    let range = file.text.floor_char_boundary(range.start).min(end)..end;
    let mut report = Report::new(file, &range);
    if range.len() > MAX_BYTES {
        report.error(
            "flowchart-long",
            range.start..range.start,
            format!("this chart's text is longer than {MAX_BYTES} bytes"),
            "split it into several charts, each with a heading of its own",
        );
        return (None, report.into_problems());
    }
    let cursor = Cursor::new(&file.text, range);
    let mut parser = Parser { cursor, report, draft: Draft::default() };
    if let Some(direction) = parser.header() {
        parser.draft.chart.direction = direction;
        parser.statements();
        parser.finish()
    } else {
        (None, parser.report.into_problems())
    }
}

/// What is read from, what is wrong, and what has come of it so far. Each part of the grammar is in a file of its own.
struct Parser<'a> {
    cursor: Cursor<'a>,
    report: Report<'a>,
    draft: Draft,
}

/// A mistake was told, and what stands here makes no sense any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lost {
    /// Until the next statement.
    Statement,
    /// Until the next line.
    Line,
}

type Step<T> = Result<T, Lost>;

impl Parser<'_> {
    /// Tells a mistake after which the rest of the statement makes no sense.
    fn lost<T>(
        &mut self,
        name: &'static str,
        range: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Step<T> {
        self.report.error(name, range, message, help);
        Err(Lost::Statement)
    }

    /// The same, for what may swallow the statements behind it on its line.
    fn lost_line<T>(
        &mut self,
        name: &'static str,
        range: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Step<T> {
        self.report.error(name, range, message, help);
        Err(Lost::Line)
    }

    /// The character that stands here, if any.
    fn here(&self) -> Range<usize> {
        let at = self.cursor.at();
        at..at + self.cursor.peek().map_or(0, char::len_utf8)
    }

    /// The text from here, as far as it goes in a message: up to a blank, and not long.
    fn found(&self) -> String {
        let word: String =
            self.cursor.rest().chars().take_while(|c| !c.is_whitespace() && *c != ';').take(20).collect();
        if word.is_empty() { "the end of the line".to_string() } else { format!("`{word}`") }
    }
}
