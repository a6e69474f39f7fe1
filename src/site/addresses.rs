//! Where everything is published: one address for one thing, whatever the letters' case.

use super::{Download, Drafts, PageId, Parts, Redirect, charts, downloads, due};
use crate::content::Document;
use crate::form::Form;
use crate::problem::{Place, Placed, Problem};
use crate::source::File;
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Files that the program itself writes at the top of a site.
const OWN_FILES: [&str; 5] = ["404.html", "_headers", "feed.xml", "robots.txt", "sitemap.xml"];

/// Documents, files and old addresses, each at its place.
pub(super) struct Addresses {
    pub(super) documents: Vec<Arc<Document>>,
    /// The address of each document.
    pub(super) addresses: Vec<String>,
    /// Documents by the path of their file.
    pub(super) by_path: HashMap<Arc<str>, PageId>,
    /// Files of drafts that are left out.
    pub(super) hidden: Vec<Arc<str>>,
    pub(super) forms: Vec<Arc<Form>>,
    pub(super) redirects: Vec<Redirect>,
    pub(super) downloads: Vec<Download>,
    /// Addresses of pages that the program makes, each with the setting that it goes by.
    pub(super) own: Vec<(&'static str, &'static str)>,
    claims: BTreeMap<String, Place>,
}

impl Addresses {
    /// Give everything its address; what would be published over something else is a problem and left out.
    pub(super) fn give(
        parts: &Parts<'_>,
        documents: Vec<Arc<Document>>,
        problems: &mut Vec<Problem>,
    ) -> Addresses {
        let mut given = Addresses {
            documents: Vec::with_capacity(documents.len()),
            addresses: Vec::with_capacity(documents.len()),
            by_path: HashMap::with_capacity(documents.len()),
            hidden: Vec::new(),
            forms: Vec::new(),
            redirects: Vec::new(),
            downloads: Vec::new(),
            own: parts.config.pages.own().collect(),
            claims: BTreeMap::new(),
        };
        for document in documents {
            if document.front.draft && parts.drafts == Drafts::Hidden {
                given.hidden.push(document.file.path.clone());
            } else {
                problems.extend(given.add_document(document));
            }
        }
        problems.extend(given.claim_made(parts.today));
        for form in parts.forms {
            match given.claim(&format!("{}index.html", form.address()), Place::file(form.file.path.clone())) {
                Some(problem) => problems.push(problem),
                None => given.forms.push(form.clone()),
            }
        }
        for (path, file) in parts.source.below("content") {
            if downloads::is_download(path, file) {
                problems.extend(given.add_download(path, file, parts.config.raw_html));
            }
        }
        let aliases: Vec<(PageId, Placed<String>)> = (0..given.documents.len())
            .flat_map(|page| {
                given.documents[page].front.aliases.iter().map(move |alias| (page, alias.clone()))
            })
            .collect();
        for (page, alias) in aliases {
            problems.extend(given.add_redirect(page, alias, parts.config.base_url.path()));
        }
        given
    }

    fn add_document(&mut self, document: Arc<Document>) -> Option<Problem> {
        let path = document.file.path.clone();
        let stem = path.strip_prefix("content/").and_then(|path| path.strip_suffix(".md")).unwrap_or(&path);
        let name = stem.rsplit('/').next().unwrap_or_default();
        if name == "index" {
            return Some(
                Problem::error("page-name", Place::file(path.clone()), "`index.md` opens nothing")
                    .help("rename it to `_index.md`"),
            );
        }
        if let Some(problem) = unsafe_page_name(&path, stem) {
            return Some(problem);
        }
        let address = match stem.strip_suffix("_index") {
            Some(folder) => folder.to_string(),
            None => format!("{stem}/"),
        };
        let problem = self.claim(&format!("{address}index.html"), document.place());
        if problem.is_none() {
            self.by_path.insert(path, self.documents.len());
            self.documents.push(document);
            self.addresses.push(address);
        }
        problem
    }

    /// A file that is refused keeps its address, so that links to it are not told as well.
    fn add_download(&mut self, path: &Arc<str>, file: &File, raw_html: bool) -> Option<Problem> {
        let address = path.strip_prefix("content/").unwrap_or(path);
        let bytes = match file {
            File::Bytes(bytes) => bytes.clone(),
            File::Text(text) => text.text.as_bytes().into(),
        };
        let refused = downloads::check(path, &bytes, raw_html);
        let taken = self.claim(address, Place::file(path.clone()));
        if taken.is_none() {
            self.downloads.push(Download { address: address.to_string(), bytes });
        }
        refused.or(taken)
    }

    /// Old addresses count from the home page, and those that begin with the site's path on its host from the host's root.
    fn add_redirect(&mut self, page: PageId, alias: Placed<String>, site_path: &str) -> Option<Problem> {
        let inner = alias.value.strip_prefix(site_path).unwrap_or(&alias.value).trim_start_matches('/');
        let inner = inner.strip_suffix("index.html").unwrap_or(inner).trim_end_matches('/');
        let is_safe = |part: &str| {
            !part.is_empty()
                && !part.starts_with('.')
                && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        };
        if !alias.value.starts_with('/') || !inner.split('/').all(is_safe) {
            let message = format!("`{}` is not an address of this site", alias.value);
            return Some(
                Problem::error("alias-unsafe", alias.place, message)
                    .help("write a path that starts with `/`, as `/old/page/`"),
            );
        }
        // An old address that named a file keeps its name, so that the link still leads there.
        let is_file = inner.ends_with(".html") || inner.ends_with(".htm");
        let address = if is_file { inner.to_string() } else { format!("{inner}/") };
        let path = if is_file { address.clone() } else { format!("{address}index.html") };
        let problem = self.claim(&path, alias.place);
        if problem.is_none() {
            self.redirects.push(Redirect { address, to: page });
        }
        problem
    }

    /// What the program makes below pages with charts, with `due_dates` and `pep_cycle` is told as theirs.
    fn claim_made(&mut self, today: Date) -> Vec<Problem> {
        let mut claims = Vec::new();
        for (document, address) in self.documents.iter().zip(&self.addresses) {
            claims.extend(charts::file_paths(document, address));
            if let Some(cycle) = &document.front.pep_cycle {
                claims.push((format!("{address}dates.ics"), cycle.place.clone()));
            }
        }
        let due = self.documents.iter().zip(&self.addresses).find_map(|(document, address)| {
            document.front.due_dates.as_ref().map(|flag| (address, flag.place.clone()))
        });
        if let Some((address, place)) = due {
            let paths = due::file_paths(address, today).into_iter();
            claims.extend(paths.map(|path| (path, place.clone())));
        }
        claims.into_iter().filter_map(|(path, place)| self.claim(&path, place)).collect()
    }

    fn claim(&mut self, path: &str, place: Place) -> Option<Problem> {
        self.claim_as(&format!("`/{path}`"), path, place)
    }

    /// Take the address of a file, which a message calls `what`; a problem if it is taken.
    pub(super) fn claim_as(&mut self, what: &str, path: &str, place: Place) -> Option<Problem> {
        let key = path.to_lowercase();
        let is_below = |address: &str| format!("{key}/").starts_with(address);
        if let Some((_, setting)) = self.own.iter().find(|(address, _)| is_below(address)) {
            let message = format!("{what} belongs to the program");
            let help = format!("rename it, or write `{setting} = false` below `[pages]` in site.toml");
            return Some(Problem::error("url-taken", place, message).help(help));
        }
        let message = if OWN_FILES.contains(&key.as_str()) || key.starts_with("assets/") {
            format!("{what} belongs to the program")
        } else if let Some(other) = self.claims.get(&key) {
            format!("{what} is also made by `{}`", other.path)
        } else {
            self.claims.insert(key, place);
            return None;
        };
        Some(Problem::error("url-taken", place, message).help("rename one of the two, or take the alias out"))
    }

    /// A file `a` and a page `a/b/` can't both be written to disk.
    pub(super) fn files_in_the_way(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (path, place) in &self.claims {
            let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
            for folder in folders {
                if let Some(other) = self.claims.get(folder) {
                    let message =
                        format!("`/{folder}` is a file, made by `{}`, and a folder here", other.path);
                    problems.push(
                        Problem::error("url-taken", place.clone(), message).help("rename one of the two"),
                    );
                }
            }
        }
        problems
    }
}

/// The first part of a page's path that is not small letters, digits and `-`; the file itself may be `_index`.
fn unsafe_page_name(path: &Arc<str>, stem: &str) -> Option<Problem> {
    let is_plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('-')
            && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    let last = stem.split('/').count() - 1;
    let (at, part) = stem
        .split('/')
        .enumerate()
        .find(|(at, part)| !(is_plain(part) || *at == last && *part == "_index"))?;
    let (what, end) = if at == last { ("name", ".md") } else { ("folder", "") };
    let plain = part.to_lowercase().replace(['_', '.'], "-");
    let message = format!(
        "the {what} `{part}{end}` can't be part of an address: it may hold small letters, digits and `-` only"
    );
    let help = format!("rename it to `{}{end}`", plain.trim_matches('-'));
    Some(Problem::error("page-name", Place::file(path.clone()), message).help(help))
}
