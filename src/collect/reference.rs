//! References, which people read out, confirm codes, which prove that a submission was opened, and withdraw codes, which take it back.

use age::secrecy::zeroize::Zeroizing;
use sha2::{Digest, Sha256};
use std::fmt;

/// Crockford's base 32: no I, L, O or U, so that nothing is taken for a number, and no word is spelt by chance.
pub(super) const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters after the prefix of a reference: 40 random bits.
const REFERENCE_LENGTH: usize = 8;
/// Characters of a confirm or withdraw code: 60 random bits.
const CODE_LENGTH: usize = 12;
/// Nobody types more than this.
const MOST_BYTES: usize = 100;

/// Why a text is no reference or no code, or why none could be made. The text itself is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The prefix of a form's references is none.
    #[error("a prefix of references has 2 to 6 capital letters, as in `PEP`")]
    Prefix,
    /// The text is no reference.
    #[error("a reference looks like `PEP-7K3M-9QXD`: copy all of it")]
    Reference,
    /// The text is no confirm code.
    #[error("a confirm code looks like `7K3M-9QXD-2F4H`: copy all of it from the opened submission")]
    Code,
    /// The text is no withdraw code.
    #[error(
        "a withdraw code looks like `7K3M-9QXD-2F4H`: copy all of it from the page that said what you sent"
    )]
    WithdrawCode,
    /// The machine gives no random bytes.
    #[error("this machine gives no random bytes: {0}")]
    Randomness(getrandom::Error),
}

/// What a submission is called in public: `PEP-7K3M-9QXD`. No secret, and no name in it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference(String);

impl Reference {
    /// A new one, with the prefix of its form.
    ///
    /// # Errors
    /// When the prefix is none, or the machine gives no random bytes.
    pub fn random(prefix: &str) -> Result<Reference, Error> {
        if !is_prefix(prefix) {
            return Err(Error::Prefix);
        }
        Ok(Reference(format!("{prefix}-{}", *in_groups(&random_characters(REFERENCE_LENGTH)?))))
    }

    /// Read one as people type it: case, spaces and hyphens do not matter, nor does O for 0, or I and L for 1.
    ///
    /// # Errors
    /// When the text is none.
    pub fn parse(text: &str) -> Result<Reference, Error> {
        let typed = typed_characters(text).ok_or(Error::Reference)?;
        let at = typed.len().checked_sub(REFERENCE_LENGTH).ok_or(Error::Reference)?;
        // Letters only stand before, so there a 0 was meant for an O.
        let prefix = typed[..at].replace('0', "O");
        let rest = canonical(&typed[at..]).ok_or(Error::Reference)?;
        if !is_prefix(&prefix) {
            return Err(Error::Reference);
        }
        Ok(Reference(format!("{prefix}-{}", *in_groups(&rest))))
    }

    /// As it is shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// A code that stands only inside the sealed payload: whoever knows it has opened the submission. The store keeps its hash.
#[derive(Clone, PartialEq, Eq)]
pub struct ConfirmCode(Zeroizing<String>);

impl ConfirmCode {
    /// A new one.
    ///
    /// # Errors
    /// When the machine gives no random bytes.
    pub fn random() -> Result<ConfirmCode, Error> {
        Ok(ConfirmCode(random_code()?))
    }

    /// Read one as people type it, as [`Reference::parse`] does.
    ///
    /// # Errors
    /// When the text is none.
    pub fn parse(text: &str) -> Result<ConfirmCode, Error> {
        parse_code(text).map(ConfirmCode).ok_or(Error::Code)
    }

    /// As it is shown to who opened the submission.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the store keeps of it: SHA-256 of the reference, `|` and the code, both as they are shown.
    pub fn hash(&self, reference: &Reference) -> [u8; 32] {
        let digest = Sha256::new().chain_update(reference.as_str()).chain_update("|").chain_update(&*self.0);
        digest.finalize().into()
    }
}

impl fmt::Debug for ConfirmCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("ConfirmCode(…)")
    }
}

/// A code that only the sender is shown: whoever knows it may take the submission back while nobody has opened it. The store
/// keeps its hash.
#[derive(Clone, PartialEq, Eq)]
pub struct WithdrawCode(Zeroizing<String>);

impl WithdrawCode {
    /// A new one.
    ///
    /// # Errors
    /// When the machine gives no random bytes.
    pub fn random() -> Result<WithdrawCode, Error> {
        Ok(WithdrawCode(random_code()?))
    }

    /// Read one as people type it, as [`Reference::parse`] does.
    ///
    /// # Errors
    /// When the text is none.
    pub fn parse(text: &str) -> Result<WithdrawCode, Error> {
        parse_code(text).map(WithdrawCode).ok_or(Error::WithdrawCode)
    }

    /// As it is shown to who sent the submission.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the store keeps of it: SHA-256 of `withdraw|`, the reference, `|` and the code. A confirm code never has the same.
    pub fn hash(&self, reference: &Reference) -> [u8; 32] {
        let digest = Sha256::new().chain_update("withdraw|").chain_update(reference.as_str());
        digest.chain_update("|").chain_update(&*self.0).finalize().into()
    }
}

impl fmt::Debug for WithdrawCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("WithdrawCode(…)")
    }
}

fn random_code() -> Result<Zeroizing<String>, Error> {
    Ok(in_groups(&random_characters(CODE_LENGTH)?))
}

fn parse_code(text: &str) -> Option<Zeroizing<String>> {
    let typed = typed_characters(text)?;
    if typed.len() != CODE_LENGTH {
        return None;
    }
    Some(in_groups(&canonical(&typed)?))
}

fn is_prefix(text: &str) -> bool {
    (2..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// So many characters of the alphabet, each with five random bits.
pub(super) fn random_characters(count: usize) -> Result<Zeroizing<String>, Error> {
    let mut bytes = Zeroizing::new(vec![0; count]);
    getrandom::fill(&mut bytes).map_err(Error::Randomness)?;
    // 32 characters: the five low bits of a byte choose each as often.
    Ok(Zeroizing::new(bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect()))
}

/// Capitals and digits of what was typed, without spaces and dashes; none if there is anything else.
pub(super) fn typed_characters(text: &str) -> Option<Zeroizing<String>> {
    if text.len() > MOST_BYTES {
        return None;
    }
    let is_gap =
        |c: char| c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200b}');
    let mut typed = Zeroizing::new(String::with_capacity(MOST_BYTES));
    for c in text.chars().filter(|c| !is_gap(*c)) {
        if !c.is_ascii_alphanumeric() {
            return None;
        }
        typed.push(c.to_ascii_uppercase());
    }
    Some(typed)
}

/// The characters of the alphabet that were meant.
pub(super) fn canonical(typed: &str) -> Option<Zeroizing<String>> {
    let mut meant = Zeroizing::new(String::with_capacity(typed.len()));
    for c in typed.chars() {
        let c = match c {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        if !ALPHABET.contains(&u8::try_from(c).ok()?) {
            return None;
        }
        meant.push(c);
    }
    Some(meant)
}

/// Groups of four, with hyphens between.
pub(super) fn in_groups(characters: &str) -> Zeroizing<String> {
    let mut grouped = Zeroizing::new(String::with_capacity(characters.len() * 2));
    for (at, c) in characters.chars().enumerate() {
        if at > 0 && at % 4 == 0 {
            grouped.push('-');
        }
        grouped.push(c);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_read_as_people_type_it() {
        for text in [
            "PEP-7K10-9QXD",
            "pep-7k10-9qxd",
            " PEP 7K10 9QXD ",
            "pep7kio9qxd",
            "PEP-7KLO-9QXD",
            "PEP–7K1O–9QXD",
            "P-E-P-7-K-1-0-9-Q-X-D",
        ] {
            assert_eq!(
                Reference::parse(text).map(|read| read.to_string()),
                Ok("PEP-7K10-9QXD".into()),
                "{text}"
            );
        }
        // The prefix is letters, and look-alikes are letters too.
        assert_eq!(Reference::parse("login-7k3m-9qxd").unwrap().as_str(), "LOGIN-7K3M-9QXD");
        assert_eq!(Reference::parse("L0GIN-7K3M-9QXD").unwrap().as_str(), "LOGIN-7K3M-9QXD");
    }

    #[test]
    fn what_is_no_reference_is_refused() {
        let long = "A".repeat(100_000);
        for text in [
            "",
            "PEP",
            "PEP-7K3M",
            "7K3M-9QXD",
            "P-7K3M-9QXD",
            "PEPPEPP-7K3M-9QXD",
            "PEP-7K3M-9QXU",
            "PEP-7K3M-9QX!",
            "P1P-7K3M-9QXD",
            "PEP/7K3M/9QXD",
            "PEP-7K3M-9QXÐ",
            "PEP-7K3M-9QX\0",
            &long,
        ] {
            assert_eq!(Reference::parse(text), Err(Error::Reference), "{text:.20}");
        }
    }

    #[test]
    fn a_new_reference_reads_as_itself_and_no_two_are_the_same() {
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..2000 {
            let reference = Reference::random("PEP").unwrap();
            assert_eq!(Reference::parse(reference.as_str()), Ok(reference.clone()));
            assert_eq!(reference.as_str().len(), 13);
            assert!(seen.insert(reference));
        }
        for prefix in ["", "P", "PEPPEPP", "pep", "PÉP", "P-P", "P1"] {
            assert_eq!(Reference::random(prefix), Err(Error::Prefix), "{prefix}");
        }
    }

    #[test]
    fn a_confirm_code_is_hashed_together_with_its_reference() {
        let code = ConfirmCode::parse("7k3m 9qxd 2f4h").unwrap();
        assert_eq!(code.as_str(), "7K3M-9QXD-2F4H");
        let (one, other) = (Reference::random("PEP").unwrap(), Reference::random("PEP").unwrap());
        assert_eq!(code.hash(&one), ConfirmCode::parse("7K3M9QXD2F4H").unwrap().hash(&one));
        assert_ne!(code.hash(&one), code.hash(&other));
        assert_ne!(code.hash(&one), ConfirmCode::parse("7K3M-9QXD-2F4J").unwrap().hash(&one));
        let known: [u8; 32] = Sha256::digest("PEP-7K3M-9QXD|7K3M-9QXD-2F4H").into();
        assert_eq!(code.hash(&Reference::parse("PEP-7K3M-9QXD").unwrap()), known);
    }

    #[test]
    fn a_confirm_code_is_refused_when_it_is_none_and_never_shown_by_debug() {
        for text in ["", "7K3M-9QXD", "7K3M-9QXD-2F4H-1", "7K3M-9QXD-2F4U", "7K3M-9QXD-2F4\u{20ac}"] {
            assert_eq!(ConfirmCode::parse(text), Err(Error::Code), "{text}");
        }
        let code = ConfirmCode::random().unwrap();
        assert_eq!(code.as_str().len(), 14);
        assert_eq!(format!("{code:?}"), "ConfirmCode(…)");
    }

    #[test]
    fn a_withdraw_code_never_has_the_hash_of_a_confirm_code() {
        let reference = Reference::parse("PEP-7K3M-9QXD").unwrap();
        let code = WithdrawCode::parse("7k3m 9qxd 2f4h").unwrap();
        let known: [u8; 32] = Sha256::digest("withdraw|PEP-7K3M-9QXD|7K3M-9QXD-2F4H").into();
        assert_eq!(code.hash(&reference), known);
        assert_ne!(code.hash(&reference), ConfirmCode::parse(code.as_str()).unwrap().hash(&reference));
        assert_ne!(code.hash(&reference), WithdrawCode::random().unwrap().hash(&reference));
        assert_eq!(WithdrawCode::parse("7K3M-9QXD"), Err(Error::WithdrawCode));
        assert_eq!(format!("{code:?}"), "WithdrawCode(…)");
    }
}
