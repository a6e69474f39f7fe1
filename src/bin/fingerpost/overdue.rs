//! `fingerpost overdue`: what time has made wrong, by the mailbox of who puts it right.

use crate::Ended;
use crate::build::read;
use crate::report::{ended, say};
use crate::today::Today;
use anyhow::{Result, bail};
use fingerpost::config::BaseUrl;
use fingerpost::form::date_in_words;
use fingerpost::pipeline::{self, Options};
use fingerpost::site::{Row, Site, Span, Stale, Work, overdue};
use jiff::civil::Date;
use std::path::PathBuf;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The project's folder.
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// What runs out within so many days, too.
    #[arg(long, value_name = "DAYS", default_value_t = 0, conflicts_with = "new")]
    soon: u32,
    /// Only what ran out yesterday.
    #[arg(long)]
    new: bool,
    /// One JSON object a line, for each mailbox.
    #[arg(long, conflicts_with_all = ["mailboxes", "mailbox"])]
    json: bool,
    /// Only the mailboxes that can be written to, one a line: no samples.
    #[arg(long, conflicts_with = "mailbox")]
    mailboxes: bool,
    /// The text of a mail to this mailbox.
    #[arg(long = "for", value_name = "MAILBOX")]
    mailbox: Option<String>,
    /// Where the site stands, in place of base_url in site.toml.
    #[arg(long, value_name = "URL", value_parser = BaseUrl::parse)]
    base_url: Option<BaseUrl>,
    #[command(flatten)]
    today: Today,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Ended> {
    let source = read(&arguments.root)?;
    let today = arguments.today.date()?;
    let options = Options { base_url: arguments.base_url.clone(), ..Options::of_readers(today) };
    let (site, problems) = pipeline::site(&source, &options);
    let span = if arguments.new { Span::New } else { Span::Within(arguments.soon) };
    let work = overdue(&site, span);
    if arguments.json {
        work.iter().for_each(|work| say(&json(&site, work).to_string()));
    } else if arguments.mailboxes {
        work.iter().filter(|work| !work.sample).filter_map(|work| work.mailbox.as_deref()).for_each(say);
    } else if let Some(mailbox) = &arguments.mailbox {
        match work.iter().find(|work| work.mailbox.as_ref() == Some(mailbox)) {
            Some(work) if work.sample => bail!("`{mailbox}` is a sample, which nobody reads"),
            Some(work) => say(&mail(&site, work)),
            None => bail!("there is nothing to tell `{mailbox}`"),
        }
    } else {
        say(&list(&site, &work));
    }
    Ok(ended(&problems))
}

/// Everything, for a person at the terminal.
fn list(site: &Site, work: &[Work]) -> String {
    if work.is_empty() {
        return "Nothing is overdue.".to_string();
    }
    let of_work = |work: &Work| {
        let mailbox = work.mailbox.as_deref().unwrap_or("no mailbox");
        let sample = if work.sample { ", a sample: nobody reads it" } else { "" };
        format!("{}, {mailbox}{sample}\n\n{}", work.owner, tasks(site, work))
    };
    work.iter().map(of_work).collect::<Vec<_>>().join("\n\n")
}

/// The text of a mail: what it is about, what to do, and where it comes from.
fn mail(site: &Site, work: &Work) -> String {
    let config = &site.config;
    format!(
        "To {}\n\nPages that you look after on \"{}\" need somebody to look at them.\n\n{}\n\n\
         A program sent this, from the dates that stand in the pages. Do not answer it: ask who sees to the website.\n{}",
        work.owner,
        config.title,
        tasks(site, work),
        config.base_url.absolute("")
    )
}

fn tasks(site: &Site, work: &Work) -> String {
    let mut parts = Vec::new();
    if !work.pages.is_empty() {
        parts.push("CHECK THESE PAGES. Read every word and put right what has changed. Then set \"checked_on\" at the top of \
                    the file to the day on which you did it, and \"review_by\" to the next one."
            .to_string());
        parts.extend(work.pages.iter().map(|stale| of_page(site, stale)));
    }
    if !work.rows.is_empty() {
        parts.push(
            "FIND OUT WHAT HOLDS NOW. No page shows these. Change the row and its dates, or take it out."
                .into(),
        );
        parts.extend(work.rows.iter().map(|row| format!("  {}", of_row(site.today, row))));
    }
    parts.join("\n\n")
}

fn of_page(site: &Site, stale: &Stale) -> String {
    let page = &site.pages[stale.page];
    let mut lines = vec![
        page.document.front.title.clone(),
        site.config.base_url.absolute(&page.address),
        format!("File: {}", page.document.file.path),
    ];
    if let Some(date) = stale.review_by {
        let when = if date < site.today { "It should have been checked" } else { "It is to be checked" };
        lines.push(format!("{when} by {} ({}).", date_in_words(date), distance(site.today, date)));
    }
    lines.extend(stale.rows.iter().map(|row| format!("It shows {}", of_row(site.today, row))));
    lines.into_iter().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

fn of_row(today: Date, row: &Row) -> String {
    let holds = if row.last_day < today { "held" } else { "holds" };
    format!(
        "the {} \"{}\", which {holds} until {} ({}). It is in {}, line {}.",
        row.kind,
        row.name,
        date_in_words(row.last_day),
        distance(today, row.last_day),
        row.place.path,
        row.place.line
    )
}

/// How far a day is, as `54 days ago`.
fn distance(today: Date, date: Date) -> String {
    match (date - today).get_days() {
        0 => "today".to_string(),
        1 => "tomorrow".to_string(),
        -1 => "yesterday".to_string(),
        days if days < 0 => format!("{} days ago", -days),
        days => format!("in {days} days"),
    }
}

fn json(site: &Site, work: &Work) -> serde_json::Value {
    let row = |row: &Row| {
        serde_json::json!({
            "kind": row.kind, "name": row.name, "last_day": row.last_day.to_string(),
            "path": row.place.path.as_ref(), "line": row.place.line,
        })
    };
    let page = |stale: &Stale| {
        let page = &site.pages[stale.page];
        serde_json::json!({
            "title": page.document.front.title,
            "url": site.config.base_url.absolute(&page.address),
            "path": page.document.file.path.as_ref(),
            "review_by": stale.review_by.map(|date| date.to_string()),
            "rows": stale.rows.iter().map(row).collect::<Vec<_>>(),
        })
    };
    serde_json::json!({
        "mailbox": work.mailbox,
        "owner": work.owner,
        "sample": work.sample,
        "pages": work.pages.iter().map(page).collect::<Vec<_>>(),
        "rows": work.rows.iter().map(row).collect::<Vec<_>>(),
    })
}
