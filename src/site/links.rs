//! Relative `.md` links to addresses, anchors checked.

use super::PageId;
use super::addresses::Addresses;
use crate::config::{self, BaseUrl};
use crate::content::Document;
use crate::data::Glossary;
use crate::form::Form;
use crate::problem::{Place, Placed, Problem, did_you_mean, one_of};
use crate::text::Target;
use std::collections::HashSet;
use std::sync::Arc;

/// Resolves what authors write into links.
pub(super) struct Links<'a> {
    addresses: &'a Addresses,
    base_url: &'a BaseUrl,
    glossary: &'a Glossary,
    files: HashSet<&'a str>,
}

/// What a link leads to.
struct Found<'a> {
    destination: Destination,
    anchor: Option<&'a str>,
}

#[derive(Clone, Copy)]
enum Destination {
    Page(PageId),
    /// The page that holds the link.
    Same(PageId),
    /// A form, by its place in the list.
    Form(usize),
    /// A page that the program makes, by its address.
    Own(&'static str),
    File,
}

impl<'a> Links<'a> {
    pub(super) fn new(addresses: &'a Addresses, base_url: &'a BaseUrl, glossary: &'a Glossary) -> Links<'a> {
        let files = addresses.downloads.iter().map(|download| download.address.as_str()).collect();
        Links { addresses, base_url, glossary, files }
    }

    /// The URL that a link of this document leads to.
    pub(super) fn url(&self, document: &Document, target: &Target) -> Result<Arc<str>, Problem> {
        let from = &document.file.path;
        let found = self
            .find(from, &target.written)
            .map_err(|mistake| mistake.at(document.file.place(target.span.clone())))?;
        Ok(self.write(from, &target.written, &found).into())
    }

    /// The page that a path of front matter names.
    pub(super) fn page(&self, from: &str, path: &Placed<String>) -> Result<PageId, Problem> {
        match self.find(from, &path.value) {
            Ok(Found { destination: Destination::Page(page) | Destination::Same(page), .. }) => Ok(page),
            Ok(Found {
                destination: Destination::File | Destination::Form(_) | Destination::Own(_), ..
            }) => Err(Mistake::new(
                "link-broken",
                format!("`{}` is not a page", path.value),
                "write the path of a `.md` file",
            )
            .at(path.place.clone())),
            Err(mistake) => Err(mistake.at(path.place.clone())),
        }
    }

    /// The URL of a page that `site.toml` names by its path below `content/`.
    pub(super) fn site_page(&self, path: &Placed<String>, problems: &mut Vec<Problem>) -> Option<String> {
        let from = format!("content/{}", config::PATH);
        match self.find(&from, &path.value) {
            Ok(found) => Some(self.write(&from, &path.value, &found)),
            Err(mistake) => {
                problems.push(mistake.at(path.place.clone()));
                None
            }
        }
    }

    /// What is wrong with the links in a form's text, which are written as if the form stood in `content/`.
    pub(super) fn of_form(&self, form: &Form) -> Vec<Problem> {
        let from = format!("content/{}", config::PATH);
        let targets =
            form.prose().flat_map(|(file, prose)| prose.targets.iter().map(move |target| (file, target)));
        let mistakes = targets.filter_map(|(file, target)| {
            let mistake = self.find(&from, &target.written).err()?;
            Some(mistake.at(file.place(target.span.clone())))
        });
        mistakes.collect()
    }

    fn write(&self, from: &str, written: &str, found: &Found<'_>) -> String {
        let anchor = found.anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
        match found.destination {
            Destination::Same(_) if !anchor.is_empty() => anchor,
            Destination::Same(page) | Destination::Page(page) => {
                self.base_url.path_of(&self.addresses.addresses[page]) + &anchor
            }
            Destination::Own(address) => self.base_url.path_of(address),
            Destination::Form(form) => self.base_url.path_of(&self.addresses.forms[form].address()),
            Destination::File => {
                let path = written.split('#').next().unwrap_or_default();
                let address = join(from, path).unwrap_or_default();
                self.base_url.path_of(address.strip_prefix("content/").unwrap_or(&address)) + &anchor
            }
        }
    }

    fn find<'w>(&self, from: &str, written: &'w str) -> Result<Found<'w>, Mistake> {
        let (path, anchor) = match written.split_once('#') {
            Some((path, anchor)) => (path, Some(anchor)),
            None => (written, None),
        };
        if path.is_empty() {
            let page = self.addresses.by_path.get(from).copied();
            let page = page.ok_or_else(|| {
                Mistake::new(
                    "link-broken",
                    "this link says nothing",
                    "write the path of a page, as `../contacts.md`",
                )
            })?;
            let anchor = anchor.ok_or_else(|| {
                Mistake::new(
                    "link-broken",
                    "this link says nothing",
                    "write the path of a page, as `../contacts.md`",
                )
            })?;
            self.check_anchor(page, anchor)?;
            return Ok(Found { destination: Destination::Same(page), anchor: Some(anchor) });
        }
        let joined = join(from, path).ok_or_else(|| {
            Mistake::new(
                "link-outside",
                format!("`{path}` leads out of `content/`"),
                "link to a file below `content/`, or to a whole address that starts with `https://`",
            )
        })?;
        if let Some(address) = self.own(&joined).filter(|_| anchor.is_none()) {
            return Ok(Found { destination: Destination::Own(address), anchor: None });
        }
        if path.ends_with(".md") {
            let page = self
                .addresses
                .by_path
                .get(joined.as_str())
                .copied()
                .ok_or_else(|| self.no_page(from, path, &joined))?;
            if let Some(anchor) = anchor {
                self.check_anchor(page, anchor)?;
            }
            let is_same = self.addresses.documents[page].file.path.as_ref() == from;
            let destination = if is_same { Destination::Same(page) } else { Destination::Page(page) };
            return Ok(Found { destination, anchor });
        }
        if let Some(form) = self.addresses.forms.iter().position(|form| *form.file.path == *joined) {
            return Ok(Found { destination: Destination::Form(form), anchor: None });
        }
        if joined.strip_prefix("content/").is_some_and(|address| self.files.contains(address)) {
            return Ok(Found { destination: Destination::File, anchor });
        }
        Err(self.no_file(from, path, &joined))
    }

    /// A page that the program makes is linked to as if its file stood in `content/`: `a-to-z.md`.
    fn own(&self, joined: &str) -> Option<&'static str> {
        let address = joined.strip_prefix("content/")?.strip_suffix(".md")?;
        let own = self.addresses.own.iter().map(|(own, _)| *own);
        own.into_iter().find(|own| own.strip_suffix('/') == Some(address))
    }

    fn check_anchor(&self, page: PageId, anchor: &str) -> Result<(), Mistake> {
        let document = &self.addresses.documents[page];
        let mut ids: Vec<String> = document.prose.headings.iter().map(|heading| heading.id.clone()).collect();
        if document.prose.shortcodes.iter().any(|shortcode| shortcode.name == "glossary") {
            ids.extend(self.glossary.anchors());
        }
        if ids.iter().any(|id| id == anchor) {
            return Ok(());
        }
        let message = format!("`{}` has no heading `#{anchor}`", document.file.path);
        Err(Mistake::new("link-anchor-broken", message, one_of(anchor, ids.iter().map(String::as_str))))
    }

    fn no_page(&self, from: &str, path: &str, joined: &str) -> Mistake {
        if self.addresses.hidden.iter().any(|hidden| **hidden == *joined) {
            let message = format!("`{path}` is a draft: readers can't open it");
            return Mistake::new(
                "link-to-draft",
                message,
                "take the link out, or take `draft: true` out of that page",
            );
        }
        Mistake::new("link-broken", format!("there is no page `{joined}`"), self.nearest(from, joined, ".md"))
    }

    fn no_file(&self, from: &str, path: &str, joined: &str) -> Mistake {
        let folder = joined.trim_end_matches('/');
        let section = format!("{folder}/_index.md");
        let page = format!("{folder}.md");
        for known in [section, page] {
            if self.addresses.by_path.contains_key(known.as_str()) {
                let message = format!("`{path}` is not a file");
                return Mistake::new(
                    "link-broken",
                    message,
                    format!("link to the file: `{}`", relative(from, &known)),
                );
            }
        }
        Mistake::new("link-broken", format!("there is no file `{joined}`"), self.nearest(from, joined, ""))
    }

    fn nearest(&self, from: &str, joined: &str, ending: &str) -> String {
        let pages = self.addresses.by_path.keys().map(|path| path.to_string());
        let files = self.files.iter().map(|address| format!("content/{address}"));
        let forms = self.addresses.forms.iter().map(|form| form.file.path.to_string());
        let mut known: Vec<String> =
            pages.chain(files).chain(forms).filter(|path| path.ends_with(ending)).collect();
        known.sort();
        let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_string();
        let near = did_you_mean(joined, known.iter().map(String::as_str))
            .or_else(|| known.iter().map(String::as_str).find(|path| name(path) == name(joined)))
            .or_else(|| {
                let near = did_you_mean(
                    &name(joined),
                    known.iter().map(|path| path.rsplit('/').next().unwrap_or_default()),
                )?;
                known.iter().map(String::as_str).find(|path| path.ends_with(&format!("/{near}")))
            });
        match near {
            Some(path) => format!("did you mean `{}`?", relative(from, path)),
            None => "write the path of a file that exists, from this file's folder".to_string(),
        }
    }
}

/// What is wrong with a link, before its place is known.
struct Mistake {
    name: &'static str,
    message: String,
    help: String,
}

impl Mistake {
    fn new(name: &'static str, message: impl Into<String>, help: impl Into<String>) -> Mistake {
        Mistake { name, message: message.into(), help: help.into() }
    }

    fn at(self, place: Place) -> Problem {
        Problem::error(self.name, place, self.message).help(self.help)
    }
}

/// The path that `path` means in the folder of the file `from`; none if it leads out of `content/`.
fn join(from: &str, path: &str) -> Option<String> {
    let mut names: Vec<&str> = from.split('/').collect();
    names.pop();
    for name in path.split('/') {
        match name {
            "." => {}
            ".." => {
                names.pop()?;
            }
            name => names.push(name),
        }
    }
    if !matches!(names.first(), Some(&"content" | &"forms")) || names.len() < 2 {
        return None;
    }
    Some(names.join("/"))
}

/// How the file `from` names the file `to`.
fn relative(from: &str, to: &str) -> String {
    let (from, to): (Vec<&str>, Vec<&str>) = (from.split('/').collect(), to.split('/').collect());
    let same = from.iter().zip(&to).take_while(|(a, b)| a == b).count().min(from.len() - 1);
    let up = "../".repeat(from.len() - 1 - same);
    format!("{up}{}", to[same..].join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_and_never_leave_the_folder() {
        assert_eq!(join("content/a/b.md", "../c.md").as_deref(), Some("content/c.md"));
        assert_eq!(join("content/a/b.md", "./c/../d.md").as_deref(), Some("content/a/d.md"));
        assert_eq!(join("content/b.md", "../site.toml"), None);
        assert_eq!(join("content/b.md", "../content/a.md").as_deref(), Some("content/a.md"));
        assert_eq!(join("content/b.md", "../../a.md"), None);
    }

    #[test]
    fn a_path_is_told_as_the_file_would_write_it() {
        assert_eq!(relative("content/a/b.md", "content/c.md"), "../c.md");
        assert_eq!(relative("content/b.md", "content/a/c.md"), "a/c.md");
        assert_eq!(relative("content/a/b.md", "content/a/c.md"), "c.md");
    }
}
