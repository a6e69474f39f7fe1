//! A place in the text that moves forwards, by whole characters.

use std::ops::Range;

/// Reads a stretch of a text. It moves backwards only to the start of what it has just read.
pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
    end: usize,
    /// What was looked for up to the end and is not there, so that it is looked for once only.
    missing: Vec<&'static str>,
}

impl<'a> Cursor<'a> {
    /// A cursor at the beginning of `range`, whose ends lie between characters.
    pub(super) fn new(text: &'a str, range: Range<usize>) -> Cursor<'a> {
        Cursor { text, at: range.start, end: range.end, missing: Vec::new() }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn is_done(&self) -> bool {
        self.at >= self.end
    }

    /// Goes to a place that it, or a search of it, has given.
    pub(super) fn go_to(&mut self, at: usize) {
        self.at = at.min(self.end);
    }

    pub(super) fn slice(&self, range: Range<usize>) -> &'a str {
        &self.text[range]
    }

    /// All that is left.
    pub(super) fn rest(&self) -> &'a str {
        self.from(self.at)
    }

    /// All from a place on.
    pub(super) fn from(&self, at: usize) -> &'a str {
        &self.text[at..self.end]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn starts_with(&self, text: &str) -> bool {
        self.rest().starts_with(text)
    }

    pub(super) fn bump(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    /// Moves behind `text` if it stands here.
    pub(super) fn eat(&mut self, text: &str) -> bool {
        let is_here = self.starts_with(text);
        if is_here {
            self.at += text.len();
        }
        is_here
    }

    /// Moves behind all characters of a kind, and gives where they stand.
    pub(super) fn eat_while(&mut self, mut is_wanted: impl FnMut(char) -> bool) -> Range<usize> {
        let start = self.at;
        while self.peek().is_some_and(&mut is_wanted) {
            self.bump();
        }
        start..self.at
    }

    /// Moves behind blanks, but not to another line.
    pub(super) fn skip_blanks(&mut self) {
        self.eat_while(is_blank);
    }

    /// Moves to the end of the line, and gives what was passed.
    pub(super) fn skip_line(&mut self) -> Range<usize> {
        self.eat_while(|c| c != '\n')
    }

    /// Whether nothing more stands in this statement.
    pub(super) fn is_statement_end(&self) -> bool {
        matches!(self.peek(), None | Some('\n' | ';'))
    }

    /// Where `text` stands next, on this line or a later one.
    pub(super) fn find(&mut self, text: &'static str) -> Option<usize> {
        if self.missing.contains(&text) {
            return None;
        }
        let found = self.rest().find(text).map(|at| self.at + at);
        if found.is_none() {
            self.missing.push(text);
        }
        found
    }
}

/// A blank, a tab, or another character that shows nothing, on the same line.
pub(super) fn is_blank(c: char) -> bool {
    c != '\n' && c.is_whitespace()
}
