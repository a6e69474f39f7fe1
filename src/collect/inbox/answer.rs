//! What the inbox answers with: a page, a way to one, or a refusal.

use std::io;
use tiny_http::{Header, Response};

/// A page or a way to one.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) kind: &'static str,
    pub(super) body: Vec<u8>,
    pub(super) headers: Vec<(&'static str, String)>,
}

impl Answer {
    pub(super) fn page(html: String) -> Answer {
        Answer { status: 200, kind: "text/html; charset=utf-8", body: html.into_bytes(), headers: Vec::new() }
    }

    pub(super) fn see_other(location: String) -> Answer {
        Answer { status: 303, headers: vec![("Location", location)], ..Answer::page(String::new()) }
    }

    pub(super) fn with_security(self) -> Response<io::Cursor<Vec<u8>>> {
        let policy = format!("{}; frame-ancestors 'none'", crate::frame::collector_policy());
        let mut response = Response::from_data(self.body).with_status_code(self.status);
        let fixed = [
            ("Content-Type", self.kind.to_string()),
            ("Content-Security-Policy", policy),
            ("Cache-Control", "no-store".into()),
            ("X-Content-Type-Options", "nosniff".into()),
            ("X-Frame-Options", "DENY".into()),
            ("Referrer-Policy", "strict-origin".into()),
            ("Cross-Origin-Opener-Policy", "same-origin".into()),
        ];
        for (name, value) in fixed.into_iter().chain(self.headers) {
            if let Ok(header) = Header::from_bytes(name, value) {
                response.add_header(header);
            }
        }
        response
    }
}

/// Why a request is not answered as asked.
pub(super) enum Refused {
    /// Another machine, another website, or a browser without the token.
    Stranger,
    /// There is nothing here.
    NotFound,
    /// The machine or the sealed text: in words for the team.
    Failed(String),
}

pub(super) fn failed(error: impl std::fmt::Display) -> Refused {
    Refused::Failed(error.to_string())
}

pub(super) fn refusal(refused: &Refused) -> Answer {
    let (status, text) = match refused {
        Refused::Stranger => (403, "Open the inbox with the address that the program shows."),
        Refused::NotFound => (404, "There is nothing at this address. Go back to the list."),
        Refused::Failed(text) => (500, text.as_str()),
    };
    Answer {
        status,
        kind: "text/plain; charset=utf-8",
        body: format!("{text}\n").into_bytes(),
        headers: Vec::new(),
    }
}
