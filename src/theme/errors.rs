//! A Tera error as a problem with file, line and column.

use crate::problem::{Place, Problem};
use crate::source::Text;
use std::collections::BTreeMap;
use tera::ErrorKind;

/// Whether the template does not even parse.
pub(super) fn is_syntax(error: &tera::Error) -> bool {
    matches!(error.kind(), ErrorKind::SyntaxError(_))
}

/// The problems that an error tells of, at least one; `template` is the one that was asked for.
pub(super) fn problems(
    error: &tera::Error,
    templates: &BTreeMap<String, Text>,
    template: &str,
) -> Vec<Problem> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let name = if report.filename().is_empty() { template } else { report.filename() };
            let place = match templates.get(name) {
                Some(file) => file.place(report.span().range.clone()),
                None => file_place(templates, name),
            };
            vec![problem(place, report.message())]
        }
        ErrorKind::MissingParent { current, parent } => {
            vec![problem(
                file_place(templates, current),
                &format!("it extends `{parent}`, which the theme does not have"),
            )]
        }
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => {
            vec![problem(file_place(templates, tpl), &error.to_string())]
        }
        _ => {
            let message = full_message(error);
            let mut located = reports(&message, templates);
            if located.is_empty() {
                located.push(problem(file_place(templates, template), &message));
            }
            located
        }
    }
}

/// A file of a shortcode that holds no component of its name.
pub(super) fn misnamed(name: &str, file: &Text) -> Problem {
    const OPEN: &str = "component ";
    let other = file.text.match_indices("{%").find_map(|(at, _)| {
        let inside = file.text[at + 2..].trim_start_matches('-').trim_start();
        let start = file.text.len() - inside.strip_prefix(OPEN)?.trim_start().len();
        let length = file.text[start..].find(|c: char| !c.is_alphanumeric() && c != '_')?;
        Some(start..start + length)
    });
    let message = format!("this file holds no component `{name}`, so there is no shortcode of that name");
    let (place, help) = match other {
        Some(span) => {
            let help =
                format!("name the component `{name}`, or the file `{}.html`", &file.text[span.clone()]);
            (file.place(span), help)
        }
        None => (Place::file(file.path.clone()), format!("write `{{% component {name}() %}}` in it")),
    };
    Problem::error("shortcode-misnamed", place, message).help(help)
}

fn problem(place: Place, message: &str) -> Problem {
    let mut message = message.trim().trim_end_matches('.').to_string();
    if let Some(first) = message.get_mut(0..1) {
        first.make_ascii_lowercase();
    }
    Problem::error("template", place, message)
        .help("mend the template; what every template may use stands in docs/themes.md")
}

fn file_place(templates: &BTreeMap<String, Text>, name: &str) -> Place {
    match templates.get(name) {
        Some(file) => Place::file(file.path.clone()),
        None => Place::file(format!("themes/default/templates/{name}")),
    }
}

fn full_message(error: &tera::Error) -> String {
    let mut message = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        message = format!("{message}: {error}");
        cause = error.source();
    }
    message
}

/// Tera checks names over all templates at once and tells of them as text: `error: …`, then ` --> file:line:column`.
fn reports(message: &str, templates: &BTreeMap<String, Text>) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut headline = None;
    for line in message.lines() {
        if let Some(text) = line.strip_prefix("error: ") {
            headline = Some(text);
        } else if let Some(locus) = line.trim_start().strip_prefix("--> ")
            && let Some(headline) = headline.take()
            && let [column, line, name] = locus.rsplitn(3, ':').collect::<Vec<_>>()[..]
            && let Some(file) = templates.get(name)
        {
            let number = |text: &str| text.parse().unwrap_or(1);
            found.push(problem(Place::at(&file.path, &file.text, number(line), number(column)), headline));
        }
    }
    found
}
