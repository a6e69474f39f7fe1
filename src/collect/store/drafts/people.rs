//! The SQL of parties: invited, let in, given keys, and taken out again.

use super::{Invited, Joining, PartyId, SealedSection, overview, rows};
use crate::collect::reference::Reference;
use crate::collect::store::rows::timestamp;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Result, Row, params};

/// A draft has at most so many parties and open invitations. A code is tried on each of them.
pub(in crate::collect) const MOST_PARTIES: u32 = 12;

/// An invitation that is not stored yet.
pub struct NewInvitation {
    /// Drawn for it, as for a party.
    pub id: PartyId,
    /// For which role it is.
    pub role: String,
    /// Which party invites; none means the team.
    pub by: Option<PartyId>,
    /// What it opens, under its code.
    pub wrapped: Vec<u8>,
    /// From then on it opens nothing.
    pub expires: Timestamp,
    /// The keys in it, as they were read: sealed to who invites, or to the team.
    pub held: Vec<Held>,
}

/// A section's key as it was read, sealed: while it stands so, no other took its place.
pub type Held = (String, Vec<u8>);

/// An invitation, as its code is tried on it.
pub struct SealedInvitation {
    /// What it is called.
    pub id: PartyId,
    /// For which role it is.
    pub role: String,
    /// The role that invited, or `team`.
    pub by: String,
    /// What it opens, under its code.
    pub wrapped: Vec<u8>,
}

/// What came of joining.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joined {
    /// The party is in.
    Done,
    /// The invitation was used, taken back, or ran out.
    Gone,
    /// Somebody else made a key for one of the fresh sections meanwhile.
    Stale,
}

/// A section's key for a party that lacks it.
pub struct NewKey {
    /// The party.
    pub party: PartyId,
    /// The section.
    pub section: String,
    /// The key, sealed to the party.
    pub sealed: Vec<u8>,
}

/// Keys that one party gives to others and to the team.
pub struct Sharing {
    /// Who gives.
    pub from: PartyId,
    /// Its own keys, as they were read.
    pub held: Vec<Held>,
    /// For parties that lack them.
    pub keys: Vec<NewKey>,
    /// For the team, by section.
    pub recovery: Vec<Held>,
}

/// Takes a party's access away.
pub struct Removal {
    /// Who goes.
    pub party: PartyId,
    /// The parties that stay, all of them.
    pub staying: Vec<PartyId>,
    /// Who takes the access away; none means the team.
    pub by: Option<PartyId>,
    /// Its keys of the sections below, as they were read.
    pub held: Vec<Held>,
    /// The sections that get another key.
    pub sections: Vec<Rekeyed>,
}

/// A section with another key.
pub struct Rekeyed {
    /// Its name.
    pub name: String,
    /// The revision that was read; its text, if there is any, is stored as the same revision.
    pub revision: u64,
    /// Its text under the new key.
    pub sealed: Option<Vec<u8>>,
    /// Why it was sent back, as it was read; another reason since is not to be lost.
    pub read_reason: Option<Vec<u8>>,
    /// Why it was sent back, under the new key.
    pub reason: Option<Vec<u8>>,
    /// What tells the answers that were sent, as it was read; it is not to be lost either.
    pub read_print: Option<Vec<u8>>,
    /// The same, under the new key.
    pub print: Option<Vec<u8>>,
    /// The new key, sealed to each party that stays and may read the section.
    pub keys: Vec<(PartyId, Vec<u8>)>,
    /// The new key, sealed to the team.
    pub recovery: Option<Vec<u8>>,
}

pub(super) fn invite(
    connection: &Connection,
    reference: &Reference,
    new: &NewInvitation,
    now: Timestamp,
) -> Result<bool> {
    let Some((draft, found)) = overview::find(connection, reference)? else { return Ok(false) };
    let ran_out = connection.execute("DELETE FROM invitation WHERE expires <= ?1", [now.as_microsecond()])?;
    rows::scrub_later(connection, ran_out)?;
    let sql = "SELECT (SELECT count(*) FROM party WHERE draft = ?1) + (SELECT count(*) FROM invitation WHERE draft = ?1)";
    let taken: u32 = connection.prepare_cached(sql)?.query_row([draft], |row| row.get(0))?;
    if found.closed.is_some() || taken >= MOST_PARTIES {
        return Ok(false);
    }
    if !are_held(connection, draft, new.by.as_ref(), &new.held)? {
        return Ok(false);
    }
    connection.execute(
        "INSERT INTO invitation (id, draft, role, invited_by, wrapped, expires) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![new.id, draft, new.role, new.by, new.wrapped, new.expires.as_microsecond()],
    )?;
    Ok(true)
}

pub(super) fn uninvite(connection: &Connection, reference: &Reference, id: &PartyId) -> Result<bool> {
    let sql = "DELETE FROM invitation WHERE id = ?2 AND draft = (SELECT id FROM draft WHERE reference = ?1)";
    let gone = connection.execute(sql, params![reference.as_str(), id])?;
    rows::scrub_later(connection, gone)?;
    Ok(gone == 1)
}

pub(super) fn invitations(connection: &Connection, draft: i64) -> Result<Vec<Invited>> {
    let sql = "SELECT id, role, invited_by, expires FROM invitation WHERE draft = ?1 ORDER BY expires, id";
    let read = |row: &Row<'_>| {
        Ok(Invited { id: row.get(0)?, role: row.get(1)?, by: row.get(2)?, expires: timestamp(row.get(3)?)? })
    };
    connection.prepare_cached(sql)?.query_map([draft], read)?.collect()
}

/// Those that open something still.
pub(super) fn sealed_invitations(
    connection: &Connection,
    draft: i64,
    now: Timestamp,
) -> Result<Vec<SealedInvitation>> {
    let sql = "SELECT invitation.id, invitation.role, coalesce(party.role, 'team'), invitation.wrapped
         FROM invitation LEFT JOIN party ON party.id = invitation.invited_by
         WHERE invitation.draft = ?1 AND expires > ?2";
    let read = |row: &Row<'_>| {
        Ok(SealedInvitation { id: row.get(0)?, role: row.get(1)?, by: row.get(2)?, wrapped: row.get(3)? })
    };
    connection.prepare_cached(sql)?.query_map([draft, now.as_microsecond()], read)?.collect()
}

pub(super) fn join(connection: &Connection, joining: &Joining, now: Timestamp) -> Result<Joined> {
    let Joining { reference, invitation, party, session, fresh } = joining;
    let Some((draft, found)) = overview::find(connection, reference)? else { return Ok(Joined::Gone) };
    let sql = "SELECT coalesce(party.role, 'team') FROM invitation LEFT JOIN party ON party.id = invitation.invited_by
         WHERE invitation.id = ?1 AND invitation.draft = ?2 AND invitation.role = ?3 AND expires > ?4";
    let values = params![invitation, draft, party.role, now.as_microsecond()];
    let by: Option<String> = connection.query_row(sql, values, |row| row.get(0)).optional()?;
    let Some(by) = by.filter(|_| found.closed.is_none()) else { return Ok(Joined::Gone) };
    for section in fresh {
        let sql = "SELECT 1 FROM section_key JOIN party ON party.id = section_key.party
             WHERE party.draft = ?1 AND section_key.section = ?2
             UNION ALL SELECT 1 FROM section WHERE draft = ?1 AND name = ?2 AND revision > 0";
        if connection.prepare_cached(sql)?.exists(params![draft, section])? {
            return Ok(Joined::Stale);
        }
        // The team may have a key left of who was here before. Nothing is under it, and nobody may be invited with it.
        let sql = "DELETE FROM recovery WHERE draft = ?1 AND section = ?2";
        if connection.execute(sql, params![draft, section])? > 0 {
            connection.execute("DELETE FROM invitation WHERE draft = ?1 AND invited_by IS NULL", [draft])?;
        }
        // It may have been sent, empty as it is, and sent back. What was sealed with that nobody can open any more.
        let sql = "UPDATE section SET reason = NULL, sent_print = NULL, carried = NULL WHERE draft = ?1 AND name = ?2";
        connection.execute(sql, params![draft, section])?;
    }
    connection.execute("DELETE FROM invitation WHERE id = ?1", [invitation])?;
    connection.execute(
        "INSERT INTO party (id, draft, role, recipient, wrapped, vouched, seat, joined, invited_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, (SELECT 1 + coalesce(max(seat), -1) FROM party WHERE draft = ?2), ?7, ?8)",
        params![
            party.id,
            draft,
            party.role,
            party.recipient,
            party.wrapped,
            party.vouched,
            now.as_microsecond(),
            by
        ],
    )?;
    for (section, sealed) in &party.keys {
        add_key(connection, draft, &party.id, section, sealed)?;
    }
    rows::begin_session(connection, session)?;
    rows::scrub_later(connection, 1)?;
    Ok(Joined::Done)
}

fn add_key(connection: &Connection, draft: i64, party: &PartyId, section: &str, sealed: &[u8]) -> Result<()> {
    let sql = "INSERT INTO section_key (party, section, sealed)
         SELECT party.id, ?3, ?4 FROM party WHERE party.id = ?2 AND party.draft = ?1
         ON CONFLICT (party, section) DO NOTHING";
    connection.prepare_cached(sql)?.execute(params![draft, party, section, sealed])?;
    Ok(())
}

fn add_recovery(connection: &Connection, draft: i64, section: &str, sealed: &[u8]) -> Result<()> {
    let sql = "INSERT INTO recovery (draft, section, sealed) VALUES (?1, ?2, ?3) ON CONFLICT (draft, section) DO NOTHING";
    connection.prepare_cached(sql)?.execute(params![draft, section, sealed])?;
    Ok(())
}

pub(super) fn share(connection: &Connection, reference: &Reference, sharing: &Sharing) -> Result<bool> {
    let Some((draft, found)) = overview::find(connection, reference)? else { return Ok(false) };
    if found.closed.is_some() || !are_held(connection, draft, Some(&sharing.from), &sharing.held)? {
        return Ok(false);
    }
    for key in &sharing.keys {
        add_key(connection, draft, &key.party, &key.section, &key.sealed)?;
    }
    for (section, sealed) in &sharing.recovery {
        add_recovery(connection, draft, section, sealed)?;
    }
    Ok(true)
}

/// Whether a party is still one of the draft's, and it, or the team, has these keys still.
pub(super) fn are_held(
    connection: &Connection,
    draft: i64,
    party: Option<&PartyId>,
    held: &[Held],
) -> Result<bool> {
    if let Some(party) = party
        && !is_party(connection, draft, party)?
    {
        return Ok(false);
    }
    for (section, sealed) in held {
        let is_held = match party {
            Some(party) => {
                let sql = "SELECT 1 FROM section_key JOIN party ON party.id = section_key.party
                     WHERE party.draft = ?1 AND party.id = ?2 AND section = ?3 AND sealed = ?4";
                connection.prepare_cached(sql)?.exists(params![draft, party, section, sealed])?
            }
            None => {
                let sql = "SELECT 1 FROM recovery WHERE draft = ?1 AND section = ?2 AND sealed = ?3";
                connection.prepare_cached(sql)?.exists(params![draft, section, sealed])?
            }
        };
        if !is_held {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The sections as the team may open them: each key is the one that is sealed to the team.
pub(super) fn recovery(connection: &Connection, reference: &Reference) -> Result<Vec<SealedSection>> {
    let sql = "SELECT section.name, section.revision, recovery.sealed, section.sealed, section.reason
         FROM recovery JOIN section ON section.draft = recovery.draft AND section.name = recovery.section
         WHERE recovery.draft = (SELECT id FROM draft WHERE reference = ?1) ORDER BY section.name";
    connection.prepare_cached(sql)?.query_map([reference.as_str()], rows::read_section)?.collect()
}

/// All keys of the sections that get another are replaced in one moment. Open invitations hold the old ones, so they go too.
pub(super) fn remove(connection: &Connection, reference: &Reference, removal: &Removal) -> Result<bool> {
    let Some((draft, found)) = overview::find(connection, reference)? else { return Ok(false) };
    let sql = "SELECT id FROM party WHERE draft = ?1 AND id <> ?2";
    let read = |row: &Row<'_>| row.get::<_, PartyId>(0);
    let staying: Vec<PartyId> = connection
        .prepare_cached(sql)?
        .query_map(params![draft, removal.party], read)?
        .collect::<Result<_>>()?;
    if staying.len() != removal.staying.len() || !staying.iter().all(|id| removal.staying.contains(id)) {
        return Ok(false);
    }
    if !are_held(connection, draft, removal.by.as_ref(), &removal.held)? {
        return Ok(false);
    }
    for section in &removal.sections {
        let sql = "SELECT 1 FROM section
             WHERE draft = ?1 AND name = ?2 AND revision = ?3 AND reason IS ?4 AND sent_print IS ?5";
        let Rekeyed { name, revision, read_reason, read_print, .. } = section;
        let values = params![draft, name, revision.cast_signed(), read_reason, read_print];
        if !connection.prepare_cached(sql)?.exists(values)? {
            return Ok(false);
        }
    }
    connection.execute("DELETE FROM party WHERE id = ?1 AND draft = ?2", params![removal.party, draft])?;
    connection.execute("DELETE FROM invitation WHERE draft = ?1", [draft])?;
    for section in &removal.sections {
        let Rekeyed { name, sealed, reason, print, .. } = section;
        let sql = "UPDATE section SET sealed = ?3, reason = ?4, sent_print = ?5, carried = NULL
             WHERE draft = ?1 AND name = ?2";
        connection.execute(sql, params![draft, name, sealed, reason, print])?;
        let sql =
            "DELETE FROM section_key WHERE section = ?2 AND party IN (SELECT id FROM party WHERE draft = ?1)";
        connection.execute(sql, params![draft, section.name])?;
        connection.execute(
            "DELETE FROM recovery WHERE draft = ?1 AND section = ?2",
            params![draft, section.name],
        )?;
        for (party, sealed) in &section.keys {
            add_key(connection, draft, party, &section.name, sealed)?;
        }
        if let Some(sealed) = &section.recovery {
            add_recovery(connection, draft, &section.name, sealed)?;
        }
    }
    if found.closed.is_none() {
        // Who signed signed with those who were there.
        rows::unsign(connection, draft)?;
    }
    rows::scrub_later(connection, 1)?;
    Ok(true)
}

fn is_party(connection: &Connection, draft: i64, party: &PartyId) -> Result<bool> {
    let sql = "SELECT 1 FROM party WHERE id = ?1 AND draft = ?2";
    connection.prepare_cached(sql)?.exists(params![party, draft])
}
