//! No plain text on disk at any time, and of what was deleted not even the sealed bytes.

use super::{FORM, day, keep, key, open, payload, purge_on, raw, references, sealed};
use fingerpost::collect::store::{Erased, NewSubmission, Options, Sqlite, Store};
use rusqlite::Connection;
use std::path::Path;
use std::time::Duration;

/// Every file below the folder, its name and what is in it. What is no text is replaced; what a canary is made of stays.
fn files(folder: &Path) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.expect("the folder can be read");
        if entry.file_type().is_file() {
            let bytes = std::fs::read(entry.path()).expect("the file can be read");
            let name = entry.file_name().to_string_lossy().into_owned();
            files.push((name, String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    files
}

/// The files that hold the text: as it is, in small letters, as UTF-16 of both orders, in hexadecimal, or as base64 at any offset.
pub(crate) fn files_with(folder: &Path, text: &str) -> Vec<String> {
    assert!(text.is_ascii());
    let wide =
        |before: &str, after: &str| text.chars().map(|c| format!("{before}{c}{after}")).collect::<String>();
    let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut needles = vec![text.to_owned(), text.to_lowercase(), wide("", "\0"), wide("\0", "")];
    needles.extend([hex.to_uppercase(), hex]);
    needles.extend((0..3).map(|skipped| base64(&text.as_bytes()[skipped..])));
    let holds = |held: &str| needles.iter().any(|needle| held.contains(needle));
    files(folder).into_iter().filter(|(_, held)| holds(held)).map(|(name, _)| name).collect()
}

/// Of these bytes, those that any file below the folder holds.
pub(crate) fn held_bytes<'a>(folder: &Path, all: &'a [Vec<u8>]) -> Vec<&'a [u8]> {
    // A character for each byte: then the standard library searches, which is fast.
    let as_text = |bytes: &[u8]| bytes.iter().map(|byte| char::from(*byte)).collect::<String>();
    let files = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("the folder can be read"));
    let files = files.filter(|entry| entry.file_type().is_file());
    let held: Vec<String> =
        files.map(|entry| as_text(&std::fs::read(entry.path()).expect("the file can be read"))).collect();
    let is_held = |bytes: &&[u8]| held.iter().any(|held| held.contains(&as_text(bytes)));
    all.iter().map(Vec::as_slice).filter(is_held).collect()
}

/// Whole groups of three bytes only: what follows them would change the rest.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |three: &[u8]| {
        let bits = u32::from(three[0]) << 16 | u32::from(three[1]) << 8 | u32::from(three[2]);
        [18, 12, 6, 0].map(|shift| ALPHABET[(bits >> shift & 63) as usize] as char)
    };
    bytes.chunks_exact(3).flat_map(group).collect()
}

#[test]
fn the_search_finds_a_text_in_every_writing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("file");
    // "xyCanary…" in base64, made by another program.
    for bytes in [
        b"..Canary-of-the-search..".to_vec(),
        "Canary-of-the-search".encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "Canary-of-the-search".encode_utf16().flat_map(u16::to_be_bytes).collect(),
        b"Q2FuYXJ5LW9mLXRoZS1zZWFyY2g=".to_vec(),
        b"eENhbmFyeS1vZi10aGUtc2VhcmNo".to_vec(),
        b"eHlDYW5hcnktb2YtdGhlLXNlYXJjaA==".to_vec(),
        b"..43616e6172792d6f662d7468652d736561726368..".to_vec(),
        b"..43616E6172792D6F662D7468652D736561726368..".to_vec(),
    ] {
        std::fs::write(&path, &bytes).expect("it writes");
        assert_eq!(
            files_with(folder.path(), "Canary-of-the-search"),
            ["file"],
            "{:?}",
            String::from_utf8_lossy(&bytes)
        );
    }
    std::fs::write(&path, b"..\xff\x00\xfe..").expect("it writes");
    assert_eq!(
        held_bytes(folder.path(), &[b"\xff\x00\xfe".to_vec(), b"\xff\xfe".to_vec()]),
        [b"\xff\x00\xfe"]
    );
    std::fs::write(&path, "Canary-of-the-hunt").expect("it writes");
    assert!(files_with(folder.path(), "Canary-of-the-search").is_empty());
}

#[test]
fn no_answer_and_no_code_stands_in_any_file_at_any_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let (recipient, _) = key(folder.path(), "team.key");
    let data = folder.path().join("data");
    let store = open(&data);
    let mut payload = payload(FORM, "Zebedee-Quillfeather-of-Plumtree", day(0));
    payload.answers[0].label = "Label-with-a-canary-in-it".into();
    payload.title = "Title-with-a-canary-in-it".into();
    let clean = |when: &str| {
        for canary in [
            &*payload.answers[0].answer[0],
            &*payload.answers[0].label,
            &*payload.title,
            payload.confirm.as_str(),
        ] {
            assert_eq!(files_with(&data, canary), Vec::<String>::new(), "{when}: {canary}");
        }
    };
    let new = sealed(&payload, &[recipient]);
    clean("sealed");
    store.insert(new).expect("it is stored");
    // The search looks where the row is: its public reference is found.
    assert!(!files_with(&data, payload.reference.as_str()).is_empty());
    clean("stored");
    store.confirm(&payload.reference, &payload.confirm, day(1)).expect("it confirms");
    clean("confirmed");
    assert_eq!(purge_on(&store, 1..=40).deleted.len(), 1);
    clean("purged");
    assert_eq!(files_with(&data, payload.reference.as_str()), Vec::<String>::new());
    drop(store);
    clean("closed");
}

/// Submissions of many sizes, each with texts of its own at its head, in its middle and at its tail; none is on disk as such
/// but for this test, which puts them where the sealed bytes go.
fn marked(number: usize) -> (NewSubmission, [String; 3]) {
    let marks = ["head", "middle", "tail"].map(|place| format!("<canary-{place}-of-number-{number:04}>"));
    let filling = vec![b'.'; [0, 40, 500, 3000, 9000, 40_000, 200_000][number % 7]];
    let bytes = [marks[0].as_bytes(), &filling, marks[1].as_bytes(), &filling, marks[2].as_bytes()].concat();
    (raw(bytes, day(0)), marks)
}

fn insert_marked(
    store: &Sqlite,
    count: usize,
) -> Vec<(fingerpost::collect::reference::Reference, [String; 3])> {
    (0..count)
        .map(|number| {
            let (new, marks) = marked(number);
            (store.insert(new).expect("it is stored").reference, marks)
        })
        .collect()
}

#[test]
fn of_what_was_erased_not_even_the_sealed_bytes_are_left() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let beside = open(folder.path());
    let all = insert_marked(&store, 42);
    assert_eq!(beside.list().expect("it lists").len(), 42);
    // A second write of each row, as in its life, leaves older pages in the log of changes.
    for (reference, _) in &all {
        store.mark_opened(reference, day(0)).expect("it notes");
    }
    let check = |is_kept: &dyn Fn(usize) -> bool| {
        let files = files(folder.path());
        for (number, (reference, marks)) in all.iter().enumerate() {
            for mark in marks.iter().map(String::as_str).chain([reference.as_str()]) {
                let holding: Vec<&str> =
                    files.iter().filter(|(_, held)| held.contains(mark)).map(|(name, _)| &**name).collect();
                assert_eq!(!holding.is_empty(), is_kept(number), "{mark} in {holding:?}");
            }
        }
    };
    check(&|_| true);
    for (number, (reference, _)) in all.iter().enumerate() {
        if number % 3 != 0 {
            assert_eq!(store.erase(reference).expect("it erases"), Erased::Done);
        }
    }
    check(&|number| number % 3 == 0);
    let before = std::fs::metadata(folder.path().join("submissions.db")).expect("the database").len();

    // The rest goes by retention, and the room is given back.
    let purged = purge_on(&store, 1..=90);
    assert_eq!((purged.deleted.len(), purged.scrubbed), (14, true));
    check(&|_| false);
    let after = std::fs::metadata(folder.path().join("submissions.db")).expect("the database").len();
    assert!(after < before / 2, "the file went from {before} to {after} bytes");
    assert_eq!(references(&store), []);
}

#[test]
fn traces_that_a_reader_keeps_are_told_and_go_at_the_next_purge_or_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let store =
        Sqlite::open(folder.path(), Options { busy: Duration::from_millis(20), ..Options::default() })
            .expect("it opens");
    let all = insert_marked(&store, 7);
    let reader = Connection::open(folder.path().join("submissions.db")).expect("a reader");
    let hold = |reader: &Connection| {
        reader.execute_batch("BEGIN; SELECT count(*) FROM submission").expect("it reads");
    };

    hold(&reader);
    assert_eq!(store.erase(&all[5].0).expect("it erases"), Erased::TracesRemain);
    assert_eq!(store.receipt(&all[5].0).expect("it reads"), None);
    assert!(!files_with(folder.path(), &all[5].1[1]).is_empty());
    assert!(!store.purge(day(0), &keep).expect("it purges").scrubbed);
    reader.execute_batch("COMMIT").expect("it ends");
    assert!(store.purge(day(0), &keep).expect("it purges").scrubbed);
    assert_eq!(files_with(folder.path(), &all[5].1[1]), Vec::<String>::new());

    hold(&reader);
    assert_eq!(store.erase(&all[6].0).expect("it erases"), Erased::TracesRemain);
    assert!(!files_with(folder.path(), &all[6].1[1]).is_empty());
    reader.execute_batch("COMMIT").expect("it ends");
    let _restarted = open(folder.path());
    assert_eq!(files_with(folder.path(), &all[6].1[1]), Vec::<String>::new());
    assert!(!files_with(folder.path(), &all[4].1[1]).is_empty(), "the others are kept");
}
