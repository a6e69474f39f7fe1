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
            line.extend(draft_key.0.bytes().iter().flat_map(|byte| hexadecimal(*byte)));
        }
        line
    }

    /// Read them back.
    pub(super) fn of_line(line: &[u8]) -> Option<Keyring> {
        let text = std::str::from_utf8(line).ok()?;
        let (identity, draft_key) = match text.split_once(' ') {
            Some((identity, digits)) => (identity, Some(DraftKey::of_digits(digits.as_bytes())?)),
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

    fn of_digits(digits: &[u8]) -> Option<DraftKey> {
        let mut bytes = Zeroizing::new([0; 32]);
        if digits.len() != 64 {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let digit = |digit: u8| char::from(digit).to_digit(16);
            *byte = u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok()?;
        }
        DraftKey::of_bytes(&*bytes)
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

fn hexadecimal(byte: u8) -> [u8; 2] {
    [byte >> 4, byte & 15].map(|half| b"0123456789abcdef"[usize::from(half)])
}
