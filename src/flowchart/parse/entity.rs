//! Codes for characters that can't stand in words: `#quot;`, `#35;`.

use crate::problem::did_you_mean;

/// The names, as in HTML. Any other character stands for itself or has a number.
const NAMES: [(&str, char); 47] = [
    ("quot", '"'),
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("apos", '\''),
    ("num", '#'),
    ("semi", ';'),
    ("colon", ':'),
    ("comma", ','),
    ("excl", '!'),
    ("quest", '?'),
    ("percnt", '%'),
    ("lpar", '('),
    ("rpar", ')'),
    ("lsqb", '['),
    ("lbrack", '['),
    ("rsqb", ']'),
    ("rbrack", ']'),
    ("lcub", '{'),
    ("lbrace", '{'),
    ("rcub", '}'),
    ("rbrace", '}'),
    ("vert", '|'),
    ("sol", '/'),
    ("bsol", '\\'),
    ("ast", '*'),
    ("grave", '`'),
    ("lowbar", '_'),
    ("plus", '+'),
    ("equals", '='),
    ("nbsp", '\u{a0}'),
    ("pound", '£'),
    ("euro", '€'),
    ("sect", '§'),
    ("copy", '©'),
    ("deg", '°'),
    ("middot", '·'),
    ("bull", '•'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("times", '×'),
    ("frac12", '½'),
];

/// Codes are no longer than this.
const LONGEST: usize = 31;

/// The code that stands at the start of a text: what is between `#` and `;`.
pub(super) fn code(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('#')?;
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let end = rest.char_indices().take(LONGEST + 1).find(|(_, c)| !is_part(*c))?.0;
    (end > 0 && rest[end..].starts_with(';')).then(|| &rest[..end])
}

/// What a code stands for.
pub(super) fn character(code: &str) -> Option<char> {
    if code.bytes().all(|byte| byte.is_ascii_digit()) {
        let character = code.parse().ok().and_then(char::from_u32)?;
        return (!character.is_control()).then_some(character);
    }
    NAMES.iter().find(|(name, _)| *name == code).map(|(_, character)| *character)
}

/// The known name that is nearest to one that is not.
pub(super) fn near(code: &str) -> Option<&'static str> {
    did_you_mean(code, NAMES.iter().map(|(name, _)| *name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_name_or_a_number_between_its_signs() {
        assert_eq!(code("#quot; x"), Some("quot"));
        assert_eq!(code("#9829;"), Some("9829"));
        for none in ["#;", "# quot;", "#quot", "#1 and 2;", "quot;", "#é;", ""] {
            assert_eq!(code(none), None, "{none}");
        }
        assert_eq!(code(&format!("#{};", "a".repeat(32))), None);
    }

    #[test]
    fn a_code_stands_for_a_character_that_can_be_seen() {
        assert_eq!(character("quot"), Some('"'));
        assert_eq!(character("35"), Some('#'));
        assert_eq!(character("9829"), Some('♥'));
        for none in ["7", "55296", "99999999999", "Quot", "x41"] {
            assert_eq!(character(none), None, "{none}");
        }
    }
}
