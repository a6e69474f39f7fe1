//! A chart as a walk-through: one question a page, each answer a link, so that it works without a script.

use super::check::reasons;
use super::graph::Graph;
use super::steps::{Step, steps};
use super::{BoxId, Flowchart, Reason};
use std::collections::BTreeSet;

/// A walk-through of a chart.
///
/// Its pages and the chart have the same paths: who goes from page to page meets the same boxes and answers, in the same order, as
/// who follows the arrows, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walk {
    /// The pages, in the order of their steps. The first is where it starts.
    pub pages: Vec<Page>,
}

/// The number of a page in [`Walk::pages`].
pub type PageId = usize;

/// A page of a walk-through: what to do, up to the next question or end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its part of the address: small letters, digits and `-`, made of the id of its first box. No other page of the chart has
    /// it, and it stays while that id does, unless another box takes an id that reads the same.
    pub address: String,
    /// Its boxes, one after the other, with their numbers in the list of steps. At least one; all but the last have one way on,
    /// to the next.
    pub steps: Vec<Step>,
    /// What the reader is asked: the words of the last box, if there are several ways on.
    pub question: Option<String>,
    /// The ways on from the last box: the answers to the question. A single one is no answer: it goes on, to a box that others lead
    /// to as well.
    pub answers: Vec<Answer>,
    /// Whether the chart ends here, so that the page says what to do now.
    pub end: bool,
    /// Its boxes that lead out of the chart, by `click`, in the order of the steps.
    pub links: Vec<BoxId>,
    /// The other pages that lead here, in their order.
    pub from: Vec<PageId>,
}

/// A way on from a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Its words. Each answer to a question has some; a page without a question goes on without, or with the words of its arrow.
    pub label: Option<String>,
    /// The page that it leads to.
    pub page: PageId,
    /// Whether that is this page or an earlier one: a loop.
    pub back: bool,
    /// The number of its arrow in [`Flowchart::arrows`].
    pub arrow: usize,
}

/// The walk-through of a chart, or every reason why it can't have one.
pub fn walk(chart: &Flowchart) -> Result<Walk, Vec<Reason>> {
    let reasons = reasons(chart);
    if !reasons.is_empty() {
        return Err(reasons);
    }
    let graph = Graph::new(chart);
    // A box is gathered to the one before it if that is the only way to it, and the only way on from there.
    let is_gathered = |id: BoxId| match graph.into[id][..] {
        [before] => graph.out[before].len() == 1,
        _ => false,
    };
    // The steps of a page stand one after the other in the list: nothing else leads to the second, so nothing stands between.
    let mut pages: Vec<Vec<Step>> = Vec::new();
    let mut page_of = Vec::new();
    for step in steps(chart) {
        match pages.last_mut() {
            Some(page) if is_gathered(step.box_id) => page.push(step),
            _ => pages.push(vec![step]),
        }
        page_of.push(pages.len() - 1);
    }
    let addresses = addresses(chart);
    let mut pages: Vec<Page> = pages
        .into_iter()
        .enumerate()
        .map(|(id, steps)| page(chart, id, steps, &page_of, &addresses))
        .collect();
    let from = |id: PageId| {
        let leads_here = |page: &Page| page.answers.iter().any(|answer| answer.page == id);
        (0..pages.len()).filter(|other| *other != id && leads_here(&pages[*other])).collect()
    };
    let from: Vec<Vec<PageId>> = (0..pages.len()).map(from).collect();
    for (page, from) in pages.iter_mut().zip(from) {
        page.from = from;
    }
    Ok(Walk { pages })
}

/// A page of these steps; which pages lead to it is not known yet.
fn page(chart: &Flowchart, id: PageId, steps: Vec<Step>, page_of: &[PageId], addresses: &[String]) -> Page {
    let answers: Vec<Answer> = steps.last().map_or_else(Vec::new, |last| {
        let answer = |way: &super::Way| {
            let page = page_of[way.step - 1];
            Answer { label: way.label.clone(), page, back: page <= id, arrow: way.arrow }
        };
        last.ways.iter().map(answer).collect()
    });
    Page {
        address: steps.first().map_or_else(String::new, |first| addresses[first.box_id].clone()),
        question: steps.last().filter(|_| answers.len() > 1).map(|last| last.text.clone()),
        end: answers.is_empty(),
        links: steps.iter().map(|step| step.box_id).filter(|id| chart.boxes[*id].link.is_some()).collect(),
        from: Vec::new(),
        answers,
        steps,
    }
}

/// The longest part of an address that is made of an id, in characters.
const LONGEST: usize = 40;

/// A name for each box that can stand in an address, no two the same. Boxes whose id can stand as it is keep it.
fn addresses(chart: &Flowchart) -> Vec<String> {
    let plain: Vec<String> = chart.boxes.iter().map(|each| plain(&each.id)).collect();
    let mut addresses = vec![String::new(); plain.len()];
    let mut taken = BTreeSet::new();
    let is_as_written = |id: &BoxId| plain[*id] == chart.boxes[*id].id;
    let (as_written, others): (Vec<BoxId>, Vec<BoxId>) = (0..plain.len()).partition(is_as_written);
    for id in as_written.into_iter().chain(others) {
        let name = &plain[id];
        let numbered = (2..).map(|count| format!("{name}-{count}"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|address| !taken.contains(address));
        addresses[id] = free.unwrap_or_default();
        taken.insert(addresses[id].clone());
    }
    addresses
}

/// An id in small letters, digits and single `-`; `step` if it has none of them.
fn plain(id: &str) -> String {
    let letters = id.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
    let letters: String = letters.collect();
    let words: Vec<&str> = letters.split('-').filter(|word| !word.is_empty()).collect();
    let name: String = words.join("-").chars().take(LONGEST).collect();
    match name.trim_end_matches('-') {
        "" => "step".to_string(),
        name => name.to_string(),
    }
}
