//! The lines of arrows: straight through rows, and turning in the clear space between them.

use super::layout::{Edge, Graph, Spot};
use super::shape::Outline;
use super::stack::{Pass, Row, Stacked};
use crate::flowchart::Direction;

/// A point of the picture, in px from its top left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// A line from piece to piece.
#[derive(Clone, Debug)]
pub(super) struct Route {
    pub(super) start: Point,
    pub(super) pieces: Vec<Piece>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Piece {
    Line(Point),
    /// A cubic Bézier curve: two handles and its end.
    Curve(Point, Point, Point),
}

/// The room of loops, in px.
pub(super) struct Loop {
    /// Between a box and the loop's label.
    pub(super) beside: f64,
    /// Between the label and the line around it.
    pub(super) above: f64,
    /// Between the lines of two loops of one box.
    pub(super) apart: f64,
}

pub(super) const LOOP: Loop = Loop { beside: 24.0, above: 12.0, apart: 8.0 };

/// How a chart stands on the page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Turn {
    pub(super) direction: Direction,
    /// How long the chart is.
    pub(super) along: f64,
}

impl Turn {
    pub(super) fn is_sideways(direction: Direction) -> bool {
        matches!(direction, Direction::Left | Direction::Right)
    }

    pub(super) fn point(self, spot: Spot) -> Point {
        let Spot { across, along } = spot;
        match self.direction {
            Direction::Down => Point { x: across, y: along },
            Direction::Up => Point { x: across, y: self.along - along },
            Direction::Right => Point { x: along, y: across },
            Direction::Left => Point { x: self.along - along, y: across },
        }
    }

    /// The corners of an outline as they lie along the chart: across, along.
    fn corners(self, outline: &Outline) -> Vec<(f64, f64)> {
        let turned = |(x, y): (f64, f64)| match self.direction {
            Direction::Down => (x, y),
            Direction::Up => (x, -y),
            Direction::Right => (y, x),
            Direction::Left => (y, -x),
        };
        outline.corners().into_iter().map(turned).collect()
    }
}

/// A line before the chart is turned, from the first row that it touches to the last.
struct Draft {
    start: Spot,
    pieces: Vec<DraftPiece>,
}

enum DraftPiece {
    Line(Spot),
    Curve(Spot, Spot, Spot),
}

/// The line of an arrow between two boxes.
pub(super) fn route(arrow: &Edge, pass: &Pass, stacked: &Stacked, outlines: &[Outline], turn: Turn) -> Route {
    let route = through(arrow, pass, stacked, outlines, turn).turned(turn);
    let is_back = stacked.row_of[arrow.from] > stacked.row_of[arrow.to];
    if is_back { route.reversed() } else { route }
}

impl Draft {
    fn turned(self, turn: Turn) -> Route {
        let pieces = self.pieces.into_iter().map(|piece| match piece {
            DraftPiece::Line(end) => Piece::Line(turn.point(end)),
            DraftPiece::Curve(one, two, end) => {
                Piece::Curve(turn.point(one), turn.point(two), turn.point(end))
            }
        });
        Route { start: turn.point(self.start), pieces: pieces.collect() }
    }
}

/// Through the rows from the upper box to the lower one.
fn through(arrow: &Edge, pass: &Pass, stacked: &Stacked, outlines: &[Outline], turn: Turn) -> Draft {
    let is_back = stacked.row_of[arrow.from] > stacked.row_of[arrow.to];
    let (upper, lower, ports) = if is_back {
        (arrow.to, arrow.from, (pass.ports.1, pass.ports.0))
    } else {
        (arrow.from, arrow.to, pass.ports)
    };
    let mut stops = vec![(stacked.row_of[upper], ports.0)];
    if is_back {
        stops.extend(pass.stops.iter().rev());
    } else {
        stops.extend(&pass.stops);
    }
    stops.push((stacked.row_of[lower], ports.1));

    let edge = |which: usize, across: f64, far: bool| {
        let spot = stacked.boxes[which];
        let corners = turn.corners(&outlines[which]);
        let (near_side, far_side) = crossing(&corners, across - spot.across);
        Spot { across, along: spot.along + if far { far_side } else { near_side } }
    };
    let start = edge(upper, ports.0, true);
    let end = edge(lower, ports.1, false);
    let mut pieces = Vec::new();
    let mut here = start;
    for pair in stops.windows(2) {
        let ((row, from), (next, to)) = (pair[0], pair[1]);
        let (begin, close) = (clear(&stacked.rows, row).clear_after, clear(&stacked.rows, next).clear_before);
        if (from - to).abs() < 0.5 {
            continue;
        }
        let begin = Spot { across: here.across, along: begin };
        let close = Spot { across: to, along: close };
        let middle = f64::midpoint(begin.along, close.along);
        pieces.push(DraftPiece::Line(begin));
        let handle = |across: f64| Spot { across, along: middle };
        pieces.push(DraftPiece::Curve(handle(begin.across), handle(close.across), close));
        here = close;
    }
    pieces.push(DraftPiece::Line(Spot { across: here.across, ..end }));
    Draft { start, pieces }
}

fn clear(rows: &[Row], row: usize) -> Row {
    rows.get(row).copied().unwrap_or_default()
}

/// The line of an arrow from a box to itself: out at its side, around the loops that stand nearer, and back.
pub(super) fn around(graph: &Graph, at: usize, stacked: &Stacked, outlines: &[Outline], turn: Turn) -> Route {
    let which = graph.arrows[at].from;
    let spot = stacked.boxes[which];
    let sideways: Vec<(f64, f64)> =
        turn.corners(&outlines[which]).into_iter().map(|(across, along)| (along, across)).collect();
    let far_of = |arrow: usize| stacked.arrows[arrow].label.map_or(spot.across, |label| label.across);
    let loops = || {
        (0..graph.arrows.len())
            .filter(|arrow| graph.arrows[*arrow].from == which && graph.arrows[*arrow].to == which)
    };
    let nearer = loops().filter(|arrow| (far_of(*arrow), *arrow) < (far_of(at), at)).count() as f64;
    let behind = loops().count() as f64 - 1.0 - nearer;
    let high = graph.arrows[at].room.along / 2.0 - LOOP.apart * behind - 2.0;

    let longest = sideways.iter().map(|(along, _)| *along).fold(0.0, f64::max);
    let from_middle = (longest / 3.0).min(9.0 + 3.0 * nearer);
    let reach = crossing(&sideways, from_middle).1.min(crossing(&sideways, -from_middle).1);
    let place = |across: f64, along: f64| Spot { across: spot.across + across, along: spot.along + along };
    let far = (far_of(at) - spot.across).max(reach + LOOP.beside);
    let (out, turning) = (reach + LOOP.beside * 0.8, (far - 14.0).max(reach + LOOP.beside * 0.8));
    let bend = reach + LOOP.beside * 0.4;
    let draft = Draft {
        start: place(reach, -from_middle),
        pieces: vec![
            DraftPiece::Curve(place(bend, -from_middle), place(bend, -high), place(out, -high)),
            DraftPiece::Line(place(turning, -high)),
            DraftPiece::Curve(place(far, -high), place(far, -high), place(far, 0.0)),
            DraftPiece::Curve(place(far, high), place(far, high), place(turning, high)),
            DraftPiece::Line(place(out, high)),
            DraftPiece::Curve(place(bend, high), place(bend, from_middle), place(reach, from_middle)),
        ],
    };
    draft.turned(turn)
}

/// Where a line that runs along the chart at `across` enters and leaves an outline.
fn crossing(corners: &[(f64, f64)], across: f64) -> (f64, f64) {
    let (mut near, mut far) = (f64::INFINITY, f64::NEG_INFINITY);
    for (at, &(x1, y1)) in corners.iter().enumerate() {
        let (x2, y2) = corners[(at + 1) % corners.len()];
        if (x1.min(x2)..=x1.max(x2)).contains(&across) {
            let share = if (x2 - x1).abs() < 1e-9 { 0.5 } else { (across - x1) / (x2 - x1) };
            let y = y1 + (y2 - y1) * share;
            near = near.min(y);
            far = far.max(y);
        }
    }
    if near.is_finite() { (near, far) } else { (0.0, 0.0) }
}

impl Route {
    fn reversed(self) -> Route {
        let mut start = self.start;
        let mut pieces = Vec::with_capacity(self.pieces.len());
        for piece in self.pieces {
            let (back, end) = match piece {
                Piece::Line(end) => (Piece::Line(start), end),
                Piece::Curve(one, two, end) => (Piece::Curve(two, one, start), end),
            };
            pieces.push(back);
            start = end;
        }
        pieces.reverse();
        Route { start, pieces }
    }

    pub(super) fn end(&self) -> Point {
        match self.pieces.last() {
            Some(Piece::Line(end) | Piece::Curve(_, _, end)) => *end,
            None => self.start,
        }
    }

    /// From the last point before the end that is not the end itself: the way the line comes in.
    pub(super) fn before_end(&self) -> Point {
        let end = self.end();
        let differs = |point: &Point| (point.x - end.x).abs() + (point.y - end.y).abs() > 0.5;
        let mut known = vec![self.start];
        for piece in &self.pieces {
            match piece {
                Piece::Line(end) => known.push(*end),
                Piece::Curve(one, two, end) => known.extend([*one, *two, *end]),
            }
        }
        known.into_iter().rev().find(differs).unwrap_or(end)
    }

    /// From the first point after the start that is not the start itself.
    pub(super) fn after_start(&self) -> Point {
        self.clone().reversed().before_end()
    }

    pub(super) fn with_start(mut self, start: Point) -> Route {
        self.start = start;
        self
    }

    pub(super) fn with_end(mut self, at: Point) -> Route {
        if let Some(Piece::Line(end) | Piece::Curve(_, _, end)) = self.pieces.last_mut() {
            *end = at;
        }
        self
    }

    pub(super) fn points_mut(&mut self) -> impl Iterator<Item = &mut Point> {
        let pieces = self.pieces.iter_mut().flat_map(|piece| match piece {
            Piece::Line(end) => vec![end],
            Piece::Curve(one, two, end) => vec![one, two, end],
        });
        std::iter::once(&mut self.start).chain(pieces)
    }

    /// Points on the line, near to one another.
    pub(super) fn samples(&self) -> Vec<Point> {
        let mut here = self.start;
        let mut samples = vec![here];
        for piece in &self.pieces {
            let (one, two, end) = match *piece {
                Piece::Line(end) => (here, end, end),
                Piece::Curve(one, two, end) => (one, two, end),
            };
            let length = (end.x - here.x).abs() + (end.y - here.y).abs();
            let steps = (length / 4.0).ceil().clamp(1.0, 2000.0) as u32;
            for step in 1..=steps {
                let t = f64::from(step) / f64::from(steps);
                let mix = |a: f64, b: f64, c: f64, d: f64| {
                    let s = 1.0 - t;
                    s * s * s * a + 3.0 * s * s * t * b + 3.0 * s * t * t * c + t * t * t * d
                };
                samples.push(match piece {
                    Piece::Line(_) => {
                        Point { x: here.x + (end.x - here.x) * t, y: here.y + (end.y - here.y) * t }
                    }
                    Piece::Curve(..) => {
                        Point { x: mix(here.x, one.x, two.x, end.x), y: mix(here.y, one.y, two.y, end.y) }
                    }
                });
            }
            here = end;
        }
        samples
    }
}
