//! Forms by dice: who fills in and who reads which section, as a table and as the author's file that says the same.

use crate::numbers::Dice;
use std::collections::BTreeSet;

pub(super) const PARTIES: [&str; 4] = ["worker", "teacher", "carer", "helper"];
pub(super) const LEADS: [&str; 2] = ["worker", "teacher"];
const SECTIONS: usize = 6;

/// A form, and what it declares.
pub(super) struct Made {
    pub(super) name: String,
    pub(super) yaml: String,
    pub(super) sections: Vec<Section>,
}

pub(super) struct Section {
    /// Who fills it in, and with which answer to the first question; none: with any.
    completes: Vec<(&'static str, Option<bool>)>,
    reads: BTreeSet<&'static str>,
}

impl Made {
    pub(super) fn reads(&self, role: &str, section: usize) -> bool {
        let section = &self.sections[section];
        section.reads.contains(role) || section.completes.iter().any(|(party, _)| *party == role)
    }

    pub(super) fn completes(&self, role: &str, section: usize, on: bool) -> bool {
        let mut completes = self.sections[section].completes.iter();
        completes.any(|(party, when)| *party == role && when.is_none_or(|when| when == on))
    }

    /// The section that is asked only with one answer to the first question.
    pub(super) fn gated(&self) -> usize {
        SECTIONS - 1
    }

    pub(super) fn asks(&self, section: usize, on: bool) -> bool {
        on || section != self.gated()
    }
}

pub(super) fn form(number: usize, dice: &mut Dice) -> Made {
    let mut sections: Vec<Section> = (0..SECTIONS).map(|section| any_section(section, dice)).collect();
    // The first question decides about others, so all may know its answer.
    sections[0].reads = PARTIES.into();
    let name = format!("made-{number}");
    let yaml = yaml(&name, &sections);
    Made { name, yaml, sections }
}

fn any_section(section: usize, dice: &mut Dice) -> Section {
    let mut completes: Vec<(&'static str, Option<bool>)> = Vec::new();
    for party in PARTIES {
        if dice.often(35) {
            let when = [None, None, Some(true), Some(false)][if section == 0 { 0 } else { dice.roll(4) }];
            completes.push((party, when));
        }
    }
    if completes.is_empty() {
        completes.push((PARTIES[dice.roll(PARTIES.len())], None));
    }
    // Somebody fills it in, whatever is answered.
    let somebody = dice.roll(completes.len());
    completes[somebody].1 = None;
    let mut reads: BTreeSet<&'static str> = PARTIES.into_iter().filter(|_| dice.often(30)).collect();
    // One who signs can read it.
    reads.insert(LEADS[dice.roll(LEADS.len())]);
    Section { completes, reads }
}

fn yaml(name: &str, sections: &[Section]) -> String {
    let mut text = format!(
        "form: {name}\nversion: 2026-11-24\ntitle: A plan by dice\nsummary: A plan.\nreference: MADE\nsent_to: team\nsave: true\n\
         keep: {{ draft_days: 45, submitted_days: 90, after_confirmed_days: 30, carried_days: 200 }}\n\
         who_reads: The team.\nwhen_read: On working days.\ncannot_wait: Call 999.\n\
         confirmation: {{ title: Plan sent, next: We will answer. }}\n\
         parties:\n  worker: Social worker\n  teacher: Teacher\n  carer: Carer\n  helper: Helper\nleads: [worker, teacher]\n\
         conditions:\n  is-on: {{ field: on, is: \"yes\" }}\nsections:\n"
    );
    let copies = "carry: confirm, copies: [school, carer, parent, child, iro, meeting]";
    for (at, section) in sections.iter().enumerate() {
        let completes: Vec<String> = section
            .completes
            .iter()
            .map(|(party, when)| match when {
                None => (*party).to_string(),
                Some(true) => format!("{{ party: {party}, when: is-on }}"),
                Some(false) => format!("{{ party: {party}, when: {{ not: is-on }} }}"),
            })
            .collect();
        let reads: Vec<&str> = section.reads.iter().copied().collect();
        text += &format!(
            "  - section: s{at}\n    title: Section {at}\n    completed_by: [{}]\n    read_by: [{}]\n",
            completes.join(", "),
            reads.join(", ")
        );
        if at + 1 == sections.len() {
            text += "    when: is-on\n";
        }
        text += &format!("    pages:\n      - page: p{at}\n        title: Page {at}\n        fields:\n");
        if at == 0 {
            text +=
                "          - { field: on, type: yes-no, label: Is it on?, optional: true, carry: confirm }\n";
        }
        text += &format!(
            "          - {{ field: text{at}, type: textarea, label: What is there to say of {at}?, optional: true, {copies} }}\n\
             \x20     - page: r{at}\n        title: Rows {at}\n        repeat: {{ name: row, min: 0, max: 3, summary: \"{{row{at}}}\", carry: confirm }}\n        fields:\n\
             \x20         - {{ field: row{at}, type: text, label: What is in row {at}?, copies: [school, carer, parent, child, iro, meeting] }}\n"
        );
    }
    text
}
