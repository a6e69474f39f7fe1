//! What can go wrong with the store, told for the operator. The page for the person is made from the kind.

use rusqlite::ErrorCode;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// What the machine said. It never holds a value that was stored: SQL here has parameters.
type Cause = Arc<dyn std::error::Error + Send + Sync>;

/// `Result` with the store's error.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// SQLite's own codes that the short ones do not tell.
const NO_ROOM_FOR_SHARED_MEMORY: i32 = rusqlite::ffi::SQLITE_IOERR_SHMSIZE;

/// Why the store did not do what it was asked. What was to be stored is not stored; the same can be sent again.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// There is no room.
    #[error(
        "there is no room to store anything: free space on the disk of the data folder, or raise its limit. The store goes on by itself: {0}"
    )]
    Full(#[source] Cause),
    /// The folder or the disk can't be written.
    #[error(
        "the data folder can't be written: give it to the user that runs the collector, and look whether the disk has become read-only: {0}"
    )]
    ReadOnly(#[source] Cause),
    /// Another program holds the database.
    #[error("another program keeps the database locked: end it, and leave backups to the collector: {0}")]
    Locked(#[source] Cause),
    /// The database is damaged.
    #[error(
        "the database is damaged: stop the collector, keep a copy of the data folder, and restore the last backup: {0}"
    )]
    Corrupt(#[source] Cause),
    /// The reference is another submission's or draft's.
    #[error("the reference is taken: draw another one")]
    ReferenceTaken,
    /// A draft names a definition that is not kept.
    #[error("what the form asks is not kept yet: start the collector again, which keeps it")]
    NoDefinition,
    /// The folder is open to others, and not ours to close.
    #[error(
        "`{0}` is open to other users and holds other files: name an empty folder, or one that the collector made"
    )]
    FolderShared(PathBuf),
    /// The database is not one of ours, or of a later version.
    #[error(
        "the database in the data folder is not one that this version of Fingerpost made: name another folder, or use the newer version"
    )]
    NotOurs,
    /// Any other failure.
    #[error("the store failed: {0}")]
    Other(#[source] Cause),
}

impl Error {
    pub(super) fn corrupt(what: impl Into<String>) -> Error {
        Error::Corrupt(Arc::new(io::Error::other(what.into())))
    }

    pub(super) fn other(what: &str) -> Error {
        Error::Other(Arc::new(io::Error::other(what)))
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        use rusqlite::Error as Sql;
        let of_kind: fn(Cause) -> Error = match &error {
            Sql::SqliteFailure(failure, _) => match failure.code {
                ErrorCode::DiskFull => Error::Full,
                ErrorCode::SystemIoFailure if failure.extended_code == NO_ROOM_FOR_SHARED_MEMORY => {
                    Error::Full
                }
                ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Error::ReadOnly,
                ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::FileLockingProtocolFailed => Error::Locked,
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Error::Corrupt,
                _ => Error::Other,
            },
            // A value that this program would not have stored.
            Sql::FromSqlConversionFailure(..)
            | Sql::InvalidColumnType(..)
            | Sql::IntegralValueOutOfRange(..) => Error::Corrupt,
            _ => Error::Other,
        };
        of_kind(Arc::new(error))
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Error {
        let of_kind: fn(Cause) -> Error = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::Full,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Error::ReadOnly,
            _ => Error::Other,
        };
        of_kind(Arc::new(error))
    }
}
