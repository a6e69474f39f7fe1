//! A form file to a `Form`: walked key by key, every mistake collected.

mod conditions;
mod fields;
mod kinds;
mod parties;
mod parts;
mod sections;
mod tests;

use super::{Confirmation, Form, Keep, Party, Rule, Start};
use crate::config::{Config, Council};
use crate::problem::{Problem, one_of};
use crate::source::{File, Node};
use crate::source::{Located, Reader, Source, Table, Text, Value, parse_yaml};
use crate::text::{self, Prose};
use conditions::Known;
use parts::{PartFile, Parts};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

impl Form {
    /// All forms of the project, in the order of their names, and every mistake in them. A form with a mistake is left out.
    pub fn parse_all(source: &Source, config: &Config) -> (Vec<Arc<Form>>, Vec<Problem>) {
        let mut forms: Vec<Arc<Form>> = Vec::new();
        let (parts, mut problems) = parts::read(source);
        for (path, file) in source.below(super::FOLDER) {
            let File::Text(file) = file else { continue };
            if path.matches('/').count() > 1 || !path.ends_with(".yaml") {
                continue;
            }
            let (form, form_problems) = parse(file, &parts, config);
            problems.extend(form_problems);
            forms.extend(form.map(Arc::new));
        }
        (forms, problems)
    }
}

/// What stands once in a form file and is named in many places.
struct Shared<'a> {
    file: &'a Text,
    lists: BTreeMap<String, Vec<super::Choice>>,
    conditions: BTreeMap<String, Node>,
    parties: Vec<Party>,
    saves: bool,
    councils: &'a [Council],
    parts: &'a Parts<'a>,
}

fn parse(file: &Text, parts: &[PartFile], config: &Config) -> (Option<Form>, Vec<Problem>) {
    let node = match parse_yaml(file, 0..file.text.len()) {
        Ok(node) => node,
        Err(problem) => return (None, vec![problem]),
    };
    let reader = Reader::new(file);
    let parts = Parts::new(parts);
    let form = reader.table(&node, "form").and_then(|table| walk(table, file, &parts, config));
    let mut problems = reader.into_problems();
    problems.extend(parts.into_problems());
    if let Some(form) = form.as_ref().filter(|_| problems.is_empty()) {
        problems.extend(super::prove::check(form));
    }
    (form.filter(|_| problems.is_empty()), problems)
}

fn walk(mut table: Table<'_>, file: &Text, parts: &Parts<'_>, config: &Config) -> Option<Form> {
    let name = table.required_text("form");
    let _ = table.date("version");
    let title = table.required_text("title");
    let summary = table.required_text("summary");
    let reference = table.required_text("reference");
    let sent_to = table.required_text("sent_to");
    let council = table.text("council");
    let about_page = table.placed("about_page");
    let answer_within = answer_within(&mut table);
    let saves = table.flag("save", false);
    let keep = keep(&mut table, saves);
    let (is_pep, withdraw, exit) =
        (table.flag("pep", false), table.flag("withdraw", false), table.flag("exit", false));
    let shared = Shared {
        file,
        lists: fields::lists(&mut table),
        conditions: conditions::named(&mut table),
        parties: parties::read(&mut table),
        saves,
        councils: &config.councils,
        parts,
    };
    let leads = parties::leads(&mut table, &shared.parties);
    let start = start(&mut table);
    let mut known = Vec::new();
    let sections = sections::read(&mut table, &shared, &mut known);
    let rules = rules(&mut table, &shared, &known);
    let declaration = declaration(&mut table, saves);
    let confirmation = confirmation(&mut table);
    check_name(&table, name.as_ref(), file);
    check_reference(&table, reference.as_ref());
    let sent_to = sent_to.map(|text| table.reader().placed(text));
    let tests_node = table.node("tests");
    let form = || {
        Some(Form {
            file: file.clone(),
            parts: parts.used(),
            name: name.as_ref()?.value.clone(),
            title: title?.value,
            summary: summary?.value,
            reference: reference?.value,
            sent_to: sent_to?,
            council: council.as_ref().map(|field| field.value.clone()),
            about_page,
            answer_within,
            keep: keep?,
            start: start?,
            is_pep,
            saves,
            withdraw,
            exit,
            parties: shared.parties,
            leads,
            places: Form::places(&sections),
            sections,
            rules,
            declaration,
            tests: Vec::new(),
            confirmation: confirmation?,
            definition: definition(
                file,
                &parts.used(),
                config.councils.iter().map(|council| council.id.as_str()),
            ),
            councils: config.councils.iter().map(|council| council.id.clone()).collect(),
        })
    };
    let mut form = form();
    if let Some(form) = &mut form {
        check_council(&table, council.as_ref(), form);
        super::about_page::check(&table, form);
        if let Some(node) = tests_node {
            form.tests = tests::read(table.reader(), node, form);
        }
    }
    table.finish();
    form
}

/// What the form asks, as a hash: its text, that of the parts that it uses, and the councils that it offers.
pub(super) fn definition<'a>(file: &Text, parts: &[Text], councils: impl Iterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    hash.update(file.text.as_bytes());
    for part in parts {
        hash.update(b"\0");
        hash.update(part.text.as_bytes());
    }
    for council in councils {
        hash.update(b"\0");
        hash.update(council.as_bytes());
    }
    base16ct::lower::encode_string(&hash.finalize()[..16])
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
    ensure_plain(table, name, "form-name");
}

/// A name that stands in addresses: small letters, digits and `-`.
pub(super) fn ensure_plain(table: &Table<'_>, name: &Located<String>, problem: &'static str) {
    if !name.value.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
        table.reader().error(
            problem,
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

fn check_council(table: &Table<'_>, council: Option<&Located<String>>, form: &Form) {
    let Some(council) = council else { return };
    let fields = || form.fields().filter(|field| matches!(field.kind, super::Kind::Council(_)));
    if let Some((section, page, field)) =
        form.place_of(&council.value).filter(|(_, _, field)| matches!(field.kind, super::Kind::Council(_)))
    {
        let is_hidden = field.when.is_some() || page.when.is_some() || section.when.is_some();
        if field.optional || field.not_known || is_hidden || page.repeat.is_some() {
            let message = format!(
                "`{}` may stay without an answer, and then nobody could open the form",
                council.value
            );
            table.reader().error(
                "form-council",
                council.span.clone(),
                message,
                "take `optional`, `not_known`, `repeat` and `when` out of that field, its page and its section",
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

fn keep(table: &mut Table<'_>, saves: bool) -> Option<Keep> {
    let mut keep =
        table.required_table("keep", "add `keep: { submitted_days: 90, after_confirmed_days: 30 }`")?;
    let mut days = |key, is_needed: bool| {
        let number = keep.integer(key);
        if number.is_none() && is_needed && !keep.entries().iter().any(|entry| entry.key == key) {
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
    let draft_days = days("draft_days", saves);
    let (submitted_days, after_confirmed_days) =
        (days("submitted_days", true), days("after_confirmed_days", true));
    let carried_days = days("carried_days", false);
    keep.finish();
    Some(Keep {
        draft_days,
        submitted_days: submitted_days?,
        after_confirmed_days: after_confirmed_days?,
        carried_days,
    })
}

fn start(table: &mut Table<'_>) -> Option<Start> {
    let (who_reads, when_read) = (required_prose(table, "who_reads"), required_prose(table, "when_read"));
    let cannot_wait = required_prose(table, "cannot_wait");
    let mut need = Vec::new();
    let mut minutes = None;
    if let Some(mut start) = table.table("start") {
        need = start.texts("need").into_iter().map(|text| text.value).collect();
        minutes = start.integer("minutes").and_then(|minutes| u32::try_from(minutes).ok());
        start.finish();
    }
    Some(Start { need, minutes, who_reads: who_reads?, when_read: when_read?, cannot_wait: cannot_wait? })
}

fn rules(table: &mut Table<'_>, shared: &Shared<'_>, known: &[Known]) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    for mut row in table.rows("rules") {
        let name = row.required_text("rule");
        let at = row.required_text("at");
        let message = row.required_text("message");
        let place = at.as_ref().and_then(|at| {
            let place = known.iter().find(|known| known.name == at.value);
            if place.is_none() {
                let help = one_of(&at.value, known.iter().map(|known| known.name.as_str()));
                let message = format!("there is no field `{}`", at.value);
                row.reader().error("rule-field", at.span.clone(), message, help);
            }
            place
        });
        let repeat = place.and_then(|known| known.repeat.as_deref());
        let scope = conditions::Scope { shared, known, repeat };
        let when = row.node("when").and_then(|node| conditions::read(&row, node, &scope));
        let check = match row.node("check") {
            Some(node) => conditions::read(&row, node, &scope),
            None => {
                row.required_text("check");
                None
            }
        };
        row.finish();
        if let (Some(name), Some(at), Some(message), Some(check), Some(_)) = (name, at, message, check, place)
        {
            rules.push(Rule { name: name.value, when, check, at: at.value, message: message.value });
        }
    }
    rules
}

/// `check_answers` stands in forms that save: a form of one page has no page that shows all answers.
fn declaration(table: &mut Table<'_>, saves: bool) -> Option<String> {
    let place = table.span.start..table.span.start;
    let mut check_answers = table.table("check_answers")?;
    if !saves {
        check_answers.reader().error(
            "form-needs-save",
            place,
            "a form of one page does not show all answers before they are sent",
            "add `save: true`, or take `check_answers` out and end with a field of the type `declaration`",
        );
    }
    let declaration = check_answers.words("declaration");
    check_answers.finish();
    declaration
}

fn confirmation(table: &mut Table<'_>) -> Option<Confirmation> {
    let mut confirmation =
        table.required_table("confirmation", "add `confirmation: { title: …, next: … }`")?;
    let title = confirmation.required_text("title");
    let next = required_prose(&mut confirmation, "next");
    confirmation.finish();
    Some(Confirmation { title: title?.value, next: next? })
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
