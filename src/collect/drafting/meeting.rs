//! The day of the meeting: noted in the clear, since it says nothing of a child, so that the draft is kept until then.

use super::address::base;
use super::{Drafting, Error, Opened};
use crate::collect::post::Post;
use crate::collect::reply::{Cache, Reply};
use crate::form::{Values, date_in_words, day_of};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use serde::Serialize;
use std::fmt::Write;
use tera::Value;

/// A meeting is at most so many days ahead.
const MOST_DAYS: i64 = 200;

/// The day as it was typed.
#[derive(Serialize)]
struct MeetingContext {
    day: String,
    month: String,
    year: String,
    time: String,
    is_set: bool,
    error: Option<String>,
    /// The box that the error is about.
    at: &'static str,
}

impl Drafting<'_> {
    pub(super) fn meeting_day_page(&self, opened: &Opened) -> Reply {
        let meeting = opened.open.overview.draft.meeting_time();
        let part = |format: &str| meeting.map(|at| at.strftime(format).to_string()).unwrap_or_default();
        let has_time = meeting.is_some_and(|at| at.time() != Time::midnight());
        let context = MeetingContext {
            day: part("%-d"),
            month: part("%-m"),
            year: part("%Y"),
            time: if has_time { part("%-H:%M") } else { String::new() },
            is_set: meeting.is_some(),
            error: None,
            at: "",
        };
        self.draw_meeting_day(opened, &context)
    }

    fn draw_meeting_day(&self, opened: &Opened, context: &MeetingContext) -> Reply {
        let parts = [
            ("meeting", Value::from_serializable(context)),
            ("draft", Value::from_serializable(&self.bar(opened))),
        ];
        let status = if context.error.is_some() { 422 } else { 200 };
        self.draw(status, "draft/meeting-day.html", "The day of the meeting", &parts)
    }

    pub(super) fn set_meeting_day(&self, opened: &Opened, post: &Post) -> Result<Reply, Error> {
        let back = Reply::see_other(base(&opened.open.reference));
        if !opened.leads() {
            return Ok(back);
        }
        let given = Values::new(post.fields.iter().cloned());
        let typed = |name: &str| given.first(name).trim().to_string();
        if given.first("_clear") == "yes" {
            self.definitions.note_meeting(&opened.open.reference, None)?;
            return Ok(back);
        }
        match self.meeting_typed(&given) {
            Ok(at) => {
                let end = at.date().tomorrow().unwrap_or(Date::MAX);
                let end = TimeZone::UTC.to_timestamp(end.to_datetime(Time::midnight())).unwrap_or(self.now);
                let text = at.strftime("%Y-%m-%dT%H:%M").to_string();
                self.definitions.note_meeting(&opened.open.reference, Some((text, end)))?;
                Ok(back)
            }
            Err((at, error)) => Ok(self.draw_meeting_day(
                opened,
                &MeetingContext {
                    day: typed("meeting-day"),
                    month: typed("meeting-month"),
                    year: typed("meeting-year"),
                    time: typed("meeting-time"),
                    is_set: opened.open.overview.draft.meeting.is_some(),
                    error: Some(error),
                    at,
                },
            )),
        }
    }

    fn meeting_typed(&self, given: &Values) -> Result<DateTime, (&'static str, String)> {
        let (today, wrong) = (self.today(), |text: &str| Err(("meeting-day", text.to_string())));
        let Some(day) = day_of("meeting", given) else {
            return wrong("Enter the day of the meeting, like 27 3 2027");
        };
        let last = today.checked_add(jiff::Span::new().days(MOST_DAYS)).unwrap_or(Date::MAX);
        if day < today || day > last {
            let last = date_in_words(last);
            return Err(("meeting-day", format!("Enter a day from today to {last}")));
        }
        match time_of(given.first("meeting-time")) {
            Some(time) => Ok(day.to_datetime(time)),
            None => Err(("meeting-time", "Enter the time like 14:30, or leave it empty".into())),
        }
    }

    /// One appointment, to put into one's own calendar. It names the reference and nobody: calendars are often shared.
    pub(super) fn appointment(&self, opened: &Opened) -> Reply {
        let reference = &opened.open.reference;
        let Some(at) = opened.open.overview.draft.meeting_time() else {
            return Reply::see_other(base(reference));
        };
        let stamp = self.now.strftime("%Y%m%dT%H%M%SZ");
        let when = match at.time() == Time::midnight() {
            true => format!("DTSTART;VALUE=DATE:{}", at.strftime("%Y%m%d")),
            // Without a time zone it is the time on the clock of whoever reads it.
            false => format!("DTSTART:{}\r\nDURATION:PT1H", at.strftime("%Y%m%dT%H%M%S")),
        };
        let mut text = String::new();
        let lines = [
            "BEGIN:VCALENDAR".to_string(),
            "VERSION:2.0".into(),
            "PRODID:-//Fingerpost//Meeting//EN".into(),
            "BEGIN:VEVENT".into(),
            format!("UID:{reference}@fingerpost"),
            format!("DTSTAMP:{stamp}"),
            when,
            format!("SUMMARY:Meeting {reference}"),
            "CLASS:PRIVATE".into(),
            "END:VEVENT".into(),
            "END:VCALENDAR".into(),
        ];
        for line in lines {
            let _ = write!(text, "{line}\r\n");
        }
        Reply {
            status: 200,
            kind: "text/calendar; charset=utf-8",
            body: text.into_bytes(),
            location: None,
            cache: Cache::NoStore,
            cookies: Vec::new(),
        }
    }
}

/// A time of day as people type it: `14:30`, `2.30pm`, `9am`; midnight where nothing is typed. None: it is no time.
fn time_of(text: &str) -> Option<Time> {
    let text: String = text.trim().to_lowercase().chars().filter(|letter| !letter.is_whitespace()).collect();
    if text.is_empty() {
        return Some(Time::midnight());
    }
    let (digits, half) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(digits), _) => (digits, Some(0)),
        (_, Some(digits)) => (digits, Some(12)),
        _ => (text.as_str(), None),
    };
    let (hour, minute) = digits.split_once([':', '.']).unwrap_or((digits, "00"));
    if half.is_none() && hour == digits || minute.len() != 2 {
        return None;
    }
    let (hour, minute): (i8, i8) = (hour.parse().ok()?, minute.parse().ok()?);
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    // Midnight stands for no time; no meeting is then.
    Time::new(hour, minute, 0, 0).ok().filter(|time| *time != Time::midnight())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_as_people_type_it() {
        for (text, expected) in [
            ("14:30", Some((14, 30))),
            ("9.15", Some((9, 15))),
            ("2pm", Some((14, 0))),
            ("2.30 PM", Some((14, 30))),
            ("12pm", Some((12, 0))),
            ("12:05am", Some((0, 5))),
            ("", Some((0, 0))),
            ("14", None),
            ("25:00", None),
            ("9:5", None),
            ("13pm", None),
            ("soon", None),
            ("0:00", None),
        ] {
            let expected = expected.map(|(hour, minute)| Time::constant(hour, minute, 0, 0));
            assert_eq!(time_of(text), expected, "{text}");
        }
    }
}
