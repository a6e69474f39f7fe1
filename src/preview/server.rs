//! The preview over HTTP, on the loopback address only: tiny_http must not face the public.

use super::Error;
use super::state::{Shown, State};
use percent_encoding::percent_decode_str;
use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::str::FromStr;
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use tiny_http::{Header, Method, Request, Response, Server};

/// How many requests are answered at once.
const WORKERS: usize = 4;
/// How often an open page hears from the server although nothing changed, so that a closed one is noticed.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// Addresses that the preview keeps for itself; no page can have them, since pages never start with `_`.
const SCRIPT: &str = "_preview/preview.js";
const STYLE: &str = "_preview/preview.css";
const EVENTS: &str = "_preview/events";

/// A port that was taken.
pub(super) struct Listener {
    listener: TcpListener,
    pub(super) port: u16,
}

pub(super) fn listen(port: u16) -> Result<Listener, Error> {
    let failed = |reason: String| Error::Listen { port, reason };
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| failed(error.to_string()))?;
    let port = listener.local_addr().map_err(|error| failed(error.to_string()))?.port();
    Ok(Listener { listener, port })
}

/// Answer requests from now on, in threads of their own.
pub(super) fn serve(listener: Listener, state: &Arc<State>) {
    let port = listener.port;
    let Ok(server) = Server::from_listener(listener.listener, None) else { return };
    let server = Arc::new(server);
    for _ in 0..WORKERS {
        let (server, state) = (server.clone(), state.clone());
        thread::spawn(move || {
            while let Ok(request) = server.recv() {
                // A reader that has gone is no reason to stop.
                let _ = answer(request, &state, port);
            }
        });
    }
}

fn answer(request: Request, state: &Arc<State>, port: u16) -> io::Result<()> {
    if !is_for_us(&request, port) {
        return plain(request, 403, "This preview answers to this machine only.\n");
    }
    if !matches!(request.method(), Method::Get | Method::Head) {
        return plain(request, 405, "This preview shows pages. Forms need the collector.\n");
    }
    let path = request.url().split(['?', '#']).next().unwrap_or_default();
    let path = percent_decode_str(path.trim_start_matches('/')).decode_utf8_lossy().into_owned();
    match path.as_str() {
        EVENTS => {
            let state = state.clone();
            thread::spawn(move || drop(tell_changes(request, &state)));
            Ok(())
        }
        SCRIPT => respond(
            request,
            200,
            include_bytes!("preview.js").as_slice(),
            "text/javascript; charset=utf-8",
            Vec::new(),
        ),
        STYLE => respond(
            request,
            200,
            include_bytes!("preview.css").as_slice(),
            "text/css; charset=utf-8",
            Vec::new(),
        ),
        path => page(request, path, &state.now()),
    }
}

/// Another website that makes its name lead to this machine must not read the preview.
fn is_for_us(request: &Request, port: u16) -> bool {
    let host = request
        .headers()
        .iter()
        .find(|header| header.field.equiv("Host"))
        .map(|header| header.value.as_str());
    host.is_some_and(|host| host == format!("127.0.0.1:{port}") || host == format!("localhost:{port}"))
}

fn page(request: Request, path: &str, shown: &Shown) -> io::Result<()> {
    let with_index =
        if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_string() };
    if let Some(bytes) = shown.file(&with_index) {
        return file(request, 200, &with_index, bytes, shown);
    }
    if shown.file(&format!("{path}/index.html")).is_some() {
        let there = header("Location", &format!("/{path}/"));
        return respond(request, 308, b"", "text/plain", there.into_iter().collect());
    }
    match shown.file("404.html") {
        Some(bytes) => file(request, 404, "404.html", bytes, shown),
        // Nothing could be drawn at all: the overlay says why.
        None => file(request, 500, "problems.html", include_bytes!("problems.html"), shown),
    }
}

fn file(request: Request, status: u16, path: &str, bytes: &[u8], shown: &Shown) -> io::Result<()> {
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let is_text = kind.type_() == "text" || matches!(kind.subtype().as_str(), "javascript" | "xml" | "json");
    let kind = if is_text { format!("{kind}; charset=utf-8") } else { kind.to_string() };
    if !path.ends_with(".html") {
        return respond(request, status, bytes, &kind, host_headers(shown));
    }
    let html = String::from_utf8_lossy(bytes);
    let script =
        format!("<script src=\"/{SCRIPT}\" data-version=\"{}\" defer></script>\n</body>", shown.version);
    let html = html.replacen("</body>", &script, 1);
    respond(request, status, html.as_bytes(), &kind, host_headers(shown))
}

/// The headers that the host will send, so that what they forbid shows here first.
fn host_headers(shown: &Shown) -> Vec<Header> {
    let text =
        shown.file("_headers").map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
    let for_all = text.lines().skip(1).take_while(|line| line.starts_with("  "));
    for_all.filter_map(|line| header_line(line.trim())).collect()
}

fn header_line(line: &str) -> Option<Header> {
    Header::from_str(line).ok()
}

fn header(name: &str, value: &str) -> Option<Header> {
    Header::from_bytes(name, value).ok()
}

fn plain(request: Request, status: u16, text: &str) -> io::Result<()> {
    respond(request, status, text.as_bytes(), "text/plain; charset=utf-8", Vec::new())
}

fn respond(request: Request, status: u16, bytes: &[u8], kind: &str, headers: Vec<Header>) -> io::Result<()> {
    let mut response = Response::from_data(bytes).with_status_code(status);
    let fixed = [header("Content-Type", kind), header("Cache-Control", "no-store")];
    for header in fixed.into_iter().flatten().chain(headers) {
        response.add_header(header);
    }
    request.respond(response)
}

/// Server-sent events: what an open page shows is out of date, or wrong. Written by hand, since a `Response` buffers.
fn tell_changes(request: Request, state: &State) -> io::Result<()> {
    let mut writer = request.into_writer();
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n";
    writer.write_all(head.as_bytes())?;
    let mut shown = state.now();
    loop {
        writer.write_all(format!("data: {}\n\n", shown.news()).as_bytes())?;
        writer.flush()?;
        shown = state.after(shown.build, HEARTBEAT);
    }
}
