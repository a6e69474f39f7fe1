//! When the PEP of a child who comes into care is due: the two deadlines, the second review, and every day that did not count.

use super::Calendar;
use jiff::Span;
use jiff::civil::{Date, Weekday};

/// How long each deadline is: facts of the project, not of this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The PEP is started within so many working days of the first placement, where it could not be before (statutory guidance).
    pub initiate_working_days: u32,
    /// The first review of the care plan is within so many working days of the day on which the child came into care: Care
    /// Planning, Placement and Case Review (England) Regulations 2010, regulation 33(1).
    pub first_review_working_days: u32,
    /// The second review is not more than so many months after the first: the same, regulation 33(2).
    pub second_review_months: u32,
    /// Each later review is not more than so many months after the one before: the same.
    pub later_review_months: u32,
}

/// The deadlines of a child who came into care on a day, whose first placement began on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// Day 0.
    pub care_began: Date,
    /// The PEP is started by the end of this day.
    pub initiate: Date,
    /// The first review is held by the end of this day.
    pub first_review: Date,
    /// The second review is held by the end of this day, if the first was held on its last.
    pub second_review: Date,
    /// Where that is no working day, the last before it. None also where the list of bank holidays does not say.
    pub working_day_before: Option<Date>,
    /// The days up to the first review that did not count, day 0 left out.
    pub skipped: Vec<Skipped>,
}

/// A day that did not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The day.
    pub day: Date,
    /// The name of the bank holiday; none for a Saturday or a Sunday.
    pub holiday: Option<String>,
}

impl Calendar {
    /// The deadlines of a child who comes into care on this day. None where the count leaves the list of bank holidays: a date is
    /// never guessed.
    pub fn deadlines(&self, care_began: Date, limits: &Limits) -> Option<Deadlines> {
        let initiate = self.add_working_days(care_began, limits.initiate_working_days)?;
        let first_review = self.add_working_days(care_began, limits.first_review_working_days)?;
        // A month without the day ends on its last: 30 November is three months after 31 August. The limit is a most, so it does
        // not move to a working day.
        let months = Span::new().try_months(limits.second_review_months).ok()?;
        let second_review = first_review.checked_add(months).ok()?;
        let mut day = care_began;
        let mut skipped = Vec::new();
        while day < first_review {
            day = day.tomorrow().ok()?;
            if !self.is_working_day(day) {
                skipped.push(Skipped { day, holiday: self.holiday(day).map(str::to_string) });
            }
        }
        let working_day_before = self.last_working_day(second_review).filter(|day| *day != second_review);
        Some(Deadlines { care_began, initiate, first_review, second_review, working_day_before, skipped })
    }

    /// The last day before this one on which people work; none where the list of bank holidays does not say.
    pub(super) fn working_day_before(&self, day: Date) -> Option<Date> {
        let mut day = day.yesterday().ok()?;
        while self.knows(day) {
            if self.is_working_day(day) {
                return Some(day);
            }
            day = day.yesterday().ok()?;
        }
        None
    }

    /// Whether the list of bank holidays spans this day.
    pub fn knows(&self, day: Date) -> bool {
        self.years.is_some_and(|(from, to)| (from..=to).contains(&day))
    }

    /// The last day of the list of bank holidays.
    pub fn known_to(&self) -> Option<Date> {
        self.years.map(|(_, to)| to)
    }
}

/// Whether a day is a Saturday or a Sunday.
pub fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}
