//! Promise 1, from end to end: unique words in every question of the plan for school age, through mistakes, saves, wrong codes, a
//! crash and sending, stand in no file, no line of the log, no header and no address.

use super::killed::run_program;
use super::resume;
use crate::browser::Browser;
use crate::collect_store::canaries::files_with;
use crate::hub::{Begun, Hub, forenoon};
use crate::loop_test::person::{Line, fill_in, finish};
use crate::loop_test::plan::{Plan, plans};
use crate::loop_test::shipped;
use fingerpost::form::{Field, Form, Kind};
use jiff::tz::TimeZone;
use std::path::Path;
use std::process::Stdio;

/// Stands in every canary.
const STEM: &str = "QuillZeb";

/// A canary for each text of a plan; returns how many.
fn plant(form: &Form, plan: &mut Plan) -> usize {
    let mut planted = 0;
    for ((_, name), typed) in &mut plan.typed {
        let field = form.field(name).expect("a question");
        for (entry, given) in &mut typed.boxes {
            let Some((shown, before, after)) = wrapping(field, entry) else { continue };
            planted += 1;
            let canary = format!("{STEM}{planted:03}");
            let text = format!("{before}{canary}{after}");
            assert!(text.len() <= field.max_length.max(30), "{name} is too short for {text}");
            *given = vec![text.clone()];
            match shown {
                Shown::Alone => typed.words = vec![text],
                Shown::Reason => typed.words = vec![format!("Not known yet: {text}")],
                Shown::Line(at) => typed.words[at] = text,
            }
        }
    }
    planted
}

/// Where the team reads what was typed into a box.
enum Shown {
    Alone,
    Reason,
    Line(usize),
}

/// What stands round a canary, so that it is right for the question; none where only a few answers are.
fn wrapping(field: &Field, entry: &str) -> Option<(Shown, &'static str, &'static str)> {
    if entry == field.reason_entry() {
        return Some((Shown::Reason, "", ""));
    }
    match field.kind {
        Kind::Text | Kind::Textarea if entry == field.name => Some((Shown::Alone, "", "")),
        Kind::Email { .. } if entry == field.name => Some((Shown::Alone, "", "@school.example")),
        Kind::Address if entry.ends_with("-line_1") => Some((Shown::Line(0), "1 ", "")),
        _ => None,
    }
}

struct Watch {
    hub: Hub,
    /// Numbers of pupils and patients: no stem fits into them.
    numbers: Vec<String>,
}

impl Watch {
    fn logs(&self) -> std::path::PathBuf {
        self.hub.root().join("logs")
    }

    fn assert_clean(&self, folder: &Path, when: &str) {
        for canary in self.numbers.iter().map(String::as_str).chain([STEM]) {
            assert_eq!(files_with(folder, canary), Vec::<String>::new(), "{when}: {canary}");
        }
    }

    /// Nothing in the data folder and the log; nothing in what the browser sent and got besides pages and posts.
    fn look(&self, browser: &Browser, when: &str) {
        self.assert_clean(&self.hub.data(), when);
        let heads = browser.heads.borrow().join("\n");
        std::fs::write(self.logs().join("heads"), &heads).expect("it writes");
        self.assert_clean(&self.logs(), when);
        let escaped: String = STEM.bytes().map(|byte| format!("%{byte:02X}")).collect();
        assert!(!heads.to_uppercase().contains(&escaped), "{when}");
    }
}

/// Mistakes, a session that is over, wrong codes: all with canaries in the post.
fn go_wrong(browser: &Browser, begun: &Begun, address: std::net::SocketAddr) {
    let name = &begun.at("identity");
    let page = browser.get(name);
    let mut form = page.form();
    form.set("child_first", &[format!("{STEM}-wrong")]);
    form.set("born-day", &["31"]);
    form.set("born-month", &[format!("{STEM}-feb")]);
    form.set("born-year", &["2014"]);
    let told = browser.submit(&form);
    assert!(told.status == 422 && told.text.contains(&format!("{STEM}-feb")), "{}", told.words());
    let stranger = Browser::new(address);
    let back = stranger.submit(&form);
    assert_eq!(back.status, 401);
    let wrong = fingerpost::collect::draft::Code::random().expect("a code");
    let again = stranger.submit(&back.form().with("_code", wrong.as_str()));
    assert_eq!(again.form().value("child_first"), format!("{STEM}-wrong"));
    assert_eq!(stranger.submit(&again.form().with("_code", &format!("{STEM}-code"))).status, 401);
    assert_eq!(resume(&stranger, STEM, STEM).status, 422);
    let refused = stranger.post_with(&form.action, &form.entries(None), "Origin: https://evil.example\r\n");
    assert_eq!(refused.expect("an answer").status, 403);
    let foreign = form.clone().with("_draft", "PEP-0000-0000");
    assert_eq!(browser.submit(&foreign).status, 409);
    browser.heads.borrow_mut().extend(stranger.heads.borrow().iter().cloned());
}

#[cfg(unix)]
#[test]
fn no_answer_of_a_plan_stands_in_a_file_the_log_a_header_or_an_address() {
    let hub = shipped();
    let settings = std::fs::read_to_string(hub.root().join("site.toml")).expect("the settings");
    hub.write("site.toml", &format!("{settings}\n[collector.limits]\nsubmissions_per_minute = 100000\nsaves_per_minute = 100000\ncodes_per_minute = 100000\n"));
    let form = hub.forms().into_iter().find(|form| form.name == "pep-school-age").expect("the plan");
    // The program has the clock of the machine.
    let today = TimeZone::UTC.to_datetime(fingerpost::collect::start::now()).date();
    let (mut plans, _) = plans(&form, today);
    let plan = &mut plans[0];
    let planted = plant(&form, plan);
    assert!(planted > 80, "{planted}");
    let is_number = |field: &Field| matches!(field.kind, Kind::Upn | Kind::Uln | Kind::NhsNumber);
    let numbers = form.fields().filter(|field| is_number(field)).filter_map(|field| {
        plan.typed.get(&(None, field.name.clone()))?.words.first().filter(|words| words.len() >= 10).cloned()
    });
    let watch = Watch { numbers: numbers.collect(), hub };
    std::fs::create_dir(watch.logs()).expect("a folder");
    let log = |name: &str| Stdio::from(std::fs::File::create(watch.logs().join(name)).expect("a file"));

    let mut program = run_program(&watch.hub, log("first"));
    let browser = Browser::new(program.address);
    let begun = Begun::new(&browser, &form.name);
    go_wrong(&browser, &begun, program.address);
    watch.look(&browser, "mistakes");
    let lines: Vec<Line> = fill_in(&browser, &form, plan, &begun);
    watch.look(&browser, "saved");
    // The power goes.
    program.kill();
    assert!(watch.hub.data().join("submissions.db-wal").metadata().expect("the log of changes").len() > 0);
    watch.look(&browser, "crashed");

    let mut program = run_program(&watch.hub, log("second"));
    let browser = browser.at(program.address);
    browser.jar.borrow_mut().clear();
    resume(&browser, &begun.reference, &begun.code).leads_to();
    assert!(browser.get(&begun.to("check")).text.contains(STEM), "the draft is there");
    watch.look(&browser, "recovered");
    finish(&browser, &form, &begun);
    watch.look(&browser, "sent");
    program.kill();
    watch.look(&browser, "closed");

    // The search looks where things are: the log has lines, and what was sent is all there.
    assert!(std::fs::read_to_string(watch.logs().join("first")).expect("the log").lines().count() > 50);
    let running = watch.hub.start(forenoon);
    let payload = watch.hub.opened(&running.store, &begun.reference);
    let sent: Vec<&str> =
        payload.answers.iter().flat_map(|answer| &answer.answer).map(String::as_str).collect();
    assert_eq!(sent.iter().filter(|line| line.contains(STEM)).count(), planted);
    assert_eq!(payload.answers.len(), lines.len());
}
