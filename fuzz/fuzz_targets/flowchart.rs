//! Any bytes as the text of a flowchart: read to the end, every refusal with its place, every arrow between two boxes.

#![no_main]

use fingerpost::flowchart::parse;
use fingerpost::problem::Level;
use fingerpost::source::Text;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let file = Text { path: "content/a.md".into(), text: text.as_ref().into() };
    // The whole text, and what a page has of it between two fences.
    for range in [0..text.len(), text.len() / 3..text.len() / 3 * 2] {
        let (chart, problems) = parse(&file, range);
        let lines = text.split('\n').count();
        for problem in &problems {
            assert!((1..=lines).contains(&problem.place.line));
            assert!(problem.place.line_text.is_some() && problem.help.is_some());
        }
        let Some(chart) = chart else {
            assert!(problems.iter().any(|problem| problem.level == Level::Error));
            continue;
        };
        assert!((1..=200).contains(&chart.boxes.len()) && chart.arrows.len() <= 500);
        for arrow in &chart.arrows {
            assert!(arrow.from < chart.boxes.len() && arrow.to < chart.boxes.len());
        }
        for lane in chart.boxes.iter().filter_map(|of| of.lane) {
            assert!(lane < chart.lanes.len());
        }
    }
});
