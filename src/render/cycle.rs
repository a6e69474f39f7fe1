//! The PEP cycle of a phase on the day of the build: which term it is, which window is open, who does what by when, what comes.

use super::OutputFile;
use super::appointments::{Appointment, calendar_file};
use super::view::{DateView, NamedDay};
use crate::calendar::{SchoolDay, SignOff, school_day, window_after};
use crate::config::Council;
use crate::data::{Phase, SchoolTerm, Window};
use crate::site::{Cycle, Page, Site};
use jiff::civil::Date;
use serde::Serialize;

/// How many windows that are still to come are shown.
const COMING: usize = 2;

/// The cycle of a phase, as a template sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct CycleView {
    phase: &'static str,
    phase_text: &'static str,
    today: DateView,
    /// One for each council; one alone where they do not differ.
    areas: Vec<AreaView>,
    /// As `1 week`.
    sign_off: String,
    /// As `3 times an academic year`.
    reviews: String,
    /// As `3 days`.
    copy: String,
    /// The file with the last days, if any is known.
    calendar_url: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct AreaView {
    council: Option<String>,
    /// `term`, `half-term`, `holidays` or `unknown`.
    when: &'static str,
    /// The term that it is, or the one before the holidays.
    term: Option<TermView>,
    /// The term after the holidays.
    next_term: Option<TermView>,
    /// The window that is open.
    open: Option<WindowView>,
    /// The next ones, without it.
    coming: Vec<WindowView>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct TermView {
    /// As `autumn`.
    season: &'static str,
    first_day: NamedDay,
    last_day: NamedDay,
    half_term: Option<[NamedDay; 2]>,
    sample: bool,
}

/// A window, as a template sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct WindowView {
    council: Option<String>,
    name: String,
    /// `window` or `progression-review`.
    kind: &'static str,
    first_day: NamedDay,
    last_day: NamedDay,
    /// The last working day in it; none where the list of bank holidays does not say.
    last_working_day: Option<NamedDay>,
    /// Whether that is the last day itself.
    ends_on_a_working_day: bool,
    /// Working days after today, up to the last day, if it is open.
    working_days_left: Option<usize>,
    /// The last day to sign off if the meeting is on the last working day.
    sign_off_by: Option<NamedDay>,
    /// Where that is no working day: the last before it.
    sign_off_working_day: Option<NamedDay>,
    status: &'static str,
    status_text: &'static str,
    note: Option<String>,
    first_day_is_sample: bool,
    last_day_is_sample: bool,
}

/// The PEP after the first care review, for a phase.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct LaterView {
    phase_text: &'static str,
    /// One for each council, one alone where they do not differ; none where it is not known.
    windows: Vec<WindowView>,
    /// The page of the phase's cycle.
    url: Option<String>,
}

impl CycleView {
    /// The cycle that a page shows, if it shows one.
    pub(super) fn of(site: &Site, page: &Page) -> Option<CycleView> {
        let cycle = site.cycles.iter().find(|cycle| site.pages[cycle.page].address == page.address)?;
        let areas = each(site, |council| AreaView::new(site, cycle, council));
        let areas = areas.into_iter().map(|(council, area)| AreaView { council, ..area });
        Some(CycleView {
            phase: cycle.phase.word(),
            phase_text: cycle.phase.title(),
            today: site.today.into(),
            areas: areas.collect(),
            sign_off: cycle.sign_off_text.clone(),
            reviews: cycle.reviews_text.clone(),
            copy: cycle.copy_text.clone(),
            calendar_url: (!to_come(site, cycle.phase).is_empty())
                .then(|| site.config.base_url.path_of(&file_path(page))),
        })
    }
}

impl AreaView {
    fn new(site: &Site, cycle: &Cycle, council: Option<&Council>) -> AreaView {
        let terms = site.data.terms_of(council);
        let (when, term, next_term) = match school_day(&terms, site.today) {
            SchoolDay::Term(term) => ("term", Some(term), None),
            SchoolDay::HalfTerm(term) => ("half-term", Some(term), None),
            SchoolDay::Holidays { before, next } => ("holidays", Some(before), Some(next)),
            SchoolDay::Unknown => ("unknown", None, None),
        };
        let windows = site.data.windows_of(cycle.phase, council);
        let windows: Vec<&Window> = windows.filter(|window| window.last_day >= site.today).collect();
        let view = |window: &&Window| WindowView::new(site, window, cycle.sign_off);
        AreaView {
            council: None,
            when,
            term: term.map(TermView::from),
            next_term: next_term.map(TermView::from),
            open: windows.iter().find(|window| window.is_open(site.today)).map(view),
            coming: windows
                .iter()
                .filter(|window| !window.is_open(site.today))
                .take(COMING)
                .map(view)
                .collect(),
        }
    }
}

impl From<&SchoolTerm> for TermView {
    fn from(term: &SchoolTerm) -> TermView {
        TermView {
            season: term.season.word(),
            first_day: term.first_day.into(),
            last_day: term.last_day.into(),
            half_term: term.half_term.map(|(first, last)| [first.into(), last.into()]),
            sample: term.sample,
        }
    }
}

impl WindowView {
    /// The window with what depends on the facts of the cycle and on today.
    fn new(site: &Site, window: &Window, sign_off: SignOff) -> WindowView {
        let last = last_working_day(site, window);
        let sign_off_by = last.and_then(|last| site.calendar.sign_off_by(last, sign_off));
        let works = sign_off_by.and_then(|day| site.calendar.last_working_day(day));
        let left = || site.calendar.working_days_left(site.today, window.last_day);
        WindowView {
            working_days_left: window.is_open(site.today).then(left).flatten(),
            sign_off_by: sign_off_by.map(NamedDay::from),
            sign_off_working_day: works.filter(|day| sign_off_by != Some(*day)).map(NamedDay::from),
            ..WindowView::plain(site, window)
        }
    }

    fn plain(site: &Site, window: &Window) -> WindowView {
        let last = last_working_day(site, window);
        WindowView {
            council: None,
            name: window.name.clone(),
            kind: window.kind.word(),
            first_day: window.first_day.into(),
            last_day: window.last_day.into(),
            last_working_day: last.map(NamedDay::from),
            ends_on_a_working_day: last == Some(window.last_day),
            working_days_left: None,
            sign_off_by: None,
            sign_off_working_day: None,
            status: window.status.word(),
            status_text: window.status.text(),
            note: window.note.clone(),
            first_day_is_sample: window.first_day_is_sample,
            last_day_is_sample: window.last_day_is_sample,
        }
    }
}

fn last_working_day(site: &Site, window: &Window) -> Option<Date> {
    site.calendar.last_working_day(window.last_day).filter(|day| *day >= window.first_day)
}

/// The next PEP of each phase for a child whose first care review is on this day or before it; none if the site knows no windows.
pub(super) fn later(site: &Site, first_review: Date) -> Vec<LaterView> {
    if site.data.windows.is_empty() {
        return Vec::new();
    }
    let of_phase = |(_, phase): &(&str, Phase)| {
        let next = each(site, |council| {
            let windows = site.data.windows_of(*phase, council);
            window_after(windows, first_review, site.today).map(|window| WindowView::plain(site, window))
        });
        let windows =
            next.into_iter().filter_map(|(council, window)| Some(WindowView { council, ..window? }));
        let cycle = site.cycles.iter().find(|cycle| cycle.phase == *phase);
        LaterView {
            phase_text: phase.title(),
            windows: windows.collect(),
            url: cycle.map(|cycle| site.url(&site.pages[cycle.page])),
        }
    };
    Phase::WORDS.iter().map(of_phase).collect()
}

/// Something for each council, with its name; once and without a name where it is the same for all.
fn each<T: PartialEq>(site: &Site, make: impl Fn(Option<&Council>) -> T) -> Vec<(Option<String>, T)> {
    let councils = &site.config.councils;
    let mut all: Vec<(Option<String>, T)> =
        councils.iter().map(|council| (Some(council.name.clone()), make(Some(council)))).collect();
    if all.is_empty() {
        all.push((None, make(None)));
    }
    if all.iter().all(|(_, one)| *one == all[0].1) {
        all.truncate(1);
        all[0].0 = None;
    }
    all
}

/// The windows of a phase that are not over, for all councils.
fn to_come(site: &Site, phase: Phase) -> Vec<&Window> {
    let windows = site.data.windows.iter();
    windows.filter(|window| window.phase == phase && window.last_day >= site.today).collect()
}

fn file_path(page: &Page) -> String {
    format!("{}dates.ics", page.address)
}

/// For each page with a cycle the last days of its windows, as a file for a calendar.
pub(super) fn files(site: &Site) -> Vec<OutputFile> {
    let file = |cycle: &Cycle| {
        let windows = to_come(site, cycle.phase);
        let appointments: Vec<Appointment> =
            windows.iter().map(|window| appointment(cycle.phase, window)).collect();
        let text = calendar_file(&appointments, site.today);
        (!appointments.is_empty())
            .then(|| OutputFile { path: file_path(&site.pages[cycle.page]), bytes: text.into_bytes().into() })
    };
    site.cycles.iter().filter_map(file).collect()
}

fn appointment(phase: Phase, window: &Window) -> Appointment {
    let council = window.council.as_ref();
    let of = council.map(|council| format!("-{}", council.id)).unwrap_or_default();
    let whose = council.map(|council| format!(", {}", council.short_name)).unwrap_or_default();
    let sample = if window.last_day_is_sample { " (sample)" } else { "" };
    Appointment {
        id: format!("{}-{}{of}", phase.word(), window.last_day),
        day: window.last_day,
        words: format!("{} ({}{whose}): last day{sample}", window.name, phase.title()),
    }
}
