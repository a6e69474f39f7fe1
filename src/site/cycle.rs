//! Where the PEP cycle of a phase is shown for the day of the build: pages with `pep_cycle`, and the facts that they need.

use super::due::{no_calendar, number};
use super::{Page, PageId, Parts};
use crate::calendar::SignOff;
use crate::data::Phase;
use crate::problem::{Place, Problem};

/// How many weeks both sides have to sign off.
const SIGN_OFF_WEEKS: &str = "pep.signoff_after_meeting_weeks";
/// How many working days they have after Year 11.
const SIGN_OFF_POST16: &str = "pep.signoff_after_meeting_post16_working_days";
/// How often a PEP is reviewed.
const REVIEWS: &str = "pep.reviews_per_academic_year";
/// How often after Year 11.
const REVIEWS_POST16: &str = "post16.peps_per_academic_year";
/// How long before a care review the reviewing officer has the PEP.
const COPY: &str = "pep.reviewing_officer_copy_days";

/// A page with `pep_cycle`, and what it says besides dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// The page.
    pub page: PageId,
    /// Whose PEPs.
    pub phase: Phase,
    /// Where the page says so.
    pub place: Place,
    /// By when both sides sign off.
    pub sign_off: SignOff,
    /// The same in words, as `1 week`.
    pub sign_off_text: String,
    /// How often a PEP is reviewed, in words.
    pub reviews_text: String,
    /// How long before a care review the reviewing officer has the PEP, in words.
    pub copy_text: String,
}

/// The pages with `pep_cycle`, one a phase; what they need and is not there is a problem at that key.
pub(super) fn find(pages: &[Page], parts: &Parts<'_>, problems: &mut Vec<Problem>) -> Vec<Cycle> {
    let mut cycles: Vec<Cycle> = Vec::new();
    for (page, phase) in
        pages.iter().enumerate().filter_map(|(id, page)| Some((id, page.document.front.pep_cycle.as_ref()?)))
    {
        let place = phase.place.clone();
        if let Some(first) = cycles.iter().find(|cycle| cycle.phase == phase.value) {
            let path = &pages[first.page].document.file.path;
            let message =
                format!("the cycle of the phase `{}` stands in `{path}` already", phase.value.word());
            problems.push(
                Problem::error("pep-cycle-twice", place, message).help("keep `pep_cycle` in one of the two"),
            );
            continue;
        }
        if parts.calendar.known_to().is_none() {
            problems.push(no_calendar(place.clone()));
        }
        cycles.extend(read(page, phase.value, place, parts, problems));
    }
    cycles
}

fn read(
    page: PageId,
    phase: Phase,
    place: Place,
    parts: &Parts<'_>,
    problems: &mut Vec<Problem>,
) -> Option<Cycle> {
    let (sign_off_key, reviews_key) = match phase {
        Phase::Post16 => (SIGN_OFF_POST16, REVIEWS_POST16),
        Phase::EarlyYears | Phase::SchoolAge => (SIGN_OFF_WEEKS, REVIEWS),
    };
    let count = number(parts, sign_off_key, &place, problems);
    let mut text = |key: &str| {
        let fact = parts.data.fact(key);
        // What is missing of the number was told.
        if fact.is_none() && key != sign_off_key {
            problems.push(parts.data.no_fact(key, place.clone()));
        }
        fact.map(crate::data::Fact::text)
    };
    let (sign_off_text, reviews_text, copy_text) = (text(sign_off_key), text(reviews_key), text(COPY));
    let sign_off = match phase {
        Phase::Post16 => SignOff::WorkingDays(count?),
        Phase::EarlyYears | Phase::SchoolAge => SignOff::Weeks(count?),
    };
    Some(Cycle {
        page,
        phase,
        place,
        sign_off,
        sign_off_text: sign_off_text?,
        reviews_text: reviews_text?,
        copy_text: copy_text?,
    })
}
