//! A browser for tests: a jar of cookies, forms that are read out of the page and posted as a browser posts them, and nothing of
//! what the program itself knows of its pages.

use scraper::{ElementRef, Html, Selector};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// One person at one device.
#[derive(Clone)]
pub(crate) struct Browser {
    pub(crate) address: SocketAddr,
    pub(crate) jar: RefCell<BTreeMap<String, String>>,
    /// Each request's line and each answer's head.
    pub(crate) heads: RefCell<Vec<String>>,
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) text: String,
}

/// A form of a page, as it stands in its boxes.
#[derive(Clone, Debug)]
pub(crate) struct Filled {
    pub(crate) action: String,
    controls: Vec<Control>,
}

#[derive(Clone, Debug, PartialEq)]
struct Control {
    name: String,
    kind: Kind,
    value: String,
    /// What else a list offers.
    offers: Vec<String>,
    is_on: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Hidden,
    Text,
    Tick,
    Pick,
    List,
    Button,
}

impl Browser {
    pub(crate) fn new(address: SocketAddr) -> Browser {
        Browser { address, jar: RefCell::default(), heads: RefCell::default() }
    }

    /// The same program at another address, as after a restart.
    pub(crate) fn at(&self, address: SocketAddr) -> Browser {
        Browser { address, ..self.clone() }
    }

    pub(crate) fn get(&self, path: &str) -> Page {
        self.try_get(path).expect("it answers")
    }

    /// An answer, or none when the program ended meanwhile.
    pub(crate) fn try_get(&self, path: &str) -> Option<Page> {
        self.ask(&format!("GET {path} HTTP/1.1\r\n"), "")
    }

    /// Where the way leads in the end.
    pub(crate) fn follow(&self, mut page: Page) -> Page {
        for _ in 0..5 {
            let Some(path) = page.location() else { return page };
            page = self.get(&path);
        }
        panic!("redirects without an end: {}", page.head);
    }

    pub(crate) fn post(&self, path: &str, entries: &[(String, String)]) -> Page {
        self.try_post(path, entries).expect("it answers")
    }

    /// As for [`Browser::try_get`].
    pub(crate) fn try_post(&self, path: &str, entries: &[(String, String)]) -> Option<Page> {
        self.post_with(path, entries, &format!("Origin: http://{}\r\n", self.address))
    }

    /// The same, with other headers than those of the collector's own pages.
    pub(crate) fn post_with(&self, path: &str, entries: &[(String, String)], headers: &str) -> Option<Page> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(entries).finish();
        let kind = "Content-Type: application/x-www-form-urlencoded\r\n";
        let head = format!("POST {path} HTTP/1.1\r\n{headers}{kind}Content-Length: {}\r\n", body.len());
        self.ask(&head, &body)
    }

    pub(crate) fn submit(&self, form: &Filled) -> Page {
        self.post(&form.action, &form.entries(None))
    }

    /// By a button that has a name.
    pub(crate) fn press(&self, form: &Filled, name: &str, value: &str) -> Page {
        self.post(&form.action, &form.entries(Some((name, value))))
    }

    pub(crate) fn cookie(&self, start: &str) -> Option<(String, String)> {
        let jar = self.jar.borrow();
        jar.iter()
            .find(|(name, _)| name.starts_with(start))
            .map(|(name, value)| (name.clone(), value.clone()))
    }

    fn ask(&self, head: &str, body: &str) -> Option<Page> {
        let cookies: Vec<String> =
            self.jar.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = match cookies.is_empty() {
            true => String::new(),
            false => format!("Cookie: {}\r\n", cookies.join("; ")),
        };
        let mut stream = TcpStream::connect(self.address).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
        let request = format!("{head}Host: {}\r\n{cookies}Connection: close\r\n\r\n{body}", self.address);
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok()?;
        let answer = String::from_utf8_lossy(&answer);
        let (answer_head, text) = answer.split_once("\r\n\r\n")?;
        let page = Page {
            status: answer_head.get(9..12)?.parse().ok()?,
            head: answer_head.to_string(),
            text: text.to_string(),
        };
        let line = head.lines().next().unwrap_or_default();
        self.heads.borrow_mut().extend([line.to_string(), page.head.clone()]);
        self.keep_cookies(&page);
        Some(page)
    }

    fn keep_cookies(&self, page: &Page) {
        for cookie in page.headers("set-cookie") {
            let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
            let (name, value) = pair.split_once('=').expect("a cookie");
            if attributes.contains("Max-Age=0") {
                self.jar.borrow_mut().remove(name);
            } else {
                self.jar.borrow_mut().insert(name.to_string(), value.to_string());
            }
        }
    }
}

impl Page {
    /// All values of a header.
    pub(crate) fn headers<'a>(&'a self, name: &'a str) -> Vec<&'a str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).collect()
    }

    pub(crate) fn location(&self) -> Option<String> {
        self.headers("location").first().map(|path| (*path).to_string())
    }

    /// Where it leads on to; anything else is shown.
    pub(crate) fn leads_to(&self) -> String {
        assert_eq!(self.status, 303, "{}\n{}", self.head, self.words());
        self.location().expect("a location")
    }

    /// What a person reads on it, spaces evened out.
    pub(crate) fn words(&self) -> String {
        let html = Html::parse_document(&self.text);
        let main = html.select(&selector("main")).next();
        main.map_or_else(String::new, |main| {
            main.text().collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
        })
    }

    pub(crate) fn says(&self, words: &str) -> bool {
        self.words().contains(words)
    }

    /// The text of every element that the selector finds.
    pub(crate) fn texts(&self, wanted: &str) -> Vec<String> {
        let html = Html::parse_document(&self.text);
        let text = |element: ElementRef<'_>| {
            element.text().collect::<Vec<_>>().join("").split_whitespace().collect::<Vec<_>>().join(" ")
        };
        html.select(&selector(wanted)).map(text).collect()
    }

    /// The question that a box belongs to.
    pub(crate) fn label_of(&self, name: &str) -> String {
        let html = Html::parse_document(&self.text);
        let boxes = html.select(&selector(&format!("[name=\"{name}\"]"))).next();
        let boxes = boxes.unwrap_or_else(|| panic!("no box {name}"));
        let is_field = |element: &ElementRef<'_>| element.value().classes().any(|class| class == "field");
        let field = boxes.ancestors().filter_map(ElementRef::wrap).find(is_field).expect("its question");
        let label = field.select(&selector(".label, .option > label")).next().expect("its label");
        let text = label.text().collect::<Vec<_>>().join("");
        text.strip_suffix(" (optional)").unwrap_or(&text).to_string()
    }

    pub(crate) fn attributes(&self, wanted: &str, name: &str) -> Vec<String> {
        let html = Html::parse_document(&self.text);
        html.select(&selector(wanted)).filter_map(|element| element.attr(name).map(str::to_string)).collect()
    }

    /// The form with the questions.
    pub(crate) fn form(&self) -> Filled {
        self.form_at("form#page--form")
    }

    /// The form that posts to an address with this end.
    pub(crate) fn form_to(&self, end: &str) -> Filled {
        self.form_at(&format!("form[action$=\"{end}\"]"))
    }

    fn form_at(&self, wanted: &str) -> Filled {
        let html = Html::parse_document(&self.text);
        let form = html.select(&selector(wanted)).next();
        let form = form.unwrap_or_else(|| panic!("no {wanted}: {} {}", self.head, self.words()));
        assert_eq!(form.attr("method"), Some("post"));
        let action = form.attr("action").expect("an action");
        let path =
            action.find("://").map_or(Some(0), |at| action[at + 3..].find('/').map(|slash| at + 3 + slash));
        let boxes = selector("input[name], textarea[name], select[name], button[name]");
        Filled {
            action: action[path.expect("a path")..].to_string(),
            controls: form.select(&boxes).map(control).collect(),
        }
    }
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).expect("a selector")
}

fn control(element: ElementRef<'_>) -> Control {
    let attribute = |name: &str| element.attr(name).unwrap_or_default().to_string();
    let kind = match (element.value().name(), element.attr("type").unwrap_or("text")) {
        ("textarea", _) => Kind::Text,
        ("select", _) => Kind::List,
        ("button", _) => Kind::Button,
        (_, "hidden") => Kind::Hidden,
        (_, "radio") => Kind::Pick,
        (_, "checkbox") => Kind::Tick,
        _ => Kind::Text,
    };
    let options: Vec<ElementRef<'_>> = element.select(&selector("option")).collect();
    let value_of = |option: &ElementRef<'_>| option.attr("value").expect("a value").to_string();
    let value = match element.value().name() {
        // The parser takes the first line break away, as browsers do.
        "textarea" => element.text().collect(),
        "select" => {
            let chosen = options.iter().find(|option| option.attr("selected").is_some());
            chosen.or(options.first()).map(value_of).unwrap_or_default()
        }
        _ => attribute("value"),
    };
    Control {
        name: attribute("name"),
        kind,
        value,
        offers: options.iter().map(value_of).collect(),
        is_on: element.attr("checked").is_some(),
    }
}

impl Filled {
    /// The names of the questions' boxes: without what pages carry for themselves.
    pub(crate) fn names(&self) -> BTreeSet<String> {
        let named = self.controls.iter().filter(|control| !control.name.starts_with('_'));
        named.map(|control| control.name.clone()).collect()
    }

    /// Every name, hidden ones and buttons too.
    pub(crate) fn all_names(&self) -> BTreeSet<String> {
        self.controls.iter().map(|control| control.name.clone()).collect()
    }

    /// What stands in the boxes of a name.
    pub(crate) fn values(&self, name: &str) -> Vec<String> {
        let entries = self.entries(None).into_iter();
        entries.filter(|(known, _)| known == name).map(|(_, value)| value).collect()
    }

    pub(crate) fn value(&self, name: &str) -> String {
        self.values(name).first().cloned().unwrap_or_default()
    }

    /// What can be chosen at a name: the values of its radio buttons or boxes.
    pub(crate) fn choices(&self, name: &str) -> Vec<String> {
        let named = self.controls.iter().filter(|control| control.name == name);
        named
            .filter(|control| matches!(control.kind, Kind::Pick | Kind::Tick))
            .map(|control| control.value.clone())
            .collect()
    }

    /// Type, tick or choose. What the page does not offer can't be given.
    pub(crate) fn set(&mut self, name: &str, values: &[impl AsRef<str>]) {
        let mut left: Vec<&str> = values.iter().map(AsRef::as_ref).collect();
        let mut is_there = false;
        for control in self.controls.iter_mut().filter(|control| control.name == name) {
            is_there = true;
            match control.kind {
                Kind::Tick | Kind::Pick => {
                    let at = left.iter().position(|value| *value == control.value);
                    control.is_on = at.is_some();
                    at.map(|at| left.remove(at));
                }
                Kind::List => {
                    let value = left.pop().unwrap_or_default();
                    assert!(
                        control.offers.iter().any(|offer| offer == value),
                        "{name} does not offer {value}"
                    );
                    control.value = value.to_string();
                }
                Kind::Text | Kind::Hidden => control.value = left.pop().unwrap_or_default().to_string(),
                Kind::Button => panic!("{name} is a button"),
            }
        }
        assert!(is_there, "the page has no box `{name}`: {:?}", self.all_names());
        assert!(left.is_empty(), "the page has no place for {left:?} at `{name}`");
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Filled {
        self.set(name, &[value]);
        self
    }

    /// Several boxes at once.
    pub(crate) fn with_all(self, entries: &[(&str, &str)]) -> Filled {
        entries.iter().fold(self, |form, (name, value)| form.with(name, value))
    }

    /// What a browser posts, in the order of the page.
    pub(crate) fn entries(&self, button: Option<(&str, &str)>) -> Vec<(String, String)> {
        let is_sent = |control: &&Control| match control.kind {
            Kind::Tick | Kind::Pick => control.is_on,
            Kind::Button => button == Some((&control.name, &control.value)),
            _ => true,
        };
        let sent: Vec<(String, String)> = self
            .controls
            .iter()
            .filter(is_sent)
            .map(|control| (control.name.clone(), control.value.replace('\n', "\r\n")))
            .collect();
        if let Some((name, value)) = button {
            assert!(
                sent.iter().any(|(known, given)| known == name && given == value),
                "no button {name}={value}"
            );
        }
        sent
    }
}
