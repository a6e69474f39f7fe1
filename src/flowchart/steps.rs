//! A chart as a numbered list of steps, with the same content as its picture: every box once, every arrow once.

use super::graph::{Graph, finished};
use super::{BoxId, Flowchart, LaneId, Shape};

/// One step of a chart: a box in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its number, counted from 1.
    pub number: usize,
    /// The box that it tells of.
    pub box_id: BoxId,
    /// Who does it: the titles of the lanes around the box, the outermost first.
    pub role: Vec<String>,
    /// What the box says, in one line.
    pub text: String,
    /// Whether the reader has to answer something here: the box is drawn as a decision, or arrows with words lead on from it.
    pub decision: bool,
    /// The ways on from here, in the order of the text.
    pub ways: Vec<Way>,
    /// Whether it says where the reader stands, rather than what to do: a start that is drawn with round ends.
    pub start: bool,
    /// Whether the chart ends here: no way leads on.
    pub end: bool,
}

/// A way on from a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The words of the arrow, in one line; none if it has none.
    pub label: Option<String>,
    /// The number of the step that it leads to.
    pub step: usize,
    /// Whether that is simply the next step of the list.
    pub next: bool,
    /// The number of its arrow in [`Flowchart::arrows`]. An arrow with heads at both ends is two ways.
    pub arrow: usize,
}

/// The steps of a chart, in the order in which to read them.
///
/// Each step stands before those that it leads to; only the way back of a loop leads up the list. Within that, a branch is read
/// to its end before the next one begins, and branches come in the order of their arrows in the text.
pub fn steps(chart: &Flowchart) -> Vec<Step> {
    let graph = Graph::new(chart);
    let order = reading_order(chart, &graph);
    let mut number = vec![0; order.len()];
    for (at, id) in order.iter().enumerate() {
        number[*id] = at + 1;
    }
    let starts = graph.starts(chart);
    let step = |id: BoxId| {
        let way = |edge: &super::graph::Edge| Way {
            label: words(&chart.arrows[edge.arrow].label),
            step: number[edge.to],
            next: number[edge.to] == number[id] + 1,
            arrow: edge.arrow,
        };
        let ways: Vec<Way> = graph.out[id].iter().map(way).collect();
        let is_split = ways.len() > 1 && ways.iter().any(|way| way.label.is_some());
        Step {
            number: number[id],
            box_id: id,
            role: role(chart, chart.boxes[id].lane),
            text: words(&chart.boxes[id].label).unwrap_or_else(|| chart.boxes[id].id.clone()),
            decision: chart.boxes[id].shape == Shape::Diamond || is_split,
            start: starts.contains(&id) && chart.boxes[id].shape.is_round_end(),
            end: ways.is_empty(),
            ways,
        }
    };
    order.iter().map(|id| step(*id)).collect()
}

/// All boxes, each once.
fn reading_order(chart: &Flowchart, graph: &Graph) -> Vec<BoxId> {
    let starts = graph.starts(chart);
    // Follow the arrows in the order of the text. A way to a box that is not finished yet goes back: it closes a loop.
    let mut targets = graph.targets();
    let mut finished_at = vec![0; targets.len()];
    for (at, id) in finished(starts.iter().copied(), &targets).into_iter().enumerate() {
        finished_at[id] = at;
    }
    for (id, targets) in targets.iter_mut().enumerate() {
        targets.retain(|to| finished_at[*to] < finished_at[id]);
        targets.reverse();
    }
    // What is left has no loop. Finished last is read first, so the last branch is followed first.
    let mut order = finished(starts.into_iter().rev(), &targets);
    order.reverse();
    order
}

/// Lines as one, with single spaces; none if they say nothing.
pub(super) fn words(lines: &[String]) -> Option<String> {
    let words: Vec<&str> = lines.iter().flat_map(|line| line.split_whitespace()).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// The titles of a lane and those around it, the outermost first; lanes without a title say nothing.
fn role(chart: &Flowchart, lane: Option<LaneId>) -> Vec<String> {
    let mut around = lane;
    let mut titles = Vec::new();
    // No lane stands around itself; a value that says so must not go on for ever.
    for _ in 0..chart.lanes.len() {
        let Some(lane) = around.and_then(|id| chart.lanes.get(id)) else { break };
        titles.extend(words(std::slice::from_ref(&lane.title)));
        around = lane.parent;
    }
    titles.reverse();
    titles
}
