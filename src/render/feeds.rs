//! What machines read: the Atom feed of changes and the sitemap.

use crate::form::{FOLDER, Form};
use crate::site::{Page, Site};
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
        let mut changes: Vec<(Date, &Page, usize)> = Vec::new();
        for page in &site.pages {
            let dated = page.document.front.changes.iter().enumerate();
            changes.extend(dated.map(|(at, change)| (change.date, page, at)));
        }
        changes.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.address.cmp(&b.1.address)).then(a.2.cmp(&b.2)));
        changes.truncate(LATEST);
        let self_url = site.config.base_url.absolute("feed.xml");
        FeedView {
            id: self_url.clone(),
            updated: midnight(changes.first().map_or(site.today, |(date, ..)| *date)),
            self_url,
            entries: changes.into_iter().map(|(date, page, at)| entry(site, date, page, at)).collect(),
        }
    }
}

fn entry(site: &Site, date: Date, page: &Page, at: usize) -> EntryView {
    let front = &page.document.front;
    let url = site.config.base_url.absolute(&page.address);
    // Changes stand latest first, so counting from the oldest keeps an entry's id when a new one is added.
    let number = front.changes.len() - at;
    EntryView {
        id: format!("{url}#change-{number}"),
        title: front.title.clone(),
        url,
        updated: midnight(date),
        summary: front.changes.get(at).map(|change| change.note.clone()).unwrap_or_default(),
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
    urls.extend(
        addresses
            .chain(own)
            .map(|address| UrlView { loc: site.config.base_url.absolute(&address), lastmod: None }),
    );
    urls.sort_by(|a, b| a.loc.cmp(&b.loc));
    urls
}
