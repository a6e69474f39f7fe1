//! What machines read: the Atom feed of changes and the sitemap.

use super::named::{Listed, Named};
use crate::config::CHANGES;
use crate::site::{Noted, Page, Site};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::HashMap;

/// How many changes the feed holds.
const LATEST: usize = 50;

/// `feed`, as `feed.xml` sees it (RFC 4287).
#[derive(Serialize)]
pub(super) struct FeedView {
    id: String,
    updated: String,
    self_url: String,
    page_url: String,
    author: String,
    entries: Vec<EntryView>,
}

#[derive(Serialize)]
struct EntryView {
    id: String,
    title: String,
    url: String,
    updated: String,
    summary: String,
}

/// One of `urls`, as `sitemap.xml` sees it.
#[derive(Serialize)]
pub(super) struct UrlView {
    loc: String,
    lastmod: Option<String>,
}

impl FeedView {
    pub(super) fn new(site: &Site) -> FeedView {
        let changes = site.changes();
        let changes = &changes[..changes.len().min(LATEST)];
        let self_url = site.config.base_url.absolute("feed.xml");
        let page = if site.config.pages.changes { CHANGES } else { "" };
        let name = &site.config.organisation.name;
        FeedView {
            id: self_url.clone(),
            updated: midnight(changes.first().map_or(site.today, |noted| noted.date)),
            self_url,
            page_url: site.config.base_url.absolute(page),
            // RFC 4287 asks for an author with a name.
            author: if name.is_empty() { site.config.title.clone() } else { name.clone() },
            entries: changes.iter().map(|noted| entry(site, noted)).collect(),
        }
    }
}

fn entry(site: &Site, noted: &Noted<'_>) -> EntryView {
    let url = site.config.base_url.absolute(&noted.page.address);
    EntryView {
        id: format!("{url}#change-{}", noted.number),
        title: noted.page.document.front.title.clone(),
        url,
        updated: midnight(noted.date),
        summary: noted.note.to_string(),
    }
}

/// The start of a day, as RFC 3339 writes it.
fn midnight(date: Date) -> String {
    format!("{date}T00:00:00Z")
}

/// Every page with the day on which it last changed or was checked.
pub(super) fn sitemap(site: &Site, named: &[Named]) -> Vec<UrlView> {
    let of_page = |page: &Page| {
        let front = &page.document.front;
        front.changes.iter().map(|change| change.date).chain(front.checked_on).max()
    };
    let days: HashMap<&str, Option<Date>> =
        site.pages.iter().map(|page| (page.address.as_str(), of_page(page))).collect();
    let listed = named.iter().filter(|page| page.listed == Listed::Everywhere);
    let mut urls: Vec<UrlView> = listed
        .map(|page| UrlView {
            loc: site.config.base_url.absolute(&page.address),
            lastmod: days.get(page.address.as_str()).copied().flatten().map(|day| day.to_string()),
        })
        .collect();
    urls.sort_by(|a, b| a.loc.cmp(&b.loc));
    urls
}
