//! The SQL: submissions into rows, and rows out again. Each function that writes runs inside the writer's transaction.

use super::{Confirmed, NewSubmission, Progress, Receipt, Row, Withdrawn};
use crate::collect::reference::{ConfirmCode, Reference, WithdrawCode};
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::types::Type;
use rusqlite::{Connection, Error, OptionalExtension, Result, params};

const COLUMNS: &str =
    "reference, form, council, received, answer_by, opened, confirmed, progress, length(sealed)";

/// Store it, or give the receipt of the one with the same key. None: the reference is another's.
pub(super) fn insert(connection: &Connection, new: &NewSubmission) -> Result<Option<Receipt>> {
    if let Some(key) = &new.key {
        let first = "SELECT reference, form, received FROM submission WHERE key = ?1";
        if let Some(receipt) = connection.prepare_cached(first)?.query_row([key], read_receipt).optional()? {
            return Ok(Some(receipt));
        }
    }
    if is_taken(connection, &new.reference)? {
        return Ok(None);
    }
    let received = new.received.as_microsecond();
    connection
        .prepare_cached(
            "INSERT INTO submission (reference, form, council, key, received, answer_by, confirm_hash, withdraw_hash, sealed)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            new.reference.as_str(),
            new.form,
            new.council,
            new.key,
            received,
            new.answer_by.map(|day| day.to_string()),
            new.confirm_hash,
            new.withdraw_hash,
            new.sealed,
        ])?;
    start_clock(connection, received)?;
    Ok(Some(Receipt {
        reference: new.reference.clone(),
        form: new.form.clone(),
        received: timestamp(received)?,
    }))
}

/// Whether a submission or a draft has the reference.
pub(super) fn is_taken(connection: &Connection, reference: &Reference) -> Result<bool> {
    let sql =
        "SELECT 1 FROM submission WHERE reference = ?1 UNION ALL SELECT 1 FROM draft WHERE reference = ?1";
    connection.prepare_cached(sql)?.exists([reference.as_str()])
}

/// The first submission or draft starts the clock that guards the purge.
pub(super) fn start_clock(connection: &Connection, microseconds: i64) -> Result<()> {
    let sql = "UPDATE upkeep SET last_tick = ?1 WHERE last_tick IS NULL";
    connection.prepare_cached(sql)?.execute([microseconds])?;
    Ok(())
}

pub(super) fn receipt(connection: &Connection, reference: &Reference) -> Result<Option<Receipt>> {
    let sql = "SELECT reference, form, received FROM submission WHERE reference = ?1";
    connection.prepare_cached(sql)?.query_row([reference.as_str()], read_receipt).optional()
}

pub(super) fn list(connection: &Connection) -> Result<Vec<Row>> {
    let sql = format!("SELECT {COLUMNS} FROM submission ORDER BY received, id");
    connection.prepare_cached(&sql)?.query_map([], read_row)?.collect()
}

/// Those that a purge looks at, each dated by the last of its parts. While its draft goes on a submission stays: more is to come,
/// and what came is not to be lost before that.
pub(super) fn list_to_purge(connection: &Connection) -> Result<Vec<Row>> {
    let last = "max(received, coalesce((SELECT max(part.received) FROM part WHERE part.submission = submission.id), 0))";
    let columns = COLUMNS.replacen("received", last, 1);
    let sql = format!(
        "SELECT {columns} FROM submission WHERE reference NOT IN (SELECT reference FROM draft WHERE closed IS NULL)
         ORDER BY received, id"
    );
    connection.prepare_cached(&sql)?.query_map([], read_row)?.collect()
}

pub(super) fn sealed(connection: &Connection, reference: &Reference) -> Result<Option<(Row, Vec<u8>)>> {
    let sql = format!("SELECT {COLUMNS}, sealed FROM submission WHERE reference = ?1");
    let read = |row: &rusqlite::Row<'_>| Ok((read_row(row)?, row.get(9)?));
    connection.prepare_cached(&sql)?.query_row([reference.as_str()], read).optional()
}

pub(super) fn mark_opened(connection: &Connection, reference: &Reference, at: Timestamp) -> Result<bool> {
    // What came section by section is opened once every section is.
    let sql = "UPDATE submission SET opened = coalesce(opened, ?2) WHERE reference = ?1
         AND NOT EXISTS (SELECT 1 FROM part WHERE part.submission = submission.id AND part.opened IS NULL)";
    Ok(connection.execute(sql, params![reference.as_str(), at.as_microsecond()])? == 1)
}

pub(super) fn set_progress(
    connection: &Connection,
    reference: &Reference,
    progress: Progress,
) -> Result<bool> {
    let sql = "UPDATE submission SET progress = ?2 WHERE reference = ?1";
    Ok(connection.execute(sql, params![reference.as_str(), progress.word()])? == 1)
}

pub(super) fn confirm(
    connection: &Connection,
    reference: &Reference,
    code: &ConfirmCode,
    at: Timestamp,
) -> Result<Confirmed> {
    let sql = "SELECT confirm_hash FROM submission WHERE reference = ?1";
    let kept: Option<[u8; 32]> =
        connection.query_row(sql, [reference.as_str()], |row| row.get(0)).optional()?;
    let Some(kept) = kept else { return Ok(Confirmed::Unknown) };
    if !is_same(&kept, &code.hash(reference)) {
        return Ok(Confirmed::WrongCode);
    }
    let sql = "SELECT 1 FROM part JOIN submission ON submission.id = part.submission
         WHERE reference = ?1 AND part.opened IS NULL";
    if connection.prepare_cached(sql)?.exists([reference.as_str()])? {
        return Ok(Confirmed::Unread);
    }
    connection.execute(
        "UPDATE submission SET confirmed = coalesce(confirmed, ?2), opened = coalesce(opened, ?2) WHERE reference = ?1",
        params![reference.as_str(), at.as_microsecond()],
    )?;
    Ok(Confirmed::Done)
}

/// Delete it if the code is right and nobody has opened it.
pub(super) fn withdraw(
    connection: &Connection,
    reference: &Reference,
    code: &WithdrawCode,
) -> Result<Withdrawn> {
    let sql =
        "SELECT withdraw_hash, opened IS NULL AND confirmed IS NULL FROM submission WHERE reference = ?1";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, Option<[u8; 32]>>(0)?, row.get::<_, bool>(1)?));
    let found = connection.query_row(sql, [reference.as_str()], read).optional()?;
    let Some((kept, is_unopened)) = found else { return Ok(Withdrawn::Unknown) };
    if !kept.is_some_and(|kept| is_same(&kept, &code.hash(reference))) {
        return Ok(Withdrawn::WrongCode);
    }
    if !is_unopened {
        return Ok(Withdrawn::TooLate);
    }
    delete(connection, std::slice::from_ref(reference))?;
    Ok(Withdrawn::Done)
}

/// Without an early end: how long it takes tells nothing of the hash.
fn is_same(kept: &[u8; 32], given: &[u8; 32]) -> bool {
    kept.iter().zip(given).fold(0, |differs, (kept, given)| differs | (kept ^ given)) == 0
}

/// Delete those, note that their bytes are still to be scrubbed from the files, and give those that were there.
pub(super) fn delete(connection: &Connection, references: &[Reference]) -> Result<Vec<Reference>> {
    let mut deleted = Vec::new();
    for reference in references {
        let sql = "DELETE FROM submission WHERE reference = ?1";
        if connection.prepare_cached(sql)?.execute([reference.as_str()])? == 1 {
            deleted.push(reference.clone());
        }
    }
    if !deleted.is_empty() {
        connection.execute("UPDATE upkeep SET scrub_due = 1", [])?;
    }
    Ok(deleted)
}

pub(super) fn is_scrub_due(connection: &Connection) -> Result<bool> {
    connection.query_row("SELECT scrub_due FROM upkeep", [], |row| row.get(0))
}

/// Take what was deleted out of the files: the freed pages of the database, then the log of changes. False if a reader keeps the
/// log; then it is still due.
pub(super) fn scrub(connection: &Connection) -> Result<bool> {
    let mut vacuum = connection.prepare("PRAGMA incremental_vacuum")?;
    let mut pages = vacuum.query([])?;
    while pages.next()?.is_some() {}
    drop(pages);
    let busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if !busy {
        connection.execute("UPDATE upkeep SET scrub_due = 0", [])?;
    }
    Ok(!busy)
}

pub(super) fn last_tick(connection: &Connection) -> Result<Option<Timestamp>> {
    let tick: Option<i64> = connection.query_row("SELECT last_tick FROM upkeep", [], |row| row.get(0))?;
    tick.map(timestamp).transpose()
}

pub(super) fn set_last_tick(connection: &Connection, now: Timestamp) -> Result<()> {
    connection.execute("UPDATE upkeep SET last_tick = ?1", [now.as_microsecond()])?;
    Ok(())
}

fn read_receipt(row: &rusqlite::Row<'_>) -> Result<Receipt> {
    let reference: String = row.get(0)?;
    Ok(Receipt {
        reference: Reference::parse(&reference).map_err(|error| not_ours(0, error))?,
        form: row.get(1)?,
        received: timestamp(row.get(2)?)?,
    })
}

fn read_row(row: &rusqlite::Row<'_>) -> Result<Row> {
    let (reference, progress): (String, String) = (row.get(0)?, row.get(7)?);
    let day = |text: String| text.parse::<Date>().map_err(|error| not_ours(4, error));
    let time = |at: usize| row.get::<_, Option<i64>>(at)?.map(timestamp).transpose();
    Ok(Row {
        reference: Reference::parse(&reference).map_err(|error| not_ours(0, error))?,
        form: row.get(1)?,
        council: row.get(2)?,
        received: timestamp(row.get(3)?)?,
        answer_by: row.get::<_, Option<String>>(4)?.map(day).transpose()?,
        opened: time(5)?,
        confirmed: time(6)?,
        progress: Progress::parse(&progress).ok_or_else(|| not_ours(7, Unknown))?,
        bytes: row.get::<_, i64>(8)?.try_into().map_err(|error| not_ours(8, error))?,
    })
}

pub(super) fn timestamp(microseconds: i64) -> Result<Timestamp> {
    Timestamp::from_microsecond(microseconds).map_err(|error| not_ours(3, error))
}

#[derive(Debug, thiserror::Error)]
#[error("a word for the progress that is not known")]
struct Unknown;

/// A value that this program would not have stored.
pub(super) fn not_ours(column: usize, error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
}
