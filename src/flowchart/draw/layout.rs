//! Which box stands beside which, and which below: the one place that knows the crate `dugong`, a port of dagre.
//!
//! All of it is told in the chart's own direction: `along` grows from the first box to the last, `across` is square to
//! it. Only `along` of a row is decided here; how far rows stand apart is decided by `stack`.

use super::lanes;
use dugong::graphlib::{Graph as Digraph, GraphOptions};
use dugong::{EdgeLabel, GraphLabel, NodeLabel, WorkControl, WorkError};

/// What is to be laid out.
pub(super) struct Graph {
    pub(super) boxes: Vec<Node>,
    pub(super) arrows: Vec<Edge>,
    pub(super) lanes: Vec<Lane>,
    /// Room for the title of a lane across the chart: where it runs to a side.
    pub(super) title_across: f64,
}

/// In px.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Size {
    pub(super) across: f64,
    pub(super) along: f64,
}

/// The middle of something.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Spot {
    pub(super) across: f64,
    pub(super) along: f64,
}

pub(super) struct Node {
    pub(super) size: Size,
    pub(super) lane: Option<usize>,
}

pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) label: Option<Size>,
    /// What is kept free where its label stands; of a loop, for the line beside its box too.
    pub(super) room: Size,
}

pub(super) struct Lane {
    pub(super) parent: Option<usize>,
    /// Whether a box stands in it, or in a lane within it.
    pub(super) is_used: bool,
}

/// Where everything stands.
pub(super) struct Placed {
    pub(super) boxes: Vec<Spot>,
    pub(super) arrows: Vec<Way>,
    /// None of a lane without boxes.
    pub(super) lanes: Vec<Option<Extent>>,
}

/// What an arrow passes between its two boxes.
#[derive(Clone, Debug, Default)]
pub(super) struct Way {
    pub(super) points: Vec<Spot>,
    pub(super) label: Option<Spot>,
}

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Extent {
    pub(super) across: (f64, f64),
    pub(super) along: (f64, f64),
}

/// Beside a box, to the next one.
const BETWEEN_BOXES: f64 = 40.0;
/// Between two arrows that pass the same row.
const BETWEEN_ARROWS: f64 = 28.0;
/// Between the sides of a lane and of one within it, where all stand in a column.
const INDENT: f64 = 20.0;
/// How much a chart may cost to lay out, in the units of `dugong`: one to two seconds. A chart of 30 boxes takes a hundredth of it;
/// one of 200 boxes and 400 arrows, all with labels and in lanes, takes a third.
const WORK: usize = 20_000_000;

/// Lays a chart out.
pub(super) fn place(graph: &Graph) -> Placed {
    // Lanes of which each cuts into the other are rare; without labels in them they mostly come apart.
    let tries = [Labels::InLanes, Labels::Anywhere];
    let placed = tries.into_iter().find_map(|labels| by_rank(graph, labels));
    placed.unwrap_or_else(|| in_a_column(graph))
}

/// Where the label of an arrow may stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Labels {
    /// In the lane of the box that its arrow leaves.
    InLanes,
    Anywhere,
}

/// A limit of work: the same chart meets it on every machine, or on none.
struct Limit(usize);

impl WorkControl for Limit {
    fn charge(&mut self, units: usize) -> Result<(), WorkError> {
        self.0 = self.0.checked_sub(units).ok_or(WorkError::Interrupted)?;
        Ok(())
    }
}

/// The layout of `dugong`; none if it gives up, or if a box came to stand in a lane that is not its own.
fn by_rank(graph: &Graph, label_lanes: Labels) -> Option<Placed> {
    let mut ranked: Digraph<NodeLabel, EdgeLabel, GraphLabel> =
        Digraph::new(GraphOptions { multigraph: true, compound: true, directed: true });
    ranked.set_graph(GraphLabel {
        nodesep: BETWEEN_BOXES,
        edgesep: BETWEEN_ARROWS.max(graph.title_across),
        ranksep: 50.0,
        ..GraphLabel::default()
    });
    ranked.set_default_node_label(NodeLabel::default);
    ranked.set_default_edge_label(EdgeLabel::default);
    // Names begin with a letter: numbers alone would be put in an order of their own.
    let (box_name, lane_name) = (|at: usize| format!("b{at}"), |at: usize| format!("l{at}"));
    for (at, node) in graph.boxes.iter().enumerate() {
        let label = NodeLabel { width: node.size.across, height: node.size.along, ..NodeLabel::default() };
        ranked.set_node(box_name(at), label);
    }
    for (at, lane) in graph.lanes.iter().enumerate().filter(|(_, lane)| lane.is_used) {
        ranked.set_node(lane_name(at), NodeLabel::default());
        if let Some(parent) = lane.parent {
            ranked.set_parent(lane_name(at), lane_name(parent));
        }
    }
    for (at, node) in graph.boxes.iter().enumerate() {
        if let Some(lane) = node.lane {
            ranked.set_parent(box_name(at), lane_name(lane));
        }
    }
    // A label is a box of its own, right after the box that its arrow leaves: an answer stands beside its question.
    // So that an arrow never turns back on its way, those that close a circle are laid out the other way round.
    let backward = backward(graph);
    let label_name = |at: usize| format!("t{at}");
    let mut join = |from: String, to: String, name: String, label: EdgeLabel, is_back: bool| {
        let (first, second) = if is_back { (to, from) } else { (from, to) };
        ranked.set_edge_named(first, second, Some(name), Some(label));
    };
    let mut labels = Vec::new();
    for (at, arrow) in graph.arrows.iter().enumerate() {
        let (from, to) = (box_name(arrow.from), box_name(arrow.to));
        let plain = |weight: f64| EdgeLabel { weight, ..EdgeLabel::default() };
        if arrow.from == arrow.to {
            let (width, height) = (arrow.room.across, arrow.room.along);
            join(from, to, format!("e{at}"), EdgeLabel { width, height, ..plain(1.0) }, false);
        } else if arrow.label.is_some() {
            labels.push(at);
            join(from, label_name(at), format!("e{at}"), plain(3.0), backward[at]);
            join(label_name(at), to, format!("f{at}"), plain(1.0), backward[at]);
        } else {
            join(from, to, format!("e{at}"), plain(1.0), backward[at]);
        }
    }
    for at in labels {
        let (width, height) = (graph.arrows[at].room.across, graph.arrows[at].room.along);
        ranked.set_node(label_name(at), NodeLabel { width, height, ..NodeLabel::default() });
        if let Some(lane) = graph.boxes[graph.arrows[at].from].lane.filter(|_| label_lanes == Labels::InLanes)
        {
            ranked.set_parent(label_name(at), lane_name(lane));
        }
    }
    dugong::layout_controlled(&mut ranked, &mut Limit(WORK)).ok()?;

    let spot = |x: Option<f64>, y: Option<f64>| {
        let (across, along) = (x.filter(|x| x.is_finite())?, y.filter(|y| y.is_finite())?);
        Some(Spot { across, along })
    };
    let boxes = (0..graph.boxes.len())
        .map(|at| ranked.node(&box_name(at)).and_then(|node| spot(node.x, node.y)))
        .collect::<Option<Vec<Spot>>>()?;
    // What an edge passes between its two ends, from the one that its arrow leaves.
    let inner = |from: &str, to: &str, name: &str, is_back: bool| {
        let (first, second) = if is_back { (to, from) } else { (from, to) };
        let edge = ranked.edge(first, second, Some(name))?;
        let points = edge.points.iter().skip(1).take(edge.points.len().saturating_sub(2));
        let mut points =
            points.map(|point| spot(Some(point.x), Some(point.y))).collect::<Option<Vec<Spot>>>()?;
        if is_back {
            points.reverse();
        }
        Some(points)
    };
    let mut arrows = Vec::with_capacity(graph.arrows.len());
    for (at, arrow) in graph.arrows.iter().enumerate() {
        let (from, to, name) = (box_name(arrow.from), box_name(arrow.to), format!("e{at}"));
        arrows.push(if arrow.from == arrow.to {
            let edge = ranked.edge(&from, &to, Some(&name))?;
            Way { points: Vec::new(), label: Some(spot(edge.x, edge.y)?) }
        } else if arrow.label.is_some() {
            let middle = label_name(at);
            let label = ranked.node(&middle).and_then(|node| spot(node.x, node.y))?;
            let mut points = inner(&from, &middle, &name, backward[at])?;
            points.push(label);
            points.extend(inner(&middle, &to, &format!("f{at}"), backward[at])?);
            Way { points, label: Some(label) }
        } else {
            Way { points: inner(&from, &to, &name, backward[at])?, label: None }
        });
    }
    let extent = |at: usize| {
        let node = ranked.node(&lane_name(at))?;
        let middle = spot(node.x, node.y)?;
        let (half_across, half_along) = (node.width / 2.0, node.height / 2.0);
        Some(Extent {
            across: (middle.across - half_across, middle.across + half_across),
            along: (middle.along - half_along, middle.along + half_along),
        })
    };
    let mut lanes = Vec::with_capacity(graph.lanes.len());
    for (at, lane) in graph.lanes.iter().enumerate() {
        lanes.push(if lane.is_used { Some(extent(at)?) } else { None });
    }
    let mut placed = Placed { boxes, arrows, lanes };
    lanes::fit(graph, &mut placed);
    lanes::are_apart(graph, &placed).then_some(placed)
}

/// Which arrows lead back to a box that they were reached from: without them the chart has no circle.
fn backward(graph: &Graph) -> Vec<bool> {
    let mut leaving: Vec<Vec<usize>> = vec![Vec::new(); graph.boxes.len()];
    let mut is_entered = vec![false; graph.boxes.len()];
    for (at, arrow) in graph.arrows.iter().enumerate().filter(|(_, arrow)| arrow.from != arrow.to) {
        leaving[arrow.from].push(at);
        is_entered[arrow.to] = true;
    }
    let mut backward = vec![false; graph.arrows.len()];
    // 0: not seen yet; 1: on the way that is being walked; 2: done.
    let mut state = vec![0_u8; graph.boxes.len()];
    let starts = (0..graph.boxes.len()).filter(|at| !is_entered[*at]);
    for start in starts.chain(0..graph.boxes.len()) {
        if state[start] != 0 {
            continue;
        }
        state[start] = 1;
        let mut way = vec![(start, 0)];
        while let Some((here, next)) = way.last_mut() {
            let Some(arrow) = leaving[*here].get(*next).copied() else {
                state[*here] = 2;
                way.pop();
                continue;
            };
            *next += 1;
            let to = graph.arrows[arrow].to;
            match state[to] {
                0 => {
                    state[to] = 1;
                    way.push((to, 0));
                }
                1 => backward[arrow] = true,
                _ => {}
            }
        }
    }
    backward
}

/// One box below the other, lane by lane, and every arrow in a channel of its own beside them: no chart is beautiful
/// like this, and every chart can be drawn like this.
pub(super) fn in_a_column(graph: &Graph) -> Placed {
    let mut column = Column {
        graph,
        boxes: vec![Spot::default(); graph.boxes.len()],
        lanes: vec![None; graph.lanes.len()],
        row: 0.0,
        right: graph.boxes.iter().map(|node| node.size.across / 2.0).fold(0.0, f64::max),
    };
    column.lane(None, 0);
    let Column { boxes, lanes, right, .. } = column;
    let mut right = right + (graph.lanes.len() + 1) as f64 * INDENT;

    let mut labels = vec![Spot::default(); graph.arrows.len()];
    for (at, arrow) in graph.arrows.iter().enumerate() {
        let size = arrow.room;
        let (first, second) = (boxes[arrow.from].along, boxes[arrow.to].along);
        let along = if arrow.from == arrow.to {
            first
        } else {
            // Rows of labels stand between rows of boxes, each arrow's on one of its own.
            first.min(second) + 0.2 + 0.2 * (at as f64 + 1.0) / (graph.arrows.len() as f64 + 1.0)
        };
        labels[at] = Spot { across: right + BETWEEN_ARROWS + size.across / 2.0, along };
        right += BETWEEN_ARROWS + size.across;
    }
    let mut rows: Vec<f64> = boxes.iter().chain(&labels).map(|spot| spot.along).collect();
    rows.sort_by(f64::total_cmp);
    rows.dedup();
    let arrows = graph.arrows.iter().zip(&labels).map(|(arrow, label)| {
        let (from, to) = (boxes[arrow.from].along, boxes[arrow.to].along);
        let passed = rows.iter().filter(|row| **row > from.min(to) && **row < from.max(to));
        let mut points: Vec<Spot> = passed.map(|row| Spot { across: label.across, along: *row }).collect();
        if from > to {
            points.reverse();
        }
        let shown = arrow.label.is_some() || arrow.from == arrow.to;
        Way { points, label: shown.then_some(*label) }
    });
    let mut placed = Placed { arrows: arrows.collect(), boxes, lanes };
    lanes::fit(graph, &mut placed);
    placed
}

struct Column<'a> {
    graph: &'a Graph,
    boxes: Vec<Spot>,
    lanes: Vec<Option<Extent>>,
    row: f64,
    right: f64,
}

impl Column<'_> {
    /// Puts the boxes of a lane, or those outside of every lane, below what stands already. Returns how many lanes are
    /// within one another there.
    fn lane(&mut self, lane: Option<usize>, depth: usize) {
        let half = self.right + (self.graph.lanes.len() - depth) as f64 * INDENT;
        let start = self.row;
        self.row += 0.1;
        for (at, node) in self.graph.boxes.iter().enumerate().filter(|(_, node)| node.lane == lane) {
            debug_assert!(node.size.across / 2.0 <= half);
            self.row += 1.0;
            self.boxes[at] = Spot { across: 0.0, along: self.row };
        }
        for (at, within) in self.graph.lanes.iter().enumerate() {
            if within.parent == lane && within.is_used {
                self.row += 0.6;
                self.lane(Some(at), depth + 1);
            }
        }
        self.row += 0.1;
        if let Some(lane) = lane {
            let (top, bottom) = (start, self.row + 0.05);
            self.lanes[lane] = Some(Extent { across: (-half, half), along: (top, bottom) });
        }
    }
}
