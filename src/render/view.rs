//! All that a template may see: filled here, in one place, and nowhere changed.

mod a_to_z;
mod changes;
mod dates;
mod finder;
mod page;
mod search;
mod walk;

use crate::config::{A_TO_Z, SEARCH};
use crate::content::Audience;
use crate::form::Form;
use crate::frame::{Doors, Host, NavigationView, SiteView};
use crate::search::Index;
use crate::site::{Finder, FinderPage, Page, PageId, Redirect, Site, Walkthrough};
use serde::Serialize;

pub(super) use a_to_z::LetterView;
pub(super) use dates::{DateView, NamedDay};
pub(super) use page::{A_TO_Z_TITLE, PageView, SEARCH_TITLE};

/// The words that tell a template what it draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum PageKind {
    Home,
    Section,
    Page,
    Form,
    NotFound,
    Redirect,
    /// A page of a walk-through.
    Question,
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

    /// A page that the program makes, by its words and address.
    fn made(title: String, url: String) -> LinkView {
        LinkView { title, url, summary: String::new(), kind: PageKind::Page }
    }
}

/// How many entries the page of the search lists for who has no script. Of more it leads to the A to Z, so that a search on a
/// phone does not wait for them.
const MOST_LISTED: usize = 300;

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
        let site = SiteView::new(&source.config, &source.data, &source.theme, doors(source), Host::Site);
        Views { site, source, positions }
    }

    pub(super) fn page(&self, id: usize) -> PageView {
        PageView::new(self.source, &self.source.pages[id], self.positions[id])
    }

    pub(super) fn redirect(&self, redirect: &Redirect) -> PageView {
        PageView::redirect(self.source, &self.source.pages[redirect.to])
    }

    pub(super) fn form(&self, form: &Form) -> PageView {
        PageView::form(self.source, form)
    }

    pub(super) fn beside_forms(&self, address: &str, title: String, summary: String) -> PageView {
        PageView::beside_forms(self.source, address, title, summary)
    }

    /// A page that is made below another.
    pub(super) fn below(&self, id: usize, address: &str, title: String, summary: String) -> PageView {
        PageView::below(self.source, &self.source.pages[id], address, (title, summary))
    }

    /// A page of the contact finder.
    pub(super) fn of_finder(&self, finder: &Finder, page: &FinderPage) -> PageView {
        finder::page(self.source, finder, page)
    }

    /// The pages of a walk-through, with their addresses.
    pub(super) fn walkthrough(&self, through: &Walkthrough) -> Vec<(String, PageView)> {
        walk::pages(self.source, through)
    }

    /// The pages of what changed, with their addresses.
    pub(super) fn changes(&self) -> Vec<(String, PageView)> {
        changes::pages(self.source)
    }

    /// All these pages by their letters.
    pub(super) fn letters<'v>(&self, pages: impl Iterator<Item = &'v PageView>) -> Vec<LetterView> {
        a_to_z::letters(self.source, pages)
    }

    /// The list of all pages.
    pub(super) fn a_to_z(&self, letters: Vec<LetterView>) -> PageView {
        PageView::a_to_z(self.source, A_TO_Z, letters)
    }

    /// The search, with all pages for who has no script.
    pub(super) fn search(&self, index: &Index, letters: &[LetterView]) -> PageView {
        let is_long = self.source.config.pages.a_to_z && index.entries.len() > MOST_LISTED;
        let letters = if is_long { Vec::new() } else { letters.to_vec() };
        PageView::search(self.source, SEARCH, letters, search::SearchView::new(self.source, index))
    }

    pub(super) fn not_found(&self) -> PageView {
        PageView::not_found(self.source)
    }
}

/// The doors of the header are the pages right below home, but for those of the footer.
fn doors(site: &Site) -> Doors {
    let top = site.home.map(|home| site.pages[home].children.as_slice()).unwrap_or_default();
    let door = |id: &usize| {
        let page = &site.pages[*id];
        NavigationView { title: page.document.front.title.clone(), url: site.url(page) }
    };
    let role = |(audience, id): &(Audience, PageId)| NavigationView {
        title: audience.one().to_string(),
        url: site.url(&site.pages[*id]),
    };
    Doors {
        roles: site.roles.iter().flat_map(|roles| roles.pages.iter().map(role)).collect(),
        roles_url: site.roles.as_ref().map(|roles| site.url(&site.pages[roles.section])),
        navigation: top.iter().filter(|id| !site.is_in_footer(**id)).map(door).collect(),
        contacts_url: site.contacts_url.clone(),
        not_ours_url: site.not_ours_url.clone(),
        privacy_url: site.privacy_url.clone(),
        forms_url: (!site.forms.is_empty()).then(|| site.config.base_url.path_of("forms/")),
        footer: site
            .footer
            .iter()
            .map(|(title, url)| NavigationView { title: title.clone(), url: url.clone() })
            .collect(),
        complete_pep: site.complete_pep.clone(),
    }
}
