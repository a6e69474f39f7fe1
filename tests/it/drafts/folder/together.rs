//! A folder with drafts on which several people work: how far they are, when they meet, and what became of them.

use super::{FOLDER, make, press};
use crate::browser::Browser;
use crate::hub::{Begun, forenoon};

const PAIR: &str = "form: pair
version: 2026-11-23
title: A plan of two
summary: A plan that two people write.
reference: PAIR
sent_to: team
save: true
keep: { draft_days: 45, submitted_days: 90, after_confirmed_days: 30 }
who_reads: The team.
when_read: On working days.
cannot_wait: Call 999.
confirmation: { title: Sent, next: We will answer. }
parties: { social-worker: Social worker, designated-teacher: Designated teacher }
sections:
  - section: a
    title: From the social worker
    completed_by: social-worker
    read_by: [designated-teacher]
    pages: [{ page: home, title: Home, fields: [{ field: home, type: text, label: Home, optional: true }] }]
  - section: b
    title: From the school
    completed_by: designated-teacher
    read_by: [social-worker]
    pages: [{ page: school, title: School, fields: [{ field: school, type: text, label: School, optional: true }] }]
";

fn send(browser: &Browser, draft: &Begun, section: &str) {
    let page = browser.get(&draft.to(&format!("sections/{section}")));
    browser.submit(&page.form_to("/send").with("_declared", "yes")).leads_to();
}

#[test]
fn the_list_says_how_far_a_draft_of_two_is_when_they_meet_and_when_it_is_finished() {
    let hub = super::super::hub().with("forms/pair.yaml", PAIR);
    let running = hub.start(forenoon);
    let (one, two) = (running.browser(), running.browser());
    let draft = Begun::as_role(&one, "pair", "social-worker");
    make(&one, &draft, "K");
    let theirs = draft.hand_over(&one, &two, "designated-teacher");
    make(&two, &theirs, "Also K");
    assert!(two.get(FOLDER).says("0 of 2 sections sent"), "{}", two.get(FOLDER).words());

    one.submit(&one.get(&draft.at("home")).form().with("home", "With a carer"));
    send(&one, &draft, "a");
    let day =
        [("meeting-day", "1"), ("meeting-month", "12"), ("meeting-year", "2026"), ("meeting-time", "2pm")];
    one.submit(&one.get(&draft.to("meeting-day")).form_to("/meeting-day").with_all(&day)).leads_to();
    let list = two.get(FOLDER);
    assert!(list.says("1 of 2 sections sent"), "{}", list.words());
    assert!(list.says("Meeting: Tuesday 1 December 2026"), "{}", list.words());
    // What is changed after it was sent is not with the team as it stands.
    one.submit(&one.get(&draft.at("home")).form().with("home", "With a relative"));
    assert!(two.get(FOLDER).says("0 of 2 sections sent"));

    send(&one, &draft, "a");
    two.submit(&two.get(&draft.at("school")).form().with("school", "Hill School"));
    send(&two, &draft, "b");
    for browser in [&one, &two] {
        let sign = browser.get(&draft.to("sign")).form_to("/sign");
        let declared =
            if sign.all_names().contains("_declared") { sign.with("_declared", "yes") } else { sign };
        browser.submit(&declared);
    }
    let list = two.get(FOLDER);
    assert!(list.says("Finished on 23 November 2026"), "{}", list.words());
    press(&two, &draft.reference, "/open").leads_to();
    assert!(two.get(&draft.to("")).says("Everything is sent and signed"));
}

#[test]
fn who_was_taken_out_by_another_is_told_in_the_folder() {
    let hub = super::super::hub().with("forms/pair.yaml", PAIR);
    let running = hub.start(forenoon);
    let (one, two) = (running.browser(), running.browser());
    let draft = Begun::as_role(&one, "pair", "social-worker");
    let theirs = draft.hand_over(&one, &two, "designated-teacher");
    make(&two, &theirs, "Also K");
    let people = one.get(&draft.to("people"));
    let start = format!("/drafts/{}/people/", draft.reference);
    let ways = people.attributes("a", "href");
    let way = ways.iter().find(|way| way.starts_with(&start)).expect("a way to take them out");
    one.submit(&one.get(way).form_to(way)).leads_to();

    let list = two.get(FOLDER);
    assert!(list.says("taken your access away") && list.says("Also K"), "{}", list.words());
    assert!(!list.text.contains("/drafts/folder/open"));
    let refused = two.post("/drafts/folder/open", &list.form_to("/take-out").entries(None));
    assert!(refused.says("does not open from here"), "{}", refused.words());
    press(&two, &draft.reference, "/take-out").leads_to();
    assert!(two.get(FOLDER).says("There is no draft in it"));
}
