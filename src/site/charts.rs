//! Flowcharts of pages: drawn where they stand, and below their page a walk-through of one question a page.

use super::{Page, PageId, Parts};
use crate::config::BaseUrl;
use crate::content::Document;
use crate::flowchart::{BoxId, walk};
use crate::problem::{Place, Problem};
use crate::text::ChartView;
use std::sync::Arc;
use tera::Context;

/// The walk-through of a chart.
#[derive(Debug)]
pub struct Walkthrough {
    /// The page that the chart stands on.
    pub page: PageId,
    /// What the chart is called.
    pub title: String,
    /// The anchors of the chart begin with this.
    pub id: String,
    /// Where it starts, relative to the site.
    pub address: String,
    /// Its pages.
    pub walk: walk::Walk,
    /// Where its boxes lead.
    pub links: Vec<(BoxId, Arc<str>)>,
}

impl Walkthrough {
    /// The address of one of its pages, relative to the site.
    pub fn address_of(&self, page: walk::PageId) -> String {
        match self.walk.pages.get(page) {
            Some(page_of_walk) if page > 0 => format!("{}{}/", self.address, page_of_walk.address),
            _ => self.address.clone(),
        }
    }
}

/// The anchors of a page's chart begin with this.
fn id(at: usize) -> String {
    format!("page--chart-{}", at + 1)
}

/// The folder of a chart's walk-through, below its page.
fn folder(at: usize) -> String {
    if at == 0 { "walk-through/".to_string() } else { format!("walk-through-{}/", at + 1) }
}

/// The HTML of each chart of a page at this address; `urls` are those of all its targets.
pub(super) fn draw(
    document: &Document,
    address: &str,
    urls: &[Arc<str>],
    parts: &Parts<'_>,
) -> Vec<Result<Arc<str>, Problem>> {
    let draw = |(at, chart): (usize, &crate::text::Chart)| {
        let walk_url =
            chart.walk.as_ref().map(|_| parts.config.base_url.path_of(&format!("{address}{}", folder(at))));
        let view = ChartView::new(&chart.flowchart, &id(at), &chart.link_urls(urls), walk_url);
        let mut context = Context::new();
        context.insert("chart", &view);
        Ok(parts.theme.render("flowchart.html", &context)?.trim().into())
    };
    document.prose.charts.iter().enumerate().map(draw).collect()
}

/// The files of the walk-throughs of a page at this address, each with the place of its chart.
pub(super) fn file_paths(document: &Document, address: &str) -> Vec<(String, Place)> {
    let of_chart = |(at, chart): (usize, &crate::text::Chart)| {
        let base = format!("{address}{}", folder(at));
        let pages = chart.walk.as_ref().map(|walk| &walk.pages[..]).unwrap_or_default();
        let path = move |(page, of_walk): (usize, &walk::Page)| match page {
            0 => format!("{base}index.html"),
            _ => format!("{base}{}/index.html", of_walk.address),
        };
        let place = chart.place.clone();
        pages.iter().enumerate().map(path).map(move |path| (path, place.clone())).collect::<Vec<_>>()
    };
    document.prose.charts.iter().enumerate().flat_map(of_chart).collect()
}

/// Every walk-through of the site.
pub(super) fn walkthroughs(pages: &[Page], base_url: &BaseUrl) -> Vec<Walkthrough> {
    let of_page = |(page_id, page): (PageId, &Page)| {
        // A place of the chart's page is reached from other pages too.
        let here = base_url.path_of(&page.address);
        let url = |url: &str| if url.starts_with('#') { format!("{here}{url}").into() } else { url.into() };
        let urls: Vec<Arc<str>> = page.body.urls().map(url).collect();
        let charts = page.document.prose.charts.iter().enumerate();
        let found = charts.filter_map(|(at, chart)| {
            Some(Walkthrough {
                page: page_id,
                title: chart.flowchart.title.clone().unwrap_or_else(|| page.document.front.title.clone()),
                id: id(at),
                address: format!("{}{}", page.address, folder(at)),
                walk: chart.walk.clone()?,
                links: chart.link_urls(&urls),
            })
        });
        found.collect::<Vec<_>>()
    };
    let pages = pages.iter().enumerate();
    pages.filter(|(_, page)| !page.document.prose.charts.is_empty()).flat_map(of_page).collect()
}
