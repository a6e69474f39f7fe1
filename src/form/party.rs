//! Who fills in a form together: what each party reads and completes, and who leads. Where one person fills in all of a form,
//! every role reads, completes and leads.

use super::{Asked, Form, Party, Section};
use std::collections::{BTreeMap, BTreeSet};

impl Form {
    /// The party with this name.
    pub fn party(&self, name: &str) -> Option<&Party> {
        self.parties.iter().find(|party| party.name == name)
    }

    /// Whether this party leads: it may begin a draft, invite and remove others, delete the draft, and signs it at the end.
    pub fn is_lead(&self, role: &str) -> bool {
        self.parties.is_empty() || self.leads.iter().any(|lead| lead == role)
    }

    /// Whether this party may ever read a section: because it completes it, whatever the condition, or because it is named.
    pub fn is_read_by(&self, section: &Section, role: &str) -> bool {
        self.parties.is_empty() || section.readers().any(|party| party == role)
    }

    /// The sections that this party may read, in order.
    pub fn readable<'f>(&'f self, role: &'f str) -> impl Iterator<Item = &'f Section> + Clone {
        self.sections.iter().filter(move |section| self.is_read_by(section, role))
    }

    /// The names of the sections that each party may read.
    pub fn readable_by_party(&self) -> BTreeMap<String, BTreeSet<String>> {
        self.parties.iter().map(|party| (party.name.clone(), self.readable_names(&party.name))).collect()
    }

    /// The names of the sections that this party may read.
    pub fn readable_names(&self, role: &str) -> BTreeSet<String> {
        self.readable(role).map(|section| section.name.clone()).collect()
    }

    /// Whether this party completes a section, given what was answered. The answers that decide stand in sections that it reads.
    pub fn completes(&self, section: &Section, role: &str, asked: &Asked<'_>) -> bool {
        let is_theirs = |party: &str| party == role;
        self.parties.is_empty()
            || section.completed_by.iter().any(|by| is_theirs(&by.party) && asked.allows(by.when.as_ref()))
    }
}

impl Section {
    /// The parties that complete it as the answers stand, the one that is asked first in front.
    pub fn completed_now(&self, asked: &Asked<'_>) -> Vec<&str> {
        let now = self.completed_by.iter().filter(|by| asked.allows(by.when.as_ref()));
        now.map(|by| by.party.as_str()).collect()
    }

    /// The parties that complete or read it; one may come twice.
    pub fn readers(&self) -> impl Iterator<Item = &str> + Clone {
        let completing = self.completed_by.iter().map(|by| by.party.as_str());
        completing.chain(self.read_by.iter().map(String::as_str))
    }
}
