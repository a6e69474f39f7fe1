//! `when:`, `check:` and `conditions:` of a form file: each may look back at earlier questions only, so none can go in a circle.

use super::{Shared, scalar};
use crate::form::{Choice, Condition, Number, Order, Side, Than};
use crate::problem::one_of;
use crate::source::{Node, Reader, Table, Value};
use std::collections::BTreeMap;

/// Deep enough for any question that a person can follow.
const DEEPEST: usize = 8;

/// A question that stands before a condition.
pub(super) struct Known {
    pub(super) name: String,
    pub(super) takes: Takes,
    /// The page, if it is one of a repeat.
    pub(super) repeat: Option<String>,
}

/// What a question can be compared with.
pub(super) enum Takes {
    /// One of these.
    One(Vec<Choice>),
    /// Some of these.
    Several(Vec<Choice>),
    /// A number.
    Number,
    /// A day or a month.
    Day,
    /// A text.
    Text,
    /// It has a mistake of its own, so nothing more is told of it.
    Unknown,
}

/// What a condition may look at.
pub(super) struct Scope<'a> {
    pub(super) shared: &'a Shared<'a>,
    pub(super) known: &'a [Known],
    /// The page, where the condition stands in a repeat.
    pub(super) repeat: Option<&'a str>,
}

impl Scope<'_> {
    fn visible(&self) -> impl Iterator<Item = &Known> + Clone {
        self.known.iter().filter(|known| known.repeat.is_none() || known.repeat.as_deref() == self.repeat)
    }
}

pub(super) fn named(table: &mut Table<'_>) -> BTreeMap<String, Node> {
    let Some(table) = table.table("conditions") else { return BTreeMap::new() };
    table.entries().iter().map(|entry| (entry.key.clone(), entry.value.clone())).collect()
}

/// The condition at a node: written out, or the name of one.
pub(super) fn read(row: &Table<'_>, node: &Node, scope: &Scope<'_>) -> Option<Condition> {
    read_at(row.reader(), node, scope, 0)
}

fn read_at(reader: &Reader<'_>, node: &Node, scope: &Scope<'_>, depth: usize) -> Option<Condition> {
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
        let Some(named) = scope.shared.conditions.get(name) else {
            let help = one_of(name, scope.shared.conditions.keys().map(String::as_str));
            reader.error(
                "condition-unknown",
                node.span.clone(),
                format!("there is no condition `{name}`"),
                help,
            );
            return None;
        };
        // It stands in the form's file, though it may be used in a part's. Which questions stand before depends on the use.
        let form = Reader::new(scope.shared.file);
        let condition = read_at(&form, named, scope, depth + 1);
        for mut problem in form.into_problems() {
            if problem.name == "condition-field" {
                problem.place = reader.place(node.span.clone());
            }
            reader.report(problem);
        }
        return condition;
    }
    let mut table = reader.table(node, "when")?;
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
        // Not `collect` into an option at once: each mistake is told.
        let items: Vec<Option<Condition>> =
            items.iter().map(|item| read_at(reader, item, scope, depth + 1)).collect();
        Some(items.into_iter().collect())
    };
    let (all, any) = (list("all"), list("any"));
    let not = table.node("not").map(|node| read_at(reader, node, scope, depth + 1));
    let condition = match (all, any, not) {
        (Some(all), None, None) => all.map(Condition::All),
        (None, Some(any), None) => any.map(Condition::Any),
        (None, None, Some(not)) => not.map(|not| Condition::Not(Box::new(not))),
        (None, None, None) => on_field(&mut table, scope),
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

const COMPARES: [&str; 11] = [
    "is",
    "is_not",
    "in",
    "contains",
    "answered",
    "at_least",
    "at_most",
    "more_than",
    "less_than",
    "before",
    "after",
];

fn on_field(table: &mut Table<'_>, scope: &Scope<'_>) -> Option<Condition> {
    let reader = table.reader();
    let name = table.required_text("field");
    let found = name.as_ref().and_then(|name| find(reader, &name.value, name.span.clone(), scope));
    let given: Vec<(&'static str, &Node)> =
        COMPARES.iter().filter_map(|key| table.node(key).map(|node| (*key, node))).collect();
    let (name, found) = (name?, found?);
    let [(key, node)] = given.as_slice() else {
        reader.error(
            "condition-mixed",
            table.span.clone(),
            "a condition on a field says one thing",
            "write one of `is`, `is_not`, `in`, `contains`, `answered`, `at_least`, `at_most`, `more_than`, `less_than`, \
             `before` and `after`",
        );
        return None;
    };
    let field = name.value;
    let wrong_type = |help: &str| {
        let message = format!("`{field}` can't be compared by `{key}`");
        reader.error("condition-type", node.span.clone(), message, help);
        None
    };
    let side = match *key {
        "at_least" => Some(Side::AtLeast),
        "at_most" => Some(Side::AtMost),
        "more_than" => Some(Side::MoreThan),
        "less_than" => Some(Side::LessThan),
        _ => None,
    };
    match (*key, side, &found.takes) {
        (_, _, Takes::Unknown) => None,
        ("answered", _, _) => Some(Condition::Answered { answered: scalar(node) != Some("false"), field }),
        (_, Some(side), Takes::Number) => {
            let Some(number) = scalar(node).and_then(Number::parse) else {
                reader.error(
                    "value-wrong-kind",
                    node.span.clone(),
                    "this is not a number",
                    "write one, as `17`",
                );
                return None;
            };
            Some(Condition::Number { field, side, number })
        }
        (_, Some(_), _) => wrong_type("name a field of the type `number`, `money` or `percent`"),
        ("before" | "after", _, Takes::Day) => {
            let order = if *key == "before" { Order::Before } else { Order::After };
            Some(Condition::Day { field, order, than: than(reader, node, scope)? })
        }
        ("before" | "after", _, _) => wrong_type("name a field of the type `date` or `month`"),
        (_, _, Takes::Day | Takes::Number) => {
            wrong_type("a number is compared by `at_least` and the like, a day by `before` and `after`")
        }
        ("contains", _, Takes::Several(choices)) => {
            let value = values(reader, node, &field, choices).pop()?;
            Some(Condition::Contains { field, value })
        }
        ("contains", _, _) => wrong_type("write `is`: it has one answer"),
        ("is" | "in", _, Takes::Several(_)) => {
            let message = format!("`{field}` may have several answers");
            reader.error("condition-type", node.span.clone(), message, "write `contains`");
            None
        }
        ("is_not", _, Takes::One(choices) | Takes::Several(choices)) => {
            let none_of = values(reader, node, &field, choices);
            Some(Condition::IsNot { field, none_of })
        }
        ("is_not", _, _) => Some(Condition::IsNot { none_of: values(reader, node, &field, &[]), field }),
        (_, _, Takes::One(choices)) => {
            let any_of = values(reader, node, &field, choices);
            Some(Condition::Is { field, any_of })
        }
        _ => Some(Condition::Is { any_of: values(reader, node, &field, &[]), field }),
    }
}

fn find<'k>(
    reader: &Reader<'_>,
    name: &str,
    span: std::ops::Range<usize>,
    scope: &'k Scope<'_>,
) -> Option<&'k Known> {
    let found = scope.visible().find(|known| known.name == name);
    if found.is_none() {
        let in_repeat =
            scope.known.iter().find(|known| known.name == name).and_then(|known| known.repeat.as_ref());
        let (message, help) = match in_repeat {
            Some(page) => (
                format!(
                    "`{name}` is asked once for each row of `{page}`, so it can't be looked at from outside"
                ),
                "name a field that is asked once".to_string(),
            ),
            None => (
                format!("no question `{name}` stands before this one"),
                one_of(name, scope.visible().map(|known| known.name.as_str())),
            ),
        };
        reader.error("condition-field", span, message, help);
    }
    found
}

/// A day, `today`, or `{ field: … }`.
fn than(reader: &Reader<'_>, node: &Node, scope: &Scope<'_>) -> Option<Than> {
    if let Some(text) = scalar(node) {
        if text == "today" {
            return Some(Than::Today);
        }
        let day = (text.len() == 10).then(|| text.parse().ok()).flatten();
        if day.is_none() {
            reader.error(
                "value-wrong-kind",
                node.span.clone(),
                format!("`{text}` is not a day"),
                "write a date, as `2026-11-23`, or `today`, or `{ field: … }`",
            );
        }
        return day.map(Than::Day);
    }
    let mut table = reader.table(node, "before")?;
    let name = table.required_text("field");
    table.finish();
    let name = name?;
    let other = find(reader, &name.value, name.span.clone(), scope)?;
    if !matches!(other.takes, Takes::Day | Takes::Unknown) {
        let message = format!("`{}` is no day", name.value);
        reader.error("condition-type", name.span, message, "name a field of the type `date` or `month`");
        return None;
    }
    Some(Than::Field(name.value))
}

/// One value or a list of values, each of which the question offers.
fn values(reader: &Reader<'_>, node: &Node, field: &str, choices: &[Choice]) -> Vec<String> {
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
        if !choices.is_empty() && !choices.iter().any(|choice| choice.value == text) {
            let help = one_of(text, choices.iter().map(|choice| choice.value.as_str()));
            let message = format!("`{field}` does not offer `{text}`");
            reader.error("condition-value", item.span.clone(), message, help);
        }
        values.push(text.to_string());
    }
    values
}
