//! The contact finder: council, then who is needed, then one page with phone and mailbox; or by the name of a school.

use crate::project::{Built, Project};
use crate::rebuild::assert_same;

const COUNCILS: &str = "
[pages]
contacts = \"contacts.md\"
[[councils]]
id = \"north\"
name = \"North Council\"
short_name = \"North\"
[[councils]]
id = \"west\"
name = \"West Council\"
short_name = \"West\"
";
const CONTACTS: &str = "\
- { contact: team, name: Team, helps_with: Any question, phone: 01632 960001, mailbox: team@example.gov.uk }
- { contact: school-age, council: north, name: School adviser, helps_with: School places, mailbox: north@example.gov.uk, phone: 01632 960002, hours: Nine to five, cover: team }
- { contact: school-age, council: west, name: School adviser, helps_with: School places, phone: 01632 960003 }
- { contact: exams, council: west, name: Exams desk, phone: 01632 960004 }
";

fn project() -> Project {
    Project::new()
        .settings(COUNCILS)
        .file("content/data/contacts.yaml", CONTACTS)
        .page("contacts.md", "## Who\n\n{{ contact_finder() }}\n\n## All\n\n{{ all_contacts() }}")
        .page("moves.md", "Ask the {{ contact(id=\"school-age\") }}.")
}

fn links(html: &str) -> Vec<(String, String)> {
    let page = scraper::Html::parse_document(html);
    let main = scraper::Selector::parse("main a").expect("a selector");
    let link = |a: scraper::ElementRef<'_>| {
        let words: Vec<&str> = a.text().flat_map(str::split_whitespace).collect();
        (words.join(" "), a.value().attr("href").unwrap_or_default().to_string())
    };
    page.select(&main).map(link).collect()
}

fn leads_to(built: &Built, from: &str, words: &str) -> String {
    let links = links(&built.file(&format!("{from}index.html")));
    let found: Vec<&(String, String)> = links.iter().filter(|(text, _)| text == words).collect();
    let [(_, url)] = found.as_slice() else {
        panic!("`{words}` is not the name of one link of /{from}: {links:?}")
    };
    url.trim_start_matches('/').to_string()
}

#[test]
fn council_then_post_then_its_page_with_all_that_one_wants_to_know() {
    let built = project().build();
    let council = leads_to(&built, "contacts/", "North Council");
    assert_eq!(council, "contacts/north/");
    assert_eq!(leads_to(&built, &council, "Team"), "contacts/team/");
    let post = leads_to(&built, &council, "School adviser");
    assert_eq!(post, "contacts/north/school-age/");
    let html = built.file("contacts/north/school-age/index.html");
    for part in
        ["School places", "tel:01632960002", "mailto:north@example.gov.uk", "Nine to five", "North Council"]
    {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert_eq!(leads_to(&built, &post, "Team"), "contacts/team/", "who answers when nobody does there");
    assert_eq!(leads_to(&built, &post, "School adviser, West"), "contacts/west/school-age/");
    assert_eq!(leads_to(&built, &post, "Page moves.md"), "moves/", "where one is sent to this post from");
    assert!(!built.file("contacts/north/index.html").contains("Exams desk"), "that is for children of West");
    let sitemap = built.file("sitemap.xml");
    for page in ["contacts/north/", "contacts/team/", "contacts/west/exams/"] {
        assert!(sitemap.contains(&format!("<loc>http://localhost/{page}</loc>")), "{page} in {sitemap}");
    }
}

#[test]
fn a_page_that_names_a_contact_leads_to_its_page() {
    let html = project().build().prose("moves/index.html");
    let both = "<a href=\"/contacts/north/school-age/\">School adviser, North</a> or \
                <a href=\"/contacts/west/school-age/\">School adviser, West</a>";
    assert!(html.contains(both), "{html}");
    let below = project().base_url("http://localhost/virtual-school/").build();
    assert!(below.prose("moves/index.html").contains("\"/virtual-school/contacts/north/school-age/\""));
}

#[test]
fn who_looks_after_a_page_has_one_card_on_it() {
    let built = project().page_with("a.md", "owner: team\n", "{{ contact(id=\"team\") }}").build();
    let card = "class=\"contact-name\"><a href=\"/contacts/team/\">Team</a>";
    let html = built.file("a/index.html");
    assert_eq!(html.matches(card).count(), 1, "{html}");
    assert!(html.contains("<p><a href=\"/contacts/team/\">Team</a></p>"), "{html}");
    let inline = project().page_with("a.md", "owner: team\n", "Ask the {{ contact(id=\"team\") }}.").build();
    assert_eq!(inline.file("a/index.html").matches(card).count(), 1);
}

#[test]
fn where_there_is_one_council_who_is_needed_comes_first() {
    let one = COUNCILS.split("[[councils]]\nid = \"west\"").next().expect("a first half");
    let contacts = "\
- { contact: team, name: Team, phone: 01632 960001 }
- { contact: exams, council: north, name: Exams desk, phone: 01632 960004 }
";
    let built = Project::new()
        .settings(one)
        .file("content/data/contacts.yaml", contacts)
        .file("content/data/schools.yaml", "- { school: Ash School, contact: exams }\n")
        .page("contacts.md", "## Who\n\n{{ contact_finder() }}")
        .build();
    assert_eq!(leads_to(&built, "contacts/", "Exams desk"), "contacts/exams/");
    let schools = leads_to(&built, "contacts/", "Find by school, nursery or college");
    assert_eq!(leads_to(&built, &schools, "Exams desk"), "contacts/exams/");
    assert!(!built.has_file("contacts/north/index.html"));
}

#[test]
fn a_hub_without_a_page_of_contacts_has_no_finder() {
    let project =
        Project::new().file("content/data/contacts.yaml", "- { contact: a, name: A, phone: 01632 960001 }\n");
    let built = project.clone().page("b.md", "{{ contact(id=\"a\") }}").build();
    assert!(!built.file("b/index.html").contains("/a/"));
    assert_eq!(
        project.page("b.md", "{{ contact_finder() }}").problems(),
        "content/b.md:5:1: error[finder-contacts]: there is no page of contacts, below which the contact finder stands (name it in `site.toml`: `contacts = \"contacts.md\"` below `[pages]`)\n"
    );
}

/// A name, a town and a contact for the school of this number: names repeat in other towns.
fn school(number: usize) -> (String, &'static str) {
    let names = [
        "Ash Hill",
        "Beech Lane",
        "Copper Row",
        "Élan",
        "Fern Bank",
        "Mill Brook",
        "St Mary’s",
        "Oak \"Way\"",
    ];
    let name =
        format!("{} {} School", names[number % names.len()], ["Primary", "Academy", "Special"][number % 3]);
    let contact = ["school-age", "team"][usize::from(number.is_multiple_of(7))];
    (format!("{name}, Town {number}"), contact)
}

#[test]
fn the_right_contact_of_each_of_500_schools_is_found_by_its_name() {
    let row = |number: usize| {
        let (name, contact) = school(number);
        let (name, town) = name.split_once(", ").expect("a town");
        format!("- school: '{name}'\n  town: {town}\n  contact: {contact}\n")
    };
    let rows: String = (0..500).rev().map(row).collect();
    let built = project().file("content/data/schools.yaml", rows).build();
    for (council, other) in [("north", "west"), ("west", "north")] {
        let list = leads_to(&built, &format!("contacts/{council}/"), "Find by school, nursery or college");
        assert_eq!(list, format!("contacts/{council}/schools/"));
        let html = built.file(&format!("{list}index.html"));
        assert!(!html.contains(&format!("/contacts/{other}/school-age/")));
        let page = scraper::Html::parse_document(&html);
        let item = scraper::Selector::parse("[data-filter-item]").expect("a selector");
        let a = scraper::Selector::parse("a").expect("a selector");
        let told: std::collections::BTreeMap<String, String> = page
            .select(&item)
            .map(|item| {
                let text: String = item.text().collect();
                let link = item.select(&a).next().expect("a link").value().attr("href").expect("an address");
                (text.split(": ").next().unwrap_or_default().to_string(), link.to_string())
            })
            .collect();
        assert_eq!(told.len(), 500);
        for number in 0..500 {
            let (name, contact) = school(number);
            let right = match contact {
                "team" => "/contacts/team/".to_string(),
                _ => format!("/contacts/{council}/school-age/"),
            };
            assert_eq!(told.get(&name), Some(&right), "{name}");
        }
        let of_contact = built.file(&format!("contacts/{council}/school-age/index.html"));
        let expected = (0..500).filter(|number| school(*number).1 == "school-age").count();
        assert_eq!(of_contact.matches(", Town ").count(), expected, "{of_contact}");
    }
}

#[test]
fn a_school_may_be_asked_about_elsewhere_for_the_children_of_each_council() {
    let rows = "\
- { school: Élan School, council: north, contact: team }
- { school: Élan School, council: west, contact: exams }
- { school: Ash School, council: west, contact: exams, valid_to: 2026-08-31 }
- { school: Ash School, council: west, contact: school-age, valid_from: 2026-09-01 }
";
    let built = project().file("content/data/schools.yaml", rows).build();
    assert_eq!(leads_to(&built, "contacts/north/schools/", "Team"), "contacts/team/");
    assert_eq!(leads_to(&built, "contacts/west/schools/", "Exams desk"), "contacts/west/exams/");
    assert_eq!(leads_to(&built, "contacts/west/schools/", "School adviser"), "contacts/west/school-age/");
}

#[test]
fn mistakes_in_the_list_of_schools_have_their_place() {
    let rows = "\
- { school: Ash School, contact: teem }
- { school: Ash School, contact: exams }
- { school: Beech School, contact: exams, council: nroth }
- { school: Beech School, town: Corby, contact: school-age }
- { school: Beech School, town: Corby, contact: team }
- { town: Corby, contact: team }
- { school: Fern School, contact: team, phone: 01632 960001 }
";
    assert_eq!(
        project().file("content/data/schools.yaml", rows).problems(),
        "\
content/data/schools.yaml:1:34: error[contact-unknown]: there is no contact `teem` (did you mean `team`?)
content/data/schools.yaml:2:13: error[id-taken]: the school `Ash School` stands twice for the same council (keep one of the two, give each its own `town` or `council`, or let one end, by its `valid_to`, before the other begins)
content/data/schools.yaml:2:34: error[contact-many]: the contact `exams` does not serve North Council, whose children may learn here too (name a contact that has no `council`, or say with `council` whose children this row is about)
content/data/schools.yaml:3:36: error[contact-many]: the contact `exams` does not serve North Council, whose children may learn here too (name a contact that has no `council`, or say with `council` whose children this row is about)
content/data/schools.yaml:3:52: error[council-unknown]: `site.toml` has no council `nroth` (did you mean `north`?)
content/data/schools.yaml:5:13: error[id-taken]: the school `Beech School, Corby` stands twice for the same council (keep one of the two, give each its own `town` or `council`, or let one end, by its `valid_to`, before the other begins)
content/data/schools.yaml:6:3: error[key-missing]: `school` has no `school` (add `school`)
content/data/schools.yaml:7:41: error[key-unknown]: `school` has no key `phone` (write one of `school`, `town`, `council`, `contact`, `sample`, `valid_from`, `valid_to`)
"
    );
    let sample = project()
        .file("content/data/schools.yaml", "- { school: Ash School, contact: team, sample: true }\n");
    assert!(sample.build().file("contacts/north/schools/index.html").contains("these schools are made up"));
    let published = sample.base_url("https://council.example/").problems();
    assert!(published.contains("content/data/schools.yaml:1:3: warning[school-sample]"), "{published}");
    let over = "- { school: Ash School, contact: team, valid_to: 2026-11-22 }\n";
    let over = project().file("content/data/schools.yaml", over).problems();
    assert!(
        over.contains("content/data/schools.yaml:1:3: warning[row-ran-out]: the school `Ash School`"),
        "{over}"
    );
}

#[test]
fn a_contact_can_t_take_the_place_of_a_page() {
    let named =
        CONTACTS.replace("contact: team", "contact: The Team").replace("cover: team", "cover: The Team");
    let problems = project().file("content/data/contacts.yaml", named).problems();
    assert!(problems.contains("content/data/contacts.yaml:1:14: error[contact-name]"), "{problems}");
    let as_council = format!("{CONTACTS}- {{ contact: west, name: West, phone: 01632 960005 }}\n");
    let problems = project().file("content/data/contacts.yaml", as_council).problems();
    assert!(
        problems.contains("content/data/contacts.yaml:5:3: error[url-taken]: the page `/contacts/west/` of the contact finder is also made by `content/contacts.md`"),
        "{problems}"
    );
    let problems = project().page("contacts/team.md", "Ours.").problems();
    assert!(problems.contains("also made by `content/contacts/team.md`"), "{problems}");
    let problems = project().page_with("b.md", "aliases: [/contacts/team/]\n", "B.").problems();
    assert!(
        problems.contains("error[url-taken]") && problems.contains("also made by `content/b.md`"),
        "{problems}"
    );
    let problems = project().file("content/contacts/team", "A file.").problems();
    assert!(problems.contains("error[url-taken]: `/contacts/team` is a file"), "{problems}");
}

#[test]
fn a_rebuild_gives_the_same_pages_as_a_clean_build() {
    let project =
        project().file("content/data/schools.yaml", "- { school: Ash School, contact: school-age }\n");
    let first = project.build().build;
    for changed in [
        project.clone(),
        project.clone().file("content/data/contacts.yaml", CONTACTS.replace("960002", "960009")),
        project.clone().file("content/data/schools.yaml", "- { school: Beech School, contact: team }\n"),
        project.clone().page("moves.md", "No contact."),
        project.clone().page("contacts.md", "## All\n\n{{ all_contacts() }}"),
        project.clone().file("themes/default/templates/contact.html", "{{ page.finder.contact.phone }}"),
    ] {
        assert_same(&changed.rebuild(Some(&first)).build, &changed.build().build);
    }
}
