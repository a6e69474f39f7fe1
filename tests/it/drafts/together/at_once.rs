//! At the same moment: two sign, one signs while another saves, and one section is sent a hundred times.

use super::{Together, tasks, together};
use crate::browser::{Browser, Page};
use crate::hub::{Begun, forenoon};
use fingerpost::collect::store::Store;
use std::sync::Barrier;

/// Both at once.
fn both(first: impl FnOnce() -> Page + Send, second: impl FnOnce() -> Page + Send) -> [Page; 2] {
    let barrier = Barrier::new(2);
    std::thread::scope(|scope| {
        let wait = &barrier;
        let first = scope.spawn(move || {
            wait.wait();
            first()
        });
        let second = scope.spawn(move || {
            wait.wait();
            second()
        });
        [first, second].map(|done| done.join().expect("it ends"))
    })
}

/// A form of a party's page, ready to be posted by another thread.
fn ready(
    (browser, draft): &(Browser, Begun),
    place: &str,
    end: &str,
) -> impl FnOnce() -> Page + Send + use<> {
    let form = browser.get(&draft.to(place)).form_to(end).with("_declared", "yes");
    let browser = browser.clone();
    move || browser.submit(&form)
}

#[test]
fn two_who_sign_at_the_same_moment_close_the_draft_once_and_nothing_is_lost() {
    for _ in 0..8 {
        let at = Together::ready_to_sign();
        let pages = both(ready(&at.worker, "sign", "/sign"), ready(&at.teacher, "sign", "/sign"));
        for page in &pages {
            // Who was overtaken looks again, and signs.
            assert!([303, 422].contains(&page.status), "{}", page.words());
        }
        if at.overview().draft.closed.is_none() {
            for (page, party) in pages.iter().zip([&at.worker, &at.teacher]) {
                if page.status == 422 {
                    super::sign(party, false).leads_to();
                }
            }
        }
        assert!(at.overview().draft.closed.is_some());
        let names: Vec<String> = at.parts().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["a", "b", "c", "secret", "sign-off:social-worker", "sign-off:teacher"]);
        assert_eq!(at.running.rows(), 1);
        for party in [&at.worker, &at.teacher] {
            assert!(tasks(party).says("Everything is sent and signed"));
        }
        let assembled = at.hub.assembled(&at.running.store, &at.worker.1.reference);
        let all = assembled.sections.iter().chain(&assembled.signatures);
        assert!(all.into_iter().all(|part| part.payload.is_ok()));
    }
}

#[test]
fn who_saves_while_the_last_signature_comes_has_it_saved_or_given_back() {
    let (mut saved, mut closed) = (0, 0);
    for _ in 0..12 {
        let at = Together::ready_to_sign();
        super::sign(&at.teacher, false).leads_to();
        let views = at.teacher.0.get(&at.teacher.1.at("views")).form().with("said", "I like the playground");
        let browser = at.teacher.0.clone();
        let [save, _] = both(move || browser.submit(&views), ready(&at.worker, "sign", "/sign"));
        if at.overview().draft.closed.is_some() {
            closed += 1;
            assert_eq!((save.status, save.form().value("said").as_str()), (409, "I like the playground"));
            let payload = at.hub.assembled(&at.running.store, &at.worker.1.reference).merged();
            let said = payload.answers.iter().find(|answer| answer.field == "said").expect("it is there");
            assert_eq!(said.answer, ["I like reading"], "what was signed is what the team has");
        } else {
            saved += 1;
            save.leads_to();
            assert!(
                at.running
                    .draft_text(&at.teacher.0, &at.teacher.1.reference, forenoon())
                    .contains("the playground")
            );
            assert_eq!(at.overview().signed, [], "nobody has signed this");
        }
    }
    assert_eq!(saved + closed, 12);
}

#[test]
fn a_section_that_is_sent_a_hundred_times_at_once_is_one_part() {
    let at = together();
    at.fill_in();
    let form = at.teacher.0.get(&at.teacher.1.to("sections/c")).form_to("/send").with("_declared", "yes");
    let to = format!("/drafts/{}?sent=c", at.teacher.1.reference);
    std::thread::scope(|scope| {
        for _ in 0..20 {
            let (browser, form, to) = (at.teacher.0.clone(), &form, &to);
            scope.spawn(move || {
                for _ in 0..5 {
                    assert_eq!(browser.submit(form).leads_to(), *to);
                }
            });
        }
    });
    assert_eq!(at.parts(), [("c".to_string(), 1)]);
    assert_eq!(at.running.store.list().expect("rows").len(), 1);
    let merged = at.hub.assembled(&at.running.store, &at.worker.1.reference).merged();
    assert_eq!(merged.answers.len(), 1);
    assert_eq!(merged.answers[0].answer, ["I like reading"]);
}
