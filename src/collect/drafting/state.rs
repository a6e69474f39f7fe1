//! What a draft holds: the values of a form, cut into the sections that are sealed each under a key of its own.

use crate::collect::draft::Open;
use crate::collect::hex::digits_of;
use crate::form::{Answer, CARRIED, CARRIED_ON, Field, Form, Page, SAVED, Values};
use age::secrecy::zeroize::Zeroizing;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The text of a section is not one that this program saves.
#[derive(Debug, thiserror::Error)]
#[error("a section of the draft holds no text of this program")]
pub(super) struct Unreadable;

/// Everything that the opened sections hold, as one. Of each only what is its own counts: nobody can answer another's question.
///
/// # Errors
/// [`Unreadable`].
pub(super) fn join(form: &Form, open: &Open) -> Result<Values, Unreadable> {
    let mut values = Values::default();
    let (mut saved, mut carried): (Vec<String>, Vec<String>) = Default::default();
    for (name, opened) in open.sections.iter().filter(|(_, opened)| !opened.plain.is_empty()) {
        let entries: BTreeMap<String, Vec<String>> =
            serde_json::from_slice(&opened.plain).map_err(|_| Unreadable)?;
        let Some(section) = form.sections.iter().find(|section| section.name == *name) else { continue };
        let is_own = |entry: &str| section.pages.iter().any(|page| holds(page, entry));
        let is_page = |page: &String| section.pages.iter().any(|own| own.name == *page);
        for (entry, given) in entries {
            match entry.as_str() {
                SAVED => saved.extend(given.into_iter().filter(is_page)),
                CARRIED => carried.extend(given.into_iter().filter(|entry| is_own(entry))),
                CARRIED_ON => values.set(&entry, given),
                _ if is_own(&entry) => values.set(&entry, given),
                _ => {}
            }
        }
    }
    values.set(SAVED, saved);
    values.set(CARRIED, carried);
    Ok(values)
}

/// The text of each section, to be sealed: its entries, sorted, as JSON.
pub(super) fn split(form: &Form, values: &Values) -> BTreeMap<String, Zeroizing<Vec<u8>>> {
    let mut sections = BTreeMap::new();
    for section in &form.sections {
        let mut entries: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, given) in values.entries() {
            if section.pages.iter().any(|page| holds(page, name)) {
                entries.insert(name, given.iter().map(String::as_str).collect());
            }
        }
        let is_here = |name: &&String| section.pages.iter().any(|page| page.name == **name);
        let saved: Vec<&str> = values.all(SAVED).iter().filter(is_here).map(String::as_str).collect();
        if !saved.is_empty() {
            entries.insert(SAVED, saved);
        }
        let is_here = |name: &&String| section.pages.iter().any(|page| holds(page, name));
        let carried: Vec<&str> = values.all(CARRIED).iter().filter(is_here).map(String::as_str).collect();
        if !carried.is_empty() {
            entries.insert(CARRIED, carried);
            entries.insert(CARRIED_ON, vec![values.first(CARRIED_ON)]);
        }
        let text =
            if entries.is_empty() { Vec::new() } else { serde_json::to_vec(&entries).unwrap_or_default() };
        sections.insert(section.name.clone(), Zeroizing::new(text));
    }
    sections
}

/// Whether an entry is this page's: of one of its questions, or of one of its rows.
fn holds(page: &Page, name: &str) -> bool {
    match name.split_once('~') {
        Some((of, _)) => page.repeat.is_some() && of == page.name,
        None => page.repeat.is_none() && page.fields.iter().any(|field| is_entry(field, name)),
    }
}

fn is_entry(field: &Field, name: &str) -> bool {
    name.strip_prefix(field.name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        && field.entries().iter().any(|entry| entry == name)
}

/// What tells one state of some questions from another, a line of `name:print` each. It stands in the page, so that a save knows
/// which answers were changed on the page, and which were changed elsewhere meanwhile.
pub(super) fn prints_of(values: &Values, fields: &[&Field]) -> String {
    let prints = fields.iter().filter(|field| field.is_question());
    let prints: Vec<String> =
        prints.map(|field| format!("{}:{}", field.name, print_of(values, field))).collect();
    prints.join(" ")
}

/// What tells one answer from another.
pub(super) fn print_of(values: &Values, field: &Field) -> String {
    let mut hash = Sha256::new();
    for entry in field.entries() {
        for value in values.all(&entry) {
            hash.update((entry.len() as u64).to_le_bytes());
            hash.update(entry.as_bytes());
            hash.update((value.len() as u64).to_le_bytes());
            hash.update(value.as_bytes());
        }
    }
    digits_of(&hash.finalize()[..9])
}

/// Read [`prints_of`] back from a page that was posted.
pub(super) fn read_prints(text: &str) -> BTreeMap<&str, &str> {
    text.split_whitespace().filter_map(|line| line.split_once(':')).collect()
}

/// Answers as one text, to tell them from others.
pub(super) fn text_of(answers: &[Answer]) -> Zeroizing<Vec<u8>> {
    let mut text = Zeroizing::new(Vec::new());
    for answer in answers {
        for part in [&answer.field, &answer.label].into_iter().chain(&answer.lines) {
            text.extend_from_slice(&(part.len() as u64).to_be_bytes());
            text.extend_from_slice(part.as_bytes());
        }
        text.extend_from_slice(&answer.row.unwrap_or_default().to_be_bytes());
        text.extend_from_slice(&(answer.lines.len() as u64).to_be_bytes());
    }
    text
}

/// What was typed in a box: one kind of line break, nothing that disguises, nothing where nothing is said.
pub(super) fn typed(given: &[String]) -> Vec<String> {
    given.iter().map(|value| crate::form::clean(value)).filter(|value| !value.trim().is_empty()).collect()
}
