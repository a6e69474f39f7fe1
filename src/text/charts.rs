//! Flowcharts in a text: a fence of Mermaid becomes a gap, which the site fills with steps, picture and the way to a walk-through.

use super::markdown::{Items, Writer};
use super::shortcode::Item;
use super::{Piece, Target};
use crate::flowchart::walk::{Walk, walk};
use crate::flowchart::{self, BoxId, Flowchart};
use crate::problem::Place;
use pulldown_cmark::{CodeBlockKind, Event, TagEnd};
use serde::Serialize;
use std::ops::Range;
use std::sync::Arc;

/// A flowchart of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// The chart.
    pub flowchart: Flowchart,
    /// Its walk-through; none if nothing is asked on the way, or the chart does not allow one.
    pub walk: Option<Walk>,
    /// For each box that leads somewhere, its target among those of the text.
    pub targets: Vec<(BoxId, usize)>,
    /// Where the fence begins.
    pub place: Place,
}

/// A chart as the theme's `flowchart.html` sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChartView {
    id: String,
    title: String,
    svg: String,
    steps: Vec<StepView>,
    walk_url: Option<String>,
}

/// A step of the list, or of a page of the walk-through.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StepView {
    number: usize,
    id: String,
    role: Option<String>,
    text: String,
    decision: bool,
    end: bool,
    ways: Vec<WayView>,
    link_url: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct WayView {
    label: Option<String>,
    step: usize,
    id: String,
    next: bool,
}

impl Chart {
    /// Where its boxes lead, `urls` being those of all targets of the text.
    pub fn link_urls(&self, urls: &[Arc<str>]) -> Vec<(BoxId, Arc<str>)> {
        let url = |(id, at): &(BoxId, usize)| Some((*id, urls.get(*at)?.clone()));
        self.targets.iter().filter_map(url).collect()
    }
}

impl ChartView {
    /// A chart, whose anchors begin with `id`.
    pub fn new(
        chart: &Flowchart,
        id: &str,
        links: &[(BoxId, Arc<str>)],
        walk_url: Option<String>,
    ) -> ChartView {
        let steps = flowchart::steps(chart);
        ChartView {
            id: id.to_string(),
            title: chart.title.clone().unwrap_or_else(|| "Flowchart".to_string()),
            svg: flowchart::picture(chart, id).svg,
            steps: steps.iter().map(|step| StepView::new(step, id, links)).collect(),
            walk_url,
        }
    }
}

impl StepView {
    /// A step of the chart whose anchors begin with `id`.
    pub fn new(step: &flowchart::Step, id: &str, links: &[(BoxId, Arc<str>)]) -> StepView {
        let anchor = |number: usize| format!("{id}-step-{number}");
        let link = links.iter().find(|(of, _)| *of == step.box_id);
        StepView {
            number: step.number,
            id: anchor(step.number),
            role: (!step.role.is_empty()).then(|| step.role.join(", ")),
            text: step.text.clone(),
            decision: step.decision,
            end: step.end,
            ways: step
                .ways
                .iter()
                .map(|way| WayView {
                    label: way.label.clone(),
                    step: way.step,
                    id: anchor(way.step),
                    next: way.next,
                })
                .collect(),
            link_url: link.map(|(_, url)| url.to_string()),
        }
    }
}

/// Whether a block of code is a flowchart.
pub(super) fn is_chart(kind: &CodeBlockKind<'_>) -> bool {
    matches!(kind, CodeBlockKind::Fenced(info) if info.split([' ', ',']).next() == Some("mermaid"))
}

impl Writer<'_> {
    /// Read the chart of a fence that has begun, up to its end.
    pub(super) fn chart(&mut self, span: &Range<usize>, items: &mut Items<'_, '_>) {
        let mut text: Option<Range<usize>> = None;
        let mut is_whole = true;
        for item in items.by_ref() {
            match item {
                Item::Event(Event::End(TagEnd::CodeBlock), _) => break,
                Item::Event(_, part) => match &mut text {
                    Some(text) => {
                        is_whole &= text.end == part.start;
                        text.end = part.end;
                    }
                    None => text = Some(part.clone()),
                },
                Item::Shortcode(_) => {}
            }
        }
        let fence = span.start..span.start + 3;
        if !is_whole {
            return self.error(
                "flowchart-indented",
                fence,
                "this flowchart stands in a list or in a quotation",
                "write its fence from the first column on, outside of lists",
            );
        }
        let (chart, problems) = flowchart::parse(self.file, text.unwrap_or(fence.end..fence.end));
        problems.into_iter().for_each(|problem| self.problem(problem));
        let Some(flowchart) = chart else { return };
        let place = self.file.place(fence);
        flowchart::check(&flowchart, &place).into_iter().for_each(|problem| self.problem(problem));
        self.flush();
        let mut targets = Vec::new();
        for (id, link) in
            flowchart.boxes.iter().enumerate().filter_map(|(id, of)| Some((id, of.link.as_ref()?)))
        {
            targets.push((id, self.prose.targets.len()));
            self.prose.targets.push(Target { written: link.written.clone(), span: link.span.clone() });
        }
        let at = self.prose.charts.len();
        let walk = walk(&flowchart).ok().filter(|walk| walk.pages.len() > 1);
        self.prose.charts.push(Chart { flowchart, walk, targets, place });
        self.pieces().push(Piece::Chart(at));
    }
}
