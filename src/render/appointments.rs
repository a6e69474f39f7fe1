//! Days as appointments for a calendar (RFC 5545). They name no child.

use jiff::civil::Date;
use std::fmt::Write;

/// A whole day.
pub(super) struct Appointment {
    /// What tells it from others, the same in each build.
    pub(super) id: String,
    pub(super) day: Date,
    /// What a calendar shows.
    pub(super) words: String,
}

/// The file that a calendar takes in.
pub(super) fn calendar_file(appointments: &[Appointment], today: Date) -> String {
    let stamp = today.strftime("%Y%m%dT000000Z");
    let mut text = String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Fingerpost//PEP//EN\r\n");
    for Appointment { id, day, words } in appointments {
        let next = day.tomorrow().unwrap_or(*day);
        let mut line = |line: String| fold(&mut text, &line);
        line("BEGIN:VEVENT".into());
        line(format!("UID:{id}@fingerpost"));
        line(format!("DTSTAMP:{stamp}"));
        line(format!("DTSTART;VALUE=DATE:{}", day.strftime("%Y%m%d")));
        line(format!("DTEND;VALUE=DATE:{}", next.strftime("%Y%m%d")));
        line(format!("SUMMARY:{}", escaped(words)));
        line("TRANSP:TRANSPARENT".into());
        line("END:VEVENT".into());
    }
    text.push_str("END:VCALENDAR\r\n");
    text
}

/// What an author wrote is text here, whatever it holds (section 3.3.11).
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// A line has 75 bytes at most; what is more goes on behind a space (section 3.1).
fn fold(text: &mut String, line: &str) {
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > 75 {
            text.push_str("\r\n ");
            length = 1;
        }
        text.push(c);
        length += c.len_utf8();
    }
    let _ = write!(text, "\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_authors_stay_one_line_of_text() {
        let day = jiff::civil::date(2026, 12, 31);
        let words = format!("A; b, c\\\nEND:VCALENDAR {}", "ä".repeat(60));
        let file = calendar_file(&[Appointment { id: "x".into(), day, words }], day);
        assert!(file.contains("SUMMARY:A\\; b\\, c\\\\\\nEND:VCALENDAR ä"), "{file}");
        assert!(file.contains("DTEND;VALUE=DATE:20270101\r\n"));
        assert_eq!(file.matches("\r\nEND:VCALENDAR").count(), 1);
        assert!(file.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')), "{file}");
    }
}
