//! "Is something wrong on this page?": on every page, to the form that asks for one, which knows the pages of the site.

use crate::project::Project;
use fingerpost::collect::keys::keygen;
use fingerpost::collect::server::Pages;
use fingerpost::collect::{desk, intake::Intake, seal, start, store};
use fingerpost::config::BaseUrl;
use fingerpost::pipeline::{self, Build, Options};
use fingerpost::site::{Drafts, Readers};
use fingerpost::source::{self, Source};
use scraper::{Html, Selector};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

const FORM: &str = "\
form: wrong
title: A page is wrong
summary: Tell us.
reference: PAGE
sent_to: team
about_page: page
keep: { submitted_days: 90, after_confirmed_days: 30 }
who_reads: The team.
when_read: On working days.
cannot_wait: Call 999.
confirmation: { title: Sent, next: We look at it. }
sections:
  - section: a
    pages:
      - page: one
        title: The page
        fields:
          - { field: page, type: textarea, label: Which page?, max_length: 100 }
          - { field: wrong, type: text, label: What is wrong? }
";

const CONTACTS: &str = "- { contact: team, name: The team, mailbox: team@example.gov.uk }\n- { contact: money, name: Money, mailbox: money@example.gov.uk }\n";

fn project() -> Project {
    Project::new()
        .settings("default_owner = \"team\"\n")
        .page("_index.md", "[What it is](peps/what.md)")
        .file("content/data/contacts.yaml", CONTACTS)
        .file("content/peps/_index.md", "---\ntitle: PEPs & plans\nsummary: All of them.\n---\n")
        .file(
            "content/peps/what.md",
            "---\ntitle: What is a \"PEP\"?\nsummary: It.\nowner: money\n---\nText.\n",
        )
}

fn links(html: &str) -> Vec<(String, String)> {
    let page = Html::parse_document(html);
    let link = Selector::parse(".report a").expect("a selector");
    let link = page
        .select(&link)
        .map(|link| (link.attr("href").unwrap_or_default().to_string(), link.text().collect::<String>()));
    link.collect()
}

fn hub() -> Source {
    source::read(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the project")
}

fn build_hub(readers: Readers) -> Build {
    let options = Options {
        today: jiff::civil::date(2026, 11, 23),
        base_url: BaseUrl::parse("https://council.example/school/").ok(),
        collector_url: Some("https://forms.example".into()),
        drafts: Drafts::Hidden,
        readers,
    };
    pipeline::build(&hub(), &options, None)
}

#[test]
fn every_page_of_the_hub_leads_to_the_form_which_knows_it_by_its_heading() {
    let build = build_hub(Readers::Demo);
    let heading = Selector::parse("h1").expect("a selector");
    let mut seen = 0;
    for file in build.files().iter().filter(|file| file.path.ends_with("index.html")) {
        let html = String::from_utf8_lossy(&file.bytes);
        if html.contains("http-equiv=\"refresh\"") {
            continue;
        }
        let address = file.path.strip_suffix("index.html").expect("a page");
        let wanted = format!("https://forms.example/forms/page-feedback?page=/{address}");
        assert_eq!(links(&html), [(wanted, "Is something wrong on this page?".to_string())], "{}", file.path);
        let title = build.titles.get(address).unwrap_or_else(|| panic!("no title for `{address}`"));
        let page = Html::parse_document(&html);
        let h1: String = page.select(&heading).flat_map(|heading| heading.text()).collect();
        assert_eq!(title, h1.trim(), "{}", file.path);
        seen += 1;
    }
    assert_eq!(seen, build.titles.len(), "a title for every page, and for nothing else");
    assert!(build.titles.contains_key("") && build.titles.contains_key("when-is-a-pep-due/2026-11-23/"));
}

#[test]
fn where_nobody_can_open_the_form_a_mail_to_the_owner_takes_its_place() {
    let closed = project().file("forms/wrong.yaml", FORM);
    for project in [project(), closed] {
        let built = project.build();
        let page = |path: &str| links(&built.file(path)).remove(0).0;
        assert!(page("index.html").starts_with("mailto:team@example.gov.uk?subject=Something%20is%20wrong"));
        assert!(page("peps/what/index.html").starts_with("mailto:money@example.gov.uk?subject="));
    }
}

#[test]
fn a_form_about_a_page_that_cannot_hold_one_is_told() {
    let problems = |from: &str, to: &str| {
        let text = FORM.replace(from, to);
        assert_ne!(text, FORM, "{from}");
        project().file("forms/wrong.yaml", text).problems()
    };
    let told = problems("about_page: page", "about_page: pgae");
    assert_eq!(
        told,
        "forms/wrong.yaml:6:13: error[form-about-page]: `pgae` is not a field of the type `text` or `textarea` (did you mean `page`?)\n"
    );
    let told = problems(
        "field: page, type: textarea, label: Which page?, max_length: 100",
        "field: page, type: email, label: Which page?",
    );
    assert!(told.contains("forms/wrong.yaml:6:13: error[form-about-page]"), "{told}");
    let told = problems("sections:", "save: true\nsections:");
    assert!(told.contains("error[form-about-page]: a form with `save` does not open from a page"), "{told}");
    let second = FORM.replace("form: wrong", "form: zebra");
    let told = project().file("forms/wrong.yaml", FORM).file("forms/zebra.yaml", second).problems();
    assert_eq!(
        told,
        "forms/zebra.yaml:6:13: error[form-about-page]: pages lead to the form `wrong` already (keep `about_page` in one of the two)\n"
    );
}

/// A collector's pages for the project, whose form somebody can open.
struct Collector {
    _folder: tempfile::TempDir,
    intake: Intake,
    store: Arc<store::Sqlite>,
    identities: Vec<fingerpost::collect::keys::Identity>,
    definition: String,
}

fn collector(change: impl FnOnce(Project) -> Project) -> Collector {
    let folder = tempfile::tempdir().expect("a folder");
    let key = folder.path().join("key.txt");
    let recipient = keygen(&key, None).expect("a key");
    let project = project()
        .file("forms/wrong.yaml", FORM)
        .settings(&format!("[recipients.team]\nall = [\"{recipient}\"]\n"));
    let project = change(project);
    let source = project.source();
    let built = project.build();
    assert_eq!(built.problems(), "");
    let today = jiff::civil::date(2026, 11, 23);
    let options = desk::Options { pages: built.build.titles.clone(), ..desk::Options::of_today(today) };
    let desk = start::read_desk(&source, &options).expect("a desk");
    let definition = desk.form("wrong").expect("the form").definition.clone();
    let store = Arc::new(
        store::Sqlite::open(&folder.path().join("data"), store::Options::default()).expect("a store"),
    );
    let intake = Intake::new(desk, store.clone(), store.clone(), start::now).expect("an intake");
    let no_passphrase = || fingerpost::collect::SecretString::from(String::new());
    let identities = fingerpost::collect::keys::read_identities(&key, &no_passphrase).expect("the key");
    Collector { _folder: folder, intake, store, identities, definition }
}

impl Collector {
    fn show(&self, page: Option<&str>) -> String {
        String::from_utf8(self.intake.show("wrong", page).body).expect("text")
    }
}

/// What stands in the question for the page.
fn said(html: &str) -> String {
    let page = Html::parse_document(html);
    let textarea = Selector::parse("textarea[name=page]").expect("a selector");
    page.select(&textarea).next().expect("the question").text().collect()
}

#[test]
fn the_form_names_the_page_in_words_and_the_page_is_sent_with_it() {
    use fingerpost::collect::guard::{Networks, Proxies};
    use fingerpost::collect::store::Store;
    let collector = collector(|project| project);
    assert_eq!(said(&collector.show(None)), "");
    assert_eq!(said(&collector.show(Some("/"))), "Page _index.md\nhttp://localhost/");
    let named = said(&collector.show(Some("/peps/what/")));
    assert_eq!(named, "What is a \"PEP\"?\nhttp://localhost/peps/what/");

    let now = std::time::Instant::now();
    let networks = Networks::new(Proxies::parse([]).expect("none"), now).expect("a key");
    let fields = [
        ("_definition", collector.definition.as_str()),
        ("page", &named.replace('\n', "\r\n")),
        ("wrong", "A word"),
    ]
    .map(|(name, value)| (name.to_string(), value.to_string()));
    let post = fingerpost::collect::post::Post {
        form: "wrong".into(),
        fields: fields.to_vec(),
        network: networks.of([127, 0, 0, 1].into(), now),
    };
    assert_eq!(collector.intake.submit(post).status, 303);
    let row = collector.store.list().expect("rows").remove(0);
    let (row, sealed) = collector.store.sealed(&row.reference).expect("a row").expect("the row");
    let payload = seal::open_row(&row, &sealed, &collector.identities).expect("it opens");
    assert_eq!(payload.answers[0].answer, ["What is a \"PEP\"?", "http://localhost/peps/what/"]);
}

#[test]
fn what_is_no_page_of_the_site_is_asked_for_and_never_shown() {
    let collector = collector(|project| project);
    let without_key = |html: String| {
        let (before, rest) = html.split_once("name=\"_key\" value=\"").expect("a key");
        format!("{before}{}", &rest[64..])
    };
    let plain = without_key(collector.show(None));
    for page in [
        "",
        "//",
        "/nowhere/",
        "peps/what/",
        "/peps/what",
        "/PEPS/what/",
        "/peps/what/#a",
        "/peps/what/index.html",
        "//evil.example/",
        "https://evil.example/",
        "/peps/../peps/what/",
        "/<script>alert(1)</script>",
        "/forms/wrong/received/X/",
        "/404.html",
        "javascript:alert(1)",
        "/peps/what/\r\nSet-Cookie: a=b",
    ] {
        assert!(without_key(collector.show(Some(page))) == plain, "`{page}` makes a difference");
    }
}

#[test]
fn a_page_whose_heading_is_too_long_for_the_question_is_named_by_its_address() {
    let title = "Long ".repeat(20);
    let text = format!("---\ntitle: {title}end\nsummary: It.\n---\n");
    let collector = collector(|project| project.file("content/long.md", text));
    assert_eq!(said(&collector.show(Some("/long/"))), "http://localhost/long/");
}

#[test]
fn a_closed_form_shows_no_question_whatever_page_it_is_opened_from() {
    let contacts = CONTACTS.replace("name: Money", "sample: true, name: Money");
    let collector = collector(|project| {
        let project = project.file("content/data/contacts.yaml", contacts);
        project.file("forms/wrong.yaml", FORM.replace("sent_to: team", "sent_to: nobody"))
    });
    let html = collector.show(Some("/peps/what/"));
    assert!(html.contains("can’t use this form yet") && !html.contains("textarea"), "{html}");
}

#[test]
fn a_title_stands_for_every_page_and_for_no_redirect_or_file() {
    let project = project()
        .page_with("new.md", "aliases: [\"/old/\"]\n", "Text.")
        .page_with("draft.md", "draft: true\n", "Text.")
        .file("content/leaflet.txt", "x");
    let titles: BTreeMap<String, String> = BTreeMap::clone(&project.build().build.titles);
    let addresses: Vec<&str> = titles.keys().map(String::as_str).collect();
    assert_eq!(addresses, ["", "a-to-z/", "changes/", "new/", "peps/", "peps/what/", "search/"]);
}
