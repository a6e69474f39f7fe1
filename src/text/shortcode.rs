//! Shortcodes: `{{ fact(key="…") }}` found in a run of text, and drawn by the theme's component of that name.

mod contacts;
mod draw;
mod glossary;
mod mask;
mod school_year;
mod syntax;

use crate::problem::Problem;
use crate::source::Text;
use pulldown_cmark::{CowStr, Event, Tag, TagEnd};
use std::ops::Range;

pub use contacts::ContactView;
pub use draw::{CompletePep, Shortcodes};
pub(super) use mask::{mask, unmask};

/// A shortcode as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortcode {
    /// The component of the theme.
    pub name: String,
    /// What was given, in order.
    pub arguments: Vec<(String, Argument)>,
    /// Whether it stands alone.
    pub placing: Placing,
    /// Where it stands in the file.
    pub span: Range<usize>,
}

impl Shortcode {
    /// The fact or the contact that it names, if it is the shortcode of this name: its first argument.
    pub fn names(&self, shortcode: &str) -> Option<&str> {
        match self.arguments.first() {
            Some((_, Argument::Text(named))) if self.name == shortcode => Some(named),
            _ => None,
        }
    }
}

/// What is given to a shortcode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// Text between quotation marks.
    Text(String),
    /// A whole number.
    Number(i64),
    /// `true` or `false`.
    Flag(bool),
}

/// Where a shortcode stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placing {
    /// Alone in a paragraph, which it replaces.
    Block,
    /// Among other words.
    Inline,
}

/// An event of the Markdown, or a shortcode found among them.
pub(super) enum Item<'a> {
    Event(Event<'a>, Range<usize>),
    Shortcode(Shortcode),
}

/// Find the shortcodes in runs of text; text in code is left alone.
///
/// A line break splits one shortcode into several events, so neighbours are joined by their range in the source.
pub(super) fn find_shortcodes<'a>(file: &Text, items: Vec<Item<'a>>) -> (Vec<Item<'a>>, Vec<Problem>) {
    if !file.text.contains("{{") {
        return (items, Vec::new());
    }
    let mut found = Vec::with_capacity(items.len());
    let mut problems = Vec::new();
    let mut run: Vec<(Event<'a>, Range<usize>)> = Vec::new();
    let mut in_code = false;
    for item in items {
        match item {
            Item::Event(event @ (Event::Text(_) | Event::SoftBreak), span) if !in_code => {
                if run.last().is_some_and(|(_, last)| last.end != span.start) {
                    flush(file, &mut run, &mut found, &mut problems);
                }
                run.push((event, span));
            }
            other => {
                flush(file, &mut run, &mut found, &mut problems);
                match &other {
                    Item::Event(Event::Start(Tag::CodeBlock(_)), _) => in_code = true,
                    Item::Event(Event::End(TagEnd::CodeBlock), _) => in_code = false,
                    _ => {}
                }
                found.push(other);
            }
        }
    }
    flush(file, &mut run, &mut found, &mut problems);
    (found, problems)
}

fn flush<'a>(
    file: &Text,
    run: &mut Vec<(Event<'a>, Range<usize>)>,
    found: &mut Vec<Item<'a>>,
    problems: &mut Vec<Problem>,
) {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return };
    let whole = first.1.start..last.1.end;
    let (shortcodes, mistakes) = syntax::parse(file, whole.clone());
    problems.extend(mistakes);
    let mut shortcodes = shortcodes.into_iter().peekable();
    // What is told up to here: a shortcode may end in a later event than it begins.
    let mut told = whole.start;
    for (event, span) in run.drain(..) {
        while let Some(shortcode) = shortcodes.next_if(|shortcode| shortcode.span.start < span.end) {
            keep(file, &event, &span, told.max(span.start)..shortcode.span.start, found);
            told = shortcode.span.end;
            found.push(Item::Shortcode(shortcode));
        }
        keep(file, &event, &span, told.max(span.start)..span.end, found);
    }
}

/// Keep what an event says outside of shortcodes.
fn keep<'a>(
    file: &Text,
    event: &Event<'a>,
    span: &Range<usize>,
    part: Range<usize>,
    found: &mut Vec<Item<'a>>,
) {
    if part.start >= part.end {
        return;
    }
    if part == *span {
        found.push(Item::Event(event.clone(), part));
    } else if matches!(event, Event::Text(_)) {
        let text = file.text[part.clone()].to_string();
        found.push(Item::Event(Event::Text(CowStr::from(text)), part));
    }
}
