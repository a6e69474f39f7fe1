//! `page`, as the template of one page sees it.

use super::super::cycle::CycleView;
use super::super::due::DueView;
use super::a_to_z::{LetterView, Listed};
use super::changes::AllChangesView;
use super::dates::DateView;
use super::finder::FinderView;
use super::search::SearchView;
use super::walk::WalkView;
use super::{LinkView, PageKind};
use crate::config::CHANGES;
use crate::content::Citation;
use crate::form::{Form, Openness};
use crate::site::{Kind, Page, PageId, Site};
use crate::text::{Body, ContactView, Heading};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

/// What the pages of the program are called that list all others.
pub(in crate::render) const A_TO_Z_TITLE: &str = "A to Z";
pub(in crate::render) const SEARCH_TITLE: &str = "Search";

/// A page, a redirect or the page for addresses that do not exist.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(in crate::render) struct PageView {
    kind: PageKind,
    title: String,
    summary: String,
    url: String,
    canonical: Option<String>,
    html: Option<Body>,
    toc: Vec<TocView>,
    breadcrumbs: Vec<LinkView>,
    navigation_url: Option<String>,
    audience: Vec<AudienceView>,
    topic: Option<String>,
    topic_page: Option<LinkView>,
    on_topic: Vec<LinkView>,
    owner: Option<ContactView>,
    /// Whether the page's own text shows the owner's card.
    owner_in_text: bool,
    report_url: Option<String>,
    checked_on: Option<DateView>,
    review_by: Option<DateView>,
    overdue: bool,
    ran_out: bool,
    draft: bool,
    sources: Vec<SourceView>,
    next: Vec<LinkView>,
    related: Vec<LinkView>,
    changes: Vec<ChangeView>,
    keywords: Vec<String>,
    children: Vec<LinkView>,
    previous: Option<LinkView>,
    following: Option<LinkView>,
    redirect_to: Option<String>,
    due: Option<DueView>,
    finder: Option<FinderView>,
    walk: Option<WalkView>,
    letters: Vec<LetterView>,
    search: Option<SearchView>,
    all_changes: Option<AllChangesView>,
    cycle: Option<CycleView>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct TocView {
    id: String,
    title: String,
    level: usize,
    children: Vec<TocView>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct AudienceView {
    id: &'static str,
    title: &'static str,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct SourceView {
    title: String,
    url: Option<String>,
    kind: Option<&'static str>,
    kind_text: Option<&'static str>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct ChangeView {
    date: DateView,
    note: String,
}

impl PageView {
    /// The view of a page that stands at `position` among the children of its section.
    pub(super) fn new(site: &Site, page: &Page, position: usize) -> PageView {
        let front = &page.document.front;
        let link = |id: &PageId| LinkView::new(site, &site.pages[*id]);
        let links = |ids: &[PageId]| ids.iter().map(link).collect();
        // What the page leads to already needs no second link.
        let is_new = |id: &PageId| !page.next.contains(id) && !page.related.contains(id);
        let ancestors = site.ancestors(page);
        let neighbours = neighbours(site, page);
        PageView {
            kind: PageKind::of(page),
            html: Some(page.body.clone()),
            toc: toc(&page.document.prose.headings),
            breadcrumbs: ancestors.iter().map(|page| LinkView::new(site, page)).collect(),
            navigation_url: ancestors.iter().copied().chain([page]).nth(1).map(|top| site.url(top)),
            audience: front
                .audience
                .iter()
                .map(|audience| AudienceView { id: audience.word(), title: audience.title() })
                .collect(),
            topic: front.topic.as_ref().map(|topic| topic.value.clone()),
            topic_page: page.topic.iter().copied().filter(is_new).map(|id| link(&id)).next(),
            on_topic: page.on_topic.iter().copied().filter(is_new).map(|id| link(&id)).collect(),
            checked_on: front.checked_on.map(DateView::from),
            review_by: front.review_by.as_ref().map(|date| DateView::from(date.value)),
            overdue: is_overdue(site, page),
            ran_out: site.names_what_ran_out(page),
            draft: front.draft,
            sources: front.sources.iter().map(SourceView::from).collect(),
            next: links(&page.next),
            related: links(&page.related),
            changes: front
                .changes
                .iter()
                .map(|change| ChangeView { date: change.date.into(), note: change.note.clone() })
                .collect(),
            keywords: front.keywords.clone(),
            children: children(site, page).map(link).collect(),
            previous: position.checked_sub(1).and_then(|at| neighbours.get(at)).map(link),
            following: neighbours.get(position + 1).map(link),
            due: site
                .due
                .as_ref()
                .filter(|due| site.pages[due.page].address == page.address)
                .map(|due| DueView::new(site, due)),
            cycle: CycleView::of(site, page),
            ..PageView::bare(site, page)
        }
    }

    /// A page that leads on to another.
    pub(super) fn redirect(site: &Site, to: &Page) -> PageView {
        PageView { kind: PageKind::Redirect, redirect_to: Some(site.url(to)), ..PageView::bare(site, to) }
    }

    /// The page of a form.
    pub(super) fn form(site: &Site, form: &Form) -> PageView {
        let address = form.address();
        PageView {
            kind: PageKind::Form,
            report_url: report_url(site, None, &form.title, &address),
            summary: form.summary.clone(),
            url: site.config.base_url.path_of(&address),
            canonical: Some(site.config.base_url.absolute(&address)),
            breadcrumbs: site.home.map(|home| LinkView::new(site, &site.pages[home])).into_iter().collect(),
            ..PageView::empty(form.title.clone())
        }
    }

    /// A page beside the forms: a form on paper, a table of what is asked.
    pub(super) fn beside_forms(site: &Site, address: &str, title: String, summary: String) -> PageView {
        PageView {
            kind: PageKind::Form,
            report_url: report_url(site, None, &title, address),
            summary,
            url: site.config.base_url.path_of(address),
            canonical: Some(site.config.base_url.absolute(address)),
            breadcrumbs: site.home.map(|home| LinkView::new(site, &site.pages[home])).into_iter().collect(),
            ..PageView::empty(title)
        }
    }

    /// A page that is made below another, whose owner and sources are its own too.
    pub(super) fn below(site: &Site, above: &Page, address: &str, words: (String, String)) -> PageView {
        let (title, summary) = words;
        let ancestors = site.ancestors(above);
        PageView {
            kind: PageKind::Page,
            report_url: report_url(site, Some(above), &title, address),
            summary,
            url: site.config.base_url.path_of(address),
            canonical: Some(site.config.base_url.absolute(address)),
            breadcrumbs: ancestors
                .iter()
                .copied()
                .chain([above])
                .map(|page| LinkView::new(site, page))
                .collect(),
            navigation_url: ancestors.iter().copied().chain([above]).nth(1).map(|top| site.url(top)),
            owner: site.owner(above).map(|owner| site.contact_view(owner)),
            sources: above.document.front.sources.iter().map(SourceView::from).collect(),
            ..PageView::empty(title)
        }
    }

    /// A page of the walk-through of a chart on the page above.
    pub(super) fn walked(
        site: &Site,
        above: &Page,
        address: &str,
        words: (String, String),
        walk: WalkView,
    ) -> PageView {
        let page = PageView::below(site, above, address, words);
        PageView {
            kind: PageKind::Question,
            walk: Some(walk),
            owner: None,
            sources: Vec::new(),
            // What is old about the chart is old about its questions.
            overdue: is_overdue(site, above),
            ran_out: site.names_what_ran_out(above),
            draft: above.document.front.draft,
            ..page
        }
    }

    /// A page of the contact finder, below the page of contacts and, where there are several, below that of a council.
    pub(super) fn of_finder(
        site: &Site,
        above: &Page,
        address: &str,
        words: (String, String),
        within: Option<LinkView>,
        finder: FinderView,
    ) -> PageView {
        let mut page = PageView::below(site, above, address, words);
        page.breadcrumbs.extend(within);
        // The page is about a contact: whoever looks after the page is not whom the reader wants.
        PageView { owner: None, sources: Vec::new(), finder: Some(finder), ..page }
    }

    /// A page that the program makes right below home.
    fn own(site: &Site, address: &str, title: &str, summary: &str) -> PageView {
        let page = PageView::beside_forms(site, address, title.to_string(), summary.to_string());
        PageView { kind: PageKind::Page, ..page }
    }

    /// The list of all pages.
    pub(super) fn a_to_z(site: &Site, address: &str, letters: Vec<LetterView>) -> PageView {
        let summary = "Every page and every form of this site, and the words that lead to them.";
        PageView { letters, ..PageView::own(site, address, A_TO_Z_TITLE, summary) }
    }

    /// The search, with the list of all pages for who has no script.
    pub(super) fn search(
        site: &Site,
        address: &str,
        letters: Vec<LetterView>,
        search: SearchView,
    ) -> PageView {
        let summary = "Find pages, forms and contacts by your own words.";
        let page = PageView::own(site, address, SEARCH_TITLE, summary);
        PageView { letters, search: Some(search), ..page }
    }

    /// The latest changes of all pages, or those of one year.
    pub(super) fn changes(
        site: &Site,
        address: &str,
        year: Option<i16>,
        all_changes: AllChangesView,
    ) -> PageView {
        let latest = "What is new on this site and what changed, the latest first.";
        let first = PageView::own(site, CHANGES, "News and changes", latest);
        let page = match year {
            None => first,
            Some(year) => {
                let summary = format!("All that was new on this site in {year}, and what changed.");
                let mut page = PageView::own(site, address, &format!("Changes in {year}"), &summary);
                page.breadcrumbs.extend(first.listed().map(|listed| listed.link));
                page
            }
        };
        PageView { all_changes: Some(all_changes), ..page }
    }

    pub(in crate::render) fn title(&self) -> &str {
        &self.title
    }

    /// The page as lists of the whole site show it; none for an old address and for one that does not exist.
    pub(super) fn listed(&self) -> Option<Listed<'_>> {
        let link = LinkView {
            title: self.title.clone(),
            url: self.url.clone(),
            summary: self.summary.clone(),
            kind: self.kind,
        };
        let within = self.breadcrumbs.iter().skip(1).last().map(|section| section.title.as_str());
        (!matches!(self.kind, PageKind::Redirect | PageKind::NotFound | PageKind::Question))
            .then_some(Listed { link, within, depth: self.breadcrumbs.len(), keywords: &self.keywords })
    }

    /// What an address shows that does not exist.
    pub(super) fn not_found(site: &Site) -> PageView {
        let mut view = PageView::empty("Page not found".to_string());
        view.report_url = feedback_form(site).map(|form| feedback_url(site, form)).or_else(|| {
            Some(mail_url(site.default_owner()?.mailbox.as_ref()?, "A link to a page that does not exist"))
        });
        view
    }

    /// What every page has, a redirect's target too.
    fn bare(site: &Site, page: &Page) -> PageView {
        let front = &page.document.front;
        let canonical = site.config.base_url.absolute(&page.address);
        let owner = site.owner(page);
        PageView {
            summary: front.summary.clone(),
            url: site.url(page),
            report_url: report_url(site, Some(page), &front.title, &page.address),
            canonical: Some(canonical),
            owner: owner.map(|owner| site.contact_view(owner)),
            owner_in_text: owner.is_some_and(|owner| site.shows_card(page, &owner.id)),
            ..PageView::empty(front.title.clone())
        }
    }

    fn empty(title: String) -> PageView {
        PageView {
            kind: PageKind::NotFound,
            title,
            summary: String::new(),
            url: String::new(),
            canonical: None,
            html: None,
            toc: Vec::new(),
            breadcrumbs: Vec::new(),
            navigation_url: None,
            audience: Vec::new(),
            topic: None,
            topic_page: None,
            on_topic: Vec::new(),
            owner: None,
            owner_in_text: false,
            report_url: None,
            checked_on: None,
            review_by: None,
            overdue: false,
            ran_out: false,
            draft: false,
            sources: Vec::new(),
            next: Vec::new(),
            related: Vec::new(),
            changes: Vec::new(),
            keywords: Vec::new(),
            children: Vec::new(),
            previous: None,
            following: None,
            redirect_to: None,
            due: None,
            finder: None,
            walk: None,
            letters: Vec::new(),
            search: None,
            all_changes: None,
            cycle: None,
        }
    }
}

impl From<&Citation> for SourceView {
    fn from(citation: &Citation) -> SourceView {
        SourceView {
            title: citation.title.clone(),
            url: citation.url.clone(),
            kind: citation.kind.map(|kind| kind.word()),
            kind_text: citation.kind.map(|kind| kind.text()),
        }
    }
}

/// What a page lists: the home page neither what its footer has nor the section whose pages it has by role.
fn children<'a>(site: &'a Site, page: &'a Page) -> impl Iterator<Item = &'a PageId> {
    let by_role = site.roles.as_ref().map(|roles| roles.section).filter(|_| page.kind == Kind::Home);
    page.children.iter().filter(move |id| !site.is_in_footer(**id) && by_role != Some(**id))
}

/// The pages beside this one; the home page's children are doors, not a sequence.
fn neighbours<'a>(site: &'a Site, page: &Page) -> &'a [PageId] {
    match page.parent.map(|parent| &site.pages[parent]) {
        Some(parent) if parent.kind == Kind::Section => &parent.children,
        _ => &[],
    }
}

/// Headings of the second level, each with those of the third below it.
fn toc(headings: &[Heading]) -> Vec<TocView> {
    let mut toc: Vec<TocView> = Vec::new();
    for heading in headings {
        let entry = TocView {
            id: heading.id.clone(),
            title: heading.title.clone(),
            level: heading.level,
            children: Vec::new(),
        };
        match (heading.level, toc.last_mut()) {
            (2, _) => toc.push(entry),
            (3, Some(last)) => last.children.push(entry),
            _ => {}
        }
    }
    toc
}

/// Where a reader says that something is wrong on a page: the form that asks for one, else a mail to who keeps the page right.
fn report_url(site: &Site, owned: Option<&Page>, title: &str, address: &str) -> Option<String> {
    if let Some(form) = feedback_form(site) {
        return Some(format!(
            "{}?page=/{}",
            feedback_url(site, form),
            utf8_percent_encode(address, IN_QUERY)
        ));
    }
    let owner = owned.map_or_else(|| site.default_owner(), |page| site.owner(page));
    let mailbox = owner?.mailbox.as_ref()?;
    let canonical = site.config.base_url.absolute(address);
    Some(mail_url(mailbox, &format!("Something is wrong on the page: {title} ({canonical})")))
}

/// The form for a wrong page, if somebody can open what it sends.
fn feedback_form(site: &Site) -> Option<&Form> {
    let form = site.forms.iter().find(|form| form.about_page.is_some())?;
    (site.openness(form) != Openness::Closed).then_some(form)
}

/// That form at the collector, which alone can name the page in it.
fn feedback_url(site: &Site, form: &Form) -> String {
    format!("{}/forms/{}", site.config.collector.address(), form.name)
}

/// What of an address is not written as it is behind a `?`.
const IN_QUERY: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

fn mail_url(mailbox: &str, subject: &str) -> String {
    format!("mailto:{mailbox}?subject={}", utf8_percent_encode(subject, NON_ALPHANUMERIC))
}

/// Whether its day of review is over.
fn is_overdue(site: &Site, page: &Page) -> bool {
    page.document.front.review_by.as_ref().is_some_and(|date| date.value < site.today)
}
