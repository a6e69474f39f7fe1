//! `click id "page.md"`: where a box leads. Pages and forms of the site only: nothing runs, nothing leads away.

use super::draft::Click;
use super::{Parser, Step};
use crate::flowchart::Link;
use std::ops::Range;

impl Parser<'_> {
    /// The cursor stands behind the word `click`.
    pub(super) fn click_statement(&mut self, span: Range<usize>) -> Step<()> {
        self.cursor.skip_blanks();
        if self.cursor.is_statement_end() {
            let help = "write the name of a box and a page, as `click a \"contacts.md\"`";
            return self.lost("flowchart-click", span, "this `click` names no box", help);
        }
        let (id, id_span) = self.id()?;
        self.cursor.skip_blanks();
        let start = self.cursor.at();
        let word = self.cursor.eat_while(|c| c.is_ascii_alphabetic());
        if self.cursor.slice(word.clone()) == "href" {
            self.cursor.skip_blanks();
        } else if self.is_bare_path(start) {
            self.cursor.go_to(start);
        } else if !word.is_empty() {
            let rest = self.cursor.skip_line();
            let help = format!("write a page or a form, as `click {id} \"contacts.md\"`");
            return self.lost("flowchart-click-script", start..rest.end, "a box runs no script", help);
        }
        let here = self.here();
        let Some(target) = self.in_quotes() else {
            let found = self.found();
            let help = format!("write the page in quotation marks, as `click {id} \"contacts.md\"`");
            let message = format!("here a page in quotation marks is needed, not {found}");
            return self.lost_line("flowchart-click", here, message, help);
        };
        let written = self.cursor.slice(target.clone());
        if let Some((message, help)) = refused(written) {
            self.report.error("flowchart-click-target", target, message, help);
        } else {
            let link = Link { written: written.to_string(), span: target };
            self.click(Click { id, id_span, link });
        }
        self.passed_over();
        Ok(())
    }

    /// Whether what begins at `start` is a page whose quotation marks are missing.
    fn is_bare_path(&mut self, start: usize) -> bool {
        let behind = self.cursor.at();
        self.cursor.go_to(start);
        let word = self.cursor.eat_while(|c| !c.is_whitespace());
        let word = self.cursor.slice(word);
        self.cursor.go_to(behind);
        !word.contains([':', '(']) && (word.ends_with(".md") || word.ends_with(".yaml"))
    }

    /// The text in quotation marks that begins and ends here, on one line.
    fn in_quotes(&mut self) -> Option<Range<usize>> {
        let start = self.cursor.at();
        if !self.cursor.eat("\"") {
            return None;
        }
        let inside = self.cursor.eat_while(|c| c != '"' && c != '\n');
        if self.cursor.eat("\"") {
            return Some(inside);
        }
        self.cursor.go_to(start);
        None
    }

    /// A tooltip, and the window in which Mermaid opens the page.
    fn passed_over(&mut self) {
        self.cursor.skip_blanks();
        let start = self.cursor.at();
        let has_tooltip = self.in_quotes().is_some();
        self.cursor.skip_blanks();
        let window = self.cursor.at();
        self.cursor.eat_while(|c| c == '_' || c.is_ascii_alphabetic());
        let written = self.cursor.slice(window..self.cursor.at());
        let has_window = ["_self", "_blank", "_parent", "_top"].contains(&written);
        if !has_window {
            self.cursor.go_to(window);
        }
        if has_tooltip || has_window {
            let message = "what follows the page is passed over: a box has no tooltip and opens no window";
            let help = "take it out; say it in the words of the box";
            self.report.warning("flowchart-click-more", start..self.cursor.at(), message, help);
        }
    }
}

/// Why a box can't lead there, and what to write.
fn refused(target: &str) -> Option<(String, &'static str)> {
    const HELP: &str =
        "write the path to a page or a form of this site, as `../contacts.md` or `../../forms/contact.yaml`";
    let shown = super::header::shortened(target);
    let lower = target.to_ascii_lowercase();
    if target.is_empty() {
        return Some(("this `click` leads nowhere".to_string(), HELP));
    }
    if lower.starts_with("http:") || lower.starts_with("https:") || target.starts_with("//") {
        let help =
            "write a page of this site, and link to the website there; a box leads to pages and forms only";
        return Some((format!("a box can't lead to another website: `{shown}`"), help));
    }
    if target.contains(':') {
        return Some((format!("a box can't lead to `{shown}`"), HELP));
    }
    if target.starts_with('/') {
        let help = "write the path from this file on, as `../contacts.md`";
        return Some((format!("`{shown}` begins with `/`"), help));
    }
    let (path, anchor) = target.split_once('#').map_or((target, None), |(path, anchor)| (path, Some(anchor)));
    let is_safe = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    let is_path = path.chars().all(is_safe) && path.split('/').all(|part| !part.is_empty());
    let is_anchor = anchor.is_none_or(|anchor| {
        !anchor.is_empty() && anchor.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c))
    });
    let name = path.rsplit('/').next().unwrap_or_default();
    let is_page = name.strip_suffix(".md").is_some_and(|stem| !stem.is_empty());
    let is_form = name.strip_suffix(".yaml").is_some_and(|stem| !stem.is_empty())
        && anchor.is_none()
        && path.split('/').any(|part| part == "forms");
    let is_right = is_path && is_anchor && (is_page || is_form);
    (!is_right).then(|| (format!("`{shown}` is no path to a page or a form"), HELP))
}

#[cfg(test)]
mod tests {
    use super::refused;

    #[test]
    fn pages_and_forms_of_the_site_are_taken() {
        for right in [
            "contacts.md",
            "../contacts.md",
            "./a/b-c_1.md#who-to-ask",
            "../../forms/contact.yaml",
            "forms/x.yaml",
        ] {
            assert_eq!(refused(right), None, "{right}");
        }
    }

    #[test]
    fn nothing_else_is() {
        for wrong in [
            "",
            " contacts.md",
            "javascript:alert(1)",
            "JavaScript:alert(1)//x.md",
            "java\tscript:x.md",
            "data:text/html,x.md",
            "https://a.example/x.md",
            "//a.example/x.md",
            "/x.md",
            "\\\\a\\x.md",
            "x.md?y",
            "x.md#",
            "x.html",
            "a//x.md",
            ".md",
            "#here",
            "x.yaml",
            "../forms/x.yaml#a",
            "forms/.yaml",
            "x%2f.md",
        ] {
            assert!(refused(wrong).is_some(), "{wrong}");
        }
    }
}
