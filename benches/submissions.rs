//! How many submissions a second are sealed and kept: one after the other, and 32 senders at once, whose commits are grouped.
//!
//! `cargo bench --bench submissions`; `-- --count N --kilobytes N --folder DIR` for others. The folder's disk is what is measured.
//! It prints ratios: this machine is shared, so a number by itself says little.
#![allow(clippy::disallowed_methods, reason = "a bench makes its own files and asks the clock")]
#![allow(clippy::print_stdout, reason = "a bench talks to its terminal")]

use fingerpost::collect::keys::{Recipient, keygen};
use fingerpost::collect::payload::{Answer, Payload};
use fingerpost::collect::reference::{ConfirmCode, Reference};
use fingerpost::collect::seal;
use fingerpost::collect::store::{NewSubmission, Options, Sqlite, Store};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

const SENDERS: usize = 32;
const RECIPIENTS: usize = 3;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name);
        at.and_then(|at| arguments.get(at + 1))
    };
    let number =
        |name: &str, default: usize| value(name).and_then(|text| text.parse().ok()).unwrap_or(default);
    let (count, kilobytes) = (number("--count", 2000), number("--kilobytes", 30));
    let folder = match value("--folder") {
        Some(folder) => tempfile::tempdir_in(folder),
        None => tempfile::tempdir(),
    };
    let folder = folder.expect("a folder");
    let recipients: Vec<Recipient> = (0..RECIPIENTS)
        .map(|at| keygen(&folder.path().join(format!("{at}.key")), None).expect("a key"))
        .collect();
    let words = "word ".repeat(kilobytes * 1024 / 5);
    println!(
        "{count} submissions of {kilobytes} KB to {RECIPIENTS} recipients, in {}\n",
        folder.path().display()
    );

    let sealing = rate(count, 1, || drop(submission(&words, &recipients)));
    let store = open(folder.path(), "one-by-one");
    let one_by_one = rate(count, 1, || insert(&store, submission(&words, &recipients)));
    let store = open(folder.path(), "together");
    let together = rate(count, SENDERS, || insert(&store, submission(&words, &recipients)));
    let sealed = submission(&words, &recipients).sealed;
    let store = open(folder.path(), "inserts-one-by-one");
    let inserts_one_by_one = rate(count, 1, || insert(&store, of_sealed(&sealed)));
    let store = open(folder.path(), "inserts-together");
    let inserts_together = rate(count, SENDERS, || insert(&store, of_sealed(&sealed)));

    println!("{:<44}{:>10}{:>16}", "", "a second", "one by one = 1");
    for (what, rate) in [
        ("sealed, not stored", sealing),
        ("sealed and committed, one by one", one_by_one),
        ("sealed and committed, 32 senders", together),
        ("committed only, one by one", inserts_one_by_one),
        ("committed only, 32 senders", inserts_together),
    ] {
        println!("{what:<44}{rate:>10.0}{:>16.2}", rate / one_by_one);
    }
}

/// How often a second `work` is done, by so many threads at once.
fn rate(count: usize, threads: usize, work: impl Fn() + Sync) -> f64 {
    let (begun, done) = (Instant::now(), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while done.fetch_add(1, Ordering::Relaxed) < count {
                    work();
                }
            });
        }
    });
    count as f64 / begun.elapsed().as_secs_f64()
}

fn open(folder: &Path, name: &str) -> Sqlite {
    Sqlite::open(&folder.join(name), Options::default()).expect("a store")
}

fn insert(store: &Sqlite, new: NewSubmission) {
    store.insert(new).expect("it is stored");
}

fn submission(words: &str, to: &[Recipient]) -> NewSubmission {
    let (reference, confirm) =
        (Reference::random("PEP").expect("random"), ConfirmCode::random().expect("random"));
    let confirm_hash = confirm.hash(&reference);
    let answer = Answer {
        page: "views".into(),
        row: None,
        field: "views".into(),
        label: "What the child thinks".into(),
        answer: vec![words.into()],
    };
    let payload = Payload {
        reference: reference.clone(),
        form: "pep".into(),
        title: "Personal Education Plan".into(),
        definition: String::new(),
        council: None,
        received: jiff::Timestamp::UNIX_EPOCH,
        confirm,
        part: None,
        answers: vec![answer],
    };
    let sealed = seal::seal(&payload, to).expect("it seals").0;
    NewSubmission { reference, confirm_hash, ..of_sealed(&sealed) }
}

fn of_sealed(sealed: &[u8]) -> NewSubmission {
    NewSubmission {
        reference: Reference::random("PEP").expect("random"),
        form: "pep".into(),
        council: None,
        key: None,
        received: jiff::Timestamp::UNIX_EPOCH,
        answer_by: None,
        sealed: sealed.to_vec(),
        confirm_hash: [0; 32],
        withdraw_hash: None,
    }
}
