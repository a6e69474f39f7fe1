//! Several people on one draft: sent once however often it is pressed, let go of for good, and kept for as long as it is needed.

use super::super::collect_store::canaries::held_bytes;
use super::people::{
    LEAD, SECTIONS, TEACHER, begin_shared, hand_over, header, invite, join, readable, send, sign, team,
    with_code, write,
};
use super::{day, keep, minutes, open_drafts, opened_with, purge_on};
use fingerpost::collect::draft::{Code, Drafts, Error, Removed, SessionKind, Tried};
use fingerpost::collect::reference::Reference;
use fingerpost::collect::store::{Drafts as _, Receipt, Signed, Store};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use std::path::Path;
use std::sync::Barrier;

/// Bytes that stand nowhere else.
fn sealed(number: u8) -> Vec<u8> {
    (0..3000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 11) as u8 ^ number).collect()
}

/// Pieces of what SQL finds: 24 bytes from the head, the middle and the tail of each. What age writes first is always the same.
fn pieces(data: &Path, sql: &str) -> Vec<Vec<u8>> {
    let database = Connection::open(data.join("submissions.db")).expect("the database");
    let mut all = database.prepare(sql).expect("SQL");
    let all = all.query_map([], |row| row.get::<_, Vec<u8>>(0)).expect("rows");
    let all: Vec<Vec<u8>> = all.map(|bytes| bytes.expect("bytes")).collect();
    assert!(!all.is_empty(), "{sql}");
    let piece = |bytes: &[u8], from: usize| bytes[from..from + 24].to_vec();
    let ends =
        |bytes: &Vec<u8>| [32, (bytes.len() - 24) / 2, bytes.len() - 24].map(|from| piece(bytes, from));
    all.iter().flat_map(ends).collect()
}

/// How much of them stands in any file.
fn found(data: &Path, pieces: &[Vec<u8>]) -> usize {
    held_bytes(data, pieces).len()
}

fn rows(data: &Path, table: &str) -> u32 {
    let database = Connection::open(data.join("submissions.db")).expect("the database");
    database.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).expect("a number")
}

#[test]
fn a_section_sent_a_hundred_times_at_once_is_one_part_and_one_receipt() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, drafts) = open_drafts(folder.path());
    let begun = begin_shared(&drafts, day(0));
    let teacher = hand_over(&drafts, &begun, TEACHER, day(0)).code;
    let start = Barrier::new(100);
    let receipts: Vec<Receipt> = std::thread::scope(|scope| {
        let sends: Vec<_> = (0..100_u8)
            .map(|number| {
                let (drafts, begun, start) = (&drafts, &begun, &start);
                // Both may read the section, and both press.
                let code = if number % 2 == 0 { &begun.code } else { &teacher };
                scope.spawn(move || {
                    let open = with_code(drafts, &begun.reference, code, day(0));
                    start.wait();
                    send(drafts, &open, "a", &[number; 2000], day(0) + minutes(number.into()))
                })
            })
            .collect();
        sends.into_iter().map(|send| send.join().expect("a receipt")).collect()
    });
    assert_eq!(receipts.len(), 100);
    assert!(receipts.iter().all(|receipt| *receipt == receipts[0]));
    let parts = store.parts(&begun.reference).expect("it reads");
    assert_eq!((parts.len(), &*parts[0].0.name, parts[0].0.revision, parts[0].1.len()), (1, "a", 1, 2000));
    assert!(parts[0].1.iter().all(|byte| *byte == parts[0].1[0]), "one of them, whole");
    assert_eq!(store.list().expect("it lists").len(), 1);
    assert!(!store.overview(&begun.reference).expect("it reads").expect("a draft").sections[1].is_in());
}

#[test]
fn who_sends_and_who_saves_at_once_agree_on_what_the_team_has() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, drafts) = open_drafts(folder.path());
    let begun = begin_shared(&drafts, day(0));
    let start = Barrier::new(16);
    std::thread::scope(|scope| {
        for number in 0..16_u8 {
            let (drafts, begun, start) = (&drafts, &begun, &start);
            scope.spawn(move || {
                let open = with_code(drafts, &begun.reference, &begun.code, day(0));
                start.wait();
                if number % 4 == 0 {
                    // Stale is an answer too.
                    drafts.save(&open, &[("a", &[number][..])], day(0)).expect("it saves or tells");
                } else {
                    let part = ([2; 32], vec![number]);
                    match drafts.send_section(&open, "a", header(&begun.reference, day(0)), part, b"") {
                        Ok(_) | Err(Error::Changed) => {}
                        Err(error) => panic!("{error:?}"),
                    }
                }
            });
        }
    });
    // What is marked as sent is what the team has.
    let overview = store.overview(&begun.reference).expect("it reads").expect("a draft");
    let sent = overview.sections[0].sent.as_ref().map(|sent| sent.revision);
    let part = store.parts(&begun.reference).expect("it reads").first().map(|(part, _)| part.revision);
    assert_eq!(sent, part);
}

#[test]
fn of_a_section_that_is_sent_again_the_old_bytes_are_gone() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, drafts) = open_drafts(folder.path());
    let begun = begin_shared(&drafts, day(0));
    let lead = || with_code(&drafts, &begun.reference, &begun.code, day(0));
    let first = send(&drafts, &lead(), "a", &sealed(1), day(0));
    let old = pieces(folder.path(), "SELECT sealed FROM part");
    assert!(found(folder.path(), &old) > 1);
    write(&drafts, &lead(), &["a"], day(0));
    assert_eq!(send(&drafts, &lead(), "a", &sealed(2), day(1)), first, "one receipt");
    assert_eq!(found(folder.path(), &old), 0);
    let parts = store.parts(&begun.reference).expect("it reads");
    assert_eq!((parts.len(), &parts[0].1), (1, &sealed(2)));
    // What was signed goes with what was signed for, at the latest with the next purge.
    send(&drafts, &lead(), "b", &sealed(3), day(1));
    send(&drafts, &lead(), "private", &sealed(4), day(1));
    hand_over(&drafts, &begun, TEACHER, day(1));
    assert_eq!(sign(&drafts, &lead(), None, &sealed(5), day(1)), Signed::Done);
    let signature = pieces(folder.path(), "SELECT sealed FROM part WHERE name LIKE 'sign-off:%'");
    assert!(found(folder.path(), &signature) > 1);
    write(&drafts, &lead(), &["a"], day(1));
    purge_on(&*store, 1..=1);
    assert_eq!(found(folder.path(), &signature), 0);
}

#[test]
fn of_invitations_keys_and_people_that_are_gone_no_byte_is_left() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let (store, drafts) = open_drafts(&data);
    let (recipient, _) = team(folder.path());
    let begun = begin_shared(&drafts, day(0));
    let lead = || with_code(&drafts, &begun.reference, &begun.code, day(0));
    let wrapped = "SELECT wrapped FROM invitation";

    // One is taken back, one used, and one runs out.
    invite(&drafts, &lead(), TEACHER, day(0));
    let taken_back = pieces(&data, wrapped);
    assert_eq!(found(&data, &taken_back), 3);
    let id = lead().overview.invitations[0].id;
    assert!(drafts.uninvite(&lead(), &id).expect("it is there"));
    assert!(!drafts.uninvite(&lead(), &id).expect("it looks"));
    assert_eq!(found(&data, &taken_back), 0);
    let invitation = invite(&drafts, &lead(), TEACHER, day(0));
    let used = pieces(&data, wrapped);
    let teacher = join(&drafts, &begun.reference, &invitation, day(0)).expect("it is open").code;
    assert_eq!(found(&data, &used), 0);
    invite(&drafts, &lead(), "carer", day(0));
    let ran_out = pieces(&data, wrapped);
    purge_on(&*store, 0..=6);
    assert_eq!(found(&data, &ran_out), 3);
    purge_on(&*store, 7..=7);
    assert_eq!(found(&data, &ran_out), 0);
    // Or another invitation is the first to see that it ran out, and the next purge goes on.
    invite(&drafts, &lead(), "carer", day(7));
    let ran_out = pieces(&data, wrapped);
    invite(&drafts, &lead(), "carer", day(14));
    purge_on(&*store, 8..=14);
    assert_eq!(found(&data, &ran_out), 0);

    // A party's access is taken away: its identity, every key that it had, and every text under one of them are others.
    drafts.share(&lead(), std::slice::from_ref(&recipient)).expect("it is shared");
    let gone = with_code(&drafts, &begun.reference, &teacher, day(14)).party();
    let all = [
        "SELECT wrapped FROM party WHERE seat > 0",
        "SELECT sealed FROM section_key WHERE section <> 'private'",
        "SELECT sealed FROM recovery WHERE section <> 'private'",
        "SELECT sealed FROM section WHERE name <> 'private'",
        wrapped,
    ];
    let all: Vec<Vec<u8>> = all.iter().flat_map(|sql| pieces(&data, sql)).collect();
    assert!(found(&data, &all) * 10 > all.len() * 9, "a piece may lie across two pages");
    let removed = drafts.remove(&lead(), &gone, &readable(), std::slice::from_ref(&recipient));
    assert_eq!(removed.expect("it is done"), Removed::Done);
    assert_eq!(found(&data, &all), 0);
    let open = lead();
    assert_eq!(&**open.sections["b"].plain, b"text of b");
}

/// A draft of two with everything in it, and what each of its sealed bytes is.
fn full(
    drafts: &Drafts,
    data: &Path,
    recipient: fingerpost::collect::keys::Recipient,
) -> (Reference, [Code; 2], Vec<Vec<u8>>) {
    let begun = begin_shared(drafts, day(0));
    let teacher = hand_over(drafts, &begun, TEACHER, day(0)).code;
    let lead = || with_code(drafts, &begun.reference, &begun.code, day(0));
    drafts.share(&lead(), &[recipient]).expect("it is shared");
    for section in SECTIONS {
        send(drafts, &lead(), section, &sealed(1), day(0));
    }
    assert!(drafts.send_back(&lead(), "a", "why", day(0)).expect("it is stored"));
    let mut all = pieces(data, "SELECT reason FROM section WHERE reason NOT NULL");
    send(drafts, &lead(), "a", &sealed(1), day(0));
    invite(drafts, &lead(), "carer", day(0));
    for sql in [
        "SELECT sealed FROM section",
        "SELECT sealed FROM section_key",
        "SELECT sealed FROM recovery",
        "SELECT wrapped FROM invitation",
    ] {
        all.extend(pieces(data, sql));
    }
    (begun.reference, [begun.code, teacher], all)
}

#[test]
fn when_all_have_signed_texts_and_keys_are_gone_from_every_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let (store, drafts) = open_drafts(&data);
    let (reference, codes, all) = full(&drafts, &data, team(folder.path()).0);
    let before = all.len();
    assert!(found(&data, &all) * 10 > before * 8, "a piece may lie across two pages");
    let [lead, teacher] = codes.each_ref().map(|code| with_code(&drafts, &reference, code, day(1)));
    // One of them does not want to carry.
    assert_eq!(sign(&drafts, &lead, Some("carried"), b"signature", day(1)), Signed::Done);
    let carried = pieces(&data, "SELECT carried FROM section WHERE carried NOT NULL");
    let teacher_again = with_code(&drafts, &reference, &codes[1], day(1));
    assert_eq!(teacher.sections.len(), teacher_again.sections.len());
    assert!(matches!(sign(&drafts, &teacher_again, None, b"signature", day(1)), Signed::Closed(_)));
    assert_eq!((found(&data, &all), found(&data, &carried)), (0, 0));
    for table in ["section", "section_key", "recovery", "invitation"] {
        assert_eq!(rows(&data, table), 0, "{table}");
    }
    // Their codes show what became of it, and no answer.
    for code in &codes {
        let open = with_code(&drafts, &reference, code, day(1));
        assert!(open.sections.is_empty() && open.overview.draft.closed == Some(day(1)));
        assert_eq!(open.overview.signed.len(), 2);
    }
    assert_eq!(store.parts(&reference).expect("it reads").len(), 5);
}

#[test]
fn what_all_carry_is_kept_for_them_until_its_day_and_no_longer() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let (store, drafts) = open_drafts(&data);
    let (reference, codes, all) = full(&drafts, &data, team(folder.path()).0);
    for (code, is_last) in codes.iter().zip([false, true]) {
        let open = with_code(&drafts, &reference, code, day(1));
        let signed = sign(&drafts, &open, Some("carried"), b"signature", day(1));
        assert_eq!(matches!(signed, Signed::Closed(_)), is_last);
    }
    // The keys stay, for what is carried; of texts, of the team's keys and of the invitation nothing.
    let keys = pieces(&data, "SELECT sealed FROM section_key");
    assert!(
        all.iter()
            .filter(|piece| !keys.contains(piece))
            .all(|piece| found(&data, std::slice::from_ref(piece)) == 0)
    );
    let lead = with_code(&drafts, &reference, &codes[0], day(299));
    assert_eq!(&**lead.sections["private"].plain, b"carried of private");
    assert_eq!(with_code(&drafts, &reference, &codes[1], day(299)).sections.len(), 2);
    assert_eq!(lead.overview.draft.carried_until, Some(day(300)));
    let carried = pieces(&data, "SELECT sealed FROM section");

    // The team is done with it long before: the submission goes, and what was carried stays for its people.
    assert!(store.mark_opened(&reference, day(2)).expect("it is noted"));
    let purged = purge_on(&*store, 1..=91);
    assert_eq!((purged.deleted, purged.drafts), (vec![reference.clone()], 0));
    assert_eq!(purge_on(&*store, 92..=299).drafts, 0);
    assert_eq!(with_code(&drafts, &reference, &codes[0], day(299)).sections.len(), 3);
    assert!(store.definition("0123abcd").expect("it reads").is_some());
    assert_eq!(store.forget_definitions(&["4567cdef"]).expect("it looks"), 0, "next term begins with it");
    assert_eq!(purge_on(&*store, 300..=300).drafts, 1);
    assert_eq!((found(&data, &keys), found(&data, &carried)), (0, 0));
    assert_eq!(store.forget_definitions(&["4567cdef"]).expect("it forgets"), 1);
    assert!(drafts.try_code(&reference, &codes[0], day(300)).expect("it looks").is_none());
}

#[test]
fn a_draft_that_is_closed_stays_until_its_submission_goes_also_when_nothing_is_carried_any_more() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, drafts) = open_drafts(folder.path());
    let (reference, codes, _) =
        full(&drafts, folder.path(), team(&tempfile::tempdir().expect("one").keep()).0);
    for code in &codes {
        sign(&drafts, &with_code(&drafts, &reference, code, day(1)), Some("carried"), b"signature", day(1));
    }
    // Nobody opens it: it waits for a person, and so does the draft, without what was carried.
    let purged = purge_on(&*store, 1..=300);
    assert_eq!((purged.waiting, purged.drafts), (vec![reference.clone()], 0));
    assert!(with_code(&drafts, &reference, &codes[0], day(300)).sections.is_empty());
    assert_eq!((rows(folder.path(), "section"), rows(folder.path(), "section_key")), (0, 0));
    store.erase(&reference).expect("it erases");
    assert_eq!(purge_on(&*store, 301..=301).drafts, 1);
    assert_eq!(rows(folder.path(), "party"), 0);
}

#[test]
fn a_meeting_gives_a_draft_a_longer_life_and_no_shorter_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, drafts) = open_drafts(folder.path());
    let begun = begin_shared(&drafts, day(0));
    let expires = || with_code(&drafts, &begun.reference, &begun.code, day(0)).expires;
    let note = |meeting: Option<(&str, Timestamp)>| {
        let meeting = meeting.map(|(text, at)| (text.to_owned(), at));
        store.note_meeting(&begun.reference, meeting).expect("it is stored")
    };
    assert_eq!(expires(), day(45));
    assert!(note(Some(("2026-09-21T14:00", day(20)))));
    assert_eq!(expires(), day(65));
    assert!(note(None));
    assert_eq!(expires(), day(45));
    assert!(note(Some(("2026-08-31T14:00", day(-1)))));
    assert_eq!(expires(), day(45));
    assert!(note(Some(("2026-09-21T14:00", day(20)))));
    assert_eq!(purge_on(&*store, 0..=64).drafts, 0);
    assert_eq!(purge_on(&*store, 65..=65).drafts, 1);
    assert!(!note(Some(("2026-09-21T14:00", day(20)))), "it is gone");
}

#[test]
fn what_was_sent_of_a_draft_stays_while_the_draft_goes_on_and_its_days_count_from_the_last_part() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, drafts) = open_drafts(folder.path());
    let begun = begin_shared(&drafts, day(0));
    let lead = |at| with_code(&drafts, &begun.reference, &begun.code, at);
    send(&drafts, &lead(day(0)), "a", &sealed(1), day(0));
    store.mark_opened(&begun.reference, day(1)).expect("it is noted");
    // Saved every month, it goes on past the days of its first part, which are 90.
    for month in 1..4 {
        purge_on(&*store, 30 * (month - 1)..=30 * month);
        write(&drafts, &lead(day(30 * month)), &["b"], day(30 * month));
    }
    let purged = purge_on(&*store, 91..=100);
    assert_eq!((purged.deleted, purged.waiting, purged.drafts), (Vec::new(), Vec::new(), 0));
    assert_eq!(store.parts(&begun.reference).expect("it reads").len(), 1);
    send(&drafts, &lead(day(100)), "b", &sealed(2), day(100));
    store.mark_opened(&begun.reference, day(100)).expect("it is noted");
    // Nobody saves any more: the draft goes, and what was sent 90 days after its last part.
    assert_eq!(purge_on(&*store, 101..=134).drafts, 0);
    let purged = purge_on(&*store, 135..=135);
    assert_eq!((purged.drafts, purged.deleted), (1, Vec::new()));
    assert_eq!(purge_on(&*store, 136..=189).deleted, Vec::new());
    assert_eq!(purge_on(&*store, 190..=190).deleted, vec![begun.reference]);
    assert_eq!(rows(folder.path(), "part"), 0);
}

#[test]
fn on_a_shared_computer_a_session_ends_after_ten_minutes_and_after_two_hours() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, drafts) = open_drafts(folder.path());
    let begun = begin_shared(&drafts, day(0));
    let enter = |kind| match drafts.try_code(&begun.reference, &begun.code, day(0)).expect("it looks") {
        Some(Tried::Party(entered)) => {
            drafts.enter(&entered, kind, day(0)).expect("stored").expect("a session")
        }
        _ => panic!("the code of a party"),
    };
    let (shared, own) = (enter(SessionKind::Shared), enter(SessionKind::Own));
    let at = |session, at: SignedDuration| opened_with(&drafts, &begun.reference, session, day(0) + at);
    let instant = SignedDuration::from_micros(1);
    assert!(at(&shared, minutes(1)).expect("it is open").shared);
    assert!(!at(&own, minutes(1)).expect("it is open").shared);
    assert!(at(&shared, minutes(11) - instant).is_some());
    // Noted a moment ago, it goes on from there.
    let mut time = minutes(20);
    while time < minutes(120) {
        assert!(at(&shared, time).is_some(), "{time:?}");
        time += minutes(9);
    }
    assert!(at(&shared, minutes(120) - instant).is_some());
    assert!(at(&shared, minutes(120)).is_none());
    let idle = enter(SessionKind::Shared);
    assert!(at(&idle, minutes(10)).is_none());
    // Purged, too, at those times; the own one goes on.
    let own = enter(SessionKind::Own);
    let sessions = rows(folder.path(), "session");
    let purged = store.purge(day(0) + minutes(10), &keep).expect("it purges");
    assert_eq!(purged.sessions, 1, "of {sessions}");
    assert!(at(&own, minutes(29)).is_some());
}

#[test]
fn who_joins_on_a_shared_computer_has_a_short_session_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_store, drafts) = open_drafts(folder.path());
    let begun = begin_shared(&drafts, day(0));
    let open = with_code(&drafts, &begun.reference, &begun.code, day(0));
    let code = invite(&drafts, &open, TEACHER, day(0));
    let Some(Tried::Invitation(invitation)) =
        drafts.try_code(&begun.reference, &code, day(0)).expect("it looks")
    else {
        panic!("an invitation")
    };
    assert_eq!((&*invitation.role, &*invitation.by), (TEACHER, LEAD));
    let join = drafts.join(&invitation, &readable()[TEACHER], SessionKind::Shared, day(0));
    let session = join.expect("it is stored").expect("it is open").session;
    assert!(
        opened_with(&drafts, &begun.reference, &session, day(0) + minutes(9)).expect("it is open").shared
    );
    assert!(opened_with(&drafts, &begun.reference, &session, day(0) + minutes(20)).is_none());
}

#[test]
fn of_drafts_whose_days_are_over_nothing_is_left() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let (store, drafts) = open_drafts(&data);
    let (recipient, _) = team(folder.path());
    let size = || {
        let database = Connection::open(data.join("submissions.db")).expect("the database");
        let pages: u32 = database.query_row("PRAGMA page_count", [], |row| row.get(0)).expect("a number");
        u64::from(pages) * 4096
    };
    let empty = size();
    for number in 0..20 {
        let begun = begin_shared(&drafts, day(0));
        let teacher = hand_over(&drafts, &begun, TEACHER, day(0)).code;
        for code in [&begun.code, &teacher] {
            let open = with_code(&drafts, &begun.reference, code, day(0));
            drafts.share(&open, std::slice::from_ref(&recipient)).expect("it is shared");
            write(&drafts, &open, &["a", "b"], day(0));
        }
        invite(&drafts, &with_code(&drafts, &begun.reference, &begun.code, day(0)), "carer", day(0));
        // Of some a section was sent: that stays for the team.
        if number < 5 {
            send(&drafts, &with_code(&drafts, &begun.reference, &begun.code, day(0)), "a", b"part", day(0));
        }
    }
    assert!(size() > empty + 20 * 3 * 4096, "{} bytes", size());
    assert_eq!(purge_on(&*store, 0..=45).drafts, 20);
    for table in ["draft", "party", "section", "section_key", "session", "invitation", "recovery", "sign_off"]
    {
        assert_eq!(rows(&data, table), 0, "{table}");
    }
    assert_eq!((rows(&data, "submission"), rows(&data, "part")), (5, 5));
    // A page for the submissions that are left, or two.
    assert!(size() <= empty + 2 * 4096, "{} bytes, {empty} when it was empty", size());
    let file = |name: &str| std::fs::metadata(data.join(name)).map_or(0, |file| file.len());
    assert_eq!(file("submissions.db"), size());
    // The log holds that it was scrubbed, and no more.
    assert!(file("submissions.db-wal") <= 4096 + 56, "{} bytes", file("submissions.db-wal"));
    assert_eq!(rows(&data, "definition"), 2);
    assert_eq!(store.forget_definitions(&[]).expect("it forgets"), 2);
}
