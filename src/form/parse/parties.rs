//! `parties:` and `leads:` of a form file.

use super::scalar;
use crate::form::Party;
use crate::problem::one_of;
use crate::source::{Located, Table};

/// The parties, in the order of the file.
pub(super) fn read(table: &mut Table<'_>) -> Vec<Party> {
    let Some(table) = table.table("parties") else { return Vec::new() };
    let mut parties = Vec::new();
    for entry in table.entries() {
        match scalar(&entry.value) {
            Some(title) if !title.trim().is_empty() => {
                parties.push(Party { name: entry.key.clone(), title: title.to_string() });
            }
            _ => table.reader().error(
                "value-empty",
                entry.key_span.clone(),
                format!("`{}` has no words that people read", entry.key),
                format!("write `{}: Social worker`", entry.key),
            ),
        }
    }
    parties
}

/// Who leads; every party where the form does not say.
pub(super) fn leads(table: &mut Table<'_>, parties: &[Party]) -> Vec<String> {
    let place = table.entries().iter().find(|entry| entry.key == "leads").map(|entry| entry.key_span.clone());
    let named = table.texts("leads");
    let Some(place) = place else { return parties.iter().map(|party| party.name.clone()).collect() };
    if named.is_empty() {
        let help = "name the parties that begin and sign, or take `leads` out: then all of them do";
        table.reader().error("value-empty", place, "`leads` names nobody", help);
    }
    let mut leads: Vec<String> = Vec::new();
    for lead in named.iter().filter(|lead| is_party(table, lead, parties)) {
        if leads.contains(&lead.value) {
            let message = format!("`{}` leads twice", lead.value);
            table.reader().error("id-taken", lead.span.clone(), message, "take one of the two out");
            continue;
        }
        leads.push(lead.value.clone());
    }
    leads
}

/// Whether the form has this party; else the mistake is told.
pub(super) fn is_party(row: &Table<'_>, party: &Located<String>, parties: &[Party]) -> bool {
    let is_known = parties.iter().any(|known| known.name == party.value);
    if !is_known {
        let help = one_of(&party.value, parties.iter().map(|party| party.name.as_str()));
        let message = format!("there is no party `{}`", party.value);
        row.reader().error("party-unknown", party.span.clone(), message, help);
    }
    is_known
}
