//! Days and months in boxes: read, checked, and written in words.

use super::words;
use super::{Day, Field, FieldError, Values};
use jiff::civil::Date;

/// The boxes of a day.
pub(super) const DAY_PARTS: [&str; 3] = ["day", "month", "year"];
/// The boxes of a month.
pub(super) const MONTH_PARTS: [&str; 2] = ["month", "year"];

fn part(field: &str, name: &str, values: &Values) -> String {
    values.first(&format!("{field}-{name}")).trim().to_string()
}

/// The day in a question's boxes, if it exists; of a month the first.
pub fn day_of(field: &str, values: &Values) -> Option<Date> {
    let (d, m, y) = (part(field, "day", values), part(field, "month", values), part(field, "year", values));
    real(if d.is_empty() && values.all(&format!("{field}-day")).is_empty() { "1" } else { &d }, &m, &y)
}

fn real(day: &str, month: &str, year: &str) -> Option<Date> {
    let year = (year.len() == 4).then(|| year.parse().ok()).flatten()?;
    Date::new(year, words::month_number(month)?, day.parse().ok()?).ok()
}

/// The date in the boxes, in words; nothing if they are empty.
pub(super) fn check(
    field: &Field,
    parts: &[&'static str],
    day: Day,
    values: &Values,
    today: Date,
) -> Result<Option<String>, FieldError> {
    let wrong = |entry: &str, text: String| FieldError::at(field, &format!("{}-{entry}", field.name), text);
    let typed: Vec<(&str, String)> =
        parts.iter().map(|name| (*name, part(&field.name, name, values))).collect();
    if typed.iter().all(|(_, value)| value.is_empty()) {
        return Ok(None);
    }
    if let Some((name, _)) = typed.iter().find(|(_, value)| value.is_empty()) {
        return Err(wrong(name, words::date_part_missing(field, name)));
    }
    let is_month = parts.len() == MONTH_PARTS.len();
    let text = |name: &str| typed.iter().find(|(part, _)| *part == name).map_or("1", |(_, value)| value);
    let first = parts[0];
    let (today, found) = match (is_month, real(text("day"), text("month"), text("year"))) {
        (_, None) if is_month => return Err(wrong(first, words::month_not_real(field))),
        (_, None) => return Err(wrong(first, words::date_not_real(field))),
        (true, Some(date)) => (today.first_of_month(), date),
        (false, Some(date)) => (today, date),
    };
    match day {
        Day::Past if found > today => Err(wrong(first, words::date_not_past(field, is_month))),
        Day::Future if found < today => Err(wrong(first, words::date_not_future(field, is_month))),
        _ if is_month => Ok(Some(found.strftime("%B %Y").to_string())),
        _ => Ok(Some(words::date_in_words(found))),
    }
}
