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
    /// All answers, before they are sent.
    Check,
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
