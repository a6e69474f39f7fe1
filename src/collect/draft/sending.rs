//! A draft goes to the team section by section, comes back with a reason, and ends when all have signed.

use super::open::sign_off_saying;
use super::section::Sealed;
use super::{Drafts, Error, Open};
use crate::collect::store::{
    Back, Closing, LookedAt, NewPart, NewSignOff, NewSubmission, Part, PartOutcome, Receipt,
};
use crate::collect::store::{SIGN_OFF, SectionState, Signed, SignedOff};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// What the team is called among the roles.
pub const TEAM: &str = "team";
/// So long is a reason at most, in characters.
const MOST_OF_A_REASON: usize = 2000;

/// What a party signs.
pub struct Signature {
    /// Whether it wants to carry answers to next term.
    pub carries: bool,
    /// The sections that it has looked at, and whether each is asked.
    pub looked_at: Vec<(String, bool)>,
    /// What is carried of each section.
    pub carried: BTreeMap<String, Vec<u8>>,
    /// The hash of the code in the part, and the part, sealed to the team.
    pub part: ([u8; 32], Vec<u8>),
    /// When it closes the draft.
    pub closing: Closing,
}

/// Why a section is sent back, as it was typed and cleaned, and what is wrong with that.
pub fn reason_of(typed: &str) -> (String, Option<&'static str>) {
    let reason = crate::form::clean(typed).trim().to_owned();
    let wrong = match reason.chars().count() {
        0 => Some("Say what is to be changed, so that they know what to do"),
        count if count > MOST_OF_A_REASON => Some("Say it in 2,000 characters or fewer"),
        _ => None,
    };
    (reason, wrong)
}

impl Drafts {
    /// Send a section as it was opened; `answers` are what is sent, as one text. `header` stands for the draft as a whole, `part` is the hash of its code and the section,
    /// sealed to the team. It may be sent again.
    ///
    /// # Errors
    /// [`Error::Changed`] when it was saved since, [`Error::Gone`] when the draft is closed or gone.
    pub fn send_section(
        &self,
        open: &Open,
        section: &str,
        header: NewSubmission,
        part: ([u8; 32], Vec<u8>),
        answers: &[u8],
    ) -> Result<Receipt, Error> {
        if header.reference != open.reference {
            return Err(Error::OtherReference);
        }
        let opened = open.sections.get(section).ok_or_else(|| Error::Section(section.to_owned()))?;
        let part = Part {
            name: section.to_owned(),
            revision: opened.revision,
            role: open.role.clone(),
            received: header.received,
            confirm_hash: part.0,
            sealed: part.1,
        };
        let print = match open.print_of_sent(section) {
            // So the store knows the same answers again.
            Some(print) if open.is_print_of(section, print, answers) => print.to_vec(),
            _ => opened.key.seal_print(&open.place(Sealed::Print, section, 0), answers)?,
        };
        match self.store.send_part(header, NewPart { party: open.party, print, part })? {
            PartOutcome::Done(receipt) => Ok(receipt),
            PartOutcome::Changed => Err(Error::Changed),
            PartOutcome::Gone => Err(Error::Gone),
        }
    }

    /// Send a section back to who fills it in. Who reads the section reads the reason. False: it was never sent, or was saved
    /// since, or has another key since somebody's access was taken away.
    ///
    /// # Errors
    /// [`Error::Section`] for a section that is closed to the party.
    pub fn send_back(&self, open: &Open, section: &str, reason: &str, now: Timestamp) -> Result<bool, Error> {
        let opened = open.sections.get(section).ok_or_else(|| Error::Section(section.to_owned()))?;
        let sealed = opened.key.seal(&open.place(Sealed::Reason, section, 0), reason.as_bytes())?;
        Ok(self.store.send_back(Back {
            reference: open.reference.clone(),
            section: section.to_owned(),
            revision: opened.revision,
            by: open.role.clone(),
            reason: sealed,
            at: now,
            party: Some(open.party),
            key: opened.sealed_key.clone(),
        })?)
    }

    /// Sign the draft as it was opened.
    ///
    /// # Errors
    /// [`Error::Alone`] for a draft that can't be shared.
    pub fn sign(&self, open: &Open, signature: Signature, now: Timestamp) -> Result<Signed, Error> {
        let Signature { carries, looked_at, carried, part, closing } = signature;
        let draft_key = open.keyring.draft_key.as_ref().ok_or(Error::Alone)?;
        // As the store keeps it, to the microsecond.
        let now = Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now);
        let mut sealed = Vec::with_capacity(carried.len());
        for (name, text) in carried.iter().filter(|_| carries) {
            let section = open.sections.get(name).ok_or_else(|| Error::Section(name.clone()))?;
            // A section that was never saved has nothing to carry.
            if section.revision > 0 {
                let place = open.place(Sealed::Carried, name, section.revision);
                sealed.push((name.clone(), section.key.seal(&place, text)?));
            }
        }
        let signed =
            SignedOff { role: open.role.clone(), party: open.party, at: now, carries, vouched: Vec::new() };
        let saying = sign_off_saying(&open.reference, &signed, &open.overview.sections);
        let vouched = draft_key.vouch(&saying)?;
        let looked_at = looked_at.into_iter().filter_map(|(name, is_asked)| {
            let revision = open.sections.get(&name)?.revision;
            Some(LookedAt { name, revision, is_asked })
        });
        Ok(self.store.sign(NewSignOff {
            reference: open.reference.clone(),
            party: open.party,
            role: open.role.clone(),
            at: now,
            carries,
            vouched,
            held: open
                .sections
                .iter()
                .map(|(name, section)| (name.clone(), section.sealed_key.clone()))
                .collect(),
            looked_at: looked_at.collect(),
            stands: open.overview.sections.iter().map(stand).collect(),
            carried: sealed,
            part: Part {
                name: format!("{SIGN_OFF}{}", open.role),
                revision: 0,
                role: open.role.clone(),
                received: now,
                confirm_hash: part.0,
                sealed: part.1,
            },
            closing,
        })?)
    }
}

impl Open {
    /// Whether these are the answers of a section that were sent last. Not where it is closed to the party.
    pub fn is_sent(&self, section: &str, answers: &[u8]) -> bool {
        self.print_of_sent(section).is_some_and(|print| self.is_print_of(section, print, answers))
    }

    fn print_of_sent(&self, section: &str) -> Option<&[u8]> {
        let state = self.overview.sections.iter().find(|state| state.name == section)?;
        state.sent.as_ref()?.print.as_deref()
    }

    fn is_print_of(&self, section: &str, print: &[u8], answers: &[u8]) -> bool {
        let opened = self.sections.get(section);
        let place = self.place(Sealed::Print, section, 0);
        opened.is_some_and(|opened| opened.key.is_print_of(&place, print, answers))
    }
}

/// How a section stands, as a signature speaks of it.
fn stand(section: &SectionState) -> (String, u64, Option<u64>) {
    (section.name.clone(), section.revision, section.sent.as_ref().map(|sent| sent.revision))
}
