//! Every page that a reader can open, with its title: for the sitemap, and for the collector, which is told of a wrong page.

use super::made::{Made, made};
use super::view::{self, Views};
use super::{due, forms};
use crate::config::{A_TO_Z, SEARCH};
use crate::site::Site;
use std::collections::BTreeMap;

/// A page by its name.
pub(super) struct Named {
    /// Relative to the site, as `peps/what-is-a-pep/`.
    pub(super) address: String,
    pub(super) title: String,
    pub(super) listed: Listed,
}

/// Whether search engines are told of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Listed {
    Everywhere,
    /// A form on paper is for who fills it in.
    OnTheSite,
}

/// All of them. What a kind of page is called stands beside what draws it.
pub(super) fn named(site: &Site, made: &[Made]) -> Vec<Named> {
    let written = site.pages.iter().map(|page| Named {
        address: page.address.clone(),
        title: page.document.front.title.clone(),
        listed: Listed::Everywhere,
    });
    let of_program = |address: &str, title: &str| Named {
        address: address.to_string(),
        title: title.to_string(),
        listed: Listed::Everywhere,
    };
    let made = made.iter().map(|page| of_program(&page.address, page.view.title()));
    let a_to_z = site.config.pages.a_to_z.then(|| of_program(A_TO_Z, view::A_TO_Z_TITLE));
    let search = site.config.pages.search.then(|| of_program(SEARCH, view::SEARCH_TITLE));
    written
        .chain(made)
        .chain(a_to_z)
        .chain(search)
        .chain(forms::named(site))
        .chain(due::named(site))
        .collect()
}

/// The title of every page, by its address.
pub fn titles(site: &Site) -> BTreeMap<String, String> {
    let views = Views::new(site);
    by_address(named(site, &made(site, &views)))
}

pub(super) fn by_address(named: Vec<Named>) -> BTreeMap<String, String> {
    named.into_iter().map(|page| (page.address, page.title)).collect()
}
