//! The pages of drafts under way: somebody is let back in or taken out, or a section goes back.

use super::answer::{Answer, Refused, failed};
use super::under_way::{self, Around};
use super::{Inbox, Posted};
use crate::collect::chase;
use crate::collect::draft::reason_of;
use crate::collect::hex::bytes_of;
use crate::collect::recovering::{Error, LetIn, Recovering};
use crate::collect::reference::Reference;
use serde::Serialize;

/// A code that was made just now, shown once.
#[derive(Serialize)]
struct CodeView<'a> {
    reference: String,
    role: &'a str,
    code: &'a str,
    /// As it is read out, four characters a line.
    groups: Vec<String>,
    until: String,
    /// Where the code is entered.
    enter_url: Option<String>,
    draft_url: String,
}

/// What is told beside a draft, and what was typed.
#[derive(Default)]
struct Told {
    error: Option<String>,
    reason: String,
}

impl Inbox {
    pub(super) fn draft(&self, path: &str) -> Result<Answer, Refused> {
        let reference = Reference::parse(path).map_err(|_| Refused::NotFound)?;
        self.draft_page(&reference, Told::default())
    }

    pub(super) fn work_on_draft(&self, path: &str, what: &str, posted: &Posted) -> Result<Answer, Refused> {
        let reference = Reference::parse(path).map_err(|_| Refused::NotFound)?;
        let recovering = self.recovering();
        let is_sure = posted.value("sure") == "yes";
        let (done, reason) = match what {
            "invite" if !is_sure => {
                (Err("Call the person back first, and tick the box".to_owned()), String::new())
            }
            "invite" => match recovering.let_in(&reference, posted.value("role"), self.now()) {
                Ok(let_in) => return self.code_page(&reference, &let_in),
                Err(error) => (Err(in_words(&error)), String::new()),
            },
            "remove" if !is_sure => (Err("Tick the box if their access is to go".to_owned()), String::new()),
            "remove" => {
                let party = bytes_of(posted.value("party")).ok_or(Refused::NotFound)?;
                (recovering.take_out(&reference, &party).map_err(|error| in_words(&error)), String::new())
            }
            "take-back" => {
                let invitation = bytes_of(posted.value("invitation")).ok_or(Refused::NotFound)?;
                (
                    recovering.take_back(&reference, &invitation).map_err(|error| in_words(&error)),
                    String::new(),
                )
            }
            "send-back" => {
                let (reason, wrong) = reason_of(posted.value("reason"));
                let done = match wrong {
                    Some(wrong) => Err(wrong.to_owned()),
                    None => recovering
                        .send_back(&reference, posted.value("section"), &reason, self.now())
                        .map_err(|error| in_words(&error)),
                };
                (done, reason)
            }
            _ => return Err(Refused::NotFound),
        };
        match done {
            Ok(()) => Ok(Answer::see_other(format!("{}drafts/{reference}", self.base))),
            Err(error) => {
                let page = self.draft_page(&reference, Told { error: Some(error), reason })?;
                Ok(Answer { status: 422, ..page })
            }
        }
    }

    fn recovering(&self) -> Recovering<'_> {
        Recovering { desk: &self.desk, drafts: self.drafts.clone(), identities: &self.identities }
    }

    fn draft_page(&self, reference: &Reference, told: Told) -> Result<Answer, Refused> {
        let chased = chase::draft(&self.desk, &*self.drafts, reference).map_err(failed)?;
        let chased = chased.ok_or(Refused::NotFound)?;
        let is_on = chased.form.as_ref().is_some_and(|form| self.recovering().is_on(form));
        let around = Around {
            base: &self.base,
            token: &self.form_token,
            now: self.now(),
            is_on,
            has_come: self.store.receipt(reference).map_err(failed)?.is_some(),
            error: told.error,
            reason: told.reason,
        };
        let view = under_way::draft(&chased, &self.desk, around);
        self.draw("inbox/draft.html", "draft", &view)
    }

    fn code_page(&self, reference: &Reference, let_in: &LetIn) -> Result<Answer, Refused> {
        let collector = &self.desk.config().collector;
        let url = collector.public_url.as_ref().or(collector.url.as_ref());
        let view = CodeView {
            reference: reference.to_string(),
            role: &let_in.role,
            code: let_in.code.as_str(),
            groups: let_in.code.spelled_groups(),
            until: super::view::time(let_in.expires),
            enter_url: url.map(|url| format!("{url}/drafts")),
            draft_url: format!("{}drafts/{reference}", self.base),
        };
        self.draw("inbox/code.html", "invitation", &view)
    }
}

/// As a sentence of a page begins.
fn in_words(error: &Error) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
