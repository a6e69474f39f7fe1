//! A lost code, and a form that changed meanwhile: nobody's work is lost.

use super::{TOGETHER, Together, save, send, sign, tasks, together};
use crate::hub::forenoon;
use fingerpost::collect::store::Drafts;
use std::collections::BTreeSet;

impl Together {
    fn opens(&self, (browser, draft): &(crate::browser::Browser, crate::hub::Begun)) -> BTreeSet<String> {
        let open = self.running.draft(browser, &draft.reference, forenoon()).expect("it opens");
        open.sections.into_keys().collect()
    }
}

#[test]
fn a_lost_code_is_replaced_by_the_other_and_what_they_cannot_open_waits_for_who_can() {
    let at = together();
    at.fill_in();
    at.send_all();
    // Before anybody is invited it is named what stays locked.
    let page = at.teacher.0.get(&at.teacher.1.to("people"));
    let hints = page.texts(".option .hint");
    for words in [
        "You can’t open all of these. These stay locked for them until somebody who can open them does so here: For the team only",
        "Somebody has this place already. Invite again if they have lost their code",
    ] {
        assert!(hints[0].contains(words), "{hints:?}");
    }
    assert!(!hints[1].contains("You can’t open all of these"), "{hints:?}");
    let other = at.running.browser();
    let joined = at.teacher.1.hand_over(&at.teacher.0, &other, "social-worker");
    let again = (other, joined);
    // Their work is there, but for what the teacher never had; the list of tasks says so.
    assert!(tasks(&again).says("For the team only Locked"), "{}", tasks(&again).words());
    assert_eq!(again.0.get(&again.1.at("child")).form().value("full_name"), "Zoë Other");
    let page = again.0.follow(again.0.get(&again.1.at("secret")));
    assert!(!page.says("Only for the team") && page.says("Locked"), "{}", page.words());
    save(&again, "child", &[("full_name", "Zoë Other-Smith")]).leads_to();
    send(&again, "a").leads_to();
    // The old code is found. Who has it opens what was locked, once they know that it was them.
    let old = (at.running.browser(), &at.worker.1);
    crate::drafts::resume(&old.0, &old.1.reference, &old.1.code).leads_to();
    assert!(old.0.get(&old.1.at("secret")).form().value("hidden").contains("Only for the team"));
    assert!(tasks(&again).says("Locked"), "that they came back does nothing by itself");
    let people = old.0.get(&old.1.to("people"));
    assert!(people.says("You can open these for them: For the team only"), "{}", people.words());
    old.0.submit(&people.form_to("/give")).leads_to();
    assert_eq!(again.0.get(&again.1.at("secret")).form().value("hidden"), "Only for the team");
    assert!(!tasks(&again).says("Locked"));
    assert!(old.0.get(&old.1.to("people")).attributes("form[action$=\"/give\"]", "action").is_empty());
    assert_eq!(at.opens(&again), ["a", "b", "c", "secret"].map(str::to_string).into());
    assert_eq!(at.opens(&at.teacher), ["a", "b", "c"].map(str::to_string).into(), "and nobody else gets it");
}

#[test]
fn nobody_can_give_another_a_section_that_their_role_may_not_read() {
    let at = together();
    at.fill_in();
    let teacher = at.overview().seats.into_iter().find(|seat| seat.role == "teacher").expect("a seat");
    let id: String = teacher.id.iter().map(|byte| format!("{byte:02x}")).collect();
    let token = tasks(&at.worker).form_to("/sign-out").value("_token");
    let entries = crate::drafts::owned(&[("_draft", &at.worker.1.reference), ("_token", &token)]);
    at.worker.0.post(&at.worker.1.to(&format!("people/{id}/give")), &entries).leads_to();
    assert_eq!(at.opens(&at.teacher), ["a", "b", "c"].map(str::to_string).into());
}

#[test]
fn a_locked_section_does_not_keep_the_others_from_signing() {
    let at = together();
    at.fill_in();
    at.send_all();
    let other = at.running.browser();
    let joined = at.teacher.1.hand_over(&at.teacher.0, &other, "social-worker");
    let again = (other, joined);
    sign(&again, false).leads_to();
    sign(&at.teacher, false).leads_to();
    assert!(tasks(&again).says("Everything is sent and signed"));
    let names: Vec<String> = at.parts().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["a", "b", "c", "secret", "sign-off:social-worker", "sign-off:teacher"]);
}

#[test]
fn a_form_that_changed_tells_each_what_is_new_and_the_draft_goes_on_as_it_began() {
    let mut at = together();
    at.fill_in();
    send(&at.worker, "a").leads_to();
    let open = at.teacher.0.get(&at.teacher.1.at("views")).form().with("said", "I like the playground");
    let began_with = at.overview().draft.definition;
    let changed = TOGETHER
        .replace(
            "{ field: home, type: textarea, label: Where the child lives, optional: true }",
            "{ field: pets, type: text, label: Pets }",
        )
        .replace("field: said,", "field: said_aloud,")
        .replace("label: What the child said,", "label: What the child said aloud,");
    at.hub.write("forms/together.yaml", &changed);
    assert_ne!(at.hub.forms()[0].definition, began_with);
    at.running = at.hub.start(forenoon);
    for (browser, _) in [&mut at.worker, &mut at.teacher] {
        *browser = browser.at(at.running.address);
    }
    for party in [&at.worker, &at.teacher] {
        let page = tasks(party);
        assert!(page.says("This form has changed since you began"), "{}", page.words());
        let told = page.texts(".form-banner li");
        assert!(told.contains(&"Pets".into()) && told.contains(&"Where the child lives".into()), "{told:?}");
    }
    // The page that was open is saved; what is asked, checked and sent is what it was.
    at.teacher.0.submit(&open).leads_to();
    assert!(!at.worker.0.get(&at.worker.1.at("child")).form().names().contains("pets"));
    // Who joins now goes on with the same form.
    let carer = at.running.browser();
    let joined = at.worker.1.hand_over(&at.worker.0, &carer, "carer");
    assert_eq!(carer.get(&joined.at("views")).form().value("said"), "I like the playground");
    at.send_all();
    sign(&at.worker, true).leads_to();
    sign(&at.teacher, true).leads_to();
    let merged = at.hub.assembled(&at.running.store, &at.worker.1.reference).merged();
    assert_eq!(merged.definition, began_with);
    let fields: Vec<&str> = merged.answers.iter().map(|answer| answer.field.as_str()).collect();
    assert_eq!(fields, ["full_name", "attends", "hidden", "progress", "what", "said"]);
    // Next term's has today's form.
    let page = tasks(&at.worker);
    let next = crate::hub::Begun::of(at.worker.0.submit(&page.form_to("/next")));
    let names = at.worker.0.get(&next.at("child")).form().names();
    assert!(names.contains("pets") && !names.contains("home"), "{names:?}");
    assert_eq!(at.worker.0.get(&next.at("child")).form().value("full_name"), "Zoë Other");
    assert_eq!(at.running.store.overviews().expect("they are read").len(), 1);
}
