//! A question: what kind of answer it takes, when it is asked, and who may see the answer.

use super::number::Number;
use super::{Asked, Condition, dates};
use crate::problem::Place;
use crate::text::Prose;
use std::sync::Arc;

/// A question of a form, or text between questions.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name: in the post and in what the team reads.
    pub name: String,
    /// Where its name stands in the author's file.
    pub place: Place,
    /// What kind of answer it takes.
    pub kind: Kind,
    /// The question.
    pub label: String,
    /// A line of help below the question.
    pub hint: Option<String>,
    /// Other words for the same question, for some people.
    pub wordings: Vec<Wording>,
    /// Whether it may stay empty.
    pub optional: bool,
    /// Whether "Not known yet", with a reason, is an answer.
    pub not_known: bool,
    /// Whether its absence is named before sending.
    pub expected: bool,
    /// Whether a weak target is named, and examples of better ones.
    pub warn: Option<Vec<Example>>,
    /// Whether a number that can't be right is refused.
    pub on_bad: OnBad,
    /// When it is asked; always where absent.
    pub when: Option<Condition>,
    /// How many characters an answer may have.
    pub max_length: usize,
    /// What a browser may fill in, about the person who fills in the form (WCAG 2.2, 1.3.5).
    pub autocomplete: Option<String>,
    /// How careful one must be with the answer.
    pub sensitivity: Option<Sensitivity>,
    /// What the answer is needed for, to follow "We ask this".
    pub purpose: Option<String>,
    /// Whether next term's form starts from the answer.
    pub carry: Carry,
    /// On whose printed copy the answer stands.
    pub copies: Vec<Reader>,
}

/// What kind of answer a question takes.
#[derive(Clone, Debug)]
pub enum Kind {
    /// One line.
    Text,
    /// Several lines.
    Textarea,
    /// A number.
    Number(Range),
    /// Pounds and pence.
    Money(Range),
    /// A number from 0 to 100.
    Percent(Range),
    /// An e-mail address, not at one of these hosts.
    Email {
        /// Hosts that are refused, as `gmail.com`.
        refuse_domains: Vec<String>,
    },
    /// A phone number.
    Phone,
    /// A postcode.
    Postcode,
    /// An address in lines.
    Address,
    /// One of several, all in view.
    Radios(Vec<Choice>),
    /// Some of several.
    Checkboxes(Vec<Choice>),
    /// One of many, in a list that opens.
    Select(Vec<Choice>),
    /// One of very many, found by typing.
    Autocomplete(Vec<Choice>),
    /// Yes or no.
    YesNo(Vec<Choice>),
    /// A day.
    Date(Day),
    /// A month of a year.
    Month(Day),
    /// A unique pupil number.
    Upn,
    /// A unique learner number.
    Uln,
    /// A school's unique reference number.
    Urn,
    /// An NHS number.
    NhsNumber,
    /// The council that looks after the child.
    Council(Vec<Choice>),
    /// One box to tick.
    Declaration,
    /// Text, no question.
    Content(Arc<Prose>),
}

/// Which numbers are right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The smallest.
    pub min: Option<Number>,
    /// The greatest.
    pub max: Option<Number>,
    /// How many digits may stand behind the point.
    pub decimals: u32,
}

/// One answer to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is posted.
    pub value: String,
    /// What a person reads.
    pub text: String,
    /// A line of help below it.
    pub hint: Option<String>,
    /// When it is offered; always where absent.
    pub when: Option<Condition>,
}

/// Other words for a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// For whom.
    pub when: Condition,
    /// The question.
    pub label: String,
    /// A line of help below it.
    pub hint: Option<String>,
}

/// A weak target and a strong one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// For whom; for all where absent.
    pub when: Option<Condition>,
    /// One that nobody can measure.
    pub weak: String,
    /// The same, so that everybody knows when it is met.
    pub strong: String,
}

/// Which days a date may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// Any.
    Any,
    /// Today or before.
    Past,
    /// Today or after.
    Future,
}

/// What happens to a number that can't be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnBad {
    /// It is an error.
    Refuse,
    /// It is taken, and the person is told.
    Warn,
}

/// How careful one must be with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sensitivity {
    /// It is about no person.
    None,
    /// It is about a person.
    Personal,
    /// It tells who a person is.
    Identifying,
    /// Special category data: UK GDPR, article 9.
    Special,
    /// Offences: UK GDPR, article 10.
    Criminal,
}

/// What next term's form starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carry {
    /// Not from this.
    Never,
    /// From this, if somebody says that it is still right.
    Confirm,
    /// From rows that were not met.
    Unmet,
}

/// Who may be given a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reader {
    /// The school or other setting.
    School,
    /// The carer.
    Carer,
    /// A parent.
    Parent,
    /// The child or young person.
    Child,
    /// The independent reviewing officer.
    Iro,
    /// Everyone at the meeting: the copy may stand on a wall or on a shared laptop.
    Meeting,
}

impl Reader {
    /// All, with the word for each in form files and addresses.
    pub const ALL: [(&'static str, Reader); 6] = [
        ("school", Reader::School),
        ("carer", Reader::Carer),
        ("parent", Reader::Parent),
        ("child", Reader::Child),
        ("iro", Reader::Iro),
        ("meeting", Reader::Meeting),
    ];

    /// Whether an answer stands on this copy where its field does not say. For the meeting somebody must have decided so: the child
    /// and the carer are in the room.
    pub(super) fn is_usual(self) -> bool {
        self != Reader::Meeting
    }

    /// The word for it.
    pub fn word(self) -> &'static str {
        Reader::ALL.iter().find(|(_, reader)| *reader == self).map_or("", |(word, _)| word)
    }

    /// Whose copy it is, for people.
    pub fn title(self) -> &'static str {
        match self {
            Reader::School => "the school or setting",
            Reader::Carer => "the carer",
            Reader::Parent => "a parent",
            Reader::Child => "the child or young person",
            Reader::Iro => "the independent reviewing officer",
            Reader::Meeting => "the meeting",
        }
    }
}

impl Sensitivity {
    /// All, with the word for each in form files.
    pub const ALL: [(&'static str, Sensitivity); 5] = [
        ("none", Sensitivity::None),
        ("personal", Sensitivity::Personal),
        ("identifying", Sensitivity::Identifying),
        ("special", Sensitivity::Special),
        ("criminal", Sensitivity::Criminal),
    ];

    /// What it means, for people.
    pub fn title(self) -> &'static str {
        match self {
            Sensitivity::None => "About no person",
            Sensitivity::Personal => "About a person",
            Sensitivity::Identifying => "Tells who a person is",
            Sensitivity::Special => "Special category",
            Sensitivity::Criminal => "Offences",
        }
    }
}

impl Kind {
    /// What the names of boxes end in, where a question has several.
    pub(super) const PARTS: [&str; 7] = ["day", "month", "year", "line_1", "line_2", "town", "postcode"];
    /// The boxes of an address.
    pub(super) const ADDRESS_PARTS: [&str; 4] = ["line_1", "line_2", "town", "postcode"];

    /// The boxes of a question that has several.
    pub(super) fn parts(&self) -> &'static [&'static str] {
        match self {
            Kind::Date(_) => &dates::DAY_PARTS,
            Kind::Month(_) => &dates::MONTH_PARTS,
            Kind::Address => &Kind::ADDRESS_PARTS,
            _ => &[],
        }
    }
}

impl Field {
    /// What there is to choose from.
    pub fn choices(&self) -> &[Choice] {
        match &self.kind {
            Kind::Radios(choices)
            | Kind::Checkboxes(choices)
            | Kind::Select(choices)
            | Kind::Autocomplete(choices)
            | Kind::YesNo(choices)
            | Kind::Council(choices) => choices,
            _ => &[],
        }
    }

    /// Whether it is a question, and not text between questions.
    pub fn is_question(&self) -> bool {
        !matches!(self.kind, Kind::Content(_))
    }

    /// Whether what is typed is compared with a check digit or a length.
    pub fn is_identifier(&self) -> bool {
        matches!(self.kind, Kind::Upn | Kind::Uln | Kind::Urn | Kind::NhsNumber)
    }

    /// The word of its type in form files.
    pub fn type_word(&self) -> &'static str {
        match self.kind {
            Kind::Text => "text",
            Kind::Textarea => "textarea",
            Kind::Number(_) => "number",
            Kind::Money(_) => "money",
            Kind::Percent(_) => "percent",
            Kind::Email { .. } => "email",
            Kind::Phone => "phone",
            Kind::Postcode => "postcode",
            Kind::Address => "address",
            Kind::Radios(_) => "radios",
            Kind::Checkboxes(_) => "checkboxes",
            Kind::Select(_) => "select",
            Kind::Autocomplete(_) => "autocomplete",
            Kind::YesNo(_) => "yes-no",
            Kind::Date(_) => "date",
            Kind::Month(_) => "month",
            Kind::Upn => "upn",
            Kind::Uln => "uln",
            Kind::Urn => "urn",
            Kind::NhsNumber => "nhs-number",
            Kind::Council(_) => "council",
            Kind::Declaration => "declaration",
            Kind::Content(_) => "content",
        }
    }

    /// The entries of a post that answer it.
    pub fn entries(&self) -> Vec<String> {
        if !self.is_question() {
            return Vec::new();
        }
        let mut entries: Vec<String> = match self.kind.parts() {
            [] => vec![self.name.clone()],
            parts => parts.iter().map(|part| format!("{}-{part}", self.name)).collect(),
        };
        if self.not_known {
            entries.extend([self.not_known_entry(), self.reason_entry()]);
        }
        entries
    }

    /// The box to tick for "Not known yet".
    pub fn not_known_entry(&self) -> String {
        format!("{}-not_known", self.name)
    }

    /// The box for why it is not known.
    pub fn reason_entry(&self) -> String {
        format!("{}-reason", self.name)
    }

    /// The question and its help, in the words for these answers.
    pub fn words(&self, asked: &Asked<'_>) -> (&str, Option<&str>) {
        match self.wordings.iter().find(|wording| asked.holds(&wording.when)) {
            Some(wording) => (&wording.label, wording.hint.as_deref()),
            None => (&self.label, self.hint.as_deref()),
        }
    }

    /// Every condition in it, with its own first.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let examples = self.warn.iter().flatten().filter_map(|example| example.when.as_ref());
        let choices = self.choices().iter().filter_map(|choice| choice.when.as_ref());
        let wordings = self.wordings.iter().map(|wording| &wording.when);
        self.when.iter().chain(choices).chain(wordings).chain(examples)
    }
}
