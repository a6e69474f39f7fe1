//! The sides of lanes: around what is in them, and around nothing else.

use super::layout::{Extent, Graph, Placed};

/// Between the side of a lane and what is in it.
pub(super) const IN_LANE: f64 = 16.0;

/// Draws the sides of lanes near to what is in them.
pub(super) fn fit(graph: &Graph, placed: &mut Placed) {
    let depth = |lane: usize| std::iter::successors(Some(lane), |lane| graph.lanes[*lane].parent).count();
    let mut order: Vec<usize> = (0..graph.lanes.len()).filter(|lane| placed.lanes[*lane].is_some()).collect();
    order.sort_by_key(|lane| std::cmp::Reverse(depth(*lane)));
    for lane in order {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        let mut hold = |middle: f64, size: f64| {
            low = low.min(middle - size / 2.0);
            high = high.max(middle + size / 2.0);
        };
        for (spot, node) in placed.boxes.iter().zip(&graph.boxes).filter(|(_, node)| node.lane == Some(lane))
        {
            hold(spot.across, node.size.across);
        }
        for (within, extent) in placed.lanes.iter().enumerate() {
            if let (Some(extent), Some(true)) =
                (extent, graph.lanes[within].parent.map(|parent| parent == lane))
            {
                hold(f64::midpoint(extent.across.0, extent.across.1), extent.across.1 - extent.across.0);
            }
        }
        for (way, arrow) in placed.arrows.iter().zip(&graph.arrows) {
            let is_inside = |one: usize| graph.boxes[one].lane == Some(lane);
            if let Some(label) = way.label.filter(|_| is_inside(arrow.from)) {
                hold(label.across, arrow.room.across);
            }
            if is_inside(arrow.from) && is_inside(arrow.to) {
                way.points.iter().for_each(|point| hold(point.across, 0.0));
            }
        }
        if let Some(extent) = &mut placed.lanes[lane] {
            extent.across = (low - IN_LANE.max(graph.title_across), high + IN_LANE);
        }
    }
}

/// Whether every box stands in its own lanes alone, and no two lanes cut into each other.
pub(super) fn are_apart(graph: &Graph, placed: &Placed) -> bool {
    let lanes = || placed.lanes.iter().enumerate().filter_map(|(lane, extent)| Some((lane, (*extent)?)));
    let boxes_are_home = placed.boxes.iter().zip(&graph.boxes).all(|(spot, node)| {
        let (low, high) = (spot.across - node.size.across / 2.0, spot.across + node.size.across / 2.0);
        lanes().all(|(lane, extent)| {
            let is_inside = extent.along.0 < spot.along && spot.along < extent.along.1;
            let touches = is_inside && extent.across.0 < high && low < extent.across.1;
            touches == is_in(graph, node.lane, lane)
        })
    });
    let meet = |one: &Extent, other: &Extent| {
        let meet = |one: (f64, f64), other: (f64, f64)| one.0 < other.1 - 0.01 && other.0 < one.1 - 0.01;
        meet(one.across, other.across) && meet(one.along, other.along)
    };
    let lanes_are_apart = lanes().all(|(one, extent)| {
        lanes().all(|(other, around)| {
            is_in(graph, Some(one), other) || is_in(graph, Some(other), one) || !meet(&extent, &around)
        })
    });
    boxes_are_home && lanes_are_apart
}

/// Whether one lane is another or stands within it.
fn is_in(graph: &Graph, lane: Option<usize>, other: usize) -> bool {
    std::iter::successors(lane, |lane| graph.lanes[*lane].parent).any(|lane| lane == other)
}
