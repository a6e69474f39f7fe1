//! `fingerpost form`: what one form file yields beside its page.

use crate::Ended;
use crate::build::read;
use crate::report::Report;
use crate::today::Today;
use anyhow::{Context, Result};
use fingerpost::config::Config;
use fingerpost::form::Form;
use fingerpost::pipeline::{self, Options};
use fingerpost::problem::Outcome;
use std::io::{self, Write};
use std::path::PathBuf;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The form's name, as pep-school-age.
    name: String,
    #[command(flatten)]
    what: What,
    /// The project's folder.
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    #[command(flatten)]
    today: Today,
    #[command(flatten)]
    report: Report,
}

#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct What {
    /// The blank form for print, as HTML.
    #[arg(long)]
    print: bool,
    /// The columns of what it sends, as CSV: the column and its question.
    #[arg(long)]
    columns: bool,
    /// The data-protection table, as CSV: each question, why, how careful, who reads it.
    #[arg(long)]
    data_table: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Ended> {
    let source = read(&arguments.root)?;
    let options = Options::of_readers(arguments.today.date()?);
    let build = pipeline::build(&source, &options, None);
    if build.has_errors() {
        arguments.report.tell(&build.problems, Outcome::Checked);
        return Ok(Ended::Problems);
    }
    let (config, _) = Config::parse(&source);
    let (forms, _) = Form::parse_all(&source, &config);
    let names = || forms.iter().map(|form| form.name.as_str()).collect::<Vec<_>>().join(", ");
    let form = forms
        .iter()
        .find(|form| form.name == arguments.name)
        .with_context(|| format!("there is no form `{}`; there are {}", arguments.name, names()))?;
    if arguments.what.print {
        let path = format!("{}print/index.html", form.address());
        let page =
            build.files().iter().find(|file| file.path == path).context("the form has no page for print")?;
        io::stdout().lock().write_all(&page.bytes)?;
        return Ok(Ended::Done);
    }
    let mut table = csv::Writer::from_writer(io::stdout().lock());
    if arguments.what.columns {
        table.write_record(["column", "question"])?;
        for (column, question) in form.columns() {
            table.write_record([column, question])?;
        }
    } else {
        table.write_record([
            "section", "field", "question", "needed", "data", "purpose", "read by", "copies",
        ])?;
        for row in form.data_rows() {
            table.write_record([
                &row.section,
                &row.field,
                &row.label,
                row.needed,
                &row.sensitivity,
                &row.purpose,
                &row.readers,
                &row.copies,
            ])?;
        }
    }
    table.flush()?;
    Ok(Ended::Done)
}
