//! Keys: recipients, which seal and may stand in the open, and identities, which open and never leave the team.

mod demo;
mod file;
mod recipient;

pub use demo::demo_key;
pub use file::{Error, keygen, read_identities};
pub use recipient::{Recipient, RecipientError, parse_recipient};

use age::secrecy::SecretString;
use std::fmt;

/// A secret key. It has no `Display`, and its `Debug` shows the recipient only.
#[derive(Clone)]
pub struct Identity(age::x25519::Identity);

impl Identity {
    /// The public key that belongs to it.
    pub fn recipient(&self) -> Recipient {
        Recipient::of(&self.0)
    }

    /// A new one, which stands in no file.
    pub(super) fn generate() -> Identity {
        Identity(age::x25519::Identity::generate())
    }

    /// The line of a key file, `AGE-SECRET-KEY-1…`.
    pub(super) fn to_line(&self) -> SecretString {
        self.0.to_string()
    }

    pub(super) fn of_line(line: &str) -> Option<Identity> {
        line.parse().ok().map(Identity)
    }

    pub(super) fn as_age(&self) -> &age::x25519::Identity {
        &self.0
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Identity(of {})", self.recipient())
    }
}
