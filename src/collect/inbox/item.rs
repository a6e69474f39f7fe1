//! What the template of an opened submission sees.

use super::view::{council_of, is_overdue, time, words};
use crate::collect::assembled::{Assembled, Opened, Stage};
use crate::collect::desk::Desk;
use crate::collect::payload::{self, Payload};
use crate::collect::store::{Progress, Row};
use crate::config::SystemOfRecord;
use crate::form::date_in_words;
use jiff::civil::Date;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct ItemView {
    reference: String,
    form_title: String,
    council: Option<String>,
    received: String,
    answer_by: Option<String>,
    overdue: bool,
    state: &'static str,
    states: Vec<StateView>,
    groups: Vec<GroupView>,
    /// What came of a draft that is sent section by section; its answers stand there.
    assembled: Option<AssembledView>,
    /// Where the answers are laid out as text, if they are to be put into another system; and what that is called.
    text_url: Option<String>,
    system_name: String,
    action: String,
    token: String,
    confirm_action: Option<String>,
    call_back: Option<String>,
    list_url: String,
}

#[derive(Serialize)]
struct StateView {
    value: &'static str,
    text: &'static str,
    checked: bool,
}

#[derive(Serialize)]
struct GroupView {
    title: String,
    answers: Vec<AnswerView>,
}

#[derive(Serialize)]
struct AssembledView {
    sections: Vec<PartView>,
    missing: Vec<String>,
    signatures: Vec<PartView>,
    /// Whether people work on the draft still; `open`, `closed` or `gone`.
    stage: &'static str,
    /// The draft, as long as it is open.
    draft_url: Option<String>,
}

#[derive(Serialize)]
struct PartView {
    title: String,
    /// Who sent it, by role.
    by: String,
    received: String,
    /// Whether it came, or came again, since the others were opened.
    is_new: bool,
    /// For a signature: when its role was given to somebody else since.
    reissued: Option<String>,
    groups: Vec<GroupView>,
    /// Why it did not open.
    error: Option<String>,
}

#[derive(Serialize)]
struct AnswerView {
    label: String,
    lines: Vec<String>,
}

/// One submission, opened; with its parts, if it is sent section by section.
pub(super) fn item(
    row: &Row,
    payload: &Payload,
    assembled: Option<&Assembled>,
    desk: &Desk,
    (base, token): (&str, &str),
    today: Date,
) -> ItemView {
    let state = |progress: Progress| StateView {
        value: progress.word(),
        text: words(progress),
        checked: progress == row.progress,
    };
    ItemView {
        reference: row.reference.to_string(),
        form_title: payload.title.clone(),
        council: council_of(row, desk),
        received: time(row.received),
        answer_by: row.answer_by.map(date_in_words),
        overdue: is_overdue(row, today),
        state: words(row.progress),
        states: Progress::ALL.into_iter().map(state).collect(),
        groups: if assembled.is_some() { Vec::new() } else { groups(&payload.answers) },
        assembled: assembled.map(|assembled| assembled_view(assembled, base)),
        text_url: lays_out(desk, row).then(|| format!("{base}{}/text", row.reference)),
        system_name: desk.config().pep.system_name.clone(),
        action: format!("{base}{}/state", row.reference),
        token: token.to_string(),
        confirm_action: row.confirmed.is_none().then(|| format!("{base}{}/confirm", row.reference)),
        call_back: call_back(payload),
        list_url: base.to_string(),
    }
}

/// The answers under the headings that they stood under, and under each row of a repeat.
fn groups(answers: &[payload::Answer]) -> Vec<GroupView> {
    let mut groups: Vec<GroupView> = Vec::new();
    for answer in answers {
        let view = AnswerView { label: answer.label.clone(), lines: answer.answer.clone() };
        let title = match answer.row {
            Some(row) => format!("{}, {row}", answer.page),
            None => answer.page.clone(),
        };
        match groups.last_mut() {
            Some(group) if group.title == title => group.answers.push(view),
            _ => groups.push(GroupView { title, answers: vec![view] }),
        }
    }
    groups
}

fn assembled_view(assembled: &Assembled, base: &str) -> AssembledView {
    let parts = || assembled.sections.iter().chain(&assembled.signatures);
    let was_opened = parts().any(|part| part.row.opened.is_some());
    let view = |part: &Opened| {
        let told = part.payload.as_ref().ok().and_then(|payload| payload.part.as_ref());
        PartView {
            title: part.title.clone(),
            by: told.map_or_else(|| part.row.role.clone(), |part| part.by.clone()),
            received: time(part.row.received),
            is_new: was_opened && part.row.opened.is_none(),
            reissued: part.reissued.map(time),
            groups: part.payload.as_ref().map(|payload| groups(&payload.answers)).unwrap_or_default(),
            error: part.payload.as_ref().err().map(ToString::to_string),
        }
    };
    let is_open = assembled.stage == Stage::Open;
    AssembledView {
        sections: assembled.sections.iter().map(view).collect(),
        missing: assembled.missing.iter().map(|missing| missing.title.clone()).collect(),
        signatures: assembled.signatures.iter().map(view).collect(),
        stage: assembled.stage.word(),
        draft_url: is_open.then(|| format!("{base}drafts/{}", assembled.header.reference)),
    }
}

/// Whether the answers go into another system: those of a PEP, where that system holds the PEP that counts.
pub(super) fn lays_out(desk: &Desk, row: &Row) -> bool {
    let is_elsewhere = desk.config().pep.system_of_record == SystemOfRecord::Epep;
    is_elsewhere && desk.form(&row.form).is_some_and(|form| form.is_pep)
}

/// Who asks for a login is checked by calling back, on a number that does not come from the form itself.
fn call_back(payload: &Payload) -> Option<String> {
    let is_phone = |field: &str| matches!(field, "work_phone" | "setting_phone");
    let phones = payload.answers.iter().filter(|answer| is_phone(&answer.field));
    let mut given: Vec<String> = Vec::new();
    for line in phones.flat_map(|answer| &answer.answer) {
        let mut safe = String::new();
        // Writing to a String can't fail.
        let _ = pulldown_cmark_escape::escape_html(&mut safe, line);
        given.push(safe);
    }
    let given = given.first()?;
    Some(format!(
        "<p>Number given in the form: <strong>{given}</strong>.</p><p>Look the school, setting or team up in the official \
         directory, and call the number that stands there, not the one in the form.</p>"
    ))
}
