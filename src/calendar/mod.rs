//! Working days: every day but Saturdays, Sundays and bank holidays in England and Wales. And what is due by them.

mod deadlines;
mod school_year;

pub use deadlines::{Deadlines, Limits, Skipped, is_weekend};
pub use school_year::{SchoolDay, SignOff, school_day, window_after};

use crate::problem::Problem;
use crate::source::{Reader, Source, Table, parse_yaml};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The file of bank holidays.
pub const PATH: &str = "content/data/bank-holidays.yaml";

/// The bank holidays that are known. Outside of its years nothing is said: a date is never guessed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    years: Option<(Date, Date)>,
    holidays: BTreeMap<Date, String>,
}

impl Calendar {
    /// The bank holidays of the project, and every mistake in their file; none if there is no such file.
    pub fn parse(source: &Source) -> (Calendar, Vec<Problem>) {
        let Some(file) = source.text(PATH) else { return (Calendar::default(), Vec::new()) };
        let node = match parse_yaml(file, 0..file.text.len()) {
            Ok(node) => node,
            Err(problem) => return (Calendar::default(), vec![problem]),
        };
        let reader = Reader::new(file);
        let calendar = reader.table(&node, "bank-holidays.yaml").map(walk).unwrap_or_default();
        (calendar, reader.into_problems())
    }

    /// Whether people work on this day. Good Friday and Christmas Day stand in the list of bank holidays.
    pub fn is_working_day(&self, day: Date) -> bool {
        !is_weekend(day) && !self.holidays.contains_key(&day)
    }

    /// The day that is `days` working days after `start`, which itself is day 0 whether people work on it or not.
    /// None where the count leaves the years of the list.
    ///
    /// The day-0 rule is the ordinary way to count in English; no regulation was found that says it.
    pub fn add_working_days(&self, start: Date, days: u32) -> Option<Date> {
        let (from, to) = self.years?;
        let mut day = start;
        let mut left = days;
        while left > 0 {
            day = day.checked_add(1.day()).ok()?;
            if day > to {
                return None;
            }
            left -= u32::from(self.is_working_day(day));
        }
        (start >= from && day <= to).then_some(day)
    }

    /// The name of the bank holiday on this day.
    pub fn holiday(&self, day: Date) -> Option<&str> {
        self.holidays.get(&day).map(String::as_str)
    }
}

fn walk(mut table: Table<'_>) -> Calendar {
    let mut required = |key: &'static str| {
        let date = table.date(key);
        if date.is_none() && !table.entries().iter().any(|entry| entry.key == key) {
            let start = table.span.start..table.span.start;
            table.reader().error(
                "key-missing",
                start,
                format!("`bank-holidays.yaml` has no `{key}`"),
                format!("add `{key}`"),
            );
        }
        date
    };
    let (from, to) = (required("from"), required("to"));
    let mut holidays = BTreeMap::new();
    for mut row in table.rows("days") {
        let (date, name) = (row.date("date"), row.required_text("name"));
        if let (Some(date), Some(from), Some(to)) = (date, from, to)
            && !(from..=to).contains(&date)
        {
            let message = format!("{date} is not between `from` and `to`");
            row.reader().error(
                "date-order",
                row.span.clone(),
                message,
                "change `from` or `to`, so that they span every day",
            );
        }
        row.finish();
        if let (Some(date), Some(name)) = (date, name) {
            holidays.insert(date, name.value);
        }
    }
    if let Some(mut source) = table.table("source") {
        source.required_text("title");
        source.words("url");
        source.finish();
    }
    table.finish();
    Calendar { years: from.zip(to), holidays }
}
