//! Answers that are fixed beforehand, so that questions are asked which dice alone would seldom reach.

use crate::numbers::Dice;
use fingerpost::form::{Condition, Field, Form, Number, Side};
use std::collections::BTreeMap;

/// What a question must be answered with.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Pin {
    /// This option.
    Option(String),
    /// A number near to this.
    Number(i64),
    /// Anything, or nothing.
    Answered(bool),
}

/// Fixed answers, by question.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pins(BTreeMap<String, Pin>);

impl Pins {
    /// Answers that lead to these questions: to the first, and to each other that does not contradict.
    pub(crate) fn towards<'a>(
        form: &Form,
        wanted: impl Iterator<Item = &'a String>,
        dice: &mut Dice,
    ) -> Pins {
        let mut pins = Pins::default();
        for name in wanted {
            let mut more = pins.clone();
            if more.reach(form, name, dice) {
                pins = more;
            }
        }
        pins
    }

    pub(crate) fn of(&self, field: &Field) -> Option<&Pin> {
        self.0.get(&field.name)
    }

    fn reach(&mut self, form: &Form, name: &str, dice: &mut Dice) -> bool {
        let (section, page, field) = form.place_of(name).expect("a question of the form");
        let gates = section.when.iter().chain(&page.when).chain(&field.when);
        gates.into_iter().all(|when| self.hold(form, when, true, dice))
    }

    fn pin(&mut self, form: &Form, name: &str, pin: Pin, dice: &mut Dice) -> bool {
        match self.0.get(name) {
            Some(known) if *known == pin => true,
            Some(Pin::Answered(true)) if pin != Pin::Answered(false) => {
                self.0.insert(name.to_string(), pin);
                true
            }
            Some(known) => *known != Pin::Answered(false) && pin == Pin::Answered(true),
            None => {
                self.0.insert(name.to_string(), pin);
                self.reach(form, name, dice)
            }
        }
    }

    /// Make a condition hold, or not hold.
    fn hold(&mut self, form: &Form, when: &Condition, wanted: bool, dice: &mut Dice) -> bool {
        let other = |field: &str, not: &[String], dice: &mut Dice| {
            let choices = form.field(field).expect("a question").choices().iter();
            let left: Vec<&String> =
                choices.map(|choice| &choice.value).filter(|value| !not.contains(value)).collect();
            if left.is_empty() { None } else { Some(Pin::Option(left[dice.roll(left.len())].clone())) }
        };
        let pinned = match (when, wanted) {
            (Condition::All(inner), true) | (Condition::Any(inner), false) => {
                return inner.iter().all(|inner| self.hold(form, inner, wanted, dice));
            }
            (Condition::All(inner), false) | (Condition::Any(inner), true) => {
                let first = dice.roll(inner.len());
                return (0..inner.len()).any(|at| {
                    let mut tried = self.clone();
                    let holds = tried.hold(form, &inner[(first + at) % inner.len()], wanted, dice);
                    if holds {
                        *self = tried;
                    }
                    holds
                });
            }
            (Condition::Not(inner), _) => return self.hold(form, inner, !wanted, dice),
            (Condition::Is { field, any_of }, true) => {
                (field, Some(Pin::Option(any_of[dice.roll(any_of.len())].clone())))
            }
            (Condition::IsNot { field, none_of }, false) => {
                (field, Some(Pin::Option(none_of[dice.roll(none_of.len())].clone())))
            }
            (Condition::Contains { field, value }, true) => (field, Some(Pin::Option(value.clone()))),
            (Condition::Is { field, any_of: not } | Condition::IsNot { field, none_of: not }, _) => {
                (field, other(field, not, dice))
            }
            (Condition::Contains { field, value }, false) => {
                (field, other(field, std::slice::from_ref(value), dice))
            }
            (Condition::Answered { field, answered }, _) => (field, Some(Pin::Answered(*answered == wanted))),
            (Condition::Number { field, side, number }, _) => {
                let number = whole(*number);
                let up = matches!(side, Side::AtLeast | Side::MoreThan) == wanted;
                (field, Some(Pin::Number(if up { number + 1 } else { number - 1 })))
            }
            // Days are left to the dice.
            (Condition::Day { field, .. }, _) => (field, Some(Pin::Answered(true))),
        };
        let (field, Some(pin)) = pinned else { return false };
        self.pin(form, field, pin, dice)
    }
}

/// A whole number of the form's.
pub(crate) fn whole(number: Number) -> i64 {
    number.text(0).parse::<f64>().expect("a number") as i64
}
