//! Pages that the program makes and no author wrote: the contact finder, the walk-throughs of flowcharts, and what changed.

use super::view::{PageView, Views};
use crate::site::{Shows, Site};
use rayon::prelude::*;

/// Such a page.
pub(super) struct Made {
    /// Relative to the site.
    pub(super) address: String,
    pub(super) template: &'static str,
    pub(super) view: PageView,
}

/// All of them but the A to Z, which is made from all others.
pub(super) fn made(site: &Site, views: &Views<'_>) -> Vec<Made> {
    let mut made: Vec<Made> = Vec::new();
    if let Some(finder) = &site.finder {
        made.par_extend(finder.pages.par_iter().map(|page| Made {
            address: page.address.clone(),
            template: match page.shows {
                Shows::Council { .. } => "contacts-council.html",
                Shows::Post(_) => "contact.html",
                Shows::Schools { .. } => "contacts-schools.html",
            },
            view: views.of_finder(finder, page),
        }));
    }
    for through in &site.walkthroughs {
        let pages = views.walkthrough(through).into_iter();
        made.extend(pages.map(|(address, view)| Made { address, template: "walk.html", view }));
    }
    if site.config.pages.changes {
        let pages = views.changes().into_iter();
        made.extend(pages.map(|(address, view)| Made { address, template: "changes.html", view }));
    }
    made
}
