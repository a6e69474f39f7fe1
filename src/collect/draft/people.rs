//! The parties of a draft: invited, let in, given the keys that are theirs, and taken out again.

use super::keyring::{DraftKey, Keyring};
use super::open::{Section, party_saying};
use super::section::{Place, Sealed, SectionKey};
use super::wrap::{self, Holder, still_to_try};
use super::{Code, Drafts, Error, Open, SessionKey, SessionKind, new_party_id, new_session, recovery};
use crate::collect::keys::{Identity, Recipient, parse_recipient};
use crate::collect::reference::Reference;
use crate::collect::store::{
    Held, Holders, Joined, Joining, NewInvitation, NewKey, NewParty, Overview, PartyId, Rekeyed, Removal,
    Seat, Sharing,
};
use age::secrecy::zeroize::Zeroizing;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// An invitation opens for so long.
pub const INVITATION: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How often a change is tried again when others saved meanwhile.
const TRIES: usize = 4;

/// Which sections each role may read: what the form declares.
pub type Readable = BTreeMap<String, BTreeSet<String>>;

/// What a code opened.
pub enum Tried {
    /// It is a party's.
    Party(Entered),
    /// It is an invitation's.
    Invitation(Invitation),
}

/// A party whose code was given. It has no session yet, and needs none to sign.
pub struct Entered {
    /// Its role in the form.
    pub role: String,
    /// The form's name.
    pub form: String,
    /// The hash of the definition that the draft goes on with.
    pub definition: String,
    pub(super) reference: Reference,
    pub(super) party: PartyId,
    pub(super) keyring: Keyring,
}

/// An invitation whose code was given.
pub struct Invitation {
    /// For which role it is.
    pub role: String,
    /// The role that invited, or `team`.
    pub by: String,
    /// The form's name.
    pub form: String,
    /// The hash of the definition that the draft goes on with.
    pub definition: String,
    reference: Reference,
    id: PartyId,
    draft_key: DraftKey,
    keys: BTreeMap<String, SectionKey>,
}

/// A party that has joined.
pub struct Join {
    /// To be shown once.
    pub code: Code,
    /// To be set as a cookie.
    pub session: SessionKey,
}

/// What came of taking somebody's access away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removed {
    /// It is gone.
    Done,
    /// There is no such party, or it joined before who asks: who came later does not put out who was there.
    NotAllowed,
}

impl Drafts {
    /// Try a code on every party and every open invitation of a draft, and on folders with the draft in it. None: it opens
    /// nothing, or there is no such draft. Which of the two can't be told from outside: the work is the same.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn try_code(
        &self,
        reference: &Reference,
        code: &Code,
        now: Timestamp,
    ) -> Result<Option<Tried>, Error> {
        let (draft, parties, invitations) = match self.store.parties(reference, now)? {
            Some(Holders { draft, parties, invitations }) => (Some(draft), parties, invitations),
            None => (None, Vec::new(), Vec::new()),
        };
        let (form, definition) = draft.map(|draft| (draft.form, draft.definition)).unwrap_or_default();
        let holder = |party, role| Holder { reference, form: &form, definition: &definition, party, role };
        let mut tried = None;
        for party in &parties {
            if let Some(keyring) = wrap::unwrap(&party.wrapped, code, &holder(&party.id, &party.role)) {
                tried = Some(Tried::Party(Entered {
                    role: party.role.clone(),
                    form: form.clone(),
                    definition: definition.clone(),
                    reference: reference.clone(),
                    party: party.id,
                    keyring,
                }));
            }
        }
        for invitation in &invitations {
            let holder = holder(&invitation.id, &invitation.role);
            if let Some(text) = wrap::unwrap_invitation(&invitation.wrapped, code, &holder) {
                let (draft_key, keys) = read_keys(&text).ok_or(Error::Damaged("invitation"))?;
                tried = Some(Tried::Invitation(Invitation {
                    role: invitation.role.clone(),
                    by: invitation.by.clone(),
                    form: form.clone(),
                    definition: definition.clone(),
                    reference: reference.clone(),
                    id: invitation.id,
                    draft_key,
                    keys,
                }));
            }
        }
        if tried.is_none() {
            tried = self.folders().party_of(reference, code, &parties, now)?.map(Tried::Party);
        }
        for _ in 0..still_to_try(parties.len() + invitations.len()) {
            wrap::unwrap(&[0; wrap::WRAPPED_BYTES], code, &holder(&[0; 16], ""));
        }
        Ok(tried)
    }

    /// Come back to a draft with the code of a party, on any device of its own. None: as for [`Drafts::try_code`].
    ///
    /// # Errors
    /// See [`Error`].
    pub fn resume(
        &self,
        reference: &Reference,
        code: &Code,
        now: Timestamp,
    ) -> Result<Option<SessionKey>, Error> {
        match self.try_code(reference, code, now)? {
            Some(Tried::Party(entered)) => self.enter(&entered, SessionKind::Own, now),
            Some(Tried::Invitation(_)) | None => Ok(None),
        }
    }

    /// Begin a session. None: the party is gone.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn enter(
        &self,
        entered: &Entered,
        kind: SessionKind,
        now: Timestamp,
    ) -> Result<Option<SessionKey>, Error> {
        let session = SessionKey::random()?;
        let new = new_session(&entered.keyring, &session, kind, &entered.holder(), now)?;
        Ok(self.store.begin_session(new)?.then_some(session))
    }

    /// Open what a party may see, without a session: to sign on somebody else's computer. None: the party is gone.
    ///
    /// # Errors
    /// As for [`Drafts::open`].
    pub fn look(&self, entered: &Entered) -> Result<Option<Open>, Error> {
        let Some(sealed) = self.store.seat(&entered.reference, &entered.party)? else { return Ok(None) };
        let keyring = entered.keyring.copy().ok_or(Error::Damaged("identity of a party"))?;
        Open::unsealed(sealed, keyring, Zeroizing::default()).map(Some)
    }

    /// Invite somebody. The code works once, within seven days. None: the draft has as many people as it may, or is closed.
    ///
    /// # Errors
    /// [`Error::Alone`] for a draft that can't be shared.
    pub fn invite(
        &self,
        open: &Open,
        role: &str,
        readable: &BTreeSet<String>,
        now: Timestamp,
    ) -> Result<Option<Code>, Error> {
        let draft_key = open.keyring.draft_key.as_ref().ok_or(Error::Alone)?;
        let may_read = open.sections.iter().filter(|(name, _)| readable.contains(*name));
        self.invite_with(&open.overview, role, draft_key, may_read, Some(open.party), now)
    }

    pub(super) fn invite_with<'a>(
        &self,
        overview: &Overview,
        role: &str,
        draft_key: &DraftKey,
        sections: impl Iterator<Item = (&'a String, &'a Section)>,
        by: Option<PartyId>,
        now: Timestamp,
    ) -> Result<Option<Code>, Error> {
        let (code, id) = (Code::random()?, new_party_id()?);
        let sections: Vec<_> = sections.collect();
        // Room for all of it, so that no key is left behind where it stood before.
        let full = 32 + sections.iter().map(|(name, _)| 8 + name.len() + 32).sum::<usize>();
        let mut text = Zeroizing::new(Vec::with_capacity(full));
        text.extend_from_slice(draft_key.bytes());
        let mut held: Vec<Held> = Vec::new();
        for (name, section) in sections {
            text.extend_from_slice(&(name.len() as u64).to_be_bytes());
            text.extend_from_slice(name.as_bytes());
            text.extend_from_slice(section.key.bytes());
            held.push((name.clone(), section.sealed_key.clone()));
        }
        let draft = &overview.draft;
        let holder = Holder::of(draft, &id, role);
        let new = NewInvitation {
            id,
            role: role.to_owned(),
            by,
            wrapped: wrap::wrap_invitation(&text, &code, &holder)?,
            expires: now.saturating_add(INVITATION).unwrap_or(Timestamp::MAX),
            held,
        };
        Ok(self.store.invite(&draft.reference, new, now)?.then_some(code))
    }

    /// Take an invitation back. False: there is none.
    ///
    /// # Errors
    /// Those of the store.
    pub fn uninvite(&self, open: &Open, invitation: &PartyId) -> Result<bool, Error> {
        Ok(self.store.uninvite(&open.reference, invitation)?)
    }

    /// Join with an invitation, which is destroyed. Sections that nobody can open yet and this role may read get their key now.
    /// None: it was used meanwhile.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn join(
        &self,
        invitation: &Invitation,
        readable: &BTreeSet<String>,
        kind: SessionKind,
        now: Timestamp,
    ) -> Result<Option<Join>, Error> {
        for _ in 0..TRIES {
            let Some(overview) = self.store.overview(&invitation.reference)? else { return Ok(None) };
            let (code, session) = (Code::random()?, SessionKey::random()?);
            let keyring =
                Keyring { identity: Identity::generate(), draft_key: Some(invitation.draft_key.copy()) };
            let party = new_party_id()?;
            let holder = Holder { party: &party, ..invitation.holder() };
            let mut keys: Vec<(String, SectionKey)> = Vec::new();
            let mut fresh = Vec::new();
            for section in overview.sections.iter().filter(|section| readable.contains(&section.name)) {
                if let Some(key) = invitation.keys.get(&section.name) {
                    keys.push((section.name.clone(), key.copy()));
                } else if !section.has_key && section.revision == 0 {
                    keys.push((section.name.clone(), SectionKey::random()?));
                    fresh.push(section.name.clone());
                }
            }
            let joining = Joining {
                reference: invitation.reference.clone(),
                invitation: invitation.id,
                party: new_party(&keyring, &code, &holder, &keys)?,
                session: new_session(&keyring, &session, kind, &holder, now)?,
                fresh,
            };
            match self.store.join(joining, now)? {
                Joined::Done => return Ok(Some(Join { code, session })),
                Joined::Gone => return Ok(None),
                Joined::Stale => {}
            }
        }
        Err(Error::Busy)
    }

    /// Give the team the keys that this party has and the team lacks: with them it can let somebody back in.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn share(&self, open: &Open, team: &[Recipient]) -> Result<(), Error> {
        let Some(draft_key) = &open.keyring.draft_key else { return Ok(()) };
        let mut sharing =
            Sharing { from: open.party, held: Vec::new(), keys: Vec::new(), recovery: Vec::new() };
        let lacks =
            |name: &str| open.overview.sections.iter().any(|state| state.name == name && !state.has_recovery);
        let sections = open.sections.iter().filter(|(name, _)| !team.is_empty() && lacks(name));
        for (name, section) in sections {
            let sealed = recovery::seal(&section.key, draft_key, team, &open.reference, name)?;
            sharing.recovery.push((name.clone(), sealed));
            sharing.held.push((name.clone(), section.sealed_key.clone()));
        }
        if !sharing.held.is_empty() {
            // False: the keys were replaced meanwhile. The next request gives the new ones.
            self.store.share(&open.reference, sharing)?;
        }
        Ok(())
    }

    /// Give another the keys that this party has and they lack though their role may read the sections: after a lost code, or
    /// where somebody was invited by one who had not all keys. It is a person's decision, since a role is only what an invitation
    /// says. False: there is nothing to give, or the keys were replaced meanwhile.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn give(&self, open: &Open, party: &PartyId, readable: &Readable) -> Result<bool, Error> {
        let seat = open.overview.seats.iter().find(|seat| seat.id == *party);
        let Some(seat) = seat else { return Ok(false) };
        let mut sharing =
            Sharing { from: open.party, held: Vec::new(), keys: Vec::new(), recovery: Vec::new() };
        for (name, section) in open.sections.iter().filter(|(name, _)| lacks(seat, name, readable)) {
            let sealed = seal_to_seat(&section.key, seat, &open.reference, name)?;
            sharing.keys.push(NewKey { party: seat.id, section: name.clone(), sealed });
            sharing.held.push((name.clone(), section.sealed_key.clone()));
        }
        Ok(!sharing.held.is_empty() && self.store.share(&open.reference, sharing)?)
    }

    /// Take a party's access away. What it could read and this party can gets another key; what it has read can't be taken back.
    ///
    /// # Errors
    /// [`Error::Busy`] when others save all the time.
    pub fn remove(
        &self,
        open: &Open,
        party: &PartyId,
        readable: &Readable,
        team: &[Recipient],
    ) -> Result<Removed, Error> {
        if !open.may_remove(party) {
            return Ok(Removed::NotAllowed);
        }
        let draft_key = open.keyring.draft_key.as_ref().ok_or(Error::Alone)?;
        let removal = removal(&open.overview, &open.sections, draft_key, party, readable, team)?;
        let removal = Removal { by: Some(open.party), ..removal };
        if self.store.remove(&open.reference, removal)? { Ok(Removed::Done) } else { Err(Error::Changed) }
    }
}

impl Open {
    /// Whether this party may take another's access away: it joined earlier.
    pub fn may_remove(&self, party: &PartyId) -> bool {
        let other = self.overview.seats.iter().find(|seat| seat.id == *party);
        match (self.seat(), other) {
            (Some(own), Some(other)) => own.seat < other.seat,
            _ => false,
        }
    }
}

impl Entered {
    fn holder(&self) -> Holder<'_> {
        Holder {
            reference: &self.reference,
            form: &self.form,
            definition: &self.definition,
            party: &self.party,
            role: &self.role,
        }
    }
}

impl Invitation {
    fn holder(&self) -> Holder<'_> {
        Holder {
            reference: &self.reference,
            form: &self.form,
            definition: &self.definition,
            party: &self.id,
            role: &self.role,
        }
    }
}

/// A party with its keys, ready for the store, and vouched for.
pub(super) fn new_party(
    keyring: &Keyring,
    code: &Code,
    holder: &Holder<'_>,
    keys: &[(String, SectionKey)],
) -> Result<NewParty, Error> {
    let recipient = keyring.identity.recipient();
    let mut sealed = Vec::with_capacity(keys.len());
    for (section, key) in keys {
        sealed.push((section.clone(), key.seal_to(&recipient, holder.reference, section, holder.party)?));
    }
    let draft_key = keyring.draft_key.as_ref().ok_or(Error::Alone)?;
    let recipient = recipient.to_string();
    let saying = party_saying(holder.reference, holder.party, holder.role, &recipient);
    Ok(NewParty {
        id: *holder.party,
        role: holder.role.to_owned(),
        vouched: draft_key.vouch(&saying)?,
        recipient,
        wrapped: wrap::wrap(keyring, code, holder)?,
        keys: sealed,
    })
}

/// Everything that changes when a party goes, but for who takes it out.
pub(super) fn removal(
    overview: &Overview,
    sections: &BTreeMap<String, Section>,
    draft_key: &DraftKey,
    party: &PartyId,
    readable: &Readable,
    team: &[Recipient],
) -> Result<Removal, Error> {
    let draft = &overview.draft;
    let gone = overview.seats.iter().find(|seat| seat.id == *party);
    let could_read = |name: &String| gone.is_some_and(|gone| gone.keys.contains(name));
    let staying: Vec<&Seat> = overview.seats.iter().filter(|seat| seat.id != *party).collect();
    // Of a draft that is closed what was carried is left, and the team has no key to that.
    let (what, team) = match draft.closed {
        Some(_) => (Sealed::Carried, &[][..]),
        None => (Sealed::Text, team),
    };
    let (mut rekeyed, mut held) = (Vec::new(), Vec::new());
    for (name, section) in sections.iter().filter(|(name, _)| could_read(name)) {
        let key = SectionKey::random()?;
        let place = |what, revision| Place::of(draft, Some(draft_key), what, name, revision);
        let mut keys = Vec::new();
        // Who had no key gets none now: a role alone gives nobody one.
        let had = |seat: &&&Seat| may_read(seat, name, readable) && seat.keys.contains(name);
        for seat in staying.iter().filter(had) {
            keys.push((seat.id, seal_to_seat(&key, seat, &draft.reference, name)?));
        }
        let sealed = match section.revision {
            0 => None,
            revision => Some(key.seal(&place(what, revision), &section.plain)?),
        };
        let reason = section.reason.as_ref().map(|reason| key.seal(&place(Sealed::Reason, 0), reason));
        let state = overview.sections.iter().find(|state| state.name == *name);
        let read_print = state.and_then(|state| state.sent.as_ref()?.print.clone());
        let print =
            read_print.as_ref().map(|print| section.key.print_under(&key, &place(Sealed::Print, 0), print));
        let recovery = match team.is_empty() {
            true => None,
            false => Some(recovery::seal(&key, draft_key, team, &draft.reference, name)?),
        };
        held.push((name.clone(), section.sealed_key.clone()));
        rekeyed.push(Rekeyed {
            name: name.clone(),
            revision: section.revision,
            sealed,
            read_reason: section.sealed_reason.clone(),
            reason: reason.transpose()?,
            read_print,
            print: print.transpose()?.flatten(),
            keys,
            recovery,
        });
    }
    let staying = staying.iter().map(|seat| seat.id).collect();
    Ok(Removal { party: *party, staying, by: None, held, sections: rekeyed })
}

fn may_read(seat: &Seat, section: &str, readable: &Readable) -> bool {
    readable.get(&seat.role).is_some_and(|sections| sections.contains(section))
}

/// Whether a role may read a section, and who has it lacks the key.
pub(in crate::collect) fn lacks(seat: &Seat, section: &str, readable: &Readable) -> bool {
    may_read(seat, section, readable) && !seat.keys.iter().any(|known| known == section)
}

fn seal_to_seat(
    key: &SectionKey,
    seat: &Seat,
    reference: &Reference,
    section: &str,
) -> Result<Vec<u8>, Error> {
    let recipient = parse_recipient(&seat.recipient).map_err(|_| Error::Damaged("list of parties"))?;
    key.seal_to(&recipient, reference, section, &seat.id)
}

/// What stands in an invitation: the draft's key, then each section's name after its length, with its key.
fn read_keys(text: &[u8]) -> Option<(DraftKey, BTreeMap<String, SectionKey>)> {
    let (draft_key, mut rest) = text.split_at_checked(32)?;
    let draft_key = DraftKey::of_bytes(draft_key)?;
    let mut keys = BTreeMap::new();
    while !rest.is_empty() {
        let (length, more) = rest.split_first_chunk::<8>()?;
        let (name, more) = more.split_at_checked(usize::try_from(u64::from_be_bytes(*length)).ok()?)?;
        let (key, more) = more.split_at_checked(32)?;
        keys.insert(String::from_utf8(name.to_vec()).ok()?, SectionKey::of_bytes(key)?);
        rest = more;
    }
    Some((draft_key, keys))
}
