//! The team's inbox: a page on this machine that lists what came, opens one, and says what became of it.
//!
//! It opens sealed text, so it listens on the loopback address only, answers only to its own name, and only to a browser
//! that was given its token.

mod answer;
mod drafts;
mod item;
mod text;
mod under_way;
mod view;

use super::assembled::{self, Assembled};
use super::chase;
use super::desk::Desk;
use super::hex::digits_of;
use super::keys::Identity;
use super::notices::day;
use super::payload::Payload;
use super::reference::Reference;
use super::seal;
use super::store::{self, Confirmed, Progress, Store};
use answer::{Answer, Refused, failed, refusal};
use jiff::Timestamp;
use std::io::{self, Read};
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use tiny_http::{Method, Request, Server};

/// The most that a button posts.
const MOST_BYTES: u64 = 32 * 1024;
/// Asked for once in the address, then kept by the browser until it is closed.
const COOKIE: &str = "fingerpost-inbox";

/// What the inbox shows, and the keys that open it.
pub struct Inbox {
    desk: Desk,
    store: Arc<dyn Store>,
    drafts: Arc<dyn store::Drafts>,
    identities: Vec<Identity>,
    clock: fn() -> Timestamp,
    /// In the address that the program prints, once.
    token: String,
    /// What the browser keeps.
    cookie: String,
    /// In every button.
    form_token: String,
    /// The folder that all pages stand in, with a `/` at both ends. Cookies don't know ports: with this path no other program
    /// on this machine is ever sent the cookie.
    base: String,
}

/// An inbox that listens.
pub struct Listening {
    server: Server,
    port: u16,
}

impl Inbox {
    /// An inbox with a token that nobody knows yet. `store` and `drafts` are the same place.
    ///
    /// # Errors
    /// When the machine gives no random bytes.
    pub fn new(
        desk: Desk,
        store: Arc<dyn Store>,
        drafts: Arc<dyn store::Drafts>,
        identities: Vec<Identity>,
        clock: fn() -> Timestamp,
    ) -> io::Result<Inbox> {
        let (token, cookie, form_token) = (secret()?, secret()?, secret()?);
        let base = format!("/{}/", secret()?);
        Ok(Inbox { desk, store, drafts, identities, clock, token, cookie, form_token, base })
    }
}

/// What a button posts.
struct Posted(Vec<(String, String)>);

impl Posted {
    fn value(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }
}

/// 128 random bits.
fn secret() -> io::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(digits_of(&bytes))
}

/// Listen on the loopback address; port 0 takes a free one.
///
/// # Errors
/// When the port is taken.
pub fn listen(port: u16) -> io::Result<Listening> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    let port = listener.local_addr()?.port();
    let server =
        Server::from_listener(listener, None).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(Listening { server, port })
}

impl Listening {
    /// The address to open, with the token.
    pub fn address(&self, inbox: &Inbox) -> String {
        format!("http://127.0.0.1:{}/?token={}", self.port, inbox.token)
    }

    /// Answer for as long as the program runs.
    pub fn run(&self, inbox: &Inbox) {
        while let Ok(mut request) = self.server.recv() {
            let response = match inbox.answer(&mut request, self.port) {
                Ok(response) => response,
                Err(refused) => refusal(&refused),
            };
            // A browser that has gone is no reason to stop.
            let _ = request.respond(response.with_security());
        }
    }
}

impl Inbox {
    fn answer(&self, request: &mut Request, port: u16) -> Result<Answer, Refused> {
        let hosts = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
        if !header(request, "Host").is_some_and(|host| hosts.contains(&host)) {
            return Err(Refused::Stranger);
        }
        let url = request.url().to_string();
        let (path, query) = url.split_once('?').unwrap_or((&url, ""));
        if let Some(token) = query.strip_prefix("token=") {
            return self.let_in(token);
        }
        // A picture or a script of another page must not open anything, even where the cookie is known.
        if header(request, "Sec-Fetch-Site")
            .is_some_and(|site| !matches!(site.as_str(), "same-origin" | "none"))
        {
            return Err(Refused::Stranger);
        }
        // Style sheet and script hold no answer, and the cookie does not reach them.
        if let Some(name) = path.strip_prefix("/assets/") {
            return self.asset(name);
        }
        let cookie = format!("{COOKIE}={}", self.cookie);
        if !header(request, "Cookie").is_some_and(|sent| sent.split("; ").any(|one| same(one, &cookie))) {
            return Err(Refused::Stranger);
        }
        let path = path.strip_prefix(&self.base).ok_or(Refused::NotFound)?;
        match (request.method(), path) {
            (Method::Get, "") => self.list(),
            (Method::Get, path) => match (path.strip_prefix("drafts/"), path.strip_suffix("/text")) {
                (Some(draft), _) => self.draft(draft),
                (None, Some(path)) => self.text(path),
                (None, None) => self.open(path),
            },
            (Method::Post, path) => {
                let path = path.to_string();
                let origins = hosts.map(|host| format!("http://{host}"));
                if !header(request, "Origin").is_some_and(|origin| origins.contains(&origin)) {
                    return Err(Refused::Stranger);
                }
                let mut body = Vec::new();
                request.as_reader().take(MOST_BYTES).read_to_end(&mut body).map_err(|_| Refused::NotFound)?;
                self.work_on(&path, &body)
            }
            _ => Err(Refused::NotFound),
        }
    }

    /// The token moves from the address, where others may look over a shoulder, into a cookie.
    fn let_in(&self, token: &str) -> Result<Answer, Refused> {
        if !same(token, &self.token) {
            return Err(Refused::Stranger);
        }
        let cookie = format!("{COOKIE}={}; HttpOnly; SameSite=Strict; Path={}", self.cookie, self.base);
        let mut answer = Answer::see_other(self.base.clone());
        answer.headers.push(("Set-Cookie", cookie));
        Ok(answer)
    }

    fn now(&self) -> Timestamp {
        (self.clock)()
    }

    fn list(&self) -> Result<Answer, Refused> {
        let arrived = |row: store::Row| {
            let arrived = assembled::arrived(Some(&self.desk), &*self.drafts, &row)?;
            Ok((row, arrived))
        };
        let rows =
            self.store.list().and_then(|rows| rows.into_iter().map(arrived).collect::<Result<Vec<_>, _>>());
        let drafts = chase::drafts(&self.desk, &*self.drafts).map_err(failed)?;
        let view = view::list(&rows.map_err(failed)?, &drafts, &self.desk, &self.base, day(self.now()));
        self.draw("inbox/list.html", "inbox", &view)
    }

    fn open(&self, path: &str) -> Result<Answer, Refused> {
        let (row, payload, assembled) = self.opened(path)?;
        let buttons = (&*self.base, &*self.form_token);
        let view = item::item(&row, &payload, assembled.as_ref(), &self.desk, buttons, day(self.now()));
        self.draw("inbox/open.html", "item", &view)
    }

    fn text(&self, path: &str) -> Result<Answer, Refused> {
        let (row, payload, assembled) = self.opened(path)?;
        if !item::lays_out(&self.desk, &row) {
            return Err(Refused::NotFound);
        }
        let view = text::text(&row, &payload, assembled.as_ref(), &self.desk, &self.base);
        self.draw("inbox/text.html", "text", &view)
    }

    /// A submission, opened, with its parts if it is sent section by section; that it was opened is noted.
    fn opened(&self, path: &str) -> Result<(store::Row, Payload, Option<Assembled>), Refused> {
        let (reference, row, sealed) = self.find(path)?;
        let Some(arrived) = assembled::arrived(Some(&self.desk), &*self.drafts, &row).map_err(failed)? else {
            let payload = seal::open_row(&row, &sealed, &self.identities).map_err(failed)?;
            // A full disk must not keep the team from reading.
            if let Err(error) = self.store.mark_opened(&reference, self.now()) {
                tracing::error!(error = %error, "not noted as opened");
            }
            return Ok((row, payload, None));
        };
        let stores = (&*self.store, &*self.drafts);
        let assembled = assembled::open(arrived, (&row, &sealed), &self.identities, stores, self.now());
        let assembled = assembled.map_err(failed)?;
        Ok((row, assembled.merged(), Some(assembled)))
    }

    fn work_on(&self, path: &str, body: &[u8]) -> Result<Answer, Refused> {
        let posted = Posted(form_urlencoded::parse(body).into_owned().collect());
        let value = |name: &str| posted.value(name);
        if !same(value("_token"), &self.form_token) {
            return Err(Refused::Stranger);
        }
        let (path, what) = path.rsplit_once('/').ok_or(Refused::NotFound)?;
        if let Some(draft) = path.strip_prefix("drafts/") {
            return self.work_on_draft(draft, what, &posted);
        }
        let (reference, row, sealed) = self.find(path)?;
        match what {
            "state" => {
                let progress = Progress::parse(value("state")).ok_or(Refused::NotFound)?;
                self.store.set_progress(&reference, progress).map_err(failed)?;
                Ok(Answer::see_other(format!("{}{reference}", self.base)))
            }
            "confirm" if value("filed") == "yes" => {
                let payload = seal::open_row(&row, &sealed, &self.identities).map_err(failed)?;
                match self.store.confirm(&reference, &payload.confirm, self.now()).map_err(failed)? {
                    Confirmed::Done => Ok(Answer::see_other(self.base.clone())),
                    Confirmed::Unread => Err(Refused::Failed(format!(
                        "something of {reference} came meanwhile: go back, open it again, and file that too"
                    ))),
                    Confirmed::WrongCode | Confirmed::Unknown => Err(Refused::Failed(format!(
                        "the code inside {reference} is not the one that was kept with it"
                    ))),
                }
            }
            "confirm" => Ok(Answer::see_other(format!("{}{reference}", self.base))),
            _ => Err(Refused::NotFound),
        }
    }

    fn find(&self, path: &str) -> Result<(Reference, store::Row, Vec<u8>), Refused> {
        let reference = Reference::parse(path).map_err(|_| Refused::NotFound)?;
        let (row, sealed) = self.store.sealed(&reference).map_err(failed)?.ok_or(Refused::NotFound)?;
        Ok((reference, row, sealed))
    }

    fn asset(&self, name: &str) -> Result<Answer, Refused> {
        let asset = self.desk.asset(name).ok_or(Refused::NotFound)?;
        Ok(Answer {
            kind: super::desk::kind_of(name),
            body: asset.bytes.to_vec(),
            ..Answer::page(String::new())
        })
    }

    fn draw(
        &self,
        template: &str,
        key: &'static str,
        view: &impl serde::Serialize,
    ) -> Result<Answer, Refused> {
        let html = self.desk.inbox_page(template, key, view);
        html.map(Answer::page)
            .map_err(|problem| Refused::Failed(format!("{}: {}", problem.place.path, problem.message)))
    }
}

fn header(request: &Request, name: &'static str) -> Option<String> {
    let found = request.headers().iter().find(|header| header.field.equiv(name));
    found.map(|header| header.value.as_str().to_string())
}

/// Compared to the end, so that the time taken tells nothing.
fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}
