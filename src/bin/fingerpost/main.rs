//! The command `fingerpost`: reads its arguments and hands over to one file a command.
#![allow(clippy::print_stdout, clippy::print_stderr)] // a command talks to its terminal

mod build;
mod check;
mod form;
mod new;
mod overdue;
mod progress;
mod report;
mod search;
mod serve;
mod today;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Build a guidance hub for a Virtual School from Markdown and YAML.
#[derive(Parser)]
#[command(version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a new hub to start from.
    New(new::Arguments),
    /// Build the site into a folder.
    Build(build::Arguments),
    /// Name every mistake, without writing anything.
    Check(check::Arguments),
    /// List pages that are past their review, and what ran out on them, by the mailbox of who puts them right.
    Overdue(overdue::Arguments),
    /// Find pages by words, in the order in which the site shows them.
    Search(search::Arguments),
    /// Print a form blank, or list its columns or why it asks what.
    Form(form::Arguments),
    /// Show the site on this machine, and again after each change.
    Serve(serve::Arguments),
}

/// How a run ended, as its exit code.
enum Ended {
    /// 0: done.
    Done,
    /// 1: there are problems in the author's files.
    Problems,
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::New(arguments) => new::run(&arguments),
        Command::Build(arguments) => build::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Overdue(arguments) => overdue::run(&arguments),
        Command::Search(arguments) => search::run(&arguments),
        Command::Form(arguments) => form::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
    };
    match result {
        Ok(Ended::Done) => ExitCode::SUCCESS,
        Ok(Ended::Problems) => ExitCode::from(1),
        Err(error) => {
            eprintln!("fingerpost: {error:#}");
            ExitCode::from(2)
        }
    }
}
