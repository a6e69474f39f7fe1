//! The bytes of a connection. Where hyper would answer by itself, our own answer with all headers goes out instead.
//!
//! hyper refuses a head that is no HTTP, or too long, before any route is asked, and its answer carries none of the headers
//! that every answer must carry. It can't be told otherwise; but it shows: bytes that are written before a head has come.

use super::Shared;
use super::draw;
use super::slots::Slot;
use axum::http::StatusCode;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

pub(super) struct Wire {
    stream: TcpStream,
    slot: Arc<Slot>,
    shared: Arc<Shared>,
    /// Our answer in place of hyper's, and how much of it has gone.
    instead: Option<(Vec<u8>, usize)>,
    answered: bool,
}

impl Wire {
    pub(super) fn new(stream: TcpStream, slot: Arc<Slot>, shared: Arc<Shared>) -> Wire {
        Wire { stream, slot, shared, instead: None, answered: false }
    }

    /// The connection, if anything was written to it.
    pub(super) fn into_answered(self) -> Option<TcpStream> {
        self.answered.then_some(self.stream)
    }

    fn poll_instead(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if let Some((bytes, gone)) = &mut self.instead {
            while *gone < bytes.len() {
                *gone += ready!(Pin::new(&mut self.stream).poll_write(context, &bytes[*gone..]))?;
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if !self.answered && !self.slot.has_head() {
            self.instead = Some((refusal(&self.shared, bytes), 0));
        }
        self.answered = true;
        if self.instead.is_some() {
            ready!(self.poll_instead(context))?;
            return Poll::Ready(Ok(bytes.len()));
        }
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_instead(context))?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// hyper's own refusal, with our headers and a page.
fn refusal(shared: &Shared, hypers: &[u8]) -> Vec<u8> {
    let status = hypers.get(9..12).and_then(|code| StatusCode::from_bytes(code).ok());
    let status = status.unwrap_or(StatusCode::BAD_REQUEST);
    let page = draw::PLAIN;
    let mut headers = axum::http::HeaderMap::new();
    shared.headers.put_on(&mut headers);
    let mut head = format!("HTTP/1.1 {status}\r\ncontent-type: text/html; charset=utf-8\r\n").into_bytes();
    for (name, value) in &headers {
        head.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    head.extend(format!("content-length: {}\r\nconnection: close\r\n\r\n{page}", page.len()).into_bytes());
    tracing::info!(method = "none", route = "none", status = status.as_u16(), bytes = page.len(), "refused");
    head
}
