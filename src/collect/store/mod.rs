//! The store: keeps sealed submissions and nothing in plain text, acknowledges only what is safe on disk, and forgets for good.

mod drafts;
mod error;
mod files;
mod folders;
mod retention;
mod rows;
mod schema;
mod sqlite;
mod writer;

pub use drafts::{
    Back, Change, Closing, Draft, Drafts, Held, Holders, Invited, Joined, Joining, LookedAt, NewDraft,
    NewInvitation, NewKey, NewPart, NewParty, NewSession, NewSignOff, Overview, Part, PartOutcome, PartRow,
    Party, PartyId, Rekeyed, Removal, SESSION_IDLE, SESSION_LIMIT, SHARED_IDLE, SHARED_LIMIT, SealedDraft,
    SealedInvitation, SealedSection, Seat, SectionState, Sent, SentWhole, Sharing, Signed, SignedOff,
};
pub(in crate::collect) use drafts::{MOST_PARTIES, SIGN_OFF};
pub use error::{Error, Result};
pub use folders::{FOLDER_DAYS, FolderId, FolderSession, Folders, NewFolder, NewFolderSession, SealedFolder};
pub use retention::{Clock, Keep, Purged};
pub use sqlite::{Options, Sqlite};

pub(in crate::collect) use files::{create_private, make_folder};

use super::reference::{ConfirmCode, Reference, WithdrawCode};
use jiff::Timestamp;
use jiff::civil::Date;

/// A sealed submission that is not stored yet.
pub struct NewSubmission {
    /// Its reference, drawn for it.
    pub reference: Reference,
    /// The form's name.
    pub form: String,
    /// The council's id, where there are several.
    pub council: Option<String>,
    /// Tells the same post from another: two with the same key are one submission.
    pub key: Option<[u8; 32]>,
    /// When it came; kept to the microsecond.
    pub received: Timestamp,
    /// The day by which the form promises an answer.
    pub answer_by: Option<Date>,
    /// The sealed payload.
    pub sealed: Vec<u8>,
    /// [`ConfirmCode::hash`] of the code inside the payload.
    pub confirm_hash: [u8; 32],
    /// [`WithdrawCode::hash`] of the code that its sender was shown, if it was shown one.
    pub withdraw_hash: Option<[u8; 32]>,
}

/// What the sender is told: the submission is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// What to quote.
    pub reference: Reference,
    /// The form's name.
    pub form: String,
    /// When it came.
    pub received: Timestamp,
}

/// All that the store knows of a submission without a key, but for the sealed bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its reference.
    pub reference: Reference,
    /// The form's name.
    pub form: String,
    /// The council's id, where there are several.
    pub council: Option<String>,
    /// When it came.
    pub received: Timestamp,
    /// The day by which the form promises an answer.
    pub answer_by: Option<Date>,
    /// When somebody first opened it.
    pub opened: Option<Timestamp>,
    /// When somebody proved with the code inside that it was opened.
    pub confirmed: Option<Timestamp>,
    /// How far the team is with it.
    pub progress: Progress,
    /// How long the sealed payload is, in bytes.
    pub bytes: u64,
}

/// How far the team is with a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Progress {
    /// Nothing was done.
    New,
    /// Somebody checks it, as by calling back.
    Checking,
    /// What was asked for is made.
    Made,
    /// It was declined.
    Declined,
    /// Nothing is left to do.
    Closed,
}

impl Progress {
    /// All, in their order.
    pub const ALL: [Progress; 5] =
        [Progress::New, Progress::Checking, Progress::Made, Progress::Declined, Progress::Closed];

    /// The word for it, in the database, on the command line and in the inbox.
    pub fn word(self) -> &'static str {
        match self {
            Progress::New => "new",
            Progress::Checking => "checking",
            Progress::Made => "made",
            Progress::Declined => "declined",
            Progress::Closed => "closed",
        }
    }

    /// The progress that a word means.
    pub fn parse(word: &str) -> Option<Progress> {
        Progress::ALL.into_iter().find(|progress| progress.word() == word)
    }
}

/// What came of a confirm code. Who is not of the team is told the same for the last two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// It is right, now or before; the day of the first time counts.
    Done,
    /// It is not the code of this submission.
    WrongCode,
    /// A section of it came, or came again, and nobody has opened it as it is now.
    Unread,
    /// There is no such submission.
    Unknown,
}

/// What came of taking a submission back. Its sender is told the same for the last two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withdrawn {
    /// It is gone, as if erased.
    Done,
    /// Somebody has opened it.
    TooLate,
    /// It is not the code of this submission, or it has none.
    WrongCode,
    /// There is no such submission.
    Unknown,
}

/// What came of erasing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erased {
    /// It is gone from every file of the store.
    Done,
    /// It is gone from the database; somebody who reads just now keeps sealed traces of it in the log of changes. The next
    /// [`Store::purge`] or start removes them.
    TracesRemain,
    /// There is no such submission.
    Unknown,
}

/// A place that keeps submissions. Every call waits for the disk: an async caller needs a thread for it.
///
/// Time is passed in. An answer of `None` or `false` means: there is no such submission. Any call can fail with any [`Error`].
pub trait Store: Send + Sync {
    /// Keep a submission. When this returns, it is safe on disk. The same key again stores nothing and gives the first receipt.
    ///
    /// # Errors
    /// [`Error::ReferenceTaken`] means: draw another reference, and seal again.
    fn insert(&self, new: NewSubmission) -> Result<Receipt>;

    /// The receipt of a submission that is kept.
    fn receipt(&self, reference: &Reference) -> Result<Option<Receipt>>;

    /// All submissions, oldest first.
    fn list(&self) -> Result<Vec<Row>>;

    /// A submission with its sealed payload.
    fn sealed(&self, reference: &Reference) -> Result<Option<(Row, Vec<u8>)>>;

    /// Note that somebody opened it; the first time counts.
    fn mark_opened(&self, reference: &Reference, at: Timestamp) -> Result<bool>;

    /// Note how far the team is.
    fn set_progress(&self, reference: &Reference, progress: Progress) -> Result<bool>;

    /// Check the code from inside the payload. Who knows it has opened the submission, so that is noted too.
    fn confirm(&self, reference: &Reference, code: &ConfirmCode, at: Timestamp) -> Result<Confirmed>;

    /// Delete it at once, if the code is the one that its sender was shown and nobody has opened it.
    fn withdraw(&self, reference: &Reference, code: &WithdrawCode) -> Result<Withdrawn>;

    /// Delete it at once, opened or not: a person's decision.
    fn erase(&self, reference: &Reference) -> Result<Erased>;

    /// Note the time, and say whether the clock leapt more than 48 hours since the last tick. A leap is not noted, so it is told
    /// each time until [`Store::trust_clock`].
    fn tick(&self, now: Timestamp) -> Result<Clock>;

    /// Note the time even though the clock leapt: a person looked at it.
    fn trust_clock(&self, now: Timestamp) -> Result<()>;

    /// Tick, then delete what was kept as long as its form says. `keep` gives a form's rule, or none for a form that is not known.
    /// Drafts go after their own days, and sessions of drafts when they ran out, folders when nobody used them for
    /// [`FOLDER_DAYS`]. After a leap of the clock nothing is deleted.
    fn purge(&self, now: Timestamp, keep: &dyn Fn(&str) -> Option<Keep>) -> Result<Purged>;
}
