//! What a browser posted or a draft holds: texts by the name of the entry, rows of repeats among them.

use std::collections::BTreeMap;

/// Between the page of a repeat, the row and the entry: no name of a page or a field holds it.
const MARK: char = '~';

/// What was typed, by the name of the entry, unchecked.
///
/// A row of a repeat has entries of its own, `targets~k3f9~what`; `targets~` lists the rows in their order. Nobody posts these
/// names: a row's page posts plain ones, and the collector puts the row in front.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    entries: BTreeMap<String, Vec<String>>,
}

impl Values {
    /// The entries of a post.
    pub fn new(entries: impl IntoIterator<Item = (String, String)>) -> Values {
        let mut values = Values::default();
        for (name, value) in entries {
            values.entries.entry(name).or_default().push(value);
        }
        values
    }

    /// Whether nothing was posted.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All values of an entry.
    pub fn all(&self, name: &str) -> &[String] {
        self.entries.get(name).map_or(&[], Vec::as_slice)
    }

    /// The first value of an entry; empty if there is none.
    pub fn first(&self, name: &str) -> &str {
        self.all(name).first().map_or("", String::as_str)
    }

    /// The same without one entry.
    #[must_use]
    pub fn without(mut self, name: &str) -> Values {
        self.entries.remove(name);
        self
    }

    /// Put values in the place of those of an entry; none of them removes it.
    pub fn set(&mut self, name: &str, values: Vec<String>) {
        if values.is_empty() {
            self.entries.remove(name);
        } else {
            self.entries.insert(name.to_string(), values);
        }
    }

    /// Every entry with its values.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.entries.iter().map(|(name, values)| (name.as_str(), values.as_slice()))
    }

    /// The rows of a repeat, in their order.
    pub fn rows(&self, page: &str) -> &[String] {
        self.all(&format!("{page}{MARK}"))
    }

    /// Add a row at the end of a repeat.
    pub fn add_row(&mut self, page: &str, row: &str) {
        self.entries.entry(format!("{page}{MARK}")).or_default().push(row.to_string());
    }

    /// Take a row and all that was typed in it out of a repeat.
    pub fn remove_row(&mut self, page: &str, row: &str) {
        let rows = self.rows(page).iter().filter(|known| *known != row).cloned().collect();
        self.set(&format!("{page}{MARK}"), rows);
        let start = row_start(page, row);
        self.entries.retain(|name, _| !name.starts_with(&start));
    }

    /// What a row's questions see: the row's entries under their plain names, over everything outside of repeats.
    #[must_use]
    pub fn in_row(&self, page: &str, row: &str) -> Values {
        let start = row_start(page, row);
        let outer = self.entries.iter().filter(|(name, _)| !name.contains(MARK));
        let mut entries: BTreeMap<String, Vec<String>> =
            outer.map(|(name, values)| (name.clone(), values.clone())).collect();
        for (name, values) in &self.entries {
            if let Some(plain) = name.strip_prefix(&start) {
                entries.insert(plain.to_string(), values.clone());
            }
        }
        Values { entries }
    }

    /// The name of an entry of a row.
    pub(super) fn row_entry(page: &str, row: &str, name: &str) -> String {
        format!("{}{name}", row_start(page, row))
    }

    /// Put the values of an entry into a row.
    pub fn set_in_row(&mut self, page: &str, row: &str, name: &str, values: Vec<String>) {
        self.set(&Values::row_entry(page, row, name), values);
    }
}

/// Whether a name could be that of a row's entry; a post with one is not this program's.
pub fn is_row_entry(name: &str) -> bool {
    name.contains(MARK)
}

fn row_start(page: &str, row: &str) -> String {
    format!("{page}{MARK}{row}{MARK}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_sees_itself_and_what_stands_outside_of_repeats() {
        let mut values = Values::new([("phase".to_string(), "early".to_string())]);
        values.add_row("targets", "a");
        values.add_row("targets", "b");
        values.set_in_row("targets", "a", "what", vec!["read".into()]);
        values.set_in_row("targets", "b", "what", vec!["write".into()]);
        let row = values.in_row("targets", "b");
        assert_eq!((row.first("phase"), row.first("what")), ("early", "write"));
        assert_eq!(row.entries().count(), 2);
        values.remove_row("targets", "b");
        assert_eq!(values.rows("targets"), ["a"]);
        assert_eq!(values.in_row("targets", "b").first("what"), "");
    }
}
