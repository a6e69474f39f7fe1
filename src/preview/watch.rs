//! Which files changed: editors save in many ways, so changes are gathered for a moment.

use crate::source;
use notify::event::{AccessKind, AccessMode};
use notify::{EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Long enough for an editor that writes beside the file and moves it there; too short to be felt.
const MOMENT: Duration = Duration::from_millis(20);

/// The folders of a project that are watched with all that is in them.
const FOLDERS: [&str; 3] = ["content", "forms", "themes"];

/// A project that is watched.
pub(super) struct Watch {
    root: PathBuf,
    debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
    watched: BTreeSet<PathBuf>,
    changes: Receiver<DebounceEventResult>,
}

impl Watch {
    pub(super) fn start(root: &Path) -> notify::Result<Watch> {
        let (sender, changes) = channel();
        let mut debouncer = new_debouncer(MOMENT, None, move |events: DebounceEventResult| {
            // The receiver is gone when the program ends.
            let _ = sender.send(events);
        })?;
        debouncer.watch(root, RecursiveMode::NonRecursive)?;
        let mut watch = Watch { root: root.to_path_buf(), debouncer, watched: BTreeSet::new(), changes };
        watch.watch_folders()?;
        Ok(watch)
    }

    /// The files and folders that changed since the last call; waits for one.
    pub(super) fn next_changes(&mut self) -> notify::Result<BTreeSet<PathBuf>> {
        loop {
            let events =
                self.changes.recv().map_err(|_| notify::Error::generic("the watcher has stopped"))?;
            let mut changed = BTreeSet::new();
            match events {
                Ok(events) => {
                    for event in events {
                        if event.need_rescan() {
                            changed.extend(self.everything());
                        } else if is_change(event.kind) {
                            changed.extend(
                                event
                                    .paths
                                    .iter()
                                    .filter(|path| source::is_source_path(&self.root, path))
                                    .cloned(),
                            );
                        }
                    }
                }
                // Events were lost: look at everything again.
                Err(_) => changed.extend(self.everything()),
            }
            self.watch_folders()?;
            if !changed.is_empty() {
                return Ok(changed);
            }
        }
    }

    fn everything(&self) -> impl Iterator<Item = PathBuf> {
        FOLDERS.into_iter().chain([crate::config::PATH]).map(|part| self.root.join(part))
    }

    /// Folders may come and go while the author works.
    fn watch_folders(&mut self) -> notify::Result<()> {
        for folder in FOLDERS.map(|folder| self.root.join(folder)) {
            if !source::is_folder(&folder) {
                self.watched.remove(&folder);
            } else if !self.watched.contains(&folder) {
                self.debouncer.watch(&folder, RecursiveMode::Recursive)?;
                self.watched.insert(folder);
            }
        }
        Ok(())
    }
}

/// Reading a file is an event too, and the build reads.
fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(kind) => kind == AccessKind::Close(AccessMode::Write),
        EventKind::Any
        | EventKind::Create(_)
        | EventKind::Modify(_)
        | EventKind::Remove(_)
        | EventKind::Other => true,
    }
}
