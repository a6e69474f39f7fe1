//! A chart that is written out and read again is the same chart.

use super::parse::good;
use crate::numbers::Dice;
use fingerpost::flowchart::{Arrow, Box, Direction, Flowchart, Head, Lane, Line, Link, Shape};
use fingerpost::problem::Place;
use proptest::prelude::*;

const SHAPES: [(Shape, &str, &str); 14] = [
    (Shape::Rectangle, "[", "]"),
    (Shape::Rounded, "(", ")"),
    (Shape::Stadium, "([", "])"),
    (Shape::Subroutine, "[[", "]]"),
    (Shape::Cylinder, "[(", ")]"),
    (Shape::Circle, "((", "))"),
    (Shape::DoubleCircle, "(((", ")))"),
    (Shape::Flag, ">", "]"),
    (Shape::Diamond, "{", "}"),
    (Shape::Hexagon, "{{", "}}"),
    (Shape::LeanRight, "[/", "/]"),
    (Shape::LeanLeft, "[\\", "\\]"),
    (Shape::Trapezoid, "[/", "\\]"),
    (Shape::UpsideDownTrapezoid, "[\\", "/]"),
];

/// Words that are hard to read back.
const WORDS: [&str; 20] = [
    "Ask",
    "the school",
    "end",
    "(SW)",
    "[1]",
    "{a}",
    "a|b",
    "say \"yes\"",
    "-->",
    "--",
    "==",
    "-.-",
    "#",
    "%%",
    "<",
    "&",
    "Größe",
    "’s",
    "a; b",
    "x",
];

fn place() -> Place {
    Place::file("a.md")
}

fn line(dice: &mut Dice) -> String {
    (0..=dice.roll(3)).map(|_| WORDS[dice.roll(WORDS.len())]).collect::<Vec<_>>().join(" ")
}

fn label(dice: &mut Dice) -> Vec<String> {
    (0..=dice.roll(3)).map(|_| line(dice)).collect()
}

/// A chart of any kind, without places.
fn chart(dice: &mut Dice) -> Flowchart {
    let directions = [Direction::Down, Direction::Up, Direction::Right, Direction::Left];
    let lanes: Vec<Lane> = (0..dice.roll(4))
        .map(|at| Lane { id: format!("lane{at}"), title: line(dice), parent: None, place: place() })
        .collect();
    let lane_of =
        |at: usize| (!lanes.is_empty()).then(|| at % (lanes.len() + 1)).filter(|at| *at < lanes.len());
    let boxes: Vec<Box> = (0..=dice.roll(12))
        .map(|at| Box {
            id: format!("b-{at}"),
            label: label(dice),
            shape: SHAPES[dice.roll(14)].0,
            lane: lane_of(at),
            link: dice.often(30).then(|| Link { written: format!("../page-{at}.md"), span: 0..0 }),
            place: place(),
        })
        .collect();
    let arrows = (0..dice.roll(20))
        .map(|_| {
            let line = [Line::Solid, Line::Dotted, Line::Thick, Line::Invisible][dice.roll(4)];
            let head = match line {
                Line::Invisible => Head::None,
                _ => [Head::None, Head::Point, Head::Dot, Head::Cross][dice.roll(4)],
            };
            let tail = if dice.often(30) { head } else { Head::None };
            let label = if line != Line::Invisible && dice.often(60) { label(dice) } else { Vec::new() };
            Arrow {
                from: dice.roll(boxes.len()),
                to: dice.roll(boxes.len()),
                label,
                line,
                tail,
                head,
                place: place(),
            }
        })
        .collect();
    Flowchart {
        direction: directions[dice.roll(4)],
        title: dice.often(50).then(|| line(dice)),
        description: dice.often(50).then(|| line(dice)),
        boxes,
        arrows,
        lanes,
    }
}

fn coded(text: &str) -> String {
    text.replace('#', "#35;").replace('"', "#quot;")
}

fn quoted(lines: &[String], dice: &mut Dice) -> String {
    let break_ = ["<br>", "<br/>", "\n  "][dice.roll(3)];
    format!("\"{}\"", lines.iter().map(|line| coded(line)).collect::<Vec<_>>().join(break_))
}

fn sign(head: Head, point: &'static str) -> &'static str {
    match head {
        Head::None => "",
        Head::Point => point,
        Head::Dot => "o",
        Head::Cross => "x",
    }
}

fn written_arrow(arrow: &Arrow, dice: &mut Dice) -> String {
    let more = dice.roll(4);
    let (tail, head) = (sign(arrow.tail, "<"), sign(arrow.head, ">"));
    let open = usize::from(arrow.head == Head::None) + 2 + more;
    let (start, end) = match arrow.line {
        Line::Solid => ("--", "-".repeat(open)),
        Line::Thick => ("==", "=".repeat(open)),
        Line::Dotted => ("-.", format!("{}-", ".".repeat(more + 1))),
        Line::Invisible => return "~".repeat(more + 3),
    };
    let whole = if arrow.line == Line::Dotted { format!("-{end}") } else { end.clone() };
    if arrow.label.is_empty() {
        return format!("{tail}{whole}{head}");
    }
    let words = quoted(&arrow.label, dice);
    if dice.often(50) {
        format!("{tail}{whole}{head}|{words}|")
    } else {
        format!("{tail}{start} {words} {end}{head}")
    }
}

fn written(chart: &Flowchart, dice: &mut Dice) -> String {
    let direction = match chart.direction {
        Direction::Down => ["TD", "TB"][dice.roll(2)],
        Direction::Up => "BT",
        Direction::Right => "LR",
        Direction::Left => "RL",
    };
    let mut text = format!("{} {direction}\n", ["flowchart", "graph"][dice.roll(2)]);
    if let Some(title) = &chart.title {
        text += &format!("accTitle: {}\n", coded(title));
    }
    if let Some(description) = &chart.description {
        // `}` ends the long spelling.
        let is_long = !description.contains('}') && dice.often(50);
        let description = coded(description);
        text += &if is_long {
            format!("accDescr {{\n {description}\n}}\n")
        } else {
            format!("accDescr: {description}\n")
        };
    }
    // The boxes in their order first, so that they are read in it.
    for (at, of) in chart.boxes.iter().enumerate() {
        text += &of.id;
        text += [";", "\n", " & "][if at + 1 == chart.boxes.len() { 1 } else { dice.roll(3) }];
    }
    for (number, lane) in chart.lanes.iter().enumerate() {
        text += &format!("subgraph {} [\"{}\"]\n", lane.id, coded(&lane.title));
        for of in chart.boxes.iter().filter(|of| of.lane == Some(number)) {
            text += &format!("  {}\n", of.id);
        }
        text += "end\n";
    }
    for of in &chart.boxes {
        let (_, open, close) = SHAPES.iter().find(|(shape, ..)| *shape == of.shape).expect("a shape");
        text += &format!("{}{open}{}{close}\n", of.id, quoted(&of.label, dice));
        if let Some(link) = &of.link {
            text += &format!("click {} {}\"{}\"\n", of.id, ["", "href "][dice.roll(2)], link.written);
        }
    }
    for arrow in &chart.arrows {
        let (from, to) = (&chart.boxes[arrow.from].id, &chart.boxes[arrow.to].id);
        text += &format!("{from} {} {to}\n", written_arrow(arrow, dice));
    }
    text
}

fn without_places(mut chart: Flowchart) -> Flowchart {
    chart.boxes.iter_mut().for_each(|of| {
        of.place = place();
        of.link.iter_mut().for_each(|link| link.span = 0..0);
    });
    chart.arrows.iter_mut().for_each(|arrow| arrow.place = place());
    chart.lanes.iter_mut().for_each(|lane| lane.place = place());
    chart
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(seed in any::<u64>()) {
        let mut dice = Dice::new(seed);
        let chart = chart(&mut dice);
        let text = written(&chart, &mut dice);
        assert_eq!(without_places(good(&text)), chart, "{text}");
    }
}
