//! A full disk and a locked database give back every word, and store nothing by halves.

use super::{CHILD, hub, save, started};
use crate::browser::Page;
use crate::hub::{Begun, forenoon};
use fingerpost::collect::store;
use std::time::Duration;

fn assert_every_word(page: &Page) {
    assert_eq!(page.status, 503, "{}", page.words());
    assert!(page.says("There is a fault on our side. Nothing was saved"), "{}", page.words());
    for (name, typed) in CHILD {
        assert_eq!(page.form().values(name), [typed], "{name}");
    }
}

#[test]
fn a_locked_database_gives_back_every_word_and_the_code_saves_it_later() {
    let hub = hub();
    let quick = store::Options { busy: Duration::from_millis(50), ..store::Options::default() };
    let running = hub.start_with(quick, forenoon);
    let browser = running.browser();
    let draft = Begun::new(&browser, "plan");
    let database = rusqlite::Connection::open(hub.data().join("submissions.db")).expect("the database");
    database.execute_batch("BEGIN IMMEDIATE").expect("it locks");
    let back = save(&browser, &draft, "child", &CHILD);
    assert_every_word(&back);
    let again = browser.submit(&back.form().with("_code", &draft.code));
    assert_every_word(&again);
    database.execute_batch("ROLLBACK").expect("it lets go");
    browser.submit(&again.form().with("_code", &draft.code)).leads_to();
    assert!(running.draft_text(&browser, &draft.reference, forenoon()).contains("Hill School"));
}

#[test]
fn a_locked_database_keeps_a_draft_that_is_sent() {
    let hub = hub();
    let quick = store::Options { busy: Duration::from_millis(50), ..store::Options::default() };
    let running = hub.start_with(quick, forenoon);
    let browser = running.browser();
    let draft = Begun::new(&browser, "plan");
    save(&browser, &draft, "child", &CHILD).leads_to();
    let before = running.draft_text(&browser, &draft.reference, forenoon());
    let send = browser.get(&draft.to("check")).form_to("/send").with("_declared", "yes");
    let database = rusqlite::Connection::open(hub.data().join("submissions.db")).expect("the database");
    database.execute_batch("BEGIN IMMEDIATE").expect("it locks");
    assert_ne!(browser.submit(&send).status, 303);
    let begun = browser.submit(&browser.get("/forms/plan").form_to("/forms/plan"));
    assert_eq!((begun.status, begun.texts(".code").len()), (503, 0), "no code for a draft that is not kept");
    database.execute_batch("ROLLBACK").expect("it lets go");
    assert_eq!(running.draft_text(&browser, &draft.reference, forenoon()), before);
    assert_eq!(running.rows(), 0);
}

#[test]
fn a_full_disk_gives_back_every_word_and_what_was_saved_can_be_read() {
    let hub = hub();
    let full = store::Options { most_bytes: Some(160 * 1024), ..store::Options::default() };
    let running = hub.start_with(full, forenoon);
    let browser = running.browser();
    let draft = Begun::new(&browser, "plan");
    save(&browser, &draft, "child", &[&CHILD[..], &[("home", "Kept words")]].concat()).leads_to();
    let mut fills = 0;
    while browser.submit(&browser.get("/forms/plan").form_to("/forms/plan")).status == 200 {
        fills += 1;
        assert!(fills < 500, "the disk never fills");
    }
    // The section's text grows by many pages, for which there is no room.
    let long = "x".repeat(60_000);
    let page = save(&browser, &draft, "child", &[("home", &long)]);
    assert_every_word(&page);
    assert_eq!(page.form().value("home"), long);
    let kept = running.draft_text(&browser, &draft.reference, forenoon());
    assert!(kept.contains("Kept words") && !kept.contains("xxx"), "nothing is torn");
    assert_eq!(browser.get(&draft.at("child")).form().value("home"), "Kept words");
}

// `started` has the usual options: a second process that holds the database for a moment is waited for.
#[test]
fn a_database_that_is_locked_for_a_moment_is_waited_for() {
    let at = started();
    let database = rusqlite::Connection::open(at.hub.data().join("submissions.db")).expect("the database");
    let filled = at.browser.get(&at.draft.at("child")).form().with_all(&CHILD);
    database.execute_batch("BEGIN IMMEDIATE").expect("it locks");
    std::thread::scope(|scope| {
        let browser = at.browser.clone();
        let save = scope.spawn(move || browser.submit(&filled));
        database.execute_batch("ROLLBACK").expect("it lets go");
        save.join().expect("an answer").leads_to();
    });
}
