//! The command `collector`: reads its arguments and hands over to one file a command.
#![allow(clippy::print_stdout, clippy::print_stderr)] // a command talks to its terminal

mod drafts;
mod export;
mod inbox;
mod keygen;
mod place;
mod remove;
mod see;
mod serve;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Take in what forms send, sealed, so that only the team can read it.
#[derive(Parser)]
#[command(version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a key. Its public half goes into site.toml, the other half stays with the team.
    Keygen(keygen::Arguments),
    /// Take in posts.
    Serve(serve::Arguments),
    /// List what came, without opening it.
    List(see::ListArguments),
    /// Open one, on the machine that has the key.
    Open(see::OpenArguments),
    /// List the drafts that several people fill in: who has joined, how far each section is, and no answer.
    Drafts(drafts::DraftsArguments),
    /// Make a code for somebody who has lost theirs, on the machine that has the key.
    Invite(drafts::InviteArguments),
    /// Write everything that a form sent as a table (CSV).
    Export(export::Arguments),
    /// Say that one is filed, with the code from inside it: then it is deleted when its time is over.
    Confirm(remove::ConfirmArguments),
    /// Delete one now, opened or not.
    Erase(remove::EraseArguments),
    /// Delete what is past its time.
    Purge(remove::PurgeArguments),
    /// Read what came in a web browser on this machine.
    Inbox(inbox::Arguments),
}

fn main() -> ExitCode {
    fingerpost::collect::memory::keep_off_disk();
    let result = match Arguments::parse().command {
        Command::Keygen(arguments) => keygen::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::List(arguments) => see::list(&arguments),
        Command::Open(arguments) => see::open(&arguments),
        Command::Drafts(arguments) => drafts::list(&arguments),
        Command::Invite(arguments) => drafts::invite(&arguments),
        Command::Export(arguments) => export::run(&arguments),
        Command::Confirm(arguments) => remove::confirm(&arguments),
        Command::Erase(arguments) => remove::erase(&arguments),
        Command::Purge(arguments) => remove::purge(&arguments),
        Command::Inbox(arguments) => inbox::run(&arguments),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("collector: {error:#}");
            ExitCode::from(2)
        }
    }
}
