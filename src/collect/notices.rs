//! What goes back to a browser beside forms: pages that tell what happened, and the way to the page of a receipt.

use super::desk::{Desk, Notice};
use super::reference::WithdrawCode;
use super::reply::Reply;
use super::server::Refusal;
use super::store::Receipt;
use super::withdraw;
use crate::form::date_in_words;
use crate::problem::Problem;
use jiff::civil::{Date, DateTime, Time};
use jiff::{Timestamp, tz::TimeZone};

/// The day of a time. In summer it begins an hour late, since the machine need not know the time zones of the world.
pub(super) fn day(time: Timestamp) -> Date {
    TimeZone::UTC.to_datetime(time).date()
}

/// The day of a time, in words.
pub(super) fn day_in_words(time: Timestamp) -> String {
    date_in_words(day(time))
}

/// A meeting in words: its day, and its time if that is known.
pub(super) fn meeting_in_words(at: DateTime) -> String {
    let is_whole_day = at.time() == Time::midnight();
    at.strftime(if is_whole_day { "%-d %B %Y" } else { "%-d %B %Y, %-H:%M" }).to_string()
}

/// A page, or the plainest of words where even the theme fails: what was typed can be reached with the back button.
pub(super) fn page(status: u16, drawn: Result<String, Problem>) -> Reply {
    match drawn {
        Ok(html) => Reply::page(status, html),
        Err(problem) => {
            tracing::error!(problem = problem.name, path = %problem.place.path, line = problem.place.line, "page not drawn");
            let html = "<!doctype html><html lang=\"en-GB\"><title>Something went wrong</title>\
                        <h1>Something went wrong</h1><p>We can’t show this page. Go back and try again later.</p>";
            Reply::page(500, html)
        }
    }
}

pub(super) fn notice_page(desk: &Desk, status: u16, notice: &Notice<'_>, today: Date) -> Reply {
    page(status, desk.notice_page(notice, status, today))
}

/// The plainest of words where even the theme fails.
pub(super) fn not_drawn(problem: &Problem) -> Reply {
    page(500, Err(problem.clone()))
}

/// The page of a refusal.
pub(super) fn refusal(desk: &Desk, why: Refusal, today: Date) -> Reply {
    let (title, text) = words(why);
    let notice = Notice { title, html: format!("<p>{text}</p>"), can_retry: true, typed: None };
    notice_page(desk, why.status(), &notice, today)
}

/// On to the page that knows its reference, so that loading it again posts nothing. The code that takes it back travels in a
/// cookie, never in an address.
pub(super) fn received_at(receipt: &Receipt, withdraw: Option<WithdrawCode>) -> Reply {
    let Receipt { reference, form, .. } = receipt;
    let mut reply = Reply::see_other(format!("/forms/{form}/received/{reference}"));
    reply.cookies.extend(withdraw.map(|code| withdraw::cookie(reference, &code)));
    reply
}

fn words(why: Refusal) -> (&'static str, &'static str) {
    match why {
        Refusal::TooLarge => (
            "Your answers are too long",
            "We did not take them, and we can’t show them here. Shorten the longest answer, and send the form again, or phone us.",
        ),
        Refusal::TooSlow => (
            "Your answers did not arrive",
            "The connection was too slow or broke off. Reload this page: your browser asks whether to send the form again. Say yes, and your answers are sent as they were.",
        ),
        Refusal::TooMany { .. } => (
            "Too many forms at once",
            "Many forms came from your network within a minute. Leave this page open and wait a minute. Then reload it: your browser asks whether to send the form again. Say yes, and your answers are sent as they were.",
        ),
        Refusal::CrossSite => (
            "This form was sent from another website",
            "We take forms only from our own pages. Open the form on our website and send it from there.",
        ),
        Refusal::NotFound => {
            ("Page not found", "There is no page at this address. Check it, or start from the home page.")
        }
        Refusal::WrongMethod => ("This page can’t do that", "Open the form and send it from there."),
        Refusal::BadPost => {
            ("We could not read what was sent", "Open the form in a web browser and send it from there.")
        }
        Refusal::Unavailable => (
            "This is taking too long",
            "We don’t know whether your answers arrived. Reload this page: your browser asks whether to send the form again. Say yes, and your answers are sent as they were. We count the same answers once.",
        ),
    }
}
