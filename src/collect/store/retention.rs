//! How long a submission is kept, and when the clock is not to be trusted with that. Pure.

use super::Row;
use crate::collect::reference::Reference;
use jiff::{SignedDuration, Timestamp};

/// A clock that goes further than this between two ticks has leapt.
const LEAP: SignedDuration = SignedDuration::from_hours(48);

/// How long a form's submissions are kept, in days of 24 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// After it came.
    pub submitted_days: u32,
    /// After the team confirmed that it has it. Whichever ends first counts.
    pub after_confirmed_days: u32,
}

/// Whether the time can be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// It goes as it should.
    Steady,
    /// It leapt more than 48 hours, forwards or backwards: a person has to look at it.
    Leapt {
        /// The last time that was believed.
        since: Timestamp,
    },
}

/// What a purge did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purged {
    /// Gone.
    pub deleted: Vec<Reference>,
    /// Kept long enough, but never opened: only a person may decide.
    pub waiting: Vec<Reference>,
    /// Of forms that are not known any more, so that no rule says how long: only a person may decide.
    pub without_rule: Vec<Reference>,
    /// How many drafts are gone, since nobody saved them in time.
    pub drafts: usize,
    /// How many sessions of drafts and of folders ran out and are gone.
    pub sessions: usize,
    /// How many folders are gone, since nobody used them for so long.
    pub folders: usize,
    /// When it leapt, nothing was looked at.
    pub clock: Clock,
    /// False: somebody who reads just now keeps sealed traces of what was deleted; the next purge goes on.
    pub scrubbed: bool,
}

/// Whether the clock went as it should since the last tick, if there was one.
pub(super) fn judge(last_tick: Option<Timestamp>, now: Timestamp) -> Clock {
    match last_tick {
        Some(since) if now.duration_since(since).abs() > LEAP => Clock::Leapt { since },
        _ => Clock::Steady,
    }
}

/// Sort the rows by their forms' rules: what is to be deleted, what waits for a person, what has no rule.
pub(super) fn sort(rows: Vec<Row>, now: Timestamp, keep: &dyn Fn(&str) -> Option<Keep>) -> Purged {
    let mut purged = Purged {
        deleted: Vec::new(),
        waiting: Vec::new(),
        without_rule: Vec::new(),
        drafts: 0,
        sessions: 0,
        folders: 0,
        clock: Clock::Steady,
        scrubbed: true,
    };
    for row in rows {
        let list = match keep(&row.form) {
            None => &mut purged.without_rule,
            Some(keep) if !is_past(&row, keep, now) => continue,
            Some(_) if row.opened.is_none() && row.confirmed.is_none() => &mut purged.waiting,
            Some(_) => &mut purged.deleted,
        };
        list.push(row.reference);
    }
    purged
}

fn is_past(row: &Row, keep: Keep, now: Timestamp) -> bool {
    let over = |since: Timestamp, days: u32| {
        now.duration_since(since) >= SignedDuration::from_hours(24 * i64::from(days))
    };
    over(row.received, keep.submitted_days)
        || row.confirmed.is_some_and(|confirmed| over(confirmed, keep.after_confirmed_days))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::store::Progress;

    const KEEP: Keep = Keep { submitted_days: 90, after_confirmed_days: 30 };

    fn day(days: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * days)
    }

    fn row(opened: Option<i64>, confirmed: Option<i64>) -> Row {
        Row {
            reference: Reference::parse("PEP-7K3M-9QXD").unwrap(),
            form: "pep".into(),
            council: None,
            received: day(0),
            answer_by: None,
            opened: opened.map(day),
            confirmed: confirmed.map(day),
            progress: Progress::New,
            bytes: 0,
        }
    }

    #[test]
    fn a_submission_goes_after_its_days_unless_nobody_opened_it() {
        // opened, confirmed, today: deleted, waiting
        for (opened, confirmed, today, expected) in [
            (None, None, 89, (0, 0)),
            (None, None, 90, (0, 1)),
            (None, None, 9000, (0, 1)),
            (Some(1), None, 89, (0, 0)),
            (Some(1), None, 90, (1, 0)),
            (Some(1), Some(2), 31, (0, 0)),
            (Some(1), Some(2), 32, (1, 0)),
            (Some(1), Some(85), 89, (0, 0)),
            (Some(1), Some(85), 90, (1, 0)),
            (None, Some(2), 32, (1, 0)),
        ] {
            let purged = sort(vec![row(opened, confirmed)], day(today), &|_| Some(KEEP));
            assert_eq!(
                (purged.deleted.len(), purged.waiting.len()),
                expected,
                "opened {opened:?}, confirmed {confirmed:?}, day {today}"
            );
        }
    }

    #[test]
    fn a_submission_of_an_unknown_form_is_named_and_kept() {
        let purged = sort(vec![row(Some(1), Some(1))], day(9000), &|_| None);
        assert_eq!((purged.deleted.len(), purged.waiting.len(), purged.without_rule.len()), (0, 0, 1));
    }

    #[test]
    fn a_clock_leaps_when_it_goes_over_two_days_either_way() {
        for (last, now, leapt) in [(10, 12, false), (10, 8, false), (10, 10, false)] {
            assert_eq!(judge(Some(day(last)), day(now)) != Clock::Steady, leapt, "{last} → {now}");
        }
        let second = SignedDuration::from_secs(1);
        assert_eq!(judge(Some(day(10)), day(12) + second), Clock::Leapt { since: day(10) });
        assert_eq!(judge(Some(day(10)), day(8) - second), Clock::Leapt { since: day(10) });
        assert_eq!(judge(None, day(9000)), Clock::Steady);
    }
}
