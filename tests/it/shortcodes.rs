//! Facts, contacts and the organisation, named in text and kept in one place.

use crate::project::Project;

const FACTS: &str = "\
- { fact: pep.days, value: 10, unit: working days, means: the time to start, status: guidance, source: { title: Guidance } }
- { fact: pep.age, value: \"18\", means: the end, status: law, source: { title: Act, url: https://a.example/ } }
";

const CONTACTS: &str = "\
- { contact: help, council: north, name: Help desk, mailbox: help.north@example.gov.uk, phone: 01632 960001, cover: all }
- { contact: help, council: west, name: Help desk, mailbox: help.west@example.gov.uk }
- { contact: all, name: Team, phone: 01632 960002, hours: Nine to five }
";

fn project(body: &str) -> Project {
    let councils = "[organisation]\nname = \"The <Virtual> School\"\n\
        [[councils]]\nid = \"north\"\nname = \"North Council\"\nshort_name = \"North\"\n\
        [[councils]]\nid = \"west\"\nname = \"West Council\"\nshort_name = \"West\"\nwebsite = \"https://west.example/\"\n";
    Project::new()
        .settings(councils)
        .file("content/data/facts.yaml", FACTS)
        .file("content/data/contacts.yaml", CONTACTS)
        .page("a.md", body)
}

fn prose(body: &str) -> String {
    project(body).build().prose("a/index.html")
}

#[test]
fn a_fact_is_its_value_and_what_it_counts() {
    assert_eq!(prose("Within {{ fact(key=\"pep.days\") }}."), "<p>Within 10 working days.</p>");
    assert_eq!(prose("Until {{fact(key=\"pep.age\")}}"), "<p>Until 18</p>");
}

#[test]
fn a_fact_in_a_box_says_how_much_it_binds() {
    let status = |key: &str| {
        let html = prose(&format!("{{{{ fact(key=\"{key}\") }}}}"));
        html.split("<p class=\"fact-status\">")
            .nth(1)
            .and_then(|rest| rest.split('<').next())
            .map(str::to_string)
    };
    assert_eq!(status("pep.days").as_deref(), Some("Statutory guidance"));
    assert_eq!(status("pep.age").as_deref(), Some("Law"));
}

#[test]
fn smart_quotes_do_not_split_a_shortcode() {
    assert_eq!(
        prose("It's \"{{ fact(key=\"pep.days\") }}\" -- *{{ fact(key=\"pep.age\") }}* it's"),
        "<p>It’s “10 working days” – <em>18</em> it’s</p>"
    );
}

#[test]
fn a_shortcode_stands_in_tables_lists_and_links_but_not_in_code() {
    let html = prose(
        "| a |\n| --- |\n| {{ fact(key=\"pep.days\") }} |\n\n- {{ fact(key=\"pep.age\") }}\n\n`{{ fact() }}`\n\n    {{ x }}\n",
    );
    assert!(html.contains("<td>10 working days</td>"), "{html}");
    assert!(html.contains("<li>18</li>"), "{html}");
    assert!(html.contains("<code>{{ fact() }}</code>"), "{html}");
    assert!(html.contains("<pre><code>{{ x }}\n</code></pre>"), "{html}");
}

#[test]
fn alone_in_a_paragraph_it_replaces_the_paragraph() {
    let block = prose("{{ contact(id=\"help\") }}");
    assert!(block.starts_with("<ul class=\"contacts\">"), "{block}");
    assert!(
        block.contains("href=\"tel:01632960001\"") && block.contains("help.west@example.gov.uk"),
        "{block}"
    );
    let inline = prose("Ask the {{ contact(id=\"help\") }}.");
    assert!(inline.starts_with("<p>Ask the <a href=\"mailto:help.north@example.gov.uk\">"), "{inline}");
    assert!(!inline.contains("<div"), "phrasing content only: {inline}");
}

#[test]
fn councils_and_organisation_come_from_the_settings() {
    assert_eq!(
        prose("{{ organisation(key=\"name\") }}, for {{ councils() }} x"),
        "<p>The &lt;Virtual&gt; School, for North Council and West Council x</p>"
    );
    assert!(
        prose("{{ councils() }}").contains("<li><a href=\"https://west.example/\">West Council</a></li>")
    );
}

#[test]
fn every_contact_stands_below_its_council() {
    let html = prose("## All\n\n{{ all_contacts() }}");
    let order: Vec<usize> =
        [">For every council</h3>", ">Team", ">North Council</h3>", ">West Council</h3>", "help.west@"]
            .iter()
            .map(|text| html.find(text).unwrap_or_else(|| panic!("{text} in {html}")))
            .collect();
    assert!(order.is_sorted(), "{html}");
    assert!(html.contains("Try Team"));
}

#[test]
fn what_is_wrong_with_a_shortcode_is_told() {
    let problems = |body: &str| project(body).problems();
    assert_eq!(
        problems("{{ fact(key=\"pep.day\") }}"),
        "content/a.md:5:1: error[fact-unknown]: there is no fact `pep.day` (did you mean `pep.days`?)\n"
    );
    assert_eq!(
        problems("{{ fcat(key=\"pep.days\") }}"),
        "content/a.md:5:1: error[shortcode-unknown]: there is no shortcode `fcat` (did you mean `fact`?)\n"
    );
    assert_eq!(
        problems("x {{ contact(name=\"help\") }}"),
        "content/a.md:5:3: error[shortcode-argument]: the shortcode `contact` takes no `name` (write `id`)\n"
    );
    assert_eq!(
        problems("{{ contact() }}"),
        "content/a.md:5:1: error[shortcode-argument]: the shortcode `contact` needs `id` (write `{{ contact(id=\"…\") }}`)\n"
    );
    assert!(problems("{{ contact(id=\"hlep\") }}").contains("did you mean `help`?"));
    assert!(problems("{{ organisation(key=\"nmae\") }}").contains("did you mean `name`?"));
    assert!(problems("{{ fact(key=\"pep.days\" }}").contains("error[shortcode-syntax]"));
    assert!(problems("a {{ b").contains("content/a.md:5:3: error[shortcode-syntax]"));
    assert!(
        problems("## In {{ fact(key=\"pep.days\") }}")
            .contains("content/a.md:5:7: error[shortcode-in-heading]")
    );
}

#[test]
fn a_contact_of_each_council_can_t_own_a_page() {
    let told = project("x").page_with("b.md", "owner: help\n", "x").problems();
    assert_eq!(
        told,
        "content/b.md:4:8: error[contact-many]: the contact `help` does not serve every council, and readers of each see it here (name a contact that has no `council`)\n"
    );
}

#[test]
fn a_contact_of_one_council_can_t_be_shown_to_every_reader_nor_cover_for_all() {
    let contacts = "\
- { contact: north, council: north, name: North desk, phone: 01632 960001, cover: all }
- { contact: help, council: north, name: Help, phone: 01632 960002, cover: north }
- { contact: help, council: west, name: Help, phone: 01632 960003, cover: north }
- { contact: all, name: Team, phone: 01632 960004, cover: help }
- { contact: all, council: west, name: West team, phone: 01632 960005 }
";
    let project =
        project("x").file("content/data/contacts.yaml", contacts).page_with("b.md", "owner: north\n", "x");
    assert_eq!(
        project.problems(),
        "\
content/b.md:4:8: error[contact-many]: the contact `north` does not serve every council, and readers of each see it here (name a contact that has no `council`)
content/data/contacts.yaml:3:75: error[contact-many]: the contact `north` does not serve West Council, as this one does (name a contact that has no `council`, or the same one)
content/data/contacts.yaml:4:59: error[contact-many]: the contact `help` does not serve every council, as this one does (name a contact that has no `council`, or the same one)
"
    );
    let contacts = contacts.replace(", cover: north", "").replace(", cover: help", "");
    let html =
        project.file("content/data/contacts.yaml", contacts).page_with("b.md", "owner: all\n", "x").build();
    assert!(html.file("b/index.html").contains("01632 960004"), "the row for all councils owns the page");
}

#[test]
fn where_there_is_one_council_each_contact_may_name_it() {
    let project = Project::new()
        .settings("default_owner = \"help\"\n[[councils]]\nid = \"north\"\nname = \"North Council\"\n")
        .file(
            "content/data/contacts.yaml",
            "- { contact: help, council: north, name: Desk, phone: 01632 960001 }\n",
        );
    assert_eq!(project.problems(), "");
}

#[test]
fn what_ran_out_and_what_is_a_sample_is_a_warning() {
    let facts = "- { fact: rate, value: £2, means: money, status: law, source: { title: A }, valid_to: 2026-08-31 }\n";
    let contacts = "- { contact: a, name: A, phone: 01632 960001, sample: true }\n";
    let project =
        Project::new().file("content/data/facts.yaml", facts).file("content/data/contacts.yaml", contacts);
    assert_eq!(
        project.problems(),
        "content/data/facts.yaml:1:3: warning[row-ran-out]: the fact `rate` ran out before today (find out what holds now, and change the row and its dates)\n"
    );
    let published =
        project.file("site.toml", "title = \"Hub\"\nbase_url = \"https://a.example/\"\n").problems();
    assert!(published.contains("content/data/contacts.yaml:1:3: warning[contact-sample]"), "{published}");
}

#[test]
fn rows_that_can_t_be_used_are_refused() {
    let contacts = "\
- { contact: a, name: A, mailbox: not-an-address }
- { contact: b, name: B, phone: call us }
- { contact: c, name: C }
- { contact: d, name: D, phone: 01632 960001, cover: x, council: nroth }
- { contact: d2, name: D, phone: 01632 960001, valid_from: 2026-02-01, valid_to: 2026-01-01 }
- { contact: d2, name: D, phone: 01632 960001, cover: all }
";
    let problems = project("x").file("content/data/contacts.yaml", contacts).problems();
    for (line, name) in [
        (1, "contact-mailbox"),
        (2, "contact-phone"),
        (3, "contact-unreachable"),
        (4, "contact-unknown"),
        (4, "council-unknown"),
        (5, "date-order"),
        (6, "id-taken"),
    ] {
        let start = format!("content/data/contacts.yaml:{line}:");
        assert!(
            problems.lines().any(|told| told.starts_with(&start) && told.contains(name)),
            "{name} in\n{problems}"
        );
    }
}
