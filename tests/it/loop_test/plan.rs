//! What a person will answer to a whole form: chosen by dice, question by question, until every rule of the form holds.

use super::typed::{Typed, answer};
use crate::hub::TODAY;
use crate::numbers::Dice;
use fingerpost::form::{Asked, Checked, Field, FieldError, Form, Page, Values};
use std::collections::{BTreeMap, BTreeSet};

/// A question, in a row of a repeat or not; rows count from 0.
pub(crate) type Place = (Option<usize>, String);

/// The answers to a form.
pub(crate) struct Plan {
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
    /// The answers that the dice give.
    pub(crate) fn new(form: &Form, seed: u64) -> Plan {
        let mut dice = Dice::new(seed);
        let mut plan = Plan { typed: BTreeMap::new(), rows: BTreeMap::new(), asked: BTreeSet::new() };
        for _ in 0..400 {
            let values = plan.fill(form, &mut dice);
            match form.check(&values, TODAY, false) {
                Checked::Right(_) => return plan,
                Checked::Wrong(errors) => plan.forget(form, &errors),
                Checked::Drops(dropped) => panic!("{dropped:?}"),
            }
        }
        let values = plan.fill(form, &mut dice);
        panic!("no answers to {} hold all its rules: {:?}", form.name, form.check(&values, TODAY, false));
    }

    /// Go through the form, answer what is asked, and take back what is not.
    fn fill(&mut self, form: &Form, dice: &mut Dice) -> Values {
        let mut values = Values::default();
        self.asked.clear();
        for page in form.pages() {
            let Some(repeat) = &page.repeat else {
                for field in &page.fields {
                    let asked = Asked::new(form, &values, TODAY);
                    let is_asked = asked.field(&field.name);
                    let typed = self.choose(form, field, None, is_asked, &asked, dice);
                    put(&mut values, page, None, typed);
                }
                continue;
            };
            let is_asked = Asked::new(form, &values, TODAY).page(&page.name);
            let most = repeat.max.min(repeat.min + 2);
            let chosen = self.rows.get(&page.name).copied();
            let rows = chosen.unwrap_or_else(|| repeat.min + dice.roll(most - repeat.min + 1));
            self.rows.insert(page.name.clone(), if is_asked { rows } else { 0 });
            for row in 0..repeat.max {
                let name = row_name(row);
                let is_there = is_asked && row < rows;
                if is_there {
                    values.add_row(&page.name, &name);
                }
                for field in &page.fields {
                    let in_row = values.in_row(&page.name, &name);
                    let outer = Asked::new(form, &values, TODAY);
                    let asked = outer.in_row(page, &in_row);
                    let is_asked = is_there && asked.field(&field.name);
                    let typed = self.choose(form, field, Some(row), is_asked, &asked, dice);
                    if is_there {
                        put(&mut values, page, Some(row), typed);
                    }
                }
            }
        }
        values
    }

    fn choose(
        &mut self,
        form: &Form,
        field: &Field,
        row: Option<usize>,
        is_asked: bool,
        asked: &Asked<'_>,
        dice: &mut Dice,
    ) -> Option<&Typed> {
        let place = (row, field.name.clone());
        if !is_asked || !field.is_question() {
            self.typed.remove(&place);
            return None;
        }
        self.asked.insert(field.name.clone());
        Some(self.typed.entry(place).or_insert_with(|| answer(form, field, asked, dice)))
    }

    /// The dice are rolled again for what was not right: a question, or with it those that its rule compares.
    fn forget(&mut self, form: &Form, errors: &[FieldError]) {
        for error in errors {
            let row = error.row.as_ref().map(|row| row[1..].parse().expect("a row of this plan"));
            let rules = form.rules.iter().filter(|rule| rule.at == error.field);
            let compared = rules.flat_map(|rule| rule.check.fields());
            for field in compared.chain([error.field.as_str()]) {
                self.typed.remove(&(row, field.to_string()));
            }
        }
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

/// Plans that together ask as many questions as so many rolls of the dice can; and the questions that none of them asks.
pub(crate) fn plans(form: &Form, rolls: u64, most: usize) -> (Vec<Plan>, Vec<String>) {
    let mut rolled: Vec<Plan> = (1..=rolls).map(|seed| Plan::new(form, seed)).collect();
    let mut missing: BTreeSet<String> =
        form.fields().filter(|field| field.is_question()).map(|field| field.name.clone()).collect();
    let mut plans = Vec::new();
    while plans.len() < most && !rolled.is_empty() {
        let best = (0..rolled.len()).max_by_key(|at| rolled[*at].asked.intersection(&missing).count());
        let plan = rolled.swap_remove(best.expect("there are some"));
        // The first two are taken in any case: with one alone nothing varies.
        if plans.len() >= 2 && plan.asked.is_disjoint(&missing) {
            break;
        }
        missing.retain(|name| !plan.asked.contains(name));
        plans.push(plan);
    }
    (plans, missing.into_iter().collect())
}
