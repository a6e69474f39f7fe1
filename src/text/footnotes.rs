//! Footnotes: gathered at the end of the page, each with a way back.

use super::Piece;
use super::markdown::Writer;
use std::collections::BTreeMap;
use std::ops::Range;

/// The notes of one page.
#[derive(Default)]
pub(super) struct Footnotes {
    /// Labels in the order in which the text names them, with how often it does.
    named: Vec<(String, usize)>,
    /// What each note says, and where it stands.
    notes: BTreeMap<String, (Vec<Piece>, Range<usize>)>,
    writing: Option<(String, Range<usize>)>,
}

impl Writer<'_> {
    pub(super) fn footnote_reference(&mut self, label: &str) {
        let named = &mut self.footnotes.named;
        let at = named.iter().position(|(name, _)| name == label).unwrap_or_else(|| {
            named.push((label.to_string(), 0));
            named.len() - 1
        });
        named[at].1 += 1;
        let number = at + 1;
        let id = reference_id(number, named[at].1);
        self.push(&format!("<sup class=\"note-reference\"><a id=\"{id}\" href=\"#page--note-{number}\" aria-label=\"Note {number}\">{number}</a></sup>"));
    }

    pub(super) fn start_footnote(&mut self, label: &str, span: &Range<usize>) {
        self.flush();
        self.outputs.push(Vec::new());
        self.footnotes.writing = Some((label.to_string(), span.clone()));
    }

    pub(super) fn end_footnote(&mut self) {
        self.flush();
        let pieces = self.outputs.pop().unwrap_or_default();
        if let Some((label, span)) = self.footnotes.writing.take() {
            self.footnotes.notes.insert(label, (pieces, span));
        }
    }

    /// `[^1]` that stays in the text names a note that does not exist.
    pub(super) fn check_footnote_marks(&mut self, text: &str, span: &Range<usize>) {
        if let Some(at) = text.find("[^") {
            let label = text[at + 2..].split(']').next().unwrap_or_default().to_string();
            self.missing_note(&label, span.start + at..span.end);
        } else if text == "[" && self.file.text[span.end..].starts_with('^') {
            let label =
                self.file.text[span.end + 1..].split([']', '\n']).next().unwrap_or_default().to_string();
            self.missing_note(&label, span.start..span.end + label.len() + 2);
        }
    }

    fn missing_note(&mut self, label: &str, span: Range<usize>) {
        self.error(
            "footnote-missing",
            span,
            format!("there is no note `{label}`"),
            format!("add a line `[^{label}]: …`"),
        );
    }

    /// The notes at the end of the page, in the order in which the text names them.
    pub(super) fn write_footnotes(&mut self) {
        let Footnotes { named, mut notes, .. } = std::mem::take(&mut self.footnotes);
        if !named.is_empty() {
            self.push("<section class=\"notes\" aria-labelledby=\"page--notes\">\n<h2 id=\"page--notes\">Notes</h2>\n<ol>\n");
            for (at, (label, times)) in named.iter().enumerate() {
                let number = at + 1;
                self.push(&format!("<li id=\"page--note-{number}\">"));
                self.flush();
                if let Some((pieces, _)) = notes.remove(label) {
                    let last = self.outputs.len() - 1;
                    self.outputs[last].extend(pieces);
                }
                for time in 1..=*times {
                    let words = if time == 1 {
                        format!("Back to note {number} in the text")
                    } else {
                        format!("and again ({time})")
                    };
                    self.push(&format!(
                        "<a class=\"note-back\" href=\"#{}\">{words}</a> ",
                        reference_id(number, time)
                    ));
                }
                self.push("</li>\n");
            }
            self.push("</ol>\n</section>\n");
        }
        for (label, (_, span)) in notes {
            self.error(
                "footnote-unused",
                span,
                format!("nothing on this page names the note `{label}`"),
                format!("write `[^{label}]` where it belongs, or take the note out"),
            );
        }
    }
}

fn reference_id(number: usize, time: usize) -> String {
    if time == 1 { format!("page--note-{number}-from") } else { format!("page--note-{number}-from-{time}") }
}
