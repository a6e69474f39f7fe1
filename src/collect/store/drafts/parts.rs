//! The SQL of sending section by section: parts, sections that are sent back, signatures, and the end of a draft.

use super::people::{self, Held};
use super::{PartyId, overview, rows as drafts};
use crate::collect::reference::Reference;
use crate::collect::store::rows::{self, timestamp};
use crate::collect::store::{NewSubmission, Receipt};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Result, Row, params};

/// What the part of a signature is called, before its role.
pub(in crate::collect) const SIGN_OFF: &str = "sign-off:";

/// A section as it is sent, or a signature.
#[derive(Clone)]
pub struct Part {
    /// The section's name, or `sign-off:` and the role.
    pub name: String,
    /// The section's revision; of a signature 0.
    pub revision: u64,
    /// The role that sends it.
    pub role: String,
    /// When it comes.
    pub received: Timestamp,
    /// [`crate::collect::reference::ConfirmCode::hash`] of the code inside.
    pub confirm_hash: [u8; 32],
    /// The sealed payload.
    pub sealed: Vec<u8>,
}

/// A section that is sent by a party.
pub struct NewPart {
    /// Who sends.
    pub party: PartyId,
    /// Tells these answers from others, to who has the section's key.
    pub print: Vec<u8>,
    /// The section.
    pub part: Part,
}

/// What came of sending a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartOutcome {
    /// The team has it.
    Done(Receipt),
    /// The section was saved since, or who sends has no key to it any more.
    Changed,
    /// The draft is gone or closed.
    Gone,
}

/// What is known of a part without a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartRow {
    /// The section's name, or `sign-off:` and the role.
    pub name: String,
    /// The section's revision; of a signature 0.
    pub revision: u64,
    /// The role that sent it.
    pub role: String,
    /// When it came last.
    pub received: Timestamp,
    /// When somebody of the team first opened it, as it came last.
    pub opened: Option<Timestamp>,
    /// [`crate::collect::reference::ConfirmCode::hash`] of the code inside.
    pub confirm_hash: [u8; 32],
}

/// A section that goes back to who fills it in.
pub struct Back {
    /// The draft.
    pub reference: Reference,
    /// The section.
    pub section: String,
    /// The revision that was looked at.
    pub revision: u64,
    /// The role that sends it back, or `team`.
    pub by: String,
    /// Why, sealed under the section's key.
    pub reason: Vec<u8>,
    /// When.
    pub at: Timestamp,
    /// Who sends it back; none means the team.
    pub party: Option<PartyId>,
    /// The section's key as it was read, sealed to the party or to the team.
    pub key: Vec<u8>,
}

/// A signature that is not stored yet.
pub struct NewSignOff {
    /// The draft.
    pub reference: Reference,
    /// Who signs.
    pub party: PartyId,
    /// The role for which it signs.
    pub role: String,
    /// When.
    pub at: Timestamp,
    /// Whether it wants to carry answers to next term.
    pub carries: bool,
    /// Sealed with the draft's key.
    pub vouched: Vec<u8>,
    /// The keys of who signs, as they were read.
    pub held: Vec<Held>,
    /// The sections that who signs has looked at.
    pub looked_at: Vec<LookedAt>,
    /// Every section as it stood, which is what `vouched` speaks of: its name, revision, and the revision that was sent.
    pub stands: Vec<(String, u64, Option<u64>)>,
    /// What is carried of each section, sealed under its key.
    pub carried: Vec<(String, Vec<u8>)>,
    /// The same for the team.
    pub part: Part,
    /// When it closes the draft.
    pub closing: Closing,
}

/// A section, as somebody who signs has looked at it.
pub struct LookedAt {
    /// Its name.
    pub name: String,
    /// Its revision.
    pub revision: u64,
    /// Whether it is asked, so that it must be with the team as it is.
    pub is_asked: bool,
}

/// When a draft is closed by a signature.
pub struct Closing {
    /// The roles that sign: each that has joined must.
    pub leads: Vec<String>,
    /// Until when it keeps what was carried, if all want to.
    pub carried_until: Timestamp,
}

/// What came of signing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signed {
    /// It is signed, and others are still to sign.
    Done,
    /// It was the last signature: the draft is closed, and its keys are gone.
    Closed(Receipt),
    /// Something was saved or sent since, or is not sent as it is.
    Changed,
    /// The draft is gone or closed.
    Gone,
}

pub(super) fn note_council(
    connection: &Connection,
    reference: &Reference,
    council: Option<&str>,
) -> Result<()> {
    let Some((draft, found)) = overview::find(connection, reference)? else { return Ok(()) };
    if found.closed.is_some() || found.council.as_deref() == council {
        return Ok(());
    }
    connection.execute("UPDATE draft SET council = ?2 WHERE id = ?1", params![draft, council])?;
    // What was sealed to another council's team is of no use to this one, and it must not let anybody in.
    connection.execute("DELETE FROM recovery WHERE draft = ?1", [draft])?;
    let sql = "UPDATE section SET sent_revision = -1 WHERE draft = ?1 AND sent IS NOT NULL";
    connection.execute(sql, [draft])?;
    drafts::unsign(connection, draft)?;
    drafts::scrub_later(connection, 1)
}

pub(super) fn note_meeting(
    connection: &Connection,
    reference: &Reference,
    meeting: Option<&(String, Timestamp)>,
) -> Result<bool> {
    let sql = "UPDATE draft SET meeting = ?2, meeting_at = ?3 WHERE reference = ?1 AND closed IS NULL";
    let (text, at) = meeting.map(|(text, at)| (text, at.as_microsecond())).unzip();
    Ok(connection.execute(sql, params![reference.as_str(), text, at])? == 1)
}

pub(super) fn send(connection: &Connection, header: &NewSubmission, new: &NewPart) -> Result<PartOutcome> {
    let NewPart { party, print, part } = new;
    let Some((draft, found)) = overview::find(connection, &header.reference)? else {
        return Ok(PartOutcome::Gone);
    };
    if found.closed.is_some() {
        return Ok(PartOutcome::Gone);
    }
    let sql =
        "SELECT sent_revision, sent_print FROM section JOIN section_key ON section_key.section = section.name
         WHERE section.draft = ?1 AND section.name = ?2 AND revision = ?3 AND section_key.party = ?4";
    let values = params![draft, part.name, part.revision.cast_signed(), party];
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let before: Option<(Option<i64>, Option<Vec<u8>>)> =
        connection.query_row(sql, values, read).optional()?;
    let Some(before) = before else { return Ok(PartOutcome::Changed) };
    let receipt = put_header(connection, header)?;
    put(connection, &header.reference, part)?;
    connection.execute(
        "UPDATE section SET sent = ?3, sent_revision = revision, sent_by = ?4, sent_print = ?5,
             returned = NULL, returned_by = NULL, reason = NULL
         WHERE draft = ?1 AND name = ?2",
        params![draft, part.name, part.received.as_microsecond(), part.role, print],
    )?;
    // Who presses twice changes nothing, and takes nobody's signature away.
    if before != (Some(part.revision.cast_signed()), Some(print.clone())) {
        drafts::unsign(connection, draft)?;
    }
    Ok(PartOutcome::Done(receipt))
}

/// The submission that the parts belong to. It is new to the team again with every part.
fn put_header(connection: &Connection, header: &NewSubmission) -> Result<Receipt> {
    if let Some(receipt) = rows::receipt(connection, &header.reference)? {
        // It is sealed anew too: the council may be another.
        connection.execute(
            "UPDATE submission SET answer_by = ?2, council = ?3, opened = NULL, confirmed = NULL,
                 confirm_hash = ?4, sealed = ?5
             WHERE reference = ?1",
            params![
                header.reference.as_str(),
                header.answer_by.map(|day| day.to_string()),
                header.council,
                header.confirm_hash,
                header.sealed
            ],
        )?;
        drafts::scrub_later(connection, 1)?;
        return Ok(receipt);
    }
    connection.execute(
        "INSERT INTO submission (reference, form, council, received, answer_by, confirm_hash, sealed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            header.reference.as_str(),
            header.form,
            header.council,
            header.received.as_microsecond(),
            header.answer_by.map(|day| day.to_string()),
            header.confirm_hash,
            header.sealed,
        ],
    )?;
    Ok(Receipt {
        reference: header.reference.clone(),
        form: header.form.clone(),
        received: timestamp(header.received.as_microsecond())?,
    })
}

fn put(connection: &Connection, reference: &Reference, part: &Part) -> Result<()> {
    let replaced = connection.execute(
        "DELETE FROM part WHERE name = ?2 AND submission = (SELECT id FROM submission WHERE reference = ?1)",
        params![reference.as_str(), part.name],
    )?;
    connection.execute(
        "INSERT INTO part (submission, name, revision, role, received, confirm_hash, sealed)
         SELECT id, ?2, ?3, ?4, ?5, ?6, ?7 FROM submission WHERE reference = ?1",
        params![
            reference.as_str(),
            part.name,
            part.revision.cast_signed(),
            part.role,
            part.received.as_microsecond(),
            part.confirm_hash,
            part.sealed
        ],
    )?;
    drafts::scrub_later(connection, replaced)
}

pub(super) fn send_back(connection: &Connection, back: &Back) -> Result<bool> {
    let Some((draft, _)) = overview::find(connection, &back.reference)? else { return Ok(false) };
    let held = (back.section.clone(), back.key.clone());
    // Under a key that was replaced since nobody could read the reason.
    if !people::are_held(connection, draft, back.party.as_ref(), &[held])? {
        return Ok(false);
    }
    let sql = "UPDATE section SET returned = ?4, returned_by = ?5, reason = ?6
         WHERE draft = (SELECT id FROM draft WHERE id = ?1 AND closed IS NULL) AND name = ?2
           AND revision = ?3 AND sent IS NOT NULL";
    let values = params![
        draft,
        back.section,
        back.revision.cast_signed(),
        back.at.as_microsecond(),
        back.by,
        back.reason
    ];
    if connection.execute(sql, values)? == 0 {
        return Ok(false);
    }
    drafts::unsign(connection, draft)?;
    Ok(true)
}

pub(super) fn sign(connection: &Connection, new: &NewSignOff) -> Result<Signed> {
    let Some((draft, found)) = overview::find(connection, &new.reference)? else { return Ok(Signed::Gone) };
    if found.closed.is_some() {
        return Ok(Signed::Gone);
    }
    // Nothing was sent yet, so there is nothing to sign.
    let Some(receipt) = rows::receipt(connection, &new.reference)? else { return Ok(Signed::Changed) };
    if !people::are_held(connection, draft, Some(&new.party), &new.held)?
        || !is_as_looked_at(connection, draft, new)?
    {
        return Ok(Signed::Changed);
    }
    let sql = "INSERT OR REPLACE INTO sign_off (draft, role, party, signed, carries, vouched) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let at = new.at.as_microsecond();
    connection.execute(sql, params![draft, new.role, new.party, at, new.carries, new.vouched])?;
    put(connection, &new.reference, &new.part)?;
    connection.execute(
        "UPDATE submission SET opened = NULL, confirmed = NULL WHERE reference = ?1",
        [new.reference.as_str()],
    )?;
    for (section, sealed) in &new.carried {
        let sql = "UPDATE section SET carried = ?3 WHERE draft = ?1 AND name = ?2";
        connection.execute(sql, params![draft, section, sealed])?;
    }
    if !all_have_signed(connection, draft, &new.closing.leads)? {
        return Ok(Signed::Done);
    }
    close(connection, draft, new)?;
    Ok(Signed::Closed(receipt))
}

/// Nothing changed since who signs looked, and of what is closed to them nothing waits to be sent. A section that nobody can open
/// any more waits for nobody.
fn is_as_looked_at(connection: &Connection, draft: i64, new: &NewSignOff) -> Result<bool> {
    let sql = "SELECT name, revision, sent_revision, returned IS NOT NULL,
             EXISTS (SELECT 1 FROM section_key JOIN party ON party.id = section_key.party
                     WHERE party.draft = section.draft AND section_key.section = section.name)
         FROM section WHERE draft = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([draft])?;
    while let Some(row) = rows.next()? {
        let name: String = row.get(0)?;
        let revision = row.get::<_, i64>(1)?.cast_unsigned();
        let sent = row.get::<_, Option<i64>>(2)?.map(i64::cast_unsigned);
        let (is_returned, has_key): (bool, bool) = (row.get(3)?, row.get(4)?);
        if !new.stands.contains(&(name.clone(), revision, sent)) {
            return Ok(false);
        }
        let is_in = sent == Some(revision) && !is_returned;
        let is_right = match new.looked_at.iter().find(|looked_at| looked_at.name == name) {
            Some(looked_at) => looked_at.revision == revision && (is_in || !looked_at.is_asked),
            None => is_in || !has_key || (revision == 0 && sent.is_none()),
        };
        if !is_right {
            return Ok(false);
        }
    }
    Ok(true)
}

fn all_have_signed(connection: &Connection, draft: i64, leads: &[String]) -> Result<bool> {
    for role in leads {
        let sql = "SELECT EXISTS (SELECT 1 FROM party WHERE draft = ?1 AND role = ?2)
             AND NOT EXISTS (SELECT 1 FROM sign_off WHERE draft = ?1 AND role = ?2)";
        if connection.prepare_cached(sql)?.query_row(params![draft, role], |row| row.get(0))? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The texts and their keys go, but for what all who signed chose to carry. The parties stay: their codes show the receipt.
fn close(connection: &Connection, draft: i64, new: &NewSignOff) -> Result<()> {
    let sql = "SELECT count(*) = sum(carries) FROM sign_off WHERE draft = ?1";
    let all_carry: bool = connection.query_row(sql, [draft], |row| row.get(0))?;
    let sql = "SELECT EXISTS (SELECT 1 FROM section WHERE draft = ?1 AND carried IS NOT NULL)";
    let has_carried: bool = connection.query_row(sql, [draft], |row| row.get(0))?;
    let carries = all_carry && has_carried;
    let is_kept = if carries { "carried IS NOT NULL" } else { "FALSE" };
    let sql = format!(
        "DELETE FROM section_key WHERE party IN (SELECT id FROM party WHERE draft = ?1)
           AND section NOT IN (SELECT name FROM section WHERE draft = ?1 AND {is_kept})"
    );
    connection.execute(&sql, [draft])?;
    connection.execute(&format!("DELETE FROM section WHERE draft = ?1 AND NOT ({is_kept})"), [draft])?;
    let sql = "UPDATE section SET sealed = carried, carried = NULL, reason = NULL WHERE draft = ?1";
    connection.execute(sql, [draft])?;
    connection.execute("DELETE FROM recovery WHERE draft = ?1", [draft])?;
    connection.execute("DELETE FROM invitation WHERE draft = ?1", [draft])?;
    let until = carries.then(|| new.closing.carried_until.as_microsecond());
    let sql =
        "UPDATE draft SET closed = ?2, carried_until = ?3, meeting = NULL, meeting_at = NULL WHERE id = ?1";
    connection.execute(sql, params![draft, new.at.as_microsecond(), until])?;
    drafts::scrub_later(connection, 1)
}

pub(super) fn read(connection: &Connection, reference: &Reference) -> Result<Vec<(PartRow, Vec<u8>)>> {
    let sql = "SELECT part.name, part.revision, part.role, part.received, part.opened, part.confirm_hash, part.sealed
         FROM part JOIN submission ON submission.id = part.submission WHERE reference = ?1 ORDER BY part.name";
    let read = |row: &Row<'_>| {
        let part = PartRow {
            name: row.get(0)?,
            revision: row.get::<_, i64>(1)?.cast_unsigned(),
            role: row.get(2)?,
            received: timestamp(row.get(3)?)?,
            opened: row.get::<_, Option<i64>>(4)?.map(timestamp).transpose()?,
            confirm_hash: row.get(5)?,
        };
        Ok((part, row.get(6)?))
    };
    connection.prepare_cached(sql)?.query_map([reference.as_str()], read)?.collect()
}

/// The submission counts as opened once each of its parts was. A part that came again meanwhile is not the one that was opened.
pub(super) fn mark_opened(
    connection: &Connection,
    reference: &Reference,
    part: &PartRow,
    at: Timestamp,
) -> Result<bool> {
    let sql = "UPDATE part SET opened = coalesce(opened, ?4)
         WHERE name = ?2 AND confirm_hash = ?3 AND submission = (SELECT id FROM submission WHERE reference = ?1)";
    let values = params![reference.as_str(), part.name, part.confirm_hash, at.as_microsecond()];
    Ok(connection.execute(sql, values)? == 1)
}
