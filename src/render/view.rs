//! All that a template may see: filled here, in one place, and nowhere changed.

mod dates;
mod page;
mod site;

use crate::site::{Page, Redirect, Site};
use serde::Serialize;

pub(super) use page::PageView;
pub(super) use site::SiteView;

/// The words that tell a template what it draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum PageKind {
    Home,
    Section,
    Page,
    NotFound,
    Redirect,
}

impl PageKind {
    pub(super) fn of(page: &Page) -> PageKind {
        match page.kind {
            crate::site::Kind::Home => PageKind::Home,
            crate::site::Kind::Section => PageKind::Section,
            crate::site::Kind::Page => PageKind::Page,
        }
    }
}

/// A page as a link shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct LinkView {
    title: String,
    url: String,
    summary: String,
    kind: PageKind,
}

impl LinkView {
    fn new(site: &Site, page: &Page) -> LinkView {
        let front = &page.document.front;
        LinkView {
            title: front.title.clone(),
            url: site.url(page),
            summary: front.summary.clone(),
            kind: PageKind::of(page),
        }
    }
}

/// Makes the views of one site.
pub(super) struct Views<'a> {
    pub(super) site: SiteView,
    source: &'a Site,
    /// Where each page stands among its neighbours.
    positions: Vec<usize>,
}

impl<'a> Views<'a> {
    pub(super) fn new(source: &'a Site) -> Views<'a> {
        let mut positions = vec![0; source.pages.len()];
        for page in &source.pages {
            for (at, child) in page.children.iter().enumerate() {
                positions[*child] = at;
            }
        }
        Views { site: SiteView::new(source), source, positions }
    }

    pub(super) fn page(&self, id: usize) -> PageView {
        PageView::new(self.source, &self.source.pages[id], self.positions[id])
    }

    pub(super) fn redirect(&self, redirect: &Redirect) -> PageView {
        PageView::redirect(self.source, &self.source.pages[redirect.to])
    }

    pub(super) fn not_found(&self) -> PageView {
        PageView::not_found(self.source)
    }
}
