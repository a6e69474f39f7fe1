//! Who writes the database may move what lies between people: nobody opens with it what is not theirs, and nobody signs for another.

use super::moved::copy;
use super::people::{LEAD, TEACHER, begin_shared, hand_over, invite, join, send, sign, team, with_code};
use super::{day, open_drafts};
use fingerpost::collect::draft::{Code, Drafts, Error, Tried};
use fingerpost::collect::keys::{Identity, Recipient};
use fingerpost::collect::reference::Reference;
use fingerpost::collect::store::Signed;
use rusqlite::Connection;

/// A draft with two people, two open invitations, and a team that could let somebody back in.
struct Draft {
    reference: Reference,
    lead: Code,
    teacher: Code,
    /// For a teacher and for a carer.
    invitations: [Code; 2],
}

/// Two drafts of one form.
struct Base {
    folder: tempfile::TempDir,
    identity: Identity,
    one: Draft,
    other: Draft,
}

fn draft(drafts: &Drafts, recipient: &Recipient) -> Draft {
    let begun = begin_shared(drafts, day(0));
    let teacher = hand_over(drafts, &begun, TEACHER, day(0)).code;
    let open = with_code(drafts, &begun.reference, &begun.code, day(0));
    drafts.share(&open, std::slice::from_ref(recipient)).expect("it is shared");
    let invitations = [TEACHER, "carer"].map(|role| invite(drafts, &open, role, day(0)));
    for section in ["a", "b", "private"] {
        send(drafts, &open, section, b"part", day(0));
    }
    Draft { reference: begun.reference, lead: begun.code, teacher, invitations }
}

fn base(then: impl Fn(&Drafts, &Draft)) -> Base {
    let folder = tempfile::tempdir().expect("a folder");
    let (recipient, identity) = team(folder.path());
    let (store, drafts) = open_drafts(&folder.path().join("data"));
    let (one, other) = (draft(&drafts, &recipient), draft(&drafts, &recipient));
    then(&drafts, &one);
    then(&drafts, &other);
    drop((store, drafts));
    Base { folder, identity, one, other }
}

/// Section `a` and section `b` came back, each with a reason.
fn returned(drafts: &Drafts, draft: &Draft) {
    let open = with_code(drafts, &draft.reference, &draft.teacher, day(0));
    for section in ["a", "b"] {
        let reason = format!("why {section} came back");
        assert!(drafts.send_back(&open, section, &reason, day(0)).expect("it is stored"));
    }
}

/// The lead has signed, and carries.
fn signed(drafts: &Drafts, draft: &Draft) {
    let open = with_code(drafts, &draft.reference, &draft.lead, day(0));
    assert_eq!(sign(drafts, &open, Some("carried"), b"signature", day(0)), Signed::Done);
}

/// Both have signed and carry: the draft is closed.
fn closed(drafts: &Drafts, draft: &Draft) {
    signed(drafts, draft);
    let open = with_code(drafts, &draft.reference, &draft.teacher, day(0));
    assert!(matches!(sign(drafts, &open, Some("carried"), b"signature", day(0)), Signed::Closed(_)));
}

/// What opens after a change in the database of a running collector: which draft, by whom, and which sections.
fn opens_after(base: &Base, change: &str) -> Vec<String> {
    let folder = copy(&base.folder.path().join("data"));
    let (_store, drafts) = open_drafts(folder.path());
    let by_hand = Connection::open(folder.path().join("submissions.db")).expect("the database");
    by_hand
        .execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
        .expect("it is set");
    by_hand.execute_batch(change).unwrap_or_else(|error| panic!("{change}: {error}"));
    let mut opens = Vec::new();
    let names = |sections: Vec<&String>| sections.into_iter().map(|name| &name[..1]).collect::<String>();
    for (draft, at) in [(&base.one, "one"), (&base.other, "other")] {
        let all = [&base.one, &base.other].map(|of| (of, of.reference == draft.reference));
        for (of, is_own) in all {
            let codes =
                [(&of.lead, "lead"), (&of.teacher, "teacher"), (&of.invitations[0], "invited teacher")];
            for (code, who) in codes.into_iter().chain([(&of.invitations[1], "invited carer")]) {
                let who = if is_own { who } else { "STRANGER" };
                // Who is invited joins, and opens with their own code.
                let code = match drafts.try_code(&draft.reference, code, day(0)).expect("it looks") {
                    Some(Tried::Party(_)) => code,
                    Some(Tried::Invitation(_)) => {
                        &join(&drafts, &draft.reference, code, day(0)).expect("it joins").code
                    }
                    None => continue,
                };
                let Ok(Some(Tried::Party(entered))) = drafts.try_code(&draft.reference, code, day(0)) else {
                    panic!("the code of a party")
                };
                match drafts.look(&entered) {
                    Ok(Some(open)) => {
                        opens.push(format!("{at} {who} {}", names(open.sections.keys().collect())))
                    }
                    Ok(None) | Err(Error::Damaged(_)) => {}
                    Err(error) => panic!("{change}: {error:?}"),
                }
            }
        }
        match drafts.recover(&draft.reference, std::slice::from_ref(&base.identity)) {
            Ok(Some(recovered)) => opens.push(format!("{at} team {}", recovered.overview.sections.len())),
            Ok(None) | Err(Error::Damaged(_)) => {}
            Err(error) => panic!("{change}: {error:?}"),
        }
    }
    opens
}

const ONE: [&str; 5] =
    ["one lead abp", "one teacher ab", "one invited teacher ab", "one invited carer b", "one team 3"];
const OTHER: [&str; 5] = [
    "other lead abp",
    "other teacher ab",
    "other invited teacher ab",
    "other invited carer b",
    "other team 3",
];

fn all_but(closed: &[&[&str]]) -> Vec<String> {
    let closed = closed.concat();
    ONE.into_iter().chain(OTHER).filter(|way| !closed.contains(way)).map(str::to_owned).collect()
}

/// Two values of a column, exchanged.
fn exchanged(table: &str, column: &str, one: &str, other: &str) -> String {
    format!(
        "CREATE TEMP TABLE before AS SELECT (SELECT {column} FROM {table} WHERE {one}) AS one, (SELECT {column} FROM {table} WHERE {other}) AS other;
         UPDATE {table} SET {column} = (SELECT one FROM before) WHERE {other};
         UPDATE {table} SET {column} = (SELECT other FROM before) WHERE {one}"
    )
}

const LEAD_OF_ONE: &str = "draft = 1 AND seat = 0";
const TEACHER_OF_ONE: &str = "draft = 1 AND seat = 1";
const LEAD_OF_OTHER: &str = "draft = 2 AND seat = 0";
const TEACHER_OF_OTHER: &str = "draft = 2 AND seat = 1";

#[test]
fn what_lies_between_people_opens_in_its_place_only() {
    let base = base(returned);
    let invited = |draft: u8, role: &str| format!("draft = {draft} AND role = '{role}'");
    let (teacher, carer) = (invited(1, TEACHER), invited(1, "carer"));
    let section = |draft: u8, name: &str| format!("draft = {draft} AND name = '{name}'");
    let recovery = |draft: u8, name: &str| format!("draft = {draft} AND section = '{name}'");
    let key = |party: &str, name: &str| {
        format!("party = (SELECT id FROM party WHERE {party}) AND section = '{name}'")
    };
    let invitations = &["one invited teacher ab", "one invited carer b"][..];
    let of_others = &["other invited teacher ab"][..];
    // The lead's own is closed where a key of its own is; what it gave others before opens.
    let cases: &[(&str, String, &[&[&str]])] = &[
        ("nothing is changed", "SELECT 1".into(), &[]),
        ("two invitations exchanged", exchanged("invitation", "wrapped", &teacher, &carer), &[invitations]),
        (
            "an invitation of another draft",
            exchanged("invitation", "wrapped", &teacher, &invited(2, TEACHER)),
            &[&["one invited teacher ab"], of_others],
        ),
        (
            "an invitation moved to another draft",
            format!("UPDATE invitation SET draft = 2 WHERE {teacher}"),
            &[&["one invited teacher ab"]],
        ),
        (
            "an invitation for another role",
            format!("UPDATE invitation SET role = '{LEAD}' WHERE {teacher}"),
            &[&["one invited teacher ab"]],
        ),
        (
            "an invitation with another id",
            format!("UPDATE invitation SET id = zeroblob(16) WHERE {teacher}"),
            &[&["one invited teacher ab"]],
        ),
        (
            "an invitation in the place of a party",
            format!(
                "UPDATE party SET wrapped = (SELECT wrapped FROM invitation WHERE {teacher}) WHERE {TEACHER_OF_ONE}"
            ),
            &[&["one teacher ab"]],
        ),
        (
            "a party in the place of an invitation",
            format!(
                "UPDATE invitation SET wrapped = (SELECT wrapped FROM party WHERE {TEACHER_OF_ONE}) WHERE {teacher}"
            ),
            &[&["one invited teacher ab"]],
        ),
        // The team's keys.
        (
            "the team's keys of two sections exchanged",
            exchanged("recovery", "sealed", &recovery(1, "a"), &recovery(1, "b")),
            &[&["one team 3"]],
        ),
        (
            "the team's keys of two drafts exchanged",
            exchanged("recovery", "sealed", &recovery(1, "a"), &recovery(2, "a")),
            &[&["one team 3", "other team 3"]],
        ),
        (
            "all the team's keys moved to another draft",
            "DELETE FROM recovery WHERE draft = 2; UPDATE recovery SET draft = 2".into(),
            &[&["one team 3", "other team 3"]],
        ),
        (
            "the team's key to what a party may not read, given to the party",
            format!(
                "INSERT INTO section_key (party, section, sealed) SELECT id, 'private', (SELECT sealed FROM recovery WHERE {}) FROM party WHERE {TEACHER_OF_ONE}",
                recovery(1, "private")
            ),
            &[&["one teacher ab"]],
        ),
        // Keys of sections.
        (
            "the lead's key to what a party may not read, given to the party",
            format!(
                "INSERT INTO section_key (party, section, sealed) SELECT id, 'private', (SELECT sealed FROM section_key WHERE {}) FROM party WHERE {TEACHER_OF_ONE}",
                key(LEAD_OF_ONE, "private")
            ),
            &[&["one teacher ab"]],
        ),
        (
            "a party's keys of two sections exchanged",
            exchanged("section_key", "sealed", &key(TEACHER_OF_ONE, "a"), &key(TEACHER_OF_ONE, "b")),
            &[&["one teacher ab"]],
        ),
        (
            "a party's key, renamed",
            format!("UPDATE section_key SET section = 'private' WHERE {}", key(TEACHER_OF_ONE, "a")),
            &[&["one teacher ab"]],
        ),
        // Reasons.
        (
            "two reasons exchanged",
            exchanged("section", "reason", &section(1, "a"), &section(1, "b")),
            &[&ONE],
        ),
        (
            "the reason of another draft",
            exchanged("section", "reason", &section(1, "a"), &section(2, "a")),
            // Who does not read the section does not meet its reason.
            &[
                &["one lead abp", "one teacher ab", "one invited teacher ab", "one team 3"],
                &["other lead abp", "other teacher ab", "other invited teacher ab", "other team 3"],
            ],
        ),
        (
            "a text as the reason",
            format!("UPDATE section SET reason = sealed WHERE {}", section(1, "b")),
            &[&ONE],
        ),
        (
            "a reason as the text",
            format!("UPDATE section SET sealed = reason WHERE {}", section(1, "b")),
            &[&ONE],
        ),
        // Who was let in, by whom, as whom.
        ("two proofs exchanged", exchanged("party", "vouched", LEAD_OF_ONE, TEACHER_OF_ONE), &[&ONE]),
        (
            "a proof of another draft",
            exchanged("party", "vouched", TEACHER_OF_ONE, TEACHER_OF_OTHER),
            &[&ONE, &OTHER],
        ),
        ("no proof", format!("UPDATE party SET vouched = NULL WHERE {TEACHER_OF_ONE}"), &[&ONE]),
        (
            "a party of another draft, with its proof",
            format!("UPDATE party SET draft = 1, seat = 2 WHERE {TEACHER_OF_OTHER}"),
            &[&ONE, &["other teacher ab"]],
        ),
        (
            "another public key for a party",
            format!(
                "UPDATE party SET recipient = (SELECT recipient FROM party WHERE {TEACHER_OF_OTHER}) WHERE {TEACHER_OF_ONE}"
            ),
            &[&ONE],
        ),
        ("a higher role", format!("UPDATE party SET role = '{LEAD}' WHERE {TEACHER_OF_ONE}"), &[&ONE]),
        (
            "a higher role, with the proof of who has it",
            format!(
                "UPDATE party SET role = '{LEAD}', vouched = (SELECT vouched FROM party WHERE {LEAD_OF_ONE}) WHERE {TEACHER_OF_ONE}"
            ),
            &[&ONE],
        ),
        (
            "an identity of another draft",
            exchanged("party", "wrapped", LEAD_OF_ONE, LEAD_OF_OTHER),
            &[&["one lead abp", "other lead abp"]],
        ),
        (
            "the identity of the lead for a party",
            exchanged("party", "wrapped", LEAD_OF_ONE, TEACHER_OF_ONE),
            &[&["one lead abp", "one teacher ab"]],
        ),
    ];
    for (name, change, closed) in cases {
        assert_eq!(opens_after(&base, change), all_but(closed), "{name}");
    }
    // A key that is sealed to somebody else is none of the team's.
    let change = format!(
        "UPDATE recovery SET sealed = (SELECT sealed FROM section_key WHERE {}) WHERE draft = 1",
        key(LEAD_OF_ONE, "a")
    );
    assert_eq!(opens_after(&base, &change), all_but(&[&["one team 3"]]));
}

#[test]
fn a_signature_stands_for_who_gave_it_only() {
    let base = base(signed);
    let all = [&ONE[..], &OTHER].concat();
    let all: Vec<&str> = all.into_iter().collect();
    assert_eq!(opens_after(&base, "SELECT 1"), all);
    for (name, change, closed) in [
        ("for another role", format!("UPDATE sign_off SET role = '{TEACHER}' WHERE draft = 1"), &[&ONE][..]),
        (
            "by another party",
            format!("UPDATE sign_off SET party = (SELECT id FROM party WHERE {TEACHER_OF_ONE}) WHERE draft = 1"),
            &[&ONE],
        ),
        ("at another time", "UPDATE sign_off SET signed = signed + 1 WHERE draft = 1".into(), &[&ONE]),
        ("without carrying", "UPDATE sign_off SET carries = 0 WHERE draft = 1".into(), &[&ONE]),
        ("on another draft", "UPDATE sign_off SET draft = 3 - draft; ".into(), &[&ONE, &OTHER]),
        (
            "with the proof of another draft",
            exchanged("sign_off", "vouched", "draft = 1", "draft = 2"),
            &[&ONE, &OTHER],
        ),
        (
            "with the proof of being a party",
            format!("UPDATE sign_off SET vouched = (SELECT vouched FROM party WHERE {LEAD_OF_ONE}) WHERE draft = 1"),
            &[&ONE],
        ),
        (
            "as the proof of being a party",
            format!("UPDATE party SET vouched = (SELECT vouched FROM sign_off WHERE draft = 1) WHERE {LEAD_OF_ONE}"),
            &[&ONE],
        ),
        (
            "copied for the other lead",
            format!(
                "INSERT INTO sign_off SELECT draft, '{TEACHER}', (SELECT id FROM party WHERE {TEACHER_OF_ONE}), signed, carries, vouched
                 FROM sign_off WHERE draft = 1"
            ),
            &[&ONE],
        ),
    ] {
        // On another draft: the primary key is in the way of a plain exchange.
        let change = change.replace(
            "UPDATE sign_off SET draft = 3 - draft; ",
            "UPDATE sign_off SET draft = -draft; UPDATE sign_off SET draft = 3 + draft",
        );
        let closed = closed.iter().map(|ways| &ways[..]).collect::<Vec<_>>();
        assert_eq!(opens_after(&base, &change), all_but(&closed), "{name}");
    }
}

#[test]
fn what_was_carried_opens_in_its_place_only() {
    let base = base(closed);
    let (lead, teacher) = (["one lead abp", "other lead abp"], ["one teacher ab", "other teacher ab"]);
    let open = |closed: &[&str]| -> Vec<String> {
        let all = [lead[0], teacher[0], lead[1], teacher[1]];
        all.into_iter().filter(|way| !closed.contains(way)).map(str::to_owned).collect()
    };
    assert_eq!(opens_after(&base, "SELECT 1"), open(&[]));
    let of_one = &[lead[0], teacher[0]][..];
    let section = |draft: u8, name: &str| format!("draft = {draft} AND name = '{name}'");
    for (name, change, closed) in [
        ("of another section", exchanged("section", "sealed", &section(1, "a"), &section(1, "b")), of_one),
        (
            "of another draft",
            exchanged("section", "sealed", &section(1, "a"), &section(2, "a")),
            &[lead[0], teacher[0], lead[1], teacher[1]],
        ),
        (
            "of what is private",
            format!(
                "UPDATE section SET sealed = (SELECT sealed FROM section WHERE {}) WHERE {}",
                section(1, "private"),
                section(1, "b")
            ),
            of_one,
        ),
        ("as a text", "UPDATE draft SET closed = NULL WHERE id = 1".into(), of_one),
        ("as a reason", format!("UPDATE section SET reason = sealed WHERE {}", section(1, "b")), of_one),
        ("of a later revision", "UPDATE section SET revision = revision + 1 WHERE draft = 1".into(), of_one),
    ] {
        assert_eq!(opens_after(&base, &change), open(closed), "{name}");
    }
}
