//! What is known of a draft without a key: its sections' states, who joined, who signed. No answer is in it.

use super::{PartyId, people};
use crate::collect::reference::Reference;
use crate::collect::store::rows::{not_ours, timestamp};
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, Result, Row, params};

/// What is known of a draft itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its reference; a submission that is sent from it keeps it.
    pub reference: Reference,
    /// The form's name.
    pub form: String,
    /// The hash of the definition that it began with.
    pub definition: String,
    /// When it began.
    pub created: Timestamp,
    /// When anybody last saved.
    pub saved: Option<Timestamp>,
    /// It is kept so many days of 24 hours after the last save, the meeting, or after it began.
    pub keep_days: u32,
    /// The council that looks after the child, by its id.
    pub council: Option<String>,
    /// The local time of the meeting, as `2026-12-01T14:00`.
    pub meeting: Option<String>,
    /// When the day of the meeting ends.
    pub meeting_at: Option<Timestamp>,
    /// When the last lead signed.
    pub closed: Option<Timestamp>,
    /// Until then a closed draft keeps what was carried.
    pub carried_until: Option<Timestamp>,
}

impl Draft {
    /// From then on a purge deletes it, if it is not closed.
    pub fn expires(&self) -> Timestamp {
        let kept = SignedDuration::from_hours(24 * i64::from(self.keep_days));
        let since = self.saved.unwrap_or(self.created).max(self.meeting_at.unwrap_or(Timestamp::MIN));
        since.saturating_add(kept).unwrap_or(Timestamp::MAX)
    }

    /// The meeting, on the clock of where it is; at midnight where only its day is known.
    pub fn meeting_time(&self) -> Option<DateTime> {
        self.meeting.as_deref()?.parse().ok()
    }
}

/// A draft with everything around it that is known without a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// The draft.
    pub draft: Draft,
    /// Its sections, by name.
    pub sections: Vec<SectionState>,
    /// Its parties, in the order in which they joined.
    pub seats: Vec<Seat>,
    /// The invitations that nobody has used, those that ran out among them.
    pub invitations: Vec<Invited>,
    /// Who has signed, as the draft is now.
    pub signed: Vec<SignedOff>,
}

/// How far a section is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionState {
    /// Its name.
    pub name: String,
    /// How often it was saved.
    pub revision: u64,
    /// Whether anybody has a key to it.
    pub has_key: bool,
    /// Whether the team has a key to it.
    pub has_recovery: bool,
    /// When it was sent last.
    pub sent: Option<Sent>,
    /// When and by which role, or `team`, it was sent back since.
    pub returned: Option<(Timestamp, String)>,
}

/// A section that the team has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// When it was sent last.
    pub at: Timestamp,
    /// The revision that the team has.
    pub revision: u64,
    /// The role that sent it.
    pub by: String,
    /// Tells the answers that were sent from others, to who has the section's key.
    pub print: Option<Vec<u8>>,
}

impl SectionState {
    /// Whether the team has it as it stands.
    pub fn is_in(&self) -> bool {
        self.sent.as_ref().is_some_and(|sent| sent.revision == self.revision)
    }
}

/// A party of a draft, as others see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// What it is called.
    pub id: PartyId,
    /// Its role in the form.
    pub role: String,
    /// Its public key, `age1…`.
    pub recipient: String,
    /// Counts who joined, from 0.
    pub seat: u32,
    /// When it joined.
    pub joined: Timestamp,
    /// The role that invited it, or `team`; none for who began.
    pub invited_by: Option<String>,
    /// Proves who it is to whoever has the draft's key.
    pub vouched: Option<Vec<u8>>,
    /// The sections to which it has a key, by name.
    pub keys: Vec<String>,
}

/// An invitation that nobody has used yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    /// What it is called.
    pub id: PartyId,
    /// For which role it is.
    pub role: String,
    /// Which party invited; none means the team.
    pub by: Option<PartyId>,
    /// From then on it opens nothing.
    pub expires: Timestamp,
}

/// Somebody has signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedOff {
    /// The role that signed.
    pub role: String,
    /// The party that signed for the role.
    pub party: PartyId,
    /// When.
    pub at: Timestamp,
    /// Whether it wants to carry answers to next term.
    pub carries: bool,
    /// Proves it to whoever has the draft's key.
    pub vouched: Vec<u8>,
}

const COLUMNS: &str =
    "draft.id, draft.reference, draft.form, draft.definition, draft.created, draft.saved, draft.keep_days,
    draft.council, draft.meeting, draft.meeting_at, draft.closed, draft.carried_until";

pub(super) fn read(connection: &Connection, reference: &Reference) -> Result<Option<Overview>> {
    let Some((id, draft)) = find(connection, reference)? else { return Ok(None) };
    around(connection, id, draft).map(Some)
}

pub(super) fn read_open(connection: &Connection) -> Result<Vec<Overview>> {
    let sql = format!("SELECT {COLUMNS} FROM draft WHERE closed IS NULL ORDER BY created, id");
    let drafts: Vec<(i64, Draft)> =
        connection.prepare_cached(&sql)?.query_map([], read_draft)?.collect::<Result<_>>()?;
    drafts.into_iter().map(|(id, draft)| around(connection, id, draft)).collect()
}

pub(super) fn find(connection: &Connection, reference: &Reference) -> Result<Option<(i64, Draft)>> {
    let sql = format!("SELECT {COLUMNS} FROM draft WHERE reference = ?1");
    connection.prepare_cached(&sql)?.query_row([reference.as_str()], read_draft).optional()
}

fn around(connection: &Connection, id: i64, draft: Draft) -> Result<Overview> {
    Ok(Overview {
        draft,
        sections: sections(connection, id)?,
        seats: seats(connection, id)?,
        invitations: people::invitations(connection, id)?,
        signed: signed(connection, id)?,
    })
}

fn sections(connection: &Connection, draft: i64) -> Result<Vec<SectionState>> {
    let sql = "SELECT name, revision, sent, sent_revision, sent_by, returned, returned_by, sent_print,
             EXISTS (SELECT 1 FROM section_key JOIN party ON party.id = section_key.party
                     WHERE party.draft = section.draft AND section_key.section = section.name),
             EXISTS (SELECT 1 FROM recovery WHERE recovery.draft = section.draft AND recovery.section = section.name)
         FROM section WHERE draft = ?1 ORDER BY name";
    let read = |row: &Row<'_>| {
        let sent = match row.get::<_, Option<i64>>(2)? {
            Some(at) => Some(Sent {
                at: timestamp(at)?,
                revision: row.get::<_, i64>(3)?.cast_unsigned(),
                by: row.get::<_, Option<String>>(4)?.unwrap_or_default(),
                print: row.get(7)?,
            }),
            None => None,
        };
        let returned = match row.get::<_, Option<i64>>(5)? {
            Some(at) => Some((timestamp(at)?, row.get::<_, Option<String>>(6)?.unwrap_or_default())),
            None => None,
        };
        Ok(SectionState {
            name: row.get(0)?,
            revision: row.get::<_, i64>(1)?.cast_unsigned(),
            has_key: row.get(8)?,
            has_recovery: row.get(9)?,
            sent,
            returned,
        })
    };
    connection.prepare_cached(sql)?.query_map([draft], read)?.collect()
}

fn seats(connection: &Connection, draft: i64) -> Result<Vec<Seat>> {
    let sql = "SELECT id, role, recipient, seat, joined, invited_by, vouched FROM party WHERE draft = ?1 ORDER BY seat";
    let read = |row: &Row<'_>| {
        Ok(Seat {
            id: row.get(0)?,
            role: row.get(1)?,
            recipient: row.get(2)?,
            seat: row.get(3)?,
            joined: timestamp(row.get(4)?)?,
            invited_by: row.get(5)?,
            vouched: row.get(6)?,
            keys: Vec::new(),
        })
    };
    let mut seats: Vec<Seat> =
        connection.prepare_cached(sql)?.query_map([draft], read)?.collect::<Result<_>>()?;
    for seat in &mut seats {
        let sql = "SELECT section FROM section_key WHERE party = ?1 ORDER BY section";
        seat.keys =
            connection.prepare_cached(sql)?.query_map([seat.id], |row| row.get(0))?.collect::<Result<_>>()?;
    }
    Ok(seats)
}

fn signed(connection: &Connection, draft: i64) -> Result<Vec<SignedOff>> {
    let sql =
        "SELECT role, party, signed, carries, vouched FROM sign_off WHERE draft = ?1 ORDER BY signed, role";
    let read = |row: &Row<'_>| {
        Ok(SignedOff {
            role: row.get(0)?,
            party: row.get(1)?,
            at: timestamp(row.get(2)?)?,
            carries: row.get(3)?,
            vouched: row.get(4)?,
        })
    };
    connection.prepare_cached(sql)?.query_map(params![draft], read)?.collect()
}

fn read_draft(row: &Row<'_>) -> Result<(i64, Draft)> {
    let reference: String = row.get(1)?;
    let time = |at: usize| row.get::<_, Option<i64>>(at)?.map(timestamp).transpose();
    let draft = Draft {
        reference: Reference::parse(&reference).map_err(|error| not_ours(1, error))?,
        form: row.get(2)?,
        definition: row.get(3)?,
        created: timestamp(row.get(4)?)?,
        saved: time(5)?,
        keep_days: row.get(6)?,
        council: row.get(7)?,
        meeting: row.get(8)?,
        meeting_at: time(9)?,
        closed: time(10)?,
        carried_until: time(11)?,
    };
    Ok((row.get(0)?, draft))
}
