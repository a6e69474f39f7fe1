//! Signing: on one's own device, or with one's code at the meeting on somebody else's screen, and what is told of a seat that was
//! given to another.

use super::{TOGETHER, Together, save, send, sign, tasks, together_at};
use crate::browser::{Browser, Page};
use crate::hub::{Begun, Hub, forenoon};
use fingerpost::collect::draft::Code;
use fingerpost::collect::store::{Drafts, Store};
use jiff::{SignedDuration, Timestamp};
use std::sync::atomic::{AtomicI64, Ordering};

/// Somebody types a code on the screen that shows the meeting, with both boxes ticked.
fn sign_at_the_screen((browser, draft): &(Browser, Begun), code: &str) -> Page {
    let form = browser.get(&draft.to("meeting")).form_to("/meeting/sign");
    browser.submit(&form.with_all(&[("_signer_code", code), ("_declared", "yes"), ("_carry", "yes")]))
}

impl Together {
    fn signed(&self) -> Vec<String> {
        self.overview().signed.into_iter().map(|signed| signed.role).collect()
    }
}

#[test]
fn the_other_signs_with_their_code_on_ones_own_screen_and_nothing_of_theirs_is_shown() {
    let at = Together::ready_to_sign();
    // On the teacher's screen; what only the social worker may read is not on it, before or after.
    let screen = &at.teacher;
    let jar = screen.0.jar.borrow().clone();
    let page = screen.0.get(&screen.1.to("meeting"));
    assert!(page.says("Read 20 pages a day") && page.says("I like reading"), "{}", page.words());
    let sloppy = at.worker.1.code.to_lowercase().replace('-', " ");
    let signed = sign_at_the_screen(screen, &sloppy);
    assert_eq!(signed.headers("set-cookie"), Vec::<&str>::new());
    let page = screen.0.get(&signed.leads_to());
    assert_eq!(*screen.0.jar.borrow(), jar, "the social worker is not signed in");
    let signers = page.texts(".people li");
    assert_eq!(signers, ["Social worker: signed on 23 November 2026", "Teacher (you): has not signed yet"]);
    for page in [signed, page, tasks(screen), screen.0.get(&screen.1.to("check"))] {
        assert!(!page.text.contains("Only for the team") && !page.text.contains(&at.worker.1.code));
    }
    assert_eq!(at.signed(), ["social-worker"]);
    assert_eq!(
        at.overview().signed[0].party,
        at.running.draft(&at.worker.0, &at.worker.1.reference, forenoon()).expect("it opens").party()
    );
    // The last signature of a meeting closes it there too.
    let page = sign_at_the_screen(screen, &at.teacher.1.code);
    assert!(screen.0.get(&page.leads_to()).says("Everything is sent and signed"));
    assert!(at.overview().draft.carried_until.is_some(), "the tick of each counts");
}

// Fails without `is_lead` in `sign_at_meeting`, and when an invitation counts as a party.
#[test]
fn no_other_code_signs_and_the_boxes_stay_ticked() {
    let at = Together::ready_to_sign();
    let carer = (at.running.browser(), at.worker.1.hand_over(&at.worker.0, &at.running.browser(), "carer"));
    let invitation = at.worker.1.invite(&at.worker.0, "social-worker");
    let other = Begun::as_role(&at.running.browser(), "together", "social-worker");
    let random = Code::random().expect("a code");
    let before = (at.overview(), at.parts());
    for (code, told) in [
        (random.as_str(), "This code does not sign this draft"),
        (&invitation, "This code does not sign this draft"),
        (&carer.1.code, "This code does not sign this draft"),
        (&other.code, "This code does not sign this draft"),
        (&at.worker.1.code[..20], "Enter your code"),
        ("", "Enter your code"),
    ] {
        let page = sign_at_the_screen(&at.teacher, code);
        assert_eq!((page.status, page.says(told)), (422, true), "{code}: {}", page.words());
        let form = page.form_to("/meeting/sign");
        assert_eq!([form.value("_declared"), form.value("_carry")], ["yes", "yes"], "{code}");
        assert_eq!(form.value("_signer_code"), "", "a code is not shown back");
        assert!(page.says("Read 20 pages a day"), "the meeting goes on");
    }
    let form = at.teacher.0.get(&at.teacher.1.to("meeting")).form_to("/meeting/sign");
    let page = at.teacher.0.submit(&form.with_all(&[("_signer_code", &at.worker.1.code), ("_carry", "yes")]));
    let form = page.form_to("/meeting/sign");
    assert_eq!(
        (page.status, form.value("_carry").as_str(), form.value("_declared").as_str()),
        (422, "yes", "")
    );
    let form = at.worker.0.get(&at.worker.1.to("sign")).form_to("/sign").with("_carry", "yes");
    assert_eq!(at.worker.0.submit(&form).form_to("/sign").value("_carry"), "yes");
    assert_eq!((at.overview(), at.parts()), before, "nothing was signed, and the invitation is still good");
    at.worker.1.join(&at.running.browser(), &invitation);
}

#[test]
fn what_is_not_all_sent_is_signed_by_nobody_and_the_page_names_it() {
    let at = Together::ready_to_sign();
    save(&at.worker, "secret", &[("hidden", "Changed for the team")]).leads_to();
    // On their own device the social worker sees what is missing; on the teacher's screen it is told no more than that.
    let page = at.worker.0.get(&at.worker.1.to("sign"));
    assert!(
        page.says("You can sign when these are sent") && page.says("For the team only"),
        "{}",
        page.words()
    );
    let page = sign_at_the_screen(&at.teacher, &at.worker.1.code);
    assert!(page.says("Something of theirs is not sent as it is now"), "{}", page.words());
    assert_eq!((page.status, page.says("For the team only")), (422, false));
    let page = sign(&at.teacher, false);
    assert_eq!((page.status, page.says("Nothing was signed: look again")), (422, true), "{}", page.words());
    assert!(!page.text.contains("Changed for the team"));
    assert_eq!(at.signed(), Vec::<String>::new());
    send(&at.worker, "secret").leads_to();
    sign(&at.teacher, false).leads_to();
    assert_eq!(at.signed(), ["teacher"]);
}

#[test]
fn a_seat_that_was_given_to_another_after_it_signed_is_flagged_to_who_signs_and_to_the_team() {
    static HOURS: AtomicI64 = AtomicI64::new(0);
    fn clock() -> Timestamp {
        forenoon() + SignedDuration::from_mins(HOURS.load(Ordering::SeqCst))
    }
    let at = together_at(clock);
    at.fill_in();
    at.send_all();
    sign(&at.teacher, false).leads_to();
    HOURS.store(5, Ordering::SeqCst);
    let told = "Their place was given to somebody else on 23 November 2026, after they had signed";
    assert!(!at.worker.0.get(&at.worker.1.to("sign")).says(told));
    // Somebody who says that they are the teacher has lost their code.
    let other = at.running.browser();
    at.worker.1.hand_over(&at.worker.0, &other, "teacher");
    for place in ["sign", "meeting", ""] {
        let page = at.worker.0.get(at.worker.1.to(place).trim_end_matches('/'));
        assert!(page.says(told), "{place}: {}", page.words());
    }
    sign(&at.worker, false).leads_to();
    assert!(tasks(&at.worker).says("Everything is sent and signed"));
    let assembled = at.hub.assembled(&at.running.store, &at.worker.1.reference);
    let flags = |role: &str| {
        let part = assembled.signatures.iter().find(|part| part.row.role == role).expect("a signature");
        let payload = part.payload.as_ref().expect("it opens");
        let flags = payload.answers.iter().find(|answer| answer.field == "flags");
        flags.map(|flags| flags.answer.join("; ")).unwrap_or_default()
    };
    assert_eq!(
        flags("social-worker"),
        "The place of Teacher was given to somebody else on 23 November 2026, after they had signed"
    );
    assert_eq!(flags("teacher"), "", "nobody could know then");
    let reissued =
        assembled.signatures.iter().find(|part| part.row.role == "teacher").expect("it came").reissued;
    assert_eq!(reissued, Some(clock()));
}

#[test]
fn two_in_one_place_are_named_in_the_signature() {
    let at = Together::ready_to_sign();
    let other = (at.running.browser(), at.worker.1.invite(&at.worker.0, "teacher"));
    at.worker.1.join(&other.0, &other.1);
    sign(&at.worker, false).leads_to();
    sign(&at.teacher, false).leads_to();
    let assembled = at.hub.assembled(&at.running.store, &at.worker.1.reference);
    let part = assembled.signatures.iter().find(|part| part.row.role == "teacher").expect("a signature");
    let answers = &part.payload.as_ref().expect("it opens").answers;
    let flags = answers.iter().find(|answer| answer.field == "flags").expect("a flag");
    assert_eq!(flags.answer, ["2 people have had the place of Teacher"]);
}

#[test]
fn a_lead_alone_signs_and_the_draft_is_closed() {
    let hub = Hub::new().with("forms/together.yaml", TOGETHER);
    let running = hub.start(forenoon);
    let worker = (running.browser(), Begun::as_role(&running.browser(), "together", "social-worker"));
    crate::drafts::resume(&worker.0, &worker.1.reference, &worker.1.code).leads_to();
    save(&worker, "child", &[("full_name", "Zoë Other"), ("attends", "no")]).leads_to();
    send(&worker, "a").leads_to();
    // Section B is theirs off roll; nobody has joined who fills in Section C, which they read.
    save(&worker, "learning", &[("progress", "At home")]).leads_to();
    let page = worker.0.get(&worker.1.to("sign"));
    assert!(page.says("Section B") && page.says("Section C"), "{}", page.words());
    let carer = running.browser();
    let joined = worker.1.hand_over(&worker.0, &carer, "carer");
    let carer = (carer, joined);
    save(&carer, "views", &[("said", "I like reading")]).leads_to();
    send(&carer, "c").leads_to();
    let row = worker.0.press(&worker.0.get(&worker.1.at("targets")).form(), "_add", "1").leads_to();
    worker.0.submit(&worker.0.get(&row).form().with("what", "Find a school")).leads_to();
    worker.0.submit(&worker.0.get(&worker.1.at("old-targets")).form()).leads_to();
    for section in ["b", "secret"] {
        send(&worker, section).leads_to();
    }
    sign(&worker, true).leads_to();
    for party in [&worker, &carer] {
        let page = tasks(party);
        assert!(page.says("Everything is sent and signed") && !page.says("reading"), "{}", page.words());
        assert_eq!(
            page.attributes("form[action$=\"/next\"]", "action").len(),
            usize::from(party.1.code == worker.1.code)
        );
    }
    assert_eq!(running.store.list().expect("rows").len(), 1);
    let reference =
        fingerpost::collect::reference::Reference::parse(&worker.1.reference).expect("a reference");
    assert_eq!(Drafts::parts(&*running.store, &reference).expect("they are read").len(), 5);
}
