//! Events to HTML: words, links, pictures, and HTML that an author wrote.

use super::markdown::{Items, Writer};
use super::shortcode::Item;
use pulldown_cmark::{Event, LinkType, Tag, TagEnd};
use std::ops::Range;

/// What a link's target is, told from how it starts.
enum Kind {
    /// A page or file of this site, or an anchor.
    Internal,
    /// Another website, a mailbox, a phone.
    External,
    /// A path from the root of the host: it would break when the site moves below a path.
    Absolute,
    /// `javascript:` and everything else that runs or is not known.
    Refused,
}

impl Writer<'_> {
    pub(super) fn inline(&mut self, event: &Event<'_>, span: &Range<usize>) {
        match event {
            Event::Text(text) => {
                self.check_footnote_marks(text, span);
                self.text(text);
            }
            Event::Code(code) => {
                self.push("<code>");
                self.text(code);
                self.push("</code>");
            }
            Event::SoftBreak => self.push("\n"),
            Event::HardBreak => self.push("<br>\n"),
            Event::TaskListMarker(done) => {
                self.push(if *done {
                    "<span class=\"tick\">☑</span> "
                } else {
                    "<span class=\"tick\">☐</span> "
                });
            }
            Event::Rule => self.push("<hr>\n"),
            Event::FootnoteReference(label) => self.footnote_reference(label),
            Event::Html(html) | Event::InlineHtml(html) => self.raw_html(html, span),
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::Start(_) | Event::End(_) => {}
        }
    }

    pub(super) fn start_inline(&mut self, tag: &Tag<'_>, span: &Range<usize>, items: &mut Items<'_, '_>) {
        match tag {
            Tag::Emphasis => self.push("<em>"),
            Tag::Strong => self.push("<strong>"),
            Tag::Link { link_type, dest_url, title, .. } => {
                self.check_link_words(*link_type, dest_url, span, items);
                let mail = if *link_type == LinkType::Email { "mailto:" } else { "" };
                self.push("<a href=\"");
                self.link_target(&format!("{mail}{dest_url}"), span);
                self.title(title);
                self.push("\">");
            }
            Tag::Image { dest_url, title, .. } => {
                let words = words_of_image(items);
                self.check_image_words(&words, span);
                self.push("<img src=\"");
                self.image_target(dest_url, span);
                self.push("\" alt=\"");
                self.text(&words);
                self.title(title);
                self.push("\" loading=\"lazy\">");
            }
            _ => {}
        }
    }

    pub(super) fn end_inline(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis => self.push("</em>"),
            TagEnd::Strong => self.push("</strong>"),
            TagEnd::Link => self.push("</a>"),
            _ => {}
        }
    }

    fn title(&mut self, title: &str) {
        if !title.is_empty() {
            self.push("\" title=\"");
            self.text(title);
        }
    }

    fn link_target(&mut self, written: &str, span: &Range<usize>) {
        let span = self.target_span(written, span);
        match kind(written) {
            Kind::Internal => self.target(written, span),
            Kind::External => self.text(written),
            Kind::Absolute => {
                let message = format!("`{written}` starts at the root of the host");
                self.error(
                    "link-absolute",
                    span,
                    message,
                    "write a path from this file, as `../contacts.md`",
                );
            }
            Kind::Refused => {
                let message = format!("a link to `{written}` does not open a page");
                self.error(
                    "link-scheme",
                    span,
                    message,
                    "link to a page, or to an address that starts with `https://`, `mailto:` or `tel:`",
                );
            }
        }
    }

    /// The policy of the pages lets no picture of another website load, so it would be missing.
    fn image_target(&mut self, written: &str, span: &Range<usize>) {
        if !matches!(kind(written), Kind::External) {
            return self.link_target(written, span);
        }
        let span = self.target_span(written, span);
        self.error(
            "image-external",
            span,
            format!("`{written}` is not a picture of this site, and browsers do not load it here"),
            "put the picture beside this page and write its name, as `map.png`",
        );
    }

    /// Where the target itself stands inside the link, if it stands there.
    fn target_span(&self, written: &str, span: &Range<usize>) -> Range<usize> {
        let link = self.file.text.get(span.clone()).unwrap_or_default();
        match link.rfind(written) {
            Some(at) if !written.is_empty() => span.start + at..span.start + at + written.len(),
            _ => span.clone(),
        }
    }

    /// The lines of a block of HTML, which are events of their own, as one; takes them.
    pub(super) fn html_block(&mut self, items: &mut Items<'_, '_>) {
        let mut block = String::new();
        let mut place: Option<Range<usize>> = None;
        for item in items.by_ref() {
            match item {
                Item::Event(Event::End(TagEnd::HtmlBlock), _) => break,
                Item::Event(Event::Html(html) | Event::Text(html), span) => {
                    block.push_str(html);
                    place.get_or_insert_with(|| span.clone()).end = span.end;
                }
                Item::Event(..) | Item::Shortcode(_) => {}
            }
        }
        if let Some(place) = place {
            self.raw_html(&block, &place);
        }
    }

    /// A comment is a note to other authors and is left out; other HTML is refused unless the site allows it.
    fn raw_html(&mut self, html: &str, span: &Range<usize>) {
        let html = without_comments(html);
        if self.options.raw_html {
            return self.push(&html);
        }
        let trimmed = html.trim();
        let ends_what_was_told = trimmed.starts_with("</") && self.last_problem() == Some("html-refused");
        if trimmed.is_empty() || ends_what_was_told {
            return;
        }
        let first = trimmed.lines().next().unwrap_or_default();
        let written = self.file.text.get(span.clone()).unwrap_or_default();
        let start = span.start + written.find(first).unwrap_or(0);
        self.error(
            "html-refused",
            start..start + first.len(),
            "HTML is not allowed in pages",
            "write it in Markdown or as a shortcode, put it in backticks to show it, or set `raw_html = true` below `[markdown]` in site.toml",
        );
    }
}

/// HTML without its comments; one that is not closed goes to the end, as in a browser.
fn without_comments(html: &str) -> String {
    let mut kept = String::new();
    let mut rest = html;
    while let Some(start) = rest.find("<!--") {
        kept.push_str(&rest[..start]);
        rest = rest[start..].find("-->").map_or("", |end| &rest[start + end + 3..]);
    }
    kept + rest
}

fn kind(target: &str) -> Kind {
    let scheme_end = target.find([':', '/', '?', '#']).filter(|at| target[*at..].starts_with(':'));
    match scheme_end.map(|at| target[..at].to_ascii_lowercase()) {
        Some(scheme) if matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel") => Kind::External,
        Some(_) => Kind::Refused,
        None if target.starts_with(['/', '\\']) => Kind::Absolute,
        None => Kind::Internal,
    }
}

/// The words of a picture, which the events up to its end spell; takes them.
fn words_of_image(items: &mut Items<'_, '_>) -> String {
    let mut words = String::new();
    for item in items.by_ref() {
        match item {
            Item::Event(Event::End(TagEnd::Image), _) => break,
            Item::Event(Event::Text(text) | Event::Code(text), _) => words.push_str(text),
            Item::Event(Event::SoftBreak | Event::HardBreak, _) => words.push(' '),
            Item::Event(..) | Item::Shortcode(_) => {}
        }
    }
    words
}
