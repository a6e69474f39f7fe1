//! One statement after the other: what begins here, and where it ends.

use super::cursor::is_blank;
use super::mention::is_id;
use super::{Lost, Parser, Step};
use crate::problem::did_you_mean;
use std::ops::Range;

/// The name of a chart has at most so many characters.
const MAX_TITLE: usize = 150;
/// What a chart shows is said in at most so many characters.
const MAX_DESCRIPTION: usize = 1_000;

/// Words that begin a statement.
const KEYWORDS: [&str; 10] = [
    "subgraph",
    "end",
    "click",
    "direction",
    "accTitle",
    "accDescr",
    "style",
    "classDef",
    "class",
    "linkStyle",
];

impl Parser<'_> {
    /// All statements up to the end of the chart.
    pub(super) fn statements(&mut self) {
        loop {
            self.skip_empty();
            if self.cursor.is_done() {
                return;
            }
            if self.report.is_full() {
                let at = self.cursor.at();
                return self.report.give_up(at);
            }
            let start = self.cursor.at();
            let done = self.statement().and_then(|()| self.end_of_statement(start));
            if let Err(lost) = done {
                self.recover(lost);
            }
        }
    }

    /// Moves behind empty lines, `;`, comments and `%%{…}%%`.
    pub(super) fn skip_empty(&mut self) {
        loop {
            self.cursor.eat_while(|c| c.is_whitespace() || c == ';');
            if self.cursor.starts_with("%%{") {
                self.directive();
            } else if self.cursor.starts_with("%%") {
                self.cursor.skip_line();
            } else {
                return;
            }
        }
    }

    fn directive(&mut self) {
        let start = self.cursor.at();
        let Some(end) = self.cursor.find("}%%") else {
            let message = "the settings that begin here have no end";
            let help = "take them out: the theme paints all charts alike";
            self.report.error("flowchart-settings-open", start..start + 3, message, help);
            self.cursor.skip_line();
            return;
        };
        self.cursor.go_to(end + 3);
        let message = "settings of Mermaid, `%%{…}%%`, are passed over";
        let help = "take them out: the theme paints all charts alike";
        self.report.warning("flowchart-settings", start..end + 3, message, help);
    }

    fn statement(&mut self) -> Step<()> {
        let start = self.cursor.at();
        let span = self.cursor.eat_while(|c| c.is_ascii_alphabetic());
        let word = self.cursor.slice(span.clone());
        let next = self.cursor.peek();
        let is_word = next.is_none_or(|c| c.is_whitespace() || c == ';');
        match word {
            "subgraph" if is_word || matches!(next, Some('[' | '"')) => return self.subgraph(span),
            "end" if is_word && !self.is_box_here() => return self.end(span),
            "style" | "classDef" | "class" | "linkStyle" if is_word && !self.is_box_here() => {
                return self.styling(span);
            }
            "click" if is_word && !self.is_box_here() => return self.click_statement(span),
            "direction" if next.is_some_and(is_blank) && !self.is_box_here() => return self.direction(span),
            "accTitle" | "accDescr" if !next.is_some_and(is_id) => {
                return self.description(word == "accTitle", span);
            }
            "flowchart" | "graph" if next.is_some_and(is_blank) => {
                let help = "take this line out; a second chart gets a fence of its own";
                return self.lost("flowchart-first-line", span, "this chart has begun already", help);
            }
            _ => {}
        }
        self.cursor.go_to(start);
        self.chain()
    }

    /// Boxes and the arrows between them.
    fn chain(&mut self) -> Step<()> {
        let mut from = self.group()?;
        loop {
            self.cursor.skip_blanks();
            let Some(link) = self.arrow()? else { return Ok(()) };
            self.cursor.skip_blanks();
            if self.cursor.is_statement_end() {
                let help = "write the box that it leads to behind it, on the same line";
                return self.lost("flowchart-arrow-nowhere", link.span, "this arrow leads to no box", help);
            }
            let to = self.group()?;
            self.connect(&from, &to, &link);
            from = to;
        }
    }

    /// Whether the word before the cursor is meant as a box: an arrow follows, or `&`.
    fn is_box_here(&mut self) -> bool {
        let at = self.cursor.at();
        self.cursor.skip_blanks();
        let is_box = self.cursor.starts_with("&") || self.is_arrow();
        self.cursor.go_to(at);
        is_box
    }

    fn end(&mut self, span: Range<usize>) -> Step<()> {
        if !self.close_lane() {
            let message = "this `end` ends nothing: no subgraph is open here";
            let help = "take it out, or write `subgraph` and a title above the boxes that it is to hold";
            self.report.error("flowchart-end", span, message, help);
        }
        Ok(())
    }

    fn direction(&mut self, span: Range<usize>) -> Step<()> {
        let rest = self.cursor.eat_while(|c| c != '\n' && c != ';');
        let message = "a direction inside of a chart is passed over";
        let help = "take it out; the first line says which way the chart runs";
        self.report.warning("flowchart-styling", span.start..rest.end, message, help);
        Ok(())
    }

    fn styling(&mut self, span: Range<usize>) -> Step<()> {
        let rest = self.cursor.eat_while(|c| c != '\n' && c != ';');
        let message = "colours and styles of a chart are passed over";
        let help = "take this line out; the theme paints all charts alike";
        self.report.warning("flowchart-styling", span.start..rest.end, message, help);
        Ok(())
    }

    /// `accTitle: …`, `accDescr: …`, `accDescr { … }`.
    fn description(&mut self, is_title: bool, span: Range<usize>) -> Step<()> {
        self.cursor.skip_blanks();
        let words = if self.cursor.eat(":") {
            self.cursor.skip_line()
        } else if !is_title && self.cursor.eat("{") {
            let Some(end) = self.cursor.find("}") else {
                let help = "write `}` on a line of its own below its last words";
                return self.lost_line("flowchart-description", span, "this description has no end", help);
            };
            let begin = self.cursor.at();
            self.cursor.go_to(end + 1);
            begin..end
        } else {
            let word = self.cursor.slice(span.clone());
            let help = format!("write `{word}: ` and the words behind it, on one line");
            return self.lost_line("flowchart-description", span, format!("no `:` follows `{word}`"), help);
        };
        let (limit, word) = if is_title { (MAX_TITLE, "accTitle") } else { (MAX_DESCRIPTION, "accDescr") };
        let text = self.text(words, limit).join(" ");
        let chart = &mut self.draft.chart;
        let slot = if is_title { &mut chart.title } else { &mut chart.description };
        if text.is_empty() {
            let help = format!("write `{word}: ` and words behind it, or take the line out");
            self.report.error("flowchart-description", span, format!("`{word}` says nothing"), help);
        } else if slot.is_some() {
            let message = format!("this chart has an `{word}` already");
            self.report.error("flowchart-description", span, message, "take one of the two out");
        } else {
            *slot = Some(text);
        }
        Ok(())
    }

    /// Nothing may follow a statement but `;` or a new line.
    fn end_of_statement(&mut self, start: usize) -> Step<()> {
        let behind = self.cursor.at();
        self.cursor.skip_blanks();
        if self.cursor.is_statement_end() {
            return Ok(());
        }
        let at = self.cursor.at();
        let (found, span) = (self.found(), self.here());
        if self.cursor.starts_with("%%") {
            self.report.error(
                "flowchart-comment",
                at..at + 2,
                "a comment behind something else is no comment to Mermaid",
                "write it on a line of its own",
            );
            return Err(Lost::Line);
        }
        if at > behind && self.cursor.peek().is_some_and(|c| "[({".contains(c)) {
            let help = format!("write {found} directly behind the name, without a blank");
            return self.lost_line(
                "flowchart-blank",
                behind..at,
                "a blank stands between a box and its words",
                help,
            );
        }
        if found.contains('@') {
            let message = format!("names of arrows, `name@-->`, are not known: {found}");
            return self.lost("flowchart-new-style", span, message, "write the arrow alone, as `a --> b`");
        }
        let first = self.cursor.slice(start..behind);
        let first = first.split(|c: char| !is_id(c)).next().unwrap_or_default();
        let help = match did_you_mean(first, KEYWORDS).filter(|near| *near != first) {
            Some(near) if near != "end" && near != "class" => format!("did you mean `{near}` for `{first}`?"),
            _ => "write an arrow between two boxes, as `a --> b`; put the words of a box in brackets, as `a[\"The words\"]`"
                .to_string(),
        };
        self.lost("flowchart-statement", span, format!("{found} can't stand here"), help)
    }
}
