//! Charts for tests, from a few lines of Mermaid's text: one box or one arrow a line.

use fingerpost::flowchart::{Arrow, Box, Flowchart, Head, Lane, LaneId, Line, Link, Shape};
use fingerpost::problem::Place;

/// A chart in `content/a.md`, whose first line is the first of `text`. The lines, each as Mermaid has them:
/// `a[Words]`, `a([Words])`, `a{Words}` · `a --> b`, `a -- words --> b`, `a --- b`, `a <--> b`, `a --x b`, `a ~~~ b` ·
/// `subgraph id [Title]`, `end` · `click a "path"` · `accTitle: words`.
pub(super) fn chart(text: &str) -> Flowchart {
    let mut drawn = Flowchart::default();
    let mut lane = None;
    for (number, line) in (1..).zip(text.lines()) {
        let place = Place::at(&"content/a.md".into(), text, number, 1);
        let line = line.trim();
        let parts: Vec<&str> = line.split(' ').collect();
        match parts[..] {
            [""] => {}
            ["accTitle:", ..] => drawn.title = Some(line["accTitle:".len()..].trim().to_string()),
            ["subgraph", id, ..] => {
                let title = line.split_once('[').map_or(id, |(_, title)| title.trim_end_matches(']'));
                drawn.lanes.push(Lane { id: id.into(), title: title.into(), parent: lane, place });
                lane = Some(drawn.lanes.len() - 1);
            }
            ["end"] => lane = drawn.lanes[lane.expect("a lane is open")].parent,
            ["click", id, path] => {
                let at = named(&mut drawn, id, lane, &place);
                let written = path.trim_matches('"').to_string();
                drawn.boxes[at].link = Some(Link { written, span: 0..0 });
            }
            [from, .., to] if !line.contains(['[', '{']) => {
                let between = line[from.len()..line.len() - to.len()].trim();
                let (line, tail, head, label) = match between {
                    "-->" => (Line::Solid, Head::None, Head::Point, ""),
                    "--x" => (Line::Solid, Head::None, Head::Cross, ""),
                    "---" => (Line::Solid, Head::None, Head::None, ""),
                    "<-->" => (Line::Solid, Head::Point, Head::Point, ""),
                    "~~~" => (Line::Invisible, Head::None, Head::None, ""),
                    labelled => {
                        let words = labelled.strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" -->"));
                        (Line::Solid, Head::None, Head::Point, words.expect("an arrow"))
                    }
                };
                let (from, to) = (named(&mut drawn, from, lane, &place), named(&mut drawn, to, lane, &place));
                let label = label.lines().map(str::to_string).collect();
                drawn.arrows.push(Arrow { from, to, label, line, tail, head, place });
            }
            _ => {
                let (id, rest) = line.split_at(line.find(['[', '{', '(']).unwrap_or(line.len()));
                let at = named(&mut drawn, id, lane, &place);
                drawn.boxes[at].shape = match rest.chars().next() {
                    Some('{') => Shape::Diamond,
                    Some('(') => Shape::Stadium,
                    _ => Shape::Rectangle,
                };
                let words = rest.trim_matches(['[', ']', '{', '}', '(', ')']);
                if !words.is_empty() {
                    drawn.boxes[at].label = words.split("<br>").map(str::to_string).collect();
                }
            }
        }
    }
    drawn
}

/// The box of that id, made where it is named first.
fn named(drawn: &mut Flowchart, id: &str, lane: Option<LaneId>, place: &Place) -> usize {
    if let Some(at) = drawn.boxes.iter().position(|each| each.id == id) {
        return at;
    }
    drawn.boxes.push(plain_box(id, lane, place.clone()));
    drawn.boxes.len() - 1
}

/// A box that says its id.
pub(super) fn plain_box(id: &str, lane: Option<LaneId>, place: Place) -> Box {
    Box { id: id.into(), label: vec![id.into()], shape: Shape::Rectangle, lane, link: None, place }
}
