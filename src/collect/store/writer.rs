//! The one writer: a thread that commits what waits in groups, and answers each caller only after the commit.

use super::error::{Error, Result};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

/// One commit's wait for the disk serves as many as this.
const GROUP: usize = 32;
/// More callers than this wait to be let into the queue.
const QUEUE: usize = 256;

/// The writing thread. When this is dropped, what waits is written first.
pub(super) struct Writer {
    queue: Option<SyncSender<Message>>,
    thread: Option<JoinHandle<()>>,
}

enum Message {
    /// Work for a transaction, alone or with others.
    Write(Box<dyn Job>),
    /// Work that no transaction may be around.
    Alone(Box<dyn FnOnce(&Connection) + Send>),
}

/// Work with whom to tell. It may run a second time when the transaction of the first did not come to its end.
trait Job: Send {
    fn run(&mut self, connection: &Connection) -> rusqlite::Result<()>;
    fn answer(self: Box<Self>, committed: Result<()>);
}

struct Work<T, F> {
    work: F,
    made: Option<T>,
    caller: SyncSender<Result<T>>,
}

impl<T: Send, F: FnMut(&Connection) -> rusqlite::Result<T> + Send> Job for Work<T, F> {
    fn run(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        self.made = Some((self.work)(connection)?);
        Ok(())
    }

    fn answer(self: Box<Self>, committed: Result<()>) {
        let Work { made, caller, .. } = *self;
        // A caller that is gone needs no answer.
        let _ = caller.send(committed.and_then(|()| made.ok_or_else(stopped)));
    }
}

impl Writer {
    /// Start the thread on its own connection.
    pub(super) fn start(connection: Connection) -> Result<Writer> {
        let (queue, messages) = sync_channel(QUEUE);
        let thread =
            thread::Builder::new().name("store-writer".into()).spawn(move || run(&connection, &messages))?;
        Ok(Writer { queue: Some(queue), thread: Some(thread) })
    }

    /// Do `work` inside a transaction, and wait until it is committed to disk.
    pub(super) fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T> {
        let (caller, answer) = sync_channel(1);
        self.send(Message::Write(Box::new(Work { work, made: None, caller })))?;
        answer.recv().map_err(|_| stopped())?
    }

    /// Do `work` between two transactions.
    pub(super) fn alone<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T> {
        let (caller, answer) = sync_channel(1);
        self.send(Message::Alone(Box::new(move |connection| {
            let _ = caller.send(work(connection));
        })))?;
        Ok(answer.recv().map_err(|_| stopped())??)
    }

    fn send(&self, message: Message) -> Result<()> {
        let queue = self.queue.as_ref().ok_or_else(stopped)?;
        queue.send(message).map_err(|_| stopped())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take() {
            // If it panicked, it has said so.
            let _ = thread.join();
        }
    }
}

fn stopped() -> Error {
    Error::other("the store's writer has stopped: start the collector again")
}

fn run(connection: &Connection, messages: &Receiver<Message>) {
    while let Ok(first) = messages.recv() {
        let mut group = Vec::with_capacity(GROUP);
        let mut next = Some(first);
        let alone = loop {
            match next {
                Some(Message::Write(job)) => group.push(job),
                Some(Message::Alone(work)) => break Some(work),
                None => break None,
            }
            if group.len() == GROUP {
                break None;
            }
            next = messages.try_recv().ok();
        };
        if !group.is_empty() {
            commit(connection, group);
        }
        if let Some(work) = alone {
            work(connection);
        }
    }
}

/// Commit the group together; if that fails, each by itself, so that none fails for another's sake.
fn commit(connection: &Connection, mut group: Vec<Box<dyn Job>>) {
    let hopeless = match together(connection, &mut group) {
        Ok(()) => {
            group.into_iter().for_each(|job| job.answer(Ok(())));
            return;
        }
        // To wait for a lock once more for each would keep them all waiting for minutes.
        Err(error @ Error::Locked(_)) => Some(error),
        Err(error) if group.len() == 1 => Some(error),
        Err(_) => None,
    };
    for mut job in group {
        let committed = match &hopeless {
            Some(error) => Err(error.clone()),
            None => together(connection, std::slice::from_mut(&mut job)),
        };
        job.answer(committed);
    }
}

fn together(connection: &Connection, jobs: &mut [Box<dyn Job>]) -> Result<()> {
    let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
    for job in jobs {
        job.run(&transaction)?;
    }
    Ok(transaction.commit()?)
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "a test may look at the disk")]
mod tests {
    use super::*;
    use std::sync::mpsc;

    fn writer() -> (Writer, tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.db");
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t (x INTEGER UNIQUE)").unwrap();
        (Writer::start(connection).unwrap(), folder, path)
    }

    /// Keep the writer from its queue until the sender says go on, so that what follows comes as a group.
    fn held(writer: &Writer) -> mpsc::Sender<()> {
        let (go_on, wait) = mpsc::channel();
        writer.send(Message::Alone(Box::new(move |_| wait.recv().unwrap_or_default()))).unwrap();
        go_on
    }

    fn insert(writer: &Writer, x: i64) -> mpsc::Receiver<Result<usize>> {
        let (caller, answer) = sync_channel(1);
        let work = move |connection: &Connection| connection.execute("INSERT INTO t VALUES (?1)", [x]);
        writer.send(Message::Write(Box::new(Work { work, made: None, caller }))).unwrap();
        answer
    }

    #[test]
    fn what_waits_is_one_commit() {
        let (writer, _folder, path) = writer();
        let log = |path: &std::path::Path| path.with_extension("db-wal").metadata().unwrap().len();
        let before = log(&path);
        let go_on = held(&writer);
        let answers: Vec<_> = (0..30).map(|x| insert(&writer, x)).collect();
        assert_eq!(log(&path), before);
        go_on.send(()).unwrap();
        assert!(answers.into_iter().all(|answer| answer.recv().unwrap().is_ok_and(|rows| rows == 1)));
        // A commit adds a page of the table and one of its index, with 24 bytes before each; 30 commits would add 60.
        assert_eq!(log(&path) - before, 2 * (4096 + 24));
    }

    #[test]
    fn one_that_fails_takes_none_of_its_group_with_it() {
        let (writer, _folder, path) = writer();
        let go_on = held(&writer);
        let answers: Vec<_> = [1, 2, 1, 3].into_iter().map(|x| insert(&writer, x)).collect();
        go_on.send(()).unwrap();
        let stored: Vec<bool> = answers.into_iter().map(|answer| answer.recv().unwrap().is_ok()).collect();
        assert_eq!(stored, [true, true, false, true]);
        let reader = Connection::open(&path).unwrap();
        let rows: i64 = reader.query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 3);
    }

    #[test]
    fn nobody_is_answered_before_the_commit() {
        let (writer, _folder, path) = writer();
        let reader = Connection::open(&path).unwrap();
        for x in 0..20 {
            assert_eq!(insert(&writer, x).recv().unwrap().unwrap(), 1);
            let rows: i64 = reader.query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap();
            assert_eq!(rows, x + 1, "another connection sees it as soon as the caller is told");
        }
    }

    #[test]
    fn what_waits_is_written_before_the_writer_ends() {
        let (writer, _folder, path) = writer();
        let go_on = held(&writer);
        let answers: Vec<_> = (0..100).map(|x| insert(&writer, x)).collect();
        go_on.send(()).unwrap();
        drop(writer);
        assert!(answers.into_iter().all(|answer| answer.recv().is_ok_and(|stored| stored.is_ok())));
        let rows: i64 = Connection::open(&path)
            .unwrap()
            .query_row("SELECT count(*) FROM t", [], |row| row.get(0))
            .unwrap();
        assert_eq!(rows, 100);
    }
}
