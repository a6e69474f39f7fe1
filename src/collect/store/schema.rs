//! How a connection is set, and the shape of the database: numbered SQL, applied in order, each once.

use super::error::{Error, Result};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use std::path::Path;
use std::time::Duration;

/// `FPST`: says whose database it is.
const APPLICATION_ID: i32 = 0x4650_5354;

/// Each brings the database from the version of its place to the next. One that was released is never changed.
const MIGRATIONS: [&str; 4] = [
    include_str!("migrations/0001_submissions.sql"),
    include_str!("migrations/0002_drafts.sql"),
    include_str!("migrations/0003_parties.sql"),
    include_str!("migrations/0004_folders.sql"),
];

/// Open the database with the settings that every connection needs.
pub(super) fn connect(database: &Path, busy: Duration) -> Result<Connection> {
    // No symbolic link may lead elsewhere, and nothing is created: `files` did that, closed to others.
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let connection = Connection::open_with_flags(database, flags)?;
    connection.busy_timeout(busy)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    // FULL: NORMAL can lose what was acknowledged. fullfsync is macOS's honest one. Temporary tables stay in memory.
    connection.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA fullfsync = ON;
         PRAGMA checkpoint_fullfsync = ON;
         PRAGMA secure_delete = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA foreign_keys = ON;
         PRAGMA cell_size_check = ON;
         PRAGMA temp_store = MEMORY;",
    )?;
    Ok(connection)
}

/// Make a new database, or bring an older one to the shape of today. The caller holds the lock on the shape.
pub(super) fn migrate(connection: &Connection) -> Result<()> {
    let version = version(connection)?;
    let id: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let tables: u32 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let is_new = version == 0 && id == 0 && tables == 0;
    if !is_new && (id != APPLICATION_ID || version > MIGRATIONS.len()) {
        return Err(Error::NotOurs);
    }
    if is_new {
        // Only before the first table: freed pages are handed back, so that deleted bytes leave the file.
        connection.execute_batch("PRAGMA auto_vacuum = INCREMENTAL")?;
    }
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(Error::other("the data folder's disk can't hold a write-ahead log: use a local disk"));
    }
    for (at, sql) in MIGRATIONS.iter().enumerate().skip(version) {
        let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
        transaction.execute_batch(sql)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", i64::try_from(at + 1).unwrap_or(i64::MAX))?;
        transaction.commit()?;
    }
    Ok(())
}

/// Look at every page of the database and every entry of its indexes.
pub(super) fn ensure_whole(connection: &Connection) -> Result<()> {
    let found: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if found == "ok" { Ok(()) } else { Err(Error::corrupt(found)) }
}

fn version(connection: &Connection) -> Result<usize> {
    let version: i32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    usize::try_from(version).map_err(|_| Error::NotOurs)
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "a test may look at the disk")]
mod tests {
    use super::*;

    /// What a test can't see fail: a lost cache of the disk, a hostile database.
    #[test]
    fn every_connection_has_the_settings_that_promises_rest_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.db");
        std::fs::write(&path, "").unwrap();
        migrate(&connect(&path, Duration::ZERO).unwrap()).unwrap();
        let connection = connect(&path, Duration::ZERO).unwrap();
        for (setting, expected) in [
            ("synchronous", "2"),
            ("journal_mode", "wal"),
            ("secure_delete", "1"),
            ("auto_vacuum", "2"),
            ("trusted_schema", "0"),
            ("foreign_keys", "1"),
            ("fullfsync", "1"),
            ("temp_store", "2"),
            ("user_version", "4"),
            ("application_id", "1179669332"),
        ] {
            let read = |row: &rusqlite::Row<'_>| {
                Ok(match row.get_ref(0)? {
                    rusqlite::types::ValueRef::Integer(number) => number.to_string(),
                    other => other.as_str()?.to_owned(),
                })
            };
            let found: String = connection.query_row(&format!("PRAGMA {setting}"), [], read).unwrap();
            assert_eq!(found, expected, "{setting}");
        }
        assert!(connection.execute("UPDATE upkeep SET scrub_due = 'yes'", []).is_err(), "tables are strict");
        migrate(&connection).unwrap();
    }

    #[test]
    fn a_database_of_before_keeps_what_it_has() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.db");
        std::fs::write(&path, "").unwrap();
        let connection = connect(&path, Duration::ZERO).unwrap();
        connection.execute_batch("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL").unwrap();
        connection.execute_batch(MIGRATIONS[0]).unwrap();
        connection.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
        connection.pragma_update(None, "user_version", 1).unwrap();
        let insert = "INSERT INTO submission (reference, form, received, confirm_hash, sealed)
             VALUES ('LOG-7K3M-9QXD', 'login-request', 0, zeroblob(32), x'01')";
        connection.execute_batch(insert).unwrap();
        migrate(&connection).unwrap();
        let read = "SELECT count(*), count(withdraw_hash) FROM submission";
        let rows: (u32, u32) = connection.query_row(read, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        assert_eq!((version(&connection).unwrap(), rows), (4, (1, 0)));
        assert!(connection.execute("UPDATE submission SET withdraw_hash = x'01'", []).is_err());
    }
}
