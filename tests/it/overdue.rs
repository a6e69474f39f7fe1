//! What time has made wrong, by the mailbox of who puts it right.

use crate::project::Project;
use fingerpost::pipeline::{self, Options};
use fingerpost::site::{Span, overdue};

const CONTACTS: &str = "\
- { contact: team, name: The team, mailbox: team@example.gov.uk }
- { contact: money, name: Money, mailbox: money@example.gov.uk }
- { contact: desk, name: The desk, phone: 01632 960001 }
- { contact: gone, name: Gone, mailbox: gone@example.gov.uk, valid_to: 2026-11-22 }
- { contact: made-up, name: Made up, mailbox: made-up@example.gov.uk, sample: true }
";

const FACTS: &str = "\
- { fact: old.days, value: 10, unit: working days, means: Days., status: local, source: { title: Us }, valid_to: 2026-08-31 }
- { fact: unused.days, value: 11, unit: working days, means: Days., status: local, source: { title: Us }, valid_to: 2026-11-22 }
- { fact: new.days, value: 12, unit: working days, means: Days., status: local, source: { title: Us }, valid_to: 2026-12-03 }
";

fn project() -> Project {
    Project::new()
        .settings("default_owner = \"team\"\n")
        .file("content/data/contacts.yaml", CONTACTS)
        .file("content/data/facts.yaml", FACTS)
        .page_with("a-past.md", "owner: money\nreview_by: 2026-11-22\n", "Text.")
        .page_with("b-today.md", "owner: money\nreview_by: 2026-11-23\n", "Text.")
        .page_with("c-fact.md", "owner: money\nreview_by: 2027-01-01\n", "In {{ fact(key=\"old.days\") }}.")
        .page_with("d-desk.md", "owner: desk\nreview_by: 2026-01-01\n", "Text.")
        .page_with("e-nobody.md", "review_by: 2026-01-01\n", "Text.")
        .page_with("f-owner-gone.md", "owner: gone\n", "Text.")
        .page_with("g-soon.md", "owner: made-up\n", "In {{ fact(key=\"new.days\") }}.")
        .page_with("h-draft.md", "owner: money\nreview_by: 2020-01-01\ndraft: true\n", "Text.")
}

/// A line a mailbox: the pages with what is wrong on them, then the rows.
fn told(project: &Project, span: Span) -> Vec<String> {
    let (site, _) = pipeline::site(&project.source(), &Options::of_readers(jiff::civil::date(2026, 11, 23)));
    let line = |work: &fingerpost::site::Work| {
        let rows = |rows: &[fingerpost::site::Row]| {
            rows.iter().map(|row| format!("{} {}", row.kind, row.name)).collect::<Vec<_>>().join("+")
        };
        let pages = work.pages.iter().map(|stale| {
            let date = stale.review_by.map(|date| date.to_string()).unwrap_or_default();
            format!("{}[{date}{}]", site.pages[stale.page].address, rows(&stale.rows))
        });
        let pages = pages.collect::<Vec<_>>().join(" ");
        let mailbox = work.mailbox.as_deref().unwrap_or("nobody");
        format!("{mailbox}{}: {pages} | {}", if work.sample { " (sample)" } else { "" }, rows(&work.rows))
    };
    overdue(&site, span).iter().map(line).collect()
}

#[test]
fn pages_and_rows_go_to_who_puts_them_right() {
    assert_eq!(
        told(&project(), Span::Within(0)),
        [
            "gone@example.gov.uk: f-owner-gone/[contact gone] | ",
            "money@example.gov.uk: a-past/[2026-11-22] c-fact/[fact old.days] | ",
            // An owner without a mailbox, a page without an owner, and a row that no page shows, are the site's own owner's.
            "team@example.gov.uk: d-desk/[2026-01-01] e-nobody/[2026-01-01] | fact unused.days",
        ]
    );
}

#[test]
fn a_school_that_ran_out_goes_to_who_looks_after_the_contacts() {
    let schools = "- { school: Ash School, contact: team, valid_to: 2026-11-22 }\n";
    let without = project().file("content/data/schools.yaml", schools);
    assert!(
        told(&without, Span::New).iter().any(|line| line.ends_with("| fact unused.days+school Ash School"))
    );
    let below = without.settings("[pages]\ncontacts = \"contacts.md\"\n").page_with(
        "contacts.md",
        "owner: money\n",
        "Text.",
    );
    let told = told(&below, Span::New);
    assert!(
        told.contains(
            &"money@example.gov.uk: a-past/[2026-11-22] contacts/[school Ash School] | ".to_string()
        ),
        "{told:?}"
    );
}

#[test]
fn what_runs_out_soon_is_told_when_asked() {
    let told = told(&project(), Span::Within(10));
    assert!(
        told.contains(&"made-up@example.gov.uk (sample): g-soon/[fact new.days] | ".to_string()),
        "{told:?}"
    );
    assert!(told.iter().any(|line| line.contains("b-today/[2026-11-23]")), "{told:?}");
    let told = self::told(&project(), Span::Within(9));
    assert!(!told.iter().any(|line| line.contains("g-soon")), "{told:?}");
}

#[test]
fn what_ran_out_yesterday_is_new() {
    assert_eq!(
        told(&project(), Span::New),
        [
            "gone@example.gov.uk: f-owner-gone/[contact gone] | ",
            "money@example.gov.uk: a-past/[2026-11-22] | ",
            "team@example.gov.uk:  | fact unused.days",
        ]
    );
}

#[test]
fn a_mailbox_that_a_sample_has_too_is_a_sample() {
    let shared = format!(
        "{CONTACTS}- {{ contact: other, name: Other, mailbox: money@example.gov.uk, sample: true }}\n"
    );
    let told = told(&project().file("content/data/contacts.yaml", shared), Span::Within(0));
    assert!(told.iter().any(|line| line.starts_with("money@example.gov.uk (sample): ")), "{told:?}");
}
