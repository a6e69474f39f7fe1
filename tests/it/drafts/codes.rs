//! The code of a draft: shown once, typed anyhow, and refused alike.

use super::{CHILD, hub, resume, started};
use crate::hub::{Begun, forenoon};
use fingerpost::collect::draft::Code;

#[test]
fn the_code_is_shown_once_and_opens_the_draft_on_another_device() {
    let at = started();
    assert!(at.draft.page.says(&at.draft.reference) && at.draft.page.says(&at.draft.code));
    assert!(
        at.draft.page.says("K for Kilo") || at.draft.page.texts("details li").len() > 4,
        "it can be spelt"
    );
    at.save("child", &CHILD).leads_to();
    for place in ["", "pages/child", "check", "code", "delete"] {
        let page = at.browser.get(&at.draft.to(place));
        assert!(!page.text.contains(&at.draft.code), "{place}: the code is shown again");
    }

    // Small letters, spaces in the wrong places, look-alikes.
    let sloppy = at.draft.code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
    let reference = format!("  {} ", at.draft.reference.to_lowercase().replace('-', ""));
    let elsewhere = at.running.browser();
    assert_eq!(resume(&elsewhere, &reference, &sloppy).leads_to(), format!("/drafts/{}", at.draft.reference));
    let page = elsewhere.get(&at.draft.at("child"));
    assert_eq!(page.form().value("full_name"), "Zoë Other");
    assert_eq!(page.form().values("attends"), ["yes"]);
    assert_ne!(elsewhere.cookie("__Host-draft-"), at.browser.cookie("__Host-draft-"), "a session each");
}

// Fails when `session::resume` tells what is wrong, or answers one of the two in another way.
#[test]
fn a_wrong_code_and_a_wrong_reference_are_answered_alike() {
    let at = started();
    let other = Begun::new(&at.running.browser(), "plan");
    let nobody = "PLAN-0000-0000";
    let random = Code::random().expect("a code").as_str().to_string();
    let browser = at.running.browser();
    let answers: Vec<(u16, String)> = [
        (at.draft.reference.as_str(), random.as_str()),
        (at.draft.reference.as_str(), other.code.as_str()),
        (nobody, at.draft.code.as_str()),
        (nobody, random.as_str()),
    ]
    .into_iter()
    .map(|(reference, code)| {
        let page = resume(&browser, reference, code);
        assert!(!page.text.contains(code), "what was typed as a code is not shown");
        assert_eq!(page.headers("set-cookie"), Vec::<&str>::new());
        (page.status, page.text.replace(reference, "REFERENCE"))
    })
    .collect();
    assert_eq!(answers[0].0, 422);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "told apart");
    assert!(browser.jar.borrow().is_empty());

    // A slip is told as such, whatever the reference: the store was not asked.
    let slip = at.draft.code.replacen(|c: char| c.is_ascii_digit(), "Z", 1);
    let slips: Vec<String> = [at.draft.reference.as_str(), nobody]
        .into_iter()
        .map(|reference| resume(&browser, reference, &slip).text.replace(reference, "REFERENCE"))
        .collect();
    assert_eq!(slips[0], slips[1]);
}

#[test]
fn a_page_of_a_draft_without_a_session_asks_for_the_code_whether_there_is_such_a_draft_or_not() {
    let at = started();
    at.save("child", &CHILD).leads_to();
    let stranger = at.running.browser();
    for place in ["", "pages/child", "pages/targets", "check", "copies/school", "code", "delete"] {
        let here = stranger.get(&at.draft.to(place));
        let nowhere = stranger.get(&format!("/drafts/PLAN-0000-0000/{place}"));
        assert_eq!(here.status, nowhere.status, "{place}");
        assert_eq!(
            here.text.replace(&at.draft.reference, ""),
            nowhere.text.replace("PLAN-0000-0000", ""),
            "{place}"
        );
        assert!(!here.text.contains("Zoë") && here.says("Go on with a draft"), "{place}");
    }
}

#[test]
fn a_new_code_takes_the_place_of_the_old_one() {
    let at = started();
    let ask = at.browser.get(&at.draft.to("code"));
    let shown = at.browser.submit(&ask.form_to("/code"));
    let code = shown.texts(".code").first().expect("a code").clone();
    assert_ne!(code, at.draft.code);
    let browser = at.running.browser();
    assert_eq!(resume(&browser, &at.draft.reference, &at.draft.code).status, 422);
    resume(&browser, &at.draft.reference, &code).leads_to();
    assert_eq!(at.browser.get(&at.draft.to("check")).status, 200, "the session goes on");
}

#[test]
fn a_form_that_does_not_save_begins_no_draft() {
    let text = super::PLAN.replace("form: plan", "form: short").replace("save: true\n", "");
    let text = text.replace("check_answers: { declaration: I have checked this plan. }\n", "");
    let text = text.replace("        when: at-school\n", "");
    let at = text.find("      - page: targets").expect("the targets");
    let end = text.find("      - page: notes").expect("the notes");
    let text = format!("{}{}", &text[..at], &text[end..]);
    let hub = hub().with("forms/short.yaml", &text);
    let running = hub.start(forenoon);
    let page = running.browser().get("/forms/short");
    assert!(page.form().names().contains("full_name") && !page.text.contains("/drafts"));
}
