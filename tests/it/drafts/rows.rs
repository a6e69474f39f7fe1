//! A page that is filled in several times: each row is added, changed and removed by a post.

use super::started;

#[test]
fn rows_are_added_changed_and_removed_by_posts_alone() {
    let at = started();
    let first = at.add_target("Read 20 pages");
    let second = at.add_target("Swim 10 lengths");
    let list = at.browser.get(&at.draft.at("targets"));
    assert_eq!(
        list.texts(".row-what strong"),
        ["Read 20 pages, by 1 February 2027", "Swim 10 lengths, by 1 February 2027"]
    );
    // Changed, and only that one.
    let row = at.browser.get(&second).form();
    assert_eq!(row.value("what"), "Swim 10 lengths");
    assert_eq!(at.browser.submit(&row.with("what", "Swim 20 lengths")).leads_to(), at.draft.at("targets"));
    assert_eq!(at.browser.get(&first).form().value("what"), "Read 20 pages");

    // Removed: what goes is named first.
    let list = at.browser.get(&at.draft.at("targets"));
    let id = first.rsplit('/').next().expect("a row").to_string();
    let page = at.browser.press(&list.form(), "_remove", &id);
    assert_eq!(
        page.texts(".form-banner dl div"),
        ["What will be achieved?Read 20 pages", "By when?1 February 2027"]
    );
    assert!(at.text().contains("Read 20 pages"), "nothing has gone yet");
    assert_eq!(at.browser.press(&page.form(), "_remove", &id).leads_to(), at.draft.at("targets"));
    assert!(!at.text().contains("Read 20 pages") && at.text().contains("Swim 20 lengths"));
    let list = at.browser.get(&at.draft.at("targets"));
    assert_eq!(list.texts(".row-what strong").len(), 1);
    // The other keeps its address.
    assert_eq!(at.browser.get(&second).form().value("what"), "Swim 20 lengths");
}

#[test]
fn no_more_rows_are_added_than_there_may_be() {
    let at = started();
    for number in 0..3 {
        at.add_target(&format!("Read {number} pages"));
    }
    let list = at.browser.get(&at.draft.at("targets"));
    assert!(!list.form().all_names().contains("_add") && list.says("You can add 3 at most"));
    let mut entries = list.form().entries(None);
    entries.push(("_add".into(), "1".into()));
    at.browser.post(&at.draft.at("targets"), &entries);
    assert_eq!(at.browser.get(&at.draft.at("targets")).texts(".row").len(), 3);
}

#[test]
fn a_row_that_was_removed_elsewhere_gives_its_text_back() {
    let at = started();
    let row = at.add_target("Read 20 pages");
    let open = at.browser.get(&row).form().with("what", "Read 30 pages");
    let list = at.browser.get(&at.draft.at("targets"));
    let id = row.rsplit('/').next().expect("a row").to_string();
    let page = at.browser.press(&list.form(), "_remove", &id);
    at.browser.press(&page.form(), "_remove", &id).leads_to();
    let back = at.browser.submit(&open);
    assert!(back.says("This one was removed meanwhile"), "{}", back.words());
    assert_eq!(back.form().value("what"), "Read 30 pages");
    assert!(!at.text().contains("pages"), "nothing is stored");
    assert!(!back.form().all_names().contains("_code"), "no code could save it");
    assert_eq!(at.browser.get(&row).leads_to(), format!("/drafts/{}", at.draft.reference));
}
