//! Drafts as the store knows them: sealed sections, keys that it can't open, and who may try.

pub(super) mod rows;
mod sqlite;

use super::{Erased, NewSubmission, Receipt, Result};
use crate::collect::reference::Reference;
use jiff::{SignedDuration, Timestamp};

/// A session ends when it was not used for so long.
pub const SESSION_IDLE: SignedDuration = SignedDuration::from_mins(30);
/// However much it is used, a session ends after this.
pub const SESSION_LIMIT: SignedDuration = SignedDuration::from_hours(12);

/// What a party is called in the store: random, and no secret.
pub type PartyId = [u8; 16];

/// A draft that is not stored yet, with the party that begins it and its first session.
pub struct NewDraft {
    /// Its reference, drawn for it.
    pub reference: Reference,
    /// The form's name.
    pub form: String,
    /// The hash of a definition that is kept.
    pub definition: String,
    /// When it begins; kept to the microsecond.
    pub created: Timestamp,
    /// It is kept so long after the last save.
    pub keep_days: u32,
    /// The names of all its sections.
    pub sections: Vec<String>,
    /// Who begins it.
    pub party: NewParty,
    /// The session in which it begins.
    pub session: NewSession,
}

/// A party that is not stored yet.
pub struct NewParty {
    /// Drawn for it.
    pub id: PartyId,
    /// Its role in the form.
    pub role: String,
    /// Its public key, `age1…`.
    pub recipient: String,
    /// Its identity, under its code.
    pub wrapped: Vec<u8>,
    /// The sections that it may read, each with its key, sealed to the party.
    pub keys: Vec<(String, Vec<u8>)>,
}

/// A session that is not stored yet.
pub struct NewSession {
    /// Derived from the cookie.
    pub id: [u8; 32],
    /// Whose it is.
    pub party: PartyId,
    /// The party's identity, under a key derived from the cookie.
    pub wrapped: Vec<u8>,
    /// When it begins.
    pub begun: Timestamp,
}

/// What is known of a draft without a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its reference; a submission that is sent from it keeps it.
    pub reference: Reference,
    /// The form's name.
    pub form: String,
    /// The hash of the definition that it began with.
    pub definition: String,
    /// When it began.
    pub created: Timestamp,
    /// When anybody last saved.
    pub saved: Option<Timestamp>,
    /// It is kept so many days of 24 hours after the last save, or after it began.
    pub keep_days: u32,
}

impl Draft {
    /// From then on a purge deletes it.
    pub fn expires(&self) -> Timestamp {
        let kept = SignedDuration::from_hours(24 * i64::from(self.keep_days));
        self.saved.unwrap_or(self.created).saturating_add(kept).unwrap_or(Timestamp::MAX)
    }
}

/// A party, as its code is tried on it.
pub struct Party {
    /// What it is called.
    pub id: PartyId,
    /// Its role in the form.
    pub role: String,
    /// Its identity, under its code.
    pub wrapped: Vec<u8>,
}

/// A draft as a session of one of its parties may open it.
pub struct SealedDraft {
    /// What is known of it.
    pub draft: Draft,
    /// Whose session it is.
    pub party: PartyId,
    /// The party's role in the form.
    pub role: String,
    /// The party's identity, under the session's key.
    pub wrapped: Vec<u8>,
    /// When the session was last noted to be used.
    pub seen: Timestamp,
    /// The sections for which the party has a key.
    pub sections: Vec<SealedSection>,
}

/// A section for which a party has a key.
pub struct SealedSection {
    /// Its name.
    pub name: String,
    /// How often it was saved.
    pub revision: u64,
    /// Its key, sealed to the party.
    pub key: Vec<u8>,
    /// Its text, sealed under its key; none at revision 0.
    pub sealed: Option<Vec<u8>>,
}

/// A section that is to be saved.
#[derive(Clone)]
pub struct Change {
    /// Its name.
    pub section: String,
    /// The revision on which the change rests; the next is stored.
    pub revision: u64,
    /// Its text, sealed for the next revision.
    pub sealed: Vec<u8>,
}

/// What came of sending a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It is a submission, now or before.
    Done(Receipt),
    /// A section was saved since, or has no key for who sends: nothing is sent.
    Changed,
    /// There is neither a draft nor a submission of this reference.
    Unknown,
}

/// A place that keeps drafts. As for [`super::Store`], every call waits for the disk, time is passed in, and any call can fail with
/// any [`super::Error`].
///
/// It never sees a code, an identity, a key of a section or plain text.
pub trait Drafts: Send + Sync {
    /// Keep what a form asks, under its hash. What is kept under a hash never changes.
    fn keep_definition(&self, hash: &str, form: &str, bundle: &str) -> Result<()>;

    /// What a form asked, by the hash of it.
    fn definition(&self, hash: &str) -> Result<Option<String>>;

    /// Forget the definitions that no draft goes on with, but for those of today's forms; returns how many.
    fn forget_definitions(&self, today: &[&str]) -> Result<usize>;

    /// Keep a new draft.
    ///
    /// # Errors
    /// [`super::Error::ReferenceTaken`] means: draw another reference, and seal again. [`super::Error::NoDefinition`] means that
    /// its definition is to be kept first.
    fn begin(&self, new: NewDraft) -> Result<()>;

    /// A draft with its parties; none if there is no such draft.
    fn parties(&self, reference: &Reference) -> Result<Option<(Draft, Vec<Party>)>>;

    /// Keep a new session. False: its party is gone.
    fn begin_session(&self, new: NewSession) -> Result<bool>;

    /// The draft of a session, at one point of time; none if there is no such session of this draft, or it ran out.
    fn session(&self, id: &[u8; 32], reference: &Reference, now: Timestamp) -> Result<Option<SealedDraft>>;

    /// Note that a session is used.
    fn note_seen(&self, id: &[u8; 32], now: Timestamp) -> Result<()>;

    /// Store all changes, or none: false means that a section has another revision by now, or that draft, party or key are gone.
    fn save(
        &self,
        reference: &Reference,
        party: &PartyId,
        changes: Vec<Change>,
        now: Timestamp,
    ) -> Result<bool>;

    /// Put another wrapping of a party's identity in the place of the old one. False: the party is gone.
    fn wrap_anew(&self, party: &PartyId, wrapped: Vec<u8>) -> Result<bool>;

    /// End a session. It leaves the files at the next purge.
    fn end_session(&self, id: &[u8; 32]) -> Result<bool>;

    /// Delete a draft at once, with its keys and sessions: a person's decision.
    fn delete(&self, reference: &Reference) -> Result<Erased>;

    /// Make a submission of the draft that has its reference, and delete the draft, if its sections are exactly these at these
    /// revisions. Asked again, it gives the first receipt. The key of `new` is not used: the reference counts once.
    fn send(&self, new: NewSubmission, revisions: Vec<(String, u64)>) -> Result<Sent>;
}
