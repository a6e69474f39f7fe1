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

fn rows_that_ran_out(site: &Site) -> impl Iterator<Item = Problem> {
    site.data.rows().filter(|row| row.validity.is_over(site.today)).map(|row| {
        let message = format!("the {} `{}` ran out before today", row.kind, row.name);
        Problem::warning("row-ran-out", row.place.clone(), message)
            .help("find out what holds now, and change the row and its dates")
    })
}

/// Samples are for trying out: a site that readers reach must not send them to a phone that nobody answers.
fn samples(site: &Site) -> Vec<Problem> {
    let contacts = site.data.contacts.iter().filter(|contact| contact.sample).filter_map(|contact| {
        let help = "write the real mailbox and phone, and take `sample: true` out";
        sample(site, "contact-sample", &contact.place, &format!("the contact `{}`", contact.id), help)
    });
    let schools = site.data.schools.iter().filter(|school| school.sample).filter_map(|school| {
        let help = "write your own schools, and take the samples out";
        sample(site, "school-sample", &school.place, &format!("the school `{}`", school.name), help)
    });
    contacts.chain(schools).collect()
}

/// The problem of a row that is a sample, on a site that is not on the author's own machine.
pub(super) fn sample(
    site: &Site,
    name: &'static str,
    place: &Place,
    what: &str,
    help: &str,
) -> Option<Problem> {
    let message = format!("{what} is a sample, and this site is not on your own machine");
    let is_public = !site.config.base_url.is_local();
    is_public.then(|| Problem::warning(name, place.clone(), message).help(help))
}
