//! The words of a text as they are compared: folded, in their order, each with its stem.

use rust_stemmers::{Algorithm, Stemmer};
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Words that say little about what is looked for. A query drops them unless it has no others; of a page only title and keywords
/// are found by them.
pub(super) const STOP: &str = "a about after again all also am an and any are as at be because been before but by can cant could \
    did do does doesnt dont for from get got had has have he her him his how i if im in into is isnt it its ive just me may might must my \
    no not of on or our out shall she should so some such than that the their them then there these they this those to too up us \
    was we were what when where which while who whom whose why will with wont would you your";

/// What rules of spelling can't tell: the words that mean the same as the first.
pub(super) const IRREGULAR: [(&str, &[&str]); 17] = [
    ("child", &["children", "childrens", "kid", "kids"]),
    ("person", &["people", "peoples", "persons"]),
    ("man", &["men"]),
    ("woman", &["women"]),
    ("pay", &["paid"]),
    ("buy", &["bought"]),
    ("teach", &["taught"]),
    ("leave", &["left"]),
    ("lose", &["lost"]),
    ("give", &["gave", "given"]),
    ("choose", &["chose", "chosen", "choice", "choices"]),
    ("write", &["wrote", "written"]),
    ("exclude", &["exclusion", "exclusions", "excluded"]),
    ("admit", &["admission", "admissions"]),
    ("adviser", &["advisor", "advisors"]),
    ("enrol", &["enroll", "enrolled", "enrolment", "enrollment"]),
    ("suspend", &["suspension", "suspensions"]),
];

/// The words of a text: small letters without accents and apostrophes, digits; everything else is between words. A number at the
/// end of a word of three letters or more is a word of its own: `post16` is `post 16`, and `ks4` stays whole.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        if matches!(c, '\'' | '’' | '‘') {
            continue;
        }
        let folded = folded(c);
        if folded.is_alphanumeric() {
            let letters = word.chars().all(|c| c.is_ascii_lowercase()).then_some(word.len());
            if folded.is_ascii_digit() && letters.is_some_and(|letters| letters >= 3) {
                words.push(std::mem::take(&mut word));
            }
            word.extend(folded.to_lowercase());
        } else if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    words.push(word);
    words.into_iter().filter(|word| !word.is_empty())
}

/// A letter without its accent, for those of the languages of Western and Central Europe.
fn folded(c: char) -> char {
    match c {
        'À'..='Å' | 'à'..='å' | 'Ā'..='ą' => 'a',
        'Ç' | 'ç' | 'Ć'..='č' => 'c',
        'Ď' | 'ď' => 'd',
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' => 'e',
        'Ĝ'..='ģ' => 'g',
        'Ĥ' | 'ĥ' => 'h',
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='İ' => 'i',
        'Ĵ' | 'ĵ' => 'j',
        'Ķ' | 'ķ' => 'k',
        'Ĺ'..='ľ' => 'l',
        'Ñ' | 'ñ' | 'Ń'..='ň' => 'n',
        'Ò'..='Ö' | 'ò'..='ö' | 'Ō'..='ő' => 'o',
        'Ŕ'..='ř' => 'r',
        'Ś'..='š' => 's',
        'Ţ'..='ť' => 't',
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' => 'u',
        'Ŵ' | 'ŵ' => 'w',
        'Ý' | 'ý' | 'ÿ' | 'Ŷ'..='Ÿ' => 'y',
        'Ź'..='ž' => 'z',
        c => c,
    }
}

/// Whether a word says little about what is looked for.
pub(super) fn is_stop(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| STOP.split_whitespace().collect());
    WORDS.contains(word)
}

/// What words of the same kind share, as `attend` of `attendance`. A stop word and a word with a digit are their own stems.
pub(super) fn stem(word: &str) -> String {
    thread_local! {
        static KNOWN: RefCell<HashMap<String, String>> = RefCell::new(HashMap::new());
        static STEMMER: Stemmer = Stemmer::create(Algorithm::English);
    }
    KNOWN.with_borrow_mut(|known| {
        if let Some(stem) = known.get(word) {
            return stem.clone();
        }
        let regular =
            IRREGULAR.iter().find(|(_, forms)| forms.contains(&word)).map_or(word, |(first, _)| first);
        let stem = match is_stop(word) || !regular.bytes().all(|c| c.is_ascii_lowercase()) {
            true => word.to_string(),
            false => STEMMER.with(|stemmer| stemmer.stem(regular).into_owned()),
        };
        known.insert(word.to_string(), stem.clone());
        stem
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Vec<String> {
        words(text).collect()
    }

    #[test]
    fn words_are_folded_and_in_order() {
        assert_eq!(list("The child’s VIEWS, in Zürich"), ["the", "childs", "views", "in", "zurich"]);
        assert_eq!(list("won't can’t"), ["wont", "cant"]);
        assert_eq!(list("Post-16 PEPs; PP+ (£2,630)"), ["post", "16", "peps", "pp", "2", "630"]);
        assert_eq!(list("year11 KS4 16to19"), ["year", "11", "ks4", "16to19"]);
        assert!(list(" … ").is_empty());
    }

    #[test]
    fn words_of_the_same_kind_share_a_stem() {
        for group in [
            &["attend", "attendance", "attended", "attending"][..],
            &["child", "childs", "children", "childrens"],
            &["exclude", "excluded", "excluding", "exclusion"],
            &["pay", "pays", "paid", "paying"],
            &["laptop", "laptops"],
        ] {
            for word in group {
                assert_eq!(stem(word), stem(group[0]), "{word}");
            }
        }
        assert_eq!(stem("16th"), "16th");
        assert_eq!(stem("this"), "this");
    }
}
