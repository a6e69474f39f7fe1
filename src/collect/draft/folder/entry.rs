//! What a folder holds of each draft, and the list of them as bytes.

use crate::collect::draft::cipher::Key;
use crate::collect::draft::keyring::Keyring;
use crate::collect::draft::people::Entered;
use crate::collect::draft::{Error, Open};
use crate::collect::reference::Reference;
use crate::collect::store::PartyId;
use age::secrecy::zeroize::Zeroizing;
use jiff::Timestamp;
use std::fmt;

/// The first byte of a list, in case another shape of it follows one day.
const VERSION: u8 = 1;
/// Room for an entry, so that the list does not move while it grows.
const USUAL: usize = 1024;

/// A draft in a folder: what its person sees of it when the draft is gone, too, and the keys of one party.
#[derive(Clone)]
pub struct Entry {
    /// The draft.
    pub reference: Reference,
    /// The form's title, as it was.
    pub title: String,
    /// What the person calls the draft; may be empty.
    pub nickname: String,
    /// When it was put in first.
    pub put_in: Timestamp,
    /// Until when the draft was kept, when it was put in or opened from here last.
    pub expires: Timestamp,
    pub(super) form: String,
    pub(super) definition: String,
    pub(super) role: String,
    pub(super) party: PartyId,
    pub(super) lock: [u8; 32],
    keyring: Zeroizing<Vec<u8>>,
}

impl Entry {
    /// Of a draft that is open. `wrapped` is its party's keyring under its code, as the store has it.
    pub(super) fn of(open: &Open, wrapped: &[u8], title: &str, nickname: &str, now: Timestamp) -> Entry {
        Entry {
            reference: open.reference.clone(),
            title: title.to_owned(),
            nickname: nickname.to_owned(),
            put_in: now,
            expires: open.expires,
            form: open.form.clone(),
            definition: open.definition.clone(),
            role: open.role.clone(),
            party: open.party,
            lock: lock_of(wrapped),
            keyring: open.keyring.to_line(),
        }
    }

    /// What the party is called in the store.
    pub fn party(&self) -> PartyId {
        self.party
    }

    /// As if the party's own code had been given.
    pub(super) fn entered(&self) -> Result<Entered, Error> {
        Ok(Entered {
            role: self.role.clone(),
            form: self.form.clone(),
            definition: self.definition.clone(),
            reference: self.reference.clone(),
            party: self.party,
            keyring: Keyring::of_line(&self.keyring).ok_or(Error::Damaged("list of a folder"))?,
        })
    }

    fn write(&self, list: &mut Zeroizing<Vec<u8>>) {
        let times = [self.put_in, self.expires].map(|time| time.as_microsecond().to_be_bytes());
        let parts: [&[u8]; 11] = [
            self.reference.as_str().as_bytes(),
            self.title.as_bytes(),
            self.nickname.as_bytes(),
            &times[0],
            &times[1],
            self.form.as_bytes(),
            self.definition.as_bytes(),
            self.role.as_bytes(),
            &self.party,
            &self.lock,
            &self.keyring,
        ];
        let length: usize = parts.iter().map(|part| 4 + part.len()).sum();
        put_length(list, length);
        for part in parts {
            put_length(list, part.len());
            list.extend_from_slice(part);
        }
    }

    fn read(mut bytes: &[u8]) -> Option<Entry> {
        let bytes = &mut bytes;
        let entry = Entry {
            reference: Reference::parse(&text(bytes)?).ok()?,
            title: text(bytes)?,
            nickname: text(bytes)?,
            put_in: time(bytes)?,
            expires: time(bytes)?,
            form: text(bytes)?,
            definition: text(bytes)?,
            role: text(bytes)?,
            party: part(bytes)?.try_into().ok()?,
            lock: part(bytes)?.try_into().ok()?,
            keyring: Zeroizing::new(part(bytes)?.to_vec()),
        };
        bytes.is_empty().then_some(entry)
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Entry({})", self.reference)
    }
}

/// Tells whether a party has another code by now: then what was put in before opens nothing any more, as the old code does not.
pub(super) fn lock_of(wrapped: &[u8]) -> [u8; 32] {
    *Key::derived(wrapped, b"", "folder/lock/v1").bytes()
}

/// A list as bytes: each part after its length.
pub(super) fn write(entries: &[Entry]) -> Zeroizing<Vec<u8>> {
    let mut list = Zeroizing::new(Vec::with_capacity(1 + USUAL * entries.len()));
    list.push(VERSION);
    for entry in entries {
        entry.write(&mut list);
    }
    list
}

/// Read a list; none if it is not one of this program.
pub(super) fn read(list: &[u8]) -> Option<Vec<Entry>> {
    let (version, mut rest) = list.split_first()?;
    if *version != VERSION {
        return None;
    }
    let mut entries = Vec::new();
    while !rest.is_empty() {
        entries.push(Entry::read(part(&mut rest)?)?);
    }
    Some(entries)
}

fn put_length(list: &mut Zeroizing<Vec<u8>>, length: usize) {
    list.extend_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes());
}

fn part<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (part, rest) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    *bytes = rest;
    Some(part)
}

fn text(bytes: &mut &[u8]) -> Option<String> {
    String::from_utf8(part(bytes)?.to_vec()).ok()
}

fn time(bytes: &mut &[u8]) -> Option<Timestamp> {
    Timestamp::from_microsecond(i64::from_be_bytes(part(bytes)?.try_into().ok()?)).ok()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::collect::keys::Identity;

    /// An entry with everything in it.
    pub(in crate::collect::draft::folder) fn entry(nickname: &str) -> Entry {
        let keyring = Keyring { identity: Identity::generate(), draft_key: None };
        Entry {
            reference: Reference::random("PEP").unwrap(),
            title: "Plan".into(),
            nickname: nickname.into(),
            put_in: Timestamp::UNIX_EPOCH,
            expires: Timestamp::UNIX_EPOCH,
            form: "pep".into(),
            definition: "0123".into(),
            role: "carer".into(),
            party: [7; 16],
            lock: [8; 32],
            keyring: keyring.to_line(),
        }
    }

    #[test]
    fn a_list_reads_as_it_was_written_and_a_torn_one_not_at_all() {
        let entries = [entry("Zoë"), entry(""), entry("K, year 9")];
        let list = write(&entries);
        let read_back = read(&list).unwrap();
        assert_eq!(*write(&read_back), *list);
        assert_eq!((read_back.len(), read_back[0].nickname.as_str()), (3, "Zoë"));
        assert!(read_back[2].entered().is_ok());
        assert_eq!(read(&write(&[])).unwrap().len(), 0);
        let wholes: Vec<usize> = (0..=3).map(|count| write(&entries[..count]).len()).collect();
        for at in (0..list.len()).filter(|at| !wholes.contains(at)) {
            assert!(read(&list[..at]).is_none(), "{at} bytes");
        }
        let mut other = list.to_vec();
        other[0] = 2;
        assert!(read(&other).is_none());
    }

    #[test]
    fn debug_tells_neither_nickname_nor_key() {
        let entry = entry("Zoë");
        assert_eq!(format!("{entry:?}"), format!("Entry({})", entry.reference));
    }
}
