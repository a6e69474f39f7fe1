//! `sections:` of a form file, with their pages and repeats.

use super::conditions::{self, Known, Scope};
use super::parties::is_party;
use super::{Shared, ensure_plain, fields, scalar};
use crate::form::{Carry, CarryTo, CompletedBy, Page, Repeat, Section};
use crate::problem::one_of;
use crate::source::{Located, Node, Table, Value};

/// The words of `carry`.
pub(super) const CARRY: [(&str, Carry); 3] =
    [("never", Carry::Never), ("confirm", Carry::Confirm), ("unmet", Carry::Unmet)];

pub(super) fn read(table: &mut Table<'_>, shared: &Shared<'_>, known: &mut Vec<Known>) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut fields = 0;
    for row in table.rows("sections") {
        let Some(row) = shared.parts.resolve(row, "section") else { continue };
        let earlier: Vec<&str> = sections.iter().map(|section| section.name.as_str()).collect();
        let Some(section) = section(row, shared, known, &earlier, &sections) else { continue };
        fields += section.pages.iter().map(|page| page.fields.len()).sum::<usize>();
        sections.push(section);
    }
    if fields == 0 && known.is_empty() {
        let start = table.span.start..table.span.start;
        table.reader().error(
            "form-empty",
            start,
            "this form asks nothing",
            "add `sections:`, each with `pages:`, each with `fields:`",
        );
    }
    sections
}

fn section(
    mut row: Table<'_>,
    shared: &Shared<'_>,
    known: &mut Vec<Known>,
    earlier: &[&str],
    sections: &[Section],
) -> Option<Section> {
    let name = row.required_text("section");
    if let Some(name) = &name {
        ensure_plain(&row, name, "section-name");
        ensure_free(&row, name, earlier, "sections");
    }
    let title = row.words("title");
    let completed_by = completed_by(&mut row, shared, known);
    let read_by = row
        .texts("read_by")
        .into_iter()
        .filter(|party| is_party(&row, party, &shared.parties))
        .collect::<Vec<_>>();
    let when = gate(&mut row, shared, known, "section");
    let mut pages: Vec<Page> = Vec::new();
    for page_row in row.rows("pages") {
        let Some(page_row) = shared.parts.resolve(page_row, "page") else { continue };
        let names: Vec<String> = sections
            .iter()
            .flat_map(|section| &section.pages)
            .chain(&pages)
            .map(|page| page.name.clone())
            .collect();
        pages.extend(page(page_row, shared, known, &names));
    }
    let scope = Scope { shared, known, repeat: None };
    let meeting_when = row.node("meeting_when").and_then(|node| conditions::read(&row, node, &scope));
    row.finish();
    let name = name?.value;
    Some(Section {
        title: title.unwrap_or_else(|| name.clone()),
        completed_by,
        read_by: read_by.into_iter().map(|party| party.value).collect(),
        when,
        meeting_when,
        pages,
        name,
    })
}

fn page(mut row: Table<'_>, shared: &Shared<'_>, known: &mut Vec<Known>, earlier: &[String]) -> Option<Page> {
    let (name, title) = (row.required_text("page"), row.required_text("title"));
    if let Some(name) = &name {
        ensure_plain(&row, name, "page-name");
        ensure_free(&row, name, &earlier.iter().map(String::as_str).collect::<Vec<_>>(), "pages");
    }
    let when = gate(&mut row, shared, known, "page");
    let repeat_node = row.node("repeat");
    let repeat_name = repeat_node.and(name.as_ref()).map(|name| name.value.clone());
    let fields = fields::read(&mut row, shared, known, repeat_name.as_deref());
    let repeat = repeat_node.and_then(|node| repeat(&row, node, shared, &fields));
    row.finish();
    Some(Page { name: name?.value, title: title?.value, when, repeat, fields })
}

/// `when` of a section or a page. A form of one page shows all of itself.
fn gate(
    row: &mut Table<'_>,
    shared: &Shared<'_>,
    known: &[Known],
    level: &str,
) -> Option<crate::form::Condition> {
    let node = row.node("when")?;
    if !shared.saves {
        needs_save(row, node, &format!("`when` of a {level}"), "put `when` on its fields");
    }
    conditions::read(row, node, &Scope { shared, known, repeat: None })
}

fn needs_save(row: &Table<'_>, node: &Node, what: &str, instead: &str) {
    row.reader().error(
        "form-needs-save",
        node.span.clone(),
        format!("{what} works in forms of several pages only"),
        format!("add `save: true` to the form, or {instead}"),
    );
}

fn repeat(
    row: &Table<'_>,
    node: &Node,
    shared: &Shared<'_>,
    fields: &[crate::form::Field],
) -> Option<Repeat> {
    if !shared.saves {
        needs_save(row, node, "`repeat`", "ask for several things in one `textarea`");
    }
    let mut table = row.reader().table(node, "repeat")?;
    let name = table.required_text("name");
    let min = table.integer("min").map_or(Some(0), |min| usize::try_from(min).ok());
    let max = table.integer("max");
    if max.is_none() {
        table.required_text("max");
    }
    let max = max.and_then(|max| usize::try_from(max).ok());
    if let (Some(min), Some(max)) = (min, max)
        && (min > max || max == 0 || max > 50)
    {
        let place = table.span.clone();
        table.reader().error(
            "repeat-bounds",
            place,
            format!("there can't be from {min} to {max} rows"),
            "write a `max` from 1 to 50, and a `min` that is not greater",
        );
    }
    let summary = table.required_text("summary");
    if let Some(summary) = &summary {
        for name in named_in(&summary.value) {
            if !fields.iter().any(|field| field.name == name && field.is_question()) {
                let help = one_of(name, fields.iter().map(|field| field.name.as_str()));
                let message = format!("this page asks no `{name}`");
                table.reader().error("repeat-summary", summary.span.clone(), message, help);
            }
        }
    }
    let carry = table.choice("carry", &CARRY).unwrap_or(Carry::Never);
    let carry_to = carry_to(&mut table, carry);
    table.finish();
    Some(Repeat { name: name?.value, min: min?, max: max?, summary: summary?.value, carry, carry_to })
}

/// Where rows go in next term's form. What it names is looked up when the whole form is read.
fn carry_to(table: &mut Table<'_>, carry: Carry) -> Option<CarryTo> {
    let place = table.entries().iter().find(|entry| entry.key == "carry_to")?.key_span.clone();
    let mut carry_to = table.table("carry_to")?;
    let reader = carry_to.reader();
    if carry != Carry::Unmet {
        let message = "`carry_to` says nothing without `carry: unmet`";
        reader.error("field-key", place, message, "add `carry: unmet`, or take `carry_to` out");
    }
    let page = carry_to.required_text("page").map(|page| reader.placed(page));
    let mut fields = Vec::new();
    let pairs = carry_to.required_table("fields", "add `fields: { target: old_target }`");
    for entry in pairs.iter().flat_map(Table::entries) {
        let from = Located { value: entry.key.clone(), span: entry.key_span.clone() };
        match scalar(&entry.value) {
            Some(to) => {
                let to = Located { value: to.to_string(), span: entry.value.span.clone() };
                fields.push((reader.placed(from), reader.placed(to)));
            }
            None => reader.error(
                "value-wrong-kind",
                entry.value.span.clone(),
                format!("`{}` names no field", entry.key),
                "write the name of a field of that page behind it",
            ),
        }
    }
    carry_to.finish();
    Some(CarryTo { page: page?, fields })
}

/// The fields that stand in braces.
fn named_in(summary: &str) -> impl Iterator<Item = &str> {
    summary.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

fn ensure_free(row: &Table<'_>, name: &Located<String>, earlier: &[&str], what: &str) {
    if earlier.contains(&name.value.as_str()) {
        let message = format!("two {what} have the name `{}`", name.value);
        row.reader().error("id-taken", name.span.clone(), message, "give each a name of its own");
    }
}

/// A party, or a list of parties, each alone or as `{ party, when }`.
fn completed_by(row: &mut Table<'_>, shared: &Shared<'_>, known: &[Known]) -> Vec<CompletedBy> {
    let Some(node) = row.node("completed_by") else {
        if !shared.parties.is_empty() {
            row.required_text("completed_by");
        }
        return Vec::new();
    };
    let items: Vec<&Node> = match &node.value {
        Value::List(items) => items.iter().collect(),
        _ => vec![node],
    };
    let mut parties = Vec::new();
    for item in items {
        let (party, when) = match scalar(item) {
            Some(name) => (Some(Located { value: name.to_string(), span: item.span.clone() }), None),
            None => {
                let Some(mut table) = row.reader().table(item, "completed_by") else { continue };
                let party = table.required_text("party");
                let scope = Scope { shared, known, repeat: None };
                let when = table.node("when").and_then(|node| conditions::read(&table, node, &scope));
                table.finish();
                (party, when)
            }
        };
        if let Some(party) = party.filter(|party| is_party(row, party, &shared.parties)) {
            parties.push(CompletedBy { party: party.value, when });
        }
    }
    parties
}
