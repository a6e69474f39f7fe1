//! `kill -9` at any point: every reference that was acknowledged is there, and opens.

use super::{FORM, day, key, open, payload, sealed};
use fingerpost::collect::keys::parse_recipient;
use fingerpost::collect::reference::Reference;
use fingerpost::collect::seal;
use fingerpost::collect::store::Store;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Tells this test that it is the child: the data folder and the recipient.
const CHILD: &str = "FINGERPOST_TEST_CRASH";
const ROUNDS: usize = 5;
const THREADS: usize = 8;

#[test]
fn no_acknowledged_submission_is_lost_when_the_program_is_killed() {
    if let Ok(told) = std::env::var(CHILD) {
        let (recipient, data) = told.split_once(' ').expect("a recipient and a folder");
        insert_until_killed(recipient, &PathBuf::from(data));
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (recipient, identity) = key(folder.path(), "team.key");
    let data = folder.path().join("data");
    let mut acknowledged = Vec::new();
    for _ in 0..ROUNDS {
        let mut random = [0; 2];
        getrandom::fill(&mut random).expect("random bytes");
        let until = usize::from(u16::from_le_bytes(random) % 120);
        acknowledged.extend(run_and_kill(&recipient.to_string(), &data, until));
        let store = open(&data);
        for reference in &acknowledged {
            assert!(
                store.receipt(reference).expect("it reads").is_some(),
                "{reference} was acknowledged and is lost"
            );
        }
        // Those that were not acknowledged in time are whole as well.
        let rows = store.list().expect("it lists");
        assert!(rows.len() >= acknowledged.len());
        for row in rows {
            let (row, bytes) = store.sealed(&row.reference).expect("it reads").expect("it is there");
            seal::open_row(&row, &bytes, std::slice::from_ref(&identity)).expect("it opens");
        }
    }
    assert!(acknowledged.len() > ROUNDS, "the children did too little");
}

/// Start the child, read so many lines of it, kill it while it goes on, and give all that it acknowledged.
fn run_and_kill(recipient: &str, data: &Path, until: usize) -> Vec<Reference> {
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args([
            "--exact",
            "collect_store::crash::no_acknowledged_submission_is_lost_when_the_program_is_killed",
        ])
        .args(["--nocapture", "--test-threads=1"])
        .env(CHILD, format!("{recipient} {}", data.display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .expect("it starts");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines().map_while(Result::ok);
    let of_line = |line: String| line.strip_prefix("stored ").and_then(|text| Reference::parse(text).ok());
    let mut shown: Vec<Reference> = lines.by_ref().filter_map(of_line).take(until + 1).collect();
    // While it writes, this program reads what was just acknowledged.
    let last = shown.last().expect("the child stored something").clone();
    assert!(open(data).receipt(&last).expect("it reads").is_some());
    child.kill().expect("it is killed");
    child.wait().expect("it ends");
    // What stood in the pipe was acknowledged too; a line that was cut short was not.
    shown.extend(lines.filter_map(of_line));
    shown
}

fn insert_until_killed(recipient: &str, data: &Path) -> ! {
    let to = [parse_recipient(recipient).expect("a recipient")];
    let store = open(data);
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let new = sealed(&payload(FORM, &"word ".repeat(4000), day(0)), &to);
                    let receipt = store.insert(new).expect("it is stored");
                    let line = format!("stored {}\n", receipt.reference);
                    if std::io::stdout().write_all(line.as_bytes()).is_err() {
                        std::process::exit(0);
                    }
                }
            });
        }
    });
    unreachable!("the threads never end")
}
