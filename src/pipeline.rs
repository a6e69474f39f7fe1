//! The flow of a page: source, documents, site, output files.

use crate::calendar::Calendar;
use crate::config::Config;
use crate::content::Document;
use crate::data::{self, Data};
use crate::form::Form;
use crate::problem::{Level, Problem};
use crate::render::{self, OutputFile, Rendered};
use crate::search::Index;
use crate::site::{self, Drafts, Parts, Readers, Site};
use crate::source::{File, Source, Text};
use crate::text;
use crate::theme::{self, Theme, ThemeFiles};
use jiff::civil::Date;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What a build is told beside its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The day of the build: what ran out before it is reported.
    pub today: Date,
    /// Where the site will stand, in place of `base_url` in `site.toml`.
    pub base_url: Option<crate::config::BaseUrl>,
    /// Where forms post to, in place of `[collector]` in `site.toml`.
    pub collector_url: Option<String>,
    /// Whether pages that are marked `draft: true` are shown.
    pub drafts: Drafts,
    /// Whose keys open what is sent.
    pub readers: Readers,
}

impl Options {
    /// The site as readers get it on this day, by its own settings.
    pub fn of_readers(today: Date) -> Options {
        let (drafts, readers) = (Drafts::Hidden, Readers::Recipients);
        Options { today, base_url: None, collector_url: None, drafts, readers }
    }
}

/// A finished build: the files of the site, every problem, and what the next build may use again.
#[derive(Debug)]
pub struct Build {
    /// Everything that is wrong, in reading order. With an error among them the files are not to be published.
    pub problems: Vec<Problem>,
    /// How many pages the site has.
    pub pages: usize,
    /// The title of everything that a reader can open, by its address relative to the site.
    pub titles: Arc<BTreeMap<String, String>>,
    /// What can be found on the site, and how; none where `site.toml` does without.
    pub search: Option<Index>,
    rendered: Rendered,
    kept: Kept,
}

/// Results of parsing, by what they were made from.
#[derive(Debug)]
struct Kept {
    config: (Arc<Config>, Vec<Problem>),
    data: Arc<Data>,
    calendar: Arc<Calendar>,
    theme_files: Arc<ThemeFiles>,
    theme: (Arc<Theme>, Vec<Problem>),
    documents: HashMap<Arc<str>, (Arc<Document>, Vec<Problem>)>,
}

impl Build {
    /// The files of the site, in the order of their paths.
    pub fn files(&self) -> &[OutputFile] {
        &self.rendered.files
    }

    /// Whether there is a problem that keeps the site from being published.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.level == Level::Error)
    }
}

/// Build a site.
///
/// What `previous` made from the same text is used again, so a rebuild is fast and gives the same files as a clean build.
pub fn build(source: &Source, options: &Options, previous: Option<&Build>) -> Build {
    let Assembled { site, mut problems, kept } = assemble(source, options, previous.map(|build| &build.kept));
    let search = site.config.pages.search;
    let search = search.then(|| Index::build(&site, previous.and_then(|previous| previous.search.as_ref())));
    let (rendered, render_problems) = match site.theme.draws_pages() {
        true => render::render(&site, search.as_ref(), previous.map(|build| &build.rendered)),
        // Saying for every page that its template is wrong helps no one.
        false => (Rendered::nothing(&site), Vec::new()),
    };
    problems.extend(render_problems);
    problems.sort_by(Problem::reading_order);
    problems.dedup();
    Build { problems, pages: site.pages.len(), titles: rendered.titles.clone(), search, rendered, kept }
}

/// The site before it is drawn, for who asks about its pages, and what is wrong with it so far.
pub fn site(source: &Source, options: &Options) -> (Site, Vec<Problem>) {
    let Assembled { site, problems, .. } = assemble(source, options, None);
    (site, problems)
}

/// The title of everything that a reader can open, by its address relative to the site.
pub fn titles(source: &Source, options: &Options) -> BTreeMap<String, String> {
    render::titles(&site(source, options).0)
}

/// All that is known before the first page is drawn.
struct Assembled {
    site: Site,
    problems: Vec<Problem>,
    kept: Kept,
}

fn assemble(source: &Source, options: &Options, kept: Option<&Kept>) -> Assembled {
    let mut problems: Vec<Problem> = source.problems().cloned().collect();

    let config = parse_config(source, options, kept);
    let (data, data_problems) = Data::parse(source, &config.0, options.today);
    let data = same_or_new(data, kept.map(|kept| &kept.data));
    let (theme_files, theme) = load_theme(source, &config.0, kept);
    let documents = parse_documents(source, &config.0, kept);

    problems.extend(config.1.iter().chain(&theme.1).cloned());
    problems.extend(data_problems);
    problems.extend(documents.iter().flat_map(|(_, problems)| problems.iter().cloned()));

    let (calendar, calendar_problems) = Calendar::parse(source);
    let calendar = same_or_new(calendar, kept.map(|kept| &kept.calendar));
    problems.extend(calendar_problems);
    let (forms, form_problems) = Form::parse_all(source, &config.0);
    problems.extend(form_problems);
    problems.extend(forms.par_iter().flat_map_iter(|form| form.run_tests(options.today)).collect::<Vec<_>>());

    let parts = Parts {
        forms: &forms,
        config: &config.0,
        data: &data,
        theme: &theme.0,
        calendar: &calendar,
        source,
        today: options.today,
        drafts: options.drafts,
        readers: options.readers,
    };
    let (site, site_problems) =
        site::assemble(&parts, documents.iter().map(|(document, _)| document.clone()).collect());
    problems.extend(site_problems);

    let documents = documents.into_iter().map(|kept| (kept.0.file.path.clone(), kept)).collect();
    Assembled { site, problems, kept: Kept { config, data, calendar, theme_files, theme, documents } }
}

fn parse_config(source: &Source, options: &Options, kept: Option<&Kept>) -> (Arc<Config>, Vec<Problem>) {
    let (mut config, problems) = Config::parse(source);
    if let Some(base_url) = &options.base_url {
        config.base_url = base_url.clone();
    }
    if let Some(url) = &options.collector_url {
        config.collector.url = Some(url.clone());
        config.collector.public_url = None;
    }
    (same_or_new(config, kept.map(|kept| &kept.config.0)), problems)
}

fn load_theme(
    source: &Source,
    config: &Arc<Config>,
    kept: Option<&Kept>,
) -> (Arc<ThemeFiles>, (Arc<Theme>, Vec<Problem>)) {
    let files = theme::gather(source, config);
    match kept {
        Some(kept) if kept.theme_files == files && kept.config.0.look == config.look => {
            (files, kept.theme.clone())
        }
        _ => {
            let (theme, problems) = Theme::load(ThemeFiles::clone(&files), config);
            (files, (Arc::new(theme), problems))
        }
    }
}

/// Every page, in the order of their paths; unchanged text is not parsed again.
fn parse_documents(
    source: &Source,
    config: &Config,
    kept: Option<&Kept>,
) -> Vec<(Arc<Document>, Vec<Problem>)> {
    let options = text::Options { raw_html: config.raw_html };
    let kept = kept.filter(|kept| kept.config.0.raw_html == config.raw_html);
    let pages: Vec<&Text> = source
        .below("content")
        .filter(|(path, _)| !data::is_data(path))
        .filter_map(|(path, file)| match file {
            File::Text(text) if path.ends_with(".md") => Some(text),
            _ => None,
        })
        .collect();
    pages
        .into_par_iter()
        .map(|page| match kept.and_then(|kept| kept.documents.get(&page.path)) {
            Some(kept) if kept.0.file == *page => kept.clone(),
            _ => {
                let (document, problems) = Document::parse(page, options);
                (Arc::new(document), problems)
            }
        })
        .collect()
}

/// The earlier value if the new one is equal, so that what was made from it is known to be good still.
fn same_or_new<T: PartialEq>(new: T, earlier: Option<&Arc<T>>) -> Arc<T> {
    match earlier {
        Some(earlier) if **earlier == new => earlier.clone(),
        _ => Arc::new(new),
    }
}
