//! `fingerpost build`: the site into a folder.

use crate::Ended;
use crate::progress::Progress;
use crate::report::{Report, Shape, say};
use crate::today::Today;
use anyhow::{Context, Result};
use fingerpost::config::BaseUrl;
use fingerpost::pipeline::{self, Options};
use fingerpost::problem::Outcome;
use fingerpost::{output, source};
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The project's folder.
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// The folder for the finished site [default: public in the project's folder].
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Where the site will stand, in place of base_url in site.toml.
    #[arg(long, value_name = "URL", value_parser = BaseUrl::parse)]
    base_url: Option<BaseUrl>,
    #[command(flatten)]
    today: Today,
    #[command(flatten)]
    report: Report,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Ended> {
    let Arguments { root, base_url, today, report, .. } = arguments;
    let output = arguments.output.clone().unwrap_or_else(|| root.join("public"));
    let mut progress = Progress::new();
    let source = read(root)?;
    progress.step(&format!("Read {} files, building", source.len()));
    let options = Options { base_url: base_url.clone(), ..Options::of_readers(today.date()?) };
    let build = pipeline::build(&source, &options, None);
    if build.has_errors() {
        progress.end();
        report.tell(&build.problems, Outcome::NothingWritten);
        return Ok(Ended::Problems);
    }
    progress.step(&format!("Built {} pages, writing", build.pages));
    let written = output::write(root, &output, build.files())?;
    let time = progress.end();
    if !build.problems.is_empty() {
        report.tell(&build.problems, Outcome::Written);
    }
    if report.format != Shape::Json {
        say(&format!(
            "Built {} pages into {} in {:.1} s: {} files written, {} unchanged, {} removed.",
            build.pages,
            output.display(),
            time.as_secs_f64(),
            written.written,
            written.unchanged,
            written.removed
        ));
    }
    Ok(Ended::Done)
}

/// The project's files.
pub(crate) fn read(root: &Path) -> Result<source::Source> {
    source::read(root).with_context(|| format!("can't read the project in `{}`", root.display()))
}
