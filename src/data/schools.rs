//! Schools, nurseries and colleges: whom to ask about a child who learns there.

use super::contacts::{council_path, no_row_for};
use super::{Contact, Validity, council, row_place, validity};
use crate::config::{Config, Council};
use crate::problem::{Place, one_of};
use crate::source::{Node, Reader};

/// A school, nursery or college, and the contact for the children who learn there.
#[derive(Clone, Debug, PartialEq)]
pub struct School {
    /// Its name, with the town where one is given: what tells it from others.
    pub name: String,
    /// The council whose children this row is about; none if it is about those of every council.
    pub council: Option<Council>,
    /// The id of the contact.
    pub contact: String,
    /// Whether there is no such school.
    pub sample: bool,
    /// The days on which the row holds.
    pub validity: Validity,
    /// Where the row stands.
    pub place: Place,
}

impl School {
    /// Whether the row is about children of this council.
    pub fn is_for(&self, council: Option<&Council>) -> bool {
        self.council.is_none() || self.council.as_ref() == council
    }
}

/// Where the schools for children of one council stand, or of the only one, below the page of contacts.
pub fn schools_path(council: Option<&Council>) -> String {
    format!("{}schools/", council.map(council_path).unwrap_or_default())
}

pub(super) fn read(reader: &Reader<'_>, node: &Node, config: &Config, contacts: &[Contact]) -> Vec<School> {
    let mut schools: Vec<School> = Vec::new();
    for mut row in reader.rows(node, "school") {
        let name = row.required_text("school");
        let town = row.words("town");
        let council = council(&mut row, config);
        let contact = row.required_text("contact");
        let sample = row.flag("sample", false);
        let validity = validity(&mut row);
        let place = row_place(reader.file, &row);
        row.finish();
        let (Some(name), Some(contact)) = (name, contact) else { continue };
        let full_name = match town {
            Some(town) => format!("{}, {town}", name.value),
            None => name.value,
        };
        let is_same = |other: &School| other.name == full_name && other.council == council;
        if schools.iter().any(|other| is_same(other) && other.validity.overlaps(&validity)) {
            let message = format!("the school `{full_name}` stands twice for the same council");
            let help = "keep one of the two, give each its own `town` or `council`, or let one end, by its `valid_to`, before the other begins";
            reader.error("id-taken", name.span, message, help);
        }
        if !contacts.iter().any(|other| other.id == contact.value) {
            let message = format!("there is no contact `{}`", contact.value);
            let help = one_of(&contact.value, contacts.iter().map(|contact| contact.id.as_str()));
            reader.error("contact-unknown", contact.span, message, help);
        } else if let Some(left_out) = no_row_for(contacts, &contact.value, council.as_ref(), config) {
            let message = format!(
                "the contact `{}` does not serve {left_out}, whose children may learn here too",
                contact.value
            );
            let help = "name a contact that has no `council`, or say with `council` whose children this row is about";
            reader.error("contact-many", contact.span, message, help);
        }
        schools.push(School { name: full_name, council, contact: contact.value, sample, validity, place });
    }
    schools
}
