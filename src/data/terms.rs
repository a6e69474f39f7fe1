//! The terms of the school year, of each council or of all.

use super::{Validity, council, row_place, source_of, validity};
use crate::config::{Config, Council};
use crate::problem::Place;
use crate::source::{Node, Reader, Table};
use jiff::civil::Date;
use std::fmt;

/// A third of the school year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // each name says which
pub enum Season {
    Autumn,
    Spring,
    Summer,
}

/// A school year in England: from September to August.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AcademicYear {
    /// The calendar year of its September.
    pub begins: i16,
}

/// A term: the days on which schools are open, but for half-term.
#[derive(Clone, Debug, PartialEq)]
pub struct SchoolTerm {
    /// Which of the three.
    pub season: Season,
    /// Its school year.
    pub year: AcademicYear,
    /// The council whose schools keep it; none if all do.
    pub council: Option<Council>,
    /// The first day.
    pub first_day: Date,
    /// The last day.
    pub last_day: Date,
    /// First and last day of half-term.
    pub half_term: Option<(Date, Date)>,
    /// Whether the dates are made up.
    pub sample: bool,
    /// The days on which the row holds.
    pub validity: Validity,
    /// Where the row stands.
    pub place: Place,
}

impl Season {
    /// Every term with its word in data files.
    pub const WORDS: [(&'static str, Season); 3] =
        [("autumn", Season::Autumn), ("spring", Season::Spring), ("summer", Season::Summer)];

    /// The word in data files, and in a sentence.
    pub fn word(self) -> &'static str {
        Season::WORDS.iter().find(|(_, season)| *season == self).map_or("", |(word, _)| word)
    }
}

impl AcademicYear {
    /// From `2026-27`; none if that is no year and the next.
    pub fn parse(text: &str) -> Option<AcademicYear> {
        let (begins, ends) = text.split_once('-')?;
        if (begins.len(), ends.len()) != (4, 2) {
            return None;
        }
        let (begins, ends): (i16, i16) = (begins.parse().ok()?, ends.parse().ok()?);
        (begins >= 1900 && (begins + 1) % 100 == ends).then_some(AcademicYear { begins })
    }

    /// Whether the day is in it, the summer holidays on either side with it.
    fn holds(self, day: Date) -> bool {
        let from = (self.begins, 8);
        (from..=(self.begins + 1, 8)).contains(&(day.year(), day.month()))
    }
}

impl fmt::Display for AcademicYear {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{:02}", self.begins, (self.begins + 1) % 100)
    }
}

impl SchoolTerm {
    /// Its name, as `autumn term 2026-27`.
    pub fn name(&self) -> String {
        format!("{} term {}", self.season.word(), self.year)
    }

    /// Whether no other term lies between the other one and this.
    pub fn follows(&self, other: &SchoolTerm) -> bool {
        let number = |term: &SchoolTerm| i32::from(term.year.begins) * 3 + term.season as i32;
        number(self) == number(other) + 1
    }

    fn is_same(&self, other: &SchoolTerm) -> bool {
        (self.season, self.year) == (other.season, other.year)
    }
}

/// The terms of one council: its own, and those of all that it has no own row for.
pub(super) fn of<'a>(terms: &'a [SchoolTerm], council: Option<&Council>) -> Vec<&'a SchoolTerm> {
    let is_own = |term: &SchoolTerm| council.is_some() && term.council.as_ref() == council;
    let own: Vec<&SchoolTerm> = terms.iter().filter(|term| is_own(term)).collect();
    let of_all = terms.iter().filter(|term| term.council.is_none());
    let mut terms: Vec<&SchoolTerm> =
        of_all.filter(|term| !own.iter().any(|own| own.is_same(term))).chain(own.iter().copied()).collect();
    terms.sort_by_key(|term| term.first_day);
    terms
}

pub(super) fn read(reader: &Reader<'_>, node: &Node, config: &Config) -> Vec<SchoolTerm> {
    let mut terms: Vec<SchoolTerm> = Vec::new();
    for row in reader.rows(node, "term") {
        let Some(term) = read_row(row, config) else { continue };
        let is_twice = |other: &&SchoolTerm| {
            other.is_same(&term) && other.council == term.council && other.validity.overlaps(&term.validity)
        };
        if let Some(other) = terms.iter().find(is_twice) {
            let message = format!("the {} stands here and in line {}", term.name(), other.place.line);
            let help = "keep one of the two, or give each its own `council`";
            reader.report(crate::problem::Problem::error("id-taken", term.place.clone(), message).help(help));
            continue;
        }
        terms.push(term);
    }
    terms.sort_by_key(|term| (term.first_day, term.place.line));
    let councils = std::iter::once(None).chain(config.councils.iter().map(Some));
    for council in councils {
        check_order(reader, &of(&terms, council));
    }
    terms
}

fn read_row(mut row: Table<'_>, config: &Config) -> Option<SchoolTerm> {
    let reader = row.reader();
    let season = row.required_text("term").is_some().then(|| row.choice("term", &Season::WORDS)).flatten();
    let year = academic_year(&mut row, true);
    let council = council(&mut row, config);
    let (first_day, last_day) = (row.required_date("first_day"), row.required_date("last_day"));
    let in_order = check_days(&mut row, first_day, last_day);
    let half_term = half_term(&mut row, first_day.zip(last_day).filter(|_| in_order));
    let sample = row.flag("sample", false);
    source_of(&mut row, "term", !sample);
    let validity = validity(&mut row);
    let place = row_place(reader.file, &row);
    if let (Some(year), Some(first), Some(last), true) = (year, first_day, last_day, in_order)
        && !(year.holds(first) && year.holds(last))
    {
        let span = row.node("academic_year").map_or(row.span.clone(), |node| node.span.clone());
        let message = format!("a term from {first} to {last} is not in the school year {year}");
        let help = "correct the dates, or `academic_year`: it begins in September and ends in August";
        reader.error("date-order", span, message, help);
    }
    row.finish();
    if !in_order {
        return None;
    }
    let (season, year, first_day, last_day) = (season?, year?, first_day?, last_day?);
    Some(SchoolTerm { season, year, council, first_day, last_day, half_term, sample, validity, place })
}

/// `academic_year` of a row.
pub(super) fn academic_year(row: &mut Table<'_>, needed: bool) -> Option<AcademicYear> {
    let text = if needed { row.required_text("academic_year") } else { row.text("academic_year") }?;
    let year = AcademicYear::parse(&text.value);
    if year.is_none() {
        let message = format!("`{}` is not a school year", text.value);
        row.reader().error("value-wrong-kind", text.span, message, "write a year and the next, as `2026-27`");
    }
    year
}

/// Whether the last day is not before the first; told at the last day if it is.
pub(super) fn check_days(row: &mut Table<'_>, first: Option<Date>, last: Option<Date>) -> bool {
    let (Some(first), Some(last)) = (first, last) else { return true };
    if first <= last {
        return true;
    }
    let span = row.node("last_day").map_or(row.span.clone(), |node| node.span.clone());
    let message = format!("the last day, {last}, is before the first, {first}");
    row.reader().error("date-order", span, message, "correct one of the two, or swap them");
    false
}

fn half_term(row: &mut Table<'_>, term: Option<(Date, Date)>) -> Option<(Date, Date)> {
    let mut table = row.table("half_term")?;
    let (first, last) = (table.required_date("first_day"), table.required_date("last_day"));
    let in_order = check_days(&mut table, first, last);
    if let (Some((from, to)), Some(first), Some(last), true) = (term, first, last, in_order)
        && !(from < first && last < to)
    {
        let message = format!("half-term, {first} to {last}, is not within the term, {from} to {to}");
        let help = "correct the days of half-term, or those of the term";
        table.reader().error("date-order", table.span.clone(), message, help);
    }
    table.finish();
    first.zip(last).filter(|_| in_order)
}

/// Each term ends before the next begins, and spring comes after autumn. `terms` are in the order of their first days.
fn check_order(reader: &Reader<'_>, terms: &[&SchoolTerm]) {
    for pair in terms.windows(2) {
        let (before, after) = (pair[0], pair[1]);
        if !before.validity.overlaps(&after.validity) || before.is_same(after) {
            continue;
        }
        let (message, help) = if before.last_day >= after.first_day {
            let message = format!(
                "the {} begins on {}, before the {} has ended",
                after.name(),
                after.first_day,
                before.name()
            );
            (message, "let each term end before the next begins")
        } else if (before.year, before.season) > (after.year, after.season) {
            let message = format!("the {} comes after the {} here", after.name(), before.name());
            (message, "correct `term`, `academic_year` or the dates of one of the two")
        } else {
            continue;
        };
        reader.report(crate::problem::Problem::error("term-order", after.place.clone(), message).help(help));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_school_year_is_a_year_and_the_next() {
        for (text, read) in [("2026-27", true), ("2099-00", true), ("2026-28", false), ("2026", false)] {
            assert_eq!(AcademicYear::parse(text).map(|year| year.to_string() == text), read.then_some(true));
        }
        assert_eq!(AcademicYear::parse("26-27"), None);
        assert_eq!(AcademicYear::parse("2026-2027"), None);
    }
}
