//! What authors write, and what readers get.

use crate::project::Project;

fn prose(body: &str) -> String {
    Project::new().page("a.md", body).build().prose("a/index.html")
}

#[test]
fn a_page_has_its_title_summary_and_place() {
    let built = Project::new()
        .page("peps/_index.md", "All about [PEPs](what.md).")
        .page_with(
            "peps/what.md",
            "audience: [social-worker, carer]\nsources: none\nchecked_on: 2026-11-01\n",
            "A plan.",
        )
        .build();
    let html = built.file("peps/what/index.html");
    assert!(html.contains("<title>Page peps/what.md – Hub</title>"));
    assert!(html.contains("<h1>Page peps/what.md</h1>"));
    assert!(html.contains("<p class=\"summary\">Summary.</p>"));
    assert!(html.contains("<p class=\"audience\">For social workers and carers</p>"));
    assert!(html.contains("<time datetime=\"2026-11-01\">1 November 2026</time>"));
    assert!(
        html.contains("<li><a href=\"/\">Home</a></li>\n<li><a href=\"/peps/\">Page peps/_index.md</a></li>")
    );
    assert!(built.file("peps/index.html").contains("<a href=\"/peps/what/\">Page peps/what.md</a>"));
}

#[test]
fn markdown_has_tables_notes_and_lists_of_terms() {
    assert_eq!(
        prose("## Words\n\nPEP\n: A plan.\n\n| a | b |\n| --- | --: |\n| 1 | 2 |"),
        "<h2 id=\"words\">Words</h2>\n<dl>\n<dt>PEP</dt>\n<dd>A plan.</dd>\n</dl>\n\
         <div class=\"table-scroll\" role=\"group\" tabindex=\"0\" aria-label=\"Table: Words\">\n<table>\n\
         <thead>\n<tr><th scope=\"col\">a</th><th scope=\"col\" class=\"align-right\">b</th></tr>\n</thead>\n\
         <tbody>\n<tr><td>1</td><td class=\"align-right\">2</td></tr>\n</tbody>\n</table>\n</div>"
    );
}

#[test]
fn what_is_to_be_ticked_has_a_box_in_place_of_a_bullet() {
    let html = prose("- [ ] I know the day\n- [x] I can come\n- [Team](a.md)\n");
    assert!(html.contains("<li><span class=\"tick\">☐</span> I know the day</li>"), "{html}");
    assert!(html.contains("<li><span class=\"tick\">☑</span> I can come</li>"), "{html}");
    assert_eq!(html.matches("tick").count(), 2);
}

#[test]
fn notes_stand_at_the_end_with_a_way_back() {
    assert_eq!(
        prose("One[^b], two[^a], one again[^b].\n\n[^a]: Second.\n[^b]: First."),
        "<p>One<sup class=\"note-reference\"><a id=\"page--note-1-from\" href=\"#page--note-1\" aria-label=\"Note 1\">1</a></sup>, \
         two<sup class=\"note-reference\"><a id=\"page--note-2-from\" href=\"#page--note-2\" aria-label=\"Note 2\">2</a></sup>, \
         one again<sup class=\"note-reference\"><a id=\"page--note-1-from-2\" href=\"#page--note-1\" aria-label=\"Note 1\">1</a></sup>.</p>\n\
         <section class=\"notes\" aria-labelledby=\"page--notes\">\n<h2 id=\"page--notes\">Notes</h2>\n<ol>\n\
         <li id=\"page--note-1\"><p>First.</p>\n<a class=\"note-back\" href=\"#page--note-1-from\">Back to note 1 in the text</a> \
         <a class=\"note-back\" href=\"#page--note-1-from-2\">and again (2)</a> </li>\n\
         <li id=\"page--note-2\"><p>Second.</p>\n<a class=\"note-back\" href=\"#page--note-2-from\">Back to note 2 in the text</a> </li>\n\
         </ol>\n</section>"
    );
}

#[test]
fn alerts_are_those_of_a_git_host() {
    assert_eq!(
        prose("> [!IMPORTANT]\n> Both dates count."),
        "<div class=\"alert alert-important\">\n<p class=\"alert-title\">Important</p>\n<p>Both dates count.</p>\n</div>"
    );
    assert_eq!(prose("> Said."), "<blockquote>\n<p>Said.</p>\n</blockquote>");
}

#[test]
fn headings_make_the_list_on_this_page() {
    let built = Project::new().page("a.md", "## One\n\n### Part\n\n## Two\n\n## One").build();
    let html = built.file("a/index.html");
    assert!(
        html.contains("<li><a href=\"#one\">One</a>\n<ul>\n<li><a href=\"#part\">Part</a></li>\n</ul></li>"),
        "{html}"
    );
    assert!(html.contains("<a href=\"#one-1\">One</a>"));
}

#[test]
fn text_is_escaped_and_quotes_are_curled() {
    assert_eq!(prose("It's `<b>` & \"x\" \\<i>"), "<p>It’s <code>&lt;b&gt;</code> &amp; “x” &lt;i&gt;</p>");
    let picture =
        Project::new().file("content/map.png", "x").page("a.md", "![A \"map\" & *more*](map.png)").build();
    assert_eq!(
        picture.prose("a/index.html"),
        "<p><img src=\"/map.png\" alt=\"A “map” &amp; more\" loading=\"lazy\"></p>"
    );
}

#[test]
fn links_between_pages_are_paths_to_files() {
    let built = Project::new()
        .page("s/_index.md", "## Part two\n\nx")
        .page(
            "s/a.md",
            "[x](_index.md#part-two), [y](../_index.md), [z](../b.md), [self](#h), [file](form.pdf)\n\n## H",
        )
        .page("b.md", "[s](s/a.md) [gov](https://www.gov.uk/?a=1&b=2) <me@example.gov.uk> [tel](tel:999)")
        .file("content/s/form.pdf", "%PDF")
        .build();
    let prose = built.prose("s/a/index.html");
    for url in ["/s/#part-two", "/", "/b/", "#h", "/s/form.pdf"] {
        assert!(prose.contains(&format!("href=\"{url}\"")), "{url} in {prose}");
    }
    assert!(built.prose("b/index.html").contains("<a href=\"https://www.gov.uk/?a=1&amp;b=2\">"));
    assert!(built.prose("b/index.html").contains("<a href=\"mailto:me@example.gov.uk\">"));
    assert_eq!(built.file("s/form.pdf"), "%PDF");
}

#[test]
fn a_site_stands_below_a_path_too() {
    let project = Project::new()
        .page_with(
            "a.md",
            "aliases: [/old/]\nchanges: [{ date: 2026-11-01, note: New. }]\n",
            "[home](_index.md)",
        )
        .base_url("https://council.example/virtual-school");
    let built = project.build();
    let html = built.file("a/index.html");
    assert!(html.contains("<link rel=\"canonical\" href=\"https://council.example/virtual-school/a/\">"));
    assert_eq!(built.prose("a/index.html"), "<p><a href=\"/virtual-school/\">home</a></p>");
    let without_base = html.split("href=\"/").skip(1).find(|rest| !rest.starts_with("virtual-school/"));
    assert_eq!(without_base, None);
    let old = built.file("old/index.html");
    assert!(old.contains("content=\"0; url=/virtual-school/a/\""));
    assert!(old.contains("<link rel=\"canonical\" href=\"https://council.example/virtual-school/a/\">"));
    assert!(built.file("sitemap.xml").contains("<loc>https://council.example/virtual-school/a/</loc>"));
    assert!(built.file("_headers").starts_with("/virtual-school/*\n"));
    assert!(built.file("_headers").contains("Strict-Transport-Security"));
    assert!(built.file("robots.txt").contains("Sitemap: https://council.example/virtual-school/sitemap.xml"));
}

#[test]
fn an_old_address_may_be_written_with_the_path_of_the_site() {
    let project = Project::new().page_with(
        "a.md",
        "aliases: [/old/, /virtual-school/older/, /virtual-school.html]\n",
        "x",
    );
    let below = project.clone().base_url("https://council.example/virtual-school/").build();
    for path in ["old/index.html", "older/index.html", "virtual-school.html"] {
        assert!(below.file(path).contains("content=\"0; url=/virtual-school/a/\""), "{path}");
    }
    assert!(!below.has_file("virtual-school/older/index.html"));
    assert!(project.build().has_file("virtual-school/older/index.html"));
}

#[test]
fn changes_make_a_feed_the_latest_first() {
    let built = Project::new()
        .page_with(
            "a.md",
            "changes: [{ date: 2026-01-05, note: One. }, { date: 2026-03-01, note: Two. }]\n",
            "x",
        )
        .page_with("b.md", "changes: [{ date: 2026-02-01, note: Three & four. }]\n", "x")
        .build();
    let feed = built.file("feed.xml");
    let notes: Vec<&str> =
        feed.split("<summary>").skip(1).filter_map(|rest| rest.split("</summary>").next()).collect();
    assert_eq!(notes, ["Two.", "Three &amp; four.", "One."]);
    assert!(feed.contains("<updated>2026-03-01T00:00:00Z</updated>"));
    assert!(feed.contains("<id>http://localhost/a/#change-2</id>"));
}

#[test]
fn the_policy_of_each_page_names_the_collector() {
    let built = Project::new().settings("[collector]\nurl = \"https://forms.example.gov.uk/\"\n").build();
    let policy = "form-action 'self' https://forms.example.gov.uk; base-uri 'none'";
    assert!(
        built.file("index.html").contains(&policy.replace('\'', "&#39;"))
            || built.file("index.html").contains(policy)
    );
    assert!(built.file("404.html").contains("default-src"));
    let headers = built.file("_headers");
    assert!(headers.contains(policy) && headers.contains("frame-ancestors 'none'"));
    assert!(!headers.contains("unsafe"));
}

#[test]
fn drafts_are_for_authors_only() {
    let project = Project::new().page_with("a.md", "draft: true\n", "Soon.");
    assert!(!project.build().has_file("a/index.html"));
    assert!(!project.build().file("sitemap.xml").contains("/a/"));
    let shown = project.drafts().build();
    assert!(shown.file("a/index.html").contains("This page is a draft"));
}

#[test]
fn neighbours_stand_in_their_order() {
    let built = Project::new()
        .page_with("s/_index.md", "related: [a.md, b.md, c.md]\n", "x")
        .page_with("s/c.md", "order: 1\n", "x")
        .page_with("s/a.md", "order: 2\n", "x")
        .page("s/b.md", "x")
        .build();
    let html = built.file("s/a/index.html");
    assert!(html.contains("<span>Previous page</span> Page s/c.md"));
    assert!(html.contains("<span>Next page</span> Page s/b.md"));
}

#[test]
fn the_home_page_says_who_keeps_it_and_when_it_is_past_its_date() {
    let front = "owner: all\nreview_by: 2026-11-30\nsources: [{ title: The Act, kind: law }]\n";
    let project = Project::new()
        .file("content/data/contacts.yaml", "- { contact: all, name: Team, phone: 01632 960002 }\n")
        .page_with("_index.md", front, "Home.");
    let html = project.clone().build().file("index.html");
    for words in
        ["<h2>Who looks after this page</h2>", "Team", "<h2>Sources</h2>", "The Act", "30 November 2026"]
    {
        assert!(html.contains(words), "{words} in {html}");
    }
    assert!(!html.contains("class=\"overdue\""));
    let late = project.today("2026-12-01").build();
    let home = late.build.files().iter().find(|file| file.path == "index.html").expect("the home page");
    assert!(String::from_utf8_lossy(&home.bytes).contains("This page is past its review date"));
}

#[test]
fn a_comment_is_left_out() {
    assert_eq!(prose("a <!-- to do --> b\n\n<!-- ask\nthe team -->\n\nc"), "<p>a  b</p>\n<p>c</p>");
}

#[test]
fn html_is_passed_on_where_the_site_allows_it() {
    let built =
        Project::new().settings("[markdown]\nraw_html = true\n").page("a.md", "a <kbd>x</kbd>").build();
    assert_eq!(built.prose("a/index.html"), "<p>a <kbd>x</kbd></p>");
}

#[test]
fn a_page_past_its_review_date_says_so() {
    let project = Project::new().page_with("a.md", "review_by: 2026-11-23\n", "x");
    assert_eq!(project.problems(), "", "the day itself is in time");
    let late = project.today("2026-11-24").build();
    assert_eq!(
        late.problems(),
        "content/a.md:4:12: warning[page-past-review]: this page should have been checked by 2026-11-23 \
         (check every word, then set `checked_on` and `review_by`)\n"
    );
    assert!(!late.build.has_errors());
}
