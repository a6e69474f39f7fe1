//! Text in lines: broken where its author broke it, and between words so that the lines are about as long.

use super::widths::{Face, measure};

/// Text that is laid out in lines.
#[derive(Clone, Debug, Default)]
pub(super) struct Text {
    pub(super) lines: Vec<Line>,
    /// The width of its widest line, in px.
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A line of a text.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) words: String,
    pub(super) width: f64,
}

/// A picture shows so many characters of a label at most. The list of steps has all of them.
pub(super) const MOST: usize = 600;

/// The lines of a label, each at most `limit` px wide.
pub(super) fn wrap(label: &[String], face: &Face, limit: f64) -> Text {
    let mut lines = Vec::new();
    for part in shortened(label) {
        let words = words(&part, face, limit);
        if !words.is_empty() {
            lines.extend(balanced(&words, measure(" ", face), limit));
        }
    }
    let width = lines.iter().map(|line| line.width).fold(0.0, f64::max);
    let height = lines.len() as f64 * face.line;
    Text { lines, width, height }
}

/// The label with no more than [`MOST`] characters; where some are left out, it says so with three dots.
fn shortened(label: &[String]) -> Vec<String> {
    let mut room = MOST;
    let mut kept = Vec::new();
    for line in label {
        let long = line.chars().nth(room).is_some();
        let mut part: String = line.chars().take(room).collect();
        room -= part.chars().count();
        if long {
            part.truncate(part.trim_end().len());
            part.push('…');
        }
        kept.push(part);
        if long || room == 0 {
            break;
        }
    }
    kept
}

/// The words of a line with their widths. A word that is too long for a line is cut in pieces.
fn words(line: &str, face: &Face, limit: f64) -> Vec<Line> {
    let breaks = |c: char| (c.is_whitespace() || c.is_control()) && !matches!(c, '\u{a0}' | '\u{202f}');
    let mut words = Vec::new();
    for word in line.split(breaks).filter(|word| !word.is_empty()) {
        let mut piece = Line { words: String::new(), width: 0.0 };
        for letter in word.chars() {
            let width = measure(letter.encode_utf8(&mut [0; 4]), face);
            if piece.width + width > limit && !piece.words.is_empty() {
                words.push(std::mem::replace(&mut piece, Line { words: String::new(), width: 0.0 }));
            }
            piece.words.push(letter);
            piece.width += width;
        }
        words.push(piece);
    }
    words
}

/// As few lines as the limit allows, and of those the ones whose longest line is shortest.
fn balanced(words: &[Line], space: f64, limit: f64) -> Vec<Line> {
    let fewest = filled(words, space, limit).len();
    let (mut narrow, mut wide) = (words.iter().map(|word| word.width).fold(0.0, f64::max), limit);
    while fewest > 1 && wide - narrow > 2.0 {
        let middle = f64::midpoint(narrow, wide);
        if filled(words, space, middle).len() > fewest {
            narrow = middle;
        } else {
            wide = middle;
        }
    }
    filled(words, space, wide)
}

/// Line after line, each as full as the limit allows.
fn filled(words: &[Line], space: f64, limit: f64) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if line.width + space + word.width <= limit => {
                line.words.push(' ');
                line.words.push_str(&word.words);
                line.width += space + word.width;
            }
            _ => lines.push(word.clone()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACE: Face = Face { size: 16.0, line: 20.0, bold: false };

    fn lines(label: &[&str], limit: f64) -> Vec<String> {
        let label: Vec<String> = label.iter().map(ToString::to_string).collect();
        wrap(&label, &FACE, limit).lines.into_iter().map(|line| line.words).collect()
    }

    #[test]
    fn lines_are_about_as_long() {
        assert_eq!(
            lines(&["The designated teacher fills in their part of the PEP"], 250.0),
            ["The designated teacher", "fills in their part of the PEP"]
        );
        assert_eq!(lines(&["Send it"], 200.0), ["Send it"]);
    }

    #[test]
    fn a_line_ends_where_its_author_ended_it() {
        assert_eq!(lines(&["Meet", "and agree"], 200.0), ["Meet", "and agree"]);
        assert_eq!(lines(&["", "  ", "one\ttwo\u{b}three"], 200.0), ["one two three"]);
        assert!(lines(&[], 200.0).is_empty());
    }

    #[test]
    fn a_word_longer_than_a_line_is_cut_and_a_space_that_does_not_break_does_not() {
        let long = lines(&["Donaudampfschifffahrtsgesellschaft"], 100.0);
        assert!(long.len() > 2, "{long:?}");
        assert_eq!(long.concat(), "Donaudampfschifffahrtsgesellschaft");
        assert_eq!(lines(&["within 10\u{a0}days"], 80.0), ["within", "10\u{a0}days"]);
    }

    #[test]
    fn no_line_is_wider_than_the_limit() {
        for limit in [40.0, 90.0, 133.0, 240.0] {
            let text =
                "Supercalifragilistic words, and a few short ones; 語語語語語語語語 🙂🙂🙂🙂".repeat(5);
            let text = wrap(&[text], &FACE, limit);
            assert!(text.width <= limit, "{} at {limit}", text.width);
            for line in &text.lines {
                assert!((measure(&line.words, &FACE) - line.width).abs() < 0.01, "{line:?}");
            }
        }
    }

    #[test]
    fn a_text_of_ten_thousand_characters_is_cut_and_says_so() {
        let text = lines(&["word ".repeat(2000).as_str(), "and more"], 240.0);
        let shown: usize = text.iter().map(|line| line.chars().count()).sum();
        assert!(shown <= MOST + 1 && shown > MOST / 2, "{shown}");
        assert!(text.last().is_some_and(|last| last.ends_with('…')), "{text:?}");
    }
}
