//! Several parties of one draft, before they can be invited: what each may read is what it has a key for.

use super::*;
use crate::collect::store::{Drafts as _, Options, Sqlite};
use proptest::prelude::*;
use rusqlite::{Connection, params};
use std::collections::BTreeMap;

const SECTIONS: [&str; 4] = ["a", "a-team", "c", "d"];

struct Party {
    id: PartyId,
    identity: Identity,
    code: Code,
}

/// A draft whose sections' keys this test knows, as who hands over will.
struct World {
    _folder: tempfile::TempDir,
    by_hand: Connection,
    drafts: Drafts,
    reference: Reference,
    keys: BTreeMap<&'static str, SectionKey>,
}

fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH
}

impl World {
    fn new() -> World {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(Sqlite::open(folder.path(), Options::default()).unwrap());
        store.keep_definition("0123", "pep", "bundle").unwrap();
        let drafts = Drafts::new(store);
        let sections = SECTIONS.map(str::to_owned);
        let new = New {
            prefix: "PEP",
            form: "pep",
            definition: "0123",
            role: "social-worker",
            sections: &sections,
            keep_days: 45,
        };
        let begun = drafts.begin(&new, now()).unwrap();
        let open = drafts.open(&begun.reference, &begun.session, now()).unwrap().unwrap();
        let texts = SECTIONS.map(|name| (name, format!("text of {name}")));
        let texts = texts.each_ref().map(|(name, text)| (*name, text.as_bytes()));
        assert_eq!(drafts.save(&open, &texts, now()).unwrap(), Saved::Done);
        let keys = open.sections.into_iter().zip(SECTIONS).map(|((_, section), name)| (name, section.key));
        let by_hand = Connection::open(folder.path().join("submissions.db")).unwrap();
        World { _folder: folder, by_hand, drafts, reference: begun.reference, keys: keys.collect() }
    }

    /// Another party, which may read these.
    fn join(&self, role: &str, readable: &[&str]) -> Party {
        let (identity, code) = (Identity::generate(), Code::random().unwrap());
        let mut id = [0; 16];
        getrandom::fill(&mut id).unwrap();
        let holder = Holder { reference: &self.reference, form: "pep", definition: "0123", party: &id, role };
        let wrapped = wrap::wrap(&identity, &code, &holder).unwrap();
        let recipient = identity.recipient().to_string();
        let sql = "INSERT INTO party (id, draft, role, recipient, wrapped) VALUES (?1, 1, ?2, ?3, ?4)";
        self.by_hand.execute(sql, params![id, role, recipient, wrapped]).unwrap();
        let party = Party { id, identity, code };
        for name in readable {
            let sealed =
                self.keys[name].seal_to(&party.identity.recipient(), &self.reference, name, &id).unwrap();
            self.give_key(&party, name, &sealed);
        }
        party
    }

    fn give_key(&self, party: &Party, section: &str, sealed: &[u8]) {
        let sql = "INSERT OR REPLACE INTO section_key (party, section, sealed) VALUES (?1, ?2, ?3)";
        self.by_hand.execute(sql, params![party.id, section, sealed]).unwrap();
    }

    fn open(&self, party: &Party) -> Result<Open, Error> {
        let session = self.drafts.resume(&self.reference, &party.code, now()).unwrap().expect("its code");
        self.drafts.open(&self.reference, &session, now()).map(|open| open.expect("its session"))
    }
}

fn chosen(bits: u8) -> Vec<&'static str> {
    SECTIONS.into_iter().enumerate().filter(|(at, _)| bits & (1 << at) != 0).map(|(_, name)| name).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_a_party_reads_is_what_it_has_a_key_for(one in 0_u8..16, other in 0_u8..16) {
        let world = World::new();
        let parties = [("designated-teacher", chosen(one)), ("carer", chosen(other))];
        let parties = parties.map(|(role, readable)| (role, world.join(role, &readable), readable));
        for (role, party, readable) in &parties {
            let open = world.open(party).unwrap();
            prop_assert_eq!(&open.role, role);
            prop_assert_eq!(open.sections.keys().collect::<Vec<_>>(), readable.iter().collect::<Vec<_>>());
            for (name, section) in &open.sections {
                let text = format!("text of {name}");
                prop_assert_eq!(&**section.plain, text.as_bytes());
            }
            for name in SECTIONS.iter().filter(|name| !readable.contains(name)) {
                let saved = world.drafts.save(&open, &[(name, b"overwritten")], now());
                prop_assert!(matches!(saved, Err(Error::Section(_))));
            }
        }
    }
}

#[test]
fn a_party_without_a_key_opens_a_section_with_nothing_that_stands_in_the_store() {
    let world = World::new();
    let (teacher, carer) = (world.join("designated-teacher", &["a", "d"]), world.join("carer", &["c"]));
    let closed = "a-team";
    // All keys of all parties, put by hand into the place of the one that is missing.
    let mut all = world.by_hand.prepare("SELECT sealed FROM section_key").unwrap();
    let all: Vec<Vec<u8>> = all.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(all.len(), 4 + 2 + 1);
    for party in [&teacher, &carer] {
        for sealed in &all {
            world.give_key(party, closed, sealed);
            assert!(matches!(world.open(party), Err(Error::Damaged(_))));
        }
        // A key of another section that was sealed for this place by who has it.
        let (recipient, reference) = (party.identity.recipient(), &world.reference);
        let wrong = world.keys["c"].seal_to(&recipient, reference, closed, &party.id).unwrap();
        world.give_key(party, closed, &wrong);
        assert!(matches!(world.open(party), Err(Error::Damaged(_))));
        // The same test sees it open once the key is right.
        let right = world.keys[closed].seal_to(&recipient, reference, closed, &party.id).unwrap();
        world.give_key(party, closed, &right);
        assert_eq!(&**world.open(party).unwrap().sections[closed].plain, b"text of a-team");
    }
}

#[test]
fn a_wrong_reference_and_a_wrong_code_are_the_same_answer_and_the_same_work() {
    let world = World::new();
    let work = |reference: &Reference, code: &Code| {
        let before = wrap::DERIVED.get();
        let session = world.drafts.resume(reference, code, now()).unwrap();
        (session.is_some(), wrap::DERIVED.get() - before)
    };
    let (code, nobody) = (Code::random().unwrap(), Reference::random("PEP").unwrap());
    assert_eq!(work(&world.reference, &code), (false, 4));
    assert_eq!(work(&nobody, &code), (false, 4));
    let carer = world.join("carer", &["c"]);
    assert_eq!(work(&world.reference, &code), (false, 4));
    assert_eq!(work(&nobody, &carer.code), (false, 4));
    assert_eq!(work(&world.reference, &carer.code), (true, 4));
}

#[test]
fn a_save_of_a_party_whose_access_was_taken_away_is_stale() {
    let world = World::new();
    let carer = world.join("carer", &["c"]);
    let open = world.open(&carer).unwrap();
    world.by_hand.execute("DELETE FROM section_key WHERE party = ?1", [carer.id]).unwrap();
    assert_eq!(world.drafts.save(&open, &[("c", b"new")], now()).unwrap(), Saved::Stale);
    world.by_hand.execute("DELETE FROM party WHERE id = ?1", [carer.id]).unwrap();
    assert_eq!(world.drafts.save(&open, &[], now()).unwrap(), Saved::Stale);
    assert!(matches!(world.drafts.new_code(&open), Err(Error::Gone)));
}

#[test]
fn who_cannot_read_all_of_a_draft_does_not_send_it_away() {
    let world = World::new();
    let carer = world.join("carer", &["c"]);
    let open = world.open(&carer).unwrap();
    let submission = NewSubmission {
        reference: world.reference.clone(),
        form: "pep".into(),
        council: None,
        key: None,
        received: now(),
        answer_by: None,
        sealed: vec![1],
        confirm_hash: [1; 32],
        withdraw_hash: None,
    };
    assert!(matches!(world.drafts.send(&open, submission), Err(Error::Changed)));
    assert!(world.open(&carer).is_ok());
}
