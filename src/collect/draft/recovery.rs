//! The team lets somebody back in. It can do so where a council has left its recovery on: the keys of sections are sealed to it.

use super::keyring::DraftKey;
use super::open::{Section, ensure_vouched, open_section};
use super::people::removal;
use super::section::{Place, Sealed, SectionKey, key_place};
use super::{Code, Drafts, Error, Readable, TEAM};
use crate::collect::keys::{Identity, Recipient};
use crate::collect::reference::Reference;
use crate::collect::store::{Back, Overview, PartyId, Removal};
use age::secrecy::zeroize::Zeroizing;
use age::{Decryptor, Encryptor};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};

/// In the place of a party.
const NOBODY: PartyId = [0; 16];

/// A draft that the team has opened with its own keys, to let somebody in or out, or to send a section back.
pub struct Recovered {
    /// What is known of it without a key.
    pub overview: Overview,
    draft_key: DraftKey,
    pub(super) sections: BTreeMap<String, Section>,
}

impl Drafts {
    /// Open a draft with the team's keys. None: there is no such draft, or none of its sections is sealed to these keys.
    ///
    /// # Errors
    /// [`Error::Damaged`] when something in the store was changed or moved.
    pub fn recover(
        &self,
        reference: &Reference,
        identities: &[Identity],
    ) -> Result<Option<Recovered>, Error> {
        let Some(overview) = self.store.overview(reference)? else { return Ok(None) };
        let mut keys = Vec::new();
        for sealed in self.store.recovery(reference)? {
            if let Some((key, of_draft)) = open(&sealed.key, identities, reference, &sealed.name)? {
                keys.push((sealed, key, of_draft));
            }
        }
        let Some(draft_key) = keys.first().map(|(_, _, of_draft)| of_draft.copy()) else { return Ok(None) };
        // One draft has one key, and its people are vouched for with it: before anything is opened that others may have put here.
        let is_one = keys.iter().all(|(_, _, of_draft)| of_draft.bytes() == draft_key.bytes());
        if !is_one || overview.seats.is_empty() {
            return Err(Error::Damaged("key of a section"));
        }
        ensure_vouched(&overview, Some(&draft_key))?;
        let mut sections = BTreeMap::new();
        for (sealed, key, of_draft) in keys {
            let place =
                Place::of(&overview.draft, Some(&of_draft), Sealed::Text, &sealed.name, sealed.revision);
            let opened = open_section(&sealed, key, &place)?;
            sections.insert(sealed.name, opened);
        }
        Ok(Some(Recovered { overview, draft_key, sections }))
    }

    /// Invite somebody in the team's name, as after a lost code. None: the draft has as many people as it may, or is closed.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn invite_again(
        &self,
        recovered: &Recovered,
        role: &str,
        readable: &BTreeSet<String>,
        now: Timestamp,
    ) -> Result<Option<Code>, Error> {
        let sections = recovered.sections.iter().filter(|(name, _)| readable.contains(*name));
        self.invite_with(&recovered.overview, role, &recovered.draft_key, sections, None, now)
    }

    /// Take a party's access away in the team's name. False: something changed meanwhile.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn remove_by_team(
        &self,
        recovered: &Recovered,
        party: &PartyId,
        readable: &Readable,
        team: &[Recipient],
    ) -> Result<bool, Error> {
        let Recovered { overview, draft_key, sections } = recovered;
        let removal: Removal = removal(overview, sections, draft_key, party, readable, team)?;
        Ok(self.store.remove(&overview.draft.reference, removal)?)
    }

    /// Send a section back in the team's name. False: it was never sent, or was saved since, or has another key.
    ///
    /// # Errors
    /// [`Error::Section`] for a section that the team has no key to.
    pub fn send_back_by_team(
        &self,
        recovered: &Recovered,
        section: &str,
        reason: &str,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let Recovered { overview, draft_key, sections } = recovered;
        let opened = sections.get(section).ok_or_else(|| Error::Section(section.to_owned()))?;
        let place = Place::of(&overview.draft, Some(draft_key), Sealed::Reason, section, 0);
        Ok(self.store.send_back(Back {
            reference: overview.draft.reference.clone(),
            section: section.to_owned(),
            revision: opened.revision,
            by: TEAM.to_owned(),
            reason: opened.key.seal(&place, reason.as_bytes())?,
            at: now,
            party: None,
            key: opened.sealed_key.clone(),
        })?)
    }
}

/// Seal a section's key and the draft's to the team. age ties nothing to its place, so the place is sealed with them.
pub(super) fn seal(
    key: &SectionKey,
    draft_key: &DraftKey,
    team: &[Recipient],
    reference: &Reference,
    section: &str,
) -> Result<Vec<u8>, Error> {
    let place = key_place(reference, section, &NOBODY);
    let mut plain = Zeroizing::new(Vec::with_capacity(place.len() + 64));
    plain.extend_from_slice(&place);
    plain.extend_from_slice(key.bytes());
    plain.extend_from_slice(draft_key.bytes());
    let failed = |error: std::io::Error| Error::NotSealed(error.into());
    let to = team.iter().map(|recipient| recipient.as_age() as &dyn age::Recipient);
    let encryptor = Encryptor::with_recipients(to).map_err(Error::NotSealed)?;
    let mut sealed = Vec::new();
    let mut writer = encryptor.wrap_output(&mut sealed).map_err(failed)?;
    writer.write_all(&plain).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(sealed)
}

/// The keys that are sealed to the team; none if to other keys than these.
fn open(
    sealed: &[u8],
    identities: &[Identity],
    reference: &Reference,
    section: &str,
) -> Result<Option<(SectionKey, DraftKey)>, Error> {
    let damaged = Error::Damaged("key of a section");
    let Ok(decryptor) = Decryptor::new_buffered(sealed) else { return Err(damaged) };
    let with = identities.iter().map(|identity| identity.as_age() as &dyn age::Identity);
    let mut reader = match decryptor.decrypt(with) {
        Ok(reader) => reader,
        Err(age::DecryptError::NoMatchingKeys) => return Ok(None),
        Err(_) => return Err(damaged),
    };
    let mut plain = Zeroizing::new(Vec::with_capacity(sealed.len()));
    if reader.read_to_end(&mut plain).is_err() {
        return Err(damaged);
    }
    let keys = plain
        .strip_prefix(&*key_place(reference, section, &NOBODY))
        .and_then(|keys| keys.split_at_checked(32));
    let keys =
        keys.and_then(|(key, draft_key)| Some((SectionKey::of_bytes(key)?, DraftKey::of_bytes(draft_key)?)));
    keys.map(Some).ok_or(damaged)
}
