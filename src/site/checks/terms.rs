//! Short forms that a page uses before it has said what they stand for.

use super::by_hand::compared;
use super::words::{Words, plain};
use super::{Page, Site};
use crate::data::Term;
use crate::problem::Problem;
use crate::text::PassageKind;
use std::collections::{BTreeMap, BTreeSet};

/// The glossary, by short form.
pub(super) struct Terms<'a> {
    by_short_form: BTreeMap<&'a str, Explained<'a>>,
    anchors: BTreeSet<String>,
}

/// A term with what explains it.
struct Explained<'a> {
    term: &'a Term,
    /// The whole word and its synonyms, in words as they are compared.
    whole_words: Vec<Vec<Option<String>>>,
}

impl<'a> Terms<'a> {
    /// The terms of the site.
    pub(super) fn of(site: &'a Site) -> Terms<'a> {
        let terms = site.data.glossary.terms.iter();
        let by_short_form = terms.flat_map(|term| {
            let explained = || Explained { term, whole_words: term.whole_words().map(compared).collect() };
            term.short_forms.iter().map(move |short| (short.as_str(), explained()))
        });
        Terms { by_short_form: by_short_form.collect(), anchors: site.data.glossary.anchors().collect() }
    }
}

/// Each short form that a page does not explain where it first uses it, unless all its readers know it.
pub(super) fn check(terms: &Terms<'_>, page: &Page, passages: &[Words<'_>]) -> Vec<Problem> {
    let document = &page.document;
    let audience = &document.front.audience;
    let mut problems = anchors_taken(terms, page);
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let summary = compared(&document.front.summary);
    for passage in passages.iter().filter(|passage| passage.kind != PassageKind::Heading) {
        for word in &passage.words {
            let Some((short, explained)) =
                word.text.and_then(|text| terms.by_short_form.get_key_value(name(text)))
            else {
                continue;
            };
            let term = explained.term;
            let all_know = !audience.is_empty() && audience.iter().all(|who| term.known_to.contains(who));
            if !seen.insert(&term.term) || all_know {
                continue;
            }
            let in_passage: Vec<Option<String>> =
                passage.words.iter().map(|word| word.text.map(plain)).collect();
            let is_explained = explained.whole_words.iter().filter(|whole| !whole.is_empty()).any(|whole| {
                [&in_passage, &summary]
                    .into_iter()
                    .any(|words| words.windows(whole.len()).any(|part| part == whole))
            });
            if !is_explained && !links_to(page, passage, &term.anchor()) {
                let message = format!("`{short}` is used before this page has said what it stands for");
                let here = if passage.kind == PassageKind::Label { "above the chart" } else { "here" };
                let help = format!(
                    "write `{} ({short})` {here}, or link it to `#{}` of the glossary",
                    term.term,
                    term.anchor()
                );
                problems.push(
                    Problem::warning("term-unexplained", document.file.place(word.span.clone()), message)
                        .help(help),
                );
            }
        }
    }
    problems
}

/// `IROs` and `IRO's` are the short form `IRO`.
fn name(word: &str) -> &str {
    let one = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
    match one.strip_suffix('s') {
        Some(short) if short.chars().all(char::is_uppercase) => short,
        _ => one,
    }
}

/// Whether a link of the passage leads to this anchor of another page.
fn links_to(page: &Page, passage: &Words<'_>, anchor: &str) -> bool {
    let mut targets = page.document.prose.targets.iter();
    targets.any(|target| {
        let is_here = passage.span.start <= target.span.start && target.span.end <= passage.span.end;
        is_here && target.written.split_once(".md#").is_some_and(|(_, there)| there == anchor)
    })
}

/// The page that shows the glossary has its anchors, so no heading there may have one of them.
fn anchors_taken(terms: &Terms<'_>, page: &Page) -> Vec<Problem> {
    let document = &page.document;
    let shown = document.prose.shortcodes.iter().find(|shortcode| shortcode.name == "glossary");
    let Some(shown) = shown else { return Vec::new() };
    let taken = document.prose.headings.iter().filter(|heading| terms.anchors.contains(&heading.id));
    taken
        .map(|heading| {
            let message = format!("the heading `{}` has the anchor of a word of the glossary", heading.title);
            Problem::error("anchor-taken", document.file.place(shown.span.clone()), message)
                .help(format!("give the heading another: `{{#about-{}}}`", heading.id))
        })
        .collect()
}
