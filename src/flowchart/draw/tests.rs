//! Geometry, on charts that chance has made: boxes, texts, labels, lanes and lines keep out of each other's way.

use super::drawing::{BAND, Drawing, draw, draw_by};
use super::route::Point;
use super::shape::FACE;
use super::shape::tests::SHAPES;
use super::{layout, picture};
use crate::flowchart::{Arrow, Box, Direction, Flowchart, Head, Lane, Line, Shape};
use crate::problem::Place;

/// Numbers that look like chance and are the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

const WORDS: [&str; 14] = [
    "teacher",
    "PEP",
    "the",
    "meeting",
    "social worker",
    "Virtual School",
    "agrees",
    "within",
    "10\u{a0}days",
    "child's",
    "views",
    "accommodation",
    "is",
    "a",
];

fn place() -> Place {
    Place::file("content/chart.md")
}

fn text(chance: &mut Chance, most: usize) -> Vec<String> {
    let lines = 1 + usize::from(chance.below(6) == 0);
    (0..lines)
        .map(|_| (0..=chance.below(most)).map(|_| chance.one_of(&WORDS)).collect::<Vec<_>>().join(" "))
        .collect()
}

fn arrow(from: usize, to: usize, label: Vec<String>) -> Arrow {
    Arrow { from, to, label, line: Line::Solid, tail: Head::None, head: Head::Point, place: place() }
}

/// A chart of up to so many boxes: mostly onward, with loops, double arrows, lanes within lanes.
fn any_chart(seed: u64, most: usize) -> Flowchart {
    let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    (0..5).for_each(|_| _ = chance.below(2));
    let count = 1 + chance.below(most);
    let lanes: Vec<Lane> = (0..chance.one_of(&[0, 0, 1, 2, 4]))
        .map(|at| Lane {
            id: format!("lane{at}"),
            title: text(&mut chance, 4).join(" "),
            parent: (at > 0 && chance.below(3) == 0).then(|| chance.below(at)),
            place: place(),
        })
        .collect();
    let boxes: Vec<Box> = (0..count)
        .map(|at| Box {
            id: format!("b{at}"),
            label: text(&mut chance, 14),
            shape: chance.one_of(&SHAPES),
            lane: (!lanes.is_empty() && chance.below(4) > 0).then(|| {
                // Mostly in the order of the lanes, as charts are written.
                let near = at * lanes.len() / count;
                if chance.below(5) == 0 { chance.below(lanes.len()) } else { near }
            }),
            link: None,
            place: place(),
        })
        .collect();
    let arrows = (0..count + chance.below(count))
        .map(|at| {
            let (from, to) = match chance.below(10) {
                0 => (chance.below(count), chance.below(count)),
                1 => (at % count, at % count),
                _ => (at % count, (at % count + 1 + chance.below(4)) % count),
            };
            let label = if chance.below(2) == 0 { text(&mut chance, 4) } else { Vec::new() };
            Arrow {
                line: chance.one_of(&[Line::Solid, Line::Solid, Line::Dotted, Line::Thick, Line::Invisible]),
                tail: chance.one_of(&[Head::None, Head::None, Head::Point, Head::Cross]),
                head: chance.one_of(&[Head::Point, Head::Point, Head::Dot, Head::None]),
                ..arrow(from, to, label)
            }
        })
        .collect();
    let direction =
        chance.one_of(&[Direction::Down, Direction::Down, Direction::Up, Direction::Right, Direction::Left]);
    Flowchart { direction, title: None, description: None, boxes, arrows, lanes }
}

#[derive(Clone, Copy, Debug)]
struct Rectangle {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Rectangle {
    fn around(middle: Point, width: f64, height: f64) -> Rectangle {
        Rectangle {
            left: middle.x - width / 2.0,
            top: middle.y - height / 2.0,
            right: middle.x + width / 2.0,
            bottom: middle.y + height / 2.0,
        }
    }

    fn overlaps(&self, other: &Rectangle) -> bool {
        let apart = 0.5;
        self.left + apart < other.right
            && other.left + apart < self.right
            && self.top + apart < other.bottom
            && other.top + apart < self.bottom
    }

    fn holds(&self, other: &Rectangle) -> bool {
        self.left <= other.left + 0.1
            && self.right + 0.1 >= other.right
            && self.top <= other.top + 0.1
            && self.bottom + 0.1 >= other.bottom
    }

    fn has(&self, point: Point) -> bool {
        let apart = 1.0;
        point.x > self.left + apart
            && point.x < self.right - apart
            && point.y > self.top + apart
            && point.y < self.bottom - apart
    }
}

/// Everything in a drawing that is in the way of something else.
fn faults(chart: &Flowchart, drawing: &Drawing) -> Vec<String> {
    let mut faults = Vec::new();
    let whole = Rectangle { left: 0.0, top: 0.0, right: drawing.width, bottom: drawing.height };
    let boxes: Vec<Rectangle> = (drawing.boxes.iter())
        .map(|one| Rectangle::around(one.middle, one.outline.width, one.outline.height))
        .collect();
    let labels: Vec<(usize, Rectangle)> = (drawing.arrows.iter().enumerate())
        .filter_map(|(at, arrow)| {
            let label = arrow.label.as_ref()?;
            let (width, height) = (label.text.width + 2.0 * BAND.0, label.text.height + 2.0 * BAND.1);
            Some((at, Rectangle::around(label.middle, width, height)))
        })
        .collect();
    let lanes: Vec<Rectangle> = (drawing.lanes.iter())
        .map(|lane| Rectangle {
            left: lane.corner.x,
            top: lane.corner.y,
            right: lane.corner.x + lane.width,
            bottom: lane.corner.y + lane.height,
        })
        .collect();
    let titles: Vec<Rectangle> = (drawing.lanes.iter())
        .map(|lane| Rectangle::around(lane.title.middle, lane.title.text.width, lane.title.text.height))
        .collect();
    let stands_in = |mut lane: Option<usize>, which: usize| {
        while let Some(at) = lane {
            if at == which {
                return true;
            }
            lane = chart.lanes[at].parent;
        }
        false
    };

    for (at, one) in boxes.iter().enumerate() {
        if !whole.holds(one) {
            faults.push(format!("box {at} is out of the picture"));
        }
        for (other, rectangle) in boxes.iter().enumerate().skip(at + 1) {
            if one.overlaps(rectangle) {
                faults.push(format!("boxes {at} and {other} overlap: {one:?} {rectangle:?}"));
            }
        }
        for (arrow, label) in &labels {
            if one.overlaps(label) {
                faults.push(format!("the label of arrow {arrow} is under box {at}"));
            }
        }
        for ((lane, extent), title) in drawing.lanes.iter().zip(&lanes).zip(&titles) {
            match stands_in(chart.boxes[at].lane, lane.lane) {
                true if !extent.holds(one) => {
                    faults.push(format!("box {at} is out of its lane {}", lane.lane))
                }
                false if extent.overlaps(one) => {
                    faults.push(format!("box {at} is in lane {}, not its own", lane.lane))
                }
                _ => {}
            }
            if title.overlaps(one) {
                faults.push(format!("box {at} is on the title of lane {}", lane.lane));
            }
        }
    }
    for (at, (arrow, one)) in labels.iter().enumerate() {
        if !whole.holds(one) {
            faults.push(format!("the label of arrow {arrow} is out of the picture"));
        }
        for (other, rectangle) in &labels[at + 1..] {
            if one.overlaps(rectangle) {
                faults.push(format!("the labels of arrows {arrow} and {other} overlap"));
            }
        }
        for (lane, title) in drawing.lanes.iter().zip(&titles) {
            if one.overlaps(title) {
                faults.push(format!("the label of arrow {arrow} is on the title of lane {}", lane.lane));
            }
        }
    }
    for (at, ((one, extent), title)) in drawing.lanes.iter().zip(&lanes).zip(&titles).enumerate() {
        if !extent.holds(title) {
            faults.push(format!("the title of lane {} is out of it", one.lane));
        }
        for ((other, rectangle), other_title) in drawing.lanes.iter().zip(&lanes).zip(&titles).skip(at + 1) {
            let nested = stands_in(Some(other.lane), one.lane);
            if nested && !extent.holds(rectangle) {
                faults.push(format!("lane {} is out of lane {}", other.lane, one.lane));
            }
            if !nested && extent.overlaps(rectangle) && !stands_in(Some(one.lane), other.lane) {
                faults.push(format!("lanes {} and {} overlap", one.lane, other.lane));
            }
            if title.overlaps(other_title) {
                faults.push(format!("the titles of lanes {} and {} overlap", one.lane, other.lane));
            }
        }
    }
    for (at, arrow) in drawing.arrows.iter().enumerate() {
        let samples = arrow.route.samples();
        let ends = [chart.arrows[at].from, chart.arrows[at].to];
        for (which, one) in boxes.iter().enumerate() {
            if !ends.contains(&which) && samples.iter().any(|point| one.has(*point)) {
                faults.push(format!("arrow {at} runs under box {which}"));
            }
        }
        for (which, one) in &labels {
            if *which != at && samples.iter().any(|point| one.has(*point)) {
                faults.push(format!(
                    "arrow {at} ({ends:?}) runs behind the label of arrow {which} ({} to {})",
                    chart.arrows[*which].from, chart.arrows[*which].to
                ));
            }
        }
    }
    for one in &drawing.boxes {
        let (outline, text) = (&one.outline, &one.outline.text);
        let fits = text.width <= outline.width && text.lines.len() as f64 * FACE.line <= outline.height;
        if !fits {
            faults.push(format!("a text is larger than its {:?}", outline.shape));
        }
    }
    faults
}

/// That 200 charts of chance, of up to so many boxes, have no fault.
fn two_hundred_without_a_fault(most: usize, draw: impl Fn(&Flowchart) -> Drawing) {
    let mut all = Vec::new();
    for seed in 1..=200 {
        let chart = any_chart(seed, most);
        let faults = faults(&chart, &draw(&chart));
        all.extend(faults.into_iter().map(|fault| format!("chart {seed}, {:?}: {fault}", chart.direction)));
    }
    assert!(
        all.is_empty(),
        "{} faults, the first of them:\n{}",
        all.len(),
        all[..all.len().min(40)].join("\n")
    );
}

#[test]
fn two_hundred_charts_of_chance_are_drawn_without_a_fault() {
    two_hundred_without_a_fault(32, draw);
}

#[test]
fn a_chart_is_laid_out_in_a_column_where_the_layout_gives_up() {
    two_hundred_without_a_fault(24, |chart| draw_by(chart, layout::in_a_column));
}

#[test]
fn a_thousand_charts_of_chance_are_drawn_twice_with_the_same_bytes() {
    for seed in 1000..2000 {
        let chart = any_chart(seed, 12);
        assert_eq!(picture(&chart, "chart"), picture(&chart.clone(), "chart"), "chart {seed}");
    }
}

#[test]
fn any_value_is_drawn() {
    let one = |label: &str| Box {
        id: "b".to_string(),
        label: vec![label.to_string()],
        shape: Shape::Diamond,
        lane: None,
        link: None,
        place: place(),
    };
    let lane = |parent| Lane { id: "l".to_string(), title: "A lane ".repeat(300), parent, place: place() };
    let empty = Flowchart::default();
    assert_eq!((picture(&empty, "a").width, picture(&empty, "a").height), (16, 16));
    let drawn = |chart: Flowchart| {
        let picture = picture(&chart, "chart");
        assert!(picture.svg.starts_with("<svg ") && picture.svg.ends_with("</svg>"));
        assert!(picture.width > 16 && picture.height > 16);
        assert_eq!(faults(&chart, &draw(&chart)), Vec::<String>::new());
    };
    let boxes = |count: usize, label: &str| vec![one(label); count];
    let blank = Flowchart { boxes: vec![Box { label: Vec::new(), ..one("") }], ..Flowchart::default() };
    drawn(blank);
    drawn(Flowchart { boxes: boxes(1, &"long ".repeat(2000)), ..Flowchart::default() });
    drawn(Flowchart { boxes: boxes(1, &"x".repeat(10_000)), ..Flowchart::default() });
    drawn(Flowchart { boxes: boxes(200, "alone"), ..Flowchart::default() });
    // Every arrow between the same two boxes, and on each of them.
    for direction in [Direction::Down, Direction::Up, Direction::Left, Direction::Right] {
        let arrows = (0..24).map(|at| arrow(at % 2, at / 2 % 2, vec![format!("label {at}")])).collect();
        drawn(Flowchart { boxes: boxes(2, "two"), arrows, direction, ..Flowchart::default() });
    }
    // Arrows from nowhere, lanes around themselves, lanes that do not exist.
    let arrows =
        vec![arrow(0, 7, Vec::new()), arrow(9, 0, Vec::new()), arrow(0, 0, vec!["y".repeat(10_000)])];
    drawn(Flowchart { boxes: boxes(2, "two"), arrows, ..Flowchart::default() });
    let lanes = vec![lane(Some(1)), lane(Some(0)), lane(Some(2)), lane(Some(99)), lane(None)];
    let mut lost = boxes(6, "lost");
    lost.iter_mut().enumerate().for_each(|(at, one)| one.lane = Some(at));
    let odd = Flowchart { boxes: lost, lanes, ..Flowchart::default() };
    assert!(picture(&odd, "a").svg.ends_with("</svg>"));
    // Lanes a thousand deep.
    let lanes =
        (0..1000).map(|at: usize| Lane { title: "deep".to_string(), ..lane(at.checked_sub(1)) }).collect();
    let deep = vec![Box { lane: Some(999), ..one("deep") }, Box { lane: Some(2), ..one("higher") }];
    let deep = Flowchart { boxes: deep, lanes, ..Flowchart::default() };
    assert!(picture(&deep, "a").svg.contains("higher"));
}

#[test]
fn a_chart_of_two_hundred_boxes_is_laid_out_with_its_rows() {
    let chart = any_big_chart();
    let drawing = draw(&chart);
    assert_eq!(faults(&chart, &drawing), Vec::<String>::new());
    let rows: std::collections::BTreeSet<i64> =
        drawing.boxes.iter().map(|one| one.middle.y.round() as i64).collect();
    assert!(rows.len() < 150, "it stands in a column of {} rows", rows.len());
}

fn any_big_chart() -> Flowchart {
    let mut chart = any_chart(7, 1);
    let mut chance = Chance(99);
    chart.direction = Direction::Down;
    chart.lanes = (0..4)
        .map(|at| Lane { id: format!("l{at}"), title: "A role".to_string(), parent: None, place: place() })
        .collect();
    let any = |at: usize| Box {
        id: format!("b{at}"),
        label: text(&mut Chance(at as u64 + 5), 14),
        shape: SHAPES[at % 14],
        lane: Some(at / 50),
        link: None,
        place: place(),
    };
    chart.boxes = (0..200).map(any).collect();
    chart.arrows = (0..400)
        .map(|at| {
            let from = at % 200;
            let to = if at < 200 {
                (from + 1 + chance.below(2)) % 200
            } else {
                (from + 1 + chance.below(12)) % 200
            };
            arrow(from, to, text(&mut chance, 3))
        })
        .collect();
    chart
}
