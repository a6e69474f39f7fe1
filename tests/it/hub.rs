//! A hub in a folder of its own with a collector that runs, for tests that meet it with a [`Browser`].

use crate::browser::{Browser, Page};
use fingerpost::collect::assembled::{self, Assembled};
use fingerpost::collect::draft::{Drafts, Open, SessionKey};
use fingerpost::collect::guard::{Origins, Proxies};
use fingerpost::collect::intake::Intake;
use fingerpost::collect::keys::{Identity, keygen, read_identities};
use fingerpost::collect::payload::Payload;
use fingerpost::collect::reference::Reference;
use fingerpost::collect::reply::{Headers, Hsts};
use fingerpost::collect::server::{Limits, Server, Settings};
use fingerpost::collect::store::{self, Sqlite, Store};
use fingerpost::collect::{SecretString, desk, seal, start};
use fingerpost::form::Form;
use jiff::{Timestamp, civil::Date};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// The day of these tests.
pub(crate) const TODAY: Date = jiff::civil::date(2026, 11, 23);

/// In the forenoon of that day.
pub(crate) fn forenoon() -> Timestamp {
    "2026-11-23T09:00:00Z".parse().expect("a time")
}

/// A project on disk.
pub(crate) struct Hub {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) recipient: String,
}

/// A collector that answers until this is dropped.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) store: Arc<Sqlite>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Hub {
    /// With a key for the group `team`.
    pub(crate) fn new() -> Hub {
        let folder = tempfile::tempdir().expect("a folder");
        let recipient = keygen(&folder.path().join("key.txt"), None).expect("a key").to_string();
        let hub = Hub { folder, recipient };
        hub.settings("");
        hub
    }

    /// Write the settings, with more lines at their end.
    pub(crate) fn settings(&self, more: &str) {
        let key = &self.recipient;
        self.write(
            "site.toml",
            &format!("title = \"Hub\"\nbase_url = \"http://localhost:7/\"\n[recipients.team]\nall = [\"{key}\"]\n{more}"),
        );
    }

    pub(crate) fn with(self, path: &str, text: &str) -> Hub {
        self.write(path, text);
        self
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.root().join("data")
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("it makes the folder");
        std::fs::write(path, text).expect("it writes");
    }

    /// The collector as `collector serve` starts it, but for the clock.
    pub(crate) fn start(&self, clock: fn() -> Timestamp) -> Running {
        self.start_with(store::Options::default(), clock)
    }

    pub(crate) fn start_with(&self, options: store::Options, clock: fn() -> Timestamp) -> Running {
        let store = Arc::new(Sqlite::open(&self.data(), options).expect("the store"));
        let intake = Intake::new(self.desk(), store.clone(), store.clone(), clock).expect("an intake");
        let policy = format!("{}; frame-ancestors 'none'", fingerpost::frame::collector_policy());
        let settings = Settings {
            limits: Limits {
                submissions_per_minute: 100_000,
                saves_per_minute: 100_000,
                codes_per_minute: 100_000,
                ..Limits::default()
            },
            origins: Origins::default(),
            proxies: Proxies::default(),
            headers: Headers::new(&policy, Hsts::Year).expect("a policy"),
        };
        let server =
            Server::bind(([127, 0, 0, 1], 0).into(), settings, Arc::new(intake)).expect("it listens");
        let address = server.address();
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = std::thread::spawn(move || server.run_until(async { drop(stopped.await) }));
        Running { address, store, stop: Some(stop), thread: Some(thread) }
    }

    pub(crate) fn desk(&self) -> desk::Desk {
        let source = fingerpost::source::read(self.root()).expect("the project");
        match start::read_desk(&source, &desk::Options::of_today(TODAY)) {
            Ok(desk) => desk,
            Err(start::Error::Mistakes(problems)) => panic!("{problems:#?}"),
            Err(error) => panic!("{error}"),
        }
    }

    /// All forms, as the program reads them.
    pub(crate) fn forms(&self) -> Vec<Arc<Form>> {
        self.desk().forms().cloned().collect()
    }

    pub(crate) fn identities(&self) -> Vec<Identity> {
        let no_passphrase = || SecretString::from(String::new());
        read_identities(&self.root().join("key.txt"), &no_passphrase).expect("the key")
    }

    /// What is stored under a reference, opened with the team's key.
    pub(crate) fn opened(&self, store: &Sqlite, reference: &str) -> Payload {
        let reference = Reference::parse(reference).expect("a reference");
        let (row, sealed) = store.sealed(&reference).expect("it reads").expect("the row");
        seal::open_row(&row, &sealed, &self.identities()).expect("it opens")
    }

    /// What came section by section under a reference, opened with the team's key.
    pub(crate) fn assembled(&self, store: &Sqlite, reference: &str) -> Assembled {
        let reference = Reference::parse(reference).expect("a reference");
        let (row, sealed) = store.sealed(&reference).expect("it reads").expect("the row");
        let arrived =
            assembled::arrived(Some(&self.desk()), store, &row).expect("it reads").expect("its parts");
        assembled::open(arrived, (&row, &sealed), &self.identities(), (store, store), forenoon())
            .expect("it opens")
    }
}

impl Running {
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(self.address)
    }

    pub(crate) fn rows(&self) -> usize {
        self.store.list().expect("rows").len()
    }

    /// A draft in plain text, by the cookie of a browser; none if the session opens nothing.
    pub(crate) fn draft(&self, browser: &Browser, reference: &str, now: Timestamp) -> Option<Open> {
        let (_, cookie) = browser.cookie(&format!("__Host-draft-{reference}"))?;
        let reference = Reference::parse(reference).expect("a reference");
        let session = SessionKey::parse(&cookie).expect("a session");
        Drafts::new(self.store.clone()).open(&reference, &session, now).expect("it reads")
    }

    /// Everything in a draft as one text, to be searched.
    pub(crate) fn draft_text(&self, browser: &Browser, reference: &str, now: Timestamp) -> String {
        let open = self.draft(browser, reference, now).expect("it opens");
        let texts =
            open.sections.values().map(|section| String::from_utf8_lossy(&section.plain).into_owned());
        texts.collect::<Vec<_>>().join("\n")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A draft that was begun: its reference and its code, as they stand on the page.
pub(crate) struct Begun {
    pub(crate) reference: String,
    pub(crate) code: String,
    pub(crate) page: Page,
}

impl Begun {
    /// Begin a draft, from the form's start page; where it asks who begins, as the first who may.
    pub(crate) fn new(browser: &Browser, form: &str) -> Begun {
        let start = browser.get(&format!("/forms/{form}")).form_to(&format!("/forms/{form}"));
        let role = start.choices("_role").into_iter().next();
        Begun::of(browser.submit(&match role {
            Some(role) => start.with("_role", &role),
            None => start,
        }))
    }

    /// Begin a draft in a role.
    pub(crate) fn as_role(browser: &Browser, form: &str, role: &str) -> Begun {
        let start = browser.get(&format!("/forms/{form}")).form_to(&format!("/forms/{form}"));
        Begun::of(browser.submit(&start.with("_role", role)))
    }

    /// Invite somebody, who joins in a browser of their own: their draft, with their own code.
    pub(crate) fn hand_over(&self, browser: &Browser, other: &Browser, role: &str) -> Begun {
        let code = self.invite(browser, role);
        self.join(other, &code)
    }

    /// Invite somebody: the code of the invitation.
    pub(crate) fn invite(&self, browser: &Browser, role: &str) -> String {
        let people = browser.get(&self.to("people"));
        let page = browser.submit(&people.form_to("/people/invite").with("_role", role));
        assert_eq!(page.status, 200, "{}", page.words());
        page.texts(".code-box strong").get(1).expect("a code").clone()
    }

    /// Join with the code of an invitation.
    pub(crate) fn join(&self, browser: &Browser, code: &str) -> Begun {
        let page = browser.get("/drafts");
        let typed = [("_reference", self.reference.as_str()), ("_code", code)];
        Begun::of(browser.submit(&page.form_to("/drafts").with_all(&typed)))
    }

    /// What a page that shows a code says.
    pub(crate) fn of(page: Page) -> Begun {
        assert_eq!(page.status, 200, "{}", page.words());
        let strong = page.texts(".code-box strong");
        let [reference, code] = strong.as_slice() else { panic!("{strong:?}") };
        Begun { reference: reference.clone(), code: code.clone(), page }
    }

    /// The address of a page of the form.
    pub(crate) fn at(&self, page: &str) -> String {
        format!("/drafts/{}/pages/{page}", self.reference)
    }

    /// The address of something else of the draft.
    pub(crate) fn to(&self, place: &str) -> String {
        format!("/drafts/{}/{place}", self.reference)
    }
}
