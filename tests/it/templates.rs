//! Themes: overridden file by file, every mistake with its place.

use crate::project::Project;

#[test]
fn one_file_of_a_theme_is_overridden_and_the_rest_stays() {
    let built = Project::new()
        .settings("theme = \"ours\"\n")
        .file(
            "themes/ours/templates/not-found.html",
            "{% extends \"base.html\" %}{% block main %}<h1>Gone</h1>{% endblock %}",
        )
        .build();
    assert!(built.file("404.html").contains("<h1>Gone</h1>"));
    assert!(built.file("404.html").contains("class=\"skip-link\""));
    assert!(built.file("index.html").contains("<h1>Page _index.md</h1>"));
}

#[test]
fn a_shortcode_of_the_site_takes_what_its_component_takes() {
    let project = Project::new().file(
        "themes/default/templates/shortcodes/button.html",
        "{% component button(label, href: string = \"#\", inline) %}<a class=\"{% if inline %}i{% else %}b{% endif %}\" href=\"{{ href }}\">{{ label }}</a>{% endcomponent button %}",
    );
    let built = project.clone().page("a.md", "{{ button(label=\"<Go>\") }}").build();
    assert_eq!(built.prose("a/index.html"), "<a class=\"b\" href=\"#\">&lt;Go&gt;</a>");
    let wrong = project.page("a.md", "{{ button(lable=\"Go\") }}").problems();
    assert_eq!(
        wrong,
        "content/a.md:5:1: error[shortcode-argument]: the shortcode `button` takes no `lable` (did you mean `label`?)\n"
    );
}

#[test]
fn what_a_shortcode_of_the_site_needs_is_asked_of_the_author() {
    let project = Project::new().file(
        "themes/default/templates/shortcodes/button.html",
        "{% component button(label, href, icon: string = \"\", inline) %}<a href=\"{{ href }}\">{{ label }}</a>{% endcomponent button %}",
    );
    let problems = |body: &str| project.clone().page("a.md", body).problems();
    assert_eq!(
        problems("Press {{ button(icon=\"x\") }}."),
        "content/a.md:5:7: error[shortcode-argument]: the shortcode `button` needs `href` and `label` (write `{{ button(href=\"…\", label=\"…\") }}`)\n"
    );
    assert_eq!(problems("{{ button(label=\"Go\", href=\"#\") }}"), "");
}

#[test]
fn a_shortcode_whose_component_has_another_name_is_told_once() {
    let project = |text: &str| {
        Project::new()
            .file("themes/default/templates/shortcodes/button.html", text)
            .page("a.md", "{{ button(label=\"Go\") }}")
            .problems()
    };
    assert_eq!(
        project("\n{%- component buton(label) %}{{ label }}{% endcomponent buton %}"),
        "themes/default/templates/shortcodes/button.html:2:15: error[shortcode-misnamed]: this file holds no component `button`, so there is no shortcode of that name (name the component `button`, or the file `buton.html`)\n"
    );
    assert_eq!(
        project("<p>Go</p>"),
        "themes/default/templates/shortcodes/button.html:1:1: error[shortcode-misnamed]: this file holds no component `button`, so there is no shortcode of that name (write `{% component button() %}` in it)\n"
    );
}

#[test]
fn mistakes_in_templates_have_their_place() {
    let problems = Project::new()
        .file(
            "themes/default/templates/home.html",
            "{% extends \"base.html\" %}\n{% block main %}\n  {{ page.title | uper }}\n{% endblock %}",
        )
        .problems();
    assert!(
        problems
            .starts_with("themes/default/templates/home.html:3:19: error[template]: unknown filter `uper`"),
        "{problems}"
    );

    let two = Project::new()
        .file("themes/default/templates/home.html", "<p>\n{{ page.title")
        .file("themes/default/templates/page.html", "{% if x %}")
        .problems();
    assert_eq!(two.lines().count(), 2, "{two}");
    assert!(two.contains("home.html:2:") && two.contains("page.html:1:"), "{two}");

    let render = Project::new()
        .file("themes/default/templates/home.html", "<p>\n{{ page.nothing.at_all }}")
        .problems();
    assert!(render.starts_with("themes/default/templates/home.html:2:"), "{render}");

    let parent =
        Project::new().file("themes/default/templates/home.html", "{% extends \"bsae.html\" %}").problems();
    assert!(parent.starts_with("themes/default/templates/home.html:1:1: error[template]"), "{parent}");
}

#[test]
fn a_hub_that_names_no_councils_and_no_pages_links_to_none() {
    let built = Project::new().page_with("a.md", "aliases: [/old/]\n", "x").build();
    for path in ["index.html", "a/index.html", "old/index.html", "404.html"] {
        let html = built.file(path);
        assert!(!html.contains("href=\"\""), "{path}\n{html}");
        for words in ["looked after by", "Not ours?", ">Contacts<", "ask us", "Hub, .", "Hub – <"] {
            assert!(!html.contains(words), "{words} in {path}\n{html}");
        }
    }
    let settings =
        "[pages]\ncontacts = \"a.md\"\nnot_ours = \"a.md\"\n[[councils]]\nid = \"n\"\nname = \"North\"\n";
    let html = Project::new().settings(settings).page("a.md", "x").build().file("index.html");
    assert!(html.contains(
        "<p class=\"whose\"><span class=\"width\">For children looked after by North<span class=\"where-wide\">, wherever they live or learn</span>. <a href=\"/a/\">Not ours?</a></span></p>"
    ));
    assert!(html.contains("<li><a href=\"/a/\">Contacts</a></li>"));
}
