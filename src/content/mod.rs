//! One Markdown file to a `Document`: its front matter and its prose.

mod front_matter;

use crate::problem::{Place, Problem};
use crate::source::{Reader, Text, parse_yaml};
use crate::text::{self, Prose};
use std::ops::Range;
use std::sync::Arc;

pub use crate::data::Audience;
pub use front_matter::{Change, Citation, FrontMatter};

/// A page as its author wrote it: parsed, not yet joined with the rest of the site.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The file.
    pub file: Text,
    /// What stands between the two lines of `---`.
    pub front: FrontMatter,
    /// What stands below.
    pub prose: Arc<Prose>,
}

impl Document {
    /// The document of this file, and every mistake in it. What is wrong or missing gets a stand-in, so that the site
    /// can look for more mistakes.
    pub fn parse(file: &Text, options: text::Options) -> (Document, Vec<Problem>) {
        let mut problems = Vec::new();
        let (yaml, body) = match split(&file.text) {
            Ok(ranges) => ranges,
            Err(help) => {
                let place = Place::at(&file.path, &file.text, 1, 1);
                problems.push(
                    Problem::error("front-matter-missing", place, "this page has no front matter").help(help),
                );
                (0..0, 0..file.text.len())
            }
        };
        let mut front = FrontMatter::default();
        if !problems.is_empty() {
            front.title = file.path.to_string();
        } else {
            match parse_yaml(file, yaml) {
                Ok(node) => {
                    let reader = Reader::new(file);
                    front = front_matter::read(&reader, &node);
                    problems.extend(reader.into_problems());
                }
                Err(problem) => problems.push(problem),
            }
        }
        let (prose, prose_problems) = text::parse(file, body, options);
        problems.extend(prose_problems);
        (Document { file: file.clone(), front, prose: Arc::new(prose) }, problems)
    }

    /// Whether this page opens a section.
    pub fn is_section(&self) -> bool {
        self.file.path.ends_with("/_index.md")
    }

    /// The place to report what the page as a whole lacks.
    pub fn place(&self) -> Place {
        Place::at(&self.file.path, &self.file.text, 1, 1)
    }
}

/// The YAML between two lines of `---`, and what follows.
fn split(text: &str) -> Result<(Range<usize>, Range<usize>), &'static str> {
    let first = text.split_inclusive('\n').next().unwrap_or_default();
    if first.trim_end() != "---" {
        return Err("begin the file with a line `---`, then `title: …` and `summary: …`, then a line `---`");
    }
    let start = first.len();
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == "---" {
            return Ok((start..at, at + line.len()..text.len()));
        }
        at += line.len();
    }
    Err("end the front matter with a second line `---`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_ends_at_the_second_line() {
        assert_eq!(split("---\na: 1\n---\nhi"), Ok((4..9, 13..15)));
        assert_eq!(split("---\r\na: 1\r\n---\r\nhi"), Ok((5..11, 16..18)));
        assert_eq!(split("---\n---"), Ok((4..4, 7..7)));
        assert!(split("hi").is_err());
        assert!(split("---\na: 1\n").is_err());
        assert!(split("").is_err());
    }
}
