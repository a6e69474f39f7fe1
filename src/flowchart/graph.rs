//! A chart as ways from box to box: where it starts, what leads where, what goes round in loops.
//!
//! What an arrow means, for steps, walk-through and checks alike:
//!
//! - An arrow leads to the end that has a head: a point, a dot or a cross.
//! - With heads at both ends it is two ways, there and back, with the same words.
//! - A line without any head is read as it is written, from its first box to its second. No reader can see that in the
//!   picture, so [`check`](super::check()) asks for a head, and there is no walk-through.
//! - An invisible line only moves boxes: it leads nowhere.

use super::{Arrow, BoxId, Flowchart, Head, Line};
use std::collections::BTreeMap;

/// One way on from a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    /// The number of its arrow in the chart.
    pub(super) arrow: usize,
    /// The box that it leads to.
    pub(super) to: BoxId,
}

/// The ways of a chart.
pub(super) struct Graph {
    /// The ways on from each box, in the order of the text.
    pub(super) out: Vec<Vec<Edge>>,
    /// The boxes that lead to each box, once for each way.
    pub(super) into: Vec<Vec<BoxId>>,
}

impl Graph {
    /// The ways of this chart. Arrows of boxes that do not exist are left out.
    pub(super) fn new(chart: &Flowchart) -> Graph {
        let count = chart.boxes.len();
        let mut graph = Graph { out: vec![Vec::new(); count], into: vec![Vec::new(); count] };
        for (number, arrow) in chart.arrows.iter().enumerate() {
            for (from, to) in directions(arrow) {
                if from < count && to < count {
                    graph.out[from].push(Edge { arrow: number, to });
                    graph.into[to].push(from);
                }
            }
        }
        graph
    }

    /// The boxes that each box leads to, in the order of the text.
    pub(super) fn targets(&self) -> Vec<Vec<BoxId>> {
        self.out.iter().map(|edges| edges.iter().map(|edge| edge.to).collect()).collect()
    }

    /// Whether a box leads to another than itself, or another leads to it.
    pub(super) fn is_joined(&self, id: BoxId) -> bool {
        self.out[id].iter().any(|edge| edge.to != id) || self.into[id].iter().any(|from| *from != id)
    }

    /// The boxes that can reach each other, for each box by the number of one of them.
    pub(super) fn groups(&self) -> Vec<BoxId> {
        let mut group = vec![None; self.out.len()];
        for root in finished(0..self.out.len(), &self.targets()).into_iter().rev() {
            let mut waiting = vec![root];
            while let Some(id) = waiting.pop() {
                if group[id].is_none() {
                    group[id] = Some(root);
                    waiting.extend(&self.into[id]);
                }
            }
        }
        group.into_iter().flatten().collect()
    }

    /// The boxes where the chart starts: right if it is one. The first is the one that steps begin with.
    ///
    /// A start is a box that nothing leads to. Where a chart begins with a loop, so that something leads to every box of
    /// it, it starts at the first of them that is drawn as a start, `([…])` or `((…))`; else at the first in the text.
    pub(super) fn starts(&self, chart: &Flowchart) -> Vec<BoxId> {
        let group = self.groups();
        let mut is_entered = vec![false; group.len()];
        for (from, edges) in self.out.iter().enumerate() {
            for edge in edges.iter().filter(|edge| group[edge.to] != group[from]) {
                is_entered[group[edge.to]] = true;
            }
        }
        let is_drawn_as_start = |id: BoxId| chart.boxes[id].shape.is_round_end();
        let mut starts: BTreeMap<BoxId, BoxId> = BTreeMap::new();
        for id in (0..group.len()).filter(|id| !is_entered[group[*id]]) {
            let start = starts.entry(group[id]).or_insert(id);
            if is_drawn_as_start(id) && !is_drawn_as_start(*start) {
                *start = id;
            }
        }
        let mut starts: Vec<BoxId> = starts.into_values().collect();
        // A box that stands alone is not where a chart begins, if there is another.
        starts.sort_by_key(|id| (!self.is_joined(*id), *id));
        starts
    }
}

/// The boxes of an arrow in each of its directions: from, to.
fn directions(arrow: &Arrow) -> Vec<(BoxId, BoxId)> {
    let (there, back) = ((arrow.from, arrow.to), (arrow.to, arrow.from));
    if arrow.line == Line::Invisible {
        return Vec::new();
    }
    match (arrow.tail, arrow.head) {
        (_, Head::None) if arrow.tail != Head::None => vec![back],
        (Head::None, _) => vec![there],
        _ if arrow.from == arrow.to => vec![there],
        _ => vec![there, back],
    }
}

/// Whether an arrow has no head, so that nobody sees where it leads.
pub(super) fn is_headless(arrow: &Arrow) -> bool {
    arrow.line != Line::Invisible && (arrow.tail, arrow.head) == (Head::None, Head::None)
}

/// Every box that `roots` lead to, each after those that it leads to, but for loops (depth first, post-order).
pub(super) fn finished(roots: impl IntoIterator<Item = BoxId>, targets: &[Vec<BoxId>]) -> Vec<BoxId> {
    let mut seen = vec![false; targets.len()];
    let mut finished = Vec::with_capacity(targets.len());
    for root in roots {
        if std::mem::replace(&mut seen[root], true) {
            continue;
        }
        let mut path = vec![(root, 0)];
        while let Some((id, tried)) = path.last_mut() {
            match targets[*id].get(*tried) {
                Some(&to) => {
                    *tried += 1;
                    if !std::mem::replace(&mut seen[to], true) {
                        path.push((to, 0));
                    }
                }
                None => {
                    finished.push(*id);
                    path.pop();
                }
            }
        }
    }
    finished
}
