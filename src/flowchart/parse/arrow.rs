//! An arrow with its words: `-->`, `-.->|words|`, `== words ==>`. Its length is read and means nothing.

use super::cursor::is_blank;
use super::mention::is_id;
use super::{Parser, Step};
use crate::flowchart::{Head, Line};
use std::ops::Range;

/// An arrow, without the boxes that it joins.
pub(super) struct Link {
    pub(super) line: Line,
    pub(super) tail: Head,
    pub(super) head: Head,
    pub(super) label: Vec<String>,
    pub(super) span: Range<usize>,
}

/// What people write, or what a word processor makes, for an arrow that Mermaid does not know.
const NEARLY: [(&str, &str); 11] = [
    ("->", "-->"),
    ("–>", "-->"),
    ("—>", "-->"),
    ("–", "-->"),
    ("—", "-->"),
    ("→", "-->"),
    ("⇒", "==>"),
    ("=>", "==>"),
    (".->", "-.->"),
    ("~", "~~~"),
    ("-", "---"),
];

impl Parser<'_> {
    /// The arrow that begins here; none if something else does.
    pub(super) fn arrow(&mut self) -> Step<Option<Link>> {
        let start = self.cursor.at();
        let tail = self.tail();
        let Some(line) = self.line_kind() else {
            return self.no_arrow(start, tail);
        };
        let (head, mut label) = match self.stroke(line, start)? {
            Some(head) => (head, Vec::new()),
            None => self.words_inside(line, start)?,
        };
        let end = self.cursor.at();
        self.check_ends(start..end, tail, head, line);
        self.cursor.skip_blanks();
        let bar = self.cursor.at();
        if self.cursor.eat("|") {
            let words = self.words(bar, &["|"])?;
            if label.is_empty() {
                label = self.label(words.span);
                if label.is_empty() {
                    let help = "write words between the two `|`, or take both out";
                    self.report.error(
                        "flowchart-label-empty",
                        bar..self.cursor.at(),
                        "this arrow says nothing",
                        help,
                    );
                }
            } else {
                let help = "write them in one place, as `-->|words|`";
                self.report.error(
                    "flowchart-arrow-words",
                    bar..self.cursor.at(),
                    "this arrow has words twice",
                    help,
                );
            }
            return Ok(Some(Link { line, tail, head, label, span: start..self.cursor.at() }));
        }
        Ok(Some(Link { line, tail, head, label, span: start..end }))
    }

    /// Whether what stands here can only be an arrow.
    pub(super) fn is_arrow(&self) -> bool {
        let rest = self.cursor.rest();
        let rest = rest.strip_prefix(['<', 'o', 'x']).unwrap_or(rest);
        ["--", "==", "-.", "~~~"].iter().any(|sign| rest.starts_with(sign))
    }

    /// The sign at the beginning of an arrow.
    fn tail(&mut self) -> Head {
        let tail = match self.cursor.peek() {
            Some('<') => Head::Point,
            Some('o') if self.is_arrow() => Head::Dot,
            Some('x') if self.is_arrow() => Head::Cross,
            _ => return Head::None,
        };
        self.cursor.bump();
        tail
    }

    fn line_kind(&self) -> Option<Line> {
        [("--", Line::Solid), ("-.", Line::Dotted), ("==", Line::Thick), ("~~~", Line::Invisible)]
            .into_iter()
            .find(|(sign, _)| self.cursor.starts_with(sign))
            .map(|(_, line)| line)
    }

    /// The line of an arrow up to its head; none if words come first, as in `-- words -->`.
    fn stroke(&mut self, line: Line, start: usize) -> Step<Option<Head>> {
        let is_whole = match line {
            Line::Invisible => {
                self.cursor.eat_while(|c| c == '~');
                return Ok(Some(Head::None));
            }
            Line::Dotted => {
                self.cursor.eat("-");
                let dots = self.cursor.eat_while(|c| c == '.');
                let is_whole = self.cursor.eat("-");
                if !is_whole && dots.len() > 1 {
                    let help = "write `-.->`; with words, `-. words .->`";
                    let span = start..self.cursor.at();
                    return self.lost("flowchart-arrow", span, "this dotted arrow has no end", help);
                }
                // `-.x` begins words; `-.-x` ends in a cross.
                return Ok(is_whole.then(|| self.head().unwrap_or(Head::None)));
            }
            Line::Solid => self.cursor.eat_while(|c| c == '-').len() > 2,
            Line::Thick => self.cursor.eat_while(|c| c == '=').len() > 2,
        };
        Ok(self.head().or(is_whole.then_some(Head::None)))
    }

    /// The sign at the end of an arrow.
    fn head(&mut self) -> Option<Head> {
        let head = match self.cursor.peek()? {
            '>' => Head::Point,
            'o' => Head::Dot,
            'x' => Head::Cross,
            _ => return None,
        };
        let at = self.cursor.at();
        self.cursor.bump();
        // `A --oB`: Mermaid draws a dot, whatever was meant.
        if head != Head::Point && self.cursor.peek().is_some_and(is_id) {
            let sign = self.cursor.slice(at..at + 1);
            let message =
                format!("`{sign}` behind an arrow is its head to Mermaid, and not the beginning of a name");
            let help =
                format!("write a blank: before `{sign}` if it begins a name, behind it if it is the head");
            self.report.error("flowchart-arrow-head", at..at + 1, message, help);
        }
        Some(head)
    }

    /// The words of `-- words -->`, and the head behind them.
    fn words_inside(&mut self, line: Line, start: usize) -> Step<(Head, Vec<String>)> {
        let (closer, whole) = match line {
            Line::Thick => ("==", "==>"),
            Line::Dotted => (".-", ".->"),
            _ => ("--", "-->"),
        };
        let opened = self.cursor.at();
        self.cursor.skip_blanks();
        let words = if self.cursor.starts_with("\"") {
            self.cursor.bump();
            let begin = self.cursor.at();
            let end = self.cursor.find("\"").filter(|end| {
                let behind = self.cursor.from(end + 1).trim_start_matches(is_blank);
                behind.starts_with(closer) || line == Line::Dotted && behind.starts_with("..")
            });
            let Some(end) = end else {
                let message =
                    "the text in quotation marks that begins here does not end before the arrow does";
                let help = format!(
                    "write `\" {whole}` behind its last word; `#quot;` is a quotation mark inside of it"
                );
                return self.lost_line("flowchart-quote-open", begin - 1..begin, message, help);
            };
            self.cursor.go_to(end + 1);
            self.cursor.skip_blanks();
            begin..end
        } else {
            let begin = self.cursor.at();
            while !self.cursor.starts_with(closer) && self.cursor.peek().is_some_and(|c| c != '\n') {
                self.cursor.bump();
            }
            if !self.cursor.starts_with(closer) {
                let sign = self.cursor.slice(start..opened);
                let message = format!("`{sign}` begins the words of an arrow, and no `{whole}` ends them");
                let help = if sign.starts_with('<') {
                    "write the boxes the other way round, as `b --> a`; both ways is `<-->`".to_string()
                } else {
                    format!(
                        "write `a {sign} words {whole} b`, or an arrow without words as `a {} b`",
                        alone(line)
                    )
                };
                return self.lost_line("flowchart-arrow", start..opened, message, help);
            }
            let text = self.cursor.slice(begin..self.cursor.at());
            // The dots before the last belong to the arrow.
            let text = if line == Line::Dotted { text.trim_end_matches('.') } else { text };
            let end = begin + text.len();
            self.cursor.go_to(end);
            self.check_words(begin..end, line, whole);
            begin..end
        };
        let closing = self.cursor.at();
        if line == Line::Dotted {
            self.cursor.eat_while(|c| c == '.');
            self.cursor.eat("-");
        }
        let head =
            if line == Line::Dotted { self.head().or(Some(Head::None)) } else { self.stroke(line, closing)? };
        let Some(head) = head else {
            let message =
                format!("the arrow that begins with `{}` has no end", self.cursor.slice(start..opened));
            let help = format!("write `{whole}` behind its words");
            return self.lost("flowchart-arrow", closing..self.cursor.at(), message, help);
        };
        let span = words.clone();
        let label = self.label(words);
        if label.is_empty() {
            let help = format!("write `{}`, or words inside of the arrow", alone(line));
            self.report.error(
                "flowchart-label-empty",
                start..span.end.max(opened),
                "this arrow says nothing",
                help,
            );
        }
        Ok((head, label))
    }

    /// Signs in the words of an arrow that Mermaid stumbles over.
    fn check_words(&mut self, span: Range<usize>, line: Line, whole: &str) {
        let words = self.cursor.slice(span.clone());
        if let Some(at) = words.find(['|', '"']) {
            let at = span.start + at;
            let message = format!(
                "`{}` stands only in words with quotation marks around them",
                self.cursor.slice(at..at + 1)
            );
            let help = format!("write `{}|\"words\"|`", alone(line));
            self.report.error("flowchart-label-signs", at..at + 1, message, help);
        } else if words.ends_with(['o', 'x', '<']) {
            let at = span.end - 1;
            let message = format!(
                "Mermaid takes the `{}` before this arrow for a part of it",
                &words[words.len() - 1..]
            );
            let help = format!("write a blank before `{whole}`");
            self.report.error("flowchart-arrow-head", at..at + 1, message, help);
        }
    }

    fn check_ends(&mut self, span: Range<usize>, tail: Head, head: Head, line: Line) {
        if tail == Head::None || tail == head && line != Line::Invisible {
            return;
        }
        let message = "an arrow with a sign at its beginning has the same at its end";
        let help = match (tail, head) {
            (Head::Point, Head::None) => {
                "write the boxes the other way round, as `b --> a`; both ways is `<-->`"
            }
            _ => "write `<-->`, `o--o` or `x--x`",
        };
        self.report.error("flowchart-arrow-ends", span, message, help);
    }

    /// Nothing that Mermaid draws; a mistake if it looks like an arrow.
    fn no_arrow(&mut self, start: usize, tail: Head) -> Step<Option<Link>> {
        let near = NEARLY.iter().find(|(written, _)| self.cursor.starts_with(written));
        if near.is_none() && tail == Head::None {
            return Ok(None);
        }
        self.cursor.eat_while(|c| "-=<>~.→⇒–—".contains(c));
        let span = start..self.cursor.at();
        let written = super::header::shortened(self.cursor.slice(span.clone()));
        let help = match near {
            Some((_, write)) if tail == Head::None => format!("write `{write}`"),
            _ => "write the boxes the other way round, as `b --> a`; both ways is `<-->`".to_string(),
        };
        self.report.error("flowchart-arrow", span.clone(), format!("`{written}` is no arrow"), help);
        Ok(Some(Link { line: Line::Solid, tail: Head::None, head: Head::Point, label: Vec::new(), span }))
    }
}

/// The arrow without words.
fn alone(line: Line) -> &'static str {
    match line {
        Line::Thick => "==>",
        Line::Dotted => "-.->",
        _ => "-->",
    }
}
