//! The same page in two tabs: whoever comes second sees both texts, and nothing is lost.

use super::{CHILD, started};
use std::sync::Barrier;

// Fails without `merge` in drafting/page.rs.
#[test]
fn who_saves_second_sees_both_texts_and_decides() {
    let at = started();
    at.save("notes", &[("notes", "The first text")]).leads_to();
    let (one, two) =
        (at.browser.get(&at.draft.at("notes")).form(), at.browser.get(&at.draft.at("notes")).form());
    let elsewhere = at.running.browser();
    super::resume(&elsewhere, &at.draft.reference, &at.draft.code).leads_to();
    let three = elsewhere.get(&at.draft.at("notes")).form();
    at.browser.submit(&one.with("notes", "Text of one tab")).leads_to();

    let told = at.browser.submit(&two.with("notes", "Text of the other tab"));
    assert_eq!(told.status, 409);
    assert_eq!(told.texts(".form-wrong dl div"), ["NotesText of one tab"]);
    assert_eq!(told.form().value("notes"), "Text of the other tab");
    assert!(at.text().contains("Text of one tab") && !at.text().contains("other tab"), "nothing is stored");
    // Meanwhile somebody at another device saves over it, who must be told first, too.
    let third = elsewhere.submit(&three.with("notes", "Text of another device"));
    assert_eq!(third.status, 409, "{}", third.words());
    elsewhere.submit(&third.form()).leads_to();
    let told = at.browser.submit(&told.form());
    assert_eq!(told.texts(".form-wrong dl div"), ["NotesText of another device"]);
    assert_eq!(told.form().value("notes"), "Text of the other tab");
    at.browser.submit(&told.form()).leads_to();
    assert!(at.text().contains("Text of the other tab"));
}

#[test]
fn pages_that_say_the_same_or_other_things_are_no_conflict() {
    let at = started();
    let (one, two) =
        (at.browser.get(&at.draft.at("notes")).form(), at.browser.get(&at.draft.at("notes")).form());
    let child = at.browser.get(&at.draft.at("child")).form();
    at.browser.submit(&one.with("notes", "Same")).leads_to();
    at.browser.submit(&two.with("notes", "Same")).leads_to();
    at.browser.submit(&child.with_all(&CHILD)).leads_to();
    assert!(at.text().contains("Same") && at.text().contains("Zoë Other"));
}

#[test]
fn what_each_of_two_tabs_changed_is_kept_without_a_word() {
    let at = started();
    at.save("child", &CHILD).leads_to();
    let (one, two) =
        (at.browser.get(&at.draft.at("child")).form(), at.browser.get(&at.draft.at("child")).form());
    let one = one.with_all(&[("home", "With a carer"), ("full_name", "")]);
    at.browser.submit(&one).leads_to();
    // The second tab knows nothing of either, and changes another answer.
    at.browser.submit(&two.with("school", "Dale School")).leads_to();
    let text = at.text();
    assert!(text.contains("With a carer") && text.contains("Dale School"), "{text}");
    assert!(!text.contains("Zoë Other"), "what the first tab emptied stays empty: {text}");
}

#[test]
fn the_boxes_of_one_date_are_one_answer() {
    let at = started();
    at.save("child", &CHILD).leads_to();
    let (one, two) =
        (at.browser.get(&at.draft.at("child")).form(), at.browser.get(&at.draft.at("child")).form());
    at.browser.submit(&one.with("born-day", "4")).leads_to();
    let told = at.browser.submit(&two.with("born-month", "apr"));
    assert_eq!((told.status, told.texts(".form-wrong dl dd")), (409, vec!["4, mar, 2014".to_string()]));
}

#[test]
fn what_was_emptied_elsewhere_and_changed_here_is_told() {
    let at = started();
    at.save("child", &CHILD).leads_to();
    let (one, two) =
        (at.browser.get(&at.draft.at("child")).form(), at.browser.get(&at.draft.at("child")).form());
    at.browser.submit(&one.with("full_name", "")).leads_to();
    let told = at.browser.submit(&two.with("full_name", "Zoe Other"));
    assert_eq!((told.status, told.texts(".form-wrong dl dd")), (409, vec!["(nothing)".to_string()]));
    assert_eq!(told.form().value("full_name"), "Zoe Other");
}

#[test]
fn rows_and_pages_that_are_saved_at_once_are_all_there() {
    let at = started();
    let list = at.browser.get(&at.draft.at("targets")).form();
    let child = at.browser.get(&at.draft.at("child")).form().with_all(&CHILD);
    let notes = at.browser.get(&at.draft.at("notes")).form().with("notes", "All is well");
    let start = Barrier::new(5);
    std::thread::scope(|scope| {
        for form in [&list, &list, &list, &child, &notes] {
            let (browser, start) = (at.browser.clone(), &start);
            scope.spawn(move || {
                start.wait();
                let page = match form.all_names().contains("_add") {
                    true => browser.press(form, "_add", "1"),
                    false => browser.submit(form),
                };
                page.leads_to();
            });
        }
    });
    assert_eq!(at.browser.get(&at.draft.at("targets")).texts(".row").len(), 3);
    assert!(at.text().contains("Zoë Other") && at.text().contains("All is well"));
}
