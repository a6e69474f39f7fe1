//! The drafts that are under way, as the team may know them: who joined, how far each section is, and no answer.

use super::assembled::{role_title, section_title};
use super::desk::Desk;
use super::draft::TEAM;
use super::store::{self, Overview, SectionState};
use crate::form::Form;
use jiff::Timestamp;
use std::sync::Arc;

/// A draft that several people fill in.
pub struct Chased {
    /// What is known of it without a key.
    pub overview: Overview,
    /// The form that it began with; none if that can't be read any more.
    pub form: Option<Arc<Form>>,
}

/// How far a section is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody has saved anything.
    NotStarted,
    /// Something was saved, and nothing sent.
    Begun,
    /// The team has it as it stands.
    Sent(Timestamp),
    /// The team has an older state of it.
    Changed(Timestamp),
    /// It was sent, and sent back.
    SentBack(Timestamp),
}

/// All drafts under way that several people fill in, the oldest first.
///
/// # Errors
/// Those of the store.
pub fn drafts(desk: &Desk, drafts: &dyn store::Drafts) -> store::Result<Vec<Chased>> {
    let mut chased = Vec::new();
    for overview in drafts.overviews()? {
        let form = desk.form_as_it_was(&overview.draft.form, &overview.draft.definition, drafts)?;
        if form.as_ref().is_none_or(|form| !form.parties.is_empty()) {
            chased.push(Chased { overview, form });
        }
    }
    Ok(chased)
}

/// One draft under way. None: there is no such draft, or it is closed.
///
/// # Errors
/// Those of the store.
pub fn draft(
    desk: &Desk,
    drafts: &dyn store::Drafts,
    reference: &super::reference::Reference,
) -> store::Result<Option<Chased>> {
    let Some(overview) = drafts.overview(reference)?.filter(|overview| overview.draft.closed.is_none())
    else {
        return Ok(None);
    };
    let form = desk.form_as_it_was(&overview.draft.form, &overview.draft.definition, drafts)?;
    Ok(Some(Chased { overview, form }))
}

impl Chased {
    /// The form's title, or its name.
    pub fn form_title(&self) -> &str {
        self.form.as_ref().map_or(&self.overview.draft.form, |form| &form.title)
    }

    /// What people call a role; the team is one.
    pub fn role_title(&self, role: &str) -> String {
        match role {
            TEAM => "the team".to_owned(),
            role => role_title(self.form.as_deref(), role),
        }
    }

    /// A section's title.
    pub fn section_title(&self, name: &str) -> String {
        section_title(self.form.as_deref(), name)
    }

    /// The sections, in the order of the form.
    pub fn sections(&self) -> Vec<&SectionState> {
        let at = |name: &str| {
            let form = self.form.as_ref();
            form.and_then(|form| form.sections.iter().position(|section| section.name == name))
        };
        let mut sections: Vec<&SectionState> = self.overview.sections.iter().collect();
        sections.sort_by_key(|section| at(&section.name).unwrap_or(usize::MAX));
        sections
    }

    /// The roles that somebody can be invited for, each with its title.
    pub fn roles(&self) -> Vec<(String, String)> {
        let named = self.form.iter().flat_map(|form| &form.parties);
        named.map(|party| (party.name.clone(), party.title.clone())).collect()
    }
}

impl State {
    /// That of a section.
    pub fn of(section: &SectionState) -> State {
        match (&section.returned, &section.sent) {
            (Some((at, _)), _) => State::SentBack(*at),
            (None, Some(sent)) if section.is_in() => State::Sent(sent.at),
            (None, Some(sent)) => State::Changed(sent.at),
            (None, None) if section.revision == 0 => State::NotStarted,
            (None, None) => State::Begun,
        }
    }

    /// The word for it, for programs.
    pub fn word(self) -> &'static str {
        match self {
            State::NotStarted => "not-started",
            State::Begun => "begun",
            State::Sent(_) => "sent",
            State::Changed(_) => "changed",
            State::SentBack(_) => "sent-back",
        }
    }

    /// The words for it.
    pub fn words(self) -> &'static str {
        match self {
            State::NotStarted => "not started",
            State::Begun => "begun",
            State::Sent(_) => "sent",
            State::Changed(_) => "changed since it was sent",
            State::SentBack(_) => "sent back",
        }
    }

    /// When it was sent or sent back.
    pub fn at(self) -> Option<Timestamp> {
        match self {
            State::NotStarted | State::Begun => None,
            State::Sent(at) | State::Changed(at) | State::SentBack(at) => Some(at),
        }
    }
}
