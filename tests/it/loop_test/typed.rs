//! What a person types into the boxes of a question, and the words that must come of it: written here anew, from what the guide
//! for authors says of each type.

use super::pins::{Pin, Pins, whole};
use crate::numbers::{Dice, messy, nhs_number, uln, upn};
use fingerpost::form::{Asked, Condition, Day, Field, Form, Kind, OnBad, Range};
use jiff::ToSpan;
use jiff::civil::Date;

/// An answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Typed {
    /// The boxes with what stands in them.
    pub(crate) boxes: Vec<(String, Vec<String>)>,
    /// What the team reads, a line each; nothing where nothing was answered.
    pub(crate) words: Vec<String>,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// An answer that is right for the question, or nothing where nothing is needed.
pub(crate) fn answer(form: &Form, field: &Field, asked: &Asked<'_>, pins: &Pins, dice: &mut Dice) -> Typed {
    let pin = pins.of(field);
    let may_be_empty = !matches!(pin, Some(Pin::Option(_) | Pin::Number(_) | Pin::Answered(true)));
    let is_empty = pin == Some(&Pin::Answered(false));
    if field.optional && may_be_empty && (is_empty || dice.often(25)) {
        return Typed::default();
    }
    if field.not_known && may_be_empty && (is_empty || dice.often(20)) {
        return Typed {
            boxes: vec![
                (format!("{}-not_known", field.name), vec!["yes".into()]),
                (format!("{}-reason", field.name), vec!["Nobody  has asked “yet” <&>".into()]),
            ],
            words: vec!["Not known yet: Nobody has asked “yet” <&>".into()],
        };
    }
    match &field.kind {
        Kind::Checkboxes(_) => several(field, asked, pin, dice),
        Kind::Radios(_) | Kind::Select(_) | Kind::Autocomplete(_) | Kind::YesNo(_) | Kind::Council(_) => {
            let offered = offered(field, asked);
            let pinned = offered.iter().find(|(value, _)| pin == Some(&Pin::Option(value.clone())));
            let (value, text) = pinned.unwrap_or(&offered[dice.roll(offered.len())]);
            one(field, value, std::slice::from_ref(text))
        }
        Kind::Date(day) => {
            let date = date(*day, asked.today(), dice);
            let month = MONTHS[usize::from(date.month().cast_unsigned()) - 1];
            let written = match dice.roll(3) {
                0 => month[..3].to_lowercase(),
                1 => month.to_string(),
                _ => date.month().to_string(),
            };
            let (d, y) = (date.day().to_string(), date.year().to_string());
            let words = format!("{d} {month} {y}");
            parts(field, &[("day", &d), ("month", &written), ("year", &y)], &[words])
        }
        Kind::Month(day) => {
            let date = date(*day, asked.today(), dice);
            let month = MONTHS[usize::from(date.month().cast_unsigned()) - 1];
            let (m, y) = (date.month().to_string(), date.year().to_string());
            parts(field, &[("month", &m), ("year", &y)], &[format!("{month} {y}")])
        }
        Kind::Address => {
            let lines = ["Flat 2,  1 High Street", ["", "Old Town"][dice.roll(2)], "Anytown", "nn11aa"];
            let boxes = ["line_1", "line_2", "town", "postcode"];
            let given: Vec<(&str, &str)> = boxes.into_iter().zip(lines).collect();
            let words = ["Flat 2, 1 High Street", lines[1], "Anytown", "NN1 1AA"];
            let words: Vec<String> =
                words.into_iter().filter(|line| !line.is_empty()).map(str::to_string).collect();
            parts(field, &given, &words)
        }
        Kind::Declaration => one(field, "yes", &["Yes".into()]),
        Kind::Content(_) => Typed::default(),
        _ => {
            let (typed, words) = text(form, field, pin, dice);
            one(field, &typed, &words)
        }
    }
}

fn one(field: &Field, typed: &str, words: &[String]) -> Typed {
    Typed { boxes: vec![(field.name.clone(), vec![typed.to_string()])], words: words.to_vec() }
}

fn parts(field: &Field, given: &[(&str, &str)], words: &[String]) -> Typed {
    let boxes =
        given.iter().map(|(part, text)| (format!("{}-{part}", field.name), vec![(*text).to_string()]));
    Typed { boxes: boxes.collect(), words: words.to_vec() }
}

fn offered(field: &Field, asked: &Asked<'_>) -> Vec<(String, String)> {
    let choices = field.choices().iter().filter(|choice| asked.allows(choice.when.as_ref()));
    choices.map(|choice| (choice.value.clone(), choice.text.clone())).collect()
}

fn several(field: &Field, asked: &Asked<'_>, pin: Option<&Pin>, dice: &mut Dice) -> Typed {
    let offered = offered(field, asked);
    let share = [15, 50, 100][dice.roll(3)];
    let is_pinned = |value: &String| pin == Some(&Pin::Option(value.clone()));
    let taken = offered.iter().filter(|(value, _)| is_pinned(value) || dice.often(share));
    let mut chosen: Vec<_> = taken.cloned().collect();
    if chosen.is_empty() {
        chosen.push(offered[dice.roll(offered.len())].clone());
    }
    let (values, words) = chosen.into_iter().unzip();
    Typed { boxes: vec![(field.name.clone(), values)], words }
}

/// Not today or a day beside it: a plan may be carried out around midnight.
fn date(day: Day, today: Date, dice: &mut Dice) -> Date {
    let near = [20, 400, 5000][dice.roll(3)];
    let days = 2 + i64::try_from(dice.roll(near)).expect("a small number");
    let days = match day {
        Day::Past => -days,
        Day::Future => days % 500 + 2,
        Day::Any => [days % 500 + 2, -days][dice.roll(2)],
    };
    today.checked_add(days.days()).expect("a day")
}

/// What is typed into one box, and the lines that come of it.
fn text(form: &Form, field: &Field, pin: Option<&Pin>, dice: &mut Dice) -> (String, Vec<String>) {
    let line = |typed: String, words: &str| (typed, vec![words.to_string()]);
    match &field.kind {
        Kind::Textarea => {
            let (typed, words) = match dice.roll(3) {
                _ if field.max_length < 60 => ("Two\n1".to_string(), vec!["Two", "1"]),
                0 if field.warn.is_some() => ("Improve in maths".to_string(), vec!["Improve in maths"]),
                0 => (
                    "\nFirst  line\n\n<b>“Third” & \\last</b>  ".to_string(),
                    vec!["First  line", "", "<b>“Third” & \\last</b>"],
                ),
                1 => ("Read 20 pages each day".to_string(), vec!["Read 20 pages each day"]),
                _ => ("Zwölf Boxkämpfer: 12 😀\nẞ".to_string(), vec!["Zwölf Boxkämpfer: 12 😀", "ẞ"]),
            };
            (typed, words.into_iter().map(str::to_string).collect())
        }
        Kind::Number(range) | Kind::Percent(range) => number(form, field, *range, pin, dice),
        Kind::Money(_) => match dice.roll(3) {
            0 => line("1,250.5".into(), "£1250.50"),
            1 => line(" £ 40 ".into(), "£40"),
            _ => line("0.07".into(), "£0.07"),
        },
        Kind::Email { .. } => line(" ann.other@school.example ".into(), "ann.other@school.example"),
        Kind::Phone => line("+44 (0)1632 960 001 ext 12".into(), "+44 (0)1632 960 001 ext 12"),
        Kind::Postcode => line(" sw1a2aa".into(), "SW1A 2AA"),
        _ if field.is_identifier() && field.on_bad == OnBad::Warn && dice.often(20) => {
            line("not  as it  should be".into(), "not as it should be")
        }
        Kind::Upn => identifier(upn(dice), dice),
        Kind::Uln => identifier(uln(dice), dice),
        Kind::NhsNumber => identifier(nhs_number(dice), dice),
        Kind::Urn => identifier(format!("{}", 100_000 + dice.roll(800_000)), dice),
        _ if field.max_length < 24 => line("A 1".into(), "A 1"),
        _ => match dice.roll(3) {
            0 => line("  Ann   Other ".into(), "Ann Other"),
            1 => line("O’Néill-<Ørsted> & \"Söhne\"".into(), "O’Néill-<Ørsted> & \"Söhne\""),
            _ => line("=1+1; 50% 'x'".into(), "=1+1; 50% 'x'"),
        },
    }
}

fn identifier(number: String, dice: &mut Dice) -> (String, Vec<String>) {
    (messy(&number, dice), vec![number])
}

/// A number between its bounds; where the form compares it, often one near to what it is compared with.
fn number(
    form: &Form,
    field: &Field,
    range: Range,
    pin: Option<&Pin>,
    dice: &mut Dice,
) -> (String, Vec<String>) {
    let (min, max) = (range.min.map_or(0, whole), range.max.map_or(120, whole));
    let mut compared = Vec::new();
    form_conditions(form, &mut |condition| {
        if let Condition::Number { field: of, number, .. } = condition
            && *of == field.name
        {
            compared.extend([whole(*number) - 1, whole(*number), whole(*number) + 1]);
        }
    });
    compared.retain(|number| (min..=max).contains(number));
    let span = usize::try_from(max - min + 1).expect("bounds in order");
    let number = match (pin, dice.roll(3)) {
        (Some(Pin::Number(number)), _) => *number,
        (_, 0 | 1) if !compared.is_empty() => compared[dice.roll(compared.len())],
        _ => min + i64::try_from(dice.roll(span)).expect("a small number"),
    };
    let (mut typed, mut words) = (format!(" {number} "), number.to_string());
    if range.decimals > 0 && number < max && dice.often(40) {
        (typed, words) = (format!("{number}.50"), format!("{number}.5"));
    }
    match field.kind {
        Kind::Percent(_) => (format!("{} %", typed.trim()), vec![format!("{words}%")]),
        _ => (typed, vec![words]),
    }
}

/// Every condition of a form, and those inside them.
fn form_conditions(form: &Form, see: &mut impl FnMut(&Condition)) {
    let sections = form.sections.iter().filter_map(|section| section.when.as_ref());
    let pages = form.pages().filter_map(|page| page.when.as_ref());
    let fields = form.fields().flat_map(Field::conditions);
    let rules = form.rules.iter().flat_map(|rule| rule.when.iter().chain([&rule.check]));
    sections.chain(pages).chain(fields).chain(rules).for_each(|condition| deep(condition, see));
}

fn deep(condition: &Condition, see: &mut impl FnMut(&Condition)) {
    see(condition);
    match condition {
        Condition::All(inner) | Condition::Any(inner) => inner.iter().for_each(|inner| deep(inner, see)),
        Condition::Not(inner) => deep(inner, see),
        _ => {}
    }
}
