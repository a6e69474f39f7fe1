//! A draft of the time when one person filled in a draft: it opens and is sent as it was, and stays that person's.

use super::people::readable;
use super::{FORM, day, minutes, resume, submission, texts};
use fingerpost::collect::draft::{Code, Drafts, Error, Open, Removed, Saved, SessionKey, Signature};
use fingerpost::collect::keys::Recipient;
use fingerpost::collect::reference::Reference;
use fingerpost::collect::store::{self, Options, Sqlite, Store};
use rusqlite::Connection;
use std::path::Path;
use std::sync::Arc;

const REFERENCE: &str = "PEP-4PPF-A7G1";
const CODE: &str = "KQRJ-0T0G-X4ZS-XX32-9KSC-M";
const COOKIE: &str = "060fb42d1b4f91eb79d0d06c0075ff4fd219437cfa59215529cac8d074bf22f6";
const TEXT: &str = "written before several people could work on one";

/// The database of version 2, as it was left.
fn left(folder: &Path) {
    let database = Connection::open(folder.join("submissions.db")).expect("a database");
    database.execute_batch("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL").expect("it is set");
    for sql in [
        include_str!("../../../src/collect/store/migrations/0001_submissions.sql"),
        include_str!("../../../src/collect/store/migrations/0002_drafts.sql"),
        include_str!("../collect_store/version_2.sql"),
        "UPDATE upkeep SET last_tick = 1788249600000000; PRAGMA application_id = 1179669332; PRAGMA user_version = 2",
    ] {
        database.execute_batch(sql).expect("SQL");
    }
}

fn today(folder: &Path) -> (Arc<Sqlite>, Drafts) {
    let store = Arc::new(Sqlite::open(folder, Options::default()).expect("it is brought to today's shape"));
    (store.clone(), Drafts::new(store))
}

fn opened(drafts: &Drafts) -> Open {
    let reference = Reference::parse(REFERENCE).expect("a reference");
    let session = resume(drafts, &reference, &Code::parse(CODE).expect("a code"), day(0));
    drafts
        .open(&reference, &session.expect("the code is right"), day(0))
        .expect("it reads")
        .expect("it opens")
}

#[test]
fn a_draft_of_before_opens_is_saved_and_sent_and_is_not_shared() {
    let folder = tempfile::tempdir().expect("a folder");
    left(folder.path());
    let (store, drafts) = today(folder.path());
    let reference = Reference::parse(REFERENCE).expect("a reference");
    // The session of before goes on, too.
    let session = SessionKey::parse(COOKIE).expect("a cookie");
    let open =
        drafts.open(&reference, &session, day(0) + minutes(29)).expect("it reads").expect("it is open");
    assert_eq!(texts(&open), [("a", 1, TEXT), ("b", 0, "")]);
    assert!(drafts.open(&reference, &session, day(0) + minutes(90)).expect("it looks").is_none());
    let open = opened(&drafts);
    let seat = open.seat().expect("its seat");
    assert_eq!((seat.seat, seat.joined, &seat.invited_by, &*open.role), (0, day(0), &None, "social-worker"));
    assert!(!open.may_be_shared() && !open.shared);
    assert_eq!((open.created, open.expires, &*open.form), (day(0), day(45), FORM));
    assert!(!open.overview.sections.iter().any(|section| section.is_in() || section.has_recovery));

    // Nobody is invited to it, and the team gets no key to it.
    let readable = readable();
    let invited = drafts.invite(&open, "social-worker", &readable["social-worker"], day(0));
    assert!(matches!(invited, Err(Error::Alone)));
    let team: Vec<Recipient> = vec![super::people::team(folder.path()).0];
    drafts.share(&open, &team).expect("nothing to do");
    assert!(store::Drafts::recovery(&*store, &reference).expect("it reads").is_empty());
    assert_eq!(drafts.remove(&open, &open.party(), &readable, &team).expect("it looks"), Removed::NotAllowed);
    let signature = Signature {
        carries: false,
        looked_at: Vec::new(),
        carried: std::collections::BTreeMap::new(),
        part: ([3; 32], vec![3]),
        closing: store::Closing { leads: Vec::new(), carried_until: day(300) },
    };
    assert!(matches!(drafts.sign(&open, signature, day(0)), Err(Error::Alone)));
    assert_eq!(store::Drafts::overviews(&*store).expect("it reads").len(), 1);

    // It is saved under the same keys, gets another code, and is sent as a whole.
    assert_eq!(drafts.save(&open, &[("b", b"new")], day(1)).expect("it saves"), Saved::Done);
    let code = drafts.new_code(&open).expect("a code");
    drop((store, drafts));
    let (store, drafts) = today(folder.path());
    let session = resume(&drafts, &reference, &code, day(1)).expect("the code is right");
    let open = drafts.open(&reference, &session, day(1)).expect("it reads").expect("it opens");
    assert_eq!(texts(&open), [("a", 1, TEXT), ("b", 1, "new")]);
    let receipt = drafts.send(&open, submission(&reference, b"sealed", day(1))).expect("it is sent");
    assert_eq!((receipt.reference, receipt.received), (reference.clone(), day(1)));
    assert_eq!(store.sealed(&reference).expect("it reads").expect("a row").1, b"sealed");
    assert!(resume(&drafts, &reference, &code, day(1)).is_none());
}

#[test]
fn a_party_that_was_put_into_a_draft_of_before_by_hand_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    left(folder.path());
    let (_store, drafts) = today(folder.path());
    opened(&drafts);
    let by_hand = Connection::open(folder.path().join("submissions.db")).expect("the database");
    let sql = "INSERT INTO party (id, draft, role, recipient, wrapped, seat) SELECT zeroblob(16), draft, role, recipient, wrapped, 1 FROM party";
    by_hand.execute(sql, []).expect("SQL");
    let reference = Reference::parse(REFERENCE).expect("a reference");
    let session = resume(&drafts, &reference, &Code::parse(CODE).expect("a code"), day(0));
    let open = drafts.open(&reference, &session.expect("the code is right"), day(0));
    assert!(matches!(open, Err(Error::Damaged("list of parties"))));
}
