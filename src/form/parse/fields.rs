//! `fields:` and `lists:` of a form file.

use super::conditions::{self, Known, Scope, Takes};
use super::kinds;
use super::sections::CARRY;
use super::{Shared, scalar};
use crate::form::{Carry, Choice, Example, Field, Kind, OnBad, Reader, Sensitivity, Wording};
use crate::problem::one_of;
use crate::source::{Located, Node, Table};
use std::collections::BTreeMap;

/// One line; what is longer is most likely in the wrong box.
const LINE: usize = 200;
/// Several lines.
const LINES: usize = 2000;

pub(super) fn lists(table: &mut Table<'_>) -> BTreeMap<String, Vec<Choice>> {
    let mut lists = BTreeMap::new();
    if let Some(table) = table.table("lists") {
        for entry in table.entries() {
            lists.insert(entry.key.clone(), choices(&table, &entry.value, "options", None));
        }
    }
    lists
}

/// The questions of a page. `repeat` is the page's name if it is one of a repeat.
pub(super) fn read(
    page: &mut Table<'_>,
    shared: &Shared<'_>,
    known: &mut Vec<Known>,
    repeat: Option<&str>,
) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    let present = page.entries().iter().any(|entry| entry.key == "fields");
    if !present {
        page.required_text("fields");
    }
    for row in page.rows("fields") {
        let Some(mut row) = shared.parts.resolve(row, "field") else { continue };
        let name = row.required_text("field");
        let field = field(&mut row, name.as_ref(), &Scope { shared, known, repeat });
        row.finish();
        if let Some(name) = name {
            let takes = field.as_ref().map_or(Takes::Unknown, takes);
            let is_question = field.as_ref().is_none_or(Field::is_question);
            if is_question && !known.iter().any(|known| known.name == name.value) {
                known.push(Known { name: name.value, takes, repeat: repeat.map(str::to_string) });
            }
        }
        fields.extend(field);
    }
    fields
}

fn takes(field: &Field) -> Takes {
    match &field.kind {
        Kind::Checkboxes(choices) => Takes::Several(choices.clone()),
        Kind::Number(_) | Kind::Money(_) | Kind::Percent(_) => Takes::Number,
        Kind::Date(_) | Kind::Month(_) => Takes::Day,
        _ if !field.choices().is_empty() => Takes::One(field.choices().to_vec()),
        _ => Takes::Text,
    }
}

fn field(row: &mut Table<'_>, name: Option<&Located<String>>, scope: &Scope<'_>) -> Option<Field> {
    let kind = kinds::read(row, scope);
    let is_content = matches!(kind, Some(Kind::Content(_)));
    let when = row.node("when").and_then(|node| conditions::read(row, node, scope));
    if let Some(name) = name {
        check_name(row, name, scope.known);
    }
    let place = row.reader().place(name.map_or(row.span.clone(), |name| name.span.clone()));
    if is_content {
        return Some(Field {
            name: name?.value.clone(),
            place,
            kind: kind?,
            label: String::new(),
            hint: None,
            wordings: Vec::new(),
            optional: true,
            not_known: false,
            expected: false,
            warn: None,
            on_bad: OnBad::Refuse,
            when,
            max_length: 0,
            autocomplete: None,
            sensitivity: None,
            purpose: None,
            carry: Carry::Never,
            copies: Vec::new(),
        });
    }
    let label = row.required_text("label");
    let hint = row.words("hint");
    let optional = row.flag("optional", false);
    let default_length = if matches!(kind, Some(Kind::Textarea)) { LINES } else { LINE };
    let max_length =
        row.integer("max_length").and_then(|length| usize::try_from(length).ok()).unwrap_or(default_length);
    let autocomplete = row.words("autocomplete");
    let purpose = row.words("purpose");
    let sensitivity = row.choice("sensitivity", &Sensitivity::ALL);
    let wordings = wordings(row, scope);
    let warn = warn(row, scope);
    let on_bad = row.choice("on_bad", &[("refuse", OnBad::Refuse), ("warn", OnBad::Warn)]);
    let carry = row.choice("carry", &CARRY).unwrap_or(Carry::Never);
    let copies = match row.node("copies") {
        Some(_) => row.choices("copies", &Reader::ALL),
        None => Reader::ALL.iter().map(|(_, reader)| *reader).filter(|reader| reader.is_usual()).collect(),
    };
    let (not_known, expected) = (row.flag("not_known", false), row.flag("expected", false));
    let field = Field {
        name: name?.value.clone(),
        place,
        kind: kind?,
        label: label?.value,
        hint,
        wordings,
        optional: optional || expected,
        not_known,
        expected,
        warn,
        on_bad: on_bad.unwrap_or(OnBad::Refuse),
        when,
        max_length,
        autocomplete,
        sensitivity,
        purpose,
        carry,
        copies,
    };
    check_keys(row, &field, on_bad.is_some());
    Some(field)
}

/// Keys that say nothing for this type.
fn check_keys(row: &Table<'_>, field: &Field, has_on_bad: bool) {
    let refuse = |key: &str, help: &str| {
        let place = row.entries().iter().find(|entry| entry.key == key).map(|entry| entry.key_span.clone());
        let message = format!("`{key}` says nothing for the type `{}`", field.type_word());
        row.reader().error("field-key", place.unwrap_or(row.span.clone()), message, help);
    };
    if has_on_bad && !field.is_identifier() {
        refuse("on_bad", "take it out: it is for `upn`, `uln`, `urn` and `nhs-number`");
    }
    if field.warn.is_some() && !matches!(field.kind, Kind::Text | Kind::Textarea) {
        refuse("warn", "take it out: it is for `text` and `textarea`");
    }
    if field.not_known && matches!(field.kind, Kind::Declaration | Kind::Council(_)) {
        refuse("not_known", "take it out");
    }
}

fn wordings(row: &mut Table<'_>, scope: &Scope<'_>) -> Vec<Wording> {
    let mut wordings = Vec::new();
    for mut wording in row.rows("wordings") {
        let when = match wording.node("when") {
            Some(node) => conditions::read(&wording, node, scope),
            None => {
                wording.required_text("when");
                None
            }
        };
        let (label, hint) = (wording.required_text("label"), wording.words("hint"));
        wording.finish();
        if let (Some(when), Some(label)) = (when, label) {
            wordings.push(Wording { when, label: label.value, hint });
        }
    }
    wordings
}

fn warn(row: &mut Table<'_>, scope: &Scope<'_>) -> Option<Vec<Example>> {
    let warn = row.choice("warn", &[("smart-target", ())]);
    let mut examples = Vec::new();
    let place =
        row.entries().iter().find(|entry| entry.key == "examples").map(|entry| entry.key_span.clone());
    for mut example in row.rows("examples") {
        let when = example.node("when").map(|node| conditions::read(&example, node, scope));
        let (weak, strong) = (example.required_text("weak"), example.required_text("strong"));
        example.finish();
        if let (Some(weak), Some(strong), true) = (weak, strong, !matches!(when, Some(None))) {
            examples.push(Example { when: when.flatten(), weak: weak.value, strong: strong.value });
        }
    }
    if let (None, Some(place)) = (warn, place) {
        row.reader().error(
            "field-key",
            place,
            "`examples` says nothing without `warn`",
            "add `warn: smart-target`",
        );
    }
    warn.map(|()| examples)
}

fn check_name(row: &Table<'_>, name: &Located<String>, earlier: &[Known]) {
    let is_plain = name.value.starts_with(|c: char| c.is_ascii_lowercase())
        && name.value.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !is_plain {
        let message = format!("`{}` can't be the name of a field", name.value);
        row.reader().error(
            "field-name",
            name.span.clone(),
            message,
            "use small letters, digits and `_`, starting with a letter",
        );
    }
    if earlier.iter().any(|known| known.name == name.value) {
        let message = format!("two fields have the name `{}`", name.value);
        row.reader().error("id-taken", name.span.clone(), message, "give each field a name of its own");
    }
}

pub(super) fn options(row: &mut Table<'_>, scope: &Scope<'_>) -> Option<Vec<Choice>> {
    let Some(node) = row.node("options") else {
        row.reader().error(
            "key-missing",
            row.span.start..row.span.start + 1,
            "this field has no `options`",
            "add `options: [{ value: a, text: A }]`, or the name of a list",
        );
        return None;
    };
    if let Some(name) = scalar(node) {
        let list = scope.shared.lists.get(name);
        if list.is_none() {
            let help = one_of(name, scope.shared.lists.keys().map(String::as_str));
            row.reader().error("list-unknown", node.span.clone(), format!("there is no list `{name}`"), help);
        }
        return list.cloned();
    }
    Some(choices(row, node, "options", Some(scope)))
}

/// A list of `{ value, text, hint, when }`. In `lists` there is no scope, so no `when`: which questions stand before is not known.
fn choices(table: &Table<'_>, node: &Node, what: &str, scope: Option<&Scope<'_>>) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for mut row in table.reader().rows(node, what) {
        let (value, text, hint) = (row.required_text("value"), row.required_text("text"), row.words("hint"));
        let when = row.node("when").and_then(|node| match scope {
            Some(scope) => conditions::read(&row, node, scope),
            None => {
                row.reader().error(
                    "condition-field",
                    node.span.clone(),
                    "an option of `lists` can't have `when`",
                    "write the options out at the field that needs it",
                );
                None
            }
        });
        row.finish();
        let (Some(value), Some(text)) = (value, text) else { continue };
        if choices.iter().any(|other| other.value == value.value) {
            let message = format!("two options have the value `{}`", value.value);
            table.reader().error("id-taken", value.span, message, "give each option a value of its own");
            continue;
        }
        choices.push(Choice { value: value.value, text: text.value, hint, when });
    }
    choices
}
