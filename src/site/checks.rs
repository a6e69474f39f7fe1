//! What is wrong although every file is right by itself: dates that passed, samples in use, owners that do not exist.

use super::{Page, Site};
use crate::config::BaseUrl;
use crate::form::Openness;
use crate::problem::{Placed, Problem};

/// Everything that the site as a whole shows to be wrong.
pub(super) fn check(site: &Site) -> Vec<Problem> {
    let mut problems: Vec<Problem> = site.pages.iter().flat_map(|page| page_problems(site, page)).collect();
    let config = &site.config;
    for contact in [&config.urgent_contact, &config.default_owner].into_iter().flatten() {
        problems.extend(unknown_contact(site, contact));
    }
    problems.extend(rows_that_ran_out(site));
    problems.extend(samples(site));
    problems.extend(local_collector(site));
    problems.extend(missing_logo(site));
    problems.extend(forms_without_readers(site));
    problems
}

fn page_problems(site: &Site, page: &Page) -> Vec<Problem> {
    let front = &page.document.front;
    let mut problems: Vec<Problem> =
        front.owner.iter().filter_map(|owner| unknown_contact(site, owner)).collect();
    if let Some(review_by) = &front.review_by
        && review_by.value < site.today
    {
        let message = format!("this page should have been checked by {}", review_by.value);
        let problem = Problem::warning("page-past-review", review_by.place.clone(), message);
        problems.push(problem.help("check every word, then set `checked_on` and `review_by`"));
    }
    problems
}

/// A contact that readers of every council see must serve them all.
fn unknown_contact(site: &Site, id: &Placed<String>) -> Option<Problem> {
    let mut rows = site.data.contacts(&id.value).peekable();
    if rows.peek().is_none() {
        return site.data.has_all_contacts().then(|| site.data.no_contact(&id.value, id.place.clone()));
    }
    let serves_all = site.config.councils.len() < 2 || rows.any(|contact| contact.council.is_none());
    (!serves_all).then(|| {
        let message = format!(
            "the contact `{}` does not serve every council, and readers of each see it here",
            id.value
        );
        Problem::error("contact-many", id.place.clone(), message).help("name a contact that has no `council`")
    })
}

fn rows_that_ran_out(site: &Site) -> Vec<Problem> {
    let facts = site.data.facts.iter().map(|fact| (&fact.validity, &fact.place, "fact", &fact.key));
    let contacts =
        site.data.contacts.iter().map(|contact| (&contact.validity, &contact.place, "contact", &contact.id));
    facts
        .chain(contacts)
        .filter(|(validity, ..)| validity.is_over(site.today))
        .map(|(_, place, what, id)| {
            let message = format!("the {what} `{id}` ran out before today");
            Problem::warning("row-ran-out", place.clone(), message)
                .help("find out what holds now, and change the row and its dates")
        })
        .collect()
}

/// Samples are for trying out: a site that readers reach must not send them to a phone that nobody answers.
fn samples(site: &Site) -> Vec<Problem> {
    let samples =
        site.data.contacts.iter().filter(|contact| contact.sample && !site.config.base_url.is_local());
    samples
        .map(|contact| {
            let message =
                format!("the contact `{}` is a sample, and this site is not on your own machine", contact.id);
            Problem::warning("contact-sample", contact.place.clone(), message)
                .help("write the real mailbox and phone, and take `sample: true` out")
        })
        .collect()
}

/// A form on a site that readers reach would post to their own machines.
fn local_collector(site: &Site) -> Option<Problem> {
    let (url, place) = site.config.collector.url.as_ref().zip(site.config.collector.url_place.as_ref())?;
    let is_local = BaseUrl::parse(url).is_ok_and(|url| url.is_local());
    (is_local && !site.config.base_url.is_local()).then(|| {
        let message = format!("the collector `{url}` is on your own machine, and this site is not");
        Problem::warning("collector-local", place.clone(), message)
            .help("write the address at which readers reach the collector, or take `[collector]` out")
    })
}

fn missing_logo(site: &Site) -> Option<Problem> {
    let logo = site.config.look.logo.as_ref()?;
    let is_there = site.downloads.iter().any(|download| download.address == logo.value)
        || site.theme.asset(&logo.value).is_some();
    (!is_there).then(|| {
        let message = format!("there is no picture `content/{}`", logo.value);
        Problem::error("logo-missing", logo.place.clone(), message)
            .help("put the file into `content/`, or take the line out")
    })
}

/// A form that nobody could open is shown closed: better than an answer that nobody reads.
fn forms_without_readers(site: &Site) -> Vec<Problem> {
    let unread =
        site.forms.iter().filter(|form| form.openness(&site.config, &site.data, false) == Openness::Closed);
    unread
        .filter(|_| !site.config.base_url.is_local())
        .map(|form| {
            let group = &form.sent_to.value;
            let message = format!("nobody can open what is sent to `{group}`, so this form is shown closed");
            let help = format!("add a public key for each council below `[recipients.{group}]` in site.toml");
            Problem::warning("form-no-recipient", form.sent_to.place.clone(), message).help(help)
        })
        .collect()
}
