//! Next term's draft begins with what both chose to carry; what only one chose, nobody keeps, and in time it is gone.

use super::{Together, sign, tasks, together_at};
use crate::browser::{Browser, Page};
use crate::drafts::owned;
use crate::hub::{Begun, forenoon};
use fingerpost::collect::store::{Drafts, Keep, Store};
use jiff::{SignedDuration, Timestamp};
use std::sync::atomic::{AtomicI64, Ordering};

/// The form that begins next term's draft, where the page offers it.
fn offers_next(page: &Page) -> bool {
    !page.attributes("form[action$=\"/next\"]", "action").is_empty()
}

fn begin_next((browser, draft): &(Browser, Begun)) -> Begun {
    let page = browser.get(&format!("/drafts/{}", draft.reference));
    Begun::of(browser.submit(&page.form_to("/next")))
}

fn both_carry(at: &Together) {
    sign(&at.worker, true).leads_to();
    sign(&at.teacher, true).leads_to();
}

#[test]
fn when_both_carry_next_term_starts_from_facts_to_be_confirmed_and_targets_to_be_judged() {
    let at = Together::ready_to_sign();
    both_carry(&at);
    let page = tasks(&at.worker);
    assert!(page.says("You have all chosen to keep targets and facts for next term"), "{}", page.words());
    assert!(page.says("until 11 June 2027"), "{}", page.words());
    let next = begin_next(&at.worker);
    assert_ne!(next.reference, at.worker.1.reference);
    // Facts come back dated, and somebody must look at them.
    let page = at.worker.0.get(&next.at("child"));
    assert_eq!(page.form().value("full_name"), "Zoë Other");
    assert_eq!(page.form().value("attends"), "yes");
    let marks = page.texts("p[id$=\"-carried\"]");
    assert_eq!(marks.len(), 2, "{marks:?}");
    assert!(
        marks.iter().all(|mark| mark.contains("23 November 2026") && mark.ends_with("Still right?")),
        "{marks:?}"
    );
    let section = at.worker.0.get(&next.to("sections/a"));
    let sent = at.worker.0.submit(&section.form_to("/send").with("_declared", "yes"));
    assert_eq!(sent.status, 422, "nobody has looked at the page yet");
    // What was not marked stays behind.
    assert_eq!(at.worker.0.get(&next.at("secret")).form().value("hidden"), "");
    let worker = (at.worker.0.clone(), next);
    super::save(&worker, "child", &[("full_name", "Zoë Other")]).leads_to();
    assert_eq!(worker.0.get(&worker.1.at("child")).texts("p[id$=\"-carried\"]"), Vec::<String>::new());
    super::send(&worker, "a").leads_to();
    // The other is invited as ever, and judges the old target.
    let teacher = at.running.browser();
    let joined = worker.1.hand_over(&worker.0, &teacher, "teacher");
    let list = teacher.get(&joined.at("old-targets"));
    assert_eq!(list.texts(".row").len(), 1);
    assert!(list.says("Read 20 pages a day"), "{}", list.words());
    let row = list.attributes(".row a", "href").remove(0);
    let row = teacher.get(&row).form();
    assert_eq!((row.value("old_what").as_str(), row.value("old_met").as_str()), ("Read 20 pages a day", ""));
    teacher.submit(&row.with("old_met", "no")).leads_to();
    assert_eq!(teacher.get(&joined.at("targets")).texts(".row").len(), 0);
    assert_eq!(teacher.get(&joined.at("views")).form().value("said"), "", "views are new each term");
    assert_eq!(teacher.get(&joined.at("learning")).form().value("progress"), "");
    // The code of the draft before still shows what became of it, and no answer.
    let page = tasks(&at.teacher);
    assert!(page.says("Everything is sent and signed") && !page.says("Zoë") && !page.says("Read 20 pages"));
}

#[test]
fn either_of_them_begins_next_term_and_nobody_else() {
    let at = Together::ready_to_sign();
    let carer = at.running.browser();
    let joined = at.worker.1.hand_over(&at.worker.0, &carer, "carer");
    both_carry(&at);
    let carer = (carer, joined);
    assert!(!offers_next(&tasks(&carer)));
    let token = tasks(&carer).form_to("/sign-out").value("_token");
    let entries = owned(&[("_draft", &carer.1.reference), ("_token", &token)]);
    let page = carer.0.post(&carer.1.to("next"), &entries);
    assert_eq!(page.leads_to(), format!("/drafts/{}", carer.1.reference));
    let count = || at.running.store.overviews().expect("they are read").len();
    assert_eq!(count(), 0, "none is under way");
    let next = begin_next(&at.teacher);
    assert_eq!(count(), 1);
    // The teacher may read Section A, and confirms nothing of it: it is the social worker's.
    assert_eq!(at.teacher.0.get(&next.at("child")).leads_to(), next.to("sections/a"));
    assert!(at.teacher.0.get(&next.to("sections/a")).says("Zoë Other"));
    assert!(at.teacher.0.get(&next.at("old-targets")).says("Read 20 pages a day"));
    let worker = at.running.browser();
    let joined = next.hand_over(&at.teacher.0, &worker, "social-worker");
    assert_eq!(worker.get(&joined.at("child")).form().value("full_name"), "Zoë Other");
    let text = at.running.draft_text(&worker, &joined.reference, forenoon());
    assert!(!text.contains("Only for the team") && !text.contains("I like reading"), "{text}");
}

#[test]
fn what_only_one_wants_to_carry_is_kept_by_nobody() {
    for carry in [[true, false], [false, true], [false, false]] {
        let at = Together::ready_to_sign();
        sign(&at.worker, carry[0]).leads_to();
        sign(&at.teacher, carry[1]).leads_to();
        for party in [&at.worker, &at.teacher] {
            let page = tasks(party);
            assert!(
                page.says("Everything is sent and signed") && !page.says("Next term"),
                "{}",
                page.words()
            );
            assert!(!offers_next(&page));
            let token = page.form_to("/sign-out").value("_token");
            let entries = owned(&[("_draft", &party.1.reference), ("_token", &token)]);
            let page = party.0.post(&party.1.to("next"), &entries);
            assert!(!page.says("Zoë"), "{}", page.words());
        }
        let overview = at.overview();
        assert!(overview.sections.is_empty() && overview.draft.carried_until.is_none(), "{carry:?}");
        assert!(overview.seats.iter().all(|seat| seat.keys.is_empty()), "{carry:?}");
    }
}

#[test]
fn carried_answers_are_gone_after_their_days() {
    static DAYS: AtomicI64 = AtomicI64::new(0);
    fn clock() -> Timestamp {
        forenoon() + SignedDuration::from_hours(24 * DAYS.load(Ordering::SeqCst))
    }
    let at = together_at(clock);
    at.fill_in();
    at.send_all();
    both_carry(&at);
    let keep = |_: &str| Some(Keep { submitted_days: 9000, after_confirmed_days: 9000 });
    let purge_on = |day: i64| {
        DAYS.store(day, Ordering::SeqCst);
        at.running.store.purge(clock(), &keep).expect("it purges")
    };
    for day in 1..200 {
        purge_on(day);
    }
    let overview = at.overview();
    let carried: Vec<&str> = overview.sections.iter().map(|section| section.name.as_str()).collect();
    assert_eq!(carried, ["a", "b"]);
    crate::drafts::resume(&at.worker.0, &at.worker.1.reference, &at.worker.1.code).leads_to();
    assert!(offers_next(&tasks(&at.worker)));
    purge_on(200);
    let overview = Drafts::overview(&*at.running.store, &at.reference()).expect("it reads");
    let sections = overview.as_ref().map_or(0, |overview| overview.sections.len());
    let keys =
        overview.iter().flat_map(|overview| &overview.seats).map(|seat| seat.keys.len()).sum::<usize>();
    assert_eq!((sections, keys), (0, 0), "what was carried is gone, with its keys");
    let page = crate::drafts::resume(&at.worker.0, &at.worker.1.reference, &at.worker.1.code);
    let page = at.worker.0.follow(page);
    assert!(!offers_next(&page) && !page.says("Zoë"), "{}", page.words());
}
