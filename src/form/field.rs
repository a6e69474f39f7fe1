//! A question: what kind of answer it takes, and when it is asked.

use super::Condition;
use crate::text::Prose;
use std::sync::Arc;

/// A question of a form, or text between questions.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name: in the post and in what the team reads.
    pub name: String,
    /// What kind of answer it takes.
    pub kind: Kind,
    /// The question.
    pub label: String,
    /// A line of help below the question.
    pub hint: Option<String>,
    /// Whether it may stay empty.
    pub optional: bool,
    /// When it is asked; always where absent.
    pub when: Option<Condition>,
    /// How many characters an answer may have.
    pub max_length: usize,
    /// What a browser may fill in, about the person who fills in the form (WCAG 2.2, 1.3.5).
    pub autocomplete: Option<String>,
}

/// What kind of answer a question takes.
#[derive(Clone, Debug)]
pub enum Kind {
    /// One line.
    Text,
    /// Several lines.
    Textarea,
    /// An e-mail address, not at one of these hosts.
    Email {
        /// Hosts that are refused, as `gmail.com`.
        refuse_domains: Vec<String>,
    },
    /// A phone number.
    Phone,
    /// One of several, all in view.
    Radios(Vec<Choice>),
    /// Some of several.
    Checkboxes(Vec<Choice>),
    /// One of many, in a list that opens.
    Select(Vec<Choice>),
    /// Yes or no.
    YesNo(Vec<Choice>),
    /// A day.
    Date(Day),
    /// A school's unique reference number.
    Urn,
    /// The council that looks after the child.
    Council(Vec<Choice>),
    /// One box to tick.
    Declaration,
    /// Text, no question.
    Content(Arc<Prose>),
}

/// One answer to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is posted.
    pub value: String,
    /// What a person reads.
    pub text: String,
    /// A line of help below it.
    pub hint: Option<String>,
}

/// Which days a date may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// Any.
    Any,
    /// Today or before.
    Past,
    /// Today or after.
    Future,
}

impl Field {
    /// What there is to choose from.
    pub fn choices(&self) -> &[Choice] {
        match &self.kind {
            Kind::Radios(choices)
            | Kind::Checkboxes(choices)
            | Kind::Select(choices)
            | Kind::YesNo(choices)
            | Kind::Council(choices) => choices,
            _ => &[],
        }
    }

    /// Whether it is a question, and not text between questions.
    pub fn is_question(&self) -> bool {
        !matches!(self.kind, Kind::Content(_))
    }

    /// The word of its type in form files.
    pub fn type_word(&self) -> &'static str {
        match self.kind {
            Kind::Text => "text",
            Kind::Textarea => "textarea",
            Kind::Email { .. } => "email",
            Kind::Phone => "phone",
            Kind::Radios(_) => "radios",
            Kind::Checkboxes(_) => "checkboxes",
            Kind::Select(_) => "select",
            Kind::YesNo(_) => "yes-no",
            Kind::Date(_) => "date",
            Kind::Urn => "urn",
            Kind::Council(_) => "council",
            Kind::Declaration => "declaration",
            Kind::Content(_) => "content",
        }
    }

    /// The entries of a post that answer it.
    pub fn entries(&self) -> Vec<String> {
        match self.kind {
            Kind::Content(_) => Vec::new(),
            Kind::Date(_) => ["day", "month", "year"].map(|part| format!("{}-{part}", self.name)).to_vec(),
            _ => vec![self.name.clone()],
        }
    }
}
