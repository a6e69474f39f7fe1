//! The site on this machine while its author works on it: built in memory, shown again after each change.

mod server;
mod state;
mod watch;

use crate::config::BaseUrl;
use crate::pipeline::{self, Build};
use crate::problem::Problem;
use crate::site::{Drafts, Readers};
use crate::source::{self, Source};
use jiff::civil::Date;
use state::State;
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What a preview is told.
#[derive(Clone, Debug)]
pub struct Options {
    /// The project's folder.
    pub root: PathBuf,
    /// The day that counts as today.
    pub today: Date,
    /// Whose keys open what forms send.
    pub readers: Readers,
    /// Where forms post to, in place of `[collector]` in `site.toml`.
    pub collector_url: Option<String>,
}

/// A port that was taken for the preview, so that others can be told of it before it answers.
pub struct Reserved(server::Listener);

impl Reserved {
    /// Where the preview will be.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.0.port)
    }
}

/// Take a port on this machine; 0 takes a free one.
///
/// # Errors
/// When the port is taken by another program.
pub fn reserve(port: u16) -> Result<Reserved, Error> {
    server::listen(port).map(Reserved)
}

/// A preview that is being served.
pub struct Preview {
    root: PathBuf,
    options: pipeline::Options,
    source: Source,
    build: Build,
    state: Arc<State>,
    watch: watch::Watch,
    address: String,
}

/// What a change led to.
pub struct Rebuilt<'a> {
    /// Everything that is wrong now.
    pub problems: &'a [Problem],
    /// How many pages the site has.
    pub pages: usize,
    /// Their titles, by their addresses.
    pub titles: &'a Arc<BTreeMap<String, String>>,
    /// From the change to the page that a reader can load.
    pub time: Duration,
}

/// Why there is no preview.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The port is taken, or the machine refuses.
    #[error("can't listen on port {port}: {reason}; name another with `--port`")]
    Listen {
        /// The port.
        port: u16,
        /// Why.
        reason: String,
    },
    /// The project can't be read.
    #[error("can't read the project: {0}")]
    Read(#[from] io::Error),
    /// Changes can't be noticed.
    #[error("can't watch the project's files: {0}")]
    Watch(#[from] notify::Error),
}

/// Build the site and serve it on the loopback address.
///
/// # Errors
/// See [`Error`]. Mistakes in the author's files are none: they are shown.
pub fn start(options: &Options, reserved: Reserved) -> Result<Preview, Error> {
    let root = source::real_root(&options.root)?;
    let watch = watch::Watch::start(&root)?;
    let address = reserved.address();
    let options = pipeline::Options {
        today: options.today,
        base_url: BaseUrl::parse(&address).ok(),
        collector_url: options.collector_url.clone(),
        drafts: Drafts::Shown,
        readers: options.readers,
    };
    let source = source::read(&root)?;
    let build = pipeline::build(&source, &options, None);
    let state = Arc::new(State::new(&build));
    server::serve(reserved.0, &state);
    Ok(Preview { root, options, source, build, state, watch, address })
}

impl Preview {
    /// Where the site is.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The titles of its pages at the start, by their addresses.
    pub fn titles(&self) -> &Arc<BTreeMap<String, String>> {
        &self.build.titles
    }

    /// What was wrong at the start.
    pub fn problems(&self) -> Vec<Problem> {
        self.build.problems.clone()
    }

    /// Build again after each change, for as long as the program runs.
    ///
    /// # Errors
    /// When changes can no longer be noticed.
    pub fn run(mut self, mut rebuilt: impl FnMut(Rebuilt<'_>)) -> Result<(), Error> {
        loop {
            let changed = self.watch.next_changes()?;
            let start = Instant::now();
            let source = source::read_again(&self.root, &self.source, &changed)?;
            if source == self.source {
                continue;
            }
            let build = pipeline::build(&source, &self.options, Some(&self.build));
            self.state.show(&build);
            self.source = source;
            self.build = build;
            rebuilt(Rebuilt {
                problems: &self.build.problems,
                pages: self.build.pages,
                titles: &self.build.titles,
                time: start.elapsed(),
            });
        }
    }
}
