//! `fingerpost search`: what readers find by these words, in the order in which the site shows it.

use crate::Ended;
use crate::build::read;
use crate::report::{ended, say};
use crate::today::Today;
use anyhow::{Result, bail};
use fingerpost::config::BaseUrl;
use fingerpost::content::Audience;
use fingerpost::pipeline::{self, Options};
use fingerpost::search::{Ask, Found, Index};
use std::io;
use std::path::PathBuf;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// What a reader types, as "who pays for a laptop"; `-` reads such queries from the standard input, one a line.
    #[arg(value_name = "WORDS")]
    words: String,
    /// The project's folder.
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// How many results are listed.
    #[arg(long, value_name = "NUMBER", default_value_t = 10)]
    most: usize,
    /// Take every word as it is typed: put no typing error right.
    #[arg(long)]
    as_typed: bool,
    /// Only what is for these readers, or for everybody.
    #[arg(long = "for", value_name = "READERS", value_parser = Audience::WORDS.map(|(word, _)| word))]
    audience: Option<String>,
    /// A JSON list: url, title and score of each result.
    #[arg(long)]
    json: bool,
    /// Where the site stands, in place of base_url in site.toml.
    #[arg(long, value_name = "URL", value_parser = BaseUrl::parse)]
    base_url: Option<BaseUrl>,
    #[command(flatten)]
    today: Today,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Ended> {
    let source = read(&arguments.root)?;
    let options =
        Options { base_url: arguments.base_url.clone(), ..Options::of_readers(arguments.today.date()?) };
    let (site, problems) = pipeline::site(&source, &options);
    if !site.config.pages.search {
        bail!("this site is not searched: `search = false` stands below `[pages]` in site.toml");
    }
    let ask =
        Ask { as_typed: arguments.as_typed, audience: arguments.audience.as_deref(), most: arguments.most };
    let index = Index::build(&site, None);
    let answer = |words: &str| {
        let mut found = index.search(words, ask);
        found.hits.truncate(arguments.most);
        say(&if arguments.json { json(&found) } else { list(&found) });
    };
    if arguments.words == "-" {
        for line in io::stdin().lines() {
            answer(&line?);
        }
    } else {
        answer(&arguments.words);
    }
    Ok(ended(&problems))
}

fn json(found: &Found) -> String {
    let hits = found.hits.iter();
    let hits = hits.map(|hit| serde_json::json!({ "url": hit.url, "title": hit.title, "score": hit.score }));
    serde_json::Value::from_iter(hits).to_string()
}

fn list(found: &Found) -> String {
    let mut lines = Vec::new();
    lines.extend(found.instead.as_ref().map(|instead| format!("Showing results for {instead}.")));
    if found.hits.is_empty() {
        lines.push("Nothing is found.".to_string());
    } else if found.some {
        lines.push("Nothing has all these words. These have some of them.".to_string());
    }
    let width = found.hits.iter().map(|hit| hit.title.chars().count()).max().unwrap_or_default();
    let hits = found.hits.iter();
    lines.extend(hits.map(|hit| format!("{:5}  {:width$}  {}", hit.score, hit.title, hit.url)));
    lines.join("\n")
}
