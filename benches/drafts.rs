//! What a page of a draft costs: to open all of its sections, and to open and save them.
//!
//! `cargo bench --bench drafts` works on a draft of 8 sections of 20 KB, of one person and of four who read all of it; `-- --rounds N` does it more often. It prints
//! milliseconds of CPU time for each page, all threads and the disk's part in the kernel together.
#![allow(clippy::disallowed_methods, reason = "a bench makes its own files and asks the clock")]
#![allow(clippy::print_stdout, reason = "a bench talks to its terminal")]

use fingerpost::collect::draft::{Begun, Drafts, New, Open, SessionKind, Tried};
use fingerpost::collect::store::{self, Options, Sqlite};
use jiff::Timestamp;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Instant;
use wait4::Wait4;

const SECTIONS: usize = 8;
const BYTES: usize = 20_000;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let after = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).cloned()
    };
    let rounds = after("--rounds").and_then(|rounds| rounds.parse().ok()).unwrap_or(300);
    if let Some(work) = after("--work") {
        return child(&work, rounds);
    }
    println!(
        "{SECTIONS} sections of {BYTES} bytes, {rounds} rounds\n\n{:<20}{:>10}{:>10}",
        "", "CPU ms", "wall ms"
    );
    for work in ["resume", "open", "open and save", "resume, of four", "open, of four"] {
        let [(cpu_of_none, wall_of_none), (cpu, wall)] = [0, rounds].map(|rounds| cost(work, rounds));
        let each = |seconds: f64| seconds * 1000.0 / f64::from(rounds);
        println!("{work:<20}{:>10.2}{:>10.2}", each(cpu - cpu_of_none), each(wall - wall_of_none));
    }
}

/// Seconds that a program of its own takes for so many rounds.
fn cost(work: &str, rounds: u32) -> (f64, f64) {
    let start = Instant::now();
    let child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--work", work, "--rounds", &rounds.to_string()])
        .stdout(Stdio::null())
        .spawn();
    let used = child.expect("it starts").wait4().expect("it ends");
    assert!(used.status.success());
    ((used.rusage.utime + used.rusage.stime).as_secs_f64(), start.elapsed().as_secs_f64())
}

fn child(work: &str, rounds: u32) {
    let folder = tempfile::tempdir().expect("a folder");
    let (drafts, begun) = begin(folder.path());
    let text = vec![b'x'; BYTES];
    let save = |open: &Open| {
        let texts: Vec<(&str, &[u8])> = open.sections.keys().map(|name| (&**name, &*text)).collect();
        drafts.save(open, &texts, now()).expect("it is saved");
    };
    let open = || drafts.open(&begun.reference, &begun.session, now()).expect("it reads").expect("it opens");
    save(&open());
    if work.ends_with("of four") {
        (0..3).for_each(|_| hand_over(&drafts, &open()));
    }
    for _ in 0..rounds {
        match work {
            "resume" | "resume, of four" => {
                drop(drafts.resume(&begun.reference, &begun.code, now()).expect("it looks"))
            }
            "open" | "open, of four" => drop(open()),
            _ => save(&open()),
        }
    }
}

fn begin(folder: &Path) -> (Drafts, Begun) {
    let store = Arc::new(Sqlite::open(folder, Options::default()).expect("a store"));
    store::Drafts::keep_definition(&*store, "0123", "pep", "").expect("it is kept");
    let drafts = Drafts::new(store);
    let sections: Vec<String> = (0..SECTIONS).map(|number| format!("section-{number}")).collect();
    let new = New {
        prefix: "PEP",
        form: "pep",
        definition: "0123",
        role: "social-worker",
        sections: &sections,
        readable: &sections.iter().cloned().collect(),
        keep_days: 45,
    };
    let begun = drafts.begin(&new, now()).expect("it begins");
    (drafts, begun)
}

/// Somebody else joins, who reads all of it.
fn hand_over(drafts: &Drafts, open: &Open) {
    let readable = open.sections.keys().cloned().collect();
    let code =
        drafts.invite(open, "teacher", &readable, now()).expect("it is stored").expect("there is room");
    let Some(Tried::Invitation(invitation)) =
        drafts.try_code(&open.reference, &code, now()).expect("it looks")
    else {
        panic!("it is an invitation's")
    };
    drafts.join(&invitation, &readable, SessionKind::Own, now()).expect("it is stored").expect("it is open");
}

fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH
}
