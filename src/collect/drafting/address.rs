//! The addresses of drafts, below `/drafts`.

use crate::collect::reference::Reference;
use crate::form::Reader;

use super::folder::FolderPlace;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// Where a code is entered.
    Resume,
    /// A folder of drafts.
    Folder(FolderPlace),
    /// Something of one draft.
    Draft(Reference, Place),
}

/// A page of one draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The list of tasks.
    Tasks,
    /// A page of the form; of a repeat its list of rows.
    Page(String),
    /// One row of a repeat.
    Row(String, String),
    /// All answers that who asks may see; where one person fills in all of it, before they are sent.
    Check,
    /// One section: to be checked, or to be read.
    Section(String),
    /// Send one section.
    SendSection(String),
    /// Send one section back.
    SendBack(String),
    /// Who works on it.
    People,
    /// Invite somebody.
    Invite,
    /// Take an invitation back.
    Uninvite,
    /// Give somebody the keys that are theirs to have.
    Give(String),
    /// Take somebody's access away.
    Remove(String),
    /// Sign.
    Sign,
    /// For the meeting, on a screen that all see.
    Meeting,
    /// Another signs with their code at the meeting.
    SignAtMeeting,
    /// The day of the meeting.
    MeetingDay,
    /// The meeting as an appointment.
    Appointment,
    /// Begin next term's.
    Next,
    /// Send it.
    Send,
    /// A new code.
    Code,
    /// End the session.
    SignOut,
    /// Delete the draft.
    Delete,
    /// Put it into a folder.
    Folder,
    /// A copy to print.
    Copy(Reader),
}

impl Address {
    /// The address behind `/drafts`; none if there is no such page.
    pub fn parse(path: &str) -> Option<Address> {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let Some((reference, rest)) = parts.split_first() else { return Some(Address::Resume) };
        if *reference == "folder" {
            return FolderPlace::parse(rest).map(Address::Folder);
        }
        // As it is shown, and not as it may be typed: the page's cookie has the same name.
        let reference = Reference::parse(reference).ok().filter(|read| read.as_str() == *reference)?;
        let place = match rest {
            [] => Place::Tasks,
            ["pages", page] => Place::Page((*page).to_string()),
            ["pages", page, row] => Place::Row((*page).to_string(), (*row).to_string()),
            ["check"] => Place::Check,
            ["sections", section] => Place::Section((*section).to_string()),
            ["sections", section, "send"] => Place::SendSection((*section).to_string()),
            ["sections", section, "send-back"] => Place::SendBack((*section).to_string()),
            ["people"] => Place::People,
            ["people", "invite"] => Place::Invite,
            ["people", "take-back"] => Place::Uninvite,
            ["people", party, "give"] => Place::Give((*party).to_string()),
            ["people", party] => Place::Remove((*party).to_string()),
            ["sign"] => Place::Sign,
            ["meeting"] => Place::Meeting,
            ["meeting", "sign"] => Place::SignAtMeeting,
            ["meeting-day"] => Place::MeetingDay,
            ["meeting.ics"] => Place::Appointment,
            ["next"] => Place::Next,
            ["send"] => Place::Send,
            ["code"] => Place::Code,
            ["sign-out"] => Place::SignOut,
            ["delete"] => Place::Delete,
            ["folder"] => Place::Folder,
            ["copies", word] => {
                Place::Copy(Reader::ALL.iter().find(|(known, _)| known == word).map(|(_, reader)| *reader)?)
            }
            _ => return None,
        };
        Some(Address::Draft(reference, place))
    }
}

/// The address of a draft, without a slash at the end.
pub(super) fn base(reference: &Reference) -> String {
    format!("/drafts/{reference}")
}

/// The name of a draft's cookie. `__Host-` binds it to this host, over TLS.
pub(super) fn cookie_name(reference: &Reference) -> String {
    format!("__Host-draft-{reference}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_others_are_none() {
        let reference = Reference::parse("PEP-7K3M-9QXD").unwrap();
        let of = |place| Some(Address::Draft(reference.clone(), place));
        assert_eq!(Address::parse(""), Some(Address::Resume));
        assert_eq!(Address::parse("/PEP-7K3M-9QXD"), of(Place::Tasks));
        assert_eq!(Address::parse("/PEP-7K3M-9QXD/pages/a/b"), of(Place::Row("a".into(), "b".into())));
        assert_eq!(Address::parse("/PEP-7K3M-9QXD/copies/parent"), of(Place::Copy(Reader::Parent)));
        assert_eq!(Address::parse("/folder"), Some(Address::Folder(FolderPlace::List)));
        assert_eq!(Address::parse("/folder/open"), Some(Address::Folder(FolderPlace::Open)));
        assert_eq!(Address::parse("/PEP-7K3M-9QXD/folder"), of(Place::Folder));
        assert_eq!(Address::parse("/folder/x"), None);
        for wrong in ["/pep-7k3m-9qxd", "/PEP-7K3M-9QXD/x", "/PEP-7K3M-9QXD/copies/all", "/x"] {
            assert_eq!(Address::parse(wrong), None, "{wrong}");
        }
    }
}
