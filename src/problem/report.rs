//! Problems as people and programs read them: long with a caret, short, or JSON lines.

use super::{Level, Problem};
use annotate_snippets::{AnnotationKind, Group, Level as Title, Renderer, Snippet};

/// How problems are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// With the line, a caret and the help: for people.
    #[default]
    Text,
    /// One line a problem, `path:line:column: level[name]: message`: for editors.
    Short,
    /// One JSON object a line: for programs.
    Json,
}

/// Whether the long format is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// ANSI colours: the output is a terminal and `NO_COLOR` is not set.
    Ansi,
    /// Plain text.
    Plain,
}

/// What became of a run, for the last line of its report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A check: it never writes.
    Checked,
    /// A build that wrote its files.
    Written,
    /// A build that wrote nothing, because of errors.
    NothingWritten,
}

/// All problems, in the order given, in one of the formats; each ends with a line feed.
pub fn render_all(problems: &[Problem], format: Format, colour: Colour) -> String {
    problems
        .iter()
        .map(|problem| match format {
            Format::Text => long(problem, colour) + "\n\n",
            Format::Short => short(problem) + "\n",
            Format::Json => json(problem) + "\n",
        })
        .collect()
}

/// The line that ends a run, as `3 errors, 1 warning. Nothing was written.`
pub fn summary_line(problems: &[Problem], outcome: Outcome) -> String {
    let count = |level: Level| problems.iter().filter(|problem| problem.level == level).count();
    let counts = match (count(Level::Error), count(Level::Warning)) {
        (0, 0) => "No problems".to_string(),
        (errors, 0) => plural(errors, "error"),
        (0, warnings) => plural(warnings, "warning"),
        (errors, warnings) => format!("{}, {}", plural(errors, "error"), plural(warnings, "warning")),
    };
    match outcome {
        Outcome::NothingWritten => format!("{counts}. Nothing was written."),
        Outcome::Checked | Outcome::Written => format!("{counts}."),
    }
}

fn plural(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

fn long(problem: &Problem, colour: Colour) -> String {
    let title = match problem.level {
        Level::Error => Title::ERROR,
        Level::Warning => Title::WARNING,
    };
    let place = &problem.place;
    let group = match &place.line_text {
        Some(text) => {
            let byte = |chars: usize| text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at);
            let range = byte(place.column - 1)..byte(place.column - 1 + place.width);
            let snippet = Snippet::source(text.as_str())
                .path(&*place.path)
                .line_start(place.line)
                .fold(false)
                .annotation(AnnotationKind::Primary.span(range));
            Group::with_title(title.primary_title(&*problem.message).id(problem.name)).element(snippet)
        }
        None => Group::with_title(title.primary_title(&*problem.message).id(problem.name))
            .element(annotate_snippets::Origin::path(&*place.path)),
    };
    let mut report = vec![group];
    if let Some(help) = &problem.help {
        report.push(Group::with_title(Title::HELP.secondary_title(&**help)));
    }
    match colour {
        Colour::Ansi => Renderer::styled().render(&report),
        Colour::Plain => Renderer::plain().render(&report),
    }
}

fn short(problem: &Problem) -> String {
    let Problem { name, level, message, place, help } = problem;
    let help = help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
    format!("{}:{}:{}: {}[{name}]: {message}{help}", place.path, place.line, place.column, level.word())
}

fn json(problem: &Problem) -> String {
    let Problem { name, level, message, place, help } = problem;
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    format!(
        r#"{{"level":"{}","name":"{name}","path":{},"line":{},"column":{},"message":{},"help":{}}}"#,
        level.word(),
        quoted(&place.path),
        place.line,
        place.column,
        quoted(message),
        help.as_deref().map_or("null".to_string(), quoted),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Place;

    fn example() -> Problem {
        let text = "form: contact\nversion: 1\nfields:\n    type: emial\n";
        let at = text.find("emial").expect("the example holds it");
        Problem::error(
            "form-unknown-component",
            Place::in_text(&"forms/contact.yaml".into(), text, at..at + 5),
            "unknown component `emial`",
        )
        .help("did you mean `email`?")
    }

    #[test]
    fn the_long_form_shows_line_caret_and_help() {
        let report = render_all(&[example()], Format::Text, Colour::Plain);
        assert_eq!(
            report,
            "error[form-unknown-component]: unknown component `emial`\n --> forms/contact.yaml:4:11\n  |\n4 |     type: emial\n  |           ^^^^^\n  |\nhelp: did you mean `email`?\n\n"
        );
    }

    #[test]
    fn the_short_form_is_one_line() {
        assert_eq!(
            render_all(&[example()], Format::Short, Colour::Plain),
            "forms/contact.yaml:4:11: error[form-unknown-component]: unknown component `emial` (did you mean `email`?)\n"
        );
    }

    #[test]
    fn the_json_form_has_the_seven_keys() {
        assert_eq!(
            render_all(&[example()], Format::Json, Colour::Plain),
            "{\"level\":\"error\",\"name\":\"form-unknown-component\",\"path\":\"forms/contact.yaml\",\"line\":4,\"column\":11,\"message\":\"unknown component `emial`\",\"help\":\"did you mean `email`?\"}\n"
        );
    }

    #[test]
    fn a_run_ends_with_its_counts() {
        let warning = Problem { level: Level::Warning, ..example() };
        let problems = [example(), example(), warning];
        assert_eq!(
            summary_line(&problems, Outcome::NothingWritten),
            "2 errors, 1 warning. Nothing was written."
        );
        assert_eq!(summary_line(&[], Outcome::Checked), "No problems.");
    }
}
