//! A form's own tests: examples of answers, and what must come of them. The site is not built when one fails.

use super::answers::Need;
use super::{Asked, Form, Values};
use crate::problem::{Place, Placed, Problem};
use jiff::civil::Date;

/// An example that a form must pass.
#[derive(Clone, Debug)]
pub struct Test {
    /// What it shows, as a sentence.
    pub name: String,
    /// What a person answers; all else is empty.
    pub given: Values,
    /// What must come of it.
    pub expect: Expect,
}

/// What must come of an example.
#[derive(Clone, Debug)]
pub struct Expect {
    /// Where it is written.
    pub place: Place,
    /// Pages that must be asked.
    pub pages_in: Vec<Placed<String>>,
    /// Pages that must not.
    pub pages_out: Vec<Placed<String>>,
    /// Fields that must be asked; one of a repeat in some row.
    pub fields_in: Vec<Placed<String>>,
    /// Fields that must not.
    pub fields_out: Vec<Placed<String>>,
    /// The messages at these fields, word for word; an empty list is no message at any field.
    pub errors: Option<Vec<(Placed<String>, String)>>,
}

impl Form {
    /// Run the form's own tests; each that fails is a problem with what was expected and what came.
    pub fn run_tests(&self, today: Date) -> Vec<Problem> {
        self.tests.iter().flat_map(|test| self.run_test(test, today)).collect()
    }

    fn run_test(&self, test: &Test, today: Date) -> Vec<Problem> {
        let failed = |place: &Place, message: String, help: String| {
            let name = &test.name;
            Problem::error("form-test-failed", place.clone(), format!("the test \"{name}\" fails: {message}"))
                .help(help)
        };
        let asked = Asked::new(self, &test.given, today);
        let mut problems = Vec::new();
        let expect = &test.expect;
        let mut check =
            |listed: &[Placed<String>], wanted: bool, what: &str, is_asked: &dyn Fn(&str) -> bool| {
                for name in listed.iter().filter(|name| is_asked(&name.value) != wanted) {
                    let (expected, got) =
                        if wanted { ("asked", "not asked") } else { ("not asked", "asked") };
                    problems.push(failed(
                        &name.place,
                        format!("expected the {what} `{}` to be {expected}, got {got}", name.value),
                        "change the conditions in the form, or the test".into(),
                    ));
                }
            };
        let page = |name: &str| asked.page(name);
        let field = |name: &str| self.asks_somewhere(name, &test.given, &asked);
        check(&expect.pages_in, true, "page", &page);
        check(&expect.pages_out, false, "page", &page);
        check(&expect.fields_in, true, "field", &field);
        check(&expect.fields_out, false, "field", &field);
        let Some(expected) = &expect.errors else { return problems };
        let found = self.find(&test.given, today, Need::All).errors;
        for (at, message) in expected {
            let got: Vec<&str> = found
                .iter()
                .filter(|error| error.field == at.value)
                .map(|error| error.text.as_str())
                .collect();
            if !got.contains(&message.as_str()) {
                let got = if got.is_empty() {
                    "no message".to_string()
                } else {
                    format!("\"{}\"", got.join("\" and \""))
                };
                problems.push(failed(
                    &at.place,
                    format!("expected \"{message}\" at `{}`, got {got}", at.value),
                    "change the form, or write the message that comes".into(),
                ));
            }
        }
        if expected.is_empty() {
            for error in &found {
                problems.push(failed(
                    &expect.place,
                    format!("expected no message, got \"{}\" at `{}`", error.text, error.field),
                    "change the form, or give more answers".into(),
                ));
            }
        }
        problems
    }

    /// Whether a question is asked; one of a repeat, in any row.
    fn asks_somewhere(&self, name: &str, values: &Values, asked: &Asked<'_>) -> bool {
        match self.place_of(name) {
            Some((_, page, _)) if page.repeat.is_some() => values.rows(&page.name).iter().any(|row| {
                let values = values.in_row(&page.name, row);
                asked.page(&page.name) && asked.in_row(page, &values).field(name)
            }),
            _ => asked.field(name),
        }
    }
}
