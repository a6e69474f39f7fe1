//! The contact finder: below the page of contacts, a page for each council, each post and each council's schools.

use super::addresses::Addresses;
use super::{Page, PageId, Parts};
use crate::config::{Config, Council};
use crate::data::{Contact, Data, School, council_path, schools_path};
use crate::problem::{Place, Problem};
use crate::text::ContactView;
use std::collections::BTreeMap;

/// A post that more pages name than this is one for every question: a list of the pages would not tell what it is for.
const MOST_PAGES_NAMED: usize = 10;

/// The pages below the page of contacts.
#[derive(Debug)]
pub struct Finder {
    /// The page of contacts, as `[pages]` names it.
    pub page: PageId,
    /// Councils first, then posts, then schools.
    pub pages: Vec<FinderPage>,
}

/// A page of the finder.
#[derive(Debug)]
pub struct FinderPage {
    /// Its address, relative to the site.
    pub address: String,
    /// What it shows.
    pub shows: Shows,
}

/// What a page of the finder shows.
#[derive(Debug)]
pub enum Shows {
    /// Whom to ask about a child of one council, where there are several.
    Council {
        /// The council.
        council: Council,
        /// Its own contacts and those that serve all, in the order of the file.
        contacts: Vec<ContactView>,
        /// Whether there is a list of schools.
        has_schools: bool,
    },
    /// One post.
    Post(Box<Post>),
    /// Schools for the children of one council, or of the only one, by name.
    Schools {
        /// The council, where there are several.
        council: Option<Council>,
        /// Each with its contact.
        schools: Vec<SchoolLine>,
    },
}

/// One post, and what a reader wants to know of it.
#[derive(Debug)]
pub struct Post {
    /// The post.
    pub contact: ContactView,
    /// The council whose children it is for; none if for those of every council.
    pub council: Option<Council>,
    /// Who answers when nobody does there.
    pub cover: Option<ContactView>,
    /// The same post for the children of other councils.
    pub others: Vec<ContactView>,
    /// The names of its schools.
    pub schools: Vec<String>,
    /// Pages that send readers to it, unless too many do.
    pub named_by: Vec<PageId>,
}

/// A school and its contact.
#[derive(Debug)]
pub struct SchoolLine {
    /// The name of the school.
    pub school: String,
    /// Whether there is no such school.
    pub sample: bool,
    /// The contact.
    pub contact: ContactView,
}

/// The finder, if `[pages]` names the page of contacts; what would be published over something else is a problem.
pub(super) fn find(
    pages: &[Page],
    contacts_url: Option<&String>,
    addresses: &mut Addresses,
    parts: &Parts<'_>,
    problems: &mut Vec<Problem>,
) -> Option<Finder> {
    let contacts_url = contacts_url?;
    let path = contacts_url.split('#').next().unwrap_or_default();
    let page = pages.iter().position(|page| parts.config.base_url.path_of(&page.address) == path)?;
    let maker = Maker::new(parts, contacts_url, pages, page);
    let mut made: Vec<(Place, String, Shows)> = Vec::new();
    let top = Place::file(pages[page].document.file.path.clone());
    for list in &maker.lists {
        if let Some(council) = list.council {
            made.push((top.clone(), council_path(council), maker.council(council, list)));
        }
    }
    for contact in &parts.data.contacts {
        made.push((contact.place.clone(), contact.path(parts.config), maker.post(contact)));
    }
    for list in &maker.lists {
        if let Some((first, _)) = list.schools.first() {
            made.push((first.place.clone(), schools_path(list.council), maker.list_of_schools(list)));
        }
    }
    let base = &pages[page].address;
    let mut found = Vec::with_capacity(made.len());
    for (place, path, shows) in made {
        let address = format!("{base}{path}");
        let what = format!("the page `/{address}` of the contact finder");
        match addresses.claim_as(&what, &format!("{address}index.html"), place) {
            // An author's page keeps its address.
            Some(problem) => problems.push(problem),
            None => found.push(FinderPage { address, shows }),
        }
    }
    Some(Finder { page, pages: found })
}

struct Maker<'a> {
    config: &'a Config,
    data: &'a Data,
    contacts_url: &'a str,
    /// The pages that name a contact, but for the page of contacts.
    named_by: BTreeMap<&'a str, Vec<PageId>>,
    /// One for each council among which a reader chooses, or one alone.
    lists: Vec<SchoolList<'a>>,
}

/// The schools for children of a council, or of the only one, by name.
struct SchoolList<'a> {
    council: Option<&'a Council>,
    schools: Vec<(&'a School, &'a Contact)>,
}

impl<'a> Maker<'a> {
    fn new(parts: &Parts<'a>, contacts_url: &'a str, pages: &'a [Page], contacts: PageId) -> Maker<'a> {
        let (config, data): (&Config, &Data) = (parts.config, parts.data);
        let mut named_by: BTreeMap<&str, Vec<PageId>> = BTreeMap::new();
        for (id, page) in pages.iter().enumerate().filter(|(id, _)| *id != contacts) {
            for contact in page.document.prose.shortcodes.iter().filter_map(|code| code.names("contact")) {
                let named_by = named_by.entry(contact).or_default();
                if named_by.last() != Some(&id) {
                    named_by.push(id);
                }
            }
        }
        let choice: Vec<Option<&Council>> = match config.has_several_councils() {
            true => config.councils.iter().map(Some).collect(),
            false => vec![None],
        };
        let lists = choice.into_iter().map(|council| SchoolList::new(data, council)).collect();
        Maker { config, data, contacts_url, named_by, lists }
    }

    fn view(&self, contact: &Contact) -> ContactView {
        ContactView::new(contact, self.data).with_page(contact, self.config, Some(self.contacts_url))
    }

    fn council(&self, council: &Council, list: &SchoolList<'_>) -> Shows {
        let is_for = |contact: &&Contact| contact.serves(None) || contact.serves(Some(council));
        Shows::Council {
            council: council.clone(),
            contacts: self.data.contacts.iter().filter(is_for).map(|contact| self.view(contact)).collect(),
            has_schools: !list.schools.is_empty(),
        }
    }

    fn post(&self, contact: &Contact) -> Shows {
        let council = contact.council.as_ref();
        let cover = contact.cover.as_deref().and_then(|id| self.data.contact(id, council));
        let others = self.data.contacts(&contact.id).filter(|other| other.council != contact.council);
        // The same school may lead here for the children of several councils.
        let schools = self.lists.iter().flat_map(|list| &list.schools);
        let schools = schools.filter(|(_, of)| std::ptr::eq(*of, contact)).map(|(school, _)| *school);
        let schools: BTreeMap<(String, &str), &School> =
            schools.map(|school| (by_name(school), school)).collect();
        let named_by = self.named_by.get(contact.id.as_str()).filter(|pages| pages.len() <= MOST_PAGES_NAMED);
        Shows::Post(Box::new(Post {
            contact: self.view(contact),
            council: council.cloned(),
            cover: cover.map(|cover| self.view(cover)),
            others: others.map(|other| self.view(other)).collect(),
            schools: schools.into_values().map(|school| school.name.clone()).collect(),
            named_by: named_by.cloned().unwrap_or_default(),
        }))
    }

    fn list_of_schools(&self, list: &SchoolList<'_>) -> Shows {
        let line = |(school, contact): &(&School, &Contact)| SchoolLine {
            school: school.name.clone(),
            sample: school.sample,
            contact: self.view(contact),
        };
        Shows::Schools { council: list.council.cloned(), schools: list.schools.iter().map(line).collect() }
    }
}

impl<'a> SchoolList<'a> {
    fn new(data: &'a Data, council: Option<&'a Council>) -> SchoolList<'a> {
        let is_for = |school: &&School| council.is_none() || school.is_for(council);
        let with_contact = |school: &'a School| {
            let council = council.or(school.council.as_ref());
            Some((school, data.contact(&school.contact, council)?))
        };
        let mut schools: Vec<_> = data.schools.iter().filter(is_for).filter_map(with_contact).collect();
        schools.sort_by_cached_key(|(school, _)| by_name(school));
        SchoolList { council, schools }
    }
}

/// What a school is sorted by, whatever the letters' case.
fn by_name(school: &School) -> (String, &str) {
    (school.name.to_lowercase(), &school.name)
}
