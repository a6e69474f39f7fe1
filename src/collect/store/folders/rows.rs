//! The SQL of folders. Each function that writes runs inside the writer's transaction.

use super::{FOLDER_DAYS, FolderId, FolderSession, NewFolder, NewFolderSession, SealedFolder};
use crate::collect::store::drafts::rows::{before, scrub_later};
use crate::collect::store::rows::timestamp;
use crate::collect::store::{SESSION_IDLE, SESSION_LIMIT, SHARED_IDLE, SHARED_LIMIT};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Result, Row, params};

const MICROSECONDS_A_DAY: i64 = 24 * 60 * 60 * 1_000_000;

pub(super) fn make(connection: &Connection, new: &NewFolder) -> Result<()> {
    let sql = "INSERT INTO folder (id, revision, sealed, used) VALUES (?1, 1, ?2, ?3)";
    connection.execute(sql, params![new.id, new.sealed, day_of(new.session.begun)])?;
    begin_session(connection, &new.session)?;
    Ok(())
}

pub(super) fn read(connection: &Connection, id: &FolderId) -> Result<Option<SealedFolder>> {
    let sql = "SELECT id, revision, sealed FROM folder WHERE id = ?1";
    connection.prepare_cached(sql)?.query_row([id], read_folder).optional()
}

pub(super) fn session(
    connection: &Connection,
    session: &[u8; 32],
    now: Timestamp,
) -> Result<Option<FolderSession>> {
    let sql = "SELECT folder.id, revision, sealed, wrapped, seen, shared
         FROM folder_session JOIN folder ON folder.id = folder_session.folder
         WHERE folder_session.id = ?1 AND seen > iif(shared, ?4, ?2) AND begun > iif(shared, ?5, ?3)";
    let [idle, limit, shared_idle, shared_limit] = limits(now);
    let read = |row: &Row<'_>| {
        Ok(FolderSession {
            folder: read_folder(row)?,
            wrapped: row.get(3)?,
            seen: timestamp(row.get(4)?)?,
            shared: row.get(5)?,
        })
    };
    let values = params![session, idle, limit, shared_idle, shared_limit];
    connection.prepare_cached(sql)?.query_row(values, read).optional()
}

pub(super) fn begin_session(connection: &Connection, new: &NewFolderSession) -> Result<bool> {
    let sql = "INSERT INTO folder_session (id, folder, wrapped, begun, seen, shared)
         SELECT ?1, id, ?3, ?4, ?4, ?5 FROM folder WHERE id = ?2";
    let values = params![new.id, new.folder, new.wrapped, new.begun.as_microsecond(), new.shared];
    let begun = connection.prepare_cached(sql)?.execute(values)? == 1;
    note_used(connection, &new.folder, new.begun)?;
    Ok(begun)
}

pub(super) fn note_seen(connection: &Connection, session: &[u8; 32], now: Timestamp) -> Result<()> {
    let sql = "UPDATE folder_session SET seen = ?2 WHERE id = ?1";
    connection.prepare_cached(sql)?.execute(params![session, now.as_microsecond()])?;
    let sql = "UPDATE folder SET used = ?2 WHERE id = (SELECT folder FROM folder_session WHERE id = ?1)";
    connection.prepare_cached(sql)?.execute(params![session, day_of(now)])?;
    Ok(())
}

pub(super) fn note_used(connection: &Connection, id: &FolderId, now: Timestamp) -> Result<()> {
    let sql = "UPDATE folder SET used = ?2 WHERE id = ?1";
    connection.prepare_cached(sql)?.execute(params![id, day_of(now)])?;
    Ok(())
}

/// What was taken out of the list is still in the log of changes, so that is to be scrubbed.
pub(super) fn save(
    connection: &Connection,
    id: &FolderId,
    revision: u64,
    sealed: &[u8],
    now: Timestamp,
) -> Result<bool> {
    let sql =
        "UPDATE folder SET revision = revision + 1, sealed = ?3, used = ?4 WHERE id = ?1 AND revision = ?2";
    let values = params![id, revision.cast_signed(), sealed, day_of(now)];
    let saved = connection.prepare_cached(sql)?.execute(values)?;
    scrub_later(connection, saved)?;
    Ok(saved == 1)
}

pub(super) fn replace(
    connection: &Connection,
    id: &FolderId,
    revision: u64,
    new: &NewFolder,
) -> Result<bool> {
    let sql = "DELETE FROM folder WHERE id = ?1 AND revision = ?2";
    let deleted = connection.execute(sql, params![id, revision.cast_signed()])?;
    if deleted == 1 {
        make(connection, new)?;
        scrub_later(connection, deleted)?;
    }
    Ok(deleted == 1)
}

pub(super) fn end_session(connection: &Connection, session: &[u8; 32]) -> Result<bool> {
    let ended = connection.execute("DELETE FROM folder_session WHERE id = ?1", [session])?;
    scrub_later(connection, ended)?;
    Ok(ended == 1)
}

pub(super) fn delete(connection: &Connection, id: &FolderId) -> Result<bool> {
    let deleted = connection.execute("DELETE FROM folder WHERE id = ?1", [id])?;
    scrub_later(connection, deleted)?;
    Ok(deleted == 1)
}

/// Delete the folders that nobody used for too long, and the sessions that ran out; returns how many of each.
pub(in crate::collect::store) fn purge(connection: &Connection, now: Timestamp) -> Result<(usize, usize)> {
    let sql = "DELETE FROM folder_session WHERE seen <= iif(shared, ?3, ?1) OR begun <= iif(shared, ?4, ?2)";
    let sessions = connection.execute(sql, limits(now))?;
    // Whole days, since only the day of its last use is known.
    let kept = i64::from(FOLDER_DAYS) * MICROSECONDS_A_DAY;
    let folders = connection.execute("DELETE FROM folder WHERE used + ?2 < ?1", [day_of(now), kept])?;
    scrub_later(connection, sessions + folders)?;
    Ok((folders, sessions))
}

fn read_folder(row: &Row<'_>) -> Result<SealedFolder> {
    Ok(SealedFolder { id: row.get(0)?, revision: row.get::<_, i64>(1)?.cast_unsigned(), sealed: row.get(2)? })
}

fn limits(now: Timestamp) -> [i64; 4] {
    [SESSION_IDLE, SESSION_LIMIT, SHARED_IDLE, SHARED_LIMIT].map(|time| before(now, time))
}

/// Where the day of a time begins. The moment would join a folder to the drafts that were opened just then.
fn day_of(time: Timestamp) -> i64 {
    let time = time.as_microsecond();
    time - time.rem_euclid(MICROSECONDS_A_DAY)
}
