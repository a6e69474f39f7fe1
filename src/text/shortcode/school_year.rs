//! The school year as templates see it: its terms, and the windows of PEPs, from the day of the build on.

use crate::config::Config;
use crate::data::{Data, Phase, SchoolTerm, Window};
use jiff::civil::Date;
use serde::Serialize;

/// The terms of one council, or of all.
#[derive(Serialize)]
pub(super) struct TermsView {
    /// The name of the council, where not all have the same terms.
    council: Option<String>,
    terms: Vec<TermView>,
}

#[derive(PartialEq, Serialize)]
struct TermView {
    /// As `autumn`.
    season: &'static str,
    /// As `2026-27`.
    year: String,
    first_day: DayView,
    last_day: DayView,
    half_term: Option<[DayView; 2]>,
    sample: bool,
}

/// The windows of a phase.
#[derive(Serialize)]
pub(super) struct PhaseView {
    title: &'static str,
    windows: Vec<WindowView>,
    /// What readers should know about the days, each once.
    notes: Vec<String>,
}

#[derive(Serialize)]
struct WindowView {
    name: String,
    council: Option<String>,
    first_day: DayView,
    last_day: DayView,
    status_text: &'static str,
    sample: bool,
}

#[derive(PartialEq, Serialize)]
struct DayView {
    /// As `2026-11-23`.
    iso: String,
    /// As `Mon 23 Nov 2026`.
    text: String,
}

impl From<Date> for DayView {
    fn from(day: Date) -> DayView {
        DayView { iso: day.to_string(), text: day.strftime("%a %-d %b %Y").to_string() }
    }
}

impl From<&SchoolTerm> for TermView {
    fn from(term: &SchoolTerm) -> TermView {
        TermView {
            season: term.season.word(),
            year: term.year.to_string(),
            first_day: term.first_day.into(),
            last_day: term.last_day.into(),
            half_term: term.half_term.map(|(first, last)| [first.into(), last.into()]),
            sample: term.sample,
        }
    }
}

impl From<&Window> for WindowView {
    fn from(window: &Window) -> WindowView {
        WindowView {
            name: window.name.clone(),
            council: window.council.as_ref().map(|council| council.short_name.clone()),
            first_day: window.first_day.into(),
            last_day: window.last_day.into(),
            status_text: window.status.text(),
            sample: window.first_day_is_sample || window.last_day_is_sample,
        }
    }
}

/// The terms that are not over: of each council, or once where all have the same.
pub(super) fn terms(data: &Data, config: &Config, today: Date) -> Vec<TermsView> {
    let of = |council| {
        let terms = data.terms_of(council).into_iter().filter(|term| term.last_day >= today);
        terms.map(TermView::from).collect::<Vec<_>>()
    };
    let mut groups: Vec<TermsView> = config
        .councils
        .iter()
        .map(|council| TermsView { council: Some(council.name.clone()), terms: of(Some(council)) })
        .collect();
    if groups.windows(2).all(|pair| pair[0].terms == pair[1].terms) {
        let first = config.councils.first();
        groups = vec![TermsView { council: None, terms: of(first) }];
    }
    groups
}

/// The windows that are not over, phase by phase.
pub(super) fn windows(data: &Data, today: Date) -> Vec<PhaseView> {
    let of_phase = |(_, phase): &(&str, Phase)| {
        let is_shown = |window: &&Window| window.phase == *phase && window.last_day >= today;
        let windows: Vec<&Window> = data.windows.iter().filter(is_shown).collect();
        let mut notes: Vec<String> = Vec::new();
        for note in windows.iter().filter_map(|window| window.note.as_ref()) {
            if !notes.contains(note) {
                notes.push(note.clone());
            }
        }
        PhaseView {
            title: phase.title(),
            windows: windows.into_iter().map(WindowView::from).collect(),
            notes,
        }
    };
    Phase::WORDS.iter().map(of_phase).collect()
}
