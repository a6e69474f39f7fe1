//! The end of a draft: all answers on one page, then sealed to the team and let go of.

use super::address::base;
use super::session::clear_cookie;
use super::{Drafting, Error, Opened};
use crate::collect::draft;
use crate::collect::post::Post;
use crate::collect::reference::Reference;
use crate::collect::reply::Reply;
use crate::collect::{notices, submission};
use crate::form::{Checked, FieldError, Moment, Openness, Values};
use tera::Value;

impl Drafting<'_> {
    pub(super) fn check_page(&self, opened: &Opened, more: &[FieldError]) -> Reply {
        let (form, is_by_section) = (&opened.form, opened.is_by_section());
        // Where several people work on it, each section has a page of its own that checks it.
        let mut errors = match form.check(&opened.values, self.today(), true) {
            Checked::Wrong(errors) if !is_by_section => errors,
            _ => Vec::new(),
        };
        errors.extend_from_slice(more);
        let mut advice = form.advise(&opened.values, self.today(), Moment::Sending);
        advice.retain(|_| !is_by_section);
        let base = base(&opened.open.reference);
        let scope = opened.scope(self.today());
        let view = self.desk.with_drawer(self.today(), |drawer| {
            drawer.answers(form, &opened.values, &base, &scope, (&errors, &advice))
        });
        let undeclared = more.iter().any(|error| error.entry == "_declared");
        let is_open = self.desk.openness(form) != Openness::Closed;
        let parts = [
            ("answers", Value::from_serializable(&view)),
            ("undeclared", Value::from_serializable(&undeclared)),
            ("open", Value::from_serializable(&is_open)),
            ("draft", Value::from_serializable(&self.bar(opened))),
        ];
        let status = if more.is_empty() { 200 } else { 422 };
        self.draw(status, "draft/check.html", "Check your answers", &parts)
    }

    /// Seal everything to the team, and delete the draft in the same moment. Asked twice, it is sent once.
    pub(super) fn send(&self, opened: &Opened, post: &Post) -> Result<Reply, Error> {
        let form = &opened.form;
        let given = Values::new(post.fields.iter().cloned());
        if self.desk.openness(form) == Openness::Closed || opened.is_by_section() {
            return Ok(self.check_page(opened, &[]));
        }
        let answers = match form.check(&opened.values, self.today(), true) {
            Checked::Right(answers) => answers,
            Checked::Wrong(_) | Checked::Drops(_) => {
                let mut reply = self.check_page(opened, &[]);
                reply.status = 422;
                return Ok(reply);
            }
        };
        if let Some(declaration) = &form.declaration
            && given.first("_declared") != "yes"
        {
            let text = format!("Tick the box to confirm: {declaration}");
            let error = FieldError::of_form("_declared", "_declared", text);
            return Ok(self.check_page(opened, &[error]));
        }
        let reference = opened.open.reference.clone();
        let sealed = submission::sealed(self.desk, form, &answers, reference.clone(), self.now);
        let (submission, withdraw) = match sealed {
            Ok(sealed) => sealed,
            Err(error) => {
                tracing::error!(form = form.name, error = %error, "a draft was not sent");
                return Ok(self.refuse(crate::collect::server::Refusal::Unavailable));
            }
        };
        let receipt = match self.drafts.send(&opened.open, submission) {
            // Somebody else was first.
            Err(draft::Error::Gone) => return self.sent_before(&reference),
            sent => sent?,
        };
        let mut reply = notices::received_at(&receipt, withdraw);
        reply.cookies.push(clear_cookie(&reference));
        Ok(reply)
    }

    /// Who sends twice has no session any more, and is shown the receipt of the first time.
    pub(super) fn sent_before(&self, reference: &Reference) -> Result<Reply, Error> {
        Ok(match self.store.receipt(reference)? {
            Some(receipt) => notices::received_at(&receipt, None),
            None => self.ask_for_code(reference.as_str(), None),
        })
    }
}
