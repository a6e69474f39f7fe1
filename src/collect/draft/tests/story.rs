//! A draft and all who have to do with it, beside the model of it: each thing that is done is done to both.

use super::bytes::Knowledge;
use super::handover::{DEFINITION, Form};
use super::model::{Answer, Model, carried};
use crate::collect::draft::*;
use crate::collect::keys::Recipient;
use crate::collect::store::{Closing, Drafts as _, NewSubmission, Options, PartyId, Signed, Sqlite};
use rusqlite::Connection;
use std::collections::BTreeMap;

/// A draft and all who have to do with it, beside the model of it.
pub(super) struct Story {
    _folder: tempfile::TempDir,
    pub(super) store: Arc<Sqlite>,
    pub(super) by_hand: Connection,
    pub(super) drafts: Drafts,
    pub(super) reference: Reference,
    pub(super) roles: Vec<String>,
    pub(super) model: Model,
    pub(super) team: [Identity; 2],
    /// By party, as in the model.
    pub(super) ids: Vec<PartyId>,
    pub(super) codes: Vec<Code>,
    pub(super) sessions: Vec<Vec<(SessionKey, Timestamp)>>,
    pub(super) known: Vec<Knowledge>,
    /// Codes that once opened something.
    pub(super) dead: Vec<Code>,
    /// By invitation, as in the model.
    pub(super) invitations: Vec<(Code, PartyId)>,
    /// What is open in somebody's browser, with what was true then.
    pub(super) kept: BTreeMap<usize, (Open, Model)>,
    pub(super) kept_by_team: Option<(Recovered, Model)>,
    pub(super) tried: BTreeMap<usize, Invitation>,
    pub(super) receipt: Option<Receipt>,
    /// Counts texts, so that no two are the same.
    pub(super) written: u32,
}

fn names(prefix: &str, count: usize) -> Vec<String> {
    (0..count).map(|number| format!("{prefix}-{number}")).collect()
}

impl Story {
    pub(super) fn begin(form: &Form) -> Story {
        // In memory where that can be: what a disk keeps is proved elsewhere, and waiting for it takes most of the time.
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
        let store = Arc::new(Sqlite::open(folder.path(), Options::default()).unwrap());
        store.keep_definition(DEFINITION, "pep", "bundle").unwrap();
        let drafts = Drafts::new(store.clone());
        let (roles, sections) = (names("role", form.roles), names("section", form.readers.len()));
        let reads = |role: usize| {
            let readers = sections.iter().zip(&form.readers);
            readers.filter(move |(_, bits)| *bits & (1 << role) != 0).map(|(name, _)| name.clone()).collect()
        };
        let readable: Readable = roles.iter().cloned().zip((0..form.roles).map(reads)).collect();
        let role = &roles[form.begins];
        let now = Timestamp::UNIX_EPOCH;
        let new = New {
            prefix: "PEP",
            form: "pep",
            definition: DEFINITION,
            role,
            sections: &sections,
            readable: &readable[role],
            keep_days: 1000,
        };
        // Another draft of the same form stands beside it, with something in all that its party may read.
        let other = drafts.begin(&new, now).unwrap();
        let open = drafts.open(&other.reference, &other.session, now).unwrap().unwrap();
        let texts: Vec<(&str, &[u8])> =
            open.sections.keys().map(|name| (&**name, &b"another's"[..])).collect();
        assert_eq!(drafts.save(&open, &texts, now).unwrap(), Saved::Done);

        let Begun { reference, code, session } = drafts.begin(&new, now).unwrap();
        let open = drafts.open(&reference, &session, now).unwrap().unwrap();
        let model = Model::begun(readable.clone(), &sections, role, form.recovers, now);
        Story {
            by_hand: Connection::open(folder.path().join("submissions.db")).unwrap(),
            _folder: folder,
            store,
            drafts,
            reference,
            roles,
            model,
            team: [Identity::generate(), Identity::generate()],
            ids: vec![open.party()],
            known: vec![Knowledge::of(&open, &code)],
            codes: vec![code],
            sessions: vec![vec![(session, now)]],
            dead: Vec::new(),
            invitations: Vec::new(),
            kept: BTreeMap::new(),
            kept_by_team: None,
            tried: BTreeMap::new(),
            receipt: None,
            written: 0,
        }
    }

    pub(super) fn recipients(&self) -> Vec<Recipient> {
        if self.model.recovers { self.team.iter().map(Identity::recipient).collect() } else { Vec::new() }
    }

    /// Open with a party's code, without a session: as for signing.
    pub(super) fn look(&self, party: usize) -> Open {
        let tried = self.drafts.try_code(&self.reference, &self.codes[party], self.model.now).unwrap();
        let Some(Tried::Party(entered)) = tried else { panic!("the code of party {party} opens nothing") };
        assert_eq!(entered.role, self.model.parties[party].role);
        self.drafts.look(&entered).unwrap().expect("the party is there")
    }

    /// Who acts, with what it has before it: what was kept, also by somebody who is gone, or what stands now.
    pub(super) fn actor(&mut self, who: usize, old: bool) -> (usize, Open, Model) {
        if old && !self.kept.is_empty() {
            let party = *self.kept.keys().nth(who % self.kept.len()).unwrap();
            let (open, seen) = self.kept.remove(&party).unwrap();
            return (party, open, seen);
        }
        let party = self.living(who);
        (party, self.look(party), self.model.clone())
    }

    pub(super) fn team(&mut self, old: bool) -> Option<(Recovered, Model)> {
        if old && self.kept_by_team.is_some() {
            return self.kept_by_team.take();
        }
        let recovered = self.drafts.recover(&self.reference, &self.team[1..]).unwrap();
        assert_eq!(recovered.is_some(), !self.model.team.is_empty(), "opened by the team");
        recovered.map(|recovered| (recovered, self.model.clone()))
    }

    pub(super) fn living(&self, who: usize) -> usize {
        let living: Vec<usize> = self.model.living().collect();
        living[who % living.len()]
    }

    pub(super) fn written(&mut self, what: &str) -> String {
        self.written += 1;
        format!("{what} {}", self.written)
    }

    /// Mostly one that is open.
    pub(super) fn invitation(&self, which: usize) -> Option<usize> {
        let all = 0..self.invitations.len();
        let open: Vec<usize> =
            all.clone().filter(|at| self.model.is_open(&self.model.invitations[*at])).collect();
        let among = if which.is_multiple_of(4) || open.is_empty() { all.collect() } else { open };
        among.get(which.checked_rem(among.len())?).copied()
    }

    /// An invitation that ran out stands in the store until the next purge, and opens nothing.
    pub(super) fn is_stored(&self, which: usize) -> bool {
        let sql = "SELECT 1 FROM invitation WHERE id = ?1";
        self.by_hand.prepare(sql).unwrap().exists([self.invitations[which].1]).unwrap()
    }

    pub(super) fn invite(&mut self, open: &Open, seen: &Model, party: usize, role: &str) -> Option<usize> {
        let readable = self.model.readable[role].clone();
        let code = self.drafts.invite(open, role, &readable, self.model.now).unwrap();
        assert_eq!(code.is_some(), self.model.invite(seen, Some(party), role), "invited");
        self.note_invitation(code)
    }

    pub(super) fn note_invitation(&mut self, code: Option<Code>) -> Option<usize> {
        let overview = self.store.overview(&self.reference).unwrap().unwrap();
        let is_new = |id: &PartyId| !self.invitations.iter().any(|(_, known)| known == id);
        let new = overview.invitations.iter().find(|invited| is_new(&invited.id));
        assert_eq!(new.is_some(), code.is_some());
        self.invitations.push((code?, new?.id));
        Some(self.invitations.len() - 1)
    }

    pub(super) fn try_invitation(&self, which: usize) -> Option<Invitation> {
        let (code, _) = &self.invitations[which];
        let expected = &self.model.invitations[which];
        let tried = self.drafts.try_code(&self.reference, code, self.model.now).unwrap();
        assert_eq!(tried.is_some(), self.model.is_open(expected), "invitation {which}");
        match tried? {
            Tried::Party(_) => panic!("the code of a party"),
            Tried::Invitation(invitation) => {
                let by = expected.by.map_or(TEAM, |by| &self.model.parties[by].role);
                assert_eq!((&*invitation.role, &*invitation.by), (&*expected.role, by));
                Some(invitation)
            }
        }
    }

    pub(super) fn join(&mut self, which: usize, invitation: &Invitation) {
        let readable = self.model.readable[&invitation.role].clone();
        let join = self.drafts.join(invitation, &readable, SessionKind::Own, self.model.now).unwrap();
        assert_eq!(join.is_some(), self.model.join(which), "join with invitation {which}");
        let Some(Join { code, session }) = join else { return };
        let open = self.drafts.open(&self.reference, &session, self.model.now).unwrap().unwrap();
        self.ids.push(open.party());
        self.known.push(Knowledge::of(&open, &code));
        self.codes.push(code);
        self.sessions.push(vec![(session, self.model.now)]);
    }

    pub(super) fn share(&mut self, open: &Open, seen: &Model, party: usize) {
        self.drafts.share(open, &self.recipients()).unwrap();
        self.model.share(seen, party);
    }

    pub(super) fn give(&mut self, open: &Open, seen: &Model, from: usize, to: usize) {
        let readable = self.model.readable.clone();
        let given = self.drafts.give(open, &self.ids[to], &readable).unwrap();
        assert_eq!(given, self.model.give(seen, from, to), "party {from} gives to party {to}");
    }

    /// Everybody gives everybody, and the team, what they lack.
    pub(super) fn give_all(&mut self) {
        let living: Vec<usize> = self.model.living().collect();
        for (from, to) in living.iter().flat_map(|from| living.iter().map(move |to| (*from, *to))) {
            if self.model.lacks(from, to) {
                let (open, seen) = (self.look(from), self.model.clone());
                self.give(&open, &seen, from, to);
            }
        }
        for party in living {
            let (open, seen) = (self.look(party), self.model.clone());
            self.share(&open, &seen, party);
        }
    }

    pub(super) fn save(&mut self, open: &Open, seen: &Model, party: usize, which: u8) {
        let sections = open.sections.keys().enumerate().filter(|(at, _)| which & (1 << at) != 0);
        let sections: Vec<String> = sections.map(|(_, name)| name.clone()).collect();
        let texts: Vec<(String, String)> = sections
            .into_iter()
            .map(|name| {
                let text = self.written(&name);
                (name, text)
            })
            .collect();
        let given: Vec<(&str, &[u8])> = texts.iter().map(|(name, text)| (&**name, text.as_bytes())).collect();
        let saved = self.drafts.save(open, &given, self.model.now).unwrap();
        assert_eq!(saved, self.model.save(seen, party, &texts), "saved");
    }

    pub(super) fn header(&self) -> NewSubmission {
        NewSubmission {
            reference: self.reference.clone(),
            form: "pep".into(),
            council: None,
            key: None,
            received: self.model.now,
            answer_by: None,
            sealed: vec![1],
            confirm_hash: [1; 32],
            withdraw_hash: None,
        }
    }

    pub(super) fn send(&mut self, open: &Open, seen: &Model, party: usize, which: usize) {
        let Some(section) = chosen(open.sections.keys(), which) else { return };
        let part = ([2; 32], self.written("part").into_bytes());
        let sent = self.drafts.send_section(open, &section, self.header(), part, b"");
        let expected = self.model.send(seen, party, &section);
        match sent {
            Ok(receipt) => {
                assert_eq!(expected, Answer::Done);
                assert_eq!(*self.receipt.get_or_insert_with(|| receipt.clone()), receipt, "one receipt");
            }
            Err(Error::Changed) => assert_eq!(expected, Answer::Changed),
            Err(Error::Gone) => assert_eq!(expected, Answer::Gone),
            Err(error) => panic!("{error:?}"),
        }
    }

    pub(super) fn sign(&mut self, open: &Open, seen: &Model, party: usize, carries: bool) {
        let signature = Signature {
            carries,
            looked_at: open.looked_at(),
            carried: open
                .sections
                .iter()
                .map(|(name, section)| (name.clone(), carried(name, section.revision).into_bytes()))
                .collect(),
            part: ([3; 32], self.written("signature").into_bytes()),
            closing: Closing {
                leads: self.model.leads.clone(),
                carried_until: self.model.now + SignedDuration::from_hours(24 * 400),
            },
        };
        let signed = self.drafts.sign(open, signature, self.model.now).unwrap();
        let expected = self.model.sign(seen, party, carries);
        match signed {
            Signed::Done => assert_eq!(expected, Answer::Done),
            Signed::Closed(receipt) => {
                assert_eq!(expected, Answer::Closed);
                assert_eq!(self.receipt.as_ref(), Some(&receipt));
            }
            Signed::Changed => assert_eq!(expected, Answer::Changed),
            Signed::Gone => assert_eq!(expected, Answer::Gone),
        }
    }

    pub(super) fn remove(&mut self, open: &Open, seen: &Model, party: usize, other: usize) {
        let readable = self.model.readable.clone();
        let team = self.recipients();
        let removed = self.drafts.remove(open, &self.ids[other], &readable, &team);
        // Who came later does not put out who was there.
        if other <= party || seen.parties[other].is_gone {
            assert_eq!(removed.unwrap(), Removed::NotAllowed);
            return;
        }
        let expected = self.model.remove(seen, Some(party), other);
        match removed {
            Ok(removed) => assert_eq!((removed, expected), (Removed::Done, true)),
            Err(Error::Changed) => assert!(!expected),
            Err(error) => panic!("{error:?}"),
        }
    }
}

/// One of these, if there is any.
pub(super) fn chosen<'a>(names: impl Iterator<Item = &'a String>, which: usize) -> Option<String> {
    let names: Vec<&String> = names.collect();
    names.get(which.checked_rem(names.len())?).map(|name| (*name).clone())
}
