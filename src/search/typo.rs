//! Typing errors: how far a word is from another, and which word was meant.

use super::files::Files;
use std::cmp::Reverse;

/// A word that may have been meant.
pub(super) struct Word {
    pub(super) text: String,
    /// How common it is: 0 to 63.
    pub(super) common: usize,
}

/// The word that was meant by one that stands nowhere: the one with the fewest errors between them, then one with the same first
/// letter, then the most common. `home+school` says that two words were typed as one. It is looked for among words that begin as it does, words that end as it does, and stop words.
/// Of an `open` word, the last one, more may be to come.
pub(super) fn mend(files: &Files<'_>, typed: &str, open: bool) -> Option<String> {
    let typed: Vec<char> = typed.chars().collect();
    let most = allowed(typed.len());
    if most == 0 {
        return swapped(files, &typed);
    }
    let text: String = typed.iter().collect();
    let groups = files.groups(files.file_of(&text));
    let begin =
        groups.iter().flat_map(|group| group.words.iter().map(|word| (word.as_str(), group.common())));
    let ends = files.with_end_of(&text);
    let end = ends.iter().map(|word| (word.text.as_str(), word.common));
    let stop = files.start.stop.iter().map(|word| (word.as_str(), 63));
    let key = |(word, common): (&'_ str, usize)| {
        let letters: Vec<char> = word.chars().collect();
        let distance = distance(&typed, &letters, most)?;
        Some((distance, letters.first() != typed.first(), Reverse(common), word.to_string()))
    };
    let whole = begin.clone().chain(end).chain(stop).filter_map(key).min();
    if let Some((.., word)) = whole {
        return Some(word);
    }
    let key = |(word, common): (&'_ str, usize)| {
        let letters: Vec<char> = word.chars().collect();
        let begins = |length: usize| {
            letters.len() > length && !word.contains('+') && distance(&typed, &letters[..length], 1).is_some()
        };
        let near = typed.len() - 1..=typed.len() + 1;
        near.clone().any(begins).then(|| (Reverse(common), word.to_string()))
    };
    begin.filter(|_| open).filter_map(key).min().map(|(_, word)| word)
}

/// The short form of the glossary with two letters swapped: a word of so few letters is mended in no other way.
fn swapped(files: &Files<'_>, typed: &[char]) -> Option<String> {
    let short = files.start.names.iter().flatten().filter(|name| name.len() == 1).map(|name| &name[0]);
    let is_meant = |name: &&String| {
        let letters: Vec<char> = name.chars().collect();
        letters.len() == typed.len()
            && sorted(&letters) == sorted(typed)
            && distance(typed, &letters, 1).is_some()
    };
    short.filter(is_meant).min().cloned()
}

fn sorted(letters: &[char]) -> Vec<char> {
    let mut letters = letters.to_vec();
    letters.sort_unstable();
    letters
}

/// How many errors a word of so many letters may have; a short word is too near to too many others.
pub(super) fn allowed(letters: usize) -> usize {
    match letters {
        0..=4 => 0,
        5..=8 => 1,
        _ => 2,
    }
}

/// How many letters were left out, put in, changed, or swapped with their neighbour between what was typed and a word; none if more
/// than `most`.
pub(super) fn distance(typed: &[char], word: &[char], most: usize) -> Option<usize> {
    if typed.len().abs_diff(word.len()) > most {
        return None;
    }
    let width = word.len() + 1;
    let mut before = vec![0; width];
    let mut last: Vec<usize> = (0..width).collect();
    let mut row = vec![0; width];
    for (i, letter) in typed.iter().enumerate() {
        row[0] = i + 1;
        for (j, other) in word.iter().enumerate() {
            let mut least = (last[j] + usize::from(letter != other)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *letter == word[j - 1] && typed[i - 1] == *other {
                least = least.min(before[j - 1] + 1);
            }
            row[j + 1] = least;
        }
        std::mem::swap(&mut before, &mut last);
        std::mem::swap(&mut last, &mut row);
    }
    Some(last[width - 1]).filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(a: &str, b: &str) -> Option<usize> {
        distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>(), 2)
    }

    #[test]
    fn each_error_counts_one() {
        for (typed, word, errors) in [
            ("attendence", "attendance", Some(1)),
            ("bursry", "bursary", Some(1)),
            ("exlcuded", "excluded", Some(1)),
            ("laptopp", "laptop", Some(1)),
            ("apprentiship", "apprenticeship", Some(2)),
            ("pep", "pep", Some(0)),
            ("school", "teacher", None),
            ("", "ab", Some(2)),
        ] {
            assert_eq!(between(typed, word), errors, "{typed}");
            assert_eq!(between(word, typed), errors, "{word}");
        }
    }
}
