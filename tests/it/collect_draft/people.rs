//! Two people and the team on one draft, for the tests beside this file.

use super::{FORM, day, submission};
use fingerpost::collect::draft::{
    Begun, Code, Drafts, Join, New, Open, Readable, Saved, SessionKind, Signature, Tried,
};
use fingerpost::collect::keys::{Identity, Recipient};
use fingerpost::collect::reference::Reference;
use fingerpost::collect::store::{Closing, NewSubmission, Receipt, Signed};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

pub(super) const LEAD: &str = "social-worker";
pub(super) const TEACHER: &str = "designated-teacher";
pub(super) const SECTIONS: [&str; 3] = ["a", "b", "private"];

fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

pub(super) fn readable() -> Readable {
    BTreeMap::from([
        (LEAD.to_owned(), names(&SECTIONS)),
        (TEACHER.to_owned(), names(&["a", "b"])),
        ("carer".to_owned(), names(&["b"])),
    ])
}

/// A draft that a social worker begins, with a text in each section.
pub(super) fn begin_shared(drafts: &Drafts, now: Timestamp) -> Begun {
    let new = New {
        prefix: "PEP",
        form: FORM,
        definition: "0123abcd",
        role: LEAD,
        sections: &SECTIONS.map(str::to_owned),
        readable: &readable()[LEAD],
        keep_days: 45,
    };
    let begun = drafts.begin(&new, now).expect("it begins");
    let open = with_code(drafts, &begun.reference, &begun.code, now);
    write(drafts, &open, &SECTIONS, now);
    begun
}

pub(super) fn write(drafts: &Drafts, open: &Open, sections: &[&str], now: Timestamp) {
    let texts: Vec<(&str, Vec<u8>)> =
        sections.iter().map(|name| (*name, format!("text of {name}").into_bytes())).collect();
    let texts: Vec<(&str, &[u8])> = texts.iter().map(|(name, text)| (*name, &**text)).collect();
    assert_eq!(drafts.save(open, &texts, now).expect("it saves"), Saved::Done);
}

/// Open with a code and without a session, as who signs on somebody else's computer does.
pub(super) fn with_code(drafts: &Drafts, reference: &Reference, code: &Code, now: Timestamp) -> Open {
    match drafts.try_code(reference, code, now).expect("it looks") {
        Some(Tried::Party(entered)) => drafts.look(&entered).expect("it reads").expect("it is there"),
        _ => panic!("the code of a party"),
    }
}

pub(super) fn invite(drafts: &Drafts, open: &Open, role: &str, now: Timestamp) -> Code {
    drafts.invite(open, role, &readable()[role], now).expect("it is stored").expect("there is room")
}

pub(super) fn join(
    drafts: &Drafts,
    reference: &Reference,
    invitation: &Code,
    now: Timestamp,
) -> Option<Join> {
    match drafts.try_code(reference, invitation, now).expect("it looks")? {
        Tried::Party(_) => panic!("the code of an invitation"),
        Tried::Invitation(invitation) => {
            let role = invitation.role.clone();
            drafts.join(&invitation, &readable()[&role], SessionKind::Own, now).expect("it is stored")
        }
    }
}

/// Invite somebody, who joins at once.
pub(super) fn hand_over(drafts: &Drafts, begun: &Begun, role: &str, now: Timestamp) -> Join {
    let open = with_code(drafts, &begun.reference, &begun.code, now);
    let invitation = invite(drafts, &open, role, now);
    join(drafts, &begun.reference, &invitation, now).expect("it is open")
}

pub(super) fn team(folder: &Path) -> (Recipient, Identity) {
    super::super::collect_store::key(folder, "team.key")
}

pub(super) fn header(reference: &Reference, now: Timestamp) -> NewSubmission {
    submission(reference, b"header", now)
}

pub(super) fn send(drafts: &Drafts, open: &Open, section: &str, sealed: &[u8], now: Timestamp) -> Receipt {
    let part = ([2; 32], sealed.to_vec());
    drafts.send_section(open, section, header(&open.reference, now), part, b"").expect("it is sent")
}

/// Sign as one who has looked at all that it may read and carries all of it, or nothing.
pub(super) fn sign(
    drafts: &Drafts,
    open: &Open,
    carried: Option<&str>,
    sealed: &[u8],
    now: Timestamp,
) -> Signed {
    let text =
        |name: &String| (name.clone(), format!("{} of {name}", carried.unwrap_or_default()).into_bytes());
    let signature = Signature {
        carries: carried.is_some(),
        looked_at: open
            .overview
            .sections
            .iter()
            .filter(|state| open.sections.contains_key(&state.name))
            .map(|state| (state.name.clone(), state.sent.is_some()))
            .collect(),
        carried: open.sections.keys().map(text).collect(),
        part: ([3; 32], sealed.to_vec()),
        closing: Closing { leads: vec![LEAD.into(), TEACHER.into()], carried_until: day(300) },
    };
    drafts.sign(open, signature, now).expect("it is stored")
}
