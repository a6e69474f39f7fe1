//! The session of a party: 256 random bits that stand in its browser's cookie and nowhere else.

use super::Error;
use super::cipher::Key;
use age::secrecy::zeroize::Zeroizing;
use std::fmt;

/// What the cookie of one draft holds. The store knows a lookup id that is derived from it, and nothing that leads back.
pub struct SessionKey(Key);

/// On whose computer a session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionKind {
    /// The person's own.
    Own,
    /// One that others use: the session ends early.
    Shared,
}

impl SessionKey {
    pub(super) fn random() -> Result<SessionKey, Error> {
        Key::random().map(SessionKey)
    }

    pub(in crate::collect) fn copy(&self) -> SessionKey {
        SessionKey(self.0.copy())
    }

    /// The value of the cookie: 64 hexadecimal digits.
    pub fn to_cookie(&self) -> Zeroizing<String> {
        self.0.to_digits()
    }

    /// Read the value of a cookie; none if it is no session's.
    pub fn parse(cookie: &str) -> Option<SessionKey> {
        Key::of_digits(cookie).map(SessionKey)
    }

    /// Under this the store finds the session.
    pub(super) fn id(&self) -> [u8; 32] {
        *self.derived("draft/session/id/v1").bytes()
    }

    /// Under this the identity is wrapped.
    pub(super) fn wrap_key(&self) -> Key {
        self.derived("draft/session/wrap/v1")
    }

    /// What each form of the draft's pages must post back.
    pub(super) fn token(&self) -> Zeroizing<String> {
        self.derived("draft/session/token/v1").to_digits()
    }

    /// The key is random already, so there is nothing to salt.
    fn derived(&self, info: &str) -> Key {
        Key::derived(self.0.bytes(), b"", info)
    }
}

impl fmt::Debug for SessionKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("SessionKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_reads_as_the_session_that_it_was_made_of() {
        let session = SessionKey::random().unwrap();
        let cookie = session.to_cookie();
        assert_eq!(cookie.len(), 64);
        assert_eq!(SessionKey::parse(&cookie).unwrap().id(), session.id());
        assert_ne!(SessionKey::random().unwrap().id(), session.id());
        for wrong in
            ["", &cookie[1..], &format!("{}0", *cookie), &cookie.replace(|_| true, "g"), &"é".repeat(32)]
        {
            assert!(SessionKey::parse(wrong).is_none(), "{wrong}");
        }
        assert_eq!(format!("{session:?}"), "SessionKey(…)");
    }

    #[test]
    fn lookup_id_wrap_key_and_token_are_derived_apart() {
        let session = SessionKey::parse(&"07".repeat(32)).unwrap();
        let shown = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let all = [
            session.to_cookie().to_string(),
            shown(&session.id()),
            shown(session.wrap_key().bytes()),
            session.token().to_string(),
        ];
        assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), 4, "{all:?}");
    }
}
