//! `Form` to what a template sees: the same function for the site's page and for the page that comes back with errors.

mod answered;
mod data;
mod draft;
mod fields;
mod paper;
mod tasks;

use super::{Advice, Asked, Dropped, FieldError, Form, Keep, Section, Values};
use crate::config::{Config, SystemOfRecord};
use crate::frame;
use crate::problem::Problem;
use crate::source::Text;
use crate::text::{Body, Prose, Shortcodes};
use fields::{FieldView, Sheet};
use jiff::civil::Date;
use serde::Serialize;
use std::sync::Arc;

pub use answered::{AnswersView, Scope, SectionAnswers};
pub use data::{DataRow, DataView};
pub use draft::{DraftView, PageDrawing, SAVED};
pub use paper::PaperView;
pub use tasks::{ReturnedView, SectionStanding, Standing, StepKind, StepView, TasksView};

/// What the choice of who begins a draft is called in a post.
pub const ROLE: &str = "_role";

/// Whether the form can be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Openness {
    /// Somebody can open what is sent.
    Open,
    /// Only a demo key can: for trying out.
    Practice,
    /// Nobody could open it, so it must not be filled in.
    Closed,
}

/// What is shown in a form beside its questions.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// What was typed before.
    pub values: Values,
    /// What is to be mended.
    pub errors: Vec<FieldError>,
    /// Answers that will not be sent.
    pub dropped: Vec<Dropped>,
    /// Whether the form is another than the one that was filled in.
    pub changed: bool,
    /// What is to be looked at, and stops nobody.
    pub advice: Vec<Advice>,
    /// A random key that makes this page's post count once.
    pub key: Option<String>,
}

/// Draws forms of one site.
pub struct Drawer<'a> {
    /// The settings.
    pub config: &'a Config,
    /// Facts, organisation and contacts in the text between questions.
    pub shortcodes: &'a Shortcodes<'a>,
    /// The day of the page.
    pub today: Date,
}

/// `form`, as a template sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FormView {
    name: String,
    title: String,
    summary: String,
    action: String,
    definition: String,
    key: Option<String>,
    practice: bool,
    open: bool,
    saves: bool,
    exit: bool,
    start: StartView,
    changed: bool,
    dropped: Vec<DroppedView>,
    errors: Vec<ErrorView>,
    groups: Vec<GroupView>,
    submit: &'static str,
    /// Who may begin a draft, where several can and one of them is to be chosen.
    leads: Vec<LeadView>,
    /// Where a draft that was begun is opened again.
    resume_url: Option<String>,
    /// Where its data-protection table stands.
    data_url: String,
    /// Where it stands for print.
    print_url: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct StartView {
    need: Vec<String>,
    minutes: Option<u32>,
    who_reads: String,
    when_read: String,
    cannot_wait: String,
    answer_within: Option<String>,
    /// Who completes which section.
    sections: Vec<WhoView>,
    /// Who may begin, invite and sign; none where one person fills in all of it.
    leads: Vec<PartyView>,
    /// Who may be invited beside them.
    guests: Vec<PartyView>,
    keep: KeepView,
    /// Whether the team can let somebody back in who has lost their code.
    recovery: bool,
    /// Where the PEP is finished, if the form is one.
    pep: Option<PepView>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct LeadView {
    name: String,
    title: String,
    chosen: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct WhoView {
    title: String,
    who: String,
    /// Who else may read it, but the team.
    readers: Vec<String>,
}

/// Somebody who fills in a part of the form.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct PartyView {
    name: String,
    title: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct KeepView {
    draft: Option<String>,
    submitted: String,
    after_confirmed: String,
    /// What was chosen to be carried over to next term.
    carried: Option<String>,
}

/// Where the PEP that counts is finished.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct PepView {
    /// Whether this form is the PEP itself.
    here: bool,
    system_name: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct DroppedView {
    label: String,
    answer: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct ErrorView {
    href: String,
    text: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct GroupView {
    title: Option<String>,
    fields: Vec<FieldView>,
}

impl Drawer<'_> {
    /// The form with what was typed and what is wrong with it. Of a form that saves it is the start page, without questions.
    ///
    /// # Errors
    /// A shortcode in the form's text that can't be drawn: a mistake in the author's files.
    pub fn form(&self, form: &Form, openness: Openness, shown: &Shown) -> Result<FormView, Problem> {
        let mut groups = Vec::new();
        if !form.saves && (openness != Openness::Closed || !shown.values.is_empty()) {
            let asked = Asked::new(form, &shown.values, self.today);
            let is_long = form.pages().count() > 1;
            for page in form.pages() {
                let sheet = Sheet {
                    drawer: self,
                    form,
                    page,
                    row: None,
                    shown,
                    values: &shown.values,
                    asked: &asked,
                    whole: true,
                };
                groups
                    .push(GroupView { title: is_long.then(|| page.title.clone()), fields: sheet.fields()? });
            }
        }
        let collector = self.collector();
        Ok(FormView {
            name: form.name.clone(),
            title: form.title.clone(),
            summary: form.summary.clone(),
            action: format!("{collector}/forms/{}", form.name),
            definition: form.definition.clone(),
            key: shown.key.clone(),
            practice: openness == Openness::Practice,
            open: openness != Openness::Closed,
            saves: form.saves,
            exit: form.exit,
            start: self.start(form)?,
            changed: shown.changed,
            dropped: shown.dropped.iter().map(DroppedView::from).collect(),
            errors: shown.errors.iter().map(ErrorView::from).collect(),
            groups,
            submit: if form.saves { "Start now" } else { "Send" },
            leads: leads(form, &shown.values),
            resume_url: form.saves.then(|| self.resume_url()),
            data_url: self.config.base_url.absolute(&format!("{}data/", form.address())),
            print_url: self.config.base_url.absolute(&format!("{}print/", form.address())),
        })
    }

    /// Where a draft is opened again with its reference and code.
    pub fn resume_url(&self) -> String {
        format!("{}/drafts", self.collector())
    }

    /// Where the collector stands, without a slash at the end.
    fn collector(&self) -> &str {
        self.config.collector.address()
    }

    /// HTML of a text of the form's file.
    ///
    /// # Errors
    /// As for [`Drawer::form`].
    pub fn prose(&self, file: &Text, prose: &Arc<Prose>) -> Result<String, Problem> {
        let drawn = prose.shortcodes.iter().map(|shortcode| self.shortcodes.draw(file, shortcode));
        let drawn = drawn.collect::<Result<Vec<_>, _>>()?;
        // Links in a form are whole addresses: the collector may stand on another host than the site.
        let url = |written: &str| self.config.base_url.absolute(&frame::address_of(written));
        let urls = prose.targets.iter().map(|target| url(&target.written).into()).collect();
        Ok(Body::new(prose.clone(), urls, drawn).html())
    }

    fn start(&self, form: &Form) -> Result<StartView, Problem> {
        let start = &form.start;
        let pep = &self.config.pep;
        Ok(StartView {
            recovery: form.is_pep && !form.parties.is_empty() && self.config.pep.recovery,
            need: start.need.clone(),
            minutes: start.minutes,
            who_reads: self.prose(&form.file, &start.who_reads)?,
            when_read: self.prose(&form.file, &start.when_read)?,
            cannot_wait: self.prose(&form.file, &start.cannot_wait)?,
            answer_within: form.answer_within.map(|days| match days {
                1 => "1 working day".to_string(),
                days => format!("{days} working days"),
            }),
            sections: who_completes(form),
            leads: parties(form, |party| form.is_lead(party)),
            guests: parties(form, |party| !form.is_lead(party)),
            keep: KeepView::from(&form.keep),
            pep: form.is_pep.then(|| PepView {
                here: pep.system_of_record == SystemOfRecord::Here,
                system_name: pep.system_name.clone(),
            }),
        })
    }
}

fn days(days: u32) -> String {
    match days {
        1 => "1 day".to_string(),
        days => format!("{days} days"),
    }
}

/// Who may begin a draft: to be chosen where there are several.
fn leads(form: &Form, values: &Values) -> Vec<LeadView> {
    let leads = form.parties.iter().filter(|party| form.is_lead(&party.name));
    let leads: Vec<LeadView> = leads
        .map(|party| LeadView {
            name: party.name.clone(),
            title: party.title.clone(),
            chosen: values.first(ROLE) == party.name,
        })
        .collect();
    if leads.len() > 1 { leads } else { Vec::new() }
}

/// Who completes which section, and who else reads it; nothing where one person does it all.
fn who_completes(form: &Form) -> Vec<WhoView> {
    if form.parties.is_empty() {
        return Vec::new();
    }
    let titles = |names: Vec<&str>| -> Vec<String> {
        let parties = form.parties.iter().filter(|party| names.contains(&party.name.as_str()));
        parties.map(|party| party.title.clone()).collect()
    };
    let who = |section: &Section| {
        let completing: Vec<&str> = section.completed_by.iter().map(|by| by.party.as_str()).collect();
        let others = section.readers().filter(|party| !completing.contains(party)).collect();
        let mut who: Vec<&str> = Vec::new();
        for party in completing.iter().filter_map(|party| form.party(party)) {
            if !who.contains(&party.title.as_str()) {
                who.push(&party.title);
            }
        }
        WhoView { title: section.title.clone(), who: who.join(" or "), readers: titles(others) }
    };
    form.sections.iter().map(who).collect()
}

fn parties(form: &Form, is_wanted: impl Fn(&str) -> bool) -> Vec<PartyView> {
    let parties = form.parties.iter().filter(|party| is_wanted(&party.name));
    parties.map(|party| PartyView { name: party.name.clone(), title: party.title.clone() }).collect()
}

impl From<&Keep> for KeepView {
    fn from(keep: &Keep) -> KeepView {
        KeepView {
            draft: keep.draft_days.map(days),
            submitted: days(keep.submitted_days),
            after_confirmed: days(keep.after_confirmed_days),
            carried: keep.carried_days.map(days),
        }
    }
}

impl From<&Dropped> for DroppedView {
    fn from(dropped: &Dropped) -> DroppedView {
        DroppedView { label: dropped.label.clone(), answer: dropped.answer.clone() }
    }
}

/// Radios and checkboxes begin with the box that has the field's own id.
impl From<&FieldError> for ErrorView {
    fn from(error: &FieldError) -> ErrorView {
        ErrorView { href: format!("#{}", error.entry), text: error.text.clone() }
    }
}

impl Form {
    /// Whether this question is asked, given what was answered so far.
    pub fn asks(&self, name: &str, values: &Values, today: Date) -> bool {
        Asked::new(self, values, today).field(name)
    }
}
