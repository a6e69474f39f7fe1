//! A party's keyring, wrapped: under its code, to come back with on any device, and under each of its sessions.

use super::cipher::{Key, context};
use super::code::Code;
use super::keyring::Keyring;
use super::{Error, session::SessionKey};
use crate::collect::reference::Reference;
use crate::collect::store::{Draft, MOST_PARTIES, PartyId};

/// A wrapped keyring: nonce, a line of 74 characters, a space and 64 more, tag.
pub(super) const WRAPPED_BYTES: usize = 24 + 74 + 65 + 16;

/// A party and its draft, as far as they never change: what is wrapped for one party opens for no other.
#[derive(Clone, Copy)]
pub(super) struct Holder<'a> {
    pub(super) reference: &'a Reference,
    pub(super) form: &'a str,
    pub(super) definition: &'a str,
    pub(super) party: &'a PartyId,
    pub(super) role: &'a str,
}

impl<'a> Holder<'a> {
    /// A party of a draft that the store knows.
    pub(super) fn of(draft: &'a Draft, party: &'a PartyId, role: &'a str) -> Holder<'a> {
        Holder { reference: &draft.reference, form: &draft.form, definition: &draft.definition, party, role }
    }

    fn context(&self, what: &str) -> Vec<u8> {
        let parts = [
            self.reference.as_str().as_bytes(),
            self.form.as_bytes(),
            self.definition.as_bytes(),
            self.party,
            self.role.as_bytes(),
        ];
        context(what, &parts)
    }
}

/// Wrap a keyring under the code of its party.
pub(super) fn wrap(keyring: &Keyring, code: &Code, holder: &Holder<'_>) -> Result<Vec<u8>, Error> {
    code_key(code, holder.party, "draft/wrap/v1")
        .seal(&holder.context("draft/identity/v1"), &keyring.to_line())
}

/// The keyring, if this is the code of its party.
pub(super) fn unwrap(wrapped: &[u8], code: &Code, holder: &Holder<'_>) -> Option<Keyring> {
    let key = code_key(code, holder.party, "draft/wrap/v1");
    Keyring::of_line(&key.open(&holder.context("draft/identity/v1"), wrapped)?)
}

/// Wrap a keyring for a session.
pub(super) fn wrap_session(
    keyring: &Keyring,
    session: &SessionKey,
    holder: &Holder<'_>,
) -> Result<Vec<u8>, Error> {
    session.wrap_key().seal(&holder.context("draft/session/v1"), &keyring.to_line())
}

/// The keyring that was wrapped for this session.
pub(super) fn unwrap_session(wrapped: &[u8], session: &SessionKey, holder: &Holder<'_>) -> Option<Keyring> {
    Keyring::of_line(&session.wrap_key().open(&holder.context("draft/session/v1"), wrapped)?)
}

/// Wrap what an invitation opens. Its holder is the party that it makes room for.
pub(super) fn wrap_invitation(text: &[u8], code: &Code, holder: &Holder<'_>) -> Result<Vec<u8>, Error> {
    code_key(code, holder.party, "draft/invite/v1").seal(&holder.context("draft/invitation/v1"), text)
}

/// What an invitation opens, if this is its code.
pub(super) fn unwrap_invitation(
    wrapped: &[u8],
    code: &Code,
    holder: &Holder<'_>,
) -> Option<age::secrecy::zeroize::Zeroizing<Vec<u8>>> {
    code_key(code, holder.party, "draft/invite/v1").open(&holder.context("draft/invitation/v1"), wrapped)
}

/// How many more times a code is tried on nobody, after `tried` parties and invitations. A draft has no more than the most, and
/// so every try is the same work, whether there is such a draft or not.
pub(super) fn still_to_try(tried: usize) -> usize {
    (MOST_PARTIES as usize).saturating_sub(tried)
}

/// 100 random bits need no slow hash: nobody can try them all.
fn code_key(code: &Code, party: &PartyId, info: &str) -> Key {
    #[cfg(test)]
    DERIVED.set(DERIVED.get() + 1);
    Key::derived(&code.secret(), party, info)
}

#[cfg(test)]
thread_local! {
    /// How many keys were derived from codes on this thread: most of the work of trying one.
    pub(super) static DERIVED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

#[cfg(test)]
mod tests {
    use super::super::keyring::DraftKey;
    use super::*;
    use crate::collect::keys::Identity;
    use age::secrecy::ExposeSecret;

    #[test]
    fn an_identity_opens_with_its_code_for_its_party_only() {
        let identity =
            Keyring { identity: Identity::generate(), draft_key: Some(DraftKey::random().unwrap()) };
        let code = Code::random().unwrap();
        let (reference, other) = (Reference::random("PEP").unwrap(), Reference::random("PEP").unwrap());
        let holder = Holder {
            reference: &reference,
            form: "pep",
            definition: "0123",
            party: &[7; 16],
            role: "social-worker",
        };
        let wrapped = wrap(&identity, &code, &holder).unwrap();
        assert_eq!(wrapped.len(), WRAPPED_BYTES);
        let opened = unwrap(&wrapped, &code, &holder).unwrap();
        assert_eq!(opened.identity.recipient(), identity.identity.recipient());
        assert!(
            opened.draft_key.is_some_and(|key| key.bytes() == identity.draft_key.as_ref().unwrap().bytes())
        );
        for elsewhere in [
            Holder { reference: &other, ..holder },
            Holder { form: "pep-early-years", ..holder },
            Holder { definition: "4567", ..holder },
            Holder { party: &[8; 16], ..holder },
            Holder { role: "carer", ..holder },
        ] {
            assert!(unwrap(&wrapped, &code, &elsewhere).is_none());
        }
        assert!(unwrap(&wrapped, &Code::random().unwrap(), &holder).is_none());

        let session = SessionKey::random().unwrap();
        let for_session = wrap_session(&identity, &session, &holder).unwrap();
        assert!(unwrap_session(&for_session, &session, &holder).is_some());
        assert!(unwrap_session(&for_session, &SessionKey::random().unwrap(), &holder).is_none());
        assert!(unwrap_session(&for_session, &session, &Holder { role: "carer", ..holder }).is_none());
    }

    /// A draft of an older program must open for as long as it is kept: a code, and what it wrapped when this was written.
    #[test]
    fn what_was_wrapped_before_still_opens() {
        let wrapped = concat!(
            "eaf72c16c9507b8670e57deb01009488e22b108fe69c9dd12e094e2a36624b426ff290cdfbe6cb17",
            "d568843e04e6a226849ded58be8a637c343bfbf82a2f361dea44e8984be40bf5bfa0daa65a0fe400",
            "80c7fac8c92d0e9c2b7e7680858ec9550601d10c7dadfb461b3670782b0c2bccbd26",
        );
        let bytes = |hex: &str| -> Vec<u8> {
            (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
        };
        let reference = Reference::parse("PEP-7K3M-9QXD").unwrap();
        let holder = Holder {
            reference: &reference,
            form: "pep",
            definition: "0123",
            party: &[7; 16],
            role: "social-worker",
        };
        let code = Code::parse("7K3M-9QXD-2F4H-8N5P-T6RW-Q").unwrap();
        let line = "AGE-SECRET-KEY-1GQ9778VQXMMJVE8SK7J6VT8UJ4HDQAJUVSFCWCM02D8GEWQ72PVQ2Y5J33";
        let opened = unwrap(&bytes(wrapped), &code, &holder).unwrap();
        assert_eq!(opened.identity.to_line().expose_secret(), line);
        assert!(opened.draft_key.is_none());
    }
}
