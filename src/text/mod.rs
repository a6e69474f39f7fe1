//! Markdown to HTML, for pages and for forms; links and shortcodes stay open until the site resolves them.

mod charts;
mod footnotes;
mod headings;
mod inline;
mod link_words;
mod markdown;
mod parse;
mod passages;
mod shortcode;
mod tables;

use serde::{Serialize, Serializer};
use std::ops::Range;
use std::sync::Arc;

pub use charts::{Chart, ChartView, StepView};
pub use headings::Heading;
pub use parse::{Options, parse};
pub use passages::{Part, PartKind, Passage, PassageKind};
pub use shortcode::{Argument, CompletePep, ContactView, Placing, Shortcode, Shortcodes};

/// Markdown that was parsed: HTML with gaps where links and shortcodes go.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prose {
    pieces: Vec<Piece>,
    /// The headings, in order; their ids are the anchors that links may name.
    pub headings: Vec<Heading>,
    /// Links and pictures of this site, in order.
    pub targets: Vec<Target>,
    /// Shortcodes, in order.
    pub shortcodes: Vec<Shortcode>,
    /// Flowcharts, in order.
    pub charts: Vec<Chart>,
    /// Its words, for checks.
    pub passages: Vec<Passage>,
}

impl Prose {
    /// The same, for a text that is not the whole of its file: everything in it is said to stand at `span`.
    #[must_use]
    pub fn placed_at(mut self, span: &Range<usize>) -> Prose {
        self.targets.iter_mut().for_each(|target| target.span = span.clone());
        self.shortcodes.iter_mut().for_each(|shortcode| shortcode.span = span.clone());
        self.passages.clear();
        self
    }
}

/// A link to a page, a heading or a file of this site, as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// As it was written: `../contacts.md#hours`.
    pub written: String,
    /// Where it stands in the file.
    pub span: Range<usize>,
}

/// HTML, or a gap in it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Html(String),
    Target(usize),
    Shortcode(usize),
    Chart(usize),
}

/// Prose with every gap filled: what a page shows.
#[derive(Clone, Debug)]
pub struct Body {
    prose: Arc<Prose>,
    urls: Vec<Arc<str>>,
    shortcodes: Vec<Arc<str>>,
    charts: Vec<Arc<str>>,
}

impl Body {
    /// Fill the gaps: one URL for each target, one text of HTML for each shortcode, in order.
    pub fn new(prose: Arc<Prose>, urls: Vec<Arc<str>>, shortcodes: Vec<Arc<str>>) -> Body {
        debug_assert_eq!(prose.targets.len(), urls.len());
        debug_assert_eq!(prose.shortcodes.len(), shortcodes.len());
        Body { prose, urls, shortcodes, charts: Vec::new() }
    }

    /// The same with the HTML of each flowchart, in order.
    #[must_use]
    pub fn with_charts(self, charts: Vec<Arc<str>>) -> Body {
        debug_assert_eq!(self.prose.charts.len(), charts.len());
        Body { charts, ..self }
    }

    /// Where its links and pictures of this site lead, in order.
    pub fn urls(&self) -> impl Iterator<Item = &str> {
        self.urls.iter().map(|url| &**url)
    }

    /// The HTML of the page's content.
    pub fn html(&self) -> String {
        let mut html = String::with_capacity(self.prose.pieces.iter().map(Piece::size_hint).sum());
        for piece in &self.prose.pieces {
            match piece {
                Piece::Html(text) => html.push_str(text),
                Piece::Target(at) => escape_into(&mut html, self.urls.get(*at).map_or("", |url| url)),
                Piece::Shortcode(at) => html.push_str(self.shortcodes.get(*at).map_or("", |html| html)),
                Piece::Chart(at) => html.push_str(self.charts.get(*at).map_or("", |html| html)),
            }
        }
        html
    }
}

/// Equal when they show the same: the same parsed text is compared by its address, not letter by letter.
impl PartialEq for Body {
    fn eq(&self, other: &Body) -> bool {
        self.urls == other.urls
            && self.shortcodes == other.shortcodes
            && self.charts == other.charts
            && (Arc::ptr_eq(&self.prose, &other.prose) || self.prose == other.prose)
    }
}

impl Serialize for Body {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.html())
    }
}

impl Piece {
    fn size_hint(&self) -> usize {
        match self {
            Piece::Html(text) => text.len(),
            Piece::Target(_) | Piece::Shortcode(_) => 64,
            Piece::Chart(_) => 30_000,
        }
    }
}

/// A word as the first of a line; `ePEP` is written as it is.
pub fn capital(word: &str) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) if !letters.as_str().starts_with(char::is_uppercase) => {
            first.to_uppercase().chain(letters).collect()
        }
        _ => word.to_string(),
    }
}

/// Append text so that it is safe in HTML, in an attribute too.
fn escape_into(html: &mut String, text: &str) {
    // Writing to a String can't fail.
    let _ = pulldown_cmark_escape::escape_html(html, text);
}
