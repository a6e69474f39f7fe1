//! How much room drafts take that are saved again and again, and what is left of them after their days.
//!
//! `cargo bench --bench drafts_size` fills 1,000 drafts of two people and 8 sections with 200 saves each, in several threads, and
//! prints as it goes; `-- --drafts N --saves N` does other numbers. Then the days pass, and nothing may be left.
#![allow(clippy::disallowed_methods, reason = "a bench makes its own files and asks the clock")]
#![allow(clippy::print_stdout, reason = "a bench talks to its terminal")]

use fingerpost::collect::draft::{Begun, Drafts, New, Open, Saved, SessionKind, Tried};
use fingerpost::collect::store::{self, Options, Sqlite, Store};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How long the texts of a plan are, section by section.
const TEXTS: [usize; 8] = [600, 1_200, 2_500, 3_900, 5_000, 7_000, 9_000, 3_000];
const THREADS: u64 = 8;
const KEEP_DAYS: u32 = 45;
const MOST: u64 = 200_000_000;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let after = |name: &str, otherwise: u64| {
        let at = arguments.iter().position(|argument| argument == name);
        at.and_then(|at| arguments.get(at + 1)?.parse().ok()).unwrap_or(otherwise)
    };
    let (count, saves) = (after("--drafts", 1000), after("--saves", 200));
    let folder = tempfile::tempdir().expect("a folder");
    let store = Arc::new(Sqlite::open(folder.path(), Options::default()).expect("a store"));
    store::Drafts::keep_definition(&*store, "0123", "pep", "").expect("it is kept");
    let drafts = Drafts::new(store.clone());
    let start = Instant::now();
    println!("{count} drafts of two people and {} sections, {saves} saves each", TEXTS.len());
    let begun: Vec<Begun> = (0..count).map(|_| begin(&drafts)).collect();
    println!("{:>6.0} s: all are begun, {}", start.elapsed().as_secs_f64(), sizes(folder.path()));

    let (done, is_over, most) = (AtomicU64::new(0), AtomicBool::new(false), AtomicU64::new(0));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut told = Instant::now();
            while !is_over.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(100));
                most.fetch_max(total(folder.path()), Ordering::Relaxed);
                if told.elapsed() > Duration::from_secs(10) {
                    told = Instant::now();
                    let (seconds, done) = (start.elapsed().as_secs_f64(), done.load(Ordering::Relaxed));
                    println!("{seconds:>6.0} s: {done} saves, {}", sizes(folder.path()));
                }
            }
        });
        let each = begun.len().div_ceil(THREADS as usize).max(1);
        let threads: Vec<_> = begun
            .chunks(each)
            .map(|some| {
                let (drafts, done) = (&drafts, &done);
                scope.spawn(move || {
                    // One after the other, as people save: not all saves of a draft at once.
                    for number in 0..saves {
                        for begun in some {
                            save(drafts, begun, number);
                            done.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                })
            })
            .collect();
        threads.into_iter().for_each(|thread| thread.join().expect("it saves"));
        is_over.store(true, Ordering::Relaxed);
    });
    let seconds = start.elapsed().as_secs_f64();
    println!("{seconds:>6.0} s: {} saves, {}", count * saves, sizes(folder.path()));
    // The length stands before a text, and both are filled up to 4 KiB.
    let written = TEXTS.iter().take(usize::try_from(saves).unwrap_or(usize::MAX));
    let floor = count * written.map(|text| (8 + *text as u64).next_multiple_of(4096)).sum::<u64>();
    let most = most.into_inner().max(total(folder.path()));
    println!(
        "\nat most {} for padded texts of {}: {:.2} times",
        mega(most),
        mega(floor),
        most as f64 / floor as f64
    );
    assert!(count > 1000 || most < MOST, "1,000 drafts are to stay under {}", mega(MOST));

    let purging = Instant::now();
    for day in 0..=KEEP_DAYS {
        store.tick(now() + SignedDuration::from_hours(24 * i64::from(day))).expect("it ticks");
    }
    let over = now() + SignedDuration::from_hours(24 * i64::from(KEEP_DAYS));
    let purged = store.purge(over, &|_| None).expect("it purges");
    assert_eq!((purged.drafts as u64, purged.scrubbed), (count, true));
    println!("purged in {:.1} s: {}", purging.elapsed().as_secs_f64(), sizes(folder.path()));
    assert!(total(folder.path()) < 300_000, "something is left");
}

/// Begun by one, and joined by another who reads all of it.
fn begin(drafts: &Drafts) -> Begun {
    let sections: Vec<String> = (0..TEXTS.len()).map(|number| format!("section-{number}")).collect();
    let readable: BTreeSet<String> = sections.iter().cloned().collect();
    let new = New {
        prefix: "PEP",
        form: "pep",
        definition: "0123",
        role: "social-worker",
        sections: &sections,
        readable: &readable,
        keep_days: KEEP_DAYS,
    };
    let begun = drafts.begin(&new, now()).expect("it begins");
    let open = open(drafts, &begun);
    let code =
        drafts.invite(&open, "teacher", &readable, now()).expect("it is stored").expect("there is room");
    match drafts.try_code(&begun.reference, &code, now()).expect("it looks") {
        Some(Tried::Invitation(invitation)) => {
            drafts
                .join(&invitation, &readable, SessionKind::Own, now())
                .expect("it is stored")
                .expect("it is open");
        }
        _ => panic!("it is an invitation's"),
    }
    begun
}

fn open(drafts: &Drafts, begun: &Begun) -> Open {
    drafts.open(&begun.reference, &begun.session, now()).expect("it reads").expect("it opens")
}

/// Save one section, each in its turn.
fn save(drafts: &Drafts, begun: &Begun, number: u64) {
    let at = usize::try_from(number).unwrap_or_default() % TEXTS.len();
    let text = vec![b'x'; TEXTS[at]];
    let saved = drafts.save(&open(drafts, begun), &[(&format!("section-{at}"), &text)], now());
    assert_eq!(saved.expect("it is stored"), Saved::Done);
}

fn file(folder: &Path, name: &str) -> u64 {
    std::fs::metadata(folder.join(name)).map_or(0, |file| file.len())
}

fn total(folder: &Path) -> u64 {
    file(folder, "submissions.db") + file(folder, "submissions.db-wal")
}

fn sizes(folder: &Path) -> String {
    let [database, log] = ["submissions.db", "submissions.db-wal"].map(|name| mega(file(folder, name)));
    format!("database {database}, log {log}")
}

fn mega(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH
}
