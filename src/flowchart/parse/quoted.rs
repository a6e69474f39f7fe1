//! The words between two signs, as in `[words]`, `["words"]` and `|words|`: where they end, and what is wrong if they do not.

use super::cursor::is_blank;
use super::{Parser, Step};
use std::ops::Range;

/// Words, and which of the signs that may end them did.
pub(super) struct Words {
    /// Without quotation marks.
    pub(super) span: Range<usize>,
    /// The number of the sign among those that were given.
    pub(super) closer: usize,
}

/// Signs of Mermaid that end words without quotation marks.
const SIGNS: [char; 8] = ['[', ']', '(', ')', '{', '}', '|', '"'];

impl Parser<'_> {
    /// Words up to one of `closers`. The cursor stands behind the sign that opens them, which begins at `start`.
    pub(super) fn words(&mut self, start: usize, closers: &[&str]) -> Step<Words> {
        if self.cursor.starts_with("\"") { self.quoted(start, closers) } else { self.bare(start, closers) }
    }

    fn quoted(&mut self, start: usize, closers: &[&str]) -> Step<Words> {
        let quote = self.cursor.at();
        self.cursor.bump();
        let Some(end) = self.cursor.find("\"") else {
            return self.lost_line(
                "flowchart-quote-open",
                quote..quote + 1,
                "the text in quotation marks that begins here does not end",
                format!("write `\"{}` behind its last word", closers[0]),
            );
        };
        let span = quote + 1..end;
        self.cursor.go_to(end + 1);
        if let Some(closer) = closers.iter().position(|closer| self.cursor.eat(closer)) {
            return Ok(Words { span, closer });
        }
        let written = self.cursor.slice(span.clone());
        if written.contains('\n') {
            let line = self.report.line(end);
            self.cursor.go_to(quote);
            return self.lost_line(
                "flowchart-quote-open",
                quote..quote + 1,
                format!("the text in quotation marks that begins here runs on to line {line}"),
                format!("write `\"{}` behind its last word", closers[0]),
            );
        }
        let help = format!(
            "put one pair of quotation marks around all of it, then `{}`; write `#quot;` for one inside of it",
            closers[0]
        );
        let message = format!("no `{}` follows this quotation mark", closers[0]);
        self.report.error("flowchart-quote-inside", end..end + 1, message, help);
        let words = self.resync(start, quote + 1, closers)?;
        let inside = self.cursor.slice(words.span.clone());
        let span = words.span.start..words.span.start + inside.trim_end_matches(['"', ' ']).len();
        Ok(Words { span, ..words })
    }

    fn bare(&mut self, start: usize, closers: &[&str]) -> Step<Words> {
        let begin = self.cursor.at();
        let span = self.cursor.eat_while(|c| c != '\n' && !SIGNS.contains(&c));
        if let Some(words) = self.closed(begin, span.end, closers) {
            return Ok(words);
        }
        let sign = self.cursor.peek().filter(|c| *c != '\n');
        let sign_span = span.end..span.end + sign.map_or(0, char::len_utf8);
        let words = if sign.is_some() { self.resync_quietly(span.end, begin, closers) } else { None };
        let (Some(words), Some(sign)) = (words, sign) else {
            return self.lost_line(
                "flowchart-label-open",
                start..begin,
                format!("the words that begin here do not end with `{}` on this line", closers[0]),
                format!(
                    "write `{}` behind them; words over several lines stand in quotation marks",
                    closers[0]
                ),
            );
        };
        let opener = self.cursor.slice(start..begin);
        let written = self.cursor.slice(words.span.clone()).trim();
        let help = if written.chars().count() <= 60 {
            let written = written.trim_matches(['“', '”', '"']).replace('"', "#quot;");
            format!("write `{opener}\"{written}\"{}`", closers[words.closer])
        } else {
            format!("put the words in quotation marks: `{opener}\"…\"{}`", closers[words.closer])
        };
        let message = format!("`{sign}` stands only in words with quotation marks around them");
        self.report.error("flowchart-label-signs", sign_span, message, help);
        Ok(words)
    }

    /// Whether one of `closers` ends the words that begin at `begin`, where its bracket stands at `at`. Then moves behind it.
    fn closed(&mut self, begin: usize, at: usize, closers: &[&str]) -> Option<Words> {
        for (closer, sign) in closers.iter().enumerate() {
            // The slash of `/]` stands before the bracket.
            let bracket = sign.trim_start_matches(['/', '\\']);
            let slash = &sign[..sign.len() - bracket.len()];
            let words = self.cursor.slice(begin..at);
            if words.ends_with(slash) && self.cursor.from(at).starts_with(bracket) {
                self.cursor.go_to(at + bracket.len());
                return Some(Words { span: begin..at - slash.len(), closer });
            }
        }
        None
    }

    fn resync(&mut self, start: usize, begin: usize, closers: &[&str]) -> Step<Words> {
        let from = self.cursor.at();
        match self.resync_quietly(from, begin, closers) {
            Some(words) => Ok(words),
            None => {
                self.cursor.go_to(start);
                Err(super::Lost::Line)
            }
        }
    }

    /// The end that was meant for words with a mistake: the first closing sign from `from` on, on this line, behind which the
    /// statement goes on or ends.
    fn resync_quietly(&mut self, from: usize, begin: usize, closers: &[&str]) -> Option<Words> {
        self.cursor.go_to(from);
        loop {
            self.cursor.eat_while(|c| c != '\n' && !matches!(c, ']' | ')' | '}' | '|'));
            let at = self.cursor.at();
            if matches!(self.cursor.peek(), None | Some('\n')) {
                return None;
            }
            if let Some(words) = self.closed(begin, at, closers) {
                let behind = self.cursor.at();
                if closers.contains(&"|") || self.goes_on() {
                    self.cursor.go_to(behind);
                    return Some(words);
                }
                self.cursor.go_to(at);
            }
            self.cursor.bump();
        }
    }

    /// Whether the statement can go on here as it does behind a box.
    fn goes_on(&mut self) -> bool {
        self.cursor.eat_while(is_blank);
        self.cursor.is_statement_end()
            || ["--", "==", "-.", "~~~", "<-", "<=", "o-", "o=", "x-", "x=", "&", ":::"]
                .iter()
                .any(|sign| self.cursor.starts_with(sign))
    }
}
