//! Several parties of one draft: what each may read is what the form declares, whatever happens on the way.

mod bytes;
mod checks;
mod handover;
mod meanwhile;
mod model;
mod story;

use super::*;
use crate::collect::keys::Recipient;
use crate::collect::store::{Closing, Drafts as _, Options, Sqlite};
use rusqlite::{Connection, params};
use std::collections::BTreeMap;

const SECTIONS: [&str; 4] = ["a", "a-team", "c", "d"];

impl Open {
    /// Whoever signs has looked at everything they can open; what was sent once is asked.
    fn looked_at(&self) -> Vec<(String, bool)> {
        let sent = |name: &str| {
            self.overview.sections.iter().any(|state| state.name == name && state.sent.is_some())
        };
        self.sections.keys().map(|name| (name.clone(), sent(name))).collect()
    }
}

/// A draft of a form with four sections, begun by the social worker, who has written something in each.
struct World {
    _folder: tempfile::TempDir,
    by_hand: Connection,
    store: Arc<Sqlite>,
    drafts: Drafts,
    reference: Reference,
    code: Code,
    readable: Readable,
}

fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH
}

fn names(sections: &[&str]) -> BTreeSet<String> {
    sections.iter().map(|name| (*name).to_owned()).collect()
}

/// What stands for a draft as a whole among submissions.
fn header(reference: &Reference) -> NewSubmission {
    NewSubmission {
        reference: reference.clone(),
        form: "pep".into(),
        council: None,
        key: None,
        received: now(),
        answer_by: None,
        sealed: vec![1],
        confirm_hash: [1; 32],
        withdraw_hash: None,
    }
}

/// Of who has looked at all that it may read, and carries all of it.
fn signature(open: &Open, leads: &[&str]) -> Signature {
    let carried = open.sections.keys().map(|name| (name.clone(), format!("carried of {name}").into_bytes()));
    Signature {
        carries: true,
        looked_at: open.looked_at(),
        carried: carried.collect(),
        part: ([3; 32], vec![3]),
        closing: Closing {
            leads: leads.iter().map(|role| (*role).to_owned()).collect(),
            carried_until: now() + SignedDuration::from_hours(24 * 400),
        },
    }
}

impl World {
    fn new() -> World {
        let world = World::empty();
        let open = world.open(&world.code).unwrap();
        let texts = SECTIONS.map(|name| (name, format!("text of {name}")));
        let texts = texts.each_ref().map(|(name, text)| (*name, text.as_bytes()));
        assert_eq!(world.drafts.save(&open, &texts, now()).unwrap(), Saved::Done);
        world
    }

    fn empty() -> World {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(Sqlite::open(folder.path(), Options::default()).unwrap());
        store.keep_definition("0123", "pep", "bundle").unwrap();
        let drafts = Drafts::new(store.clone());
        let readable: Readable = BTreeMap::from([
            ("social-worker".to_owned(), names(&SECTIONS)),
            ("designated-teacher".to_owned(), names(&["a", "c", "d"])),
            ("carer".to_owned(), names(&["c"])),
            ("reader-of-nothing".to_owned(), names(&[])),
        ]);
        let new = New {
            prefix: "PEP",
            form: "pep",
            definition: "0123",
            role: "social-worker",
            sections: &SECTIONS.map(str::to_owned),
            readable: &readable["social-worker"],
            keep_days: 45,
        };
        let Begun { reference, code, .. } = drafts.begin(&new, now()).unwrap();
        let by_hand = Connection::open(folder.path().join("submissions.db")).unwrap();
        World { _folder: folder, by_hand, store, drafts, reference, code, readable }
    }

    fn remove(&self, by: &Code, other: &Code, team: &[Recipient]) -> Result<Removed, Error> {
        let (open, other) = (self.open(by)?, self.open(other)?.party());
        self.drafts.remove(&open, &other, &self.readable, team)
    }

    fn open(&self, code: &Code) -> Result<Open, Error> {
        let session = self.drafts.resume(&self.reference, code, now()).unwrap().expect("its code");
        self.drafts.open(&self.reference, &session, now()).map(|open| open.expect("its session"))
    }

    fn invite(&self, by: &Code, role: &str) -> Code {
        let open = self.open(by).unwrap();
        self.drafts.invite(&open, role, &self.readable[role], now()).unwrap().unwrap()
    }

    fn join(&self, invitation: &Code) -> Option<Code> {
        match self.drafts.try_code(&self.reference, invitation, now()).unwrap()? {
            Tried::Party(_) => panic!("the code of a party"),
            Tried::Invitation(invitation) => {
                let readable = &self.readable[&invitation.role];
                let join = self.drafts.join(&invitation, readable, SessionKind::Own, now()).unwrap();
                join.map(|join| join.code)
            }
        }
    }

    fn hand_over(&self, role: &str) -> Code {
        self.join(&self.invite(&self.code, role)).unwrap()
    }
}

#[test]
fn who_joins_reads_what_the_form_declares_and_the_invitation_works_once() {
    let world = World::new();
    let invitation = world.invite(&world.code, "designated-teacher");
    let teacher = world.join(&invitation).unwrap();
    let open = world.open(&teacher).unwrap();
    assert_eq!(open.role, "designated-teacher");
    assert_eq!(open.sections.keys().map(String::as_str).collect::<Vec<_>>(), ["a", "c", "d"]);
    assert_eq!(&**open.sections["c"].plain, b"text of c");
    assert!(world.join(&invitation).is_none(), "it was used");
    assert!(matches!(world.drafts.save(&open, &[("a-team", b"overwritten")], now()), Err(Error::Section(_))));
    assert_eq!(world.drafts.save(&open, &[("d", b"from the teacher")], now()).unwrap(), Saved::Done);
    assert_eq!(&**world.open(&world.code).unwrap().sections["d"].plain, b"from the teacher");
}

#[test]
fn a_wrong_reference_and_a_wrong_code_are_the_same_answer_and_the_same_work() {
    let world = World::new();
    let work = |reference: &Reference, code: &Code| {
        let before = wrap::DERIVED.get();
        let tried = world.drafts.try_code(reference, code, now()).unwrap();
        (tried.is_some(), wrap::DERIVED.get() - before)
    };
    let (code, nobody) = (Code::random().unwrap(), Reference::random("PEP").unwrap());
    assert_eq!(work(&world.reference, &code), (false, 12));
    assert_eq!(work(&nobody, &code), (false, 12));
    let carer = world.hand_over("carer");
    let invitation = world.invite(&world.code, "designated-teacher");
    assert_eq!(work(&world.reference, &code), (false, 12));
    assert_eq!(work(&nobody, &carer), (false, 12));
    assert_eq!(work(&world.reference, &carer), (true, 12));
    assert_eq!(work(&world.reference, &invitation), (true, 12));
}

#[test]
fn a_party_that_was_put_in_by_hand_gets_nothing_and_the_draft_says_so() {
    let world = World::new();
    let teacher = world.hand_over("designated-teacher");
    // Who can write the database makes the teacher a social worker, so that the next who opens would hand over the rest.
    let sql = "UPDATE party SET role = 'social-worker' WHERE role = 'designated-teacher'";
    assert_eq!(world.by_hand.execute(sql, []).unwrap(), 1);
    assert!(matches!(world.open(&world.code), Err(Error::Damaged("list of parties"))));
    let sql = "UPDATE party SET role = 'designated-teacher' WHERE seat = 1";
    assert_eq!(world.by_hand.execute(sql, []).unwrap(), 1);
    // Or puts a key of their own in: nobody of the draft let it in.
    let sql = "UPDATE party SET recipient = ?1 WHERE seat = 1";
    let stranger = Identity::generate().recipient().to_string();
    let before: String =
        world.by_hand.query_row("SELECT recipient FROM party WHERE seat = 1", [], |row| row.get(0)).unwrap();
    world.by_hand.execute(sql, [stranger]).unwrap();
    assert!(matches!(world.open(&world.code), Err(Error::Damaged("list of parties"))));
    world.by_hand.execute(sql, params![before]).unwrap();
    assert!(world.open(&world.code).is_ok());
    assert!(world.open(&teacher).is_ok());
}
