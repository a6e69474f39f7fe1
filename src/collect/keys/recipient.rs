//! Recipients: the public keys that site.toml names, checked before anything is sealed to them.

use std::fmt;

/// The characters of Bech32, in the order of their values.
const BECH32: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// The points of small order on Curve25519 (RFC 7748, section 6.1), without the top bit, which X25519 ignores. What is sealed
/// to one of them is open to everybody; age panics rather than do it.
const SMALL_ORDER: [[u8; 32]; 7] = [
    [0; 32],
    small_order(1, 0, 0),
    [
        0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a, 0xda,
        0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00,
    ],
    [
        0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef, 0x5b, 0x04,
        0x44, 0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11, 0x57,
    ],
    small_order(0xec, 0xff, 0x7f),
    small_order(0xed, 0xff, 0x7f),
    small_order(0xee, 0xff, 0x7f),
];

const fn small_order(first: u8, middle: u8, last: u8) -> [u8; 32] {
    let mut point = [middle; 32];
    point[0] = first;
    point[31] = last;
    point
}

/// Somebody who can open what is sealed: a public key, `age1…`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Recipient(age::x25519::Recipient);

/// Why a text in site.toml is no recipient. The text is not repeated: it may be a secret by mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecipientError {
    /// A secret key stands where the public one belongs.
    #[error(
        "this is a secret key, and must never stand here: make a new pair with `keygen`, put its `age1…` here, and destroy this one"
    )]
    Secret,
    /// A key of another kind.
    #[error("only keys that begin with `age1` and have 62 characters are known: make one with `keygen`")]
    OtherKind,
    /// Not as it was copied.
    #[error("this key was mistyped or cut short: copy again the whole line `age1…` that `keygen` printed")]
    Mistyped,
    /// Everybody could open what is sealed to it.
    #[error("this key protects nothing: make one with `keygen`")]
    Weak,
}

/// Read a recipient as it stands in site.toml.
///
/// # Errors
/// When it is none, with a message for the file's author.
pub fn parse_recipient(text: &str) -> Result<Recipient, RecipientError> {
    let text = text.trim();
    if text.to_ascii_uppercase().contains("AGE-SECRET-KEY-") {
        return Err(RecipientError::Secret);
    }
    match text.parse() {
        Ok(_) if is_weak(text) => Err(RecipientError::Weak),
        Ok(recipient) => Ok(Recipient(recipient)),
        Err(_) => {
            let lower = text.to_ascii_lowercase();
            let is_other = !lower.starts_with("age1") || lower.starts_with("age1tag1") || text.len() > 80;
            Err(if is_other { RecipientError::OtherKind } else { RecipientError::Mistyped })
        }
    }
}

impl Recipient {
    pub(super) fn of(identity: &age::x25519::Identity) -> Recipient {
        Recipient(identity.to_public())
    }

    pub(in crate::collect) fn as_age(&self) -> &age::x25519::Recipient {
        &self.0
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

/// Whether a recipient, whose checksum is right, is a point of small order.
fn is_weak(recipient: &str) -> bool {
    let mut point = [0_u8; 32];
    let (mut bits, mut held, mut at) = (0_u32, 0, 0);
    let lower = recipient.to_ascii_lowercase();
    for character in lower.strip_prefix("age1").unwrap_or_default().bytes() {
        let value = BECH32.iter().position(|known| *known == character).unwrap_or_default();
        bits = (bits << 5) | u32::try_from(value).unwrap_or_default();
        held += 5;
        if held >= 8 && at < point.len() {
            held -= 8;
            point[at] = (bits >> held).to_le_bytes()[0];
            at += 1;
        }
    }
    point[31] &= 0x7f;
    SMALL_ORDER.contains(&point)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RIGHT: &str = "age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7pa";

    #[test]
    fn a_recipient_is_read_with_the_space_around_it_and_shown_as_it_was() {
        assert_eq!(parse_recipient(&format!(" {RIGHT}\n")).unwrap().to_string(), RIGHT);
    }

    #[test]
    fn what_is_no_recipient_is_told_apart() {
        let secret = "AGE-SECRET-KEY-1GQ9778VQXMMJVE8SK7J6VT8UJ4HDQAJUVSFCWCM02D8GEWQ72PVQ2Y5J33";
        for (text, expected) in [
            (secret, RecipientError::Secret),
            (&*secret.to_lowercase(), RecipientError::Secret),
            (&RIGHT[..61], RecipientError::Mistyped),
            (&RIGHT.replace("t7rx", "t7rr"), RecipientError::Mistyped),
            ("age1", RecipientError::Mistyped),
            ("", RecipientError::OtherKind),
            (
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN",
                RecipientError::OtherKind,
            ),
            (
                "age1tag1qt8lw0ual6avlwmwatk888yqnmdamm7xfd0wak53ut6elz5c4swx2yqdj4e",
                RecipientError::OtherKind,
            ),
        ] {
            let error = parse_recipient(text).unwrap_err();
            assert_eq!(error, expected, "{text}");
            assert!(text.len() < 5 || !error.to_string().contains(text), "the text is repeated: {error}");
        }
    }

    /// The seven points, plain and with the top bit set, which X25519 ignores.
    #[test]
    fn a_key_that_protects_nothing_is_refused() {
        for text in [
            "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z",
            "age1qyqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqj7vrya",
            "age1ur4h5lpmgxu2u9jku0a0r87ydtdqnr0tnsetrlvxvgz3vh6fhqqqzyt4v9",
            "age1t7wft09r2zxzfvwsk92eeql0tvzyghxytqwgapkcyf8dm5ylz9ts6wm9s8",
            "age1anlllllllllllllllllllllllllllllllllllllllllllllllals4n2t7m",
            "age1ahlllllllllllllllllllllllllllllllllllllllllllllllalsn46ayy",
            "age1amlllllllllllllllllllllllllllllllllllllllllllllllalselrwrv",
            "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqzqqsuwj9m",
            "age1qyqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqzqqk67yly",
            "age1ur4h5lpmgxu2u9jku0a0r87ydtdqnr0tnsetrlvxvgz3vh6fhzqqxqejhu",
            "age1t7wft09r2zxzfvwsk92eeql0tvzyghxytqwgapkcyf8dm5ylz8ts72fzt7",
            "age1anllllllllllllllllllllllllllllllllllllllllllllllllls3hcv9z",
            "age1ahlllllllllllllllllllllllllllllllllllllllllllllllllsh3g6la",
            "age1amlllllllllllllllllllllllllllllllllllllllllllllllllsam3fc4",
        ] {
            assert_eq!(parse_recipient(text), Err(RecipientError::Weak), "{text}");
        }
    }
}
