//! `fields:` and `options:` of a form file.

use super::conditions;
use super::{Shared, prose, refuse_later, scalar};
use crate::form::reference::FIELD_TYPES;
use crate::form::{Choice, Day, Field, Kind, Page};
use crate::problem::one_of;
use crate::source::{Located, Node, Table, Value};
use std::collections::BTreeMap;

/// Hosts of private mailboxes, for `refuse_domains: personal`.
const PERSONAL: [&str; 30] = [
    "aol.co.uk",
    "aol.com",
    "blueyonder.co.uk",
    "btinternet.com",
    "fastmail.com",
    "gmail.com",
    "gmx.co.uk",
    "gmx.com",
    "googlemail.com",
    "hotmail.co.uk",
    "hotmail.com",
    "icloud.com",
    "live.co.uk",
    "live.com",
    "mac.com",
    "mail.com",
    "me.com",
    "msn.com",
    "ntlworld.com",
    "outlook.co.uk",
    "outlook.com",
    "proton.me",
    "protonmail.com",
    "sky.com",
    "talktalk.net",
    "tiscali.co.uk",
    "virginmedia.com",
    "yahoo.co.uk",
    "yahoo.com",
    "ymail.com",
];

/// One line; what is longer is most likely in the wrong box.
const LINE: usize = 200;
/// Several lines.
const LINES: usize = 2000;

pub(super) fn lists(table: &mut Table<'_>) -> BTreeMap<String, Vec<Choice>> {
    let mut lists = BTreeMap::new();
    if let Some(table) = table.table("lists") {
        for entry in table.entries() {
            lists.insert(entry.key.clone(), choices(&table, &entry.value, "options"));
        }
    }
    lists
}

pub(super) fn read(page: &mut Table<'_>, shared: &Shared<'_>, before: &[Page]) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for mut row in page.rows("fields") {
        refuse_later(&mut row, "field");
        let earlier: Vec<&Field> = before.iter().flat_map(|page| &page.fields).chain(&fields).collect();
        let field = field(&mut row, shared, &earlier);
        row.finish();
        fields.extend(field);
    }
    fields
}

fn field(row: &mut Table<'_>, shared: &Shared<'_>, earlier: &[&Field]) -> Option<Field> {
    let name = row.required_text("field");
    let kind = kind(row, shared);
    let is_content = matches!(kind, Some(Kind::Content(_)));
    let label = if is_content { None } else { row.required_text("label") };
    let hint = row.words("hint");
    let optional = row.flag("optional", false);
    let when = row.node("when").and_then(|node| conditions::read(row, node, shared, earlier));
    let default_length = if matches!(kind, Some(Kind::Textarea)) { LINES } else { LINE };
    let max_length =
        row.integer("max_length").and_then(|length| usize::try_from(length).ok()).unwrap_or(default_length);
    let autocomplete = row.words("autocomplete");
    row.words("purpose");
    row.choice(
        "sensitivity",
        &[("none", ()), ("personal", ()), ("identifying", ()), ("special", ()), ("criminal", ())],
    );
    if let Some(name) = &name {
        check_name(row, name, earlier);
    }
    Some(Field {
        name: name?.value,
        kind: kind?,
        label: if is_content { String::new() } else { label?.value },
        hint,
        optional,
        when,
        max_length,
        autocomplete,
    })
}

fn check_name(row: &Table<'_>, name: &Located<String>, earlier: &[&Field]) {
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
    if earlier.iter().any(|field| field.name == name.value) {
        let message = format!("two fields have the name `{}`", name.value);
        row.reader().error("id-taken", name.span.clone(), message, "give each field a name of its own");
    }
}

fn kind(row: &mut Table<'_>, shared: &Shared<'_>) -> Option<Kind> {
    let word = row.required_text("type")?;
    let known = FIELD_TYPES.iter().find(|known| known.name == word.value);
    if known.is_some_and(|known| known.built == crate::form::reference::Built::Later) {
        let message = format!("the type `{}` is not built yet", word.value);
        row.reader().error(
            "form-key-later",
            word.span,
            message,
            "take another type; docs/form-reference.md says which there are",
        );
        return None;
    }
    let yes_no = || vec![choice("yes", "Yes"), choice("no", "No")];
    Some(match word.value.as_str() {
        "text" => Kind::Text,
        "textarea" => Kind::Textarea,
        "email" => Kind::Email { refuse_domains: refuse_domains(row) },
        "phone" => Kind::Phone,
        "radios" => Kind::Radios(options(row, shared)?),
        "checkboxes" => Kind::Checkboxes(options(row, shared)?),
        "select" => Kind::Select(options(row, shared)?),
        "yes-no" => Kind::YesNo(yes_no()),
        "date" => Kind::Date(
            row.choice("in", &[("any", Day::Any), ("past", Day::Past), ("future", Day::Future)])
                .unwrap_or(Day::Any),
        ),
        "urn" => Kind::Urn,
        "council" => {
            Kind::Council(shared.councils.iter().map(|council| choice(&council.id, &council.name)).collect())
        }
        "declaration" => Kind::Declaration,
        "content" => {
            let text = row.required_text("content")?;
            Kind::Content(prose(row, &text))
        }
        other => {
            let help = one_of(other, FIELD_TYPES.iter().map(|known| known.name));
            row.reader().error(
                "form-unknown-type",
                word.span.clone(),
                format!("unknown type `{other}`"),
                help,
            );
            return None;
        }
    })
}

fn choice(value: &str, text: &str) -> Choice {
    Choice { value: value.to_string(), text: text.to_string(), hint: None }
}

fn options(row: &mut Table<'_>, shared: &Shared<'_>) -> Option<Vec<Choice>> {
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
        let list = shared.lists.get(name);
        if list.is_none() {
            let help = one_of(name, shared.lists.keys().map(String::as_str));
            row.reader().error("list-unknown", node.span.clone(), format!("there is no list `{name}`"), help);
        }
        return list.cloned();
    }
    Some(choices(row, node, "options"))
}

/// A list of `{ value, text, hint }`.
fn choices(table: &Table<'_>, node: &Node, what: &str) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for mut row in table.reader().rows(node, what) {
        refuse_later(&mut row, "option");
        let (value, text, hint) = (row.required_text("value"), row.required_text("text"), row.words("hint"));
        row.finish();
        let (Some(value), Some(text)) = (value, text) else { continue };
        if choices.iter().any(|other| other.value == value.value) {
            let message = format!("two options have the value `{}`", value.value);
            table.reader().error("id-taken", value.span, message, "give each option a value of its own");
            continue;
        }
        choices.push(Choice { value: value.value, text: text.value, hint });
    }
    choices
}

/// `personal`, or a list of hosts.
fn refuse_domains(row: &mut Table<'_>) -> Vec<String> {
    let Some(node) = row.node("refuse_domains") else { return Vec::new() };
    match (&node.value, scalar(node)) {
        (_, Some("personal")) => PERSONAL.map(str::to_string).to_vec(),
        (Value::List(items), _) => items
            .iter()
            .filter_map(scalar)
            .flat_map(|host| match host {
                "personal" => PERSONAL.map(str::to_string).to_vec(),
                host => vec![host.to_lowercase()],
            })
            .collect(),
        _ => {
            row.reader().error(
                "value-wrong-kind",
                node.span.clone(),
                "`refuse_domains` is not a list of hosts",
                "write `personal`, or a list as `[gmail.com]`",
            );
            Vec::new()
        }
    }
}
