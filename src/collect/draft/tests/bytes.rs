//! What a party could read who has the whole database in hand: every key that opens for it, tried on every text.

use super::World;
use crate::collect::draft::keyring::Keyring;
use crate::collect::draft::section::{Place, Sealed, SectionKey};
use crate::collect::draft::wrap::{Holder, unwrap, unwrap_invitation, wrap_invitation};
use crate::collect::draft::{Code, Open};
use crate::collect::reference::Reference;
use crate::collect::store::PartyId;
use rusqlite::{Connection, params};
use std::collections::BTreeSet;

/// All that a party ever had.
pub(super) struct Knowledge {
    pub(super) keyring: Keyring,
    pub(super) code: Code,
    /// The keys of sections that it has opened: the section, which key of it, and the key.
    pub(super) keys: Vec<(String, u32, SectionKey)>,
}

impl Knowledge {
    pub(super) fn of(open: &Open, code: &Code) -> Knowledge {
        let code = Code::parse(code.as_str()).unwrap();
        Knowledge { keyring: open.keyring.copy().unwrap(), code, keys: Vec::new() }
    }

    /// Note the keys of what is open, where `of` tells which key a section has just now.
    pub(super) fn learn(&mut self, open: &Open, of: impl Fn(&str) -> u32) {
        for (name, section) in &open.sections {
            if !self.keys.iter().any(|(known, key, _)| known == name && *key == of(name)) {
                self.keys.push((name.clone(), of(name), section.key.copy()));
            }
        }
    }
}

/// A text of the database, and where it belongs.
struct Text {
    what: Sealed,
    reference: Reference,
    section: String,
    revision: u64,
    definition: String,
    sealed: Vec<u8>,
}

/// All bytes that might hold a key, and all texts.
pub(super) struct Everything {
    blobs: Vec<Vec<u8>>,
    /// What a code may open: whose it is (id and role), of which draft, and the bytes.
    wrapped: Vec<(PartyId, String, Reference, String, String, Vec<u8>)>,
    texts: Vec<Text>,
}

impl Everything {
    pub(super) fn of(database: &Connection) -> Everything {
        let sql = "SELECT sealed FROM section_key UNION ALL SELECT sealed FROM recovery UNION ALL SELECT sealed FROM part
             UNION ALL SELECT wrapped FROM invitation UNION ALL SELECT wrapped FROM session UNION ALL SELECT wrapped FROM party
             UNION ALL SELECT vouched FROM party WHERE vouched NOT NULL UNION ALL SELECT vouched FROM sign_off";
        let mut all = database.prepare(sql).unwrap();
        let blobs = all.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let sql = "SELECT holder.id, role, reference, form, definition, wrapped FROM draft JOIN
             (SELECT id, draft, role, wrapped FROM party UNION ALL SELECT id, draft, role, wrapped FROM invitation) holder
             ON holder.draft = draft.id";
        let mut all = database.prepare(sql).unwrap();
        let read = |row: &rusqlite::Row<'_>| {
            let reference = Reference::parse(&row.get::<_, String>(2)?).unwrap();
            Ok((row.get(0)?, row.get(1)?, reference, row.get(3)?, row.get(4)?, row.get(5)?))
        };
        let wrapped = all.query_map([], read).unwrap().map(Result::unwrap).collect();
        let mut texts = Vec::new();
        for (column, what, at) in [
            ("sealed", Sealed::Text, "revision"),
            ("sealed", Sealed::Carried, "revision"),
            ("carried", Sealed::Carried, "revision"),
            ("reason", Sealed::Reason, "0"),
        ] {
            let sql = format!(
                "SELECT reference, name, {at}, definition, {column} FROM section JOIN draft ON draft.id = section.draft
                 WHERE {column} NOT NULL"
            );
            let mut all = database.prepare(&sql).unwrap();
            let read = |row: &rusqlite::Row<'_>| {
                Ok(Text {
                    what,
                    reference: Reference::parse(&row.get::<_, String>(0)?).unwrap(),
                    section: row.get(1)?,
                    revision: row.get::<_, i64>(2)?.cast_unsigned(),
                    definition: row.get(3)?,
                    sealed: row.get(4)?,
                })
            };
            texts.extend(all.query_map([], read).unwrap().map(Result::unwrap));
        }
        Everything { blobs, wrapped, texts }
    }

    /// The sections of which something opens, each after its draft's reference.
    pub(super) fn opened_by(&self, knowledge: &Knowledge) -> BTreeSet<(String, String)> {
        let mut keys: Vec<SectionKey> = knowledge.keys.iter().map(|(_, _, key)| key.copy()).collect();
        let draft_key = knowledge.keyring.draft_key.as_ref().unwrap();
        let mut keyrings: Vec<Keyring> = Vec::new();
        let mut found: Vec<Vec<u8>> = Vec::new();
        for blob in &self.blobs {
            found.extend(age::decrypt(knowledge.keyring.identity.as_age(), blob).ok());
        }
        for (id, role, reference, form, definition, wrapped) in &self.wrapped {
            let holder = Holder { reference, form, definition, party: id, role };
            found.extend(
                unwrap_invitation(wrapped, &knowledge.code, &holder).as_deref().map(|text| text.to_vec()),
            );
            keyrings.extend(unwrap(wrapped, &knowledge.code, &holder));
        }
        for keyring in &keyrings {
            for blob in &self.blobs {
                found.extend(age::decrypt(keyring.identity.as_age(), blob).ok());
            }
        }
        // Where a key stands in what was found is not asked: each 32 bytes that it could be are tried.
        for bytes in &found {
            let places = [bytes.len().checked_sub(32), bytes.len().checked_sub(64), Some(0)];
            keys.extend(
                places.into_iter().flatten().filter_map(|at| SectionKey::of_bytes(bytes.get(at..at + 32)?)),
            );
        }
        keys.extend(SectionKey::of_bytes(draft_key.bytes()));
        let mut opened = BTreeSet::new();
        for text in &self.texts {
            for (key, with) in keys.iter().flat_map(|key| [(key, Some(draft_key)), (key, None)]) {
                let place = Place {
                    what: text.what,
                    reference: &text.reference,
                    section: &text.section,
                    revision: text.revision,
                    definition: &text.definition,
                    draft_key: with,
                };
                if key.open_text(&place, &text.sealed).is_some() {
                    opened.insert((text.reference.as_str().to_owned(), text.section.clone()));
                }
            }
        }
        opened
    }
}

/// The names of the sections that an invitation opens, and that its keys are those of the draft, if this is its code.
pub(super) fn keys_of_invitation(
    wrapped: &[u8],
    code: &Code,
    holder: &Holder<'_>,
) -> Option<BTreeSet<String>> {
    let text = unwrap_invitation(wrapped, code, holder)?;
    let mut rest = &text[32..];
    let mut names = BTreeSet::new();
    while !rest.is_empty() {
        let length = usize::try_from(u64::from_be_bytes(rest[..8].try_into().unwrap())).unwrap();
        names.insert(String::from_utf8(rest[8..8 + length].to_vec()).unwrap());
        rest = &rest[8 + length + 32..];
    }
    Some(names)
}

#[test]
fn the_search_through_all_bytes_finds_a_key_wherever_it_lies() {
    let world = World::new();
    let teacher = world.hand_over("designated-teacher");
    let knows = |code: &Code| {
        let known = Knowledge::of(&world.open(code).unwrap(), code);
        let opened = Everything::of(&world.by_hand).opened_by(&known);
        opened.into_iter().map(|(_, name)| name).collect::<Vec<_>>()
    };
    assert_eq!(knows(&world.code), ["a", "a-team", "c", "d"]);
    assert_eq!(knows(&teacher), ["a", "c", "d"]);
    let (key, party) = {
        let (open, own) = (world.open(&world.code).unwrap(), world.open(&teacher).unwrap());
        (open.sections["a-team"].key.copy(), own)
    };
    // Sealed to the teacher, in the place of what is the team's.
    let sealed = age::encrypt(party.keyring.identity.recipient().as_age(), key.bytes()).unwrap();
    let sql = "INSERT INTO recovery (draft, section, sealed) VALUES (1, 'a-team', ?1)";
    world.by_hand.execute(sql, [sealed]).unwrap();
    assert_eq!(knows(&teacher), ["a", "a-team", "c", "d"]);
    world.by_hand.execute("DELETE FROM recovery", []).unwrap();
    // Under the teacher's code, in an invitation for somebody else.
    let holder = Holder { party: &[7; 16], role: "carer", ..party.holder() };
    let wrapped = wrap_invitation(&[&[0; 32][..], key.bytes()].concat(), &teacher, &holder).unwrap();
    let sql = "INSERT INTO invitation (id, draft, role, wrapped, expires) VALUES (?1, 1, 'carer', ?2, 0)";
    world.by_hand.execute(sql, params![[7_u8; 16], wrapped]).unwrap();
    assert_eq!(knows(&teacher), ["a", "a-team", "c", "d"]);
}
