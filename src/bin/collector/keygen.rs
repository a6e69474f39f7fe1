//! `collector keygen`: a new key; its public half is printed.

use crate::place::ask_passphrase;
use anyhow::{Result, ensure};
use fingerpost::collect::keys::keygen;
use fingerpost::collect::secrecy::ExposeSecret;
use std::path::PathBuf;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The file for the key; it must not exist.
    #[arg(long, value_name = "FILE")]
    output: PathBuf,
    /// Lock the file with a passphrase, which is asked for.
    #[arg(long)]
    passphrase: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let passphrase = if arguments.passphrase {
        let first = ask_passphrase("Passphrase: ");
        let again = ask_passphrase("The same again: ");
        ensure!(
            first.expose_secret() == again.expose_secret(),
            "the two passphrases differ: type them again"
        );
        Some(first)
    } else {
        None
    };
    let recipient = keygen(&arguments.output, passphrase)?;
    eprintln!(
        "The key is in {}. Keep it where only the team can read it, and a copy elsewhere:",
        arguments.output.display()
    );
    eprintln!(
        "without it nobody can open what was sent. Put this key into site.toml, in the list of the group that it opens,"
    );
    eprintln!("as `all = [\"age1…\"]` below `[recipients.logins]`:");
    println!("{recipient}");
    Ok(())
}
