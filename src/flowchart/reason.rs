//! Why a chart can't be walked through, in words for its author.

use super::{BoxId, Flowchart};
use crate::problem::{Place, Problem};

/// Why a chart can't be walked through, box by box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It has no box.
    Empty,
    /// Nothing leads to a box, and the chart starts at another.
    SecondStart {
        /// Where the chart starts.
        start: BoxId,
        /// The box that nothing leads to.
        second: BoxId,
    },
    /// A box is joined to no other, in a chart of several.
    Alone(BoxId),
    /// Boxes that lead to each other, and nothing leads from the start to any of them.
    NotReached {
        /// Where the chart starts.
        start: BoxId,
        /// The boxes, in the order of the text.
        boxes: Vec<BoxId>,
    },
    /// A way on leads from every box.
    NoEnd,
    /// Boxes that lead to each other, and no way leads out.
    Loop(Vec<BoxId>),
    /// A box is drawn as a decision, and there is nothing to decide: one way on or none.
    OneAnswer(BoxId),
    /// Several ways lead on from a box, and none has words.
    NoAnswers(BoxId),
    /// Several ways lead on from a box, and this one has no words.
    NoWords {
        /// The box.
        from: BoxId,
        /// Where the way leads.
        to: BoxId,
        /// The number of its arrow.
        arrow: usize,
    },
    /// Two ways lead on from a box with the same words.
    SameWords {
        /// The box.
        from: BoxId,
        /// The words, as the second arrow has them.
        words: String,
        /// The number of the second arrow.
        arrow: usize,
    },
    /// A line has no head, so nobody sees where it leads: the number of its arrow.
    Headless(usize),
}

impl Reason {
    /// The reason as a warning for the author, with its place in the file and what to do.
    ///
    /// `whole` is the place of the chart, for what has none of its own.
    pub fn problem(&self, chart: &Flowchart, whole: &Place) -> Problem {
        let (message, help) = self.words(chart);
        let place = self.place(chart).unwrap_or(whole).clone();
        Problem::warning(self.name(), place, message)
            .help(format!("{help}; until then the chart has its picture and its steps, and no walk-through"))
    }

    /// The name of its problem.
    fn name(&self) -> &'static str {
        match self {
            Reason::Empty => "flowchart-empty",
            Reason::SecondStart { .. } => "flowchart-start",
            Reason::Alone(_) | Reason::NotReached { .. } => "flowchart-not-reached",
            Reason::NoEnd => "flowchart-no-end",
            Reason::Loop(_) => "flowchart-loop",
            Reason::OneAnswer(_)
            | Reason::NoAnswers(_)
            | Reason::NoWords { .. }
            | Reason::SameWords { .. } => "flowchart-answer",
            Reason::Headless(_) => "flowchart-headless",
        }
    }

    /// Where it is to be mended; `None` where the whole chart is meant.
    fn place<'a>(&self, chart: &'a Flowchart) -> Option<&'a Place> {
        let place_of_box = |id: BoxId| chart.boxes.get(id).map(|each| &each.place);
        match self {
            Reason::Empty | Reason::NoEnd => None,
            Reason::Alone(id) | Reason::OneAnswer(id) | Reason::NoAnswers(id) => place_of_box(*id),
            Reason::SecondStart { second, .. } => place_of_box(*second),
            Reason::NotReached { boxes, .. } | Reason::Loop(boxes) => place_of_box(*boxes.first()?),
            Reason::NoWords { arrow, .. } | Reason::SameWords { arrow, .. } | Reason::Headless(arrow) => {
                chart.arrows.get(*arrow).map(|arrow| &arrow.place)
            }
        }
    }

    /// What is wrong, and what to do.
    fn words(&self, chart: &Flowchart) -> (String, String) {
        let id = |id: BoxId| chart.boxes.get(id).map_or_else(String::new, |each| short(&each.id));
        match self {
            Reason::Empty => {
                ("the chart has no box".into(), "write what to do first, as `first[Agree a date]`".into())
            }
            Reason::SecondStart { start, second } => {
                let (start, second) = (id(*start), id(*second));
                (
                    format!("nothing leads to `{second}`, and the chart starts at `{start}`"),
                    format!(
                        "draw an arrow to `{second}` from the box before it, or make it a chart of its own"
                    ),
                )
            }
            Reason::Alone(alone) => {
                let alone = id(*alone);
                (
                    format!("`{alone}` is joined to no other box"),
                    format!("draw an arrow to `{alone}` from the box before it, or take it out"),
                )
            }
            Reason::NotReached { start, boxes } => (
                format!("nothing leads from the start `{}` to {}", id(*start), listed(boxes, id)),
                "draw an arrow there from the box before, or make a chart of its own of it".into(),
            ),
            Reason::NoEnd => (
                "the chart has no end: an arrow leaves every box".into(),
                "draw an arrow to a box that none leaves, as `done([The PEP is finished])`".into(),
            ),
            Reason::Loop(boxes) => {
                let message = match &boxes[..] {
                    [one] => format!("`{}` leads only back to itself", id(*one)),
                    _ => format!("no way leads out of the loop of {}", listed(boxes, id)),
                };
                let last = boxes.last().map_or_else(String::new, |last| id(*last));
                (
                    message,
                    format!(
                        "draw an arrow that leads out, with the words that say when, as `{last} -- all done --> …`"
                    ),
                )
            }
            Reason::OneAnswer(question) => {
                let question = id(*question);
                (
                    format!("`{question}` is drawn as a decision, and fewer than two arrows leave it"),
                    format!("draw an arrow for each answer, or write `{question}[…]` if it asks nothing"),
                )
            }
            Reason::NoAnswers(from) => {
                let from = id(*from);
                (
                    format!("several arrows leave `{from}`, and none has words"),
                    format!(
                        "write on each when to take it, as `{from} -- yes --> …`; if all of it is to be done, let one box lead to the next"
                    ),
                )
            }
            Reason::NoWords { from, to, .. } => {
                let (from, to) = (id(*from), id(*to));
                (
                    format!(
                        "the arrow from `{from}` to `{to}` has no words, and it is not the only one from `{from}`"
                    ),
                    format!("write on it when to take it, as `{from} -- yes --> {to}`"),
                )
            }
            Reason::SameWords { from, words, .. } => (
                format!("two arrows that leave `{}` say `{}`", id(*from), short(words)),
                "give each words of its own".into(),
            ),
            Reason::Headless(number) => {
                let (from, to) = match chart.arrows.get(*number) {
                    Some(arrow) => (id(arrow.from), id(arrow.to)),
                    None => Default::default(),
                };
                (
                    format!("the line from `{from}` to `{to}` has no head, so nobody sees where it leads"),
                    format!("write `{from} --> {to}`, or `{from} ~~~ {to}` if it only keeps them together"),
                )
            }
        }
    }
}

/// Boxes by their ids; of many the first few.
fn listed(boxes: &[BoxId], id: impl Fn(BoxId) -> String) -> String {
    const MANY: usize = 6;
    let named = |boxes: &[BoxId]| {
        let ids: Vec<String> = boxes.iter().map(|each| format!("`{}`", id(*each))).collect();
        ids.join(", ")
    };
    match boxes {
        [] => String::new(),
        [one] => named(&[*one]),
        many if many.len() > MANY => {
            format!("{} and {} more", named(&many[..MANY - 1]), many.len() - (MANY - 1))
        }
        [all @ .., last] => format!("{} and `{}`", named(all), id(*last)),
    }
}

/// Words that a message has room for.
fn short(words: &str) -> String {
    const ROOM: usize = 40;
    if words.chars().count() <= ROOM {
        return words.to_string();
    }
    words.chars().take(ROOM - 1).chain(['…']).collect()
}
