//! Mistakes of authors: each with its place and what to do, all of them in one run.

use crate::project::Project;

/// The problems of a site whose page `a.md` has this body, without the path.
fn in_body(body: &str) -> String {
    let problems = Project::new().page("a.md", body).file("content/form.pdf", "x").problems();
    problems.replace("content/a.md:", "")
}

#[test]
fn ten_mistakes_are_told_in_one_run() {
    let project = Project::new()
        .file("site.toml", "title = \"Hub\"\nbase_url = \"here\"\nlanguge = \"en\"\n")
        .file(
            "content/data/facts.yaml",
            "- { fact: a, value: 1, means: m, status: lwa, source: { title: t } }\n",
        )
        .file("content/data/contacts.yaml", "- contact: a\n  name: b: c\n")
        .file(
            "content/a.md",
            "---\ntitel: A\nsummary: S\nchecked_on: 2026-02-30\n---\n[x](b.mdd)\n\n<b>x</b>\n",
        )
        .page("b.md", "[x](a.md#nowhere) {{ fact(key=\"x\") }}")
        .file("themes/default/templates/robots.txt", "Sitemap: {{ sitemap_url\n");
    assert_eq!(
        project.problems(),
        "\
content/a.md:2:1: error[key-unknown]: `front matter` has no key `titel` (did you mean `title`?)
content/a.md:4:13: error[value-wrong-kind]: `2026-02-30` is not a value for `checked_on` (write a date that exists, year first, as `2026-11-23`)
content/a.md:6:5: error[link-broken]: there is no file `content/b.mdd` (did you mean `b.md`?)
content/a.md:8:1: error[html-refused]: HTML is not allowed in pages (write it in Markdown or as a shortcode, put it in backticks to show it, or set `raw_html = true` below `[markdown]` in site.toml)
content/b.md:5:5: error[link-anchor-broken]: `content/a.md` has no heading `#nowhere` (there is none to choose from yet)
content/b.md:5:19: error[fact-unknown]: there is no fact `x` (write `a`)
content/data/contacts.yaml:2:10: error[yaml-syntax]: this is not YAML: mapping values are not allowed in this context (put text that holds `: ` in quotation marks, and check the spaces at the start of the line)
content/data/facts.yaml:1:42: error[value-unknown]: `lwa` is not a value of `status` (did you mean `law`?)
site.toml:2:12: error[config-base-url]: `here` is not a whole address (write the whole address, as `https://www.example.gov.uk/virtual-school/`)
site.toml:3:1: error[key-unknown]: `site.toml` has no key `languge` (did you mean `language`?)
themes/default/templates/robots.txt:1:13: error[template]: unexpected end of input (mend the template; what every template may use stands in docs/themes.md)
"
    );
}

#[test]
fn links_that_lead_nowhere_are_told() {
    assert_eq!(
        in_body("[x](b.md) [y](../x.md) [z](/a/) [w](javascript:alert) [v](#no) [u](frm.pdf) [t](peps/)"),
        "\
5:5: error[link-broken]: there is no page `content/b.md` (did you mean `a.md`?)
5:15: error[link-outside]: `../x.md` leads out of `content/` (link to a file below `content/`, or to a whole address that starts with `https://`)
5:28: error[link-absolute]: `/a/` starts at the root of the host (write a path from this file, as `../contacts.md`)
5:37: error[link-scheme]: a link to `javascript:alert` does not open a page (link to a page, or to an address that starts with `https://`, `mailto:` or `tel:`)
5:59: error[link-anchor-broken]: `content/a.md` has no heading `#no` (there is none to choose from yet)
5:68: error[link-broken]: there is no file `content/frm.pdf` (did you mean `form.pdf`?)
5:81: error[link-broken]: there is no file `content/peps/` (write the path of a file that exists, from this file's folder)
"
    );
}

#[test]
fn a_picture_of_another_website_is_told() {
    assert_eq!(
        in_body("![x](https://a.example/x.png) ![y](mailto:x@a.example) [z](https://a.example/)"),
        "\
5:6: error[image-external]: `https://a.example/x.png` is not a picture of this site, and browsers do not load it here (put the picture beside this page and write its name, as `map.png`)
5:36: error[image-external]: `mailto:x@a.example` is not a picture of this site, and browsers do not load it here (put the picture beside this page and write its name, as `map.png`)
"
    );
}

#[test]
fn a_link_to_a_folder_is_told_its_file() {
    let problems = Project::new().page("s/_index.md", "x").page("a.md", "[s](s/)").problems();
    assert_eq!(
        problems,
        "content/a.md:5:5: error[link-broken]: `s/` is not a file (link to the file: `s/_index.md`)\n"
    );
}

#[test]
fn a_link_to_a_draft_is_told() {
    let project = Project::new().page_with("b.md", "draft: true\n", "x").page("a.md", "[b](b.md)");
    assert!(project.problems().starts_with("content/a.md:5:5: error[link-to-draft]"));
    assert_eq!(project.drafts().problems(), "");
}

#[test]
fn headings_references_and_notes_are_checked() {
    assert_eq!(
        in_body("# One\n\n## Two\n\n#### Four\n\n[a][b] x[^1]\n\n[^2]: note\n\n## X {#two}\n\n## Y {#No}"),
        "\
5:1: error[heading-level-one]: a page's only `#` heading is its title (start at `##`: the `title` of the front matter is shown above it)
9:1: error[heading-skipped]: this heading skips a level: `####` follows `##` (write `###`)
11:1: error[link-reference-missing]: nothing on this page says where `[b]` leads (add a line `[b]: ../page.md`)
11:9: error[footnote-missing]: there is no note `1` (add a line `[^1]: …`)
13:1: error[footnote-unused]: nothing on this page names the note `2` (write `[^2]` where it belongs, or take the note out)
15:1: error[anchor-taken]: two headings have the anchor `two` (give each an anchor of its own)
17:1: error[anchor-unsafe]: `No` can't be an anchor (use small letters a to z, digits, `-` and `_`, starting with a letter, but not with `page--`)
"
    );
}

#[test]
fn html_is_refused_wherever_it_stands() {
    let told = in_body(
        "a <b>x</b>\n\n<div>\nx\n</div>\n\n- <img src=x onerror=alert(1)>\n\n<!-- fine --> <script>x</script>",
    );
    for place in ["5:3", "7:1", "11:3", "13:15"] {
        assert!(told.contains(&format!("{place}: error[html-refused]")), "{place} in\n{told}");
    }
}

#[test]
fn front_matter_is_checked_key_by_key() {
    let page = |front: &str| {
        let problems = Project::new()
            .file("content/a.md", format!("---\ntitle: A\nsummary: S\n{front}\n---\nx"))
            .problems();
        problems.replace("content/a.md:", "")
    };
    for (front, told) in [
        (
            "audience: [carer, teacher]",
            "4:19: error[value-unknown]: `teacher` is not a value of `audience` (write one of `social-worker`,",
        ),
        (
            "audience: carer",
            "4:11: error[value-wrong-kind]: `audience` is text (write a list, as `[first, second]`)",
        ),
        ("order: first", "4:8: error[value-wrong-kind]: `first` is not a value for `order`"),
        (
            "draft: yes",
            "4:8: error[value-wrong-kind]: `yes` is not a value for `draft` (write `true` or `false`)",
        ),
        ("owner: nobody", "4:8: error[contact-unknown]: there is no contact `nobody`"),
        ("owner:", "4:6: error[value-empty]: `owner` says nothing"),
        ("sources: [{ url: https://a.example }]", "4:11: error[key-missing]: `sources` has no `title`"),
        ("sources: [{ title: A, url: javascript:x }]", "error[source-address]"),
        ("changes: [{ note: A }]", "error[key-missing]: `changes` has no `date`"),
        ("next: [b.md]", "4:8: error[link-broken]: there is no page `content/b.md`"),
        ("aliases: [old]", "4:11: error[alias-unsafe]"),
        ("aliases: [/../x/]", "4:11: error[alias-unsafe]"),
        (
            "title: B",
            "4:1: error[yaml-syntax]: this is not YAML: duplicate mapping key: title (keep one of the two)",
        ),
        ("x: [1", "error[yaml-syntax]"),
    ] {
        let problems = page(front);
        assert!(problems.contains(told), "{front}\n{problems}");
    }
}

#[test]
fn a_page_without_front_matter_is_told() {
    let problems = |text: &str| Project::new().file("content/a.md", text).problems();
    assert!(problems("Hello").starts_with("content/a.md:1:1: error[front-matter-missing]"));
    assert!(problems("---\ntitle: A\n").contains("second line `---`"));
    assert!(problems("").contains("error[front-matter-missing]"));
}

#[test]
fn two_sources_for_one_address_are_told() {
    let problems = |project: Project| project.problems();
    let two = Project::new().page("a.md", "x").page("a/_index.md", "y");
    assert!(problems(two).contains("error[url-taken]: `/a/index.html` is also made by `content/a.md`"));
    let alias = Project::new().page("a.md", "x").page_with("b.md", "aliases: [/A]\n", "y");
    assert!(
        problems(alias)
            .contains("content/b.md:4:11: error[url-taken]: `/A/index.html` is also made by `content/a.md`")
    );
    let file = Project::new().file("content/sitemap.xml", "x").file("content/assets/x.png", "x");
    assert_eq!(problems(file).matches("belongs to the program").count(), 2);
    let case = Project::new().file("content/A.pdf", "x").file("content/a.pdf", "x");
    assert!(problems(case).contains("error[url-taken]: `/a.pdf` is also made by `content/A.pdf`"));
    let folder = Project::new().file("content/a", "x").page("a.md", "y");
    assert!(problems(folder).contains("error[url-taken]: `/a` is a file"));
}

#[test]
fn names_that_make_bad_addresses_are_told() {
    let problems = |path: &str| Project::new().page(path, "x").problems();
    assert!(
        problems("A.md").contains("error[page-name]") && problems("A.md").contains("rename it to `a.md`")
    );
    assert!(problems("index.md").contains("rename it to `_index.md`"));
    assert!(problems("a b.md").contains(
        "error[source-unsafe-name]: the name `a b.md` is not safe in an address on the web (use letters without accents, capitals too, digits, `-`, `_` and `.`: rename it to `a-b.md`)"
    ));
    let folder = Project::new().page("My_PEP/_index.md", "x").page("My_PEP/a.md", "x").problems();
    assert_eq!(
        folder.lines().last(),
        Some(
            "content/My_PEP/a.md:1:1: error[page-name]: the folder `My_PEP` can't be part of an address: it may hold small letters, digits and `-` only (rename it to `my-pep`)"
        ),
        "{folder}"
    );
    assert!(problems("s/a.md").contains("content/s/_index.md:1:1: error[section-missing]"));
}

#[test]
fn without_settings_or_home_page_it_says_how_to_begin() {
    let mut project = Project::new();
    project.files.clear();
    let problems = project.problems();
    assert!(problems.contains("site.toml:1:1: error[config-missing]"), "{problems}");
    assert!(problems.contains("content/_index.md:1:1: error[home-missing]"), "{problems}");
}

#[test]
fn settings_are_checked_key_by_key() {
    for (line, told) in [
        (
            "[organisation]\nnam = \"x\"\n",
            "site.toml:4:1: error[key-unknown]: `organisation` has no key `nam` (did you mean `name`?)",
        ),
        (
            "theme = \"dfault\"\n",
            "site.toml:3:9: error[theme-unknown]: there is no folder `themes/dfault` (did you mean `default`?)",
        ),
        ("urgent_contact = \"x\"\n", "site.toml:3:18: error[contact-unknown]"),
        (
            "[pep]\nsystem_of_record = \"there\"\n",
            "error[value-unknown]: `there` is not a value of `system_of_record` (did you mean `here`?)",
        ),
        ("[pep]\nsystem_url = \"javascript:x\"\n", "error[config-address]"),
        ("[collector]\nurl = \"https://a.example/;script-src *\"\n", "error[config-address]"),
        (
            "[collector]\nurl = \"https://a.example/forms/\"\n",
            "site.toml:4:7: error[config-address]: `url` holds more than a host",
        ),
        (
            "[collector.limits]\nbody_byte = 3\n",
            "site.toml:4:1: error[key-unknown]: `limits` has no key `body_byte` (did you mean `body_bytes`?)",
        ),
        (
            "[collector.limits]\nfields = 0\n",
            "site.toml:4:10: error[value-wrong-kind]: `fields` is not a number",
        ),
        (
            "[pages]\ncontacts = \"contacts.md\"\n",
            "site.toml:4:12: error[link-broken]: there is no page `content/contacts.md`",
        ),
        (
            "[[councils]]\nid = \"a\"\nname = \"A\"\n[[councils]]\nid = \"a\"\nname = \"B\"\n",
            "site.toml:7:6: error[id-taken]",
        ),
        ("[look]\nlogo = \"x.svg\"\n", "site.toml:4:8: error[logo-missing]"),
        ("x = \n", "site.toml:3:5: error[toml-syntax]"),
        ("councils = 3\n", "site.toml:3:12: error[value-wrong-kind]: `councils` is text (write a list)"),
    ] {
        let problems = Project::new().settings(line).problems();
        assert!(problems.contains(told), "{line}\n{problems}");
    }
}

#[test]
fn downloads_that_must_not_be_published_are_told() {
    let project = Project::new()
        .file("content/facts.YAML", "x")
        .file("content/notes.toml", "x = 1")
        .file("content/old.html", "<p>x</p>")
        .file("content/chart.mjs", "x")
        .file("content/map.svg", "<svg onload='x'/>")
        .file("content/crest.svg", "<svg/>")
        .page("a.md", "[map](map.svg)");
    assert_eq!(
        project.problems(),
        "\
content/chart.mjs:1:1: error[download-unsafe]: a file that ends in `.mjs` runs in the reader's browser (write it as a page in Markdown, or set `raw_html = true` below `[markdown]` in site.toml)
content/facts.YAML:1:1: error[download-unsafe]: data files are not published (put it into `content/data/` if it is facts or contacts, else out of `content/`)
content/map.svg:1:1: error[download-unsafe]: this picture holds a handler as `onload=`, which may run in the reader's browser (export the picture again as plain SVG, or as PNG)
content/notes.toml:1:1: error[download-unsafe]: data files are not published (put it into `content/data/` if it is facts or contacts, else out of `content/`)
content/old.html:1:1: error[download-unsafe]: a file that ends in `.html` runs in the reader's browser (write it as a page in Markdown, or set `raw_html = true` below `[markdown]` in site.toml)
"
    );
    let allowed = project.settings("[markdown]\nraw_html = true\n").problems();
    assert_eq!(allowed.matches("data files are not published").count(), allowed.lines().count(), "{allowed}");
}

#[test]
fn a_control_character_is_told_in_a_page_and_in_data() {
    assert_eq!(
        in_body("A\u{c}B [x](b.md)"),
        "\
5:2: error[source-control-character]: here is a control character, U+000C, which no page can hold (delete it: it may not show in your editor; if need be, write the line anew)
5:9: error[link-broken]: there is no page `content/b.md` (did you mean `a.md`?)
"
    );
    let facts = "- { fact: a, value: \"1\u{7f}\", means: m, source: { title: t } }\n";
    let told = Project::new().file("content/data/facts.yaml", facts).problems();
    assert!(told.starts_with("content/data/facts.yaml:1:23: error[source-control-character]"), "{told}");
}

#[test]
fn data_that_the_program_does_not_know_is_told() {
    let problems = Project::new().file("content/data/fact.yaml", "[]").problems();
    assert!(problems.starts_with("content/data/fact.yaml:1:1: error[data-unknown]"), "{problems}");
    let page = Project::new().file("content/data/notes.md", "# Notes").problems();
    assert!(page.starts_with("content/data/notes.md:1:1: error[data-unknown]"), "{page}");
    assert_eq!(page.lines().count(), 1, "{page}");
}

#[test]
fn a_draft_section_over_pages_that_are_none_is_told() {
    let project = Project::new()
        .page_with("s/_index.md", "draft: true\n", "x")
        .page("s/a.md", "x")
        .page("b.md", "[x](s/a.md)");
    assert_eq!(
        project.problems(),
        "content/s/_index.md:1:1: error[section-draft]: this section is a draft, and pages below it are published (take `draft: true` out, or make the pages below it drafts too)\n"
    );
    assert_eq!(project.clone().drafts().problems(), "");
    let both = project.page_with("s/a.md", "draft: true\n", "x").page("b.md", "x");
    assert_eq!(both.problems(), "");
}
