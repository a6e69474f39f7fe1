//! A small project in memory, built as the program builds one.

use fingerpost::config::BaseUrl;
use fingerpost::pipeline::{Build, Options, build};
use fingerpost::problem::{Colour, Format, render_all};
use fingerpost::site::Drafts;
use fingerpost::source::Source;
use std::collections::BTreeMap;

/// Files by path; [`Project::new`] has the fewest that make a site without problems.
#[derive(Clone)]
pub(crate) struct Project {
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    options: Options,
}

impl Project {
    pub(crate) fn new() -> Project {
        let options = Options::of_readers(jiff::civil::date(2026, 11, 23));
        let project = Project { files: BTreeMap::new(), options };
        project
            .file("site.toml", "title = \"Hub\"\nbase_url = \"http://localhost/\"\n")
            .page("_index.md", "Home.")
    }

    /// A file as it stands.
    pub(crate) fn file(mut self, path: &str, text: impl AsRef<[u8]>) -> Project {
        self.files.insert(path.to_string(), text.as_ref().to_vec());
        self
    }

    /// A page with a title and a summary; the body begins on its fifth line.
    pub(crate) fn page(self, path: &str, body: &str) -> Project {
        self.page_with(path, "", body)
    }

    /// A page with more front matter.
    pub(crate) fn page_with(self, path: &str, front: &str, body: &str) -> Project {
        let text = format!("---\ntitle: Page {path}\nsummary: Summary.\n{front}---\n{body}\n");
        self.file(&format!("content/{path}"), text)
    }

    /// More lines at the end of `site.toml`.
    pub(crate) fn settings(mut self, lines: &str) -> Project {
        let settings = self.files.entry("site.toml".into()).or_default();
        settings.extend_from_slice(lines.as_bytes());
        self
    }

    pub(crate) fn today(mut self, today: &str) -> Project {
        self.options.today = today.parse().expect("a date");
        self
    }

    pub(crate) fn base_url(mut self, url: &str) -> Project {
        self.options.base_url = Some(BaseUrl::parse(url).expect("an address"));
        self
    }

    pub(crate) fn drafts(mut self) -> Project {
        self.options.drafts = Drafts::Shown;
        self
    }

    pub(crate) fn source(&self) -> Source {
        Source::from_files(self.files.iter().map(|(path, bytes)| (path.as_str(), bytes.clone())))
    }

    pub(crate) fn build(&self) -> Built {
        self.rebuild(None)
    }

    pub(crate) fn rebuild(&self, previous: Option<&Build>) -> Built {
        Built { build: build(&self.source(), &self.options, previous) }
    }

    /// Each problem on a line of its own, as `--format short` writes it.
    pub(crate) fn problems(&self) -> String {
        self.build().problems()
    }
}

/// What a build made.
pub(crate) struct Built {
    pub(crate) build: Build,
}

impl Built {
    pub(crate) fn problems(&self) -> String {
        render_all(&self.build.problems, Format::Short, Colour::Plain)
    }

    /// The text of a file of the site; the build must be without problems.
    pub(crate) fn file(&self, path: &str) -> String {
        assert_eq!(self.problems(), "", "the project has problems");
        let file = self.build.files().iter().find(|file| file.path == path);
        let paths: Vec<&str> = self.build.files().iter().map(|file| file.path.as_str()).collect();
        let file = file.unwrap_or_else(|| panic!("no `{path}` among {paths:?}"));
        String::from_utf8(file.bytes.to_vec()).expect("text")
    }

    pub(crate) fn has_file(&self, path: &str) -> bool {
        self.build.files().iter().any(|file| file.path == path)
    }

    /// What the author of a page wrote, as HTML.
    pub(crate) fn prose(&self, path: &str) -> String {
        let html = self.file(path);
        let start =
            html.find("<div class=\"prose\">\n").expect("the prose") + "<div class=\"prose\">\n".len();
        let end = html[start..].find("<div class=\"page-end\">").expect("the end of the prose");
        html[start..start + end].trim().trim_end_matches("</div>").trim().to_string()
    }
}
