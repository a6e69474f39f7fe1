//! The flow of a submission: post, answers, sealed, receipt. And the pages that stand around it.

use super::desk::{self, Desk, Notice};
use super::draft::Drafts;
use super::drafting::{Drafting, kind_of};
use super::hex::{bytes_of, digits_of};
use super::notices::{self, day, notice_page, page};
use super::post::Post;
use super::recent::{Claim, Recent};
use super::reference::{Reference, WithdrawCode};
use super::reply::Reply;
use super::server::{DraftRequest, Pages, Refusal};
use super::store::{self, NewSubmission, Receipt, Store};
use super::submission::{self, SendError};
use super::withdraw;
use crate::form::{Answers, Checked, FieldError, Form, Openness, ROLE, Shown, Values};
use jiff::Timestamp;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use std::sync::{Arc, RwLock};
use std::time::Instant;

/// Takes in what is posted.
pub struct Intake {
    /// Replaced when the author's files change under a preview.
    desk: RwLock<Arc<Desk>>,
    store: Arc<dyn Store>,
    drafts: Drafts,
    definitions: Arc<dyn store::Drafts>,
    recent: Recent<Receipt>,
    clock: fn() -> Timestamp,
}

impl Intake {
    /// Take in posts for the forms of this desk.
    ///
    /// # Errors
    /// When the machine has no randomness to give.
    pub fn new(
        desk: Desk,
        store: Arc<dyn Store>,
        drafts: Arc<dyn store::Drafts>,
        clock: fn() -> Timestamp,
    ) -> Result<Intake, getrandom::Error> {
        Ok(Intake {
            desk: RwLock::new(Arc::new(desk)),
            store,
            drafts: Drafts::new(drafts.clone()),
            definitions: drafts,
            recent: Recent::new()?,
            clock,
        })
    }

    /// Go on with changed files.
    pub fn replace_desk(&self, desk: Desk) {
        *self.desk.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(desk);
    }

    /// How long what was sent by a form is kept.
    pub fn keep(&self, form: &str) -> Option<store::Keep> {
        keep_of(&self.desk(), form)
    }

    /// Forget the definitions of forms that no draft goes on with and that are not those of today.
    ///
    /// # Errors
    /// Those of the store.
    pub fn forget_definitions(&self) -> store::Result<usize> {
        let desk = self.desk();
        let today: Vec<&str> = desk.forms().map(|form| form.definition.as_str()).collect();
        self.definitions.forget_definitions(&today)
    }

    fn desk(&self) -> Arc<Desk> {
        self.desk.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// The flow: every way out either gives a receipt or gives back what was typed.
    fn take(&self, desk: &Arc<Desk>, form: &Form, post: &Post) -> Reply {
        let values = Values::new(post.fields.iter().cloned());
        let now = (self.clock)();
        let today = day(now);
        if desk.openness(form) == Openness::Closed {
            return notice_page(desk, 503, &closed(form, values), today);
        }
        if !values.first("_website").trim().is_empty() {
            return notice_page(desk, 422, &trapped(form, values), today);
        }
        if form.saves {
            return self.begin(desk, form, post, &values, now);
        }
        if values.first("_definition") != form.definition {
            let dropped = form.without_place(&values);
            return again(
                desk,
                form,
                409,
                Shown { values, dropped, changed: true, ..Shown::default() },
                today,
            );
        }
        let may_drop = values.first("_dropped") == "1";
        match form.check(&values, today, may_drop) {
            Checked::Wrong(errors) => {
                again(desk, form, 422, Shown { values, errors, ..Shown::default() }, today)
            }
            Checked::Drops(dropped) => {
                again(desk, form, 422, Shown { values, dropped, ..Shown::default() }, today)
            }
            Checked::Right(answers) => match self.send(desk, form, post, &values, &answers, now) {
                Ok((receipt, withdraw)) => notices::received_at(&receipt, withdraw),
                Err(error) => {
                    tracing::error!(form = form.name, error = %error, "not stored");
                    notice_page(desk, 503, &not_stored(form, values, &error), today)
                }
            },
        }
    }

    /// Begin a draft: the form is filled in page by page. Where several may begin it, it is to be said who does.
    fn begin(&self, desk: &Arc<Desk>, form: &Form, post: &Post, values: &Values, now: Timestamp) -> Reply {
        let role = match form.leads.as_slice() {
            [] => "person",
            [lead] => lead,
            leads => match leads.iter().find(|lead| *lead == values.first(ROLE)) {
                Some(lead) => lead,
                None => {
                    let errors = vec![FieldError::choose_role()];
                    let shown = Shown { values: values.clone(), errors, ..Shown::default() };
                    return again(desk, form, 422, shown, day(now));
                }
            },
        };
        let drafting = Drafting {
            desk,
            drafts: &self.drafts,
            definitions: &*self.definitions,
            store: &*self.store,
            now,
        };
        drafting.begin(form, role, kind_of(Some(post))).unwrap_or_else(|error| {
            tracing::error!(form = form.name, error = %error, "no draft was begun");
            self.refuse(Refusal::Unavailable)
        })
    }

    /// Seal and store. A page that the collector drew carries a key that is unique in the store; a page of the site can't,
    /// so the same post again within ten minutes gets the receipt of the first.
    fn send(
        &self,
        desk: &Desk,
        form: &Form,
        post: &Post,
        values: &Values,
        answers: &Answers,
        now: Timestamp,
    ) -> Result<(Receipt, Option<WithdrawCode>), SendError> {
        if let Some(key) = bytes_of(values.first("_key")) {
            return self.seal_and_store(desk, form, answers, Some(key_of_post(&key, form, answers)), now);
        }
        match self.recent.claim(self.recent.hash(post), Instant::now()) {
            Claim::Again(receipt) => Ok((receipt, None)),
            Claim::First(first) => {
                let (receipt, withdraw) = self.seal_and_store(desk, form, answers, None, now)?;
                first.sent(receipt.clone(), Instant::now());
                Ok((receipt, withdraw))
            }
        }
    }

    /// The code that takes it back is this submission's only if its reference is: the same post again gets the first one's receipt.
    fn seal_and_store(
        &self,
        desk: &Desk,
        form: &Form,
        answers: &Answers,
        key: Option<[u8; 32]>,
        now: Timestamp,
    ) -> Result<(Receipt, Option<WithdrawCode>), SendError> {
        let mut tries = 0;
        loop {
            let reference = Reference::random(&form.reference)?;
            let (submission, withdraw) = submission::sealed(desk, form, answers, reference.clone(), now)?;
            match self.store.insert(NewSubmission { key, ..submission }) {
                // Two in a million million: the reference stands in what is sealed, so it is drawn and sealed anew.
                Err(store::Error::ReferenceTaken) if tries < 3 => tries += 1,
                Err(error) => return Err(error.into()),
                Ok(receipt) => {
                    let withdraw = withdraw.filter(|_| receipt.reference == reference);
                    return Ok((receipt, withdraw));
                }
            }
        }
    }
}

impl Pages for Intake {
    fn show(&self, name: &str, about: Option<&str>) -> Reply {
        let desk = self.desk();
        let Some(form) = desk.form(name) else { return self.refuse(Refusal::NotFound) };
        let is_closed = desk.openness(form) == Openness::Closed;
        // A form that shows what was typed shows its questions, and a closed one must show none.
        let values = about.filter(|_| !is_closed).and_then(|about| desk.about(form, about));
        let shown = Shown { values: values.unwrap_or_default(), ..Shown::default() };
        let status = if is_closed { 503 } else { 200 };
        page(status, desk.form_page(form, &with_key(shown), day((self.clock)())))
    }

    fn submit(&self, post: Post) -> Reply {
        let desk = self.desk();
        match desk.form(&post.form) {
            Some(form) => self.take(&desk, form, &post),
            None => self.refuse(Refusal::NotFound),
        }
    }

    fn received(&self, name: &str, reference: &str, cookies: &str) -> Reply {
        let desk = self.desk();
        let Ok(reference) = Reference::parse(reference) else { return self.refuse(Refusal::NotFound) };
        match self.store.receipt(&reference) {
            Ok(Some(receipt)) if receipt.form == name => {
                let Some(form) = desk.form(name) else {
                    return notice_page(&desk, 200, &received_anyway(&reference), day(receipt.received));
                };
                let received = day(receipt.received);
                let withdraw = withdraw::code_of(cookies, &reference);
                let withdraw = withdraw.as_ref().map(WithdrawCode::as_str);
                page(200, desk.received_page(form, reference.as_str(), received, withdraw))
            }
            Ok(_) => self.refuse(Refusal::NotFound),
            Err(error) => {
                tracing::error!(error = %error, "receipt not read");
                self.refuse(Refusal::Unavailable)
            }
        }
    }

    fn asset(&self, name: &str) -> Reply {
        match self.desk().asset(name) {
            Some(asset) => Reply::asset(desk::kind_of(name), asset.bytes.to_vec()),
            None => self.refuse(Refusal::NotFound),
        }
    }

    fn withdraw(&self, name: &str, post: Option<Post>) -> Reply {
        let desk = self.desk();
        let Some(form) = desk.form(name).filter(|form| form.withdraw) else {
            return self.refuse(Refusal::NotFound);
        };
        match post {
            Some(post) => withdraw::take_back(&*self.store, &desk, form, &post, day((self.clock)())),
            None => withdraw::ask(&desk, form),
        }
    }

    fn draft(&self, request: &DraftRequest) -> Reply {
        let desk = self.desk();
        let now = (self.clock)();
        Drafting {
            desk: &desk,
            drafts: &self.drafts,
            definitions: &*self.definitions,
            store: &*self.store,
            now,
        }
        .answer(request)
    }

    fn refuse(&self, why: Refusal) -> Reply {
        notices::refusal(&self.desk(), why, day((self.clock)()))
    }
}

/// How long what was sent by a form is kept; no form, no rule.
pub fn keep_of(desk: &Desk, form: &str) -> Option<store::Keep> {
    let keep = desk.form(form)?.keep;
    Some(store::Keep { submitted_days: keep.submitted_days, after_confirmed_days: keep.after_confirmed_days })
}

/// The form once more, with what was typed and what is to be done.
fn again(desk: &Desk, form: &Form, status: u16, shown: Shown, today: Date) -> Reply {
    page(status, desk.form_page(form, &with_key(shown), today))
}

/// Each page that the collector draws carries a random key: however often it is posted, it counts once.
fn with_key(shown: Shown) -> Shown {
    let mut key = [0; 32];
    let key = getrandom::fill(&mut key).ok().map(|()| digits_of(&key));
    Shown { key, ..shown }
}

/// The key of a post: that of its page, together with what was answered. So the same answers count once however often they are
/// sent, and a page that somebody goes back to and corrects is sent anew.
fn key_of_post(page_key: &[u8; 32], form: &Form, answers: &Answers) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(page_key);
    let mut part = |text: &str| {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    };
    part(&form.definition);
    for answer in answers.all() {
        part(&answer.field);
        answer.lines.iter().for_each(|line| part(line));
    }
    hash.finalize().into()
}

/// The box that people don't see was filled in: by a program, or by a browser that fills in too much.
fn trapped<'a>(form: &'a Form, values: Values) -> Notice<'a> {
    Notice {
        title: "We did not send your answers",
        html: "<p>Something on your device filled in a box that people can’t see. We have emptied it. Check your answers \
               below and send them again.</p>"
            .to_string(),
        can_retry: true,
        typed: Some((form, with_key(Shown { values: values.without("_website"), ..Shown::default() }))),
    }
}

/// Nobody can open what this form sends: it was closed after the person had begun.
fn closed<'a>(form: &'a Form, values: Values) -> Notice<'a> {
    Notice {
        title: "You can’t send this form at the moment",
        html: "<p>Nobody could open your answers if we took them, so we did not. Nothing was kept.</p>"
            .to_string(),
        can_retry: false,
        typed: Some((form, with_key(Shown { values, ..Shown::default() }))),
    }
}

/// A draft was sent whose form is not on the website any more.
fn received_anyway(reference: &Reference) -> Notice<'static> {
    Notice {
        title: "We have what you sent",
        html: format!(
            "<p>Your reference is <strong>{reference}</strong>. Keep it, and say it when you call us.</p>"
        ),
        can_retry: false,
        typed: None,
    }
}

/// Nothing was stored: the form comes back with every word.
fn not_stored<'a>(form: &'a Form, values: Values, error: &SendError) -> Notice<'a> {
    let cause = match error {
        SendError::Seal(_) => "Nobody could open your answers if we took them, so we did not.",
        SendError::Store(_) | SendError::Reference(_) => "There is a fault on our side.",
    };
    Notice {
        title: "Your answers were not sent",
        html: format!(
            "<p>{cause} Nothing was kept. Your answers are below: send them again in a few minutes, or print this page and phone us.</p>"
        ),
        can_retry: true,
        typed: Some((form, with_key(Shown { values, ..Shown::default() }))),
    }
}
