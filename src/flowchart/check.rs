//! What only a whole chart shows: whether a reader who follows it box by box can lose the way.

use super::graph::{Edge, Graph, is_headless};
use super::steps::words;
use super::{BoxId, Flowchart, Reason, Shape};
use crate::problem::{Place, Problem};
use std::collections::{BTreeMap, BTreeSet};

/// Above so many boxes a chart is hard to follow.
const LARGE: usize = 20;

/// Everything about the chart as a whole that somebody should look at. `whole` is its place, for what has no place of its own.
///
/// All are warnings: the chart keeps its picture and its steps. What [`walk`](super::walk()) refuses is told here, each reason once.
pub fn check(chart: &Flowchart, whole: &Place) -> Vec<Problem> {
    let mut problems: Vec<Problem> =
        reasons(chart).iter().map(|reason| reason.problem(chart, whole)).collect();
    let count = chart.boxes.len();
    if count > LARGE {
        let message = format!("a chart of {count} boxes is hard to follow: {LARGE} are enough");
        problems.push(Problem::warning("flowchart-large", whole.clone(), message).help(
            "make it two charts, each on the page that it belongs to, and lead from a box of one to the other page with `click`",
        ));
    }
    if count > 0 && chart.title.as_deref().is_none_or(|title| title.trim().is_empty()) {
        problems.push(
            Problem::warning("flowchart-no-title", whole.clone(), "the chart has no name")
                .help("below the first line, write what it shows, as `accTitle: How a PEP is made`"),
        );
    }
    problems.sort_by(Problem::reading_order);
    problems
}

/// Every reason why the chart can't be walked through; none if it can. What only follows from another is left out.
pub(super) fn reasons(chart: &Flowchart) -> Vec<Reason> {
    let graph = Graph::new(chart);
    let mut reasons = Vec::new();
    check_starts(chart, &graph, &mut reasons);
    check_ends(&graph, &mut reasons);
    for id in 0..chart.boxes.len() {
        check_answers(chart, &graph, id, &mut reasons);
    }
    let is_there = |id: BoxId| id < chart.boxes.len();
    let headless = chart.arrows.iter().enumerate().filter(|(_, arrow)| is_headless(arrow));
    let headless = headless.filter(|(_, arrow)| is_there(arrow.from) && is_there(arrow.to));
    reasons.extend(headless.map(|(number, _)| Reason::Headless(number)));
    reasons
}

/// One start, and every box is reached from it.
fn check_starts(chart: &Flowchart, graph: &Graph, reasons: &mut Vec<Reason>) {
    let starts = graph.starts(chart);
    let Some((&start, others)) = starts.split_first() else {
        reasons.push(Reason::Empty);
        return;
    };
    let group = graph.groups();
    for &second in others {
        let boxes: Vec<BoxId> = (0..group.len()).filter(|id| group[*id] == group[second]).collect();
        reasons.push(if !graph.is_joined(second) {
            Reason::Alone(second)
        } else if graph.into[second].is_empty() {
            Reason::SecondStart { start, second }
        } else {
            Reason::NotReached { start, boxes }
        });
    }
}

/// An end, and a way to one from every box.
fn check_ends(graph: &Graph, reasons: &mut Vec<Reason>) {
    if graph.out.is_empty() {
        return;
    }
    if graph.out.iter().all(|edges| !edges.is_empty()) {
        reasons.push(Reason::NoEnd);
        return;
    }
    let group = graph.groups();
    let mut members: BTreeMap<BoxId, Vec<BoxId>> = BTreeMap::new();
    let mut has_way_out = BTreeSet::new();
    for (id, edges) in graph.out.iter().enumerate() {
        members.entry(group[id]).or_default().push(id);
        // A box that leads nowhere is an end: there is no loop to get out of.
        if edges.is_empty() || edges.iter().any(|edge| group[edge.to] != group[id]) {
            has_way_out.insert(group[id]);
        }
    }
    let closed = members.into_iter().filter(|(group, _)| !has_way_out.contains(group));
    reasons.extend(closed.map(|(_, boxes)| Reason::Loop(boxes)));
}

/// Where several ways lead on, each has words of its own; where the drawing asks something, there are several.
fn check_answers(chart: &Flowchart, graph: &Graph, from: BoxId, reasons: &mut Vec<Reason>) {
    let edges = &graph.out[from];
    let label = |edge: &Edge| words(&chart.arrows[edge.arrow].label);
    if edges.len() < 2 {
        if chart.boxes[from].shape == Shape::Diamond {
            reasons.push(Reason::OneAnswer(from));
        }
        return;
    }
    if edges.iter().all(|edge| label(edge).is_none()) {
        reasons.push(Reason::NoAnswers(from));
        return;
    }
    let mut said = BTreeSet::new();
    for edge in edges {
        match label(edge) {
            None => reasons.push(Reason::NoWords { from, to: edge.to, arrow: edge.arrow }),
            Some(words) if !said.insert(as_said(&words)) => {
                reasons.push(Reason::SameWords { from, words, arrow: edge.arrow });
            }
            Some(_) => {}
        }
    }
}

/// Words as they sound: `Yes` and `yes.` are one answer.
fn as_said(words: &str) -> String {
    let spoken =
        words.trim_matches(|c: char| c.is_ascii_punctuation() && !matches!(c, '<' | '>' | '=' | '+' | '%'));
    if spoken.is_empty() { words.to_lowercase() } else { spoken.trim().to_lowercase() }
}
