//! Flowcharts: from Mermaid's text to a parsed graph, and from that to a picture, a list of steps and a walk-through.

mod check;
mod draw;
mod graph;
mod parse;
mod reason;
mod steps;
pub mod walk;

use crate::problem::Place;
use std::ops::Range;

pub use check::check;
pub use draw::{Picture, picture};
pub use parse::parse;
pub use reason::Reason;
pub use steps::{Step, Way, steps};
pub use walk::{Walk, walk};

/// A flowchart, as it was written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flowchart {
    /// The way it runs.
    pub direction: Direction,
    /// Its name, from `accTitle`.
    pub title: Option<String>,
    /// What it shows, from `accDescr`.
    pub description: Option<String>,
    /// The boxes, in the order in which the text names them first.
    pub boxes: Vec<Box>,
    /// The arrows, in the order of the text.
    pub arrows: Vec<Arrow>,
    /// The subgraphs: roles, as lanes.
    pub lanes: Vec<Lane>,
}

/// The number of a box in [`Flowchart::boxes`].
pub type BoxId = usize;
/// The number of a lane in [`Flowchart::lanes`].
pub type LaneId = usize;

/// The way a chart runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// From top to bottom: `TD` or `TB`.
    #[default]
    Down,
    /// From bottom to top: `BT`.
    Up,
    /// From left to right: `LR`.
    Right,
    /// From right to left: `RL`.
    Left,
}

/// A box of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Box {
    /// Its name in the text.
    pub id: String,
    /// What it says, line by line as its author broke it; the id if the text gives no label.
    pub label: Vec<String>,
    /// Its outline.
    pub shape: Shape,
    /// The lane that it stands in.
    pub lane: Option<LaneId>,
    /// Where it leads, from `click`: a path as pages write links, `../contacts.md` or `../../forms/contact.yaml`.
    pub link: Option<Link>,
    /// Where it is named first.
    pub place: Place,
}

/// Where a box leads.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// As it was written.
    pub written: String,
    /// Its bytes in the file.
    pub span: Range<usize>,
}

/// The outline of a box. What it means is told by its words: no reader needs to know the shapes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// `[text]`.
    #[default]
    Rectangle,
    /// `(text)`.
    Rounded,
    /// `([text])`: a start or an end.
    Stadium,
    /// `[[text]]`.
    Subroutine,
    /// `[(text)]`.
    Cylinder,
    /// `((text))`.
    Circle,
    /// `(((text)))`.
    DoubleCircle,
    /// `>text]`.
    Flag,
    /// `{text}`: a decision.
    Diamond,
    /// `{{text}}`.
    Hexagon,
    /// `[/text/]`.
    LeanRight,
    /// `[\text\]`.
    LeanLeft,
    /// `[/text\]`.
    Trapezoid,
    /// `[\text/]`.
    UpsideDownTrapezoid,
}

impl Shape {
    /// Whether it is drawn as where a chart starts or ends, rather than as something to do.
    pub fn is_round_end(self) -> bool {
        matches!(self, Shape::Stadium | Shape::Circle)
    }
}

/// An arrow from one box to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrow {
    /// Where it begins.
    pub from: BoxId,
    /// Where it ends.
    pub to: BoxId,
    /// The words beside it, line by line; none if empty.
    pub label: Vec<String>,
    /// How it is drawn.
    pub line: Line,
    /// What stands at its beginning.
    pub tail: Head,
    /// What stands at its end.
    pub head: Head,
    /// Where it is written.
    pub place: Place,
}

/// How an arrow is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Line {
    /// `-->`.
    #[default]
    Solid,
    /// `-.->`.
    Dotted,
    /// `==>`.
    Thick,
    /// `~~~`: it only moves boxes.
    Invisible,
}

/// The end of an arrow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Head {
    /// Nothing, as in `---`.
    None,
    /// A point, as in `-->`.
    #[default]
    Point,
    /// `--o`.
    Dot,
    /// `--x`.
    Cross,
}

/// A subgraph: who does what stands in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// Its name in the text.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The lane around it.
    pub parent: Option<LaneId>,
    /// Where it begins.
    pub place: Place,
}
