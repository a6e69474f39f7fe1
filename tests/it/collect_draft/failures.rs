//! A full store, a locked one: what was saved is kept and can be read, and what is typed can be saved again.

use super::{begin, day, minutes, opened, save, submission, texts};
use fingerpost::collect::draft::{Drafts, Error};
use fingerpost::collect::store::{self, Options, Sqlite};
use rusqlite::Connection;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

fn drafts_with(folder: &Path, options: Options) -> Drafts {
    let store = Arc::new(Sqlite::open(folder, options).expect("it opens"));
    store::Drafts::keep_definition(&*store, "0123abcd", "login-request", "").expect("it is kept");
    Drafts::new(store)
}

#[test]
fn a_full_store_saves_nothing_of_a_draft_and_keeps_what_it_has() {
    let folder = tempfile::tempdir().expect("a folder");
    let drafts = drafts_with(folder.path(), Options { most_bytes: Some(300 * 1024), ..Options::default() });
    let begun = begin(&drafts, day(0));
    save(&drafts, &begun, &[("a", "kept"), ("b", "kept")], day(0));
    let open = opened(&drafts, &begun, day(0));
    let long = vec![b'x'; 400_000];
    // The first would fit, the second does not: neither is stored.
    let error = drafts.save(&open, &[("a", b"new"), ("b", &long)], day(1)).expect_err("it is full");
    assert!(matches!(error, Error::Store(store::Error::Full(_))), "{error:?}");
    let new = submission(&begun.reference, &long, day(1));
    let error = drafts.send(&open, new).expect_err("it is full");
    assert!(matches!(error, Error::Store(store::Error::Full(_))), "{error:?}");
    assert_eq!(texts(&opened(&drafts, &begun, day(0))), [("a", 1, "kept"), ("b", 1, "kept")]);
    save(&drafts, &begun, &[("a", "shorter")], day(0));
    drafts
        .send(&opened(&drafts, &begun, day(0)), submission(&begun.reference, b"x", day(1)))
        .expect("it fits");
}

#[test]
fn a_draft_is_read_while_another_program_locks_the_store() {
    let folder = tempfile::tempdir().expect("a folder");
    let busy = Duration::from_millis(30);
    let drafts = drafts_with(folder.path(), Options { busy, ..Options::default() });
    let begun = begin(&drafts, day(0));
    save(&drafts, &begun, &[("a", "kept")], day(0));
    let other = Connection::open(folder.path().join("submissions.db")).expect("another program");
    other.execute_batch("BEGIN IMMEDIATE").expect("it locks");
    // That the session is used can't be noted, which takes nothing from who reads.
    let open = opened(&drafts, &begun, day(0) + minutes(10));
    let error = drafts.save(&open, &[("a", b"new")], day(0)).expect_err("it is locked");
    assert!(matches!(error, Error::Store(store::Error::Locked(_))), "{error:?}");
    other.execute_batch("ROLLBACK").expect("it ends");
    save(&drafts, &begun, &[("a", "new")], day(0) + minutes(10));
}
