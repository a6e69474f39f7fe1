//! What the templates of the inbox see.

use crate::collect::desk::Desk;
use crate::collect::payload::Payload;
use crate::collect::store::{Progress, Row};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct ListView {
    rows: Vec<RowView>,
    waiting: usize,
    overdue: usize,
    filed: Vec<FiledView>,
}

/// One that somebody confirmed: it is kept a while longer.
#[derive(Serialize)]
struct FiledView {
    reference: String,
    url: String,
    filed: String,
    deleted: Option<String>,
}

#[derive(Serialize)]
struct RowView {
    reference: String,
    form: String,
    council: Option<String>,
    received: String,
    age: String,
    answer_by: Option<String>,
    overdue: bool,
    state: &'static str,
    url: String,
}

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
struct AnswerView {
    label: String,
    lines: Vec<String>,
}

/// What came and is not filed yet, the oldest first.
pub(super) fn list(rows: &[Row], desk: &Desk, base: &str, today: Date) -> ListView {
    let open: Vec<&Row> = rows.iter().filter(|row| row.confirmed.is_none()).collect();
    ListView {
        waiting: open.iter().filter(|row| is_waiting(row)).count(),
        overdue: open.iter().filter(|row| is_overdue(row, today)).count(),
        rows: open.iter().map(|row| row_view(row, desk, base, today)).collect(),
        filed: rows.iter().rev().filter_map(|row| filed_view(row, desk, base)).collect(),
    }
}

/// When it was filed, and the day from which on a purge deletes it: whichever of its form's two limits ends first.
fn filed_view(row: &Row, desk: &Desk, base: &str) -> Option<FiledView> {
    let date = |time| TimeZone::UTC.to_datetime(time).date();
    let (received, confirmed) = (date(row.received), date(row.confirmed?));
    let deleted = desk.form(&row.form).and_then(|form| {
        let after = |day: Date, days: u32| day.checked_add(jiff::Span::new().days(i64::from(days))).ok();
        let limits =
            [after(received, form.keep.submitted_days), after(confirmed, form.keep.after_confirmed_days)];
        limits.into_iter().flatten().min()
    });
    Some(FiledView {
        reference: row.reference.to_string(),
        url: format!("{base}{}", row.reference),
        filed: day(confirmed),
        deleted: deleted.map(day),
    })
}

/// One submission, opened.
pub(super) fn item(
    row: &Row,
    payload: &Payload,
    desk: &Desk,
    (base, token): (&str, &str),
    today: Date,
) -> ItemView {
    let mut groups: Vec<GroupView> = Vec::new();
    for answer in &payload.answers {
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
    let state = |progress: Progress| StateView {
        value: progress.word(),
        text: words(progress),
        checked: progress == row.progress,
    };
    ItemView {
        reference: row.reference.to_string(),
        form_title: payload.title.clone(),
        council: council(row, desk),
        received: received(row),
        answer_by: row.answer_by.map(day),
        overdue: is_overdue(row, today),
        state: words(row.progress),
        states: Progress::ALL.into_iter().map(state).collect(),
        groups,
        action: format!("{base}{}/state", row.reference),
        token: token.to_string(),
        confirm_action: row.confirmed.is_none().then(|| format!("{base}{}/confirm", row.reference)),
        call_back: call_back(payload),
        list_url: base.to_string(),
    }
}

fn row_view(row: &Row, desk: &Desk, base: &str, today: Date) -> RowView {
    let came = TimeZone::UTC.to_datetime(row.received).date();
    RowView {
        reference: row.reference.to_string(),
        form: desk.form(&row.form).map_or(row.form.clone(), |form| form.title.clone()),
        council: council(row, desk),
        received: received(row),
        age: match (today - came).get_days() {
            ..=0 => "today".to_string(),
            1 => "yesterday".to_string(),
            days => format!("{days} days ago"),
        },
        answer_by: row.answer_by.map(day),
        overdue: is_overdue(row, today),
        state: if row.opened.is_none() { "Not opened" } else { words(row.progress) },
        url: format!("{base}{}", row.reference),
    }
}

fn is_waiting(row: &Row) -> bool {
    matches!(row.progress, Progress::New | Progress::Checking)
}

fn is_overdue(row: &Row, today: Date) -> bool {
    is_waiting(row) && row.confirmed.is_none() && row.answer_by.is_some_and(|date| date < today)
}

fn council(row: &Row, desk: &Desk) -> Option<String> {
    let id = row.council.as_ref()?;
    let known = desk.config().councils.iter().find(|council| council.id == *id);
    Some(known.map_or(id.clone(), |council| council.short_name.clone()))
}

fn received(row: &Row) -> String {
    row.received.strftime("%-d %B %Y, %H:%M UTC").to_string()
}

fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

fn words(progress: Progress) -> &'static str {
    match progress {
        Progress::New => "New",
        Progress::Checking => "Checking",
        Progress::Made => "Made",
        Progress::Declined => "Declined",
        Progress::Closed => "Closed",
    }
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
