//! The search: what a reader finds by which words, and how the index is made again.

use crate::project::{Built, Project};
use fingerpost::search::{Ask, Found};

const GLOSSARY: &str = "\
- term: child in care
  short_forms: [CiC]
  synonyms: [looked-after child, LAC]
  means: A child whom the council looks after.
  page: care.md
- { term: education plan, short_forms: [EHCP], means: A plan. }
";

fn page(title: &str, front: &str, body: &str) -> String {
    format!("---\ntitle: \"{title}\"\nsummary: About it.\n{front}---\n{body}\n")
}

fn project() -> Project {
    Project::new()
        .file("content/data/glossary.yaml", GLOSSARY)
        .file("content/_index.md", page("Home", "", "Welcome."))
        .file(
            "content/attendance.md",
            page("Attendance", "audience: [carer]\nsources: none\n", "Go to school."),
        )
        .file("content/laptops.md", page("Laptops and internet", "keywords: [computer]\n", "Who pays?"))
        .file("content/care.md", page("Who we support", "", "Children in care."))
        .file(
            "content/absent.md",
            page("When a child is away", "audience: [iro]\nsources: none\n", "Attendance counts. LAC."),
        )
        .file("content/home-education.md", page("Home education", "", "Taught at home."))
        .file("content/what.md", page("What is a plan?", "", "It is one."))
        .file("content/moves.md", page("Exclusion", "", "A child is sent away for good."))
        .file("content/guide-to-trips.pdf", "x")
}

fn found(built: &Built, words: &str, ask: Ask<'_>) -> Found {
    built.build.search.as_ref().expect("an index").search(words, ask)
}

fn titles(built: &Built, words: &str) -> Vec<String> {
    found(built, words, Ask::default()).hits.into_iter().map(|hit| hit.title).collect()
}

#[test]
fn a_reader_finds_a_page_by_their_own_words() {
    let built = project().build();
    for (words, first) in [
        ("attendance", "Attendance"),
        ("ATTENDANCE!", "Attendance"),
        ("attendence", "Attendance"),
        ("attendnace", "Attendance"),
        ("ttendance", "Attendance"),
        ("taendance", "Attendance"),
        ("atten", "Attendance"),
        ("who pays for a laptop", "Laptops and internet"),
        ("the child's computer", "Laptops and internet"),
        ("Láptop", "Laptops and internet"),
        ("LAC", "Who we support"),
        ("lac", "Who we support"),
        ("looked after children", "Who we support"),
        ("kids in care", "Who we support"),
        ("my child is excluded", "Exclusion"),
        ("what is a plan", "What is a plan?"),
        ("homeeducation", "Home education"),
        ("attendance NN1 1ED", "Attendance"),
        ("guide trips", "Guide to trips"),
    ] {
        assert_eq!(titles(&built, words).first().map(String::as_str), Some(first), "{words}");
    }
}

#[test]
fn a_typing_error_is_told_and_can_be_kept() {
    let built = project().build();
    let of = |words: &str, as_typed: bool| {
        let found = found(&built, words, Ask { as_typed, ..Ask::default() });
        (found.instead, found.hits.len())
    };
    assert_eq!(of("school attendence", false).0.as_deref(), Some("school attendance"));
    assert_eq!(of("attendence", true), (None, 0));
    assert_eq!(of("attendance", false).0, None);
    assert_eq!(of("ECHP", false).0.as_deref(), Some("ehcp"));
    // Under five letters a word is too near to too many others.
    assert_eq!(of("csre", false), (None, 0));
}

#[test]
fn every_word_counts_and_where_nothing_has_all_some_are_found() {
    let built = project().build();
    let both = found(&built, "attendance school", Ask::default());
    assert_eq!(both.hits.iter().map(|hit| hit.url.as_str()).collect::<Vec<_>>(), ["/attendance/"]);
    assert!(!both.some);
    let one = found(&built, "laptop attendance", Ask::default());
    assert!(one.some && one.hits.len() == 3, "{one:?}");
    let none = found(&built, "xyzzy", Ask::default());
    assert!(!none.some && none.hits.is_empty());
    for words in ["", " ", "?!", "\"", "🙂"] {
        assert_eq!(found(&built, words, Ask::default()), Found::default(), "{words}");
    }
}

#[test]
fn stop_words_alone_are_looked_for_too() {
    let built = Project::new().page("a.md", "x").file("content/about.md", page("About us", "", "x")).build();
    assert_eq!(titles(&built, "about us"), ["About us"]);
    assert_eq!(titles(&built, "about"), ["About us"]);
}

#[test]
fn results_are_narrowed_down_to_some_readers_and_what_is_for_everybody() {
    let built = project().build();
    let of = |audience: &str| {
        let found = found(&built, "attendance", Ask { audience: Some(audience), ..Ask::default() });
        found.hits.into_iter().map(|hit| hit.url).collect::<Vec<_>>()
    };
    assert_eq!(of("carer"), ["/attendance/"]);
    assert_eq!(of("iro"), ["/absent/"]);
}

#[test]
fn drafts_old_addresses_and_steps_of_a_walk_through_are_not_found() {
    let chart = "```mermaid\nflowchart TD\nA[Zebra starts] --> B{Zebra?}\nB -->|Yes| C([End])\nB -->|No| D([Stop])\n```";
    let built = Project::new()
        .page("home.md", "x")
        .file("content/hidden.md", page("Zebra draft", "draft: true\n", "x"))
        .file("content/zoo.md", page("Zoo", "aliases: [/zebra/]\n", chart))
        .build();
    assert!(built.has_file("zoo/walk-through/index.html"));
    let found = found(&built, "zebra", Ask::default());
    assert_eq!(found.hits.iter().map(|hit| hit.url.as_str()).collect::<Vec<_>>(), ["/zoo/"]);
}

#[test]
fn below_a_path_results_lead_there() {
    let built = project().base_url("https://council.example/hub/").build();
    assert_eq!(found(&built, "attendance", Ask::default()).hits[0].url, "/hub/attendance/");
    let html = built.file("search/index.html");
    assert!(html.contains("action=\"/hub/search/\"") && html.contains("data-search=\"/hub/assets/search-"));
}

#[test]
fn a_rebuild_makes_the_index_of_a_clean_build() {
    let project = project();
    let first = project.build();
    let same = project.rebuild(Some(&first.build));
    let index = |built: &Built| built.build.search.clone().expect("an index");
    assert_eq!(index(&same).folder, index(&first).folder);
    let changed = project.file("content/attendance.md", page("Being there", "", "Go."));
    let again = changed.rebuild(Some(&first.build));
    assert_ne!(index(&again).folder, index(&first).folder);
    assert_eq!(index(&again).files, index(&changed.build()).files);
    // Who knows another name finds it, so a change of the glossary changes the index.
    let renamed = changed.file("content/data/glossary.yaml", GLOSSARY.replace("LAC", "CLA"));
    assert_eq!(index(&renamed.rebuild(Some(&again.build))).files, index(&renamed.build()).files);
    assert_eq!(titles(&renamed.rebuild(Some(&again.build)), "CLA")[0], "Who we support");
}

#[test]
fn the_files_of_the_index_are_published_and_kept_for_good() {
    let built = project().build();
    let index = built.build.search.as_ref().expect("an index");
    for name in index.files.keys() {
        assert!(built.has_file(&format!("{}{name}", index.folder)), "{name}");
    }
    assert!(index.folder.starts_with("assets/"), "the host's rules let browsers keep `assets/`");
}

#[test]
fn a_site_may_do_without() {
    let built = project().settings("[pages]\nsearch = false\n").build();
    assert!(built.build.search.is_none() && !built.has_file("search/index.html"));
    assert!(!built.file("index.html").contains("role=\"search\""));
    let own = project().settings("[pages]\nsearch = false\n").page("search.md", "Ours.").build();
    assert_eq!(own.problems(), "");
    assert!(project().page("search.md", "Ours.").problems().contains("error[url-taken]"));
}

#[test]
fn without_a_script_the_page_is_the_a_to_z_with_summaries() {
    let html = project().build().file("search/index.html");
    assert!(html.contains("<form") && html.contains("name=\"q\"") && html.contains("About it."));
    assert!(html.contains("id=\"page--letter-a\""));
}

#[test]
fn a_page_that_its_own_title_does_not_find_is_told() {
    let mut project = Project::new();
    for name in ["a", "b", "c", "d", "e", "f", "g"] {
        project = project.file(&format!("content/{name}.md"), page("More", "", "x"));
    }
    let built = project.build();
    let lost = built.build.search.as_ref().expect("an index").lost();
    assert_eq!(
        lost.iter()
            .map(|problem| (&*problem.place.path, problem.place.line, problem.name))
            .collect::<Vec<_>>(),
        [("content/f.md", 2, "search-title-lost"), ("content/g.md", 2, "search-title-lost")]
    );
    assert_eq!(lost[0].message, "who searches for `More` does not find this among the first 5 results");
}

/// Text of a long site: words by their number, so that some are everywhere and most are rare.
fn long_text(page: usize) -> String {
    let word = |number: usize| -> String {
        number.to_string().bytes().map(|digit| char::from(b'k' + (digit - b'0'))).collect()
    };
    (1..40).map(|at| word((page * at * 7 + at * at) % (at * 40))).collect::<Vec<_>>().join(" ")
}

#[test]
fn of_a_large_site_a_query_reads_a_little() {
    let mut project = Project::new();
    for number in 0..850 {
        let title =
            format!("Guidance {}", long_text(number).split(' ').rev().take(3).collect::<Vec<_>>().join(" "));
        project = project.file(&format!("content/p{number}.md"), page(&title, "", &long_text(number)));
    }
    let built = project.build();
    let index = built.build.search.as_ref().expect("an index");
    let largest = |letter: char| {
        let files = index.files.iter().filter(|(name, _)| name.starts_with(letter));
        files.map(|(_, bytes)| bytes.len()).max().unwrap_or_default()
    };
    assert!(index.files["start.json"].len() < 12_000, "{}", index.files["start.json"].len());
    assert!(largest('w') < 12_000 && largest('e') < 12_000 && largest('d') < 4_000 && largest('t') < 12_000);
    // A word that every page has is cut short, and is taken to stand everywhere.
    let first = &index.entries[7];
    let found = index.search(&format!("{} ", first.title), Ask::default());
    assert!(found.hits.iter().take(5).any(|hit| hit.title == first.title), "{}", first.title);
}
