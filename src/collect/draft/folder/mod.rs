//! A folder: one code for all drafts of a person, without an account or a name. The store knows neither whose it is nor what is in
//! it: its number and its key are derived from the code, apart.

mod entry;
mod sealed;
#[cfg(test)]
mod tests;

pub use entry::Entry;

use super::cipher::Key;
use super::people::Entered;
use super::{Code, Drafts, Error, NOTED_EVERY, Open, SessionKey, SessionKind};
use crate::collect::reference::Reference;
use crate::collect::store::{Erased, FolderId, Overview, Party, PartyId};
use age::secrecy::zeroize::Zeroizing;
use entry::lock_of;
use jiff::Timestamp;
use sealed::{Opener, new_folder, open_list, seal_list, session_context};
use std::fmt;

/// A folder holds so many drafts at most.
pub const MOST_IN_A_FOLDER: usize = 100;
/// How often a change is tried again when another device changed the folder meanwhile.
const TRIES: usize = 16;

/// The folders of a store.
pub struct Folders<'a> {
    drafts: &'a Drafts,
}

/// A folder that a session has opened: plain text, in memory only.
pub struct Folder {
    /// The drafts in it, in the order in which they were put in.
    pub entries: Vec<Entry>,
    /// Whether the session is one on a shared computer, and ends early.
    pub shared: bool,
    id: FolderId,
    key: Key,
    revision: u64,
    token: Zeroizing<String>,
}

/// What came of putting a draft in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutIn {
    /// It is in.
    Done,
    /// The folder holds as many as it may.
    Full,
    /// The session ran out, or the folder is gone.
    SignedOut,
}

/// What became of a draft in a folder.
pub enum Standing {
    /// It opens from here. It may be closed.
    Open(Box<Overview>),
    /// Its party has another code by now: it must be put in again.
    NewCode,
    /// The party's access was taken away.
    Removed,
    /// There is no such draft any more: it was sent or deleted, or its time was over.
    Gone,
}

/// What came of opening a draft from a folder.
pub enum Entrance {
    /// A session of the draft.
    Session(SessionKey),
    /// It does not open from here.
    Closed(Standing),
}

impl Drafts {
    /// The folders of the same store.
    pub fn folders(&self) -> Folders<'_> {
        Folders { drafts: self }
    }
}

impl Folders<'_> {
    /// What is put into a folder of a draft that is open. None: the draft or the party is gone.
    ///
    /// # Errors
    /// Those of the store.
    pub fn entry(
        &self,
        open: &Open,
        title: &str,
        nickname: &str,
        now: Timestamp,
    ) -> Result<Option<Entry>, Error> {
        let seat = self.drafts.store.seat(&open.reference, &open.party)?;
        Ok(seat.map(|seat| Entry::of(open, &seat.wrapped, title, nickname, now)))
    }

    /// Make a folder with a first draft in it. The code is to be shown once, the session to be set as a cookie.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn make(&self, first: Entry, kind: SessionKind, now: Timestamp) -> Result<(Code, SessionKey), Error> {
        let (code, session) = (Code::random()?, SessionKey::random()?);
        let new = new_folder(&code, &session, &[first], kind, now)?;
        self.drafts.store.make_folder(new)?;
        Ok((code, session))
    }

    /// Open a folder with its code, on any device. None: the code opens no folder. Number and key are derived before anything is
    /// looked up, so a wrong code is the same work as a right one up to there.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn enter(&self, code: &Code, kind: SessionKind, now: Timestamp) -> Result<Option<SessionKey>, Error> {
        let opener = Opener::of(code);
        if self.drafts.store.folder(&opener.id)?.is_none() {
            return Ok(None);
        }
        let session = SessionKey::random()?;
        let new = opener.session(&session, kind, now)?;
        Ok(self.drafts.store.begin_folder_session(new)?.then_some(session))
    }

    /// Open the folder of a session. None: there is no such session, it ran out, or the folder is gone.
    ///
    /// # Errors
    /// [`Error::Damaged`] when something in the store was changed or moved.
    pub fn open(&self, session: &SessionKey, now: Timestamp) -> Result<Option<Folder>, Error> {
        let id = session.id();
        let Some(found) = self.drafts.store.folder_session(&id, now)? else { return Ok(None) };
        let key = session.wrap_key().open(&session_context(&found.folder.id), &found.wrapped);
        let key = key.and_then(|key| Key::of_bytes(&key)).ok_or(Error::Damaged("key of a folder"))?;
        if now.duration_since(found.seen) >= NOTED_EVERY
            && let Err(error) = self.drafts.store.note_folder_seen(&id, now)
        {
            // What is kept can be read on a full disk, too.
            tracing::warn!(%error, "a session of a folder may end before its time");
        }
        Ok(Some(Folder {
            entries: open_list(&found.folder, &key)?,
            shared: found.shared,
            id: found.folder.id,
            revision: found.folder.revision,
            key,
            token: session.token(),
        }))
    }

    /// Put a draft in. One that is in already is put in anew, with the keys of today, and keeps its nickname if none is given.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn put_in(&self, session: &SessionKey, entry: &Entry, now: Timestamp) -> Result<PutIn, Error> {
        let mut outcome = PutIn::Done;
        let folder = self.change(session, now, |entries| {
            let Some(known) = entries.iter_mut().find(|known| known.reference == entry.reference) else {
                if entries.len() >= MOST_IN_A_FOLDER {
                    outcome = PutIn::Full;
                    return false;
                }
                entries.push(entry.clone());
                return true;
            };
            let before = std::mem::replace(known, entry.clone());
            known.put_in = before.put_in;
            if known.nickname.is_empty() {
                known.nickname = before.nickname;
            }
            true
        })?;
        Ok(if folder.is_some() { outcome } else { PutIn::SignedOut })
    }

    /// Give a draft another nickname. None: the session ran out, or the folder is gone.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn rename(
        &self,
        session: &SessionKey,
        reference: &Reference,
        nickname: &str,
        now: Timestamp,
    ) -> Result<Option<Folder>, Error> {
        self.change(session, now, |entries| {
            let known = entries.iter_mut().find(|known| known.reference == *reference);
            known.is_some_and(|known| {
                let before = std::mem::replace(&mut known.nickname, nickname.to_owned());
                before != nickname
            })
        })
    }

    /// Take a draft out. The draft itself stays. None: as for [`Folders::rename`].
    ///
    /// # Errors
    /// See [`Error`].
    pub fn take_out(
        &self,
        session: &SessionKey,
        reference: &Reference,
        now: Timestamp,
    ) -> Result<Option<Folder>, Error> {
        self.change(session, now, |entries| {
            let before = entries.len();
            entries.retain(|known| known.reference != *reference);
            entries.len() < before
        })
    }

    /// Do `change` on the list as it is now, and again if another device was first, so that nothing of either is lost. It says
    /// whether there is anything to store.
    fn change(
        &self,
        session: &SessionKey,
        now: Timestamp,
        mut change: impl FnMut(&mut Vec<Entry>) -> bool,
    ) -> Result<Option<Folder>, Error> {
        for _ in 0..TRIES {
            let Some(mut folder) = self.open(session, now)? else { return Ok(None) };
            if !change(&mut folder.entries) {
                return Ok(Some(folder));
            }
            let sealed = seal_list(&folder.entries, &folder.key, &folder.id, folder.revision + 1)?;
            if self.drafts.store.save_folder(&folder.id, folder.revision, sealed, now)? {
                folder.revision += 1;
                return Ok(Some(folder));
            }
        }
        Err(Error::Busy)
    }

    /// Give the folder another code. The old one opens nothing any more, and every other device is signed out. None: as for
    /// [`Folders::rename`].
    ///
    /// # Errors
    /// See [`Error`].
    pub fn new_code(
        &self,
        session: &SessionKey,
        now: Timestamp,
    ) -> Result<Option<(Code, SessionKey)>, Error> {
        for _ in 0..TRIES {
            let Some(folder) = self.open(session, now)? else { return Ok(None) };
            let (code, session) = (Code::random()?, SessionKey::random()?);
            let kind = if folder.shared { SessionKind::Shared } else { SessionKind::Own };
            let new = new_folder(&code, &session, &folder.entries, kind, now)?;
            if self.drafts.store.replace_folder(&folder.id, folder.revision, new)? {
                return Ok(Some((code, session)));
            }
        }
        Err(Error::Busy)
    }

    /// End a session; one that is over already is no error.
    ///
    /// # Errors
    /// Those of the store.
    pub fn sign_out(&self, session: &SessionKey) -> Result<(), Error> {
        self.drafts.store.end_folder_session(&session.id())?;
        Ok(())
    }

    /// Delete a folder at once: a person's decision. The drafts in it stay, and open with their own codes.
    ///
    /// # Errors
    /// Those of the store.
    pub fn delete(&self, folder: &Folder) -> Result<Erased, Error> {
        Ok(self.drafts.store.delete_folder(&folder.id)?)
    }

    /// What became of a draft.
    ///
    /// # Errors
    /// Those of the store.
    pub fn standing(&self, entry: &Entry) -> Result<Standing, Error> {
        let store = &self.drafts.store;
        Ok(match store.seat(&entry.reference, &entry.party)? {
            Some(seat) if lock_of(&seat.wrapped) == entry.lock => Standing::Open(Box::new(seat.overview)),
            Some(_) => Standing::NewCode,
            None if store.overview(&entry.reference)?.is_some() => Standing::Removed,
            None => Standing::Gone,
        })
    }

    /// Open a draft from the folder of a session, without the draft's own code; the entry then knows how long the draft is kept.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn enter_draft(
        &self,
        session: &SessionKey,
        entry: &Entry,
        kind: SessionKind,
        now: Timestamp,
    ) -> Result<Entrance, Error> {
        let standing = self.standing(entry)?;
        let Standing::Open(overview) = &standing else { return Ok(Entrance::Closed(standing)) };
        self.note_expires(session, entry, overview.draft.expires(), now);
        Ok(match self.drafts.enter(&entry.entered()?, kind, now)? {
            Some(session) => Entrance::Session(session),
            None => Entrance::Closed(Standing::Removed),
        })
    }

    /// The draft opens all the same if this fails, as on a full disk.
    fn note_expires(&self, session: &SessionKey, entry: &Entry, expires: Timestamp, now: Timestamp) {
        let noted = self.change(session, now, |entries| {
            let known = entries.iter_mut().find(|known| known.reference == entry.reference);
            known.is_some_and(|known| std::mem::replace(&mut known.expires, expires) != expires)
        });
        if let Err(error) = noted {
            tracing::warn!(%error, "a folder does not know until when a draft of it is kept");
        }
    }

    /// The party of a draft that is in the folder of this code: then the folder's code does what the draft's own does.
    pub(super) fn party_of(
        &self,
        reference: &Reference,
        code: &Code,
        parties: &[Party],
        now: Timestamp,
    ) -> Result<Option<Entered>, Error> {
        let opener = Opener::of(code);
        let Some(folder) = self.drafts.store.folder(&opener.id)? else { return Ok(None) };
        let entries = open_list(&folder, &opener.key)?;
        let Some(entry) = entries.iter().find(|entry| entry.reference == *reference) else {
            return Ok(None);
        };
        let is_same = |party: &Party| party.id == entry.party && lock_of(&party.wrapped) == entry.lock;
        if !parties.iter().any(is_same) {
            return Ok(None);
        }
        if let Err(error) = self.drafts.store.note_folder_used(&opener.id, now) {
            tracing::warn!(%error, "a folder may be deleted before its time");
        }
        entry.entered().map(Some)
    }
}

impl Folder {
    /// What each form on a page of the folder must post back: derived from the session, which it does not tell.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// A draft in it.
    pub fn entry(&self, reference: &Reference) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.reference == *reference)
    }

    /// Whether this party of a draft is in it.
    pub fn has(&self, reference: &Reference, party: &PartyId) -> bool {
        self.entry(reference).is_some_and(|entry| entry.party == *party)
    }
}

impl fmt::Debug for Folder {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Folder({} drafts)", self.entries.len())
    }
}
