//! Guessing is hopeless, costs the guesser more than the collector, and learns nothing: not even which draft there is.

use super::people::{TEACHER, begin_shared, hand_over, invite, join, with_code};
use super::{begin, day, open_drafts, opened, resume};
use fingerpost::collect::draft::{Code, CodeError, Saved};
use fingerpost::collect::reference::Reference;
use proptest::prelude::*;
use std::path::Path;
use std::process::{Command, Stdio};
use wait4::Wait4;

/// Tells this test that it is the child: the data folder, the reference, and how often to guess.
const CHILD: &str = "FINGERPOST_TEST_GUESSES";
/// By hand: `FINGERPOST_GUESSES=1000000 cargo test --test it guesses`.
const HOW_OFTEN: &str = "FINGERPOST_GUESSES";

#[test]
fn no_random_code_is_right_and_guessing_takes_no_memory() {
    if let Ok(told) = std::env::var(CHILD) {
        let words: Vec<&str> = told.split(' ').collect();
        let [count, reference, data] = words[..] else { panic!("three words") };
        guess(Path::new(data), reference, count.parse().expect("a number"));
        return;
    }
    let count = std::env::var(HOW_OFTEN).map_or(100_000, |count| count.parse().expect("a number"));
    let folder = tempfile::tempdir().expect("a folder");
    let (_store, drafts) = open_drafts(folder.path());
    // Two people, and two who are invited: each guess is tried on all of them.
    let begun = begin_shared(&drafts, day(0));
    let teacher = hand_over(&drafts, &begun, TEACHER, day(0)).code;
    let open = with_code(&drafts, &begun.reference, &begun.code, day(0));
    let invitations = [TEACHER, "carer"].map(|role| invite(&drafts, &open, role, day(0)));
    let bytes = |name: &str| std::fs::read(folder.path().join(name)).expect("a file");
    let before = (bytes("submissions.db"), bytes("submissions.db-wal"));
    let [few, many] = [2_000, count].map(|count| peak(folder.path(), &begun.reference, count));
    assert!(many < few + (4 << 20), "the peak went from {few} to {many} bytes");
    assert!(before == (bytes("submissions.db"), bytes("submissions.db-wal")), "a wrong code writes nothing");
    for code in [&begun.code, &teacher] {
        assert!(resume(&drafts, &begun.reference, code, day(0)).is_some(), "nothing is locked");
    }
    for code in &invitations {
        assert!(join(&drafts, &begun.reference, code, day(0)).is_some(), "nothing is used up");
    }
}

/// The most memory that a program of its own takes while it guesses so often.
fn peak(data: &Path, reference: &Reference, count: usize) -> u64 {
    let name = "collect_draft::guesses::no_random_code_is_right_and_guessing_takes_no_memory";
    let child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", name, "--test-threads=1"])
        .env(CHILD, format!("{count} {reference} {}", data.display()))
        .stdout(Stdio::null())
        .spawn()
        .expect("it starts");
    let used = child.wait4().expect("it ends");
    assert!(used.status.success(), "a guess was right, or told more than another");
    used.rusage.maxrss
}

/// Guess as a stranger: half at a draft that there is, half at drafts that there are not. All are answered alike.
fn guess(data: &Path, reference: &str, count: usize) {
    let (_store, drafts) = open_drafts(data);
    let known = Reference::parse(reference).expect("a reference");
    let guess_half = || {
        for _ in 0..count / 4 {
            let code = Code::random().expect("a code");
            for reference in [&known, &Reference::random("PEP").expect("one")] {
                assert!(drafts.try_code(reference, &code, day(0)).expect("it looks").is_none());
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(guess_half);
        scope.spawn(guess_half);
    });
}

/// The code with other characters in place of its own, and a last character that fits.
fn neighbour(code: &Code, at: usize, to: char) -> Option<Code> {
    let mut characters: Vec<char> = code.as_str().chars().filter(|c| *c != '-').collect();
    if characters[at] == to {
        return None;
    }
    characters[at] = to;
    "0123456789ABCDEFGHJKMNPQRSTVWXYZ".chars().find_map(|last| {
        characters[20] = last;
        Code::parse(&characters.iter().collect::<String>()).ok()
    })
}

#[test]
fn a_code_with_one_other_character_never_opens() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_store, drafts) = open_drafts(folder.path());
    let begun = begin_shared(&drafts, day(0));
    let open = with_code(&drafts, &begun.reference, &begun.code, day(0));
    let invitation = invite(&drafts, &open, "carer", day(0));
    let code = &begun.code;
    for code in [code, &invitation] {
        for at in 0..20 {
            for to in "0123456789ABCDEFGHJKMNPQRSTVWXYZ".chars() {
                let Some(other) = neighbour(code, at, to) else { continue };
                let tried = drafts.try_code(&begun.reference, &other, day(0)).expect("it looks");
                assert!(tried.is_none(), "{at} {to}");
            }
        }
    }
    // A code of one kind is none of the other.
    assert!(resume(&drafts, &begun.reference, &invitation, day(0)).is_none());
    // As it would be mistyped, it is told before anything is asked.
    let mut typed = code.as_str().to_owned();
    let other = if typed.starts_with('7') { "8" } else { "7" };
    typed.replace_range(..1, other);
    assert!(matches!(Code::parse(&typed), Err(CodeError::Mistyped)));
    let forgiven = format!("  {} ", code.as_str().to_lowercase().replace('-', " "));
    let read = Code::parse(&forgiven).expect("it is read");
    assert!(resume(&drafts, &begun.reference, &read, day(0)).is_some());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_bytes_come_back_as_they_were_saved(
        texts in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..9000), 1..4),
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let (_store, drafts) = open_drafts(folder.path());
        let begun = begin(&drafts, day(0));
        for (revision, text) in texts.iter().enumerate() {
            let open = opened(&drafts, &begun, day(0));
            prop_assert_eq!(open.sections["a"].revision, revision as u64);
            prop_assert_eq!(drafts.save(&open, &[("a", text)], day(0)).expect("it saves"), Saved::Done);
            let open = opened(&drafts, &begun, day(0));
            prop_assert_eq!(&**open.sections["a"].plain, text);
            prop_assert!(open.sections["b"].plain.is_empty());
        }
        let stranger = begin(&drafts, day(0));
        prop_assert!(resume(&drafts, &begun.reference, &stranger.code, day(0)).is_none());
    }
}
