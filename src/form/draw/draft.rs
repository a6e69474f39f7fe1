//! A draft as templates see it: one page, the rows of a repeat, and the list of tasks.

use super::fields::{FieldView, Sheet};
use super::{Drawer, DroppedView, ErrorView, Shown};
use crate::form::answers::{Need, answer};
use crate::form::{Asked, Form, Page, Repeat, Section, Values, carry};
use crate::problem::Problem;
use serde::Serialize;

/// The entry of a draft that lists the pages that somebody has saved: a page of optional questions may be left empty on purpose.
pub const SAVED: &str = "_saved";

/// A page of a draft, before it is drawn.
pub struct PageDrawing<'a> {
    /// The form.
    pub form: &'a Form,
    /// The page.
    pub page: &'a Page,
    /// The row of a repeat; without it a repeat shows its list of rows.
    pub row: Option<&'a str>,
    /// Everything in the draft, with what was just typed.
    pub values: &'a Values,
    /// What is to be mended, looked at or dropped.
    pub shown: &'a Shown,
    /// The address of the draft, without a slash at the end.
    pub base: &'a str,
    /// Whether every question is shown: where the rest of the draft is not known, nobody can say which are asked.
    pub whole: bool,
}

/// A page of a draft, as a template sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DraftView {
    form: String,
    definition: String,
    title: String,
    section: String,
    action: String,
    back_url: String,
    fields: Vec<FieldView>,
    errors: Vec<ErrorView>,
    advice: Vec<ErrorView>,
    dropped: Vec<DroppedView>,
    rows: Option<RowsView>,
    /// Whether it is one row of several.
    in_row: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct RowsView {
    name: String,
    rows: Vec<RowView>,
    may_add: bool,
    at_least: usize,
    at_most: usize,
}

/// One row of a repeat.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct RowView {
    id: String,
    number: usize,
    summary: String,
    url: String,
    status: &'static str,
}

pub(super) const COMPLETED: &str = "Completed";
pub(super) const IN_PROGRESS: &str = "In progress";

impl Drawer<'_> {
    /// One page of a draft.
    ///
    /// # Errors
    /// As for [`Drawer::form`].
    pub fn draft_page(&self, drawing: &PageDrawing<'_>) -> Result<DraftView, Problem> {
        let PageDrawing { form, page, row, values, shown, base, whole } = *drawing;
        let asked = Asked::new(form, values, self.today);
        let address = format!("{base}/pages/{}", page.name);
        let (fields, rows) = match (row, &page.repeat) {
            (Some(row), _) => {
                let values = values.in_row(&page.name, row);
                let asked = asked.in_row(page, &values);
                let sheet = Sheet {
                    drawer: self,
                    form,
                    page,
                    row: Some(row),
                    shown,
                    values: &values,
                    asked: &asked,
                    whole,
                };
                (sheet.fields()?, None)
            }
            (None, Some(repeat)) => (Vec::new(), Some(self.rows(page, repeat, values, &asked, base))),
            (None, None) => {
                let sheet =
                    Sheet { drawer: self, form, page, row: None, shown, values, asked: &asked, whole };
                (sheet.fields()?, None)
            }
        };
        let section =
            form.sections.iter().find(|section| section.pages.iter().any(|other| other.name == page.name));
        Ok(DraftView {
            form: form.name.clone(),
            definition: form.definition.clone(),
            title: page.title.clone(),
            section: section.map(|section| section.title.clone()).unwrap_or_default(),
            action: row.map_or_else(|| address.clone(), |row| format!("{address}/{row}")),
            back_url: match row {
                Some(_) => address.clone(),
                None => previous(form, page, &asked)
                    .map_or_else(|| base.to_string(), |name| format!("{base}/pages/{name}")),
            },
            fields,
            errors: shown.errors.iter().map(ErrorView::from).collect(),
            advice: shown
                .advice
                .iter()
                .map(|advice| ErrorView { href: format!("#{}", advice.entry), text: advice.text.clone() })
                .collect(),
            dropped: shown.dropped.iter().map(DroppedView::from).collect(),
            rows,
            in_row: row.is_some(),
        })
    }

    fn rows(&self, page: &Page, repeat: &Repeat, values: &Values, asked: &Asked<'_>, base: &str) -> RowsView {
        let rows = values.rows(&page.name);
        RowsView {
            name: repeat.name.clone(),
            may_add: rows.len() < repeat.max,
            at_least: repeat.min,
            at_most: repeat.max,
            rows: (1..)
                .zip(rows)
                .map(|(number, id)| {
                    let row = values.in_row(&page.name, id);
                    let asked = asked.in_row(page, &row);
                    let is_whole = row_is_whole(page, id, &row, &asked);
                    RowView {
                        id: id.clone(),
                        number,
                        summary: summary(page, repeat, &row, &asked),
                        url: format!("{base}/pages/{}/{id}", page.name),
                        status: if is_whole { COMPLETED } else { IN_PROGRESS },
                    }
                })
                .collect(),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Empty,
    Begun,
    Whole,
}

/// How far a page's or a row's questions are.
pub(super) fn fields_state(page: &Page, values: &Values, asked: &Asked<'_>) -> State {
    let questions = page.fields.iter().filter(|field| field.is_question() && asked.field(&field.name));
    let (mut typed, mut missing) = (false, false);
    for field in questions {
        typed |= field
            .entries()
            .iter()
            .any(|entry| values.all(entry).iter().any(|value| !value.trim().is_empty()));
        missing |= answer(field, values, asked, Need::All).is_err();
    }
    match (typed, missing) {
        (_, false) => State::Whole,
        (true, true) => State::Begun,
        (false, true) => State::Empty,
    }
}

/// Whether a row has all its answers, and none of the last plan's that nobody has looked at.
pub(super) fn row_is_whole(page: &Page, row: &str, values: &Values, asked: &Asked<'_>) -> bool {
    fields_state(page, values, asked) == State::Whole
        && carry::unsettled(page, Some(row), values, asked).is_none()
}

/// The page before this one that is asked.
/// The page before; of a form that several people fill in, in the same section.
fn previous<'f>(form: &'f Form, page: &Page, asked: &Asked<'_>) -> Option<&'f str> {
    let section = |name: &str| form.page(name).map(|(section, _)| section.name.as_str());
    let is_near = |other: &Page| form.parties.is_empty() || section(&other.name) == section(&page.name);
    let before = form.pages().take_while(|other| other.name != page.name);
    before.filter(|other| is_near(other) && asked.page(&other.name)).last().map(|other| other.name.as_str())
}

/// One line for a row, with its answers in the place of the names.
pub(super) fn summary(page: &Page, repeat: &Repeat, row: &Values, asked: &Asked<'_>) -> String {
    let mut line = repeat.summary.clone();
    for field in &page.fields {
        let mark = format!("{{{}}}", field.name);
        if line.contains(&mark) {
            let lines = match asked.field(&field.name) {
                true => answer(field, row, asked, Need::Typed).unwrap_or_default(),
                false => Vec::new(),
            };
            let text = if lines.is_empty() { "…".to_string() } else { shortened(&lines.join(" ")) };
            line = line.replace(&mark, &text);
        }
    }
    line
}

/// So much of a long answer that a person knows it again.
fn shortened(text: &str) -> String {
    const MOST: usize = 80;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_string(),
    }
}

impl Form {
    /// The page after this one that is asked; none after the last.
    pub fn page_after(&self, page: &str, values: &Values, today: jiff::civil::Date) -> Option<&Page> {
        let asked = Asked::new(self, values, today);
        let after = self.pages().skip_while(|other| other.name != page).skip(1);
        after.into_iter().find(|other| asked.page(&other.name))
    }

    /// The first page that is asked.
    pub fn first_page(&self, values: &Values, today: jiff::civil::Date) -> Option<&Page> {
        let asked = Asked::new(self, values, today);
        self.pages().find(|page| asked.page(&page.name))
    }

    /// What was typed that is not asked any more, with `answers` in the words of the form; each is named before it goes.
    pub fn stale(&self, values: &Values, today: jiff::civil::Date) -> Vec<super::super::Dropped> {
        self.find(values, today, Need::Typed).dropped
    }

    /// The same in some sections.
    pub fn stale_in(
        &self,
        values: &Values,
        today: jiff::civil::Date,
        is_in: impl Fn(&Section) -> bool,
    ) -> Vec<super::super::Dropped> {
        let asked = Asked::new(self, values, today);
        self.find_in(is_in, values, &asked, Need::Typed).dropped
    }

    /// The same without what is not asked or offered any more.
    #[must_use]
    pub fn without_stale(&self, values: Values, today: jiff::civil::Date) -> Values {
        self.without_stale_in(values, today, |_| true)
    }

    /// The same in some sections.
    #[must_use]
    pub fn without_stale_in(
        &self,
        mut values: Values,
        today: jiff::civil::Date,
        is_in: impl Fn(&Section) -> bool,
    ) -> Values {
        // What goes may decide on other questions, so until nothing goes any more.
        loop {
            let before = values.clone();
            let asked = Asked::new(self, &before, today);
            let sections = self.sections.iter().filter(|section| is_in(section));
            for page in sections.flat_map(|section| &section.pages) {
                if page.repeat.is_none() {
                    for (entry, kept) in
                        page.fields.iter().flat_map(|field| kept(field, &before, &asked, true))
                    {
                        values.set(&entry, kept);
                    }
                    continue;
                }
                for row in before.rows(&page.name) {
                    if !asked.page(&page.name) {
                        values.remove_row(&page.name, row);
                        continue;
                    }
                    let row_values = before.in_row(&page.name, row);
                    let in_row = asked.in_row(page, &row_values);
                    for (entry, kept) in
                        page.fields.iter().flat_map(|field| kept(field, &row_values, &in_row, true))
                    {
                        values.set_in_row(&page.name, row, &entry, kept);
                    }
                }
            }
            if values == before {
                return values;
            }
        }
    }

    /// The questions that a page of a draft shows: those that are asked, and those that the page's own answers decide.
    pub fn drawn_fields<'f>(
        &'f self,
        page: &'f Page,
        row: Option<&str>,
        values: &Values,
        today: jiff::civil::Date,
    ) -> Vec<&'f super::super::Field> {
        let asked = Asked::new(self, values, today);
        let row_values = row.map(|row| values.in_row(&page.name, row));
        let in_row = row_values.as_ref().map(|values| asked.in_row(page, values));
        let asked = in_row.as_ref().unwrap_or(&asked);
        page.fields.iter().filter(|field| is_shown(page, field, asked)).collect()
    }
}

/// What stays of a question's entries: all of one that is asked, but for options that are not offered.
fn kept(
    field: &super::super::Field,
    values: &Values,
    asked: &Asked<'_>,
    page_is_asked: bool,
) -> Vec<(String, Vec<String>)> {
    let is_asked = page_is_asked && asked.field(&field.name);
    let stays = |value: &&String| is_asked && asked.offers(field, value);
    let entries = field.entries().into_iter();
    entries
        .map(|entry| {
            let kept = values.all(&entry).iter().filter(stays).cloned().collect();
            (entry, kept)
        })
        .collect()
}

/// Whether a page of a draft shows a question. One that this page's own answers decide is shown too, if the question that decides
/// is: the person answers both at once.
pub(super) fn is_shown(page: &Page, field: &super::super::Field, asked: &Asked<'_>) -> bool {
    // A condition looks back only, so this ends.
    let decides_here =
        |name: &str| page.fields.iter().any(|other| other.name == name && is_shown(page, other, asked));
    let is_decided_here = field.when.as_ref().is_some_and(|when| when.fields().into_iter().any(decides_here));
    is_decided_here || asked.field(&field.name)
}
