//! Settings that are right by themselves and wrong for this site: a collector, a logo, readers of forms.

use super::Site;
use crate::config::BaseUrl;
use crate::form::Openness;
use crate::problem::Problem;

/// What is wrong with `site.toml`, seen beside the rest.
pub(super) fn check(site: &Site) -> Vec<Problem> {
    let mut problems = forms_without_readers(site);
    problems.extend(local_collector(site));
    problems.extend(missing_logo(site));
    problems.extend(forms_about_pages(site));
    problems
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

/// Pages lead to one form.
fn forms_about_pages(site: &Site) -> Vec<Problem> {
    let mut forms = site.forms.iter().filter_map(|form| Some((form, form.about_page.as_ref()?)));
    let Some((first, _)) = forms.next() else { return Vec::new() };
    forms
        .map(|(_, about)| {
            let message = format!("pages lead to the form `{}` already", first.name);
            Problem::error("form-about-page", about.place.clone(), message)
                .help("keep `about_page` in one of the two")
        })
        .collect()
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
