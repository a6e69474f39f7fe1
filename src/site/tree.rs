//! Sections and what stands in them.

use super::addresses::Addresses;
use super::{Kind, PageId};
use crate::problem::{Place, Problem};
use std::collections::{BTreeMap, BTreeSet};

/// Every page's place in the site.
pub(super) struct Tree {
    pub(super) home: Option<PageId>,
    pub(super) places: Vec<InTree>,
}

/// A page's place.
pub(super) struct InTree {
    pub(super) kind: Kind,
    pub(super) parent: Option<PageId>,
    pub(super) children: Vec<PageId>,
}

pub(super) fn grow(addresses: &Addresses, problems: &mut Vec<Problem>) -> Tree {
    let sections: BTreeMap<&str, PageId> = addresses
        .documents
        .iter()
        .enumerate()
        .filter(|(_, document)| document.is_section())
        .map(|(id, _)| (addresses.addresses[id].as_str(), id))
        .collect();
    let home = sections.get("").copied();
    if home.is_none() {
        let problem =
            Problem::error("home-missing", Place::file("content/_index.md"), "this site has no home page");
        problems.push(problem.help("write `content/_index.md`"));
    }
    let mut missing = BTreeSet::new();
    let mut places: Vec<InTree> = Vec::with_capacity(addresses.documents.len());
    for (id, address) in addresses.addresses.iter().enumerate() {
        let kind = match (address.as_str(), addresses.documents[id].is_section()) {
            ("", true) => Kind::Home,
            (_, true) => Kind::Section,
            _ => Kind::Page,
        };
        let mut folder = folder_above(address);
        let parent = loop {
            match folder.and_then(|folder| sections.get(folder).copied()) {
                Some(section) => break Some(section),
                None => match folder {
                    None | Some("") => break None,
                    Some(without) => {
                        missing.insert(without);
                        folder = folder_above(without);
                    }
                },
            }
        };
        places.push(InTree { kind, parent, children: Vec::new() });
    }
    for folder in missing {
        let path = format!("content/{folder}_index.md");
        if addresses.hidden.iter().any(|hidden| **hidden == *path) {
            let message = "this section is a draft, and pages below it are published";
            let problem = Problem::error("section-draft", Place::file(path), message);
            problems.push(problem.help("take `draft: true` out, or make the pages below it drafts too"));
            continue;
        }
        let problem = Problem::error(
            "section-missing",
            Place::file(path.clone()),
            format!("the folder `content/{folder}` holds pages but opens no section"),
        );
        problems.push(problem.help(format!("write `{path}` with a title and a summary")));
    }
    for id in 0..places.len() {
        if let Some(parent) = places[id].parent {
            places[parent].children.push(id);
        }
    }
    let front = |id: &PageId| &addresses.documents[*id].front;
    for place in &mut places {
        place.children.sort_by(|a, b| {
            let key =
                |id: &PageId| (front(id).order.unwrap_or(i64::MAX), front(id).title.to_lowercase(), *id);
            key(a).cmp(&key(b))
        });
    }
    Tree { home, places }
}

/// `peps/help/` stands in `peps/`, that in the folder of the home page, and home in none.
fn folder_above(address: &str) -> Option<&str> {
    let without = address.strip_suffix('/')?;
    Some(without.rfind('/').map_or("", |at| &address[..=at]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_stands_in_the_one_above() {
        assert_eq!(folder_above("peps/help/"), Some("peps/"));
        assert_eq!(folder_above("peps/"), Some(""));
        assert_eq!(folder_above(""), None);
    }
}
