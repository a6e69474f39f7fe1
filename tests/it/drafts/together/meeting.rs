//! The day of the meeting: told in the clear, to keep the draft until then, and as one appointment that names nobody.

use super::{Together, save, tasks, together, together_at};
use crate::browser::Page;
use crate::hub::forenoon;
use fingerpost::collect::store::{Drafts, Keep, Store};
use jiff::{SignedDuration, Timestamp};
use std::sync::atomic::{AtomicI64, Ordering};

impl Together {
    pub(super) fn set(&self, day: [&str; 3], time: &str) -> Page {
        let form = self.worker.0.get(&self.worker.1.to("meeting-day")).form_to("/meeting-day");
        let [d, m, y] = day;
        let typed = [("meeting-day", d), ("meeting-month", m), ("meeting-year", y), ("meeting-time", time)];
        self.worker.0.submit(&form.with_all(&typed))
    }

    fn meeting(&self) -> Option<String> {
        self.overview().draft.meeting
    }
}

#[test]
fn the_day_is_read_as_people_write_it_and_a_wrong_one_comes_back_with_what_to_do() {
    let at = together();
    assert!(tasks(&at.worker).says("No day is set yet"));
    for (day, time, wrong) in [
        (["", "", ""], "", "Enter the day of the meeting, like 27 3 2027"),
        (["31", "2", "2027"], "", "Enter the day of the meeting, like 27 3 2027"),
        (["soon", "12", "2026"], "2pm", "Enter the day of the meeting, like 27 3 2027"),
        (["22", "11", "2026"], "", "Enter a day from today to 11 June 2027"),
        (["12", "6", "2027"], "", "Enter a day from today to 11 June 2027"),
        (["1", "12", "2026"], "14", "Enter the time like 14:30, or leave it empty"),
        (["1", "12", "2026"], "after lunch", "Enter the time like 14:30, or leave it empty"),
    ] {
        let page = at.set(day, time);
        assert_eq!((page.status, page.says(wrong)), (422, true), "{day:?} {time}: {}", page.words());
        let form = page.form_to("/meeting-day");
        let back =
            ["meeting-day", "meeting-month", "meeting-year", "meeting-time"].map(|name| form.value(name));
        assert_eq!(back, [day[0], day[1], day[2], time], "what was typed is given back");
        assert_eq!(at.meeting(), None);
    }
    for (day, time, kept, told) in [
        (["23", "11", "2026"], "", "2026-11-23T00:00", "23 November 2026"),
        (["11", "jun", "2027"], "9.15", "2027-06-11T09:15", "11 June 2027, 9:15"),
        (["1", "December", "2026"], "2.30pm", "2026-12-01T14:30", "1 December 2026, 14:30"),
    ] {
        assert_eq!(at.set(day, time).leads_to(), format!("/drafts/{}", at.worker.1.reference));
        assert_eq!(at.meeting().as_deref(), Some(kept));
        for party in [&at.worker, &at.teacher] {
            assert!(tasks(party).says(told), "{}", tasks(party).words());
        }
    }
    let page = at.worker.0.get(&at.worker.1.to("meeting-day"));
    assert_eq!(page.form_to("/meeting-day").value("meeting-time"), "14:30");
    at.worker.0.press(&page.form_to("/meeting-day"), "_clear", "yes").leads_to();
    assert_eq!(at.meeting(), None);
    assert!(tasks(&at.worker).says("No day is set yet"));
    assert_eq!(at.worker.0.get(&at.worker.1.to("meeting.ics")).status, 303, "there is no appointment");
}

#[test]
fn the_appointment_names_the_reference_and_nothing_that_was_answered() {
    let at = together();
    at.fill_in();
    at.set(["1", "12", "2026"], "2.30pm").leads_to();
    let carer = at.running.browser();
    at.worker.1.hand_over(&at.worker.0, &carer, "carer");
    for browser in [&at.worker.0, &at.teacher.0, &carer] {
        let page = browser.get(&at.worker.1.to("meeting.ics"));
        assert_eq!(page.headers("content-type"), ["text/calendar; charset=utf-8"]);
        let reference = &at.worker.1.reference;
        let lines: Vec<&str> = page.text.split_terminator("\r\n").collect();
        assert_eq!(
            lines,
            [
                "BEGIN:VCALENDAR",
                "VERSION:2.0",
                "PRODID:-//Fingerpost//Meeting//EN",
                "BEGIN:VEVENT",
                &format!("UID:{reference}@fingerpost"),
                "DTSTAMP:20261123T090000Z",
                "DTSTART:20261201T143000",
                "DURATION:PT1H",
                &format!("SUMMARY:Meeting {reference}"),
                "CLASS:PRIVATE",
                "END:VEVENT",
                "END:VCALENDAR",
            ]
        );
    }
    at.set(["1", "12", "2026"], "").leads_to();
    let page = at.worker.0.get(&at.worker.1.to("meeting.ics"));
    assert!(page.text.contains("\r\nDTSTART;VALUE=DATE:20261201\r\n") && !page.text.contains("DURATION"));
    let stranger = at.running.browser().get(&at.worker.1.to("meeting.ics"));
    assert!(stranger.says("Go on with a draft") && !stranger.text.contains("VCALENDAR"));
}

#[test]
fn a_draft_is_kept_for_as_long_after_the_meeting_as_after_a_save() {
    static DAYS: AtomicI64 = AtomicI64::new(0);
    fn clock() -> Timestamp {
        forenoon() + SignedDuration::from_hours(24 * DAYS.load(Ordering::SeqCst))
    }
    let (at, other) = (together_at(clock), together_at(clock));
    save(&at.worker, "child", &[("full_name", "Zoë Other"), ("attends", "yes")]).leads_to();
    save(&other.worker, "child", &[("full_name", "Zoë Other"), ("attends", "yes")]).leads_to();
    assert!(
        tasks(&at.worker).says("We keep this draft until 7 January 2027"),
        "{}",
        tasks(&at.worker).words()
    );
    // In 60 days: kept for 45 days after that day is over.
    at.set(["22", "1", "2027"], "10am").leads_to();
    assert!(tasks(&at.worker).says("We keep this draft until 9 March 2027"), "{}", tasks(&at.worker).words());
    let live = |at: &Together, day: i64| {
        DAYS.store(day, Ordering::SeqCst);
        let keep = |_: &str| Some(Keep { submitted_days: 90, after_confirmed_days: 30 });
        at.running.store.purge(clock(), &keep).expect("it purges");
        Drafts::overview(&*at.running.store, &at.reference()).expect("it reads").is_some()
    };
    let last = |at: &Together| (0..200).take_while(|day| live(at, *day)).last();
    assert_eq!(last(&other), Some(44));
    // It ends at midnight after the 45th day, so 15 hours sooner than by the hour of the save.
    assert_eq!(last(&at), Some(105));
}
