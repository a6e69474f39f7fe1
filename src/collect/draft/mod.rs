//! Sealed drafts: a form that is filled in over days. Only the codes and sessions of its parties open it; the store can't.
//!
//! A **code** opens a party's **keyring**: its identity, which opens the keys of **sections**, and the draft's key. A section's
//! key and the draft's together open its text. This module knows neither HTTP nor forms: the text of a section is bytes.

mod cipher;
mod code;
mod error;
mod folder;
mod keyring;
mod open;
mod people;
mod recovery;
mod section;
mod sending;
mod session;
#[cfg(test)]
mod tests;
mod wrap;

pub use code::{Code, Error as CodeError};
pub use error::Error;
pub use folder::{Entrance, Entry, Folder, Folders, MOST_IN_A_FOLDER, PutIn, Standing};
pub use open::{Open, Section};
pub(in crate::collect) use people::lacks;
pub use people::{Entered, INVITATION, Invitation, Join, Readable, Removed, Tried};
pub use recovery::Recovered;
pub use sending::{Signature, TEAM, reason_of};
pub use session::{SessionKey, SessionKind};

use super::keys::Identity;
use super::reference::Reference;
use super::store::{self, Change, Erased, NewDraft, NewSession, NewSubmission, PartyId};
use super::store::{Receipt, SentWhole};
use jiff::{SignedDuration, Timestamp};
use keyring::{DraftKey, Keyring};
use section::{Sealed, SectionKey};
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
    /// The names of its sections.
    pub sections: &'a [String],
    /// Those that who begins it may read. Nobody has a key to the others until somebody joins who may read them.
    pub readable: &'a BTreeSet<String>,
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
        self.begin_on(new, SessionKind::Own, now)
    }

    /// The same, on a computer that others may use as well.
    ///
    /// # Errors
    /// As for [`Drafts::begin`].
    pub fn begin_on(&self, new: &New<'_>, kind: SessionKind, now: Timestamp) -> Result<Begun, Error> {
        let mut tries = 0;
        loop {
            match self.begin_as(Reference::random(new.prefix)?, new, kind, now) {
                Err(Error::Store(store::Error::ReferenceTaken)) if tries < 3 => tries += 1,
                begun => return begun,
            }
        }
    }

    fn begin_as(
        &self,
        reference: Reference,
        new: &New<'_>,
        kind: SessionKind,
        now: Timestamp,
    ) -> Result<Begun, Error> {
        let keyring = Keyring { identity: Identity::generate(), draft_key: Some(DraftKey::random()?) };
        let (code, session) = (Code::random()?, SessionKey::random()?);
        let party = new_party_id()?;
        let holder = Holder {
            reference: &reference,
            form: new.form,
            definition: new.definition,
            party: &party,
            role: new.role,
        };
        let mut keys = Vec::with_capacity(new.sections.len());
        for section in new.sections.iter().filter(|section| new.readable.contains(*section)) {
            keys.push((section.clone(), SectionKey::random()?));
        }
        self.store.begin(NewDraft {
            reference: reference.clone(),
            form: new.form.to_owned(),
            definition: new.definition.to_owned(),
            created: now,
            keep_days: new.keep_days,
            sections: new.sections.to_vec(),
            party: people::new_party(&keyring, &code, &holder, &keys)?,
            session: new_session(&keyring, &session, kind, &holder, now)?,
        })?;
        Ok(Begun { reference, code, session })
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
        let is_to_be_noted = sealed.seen.is_some_and(|seen| now.duration_since(seen) >= NOTED_EVERY);
        let open = Open::of_session(sealed, session)?;
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
            let place = open.place(Sealed::Text, name, section.revision + 1);
            changes.push(Change {
                section: (*name).to_owned(),
                revision: section.revision,
                sealed: section.key.seal(&place, text)?,
                key: section.sealed_key.clone(),
            });
        }
        let is_stored = self.store.save(&open.reference, &open.party, changes, now)?;
        Ok(if is_stored { Saved::Done } else { Saved::Stale })
    }

    /// Give the party another code. The old one opens nothing any more, and other sessions end.
    ///
    /// # Errors
    /// [`Error::Gone`] when the draft is not kept any more.
    pub fn new_code(&self, open: &Open) -> Result<Code, Error> {
        let code = Code::random()?;
        let wrapped = wrap::wrap(&open.keyring, &code, &open.holder())?;
        if self.store.wrap_anew(&open.party, wrapped, &open.session)? { Ok(code) } else { Err(Error::Gone) }
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
            SentWhole::Done(receipt) => Ok(receipt),
            SentWhole::Changed => Err(Error::Changed),
            SentWhole::Unknown => Err(Error::Gone),
        }
    }
}

/// A random name for a party.
fn new_party_id() -> Result<PartyId, Error> {
    let mut party: PartyId = [0; 16];
    getrandom::fill(&mut party).map_err(Error::Random)?;
    Ok(party)
}

fn new_session(
    keyring: &Keyring,
    session: &SessionKey,
    kind: SessionKind,
    holder: &Holder<'_>,
    now: Timestamp,
) -> Result<NewSession, Error> {
    let wrapped = wrap::wrap_session(keyring, session, holder)?;
    let shared = kind == SessionKind::Shared;
    Ok(NewSession { id: session.id(), party: *holder.party, wrapped, begun: now, shared })
}
