//! Next term's form starts from last term's: what is carried over, and that somebody looks at each page of it before it is sent.

use super::{Asked, Carry, Field, Form, Page, Repeat, Values, words};
use crate::problem::{Placed, Problem, one_of};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The entry of a draft that lists the entries that came from the last plan, and whose page nobody has saved since.
pub const CARRIED: &str = "_carried";
/// The entry of a draft that holds the date of the plan that it starts from, as `2026-05-03`.
pub const CARRIED_ON: &str = "_carried_on";

/// Where the rows of a repeat go in next term's form, to be judged there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarryTo {
    /// The page, a repeat.
    pub page: Placed<String>,
    /// Which answer goes to which question of that page; all others are left behind.
    pub fields: Vec<(Placed<String>, Placed<String>)>,
}

impl Form {
    /// Of these answers, what next term's form may start from: nothing else need be kept. `on` is the day of the plan.
    #[must_use]
    pub fn to_carry(&self, values: Values, on: Date) -> Values {
        let values = self.without_stale(values, on);
        let mut kept = Values::default();
        for page in self.pages() {
            let Some(repeat) = &page.repeat else {
                for field in page.fields.iter().filter(|field| field.carry == Carry::Confirm) {
                    keep(field, &values, field, |entry, given| kept.set(&entry, given));
                }
                continue;
            };
            let fields: Vec<&Field> = match (repeat.carry, &repeat.carry_to) {
                (Carry::Confirm, _) => page.fields.iter().collect(),
                (Carry::Unmet, Some(to)) => {
                    let is_mapped =
                        |field: &&Field| to.fields.iter().any(|(from, _)| from.value == field.name);
                    page.fields.iter().filter(is_mapped).collect()
                }
                _ => continue,
            };
            for row in values.rows(&page.name) {
                kept.add_row(&page.name, row);
                let row_values = values.in_row(&page.name, row);
                for field in &fields {
                    keep(field, &row_values, field, |entry, given| {
                        kept.set_in_row(&page.name, row, &entry, given);
                    });
                }
            }
        }
        kept
    }

    /// What next term's draft of this form starts from: `values` are those of a draft of the form `from`, or what
    /// [`Form::to_carry`] left of them, and `on` is the day of that plan. A question takes its answer from the one with the same
    /// name and type, if both forms carry it; the rows of a repeat go where this form's `carry_to` sends them, under their old ids.
    /// "Not known yet" is asked anew. [`CARRIED`] lists what came over, [`CARRIED_ON`] says from when it is.
    #[must_use]
    pub fn carried(&self, from: &Form, values: &Values, on: Date) -> Values {
        let mut carried = Values::default();
        for page in self.pages() {
            match &page.repeat {
                None => {
                    for field in page.fields.iter().filter(|field| field.carry == Carry::Confirm) {
                        let Some((_, at, old)) = from.place_of(&field.name) else { continue };
                        if at.repeat.is_none() && old.carry == Carry::Confirm {
                            keep(field, values, old, |entry, given| carried.set(&entry, given));
                        }
                    }
                }
                Some(repeat) => self.carry_rows(page, repeat, from, values, &mut carried),
            }
        }
        let mut carried = self.without_stale(carried, on);
        let came = carried.entries().filter(|(name, _)| !name.ends_with('~'));
        let came: Vec<String> = came.map(|(name, _)| name.to_string()).collect();
        if !came.is_empty() {
            carried.set(CARRIED, came);
            carried.set(CARRIED_ON, vec![on.to_string()]);
        }
        carried
    }

    fn carry_rows(&self, page: &Page, repeat: &Repeat, from: &Form, values: &Values, carried: &mut Values) {
        let old_page = from.page(&page.name).map(|(_, page)| page);
        let old_carry = old_page.and_then(|page| page.repeat.as_ref()).map(|repeat| repeat.carry);
        let Some(old_page) = old_page.filter(|_| old_carry == Some(repeat.carry)) else { return };
        let rows = values.rows(&page.name);
        let pairs: Vec<(&str, &str)> = match (repeat.carry, &repeat.carry_to) {
            (Carry::Confirm, _) => {
                page.fields.iter().map(|field| (field.name.as_str(), field.name.as_str())).collect()
            }
            (Carry::Unmet, Some(to)) => {
                to.fields.iter().map(|(old, new)| (old.value.as_str(), new.value.as_str())).collect()
            }
            _ => return,
        };
        let to = match &repeat.carry_to {
            Some(to) if repeat.carry == Carry::Unmet => &to.page.value,
            _ => &page.name,
        };
        let Some((_, to)) = self.page(to) else { return };
        for row in rows {
            carried.add_row(&to.name, row);
            let row_values = values.in_row(&page.name, row);
            for (old, new) in &pairs {
                let old = old_page.fields.iter().find(|field| field.name == *old);
                let new = to.fields.iter().find(|field| field.name == *new);
                let (Some(old), Some(new)) = (old, new) else { continue };
                keep(new, &row_values, old, |entry, given| carried.set_in_row(&to.name, row, &entry, given));
            }
        }
        // A page that one answer opens is opened, so that its rows are asked.
        let opener = to.when.as_ref().and_then(|when| when.opened_by());
        let opener = opener.and_then(|(name, value)| Some((self.place_of(name)?, value)));
        if let Some(((_, at, field), value)) = opener.filter(|_| !rows.is_empty())
            && at.repeat.is_none()
            && carried.all(&field.name).is_empty()
        {
            carried.set(&field.name, vec![value.to_string()]);
        }
    }

    /// Every mistake in `carry_to`: what it names must be there, and take the same kind of answer.
    pub(super) fn check_carry(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for page in self.pages() {
            let Some(to) = page.repeat.as_ref().and_then(|repeat| repeat.carry_to.as_ref()) else { continue };
            let repeats = self.pages().filter(|other| other.repeat.is_some() && other.name != page.name);
            let Some(target) = repeats.clone().find(|other| other.name == to.page.value) else {
                let message =
                    format!("there is no other page with `repeat` that is named `{}`", to.page.value);
                let help = one_of(&to.page.value, repeats.map(|page| page.name.as_str()));
                problems.push(Problem::error("carry-page", to.page.place.clone(), message).help(help));
                continue;
            };
            for (old, new) in &to.fields {
                let found = (question(page, old), question(target, new));
                for (wrong, name, page) in [(&found.0, old, page), (&found.1, new, target)] {
                    if wrong.is_none() {
                        let questions = page.fields.iter().filter(|field| field.is_question());
                        let help = one_of(&name.value, questions.map(|field| field.name.as_str()));
                        let message = format!("the page `{}` asks no `{}`", page.name, name.value);
                        problems.push(Problem::error("carry-field", name.place.clone(), message).help(help));
                    }
                }
                if let (Some(from), Some(into)) = found
                    && from.type_word() != into.type_word()
                {
                    let message = format!(
                        "`{}` is of the type `{}`, and `{}` of the type `{}`",
                        from.name,
                        from.type_word(),
                        into.name,
                        into.type_word()
                    );
                    let help = "name two fields of the same type";
                    problems.push(Problem::error("carry-type", new.place.clone(), message).help(help));
                }
            }
        }
        problems
    }
}

impl Values {
    /// Somebody has looked at a page, or at one row of it, and saved it: its answers are this plan's now.
    pub fn settle_carried(&mut self, page: &Page, row: Option<&str>) {
        let entries: BTreeSet<String> = page
            .fields
            .iter()
            .flat_map(Field::entries)
            .map(|entry| row.map_or_else(|| entry.clone(), |row| Values::row_entry(&page.name, row, &entry)))
            .collect();
        let left: Vec<String> =
            self.all(CARRIED).iter().filter(|entry| !entries.contains(*entry)).cloned().collect();
        if left.is_empty() {
            self.set(CARRIED_ON, Vec::new());
        }
        self.set(CARRIED, left);
    }
}

fn question<'p>(page: &'p Page, name: &Placed<String>) -> Option<&'p Field> {
    page.fields.iter().find(|field| field.name == name.value && field.is_question())
}

/// Hand on the answer of the question `old` to the question `new`, entry by entry: if both are of one type, and what was chosen
/// is still there to choose.
fn keep(new: &Field, values: &Values, old: &Field, mut set: impl FnMut(String, Vec<String>)) {
    let is_not_known = old.not_known && values.first(&old.not_known_entry()) == "yes";
    if new.type_word() != old.type_word() || !new.is_question() || is_not_known {
        return;
    }
    let parts = new.kind.parts();
    let entries: Vec<(String, String)> = match parts {
        [] => vec![(old.name.clone(), new.name.clone())],
        parts => parts
            .iter()
            .map(|part| (format!("{}-{part}", old.name), format!("{}-{part}", new.name)))
            .collect(),
    };
    for (from, to) in entries {
        let is_offered = |value: &&String| {
            new.choices().is_empty() || new.choices().iter().any(|choice| choice.value == **value)
        };
        set(to, values.all(&from).iter().filter(is_offered).cloned().collect());
    }
}

/// Whether a question's answer came from the last plan, and nobody has saved its page since; of a row `values` are those that it
/// sees.
pub(super) fn is_carried(field: &Field, page: &Page, row: Option<&str>, values: &Values) -> bool {
    let carried = values.all(CARRIED);
    !carried.is_empty()
        && field.entries().iter().any(|entry| {
            let name = row.map_or_else(|| entry.clone(), |row| Values::row_entry(&page.name, row, entry));
            !values.all(entry).is_empty() && carried.contains(&name)
        })
}

/// The first question of a page, or of a row, that shows an answer of the last plan that nobody has looked at.
pub(super) fn unsettled<'p>(
    page: &'p Page,
    row: Option<&str>,
    values: &Values,
    asked: &Asked<'_>,
) -> Option<&'p Field> {
    page.fields.iter().find(|field| asked.field(&field.name) && is_carried(field, page, row, values))
}

/// What stands at a question whose answer came from the last plan. Rows that are to be judged are not to be put right.
pub(super) fn line(page: &Page, values: &Values) -> String {
    let on = values.first(CARRIED_ON).parse().ok();
    match page.repeat.as_ref().is_some_and(|repeat| repeat.carry != Carry::Confirm) {
        true => words::carried(on),
        false => format!("{} Still right?", words::carried(on)),
    }
}
