//! The store: what it keeps, acknowledges and forgets. One story, run against every store, and many senders at once.

pub(crate) mod canaries;
mod crash;
mod failures;
mod files;
mod withdraw;

use fingerpost::collect::keys::{Identity, Recipient, keygen, read_identities};
use fingerpost::collect::payload::{Answer, Payload};
use fingerpost::collect::reference::{ConfirmCode, Reference};
use fingerpost::collect::seal;
use fingerpost::collect::store::{
    Clock, Confirmed, Erased, Error, Keep, NewSubmission, Options, Progress, Purged, Receipt, Sqlite, Store,
};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Barrier;

pub(crate) const FORM: &str = "login-request";
const KEEP: Keep = Keep { submitted_days: 90, after_confirmed_days: 30 };

/// A time so many days after the first of the tests.
pub(crate) fn day(days: i64) -> Timestamp {
    let first: Timestamp = "2026-09-01T08:00:00Z".parse().expect("a time");
    first + SignedDuration::from_hours(24 * days)
}

pub(crate) fn open(folder: &Path) -> Sqlite {
    Sqlite::open(folder, Options::default()).expect("the store opens")
}

/// A new key, and the identity that was written for it.
pub(crate) fn key(folder: &Path, name: &str) -> (Recipient, Identity) {
    let path = folder.join(name);
    let recipient = keygen(&path, None).expect("a key");
    let identities = read_identities(&path, &|| panic!("there is no passphrase")).expect("its identity");
    (recipient, identities.into_iter().next().expect("one identity"))
}

pub(crate) fn payload(form: &str, words: &str, received: Timestamp) -> Payload {
    Payload {
        reference: Reference::random("LOG").expect("a reference"),
        form: form.into(),
        title: "ePEP login request".into(),
        definition: "0123abcd".into(),
        council: Some("north".into()),
        received,
        confirm: ConfirmCode::random().expect("a code"),
        part: None,
        answers: vec![Answer {
            page: "person".into(),
            row: None,
            field: "full_name".into(),
            label: "Full name".into(),
            answer: vec![words.into(), "second line".into()],
        }],
    }
}

/// The payload, sealed, as it goes into the store.
pub(crate) fn sealed(payload: &Payload, to: &[Recipient]) -> NewSubmission {
    NewSubmission {
        reference: payload.reference.clone(),
        form: payload.form.clone(),
        council: payload.council.clone(),
        key: None,
        received: payload.received,
        answer_by: Some("2026-09-15".parse().expect("a day")),
        sealed: seal::seal(payload, to).expect("it seals").0,
        confirm_hash: payload.confirm.hash(&payload.reference),
        withdraw_hash: None,
    }
}

/// A submission whose sealed bytes are just these.
pub(crate) fn raw(bytes: Vec<u8>, received: Timestamp) -> NewSubmission {
    NewSubmission {
        reference: Reference::random("LOG").expect("a reference"),
        form: FORM.into(),
        council: None,
        key: None,
        received,
        answer_by: None,
        sealed: bytes,
        confirm_hash: [7; 32],
        withdraw_hash: None,
    }
}

pub(crate) fn keep(form: &str) -> Option<Keep> {
    (form == FORM).then_some(KEEP)
}

/// Tick each day, as the server does more often, and purge on the last.
pub(crate) fn purge_on(store: &dyn Store, days: std::ops::RangeInclusive<i64>) -> Purged {
    let last = *days.end();
    for at in days {
        assert_eq!(store.tick(day(at)).expect("it ticks"), Clock::Steady, "day {at}");
    }
    store.purge(day(last), &keep).expect("it purges")
}

fn references(store: &dyn Store) -> Vec<Reference> {
    store.list().expect("it lists").into_iter().map(|row| row.reference).collect()
}

/// The life of submissions, as every store must tell it.
fn story(store: &dyn Store, to: &[Recipient], identities: &[Identity]) {
    // Three come, the second on another day.
    let (first, second, third) =
        (payload(FORM, "Ada", day(0)), payload(FORM, "Ben", day(1)), payload("other", "Cy", day(1)));
    for payload in [&first, &second, &third] {
        let receipt = store.insert(sealed(payload, to)).expect("it is stored");
        let expected = Receipt {
            reference: payload.reference.clone(),
            form: payload.form.clone(),
            received: payload.received,
        };
        assert_eq!(receipt, expected);
        assert_eq!(store.receipt(&payload.reference).expect("it reads"), Some(expected));
    }
    let (one, two, three) = (&first.reference, &second.reference, &third.reference);
    let nobody = Reference::random("LOG").expect("a reference");
    assert_eq!(store.receipt(&nobody).expect("it reads"), None);
    assert!(store.sealed(&nobody).expect("it reads").is_none());

    // The team lists them, oldest first, and opens one.
    let rows = store.list().expect("it lists");
    assert_eq!(rows.iter().map(|row| &row.reference).collect::<Vec<_>>(), [one, two, three]);
    assert_eq!((rows[0].opened, rows[0].confirmed, rows[0].progress), (None, None, Progress::New));
    assert_eq!(rows[0].answer_by, Some("2026-09-15".parse().expect("a day")));
    assert_eq!(rows[0].council.as_deref(), Some("north"));
    let (row, bytes) = store.sealed(one).expect("it reads").expect("it is there");
    assert_eq!((&row, row.bytes), (&rows[0], bytes.len() as u64));
    assert_eq!(seal::open_row(&row, &bytes, identities).expect("it opens"), first);
    assert!(store.mark_opened(one, day(2)).expect("it notes"));
    assert!(store.mark_opened(one, day(3)).expect("it notes"));
    assert!(!store.mark_opened(&nobody, day(2)).expect("it looks"));
    assert_eq!(store.list().expect("it lists")[0].opened, Some(day(2)), "the first time counts");

    // It is worked on.
    for progress in Progress::ALL {
        assert!(store.set_progress(one, progress).expect("it notes"));
        assert_eq!(store.list().expect("it lists")[0].progress, progress);
    }
    assert!(!store.set_progress(&nobody, Progress::Made).expect("it looks"));

    // A wrong code confirms nothing, the right one does, once.
    let confirm =
        |reference: &Reference, code: &ConfirmCode, at| store.confirm(reference, code, at).expect("it looks");
    assert_eq!(confirm(one, &second.confirm, day(3)), Confirmed::WrongCode);
    assert_eq!(confirm(&nobody, &first.confirm, day(3)), Confirmed::Unknown);
    assert_eq!(store.list().expect("it lists")[0].confirmed, None);
    assert_eq!(confirm(one, &first.confirm, day(3)), Confirmed::Done);
    assert_eq!(confirm(one, &first.confirm, day(9)), Confirmed::Done);
    assert_eq!(store.list().expect("it lists")[0].confirmed, Some(day(3)), "the first time counts");

    // A person erases one.
    assert_eq!(store.erase(three).expect("it erases"), Erased::Done);
    assert_eq!(store.erase(three).expect("it looks"), Erased::Unknown);
    assert_eq!(store.receipt(three).expect("it reads"), None);

    // The confirmed one goes after its 30 days, no sooner.
    assert_eq!(purge_on(store, 1..=32).deleted, []);
    assert_eq!(purge_on(store, 32..=33).deleted, std::slice::from_ref(one));
    assert_eq!(references(store), std::slice::from_ref(two));

    // The one that nobody opened is kept, and named once its 90 days are over, however long ago that was.
    assert_eq!(purge_on(store, 33..=90).waiting, []);
    for days in [90..=91, 91..=120] {
        let purged = purge_on(store, days);
        assert_eq!((&*purged.deleted, &*purged.waiting), (&[][..], std::slice::from_ref(two)));
    }

    // Opened, it would go; but the clock leaps, and until a person says that it is right nothing goes.
    store.mark_opened(two, day(120)).expect("it notes");
    for leapt in [day(123), day(117), day(9000)] {
        let purged = store.purge(leapt, &keep).expect("it looks");
        assert_eq!((purged.clock, &*purged.deleted), (Clock::Leapt { since: day(120) }, &[][..]));
        assert_eq!(store.tick(leapt).expect("it looks"), Clock::Leapt { since: day(120) });
    }
    assert_eq!(references(store), std::slice::from_ref(two));
    store.trust_clock(day(123)).expect("it notes");
    assert_eq!(store.purge(day(123), &keep).expect("it purges").deleted, std::slice::from_ref(two));
    assert_eq!(references(store), []);

    // What no rule is for is kept and named.
    let stray = payload("removed", "Di", day(123));
    store.insert(sealed(&stray, to)).expect("it is stored");
    let purged = store.purge(day(124), &keep).expect("it purges");
    assert_eq!((&*purged.deleted, &*purged.without_rule), (&[][..], std::slice::from_ref(&stray.reference)));
}

#[test]
fn the_store_story_on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    let (recipient, identity) = key(folder.path(), "team.key");
    story(&open(&folder.path().join("data")), &[recipient], &[identity]);
}

#[test]
fn the_first_submission_starts_the_clock_that_guards_the_purge() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let stored = store.insert(raw(vec![1], day(0))).expect("it is stored");
    store.mark_opened(&stored.reference, day(0)).expect("it notes");
    let purged = store.purge(day(400), &keep).expect("it looks");
    assert_eq!((purged.clock, purged.deleted.len()), (Clock::Leapt { since: day(0) }, 0));
}

#[test]
fn the_same_key_a_hundred_times_at_once_is_one_row_and_one_receipt() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let start = Barrier::new(100);
    let receipts: Vec<Receipt> = std::thread::scope(|scope| {
        let posts: Vec<_> = (0..100)
            .map(|number| {
                let (store, start) = (&store, &start);
                scope.spawn(move || {
                    // Each is sealed anew, with a reference of its own.
                    let new = NewSubmission { key: Some([9; 32]), ..raw(vec![number], day(0)) };
                    start.wait();
                    store.insert(new).expect("it is stored")
                })
            })
            .collect();
        posts.into_iter().map(|post| post.join().expect("a receipt")).collect()
    });
    assert_eq!(receipts.len(), 100);
    assert!(receipts.iter().all(|receipt| *receipt == receipts[0]));
    assert_eq!(references(&store), std::slice::from_ref(&receipts[0].reference));

    // A restart forgets nothing of it, and another key is another submission.
    drop(store);
    let store = open(folder.path());
    let again = store.insert(NewSubmission { key: Some([9; 32]), ..raw(vec![1], day(1)) });
    assert_eq!(again.expect("the first receipt"), receipts[0]);
    store.insert(NewSubmission { key: Some([8; 32]), ..raw(vec![1], day(1)) }).expect("it is stored");
    assert_eq!(references(&store).len(), 2);
}

#[test]
fn fifty_different_submissions_at_once_are_fifty_rows() {
    let folder = tempfile::tempdir().expect("a folder");
    let (recipient, identity) = key(folder.path(), "team.key");
    let store = open(&folder.path().join("data"));
    let start = Barrier::new(50);
    let words = |number: usize| format!("answer number {number}");
    let shown: BTreeSet<(Reference, String)> = std::thread::scope(|scope| {
        let posts: Vec<_> = (0..50)
            .map(|number| {
                let (store, start, to) = (&store, &start, std::slice::from_ref(&recipient));
                scope.spawn(move || {
                    let new = sealed(&payload(FORM, &words(number), day(0)), to);
                    start.wait();
                    (store.insert(new).expect("it is stored").reference, words(number))
                })
            })
            .collect();
        posts.into_iter().map(|post| post.join().expect("a receipt")).collect()
    });
    assert_eq!(references(&store).len(), 50);
    let kept = references(&store).into_iter().map(|reference| {
        let (row, bytes) = store.sealed(&reference).expect("it reads").expect("it is there");
        let payload = seal::open_row(&row, &bytes, std::slice::from_ref(&identity)).expect("it opens");
        (reference, payload.answers[0].answer[0].clone())
    });
    assert_eq!(kept.collect::<BTreeSet<_>>(), shown);
}

#[test]
fn a_reference_that_is_taken_is_told_and_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let first = raw(b"first".to_vec(), day(0));
    let second = NewSubmission { reference: first.reference.clone(), ..raw(b"second".to_vec(), day(1)) };
    let reference = store.insert(first).expect("it is stored").reference;
    assert!(matches!(store.insert(second), Err(Error::ReferenceTaken)));
    assert_eq!(store.sealed(&reference).expect("it reads").expect("it is there").1, b"first");
}

#[test]
fn another_program_lists_and_confirms_while_the_first_writes() {
    let folder = tempfile::tempdir().expect("a folder");
    let (recipient, _) = key(folder.path(), "team.key");
    let data = folder.path().join("data");
    let (server, command) = (open(&data), open(&data));
    let mine = payload(FORM, "Ada", day(0));
    server.insert(sealed(&mine, std::slice::from_ref(&recipient))).expect("it is stored");
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            for number in 0..200 {
                server.insert(raw(vec![number; 3000], day(0))).expect("it is stored");
            }
        });
        let mut seen = 0;
        while !writing.is_finished() {
            let now = command.list().expect("it lists").len();
            assert!(now >= seen, "rows went from {seen} to {now}");
            seen = now;
            let confirmed = command.confirm(&mine.reference, &mine.confirm, day(1)).expect("it writes");
            assert_eq!(confirmed, Confirmed::Done);
        }
    });
    assert_eq!(references(&command).len(), 201);
    assert_eq!(server.list().expect("it lists")[0].confirmed, Some(day(1)));
}

#[test]
fn many_programs_may_open_a_new_store_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, start) = (folder.path().join("data"), Barrier::new(12));
    std::thread::scope(|scope| {
        for number in 0..12 {
            let (data, start) = (&data, &start);
            scope.spawn(move || {
                start.wait();
                open(data).insert(raw(vec![number], day(0))).expect("it is stored");
            });
        }
    });
    assert_eq!(references(&open(&data)).len(), 12);
}
