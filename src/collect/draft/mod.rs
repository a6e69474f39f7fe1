//! Sealed drafts: a form that is filled in over days. Only the codes and sessions of its parties open it; the store can't.
//!
//! A **code** opens a party's **identity**, the identity opens the keys of **sections**, and a section's key opens its text. This
//! module knows neither HTTP nor forms: the text of a section is bytes.

mod cipher;
mod code;
mod error;
mod open;
mod section;
mod session;
#[cfg(test)]
mod tests;
mod wrap;

pub use code::{Code, Error as CodeError};
pub use error::Error;
pub use open::{Open, Section};
pub use session::SessionKey;

use super::keys::Identity;
use super::reference::Reference;
use super::store::{self, Change, Erased, NewDraft, NewParty, NewSession, NewSubmission, Party, PartyId};
use super::store::{Receipt, Sent};
use jiff::{SignedDuration, Timestamp};
use section::SectionKey;
use std::collections::BTreeSet;
use std::sync::Arc;
use wrap::Holder;

/// A session that is used is noted this often, so that not every page waits for the disk. It may end so much earlier.
const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// What a draft begins with.
pub struct New<'a> {
    /// The prefix of its reference.
    pub prefix: &'a str,
    /// The form's name.
    pub form: &'a str,
    /// The hash of a definition that the store keeps.
    pub definition: &'a str,
    /// The role of who begins it.
    pub role: &'a str,
    /// The names of its sections. Who begins it may read all of them.
    pub sections: &'a [String],
    /// It is kept so many days of 24 hours after the last save, or after it began.
    pub keep_days: u32,
}

/// A new draft.
pub struct Begun {
    /// What people quote.
    pub reference: Reference,
    /// To be shown once.
    pub code: Code,
    /// To be set as a cookie.
    pub session: SessionKey,
}

/// What came of a save.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// Everything is stored.
    Done,
    /// A section has another revision by now, or the draft is gone: nothing is stored. Open it again, merge, and save that.
    Stale,
}

/// All drafts of a store.
pub struct Drafts {
    store: Arc<dyn store::Drafts>,
}

impl Drafts {
    /// Those of this store.
    pub fn new(store: Arc<dyn store::Drafts>) -> Drafts {
        Drafts { store }
    }

    /// Begin a draft, with one party and a session of it.
    ///
    /// # Errors
    /// See [`Error`]; `store::Error::NoDefinition` when the definition is not kept.
    pub fn begin(&self, new: &New<'_>, now: Timestamp) -> Result<Begun, Error> {
        let mut tries = 0;
        loop {
            match self.begin_as(Reference::random(new.prefix)?, new, now) {
                Err(Error::Store(store::Error::ReferenceTaken)) if tries < 3 => tries += 1,
                begun => return begun,
            }
        }
    }

    fn begin_as(&self, reference: Reference, new: &New<'_>, now: Timestamp) -> Result<Begun, Error> {
        let (identity, code, session) = (Identity::generate(), Code::random()?, SessionKey::random()?);
        let mut party: PartyId = [0; 16];
        getrandom::fill(&mut party).map_err(Error::Random)?;
        let holder = Holder {
            reference: &reference,
            form: new.form,
            definition: new.definition,
            party: &party,
            role: new.role,
        };
        let mut keys = Vec::with_capacity(new.sections.len());
        for section in new.sections {
            let sealed = SectionKey::random()?.seal_to(&identity.recipient(), &reference, section, &party)?;
            keys.push((section.clone(), sealed));
        }
        self.store.begin(NewDraft {
            reference: reference.clone(),
            form: new.form.to_owned(),
            definition: new.definition.to_owned(),
            created: now,
            keep_days: new.keep_days,
            sections: new.sections.to_vec(),
            party: NewParty {
                id: party,
                role: new.role.to_owned(),
                recipient: identity.recipient().to_string(),
                wrapped: wrap::wrap(&identity, &code, &holder)?,
                keys,
            },
            session: new_session(&identity, &session, &holder, now)?,
        })?;
        Ok(Begun { reference, code, session })
    }

    /// Come back to a draft, on any device. None: there is no such draft, or the code is of none of its parties. Which of the two
    /// can't be told from outside: the work is the same.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn resume(
        &self,
        reference: &Reference,
        code: &Code,
        now: Timestamp,
    ) -> Result<Option<SessionKey>, Error> {
        let (draft, parties) = self.store.parties(reference)?.unzip();
        let parties = parties.unwrap_or_default();
        let (form, definition) = draft.map(|draft| (draft.form, draft.definition)).unwrap_or_default();
        let nobody = Party { id: [0; 16], role: String::new(), wrapped: vec![0; wrap::WRAPPED_BYTES] };
        let mut opened = None;
        for party in wrap::tried(&parties) {
            let party = party.unwrap_or(&nobody);
            let holder = Holder {
                reference,
                form: &form,
                definition: &definition,
                party: &party.id,
                role: &party.role,
            };
            if let Some(identity) = wrap::unwrap(&party.wrapped, code, &holder) {
                opened = Some((identity, holder));
            }
        }
        let Some((identity, holder)) = opened else { return Ok(None) };
        let session = SessionKey::random()?;
        let is_kept = self.store.begin_session(new_session(&identity, &session, &holder, now)?)?;
        Ok(is_kept.then_some(session))
    }

    /// Open what a session may see. None: there is no such session, it ran out, or it is another draft's.
    ///
    /// # Errors
    /// [`Error::Damaged`] when something in the store was changed or moved.
    pub fn open(
        &self,
        reference: &Reference,
        session: &SessionKey,
        now: Timestamp,
    ) -> Result<Option<Open>, Error> {
        let id = session.id();
        let Some(sealed) = self.store.session(&id, reference, now)? else { return Ok(None) };
        let is_to_be_noted = now.duration_since(sealed.seen) >= NOTED_EVERY;
        let open = Open::unsealed(sealed, session)?;
        if is_to_be_noted && let Err(error) = self.store.note_seen(&id, now) {
            // What is kept can be read on a full disk, too.
            tracing::warn!(%error, "a session of a draft may end before its time");
        }
        Ok(Some(open))
    }

    /// Save sections, all or none. What they rest on is `open`: to save again, open again.
    ///
    /// # Errors
    /// [`Error::Section`] for a section that the party may not read, and for one that is named twice; then nothing is stored.
    pub fn save(&self, open: &Open, sections: &[(&str, &[u8])], now: Timestamp) -> Result<Saved, Error> {
        let mut changes = Vec::with_capacity(sections.len());
        let mut named = BTreeSet::new();
        for (name, text) in sections {
            let section = open.sections.get(*name).filter(|_| named.insert(*name));
            let section = section.ok_or_else(|| Error::Section((*name).to_owned()))?;
            let sealed = section.key.seal(&open.next_place(name, section), text)?;
            changes.push(Change { section: (*name).to_owned(), revision: section.revision, sealed });
        }
        let is_stored = self.store.save(&open.reference, &open.party, changes, now)?;
        Ok(if is_stored { Saved::Done } else { Saved::Stale })
    }

    /// Give the party another code. The old one opens nothing any more; sessions go on.
    ///
    /// # Errors
    /// [`Error::Gone`] when the draft is not kept any more.
    pub fn new_code(&self, open: &Open) -> Result<Code, Error> {
        let code = Code::random()?;
        let wrapped = wrap::wrap(&open.identity, &code, &open.holder())?;
        if self.store.wrap_anew(&open.party, wrapped)? { Ok(code) } else { Err(Error::Gone) }
    }

    /// End a session; one that is over already is no error.
    ///
    /// # Errors
    /// Those of the store.
    pub fn sign_out(&self, session: &SessionKey) -> Result<(), Error> {
        self.store.end_session(&session.id())?;
        Ok(())
    }

    /// Delete a draft at once, with its keys and sessions: a person's decision.
    ///
    /// # Errors
    /// Those of the store.
    pub fn delete(&self, open: &Open) -> Result<Erased, Error> {
        Ok(self.store.delete(&open.reference)?)
    }

    /// Make of the draft what `submission` holds, which has the draft's reference, and let go of the draft: both or neither. Asked
    /// twice, it gives the same receipt. A submission's key counts nothing here.
    ///
    /// # Errors
    /// [`Error::Changed`] when a section was saved since, so that nothing is lost unseen.
    pub fn send(&self, open: &Open, submission: NewSubmission) -> Result<Receipt, Error> {
        if submission.reference != open.reference {
            return Err(Error::OtherReference);
        }
        let revisions = open.sections.iter().map(|(name, section)| (name.clone(), section.revision));
        match self.store.send(submission, revisions.collect())? {
            Sent::Done(receipt) => Ok(receipt),
            Sent::Changed => Err(Error::Changed),
            Sent::Unknown => Err(Error::Gone),
        }
    }
}

fn new_session(
    identity: &Identity,
    session: &SessionKey,
    holder: &Holder<'_>,
    now: Timestamp,
) -> Result<NewSession, Error> {
    let wrapped = wrap::wrap_session(identity, session, holder)?;
    Ok(NewSession { id: session.id(), party: *holder.party, wrapped, begun: now })
}
