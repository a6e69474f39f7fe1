//! What the team may do to a draft that is under way, where a council lets it: let somebody back in or take somebody out, and
//! send a section back.

use super::chase::{self, Chased};
use super::desk::Desk;
use super::draft::{self, Code, Drafts, Recovered};
use super::keys::Identity;
use super::reference::Reference;
use super::store::{self, PartyId};
use crate::form::Form;
use jiff::Timestamp;
use std::sync::Arc;

/// The team, with what it opens drafts with.
pub struct Recovering<'a> {
    /// Forms and settings.
    pub desk: &'a Desk,
    /// Where drafts are kept.
    pub drafts: Arc<dyn store::Drafts>,
    /// The secret halves of keys.
    pub identities: &'a [Identity],
}

/// Somebody was invited: the code is shown once.
pub struct LetIn {
    /// It opens the draft once, for the role.
    pub code: Code,
    /// The role's title.
    pub role: String,
    /// From then on the code opens nothing.
    pub expires: Timestamp,
}

/// Why nothing was done, in words for the team.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The council does not let the team open drafts of this form.
    #[error(
        "the team can't open drafts of this form: recovery is off. It is on for PEPs, as long as `recovery = false` does not stand below `[pep]` in site.toml"
    )]
    Off,
    /// There is no such draft.
    #[error("there is no draft {0} under way: it was closed or deleted, or its time is over")]
    Unknown(Reference),
    /// Nothing of it is sealed to these keys.
    #[error(
        "none of these keys opens a section of this draft. Keys count that stood in site.toml when the section was saved, and only once the draft says which council looks after the child"
    )]
    NoKeyFits,
    /// The form that it began with can't be read any more.
    #[error("the form that the draft began with is not kept")]
    NoForm,
    /// The form has no such role.
    #[error("the form has no role `{role}`: it has {known}")]
    Role {
        /// What was asked for.
        role: String,
        /// What there is.
        known: String,
    },
    /// As many people as there may be.
    #[error(
        "the draft has as many people and open invitations as it may: take one away, or wait until an invitation runs out"
    )]
    Full,
    /// Somebody was quicker.
    #[error("something changed meanwhile: look at the draft again")]
    Changed,
    /// The section was never sent, or was saved since.
    #[error("the section was not sent, or somebody saved it since: look at the draft again")]
    NotSent,
    /// The draft's own errors.
    #[error(transparent)]
    Draft(#[from] draft::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Recovering<'_> {
    /// Whether the settings let the team open drafts of this form.
    pub fn is_on(&self, form: &Form) -> bool {
        form.is_pep && self.desk.config().pep.recovery
    }

    /// Invite somebody in the team's name, as after a lost code.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn let_in(&self, reference: &Reference, role: &str, now: Timestamp) -> Result<LetIn, Error> {
        let (chased, form) = self.find(reference)?;
        let Some((_, title)) = chased.roles().into_iter().find(|(name, _)| name == role) else {
            let names: Vec<String> = chased.roles().into_iter().map(|(name, _)| name).collect();
            return Err(Error::Role { role: role.to_owned(), known: names.join(", ") });
        };
        let drafts = Drafts::new(self.drafts.clone());
        let recovered = self.recover(&drafts, reference)?;
        let code =
            drafts.invite_again(&recovered, role, &form.readable_names(role), now)?.ok_or(Error::Full)?;
        let overview = self.drafts.overview(reference)?;
        let invited = overview.iter().flat_map(|overview| &overview.invitations);
        let expires = invited.filter(|invited| invited.role == role && invited.by.is_none());
        let expires = expires.map(|invited| invited.expires).max().unwrap_or(now);
        Ok(LetIn { code, role: title, expires })
    }

    /// Take a party's access away. The others get new keys to what it could read.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn take_out(&self, reference: &Reference, party: &PartyId) -> Result<(), Error> {
        let (chased, form) = self.find(reference)?;
        let drafts = Drafts::new(self.drafts.clone());
        let recovered = self.recover(&drafts, reference)?;
        let team = self.desk.recovery_keys(&form, chased.overview.draft.council.as_deref());
        let is_gone = drafts.remove_by_team(&recovered, party, &form.readable_by_party(), &team)?;
        if is_gone { Ok(()) } else { Err(Error::Changed) }
    }

    /// Take an invitation back that nobody has used.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn take_back(&self, reference: &Reference, invitation: &PartyId) -> Result<(), Error> {
        self.find(reference)?;
        if self.drafts.uninvite(reference, invitation)? { Ok(()) } else { Err(Error::Changed) }
    }

    /// Send a section back to who fills it in, with the reason.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn send_back(
        &self,
        reference: &Reference,
        section: &str,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.find(reference)?;
        let drafts = Drafts::new(self.drafts.clone());
        let recovered = self.recover(&drafts, reference)?;
        // Of what was saved since, the team has seen nothing.
        if !recovered.overview.sections.iter().any(|state| state.name == section && state.is_in()) {
            return Err(Error::NotSent);
        }
        match drafts.send_back_by_team(&recovered, section, reason, now) {
            Ok(true) => Ok(()),
            Ok(false) => Err(Error::NotSent),
            Err(draft::Error::Section(_)) => Err(Error::NoKeyFits),
            Err(error) => Err(error.into()),
        }
    }

    fn find(&self, reference: &Reference) -> Result<(Chased, Arc<Form>), Error> {
        let chased = chase::draft(self.desk, &*self.drafts, reference)?;
        let chased = chased.ok_or_else(|| Error::Unknown(reference.clone()))?;
        let form = chased.form.clone().ok_or(Error::NoForm)?;
        if self.is_on(&form) { Ok((chased, form)) } else { Err(Error::Off) }
    }

    fn recover(&self, drafts: &Drafts, reference: &Reference) -> Result<Recovered, Error> {
        drafts.recover(reference, self.identities)?.ok_or(Error::NoKeyFits)
    }
}
