//! What a person will answer to a whole form: chosen by dice, question by question, until every rule of the form holds.

use super::pins::Pins;
use super::typed::{Typed, answer};
use crate::numbers::Dice;
use fingerpost::form::{Asked, Checked, Field, FieldError, Form, Page, Values};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A question, in a row of a repeat or not; rows count from 0.
pub(crate) type Place = (Option<usize>, String);

/// The answers to a form.
pub(crate) struct Plan {
    /// The day on which they are right.
    pub(crate) today: Date,
    pub(crate) typed: BTreeMap<Place, Typed>,
    /// How many rows each repeat has that is asked.
    pub(crate) rows: BTreeMap<String, usize>,
    /// The questions that are asked.
    pub(crate) asked: BTreeSet<String>,
}

/// What a draft calls the rows in this plan.
fn row_name(row: usize) -> String {
    format!("r{row}")
}

impl Plan {
    /// The answers that the dice give, but for those that are pinned.
    fn new(form: &Form, today: Date, pins: &Pins, dice: &mut Dice) -> Plan {
        let mut plan = Plan { today, typed: BTreeMap::new(), rows: BTreeMap::new(), asked: BTreeSet::new() };
        for _ in 0..400 {
            let values = plan.fill(form, pins, dice);
            match form.check(&values, today, false) {
                Checked::Right(_) => return plan,
                Checked::Wrong(errors) => plan.roll_again(form, &errors),
                Checked::Drops(dropped) => panic!("{dropped:?}"),
            }
        }
        let values = plan.fill(form, pins, dice);
        panic!("no answers to {} hold all its rules: {:?}", form.name, form.check(&values, today, false));
    }

    /// Go through the form, answer what is asked, and take back what is not.
    fn fill(&mut self, form: &Form, pins: &Pins, dice: &mut Dice) -> Values {
        let mut values = Values::default();
        self.asked.clear();
        for page in form.pages() {
            let asked = Asked::new(form, &values, self.today);
            let is_asked = asked.page(&page.name);
            let Some(repeat) = &page.repeat else {
                for field in &page.fields {
                    let place = (None, field.name.clone());
                    let typed = match is_asked {
                        true => self.choose(
                            form,
                            field,
                            place,
                            &Asked::new(form, &values, self.today),
                            pins,
                            dice,
                        ),
                        false => self.forget(&place),
                    };
                    put(&mut values, page, None, typed);
                }
                continue;
            };
            let most = repeat.max.min(repeat.min + 2);
            let before = self.rows.get(&page.name).copied().unwrap_or_default();
            let rows = match (is_asked, before) {
                (false, _) => 0,
                // A page is asked for its questions: so there is a row.
                (true, 0) => repeat.min.max(1) + dice.roll(most - repeat.min.max(1) + 1),
                (true, before) => before,
            };
            for (row, field) in
                (rows..before).flat_map(|row| page.fields.iter().map(move |field| (row, field)))
            {
                self.forget(&(Some(row), field.name.clone()));
            }
            self.rows.insert(page.name.clone(), rows);
            let outside = values.clone();
            let outer = Asked::new(form, &outside, self.today);
            for row in 0..rows {
                values.add_row(&page.name, &row_name(row));
                for field in &page.fields {
                    let in_row = values.in_row(&page.name, &row_name(row));
                    let place = (Some(row), field.name.clone());
                    let typed = self.choose(form, field, place, &outer.in_row(page, &in_row), pins, dice);
                    put(&mut values, page, Some(row), typed);
                }
            }
        }
        values
    }

    fn choose(
        &mut self,
        form: &Form,
        field: &Field,
        place: Place,
        asked: &Asked<'_>,
        pins: &Pins,
        dice: &mut Dice,
    ) -> Option<&Typed> {
        if !asked.field(&field.name) || !field.is_question() {
            return self.forget(&place);
        }
        self.asked.insert(field.name.clone());
        Some(self.typed.entry(place).or_insert_with(|| answer(form, field, asked, pins, dice)))
    }

    fn forget(&mut self, place: &Place) -> Option<&Typed> {
        self.typed.remove(place);
        None
    }

    /// The dice are rolled again for what was not right: a question, or with it those that its rule compares.
    fn roll_again(&mut self, form: &Form, errors: &[FieldError]) {
        for error in errors {
            let row = error.row.as_ref().map(|row| row[1..].parse().expect("a row of this plan"));
            let rules = form.rules.iter().filter(|rule| rule.at == error.field);
            let compared = rules.flat_map(|rule| rule.check.fields());
            for field in compared.chain([error.field.as_str()]) {
                self.typed.remove(&(row, field.to_string()));
            }
        }
    }

    /// Answers by dice alone.
    pub(crate) fn rolled(form: &Form, today: Date, seed: u64) -> Plan {
        Plan::new(form, today, &Pins::default(), &mut Dice::new(seed))
    }

    /// Answers by dice that lead to these questions.
    pub(crate) fn towards(form: &Form, today: Date, seed: u64, wanted: &[String]) -> Plan {
        let mut dice = Dice::new(seed);
        let plan = Plan::new(form, today, &Pins::towards(form, wanted.iter(), &mut dice), &mut dice);
        assert!(wanted.iter().all(|name| plan.asked.contains(name)), "{wanted:?} are asked");
        plan
    }

    /// Everything that is typed, as a draft holds it.
    pub(crate) fn values(&self, form: &Form) -> Values {
        let mut values = Values::default();
        for page in form.pages() {
            let rows = self.rows.get(&page.name).copied().unwrap_or_default();
            (0..rows).for_each(|row| values.add_row(&page.name, &row_name(row)));
            let rows: Vec<Option<usize>> = match &page.repeat {
                Some(_) => (0..rows).map(Some).collect(),
                None => vec![None],
            };
            for row in rows {
                self.on(page, row).for_each(|(_, typed)| put(&mut values, page, row, Some(typed)));
            }
        }
        values
    }

    /// What is answered on a page, or in one of its rows.
    pub(crate) fn on<'a>(
        &'a self,
        page: &'a Page,
        row: Option<usize>,
    ) -> impl Iterator<Item = (&'a Field, &'a Typed)> {
        page.fields.iter().filter_map(move |field| Some((field, self.typed.get(&(row, field.name.clone()))?)))
    }
}

/// Put an answer where a draft has it.
pub(crate) fn put(values: &mut Values, page: &Page, row: Option<usize>, typed: Option<&Typed>) {
    for (name, given) in typed.iter().flat_map(|typed| &typed.boxes) {
        match row {
            Some(row) => values.set_in_row(&page.name, &row_name(row), name, given.clone()),
            None => values.set(name, given.clone()),
        }
    }
}

/// Plans that together ask every question, and vary the rest; and the questions that no plan asks.
pub(crate) fn plans(form: &Form, today: Date) -> (Vec<Plan>, BTreeSet<String>) {
    let mut missing: BTreeSet<String> =
        form.fields().filter(|field| field.is_question()).map(|field| field.name.clone()).collect();
    let mut dice = Dice::new(missing.len() as u64);
    let mut plans: Vec<Plan> = Vec::new();
    for _ in 0..20 {
        // With one plan alone nothing would vary.
        if missing.is_empty() && plans.len() > 1 {
            break;
        }
        let plan = Plan::new(form, today, &Pins::towards(form, missing.iter(), &mut dice), &mut dice);
        if plans.is_empty() || missing.is_empty() || !plan.asked.is_disjoint(&missing) {
            missing.retain(|name| !plan.asked.contains(name));
            plans.push(plan);
        }
    }
    (plans, missing)
}
