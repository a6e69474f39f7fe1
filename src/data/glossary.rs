//! The glossary: words and short forms that readers may not know, each with what it means in plain words.

use super::{Audience, row_place};
use crate::problem::{Place, Placed};
use crate::source::{Located, Node, Reader};

/// All words that are explained, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Glossary {
    /// The words.
    pub terms: Vec<Term>,
}

/// A word, its short forms, and what it means.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// The whole word, as `independent reviewing officer`.
    pub term: String,
    /// Its short forms, as `IRO`, the usual one first.
    pub short_forms: Vec<String>,
    /// What it means, in plain words.
    pub means: String,
    /// Other words for the same.
    pub synonyms: Vec<String>,
    /// The page that tells more, as a path below `content/`.
    pub page: Option<Placed<String>>,
    /// Readers who know the short forms: a page for them alone need not explain them.
    pub known_to: Vec<Audience>,
    /// Where the row stands.
    pub place: Place,
}

impl Glossary {
    /// Every anchor that the drawn glossary has.
    pub fn anchors(&self) -> impl Iterator<Item = String> {
        self.terms.iter().flat_map(|term| {
            std::iter::once(term.anchor()).chain(term.other_names().map(|(_, anchor)| anchor))
        })
    }
}

impl Term {
    /// The anchor of its meaning: made from the first short form, else from the word.
    pub fn anchor(&self) -> String {
        anchor_of(self.short_forms.first().unwrap_or(&self.term))
    }

    /// The names below which the glossary only says where to look, further short forms and synonyms, each with its anchor.
    pub fn other_names(&self) -> impl Iterator<Item = (&str, String)> {
        let names = self.short_forms.iter().skip(1).chain(&self.synonyms);
        names.map(|name| (name.as_str(), anchor_of(name)))
    }

    /// The whole word and its synonyms: any of them explains a short form.
    pub fn whole_words(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.term).chain(&self.synonyms).map(String::as_str)
    }
}

/// Small letters and digits, with one `-` between them.
fn anchor_of(name: &str) -> String {
    let name = name.to_lowercase();
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

pub(super) fn read(reader: &Reader<'_>, node: &Node) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    let mut taken: Vec<String> = Vec::new();
    for mut row in reader.rows(node, "term") {
        let term = row.required_text("term");
        let short_forms = row.texts("short_forms");
        let means = row.required_text("means");
        let synonyms = row.texts("synonyms");
        let page = row.placed("page");
        let known_to = row.choices("known_to", &Audience::WORDS);
        let place = row_place(reader.file, &row);
        row.finish();
        let (Some(term), Some(means)) = (term, means) else { continue };
        for name in std::iter::once(&term).chain(&short_forms).chain(&synonyms) {
            take(reader, name, &mut taken);
        }
        terms.push(Term {
            term: term.value,
            short_forms: values(short_forms),
            means: means.value,
            synonyms: values(synonyms),
            page,
            known_to,
            place,
        });
    }
    terms
}

/// A name stands in the glossary once: else a reader who looks it up finds two meanings.
fn take(reader: &Reader<'_>, name: &Located<String>, taken: &mut Vec<String>) {
    let anchor = anchor_of(&name.value);
    if taken.contains(&anchor) {
        reader.error(
            "id-taken",
            name.span.clone(),
            format!("`{}` stands in the glossary twice", name.value),
            "keep one of the two",
        );
    }
    taken.push(anchor);
}

fn values(texts: Vec<Located<String>>) -> Vec<String> {
    texts.into_iter().map(|text| text.value).collect()
}
