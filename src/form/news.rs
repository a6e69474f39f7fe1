//! What a form asks today that an older definition did not: for who goes on with a draft that was begun before.

use super::{Field, Form};

/// What became of the questions of a form since an older definition, by their labels, in the order of the forms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// Questions that are asked today and were not.
    pub added: Vec<String>,
    /// Questions that were asked and are not today.
    pub gone: Vec<String>,
}

impl Form {
    /// What this definition of the form asks and `old` does not, and the other way. A question is the same if its name is.
    pub fn news(&self, old: &Form) -> News {
        News { added: only_in(self, old), gone: only_in(old, self) }
    }
}

fn only_in(one: &Form, other: &Form) -> Vec<String> {
    let is_asked = |field: &&Field| {
        field.is_question() && other.field(&field.name).is_none_or(|same| !same.is_question())
    };
    one.fields().filter(is_asked).map(|field| field.label.clone()).collect()
}
