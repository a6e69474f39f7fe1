//! What the preview shows just now, and who waits for it to change.

use crate::pipeline::Build;
use crate::problem::{Colour, Format, Level, Problem, render_all};
use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

/// Shared between the builder and the server.
pub(super) struct State {
    shown: Mutex<Shown>,
    changed: Condvar,
}

/// The files and the mistakes of the latest build.
#[derive(Clone)]
pub(super) struct Shown {
    /// The last site without errors, or the first one as far as it could be drawn.
    files: Arc<HashMap<String, Arc<[u8]>>>,
    /// Counts up when the files change. It begins with the time, so a page that an earlier run drew loads itself again.
    pub(super) version: u128,
    /// Counts up with every build.
    pub(super) build: u64,
    /// Errors as JSON lines: warnings stay in the terminal.
    errors: String,
}

impl State {
    pub(super) fn new(build: &Build) -> State {
        #[expect(clippy::disallowed_methods, reason = "the run is told apart from earlier ones, not dated")]
        let version =
            SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |time| time.as_millis());
        let shown = Shown { files: Arc::new(files(build)), version, build: 0, errors: errors(build) };
        State { shown: Mutex::new(shown), changed: Condvar::new() }
    }

    /// Show a new build; while it has errors the files stay as they were.
    pub(super) fn show(&self, build: &Build) {
        let mut shown = self.lock();
        if !build.has_errors() {
            let files = files(build);
            if *shown.files != files {
                shown.files = Arc::new(files);
                shown.version += 1;
            }
        }
        shown.build += 1;
        shown.errors = errors(build);
        self.changed.notify_all();
    }

    /// What is shown now.
    pub(super) fn now(&self) -> Shown {
        self.lock().clone()
    }

    /// What is shown after the build `seen`, or after a while, whichever comes first.
    pub(super) fn after(&self, seen: u64, patience: Duration) -> Shown {
        let waited = self.changed.wait_timeout_while(self.lock(), patience, |shown| shown.build == seen);
        let (shown, _) = waited.unwrap_or_else(PoisonError::into_inner);
        shown.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shown {
    /// The file at a path of the site.
    pub(super) fn file(&self, path: &str) -> Option<&Arc<[u8]>> {
        self.files.get(path)
    }

    /// The news for an open page, as JSON.
    pub(super) fn news(&self) -> String {
        let errors: Vec<&str> = self.errors.lines().collect();
        format!(r#"{{"version":"{}","problems":[{}]}}"#, self.version, errors.join(","))
    }
}

fn files(build: &Build) -> HashMap<String, Arc<[u8]>> {
    build.files().iter().map(|file| (file.path.clone(), file.bytes.clone())).collect()
}

fn errors(build: &Build) -> String {
    let errors: Vec<Problem> =
        build.problems.iter().filter(|problem| problem.level == Level::Error).cloned().collect();
    let mut lines = String::new();
    for error in &errors {
        // The long form is what the overlay shows, so that line and caret are the same as in the terminal.
        let json = render_all(std::slice::from_ref(error), Format::Json, Colour::Plain);
        let text = serde_json::Value::from(
            render_all(std::slice::from_ref(error), Format::Text, Colour::Plain).trim_end(),
        );
        lines.push_str(json.trim_end().trim_end_matches('}'));
        lines.push_str(&format!(",\"text\":{text}}}\n"));
    }
    lines
}
