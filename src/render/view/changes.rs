//! News and changes: the notes of all pages by month and day, the latest on one page and each year on its own.

use super::{DateView, LinkView, PageKind, PageView};
use crate::config::CHANGES;
use crate::site::{Noted, Site};
use serde::Serialize;
use std::collections::BTreeMap;

/// How many changes the first page has, and all the others of the last day.
const LATEST: usize = 50;

/// Changes of all pages, as the template of one of these pages sees them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(in crate::render) struct AllChangesView {
    months: Vec<MonthView>,
    /// The years that have changes, the latest first, each with its page.
    years: Vec<LinkView>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct MonthView {
    /// As `November 2026`.
    title: String,
    days: Vec<DayView>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct DayView {
    date: DateView,
    notes: Vec<NoteView>,
}

/// What changed, and on which pages: a note that many pages have on one day is told once.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct NoteView {
    note: String,
    pages: Vec<LinkView>,
}

/// The page of the latest changes and that of each year, with their addresses.
pub(super) fn pages(site: &Site) -> Vec<(String, PageView)> {
    let noted = site.changes();
    let mut of_years: Vec<&[Noted<'_>]> = Vec::new();
    of_years.extend(noted.chunk_by(|a, b| a.date.year() == b.date.year()));
    let year = |noted: &[Noted<'_>]| noted.first().map_or(0, |noted| noted.date.year());
    let years: Vec<LinkView> = of_years
        .iter()
        .map(|noted| LinkView {
            title: year(noted).to_string(),
            url: site.config.base_url.path_of(&year_address(year(noted))),
            summary: String::new(),
            kind: PageKind::Page,
        })
        .collect();
    let view = |noted: &[Noted<'_>]| AllChangesView { months: months(site, noted), years: years.clone() };
    // No day is cut in two, so that its notes stand together.
    let last = noted.get(LATEST - 1).map(|noted| noted.date);
    let latest = noted.partition_point(|noted| last.is_none_or(|last| noted.date >= last));
    let first = (CHANGES.to_string(), PageView::changes(site, CHANGES, None, view(&noted[..latest])));
    let of_year = |noted: &&[Noted<'_>]| {
        let address = year_address(year(noted));
        let page = PageView::changes(site, &address, Some(year(noted)), view(noted));
        (address, page)
    };
    std::iter::once(first).chain(of_years.iter().map(of_year)).collect()
}

fn year_address(year: i16) -> String {
    format!("{CHANGES}{year}/")
}

fn months(site: &Site, noted: &[Noted<'_>]) -> Vec<MonthView> {
    let of_month = |noted: &[Noted<'_>]| MonthView {
        title: noted.first().map_or(String::new(), |noted| noted.date.strftime("%B %Y").to_string()),
        days: noted.chunk_by(|a, b| a.date == b.date).filter_map(|noted| day(site, noted)).collect(),
    };
    noted.chunk_by(|a, b| a.date.first_of_month() == b.date.first_of_month()).map(of_month).collect()
}

/// The notes of one day, those of a single page first: they say most.
fn day(site: &Site, noted: &[Noted<'_>]) -> Option<DayView> {
    let mut by_note: BTreeMap<&str, Vec<LinkView>> = BTreeMap::new();
    for noted in noted {
        let pages = by_note.entry(noted.note).or_default();
        let page = LinkView::new(site, noted.page);
        // The notes of a page stand together.
        if pages.last() != Some(&page) {
            pages.push(page);
        }
    }
    let notes = by_note.into_iter().map(|(note, pages)| NoteView { note: note.to_string(), pages });
    let mut notes: Vec<NoteView> = notes.collect();
    for note in &mut notes {
        note.pages.sort_by_cached_key(|page| (page.title.to_lowercase(), page.url.clone()));
    }
    notes.sort_by_cached_key(|note| {
        (note.pages.len(), note.pages.first().map(|page| page.title.to_lowercase()), note.note.clone())
    });
    Some(DayView { date: noted.first()?.date.into(), notes })
}
