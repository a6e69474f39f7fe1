//! Terms and PEP windows: what is read, which mistakes are told, and what the pages of the PEP cycle say on which day.

use crate::project::Project;
use crate::rebuild::assert_same;
use fingerpost::calendar::{Calendar, SchoolDay, school_day, window_after};
use fingerpost::config::Config;
use fingerpost::data::{Data, Phase};
use fingerpost::source::Source;
use jiff::civil::Date;

const HOLIDAYS: &str = include_str!("../../content/data/bank-holidays.yaml");

const FACTS: &str = "
- { fact: pep.initiate_working_days, value: 10, unit: working days, means: x, status: guidance, source: { title: x } }
- { fact: pep.first_review_working_days, value: 20, unit: working days, means: x, status: law, source: { title: x } }
- { fact: pep.second_review_months, value: 3, unit: months, means: x, status: law, source: { title: x } }
- { fact: pep.later_review_months, value: 6, unit: months, means: x, status: law, source: { title: x } }
- { fact: pep.signoff_after_meeting_weeks, value: 1, unit: week, means: x, status: local, source: { title: x } }
- { fact: pep.signoff_after_meeting_post16_working_days, value: 5, unit: working days, means: x, status: local, source: { title: x } }
- { fact: pep.reviews_per_academic_year, value: 3, unit: times an academic year, means: x, status: guidance, source: { title: x } }
- { fact: post16.peps_per_academic_year, value: 2, unit: times an academic year, means: x, status: local, source: { title: x } }
- { fact: pep.reviewing_officer_copy_days, value: 3, unit: days, means: x, status: practice, source: { title: x } }
";

const TERMS: &str = "\
- { term: autumn, academic_year: 2026-27, first_day: 2026-09-02, last_day: 2026-12-18, half_term: { first_day: 2026-10-26, last_day: 2026-10-30 }, source: { title: T } }
- { term: spring, academic_year: 2026-27, first_day: 2027-01-04, last_day: 2027-03-25, half_term: { first_day: 2027-02-15, last_day: 2027-02-19 }, source: { title: T } }
- { term: summer, academic_year: 2026-27, first_day: 2027-04-12, last_day: 2027-07-21, half_term: { first_day: 2027-05-31, last_day: 2027-06-04 }, source: { title: T } }
";

const WINDOWS: &str = "\
- { window: Autumn PEP, phase: school-age, academic_year: 2026-27, first_day: start of autumn term, last_day: end of autumn term, status: guidance, source: { title: G } }
- { window: Spring PEP, phase: school-age, academic_year: 2026-27, first_day: start of spring term, last_day: end of spring term, status: guidance, source: { title: G } }
- { window: First PEP, phase: post-16, academic_year: 2026-27, first_day: after autumn half-term, last_day: 2027-01-31, status: local, note: Ask., source: { title: L } }
- { window: Second PEP, phase: post-16, academic_year: 2026-27, first_day: after spring half-term, last_day: 2027-06-30, status: local, source: { title: L } }
- { window: Progression review, phase: post-16, kind: progression-review, first_day: 2027-07-26, last_day: 2027-08-06, status: local, source: { title: L } }
";

const COUNCILS: &str = "[[councils]]\nid = \"north\"\nname = \"North Council\"\n[[councils]]\nid = \"west\"\nname = \"West Council\"\n";

fn project() -> Project {
    Project::new()
        .file("content/data/facts.yaml", FACTS)
        .file("content/data/bank-holidays.yaml", HOLIDAYS)
        .file("content/data/terms.yaml", TERMS)
        .file("content/data/pep-windows.yaml", WINDOWS)
        .page_with("post-16.md", "pep_cycle: post-16\n", "Text.")
        .page_with("school-age.md", "pep_cycle: school-age\n", "Text.")
}

/// The first of the lines of `terms.yaml` or `pep-windows.yaml`, changed.
fn with(path: &str, from: &str, to: &str) -> String {
    let text = if path.ends_with("terms.yaml") { TERMS } else { WINDOWS };
    assert!(text.contains(from), "`{from}` is not in {path}");
    project().file(path, text.replacen(from, to, 1)).problems()
}

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

/// The words of the cycle on a page, without tags.
fn cycle(project: &Project, today: &str, page: &str) -> String {
    let built = project.clone().today(today).build();
    let file = format!("{page}/index.html");
    let html = built.build.files().iter().find(|other| other.path == file).expect("the page");
    let html = String::from_utf8(html.bytes.to_vec()).expect("text");
    let start = html.find("<section class=\"cycle\"").expect("the cycle");
    let end = html[start..].find("</section>").expect("its end");
    let mut words = String::new();
    let mut in_tag = false;
    for c in html[start..start + end].chars() {
        in_tag = (in_tag || c == '<') && c != '>';
        if !in_tag && c != '>' {
            words.push(c);
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn assert_says(text: &str, all: &[&str]) {
    for words in all {
        assert!(text.contains(words), "`{words}` is not in: {text}");
    }
}

#[test]
fn a_term_says_which_window_is_open_and_by_when_what_is_done() {
    let text = cycle(&project(), "2026-11-24", "post-16");
    assert_says(
        &text,
        &[
            "Worked out on 24 November 2026.",
            "It is the autumn term: Wednesday 2 September 2026 to Friday 18 December 2026.",
            "Half-term: Monday 26 October 2026 to Friday 30 October 2026.",
            // The day after half-term's Friday is a Saturday.
            "Open now: First PEP, since Monday 2 November 2026. Hold it by Sunday 31 January 2027",
            "That is no working day. The last one before it is Friday 29 January 2027.",
            "Local rule. Ask.",
            "Complete Section A before it: at the latest before Friday 29 January 2027.",
            "Finish and sign off within 5 working days of the meeting.",
            "sign off by Friday 5 February 2027",
            "usually at least 3 days before each care review",
            "The PEP is held 2 times an academic year, and a progression review in the summer.",
            "Second PEP: Monday 22 February 2027 to Wednesday 30 June 2027.",
            "Progression review: Monday 26 July 2027 to Friday 6 August 2027.",
        ],
    );
    assert!(!text.contains("Sample") && !text.contains("holidays."), "{text}");
}

#[test]
fn where_the_day_to_sign_off_is_a_holiday_the_last_working_day_is_told() {
    let text = cycle(&project(), "2026-11-24", "school-age");
    assert_says(
        &text,
        &[
            "Open now: Autumn PEP, since Wednesday 2 September 2026. Hold it by Friday 18 December 2026",
            "Finish and sign off within 1 week of the meeting.",
            "sign off by Friday 25 December 2026. The last working day before it is Thursday 24 December 2026.",
            "The PEP is held 3 times an academic year.",
            "Later dates are not known yet.",
        ],
    );
    assert!(!text.contains("That is no working day"), "{text}");
}

#[test]
fn half_term_and_holidays_are_named_and_what_comes_after_them() {
    assert_says(
        &cycle(&project(), "2026-10-28", "post-16"),
        &[
            "It is half-term in the autumn term",
            "No PEP window is open today. The next one is First PEP. It opens on Monday 2 November 2026",
            "For “First PEP”",
        ],
    );
    assert_says(
        &cycle(&project(), "2026-12-28", "school-age"),
        &[
            "It is the school holidays. The autumn term ended on Friday 18 December 2026. The spring term begins on Monday 4 January 2027.",
            "School holidays do not stop the clock.",
            "The next one is Spring PEP. It opens on Monday 4 January 2027",
        ],
    );
    let review = cycle(&project(), "2027-07-28", "post-16");
    assert_says(
        &review,
        &["Open now: Progression review", "between Monday 26 July 2027 and Friday 6 August 2027"],
    );
    assert!(!review.contains("Section A"), "{review}");
}

#[test]
fn the_last_days_of_terms_and_windows_belong_to_them() {
    for (today, words) in [
        ("2026-09-01", "We do not know the term dates around today."),
        ("2026-09-02", "It is the autumn term"),
        ("2026-12-18", "It is the autumn term"),
        ("2026-12-19", "It is the school holidays."),
        ("2027-07-22", "We do not know the term dates around today."),
    ] {
        assert_says(&cycle(&project(), today, "post-16"), &[words]);
    }
    assert_says(
        &cycle(&project(), "2027-01-31", "post-16"),
        &["Open now: First PEP", "No working day is left after today."],
    );
    assert_says(&cycle(&project(), "2027-01-28", "post-16"), &["1 working day is left after today."]);
    assert_says(
        &cycle(&project(), "2027-02-01", "post-16"),
        &["No PEP window is open today. The next one is Second PEP."],
    );
}

#[test]
fn what_is_not_known_is_said_and_not_guessed() {
    let nothing = project().file("content/data/terms.yaml", "").file("content/data/pep-windows.yaml", "");
    let text = cycle(&nothing, "2026-11-24", "post-16");
    assert_says(
        &text,
        &[
            "We do not know the term dates around today.",
            "We know no PEP dates from today on.",
            "Later dates are not known yet.",
        ],
    );
    assert!(!text.contains("Who does what by when") && !text.contains("calendar"), "{text}");
    assert!(!nothing.build().has_file("post-16/dates.ics"));
    let problems = nothing.problems();
    assert!(
        problems.contains(
            "content/post-16.md:4:12: warning[window-stale]: no PEP window of the phase `post-16` is known"
        ),
        "{problems}"
    );
    // A term that is missing leaves a gap, not holidays of a third of a year.
    let gap: String =
        TERMS.lines().filter(|line| !line.contains("spring")).map(|line| format!("{line}\n")).collect();
    let gap = project().file("content/data/terms.yaml", gap).file("content/data/pep-windows.yaml", "");
    assert_says(&cycle(&gap, "2027-02-01", "post-16"), &["We do not know the term dates around today."]);
}

#[test]
fn no_working_day_is_said_beyond_the_bank_holidays() {
    let windows = "- { window: Late PEP, phase: post-16, first_day: 2028-11-01, last_day: 2029-01-31, status: local, source: { title: L } }\n";
    let late = project().file("content/data/terms.yaml", "").file("content/data/pep-windows.yaml", windows);
    let text = cycle(&late, "2028-11-24", "post-16");
    assert_says(
        &text,
        &[
            "Hold it by Wednesday 31 January 2029",
            "We do not know yet whether that is a working day.",
            "We do not know the working days that far ahead, so we give no day.",
        ],
    );
    assert!(!text.contains("left after today"), "{text}");
}

#[test]
fn the_days_are_there_for_machines_and_for_a_calendar() {
    let site = project().today("2026-11-24").build();
    let html = site.build.files().iter().find(|file| file.path == "post-16/index.html").expect("the page");
    let html = String::from_utf8(html.bytes.to_vec()).expect("text");
    for marked in [
        "<time datetime=\"2027-01-31\" data-deadline=\"pep-window\">Sunday 31 January 2027</time>",
        "<time datetime=\"2027-02-05\" data-deadline=\"sign-off\">Friday 5 February 2027</time>",
        "<a href=\"/post-16/dates.ics\">",
    ] {
        assert!(html.contains(marked), "{marked}");
    }
    let file = site.build.files().iter().find(|file| file.path == "post-16/dates.ics").expect("the file");
    let text = String::from_utf8(file.bytes.to_vec()).expect("text");
    for line in [
        "UID:post-16-2027-01-31@fingerpost\r\n",
        "DTSTART;VALUE=DATE:20270131\r\nDTEND;VALUE=DATE:20270201\r\nSUMMARY:First PEP (After Year 11): last day\r\n",
        "SUMMARY:Progression review (After Year 11): last day\r\n",
    ] {
        assert!(text.contains(line), "{line} is not in {text}");
    }
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 3);
}

#[test]
fn councils_with_terms_of_their_own_are_told_apart_and_the_same_are_told_once() {
    let same = project().settings(COUNCILS);
    assert!(!cycle(&same, "2026-11-24", "post-16").contains("North Council"));
    let west = "- { term: autumn, academic_year: 2026-27, council: west, first_day: 2026-09-01, last_day: 2026-12-16, half_term: { first_day: 2026-10-19, last_day: 2026-10-23 }, source: { title: T } }\n";
    let differ = project().settings(COUNCILS).file("content/data/terms.yaml", format!("{TERMS}{west}"));
    assert_eq!(differ.problems(), "");
    let text = cycle(&differ, "2026-11-24", "post-16");
    let (north, west) = text.split_once("West Council").expect("both councils");
    assert_says(north, &["North Council", "since Monday 2 November 2026", "Wednesday 2 September 2026"]);
    assert_says(
        west,
        &["since Monday 26 October 2026", "Tuesday 1 September 2026", "Monday 22 February 2027"],
    );
    // What both have is one appointment; where they differ, each has its own.
    let site = differ.today("2026-11-24").build();
    let ics = |path: &str| {
        let file = site.build.files().iter().find(|file| file.path == path).expect("the file");
        String::from_utf8(file.bytes.to_vec()).expect("text")
    };
    assert_eq!(ics("post-16/dates.ics").matches("UID:post-16-2027-06-30@").count(), 1);
    assert!(ics("school-age/dates.ics").contains("UID:school-age-2026-12-16-west@fingerpost"));
}

#[test]
fn every_mistake_in_terms_is_told_at_its_place() {
    let path = "content/data/terms.yaml";
    for (from, to, told) in [
        (
            "term: autumn",
            "term: automn",
            "terms.yaml:1:11: error[value-unknown]: `automn` is not a value of `term`",
        ),
        ("2026-27", "2026-28", "terms.yaml:1:34: error[value-wrong-kind]: `2026-28` is not a school year"),
        ("academic_year: 2026-27, ", "", "terms.yaml:1:3: error[key-missing]: `term` has no `academic_year`"),
        ("last_day: 2026-12-18, ", "", "terms.yaml:1:3: error[key-missing]: `term` has no `last_day`"),
        (
            "2026-12-18",
            "2026-08-18",
            "terms.yaml:1:76: error[date-order]: the last day, 2026-08-18, is before the first, 2026-09-02",
        ),
        (
            "2026-27",
            "2025-26",
            "terms.yaml:1:34: error[date-order]: a term from 2026-09-02 to 2026-12-18 is not in the school year 2025-26",
        ),
        (
            "last_day: 2026-10-30",
            "last_day: 2027-10-30",
            "terms.yaml:1:99: error[date-order]: half-term, 2026-10-26 to 2027-10-30, is not within the term",
        ),
        (
            "last_day: 2026-10-30",
            "last_day: 2026-10-20",
            "error[date-order]: the last day, 2026-10-20, is before the first, 2026-10-26",
        ),
        (
            "2027-01-04",
            "2026-12-10",
            "terms.yaml:2:3: error[term-order]: the spring term 2026-27 begins on 2026-12-10, before the autumn term 2026-27 has ended",
        ),
        (
            "term: spring",
            "term: autumn",
            "terms.yaml:2:3: error[id-taken]: the autumn term 2026-27 stands here and in line 1",
        ),
        (
            "source: { title: T }",
            "sample: false",
            "terms.yaml:1:3: error[fact-no-source]: this term has no source",
        ),
        ("source: { title: T }", "council: nowhere, source: { title: T }", "error[council-unknown]"),
        ("half_term:", "half_terms:", "error[key-unknown]: `term` has no key `half_terms`"),
    ] {
        let problems = with(path, from, to);
        assert!(problems.contains(told), "`{from}` to `{to}`: {problems}");
    }
    let swapped = TERMS
        .replace("term: autumn", "term: x")
        .replace("term: summer", "term: autumn")
        .replace("term: x", "term: summer");
    let problems = project().file(path, swapped).problems();
    assert!(
        problems
            .contains("error[term-order]: the spring term 2026-27 comes after the summer term 2026-27 here"),
        "{problems}"
    );
}

#[test]
fn every_mistake_in_windows_is_told_at_its_place() {
    let path = "content/data/pep-windows.yaml";
    for (from, to, told) in [
        (
            "phase: school-age",
            "phase: schoolage",
            "pep-windows.yaml:1:32: error[value-unknown]: `schoolage` is not a value of `phase`",
        ),
        (
            "academic_year: 2026-27, ",
            "",
            "pep-windows.yaml:1:3: error[key-missing]: a window that counts from a term has no `academic_year`",
        ),
        (
            "start of autumn term",
            "start of autum term",
            "pep-windows.yaml:1:79: error[value-wrong-kind]: `start of autum term` is not a day for `first_day` (did you mean `start of autumn term`?)",
        ),
        ("start of autumn term", "soon", "(write a date, as `2027-01-31`, or `start of spring term`"),
        (
            "last_day: end of autumn term, ",
            "",
            "pep-windows.yaml:1:3: error[key-missing]: `window` has no `last_day`",
        ),
        (
            "2027-01-31",
            "2026-10-31",
            "pep-windows.yaml:3:109: error[date-order]: the last day, 2026-10-31, is before the first, 2026-11-02",
        ),
        (
            "2027-01-31",
            "2027-02-22",
            "pep-windows.yaml:4:3: error[window-overlap]: `Second PEP`, 2027-02-22 to 2027-06-30, and `First PEP`, 2026-11-02 to 2027-02-22, of the phase `post-16` overlap",
        ),
        (
            "academic_year: 2026-27",
            "academic_year: 2027-28",
            "pep-windows.yaml:1:79: error[term-unknown]: `terms.yaml` has no autumn term 2027-28",
        ),
        (
            "kind: progression-review",
            "kind: review",
            "error[value-unknown]: `review` is not a value of `kind`",
        ),
        (
            "source: { title: G }",
            "sample: false",
            "pep-windows.yaml:1:3: error[fact-no-source]: this window has no source",
        ),
        ("status: guidance", "status: firm", "error[value-unknown]: `firm` is not a value of `status`"),
    ] {
        let problems = with(path, from, to);
        assert!(problems.contains(told), "`{from}` to `{to}`: {problems}");
    }
    let problems =
        with("content/data/terms.yaml", ", half_term: { first_day: 2026-10-26, last_day: 2026-10-30 }", "");
    assert!(
        problems.contains("pep-windows.yaml:3:75: error[term-unknown]: `terms.yaml` has no half-term in the autumn term 2026-27"),
        "{problems}"
    );
    // What follows from another mistake is not one more.
    assert!(!with("content/data/terms.yaml", "term: autumn", "term: automn").contains("term-unknown"));
}

#[test]
fn windows_of_different_phases_or_councils_or_times_may_overlap() {
    let path = "content/data/pep-windows.yaml";
    let row = |more: &str| {
        format!(
            "{WINDOWS}- {{ window: Another, first_day: 2027-01-11, last_day: 2027-01-12, status: local, source: {{ title: L }}, {more} }}\n"
        )
    };
    let project = project().settings(COUNCILS);
    assert!(project.clone().file(path, row("phase: post-16")).problems().contains("window-overlap"));
    assert!(
        project
            .clone()
            .file(path, row("phase: post-16, council: west"))
            .problems()
            .contains("window-overlap")
    );
    assert_eq!(project.clone().file(path, row("phase: early-years")).problems(), "");
    let own = row("phase: post-16, council: west")
        .replace("phase: post-16, academic", "phase: post-16, council: north, academic");
    assert_eq!(project.clone().file(path, own).problems(), "");
    // A row that is to take the place of another from a day on.
    let later = row("phase: post-16, valid_from: 2027-01-01")
        .replace("status: local, note", "valid_to: 2026-12-31, status: local, note");
    let project = project.file(path, later);
    assert_eq!(project.problems(), "");
    assert!(cycle(&project, "2026-12-31", "post-16").contains("Open now: First PEP"));
    assert!(cycle(&project, "2027-01-01", "post-16").contains("The next one is Another."));
}

#[test]
fn windows_and_terms_that_are_all_over_are_told_at_the_last_of_them() {
    let problems = project().today("2027-03-26").problems();
    assert!(
        problems.contains("pep-windows.yaml:2:3: warning[window-stale]: no PEP window of the phase `school-age` is open or to come: the last ended on 2027-03-25"),
        "{problems}"
    );
    assert!(!problems.contains("`post-16`") && !problems.contains("term-stale"), "{problems}");
    assert_eq!(project().today("2027-03-25").problems(), "");
    let problems = project().today("2027-07-22").problems();
    assert!(
        problems.contains(
            "terms.yaml:3:3: warning[term-stale]: every term is over: the last ended on 2027-07-21"
        ),
        "{problems}"
    );
    // One council has a window to come, the other has none.
    let west = "- { window: West PEP, phase: post-16, council: west, first_day: 2027-09-01, last_day: 2027-09-30, status: local, source: { title: L } }\n";
    let problems = project()
        .settings(COUNCILS)
        .file("content/data/pep-windows.yaml", format!("{WINDOWS}{west}"))
        .today("2027-08-07")
        .problems();
    assert!(
        problems.contains("is open or to come for North Council: the last ended on 2027-08-06"),
        "{problems}"
    );
    assert!(!problems.contains("West Council"), "{problems}");
}

#[test]
fn samples_have_a_mark_and_are_told_where_readers_would_plan_by_them() {
    let sample =
        |text: &str, title: &str| text.replace(&format!("source: {{ title: {title} }}"), "sample: true");
    let terms = project().file("content/data/terms.yaml", sample(TERMS, "T"));
    assert_eq!(terms.problems(), "");
    let text = cycle(&terms, "2026-11-24", "post-16");
    assert_says(
        &text,
        &[
            "Sample term dates: made up. Do not plan by them.",
            "Sample: the first day is counted from made-up term dates.",
        ],
    );
    assert_says(
        &cycle(&terms, "2026-11-24", "school-age"),
        &["Sample: both days are counted from made-up term dates."],
    );
    let published = terms.clone().base_url("https://hub.example.gov.uk/");
    let problems = published.problems();
    assert!(
        problems.contains("terms.yaml:1:3: warning[term-sample]: the autumn term 2026-27 is a sample"),
        "{problems}"
    );
    assert!(!problems.contains("window-sample"), "{problems}");
    let windows = project().file("content/data/pep-windows.yaml", sample(WINDOWS, "L"));
    assert!(
        windows
            .base_url("https://hub.example.gov.uk/")
            .problems()
            .contains("pep-windows.yaml:3:3: warning[window-sample]")
    );
}

#[test]
fn what_a_page_of_the_cycle_needs_is_told_at_its_key() {
    let problems = project().page_with("other.md", "pep_cycle: post-16\n", "Text.").problems();
    assert!(problems.contains("content/post-16.md:4:12: error[pep-cycle-twice]") || problems.contains("error[pep-cycle-twice]: the cycle of the phase `post-16` stands in `content/other.md` already"), "{problems}");
    let problems = project().page_with("post-16.md", "pep_cycle: post16\n", "Text.").problems();
    assert!(problems.contains("content/post-16.md:4:12: error[value-unknown]: `post16` is not a value of `pep_cycle` (did you mean `post-16`?)"), "{problems}");
    let problems = project().file("content/data/facts.yaml", "").problems();
    assert!(problems.contains("content/post-16.md:4:12: error[fact-unknown]: there is no fact `pep.signoff_after_meeting_post16_working_days`"), "{problems}");
    assert!(problems.contains("there is no fact `pep.reviewing_officer_copy_days`"), "{problems}");
    let problems =
        project().file("content/data/facts.yaml", FACTS.replace("value: 5", "value: five")).problems();
    assert!(problems.contains("error[due-dates-fact]"), "{problems}");
    // A number that no calendar holds is no panic.
    for (from, to) in [
        ("value: 1,", "value: 4000000000,"),
        ("value: 3, unit: months", "value: 4000000000, unit: months"),
        ("value: 10,", "value: 4000000000,"),
        ("value: 5,", "value: 4000000000,"),
    ] {
        let facts = FACTS.replace(from, to);
        let due = "---\ntitle: Due\nsummary: Dates.\ndue_dates: true\n---\nText.\n";
        assert_eq!(
            project().file("content/data/facts.yaml", facts).file("content/due.md", due).problems(),
            "",
            "{from}"
        );
    }
    let mut bare = project();
    bare.files.remove("content/data/bank-holidays.yaml");
    assert!(
        bare.problems().contains("content/post-16.md:4:12: error[due-dates-calendar]"),
        "{}",
        bare.problems()
    );
}

#[test]
fn the_page_of_a_day_says_the_next_pep_of_each_phase_or_that_it_is_not_known() {
    let due = "---\ntitle: When is it due?\nsummary: Dates.\ndue_dates: true\n---\nText.\n";
    let project = project().file("content/due.md", due).today("2026-11-23");
    let site = project.build();
    let html = site.file("due/2026-11-23/index.html");
    for (phase, words) in [
        // The first review is by 21 December: the autumn window is over by then.
        (
            "Reception to Year 11",
            "<time datetime=\"2027-03-25\" data-deadline=\"next-pep\">Thursday 25 March 2027</time> (Spring PEP. Statutory guidance).",
        ),
        (
            "After Year 11",
            "<time datetime=\"2027-01-31\" data-deadline=\"next-pep\">Sunday 31 January 2027</time> (First PEP. Local rule). The last working day before it is <time datetime=\"2027-01-29\">",
        ),
    ] {
        assert!(html.contains(words), "{phase}: {html}");
    }
    assert!(html.contains("<a href=\"/post-16/\">After Year 11</a>"));
    // No window of early years is known, and no one of school age after the spring.
    assert_eq!(html.matches("Not known yet: our PEP dates do not go that far. Ask us.").count(), 1);
    let late = project.clone().today("2027-03-01").build();
    let html = late.file("due/2027-03-01/index.html");
    assert_eq!(html.matches("Not known yet: our PEP dates do not go that far. Ask us.").count(), 2);
    assert!(html.contains("The next PEP after that") && !html.contains("Counted from today"));
    let past = late.file("due/2026-06-01/index.html");
    assert!(
        past.contains("The next PEP from today")
            && past.contains("Counted from today, <time datetime=\"2027-03-01\">")
    );
    // For a day of last year today counts: nothing is asked of a window that is over.
    assert!(
        late.file("due/2026-03-02/index.html")
            .contains("<time datetime=\"2027-03-25\" data-deadline=\"next-pep\">")
    );
    // A site without windows says nothing of them.
    let without = project.file("content/data/pep-windows.yaml", "").build();
    let html =
        without.build.files().iter().find(|file| file.path == "due/2026-11-23/index.html").expect("the day");
    assert!(!String::from_utf8_lossy(&html.bytes).contains("The next PEP after that"));
}

#[test]
fn what_is_made_below_a_page_is_not_taken_by_another_file() {
    let due = "---\ntitle: Due\nsummary: Dates.\ndue_dates: true\n---\nText.\n";
    let project = project().file("content/due.md", due).today("2026-11-24");
    assert_eq!(project.problems(), "");
    let problems = project.clone().file("content/post-16/dates.ics", "x").problems();
    assert!(
        problems.contains("content/post-16/dates.ics:1:1: error[url-taken]: `/post-16/dates.ics` is also made by `content/post-16.md`"),
        "{problems}"
    );
    let problems = project.clone().page("due/_index.md", "x").page("due/2026-11-24.md", "x").problems();
    assert!(problems.contains("error[url-taken]"), "{problems}");
    let problems = project.clone().page_with("other.md", "aliases: [/due/2026-11/]\n", "x").problems();
    assert!(problems.contains("content/other.md:4:11: error[url-taken]: `/due/2026-11/index.html` is also made by `content/due.md`"), "{problems}");
    assert_eq!(project.page_with("other.md", "aliases: [/due/2024-11/]\n", "x").problems(), "");
}

#[test]
fn a_section_and_the_home_page_show_a_cycle_too() {
    let project = project().page_with("s/_index.md", "pep_cycle: early-years\n", "Text.");
    let windows = WINDOWS.replace("phase: school-age", "phase: early-years");
    let mut project = project.file("content/data/pep-windows.yaml", windows);
    project.files.remove("content/school-age.md");
    assert_says(&cycle(&project, "2026-11-24", "s"), &["Open now: Autumn PEP"]);
    project.files.remove("content/s/_index.md");
    let home =
        project.page_with("_index.md", "pep_cycle: early-years\n", "Home.").today("2026-11-24").build();
    assert!(home.file("index.html").contains("<section class=\"cycle\""));
}

#[test]
fn pages_draw_terms_and_windows_from_the_data() {
    let built = project()
        .page("dates.md", "## Terms\n\n{{ school_terms() }}\n\n## Windows\n\n{{ pep_windows() }}")
        .today("2027-01-10")
        .build();
    let prose = built.prose("dates/index.html");
    for words in [
        "<dt>Spring term 2026-27</dt>",
        "<time datetime=\"2027-02-15\">Mon 15 Feb 2027</time> to <time datetime=\"2027-02-19\">Fri 19 Feb 2027</time>",
        "<dt>First PEP</dt>\n<dd><time datetime=\"2026-11-02\">Mon 2 Nov 2026</time> to",
        "<p>Ask.</p>",
        "<p>We know no dates from today on. Ask us.</p>",
    ] {
        assert!(prose.contains(words), "{words}: {prose}");
    }
    assert!(
        !prose.contains("Autumn term") && !prose.contains("Autumn PEP"),
        "what is over is left out: {prose}"
    );
}

#[test]
fn a_rebuild_shows_changed_terms_windows_and_days() {
    let due = "---\ntitle: Due\nsummary: Dates.\ndue_dates: true\n---\n{{ pep_windows() }}\n";
    let project = project().file("content/due.md", due);
    let first = project.build().build;
    for changed in [
        project.clone().today("2026-12-20"),
        project.clone().file("content/data/terms.yaml", TERMS.replace("2026-12-18", "2026-12-17")),
        project.clone().file("content/data/pep-windows.yaml", WINDOWS.replace("2027-01-31", "2027-02-12")),
        project.clone().file("content/data/pep-windows.yaml", ""),
        project.clone().file("content/data/facts.yaml", FACTS.replace("value: 5", "value: 6")),
        project.clone().page_with("post-16.md", "pep_cycle: early-years\n", "Text."),
        project.clone().page("post-16.md", "Text."),
    ] {
        let rebuilt = changed.rebuild(Some(&first)).build;
        let clean = changed.build().build;
        assert_same(&rebuilt, &clean);
        let bytes = |build: &fingerpost::pipeline::Build| {
            build.files().iter().map(|file| file.bytes.to_vec()).collect::<Vec<_>>()
        };
        assert!(bytes(&rebuilt) != bytes(&first), "nothing changed");
    }
}

/// The files of the hub that is shipped, read as the program reads them.
fn shipped(today: &str) -> Data {
    let files = ["terms.yaml", "pep-windows.yaml"].map(|name| {
        let path = format!("content/data/{name}");
        let text =
            std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(&path)).expect("the file");
        (path, text)
    });
    let source = Source::from_files(files.iter().map(|(path, text)| (path.as_str(), text.clone())));
    let (config, _) = Config::parse(&source);
    let (data, problems) = Data::parse(&source, &config, day(today));
    assert_eq!(problems, []);
    data
}

/// Each day from the first shipped term to the last is in a term, in half-term or in holidays, and weekdays agree with a walk over the rows.
#[test]
fn each_day_of_the_shipped_school_years_has_its_place() {
    let data = shipped("2026-11-24");
    let terms = data.terms_of(None);
    let (mut today, last) = (terms[0].first_day, terms[terms.len() - 1].last_day);
    while today <= last {
        let in_term = terms.iter().filter(|term| term.first_day <= today && today <= term.last_day).count();
        let in_half =
            terms.iter().filter_map(|term| term.half_term).any(|(from, to)| from <= today && today <= to);
        match school_day(&terms, today) {
            SchoolDay::Term(term) => assert!(in_term == 1 && !in_half && term.first_day <= today, "{today}"),
            SchoolDay::HalfTerm(_) => assert!(in_term == 1 && in_half, "{today}"),
            SchoolDay::Holidays { before, next } => {
                assert!(in_term == 0 && before.last_day < today && today < next.first_day, "{today}");
            }
            SchoolDay::Unknown => panic!("{today} is not known"),
        }
        today = today.tomorrow().expect("a day");
    }
}

#[test]
fn the_shipped_post_16_windows_are_those_of_the_councils() {
    let data = shipped("2026-11-24");
    let windows: Vec<(String, String)> = data
        .windows_of(Phase::Post16, None)
        .take(3)
        .map(|window| (window.first_day.to_string(), window.last_day.to_string()))
        .collect();
    // After the October half-term to the end of January; after the February half-term to the end of June; July into August.
    assert_eq!(
        windows,
        [
            ("2026-11-02".into(), "2027-01-31".into()),
            ("2027-02-22".into(), "2027-06-30".into()),
            ("2027-07-26".into(), "2027-08-06".into()),
        ]
    );
    assert!(data.terms.iter().all(|term| term.sample), "only samples are shipped");
    assert!(data.windows.iter().all(|window| !window.row_is_sample && window.source_title.is_some()));
    let next = |review: &str, today: &str| {
        window_after(data.windows_of(Phase::Post16, None), day(review), day(today))
            .map(|window| window.last_day.to_string())
    };
    assert_eq!(next("2027-01-31", "2026-11-24"), Some("2027-06-30".into()));
    assert_eq!(next("2026-01-31", "2027-07-01"), Some("2027-08-06".into()));
    assert_eq!(next("2028-08-04", "2026-11-24"), None);
}

#[test]
fn working_days_that_are_left_agree_with_a_slow_count() {
    let source = Source::from_files([(fingerpost::calendar::PATH, HOLIDAYS.as_bytes().to_vec())]);
    let (calendar, _) = Calendar::parse(&source);
    let from = day("2026-11-24");
    let (mut to, mut slow) = (from, 0);
    while to < day("2028-12-31") {
        to = to.tomorrow().expect("a day");
        let name = to.strftime("%a").to_string();
        slow += usize::from(name != "Sat" && name != "Sun" && !HOLIDAYS.contains(&format!("date: {to},")));
        assert_eq!(calendar.working_days_left(from, to), Some(slow), "{to}");
        let last = calendar.last_working_day(to).expect("it is known");
        assert!(
            last <= to && calendar.is_working_day(last) && calendar.working_days_left(last, to) == Some(0)
        );
    }
    assert_eq!(calendar.working_days_left(from, day("2029-01-01")), None);
    assert_eq!(calendar.last_working_day(day("2029-01-01")), None);
}
