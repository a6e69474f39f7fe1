//! The data-protection table of a form: which answer, why, how careful one must be, who reads it, and how long it is kept.

use super::{Drawer, KeepView};
use crate::form::{Form, Kind};
use serde::Serialize;

/// The table, as a template sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DataView {
    title: String,
    summary: String,
    url: String,
    sent_to: String,
    keep: KeepView,
    rows: Vec<DataRow>,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DataRow {
    /// The section of the form.
    pub section: String,
    /// The name of the field.
    pub field: String,
    /// The question.
    pub label: String,
    /// Whether it must be answered.
    pub needed: &'static str,
    /// How careful one must be.
    pub sensitivity: String,
    /// What it is needed for.
    pub purpose: String,
    /// Who reads it: the team, and the parties that fill in or read the section.
    pub readers: String,
    /// On whose printed copy it stands.
    pub copies: String,
}

impl Drawer<'_> {
    /// The data-protection table of a form.
    pub fn data_table(&self, form: &Form) -> DataView {
        DataView {
            title: form.title.clone(),
            summary: form.summary.clone(),
            url: self.config.base_url.path_of(&form.address()),
            sent_to: form.sent_to.value.clone(),
            keep: KeepView::from(&form.keep),
            rows: form.data_rows(),
        }
    }
}

impl Form {
    /// One row a question, in the order of the form.
    pub fn data_rows(&self) -> Vec<DataRow> {
        let mut rows = Vec::new();
        for section in &self.sections {
            let mut readers = vec!["the team".to_string()];
            let parties = section.completed_by.iter().map(|by| &by.party).chain(&section.read_by);
            for party in parties {
                let title = self.parties.iter().find(|known| known.name == *party).map(|party| &party.title);
                if let Some(title) = title.filter(|title| !readers.contains(title)) {
                    readers.push(title.clone());
                }
            }
            for field in section.pages.iter().flat_map(|page| &page.fields) {
                if matches!(field.kind, Kind::Content(_)) {
                    continue;
                }
                rows.push(DataRow {
                    section: section.title.clone(),
                    field: field.name.clone(),
                    label: field.label.clone(),
                    needed: match (field.optional, field.when.is_some()) {
                        (true, _) => "No",
                        (false, true) => "If it fits",
                        (false, false) => "Yes",
                    },
                    sensitivity: field
                        .sensitivity
                        .map_or("Not said", |sensitivity| sensitivity.title())
                        .to_string(),
                    purpose: field.purpose.clone().unwrap_or_else(|| "Not said".to_string()),
                    readers: readers.join(", "),
                    // A form of one page prints no copies.
                    copies: field
                        .copies
                        .iter()
                        .filter(|_| self.saves)
                        .map(|reader| reader.word())
                        .collect::<Vec<_>>()
                        .join(", "),
                });
            }
        }
        rows
    }
}
