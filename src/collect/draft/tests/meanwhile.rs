//! What others did meanwhile: a page that was opened before undoes nothing of it, breaks nothing, and gives nothing away.

use super::{SECTIONS, World, header, names, now, signature};
use crate::collect::draft::*;
use crate::collect::keys::Recipient;
use crate::collect::store::{Drafts as _, Signed};
use rusqlite::params;

const TEACHER: &str = "designated-teacher";

fn team() -> (Identity, [Recipient; 1]) {
    let identity = Identity::generate();
    let recipient = identity.recipient();
    (identity, [recipient])
}

/// What stands at the end of an invitation's life.
fn week() -> Timestamp {
    now() + SignedDuration::from_hours(7 * 24)
}

fn send(world: &World, code: &Code, sections: &[&str]) {
    let open = world.open(code).unwrap();
    for section in sections {
        world.drafts.send_section(&open, section, header(&world.reference), ([2; 32], vec![2]), b"").unwrap();
    }
}

fn part_names(world: &World) -> Vec<String> {
    let parts = world.store.parts(&world.reference).unwrap();
    parts.into_iter().map(|(part, _)| part.name).collect()
}

#[test]
fn a_reason_is_not_sealed_under_a_key_that_was_replaced() {
    let world = World::new();
    let (teacher, carer) = (world.hand_over(TEACHER), world.hand_over("carer"));
    send(&world, &world.code, &["c"]);
    let before = world.open(&teacher).unwrap();
    let removed = world.remove(&world.code, &carer, &[]);
    assert_eq!(removed.unwrap(), Removed::Done);
    assert!(!world.drafts.send_back(&before, "c", "why", now()).unwrap());
    let open = world.open(&teacher).unwrap();
    assert!(open.sections["c"].reason.is_none());
    assert!(world.drafts.send_back(&open, "c", "why", now()).unwrap());
    assert_eq!(world.open(&world.code).unwrap().sections["c"].reason.as_deref().unwrap().as_slice(), b"why");
}

#[test]
fn nobody_who_is_gone_sends_a_section_back_signs_or_invites() {
    let world = World::new();
    let (reader, teacher) = (world.hand_over("reader-of-nothing"), world.hand_over(TEACHER));
    send(&world, &world.code, &["a", "a-team", "c", "d"]);
    let opened = [&reader, &teacher].map(|code| world.open(code).unwrap());
    for code in [&reader, &teacher] {
        assert_eq!(world.remove(&world.code, code, &[]).unwrap(), Removed::Done);
    }
    let readable = &names(&["a", "c", "d"]);
    for open in &opened {
        assert!(world.drafts.invite(open, TEACHER, readable, now()).unwrap().is_none());
        assert_eq!(world.drafts.sign(open, signature(open, &["helper"]), now()).unwrap(), Signed::Changed);
        assert_eq!(world.drafts.save(open, &[], now()).unwrap(), Saved::Stale);
        assert!(matches!(world.drafts.new_code(open), Err(Error::Gone)));
    }
    assert!(!world.drafts.send_back(&opened[1], "c", "why", now()).unwrap());
    let sent = world.drafts.send_section(&opened[1], "c", header(&world.reference), ([2; 32], vec![2]), b"");
    assert!(matches!(sent, Err(Error::Changed)));
    assert_eq!(world.store.overview(&world.reference).unwrap().unwrap().signed, []);
}

#[test]
fn a_section_that_came_back_meanwhile_keeps_its_reason_when_somebodys_access_is_taken_away() {
    let world = World::new();
    let (teacher, carer) = (world.hand_over(TEACHER), world.hand_over("carer"));
    send(&world, &world.code, &["c"]);
    let before = world.open(&world.code).unwrap();
    assert!(world.drafts.send_back(&world.open(&teacher).unwrap(), "c", "why", now()).unwrap());
    let gone = world.open(&carer).unwrap().party();
    let removed = world.drafts.remove(&before, &gone, &world.readable, &[]);
    assert!(matches!(removed, Err(Error::Changed)));
    assert_eq!(world.remove(&world.code, &carer, &[]).unwrap(), Removed::Done);
    for code in [&world.code, &teacher] {
        let open = world.open(code).unwrap();
        assert_eq!(open.sections["c"].reason.as_deref().unwrap().as_slice(), b"why");
    }
}

#[test]
fn the_signature_of_who_is_gone_goes_from_the_team_too() {
    let world = World::new();
    let teacher = world.hand_over(TEACHER);
    send(&world, &world.code, &["a", "a-team", "c", "d"]);
    let open = world.open(&teacher).unwrap();
    let leads = ["social-worker", TEACHER];
    assert_eq!(world.drafts.sign(&open, signature(&open, &leads), now()).unwrap(), Signed::Done);
    assert!(part_names(&world).contains(&format!("sign-off:{TEACHER}")));
    assert_eq!(world.remove(&world.code, &teacher, &[]).unwrap(), Removed::Done);
    assert_eq!(part_names(&world), ["a", "a-team", "c", "d"]);
    assert_eq!(world.open(&world.code).unwrap().overview.signed, []);
}

#[test]
fn who_leaves_after_all_have_signed_loses_what_was_carried_and_the_others_keep_it() {
    let (world, (identity, team)) = (World::new(), team());
    let teacher = world.hand_over(TEACHER);
    send(&world, &world.code, &["a", "a-team", "c", "d"]);
    for (code, expected_to_close) in [(&world.code, false), (&teacher, true)] {
        let open = world.open(code).unwrap();
        let signed = world.drafts.sign(&open, signature(&open, &["social-worker", TEACHER]), now()).unwrap();
        assert_eq!(matches!(signed, Signed::Closed(_)), expected_to_close);
    }
    let before = world.open(&teacher).unwrap();
    assert_eq!(&**before.sections["c"].plain, b"carried of c");
    assert_eq!(world.remove(&world.code, &teacher, &team).unwrap(), Removed::Done);
    assert!(world.drafts.try_code(&world.reference, &teacher, now()).unwrap().is_none());
    let open = world.open(&world.code).unwrap();
    assert_eq!(&**open.sections["c"].plain, b"carried of c");
    assert_eq!(&**open.sections["a-team"].plain, b"carried of a-team");
    // What was signed was signed, and the team gets no key to what is left.
    assert_eq!(open.overview.signed.len(), 2);
    assert!(world.drafts.recover(&world.reference, &[identity]).unwrap().is_none());
    // Nothing else goes on.
    assert!(world.drafts.invite(&open, TEACHER, &names(&["a"]), now()).unwrap().is_none());
    world.drafts.share(&open, &team).unwrap();
    assert_eq!(world.drafts.save(&open, &[("a", b"late")], now()).unwrap(), Saved::Stale);
    assert!(!world.drafts.send_back(&open, "a", "late", now()).unwrap());
    let sent = world.drafts.send_section(&open, "a", header(&world.reference), ([2; 32], vec![2]), b"");
    assert!(matches!(sent, Err(Error::Gone)));
    assert_eq!(world.drafts.sign(&open, signature(&open, &[]), now()).unwrap(), Signed::Gone);
}

#[test]
fn a_section_that_begins_anew_has_one_key_for_all_and_for_the_team() {
    let (world, (identity, team)) = (World::empty(), team());
    let teacher = world.hand_over(TEACHER);
    world.drafts.share(&world.open(&world.code).unwrap(), &team).unwrap();
    let own = std::slice::from_ref(&identity);
    let recover = || world.drafts.recover(&world.reference, own).unwrap().unwrap();
    // The social worker's code gets into wrong hands, and the team takes its access away: only the team has a key to `a-team` now.
    let gone = world.open(&world.code).unwrap().party();
    assert!(world.drafts.remove_by_team(&recover(), &gone, &world.readable, &team).unwrap());
    let readable = &world.readable["social-worker"];
    let by_team = world.drafts.invite_again(&recover(), "social-worker", readable, now()).unwrap().unwrap();
    let tried = world.drafts.try_code(&world.reference, &by_team, now()).unwrap();
    // The teacher invites another, who begins `a-team` anew.
    let invitation = world.invite(&teacher, "social-worker");
    let social_worker = world.join(&invitation).unwrap();
    let open = world.open(&social_worker).unwrap();
    assert_eq!(open.sections.len(), 4);
    assert_eq!(world.drafts.save(&open, &[("a-team", b"new")], now()).unwrap(), Saved::Done);
    // With what the team gave out before nobody gets in any more, or they could not open the draft.
    assert!(world.join(&by_team).is_none());
    let Some(Tried::Invitation(before)) = tried else { panic!("it was an invitation") };
    assert!(world.drafts.join(&before, readable, SessionKind::Own, now()).unwrap().is_none());
    world.drafts.share(&world.open(&social_worker).unwrap(), &team).unwrap();
    assert_eq!(&**recover().sections["a-team"].plain, b"new");
}

#[test]
fn who_writes_the_database_puts_nothing_into_what_the_team_opens() {
    let (world, (identity, team)) = (World::new(), team());
    let carer = world.hand_over("carer");
    world.drafts.share(&world.open(&world.code).unwrap(), &team).unwrap();
    let own = [identity];
    assert!(world.drafts.recover(&world.reference, &own).unwrap().is_some());
    // Keys of their own, sealed to the team's public key, and a text of their own under them.
    let (key, draft_key) = (SectionKey::random().unwrap(), DraftKey::random().unwrap());
    let put_key = "UPDATE recovery SET sealed = ?2 WHERE section = ?1";
    let put_text = "UPDATE section SET sealed = ?2 WHERE name = ?1";
    for section in ["a", "c"] {
        let place = section::Place {
            what: Sealed::Text,
            reference: &world.reference,
            section,
            revision: 1,
            definition: "0123",
            draft_key: Some(&draft_key),
        };
        let sealed = recovery::seal(&key, &draft_key, &team, &world.reference, section).unwrap();
        world.by_hand.execute(put_key, params![section, sealed]).unwrap();
        let planted = key.seal(&place, b"planted").unwrap();
        world.by_hand.execute(put_text, params![section, planted]).unwrap();
        assert!(matches!(world.drafts.recover(&world.reference, &own), Err(Error::Damaged(_))), "{section}");
    }
    assert!(matches!(world.open(&carer), Err(Error::Damaged(_))));
}

#[test]
fn a_signature_that_is_put_back_after_something_was_saved_is_told() {
    let world = World::new();
    let teacher = world.hand_over(TEACHER);
    send(&world, &world.code, &["a", "a-team", "c", "d"]);
    let open = world.open(&teacher).unwrap();
    let leads = ["social-worker", TEACHER];
    assert_eq!(world.drafts.sign(&open, signature(&open, &leads), now()).unwrap(), Signed::Done);
    world.by_hand.execute("CREATE TABLE before AS SELECT * FROM sign_off", []).unwrap();
    let open = world.open(&world.code).unwrap();
    assert_eq!(world.drafts.save(&open, &[("a", b"other words")], now()).unwrap(), Saved::Done);
    assert_eq!(world.open(&world.code).unwrap().overview.signed, []);
    assert_eq!(world.by_hand.execute("INSERT INTO sign_off SELECT * FROM before", []).unwrap(), 1);
    assert!(matches!(world.open(&world.code), Err(Error::Damaged("signature"))));
}

#[test]
fn a_role_alone_gives_nobody_a_key() {
    let world = World::new();
    // The teacher can't invite to what the teacher can't read, whatever the role.
    let teacher = world.hand_over(TEACHER);
    let other = world.join(&world.invite(&teacher, "social-worker")).unwrap();
    let sections = |code: &Code| world.open(code).unwrap().sections.into_keys().collect::<Vec<_>>();
    assert_eq!(sections(&other), ["a", "c", "d"]);
    // Neither by what others do nor when keys are replaced.
    let (_, team) = team();
    world.drafts.share(&world.open(&world.code).unwrap(), &team).unwrap();
    let carer = world.hand_over("carer");
    assert_eq!(world.remove(&world.code, &carer, &team).unwrap(), Removed::Done);
    assert_eq!(sections(&other), ["a", "c", "d"]);
    // Only if somebody who has the key decides so, and only what the role may read.
    let party = |code: &Code| world.open(code).unwrap().party();
    let (lead, to) = (world.open(&world.code).unwrap(), party(&other));
    assert!(world.drafts.give(&lead, &to, &world.readable).unwrap());
    assert_eq!(sections(&other), SECTIONS);
    assert!(!world.drafts.give(&lead, &party(&teacher), &world.readable).unwrap());
    assert_eq!(sections(&teacher), ["a", "c", "d"]);
    assert!(!world.drafts.give(&world.open(&teacher).unwrap(), &to, &world.readable).unwrap());
}

#[test]
fn a_draft_that_is_sent_by_section_is_not_said_to_be_sent_as_a_whole() {
    let world = World::new();
    send(&world, &world.code, &["a"]);
    let open = world.open(&world.code).unwrap();
    assert!(matches!(world.drafts.send(&open, header(&world.reference)), Err(Error::Changed)));
    assert!(world.open(&world.code).is_ok());
}

#[test]
fn who_cannot_read_all_of_a_draft_does_not_send_it_away() {
    let world = World::new();
    let carer = world.hand_over("carer");
    let open = world.open(&carer).unwrap();
    assert!(matches!(world.drafts.send(&open, header(&world.reference)), Err(Error::Changed)));
    assert!(world.open(&carer).is_ok());
}

#[test]
fn an_invitation_works_for_seven_days() {
    let world = World::new();
    let (one, other) = (world.invite(&world.code, "carer"), world.invite(&world.code, "carer"));
    let last = week() - SignedDuration::from_micros(1);
    let Some(Tried::Invitation(tried)) = world.drafts.try_code(&world.reference, &one, last).unwrap() else {
        panic!("it opens to the end")
    };
    let readable = &world.readable["carer"];
    assert!(world.drafts.join(&tried, readable, SessionKind::Own, week()).unwrap().is_none());
    assert!(world.drafts.join(&tried, readable, SessionKind::Own, last).unwrap().is_some());
    assert!(world.drafts.try_code(&world.reference, &other, week()).unwrap().is_none());
}

#[test]
fn a_draft_has_twelve_places_and_who_came_later_does_not_put_out_who_was_there() {
    let world = World::new();
    let (first, second) = (world.hand_over("carer"), world.hand_over("carer"));
    for (by, other) in [(&second, &first), (&first, &world.code), (&first, &first)] {
        assert_eq!(world.remove(by, other, &[]).unwrap(), Removed::NotAllowed);
    }
    let invitations: Vec<Code> = (0..9).map(|_| world.invite(&world.code, "carer")).collect();
    let open = world.open(&world.code).unwrap();
    let invite = |at| world.drafts.invite(&open, "carer", &names(&["c"]), at).unwrap();
    assert!(invite(now()).is_none());
    assert!(world.join(&invitations[0]).is_some());
    assert!(invite(now()).is_none());
    // A wrong code is the same work on a draft that is full.
    let before = wrap::DERIVED.get();
    assert!(world.drafts.try_code(&world.reference, &Code::random().unwrap(), now()).unwrap().is_none());
    assert_eq!(wrap::DERIVED.get() - before, 12);
    // Those that ran out take no place.
    assert!(invite(week()).is_some());
}
