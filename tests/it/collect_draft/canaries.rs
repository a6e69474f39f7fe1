//! No answer, code or cookie of a draft on disk at any time, and of what is gone not even the sealed bytes.

use super::super::collect_store::canaries::{files_with, held_bytes};
use super::{Begun, Drafts, begin, day, open_drafts, opened, purge_on, resume, save, submission};
use fingerpost::collect::draft::Saved;
use fingerpost::collect::store::Erased;
use rusqlite::Connection;
use std::path::Path;

const ANSWERS: [&str; 3] =
    ["Zebedee-Quillfeather-of-Plumtree", "Marmaduke-Thistlewood-of-Ashby", "Late-words-of-Bartholomew"];

#[test]
fn no_answer_no_code_and_no_cookie_stands_in_any_file_at_any_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let (store, drafts) = open_drafts(&data);
    let begun = begin(&drafts, day(0));
    let mut secrets: Vec<String> = ANSWERS.map(str::to_owned).to_vec();
    secrets.push("AGE-SECRET-KEY-1".into());
    let mut codes = vec![begun.code.as_str().to_owned()];
    let mut cookies = vec![begun.session.to_cookie().to_string()];
    let clean = |data: &Path, secrets: &[String], codes: &[String], cookies: &[String], when: &str| {
        let bare = codes.iter().map(|code| code.replace('-', ""));
        // What keys are made of: without the last character.
        let parts = codes.iter().map(|code| code.replace('-', "")[..20].to_owned());
        let all = secrets.iter().chain(codes).chain(cookies).cloned().chain(bare).chain(parts);
        for canary in all {
            assert_eq!(files_with(data, &canary), Vec::<String>::new(), "{when}: {canary}");
        }
        for cookie in cookies {
            let bytes: Vec<u8> =
                (0..32).map(|at| u8::from_str_radix(&cookie[2 * at..2 * at + 2], 16).expect("hex")).collect();
            assert!(held_bytes(data, &[bytes]).is_empty(), "{when}: a cookie's bytes");
        }
    };
    clean(&data, &secrets, &codes, &cookies, "begun");
    // The search looks where the draft is.
    assert!(!files_with(&data, begun.reference.as_str()).is_empty());

    let open = opened(&drafts, &begun, day(0));
    secrets.push(open.token().to_owned());
    save(&drafts, &begun, &[("a", ANSWERS[0]), ("b", &ANSWERS[1].repeat(700))], day(0));
    clean(&data, &secrets, &codes, &cookies, "saved");
    assert_eq!(drafts.save(&open, &[("a", ANSWERS[2].as_bytes())], day(0)).expect("it looks"), Saved::Stale);
    assert!(drafts.save(&open, &[("none", ANSWERS[2].as_bytes())], day(0)).is_err());
    clean(&data, &secrets, &codes, &cookies, "refused");

    let session = resume(&drafts, &begun.reference, &begun.code, day(0)).expect("the code is right");
    cookies.push(session.to_cookie().to_string());
    codes.push(drafts.new_code(&opened(&drafts, &begun, day(0))).expect("a code").as_str().to_owned());
    save(&drafts, &begun, &[("a", ANSWERS[2])], day(0));
    clean(&data, &secrets, &codes, &cookies, "saved again");

    // The machine loses its power: nothing is closed, and another program finds the files as they are.
    let crashed = folder.path().join("crashed");
    std::fs::create_dir(&crashed).expect("a folder");
    for entry in std::fs::read_dir(&data).expect("a folder") {
        let entry = entry.expect("a file");
        std::fs::copy(entry.path(), crashed.join(entry.file_name())).expect("it copies");
    }
    std::mem::forget((store, drafts));
    assert!(crashed.join("submissions.db-wal").metadata().expect("the log").len() > 0);
    clean(&crashed, &secrets, &codes, &cookies, "crashed");
    let (store, drafts) = open_drafts(&crashed);
    assert_eq!(&**opened(&drafts, &begun, day(0)).sections["a"].plain, ANSWERS[2].as_bytes());
    clean(&crashed, &secrets, &codes, &cookies, "recovered");

    let open = opened(&drafts, &begun, day(0));
    drafts.send(&open, submission(&begun.reference, b"sealed", day(0))).expect("it is sent");
    clean(&crashed, &secrets, &codes, &cookies, "sent");
    drop((store, drafts));
    clean(&crashed, &secrets, &codes, &cookies, "closed");
}

/// Pieces of all that the store keeps sealed of drafts just now: 24 bytes from the head, the middle and the tail of each.
fn sealed_pieces(data: &Path) -> Vec<Vec<u8>> {
    let database = Connection::open(data.join("submissions.db")).expect("the database");
    let sealed = "SELECT sealed FROM section WHERE sealed NOT NULL UNION ALL SELECT sealed FROM section_key
         UNION ALL SELECT wrapped FROM party UNION ALL SELECT wrapped FROM session UNION ALL SELECT id FROM session";
    let mut sealed = database.prepare(sealed).expect("SQL");
    let all = sealed.query_map([], |row| row.get::<_, Vec<u8>>(0)).expect("rows");
    let piece = |bytes: &[u8], from: usize| bytes[from..from + 24].to_vec();
    all.map(|bytes| bytes.expect("bytes"))
        .flat_map(|bytes| {
            let last = bytes.len() - 24;
            [piece(&bytes, 0), piece(&bytes, last / 2), piece(&bytes, last)]
        })
        .collect()
}

fn found(data: &Path, pieces: &[Vec<u8>]) -> usize {
    held_bytes(data, pieces).len()
}

/// A draft that was worked on: several revisions of long and short sections, several sessions, a second code.
fn worked_on(drafts: &Drafts, data: &Path) -> (Begun, Vec<Vec<u8>>) {
    let begun = begin(drafts, day(0));
    let mut pieces = sealed_pieces(data);
    for length in [10, 60_000, 9000] {
        save(drafts, &begun, &[("a", &"x".repeat(length)), ("b", "short")], day(0));
        resume(drafts, &begun.reference, &begun.code, day(0)).expect("the code is right");
        pieces.extend(sealed_pieces(data));
    }
    drafts.new_code(&opened(drafts, &begun, day(0))).expect("a code");
    pieces.extend(sealed_pieces(data));
    pieces.sort();
    pieces.dedup();
    (begun, pieces)
}

#[test]
fn of_a_draft_that_is_gone_not_even_the_sealed_bytes_are_left() {
    for way in ["deleted", "sent", "purged"] {
        let folder = tempfile::tempdir().expect("a folder");
        let (store, drafts) = open_drafts(folder.path());
        let (begun, pieces) = worked_on(&drafts, folder.path());
        let now = sealed_pieces(folder.path());
        // A piece may lie across two pages of the database; most do not.
        assert!(
            found(folder.path(), &now) * 10 > now.len() * 9,
            "{} of {}",
            found(folder.path(), &now),
            now.len()
        );
        let open = opened(&drafts, &begun, day(0));
        match way {
            "deleted" => assert_eq!(drafts.delete(&open).expect("it deletes"), Erased::Done),
            "sent" => {
                drafts.send(&open, submission(&begun.reference, b"sealed", day(0))).expect("it is sent");
            }
            _ => assert_eq!(purge_on(&*store, 0..=45).drafts, 1),
        }
        assert_eq!(found(folder.path(), &pieces), 0, "{way}");
        let is_left = !files_with(folder.path(), begun.reference.as_str()).is_empty();
        assert_eq!(is_left, way == "sent", "the reference of a draft that was {way}");
    }
}

#[test]
fn of_an_old_code_and_of_sessions_that_are_over_nothing_is_left() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, drafts) = open_drafts(folder.path());
    let begun = begin(&drafts, day(0));
    let wrapped = |table: &str| {
        let database = Connection::open(folder.path().join("submissions.db")).expect("the database");
        let sql = format!("SELECT wrapped FROM {table}");
        database.query_row(&sql, [], |row| row.get::<_, Vec<u8>>(0)).expect("a row")
    };
    let is_left = |bytes: &Vec<u8>| found(folder.path(), std::slice::from_ref(bytes)) > 0;
    let (party, session) = (wrapped("party"), wrapped("session"));
    let code = drafts.new_code(&opened(&drafts, &begun, day(0))).expect("a code");
    assert!(!is_left(&party));
    assert!(is_left(&session));
    // It ran out.
    purge_on(&*store, 0..=1);
    assert!(!is_left(&session));
    // Somebody signs out.
    let signed_in = resume(&drafts, &begun.reference, &code, day(1)).expect("the code is right");
    let session = wrapped("session");
    drafts.sign_out(&signed_in).expect("it ends");
    purge_on(&*store, 1..=1);
    assert!(!is_left(&session));
}
