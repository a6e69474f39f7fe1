//! Sealing: a payload becomes bytes that only the team's keys open. Plain text ends here.

use super::keys::{Identity, Recipient};
use super::payload::{self, PartOf, Payload};
use super::reference::Reference;
use super::store::{PartRow, Row};
use age::secrecy::zeroize::Zeroizing;
use age::{DecryptError, Decryptor, EncryptError, Encryptor};
use std::io::{self, Read, Write};

/// Plain text is filled up with spaces to a multiple of this, so that its length tells little.
const PADDED_TO: usize = 4096;

/// A sealed payload: an age file. Its length tells the number of recipients, and that of the answers to 4 KiB.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(pub Vec<u8>);

/// Why nothing was sealed, or nothing opened. No answer stands in it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody could ever open it.
    #[error("there is no recipient to seal to: give the form's group of recipients a key in site.toml")]
    NoRecipients,
    /// age failed to seal.
    #[error("sealing failed: {0}")]
    NotSealed(#[source] EncryptError),
    /// Sealed to other keys than these.
    #[error("none of these keys opens it: use the identity of somebody who was a recipient when it was sent")]
    NoKeyFits,
    /// Not what was sealed: cut short, changed, or no age file.
    #[error("the sealed bytes are damaged: restore them from a backup")]
    Damaged(#[source] DecryptError),
    /// It opens, and is no submission.
    #[error(transparent)]
    Payload(#[from] payload::Error),
    /// The bytes are another submission's.
    #[error(
        "what is kept as {0} is the sealed text of another submission: do not use it; the database was changed by hand"
    )]
    Moved(Reference),
}

/// Seal a payload so that each of `recipients` can open it alone.
///
/// age keeps up to 64 KiB of the plain text in a buffer of its own that it does not wipe; ours are wiped.
///
/// # Errors
/// When there is no recipient, or age fails.
pub fn seal(payload: &Payload, recipients: &[Recipient]) -> Result<Sealed, Error> {
    if recipients.is_empty() {
        return Err(Error::NoRecipients);
    }
    let failed = |error: io::Error| Error::NotSealed(error.into());
    let plain = padded(payload).map_err(failed)?;
    let to = recipients.iter().map(|recipient| recipient.as_age() as &dyn age::Recipient);
    let encryptor = Encryptor::with_recipients(to).map_err(Error::NotSealed)?;
    let mut sealed = Vec::with_capacity(plain.len() + 512 + 160 * recipients.len());
    let mut writer = encryptor.wrap_output(&mut sealed).map_err(failed)?;
    writer.write_all(&plain).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(Sealed(sealed))
}

/// Open sealed bytes with whichever of `identities` fits.
///
/// # Errors
/// When none fits, or the bytes are not those that were sealed.
pub fn open(sealed: &[u8], identities: &[Identity]) -> Result<Payload, Error> {
    let decryptor = Decryptor::new_buffered(sealed).map_err(Error::Damaged)?;
    let with = identities.iter().map(|identity| identity.as_age() as &dyn age::Identity);
    let mut reader = decryptor.decrypt(with).map_err(|error| match error {
        DecryptError::NoMatchingKeys => Error::NoKeyFits,
        other => Error::Damaged(other),
    })?;
    // Room for all of it, so that it never moves and leaves a copy behind.
    let mut plain = Zeroizing::new(Vec::with_capacity(sealed.len()));
    reader.read_to_end(&mut plain).map_err(|error| Error::Damaged(error.into()))?;
    Ok(Payload::parse(&plain)?)
}

/// Open what the store keeps in `row`, and refuse what belongs to another: age itself does not tie bytes to their row.
///
/// # Errors
/// As for [`open`], and [`Error::Moved`] when the payload's reference or form is not the row's, or it is only a part.
pub fn open_row(row: &Row, sealed: &[u8], identities: &[Identity]) -> Result<Payload, Error> {
    let payload = open(sealed, identities)?;
    if !is_of(&payload, row) || payload.part.is_some() {
        return Err(Error::Moved(row.reference.clone()));
    }
    Ok(payload)
}

/// Open a part of what the store keeps in `row`, and refuse what belongs to another place.
///
/// # Errors
/// As for [`open`], and [`Error::Moved`] when the payload's reference, form, section, revision or code is not that of row and part.
pub fn open_part(
    row: &Row,
    part: &PartRow,
    sealed: &[u8],
    identities: &[Identity],
) -> Result<Payload, Error> {
    let payload = open(sealed, identities)?;
    let is_part = |of: &PartOf| of.section == part.name && of.revision == part.revision;
    let has_code = payload.confirm.hash(&row.reference) == part.confirm_hash;
    if !is_of(&payload, row) || !payload.part.as_ref().is_some_and(is_part) || !has_code {
        return Err(Error::Moved(row.reference.clone()));
    }
    Ok(payload)
}

fn is_of(payload: &Payload, row: &Row) -> bool {
    payload.reference == row.reference && payload.form == row.form
}

/// The payload as JSON and spaces, in a buffer that is made once, in its full size, and wiped.
fn padded(payload: &Payload) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut length = Length(0);
    payload.write_json(&mut length)?;
    let full = length.0.next_multiple_of(PADDED_TO);
    let mut plain = Zeroizing::new(Vec::with_capacity(full));
    payload.write_json(&mut *plain)?;
    plain.resize(full, b' ');
    Ok(plain)
}

/// Counts what is written, and keeps none of it.
struct Length(usize);

impl Write for Length {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
