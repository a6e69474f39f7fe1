//! Drafts in the same database as submissions, by the same one writer.

use super::rows::{self, Begun};
use super::{Back, Change, Drafts, Holders, Joined, Joining, NewDraft, NewInvitation, NewPart, NewSession};
use super::{NewSignOff, Overview, PartOutcome, PartRow, PartyId, Removal, SealedDraft, SealedSection};
use super::{SentWhole, Sharing, Signed, overview, parts, people};
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

    fn parties(&self, reference: &Reference, now: Timestamp) -> Result<Option<Holders>> {
        self.read_at_once(|connection| rows::parties(connection, reference, now))
    }

    fn overview(&self, reference: &Reference) -> Result<Option<Overview>> {
        self.read_at_once(|connection| overview::read(connection, reference))
    }

    fn overviews(&self) -> Result<Vec<Overview>> {
        self.read_at_once(overview::read_open)
    }

    fn begin_session(&self, new: NewSession) -> Result<bool> {
        self.write(move |connection| rows::begin_session(connection, &new))
    }

    fn session(&self, id: &[u8; 32], reference: &Reference, now: Timestamp) -> Result<Option<SealedDraft>> {
        self.read_at_once(|connection| rows::session(connection, id, reference, now))
    }

    fn seat(&self, reference: &Reference, party: &PartyId) -> Result<Option<SealedDraft>> {
        self.read_at_once(|connection| rows::seat(connection, reference, party))
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

    fn wrap_anew(&self, party: &PartyId, wrapped: Vec<u8>, session: &[u8; 32]) -> Result<bool> {
        let (party, session) = (*party, *session);
        let changed =
            self.write(move |connection| rows::wrap_anew(connection, &party, &wrapped, &session))?;
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

    fn send(&self, new: NewSubmission, revisions: Vec<(String, u64)>) -> Result<SentWhole> {
        let new = NewSubmission { key: None, ..new };
        let sent = self.write(move |connection| rows::send(connection, &new, &revisions))?;
        if matches!(sent, SentWhole::Done(_)) && self.is_scrub_due()? {
            self.scrub();
        }
        Ok(sent)
    }

    fn invite(&self, reference: &Reference, new: NewInvitation, now: Timestamp) -> Result<bool> {
        let reference = reference.clone();
        self.write(move |connection| people::invite(connection, &reference, &new, now))
    }

    fn uninvite(&self, reference: &Reference, invitation: &PartyId) -> Result<bool> {
        let (reference, invitation) = (reference.clone(), *invitation);
        let gone = self.write(move |connection| people::uninvite(connection, &reference, &invitation))?;
        self.scrub_if_due(gone)?;
        Ok(gone)
    }

    fn join(&self, joining: Joining, now: Timestamp) -> Result<Joined> {
        let joined = self.write(move |connection| people::join(connection, &joining, now))?;
        self.scrub_if_due(joined == Joined::Done)?;
        Ok(joined)
    }

    fn share(&self, reference: &Reference, sharing: Sharing) -> Result<bool> {
        let reference = reference.clone();
        self.write(move |connection| people::share(connection, &reference, &sharing))
    }

    fn recovery(&self, reference: &Reference) -> Result<Vec<SealedSection>> {
        self.read(|connection| people::recovery(connection, reference))
    }

    fn remove(&self, reference: &Reference, removal: Removal) -> Result<bool> {
        let reference = reference.clone();
        let removed = self.write(move |connection| people::remove(connection, &reference, &removal))?;
        self.scrub_if_due(removed)?;
        Ok(removed)
    }

    fn note_council(&self, reference: &Reference, council: Option<String>) -> Result<()> {
        let reference = reference.clone();
        self.write(move |connection| parts::note_council(connection, &reference, council.as_deref()))
    }

    fn note_meeting(&self, reference: &Reference, meeting: Option<(String, Timestamp)>) -> Result<bool> {
        let reference = reference.clone();
        self.write(move |connection| parts::note_meeting(connection, &reference, meeting.as_ref()))
    }

    fn send_part(&self, header: NewSubmission, part: NewPart) -> Result<PartOutcome> {
        let header = NewSubmission { key: None, ..header };
        let sent = self.write(move |connection| parts::send(connection, &header, &part))?;
        self.scrub_if_due(matches!(sent, PartOutcome::Done(_)))?;
        Ok(sent)
    }

    fn send_back(&self, back: Back) -> Result<bool> {
        self.write(move |connection| parts::send_back(connection, &back))
    }

    fn sign(&self, new: NewSignOff) -> Result<Signed> {
        let signed = self.write(move |connection| parts::sign(connection, &new))?;
        self.scrub_if_due(matches!(signed, Signed::Closed(_)))?;
        Ok(signed)
    }

    fn parts(&self, reference: &Reference) -> Result<Vec<(PartRow, Vec<u8>)>> {
        self.read(|connection| parts::read(connection, reference))
    }

    fn mark_part_opened(&self, reference: &Reference, part: &PartRow, at: Timestamp) -> Result<bool> {
        let (reference, part) = (reference.clone(), part.clone());
        self.write(move |connection| parts::mark_opened(connection, &reference, &part, at))
    }
}

impl Sqlite {
    /// Take out of the files what `work` replaced or deleted, if it did.
    pub(in crate::collect::store) fn scrub_if_due(&self, work: bool) -> Result<()> {
        if work && self.is_scrub_due()? {
            self.scrub();
        }
        Ok(())
    }
}
