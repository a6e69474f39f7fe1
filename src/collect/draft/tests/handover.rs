//! Random forms, and random orders of what may happen to a draft that several people fill in: readable = declared, after each step.

use super::model::Model;
use super::story::{Story, chosen};
use crate::collect::draft::*;
use crate::collect::store::Store as _;
use proptest::prelude::*;

/// By hand: `FINGERPOST_HANDOVERS=2000 cargo test --lib handover`.
const HOW_OFTEN: &str = "FINGERPOST_HANDOVERS";
/// The definition of the form.
pub(super) const DEFINITION: &str = "0123";

/// A form: for each section the roles that read it, as bits.
#[derive(Clone, Debug)]
pub(super) struct Form {
    pub(super) roles: usize,
    pub(super) readers: Vec<u8>,
    pub(super) begins: usize,
    /// Whether the council has its recovery on.
    pub(super) recovers: bool,
}

/// What somebody does. Numbers choose among those that there are; `old` means: with what was kept before, not as it stands now.
#[derive(Clone, Debug)]
enum Step {
    Keep { who: usize },
    Invite { who: usize, role: usize, old: bool },
    InviteByTeam { role: usize, old: bool },
    TryInvitation { which: usize },
    Join { which: usize, old: bool },
    Uninvite { which: usize },
    Share { who: usize, old: bool },
    Give { who: usize, other: usize, old: bool },
    GiveAll,
    Save { who: usize, which: u8, old: bool },
    NewCode { who: usize, old: bool },
    Send { who: usize, which: usize, old: bool },
    SendBack { who: usize, which: usize, old: bool },
    SendBackByTeam { which: usize, old: bool },
    Sign { who: usize, carries: bool, old: bool },
    Remove { who: usize, other: usize, old: bool },
    RemoveByTeam { other: usize, old: bool },
    RecoverKept,
    HandOver { who: usize, role: usize },
    Reissue { who: usize, lost: usize, removes: bool },
    Wait { days: i64 },
    Purge,
}

fn forms() -> impl Strategy<Value = Form> {
    (2_usize..=6, 2_usize..=5, any::<prop::sample::Index>(), any::<bool>()).prop_flat_map(
        |(sections, roles, begins, recovers)| {
            let readers = prop::collection::vec(1_u8..(1 << roles), sections);
            readers.prop_map(move |readers| Form { roles, readers, begins: begins.index(roles), recovers })
        },
    )
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let which = || 0_usize..60;
    let old = || prop::bool::weighted(0.3);
    let step = prop_oneof![
        4 => which().prop_map(|who| Step::Keep { who }),
        3 => (which(), which(), old()).prop_map(|(who, role, old)| Step::Invite { who, role, old }),
        2 => (which(), old()).prop_map(|(role, old)| Step::InviteByTeam { role, old }),
        1 => which().prop_map(|which| Step::TryInvitation { which }),
        3 => (which(), old()).prop_map(|(which, old)| Step::Join { which, old }),
        1 => which().prop_map(|which| Step::Uninvite { which }),
        4 => (which(), old()).prop_map(|(who, old)| Step::Share { who, old }),
        4 => (which(), which(), old()).prop_map(|(who, other, old)| Step::Give { who, other, old }),
        1 => Just(Step::GiveAll),
        7 => (which(), any::<u8>(), old()).prop_map(|(who, which, old)| Step::Save { who, which, old }),
        1 => (which(), old()).prop_map(|(who, old)| Step::NewCode { who, old }),
        4 => (which(), which(), old()).prop_map(|(who, which, old)| Step::Send { who, which, old }),
        2 => (which(), which(), old()).prop_map(|(who, which, old)| Step::SendBack { who, which, old }),
        2 => (which(), old()).prop_map(|(which, old)| Step::SendBackByTeam { which, old }),
        3 => (which(), any::<bool>(), old()).prop_map(|(who, carries, old)| Step::Sign { who, carries, old }),
        3 => (which(), which(), old()).prop_map(|(who, other, old)| Step::Remove { who, other, old }),
        2 => (which(), old()).prop_map(|(other, old)| Step::RemoveByTeam { other, old }),
        1 => Just(Step::RecoverKept),
        6 => (which(), which()).prop_map(|(who, role)| Step::HandOver { who, role }),
        2 => (which(), which(), any::<bool>()).prop_map(|(who, lost, removes)| Step::Reissue { who, lost, removes }),
        1 => (1_i64..9).prop_map(|days| Step::Wait { days }),
        1 => Just(Step::Purge),
    ];
    // Most begin with somebody invited, so that much can happen.
    let first = (which(), which()).prop_map(|(who, role)| Step::HandOver { who, role });
    let first = prop::collection::vec(first, 0..4);
    (first, prop::collection::vec(step, 6..36)).prop_map(|(first, rest)| [first, rest].concat())
}

impl Story {
    fn step(&mut self, step: &Step) {
        let now = self.model.now;
        match *step {
            Step::Keep { who } => {
                let party = self.living(who);
                self.kept.insert(party, (self.look(party), self.model.clone()));
            }
            Step::RecoverKept => self.kept_by_team = self.team(false),
            Step::Invite { who, role, old } => {
                let role = self.roles[role % self.roles.len()].clone();
                let (party, open, seen) = self.actor(who, old);
                self.invite(&open, &seen, party, &role);
            }
            Step::InviteByTeam { role, old } => {
                let role = self.roles[role % self.roles.len()].clone();
                let Some((recovered, seen)) = self.team(old) else { return };
                let readable = self.model.readable[&role].clone();
                let code = self.drafts.invite_again(&recovered, &role, &readable, now).unwrap();
                assert_eq!(code.is_some(), self.model.invite(&seen, None, &role), "invited by the team");
                self.note_invitation(code);
            }
            Step::TryInvitation { which } => {
                let Some(which) = self.invitation(which) else { return };
                self.tried.extend(self.try_invitation(which).map(|invitation| (which, invitation)));
            }
            Step::Join { which, old } => {
                let Some(mut which) = self.invitation(which) else { return };
                let mut invitation = None;
                if old && let Some((before, tried)) = self.tried.pop_first() {
                    (which, invitation) = (before, Some(tried));
                }
                if let Some(invitation) = invitation.or_else(|| self.try_invitation(which)) {
                    self.join(which, &invitation);
                }
            }
            Step::Uninvite { which } => {
                let Some(which) = self.invitation(which) else { return };
                let party = self.living(which);
                let is_there = self.is_stored(which);
                let open = self.look(party);
                assert_eq!(
                    self.drafts.uninvite(&open, &self.invitations[which].1).unwrap(),
                    is_there,
                    "taken back"
                );
                self.model.uninvite(which);
            }
            Step::Share { who, old } => {
                let (party, open, seen) = self.actor(who, old);
                self.share(&open, &seen, party);
            }
            Step::Give { who, other, old } => {
                let (party, open, seen) = self.actor(who, old);
                // Mostly one who lacks something.
                let lacking: Vec<usize> = seen.living().filter(|other| seen.lacks(party, *other)).collect();
                let other = match lacking.get(other / 3 % lacking.len().max(1)) {
                    Some(lacking) if other % 3 > 0 => *lacking,
                    _ => other % seen.parties.len(),
                };
                self.give(&open, &seen, party, other);
            }
            Step::GiveAll => self.give_all(),
            Step::Save { who, which, old } => {
                let (party, open, seen) = self.actor(who, old);
                self.save(&open, &seen, party, which);
            }
            Step::NewCode { who, old } => {
                let (party, open, _) = self.actor(who, old);
                match self.drafts.new_code(&open) {
                    Ok(code) => {
                        assert!(!self.model.parties[party].is_gone);
                        self.dead.push(std::mem::replace(&mut self.codes[party], code));
                        // Somebody else may have seen the old one: the sessions that came with it end.
                        for (session, _) in self.sessions[party].drain(..) {
                            let now = self.model.now;
                            assert!(self.drafts.open(&self.reference, &session, now).unwrap().is_none());
                        }
                        self.known[party].code = Code::parse(self.codes[party].as_str()).unwrap();
                    }
                    Err(Error::Gone) => assert!(self.model.parties[party].is_gone),
                    Err(error) => panic!("{error:?}"),
                }
            }
            Step::Send { who, which, old } => {
                let (party, open, seen) = self.actor(who, old);
                self.send(&open, &seen, party, which);
            }
            Step::SendBack { who, which, old } => {
                let (party, open, seen) = self.actor(who, old);
                let Some(section) = chosen(open.sections.keys(), which) else { return };
                let reason = self.written("reason");
                let returned = self.drafts.send_back(&open, &section, &reason, now).unwrap();
                assert_eq!(
                    returned,
                    self.model.send_back(&seen, Some(party), &section, &reason),
                    "sent back"
                );
            }
            Step::SendBackByTeam { which, old } => {
                let Some((recovered, seen)) = self.team(old) else { return };
                let Some(section) = chosen(seen.team.iter(), which) else { return };
                let reason = self.written("reason of the team");
                let returned = self.drafts.send_back_by_team(&recovered, &section, &reason, now).unwrap();
                assert_eq!(
                    returned,
                    self.model.send_back(&seen, None, &section, &reason),
                    "sent back by the team"
                );
            }
            Step::Sign { who, carries, old } => {
                let (party, open, seen) = self.actor(who, old);
                self.sign(&open, &seen, party, carries);
            }
            Step::Remove { who, other, old } => {
                let (party, open, seen) = self.actor(who, old);
                let later: Vec<usize> = seen.living().filter(|later| *later > party).collect();
                // Mostly one that may be removed.
                let other = match later.get(other / 3 % later.len().max(1)) {
                    Some(later) if other % 3 > 0 => *later,
                    _ => other % seen.parties.len(),
                };
                self.remove(&open, &seen, party, other);
            }
            Step::RemoveByTeam { other, old } => {
                let Some((recovered, seen)) = self.team(old) else { return };
                let other = chosen_party(&seen, other);
                if self.model.living().count() == 1 {
                    return;
                }
                let team = self.recipients();
                let readable = self.model.readable.clone();
                let removed =
                    self.drafts.remove_by_team(&recovered, &self.ids[other], &readable, &team).unwrap();
                let expected = self.model.remove(&seen, None, other);
                assert_eq!(removed, expected, "removed by the team");
            }
            Step::HandOver { who, role } => {
                let (who, role) = (self.living(who), self.roles[role % self.roles.len()].clone());
                let (open, seen) = (self.look(who), self.model.clone());
                if let Some(which) = self.invite(&open, &seen, who, &role)
                    && let Some(invitation) = self.try_invitation(which)
                {
                    self.join(which, &invitation);
                }
            }
            Step::Reissue { who, lost, removes } => {
                let (who, lost) = (self.living(who), self.living(lost));
                let role = self.model.parties[lost].role.clone();
                let (open, seen) = (self.look(who), self.model.clone());
                if let Some(which) = self.invite(&open, &seen, who, &role)
                    && let Some(invitation) = self.try_invitation(which)
                {
                    self.join(which, &invitation);
                }
                if removes {
                    let (open, seen) = (self.look(who), self.model.clone());
                    self.remove(&open, &seen, who, lost);
                }
            }
            Step::Wait { days } => self.model.now += SignedDuration::from_hours(24 * days),
            Step::Purge => {
                self.store.trust_clock(now).unwrap();
                let purged = self.store.purge(now, &|_| None).unwrap();
                assert_eq!((purged.drafts, purged.scrubbed), (0, true));
            }
        }
    }
}

fn chosen_party(model: &Model, which: usize) -> usize {
    let living: Vec<usize> = model.living().collect();
    living[which % living.len()]
}

fn tell(form: &Form, steps: &[Step]) {
    let mut story = Story::begin(form);
    story.check();
    for (at, step) in steps.iter().enumerate() {
        story.step(step);
        story.check();
        if at % 8 == 7 {
            story.check_team();
            story.check_bytes();
        }
    }
    story.check_team();
    story.check_bytes();
    story.check_declared();
    story.check_bytes();
}

fn config() -> ProptestConfig {
    let cases = std::env::var(HOW_OFTEN).map_or(30, |count| count.parse().unwrap());
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 400, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]
    #[test]
    fn what_a_code_opens_is_what_the_form_declares_in_any_order_of_handover(form in forms(), steps in steps()) {
        tell(&form, &steps);
    }
}

/// Chance found it: an empty section is sent and sent back, then the only one who had its key goes.
#[test]
fn a_reason_goes_with_a_key_that_nobody_has_any_more() {
    let form = Form { roles: 3, readers: vec![2, 1], begins: 1, recovers: true };
    let steps = [
        Step::HandOver { who: 0, role: 0 },
        Step::HandOver { who: 0, role: 2 },
        Step::Send { who: 1, which: 0, old: false },
        Step::SendBack { who: 1, which: 0, old: false },
        Step::Share { who: 0, old: false },
        Step::RemoveByTeam { other: 1, old: false },
        Step::HandOver { who: 0, role: 0 },
    ];
    tell(&form, &steps);
}

/// Chance found it: who takes access away has not seen that a section was sent meanwhile.
#[test]
fn access_is_not_taken_away_over_a_section_that_was_sent_since() {
    let form = Form { roles: 2, readers: vec![3, 2], begins: 0, recovers: false };
    let steps = [
        Step::HandOver { who: 0, role: 0 },
        Step::Keep { who: 0 },
        Step::Send { who: 0, which: 0, old: false },
        Step::Remove { who: 0, other: 1, old: true },
        Step::Send { who: 0, which: 0, old: true },
        Step::Remove { who: 0, other: 1, old: false },
    ];
    tell(&form, &steps);
}
