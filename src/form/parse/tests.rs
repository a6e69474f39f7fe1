//! `tests:` of a form file: what is given, and what is expected.

use super::scalar;
use crate::form::test::{Expect, Test};
use crate::form::{Field, Form, Kind, Page, Values};
use crate::problem::{Placed, one_of};
use crate::source::{Entry, Node, Reader, Table, Value};

pub(super) fn read(reader: &Reader<'_>, node: &Node, form: &Form) -> Vec<Test> {
    let mut tests = Vec::new();
    for mut row in reader.rows(node, "tests") {
        let name = row.required_text("name");
        let given =
            row.required_table("given", "add `given: {}`, or answers as `given: { upn: A801200005001 }`");
        let given = given.map(|table| given_values(&table, form));
        let expect = row.required_table("expect", "add `expect: { errors: {} }`");
        let expect = expect.map(|table| expect_of(table, form));
        row.finish();
        if let (Some(name), Some(given), Some(expect)) = (name, given, expect) {
            tests.push(Test { name: name.value, given, expect });
        }
    }
    tests
}

fn given_values(table: &Table<'_>, form: &Form) -> Values {
    let mut values = Values::default();
    for entry in table.entries() {
        if let Some((_, page, field)) = form.place_of(&entry.key).filter(|(_, page, _)| page.repeat.is_none())
        {
            let _ = page;
            put(table.reader(), &mut values, None, field, &entry.value);
        } else if let Some((_, page)) = form.page(&entry.key).filter(|(_, page)| page.repeat.is_some()) {
            put_rows(table.reader(), &mut values, page, &entry.value);
        } else {
            let repeats = form.pages().filter(|page| page.repeat.is_some()).map(|page| page.name.as_str());
            let fields = form.fields().filter(|field| field.is_question()).map(|field| field.name.as_str());
            let message = format!("there is no field and no repeat `{}`", entry.key);
            let help = one_of(&entry.key, fields.chain(repeats));
            table.reader().error("test-field", entry.key_span.clone(), message, help);
        }
    }
    values
}

fn put_rows(reader: &Reader<'_>, values: &mut Values, page: &Page, node: &Node) {
    for (at, row) in reader.rows(node, &page.name).into_iter().enumerate() {
        let id = format!("r{}", at + 1);
        values.add_row(&page.name, &id);
        for entry in row.entries() {
            match page.fields.iter().find(|field| field.name == entry.key) {
                Some(field) => put(reader, values, Some((&page.name, &id)), field, &entry.value),
                None => {
                    let message = format!("`{}` asks no `{}`", page.name, entry.key);
                    let help = one_of(&entry.key, page.fields.iter().map(|field| field.name.as_str()));
                    reader.error("test-field", entry.key_span.clone(), message, help);
                }
            }
        }
    }
}

/// An answer as a test writes it: a text, a list for checkboxes, a day as `2026-09-01`, a table for what has several boxes.
fn put(reader: &Reader<'_>, values: &mut Values, row: Option<(&str, &str)>, field: &Field, node: &Node) {
    let mut set = |entry: &str, given: Vec<String>| match row {
        Some((page, row)) => values.set_in_row(page, row, entry, given),
        None => values.set(entry, given),
    };
    let wrong = |help: &str| {
        let message = format!("this is no answer to `{}`", field.name);
        reader.error("test-answer", node.span.clone(), message, help);
    };
    let box_of = |part: &str| format!("{}-{part}", field.name);
    match (&node.value, &field.kind) {
        (Value::Scalar(text), Kind::Date(_) | Kind::Month(_)) => {
            let parts: Vec<&str> = text.split('-').collect();
            match (parts.as_slice(), &field.kind) {
                ([year, month, day], Kind::Date(_)) => {
                    set(&box_of("day"), vec![(*day).to_string()]);
                    set(&box_of("month"), vec![(*month).to_string()]);
                    set(&box_of("year"), vec![(*year).to_string()]);
                }
                ([year, month], Kind::Month(_)) => {
                    set(&box_of("month"), vec![(*month).to_string()]);
                    set(&box_of("year"), vec![(*year).to_string()]);
                }
                _ => wrong("write a day year first, as `2026-09-01`, and a month as `2026-09`"),
            }
        }
        (Value::Scalar(text), Kind::Address) if !text.is_empty() => {
            wrong("write `{ line_1: 1 High Street, town: Anytown, postcode: NN1 1AA }`");
        }
        (Value::Scalar(text), _) => set(&field.name, vec![text.clone()]),
        (Value::List(items), Kind::Checkboxes(_)) => {
            set(&field.name, items.iter().filter_map(scalar).map(str::to_string).collect());
        }
        (Value::Table(entries), _) => {
            for Entry { key, key_span, value } in entries {
                let text = scalar(value).unwrap_or_default().to_string();
                if key == "not_known" && field.not_known {
                    set(&field.not_known_entry(), vec!["yes".into()]);
                    set(&field.reason_entry(), vec![text]);
                } else if field.kind.parts().contains(&key.as_str()) {
                    set(&box_of(key), vec![text]);
                } else {
                    let help = one_of(key, field.kind.parts().iter().copied().chain(["not_known"]));
                    let message = format!("`{}` has no `{key}`", field.name);
                    reader.error("test-answer", key_span.clone(), message, help);
                }
            }
        }
        _ => wrong("write text, or a list for `checkboxes`"),
    }
}

fn expect_of(mut table: Table<'_>, form: &Form) -> Expect {
    let place = table.reader().place(table.span.clone());
    let pages = form.pages().map(|page| page.name.as_str()).collect::<Vec<_>>();
    let (pages_in, pages_out) = both(&mut table, "pages", &pages);
    let fields = form.fields().map(|field| field.name.as_str()).collect::<Vec<_>>();
    let (fields_in, fields_out) = both(&mut table, "fields", &fields);
    let errors = table.table("errors").map(|errors| {
        let mut expected = Vec::new();
        for entry in errors.entries() {
            let known = fields.contains(&entry.key.as_str()) || pages.contains(&entry.key.as_str());
            match scalar(&entry.value) {
                Some(message) if known => {
                    let place = errors.reader().place(entry.key_span.clone());
                    expected.push((Placed { value: entry.key.clone(), place }, message.to_string()));
                }
                Some(_) => {
                    let help = one_of(&entry.key, fields.iter().copied());
                    let message = format!("there is no field `{}`", entry.key);
                    errors.reader().error("test-field", entry.key_span.clone(), message, help);
                }
                None => errors.reader().error(
                    "value-empty",
                    entry.key_span.clone(),
                    "this message says nothing",
                    "write the message, word for word",
                ),
            }
        }
        expected
    });
    table.finish();
    Expect { place, pages_in, pages_out, fields_in, fields_out, errors }
}

/// `{ include: […], exclude: […] }`.
fn both(
    table: &mut Table<'_>,
    key: &'static str,
    known: &[&str],
) -> (Vec<Placed<String>>, Vec<Placed<String>>) {
    let Some(mut both) = table.table(key) else { return (Vec::new(), Vec::new()) };
    let mut list = |key| {
        let listed = both.texts(key);
        for text in &listed {
            if !known.contains(&text.value.as_str()) {
                let help = one_of(&text.value, known.iter().copied());
                both.reader().error(
                    "test-field",
                    text.span.clone(),
                    format!("there is no `{}`", text.value),
                    help,
                );
            }
        }
        listed.into_iter().map(|text| both.reader().placed(text)).collect()
    };
    let found = (list("include"), list("exclude"));
    both.finish();
    found
}
