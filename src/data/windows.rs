//! When PEPs are held: the windows of each phase. A day is a date, or a moment of a term, which then stands in `terms.yaml` alone.

use super::terms::{academic_year, check_days};
use super::{
    AcademicYear, SchoolTerm, Season, Status, Validity, council, row_place, source_of, terms, validity,
};
use crate::config::{Config, Council};
use crate::problem::{Place, Problem, did_you_mean};
use crate::source::{Located, Node, Reader, Table};
use jiff::civil::{Date, Weekday};

/// A part of childhood that has its own PEP form, advisers and windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // each name says which
pub enum Phase {
    EarlyYears,
    SchoolAge,
    Post16,
}

/// What is held in a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowKind {
    /// PEP meetings.
    Window,
    /// The review of where each young person goes next, which the Virtual School and the social care team manager hold.
    ProgressionReview,
}

/// The days in which the PEPs of a phase are held.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// Its name, as `First PEP`.
    pub name: String,
    /// For which children.
    pub phase: Phase,
    /// What is held in it.
    pub kind: WindowKind,
    /// The council whose children it is for; none if it is the same for all.
    pub council: Option<Council>,
    /// The first day.
    pub first_day: Date,
    /// The last day.
    pub last_day: Date,
    /// How much it binds.
    pub status: Status,
    /// What readers should know about the days.
    pub note: Option<String>,
    /// Whether its row says that it is made up.
    pub row_is_sample: bool,
    /// Whether the first day is made up, by the row or by the term that it counts from.
    pub first_day_is_sample: bool,
    /// The same of the last day.
    pub last_day_is_sample: bool,
    /// Where it was found.
    pub source_title: Option<String>,
    /// The address of that source.
    pub source_url: Option<String>,
    /// Where the row stands.
    pub place: Place,
}

/// What is needed to read windows.
pub(super) struct Known<'a> {
    /// The terms that hold on the day of the build.
    pub(super) terms: &'a [SchoolTerm],
    /// Whether these are all.
    pub(super) all: bool,
    pub(super) config: &'a Config,
    pub(super) today: Date,
}

/// A day as its author wrote it.
#[derive(Clone, Copy)]
enum Day {
    On(Date),
    Of(Season, Moment),
}

#[derive(Clone, Copy)]
enum Moment {
    Start,
    BeforeHalfTerm,
    AfterHalfTerm,
    End,
}

const MOMENTS: [(&str, Season, Moment); 12] = [
    ("start of autumn term", Season::Autumn, Moment::Start),
    ("before autumn half-term", Season::Autumn, Moment::BeforeHalfTerm),
    ("after autumn half-term", Season::Autumn, Moment::AfterHalfTerm),
    ("end of autumn term", Season::Autumn, Moment::End),
    ("start of spring term", Season::Spring, Moment::Start),
    ("before spring half-term", Season::Spring, Moment::BeforeHalfTerm),
    ("after spring half-term", Season::Spring, Moment::AfterHalfTerm),
    ("end of spring term", Season::Spring, Moment::End),
    ("start of summer term", Season::Summer, Moment::Start),
    ("before summer half-term", Season::Summer, Moment::BeforeHalfTerm),
    ("after summer half-term", Season::Summer, Moment::AfterHalfTerm),
    ("end of summer term", Season::Summer, Moment::End),
];

impl Phase {
    /// Every phase with its word in data files and front matter.
    pub const WORDS: [(&'static str, Phase); 3] =
        [("early-years", Phase::EarlyYears), ("school-age", Phase::SchoolAge), ("post-16", Phase::Post16)];

    /// The word in data files and front matter.
    pub fn word(self) -> &'static str {
        Phase::WORDS.iter().find(|(_, phase)| *phase == self).map_or("", |(word, _)| word)
    }

    /// The words that readers see.
    pub fn title(self) -> &'static str {
        match self {
            Phase::EarlyYears => "Early years",
            Phase::SchoolAge => "Reception to Year 11",
            Phase::Post16 => "After Year 11",
        }
    }
}

impl WindowKind {
    /// Every kind with its word in data files.
    pub const WORDS: [(&'static str, WindowKind); 2] =
        [("window", WindowKind::Window), ("progression-review", WindowKind::ProgressionReview)];

    /// The word in data files.
    pub fn word(self) -> &'static str {
        WindowKind::WORDS.iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }
}

impl Window {
    /// Whether it is for the children of this council.
    pub fn serves(&self, council: Option<&Council>) -> bool {
        self.council.is_none() || self.council.as_ref() == council
    }

    /// Whether it is open on this day.
    pub fn is_open(&self, day: Date) -> bool {
        (self.first_day..=self.last_day).contains(&day)
    }

    fn clashes(&self, other: &Window) -> bool {
        let same_children = self.serves(other.council.as_ref()) || other.serves(self.council.as_ref());
        self.phase == other.phase
            && same_children
            && self.first_day <= other.last_day
            && other.first_day <= self.last_day
    }
}

/// All windows that hold on the day of the build, by their first day, and every mistake in them.
pub(super) fn read(reader: &Reader<'_>, node: &Node, known: &Known<'_>) -> Vec<Window> {
    let mut read: Vec<(Window, Validity)> = Vec::new();
    for row in reader.rows(node, "window") {
        for (window, validity) in read_row(row, known) {
            let clash = read.iter().find(|(other, theirs)| {
                other.place != window.place && window.clashes(other) && validity.overlaps(theirs)
            });
            if let Some((other, _)) = clash {
                reader.report(overlap(&window, other));
            }
            read.push((window, validity));
        }
    }
    let holds = |(window, validity): (Window, Validity)| validity.holds(known.today).then_some(window);
    let mut windows: Vec<Window> = read.into_iter().filter_map(holds).collect();
    windows.sort_by_key(|window| (window.first_day, window.phase, window.place.line));
    windows
}

fn overlap(window: &Window, other: &Window) -> Problem {
    let message = format!(
        "`{}`, {} to {}, and `{}`, {} to {}, of the phase `{}` overlap",
        window.name,
        window.first_day,
        window.last_day,
        other.name,
        other.first_day,
        other.last_day,
        window.phase.word()
    );
    Problem::error("window-overlap", window.place.clone(), message)
        .help("let one end before the other begins, or give each its own `council`")
}

/// The window of a row: once for all councils, or once for each where their terms differ.
fn read_row(mut row: Table<'_>, known: &Known<'_>) -> Vec<(Window, Validity)> {
    let reader = row.reader();
    let name = row.required_text("window");
    let phase = row.required_text("phase").is_some().then(|| row.choice("phase", &Phase::WORDS)).flatten();
    let kind = row.choice("kind", &WindowKind::WORDS).unwrap_or(WindowKind::Window);
    let year = academic_year(&mut row, false);
    let own_council = council(&mut row, known.config);
    let (first, last) = (day(&mut row, "first_day"), day(&mut row, "last_day"));
    let status = row.choice("status", &Status::WORDS).unwrap_or(Status::Practice);
    let note = row.words("note");
    let row_is_sample = row.flag("sample", false);
    let source = source_of(&mut row, "window", !row_is_sample);
    let validity = validity(&mut row);
    let place = row_place(reader.file, &row);
    let has_year = year.is_some() || row.entries().iter().any(|entry| entry.key == "academic_year");
    let of_term = [&first, &last].into_iter().flatten().any(|day| matches!(day.value, Day::Of(..)));
    if of_term && !has_year {
        let message = "a window that counts from a term has no `academic_year`";
        let help = "add the school year, as `academic_year: 2026-27`";
        reader.error("key-missing", row.span.start..row.span.start, message, help);
    }
    let (source_title, source_url) = source.map_or((None, None), |(title, url)| (Some(title), url));
    let mut windows: Vec<(Window, Validity)> = Vec::new();
    if let (Some(name), Some(phase), Some(first), Some(last)) = (name, phase, first, last) {
        for council in councils(own_council, of_term, known) {
            let terms = terms::of(known.terms, council.as_ref());
            let on = |day: &Located<Day>| resolve(reader, day, year, &terms, council.as_ref(), known);
            let (Some((first_day, first_sample)), Some((last_day, last_sample))) = (on(&first), on(&last))
            else {
                continue;
            };
            if !check_days(&mut row, Some(first_day), Some(last_day)) {
                continue;
            }
            let window = Window {
                name: name.value.clone(),
                phase,
                kind,
                council,
                first_day,
                last_day,
                status,
                note: note.clone(),
                row_is_sample,
                first_day_is_sample: row_is_sample || first_sample,
                last_day_is_sample: row_is_sample || last_sample,
                source_title: source_title.clone(),
                source_url: source_url.clone(),
                place: place.clone(),
            };
            windows.push((window, validity));
        }
    }
    row.finish();
    merged(windows, known.config.councils.len())
}

/// The same days for every council are one window.
fn merged(mut windows: Vec<(Window, Validity)>, councils: usize) -> Vec<(Window, Validity)> {
    let days = |window: &Window| {
        (window.first_day, window.first_day_is_sample, window.last_day, window.last_day_is_sample)
    };
    let same = windows.iter().all(|(window, _)| days(window) == days(&windows[0].0));
    if same && councils > 1 && windows.len() == councils {
        windows.truncate(1);
        windows[0].0.council = None;
    }
    windows
}

/// For whom a row is worked out: each council by itself only where terms of its own may make a difference.
fn councils(own: Option<Council>, of_term: bool, known: &Known<'_>) -> Vec<Option<Council>> {
    let differ = known.terms.iter().any(|term| term.council.is_some());
    match own {
        None if of_term && differ => known.config.councils.iter().cloned().map(Some).collect(),
        own => vec![own],
    }
}

fn day(row: &mut Table<'_>, key: &'static str) -> Option<Located<Day>> {
    let text = row.required_text(key)?;
    let date = (text.value.len() == 10).then(|| text.value.parse().ok()).flatten().map(Day::On);
    let moment = || MOMENTS.iter().find(|(words, ..)| *words == text.value);
    let day = date.or_else(|| moment().map(|(_, season, moment)| Day::Of(*season, *moment)));
    if day.is_none() {
        let help = match did_you_mean(&text.value, MOMENTS.iter().map(|(words, ..)| *words)) {
            Some(words) => format!("did you mean `{words}`?"),
            None => "write a date, as `2027-01-31`, or `start of spring term`, `before spring half-term`, `after spring half-term` or `end of spring term`".to_string(),
        };
        let message = format!("`{}` is not a day for `{key}`", text.value);
        row.reader().error("value-wrong-kind", text.span.clone(), message, help);
    }
    Some(Located { value: day?, span: text.span })
}

/// The day, and whether the term that it counts from is a sample.
fn resolve(
    reader: &Reader<'_>,
    day: &Located<Day>,
    year: Option<AcademicYear>,
    terms: &[&SchoolTerm],
    council: Option<&Council>,
    known: &Known<'_>,
) -> Option<(Date, bool)> {
    let (season, moment) = match day.value {
        Day::On(date) => return Some((date, false)),
        Day::Of(season, moment) => (season, moment),
    };
    let year = year?;
    let term = terms.iter().find(|term| (term.season, term.year) == (season, year));
    let date = term.and_then(|term| match moment {
        Moment::Start => Some(term.first_day),
        Moment::End => Some(term.last_day),
        Moment::BeforeHalfTerm => weekday(term.half_term?.0, Date::yesterday),
        Moment::AfterHalfTerm => weekday(term.half_term?.1, Date::tomorrow),
    });
    if date.is_none() && known.all {
        let whose = council.map(|council| format!(" of {}", council.name)).unwrap_or_default();
        let what = if term.is_some() { "half-term in the" } else { "" };
        let message = format!("`terms.yaml` has no {what} {} term {year}{whose}", season.word());
        let message = message.replace("no  ", "no ");
        let help = "add it to `content/data/terms.yaml`, or write the day as a date";
        reader.error("term-unknown", day.span.clone(), message, help);
    }
    Some((date?, term?.sample))
}

/// The nearest day before or after this one that is neither a Saturday nor a Sunday.
fn weekday(day: Date, step: impl Fn(Date) -> Result<Date, jiff::Error>) -> Option<Date> {
    let mut day = step(day).ok()?;
    while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
        day = step(day).ok()?;
    }
    Some(day)
}
