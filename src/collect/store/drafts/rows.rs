//! The SQL of drafts. Each function that writes runs inside the writer's transaction, and looks before it writes.

use super::{
    Change, Holders, NewDraft, NewSession, Party, PartyId, SESSION_IDLE, SESSION_LIMIT, SealedDraft,
};
use super::{SHARED_IDLE, SHARED_LIMIT, SealedSection, SentWhole, overview, people};
use crate::collect::reference::Reference;
use crate::collect::store::NewSubmission;
use crate::collect::store::rows::{self, not_ours, timestamp};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, Result, params};

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
        "INSERT INTO party (id, draft, role, recipient, wrapped, vouched, joined) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![party.id, draft, party.role, party.recipient, party.wrapped, party.vouched, created],
    )?;
    for (section, sealed) in &party.keys {
        let sql = "INSERT INTO section_key (party, section, sealed) VALUES (?1, ?2, ?3)";
        connection.execute(sql, params![party.id, section, sealed])?;
    }
    begin_session(connection, &new.session)?;
    rows::start_clock(connection, created)?;
    Ok(Begun::Done)
}

pub(super) fn parties(
    connection: &Connection,
    reference: &Reference,
    now: Timestamp,
) -> Result<Option<Holders>> {
    let Some((id, draft)) = overview::find(connection, reference)? else { return Ok(None) };
    let sql = "SELECT id, role, wrapped FROM party WHERE draft = ?1";
    let read =
        |row: &rusqlite::Row<'_>| Ok(Party { id: row.get(0)?, role: row.get(1)?, wrapped: row.get(2)? });
    let parties = connection.prepare_cached(sql)?.query_map([id], read)?.collect::<Result<_>>()?;
    Ok(Some(Holders { draft, parties, invitations: people::sealed_invitations(connection, id, now)? }))
}

pub(super) fn begin_session(connection: &Connection, new: &NewSession) -> Result<bool> {
    let sql = "INSERT INTO session (id, party, wrapped, begun, seen, shared) SELECT ?1, id, ?3, ?4, ?4, ?5 FROM party WHERE id = ?2";
    let begun = new.begun.as_microsecond();
    let values = params![new.id, new.party, new.wrapped, begun, new.shared];
    Ok(connection.prepare_cached(sql)?.execute(values)? == 1)
}

pub(super) fn session(
    connection: &Connection,
    id: &[u8; 32],
    reference: &Reference,
    now: Timestamp,
) -> Result<Option<SealedDraft>> {
    let sql = "SELECT party.id, party.role, session.wrapped, session.seen, session.shared
         FROM session JOIN party ON party.id = session.party JOIN draft ON draft.id = party.draft
         WHERE session.id = ?1 AND draft.reference = ?2
           AND session.seen > iif(session.shared, ?5, ?3) AND session.begun > iif(session.shared, ?6, ?4)";
    let values = params![
        id,
        reference.as_str(),
        before(now, SESSION_IDLE),
        before(now, SESSION_LIMIT),
        before(now, SHARED_IDLE),
        before(now, SHARED_LIMIT)
    ];
    sealed(connection, reference, sql, values)
}

pub(super) fn seat(
    connection: &Connection,
    reference: &Reference,
    party: &PartyId,
) -> Result<Option<SealedDraft>> {
    let sql =
        "SELECT party.id, party.role, party.wrapped, NULL, 0 FROM party JOIN draft ON draft.id = party.draft
         WHERE party.id = ?2 AND draft.reference = ?1";
    sealed(connection, reference, sql, params![reference.as_str(), party])
}

/// What the party may open that `sql` finds.
fn sealed(
    connection: &Connection,
    reference: &Reference,
    sql: &str,
    values: &[&dyn rusqlite::ToSql],
) -> Result<Option<SealedDraft>> {
    let Some(overview) = overview::read(connection, reference)? else { return Ok(None) };
    let read = |row: &rusqlite::Row<'_>| {
        Ok(SealedDraft {
            overview,
            party: row.get(0)?,
            role: row.get(1)?,
            wrapped: row.get(2)?,
            seen: row.get::<_, Option<i64>>(3)?.map(timestamp).transpose()?,
            shared: row.get(4)?,
            sections: Vec::new(),
        })
    };
    let found = connection.prepare_cached(sql)?.query_row(values, read).optional()?;
    let Some(mut found) = found else { return Ok(None) };
    found.sections = sections(connection, &found.party)?;
    Ok(Some(found))
}

/// The sections for which a party has a key, and no other.
fn sections(connection: &Connection, party: &PartyId) -> Result<Vec<SealedSection>> {
    let sql = "SELECT section.name, section.revision, section_key.sealed, section.sealed, section.reason
         FROM section_key JOIN party ON party.id = section_key.party
         JOIN section ON section.draft = party.draft AND section.name = section_key.section
         WHERE party.id = ?1 ORDER BY section.name";
    connection.prepare_cached(sql)?.query_map([party], read_section)?.collect()
}

pub(super) fn read_section(row: &rusqlite::Row<'_>) -> Result<SealedSection> {
    Ok(SealedSection {
        name: row.get(0)?,
        revision: row.get::<_, i64>(1)?.try_into().map_err(|error| not_ours(1, error))?,
        key: row.get(2)?,
        sealed: row.get(3)?,
        reason: row.get(4)?,
    })
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
    let sql = "SELECT draft.id FROM draft JOIN party ON party.draft = draft.id
         WHERE reference = ?1 AND party.id = ?2 AND closed IS NULL";
    let draft: Option<i64> = connection
        .prepare_cached(sql)?
        .query_row(params![reference.as_str(), party], |row| row.get(0))
        .optional()?;
    let Some(draft) = draft else { return Ok(false) };
    for change in changes {
        let sql = "SELECT 1 FROM section JOIN section_key ON section_key.section = section.name
             WHERE section.draft = ?1 AND section.name = ?2 AND section.revision = ?3 AND section_key.party = ?4
               AND section_key.sealed = ?5";
        let values = params![draft, change.section, change.revision.cast_signed(), party, change.key];
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
    if !changes.is_empty() {
        unsign(connection, draft)?;
    }
    Ok(true)
}

/// What was signed has changed: all sign again.
pub(super) fn unsign(connection: &Connection, draft: i64) -> Result<()> {
    connection.prepare_cached("DELETE FROM sign_off WHERE draft = ?1")?.execute([draft])?;
    let sql = "DELETE FROM part WHERE substr(name, 1, 9) = 'sign-off:' AND submission IN
         (SELECT submission.id FROM submission JOIN draft ON draft.reference = submission.reference WHERE draft.id = ?1)";
    scrub_later(connection, connection.prepare_cached(sql)?.execute([draft])?)?;
    let sql = "UPDATE section SET carried = NULL WHERE draft = ?1 AND carried IS NOT NULL";
    connection.prepare_cached(sql)?.execute([draft])?;
    Ok(())
}

/// The old wrapping is still in the log of changes, so that is to be scrubbed.
pub(super) fn wrap_anew(
    connection: &Connection,
    party: &PartyId,
    wrapped: &[u8],
    session: &[u8; 32],
) -> Result<bool> {
    let changed =
        connection.execute("UPDATE party SET wrapped = ?2 WHERE id = ?1", params![party, wrapped])?;
    connection.execute("DELETE FROM session WHERE party = ?1 AND id <> ?2", params![party, session])?;
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
) -> Result<SentWhole> {
    let sql = "SELECT id FROM draft WHERE reference = ?1 AND closed IS NULL";
    let draft: Option<i64> =
        connection.query_row(sql, [new.reference.as_str()], |row| row.get(0)).optional()?;
    let draft = match (draft, rows::receipt(connection, &new.reference)?) {
        (Some(draft), None) => draft,
        // It is sent section by section: to say that all of it is sent would be wrong.
        (Some(_), Some(_)) => return Ok(SentWhole::Changed),
        (None, Some(receipt)) => return Ok(SentWhole::Done(receipt)),
        (None, None) => return Ok(SentWhole::Unknown),
    };
    let sql = "SELECT name, revision FROM section WHERE draft = ?1";
    let read =
        |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?.cast_unsigned()));
    let kept: Vec<(String, u64)> =
        connection.prepare_cached(sql)?.query_map([draft], read)?.collect::<Result<_>>()?;
    if kept.len() != revisions.len() || !kept.iter().all(|section| revisions.contains(section)) {
        return Ok(SentWhole::Changed);
    }
    delete(connection, &new.reference)?;
    // None can't be: the reference is free now. As an error it takes the deletion back.
    let receipt = rows::insert(connection, new)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    Ok(SentWhole::Done(receipt))
}

/// Delete the drafts whose days are over, and the sessions that ran out; returns how many of each. A draft that was closed goes
/// with its submission, or when what was carried has run out.
pub(in crate::collect::store) fn purge(connection: &Connection, now: Timestamp) -> Result<(usize, usize)> {
    let moment = now.as_microsecond();
    let sql = "DELETE FROM draft WHERE closed IS NULL
         AND max(coalesce(saved, created), coalesce(meeting_at, 0)) + keep_days * ?2 <= ?1";
    let mut drafts = connection.execute(sql, [moment, MICROSECONDS_A_DAY])?;
    let over = "closed IS NOT NULL AND carried_until <= ?1";
    let sql = format!("DELETE FROM section WHERE draft IN (SELECT id FROM draft WHERE {over})");
    let mut traces = connection.execute(&sql, [moment])?;
    let sql = format!(
        "DELETE FROM section_key WHERE party IN (SELECT party.id FROM party JOIN draft ON draft.id = party.draft WHERE {over})"
    );
    traces += connection.execute(&sql, [moment])?;
    connection.execute(&format!("UPDATE draft SET carried_until = NULL WHERE {over}"), [moment])?;
    let sql = "DELETE FROM draft WHERE closed IS NOT NULL AND carried_until IS NULL
         AND reference NOT IN (SELECT reference FROM submission)";
    drafts += connection.execute(sql, [])?;
    traces += connection.execute("DELETE FROM invitation WHERE expires <= ?1", [moment])?;
    let sql = "DELETE FROM session WHERE seen <= iif(shared, ?3, ?1) OR begun <= iif(shared, ?4, ?2)";
    let limits = [SESSION_IDLE, SESSION_LIMIT, SHARED_IDLE, SHARED_LIMIT].map(|time| before(now, time));
    let sessions = connection.execute(sql, limits)?;
    scrub_later(connection, drafts + sessions + traces)?;
    Ok((drafts, sessions))
}

pub(in crate::collect::store) fn scrub_later(connection: &Connection, changed: usize) -> Result<()> {
    if changed > 0 {
        connection.execute("UPDATE upkeep SET scrub_due = 1", [])?;
    }
    Ok(())
}

pub(in crate::collect::store) fn before(now: Timestamp, time: SignedDuration) -> i64 {
    now.saturating_sub(time).unwrap_or(Timestamp::MIN).as_microsecond()
}
