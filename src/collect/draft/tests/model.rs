//! What should be true of a draft that several people fill in: who opens which section, and what stands in it. No key is in it.
//!
//! Each step is told what its party saw when it opened the draft (`seen`), which may be older than what stands now.

use crate::collect::draft::{Readable, Saved};
use crate::collect::store::MOST_PARTIES;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// An invitation opens for so long.
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

#[derive(Clone)]
pub(super) struct Model {
    pub(super) readable: Readable,
    /// The roles that sign.
    pub(super) leads: Vec<String>,
    pub(super) sections: BTreeMap<String, Section>,
    /// All that ever joined, in their order.
    pub(super) parties: Vec<Party>,
    /// All that there ever were.
    pub(super) invitations: Vec<Invitation>,
    /// The sections that the team has a key to.
    pub(super) team: BTreeSet<String>,
    /// Whether the council has its recovery on.
    pub(super) recovers: bool,
    /// The roles that have signed: which party, and whether it carries.
    pub(super) signed: BTreeMap<String, (usize, bool)>,
    /// What the team has received, with the revisions.
    pub(super) parts: BTreeMap<String, u64>,
    pub(super) is_closed: bool,
    pub(super) now: Timestamp,
    /// How many keys of sections were made.
    keys: u32,
    /// How many prints were sealed.
    prints: u32,
}

#[derive(Clone, Default)]
pub(super) struct Section {
    pub(super) text: String,
    pub(super) revision: u64,
    /// Which key it has; none until somebody makes one.
    pub(super) key: u32,
    pub(super) sent: Option<u64>,
    /// What tells the answers that were sent, which never change here: which one it is, and the key that it is under.
    print: Option<(u32, u32)>,
    pub(super) is_returned: bool,
    pub(super) reason: Option<String>,
    pub(super) carried: Option<String>,
}

#[derive(Clone)]
pub(super) struct Party {
    pub(super) role: String,
    pub(super) keys: BTreeSet<String>,
    pub(super) is_gone: bool,
}

#[derive(Clone)]
pub(super) struct Invitation {
    pub(super) role: String,
    pub(super) keys: BTreeSet<String>,
    /// None: the team.
    pub(super) by: Option<usize>,
    pub(super) expires: Timestamp,
    /// It was used, taken back, or went with a removal.
    pub(super) is_gone: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Done,
    Closed,
    Changed,
    Gone,
}

impl Model {
    pub(super) fn begun(
        readable: Readable,
        sections: &[String],
        role: &str,
        recovers: bool,
        now: Timestamp,
    ) -> Model {
        let mut model = Model {
            leads: readable.keys().cloned().collect(),
            sections: sections.iter().map(|name| (name.clone(), Section::default())).collect(),
            parties: Vec::new(),
            invitations: Vec::new(),
            team: BTreeSet::new(),
            recovers,
            signed: BTreeMap::new(),
            parts: BTreeMap::new(),
            is_closed: false,
            now,
            keys: 0,
            prints: 0,
            readable,
        };
        let keys = model.readable[role].clone();
        keys.iter().for_each(|name| model.make_key(name));
        model.parties.push(Party { role: role.to_owned(), keys, is_gone: false });
        model
    }

    fn make_key(&mut self, section: &str) {
        self.keys += 1;
        self.sections.get_mut(section).expect("a section").key = self.keys;
    }

    pub(super) fn living(&self) -> impl Iterator<Item = usize> {
        (0..self.parties.len()).filter(|at| !self.parties[*at].is_gone)
    }

    pub(super) fn is_open(&self, invitation: &Invitation) -> bool {
        !invitation.is_gone && self.now < invitation.expires
    }

    fn may_read(&self, party: usize, section: &str) -> bool {
        self.readable[&self.parties[party].role].contains(section)
    }

    /// Whether a party has the keys of these sections that it had then. None: the team.
    fn holds(&self, seen: &Model, party: Option<usize>, sections: &BTreeSet<String>) -> bool {
        let held = match party {
            Some(party) if self.parties[party].is_gone => return false,
            Some(party) => &self.parties[party].keys,
            None => &self.team,
        };
        let key = |model: &Model, name: &str| model.sections.get(name).map(|section| section.key);
        sections.iter().all(|name| held.contains(name) && key(self, name) == key(seen, name))
    }

    fn is_at(&self, seen: &Model, section: &str) -> bool {
        let revision = |model: &Model| model.sections.get(section).map(|section| section.revision);
        revision(self).is_some() && revision(self) == revision(seen)
    }

    /// Neither sent nor sent back since.
    fn is_sent_as(&self, seen: &Model, section: &str) -> bool {
        let known = |model: &Model| {
            model.sections.get(section).map(|section| (section.print, section.reason.clone()))
        };
        known(self) == known(seen)
    }

    fn new_print(&mut self, key: u32) -> (u32, u32) {
        self.prints += 1;
        (self.prints, key)
    }

    fn unsign(&mut self) {
        for role in std::mem::take(&mut self.signed).into_keys() {
            self.parts.remove(&format!("sign-off:{role}"));
        }
        self.sections.values_mut().for_each(|section| section.carried = None);
    }

    pub(super) fn save(&mut self, seen: &Model, party: usize, texts: &[(String, String)]) -> Saved {
        let named = texts.iter().map(|(name, _)| name.clone()).collect();
        let is_as_seen = texts.iter().all(|(name, _)| self.is_at(seen, name));
        if self.is_closed || !self.holds(seen, Some(party), &named) || !is_as_seen {
            return Saved::Stale;
        }
        for (name, text) in texts {
            let section = self.sections.get_mut(name).expect("a section");
            section.text.clone_from(text);
            section.revision += 1;
        }
        if !texts.is_empty() {
            self.unsign();
        }
        Saved::Done
    }

    /// What is invited: the sections that a party could read then and the role may. None: the team.
    pub(super) fn invite(&mut self, seen: &Model, by: Option<usize>, role: &str) -> bool {
        let held = match by {
            Some(by) => &seen.parties[by].keys,
            None => &seen.team,
        };
        let keys: BTreeSet<String> = held.intersection(&self.readable[role]).cloned().collect();
        let open = self.invitations.iter().filter(|invitation| self.is_open(invitation)).count();
        let is_full = self.living().count() + open >= MOST_PARTIES as usize;
        if self.is_closed || is_full || !self.holds(seen, by, &keys) {
            return false;
        }
        let expires = self.now + WEEK;
        self.invitations.push(Invitation { role: role.to_owned(), keys, by, expires, is_gone: false });
        true
    }

    pub(super) fn uninvite(&mut self, invitation: usize) {
        self.invitations[invitation].is_gone = true;
    }

    pub(super) fn join(&mut self, invitation: usize) -> bool {
        if self.is_closed || !self.is_open(&self.invitations[invitation]) {
            return false;
        }
        let Invitation { role, mut keys, .. } = self.invitations[invitation].clone();
        self.invitations[invitation].is_gone = true;
        for name in self.readable[&role].clone() {
            let is_somebodys = self.living().any(|party| self.parties[party].keys.contains(&name));
            if !keys.contains(&name) && !is_somebodys && self.sections[&name].revision == 0 {
                self.make_key(&name);
                keys.insert(name.clone());
                let section = self.sections.get_mut(&name).expect("a section");
                (section.reason, section.print) = (None, None);
                // The team had a key to nothing: it is another key's now, and so is what the team invites with.
                if self.team.remove(&name) {
                    let by_team = self.invitations.iter_mut().filter(|invitation| invitation.by.is_none());
                    by_team.for_each(|invitation| invitation.is_gone = true);
                }
            }
        }
        self.parties.push(Party { role, keys, is_gone: false });
        true
    }

    /// The team gets the keys that it lacks.
    pub(super) fn share(&mut self, seen: &Model, from: usize) {
        let given = seen.parties[from].keys.difference(&seen.team).filter(|_| self.recovers);
        let given: BTreeSet<String> = given.cloned().collect();
        if !self.is_closed && self.holds(seen, Some(from), &given) {
            self.team.extend(given);
        }
    }

    /// Whether one has a key that another lacks and may have.
    pub(super) fn lacks(&self, from: usize, to: usize) -> bool {
        self.parties[from].keys.difference(&self.parties[to].keys).any(|name| self.may_read(to, name))
    }

    /// Another gets the keys that they lack of what their role may read.
    pub(super) fn give(&mut self, seen: &Model, from: usize, to: usize) -> bool {
        if seen.parties.get(to).is_none_or(|to| to.is_gone) {
            return false;
        }
        let given = seen.parties[from].keys.difference(&seen.parties[to].keys);
        let given: BTreeSet<String> = given.filter(|name| seen.may_read(to, name)).cloned().collect();
        if self.is_closed || given.is_empty() || !self.holds(seen, Some(from), &given) {
            return false;
        }
        if !self.parties[to].is_gone {
            self.parties[to].keys.extend(given);
        }
        true
    }

    /// Take a party's access away. None: the team does.
    pub(super) fn remove(&mut self, seen: &Model, by: Option<usize>, gone: usize) -> bool {
        let held = match by {
            Some(by) => &seen.parties[by].keys,
            None => &seen.team,
        };
        let rekeyed: BTreeSet<String> = held.intersection(&seen.parties[gone].keys).cloned().collect();
        let staying = |model: &Model| model.living().filter(|party| *party != gone).collect::<Vec<_>>();
        if staying(self) != staying(seen)
            || !self.holds(seen, by, &rekeyed)
            || !rekeyed.iter().all(|name| self.is_at(seen, name) && self.is_sent_as(seen, name))
        {
            return false;
        }
        self.parties[gone].is_gone = true;
        self.parties[gone].keys.clear();
        self.invitations.iter_mut().for_each(|invitation| invitation.is_gone = true);
        for name in &rekeyed {
            // A role alone gives nobody a key.
            let had: Vec<usize> =
                staying(seen).into_iter().filter(|party| seen.parties[*party].keys.contains(name)).collect();
            let before = self.sections[name].clone();
            self.make_key(name);
            if let Some((_, key)) = before.print {
                let print = self.new_print(self.keys);
                let section = self.sections.get_mut(name).expect("a section");
                section.print = (key == before.key).then_some(print);
            }
            for party in had {
                if self.may_read(party, name) {
                    self.parties[party].keys.insert(name.clone());
                }
            }
            self.team.remove(name);
            if self.recovers && !self.is_closed {
                self.team.insert(name.clone());
            }
            self.sections.get_mut(name).expect("a section").carried = None;
        }
        if !self.is_closed {
            self.unsign();
        }
        true
    }

    pub(super) fn send(&mut self, seen: &Model, party: usize, section: &str) -> Answer {
        if self.is_closed {
            return Answer::Gone;
        }
        let has_key = !self.parties[party].is_gone && self.parties[party].keys.contains(section);
        if !has_key || !self.is_at(seen, section) {
            return Answer::Changed;
        }
        let known = &seen.sections[section];
        let print = match known.print {
            Some((print, key)) if key == known.key => (print, key),
            _ => self.new_print(known.key),
        };
        let sent = self.sections.get_mut(section).expect("a section");
        let is_new = (sent.sent, sent.print) != (Some(sent.revision), Some(print));
        (sent.sent, sent.print) = (Some(sent.revision), Some(print));
        sent.is_returned = false;
        sent.reason = None;
        self.parts.insert(section.to_owned(), sent.revision);
        if is_new {
            self.unsign();
        }
        Answer::Done
    }

    /// None: the team sends it back.
    pub(super) fn send_back(&mut self, seen: &Model, by: Option<usize>, section: &str, reason: &str) -> bool {
        let one = BTreeSet::from([section.to_owned()]);
        if self.is_closed || !self.holds(seen, by, &one) || !self.is_at(seen, section) {
            return false;
        }
        let returned = self.sections.get_mut(section).expect("a section");
        if returned.sent.is_none() {
            return false;
        }
        returned.is_returned = true;
        returned.reason = Some(reason.to_owned());
        self.unsign();
        true
    }

    /// Who signs has looked at all that it may read, and carries all of it.
    pub(super) fn sign(&mut self, seen: &Model, party: usize, carries: bool) -> Answer {
        if self.is_closed {
            return Answer::Gone;
        }
        let keys = seen.parties[party].keys.clone();
        let is_ready = |name: &String, section: &Section| {
            // A signature speaks of every section, also of those that who signs can't open.
            let before = &seen.sections[name];
            if (section.revision, section.sent) != (before.revision, before.sent) {
                return false;
            }
            let is_in = section.sent == Some(section.revision) && !section.is_returned;
            if keys.contains(name) {
                // Who signs takes a section for asked that was sent once.
                let is_asked = seen.sections[name].sent.is_some();
                return self.is_at(seen, name) && (is_in || !is_asked);
            }
            let is_anyones = self.living().any(|party| self.parties[party].keys.contains(name));
            is_in || !is_anyones || (section.revision == 0 && section.sent.is_none())
        };
        let is_ready = self.sections.iter().all(|(name, section)| is_ready(name, section));
        if self.parts.is_empty() || !self.holds(seen, Some(party), &keys) || !is_ready {
            return Answer::Changed;
        }
        let role = self.parties[party].role.clone();
        self.parts.insert(format!("sign-off:{role}"), 0);
        self.signed.insert(role, (party, carries));
        for name in keys.iter().filter(|_| carries) {
            let section = self.sections.get_mut(name).expect("a section");
            if section.revision > 0 {
                section.carried = Some(carried(name, section.revision));
            }
        }
        let has_joined = |role: &String| self.living().any(|party| self.parties[party].role == *role);
        if !self.leads.iter().all(|role| !has_joined(role) || self.signed.contains_key(role)) {
            return Answer::Done;
        }
        self.close();
        Answer::Closed
    }

    fn close(&mut self) {
        let all_carry = self.signed.values().all(|(_, carries)| *carries);
        self.sections.retain(|_, section| all_carry && section.carried.is_some());
        for section in self.sections.values_mut() {
            section.text = section.carried.take().unwrap_or_default();
            section.reason = None;
        }
        for party in &mut self.parties {
            party.keys.retain(|name| self.sections.contains_key(name));
        }
        self.team.clear();
        self.invitations.iter_mut().for_each(|invitation| invitation.is_gone = true);
        self.is_closed = true;
    }
}

/// What is carried of a section.
pub(super) fn carried(section: &str, revision: u64) -> String {
    format!("carried of {section} at {revision}")
}
