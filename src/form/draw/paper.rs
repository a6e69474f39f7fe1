//! A form on paper: blank, to be filled in by hand.

use super::fields::{FieldView, Sheet};
use super::{Drawer, Shown};
use crate::form::{Asked, Condition, Form, Kind, Values, date_in_words};
use crate::problem::Problem;
use serde::Serialize;

/// So many rows of a repeat are printed blank at the most.
const ROWS: usize = 3;

/// A blank form for print, as a template sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PaperView {
    title: String,
    summary: String,
    who_reads: String,
    when_read: String,
    cannot_wait: String,
    practice: bool,
    sections: Vec<PaperSection>,
    declaration: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct PaperSection {
    title: Option<String>,
    who: String,
    only_if: Option<String>,
    pages: Vec<PaperPage>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct PaperPage {
    title: String,
    only_if: Option<String>,
    /// What one row is called, and which this is.
    row: Option<String>,
    more: bool,
    fields: Vec<FieldView>,
}

impl Drawer<'_> {
    /// The blank form, with every question and when it is to be answered.
    ///
    /// # Errors
    /// As for [`Drawer::form`].
    pub fn paper(&self, form: &Form, practice: bool) -> Result<PaperView, Problem> {
        let values = Values::default();
        let shown = Shown::default();
        let asked = Asked::new(form, &values, self.today);
        let who = super::who_completes(form);
        let mut sections = Vec::new();
        for (at, section) in form.sections.iter().enumerate() {
            let mut pages = Vec::new();
            for page in &section.pages {
                let sheet = Sheet {
                    drawer: self,
                    form,
                    page,
                    row: None,
                    shown: &shown,
                    values: &values,
                    asked: &asked,
                    whole: true,
                };
                let only_if = page.when.as_ref().map(|when| in_words(form, when));
                let rows = page.repeat.as_ref().map_or(1, |repeat| repeat.max.clamp(1, ROWS));
                for row in 1..=rows {
                    pages.push(PaperPage {
                        title: page.title.clone(),
                        only_if: only_if.clone(),
                        row: page.repeat.as_ref().map(|repeat| format!("{} {row}", repeat.name)),
                        more: row == rows && page.repeat.as_ref().is_some_and(|repeat| repeat.max > ROWS),
                        fields: sheet.fields()?,
                    });
                }
            }
            sections.push(PaperSection {
                title: (form.sections.len() > 1).then(|| section.title.clone()),
                who: who.get(at).map(|who| who.who.clone()).unwrap_or_default(),
                only_if: section.when.as_ref().map(|when| in_words(form, when)),
                pages,
            });
        }
        Ok(PaperView {
            title: form.title.clone(),
            summary: form.summary.clone(),
            who_reads: self.prose(&form.file, &form.start.who_reads)?,
            when_read: self.prose(&form.file, &form.start.when_read)?,
            cannot_wait: self.prose(&form.file, &form.start.cannot_wait)?,
            practice,
            sections,
            declaration: form.declaration.clone(),
        })
    }
}

/// A condition as a person reads it on paper.
pub(super) fn in_words(form: &Form, when: &Condition) -> String {
    let label = |name: &str| form.field(name).map_or(name, |field| field.label.trim()).to_string();
    let text = |name: &str, value: &String| {
        let field = form.field(name);
        let choice = field.and_then(|field| field.choices().iter().find(|choice| choice.value == *value));
        format!("“{}”", choice.map_or(value.as_str(), |choice| choice.text.as_str()))
    };
    let texts = |name: &str, values: &[String]| {
        values.iter().map(|value| text(name, value)).collect::<Vec<_>>().join(" or ")
    };
    let join = |conditions: &[Condition], word: &str| {
        conditions.iter().map(|condition| in_words(form, condition)).collect::<Vec<_>>().join(word)
    };
    match when {
        Condition::Is { field, any_of } => format!("{}: {}", label(field), texts(field, any_of)),
        Condition::IsNot { field, none_of } => format!("{}: not {}", label(field), texts(field, none_of)),
        Condition::Contains { field, value } => format!("{}: {} is ticked", label(field), text(field, value)),
        Condition::Answered { field, answered: true } => format!("{}: answered", label(field)),
        Condition::Answered { field, answered: false } => format!("{}: not answered", label(field)),
        Condition::Number { field, side, number } => {
            use crate::form::Side;
            let words = match side {
                Side::AtLeast => "at least",
                Side::AtMost => "at most",
                Side::MoreThan => "more than",
                Side::LessThan => "less than",
            };
            format!("{}: {words} {}", label(field), number.text(0))
        }
        Condition::Day { field, order, than } => {
            use crate::form::{Order, Than};
            let words = if *order == Order::Before { "before" } else { "after" };
            let than = match than {
                Than::Day(day) => date_in_words(*day),
                Than::Today => "today".to_string(),
                Than::Field(field) => format!("“{}”", label(field)),
            };
            format!("{}: {words} {than}", label(field))
        }
        Condition::All(conditions) => join(conditions, ", and "),
        Condition::Any(conditions) => join(conditions, ", or "),
        Condition::Not(condition) => format!("not: {}", in_words(form, condition)),
    }
}

impl Form {
    /// The columns of a table of what was sent, in the order of the form: a heading and the question. Questions of a repeat have
    /// one column for each row that there may be.
    pub fn columns(&self) -> Vec<(String, String)> {
        let mut columns = vec![
            ("reference".to_string(), "Reference".to_string()),
            ("received".into(), "Received".into()),
            ("sender".into(), "Sender".into()),
        ];
        for page in self.pages() {
            let questions = || page.fields.iter().filter(|field| !matches!(field.kind, Kind::Content(_)));
            match &page.repeat {
                None => columns.extend(questions().map(|field| (field.name.clone(), field.label.clone()))),
                Some(repeat) => {
                    for row in 1..=repeat.max {
                        columns.extend(questions().map(|field| {
                            (
                                format!("{}.{row}", field.name),
                                format!("{} {row}: {}", repeat.name, field.label),
                            )
                        }));
                    }
                }
            }
        }
        columns
    }
}
