//! What the template of the list sees: what came, what is filed, and the drafts under way.

use super::under_way::{UnderWayView, under_way};
use crate::collect::assembled::{Arrival, Arrived, Missing, Stage};
use crate::collect::chase::Chased;
use crate::collect::desk::Desk;
use crate::collect::store::{Progress, Row};
use crate::form::date_in_words;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct ListView {
    rows: Vec<RowView>,
    waiting: usize,
    overdue: usize,
    filed: Vec<FiledView>,
    /// Drafts that several people fill in and that are not closed.
    drafts: Vec<UnderWayView>,
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
    /// For what is sent section by section: which came and which did not, in words.
    parts: Option<String>,
    url: String,
}

/// What came and is not filed yet, the oldest first; each with its parts, if it is sent section by section.
pub(super) fn list(
    rows: &[(Row, Option<Arrived>)],
    drafts: &[Chased],
    desk: &Desk,
    base: &str,
    today: Date,
) -> ListView {
    let (filed, open): (Vec<_>, Vec<_>) = rows.iter().partition(|(row, _)| row.confirmed.is_some());
    ListView {
        waiting: open.iter().filter(|(row, _)| is_waiting(row)).count(),
        overdue: open.iter().filter(|(row, _)| is_overdue(row, today)).count(),
        rows: open.iter().map(|(row, arrived)| row_view(row, arrived.as_ref(), desk, base, today)).collect(),
        filed: filed.iter().rev().filter_map(|(row, _)| filed_view(row, desk, base)).collect(),
        drafts: drafts.iter().map(|chased| under_way(chased, desk, base)).collect(),
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
        filed: date_in_words(confirmed),
        deleted: deleted.map(date_in_words),
    })
}

fn row_view(row: &Row, arrived: Option<&Arrived>, desk: &Desk, base: &str, today: Date) -> RowView {
    let came = TimeZone::UTC.to_datetime(row.received).date();
    RowView {
        reference: row.reference.to_string(),
        form: desk.form(&row.form).map_or(row.form.clone(), |form| form.title.clone()),
        council: council_of(row, desk),
        received: time(row.received),
        age: match (today - came).get_days() {
            ..=0 => "today".to_string(),
            1 => "yesterday".to_string(),
            days => format!("{days} days ago"),
        },
        answer_by: row.answer_by.map(date_in_words),
        overdue: is_overdue(row, today),
        state: if row.opened.is_none() { "Not opened" } else { words(row.progress) },
        parts: arrived.map(parts),
        url: format!("{base}{}", row.reference),
    }
}

/// "Section A, Section C received. Section B, Section D not yet."
fn parts(arrived: &Arrived) -> String {
    let sections = arrived.sections.iter().map(|Arrival { title, .. }| title);
    let all: Vec<&String> =
        sections.chain(arrived.missing.iter().map(|Missing { title, .. }| title)).collect();
    let name = |title: &String| match all.iter().filter(|other| short(other) == short(title)).count() {
        ..=1 => short(title).to_owned(),
        // Several are called so: only the whole title tells them apart.
        _ => title.clone(),
    };
    let names = |titles: Vec<&String>| titles.into_iter().map(name).collect::<Vec<_>>().join(", ");
    let came = names(arrived.sections.iter().map(|Arrival { title, .. }| title).collect());
    let missing = names(arrived.missing.iter().map(|Missing { title, .. }| title).collect());
    let signed = match arrived.signatures.len() {
        0 => String::new(),
        _ => format!(
            " Signed: {}.",
            names(arrived.signatures.iter().map(|signature| &signature.title).collect())
        ),
    };
    let rest = match arrived.stage {
        Stage::Open if missing.is_empty() => " The draft is still open.".to_owned(),
        Stage::Open => format!(" {missing} not yet."),
        Stage::Closed => " Closed: nothing more comes.".to_owned(),
        Stage::Gone if missing.is_empty() => " Nothing more comes.".to_owned(),
        Stage::Gone => format!(" {missing} did not come, and the draft is gone."),
    };
    format!("{came} received.{rest}{signed}")
}

/// A title up to its colon: "Section A" of "Section A: the child and their care".
pub(super) fn short(title: &str) -> &str {
    title.split_once(':').map_or(title, |(before, _)| before)
}

fn is_waiting(row: &Row) -> bool {
    matches!(row.progress, Progress::New | Progress::Checking)
}

pub(super) fn is_overdue(row: &Row, today: Date) -> bool {
    is_waiting(row) && row.confirmed.is_none() && row.answer_by.is_some_and(|date| date < today)
}

pub(super) fn council_of(row: &Row, desk: &Desk) -> Option<String> {
    row.council.as_deref().map(|id| council(id, desk))
}

/// A council's name in lists.
pub(super) fn council(id: &str, desk: &Desk) -> String {
    let known = desk.config().councils.iter().find(|council| council.id == id);
    known.map_or_else(|| id.to_owned(), |council| council.short_name.clone())
}

pub(super) fn time(at: Timestamp) -> String {
    at.strftime("%-d %B %Y, %H:%M UTC").to_string()
}

pub(super) fn words(progress: Progress) -> &'static str {
    match progress {
        Progress::New => "New",
        Progress::Checking => "Checking",
        Progress::Made => "Made",
        Progress::Declined => "Declined",
        Progress::Closed => "Closed",
    }
}
