//! What a person is told about an answer: every wording of every error, in this one file.

use super::{Field, Kind};
use jiff::civil::Date;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The noun that a question asks for: of "What is your full name?" it is "your full name". None if it asks otherwise.
fn noun(label: &str) -> Option<&str> {
    let label = label.trim();
    match label.strip_suffix('?') {
        Some(question) => {
            let noun = ["What is ", "What are "].iter().find_map(|start| question.strip_prefix(start));
            noun.filter(|noun| ["your ", "the ", "their "].iter().any(|start| noun.starts_with(start)))
        }
        None => Some(label.trim_end_matches(['.', ':'])),
    }
}

/// Small at the start, unless it is a name or a short form: "URN", "I".
fn lower_first(words: &str) -> String {
    let mut letters = words.chars();
    let second_is_capital = words.chars().nth(1).is_some_and(char::is_uppercase);
    match letters.next() {
        Some(first) if !second_is_capital && !words.starts_with("I ") => {
            first.to_lowercase().collect::<String>() + letters.as_str()
        }
        _ => words.to_string(),
    }
}

/// A noun is put into the sentence, "Enter your full name"; any other question is quoted whole.
fn after(verb: &str, field: &Field) -> String {
    match noun(&field.label) {
        Some(noun) => format!("{verb} {}", lower_first(noun)),
        None => format!("Answer the question: {}", field.label.trim()),
    }
}

pub(super) fn nothing_written(field: &Field) -> String {
    after("Enter", field)
}

pub(super) fn nothing_chosen(field: &Field) -> String {
    match field.kind {
        Kind::Council(_) => "Select the council that looks after the child".to_string(),
        Kind::Checkboxes(_) if !field.label.trim_end().ends_with('?') => {
            format!("Select at least one: {}", lower_first(field.label.trim()))
        }
        _ => after("Select", field),
    }
}

pub(super) fn not_declared(field: &Field) -> String {
    format!("Tick the box to confirm: {}", field.label.trim())
}

pub(super) fn too_long(field: &Field, over: usize) -> String {
    let characters = if over == 1 { "1 character".to_string() } else { format!("{over} characters") };
    format!("Your answer is {characters} too long: shorten it to {} characters or fewer", field.max_length)
}

pub(super) fn email_wrong() -> String {
    "Enter an email address in the correct format, like name@example.gov.uk".to_string()
}

pub(super) fn email_refused(_: &Field, host: &str) -> String {
    format!("Enter your work email address: we can’t use one at {host}")
}

pub(super) fn phone_wrong() -> String {
    "Enter a phone number, like 01632 960 001 or 07700 900 982".to_string()
}

pub(super) fn urn_wrong() -> String {
    "Enter the URN as 6 digits, like 123456".to_string()
}

pub(super) fn date_part_missing(field: &Field, part: &str) -> String {
    format!("The date must have a {part}: {}", field.label.trim())
}

pub(super) fn date_not_real(field: &Field) -> String {
    format!("Enter a real date, like 27 3 2026: {}", field.label.trim())
}

pub(super) fn date_not_past(field: &Field) -> String {
    format!("The date must be today or in the past: {}", field.label.trim())
}

pub(super) fn date_not_future(field: &Field) -> String {
    format!("The date must be today or in the future: {}", field.label.trim())
}

/// A month as a number or as a word: `3`, `mar`, `March`.
pub(super) fn month_number(text: &str) -> Option<i8> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let word = text.trim_end_matches('.').to_lowercase();
    let at = MONTHS.iter().position(|month| word.len() >= 3 && month.to_lowercase().starts_with(&word))?;
    i8::try_from(at + 1).ok()
}

/// As `23 November 2026`.
pub(super) fn date_in_words(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}
