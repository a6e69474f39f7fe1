//! A computer that others use too: a session on it ends early, however it began.

use super::TOGETHER;
use crate::browser::{Browser, Page};
use crate::hub::{Begun, Hub};
use jiff::{SignedDuration, Timestamp};
use std::sync::atomic::{AtomicI64, Ordering};

static SECONDS: AtomicI64 = AtomicI64::new(0);

fn clock() -> Timestamp {
    crate::hub::forenoon() + SignedDuration::from_secs(SECONDS.load(Ordering::SeqCst))
}

fn minutes_later(minutes: i64) {
    SECONDS.fetch_add(60 * minutes, Ordering::SeqCst);
}

fn tasks(browser: &Browser, draft: &Begun) -> Page {
    browser.get(&format!("/drafts/{}", draft.reference))
}

// Fails when `begin`, `enter` or `join` forgets the kind of the session.
#[test]
fn on_a_shared_computer_a_session_ends_after_10_minutes_and_its_text_comes_back() {
    let hub = Hub::new().with("forms/together.yaml", TOGETHER);
    let running = hub.start(clock);
    let [begins, joins, resumes, own] = [(); 4].map(|()| running.browser());

    let start = begins.get("/forms/together").form_to("/forms/together").with("_role", "social-worker");
    let begun = Begun::of(begins.submit(&start.with("_shared", "yes")));
    let invitation = begun.invite(&begins, "teacher");
    let typed =
        [("_reference", begun.reference.as_str()), ("_code", invitation.as_str()), ("_shared", "yes")];
    let joined = Begun::of(joins.submit(&joins.get("/drafts").form_to("/drafts").with_all(&typed)));
    let typed =
        [("_reference", begun.reference.as_str()), ("_code", begun.code.as_str()), ("_shared", "yes")];
    resumes.submit(&resumes.get("/drafts").form_to("/drafts").with_all(&typed)).leads_to();
    crate::drafts::resume(&own, &begun.reference, &begun.code).leads_to();

    let shared = [&begins, &joins, &resumes];
    minutes_later(9);
    for browser in shared.into_iter().chain([&own]) {
        assert!(tasks(browser, &begun).says("Section A"), "a click keeps the session");
    }
    assert!(tasks(&begins, &begun).says("After 10 minutes without a click"));
    assert!(tasks(&own, &begun).says("After 30 minutes without a click"));
    let page = begins.get(&begun.at("child")).form().with("full_name", "Zoë Other").with("attends", "yes");
    minutes_later(11);
    for browser in shared {
        assert!(tasks(browser, &begun).says("Go on with a draft"), "{}", tasks(browser, &begun).words());
    }
    assert!(tasks(&own, &begun).says("Section A"));

    // The text comes back, and is saved with the code, on a computer that is still a shared one.
    let back = begins.submit(&page);
    assert_eq!((back.status, back.form().value("full_name").as_str()), (401, "Zoë Other"));
    assert_eq!(back.form().value("_shared"), "yes", "it is remembered");
    let saved = begins.submit(&back.form().with("_code", &begun.code));
    saved.leads_to();
    assert!(saved.headers("set-cookie")[0].contains("; Max-Age=7200"), "{}", saved.head);
    assert!(joined.page.says("You have joined as: Teacher"));
    minutes_later(11);
    assert!(tasks(&begins, &begun).says("Go on with a draft"));
    // However often one clicks, two hours are the end.
    crate::drafts::resume(&own, &begun.reference, &begun.code).leads_to();
    resumes.submit(&resumes.get("/drafts").form_to("/drafts").with_all(&typed)).leads_to();
    for _ in 0..13 {
        minutes_later(9);
        assert!(tasks(&resumes, &begun).says("Section A"));
    }
    minutes_later(4);
    assert!(tasks(&resumes, &begun).says("Go on with a draft"));
    assert!(tasks(&own, &begun).says("Go on with a draft"), "nobody clicked here for over half an hour");
}
