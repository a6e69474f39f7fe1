//! Pages: past their review, without sources, met by nobody.

use super::{Kind, Page, Site, data};
use crate::problem::Problem;
use std::collections::HashSet;

/// What front matter shows to be wrong, on the day of the build.
pub(super) fn check(site: &Site, page: &Page) -> Vec<Problem> {
    let owner = page.document.front.owner.iter();
    let mut problems: Vec<Problem> = owner.filter_map(|owner| data::unknown_contact(site, owner)).collect();
    problems.extend(past_review(site, page));
    problems.extend(source_missing(page));
    problems
}

fn past_review(site: &Site, page: &Page) -> Option<Problem> {
    let review_by = page.document.front.review_by.as_ref().filter(|date| date.value < site.today)?;
    let message = format!("this page should have been checked by {}", review_by.value);
    let problem = Problem::warning("page-past-review", review_by.place.clone(), message);
    Some(problem.help("check every word, then set `checked_on` and `review_by`"))
}

/// A page that tells somebody what to do says from where it knows. The page that opens a section only leads on.
fn source_missing(page: &Page) -> Option<Problem> {
    let front = &page.document.front;
    let tells = page.kind == Kind::Page && !front.audience.is_empty();
    (tells && front.sources.is_empty() && !front.needs_no_source).then(|| {
        let message = "this page says for whom it is, and not from where it knows what it says";
        Problem::warning("source-missing", page.document.place(), message)
            .help("add `sources:` with a title, or `sources: none` if nothing here needs one")
    })
}

/// Pages that are in the list of their section, and that no other page ever names.
///
/// What stands right below home is a door in the header, and sections are on the way to their pages, so both are met.
pub(super) fn orphans(site: &Site) -> Vec<Problem> {
    let met = met(site);
    let is_door = |page: &Page| page.parent.is_none() || page.parent == site.home;
    let pages = site.pages.iter().filter(|page| page.kind == Kind::Page && !is_door(page));
    pages
        .filter(|page| !met.contains(site.url(page).as_str()))
        .map(|page| {
            let message = "no other page leads here: it is only in the list of its section";
            Problem::warning("page-orphan", page.document.place(), message).help(
                "link to it where readers need it, or name it below `next` or `related` of another page",
            )
        })
        .collect()
}

/// The URLs that pages and settings lead to, but for those to the page itself.
fn met(site: &Site) -> HashSet<String> {
    let mut met: HashSet<String> = site.footer.iter().map(|(_, url)| url.clone()).collect();
    met.extend([&site.contacts_url, &site.not_ours_url, &site.privacy_url].into_iter().flatten().cloned());
    met.insert(site.complete_pep.url.clone());
    let by_role = site.roles.iter().flat_map(|roles| &roles.pages);
    met.extend(by_role.map(|(_, id)| site.url(&site.pages[*id])));
    for page in &site.pages {
        let own = site.url(page);
        let in_text = page.body.urls().map(|url| url.split('#').next().unwrap_or_default().to_string());
        let named = page
            .next
            .iter()
            .chain(&page.related)
            .chain(&page.topic)
            .chain(&page.on_topic)
            .map(|id| site.url(&site.pages[*id]));
        met.extend(in_text.chain(named).filter(|url| *url != own));
    }
    met
}
