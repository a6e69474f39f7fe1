//! `Site` to output files: pure, parallel, and only for pages that changed.

mod appointments;
mod cycle;
mod due;
mod feeds;
mod forms;
mod made;
mod named;
mod view;

use crate::config::{A_TO_Z, SEARCH};
use crate::frame::{self, SiteView};
use crate::problem::Problem;
use crate::search::Index;
use crate::site::{Page, Site};
use crate::theme::Theme;
use due::Dates;
use feeds::{FeedView, sitemap};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use tera::{Context, Value};
use view::{PageKind, PageView, Views};

use named::Named;

pub use named::titles;

/// A file of the finished site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Relative to the output folder, with `/` between folders.
    pub path: String,
    /// What it holds.
    pub bytes: Arc<[u8]>,
}

/// What was drawn, and from which views: the next build draws only what differs.
#[derive(Debug)]
pub struct Rendered {
    /// Every file of the site, by path.
    pub files: Vec<OutputFile>,
    theme: Arc<Theme>,
    site: SiteView,
    /// The title of everything that a reader can open, by its address relative to the site.
    pub titles: Arc<BTreeMap<String, String>>,
    pages: HashMap<String, (PageView, OutputFile)>,
    dates: Option<Dates>,
}

impl Rendered {
    /// The stand-in where the theme can't draw anything.
    pub fn nothing(site: &Site) -> Rendered {
        let site_view = Views::new(site).site;
        Rendered {
            files: Vec::new(),
            theme: site.theme.clone(),
            site: site_view,
            titles: Arc::new(titles(site)),
            pages: HashMap::new(),
            dates: None,
        }
    }
}

/// Draw the whole site; pages whose view is the same as in `previous` are taken from there.
pub fn render(site: &Site, search: Option<&Index>, previous: Option<&Rendered>) -> (Rendered, Vec<Problem>) {
    let views = Views::new(site);
    let site_value = Value::from_serializable(&views.site);
    let previous =
        previous.filter(|previous| Arc::ptr_eq(&previous.theme, &site.theme) && previous.site == views.site);
    let draw =
        |page: PageView, template: &str, path: String| -> (Option<(PageView, OutputFile)>, Option<Problem>) {
            if let Some((view, file)) = previous.and_then(|previous| previous.pages.get(&path))
                && *view == page
            {
                return (Some((page, file.clone())), None);
            }
            let mut context = Context::new();
            context.insert_value("site", site_value.clone());
            context.insert("page", &page);
            match site.theme.render(template, &context) {
                Ok(html) => (Some((page, OutputFile { path, bytes: html.into_bytes().into() })), None),
                Err(problem) => (None, Some(problem)),
            }
        };
    let mut drawn: Vec<_> = site
        .pages
        .par_iter()
        .enumerate()
        .map(|(id, page)| draw(views.page(id), template(page), format!("{}index.html", page.address)))
        .collect();
    let made = made::made(site, &views);
    let named = named::named(site, &made);
    drawn.par_extend(
        made.into_par_iter()
            .map(|page| draw(page.view, page.template, format!("{}index.html", page.address))),
    );
    drawn.extend(site.redirects.iter().map(|redirect| {
        let path = if redirect.address.ends_with('/') {
            format!("{}index.html", redirect.address)
        } else {
            redirect.address.clone()
        };
        draw(views.redirect(redirect), "redirect.html", path)
    }));
    drawn.push(draw(views.not_found(), "not-found.html", "404.html".to_string()));
    let of_forms = forms::listed(site, &views);
    let all = drawn.iter().filter_map(|(page, _)| Some(&page.as_ref()?.0)).chain(&of_forms);
    let letters = views.letters(all);
    let search_page = search.map(|index| views.search(index, &letters));
    let a_to_z = site.config.pages.a_to_z.then(|| views.a_to_z(letters));
    drawn.extend(a_to_z.map(|page| draw(page, "a-to-z.html", format!("{A_TO_Z}index.html"))));
    drawn.extend(search_page.map(|page| draw(page, "search.html", format!("{SEARCH}index.html"))));

    let mut problems = Vec::new();
    let mut pages = HashMap::with_capacity(drawn.len());
    let mut files = Vec::with_capacity(drawn.len() + site.downloads.len() + 8);
    for (page, problem) in drawn {
        problems.extend(problem);
        if let Some((view, file)) = page {
            files.push(file.clone());
            pages.insert(file.path.clone(), (view, file));
        }
    }
    let (forms, form_problems) = forms::draw(site, &views, &site_value);
    files.extend(forms);
    problems.extend(form_problems);
    let dates = due::dates(site, &views, &site_value, previous.and_then(|previous| previous.dates.as_ref()));
    if let Some(dates) = &dates {
        files.extend_from_slice(&dates.files);
        problems.extend_from_slice(&dates.problems);
    }
    files.extend(cycle::files(site));
    let (others, other_problems) = other_files(site, &named, &site_value);
    files.extend(others);
    problems.extend(other_problems);
    files.extend(search.into_iter().flat_map(search_files));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let titles = Arc::new(named::by_address(named));
    (Rendered { files, theme: site.theme.clone(), site: views.site, titles, pages, dates }, problems)
}

fn template(page: &Page) -> &'static str {
    match PageKind::of(page) {
        PageKind::Home => "home.html",
        PageKind::Section => "section.html",
        PageKind::Page => "page.html",
        PageKind::NotFound => "not-found.html",
        PageKind::Redirect => "redirect.html",
        PageKind::Question => "walk.html",
        PageKind::Form => "form.html",
    }
}

fn search_files(index: &Index) -> impl Iterator<Item = OutputFile> {
    let file = |(name, bytes): (&String, &Arc<[u8]>)| OutputFile {
        path: format!("{}{name}", index.folder),
        bytes: bytes.clone(),
    };
    index.files.iter().map(file)
}

/// Feed, sitemap, rules for robots and for the host, assets and downloads.
fn other_files(site: &Site, named: &[Named], site_value: &Value) -> (Vec<OutputFile>, Vec<Problem>) {
    let mut files = vec![OutputFile {
        path: "_headers".into(),
        bytes: frame::for_host(&site.config).into_bytes().into(),
    }];
    let mut problems = Vec::new();
    let mut add = |template: &str, key: &'static str, value: Value| {
        let mut context = Context::new();
        context.insert_value("site", site_value.clone());
        context.insert_value(key, value);
        match site.theme.render(template, &context) {
            Ok(text) => {
                files.push(OutputFile { path: template.to_string(), bytes: text.into_bytes().into() })
            }
            Err(problem) => problems.push(problem),
        }
    };
    add("feed.xml", "feed", Value::from_serializable(&FeedView::new(site)));
    add("sitemap.xml", "urls", Value::from_serializable(&sitemap(site, named)));
    add("robots.txt", "sitemap_url", Value::from_serializable(&site.config.base_url.absolute("sitemap.xml")));
    for asset in &site.theme.assets {
        files.push(OutputFile { path: asset.path.clone(), bytes: asset.bytes.clone() });
    }
    for download in &site.downloads {
        files.push(OutputFile { path: download.address.clone(), bytes: download.bytes.clone() });
    }
    (files, problems)
}
