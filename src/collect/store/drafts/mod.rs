//! Drafts as the store knows them: sealed sections, keys that it can't open, and who may try.

mod overview;
mod parts;
mod people;
pub(super) mod rows;
mod sqlite;

pub use overview::{Draft, Invited, Overview, Seat, SectionState, Sent, SignedOff};
pub(in crate::collect) use parts::SIGN_OFF;
pub use parts::{Back, Closing, LookedAt, NewPart, NewSignOff, Part, PartOutcome, PartRow, Signed};
pub(in crate::collect) use people::MOST_PARTIES;
pub use people::{Held, Joined, NewInvitation, NewKey, Rekeyed, Removal, SealedInvitation, Sharing};

use super::{Erased, NewSubmission, Receipt, Result};
use crate::collect::reference::Reference;
use jiff::{SignedDuration, Timestamp};

/// A session ends when it was not used for so long.
pub const SESSION_IDLE: SignedDuration = SignedDuration::from_mins(30);
/// However much it is used, a session ends after this.
pub const SESSION_LIMIT: SignedDuration = SignedDuration::from_hours(12);
/// On a shared computer a session ends when it was not used for so long.
pub const SHARED_IDLE: SignedDuration = SignedDuration::from_mins(10);
/// On a shared computer a session ends after this.
pub const SHARED_LIMIT: SignedDuration = SignedDuration::from_hours(2);

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
    /// Proves that somebody who has the draft's key let it in, with this role.
    pub vouched: Vec<u8>,
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
    /// Whether it ends early, as on a computer that others use.
    pub shared: bool,
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

/// All on which a code of a draft is tried.
pub struct Holders {
    /// The draft.
    pub draft: Draft,
    /// Its parties.
    pub parties: Vec<Party>,
    /// The invitations that open something still.
    pub invitations: Vec<SealedInvitation>,
}

/// A draft as one of its parties may open it.
pub struct SealedDraft {
    /// What is known of it without a key.
    pub overview: Overview,
    /// The party.
    pub party: PartyId,
    /// The party's role in the form.
    pub role: String,
    /// The party's identity, under the session's key, or without a session under its code.
    pub wrapped: Vec<u8>,
    /// When the session was last noted to be used; none without a session.
    pub seen: Option<Timestamp>,
    /// Whether the session is one on a shared computer.
    pub shared: bool,
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
    /// Its text, sealed under its key; none at revision 0. Of a draft that is closed it is what was carried.
    pub sealed: Option<Vec<u8>>,
    /// Why it was sent back, sealed under its key.
    pub reason: Option<Vec<u8>>,
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
    /// The section's key, sealed to the party, as it was read.
    pub key: Vec<u8>,
}

/// What came of sending a draft as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SentWhole {
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
pub trait Drafts: super::Folders {
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

    /// A draft with its parties and the invitations that are open; none if there is no such draft.
    fn parties(&self, reference: &Reference, now: Timestamp) -> Result<Option<Holders>>;

    /// What is known of a draft without a key; none if there is no such draft.
    fn overview(&self, reference: &Reference) -> Result<Option<Overview>>;

    /// All drafts that are not closed, the oldest first.
    fn overviews(&self) -> Result<Vec<Overview>>;

    /// Keep a new session. False: its party is gone.
    fn begin_session(&self, new: NewSession) -> Result<bool>;

    /// The draft of a session, at one point of time; none if there is no such session of this draft, or it ran out.
    fn session(&self, id: &[u8; 32], reference: &Reference, now: Timestamp) -> Result<Option<SealedDraft>>;

    /// A draft as a party may open it that has no session, at one point of time.
    fn seat(&self, reference: &Reference, party: &PartyId) -> Result<Option<SealedDraft>>;

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

    /// Put another wrapping of a party's keyring in the place of the old one, and end all its sessions but one. False: the party is
    /// gone.
    fn wrap_anew(&self, party: &PartyId, wrapped: Vec<u8>, session: &[u8; 32]) -> Result<bool>;

    /// End a session. It leaves the files at the next purge.
    fn end_session(&self, id: &[u8; 32]) -> Result<bool>;

    /// Delete a draft at once, with its keys and sessions: a person's decision.
    fn delete(&self, reference: &Reference) -> Result<Erased>;

    /// Make a submission of the draft that has its reference, and delete the draft, if its sections are exactly these at these
    /// revisions. Asked again, it gives the first receipt. The key of `new` is not used: the reference counts once.
    fn send(&self, new: NewSubmission, revisions: Vec<(String, u64)>) -> Result<SentWhole>;

    /// Keep an invitation. False: the draft, or who invites, is gone, or the draft has as many parties and invitations as it may.
    fn invite(&self, reference: &Reference, new: NewInvitation, now: Timestamp) -> Result<bool>;

    /// Take an invitation back. False: there is none.
    fn uninvite(&self, reference: &Reference, invitation: &PartyId) -> Result<bool>;

    /// Let a party in and destroy its invitation.
    fn join(&self, joining: Joining, now: Timestamp) -> Result<Joined>;

    /// Give parties and the team keys that they lack. A key that is there stays. False: the keys were replaced meanwhile.
    fn share(&self, reference: &Reference, sharing: Sharing) -> Result<bool>;

    /// The sections whose keys are sealed to the team, with these keys.
    fn recovery(&self, reference: &Reference) -> Result<Vec<SealedSection>>;

    /// Take a party's access away. False: a section has another revision by now or was sent back, or the parties are others.
    fn remove(&self, reference: &Reference, removal: Removal) -> Result<bool>;

    /// Note which council looks after the child, or none. If it is another, every section must be sent again: to its team.
    fn note_council(&self, reference: &Reference, council: Option<String>) -> Result<()>;

    /// Note the local time of the meeting, as `2026-12-01T14:00`, and when that day ends; none takes it out.
    fn note_meeting(&self, reference: &Reference, meeting: Option<(String, Timestamp)>) -> Result<bool>;

    /// Send a section to the team, again if it was sent before. Signatures are taken away.
    fn send_part(&self, header: NewSubmission, part: NewPart) -> Result<PartOutcome>;

    /// Send a section back to who fills it in. False: it was not sent, not at this revision, or has another key by now.
    fn send_back(&self, back: Back) -> Result<bool>;

    /// Sign a draft off, and close it when every lead that has joined has signed.
    fn sign(&self, new: NewSignOff) -> Result<Signed>;

    /// The parts of a submission, in the order in which they came first.
    fn parts(&self, reference: &Reference) -> Result<Vec<(PartRow, Vec<u8>)>>;

    /// Note that somebody of the team opened a part as it was read; the first time counts. False: it came again meanwhile, or is gone.
    fn mark_part_opened(&self, reference: &Reference, part: &PartRow, at: Timestamp) -> Result<bool>;
}

/// A party that joins with an invitation.
pub struct Joining {
    /// The draft.
    pub reference: Reference,
    /// The invitation, which is gone afterwards.
    pub invitation: PartyId,
    /// Who joins.
    pub party: NewParty,
    /// Its first session.
    pub session: NewSession,
    /// Of the party's keys those that were made just now: nobody may have one of these sections yet.
    pub fresh: Vec<String>,
}
