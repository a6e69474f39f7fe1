//! What is wrong although every file is right by itself: dates that passed, numbers by hand, words that nobody explains.

mod by_hand;
mod data;
mod pages;
mod reading;
mod school_year;
mod settings;
mod terms;
mod words;

use super::{Kind, Page, Site};
use crate::problem::Problem;
use rayon::prelude::*;

/// Everything that the site as a whole shows to be wrong.
pub(super) fn check(site: &Site) -> Vec<Problem> {
    let facts = by_hand::Phrases::of(site);
    let terms = terms::Terms::of(site);
    let of_page = |page: &Page| {
        let passages = words::of_page(site, page);
        let mut problems = pages::check(site, page);
        problems.extend(by_hand::check(&facts, page, &passages));
        problems.extend(reading::check(site, page, &passages));
        problems.extend(terms::check(&terms, page, &passages));
        problems
    };
    let mut problems: Vec<Problem> = site.pages.par_iter().flat_map_iter(of_page).collect();
    problems.extend(pages::orphans(site));
    problems.extend(data::check(site));
    problems.extend(school_year::check(site));
    problems.extend(settings::check(site));
    problems
}
