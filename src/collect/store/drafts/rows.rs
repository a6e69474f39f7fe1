//! The SQL of drafts. Each function that writes runs inside the writer's transaction, and looks before it writes.

use super::{Change, Draft, NewDraft, NewSession, Party, PartyId, SESSION_IDLE, SESSION_LIMIT, SealedDraft};
use super::{SealedSection, Sent};
use crate::collect::reference::Reference;
use crate::collect::store::NewSubmission;
use crate::collect::store::rows::{self, not_ours, timestamp};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, Result, params};

const COLUMNS: &str =
    "draft.reference, draft.form, draft.definition, draft.created, draft.saved, draft.keep_days";
const MICROSECONDS_A_DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// What came of beginning.
pub(super) enum Begun {
    Done,
    ReferenceTaken,
    NoDefinition,
}

pub(super) fn keep_definition(connection: &Connection, hash: &str, form: &str, bundle: &str) -> Result<()> {
    let sql = "INSERT INTO definition (hash, form, bundle) VALUES (?1, ?2, ?3) ON CONFLICT (hash) DO NOTHING";
    connection.execute(sql, [hash, form, bundle])?;
    Ok(())
}

pub(super) fn definition(connection: &Connection, hash: &str) -> Result<Option<String>> {
    let sql = "SELECT bundle FROM definition WHERE hash = ?1";
    connection.prepare_cached(sql)?.query_row([hash], |row| row.get(0)).optional()
}

pub(super) fn forget_definitions(connection: &Connection, today: &[String]) -> Result<usize> {
    let sql = "SELECT hash FROM definition WHERE hash NOT IN (SELECT definition FROM draft)";
    let unused: Vec<String> =
        connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect::<Result<_>>()?;
    let mut forgotten = 0;
    for hash in unused.iter().filter(|hash| !today.contains(hash)) {
        forgotten += connection.execute("DELETE FROM definition WHERE hash = ?1", [hash])?;
    }
    Ok(forgotten)
}

pub(super) fn begin(connection: &Connection, new: &NewDraft) -> Result<Begun> {
    if rows::is_taken(connection, &new.reference)? {
        return Ok(Begun::ReferenceTaken);
    }
    let known = "SELECT 1 FROM definition WHERE hash = ?1";
    if !connection.prepare_cached(known)?.exists([&new.definition])? {
        return Ok(Begun::NoDefinition);
    }
    let created = new.created.as_microsecond();
    connection.execute(
        "INSERT INTO draft (reference, form, definition, created, keep_days) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![new.reference.as_str(), new.form, new.definition, created, new.keep_days],
    )?;
    let draft = connection.last_insert_rowid();
    for section in &new.sections {
        connection.execute("INSERT INTO section (draft, name) VALUES (?1, ?2)", params![draft, section])?;
    }
    let party = &new.party;
    connection.execute(
        "INSERT INTO party (id, draft, role, recipient, wrapped) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![party.id, draft, party.role, party.recipient, party.wrapped],
    )?;
    for (section, sealed) in &party.keys {
        let sql = "INSERT INTO section_key (party, section, sealed) VALUES (?1, ?2, ?3)";
        connection.execute(sql, params![party.id, section, sealed])?;
    }
    begin_session(connection, &new.session)?;
    rows::start_clock(connection, created)?;
    Ok(Begun::Done)
}

pub(super) fn parties(connection: &Connection, reference: &Reference) -> Result<Option<(Draft, Vec<Party>)>> {
    let sql = format!("SELECT {COLUMNS}, draft.id FROM draft WHERE reference = ?1");
    let read = |row: &rusqlite::Row<'_>| Ok((read_draft(row)?, row.get::<_, i64>(6)?));
    let found = connection.prepare_cached(&sql)?.query_row([reference.as_str()], read).optional()?;
    let Some((draft, id)) = found else { return Ok(None) };
    let sql = "SELECT id, role, wrapped FROM party WHERE draft = ?1";
    let read =
        |row: &rusqlite::Row<'_>| Ok(Party { id: row.get(0)?, role: row.get(1)?, wrapped: row.get(2)? });
    let parties = connection.prepare_cached(sql)?.query_map([id], read)?.collect::<Result<_>>()?;
    Ok(Some((draft, parties)))
}

pub(super) fn begin_session(connection: &Connection, new: &NewSession) -> Result<bool> {
    let sql = "INSERT INTO session (id, party, wrapped, begun, seen) SELECT ?1, id, ?3, ?4, ?4 FROM party WHERE id = ?2";
    let begun = new.begun.as_microsecond();
    Ok(connection.prepare_cached(sql)?.execute(params![new.id, new.party, new.wrapped, begun])? == 1)
}

pub(super) fn session(
    connection: &Connection,
    id: &[u8; 32],
    reference: &Reference,
    now: Timestamp,
) -> Result<Option<SealedDraft>> {
    let sql = format!(
        "SELECT {COLUMNS}, party.id, party.role, session.wrapped, session.seen
         FROM session JOIN party ON party.id = session.party JOIN draft ON draft.id = party.draft
         WHERE session.id = ?1 AND draft.reference = ?2 AND session.seen > ?3 AND session.begun > ?4"
    );
    let read = |row: &rusqlite::Row<'_>| {
        Ok(SealedDraft {
            draft: read_draft(row)?,
            party: row.get(6)?,
            role: row.get(7)?,
            wrapped: row.get(8)?,
            seen: timestamp(row.get(9)?)?,
            sections: Vec::new(),
        })
    };
    let values = params![id, reference.as_str(), before(now, SESSION_IDLE), before(now, SESSION_LIMIT)];
    let found = connection.prepare_cached(&sql)?.query_row(values, read).optional()?;
    let Some(mut found) = found else { return Ok(None) };
    found.sections = sections(connection, &found.party)?;
    Ok(Some(found))
}

/// The sections for which a party has a key, and no other.
fn sections(connection: &Connection, party: &PartyId) -> Result<Vec<SealedSection>> {
    let sql = "SELECT section.name, section.revision, section_key.sealed, section.sealed
         FROM section_key JOIN party ON party.id = section_key.party
         JOIN section ON section.draft = party.draft AND section.name = section_key.section
         WHERE party.id = ?1 ORDER BY section.name";
    let read = |row: &rusqlite::Row<'_>| {
        Ok(SealedSection {
            name: row.get(0)?,
            revision: row.get::<_, i64>(1)?.try_into().map_err(|error| not_ours(1, error))?,
            key: row.get(2)?,
            sealed: row.get(3)?,
        })
    };
    connection.prepare_cached(sql)?.query_map([party], read)?.collect()
}

pub(super) fn note_seen(connection: &Connection, id: &[u8; 32], now: Timestamp) -> Result<()> {
    let sql = "UPDATE session SET seen = ?2 WHERE id = ?1";
    connection.prepare_cached(sql)?.execute(params![id, now.as_microsecond()])?;
    Ok(())
}

pub(super) fn save(
    connection: &Connection,
    reference: &Reference,
    party: &PartyId,
    changes: &[Change],
    now: Timestamp,
) -> Result<bool> {
    let sql = "SELECT draft.id FROM draft JOIN party ON party.draft = draft.id WHERE reference = ?1 AND party.id = ?2";
    let draft: Option<i64> = connection
        .prepare_cached(sql)?
        .query_row(params![reference.as_str(), party], |row| row.get(0))
        .optional()?;
    let Some(draft) = draft else { return Ok(false) };
    for change in changes {
        let sql = "SELECT 1 FROM section JOIN section_key ON section_key.section = section.name
             WHERE section.draft = ?1 AND section.name = ?2 AND section.revision = ?3 AND section_key.party = ?4";
        let values = params![draft, change.section, change.revision.cast_signed(), party];
        if !connection.prepare_cached(sql)?.exists(values)? {
            return Ok(false);
        }
    }
    for change in changes {
        let sql = "UPDATE section SET revision = revision + 1, sealed = ?3 WHERE draft = ?1 AND name = ?2";
        connection.prepare_cached(sql)?.execute(params![draft, change.section, change.sealed])?;
    }
    let sql = "UPDATE draft SET saved = ?2 WHERE id = ?1";
    connection.prepare_cached(sql)?.execute([draft, now.as_microsecond()])?;
    Ok(true)
}

/// The old wrapping is still in the log of changes, so that is to be scrubbed.
pub(super) fn wrap_anew(connection: &Connection, party: &PartyId, wrapped: &[u8]) -> Result<bool> {
    let changed =
        connection.execute("UPDATE party SET wrapped = ?2 WHERE id = ?1", params![party, wrapped])?;
    scrub_later(connection, changed)?;
    Ok(changed == 1)
}

pub(super) fn end_session(connection: &Connection, id: &[u8; 32]) -> Result<bool> {
    let ended = connection.execute("DELETE FROM session WHERE id = ?1", [id])?;
    scrub_later(connection, ended)?;
    Ok(ended == 1)
}

/// With its parties, sections, keys and sessions, which go with it.
pub(super) fn delete(connection: &Connection, reference: &Reference) -> Result<bool> {
    let deleted = connection.execute("DELETE FROM draft WHERE reference = ?1", [reference.as_str()])?;
    scrub_later(connection, deleted)?;
    Ok(deleted == 1)
}

pub(super) fn send(
    connection: &Connection,
    new: &NewSubmission,
    revisions: &[(String, u64)],
) -> Result<Sent> {
    if let Some(receipt) = rows::receipt(connection, &new.reference)? {
        return Ok(Sent::Done(receipt));
    }
    let sql = "SELECT id FROM draft WHERE reference = ?1";
    let draft: Option<i64> =
        connection.query_row(sql, [new.reference.as_str()], |row| row.get(0)).optional()?;
    let Some(draft) = draft else { return Ok(Sent::Unknown) };
    let sql = "SELECT name, revision FROM section WHERE draft = ?1";
    let read =
        |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?.cast_unsigned()));
    let kept: Vec<(String, u64)> =
        connection.prepare_cached(sql)?.query_map([draft], read)?.collect::<Result<_>>()?;
    if kept.len() != revisions.len() || !kept.iter().all(|section| revisions.contains(section)) {
        return Ok(Sent::Changed);
    }
    delete(connection, &new.reference)?;
    // None can't be: the reference is free now. As an error it takes the deletion back.
    let receipt = rows::insert(connection, new)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    Ok(Sent::Done(receipt))
}

/// Delete the drafts whose days are over, and the sessions that ran out; returns how many of each.
pub(in crate::collect::store) fn purge(connection: &Connection, now: Timestamp) -> Result<(usize, usize)> {
    let sql = "DELETE FROM draft WHERE coalesce(saved, created) + keep_days * ?2 <= ?1";
    let drafts = connection.execute(sql, [now.as_microsecond(), MICROSECONDS_A_DAY])?;
    let sql = "DELETE FROM session WHERE seen <= ?1 OR begun <= ?2";
    let sessions = connection.execute(sql, [before(now, SESSION_IDLE), before(now, SESSION_LIMIT)])?;
    scrub_later(connection, drafts + sessions)?;
    Ok((drafts, sessions))
}

fn scrub_later(connection: &Connection, changed: usize) -> Result<()> {
    if changed > 0 {
        connection.execute("UPDATE upkeep SET scrub_due = 1", [])?;
    }
    Ok(())
}

fn before(now: Timestamp, time: SignedDuration) -> i64 {
    now.saturating_sub(time).unwrap_or(Timestamp::MIN).as_microsecond()
}

fn read_draft(row: &rusqlite::Row<'_>) -> Result<Draft> {
    let reference: String = row.get(0)?;
    Ok(Draft {
        reference: Reference::parse(&reference).map_err(|error| not_ours(0, error))?,
        form: row.get(1)?,
        definition: row.get(2)?,
        created: timestamp(row.get(3)?)?,
        saved: row.get::<_, Option<i64>>(4)?.map(timestamp).transpose()?,
        keep_days: row.get(5)?,
    })
}
