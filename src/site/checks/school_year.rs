//! Terms and PEP windows: samples in use, and those that are all over.

use super::{Site, data};
use crate::config::Council;
use crate::data::{Phase, Window};
use crate::problem::{Place, Problem};

/// What is wrong with the rows of `terms.yaml` and `pep-windows.yaml` on the day of the build.
pub(super) fn check(site: &Site) -> Vec<Problem> {
    let mut problems = samples(site);
    problems.extend(stale_terms(site));
    problems.extend(Phase::WORDS.iter().flat_map(|(_, phase)| stale_windows(site, *phase)));
    problems
}

/// Made-up dates are for trying out: readers of a real site would plan by them.
fn samples(site: &Site) -> Vec<Problem> {
    let help = "write the dates that your council has published, and take `sample: true` out";
    let terms = site.data.terms.iter().filter(|term| term.sample);
    let terms = terms.filter_map(|term| {
        data::sample(site, "term-sample", &term.place, &format!("the {}", term.name()), help)
    });
    let windows = site.data.windows.iter().filter(|window| window.row_is_sample);
    let windows = windows.filter_map(|window| {
        data::sample(site, "window-sample", &window.place, &format!("`{}`", window.name), help)
    });
    terms.chain(windows).collect()
}

/// Without a term that is under way or to come, no page knows which term it is.
fn stale_terms(site: &Site) -> Option<Problem> {
    let last = site.data.terms.iter().max_by_key(|term| term.last_day)?;
    (last.last_day < site.today).then(|| {
        let message = format!("every term is over: the last ended on {}", last.last_day);
        Problem::warning("term-stale", last.place.clone(), message)
            .help("add the terms of this school year and the next")
    })
}

/// Without a window that is open or to come, nobody learns when the next PEP is held.
fn stale_windows(site: &Site, phase: Phase) -> Vec<Problem> {
    let councils: Vec<Option<&Council>> = match site.config.councils.as_slice() {
        [] => vec![None],
        councils => councils.iter().map(Some).collect(),
    };
    let last = |council: &Option<&Council>| {
        site.data.windows_of(phase, *council).max_by_key(|window: &&Window| window.last_day)
    };
    let is_stale =
        |council: &Option<&Council>| last(council).is_none_or(|window| window.last_day < site.today);
    let stale: Vec<Option<&Council>> = councils.iter().copied().filter(|council| is_stale(council)).collect();
    let page = site.cycles.iter().find(|cycle| cycle.phase == phase).map(|cycle| &cycle.place);
    let has_rows = site.data.windows.iter().any(|window| window.phase == phase);
    let all = stale.len() == councils.len();
    let told = |council: &Option<&Council>| {
        let whose = council.filter(|_| !all).map(|council| format!(" for {}", council.name));
        let whose = whose.unwrap_or_default();
        let (place, message): (&Place, String) = match last(council) {
            Some(window) => {
                let message = format!(
                    "no PEP window of the phase `{}` is open or to come{whose}: the last ended on {}",
                    phase.word(),
                    window.last_day
                );
                (&window.place, message)
            }
            None => {
                let any = site.data.windows.iter().rev().find(|window| window.phase == phase);
                let place = page.or(any.map(|window| &window.place))?;
                (place, format!("no PEP window of the phase `{}` is known{whose}", phase.word()))
            }
        };
        Some(
            Problem::warning("window-stale", place.clone(), message)
                .help("add the next ones to `content/data/pep-windows.yaml`"),
        )
    };
    match has_rows || page.is_some() {
        true => stale.iter().filter_map(told).collect(),
        false => Vec::new(),
    }
}
