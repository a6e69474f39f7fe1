//! When a question is asked: conditions on answers that were given before it.

use super::{Field, Form, Values};

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
    /// Every one of these holds.
    All(Vec<Condition>),
    /// At least one of these holds.
    Any(Vec<Condition>),
    /// This does not hold.
    Not(Box<Condition>),
}

impl Condition {
    /// Whether it holds. An answer to a question that is not asked itself counts as none.
    pub fn holds(&self, form: &Form, values: &Values) -> bool {
        let answer = |name: &str| -> &[String] {
            match form.field(name) {
                Some(field) if is_asked(form, field, values) => values.all(name),
                _ => &[],
            }
        };
        match self {
            Condition::Is { field, any_of } => answer(field).iter().any(|value| any_of.contains(value)),
            Condition::IsNot { field, none_of } => !answer(field).iter().any(|value| none_of.contains(value)),
            Condition::Contains { field, value } => answer(field).contains(value),
            Condition::Answered { field, answered } => {
                let has = answer(field).iter().any(|value| !value.trim().is_empty());
                has == *answered
            }
            Condition::All(conditions) => conditions.iter().all(|condition| condition.holds(form, values)),
            Condition::Any(conditions) => conditions.iter().any(|condition| condition.holds(form, values)),
            Condition::Not(condition) => !condition.holds(form, values),
        }
    }

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
            | Condition::Answered { field, .. } => vec![field],
            Condition::All(conditions) | Condition::Any(conditions) => {
                conditions.iter().flat_map(Condition::fields).collect()
            }
            Condition::Not(condition) => condition.fields(),
        }
    }
}

/// Whether a question is asked. Conditions look back only, so this ends.
pub(super) fn is_asked(form: &Form, field: &Field, values: &Values) -> bool {
    field.when.as_ref().is_none_or(|when| when.holds(form, values))
}
