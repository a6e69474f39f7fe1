//! Why a draft could not be begun, opened, saved or sent, told for the operator. No answer, code or reference stands in it.

use crate::collect::{reference, store};

/// What went wrong. What was to be saved or sent is not; the same can be asked again.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The prefix is none, or the machine gives no random bytes.
    #[error(transparent)]
    Reference(#[from] reference::Error),
    /// The machine gives no random bytes.
    #[error("this machine gives no random bytes: {0}")]
    Random(getrandom::Error),
    /// age failed to seal a section's key.
    #[error("sealing failed: {0}")]
    NotSealed(#[source] age::EncryptError),
    /// Longer than the cipher takes.
    #[error("a section is too long to be sealed")]
    TooLong,
    /// What the store gave does not open where it stands.
    #[error(
        "the {0} of a draft does not open where it is kept: it was damaged, moved or changed; stop the collector, keep a copy of the data folder, and restore the last backup"
    )]
    Damaged(&'static str),
    /// A save names a section that is none of the draft's, is closed to the party, or is named twice.
    #[error("section `{0}` is none that this party may save, or was named twice")]
    Section(String),
    /// A submission with another reference than the draft's.
    #[error("a draft is sent under its own reference")]
    OtherReference,
    /// A section was saved since, or is closed to who sends.
    #[error("the draft is not as it was opened: open it again, and look at it before it is sent")]
    Changed,
    /// The draft was sent and is gone since, or deleted, or ran out.
    #[error("the draft is not kept any more")]
    Gone,
    /// The draft began before several people could work on one.
    #[error(
        "a draft that one person began before others could be invited stays that person's: send it, and begin another"
    )]
    Alone,
    /// The sections change faster than they are read.
    #[error("others saved again and again meanwhile: try once more")]
    Busy,
}
