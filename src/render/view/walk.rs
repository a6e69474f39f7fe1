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
    /// The heading, without the role.
    says: String,
    /// What is to be done before the question, or after what the heading says.
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
    /// A list, in which each step has its number: before the heading where that asks something, else after it.
    listed: &'a [Step],
    /// The step that is the heading: what is asked, or what is to be done first.
    heading: Option<&'a Step>,
}

impl<'a> Told<'a> {
    fn new(page: &'a Page) -> Told<'a> {
        let (situation, steps) = match &page.steps[..] {
            [first, rest @ ..] if is_situation(first, page) && !rest.is_empty() => (Some(first), rest),
            steps => (None, steps),
        };
        let (heading, listed) = match page.question {
            Some(_) => steps.split_last().unzip(),
            None => steps.split_first().unzip(),
        };
        Told { situation, listed: listed.unwrap_or_default(), heading }
    }

    fn title(&self) -> String {
        self.heading.map_or_else(String::new, |step| match role(step) {
            Some(role) => format!("{role}: {}", step.text),
            None => step.text.clone(),
        })
    }
}

/// Where the reader stands is told beside the heading, unless it leads somewhere or somebody has to do it.
fn is_situation(step: &Step, page: &Page) -> bool {
    step.start && step.role.is_empty() && !page.links.contains(&step.box_id)
}

fn role(step: &Step) -> Option<String> {
    (!step.role.is_empty()).then(|| step.role.join(", "))
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
        role: heading.and_then(role),
        says: heading.map(|step| step.text.clone()).unwrap_or_default(),
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
    let address = to.strip_prefix(&site.config.base_url.path_of("")).unwrap_or(to);
    let page = site.pages.iter().find(|page| page.address == address);
    let form = || site.forms.iter().find(|form| form.address() == address);
    let title = match page {
        Some(page) => page.document.front.title.clone(),
        None => form().map_or_else(|| step.text.clone(), |form| form.title.clone()),
    };
    Some(LinkView::made(title, url.to_string()))
}
