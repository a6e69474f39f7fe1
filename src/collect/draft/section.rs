//! A section of a draft: its key, sealed to each party that may read it, and its text, sealed under that key and the draft's.

use super::Error;
use super::cipher::{Key, context, padded, without_padding};
use super::keyring::DraftKey;
use crate::collect::keys::{Identity, Recipient};
use crate::collect::reference::Reference;
use crate::collect::store::{Draft, PartyId};
use age::Decryptor;
use age::secrecy::zeroize::Zeroizing;
use sha2::{Digest, Sha256};
use std::io::Read;

/// The key of one section of one draft.
pub(super) struct SectionKey(Key);

/// What is sealed under a section's key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sealed {
    /// Its answers.
    Text,
    /// Why it was sent back.
    Reason,
    /// What of its answers next term begins with.
    Carried,
    /// What tells the answers that were sent from others.
    Print,
}

/// Where a section's text belongs: sealed for one place, it opens at no other.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) what: Sealed,
    pub(super) reference: &'a Reference,
    pub(super) section: &'a str,
    pub(super) revision: u64,
    pub(super) definition: &'a str,
    /// Without it a text rests on the section's key alone, as in drafts that began before several people could work on one.
    pub(super) draft_key: Option<&'a DraftKey>,
}

impl SectionKey {
    pub(super) fn random() -> Result<SectionKey, Error> {
        Key::random().map(SectionKey)
    }

    pub(super) fn of_bytes(bytes: &[u8]) -> Option<SectionKey> {
        Key::of_bytes(bytes).map(SectionKey)
    }

    pub(super) fn copy(&self) -> SectionKey {
        SectionKey(self.0.copy())
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        self.0.bytes()
    }

    /// Seal the key to a party. age ties nothing to its place, so the place is sealed with it.
    pub(super) fn seal_to(
        &self,
        to: &Recipient,
        reference: &Reference,
        section: &str,
        party: &PartyId,
    ) -> Result<Vec<u8>, Error> {
        let place = key_place(reference, section, party);
        let mut plain = Zeroizing::new(Vec::with_capacity(place.len() + 32));
        plain.extend_from_slice(&place);
        plain.extend_from_slice(self.0.bytes());
        age::encrypt(to.as_age(), &plain).map_err(Error::NotSealed)
    }

    /// Open a sealed key; none if it is another party's, draft's or section's.
    pub(super) fn open(
        sealed: &[u8],
        with: &Identity,
        reference: &Reference,
        section: &str,
        party: &PartyId,
    ) -> Option<SectionKey> {
        let mut plain = Zeroizing::new(Vec::with_capacity(sealed.len()));
        let decryptor = Decryptor::new_buffered(sealed).ok()?;
        let mut reader = decryptor.decrypt(std::iter::once(with.as_age() as &dyn age::Identity)).ok()?;
        reader.read_to_end(&mut plain).ok()?;
        Key::of_bytes(plain.strip_prefix(&*key_place(reference, section, party))?).map(SectionKey)
    }

    /// Seal a section's text.
    pub(super) fn seal(&self, place: &Place<'_>, text: &[u8]) -> Result<Vec<u8>, Error> {
        self.text_key(place).seal(&place.context(), &padded(text))
    }

    /// The text that was sealed for this place.
    pub(super) fn open_text(&self, place: &Place<'_>, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        without_padding(&self.text_key(place).open(&place.context(), sealed)?)
    }

    /// What tells a text from another, and says nothing to who has not this key. It is sealed, so that it can go under another key
    /// without the text.
    pub(super) fn seal_print(&self, place: &Place<'_>, text: &[u8]) -> Result<Vec<u8>, Error> {
        self.text_key(place).seal(&place.context(), &Sha256::digest(text))
    }

    /// Whether a print is of this text.
    pub(super) fn is_print_of(&self, place: &Place<'_>, print: &[u8], text: &[u8]) -> bool {
        let digest = self.text_key(place).open(&place.context(), print);
        digest.is_some_and(|digest| digest.as_slice() == Sha256::digest(text).as_slice())
    }

    /// The same print under another key; none if it is not under this one.
    pub(super) fn print_under(
        &self,
        other: &SectionKey,
        place: &Place<'_>,
        print: &[u8],
    ) -> Result<Option<Vec<u8>>, Error> {
        let digest = self.text_key(place).open(&place.context(), print);
        digest.map(|digest| other.text_key(place).seal(&place.context(), &digest)).transpose()
    }

    /// Who can write the store can put a key of their own in the place of this one, but not the draft's key, without which what
    /// is written under it can't be read.
    fn text_key(&self, place: &Place<'_>) -> Key {
        match place.draft_key {
            Some(draft_key) => Key::derived(self.0.bytes(), draft_key.bytes(), "draft/text/v2"),
            None => self.0.copy(),
        }
    }
}

impl<'a> Place<'a> {
    /// In a section of a draft, at a revision.
    pub(super) fn of(
        draft: &'a Draft,
        draft_key: Option<&'a DraftKey>,
        what: Sealed,
        section: &'a str,
        revision: u64,
    ) -> Place<'a> {
        Place {
            what,
            reference: &draft.reference,
            section,
            revision,
            definition: &draft.definition,
            draft_key,
        }
    }

    fn context(&self) -> Vec<u8> {
        let parts = [
            self.reference.as_str().as_bytes(),
            self.section.as_bytes(),
            &self.revision.to_be_bytes(),
            self.definition.as_bytes(),
        ];
        let what = match self.what {
            Sealed::Text => "draft/section/v1",
            Sealed::Reason => "draft/reason/v1",
            Sealed::Carried => "draft/carried/v1",
            Sealed::Print => "draft/print/v1",
        };
        context(what, &parts)
    }
}

pub(super) fn key_place(reference: &Reference, section: &str, party: &PartyId) -> Vec<u8> {
    context("draft/section-key/v1", &[reference.as_str().as_bytes(), section.as_bytes(), party])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn reference(text: &str) -> Reference {
        Reference::parse(text).unwrap()
    }

    #[test]
    fn a_text_opens_in_its_place_only() {
        let (key, other) = (SectionKey::random().unwrap(), SectionKey::random().unwrap());
        let (mine, another) = (reference("PEP-7K3M-9QXD"), reference("PEP-7K3M-9QXE"));
        let place = Place {
            what: Sealed::Text,
            reference: &mine,
            section: "a",
            revision: 3,
            definition: "0123",
            draft_key: None,
        };
        let sealed = key.seal(&place, b"text").unwrap();
        assert_eq!(&**key.open_text(&place, &sealed).unwrap(), b"text");
        assert!(other.open_text(&place, &sealed).is_none());
        for elsewhere in [
            Place { reference: &another, ..place },
            Place { section: "b", ..place },
            Place { section: "", ..place },
            Place { revision: 2, ..place },
            Place { revision: 4, ..place },
            Place { definition: "4567", ..place },
        ] {
            assert!(key.open_text(&elsewhere, &sealed).is_none());
        }
    }

    #[test]
    fn a_sealed_key_opens_for_its_party_draft_and_section_only() {
        let key = SectionKey::random().unwrap();
        let (identity, stranger) = (Identity::generate(), Identity::generate());
        let (mine, another) = (reference("PEP-7K3M-9QXD"), reference("PEP-7K3M-9QXE"));
        let sealed = key.seal_to(&identity.recipient(), &mine, "a", &[1; 16]).unwrap();
        let opened = SectionKey::open(&sealed, &identity, &mine, "a", &[1; 16]).unwrap();
        assert_eq!(opened.0.bytes(), key.0.bytes());
        assert!(SectionKey::open(&sealed, &stranger, &mine, "a", &[1; 16]).is_none());
        assert!(SectionKey::open(&sealed, &identity, &another, "a", &[1; 16]).is_none());
        assert!(SectionKey::open(&sealed, &identity, &mine, "b", &[1; 16]).is_none());
        assert!(SectionKey::open(&sealed, &identity, &mine, "a", &[2; 16]).is_none());
        assert!(SectionKey::open(&sealed[..sealed.len() - 1], &identity, &mine, "a", &[1; 16]).is_none());
        assert!(SectionKey::open(b"", &identity, &mine, "a", &[1; 16]).is_none());
    }

    #[test]
    fn the_length_tells_only_every_four_kibibytes() {
        let (key, mine) = (SectionKey::random().unwrap(), reference("PEP-7K3M-9QXD"));
        let place = Place {
            what: Sealed::Text,
            reference: &mine,
            section: "a",
            revision: 1,
            definition: "0123",
            draft_key: None,
        };
        let length = |bytes: usize| {
            let text = vec![b'x'; bytes];
            let sealed = key.seal(&place, &text).unwrap();
            assert_eq!(**key.open_text(&place, &sealed).unwrap(), text);
            sealed.len()
        };
        let lengths: BTreeSet<usize> = (0..9000).step_by(97).chain([4088, 4089]).map(length).collect();
        assert_eq!(lengths.into_iter().collect::<Vec<_>>(), [1, 2, 3].map(|blocks| 24 + 4096 * blocks + 16));
        assert_eq!((length(4088), length(4089)), (24 + 4096 + 16, 24 + 8192 + 16));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn any_bytes_come_back_as_they_were(
            text in proptest::collection::vec(any::<u8>(), 0..10_000),
            zeros in 0_usize..20,
        ) {
            let text = [text, vec![0; zeros]].concat();
            let (key, mine) = (SectionKey::random().unwrap(), reference("PEP-7K3M-9QXD"));
            let place = Place { what: Sealed::Text, reference: &mine, section: "a", revision: 1, definition: "0123", draft_key: None };
            let sealed = key.seal(&place, &text).unwrap();
            prop_assert_eq!(&**key.open_text(&place, &sealed).unwrap(), &text);
        }
    }
}
