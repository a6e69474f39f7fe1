//! How far apart the rows of a chart stand: room for arrows to turn in, and for the titles of lanes.
//!
//! A row holds boxes and labels, and arrows cross it straight. They turn only in the clear space between two rows, so
//! none runs under a box or a label. What changes here is `along` alone; `across` stays as the layout gave it.

use super::layout::{Extent, Graph, Placed, Size, Spot};

/// Where a lane's title stands, as its chart runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TitleAt {
    /// At its first row: a chart that runs down.
    Start,
    /// At its last: a chart that runs up.
    End,
    /// Along it: a chart that runs to a side.
    Side,
}

/// A row of boxes and labels.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Row {
    pub(super) middle: f64,
    /// Where the clear space before it ends.
    pub(super) clear_before: f64,
    /// Where the clear space after it begins.
    pub(super) clear_after: f64,
}

/// A chart whose rows have their places.
pub(super) struct Stacked {
    pub(super) rows: Vec<Row>,
    pub(super) boxes: Vec<Spot>,
    /// The row of each box.
    pub(super) row_of: Vec<usize>,
    pub(super) arrows: Vec<Pass>,
    pub(super) lanes: Vec<Option<Extent>>,
    /// How long all of it is.
    pub(super) along: f64,
}

/// An arrow's way through the rows between its boxes.
#[derive(Clone, Debug, Default)]
pub(super) struct Pass {
    /// Across, at which row.
    pub(super) stops: Vec<(usize, f64)>,
    pub(super) label: Option<Spot>,
    /// Where it leaves its first box and enters its last, across.
    pub(super) ports: (f64, f64),
}

/// A straight piece before and after each row, as long as an arrow's head.
const STRAIGHT: f64 = 11.0;
const IN_LANE: f64 = 16.0;

/// Gives the rows their places. `ports` says where each arrow begins and ends, across.
pub(super) fn stack(
    graph: &Graph,
    placed: Placed,
    titles: &[Size],
    at: TitleAt,
    ports: Vec<(f64, f64)>,
) -> Stacked {
    let levels = levels(graph, &placed);
    let level = |along: f64| levels.iter().position(|level| (level.along - along).abs() < 0.05);
    let row_of: Vec<usize> = placed.boxes.iter().map(|spot| level(spot.along).unwrap_or(0)).collect();
    let mut arrows: Vec<Pass> = Vec::with_capacity(placed.arrows.len());
    let mut labels = Vec::with_capacity(placed.arrows.len());
    for (way, ports) in placed.arrows.iter().zip(ports) {
        let stops = way.points.iter().filter_map(|point| Some((level(point.along)?, point.across))).collect();
        labels.push(way.label.and_then(|label| level(label.along)));
        arrows.push(Pass { stops, label: way.label, ports });
    }
    let gaps = gaps(graph, &levels, &row_of, &arrows);
    let mut walk = Walk {
        graph,
        at,
        titles,
        gaps: &gaps,
        rows: vec![Row::default(); levels.len()],
        tops: vec![0.0; graph.lanes.len()],
        bottoms: vec![0.0; graph.lanes.len()],
        row_end: 0.0,
        here: 0.0,
        need: 0.0,
        clear_after: None,
        clear_before: None,
    };
    for item in items(graph, &placed, &levels) {
        match item {
            Item::Bottom(lane) => walk.bottom(lane),
            Item::Row(row) => walk.row(row, levels[row].half),
            Item::Top(lane) => walk.top(lane),
        }
    }
    let Walk { rows, tops, bottoms, here, need, .. } = walk;
    for (pass, row) in arrows.iter_mut().zip(labels) {
        pass.label = pass.label.zip(row).map(|(label, row)| Spot { along: rows[row].middle, ..label });
    }
    let boxes = placed.boxes.iter().zip(&row_of);
    let boxes =
        boxes.map(|(spot, row)| Spot { along: rows.get(*row).map_or(0.0, |row| row.middle), ..*spot });
    let lanes = placed.lanes.iter().enumerate();
    let lanes = lanes
        .map(|(lane, extent)| extent.map(|extent| Extent { along: (tops[lane], bottoms[lane]), ..extent }));
    Stacked { boxes: boxes.collect(), lanes: lanes.collect(), rows, row_of, arrows, along: here.max(need) }
}

/// A row before it has its place.
struct Level {
    along: f64,
    half: f64,
    has_boxes: bool,
}

/// The rows that hold something, in order.
fn levels(graph: &Graph, placed: &Placed) -> Vec<Level> {
    let boxes = placed.boxes.iter().zip(&graph.boxes);
    let boxes =
        boxes.map(|(spot, node)| Level { along: spot.along, half: node.size.along / 2.0, has_boxes: true });
    let labels = placed.arrows.iter().zip(&graph.arrows).filter_map(|(way, arrow)| {
        Some(Level { along: way.label?.along, half: arrow.room.along / 2.0, has_boxes: false })
    });
    let mut all: Vec<Level> = boxes.chain(labels).collect();
    all.sort_by(|one, other| one.along.total_cmp(&other.along));
    let mut levels: Vec<Level> = Vec::new();
    for one in all {
        match levels.last_mut() {
            Some(last) if (last.along - one.along).abs() < 0.05 => {
                last.half = last.half.max(one.half);
                last.has_boxes |= one.has_boxes;
            }
            _ => levels.push(one),
        }
    }
    levels
}

/// The room that arrows need to turn after each row: more where one has far to go across.
fn gaps(graph: &Graph, levels: &[Level], row_of: &[usize], arrows: &[Pass]) -> Vec<f64> {
    let mut farthest = vec![0.0_f64; levels.len()];
    for (arrow, pass) in graph.arrows.iter().zip(arrows).filter(|(arrow, _)| arrow.from != arrow.to) {
        let start = (row_of[arrow.from], pass.ports.0);
        let end = (row_of[arrow.to], pass.ports.1);
        let all: Vec<(usize, f64)> =
            std::iter::once(start).chain(pass.stops.iter().copied()).chain(std::iter::once(end)).collect();
        for pair in all.windows(2) {
            let row = pair[0].0.min(pair[1].0);
            farthest[row] = farthest[row].max((pair[0].1 - pair[1].1).abs());
        }
    }
    let next_has_boxes = |row: usize| levels.get(row + 1).is_none_or(|level| level.has_boxes);
    farthest
        .iter()
        .enumerate()
        .map(|(row, far)| {
            let both = levels[row].has_boxes && next_has_boxes(row);
            let least = if both { 18.0 } else { 8.0 };
            2.0 * STRAIGHT + (least + (far * 0.16).min(64.0)).max(if *far < 1.0 { least } else { 14.0 })
        })
        .collect()
}

enum Item {
    Bottom(usize),
    Row(usize),
    Top(usize),
}

/// The rows, and the beginnings and ends of lanes, in order.
fn items(graph: &Graph, placed: &Placed, levels: &[Level]) -> Vec<Item> {
    let hundredths = |along: f64| (along * 100.0).round() as i64;
    let depth = |lane: usize| {
        std::iter::successors(graph.lanes[lane].parent, |lane| graph.lanes[*lane].parent).count() as i64
    };
    let mut items: Vec<((i64, u8, i64), Item)> = Vec::new();
    items.extend(
        levels.iter().enumerate().map(|(row, level)| ((hundredths(level.along), 1, 0), Item::Row(row))),
    );
    for (lane, extent) in placed.lanes.iter().enumerate() {
        let Some(extent) = extent else { continue };
        items.push(((hundredths(extent.along.0), 2, depth(lane)), Item::Top(lane)));
        items.push(((hundredths(extent.along.1), 0, -depth(lane)), Item::Bottom(lane)));
    }
    items.sort_by_key(|(key, _)| *key);
    items.into_iter().map(|(_, item)| item).collect()
}

/// Goes along the chart and puts down one thing after the other.
struct Walk<'a> {
    graph: &'a Graph,
    at: TitleAt,
    titles: &'a [Size],
    gaps: &'a [f64],
    rows: Vec<Row>,
    tops: Vec<f64>,
    bottoms: Vec<f64>,
    /// Where the last row ends.
    row_end: f64,
    /// Where the last row or lane ends.
    here: f64,
    /// No box begins before this.
    need: f64,
    /// The last row and where the clear space after it begins.
    clear_after: Option<(usize, f64)>,
    /// Where that clear space ends, if a lane begins in it.
    clear_before: Option<f64>,
}

impl Walk<'_> {
    /// Where the next row's arrows have had room to turn.
    fn turned(&self) -> f64 {
        self.clear_after.map_or(0.0, |(row, after)| after + (self.gaps[row] - 2.0 * STRAIGHT))
    }

    fn top(&mut self, lane: usize) {
        let mut y = self.here + IN_LANE;
        if let Some(parent) = self.graph.lanes[lane].parent {
            y = y.max(self.tops[parent] + self.title(TitleAt::Start, parent) + IN_LANE);
        }
        if self.at == TitleAt::Start {
            y = y.max(self.clear_before.unwrap_or_else(|| self.turned()));
            self.clear_before = Some(self.clear_before.unwrap_or(y));
        }
        self.tops[lane] = y;
        self.need = self.need.max(y + self.title(TitleAt::Start, lane) + IN_LANE);
    }

    /// The room for a lane's title, if titles stand there.
    fn title(&self, at: TitleAt, lane: usize) -> f64 {
        if self.at == at { self.titles[lane].along + 8.0 } else { 0.0 }
    }

    fn row(&mut self, row: usize, half: f64) {
        let begin = if self.clear_after.is_none() { self.here } else { self.here + STRAIGHT };
        let mut begin = begin.max(self.need);
        if self.clear_before.is_none() && self.clear_after.is_some() {
            begin = begin.max(self.turned() + STRAIGHT);
        }
        let clear_before = self.clear_before.take().unwrap_or(begin - STRAIGHT);
        let end = begin + 2.0 * half;
        self.rows[row] = Row { middle: begin + half, clear_before, clear_after: end + STRAIGHT };
        self.clear_after = Some((row, end + STRAIGHT));
        self.row_end = end;
        self.here = self.here.max(end);
    }

    fn bottom(&mut self, lane: usize) {
        let mut y = self.row_end + IN_LANE + self.title(TitleAt::End, lane);
        for (within, parent) in self.graph.lanes.iter().map(|lane| lane.parent).enumerate() {
            if parent == Some(lane) {
                y = y.max(self.bottoms[within] + IN_LANE + self.title(TitleAt::End, lane));
            }
        }
        if self.at == TitleAt::Side {
            y = y.max(self.tops[lane] + self.titles[lane].along + 2.0 * IN_LANE);
        }
        self.bottoms[lane] = y;
        self.here = self.here.max(y);
        if self.at == TitleAt::End
            && let Some((row, after)) = &mut self.clear_after
        {
            *after = after.max(y);
            self.rows[*row].clear_after = *after;
        }
    }
}
