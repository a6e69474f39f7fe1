//! `when:` and `conditions:` of a form file: each may look back at earlier questions only, so none can go in a circle.

use super::{Shared, scalar};
use crate::form::{Condition, Field, Kind};
use crate::problem::one_of;
use crate::source::{Node, Table, Value};
use std::collections::BTreeMap;

/// Deep enough for any question that a person can follow.
const DEEPEST: usize = 8;

pub(super) fn named(table: &mut Table<'_>) -> BTreeMap<String, Node> {
    let Some(table) = table.table("conditions") else { return BTreeMap::new() };
    table.entries().iter().map(|entry| (entry.key.clone(), entry.value.clone())).collect()
}

/// The condition at a node: written out, or the name of one.
pub(super) fn read(
    row: &Table<'_>,
    node: &Node,
    shared: &Shared<'_>,
    earlier: &[&Field],
) -> Option<Condition> {
    read_at(row, node, shared, earlier, 0)
}

fn read_at(
    row: &Table<'_>,
    node: &Node,
    shared: &Shared<'_>,
    earlier: &[&Field],
    depth: usize,
) -> Option<Condition> {
    let reader = row.reader();
    if depth > DEEPEST {
        reader.error(
            "condition-deep",
            node.span.clone(),
            "these conditions lead to each other without an end",
            "say it in fewer steps",
        );
        return None;
    }
    if let Some(name) = scalar(node) {
        let Some(named) = shared.conditions.get(name) else {
            let help = one_of(name, shared.conditions.keys().map(String::as_str));
            reader.error(
                "condition-unknown",
                node.span.clone(),
                format!("there is no condition `{name}`"),
                help,
            );
            return None;
        };
        return read_at(row, named, shared, earlier, depth + 1);
    }
    let mut table = reader.table(node, "when")?;
    super::refuse_later(&mut table, "condition");
    let mut list = |key| -> Option<Option<Vec<Condition>>> {
        let node = table.node(key)?;
        let Value::List(items) = &node.value else {
            reader.error(
                "value-wrong-kind",
                node.span.clone(),
                format!("`{key}` is not a list"),
                "write a list of conditions",
            );
            return Some(None);
        };
        Some(items.iter().map(|item| read_at(row, item, shared, earlier, depth + 1)).collect())
    };
    let (all, any) = (list("all"), list("any"));
    let not = table.node("not").map(|node| read_at(row, node, shared, earlier, depth + 1));
    let condition = match (all, any, not) {
        (Some(all), None, None) => Some(Condition::All(all?)),
        (None, Some(any), None) => Some(Condition::Any(any?)),
        (None, None, Some(not)) => Some(Condition::Not(Box::new(not?))),
        (None, None, None) => on_field(&mut table, earlier),
        _ => {
            reader.error(
                "condition-mixed",
                node.span.clone(),
                "this condition says several things at once",
                "write one of `all`, `any` and `not`",
            );
            None
        }
    };
    table.finish();
    condition
}

fn on_field(table: &mut Table<'_>, earlier: &[&Field]) -> Option<Condition> {
    let reader = table.reader();
    let name = table.required_text("field")?;
    let found = earlier.iter().find(|field| field.name == name.value && field.is_question());
    let Some(found) = found else {
        let help = one_of(&name.value, earlier.iter().map(|field| field.name.as_str()));
        reader.error(
            "condition-field",
            name.span,
            format!("no question `{}` stands before this one", name.value),
            help,
        );
        return None;
    };
    let field = name.value;
    let mut value = |key: &'static str| table.node(key).map(|node| values(reader, node, found));
    let (is, is_not, one_of_these, contains) = (value("is"), value("is_not"), value("in"), value("contains"));
    let answered = table.node("answered").map(|node| scalar(node) != Some("false"));
    match (is, is_not, one_of_these, contains, answered) {
        (Some(any_of), None, None, None, None) | (None, None, Some(any_of), None, None) => {
            let is_many = matches!(found.kind, Kind::Checkboxes(_));
            if is_many {
                reader.error(
                    "condition-type",
                    table.span.clone(),
                    format!("`{field}` may have several answers"),
                    "write `contains`",
                );
            }
            Some(Condition::Is { field, any_of })
        }
        (None, Some(none_of), None, None, None) => Some(Condition::IsNot { field, none_of }),
        (None, None, None, Some(mut values), None) => {
            Some(Condition::Contains { field, value: values.pop()? })
        }
        (None, None, None, None, Some(answered)) => Some(Condition::Answered { field, answered }),
        _ => {
            reader.error(
                "condition-mixed",
                table.span.clone(),
                "a condition on a field says one thing",
                "write one of `is`, `is_not`, `in`, `contains` and `answered`",
            );
            None
        }
    }
}

/// One value or a list of values, each of which the question offers.
fn values(reader: &crate::source::Reader<'_>, node: &Node, field: &Field) -> Vec<String> {
    let items: Vec<&Node> = match &node.value {
        Value::List(items) => items.iter().collect(),
        _ => vec![node],
    };
    let mut values = Vec::new();
    for item in items {
        let Some(text) = scalar(item) else {
            reader.error("value-wrong-kind", item.span.clone(), "this is not a value", "write text");
            continue;
        };
        let choices = field.choices();
        if !choices.is_empty() && !choices.iter().any(|choice| choice.value == text) {
            let help = one_of(text, choices.iter().map(|choice| choice.value.as_str()));
            reader.error(
                "condition-value",
                item.span.clone(),
                format!("`{}` does not offer `{text}`", field.name),
                help,
            );
        }
        values.push(text.to_string());
    }
    values
}
