//! Identity files: made once, never over another, readable by their owner only; plain or under a passphrase, as age's own.
#![expect(clippy::disallowed_methods, reason = "only `keys` and `store` touch the disk in `collect`")]

use super::{Identity, Recipient};
use crate::collect::store::create_private;
use age::armor::{ArmoredReader, ArmoredWriter, Format};
use age::secrecy::zeroize::Zeroizing;
use age::secrecy::{ExposeSecret, SecretString};
use age::{DecryptError, Decryptor, Encryptor, scrypt};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// No identity file is longer.
const MOST_BYTES: u64 = 1 << 20;
/// scrypt's work for a passphrase, 2^18: what age's own command uses, about a second and 256 MiB.
const WORK_FACTOR: u8 = 18;
/// More work than this (4 GiB) is refused: the file was not made for this machine.
const MOST_WORK: u8 = 22;

/// Why no key was made or read. No part of a key stands in it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something stands at the path.
    #[error("`{0}` exists, and a key is never overwritten: name another file")]
    Exists(PathBuf),
    /// The machine failed.
    #[error("can't read or write the key file `{0}`: {1}")]
    Io(PathBuf, #[source] io::Error),
    /// A passphrase that protects nothing.
    #[error("the passphrase is empty: type one, or make the key without")]
    EmptyPassphrase,
    /// The passphrase does not open the file.
    #[error("the passphrase does not open `{0}`: type it again")]
    WrongPassphrase(PathBuf),
    /// There is no key in the file.
    #[error("`{0}` holds no key: it has a line that begins with `AGE-SECRET-KEY-1`")]
    NoIdentity(PathBuf),
    /// A line that is no key.
    #[error(
        "`{0}`, line {1}, is no key that opens submissions: one begins with `AGE-SECRET-KEY-1`; other lines begin with `#`"
    )]
    NotAnIdentity(PathBuf, usize),
    /// Not as it was written, or no identity file.
    #[error("`{0}` is damaged, or no identity file under a passphrase: restore it from its copy")]
    Damaged(PathBuf),
    /// Would take more memory than is sensible.
    #[error(
        "`{0}` asks for more work than this program does for a passphrase: write it anew with age's own command"
    )]
    TooMuchWork(PathBuf),
}

/// Make a key, write it to the new file `path`, and give its recipient for site.toml.
///
/// With a passphrase the file is an age file in armour, which age's own command reads too.
///
/// # Errors
/// When `path` exists or can't be written; then no file is left behind.
pub fn keygen(path: &Path, passphrase: Option<SecretString>) -> Result<Recipient, Error> {
    let identity = age::x25519::Identity::generate();
    let recipient = Recipient::of(&identity);
    let text =
        Zeroizing::new(format!("# public key: {recipient}\n{}\n", identity.to_string().expose_secret()));
    let bytes = match passphrase {
        None => Zeroizing::new(text.as_bytes().to_vec()),
        Some(passphrase) if passphrase.expose_secret().is_empty() => return Err(Error::EmptyPassphrase),
        Some(passphrase) => {
            let sealed = under_passphrase(text.as_bytes(), passphrase);
            Zeroizing::new(sealed.map_err(|error| Error::Io(path.into(), error))?)
        }
    };
    let mut file = create_private(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Error::Exists(path.into()),
        _ => Error::Io(path.into(), error),
    })?;
    if let Err(error) = file.write_all(&bytes).and_then(|()| file.sync_all()) {
        // Ours, made a moment ago: half a key must not look like one.
        let _ = std::fs::remove_file(path);
        return Err(Error::Io(path.into(), error));
    }
    Ok(recipient)
}

/// Read the identities of a file. `ask` is called only when it is under a passphrase.
///
/// # Errors
/// See [`Error`].
pub fn read_identities(path: &Path, ask: &dyn Fn() -> SecretString) -> Result<Vec<Identity>, Error> {
    let bytes = read(path).map_err(|error| Error::Io(path.into(), error))?;
    if bytes.starts_with(b"age-encryption.org/") || bytes.starts_with(b"-----BEGIN AGE ENCRYPTED FILE-----") {
        return parse_identities(path, &open_with_passphrase(path, &bytes, ask)?);
    }
    parse_identities(path, &bytes)
}

fn read(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    if length > MOST_BYTES {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is too long for a key"));
    }
    // One byte more, so that the end is seen without growing and leaving a copy behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(length).unwrap_or_default() + 1));
    file.take(MOST_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn parse_identities(path: &Path, bytes: &[u8]) -> Result<Vec<Identity>, Error> {
    let text = std::str::from_utf8(bytes).map_err(|_| Error::NotAnIdentity(path.into(), 1))?;
    let mut identities = Vec::new();
    for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        if !line.is_empty() && !line.starts_with('#') {
            let identity = line.parse().map_err(|_| Error::NotAnIdentity(path.into(), at + 1))?;
            identities.push(Identity(identity));
        }
    }
    if identities.is_empty() {
        return Err(Error::NoIdentity(path.into()));
    }
    Ok(identities)
}

fn under_passphrase(text: &[u8], passphrase: SecretString) -> io::Result<Vec<u8>> {
    let mut recipient = scrypt::Recipient::new(passphrase);
    recipient.set_work_factor(WORK_FACTOR);
    let encryptor = Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))
        .map_err(io::Error::other)?;
    let armour = ArmoredWriter::wrap_output(Vec::new(), Format::AsciiArmor)?;
    let mut writer = encryptor.wrap_output(armour)?;
    writer.write_all(text)?;
    writer.finish()?.finish()
}

fn open_with_passphrase(
    path: &Path,
    bytes: &[u8],
    ask: &dyn Fn() -> SecretString,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let damaged = || Error::Damaged(path.into());
    let decryptor = Decryptor::new_buffered(ArmoredReader::new(bytes)).map_err(|_| damaged())?;
    if !decryptor.is_scrypt() {
        return Err(damaged());
    }
    let mut identity = scrypt::Identity::new(ask());
    identity.set_max_work_factor(MOST_WORK);
    let mut reader =
        decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity)).map_err(|error| match error {
            DecryptError::DecryptionFailed
            | DecryptError::KeyDecryptionFailed
            | DecryptError::NoMatchingKeys => Error::WrongPassphrase(path.into()),
            DecryptError::ExcessiveWork { .. } => Error::TooMuchWork(path.into()),
            _ => damaged(),
        })?;
    let mut text = Zeroizing::new(Vec::with_capacity(bytes.len()));
    reader.read_to_end(&mut text).map_err(|_| damaged())?;
    Ok(text)
}
