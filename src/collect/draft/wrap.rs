//! A party's identity, wrapped: under its code, to come back with on any device, and under each of its sessions.

use super::cipher::{Key, context};
use super::code::Code;
use super::{Error, session::SessionKey};
use crate::collect::keys::Identity;
use crate::collect::reference::Reference;
use crate::collect::store::PartyId;
use age::secrecy::ExposeSecret;

/// Codes are tried on so many parties of a draft at least. Where there are fewer, or no such draft, the work is done all the
/// same, so that how long an answer takes does not tell.
const TRIED_AT_LEAST: usize = 4;
/// A wrapped identity: nonce, a line of 74 characters, tag.
pub(super) const WRAPPED_BYTES: usize = 24 + 74 + 16;

/// A party and its draft, as far as they never change: what is wrapped for one party opens for no other.
#[derive(Clone, Copy)]
pub(super) struct Holder<'a> {
    pub(super) reference: &'a Reference,
    pub(super) form: &'a str,
    pub(super) definition: &'a str,
    pub(super) party: &'a PartyId,
    pub(super) role: &'a str,
}

impl Holder<'_> {
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

/// Wrap an identity under the code of its party.
pub(super) fn wrap(identity: &Identity, code: &Code, holder: &Holder<'_>) -> Result<Vec<u8>, Error> {
    let line = identity.to_line();
    code_key(code, holder.party).seal(&holder.context("draft/identity/v1"), line.expose_secret().as_bytes())
}

/// The identity, if this is the code of its party.
pub(super) fn unwrap(wrapped: &[u8], code: &Code, holder: &Holder<'_>) -> Option<Identity> {
    read(code_key(code, holder.party).open(&holder.context("draft/identity/v1"), wrapped))
}

/// Wrap an identity for a session.
pub(super) fn wrap_session(
    identity: &Identity,
    session: &SessionKey,
    holder: &Holder<'_>,
) -> Result<Vec<u8>, Error> {
    let line = identity.to_line();
    session.wrap_key().seal(&holder.context("draft/session/v1"), line.expose_secret().as_bytes())
}

/// The identity that was wrapped for this session.
pub(super) fn unwrap_session(wrapped: &[u8], session: &SessionKey, holder: &Holder<'_>) -> Option<Identity> {
    read(session.wrap_key().open(&holder.context("draft/session/v1"), wrapped))
}

/// The parties on which a code is tried, filled up with nobody.
pub(super) fn tried<T>(parties: &[T]) -> impl Iterator<Item = Option<&T>> {
    let nobody = TRIED_AT_LEAST.saturating_sub(parties.len());
    parties.iter().map(Some).chain(std::iter::repeat_n(None, nobody))
}

/// 100 random bits need no slow hash: nobody can try them all.
fn code_key(code: &Code, party: &PartyId) -> Key {
    #[cfg(test)]
    DERIVED.set(DERIVED.get() + 1);
    Key::derived(&code.secret(), party, "draft/wrap/v1")
}

#[cfg(test)]
thread_local! {
    /// How many keys were derived from codes on this thread: most of the work of trying one.
    pub(super) static DERIVED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

fn read(line: Option<age::secrecy::zeroize::Zeroizing<Vec<u8>>>) -> Option<Identity> {
    Identity::of_line(std::str::from_utf8(&line?).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_tried_as_often_where_there_is_no_draft_as_where_there_is_one() {
        let parties = [1, 2, 3, 4, 5];
        for count in 0..=4 {
            assert_eq!(tried(&parties[..count]).count(), 4);
            assert_eq!(tried(&parties[..count]).flatten().count(), count);
        }
        assert_eq!(tried(&parties).flatten().count(), 5, "nobody is left out");
    }

    #[test]
    fn an_identity_opens_with_its_code_for_its_party_only() {
        let (identity, code) = (Identity::generate(), Code::random().unwrap());
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
        assert_eq!(opened.recipient(), identity.recipient());
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
        assert_eq!(opened.to_line().expose_secret(), line);
    }
}
