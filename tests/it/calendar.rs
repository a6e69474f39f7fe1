//! Working days, by the worked examples of the field.

use fingerpost::calendar::Calendar;
use fingerpost::source::Source;
use jiff::civil::Date;

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
