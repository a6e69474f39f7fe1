//! Who may do what to a draft of several people: each post needs the session's own token and its own draft, leads alone lead, and
//! what was typed in vain comes back.

use super::{Together, save, sign, tasks, together};
use crate::browser::{Browser, Page};
use crate::drafts::owned;
use crate::hub::{Begun, forenoon};
use fingerpost::collect::store::{Drafts, Overview, PartRow};

/// All that a post could change.
#[derive(Debug, PartialEq)]
struct State {
    overviews: Vec<Overview>,
    parts: Vec<PartRow>,
    texts: [String; 2],
    rows: usize,
}

impl Together {
    fn state(&self) -> State {
        let text = |(browser, draft): &(Browser, Begun)| {
            self.running.draft_text(browser, &draft.reference, forenoon())
        };
        let parts = Drafts::parts(&*self.running.store, &self.reference()).expect("they are read");
        State {
            overviews: self.running.store.overviews().expect("they are read"),
            parts: parts.into_iter().map(|(part, _)| part).collect(),
            texts: [text(&self.worker), text(&self.teacher)],
            rows: self.running.rows(),
        }
    }

    /// Every place below the draft to which a lead can post, with what is posted there.
    fn posts(&self) -> Vec<(String, Vec<(&'static str, String)>)> {
        let overview = Drafts::overview(&*self.running.store, &self.reference()).expect("it is read");
        let overview = overview.expect("it is there");
        let id = |bytes: &[u8; 16]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let teacher = overview.seats.iter().find(|seat| seat.role == "teacher").expect("a seat");
        let invitation = overview.invitations.first().map(|invited| id(&invited.id)).unwrap_or_default();
        let yes = |name: &'static str| (name, "yes".to_string());
        let typed = |name: &'static str, text: &str| (name, text.to_string());
        vec![
            ("pages/child".into(), vec![typed("full_name", "Changed"), typed("attends", "yes")]),
            ("pages/targets".into(), vec![typed("_add", "1")]),
            ("sections/a/send".into(), vec![yes("_declared")]),
            ("sections/c/send-back".into(), vec![typed("_reason", "Ask about\nthe playground")]),
            ("people/invite".into(), vec![typed("_role", "carer")]),
            ("people/take-back".into(), vec![("_invitation", invitation)]),
            (format!("people/{}", id(&teacher.id)), vec![]),
            // Who joined last lacks a key.
            (format!("people/{}/give", id(&overview.seats.last().expect("a seat").id)), vec![]),
            ("sign".into(), vec![yes("_declared"), yes("_carry")]),
            ("meeting/sign".into(), vec![yes("_declared"), ("_signer_code", self.teacher.1.code.clone())]),
            (
                "meeting-day".into(),
                vec![
                    typed("meeting-day", "3"),
                    typed("meeting-month", "12"),
                    typed("meeting-year", "2026"),
                    typed("meeting-time", "2.30pm"),
                ],
            ),
            ("meeting-day".into(), vec![yes("_clear")]),
            ("next".into(), vec![]),
            ("send".into(), vec![yes("_declared")]),
            ("folder".into(), vec![typed("_nickname", "K in year 9"), typed("_which", "new")]),
            ("code".into(), vec![]),
            ("sign-out".into(), vec![]),
            ("delete".into(), vec![yes("_sure")]),
        ]
    }

    /// Post something of a lead's with a token and the draft that its page was drawn for.
    fn post(
        &self,
        browser: &Browser,
        (place, more): &(String, Vec<(&'static str, String)>),
        (token, draft): (&str, &str),
    ) -> Page {
        browser.post(&self.worker.1.to(place), &entries(more, token, draft))
    }

    /// All filled in, some sent, somebody invited, a day set: so that every post would do something.
    fn ready(&self) {
        self.fill_in();
        self.send_all();
        // Whom the teacher invites can't open what only the social worker can.
        self.teacher.1.hand_over(&self.teacher.0, &self.running.browser(), "social-worker");
        self.worker.1.invite(&self.worker.0, "carer");
        let form = self.worker.0.get(&self.worker.1.to("meeting-day")).form_to("/meeting-day");
        let typed = [("meeting-day", "1"), ("meeting-month", "12"), ("meeting-year", "2026")];
        self.worker.0.submit(&form.with_all(&typed)).leads_to();
    }
}

fn entries(more: &[(&'static str, String)], token: &str, draft: &str) -> Vec<(String, String)> {
    let mut entries = owned(&[("_draft", draft), ("_token", token), ("_form", "together")]);
    entries.extend(more.iter().map(|(name, value)| ((*name).to_string(), value.clone())));
    entries
}

fn token((browser, draft): &(Browser, Begun)) -> String {
    let page = browser.get(&format!("/drafts/{}", draft.reference));
    page.form_to("/sign-out").value("_token")
}

/// What stands in the boxes of the page, and what is shown to be copied.
fn given_back(page: &Page) -> String {
    let boxes = ["input[type=text], input:not([type])"].map(|wanted| page.attributes(wanted, "value"));
    format!(
        "{} {} {}",
        page.texts("textarea").join(" "),
        boxes.concat().join(" "),
        page.texts(".typed").join(" ")
    )
}

/// Nothing came of it: no cookie, no way on, no code; and what was typed stands there.
fn assert_in_vain(page: &Page, (place, more): &(String, Vec<(&'static str, String)>), why: &str) {
    assert!(![303].contains(&page.status), "{why}: {place}: {}", page.head);
    assert_eq!(page.headers("set-cookie"), Vec::<&str>::new(), "{why}: {place}");
    assert_eq!(page.texts(".code-box"), Vec::<String>::new(), "{why}: {place}");
    let back = given_back(page);
    for (name, text) in more.iter().filter(|(name, text)| !name.ends_with("_code") && text != "yes") {
        let is_typed = !name.starts_with('_') || ["_reason", "_nickname"].contains(name);
        let evened = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(!is_typed || back.contains(&evened), "{why}: {place}: {name} is lost: {}", page.words());
    }
    for (_, code) in more.iter().filter(|(name, _)| name.ends_with("_code")) {
        assert!(!page.text.contains(code), "{why}: a code is not shown back");
    }
}

// Fails without the check of `_token` in `refuse_foreign`.
#[test]
fn without_its_own_token_no_post_does_anything() {
    let at = together();
    at.ready();
    let others = token(&at.teacher);
    let before = at.state();
    for post in at.posts() {
        for token in ["", "0123", &"0".repeat(64), &others] {
            let page = at.post(&at.worker.0, &post, (token, &at.worker.1.reference));
            assert_in_vain(&page, &post, "wrong token");
        }
    }
    assert_eq!(at.state(), before);
    crate::drafts::resume(&at.running.browser(), &at.worker.1.reference, &at.worker.1.code).leads_to();
}

// Fails without the check of `_draft` in `refuse_foreign`.
#[test]
fn the_page_of_another_draft_does_nothing_to_this_one() {
    let at = together();
    at.ready();
    let other = Begun::as_role(&at.worker.0, "together", "social-worker");
    let tokens = [token(&at.worker), at.worker.0.get(&other.at("child")).form().value("_token")];
    let before = at.state();
    for post in at.posts() {
        for token in &tokens {
            let page = at.post(&at.worker.0, &post, (token, &other.reference));
            assert_in_vain(&page, &post, "another draft");
        }
    }
    assert_eq!(at.state(), before);
}

#[test]
fn without_a_session_no_post_does_anything() {
    let at = together();
    at.ready();
    let token = token(&at.worker);
    let before = at.state();
    let stranger = at.running.browser();
    for post in at.posts().into_iter().filter(|(place, _)| place != "send") {
        assert_in_vain(&at.post(&stranger, &post, (&token, &at.worker.1.reference)), &post, "no session");
    }
    assert_eq!(at.state(), before);
}

// Promise 14. Fails without `origins.allow` in `routes::read`.
#[test]
fn no_post_of_another_website_does_anything() {
    let at = together();
    at.ready();
    let token = token(&at.worker);
    let before = at.state();
    for (place, more) in at.posts() {
        for headers in
            ["Origin: https://evil.example\r\n", "Origin: null\r\n", "Sec-Fetch-Site: cross-site\r\n"]
        {
            let entries = entries(&more, &token, &at.worker.1.reference);
            let page = at.worker.0.post_with(&at.worker.1.to(&place), &entries, headers).expect("an answer");
            assert_eq!((page.status, page.headers("set-cookie").len()), (403, 0), "{place}: {headers}");
        }
    }
    assert_eq!(at.state(), before);
}

/// What is posted in vain with a wrong token does something with the right one: else the tests above show nothing.
#[test]
fn with_its_own_token_each_post_does_something() {
    for at_place in 0..together().posts().len() {
        let at = together();
        at.ready();
        let post = at.posts().remove(at_place);
        let (place, _) = &post;
        match place.as_str() {
            "sections/a/send" => {
                save(&at.worker, "child", &[("full_name", "Zoë Another"), ("attends", "yes")]).leads_to();
            }
            // The teacher's page, and where nothing is sent as a whole; both are not the social worker's.
            "pages/targets" | "send" => continue,
            "next" => {
                sign(&at.worker, true).leads_to();
                sign(&at.teacher, true).leads_to();
            }
            _ => {}
        }
        let token = token(&at.worker);
        let before = (at.running.store.overviews().expect("they are read"), at.worker.1.code.clone());
        let parts = || Drafts::parts(&*at.running.store, &at.reference()).expect("they are read").len();
        let parts_before = parts();
        let page = at.post(&at.worker.0, &post, (&token, &at.worker.1.reference));
        let is_changed = at.running.store.overviews().expect("they are read") != before.0
            || parts() != parts_before
            || !page.headers("set-cookie").is_empty()
            || page.says("opens nothing any more");
        assert!(is_changed, "{place}: {} {}", page.head, page.words());
    }
}

#[test]
fn a_carer_gets_nothing_from_the_addresses_of_those_who_lead() {
    let at = together();
    at.fill_in();
    let carer = (at.running.browser(), at.worker.1.hand_over(&at.worker.0, &at.running.browser(), "carer"));
    crate::drafts::resume(&carer.0, &carer.1.reference, &carer.1.code).leads_to();
    at.send_all();
    at.worker.1.invite(&at.worker.0, "carer");
    let token = token(&carer);
    let before = at.state();
    let base = format!("/drafts/{}", carer.1.reference);
    for post in at.posts() {
        // A section that they read, beside those in the list.
        let of_a = ("sections/a/send-back".to_string(), vec![("_reason", "Not mine to return".to_string())]);
        // What is theirs to do: get a code, use a folder, sign out, and hand the screen to somebody who signs.
        if ["code", "folder", "sign-out", "meeting/sign"].contains(&post.0.as_str()) {
            continue;
        }
        for post in [post, of_a] {
            let page = at.post(&carer.0, &post, (&token, &carer.1.reference));
            assert!(
                !page.says("Only for the team") && !page.says("Read 20 pages"),
                "{}: {}",
                post.0,
                page.words()
            );
            assert_eq!(page.texts(".code-box"), Vec::<String>::new(), "{}", post.0);
        }
    }
    assert_eq!(at.state(), before);
    let overview =
        Drafts::overview(&*at.running.store, &at.reference()).expect("it is read").expect("it is there");
    for seat in overview.seats {
        let id: String = seat.id.iter().map(|byte| format!("{byte:02x}")).collect();
        let page = carer.0.get(&carer.1.to(&format!("people/{id}")));
        assert_eq!(carer.0.follow(page).form_to("/sign-out").action, carer.1.to("sign-out"));
        assert_ne!(carer.0.get(&carer.1.to(&format!("people/{id}"))).status, 200);
    }
    for place in ["people", "sign", "delete", "meeting-day"] {
        assert_eq!(carer.0.get(&carer.1.to(place)).leads_to(), base, "{place}");
    }
    for place in ["sections/b", "sections/secret", "pages/secret", "pages/learning", "pages/targets"] {
        let page = carer.0.follow(carer.0.get(&carer.1.to(place)));
        assert!(!page.says("Only for the team") && !page.says("Read 20 pages"), "{place}: {}", page.words());
    }
    // What a lead does at the carer's screen with their own code shows nothing of theirs and signs for them alone.
    let page = carer.0.get(&carer.1.to("meeting"));
    assert!(!page.says("Read 20 pages") && page.says("I like reading"), "{}", page.words());
}

#[test]
fn the_page_of_somebody_who_was_put_out_meanwhile_comes_back_with_its_text() {
    let at = together();
    at.fill_in();
    let (browser, draft) = &at.teacher;
    let views = browser.get(&draft.at("views")).form().with("said", "I like the playground");
    let invite = browser.get(&draft.to("people")).form_to("/people/invite").with("_role", "carer");
    let ask = tasks(&at.worker).attributes(".people a", "href").pop().expect("a way");
    at.worker.0.submit(&at.worker.0.get(&ask).form_to(&ask)).leads_to();
    let text = || at.running.draft_text(&at.worker.0, &at.worker.1.reference, forenoon());
    let before = text();
    let back = browser.submit(&views);
    assert_eq!((back.status, back.form().value("said").as_str()), (401, "I like the playground"));
    // Nor with the code that was theirs.
    let back = browser.submit(&back.form().with("_code", &draft.code));
    assert_eq!((back.status, back.form().value("said").as_str()), (401, "I like the playground"));
    assert!(back.says("do not open a draft"), "{}", back.words());
    assert_eq!(browser.submit(&invite).status, 200, "it asks for a code");
    assert_eq!(text(), before);
    // In the meantime the place was given to somebody else: with their code it is theirs to save.
    let other = at.running.browser();
    let joined = at.worker.1.hand_over(&at.worker.0, &other, "teacher");
    other.submit(&back.form().with("_code", &joined.code)).leads_to();
    assert!(text().contains("the playground"));
}

#[test]
fn a_reason_that_was_typed_for_a_section_that_is_ones_own_by_now_comes_back() {
    let at = together();
    at.fill_in();
    at.send_all();
    let page = at.worker.0.get(&at.worker.1.to("sections/b"));
    let form = page.form_to("/send-back").with("_reason", "Ask about the playground");
    // Without a school Section B is the social worker's, who sends it at once.
    super::save(&at.worker, "child", &[("attends", "no")]).leads_to();
    super::send(&at.worker, "b").leads_to();
    let page = at.worker.0.submit(&form);
    assert_eq!(page.status, 409);
    assert!(page.says("can’t be sent back now") && page.says("Ask about the playground"), "{}", page.words());
    assert!(tasks(&at.teacher).says("Section B") && !tasks(&at.teacher).says("Sent back"));
}

#[test]
fn a_reason_that_was_typed_for_a_draft_that_is_closed_by_now_comes_back() {
    let at = together();
    at.fill_in();
    at.send_all();
    let page = at.worker.0.get(&at.worker.1.to("sections/c"));
    let form = page.form_to("/send-back").with("_reason", "Ask about the playground");
    let child = at.worker.0.get(&at.worker.1.at("child")).form().with("full_name", "Zoë Another");
    let section = at.teacher.0.get(&at.teacher.1.to("sections/c")).form_to("/send").with("_declared", "yes");
    sign(&at.worker, false).leads_to();
    sign(&at.teacher, false).leads_to();
    let page = at.worker.0.submit(&form);
    assert_eq!(page.status, 409);
    assert!(page.says("closed meanwhile") && page.says("Ask about the playground"), "{}", page.words());
    let page = at.worker.0.submit(&child);
    assert_eq!((page.status, page.form().value("full_name").as_str()), (409, "Zoë Another"));
    assert!(at.teacher.0.submit(&section).says("Everything is sent and signed"));
}
