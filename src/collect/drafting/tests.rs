//! What is cut into sections, sealed, opened and joined again is what it was: for any answers, right or not.

use super::state;
use crate::collect::draft::{Drafts, New, Saved};
use crate::collect::store::{self, Drafts as _, Sqlite};
use crate::config::Config;
use crate::form::{Checked, Form, SAVED, Values};
use crate::source::Source;
use jiff::Timestamp;
use proptest::prelude::*;
use std::sync::Arc;

const FORM: &str = "form: plan
title: Plan
summary: Plan.
reference: PLAN
sent_to: team
save: true
keep: { draft_days: 45, submitted_days: 90, after_confirmed_days: 30 }
who_reads: The team.
when_read: On working days.
cannot_wait: Call 999.
confirmation: { title: Sent, next: Thank you. }
sections:
  - section: a
    pages:
      - page: one
        title: One
        fields:
          - { field: text, type: text, label: Text, optional: true }
          - { field: long, type: textarea, label: Long, not_known: true }
          - { field: date, type: date, label: Date, optional: true }
          - { field: address, type: address, label: Address, optional: true }
          - { field: boxes, type: checkboxes, label: Boxes, optional: true, options: [{ value: a, text: A }, { value: b, text: B }] }
  - section: b
    pages:
      - page: rows
        title: Rows
        repeat: { name: row, max: 3, summary: \"{what}\" }
        fields:
          - { field: what, type: textarea, label: What, optional: true }
          - { field: when, type: month, label: When, optional: true }
      - page: two
        title: Two
        when: { field: boxes, contains: a }
        fields:
          - { field: money, type: money, label: Money, optional: true }
";
const ENTRIES: [&str; 13] = [
    "text",
    "long",
    "long-not_known",
    "long-reason",
    "date-day",
    "date-month",
    "date-year",
    "address-line_1",
    "address-line_2",
    "address-town",
    "address-postcode",
    "boxes",
    "money",
];

fn source() -> Source {
    Source::from_files([("forms/plan.yaml", FORM.as_bytes().to_vec())])
}

fn config() -> Config {
    Config::parse(&source()).0
}

fn form() -> Form {
    let (forms, problems) = Form::parse_all(&source(), &config());
    assert_eq!(problems, []);
    Form::clone(&forms[0])
}

/// Anything, and often what is right.
fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        proptest::sample::select(vec![
            "yes",
            "a",
            "b",
            "3",
            "mar",
            "2026",
            "12.50",
            "NN1 1AA",
            "\"}\\",
            "é😀\u{0}"
        ])
        .prop_map(str::to_string),
    ]
}

fn values() -> impl Strategy<Value = Values> {
    let entries =
        proptest::collection::vec((0..ENTRIES.len(), proptest::collection::vec(typed(), 1..3)), 0..20);
    let rows = proptest::collection::vec((any::<u32>(), typed(), typed()), 0..4);
    let saved = proptest::sample::subsequence(vec!["one", "rows", "two"], 0..=3);
    (entries, rows, saved).prop_map(|(entries, rows, saved)| {
        let mut values = Values::default();
        for (at, given) in entries {
            values.set(ENTRIES[at], given);
        }
        for (number, (id, what, year)) in rows.into_iter().enumerate() {
            let row = format!("{id:08x}{number}");
            values.add_row("rows", &row);
            values.set_in_row("rows", &row, "what", vec![what]);
            values.set_in_row("rows", &row, "when-year", vec![year]);
        }
        values.set(SAVED, saved.into_iter().map(str::to_string).collect());
        values
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_is_sealed_section_by_section_comes_back_as_it_was(first in values(), second in values()) {
        let (folder, now, form) = (tempfile::tempdir().unwrap(), Timestamp::UNIX_EPOCH, form());
        let store = Arc::new(Sqlite::open(folder.path(), store::Options::default()).unwrap());
        store.keep_definition(&form.definition, "plan", &form.bundle()).unwrap();
        let drafts = Drafts::new(store);
        let sections = ["a", "b"].map(str::to_string);
        let new = New { prefix: "PLAN", form: "plan", definition: &form.definition, role: "person", sections: &sections, readable: &sections.iter().cloned().collect(), keep_days: 45 };
        let begun = drafts.begin(&new, now).unwrap();
        for values in [first, second] {
            let open = drafts.open(&begun.reference, &begun.session, now).unwrap().unwrap();
            let texts = state::split(&form, &values);
            let texts: Vec<(&str, &[u8])> = texts.iter().map(|(name, text)| (name.as_str(), text.as_slice())).collect();
            prop_assert_eq!(drafts.save(&open, &texts, now).unwrap(), Saved::Done);
            let open = drafts.open(&begun.reference, &begun.session, now).unwrap().unwrap();
            let joined = state::join(&form, &open).unwrap();
            prop_assert_eq!(&joined, &values);
            // The form that a draft goes on with says the same of them.
            let kept = Form::from_bundle(&form.bundle(), &form.definition, &config()).unwrap();
            for may_drop in [false, true] {
                let (before, after) = (form.check(&values, today(), may_drop), kept.check(&joined, today(), may_drop));
                prop_assert_eq!(&before, &after);
                if let Checked::Right(answers) = before {
                    prop_assert!(answers.all().iter().all(|answer| !answer.lines.is_empty()));
                }
            }
        }
    }
}

fn today() -> jiff::civil::Date {
    jiff::civil::date(2026, 11, 23)
}
