//! What stands before the first box: front matter, comments, and the line that says `flowchart TD`.

use super::{Lost, Parser};
use crate::flowchart::Direction;
use crate::problem::{did_you_mean, one_of};

/// Words that begin other diagrams of Mermaid.
const OTHERS: [&str; 28] = [
    "sequenceDiagram",
    "classDiagram",
    "classDiagram-v2",
    "stateDiagram",
    "stateDiagram-v2",
    "erDiagram",
    "journey",
    "gantt",
    "pie",
    "quadrantChart",
    "requirementDiagram",
    "gitGraph",
    "C4Context",
    "C4Container",
    "C4Component",
    "C4Dynamic",
    "C4Deployment",
    "mindmap",
    "timeline",
    "zenuml",
    "sankey-beta",
    "xychart-beta",
    "block-beta",
    "packet-beta",
    "kanban",
    "architecture-beta",
    "radar-beta",
    "treemap-beta",
];

pub(super) const DIRECTIONS: [(&str, Direction); 5] = [
    ("TD", Direction::Down),
    ("TB", Direction::Down),
    ("BT", Direction::Up),
    ("LR", Direction::Right),
    ("RL", Direction::Left),
];

impl Parser<'_> {
    /// The way the chart runs; none if this is no flowchart.
    pub(super) fn header(&mut self) -> Option<Direction> {
        self.front_matter();
        self.skip_empty();
        let start = self.cursor.at();
        let word = self.cursor.eat_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
        let word = self.cursor.slice(word);
        let span = start..self.cursor.at();
        match word {
            "flowchart" | "graph" => return Some(self.direction_of_chart()),
            "flowchart-elk" => {
                self.report.error(
                    "flowchart-first-line",
                    span,
                    "`flowchart-elk` is not known here",
                    "write `flowchart` and a direction, as `flowchart TD`",
                );
                return Some(self.direction_of_chart());
            }
            _ => {}
        }
        let other = OTHERS.into_iter().find(|other| other.eq_ignore_ascii_case(word));
        if let Some(other) = other {
            self.report.error(
                "flowchart-other-diagram",
                span,
                format!("`{other}` is another kind of diagram; here only flowcharts are drawn"),
                "write it as `flowchart TD` with boxes and arrows, or as a list or a table",
            );
            return None;
        }
        let help = match did_you_mean(word, ["flowchart", "graph"]) {
            Some(near) => format!("did you mean `{near}`? Write `flowchart TD`"),
            None => "write `flowchart TD` as the first line".to_string(),
        };
        let message = if word.is_empty() && self.cursor.is_done() {
            "this chart is empty".to_string()
        } else {
            "a chart begins with `flowchart` and the way that it runs".to_string()
        };
        self.report.error("flowchart-first-line", span, message, help);
        // A first line of words is a header gone wrong; one with an arrow or a label is the chart itself.
        self.cursor.go_to(start);
        let line = self.cursor.skip_line();
        let line = self.cursor.slice(line);
        if ["--", "==", "-.", "[", "(", "{"].iter().any(|sign| line.contains(sign)) {
            self.cursor.go_to(start);
        }
        Some(Direction::default())
    }

    fn direction_of_chart(&mut self) -> Direction {
        self.cursor.skip_blanks();
        if self.cursor.is_statement_end() {
            return Direction::default();
        }
        let start = self.cursor.at();
        let word = self.cursor.eat_while(|c| !c.is_whitespace() && c != ';');
        let written = self.cursor.slice(word.clone());
        let known = DIRECTIONS.iter().find(|(name, _)| *name == written);
        let direction = known.map_or_else(Direction::default, |(_, direction)| *direction);
        if known.is_none() {
            let help = match written {
                ">" => "write `LR`, from left to right".to_string(),
                "<" => "write `RL`, from right to left".to_string(),
                "v" => "write `TD`, from top to bottom".to_string(),
                "^" => "write `BT`, from bottom to top".to_string(),
                _ => one_of(written, DIRECTIONS.iter().map(|(name, _)| *name)),
            };
            let message = format!("`{}` is no direction", shortened(written));
            self.report.error("flowchart-direction", word, message, help);
        }
        self.cursor.skip_blanks();
        if !self.cursor.is_statement_end() {
            if known.is_none() {
                self.recover(Lost::Statement);
                return direction;
            }
            let at = self.cursor.at();
            self.report.error(
                "flowchart-first-line",
                start..at,
                "the first line holds nothing but `flowchart` and the way that it runs",
                "begin a new line behind it",
            );
        }
        direction
    }

    /// `---`, settings of Mermaid, `---`.
    fn front_matter(&mut self) {
        self.cursor.eat_while(char::is_whitespace);
        let start = self.cursor.at();
        let first = self.cursor.skip_line();
        if self.cursor.slice(first.clone()).trim() != "---" {
            self.cursor.go_to(start);
            return;
        }
        // Without an end, the chart begins where it says so.
        let mut chart = self.cursor.at();
        let mut is_found = false;
        while !self.cursor.is_done() {
            self.cursor.bump();
            let line = self.cursor.skip_line();
            let words = self.cursor.slice(line.clone()).trim();
            if !is_found && (words.starts_with("flowchart") || words.starts_with("graph")) {
                (chart, is_found) = (line.start, true);
            }
            if words == "---" {
                self.report.warning(
                    "flowchart-settings",
                    first,
                    "settings between lines of `---` are passed over",
                    "take them out; write the chart's name as `accTitle: …`",
                );
                return;
            }
        }
        self.report.error(
            "flowchart-settings-open",
            first,
            "the settings that begin here have no second line of `---`",
            "take them out; a chart begins with `flowchart TD`",
        );
        self.cursor.go_to(chart);
    }
}

/// A word of an author, as far as a message has room for it.
pub(super) fn shortened(word: &str) -> String {
    match word.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &word[..at]),
        None => word.to_string(),
    }
}
