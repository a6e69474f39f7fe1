//! What of a folder is sealed: its list, under a key that its code gives, and that key, for each session.

use super::entry::{self, Entry};
use crate::collect::draft::cipher::{Key, context, padded, without_padding};
use crate::collect::draft::{Code, Error, SessionKey, SessionKind};
use crate::collect::store::{FolderId, NewFolder, NewFolderSession, SealedFolder};
use jiff::Timestamp;

/// What a code makes of a folder: the number under which the store finds it, and the key of its list.
pub(super) struct Opener {
    pub(super) id: FolderId,
    pub(super) key: Key,
}

impl Opener {
    /// 100 random bits need no slow hash: nobody can try them all.
    pub(super) fn of(code: &Code) -> Opener {
        Opener { id: *derived(code, "folder/id/v1").bytes(), key: derived(code, "folder/key/v1") }
    }

    pub(super) fn session(
        &self,
        session: &SessionKey,
        kind: SessionKind,
        now: Timestamp,
    ) -> Result<NewFolderSession, Error> {
        Ok(NewFolderSession {
            id: session.id(),
            folder: self.id,
            wrapped: session.wrap_key().seal(&session_context(&self.id), self.key.bytes())?,
            begun: now,
            shared: kind == SessionKind::Shared,
        })
    }
}

pub(super) fn new_folder(
    code: &Code,
    session: &SessionKey,
    entries: &[Entry],
    kind: SessionKind,
    now: Timestamp,
) -> Result<NewFolder, Error> {
    let opener = Opener::of(code);
    Ok(NewFolder {
        id: opener.id,
        sealed: seal_list(entries, &opener.key, &opener.id, 1)?,
        session: opener.session(session, kind, now)?,
    })
}

pub(super) fn seal_list(
    entries: &[Entry],
    key: &Key,
    id: &FolderId,
    revision: u64,
) -> Result<Vec<u8>, Error> {
    key.seal(&list_context(id, revision), &padded(&entry::write(entries)))
}

pub(super) fn open_list(folder: &SealedFolder, key: &Key) -> Result<Vec<Entry>, Error> {
    let plain = key.open(&list_context(&folder.id, folder.revision), &folder.sealed);
    let list = plain.and_then(|plain| without_padding(&plain));
    list.and_then(|list| entry::read(&list)).ok_or(Error::Damaged("list of a folder"))
}

fn list_context(id: &FolderId, revision: u64) -> Vec<u8> {
    context("folder/list/v1", &[id, &revision.to_be_bytes()])
}

pub(super) fn session_context(id: &FolderId) -> Vec<u8> {
    context("folder/session/v1", &[id])
}

fn derived(code: &Code, info: &str) -> Key {
    #[cfg(test)]
    DERIVED.set(DERIVED.get() + 1);
    Key::derived(&code.secret(), b"", info)
}

#[cfg(test)]
thread_local! {
    /// How many keys were derived from codes of folders on this thread.
    pub(super) static DERIVED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}
