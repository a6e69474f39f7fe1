//! The day of a build: given, taken from `SOURCE_DATE_EPOCH`, or read from the clock.

use anyhow::{Context, Result};
use clap::Args;
use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};

/// The day that counts as today.
#[derive(Args)]
pub(crate) struct Today {
    /// The day that counts as today, as 2026-11-23; else SOURCE_DATE_EPOCH (seconds), else the clock (UTC).
    #[arg(long, value_name = "DATE", value_parser = parse)]
    today: Option<Date>,
}

fn parse(text: &str) -> Result<Date, &'static str> {
    let date = (text.len() == 10).then(|| text.parse().ok()).flatten();
    date.ok_or("write a date that exists, year first, as 2026-11-23")
}

impl Today {
    /// The day.
    pub(crate) fn date(&self) -> Result<Date> {
        if let Some(date) = self.today {
            return Ok(date);
        }
        let now = match std::env::var("SOURCE_DATE_EPOCH") {
            Ok(text) => {
                let seconds =
                    text.trim().parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
                seconds.with_context(|| {
                    format!("SOURCE_DATE_EPOCH is `{text}`: set it to seconds since 1970, or unset it")
                })?
            }
            #[expect(clippy::disallowed_methods, reason = "here the clock becomes an input")]
            Err(_) => Timestamp::now(),
        };
        Ok(TimeZone::UTC.to_datetime(now).date())
    }
}
