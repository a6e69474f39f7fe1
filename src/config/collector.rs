//! `[collector]` and `[recipients]`: where forms post to, and whose keys open what is sent.

use super::{Council, web_address};
use crate::problem::{Place, Placed, Problem, one_of};
use crate::source::{Node, Table, Value};
use std::collections::BTreeMap;
use std::str::FromStr;

/// How the collector is reached.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Collector {
    /// The address that forms post to, without a `/` at the end.
    pub url: Option<String>,
    /// Where that address was written.
    pub url_place: Option<Place>,
    /// The address by which the public reaches the collector; `url` where absent.
    pub public_url: Option<String>,
    /// Networks whose word on a reader's address is believed, as `10.0.0.0/8`.
    pub trusted_proxies: Vec<Placed<String>>,
    /// Numbers that stand in place of the collector's own limits, by name.
    pub limits: BTreeMap<String, Placed<u64>>,
}

/// A group of people who can open what is sent to them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// Their public keys, each `age1…`, by the id of the council; those of every council stand under no id.
    keys: BTreeMap<Option<String>, Vec<String>>,
}

impl Group {
    /// The keys that open what is sent about a child of this council.
    pub fn keys(&self, council: Option<&str>) -> Vec<&str> {
        let ids = [None, council.map(str::to_string)];
        let mut keys: Vec<&str> =
            ids.iter().filter_map(|id| self.keys.get(id)).flatten().map(String::as_str).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// Every key of the group.
    pub fn all_keys(&self) -> impl Iterator<Item = &str> {
        self.keys.values().flatten().map(String::as_str)
    }

    /// Whether a form for these councils can be opened whichever is chosen.
    pub fn serves(&self, councils: &[Council]) -> bool {
        let has = |id: Option<&str>| !self.keys(id).is_empty();
        has(None) || !councils.is_empty() && councils.iter().all(|council| has(Some(&council.id)))
    }
}

pub(super) fn read(table: &mut Table<'_>) -> Collector {
    let Some(mut table) = table.table("collector") else { return Collector::default() };
    let mut address = |key| web_address(&mut table, key).map(|url| url.trim_end_matches('/').to_string());
    let (url, public_url) = (address("url"), address("public_url"));
    let url_place = table.node("url").map(|node| table.reader().place(node.span.clone()));
    let trusted_proxies = table.placed_texts("trusted_proxies");
    let mut limits = BTreeMap::new();
    if let Some(node) = table.node("limits")
        && let Some(entries) = table.reader().table(node, "limits").map(|table| table.entries())
    {
        for entry in entries {
            match number(&entry.value) {
                Some(value) => {
                    let place = table.reader().place(entry.key_span.clone());
                    limits.insert(entry.key.clone(), Placed { value, place });
                }
                None => table.reader().error(
                    "value-wrong-kind",
                    entry.value.span.clone(),
                    format!("`{}` is not a number", entry.key),
                    "write a whole number above 0",
                ),
            }
        }
    }
    table.finish();
    Collector { url, url_place, public_url, trusted_proxies, limits }
}

fn number(node: &Node) -> Option<u64> {
    match &node.value {
        Value::Scalar(text) => text.parse().ok().filter(|number| *number > 0),
        _ => None,
    }
}

/// `[recipients.NAME]`: keys by council, `all` for every council.
pub(super) fn read_recipients(table: &mut Table<'_>, councils: &[Council]) -> BTreeMap<String, Group> {
    let Some(table) = table.table("recipients") else { return BTreeMap::new() };
    let mut groups = BTreeMap::new();
    for entry in table.entries() {
        let mut group = Group::default();
        let Some(keys) = table.reader().table(&entry.value, &entry.key) else { continue };
        for row in keys.entries() {
            let council = (row.key != "all").then(|| row.key.clone());
            if let Some(id) = &council
                && !councils.iter().any(|council| council.id == *id)
            {
                let known = councils.iter().map(|council| council.id.as_str()).chain(["all"]);
                let message = format!("`site.toml` has no council `{id}`");
                keys.reader().error("council-unknown", row.key_span.clone(), message, one_of(id, known));
                continue;
            }
            let Value::List(items) = &row.value.value else {
                let help = "write a list of public keys, as `[\"age1…\"]`";
                keys.reader().error(
                    "value-wrong-kind",
                    row.value.span.clone(),
                    format!("`{}` is not a list", row.key),
                    help,
                );
                continue;
            };
            let read = group.keys.entry(council).or_default();
            for item in items {
                match &item.value {
                    Value::Scalar(key) if age::x25519::Recipient::from_str(key).is_ok() => {
                        read.push(key.clone())
                    }
                    Value::Scalar(key) if key.to_ascii_uppercase().contains("AGE-SECRET-KEY-") => {
                        // The line itself is not shown: reports go to terminals and logs.
                        let place = Place { line_text: None, ..keys.reader().place(item.span.clone()) };
                        let message = "this is a secret key, and must never stand here";
                        let help = "make a new pair with `collector keygen`, write its `age1…` here, and destroy this one";
                        keys.reader().report(Problem::error("recipient-secret", place, message).help(help));
                    }
                    _ => keys.reader().error(
                        "recipient-unknown",
                        item.span.clone(),
                        "this is not a public key",
                        "write the line that `collector keygen` prints; it begins with `age1`",
                    ),
                }
            }
        }
        groups.insert(entry.key.clone(), group);
    }
    groups
}
