//! Sealed drafts: begun, saved, come back to, sent or let go. One story, run against every store, and what else is promised.

mod before;
mod canaries;
mod failures;
mod guesses;
mod moved;
mod moved_between;
mod people;
mod together;

use super::collect_store::{day, keep, open as open_store, purge_on, raw};
use fingerpost::collect::draft::{Begun, Code, Drafts, Error, New, Open, Saved, SessionKey};
use fingerpost::collect::reference::Reference;
use fingerpost::collect::store::{self, Clock, Erased, NewSubmission, Receipt, Sqlite, Store};
use jiff::{SignedDuration, Timestamp};
use std::path::Path;
use std::sync::{Arc, Barrier};

const FORM: &str = "login-request";

/// A store with the two definitions of these tests, and its drafts.
fn open_drafts(folder: &Path) -> (Arc<Sqlite>, Drafts) {
    let store = Arc::new(open_store(folder));
    for hash in ["0123abcd", "4567cdef"] {
        store::Drafts::keep_definition(&*store, hash, FORM, "a form, as it was").expect("it is kept");
    }
    (store.clone(), Drafts::new(store))
}

fn begin(drafts: &Drafts, now: Timestamp) -> Begun {
    let sections = ["a", "b"].map(str::to_owned);
    let new = New {
        prefix: "PEP",
        form: FORM,
        definition: "0123abcd",
        role: "social-worker",
        sections: &sections,
        readable: &sections.iter().cloned().collect(),
        keep_days: 45,
    };
    drafts.begin(&new, now).expect("it begins")
}

fn opened(drafts: &Drafts, begun: &Begun, now: Timestamp) -> Open {
    drafts.open(&begun.reference, &begun.session, now).expect("it reads").expect("it opens")
}

fn save(drafts: &Drafts, begun: &Begun, sections: &[(&str, &str)], now: Timestamp) {
    let sections: Vec<(&str, &[u8])> = sections.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let open = opened(drafts, begun, now);
    assert_eq!(drafts.save(&open, &sections, now).expect("it saves"), Saved::Done);
}

fn resume(drafts: &Drafts, reference: &Reference, code: &Code, now: Timestamp) -> Option<SessionKey> {
    drafts.resume(reference, code, now).expect("it looks")
}

fn texts(open: &Open) -> Vec<(&str, u64, &str)> {
    let sections = open.sections.iter();
    sections
        .map(|(name, section)| {
            (&**name, section.revision, std::str::from_utf8(&section.plain).expect("it is text"))
        })
        .collect()
}

/// What is sent from a draft.
fn submission(reference: &Reference, bytes: &[u8], now: Timestamp) -> NewSubmission {
    NewSubmission { reference: reference.clone(), ..raw(bytes.to_vec(), now) }
}

fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

/// The life of drafts, as every store must tell it.
fn story(submissions: &dyn Store, drafts: &Drafts) {
    // One begins. Nothing is in it.
    let now = day(0);
    let begun = begin(drafts, now);
    assert!(begun.reference.as_str().starts_with("PEP-"));
    let open = opened(drafts, &begun, now);
    assert_eq!((&*open.form, &*open.definition, &*open.role), (FORM, "0123abcd", "social-worker"));
    assert_eq!((open.created, open.saved, open.expires), (day(0), None, day(45)));
    assert_eq!(texts(&open), [("a", 0, ""), ("b", 0, "")]);

    // It is saved, and saved again by who opened it again; not by who did not, and then nothing of it.
    let save = |open: &Open, sections: &[(&str, &[u8])], at| drafts.save(open, sections, at);
    assert_eq!(save(&open, &[("a", b"one"), ("b", b"two")], day(1)).expect("it saves"), Saved::Done);
    let again = opened(drafts, &begun, now);
    assert_eq!((again.saved, again.expires), (Some(day(1)), day(46)));
    assert_eq!(texts(&again), [("a", 1, "one"), ("b", 1, "two")]);
    assert_eq!(save(&again, &[("a", b"one, longer")], day(2)).expect("it saves"), Saved::Done);
    assert_eq!(save(&again, &[("b", b"lost"), ("a", b"lost")], day(3)).expect("it looks"), Saved::Stale);
    assert_eq!(save(&open, &[("b", b"lost")], day(3)).expect("it looks"), Saved::Stale);
    let again = opened(drafts, &begun, now);
    assert_eq!((again.saved, texts(&again)), (Some(day(2)), vec![("a", 2, "one, longer"), ("b", 1, "two")]));
    for wrong in [&[("c", &b"x"[..])][..], &[("a", b"x"), ("a", b"y")]] {
        assert!(matches!(save(&again, wrong, day(3)), Err(Error::Section(_))));
    }
    assert_eq!(opened(drafts, &begun, now).saved, Some(day(2)));

    // The code opens it elsewhere; a wrong one, or one for another draft, does not.
    let other = begin(drafts, now);
    let elsewhere = resume(drafts, &begun.reference, &begun.code, now).expect("the code is right");
    let there = drafts.open(&begun.reference, &elsewhere, now).expect("it reads").expect("it opens");
    assert_eq!(texts(&there), texts(&again));
    assert_ne!(there.token(), again.token());
    assert_eq!(there.token(), opened_with(drafts, &begun.reference, &elsewhere, now).expect("open").token());
    assert!(resume(drafts, &begun.reference, &other.code, now).is_none());
    assert!(resume(drafts, &Reference::random("PEP").expect("one"), &begun.code, now).is_none());
    assert!(opened_with(drafts, &other.reference, &elsewhere, now).is_none(), "a session is of one draft");

    // Another code takes the place of the first, and puts out who came with it: somebody else may have seen it.
    let code = drafts.new_code(&there).expect("a new code");
    assert!(opened_with(drafts, &begun.reference, &begun.session, now).is_none());
    assert!(resume(drafts, &begun.reference, &begun.code, now).is_none());
    let third = resume(drafts, &begun.reference, &code, now).expect("the new code is right");
    drafts.sign_out(&third).expect("it ends");
    drafts.sign_out(&third).expect("it is over already");
    assert!(opened_with(drafts, &begun.reference, &third, now).is_none());
    assert!(opened_with(drafts, &begun.reference, &elsewhere, now).is_some());

    // It is sent, under its own reference, as it was opened; and is no draft any more.
    let old = again;
    assert_eq!(drafts.save(&there, &[("b", b"three")], day(3)).expect("it saves"), Saved::Done);
    let send = |open: &Open, new| drafts.send(open, new);
    let sent = submission(&begun.reference, b"sealed", day(4));
    let stranger = raw(vec![1], day(4));
    assert!(matches!(send(&old, stranger), Err(Error::OtherReference)));
    assert!(matches!(send(&old, submission(&begun.reference, b"old", day(4))), Err(Error::Changed)));
    let last = opened_with(drafts, &begun.reference, &elsewhere, now).expect("it opens");
    let expected = Receipt { reference: begun.reference.clone(), form: FORM.into(), received: day(4) };
    assert_eq!(send(&last, sent).expect("a receipt"), expected);
    assert_eq!(send(&last, submission(&begun.reference, b"twice", day(5))).expect("a receipt"), expected);
    assert_eq!(submissions.sealed(&begun.reference).expect("it reads").expect("a row").1, b"sealed");
    assert!(resume(drafts, &begun.reference, &code, now).is_none());
    assert!(opened_with(drafts, &begun.reference, &elsewhere, now).is_none());
    assert_eq!(save(&last, &[("a", b"late")], day(5)).expect("it looks"), Saved::Stale);
    assert!(matches!(drafts.new_code(&last), Err(Error::Gone)));
    submissions.erase(&begun.reference).expect("it erases");
    assert!(matches!(send(&last, submission(&begun.reference, b"late", day(5))), Err(Error::Gone)));

    // A draft's reference is no submission's.
    let taken = submissions.insert(submission(&other.reference, b"x", day(5)));
    assert!(matches!(taken, Err(store::Error::ReferenceTaken)));

    // The other is deleted by its party.
    let open = opened(drafts, &other, now);
    assert_eq!(drafts.delete(&open).expect("it deletes"), Erased::Done);
    assert_eq!(drafts.delete(&open).expect("it looks"), Erased::Unknown);
    assert!(opened_with(drafts, &other.reference, &other.session, now).is_none());
}

fn opened_with(drafts: &Drafts, reference: &Reference, session: &SessionKey, now: Timestamp) -> Option<Open> {
    drafts.open(reference, session, now).expect("it reads")
}

#[test]
fn the_story_of_drafts_on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, drafts) = open_drafts(folder.path());
    story(&*store, &drafts);
}

#[test]
fn a_draft_outlives_the_program() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, drafts) = open_drafts(folder.path());
    let begun = begin(&drafts, day(0));
    save(&drafts, &begun, &[("a", "kept")], day(0));
    drop((store, drafts));
    let (_store, drafts) = open_drafts(folder.path());
    assert_eq!(texts(&opened(&drafts, &begun, day(0)))[0], ("a", 1, "kept"));
    let session = resume(&drafts, &begun.reference, &begun.code, day(0)).expect("the code is right");
    assert!(opened_with(&drafts, &begun.reference, &session, day(0)).is_some());
}

#[test]
fn a_session_ends_half_an_hour_after_its_last_use_and_twelve_hours_after_it_began() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_store, drafts) = open_drafts(folder.path());
    let begun = begin(&drafts, day(0));
    let is_open =
        |at: SignedDuration| opened_with(&drafts, &begun.reference, &begun.session, day(0) + at).is_some();
    // Not used for half an hour.
    assert!(is_open(minutes(30) - SignedDuration::from_micros(1)));
    assert!(!is_open(minutes(30) + minutes(30)));
    // That was noted: used every 29 minutes it goes on, until the twelve hours are over.
    let mut at = minutes(30);
    while at < minutes(12 * 60) {
        assert!(is_open(at), "{at:?}");
        at += minutes(29);
    }
    assert!(is_open(minutes(12 * 60) - SignedDuration::from_micros(1)));
    assert!(!is_open(minutes(12 * 60)));
}

#[test]
fn that_a_session_is_used_is_written_once_a_minute() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_store, drafts) = open_drafts(folder.path());
    let begun = begin(&drafts, day(0));
    let by_hand = rusqlite::Connection::open(folder.path().join("submissions.db")).expect("the database");
    let seen = |at: SignedDuration| {
        opened(&drafts, &begun, day(0) + at);
        let seen: i64 = by_hand.query_row("SELECT seen FROM session", [], |row| row.get(0)).expect("a row");
        SignedDuration::from_micros(seen - day(0).as_microsecond())
    };
    let second = SignedDuration::from_secs(1);
    assert_eq!(seen(minutes(1) - second), SignedDuration::ZERO);
    assert_eq!(seen(minutes(1)), minutes(1));
    assert_eq!(seen(minutes(2) - second), minutes(1));
    assert_eq!(seen(minutes(5)), minutes(5));
}

#[test]
fn a_draft_goes_after_its_days_from_the_last_save_and_its_sessions_when_they_ran_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, drafts) = open_drafts(folder.path());
    let (left, saved) = (begin(&drafts, day(0)), begin(&drafts, day(0)));
    save(&drafts, &saved, &[("a", "text")], day(0));
    let purge = |at| store.purge(at, &keep).expect("it purges");
    let half_an_hour = day(0) + minutes(30);
    let purged = purge(half_an_hour - SignedDuration::from_micros(1));
    assert_eq!((purged.drafts, purged.sessions), (0, 0));
    let purged = purge(half_an_hour);
    assert_eq!((purged.drafts, purged.sessions, purged.scrubbed), (0, 2, true));

    // The second is saved on the twentieth day.
    purge_on(&*store, 1..=20);
    let session = resume(&drafts, &saved.reference, &saved.code, day(20)).expect("the code is right");
    let open = opened_with(&drafts, &saved.reference, &session, day(20)).expect("it opens");
    assert_eq!(drafts.save(&open, &[("a", b"more")], day(20)).expect("it saves"), Saved::Done);

    // Begun and left, the first goes on its 45th day, and the other 45 days after its save: no sooner.
    assert_eq!(purge_on(&*store, 21..=44).drafts, 0);
    assert_eq!(purge_on(&*store, 45..=45).drafts, 1);
    assert!(resume(&drafts, &left.reference, &left.code, day(45)).is_none());
    assert_eq!(purge_on(&*store, 46..=64).drafts, 0);
    assert!(resume(&drafts, &saved.reference, &saved.code, day(64)).is_some());

    // The clock leaps: until a person says that it is right nothing goes.
    let purged = purge(day(90));
    assert_eq!((purged.clock, purged.drafts, purged.sessions), (Clock::Leapt { since: day(64) }, 0, 0));
    assert_eq!(purge_on(&*store, 65..=65).drafts, 1);
    assert!(resume(&drafts, &saved.reference, &saved.code, day(65)).is_none());
}

#[test]
fn the_first_draft_starts_the_clock_that_guards_the_purge() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, drafts) = open_drafts(folder.path());
    begin(&drafts, day(0));
    let purged = store.purge(day(400), &keep).expect("it looks");
    assert_eq!((purged.clock, purged.drafts), (Clock::Leapt { since: day(0) }, 0));
}

#[test]
fn a_draft_sent_a_hundred_times_at_once_is_one_row_and_one_receipt() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, drafts) = open_drafts(folder.path());
    let begun = begin(&drafts, day(0));
    save(&drafts, &begun, &[("a", "text")], day(0));
    // A key counts nothing here: else the draft would be taken for this one, and be lost.
    store.insert(NewSubmission { key: Some([0; 32]), ..raw(vec![1], day(0)) }).expect("it is stored");
    let start = Barrier::new(100);
    let receipts: Vec<Receipt> = std::thread::scope(|scope| {
        let sends: Vec<_> = (0..100)
            .map(|number: u8| {
                let (drafts, begun, start) = (&drafts, &begun, &start);
                scope.spawn(move || {
                    let open = opened(drafts, begun, day(0));
                    // Each is sealed anew.
                    let new = submission(&begun.reference, &[number; 3000], day(0) + minutes(number.into()));
                    start.wait();
                    drafts.send(&open, NewSubmission { key: Some([0; 32]), ..new }).expect("a receipt")
                })
            })
            .collect();
        sends.into_iter().map(|send| send.join().expect("a receipt")).collect()
    });
    assert_eq!(receipts.len(), 100);
    assert!(receipts.iter().all(|receipt| *receipt == receipts[0]));
    let rows = store.list().expect("it lists");
    let sent: Vec<_> = rows.iter().filter(|row| row.reference == begun.reference).collect();
    assert_eq!((rows.len(), sent.len(), sent[0].received), (2, 1, receipts[0].received));
    assert!(resume(&drafts, &begun.reference, &begun.code, day(0)).is_none());
}

#[test]
fn of_many_who_save_at_once_one_is_first_and_the_others_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_store, drafts) = open_drafts(folder.path());
    let begun = begin(&drafts, day(0));
    let start = Barrier::new(20);
    let saved: Vec<(String, Saved)> = std::thread::scope(|scope| {
        let saves: Vec<_> = (0..20)
            .map(|number| {
                let (drafts, begun, start) = (&drafts, &begun, &start);
                scope.spawn(move || {
                    let (open, text) = (opened(drafts, begun, day(0)), format!("text {number}"));
                    start.wait();
                    let saved = drafts.save(&open, &[("a", text.as_bytes()), ("b", b"same")], day(0));
                    (text, saved.expect("it saves or tells"))
                })
            })
            .collect();
        saves.into_iter().map(|save| save.join().expect("an answer")).collect()
    });
    let done: Vec<&String> =
        saved.iter().filter(|(_, saved)| *saved == Saved::Done).map(|(text, _)| text).collect();
    assert_eq!(done.len(), 1);
    assert_eq!(texts(&opened(&drafts, &begun, day(0))), [("a", 1, &**done[0]), ("b", 1, "same")]);
}

#[test]
fn a_draft_goes_on_with_the_definition_that_it_began_with() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, drafts) = open_drafts(folder.path());
    let kept: &dyn store::Drafts = &*store;
    let begun = begin(&drafts, day(0));
    kept.keep_definition("0123abcd", FORM, "another text").expect("it is there already");
    assert_eq!(kept.definition("0123abcd").expect("it reads").as_deref(), Some("a form, as it was"));
    assert_eq!(kept.forget_definitions(&["4567cdef"]).expect("it looks"), 0);
    assert_eq!(kept.forget_definitions(&[]).expect("it forgets"), 1);
    assert_eq!(kept.definition("4567cdef").expect("it reads"), None);
    drafts.delete(&opened(&drafts, &begun, day(0))).expect("it deletes");
    assert_eq!(kept.forget_definitions(&["0123abcd"]).expect("it looks"), 0);
    assert_eq!(kept.forget_definitions(&[]).expect("it forgets"), 1);
    let new = New {
        prefix: "PEP",
        form: FORM,
        definition: "0123abcd",
        role: "x",
        sections: &[],
        readable: &std::collections::BTreeSet::new(),
        keep_days: 1,
    };
    let error = drafts.begin(&new, day(0)).map(drop).expect_err("it is not kept");
    assert!(matches!(error, Error::Store(store::Error::NoDefinition)), "{error:?}");
    let error = drafts.begin(&New { prefix: "p", ..new }, day(0)).map(drop).expect_err("no prefix");
    assert!(error.to_string().contains("PEP"), "{error}");
}

#[test]
fn debug_shows_no_answer_and_no_secret() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_store, drafts) = open_drafts(folder.path());
    let begun = begin(&drafts, day(0));
    save(&drafts, &begun, &[("a", "canary")], day(0));
    let open = opened(&drafts, &begun, day(0));
    let shown = format!("{open:?} {:?} {:?} {:?}", open.sections, begun.code, begun.session);
    for secret in ["canary", begun.code.as_str(), &**begun.session.to_cookie(), open.token(), "SECRET"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
