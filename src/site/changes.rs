//! What changed: the dated notes of all pages as one list.

use super::{Page, Site};
use jiff::civil::Date;
use std::cmp::Reverse;

/// A note on what changed, with the page that says it of itself.
#[derive(Clone, Copy, Debug)]
pub struct Noted<'a> {
    /// The day.
    pub date: Date,
    /// The page.
    pub page: &'a Page,
    /// What changed, for a reader.
    pub note: &'a str,
    /// Its number among the page's notes, the oldest first: it stays when a new note is added.
    pub number: usize,
}

impl Site {
    /// Every note, the latest first; those of one day by the address of their page.
    pub fn changes(&self) -> Vec<Noted<'_>> {
        let mut noted: Vec<Noted<'_>> = self.pages.iter().flat_map(of_page).collect();
        noted.sort_by_key(|noted| (Reverse(noted.date), noted.page.address.as_str(), Reverse(noted.number)));
        noted
    }
}

/// The notes of one page, which stand there latest first.
fn of_page(page: &Page) -> impl Iterator<Item = Noted<'_>> {
    let changes = &page.document.front.changes;
    changes.iter().enumerate().map(move |(at, change)| Noted {
        date: change.date,
        page,
        note: &change.note,
        number: changes.len() - at,
    })
}
