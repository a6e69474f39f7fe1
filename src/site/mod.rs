//! All documents to one `Site`: URLs, sections, links, contacts and shortcodes resolved, nothing left open.

mod addresses;
mod changes;
mod charts;
mod checks;
mod cycle;
mod downloads;
mod due;
mod finder;
mod links;
mod overdue;
mod roles;
mod topics;
mod tree;

use crate::calendar::Calendar;
use crate::config::{self, Config};
use crate::content::Document;
use crate::data::{Contact, Data};
use crate::form::{Form, Openness};
use crate::problem::{Placed, Problem};
use crate::source::Source;
use crate::text::{Body, CompletePep, ContactView, Placing, Shortcodes};
use crate::theme::Theme;
use addresses::Addresses;
use jiff::civil::Date;
use links::Links;
use rayon::prelude::*;
use std::sync::Arc;

pub use changes::Noted;
pub use charts::Walkthrough;
pub use cycle::Cycle;
pub use due::Due;
pub use finder::{Finder, FinderPage, Post, SchoolLine, Shows};
pub use overdue::{Row, Span, Stale, Work, overdue};
pub use roles::Roles;

/// What [`assemble`] needs beside the documents.
pub struct Parts<'a> {
    /// The settings.
    pub config: &'a Arc<Config>,
    /// Facts and contacts.
    pub data: &'a Arc<Data>,
    /// The theme.
    pub theme: &'a Arc<Theme>,
    /// Working days.
    pub calendar: &'a Arc<Calendar>,
    /// The forms.
    pub forms: &'a [Arc<Form>],
    /// The files beside the pages.
    pub source: &'a Source,
    /// The day of the build.
    pub today: Date,
    /// Whether drafts are shown.
    pub drafts: Drafts,
    /// Whose keys open what is sent.
    pub readers: Readers,
}

/// What happens to pages that are marked `draft: true`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drafts {
    /// Left out: for readers.
    Hidden,
    /// Shown: for authors.
    Shown,
}

/// Whose keys open what forms send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// Those of the recipients in `site.toml`.
    Recipients,
    /// A demo key beside the collector on this machine: forms are for practice.
    Demo,
}

/// A whole site, ready to be drawn.
#[derive(Debug)]
pub struct Site {
    /// The settings.
    pub config: Arc<Config>,
    /// Facts and contacts.
    pub data: Arc<Data>,
    /// The theme.
    pub theme: Arc<Theme>,
    /// Working days, and when a PEP is due.
    pub calendar: Arc<Calendar>,
    /// The day of the build.
    pub today: Date,
    /// Whose keys open what is sent.
    pub readers: Readers,
    /// All pages; the rest of the site names them by their number in this list.
    pub pages: Vec<Page>,
    /// The home page, unless there is none.
    pub home: Option<PageId>,
    /// Where the deadlines of a PEP are worked out, if anywhere.
    pub due: Option<Due>,
    /// Below the page of contacts, the way to the right one.
    pub finder: Option<Finder>,
    /// The way in by role, if `site.toml` names it.
    pub roles: Option<Roles>,
    /// Where the PEP cycle of a phase is shown for the day of the build.
    pub cycles: Vec<Cycle>,
    /// The walk-throughs of flowcharts.
    pub walkthroughs: Vec<Walkthrough>,
    /// The forms.
    pub forms: Vec<Arc<Form>>,
    /// Old addresses.
    pub redirects: Vec<Redirect>,
    /// Files that are copied as they stand.
    pub downloads: Vec<Download>,
    /// The page of contacts.
    pub contacts_url: Option<String>,
    /// What to do about a child of another council.
    pub not_ours_url: Option<String>,
    /// The privacy notice.
    pub privacy_url: Option<String>,
    /// What the footer links to: words and address.
    pub footer: Vec<(String, String)>,
    /// Where "Complete a PEP" leads.
    pub complete_pep: CompletePep,
}

/// The number of a page in [`Site::pages`].
pub type PageId = usize;

/// A page of the site.
#[derive(Debug)]
pub struct Page {
    /// As its author wrote it.
    pub document: Arc<Document>,
    /// Home, section or page.
    pub kind: Kind,
    /// Its address, relative to the site: `peps/what-is-a-pep/`, empty for home.
    pub address: String,
    /// The section that it stands in.
    pub parent: Option<PageId>,
    /// Sections and pages below it, in their order.
    pub children: Vec<PageId>,
    /// Its content, every link and shortcode resolved.
    pub body: Body,
    /// Where to go next.
    pub next: Vec<PageId>,
    /// Pages of the same matter.
    pub related: Vec<PageId>,
    /// The page of its topic, unless that is the page itself or a section that it stands in.
    pub topic: Option<PageId>,
    /// Pages of the topic that this page is named for, which stand elsewhere.
    pub on_topic: Vec<PageId>,
}

/// What a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `content/_index.md`.
    Home,
    /// Any other `_index.md`.
    Section,
    /// Everything else.
    Page,
}

/// An old address, and the page that it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// Relative to the site, as `old/path/`.
    pub address: String,
    /// Where it leads.
    pub to: PageId,
}

/// A file that is copied as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download {
    /// Relative to the site.
    pub address: String,
    /// What it holds.
    pub bytes: Arc<[u8]>,
}

/// Join documents to a site, and find what is wrong between them.
pub fn assemble(parts: &Parts<'_>, documents: Vec<Arc<Document>>) -> (Site, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut addresses = Addresses::give(parts, documents, &mut problems);
    let links = Links::new(&addresses, &parts.config.base_url, &parts.data.glossary);
    let tree = tree::grow(&addresses, &mut problems);
    let topics = topics::find(&addresses, &tree.places, &mut problems);
    problems.extend(addresses.forms.iter().flat_map(|form| links.of_form(form)));

    let pages = &parts.config.pages;
    let mut url =
        |page: &Option<Placed<String>>| page.as_ref().and_then(|page| links.site_page(page, &mut problems));
    let (contacts_url, not_ours_url) = (url(&pages.contacts), url(&pages.not_ours));
    let (privacy_url, complete_pep_url) = (url(&pages.privacy), url(&pages.complete_pep));
    let footer = pages.footer.iter();
    let footer =
        footer.filter_map(|page| Some((page.title.clone(), url(&Some(page.page.clone()))?))).collect();
    let complete_pep = CompletePep::new(parts.config, complete_pep_url);
    let terms = parts.data.glossary.terms.iter();
    let term_pages = terms.filter_map(|term| Some((term.term.clone(), url(&term.page)?))).collect();
    let roles_page = parts.config.pages.roles.as_ref().and_then(|path| {
        let found = links.page(&format!("content/{}", config::PATH), path);
        Some((found.map_err(|problem| problems.push(problem)).ok()?, path))
    });
    let shortcodes = Shortcodes::new(parts.theme, parts.config, parts.data, complete_pep.clone())
        .with_term_pages(term_pages)
        .with_contacts(contacts_url.clone())
        .on(parts.today);

    let resolved: Vec<(Resolved, Vec<Problem>)> = addresses
        .documents
        .par_iter()
        .zip(&addresses.addresses)
        .map(|(document, address)| resolve(document, address, &links, &shortcodes, parts))
        .collect();
    let home = tree.home;
    let mut pages = Vec::with_capacity(resolved.len());
    for ((((document, address), place), topical), (resolved, page_problems)) in
        addresses.documents.iter().zip(&addresses.addresses).zip(tree.places).zip(topics).zip(resolved)
    {
        problems.extend(page_problems);
        let Resolved { body, next, related } = resolved;
        pages.push(Page {
            document: document.clone(),
            kind: place.kind,
            address: address.clone(),
            parent: place.parent,
            children: place.children,
            body,
            next,
            related,
            topic: topical.topic,
            on_topic: topical.on_topic,
        });
    }
    let due = due::find(&pages, parts, &mut problems);
    let finder = finder::find(&pages, contacts_url.as_ref(), &mut addresses, parts, &mut problems);
    problems.extend(addresses.files_in_the_way());
    let roles = roles_page.and_then(|(id, named)| roles::find(&pages, id, named, &mut problems));
    let cycles = cycle::find(&pages, parts, &mut problems);
    let walkthroughs = charts::walkthroughs(&pages, &parts.config.base_url);
    let site = Site {
        config: parts.config.clone(),
        data: parts.data.clone(),
        theme: parts.theme.clone(),
        calendar: parts.calendar.clone(),
        due,
        finder,
        roles,
        cycles,
        walkthroughs,
        today: parts.today,
        readers: parts.readers,
        pages,
        home,
        forms: addresses.forms,
        redirects: addresses.redirects,
        downloads: addresses.downloads,
        contacts_url,
        not_ours_url,
        privacy_url,
        footer,
        complete_pep,
    };
    problems.extend(checks::check(&site));
    (site, problems)
}

struct Resolved {
    body: Body,
    next: Vec<PageId>,
    related: Vec<PageId>,
}

fn resolve(
    document: &Arc<Document>,
    address: &str,
    links: &Links<'_>,
    shortcodes: &Shortcodes<'_>,
    parts: &Parts<'_>,
) -> (Resolved, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut told = |problem: Problem| problems.push(problem);
    let urls = document.prose.targets.iter().map(|target| match links.url(document, target) {
        Ok(url) => url,
        Err(problem) => {
            told(problem);
            "".into()
        }
    });
    let urls: Vec<Arc<str>> = urls.collect();
    let drawn =
        document.prose.shortcodes.iter().map(|shortcode| match shortcodes.draw(&document.file, shortcode) {
            Ok(html) => html,
            Err(problem) => {
                told(problem);
                "".into()
            }
        });
    let drawn = drawn.collect();
    let charts = charts::draw(document, address, &urls, parts).into_iter().map(|chart| match chart {
        Ok(html) => html,
        Err(problem) => {
            told(problem);
            "".into()
        }
    });
    let charts = charts.collect();
    let mut pages = |paths: &[Placed<String>]| {
        let found = paths.iter().map(|path| links.page(&document.file.path, path));
        found.filter_map(|page| page.map_err(&mut told).ok()).collect()
    };
    let next = pages(&document.front.next);
    let related = pages(&document.front.related);
    (
        Resolved { body: Body::new(document.prose.clone(), urls, drawn).with_charts(charts), next, related },
        problems,
    )
}

impl Site {
    /// Whether the footer links to a page: such a page is about the site, so header and home page leave it out.
    pub fn is_in_footer(&self, page: PageId) -> bool {
        let url = self.url(&self.pages[page]);
        self.footer.iter().any(|(_, footer)| *footer == url)
    }

    /// Whether the text of a page shows the card of this contact, or those of all.
    pub fn shows_card(&self, page: &Page, contact: &str) -> bool {
        page.document.prose.shortcodes.iter().any(|shortcode| {
            shortcode.placing == Placing::Block
                && (shortcode.names("contact") == Some(contact) || shortcode.name == "all_contacts")
        })
    }

    /// Whether a page names a fact or a contact whose last day is over.
    pub fn names_what_ran_out(&self, page: &Page) -> bool {
        page.document.prose.shortcodes.iter().any(|shortcode| {
            let fact = shortcode.names("fact").and_then(|key| self.data.fact(key));
            let mut contacts = shortcode.names("contact").into_iter().flat_map(|id| self.data.contacts(id));
            fact.is_some_and(|fact| fact.validity.is_over(self.today))
                || contacts.any(|contact| contact.validity.is_over(self.today))
        })
    }

    /// The path of a page on its host.
    pub fn url(&self, page: &Page) -> String {
        self.config.base_url.path_of(&page.address)
    }

    /// Whether a form can be sent, and by whom it is read.
    pub fn openness(&self, form: &Form) -> Openness {
        form.openness(&self.config, &self.data, self.readers == Readers::Demo)
    }

    /// The contact that keeps a page right: its owner, else the site's.
    pub fn owner(&self, page: &Page) -> Option<&Contact> {
        let id = page.document.front.owner.as_ref().or(self.config.default_owner.as_ref())?;
        self.data.contact(&id.value, None)
    }

    /// A contact as templates see it, with its page.
    pub fn contact_view(&self, contact: &Contact) -> ContactView {
        ContactView::new(contact, &self.data).with_page(contact, &self.config, self.contacts_url.as_deref())
    }

    /// The contact that keeps right what has no owner of its own.
    pub fn default_owner(&self) -> Option<&Contact> {
        self.data.contact(&self.config.default_owner.as_ref()?.value, None)
    }

    /// The sections that a page stands in, home first, without the page itself.
    pub fn ancestors<'a>(&'a self, page: &'a Page) -> Vec<&'a Page> {
        let mut ancestors: Vec<&Page> = std::iter::successors(page.parent, |id| self.pages[*id].parent)
            .map(|id| &self.pages[id])
            .collect();
        ancestors.reverse();
        ancestors
    }
}
