//! Working days, by the worked examples of the field.

use crate::project::Project;
use crate::rebuild::assert_same;
use fingerpost::calendar::{Calendar, Limits};
use fingerpost::pipeline::Build;
use fingerpost::source::Source;
use jiff::civil::Date;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

fn calendar() -> Calendar {
    let text = include_bytes!("../../content/data/bank-holidays.yaml").to_vec();
    let (calendar, problems) = Calendar::parse(&Source::from_files([(fingerpost::calendar::PATH, text)]));
    assert_eq!(problems, []);
    calendar
}

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

#[test]
fn both_deadlines_are_those_of_the_worked_examples() {
    for (start, ten, twenty) in [
        ("2026-09-01", "2026-09-15", "2026-09-29"),
        ("2026-11-23", "2026-12-07", "2026-12-21"),
        ("2026-12-11", "2026-12-29", "2027-01-13"),
        ("2026-12-18", "2027-01-06", "2027-01-20"),
        ("2026-12-24", "2027-01-12", "2027-01-26"),
        ("2026-12-25", "2027-01-12", "2027-01-26"),
        ("2026-12-26", "2027-01-12", "2027-01-26"),
        ("2027-03-15", "2027-03-31", "2027-04-14"),
        ("2027-03-25", "2027-04-12", "2027-04-26"),
        ("2027-03-26", "2027-04-12", "2027-04-26"),
        ("2027-04-30", "2027-05-17", "2027-06-01"),
        ("2027-05-28", "2027-06-14", "2027-06-28"),
        ("2027-07-23", "2027-08-06", "2027-08-20"),
        ("2027-08-27", "2027-09-13", "2027-09-27"),
        ("2027-12-20", "2028-01-06", "2028-01-20"),
        ("2027-12-31", "2028-01-17", "2028-01-31"),
        ("2028-04-13", "2028-05-02", "2028-05-16"),
    ] {
        assert_eq!(calendar().add_working_days(day(start), 10), Some(day(ten)), "10 from {start}");
        assert_eq!(calendar().add_working_days(day(start), 20), Some(day(twenty)), "20 from {start}");
    }
}

#[test]
fn a_date_outside_the_list_is_never_guessed() {
    assert_eq!(calendar().add_working_days(day("2028-12-27"), 10), None);
    assert_eq!(calendar().add_working_days(day("2024-12-27"), 10), None);
    assert_eq!(Calendar::default().add_working_days(day("2026-11-23"), 1), None);
}

#[test]
fn holidays_of_scotland_are_working_days_here() {
    assert!(calendar().is_working_day(day("2026-01-02")));
    assert!(!calendar().is_working_day(day("2026-12-28")));
    assert_eq!(calendar().holiday(day("2026-04-03")), Some("Good Friday"));
}

const LIMITS: Limits = Limits {
    initiate_working_days: 10,
    first_review_working_days: 20,
    second_review_months: 3,
    later_review_months: 6,
};

#[test]
fn the_second_review_is_three_months_after_the_first_and_never_later() {
    for (start, second, before) in [
        ("2026-09-01", "2026-12-29", None),
        ("2026-11-23", "2027-03-21", Some("2027-03-19")),
        ("2026-12-11", "2027-04-13", None),
        ("2026-12-18", "2027-04-20", None),
        ("2026-12-24", "2027-04-26", None),
        ("2026-12-25", "2027-04-26", None),
        ("2026-12-26", "2027-04-26", None),
        ("2027-03-15", "2027-07-14", None),
        ("2027-03-25", "2027-07-26", None),
        ("2027-03-26", "2027-07-26", None),
        ("2027-04-30", "2027-09-01", None),
        ("2027-05-28", "2027-09-28", None),
        ("2027-07-23", "2027-11-20", Some("2027-11-19")),
        ("2027-08-27", "2027-12-27", Some("2027-12-24")),
        ("2027-12-20", "2028-04-20", None),
        // February has no 31st, and neither has April.
        ("2027-12-31", "2028-04-30", Some("2028-04-28")),
        ("2028-04-13", "2028-08-16", None),
    ] {
        let deadlines = calendar().deadlines(day(start), &LIMITS).expect("it is known");
        assert_eq!(deadlines.second_review, day(second), "{start}");
        assert_eq!(deadlines.working_day_before, before.map(day), "{start}");
    }
}

#[test]
fn each_day_that_does_not_count_is_named_with_its_reason() {
    let deadlines = calendar().deadlines(day("2026-12-24"), &LIMITS).expect("it is known");
    let skipped: Vec<(String, Option<&str>)> = deadlines
        .skipped
        .iter()
        .map(|skipped| (skipped.day.to_string(), skipped.holiday.as_deref()))
        .collect();
    assert_eq!(skipped.len(), 13);
    assert_eq!(skipped[0], ("2026-12-25".into(), Some("Christmas Day")));
    assert_eq!(skipped[1], ("2026-12-26".into(), None));
    assert!(skipped.contains(&("2027-01-01".into(), Some("New Year’s Day"))));
}

/// A day as three numbers, so that the slow count below uses nothing of the crate that counts dates.
type Day = (i16, i8, i8);

fn date((year, month, day): Day) -> Date {
    Date::new(year, month, day).expect("a day")
}

fn length(year: i16, month: i8) -> i8 {
    let february = if year % 4 == 0 { 29 } else { 28 };
    [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][usize::try_from(month).expect("a month") - 1]
}

/// Every day of eleven years, counted by hand, with the reason why it is none to work on.
fn every_day(holidays: &BTreeSet<Day>) -> Vec<(Day, Option<&'static str>)> {
    let mut all = Vec::new();
    // 1 January 2026 was a Thursday: 0 is Monday.
    let mut weekday = 3;
    for year in 2026..=2036_i16 {
        for month in 1..=12_i8 {
            for of_month in 1..=length(year, month) {
                let day = (year, month, of_month);
                let why = if holidays.contains(&day) {
                    Some("A holiday")
                } else {
                    (weekday >= 5).then_some("a weekend")
                };
                all.push((day, why));
                weekday = (weekday + 1) % 7;
            }
        }
    }
    all
}

fn calendar_of(holidays: &BTreeSet<Day>) -> Calendar {
    let mut text = String::from("from: 2026-01-01\nto: 2036-12-31\ndays:\n");
    for (year, month, day) in holidays {
        text.push_str(&format!("  - {{ date: {year}-{month:02}-{day:02}, name: A holiday }}\n"));
    }
    let (calendar, problems) =
        Calendar::parse(&Source::from_files([(fingerpost::calendar::PATH, text.into_bytes())]));
    assert_eq!(problems, []);
    calendar
}

fn assert_as_slow(calendar: &Calendar, all: &[(Day, Option<&str>)], at: usize) {
    let start = date(all[at].0);
    let slow = |days: usize| {
        let mut works = (at + 1..all.len()).filter(|at| all[*at].1.is_none());
        works.nth(days - 1)
    };
    let by = |days| slow(days).map(|at| date(all[at].0));
    assert_eq!(calendar.add_working_days(start, 10), by(10), "10 from {start}");
    assert_eq!(calendar.add_working_days(start, 20), by(20), "20 from {start}");
    let deadlines = calendar.deadlines(start, &LIMITS);
    let Some(first_review) = slow(20) else {
        assert_eq!(deadlines, None, "{start}");
        return;
    };
    let deadlines = deadlines.expect("it is known");
    assert_eq!(
        (deadlines.initiate, deadlines.first_review),
        (by(10).expect("known"), by(20).expect("known"))
    );
    let skipped: Vec<(Date, Option<&str>)> = (at + 1..=first_review)
        .filter_map(|at| Some((date(all[at].0), all[at].1?)))
        .map(|(day, why)| (day, Some(why).filter(|why| *why != "a weekend")))
        .collect();
    let told: Vec<(Date, Option<&str>)> =
        deadlines.skipped.iter().map(|skipped| (skipped.day, skipped.holiday.as_deref())).collect();
    assert_eq!(told, skipped, "{start}");
    // Three months later, on the same day of the month or its last.
    let (year, month, of_month) = all[first_review].0;
    let (year, month) = if month > 9 { (year + 1, month - 9) } else { (year, month + 3) };
    let second = (year, month, of_month.min(length(year, month)));
    assert_eq!(deadlines.second_review, date(second), "{start}");
    let before = all.iter().position(|(day, _)| *day == second).and_then(|at| {
        let last = (0..=at).rev().find(|at| all[*at].1.is_none())?;
        (last != at).then(|| date(all[last].0))
    });
    assert_eq!(deadlines.working_day_before, before, "{start}");
}

#[test]
fn ten_years_agree_with_a_slow_count() {
    let of_a_year = [(1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)];
    let holidays: BTreeSet<Day> =
        (2026..=2036).flat_map(|year| of_a_year.map(|(month, day)| (year, month, day))).collect();
    let (calendar, all) = (calendar_of(&holidays), every_day(&holidays));
    for at in 0..all.len() {
        assert_as_slow(&calendar, &all, at);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Bank holidays on any days, many in a row too, and on weekends.
    #[test]
    fn any_holidays_agree_with_a_slow_count(
        holidays in prop::collection::btree_set((2026..=2036_i16, 1..=12_i8, 1..=28_i8), 0..400),
        starts in prop::collection::vec(0..4018_usize, 40),
    ) {
        let (calendar, all) = (calendar_of(&holidays), every_day(&holidays));
        for at in starts {
            assert_as_slow(&calendar, &all, at);
        }
    }
}

const FACTS: &str = "
- { fact: pep.initiate_working_days, value: 10, unit: working days, means: x, status: guidance, source: { title: x } }
- { fact: pep.first_review_working_days, value: 20, unit: working days, means: x, status: law, source: { title: x } }
- { fact: pep.second_review_months, value: 3, unit: months, means: x, status: law, source: { title: x } }
- { fact: pep.later_review_months, value: 6, unit: months, means: x, status: law, source: { title: x } }
";

fn due(page: &str) -> Project {
    let holidays = include_str!("../../content/data/bank-holidays.yaml");
    Project::new()
        .file("content/due.md", page)
        .file("content/data/facts.yaml", FACTS)
        .file("content/data/bank-holidays.yaml", holidays)
}

const DUE: &str = "---\ntitle: When is it due?\nsummary: Dates.\ndue_dates: true\n---\nText.\n";

#[test]
fn each_day_has_a_page_with_the_dates_for_machines_and_people() {
    let site = due(DUE).today("2026-11-23").build();
    let html = site.file("due/2026-11-23/index.html");
    for marked in [
        "<time datetime=\"2026-12-07\" data-deadline=\"initiate\">Monday 7 December 2026</time>",
        "<time datetime=\"2026-12-21\" data-deadline=\"first-review\">Monday 21 December 2026</time>",
        "<time datetime=\"2027-03-21\" data-deadline=\"second-review\">Sunday 21 March 2027</time>",
        "The last one before it is <time datetime=\"2027-03-19\">Friday 19 March 2027</time>.",
        "no more than 6 months after the one before",
    ] {
        assert!(html.contains(marked), "{marked}");
    }
    assert!(site.file("due/2026-11-23/dates.ics").contains("DTSTART;VALUE=DATE:20261207"));
    // From thirteen months back to sixty days ahead, and no further.
    for (path, is_there) in [
        ("due/2025-10-23/index.html", true),
        ("due/2025-10-22/index.html", false),
        ("due/2027-01-22/index.html", true),
        ("due/2027-01-23/index.html", false),
        ("due/2025-10/index.html", true),
        ("due/2027-01/index.html", true),
    ] {
        assert_eq!(site.has_file(path), is_there, "{path}");
    }
    assert!(site.file("due/index.html").contains("/due/2026-11/"));
}

#[test]
fn a_day_beyond_the_bank_holidays_has_no_page_and_its_month_says_why() {
    let site = due(DUE).today("2028-12-01").build();
    assert!(site.has_file("due/2028-11-20/index.html"));
    assert!(!site.has_file("due/2028-12-20/index.html"));
    assert!(
        site.file("due/2028-12/index.html").contains(
            "our list of bank holidays ends on <time datetime=\"2028-12-31\">31 December 2028</time>"
        )
    );
}

#[test]
fn the_box_for_the_day_offers_no_day_that_has_no_page() {
    let html = due(DUE).today("2026-11-23").build().file("due/index.html");
    assert!(html.contains("data-due-from=\"2025-10-23\" data-due-to=\"2027-01-22\""), "{html}");
    // The list of bank holidays ends on 31 December 2028: 20 working days from 30 November are 31 December at the latest.
    let site = due(DUE).today("2028-12-01").build();
    let html = site.file("due/index.html");
    let to = html.split("data-due-to=\"").nth(1).and_then(|rest| rest.get(..10)).expect("a last day");
    assert!(site.has_file(&format!("due/{to}/index.html")), "{to}");
    let after = day(to).tomorrow().expect("a day");
    assert!(after <= day("2029-01-30") && !site.has_file(&format!("due/{after}/index.html")), "{after}");
    assert!(html.contains(&format!("max=\"{to}\"")), "{html}");
    // No day is known: there is no box, and each month says why.
    let site = due(DUE).today("2032-01-01").build();
    assert!(!site.file("due/index.html").contains("data-due"));
    assert!(site.file("due/2032-01/index.html").contains("Not known yet"));
}

#[test]
fn each_date_on_the_page_of_a_day_is_one_for_machines_too() {
    let site = due(DUE).today("2026-11-23").build();
    for file in ["due/2026-11-23/index.html", "due/2026-12-24/index.html", "due/2026-12/index.html"] {
        let html = site.file(file);
        let prose = html.split("<div class=\"prose\">").nth(1).expect("the prose");
        let prose = prose.split("<div class=\"page-end\">").next().expect("its end");
        let mut rest = prose;
        let mut plain = String::new();
        while let Some((before, from)) = rest.split_once("<time ") {
            plain.push_str(before);
            rest = from.split_once("</time>").expect("its end").1;
        }
        plain.push_str(rest);
        for written in ["2025", "2026", "2027", "2028"] {
            let found = plain.match_indices(written).find(|(at, _)| {
                // Addresses have years too, and links to a month have its name.
                let line = plain[..*at].rsplit('\n').next().unwrap_or_default();
                !line.contains("<a href=")
            });
            assert_eq!(found, None, "{file}: {plain}");
        }
    }
}

#[test]
fn the_days_that_are_left_are_counted_from_the_day_of_the_build() {
    let site = due(DUE).today("2026-12-23").build();
    let at = "On <time datetime=\"2026-12-23\">23 December 2026</time>,";
    for (began, words) in [
        // 24 and 29 December, since 25 and 28 are bank holidays; then 30, 31, and eight days in January to the 13th.
        ("2026-12-11", vec!["2 working days are left.", "12 working days are left."]),
        // Ten working days from the 9th are the 23rd.
        ("2026-12-09", vec!["no working day is left after that day.", "10 working days are left."]),
        ("2026-10-01", vec![]),
    ] {
        let html = site.file(&format!("due/{began}/index.html"));
        let left: Vec<&str> = html
            .match_indices(at)
            .map(|(start, _)| html[start + at.len()..].split("</p>").next().expect("its end").trim())
            .collect();
        assert_eq!(left, words, "{began}");
        let over = html.matches("This day is over.").count();
        assert_eq!(over, if words.is_empty() { 2 } else { 0 }, "{began}");
    }
}

#[test]
fn what_the_dates_need_and_is_not_there_is_told_at_the_key() {
    let problems = due(DUE).file("content/data/facts.yaml", "").problems();
    assert!(
        problems.contains("content/due.md:4") && problems.contains("pep.initiate_working_days"),
        "{problems}"
    );
    let problems =
        due(DUE).file("content/data/facts.yaml", FACTS.replace("value: 10", "value: ten")).problems();
    assert!(problems.contains("due-dates-fact") && problems.contains("write digits only"), "{problems}");
    let problems = due(DUE).file("content/other.md", DUE).problems();
    assert!(problems.contains("due-dates-twice"), "{problems}");
    let problems =
        Project::new().file("content/due.md", DUE).file("content/data/facts.yaml", FACTS).problems();
    assert!(problems.contains("due-dates-calendar") && problems.contains("bank-holidays.yaml"), "{problems}");
}

#[test]
fn a_rebuild_draws_the_dates_only_when_something_of_them_changed() {
    let project = due(DUE).page("other.md", "One.");
    let first = project.build().build;
    let is_drawn_again = |changed: &Project| {
        let rebuilt = changed.rebuild(Some(&first)).build;
        assert_same(&rebuilt, &changed.build().build);
        let bytes = |build: &Build| {
            let day = build.files().iter().find(|file| file.path == "due/2026-11-24/index.html");
            day.expect("the day has a page").bytes.clone()
        };
        !Arc::ptr_eq(&bytes(&first), &bytes(&rebuilt))
    };
    assert!(!is_drawn_again(&project));
    assert!(!is_drawn_again(&project.clone().page("other.md", "Two.")));
    let holidays = include_str!("../../content/data/bank-holidays.yaml");
    for (what, changed) in [
        ("the title above", project.clone().file("content/due.md", DUE.replace("is it", "is a PEP"))),
        ("a limit", project.clone().file("content/data/facts.yaml", FACTS.replace("value: 20", "value: 15"))),
        (
            "a bank holiday",
            project
                .clone()
                .file("content/data/bank-holidays.yaml", holidays.replace("2026-12-25", "2026-12-24")),
        ),
        ("the day of the build", project.clone().today("2026-11-24")),
        (
            "the site",
            project.clone().file("site.toml", "title = \"Another\"\nbase_url = \"http://localhost/\"\n"),
        ),
        (
            "the theme",
            project.clone().file("themes/default/templates/due-day.html", "{{ due.initiate.iso }}"),
        ),
    ] {
        assert!(is_drawn_again(&changed), "{what}");
    }
}
