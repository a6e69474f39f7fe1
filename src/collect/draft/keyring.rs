//! What a code or a session opens: the identity of its party, and the key of the draft.

use super::Error;
use super::cipher::Key;
use crate::collect::keys::Identity;
use age::secrecy::ExposeSecret;
use age::secrecy::zeroize::Zeroizing;

/// A party's keys. The identity opens the sections that are the party's; the draft's key tells that they are this draft's.
pub(super) struct Keyring {
    pub(super) identity: Identity,
    /// None in a draft that began before several people could work on one.
    pub(super) draft_key: Option<DraftKey>,
}

/// A key that every party of a draft has, and nobody else. It opens no section alone, and no section opens without it: what
/// somebody puts into the store who has no code is worth nothing.
pub(super) struct DraftKey(Key);

impl Keyring {
    /// Both, as one line.
    pub(super) fn to_line(&self) -> Zeroizing<Vec<u8>> {
        let mut line = Zeroizing::new(Vec::with_capacity(160));
        line.extend_from_slice(self.identity.to_line().expose_secret().as_bytes());
        if let Some(draft_key) = &self.draft_key {
            line.push(b' ');
            line.extend_from_slice(draft_key.0.to_digits().as_bytes());
        }
        line
    }

    /// Read them back.
    pub(super) fn of_line(line: &[u8]) -> Option<Keyring> {
        let text = std::str::from_utf8(line).ok()?;
        let (identity, draft_key) = match text.split_once(' ') {
            Some((identity, digits)) => (identity, Some(Key::of_digits(digits).map(DraftKey)?)),
            None => (text, None),
        };
        Some(Keyring { identity: Identity::of_line(identity)?, draft_key })
    }

    pub(super) fn copy(&self) -> Option<Keyring> {
        Keyring::of_line(&self.to_line())
    }
}

impl DraftKey {
    pub(super) fn random() -> Result<DraftKey, Error> {
        Key::random().map(DraftKey)
    }

    pub(super) fn of_bytes(bytes: &[u8]) -> Option<DraftKey> {
        Key::of_bytes(bytes).map(DraftKey)
    }

    pub(super) fn copy(&self) -> DraftKey {
        DraftKey(self.0.copy())
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        self.0.bytes()
    }

    /// A proof that somebody who has this key says so.
    pub(super) fn vouch(&self, saying: &[u8]) -> Result<Vec<u8>, Error> {
        self.vouching().seal(saying, b"")
    }

    /// Whether somebody who has this key said so.
    pub(super) fn has_vouched(&self, saying: &[u8], proof: &[u8]) -> bool {
        self.vouching().open(saying, proof).is_some()
    }

    fn vouching(&self) -> Key {
        Key::derived(self.0.bytes(), b"", "draft/vouch/v1")
    }
}
