//! When a PEP is due: a page and an appointment file for each day on which care may have begun, and a table for each month.

use super::OutputFile;
use super::appointments::{Appointment, calendar_file};
use super::cycle::{LaterView, later};
use super::named::{Listed, Named};
use super::view::{DateView, NamedDay, PageView, Views};
use crate::calendar::{Calendar, Deadlines};
use crate::data::{Phase, Window};
use crate::problem::Problem;
use crate::site::{Due, Site};
use jiff::civil::Date;
use rayon::prelude::*;
use serde::Serialize;
use std::sync::Arc;
use tera::{Context, Value};

/// The deadlines of one day, as a template sees them.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct DayView {
    care_began: NamedDay,
    initiate: NamedDay,
    first_review: NamedDay,
    second_review: NamedDay,
    /// Where the second review's last day is no working day.
    working_day_before: Option<NamedDay>,
    /// Whether the list of bank holidays spans the second review.
    second_review_known: bool,
    /// The PEP after the first care review, phase by phase; none if the site knows no windows at all.
    later: Vec<LaterView>,
    initiate_working_days: u32,
    first_review_working_days: u32,
    second_review_months: u32,
    later_review_months: u32,
    /// The day of the build, after which working days are counted.
    today: DateView,
    /// Working days that are left for each of the two deadlines; none where it is over.
    initiate_days_left: Option<usize>,
    first_review_days_left: Option<usize>,
    /// Whether these days were before the day of the build.
    initiate_is_over: bool,
    review_is_over: bool,
    /// Every day that was left out.
    skipped: Vec<SkippedView>,
    /// Whether the count runs through July or August.
    in_summer: bool,
    /// The last day of the list of bank holidays.
    known_to: DateView,
    month_url: String,
    month_title: String,
    before_url: Option<String>,
    after_url: Option<String>,
    /// Whether care begins after the day of the build.
    planned: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct SkippedView {
    day: NamedDay,
    why: String,
}

/// The days of one month.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct MonthView {
    rows: Vec<RowView>,
    before: Option<MonthLink>,
    after: Option<MonthLink>,
    known_to: DateView,
    back_url: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct RowView {
    care_began: NamedDay,
    url: Option<String>,
    initiate: Option<NamedDay>,
    first_review: Option<NamedDay>,
}

/// A month that has a page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct MonthLink {
    title: String,
    url: String,
}

/// What the page above all of them shows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct DueView {
    months: Vec<MonthLink>,
    /// The address of the page of a day is this, the day, and a slash.
    base_url: String,
    /// The first and the last day that have a page; none if no day has one.
    range: Option<[DateView; 2]>,
}

impl DueView {
    pub(super) fn new(site: &Site, due: &Due) -> DueView {
        let has_page = |day: &Date| site.calendar.deadlines(*day, &due.limits).is_some();
        // Between the first and the last every day has one: the list of bank holidays has no gaps.
        let first = days(due.from, due.to).find(has_page);
        let last = std::iter::successors(Some(due.to), |day| day.yesterday().ok())
            .take_while(|day| *day >= due.from)
            .find(has_page);
        DueView {
            months: months(due).into_iter().map(|first| month_link(site, due, first)).collect(),
            base_url: site.url(&site.pages[due.page]),
            range: first.zip(last).map(|(first, last)| [first.into(), last.into()]),
        }
    }
}

/// What was drawn, and all that it was drawn from beside theme and site: the next build draws only if some of it differs.
#[derive(Debug)]
pub(super) struct Dates {
    pub(super) files: Vec<OutputFile>,
    pub(super) problems: Vec<Problem>,
    drawn_from: DrawnFrom,
}

#[derive(Debug, PartialEq)]
struct DrawnFrom {
    due: Due,
    calendar: Arc<Calendar>,
    today: Date,
    /// The windows of later PEPs, and the pages of the PEP cycle.
    windows: Vec<Window>,
    cycle_urls: Vec<(Phase, String)>,
    /// The page above them, as far as they show it.
    above: PageView,
}

/// All of them, from `previous` where nothing differs; none if the site has no page for them. Theme and site are those of `previous`.
pub(super) fn dates(
    site: &Site,
    views: &Views<'_>,
    site_value: &Value,
    previous: Option<&Dates>,
) -> Option<Dates> {
    let due = site.due.as_ref()?;
    let above = views.below(due.page, &site.pages[due.page].address, String::new(), String::new());
    let cycle_urls = site.cycles.iter().map(|cycle| (cycle.phase, site.url(&site.pages[cycle.page])));
    let drawn_from = DrawnFrom {
        due: due.clone(),
        calendar: site.calendar.clone(),
        today: site.today,
        windows: site.data.windows.clone(),
        cycle_urls: cycle_urls.collect(),
        above,
    };
    let (files, problems) = match previous.filter(|previous| previous.drawn_from == drawn_from) {
        Some(previous) => (previous.files.clone(), previous.problems.clone()),
        None => draw(site, due, views, site_value),
    };
    Some(Dates { files, problems, drawn_from })
}

fn draw(site: &Site, due: &Due, views: &Views<'_>, site_value: &Value) -> (Vec<OutputFile>, Vec<Problem>) {
    let days: Vec<(Date, Option<Deadlines>)> =
        days(due.from, due.to).map(|day| (day, site.calendar.deadlines(day, &due.limits))).collect();
    let drawer = Drawer { site, views, site_value, due };
    let of_days: Vec<Result<Vec<OutputFile>, Problem>> = days
        .par_iter()
        .filter_map(|(_, deadlines)| deadlines.as_ref())
        .map(|deadlines| drawer.day(deadlines))
        .collect();
    let of_months = months(due).into_iter().map(|first| drawer.month(first, &days).map(|file| vec![file]));
    let (mut files, mut problems) = (Vec::new(), Vec::new());
    for drawn in of_days.into_iter().chain(of_months) {
        match drawn {
            Ok(drawn) => files.extend(drawn),
            Err(problem) => problems.push(problem),
        }
    }
    // One mistake in a template is one mistake.
    problems.dedup();
    (files, problems)
}

struct Drawer<'a> {
    site: &'a Site,
    views: &'a Views<'a>,
    site_value: &'a Value,
    due: &'a Due,
}

impl Drawer<'_> {
    fn base(&self) -> &str {
        &self.site.pages[self.due.page].address
    }

    fn url(&self, below: &str) -> String {
        self.site.config.base_url.path_of(&format!("{}{below}/", self.base()))
    }

    fn has_page(&self, day: Date) -> bool {
        (self.due.from..=self.due.to).contains(&day)
            && self.site.calendar.deadlines(day, &self.due.limits).is_some()
    }

    fn day(&self, deadlines: &Deadlines) -> Result<Vec<OutputFile>, Problem> {
        let day = deadlines.care_began;
        let limits = self.due.limits;
        let link = |day: Result<Date, jiff::Error>| {
            day.ok().filter(|day| self.has_page(*day)).map(|day| self.url(&day.to_string()))
        };
        let today = self.site.today;
        let left =
            |limit| (today <= limit).then(|| self.site.calendar.working_days_left(today, limit)).flatten();
        let skipped = deadlines.skipped.iter().map(|skipped| {
            let weekend = skipped.day.strftime("%A").to_string();
            SkippedView { day: skipped.day.into(), why: skipped.holiday.clone().unwrap_or(weekend) }
        });
        let span = [day, deadlines.first_review];
        let view = DayView {
            care_began: day.into(),
            initiate: deadlines.initiate.into(),
            first_review: deadlines.first_review.into(),
            second_review: deadlines.second_review.into(),
            working_day_before: deadlines.working_day_before.map(NamedDay::from),
            second_review_known: self.site.calendar.knows(deadlines.second_review),
            later: later(self.site, deadlines.first_review),
            initiate_working_days: limits.initiate_working_days,
            first_review_working_days: limits.first_review_working_days,
            second_review_months: limits.second_review_months,
            later_review_months: limits.later_review_months,
            today: self.site.today.into(),
            initiate_days_left: left(deadlines.initiate),
            first_review_days_left: left(deadlines.first_review),
            initiate_is_over: deadlines.initiate < today,
            review_is_over: deadlines.first_review < today,
            skipped: skipped.collect(),
            in_summer: span.iter().any(|day| [7, 8].contains(&day.month())),
            known_to: self.site.calendar.known_to().unwrap_or(Date::MAX).into(),
            month_url: self.url(&day.strftime("%Y-%m").to_string()),
            month_title: day.strftime("%B %Y").to_string(),
            before_url: link(day.yesterday()),
            after_url: link(day.tomorrow()),
            planned: day > self.site.today,
        };
        let title = title_of_day(day);
        let summary = format!(
            "Start the PEP by {}. The first care review is by {}.",
            view.initiate.text, view.first_review.text
        );
        let address = format!("{}{day}/", self.base());
        let page = self.views.below(self.due.page, &address, title, summary);
        let html = self.render("due-day.html", &page, "due", &view, &address)?;
        let calendar = appointments(deadlines, self.site);
        Ok(vec![
            html,
            OutputFile { path: format!("{address}dates.ics"), bytes: calendar.into_bytes().into() },
        ])
    }

    fn month(&self, first: Date, days: &[(Date, Option<Deadlines>)]) -> Result<OutputFile, Problem> {
        let is_here = |day: Date| day.year() == first.year() && day.month() == first.month();
        let rows = days.iter().filter(|(day, _)| is_here(*day)).map(|(day, deadlines)| RowView {
            care_began: (*day).into(),
            url: deadlines.as_ref().map(|_| self.url(&day.to_string())),
            initiate: deadlines.as_ref().map(|deadlines| deadlines.initiate.into()),
            first_review: deadlines.as_ref().map(|deadlines| deadlines.first_review.into()),
        });
        let all = months(self.due);
        let at = all.iter().position(|month| *month == first).unwrap_or_default();
        let link = |at: Option<usize>| {
            at.and_then(|at| all.get(at)).map(|first| month_link(self.site, self.due, *first))
        };
        let view = MonthView {
            rows: rows.collect(),
            before: link(at.checked_sub(1)),
            after: link(at.checked_add(1)),
            known_to: self.site.calendar.known_to().unwrap_or(Date::MAX).into(),
            back_url: self.site.url(&self.site.pages[self.due.page]),
        };
        let name = first.strftime("%B %Y").to_string();
        let address = format!("{}{}/", self.base(), first.strftime("%Y-%m"));
        let summary =
            format!("Both deadlines for each day of {name} on which a child may have come into care.");
        let page = self.views.below(self.due.page, &address, title_of_month(first), summary);
        self.render("due-month.html", &page, "month", &view, &address)
    }

    fn render(
        &self,
        template: &str,
        page: &PageView,
        key: &'static str,
        view: &impl Serialize,
        address: &str,
    ) -> Result<OutputFile, Problem> {
        let mut context = Context::new();
        context.insert_value("site", self.site_value.clone());
        context.insert("page", page);
        context.insert(key, view);
        let html = self.site.theme.render(template, &context)?;
        Ok(OutputFile { path: format!("{address}index.html"), bytes: html.into_bytes().into() })
    }
}

fn days(from: Date, to: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(from), |day| day.tomorrow().ok()).take_while(move |day| *day <= to)
}

/// The first day of each month in which care may have begun.
fn months(due: &Due) -> Vec<Date> {
    let mut months: Vec<Date> = days(due.from, due.to).map(Date::first_of_month).collect();
    months.dedup();
    months
}

/// The pages of months and days.
pub(super) fn named(site: &Site) -> Vec<Named> {
    let of = |due: &Due| {
        let base = &site.pages[due.page].address;
        let page = |below: String, title: String| Named {
            address: format!("{base}{below}/"),
            title,
            listed: Listed::Everywhere,
        };
        let months = months(due)
            .into_iter()
            .map(|first| page(first.strftime("%Y-%m").to_string(), title_of_month(first)));
        let has_page = |day: &Date| site.calendar.deadlines(*day, &due.limits).is_some();
        let days =
            days(due.from, due.to).filter(has_page).map(|day| page(day.to_string(), title_of_day(day)));
        months.chain(days).collect()
    };
    site.due.as_ref().map(of).unwrap_or_default()
}

fn title_of_month(first: Date) -> String {
    format!("Care began in {}", first.strftime("%B %Y"))
}

fn title_of_day(day: Date) -> String {
    format!("Care began on {}", NamedDay::from(day).text)
}

fn month_link(site: &Site, due: &Due, first: Date) -> MonthLink {
    let address = format!("{}{}/", site.pages[due.page].address, first.strftime("%Y-%m"));
    MonthLink { title: first.strftime("%B %Y").to_string(), url: site.config.base_url.path_of(&address) }
}

/// The three days as a file for a calendar.
fn appointments(deadlines: &Deadlines, site: &Site) -> String {
    let began = deadlines.care_began;
    let days = [
        ("initiate", deadlines.initiate, "PEP: last day to start it"),
        ("first-review", deadlines.first_review, "First care review: last day"),
        ("second-review", deadlines.second_review, "Second care review: last day"),
    ];
    let days =
        days.map(|(id, day, words)| Appointment { id: format!("{id}-{began}"), day, words: words.into() });
    calendar_file(&days, site.today)
}
