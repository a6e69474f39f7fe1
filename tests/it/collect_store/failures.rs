//! A full disk, a read-only one, a lock, damage: each has its error, nothing panics, and nothing is half stored.

use super::{day, keep, open, raw, references};
use fingerpost::collect::store::{Erased, Error, Options, Sqlite, Store};
use rusqlite::Connection;
use std::path::Path;
use std::time::Duration;

fn short() -> Options {
    Options { busy: Duration::from_millis(30), ..Options::default() }
}

fn database(folder: &Path) -> std::path::PathBuf {
    folder.join("submissions.db")
}

#[test]
fn a_full_store_takes_nothing_more_keeps_what_it_has_and_goes_on_when_there_is_room() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = Options { most_bytes: Some(400 * 1024), ..Options::default() };
    let store = Sqlite::open(folder.path(), options).expect("it opens");
    let mut kept = Vec::new();
    let error = loop {
        match store.insert(raw(vec![b'x'; 30_000], day(0))) {
            Ok(receipt) => kept.push(receipt.reference),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, Error::Full(_)), "{error:?}");
    assert!(error.to_string().contains("free space"), "{error}");
    assert!((8..=14).contains(&kept.len()), "{}", kept.len());
    assert_eq!(references(&store), kept);
    // What still fits is taken, also beside what does not.
    let results: Vec<_> = std::thread::scope(|scope| {
        let posts: Vec<_> = (0..20)
            .map(|number| {
                let store = &store;
                let length = if number == 7 { 10 } else { 300_000 };
                scope.spawn(move || (number, store.insert(raw(vec![b'y'; length], day(0)))))
            })
            .collect();
        posts.into_iter().map(|post| post.join().expect("an answer")).collect()
    });
    for (number, result) in results {
        match result {
            Ok(receipt) => kept.push(receipt.reference),
            Err(error) => assert!(number != 7 && matches!(error, Error::Full(_)), "{number}: {error:?}"),
        }
    }
    assert_eq!(references(&store), kept);
    // Deleting needs no room, and makes some.
    assert_eq!(store.erase(&kept.remove(0)).expect("it erases"), Erased::Done);
    kept.push(store.insert(raw(vec![b'z'; 20_000], day(0))).expect("it is stored").reference);
    assert_eq!(references(&store), kept);
    drop(store);
    assert_eq!(references(&open(folder.path())), kept);
}

/// By hand: `FINGERPOST_TEST_SMALL_DISK=/mnt/small cargo test --test it small_disk -- --ignored --nocapture`.
#[test]
#[ignore = "needs a disk of a megabyte or so"]
fn a_small_disk_that_fills_up_loses_nothing() {
    let disk = std::env::var_os("FINGERPOST_TEST_SMALL_DISK").expect("the disk's folder");
    let folder = tempfile::tempdir_in(disk).expect("a folder");
    let store = open(&folder.path().join("data"));
    let mut kept = Vec::new();
    let error = loop {
        match store.insert(raw(vec![b'x'; 30_000], day(0))) {
            Ok(receipt) => kept.push(receipt.reference),
            Err(error) => break error,
        }
        assert!(kept.len() < 10_000, "the disk is not small");
    };
    assert!(matches!(error, Error::Full(_)), "{error:?}");
    println!("{} fitted; then: {error}", kept.len());
    assert_eq!(references(&store), kept);
    drop(store);
    let opened = Sqlite::open(&folder.path().join("data"), short());
    println!("opened again: {:?}", opened.as_ref().map(drop).map_err(ToString::to_string));
    if let Ok(store) = opened {
        assert_eq!(references(&store), kept);
        println!("erased: {:?}", store.erase(&kept[0]));
        println!("stored: {:?}", store.insert(raw(vec![b'z'; 10_000], day(0))));
    }
}

#[test]
fn a_store_that_another_program_locks_says_so_and_reads_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Sqlite::open(folder.path(), short()).expect("it opens");
    let kept = store.insert(raw(vec![1], day(0))).expect("it is stored").reference;
    let other = Connection::open(database(folder.path())).expect("another program");
    other.execute_batch("BEGIN IMMEDIATE").expect("it locks");
    for error in [
        store.insert(raw(vec![2], day(0))).map(drop).expect_err("locked"),
        store.mark_opened(&kept, day(0)).map(drop).expect_err("locked"),
        store.purge(day(0), &keep).map(drop).expect_err("locked"),
    ] {
        assert!(matches!(error, Error::Locked(_)), "{error:?}");
        assert!(error.to_string().contains("end it"), "{error}");
    }
    assert_eq!(references(&store), std::slice::from_ref(&kept));
    other.execute_batch("ROLLBACK").expect("it ends");
    store.insert(raw(vec![2], day(0))).expect("it is stored");
    assert_eq!(references(&store).len(), 2);
}

#[test]
fn a_damaged_database_is_told_at_the_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    for number in 0..50 {
        store.insert(raw(vec![number; 3000], day(0))).expect("it is stored");
    }
    drop(store);
    let whole = std::fs::read(database(folder.path())).expect("the database");
    let damage = |from: usize, bytes: &[u8]| {
        let mut damaged = whole.clone();
        damaged[from..from + bytes.len()].copy_from_slice(bytes);
        damaged
    };
    let page = vec![0x5a; 4096];
    for (what, bytes) in [
        ("no database at all", b"no database at all, only words ".repeat(400)),
        ("its head overwritten", damage(0, &page)),
        ("the first table overwritten", damage(4096, &page)),
        ("pages in the middle overwritten", damage(4096 * 3, &page.repeat(6))),
        ("cut short", whole[..whole.len() / 2 / 4096 * 4096].to_vec()),
    ] {
        std::fs::write(database(folder.path()), bytes).expect("it writes");
        let error = Sqlite::open(folder.path(), short()).map(drop).expect_err(what);
        assert!(matches!(error, Error::Corrupt(_)), "{what}: {error:?}");
        assert!(error.to_string().contains("restore the last backup"), "{error}");
    }
    std::fs::write(database(folder.path()), whole).expect("it writes");
    assert_eq!(references(&open(folder.path())).len(), 50);
}

#[test]
fn a_database_that_is_damaged_while_it_is_open_gives_errors_and_no_panic() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(open(folder.path()));
    let store = Sqlite::open(folder.path(), short()).expect("it opens");
    let mut kept = Vec::new();
    for number in 0..400 {
        kept.push(store.insert(raw(vec![number as u8; 9000], day(0))).expect("it is stored").reference);
    }
    store.erase(&kept.remove(0)).expect("it erases, so that all stands in the database itself");
    let mut bytes = std::fs::read(database(folder.path())).expect("the database");
    bytes[4096..].fill(0x5a);
    std::fs::write(database(folder.path()), bytes).expect("it writes");
    let errors = [
        store.list().map(drop).expect_err("damaged"),
        store.sealed(&kept[3]).map(drop).expect_err("damaged"),
        store.purge(day(1), &keep).map(drop).expect_err("damaged"),
    ];
    for error in errors {
        assert!(matches!(error, Error::Corrupt(_)), "{error:?}");
    }
    // The writer may have the pages that it needs in memory: an error or a receipt, and it lives on.
    for _ in 0..3 {
        let _ = store.insert(raw(vec![1; 9000], day(1)));
        let _ = store.erase(&kept[7]);
    }
}

#[test]
fn a_value_that_was_changed_by_hand_is_damage_and_no_panic() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let kept = store.insert(raw(vec![1], day(0))).expect("it is stored").reference;
    let other = Connection::open(database(folder.path())).expect("another program");
    for change in [
        "reference = 'x'",
        "received = 9223372036854775807",
        "answer_by = 'soon'",
        "opened = -9223372036854775808",
    ] {
        other.execute_batch(&format!("BEGIN; UPDATE submission SET {change}; COMMIT")).expect("it changes");
        let error = store.list().map(drop).expect_err(change);
        assert!(matches!(error, Error::Corrupt(_)), "{change}: {error:?}");
        let undo = format!(
            "UPDATE submission SET reference = '{kept}', received = 0, answer_by = NULL, opened = NULL"
        );
        other.execute_batch(&undo).expect("it changes back");
        assert_eq!(references(&store), std::slice::from_ref(&kept));
    }
}

#[test]
fn a_database_of_another_program_or_of_a_later_version_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(open(folder.path()));
    for change in ["PRAGMA user_version = 99", "PRAGMA user_version = 1; PRAGMA application_id = 7"] {
        Connection::open(database(folder.path()))
            .expect("it opens")
            .execute_batch(change)
            .expect("it changes");
        let before = std::fs::read(database(folder.path())).expect("the database");
        assert!(matches!(Sqlite::open(folder.path(), short()), Err(Error::NotOurs)), "{change}");
        assert_eq!(std::fs::read(database(folder.path())).expect("the database"), before);
    }
}
