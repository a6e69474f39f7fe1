//! Where a day stands in the school year, and by when what surrounds a PEP meeting is done.

use super::Calendar;
use crate::data::{SchoolTerm, Window};
use jiff::Span;
use jiff::civil::Date;

/// Where a day stands in the school year, by the terms that are known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SchoolDay<'a> {
    /// In a term, weekends with it.
    Term(&'a SchoolTerm),
    /// In the half-term of a term.
    HalfTerm(&'a SchoolTerm),
    /// In the holidays between two terms that follow each other.
    Holidays {
        /// The term that is over.
        before: &'a SchoolTerm,
        /// The term that comes.
        next: &'a SchoolTerm,
    },
    /// In no term, and a term before or after is not known: it may be a day of that.
    Unknown,
}

/// How long after a PEP meeting both sides finish and sign off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignOff {
    /// So many weeks.
    Weeks(u32),
    /// So many working days.
    WorkingDays(u32),
}

/// Where a day stands in the school year. `terms` are those of one council, in the order of their days.
pub fn school_day<'a>(terms: &[&'a SchoolTerm], day: Date) -> SchoolDay<'a> {
    let next = terms.iter().position(|term| day <= term.last_day);
    match next.map(|at| (at.checked_sub(1).map(|before| terms[before]), terms[at])) {
        Some((_, term)) if term.first_day <= day => match term.half_term {
            Some((first, last)) if (first..=last).contains(&day) => SchoolDay::HalfTerm(term),
            _ => SchoolDay::Term(term),
        },
        Some((Some(before), next)) if next.follows(before) => SchoolDay::Holidays { before, next },
        _ => SchoolDay::Unknown,
    }
}

/// Of windows in the order of their days, the one in which the PEP after a review falls: the first that is not over today and
/// ends after the review.
pub fn window_after<'a>(
    windows: impl IntoIterator<Item = &'a Window>,
    review: Date,
    today: Date,
) -> Option<&'a Window> {
    windows.into_iter().find(|window| window.last_day >= today && window.last_day > review)
}

impl Calendar {
    /// The last working day up to and including this one; none where the list of bank holidays does not say.
    pub fn last_working_day(&self, by: Date) -> Option<Date> {
        match self.knows(by) && self.is_working_day(by) {
            true => Some(by),
            false => self.knows(by).then(|| self.working_day_before(by)).flatten(),
        }
    }

    /// How many working days come after the one day, up to and including the other; none where the list of bank holidays does not say.
    pub fn working_days_left(&self, after: Date, to: Date) -> Option<usize> {
        if !self.knows(after) || !self.knows(to) {
            return None;
        }
        let days = std::iter::successors(after.tomorrow().ok(), |day| day.tomorrow().ok());
        Some(days.take_while(|day| *day <= to).filter(|day| self.is_working_day(*day)).count())
    }

    /// The last day to sign off a PEP whose meeting was on this day; none where the list of bank holidays does not say.
    pub fn sign_off_by(&self, meeting: Date, sign_off: SignOff) -> Option<Date> {
        match sign_off {
            SignOff::Weeks(weeks) => meeting.checked_add(Span::new().try_weeks(weeks).ok()?).ok(),
            SignOff::WorkingDays(days) => self.add_working_days(meeting, days),
        }
    }
}
