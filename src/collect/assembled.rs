//! What the team has of a draft that is sent section by section: which parts came, which are missing, and all of it opened.

use super::desk::Desk;
use super::keys::Identity;
use super::payload::Payload;
use super::seal;
use super::store::{self, Overview, PartRow, Row, SIGN_OFF, Store};
use crate::form::Form;
use jiff::Timestamp;
use std::sync::Arc;

/// What came of a draft, as far as it is known without a key.
pub struct Arrived {
    /// What came, in the order of the form. What today's form does not have comes last.
    pub sections: Vec<Arrival>,
    /// The signatures, in the order in which they came.
    pub signatures: Vec<Arrival>,
    /// The sections that have not come. Not all of them may be asked.
    pub missing: Vec<Missing>,
    /// Whether more may come.
    pub stage: Stage,
}

/// A part that came.
pub struct Arrival {
    /// What is known of it without a key.
    pub row: PartRow,
    /// Its title in words.
    pub title: String,
    /// For a signature: when its role was given to somebody else since.
    pub reissued: Option<Timestamp>,
    sealed: Vec<u8>,
}

/// A section that has not come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Its name.
    pub name: String,
    /// Its title in words.
    pub title: String,
}

/// How far the draft itself is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// People work on it: a section may come, or come again.
    Open,
    /// All who lead have signed: nothing more comes.
    Closed,
    /// It was deleted, or its time is over: nothing more comes.
    Gone,
}

/// All of it, opened.
pub struct Assembled {
    /// The submission that holds the parts together. It has no answer, but the code that confirms all of it.
    pub header: Payload,
    /// The sections that came, in the order of the form.
    pub sections: Vec<Opened>,
    /// The signatures.
    pub signatures: Vec<Opened>,
    /// The sections that have not come.
    pub missing: Vec<Missing>,
    /// Whether more may come.
    pub stage: Stage,
}

/// A part that was opened.
pub struct Opened {
    /// What is known of it without a key.
    pub row: PartRow,
    /// Its title in words, as it was when it was sent.
    pub title: String,
    /// For a signature: when its role was given to somebody else since.
    pub reissued: Option<Timestamp>,
    /// Its answers; or why it did not open, as when it was sealed before a key was added.
    pub payload: Result<Payload, seal::Error>,
}

/// Why nothing was opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// What holds the parts together does not open.
    #[error(transparent)]
    Seal(#[from] seal::Error),
}

impl Stage {
    /// The word for it in lists.
    pub fn word(self) -> &'static str {
        match self {
            Stage::Open => "open",
            Stage::Closed => "closed",
            Stage::Gone => "gone",
        }
    }
}

impl Arrival {
    /// Whether nobody of the team has opened it as it came last.
    pub fn is_new(&self) -> bool {
        self.row.opened.is_none()
    }
}

/// What came of the draft that is sent under a row's reference. None: it was sent as a whole. Without a desk, sections have their
/// names for titles.
///
/// # Errors
/// Those of the store.
pub fn arrived(desk: Option<&Desk>, drafts: &dyn store::Drafts, row: &Row) -> store::Result<Option<Arrived>> {
    let parts = drafts.parts(&row.reference)?;
    if parts.is_empty() {
        return Ok(None);
    }
    let overview = drafts.overview(&row.reference)?;
    let form = form_of(desk, drafts, row, overview.as_ref())?;
    let order = |name: &str| {
        let known = form.as_ref().and_then(|form| form.sections.iter().position(|at| at.name == name));
        (known.unwrap_or(usize::MAX), name.to_owned())
    };
    let (mut sections, mut signatures) = (Vec::new(), Vec::new());
    for (row, sealed) in parts {
        match row.name.strip_prefix(SIGN_OFF) {
            Some(role) => {
                let title = role_title(form.as_deref(), role);
                let reissued = overview.as_ref().and_then(|overview| reissued(overview, &row));
                signatures.push(Arrival { title, reissued, row, sealed });
            }
            None => {
                let title = section_title(form.as_deref(), &row.name);
                sections.push(Arrival { title, reissued: None, row, sealed });
            }
        }
    }
    sections.sort_by_cached_key(|arrival| order(&arrival.row.name));
    signatures.sort_by_key(|arrival| arrival.row.received);
    let stage = match &overview {
        Some(overview) if overview.draft.closed.is_some() => Stage::Closed,
        Some(_) => Stage::Open,
        None => Stage::Gone,
    };
    let names: Vec<String> = match (&form, &overview) {
        (Some(form), _) => form.sections.iter().map(|section| section.name.clone()).collect(),
        (None, Some(overview)) => overview.sections.iter().map(|section| section.name.clone()).collect(),
        (None, None) => Vec::new(),
    };
    let has_come = |name: &String| sections.iter().any(|arrival| arrival.row.name == *name);
    let missing = names
        .into_iter()
        .filter(|name| !has_come(name))
        .map(|name| Missing { title: section_title(form.as_deref(), &name), name })
        .collect();
    Ok(Some(Arrived { sections, signatures, missing, stage }))
}

/// Open all that came, with whichever of `identities` fits, and note that it was opened. `sealed` is what the row holds itself.
///
/// # Errors
/// See [`Error`]; a part that does not open says so in its place.
pub fn open(
    arrived: Arrived,
    (row, sealed): (&Row, &[u8]),
    identities: &[Identity],
    (store, drafts): (&dyn Store, &dyn store::Drafts),
    now: Timestamp,
) -> Result<Assembled, Error> {
    let header = seal::open_row(row, sealed, identities)?;
    let opened = |arrival: Arrival| {
        let payload = seal::open_part(row, &arrival.row, &arrival.sealed, identities);
        if payload.is_ok() {
            note_opened(drafts.mark_part_opened(&row.reference, &arrival.row, now));
        }
        let told = payload.as_ref().ok().and_then(|payload| payload.part.as_ref());
        let title = told.map_or(arrival.title, |part| part.title.clone());
        Opened { row: arrival.row, title, reissued: arrival.reissued, payload }
    };
    let sections = arrived.sections.into_iter().map(opened).collect();
    let signatures = arrived.signatures.into_iter().map(opened).collect();
    note_opened(store.mark_opened(&row.reference, now));
    Ok(Assembled { header, sections, signatures, missing: arrived.missing, stage: arrived.stage })
}

/// A full disk must not keep the team from reading.
fn note_opened(noted: store::Result<bool>) {
    if let Err(error) = noted {
        tracing::error!(error = %error, "not noted as opened");
    }
}

impl Assembled {
    /// All answers as one submission, in the order of the form, without the signatures.
    pub fn merged(&self) -> Payload {
        let opened = self.sections.iter().filter_map(|section| section.payload.as_ref().ok());
        Payload {
            reference: self.header.reference.clone(),
            form: self.header.form.clone(),
            title: self.header.title.clone(),
            definition: self.header.definition.clone(),
            council: self.header.council.clone(),
            received: self.header.received,
            confirm: self.header.confirm.clone(),
            part: None,
            answers: opened.flat_map(|payload| payload.answers.iter().cloned()).collect(),
        }
    }
}

/// The form of a submission: as its draft began with it, as long as there is one, else today's.
fn form_of(
    desk: Option<&Desk>,
    drafts: &dyn store::Drafts,
    row: &Row,
    overview: Option<&Overview>,
) -> store::Result<Option<Arc<Form>>> {
    let Some(desk) = desk else { return Ok(None) };
    let as_it_was = match overview {
        Some(overview) => desk.form_as_it_was(&row.form, &overview.draft.definition, drafts)?,
        None => None,
    };
    Ok(as_it_was.or_else(|| desk.form(&row.form).cloned()))
}

/// When somebody joined for the role after its signature: then two people may stand behind it.
fn reissued(overview: &Overview, signature: &PartRow) -> Option<Timestamp> {
    let later = |joined: &Timestamp| *joined > signature.received;
    let joined = overview.seats.iter().filter(|seat| seat.role == signature.role).map(|seat| seat.joined);
    joined.filter(later).max()
}

/// A section's title, or its name where the form does not have it.
pub(super) fn section_title(form: Option<&Form>, name: &str) -> String {
    let section = form.and_then(|form| form.sections.iter().find(|section| section.name == name));
    section.map_or_else(|| name.to_owned(), |section| section.title.clone())
}

/// A role's title, or its name where the form does not have it.
pub(super) fn role_title(form: Option<&Form>, role: &str) -> String {
    let party = form.and_then(|form| form.party(role));
    party.map_or_else(|| role.to_owned(), |party| party.title.clone())
}
