//! `Form` to what a template sees: the same function for the site's page and for the page that comes back with errors.

use super::condition::is_asked;
use super::{Dropped, Field, FieldError, Form, Kind, Values};
use crate::config::Config;
use crate::frame;
use crate::problem::Problem;
use crate::source::Text;
use crate::text::{Body, Prose, Shortcodes};
use serde::Serialize;
use std::sync::Arc;

/// Whether the form can be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Openness {
    /// Somebody can open what is sent.
    Open,
    /// Only a demo key can: for trying out.
    Practice,
    /// Nobody could open it, so it must not be filled in.
    Closed,
}

/// What is shown in a form beside its questions.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// What was typed before.
    pub values: Values,
    /// What is to be mended.
    pub errors: Vec<FieldError>,
    /// Answers that will not be sent.
    pub dropped: Vec<Dropped>,
    /// Whether the form is another than the one that was filled in.
    pub changed: bool,
    /// A random key that makes this page's post count once.
    pub key: Option<String>,
}

/// Draws forms of one site.
pub struct Drawer<'a> {
    /// The settings.
    pub config: &'a Config,
    /// Facts, organisation and contacts in the text between questions.
    pub shortcodes: &'a Shortcodes<'a>,
}

/// `form`, as a template sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FormView {
    name: String,
    title: String,
    summary: String,
    action: String,
    definition: String,
    key: Option<String>,
    practice: bool,
    open: bool,
    start: StartView,
    changed: bool,
    dropped: Vec<DroppedView>,
    errors: Vec<ErrorView>,
    groups: Vec<GroupView>,
    submit: &'static str,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct StartView {
    need: Vec<String>,
    minutes: Option<u32>,
    who_reads: String,
    when_read: String,
    cannot_wait: String,
    answer_within: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct DroppedView {
    label: String,
    answer: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct ErrorView {
    href: String,
    text: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct GroupView {
    title: Option<String>,
    fields: Vec<FieldView>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct FieldView {
    id: String,
    name: String,
    #[serde(rename = "type")]
    kind: &'static str,
    label: String,
    hint: Option<String>,
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
    options: Vec<OptionView>,
    parts: Vec<PartView>,
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

impl Drawer<'_> {
    /// The form with what was typed and what is wrong with it.
    ///
    /// # Errors
    /// A shortcode in the form's text that can't be drawn: a mistake in the author's files.
    pub fn form(&self, form: &Form, openness: Openness, shown: &Shown) -> Result<FormView, Problem> {
        let mut groups = Vec::new();
        if openness != Openness::Closed || !shown.values.is_empty() {
            for page in &form.pages {
                let top = page.fields.iter().filter(|field| opener(form, &page.fields, field).is_none());
                let fields = top
                    .map(|field| self.field(form, &page.fields, field, shown))
                    .collect::<Result<_, _>>()?;
                groups.push(GroupView { title: (form.pages.len() > 1).then(|| page.title.clone()), fields });
            }
        }
        let collector = self.config.collector.public_url.as_ref().or(self.config.collector.url.as_ref());
        Ok(FormView {
            name: form.name.clone(),
            title: form.title.clone(),
            summary: form.summary.clone(),
            action: format!("{}/forms/{}", collector.map_or("", String::as_str), form.name),
            definition: form.definition.clone(),
            key: shown.key.clone(),
            practice: openness == Openness::Practice,
            open: openness != Openness::Closed,
            start: self.start(form)?,
            changed: shown.changed,
            dropped: shown.dropped.iter().map(DroppedView::from).collect(),
            errors: shown.errors.iter().map(|error| error_view(form, error)).collect(),
            groups,
            submit: "Send",
        })
    }

    /// HTML of a text of the form's file.
    ///
    /// # Errors
    /// As for [`Drawer::form`].
    pub fn prose(&self, file: &Text, prose: &Arc<Prose>) -> Result<String, Problem> {
        let drawn = prose.shortcodes.iter().map(|shortcode| self.shortcodes.draw(file, shortcode));
        let drawn = drawn.collect::<Result<Vec<_>, _>>()?;
        // Links in a form are whole addresses: the collector may stand on another host than the site.
        let url = |written: &str| self.config.base_url.absolute(&frame::address_of(written));
        let urls = prose.targets.iter().map(|target| url(&target.written).into()).collect();
        Ok(Body::new(prose.clone(), urls, drawn).html())
    }

    fn start(&self, form: &Form) -> Result<StartView, Problem> {
        let start = &form.start;
        Ok(StartView {
            need: start.need.clone(),
            minutes: start.minutes,
            who_reads: self.prose(&form.file, &start.who_reads)?,
            when_read: self.prose(&form.file, &start.when_read)?,
            cannot_wait: self.prose(&form.file, &start.cannot_wait)?,
            answer_within: form.answer_within.map(|days| match days {
                1 => "1 working day".to_string(),
                days => format!("{days} working days"),
            }),
        })
    }

    fn field(
        &self,
        form: &Form,
        siblings: &[Field],
        field: &Field,
        shown: &Shown,
    ) -> Result<FieldView, Problem> {
        let error = shown.errors.iter().find(|error| error.field == field.name);
        let mut options = Vec::new();
        for (at, choice) in field.choices().iter().enumerate() {
            let opened = siblings
                .iter()
                .filter(|other| opener(form, siblings, other) == Some((&field.name, &choice.value)));
            options.push(OptionView {
                id: if at == 0 { field.name.clone() } else { format!("{}-{}", field.name, at + 1) },
                value: choice.value.clone(),
                text: choice.text.clone(),
                hint: choice.hint.clone(),
                checked: shown.values.all(&field.name).contains(&choice.value),
                fields: opened
                    .map(|field| self.field(form, siblings, field, shown))
                    .collect::<Result<_, _>>()?,
            });
        }
        let html = match &field.kind {
            Kind::Content(prose) => Some(self.prose(&form.file, prose)?),
            _ => None,
        };
        let only_if = field
            .when
            .as_ref()
            .filter(|_| opener(form, siblings, field).is_none())
            .map(|when| only_if(form, when));
        let hint = match (field.hint.clone(), only_if) {
            (Some(hint), Some(only_if)) => Some(format!("{only_if} {hint}")),
            (hint, only_if) => hint.or(only_if),
        };
        let is_text = matches!(field.kind, Kind::Text | Kind::Textarea);
        Ok(FieldView {
            id: field.name.clone(),
            name: field.name.clone(),
            kind: field.type_word(),
            label: field.label.clone(),
            hint,
            optional: field.optional,
            error: error.map(|error| error.text.clone()),
            value: shown.values.first(&field.name).to_string(),
            values: shown.values.all(&field.name).to_vec(),
            max_length: matches!(field.kind, Kind::Textarea).then_some(field.max_length),
            autocomplete: field.autocomplete.clone(),
            autocomplete_off: field.autocomplete.is_none(),
            inputmode: match field.kind {
                Kind::Urn | Kind::Date(_) => Some("numeric"),
                _ => None,
            },
            spellcheck: is_text && field.autocomplete.is_none(),
            rows: 5,
            options,
            parts: parts(field, shown, error),
            html,
        })
    }
}

impl From<&Dropped> for DroppedView {
    fn from(dropped: &Dropped) -> DroppedView {
        DroppedView { label: dropped.label.clone(), answer: dropped.answer.clone() }
    }
}

/// The option, on the same page, that opens a question: it is drawn right below it.
fn opener<'f>(form: &'f Form, siblings: &[Field], field: &'f Field) -> Option<(&'f str, &'f str)> {
    let (name, value) = field.when.as_ref()?.opened_by()?;
    let opener = siblings.iter().find(|other| other.name == name)?;
    let has_boxes =
        matches!(opener.kind, Kind::Radios(_) | Kind::Checkboxes(_) | Kind::YesNo(_) | Kind::Council(_));
    let offers = form.field(name)?.choices().iter().any(|choice| choice.value == value);
    (has_boxes && offers).then_some((name, value))
}

/// When a question that no single option opens is to be answered.
fn only_if(form: &Form, when: &super::Condition) -> String {
    let mut labels: Vec<String> = Vec::new();
    for name in when.fields() {
        let label = form.field(name).map_or(name, |field| &field.label);
        if !labels.iter().any(|known| known == label) {
            labels.push(label.to_string());
        }
    }
    match when {
        super::Condition::Is { field, any_of } => {
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

fn error_view(form: &Form, error: &FieldError) -> ErrorView {
    // Radios and checkboxes begin with the box that has the field's own id.
    debug_assert!(form.field(&error.field).is_some());
    ErrorView { href: format!("#{}", error.entry), text: error.text.clone() }
}

fn parts(field: &Field, shown: &Shown, error: Option<&FieldError>) -> Vec<PartView> {
    if !matches!(field.kind, Kind::Date(_)) {
        return Vec::new();
    }
    [("day", "Day", 2), ("month", "Month", 2), ("year", "Year", 4)]
        .map(|(part, label, width)| {
            let name = format!("{}-{part}", field.name);
            let value = shown.values.first(&name).to_string();
            let error =
                error.is_some_and(|error| error.entry == name || error.text.starts_with("Enter a real"));
            PartView { id: name.clone(), name, label, value, width, error }
        })
        .to_vec()
}

impl Form {
    /// Whether this question is asked, given what was answered so far.
    pub fn asks(&self, name: &str, values: &Values) -> bool {
        self.field(name).is_some_and(|field| is_asked(self, field, values))
    }
}
