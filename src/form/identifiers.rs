//! Numbers that registers give: read without their spaces and hyphens, and held against their check letter or digit.

use super::words;

/// The letters that a UPN's check letter may be: no I, O or S.
const UPN_LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPQRTUVWXYZ";

/// Without spaces and hyphens, in capitals.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}'))
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

fn digits(text: &str) -> Option<Vec<u32>> {
    text.chars().map(|c| c.to_digit(10)).collect()
}

/// A unique pupil number: a check letter, then twelve digits, of which the last is a letter in a temporary one. Source: the
/// Department for Education's guide to UPNs: weights 2 to 13, remainder by 23.
pub(super) fn upn(text: &str) -> Result<String, String> {
    let upn = plain(text);
    if is_upn(&upn) { Ok(upn) } else { Err(words::upn_wrong()) }
}

fn is_upn(upn: &str) -> bool {
    let bytes = upn.as_bytes();
    if bytes.len() != 13 || !bytes.is_ascii() {
        return false;
    }
    let (middle, last) = (&upn[1..12], bytes[12]);
    let Some(mut values) = digits(middle) else { return false };
    let letter = |byte: u8| UPN_LETTERS.iter().position(|letter| *letter == byte);
    match (char::from(last).to_digit(10), letter(last)) {
        (Some(digit), _) => values.push(digit),
        (None, Some(at)) => values.push(at as u32),
        (None, None) => return false,
    }
    let sum: u32 = values.iter().zip(2..).map(|(value, weight)| value * weight).sum();
    letter(bytes[0]) == Some((sum % 23) as usize)
}

/// A unique learner number: ten digits, the last a check digit by 11.
pub(super) fn uln(text: &str) -> Result<String, String> {
    let uln = plain(text);
    let is_right = digits(&uln).is_some_and(|digits| {
        digits.len() == 10 && digits[0] != 0 && {
            let sum: u32 = digits[..9].iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
            !sum.is_multiple_of(11) && 10 - sum % 11 == digits[9]
        }
    });
    if is_right { Ok(uln) } else { Err(words::uln_wrong()) }
}

/// A school's number: six digits, as the register of schools gives them.
pub(super) fn urn(text: &str) -> Result<String, String> {
    let urn = plain(text);
    let is_right = digits(&urn).is_some_and(|digits| digits.len() == 6);
    if is_right { Ok(urn) } else { Err(words::urn_wrong()) }
}

/// An NHS number: ten digits, the last a check digit by 11; where that would be 10, no number is given out. Source: the NHS
/// data dictionary.
pub(super) fn nhs_number(text: &str) -> Result<String, String> {
    let number = plain(text);
    let is_right = digits(&number).is_some_and(|digits| {
        digits.len() == 10 && {
            let sum: u32 = digits[..9].iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
            let check = (11 - sum % 11) % 11;
            check != 10 && check == digits[9]
        }
    });
    if is_right { Ok(number) } else { Err(words::nhs_number_wrong()) }
}

/// A postcode as the Post Office writes it, "NN1 1AA": the shape, not whether there is one.
pub(super) fn postcode(text: &str) -> Result<String, String> {
    let code = plain(text);
    let shape: String = code
        .chars()
        .map(|c| {
            if c.is_ascii_digit() {
                '9'
            } else if c.is_ascii_uppercase() {
                'A'
            } else {
                '?'
            }
        })
        .collect();
    let outward = ["A9", "A99", "A9A", "AA9", "AA99", "AA9A"];
    let is_right = code.len() >= 5 && shape.strip_suffix("9AA").is_some_and(|front| outward.contains(&front))
        || code == "GIR0AA";
    match is_right {
        true => {
            let (outward, inward) = code.split_at(code.len() - 3);
            Ok(format!("{outward} {inward}"))
        }
        false => Err(words::postcode_wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_upn_has_its_check_letter() {
        for right in ["B801200005001", "P207000016049", " b80-1200 005001"] {
            assert!(upn(right).is_ok(), "{right}");
        }
        for wrong in [
            "A801200005001",
            "Q207000016049",
            "B80120000500",
            "B8012000050011",
            "B80120000500I",
            "",
            "é801200005001",
        ] {
            assert!(upn(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_temporary_upn_ends_in_a_letter() {
        let right: Vec<String> = UPN_LETTERS
            .iter()
            .map(|letter| format!("{}80120000500A", char::from(*letter)))
            .filter(|candidate| upn(candidate).is_ok())
            .collect();
        assert_eq!(right.len(), 1, "one check letter fits");
    }

    #[test]
    fn an_nhs_number_has_its_check_digit() {
        for right in ["9434765919", "943 476 5919", "943-476-5919"] {
            assert_eq!(nhs_number(right).as_deref(), Ok("9434765919"), "{right}");
        }
        for wrong in ["9434765918", "943476591", "94347659190", "943476591O", ""] {
            assert!(nhs_number(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn postcodes_are_written_as_the_post_office_does() {
        for (text, expected) in
            [("nn11aa", "NN1 1AA"), ("SW1A 2AA", "SW1A 2AA"), ("m1 1ae", "M1 1AE"), ("B33 8TH", "B33 8TH")]
        {
            assert_eq!(postcode(text).as_deref(), Ok(expected));
        }
        for wrong in ["NN1", "NN1 1A", "1AA NN1", "NN1 1AAA", "ÄÄ1 1AA"] {
            assert!(postcode(wrong).is_err(), "{wrong}");
        }
    }
}
