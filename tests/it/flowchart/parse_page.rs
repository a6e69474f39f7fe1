//! The page for authors, `docs/flowcharts.md`: its charts are read as it says.

use super::parse::read;
use fingerpost::problem::{Colour, Format, Level, render_all};
use std::collections::BTreeSet;
use std::path::Path;

const WARNED: &str = "What is passed over";

/// Each chart of the page with the heading that it stands under.
pub(super) fn charts() -> Vec<(String, String)> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/flowcharts.md");
    let page = std::fs::read_to_string(page).expect("docs/flowcharts.md");
    let (mut charts, mut heading) = (Vec::new(), String::new());
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(words) = line.strip_prefix("## ") {
            heading = words.to_string();
        } else if line == "```mermaid" {
            let chart: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            charts.push((heading.clone(), chart.join("\n")));
        }
    }
    charts
}

#[test]
fn every_chart_of_the_page_is_read_without_a_mistake() {
    let charts = charts();
    assert!(charts.len() > 12, "too few charts were found: {}", charts.len());
    for (heading, text) in charts {
        let (chart, problems) = read(&text);
        let told = render_all(&problems, Format::Text, Colour::Plain);
        assert_eq!(problems.is_empty(), heading != WARNED, "{heading}:\n{told}");
        assert!(problems.iter().all(|problem| problem.level == Level::Warning), "{heading}:\n{told}");
        assert!(chart.is_some_and(|chart| !chart.boxes.is_empty()), "{heading}: no chart");
    }
}

#[test]
fn the_page_shows_every_outline_and_every_kind_of_line() {
    let (mut shapes, mut lines) = (BTreeSet::new(), BTreeSet::new());
    for (_, text) in charts() {
        let chart = read(&text).0.expect("a chart");
        shapes.extend(chart.boxes.iter().map(|of| format!("{:?}", of.shape)));
        lines.extend(chart.arrows.iter().map(|arrow| format!("{:?}", arrow.line)));
    }
    assert_eq!((shapes.len(), lines.len()), (14, 4), "{shapes:?} {lines:?}");
}
