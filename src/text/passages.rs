//! The words of a text without its marks: what checks read, each stretch with its place in the file.

use super::charts::is_chart;
use super::shortcode::Item;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::ops::Range;

/// Words that are read at one go: a heading, a paragraph, a point of a list, a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// What it is.
    pub kind: PassageKind,
    /// What it is made of, in order.
    pub parts: Vec<Part>,
    /// Its bytes in the file, the targets of its links too.
    pub span: Range<usize>,
}

/// What a [`Passage`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassageKind {
    /// A heading.
    Heading,
    /// A paragraph, a point of a list, a meaning, a note.
    Text,
    /// A cell of a table.
    Cell,
    /// What a box or an arrow of a flowchart says: no sentence, and no shortcode can stand in it.
    Label,
}

/// A stretch of a [`Passage`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Its bytes in the file: for words these are the words as they were written.
    pub span: Range<usize>,
}

/// What a [`Part`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// Words.
    Words,
    /// Something that is shown as it stands, in backticks.
    Code,
    /// A shortcode, which says something else than what was written.
    Shortcode,
}

/// The passages of a text. Blocks of code, pictures and HTML have none; a flowchart has its labels.
pub(super) fn read(items: &[Item<'_>]) -> Vec<Passage> {
    let mut passages = Passages::default();
    for item in items {
        match item {
            Item::Shortcode(shortcode) => passages.part(PartKind::Shortcode, &shortcode.span),
            Item::Event(event, span) => passages.event(event, span),
        }
    }
    passages.end();
    passages.all
}

#[derive(Default)]
struct Passages {
    all: Vec<Passage>,
    open: Option<Passage>,
    kind: Option<PassageKind>,
    /// Inside of what has no words to read: a block of code, a picture.
    mute: bool,
    /// Inside of a flowchart.
    in_chart: bool,
}

impl Passages {
    fn event(&mut self, event: &Event<'_>, span: &Range<usize>) {
        match event {
            Event::Text(text) if self.in_chart && text.len() == span.len() => self.labels(text, span.start),
            Event::Text(_) => self.part(PartKind::Words, span),
            Event::Code(_) => self.part(PartKind::Code, span),
            Event::Start(Tag::Image { .. }) => self.mute = true,
            Event::End(TagEnd::Image) => self.mute = false,
            Event::Start(Tag::Link { .. }) => self.widen(span),
            Event::Start(Tag::Emphasis | Tag::Strong)
            | Event::End(TagEnd::Link | TagEnd::Emphasis | TagEnd::Strong) => {}
            Event::Start(tag) => {
                self.end();
                match tag {
                    Tag::Heading { .. } => self.kind = Some(PassageKind::Heading),
                    Tag::TableCell => self.kind = Some(PassageKind::Cell),
                    Tag::CodeBlock(kind) => {
                        self.mute = true;
                        self.in_chart = is_chart(kind);
                    }
                    _ => {}
                }
            }
            Event::End(tag) => {
                self.end();
                match tag {
                    TagEnd::Heading(_) | TagEnd::TableCell => self.kind = None,
                    TagEnd::CodeBlock => {
                        self.mute = false;
                        self.in_chart = false;
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }

    /// What stands between the marks of a chart and has several words: ids and arrows have not, and comments and styling say nothing
    /// to readers.
    fn labels(&mut self, text: &str, start: usize) {
        const MARKS: [char; 9] = ['\n', '"', '[', ']', '(', ')', '{', '}', '|'];
        const PASSED_OVER: [&str; 5] = ["style", "classDef", "linkStyle", "class", "click"];
        let mut at = start;
        for line in text.split_inclusive('\n') {
            let first = line.split_whitespace().next().unwrap_or_default();
            let is_passed_over = first.starts_with("%%") || PASSED_OVER.contains(&first);
            let mut is_quoted = false;
            for part in line.split_inclusive(MARKS) {
                let label = part.trim_end_matches(MARKS);
                let is_arrow =
                    !is_quoted && ["--", "-.", "==", "~~~"].iter().any(|line| label.contains(line));
                if !is_passed_over && !is_arrow && label.trim().contains(' ') {
                    self.all.push(passage_of_label(label, at));
                }
                is_quoted ^= part.ends_with('"');
                at += part.len();
            }
        }
    }

    fn part(&mut self, kind: PartKind, span: &Range<usize>) {
        if self.mute {
            return;
        }
        let parts = &mut self.open(span).parts;
        match parts.last_mut() {
            // Quotation marks and dashes are events of their own: they do not end a word.
            Some(last) if last.kind == kind && kind == PartKind::Words && last.span.end == span.start => {
                last.span.end = span.end;
            }
            _ => parts.push(Part { kind, span: span.clone() }),
        }
        self.widen(span);
    }

    fn open(&mut self, span: &Range<usize>) -> &mut Passage {
        let kind = self.kind.unwrap_or(PassageKind::Text);
        self.open.get_or_insert_with(|| Passage { kind, parts: Vec::new(), span: span.clone() })
    }

    fn widen(&mut self, span: &Range<usize>) {
        let passage = self.open(span);
        passage.span = passage.span.start.min(span.start)..passage.span.end.max(span.end);
    }

    fn end(&mut self) {
        self.all.extend(self.open.take().filter(|passage| !passage.parts.is_empty()));
    }
}

/// A label that begins there. Its lines are parts.
fn passage_of_label(label: &str, at: usize) -> Passage {
    let mut from = at;
    let part = |line: &str| {
        let span = from..from + line.len();
        from += line.len() + "<br>".len();
        Part { kind: PartKind::Words, span }
    };
    let parts = label.split("<br>").map(part).collect();
    Passage { kind: PassageKind::Label, parts, span: at..at + label.len() }
}
