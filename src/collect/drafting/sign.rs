//! The end of a draft that several people fill in: each lead signs, on their own device or with their code at the meeting.

use super::address::base;
use super::standing::is_needed;
use super::{Drafting, Error, Opened, state};
use crate::collect::draft::{self, Code, Signature, Tried};
use crate::collect::notices::day_in_words;
use crate::collect::payload::PartOf;
use crate::collect::post::Post;
use crate::collect::reply::Reply;
use crate::collect::server::{Refusal, SIGNER_CODE};
use crate::collect::store::{Closing, SIGN_OFF, Signed};
use crate::collect::submission;
use crate::form::{Answer, Form, Reader, Values};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::collections::BTreeMap;
use tera::Value;

/// The box that who signs must tick.
const DECLARED: &str = "_declared";

/// Who has signed and who is to, as a template sees it.
#[derive(Serialize)]
pub(super) struct SigningView {
    /// Who leads and has joined.
    people: Vec<SignerView>,
    /// What the team does not have yet, of what this person can see.
    missing: Vec<MissingView>,
    declaration: String,
    /// Titles of sections in which something is written that goes to nobody.
    unsent: Vec<String>,
    /// How many days answers can be carried to next term; none where the form carries nothing.
    carried_days: Option<u32>,
    /// Whether who looks at it may sign.
    may_sign: bool,
    error: Option<String>,
    /// The box that the error is about.
    at: &'static str,
    /// The boxes that were ticked.
    declared: bool,
    carry: bool,
}

/// Why nothing was signed, with the boxes that were ticked.
#[derive(Default)]
pub(super) struct Unsigned {
    at: &'static str,
    text: String,
    declared: bool,
    carry: bool,
}

impl Unsigned {
    fn new(given: &Values, at: &'static str, text: &str) -> Unsigned {
        let is_ticked = |name: &str| given.first(name) == "yes";
        Unsigned { at, text: text.to_owned(), declared: is_ticked(DECLARED), carry: is_ticked("_carry") }
    }
}

#[derive(Serialize)]
struct SignerView {
    who: String,
    you: bool,
    signed: Option<String>,
    carries: bool,
    /// Somebody else got this role since: when.
    reissued: Option<String>,
}

#[derive(Serialize)]
struct MissingView {
    title: String,
    url: String,
}

impl Drafting<'_> {
    pub(super) fn signing(&self, opened: &Opened, unsigned: Option<Unsigned>) -> SigningView {
        let (form, overview) = (&opened.form, &opened.open.overview);
        let base = base(&opened.open.reference);
        let mut people = Vec::new();
        for role in &form.leads {
            if !overview.seats.iter().any(|seat| seat.role == *role) {
                continue;
            }
            let signed = overview.signed.iter().find(|signed| signed.role == *role);
            let since = signed.and_then(|signed| opened.joined_since(role, signed.at));
            people.push(SignerView {
                who: self.who(form, role),
                you: *role == opened.open.role,
                signed: signed.map(|signed| day_in_words(signed.at)),
                carries: signed.is_some_and(|signed| signed.carries),
                reissued: since.map(|seat| day_in_words(seat.joined)),
            });
        }
        let missing = opened.missing(self.today()).into_iter().map(|section| MissingView {
            title: section.title.clone(),
            url: format!("{base}/sections/{}", section.name),
        });
        let is_wrong = unsigned.is_some();
        let Unsigned { at, text, declared, carry } = unsigned.unwrap_or_default();
        SigningView {
            people,
            missing: missing.collect(),
            unsent: opened.unsent(self.today()).into_iter().map(|section| section.title.clone()).collect(),
            declaration: declaration(form),
            carried_days: form.keep.carried_days,
            may_sign: opened.leads(),
            error: is_wrong.then_some(text),
            at,
            declared,
            carry,
        }
    }

    pub(super) fn sign_page(&self, opened: &Opened, unsigned: Option<Unsigned>) -> Reply {
        if !opened.is_by_section() || !opened.leads() {
            return Reply::see_other(base(&opened.open.reference));
        }
        let status = if unsigned.is_some() { 422 } else { 200 };
        let parts = [
            ("signing", Value::from_serializable(&self.signing(opened, unsigned))),
            ("draft", Value::from_serializable(&self.bar(opened))),
        ];
        self.draw(status, "draft/sign.html", "Sign", &parts)
    }

    /// Who has opened the draft signs.
    pub(super) fn sign(&self, opened: &Opened, post: &Post) -> Result<Reply, Error> {
        if !opened.is_by_section() || !opened.leads() {
            return Ok(self.refuse(Refusal::NotFound));
        }
        let given = Values::new(post.fields.iter().cloned());
        if given.first(DECLARED) != "yes" {
            return Ok(
                self.sign_page(opened, Some(Unsigned::new(&given, DECLARED, "Tick the box to confirm")))
            );
        }
        Ok(match self.sign_as(opened, given.first("_carry") == "yes")? {
            Ok(()) => Reply::see_other(base(&opened.open.reference)),
            Err(text) => self.sign_page(opened, Some(Unsigned::new(&given, "", &text))),
        })
    }

    /// Another lead signs with their code, on the computer of who has opened the draft. Nothing of theirs is shown, and they are
    /// not signed in.
    pub(super) fn sign_at_meeting(&self, opened: &Opened, post: &Post) -> Result<Reply, Error> {
        if !opened.is_by_section() {
            return Ok(self.refuse(Refusal::NotFound));
        }
        let given = Values::new(post.fields.iter().cloned());
        let again = |at, text: &str| Ok(self.meeting_page(opened, Some(Unsigned::new(&given, at, text))));
        if given.first(DECLARED) != "yes" {
            return again(DECLARED, "Tick the box to confirm");
        }
        let Ok(code) = Code::parse(given.first(SIGNER_CODE)) else {
            return again(
                SIGNER_CODE,
                "Enter your code: 21 letters and digits, like 7K3M-9QXD-2F4H-8N5P-W6RT-C",
            );
        };
        let wrong =
            "This code does not sign this draft. Enter the code of somebody who signs it, not an invitation";
        let Some(Tried::Party(entered)) = self.drafts.try_code(&opened.open.reference, &code, self.now)?
        else {
            return again(SIGNER_CODE, wrong);
        };
        if !opened.form.is_lead(&entered.role) {
            return again(SIGNER_CODE, wrong);
        }
        let Some(open) = self.drafts.look(&entered)? else { return again(SIGNER_CODE, wrong) };
        let signer = Opened {
            values: state::join(&opened.form, &open)?,
            open,
            session: opened.session.copy(),
            form: opened.form.clone(),
            cookie: None,
        };
        match self.sign_as(&signer, given.first("_carry") == "yes")? {
            Ok(()) => Ok(Reply::see_other(format!("{}/meeting", base(&opened.open.reference)))),
            // What is closed to who has opened the draft is not told on their screen.
            Err(_) => again(
                "",
                "Nothing was signed. Something of theirs is not sent as it is now: they can see what on their own list of tasks",
            ),
        }
    }

    /// Sign, or say why not.
    fn sign_as(&self, opened: &Opened, carries: bool) -> Result<Result<(), String>, Error> {
        let (form, today) = (&opened.form, self.today());
        let missing = opened.missing(today);
        if !missing.is_empty() {
            let titles: Vec<&str> = missing.iter().map(|section| section.title.as_str()).collect();
            return Ok(Err(format!("These sections are not sent as they are now: {}", titles.join("; "))));
        }
        let council = self.council(opened).flatten();
        let reference = &opened.open.reference;
        let part = PartOf {
            section: format!("{SIGN_OFF}{}", opened.open.role),
            title: format!("Signature: {}", self.who(form, &opened.open.role)),
            revision: 0,
            by: self.who(form, &opened.open.role),
        };
        let answers = self.signature_in_words(opened);
        let part =
            submission::sealed_part(self.desk, form, council.as_deref(), &answers, part, reference, self.now);
        let part = match part {
            Ok(part) => part,
            Err(error) => {
                tracing::error!(form = form.name, error = %error, "a signature was not sealed");
                return Ok(Err(
                    "There is a fault on our side. Nothing was signed. Try again in a few minutes".into(),
                ));
            }
        };
        let carries = carries && form.keep.carried_days.is_some();
        let carried = form.to_carry(opened.values.clone(), today);
        let carried = if carries { state::split(form, &carried) } else { BTreeMap::default() };
        let signature = Signature {
            carries,
            looked_at: self.looked_at(opened),
            carried: carried
                .into_iter()
                .filter(|(name, text)| opened.open.sections.contains_key(name) && !text.is_empty())
                .map(|(name, text)| (name, text.to_vec()))
                .collect(),
            part,
            closing: Closing { leads: form.leads.clone(), carried_until: self.carried_until(form) },
        };
        Ok(match self.drafts.sign(&opened.open, signature, self.now) {
            Ok(Signed::Done | Signed::Closed(_) | Signed::Gone) => Ok(()),
            Ok(Signed::Changed) | Err(draft::Error::Changed) => {
                Err("Something was saved or sent meanwhile, or is still to be sent. Nothing was signed: look again".into())
            }
            Err(error) => return Err(error.into()),
        })
    }

    /// The sections that who signs can see, and whether each is asked.
    fn looked_at(&self, opened: &Opened) -> Vec<(String, bool)> {
        let asked = opened.asked(self.today());
        let sections = opened.form.sections.iter();
        let seen = sections.filter(|section| opened.open.sections.contains_key(&section.name));
        seen.map(|section| (section.name.clone(), is_needed(section, &asked))).collect()
    }

    fn carried_until(&self, form: &Form) -> Timestamp {
        let days = i64::from(form.keep.carried_days.unwrap_or_default());
        self.now.saturating_add(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MAX)
    }

    /// What the team reads of a signature.
    fn signature_in_words(&self, opened: &Opened) -> Vec<Answer> {
        let form = &opened.form;
        let answer = |field: &str, label: &str, lines: Vec<String>| Answer {
            page: "Signature".into(),
            row: None,
            field: field.into(),
            label: label.into(),
            lines,
        };
        let mut answers = vec![
            answer("signed_by", "Signed by", vec![self.who(form, &opened.open.role)]),
            answer("declaration", "Confirmed", vec![declaration(form)]),
        ];
        let sections = form.sections.iter().filter_map(|section| {
            let sent = opened.state_of(&section.name)?.sent.as_ref()?;
            Some(format!("{}: sent {} by {}", section.title, day_in_words(sent.at), self.who(form, &sent.by)))
        });
        answers.push(answer("sections", "What was signed", sections.collect()));
        let mut flags = Vec::new();
        for signed in &opened.open.overview.signed {
            if let Some(seat) = opened.joined_since(&signed.role, signed.at) {
                flags.push(format!(
                    "The place of {} was given to somebody else on {}, after they had signed",
                    self.who(form, &signed.role),
                    day_in_words(seat.joined)
                ));
            }
        }
        let earlier = opened.open.overview.seats.iter().filter(|seat| seat.role == opened.open.role).count();
        if earlier > 1 {
            flags.push(format!(
                "{earlier} people have had the place of {}",
                self.who(form, &opened.open.role)
            ));
        }
        if !flags.is_empty() {
            answers.push(answer("flags", "To check by telephone", flags));
        }
        answers
    }

    /// For a projector or a laptop on the table: large, only what all may see, and a place to sign.
    pub(super) fn meeting_page(&self, opened: &Opened, unsigned: Option<Unsigned>) -> Reply {
        if !opened.is_by_section() {
            return Reply::see_other(base(&opened.open.reference));
        }
        let shown = self
            .desk
            .with_drawer(self.today(), |drawer| drawer.copy(&opened.form, &opened.values, Reader::Meeting));
        let status = if unsigned.is_some() { 422 } else { 200 };
        let parts = [
            ("sections", Value::from_serializable(&shown)),
            ("signing", Value::from_serializable(&self.signing(opened, unsigned))),
            ("draft", Value::from_serializable(&self.bar(opened))),
        ];
        self.draw(status, "draft/meeting.html", "For the meeting", &parts)
    }
}

fn declaration(form: &Form) -> String {
    let own = "I have checked what is sent, and agree that it is complete.";
    form.declaration.clone().unwrap_or_else(|| own.to_string())
}
