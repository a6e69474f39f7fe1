//! The collector as a browser meets it: a form of a project, posted over HTTP, sealed into a store on disk.

use fingerpost::collect::keys::{keygen, read_identities};
use fingerpost::collect::store::{self, Sqlite, Store};
use fingerpost::collect::{SecretString, desk, seal, start};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

const FORM: &str = "\
form: ask
title: Ask us
summary: Ask.
reference: ASK
sent_to: team
answer_within: 2 working days
keep: { submitted_days: 90, after_confirmed_days: 30 }
who_reads: The team.
when_read: On working days.
cannot_wait: Call 999.
confirmation: { title: Sent, next: We will answer. }
sections:
  - section: a
    pages:
      - page: one
        title: You
        fields:
          - { field: name, type: text, label: Your name }
          - { field: about, type: textarea, label: What is it about?, optional: true }
";

/// A collector of a project in a folder of its own.
struct Place {
    folder: tempfile::TempDir,
    key: PathBuf,
}

struct Running {
    address: SocketAddr,
    definition: String,
    store: Arc<dyn Store>,
}

impl Place {
    fn new() -> Place {
        let folder = tempfile::tempdir().expect("a folder");
        let key = folder.path().join("key.txt");
        let recipient = keygen(&key, None).expect("a key");
        let settings = format!(
            "title = \"Hub\"\nbase_url = \"http://localhost:7/\"\n[recipients.team]\nall = [\"{recipient}\"]\n[collector.limits]\nsubmissions_per_minute = 100000\n"
        );
        let place = Place { folder, key };
        place.write("site.toml", &settings);
        place.write("forms/ask.yaml", FORM);
        place
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn data(&self) -> PathBuf {
        self.root().join("data")
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("it makes the folder");
        std::fs::write(path, text).expect("it writes");
    }

    fn options(&self, listen: &str) -> start::Options {
        start::Options {
            root: self.root().to_path_buf(),
            listen: listen.parse().expect("an address"),
            data: self.data(),
            desk: desk::Options::of_today(jiff::civil::date(2026, 11, 23)),
        }
    }

    fn start(&self) -> Running {
        let started = start::start(&self.options("127.0.0.1:0")).expect("it starts");
        let address = started.server.address();
        let store = started.store.clone();
        std::thread::spawn(move || started.server.run_until(std::future::pending()));
        let mut running = Running { address, definition: String::new(), store };
        let page = running.get("/forms/ask");
        if status(&page) == "200" {
            running.definition = hidden(&page, "_definition");
        }
        running
    }

    /// The program itself, its address, and its output, which is kept open for as long as it runs.
    #[cfg(unix)]
    fn run_program(&self) -> (Child, SocketAddr, BufReader<ChildStdout>) {
        let mut program = Command::new(env!("CARGO_BIN_EXE_collector"))
            .args(["serve", "--listen", "127.0.0.1:0", "--root"])
            .arg(self.root())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let mut line = String::new();
        let mut output = BufReader::new(program.stdout.take().expect("its output"));
        output.read_line(&mut line).expect("a line");
        let address = line.trim().trim_end_matches('/').rsplit('/').next().expect("an address");
        (program, address.parse().expect("an address"), output)
    }

    /// Every answer to the question for the name, opened.
    fn names(&self) -> Vec<String> {
        let no_passphrase = || SecretString::from(String::new());
        let identities = read_identities(&self.key, &no_passphrase).expect("the key");
        let store = Sqlite::open(&self.data(), store::Options::default()).expect("the store");
        let rows = store.list().expect("rows");
        let open = |row: &store::Row| {
            let (row, sealed) = store.sealed(&row.reference).expect("a row").expect("the row");
            let payload = seal::open_row(&row, &sealed, &identities).expect("it opens");
            payload.answers[0].answer[0].clone()
        };
        rows.iter().map(open).collect()
    }
}

impl Running {
    fn ask(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(self.address).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a time limit");
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("it answers");
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, path: &str) -> String {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address))
    }

    fn post(&self, fields: &[(&str, &str)]) -> String {
        let mut body = form_urlencoded::Serializer::new(String::new());
        if !fields.iter().any(|(name, _)| *name == "_definition") {
            body.append_pair("_definition", &self.definition);
        }
        let body = body.extend_pairs(fields).finish();
        let head = format!(
            "POST /forms/ask HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nConnection: close\r\n",
            self.address
        );
        let kind = "Content-Type: application/x-www-form-urlencoded\r\n";
        self.ask(&format!("{head}{kind}Content-Length: {}\r\n\r\n{body}", body.len()))
    }
}

/// The value of a hidden entry of a page.
fn hidden(page: &str, name: &str) -> String {
    let start =
        page.find(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name} in {page}"));
    page[start..].split('"').nth(3).expect("a value").to_string()
}

fn status(answer: &str) -> &str {
    answer.get(9..12).unwrap_or_default()
}

/// The reference that an answer leads to.
fn reference(answer: &str) -> String {
    assert_eq!(status(answer), "303", "{answer}");
    let line = answer.lines().find(|line| line.to_lowercase().starts_with("location: ")).expect("a location");
    line.rsplit('/').next().expect("a reference").trim().to_string()
}

#[test]
fn fifty_different_posts_at_once_are_fifty_rows() {
    let place = Place::new();
    let running = place.start();
    let references: BTreeSet<String> = std::thread::scope(|scope| {
        let posts: Vec<_> = (0..50)
            .map(|number| {
                let running = &running;
                scope.spawn(move || reference(&running.post(&[("name", &format!("Person {number}"))])))
            })
            .collect();
        posts.into_iter().map(|post| post.join().expect("it is answered")).collect()
    });
    assert_eq!(references.len(), 50);
    let names: BTreeSet<String> = place.names().into_iter().collect();
    assert_eq!(names, (0..50).map(|number| format!("Person {number}")).collect());
}

#[test]
fn the_same_post_a_hundred_times_is_one_row_and_one_receipt() {
    let place = Place::new();
    let running = place.start();
    let key = hidden(&running.get("/forms/ask"), "_key");
    for fields in [vec![("name", "From the site")], vec![("name", "From the collector"), ("_key", &key)]] {
        let references: BTreeSet<String> = std::thread::scope(|scope| {
            let posts: Vec<_> = (0..100).map(|_| scope.spawn(|| reference(&running.post(&fields)))).collect();
            posts.into_iter().map(|post| post.join().expect("it is answered")).collect()
        });
        assert_eq!(references.len(), 1, "{references:?}");
    }
    assert_eq!(running.store.list().expect("rows").len(), 2);
}

#[test]
fn a_receipt_is_shown_for_its_own_form_and_reference_only() {
    let place = Place::new();
    let running = place.start();
    let reference = reference(&running.post(&[("name", "Ann")]));
    assert!(running.get(&format!("/forms/ask/received/{reference}")).contains(&reference));
    for path in [
        "/forms/ask/received/ASK-0000-0000",
        "/forms/other/received/ASK-0000-0000",
        "/forms/ask/received/x",
        "/forms/none",
    ] {
        assert_eq!(status(&running.get(path)), "404", "{path}");
    }
}

#[test]
fn a_form_that_changed_comes_back_with_its_answers() {
    let place = Place::new();
    let running = place.start();
    let answer = running.post(&[("_definition", "0123"), ("name", "Ann <b>"), ("old_question", "Old words")]);
    assert_eq!(status(&answer), "409");
    assert!(answer.contains("Old words"), "what has no place any more is shown: {answer}");
    assert!(answer.contains("value=\"Ann &lt;b&gt;\""), "{answer}");
    assert_eq!(running.store.list().expect("rows").len(), 0);
}

#[test]
fn a_filled_trap_loses_nothing_and_stores_nothing() {
    let place = Place::new();
    let running = place.start();
    let answer = running.post(&[("_website", "http://spam.example"), ("name", "Ann")]);
    assert_eq!(status(&answer), "422");
    assert!(answer.contains("value=\"Ann\"") && !answer.contains("spam.example"), "{answer}");
    assert_eq!(running.store.list().expect("rows").len(), 0);
}

#[test]
fn without_a_recipient_the_form_says_so_before_the_first_question() {
    let place = Place::new();
    place.write("site.toml", "title = \"Hub\"\nbase_url = \"http://localhost:7/\"\n");
    let running = place.start();
    let page = running.get("/forms/ask");
    assert_eq!(status(&page), "503");
    assert!(!page.contains("name=\"name\""), "{page}");
    let answer = running.post(&[("name", "Ann")]);
    assert_eq!(status(&answer), "503");
    assert!(answer.contains("value=\"Ann\""), "what was typed is shown back: {answer}");
}

#[test]
fn it_does_not_face_others_before_it_is_ready() {
    let place = Place::new();
    let mut options = place.options("0.0.0.0:0");
    options.desk.demo_key = Some("x".into());
    place.write(
        "content/data/contacts.yaml",
        "- { contact: a, name: A, phone: 01632 960001, sample: true }\n",
    );
    let Err(start::Error::NotReady(reasons)) = start::start(&options) else { panic!("it started") };
    assert_eq!(reasons.len(), 3, "{reasons:?}");
    options.desk.demo_key = None;
    place.write("content/data/contacts.yaml", "- { contact: a, name: A, phone: 01632 960001 }\n");
    let settings = std::fs::read_to_string(place.root().join("site.toml")).expect("settings");
    place.write("site.toml", &format!("{settings}[privacy]\ncontroller = \"A Council\"\n"));
    if let Err(error) = start::start(&options) {
        panic!("it does not start: {error}");
    }
}

#[cfg(unix)]
#[test]
fn a_disk_that_takes_nothing_gives_a_page_that_says_so_with_what_was_typed() {
    let place = Place::new();
    let running = place.start();
    reference(&running.post(&[("name", "Before")]));
    // A second process holds the database so that nothing can be written: the same page as for a full disk.
    let database = rusqlite::Connection::open(place.data().join("submissions.db")).expect("the database");
    database.execute_batch("BEGIN IMMEDIATE").expect("it locks");
    let answer = running.post(&[("name", "Ann"), ("about", "Every\nword")]);
    assert_eq!(status(&answer), "503", "{answer}");
    assert!(answer.contains("value=\"Ann\"") && answer.contains("Every\nword"), "{answer}");
    assert!(answer.contains("were not sent"), "{answer}");
    database.execute_batch("ROLLBACK").expect("it lets go");
    let key = hidden(&answer, "_key");
    reference(&running.post(&[("name", "Ann"), ("_key", &key)]));
    assert_eq!(place.names(), ["Before", "Ann"]);
}

/// `kill -9` at random points under load: every reference that was shown is there, and opens. `FINGERPOST_KILL_ROUNDS`
/// asks for more rounds.
#[cfg(unix)]
#[test]
fn nothing_that_was_acknowledged_is_lost_when_the_program_is_killed() {
    let place = Place::new();
    let rounds: u64 =
        std::env::var("FINGERPOST_KILL_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(4);
    let mut acknowledged: BTreeSet<String> = BTreeSet::new();
    for round in 0..rounds {
        let (mut program, address, _output) = place.run_program();
        let definition = {
            let store = Arc::new(Sqlite::open(&place.data(), store::Options::default()).expect("the store"));
            let running = Running { address, definition: String::new(), store };
            hidden(&running.get("/forms/ask"), "_definition")
        };
        let after = 3 + (round * 7919) % 29;
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::scope(|scope| {
            for sender_number in 0..4 {
                let (sender, definition) = (sender.clone(), definition.clone());
                scope.spawn(move || {
                    for number in 0.. {
                        let body = format!("_definition={definition}&name=P{round}-{sender_number}-{number}");
                        let Some(answer) = try_post(address, &body) else { return };
                        if sender.send(reference(&answer)).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(sender);
            acknowledged.extend(receiver.iter().take(usize::try_from(after).expect("a small number")));
            program.kill().expect("it is killed");
            program.wait().expect("it ends");
            acknowledged.extend(receiver.iter());
        });
    }
    assert!(acknowledged.len() as u64 >= rounds * 3);
    let store = Sqlite::open(&place.data(), store::Options::default()).expect("the store");
    let kept: BTreeSet<String> =
        store.list().expect("rows").iter().map(|row| row.reference.to_string()).collect();
    let lost: Vec<&String> = acknowledged.difference(&kept).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    drop(store);
    assert_eq!(place.names().len(), kept.len(), "every one opens");
}

/// A whole answer, or none when the program ended meanwhile.
fn try_post(address: SocketAddr, body: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
    let head = format!(
        "POST /forms/ask HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    (status(&answer) == "303").then_some(answer)
}

#[test]
fn a_full_disk_gives_a_page_that_says_so_with_what_was_typed() {
    use fingerpost::collect::guard::{Networks, Proxies};
    use fingerpost::collect::intake::Intake;
    use fingerpost::collect::post::Post;
    use fingerpost::collect::server::Pages;
    let place = Place::new();
    let full = store::Options { most_bytes: Some(96 * 1024), ..store::Options::default() };
    let store = Arc::new(Sqlite::open(&place.data(), full).expect("the store"));
    let source = fingerpost::source::read(place.root()).expect("the project");
    let desk =
        start::read_desk(&source, &desk::Options::of_today(jiff::civil::date(2026, 11, 23))).expect("a desk");
    let definition = desk.form("ask").expect("the form").definition.clone();
    let intake = Intake::new(desk, store.clone(), store.clone(), start::now).expect("an intake");
    let now = std::time::Instant::now();
    let networks = Networks::new(Proxies::parse([]).expect("none"), now).expect("a key");
    let post = |number: usize| Post {
        form: "ask".into(),
        fields: vec![("_definition".into(), definition.clone()), ("name".into(), format!("Canary {number}"))],
        network: networks.of([127, 0, 0, 1].into(), now),
    };
    let mut taken = 0;
    let refused = loop {
        let reply = intake.submit(post(taken));
        if reply.status != 303 {
            break reply;
        }
        taken += 1;
        assert!(taken < 500, "the disk never fills");
    };
    assert_eq!(refused.status, 503);
    let page = String::from_utf8(refused.body).expect("text");
    assert!(page.contains("were not sent") && page.contains(&format!("value=\"Canary {taken}\"")), "{page}");
    assert_eq!(store.list().expect("rows").len(), taken, "nothing is torn");
}

#[test]
fn a_page_that_is_gone_back_to_and_corrected_is_sent_anew() {
    let place = Place::new();
    let running = place.start();
    let key = hidden(&running.get("/forms/ask"), "_key");
    let first = reference(&running.post(&[("name", "Anne"), ("_key", &key)]));
    let again = reference(&running.post(&[("name", "Anne"), ("_key", &key)]));
    let corrected = reference(&running.post(&[("name", "Ann"), ("_key", &key)]));
    assert_eq!(first, again);
    assert_ne!(first, corrected);
    assert_eq!(place.names(), ["Anne", "Ann"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_crash_leaves_no_core_dump() {
    let place = Place::new();
    let (mut program, _, _output) = place.run_program();
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", program.id())).expect("its limits");
    program.kill().expect("it is killed");
    program.wait().expect("it ends");
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).expect("the limit");
    assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "{core}");
}
