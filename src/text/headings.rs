//! Headings: their ids, the order of their levels.

use super::markdown::Writer;
use std::collections::BTreeMap;
use std::ops::Range;

/// A heading of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 2 for `##`, down to 6.
    pub level: usize,
    /// The anchor that links may name.
    pub id: String,
    /// The words, without marks.
    pub title: String,
}

/// Ids that the theme's own parts of a page begin with; a heading never gets one of them.
const RESERVED_PREFIX: &str = "page--";

/// The ids given so far on one page.
#[derive(Default)]
pub(super) struct Ids {
    taken: BTreeMap<String, usize>,
}

impl Ids {
    /// An id made from the words, as a Git host makes it; a second one gets `-1`.
    fn give(&mut self, title: &str) -> String {
        let mut id = slug(title);
        if id.is_empty() || id.starts_with(RESERVED_PREFIX) {
            id = format!("section-{id}").trim_end_matches('-').to_string();
        }
        let base = id.clone();
        while self.taken.contains_key(&id) {
            let count = self.taken.entry(base.clone()).or_default();
            *count += 1;
            id = format!("{base}-{count}");
        }
        self.taken.insert(id.clone(), 0);
        id
    }
}

/// Lower case, spaces to `-`, everything else but letters, digits, `-` and `_` dropped.
fn slug(title: &str) -> String {
    title
        .to_lowercase()
        .chars()
        .filter_map(|c| match c {
            ' ' | '\n' => Some('-'),
            '-' | '_' => Some(c),
            c if c.is_alphanumeric() => Some(c),
            _ => None,
        })
        .collect()
}

impl Writer<'_> {
    /// Note a heading and return its id.
    pub(super) fn heading(
        &mut self,
        level: usize,
        explicit: Option<&str>,
        title: String,
        span: Range<usize>,
    ) -> String {
        self.check_level(level, &span);
        let id = match explicit {
            Some(id) => self.explicit_id(id, &span),
            None => self.ids.give(&title),
        };
        self.prose.headings.push(Heading { level, id: id.clone(), title });
        id
    }

    fn check_level(&mut self, level: usize, span: &Range<usize>) {
        let previous = self.prose.headings.last().map_or(1, |heading| heading.level);
        if level == 1 {
            self.error(
                "heading-level-one",
                span.clone(),
                "a page's only `#` heading is its title",
                "start at `##`: the `title` of the front matter is shown above it",
            );
        } else if level > previous + 1 {
            let marks = "#".repeat(previous + 1);
            self.error(
                "heading-skipped",
                span.clone(),
                format!(
                    "this heading skips a level: `{}` follows `{}`",
                    "#".repeat(level),
                    "#".repeat(previous)
                ),
                format!("write `{marks}`"),
            );
        }
    }

    fn explicit_id(&mut self, id: &str, span: &Range<usize>) -> String {
        let is_safe =
            id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
                && id.starts_with(|c: char| c.is_ascii_lowercase());
        if !is_safe || id.starts_with(RESERVED_PREFIX) {
            self.error(
                "anchor-unsafe",
                span.clone(),
                format!("`{id}` can't be an anchor"),
                "use small letters a to z, digits, `-` and `_`, starting with a letter, but not with `page--`",
            );
        } else if self.ids.taken.insert(id.to_string(), 0).is_some() {
            self.error(
                "anchor-taken",
                span.clone(),
                format!("two headings have the anchor `{id}`"),
                "give each an anchor of its own",
            );
        }
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_a_git_host() {
        let mut ids = Ids::default();
        assert_eq!(ids.give("When is a PEP due?"), "when-is-a-pep-due");
        assert_eq!(ids.give("When is a PEP due?"), "when-is-a-pep-due-1");
        assert_eq!(ids.give("When is a PEP due?"), "when-is-a-pep-due-2");
        assert_eq!(ids.give("Sections B, C & D"), "sections-b-c--d");
        assert_eq!(ids.give("???"), "section");
    }
}
