//! The section of roles: for each kind of reader the page that is theirs.

use super::{Page, PageId};
use crate::content::Audience;
use crate::problem::{Placed, Problem};

/// The way in by role: "I am a carer".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roles {
    /// The page that opens the section.
    pub section: PageId,
    /// The page of each kind of reader that has one.
    pub pages: Vec<(Audience, PageId)>,
}

/// Of each kind of reader the first page of the section that is for them; that there is none at all is a problem.
pub(super) fn find(
    pages: &[Page],
    section: PageId,
    named: &Placed<String>,
    problems: &mut Vec<Problem>,
) -> Option<Roles> {
    let of = |audience: Audience| {
        let children = pages[section].children.iter();
        let mut theirs = children.filter(|id| pages[**id].document.front.audience.contains(&audience));
        theirs.next().map(|id| (audience, *id))
    };
    let found: Vec<(Audience, PageId)> =
        Audience::WORDS.iter().filter_map(|(_, audience)| of(*audience)).collect();
    if found.is_empty() {
        let message = format!("no page stands in `{}` and says for whom it is", named.value);
        let problem = Problem::error("roles-missing", named.place.clone(), message);
        let help = "name the `_index.md` of a section whose pages have an `audience`, or take the line out";
        problems.push(problem.help(help));
        return None;
    }
    Some(Roles { section, pages: found })
}
