//! The keys of a page's front matter; any other key is refused.

use super::Audience;
use crate::data::{self, Phase, Status};
use crate::problem::Placed;
use crate::source::{Node, Reader, Table, Value};
use jiff::civil::Date;

/// What a page says about itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrontMatter {
    /// The page's only `h1`.
    pub title: String,
    /// One sentence, shown below the title and wherever the page is listed.
    pub summary: String,
    /// Who the page is for.
    pub audience: Vec<Audience>,
    /// The name of another page that this one is also listed on.
    pub topic: Option<Placed<String>>,
    /// The place among its neighbours; pages without one come last, by title.
    pub order: Option<i64>,
    /// The contact that keeps the page right.
    pub owner: Option<Placed<String>>,
    /// The day on which somebody last checked every word.
    pub checked_on: Option<Date>,
    /// The day by which it must be checked again.
    pub review_by: Option<Placed<Date>>,
    /// Where its facts come from.
    pub sources: Vec<Citation>,
    /// Whether its author says, by `sources: none`, that nothing in it needs a source.
    pub needs_no_source: bool,
    /// Numbers and dates that look like a fact and are something else, as `10 working days`.
    pub written_by_hand: Vec<Placed<String>>,
    /// Pages to go to next, as relative paths.
    pub next: Vec<Placed<String>>,
    /// Pages of the same matter, as relative paths.
    pub related: Vec<Placed<String>>,
    /// What changed, and when.
    pub changes: Vec<Change>,
    /// Words that readers may search for and that the page does not use.
    pub keywords: Vec<String>,
    /// Old addresses that lead here.
    pub aliases: Vec<Placed<String>>,
    /// Shown in the preview only.
    pub draft: bool,
    /// Whether the deadlines of a PEP are worked out below it, a page for each day on which care may have begun.
    pub due_dates: Option<Placed<bool>>,
    /// Whose PEP cycle is shown on it, for the day of the build.
    pub pep_cycle: Option<Placed<Phase>>,
}

/// A source of a page's facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: Option<String>,
    /// How much it binds.
    pub kind: Option<Status>,
}

/// A dated note on what changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The day.
    pub date: Date,
    /// What changed, for a reader.
    pub note: String,
}

pub(super) fn read(reader: &Reader<'_>, node: &Node) -> FrontMatter {
    let Some(mut table) = reader.table(node, "front matter") else { return FrontMatter::default() };
    let front = FrontMatter {
        title: table.required_text("title").map(|text| text.value).unwrap_or_default(),
        summary: table.required_text("summary").map(|text| text.value).unwrap_or_default(),
        audience: table.choices("audience", &Audience::WORDS),
        topic: table.placed("topic"),
        order: table.integer("order"),
        owner: table.placed("owner"),
        checked_on: table.date("checked_on"),
        review_by: review_by(&mut table),
        needs_no_source: needs_no_source(&mut table),
        sources: sources(&mut table),
        written_by_hand: table.placed_texts("written_by_hand"),
        next: table.placed_texts("next"),
        related: table.placed_texts("related"),
        changes: changes(&mut table),
        keywords: table.texts("keywords").into_iter().map(|text| text.value).collect(),
        aliases: table.placed_texts("aliases"),
        draft: table.flag("draft", false),
        due_dates: due_dates(&mut table),
        pep_cycle: pep_cycle(&mut table),
    };
    table.finish();
    front
}

fn due_dates(table: &mut Table<'_>) -> Option<Placed<bool>> {
    let value = table.flag("due_dates", false);
    let span = table.node("due_dates")?.span.clone();
    Some(Placed { value, place: table.reader().place(span) }).filter(|flag| flag.value)
}

fn pep_cycle(table: &mut Table<'_>) -> Option<Placed<Phase>> {
    let value = table.choice("pep_cycle", &Phase::WORDS)?;
    let span = table.node("pep_cycle")?.span.clone();
    Some(Placed { value, place: table.reader().place(span) })
}

fn review_by(table: &mut Table<'_>) -> Option<Placed<Date>> {
    let date = table.date("review_by")?;
    let span = table.node("review_by")?.span.clone();
    Some(Placed { value: date, place: table.reader().place(span) })
}

fn needs_no_source(table: &mut Table<'_>) -> bool {
    matches!(table.node("sources").map(|node| &node.value), Some(Value::Scalar(word)) if word == "none")
}

fn sources(table: &mut Table<'_>) -> Vec<Citation> {
    let mut sources = Vec::new();
    if needs_no_source(table) {
        return sources;
    }
    for mut row in table.rows("sources") {
        let title = row.required_text("title");
        let url = data::source_url(&mut row);
        let kind = row.choice("kind", &Status::WORDS);
        row.finish();
        sources.extend(title.map(|title| Citation { title: title.value, url, kind }));
    }
    sources
}

/// Changes, the latest first.
fn changes(table: &mut Table<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    for mut row in table.rows("changes") {
        let (date, note) = (row.date("date"), row.required_text("note"));
        if date.is_none() && !row.entries().iter().any(|entry| entry.key == "date") {
            row.reader().error(
                "key-missing",
                row.span.start..row.span.start,
                "`changes` has no `date`",
                "add `date: 2026-11-23`",
            );
        }
        row.finish();
        if let (Some(date), Some(note)) = (date, note) {
            changes.push(Change { date, note: note.value });
        }
    }
    changes.sort_by_key(|change: &Change| std::cmp::Reverse(change.date));
    changes
}
