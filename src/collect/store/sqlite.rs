//! The store on SQLite: one writer, readers on their own connections, and files that forget.

use super::error::{Error, Result};
use super::retention::{self, Clock, Keep, Purged};
use super::writer::Writer;
use super::{Confirmed, Erased, NewSubmission, Progress, Receipt, Row, Store, Withdrawn};
use super::{drafts, files, folders, rows, schema};
use crate::collect::reference::{ConfirmCode, Reference, WithdrawCode};
use jiff::Timestamp;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Idle connections of readers that are kept.
const IDLE_READERS: usize = 4;

/// What an operator may set.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How long to wait for another program that writes.
    pub busy: Duration,
    /// The database grows to this many bytes, and then takes nothing more.
    pub most_bytes: Option<u64>,
}

impl Default for Options {
    fn default() -> Options {
        Options { busy: Duration::from_secs(5), most_bytes: None }
    }
}

/// Submissions and drafts in the file `submissions.db` of a data folder. Several programs may have it open at once.
pub struct Sqlite {
    database: PathBuf,
    options: Options,
    readers: Mutex<Vec<Connection>>,
    writer: Writer,
}

impl Sqlite {
    /// Open the store in `folder`, and make both where they are missing. Every page of the database is looked at first.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn open(folder: &Path, options: Options) -> Result<Sqlite> {
        let prepared = files::prepare(folder)?;
        let connection = schema::connect(&prepared.database, options.busy)?;
        schema::migrate(&connection)?;
        drop(prepared.lock);
        schema::ensure_whole(&connection)?;
        if let Some(bytes) = options.most_bytes {
            limit(&connection, bytes)?;
        }
        let is_scrub_due = rows::is_scrub_due(&connection)?;
        let writer = Writer::start(connection)?;
        let store = Sqlite { database: prepared.database, options, readers: Mutex::default(), writer };
        if is_scrub_due {
            // The program ended between deleting and scrubbing.
            store.scrub();
        }
        Ok(store)
    }

    /// Take what was deleted out of the files. False if that has to wait: the rows are gone all the same, and the next purge or
    /// start goes on.
    pub(super) fn scrub(&self) -> bool {
        self.writer.alone(rows::scrub).unwrap_or_else(|error| {
            tracing::warn!(%error, "sealed traces of what was deleted stay in the data folder until the next purge");
            false
        })
    }

    pub(super) fn is_scrub_due(&self) -> Result<bool> {
        self.read(rows::is_scrub_due)
    }

    /// Do `work` inside a transaction of the one writer, and wait until it is committed to disk.
    pub(super) fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T> {
        self.writer.write(work)
    }

    /// As [`Sqlite::read`], and nothing changes between what `work` reads first and last.
    pub(super) fn read_at_once<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        self.read(|connection| {
            let transaction = connection.unchecked_transaction()?;
            let read = work(&transaction)?;
            transaction.commit()?;
            Ok(read)
        })
    }

    pub(super) fn read<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => {
                let connection = schema::connect(&self.database, self.options.busy)?;
                connection.execute_batch("PRAGMA query_only = ON")?;
                connection
            }
        };
        // One that failed is not used again.
        let read = work(&connection)?;
        let mut idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_READERS {
            idle.push(connection);
        }
        Ok(read)
    }
}

impl Store for Sqlite {
    fn insert(&self, new: NewSubmission) -> Result<Receipt> {
        self.writer.write(move |connection| rows::insert(connection, &new))?.ok_or(Error::ReferenceTaken)
    }

    fn receipt(&self, reference: &Reference) -> Result<Option<Receipt>> {
        self.read(|connection| rows::receipt(connection, reference))
    }

    fn list(&self) -> Result<Vec<Row>> {
        self.read(rows::list)
    }

    fn sealed(&self, reference: &Reference) -> Result<Option<(Row, Vec<u8>)>> {
        self.read(|connection| rows::sealed(connection, reference))
    }

    fn mark_opened(&self, reference: &Reference, at: Timestamp) -> Result<bool> {
        let reference = reference.clone();
        self.writer.write(move |connection| rows::mark_opened(connection, &reference, at))
    }

    fn set_progress(&self, reference: &Reference, progress: Progress) -> Result<bool> {
        let reference = reference.clone();
        self.writer.write(move |connection| rows::set_progress(connection, &reference, progress))
    }

    fn confirm(&self, reference: &Reference, code: &ConfirmCode, at: Timestamp) -> Result<Confirmed> {
        let (reference, code) = (reference.clone(), code.clone());
        self.writer.write(move |connection| rows::confirm(connection, &reference, &code, at))
    }

    fn withdraw(&self, reference: &Reference, code: &WithdrawCode) -> Result<Withdrawn> {
        let (reference, code) = (reference.clone(), code.clone());
        let withdrawn = self.writer.write(move |connection| rows::withdraw(connection, &reference, &code))?;
        if withdrawn == Withdrawn::Done {
            self.scrub();
        }
        Ok(withdrawn)
    }

    fn erase(&self, reference: &Reference) -> Result<Erased> {
        let one = [reference.clone()];
        if self.writer.write(move |connection| rows::delete(connection, &one))?.is_empty() {
            return Ok(Erased::Unknown);
        }
        Ok(if self.scrub() { Erased::Done } else { Erased::TracesRemain })
    }

    fn tick(&self, now: Timestamp) -> Result<Clock> {
        self.writer.write(move |connection| {
            let clock = retention::judge(rows::last_tick(connection)?, now);
            if clock == Clock::Steady {
                rows::set_last_tick(connection, now)?;
            }
            Ok(clock)
        })
    }

    fn trust_clock(&self, now: Timestamp) -> Result<()> {
        self.writer.write(move |connection| rows::set_last_tick(connection, now))
    }

    fn purge(&self, now: Timestamp, keep: &dyn Fn(&str) -> Option<Keep>) -> Result<Purged> {
        let clock = self.tick(now)?;
        if clock != Clock::Steady {
            return Ok(Purged { clock, ..retention::sort(Vec::new(), now, keep) });
        }
        let mut purged = retention::sort(self.read(rows::list_to_purge)?, now, keep);
        let past = std::mem::take(&mut purged.deleted);
        let of_folders;
        (purged.deleted, (purged.drafts, purged.sessions), (purged.folders, of_folders)) =
            self.writer.write(move |connection| {
                Ok((
                    rows::delete(connection, &past)?,
                    drafts::rows::purge(connection, now)?,
                    folders::rows::purge(connection, now)?,
                ))
            })?;
        purged.sessions += of_folders;
        if self.is_scrub_due()? {
            purged.scrubbed = self.scrub();
        }
        Ok(purged)
    }
}

/// Let the database grow to `bytes` and no further.
fn limit(connection: &Connection, bytes: u64) -> Result<()> {
    let page: u32 = connection.query_row("PRAGMA page_size", [], |row| row.get(0))?;
    let pages = bytes / u64::from(page);
    let _: i64 = connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |row| row.get(0))?;
    Ok(())
}
