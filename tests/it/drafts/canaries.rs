//! Promise 1, from end to end: unique words in every question of the plan for school age, through mistakes, saves, wrong codes,
//! handing over, sending, a crash, a return with a reason, signing and next term, stand in no file, no line of the log, no header
//! and no address. Nor does any code.

use super::killed::run_program;
use super::resume;
use crate::browser::Browser;
use crate::collect_store::canaries::files_with;
use crate::hub::{Begun, Hub, forenoon};
use crate::loop_test::people::People;
use crate::loop_test::plan::{Plan, plans};
use crate::loop_test::shipped;
use fingerpost::form::{Field, Form, Kind};
use jiff::tz::TimeZone;
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

    /// Nothing in the data folder and the log; nothing in what the browsers sent and got besides pages and posts.
    fn look(&self, people: &People<'_>, when: &str) {
        let heads: Vec<String> =
            people.all.iter().flat_map(|somebody| somebody.browser.heads.borrow().clone()).collect();
        let heads = heads.join("\n");
        std::fs::write(self.logs().join("heads"), &heads).expect("it writes");
        let codes = people.codes.iter().flat_map(|code| [code.clone(), code.replace('-', "")]);
        let canaries = self.numbers.iter().cloned().chain([STEM.to_string()]).chain(codes);
        for canary in canaries {
            for folder in [self.hub.data(), self.logs()] {
                assert_eq!(files_with(&folder, &canary), Vec::<String>::new(), "{when}: {canary}");
            }
        }
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
    let mut people = People::begin(program.address, &form, plan, 0);
    go_wrong(&people.all[0].browser, &people.all[0].begun, program.address);
    watch.look(&people, "mistakes");
    let given = people.fill_in_and_send();
    let roles: Vec<&str> = people.all.iter().map(|somebody| somebody.role.as_str()).collect();
    assert_eq!(roles, ["social-worker", "designated-teacher", "helper", "carer"]);
    watch.look(&people, "handed over, saved and sent");
    // The power goes.
    program.kill();
    assert!(watch.hub.data().join("submissions.db-wal").metadata().expect("the log of changes").len() > 0);
    watch.look(&people, "crashed");

    let mut program = run_program(&watch.hub, log("second"));
    people.come_back(program.address);
    for somebody in &people.all {
        assert!(somebody.browser.get(&somebody.begun.to("check")).text.contains(STEM), "the draft is there");
    }
    watch.look(&people, "recovered");
    send_back_and_again(&people);
    watch.look(&people, "sent back with a reason");
    let code = put_in_folder(&people.all[1].browser, &people.all[1].begun);
    people.codes.push(code);
    set_meeting(&people.all[0].browser, &people.all[0].begun);
    watch.look(&people, "the day of the meeting");
    sign_at_one_computer(&people);
    watch.look(&people, "signed and closed");
    let closed = people.all[0].browser.get(&format!("/drafts/{}", people.reference()));
    assert!(!closed.text.contains(STEM));
    let next = Begun::of(people.all[0].browser.submit(&closed.form_to("/next")));
    assert!(people.all[0].browser.get(&next.at("identity")).text.contains(STEM), "facts come over");
    people.codes.push(next.code);
    watch.look(&people, "next term");
    program.kill();
    watch.look(&people, "stopped");

    // The search looks where things are: the log has lines, and what was sent is all there.
    assert!(std::fs::read_to_string(watch.logs().join("first")).expect("the log").lines().count() > 50);
    let running = watch.hub.start(forenoon);
    let payload = watch.hub.assembled(&running.store, people.reference()).merged();
    let sent: Vec<&str> =
        payload.answers.iter().flat_map(|answer| &answer.answer).map(String::as_str).collect();
    assert_eq!(sent.iter().filter(|line| line.contains(STEM)).count(), planted);
    assert_eq!(payload.answers.len(), given.lines.len());
}

/// The social worker gives a reason that is a canary; the teacher reads it, and sends the section again.
fn send_back_and_again(people: &People<'_>) {
    let [worker, teacher] = [0, 1].map(|at| &people.all[at]);
    let page = worker.browser.get(&worker.begun.to("sections/d"));
    let too_long = format!("{STEM}-long").repeat(200);
    let told = worker.browser.submit(&page.form_to("/send-back").with("_reason", &too_long));
    assert!(told.status == 422 && told.text.contains(&too_long));
    let reason = format!("{STEM}-reason");
    worker.browser.submit(&page.form_to("/send-back").with("_reason", &reason)).leads_to();
    let tasks = teacher.browser.get(&format!("/drafts/{}", people.reference()));
    assert!(tasks.says(&reason), "{}", tasks.words());
    teacher.send("d");
}

/// Under a nickname that is a canary; the folder's code.
fn put_in_folder(browser: &Browser, begun: &Begun) -> String {
    let form = browser.get(&begun.to("folder")).form_to("/folder");
    let nickname = format!("{STEM}-nickname");
    let page = browser.submit(&form.with_all(&[("_nickname", &nickname), ("_which", "new")]));
    assert!(browser.get("/drafts/folder").says(&nickname));
    page.texts(".code-box .code").remove(0)
}

/// A time that is a canary is refused. The appointment names the reference, and nothing that was answered.
fn set_meeting(browser: &Browser, begun: &Begun) {
    let day = fingerpost::collect::start::now() + jiff::SignedDuration::from_hours(240);
    let day = TimeZone::UTC.to_datetime(day);
    let (d, m, y) = (day.day().to_string(), day.month().to_string(), day.year().to_string());
    let typed = [("meeting-day", d.as_str()), ("meeting-month", &m), ("meeting-year", &y)];
    let form = browser.get(&begun.to("meeting-day")).form_to("/meeting-day").with_all(&typed);
    let told = browser.submit(&form.clone().with("meeting-time", &format!("{STEM}-time")));
    assert!(told.status == 422 && told.text.contains(&format!("{STEM}-time")), "{}", told.words());
    browser.submit(&form.with("meeting-time", "2pm")).leads_to();
    let appointment = browser.get(&begun.to("meeting.ics"));
    assert!(appointment.text.contains(&format!("SUMMARY:Meeting {}", begun.reference)));
    assert!(!appointment.text.contains(STEM), "{}", appointment.text);
    assert!(browser.get(&begun.to("meeting")).status == 200);
}

/// Both on the social worker's computer: a code that is none, the teacher's own, and the social worker's signature.
fn sign_at_one_computer(people: &People<'_>) {
    let [worker, teacher] = [0, 1].map(|at| &people.all[at]);
    let ticked = [("_declared", "yes"), ("_carry", "yes")];
    let form = worker.browser.get(&worker.begun.to("meeting")).form_to("/meeting/sign").with_all(&ticked);
    let told = worker.browser.submit(&form.clone().with("_signer_code", &format!("{STEM}-code")));
    assert_eq!(told.status, 422);
    let codes = [&people.find("carer").expect("a carer").begun.code, &teacher.begun.code];
    assert_eq!(worker.browser.submit(&form.clone().with("_signer_code", codes[0])).status, 422);
    worker.browser.submit(&form.with("_signer_code", codes[1])).leads_to();
    let sign = worker.browser.get(&worker.begun.to("sign")).form_to("/sign").with_all(&ticked);
    worker.browser.submit(&sign).leads_to();
}
