//! How hard a page is to read, by its readers: the length of each sentence, and an age for the whole.
//!
//! The age comes from the Automated Readability Index (Smith and Senter, 1967). It counts letters, words and sentences, so it
//! needs no list of syllables. It gives a school grade, and 5 more are about the age at which children read such a text.

use super::words::{Word, Words};
use super::{Page, Site};
use crate::content::Audience;
use crate::problem::Problem;
use crate::text::PassageKind;

/// What readers can be asked to read.
struct Ease {
    /// Who they are, for the message.
    readers: &'static str,
    /// The most words of a sentence.
    words: usize,
    /// The age at which most can read a page.
    age: f64,
}

const EASY: Ease = Ease { readers: "children and families", words: 25, age: 10.0 };
const PLAIN: Ease = Ease { readers: "people at work", words: 30, age: 13.0 };

/// A page of fewer words says too little of how hard it is.
const ENOUGH_WORDS: usize = 100;

/// The sentences that are too long, and the page if it is too hard.
pub(super) fn check(site: &Site, page: &Page, passages: &[Words<'_>]) -> Vec<Problem> {
    if !site.config.language.starts_with("en") {
        return Vec::new();
    }
    let ease = ease_for(&page.document.front.audience);
    let read = || {
        passages.iter().filter(|passage| !matches!(passage.kind, PassageKind::Heading | PassageKind::Label))
    };
    let long = read().flat_map(Words::sentences).filter(|sentence| sentence.len() > ease.words);
    let mut problems: Vec<Problem> = long.map(|sentence| too_long(page, sentence, &ease)).collect();
    // A point of a list without a full stop is no sentence: many of them would make any page look easy.
    let texts = read().filter(|passage| passage.kind == PassageKind::Text);
    let whole = |sentence: &&[Word<'_>]| sentence.last().is_some_and(|word| word.ends);
    let sentences: Vec<&[Word<'_>]> = texts.flat_map(Words::sentences).filter(whole).collect();
    problems.extend(too_hard(page, &sentences, &ease));
    problems
}

/// A page for children is easy, whoever else reads it, and so is one for nobody but families and carers.
fn ease_for(audience: &[Audience]) -> Ease {
    let at_home = |audience: &Audience| matches!(audience, Audience::Carer | Audience::Parent);
    let for_children = audience.contains(&Audience::YoungPerson);
    if for_children || !audience.is_empty() && audience.iter().all(at_home) { EASY } else { PLAIN }
}

fn too_long(page: &Page, sentence: &[Word<'_>], ease: &Ease) -> Problem {
    let span = sentence[0].span.start..sentence[sentence.len() - 1].span.end;
    let message = format!(
        "this sentence has {} words; for {}, {} are enough",
        sentence.len(),
        ease.readers,
        ease.words
    );
    Problem::warning("sentence-long", page.document.file.place(span), message)
        .help("make two of it, or a list")
}

fn too_hard(page: &Page, sentences: &[&[Word<'_>]], ease: &Ease) -> Option<Problem> {
    let words: usize = sentences.iter().map(|sentence| sentence.len()).sum();
    let age = grade(sentences) + AGE_OF_GRADE_0;
    if words < ENOUGH_WORDS || age <= ease.age {
        return None;
    }
    let mut hardest: Vec<&&[Word<'_>]> = sentences.iter().filter(|sentence| sentence.len() > 5).collect();
    hardest.sort_by(|a, b| grade_of(b).total_cmp(&grade_of(a)));
    let file = &page.document.file;
    let lines = hardest.iter().take(3).map(|words| file.place(words[0].span.clone()).line.to_string());
    let reads_like = match age {
        ..ADULT => format!("age {age:.0}"),
        _ => "adults who study".to_string(),
    };
    let message = format!(
        "this page is hard to read, as a text for {reads_like}; for {}, write one for age {:.0}",
        ease.readers, ease.age
    );
    let help = format!(
        "use shorter sentences and shorter words, first in lines {}",
        lines.collect::<Vec<_>>().join(", ")
    );
    Some(Problem::warning("page-hard", page.document.place(), message).help(help))
}

/// From here on an age says nothing.
const ADULT: f64 = 18.5;

/// Grade 1 is a child's first year of reading, at about 6.
const AGE_OF_GRADE_0: f64 = 5.0;

/// The Automated Readability Index of sentences.
fn grade(sentences: &[&[Word<'_>]]) -> f64 {
    let words = sentences.iter().copied().flatten();
    let letters: usize = words.clone().map(letters).sum();
    let ratio = |a: usize, b: usize| a as f64 / b.max(1) as f64;
    let words = words.count();
    4.71 * ratio(letters, words) + 0.5 * ratio(words, sentences.len()) - 21.43
}

fn grade_of(sentence: &[Word<'_>]) -> f64 {
    grade(&[sentence])
}

fn letters(word: &Word<'_>) -> usize {
    word.text.map_or(LETTERS_OF_A_SHORTCODE, |text| text.chars().filter(|c| c.is_alphanumeric()).count())
}

/// What a shortcode shows is not known here: about an ordinary word.
const LETTERS_OF_A_SHORTCODE: usize = 5;
