//! The mistakes of a chart, each with its place.

use crate::problem::{Level, Place, Problem};
use crate::source::Text;
use std::ops::Range;

/// So many errors are told of one chart; what comes after them is not read.
const MAX_ERRORS: usize = 50;
/// So many warnings of one kind are told of one chart.
const MAX_WARNINGS: usize = 20;

/// Collects what is wrong with a chart.
pub(super) struct Report<'a> {
    file: &'a Text,
    /// The number of the line on which the chart begins.
    first_line: usize,
    /// Where each line of the chart begins in the file.
    line_starts: Vec<usize>,
    problems: Vec<Problem>,
}

impl<'a> Report<'a> {
    pub(super) fn new(file: &'a Text, range: &Range<usize>) -> Report<'a> {
        let text = &file.text;
        let before = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let first_line = text[..before].matches('\n').count() + 1;
        let later = text[range.clone()].match_indices('\n').map(|(at, _)| range.start + at + 1);
        let line_starts = std::iter::once(before).chain(later).collect();
        Report { file, first_line, line_starts, problems: Vec::new() }
    }

    /// The place of a stretch of the chart: the same as [`Text::place`], without counting all lines of the file again.
    pub(super) fn place(&self, range: Range<usize>) -> Place {
        let text = &self.file.text;
        let range = text.floor_char_boundary(range.start)..text.floor_char_boundary(range.end);
        let line = self.line_starts.partition_point(|start| *start <= range.start).max(1) - 1;
        let line_start = self.line_starts[line];
        let line_end = text[range.start..].find('\n').map_or(text.len(), |at| range.start + at);
        let end = range.end.clamp(range.start, line_end);
        Place {
            path: self.file.path.clone(),
            line: self.first_line + line,
            column: text[line_start..range.start].chars().count() + 1,
            width: text[range.start..end].trim_end().chars().count().max(1),
            line_text: Some(text[line_start..line_end].trim_end_matches('\r').to_string()),
        }
    }

    /// The number of the line on which a byte of the chart stands.
    pub(super) fn line(&self, at: usize) -> usize {
        self.first_line + self.line_starts.partition_point(|start| *start <= at).max(1) - 1
    }

    pub(super) fn error(
        &mut self,
        name: &'static str,
        range: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let place = self.place(range);
        self.error_at(name, place, message, help);
    }

    /// An error at a place that was found before.
    pub(super) fn error_at(
        &mut self,
        name: &'static str,
        place: Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        if !self.is_full() {
            self.problems.push(Problem::error(name, place, message).help(help));
        }
    }

    /// So much is wrong that the rest is not read.
    pub(super) fn give_up(&mut self, at: usize) {
        let place = self.place(at..at);
        let message = format!("{MAX_ERRORS} mistakes are told; what comes from here on was not read");
        self.problems.push(
            Problem::error("flowchart-many-mistakes", place, message)
                .help("put these right first, then look again"),
        );
    }

    pub(super) fn warning(
        &mut self,
        name: &'static str,
        range: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let told = self.problems.iter().filter(|problem| problem.name == name).count();
        if told < MAX_WARNINGS {
            let place = self.place(range);
            self.problems.push(Problem::warning(name, place, message).help(help));
        }
    }

    pub(super) fn has_errors(&self) -> bool {
        self.errors() > 0
    }

    /// Whether so much is wrong that reading on helps nobody.
    pub(super) fn is_full(&self) -> bool {
        self.errors() >= MAX_ERRORS
    }

    fn errors(&self) -> usize {
        self.problems.iter().filter(|problem| problem.level == Level::Error).count()
    }

    /// All that is wrong, in the order of the text.
    pub(super) fn into_problems(mut self) -> Vec<Problem> {
        self.problems.sort_by(Problem::reading_order);
        self.problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_that_of_the_file() {
        let text = "# Ä\n\n> ```mermaid\n> flowchart TD\r\n> Ä --> é\n> ```\n";
        let file = Text { path: "a.md".into(), text: text.into() };
        let (start, end) = (text.find("flow").expect("it"), text.rfind("```").expect("it"));
        let report = Report::new(&file, &(start..end));
        for at in (start..end).filter(|at| text.is_char_boundary(*at)) {
            for to in (at..=end).filter(|to| text.is_char_boundary(*to)) {
                assert_eq!(report.place(at..to), file.place(at..to), "{at}..{to}");
            }
            assert_eq!(report.line(at), file.place(at..at).line);
        }
    }
}
