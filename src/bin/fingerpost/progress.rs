//! A line that tells what is going on, once a run takes long.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// Nobody needs to be told about a step that is over in less.
const PATIENCE: Duration = Duration::from_millis(600);

/// Tells the steps of a run, in a terminal only.
pub(crate) struct Progress {
    start: Instant,
    told: bool,
}

impl Progress {
    pub(crate) fn new() -> Progress {
        Progress { start: Instant::now(), told: false }
    }

    /// A step begins.
    pub(crate) fn step(&mut self, what: &str) {
        if self.start.elapsed() > PATIENCE && std::io::stderr().is_terminal() {
            eprint!("\r\x1b[K{what} …");
            let _ = std::io::stderr().flush();
            self.told = true;
        }
    }

    /// The run is over: the line goes.
    pub(crate) fn end(&mut self) -> Duration {
        if std::mem::take(&mut self.told) {
            eprint!("\r\x1b[K");
        }
        self.start.elapsed()
    }
}
