//! What a check finds in the words of pages, and what it leaves alone.

use crate::project::Project;

const FACTS: &str = "\
- { fact: days, value: 10, unit: working days, means: x, source: { title: x } }
- { fact: short, value: 3, unit: days, means: x, source: { title: x } }
- { fact: other, value: 3, unit: days, means: x, source: { title: x } }
- { fact: rate, value: \"£1,200\", unit: a year, means: x, source: { title: x } }
- { fact: share, value: 85%, means: x, source: { title: x } }
- { fact: age, value: 18, means: x, source: { title: x } }
- { fact: ends, value: 2027-01-31, means: x, source: { title: x } }
- { fact: opens, value: the end of June, means: x, source: { title: x } }
";

const GLOSSARY: &str = "\
- term: independent reviewing officer
  short_forms: [IRO]
  synonyms: [reviewing officer]
  means: Checks the care plan.
  page: b.md
  known_to: [iro, social-worker]
- { term: pupil premium plus, short_forms: [PP+], means: Money for school. }
- { term: pupil premium, means: Money too. }
- { term: advocate, means: Helps a child to be heard. }
";

fn project() -> Project {
    Project::new()
        .file("content/data/facts.yaml", FACTS)
        .file("content/data/glossary.yaml", GLOSSARY)
        .page("b.md", "x")
}

/// The names and the places of all problems of a page with this front matter and body.
fn told(front: &str, body: &str) -> Vec<String> {
    let told = project().page_with("a.md", front, body).problems();
    let line = |line: &str| {
        let (place, rest) = line.split_once(": ").expect("a place");
        let name = rest.split(['[', ']']).nth(1).expect("a name");
        format!("{} {name}", place.trim_start_matches("content/"))
    };
    told.lines().map(line).collect()
}

#[test]
fn a_number_that_a_fact_holds_is_told_however_it_is_written() {
    for (body, column) in [
        ("In 10 working days.", 4),
        ("In ten working days' time.", 4),
        ("A 10-working-day limit.", 3),
        ("It is **10** working days.", 9),
        ("Within three days.", 8),
        ("You get £1200 or more.", 9),
        ("You get £1,200.00.", 9),
        ("It is 85% or more.", 7),
        ("By 31 January.", 4),
        ("By 31st January 2027.", 4),
        ("By 31 Jan.", 4),
        ("At the end of June.", 8),
        ("See [ten working days](b.md).", 6),
    ] {
        assert_eq!(told("", body), [format!("a.md:5:{column} fact-by-hand")], "{body}");
    }
    let told = project().page("a.md", "In 3 days.").problems();
    assert!(told.contains("the facts `short`, `other` hold it (write `{{ fact(key=\"short\") }}`"), "{told}");
}

#[test]
fn what_only_looks_like_a_fact_is_left_alone() {
    for body in [
        "In {{ fact(key=\"days\") }}.",
        "In 11 working days.",
        "In 10 days.",
        "From age 18, in 18 weeks.",
        "On three days a week.",
        "By 31 January 2026.",
        "In `10 working days`.",
        "In 10. Working days.",
        "£12,000",
        "![10 working days](b.png)",
    ] {
        let project = project().file("content/b.png", "x");
        assert_eq!(project.page("a.md", &format!("## In 3 days\n\n{body}")).problems(), "", "{body}");
    }
}

#[test]
fn a_fact_counts_from_its_first_day_to_its_last() {
    let facts = "- { fact: a, value: 9, unit: weeks, means: x, source: { title: x }, valid_from: 2026-11-01, valid_to: 2026-11-30 }\n";
    let project = Project::new().file("content/data/facts.yaml", facts).page("a.md", "In 9 weeks.");
    for (today, is_told) in
        [("2026-10-31", false), ("2026-11-01", true), ("2026-11-30", true), ("2026-12-01", false)]
    {
        assert_eq!(project.clone().today(today).problems().contains("[fact-by-hand]"), is_told, "{today}");
    }
}

#[test]
fn an_author_says_what_is_written_by_hand_on_purpose() {
    let front = "written_by_hand: [ten working days in all]\n";
    assert_eq!(told(front, "It takes 10 working days in all."), Vec::<String>::new());
    assert_eq!(
        told(front, "In 10 working days.\n\nIt takes 10 working days in all."),
        ["a.md:6:4 fact-by-hand"]
    );
    assert_eq!(told(front, "x"), ["a.md:4:19 exception-unused"]);
}

#[test]
fn labels_of_a_flowchart_are_read_too_and_are_no_sentences() {
    let chart = |label: &str| {
        format!("```mermaid\nflowchart TD\naccTitle: A chart\na([\"{label}\"]) --> b([Two words])\n```")
    };
    assert_eq!(told("", &chart("Do it within<br>10 working days")), ["a.md:8:21 fact-by-hand"]);
    let told_by = |body: &str| project().page("c.md", "{{ glossary() }}").page("a.md", body).problems();
    let unexplained = told_by(&chart("Call the IRO"));
    assert!(unexplained.contains("a.md:8:14: warning[term-unexplained]"), "{unexplained}");
    assert!(unexplained.contains("(IRO)` above the chart"), "{unexplained}");
    let explained = format!("An independent reviewing officer (IRO).\n\n{}", chart("Call the IRO"));
    assert_eq!(told_by(&explained), "");
    let comment = chart("Two words").replace("a([", "%% Within 10 working days the IRO\na([");
    assert_eq!(told_by(&comment), "", "no reader sees a comment");
    assert_eq!(told("", &chart("In 10 working days -- or less")), ["a.md:8:8 fact-by-hand"]);
    let long = "many words ".repeat(25);
    assert_eq!(told("", &chart(&long)), Vec::<String>::new());
}

#[test]
fn a_short_form_is_explained_where_a_page_first_uses_it() {
    for body in [
        "Ask the independent reviewing officer (IRO). The IRO knows.",
        "The IRO (reviewing officer) knows.",
        "Ask the [IRO](c.md#iro).",
        "IROs are independent reviewing officers.",
        "## The IRO\n\nThe independent reviewing officer knows.",
        "Use `IRO`. Iro is a name.",
    ] {
        let project = project().page("c.md", "{{ glossary() }}").page("a.md", body);
        assert_eq!(project.problems(), "", "{body}");
    }
    assert_eq!(told("", "Ask the IRO. The IRO knows."), ["a.md:5:9 term-unexplained"]);
    assert_eq!(
        told("", "The IRO’s plan.\n\nAn independent reviewing officer (IRO)."),
        ["a.md:5:5 term-unexplained"]
    );
    assert_eq!(told("", "- Is PP+ asked for?"), ["a.md:5:6 term-unexplained"]);
    let known = "sources: none\naudience: [iro]\n";
    assert_eq!(told(known, "Ask the IRO."), Vec::<String>::new());
    let mixed = "sources: none\naudience: [iro, carer]\n";
    assert_eq!(told(mixed, "Ask the IRO."), ["a.md:7:9 term-unexplained"]);
}

#[test]
fn the_glossary_is_drawn_from_a_to_z_with_an_anchor_each() {
    let built = project()
        .page("a.md", "{{ glossary() }}")
        .page("c.md", "[x](a.md#iro) [y](a.md#reviewing-officer)")
        .build();
    let html = built.prose("a/index.html");
    let at = |text: &str| html.find(text).unwrap_or_else(|| panic!("no {text} in {html}"));
    assert!(
        at("<dt id=\"advocate\">Advocate</dt>")
            < at("<dt id=\"iro\">Independent reviewing officer (IRO)</dt>")
    );
    assert!(at("<h2 id=\"page--letter-i\">I</h2>") < at("<dt id=\"iro\">"));
    at("<dt id=\"reviewing-officer\">Reviewing officer</dt>\n<dd>See <a href=\"#iro\">");
    at(
        "<dd>Checks the care plan. Also called: reviewing officer. <a href=\"/b/\">More: independent reviewing officer</a>",
    );
    assert!(!html.contains("<dt id=\"page--see-iro\">"), "IRO would stand right below its word: {html}");
    at("<dt id=\"page--see-pp\">PP+</dt>\n<dd>See <a href=\"#pp\">");
    at("<dt id=\"pp\">Pupil premium plus (PP+)</dt>");
    assert_eq!(told("", "{{ glossary() }}\n\n## IRO"), ["a.md:5:1 anchor-taken"]);
    let link = project().page("a.md", "{{ glossary() }}").page("c.md", "[x](a.md#irp)").problems();
    assert!(link.contains("error[link-anchor-broken]") && link.contains("did you mean `iro`?"), "{link}");
}

#[test]
fn a_mistake_in_the_glossary_has_its_place() {
    let glossary = "- { term: A b, short_forms: [X], means: x, known_to: [carers] }\n- { term: x, means: y, page: no.md }\n- { term: z }\n";
    let told = Project::new().file("content/data/glossary.yaml", glossary).problems();
    for start in [
        "content/data/glossary.yaml:1:55: error[value-unknown]",
        "content/data/glossary.yaml:2:11: error[id-taken]: `x` stands in the glossary twice",
        "content/data/glossary.yaml:2:30: error[link-broken]: there is no page `content/no.md`",
        "content/data/glossary.yaml:3:3: error[key-missing]: `term` has no `means`",
    ] {
        assert!(told.lines().any(|line| line.starts_with(start)), "{start} in\n{told}");
    }
    assert_eq!(told.lines().count(), 4, "{told}");
}

#[test]
fn a_sentence_may_be_longer_for_people_at_work_than_for_children() {
    let words = |count: usize| format!("{}.", vec!["so"; count].join(" "));
    for (audience, most) in [("young-person, iro", 25), ("carer, parent", 25), ("carer, iro", 30)] {
        let front = format!("sources: none\naudience: [{audience}]\n");
        assert_eq!(told(&front, &words(most)), Vec::<String>::new(), "{audience}");
        assert_eq!(told(&front, &words(most + 1)), ["a.md:7:1 sentence-long"], "{audience}");
    }
    let fact = format!("It is {{{{ fact(key=\"days\") }}}} {}", words(26));
    assert_eq!(told("", &fact), ["a.md:5:1 sentence-long"], "a fact has as many words as it shows");
    assert_eq!(told("", &format!("{} {}", words(20), words(20))), Vec::<String>::new());
    let french = project().settings("language = \"fr\"\n").page("a.md", &words(40)).problems();
    assert_eq!(french, "");
}

#[test]
fn a_page_is_hard_by_its_sentences_and_not_by_its_lists() {
    let hard =
        "Practitioners demonstrate appropriate consideration of circumstances throughout implementation. ";
    let easy = "You can ask us how it went and what to do.\n\n";
    assert_eq!(told("", &hard.repeat(13)), ["a.md:1:1 page-hard"]);
    assert_eq!(told("", &easy.repeat(12)), Vec::<String>::new());
    assert_eq!(told("", &format!("{}\n\n{}", hard.repeat(13), "- a\n".repeat(80))), ["a.md:1:1 page-hard"]);
    assert_eq!(told("", hard), Vec::<String>::new(), "one sentence says too little");
}

#[test]
fn a_page_that_tells_somebody_something_has_a_source() {
    assert_eq!(told("audience: [carer]\n", "x"), ["a.md:1:1 source-missing"]);
    assert_eq!(told("audience: [carer]\nsources: [{ title: The Act }]\n", "x"), Vec::<String>::new());
    assert_eq!(told("audience: [carer]\nsources: none\n", "x"), Vec::<String>::new());
    assert_eq!(told("", "x"), Vec::<String>::new());
    assert_eq!(told("sources: some\n", "x"), ["a.md:4:10 value-wrong-kind"]);
}

#[test]
fn a_page_that_no_other_names_is_told() {
    let orphan = "content/s/a.md:1:1: warning[page-orphan]";
    let section = Project::new().page("s/_index.md", "x");
    assert!(section.clone().page("s/a.md", "[itself](a.md)").problems().starts_with(orphan));
    for (other, front, body) in [
        ("s/_index.md", "", "[a](a.md)"),
        ("b.md", "", "[a](s/a.md#h)"),
        ("b.md", "next: [s/a.md]\n", "x"),
        ("b.md", "related: [s/a.md]\n", "x"),
    ] {
        let told = section.clone().page("s/a.md", "## H").page_with(other, front, body).problems();
        assert_eq!(told, "", "{other} {front} {body}");
    }
    assert_eq!(section.page("a.md", "x").problems(), "", "a page below home is a door in the header");
}

#[test]
fn a_link_and_a_picture_say_what_they_are() {
    for (body, name) in [
        ("[Click here](b.md)", "link-says-nothing"),
        ("[**Read more**…](b.md)", "link-says-nothing"),
        ("[](b.md)", "link-says-nothing"),
        ("<https://www.gov.uk/>", "link-says-nothing"),
        ("![ ](b.png)", "image-no-text"),
    ] {
        let project = project().file("content/b.png", "x").page("a.md", body);
        assert!(project.problems().starts_with(&format!("content/a.md:5:1: warning[{name}]")), "{body}");
    }
    for body in [
        "[Read more about PEPs](b.md)",
        "<us@example.gov.uk>",
        "[999](tel:999)",
        "[![A map](b.png)](b.md)",
        "[{{ fact(key=\"days\") }}](b.md)",
        "![A map](b.png)",
    ] {
        let project = project().file("content/b.png", "x").page("a.md", body);
        assert_eq!(project.problems(), "", "{body}");
    }
}

#[test]
fn a_page_is_marked_when_what_it_names_ran_out() {
    let mark = "may be out of date. Check with us before you rely on it.";
    let of = |fact: &str, today: &str| {
        let facts = format!(
            "- {{ fact: a, value: 1, unit: day, means: x, source: {{ title: x }}, valid_to: 2026-11-30 }}\n{FACTS}"
        );
        let project = Project::new().file("content/data/facts.yaml", facts);
        let build = project.page("a.md", &format!("{{{{ fact(key=\"{fact}\") }}}}")).today(today).build();
        assert!(!build.problems().contains("error["), "{}", build.problems());
        let file = build.build.files().iter().find(|file| file.path == "a/index.html").expect("the page");
        String::from_utf8(file.bytes.to_vec()).expect("text").contains(mark)
    };
    assert!(!of("a", "2026-11-30"));
    assert!(of("a", "2026-12-01"));
    assert!(!of("days", "2026-12-01"));
}
