//! Colours, font and logo are values of the settings.

use crate::project::Project;

fn style(project: &Project) -> String {
    let built = project.build();
    let path = built.build.files().iter().map(|file| &file.path).find(|path| path.ends_with(".css")).cloned();
    built.file(&path.expect("a style sheet"))
}

#[test]
fn a_site_sets_its_own_colours_and_font() {
    let css = style(&Project::new().settings(
        "[look]\nfont = \"Verdana, sans-serif\"\n[look.light]\nbrand = \"#003344\"\n[look.dark]\nlink = \"#fff\"\n",
    ));
    assert!(css.starts_with(":root {\n  --font: Verdana, sans-serif;\n"), "{css:.200}");
    assert!(css.contains("  --brand: #003344;\n"));
    assert!(css.contains("@media (prefers-color-scheme: dark) {\n:root {\n"));
    assert!(css.contains("  --link: #ffffff;\n"));
}

#[test]
fn a_colour_that_readers_can_t_read_is_refused() {
    let problems = |lines: &str| Project::new().settings(lines).problems();
    assert_eq!(
        problems("[look.light]\nlink = \"#cccccc\"\n"),
        "\
site.toml:4:8: error[colour-contrast]: in `[light]`, `link` on `page` has a contrast of 1.6 to 1, and readers need 4.5 (make one of #cccccc and #fffcf7 darker or lighter)
site.toml:4:8: error[colour-contrast]: in `[light]`, `link` on `panel` has a contrast of 1.4 to 1, and readers need 4.5 (make one of #cccccc and #f6eff3 darker or lighter)
"
    );
    assert!(problems("[look.light]\nlink = \"red\"\n").contains("site.toml:4:8: error[colour-unknown]"));
    assert!(problems("[look.light]\nlnik = \"#000\"\n").contains("did you mean `link`?"));
    assert!(problems("[look]\nfont = \"x; } body { display: none\"\n").contains("error[font-unknown]"));
}

#[test]
fn a_theme_sets_the_colours_that_differ() {
    let project = |settings: &str| {
        Project::new().settings("theme = \"ours\"\n").file("themes/ours/theme.toml", settings)
    };
    let css = style(&project("[light]\nbrand = \"#003344\"\n"));
    assert!(css.starts_with(":root {\n  --font: system-ui, -apple-system,"), "{css:.200}");
    assert!(css.contains("  --brand: #003344;\n") && css.contains("  --page: #fffcf7;\n"));
    let font = style(&project("font = \"Verdana\"\n"));
    assert!(font.starts_with(":root {\n  --font: Verdana;\n"), "{font:.200}");
    assert_eq!(
        project("[dark]\npage = \"#f2b5de\"\n").problems().lines().next(),
        Some(
            "themes/ours/theme.toml:2:8: error[colour-contrast]: in `[dark]`, `accent` on `page` has a contrast of 1.2 to 1, and readers need 3 (make one of #f5a742 and #f2b5de darker or lighter)"
        )
    );
    let settled =
        project("[dark]\nbrand = \"#ffffff\"\n").settings("[look.dark]\nbrand = \"#003344\"\n").problems();
    assert_eq!(settled, "", "what the site sets goes before the theme");
}

#[test]
fn a_style_sheet_has_a_name_that_changes_with_it() {
    let name = |project: Project| {
        let built = project.build();
        built.build.files().iter().find(|file| file.path.ends_with(".css")).map(|file| file.path.clone())
    };
    let before = name(Project::new());
    assert_eq!(before, name(Project::new()));
    assert_ne!(before, name(Project::new().settings("[look.light]\nbrand = \"#003344\"\n")));
}

#[test]
fn a_logo_of_the_site_takes_the_place_of_the_theme_s() {
    let html = Project::new()
        .settings("[look]\nlogo = \"crest.svg\"\n")
        .file("content/crest.svg", "<svg/>")
        .build()
        .file("index.html");
    assert!(html.contains("<img src=\"/crest.svg\" alt=\"\""));
}
