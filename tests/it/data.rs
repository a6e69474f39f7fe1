//! Facts and contacts as time passes: which row holds on which day.

use crate::project::Project;

const FACTS: &str = "\
- { fact: rate, value: £1, means: m, status: law, source: { title: T }, valid_to: 2026-08-31 }
- { fact: rate, value: £3, means: m, status: law, source: { title: T }, valid_from: 2027-09-01 }
- { fact: rate, value: £2, means: m, status: law, source: { title: T }, valid_from: 2026-09-01, valid_to: 2027-03-31 }
";

const CONTACTS: &str = "\
- { contact: help, name: Old desk, phone: 01632 960001, valid_to: 2026-11-30 }
- { contact: help, name: New desk, phone: 01632 960002, valid_from: 2026-12-01 }
";

fn project() -> Project {
    Project::new()
        .file("content/data/facts.yaml", FACTS)
        .file("content/data/contacts.yaml", CONTACTS)
        .page("a.md", "Pay {{ fact(key=\"rate\") }} to the {{ contact(id=\"help\") }}.")
}

#[test]
fn the_row_that_holds_today_is_used() {
    for (today, shown) in [
        ("2026-08-31", "Pay £1 to the Old desk"),
        ("2026-11-30", "Pay £2 to the Old desk"),
        ("2026-12-01", "Pay £2 to the New desk"),
        ("2027-09-01", "Pay £3 to the New desk"),
    ] {
        let prose = project().today(today).build().prose("a/index.html");
        assert!(prose.contains(shown), "{today}: {prose}");
    }
}

#[test]
fn between_two_rows_the_earlier_one_stays_with_a_warning() {
    let built = project().today("2027-06-01").build();
    let problems = built.problems();
    assert!(problems.starts_with("content/data/facts.yaml:3:3: warning[row-ran-out]"), "{problems}");
    assert_eq!(problems.lines().count(), 1, "{problems}");
}

#[test]
fn a_row_that_is_still_to_come_is_neither_shown_nor_named() {
    let facts =
        "- { fact: rate, value: £3, means: m, status: law, source: { title: T }, valid_from: 2027-09-01 }\n";
    let contacts = "- { contact: help, name: New desk, phone: 01632 960002, valid_from: 2026-12-01 }\n";
    let project =
        project().file("content/data/facts.yaml", facts).file("content/data/contacts.yaml", contacts);
    let told = project.clone().page_with("b.md", "owner: help\n", "{{ all_contacts() }}").problems();
    assert_eq!(
        told,
        "\
content/a.md:5:5: error[fact-unknown]: the fact `rate` does not hold before 2027-09-01 (name another one until then, or add a row for today)
content/a.md:5:35: error[contact-unknown]: the contact `help` does not hold before 2026-12-01 (name another one until then, or add a row for today)
content/b.md:4:8: error[contact-unknown]: the contact `help` does not hold before 2026-12-01 (name another one until then, or add a row for today)
"
    );
    let shown = project.page("a.md", "{{ all_contacts() }}").build();
    assert!(!shown.prose("a/index.html").contains("New desk"));
}

#[test]
fn two_rows_that_hold_on_one_day_are_refused() {
    let overlap = FACTS.replace("valid_to: 2026-08-31", "valid_to: 2026-09-01");
    assert_eq!(
        project().file("content/data/facts.yaml", overlap).problems(),
        "content/data/facts.yaml:3:11: error[id-taken]: two facts have the key `rate` (keep one of the two, or let one end, by its `valid_to`, before the other begins)\n"
    );
    let open = CONTACTS.replace(", valid_to: 2026-11-30", "");
    let told = project().file("content/data/contacts.yaml", open).problems();
    assert!(told.starts_with("content/data/contacts.yaml:2:14: error[id-taken]"), "{told}");
}

#[test]
fn the_source_of_a_fact_is_an_address_that_a_reader_can_open() {
    let facts = "- { fact: a, value: 1, means: m, source: { title: T, url: \"javascript:alert(1)\" } }\n";
    assert_eq!(
        Project::new().file("content/data/facts.yaml", facts).problems(),
        "content/data/facts.yaml:1:59: error[source-address]: `javascript:alert(1)` is not the address of a web page (write the whole address, as `https://www.gov.uk/`)\n"
    );
}
