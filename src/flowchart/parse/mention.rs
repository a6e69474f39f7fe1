//! A box where a statement names it: `id`, `id[words]`, `id:::class`, and lists of them with `&`.

use super::draft::{Mention, Said};
use super::{Lost, Parser, Step};
use crate::flowchart::{BoxId, Shape};
use std::ops::Range;

/// A name has at most so many characters.
const MAX_ID: usize = 60;

/// Words of Mermaid that can't name a box.
const RESERVED: [&str; 12] = [
    "end",
    "graph",
    "flowchart",
    "subgraph",
    "style",
    "class",
    "classDef",
    "linkStyle",
    "click",
    "default",
    "href",
    "call",
];

/// The signs that open words, the longest first, with those that close them.
const OUTLINES: [(&str, &[&str], &[Shape]); 12] = [
    ("(((", &[")))"], &[Shape::DoubleCircle]),
    ("((", &["))"], &[Shape::Circle]),
    ("([", &["])"], &[Shape::Stadium]),
    ("(", &[")"], &[Shape::Rounded]),
    ("[[", &["]]"], &[Shape::Subroutine]),
    ("[(", &[")]"], &[Shape::Cylinder]),
    ("[/", &["/]", "\\]"], &[Shape::LeanRight, Shape::Trapezoid]),
    ("[\\", &["\\]", "/]"], &[Shape::LeanLeft, Shape::UpsideDownTrapezoid]),
    ("[", &["]"], &[Shape::Rectangle]),
    ("{{", &["}}"], &[Shape::Hexagon]),
    ("{", &["}"], &[Shape::Diamond]),
    (">", &["]"], &[Shape::Flag]),
];

impl Parser<'_> {
    /// One box, or several with `&` between them.
    pub(super) fn group(&mut self) -> Step<Vec<BoxId>> {
        let mut boxes = Vec::new();
        loop {
            let mention = self.mention()?;
            boxes.extend(self.box_of(mention));
            let behind = self.cursor.at();
            self.cursor.skip_blanks();
            let at = self.cursor.at();
            if !self.cursor.eat("&") {
                self.cursor.go_to(behind);
                return Ok(boxes);
            }
            let is_apart = at > behind && self.cursor.peek().is_some_and(char::is_whitespace);
            if !is_apart {
                let help = "write a blank before and behind it, as `a & b`";
                self.report.error("flowchart-and", at..at + 1, "`&` stands without blanks around it", help);
            }
            self.cursor.skip_blanks();
            if self.cursor.is_statement_end() {
                let help = "write a box behind it on the same line, or take it out";
                return self.lost("flowchart-and", at..at + 1, "no box follows this `&`", help);
            }
        }
    }

    fn mention(&mut self) -> Step<Mention> {
        let (id, span) = self.id()?;
        self.check_new_style(&id, &span)?;
        let said = self.said(&id)?;
        self.check_new_style(&id, &span)?;
        self.class();
        Ok(Mention { id, span, said })
    }

    /// The name of a box.
    pub(super) fn id(&mut self) -> Step<(String, Range<usize>)> {
        let start = self.cursor.at();
        if self.is_arrow() {
            return self.arrow_for_id();
        }
        loop {
            self.cursor.eat_while(is_id);
            let mut behind = self.cursor.rest().chars();
            // `-` and `.` stand inside of a name only; `A--B` and `A-.-B` are arrows.
            let is_inside = matches!(behind.next(), Some('-' | '.')) && behind.next().is_some_and(is_id);
            if self.cursor.at() == start || !is_inside {
                break;
            }
            self.cursor.bump();
        }
        let span = start..self.cursor.at();
        let id = self.cursor.slice(span.clone());
        if id.is_empty() {
            return self.no_id();
        }
        self.check_reserved(id, &span);
        self.check_behind_id(id)?;
        let count = id.chars().count();
        if count <= MAX_ID {
            return Ok((id.to_string(), span));
        }
        let message = format!("this name has {count} characters; a box's name has at most {MAX_ID}");
        let help = "write a short name and the words behind it, as `a[\"The words\"]`";
        self.report.error("flowchart-box-name", span.clone(), message, help);
        Ok((id.chars().take(MAX_ID).collect(), span))
    }

    /// An arrow where a box is needed. `x-->` is one to Mermaid, even where `x` is meant to be a box.
    fn arrow_for_id<T>(&mut self) -> Step<T> {
        let (found, here) = (self.found(), self.here());
        let help = match self.cursor.peek() {
            Some(sign @ ('o' | 'x')) => format!("write a blank behind `{sign}` if it names a box"),
            _ => "write a box before it, on the same line, as `a --> b`".to_string(),
        };
        self.lost("flowchart-arrow-nowhere", here, format!("{found} has no box before it"), help)
    }

    fn no_id<T>(&mut self) -> Step<T> {
        let (found, span) = (self.found(), self.here());
        let help = match self.cursor.peek() {
            Some('"' | '[' | '(' | '{') => "write a short name before its words, as `a[\"The words\"]`",
            Some('%') => "write a comment on a line of its own, behind `%%`",
            Some('&') => "write a box before it, as `a & b`",
            _ => "a name has letters, digits, `-` and `_`; other signs stand in words, as `a[\"The words\"]`",
        };
        self.lost("flowchart-box-name", span, format!("here the name of a box is needed, not {found}"), help)
    }

    fn check_reserved(&mut self, id: &str, span: &Range<usize>) {
        let first = id.split(['-', '.']).next().unwrap_or_default();
        if !RESERVED.contains(&first) {
            return;
        }
        let message = format!("`{first}` is a word of Mermaid and can't name a box");
        let help = match first {
            "end" => "write another name, as `End` or `finish`; the words of the box may still be `[end]`"
                .to_string(),
            _ => format!("write another name, as `{first}_1`; its words may be any"),
        };
        self.report.error("flowchart-reserved", span.clone(), message, help);
    }

    /// What Mermaid might read as a part of the name.
    fn check_behind_id(&mut self, id: &str) -> Step<()> {
        let start = self.cursor.at();
        let Some(next) = self.cursor.peek() else { return Ok(()) };
        let id = super::header::shortened(id);
        let is_style = next == ':' && self.cursor.starts_with(":::");
        if next.is_whitespace() || is_style || ";[({>-=<~@".contains(next) {
            return Ok(());
        }
        self.cursor.eat_while(|c| !c.is_whitespace() && !"[({;>&".contains(c));
        let span = start..self.cursor.at().max(start + next.len_utf8());
        self.cursor.go_to(span.end);
        let (message, help) = match next {
            '&' => (
                "`&` stands without blanks around it".to_string(),
                "write a blank before and behind it, as `a & b`".to_string(),
            ),
            ':' => (
                format!("`:` can't stand behind the box `{id}`"),
                format!("write its words in brackets, as `{id}[\"The words\"]`"),
            ),
            _ => (
                format!("`{next}` can't stand in the name of a box"),
                format!(
                    "use letters, digits, `-` and `_`; put words in quotation marks, as `{id}[\"The words\"]`"
                ),
            ),
        };
        self.lost("flowchart-box-name", span, message, help)
    }

    /// The words of a box and its outline.
    fn said(&mut self, id: &str) -> Step<Option<Said>> {
        let start = self.cursor.at();
        for unknown in ["(-", "[|"] {
            if self.cursor.starts_with(unknown) {
                let message = format!("an outline that begins with `{unknown}` is not known");
                let help = format!("write `{}[\"The words\"]`", super::header::shortened(id));
                self.report.error("flowchart-outline", start..start + 2, message, help);
                return Err(Lost::Line);
            }
        }
        let Some((opener, closers, shapes)) =
            OUTLINES.iter().find(|(opener, ..)| self.cursor.starts_with(opener))
        else {
            return Ok(None);
        };
        self.cursor.eat(opener);
        let words = self.words(start, closers)?;
        let span = start..self.cursor.at();
        let label = self.label(words.span);
        if label.is_empty() {
            let help = "write words between its brackets, or leave the brackets out";
            self.report.error("flowchart-label-empty", span.clone(), "this box says nothing", help);
        }
        Ok(Some(Said { shape: shapes[words.closer], label, span }))
    }

    /// `A@{ shape: diamond }`, `A e1@--> B`.
    fn check_new_style(&mut self, id: &str, span: &Range<usize>) -> Step<()> {
        let start = self.cursor.at();
        if !self.cursor.eat("@") {
            return Ok(());
        }
        let id = super::header::shortened(id);
        if !self.cursor.eat("{") {
            let help = "write the arrow alone, as `a --> b`";
            let message = format!("arrows have no names: `{id}@`");
            return self.lost("flowchart-new-style", span.start..start + 1, message, help);
        }
        let message = "outlines in the new style, `@{ … }`, are not known";
        let help = format!(
            "write `{id}[\"The words\"]` for a step, `{id}{{\"A question?\"}}` for a decision, `{id}([\"Done\"])` for an end"
        );
        self.report.error("flowchart-new-style", start..start + 2, message, help);
        match self.cursor.find("}") {
            Some(end) => {
                self.cursor.go_to(end + 1);
                Ok(())
            }
            None => Err(Lost::Line),
        }
    }

    /// `:::name` behind a box.
    fn class(&mut self) {
        let start = self.cursor.at();
        if self.cursor.eat(":::") {
            self.cursor.eat_while(|c| is_id(c) || c == '-');
            let span = start..self.cursor.at();
            self.report.warning(
                "flowchart-styling",
                span,
                "colours and styles of a chart are passed over",
                "take `:::…` out; the theme paints all charts alike",
            );
        }
    }
}

/// A character that may stand anywhere in a name.
pub(super) fn is_id(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
