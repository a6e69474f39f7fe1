//! The form model: YAML to `Form`, posted text to `Answers`, `Form` to views. It knows no HTTP and no SQL.

mod answers;
mod condition;
mod draw;
mod field;
mod parse;
pub mod reference;
mod words;

use crate::config::Config;
use crate::data::Data;
use crate::problem::Placed;
use crate::source::Text;
use crate::text::Prose;
use std::sync::Arc;

pub use answers::{Answer, Answers, Checked, Dropped, FieldError, Values};
pub use condition::Condition;
pub use draw::{Drawer, FormView, Openness, Shown};
pub use field::{Choice, Day, Field, Kind};

/// The folder of form files.
pub const FOLDER: &str = "forms";

/// A form, as its file defines it.
#[derive(Clone, Debug)]
pub struct Form {
    /// The file.
    pub file: Text,
    /// Its name: in its address and wherever it is spoken of.
    pub name: String,
    /// The title of its page.
    pub title: String,
    /// One sentence below the title.
    pub summary: String,
    /// What its references begin with, as `LOG`.
    pub reference: String,
    /// The group of recipients in `site.toml`.
    pub sent_to: Placed<String>,
    /// The field whose answer is the council.
    pub council: Option<String>,
    /// In how many working days somebody answers.
    pub answer_within: Option<u32>,
    /// How long what was sent is kept.
    pub keep: Keep,
    /// What is said before the first question.
    pub start: Start,
    /// Questions in groups, each with its title.
    pub pages: Vec<Page>,
    /// What is said when the form was sent.
    pub confirmation: Confirmation,
    /// The hash of everything above: a post names the definition that it answers.
    pub definition: String,
}

/// How long what was sent is kept, in days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// After it was sent.
    pub submitted_days: u32,
    /// After the team said that it is filed.
    pub after_confirmed_days: u32,
}

/// What is said before the first question: who reads it, when, and what if it can't wait.
#[derive(Clone, Debug)]
pub struct Start {
    /// What to have at hand.
    pub need: Vec<String>,
    /// About how long it takes.
    pub minutes: Option<u32>,
    /// Who reads what is sent.
    pub who_reads: Arc<Prose>,
    /// When they read it.
    pub when_read: Arc<Prose>,
    /// What to do if it can't wait.
    pub cannot_wait: Arc<Prose>,
}

/// Questions that belong together.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its name in the file.
    pub name: String,
    /// Its heading.
    pub title: String,
    /// Its questions, in order.
    pub fields: Vec<Field>,
}

/// What is said when the form was sent.
#[derive(Clone, Debug)]
pub struct Confirmation {
    /// The heading.
    pub title: String,
    /// What happens next.
    pub next: Arc<Prose>,
}

impl Form {
    /// All questions, in order.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.pages.iter().flat_map(|page| &page.fields)
    }

    /// The question with this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields().find(|field| field.name == name)
    }

    /// Where its page stands, relative to the site.
    pub fn address(&self) -> String {
        format!("{FOLDER}/{}/", self.name)
    }

    /// Everything in it that an author wrote in Markdown.
    pub fn prose(&self) -> impl Iterator<Item = &Arc<Prose>> {
        let start =
            [&self.start.who_reads, &self.start.when_read, &self.start.cannot_wait, &self.confirmation.next];
        let content = self.fields().filter_map(|field| match &field.kind {
            Kind::Content(prose) => Some(prose),
            _ => None,
        });
        start.into_iter().chain(content)
    }

    /// Whether it can be sent. With `demo_key`, somebody on this machine can open it, for practice.
    ///
    /// A real child may be entered only once the council has named who opens it and who answers for it, and once every
    /// contact is real.
    pub fn openness(&self, config: &Config, data: &Data, demo_key: bool) -> Openness {
        // Without a question for the council, only keys for every council can open it.
        let councils = if self.council.is_some() { config.councils.as_slice() } else { &[] };
        let has_readers =
            config.recipients.get(&self.sent_to.value).is_some_and(|group| group.serves(councils));
        let is_ready = config.controller.is_some() && !data.contacts.iter().any(|contact| contact.sample);
        match (has_readers, demo_key) {
            (true, false) if is_ready => Openness::Open,
            (true, _) | (false, true) => Openness::Practice,
            (false, false) => Openness::Closed,
        }
    }
}
