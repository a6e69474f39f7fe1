//! What is proved of a form's conditions when the site is built: nothing is always hidden, no condition tells one party
//! what another party's private section says, and somebody who signs reads each section.

use super::{Asked, Choice, Condition, Field, Form, Kind, Number, Section, Than, Values};
use crate::problem::{Place, Problem};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// So many combinations of answers are tried for one condition; beyond them it is taken to be reachable.
const MOST: usize = 20_000;
/// A day among the usual ones: `today` is compared with days before, on and after it.
const TODAY: Date = Date::constant(2026, 6, 15);

/// Every mistake in the form's conditions that only the whole form shows.
pub(super) fn check(form: &Form) -> Vec<Problem> {
    let mut problems = form.check_carry();
    for section in &form.sections {
        problems.extend(unsigned(form, section));
        if let Some(when) = &section.when
            && !can_hold(form, &[when])
        {
            problems.push(never(&first_place(section, form), "section", &section.name));
            continue;
        }
        for page in &section.pages {
            let gates: Vec<&Condition> = section.when.iter().chain(&page.when).collect();
            let place =
                page.fields.first().map_or_else(|| first_place(section, form), |field| field.place.clone());
            if page.when.is_some() && !can_hold(form, &gates) {
                problems.push(never(&place, "page", &page.name));
                continue;
            }
            for field in &page.fields {
                let Some(when) = &field.when else { continue };
                let gates: Vec<&Condition> = gates.iter().copied().chain([when]).collect();
                if !can_hold(form, &gates) {
                    problems.push(never(&field.place, "question", &field.name));
                }
            }
        }
        problems.extend(leaks(form, section));
    }
    problems
}

fn first_place(section: &Section, form: &Form) -> Place {
    let field = section.pages.iter().flat_map(|page| &page.fields).next();
    field.map_or_else(|| Place::file(&*form.file.path), |field| field.place.clone())
}

fn never(place: &Place, what: &str, name: &str) -> Problem {
    let message =
        format!("the {what} `{name}` is never asked: whatever people answer, its condition does not hold");
    Problem::error("form-unreachable", place.clone(), message)
        .help("mend its `when`, or that of its page or section; if it is not needed, take it out")
}

/// Whether some answers make all of these hold at once.
fn can_hold(form: &Form, conditions: &[&Condition]) -> bool {
    let mut names = BTreeSet::new();
    for condition in conditions {
        gather(form, condition, &mut names);
    }
    let mut all: Vec<&Condition> = conditions.to_vec();
    for name in &names {
        if let Some((section, page, field)) = form.place_of(name) {
            all.extend(section.when.iter().chain(&page.when).chain(&field.when));
            all.extend(field.choices().iter().filter_map(|choice| choice.when.as_ref()));
        }
    }
    let candidates: Vec<Vec<Values>> =
        names.iter().filter_map(|name| form.field(name)).map(|field| answers(field, &all)).collect();
    let total = candidates.iter().try_fold(1_usize, |total, list| total.checked_mul(list.len()));
    let Some(total) = total.filter(|total| *total <= MOST) else { return true };
    (0..total).any(|mut number| {
        let mut entries = Vec::new();
        for list in &candidates {
            let values = &list[number % list.len()];
            number /= list.len();
            entries.extend(
                values
                    .entries()
                    .flat_map(|(name, all)| all.iter().map(|value| (name.to_string(), value.clone()))),
            );
        }
        let values = Values::new(entries);
        let asked = Asked::of_some(form, &names, &values, TODAY);
        conditions.iter().all(|condition| asked.holds(condition))
    })
}

/// The questions that decide a condition, and those that decide whether these are asked.
fn gather(form: &Form, condition: &Condition, names: &mut BTreeSet<String>) {
    for name in condition.fields() {
        if !names.insert(name.to_string()) {
            continue;
        }
        if let Some((section, page, field)) = form.place_of(name) {
            let options = field.choices().iter().filter_map(|choice| choice.when.as_ref());
            for when in section.when.iter().chain(&page.when).chain(&field.when).chain(options) {
                gather(form, when, names);
            }
        }
    }
}

/// Answers that differ for these conditions: none, each choice, and values on both sides of each that is compared.
fn answers(field: &Field, conditions: &[&Condition]) -> Vec<Values> {
    let one = |value: String| Values::new([(field.name.clone(), value)]);
    let mut answers = vec![Values::default()];
    match &field.kind {
        Kind::Checkboxes(choices) => {
            answers.extend(choices.iter().map(|choice| one(choice.value.clone())));
            let all = |choices: &[Choice]| {
                choices.iter().map(|choice| (field.name.clone(), choice.value.clone())).collect::<Vec<_>>()
            };
            answers.push(Values::new(all(choices)));
        }
        _ if !field.choices().is_empty() => {
            answers.extend(field.choices().iter().map(|choice| one(choice.value.clone())));
        }
        Kind::Date(_) | Kind::Month(_) => {
            let mut days = vec![TODAY];
            conditions.iter().for_each(|condition| compared_days(condition, &field.name, &mut days));
            let near = days.iter().flat_map(|day| [day.yesterday(), Ok(*day), day.tomorrow()]).flatten();
            // Two days of the form are compared with each other: a month apart is enough for months, too.
            let far = days.iter().flat_map(|day| {
                let span = jiff::Span::new().days(40);
                [day.checked_sub(span), day.checked_add(span)]
            });
            let all: BTreeSet<Date> = near.chain(far.flatten()).collect();
            answers.extend(all.into_iter().map(|day| {
                Values::new([
                    (format!("{}-day", field.name), day.day().to_string()),
                    (format!("{}-month", field.name), day.month().to_string()),
                    (format!("{}-year", field.name), day.year().to_string()),
                ])
            }));
        }
        Kind::Number(range) | Kind::Money(range) | Kind::Percent(range) => {
            let mut numbers: Vec<Number> = Vec::new();
            conditions.iter().for_each(|condition| compared_numbers(condition, &field.name, &mut numbers));
            let fits = |number: &Number| {
                range.min.is_none_or(|min| *number >= min) && range.max.is_none_or(|max| *number <= max)
            };
            let bounds = range.min.iter().chain(&range.max).copied();
            let all: BTreeSet<Number> = numbers
                .iter()
                .flat_map(|number| [number.before(), *number, number.after()])
                .chain(bounds)
                .chain([Number::whole(0), Number::whole(1)])
                .filter(fits)
                .collect();
            answers.extend(all.into_iter().map(|number| one(number.text(0))));
        }
        _ => {
            let mut texts = vec!["x".to_string()];
            conditions.iter().for_each(|condition| compared_texts(condition, &field.name, &mut texts));
            answers.extend(texts.into_iter().map(one));
        }
    }
    answers
}

fn inner(condition: &Condition) -> Vec<&Condition> {
    match condition {
        Condition::All(conditions) | Condition::Any(conditions) => conditions.iter().collect(),
        Condition::Not(condition) => vec![condition],
        _ => Vec::new(),
    }
}

fn compared_days(condition: &Condition, name: &str, days: &mut Vec<Date>) {
    if let Condition::Day { field, than: Than::Day(day), .. } = condition
        && field == name
    {
        days.push(*day);
    }
    inner(condition).into_iter().for_each(|condition| compared_days(condition, name, days));
}

fn compared_numbers(condition: &Condition, name: &str, numbers: &mut Vec<Number>) {
    if let Condition::Number { field, number, .. } = condition
        && field == name
    {
        numbers.push(*number);
    }
    inner(condition).into_iter().for_each(|condition| compared_numbers(condition, name, numbers));
}

fn compared_texts(condition: &Condition, name: &str, texts: &mut Vec<String>) {
    if let Condition::Is { field, any_of: values } | Condition::IsNot { field, none_of: values } = condition
        && field == name
    {
        texts.extend(values.iter().cloned());
    }
    inner(condition).into_iter().for_each(|condition| compared_texts(condition, name, texts));
}

/// A section that nobody who signs may read: they could not see whether it is complete.
fn unsigned(form: &Form, section: &Section) -> Option<Problem> {
    if section.readers().any(|party| form.is_lead(party)) || form.parties.is_empty() {
        return None;
    }
    let message = format!(
        "no lead may read the section `{}`, so nobody who signs can see whether it is complete",
        section.name
    );
    let help = format!("add one of the leads, `{}`, to its `read_by`", form.leads.join("`, `"));
    Some(Problem::error("form-nobody-signs", first_place(section, form), message).help(help))
}

/// Conditions that would tell a party what it may not read: whether a question is there says how another was answered.
fn leaks(form: &Form, section: &Section) -> Vec<Problem> {
    if form.parties.is_empty() {
        return Vec::new();
    }
    let parties: BTreeSet<&str> = section.readers().collect();
    let mut problems = Vec::new();
    let mut look = |condition: &Condition, place: &Place| {
        for name in condition.fields() {
            let Some((other, _, _)) = form.place_of(name) else { continue };
            let may_read = other.readers().collect();
            let shut_out: Vec<&str> = parties.difference(&may_read).copied().collect();
            if shut_out.is_empty() {
                continue;
            }
            let message = format!(
                "this condition tells `{}` how `{name}` was answered, which stands in the section `{}`, closed to it",
                shut_out.join("` and `"),
                other.name
            );
            problems.push(Problem::error("form-leak", place.clone(), message).help(format!(
                "look at another field, or let `{}` read the section `{}` with `read_by`",
                shut_out.join("` and `"),
                other.name
            )));
        }
    };
    let place = first_place(section, form);
    let by = section.completed_by.iter().filter_map(|by| by.when.as_ref());
    by.chain(&section.when).chain(&section.meeting_when).for_each(|condition| look(condition, &place));
    for page in &section.pages {
        let at = page.fields.first().map_or(&place, |field| &field.place);
        page.when.iter().for_each(|condition| look(condition, at));
        for field in &page.fields {
            field.conditions().for_each(|condition| look(condition, &field.place));
        }
    }
    let in_section = |name: &str| form.place_of(name).is_some_and(|(at, _, _)| at.name == section.name);
    for rule in form.rules.iter().filter(|rule| in_section(&rule.at)) {
        let at = form.field(&rule.at).map_or(&place, |field| &field.place);
        rule.when.iter().chain([&rule.check]).for_each(|condition| look(condition, at));
    }
    problems
}
