//! Whoever has the disk in hand may move sealed bytes about: none opens where it does not belong.

use super::{begin, day, open_drafts, resume, save};
use fingerpost::collect::draft::{Begun, Error, SessionKey};
use rusqlite::Connection;
use std::path::Path;

/// Two drafts of the same form, each with both sections at revision 2, and a second session of the first draft.
struct Base {
    folder: tempfile::TempDir,
    one: Begun,
    other: Begun,
    second: SessionKey,
    /// The sealed text of the first draft's section `a` at revision 1, for SQL.
    older: String,
}

fn base() -> Base {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, drafts) = open_drafts(folder.path());
    let (one, other) = (begin(&drafts, day(0)), begin(&drafts, day(0)));
    let by_hand = Connection::open(folder.path().join("submissions.db")).expect("the database");
    let older = "SELECT quote(sealed) FROM section WHERE draft = 1 AND name = 'a'";
    let mut quoted = String::new();
    for round in ["first", "second"] {
        for begun in [&one, &other] {
            save(&drafts, begun, &[("a", round), ("b", round)], day(0));
        }
        if quoted.is_empty() {
            quoted = by_hand.query_row(older, [], |row| row.get(0)).expect("a row");
        }
    }
    let second = resume(&drafts, &one.reference, &one.code, day(0)).expect("the code is right");
    drop((store, drafts));
    Base { folder, one, other, second, older: quoted }
}

pub(super) fn copy(from: &Path) -> tempfile::TempDir {
    let to = tempfile::tempdir().expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("a file");
        std::fs::copy(entry.path(), to.path().join(entry.file_name())).expect("it copies");
    }
    to
}

/// What opens after a change in the database of a running collector, of all that could be tried: each draft with each session
/// and each code. At the next start some changes would be found before.
fn opens_after(base: &Base, change: &str) -> Vec<&'static str> {
    let folder = copy(base.folder.path());
    let (_store, drafts) = open_drafts(folder.path());
    let by_hand = Connection::open(folder.path().join("submissions.db")).expect("the database");
    by_hand
        .execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
        .expect("it is set");
    by_hand.execute_batch(change).unwrap_or_else(|error| panic!("{change}: {error}"));
    let references = [("one", &base.one.reference), ("other", &base.other.reference)];
    let sessions = [("first", &base.one.session), ("second", &base.second), ("other's", &base.other.session)];
    let mut opens = Vec::new();
    for (draft, reference) in references {
        for (session, key) in sessions {
            match drafts.open(reference, key, day(0)) {
                Ok(Some(_)) => opens.push(match (draft, session) {
                    ("one", "first") => "one by its session",
                    ("one", "second") => "one by its second session",
                    ("other", "other's") => "other by its session",
                    _ => "a draft by a session of another",
                }),
                Ok(None) | Err(Error::Damaged(_)) => {}
                Err(error) => panic!("{change}: {error:?}"),
            }
        }
        for (of, begun) in [("one", &base.one), ("other", &base.other)] {
            // The identity alone is not the sections: the code opens when these do.
            let session = drafts.resume(reference, &begun.code, day(0)).expect("it looks");
            let open = session.map(|session| drafts.open(reference, &session, day(0)));
            if matches!(open, Some(Ok(Some(_)))) {
                opens.push(match (draft, of) {
                    ("one", "one") => "one by its code",
                    ("other", "other") => "other by its code",
                    _ => "a draft by a code of another",
                });
            }
        }
    }
    opens
}

const ONE: [&str; 3] = ["one by its session", "one by its second session", "one by its code"];
const OTHER: [&str; 2] = ["other by its session", "other by its code"];

/// All but what is named.
fn all_but(closed: &[&str]) -> Vec<&'static str> {
    ONE.into_iter().chain(OTHER).filter(|way| !closed.contains(way)).collect()
}

#[test]
fn sealed_bytes_open_nowhere_but_in_their_place() {
    let base = base();
    let older = &base.older;
    let nothing = &[ONE.as_slice(), OTHER.as_slice()].concat()[..];
    let (first, second) = (
        "(SELECT min(rowid) FROM session WHERE party = (SELECT id FROM party WHERE draft = 1))",
        "(SELECT max(rowid) FROM session WHERE party = (SELECT id FROM party WHERE draft = 1))",
    );
    let one = "(SELECT id FROM party WHERE draft = 1)";
    let other = "(SELECT id FROM party WHERE draft = 2)";
    let put = |table: &str, column: &str, to: &str, from: &str| {
        format!("UPDATE {table} SET {column} = (SELECT {column} FROM {table} WHERE {from}) WHERE {to}")
    };
    let (a, b, others_a) =
        ("draft = 1 AND name = 'a'", "draft = 1 AND name = 'b'", "draft = 2 AND name = 'a'");
    let key = |party: &str, section: &str| format!("party = {party} AND section = '{section}'");
    let renamed = |table: &str, column: &str, of: &str| {
        format!(
            "UPDATE {table} SET {column} = CASE {column} WHEN 'a' THEN 'b-' ELSE 'a-' END WHERE {of};
             UPDATE {table} SET {column} = rtrim({column}, '-') WHERE {of}"
        )
    };
    let party_moved = format!(
        "CREATE TEMP TABLE p AS SELECT {one} AS id; UPDATE party SET draft = 2 WHERE id = (SELECT id FROM p)"
    );

    let cases: &[(&str, String, &[&str])] = &[
        ("nothing is changed", "SELECT 1".into(), &[]),
        // The text of a section.
        ("another section's text", put("section", "sealed", a, b), &ONE),
        ("another draft's text", put("section", "sealed", a, others_a), &ONE),
        ("an older text", format!("UPDATE section SET sealed = {older} WHERE {a}"), &ONE),
        ("a later revision", format!("UPDATE section SET revision = 3 WHERE {a}"), &ONE),
        ("an earlier revision", format!("UPDATE section SET revision = 1 WHERE {a}"), &ONE),
        ("revision 0 with a text", format!("UPDATE section SET revision = 0 WHERE {a}"), &ONE),
        ("no text", format!("UPDATE section SET sealed = NULL WHERE {a}"), &ONE),
        (
            "sections exchanged between drafts",
            "UPDATE section SET draft = -draft; UPDATE section SET draft = 3 + draft".into(),
            nothing,
        ),
        ("sections renamed", renamed("section", "name", "draft = 1"), &ONE),
        // Keys of sections.
        ("another section's key", put("section_key", "sealed", &key(one, "a"), &key(one, "b")), &ONE),
        ("another draft's key", put("section_key", "sealed", &key(one, "a"), &key(other, "a")), &ONE),
        (
            "keys given to another party",
            format!(
                "UPDATE section_key SET party = x'00' WHERE party = {other}; UPDATE section_key SET party = {other} WHERE party = {one}; UPDATE section_key SET party = {one} WHERE party = x'00'"
            ),
            nothing,
        ),
        (
            "another section's key and text",
            format!(
                "{}; {}",
                put("section", "sealed", a, b),
                put("section_key", "sealed", &key(one, "a"), &key(one, "b"))
            ),
            &ONE,
        ),
        (
            "another draft's key and text",
            format!(
                "{}; {}",
                put("section", "sealed", a, others_a),
                put("section_key", "sealed", &key(one, "a"), &key(other, "a"))
            ),
            &ONE,
        ),
        (
            "sections renamed with their keys",
            format!(
                "{}; {}",
                renamed("section", "name", "draft = 1"),
                renamed("section_key", "section", &format!("party = {one}"))
            ),
            &ONE,
        ),
        // The draft and its party.
        ("another definition", "UPDATE draft SET definition = '4567cdef' WHERE id = 1".into(), &ONE),
        ("another form", "UPDATE draft SET form = 'feedback' WHERE id = 1".into(), &ONE),
        ("another role", "UPDATE party SET role = 'carer' WHERE draft = 1".into(), &ONE),
        (
            "references exchanged",
            format!(
                "UPDATE draft SET reference = 'X' WHERE id = 1; UPDATE draft SET reference = '{}' WHERE id = 2; UPDATE draft SET reference = '{}' WHERE id = 1",
                base.one.reference, base.other.reference
            ),
            nothing,
        ),
        // Nobody of the other draft let it in, so that one does not open either.
        ("a party moved to another draft", party_moved.clone(), nothing),
        (
            "a party and its sections moved to another draft",
            format!("DELETE FROM section WHERE draft = 2; UPDATE section SET draft = 2; {party_moved}"),
            nothing,
        ),
        // Identities, under codes and sessions.
        ("another party's identity", put("party", "wrapped", "draft = 1", "draft = 2"), &["one by its code"]),
        (
            "another id for a party",
            format!(
                "UPDATE section_key SET party = zeroblob(16) WHERE party = {one}; UPDATE session SET party = zeroblob(16) WHERE party = {one}; UPDATE party SET id = zeroblob(16) WHERE draft = 1"
            ),
            &ONE,
        ),
        (
            "a session's identity as the party's",
            format!(
                "UPDATE party SET wrapped = (SELECT wrapped FROM session WHERE party = {one}) WHERE draft = 1"
            ),
            &["one by its code"],
        ),
        (
            "the party's identity as a session's",
            format!(
                "UPDATE session SET wrapped = (SELECT wrapped FROM party WHERE draft = 1) WHERE rowid = {first}"
            ),
            &["one by its session"],
        ),
        (
            "the identity of another session",
            put("session", "wrapped", &format!("rowid = {first}"), &format!("rowid = {second}")),
            &["one by its session"],
        ),
        (
            "the identity of another draft's session",
            put("session", "wrapped", &format!("rowid = {first}"), &format!("party = {other}")),
            &["one by its session"],
        ),
        (
            "a session given to another party",
            format!("UPDATE session SET party = {other} WHERE rowid = {first}"),
            &["one by its session"],
        ),
        (
            "the id of another session",
            format!(
                "CREATE TEMP TABLE s AS SELECT id, {second} AS other FROM session WHERE rowid = {first}; DELETE FROM session WHERE id = (SELECT id FROM s); UPDATE session SET id = (SELECT id FROM s) WHERE rowid = (SELECT other FROM s)"
            ),
            &["one by its session", "one by its second session"],
        ),
    ];
    for (name, change, closed) in cases {
        assert_eq!(opens_after(&base, change), all_but(closed), "{name}");
    }
}

#[test]
fn sealed_bytes_that_were_changed_do_not_open() {
    let base = base();
    for (table, column, of, closed) in [
        ("section", "sealed", "draft = 1 AND name = 'a'", &ONE[..]),
        ("section_key", "sealed", "party = (SELECT id FROM party WHERE draft = 1) AND section = 'a'", &ONE),
        ("party", "wrapped", "draft = 1", &["one by its code"]),
    ] {
        for place in ["1", "30", &format!("length({column}) - 20"), &format!("length({column})")] {
            // The byte at that place, with all its bits turned.
            let hex = format!("substr(hex({column}), 2 * ({place}) - 1, 2)");
            let turned = format!("replace(hex({column}), 'x', '')");
            let change = format!(
                "UPDATE {table} SET {column} = unhex(substr({turned}, 1, 2 * ({place}) - 2)
                     || CASE {hex} WHEN '00' THEN '01' ELSE '00' END || substr({turned}, 2 * ({place}) + 1)) WHERE {of}"
            );
            assert_eq!(opens_after(&base, &change), all_but(closed), "{table}, byte {place}");
        }
    }
}
