//! Where the deadlines of a PEP are worked out: below one page, for each day on which care may have begun.

use super::{Page, PageId, Parts};
use crate::calendar::Limits;
use crate::problem::{Place, Problem};
use jiff::ToSpan;
use jiff::civil::Date;

/// How many working days the PEP may take to be started.
const INITIATE: &str = "pep.initiate_working_days";
/// How many working days the first review may take.
const FIRST_REVIEW: &str = "pep.first_review_working_days";
/// How many months the second review may take.
const SECOND_REVIEW: &str = "pep.second_review_months";

/// How many months may lie between later reviews.
const LATER_REVIEWS: &str = "pep.later_review_months";

/// The page that the dates stand below, and what they are made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The page with `due_dates: true`.
    pub page: PageId,
    /// How long each deadline is.
    pub limits: Limits,
    /// The first day of care that has a page.
    pub from: Date,
    /// The last.
    pub to: Date,
}

/// The page with `due_dates: true`; what it needs and is not there is a problem at that key.
pub(super) fn find(pages: &[Page], parts: &Parts<'_>, problems: &mut Vec<Problem>) -> Option<Due> {
    let mut flagged = pages
        .iter()
        .enumerate()
        .filter_map(|(id, page)| page.document.front.due_dates.as_ref().map(|flag| (id, flag.place.clone())));
    let (page, place) = flagged.next()?;
    for (_, place) in flagged {
        let first = &pages[page].document.file.path;
        let message = format!("the dates stand below `{first}` already");
        problems.push(
            Problem::error("due-dates-twice", place, message)
                .help("keep `due_dates: true` in one of the two"),
        );
    }
    let mut number = |key: &str| number(parts, key, &place, problems);
    let (initiate, first) = (number(INITIATE), number(FIRST_REVIEW));
    let (second, later) = (number(SECOND_REVIEW), number(LATER_REVIEWS));
    if parts.calendar.known_to().is_none() {
        problems.push(no_calendar(place));
        return None;
    }
    let (from, to) = range(parts.today);
    Some(Due {
        page,
        limits: Limits {
            initiate_working_days: initiate?,
            first_review_working_days: first?,
            second_review_months: second?,
            later_review_months: later?,
        },
        from,
        to,
    })
}

/// The first and the last day of care that has a page: thirteen months back, for who looks up a plan of last year; two ahead,
/// for who plans one.
fn range(today: Date) -> (Date, Date) {
    let from = today.checked_sub(13.months()).unwrap_or(Date::MIN);
    (from, today.checked_add(60.days()).unwrap_or(Date::MAX))
}

/// Every file that may be made below the page at this address.
pub(super) fn file_paths(address: &str, today: Date) -> Vec<String> {
    let (from, to) = range(today);
    let days = std::iter::successors(Some(from), |day| day.tomorrow().ok()).take_while(|day| *day <= to);
    let mut paths: Vec<String> = days
        .flat_map(|day| {
            let month = format!("{address}{}/index.html", day.strftime("%Y-%m"));
            [month, format!("{address}{day}/index.html"), format!("{address}{day}/dates.ics")]
        })
        .collect();
    paths.sort();
    paths.dedup();
    paths
}

/// The whole number of a fact; if there is none, that is a problem at this place, or at the fact.
pub(super) fn number(
    parts: &Parts<'_>,
    key: &str,
    place: &Place,
    problems: &mut Vec<Problem>,
) -> Option<u32> {
    let Some(fact) = parts.data.fact(key) else {
        problems.push(parts.data.no_fact(key, place.clone()));
        return None;
    };
    let number = fact.value.parse().ok();
    if number.is_none() {
        let message = format!("the fact `{key}` is no whole number, so nothing can be counted by it");
        problems.push(
            Problem::error("due-dates-fact", fact.place.clone(), message)
                .help("write digits only, as `value: 10`"),
        );
    }
    number
}

/// The problem of counting without bank holidays.
pub(super) fn no_calendar(place: Place) -> Problem {
    let message = "there is no list of bank holidays, so nothing can be counted";
    Problem::error("due-dates-calendar", place, message)
        .help(format!("add `{}` with `from`, `to` and `days`", crate::calendar::PATH))
}
