//! A draft that one of its parties has opened: plain text, in memory only.

use super::Error;
use super::cipher::context;
use super::keyring::{DraftKey, Keyring};
use super::section::{Place, Sealed, SectionKey};
use super::session::SessionKey;
use super::wrap::{self, Holder};
use crate::collect::reference::Reference;
use crate::collect::store::{Overview, PartyId, SealedDraft, SealedSection, Seat, SectionState, SignedOff};
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
    /// The sections that the party may read, by name. Of a draft that is closed they hold what was carried.
    pub sections: BTreeMap<String, Section>,
    /// What is known without a key: who joined, who signed, how far each section is. That nobody made it up was checked.
    pub overview: Overview,
    /// Whether the session is one on a shared computer, and ends early.
    pub shared: bool,
    pub(super) party: PartyId,
    pub(super) keyring: Keyring,
    /// Its session's id; zeros without a session.
    pub(super) session: [u8; 32],
    token: Zeroizing<String>,
}

/// A section that the party may read. One that was never saved has revision 0 and no text.
pub struct Section {
    /// How often it was saved.
    pub revision: u64,
    /// Its text, as it was saved last; wiped when this is dropped.
    pub plain: Zeroizing<Vec<u8>>,
    /// Why it was sent back, if it was.
    pub reason: Option<Zeroizing<Vec<u8>>>,
    pub(super) key: SectionKey,
    /// The key as the store has it.
    pub(super) sealed_key: Vec<u8>,
    /// The reason as the store has it.
    pub(super) sealed_reason: Option<Vec<u8>>,
}

impl Open {
    /// Open what the store gave for a session.
    pub(super) fn of_session(sealed: SealedDraft, session: &SessionKey) -> Result<Open, Error> {
        let holder = Holder::of(&sealed.overview.draft, &sealed.party, &sealed.role);
        let keyring = wrap::unwrap_session(&sealed.wrapped, session, &holder);
        let keyring = keyring.ok_or(Error::Damaged("identity of a party"))?;
        let open = Open::unsealed(sealed, keyring, session.token())?;
        Ok(Open { session: session.id(), ..open })
    }

    pub(super) fn unsealed(
        sealed: SealedDraft,
        keyring: Keyring,
        token: Zeroizing<String>,
    ) -> Result<Open, Error> {
        ensure_vouched(&sealed.overview, keyring.draft_key.as_ref())?;
        let draft = &sealed.overview.draft;
        let what = match draft.closed {
            Some(_) => Sealed::Carried,
            None => Sealed::Text,
        };
        let mut sections = BTreeMap::new();
        for section in &sealed.sections {
            let key = SectionKey::open(
                &section.key,
                &keyring.identity,
                &draft.reference,
                &section.name,
                &sealed.party,
            );
            let key = key.ok_or(Error::Damaged("key of a section"))?;
            let place = Place::of(draft, keyring.draft_key.as_ref(), what, &section.name, section.revision);
            sections.insert(section.name.clone(), open_section(section, key, &place)?);
        }
        let overview = sealed.overview;
        Ok(Open {
            reference: overview.draft.reference.clone(),
            form: overview.draft.form.clone(),
            definition: overview.draft.definition.clone(),
            role: sealed.role,
            created: overview.draft.created,
            saved: overview.draft.saved,
            keep_days: overview.draft.keep_days,
            expires: overview.draft.expires(),
            sections,
            overview,
            shared: sealed.shared,
            party: sealed.party,
            keyring,
            session: [0; 32],
            token,
        })
    }

    /// What each form on a page of the draft must post back: derived from the session, which it does not tell.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// What the party is called in the store.
    pub fn party(&self) -> PartyId {
        self.party
    }

    /// The party among the others; none can't be, but for a draft that changes just now.
    pub fn seat(&self) -> Option<&Seat> {
        self.overview.seats.iter().find(|seat| seat.id == self.party)
    }

    /// Whether other people can be invited. A draft that began before that was possible stays one person's.
    pub fn may_be_shared(&self) -> bool {
        self.keyring.draft_key.is_some()
    }

    pub(super) fn holder(&self) -> Holder<'_> {
        Holder::of(&self.overview.draft, &self.party, &self.role)
    }

    /// Where something of a section belongs, at a revision.
    pub(super) fn place<'a>(&'a self, what: Sealed, name: &'a str, revision: u64) -> Place<'a> {
        Place::of(&self.overview.draft, self.keyring.draft_key.as_ref(), what, name, revision)
    }
}

/// Open a section that the store gave, with its key.
pub(super) fn open_section(
    section: &SealedSection,
    key: SectionKey,
    place: &Place<'_>,
) -> Result<Section, Error> {
    let plain = match (section.revision, &section.sealed) {
        (0, None) => Some(Zeroizing::default()),
        (0, Some(_)) | (_, None) => None,
        (_, Some(sealed)) => key.open_text(place, sealed),
    };
    let plain = plain.ok_or(Error::Damaged("text of a section"))?;
    // The reason stays while the section is mended.
    let place = Place { what: Sealed::Reason, revision: 0, ..*place };
    let reason = match &section.reason {
        Some(sealed) => Some(key.open_text(&place, sealed).ok_or(Error::Damaged("text of a section"))?),
        None => None,
    };
    let (sealed_key, sealed_reason) = (section.key.clone(), section.reason.clone());
    Ok(Section { revision: section.revision, plain, reason, key, sealed_key, sealed_reason })
}

/// That each party was let in by somebody of the draft, and that each signature was given by one: nothing else tells, and sections
/// are handed to those who stand in the store.
pub(super) fn ensure_vouched(overview: &Overview, draft_key: Option<&DraftKey>) -> Result<(), Error> {
    let reference = &overview.draft.reference;
    let Some(draft_key) = draft_key else {
        return if overview.seats.len() == 1 { Ok(()) } else { Err(Error::Damaged("list of parties")) };
    };
    let is_vouched = |seat: &Seat| {
        let saying = party_saying(reference, &seat.id, &seat.role, &seat.recipient);
        seat.vouched.as_ref().is_some_and(|proof| draft_key.has_vouched(&saying, proof))
    };
    if !overview.seats.iter().all(is_vouched) {
        return Err(Error::Damaged("list of parties"));
    }
    // Of a draft that is closed the sections are gone, and nothing rests on its signatures any more.
    let is_signed = |signed: &SignedOff| {
        overview.draft.closed.is_some()
            || draft_key.has_vouched(&sign_off_saying(reference, signed, &overview.sections), &signed.vouched)
    };
    if overview.signed.iter().all(is_signed) { Ok(()) } else { Err(Error::Damaged("signature")) }
}

/// What is vouched for of a party: who it is, and with what role.
pub(super) fn party_saying(reference: &Reference, party: &PartyId, role: &str, recipient: &str) -> Vec<u8> {
    let parts = [reference.as_str().as_bytes(), party, role.as_bytes(), recipient.as_bytes()];
    context("draft/party/v1", &parts)
}

/// What is vouched for of a signature: whose it is, and what was signed.
pub(super) fn sign_off_saying(
    reference: &Reference,
    signed: &SignedOff,
    sections: &[SectionState],
) -> Vec<u8> {
    let at = signed.at.as_microsecond().to_be_bytes();
    let mut states = Vec::new();
    for section in sections {
        let sent = section.sent.as_ref().map_or(u64::MAX, |sent| sent.revision);
        let numbers = [section.revision.to_be_bytes(), sent.to_be_bytes()];
        states.extend(context("section", &[section.name.as_bytes(), &numbers[0], &numbers[1]]));
    }
    let parts: [&[u8]; 6] = [
        reference.as_str().as_bytes(),
        signed.role.as_bytes(),
        &signed.party,
        &at,
        if signed.carries { b"carries" } else { b"" },
        &states,
    ];
    context("draft/sign-off/v1", &parts)
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
