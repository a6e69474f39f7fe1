//! `kill -9` under load: no page that led on to the next is lost.

use super::{hub, resume};
use crate::browser::Browser;
use crate::hub::{Begun, Hub, forenoon};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::channel;

/// The program itself, with its output, which is kept open for as long as it runs. It ends with this, also when a test fails.
pub(super) struct Program {
    process: Child,
    _output: BufReader<ChildStdout>,
    pub(super) address: SocketAddr,
}

impl Program {
    /// `kill -9`.
    pub(super) fn kill(&mut self) {
        self.process.kill().expect("it is killed");
        self.process.wait().expect("it ends");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub(super) fn run_program(hub: &Hub, errors: Stdio) -> Program {
    let mut process = Command::new(env!("CARGO_BIN_EXE_collector"))
        .args(["serve", "--listen", "127.0.0.1:0", "--root"])
        .arg(hub.root())
        .stdout(Stdio::piped())
        .stderr(errors)
        .spawn()
        .expect("it starts");
    let mut line = String::new();
    let mut output = BufReader::new(process.stdout.take().expect("its output"));
    output.read_line(&mut line).expect("a line");
    let address = line.trim().trim_end_matches('/').rsplit('/').next().expect("an address");
    Program { process, _output: output, address: address.parse().expect("an address") }
}

/// Save the notes over and over; returns the last text that led on.
fn work(browser: &Browser, draft: &Begun, name: &str, told: impl Fn() -> bool) -> Option<String> {
    let mut last = None;
    for number in 0.. {
        let Some(page) = browser.try_get(&draft.at("notes")) else { return last };
        let text = format!("{name}-{number}");
        let form = page.form().with("notes", &text);
        let Some(page) = browser.try_post(&form.action, &form.entries(None)) else { return last };
        page.leads_to();
        last = Some(text);
        if !told() {
            return last;
        }
    }
    last
}

#[cfg(unix)]
#[test]
fn no_page_that_led_on_is_lost_when_the_program_is_killed() {
    let hub = hub();
    hub.settings("[collector.limits]\nsubmissions_per_minute = 100000\nsaves_per_minute = 100000\ncodes_per_minute = 100000\n");
    for round in 0..3_usize {
        let mut program = run_program(&hub, Stdio::null());
        let people: Vec<(Browser, Begun)> = (0..4)
            .map(|_| {
                let browser = Browser::new(program.address);
                let draft = Begun::new(&browser, "plan");
                (browser, draft)
            })
            .collect();
        let (sender, saved) = channel();
        let lasts: Vec<Option<String>> = std::thread::scope(|scope| {
            let works: Vec<_> = people
                .iter()
                .enumerate()
                .map(|(number, (browser, draft))| {
                    let (sender, browser) = (sender.clone(), browser.clone());
                    let name = format!("round-{round}-person-{number}");
                    scope.spawn(move || work(&browser, draft, &name, || sender.send(()).is_ok()))
                })
                .collect();
            drop(sender);
            for _ in 0..(11 + round * 17) {
                saved.recv().expect("they work");
            }
            program.kill();
            works.into_iter().map(|work| work.join().expect("it ends")).collect()
        });
        assert!(lasts.iter().flatten().count() >= 2, "they did too little: {lasts:?}");
        let running = hub.start(forenoon);
        for ((_, draft), last) in people.iter().zip(&lasts) {
            let browser = running.browser();
            resume(&browser, &draft.reference, &draft.code).leads_to();
            let kept = browser.get(&draft.at("notes")).form().value("notes");
            let Some(last) = last else { continue };
            // The save after the last that led on may have been stored as well: who sent it was not told.
            let number = |text: &str| text.rsplit('-').next().and_then(|number| number.parse::<i32>().ok());
            let (kept_number, last_number) = (number(&kept), number(last));
            assert!(
                kept_number >= last_number && kept_number <= last_number.map(|number| number + 1),
                "{kept} is kept, {last} led on"
            );
        }
    }
}
