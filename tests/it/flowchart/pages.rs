//! Flowcharts on their pages: what a reader of the built site meets is the chart, and what looks like a script is words.

use super::proof::proved;
use crate::project::{Built, Project};
use fingerpost::config::BaseUrl;
use fingerpost::flowchart::{self, Flowchart, Walk};
use fingerpost::pipeline::{Options, build};
use fingerpost::source::{File, Source};
use std::path::Path;

/// The charts of a project, each with the address of its walk-through.
fn charts(source: &Source) -> Vec<(String, Flowchart)> {
    let mut charts = Vec::new();
    for (path, file) in source.below("content") {
        let File::Text(text) = file else { continue };
        let page = path.trim_start_matches("content/").trim_end_matches(".md").trim_end_matches("_index");
        let page = page.trim_end_matches('/');
        let fences = text.text.match_indices("```mermaid\n").map(|(at, fence)| at + fence.len());
        for (number, start) in (1..).zip(fences) {
            let end = start + text.text[start..].find("```").expect("the end of a fence");
            let (chart, _) = flowchart::parse(text, start..end);
            let folder =
                if number == 1 { "walk-through".to_string() } else { format!("walk-through-{number}") };
            charts.push((format!("{page}/{folder}/"), chart.expect("a chart")));
        }
    }
    charts
}

/// What a page answers with: the words and the address of each link.
fn answers(html: &str) -> Vec<(String, String)> {
    let Some((_, list)) = html.split_once("<ul class=\"choices\">") else { return Vec::new() };
    let list = list.split("</ul>").next().unwrap_or_default();
    let link = |link: &str| {
        let (url, rest) = link.split_once("\">").expect("a link");
        (rest.split("</a>").next().unwrap_or_default().to_string(), url.to_string())
    };
    list.split("<a href=\"").skip(1).map(link).collect()
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;")
}

/// The built pages of a walk-through have the steps and the ways on of the walk, and nothing else.
fn pages_are_the_walk(built: &Built, base: &str, walk: &Walk) {
    let address = |page: usize| match page {
        0 => base.to_string(),
        _ => format!("{base}{}/", walk.pages[page].address),
    };
    for (at, page) in walk.pages.iter().enumerate() {
        let html = built.file(&format!("{}index.html", address(at)));
        for step in &page.steps {
            assert!(html.contains(&escaped(&step.text)), "{}: {step:?}", address(at));
        }
        let wanted: Vec<(String, String)> = (page.answers.iter())
            .map(|answer| {
                let label = answer.label.as_deref().map_or("Go on".to_string(), escaped);
                (label, format!("/{}", address(answer.page)))
            })
            .collect();
        assert_eq!(answers(&html), wanted, "{}", address(at));
        for from in &page.from {
            let back = format!("<a href=\"/{}\">Back: ", address(*from));
            assert!(html.contains(&back), "{}: {back}", address(at));
        }
        assert_eq!(html.contains("This is the end of the flowchart."), page.end, "{}", address(at));
    }
}

#[test]
fn the_walk_throughs_of_the_hub_are_its_charts() {
    let source = fingerpost::source::read(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the project");
    let charts = charts(&source);
    assert!(charts.len() >= 12, "only {} charts", charts.len());
    let options = Options {
        base_url: Some(BaseUrl::parse("http://localhost/").expect("an address")),
        ..Options::of_readers(jiff::civil::date(2026, 11, 23))
    };
    let built = Built { build: build(&source, &options, None) };
    for (base, chart) in charts {
        assert!(chart.title.is_some() && chart.description.is_some(), "{base} has no name or no description");
        let walk = proved(&chart);
        pages_are_the_walk(&built, &base, &walk);
    }
}

/// A page whose body is a chart: the chart begins on line 8, after its fence.
fn with_chart(chart: &str) -> Project {
    let chart = chart.replacen('\n', "\naccTitle: A chart\n", 1);
    Project::new()
        .page("a.md", &format!("Words.\n\n```mermaid\n{chart}\n```\n\n## By when\n\nSoon."))
        .page("b.md", "Other words.")
}

/// The page of a chart that is built with warnings.
fn page_of(built: &Built) -> String {
    let file = built.build.files().iter().find(|file| file.path == "a/index.html").expect("the page");
    String::from_utf8(file.bytes.to_vec()).expect("text")
}

#[test]
fn a_step_leads_to_a_page_by_its_title_and_to_a_place_of_its_own_page() {
    let built = with_chart(
        "flowchart TD\na([Start]) --> b{Which?}\nb -- one --> c([Read it])\nb -- two --> d([By when])\n\
         click c \"b.md\"\nclick d \"a.md#by-when\"",
    )
    .build();
    assert_eq!(built.problems(), "");
    assert!(built.file("a/walk-through/c/index.html").contains("href=\"/b/\">Page b.md</a>"));
    assert!(built.file("a/walk-through/d/index.html").contains("href=\"/a/#by-when\">Page a.md</a>"));
    let page = built.file("a/index.html");
    assert!(
        page.contains("<a href=\"#by-when\">By when</a>") && page.contains("<a href=\"/b/\">Read it</a>")
    );
    let start = built.file("a/walk-through/index.html");
    assert!(start.contains("<h1>Which?</h1>") && start.contains(": Start</p>"));
    assert!(!start.contains("Before you answer"), "the start is no task");
}

#[test]
fn a_chart_that_cannot_be_followed_keeps_picture_and_steps_and_says_why() {
    let built = with_chart("flowchart TD\na[One] --> b[Two]\nb --> a").build();
    assert!(built.problems().contains("content/a.md:7"), "{}", built.problems());
    let page = page_of(&built);
    assert!(page.contains("<svg class=\"chart\"") && page.contains("class=\"chart-steps\""));
    assert!(!page.contains("walk-through"));
    assert!(!built.has_file("a/walk-through/index.html"));
}

#[test]
fn what_looks_like_a_script_or_is_endless_is_refused_at_its_place_or_is_words() {
    let script = "<script>alert(1)</script>";
    let built = with_chart(&format!("flowchart TD\na([\"{script}\"]) --> b([\"b & c\"])")).build();
    let page = page_of(&built);
    assert!(!page.contains(script) && page.contains(&escaped(script)), "{page}");

    for target in [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "//x.example",
    ] {
        let chart = format!("flowchart TD\na([One]) --> b([Two])\nclick a \"{target}\"");
        let problems = with_chart(&chart).build().problems();
        assert!(problems.contains("flowchart-click-target"), "{target}: {problems}");
        assert!(problems.contains("content/a.md:11:"), "{target}: {problems}");
    }
    let called = with_chart("flowchart TD\na([One]) --> b([Two])\nclick a call alert(1)").build().problems();
    assert!(called.contains("flowchart-click-script"), "{called}");

    let long = "x".repeat(10_000);
    for chart in [
        format!("flowchart TD\na([\"{long}\"]) --> b"),
        format!("flowchart TD\na -->|\"{long}\"| b"),
        format!("flowchart TD\nsubgraph l [\"{long}\"]\na --> b\nend"),
        format!("flowchart TD\n{long}"),
        format!("flowchart TD\naccDescr: {long}\na --> b"),
    ] {
        let problems = with_chart(&chart).build().problems();
        assert!(problems.contains("content/a.md:9:") || problems.contains("content/a.md:10:"), "{problems}");
        assert!(problems.len() < 4_000, "a mistake shows {} characters", problems.len());
    }
}
