//! What time has made wrong, or soon will, by the mailbox of who puts it right.

use super::{PageId, Site};
use crate::data::{Contact, DatedRow};
use crate::problem::Place;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Which last days are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// Those that are over, and those within so many days from today on.
    Within(u32),
    /// Yesterday: what today is the first day of.
    New,
}

/// What is to be done by who reads one mailbox.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// Where they are reached; none if neither the owner nor the site's own has a mailbox.
    pub mailbox: Option<String>,
    /// The post, as readers know it.
    pub owner: String,
    /// Whether the mailbox is a sample that nobody reads: it must never be written to.
    pub sample: bool,
    /// Pages, in the order of their files.
    pub pages: Vec<Stale>,
    /// Facts, contacts and schools that no page shows: those of the site's own owner.
    pub rows: Vec<Row>,
}

/// A page that must be looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Stale {
    /// The page.
    pub page: PageId,
    /// The last day on which it was to be checked, if that is told.
    pub review_by: Option<Date>,
    /// What it shows whose last day is told.
    pub rows: Vec<Row>,
}

/// A fact, a contact or a school whose last day is told.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// `fact`, `contact` or `school`.
    pub kind: &'static str,
    /// Its key, id or name.
    pub name: String,
    /// Its last day.
    pub last_day: Date,
    /// Where it stands.
    pub place: Place,
}

impl Span {
    fn tells(self, today: Date, last_day: Date) -> bool {
        match self {
            Span::Within(0) => last_day < today,
            Span::Within(days) => last_day <= today.saturating_add(i64::from(days).days()),
            Span::New => today.yesterday().is_ok_and(|yesterday| last_day == yesterday),
        }
    }
}

/// All of it, one entry a mailbox, in the order of the mailboxes.
pub fn overdue(site: &Site, span: Span) -> Vec<Work> {
    let rows = rows(site, span);
    let mut work: BTreeMap<Option<String>, Work> = BTreeMap::new();
    let mut is_shown = vec![false; rows.len()];
    let mut pages: Vec<PageId> = (0..site.pages.len()).collect();
    pages.sort_by_key(|id| &site.pages[*id].document.file.path);
    for id in pages {
        let page = &site.pages[id];
        let review_by = page.document.front.review_by.as_ref().map(|date| date.value);
        let review_by = review_by.filter(|date| span.tells(site.today, *date));
        let shown = shown(site, id, &rows);
        shown.iter().for_each(|at| is_shown[*at] = true);
        if review_by.is_some() || !shown.is_empty() {
            let rows = shown.iter().map(|at| rows[*at].clone()).collect();
            of(&mut work, site, site.owner(page)).pages.push(Stale { page: id, review_by, rows });
        }
    }
    let unshown = rows.into_iter().zip(is_shown).filter(|(_, is_shown)| !is_shown);
    for (row, _) in unshown {
        of(&mut work, site, None).rows.push(row);
    }
    work.into_values().collect()
}

/// The entry of a contact's mailbox, or of the site's own if it has none.
fn of<'a>(
    work: &'a mut BTreeMap<Option<String>, Work>,
    site: &Site,
    owner: Option<&Contact>,
) -> &'a mut Work {
    let reached = owner.filter(|owner| owner.mailbox.is_some()).or_else(|| site.default_owner());
    let mailbox = reached.and_then(|contact| contact.mailbox.clone());
    work.entry(mailbox.clone()).or_insert_with(|| Work {
        owner: reached.or(owner).map_or_else(|| "Nobody".to_string(), |contact| contact.name.clone()),
        // One real post and one sample at the same address are still a sample: better no mail than one to nobody.
        sample: site.data.contacts.iter().any(|contact| contact.sample && contact.mailbox == mailbox),
        mailbox,
        pages: Vec::new(),
        rows: Vec::new(),
    })
}

/// The rows whose last day is told, facts first.
fn rows(site: &Site, span: Span) -> Vec<Row> {
    let told = |row: DatedRow<'_>| {
        let last_day = row.validity.to.filter(|last_day| span.tells(site.today, *last_day))?;
        Some(Row { kind: row.kind, name: row.name.to_string(), last_day, place: row.place.clone() })
    };
    site.data.rows().filter_map(told).collect()
}

/// The numbers of those rows that a page names, by shortcode or as its owner; schools stand below the page of contacts.
fn shown(site: &Site, id: PageId, rows: &[Row]) -> Vec<usize> {
    let page = &site.pages[id];
    let has_schools = site.finder.as_ref().is_some_and(|finder| finder.page == id);
    let named = |row: &Row| {
        let mut shortcodes = page.document.prose.shortcodes.iter();
        let by_shortcode = shortcodes.any(|shortcode| shortcode.names(row.kind) == Some(&row.name));
        let owner = page.document.front.owner.as_ref();
        let as_owner = row.kind == "contact" && owner.is_some_and(|owner| owner.value == row.name);
        by_shortcode || as_owner || row.kind == "school" && has_schools
    };
    (0..rows.len()).filter(|at| named(&rows[*at])).collect()
}
