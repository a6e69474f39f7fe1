//! The same server in a process of its own: with its own log, and with few file descriptors.

use super::{Desk, ask, request, settings, status};
use fingerpost::collect::log;
use fingerpost::collect::server::Server;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

/// This test binary again, for one test that is otherwise ignored, with so many file descriptors.
fn this_again(test: &str, open_files: Option<u32>) -> Command {
    let binary = std::env::current_exe().expect("this binary");
    let mut command = match open_files {
        Some(number) if cfg!(unix) => {
            let mut shell = Command::new("sh");
            shell.args(["-c", &format!("ulimit -n {number} && exec \"$0\" \"$@\"")]).arg(binary);
            shell
        }
        _ => Command::new(binary),
    };
    command.args(["--exact", test, "--ignored", "--nocapture", "--test-threads=1"]);
    command
}

/// Run one test that is otherwise ignored; it must pass.
pub(super) fn in_a_process_of_its_own(test: &str, open_files: u32) {
    let output = this_again(test, Some(open_files)).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout);
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 passed"), "{said}\n{log}");
}

/// A server in another process. It ends when its input does.
pub(super) struct Child {
    process: std::process::Child,
    input: Option<ChildStdin>,
    _output: BufReader<ChildStdout>,
    pub(super) address: SocketAddr,
}

impl Child {
    pub(super) fn start(settings: &[(&str, &str)], open_files: Option<u32>) -> Child {
        let mut process = this_again("collect_server::child::serve_until_the_input_ends", open_files)
            .envs(settings.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let input = process.stdin.take();
        let mut output = BufReader::new(process.stdout.take().expect("its output"));
        let address = output.by_ref().lines().map_while(Result::ok).find_map(|line| {
            let (_, address) = line.split_once("address ")?;
            address.trim().parse().ok()
        });
        Child { process, input, _output: output, address: address.expect("an address") }
    }

    /// Stop it; what it wrote to its log.
    pub(super) fn end(mut self) -> String {
        drop(self.input.take());
        let mut log = String::new();
        let stderr = self.process.stderr.as_mut().expect("its log");
        stderr.read_to_string(&mut log).expect("text");
        log
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
#[ignore = "the other process of tests in this folder"]
fn serve_until_the_input_ends() {
    log::start(tracing::level_filters::LevelFilter::TRACE).expect("the log");
    let mut settings = settings();
    if let Ok(seconds) = std::env::var("FINGERPOST_TEST_HEAD_SECONDS") {
        settings.limits.head_time = Duration::from_secs(seconds.parse().expect("a number"));
    }
    let server =
        Server::bind(([127, 0, 0, 1], 0).into(), settings, Arc::new(Desk::default())).expect("it listens");
    println!("address {}", server.address());
    let (ended, input) = tokio::sync::oneshot::channel::<()>();
    std::thread::spawn(move || {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        drop(ended);
    });
    server.run_until(async { drop(input.await) });
}

// Fails with the standard panic hook (it prints the panic's message) and with the address in the line of a request.
#[test]
fn the_log_tells_of_each_request_and_nothing_of_what_it_said() {
    let server = Child::start(&[], None);
    let get = |path: &str, more: &str| {
        ask(server.address, format!("GET {path} HTTP/1.1\r\nHost: canary-host.example\r\n{more}\r\n"))
    };
    let more = "X-Forwarded-For: 198.51.100.77\r\nCookie: canary-cookie\r\nReferer: https://canary-referer.example/\r\nUser-Agent: canary-agent\r\n";
    let expected = [
        (status(&ask(server.address, request("canary-form", more, "canary-name=canary-value"))), 303),
        (
            status(&ask(
                server.address,
                request("canary-form", "Origin: https://canary-origin.example\r\n", "a=1"),
            )),
            403,
        ),
        (
            status(&ask(
                server.address,
                request("canary-form", "Content-Type: canary/kind\r\n", "canary-body"),
            )),
            415,
        ),
        (status(&ask(server.address, request("canary-form", more, "canary=%FF"))), 400),
        (status(&get("/forms/canary-form?page=/canary-page/&canary-query=1", more)), 200),
        (status(&get("/forms/canary-form/received/CANARY-7K3M-9QXD", "")), 200),
        (status(&get("/canary-path", "")), 404),
        (status(&get("/forms/panics", more)), 500),
        (status(&ask(server.address, "CANARY /health HTTP/1.1\r\nHost: canary\r\n\r\n")), 405),
        (status(&ask(server.address, "canary no http\r\n\r\n")), 400),
    ];
    for (given, wanted) in expected {
        assert_eq!(given, wanted);
    }
    let log = server.end();
    for canary in ["canary", "198.51", "127.0.0.1", "7K3M", "gated"] {
        assert!(!log.to_lowercase().contains(canary), "`{canary}` is in the log:\n{log}");
    }
    let lines: Vec<serde_json::Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line:?}")))
        .collect();
    let told: Vec<(&str, &str, u64)> = lines
        .iter()
        .filter(|line| line["message"] == "answered")
        .map(|line| {
            assert!(line["milliseconds"].is_u64() && line["bytes"].is_u64(), "{line}");
            assert_eq!(line["span"]["id"].as_str().map(str::len), Some(16), "{line}");
            let status = line["status"].as_u64().unwrap_or_default();
            (line["method"].as_str().unwrap_or_default(), line["route"].as_str().unwrap_or_default(), status)
        })
        .collect();
    let form = "/forms/{form}";
    let expected = [
        ("POST", form, 303),
        ("POST", form, 403),
        ("POST", form, 415),
        ("POST", form, 400),
        ("GET", form, 200),
        ("GET", "/forms/{form}/received/{reference}", 200),
        ("GET", "none", 404),
        ("GET", form, 500),
        ("other", "none", 405),
    ];
    assert_eq!(told, expected, "{log}");
    assert!(lines.iter().any(|line| line["message"] == "refused" && line["status"] == 400), "{log}");
    let fault = lines.iter().find(|line| line["level"] == "ERROR").expect("the panic is told");
    assert!(fault["place"].as_str().is_some_and(|place| place.contains("collect_server.rs")), "{fault}");
}
