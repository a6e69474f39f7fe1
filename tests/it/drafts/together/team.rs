//! What the team sees of a draft of several people in its inbox, and what it may do to it.

use super::{Together, save, send, sign, tasks, together};
use crate::browser::{Browser, Page};
use crate::hub::{Hub, forenoon};
use fingerpost::collect::inbox::{self, Inbox};
use fingerpost::collect::keys::keygen;
use fingerpost::collect::store::{Drafts, Store};
use std::net::SocketAddr;

/// The inbox in a browser that was let in, and the folder of its pages.
struct Team {
    browser: Browser,
    base: String,
}

impl Team {
    fn new(at: &Together) -> Team {
        Team::of(&at.hub, at)
    }

    /// With the settings as they stand now.
    fn of(hub: &Hub, at: &Together) -> Team {
        let (store, drafts) = (at.running.store.clone(), at.running.store.clone());
        let inbox = Inbox::new(hub.desk(), store, drafts, hub.identities(), forenoon).expect("an inbox");
        let listening = inbox::listen(0).expect("it listens");
        let address = listening.address(&inbox);
        let (host, token) =
            address.strip_prefix("http://").and_then(|rest| rest.split_once('/')).expect("it");
        let browser = Browser::new(host.parse::<SocketAddr>().expect("an address"));
        let token = format!("/{token}");
        std::thread::spawn(move || listening.run(&inbox));
        let base = browser.get(&token).leads_to();
        Team { browser, base }
    }

    fn get(&self, path: &str) -> Page {
        self.browser.get(&format!("{}{path}", self.base))
    }

    fn list(&self) -> Page {
        self.get("")
    }

    fn item(&self, at: &Together) -> Page {
        self.get(&at.worker.1.reference)
    }

    fn draft(&self, at: &Together) -> Page {
        self.get(&format!("drafts/{}", at.worker.1.reference))
    }

    fn press(&self, page: &Page, end: &str, entries: &[(&str, &str)]) -> Page {
        self.browser.submit(&page.form_to(end).with_all(entries))
    }
}

#[test]
fn the_list_says_which_sections_came_and_which_did_not() {
    let at = together();
    at.fill_in();
    let team = Team::new(&at);
    assert!(team.list().says("Nothing is waiting"), "{}", team.list().words());
    send(&at.worker, "a").leads_to();
    send(&at.teacher, "c").leads_to();
    let words = team.list().words();
    let told = "Section A, Section C received. For the team only, Section B not yet.";
    assert!(words.contains(told), "{words}");
    send(&at.worker, "secret").leads_to();
    send(&at.teacher, "b").leads_to();
    sign(&at.worker, false).leads_to();
    let words = team.list().words();
    assert!(
        words.contains("Section B, Section C received. The draft is still open. Signed: Social worker."),
        "{words}"
    );
    sign(&at.teacher, false).leads_to();
    let words = team.list().words();
    assert!(words.contains("Closed: nothing more comes. Signed: Social worker, Teacher."), "{words}");
    assert!(!words.contains("Drafts under way"), "{words}");
}

#[test]
fn what_was_sent_of_a_draft_that_is_deleted_stays_with_the_team() {
    let at = together();
    at.fill_in();
    send(&at.worker, "a").leads_to();
    let team = Team::new(&at);
    let ask = at.worker.0.get(&at.worker.1.to("delete"));
    assert!(ask.says("What was sent to the team stays with them"), "{}", ask.words());
    let done = at.worker.0.submit(&ask.form_to("/delete"));
    assert!(done.says("The draft is deleted"), "{}", done.words());
    assert!(done.says("What was sent to the team stays with them"), "{}", done.words());
    assert!(tasks(&at.teacher).says("Go on with a draft"), "its codes and sessions open nothing");
    let words = team.list().words();
    assert!(words.contains("Section A received.") && !words.contains("Drafts under way"), "{words}");
}

#[test]
fn the_drafts_under_way_are_listed_by_their_sections_and_hold_no_answer() {
    let at = together();
    let team = Team::new(&at);
    at.fill_in();
    send(&at.worker, "a").leads_to();
    send(&at.teacher, "c").leads_to();
    save(&at.teacher, "views", &[("said", "I like reading a lot")]).leads_to();
    let list = team.list();
    let states = list.texts(".inbox-lines li");
    let expected = [
        "Social worker",
        "Teacher",
        "Section A: sent 23 November 2026",
        "For the team only: begun",
        "Section B: begun",
        "Section C: changed since it was sent 23 November 2026",
    ];
    assert_eq!(states, expected);
    assert!(list.says("Not set") && list.says("7 January 2027"), "{}", list.words());
    // Where no time was given, none is told.
    for (time, told) in [("", "1 December 2026"), ("9.15", "1 December 2026, 9:15")] {
        at.set(["1", "12", "2026"], time).leads_to();
        let words = team.list().words();
        assert!(words.contains(told) && !words.contains("0:00"), "{words}");
    }
    for page in [&list, &team.draft(&at)] {
        for answer in ["Zoë", "Only for the team", "Read 20 pages", "reading"] {
            assert!(!page.text.contains(answer), "{answer}: {}", page.words());
        }
    }
    // A draft that one person fills in is not the team's to chase.
    let hub = Hub::new().with("forms/plan.yaml", crate::drafts::PLAN);
    let running = hub.start(forenoon);
    crate::hub::Begun::new(&running.browser(), "plan");
    let chased = fingerpost::collect::chase::drafts(&hub.desk(), &*running.store).expect("they are read");
    assert_eq!((chased.len(), running.store.overviews().expect("they are read").len()), (0, 1));
}

#[test]
fn what_came_is_assembled_in_the_forms_order_with_what_is_missing() {
    let at = together();
    at.fill_in();
    send(&at.teacher, "c").leads_to();
    send(&at.worker, "a").leads_to();
    let team = Team::new(&at);
    let page = team.item(&at);
    assert_eq!(page.texts(".inbox-part > h2"), ["Section A", "Section C", "Signatures"]);
    assert!(page.says("Sent by: Social worker, 23 November 2026, 09:00 UTC"), "{}", page.words());
    assert!(page.says("Zoë Other") && page.says("I like reading"));
    assert!(!page.says("Only for the team"), "what was not sent is not read");
    assert_eq!(page.texts(".inbox-call li"), ["For the team only", "Section B"]);
    assert!(page.says("A section may also not be needed") && page.says("Nobody has signed yet"));
    assert!(!page.says("New since the others were opened"));
    // What comes again takes the place of the first, and says that it is new.
    save(&at.teacher, "views", &[("said", "I like the playground")]).leads_to();
    send(&at.teacher, "c").leads_to();
    let row = at.running.store.list().expect("rows").remove(0);
    assert_eq!(row.opened, None, "it is new to the team again");
    let page = team.item(&at);
    assert_eq!(
        page.texts(".inbox-part > h2"),
        ["Section A", "Section C New since the others were opened", "Signatures"]
    );
    assert!(page.says("I like the playground") && !page.says("I like reading"));
    let parts = at.running.store.parts(&at.reference()).expect("they are read");
    assert!(parts.iter().all(|(part, _)| part.opened.is_some()));
    assert!(at.running.store.list().expect("rows").remove(0).opened.is_some());
    assert!(!team.item(&at).says("New since the others were opened"));
}

#[test]
fn a_signature_says_so_when_its_role_was_given_out_again() {
    let at = together();
    at.fill_in();
    at.send_all();
    sign(&at.teacher, false).leads_to();
    let team = Team::new(&at);
    let page = team.item(&at);
    assert!(page.says("Teacher Signed 23 November 2026, 09:00 UTC."), "{}", page.words());
    assert!(!page.says("Ask who signed"));
    // Somebody joins in the same role, later.
    let other = at.running.browser();
    at.worker.1.hand_over(&at.worker.0, &other, "teacher");
    let by_hand = rusqlite::Connection::open(at.hub.data().join("submissions.db")).expect("the database");
    let later = "UPDATE party SET joined = joined + 1 WHERE role = 'teacher'";
    by_hand.execute(later, []).expect("it is later");
    assert!(
        team.item(&at).says("Somebody else joined in this role after that"),
        "{}",
        team.item(&at).words()
    );
}

#[test]
fn the_text_to_paste_has_a_box_for_each_section() {
    let at = together();
    at.fill_in();
    at.add_target("Count to 100");
    save(
        &at.worker,
        "child",
        &[("full_name", "Zoë Other"), ("attends", "yes"), ("home", "In town\nwith <Jo>")],
    )
    .leads_to();
    send(&at.worker, "a").leads_to();
    send(&at.teacher, "b").leads_to();
    let team = Team::new(&at);
    let page = team.item(&at);
    assert!(page.says("Lay out to paste into ePEP"));
    let text = team.get(&format!("{}/text", at.worker.1.reference));
    let boxes = text.texts("textarea[readonly]");
    assert_eq!(text.texts("h2 label"), ["Section A", "Section B"]);
    assert_eq!(
        boxes[0],
        "About the child Full name: Zoë Other Is there a school? Yes Where the child lives: In town with <Jo>"
    );
    assert!(
        text.text.contains("Where the child lives:\nIn town\nwith &lt;Jo&gt;\n</textarea>"),
        "{}",
        text.text
    );
    assert!(
        boxes[1].contains("Targets, 1 What will be achieved? Read 20 pages a day Targets, 2 What"),
        "{boxes:?}"
    );
    assert!(text.says("These sections did not come so far, or are not needed: For the team only Section C"));
    assert_eq!(text.attributes("button[data-copy]", "data-copy"), text.attributes("textarea", "id"));
    // Where this hub is the record, there is nothing to paste it into.
    at.hub.settings("[pep]\nsystem_of_record = \"here\"\n");
    let team = Team::new(&at);
    assert!(!team.item(&at).says("Lay out to paste"));
    assert_eq!(team.get(&format!("{}/text", at.worker.1.reference)).status, 404);
}

#[test]
fn the_team_lets_somebody_back_in_who_has_lost_the_code() {
    let at = together();
    at.fill_in();
    let team = Team::new(&at);
    let page = team.draft(&at);
    assert!(page.says("Call the person back on a number that you know"), "{}", page.words());
    let refused = team.press(&page, "/invite", &[("role", "social-worker")]);
    assert_eq!((refused.status, refused.says("Call the person back first")), (422, true));
    let shown = team.press(&page, "/invite", &[("role", "social-worker"), ("sure", "yes")]);
    assert_eq!(shown.status, 200, "{}", shown.words());
    let code = shown.texts(".code-box strong").get(1).expect("a code").clone();
    assert_eq!(shown.texts("ol li").len(), 6, "the spelling, four characters a line");
    assert!(shown.says("It works once, until 30 November 2026, 09:00 UTC"));
    assert!(team.draft(&at).says("Social worker: invited, the code works until 30 November 2026"));
    // Who joins with it reads what the role reads, and no more.
    let back = at.running.browser();
    let joined = at.worker.1.join(&back, &code);
    let text = at.running.draft_text(&back, &joined.reference, forenoon());
    assert!(text.contains("Only for the team") && text.contains("Read 20 pages"), "{text}");
    assert!(
        tasks(&at.teacher).says("invited by the Virtual School") || tasks(&at.teacher).says("invited by")
    );
    let shown = team.press(&team.draft(&at), "/invite", &[("role", "carer"), ("sure", "yes")]);
    let code = shown.texts(".code-box strong").get(1).expect("a code").clone();
    let carer = at.running.browser();
    let joined = at.worker.1.join(&carer, &code);
    let text = at.running.draft_text(&carer, &joined.reference, forenoon());
    assert!(text.contains("I like reading") && !text.contains("Only for the team"), "{text}");
}

#[test]
fn the_team_takes_an_access_or_an_invitation_away() {
    let at = together();
    at.fill_in();
    let team = Team::new(&at);
    let code = at.worker.1.invite(&at.worker.0, "carer");
    team.press(&team.draft(&at), "/take-back", &[]).leads_to();
    assert_eq!(crate::drafts::resume(&at.running.browser(), &at.worker.1.reference, &code).status, 422);
    // The first button is that of who began.
    let page = team.draft(&at);
    let refused = team.press(&page, "/remove", &[]);
    assert_eq!((refused.status, refused.says("Nothing was changed")), (422, true));
    team.press(&page, "/remove", &[("sure", "yes")]).leads_to();
    assert!(tasks(&at.worker).says("Go on with a draft"), "the session is gone");
    assert!(!team.draft(&at).says("Social worker,"), "{}", team.draft(&at).words());
    let text = at.running.draft_text(&at.teacher.0, &at.teacher.1.reference, forenoon());
    assert!(text.contains("Zoë Other") && text.contains("I like reading"), "the other goes on: {text}");
    save(&at.teacher, "views", &[("said", "New words")]).leads_to();
    // And the team still can let somebody in: it has the new keys.
    let shown = team.press(&team.draft(&at), "/invite", &[("role", "social-worker"), ("sure", "yes")]);
    let code = shown.texts(".code-box strong").get(1).expect("a code").clone();
    let back = at.running.browser();
    let joined = at.worker.1.join(&back, &code);
    let text = at.running.draft_text(&back, &joined.reference, forenoon());
    assert!(text.contains("New words") && text.contains("Only for the team"), "{text}");
}

#[test]
fn the_team_sends_a_section_back_with_a_reason() {
    let at = together();
    at.fill_in();
    let team = Team::new(&at);
    assert!(team.draft(&at).says("No section is with you as it stands"));
    send(&at.teacher, "c").leads_to();
    let page = team.draft(&at);
    let empty = team.press(&page, "/send-back", &[("section", "c")]);
    assert_eq!((empty.status, empty.says("Say what is to be changed")), (422, true));
    team.press(&page, "/send-back", &[("section", "c"), ("reason", "Who said it?")]).leads_to();
    assert!(team.draft(&at).says("Section C: sent back 23 November 2026 by the team"));
    assert!(tasks(&at.teacher).says("Who said it?"), "{}", tasks(&at.teacher).words());
    // What was saved since the page was drawn is not sent back unseen.
    send(&at.teacher, "c").leads_to();
    let page = team.draft(&at);
    save(&at.teacher, "views", &[("said", "Another")]).leads_to();
    let late = team.press(&page, "/send-back", &[("section", "c"), ("reason", "Still?")]);
    assert!(late.says("somebody saved it since") && late.status == 422, "{}", late.words());
}

#[test]
fn where_recovery_is_off_the_team_is_told_and_can_do_nothing() {
    let at = together();
    at.fill_in();
    send(&at.teacher, "c").leads_to();
    // The keys are sealed to the team already; the setting counts all the same.
    at.hub.settings("[pep]\nrecovery = false\n");
    let team = Team::new(&at);
    let off = team.draft(&at);
    assert!(off.says("Recovery is off") && !off.text.contains("<form"), "{}", off.words());
    let posted = |what: &str, entries: &[(&str, &str)]| {
        let token = team.item(&at).form_to("/state").value("_token");
        let mut entries = crate::drafts::owned(entries);
        entries.extend(crate::drafts::owned(&[("_token", &token), ("sure", "yes")]));
        team.browser.post(&format!("{}drafts/{}/{what}", team.base, at.worker.1.reference), &entries)
    };
    let seat =
        at.running.store.overview(&at.reference()).expect("it reads").expect("it is there").seats[1].id;
    let seat: String = seat.iter().map(|byte| format!("{byte:02x}")).collect();
    for page in [
        posted("invite", &[("role", "teacher")]),
        posted("remove", &[("party", &seat)]),
        posted("send-back", &[("section", "c"), ("reason", "Why?")]),
    ] {
        assert_eq!((page.status, page.says("Recovery is off")), (422, true), "{}", page.words());
    }
    assert_eq!(tasks(&at.teacher).status, 200);
    assert!(!tasks(&at.teacher).says("Why?"));
}

#[test]
fn before_the_council_is_known_nobody_of_the_team_can_open_a_draft() {
    let council = "          - { field: council, type: council, label: Which council? }\n";
    let form = super::TOGETHER
        .replace("sent_to: team\n", "sent_to: team\ncouncil: council\n")
        .replace("          - { field: full_name", &format!("{council}          - {{ field: full_name"));
    let hub = Hub::new().with("forms/together.yaml", &form);
    let north = "[[councils]]\nid = \"north\"\nname = \"North\"\n";
    let both = format!("{north}[[councils]]\nid = \"west\"\nname = \"West\"\n");
    let keys = |settings: &str, council: Option<&str>| {
        hub.settings(settings);
        let desk = hub.desk();
        let form = desk.form("together").expect("the form");
        desk.recovery_keys(form, council).len()
    };
    assert_eq!((keys(&both, None), keys(&both, Some("north"))), (0, 1));
    assert_eq!(keys(north, None), 1, "with one council there is nothing to know");
    assert_eq!(keys(&format!("{both}[pep]\nrecovery = false\n"), Some("north")), 0);
}

#[test]
fn nothing_happens_without_the_inboxs_own_token() {
    let at = together();
    at.fill_in();
    let team = Team::new(&at);
    let page = team.draft(&at);
    let forged = page.form_to("/invite").with_all(&[("_token", "0"), ("role", "carer"), ("sure", "yes")]);
    assert_eq!(team.browser.submit(&forged).status, 403);
    let overview = at.running.store.overview(&at.reference()).expect("it reads").expect("it is there");
    assert!(overview.invitations.is_empty());
}

#[test]
fn another_key_lets_nobody_in() {
    let at = together();
    at.fill_in();
    keygen(&at.hub.root().join("other.txt"), None).expect("a key");
    std::fs::rename(at.hub.root().join("other.txt"), at.hub.root().join("key.txt")).expect("it moves");
    let team = Team::new(&at);
    let shown = team.press(&team.draft(&at), "/invite", &[("role", "teacher"), ("sure", "yes")]);
    assert!(shown.status == 422 && shown.says("None of these keys opens a section"), "{}", shown.words());
}
