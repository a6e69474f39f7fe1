//! Files that are published as they stand, and those that must not be: data, and what runs in a reader's browser.

use crate::data;
use crate::problem::{Place, Problem};
use crate::source::File;
use std::sync::Arc;

/// A file that runs, or that a browser shows as a page of this site without its policy.
const PROGRAMS: [&str; 8] = ["cjs", "htm", "html", "js", "mjs", "shtml", "xht", "xhtml"];

/// Whether a file of the project is neither a page nor data.
pub(super) fn is_download(path: &str, file: &File) -> bool {
    let is_page = matches!(file, File::Text(_)) && path.ends_with(".md");
    !is_page && !data::is_data(path)
}

/// Why a file is not published; with raw HTML allowed only data is refused.
pub(super) fn check(path: &Arc<str>, bytes: &[u8], raw_html: bool) -> Option<Problem> {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    let refused = |message: String, help: &str| {
        Some(Problem::error("download-unsafe", Place::file(path.clone()), message).help(help))
    };
    match extension.as_str() {
        "yaml" | "yml" | "toml" => refused(
            "data files are not published".to_string(),
            "put it into `content/data/` if it is facts or contacts, else out of `content/`",
        ),
        extension if !raw_html && PROGRAMS.contains(&extension) => refused(
            format!("a file that ends in `.{extension}` runs in the reader's browser"),
            "write it as a page in Markdown, or set `raw_html = true` below `[markdown]` in site.toml",
        ),
        "svg" if !raw_html => {
            let what = what_runs(bytes)?;
            refused(
                format!("this picture holds {what}, which may run in the reader's browser"),
                "export the picture again as plain SVG, or as PNG",
            )
        }
        _ => None,
    }
}

/// The first thing in a picture that could run.
fn what_runs(svg: &[u8]) -> Option<&'static str> {
    let Ok(text) = std::str::from_utf8(svg) else { return Some("text that is not UTF-8") };
    let text = text.to_ascii_lowercase();
    // An entity can spell out anything below.
    if text.contains("<!entity") {
        return Some("`<!ENTITY`");
    }
    let joined: String = text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    if joined.contains("javascript:") {
        return Some("`javascript:`");
    }
    text.split('<').skip(1).find_map(|tag| {
        let name = tag.split([' ', '\t', '\r', '\n', '>', '/']).next().unwrap_or_default();
        match name.rsplit(':').next() {
            Some("script") => Some("`<script`"),
            Some("foreignobject") => Some("`<foreignObject`"),
            _ => has_handler(inside(tag)).then_some("a handler as `onload=`"),
        }
    })
}

/// A tag without the text behind it: up to the first `>` that is not between quotation marks.
fn inside(tag: &str) -> &str {
    let mut open = None;
    let end = tag.find(|c| {
        match (open, c) {
            (None, '"' | '\'') => open = Some(c),
            (Some(mark), _) if mark == c => open = None,
            _ => {}
        }
        open.is_none() && c == '>'
    });
    end.map_or(tag, |end| &tag[..end])
}

/// Whether a tag has an attribute as `onload="…"`: a word after a space, a quotation mark or `/` that begins with `on`.
fn has_handler(tag: &str) -> bool {
    tag.match_indices("on").any(|(at, _)| {
        let begins = tag[..at].ends_with(|c: char| c.is_whitespace() || "\"'/".contains(c));
        let word_ends = tag[at..].find(|c: char| !c.is_ascii_alphanumeric()).map(|length| at + length);
        begins && word_ends.is_some_and(|end| end > at + 2 && tag[end..].trim_start().starts_with('='))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_in_a_picture_is_found() {
        for svg in [
            "<svg><script>x</script></svg>",
            "<svg><SCRIPT/></svg>",
            "<svg><s:script xmlns:s='http://www.w3.org/2000/svg'/></svg>",
            "<svg onload=\"x\"/>",
            "<svg id=\"a\"onload = 'x'/>",
            "<svg/onload=x>",
            "<svg id='a>b' onload=x>",
            "<svg>\n<a\n onclick\n=\"x\"/></svg>",
            "<a href=\"java\nscript:x\"/>",
            "<svg><foreignObject/></svg>",
            "<!DOCTYPE svg [<!ENTITY a 'x'>]><svg/>",
        ] {
            assert!(what_runs(svg.as_bytes()).is_some(), "{svg}");
        }
        assert!(what_runs(b"\xff\xfe<\0").is_some());
        for svg in [
            "<svg viewBox=\"0 0 1 1\"><title>Come once = in</title><path d=\"M1 1\"/></svg>",
            "<svg><text font-size=\"3\">on</text><g id='on'/><description/></svg>",
            "<?xml version=\"1.0\"?><!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/x.dtd\"><svg/>",
        ] {
            assert_eq!(what_runs(svg.as_bytes()), None, "{svg}");
        }
    }
}
