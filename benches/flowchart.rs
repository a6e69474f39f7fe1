//! What the picture of a flowchart costs: milliseconds and bytes, for charts of 10 to 200 boxes with lanes, labels and a loop back.
//!
//! `cargo bench --bench flowchart` draws each of them many times; `-- --rounds N` does it more often. By hand only: a chart of 30 boxes is to take
//! under 10 ms and under 40 KB.
#![allow(clippy::print_stdout, reason = "a bench talks to its terminal")]

use fingerpost::flowchart::{Arrow, Box, Direction, Flowchart, Head, Lane, Line, Shape, picture};
use fingerpost::problem::Place;
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let rounds = arguments.iter().position(|argument| argument == "--rounds");
    let rounds = rounds.and_then(|at| arguments.get(at + 1)?.parse().ok()).unwrap_or(50_u32).max(1);
    println!("{rounds} rounds\n\n{:<24}{:>10}{:>10}{:>14}", "boxes", "ms", "KB", "ms a box");
    for count in [10, 20, 30, 60, 100, 200] {
        for (lanes, direction) in [(0, Direction::Down), (3, Direction::Down), (3, Direction::Right)] {
            let chart = chart(count, lanes, direction);
            let bytes = picture(&chart, "chart").svg.len();
            let start = Instant::now();
            (0..rounds).for_each(|_| drop(picture(&chart, "chart")));
            let each = start.elapsed().as_secs_f64() * 1000.0 / f64::from(rounds);
            let name = format!("{count}, {lanes} lanes, {direction:?}");
            println!("{name:<24}{each:>10.2}{:>10.1}{:>14.3}", bytes as f64 / 1000.0, each / count as f64);
        }
    }
}

/// A chart of steps in which every third asks a question, with a way back every seven.
fn chart(count: usize, lanes: usize, direction: Direction) -> Flowchart {
    let place = || Place::file("content/chart.md");
    let one = |at: usize| Box {
        id: format!("step{at}"),
        label: vec![if at % 3 == 2 {
            format!("Does the plan of step {at} meet the standard?")
        } else {
            format!("Step {at}: the designated teacher fills in part B, and says by when")
        }],
        shape: if at % 3 == 2 { Shape::Diamond } else { Shape::Rectangle },
        lane: (lanes > 0).then(|| at * lanes / count),
        link: None,
        place: place(),
    };
    let arrow = |from: usize, to: usize, label: &str| Arrow {
        from,
        to: to.min(count - 1),
        label: if label.is_empty() { Vec::new() } else { vec![label.to_string()] },
        line: Line::Solid,
        tail: Head::None,
        head: Head::Point,
        place: place(),
    };
    let mut arrows = Vec::new();
    for at in 0..count - 1 {
        arrows.push(arrow(at, at + 1, if at % 3 == 2 { "Yes" } else { "" }));
        if at % 3 == 2 {
            arrows.push(arrow(at, at + 3, "No, not yet"));
        }
        if at % 7 == 6 {
            arrows.push(arrow(at, at - 4, "send it back"));
        }
    }
    let lane = |at: usize| Lane {
        id: format!("role{at}"),
        title: "Designated teacher".to_string(),
        parent: None,
        place: place(),
    };
    Flowchart {
        direction,
        title: None,
        description: None,
        boxes: (0..count).map(one).collect(),
        arrows,
        lanes: (0..lanes).map(lane).collect(),
    }
}
