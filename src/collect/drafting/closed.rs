//! After the end: the codes of a draft that is closed show what became of it, and begin next term's.

use super::address::{Place, base};
use super::given_back::takes_text;
use super::pages::Typed;
use super::{Drafting, Error, Opened, state};
use crate::collect::draft::{Saved, SessionKind};
use crate::collect::notices::{day, day_in_words};
use crate::collect::post::Post;
use crate::collect::reply::Reply;
use crate::collect::store::Progress;
use crate::form::{Form, date_in_words};
use serde::Serialize;
use std::sync::Arc;
use tera::Value;

/// What became of a draft, as a template sees it. No answer is in it.
#[derive(Serialize)]
struct ClosedContext {
    closed: String,
    received: Option<String>,
    opened: Option<String>,
    filed: Option<String>,
    progress: Option<&'static str>,
    /// Whether the team keeps it no more.
    gone: bool,
    answer_by: Option<String>,
    /// Until when next term's can begin with what was carried.
    carried_until: Option<String>,
    may_begin: bool,
}

impl Drafting<'_> {
    pub(super) fn closed_page(&self, opened: &Opened) -> Result<Reply, Error> {
        let draft = &opened.open.overview.draft;
        let row = self.store.sealed(&opened.open.reference)?.map(|(row, _)| row);
        let has_carried = !opened.open.sections.is_empty();
        let context = ClosedContext {
            closed: draft.closed.map(day_in_words).unwrap_or_default(),
            received: row.as_ref().map(|row| day_in_words(row.received)),
            opened: row.as_ref().and_then(|row| row.opened).map(day_in_words),
            filed: row.as_ref().and_then(|row| row.confirmed).map(day_in_words),
            progress: row
                .as_ref()
                .map(|row| row.progress)
                .filter(|progress| *progress != Progress::New)
                .map(Progress::word),
            gone: row.is_none(),
            answer_by: row.and_then(|row| row.answer_by).map(date_in_words),
            carried_until: draft.carried_until.filter(|_| has_carried).map(day_in_words),
            may_begin: has_carried && opened.leads(),
        };
        let parts = [
            ("closed", Value::from_serializable(&context)),
            ("draft", Value::from_serializable(&self.bar(opened))),
        ];
        Ok(self.draw(200, "draft/closed.html", &opened.form.confirmation.title, &parts))
    }

    /// Something was posted to a draft that is closed by now: it can only be copied.
    pub(super) fn ended(&self, opened: &Opened, place: &Place, post: &Post) -> Result<Reply, Error> {
        match place {
            Place::Page(_) | Place::Row(..) => {
                let message = "The draft was closed meanwhile: everything was sent and signed. Nothing was saved. Copy what you need before you leave the page.";
                Ok(self.typed_page(&opened.open.reference, place, post, Typed::ToCopy(message)))
            }
            place if takes_text(place) => {
                let message =
                    "The draft was closed meanwhile: everything was sent and signed. Nothing was saved";
                Ok(self.given_back(&opened.open.reference, (409, Some(message)), post))
            }
            _ => self.closed_page(opened),
        }
    }

    /// Begin next term's draft with what both chose to carry. It is begun by one of them, and the other is invited as ever.
    pub(super) fn begin_next(&self, opened: &Opened) -> Result<Reply, Error> {
        let name = &opened.form.name;
        let may = |form: &&Arc<Form>| opened.is_closed() && opened.leads() && form.is_lead(&opened.open.role);
        let Some(form) = self.desk.form(name).filter(may) else {
            return Ok(Reply::see_other(base(&opened.open.reference)));
        };
        // On a computer that others use, it stays one.
        let kind = if opened.open.shared { SessionKind::Shared } else { SessionKind::Own };
        let Some(begun) = self.new_draft(form, &opened.open.role, kind)? else {
            return Ok(Reply::see_other(base(&opened.open.reference)));
        };
        let on = day(opened.open.overview.draft.closed.unwrap_or(self.now));
        let carried = form.carried(&opened.form, &opened.values, on);
        if let Some(open) = self.drafts.open(&begun.reference, &begun.session, self.now)? {
            let texts = state::split(form, &carried);
            let texts: Vec<(&str, &[u8])> = texts
                .iter()
                .filter(|(name, text)| open.sections.contains_key(*name) && !text.is_empty())
                .map(|(name, text)| (name.as_str(), text.as_slice()))
                .collect();
            if self.drafts.save(&open, &texts, self.now)? != Saved::Done {
                return Err(Error::Draft(crate::collect::draft::Error::Busy));
            }
        }
        Ok(self.begun_page(form, &begun, kind))
    }
}
