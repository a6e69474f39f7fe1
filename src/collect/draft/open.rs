//! A draft that one of its parties has opened: plain text, in memory only.

use super::Error;
use super::section::{Place, SectionKey};
use super::session::SessionKey;
use super::wrap::{self, Holder};
use crate::collect::keys::Identity;
use crate::collect::reference::Reference;
use crate::collect::store::{PartyId, SealedDraft, SealedSection};
use age::secrecy::zeroize::Zeroizing;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt;

/// What one party may see of a draft, as it was when it was opened. It is the proof that its session may save and send.
pub struct Open {
    /// What people quote.
    pub reference: Reference,
    /// The form's name.
    pub form: String,
    /// The hash of the definition that the draft goes on with.
    pub definition: String,
    /// The party's role in the form.
    pub role: String,
    /// When the draft began.
    pub created: Timestamp,
    /// When anybody last saved.
    pub saved: Option<Timestamp>,
    /// It is kept so many days of 24 hours after the last save, or after it began.
    pub keep_days: u32,
    /// From then on a purge deletes it.
    pub expires: Timestamp,
    /// The sections that the party may read, by name.
    pub sections: BTreeMap<String, Section>,
    pub(super) party: PartyId,
    pub(super) identity: Identity,
    token: Zeroizing<String>,
}

/// A section that the party may read. One that was never saved has revision 0 and no text.
pub struct Section {
    /// How often it was saved.
    pub revision: u64,
    /// Its text, as it was saved last; wiped when this is dropped.
    pub plain: Zeroizing<Vec<u8>>,
    pub(super) key: SectionKey,
}

impl Open {
    /// Open what the store gave for a session.
    pub(super) fn unsealed(sealed: SealedDraft, session: &SessionKey) -> Result<Open, Error> {
        let holder = holder(&sealed);
        let identity = wrap::unwrap_session(&sealed.wrapped, session, &holder)
            .ok_or(Error::Damaged("identity of a party"))?;
        let mut sections = BTreeMap::new();
        for section in &sealed.sections {
            sections.insert(section.name.clone(), open_section(section, &identity, &holder)?);
        }
        let expires = sealed.draft.expires();
        Ok(Open {
            reference: sealed.draft.reference,
            form: sealed.draft.form,
            definition: sealed.draft.definition,
            role: sealed.role,
            created: sealed.draft.created,
            saved: sealed.draft.saved,
            keep_days: sealed.draft.keep_days,
            expires,
            sections,
            party: sealed.party,
            identity,
            token: session.token(),
        })
    }

    /// What each form on a page of the draft must post back: derived from the session, which it does not tell.
    pub fn token(&self) -> &str {
        &self.token
    }

    pub(super) fn holder(&self) -> Holder<'_> {
        Holder {
            reference: &self.reference,
            form: &self.form,
            definition: &self.definition,
            party: &self.party,
            role: &self.role,
        }
    }

    /// Where a section's text belongs after a save that rests on what was opened.
    pub(super) fn next_place<'a>(&'a self, name: &'a str, section: &Section) -> Place<'a> {
        Place {
            reference: &self.reference,
            section: name,
            revision: section.revision + 1,
            definition: &self.definition,
        }
    }
}

fn holder(sealed: &SealedDraft) -> Holder<'_> {
    Holder {
        reference: &sealed.draft.reference,
        form: &sealed.draft.form,
        definition: &sealed.draft.definition,
        party: &sealed.party,
        role: &sealed.role,
    }
}

fn open_section(section: &SealedSection, identity: &Identity, holder: &Holder<'_>) -> Result<Section, Error> {
    let key = SectionKey::open(&section.key, identity, holder.reference, &section.name, holder.party)
        .ok_or(Error::Damaged("key of a section"))?;
    let place = Place {
        reference: holder.reference,
        section: &section.name,
        revision: section.revision,
        definition: holder.definition,
    };
    let plain = match (section.revision, &section.sealed) {
        (0, None) => Some(Zeroizing::default()),
        (0, Some(_)) | (_, None) => None,
        (_, Some(sealed)) => key.open_text(&place, sealed),
    };
    let plain = plain.ok_or(Error::Damaged("text of a section"))?;
    Ok(Section { revision: section.revision, plain, key })
}

impl fmt::Debug for Open {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Open({} of `{}`, {} sections)", self.reference, self.form, self.sections.len())
    }
}

impl fmt::Debug for Section {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Section(revision {})", self.revision)
    }
}
