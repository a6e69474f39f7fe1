//! `page.finder`: what a page of the contact finder shows.

use super::{LinkView, PageView};
use crate::data::{council_path, schools_path};
use crate::site::{Finder, FinderPage, Post, SchoolLine, Shows, Site};
use crate::text::ContactView;
use serde::Serialize;

/// The contacts for a council, one post, or the schools.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(in crate::render) enum FinderView {
    Council(CouncilView),
    Post(Box<PostView>),
    Schools(SchoolsView),
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(in crate::render) struct CouncilView {
    contacts: Vec<ContactView>,
    schools_url: Option<String>,
    others: Vec<LinkView>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(in crate::render) struct PostView {
    contact: ContactView,
    council_name: Option<String>,
    /// Who answers when nobody does here.
    cover: Option<ContactView>,
    /// The same post for the children of other councils.
    others: Vec<ContactView>,
    schools: Vec<String>,
    named_by: Vec<LinkView>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(in crate::render) struct SchoolsView {
    samples: bool,
    letters: Vec<LetterView>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct LetterView {
    letter: String,
    id: String,
    schools: Vec<SchoolView>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct SchoolView {
    name: String,
    contact: String,
    url: Option<String>,
}

/// A page of the finder, with what stands around it.
pub(super) fn page(site: &Site, finder: &Finder, page: &FinderPage) -> PageView {
    let above = &site.pages[finder.page];
    let url = |path: &str| site.config.base_url.path_of(&format!("{}{path}", above.address));
    let (words, within, view) = match &page.shows {
        Shows::Council { council, contacts, has_schools } => {
            let others = site.config.councils.iter().filter(|other| *other != council);
            let view = CouncilView {
                contacts: contacts.clone(),
                schools_url: has_schools.then(|| url(&schools_path(Some(council)))),
                others: others
                    .map(|other| LinkView::made(other.name.clone(), url(&council_path(other))))
                    .collect(),
            };
            let title = format!("Who to ask: {}", council.short_name);
            let summary = format!("For a child in care to {}. Choose who you need.", council.name);
            ((title, summary), None, FinderView::Council(view))
        }
        Shows::Post(post) => {
            let title = post.contact.name.clone();
            let words = (title, post.contact.helps_with.clone());
            (words, post.council.as_ref(), FinderView::Post(Box::new(PostView::new(site, post))))
        }
        Shows::Schools { council, schools } => {
            let whose = council.as_ref().map(|council| format!(" to {}", council.name)).unwrap_or_default();
            let of = council.as_ref().map(|council| format!(": {}", council.short_name)).unwrap_or_default();
            let title = format!("Find by school, nursery or college{of}");
            let summary = format!("Who to ask about a child in care{whose}, by where the child learns.");
            ((title, summary), council.as_ref(), FinderView::Schools(SchoolsView::new(schools)))
        }
    };
    let within = within.filter(|_| site.config.has_several_councils());
    let within =
        within.map(|council| LinkView::made(council.short_name.clone(), url(&council_path(council))));
    PageView::of_finder(site, above, &page.address, words, within, view)
}

impl PostView {
    fn new(site: &Site, post: &Post) -> PostView {
        PostView {
            contact: post.contact.clone(),
            council_name: post.council.as_ref().map(|council| council.name.clone()),
            cover: post.cover.clone(),
            others: post.others.clone(),
            schools: post.schools.clone(),
            named_by: post.named_by.iter().map(|id| LinkView::new(site, &site.pages[*id])).collect(),
        }
    }
}

impl SchoolsView {
    fn new(schools: &[SchoolLine]) -> SchoolsView {
        let mut letters: Vec<LetterView> = Vec::new();
        for line in schools {
            let letter = first_letter(&line.school);
            let entry = SchoolView {
                name: line.school.clone(),
                contact: line.contact.name.clone(),
                url: line.contact.url.clone(),
            };
            match letters.last_mut().filter(|last| last.letter == letter) {
                Some(last) => last.schools.push(entry),
                None => {
                    let id = (letters.len() + 1).to_string();
                    letters.push(LetterView { letter, id, schools: vec![entry] });
                }
            }
        }
        SchoolsView { samples: schools.iter().any(|line| line.sample), letters }
    }
}

fn first_letter(name: &str) -> String {
    name.chars().next().map(|c| c.to_uppercase().collect()).unwrap_or_default()
}
