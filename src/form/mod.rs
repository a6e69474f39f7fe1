//! The form model: YAML to `Form`, posted text to `Answers`, `Form` to views. It knows no HTTP and no SQL.

mod about_page;
mod advice;
mod answers;
mod carry;
mod condition;
mod dates;
mod draw;
mod field;
mod identifiers;
mod news;
mod number;
mod parse;
mod party;
mod prove;
pub mod reference;
mod test;
mod values;
mod words;
mod written;

use crate::config::Config;
use crate::data::Data;
use crate::problem::Placed;
use crate::source::Text;
use crate::text::Prose;
use std::collections::BTreeMap;
use std::sync::Arc;

pub use advice::{Advice, Moment};
pub use answers::{Answer, Answers, Checked, Dropped, FieldError, Need};
pub use carry::{CARRIED, CARRIED_ON, CarryTo};
pub use condition::{Asked, Condition, Order, Side, Than};
pub use dates::day_of;
pub use draw::{
    AnswersView, DataRow, DataView, DraftView, Drawer, FormView, Openness, PageDrawing, PaperView, ROLE,
    ReturnedView, SAVED, Scope, SectionAnswers, SectionStanding, Shown, Standing, StepKind, StepView,
    TasksView,
};
pub use field::{Carry, Choice, Day, Example, Field, Kind, OnBad, Range, Reader, Sensitivity, Wording};
pub use news::News;
pub use number::Number;
pub use test::{Expect, Test};
pub use values::{Values, is_row_entry};
pub use words::date_in_words;
pub use written::clean;

/// The folder of form files.
pub const FOLDER: &str = "forms";
/// The folder of what several forms share.
pub const PARTS_FOLDER: &str = "forms/parts";
/// In a bundle, in the place of a path: the ids of the councils.
const COUNCILS: &str = "councils";

/// A form, as its file defines it.
#[derive(Clone, Debug)]
pub struct Form {
    /// The file.
    pub file: Text,
    /// The parts that it uses, in the order of their names.
    pub parts: Vec<Text>,
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
    /// The field that is filled with the page from which the form was opened.
    pub about_page: Option<Placed<String>>,
    /// In how many working days somebody answers.
    pub answer_within: Option<u32>,
    /// How long what was sent is kept.
    pub keep: Keep,
    /// What is said before the first question.
    pub start: Start,
    /// Whether it is a PEP, so that its pages say where the PEP is finished.
    pub is_pep: bool,
    /// Whether a draft is kept, one page after another.
    pub saves: bool,
    /// Whether its sender may take it back until somebody opens it.
    pub withdraw: bool,
    /// Whether every page has a way to leave at once.
    pub exit: bool,
    /// Who fills it in together; none where one person does.
    pub parties: Vec<Party>,
    /// The parties that may begin a draft, invite and remove others, delete it, and sign it at the end.
    pub leads: Vec<String>,
    /// Its parts, in order.
    pub sections: Vec<Section>,
    /// What must hold between answers.
    pub rules: Vec<Rule>,
    /// What the sender confirms on the page that shows all answers.
    pub declaration: Option<String>,
    /// Examples that must come out as their author says.
    pub tests: Vec<Test>,
    /// What is said when the form was sent.
    pub confirmation: Confirmation,
    /// The hash of everything above: a post names the definition that it answers.
    pub definition: String,
    /// The ids of the councils of the site, which are a part of what it asks.
    councils: Vec<String>,
    /// Where each field stands: section, page, field.
    places: BTreeMap<String, (usize, usize, usize)>,
}

/// How long what was sent is kept, in days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// A draft, after the last time that anyone saved it; none where no draft is kept.
    pub draft_days: Option<u32>,
    /// After it was sent.
    pub submitted_days: u32,
    /// After the team said that it is filed.
    pub after_confirmed_days: u32,
    /// After a draft was closed: what all who lead chose to carry over to next term; none where nothing can be.
    pub carried_days: Option<u32>,
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

/// Somebody who fills in a part of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// The name by which sections call it.
    pub name: String,
    /// What people call it.
    pub title: String,
}

/// A part of the form.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its name in the file.
    pub name: String,
    /// Its heading in the list of tasks.
    pub title: String,
    /// Who fills it in: one of these parties.
    pub completed_by: Vec<CompletedBy>,
    /// Who else may read it.
    pub read_by: Vec<String>,
    /// When it is asked; always where absent.
    pub when: Option<Condition>,
    /// When its answers may stand on the copy for the meeting; always where absent. It may look at any question of the section.
    pub meeting_when: Option<Condition>,
    /// Its pages, in order.
    pub pages: Vec<Page>,
}

/// A party that fills in a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompletedBy {
    /// The party.
    pub party: String,
    /// When the section is this party's; always where absent.
    pub when: Option<Condition>,
}

/// Questions that belong together.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its name in the file.
    pub name: String,
    /// Its heading.
    pub title: String,
    /// When it is asked; always where absent.
    pub when: Option<Condition>,
    /// Where it is asked once for each thing, as for each target.
    pub repeat: Option<Repeat>,
    /// Its questions, in order.
    pub fields: Vec<Field>,
}

/// A page that is filled in several times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// What one row is called, as `target`.
    pub name: String,
    /// How many rows there must be.
    pub min: usize,
    /// How many there may be.
    pub max: usize,
    /// One line for a row, with `{field}` where an answer goes.
    pub summary: String,
    /// Which rows next term's form starts from.
    pub carry: Carry,
    /// Where they go in it, if to another page.
    pub carry_to: Option<CarryTo>,
}

/// What must hold between several answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// When it is checked; always where absent.
    pub when: Option<Condition>,
    /// What must hold.
    pub check: Condition,
    /// The field at which the message stands.
    pub at: String,
    /// What the person is told to do.
    pub message: String,
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
    /// All pages, in order.
    pub fn pages(&self) -> impl Iterator<Item = &Page> + Clone {
        self.sections.iter().flat_map(|section| &section.pages)
    }

    /// The page with this name, and its section.
    pub fn page(&self, name: &str) -> Option<(&Section, &Page)> {
        self.sections.iter().find_map(|section| {
            section.pages.iter().find(|page| page.name == name).map(|page| (section, page))
        })
    }

    /// All questions, and texts between them, in order.
    pub fn fields(&self) -> impl Iterator<Item = &Field> + Clone {
        self.pages().flat_map(|page| &page.fields)
    }

    /// The question with this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.place_of(name).map(|(_, _, field)| field)
    }

    /// The question with this name, its page and its section.
    pub fn place_of(&self, name: &str) -> Option<(&Section, &Page, &Field)> {
        let (section, page, field) = *self.places.get(name)?;
        let section = self.sections.get(section)?;
        let page = section.pages.get(page)?;
        Some((section, page, page.fields.get(field)?))
    }

    /// Where its page stands, relative to the site.
    pub fn address(&self) -> String {
        format!("{FOLDER}/{}/", self.name)
    }

    /// What the form was made from, as one text: a collector keeps it, so that a draft goes on with the form that it began with.
    pub fn bundle(&self) -> String {
        let councils = self.councils.join("\n");
        let files = [&self.file].into_iter().chain(&self.parts);
        let files = files.map(|file| (&*file.path, &*file.text)).chain([(COUNCILS, councils.as_str())]);
        let files: BTreeMap<&str, &str> = files.collect();
        serde_json::to_string(&files).unwrap_or_default()
    }

    /// The form that a bundle was made of; none if this program can't read it any more, or if it is not what `definition` is the
    /// hash of: whoever keeps bundles can't change what a draft asks, nor who reads it.
    pub fn from_bundle(bundle: &str, definition: &str, config: &Config) -> Option<Form> {
        let mut files: BTreeMap<String, String> = serde_json::from_str(bundle).ok()?;
        let councils = files.remove(COUNCILS);
        let files = files.iter().map(|(path, text)| (path.as_str(), text.as_bytes().to_vec()));
        let (forms, _) = Form::parse_all(&crate::source::Source::from_files(files), config);
        let mut form = forms.into_iter().next().map(|form| Form::clone(&form))?;
        // Bundles of before knew no councils: then those of today were theirs.
        if let Some(councils) = councils {
            form.councils = councils.lines().map(str::to_string).collect();
        }
        let councils = form.councils.iter().map(String::as_str);
        form.definition = parse::definition(&form.file, &form.parts, councils);
        (form.definition == definition).then_some(form)
    }

    /// Where each field stands, by its name.
    fn places(sections: &[Section]) -> BTreeMap<String, (usize, usize, usize)> {
        let mut places = BTreeMap::new();
        for (section_at, section) in sections.iter().enumerate() {
            for (page_at, page) in section.pages.iter().enumerate() {
                for (field_at, field) in page.fields.iter().enumerate() {
                    places.insert(field.name.clone(), (section_at, page_at, field_at));
                }
            }
        }
        places
    }

    /// Everything in it that an author wrote in Markdown, with the file that it stands in: the form's, or a part's.
    pub fn prose(&self) -> impl Iterator<Item = (&Text, &Arc<Prose>)> {
        let start =
            [&self.start.who_reads, &self.start.when_read, &self.start.cannot_wait, &self.confirmation.next];
        let content = self.fields().filter_map(|field| match &field.kind {
            Kind::Content(prose) => Some((self.file_of(field), prose)),
            _ => None,
        });
        start.into_iter().map(|prose| (&self.file, prose)).chain(content)
    }

    /// The file that a field stands in: the form's, or a part's.
    pub fn file_of(&self, field: &Field) -> &Text {
        self.parts.iter().find(|part| part.path == field.place.path).unwrap_or(&self.file)
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
