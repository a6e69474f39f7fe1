//! How wide text is: the advance widths of Arial and Helvetica (Liberation Sans has the same), with room to spare.
//!
//! The server cannot see the reader's fonts, so charts are drawn in the family that nearly every machine has in one
//! of its three names, and every width is taken 6 % wider than its table says.

/// A size and a weight of text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Face {
    /// In px.
    pub(super) size: f64,
    /// From one line to the next, in px.
    pub(super) line: f64,
    pub(super) bold: bool,
}

const ROOM: f64 = 1.06;

/// A letter that is in neither table: an em, as the widest letters, signs and ideographs are.
const UNKNOWN: u16 = 1015;

/// From the space to the tilde, in thousandths of an em.
const REGULAR: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
    500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
    556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

const BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278,
    556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584,
    556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556,
    333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];

/// Letters that are as wide as the letter that they are written with.
const LIKE: [(u8, &str); 41] = [
    (b'A', "ÀÁÂÃÄÅĀĂĄ"),
    (b'C', "ÇĆĈĊČ"),
    (b'D', "ĎÐĐ"),
    (b'E', "ÈÉÊËĒĔĖĘĚ"),
    (b'G', "ĜĞĠĢ"),
    (b'H', "ĤĦ"),
    (b'I', "ÌÍÎÏĨĪĬĮİ"),
    (b'J', "Ĵ"),
    (b'K', "Ķ"),
    (b'L', "ĹĻŁ"),
    (b'N', "ÑŃŅŇ"),
    (b'O', "ÒÓÔÕÖØŌŎŐ"),
    (b'R', "ŔŖŘ"),
    (b'S', "ŚŜŞŠȘ"),
    (b'T', "ŢŤŦȚ"),
    (b'U', "ÙÚÛÜŨŪŬŮŰŲ"),
    (b'W', "ŴẀẂẄ"),
    (b'Y', "ÝŶŸỲ"),
    (b'Z', "ŹŻŽ"),
    (b'a', "àáâãäåāăą"),
    (b'c', "çćĉċč"),
    (b'd', "đ"),
    (b'e', "èéêëēĕėęě"),
    (b'g', "ĝğġģ"),
    (b'h', "ĥħ"),
    (b'I', "ìíîïĩīĭįı"),
    (b'j', "ĵ"),
    (b'k', "ķ"),
    (b'l', "ĺļł"),
    (b'n', "ñńņňðþµ"),
    (b'o', "òóôõöōŏőø"),
    (b'r', "ŕŗř"),
    (b's', "śŝşšș"),
    (b't', "ţț"),
    (b'u', "ùúûüũūŭůűų"),
    (b'w', "ŵẁẃẅ"),
    (b'y', "ýŷÿỳ"),
    (b'z', "źżž"),
    (b' ', "\u{a0}\u{202f}\u{2009}"),
    (b'-', "\u{2010}\u{2011}"),
    (b'0', "£€¢–«»§"),
];

/// Others that guidance uses: regular, bold.
const OTHERS: [(char, u16, u16); 27] = [
    ('‘', 222, 278),
    ('’', 222, 278),
    ('“', 333, 500),
    ('”', 333, 500),
    ('…', 1000, 1000),
    ('—', 1000, 1000),
    ('•', 350, 350),
    ('·', 278, 278),
    ('°', 400, 400),
    ('±', 549, 549),
    ('≤', 549, 549),
    ('≥', 549, 549),
    ('×', 584, 584),
    ('÷', 549, 549),
    ('−', 584, 584),
    ('¼', 834, 834),
    ('½', 834, 834),
    ('¾', 834, 834),
    ('ß', 611, 611),
    ('æ', 889, 889),
    ('œ', 944, 944),
    ('¡', 333, 333),
    ('¿', 611, 611),
    ('←', 1000, 1000),
    ('→', 1000, 1000),
    ('↑', 500, 500),
    ('↓', 500, 500),
];

/// How wide a text is in px, with room to spare.
pub(super) fn measure(text: &str, face: &Face) -> f64 {
    let thousandths: u64 = text.chars().map(|letter| u64::from(advance(letter, face.bold))).sum();
    thousandths as f64 / 1000.0 * face.size * ROOM
}

fn advance(letter: char, bold: bool) -> u16 {
    let table = if bold { &BOLD } else { &REGULAR };
    let ascii = |byte: u8| byte.checked_sub(b' ').and_then(|at| table.get(usize::from(at)).copied());
    if let Some(width) = u8::try_from(letter).ok().filter(u8::is_ascii).and_then(ascii) {
        return width;
    }
    if let Some((_, regular, heavy)) = OTHERS.iter().find(|(other, ..)| *other == letter) {
        return if bold { *heavy } else { *regular };
    }
    let like = LIKE.iter().find(|(_, letters)| letters.contains(letter)).map(|(base, _)| *base);
    like.and_then(ascii).unwrap_or(UNKNOWN)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Face = Face { size: 1000.0, line: 1200.0, bold: false };
    const HEAVY: Face = Face { size: 1000.0, line: 1200.0, bold: true };

    #[test]
    fn a_text_is_as_wide_as_arial_draws_it_and_six_per_cent() {
        let drawn = |text: &str, thousandths: f64, face| {
            assert!(
                (measure(text, face) - thousandths * 1.06).abs() < 0.01,
                "{text}: {}",
                measure(text, face)
            );
        };
        drawn("", 0.0, &PLAIN);
        drawn("PEP", 667.0 * 3.0, &PLAIN);
        drawn("Yes", 667.0 + 556.0 + 500.0, &PLAIN);
        drawn("Yes", 667.0 + 556.0 + 556.0, &HEAVY);
        drawn("é£’", 556.0 + 556.0 + 222.0, &PLAIN);
    }

    #[test]
    fn what_is_in_no_table_is_taken_as_wide_as_the_widest() {
        let widest = measure("@", &PLAIN);
        for unknown in ["語", "🙂", "Ω", "\u{7}", "\u{10ffff}"] {
            assert!((measure(unknown, &PLAIN) - widest).abs() < 0.01, "{unknown:?}");
        }
    }
}
