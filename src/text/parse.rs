//! Markdown text to [`Prose`]: events of pulldown-cmark, shortcodes found in them, HTML written from them.

use super::Prose;
use super::markdown::Writer;
use super::passages;
use super::shortcode::{Item, find_shortcodes, mask, unmask};
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
pub fn parse(file: &Text, range: Range<usize>, options: Options) -> (Prose, Vec<Problem>) {
    let text = mask(&file.text[range.clone()]);
    let mut problems = Vec::new();
    let items = items(&text, file, range.start, &mut problems);
    let (items, shortcode_problems) = find_shortcodes(file, items);
    problems.extend(shortcode_problems);
    let passages = passages::read(&items);
    let mut writer = Writer::new(file, options);
    writer.write(items);
    let (mut prose, writer_problems) = writer.finish();
    prose.passages = passages;
    problems.extend(writer_problems);
    (prose, problems)
}

/// The events of the text that begins at `start` of `file`, each with its place in the file.
fn items<'t>(text: &'t str, file: &Text, start: usize, problems: &mut Vec<Problem>) -> Vec<Item<'t>> {
    let mut refuse_broken = |link: BrokenLink<'t>| -> Option<(CowStr<'t>, CowStr<'t>)> {
        // `[words]` alone may be meant as it stands; `[words][name]` never is.
        if matches!(link.link_type, LinkType::Reference | LinkType::Collapsed) {
            let span = link.span.start + start..link.span.end + start;
            let message = format!("nothing on this page says where `[{}]` leads", link.reference);
            let help = format!("add a line `[{}]: ../page.md`", link.reference);
            problems.push(Problem::error("link-reference-missing", file.place(span), message).help(help));
        }
        None
    };
    let parser = Parser::new_with_broken_link_callback(text, extensions(), Some(&mut refuse_broken));
    let events = parser.into_offset_iter();
    events.map(|(event, span)| Item::Event(unmask(event), span.start + start..span.end + start)).collect()
}

fn extensions() -> Extensions {
    Extensions::ENABLE_TABLES
        | Extensions::ENABLE_FOOTNOTES
        | Extensions::ENABLE_DEFINITION_LIST
        | Extensions::ENABLE_GFM
        | Extensions::ENABLE_TASKLISTS
        | Extensions::ENABLE_SMART_PUNCTUATION
        | Extensions::ENABLE_HEADING_ATTRIBUTES
}
