//! The ways through a site: by role, by topic, from A to Z, by what changed, and to help when somebody worries about a child.

use crate::hub::{Hub, forenoon};
use crate::project::{Built, Project};
use scraper::{Html, Selector};

const FORM: &str = "\
form: ask
version: 2026-11-23
title: Ask for a login
summary: For people who work with us.
reference: ASK
sent_to: team
answer_within: 2 working days
keep: { submitted_days: 90, after_confirmed_days: 30 }
who_reads: The team.
when_read: On working days.
cannot_wait: Call 999.
confirmation: { title: Sent, next: We will answer. }
sections:
  - section: a
    title: A
    pages:
      - page: one
        title: You
        fields:
          - { field: name, type: text, label: Your name }
";

/// A page whose title is its own.
fn titled(title: &str, front: &str, body: &str) -> String {
    format!("---\ntitle: \"{title}\"\nsummary: About {title}.\n{front}---\n{body}\n")
}

/// The words of each element that the selector names, with one space between.
fn texts(html: &str, selector: &str) -> Vec<String> {
    let html = Html::parse_document(html);
    let selector = Selector::parse(selector).expect("a selector");
    let words = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    html.select(&selector).map(|element| words(element.text().collect())).collect()
}

/// Where each of them leads.
fn urls(html: &str, selector: &str) -> Vec<String> {
    let html = Html::parse_document(html);
    let selector = Selector::parse(selector).expect("a selector");
    html.select(&selector).filter_map(|link| link.attr("href").map(str::to_string)).collect()
}

fn a_to_z(built: &Built) -> Vec<String> {
    texts(&built.file("a-to-z/index.html"), ".a-to-z > li")
}

#[test]
fn the_a_to_z_has_every_page_and_form_below_its_letter() {
    let built = Project::new()
        .file("forms/ask.yaml", FORM)
        .file("content/_index.md", titled("Home of all", "", "Home."))
        .file("content/school/_index.md", titled("School", "related: [roll.md]\n", "x"))
        .file("content/school/roll.md", titled("A child on no roll", "aliases: [/zoo/]\n", "x"))
        .file("content/soon.md", titled("Draft", "draft: true\n", "x"))
        .file("content/bursary.md", titled("16 to 19 bursary", "", "x"))
        .build();
    let html = built.file("a-to-z/index.html");
    assert_eq!(
        a_to_z(&built),
        [
            "16 to 19 bursary About 16 to 19 bursary.",
            "Ask for a login Form For people who work with us.",
            "A child on no roll About A child on no roll.",
            "Forms Form Everything that you can send to the Virtual School, and its forms on paper.",
            "Home of all About Home of all.",
            "News and changes What is new on this site and what changed, the latest first.",
            "School About School.",
        ]
    );
    let letters = ["0 to 9", "A", "C", "F", "H", "N", "S"];
    assert_eq!(texts(&html, ".letters a"), letters);
    assert_eq!(texts(&html, "main h2"), letters);
    let anchors = urls(&html, ".letters a");
    for anchor in &anchors {
        assert!(html.contains(&format!("<h2 id=\"{}\">", &anchor[1..])), "{anchor}");
    }
    assert_eq!(anchors.first().map(String::as_str), Some("#page--letter-digits"));
    assert!(built.file("sitemap.xml").contains("<loc>http://localhost/a-to-z/</loc>"));
}

#[test]
fn a_keyword_leads_to_the_pages_that_name_it_the_fittest_first() {
    let built = Project::new()
        .file("content/a.md", titled("Exams", "keywords: [exams, tests, Child’s views]\n", "x"))
        .file("content/b.md", titled("Results", "keywords: [LAC, exams, tests]\n", "x"))
        .file("content/c.md", titled("Moves", "keywords: [school, lac, \"child's views\"]\n", "x"))
        .file("content/d.md", titled("Tests for all", "keywords: [tests, d]\n", "x"))
        .build();
    let words: Vec<String> = a_to_z(&built).into_iter().filter(|entry| entry.contains(": see ")).collect();
    // "Exams" is a title, so no word; "Tests for all" stands right there, below its own title.
    assert_eq!(
        words,
        [
            "Child’s views: see Exams, Moves",
            "D: see Tests for all",
            "LAC: see Results, Moves",
            "School: see Moves",
            "Tests: see Exams, Results"
        ]
    );
}

#[test]
fn a_word_leads_to_four_pages_at_most() {
    let mut project = Project::new();
    for name in ["e", "d", "c", "b", "a"] {
        project = project.file(&format!("content/{name}.md"), titled(name, "keywords: [college]\n", "x"));
    }
    assert!(a_to_z(&project.build()).contains(&"College: see a, b, c, d".to_string()));
}

#[test]
fn a_word_of_the_glossary_leads_to_what_it_means() {
    let built = Project::new()
        .file(
            "content/data/glossary.yaml",
            "- { term: child in care, short_forms: [CiC], synonyms: [LAC], means: A child. }\n",
        )
        .file("content/words.md", titled("Words", "keywords: [LAC, glossary]\n", "{{ glossary() }}"))
        .build();
    let html = built.file("a-to-z/index.html");
    assert!(a_to_z(&built).contains(&"LAC: see what it means".to_string()));
    assert!(urls(&html, ".a-to-z a").contains(&"/words/#cic".to_string()));
    assert!(built.file("words/index.html").contains("id=\"cic\""));
}

#[test]
fn pages_of_one_title_say_where_they_stand() {
    let built = Project::new()
        .file("content/groups/_index.md", titled("Groups", "related: [early.md]\n", "x"))
        .file("content/groups/early.md", titled("Early years", "", "x"))
        .file("content/peps/_index.md", titled("PEPs", "related: [early.md]\n", "x"))
        .file("content/peps/early.md", titled("Early years", "", "x"))
        .build();
    let twins: Vec<String> = a_to_z(&built).into_iter().filter(|entry| entry.starts_with("Early")).collect();
    assert_eq!(twins, ["Early years (Groups) About Early years.", "Early years (PEPs) About Early years."]);
}

#[test]
fn every_page_leads_to_the_a_to_z_and_a_page_may_name_it() {
    let project = Project::new().page("s/_index.md", "[All](../a-to-z.md) [a](a.md)").page("s/a.md", "x");
    let below = project.clone().base_url("https://council.example/hub/").build();
    for path in ["index.html", "s/index.html", "s/a/index.html", "404.html", "a-to-z/index.html"] {
        let html = below.file(path);
        for part in [".site-nav a", ".site-footer a"] {
            assert!(urls(&html, part).contains(&"/hub/a-to-z/".to_string()), "{path} {part}");
        }
    }
    assert_eq!(
        below.prose("s/index.html").lines().next(),
        Some("<p><a href=\"/hub/a-to-z/\">All</a> <a href=\"/hub/s/a/\">a</a></p>")
    );
    let to_a_letter = project.page("b.md", "[B](a-to-z.md#b)").problems();
    assert!(
        to_a_letter.starts_with("content/b.md:5:5: error[link-broken]: there is no page"),
        "{to_a_letter}"
    );
}

#[test]
fn what_would_lie_over_the_a_to_z_is_refused_unless_the_site_does_without() {
    let told = "error[url-taken]: `/a-to-z/index.html` belongs to the program \
                (rename it, or write `a_to_z = false` below `[pages]` in site.toml)\n";
    let page = Project::new().page("a-to-z.md", "Mine.");
    assert_eq!(page.problems(), format!("content/a-to-z.md:1:1: {told}"));
    let alias = Project::new().page_with("b.md", "aliases: [/A-to-Z/]\n", "x").problems();
    assert!(alias.starts_with("content/b.md:4:11: error[url-taken]: `/A-to-Z/index.html`"), "{alias}");
    let file = Project::new().file("content/a-to-z", "x").problems();
    assert!(file.contains("`/a-to-z` belongs to the program"), "{file}");
    let off = page.settings("[pages]\na_to_z = false\n").build();
    assert_eq!(off.prose("a-to-z/index.html"), "<p>Mine.</p>");
    assert!(!off.file("404.html").contains("A to Z"));
}

/// Notes of one page: day and words.
fn changes(notes: &[(&str, &str)]) -> String {
    let notes: Vec<String> =
        notes.iter().map(|(day, note)| format!("{{ date: {day}, note: \"{note}\" }}")).collect();
    format!("changes: [{}]\n", notes.join(", "))
}

#[test]
fn changes_of_all_pages_stand_by_month_and_day_the_latest_first() {
    let built = Project::new()
        .file(
            "content/a.md",
            titled("A", &changes(&[("2025-12-31", "Last year."), ("2026-11-02", "New.")]), "x"),
        )
        .file(
            "content/b.md",
            titled("B", &changes(&[("2026-11-02", "New."), ("2026-11-03", "Better.")]), "x"),
        )
        .file(
            "content/c.md",
            titled("C", &changes(&[("2026-11-02", "Only here."), ("2026-01-05", "Old.")]), "x"),
        )
        .build();
    let html = built.file("changes/index.html");
    assert_eq!(
        texts(&html, "main h2"),
        ["November 2026", "January 2026", "December 2025", "All changes, by year"]
    );
    assert_eq!(
        texts(&html, "main h3"),
        ["3 November 2026", "2 November 2026", "5 January 2026", "31 December 2025"]
    );
    assert_eq!(
        texts(&html, ".day-changes > li"),
        ["B: Better.", "C: Only here.", "New. A B", "C: Old.", "A: Last year."]
    );
    assert_eq!(urls(&html, ".day-changes a"), ["/b/", "/c/", "/a/", "/b/", "/c/", "/a/"]);
    assert_eq!(urls(&html, "main .ways a"), ["/changes/2026/", "/changes/2025/"]);
    let last_year = built.file("changes/2025/index.html");
    assert_eq!(texts(&last_year, ".day-changes > li"), ["A: Last year."]);
    assert_eq!(texts(&last_year, ".breadcrumbs a"), ["Home", "News and changes"]);
    let sitemap = built.file("sitemap.xml");
    for address in ["changes/", "changes/2025/", "changes/2026/"] {
        assert!(sitemap.contains(&format!("<loc>http://localhost/{address}</loc>")), "{address}");
    }
    assert!(urls(&built.file("a/index.html"), ".site-footer a").contains(&"/changes/".to_string()));
}

#[test]
fn the_first_page_has_the_latest_changes_in_whole_days_and_each_year_all_of_its_own() {
    let of_days = |from: usize, to: usize| -> Vec<(String, String)> {
        (from..to).map(|day| (format!("2026-10-{:02}", day % 28 + 1), format!("Note {day}."))).collect()
    };
    let mut project = Project::new();
    // 84 changes, three on each of 28 days: the fiftieth is in the middle of a day.
    for (name, days) in [("a", of_days(0, 28)), ("b", of_days(28, 56)), ("c", of_days(56, 84))] {
        let notes: Vec<(&str, &str)> = days.iter().map(|(day, note)| (day.as_str(), note.as_str())).collect();
        project = project.file(&format!("content/{name}.md"), titled(name, &changes(&notes), "x"));
    }
    let built = project.build();
    let latest = built.file("changes/index.html");
    assert_eq!(texts(&latest, ".day-changes > li").len(), 51);
    assert_eq!(texts(&latest, "main h3").last().map(String::as_str), Some("12 October 2026"));
    assert_eq!(texts(&built.file("changes/2026/index.html"), ".day-changes > li").len(), 84);
    assert_eq!(built.file("feed.xml").matches("<entry>").count(), 50);
}

#[test]
fn a_note_of_many_pages_is_folded() {
    let mut project = Project::new();
    for name in ["a", "b", "c", "d", "e", "f", "g", "h", "i"] {
        project = project
            .file(&format!("content/{name}.md"), titled(name, &changes(&[("2026-11-02", "First.")]), "x"));
    }
    let html = project.build().file("changes/index.html");
    assert_eq!(texts(&html, ".day-changes summary"), ["First. (9 pages)"]);
    assert_eq!(texts(&html, ".day-changes details li").len(), 9);
}

#[test]
fn a_site_that_has_noted_nothing_says_so_and_may_do_without() {
    let project = Project::new();
    assert!(project.build().file("changes/index.html").contains("No page has said yet what changed."));
    let own = project.page("changes/_index.md", "Mine.");
    assert_eq!(
        own.problems(),
        "content/changes/_index.md:1:1: error[url-taken]: `/changes/index.html` belongs to the program \
         (rename it, or write `changes = false` below `[pages]` in site.toml)\n"
    );
    let own = own.settings("[pages]\nchanges = false\n").build();
    assert!(own.file("changes/index.html").contains("Mine."));
    assert!(urls(&own.file("index.html"), ".site-footer a").contains(&"/feed.xml".to_string()));
}

#[test]
fn the_feed_has_all_that_atom_asks_for() {
    let built = Project::new()
        .page_with("a.md", &changes(&[("2026-01-05", "One."), ("2026-01-05", "Two.")]), "x")
        .page_with("b.md", &changes(&[("2026-02-01", "Less < more & 'more'.")]), "x")
        .base_url("https://council.example/hub/")
        .build();
    let feed = built.file("feed.xml");
    assert!(feed.starts_with(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\""
    ));
    // RFC 4287, 4.1.1 and 4.1.2: id, title and updated once each, and an author with a name.
    let (head, entries) = feed.split_once("<entry>").expect("an entry");
    for (part, name) in
        std::iter::once((head, "feed")).chain(entries.split("<entry>").map(|entry| (entry, "entry")))
    {
        for element in ["id", "title", "updated"] {
            let inside = part.split(&format!("<{element}>")).nth(1).and_then(|rest| rest.split("</").next());
            assert!(inside.is_some_and(|text| !text.is_empty()), "{name} {element}");
            assert_eq!(part.matches(&format!("<{element}>")).count(), 1, "{name} {element}");
        }
    }
    assert!(head.contains("<author><name>Hub</name></author>"));
    assert!(head.contains(
        "<link rel=\"self\" type=\"application/atom+xml\" href=\"https://council.example/hub/feed.xml\"/>"
    ));
    assert!(head.contains(
        "<link rel=\"alternate\" type=\"text/html\" href=\"https://council.example/hub/changes/\"/>"
    ));
    let ids: Vec<&str> = feed.split("<id>").skip(1).filter_map(|rest| rest.split("</id>").next()).collect();
    assert_eq!(
        ids,
        [
            "https://council.example/hub/feed.xml",
            "https://council.example/hub/b/#change-1",
            "https://council.example/hub/a/#change-2",
            "https://council.example/hub/a/#change-1",
        ]
    );
    assert!(feed.contains("<summary>Less &lt; more &amp; "));
}

/// A page for these readers.
fn for_readers(title: &str, order: usize, audience: &str) -> String {
    titled(title, &format!("order: {order}\naudience: [{audience}]\nsources: none\n"), "x")
}

#[test]
fn the_home_page_starts_with_who_the_reader_is() {
    let related = "related: [carers.md, print.md, staff.md]\n";
    let project = Project::new()
        .settings("[pages]\nroles = \"roles/_index.md\"\n")
        .file("content/roles/_index.md", titled("By role", related, "x"))
        .file("content/roles/carers.md", for_readers("Carers", 2, "carer"))
        .file("content/roles/print.md", for_readers("Print", 3, "carer, iro"))
        .file("content/roles/staff.md", for_readers("Staff", 1, "social-worker, designated-teacher"))
        .page("money.md", "x");
    let built = project.clone().base_url("https://council.example/hub/").build();
    let html = built.file("index.html");
    assert_eq!(
        texts(&html, ".roles a"),
        ["a social worker", "a designated teacher", "a carer", "an independent reviewing officer"]
    );
    let pages = ["staff", "staff", "carers", "print"].map(|name| format!("/hub/roles/{name}/"));
    assert_eq!(urls(&html, ".roles a"), pages);
    // What stands there by role is not a card once more; in the header it is a door as before.
    assert_eq!(urls(&html, ".cards a"), ["/hub/money/"]);
    assert!(urls(&html, ".site-nav a").contains(&"/hub/roles/".to_string()));
    assert!(texts(&built.file("roles/index.html"), ".roles a").is_empty());
    let without = Project::new().page("s/_index.md", "x").build().file("index.html");
    assert_eq!(urls(&without, ".cards a"), ["/s/"]);
}

#[test]
fn a_section_of_roles_that_is_not_there_or_is_for_nobody_is_told() {
    let settings = "[pages]\nroles = \"roles/_index.md\"\n";
    let missing = Project::new().settings(settings).problems();
    assert!(missing.starts_with("site.toml:4:9: error[link-broken]"), "{missing}");
    let empty = Project::new().settings(settings).page("roles/_index.md", "x").problems();
    assert_eq!(
        empty,
        "site.toml:4:9: error[roles-missing]: no page stands in `roles/_index.md` and says for whom it is \
         (name the `_index.md` of a section whose pages have an `audience`, or take the line out)\n"
    );
}

const URGENT: &str = "urgent_contact = \"night\"\n";
const NIGHT: &str = "- { contact: night, name: Night team, phone: 01632 960199, hours: Day and night }\n";

#[test]
fn every_page_of_the_site_says_at_its_top_whom_to_call_when_worried() {
    let built = Project::new()
        .file("site.toml", format!("title = \"Hub\"\nbase_url = \"http://localhost/\"\n{URGENT}"))
        .file("content/data/contacts.yaml", NIGHT)
        .file("forms/ask.yaml", FORM)
        .file("content/s/_index.md", titled("S", "related: [a.md]\n", "x"))
        .page_with("s/a.md", "aliases: [/old/]\nchanges: [{ date: 2026-11-01, note: N. }]\n", "x")
        .build();
    let pages: Vec<&str> = built
        .build
        .files()
        .iter()
        .map(|file| file.path.as_str())
        .filter(|path| path.ends_with(".html") && *path != "old/index.html")
        .collect();
    for path in [
        "404.html",
        "changes/2026/index.html",
        "forms/ask/index.html",
        "forms/ask/print/index.html",
        "s/a/index.html",
    ] {
        assert!(pages.contains(&path), "{path} among {pages:?}");
    }
    for path in pages {
        let html = built.file(path);
        let top = html.split("<main").next().unwrap_or_default();
        assert_eq!(texts(top, ".worried a"), ["Worried about a child?", "01632 960199"], "{path}");
        assert_eq!(urls(top, ".worried a"), ["#page--worried", "tel:01632960199"], "{path}");
        assert_eq!(html.matches("id=\"page--worried\"").count(), 1, "{path}");
        let help = texts(&html, ".footer-help").join(" ");
        assert!(help.contains("Call 999") && help.contains("Night teamDay and night"), "{path}: {help}");
    }
}

#[test]
fn every_page_of_the_collector_says_it_too() {
    let hub = Hub::new().with("forms/ask.yaml", FORM).with("content/data/contacts.yaml", NIGHT);
    let settings = std::fs::read_to_string(hub.root().join("site.toml")).expect("the settings");
    hub.write("site.toml", &format!("{URGENT}{settings}"));
    let running = hub.start(forenoon);
    let browser = running.browser();
    for address in ["/forms/ask", "/drafts", "/nowhere"] {
        let page = browser.get(address);
        assert_eq!(page.texts(".worried a"), ["Worried about a child?", "01632 960199"], "{address}");
        assert!(page.texts(".site-footer #page--worried").len() == 1, "{address}");
        let links = page.attributes(".site-footer a", "href");
        for url in ["http://localhost:7/a-to-z/", "http://localhost:7/changes/"] {
            assert!(links.contains(&url.to_string()), "{address}: {links:?}");
        }
    }
}

#[test]
fn the_doors_of_the_header_fold_away_without_a_script() {
    let html = Project::new().page("money.md", "x").build().file("index.html");
    assert_eq!(texts(&html, "nav.site-nav > details > summary"), ["Menu"]);
    assert_eq!(texts(&html, "nav.site-nav > details > ul a"), ["Page money.md", "A to Z"]);
}

/// The links below a heading of the second level.
fn links_below(html: &str, heading: &str) -> Vec<String> {
    let part = html.split(&format!("<h2>{heading}</h2>")).nth(1).unwrap_or_default();
    texts(part.split("</section>").next().unwrap_or_default(), "a")
}

#[test]
fn a_page_is_also_listed_on_the_page_of_its_topic() {
    let built = Project::new()
        .file("content/_index.md", titled("Home", "topic: moves\n", "x"))
        .file("content/moves/_index.md", titled("Moves", "topic: moves\n", "x"))
        .file("content/moves/near.md", titled("Near", "topic: moves\n", "[far](../far.md)"))
        .file("content/far.md", titled("Far", "topic: moves\n", "[n](moves/near.md)"))
        .file("content/beside.md", titled("Beside", "topic: moves\n", "x"))
        .file("content/other.md", titled("Other", "topic: near\n", "x"))
        .build();
    let section = built.file("moves/index.html");
    assert_eq!(links_below(&section, "More on this topic"), ["Beside", "Far"]);
    assert_eq!(texts(&section, ".page-children a"), ["Near"]);
    assert_eq!(links_below(&built.file("far/index.html"), "Related pages"), ["Moves"]);
    // A page leads on to its topic, wherever that stands; one below it has it in the breadcrumbs.
    assert_eq!(links_below(&built.file("moves/near/index.html"), "More on this topic"), ["Other"]);
    assert_eq!(links_below(&built.file("other/index.html"), "Related pages"), ["Near"]);
    assert!(links_below(&built.file("moves/near/index.html"), "Related pages").is_empty());
    assert!(links_below(&built.file("index.html"), "Related pages").is_empty());
}

#[test]
fn what_a_page_leads_to_anyway_is_not_linked_for_its_topic_again() {
    let built = Project::new()
        .file("content/moves.md", titled("Moves", "related: [a.md]\n", "x"))
        .file("content/a.md", titled("A", "topic: moves\nnext: [moves.md]\n", "x"))
        .build();
    assert!(links_below(&built.file("moves/index.html"), "More on this topic").is_empty());
    assert!(links_below(&built.file("a/index.html"), "Related pages").is_empty());
}

#[test]
fn of_two_pages_of_one_name_the_topic_is_the_one_nearer_to_home() {
    let built = Project::new()
        .page("a/_index.md", "[x](early.md)")
        .page("a/early.md", "x")
        .page("b/_index.md", "[x](early.md) [y](c/early.md)")
        .page("b/early.md", "x")
        .page("b/c/_index.md", "x")
        .page("b/c/early.md", "x")
        .file("content/mine.md", titled("Mine", "topic: early\n", "x"))
        .build();
    for (path, links) in [("a/early", 1), ("b/early", 0), ("b/c/early", 0)] {
        let html = built.file(&format!("{path}/index.html"));
        assert_eq!(links_below(&html, "More on this topic").len(), links, "{path}");
    }
}

#[test]
fn a_topic_that_is_no_page_is_told() {
    let problems = Project::new()
        .page("money.md", "x")
        .page_with("a.md", "topic: mony\n", "x")
        .page_with("b.md", "topic: weather\n", "x")
        .problems();
    assert_eq!(
        problems,
        "content/a.md:4:8: warning[topic-unknown]: no page is named `mony`, so this topic leads nowhere \
         (did you mean `money`?)\n\
         content/b.md:4:8: warning[topic-unknown]: no page is named `weather`, so this topic leads nowhere \
         (write the name of a page's file or of a section's folder, as `money` for `content/money/`)\n"
    );
}
