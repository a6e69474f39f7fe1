//! The answers as plain text, to be put into another system: a box for each section, in the order of the form.

use super::view::time;
use crate::collect::assembled::Assembled;
use crate::collect::desk::Desk;
use crate::collect::payload::{Answer, Payload};
use crate::collect::store::Row;
use serde::Serialize;

/// A box has so many lines at least, and at most.
const LINES: (usize, usize) = (4, 24);

#[derive(Serialize)]
pub(super) struct TextView {
    reference: String,
    form_title: String,
    system_name: String,
    sections: Vec<SectionView>,
    missing: Vec<String>,
    item_url: String,
}

#[derive(Serialize)]
struct SectionView {
    title: String,
    /// Who sent it and when; none for a form that was sent as a whole.
    by: Option<String>,
    received: String,
    text: String,
    /// How many lines the box has.
    lines: usize,
    /// Why it did not open.
    error: Option<String>,
}

/// What was sent, laid out.
pub(super) fn text(
    row: &Row,
    payload: &Payload,
    assembled: Option<&Assembled>,
    desk: &Desk,
    base: &str,
) -> TextView {
    let sections = match assembled {
        None => vec![section(&payload.title, None, time(row.received), lay_out(&payload.answers), None)],
        Some(assembled) => {
            let sections = assembled.sections.iter();
            let view = sections.map(|part| {
                let received = time(part.row.received);
                match &part.payload {
                    Ok(payload) => {
                        let by = payload.part.as_ref().map(|of| of.by.clone());
                        section(&part.title, by, received, lay_out(&payload.answers), None)
                    }
                    Err(error) => {
                        section(&part.title, None, received, String::new(), Some(error.to_string()))
                    }
                }
            });
            view.collect()
        }
    };
    let missing = assembled.map(|assembled| assembled.missing.as_slice()).unwrap_or_default();
    TextView {
        reference: row.reference.to_string(),
        form_title: payload.title.clone(),
        system_name: desk.config().pep.system_name.clone(),
        sections,
        missing: missing.iter().map(|missing| missing.title.clone()).collect(),
        item_url: format!("{base}{}", row.reference),
    }
}

fn section(
    title: &str,
    by: Option<String>,
    received: String,
    text: String,
    error: Option<String>,
) -> SectionView {
    let lines = text.lines().map(|line| 1 + line.chars().count() / 80).sum::<usize>();
    SectionView { title: title.to_owned(), by, received, lines: lines.clamp(LINES.0, LINES.1), text, error }
}

/// Lines of "Label: answer" below the heading of their page. Rows of a repeat have their number; an answer of several lines stands
/// below its label.
fn lay_out(answers: &[Answer]) -> String {
    let mut text = String::new();
    let mut under: Option<(&str, Option<u32>)> = None;
    for answer in answers {
        let heading = (answer.page.as_str(), answer.row);
        if under != Some(heading) {
            if !text.is_empty() {
                text.push('\n');
            }
            match heading {
                (page, Some(row)) => text.push_str(&format!("{page}, {row}\n")),
                (page, None) => text.push_str(&format!("{page}\n")),
            }
            under = Some(heading);
        }
        let lines: Vec<&str> = answer.answer.iter().flat_map(|line| line.lines()).collect();
        // A question ends with a mark of its own.
        let label = &answer.label;
        let colon = if label.ends_with(['?', '.']) { "" } else { ":" };
        match lines.as_slice() {
            [] => text.push_str(&format!("{label}{colon} not answered\n")),
            [line] => text.push_str(&format!("{label}{colon} {line}\n")),
            lines => text.push_str(&format!("{label}{colon}\n{}\n", lines.join("\n"))),
        }
    }
    text
}
