//! `page.walk`: one page of the walk-through of a flowchart.

use super::{LinkView, PageView};
use crate::flowchart::Step;
use crate::flowchart::walk::{Page, PageId};
use crate::site::{Site, Walkthrough};
use crate::text::StepView;
use serde::Serialize;

/// What to do, up to the next question or end.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(in crate::render) struct WalkView {
    chart: LinkView,
    /// Where the reader stands; on the first page only.
    situation: Option<String>,
    /// Who asks or does what the heading says.
    role: Option<String>,
    /// What the heading does not say itself.
    steps: Vec<StepView>,
    /// Whether the heading asks something.
    asks: bool,
    answers: Vec<AnswerView>,
    /// Where the heading's step leads.
    leads_to: Option<LinkView>,
    end: bool,
    /// The pages that lead here; none at the start.
    from: Vec<LinkView>,
    /// The first page; none if this is it.
    start_url: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct AnswerView {
    label: Option<String>,
    url: String,
    back: bool,
}

/// The steps of a page, as it tells them.
struct Told<'a> {
    situation: Option<&'a Step>,
    /// A list, in which each step has its number.
    listed: &'a [Step],
    /// The step that is the heading: what is asked, or all that is to be done.
    heading: Option<&'a Step>,
}

impl<'a> Told<'a> {
    fn new(page: &'a Page) -> Told<'a> {
        let (situation, steps) = match &page.steps[..] {
            [first, rest @ ..] if first.start && !rest.is_empty() => (Some(first), rest),
            steps => (None, steps),
        };
        match steps {
            [listed @ .., last] if page.question.is_some() || listed.is_empty() => {
                Told { situation, listed, heading: Some(last) }
            }
            listed => Told { situation, listed, heading: None },
        }
    }

    fn title(&self) -> String {
        match (self.heading, self.listed) {
            (Some(step), _) => step.text.clone(),
            (None, [first, .., last]) => format!("Steps {} to {}", first.number, last.number),
            (None, _) => String::new(),
        }
    }
}

/// The pages of a walk-through, with their addresses.
pub(super) fn pages(site: &Site, through: &Walkthrough) -> Vec<(String, PageView)> {
    let all = through.walk.pages.iter().enumerate();
    all.map(|(id, page)| (through.address_of(id), view(site, through, id, page))).collect()
}

fn view(site: &Site, through: &Walkthrough, id: PageId, page: &Page) -> PageView {
    let url = |page: PageId| site.config.base_url.path_of(&through.address_of(page));
    let link = |page: PageId| LinkView::made(Told::new(&through.walk.pages[page]).title(), url(page));
    let step = |step: &Step| StepView::new(step, &through.id, &through.links);
    let above = &site.pages[through.page];
    let told = Told::new(page);
    let heading = told.heading;
    let view = WalkView {
        chart: LinkView::made(through.title.clone(), format!("{}#{}", site.url(above), through.id)),
        situation: told.situation.map(|step| step.text.clone()),
        role: heading.filter(|step| !step.role.is_empty()).map(|step| step.role.join(", ")),
        steps: told.listed.iter().map(step).collect(),
        asks: page.question.is_some(),
        answers: page
            .answers
            .iter()
            .map(|answer| AnswerView {
                label: answer.label.clone(),
                url: url(answer.page),
                back: answer.back,
            })
            .collect(),
        leads_to: heading.and_then(|step| leads_to(site, through, step)),
        end: page.end,
        from: page.from.iter().map(|from| link(*from)).collect(),
        start_url: (id > 0).then(|| url(0)),
    };
    let summary = format!("A step of the flowchart: {}", through.title);
    PageView::walked(site, above, &through.address_of(id), (told.title(), summary), view)
}

/// The page or the form that a step leads to, by its title.
fn leads_to(site: &Site, through: &Walkthrough, step: &Step) -> Option<LinkView> {
    let (_, url) = through.links.iter().find(|(of, _)| *of == step.box_id)?;
    let to = url.split('#').next().unwrap_or_default();
    let page = site.pages.iter().find(|page| site.url(page) == to);
    let form = || site.forms.iter().find(|form| site.config.base_url.path_of(&form.address()) == to);
    let title = match page {
        Some(page) => page.document.front.title.clone(),
        None => form().map_or_else(|| step.text.clone(), |form| form.title.clone()),
    };
    Some(LinkView::made(title, url.to_string()))
}
