//! A form file to a `Form`: walked key by key, every mistake collected.

mod conditions;
mod fields;

use super::{Confirmation, Form, Keep, Page, Start};
use crate::config::{Config, Council};
use crate::problem::{Problem, one_of};
use crate::source::{File, Node};
use crate::source::{Located, Reader, Source, Table, Text, Value, parse_yaml};
use crate::text::{self, Prose};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

impl Form {
    /// All forms of the project, in the order of their names, and every mistake in them. A form with a mistake is left out.
    pub fn parse_all(source: &Source, config: &Config) -> (Vec<Arc<Form>>, Vec<Problem>) {
        let mut forms: Vec<Arc<Form>> = Vec::new();
        let mut problems = Vec::new();
        for (path, file) in source.below(super::FOLDER) {
            let File::Text(file) = file else { continue };
            if path.matches('/').count() > 1 || !path.ends_with(".yaml") {
                continue;
            }
            let (form, form_problems) = parse(file, config);
            problems.extend(form_problems);
            forms.extend(form.map(Arc::new));
        }
        (forms, problems)
    }
}

/// What stands once in a form file and is named in many places.
pub(super) struct Shared<'a> {
    pub(super) lists: BTreeMap<String, Vec<super::Choice>>,
    pub(super) conditions: BTreeMap<String, Node>,
    pub(super) councils: &'a [Council],
}

fn parse(file: &Text, config: &Config) -> (Option<Form>, Vec<Problem>) {
    let node = match parse_yaml(file, 0..file.text.len()) {
        Ok(node) => node,
        Err(problem) => return (None, vec![problem]),
    };
    let reader = Reader::new(file);
    let form = reader.table(&node, "form").and_then(|table| walk(table, file, config));
    let problems = reader.into_problems();
    (form.filter(|_| problems.is_empty()), problems)
}

fn walk(mut table: Table<'_>, file: &Text, config: &Config) -> Option<Form> {
    refuse_later(&mut table, "form");
    let name = table.required_text("form");
    let _ = table.date("version");
    let title = table.required_text("title");
    let summary = table.required_text("summary");
    let reference = table.required_text("reference");
    let sent_to = table.required_text("sent_to");
    let council = table.text("council");
    let answer_within = answer_within(&mut table);
    let keep = keep(&mut table);
    let shared = Shared {
        lists: fields::lists(&mut table),
        conditions: conditions::named(&mut table),
        councils: &config.councils,
    };
    let start = start(&mut table);
    let pages = pages(&mut table, &shared);
    let confirmation = confirmation(&mut table);
    check_name(&table, name.as_ref(), file);
    check_reference(&table, reference.as_ref());
    check_council(&table, council.as_ref(), &pages);
    let sent_to = sent_to.map(|text| table.reader().placed(text));
    table.finish();
    Some(Form {
        file: file.clone(),
        name: name?.value,
        title: title?.value,
        summary: summary?.value,
        reference: reference?.value,
        sent_to: sent_to?,
        council: council.map(|field| field.value),
        answer_within,
        keep: keep?,
        start: start?,
        pages,
        confirmation: confirmation?,
        definition: definition(file, &config.councils),
    })
}

/// What the form asks, as a hash: its text, and the councils that it offers.
fn definition(file: &Text, councils: &[Council]) -> String {
    let mut hash = Sha256::new();
    hash.update(file.text.as_bytes());
    for council in councils {
        hash.update(b"\0");
        hash.update(council.id.as_bytes());
    }
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// A key of the reference that a later version will know is told as such.
pub(super) fn refuse_later(table: &mut Table<'_>, level: &str) {
    let Some(level) = super::reference::LEVELS.iter().find(|known| known.name == level) else { return };
    for entry in table.entries() {
        let later = level
            .keys
            .iter()
            .find(|key| key.name == entry.key && key.built == super::reference::Built::Later);
        if let Some(key) = later {
            table.node(key.name);
            let message = format!("`{}` is not built yet", key.name);
            table.reader().error(
                "form-key-later",
                entry.key_span.clone(),
                message,
                "take it out; docs/form-reference.md says which keys there are",
            );
        }
    }
}

fn check_name(table: &Table<'_>, name: Option<&Located<String>>, file: &Text) {
    let Some(name) = name else { return };
    let stem = file.path.rsplit('/').next().and_then(|name| name.strip_suffix(".yaml")).unwrap_or_default();
    if name.value != stem {
        let message = format!("the form is named `{}`, and its file `{stem}.yaml`", name.value);
        table.reader().error(
            "form-name",
            name.span.clone(),
            message,
            format!("write `form: {stem}`, or rename the file"),
        );
    }
    if !name.value.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
        table.reader().error(
            "form-name",
            name.span.clone(),
            format!("`{}` is not safe in an address", name.value),
            "use small letters, digits and `-`",
        );
    }
}

fn check_reference(table: &Table<'_>, reference: Option<&Located<String>>) {
    let Some(reference) = reference else { return };
    let is_right = (2..=6).contains(&reference.value.len())
        && reference.value.bytes().all(|byte| byte.is_ascii_uppercase());
    if !is_right {
        let message = format!("`{}` can't begin a reference", reference.value);
        table.reader().error(
            "form-reference",
            reference.span.clone(),
            message,
            "write 2 to 6 capital letters, as `LOG`",
        );
    }
}

fn check_council(table: &Table<'_>, council: Option<&Located<String>>, pages: &[Page]) {
    let Some(council) = council else { return };
    let fields = || {
        pages
            .iter()
            .flat_map(|page| &page.fields)
            .filter(|field| matches!(field.kind, super::Kind::Council(_)))
    };
    if let Some(field) = fields().find(|field| field.name == council.value) {
        if field.optional || field.when.is_some() {
            let message = format!(
                "`{}` may stay without an answer, and then nobody could open the form",
                council.value
            );
            table.reader().error(
                "form-council",
                council.span.clone(),
                message,
                "take `optional` and `when` out of that field",
            );
        }
    } else {
        let message = format!("`{}` is not a field of the type `council`", council.value);
        table.reader().error(
            "form-council",
            council.span.clone(),
            message,
            one_of(&council.value, fields().map(|field| field.name.as_str())),
        );
    }
}

/// `2 working days`.
fn answer_within(table: &mut Table<'_>) -> Option<u32> {
    let text = table.text("answer_within")?;
    let days = text.value.split_once(' ').filter(|(_, unit)| matches!(*unit, "working days" | "working day"));
    let days = days.and_then(|(number, _)| number.parse().ok());
    if days.is_none() {
        let message = format!("`{}` is not a time to answer in", text.value);
        table.reader().error("value-wrong-kind", text.span, message, "write it as `2 working days`");
    }
    days
}

fn keep(table: &mut Table<'_>) -> Option<Keep> {
    let mut keep =
        table.required_table("keep", "add `keep: { submitted_days: 90, after_confirmed_days: 30 }`")?;
    refuse_later(&mut keep, "keep");
    let mut days = |key| {
        let number = keep.integer(key);
        if number.is_none() && !keep.entries().iter().any(|entry| entry.key == key) {
            keep.reader().error(
                "key-missing",
                keep.span.clone(),
                format!("`keep` has no `{key}`"),
                format!("add `{key}`"),
            );
        }
        let days =
            number.and_then(|number| u32::try_from(number).ok()).filter(|days| (1..=36_500).contains(days));
        if number.is_some() && days.is_none() {
            let place = keep.node(key).map_or(keep.span.clone(), |node| node.span.clone());
            keep.reader().error(
                "value-wrong-kind",
                place,
                format!("`{key}` is not a number of days"),
                "write a number from 1 to 36500",
            );
        }
        days
    };
    let (submitted_days, after_confirmed_days) = (days("submitted_days"), days("after_confirmed_days"));
    keep.finish();
    Some(Keep { submitted_days: submitted_days?, after_confirmed_days: after_confirmed_days? })
}

fn start(table: &mut Table<'_>) -> Option<Start> {
    let (who_reads, when_read) = (required_prose(table, "who_reads"), required_prose(table, "when_read"));
    let cannot_wait = required_prose(table, "cannot_wait");
    let mut need = Vec::new();
    let mut minutes = None;
    if let Some(mut start) = table.table("start") {
        refuse_later(&mut start, "start");
        need = start.texts("need").into_iter().map(|text| text.value).collect();
        minutes = start.integer("minutes").and_then(|minutes| u32::try_from(minutes).ok());
        start.finish();
    }
    Some(Start { need, minutes, who_reads: who_reads?, when_read: when_read?, cannot_wait: cannot_wait? })
}

fn confirmation(table: &mut Table<'_>) -> Option<Confirmation> {
    let mut confirmation =
        table.required_table("confirmation", "add `confirmation: { title: …, next: … }`")?;
    refuse_later(&mut confirmation, "confirmation");
    let title = confirmation.required_text("title");
    let next = required_prose(&mut confirmation, "next");
    confirmation.finish();
    Some(Confirmation { title: title?.value, next: next? })
}

fn pages(table: &mut Table<'_>, shared: &Shared<'_>) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::new();
    for mut section in table.rows("sections") {
        refuse_later(&mut section, "section");
        section.required_text("section");
        section.words("title");
        for mut page in section.rows("pages") {
            refuse_later(&mut page, "page");
            let (name, title) = (page.required_text("page"), page.required_text("title"));
            let fields = fields::read(&mut page, shared, &pages);
            page.finish();
            if let (Some(name), Some(title)) = (name, title) {
                pages.push(Page { name: name.value, title: title.value, fields });
            }
        }
        section.finish();
    }
    if pages.iter().all(|page| page.fields.is_empty()) {
        let start = table.span.start..table.span.start;
        table.reader().error(
            "form-empty",
            start,
            "this form asks nothing",
            "add `sections:`, each with `pages:`, each with `fields:`",
        );
    }
    pages
}

fn required_prose(table: &mut Table<'_>, key: &'static str) -> Option<Arc<Prose>> {
    let text = table.required_text(key)?;
    Some(prose(table, &text))
}

/// Markdown in YAML. Its lines are not those of the file, so what is wrong in it is told where the text begins.
pub(super) fn prose(table: &Table<'_>, text: &Located<String>) -> Arc<Prose> {
    let inner = Text { path: table.reader().file.path.clone(), text: text.value.as_str().into() };
    let (prose, problems) = text::parse(&inner, 0..inner.text.len(), text::Options::default());
    let place = table.reader().place(text.span.clone());
    for problem in problems {
        table.reader().report(Problem { place: place.clone(), ..problem });
    }
    Arc::new(prose.placed_at(&text.span))
}

/// The scalar at a node, if it is one.
pub(super) fn scalar(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Scalar(text) => Some(text),
        _ => None,
    }
}
