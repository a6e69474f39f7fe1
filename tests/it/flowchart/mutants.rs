//! Charts that were spoilt at random, and texts that are none: whatever is read, it ends, and every refusal has its place.

use super::parse::file;
use crate::numbers::Dice;
use fingerpost::flowchart::parse;
use fingerpost::problem::{Level, Place};
use proptest::prelude::*;
use std::path::Path;
use std::sync::mpsc::channel;
use std::time::Duration;

/// Good charts, one a file.
pub(super) fn good_charts() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/flowchart/good");
    let mut charts: Vec<(String, String)> = std::fs::read_dir(folder)
        .expect("the folder of good charts")
        .map(|entry| {
            let path = entry.expect("it can be read").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).expect("text"))
        })
        .collect();
    charts.sort();
    assert!(charts.len() >= 24, "too few good charts: {}", charts.len());
    charts
}

/// What a chart is made of, to be thrown in anywhere.
const PIECES: [&str; 64] = [
    "-->",
    "---",
    "--",
    "-",
    "-.->",
    "-.",
    ".-",
    "==>",
    "==",
    "~~~",
    "<",
    ">",
    "o",
    "x",
    "|",
    "||",
    "\"",
    "\"\"",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    "[[",
    "]]",
    "([",
    "])",
    "{{",
    "}}",
    "[/",
    "\\]",
    "&",
    ";",
    ":",
    ":::",
    "@{",
    "%%",
    "%%{",
    "}%%",
    "---\n",
    "\n",
    "\r\n",
    " ",
    "\u{a0}",
    "#quot;",
    "#",
    "#1;",
    "<br>",
    "<b>",
    "subgraph ",
    "\nsubgraph x\n",
    "end",
    "\nend\n",
    "click A \"",
    "javascript:",
    "accTitle: ",
    "accDescr {",
    "style ",
    "direction LR",
    "flowchart TD\n",
    "é",
    "👩‍🏫",
    "\u{202e}",
];

/// Checks all that must hold of any text. Gives whether it was read without an error.
fn check(text: &str, range: std::ops::Range<usize>) -> bool {
    let file = file(text);
    let (chart, problems) = parse(&file, range);
    let has_line = |place: &Place| {
        let line = text.split('\n').nth(place.line - 1).map(|line| line.trim_end_matches('\r'));
        let line = line.unwrap_or_else(|| panic!("no line {} in {text:?}", place.line));
        assert_eq!(place.line_text.as_deref(), Some(line), "{text:?}");
        assert!(place.column <= line.chars().count() + 2, "column {} of {line:?}", place.column);
        assert!(place.width >= 1);
    };
    for problem in &problems {
        has_line(&problem.place);
        assert!(problem.name.starts_with("flowchart-"), "{problem:?}");
        assert!(problem.help.as_ref().is_some_and(|help| !help.is_empty()), "{problem:?}");
        assert!(!problem.message.is_empty() && !problem.message.contains('\n'), "{problem:?}");
    }
    let is_right = problems.iter().all(|problem| problem.level == Level::Warning);
    let Some(chart) = chart else {
        assert!(!is_right, "nothing is drawn, and nobody is told: {text:?}");
        return false;
    };
    assert!(!chart.boxes.is_empty() && chart.boxes.len() <= 200 && chart.arrows.len() <= 500);
    for arrow in &chart.arrows {
        assert!(arrow.from < chart.boxes.len() && arrow.to < chart.boxes.len(), "{text:?}");
        has_line(&arrow.place);
    }
    for of in &chart.boxes {
        assert!(of.lane.is_none_or(|lane| lane < chart.lanes.len()), "{text:?}");
        assert!(!of.label.is_empty() && of.label.iter().all(|line| !line.trim().is_empty()), "{text:?}");
        assert!(of.label.iter().all(|line| line.chars().count() <= 300), "{text:?}");
        let links = of.link.iter().map(|link| link.written.as_str());
        assert!(
            links.into_iter().all(|link| !link.contains([':', '\\', '<', '"']) && !link.starts_with('/'))
        );
        has_line(&of.place);
    }
    for (at, lane) in chart.lanes.iter().enumerate() {
        assert!(lane.parent.is_none_or(|parent| parent < at), "{text:?}");
    }
    is_right
}

fn boundary(text: &str, dice: &mut Dice) -> usize {
    text.floor_char_boundary(dice.roll(text.len() + 1))
}

/// One to six changes: a stretch taken out, moved, said twice, a piece or a character thrown in, or a line lost.
fn spoilt(chart: &str, dice: &mut Dice) -> String {
    let mut text = chart.to_string();
    for _ in 0..=dice.roll(6) {
        let (a, b) = (boundary(&text, dice), boundary(&text, dice));
        let near = text.floor_char_boundary(a.min(b) + dice.roll(12)).max(a.min(b));
        let some = text[a.min(b)..near].to_string();
        match dice.roll(7) {
            0 => text.replace_range(a.min(b)..near, ""),
            1 => text.insert_str(a, &some),
            2 | 3 => text.insert_str(a, PIECES[dice.roll(PIECES.len())]),
            4 => {
                let signs: Vec<(usize, char)> =
                    text.char_indices().filter(|(_, c)| c.is_ascii_punctuation()).collect();
                if let Some((at, _)) = signs.get(dice.roll(signs.len().max(1))) {
                    text.replace_range(*at..=*at, PIECES[dice.roll(PIECES.len())]);
                }
            }
            5 => text = text.lines().filter(|_| !dice.often(5)).map(|line| format!("{line}\n")).collect(),
            _ => text.truncate(a),
        }
    }
    text
}

/// Runs a test that must end: a hang is a failure, and not a test run that waits for ever.
fn ends(what: &'static str, run: impl FnOnce() + Send + 'static) {
    let (done, wait) = channel();
    let thread = std::thread::spawn(move || {
        run();
        done.send(()).expect("somebody waits");
    });
    match wait.recv_timeout(Duration::from_secs(300)) {
        Err(std::sync::mpsc::RecvTimeoutError::Timeout) => panic!("{what}: it did not end"),
        _ => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
    }
}

#[test]
fn the_good_charts_are_good() {
    for (name, text) in good_charts() {
        assert!(check(&text, 0..text.len()), "{name}: {}", super::parse::told(&text));
    }
}

#[test]
fn twenty_thousand_spoilt_charts_are_read_to_their_end() {
    ends("a spoilt chart", || {
        let (charts, mut dice) = (good_charts(), Dice::new(8));
        let mut right = 0;
        for at in 0..20_000 {
            let chart = spoilt(&charts[at % charts.len()].1, &mut dice);
            right += usize::from(check(&chart, 0..chart.len()));
        }
        assert!((200..18_000).contains(&right), "the changes are too small or too large: {right} are right");
    });
}

#[test]
fn what_is_cut_off_anywhere_is_read_to_its_end() {
    for (_, text) in good_charts() {
        for end in 0..=text.len() {
            check(&text, 0..end);
            check(&text, end..text.len());
        }
    }
}

#[test]
fn the_longest_text_of_any_piece_ends() {
    ends("a text of one piece", || {
        let starts = [
            "flowchart TD\n",
            "flowchart TD\nA[",
            "flowchart TD\nA[\"",
            "flowchart TD\nA --",
            "flowchart TD\naccDescr {",
        ];
        let lines = PIECES.iter().map(|piece| format!("{piece}\n"));
        let statements = [
            "A[(;",
            "A[\"x;\n",
            "A-- t -->B;",
            "A@{\n",
            "A & A ",
            "subgraph a\n",
            "A -- \"\n",
            "x",
            "A --> ",
        ];
        let pieces = PIECES.iter().chain(&statements).map(|piece| piece.to_string()).chain(lines);
        for piece in pieces {
            for start in starts {
                let text = format!("{start}{}", piece.repeat((59_900 - start.len()) / piece.len()));
                check(&text, 0..text.len());
            }
        }
    });
}

proptest! {
    #[test]
    fn any_text_is_read_to_its_end(text in any::<String>(), from in 0usize..40, to in 0usize..400) {
        check(&text, 0..text.len());
        check(&format!("flowchart TD\n{text}"), 0..text.len() + 13);
        let start = text.floor_char_boundary(from);
        check(&text, start..text.floor_char_boundary(to).max(start));
    }

    #[test]
    fn any_pieces_are_read_to_their_end(pieces in prop::collection::vec((0..PIECES.len(), "[A-D]{0,2}"), 0..60)) {
        let body: String = pieces.iter().map(|(at, word)| format!("{}{word}", PIECES[*at])).collect();
        let text = format!("flowchart LR\n{body}");
        check(&text, 0..text.len());
    }
}
