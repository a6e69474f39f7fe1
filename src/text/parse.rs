//! Markdown text to [`Prose`]: events of pulldown-cmark, shortcodes found in them, HTML written from them.

use super::Prose;
use super::markdown::Writer;
use super::shortcode::{Item, find_shortcodes};
use crate::problem::Problem;
use crate::source::Text;
use pulldown_cmark::{BrokenLink, CowStr, LinkType, Options as Extensions, Parser};
use std::ops::Range;

/// What an author may write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Pass HTML on instead of refusing it.
    pub raw_html: bool,
}

/// The Markdown at `range` of `file`, and every mistake in it.
pub fn parse<'a>(file: &'a Text, range: Range<usize>, options: Options) -> (Prose, Vec<Problem>) {
    let text = &file.text[range.clone()];
    let mut problems = Vec::new();
    let items = {
        let mut refuse_broken = |link: BrokenLink<'a>| -> Option<(CowStr<'a>, CowStr<'a>)> {
            // `[words]` alone may be meant as it stands; `[words][name]` never is.
            if matches!(link.link_type, LinkType::Reference | LinkType::Collapsed) {
                let span = link.span.start + range.start..link.span.end + range.start;
                let message = format!("nothing on this page says where `[{}]` leads", link.reference);
                let help = format!("add a line `[{}]: ../page.md`", link.reference);
                problems.push(Problem::error("link-reference-missing", file.place(span), message).help(help));
            }
            None
        };
        let parser = Parser::new_with_broken_link_callback(text, extensions(), Some(&mut refuse_broken));
        let events = parser
            .into_offset_iter()
            .map(|(event, span)| Item::Event(event, span.start + range.start..span.end + range.start));
        find_shortcodes(file, events.collect())
    };
    let (items, shortcode_problems) = items;
    problems.extend(shortcode_problems);
    let mut writer = Writer::new(file, options);
    writer.write(items);
    let (prose, writer_problems) = writer.finish();
    problems.extend(writer_problems);
    (prose, problems)
}

fn extensions() -> Extensions {
    Extensions::ENABLE_TABLES
        | Extensions::ENABLE_FOOTNOTES
        | Extensions::ENABLE_DEFINITION_LIST
        | Extensions::ENABLE_GFM
        | Extensions::ENABLE_SMART_PUNCTUATION
        | Extensions::ENABLE_HEADING_ATTRIBUTES
}
