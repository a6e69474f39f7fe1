//! Posted text to `Answers`: the only way to get them, so holding them is the proof that they are right.

use super::condition::is_asked;
use super::words;
use super::{Day, Field, Form, Kind};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What a browser posted, by the name of the entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    entries: BTreeMap<String, Vec<String>>,
}

/// A form that was filled in rightly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    answers: Vec<Answer>,
    council: Option<String>,
}

/// One question with its answer, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The heading that the question stands under.
    pub page: String,
    /// The name of the question.
    pub field: String,
    /// The question.
    pub label: String,
    /// The answer as a person reads it, a line each.
    pub lines: Vec<String>,
}

/// What is wrong with one answer, in the words that the person reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The question.
    pub field: String,
    /// The entry of the post that is to be mended first.
    pub entry: String,
    /// What to do.
    pub text: String,
}

/// An answer to a question that is not asked any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// The question.
    pub label: String,
    /// The answer as it was typed.
    pub answer: String,
}

/// What became of a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// It can be sent.
    Right(Answers),
    /// Something is to be mended.
    Wrong(Vec<FieldError>),
    /// It can be sent, but these answers will not be: the person is told first.
    Drops(Vec<Dropped>),
}

impl Values {
    /// The entries of a post.
    pub fn new(entries: impl IntoIterator<Item = (String, String)>) -> Values {
        let mut values = Values::default();
        for (name, value) in entries {
            values.entries.entry(name).or_default().push(value);
        }
        values
    }

    /// Whether nothing was posted.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All values of an entry.
    pub fn all(&self, name: &str) -> &[String] {
        self.entries.get(name).map_or(&[], Vec::as_slice)
    }

    /// The first value of an entry; empty if there is none.
    pub fn first(&self, name: &str) -> &str {
        self.all(name).first().map_or("", String::as_str)
    }

    /// The same without one entry.
    #[must_use]
    pub fn without(mut self, name: &str) -> Values {
        self.entries.remove(name);
        self
    }

    /// Every entry with its values.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.entries.iter().map(|(name, values)| (name.as_str(), values.as_slice()))
    }
}

impl Answers {
    /// Every answer that was given, in the order of the form.
    pub fn all(&self) -> &[Answer] {
        &self.answers
    }

    /// The council that looks after the child, by its id, if the form asks.
    pub fn council(&self) -> Option<&str> {
        self.council.as_deref()
    }
}

impl Form {
    /// Check what was posted. With `may_drop`, answers to questions that are not asked are left out without a word.
    pub fn check(&self, values: &Values, today: Date, may_drop: bool) -> Checked {
        let mut errors = Vec::new();
        let mut answers = Vec::new();
        let mut dropped = Vec::new();
        for page in &self.pages {
            for field in page.fields.iter().filter(|field| field.is_question()) {
                if !is_asked(self, field, values) {
                    dropped.extend(typed(field, values));
                    continue;
                }
                match answer(field, values, today) {
                    Ok(lines) if lines.is_empty() => {}
                    Ok(lines) => answers.push(Answer {
                        page: page.title.clone(),
                        field: field.name.clone(),
                        label: field.label.clone(),
                        lines,
                    }),
                    Err(error) => errors.push(error),
                }
            }
        }
        if !errors.is_empty() {
            Checked::Wrong(errors)
        } else if !dropped.is_empty() && !may_drop {
            Checked::Drops(dropped)
        } else {
            let council = self.council.as_ref().and_then(|name| self.chosen_council(name, values));
            Checked::Right(Answers { answers, council })
        }
    }
}

impl Form {
    /// The council that was chosen: one that is offered, in a question that is asked. It is kept in the clear, so nothing else may
    /// come here.
    fn chosen_council(&self, name: &str, values: &Values) -> Option<String> {
        let field = self.field(name).filter(|field| is_asked(self, field, values))?;
        let value = values.first(name);
        field.choices().iter().find(|choice| choice.value == value).map(|choice| choice.value.clone())
    }
}

impl Form {
    /// What was typed for questions that this form does not have any more, so that it can be copied.
    pub fn without_place(&self, values: &Values) -> Vec<Dropped> {
        let known: Vec<String> = self.fields().flat_map(Field::entries).collect();
        let lost = values
            .entries()
            .filter(|(name, _)| !name.starts_with('_') && !known.iter().any(|entry| entry == name));
        let lost = lost
            .map(|(name, values)| Dropped { label: name.replace(['_', '-'], " "), answer: values.join(" ") });
        lost.filter(|dropped| !dropped.answer.trim().is_empty()).collect()
    }
}

/// What was typed for a question that is not asked.
fn typed(field: &Field, values: &Values) -> Option<Dropped> {
    let in_words = |value: &String| match field.choices().iter().find(|choice| choice.value == *value) {
        Some(choice) => choice.text.clone(),
        None => value.trim().to_string(),
    };
    let entries = field.entries();
    let posted = entries.iter().flat_map(|entry| values.all(entry));
    let words: Vec<String> = posted.filter(|value| !value.trim().is_empty()).map(in_words).collect();
    (!words.is_empty()).then(|| Dropped { label: field.label.clone(), answer: words.join(" ") })
}

fn answer(field: &Field, values: &Values, today: Date) -> Result<Vec<String>, FieldError> {
    let wrong = |text: String| FieldError { field: field.name.clone(), entry: field.name.clone(), text };
    match &field.kind {
        Kind::Checkboxes(_) => chosen(field, values.all(&field.name)).map_err(wrong),
        Kind::Radios(_) | Kind::Select(_) | Kind::YesNo(_) | Kind::Council(_) => {
            let value: Vec<String> = values.all(&field.name).iter().take(1).cloned().collect();
            chosen(field, &value).map_err(wrong)
        }
        Kind::Date(day) => date(field, *day, values, today),
        Kind::Declaration => match values.first(&field.name) {
            "yes" => Ok(vec!["Yes".to_string()]),
            _ if field.optional => Ok(Vec::new()),
            _ => Err(wrong(words::not_declared(field))),
        },
        Kind::Content(_) => Ok(Vec::new()),
        _ => written(field, values.first(&field.name)).map_err(wrong),
    }
}

/// The texts of what was chosen; a value that is not offered counts as none.
fn chosen(field: &Field, values: &[String]) -> Result<Vec<String>, String> {
    let offered = field.choices().iter().filter(|choice| values.contains(&choice.value));
    let texts: Vec<String> = offered.map(|choice| choice.text.clone()).collect();
    match texts.is_empty() && !field.optional {
        true => Err(words::nothing_chosen(field)),
        false => Ok(texts),
    }
}

/// One text, trimmed; line breaks are those of this program, whatever the browser sent.
fn written(field: &Field, value: &str) -> Result<Vec<String>, String> {
    let text = value.replace("\r\n", "\n").replace('\r', "\n");
    let text: String = text.chars().filter(|c| !is_disguise(*c)).collect();
    let text = text.trim();
    if text.is_empty() {
        return if field.optional { Ok(Vec::new()) } else { Err(words::nothing_written(field)) };
    }
    let length = text.chars().count();
    if length > field.max_length {
        return Err(words::too_long(field, length - field.max_length));
    }
    let text = match &field.kind {
        Kind::Textarea => return Ok(text.lines().map(str::to_string).collect()),
        Kind::Email { refuse_domains } => email(field, text, refuse_domains)?,
        Kind::Phone => phone(text)?,
        Kind::Urn => urn(text)?,
        _ => text.split_whitespace().collect::<Vec<_>>().join(" "),
    };
    Ok(vec![text])
}

/// Characters that nobody types and that make a text look like another one: they steer terminals, or turn the direction of reading.
fn is_disguise(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// An address that can be one: a name, an `@`, a host with a dot. Whether it works, only a mail can tell.
fn email(field: &Field, text: &str, refuse_domains: &[String]) -> Result<String, String> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let Some((name, host)) = text.rsplit_once('@') else { return Err(words::email_wrong()) };
    let labels = host.split('.').all(|label| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    });
    let name_is_right =
        !name.is_empty() && !name.contains(|c: char| "@<>()[],;:\"\\".contains(c) || c.is_control());
    if !name_is_right || !labels || !host.contains('.') {
        return Err(words::email_wrong());
    }
    let host = host.to_lowercase();
    let refused =
        refuse_domains.iter().any(|domain| host == *domain || host.ends_with(&format!(".{domain}")));
    if refused { Err(words::email_refused(field, &host)) } else { Ok(text) }
}

/// Ten to fifteen digits, as people write them, an extension behind.
fn phone(text: &str) -> Result<String, String> {
    let lower = text.to_ascii_lowercase();
    let extension_at = lower.find("ext").or_else(|| lower.find('x'));
    let (number, extension) = extension_at.map_or((text, ""), |at| text.split_at(at));
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let plain = number.chars().all(|c| c.is_ascii_digit() || " +()-.\u{a0}".contains(c));
    let extension_is_right = extension.chars().all(|c| c.is_ascii_alphanumeric() || " .:".contains(c));
    if plain && extension_is_right && (10..=15).contains(&digits) {
        Ok(text.to_string())
    } else {
        Err(words::phone_wrong())
    }
}

/// Six digits, as the register of schools gives them.
fn urn(text: &str) -> Result<String, String> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let is_urn = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_urn { Ok(digits) } else { Err(words::urn_wrong()) }
}

/// Three boxes: a day that exists, and on the right side of today. A month may be a word.
fn date(field: &Field, day: Day, values: &Values, today: Date) -> Result<Vec<String>, FieldError> {
    let part = |name: &str| values.first(&format!("{}-{name}", field.name)).trim().to_string();
    let (d, m, y) = (part("day"), part("month"), part("year"));
    let wrong = |entry: &str, text: String| FieldError {
        field: field.name.clone(),
        entry: format!("{}-{entry}", field.name),
        text,
    };
    if d.is_empty() && m.is_empty() && y.is_empty() {
        return if field.optional {
            Ok(Vec::new())
        } else {
            Err(wrong("day", words::nothing_written(field)))
        };
    }
    for (name, value) in [("day", &d), ("month", &m), ("year", &y)] {
        if value.is_empty() {
            return Err(wrong(name, words::date_part_missing(field, name)));
        }
    }
    let month = words::month_number(&m);
    let year = (y.len() == 4).then(|| y.parse().ok()).flatten();
    let found = match (year, month, d.parse().ok()) {
        (Some(year), Some(month), Some(day)) => Date::new(year, month, day).ok(),
        _ => None,
    };
    match found {
        None => Err(wrong("day", words::date_not_real(field))),
        Some(date) if day == Day::Past && date > today => Err(wrong("day", words::date_not_past(field))),
        Some(date) if day == Day::Future && date < today => Err(wrong("day", words::date_not_future(field))),
        Some(date) => Ok(vec![words::date_in_words(date)]),
    }
}
