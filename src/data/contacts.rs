//! Contacts: posts and mailboxes, never people.

use super::{Validity, council, row_place, validity};
use crate::config::{Config, Council};
use crate::problem::{Place, one_of};
use crate::source::{Located, Node, Reader, Table};

/// A post that answers questions, for one council or for all.
#[derive(Clone, Debug, PartialEq)]
pub struct Contact {
    /// Its id; the same id stands once for each council that has the post.
    pub id: String,
    /// The council it works for; none if it works for all.
    pub council: Option<Council>,
    /// The name of the post.
    pub name: String,
    /// What it helps with, in a sentence.
    pub helps_with: String,
    /// Its e-mail address.
    pub mailbox: Option<String>,
    /// Its phone number, as people write it.
    pub phone: Option<String>,
    /// When somebody answers.
    pub hours: Option<String>,
    /// The contact that answers when this one does not.
    pub cover: Option<String>,
    /// Whether this is a sample that no one answers.
    pub sample: bool,
    /// The days on which it holds.
    pub validity: Validity,
    /// Where the row stands.
    pub place: Place,
}

impl Contact {
    /// Whether this contact answers for the council; one without a council answers for all.
    pub fn serves(&self, council: Option<&Council>) -> bool {
        self.council.as_ref() == council
    }

    /// Where its own page stands below the page of contacts, as `north/school-age/`. The council comes first where there
    /// are several.
    pub fn path(&self, config: &Config) -> String {
        match &self.council {
            Some(council) if config.has_several_councils() => {
                format!("{}{}/", council_path(council), self.id)
            }
            _ => format!("{}/", self.id),
        }
    }
}

/// Where the contacts for children of one council stand, below the page of contacts.
pub fn council_path(council: &Council) -> String {
    format!("{}/", council.id)
}

pub(super) fn read(reader: &Reader<'_>, node: &Node, config: &Config) -> Vec<Contact> {
    let mut contacts: Vec<Contact> = Vec::new();
    let mut covers: Vec<(Located<String>, Option<Council>)> = Vec::new();
    for mut row in reader.rows(node, "contact") {
        let id = row.required_text("contact");
        let council = council(&mut row, config);
        let name = row.required_text("name");
        let helps_with = row.words("helps_with").unwrap_or_default();
        let mailbox = mailbox(&mut row);
        let phone = phone(&mut row);
        let hours = row.words("hours");
        let cover = row.text("cover");
        let sample = row.flag("sample", false);
        let validity = validity(&mut row);
        let place = row_place(reader.file, &row);
        if mailbox.is_none()
            && phone.is_none()
            && !row.entries().iter().any(|entry| entry.key == "mailbox" || entry.key == "phone")
        {
            reader.error(
                "contact-unreachable",
                row.span.start..row.span.start + 1,
                "this contact has neither `mailbox` nor `phone`",
                "add at least one of them",
            );
        }
        row.finish();
        if let Some(id) = id.as_ref().filter(|id| !can_be_part_of_address(&id.value)) {
            reader.error(
                "contact-name",
                id.span.clone(),
                format!("`{}` can't be part of an address, and each contact has a page", id.value),
                "write small letters, digits and `-` only, as `post-16`",
            );
        }
        covers.extend(cover.clone().map(|cover| (cover, council.clone())));
        let (Some(id), Some(name)) = (id, name) else { continue };
        let is_same = |other: &Contact| other.id == id.value && other.council == council;
        if contacts.iter().any(|other| is_same(other) && other.validity.overlaps(&validity)) {
            let message = format!("the contact `{}` stands twice for the same council", id.value);
            let help = "keep one of the two, give each its own `council`, or let one end, by its `valid_to`, before the other begins";
            reader.error("id-taken", id.span, message, help);
        }
        let cover = cover.map(|cover| cover.value);
        contacts.push(Contact {
            id: id.value,
            council,
            name: name.value,
            helps_with,
            mailbox,
            phone,
            hours,
            cover,
            sample,
            validity,
            place,
        });
    }
    for (cover, council) in &covers {
        check_cover(reader, &contacts, cover, council.as_ref(), config);
    }
    contacts
}

/// Whoever reads of a contact must be able to try its cover: that of the same council, or one that serves all.
fn check_cover(
    reader: &Reader<'_>,
    contacts: &[Contact],
    cover: &Located<String>,
    council: Option<&Council>,
    config: &Config,
) {
    let mut rows = contacts.iter().filter(|contact| contact.id == cover.value).peekable();
    if rows.peek().is_none() {
        let help = one_of(&cover.value, contacts.iter().map(|contact| contact.id.as_str()));
        let message = format!("there is no contact `{}`", cover.value);
        return reader.error("contact-unknown", cover.span.clone(), message, help);
    }
    let answers = |contact: &Contact| contact.serves(None) || contact.serves(council);
    if config.has_several_councils() && !rows.any(answers) {
        let whom = council.map_or("every council", |council| &council.name);
        let message = format!("the contact `{}` does not serve {whom}, as this one does", cover.value);
        reader.error(
            "contact-many",
            cover.span.clone(),
            message,
            "name a contact that has no `council`, or the same one",
        );
    }
}

/// The first council whose children find no row of this contact: of `council`, or of any if there is none.
pub(super) fn no_row_for<'a>(
    contacts: &[Contact],
    id: &str,
    council: Option<&'a Council>,
    config: &'a Config,
) -> Option<&'a str> {
    let answers = |council: &Council| {
        contacts
            .iter()
            .any(|contact| contact.id == id && (contact.serves(None) || contact.serves(Some(council))))
    };
    if !config.has_several_councils() {
        return None;
    }
    let all = council.is_none().then_some(&config.councils).into_iter().flatten();
    council.into_iter().chain(all).find(|council| !answers(council)).map(|council| council.name.as_str())
}

fn can_be_part_of_address(id: &str) -> bool {
    !id.starts_with('-') && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn mailbox(row: &mut Table<'_>) -> Option<String> {
    let text = row.text("mailbox")?;
    let is_address = text.value.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && host.contains('.')
            && !host.starts_with('.')
            && !text.value.contains(|c: char| c.is_whitespace() || "<>\"'?&,;:".contains(c))
    });
    if !is_address {
        row.reader().error(
            "contact-mailbox",
            text.span,
            format!("`{}` is not an e-mail address", text.value),
            "write one address, as `virtualschool@example.gov.uk`",
        );
        return None;
    }
    Some(text.value)
}

fn phone(row: &mut Table<'_>) -> Option<String> {
    let text = row.text("phone")?;
    let digits = text.value.chars().filter(char::is_ascii_digit).count();
    let only_phone = text.value.chars().all(|c| c.is_ascii_digit() || " +()".contains(c));
    if !only_phone || !(3..=15).contains(&digits) {
        row.reader().error(
            "contact-phone",
            text.span,
            format!("`{}` is not a phone number", text.value),
            "write digits and spaces, as `01632 960101`",
        );
        return None;
    }
    Some(text.value)
}
