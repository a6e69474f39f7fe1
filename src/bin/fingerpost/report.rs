//! Problems in the terminal, in the format that was asked for.

use crate::Ended;
use clap::{Args, ValueEnum};
use fingerpost::problem::{Colour, Format, Level, Outcome, Problem, render_all, summary_line};
use std::io::{IsTerminal, Write};

/// How problems are told.
#[derive(Args)]
pub(crate) struct Report {
    /// How problems are written.
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Shape,
}

/// The formats that a person can name.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shape {
    /// With the line, a caret and what to do.
    Text,
    /// One line a problem.
    Short,
    /// One JSON object a line.
    Json,
}

impl Report {
    /// Write all problems: JSON to the standard output, for the program that asked; the others to the standard error.
    pub(crate) fn tell(&self, problems: &[Problem], outcome: Outcome) {
        if self.format == Shape::Json {
            write_quietly(std::io::stdout(), &render_all(problems, Format::Json, Colour::Plain));
            return;
        }
        let format = if self.format == Shape::Short { Format::Short } else { Format::Text };
        let text = render_all(problems, format, colour());
        write_quietly(std::io::stderr(), &format!("{text}{}\n", summary_line(problems, outcome)));
    }
}

/// How a command ends that answers from a project which may have mistakes: it answers, and says that something may be missing.
pub(crate) fn ended(problems: &[Problem]) -> Ended {
    if !problems.iter().any(|problem| problem.level == Level::Error) {
        return Ended::Done;
    }
    let told = "The project has mistakes, so something may be missing here: `fingerpost check` names them.\n";
    write_quietly(std::io::stderr(), told);
    Ended::Problems
}

/// Colours where a person reads them, unless `NO_COLOR` is set to anything (no-color.org).
fn colour() -> Colour {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if std::io::stderr().is_terminal() && !refused { Colour::Ansi } else { Colour::Plain }
}

/// A line for the person at the terminal.
pub(crate) fn say(line: &str) {
    write_quietly(std::io::stdout(), &format!("{line}\n"));
}

/// A reader that has gone, as `head` does, is no reason to fail.
fn write_quietly(mut to: impl Write, text: &str) {
    let _ = to.write_all(text.as_bytes()).and_then(|()| to.flush());
}
