//! Questions as a template sees them, on a page of the site, a page of a draft, and on paper.

use super::draft::is_shown;
use super::{Drawer, Shown};
use crate::form::{Advice, Asked, Condition, Field, FieldError, Form, Kind, Page, Values, carry};
use crate::problem::Problem;
use serde::Serialize;

/// A question.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct FieldView {
    id: String,
    name: String,
    #[serde(rename = "type")]
    kind: &'static str,
    label: String,
    hint: Option<String>,
    /// That the answer is the last plan's, until somebody saves the page.
    carried: Option<String>,
    optional: bool,
    error: Option<String>,
    value: String,
    values: Vec<String>,
    max_length: Option<usize>,
    autocomplete: Option<String>,
    autocomplete_off: bool,
    inputmode: Option<&'static str>,
    spellcheck: bool,
    rows: u32,
    prefix: Option<&'static str>,
    suffix: Option<&'static str>,
    options: Vec<OptionView>,
    parts: Vec<PartView>,
    not_known: Option<NotKnownView>,
    examples: Vec<ExampleView>,
    advice: Option<String>,
    html: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct OptionView {
    id: String,
    value: String,
    text: String,
    hint: Option<String>,
    checked: bool,
    fields: Vec<FieldView>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct PartView {
    id: String,
    name: String,
    label: &'static str,
    value: String,
    width: u32,
    error: bool,
}

/// "Not known yet", with its reason.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct NotKnownView {
    id: String,
    name: String,
    checked: bool,
    reason_id: String,
    reason_name: String,
    reason: String,
    error: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct ExampleView {
    weak: String,
    strong: String,
}

/// A page of a form with what was typed on it.
pub(super) struct Sheet<'a> {
    pub(super) drawer: &'a Drawer<'a>,
    pub(super) form: &'a Form,
    pub(super) page: &'a Page,
    /// The row, of a page that is one of a repeat.
    pub(super) row: Option<&'a str>,
    pub(super) shown: &'a Shown,
    /// What was typed; of a row what the row sees.
    pub(super) values: &'a Values,
    pub(super) asked: &'a Asked<'a>,
    /// Whether every question is shown: on a page that is sent at once, what is typed decides only then.
    pub(super) whole: bool,
}

impl Sheet<'_> {
    /// The questions of the page; one that an option opens stands in its option.
    pub(super) fn fields(&self) -> Result<Vec<FieldView>, Problem> {
        let top =
            self.page.fields.iter().filter(|field| self.opener(field).is_none() && self.is_shown(field));
        top.map(|field| self.field(field)).collect()
    }

    fn is_shown(&self, field: &Field) -> bool {
        self.whole || is_shown(self.page, field, self.asked)
    }

    /// The option, on the same page, that opens a question: it is drawn right below it.
    fn opener<'f>(&'f self, field: &'f Field) -> Option<(&'f str, &'f str)> {
        let (name, value) = field.when.as_ref()?.opened_by()?;
        let opener = self.page.fields.iter().find(|other| other.name == name)?;
        let has_boxes =
            matches!(opener.kind, Kind::Radios(_) | Kind::Checkboxes(_) | Kind::YesNo(_) | Kind::Council(_));
        let offers = opener.choices().iter().any(|choice| choice.value == value);
        (has_boxes && offers).then_some((name, value))
    }

    fn field(&self, field: &Field) -> Result<FieldView, Problem> {
        let error = self.shown.errors.iter().find(|error| error.field == field.name);
        let advice = self.shown.advice.iter().find(|advice| advice.field == field.name);
        let html = match &field.kind {
            Kind::Content(prose) => Some(self.drawer.prose(self.form.file_of(field), prose)?),
            _ => None,
        };
        let (label, hint) = field.words(self.asked);
        let is_text = matches!(field.kind, Kind::Text | Kind::Textarea);
        Ok(FieldView {
            id: field.name.clone(),
            name: field.name.clone(),
            kind: field.type_word(),
            label: label.to_string(),
            hint: self.hint(field, hint),
            carried: carry::is_carried(field, self.page, self.row, self.values)
                .then(|| carry::line(self.page, self.values)),
            optional: field.optional,
            error: error.map(|error| error.text.clone()),
            value: self.values.first(&field.name).to_string(),
            values: self.values.all(&field.name).to_vec(),
            max_length: matches!(field.kind, Kind::Textarea).then_some(field.max_length),
            autocomplete: field.autocomplete.clone(),
            autocomplete_off: field.autocomplete.is_none(),
            inputmode: inputmode(field),
            spellcheck: is_text && field.autocomplete.is_none(),
            rows: if field.max_length > 500 { 5 } else { 3 },
            prefix: matches!(field.kind, Kind::Money(_)).then_some("£"),
            suffix: matches!(field.kind, Kind::Percent(_)).then_some("%"),
            options: self.options(field)?,
            parts: self.parts(field, error),
            not_known: field.not_known.then(|| self.not_known(field, error)),
            examples: self.examples(field, advice),
            advice: advice.map(|advice| advice.text.clone()),
            html,
        })
    }

    fn options(&self, field: &Field) -> Result<Vec<OptionView>, Problem> {
        let mut options = Vec::new();
        let offered =
            field.choices().iter().filter(|choice| self.whole || self.asked.allows(choice.when.as_ref()));
        for (at, choice) in offered.enumerate() {
            let opened = self
                .page
                .fields
                .iter()
                .filter(|other| self.opener(other) == Some((&field.name, &choice.value)));
            options.push(OptionView {
                id: if at == 0 { field.name.clone() } else { format!("{}-{}", field.name, at + 1) },
                value: choice.value.clone(),
                text: choice.text.clone(),
                hint: choice.hint.clone(),
                checked: self.values.all(&field.name).contains(&choice.value),
                fields: opened.map(|field| self.field(field)).collect::<Result<_, _>>()?,
            });
        }
        Ok(options)
    }

    /// The hint, and before it when the question is to be answered, if that is decided on this page and by no single option.
    fn hint(&self, field: &Field, hint: Option<&str>) -> Option<String> {
        let here = |name: &str| self.page.fields.iter().any(|other| other.name == name);
        let only_if = field
            .when
            .as_ref()
            .filter(|when| {
                self.opener(field).is_none() && (self.whole || when.fields().into_iter().any(here))
            })
            .map(|when| only_if(self.form, when));
        match (hint, only_if) {
            (Some(hint), Some(only_if)) => Some(format!("{only_if} {hint}")),
            (hint, only_if) => hint.map(str::to_string).or(only_if),
        }
    }

    fn parts(&self, field: &Field, error: Option<&FieldError>) -> Vec<PartView> {
        let part = |part: &&'static str| {
            let name = format!("{}-{part}", field.name);
            let (label, width) = match *part {
                "day" => ("Day", 2),
                "month" => ("Month", 2),
                "year" => ("Year", 4),
                "line_1" => ("Address line 1", 40),
                "line_2" => ("Address line 2 (optional)", 40),
                "town" => ("Town or city", 20),
                _ => ("Postcode", 10),
            };
            let value = self.values.first(&name).to_string();
            let error =
                error.is_some_and(|error| error.entry == name || error.text.starts_with("Enter a real"));
            PartView { id: name.clone(), name, label, value, width, error }
        };
        field.kind.parts().iter().map(part).collect()
    }

    fn not_known(&self, field: &Field, error: Option<&FieldError>) -> NotKnownView {
        let (name, reason_name) = (field.not_known_entry(), field.reason_entry());
        NotKnownView {
            checked: self.values.first(&name) == "yes",
            reason: self.values.first(&reason_name).to_string(),
            error: error.is_some_and(|error| error.entry == reason_name),
            id: name.clone(),
            name,
            reason_id: reason_name.clone(),
            reason_name,
        }
    }

    fn examples(&self, field: &Field, advice: Option<&Advice>) -> Vec<ExampleView> {
        let view =
            |(weak, strong): (&String, &String)| ExampleView { weak: weak.clone(), strong: strong.clone() };
        if let Some(advice) = advice {
            return advice.examples.iter().map(|(weak, strong)| view((weak, strong))).collect();
        }
        let examples = field.warn.iter().flatten().filter(|example| self.asked.allows(example.when.as_ref()));
        examples.map(|example| view((&example.weak, &example.strong))).collect()
    }
}

fn inputmode(field: &Field) -> Option<&'static str> {
    match field.kind {
        Kind::Urn | Kind::Uln | Kind::NhsNumber | Kind::Date(_) | Kind::Month(_) => Some("numeric"),
        Kind::Number(_) | Kind::Money(_) | Kind::Percent(_) => Some("decimal"),
        _ => None,
    }
}

/// When a question that no single option opens is to be answered.
fn only_if(form: &Form, when: &Condition) -> String {
    let mut labels: Vec<String> = Vec::new();
    for name in when.fields() {
        let label = form.field(name).map_or(name, |field| &field.label);
        if !labels.iter().any(|known| known == label) {
            labels.push(label.to_string());
        }
    }
    match when {
        Condition::Is { field, any_of } => {
            let texts: Vec<&str> = any_of
                .iter()
                .map(|value| {
                    let choice = form
                        .field(field)
                        .and_then(|field| field.choices().iter().find(|choice| choice.value == *value));
                    choice.map_or(value.as_str(), |choice| &choice.text)
                })
                .collect();
            format!("Answer this if you chose: {}.", texts.join("; "))
        }
        _ => format!("Answer this only if it fits your answer to: {}", labels.join("; ")),
    }
}
