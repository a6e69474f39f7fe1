//! Drafts in the same database as submissions, by the same one writer.

use super::rows::{self, Begun};
use super::{Change, Draft, Drafts, NewDraft, NewSession, Party, PartyId, SealedDraft, Sent};
use crate::collect::reference::Reference;
use crate::collect::store::{Erased, Error, NewSubmission, Result, Sqlite};
use jiff::Timestamp;

impl Drafts for Sqlite {
    fn keep_definition(&self, hash: &str, form: &str, bundle: &str) -> Result<()> {
        let (hash, form, bundle) = (hash.to_owned(), form.to_owned(), bundle.to_owned());
        self.write(move |connection| rows::keep_definition(connection, &hash, &form, &bundle))
    }

    fn definition(&self, hash: &str) -> Result<Option<String>> {
        self.read(|connection| rows::definition(connection, hash))
    }

    fn forget_definitions(&self, today: &[&str]) -> Result<usize> {
        let today: Vec<String> = today.iter().map(|hash| (*hash).to_owned()).collect();
        self.write(move |connection| rows::forget_definitions(connection, &today))
    }

    fn begin(&self, new: NewDraft) -> Result<()> {
        match self.write(move |connection| rows::begin(connection, &new))? {
            Begun::Done => Ok(()),
            Begun::ReferenceTaken => Err(Error::ReferenceTaken),
            Begun::NoDefinition => Err(Error::NoDefinition),
        }
    }

    fn parties(&self, reference: &Reference) -> Result<Option<(Draft, Vec<Party>)>> {
        self.read_at_once(|connection| rows::parties(connection, reference))
    }

    fn begin_session(&self, new: NewSession) -> Result<bool> {
        self.write(move |connection| rows::begin_session(connection, &new))
    }

    fn session(&self, id: &[u8; 32], reference: &Reference, now: Timestamp) -> Result<Option<SealedDraft>> {
        self.read_at_once(|connection| rows::session(connection, id, reference, now))
    }

    fn note_seen(&self, id: &[u8; 32], now: Timestamp) -> Result<()> {
        let id = *id;
        self.write(move |connection| rows::note_seen(connection, &id, now))
    }

    fn save(
        &self,
        reference: &Reference,
        party: &PartyId,
        changes: Vec<Change>,
        now: Timestamp,
    ) -> Result<bool> {
        let (reference, party) = (reference.clone(), *party);
        self.write(move |connection| rows::save(connection, &reference, &party, &changes, now))
    }

    fn wrap_anew(&self, party: &PartyId, wrapped: Vec<u8>) -> Result<bool> {
        let party = *party;
        let changed = self.write(move |connection| rows::wrap_anew(connection, &party, &wrapped))?;
        if changed {
            self.scrub();
        }
        Ok(changed)
    }

    fn end_session(&self, id: &[u8; 32]) -> Result<bool> {
        let id = *id;
        self.write(move |connection| rows::end_session(connection, &id))
    }

    fn delete(&self, reference: &Reference) -> Result<Erased> {
        let reference = reference.clone();
        if !self.write(move |connection| rows::delete(connection, &reference))? {
            return Ok(Erased::Unknown);
        }
        Ok(if self.scrub() { Erased::Done } else { Erased::TracesRemain })
    }

    fn send(&self, new: NewSubmission, revisions: Vec<(String, u64)>) -> Result<Sent> {
        let new = NewSubmission { key: None, ..new };
        let sent = self.write(move |connection| rows::send(connection, &new, &revisions))?;
        if matches!(sent, Sent::Done(_)) && self.is_scrub_due()? {
            self.scrub();
        }
        Ok(sent)
    }
}
