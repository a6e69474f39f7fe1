//! What a person is told about an answer: every wording of every error, in this one file.

use super::number::Number;
use super::{Field, Kind, Range, Repeat};
use jiff::civil::Date;

/// Several people may begin a draft.
pub(super) const CHOOSE_ROLE: &str = "Choose who you are";

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
fn after(verb: &str, label: &str) -> String {
    match noun(label) {
        Some(noun) => format!("{verb} {}", lower_first(noun)),
        None => format!("Answer the question: {}", label.trim()),
    }
}

/// There is no answer. `label` is the question in the words that the person read.
pub(super) fn missing(field: &Field, label: &str) -> String {
    match field.kind {
        Kind::Declaration => format!("Tick the box to confirm: {}", label.trim()),
        Kind::Council(_) => "Select the council that looks after the child".to_string(),
        Kind::Checkboxes(_) if !label.trim_end().ends_with('?') => {
            format!("Select at least one: {}", lower_first(label.trim()))
        }
        _ if !field.choices().is_empty() => after("Select", label),
        _ => after("Enter", label),
    }
}

pub(super) fn too_long(most: usize, over: usize) -> String {
    let characters = if over == 1 { "1 character".to_string() } else { format!("{over} characters") };
    format!("Your answer is {characters} too long: shorten it to {most} characters or fewer")
}

pub(super) fn number_wrong(field: &Field) -> String {
    match field.kind {
        Kind::Money(_) => "Enter an amount of money in pounds, like 125 or 12.50".to_string(),
        Kind::Percent(_) => format!("Enter a number from 0 to 100, like 96: {}", field.label.trim()),
        _ => format!("Enter a number, like 12: {}", field.label.trim()),
    }
}

pub(super) fn number_out_of_range(field: &Field, range: &Range) -> String {
    let unit = |number: Number| match field.kind {
        Kind::Money(_) => format!("£{}", number.text(0)),
        _ => number.text(0),
    };
    let bounds = match (range.min, range.max) {
        (Some(min), Some(max)) => format!("from {} to {}", unit(min), unit(max)),
        (Some(min), None) => format!("that is {} or more", unit(min)),
        (None, Some(max)) => format!("that is {} or less", unit(max)),
        (None, None) => String::new(),
    };
    let what = if matches!(field.kind, Kind::Money(_)) { "an amount" } else { "a number" };
    format!("Enter {what} {bounds}: {}", field.label.trim())
}

pub(super) fn number_too_exact(field: &Field, range: &Range) -> String {
    match range.decimals {
        0 => format!("Enter a whole number: {}", field.label.trim()),
        1 => format!("Enter a number with 1 digit behind the point or none: {}", field.label.trim()),
        most => {
            format!("Enter a number with {most} digits behind the point or fewer: {}", field.label.trim())
        }
    }
}

pub(super) fn upn_wrong() -> String {
    "Enter a UPN in the correct format, like B801200005001".to_string()
}

pub(super) fn uln_wrong() -> String {
    "Enter the ULN as 10 digits, as it stands on the learner’s record".to_string()
}

pub(super) fn nhs_number_wrong() -> String {
    "Enter an NHS number in the correct format, like 943 476 5919".to_string()
}

pub(super) fn postcode_wrong() -> String {
    "Enter a full UK postcode, like NN1 1AA".to_string()
}

pub(super) fn address_part_missing(part: &str) -> String {
    match part {
        "line_1" => "Enter the first line of the address, usually the house and the street".to_string(),
        "town" => "Enter the town or city".to_string(),
        _ => "Enter the postcode".to_string(),
    }
}

pub(super) fn known_and_not_known() -> String {
    "You answered, and ticked “Not known yet”. Take one of the two away".to_string()
}

pub(super) fn reason_missing() -> String {
    "Say why it is not known yet".to_string()
}

/// What stands at an answer that was carried over.
pub(super) fn carried(on: Option<Date>) -> String {
    match on {
        Some(on) => format!("From the plan of {}.", date_in_words(on)),
        None => "From the last plan.".to_string(),
    }
}

pub(super) fn carried_unsettled(page: &str, row: Option<u32>) -> String {
    match row {
        Some(row) => {
            format!("Look at {}, number {row}, and save it: its answers come from the last plan", page.trim())
        }
        None => format!("Look at {} and save it: its answers come from the last plan", page.trim()),
    }
}

pub(super) fn several(page: &str, count: usize) -> String {
    format!("{}: {count} questions to answer or put right", page.trim())
}

pub(super) fn not_begun(title: &str) -> String {
    format!("{}: nothing is filled in yet", title.trim())
}

pub(super) fn too_few_rows(repeat: &Repeat, rows: usize) -> String {
    match (repeat.min, rows) {
        (1, _) => format!("Add at least one: {}", repeat.name),
        (min, rows) => format!("Add at least {}: {} ({} so far)", min, repeat.name, rows),
    }
}

pub(super) fn too_many_rows(repeat: &Repeat) -> String {
    format!("You can add {} at most: {}. Remove some of them", repeat.max, repeat.name)
}

pub(super) fn email_wrong() -> String {
    "Enter an email address in the correct format, like name@example.gov.uk".to_string()
}

pub(super) fn email_refused(host: &str) -> String {
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

pub(super) fn month_not_real(field: &Field) -> String {
    format!("Enter a real month and year, like 3 2026: {}", field.label.trim())
}

pub(super) fn date_not_past(field: &Field, is_month: bool) -> String {
    match is_month {
        true => format!("The month must be this month or in the past: {}", field.label.trim()),
        false => format!("The date must be today or in the past: {}", field.label.trim()),
    }
}

pub(super) fn date_not_future(field: &Field, is_month: bool) -> String {
    match is_month {
        true => format!("The month must be this month or in the future: {}", field.label.trim()),
        false => format!("The date must be today or in the future: {}", field.label.trim()),
    }
}

/// A number of a register that can't be right, taken all the same.
pub(super) fn looks_wrong(label: &str) -> String {
    format!("This does not look right: {}. Check it. If it is what the record says, leave it", label.trim())
}

/// A target that nobody can measure.
pub(super) fn vague_target(word: &str) -> String {
    format!("“{word}” alone is hard to check. Say how much, or by which day")
}

/// What should be there before sending, and is not.
pub(super) fn expected(label: &str) -> String {
    format!("Nothing is written for: {}", label.trim())
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
pub fn date_in_words(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}
