//! The code of a party: 100 random bits, shown once, that a person keeps, types again and may tell by telephone.

use crate::collect::reference::{self, ALPHABET, canonical, in_groups, random_characters, typed_characters};
use age::secrecy::zeroize::Zeroizing;
use std::fmt;

/// Characters of a code, five random bits each. One more follows, which finds what was mistyped.
const LENGTH: usize = 20;

/// Each character of the alphabet as it is told by telephone.
const SPELLING: [&str; 32] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "A for Alfa",
    "B for Bravo",
    "C for Charlie",
    "D for Delta",
    "E for Echo",
    "F for Foxtrot",
    "G for Golf",
    "H for Hotel",
    "J for Juliett",
    "K for Kilo",
    "M for Mike",
    "N for November",
    "P for Papa",
    "Q for Quebec",
    "R for Romeo",
    "S for Sierra",
    "T for Tango",
    "V for Victor",
    "W for Whiskey",
    "X for X-ray",
    "Y for Yankee",
    "Z for Zulu",
];

/// Why a text is no code. The text itself is not repeated, and the store was not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It is too short, too long, or has other characters.
    #[error("a code looks like `7K3M-9QXD-2F4H-8N5P-T6RW-Q`: copy all of it")]
    Shape,
    /// Its last character does not fit the others: this code was never shown to anybody.
    #[error("a character of the code is wrong, or two have changed places: check what you typed")]
    Mistyped,
}

/// The code of one party of one draft. It opens what the party may read, and nobody can find it out again.
pub struct Code(Zeroizing<String>);

impl Code {
    /// A new one.
    ///
    /// # Errors
    /// When the machine gives no random bytes.
    pub fn random() -> Result<Code, reference::Error> {
        let characters = random_characters(LENGTH)?;
        let mut whole = Zeroizing::new(String::with_capacity(LENGTH + 1));
        whole.push_str(&characters);
        whole.push(check(&characters));
        Ok(Code(in_groups(&whole)))
    }

    /// Read one as people type it: case, spaces and hyphens do not matter, nor does O for 0, or I and L for 1.
    ///
    /// # Errors
    /// When the text is none. A single wrong character is always found, and so are any two that changed places.
    pub fn parse(text: &str) -> Result<Code, Error> {
        let typed = typed_characters(text).ok_or(Error::Shape)?;
        let meant = canonical(&typed).filter(|meant| meant.len() == LENGTH + 1).ok_or(Error::Shape)?;
        if !meant.ends_with(check(&meant[..LENGTH])) {
            return Err(Error::Mistyped);
        }
        Ok(Code(in_groups(&meant)))
    }

    /// As it is shown, once: `7K3M-9QXD-2F4H-8N5P-T6RW-Q`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is told by telephone, a character each: "seven", "K for Kilo", …
    pub fn spelling(&self) -> Vec<&'static str> {
        self.0.bytes().filter(|byte| *byte != b'-').map(|byte| SPELLING[usize::from(value(byte))]).collect()
    }

    /// The same, as it is read out: four characters at a time.
    pub fn spelled_groups(&self) -> Vec<String> {
        self.spelling().chunks(4).map(|group| group.join(", ")).collect()
    }

    /// What keys are made of: the characters without hyphens and without the last.
    pub(super) fn secret(&self) -> Zeroizing<Vec<u8>> {
        let mut secret = Zeroizing::new(Vec::with_capacity(LENGTH + 1));
        secret.extend(self.0.bytes().filter(|byte| *byte != b'-').take(LENGTH));
        secret
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Code(…)")
    }
}

/// The last character: the sum of aⁱ·vᵢ in GF(32), where i counts from the right, v is a character's value and a generates the
/// field. The last character itself stands at a⁰. A wrong character changes one term, and no power of a is zero. Two that change
/// places change the sum by (aⁱ + aʲ)(vᵢ + vⱼ), and the first 31 powers of a all differ.
fn check(characters: &str) -> char {
    let sum = characters.bytes().fold(0, |sum, byte| times_a(sum ^ value(byte)));
    char::from(ALPHABET[usize::from(sum)])
}

/// a times a value: the field is the polynomials over GF(2) modulo x⁵ + x² + 1, and a is x.
fn times_a(value: u8) -> u8 {
    let overflow = if value & 0b1_0000 == 0 { 0 } else { 0b10_0101 };
    (value << 1) ^ overflow
}

/// What a character of the alphabet stands for.
fn value(character: u8) -> u8 {
    let at = ALPHABET.iter().position(|known| *known == character).unwrap_or_default();
    u8::try_from(at).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_last_character_is_the_one_that_another_program_computes() {
        for (characters, last) in
            [("7K3M9QXD2F4H8N5PT6RW", 'Q'), ("00000000000000000000", '0'), ("ZZZZZZZZZZZZZZZZZZZZ", 'A')]
        {
            assert_eq!(check(characters), last, "{characters}");
        }
        let powers: BTreeSet<u8> =
            std::iter::successors(Some(1), |power| Some(times_a(*power))).take(31).collect();
        assert_eq!(powers.len(), 31);
        assert!(powers.range(1..32).count() == 31);
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        for text in [
            "7K3M-9QXD-2F4H-8N5P-T6RW-Q",
            "7k3m9qxd2f4h8n5pt6rwq",
            "  7K3M 9QXD 2F4H\t8N5P – T6RW Q\n",
            "7-K-3-M-9-Q-X-D-2-F-4-H-8-N-5-P-T-6-R-W-Q",
        ] {
            assert_eq!(Code::parse(text).unwrap().as_str(), "7K3M-9QXD-2F4H-8N5P-T6RW-Q", "{text}");
        }
        let code = Code::parse("oOlI-iL00-0000-0000-0000-q");
        assert!(matches!(code, Err(Error::Mistyped)), "look-alikes are read before the check");
        let mut typed = String::from("OIL0-0000-0000-0000-0000-");
        typed.push(check("01100000000000000000"));
        assert!(Code::parse(&typed).unwrap().as_str().starts_with("0110-0000"));
    }

    #[test]
    fn what_is_no_code_is_refused() {
        let long = "A".repeat(100_000);
        for text in [
            "",
            "7K3M-9QXD-2F4H",
            "7K3M-9QXD-2F4H-8N5P-T6RW",
            "7K3M-9QXD-2F4H-8N5P-T6RW-Q0",
            "7K3M-9QXD-2F4H-8N5P-T6RW-U",
            "7K3M-9QXD-2F4H-8N5P-T6RW-é",
            "7K3M/9QXD/2F4H/8N5P/T6RW/Q",
            &long,
        ] {
            assert_eq!(Code::parse(text).map(drop), Err(Error::Shape), "{text:.30}");
        }
        assert!(Error::Mistyped.to_string().ends_with("check what you typed"));
    }

    #[test]
    fn every_wrong_character_and_every_swap_of_two_is_found() {
        for _ in 0..20 {
            let code = Code::random().unwrap();
            let characters: Vec<u8> = code.as_str().bytes().filter(|byte| *byte != b'-').collect();
            let refused = |changed: &[u8]| {
                let text = std::str::from_utf8(changed).unwrap();
                assert_eq!(Code::parse(text).map(drop), Err(Error::Mistyped), "{text} for {}", code.as_str());
            };
            for at in 0..characters.len() {
                for other in ALPHABET.iter().filter(|other| **other != characters[at]) {
                    let mut changed = characters.clone();
                    changed[at] = *other;
                    refused(&changed);
                }
                for other in (0..at).filter(|other| characters[*other] != characters[at]) {
                    let mut changed = characters.clone();
                    changed.swap(at, other);
                    refused(&changed);
                }
            }
        }
    }

    #[test]
    fn a_new_code_reads_as_itself_and_no_two_are_the_same() {
        let mut seen = BTreeSet::new();
        for _ in 0..2000 {
            let code = Code::random().unwrap();
            assert_eq!(Code::parse(code.as_str()).unwrap().as_str(), code.as_str());
            assert_eq!((code.as_str().len(), code.secret().len()), (26, LENGTH));
            assert!(seen.insert(code.as_str().to_owned()));
        }
    }

    #[test]
    fn a_code_can_be_told_by_telephone_and_debug_does_not_tell_it() {
        let code = Code::parse("7K3M-9QXD-2F4H-8N5P-T6RW-Q").unwrap();
        let told = code.spelling();
        assert_eq!(told[..4], ["seven", "K for Kilo", "three", "M for Mike"]);
        assert_eq!((told.len(), told[20]), (21, "Q for Quebec"));
        let groups = code.spelled_groups();
        assert_eq!((groups.len(), groups[0].as_str()), (6, "seven, K for Kilo, three, M for Mike"));
        assert_eq!(groups[5], "Q for Quebec");
        for (character, word) in ALPHABET.iter().zip(SPELLING) {
            assert!(character.is_ascii_digit() || word.starts_with(char::from(*character)), "{word}");
        }
        assert_eq!(SPELLING.iter().collect::<BTreeSet<_>>().len(), 32);
        assert_eq!(format!("{code:?}"), "Code(…)");
        assert_eq!(&**code.secret(), b"7K3M9QXD2F4H8N5PT6RW");
    }
}
