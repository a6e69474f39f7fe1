//! The project's folder as text: the only reader of an author's files.

mod disk;
mod toml;
mod tree;
mod yaml;

use crate::problem::{Place, Problem};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

pub use disk::{is_folder, is_source_path, read, read_again, real_root};
pub use toml::parse_toml;
pub use tree::{Entry, Kind, Located, Node, Reader, Table, Value};
pub use yaml::parse_yaml;

/// A text file of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Relative to the project's root, with `/` between folders.
    pub path: Arc<str>,
    /// What the file says, without a byte order mark.
    pub text: Arc<str>,
}

impl Text {
    /// The place of a range of bytes of this file.
    pub fn place(&self, range: Range<usize>) -> Place {
        Place::in_text(&self.path, &self.text, range)
    }
}

/// What a file holds: text that is parsed, or bytes that are copied as they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum File {
    /// A page, data, a template, a style sheet, the settings.
    Text(Text),
    /// A picture, a document to download.
    Bytes(Arc<[u8]>),
}

/// All files of a project that a build may use, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    files: BTreeMap<Arc<str>, File>,
    /// What was wrong with reading a file, by the file's path.
    problems: BTreeMap<Arc<str>, Problem>,
}

impl Source {
    /// A project in memory, as tests make it: the same rules as for files on disk.
    pub fn from_files<'a>(files: impl IntoIterator<Item = (&'a str, Vec<u8>)>) -> Source {
        let mut source = Source::default();
        for (path, bytes) in files {
            source.insert(path.into(), bytes);
        }
        source
    }

    /// The text file at this path, if there is one.
    pub fn text(&self, path: &str) -> Option<&Text> {
        match self.files.get(path) {
            Some(File::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Whether a file of any kind is at this path.
    pub fn contains(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// All files below a folder, in the order of their paths.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a Arc<str>, &'a File)> {
        let start: Arc<str> = format!("{folder}/").into();
        self.files.range(start.clone()..).take_while(move |(path, _)| path.starts_with(&*start))
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file at all.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// What went wrong while reading: names that are not safe, text that is not UTF-8, links that lead out.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.problems.values()
    }

    fn remove(&mut self, path: &str) {
        self.files.remove(path);
        self.problems.remove(path);
    }

    fn insert(&mut self, path: Arc<str>, bytes: Vec<u8>) {
        self.remove(&path);
        if let Some(problem) = check_name(&path) {
            self.problems.insert(path, problem);
            return;
        }
        let file = if is_text(&path) {
            match decode(&path, bytes) {
                Ok(text) => {
                    if let Some(problem) = check_characters(&text) {
                        self.problems.insert(path.clone(), problem);
                    }
                    File::Text(text)
                }
                Err(problem) => {
                    self.problems.insert(path, problem);
                    return;
                }
            }
        } else {
            File::Bytes(bytes.into())
        };
        self.files.insert(path, file);
    }
}

/// Files that are parsed; everything else is copied byte for byte.
fn is_text(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    let in_theme = path.starts_with("themes/");
    matches!(extension, "md" | "yaml" | "yml" | "toml")
        || in_theme && matches!(extension, "html" | "xml" | "txt" | "css")
}

/// A byte order mark is dropped; anything but UTF-8 is refused with the place of its first bad byte.
fn decode(path: &Arc<str>, bytes: Vec<u8>) -> Result<Text, Problem> {
    match String::from_utf8(bytes) {
        Ok(text) => {
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text).into();
            Ok(Text { path: path.clone(), text })
        }
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes());
            let problem = Problem::error(
                "source-not-utf8",
                Place::in_text(path, &text, good..good + 3),
                "this file is not UTF-8 text from here on",
            )
            .help("save the file as UTF-8 in your editor");
            Err(problem)
        }
    }
}

/// A control character stands in no page; it comes in unseen, with text that was copied.
fn check_characters(text: &Text) -> Option<Problem> {
    let is_wrong = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    let (at, character) = text.text.char_indices().find(|(_, c)| is_wrong(*c))?;
    let message =
        format!("here is a control character, U+{:04X}, which no page can hold", u32::from(character));
    Some(
        Problem::error("source-control-character", text.place(at..at + character.len_utf8()), message)
            .help("delete it: it may not show in your editor; if need be, write the line anew"),
    )
}

/// A name becomes an address on the web, so only letters without accents, digits, `-`, `_` and `.` are safe in it.
fn check_name(path: &Arc<str>) -> Option<Problem> {
    let name = path.split('/').find(|name| !is_safe_name(name))?;
    let safe: String = name
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' })
        .collect();
    let safe = safe.trim_matches(['-', '.']);
    let safe = if is_safe_name(safe) { safe } else { "a-safe-name" };
    Some(
        Problem::error(
            "source-unsafe-name",
            Place::file(path.clone()),
            format!("the name `{name}` is not safe in an address on the web"),
        )
        .help(format!(
            "use letters without accents, capitals too, digits, `-`, `_` and `.`: rename it to `{safe}`"
        )),
    )
}

fn is_safe_name(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_device = matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || (stem.len() == 4
            && (stem.starts_with("com") || stem.starts_with("lpt"))
            && stem.ends_with(|c: char| c.is_ascii_digit()));
    !name.is_empty()
        && !is_device
        && !name.ends_with('.')
        && !name.starts_with('.')
        && name.len() <= 120
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem_of(path: &str, bytes: &[u8]) -> Option<String> {
        let source = Source::from_files([(path, bytes.to_vec())]);
        source.problems().next().map(|problem| problem.name.to_string())
    }

    #[test]
    fn names_that_are_not_safe_are_refused() {
        for name in [
            "content/a b.md",
            "content/ä.md",
            "content/con.md",
            "content/a?.md",
            "content/x./y.md",
            "content/LPT1.md",
        ] {
            assert_eq!(problem_of(name, b"").as_deref(), Some("source-unsafe-name"), "{name}");
        }
        for name in ["content/_index.md", "content/Form-1.pdf", "content/console.md"] {
            assert_eq!(problem_of(name, b""), None, "{name}");
        }
    }

    #[test]
    fn text_that_is_not_utf8_is_refused_with_its_place() {
        let source = Source::from_files([("content/a.md", b"ab\nc\xff".to_vec())]);
        let problem = source.problems().next().expect("a problem");
        assert_eq!((problem.place.line, problem.place.column), (2, 2));
    }

    #[test]
    fn control_characters_are_refused_with_their_place() {
        let source = Source::from_files([("content/a.md", "a\té\r\nb\u{1}c\u{85}".as_bytes().to_vec())]);
        let problem = source.problems().next().expect("a problem");
        assert_eq!(problem.name, "source-control-character");
        assert_eq!((problem.place.line, problem.place.column), (2, 2));
        assert!(source.text("content/a.md").is_some(), "what else is wrong with the file is still told");
    }

    #[test]
    fn a_byte_order_mark_is_dropped() {
        let source = Source::from_files([("content/a.md", b"\xef\xbb\xbfhi".to_vec())]);
        assert_eq!(&*source.text("content/a.md").expect("the file").text, "hi");
    }
}
