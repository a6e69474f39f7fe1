//! "Did you mean": the known word that is nearest to what an author wrote.

/// The known word at edit distance 2 or less from `written`, the nearest first.
pub fn did_you_mean<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = match written.chars().count() {
        0 | 1 => 0,
        2 | 3 => 1,
        _ => 2,
    };
    known
        .into_iter()
        .map(|word| (strsim::damerau_levenshtein(&written.to_lowercase(), &word.to_lowercase()), word))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, word)| word)
}

/// Advice for a word that is not known: the nearest one, else all that are known.
pub fn one_of<'a>(written: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    match did_you_mean(written, known.clone()) {
        Some(word) => format!("did you mean `{word}`?"),
        None => {
            let words: Vec<String> = known.into_iter().map(|word| format!("`{word}`")).collect();
            match words.as_slice() {
                [] => "there is none to choose from yet".to_string(),
                [only] => format!("write {only}"),
                many if many.len() > 24 => format!("write one of {}, …", many[..24].join(", ")),
                many => format!("write one of {}", many.join(", ")),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_suggested() {
        assert_eq!(did_you_mean("titel", ["title", "tide"]), Some("title"));
        assert_eq!(did_you_mean("emial", ["email", "emails"]), Some("email"));
        assert_eq!(did_you_mean("xy", ["ab"]), None);
    }

    #[test]
    fn without_a_near_word_all_are_listed() {
        assert_eq!(one_of("zzzz", ["law", "local"]), "write one of `law`, `local`");
    }
}
