//! Numbers and dates that a page writes by hand although a fact holds them: they stay when the fact changes.

use super::words::{MONTHS, Word, Words, plain, split};
use super::{Page, Site};
use crate::data::Fact;
use crate::problem::{Placed, Problem};
use crate::text::PassageKind;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What all facts say, by its first word.
pub(super) struct Phrases<'a> {
    by_first: BTreeMap<String, Vec<Phrase<'a>>>,
}

/// What a fact says, in words as they are compared.
struct Phrase<'a> {
    words: Vec<String>,
    /// The year of a date, which a page may leave out.
    year: Option<String>,
    /// The keys of the facts that say it.
    keys: Vec<&'a str>,
}

impl<'a> Phrases<'a> {
    /// What the facts say that hold on the day of the build.
    pub(super) fn of(site: &'a Site) -> Phrases<'a> {
        let mut by_first: BTreeMap<String, Vec<Phrase<'a>>> = BTreeMap::new();
        for fact in site.data.facts.iter().filter(|fact| !fact.validity.is_over(site.today)) {
            let Some(phrase) = phrase(fact) else { continue };
            let Some(first) = phrase.words.first() else { continue };
            let others = by_first.entry(first.clone()).or_default();
            match others.iter_mut().find(|other| other.words == phrase.words && other.year == phrase.year) {
                Some(other) => other.keys.extend(phrase.keys),
                None => others.push(phrase),
            }
        }
        for phrases in by_first.values_mut() {
            phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len()));
        }
        Phrases { by_first }
    }

    /// The longest phrase that begins at `at`.
    fn at(&self, words: &[Option<String>], at: usize) -> Option<&Phrase<'a>> {
        let first = words[at].as_ref()?;
        self.by_first.get(first)?.iter().find(|phrase| phrase.is_at(words, at))
    }
}

impl Phrase<'_> {
    fn is_at(&self, words: &[Option<String>], at: usize) -> bool {
        let Some(next) = starts_with(&words[at..], &self.words).map(|count| words.get(at + count)) else {
            return false;
        };
        if is_rate(&words[at + self.words.len()..]) {
            return false;
        }
        // A day of another year is another day.
        let is_date = self.words.len() == 2 && MONTHS.contains(&self.words[1].as_str());
        match next.and_then(Option::as_deref).filter(|word| is_date && is_year(word)) {
            Some(year) => self.year.as_deref() == Some(year),
            None => true,
        }
    }
}

/// What is looked for: an amount of money, a share, a date, or a number with what it counts. A number alone stands for too
/// much.
fn phrase(fact: &Fact) -> Option<Phrase<'_>> {
    let keys = vec![fact.key.as_str()];
    if let Ok(date) = fact.value.parse::<Date>() {
        let month = MONTHS[usize::from(date.month().unsigned_abs()) - 1];
        let words = vec![date.day().to_string(), month.to_string()];
        return Some(Phrase { words, year: Some(date.year().to_string()), keys });
    }
    let is_plain = |text: &str| compared(text).into_iter().map(Option::unwrap_or_default).collect();
    let mut words: Vec<String> = is_plain(&fact.value);
    if words.first().is_some_and(|word| word == "the") {
        words.remove(0);
    }
    let mut year = None;
    if words.len() == 3 && MONTHS.contains(&words[1].as_str()) && is_year(&words[2]) {
        year = words.pop();
    }
    let says_enough = fact.value.contains(['£', '%']) || words.len() > 1;
    let has_digit = fact.value.contains(|c: char| c.is_ascii_digit());
    if let Some(unit) = fact.unit.as_ref().filter(|_| has_digit && !fact.value.contains(['£', '%'])) {
        words.extend(is_plain(unit));
    } else if !says_enough {
        return None;
    }
    Some(Phrase { words, year, keys })
}

/// What a page writes by hand.
pub(super) fn check(phrases: &Phrases<'_>, page: &Page, passages: &[Words<'_>]) -> Vec<Problem> {
    let exceptions = &page.document.front.written_by_hand;
    let excepted: Vec<Vec<Option<String>>> =
        exceptions.iter().map(|exception| compared(&exception.value)).collect();
    let mut is_used = vec![false; exceptions.len()];
    let mut problems = Vec::new();
    // A heading can hold no shortcode.
    let read = passages.iter().filter(|passage| passage.kind != PassageKind::Heading);
    let sentences = read.flat_map(|passage| passage.sentences().map(|sentence| (sentence, passage.kind)));
    for (sentence, kind) in sentences {
        let words: Vec<Option<String>> = sentence.iter().map(|word| word.text.map(plain)).collect();
        let mut excepted_to = 0;
        let mut at = 0;
        while at < words.len() {
            for (exception, used) in excepted.iter().zip(&mut is_used) {
                if words[at..].starts_with(exception) {
                    *used = true;
                    excepted_to = excepted_to.max(at + exception.len());
                }
            }
            match phrases.at(&words, at) {
                Some(phrase) if excepted_to < at + phrase.words.len() => {
                    let found = &sentence[at..at + phrase.words.len()];
                    problems.push(by_hand(page, phrase, found, kind));
                    at += phrase.words.len();
                }
                _ => at += 1,
            }
        }
    }
    let unused = exceptions.iter().zip(is_used).filter(|(_, used)| !used);
    problems.extend(unused.map(|(exception, _)| unused_exception(exception)));
    problems
}

fn by_hand(page: &Page, phrase: &Phrase<'_>, words: &[Word<'_>], kind: PassageKind) -> Problem {
    let file = &page.document.file;
    let span = words[0].span.start..words[words.len() - 1].span.end;
    let written = &file.text[span.clone()];
    let message = match phrase.keys.as_slice() {
        [key] => format!("`{written}` is written by hand, and the fact `{key}` holds it"),
        keys => format!("`{written}` is written by hand, and the facts `{}` hold it", keys.join("`, `")),
    };
    let instead = match kind {
        PassageKind::Label => "a chart can hold no fact: say it without the number, and write ",
        _ => "write ",
    };
    let below = if kind == PassageKind::Label { " below the chart" } else { "" };
    let help = format!(
        "{instead}`{{{{ fact(key=\"{}\") }}}}`{below}; if it is something else, add it to `written_by_hand` in the front matter",
        phrase.keys[0]
    );
    Problem::warning("fact-by-hand", file.place(span), message).help(help)
}

fn unused_exception(exception: &Placed<String>) -> Problem {
    let message = format!("this page does not write `{}` by hand", exception.value);
    Problem::warning("exception-unused", exception.place.clone(), message)
        .help("take it out, or write it as it stands in the text")
}

/// How many words are taken if `words` start with all of `wanted`.
fn starts_with(words: &[Option<String>], wanted: &[String]) -> Option<usize> {
    let same = words.len() >= wanted.len()
        && wanted.iter().zip(words).all(|(wanted, word)| word.as_ref() == Some(wanted));
    same.then_some(wanted.len())
}

/// The words of a text as they are compared.
pub(super) fn compared(text: &str) -> Vec<Option<String>> {
    let mut words = Vec::new();
    split(text, 0..text.len(), &mut words);
    words.iter().map(|word| word.text.map(plain)).collect()
}

/// Whether it goes on as a rate: three days a week are something else than three days.
fn is_rate(rest: &[Option<String>]) -> bool {
    let word = |at: usize| rest.get(at).and_then(Option::as_deref).unwrap_or_default();
    matches!(word(0), "a" | "an" | "each" | "every" | "per")
        && matches!(word(1), "day" | "week" | "month" | "term" | "year" | "academic" | "school")
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.starts_with("20") && word.chars().all(|c| c.is_ascii_digit())
}
