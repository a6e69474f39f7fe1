//! Several people on one draft, each in a browser of their own: handed over, sent section by section, signed and closed.

mod at_once;
mod carrying;
mod commands;
mod guards;
mod lost;
mod meeting;
mod readable;
mod shared;
mod signing;
mod team;

use crate::browser::{Browser, Page};
use crate::hub::{Begun, Hub, Running, forenoon};
use fingerpost::collect::reference::Reference;
use fingerpost::collect::store::{Drafts, Overview, Store};
use jiff::Timestamp;

const TOGETHER: &str = include_str!("together.yaml");

/// A draft that a social worker has begun, and a teacher has joined.
struct Together {
    hub: Hub,
    running: Running,
    /// The social worker's browser and draft.
    worker: (Browser, Begun),
    /// The teacher's.
    teacher: (Browser, Begun),
}

fn together() -> Together {
    together_at(forenoon)
}

/// The same, by another clock.
fn together_at(clock: fn() -> Timestamp) -> Together {
    let hub = Hub::new().with("forms/together.yaml", TOGETHER);
    let running = hub.start(clock);
    let (worker, teacher) = (running.browser(), running.browser());
    let begun = Begun::as_role(&worker, "together", "social-worker");
    let joined = begun.hand_over(&worker, &teacher, "teacher");
    Together { hub, running, worker: (worker, begun), teacher: (teacher, joined) }
}

/// Type into a page and save it, as the page stands now.
fn save((browser, draft): &(Browser, Begun), page: &str, entries: &[(&str, &str)]) -> Page {
    browser.submit(&browser.get(&draft.at(page)).form().with_all(entries))
}

/// Check a section and send it, with the box ticked.
fn send((browser, draft): &(Browser, Begun), section: &str) -> Page {
    let page = browser.get(&draft.to(&format!("sections/{section}")));
    browser.submit(&page.form_to("/send").with("_declared", "yes"))
}

fn sign((browser, draft): &(Browser, Begun), carries: bool) -> Page {
    let form = browser.get(&draft.to("sign")).form_to("/sign").with("_declared", "yes");
    browser.submit(&if carries { form.with("_carry", "yes") } else { form })
}

fn tasks((browser, draft): &(Browser, Begun)) -> Page {
    browser.get(&format!("/drafts/{}", draft.reference))
}

impl Together {
    fn fill_in(&self) {
        save(&self.worker, "child", &[("full_name", "Zoë Other"), ("attends", "yes")]).leads_to();
        save(&self.worker, "secret", &[("hidden", "Only for the team")]).leads_to();
        save(&self.teacher, "learning", &[("progress", "Well")]).leads_to();
        let list = self.teacher.0.get(&self.teacher.1.at("old-targets"));
        self.teacher.0.submit(&list.form()).leads_to();
        self.add_target("Read 20 pages a day");
        save(&self.teacher, "views", &[("said", "I like reading")]).leads_to();
    }

    fn add_target(&self, what: &str) {
        let (browser, draft) = &self.teacher;
        let row = browser.press(&browser.get(&draft.at("targets")).form(), "_add", "1").leads_to();
        browser.submit(&browser.get(&row).form().with("what", what)).leads_to();
    }

    fn send_all(&self) {
        for section in ["a", "secret"] {
            send(&self.worker, section).leads_to();
        }
        for section in ["b", "c"] {
            send(&self.teacher, section).leads_to();
        }
    }

    /// All is filled in and sent: only the signatures are missing.
    fn ready_to_sign() -> Together {
        let at = together();
        at.fill_in();
        at.send_all();
        at
    }

    fn overview(&self) -> Overview {
        Drafts::overview(&*self.running.store, &self.reference()).expect("it reads").expect("it is there")
    }

    /// What the team has: the names of the parts, with their revisions.
    fn parts(&self) -> Vec<(String, u64)> {
        let parts = Drafts::parts(&*self.running.store, &self.reference()).expect("they are read");
        parts.into_iter().map(|(part, _)| (part.name, part.revision)).collect()
    }

    fn reference(&self) -> Reference {
        Reference::parse(&self.worker.1.reference).expect("a reference")
    }
}

#[test]
fn each_reads_what_is_theirs_and_fills_in_what_is_theirs() {
    let at = together();
    at.fill_in();
    let text = at.running.draft_text(&at.teacher.0, &at.teacher.1.reference, forenoon());
    assert!(text.contains("Zoë Other") && !text.contains("Only for the team"), "{text}");
    // What is closed has no page, whatever the address.
    let page = at.teacher.0.get(&at.teacher.1.at("secret"));
    assert!(!page.says("Only for the team"));
    assert!(!at.teacher.0.get(&at.teacher.1.to("sections/secret")).says("Only for the team"));
    assert!(!at.teacher.0.get(&at.teacher.1.to("check")).says("Only for the team"));
    // What they may read and do not fill in is read, and a post to it stores nothing and gives the text back.
    let child = at.worker.0.get(&at.worker.1.at("child")).form();
    assert_eq!(at.teacher.0.get(&at.teacher.1.at("child")).leads_to(), at.teacher.1.to("sections/a"));
    assert!(at.teacher.0.get(&at.teacher.1.to("sections/a")).says("Zoë Other"));
    let token = at.teacher.0.get(&at.teacher.1.at("views")).form().value("_token");
    let forged = child.with_all(&[("full_name", "Another"), ("_token", &token)]);
    let page = at.teacher.0.submit(&forged);
    assert_eq!((page.status, page.form().value("full_name").as_str()), (409, "Another"));
    assert!(!at.running.draft_text(&at.worker.0, &at.worker.1.reference, forenoon()).contains("Another"));
    // Off roll, Section B is the social worker's.
    save(&at.worker, "child", &[("full_name", "Zoë Other"), ("attends", "no")]).leads_to();
    assert_eq!(at.teacher.0.get(&at.teacher.1.at("learning")).leads_to(), at.teacher.1.to("sections/b"));
    save(&at.worker, "learning", &[("helped", "Quiet")]).leads_to();
}

#[test]
fn the_list_of_tasks_says_who_joined_and_a_stranger_can_be_put_out() {
    let at = together();
    at.fill_in();
    let page = tasks(&at.worker);
    assert!(page.says("joined on 23 November 2026, invited by Social worker"), "{}", page.words());
    assert!(page.says("Not them? Take their access away"));
    assert!(!tasks(&at.teacher).says("Not them?"), "who came later does not put out who was there");
    let ask = page.attributes(".people a", "href").pop().expect("a way");
    let page = at.worker.0.get(&ask);
    assert!(page.says("What they have already read can’t be taken back"), "{}", page.words());
    at.worker.0.submit(&page.form_to(&ask)).leads_to();
    assert_eq!(tasks(&at.teacher).status, 200);
    assert!(tasks(&at.teacher).says("Go on with a draft"), "the session is gone");
    let page = super::resume(&at.running.browser(), &at.teacher.1.reference, &at.teacher.1.code);
    assert_eq!(page.status, 422);
    // What was written stays, under new keys, and another is invited.
    let other = at.running.browser();
    let joined = at.worker.1.hand_over(&at.worker.0, &other, "teacher");
    assert!(at.running.draft_text(&other, &joined.reference, forenoon()).contains("I like reading"));
}

#[test]
fn what_was_sent_stays_sent_when_somebody_is_put_out() {
    let at = together();
    at.fill_in();
    at.send_all();
    let ask = tasks(&at.worker).attributes(".people a", "href").pop().expect("a way");
    let page = at.worker.0.get(&ask);
    at.worker.0.submit(&page.form_to(&ask)).leads_to();
    assert!(!tasks(&at.worker).says("Changed since it was sent"), "{}", tasks(&at.worker).words());
    sign(&at.worker, false).leads_to();
    assert!(tasks(&at.worker).says("Everything is sent and signed"));
}

#[test]
fn an_invitation_works_once_and_can_be_taken_back() {
    let at = together();
    let code = at.worker.1.invite(&at.worker.0, "carer");
    let carer = at.running.browser();
    let joined = at.worker.1.join(&carer, &code);
    assert!(joined.page.says("You have joined as: Carer"));
    let again = super::resume(&at.running.browser(), &joined.reference, &code);
    assert_eq!(again.status, 422);
    assert!(again.says("do not open a draft"));
    // The carer's one section, and nothing that leads.
    let page = carer.get(&format!("/drafts/{}", joined.reference));
    assert!(page.says("Section C") && !page.says("Invite somebody") && !page.says("Delete this draft"));
    let code = at.worker.1.invite(&at.worker.0, "carer");
    let people = at.worker.0.get(&at.worker.1.to("people"));
    at.worker.0.submit(&people.form_to("/people/take-back")).leads_to();
    assert_eq!(super::resume(&at.running.browser(), &joined.reference, &code).status, 422);
}

#[test]
fn a_section_is_sent_at_once_and_again_and_comes_back_with_a_reason() {
    let at = together();
    at.fill_in();
    let page = at.teacher.0.get(&at.teacher.1.to("sections/c"));
    assert_eq!(at.teacher.0.submit(&page.form_to("/send")).status, 422, "the box is not ticked");
    let to = send(&at.teacher, "c").leads_to();
    assert!(at.teacher.0.get(&to).says("Sent: Section C"));
    let parts = |name: &str| {
        let parts = Drafts::parts(&*at.running.store, &at.reference()).expect("they are read");
        parts
            .into_iter()
            .filter(|(part, _)| part.name == name)
            .map(|(part, _)| part.revision)
            .collect::<Vec<_>>()
    };
    assert_eq!(parts("c"), [1]);
    // The other reads it, and sends it back.
    let page = at.worker.0.get(&at.worker.1.to("sections/c"));
    assert!(page.says("I like reading"));
    let empty = at.worker.0.submit(&page.form_to("/send-back"));
    assert_eq!((empty.status, empty.says("Say what is to be changed")), (422, true));
    at.worker.0.submit(&page.form_to("/send-back").with("_reason", "Ask about the playground")).leads_to();
    let page = tasks(&at.teacher);
    assert!(
        page.says("Sent back by Social worker on 23 November 2026") && page.says("Ask about the playground")
    );
    save(&at.teacher, "views", &[("said", "I like the playground")]).leads_to();
    assert!(tasks(&at.teacher).says("Ask about the playground"), "the reason stays while it is mended");
    send(&at.teacher, "c").leads_to();
    assert!(!tasks(&at.teacher).says("Ask about the playground"));
    assert_eq!(parts("c"), [2]);
}

#[test]
fn the_last_page_of_a_section_leads_to_all_of_it_and_back_stays_in_it() {
    let at = together();
    assert_eq!(
        save(&at.worker, "child", &[("full_name", "Zoë Other"), ("attends", "yes")]).leads_to(),
        at.worker.1.to("sections/a")
    );
    let page = at.teacher.0.get(&at.teacher.1.at("learning"));
    let tasks = format!("/drafts/{}", at.teacher.1.reference);
    assert_eq!(page.attributes("a.back-link", "href"), [tasks], "what is before it is another's");
    let page = at.worker.0.get(&format!("{}?check", at.worker.1.at("child")));
    assert_eq!(at.worker.0.submit(&page.form()).leads_to(), at.worker.1.to("sections/a"));
}

#[test]
fn who_leads_sends_back_what_another_sent_also_where_both_may_fill_it_in() {
    let shared =
        TOGETHER.replace("completed_by: [teacher, carer]", "completed_by: [teacher, carer, social-worker]");
    let hub = Hub::new().with("forms/together.yaml", &shared.replace("    read_by: [social-worker]\n", ""));
    let running = hub.start(forenoon);
    let (worker, teacher) = (running.browser(), running.browser());
    let begun = Begun::as_role(&worker, "together", "social-worker");
    let joined = begun.hand_over(&worker, &teacher, "teacher");
    let at = Together { hub, running, worker: (worker, begun), teacher: (teacher, joined) };
    at.fill_in();
    let page = at.worker.0.get(&at.worker.1.to("sections/c"));
    assert!(!page.says("Send it back"), "nobody has sent it");
    send(&at.teacher, "c").leads_to();
    let own = at.teacher.0.get(&at.teacher.1.to("sections/c"));
    assert!(!own.says("Send it back"), "it is their own");
    let page = at.worker.0.get(&at.worker.1.to("sections/c"));
    at.worker.0.submit(&page.form_to("/send-back").with("_reason", "Ask again")).leads_to();
    assert!(tasks(&at.teacher).says("Sent back to you") && !tasks(&at.worker).says("Sent back to you"));
}

#[test]
fn the_list_of_tasks_says_what_comes_next() {
    let hub = Hub::new().with("forms/together.yaml", TOGETHER);
    let running = hub.start(forenoon);
    let (worker, teacher) = (running.browser(), running.browser());
    let begun = Begun::as_role(&worker, "together", "social-worker");
    let next = |party: &(Browser, Begun)| tasks(party).texts(".next-step h2").pop().expect("a next step");
    let worker = (worker, begun);
    assert_eq!(next(&worker), "Your next task");
    save(&worker, "child", &[("full_name", "Zoë Other"), ("attends", "yes")]).leads_to();
    assert_eq!(next(&worker), "Ready to send");
    send(&worker, "a").leads_to();
    assert_eq!(next(&worker), "Invite the others");
    let joined = worker.1.hand_over(&worker.0, &teacher, "teacher");
    let at = Together { hub, running, worker, teacher: (teacher, joined) };
    assert_eq!((next(&at.worker).as_str(), next(&at.teacher).as_str()), ("Your next task", "Your next task"));
    at.fill_in();
    at.send_all();
    assert_eq!((next(&at.worker).as_str(), next(&at.teacher).as_str()), ("Ready to sign", "Ready to sign"));
    let page = at.worker.0.get(&at.worker.1.to("sections/c"));
    at.worker.0.submit(&page.form_to("/send-back").with("_reason", "Ask again")).leads_to();
    assert_eq!(
        (next(&at.worker).as_str(), next(&at.teacher).as_str()),
        ("Nothing more for you now", "Sent back to you")
    );
    assert!(tasks(&at.worker).texts(".next-step li").iter().any(|line| line.contains("Section C")));
    send(&at.teacher, "c").leads_to();
    sign(&at.worker, false).leads_to();
    assert_eq!((next(&at.worker).as_str(), next(&at.teacher).as_str()), ("You have signed", "Ready to sign"));
    assert!(tasks(&at.worker).says("Still to sign: Teacher."));
}

#[test]
fn the_last_signature_closes_the_draft_and_the_codes_show_the_receipt() {
    let at = together();
    at.fill_in();
    let page = at.worker.0.get(&at.worker.1.to("sign"));
    assert!(page.says("You can sign when these are sent") && page.says("Section C"), "{}", page.words());
    at.send_all();
    sign(&at.worker, false).leads_to();
    assert!(tasks(&at.teacher).says("signed on 23 November 2026"));
    // A change takes the signature away.
    save(&at.teacher, "views", &[("said", "I like reading a lot")]).leads_to();
    assert!(!tasks(&at.teacher).says("signed on 23 November 2026"));
    send(&at.teacher, "c").leads_to();
    sign(&at.teacher, false).leads_to();
    sign(&at.worker, false).leads_to();
    for party in [&at.worker, &at.teacher] {
        let page = tasks(party);
        assert!(page.says("Everything is sent and signed"), "{}", page.words());
        assert!(!page.says("reading") && !page.says("Zoë"));
    }
    let overview =
        Drafts::overview(&*at.running.store, &at.reference()).expect("it reads").expect("it is there");
    assert!(overview.sections.is_empty() && overview.seats.iter().all(|seat| seat.keys.is_empty()));
    let parts = Drafts::parts(&*at.running.store, &at.reference()).expect("they are read");
    let names: Vec<&str> = parts.iter().map(|(part, _)| part.name.as_str()).collect();
    assert_eq!(names, ["a", "b", "c", "secret", "sign-off:social-worker", "sign-off:teacher"]);
    assert_eq!(at.running.rows(), 1);
    let row = at.running.store.list().expect("rows").remove(0);
    assert_eq!(at.hub.opened(&at.running.store, &at.worker.1.reference).reference, row.reference);
}
