//! Facts and contacts: rows that ran out, samples in use, contacts that nobody has.

use super::Site;
use crate::problem::{Place, Placed, Problem};

/// What is wrong with the rows of data files, and with the contacts that `site.toml` names.
pub(super) fn check(site: &Site) -> Vec<Problem> {
    let contacts = [&site.config.urgent_contact, &site.config.default_owner].into_iter().flatten();
    let mut problems: Vec<Problem> = contacts.filter_map(|contact| unknown_contact(site, contact)).collect();
    problems.extend(rows_that_ran_out(site));
    problems.extend(samples(site));
    problems
}

/// A contact that readers of every council see must serve them all.
pub(super) fn unknown_contact(site: &Site, id: &Placed<String>) -> Option<Problem> {
    let mut rows = site.data.contacts(&id.value).peekable();
    if rows.peek().is_none() {
        return site.data.has_all_contacts().then(|| site.data.no_contact(&id.value, id.place.clone()));
    }
    let serves_all = !site.config.has_several_councils() || rows.any(|contact| contact.council.is_none());
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
    let schools =
        site.data.schools.iter().map(|school| (&school.validity, &school.place, "school", &school.name));
    facts
        .chain(contacts)
        .chain(schools)
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
    if site.config.base_url.is_local() {
        return Vec::new();
    }
    let warning = |name: &'static str, place: &Place, what: String, help: &'static str| {
        let message = format!("the {what} is a sample, and this site is not on your own machine");
        Problem::warning(name, place.clone(), message).help(help)
    };
    let contacts = site.data.contacts.iter().filter(|contact| contact.sample).map(|contact| {
        let help = "write the real mailbox and phone, and take `sample: true` out";
        warning("contact-sample", &contact.place, format!("contact `{}`", contact.id), help)
    });
    let schools = site.data.schools.iter().filter(|school| school.sample).map(|school| {
        let help = "write your own schools, and take the samples out";
        warning("school-sample", &school.place, format!("school `{}`", school.name), help)
    });
    contacts.chain(schools).collect()
}
