//! The preview as a browser meets it: this machine only, the host's headers, every mistake shown.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

struct Preview {
    program: Child,
    port: u16,
    _output: BufReader<ChildStdout>,
    folder: tempfile::TempDir,
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("it makes the folder");
    std::fs::write(path, text).expect("it writes");
}

fn page(title: &str, body: &str) -> String {
    format!("---\ntitle: {title}\nsummary: S\n---\n{body}\n")
}

fn start() -> Preview {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "site.toml", "title = \"Hub\"\nbase_url = \"https://council.example/school/\"\n");
    write(folder.path(), "content/_index.md", &page("Home", "Hello."));
    write(folder.path(), "content/a.md", &page("A", "Draft or not."));
    let mut program = Command::new(env!("CARGO_BIN_EXE_fingerpost"))
        .args(["serve", "--port", "0", "--collector-port", "0", "--root"])
        .arg(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let mut line = String::new();
    let mut output = BufReader::new(program.stdout.take().expect("its output"));
    output.read_line(&mut line).expect("a line");
    let port = line.trim().trim_end_matches('/').rsplit(':').next().and_then(|port| port.parse().ok());
    Preview {
        program,
        port: port.unwrap_or_else(|| panic!("no address in {line:?}")),
        _output: output,
        folder,
    }
}

impl Preview {
    /// The whole answer; a connection that the machine resets is tried again.
    fn ask(&self, request: &str) -> String {
        let answers = (0..10).map(|_| self.try_to_ask(request));
        answers.into_iter().flatten().next().expect("it answers")
    }

    fn try_to_ask(&self, request: &str) -> std::io::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a time limit");
        stream.write_all(request.as_bytes())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }

    fn page(&self, path: &str) -> String {
        self.ask(&format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n",
            self.port
        ))
    }

    fn wait_for(&self, path: &str, wanted: &str) {
        let start = Instant::now();
        while !self.page(path).contains(wanted) {
            assert!(start.elapsed() < Duration::from_secs(30), "{path} never showed {wanted:?}");
            std::thread::yield_now();
        }
    }

    /// The first news that an open page hears.
    fn news(&self) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a time limit");
        let head = format!("GET /_preview/events HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", self.port);
        stream.write_all(head.as_bytes()).expect("it reads");
        let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
        lines.find(|line| line.starts_with("data: ")).expect("news")
    }
}

#[test]
fn it_shows_pages_at_the_root_with_the_headers_of_the_host() {
    let preview = start();
    let home = preview.page("/");
    assert!(home.starts_with("HTTP/1.1 200"), "{home}");
    assert!(home.contains("<h1>Home</h1>") && home.contains("src=\"/_preview/preview.js\""));
    assert!(home.contains("frame-ancestors 'none'") && home.contains("X-Content-Type-Options: nosniff"));
    assert!(preview.page("/a").starts_with("HTTP/1.1 308"));
    assert!(preview.page("/a/?x=1").contains("<h1>A</h1>"));
    assert!(preview.page("/nowhere").starts_with("HTTP/1.1 404"));
    assert!(preview.page("/../site.toml").starts_with("HTTP/1.1 404"));
    assert!(preview.page("/%2e%2e/site.toml").starts_with("HTTP/1.1 404"));
}

#[test]
fn it_answers_to_this_machine_only() {
    let preview = start();
    let port = preview.port;
    for host in ["evil.example".to_string(), format!("evil.example:{port}"), "127.0.0.1:1".into()] {
        let answer = preview.ask(&format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));
        assert!(answer.starts_with("HTTP/1.1 403"), "{host}: {answer}");
    }
    let post = preview.ask(&format!(
        "POST / HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    ));
    assert!(post.starts_with("HTTP/1.1 405"), "{post}");
}

#[test]
fn an_edit_shows_and_a_mistake_is_told_until_it_is_mended() {
    let preview = start();
    let root = preview.folder.path();
    write(root, "content/a.md", &page("Changed", "x"));
    preview.wait_for("/a/", "<h1>Changed</h1>");

    write(root, "content/b/_index.md", &page("New section", "x"));
    preview.wait_for("/b/", "<h1>New section</h1>");

    write(root, "content/a.md", "---\ntitel: Wrong\nsummary: S\n---\n");
    let start = Instant::now();
    while !preview.news().contains("did you mean `title`?") {
        assert!(start.elapsed() < Duration::from_secs(30), "the mistake was never told: {}", preview.news());
    }
    assert!(preview.page("/a/").contains("<h1>Changed</h1>"), "the last good page stays");
    assert!(preview.news().contains("\"line\":2,\"column\":1"));

    write(root, "content/a.md", &page("Mended", "x"));
    preview.wait_for("/a/", "<h1>Mended</h1>");
    assert!(preview.news().contains("\"problems\":[]"));

    std::fs::remove_dir_all(root.join("content/b")).expect("it goes");
    preview.wait_for("/b/", "Page not found");
}
