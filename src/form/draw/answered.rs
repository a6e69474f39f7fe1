//! All answers on one page: to check before sending, and as a copy for one reader.

use super::draft::summary;
use super::{Drawer, ErrorView};
use crate::form::answers::{Need, answer};
use crate::form::{
    Advice, Asked, Field, FieldError, Form, Kind, Page, Reader, Repeat, SAVED, Section, Values, words,
};
use serde::Serialize;
use std::collections::BTreeSet;

/// All answers, as a template sees them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AnswersView {
    sections: Vec<SectionAnswers>,
    errors: Vec<ErrorView>,
    advice: Vec<ErrorView>,
    declaration: Option<String>,
    copies: Vec<CopyView>,
}

/// A section with its answers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SectionAnswers {
    title: String,
    pages: Vec<PageAnswers>,
    /// How many answers are to be given or put right.
    missing: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct PageAnswers {
    title: String,
    /// Which row of a repeat, and what it is about.
    row: Option<String>,
    change_url: Option<String>,
    /// Nobody has begun it.
    untouched: bool,
    answers: Vec<AnswerView>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct AnswerView {
    label: String,
    lines: Vec<String>,
    change_url: Option<String>,
}

/// A copy that can be printed.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct CopyView {
    title: &'static str,
    url: String,
}

/// So many mistakes of one page are named each; more are one line for the page.
const EACH: usize = 3;

/// What is to be mended, a link each; of a page with many one link, and so of a page or a section that nobody has begun.
fn grouped(
    form: &Form,
    values: &Values,
    errors: &[FieldError],
    link: &impl Fn(&str, Option<&String>, &str) -> String,
) -> Vec<ErrorView> {
    let mut views: Vec<ErrorView> = Vec::new();
    let mut empty = Vec::new();
    for group in errors.chunk_by(|one, other| one.page == other.page && one.row == other.row) {
        let Some(first) = group.first() else { continue };
        let href = |error: &FieldError| match error.page.as_str() {
            "" => format!("#{}", error.entry),
            page => link(page, error.row.as_ref(), &error.entry),
        };
        match form.page(&first.page) {
            Some((section, _)) if section.pages.iter().all(|page| is_untouched(page, values)) => {
                if !empty.contains(&&section.name) {
                    empty.push(&section.name);
                    views.push(ErrorView { href: href(first), text: words::not_begun(&section.title) });
                }
            }
            Some((_, page)) if is_untouched(page, values) => {
                views.push(ErrorView { href: href(first), text: words::not_begun(&page.title) });
            }
            Some((_, page)) if group.len() > EACH => {
                views.push(ErrorView { href: href(first), text: words::several(&page.title, group.len()) })
            }
            _ => views
                .extend(group.iter().map(|error| ErrorView { href: href(error), text: error.text.clone() })),
        }
    }
    views
}

/// Which sections are shown, and in which of them answers can be changed, by name.
#[derive(Clone, Debug, Default)]
pub struct Scope<'a> {
    /// Those that are shown.
    pub shown: BTreeSet<&'a str>,
    /// Those with links that change an answer.
    pub changeable: BTreeSet<&'a str>,
}

impl<'f> Scope<'f> {
    /// All of a form, for who fills in all of it.
    pub fn whole(form: &'f Form) -> Scope<'f> {
        let all: BTreeSet<&str> = form.sections.iter().map(|section| section.name.as_str()).collect();
        Scope { shown: all.clone(), changeable: all }
    }
}

/// Where "Change" leads; a copy has no such links.
struct Change<'a> {
    base: Option<&'a str>,
    scope: Option<&'a Scope<'a>>,
}

impl Drawer<'_> {
    /// The page that shows all answers before they are sent, with what is missing and what to look at.
    pub fn answers(
        &self,
        form: &Form,
        values: &Values,
        base: &str,
        scope: &Scope<'_>,
        (errors, advice): (&[FieldError], &[Advice]),
    ) -> AnswersView {
        let link = |page: &str, row: Option<&String>, entry: &str| match row {
            Some(row) => format!("{base}/pages/{page}/{row}?check#{entry}"),
            None => format!("{base}/pages/{page}?check#{entry}"),
        };
        let mut sections =
            self.sections(form, values, &Change { base: Some(base), scope: Some(scope) }, |_| true);
        for section in &mut sections {
            let is_here = |error: &&FieldError| {
                form.page(&error.page).is_some_and(|(found, _)| found.title == section.title)
            };
            section.missing = errors.iter().filter(is_here).count();
        }
        // A page that is told to be empty needs no advice too.
        let is_told = |page: &str| {
            errors.iter().any(|error| error.page == page)
                && form.page(page).is_some_and(|(_, page)| is_untouched(page, values))
        };
        AnswersView {
            sections,
            errors: grouped(form, values, errors, &link),
            advice: advice
                .iter()
                .filter(|advice| !is_told(&advice.page))
                .map(|advice| ErrorView {
                    href: link(&advice.page, advice.row.as_ref(), &advice.entry),
                    text: advice.text.clone(),
                })
                .collect(),
            declaration: form.declaration.clone(),
            copies: Reader::ALL
                .iter()
                .filter(|(_, reader)| form.fields().any(|field| field.copies.contains(reader)))
                .map(|(word, reader)| CopyView {
                    title: reader.title(),
                    url: format!("{base}/copies/{word}"),
                })
                .collect(),
        }
    }

    /// What one reader's copy holds. Those who work with the draft see what is still empty; the others get what is said. On the copy
    /// for the meeting a section stands only as its `meeting_when` says.
    pub fn copy(&self, form: &Form, values: &Values, reader: Reader) -> Vec<SectionAnswers> {
        let asked = Asked::new(form, values, self.today);
        let closed: Vec<&Section> = form
            .sections
            .iter()
            .filter(|section| reader == Reader::Meeting && !asked.allows(section.meeting_when.as_ref()))
            .collect();
        let is_closed = |field: &Field| {
            form.place_of(&field.name)
                .is_some_and(|(at, _, _)| closed.iter().any(|other| other.name == at.name))
        };
        let mut sections = self.sections(form, values, &Change { base: None, scope: None }, |field| {
            field.copies.contains(&reader) && !is_closed(field)
        });
        if !matches!(reader, Reader::School | Reader::Iro) {
            for page in sections.iter_mut().flat_map(|section| &mut section.pages) {
                page.answers.retain(|answer| !answer.lines.is_empty());
            }
            for section in &mut sections {
                section.pages.retain(|page| !page.answers.is_empty());
            }
            sections.retain(|section| !section.pages.is_empty());
        }
        sections
    }

    fn sections(
        &self,
        form: &Form,
        values: &Values,
        change: &Change<'_>,
        is_shown: impl Fn(&Field) -> bool,
    ) -> Vec<SectionAnswers> {
        let asked = Asked::new(form, values, self.today);
        let mut sections = Vec::new();
        for section in &form.sections {
            let name = section.name.as_str();
            if change.scope.is_some_and(|scope| !scope.shown.contains(name)) {
                continue;
            }
            let base =
                change.base.filter(|_| change.scope.is_none_or(|scope| scope.changeable.contains(name)));
            let mut pages = Vec::new();
            for page in section.pages.iter().filter(|page| asked.page(&page.name)) {
                let url = base.map(|base| format!("{base}/pages/{}", page.name));
                match &page.repeat {
                    None if base.is_some() && is_untouched(page, values) => pages.push(PageAnswers {
                        title: page.title.clone(),
                        row: None,
                        change_url: url.map(|url| format!("{url}?check")),
                        untouched: true,
                        answers: Vec::new(),
                    }),
                    None => pages.push(PageAnswers {
                        title: page.title.clone(),
                        row: None,
                        change_url: None,
                        untouched: false,
                        answers: answers(page, values, &asked, url.as_deref(), &is_shown),
                    }),
                    Some(repeat) => {
                        for (number, row) in (1..).zip(values.rows(&page.name)) {
                            let row_values = values.in_row(&page.name, row);
                            let asked = asked.in_row(page, &row_values);
                            let row_url = url.as_ref().map(|url| format!("{url}/{row}"));
                            pages.push(PageAnswers {
                                title: page.title.clone(),
                                row: Some(
                                    match page
                                        .fields
                                        .iter()
                                        .all(|field| !in_summary(repeat, field) || is_shown(field))
                                    {
                                        true => summary(page, repeat, &row_values, &asked),
                                        // What the reader of a copy does not get stands in no heading either.
                                        false => format!("{} {number}", repeat.name),
                                    },
                                ),
                                change_url: None,
                                untouched: false,
                                answers: answers(page, &row_values, &asked, row_url.as_deref(), &is_shown),
                            });
                        }
                        if base.is_some() {
                            pages.push(PageAnswers {
                                title: page.title.clone(),
                                row: None,
                                change_url: url.map(|url| format!("{url}?check")),
                                untouched: false,
                                answers: Vec::new(),
                            });
                        }
                    }
                }
            }
            pages.retain(|page| !page.answers.is_empty() || page.change_url.is_some());
            if !pages.is_empty() {
                sections.push(SectionAnswers { title: section.title.clone(), pages, missing: 0 });
            }
        }
        sections
    }
}

fn in_summary(repeat: &Repeat, field: &Field) -> bool {
    repeat.summary.contains(&format!("{{{}}}", field.name))
}

fn is_untouched(page: &Page, values: &Values) -> bool {
    let entries = page.fields.iter().flat_map(Field::entries);
    !values.all(SAVED).contains(&page.name)
        && values.rows(&page.name).is_empty()
        && entries.into_iter().all(|entry| values.all(&entry).is_empty())
}

fn answers(
    page: &Page,
    values: &Values,
    asked: &Asked<'_>,
    url: Option<&str>,
    is_shown: &impl Fn(&Field) -> bool,
) -> Vec<AnswerView> {
    let questions = page.fields.iter().filter(|field| field.is_question() && asked.field(&field.name));
    questions
        .filter(|field| is_shown(field))
        .map(|field| {
            let entry = field.entries().into_iter().next().unwrap_or_default();
            AnswerView {
                label: field.words(asked).0.to_string(),
                lines: answer(field, values, asked, Need::Typed).unwrap_or_else(|_| as_typed(field, values)),
                change_url: url.map(|url| format!("{url}?check#{entry}")),
            }
        })
        .collect()
}

/// What stands in the boxes though it is not right yet.
fn as_typed(field: &Field, values: &Values) -> Vec<String> {
    let typed = field.entries().into_iter().flat_map(|entry| values.all(&entry).to_vec());
    let typed: Vec<String> = typed.filter(|value| !value.trim().is_empty()).collect();
    match field.kind {
        Kind::Date(_) | Kind::Month(_) => vec![typed.join(" ")],
        _ => typed,
    }
}
