//! Posted text to `Answers`: the only way to get them, so holding them is the proof that they are right.

use super::{
    Asked, Field, Form, Kind, Page, Rule, Section, Values, carry, dates, identifiers, words, written,
};
use jiff::civil::Date;

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
    /// Which row of a repeat it is of, from 1.
    pub row: Option<u32>,
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
    /// The page of the form.
    pub page: String,
    /// The row of a repeat, by its id.
    pub row: Option<String>,
    /// The question; of a repeat with too few rows its page.
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

/// How much of an answer is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// All: before sending.
    All,
    /// What is typed must be right, and nothing must be typed: a draft.
    Typed,
}

impl FieldError {
    /// Something that belongs to no question, at the entry that is to be mended.
    pub fn of_form(field: &str, entry: &str, text: impl Into<String>) -> FieldError {
        FieldError {
            page: String::new(),
            row: None,
            field: field.to_string(),
            entry: entry.to_string(),
            text: text.into(),
        }
    }

    /// Nobody said who begins a draft.
    pub fn choose_role() -> FieldError {
        FieldError::of_form(super::ROLE, super::ROLE, words::CHOOSE_ROLE)
    }

    pub(super) fn at(field: &Field, entry: &str, text: String) -> FieldError {
        FieldError::of_form(&field.name, entry, text)
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

/// The answers of a form or a page, right and wrong.
#[derive(Default)]
pub(super) struct Found {
    pub(super) answers: Vec<Answer>,
    pub(super) errors: Vec<FieldError>,
    pub(super) dropped: Vec<Dropped>,
}

impl Form {
    /// Check what was posted. With `may_drop`, answers to questions that are not asked are left out without a word.
    pub fn check(&self, values: &Values, today: Date, may_drop: bool) -> Checked {
        let Found { answers, errors, dropped } = self.find(values, today, Need::All);
        if !errors.is_empty() {
            Checked::Wrong(errors)
        } else if !dropped.is_empty() && !may_drop {
            Checked::Drops(dropped)
        } else {
            let council = self.council.as_ref().and_then(|name| self.chosen_council(name, values, today));
            Checked::Right(Answers { answers, council })
        }
    }

    /// Check one section of a draft, as for sending: its answers, and the rules whose message stands in it. What is not asked is
    /// left out without a word. Sections that the caller may not read need not be there: no condition here looks at them. The
    /// council is given only where it is asked in this section. A section that there is not has no answers.
    pub fn check_section(&self, section: &str, values: &Values, today: Date) -> Checked {
        let asked = Asked::new(self, values, today);
        let Found { answers, errors, .. } =
            self.find_in(|other| other.name == section, values, &asked, Need::All);
        if !errors.is_empty() {
            return Checked::Wrong(errors);
        }
        let is_here = |name: &&String| self.place_of(name).is_some_and(|(at, _, _)| at.name == section);
        let council = self.council.as_ref().filter(is_here);
        Checked::Right(Answers {
            answers,
            council: council.and_then(|name| self.chosen_council(name, values, today)),
        })
    }

    pub(super) fn find(&self, values: &Values, today: Date, need: Need) -> Found {
        self.find_in(|_| true, values, &Asked::new(self, values, today), need)
    }

    pub(super) fn find_in(
        &self,
        is_wanted: impl Fn(&Section) -> bool,
        values: &Values,
        asked: &Asked<'_>,
        need: Need,
    ) -> Found {
        let mut found = Found::default();
        for section in self.sections.iter().filter(|section| is_wanted(section)) {
            found.section(section, values, asked, need);
        }
        if need == Need::All {
            let rules = self.rules.iter();
            let rules = rules.filter(|rule| self.place_of(&rule.at).is_some_and(|(at, _, _)| is_wanted(at)));
            found.errors.extend(self.broken_rules(rules, values, asked));
        }
        found
    }

    /// What is wrong on one page of a draft, or in one row: what was typed must be right, and nothing must be typed.
    pub fn check_page(
        &self,
        page: &Page,
        row: Option<&str>,
        values: &Values,
        today: Date,
    ) -> Vec<FieldError> {
        let asked = Asked::new(self, values, today);
        let mut found = Found::default();
        match row {
            Some(row) => {
                let values = values.in_row(&page.name, row);
                let asked = asked.in_row(page, &values);
                found.fields(page, Some((0, row)), &values, &asked, Need::Typed);
            }
            None => found.fields(page, None, values, &asked, Need::Typed),
        }
        found.errors
    }

    /// The council that these answers choose, if the form asks for one.
    pub fn council_of(&self, values: &Values, today: Date) -> Option<String> {
        self.council.as_ref().and_then(|name| self.chosen_council(name, values, today))
    }

    /// The council that was chosen: one that is offered, in a question that is asked. It is kept in the clear, so nothing else may
    /// come here.
    fn chosen_council(&self, name: &str, values: &Values, today: Date) -> Option<String> {
        let field = self.field(name).filter(|field| Asked::new(self, values, today).field(&field.name))?;
        let value = values.first(name);
        field.choices().iter().find(|choice| choice.value == value).map(|choice| choice.value.clone())
    }

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

    /// Each answer as it stands, right or not, in words; of a wrong one what was typed.
    pub fn in_words(&self, values: &Values, today: Date) -> Vec<Answer> {
        self.find(values, today, Need::Typed).answers
    }

    /// The rules between answers that do not hold, each at the field that it names. A rule waits until all its answers are there.
    fn broken_rules<'r>(
        &self,
        rules: impl Iterator<Item = &'r Rule>,
        values: &Values,
        asked: &Asked<'_>,
    ) -> Vec<FieldError> {
        let mut errors = Vec::new();
        for rule in rules {
            let Some((_, page, at)) = self.place_of(&rule.at) else { continue };
            let breaks = |asked: &Asked<'_>| {
                let answered = rule.check.fields().iter().all(|field| asked.is_answered(field));
                answered && asked.allows(rule.when.as_ref()) && !asked.holds(&rule.check)
            };
            let entry = at.entries().into_iter().next().unwrap_or_default();
            let error = |row: Option<&String>| FieldError {
                page: page.name.clone(),
                row: row.cloned(),
                ..FieldError::at(at, &entry, rule.message.clone())
            };
            match page.repeat {
                None if breaks(asked) => errors.push(error(None)),
                None => {}
                Some(_) => {
                    for row in values.rows(&page.name) {
                        let values = values.in_row(&page.name, row);
                        if breaks(&asked.in_row(page, &values)) {
                            errors.push(error(Some(row)));
                        }
                    }
                }
            }
        }
        errors
    }
}

impl Found {
    fn section(&mut self, section: &Section, values: &Values, asked: &Asked<'_>, need: Need) {
        for page in &section.pages {
            let Some(repeat) = &page.repeat else {
                self.fields(page, None, values, asked, need);
                continue;
            };
            let rows = values.rows(&page.name);
            let is_asked = asked.page(&page.name);
            if is_asked && need == Need::All && rows.len() < repeat.min {
                self.errors.push(FieldError {
                    page: page.name.clone(),
                    row: None,
                    field: page.name.clone(),
                    entry: "add".to_string(),
                    text: words::too_few_rows(repeat, rows.len()),
                });
            }
            if rows.len() > repeat.max {
                self.errors.push(FieldError {
                    page: page.name.clone(),
                    row: None,
                    field: page.name.clone(),
                    entry: "add".to_string(),
                    text: words::too_many_rows(repeat),
                });
            }
            for (number, row) in (1..).zip(rows) {
                let row_values = values.in_row(&page.name, row);
                if is_asked {
                    self.fields(
                        page,
                        Some((number, row)),
                        &row_values,
                        &asked.in_row(page, &row_values),
                        need,
                    );
                } else {
                    self.dropped.extend(page.fields.iter().filter_map(|field| typed(field, &row_values)));
                }
            }
        }
    }

    fn fields(
        &mut self,
        page: &Page,
        row: Option<(u32, &str)>,
        values: &Values,
        asked: &Asked<'_>,
        need: Need,
    ) {
        for field in page.fields.iter().filter(|field| field.is_question()) {
            if !asked.field(&field.name) {
                self.dropped.extend(typed(field, values));
                continue;
            }
            self.dropped.extend(not_offered(field, values, asked));
            match answer(field, values, asked, need) {
                Ok(lines) if lines.is_empty() => {}
                Ok(lines) => self.answers.push(Answer {
                    page: page.title.clone(),
                    row: row.map(|(number, _)| number),
                    field: field.name.clone(),
                    label: field.words(asked).0.to_string(),
                    lines,
                }),
                Err(error) => self.errors.push(FieldError {
                    page: page.name.clone(),
                    row: row.map(|(_, row)| row.to_string()),
                    ..error
                }),
            }
        }
        let row_id = row.map(|(_, row)| row);
        if need == Need::All
            && let Some(field) = carry::unsettled(page, row_id, values, asked)
        {
            let entry = field.entries().into_iter().next().unwrap_or_default();
            let text = words::carried_unsettled(&page.title, row.map(|(number, _)| number));
            self.errors.push(FieldError {
                page: page.name.clone(),
                row: row_id.map(str::to_string),
                ..FieldError::at(field, &entry, text)
            });
        }
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

/// What was chosen and is not offered any more.
fn not_offered(field: &Field, values: &Values, asked: &Asked<'_>) -> Option<Dropped> {
    let chosen = |value: &String| values.all(&field.name).contains(value);
    let gone = field.choices().iter().filter(|choice| chosen(&choice.value));
    let gone = gone.filter(|choice| !asked.offers(field, &choice.value));
    let words: Vec<&str> = gone.map(|choice| choice.text.as_str()).collect();
    (!words.is_empty()).then(|| Dropped { label: field.label.clone(), answer: words.join(" ") })
}

/// The answer in words, a line each; none if there is none, and none is needed.
pub(super) fn answer(
    field: &Field,
    values: &Values,
    asked: &Asked<'_>,
    need: Need,
) -> Result<Vec<String>, FieldError> {
    let lines = given(field, values, asked)?;
    let reason = values.first(&field.reason_entry());
    if field.not_known && values.first(&field.not_known_entry()) == "yes" {
        return not_known(field, lines, &written::clean(reason), need);
    }
    if lines.is_empty() && need == Need::All && !field.optional {
        let entry = field.entries().into_iter().next().unwrap_or_default();
        return Err(FieldError::at(field, &entry, words::missing(field, field.words(asked).0)));
    }
    Ok(lines)
}

/// "Not known yet" is an answer with its reason, and in place of another answer only.
fn not_known(field: &Field, lines: Vec<String>, reason: &str, need: Need) -> Result<Vec<String>, FieldError> {
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    if !lines.is_empty() && need == Need::All {
        return Err(FieldError::at(field, &field.not_known_entry(), words::known_and_not_known()));
    }
    if reason.is_empty() && need == Need::All {
        return Err(FieldError::at(field, &field.reason_entry(), words::reason_missing()));
    }
    if reason.chars().count() > REASON_LENGTH {
        let over = reason.chars().count() - REASON_LENGTH;
        return Err(FieldError::at(field, &field.reason_entry(), words::too_long(REASON_LENGTH, over)));
    }
    let mut lines = lines;
    lines.push(if reason.is_empty() {
        "Not known yet".to_string()
    } else {
        format!("Not known yet: {reason}")
    });
    Ok(lines)
}

/// How many characters the reason for "Not known yet" may have.
pub(super) const REASON_LENGTH: usize = 200;

/// What was answered, without whether it is enough.
fn given(field: &Field, values: &Values, asked: &Asked<'_>) -> Result<Vec<String>, FieldError> {
    let wrong = |text: String| FieldError::at(field, &field.name, text);
    match &field.kind {
        Kind::Checkboxes(_) => Ok(chosen(field, values.all(&field.name), asked)),
        Kind::Radios(_) | Kind::Select(_) | Kind::Autocomplete(_) | Kind::YesNo(_) | Kind::Council(_) => {
            let value: Vec<String> = values.all(&field.name).iter().take(1).cloned().collect();
            Ok(chosen(field, &value, asked))
        }
        Kind::Date(day) | Kind::Month(day) => {
            let date = dates::check(field, field.kind.parts(), *day, values, asked.today())?;
            Ok(date.into_iter().collect())
        }
        Kind::Address => address(field, values),
        Kind::Declaration => Ok(match values.first(&field.name) {
            "yes" => vec!["Yes".to_string()],
            _ => Vec::new(),
        }),
        Kind::Content(_) => Ok(Vec::new()),
        _ => written::check(field, values.first(&field.name)).map_err(wrong),
    }
}

/// The texts of what was chosen; a value that is not offered counts as none.
fn chosen(field: &Field, values: &[String], asked: &Asked<'_>) -> Vec<String> {
    let offered = field.choices().iter().filter(|choice| asked.allows(choice.when.as_ref()));
    offered.filter(|choice| values.contains(&choice.value)).map(|choice| choice.text.clone()).collect()
}

/// An address in lines, with its postcode; the second line may stay empty.
fn address(field: &Field, values: &Values) -> Result<Vec<String>, FieldError> {
    let entry = |part: &str| format!("{}-{part}", field.name);
    let typed: Vec<(&str, String)> = Kind::ADDRESS_PARTS
        .iter()
        .map(|part| {
            let text = written::clean(values.first(&entry(part)));
            (*part, text.split_whitespace().collect::<Vec<_>>().join(" "))
        })
        .collect();
    if typed.iter().all(|(_, text)| text.is_empty()) {
        return Ok(Vec::new());
    }
    let mut lines = Vec::new();
    for (part, text) in typed {
        let wrong = |text: String| FieldError::at(field, &entry(part), text);
        match part {
            "line_2" if text.is_empty() => {}
            _ if text.is_empty() => return Err(wrong(words::address_part_missing(part))),
            "postcode" => lines.push(identifiers::postcode(&text).map_err(wrong)?),
            _ if text.chars().count() > field.max_length => {
                return Err(wrong(words::too_long(
                    field.max_length,
                    text.chars().count() - field.max_length,
                )));
            }
            _ => lines.push(text),
        }
    }
    Ok(lines)
}
