//! A rebuild gives the same files as a clean build, whatever was edited.

use crate::project::Project;
use fingerpost::pipeline::Build;
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Edit {
    Body(usize, usize),
    Front(usize, usize),
    Remove(usize),
    Fact(usize),
    Term(usize),
    Window(usize),
    Settings(usize),
    Template(usize),
    Download(usize),
}

const PATHS: [&str; 6] = ["a.md", "b.md", "s/_index.md", "s/c.md", "s/d.md", "t.md"];

fn bodies() -> [&'static str; 9] {
    [
        "Plain.",
        "## One\n\nText with a [link](b.md).",
        "## Two\n\n{{ fact(key=\"x\") }} and [a](a.md#one)",
        "[broken](nowhere.md)",
        "<b>refused</b>",
        "Note[^1].\n\n[^1]: {{ fact(key=\"x\") }}",
        "[s](s/_index.md) [file](form.pdf)",
        "{{ school_terms() }}\n\n{{ pep_windows() }}",
        "| a | b |\n| - | - |\n| 1 | {{ fact(key=\"x\") }} |",
    ]
}

const FRONTS: [&str; 10] = [
    "",
    "order: 1\n",
    "draft: true\n",
    "aliases: [/old/]\n",
    "next: [../a.md]\n",
    "changes: [{ date: 2026-01-01, note: N. }]\n",
    "titel: wrong\n",
    "keywords: [LAC, one]\n",
    "pep_cycle: post-16\n",
    "topic: c\n",
];

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        4 => (0..PATHS.len(), 0..bodies().len()).prop_map(|(page, body)| Edit::Body(page, body)),
        3 => (0..PATHS.len(), 0..FRONTS.len()).prop_map(|(page, front)| Edit::Front(page, front)),
        1 => (0..PATHS.len()).prop_map(Edit::Remove),
        1 => (0..3usize).prop_map(Edit::Fact),
        1 => (0..6usize).prop_map(Edit::Settings),
        1 => (0..2usize).prop_map(Edit::Term),
        1 => (0..3usize).prop_map(Edit::Window),
        1 => (0..3usize).prop_map(Edit::Template),
        1 => (0..2usize).prop_map(Edit::Download),
    ]
}

fn apply(project: Project, edit: &Edit) -> Project {
    match edit {
        Edit::Body(page, body) => project.page(PATHS[*page], bodies()[*body]),
        Edit::Front(page, front) => project.page_with(PATHS[*page], FRONTS[*front], bodies()[*page]),
        Edit::Remove(page) => {
            let mut project = project;
            project.files.remove(&format!("content/{}", PATHS[*page]));
            project
        }
        Edit::Fact(value) => project.file(
            "content/data/facts.yaml",
            [
                "x",
                "pep.signoff_after_meeting_post16_working_days",
                "post16.peps_per_academic_year",
                "pep.reviewing_officer_copy_days",
            ]
            .map(|fact| {
                format!(
                    "- {{ fact: {fact}, value: {value}, means: m, status: law, source: {{ title: t }} }}\n"
                )
            })
            .concat(),
        ),
        Edit::Term(which) => {
            let last = ["2026-12-18", "2026-12-17"][*which];
            let half = "half_term: { first_day: 2026-10-26, last_day: 2026-10-30 }";
            project.file(
                "content/data/terms.yaml",
                format!("- {{ term: autumn, academic_year: 2026-27, first_day: 2026-09-02, last_day: {last}, {half}, sample: true }}\n"),
            )
        }
        Edit::Window(which) => {
            let days = ["2026-11-01", "after autumn half-term", "end of autumn term"][*which];
            project.file(
                "content/data/pep-windows.yaml",
                format!("- {{ window: W, phase: post-16, academic_year: 2026-27, first_day: {days}, last_day: 2027-01-31, sample: true }}\n"),
            )
        }
        Edit::Settings(which) => {
            let more = [
                "",
                "summary = \"New\"\n",
                "[markdown]\nraw_html = true\n",
                "[look.light]\nbrand = \"#003344\"\n",
                "[pages]\na_to_z = false\n",
                "[pages]\nchanges = false\n",
            ][*which];
            project.file("site.toml", format!("title = \"Hub\"\nbase_url = \"http://localhost/\"\n{more}"))
        }
        Edit::Template(which) => {
            let text = [
                "Gone",
                "{% extends \"base.html\" %}{% block main %}<h1>Gone</h1>{% endblock %}",
                "{{ broken",
            ][*which];
            project.file("themes/default/templates/not-found.html", text)
        }
        Edit::Download(which) => project.file("content/form.pdf", which.to_string()),
    }
}

pub(crate) fn assert_same(rebuilt: &Build, clean: &Build) {
    assert_eq!(rebuilt.problems, clean.problems);
    let paths = |build: &Build| build.files().iter().map(|file| file.path.clone()).collect::<Vec<_>>();
    assert_eq!(paths(rebuilt), paths(clean));
    for (rebuilt, clean) in rebuilt.files().iter().zip(clean.files()) {
        assert!(rebuilt.bytes == clean.bytes, "`{}` differs", clean.path);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_rebuild_after_random_edits_is_a_clean_build(edits in prop::collection::vec(edit(), 1..12)) {
        let holidays = include_str!("../../content/data/bank-holidays.yaml");
        let mut project = Project::new().file("content/data/bank-holidays.yaml", holidays);
        let mut previous = project.build();
        for edit in &edits {
            project = apply(project, edit);
            let rebuilt = project.rebuild(Some(&previous.build));
            assert_same(&rebuilt.build, &project.build().build);
            previous = rebuilt;
        }
    }
}

#[test]
fn two_clean_builds_are_the_same_bytes() {
    let project =
        Project::new().page("s/_index.md", "x").page("s/a.md", "## One").page("b.md", "[a](s/a.md#one)");
    assert_same(&project.build().build, &project.build().build);
}
