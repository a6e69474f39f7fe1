//! `fingerpost serve`: the site on this machine, with every change as it is saved.

use crate::Ended;
use crate::report::{Report, Shape, say};
use crate::today::Today;
use anyhow::{Context, Result};
use fingerpost::preview;
use fingerpost::problem::{Outcome, Problem};
use fingerpost::site::Readers;
use std::path::PathBuf;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The project's folder.
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// The port on this machine; 0 takes a free one.
    #[arg(long, value_name = "N", default_value_t = 8080)]
    port: u16,
    #[command(flatten)]
    today: Today,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Ended> {
    let options = preview::Options {
        root: arguments.root.clone(),
        port: arguments.port,
        today: arguments.today.date()?,
        readers: Readers::Recipients,
        collector_url: None,
    };
    let site = preview::start(&options)
        .with_context(|| format!("can't show the site in `{}`", options.root.display()))?;
    tell(&site.problems());
    say(&format!("The site is at {}", site.address()));
    say("Save a file to see the change. Press Ctrl+C to stop.");
    site.run(|rebuilt| {
        tell(rebuilt.problems);
        say(&format!("Built {} pages in {} ms.", rebuilt.pages, rebuilt.time.as_millis()));
    })?;
    Ok(Ended::Done)
}

fn tell(problems: &[Problem]) {
    if !problems.is_empty() {
        Report { format: Shape::Text }.tell(problems, Outcome::Checked);
    }
}
