//! From a project's folder to a collector that listens: everything that must be right before the first question.

use super::desk::{self, Desk};
use super::guard::{Origins, Proxies};
use super::intake::Intake;
use super::reply::{Headers, Hsts, WeakPolicy};
use super::server::{self, Limits, Server};
use super::store::{self, Clock, Purged, Sqlite, Store};
use crate::config::{BaseUrl, Config};
use crate::form::Openness;
use crate::frame;
use crate::problem::{Level, Problem};
use crate::source::{self, Source};
use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

/// What a collector is told.
pub struct Options {
    /// The project's folder.
    pub root: PathBuf,
    /// Where it listens.
    pub listen: SocketAddr,
    /// The folder of what it keeps.
    pub data: PathBuf,
    /// Where site and collector stand, and the demo key, while both are tried out on one machine.
    pub desk: desk::Options,
}

/// A collector that listens.
pub struct Collector {
    /// Answers once it runs.
    pub server: Server,
    /// Takes in what is posted.
    pub intake: Arc<Intake>,
    /// What is kept.
    pub store: Arc<dyn Store>,
}

/// Why no collector starts.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The project can't be read.
    #[error("can't read the project: {0}")]
    Read(#[from] io::Error),
    /// The author's files are wrong.
    #[error("the project has mistakes: `fingerpost check` names them all")]
    Mistakes(Vec<Problem>),
    /// It would face the public before it may.
    #[error("it faces other machines, by its address or by a proxy, so the collector does not start yet:\n{}", .0.iter().map(|reason| format!("  - {reason}\n")).collect::<String>())]
    NotReady(Vec<String>),
    /// What is kept can't be opened.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// It can't listen.
    #[error(transparent)]
    Server(#[from] server::Error),
    /// An address or a network in the settings.
    #[error(transparent)]
    Guard(#[from] super::guard::Error),
    /// The headers of every answer.
    #[error(transparent)]
    Policy(#[from] WeakPolicy),
    /// A limit in the settings that there is none of.
    #[error("`[collector.limits]` in site.toml has no `{0}`")]
    Limit(String),
    /// No random bytes.
    #[error("the machine gives no random bytes: {0}")]
    Random(getrandom::Error),
}

/// Read the project, open the store, and listen; nobody is answered before [`Server::run_until`].
///
/// # Errors
/// See [`Error`].
pub fn start(options: &Options) -> Result<Collector, Error> {
    let source = source::read(&options.root)?;
    let desk = read_desk(&source, &options.desk)?;
    ensure_ready(&desk, options)?;
    let settings = settings(desk.config())?;
    let sqlite = Arc::new(Sqlite::open(&options.data, store::Options::default())?);
    let store: Arc<dyn Store> = sqlite.clone();
    let intake = Arc::new(Intake::new(desk, store.clone(), sqlite, now).map_err(Error::Random)?);
    let server = Server::bind(options.listen, settings, intake.clone())?;
    Ok(Collector { server, intake, store })
}

/// The desk of a project without mistakes.
///
/// # Errors
/// [`Error::Mistakes`].
pub fn read_desk(source: &Source, options: &desk::Options) -> Result<Desk, Error> {
    let (desk, problems) = Desk::new(source, options);
    let errors: Vec<Problem> =
        source.problems().cloned().chain(problems).filter(|problem| problem.level == Level::Error).collect();
    if errors.is_empty() { Ok(desk) } else { Err(Error::Mistakes(errors)) }
}

/// Delete, each hour until `stop` hears something, what is past its time.
pub fn purge_hourly(store: &dyn Store, intake: &Intake, stop: &Receiver<()>) {
    loop {
        let keep = |form: &str| intake.keep(form);
        match store.purge(now(), &keep) {
            Ok(purged) => tell_purged(&purged),
            Err(error) => tracing::error!(error = %error, "not purged"),
        }
        if let Err(error) = intake.forget_definitions() {
            tracing::error!(error = %error, "definitions of older forms are still kept");
        }
        if stop.recv_timeout(Duration::from_secs(3600)) != Err(RecvTimeoutError::Timeout) {
            return;
        }
    }
}

fn tell_purged(purged: &Purged) {
    if let Clock::Leapt { since } = purged.clock {
        tracing::error!(%since, "the clock leapt by more than two days: nothing was deleted; if it is right, run `collector purge --clock-is-right`");
    }
    let (deleted, unopened, without_rule) =
        (purged.deleted.len(), purged.waiting.len(), purged.without_rule.len());
    let (drafts, sessions, folders) = (purged.drafts, purged.sessions, purged.folders);
    tracing::info!(
        deleted,
        unopened,
        without_rule,
        drafts,
        sessions,
        folders,
        scrubbed = purged.scrubbed,
        "purged"
    );
}

/// Now, by the clock of the machine.
pub fn now() -> Timestamp {
    #[expect(clippy::disallowed_methods, reason = "a submission is dated by the clock")]
    let now = Timestamp::now();
    now
}

/// Today, by the clock of the machine.
pub fn today() -> Date {
    TimeZone::UTC.to_datetime(now()).date()
}

/// On its own machine a collector may be tried out. To face others it needs all that makes it safe to enter a real child.
fn ensure_ready(desk: &Desk, options: &Options) -> Result<(), Error> {
    let collector = &desk.config().collector;
    let addresses = [&collector.url, &collector.public_url].into_iter().flatten();
    let is_public = addresses.filter_map(|url| BaseUrl::parse(url).ok()).any(|url| !url.is_local());
    if options.listen.ip().is_loopback() && !is_public {
        return Ok(());
    }
    let mut missing = Vec::new();
    if options.desk.demo_key.is_some() {
        missing
            .push("it uses the demo key: name real recipients below `[recipients]` in site.toml".to_string());
    }
    if desk.has_samples() {
        missing.push("contacts are samples: write real ones into content/data/contacts.yaml, and take `sample: true` out".into());
    }
    if desk.config().controller.is_none() {
        missing.push(
            "nobody is named who answers for the data: add `controller` below `[privacy]` in site.toml"
                .into(),
        );
    }
    for form in desk.forms().filter(|form| desk.openness(form) == Openness::Closed) {
        missing.push(format!(
            "nobody can open `{}`: add keys below `[recipients.{}]` in site.toml",
            form.name, form.sent_to.value
        ));
    }
    if missing.is_empty() { Ok(()) } else { Err(Error::NotReady(missing)) }
}

fn settings(config: &Config) -> Result<server::Settings, Error> {
    let collector = &config.collector;
    let addresses = [Some(config.base_url.absolute("")), collector.url.clone(), collector.public_url.clone()];
    let addresses: Vec<String> = addresses.into_iter().flatten().collect();
    let public =
        collector.public_url.as_ref().or(collector.url.as_ref()).and_then(|url| BaseUrl::parse(url).ok());
    let hsts = if public.is_some_and(|url| url.is_https()) { Hsts::Year } else { Hsts::Off };
    let policy = format!("{}; frame-ancestors 'none'", frame::collector_policy());
    Ok(server::Settings {
        limits: limits(config)?,
        origins: Origins::of(addresses.iter().map(String::as_str))?,
        proxies: Proxies::parse(collector.trusted_proxies.iter().map(|proxy| proxy.value.as_str()))?,
        headers: Headers::new(&policy, hsts)?,
    })
}

/// The limits of the server, with the numbers of `[collector.limits]` in their place. Times are in seconds.
fn limits(config: &Config) -> Result<Limits, Error> {
    let mut limits = Limits::default();
    for (name, number) in &config.collector.limits {
        let count = usize::try_from(number.value).unwrap_or(usize::MAX);
        let seconds = Duration::from_secs(number.value);
        match name.as_str() {
            "connections" => limits.connections = count,
            "head_time" => limits.head_time = seconds,
            "head_bytes" => limits.head_bytes = count,
            "head_lines" => limits.head_lines = count,
            "body_time" => limits.body_time = seconds,
            "body_bytes" => limits.body_bytes = count,
            "request_time" => limits.request_time = seconds,
            "reply_time" => limits.reply_time = seconds,
            "fields" => limits.fields = count,
            "name_bytes" => limits.name_bytes = count,
            "value_bytes" => limits.value_bytes = count,
            "submissions_per_minute" => {
                limits.submissions_per_minute = u32::try_from(number.value).unwrap_or(u32::MAX)
            }
            "saves_per_minute" => limits.saves_per_minute = u32::try_from(number.value).unwrap_or(u32::MAX),
            "codes_per_minute" => limits.codes_per_minute = u32::try_from(number.value).unwrap_or(u32::MAX),
            _ => return Err(Error::Limit(name.clone())),
        }
    }
    Ok(limits)
}
