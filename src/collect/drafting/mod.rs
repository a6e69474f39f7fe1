//! The flow of a draft: begun, left and opened again, saved page by page, checked, and sent. Each way out gives back what was typed.

mod address;
mod check;
mod closed;
mod given_back;
mod folder;
mod meeting;
mod next;
mod page;
mod pages;
mod people;
mod section;
mod session;
mod sign;
mod standing;
mod state;
#[cfg(test)]
mod tests;

pub use address::Address;
use address::Place;
pub(super) use session::kind_of;

use super::desk::Desk;
use super::draft::{self, Drafts, Open, SessionKey};
use super::notices;
use super::reference::Reference;
use super::reply::Reply;
use super::server::{DraftRequest, Refusal};
use super::store::Store;
use crate::form::{Form, Values};
use jiff::Timestamp;
use jiff::civil::Date;
use std::sync::Arc;

/// One request of a draft, with all that it needs.
pub(super) struct Drafting<'a> {
    pub(super) desk: &'a Arc<Desk>,
    pub(super) drafts: &'a Drafts,
    pub(super) definitions: &'a dyn super::store::Drafts,
    pub(super) store: &'a dyn Store,
    pub(super) now: Timestamp,
}

/// A draft that is opened, with the form that it began with.
struct Opened {
    open: Open,
    session: SessionKey,
    form: Arc<Form>,
    values: Values,
    /// A session that began with this request: its cookie is to be set.
    cookie: Option<String>,
}

/// Why nothing came of a request.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Draft(#[from] draft::Error),
    #[error(transparent)]
    Store(#[from] super::store::Error),
    #[error(transparent)]
    State(#[from] state::Unreadable),
    #[error("the definition that the draft began with is not kept")]
    NoDefinition,
}

impl Drafting<'_> {
    /// The flow of a request.
    pub(super) fn answer(&self, request: &DraftRequest) -> Reply {
        let Some(address) = Address::parse(&request.path) else { return self.refuse(Refusal::NotFound) };
        let (reference, place) = match &address {
            Address::Resume => {
                return match &request.post {
                    Some(post) => self.resume(post),
                    None => self.ask_for_code("", None),
                };
            }
            Address::Folder(place) => return self.folder(request, *place),
            Address::Draft(reference, place) => (reference, place),
        };
        match self.dispatch(request, reference, place) {
            Ok(reply) => reply,
            Err(error) => {
                tracing::error!(error = %error, "a draft was not opened or saved");
                self.failed(request, reference, place)
            }
        }
    }

    fn dispatch(&self, request: &DraftRequest, reference: &Reference, place: &Place) -> Result<Reply, Error> {
        let opened = self.opened(request, reference)?;
        let Some(opened) = opened else {
            return match &request.post {
                Some(_) if *place == Place::Send => self.sent_before(reference),
                Some(post) => Ok(self.ran_out(reference, place, post)),
                None => Ok(self.ask_for_code(reference.as_str(), None)),
            };
        };
        self.share(&opened);
        let Some(post) = &request.post else { return self.show(request, &opened, place) };
        if let Some(reply) = self.refuse_foreign(&opened, place, post) {
            return Ok(reply);
        }
        let is_for_closed = matches!(place, Place::SignOut | Place::Code | Place::Next);
        if opened.is_closed() && !is_for_closed {
            return self.ended(&opened, place, post);
        }
        let cookie = opened.cookie.clone();
        let mut reply = match place {
            Place::Page(page) => self.save_page(opened, page, post),
            Place::Row(page, row) => self.save_row(opened, page, row, post),
            Place::Send => self.send(&opened, post),
            Place::Code => self.new_code(&opened).inspect(|_| self.keep_in_folder(request, &opened)),
            Place::Folder => self.put_in_folder(request, &opened, post),
            Place::SignOut => self.sign_out(&opened),
            Place::Delete => self.delete(&opened, post),
            Place::SendSection(section) => self.send_section(&opened, section, post),
            Place::SendBack(section) => self.send_back(&opened, section, post),
            Place::Invite => self.invite(&opened, post),
            Place::Uninvite => self.uninvite(&opened, post),
            Place::Remove(party) => self.remove(&opened, party),
            Place::Give(party) => self.give(&opened, party),
            Place::Sign => self.sign(&opened, post),
            Place::SignAtMeeting => self.sign_at_meeting(&opened, post),
            Place::MeetingDay => self.set_meeting_day(&opened, post),
            Place::Next => self.begin_next(&opened),
            Place::Tasks
            | Place::Check
            | Place::Section(_)
            | Place::People
            | Place::Meeting
            | Place::Appointment
            | Place::Copy(_) => Ok(self.refuse(Refusal::WrongMethod)),
        }?;
        if let Some(cookie) = cookie {
            reply.cookies.insert(0, cookie);
        }
        Ok(reply)
    }

    fn show(&self, request: &DraftRequest, opened: &Opened, place: &Place) -> Result<Reply, Error> {
        if opened.is_closed() {
            return self.closed_page(opened);
        }
        Ok(match place {
            Place::Tasks => self.tasks_page(opened, &request.query),
            Place::Page(page) => self.form_page(opened, page, None, &request.query),
            Place::Row(page, row) => self.form_page(opened, page, Some(row), &request.query),
            Place::Check => self.check_page(opened, &[]),
            Place::Section(section) => self.section_page(opened, section),
            Place::People => self.people_page(opened, None),
            Place::Remove(party) => self.remove_page(opened, party),
            Place::Sign => self.sign_page(opened, None),
            Place::Meeting => self.meeting_page(opened, None),
            Place::MeetingDay | Place::Delete if !opened.leads() => {
                Reply::see_other(address::base(&opened.open.reference))
            }
            Place::MeetingDay => self.meeting_day_page(opened),
            Place::Appointment => self.appointment(opened),
            Place::Copy(reader) => self.copy_page(opened, *reader),
            Place::Code => self.ask_new_code(opened),
            Place::Folder => self.put_page(request, opened),
            Place::Delete => self.ask_delete(opened),
            Place::Send
            | Place::SendSection(_)
            | Place::SendBack(_)
            | Place::Invite
            | Place::Give(_)
            | Place::Uninvite
            | Place::SignAtMeeting
            | Place::Next
            | Place::SignOut => self.refuse(Refusal::WrongMethod),
        })
    }

    /// The form that a draft goes on with: the current one, or the one that it began with.
    fn form_as_it_was(&self, name: &str, definition: &str) -> Result<Arc<Form>, Error> {
        self.desk.form_as_it_was(name, definition, self.definitions)?.ok_or(Error::NoDefinition)
    }

    fn today(&self) -> Date {
        notices::day(self.now)
    }

    fn refuse(&self, why: Refusal) -> Reply {
        notices::refusal(self.desk, why, self.today())
    }
}
