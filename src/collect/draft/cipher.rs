//! XChaCha20-Poly1305: bytes under a key, tied to the place where they belong, so that they open nowhere else.

use super::Error;
use crate::collect::hex;
use age::secrecy::zeroize::Zeroizing;
use chacha20poly1305::aead::{AeadInPlace, KeyInit};
use chacha20poly1305::{Tag, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use sha2::Sha256;

const NONCE: usize = 24;
const TAG: usize = 16;
/// Text is filled up to a multiple of this, so that its length tells little.
const PADDED_TO: usize = 4096;
/// The length of the text stands before it, in so many bytes.
const LENGTH: usize = 8;

/// 256 secret bits.
pub(super) struct Key(Zeroizing<[u8; 32]>);

impl Key {
    pub(super) fn random() -> Result<Key, Error> {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *bytes).map_err(Error::Random)?;
        Ok(Key(bytes))
    }

    /// HKDF-SHA256 of a secret. What is derived for one `info` tells nothing of what is derived for another, nor of the secret.
    pub(super) fn derived(secret: &[u8], salt: &[u8], info: &str) -> Key {
        let mut bytes = Zeroizing::new([0; 32]);
        let derived = Hkdf::<Sha256>::new(Some(salt), secret).expand(info.as_bytes(), &mut *bytes);
        derived.expect("HKDF gives up to 8,160 bytes");
        Key(bytes)
    }

    pub(super) fn of_bytes(bytes: &[u8]) -> Option<Key> {
        Some(Key(Zeroizing::new(bytes.try_into().ok()?)))
    }

    /// 64 hexadecimal digits; none if they are others.
    pub(super) fn of_digits(digits: &str) -> Option<Key> {
        let mut bytes = Zeroizing::new([0; 32]);
        hex::read(digits, &mut *bytes).map(|()| Key(bytes))
    }

    pub(super) fn to_digits(&self) -> Zeroizing<String> {
        Zeroizing::new(hex::digits_of(self.bytes()))
    }

    /// Another copy, wiped on its own.
    pub(super) fn copy(&self) -> Key {
        Key(self.0.clone())
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// A random nonce, `plain` under this key, and the tag. It opens with the same `context` only.
    pub(super) fn seal(&self, context: &[u8], plain: &[u8]) -> Result<Vec<u8>, Error> {
        let mut nonce = XNonce::default();
        getrandom::fill(&mut nonce).map_err(Error::Random)?;
        // Room for all of it, so that the plain text never moves; it is sealed where it stands.
        let mut sealed = Vec::with_capacity(NONCE + plain.len() + TAG);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plain);
        let cipher = XChaCha20Poly1305::new(self.bytes().into());
        let tag = cipher.encrypt_in_place_detached(&nonce, context, &mut sealed[NONCE..]);
        sealed.extend_from_slice(&tag.map_err(|_| Error::TooLong)?);
        Ok(sealed)
    }

    /// What was sealed under this key with the same context; none if anything differs.
    pub(super) fn open(&self, context: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, rest) = sealed.split_at_checked(NONCE)?;
        let (text, tag) = rest.split_at_checked(rest.len().checked_sub(TAG)?)?;
        let mut plain = Zeroizing::new(text.to_vec());
        let cipher = XChaCha20Poly1305::new(self.bytes().into());
        cipher
            .decrypt_in_place_detached(XNonce::from_slice(nonce), context, &mut plain, Tag::from_slice(tag))
            .ok()?;
        Some(plain)
    }
}

/// A text after its length, filled up with zeros.
pub(super) fn padded(text: &[u8]) -> Zeroizing<Vec<u8>> {
    let full = (LENGTH + text.len()).next_multiple_of(PADDED_TO);
    let mut plain = Zeroizing::new(Vec::with_capacity(full));
    plain.extend_from_slice(&(text.len() as u64).to_be_bytes());
    plain.extend_from_slice(text);
    plain.resize(full, 0);
    plain
}

/// The text that was filled up.
pub(super) fn without_padding(plain: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (length, rest) = plain.split_first_chunk::<LENGTH>()?;
    let length = usize::try_from(u64::from_be_bytes(*length)).ok()?;
    Some(Zeroizing::new(rest.get(..length)?.to_vec()))
}

/// What something is, and where it belongs, as bytes: each part after its length, so that no two places give the same.
pub(super) fn context(what: &str, parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in std::iter::once(&what.as_bytes()).chain(parts) {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_places_have_the_same_context() {
        let places: [&[&[u8]]; 7] =
            [&[], &[b""], &[b"", b""], &[b"ab", b"c"], &[b"a", b"bc"], &[b"abc"], &[b"", b"abc"]];
        let contexts: BTreeSet<Vec<u8>> = places.iter().map(|parts| context("what", parts)).collect();
        assert_eq!(contexts.len(), places.len());
        assert_ne!(context("a", &[b"b"]), context("ab", &[]));
    }

    #[test]
    fn what_is_sealed_opens_with_its_key_and_context_only() {
        let (key, other) = (Key::random().unwrap(), Key::random().unwrap());
        let sealed = key.seal(b"here", b"plain").unwrap();
        assert_eq!(sealed.len(), NONCE + 5 + TAG);
        assert_eq!(&**key.open(b"here", &sealed).unwrap(), b"plain");
        assert!(key.open(b"there", &sealed).is_none());
        assert!(key.open(b"", &sealed).is_none());
        assert!(other.open(b"here", &sealed).is_none());
        assert_ne!(key.seal(b"here", b"plain").unwrap(), sealed, "the nonce is random");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(key.open(b"here", &changed).is_none(), "byte {at}");
            assert!(key.open(b"here", &sealed[..at]).is_none(), "{at} bytes");
        }
    }

    #[test]
    fn a_key_is_derived_as_another_program_derives_it() {
        let salt: Vec<u8> = (0..16).collect();
        let key = Key::derived(b"7K3M9QXD2F4H8N5PT6RW", &salt, "draft/wrap/v1");
        let shown: String = key.bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(shown, "830f406fc669d3734765e8fb0a815fa032884d1b285351acd659b707a0543426");
        for (secret, salt, info) in [
            (&b"7K3M9QXD2F4H8N5PT6RX"[..], &salt[..], "draft/wrap/v1"),
            (b"7K3M9QXD2F4H8N5PT6RW", b"", "draft/wrap/v1"),
            (b"7K3M9QXD2F4H8N5PT6RW", &salt, "draft/wrap/v2"),
        ] {
            assert_ne!(Key::derived(secret, salt, info).bytes(), key.bytes());
        }
    }
}
