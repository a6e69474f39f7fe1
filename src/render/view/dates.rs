//! Days as templates see them: for machines and for people.

use jiff::civil::Date;
use serde::Serialize;

/// A day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(in crate::render) struct DateView {
    /// As `2026-11-23`.
    iso: String,
    /// As `23 November 2026`.
    text: String,
}

impl From<Date> for DateView {
    fn from(date: Date) -> DateView {
        DateView { iso: date.to_string(), text: date.strftime("%-d %B %Y").to_string() }
    }
}

/// A day with its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(in crate::render) struct NamedDay {
    pub(in crate::render) iso: String,
    /// As `Monday 23 November 2026`.
    pub(in crate::render) text: String,
    /// As `Mon 23 Nov 2026`.
    short: String,
    /// As `Mon 23 Nov`, where the page says of which year it is.
    brief: String,
}

impl From<Date> for NamedDay {
    fn from(day: Date) -> NamedDay {
        NamedDay {
            iso: day.to_string(),
            text: day.strftime("%A %-d %B %Y").to_string(),
            short: day.strftime("%a %-d %b %Y").to_string(),
            brief: day.strftime("%a %-d %b").to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_as_people_say_it() {
        assert_eq!(DateView::from(jiff::civil::date(2026, 11, 3)).text, "3 November 2026");
    }
}
