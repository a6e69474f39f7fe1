//! The chart as it grows: boxes by name, arrows, the subgraphs that are open, and the limits of each.

use super::arrow::Link;
use super::{Lost, Parser};
use crate::flowchart::{Arrow, Box, BoxId, Flowchart, Lane, LaneId, Shape};
use crate::problem::{Problem, did_you_mean};
use std::collections::HashMap;
use std::ops::Range;

const MAX_BOXES: usize = 200;
const MAX_ARROWS: usize = 500;
const MAX_LANES: usize = 50;
/// Subgraphs stand in one another at most so deep.
const MAX_DEPTH: usize = 5;

/// A chart that is being read.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) chart: Flowchart,
    boxes: HashMap<String, BoxId>,
    /// Where each box was given its words.
    said: HashMap<BoxId, Range<usize>>,
    /// The subgraphs that have begun and not ended. One that is too many has no lane.
    open: Vec<Open>,
    /// What `click` said; the box may come later.
    clicks: Vec<Click>,
    /// Whether it was told that there are too many boxes, arrows, subgraphs.
    too_many: [bool; 3],
}

struct Open {
    lane: Option<LaneId>,
    span: Range<usize>,
}

/// A box is to lead somewhere.
pub(super) struct Click {
    pub(super) id: String,
    pub(super) id_span: Range<usize>,
    pub(super) link: crate::flowchart::Link,
}

/// A box as a statement names it.
pub(super) struct Mention {
    pub(super) id: String,
    pub(super) span: Range<usize>,
    /// Its words and outline, if it gives them.
    pub(super) said: Option<Said>,
}

/// What a box says, and in which outline.
#[derive(PartialEq)]
pub(super) struct Said {
    pub(super) shape: Shape,
    pub(super) label: Vec<String>,
    pub(super) span: Range<usize>,
}

impl Parser<'_> {
    /// The box that is named here; none if there are too many.
    pub(super) fn box_of(&mut self, mention: Mention) -> Option<BoxId> {
        let at = match self.draft.boxes.get(&mention.id) {
            Some(at) => *at,
            None => self.new_box(&mention)?,
        };
        let lane = self.stand(at);
        if let Some(said) = mention.said {
            self.say(at, said, lane);
        }
        Some(at)
    }

    fn new_box(&mut self, mention: &Mention) -> Option<BoxId> {
        let at = self.draft.chart.boxes.len();
        if at >= MAX_BOXES {
            self.too_many(
                0,
                &mention.span,
                format!("a chart has at most {MAX_BOXES} boxes"),
                "split it into several charts; with over 20 boxes it is hard to follow",
            );
            return None;
        }
        self.draft.boxes.insert(mention.id.clone(), at);
        self.draft.chart.boxes.push(Box {
            id: mention.id.clone(),
            label: vec![mention.id.clone()],
            shape: Shape::default(),
            lane: None,
            link: None,
            place: self.report.place(mention.span.clone()),
        });
        Some(at)
    }

    /// A box stands in the subgraph that names it and ends first, as Mermaid has it. Gives the subgraph that names it now,
    /// if it is another.
    fn stand(&mut self, at: BoxId) -> Option<LaneId> {
        let here = self.draft.open.iter().rev().find_map(|open| open.lane)?;
        let lane = &mut self.draft.chart.boxes[at].lane;
        match *lane {
            Some(lane) if !self.draft.open.iter().any(|open| open.lane == Some(lane)) => {
                (lane != here).then_some(here)
            }
            _ => {
                *lane = Some(here);
                None
            }
        }
    }

    /// Gives a box its words. `elsewhere` is the subgraph around them, if the box stands in another.
    fn say(&mut self, at: BoxId, said: Said, elsewhere: Option<LaneId>) {
        let of = &self.draft.chart.boxes[at];
        if let Some(first) = self.draft.said.get(&at) {
            if of.label != said.label || of.shape != said.shape {
                let message = format!(
                    "the box `{}` has words already, on line {}",
                    of.id,
                    self.report.line(first.start)
                );
                let help = format!(
                    "write `{}` alone where you mean the same box; for another box use another name",
                    of.id
                );
                self.report.error("flowchart-box-twice", said.span, message, help);
            }
            return;
        }
        if let (Some(here), Some(lane)) = (elsewhere, of.lane) {
            let lanes = &self.draft.chart.lanes;
            let message = format!(
                "the box `{}` gets its words in `{}`, but stands in `{}`, which names it first",
                of.id, lanes[here].title, lanes[lane].title
            );
            let help = "write arrows from one subgraph to another below the `end` of both";
            self.report.warning("flowchart-box-elsewhere", said.span.clone(), message, help);
        }
        let of = &mut self.draft.chart.boxes[at];
        if !said.label.is_empty() {
            of.label = said.label;
        }
        of.shape = said.shape;
        self.draft.said.insert(at, said.span);
    }

    /// An arrow from each box to each.
    pub(super) fn connect(&mut self, from: &[BoxId], to: &[BoxId], link: &Link) {
        for from in from {
            for to in to {
                if self.draft.chart.arrows.len() >= MAX_ARROWS {
                    return self.too_many(
                        1,
                        &link.span,
                        format!("a chart has at most {MAX_ARROWS} arrows"),
                        "split it into several charts; look for lists with `&`, which join each box to each",
                    );
                }
                let place = self.report.place(link.span.clone());
                self.draft.chart.arrows.push(Arrow {
                    from: *from,
                    to: *to,
                    label: link.label.clone(),
                    line: link.line,
                    tail: link.tail,
                    head: link.head,
                    place,
                });
            }
        }
    }

    /// A subgraph begins.
    pub(super) fn open_lane(&mut self, id: Option<String>, title: String, span: Range<usize>) {
        let parent = self.draft.open.iter().rev().find_map(|open| open.lane);
        let lanes = &self.draft.chart.lanes;
        let (count, depth) = (lanes.len(), self.draft.open.len());
        let twin = id.as_ref().and_then(|id| lanes.iter().find(|lane| lane.id == *id));
        if let Some(twin) = twin {
            let message = format!("the subgraph `{}` begins on line {} already", twin.id, twin.place.line);
            let help = "give this one a name of its own, as `subgraph school2 [School]`";
            self.report.error("flowchart-subgraph-twice", span.clone(), message, help);
        }
        let mut lane = None;
        if depth >= MAX_DEPTH {
            let message = format!("subgraphs stand in one another at most {MAX_DEPTH} deep");
            self.report.error("flowchart-subgraph-deep", span.clone(), message, "take a level out");
        } else if count >= MAX_LANES {
            let message = format!("a chart has at most {MAX_LANES} subgraphs");
            self.too_many(2, &span, message, "write one subgraph for each role; split the chart if need be");
        } else {
            // Mermaid counts those without a name of their own, too.
            let id = id.unwrap_or_else(|| format!("subGraph{count}"));
            let place = self.report.place(span.clone());
            self.draft.chart.lanes.push(Lane { id, title, parent, place });
            lane = Some(count);
        }
        self.draft.open.push(Open { lane, span });
    }

    /// A subgraph ends. Gives false if none is open.
    pub(super) fn close_lane(&mut self) -> bool {
        self.draft.open.pop().is_some()
    }

    pub(super) fn click(&mut self, click: Click) {
        if self.draft.clicks.len() <= MAX_BOXES {
            self.draft.clicks.push(click);
        }
    }

    fn too_many(&mut self, kind: usize, span: &Range<usize>, message: String, help: &str) {
        if !std::mem::replace(&mut self.draft.too_many[kind], true) {
            self.report.error("flowchart-too-many", span.clone(), message, help);
        }
    }

    /// What can be told only at the end.
    pub(super) fn finish(mut self) -> (Option<Flowchart>, Vec<Problem>) {
        for Open { span, .. } in std::mem::take(&mut self.draft.open) {
            let help = "write `end` on a line of its own below its last box";
            self.report.error("flowchart-subgraph-open", span, "this subgraph has no `end`", help);
        }
        self.link_boxes();
        for lane in &self.draft.chart.lanes {
            if let Some(at) = self.draft.boxes.get(&lane.id) {
                let place = self.draft.chart.boxes[*at].place.clone();
                let message = format!("`{}` is a subgraph, on line {}, and no box", lane.id, lane.place.line);
                let help = "name one of the boxes in it; or, for a box, another name";
                self.report.error_at("flowchart-box-is-subgraph", place, message, help);
            }
        }
        if self.draft.chart.boxes.is_empty() {
            if !self.report.has_errors() {
                let help = "write a box and an arrow, as `start([Start]) --> done([Done])`";
                let at = self.cursor.at();
                self.report.error("flowchart-empty", at..at, "this flowchart has no box", help);
            }
            return (None, self.report.into_problems());
        }
        (Some(self.draft.chart), self.report.into_problems())
    }

    fn link_boxes(&mut self) {
        for click in std::mem::take(&mut self.draft.clicks) {
            let Some(at) = self.draft.boxes.get(&click.id) else {
                let known = self.draft.chart.boxes.iter().map(|known| known.id.as_str());
                let help = did_you_mean(&click.id, known).map_or_else(
                    || "write the name of a box, as it stands before its `[`".to_string(),
                    |near| format!("did you mean `{near}`?"),
                );
                let message = format!("there is no box `{}`", click.id);
                self.report.error("flowchart-click-box", click.id_span, message, help);
                continue;
            };
            let of = &mut self.draft.chart.boxes[*at];
            if let Some(first) = &of.link {
                let line = self.report.line(first.span.start);
                let message = format!("the box `{}` leads somewhere already, on line {line}", of.id);
                self.report.error("flowchart-click-twice", click.id_span, message, "take one of the two out");
            } else {
                of.link = Some(click.link);
            }
        }
    }

    /// Goes to where reading can go on after a mistake.
    pub(super) fn recover(&mut self, lost: Lost) {
        if lost == Lost::Line {
            self.cursor.skip_line();
            return;
        }
        let mut is_quoted = false;
        // In `#quot;` the semicolon ends no statement.
        let mut is_code = false;
        self.cursor.eat_while(|c| {
            let is_end = c == '\n' || c == ';' && !is_quoted && !is_code;
            is_quoted ^= c == '"';
            is_code = c == '#' || is_code && (c.is_ascii_alphanumeric() || c == '_');
            !is_end
        });
    }
}
