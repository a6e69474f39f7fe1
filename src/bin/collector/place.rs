//! Where a collector keeps what it has, and how a key is unlocked: shared by the commands.

use anyhow::{Context, Result};
use clap::Args;
use fingerpost::collect::desk::{self, Desk};
use fingerpost::collect::keys::{Identity, read_identities};
use fingerpost::collect::reference::Reference;
use fingerpost::collect::store::{self, Sqlite};
use fingerpost::collect::{SecretString, start};
use fingerpost::source;
use std::path::PathBuf;

/// The project, and what is kept beside it.
#[derive(Args)]
pub(crate) struct Place {
    /// The project's folder.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) root: PathBuf,
    /// The folder of what is kept [default: data in the project's folder].
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

/// The secret halves of keys.
#[derive(Args)]
pub(crate) struct Keys {
    /// A key file; may be given several times.
    #[arg(long = "identity", value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
}

impl Place {
    pub(crate) fn data(&self) -> PathBuf {
        self.data.clone().unwrap_or_else(|| self.root.join("data"))
    }

    pub(crate) fn store(&self) -> Result<Sqlite> {
        let data = self.data();
        Sqlite::open(&data, store::Options::default())
            .with_context(|| format!("can't open what is kept in `{}`", data.display()))
    }

    pub(crate) fn desk(&self) -> Result<Desk> {
        let source = source::read(&self.root)
            .with_context(|| format!("can't read the project in `{}`", self.root.display()))?;
        Ok(start::read_desk(&source, &desk::Options::of_today(start::today()))?)
    }
}

impl Keys {
    /// All keys; a passphrase is asked for where a file has one.
    pub(crate) fn read(&self) -> Result<Vec<Identity>> {
        let mut identities = Vec::new();
        for file in &self.files {
            let ask = || ask_passphrase(&format!("Passphrase of {}: ", file.display()));
            identities.extend(read_identities(file, &ask)?);
        }
        Ok(identities)
    }
}

/// A passphrase that is not shown while it is typed; empty if nothing can be typed here.
pub(crate) fn ask_passphrase(prompt: &str) -> SecretString {
    SecretString::from(rpassword::prompt_password(prompt).unwrap_or_default())
}

/// A reference as a person types it.
pub(crate) fn reference(text: &str) -> Result<Reference, String> {
    Reference::parse(text).map_err(|error| error.to_string())
}
