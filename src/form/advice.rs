//! Advice: what a person is told about an answer, and what stops nobody.

use super::{Asked, Field, Form, Kind, OnBad, Page, Values, words, written};
use jiff::civil::Date;

/// What is told about an answer. It blocks nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// The page of the form.
    pub page: String,
    /// The row of a repeat, by its id.
    pub row: Option<String>,
    /// The question.
    pub field: String,
    /// The entry that it is about.
    pub entry: String,
    /// What to look at.
    pub text: String,
    /// A weak target and a strong one, for the person's phase.
    pub examples: Vec<(String, String)>,
}

/// When advice is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// When a page is saved: about what was typed.
    Saved,
    /// Before sending: about what is missing, too.
    Sending,
}

/// Words that tell a direction and no measure.
const VAGUE: [&str; 12] = [
    "improve",
    "improved",
    "improves",
    "improving",
    "improvement",
    "better",
    "more",
    "increase",
    "increased",
    "develop",
    "progress",
    "good",
];

impl Form {
    /// All advice on what is answered.
    pub fn advise(&self, values: &Values, today: Date, moment: Moment) -> Vec<Advice> {
        let asked = Asked::new(self, values, today);
        let mut advice = Vec::new();
        for page in self.pages().filter(|page| asked.page(&page.name)) {
            match page.repeat {
                None => advice.extend(on_page(page, None, values, &asked, moment)),
                Some(_) => {
                    for row in values.rows(&page.name) {
                        let values = values.in_row(&page.name, row);
                        let asked = asked.in_row(page, &values);
                        advice.extend(on_page(page, Some(row), &values, &asked, moment));
                    }
                }
            }
        }
        advice
    }
}

fn on_page<'a>(
    page: &'a Page,
    row: Option<&'a String>,
    values: &'a Values,
    asked: &'a Asked<'a>,
    moment: Moment,
) -> impl Iterator<Item = Advice> + 'a {
    page.fields.iter().filter(|field| asked.field(&field.name)).filter_map(move |field| {
        let (entry, text, examples) = on_field(field, values, asked, moment)?;
        Some(Advice {
            page: page.name.clone(),
            row: row.cloned(),
            field: field.name.clone(),
            entry,
            text,
            examples,
        })
    })
}

type Told = (String, String, Vec<(String, String)>);

fn on_field(field: &Field, values: &Values, asked: &Asked<'_>, moment: Moment) -> Option<Told> {
    let label = field.words(asked).0;
    let typed = written::clean(values.first(&field.name));
    let entry = field.entries().into_iter().next().unwrap_or_default();
    let not_known = field.not_known && values.first(&field.not_known_entry()) == "yes";
    if let Some(examples) = &field.warn
        && let Some(word) = vague(&typed)
    {
        let fitting = examples.iter().filter(|example| asked.allows(example.when.as_ref()));
        let examples = fitting.map(|example| (example.weak.clone(), example.strong.clone())).collect();
        return Some((entry, words::vague_target(&word), examples));
    }
    if field.is_identifier() && field.on_bad == OnBad::Warn && !typed.trim().is_empty() {
        let is_wrong = written::identifier(field, &typed).is_err();
        return is_wrong.then(|| (entry, words::looks_wrong(label), Vec::new()));
    }
    let is_missing = moment == Moment::Sending
        && field.expected
        && !matches!(field.kind, Kind::Content(_))
        && !asked.is_answered(&field.name)
        && !not_known;
    is_missing.then(|| (entry, words::expected(label), Vec::new()))
}

/// The first vague word of a target that has no number, and so neither a measure nor a day.
fn vague(text: &str) -> Option<String> {
    if text.chars().any(|c| c.is_ascii_digit()) || NUMBERS.iter().any(|number| has_word(text, number)) {
        return None;
    }
    VAGUE.iter().find(|word| has_word(text, word)).map(|word| (*word).to_string())
}

/// Numbers and days in words.
const NUMBERS: [&str; 34] = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "twenty",
    "half",
    "all",
    "every",
    "each",
    "once",
    "twice",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "daily",
    "weekly",
    "easter",
    "christmas",
];

fn has_word(text: &str, wanted: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|word| word.to_lowercase() == wanted)
}

#[cfg(test)]
mod tests {
    use super::vague;

    #[test]
    fn a_target_without_a_measure_is_vague() {
        for text in ["Improve in maths", "Better attendance", "To read MORE.", "make progress"] {
            assert!(vague(text).is_some(), "{text}");
        }
        for text in [
            "Improve from 40 to 60 in the spring paper",
            "Read aloud to an adult four days a week, and more in the holidays",
            "Attend every Spanish lesson, improving until Easter",
            "Know the sounds of the alphabet",
            "",
        ] {
            assert_eq!(vague(text), None, "{text}");
        }
    }
}
