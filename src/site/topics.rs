//! Topics: a page is also listed on the page whose name its `topic` is, wherever the two stand.

use super::addresses::Addresses;
use super::tree::InTree;
use super::{Kind, PageId};
use crate::problem::{Placed, Problem, did_you_mean};
use std::collections::BTreeMap;

/// A page's topic.
#[derive(Clone, Debug, Default)]
pub(super) struct Topical {
    /// The page of its topic, unless that is the page itself or a section that it stands in.
    pub(super) topic: Option<PageId>,
    /// Pages of this topic that stand elsewhere, by their title.
    pub(super) on_topic: Vec<PageId>,
}

/// The topic of every page; a topic that is no page's name is a problem.
pub(super) fn find(addresses: &Addresses, places: &[InTree], problems: &mut Vec<Problem>) -> Vec<Topical> {
    let by_name = by_name(addresses);
    let mut topical = vec![Topical::default(); places.len()];
    for (id, document) in addresses.documents.iter().enumerate() {
        let Some(topic) = &document.front.topic else { continue };
        let Some(page) = by_name.get(topic.value.as_str()).copied() else {
            problems.push(unknown(topic, by_name.keys().copied()));
            continue;
        };
        let is_there = std::iter::successors(Some(id), |id| places[*id].parent).any(|id| id == page);
        if !is_there && places[id].kind != Kind::Home {
            topical[id].topic = Some(page);
            topical[page].on_topic.push(id);
        }
    }
    let title = |id: &PageId| addresses.documents[*id].front.title.to_lowercase();
    for page in &mut topical {
        page.on_topic.sort_by_cached_key(|id| (title(id), *id));
    }
    topical
}

/// Pages by the last part of their address; of two the one that is nearer to home, then the first by address.
fn by_name(addresses: &Addresses) -> BTreeMap<&str, PageId> {
    let mut pages: Vec<(usize, &str, PageId)> = addresses
        .addresses
        .iter()
        .enumerate()
        .map(|(id, address)| (address.matches('/').count(), address.as_str(), id))
        .collect();
    pages.sort_unstable();
    let mut by_name = BTreeMap::new();
    for (_, address, id) in pages {
        let name = address.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        by_name.entry(name).or_insert(id);
    }
    by_name
}

fn unknown<'a>(topic: &Placed<String>, names: impl Iterator<Item = &'a str>) -> Problem {
    let message = format!("no page is named `{}`, so this topic leads nowhere", topic.value);
    let help = match did_you_mean(&topic.value, names) {
        Some(name) => format!("did you mean `{name}`?"),
        None => {
            "write the name of a page's file or of a section's folder, as `money` for `content/money/`".into()
        }
    };
    Problem::warning("topic-unknown", topic.place.clone(), message).help(help)
}
