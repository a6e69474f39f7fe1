//! What machines read: the Atom feed of changes and the sitemap.

use crate::config::CHANGES;
use crate::form::{FOLDER, Form};
use crate::site::{Noted, Site};
use jiff::civil::Date;
use serde::Serialize;
use std::sync::Arc;

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
pub(super) fn sitemap(site: &Site) -> Vec<UrlView> {
    let mut urls: Vec<UrlView> = site
        .pages
        .iter()
        .map(|page| {
            let front = &page.document.front;
            let lastmod = front.changes.iter().map(|change| change.date).chain(front.checked_on).max();
            UrlView {
                loc: site.config.base_url.absolute(&page.address),
                lastmod: lastmod.map(|date| date.to_string()),
            }
        })
        .collect();
    // A form on paper is for who fills it in; search engines need not list it beside the form.
    let own = if site.forms.is_empty() {
        Vec::new()
    } else {
        vec![format!("{FOLDER}/"), format!("{FOLDER}/data/")]
    };
    let of_form = |form: &Arc<Form>| [form.address(), format!("{}data/", form.address())];
    let of_finder = site.finder.iter().flat_map(|finder| &finder.pages).map(|page| page.address.clone());
    let addresses = own
        .into_iter()
        .chain(site.forms.iter().flat_map(of_form))
        .chain(super::due::addresses(site))
        .chain(of_finder);
    let own = site.config.pages.own().map(|(address, _)| address.to_string());
    let own =
        own.chain(super::view::years_of_changes(site).into_iter().filter(|_| site.config.pages.changes));
    urls.extend(
        addresses
            .chain(own)
            .map(|address| UrlView { loc: site.config.base_url.absolute(&address), lastmod: None }),
    );
    urls.sort_by(|a, b| a.loc.cmp(&b.loc));
    urls
}
