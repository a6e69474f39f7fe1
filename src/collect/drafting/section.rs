//! One section: looked at, sent to the team by who fills it in, and sent back by who reads it.

use super::address::base;
use super::standing::is_needed;
use super::{Drafting, Error, Opened, state};
use crate::collect::draft;
use crate::collect::payload::PartOf;
use crate::collect::post::Post;
use crate::collect::reply::Reply;
use crate::collect::server::Refusal;
use crate::collect::submission;
use crate::form::{Checked, FieldError, Moment, Openness, Section, Values};
use serde::Serialize;
use tera::Value;

/// What is typed where a section is sent back.
pub(super) const REASON: &str = "_reason";

/// A section, as its page sees it.
#[derive(Serialize)]
struct SectionContext<'a> {
    name: &'a str,
    title: &'a str,
    url: String,
    /// Whether who looks at it fills it in.
    mine: bool,
    /// Whether who looks at it may send it back.
    may_return: bool,
    reason: &'a str,
    reason_wrong: Option<&'a str>,
    standing: Value,
    /// Answers that are kept here and not sent, since other answers make them needless.
    unsent: Vec<[String; 2]>,
}

impl Drafting<'_> {
    fn section<'a>(&self, opened: &'a Opened, name: &str) -> Option<&'a Section> {
        let asked = opened.asked(self.today());
        let section = opened.form.sections.iter().find(|section| section.name == name)?;
        let is_seen = opened.is_by_section() && opened.open.sections.contains_key(name);
        (is_seen && is_needed(section, &asked)).then_some(section)
    }

    pub(super) fn section_page(&self, opened: &Opened, name: &str) -> Reply {
        match self.section(opened, name) {
            Some(section) => self.draw_section(opened, section, &[], ("", None)),
            None => Reply::see_other(base(&opened.open.reference)),
        }
    }

    fn draw_section(
        &self,
        opened: &Opened,
        section: &Section,
        more: &[FieldError],
        (reason, reason_wrong): (&str, Option<&str>),
    ) -> Reply {
        let form = &opened.form;
        let (base, today) = (base(&opened.open.reference), self.today());
        let mine = opened.is_mine(section, &opened.asked(today));
        let mut errors = match form.check_section(&section.name, &opened.values, today) {
            Checked::Wrong(errors) if mine => errors,
            _ => Vec::new(),
        };
        errors.extend_from_slice(more);
        let mut advice = if mine { form.advise(&opened.values, today, Moment::Sending) } else { Vec::new() };
        advice.retain(|advice| section.pages.iter().any(|page| page.name == advice.page));
        let scope = opened.scope_of(section, today);
        let view = self.desk.with_drawer(today, |drawer| {
            drawer.answers(form, &opened.values, &base, &scope, (&errors, &advice))
        });
        let state = opened.state_of(&section.name);
        let standing = state.map(|state| self.section_standing(opened, state)).unwrap_or_default();
        let context = SectionContext {
            name: &section.name,
            title: &section.title,
            url: format!("{base}/sections/{}", section.name),
            mine,
            may_return: self.may_return(opened, section),
            reason,
            reason_wrong,
            standing: Value::from_serializable(&standing),
            unsent: form
                .stale_in(&opened.values, today, |other| mine && other.name == section.name)
                .into_iter()
                .map(|dropped| [dropped.label, dropped.answer])
                .collect(),
        };
        let undeclared = more.iter().any(|error| error.entry == "_declared");
        let is_wrong = !more.is_empty() || reason_wrong.is_some();
        let parts = [
            ("answers", Value::from_serializable(&view)),
            ("section", Value::from_serializable(&context)),
            ("undeclared", Value::from_serializable(&undeclared)),
            ("open", Value::from_serializable(&(self.desk.openness(form) != Openness::Closed))),
            ("draft", Value::from_serializable(&self.bar(opened))),
        ];
        self.draw(if is_wrong { 422 } else { 200 }, "draft/section.html", &section.title, &parts)
    }

    /// Seal a section to the team. It stays here too, and can be sent again until all have signed.
    pub(super) fn send_section(&self, opened: &Opened, name: &str, post: &Post) -> Result<Reply, Error> {
        let Some(section) = self.section(opened, name) else { return Ok(self.refuse(Refusal::NotFound)) };
        let form = &opened.form;
        if !opened.is_mine(section, &opened.asked(self.today()))
            || self.desk.openness(form) == Openness::Closed
        {
            return Ok(self.section_page(opened, name));
        }
        let answers = match form.check_section(name, &opened.values, self.today()) {
            Checked::Right(answers) => answers,
            Checked::Wrong(_) | Checked::Drops(_) => {
                let mut reply = self.section_page(opened, name);
                reply.status = 422;
                return Ok(reply);
            }
        };
        let given = Values::new(post.fields.iter().cloned());
        if given.first("_declared") != "yes" {
            let text = "Tick the box to confirm that this section is complete";
            let error = FieldError::of_form("_declared", "_declared", text);
            return Ok(self.draw_section(opened, section, &[error], ("", None)));
        }
        let Some(council) = self.council(opened) else {
            let text = "Nobody can open this yet, because nobody has said which council looks after the child. \
                 That is asked on the first page. Ask the person who fills it in to save it, then send this.";
            let error = FieldError::of_form("_council", "section-send", text);
            return Ok(self.draw_section(opened, section, &[error], ("", None)));
        };
        let council = council.as_deref();
        let reference = opened.open.reference.clone();
        let part = PartOf {
            section: section.name.clone(),
            title: section.title.clone(),
            revision: opened.open.sections.get(name).map_or(0, |section| section.revision),
            by: self.who(form, &opened.open.role),
        };
        let sealed = submission::header(self.desk, form, council, &reference, self.now).and_then(|header| {
            let part =
                submission::sealed_part(self.desk, form, council, answers.all(), part, &reference, self.now)?;
            Ok((header, part))
        });
        let (header, part) = match sealed {
            Ok(sealed) => sealed,
            Err(error) => {
                tracing::error!(form = form.name, error = %error, "a section was not sent");
                return Ok(self.refuse(Refusal::Unavailable));
            }
        };
        let text = state::text_of(answers.all());
        match self.drafts.send_section(&opened.open, name, header, part, &text) {
            Ok(_) => Ok(Reply::see_other(format!("{}?sent={name}", base(&opened.open.reference)))),
            Err(draft::Error::Changed) => {
                let text = "Somebody saved this section just now, and nothing was sent. Look at it again, and send it";
                let error = FieldError::of_form("_changed", "section-send", text);
                let again = self.read_again(opened)?;
                let again = again.as_ref().unwrap_or(opened);
                Ok(match self.section(again, name) {
                    Some(section) => self.draw_section(again, section, &[error], ("", None)),
                    None => Reply::see_other(base(&opened.open.reference)),
                })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Whether who has opened it may send a section back: a lead, what somebody else sent. It may be one that either of them could
    /// fill in.
    fn may_return(&self, opened: &Opened, section: &Section) -> bool {
        let sent = opened.state_of(&section.name).and_then(|state| state.sent.as_ref());
        let mine = opened.is_mine(section, &opened.asked(self.today()));
        opened.leads() && sent.is_some_and(|sent| !mine || sent.by != opened.open.role)
    }

    /// A lead sends a section back that another sent, and says why.
    pub(super) fn send_back(&self, opened: &Opened, name: &str, post: &Post) -> Result<Reply, Error> {
        let given = Values::new(post.fields.iter().cloned());
        let (reason, wrong) = draft::reason_of(given.first(REASON));
        let section = self.section(opened, name).filter(|section| self.may_return(opened, section));
        let Some(section) = section else {
            let message = "This section can’t be sent back now. Go on from your list of tasks";
            return Ok(self.given_back(&opened.open.reference, (409, Some(message)), post));
        };
        if wrong.is_some() {
            return Ok(self.draw_section(opened, section, &[], (&reason, wrong)));
        }
        if !self.drafts.send_back(&opened.open, name, &reason, self.now)? {
            let wrong =
                "This section was saved or taken back meanwhile. Look at it again before you send it back";
            let again = self.read_again(opened)?;
            let again = again.as_ref().unwrap_or(opened);
            return Ok(self.draw_section(again, section, &[], (&reason, Some(wrong))));
        }
        Ok(Reply::see_other(base(&opened.open.reference)))
    }

    /// The council that looks after the child, where the form asks for it: as it is answered in a section that is open here, or else
    /// as it was noted when it was answered. None: it is not known yet.
    #[expect(clippy::option_option, reason = "not known yet is not the same as not asked")]
    pub(super) fn council(&self, opened: &Opened) -> Option<Option<String>> {
        let form = &opened.form;
        let Some(field) = &form.council else { return Some(None) };
        let here = form
            .place_of(field)
            .is_some_and(|(section, _, _)| opened.open.sections.contains_key(&section.name));
        let council = match here {
            true => form.council_of(&opened.values, self.today()),
            false => opened.open.overview.draft.council.clone(),
        };
        council.map(Some)
    }

    /// What follows from what was read: the team gets the keys that it lacks, with which it can let somebody back in, and the council
    /// is noted whose team that is.
    pub(super) fn share(&self, opened: &Opened) {
        if !opened.is_by_section() || opened.is_closed() {
            return;
        }
        let council = self.note_council(opened);
        // What was noted last may still be another's: then the team's keys wait for the next request.
        if opened.form.council.is_some() && council != opened.open.overview.draft.council {
            return;
        }
        let team = self.desk.recovery_keys(&opened.form, council.as_deref());
        // On a full disk one can still read.
        if let Err(error) = self.drafts.share(&opened.open, &team) {
            tracing::warn!(%error, "the team was not given a key of a draft");
        }
    }
}
