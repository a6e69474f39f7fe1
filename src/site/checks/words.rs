//! The words of a page one by one, each with its place, as the checks of words need them.

use super::{Page, Site};
use crate::text::{PartKind, Passage, PassageKind, Shortcode};
use std::ops::Range;

/// A passage of a page, in words.
pub(super) struct Words<'a> {
    pub(super) kind: PassageKind,
    pub(super) words: Vec<Word<'a>>,
    /// Its bytes in the file.
    pub(super) span: Range<usize>,
}

/// A word.
pub(super) struct Word<'a> {
    /// As it was written; nothing for what a shortcode or code shows.
    pub(super) text: Option<&'a str>,
    /// Its bytes in the file.
    pub(super) span: Range<usize>,
    /// Whether a sentence ends behind it.
    pub(super) ends: bool,
}

/// All words of a page, passage by passage.
pub(super) fn of_page<'a>(site: &Site, page: &'a Page) -> Vec<Words<'a>> {
    let document = &page.document;
    let read = |passage: &Passage| {
        let mut words = Vec::new();
        for part in &passage.parts {
            let span = &part.span;
            match part.kind {
                PartKind::Words => split(&document.file.text, span.clone(), &mut words),
                PartKind::Code => words.push(Word { text: None, span: span.clone(), ends: false }),
                PartKind::Shortcode => {
                    let shortcode =
                        document.prose.shortcodes.iter().find(|shortcode| shortcode.span == *span);
                    let count = shortcode.map_or(1, |shortcode| words_of(site, shortcode));
                    words.extend((0..count).map(|_| Word { text: None, span: span.clone(), ends: false }));
                }
            }
        }
        Words { kind: passage.kind, words, span: passage.span.clone() }
    };
    document.prose.passages.iter().map(read).collect()
}

/// The sentences of a passage; what ends without a full stop is one too.
impl Words<'_> {
    pub(super) fn sentences(&self) -> impl Iterator<Item = &[Word<'_>]> {
        self.words.split_inclusive(|word| word.ends)
    }
}

/// How many words a shortcode shows among others.
fn words_of(site: &Site, shortcode: &Shortcode) -> usize {
    let fact = shortcode.names("fact").and_then(|key| site.data.fact(key));
    fact.map_or(1, |fact| fact.text().split_whitespace().count())
}

/// Split the bytes `span` of `text` into words.
pub(super) fn split<'a>(text: &'a str, span: Range<usize>, words: &mut Vec<Word<'a>>) {
    let part = &text[span.clone()];
    let mut at = 0;
    while let Some(start) = part[at..].find(is_begun).map(|offset| at + offset) {
        note_ends(&part[at..start], words);
        let length = word_length(&part[start..]);
        at = start + length;
        let span = span.start + start..span.start + at;
        words.push(Word { text: Some(&part[start..at]), span, ends: false });
    }
    note_ends(&part[at..], words);
}

fn is_begun(c: char) -> bool {
    c.is_alphanumeric() || c == '£'
}

/// A word goes on over an apostrophe, and a number over `,` and `.`, where more of it follows; `%` and `+` end it.
fn word_length(text: &str) -> usize {
    let mut letters = text.char_indices().peekable();
    let mut before = ' ';
    while let Some((at, c)) = letters.next() {
        let next = letters.peek().map_or(' ', |(_, next)| *next);
        let goes_on = match c {
            '\'' | '’' => next.is_alphabetic(),
            ',' | '.' => before.is_ascii_digit() && next.is_ascii_digit(),
            '%' | '+' if before.is_alphanumeric() => return at + 1,
            c => is_begun(c),
        };
        if !goes_on && at > 0 {
            return at;
        }
        before = c;
    }
    text.len()
}

/// Note that the word before this stretch without words ends a sentence, if it does.
fn note_ends(between: &str, words: &mut [Word<'_>]) {
    let Some(last) = words.last_mut() else { return };
    let mut marks = between.chars().skip_while(|c| !matches!(c, '.' | '!' | '?'));
    if marks.next().is_some() {
        let rest = marks.find(|c| !matches!(c, '.' | '!' | '?' | '"' | '\'' | '”' | '’' | ')' | '*' | '_'));
        last.ends |= rest.is_none_or(char::is_whitespace);
    }
}

/// Words as they are compared: small letters, numbers in digits, months whole, one form for one and many.
pub(super) fn plain(word: &str) -> String {
    let word = word.to_lowercase().replace('’', "'");
    let word = word.strip_suffix("'s").unwrap_or(&word);
    if word.starts_with(|c: char| c.is_ascii_digit() || c == '£') {
        return number(word);
    }
    if let Some(at) = NUMBERS.iter().position(|number| *number == word) {
        return at.to_string();
    }
    if let Some(month) = MONTHS.iter().find(|month| word.len() >= 3 && month.starts_with(word)) {
        return (*month).to_string();
    }
    match word.strip_suffix('s') {
        Some(one) if one.len() > 2 && !one.ends_with('s') => one.to_string(),
        _ => word.to_string(),
    }
}

/// `1,200.00` is `1200`, and `31st` is `31`.
fn number(word: &str) -> String {
    let word = word.replace(',', "");
    let word = word.strip_suffix(".00").unwrap_or(&word);
    let day = word.trim_end_matches(char::is_alphabetic);
    let is_ordinal = ["st", "nd", "rd", "th"].contains(&&word[day.len()..]);
    if is_ordinal { day.to_string() } else { word.to_string() }
}

const NUMBERS: [&str; 21] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

pub(super) const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let mut words = Vec::new();
        split(text, 0..text.len(), &mut words);
        words.into_iter().filter_map(|word| word.text).collect()
    }

    #[test]
    fn a_word_is_what_people_take_for_one() {
        assert_eq!(
            words("It’s £1,200.50, or 10%. PP+ (the IRO's) half-term"),
            ["It’s", "£1,200.50", "or", "10%", "PP+", "the", "IRO's", "half", "term"]
        );
    }

    #[test]
    fn a_sentence_ends_at_a_mark_that_space_follows() {
        let text = "It is 1.5 days (not more). \"Why?\" Ask.";
        let mut words = Vec::new();
        split(text, 0..text.len(), &mut words);
        let ends: Vec<&str> = words.iter().filter(|word| word.ends).filter_map(|word| word.text).collect();
        assert_eq!(ends, ["more", "Why", "Ask"]);
    }

    #[test]
    fn words_are_compared_without_their_dress() {
        for (written, compared) in [
            ("Ten", "10"),
            ("31st", "31"),
            ("£1,200.00", "£1200"),
            ("days", "day"),
            ("Jan", "january"),
            ("IROs", "iro"),
            ("officer’s", "officer"),
            ("process", "process"),
        ] {
            assert_eq!(plain(written), compared);
        }
    }
}
