//! What is looked at after each step of a story.

use super::bytes::{Everything, keys_of_invitation};
use super::handover::DEFINITION;
use super::story::Story;
use crate::collect::draft::*;
use crate::collect::store::{Drafts as _, PartyId};
use std::collections::BTreeMap;

impl Story {
    /// What each code and session opens is what the model says, and nothing that the form does not declare.
    pub(super) fn check(&mut self) {
        let now = self.model.now;
        for party in 0..self.codes.len() {
            let expected = self.model.parties[party].clone();
            if expected.is_gone {
                let tried = self.drafts.try_code(&self.reference, &self.codes[party], now).unwrap();
                assert!(tried.is_none(), "the code of party {party}, who was removed");
                for (session, _) in &self.sessions[party] {
                    assert!(self.drafts.open(&self.reference, session, now).unwrap().is_none());
                }
                continue;
            }
            let open = self.look(party);
            self.check_open(party, &open);
            self.known[party].learn(&open, |name| self.model.sections[name].key);
        }
        // Sessions are many: one a step.
        let party = self.living(self.written as usize);
        for (session, begun) in &self.sessions[party] {
            let open = self.drafts.open(&self.reference, session, now).unwrap();
            assert_eq!(open.is_some(), *begun == now, "a session of party {party}");
            if let Some(open) = open {
                self.check_open(party, &open);
            }
        }
        for code in &self.dead {
            assert!(self.drafts.try_code(&self.reference, code, now).unwrap().is_none(), "an old code");
        }
        (0..self.invitations.len()).for_each(|which| drop(self.try_invitation(which)));
        self.check_invitations();
        let parts = self.store.parts(&self.reference).unwrap();
        let parts: BTreeMap<String, u64> =
            parts.into_iter().map(|(part, _)| (part.name, part.revision)).collect();
        assert_eq!(parts, self.model.parts, "what the team has received");
        let sql = "SELECT name FROM section WHERE carried NOT NULL
             AND draft = (SELECT id FROM draft WHERE reference = ?1) ORDER BY name";
        let mut carried = self.by_hand.prepare(sql).unwrap();
        let carried = carried.query_map([self.reference.as_str()], |row| row.get(0)).unwrap();
        let carried: Vec<String> = carried.map(Result::unwrap).collect();
        let expected = self.model.sections.iter().filter(|(_, section)| section.carried.is_some());
        assert_eq!(carried, expected.map(|(name, _)| name.clone()).collect::<Vec<_>>(), "what is carried");
    }

    fn check_open(&self, party: usize, open: &Open) {
        let expected = &self.model.parties[party];
        let declared = &self.model.readable[&expected.role];
        assert!(
            open.sections.keys().all(|name| declared.contains(name)),
            "party {party} reads what is not declared"
        );
        assert_eq!(
            open.sections.keys().collect::<Vec<_>>(),
            expected.keys.iter().collect::<Vec<_>>(),
            "party {party}"
        );
        for (name, section) in &open.sections {
            let model = &self.model.sections[name];
            let text = std::str::from_utf8(&section.plain).unwrap();
            assert_eq!((text, section.revision), (&*model.text, model.revision), "party {party}, {name}");
            let reason = section.reason.as_ref().map(|reason| String::from_utf8(reason.to_vec()).unwrap());
            assert_eq!(reason, model.reason, "party {party}, {name}");
        }
        let signed: Vec<(&String, PartyId, bool)> =
            open.overview.signed.iter().map(|signed| (&signed.role, signed.party, signed.carries)).collect();
        let mut signed = signed;
        signed.sort();
        let expected: Vec<(&String, PartyId, bool)> = self
            .model
            .signed
            .iter()
            .map(|(role, (party, carries))| (role, self.ids[*party], *carries))
            .collect();
        assert_eq!(signed, expected, "who has signed");
        for name in self.model.sections.keys().filter(|name| !open.sections.contains_key(*name)) {
            assert!(matches!(
                self.drafts.save(open, &[(name, b"not theirs")], self.model.now),
                Err(Error::Section(_))
            ));
        }
    }

    /// What an invitation holds is what who invites could read and the role may.
    fn check_invitations(&self) {
        let mut all = self.by_hand.prepare("SELECT id, wrapped FROM invitation").unwrap();
        let all =
            all.query_map([], |row| Ok((row.get::<_, PartyId>(0)?, row.get::<_, Vec<u8>>(1)?))).unwrap();
        for (id, wrapped) in all.map(Result::unwrap) {
            let which =
                self.invitations.iter().position(|(_, known)| *known == id).expect("a known invitation");
            let expected = &self.model.invitations[which];
            assert!(!expected.is_gone, "invitation {which} is stored still");
            let holder = Holder {
                reference: &self.reference,
                form: "pep",
                definition: DEFINITION,
                party: &id,
                role: &expected.role,
            };
            let keys = keys_of_invitation(&wrapped, &self.invitations[which].0, &holder).unwrap();
            assert_eq!(keys, expected.keys, "invitation {which}");
        }
    }

    /// With the whole database in hand a party opens what the model says, and one who was removed what still has a key that it knew.
    pub(super) fn check_bytes(&self) {
        let everything = Everything::of(&self.by_hand);
        for (party, known) in self.known.iter().enumerate() {
            let mut expected = BTreeSet::new();
            for (name, section) in &self.model.sections {
                let knew = known.keys.iter().any(|(known, key, _)| known == name && *key == section.key);
                let reads = self.model.parties[party].keys.contains(name);
                let has_text = section.revision > 0 || section.reason.is_some();
                if has_text && (reads || knew) {
                    expected.insert((self.reference.as_str().to_owned(), name.clone()));
                }
            }
            assert_eq!(everything.opened_by(known), expected, "all bytes, in the hand of party {party}");
        }
    }

    /// What the team opens is what it was given.
    pub(super) fn check_team(&self) {
        let recovered = self.drafts.recover(&self.reference, &self.team[..1]).unwrap();
        let sections = recovered.map(|recovered| recovered.sections).unwrap_or_default();
        assert_eq!(
            sections.keys().collect::<Vec<_>>(),
            self.model.team.iter().collect::<Vec<_>>(),
            "the team"
        );
        for (name, section) in &sections {
            assert_eq!(
                &**section.plain,
                self.model.sections[name].text.as_bytes(),
                "{name}, opened by the team"
            );
        }
        let stranger = [Identity::generate()];
        assert!(self.drafts.recover(&self.reference, &stranger).unwrap().is_none());
    }

    /// When everybody has opened the draft, each reads all that its role may, of what anybody has a key to.
    pub(super) fn check_declared(&mut self) {
        self.give_all();
        self.check();
        let opened: Vec<(String, BTreeSet<String>)> = self
            .model
            .living()
            .map(|party| {
                let open = self.look(party);
                (open.role.clone(), open.sections.into_keys().collect())
            })
            .collect();
        let with_key: BTreeSet<String> = opened.iter().flat_map(|(_, sections)| sections.clone()).collect();
        for (role, sections) in opened.iter().filter(|_| !self.model.is_closed) {
            let declared: BTreeSet<String> =
                self.model.readable[role].intersection(&with_key).cloned().collect();
            assert_eq!(*sections, declared, "{role}");
        }
    }
}
