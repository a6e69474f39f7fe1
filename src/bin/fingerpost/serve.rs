//! `fingerpost serve`: the site on this machine with every change as it is saved, and a collector with a demo key beside it.

use crate::Ended;
use crate::report::{Report, Shape, say};
use crate::today::Today;
use anyhow::{Context, Result};
use fingerpost::collect::inbox::{self, Inbox};
use fingerpost::collect::intake::Intake;
use fingerpost::collect::keys::{self, Identity};
use fingerpost::collect::store::{self, Sqlite};
use fingerpost::collect::{SecretString, desk, log, memory, start};
use fingerpost::config::BaseUrl;
use fingerpost::preview;
use fingerpost::problem::{Level, Outcome, Problem};
use fingerpost::site::Readers;
use fingerpost::source;
use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The project's folder.
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// The port of the site on this machine; 0 takes a free one.
    #[arg(long, value_name = "N", default_value_t = 8080)]
    port: u16,
    /// The port of the collector on this machine; 0 takes a free one.
    #[arg(long, value_name = "N", default_value_t = 8081)]
    collector_port: u16,
    /// The folder of what is sent while you try it out [default: data/demo in the project's folder].
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    #[command(flatten)]
    today: Today,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Ended> {
    log::start(tracing::level_filters::LevelFilter::WARN)?;
    memory::keep_off_disk();
    let root = &arguments.root;
    let today = arguments.today.date()?;
    let data = arguments.data.clone().unwrap_or_else(|| root.join("data/demo"));
    let (key_file, demo_key) = keys::demo_key(&data)?;
    let identities = keys::read_identities(&key_file, &|| SecretString::from(String::new()))?;

    // The site must know where its forms post to, and the collector which site may post: so both ports are taken first.
    let site = preview::reserve(arguments.port)?;
    let desk = desk::Options {
        today,
        base_url: BaseUrl::parse(&site.address()).ok(),
        url: None,
        demo_key: Some(demo_key.to_string()),
        pages: Arc::default(),
    };
    let collector = collect(arguments, &data, &desk, identities)?;
    let options = preview::Options {
        root: root.clone(),
        today,
        readers: Readers::Demo,
        collector_url: collector.as_ref().map(|collector| collector.address.clone()),
    };
    let preview = preview::start(&options, site)
        .with_context(|| format!("can't show the site in `{}`", root.display()))?;
    tell(&preview.problems());
    if let Some(collector) = &collector {
        collector.follow(root, preview.titles());
    }
    say(&format!("The site is at      {}", preview.address()));
    match &collector {
        Some(collector) => {
            say(&format!("The collector is at {}/", collector.address));
            say(&format!("The inbox is at     {}", collector.inbox));
            say(&format!("What forms send is kept in {}, sealed to the demo key beside it.", data.display()));
        }
        None => say("Forms can't be sent until the mistakes above are mended and this is started again."),
    }
    say("Save a file to see the change. Press Ctrl+C to stop.");
    let mut titles = preview.titles().clone();
    preview.run(|rebuilt| {
        tell(rebuilt.problems);
        say(&format!("Built {} pages in {} ms.", rebuilt.pages, rebuilt.time.as_millis()));
        if let Some(collector) = &collector {
            // While there are mistakes the site stays as it was, and so do its pages' names.
            if !rebuilt.problems.iter().any(|problem| problem.level == Level::Error) {
                titles = rebuilt.titles.clone();
            }
            collector.follow(root, &titles);
        }
    })?;
    Ok(Ended::Done)
}

/// The collector that runs beside the preview.
struct Beside {
    address: String,
    inbox: String,
    intake: Arc<Intake>,
    desk: desk::Options,
}

impl Beside {
    /// Go on with the changed files; while they have mistakes, with those from before.
    fn follow(&self, root: &Path, pages: &Arc<BTreeMap<String, String>>) {
        let desk = desk::Options { pages: pages.clone(), ..self.desk.clone() };
        let changed = source::read(root).ok().and_then(|source| start::read_desk(&source, &desk).ok());
        if let Some(desk) = changed {
            self.intake.replace_desk(desk);
        }
    }
}

/// A collector on the loopback address; none while the author's files have mistakes, which the preview tells.
fn collect(
    arguments: &Arguments,
    data: &Path,
    desk: &desk::Options,
    identities: Vec<Identity>,
) -> Result<Option<Beside>> {
    let options = start::Options {
        root: arguments.root.clone(),
        listen: (Ipv4Addr::LOCALHOST, arguments.collector_port).into(),
        data: data.to_path_buf(),
        desk: desk.clone(),
    };
    let started = match start::start(&options) {
        Ok(started) => started,
        Err(start::Error::Mistakes(_)) => return Ok(None),
        Err(error) => return Err(error).context("the collector does not start"),
    };
    let address = format!("http://{}", started.server.address());
    let desk = desk::Options { url: Some(address.clone()), ..desk.clone() };
    // Nothing is purged from here: an author who tries out another `keep` must not delete what a collector took in.
    let intake = started.intake;
    std::thread::spawn(move || started.server.run_until(std::future::pending()));
    let inbox = start_inbox(arguments, data, &desk, identities)?;
    Ok(Some(Beside { address, inbox, intake, desk }))
}

/// The team's inbox, so that what was sent can be read at once; returns its address.
fn start_inbox(
    arguments: &Arguments,
    data: &Path,
    desk: &desk::Options,
    identities: Vec<Identity>,
) -> Result<String> {
    let desk = start::read_desk(&source::read(&arguments.root)?, desk)?;
    let store = Arc::new(Sqlite::open(data, store::Options::default())?);
    let inbox = Inbox::new(desk, store.clone(), store, identities, start::now)?;
    let listening = inbox::listen(0)?;
    let address = listening.address(&inbox);
    std::thread::spawn(move || listening.run(&inbox));
    Ok(address)
}

fn tell(problems: &[Problem]) {
    if !problems.is_empty() {
        Report { format: Shape::Text }.tell(problems, Outcome::Checked);
    }
}
