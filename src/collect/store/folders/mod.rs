//! Folders as the store knows them: a sealed list under a number that is derived from a code, and the sessions that open it.

pub(super) mod rows;

use super::{Erased, Result, Sqlite};
use jiff::Timestamp;

/// A folder that was not used for so many days is deleted.
pub const FOLDER_DAYS: u32 = 400;

/// Under this the store finds a folder: derived from its code, and no way back.
pub type FolderId = [u8; 32];

/// A folder that is not stored yet, with its first session.
pub struct NewFolder {
    /// Derived from its code.
    pub id: FolderId,
    /// Its list, sealed for the first revision.
    pub sealed: Vec<u8>,
    /// The session in which it begins.
    pub session: NewFolderSession,
}

/// A session of a folder that is not stored yet.
pub struct NewFolderSession {
    /// Derived from the cookie.
    pub id: [u8; 32],
    /// Whose it is.
    pub folder: FolderId,
    /// The list's key, under a key derived from the cookie.
    pub wrapped: Vec<u8>,
    /// When it begins.
    pub begun: Timestamp,
    /// Whether it ends early, as on a computer that others use.
    pub shared: bool,
}

/// A folder as it is kept.
pub struct SealedFolder {
    /// Derived from its code.
    pub id: FolderId,
    /// Counts how often the list was stored, from 1.
    pub revision: u64,
    /// Its list, sealed for this revision.
    pub sealed: Vec<u8>,
}

/// A folder with the session that opens it.
pub struct FolderSession {
    /// The folder.
    pub folder: SealedFolder,
    /// The list's key, under the session's.
    pub wrapped: Vec<u8>,
    /// When the session was last noted to be used.
    pub seen: Timestamp,
    /// Whether the session is one on a shared computer.
    pub shared: bool,
}

/// A place that keeps folders. As for [`super::Store`], every call waits for the disk, time is passed in, and any call can fail with
/// any [`super::Error`].
///
/// It never sees a code, a key or a list, and nothing in it joins a folder to a draft.
pub trait Folders: Send + Sync {
    /// Keep a new folder.
    fn make_folder(&self, new: NewFolder) -> Result<()>;

    /// A folder, by the number that its code gives; none if there is no such folder.
    fn folder(&self, id: &FolderId) -> Result<Option<SealedFolder>>;

    /// The folder of a session; none if there is no such session, or it ran out.
    fn folder_session(&self, session: &[u8; 32], now: Timestamp) -> Result<Option<FolderSession>>;

    /// Keep a new session, and note that the folder is used. False: it is gone.
    fn begin_folder_session(&self, new: NewFolderSession) -> Result<bool>;

    /// Note that a session and its folder are used.
    fn note_folder_seen(&self, session: &[u8; 32], now: Timestamp) -> Result<()>;

    /// Note that a folder is used without a session.
    fn note_folder_used(&self, id: &FolderId, now: Timestamp) -> Result<()>;

    /// Store a list in the place of the one at `revision`. False: there is another by now, or the folder is gone.
    fn save_folder(&self, id: &FolderId, revision: u64, sealed: Vec<u8>, now: Timestamp) -> Result<bool>;

    /// Put a folder with another code in the place of one at `revision`, whose sessions end. False: as for
    /// [`Folders::save_folder`].
    fn replace_folder(&self, id: &FolderId, revision: u64, new: NewFolder) -> Result<bool>;

    /// End a session. It leaves the files at the next purge.
    fn end_folder_session(&self, session: &[u8; 32]) -> Result<bool>;

    /// Delete a folder at once, with its sessions. The drafts in it stay.
    fn delete_folder(&self, id: &FolderId) -> Result<Erased>;
}

impl Folders for Sqlite {
    fn make_folder(&self, new: NewFolder) -> Result<()> {
        self.write(move |connection| rows::make(connection, &new))
    }

    fn folder(&self, id: &FolderId) -> Result<Option<SealedFolder>> {
        self.read(|connection| rows::read(connection, id))
    }

    fn folder_session(&self, session: &[u8; 32], now: Timestamp) -> Result<Option<FolderSession>> {
        self.read(|connection| rows::session(connection, session, now))
    }

    fn begin_folder_session(&self, new: NewFolderSession) -> Result<bool> {
        self.write(move |connection| rows::begin_session(connection, &new))
    }

    fn note_folder_seen(&self, session: &[u8; 32], now: Timestamp) -> Result<()> {
        let session = *session;
        self.write(move |connection| rows::note_seen(connection, &session, now))
    }

    fn note_folder_used(&self, id: &FolderId, now: Timestamp) -> Result<()> {
        let id = *id;
        self.write(move |connection| rows::note_used(connection, &id, now))
    }

    fn save_folder(&self, id: &FolderId, revision: u64, sealed: Vec<u8>, now: Timestamp) -> Result<bool> {
        let id = *id;
        self.write(move |connection| rows::save(connection, &id, revision, &sealed, now))
    }

    fn replace_folder(&self, id: &FolderId, revision: u64, new: NewFolder) -> Result<bool> {
        let id = *id;
        let replaced = self.write(move |connection| rows::replace(connection, &id, revision, &new))?;
        self.scrub_if_due(replaced)?;
        Ok(replaced)
    }

    fn end_folder_session(&self, session: &[u8; 32]) -> Result<bool> {
        let session = *session;
        self.write(move |connection| rows::end_session(connection, &session))
    }

    fn delete_folder(&self, id: &FolderId) -> Result<Erased> {
        let id = *id;
        if !self.write(move |connection| rows::delete(connection, &id))? {
            return Ok(Erased::Unknown);
        }
        Ok(if self.scrub() { Erased::Done } else { Erased::TracesRemain })
    }
}
