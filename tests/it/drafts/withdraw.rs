//! Who sent a form may take it back until somebody opens it.

use super::PLAN;
use crate::browser::Browser;
use crate::hub::{Begun, Hub, Running, forenoon};
use fingerpost::collect::reference::Reference;
use fingerpost::collect::store::Store;

/// Two forms that can be taken back: one that saves, and one of a page.
fn hub() -> Hub {
    let short = "form: short
title: Short
summary: Short.
reference: SHO
sent_to: team
withdraw: true
keep: { submitted_days: 90, after_confirmed_days: 30 }
who_reads: The team.
when_read: On working days.
cannot_wait: Call 999.
confirmation: { title: Sent, next: Thank you. }
sections: [{ section: a, pages: [{ page: a, title: A, fields: [{ field: words, type: text, label: Words }] }] }]
";
    Hub::new()
        .with("forms/short.yaml", short)
        .with("forms/plan.yaml", &PLAN.replace("save: true\n", "save: true\nwithdraw: true\n"))
}

/// Send the short form; its reference, and the code that stands on the page after it.
fn send(browser: &Browser, words: &str) -> (String, String) {
    let form = browser.get("/forms/short").form().with("words", words);
    let received = browser.follow(browser.submit(&form));
    let strong = received.texts("strong");
    let reference = received.texts(".receipt-reference strong")[0].clone();
    let code = received.texts("strong.code").first().unwrap_or_else(|| panic!("no code: {strong:?}")).clone();
    (reference, code)
}

fn take_back(running: &Running, reference: &str, code: &str) -> (u16, String) {
    let browser = running.browser();
    let form = browser.get("/forms/short/withdraw").form_to("/withdraw");
    let page = browser.submit(&form.with_all(&[("_reference", reference), ("_code", code)]));
    (page.status, page.text.replace(reference, "REFERENCE"))
}

#[test]
fn it_is_taken_back_until_somebody_opens_it() {
    let hub = hub();
    let running = hub.start(forenoon);
    let (first, code) = send(&running.browser(), "First");
    let sloppy = code.to_lowercase().replace('-', " ");
    let (status, text) = take_back(&running, &first, &sloppy);
    assert!(status == 200 && text.contains("It is taken back"), "{text}");
    assert_eq!(running.rows(), 0);
    let (status, text) = take_back(&running, &first, &code);
    assert!(status == 422 && text.contains("they fit nothing that is kept"), "{text}");

    let (second, code) = send(&running.browser(), "Second");
    let reference = Reference::parse(&second).expect("a reference");
    running.store.mark_opened(&reference, forenoon()).expect("it notes");
    let (status, text) = take_back(&running, &second, &code);
    assert!(status == 422 && text.contains("has opened it already"), "{text}");
    assert_eq!(running.rows(), 1);
}

#[test]
fn the_page_after_sending_takes_it_back_at_once_and_shows_the_code_to_its_own_browser_only() {
    let hub = hub();
    let running = hub.start(forenoon);
    let browser = running.browser();
    let form = browser.get("/forms/short").form().with("words", "Words");
    let path = browser.submit(&form).leads_to();
    let heads = browser.heads.borrow().join("\n");
    let received = browser.get(&path);
    let code = received.texts("strong.code")[0].clone();
    assert!(!path.contains(&code) && heads.contains("__Host-sent-"), "the code travels in a cookie");
    let cookie = heads.lines().find(|line| line.contains("__Host-sent-")).expect("the cookie");
    for needed in ["; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax", "; Max-Age=1800"] {
        assert!(cookie.contains(needed), "{cookie}");
    }
    assert!(!running.browser().get(&path).text.contains(&code), "nobody else is shown it");
    assert!(browser.submit(&received.form_to("/withdraw")).says("It is taken back"));
    assert_eq!(running.rows(), 0);
}

#[test]
fn a_wrong_code_and_a_wrong_reference_are_answered_alike() {
    let hub = hub();
    let running = hub.start(forenoon);
    let (one, _) = send(&running.browser(), "One");
    let (_, other_code) = send(&running.browser(), "Other");
    let opened = send(&running.browser(), "Opened").0;
    let reference = Reference::parse(&opened).expect("a reference");
    running.store.mark_opened(&reference, forenoon()).expect("it notes");
    let answers: Vec<(u16, String)> = [
        (&*one, &*other_code),
        ("SHO-0000-0000", &*other_code),
        (&*opened, &*other_code),
        (&*one, "x"),
        ("x", "x"),
    ]
    .map(|(reference, code)| take_back(&running, reference, code))
    .into();
    assert_eq!(answers[0].0, 422);
    assert!(answers[..4].iter().all(|answer| *answer == answers[0]), "told apart: {answers:#?}");
    assert_eq!(running.rows(), 3);
}

#[test]
fn what_was_sent_from_a_draft_can_be_taken_back_too() {
    let hub = hub();
    let running = hub.start(forenoon);
    let browser = running.browser();
    let draft = Begun::new(&browser, "plan");
    super::save(&browser, &draft, "child", &[&super::CHILD[..4], &[("attends", "no")]].concat()).leads_to();
    let list = browser.get(&draft.at("targets"));
    let row = browser.press(&list.form(), "_add", "1").leads_to();
    let typed = [("what", "Read 20 pages"), ("by-day", "1"), ("by-month", "2"), ("by-year", "2027")];
    browser.submit(&browser.get(&row).form().with_all(&typed)).leads_to();
    let send = browser.get(&draft.to("check")).form_to("/send").with("_declared", "yes");
    let received = browser.follow(browser.submit(&send));
    assert_eq!(running.rows(), 1);
    assert!(browser.submit(&received.form_to("/withdraw")).says("It is taken back"));
    assert_eq!(running.rows(), 0);
    assert_eq!(
        super::resume(&browser, &draft.reference, &draft.code).status,
        422,
        "the draft does not come back"
    );
}
