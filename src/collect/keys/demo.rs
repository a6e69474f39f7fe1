//! The demo key: made at the first start on a machine, so that every form can be tried out at once.

use super::{Error, Recipient, keygen, read_identities};
use crate::collect::store::make_folder;
use age::secrecy::SecretString;
use std::io;
use std::path::{Path, PathBuf};

/// The file of the demo key in the data folder.
const NAME: &str = "demo-key.txt";

/// The demo key of a data folder, and its public half; both are made where they are missing.
///
/// # Errors
/// See [`Error`].
pub fn demo_key(folder: &Path) -> Result<(PathBuf, Recipient), Error> {
    let file = folder.join(NAME);
    make_folder(folder).map_err(|error| Error::Io(folder.into(), error))?;
    let no_passphrase = || SecretString::from(String::new());
    match read_identities(&file, &no_passphrase) {
        Ok(identities) => match identities.first() {
            Some(identity) => Ok((file, identity.recipient())),
            None => Err(Error::NoIdentity(file)),
        },
        Err(Error::Io(_, error)) if error.kind() == io::ErrorKind::NotFound => {
            let recipient = keygen(&file, None)?;
            Ok((file, recipient))
        }
        Err(error) => Err(error),
    }
}
