//! How a draft stands for who has opened it: what is theirs to fill in, what others have sent, and what is still missing.

use super::{Drafting, Opened, state};
use crate::collect::draft::TEAM;
use crate::collect::notices::day_in_words;
use crate::collect::store::{Seat, SectionState};
use crate::form::{Asked, Checked, Form, ReturnedView, Scope, Section, SectionStanding, Standing};
use jiff::Timestamp;
use jiff::civil::Date;

impl Opened {
    /// Whether several people work on it, and send it section by section.
    pub(super) fn is_by_section(&self) -> bool {
        !self.form.parties.is_empty() && self.open.may_be_shared()
    }

    /// Whether who has opened it leads: may invite and remove others, delete it, and signs it.
    pub(super) fn leads(&self) -> bool {
        self.form.is_lead(&self.open.role)
    }

    /// Whether it is closed: everything is sent and signed.
    pub(super) fn is_closed(&self) -> bool {
        self.open.overview.draft.closed.is_some()
    }

    pub(super) fn asked(&self, today: Date) -> Asked<'_> {
        Asked::new(&self.form, &self.values, today)
    }

    /// Whether who has opened it fills in a section, and has its key.
    pub(super) fn is_mine(&self, section: &Section, asked: &Asked<'_>) -> bool {
        self.open.sections.contains_key(&section.name)
            && (!self.is_by_section() || self.form.completes(section, &self.open.role, asked))
    }

    /// The sections that who has opened it sees, with those that are theirs to change.
    pub(super) fn scope(&self, today: Date) -> Scope<'_> {
        let asked = self.asked(today);
        let seen = self.form.sections.iter().filter(|section| self.open.sections.contains_key(&section.name));
        Scope {
            shown: seen.clone().map(|section| section.name.as_str()).collect(),
            changeable: seen
                .filter(|section| self.is_mine(section, &asked))
                .map(|section| section.name.as_str())
                .collect(),
        }
    }

    /// The same for one section.
    pub(super) fn scope_of<'a>(&'a self, section: &'a Section, today: Date) -> Scope<'a> {
        let mut scope = self.scope(today);
        scope.shown.retain(|name| *name == section.name);
        scope
    }

    pub(super) fn state_of(&self, section: &str) -> Option<&SectionState> {
        self.open.overview.sections.iter().find(|state| state.name == section)
    }

    /// The sections that who has opened it can see, that are asked, and that the team does not have as they stand.
    pub(super) fn missing(&self, today: Date) -> Vec<&Section> {
        let asked = self.asked(today);
        let is_missing = |section: &&Section| {
            self.open.sections.contains_key(&section.name)
                && is_needed(section, &asked)
                && !self.is_with_team(section, today)
        };
        self.form.sections.iter().filter(is_missing).collect()
    }

    /// Whether the team has a section with the answers that it has today: not only was nothing saved since, but no answer of another
    /// section makes others of its questions asked.
    pub(super) fn is_with_team(&self, section: &Section, today: Date) -> bool {
        let Some(state) = self.state_of(&section.name) else { return false };
        if !state.is_in() || state.returned.is_some() {
            return false;
        }
        match self.form.check_section(&section.name, &self.values, today) {
            Checked::Right(answers) => self.open.is_sent(&section.name, &state::text_of(answers.all())),
            Checked::Wrong(_) | Checked::Drops(_) => false,
        }
    }

    /// The sections that who has opened it can see, in which something is written that is not asked any more and goes to nobody.
    pub(super) fn unsent(&self, today: Date) -> Vec<&Section> {
        let asked = self.asked(today);
        let is_unsent = |section: &&Section| {
            let is_written = self.open.sections.get(&section.name).is_some_and(|open| !open.plain.is_empty());
            is_written && !is_needed(section, &asked)
        };
        self.form.sections.iter().filter(is_unsent).collect()
    }

    /// Others of one role who joined after a time: their role's signature or section may be another person's.
    pub(super) fn joined_since(&self, role: &str, since: Timestamp) -> Option<&Seat> {
        self.open.overview.seats.iter().rfind(|seat| seat.role == role && seat.joined > since)
    }
}

impl Drafting<'_> {
    /// How the draft stands, for its list of tasks.
    pub(super) fn standing<'a>(&self, opened: &'a Opened) -> Standing<'a> {
        if !opened.is_by_section() {
            // One person fills in all of it: in the name of whoever completes a section.
            return Standing { role: &opened.open.role, ..Standing::default() };
        }
        let states = opened.open.overview.sections.iter();
        let sections = states.map(|state| (state.name.as_str(), self.section_standing(opened, state)));
        Standing { role: &opened.open.role, sections: sections.collect(), by_section: true }
    }

    /// How one section of it stands.
    pub(super) fn section_standing(&self, opened: &Opened, state: &SectionState) -> SectionStanding {
        let form = &opened.form;
        let section = opened.open.sections.get(&state.name);
        let reason = section.and_then(|section| section.reason.as_ref());
        let may_read = form.readable(&opened.open.role).any(|readable| readable.name == state.name);
        SectionStanding {
            sent: state
                .sent
                .as_ref()
                .map(|sent| format!("{}, {}", day_in_words(sent.at), self.who(form, &sent.by))),
            sent_by_you: state.sent.as_ref().is_some_and(|sent| sent.by == opened.open.role),
            changed: state.sent.is_some() && !self.is_as_sent(opened, state),
            returned: state.returned.as_ref().map(|(at, by)| ReturnedView {
                by: self.who(form, by),
                by_you: *by == opened.open.role,
                on: day_in_words(*at),
                reason: reason.map(|reason| String::from_utf8_lossy(reason).into_owned()),
            }),
            locked: may_read && section.is_none(),
        }
    }

    /// Whether a section is as it was sent, as far as who has opened the draft can tell.
    fn is_as_sent(&self, opened: &Opened, state: &SectionState) -> bool {
        let section = opened.form.sections.iter().find(|section| section.name == state.name);
        let section = section.filter(|section| {
            opened.open.sections.contains_key(&section.name)
                && is_needed(section, &opened.asked(self.today()))
                && state.returned.is_none()
        });
        section.map_or(state.is_in(), |section| opened.is_with_team(section, self.today()))
    }

    /// What people call a role.
    pub(super) fn who(&self, form: &Form, role: &str) -> String {
        match form.party(role) {
            Some(party) => party.title.clone(),
            None if role == TEAM => format!("{} team", self.desk.config().organisation.short_name),
            None => role.to_string(),
        }
    }
}

/// Whether a section asks anything.
pub(super) fn is_needed(section: &Section, asked: &Asked<'_>) -> bool {
    asked.section(&section.name) && section.pages.iter().any(|page| asked.page(&page.name))
}
