//! A form that changes while a draft is open: the draft goes on with the form that it began with, and no progress is lost.

use super::{CHILD, PLAN, save, started};
use crate::hub::{Begun, forenoon};

/// Another form: a question renamed, one gone, one new that is needed, a page gone.
fn changed() -> String {
    let text = PLAN
        .replace("field: full_name", "field: name_in_full")
        .replace("          - { field: home, type: textarea, label: Where the child lives, optional: true, copies: [] }\n", "")
        .replace("title: Notes\n        fields:\n", "title: Notes\n        fields:\n          - { field: new_question, type: text, label: Something new }\n");
    let (start, end) =
        (text.find("      - page: class").expect("a page"), text.find("  - section: b").expect("a section"));
    format!("{}{}", &text[..start], &text[end..])
}

#[test]
fn a_draft_goes_on_with_the_form_that_it_began_with() {
    let mut at = started();
    at.save("child", &CHILD).leads_to();
    let open = at.browser.get(&at.draft.at("class")).form().with("year", "8");
    let home = at.browser.get(&at.draft.at("child")).form().with("home", "With a carer");
    let began_with = at.hub.forms()[0].definition.clone();

    at.hub.write("forms/plan.yaml", &changed());
    assert_ne!(at.hub.forms()[0].definition, began_with);
    at.running = at.hub.start(forenoon);
    at.browser = at.browser.at(at.running.address);

    // The page that was open meanwhile is saved, and the rest is asked as before.
    assert_eq!(at.browser.submit(&open).leads_to(), at.draft.at("targets"));
    assert_eq!(at.browser.submit(&home).leads_to(), at.draft.at("class"));
    assert!(at.browser.get(&at.draft.at("child")).form().names().contains("full_name"));
    at.add_target("Read 20 pages a day");
    let notes = at.browser.get(&at.draft.at("notes"));
    assert!(!notes.form().names().contains("new_question"));
    at.browser.submit(&notes.form().with("notes", "All is well.")).leads_to();
    at.send().leads_to();
    let payload = at.hub.opened(&at.running.store, &at.draft.reference);
    assert_eq!(payload.definition, began_with);
    let fields: Vec<&str> = payload.answers.iter().map(|answer| answer.field.as_str()).collect();
    assert_eq!(fields, ["full_name", "born", "attends", "school", "home", "year", "what", "by", "notes"]);

    // A draft that begins now has the form of today.
    let draft = Begun::new(&at.browser, "plan");
    let names = at.browser.get(&draft.at("child")).form().names();
    assert!(names.contains("name_in_full") && !names.contains("full_name") && !names.contains("home"));
    assert_eq!(
        save(&at.browser, &draft, "child", &[("attends", "yes"), ("school", "x")]).leads_to(),
        draft.at("targets")
    );
}

#[test]
fn a_page_of_the_form_of_before_gives_back_every_word_when_the_session_is_over() {
    let mut at = started();
    at.save("child", &CHILD).leads_to();
    let child = at.browser.get(&at.draft.at("child")).form().with("home", "With a carer");
    let class =
        at.browser.get(&at.draft.at("class")).form().with_all(&[("year", "8"), ("teacher", "Mrs Hill")]);
    at.hub.write("forms/plan.yaml", &changed());
    at.running = at.hub.start(forenoon);
    at.browser = at.browser.at(at.running.address);
    let stranger = at.running.browser();
    for (form, words) in [(child, &["Zoë Other", "With a carer"][..]), (class, &["Mrs Hill"])] {
        let back = stranger.submit(&form);
        assert_eq!(back.status, 401);
        for words in words {
            assert!(back.text.contains(words), "{words} is given back: {}", back.words());
        }
        let saved = stranger.submit(&back.form().with("_code", &at.draft.code));
        saved.leads_to();
        stranger.jar.borrow_mut().clear();
    }
    assert!(at.text().contains("With a carer") && at.text().contains("Mrs Hill"), "{}", at.text());
}

#[test]
fn a_form_that_is_gone_can_still_be_finished() {
    let mut at = started();
    at.fill_in();
    std::fs::remove_file(at.hub.root().join("forms/plan.yaml")).expect("it removes");
    at.hub.write("forms/other.yaml", &PLAN.replace("form: plan", "form: other"));
    at.running = at.hub.start(forenoon);
    at.browser = at.browser.at(at.running.address);
    assert_eq!(at.browser.get(&at.draft.at("child")).form().value("full_name"), "Zoë Other");
    let location = at.send().leads_to();
    assert_eq!(at.running.rows(), 1);
    let received = at.browser.get(&location);
    assert!(received.says(&at.draft.reference), "{} {}", received.status, received.words());
}
