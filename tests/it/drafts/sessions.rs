//! Who may do what: sessions, tokens, two tabs, other websites, and what every page of a draft carries.

use super::{CHILD, hub, owned, save, started};
use crate::browser::{Browser, Page};
use crate::hub::{Begun, forenoon};
use jiff::{SignedDuration, Timestamp};
use std::sync::atomic::{AtomicI64, Ordering};

/// A page that shows typed text back, with a box for the code, and says why.
fn assert_given_back(page: &Page, status: u16, why: &str) {
    assert_eq!(page.status, status, "{}", page.words());
    assert!(page.says(why), "{}", page.words());
    let form = page.form();
    for (name, typed) in CHILD {
        assert_eq!(form.values(name), [typed], "{name} is given back");
    }
}

// Fails without the box for the code in `typed_page`, and when `ran_out` stores anything.
#[test]
fn a_post_without_a_session_comes_back_with_its_text_and_is_saved_with_the_code() {
    let at = started();
    let filled = at.browser.get(&at.draft.at("child")).form().with_all(&CHILD);
    let before = at.text();
    let stranger = at.running.browser();
    let back = stranger.submit(&filled);
    assert_given_back(&back, 401, "You were signed out");
    assert!(back.form().all_names().contains("_code"));
    assert_eq!(at.text(), before, "nothing is stored");

    // A wrong code and one with a slip: the text comes back again.
    let wrong = fingerpost::collect::draft::Code::random().expect("a code");
    let back = stranger.submit(&back.form().with("_code", wrong.as_str()));
    assert_given_back(&back, 401, "do not open a draft");
    let back = stranger.submit(&back.form().with("_code", "7K3M"));
    assert_given_back(&back, 401, "there is a slip in it");
    assert_eq!(at.text(), before, "nothing is stored");

    let saved = stranger.submit(&back.form().with("_code", &at.draft.code.to_lowercase()));
    assert_eq!(saved.leads_to(), at.draft.at("class"));
    assert!(at.text().contains("Hill School"));
    assert_eq!(stranger.get(&saved.leads_to()).status, 200, "and the session goes on");
}

static MINUTES: AtomicI64 = AtomicI64::new(0);

fn idle_clock() -> Timestamp {
    forenoon() + SignedDuration::from_mins(MINUTES.load(Ordering::SeqCst))
}

#[test]
fn after_half_an_hour_without_a_click_the_text_comes_back_and_the_code_saves_it() {
    let hub = hub();
    let running = hub.start(idle_clock);
    let browser = running.browser();
    let draft = Begun::new(&browser, "plan");
    MINUTES.store(29, Ordering::SeqCst);
    let page = browser.get(&draft.at("child"));
    MINUTES.store(29 + 29, Ordering::SeqCst);
    let page_again = browser.get(&draft.at("child"));
    assert_eq!(page_again.text, page.text, "a click keeps the session");
    MINUTES.store(29 + 29 + 31, Ordering::SeqCst);
    assert!(browser.get(&draft.at("child")).says("Go on with a draft"));
    let back = browser.submit(&page.form().with_all(&CHILD));
    assert_given_back(&back, 401, "You were signed out");
    let saved = browser.submit(&back.form().with("_code", &draft.code));
    assert_eq!(saved.leads_to(), draft.at("class"));
    assert!(running.draft_text(&browser, &draft.reference, idle_clock()).contains("Hill School"));
}

// Two tabs, two children. Fails without the check of `_draft` in `refuse_foreign`.
#[test]
fn a_page_that_names_another_draft_is_stored_in_neither() {
    let at = started();
    let other = Begun::new(&at.browser, "plan");
    assert_eq!(at.browser.jar.borrow().len(), 2, "a cookie for each draft");
    let texts =
        || [&at.draft, &other].map(|draft| at.running.draft_text(&at.browser, &draft.reference, forenoon()));
    let before = texts();
    let mut filled = at.browser.get(&at.draft.at("child")).form().with_all(&CHILD);
    // The page of one child, posted to the other's address, with the token of either.
    filled.action = other.at("child");
    assert_given_back(&at.browser.submit(&filled), 409, "belongs to another draft");
    let token = at.browser.get(&other.at("child")).form().value("_token");
    let page = at.browser.submit(&filled.clone().with("_token", &token));
    assert_given_back(&page, 409, "belongs to another draft");
    assert_eq!(texts(), before, "nothing is stored");
    assert!(!page.form().all_names().contains("_code"), "no code makes it this child's");
    // Nor with the code: the text is the other child's.
    let mut by_code = filled.entries(None);
    by_code.push(("_code".into(), other.code.clone()));
    assert_given_back(&at.browser.post(&other.at("child"), &by_code), 409, "belongs to another draft");
    assert_eq!(texts(), before, "nothing is stored");
}

// Fails without the check of `_token` in `refuse_foreign`.
#[test]
fn a_wrong_token_saves_sends_and_deletes_nothing() {
    let at = started();
    at.fill_in();
    let before = at.text();
    let other = Begun::new(&at.running.browser(), "plan");
    assert_ne!(other.reference, at.draft.reference);
    let filled = at.browser.get(&at.draft.at("child")).form().with_all(&CHILD);
    for token in ["", "0123", &"0".repeat(64)] {
        let filled = filled.clone().with("full_name", "Changed").with("_token", token);
        let page = at.browser.submit(&filled);
        assert_eq!((page.status, page.form().value("full_name").as_str()), (401, "Changed"));
        for (place, more) in [
            ("send", ("_declared", "yes")),
            ("delete", ("_sure", "yes")),
            ("sign-out", ("", "")),
            ("code", ("", "")),
        ] {
            let entries = owned(&[("_draft", &at.draft.reference), ("_token", token), more]);
            let page = at.browser.post(&at.draft.to(place), &entries);
            assert_ne!(page.status, 303, "{place}: {}", page.words());
        }
    }
    assert_eq!(at.text(), before);
    assert_eq!(at.running.rows(), 0);
}

#[test]
fn a_session_opens_its_own_draft_and_no_other() {
    let at = started();
    let other = Begun::new(&at.running.browser(), "plan");
    let (_, cookie) = at.browser.cookie("__Host-draft-").expect("a cookie");
    let thief = at.running.browser();
    thief.jar.borrow_mut().insert(format!("__Host-draft-{}", other.reference), cookie);
    assert!(thief.get(&other.at("child")).says("Go on with a draft"));
    let page = thief.get(&other.to("check"));
    assert!(page.says("Go on with a draft"));
}

// Promise 14. Fails without `origins.allow` in `routes::read`.
#[test]
fn a_post_from_another_website_is_refused_everywhere() {
    let at = started();
    at.fill_in();
    let before = at.text();
    let page = at.browser.get(&at.draft.at("child")).form().with("full_name", "Changed");
    let send = at.browser.get(&at.draft.to("check")).form_to("/send").with("_declared", "yes");
    for headers in [
        "Origin: https://evil.example\r\n",
        "Origin: null\r\n",
        "Sec-Fetch-Site: cross-site\r\n",
        "Sec-Fetch-Site: same-site\r\n",
    ] {
        for form in [&page, &send] {
            let refused =
                at.browser.post_with(&form.action, &form.entries(None), headers).expect("an answer");
            assert_eq!(refused.status, 403, "{headers}");
            assert!(!refused.text.contains("Zoë"), "{headers}");
        }
        let code = owned(&[("_reference", &at.draft.reference), ("_code", &at.draft.code)]);
        let refused = at.browser.post_with("/drafts", &code, headers).expect("an answer");
        assert_eq!((refused.status, refused.headers("set-cookie").len()), (403, 0), "{headers}");
    }
    assert_eq!(at.text(), before);
    assert_eq!(at.running.rows(), 0);
}

/// Promise 13.
pub(super) fn assert_headers(page: &Page, what: &str) {
    let policy = page.headers("content-security-policy");
    let [policy] = policy.as_slice() else { panic!("{what}: {policy:?}") };
    for needed in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"] {
        assert!(policy.split(';').any(|part| part.trim() == needed), "{what}: {policy}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains('*'), "{what}: {policy}");
    for (name, value) in [
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "strict-origin"),
        ("strict-transport-security", "max-age=31536000"),
    ] {
        assert_eq!(page.headers(name), [value], "{what}: {name}");
    }
    assert!(
        !page.text.contains("<style") && !page.text.contains(" style=") && !page.text.contains(" onclick=")
    );
    for cookie in page.headers("set-cookie") {
        assert!(cookie.starts_with("__Host-"), "{what}: {cookie}");
        for needed in ["; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"] {
            assert!(cookie.contains(needed), "{what}: {cookie}");
        }
        assert!(!cookie.contains("Domain"), "{what}: {cookie}");
    }
}

// Fails without `put_on` in `connection::answer`.
#[test]
fn every_page_of_a_draft_carries_all_headers_and_is_kept_by_nobody() {
    let at = started();
    assert_headers(&at.draft.page, "begun");
    assert_eq!(at.draft.page.headers("set-cookie").len(), 1);
    at.fill_in();
    let row = at.add_target("Read 30 pages a day");
    let stranger = at.running.browser();
    let get = |browser: &Browser, place: &str| (place.to_string(), browser.get(&at.draft.to(place)));
    let mut pages: Vec<(String, Page)> = [
        "",
        "pages/child",
        "pages/targets",
        "pages/notes?check",
        "check",
        "code",
        "delete",
        "copies/school",
        "pages/none",
        "none",
        "send",
    ]
    .map(|place| get(&at.browser, place))
    .into();
    pages.extend(["", "pages/child", "check"].map(|place| get(&stranger, place)));
    pages.push(("a row".into(), at.browser.get(&row)));
    let filled = at.browser.get(&at.draft.at("child")).form().with_all(&CHILD);
    pages.push(("no session".into(), stranger.submit(&filled)));
    pages.push((
        "wrong date".into(),
        at.browser.submit(&filled.clone().with("born-day", "31").with("born-month", "2")),
    ));
    pages.push(("dropped".into(), save(&at.browser, &at.draft, "child", &[("attends", "no")])));
    pages.push(("wrong token".into(), at.browser.submit(&filled.clone().with("_token", "0"))));
    pages.push(("wrong code".into(), super::resume(&stranger, &at.draft.reference, "x")));
    pages.push(("by code".into(), super::resume(&stranger, &at.draft.reference, &at.draft.code)));
    pages.push((
        "undeclared".into(),
        at.browser.submit(&at.browser.get(&at.draft.to("check")).form_to("/send")),
    ));
    let out = at.browser.clone();
    pages.push(("signed out".into(), stranger.submit(&stranger.get(&at.draft.to("")).form_to("/sign-out"))));
    for (what, page) in &pages {
        assert_headers(page, what);
    }
    for (what, page) in pages.iter().filter(|(_, page)| page.text.contains("page--form")) {
        assert_eq!(page.attributes("#page--form", "autocomplete"), ["off"], "{what}");
    }
    drop(out);
}

#[test]
fn signing_out_ends_the_session_and_clears_the_cookie() {
    let at = started();
    let old = at.browser.clone();
    let left = at.browser.submit(&at.browser.get(&at.draft.to("")).form_to("/sign-out"));
    assert!(left.says("You are signed out"));
    assert!(at.browser.jar.borrow().is_empty(), "the cookie is cleared");
    assert!(old.get(&at.draft.to("")).says("Go on with a draft"), "and opens nothing any more");
}
