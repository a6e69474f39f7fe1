//! Who sent a submission may take it back, until somebody has opened it.

use super::canaries::files_with;
use super::{day, open, raw, references};
use fingerpost::collect::reference::{Reference, WithdrawCode};
use fingerpost::collect::store::{NewSubmission, Sqlite, Store, Withdrawn};

/// A submission with a code to take it back, and sealed bytes that can be searched for.
fn send(store: &Sqlite) -> (Reference, WithdrawCode) {
    let code = WithdrawCode::random().expect("a code");
    let new = raw(b"<canary-of-what-was-sent>".to_vec(), day(0));
    let new = NewSubmission { withdraw_hash: Some(code.hash(&new.reference)), ..new };
    (store.insert(new).expect("it is stored").reference, code)
}

#[test]
fn a_submission_is_taken_back_by_its_code_and_is_gone() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let (reference, code) = send(&store);
    let withdraw = |reference: &Reference, code| store.withdraw(reference, code).expect("it looks");
    let (other, others) = send(&store);
    let without = store.insert(raw(vec![1], day(0))).expect("it is stored").reference;
    assert_eq!(withdraw(&reference, &others), Withdrawn::WrongCode);
    assert_eq!(withdraw(&without, &code), Withdrawn::WrongCode, "it has no code");
    assert_eq!(withdraw(&Reference::random("LOG").expect("one"), &code), Withdrawn::Unknown);
    assert_eq!(references(&store).len(), 3);
    assert_eq!(withdraw(&reference, &code), Withdrawn::Done);
    assert_eq!(withdraw(&reference, &code), Withdrawn::Unknown);
    assert_eq!(withdraw(&other, &others), Withdrawn::Done);
    assert_eq!(references(&store), [without]);
    assert!(files_with(folder.path(), "<canary-of-what-was-sent>").is_empty());
}

#[test]
fn what_somebody_has_opened_or_confirmed_is_not_taken_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let (reference, code) = send(&store);
    store.mark_opened(&reference, day(1)).expect("it notes");
    assert_eq!(store.withdraw(&reference, &code).expect("it looks"), Withdrawn::TooLate);
    let wrong = WithdrawCode::random().expect("a code");
    assert_eq!(store.withdraw(&reference, &wrong).expect("it looks"), Withdrawn::WrongCode);
    let database = rusqlite::Connection::open(folder.path().join("submissions.db")).expect("the database");
    database.execute_batch("UPDATE submission SET opened = NULL, confirmed = 1").expect("it changes");
    assert_eq!(store.withdraw(&reference, &code).expect("it looks"), Withdrawn::TooLate);
    assert_eq!(references(&store), [reference]);
}
