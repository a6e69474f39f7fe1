//! What was sent by a form, as a table: a row a submission, a column a question.

use super::payload::Payload;
use crate::form::Form;
use std::collections::BTreeMap;

/// What is said of every sender: nobody has to sign in to send a form.
pub const SENDER: &str = "not verified";

/// The table, its head first. An answer to a question that the form does not ask any more stands in a column at the end.
pub fn table(form: &Form, payloads: &[Payload]) -> Vec<Vec<String>> {
    let mut columns: Vec<String> = form.columns().into_iter().map(|(column, _)| column).collect();
    let rows: Vec<BTreeMap<String, String>> = payloads.iter().map(row).collect();
    for row in &rows {
        for column in row.keys() {
            if !columns.contains(column) {
                columns.push(column.clone());
            }
        }
    }
    let cells = |row: &BTreeMap<String, String>| {
        columns.iter().map(|column| row.get(column).map_or_else(String::new, |cell| harmless(cell))).collect()
    };
    let body: Vec<Vec<String>> = rows.iter().map(cells).collect();
    [columns].into_iter().chain(body).collect()
}

fn row(payload: &Payload) -> BTreeMap<String, String> {
    let mut row = BTreeMap::from([
        ("reference".to_string(), payload.reference.to_string()),
        ("received".to_string(), payload.received.to_string()),
        ("sender".to_string(), SENDER.to_string()),
    ]);
    for answer in &payload.answers {
        let column = match answer.row {
            Some(number) => format!("{}.{number}", answer.field),
            None => answer.field.clone(),
        };
        row.insert(column, answer.answer.join("\n"));
    }
    row
}

/// A spreadsheet takes a cell that begins so for a formula, which could send others elsewhere: a quotation mark in front stops it.
fn harmless(cell: &str) -> String {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{cell}"),
        false => cell.to_string(),
    }
}
