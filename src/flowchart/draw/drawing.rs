//! A chart with a place for everything: what the writer of the SVG writes down, and what tests measure.

use super::lanes::IN_LANE;
use super::layout::{self, Edge, Extent, Graph, Node, Placed, Size, Spot};
use super::ports::ports;
use super::route::{LOOP, Point, Route, Turn, around, route};
use super::shape::Outline;
use super::stack::{Stacked, TitleAt, stack};
use super::widths::Face;
use super::wrap::{Text, wrap};
use crate::flowchart::{Direction, Flowchart, Head, Line};

/// The words beside arrows, and the titles of lanes.
pub(super) const BOLD: Face = Face { size: 15.0, line: 19.0, bold: true };

/// Around the whole.
const MARGIN: f64 = 8.0;
/// A label's band is so much larger than its words.
pub(super) const BAND: (f64, f64) = (6.0, 2.0);
/// The widest label of an arrow, and the widest title of a lane where it does not take its lane's width.
const LABEL: f64 = 150.0;
const TITLE: f64 = 320.0;
/// Lanes so deep within others are drawn; boxes of deeper ones stand in the last.
const DEPTH: usize = 8;

/// A chart in px.
pub(super) struct Drawing {
    pub(super) width: f64,
    pub(super) height: f64,
    /// The outer ones first.
    pub(super) lanes: Vec<DrawnLane>,
    pub(super) arrows: Vec<DrawnArrow>,
    pub(super) boxes: Vec<DrawnBox>,
}

pub(super) struct DrawnBox {
    pub(super) middle: Point,
    pub(super) outline: Outline,
}

pub(super) struct DrawnArrow {
    pub(super) route: Route,
    pub(super) line: Line,
    pub(super) tail: Head,
    pub(super) head: Head,
    pub(super) label: Option<Label>,
}

/// Words with their middle.
pub(super) struct Label {
    pub(super) middle: Point,
    pub(super) text: Text,
}

pub(super) struct DrawnLane {
    /// Which one of the chart.
    pub(super) lane: usize,
    pub(super) corner: Point,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) title: Label,
    /// Whether a line runs behind the title, so that it needs a band.
    pub(super) is_crossed: bool,
}

/// Lays a chart out and draws its lines.
pub(super) fn draw(chart: &Flowchart) -> Drawing {
    draw_by(chart, layout::place)
}

/// The same with another layout, for tests of the one that is taken when `dugong` gives up.
pub(super) fn draw_by(chart: &Flowchart, place: impl Fn(&Graph) -> Placed) -> Drawing {
    let outlines: Vec<Outline> = chart.boxes.iter().map(|one| Outline::of(one.shape, &one.label)).collect();
    let drawn: Vec<&crate::flowchart::Arrow> = chart
        .arrows
        .iter()
        .filter(|arrow| arrow.from < chart.boxes.len() && arrow.to < chart.boxes.len())
        .collect();
    let labels: Vec<Text> = drawn.iter().map(|arrow| wrap(&arrow.label, &BOLD, LABEL)).collect();
    let is_sideways = Turn::is_sideways(chart.direction);
    let mut graph = graph(chart, &outlines, &drawn, &labels);
    let title_of =
        |lane: usize, limit: f64| wrap(std::slice::from_ref(&chart.lanes[lane].title), &BOLD, limit);
    if is_sideways {
        let used = (0..graph.lanes.len()).filter(|lane| graph.lanes[*lane].is_used);
        graph.title_across = used.map(|lane| title_of(lane, TITLE).height + 14.0).fold(0.0, f64::max);
    }

    let placed = place(&graph);
    let titles: Vec<Text> = (placed.lanes.iter().enumerate())
        .map(|(lane, extent)| match extent {
            Some(_) if is_sideways => title_of(lane, TITLE),
            Some(extent) => title_of(lane, (extent.across.1 - extent.across.0 - 2.0 * IN_LANE).max(40.0)),
            None => Text::default(),
        })
        .collect();
    let title_at = match chart.direction {
        Direction::Down => TitleAt::Start,
        Direction::Up => TitleAt::End,
        Direction::Left | Direction::Right => TitleAt::Side,
    };
    let title_sizes: Vec<Size> =
        titles.iter().map(|text| size(text.width, text.height, is_sideways)).collect();
    let ends = ports(&graph, &placed, &outlines);
    let stacked = stack(&graph, placed, &title_sizes, title_at, ends);
    let turn = Turn { direction: chart.direction, along: stacked.along };
    finish(&graph, &stacked, turn, outlines, &drawn, labels, titles)
}

/// A width and a height as they lie along the chart.
fn size(width: f64, height: f64, is_sideways: bool) -> Size {
    if is_sideways { Size { across: height, along: width } } else { Size { across: width, along: height } }
}

/// The chart as its layout needs it: no lane around itself, no arrow from nowhere.
fn graph(
    chart: &Flowchart,
    outlines: &[Outline],
    arrows: &[&crate::flowchart::Arrow],
    labels: &[Text],
) -> Graph {
    let is_sideways = Turn::is_sideways(chart.direction);
    // From a lane to the outermost one around it; a chain that never ends is cut.
    let chain = |lane: Option<usize>| {
        let exists = |lane: &usize| *lane < chart.lanes.len();
        let up = |lane: &usize| chart.lanes[*lane].parent.filter(exists);
        let mut chain: Vec<usize> = Vec::new();
        let mut next = lane.filter(exists);
        while let Some(lane) = next.filter(|lane| !chain.contains(lane)) {
            chain.push(lane);
            next = up(&lane);
        }
        if next.is_some() {
            chain.truncate(1)
        }
        chain
    };
    let home = |lane: Option<usize>| {
        let chain = chain(lane);
        chain.get(chain.len().saturating_sub(DEPTH)).copied()
    };
    let boxes: Vec<Node> = (chart.boxes.iter().zip(outlines))
        .map(|(one, outline)| Node {
            size: size(outline.width, outline.height, is_sideways),
            lane: home(one.lane),
        })
        .collect();
    let mut lanes: Vec<layout::Lane> = (0..chart.lanes.len())
        .map(|lane| layout::Lane { parent: chain(Some(lane)).get(1).copied(), is_used: false })
        .collect();
    for node in &boxes {
        let mut lane = node.lane;
        while let Some(at) = lane {
            lanes[at].is_used = true;
            lane = lanes[at].parent;
        }
    }
    let label = |text: &Text| {
        let size = size(text.width + 2.0 * BAND.0, text.height + 2.0 * BAND.1, is_sideways);
        (!text.lines.is_empty()).then_some(size)
    };
    let mut edges: Vec<Edge> = (arrows.iter().zip(labels))
        .map(|(arrow, text)| {
            let label = label(text);
            Edge { from: arrow.from, to: arrow.to, label, room: label.unwrap_or_default() }
        })
        .collect();
    // The loops of a box: how many, and how large their largest label is along the chart.
    let mut loops = vec![(0.0, 0.0_f64); boxes.len()];
    for edge in edges.iter().filter(|edge| edge.from == edge.to) {
        let (count, largest) = &mut loops[edge.from];
        *count += 1.0;
        *largest = largest.max(edge.room.along);
    }
    for edge in edges.iter_mut().filter(|edge| edge.from == edge.to) {
        let (count, largest) = loops[edge.from];
        edge.room.across += 2.0 * LOOP.beside;
        edge.room.along = largest + 2.0 * (LOOP.above + LOOP.apart * (count - 1.0));
    }
    Graph { boxes, arrows: edges, lanes, title_across: 0.0 }
}

fn finish(
    graph: &Graph,
    stacked: &Stacked,
    turn: Turn,
    outlines: Vec<Outline>,
    arrows: &[&crate::flowchart::Arrow],
    labels: Vec<Text>,
    titles: Vec<Text>,
) -> Drawing {
    let routes: Vec<Route> = (graph.arrows.iter().zip(&stacked.arrows))
        .enumerate()
        .map(|(at, (arrow, pass))| {
            if arrow.from == arrow.to {
                around(graph, at, stacked, &outlines, turn)
            } else {
                route(arrow, pass, stacked, &outlines, turn)
            }
        })
        .collect();
    let shown = routes.iter().zip(arrows).filter(|(_, arrow)| arrow.line != Line::Invisible);
    let mut samples: Vec<Point> = shown.flat_map(|(route, _)| route.samples()).collect();
    for (pass, text) in stacked.arrows.iter().zip(&labels).filter(|(_, text)| !text.lines.is_empty()) {
        let Some(middle) = pass.label.map(|spot| turn.point(spot)) else { continue };
        let steps = |length: f64| {
            (0..=(length / 8.0).ceil() as u32).map(move |step| f64::from(step) * 8.0 - length / 2.0)
        };
        for (x, y) in steps(text.width + 8.0).flat_map(|x| steps(text.height + 8.0).map(move |y| (x, y))) {
            samples.push(Point { x: middle.x + x, y: middle.y + y });
        }
    }
    let mut lanes: Vec<(usize, DrawnLane)> = Vec::new();
    for (lane, (extent, title)) in stacked.lanes.iter().zip(titles).enumerate() {
        let Some(extent) = extent else { continue };
        let (corner, width, height) = rectangle(*extent, turn);
        let (middle, is_crossed) = title_place(&title, corner, width, &samples);
        let depth = std::iter::successors(Some(lane), |lane| graph.lanes[*lane].parent).count();
        lanes.push((
            depth,
            DrawnLane { lane, corner, width, height, title: Label { middle, text: title }, is_crossed },
        ));
    }
    lanes.sort_by_key(|(depth, lane)| (*depth, lane.lane));
    let arrows = (arrows.iter().zip(routes)).zip(stacked.arrows.iter().zip(labels)).map(
        |((arrow, route), (pass, text))| {
            let label = pass
                .label
                .filter(|_| !text.lines.is_empty())
                .map(|spot| Label { middle: turn.point(spot), text });
            DrawnArrow { route, line: arrow.line, tail: arrow.tail, head: arrow.head, label }
        },
    );
    let boxes = stacked.boxes.iter().zip(outlines);
    let boxes = boxes.map(|(spot, outline)| DrawnBox { middle: turn.point(*spot), outline });
    let mut drawing = Drawing {
        width: 0.0,
        height: 0.0,
        lanes: lanes.into_iter().map(|(_, lane)| lane).collect(),
        arrows: arrows.collect(),
        boxes: boxes.collect(),
    };
    drawing.settle();
    drawing
}

/// An extent as it lies on the page: its top left, width and height.
fn rectangle(extent: Extent, turn: Turn) -> (Point, f64, f64) {
    let one = turn.point(Spot { across: extent.across.0, along: extent.along.0 });
    let other = turn.point(Spot { across: extent.across.1, along: extent.along.1 });
    let corner = Point { x: one.x.min(other.x), y: one.y.min(other.y) };
    (corner, (one.x - other.x).abs(), (one.y - other.y).abs())
}

/// The middle of a lane's title, at the top from the left on where no line crosses it; and whether one does everywhere.
fn title_place(title: &Text, corner: Point, width: f64, samples: &[Point]) -> (Point, bool) {
    let top = corner.y + 8.0;
    let first = corner.x + 12.0 + title.width / 2.0;
    let last = (corner.x + width - 12.0 - title.width / 2.0).max(first);
    let near: Vec<f64> = (samples.iter())
        .filter(|point| point.y > top - 3.0 && point.y < top + title.height + 3.0)
        .map(|point| point.x)
        .collect();
    let is_free = |x: f64| near.iter().all(|line| (line - x).abs() > title.width / 2.0 + 6.0);
    let steps = ((last - first) / 6.0).floor().min(2000.0) as u32;
    let free = (0..=steps).map(|step| first + f64::from(step) * 6.0).find(|x| is_free(*x));
    (Point { x: free.unwrap_or(first), y: top + title.height / 2.0 }, free.is_none())
}

impl Drawing {
    /// Moves everything so that it begins at the margin, and finds out how large it is.
    fn settle(&mut self) {
        let (mut low, mut high) = (Point { x: f64::INFINITY, y: f64::INFINITY }, Point { x: 0.0, y: 0.0 });
        let mut is_first = true;
        let mut hold = |middle: Point, width: f64, height: f64| {
            let (left, right) = (middle.x - width / 2.0, middle.x + width / 2.0);
            let (top, bottom) = (middle.y - height / 2.0, middle.y + height / 2.0);
            low = Point { x: low.x.min(left), y: low.y.min(top) };
            high = if is_first {
                Point { x: right, y: bottom }
            } else {
                Point { x: high.x.max(right), y: high.y.max(bottom) }
            };
            is_first = false;
        };
        for one in &self.boxes {
            hold(one.middle, one.outline.width, one.outline.height);
        }
        for lane in &self.lanes {
            let middle = Point { x: lane.corner.x + lane.width / 2.0, y: lane.corner.y + lane.height / 2.0 };
            hold(middle, lane.width, lane.height);
            hold(lane.title.middle, lane.title.text.width, lane.title.text.height);
        }
        for arrow in &self.arrows {
            arrow.route.samples().into_iter().for_each(|point| hold(point, 8.0, 8.0));
            if let Some(label) = &arrow.label {
                hold(label.middle, label.text.width + 2.0 * BAND.0, label.text.height + 2.0 * BAND.1);
            }
        }
        if is_first {
            (self.width, self.height) = (2.0 * MARGIN, 2.0 * MARGIN);
            return;
        }
        let moved = |point: &mut Point| {
            point.x += MARGIN - low.x;
            point.y += MARGIN - low.y;
        };
        self.boxes.iter_mut().for_each(|one| moved(&mut one.middle));
        for lane in &mut self.lanes {
            moved(&mut lane.corner);
            moved(&mut lane.title.middle);
        }
        for arrow in &mut self.arrows {
            arrow.route.points_mut().for_each(moved);
            if let Some(label) = &mut arrow.label {
                moved(&mut label.middle);
            }
        }
        self.width = (high.x - low.x + 2.0 * MARGIN).ceil();
        self.height = (high.y - low.y + 2.0 * MARGIN).ceil();
    }
}
