//! Folders: one code for several drafts, on several devices, and what does not open from one any more.

use super::*;
use crate::collect::draft::{Begun, New, Readable, Tried};
use crate::collect::store::{Drafts as _, FOLDER_DAYS, Options, Sqlite, Store};
use jiff::SignedDuration;
use rusqlite::{Connection, params};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Barrier};

struct World {
    _folder: tempfile::TempDir,
    by_hand: Connection,
    store: Arc<Sqlite>,
    drafts: Drafts,
}

fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 1000 + 9)
}

fn minutes(count: i64) -> Timestamp {
    now() + SignedDuration::from_mins(count)
}

fn sections() -> BTreeSet<String> {
    ["a", "b"].map(str::to_owned).into()
}

impl World {
    fn new() -> World {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(Sqlite::open(folder.path(), Options::default()).unwrap());
        store.keep_definition("0123", "pep", "bundle").unwrap();
        let by_hand = Connection::open(folder.path().join("submissions.db")).unwrap();
        World { _folder: folder, by_hand, drafts: Drafts::new(store.clone()), store }
    }

    fn begin(&self) -> (Begun, Open) {
        let new = New {
            prefix: "PEP",
            form: "pep",
            definition: "0123",
            role: "social-worker",
            sections: &sections().into_iter().collect::<Vec<_>>(),
            readable: &sections(),
            keep_days: 45,
        };
        let begun = self.drafts.begin(&new, now()).unwrap();
        let open = self.drafts.open(&begun.reference, &begun.session, now()).unwrap().unwrap();
        (begun, open)
    }

    fn entry(&self, open: &Open, nickname: &str) -> Entry {
        self.drafts.folders().entry(open, "Plan", nickname, now()).unwrap().unwrap()
    }

    /// A draft, and a folder with it.
    fn folder(&self) -> (Begun, Open, Code, SessionKey) {
        let (begun, open) = self.begin();
        let first = self.entry(&open, "K, year 9");
        let (code, session) = self.drafts.folders().make(first, SessionKind::Own, now()).unwrap();
        (begun, open, code, session)
    }

    fn opened(&self, session: &SessionKey) -> Folder {
        self.drafts.folders().open(session, now()).unwrap().expect("its session")
    }

    fn enter(&self, code: &Code) -> Option<SessionKey> {
        self.drafts.folders().enter(code, SessionKind::Own, now()).unwrap()
    }

    fn entrance(&self, session: &SessionKey) -> Entrance {
        let entry = self.opened(session).entries.remove(0);
        self.drafts.folders().enter_draft(session, &entry, SessionKind::Own, now()).unwrap()
    }
}

#[test]
fn a_draft_opens_from_a_folder_with_the_folders_code_alone() {
    let world = World::new();
    let (begun, open, code, _) = world.folder();
    world.drafts.save(&open, &[("a", b"text")], now()).unwrap();
    let elsewhere = world.enter(&code).unwrap();
    let folder = world.opened(&elsewhere);
    let entry = &folder.entries[0];
    assert_eq!((entry.nickname.as_str(), entry.title.as_str()), ("K, year 9", "Plan"));
    assert!(folder.has(&begun.reference, &open.party()));
    let Entrance::Session(session) = world.entrance(&elsewhere) else { panic!("it does not open") };
    let opened = world.drafts.open(&begun.reference, &session, now()).unwrap().unwrap();
    assert_eq!((&**opened.sections["a"].plain, opened.party()), (&b"text"[..], open.party()));
    assert!(world.enter(&Code::random().unwrap()).is_none());
    assert!(world.enter(&begun.code).is_none(), "a draft's code is none of a folder");
    assert!(world.drafts.folders().open(&begun.session, now()).unwrap().is_none());
}

#[test]
fn the_code_of_a_folder_does_what_the_codes_of_its_drafts_do_and_no_other_drafts() {
    let world = World::new();
    let (begun, _, code, _) = world.folder();
    let (other, _) = world.begin();
    assert!(world.drafts.resume(&begun.reference, &code, now()).unwrap().is_some());
    assert!(world.drafts.resume(&other.reference, &code, now()).unwrap().is_none());
    let nobody = Reference::random("PEP").unwrap();
    assert!(world.drafts.resume(&nobody, &code, now()).unwrap().is_none());
}

// Fails without the check of the lock: whoever once saw a draft's code could keep the draft for good.
#[test]
fn a_new_code_of_a_draft_shuts_out_the_folders_in_which_it_was_before() {
    let world = World::new();
    let (begun, open, code, session) = world.folder();
    world.drafts.new_code(&open).unwrap();
    assert!(matches!(world.entrance(&session), Entrance::Closed(Standing::NewCode)));
    assert!(world.drafts.resume(&begun.reference, &code, now()).unwrap().is_none());
    let entry = world.entry(&open, "");
    assert_eq!(world.drafts.folders().put_in(&session, &entry, now()).unwrap(), PutIn::Done);
    let folder = world.opened(&session);
    assert_eq!((folder.entries.len(), folder.entries[0].nickname.as_str()), (1, "K, year 9"));
    assert!(matches!(world.entrance(&session), Entrance::Session(_)));
}

#[test]
fn what_became_of_a_draft_is_told_and_it_can_be_taken_out() {
    let world = World::new();
    let (begun, open, _, _) = world.folder();
    let readable: Readable = BTreeMap::from([("carer".to_owned(), sections())]);
    let invitation = world.drafts.invite(&open, "carer", &sections(), now()).unwrap().unwrap();
    let Some(Tried::Invitation(invitation)) =
        world.drafts.try_code(&begun.reference, &invitation, now()).unwrap()
    else {
        panic!("no invitation")
    };
    let join =
        world.drafts.join(&invitation, &sections(), SessionKind::Own, now()).unwrap().expect("it joins");
    let carer = world.drafts.open(&begun.reference, &join.session, now()).unwrap().unwrap();
    let (_, session) = world.drafts.folders().make(world.entry(&carer, ""), SessionKind::Own, now()).unwrap();
    assert!(matches!(world.entrance(&session), Entrance::Session(_)));

    let open = world.drafts.open(&begun.reference, &begun.session, now()).unwrap().unwrap();
    world.drafts.remove(&open, &carer.party(), &readable, &[]).unwrap();
    assert!(matches!(world.entrance(&session), Entrance::Closed(Standing::Removed)));
    world.drafts.delete(&open).unwrap();
    assert!(matches!(world.entrance(&session), Entrance::Closed(Standing::Gone)));
    let left = world.drafts.folders().take_out(&session, &begun.reference, now()).unwrap().unwrap();
    assert!(left.entries.is_empty() && world.opened(&session).entries.is_empty());
}

// Fails when a change is stored over one that it did not see.
#[test]
fn several_devices_at_once_lose_nothing_of_each_other() {
    let world = World::new();
    let (begun, _, code, _) = world.folder();
    let entries: Vec<Entry> = (0..6).map(|at| world.entry(&world.begin().1, &at.to_string())).collect();
    let barrier = Barrier::new(entries.len() + 1);
    std::thread::scope(|scope| {
        let (drafts, barrier, code) = (&world.drafts, &barrier, &code);
        for entry in &entries {
            scope.spawn(move || {
                let session = drafts.folders().enter(code, SessionKind::Own, now()).unwrap().unwrap();
                barrier.wait();
                assert_eq!(drafts.folders().put_in(&session, entry, now()).unwrap(), PutIn::Done);
            });
        }
        let session = world.enter(code).unwrap();
        barrier.wait();
        world.drafts.folders().rename(&session, &begun.reference, "M", now()).unwrap().unwrap();
    });
    let folder = world.opened(&world.enter(&code).unwrap());
    assert_eq!(folder.entries.len(), 7);
    assert_eq!(folder.entries[0].nickname, "M");
    let nicknames: BTreeSet<&str> = folder.entries[1..].iter().map(|entry| &*entry.nickname).collect();
    assert_eq!(nicknames.len(), 6);
}

#[test]
fn a_new_code_ends_the_old_one_and_signs_other_devices_out() {
    let world = World::new();
    let (_, _, code, session) = world.folder();
    let other = world.enter(&code).unwrap();
    let (new, here) = world.drafts.folders().new_code(&session, now()).unwrap().unwrap();
    assert!(world.enter(&code).is_none());
    for gone in [&session, &other] {
        assert!(world.drafts.folders().open(gone, now()).unwrap().is_none());
    }
    assert_eq!(world.opened(&here).entries.len(), 1);
    let folder = world.opened(&world.enter(&new).unwrap());
    world.drafts.folders().delete(&folder).unwrap();
    assert!(world.enter(&new).is_none() && world.drafts.folders().open(&here, now()).unwrap().is_none());
}

#[test]
fn a_session_ends_in_time_and_sooner_on_a_shared_computer() {
    let world = World::new();
    let (_, _, code, _) = world.folder();
    let folders = world.drafts.folders();
    for (kind, idle, limit) in [(SessionKind::Own, 30, 12 * 60), (SessionKind::Shared, 10, 2 * 60)] {
        let opens = |session: &SessionKey, at: i64| {
            let folder = folders.open(session, minutes(at)).unwrap();
            folder.is_some_and(|folder| folder.shared == (kind == SessionKind::Shared))
        };
        let unused = folders.enter(&code, kind, now()).unwrap().unwrap();
        assert!(!opens(&unused, idle), "{kind:?}");
        let used = folders.enter(&code, kind, now()).unwrap().unwrap();
        assert!((1..limit).step_by(5).all(|at| opens(&used, at)), "{kind:?}");
        assert!(!opens(&used, limit), "{kind:?}");
    }
}

#[test]
fn a_purge_takes_sessions_that_ran_out_and_folders_that_nobody_used() {
    let world = World::new();
    let (_, _, code, session) = world.folder();
    let days = |days: i64| now() + SignedDuration::from_hours(24 * days);
    let purge = |at: Timestamp| {
        world.store.trust_clock(at).unwrap();
        let purged = world.store.purge(at, &|_| None).unwrap();
        (purged.folders, purged.sessions)
    };
    assert_eq!(purge(minutes(29)), (0, 0));
    // One session of the draft, one of the folder.
    assert_eq!(purge(minutes(31)), (0, 2));
    assert!(world.drafts.folders().open(&session, now()).unwrap().is_none());
    world.drafts.folders().enter(&code, SessionKind::Own, days(300)).unwrap().unwrap();
    let last = 300 + i64::from(FOLDER_DAYS);
    assert_eq!(purge(days(last)), (0, 1));
    assert_eq!(purge(days(last + 1)), (1, 0));
    assert!(world.enter(&code).is_none());
}

#[test]
fn what_is_moved_by_hand_opens_nowhere() {
    let world = World::new();
    let (_, _, code, session) = world.folder();
    let (_, _, _, other) = world.folder();
    let id = world.opened(&session).id;
    let before: Vec<u8> =
        world.by_hand.query_row("SELECT sealed FROM folder WHERE id = ?1", [id], |row| row.get(0)).unwrap();
    let (_, open) = world.begin();
    world.drafts.folders().put_in(&session, &world.entry(&open, ""), now()).unwrap();
    let damaged = |session: &SessionKey| {
        matches!(world.drafts.folders().open(session, now()), Err(Error::Damaged("list of a folder")))
    };
    // The list of a revision before, and another folder's.
    let sql = "UPDATE folder SET sealed = ?2 WHERE id = ?1";
    let now_there: Vec<u8> =
        world.by_hand.query_row("SELECT sealed FROM folder WHERE id = ?1", [id], |row| row.get(0)).unwrap();
    world.by_hand.execute(sql, params![id, before]).unwrap();
    assert!(damaged(&session));
    world.by_hand.execute(sql, params![id, now_there]).unwrap();
    assert_eq!(world.opened(&session).entries.len(), 2);
    world.by_hand.execute(sql, params![world.opened(&other).id, now_there]).unwrap();
    assert!(damaged(&other));
    // A session that is pointed at another folder.
    let sql = "UPDATE folder_session SET folder = ?1";
    world.by_hand.execute(sql, [id]).unwrap();
    let moved = world.drafts.folders().open(&other, now());
    assert!(matches!(moved, Err(Error::Damaged("key of a folder"))));
    assert!(world.enter(&code).is_some());
}

#[test]
fn a_folder_holds_so_many_and_its_length_tells_only_every_four_kibibytes() {
    let world = World::new();
    let (_, _, _, session) = world.folder();
    let length = || -> u32 {
        world.by_hand.query_row("SELECT length(sealed) FROM folder", [], |row| row.get(0)).unwrap()
    };
    let mut lengths = BTreeSet::from([length()]);
    for at in 1..=MOST_IN_A_FOLDER {
        let entry = entry::tests::entry(&at.to_string());
        let expected = if at < MOST_IN_A_FOLDER { PutIn::Done } else { PutIn::Full };
        assert_eq!(world.drafts.folders().put_in(&session, &entry, now()).unwrap(), expected, "{at}");
        lengths.insert(length());
    }
    assert!(lengths.iter().all(|length| (length - 40) % 4096 == 0), "{lengths:?}");
    assert_eq!(world.opened(&session).entries.len(), MOST_IN_A_FOLDER);
}

#[test]
fn a_wrong_code_is_as_much_work_as_a_right_one() {
    let world = World::new();
    let (_, _, code, _) = world.folder();
    let work = |code: &Code| {
        let before = sealed::DERIVED.get();
        (world.enter(code).is_some(), sealed::DERIVED.get() - before)
    };
    assert_eq!(work(&code), (true, 2));
    assert_eq!(work(&Code::random().unwrap()), (false, 2));
}

#[test]
fn number_and_key_are_derived_apart_and_as_another_program_derives_them() {
    let opener = Opener::of(&Code::parse("7K3M-9QXD-2F4H-8N5P-T6RW-Q").unwrap());
    let shown = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    assert_eq!(shown(&opener.id), "2e935394ed20e99b8f7ea16d82b4bc33376f382fba337ad827607dfe63f14372");
    assert_eq!(shown(opener.key.bytes()), "5598ebc0d9bb2f8106f627ad5e436444c82ba6c91020fb6ea67a212a32eb1ae2");
}
