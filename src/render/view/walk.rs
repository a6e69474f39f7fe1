//! `page.walk`: one page of the walk-through of a flowchart.

use super::PageView;
use crate::flowchart::walk::{Page, PageId};
use crate::site::{Site, Walkthrough};
use crate::text::StepView;
use serde::Serialize;

/// What to do, up to the next question or end.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(in crate::render) struct WalkView {
    chart: String,
    chart_url: String,
    steps: Vec<StepView>,
    question: Option<String>,
    answers: Vec<AnswerView>,
    end: bool,
    /// The pages that lead here; none at the start.
    from_urls: Vec<String>,
    /// The first page; none if this is it.
    start_url: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct AnswerView {
    label: Option<String>,
    url: String,
    back: bool,
}

/// The pages of a walk-through, with their addresses.
pub(super) fn pages(site: &Site, through: &Walkthrough) -> Vec<(String, PageView)> {
    let all = through.walk.pages.iter().enumerate();
    all.map(|(id, page)| (through.address_of(id), view(site, through, id, page))).collect()
}

fn view(site: &Site, through: &Walkthrough, id: PageId, page: &Page) -> PageView {
    let url = |page: PageId| site.config.base_url.path_of(&through.address_of(page));
    let above = &site.pages[through.page];
    // The step that is asked is the question itself.
    let told = page.steps.len() - usize::from(page.question.is_some());
    let last = page.steps.last().map(|step| step.text.clone()).unwrap_or_default();
    let title = page.question.clone().unwrap_or(last);
    let view = WalkView {
        chart: through.title.clone(),
        chart_url: format!("{}#{}", site.url(above), through.id),
        steps: page.steps[..told]
            .iter()
            .map(|step| StepView::new(step, &through.id, &through.links))
            .collect(),
        question: page.question.clone(),
        answers: page
            .answers
            .iter()
            .map(|answer| AnswerView {
                label: answer.label.clone(),
                url: url(answer.page),
                back: answer.back,
            })
            .collect(),
        end: page.end,
        from_urls: page.from.iter().map(|from| url(*from)).collect(),
        start_url: (id > 0).then(|| url(0)),
    };
    let summary = format!("A step of the flowchart: {}", through.title);
    PageView::walked(site, above, &through.address_of(id), (title, summary), view)
}
