//! The people of a draft: who has joined, who is invited, and who goes.

use super::address::base;
use super::{Drafting, Error, Opened};
use crate::collect::draft::{self, Code, Removed, lacks};
use crate::collect::hex::{bytes_of, digits_of};
use crate::collect::notices::day_in_words;
use crate::collect::post::Post;
use crate::collect::reply::Reply;
use crate::collect::server::Refusal;
use crate::collect::store::Seat;
use crate::form::{Form, Values};
use serde::Serialize;
use tera::Value;

/// How often a change is tried again when others saved meanwhile.
const TRIES: usize = 4;

/// Who works on a draft, as a template sees it.
#[derive(Serialize)]
pub(super) struct PeopleView {
    seats: Vec<SeatView>,
    invitations: Vec<InvitedView>,
    roles: Vec<RoleView>,
    /// Whether who looks at it may invite and remove.
    leads: bool,
    error: Option<&'static str>,
}

#[derive(Serialize)]
struct SeatView {
    id: String,
    who: String,
    you: bool,
    joined: String,
    /// Who invited them, in words; none for who began.
    by: Option<String>,
    may_remove: bool,
    /// Sections that they may read and can't open, and that who looks can give them.
    may_give: Vec<String>,
    /// Sections that nobody else can open.
    alone: Vec<String>,
}

#[derive(Serialize)]
struct InvitedView {
    id: String,
    who: String,
    until: String,
    over: bool,
}

/// Somebody who can be invited.
#[derive(Serialize)]
struct RoleView {
    name: String,
    title: String,
    /// The sections that they could read and fill in.
    sections: Vec<String>,
    /// The sections that stay locked, since who invites can't open them.
    locked: Vec<String>,
    /// Whether somebody has this role already.
    taken: bool,
}

/// An invitation that was made just now.
#[derive(Serialize)]
struct InvitationContext<'a> {
    who: String,
    code: &'a str,
    groups: Vec<String>,
    until: String,
}

impl Drafting<'_> {
    pub(super) fn people(&self, opened: &Opened, error: Option<&'static str>) -> PeopleView {
        let (form, overview) = (&opened.form, &opened.open.overview);
        let readable = form.readable_by_party();
        let seats = overview.seats.iter().map(|seat| SeatView {
            id: digits_of(&seat.id),
            who: self.who(form, &seat.role),
            you: seat.id == opened.open.party(),
            joined: day_in_words(seat.joined),
            by: seat.invited_by.as_ref().map(|role| self.who(form, role)),
            may_remove: opened.leads() && opened.open.may_remove(&seat.id),
            may_give: titles(form, |name| {
                opened.leads() && opened.open.sections.contains_key(name) && lacks(seat, name, &readable)
            }),
            alone: titles(form, |name| is_alone(opened, seat, name)),
        });
        let invitations = overview.invitations.iter().map(|invited| InvitedView {
            id: digits_of(&invited.id),
            who: self.who(form, &invited.role),
            until: day_in_words(invited.expires),
            over: invited.expires <= self.now,
        });
        let roles = form.parties.iter().map(|party| self.role(opened, form, &party.name, &party.title));
        PeopleView {
            seats: seats.collect(),
            invitations: invitations.collect(),
            roles: roles.collect(),
            leads: opened.leads(),
            error,
        }
    }

    fn role(&self, opened: &Opened, form: &Form, name: &str, title: &str) -> RoleView {
        let is_locked = |section: &str| {
            let has_key = opened.state_of(section).is_some_and(|state| state.has_key);
            has_key && !opened.open.sections.contains_key(section)
        };
        let sections = || form.readable(name);
        RoleView {
            name: name.to_string(),
            title: title.to_string(),
            sections: sections().map(|section| section.title.clone()).collect(),
            locked: sections()
                .filter(|section| is_locked(&section.name))
                .map(|section| section.title.clone())
                .collect(),
            taken: opened.open.overview.seats.iter().any(|seat| seat.role == name),
        }
    }

    pub(super) fn people_page(&self, opened: &Opened, error: Option<&'static str>) -> Reply {
        if !opened.is_by_section() || !opened.leads() {
            return Reply::see_other(base(&opened.open.reference));
        }
        let parts = [
            ("people", Value::from_serializable(&self.people(opened, error))),
            ("draft", Value::from_serializable(&self.bar(opened))),
        ];
        let status = if error.is_some() { 422 } else { 200 };
        self.draw(status, "draft/people.html", "Who works on this draft", &parts)
    }

    pub(super) fn invite(&self, opened: &Opened, post: &Post) -> Result<Reply, Error> {
        let form = &opened.form;
        if !opened.is_by_section() || !opened.leads() {
            return Ok(self.refuse(Refusal::NotFound));
        }
        let given = Values::new(post.fields.iter().cloned());
        let Some(party) = form.party(given.first("_role")) else {
            return Ok(self.people_page(opened, Some("Choose whom you want to invite")));
        };
        let sections = form.readable_names(&party.name);
        let Some(code) = self.drafts.invite(&opened.open, &party.name, &sections, self.now)? else {
            return Ok(self.people_page(
                opened,
                Some(
                    "This draft has as many people and invitations as it can. Take an invitation back first",
                ),
            ));
        };
        Ok(self.invitation_page(opened, &party.title, &code))
    }

    fn invitation_page(&self, opened: &Opened, who: &str, code: &Code) -> Reply {
        let until = self.now.saturating_add(draft::INVITATION);
        let context = InvitationContext {
            who: who.to_string(),
            code: code.as_str(),
            groups: code.spelled_groups(),
            until: until.map(day_in_words).unwrap_or_default(),
        };
        let parts = [
            ("invitation", Value::from_serializable(&context)),
            ("draft", Value::from_serializable(&self.bar(opened))),
        ];
        self.draw(200, "draft/invitation.html", "Invite somebody", &parts)
    }

    pub(super) fn uninvite(&self, opened: &Opened, post: &Post) -> Result<Reply, Error> {
        let given = Values::new(post.fields.iter().cloned());
        if opened.leads()
            && let Some(id) = bytes_of(given.first("_invitation"))
        {
            self.drafts.uninvite(&opened.open, &id)?;
        }
        Ok(Reply::see_other(format!("{}/people", base(&opened.open.reference))))
    }

    /// Somebody who has keys gives them to another who may have them. It is asked of a person: a role is only what an invitation says.
    pub(super) fn give(&self, opened: &Opened, id: &str) -> Result<Reply, Error> {
        let Some(id) = bytes_of(id).filter(|_| opened.is_by_section() && opened.leads()) else {
            return Ok(self.refuse(Refusal::NotFound));
        };
        self.drafts.give(&opened.open, &id, &opened.form.readable_by_party())?;
        Ok(Reply::see_other(format!("{}/people", base(&opened.open.reference))))
    }

    /// Ask first: what goes can't come back.
    pub(super) fn remove_page(&self, opened: &Opened, id: &str) -> Reply {
        let seat = bytes_of(id).and_then(|id| opened.open.overview.seats.iter().find(|seat| seat.id == id));
        let Some(seat) = seat.filter(|seat| opened.leads() && opened.open.may_remove(&seat.id)) else {
            return Reply::see_other(format!("{}/people", base(&opened.open.reference)));
        };
        let who = self.who(&opened.form, &seat.role);
        let alone = titles(&opened.form, |name| is_alone(opened, seat, name));
        let parts = [
            ("seat", Value::from_serializable(&[digits_of(&seat.id), who, day_in_words(seat.joined)])),
            ("alone", Value::from_serializable(&alone)),
            ("draft", Value::from_serializable(&self.bar(opened))),
        ];
        self.draw(200, "draft/remove.html", "Take their access away", &parts)
    }

    pub(super) fn remove(&self, opened: &Opened, id: &str) -> Result<Reply, Error> {
        let Some(id) = bytes_of(id).filter(|_| opened.leads()) else {
            return Ok(self.refuse(Refusal::NotFound));
        };
        let council = self.council(opened).flatten();
        let readable = opened.form.readable_by_party();
        let team = self.desk.recovery_keys(&opened.form, council.as_deref());
        let mut again = None;
        for _ in 0..TRIES {
            let opened = again.as_ref().unwrap_or(opened);
            match self.drafts.remove(&opened.open, &id, &readable, &team) {
                Ok(Removed::Done | Removed::NotAllowed) => {
                    return Ok(Reply::see_other(format!("{}/people", base(&opened.open.reference))));
                }
                // Somebody saved meanwhile: what they wrote gets the new keys as well.
                Err(draft::Error::Changed) => again = self.read_again(opened)?,
                Err(error) => return Err(error.into()),
            }
        }
        Err(draft::Error::Busy.into())
    }
}

/// The titles of the sections of which this holds.
fn titles(form: &Form, holds: impl Fn(&str) -> bool) -> Vec<String> {
    let sections = form.sections.iter().filter(|section| holds(&section.name));
    sections.map(|section| section.title.clone()).collect()
}

/// Whether something is written in a section that nobody but this party can open.
fn is_alone(opened: &Opened, seat: &Seat, section: &str) -> bool {
    let has = |seat: &Seat| seat.keys.iter().any(|key| key == section);
    let others = opened.open.overview.seats.iter().filter(|other| other.id != seat.id);
    has(seat)
        && !others.into_iter().any(has)
        && opened.state_of(section).is_some_and(|state| state.revision > 0)
}
