//! Events to HTML: blocks. What is inside a paragraph stands in `inline`, notes and tables in files of their own.

use super::charts;
use super::footnotes::Footnotes;
use super::headings::Ids;
use super::parse::Options;
use super::shortcode::{Item, Placing, Shortcode};
use super::tables::Table;
use super::{Piece, Prose, Target, escape_into};
use crate::problem::Problem;
use crate::source::Text;
use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event, Tag, TagEnd};
use std::ops::Range;

/// Writes the HTML of one text.
pub(super) struct Writer<'a> {
    pub(super) file: &'a Text,
    pub(super) options: Options,
    pub(super) prose: Prose,
    pub(super) ids: Ids,
    pub(super) footnotes: Footnotes,
    pub(super) table: Option<Table>,
    /// The pieces in front of the part that is being written; more than one while a note is written.
    pub(super) outputs: Vec<Vec<Piece>>,
    html: String,
    problems: Vec<Problem>,
}

/// The items still to be written.
pub(super) type Items<'i, 'a> = std::iter::Peekable<std::slice::Iter<'i, Item<'a>>>;

impl<'a> Writer<'a> {
    pub(super) fn new(file: &'a Text, options: Options) -> Writer<'a> {
        Writer {
            file,
            options,
            prose: Prose::default(),
            ids: Ids::default(),
            footnotes: Footnotes::default(),
            table: None,
            outputs: vec![Vec::new()],
            html: String::new(),
            problems: Vec::new(),
        }
    }

    pub(super) fn write(&mut self, items: Vec<Item<'_>>) {
        let mut items = items.iter().peekable();
        while let Some(item) = items.next() {
            match item {
                Item::Event(Event::Start(tag), span) => self.start(tag, span, &mut items),
                Item::Event(Event::End(tag), _) => self.end(*tag),
                Item::Event(event, span) => self.inline(event, span),
                Item::Shortcode(shortcode) => self.shortcode(shortcode, Placing::Inline),
            }
        }
    }

    pub(super) fn finish(mut self) -> (Prose, Vec<Problem>) {
        self.write_footnotes();
        self.flush();
        self.prose.pieces = self.outputs.pop().unwrap_or_default();
        (self.prose, self.problems)
    }

    pub(super) fn error(
        &mut self,
        name: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problems.push(Problem::error(name, self.file.place(span), message).help(help));
    }

    pub(super) fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    pub(super) fn warning(
        &mut self,
        name: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problems.push(Problem::warning(name, self.file.place(span), message).help(help));
    }

    /// The name of the latest problem.
    pub(super) fn last_problem(&self) -> Option<&'static str> {
        self.problems.last().map(|problem| problem.name)
    }

    /// Write HTML as it stands.
    pub(super) fn push(&mut self, html: &str) {
        self.html.push_str(html);
    }

    /// Write text, made safe.
    pub(super) fn text(&mut self, text: &str) {
        escape_into(&mut self.html, text);
    }

    /// Leave a gap for the URL of a page or file of this site.
    pub(super) fn target(&mut self, written: &str, span: Range<usize>) {
        self.flush();
        let at = self.prose.targets.len();
        self.prose.targets.push(Target { written: written.to_string(), span });
        self.pieces().push(Piece::Target(at));
    }

    pub(super) fn shortcode(&mut self, shortcode: &Shortcode, placing: Placing) {
        self.flush();
        let at = self.prose.shortcodes.len();
        self.prose.shortcodes.push(Shortcode { placing, ..shortcode.clone() });
        self.pieces().push(Piece::Shortcode(at));
    }

    /// End the stretch of HTML that is being written.
    pub(super) fn flush(&mut self) {
        if !self.html.is_empty() {
            let html = std::mem::take(&mut self.html);
            self.pieces().push(Piece::Html(html));
        }
    }

    pub(super) fn pieces(&mut self) -> &mut Vec<Piece> {
        if self.outputs.is_empty() {
            self.outputs.push(Vec::new());
        }
        let last = self.outputs.len() - 1;
        &mut self.outputs[last]
    }

    fn start(&mut self, tag: &Tag<'_>, span: &Range<usize>, items: &mut Items<'_, '_>) {
        match tag {
            Tag::Paragraph => match only_shortcode(items) {
                Some(shortcode) => {
                    self.shortcode(shortcode, Placing::Block);
                    self.push("\n");
                }
                None => self.push("<p>"),
            },
            Tag::Heading { level, id, .. } => self.start_heading(*level as usize, id.as_deref(), span, items),
            Tag::BlockQuote(None) => self.push("<blockquote>\n"),
            Tag::BlockQuote(Some(kind)) => {
                let (class, title) = alert(*kind);
                self.push(&format!(
                    "<div class=\"alert alert-{class}\">\n<p class=\"alert-title\">{title}</p>\n"
                ));
            }
            Tag::CodeBlock(kind) if charts::is_chart(kind) => self.chart(span, items),
            Tag::CodeBlock(kind) => self.start_code(kind),
            Tag::List(Some(1)) => self.push("<ol>\n"),
            Tag::List(Some(start)) => self.push(&format!("<ol start=\"{start}\">\n")),
            Tag::List(None) => self.push("<ul>\n"),
            Tag::Item => self.push("<li>"),
            Tag::FootnoteDefinition(label) => self.start_footnote(label, span),
            Tag::DefinitionList => self.push("<dl>\n"),
            Tag::DefinitionListTitle => self.push("<dt>"),
            Tag::DefinitionListDefinition => self.push("<dd>"),
            Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell => self.start_table(tag),
            Tag::HtmlBlock => self.html_block(items),
            Tag::MetadataBlock(_) => {}
            _ => self.start_inline(tag, span, items),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.push("</p>\n"),
            TagEnd::Heading(level) => self.push(&format!("</h{}>\n", level as usize)),
            TagEnd::BlockQuote(None) => self.push("</blockquote>\n"),
            TagEnd::BlockQuote(Some(_)) => self.push("</div>\n"),
            TagEnd::CodeBlock => self.push("</code></pre>\n"),
            TagEnd::List(true) => self.push("</ol>\n"),
            TagEnd::List(false) => self.push("</ul>\n"),
            TagEnd::Item => self.push("</li>\n"),
            TagEnd::FootnoteDefinition => self.end_footnote(),
            TagEnd::DefinitionList => self.push("</dl>\n"),
            TagEnd::DefinitionListTitle => self.push("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.push("</dd>\n"),
            TagEnd::Table | TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell => self.end_table(tag),
            TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => {}
            _ => self.end_inline(tag),
        }
    }

    fn start_heading(
        &mut self,
        level: usize,
        id: Option<&str>,
        span: &Range<usize>,
        items: &mut Items<'_, '_>,
    ) {
        let mut title = String::new();
        for item in items.clone() {
            match item {
                Item::Event(Event::End(TagEnd::Heading(_)), _) => break,
                Item::Event(Event::Text(text) | Event::Code(text), _) => title.push_str(text),
                Item::Event(Event::SoftBreak | Event::HardBreak, _) => title.push(' '),
                Item::Event(Event::Start(Tag::Link { .. }), link) => {
                    self.error(
                        "link-in-heading",
                        link.clone(),
                        "a heading holds a link",
                        "put the link in the text below the heading",
                    );
                }
                Item::Event(..) => {}
                Item::Shortcode(shortcode) => {
                    self.error(
                        "shortcode-in-heading",
                        shortcode.span.clone(),
                        "a heading holds a shortcode",
                        "write words: links to this heading are made from them",
                    );
                }
            }
        }
        let id = self.heading(level, id, title, span.clone());
        self.push(&format!("<h{level} id=\""));
        self.text(&id);
        self.push("\">");
    }

    fn start_code(&mut self, kind: &CodeBlockKind<'_>) {
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.split([' ', ',']).next().unwrap_or_default(),
            CodeBlockKind::Indented => "",
        };
        if language.is_empty() {
            self.push("<pre><code>");
        } else {
            self.push("<pre><code class=\"language-");
            self.text(language);
            self.push("\">");
        }
    }
}

/// The shortcode that a paragraph consists of; takes it and the paragraph's end.
fn only_shortcode<'i>(items: &mut Items<'i, '_>) -> Option<&'i Shortcode> {
    let mut ahead = items.clone();
    let Some(Item::Shortcode(shortcode)) = ahead.next() else { return None };
    let Some(Item::Event(Event::End(TagEnd::Paragraph), _)) = ahead.next() else { return None };
    *items = ahead;
    Some(shortcode)
}

fn alert(kind: BlockQuoteKind) -> (&'static str, &'static str) {
    match kind {
        BlockQuoteKind::Note => ("note", "Note"),
        BlockQuoteKind::Tip => ("tip", "Tip"),
        BlockQuoteKind::Important => ("important", "Important"),
        BlockQuoteKind::Warning => ("warning", "Warning"),
        BlockQuoteKind::Caution => ("caution", "Caution"),
    }
}
