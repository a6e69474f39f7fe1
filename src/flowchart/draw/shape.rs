//! The outline of a box: large enough for its text, which stays inside it line by line.

use super::widths::Face;
use super::wrap::{Text, wrap};
use crate::flowchart::Shape;

/// The text in boxes.
pub(super) const FACE: Face = Face { size: 16.0, line: 20.0, bold: false };

const BESIDE: f64 = 16.0;
const ABOVE: f64 = 11.0;
/// How far a slanted side leans, and a flag is cut in.
const SLANT: f64 = 18.0;
/// Half the height of a cylinder's lid.
const LID: f64 = 7.0;
/// Between the two rings of a circle.
pub(super) const RING: f64 = 5.0;
/// Between the two rules of a subroutine's side.
pub(super) const RULE: f64 = 8.0;

/// A box with its text, before it has a place.
#[derive(Clone, Debug)]
pub(super) struct Outline {
    pub(super) shape: Shape,
    pub(super) text: Text,
    /// In px.
    pub(super) width: f64,
    pub(super) height: f64,
    /// How far below the middle of the box the middle of its text is.
    pub(super) text_down: f64,
}

/// What is drawn of an outline, around the middle of its box.
pub(super) enum Drawn {
    /// A rectangle with corners of a radius.
    Rectangle(f64),
    Circle(f64),
    Polygon,
    Cylinder,
}

impl Outline {
    pub(super) fn of(shape: Shape, label: &[String]) -> Outline {
        let letters: usize = label.iter().map(|line| line.chars().count()).sum();
        // A long text is given a wider box, so that none is a tower.
        let wider = (letters.saturating_sub(80) as f64 / 2.0).min(160.0);
        let limit = wider
            + match shape {
                Shape::Diamond => 150.0,
                Shape::Circle | Shape::DoubleCircle => 120.0,
                _ => 200.0,
            };
        let text = wrap(label, &FACE, limit);
        let tall = text.height.max(FACE.line);
        let wide = text.width;
        let (width, height) = match shape {
            Shape::Rectangle | Shape::Rounded => (wide + 2.0 * BESIDE, tall + 2.0 * ABOVE),
            Shape::Subroutine => (wide + 2.0 * (BESIDE + RULE), tall + 2.0 * ABOVE),
            Shape::Stadium => {
                let height = tall + 2.0 * ABOVE;
                let radius = corner(shape, height);
                let inset = |edge: f64| {
                    let into = (edge - (height / 2.0 - radius)).max(0.0);
                    radius - (radius * radius - into * into).max(0.0).sqrt()
                };
                (
                    edges(&text).map(|(line, edge)| line + 2.0 * inset(edge)).fold(0.0, f64::max) + BESIDE,
                    height,
                )
            }
            Shape::Circle | Shape::DoubleCircle => {
                let reach = edges(&text).map(|(line, edge)| (line / 2.0).hypot(edge)).fold(16.0, f64::max);
                let ring = if shape == Shape::DoubleCircle { RING } else { 0.0 };
                let across = 2.0 * (reach + 8.0 + ring);
                (across, across)
            }
            Shape::Diamond => diamond(&text, tall),
            Shape::Hexagon => (wide + 2.0 * (SLANT + 8.0), tall + 2.0 * ABOVE),
            Shape::Flag => (wide + BESIDE + SLANT + 14.0, tall + 2.0 * ABOVE),
            Shape::LeanRight | Shape::LeanLeft | Shape::Trapezoid | Shape::UpsideDownTrapezoid => {
                (wide + 2.0 * (SLANT + 8.0), tall + 2.0 * ABOVE)
            }
            Shape::Cylinder => (wide + 2.0 * BESIDE, tall + 3.0 * LID + 14.0),
        };
        let text_down = if shape == Shape::Cylinder { LID / 2.0 } else { 0.0 };
        Outline { shape, text, width: width.max(48.0), height, text_down }
    }

    pub(super) fn drawn(&self) -> Drawn {
        match self.shape {
            Shape::Rectangle | Shape::Rounded | Shape::Stadium | Shape::Subroutine => {
                Drawn::Rectangle(corner(self.shape, self.height))
            }
            Shape::Circle | Shape::DoubleCircle => Drawn::Circle(self.width / 2.0),
            Shape::Cylinder => Drawn::Cylinder,
            _ => Drawn::Polygon,
        }
    }

    /// The corners around the middle of the box, clockwise from the top left; arcs as short pieces.
    pub(super) fn corners(&self) -> Vec<(f64, f64)> {
        let (x, y) = (self.width / 2.0, self.height / 2.0);
        match self.shape {
            Shape::Diamond => vec![(-x, 0.0), (0.0, -y), (x, 0.0), (0.0, y)],
            Shape::Hexagon => {
                vec![(-x, 0.0), (SLANT - x, -y), (x - SLANT, -y), (x, 0.0), (x - SLANT, y), (SLANT - x, y)]
            }
            Shape::Flag => vec![(-x, -y), (x, -y), (x, y), (-x, y), (SLANT - x, 0.0)],
            Shape::LeanRight => vec![(SLANT - x, -y), (x, -y), (x - SLANT, y), (-x, y)],
            Shape::LeanLeft => vec![(-x, -y), (x - SLANT, -y), (x, y), (SLANT - x, y)],
            Shape::Trapezoid => vec![(SLANT - x, -y), (x - SLANT, -y), (x, y), (-x, y)],
            Shape::UpsideDownTrapezoid => vec![(-x, -y), (x, -y), (x - SLANT, y), (SLANT - x, y)],
            Shape::Cylinder => {
                let lid = |way: f64| arc((0.0, (y - LID) * way), (x, LID), if way < 0.0 { 2 } else { 0 }, 2);
                lid(-1.0).into_iter().chain(lid(1.0)).collect()
            }
            _ => {
                let radius = corner(self.shape, self.height).min(x);
                let (across, down) = (x - radius, y - radius);
                let middles = [(-across, -down), (across, -down), (across, down), (-across, down)];
                let quarters = middles.into_iter().zip([2, 3, 0, 1]);
                quarters.flat_map(|(middle, quarter)| arc(middle, (radius, radius), quarter, 1)).collect()
            }
        }
    }

    /// How much of a side of this length arrows may begin and end on, to either side of its middle.
    pub(super) fn side(&self, length: f64) -> f64 {
        match self.shape {
            Shape::Rectangle | Shape::Rounded | Shape::Subroutine | Shape::Cylinder => {
                (length / 2.0 - 12.0).max(length / 4.0)
            }
            Shape::Diamond | Shape::Circle | Shape::DoubleCircle | Shape::Hexagon => length * 0.32,
            _ => (length / 2.0 - 24.0).max(length / 5.0),
        }
    }

    /// Whether a lone arrow ends in the middle of a side, at the tip of the outline.
    pub(super) fn is_pointed(&self) -> bool {
        matches!(self.shape, Shape::Diamond | Shape::Circle | Shape::DoubleCircle | Shape::Hexagon)
    }
}

/// The radius of a box's corners.
fn corner(shape: Shape, height: f64) -> f64 {
    match shape {
        Shape::Rounded => 10.0,
        Shape::Stadium => (height / 2.0).min(28.0),
        Shape::Circle | Shape::DoubleCircle => height / 2.0,
        _ => 0.0,
    }
}

/// The lines of a text: how wide each is, and how far its farther edge is from the middle of the text.
fn edges(text: &Text) -> impl Iterator<Item = (f64, f64)> {
    let count = text.lines.len() as f64;
    text.lines.iter().enumerate().map(move |(at, line)| {
        let middle = (at as f64 + 0.5 - count / 2.0) * FACE.line;
        (line.width, middle.abs() + FACE.line / 2.0)
    })
}

/// The diamond around a text that takes the least room, and is wider than it is tall.
fn diamond(text: &Text, tall: f64) -> (f64, f64) {
    let around = |height: f64| {
        let width =
            edges(text).map(|(line, edge)| (line + 10.0) / (1.0 - 2.0 * edge / height)).fold(64.0, f64::max);
        (width.max(height * 1.15), height)
    };
    let tries = (0..=14).map(|step| around(tall * (1.4 + f64::from(step) * 0.15) + 12.0));
    let cost = |(width, height): &(f64, f64)| width + 1.5 * height;
    tries.min_by(|one, other| cost(one).total_cmp(&cost(other))).unwrap_or((64.0, 64.0))
}

/// Some quarters of an ellipse, clockwise; quarter 0 runs from the right to the bottom.
fn arc(middle: (f64, f64), radius: (f64, f64), quarter: u8, quarters: u8) -> Vec<(f64, f64)> {
    if radius.0 <= 0.0 {
        return vec![middle];
    }
    let steps = 10 * u32::from(quarters);
    let angle = |step| {
        (f64::from(quarter) + f64::from(quarters) * f64::from(step) / f64::from(steps))
            * std::f64::consts::FRAC_PI_2
    };
    (0..=steps)
        .map(|step| (middle.0 + radius.0 * angle(step).cos(), middle.1 + radius.1 * angle(step).sin()))
        .collect()
}

/// Half the height of a cylinder's lid, for who draws it.
pub(super) fn lid() -> f64 {
    LID
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::flowchart::draw) const SHAPES: [Shape; 14] = [
        Shape::Rectangle,
        Shape::Rounded,
        Shape::Stadium,
        Shape::Subroutine,
        Shape::Cylinder,
        Shape::Circle,
        Shape::DoubleCircle,
        Shape::Flag,
        Shape::Diamond,
        Shape::Hexagon,
        Shape::LeanRight,
        Shape::LeanLeft,
        Shape::Trapezoid,
        Shape::UpsideDownTrapezoid,
    ];

    /// Whether a point is on the inner side of every edge: all outlines but the flag's are convex.
    fn is_inside(corners: &[(f64, f64)], (x, y): (f64, f64)) -> bool {
        let mut inside = false;
        for (at, &(x1, y1)) in corners.iter().enumerate() {
            let (x2, y2) = corners[(at + 1) % corners.len()];
            if (y1 > y) != (y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1 {
                inside = !inside;
            }
        }
        inside
    }

    #[test]
    fn the_text_of_every_shape_is_inside_its_outline() {
        let texts = [
            "",
            "Yes",
            "Does the child have a school place?",
            "The designated teacher fills in part B, and the social worker fills in part A, within the ten days before the meeting",
            "m",
            "Donaudampfschifffahrtsgesellschaftskapitän",
            &"word ".repeat(2000),
            "a b c d e f g h i j k l m n o p q r s t u v w x y z 1 2 3 4 5 6 7 8 9 0",
        ];
        for shape in SHAPES {
            for text in texts {
                let outline = Outline::of(shape, &[text.to_string()]);
                let corners = outline.corners();
                for (x, y) in &corners {
                    assert!(
                        x.abs() <= outline.width / 2.0 + 0.01 && y.abs() <= outline.height / 2.0 + 0.01,
                        "{shape:?}"
                    );
                }
                let count = outline.text.lines.len() as f64;
                for (at, line) in outline.text.lines.iter().enumerate() {
                    let top = (at as f64 - count / 2.0) * FACE.line + outline.text_down;
                    for y in [top + 1.0, top + FACE.line - 1.0] {
                        for x in [-line.width / 2.0, line.width / 2.0] {
                            assert!(is_inside(&corners, (x, y)), "{shape:?}: {:?}", line.words);
                        }
                    }
                }
            }
        }
    }
}
