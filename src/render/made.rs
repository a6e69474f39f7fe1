//! Pages that the program makes and no author wrote: the contact finder, and what changed.

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
    if site.config.pages.changes {
        let pages = views.changes().into_iter();
        made.extend(pages.map(|(address, view)| Made { address, template: "changes.html", view }));
    }
    made
}
