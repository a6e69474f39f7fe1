//! The list of tasks: what is done, begun and still to do, as it stands for one of the people who fill in a form.

use super::draft::{COMPLETED, IN_PROGRESS, SAVED, State, fields_state, row_is_whole};
use super::{Drawer, who_completes};
use crate::form::carry;
use crate::form::{Asked, Condition, Form, Page, Section, Values};
use serde::Serialize;
use std::collections::BTreeMap;

const NOT_STARTED: &str = "Not started";

/// How a draft stands for one of its people: what they may do, and how far each section is.
#[derive(Clone, Debug, Default)]
pub struct Standing<'a> {
    /// Their role. It means nothing where one person fills in all of the form.
    pub role: &'a str,
    /// How far each section is that somebody has sent, sent back, or can't be opened. Empty where a draft is sent as a whole.
    pub sections: BTreeMap<&'a str, SectionStanding>,
    /// Whether sections are sent one by one.
    pub by_section: bool,
}

/// How far a section is.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SectionStanding {
    /// When it was sent last, and who sent it, in words.
    pub sent: Option<String>,
    /// Whether it was this person's role that sent it last.
    pub sent_by_you: bool,
    /// Whether it was saved since.
    pub changed: bool,
    /// It was sent back.
    pub returned: Option<ReturnedView>,
    /// Their role may read it, and they have no key: it opens once somebody who has it opens the draft.
    pub locked: bool,
}

/// A section that was sent back.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReturnedView {
    /// Who sent it back, in words.
    pub by: String,
    /// Whether it was this person's role.
    pub by_you: bool,
    /// When, in words.
    pub on: String,
    /// Why; only who reads the section is told.
    pub reason: Option<String>,
}

/// The list of tasks.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TasksView {
    sections: Vec<SectionView>,
    /// Sections that others fill in and this person can't read.
    closed: Vec<ClosedView>,
    done: usize,
    all: usize,
    by_section: bool,
    next: Option<StepView>,
}

impl TasksView {
    /// What this person does next, while something is theirs to do.
    pub fn next(&self) -> Option<&StepView> {
        self.next.as_ref()
    }
}

/// What somebody does next.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StepView {
    /// What kind of step it is.
    pub kind: StepKind,
    /// The name of the section.
    pub name: String,
    /// Its title.
    pub section: String,
    /// The title of the task; empty for a whole section.
    pub task: String,
    /// Where it is done.
    pub url: String,
}

/// What kind of step it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// A section was sent back.
    Mend,
    /// A page is to be filled in.
    Task,
    /// A section is filled in, and the team does not have it as it stands.
    Send,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct SectionView {
    name: String,
    title: String,
    who: String,
    /// Whether this person fills it in.
    mine: bool,
    /// Who usually fills it in, where this person may do so too.
    usually: Option<String>,
    tasks: Vec<TaskView>,
    /// The titles of what waits for another answer, and is perhaps never asked.
    waiting: Vec<String>,
    done: usize,
    all: usize,
    url: String,
    standing: SectionStanding,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct ClosedView {
    /// Whether an answer decides if it is asked: then how far it is would tell that answer.
    gated: bool,
    title: String,
    who: String,
    standing: SectionStanding,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct TaskView {
    id: String,
    title: String,
    url: String,
    status: &'static str,
}

impl Drawer<'_> {
    /// The list of tasks, for one of the people.
    pub fn tasks(&self, form: &Form, values: &Values, base: &str, standing: &Standing<'_>) -> TasksView {
        let asked = Asked::new(form, values, self.today);
        let whos = who_completes(form);
        let who = |section: &Section| {
            let who = whos.iter().find(|who| who.title == section.title);
            who.map(|who| who.who.clone()).unwrap_or_default()
        };
        let who_now = |section: &Section| titles_of(form, &section.completed_now(&asked));
        let stands =
            |section: &Section| standing.sections.get(section.name.as_str()).cloned().unwrap_or_default();
        let (mut sections, mut closed) = (Vec::new(), Vec::new());
        for section in &form.sections {
            if !form.is_read_by(section, standing.role) {
                let (title, who) = (section.title.clone(), who(section));
                closed.push(ClosedView {
                    gated: section.when.is_some(),
                    title,
                    who,
                    standing: stands(section),
                });
                continue;
            }
            let (pages, others): (Vec<&Page>, Vec<&Page>) =
                section.pages.iter().partition(|page| asked.page(&page.name));
            let tasks: Vec<TaskView> = pages.iter().map(|page| task(page, values, &asked, base)).collect();
            let waiting = others.iter().filter(|page| may_come(form, section, page, &asked));
            let waiting: Vec<String> = waiting.map(|page| page.title.clone()).collect();
            if tasks.is_empty() && waiting.is_empty() {
                continue;
            }
            let stands = stands(section);
            let mine = form.completes(section, standing.role, &asked) && !stands.locked;
            let first = section.completed_now(&asked).first().copied();
            let is_others = mine && form.is_lead(standing.role);
            let usually = first.filter(|first| is_others && *first != standing.role);
            sections.push(SectionView {
                name: section.name.clone(),
                title: section.title.clone(),
                who: who_now(section),
                mine,
                usually: usually.map(|first| titles_of(form, &[first])),
                done: tasks.iter().filter(|task| task.status == COMPLETED).count(),
                all: tasks.len(),
                tasks,
                waiting,
                url: format!("{base}/sections/{}", section.name),
                standing: stands,
            });
        }
        let mine = || sections.iter().filter(|section| section.mine);
        TasksView {
            done: mine().map(|section| section.done).sum(),
            all: mine().map(|section| section.all).sum(),
            next: next(&sections, standing.by_section),
            sections,
            closed,
            by_section: standing.by_section,
        }
    }
}

/// What comes first: what was sent back, then the sections in their order. Who may fill in a section that is another's first is
/// not sent there.
fn next(sections: &[SectionView], by_section: bool) -> Option<StepView> {
    let of = |section: &SectionView, kind: StepKind, task: Option<&TaskView>| StepView {
        kind,
        name: section.name.clone(),
        section: section.title.clone(),
        task: task.map(|task| task.title.clone()).unwrap_or_default(),
        url: task.map_or_else(|| section.url.clone(), |task| task.url.clone()),
    };
    let own = |section: &&SectionView| {
        section.mine && (!by_section || section.usually.is_none() || section.standing.sent_by_you)
    };
    let is_back =
        |section: &&SectionView| section.standing.returned.as_ref().is_some_and(|back| !back.by_you);
    if let Some(section) = sections.iter().filter(own).find(is_back) {
        return Some(of(section, StepKind::Mend, None));
    }
    sections.iter().filter(own).find_map(|section| {
        if let Some(task) = section.tasks.iter().find(|task| task.status != COMPLETED) {
            return Some(of(section, StepKind::Task, Some(task)));
        }
        let is_in = section.standing.sent.is_some() && !section.standing.changed;
        (by_section && !section.tasks.is_empty() && !is_in).then(|| of(section, StepKind::Send, None))
    })
}

/// What people call some parties.
fn titles_of(form: &Form, parties: &[&str]) -> String {
    let titles = parties.iter().filter_map(|name| form.party(name)).map(|party| party.title.as_str());
    titles.collect::<Vec<_>>().join(" or ")
}

fn task(page: &Page, values: &Values, asked: &Asked<'_>, base: &str) -> TaskView {
    TaskView {
        id: page.name.clone(),
        title: page.title.clone(),
        url: format!("{base}/pages/{}", page.name),
        status: status(page, values, asked),
    }
}

/// Whether a page that is not asked may still come, with an answer that is not there yet.
fn may_come(form: &Form, section: &Section, page: &Page, asked: &Asked<'_>) -> bool {
    let waits = |when: &Condition| when.fields().into_iter().any(|field| waits_for(form, field, asked));
    section.when.iter().chain(&page.when).any(waits)
}

/// Whether an answer that decides is still to come.
fn waits_for(form: &Form, field: &str, asked: &Asked<'_>) -> bool {
    let Some((section, page, found)) = form.place_of(field) else { return false };
    if asked.field(field) {
        return !asked.is_answered(field);
    }
    let gates = section.when.iter().chain(&page.when).chain(&found.when);
    gates.flat_map(Condition::fields).any(|field| waits_for(form, field, asked))
}

fn status(page: &Page, values: &Values, asked: &Asked<'_>) -> &'static str {
    let is_saved = values.all(SAVED).contains(&page.name);
    let Some(repeat) = &page.repeat else {
        if carry::unsettled(page, None, values, asked).is_some() {
            return if is_saved { IN_PROGRESS } else { NOT_STARTED };
        }
        return match fields_state(page, values, asked) {
            State::Whole if is_saved => COMPLETED,
            State::Empty if !is_saved => NOT_STARTED,
            State::Whole => NOT_STARTED,
            State::Begun | State::Empty => IN_PROGRESS,
        };
    };
    let rows = values.rows(&page.name);
    let whole = rows.iter().all(|row| {
        let values = values.in_row(&page.name, row);
        row_is_whole(page, row, &values, &asked.in_row(page, &values))
    });
    // Rows that came from the last plan, each as it came, are no start.
    let is_untouched = !rows.is_empty()
        && rows.iter().all(|row| {
            let values = values.in_row(&page.name, row);
            carry::unsettled(page, Some(row), &values, &asked.in_row(page, &values)).is_some()
        });
    match (whole && rows.len() >= repeat.min, is_saved || !(rows.is_empty() || is_untouched)) {
        (true, true) => COMPLETED,
        (false, true) => IN_PROGRESS,
        (_, false) => NOT_STARTED,
    }
}
