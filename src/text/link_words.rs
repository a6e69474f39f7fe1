//! What the words of a link and of a picture must say by themselves: a list of links is read without the text around.

use super::markdown::{Items, Writer};
use super::shortcode::Item;
use pulldown_cmark::{Event, LinkType, TagEnd};
use std::ops::Range;

/// Words that do not say where a link leads.
const SAY_NOTHING: [&str; 22] = [
    "click",
    "click here",
    "click this",
    "click this link",
    "continue",
    "find out more",
    "follow this link",
    "go",
    "go here",
    "here",
    "learn more",
    "link",
    "more",
    "more here",
    "more information",
    "read here",
    "read more",
    "see here",
    "this",
    "this link",
    "this page",
    "this website",
];

impl Writer<'_> {
    /// Warn of a link whose words say nothing. The link has just begun: `items` stand inside of it.
    pub(super) fn check_link_words(
        &mut self,
        link_type: LinkType,
        url: &str,
        span: &Range<usize>,
        items: &Items<'_, '_>,
    ) {
        // A mail address says whom it reaches.
        let Some(words) = words_of_link(items).filter(|_| link_type != LinkType::Email) else { return };
        let words = words.trim();
        let plain = words.trim_end_matches(['.', ':', '!', '…', '>', '»', ' ']).to_lowercase();
        let help = "write where it leads, as `[Who to call](contacts.md)`";
        if plain.is_empty() {
            self.warning("link-says-nothing", span.clone(), "this link has no words", help);
        } else if SAY_NOTHING.contains(&plain.as_str()) {
            let message = format!("`{words}` does not say where this link leads");
            self.warning("link-says-nothing", span.clone(), message, help);
        } else if is_address(words) {
            let message = "this link is its own address, which is hard to read and to hear";
            let help = format!("write what stands there, as `[The law]({url})`");
            self.warning("link-says-nothing", span.clone(), message, help);
        }
    }

    /// Warn of a picture without words.
    pub(super) fn check_image_words(&mut self, words: &str, span: &Range<usize>) {
        if words.trim().is_empty() {
            self.warning(
                "image-no-text",
                span.clone(),
                "this picture has no text",
                "write what it shows, as `![A map of our schools](map.png)`",
            );
        }
    }
}

/// A short name, as `ico.org.uk`, is one that people know.
fn is_address(words: &str) -> bool {
    ["http://", "https://", "www."].iter().any(|start| words.starts_with(start))
}

/// The words of a link; none if it holds a picture or a shortcode, which say something of their own.
fn words_of_link(items: &Items<'_, '_>) -> Option<String> {
    let mut words = String::new();
    for item in items.clone() {
        match item {
            Item::Event(Event::End(TagEnd::Link), _) => break,
            Item::Event(Event::Text(text) | Event::Code(text), _) => words.push_str(text),
            Item::Event(Event::SoftBreak | Event::HardBreak, _) => words.push(' '),
            Item::Event(Event::Start(pulldown_cmark::Tag::Image { .. }), _) | Item::Shortcode(_) => {
                return None;
            }
            Item::Event(..) => {}
        }
    }
    Some(words)
}
