//! The collector's server over real sockets: what a stranger may take, whose posts are let in, what every answer carries.

mod answers;
mod child;
mod flood;
mod guards;
mod limits;
mod posts;

use fingerpost::collect::guard::{Origins, Proxies};
use fingerpost::collect::post::Post;
use fingerpost::collect::reply::{Headers, Hsts, Reply};
use fingerpost::collect::server::{Limits, Pages, Refusal, Server, Settings};
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// Nothing in these tests takes this long unless it hangs.
const DEADLINE: Duration = Duration::from_secs(20);
const POLICY: &str =
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Pages that say what was asked of them.
#[derive(Default)]
struct Desk {
    posts: Mutex<Vec<Post>>,
    /// While it is closed, a post to `gated` waits.
    gate: Mutex<bool>,
    opened: Condvar,
    /// How many wait at the gate.
    waiting: Mutex<usize>,
}

impl Desk {
    fn open(&self) {
        *self.gate.lock().expect("the gate") = true;
        self.opened.notify_all();
    }

    fn wait(&self) {
        *self.waiting.lock().expect("the count") += 1;
        let open = self.gate.lock().expect("the gate");
        drop(self.opened.wait_timeout_while(open, DEADLINE, |open| !*open).expect("the gate"));
    }
}

impl Pages for Desk {
    fn show(&self, form: &str, page: Option<&str>) -> Reply {
        match form {
            "opened" => Reply::page(200, format!("from {page:?}")),
            "panics" => panic!("this quotes {form} and canary-panic"),
            "folded" => Reply::see_other("/a\r\nSet-Cookie: a=b"),
            "large" => Reply::page(200, vec![b'x'; 64 * 1024 * 1024]),
            "gated" => {
                self.wait();
                Reply::page(200, "opened")
            }
            _ => Reply::page(200, format!("<h1>The form {form}</h1>")),
        }
    }

    fn submit(&self, post: Post) -> Reply {
        if post.form == "gated" {
            self.wait();
        }
        let there = format!("/forms/{}/received/C-7K3M-9QXD", post.form);
        self.posts.lock().expect("the posts").push(post);
        Reply::see_other(there)
    }

    fn received(&self, form: &str, reference: &str, _cookies: &str) -> Reply {
        Reply::page(200, format!("{form} received as {reference}"))
    }

    fn withdraw(&self, form: &str, post: Option<Post>) -> Reply {
        self.posts.lock().expect("the posts").extend(post);
        Reply::page(200, format!("<h1>Taking back {form}</h1>"))
    }

    fn draft(&self, request: &fingerpost::collect::server::DraftRequest) -> Reply {
        Reply::page(200, format!("<h1>The draft {}</h1>", request.path))
    }

    fn asset(&self, name: &str) -> Reply {
        Reply::asset("text/css; charset=utf-8", format!("/* {name} */"))
    }

    fn refuse(&self, why: Refusal) -> Reply {
        Reply::page(200, format!("<h1>Refused: {why:?}</h1>"))
    }
}

/// A server on a port of its own; it stops when this is dropped.
struct Running {
    address: SocketAddr,
    desk: Arc<Desk>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

fn settings() -> Settings {
    Settings {
        limits: Limits { submissions_per_minute: 100_000, ..Limits::default() },
        origins: Origins::of(["https://hub.example/school/"]).expect("an origin"),
        proxies: Proxies::default(),
        headers: Headers::new(POLICY, Hsts::Year).expect("a policy"),
    }
}

fn start(change: impl FnOnce(&mut Settings)) -> Running {
    let mut settings = settings();
    change(&mut settings);
    let desk = Arc::new(Desk::default());
    let server = Server::bind(([127, 0, 0, 1], 0).into(), settings, desk.clone()).expect("it listens");
    let address = server.address();
    let (stop, stopped) = oneshot::channel::<()>();
    let thread = std::thread::spawn(move || {
        server.run_until(async { drop(stopped.await) });
    });
    Running { address, desk, stop: Some(stop), thread: Some(thread) }
}

impl Running {
    fn connect(&self) -> TcpStream {
        connect(self.address)
    }

    /// Send all, and read the whole answer.
    fn ask(&self, request: impl AsRef<[u8]>) -> String {
        ask(self.address, request)
    }

    fn page(&self, path: &str) -> String {
        self.ask(format!("GET {path} HTTP/1.1\r\nHost: forms.example\r\n\r\n"))
    }

    fn post(&self, form: &str, body: &str) -> String {
        self.ask(request(form, "", body))
    }

    fn fields(&self) -> Vec<Vec<(String, String)>> {
        self.desk.posts.lock().expect("the posts").iter().map(|post| post.fields.clone()).collect()
    }

    fn begin_stop(&mut self) {
        drop(self.stop.take());
    }

    /// Stop, and wait for the end.
    fn stop(&mut self) {
        self.begin_stop();
        if let Some(thread) = self.thread.take() {
            thread.join().expect("it ended well");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.desk.open();
        self.stop();
    }
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect_timeout(&address, DEADLINE).expect("it listens");
    stream.set_read_timeout(Some(DEADLINE)).expect("a time limit");
    stream.set_write_timeout(Some(DEADLINE)).expect("a time limit");
    stream
}

fn ask(address: SocketAddr, request: impl AsRef<[u8]>) -> String {
    let mut stream = connect(address);
    stream.write_all(request.as_ref()).expect("it reads");
    rest(&mut stream).expect("an answer")
}

/// What comes until the other side has said all.
fn rest(stream: &mut TcpStream) -> io::Result<String> {
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// A post as a browser sends it, with more header lines, each ended by `\r\n`.
fn request(form: &str, more: &str, body: &str) -> String {
    let kind = if more.to_ascii_lowercase().contains("content-type:") {
        ""
    } else {
        "Content-Type: application/x-www-form-urlencoded\r\n"
    };
    let length = body.len();
    format!(
        "POST /forms/{form} HTTP/1.1\r\nHost: forms.example\r\n{kind}{more}Content-Length: {length}\r\n\r\n{body}"
    )
}

fn status(answer: &str) -> u16 {
    let code = answer.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3));
    code.and_then(|code| code.parse().ok()).unwrap_or_else(|| panic!("no answer: {answer:?}"))
}

fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let head = answer.split("\r\n\r\n").next().unwrap_or_default();
    head.lines().skip(1).find_map(|line| {
        let (found, value) = line.split_once(": ")?;
        found.eq_ignore_ascii_case(name).then_some(value)
    })
}

/// Wait for a condition.
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < DEADLINE, "never: {what}");
        std::thread::yield_now();
    }
}
