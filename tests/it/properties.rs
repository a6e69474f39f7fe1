//! What holds for any answers: what is hidden never arrives, and numbers are right or wrong by their rule alone.

use crate::hub::{Hub, TODAY, forenoon};
use crate::loop_test::plan::Plan;
use crate::loop_test::{shipped, with_every_type};
use crate::numbers::{Dice, LETTERS, messy, nhs_number, uln, upn};
use fingerpost::form::{Checked, Dropped, Form, Kind, Values};
use proptest::prelude::*;
use std::sync::{Arc, LazyLock};

const CANARY: &str = "Hidden words";

/// Words, dates and ticks in every box of every question that is not asked; returns how many questions.
fn fill_hidden(form: &Form, plan: &Plan, values: &mut Values) -> usize {
    let mut hidden = 0;
    for page in form.pages().filter(|page| page.repeat.is_none()) {
        for field in
            page.fields.iter().filter(|field| field.is_question() && !plan.asked.contains(&field.name))
        {
            hidden += 1;
            for entry in field.entries() {
                let value = match field.choices().first() {
                    Some(choice) if entry == field.name => choice.value.clone(),
                    _ if matches!(field.kind, Kind::Declaration) => "yes".into(),
                    _ => format!("{CANARY} at {entry}"),
                };
                values.set(&entry, vec![value]);
            }
        }
    }
    hidden
}

fn hidden_answers_never_arrive(form: &Form, seed: u64) {
    let plan = Plan::rolled(form, TODAY, seed);
    let mut values = plan.values(form);
    let Checked::Right(expected) = form.check(&values, TODAY, false) else { panic!("the plan is right") };
    let hidden = fill_hidden(form, &plan, &mut values);
    // Without agreement each is named, and nothing is given.
    match form.check(&values, TODAY, false) {
        Checked::Drops(dropped) => assert_eq!(dropped.len(), hidden),
        Checked::Right(answers) => assert_eq!((hidden, answers), (0, expected.clone())),
        Checked::Wrong(errors) => panic!("what is hidden is checked: {errors:?}"),
    }
    let Checked::Right(answers) = form.check(&values, TODAY, true) else { panic!("it is agreed to") };
    assert_eq!(answers, expected, "what is hidden changes nothing");
    // A draft lets go of the same.
    let kept = form.without_stale(values, TODAY);
    assert!(kept.entries().all(|(_, given)| given.iter().all(|value| !value.contains(CANARY))));
    assert_eq!(form.stale(&kept, TODAY), Vec::<Dropped>::new());
    let Checked::Right(answers) = form.check(&kept, TODAY, false) else { panic!("nothing is to be dropped") };
    assert_eq!(answers, expected);
}

static FORMS: LazyLock<Vec<Arc<Form>>> = LazyLock::new(|| {
    let every: Vec<Arc<Form>> = with_every_type().forms();
    let wanted =
        |form: &Arc<Form>| ["pep-school-age", "login-request", "change-of-school"].contains(&&*form.name);
    every.into_iter().chain(shipped().forms().into_iter().filter(wanted)).collect()
});

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    // Fails when `Found::fields` answers a question that is not asked, or `typed` does not name it.
    #[test]
    fn what_is_not_asked_never_arrives(seed: u64, which: proptest::sample::Index) {
        hidden_answers_never_arrive(which.get::<Arc<Form>>(&FORMS), seed);
    }
}

#[test]
fn what_is_not_asked_does_not_arrive_over_http() {
    let hub: Hub = with_every_type();
    let running = hub.start(forenoon);
    let form = hub.forms().into_iter().find(|form| !form.saves).expect("the form of one page");
    for seed in 0..6 {
        let plan = Plan::rolled(&form, TODAY, seed);
        let browser = running.browser();
        let mut filled = browser.get("/forms/every-type").form();
        for (name, given) in plan.values(&form).entries() {
            filled.set(name, given);
        }
        let expected = filled.clone();
        let mut values = Values::default();
        let hidden = fill_hidden(&form, &plan, &mut values);
        for (name, given) in values.entries() {
            filled.set(name, given);
        }
        let asks = browser.submit(&filled);
        assert!(hidden > 0 && asks.status == 422 && asks.says(CANARY), "{}", asks.words());
        let location = browser.submit(&asks.form()).leads_to();
        let sent = hub.opened(&running.store, location.rsplit('/').next().expect("a reference"));
        let location = browser.submit(&expected).leads_to();
        let without = hub.opened(&running.store, location.rsplit('/').next().expect("a reference"));
        let lines = |payload: &fingerpost::collect::payload::Payload| {
            payload
                .answers
                .iter()
                .map(|answer| (answer.field.clone(), answer.answer.clone()))
                .collect::<Vec<_>>()
        };
        assert_eq!(lines(&sent), lines(&without));
    }
}

/// A form that asks for one number of each register.
fn numbers() -> Arc<Form> {
    let form = "form: numbers
title: Numbers
summary: Numbers.
reference: NUM
sent_to: team
keep: { submitted_days: 90, after_confirmed_days: 30 }
who_reads: The team.
when_read: On working days.
cannot_wait: Call 999.
confirmation: { title: Sent, next: Thank you. }
sections:
  - section: a
    pages:
      - page: a
        title: A
        fields:
          - { field: upn, type: upn, label: UPN, optional: true }
          - { field: nhs, type: nhs-number, label: NHS number, optional: true }
          - { field: uln, type: uln, label: ULN, optional: true }
";
    Hub::new().with("forms/numbers.yaml", form).forms()[0].clone()
}

fn is_taken(form: &Form, field: &str, typed: &str) -> bool {
    let values = Values::new([(field.to_string(), typed.to_string())]);
    match form.check(&values, TODAY, false) {
        Checked::Right(_) => true,
        Checked::Wrong(errors) => {
            assert_eq!(errors.len(), 1);
            false
        }
        Checked::Drops(dropped) => panic!("{dropped:?}"),
    }
}

#[test]
fn a_thousand_pupil_numbers_are_right_and_wrong_by_their_check_letter_alone() {
    let form = numbers();
    let mut dice = Dice::new(1);
    for _ in 0..1000 {
        let number = upn(&mut dice);
        assert!(
            is_taken(&form, "upn", &number) && is_taken(&form, "upn", &messy(&number, &mut dice)),
            "{number}"
        );
        let others = LETTERS.chars().filter(|letter| !number.starts_with(*letter));
        for other in others.chain(['I', 'O', 'S', '1']) {
            let wrong = format!("{other}{}", &number[1..]);
            assert!(!is_taken(&form, "upn", &wrong), "{wrong} is not {number}");
        }
    }
    for (number, is_right) in
        [("B801200005001", true), ("A801200005001", false), ("P207000016049", true), ("Q207000016049", false)]
    {
        assert_eq!(is_taken(&form, "upn", number), is_right, "{number}");
    }
}

#[test]
fn a_thousand_nhs_and_learner_numbers_are_right_and_wrong_by_their_check_digit_alone() {
    let form = numbers();
    let mut dice = Dice::new(2);
    for _ in 0..1000 {
        for (field, number) in [("nhs", nhs_number(&mut dice)), ("uln", uln(&mut dice))] {
            assert!(
                is_taken(&form, field, &number) && is_taken(&form, field, &messy(&number, &mut dice)),
                "{number}"
            );
            let (start, last) = number.split_at(9);
            for other in (0..10).map(|digit| digit.to_string()).filter(|other| other != last) {
                assert!(
                    !is_taken(&form, field, &format!("{start}{other}")),
                    "{start}{other} is not {number}"
                );
            }
        }
        // Where the check digit had to be ten, no last digit is right.
        let digits: Vec<usize> = (0..9).map(|_| dice.roll(10)).collect();
        let sum: usize = digits.iter().enumerate().map(|(at, digit)| digit * (10 - at)).sum();
        let start: String = digits.iter().map(usize::to_string).collect();
        let right = (0..10).filter(|last| is_taken(&form, "nhs", &format!("{start}{last}"))).count();
        assert_eq!(right, usize::from(sum % 11 != 1), "{start}");
    }
    assert!(is_taken(&form, "nhs", "9434765919"));
}
