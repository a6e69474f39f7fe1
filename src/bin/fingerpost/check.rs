//! `fingerpost check`: every mistake, without writing anything.

use crate::Ended;
use crate::build::read;
use crate::report::{Report, Shape, say};
use crate::today::Today;
use anyhow::Result;
use fingerpost::config::BaseUrl;
use fingerpost::pipeline::{self, Options};
use fingerpost::problem::{Outcome, Problem};
use fingerpost::search::Index;
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
    let options =
        Options { base_url: arguments.base_url.clone(), ..Options::of_readers(arguments.today.date()?) };
    let build = pipeline::build(&source, &options, None);
    let mut problems = build.problems.clone();
    // Where something is an error, pages may be missing: whether one is found can't be said yet.
    let search = build.search.as_ref().filter(|_| !build.has_errors());
    if let Some(search) = search {
        problems.extend(search.lost());
        problems.sort_by(Problem::reading_order);
    }
    arguments.report.tell(&problems, Outcome::Checked);
    if let Some(search) = search.filter(|_| arguments.report.format != Shape::Json) {
        say(&weight(search));
    }
    let failed = build.has_errors() || arguments.strict && !problems.is_empty();
    Ok(if failed { Ended::Problems } else { Ended::Done })
}

/// How much there is to search, and in how many bytes.
fn weight(search: &Index) -> String {
    let entries = match search.entries.len() {
        1 => "1 entry".to_string(),
        entries => format!("{entries} entries"),
    };
    let kilobytes = search.bytes().div_ceil(1024);
    format!("The search finds {entries}. Its index has {kilobytes} KB in {} files.", search.files.len())
}
