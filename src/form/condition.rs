//! When a question is asked: conditions on answers that were given before it.

use super::number::Number;
use super::{Field, Form, Kind, Page, Section, Values, dates};
use jiff::civil::Date;
use std::collections::{BTreeSet, HashMap, HashSet};

/// A condition on other answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// The answer is one of these.
    Is {
        /// The question.
        field: String,
        /// The values.
        any_of: Vec<String>,
    },
    /// The answer is none of these.
    IsNot {
        /// The question.
        field: String,
        /// The values.
        none_of: Vec<String>,
    },
    /// The boxes that are ticked include this one.
    Contains {
        /// The question.
        field: String,
        /// The value.
        value: String,
    },
    /// There is an answer, or there is none.
    Answered {
        /// The question.
        field: String,
        /// Which of the two.
        answered: bool,
    },
    /// The answer is a number on this side of another.
    Number {
        /// The question.
        field: String,
        /// Which side.
        side: Side,
        /// The other number.
        number: Number,
    },
    /// The answer is a day before or after another.
    Day {
        /// The question.
        field: String,
        /// Which of the two.
        order: Order,
        /// The other day.
        than: Than,
    },
    /// Every one of these holds.
    All(Vec<Condition>),
    /// At least one of these holds.
    Any(Vec<Condition>),
    /// This does not hold.
    Not(Box<Condition>),
}

/// On which side of a number an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The number or greater.
    AtLeast,
    /// The number or smaller.
    AtMost,
    /// Greater.
    MoreThan,
    /// Smaller.
    LessThan,
}

/// Which of two days is the earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The answer.
    Before,
    /// The other day.
    After,
}

/// The day that an answer is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Than {
    /// A fixed day.
    Day(Date),
    /// The day of the check.
    Today,
    /// Another answer.
    Field(String),
}

/// What is asked, given what was answered: worked out once, from the first question to the last.
pub struct Asked<'a> {
    values: &'a Values,
    today: Date,
    sections: HashSet<&'a str>,
    pages: HashSet<&'a str>,
    fields: HashMap<&'a str, &'a Field>,
}

impl<'a> Asked<'a> {
    /// What a form asks. Questions of a repeat are left out: each row asks its own, see [`Asked::in_row`].
    pub fn new(form: &'a Form, values: &'a Values, today: Date) -> Asked<'a> {
        let mut asked = Asked::nothing(values, today);
        for section in &form.sections {
            asked.add_section(section);
        }
        asked
    }

    /// The same for some questions only, which are enough to answer for each other.
    pub(super) fn of_some(
        form: &'a Form,
        names: &'a BTreeSet<String>,
        values: &'a Values,
        today: Date,
    ) -> Asked<'a> {
        let mut asked = Asked::nothing(values, today);
        let mut places: Vec<(usize, usize, usize)> =
            names.iter().filter_map(|name| form.places.get(name).copied()).collect();
        places.sort_unstable();
        for (section, page, field) in places {
            let section = &form.sections[section];
            let page = &section.pages[page];
            let field = &page.fields[field];
            let gates = [section.when.as_ref(), page.when.as_ref(), field.when.as_ref()];
            if gates.into_iter().all(|when| asked.allows(when)) {
                asked.fields.insert(&field.name, field);
            }
        }
        asked
    }

    fn nothing(values: &'a Values, today: Date) -> Asked<'a> {
        Asked { values, today, sections: HashSet::new(), pages: HashSet::new(), fields: HashMap::new() }
    }

    fn add_section(&mut self, section: &'a Section) {
        if !self.allows(section.when.as_ref()) {
            return;
        }
        self.sections.insert(&section.name);
        for page in &section.pages {
            if !self.allows(page.when.as_ref()) {
                continue;
            }
            self.pages.insert(&page.name);
            if page.repeat.is_none() {
                self.add_fields(&page.fields);
            }
        }
    }

    fn add_fields(&mut self, fields: &'a [Field]) {
        for field in fields {
            if self.allows(field.when.as_ref()) {
                self.fields.insert(&field.name, field);
            }
        }
    }

    /// What a row asks; `values` are those of [`Values::in_row`].
    pub fn in_row<'r>(&'r self, page: &'r Page, values: &'r Values) -> Asked<'r> {
        let mut asked = Asked {
            values,
            today: self.today,
            sections: self.sections.clone(),
            pages: self.pages.clone(),
            fields: self.fields.clone(),
        };
        asked.add_fields(&page.fields);
        asked
    }

    /// Whether a section is asked.
    pub fn section(&self, name: &str) -> bool {
        self.sections.contains(name)
    }

    /// Whether a page is asked.
    pub fn page(&self, name: &str) -> bool {
        self.pages.contains(name)
    }

    /// Whether a question is asked, or a text is shown.
    pub fn field(&self, name: &str) -> bool {
        self.fields.contains_key(name)
    }

    /// The day of the check.
    pub fn today(&self) -> Date {
        self.today
    }

    /// Whether a condition holds; none always does. An answer to a question that is not asked counts as none.
    pub fn allows(&self, when: Option<&Condition>) -> bool {
        when.is_none_or(|when| self.holds(when))
    }

    /// Whether a condition holds.
    pub fn holds(&self, condition: &Condition) -> bool {
        match condition {
            Condition::Is { field, any_of } => self.answer(field).any(|value| any_of.contains(value)),
            Condition::IsNot { field, none_of } => !self.answer(field).any(|value| none_of.contains(value)),
            Condition::Contains { field, value } => self.answer(field).any(|ticked| ticked == value),
            Condition::Answered { field, answered } => self.is_answered(field) == *answered,
            Condition::Number { field, side, number } => {
                self.answer(field).next().and_then(|text| Number::parse(text)).is_some_and(
                    |answer| match side {
                        Side::AtLeast => answer >= *number,
                        Side::AtMost => answer <= *number,
                        Side::MoreThan => answer > *number,
                        Side::LessThan => answer < *number,
                    },
                )
            }
            Condition::Day { field, order, than } => {
                let than = match than {
                    Than::Day(day) => Some(*day),
                    Than::Today => Some(self.today),
                    Than::Field(field) => self.day(field),
                };
                match (self.day(field), than, order) {
                    (Some(day), Some(than), Order::Before) => day < than,
                    (Some(day), Some(than), Order::After) => day > than,
                    _ => false,
                }
            }
            Condition::All(conditions) => conditions.iter().all(|condition| self.holds(condition)),
            Condition::Any(conditions) => conditions.iter().any(|condition| self.holds(condition)),
            Condition::Not(condition) => !self.holds(condition),
        }
    }

    /// What counts as the answer: nothing where the question is not asked, and of options only what is offered.
    fn answer(&self, name: &str) -> impl Iterator<Item = &String> {
        let field = self.fields.get(name);
        let values = if field.is_some() { self.values.all(name) } else { &[] };
        values.iter().filter(move |value| field.is_none_or(|field| self.offers(field, value)))
    }

    /// Whether a value may be chosen, as far as the conditions of options say.
    pub(super) fn offers(&self, field: &Field, value: &str) -> bool {
        let choice = field.choices().iter().find(|choice| choice.value == value);
        choice.is_none_or(|choice| self.allows(choice.when.as_ref()))
    }

    /// Whether a question that is asked has an answer; "Not known yet" is none.
    pub fn is_answered(&self, field: &str) -> bool {
        let filled = |entry: &str| self.values.all(entry).iter().any(|value| !value.trim().is_empty());
        let boxes = Kind::PARTS.iter().any(|part| filled(&format!("{field}-{part}")));
        self.field(field) && (self.answer(field).any(|value| !value.trim().is_empty()) || boxes)
    }

    fn day(&self, field: &str) -> Option<Date> {
        if self.field(field) { dates::day_of(field, self.values) } else { None }
    }
}

impl Condition {
    /// The one option that opens the question, if it is that simple.
    pub fn opened_by(&self) -> Option<(&str, &str)> {
        match self {
            Condition::Is { field, any_of } => match any_of.as_slice() {
                [value] => Some((field, value)),
                _ => None,
            },
            Condition::Contains { field, value } => Some((field, value)),
            _ => None,
        }
    }

    /// The questions that it asks about.
    pub fn fields(&self) -> Vec<&str> {
        match self {
            Condition::Is { field, .. }
            | Condition::IsNot { field, .. }
            | Condition::Contains { field, .. }
            | Condition::Answered { field, .. }
            | Condition::Number { field, .. } => vec![field],
            Condition::Day { field, than: Than::Field(other), .. } => vec![field, other],
            Condition::Day { field, .. } => vec![field],
            Condition::All(conditions) | Condition::Any(conditions) => {
                conditions.iter().flat_map(Condition::fields).collect()
            }
            Condition::Not(condition) => condition.fields(),
        }
    }
}
