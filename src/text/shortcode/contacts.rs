//! Contacts by shortcode: one, all of them, and the first step of the contact finder.

use super::Shortcode;
use super::draw::{Shortcodes, text_argument};
use crate::config::Config;
use crate::data::{Contact, Data, council_path, schools_path};
use crate::problem::Problem;
use crate::source::Text;
use serde::Serialize;

/// A contact as templates see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs)] // the keys of `contacts.yaml`
pub struct ContactView {
    pub id: String,
    pub name: String,
    pub council: Option<String>,
    pub helps_with: String,
    pub mailbox: Option<String>,
    pub mail_url: Option<String>,
    pub phone: Option<String>,
    pub phone_url: Option<String>,
    pub hours: Option<String>,
    pub cover: Option<String>,
    pub sample: bool,
    /// Its own page, where the site has one.
    pub url: Option<String>,
}

#[derive(Serialize)]
pub(super) struct ContactGroup {
    council: Option<String>,
    contacts: Vec<ContactView>,
}

/// The first step of the contact finder.
#[derive(Serialize)]
pub(super) struct FinderView {
    councils: Vec<StepView>,
    contacts: Vec<ContactView>,
    schools_url: Option<String>,
}

#[derive(Serialize)]
struct StepView {
    title: String,
    url: String,
}

impl ContactView {
    /// A contact with its links, and with the name of its cover.
    pub fn new(contact: &Contact, data: &Data) -> ContactView {
        let cover = contact.cover.as_deref().and_then(|id| data.contact(id, contact.council.as_ref()));
        ContactView {
            id: contact.id.clone(),
            name: contact.name.clone(),
            council: contact.council.as_ref().map(|council| council.short_name.clone()),
            helps_with: contact.helps_with.clone(),
            mail_url: contact.mailbox.as_ref().map(|mailbox| format!("mailto:{mailbox}")),
            mailbox: contact.mailbox.clone(),
            phone_url: contact
                .phone
                .as_ref()
                .map(|phone| format!("tel:{}", phone.replace([' ', '(', ')'], ""))),
            phone: contact.phone.clone(),
            hours: contact.hours.clone(),
            cover: cover.map(|cover| cover.name.clone()),
            sample: contact.sample,
            url: None,
        }
    }

    /// The same with its page below the page of contacts, if there is one.
    #[must_use]
    pub fn with_page(self, contact: &Contact, config: &Config, contacts_url: Option<&str>) -> ContactView {
        let below = |base: &str| format!("{}{}", without_anchor(base), contact.path(config));
        ContactView { url: contacts_url.map(below), ..self }
    }
}

impl Shortcodes<'_> {
    pub(super) fn contacts(&self, file: &Text, shortcode: &Shortcode) -> Result<Vec<ContactView>, Problem> {
        let id = text_argument(file, shortcode, "id")?;
        let found: Vec<ContactView> =
            self.data.contacts(id).map(|contact| self.contact_view(contact)).collect();
        if found.is_empty() {
            return Err(self.data.no_contact(id, file.place(shortcode.span.clone())));
        }
        Ok(found)
    }

    fn contact_view(&self, contact: &Contact) -> ContactView {
        ContactView::new(contact, self.data).with_page(contact, self.config, self.contacts_url.as_deref())
    }

    /// The first step of the contact finder: the councils, or all contacts where there are not several.
    pub(super) fn finder(&self, file: &Text, shortcode: &Shortcode) -> Result<FinderView, Problem> {
        let Some(contacts_url) = &self.contacts_url else {
            let message = "there is no page of contacts, below which the contact finder stands";
            return Err(Problem::error("finder-contacts", file.place(shortcode.span.clone()), message)
                .help("name it in `site.toml`: `contacts = \"contacts.md\"` below `[pages]`"));
        };
        let base = without_anchor(contacts_url);
        let has_several = self.config.has_several_councils();
        let of_all = if has_several { &[][..] } else { self.data.contacts.as_slice() };
        let councils = self.config.councils.iter().filter(|_| has_several);
        Ok(FinderView {
            councils: councils
                .map(|council| StepView {
                    title: council.name.clone(),
                    url: format!("{base}{}", council_path(council)),
                })
                .collect(),
            contacts: of_all.iter().map(|contact| self.contact_view(contact)).collect(),
            schools_url: (!has_several && !self.data.schools.is_empty())
                .then(|| format!("{base}{}", schools_path(None))),
        })
    }

    /// Contacts of all councils first, then those of each.
    pub(super) fn groups(&self) -> Vec<ContactGroup> {
        let councils = std::iter::once(None).chain(self.config.councils.iter().map(Some));
        let groups = councils.map(|council| ContactGroup {
            council: council.map(|council| council.name.clone()),
            contacts: self
                .data
                .contacts
                .iter()
                .filter(|contact| contact.serves(council))
                .map(|contact| self.contact_view(contact))
                .collect(),
        });
        groups.filter(|group| !group.contacts.is_empty()).collect()
    }
}

fn without_anchor(url: &str) -> &str {
    url.split('#').next().unwrap_or_default()
}
