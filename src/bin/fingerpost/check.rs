//! `fingerpost check`: every mistake, without writing anything.

use crate::Ended;
use crate::build::read;
use crate::report::Report;
use crate::today::Today;
use anyhow::Result;
use fingerpost::config::BaseUrl;
use fingerpost::pipeline::{self, Options};
use fingerpost::problem::Outcome;
use fingerpost::site::{Drafts, Readers};
use std::path::PathBuf;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The project's folder.
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Let warnings count as errors.
    #[arg(long)]
    strict: bool,
    /// Where the site will stand, in place of base_url in site.toml.
    #[arg(long, value_name = "URL", value_parser = BaseUrl::parse)]
    base_url: Option<BaseUrl>,
    #[command(flatten)]
    today: Today,
    #[command(flatten)]
    report: Report,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Ended> {
    let source = read(&arguments.root)?;
    let options = Options {
        today: arguments.today.date()?,
        base_url: arguments.base_url.clone(),
        collector_url: None,
        drafts: Drafts::Hidden,
        readers: Readers::Recipients,
    };
    let build = pipeline::build(&source, &options, None);
    arguments.report.tell(&build.problems, Outcome::Checked);
    let failed = build.has_errors() || arguments.strict && !build.problems.is_empty();
    Ok(if failed { Ended::Problems } else { Ended::Done })
}
