//! The hub that this repository ships: no problem, and no council's name in a page.

use fingerpost::pipeline::{Options, build};
use fingerpost::problem::{Colour, Format, render_all};
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_hub_has_no_problem_on_the_day_it_was_checked() {
    let source = fingerpost::source::read(root()).expect("the project");
    let options = Options::of_readers(jiff::civil::date(2026, 11, 23));
    let build = build(&source, &options, None);
    assert_eq!(render_all(&build.problems, Format::Text, Colour::Plain), "");
    assert!(build.pages >= 8);
}

#[test]
fn a_council_stands_in_the_settings_and_never_in_a_page() {
    let source = fingerpost::source::read(root()).expect("the project");
    for (path, file) in source.below("content") {
        if let fingerpost::source::File::Text(text) = file
            && path.ends_with(".md")
        {
            let body = text.text.splitn(3, "---").nth(2).unwrap_or_default();
            assert!(
                !body.to_lowercase().contains("northamptonshire"),
                "{path} names a council: use {{{{ councils() }}}}"
            );
        }
    }
}

#[test]
fn both_deadlines_stand_on_the_page_that_tells_them() {
    let source = fingerpost::source::read(root()).expect("the project");
    let page = &source.text("content/when-is-a-pep-due.md").expect("the page").text;
    for fact in ["pep.initiate_working_days", "pep.first_review_working_days"] {
        assert!(page.contains(&format!("fact(key=\"{fact}\")")), "{fact} is not named");
    }
    let facts = &source.text("content/data/facts.yaml").expect("the facts").text;
    assert!(facts.contains("fact: pep.initiate_working_days\n  value: 10\n"));
    assert!(facts.contains("fact: pep.first_review_working_days\n  value: 20\n"));
}
