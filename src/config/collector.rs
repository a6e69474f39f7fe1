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

impl Collector {
    /// Where people reach it, without a `/` at the end; empty where it is the site's own host.
    pub fn address(&self) -> &str {
        self.public_url.as_ref().or(self.url.as_ref()).map_or("", String::as_str)
    }
}

/// The limits that `[collector.limits]` may set; docs/operators.md says what each bounds.
pub const LIMITS: [&str; 14] = [
    "connections",
    "head_time",
    "head_bytes",
    "head_lines",
    "body_time",
    "body_bytes",
    "request_time",
    "reply_time",
    "fields",
    "name_bytes",
    "value_bytes",
    "submissions_per_minute",
    "saves_per_minute",
    "codes_per_minute",
];

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
    for key in ["url", "public_url"] {
        refuse_path(&mut table, key);
    }
    let limits = limits(&mut table);
    table.finish();
    Collector { url, url_place, public_url, trusted_proxies, limits }
}

/// The collector answers at `/forms/…` and `/assets/…` of its host, so its address has no path.
fn refuse_path(table: &mut Table<'_>, key: &'static str) {
    let Some(Node { value: Value::Scalar(text), span }) = table.node(key) else { return };
    if url::Url::parse(text)
        .is_ok_and(|url| url.path() != "/" || url.query().is_some() || url.fragment().is_some())
    {
        let help = "give the collector a host of its own, as `https://forms.example.gov.uk`";
        table.reader().error("config-address", span.clone(), format!("`{key}` holds more than a host"), help);
    }
}

fn limits(table: &mut Table<'_>) -> BTreeMap<String, Placed<u64>> {
    let mut limits = BTreeMap::new();
    let Some(inner) = table.table("limits") else { return limits };
    for entry in inner.entries() {
        let (name, span) = (&entry.key, entry.key_span.clone());
        if !LIMITS.contains(&name.as_str()) {
            inner.reader().error(
                "key-unknown",
                span,
                format!("`limits` has no key `{name}`"),
                one_of(name, LIMITS),
            );
            continue;
        }
        match number(&entry.value) {
            Some(value) => {
                limits.insert(name.clone(), Placed { value, place: inner.reader().place(span) });
            }
            None => inner.reader().error(
                "value-wrong-kind",
                entry.value.span.clone(),
                format!("`{name}` is not a number"),
                "write a whole number from 1 to 1000000000",
            ),
        }
    }
    limits
}

fn number(node: &Node) -> Option<u64> {
    match &node.value {
        Value::Scalar(text) => text.parse().ok().filter(|number| (1..=1_000_000_000).contains(number)),
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
