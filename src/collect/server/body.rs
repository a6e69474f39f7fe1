//! Reads the body of a post within its bounds of bytes and time.

use super::{Limits, Refusal};
use axum::body::{Body, HttpBody};
use http_body_util::BodyExt;
use tokio::time::{Instant, timeout_at};

/// The whole body, or why it is not taken. A body that announces its size is refused before it is read.
pub(super) async fn read(mut body: Body, limits: &Limits, deadline: Instant) -> Result<Vec<u8>, Refusal> {
    if body.size_hint().lower() > limits.body_bytes as u64 {
        return Err(Refusal::TooLarge);
    }
    let mut bytes = Vec::new();
    loop {
        let next_by = deadline.min(Instant::now() + limits.body_time);
        let piece = match timeout_at(next_by, body.frame()).await {
            Err(_) => return Err(Refusal::TooSlow),
            Ok(None) => return Ok(bytes),
            // Broken chunks, or the client has gone.
            Ok(Some(Err(_))) => return Err(Refusal::BadPost),
            Ok(Some(Ok(piece))) => piece,
        };
        let Some(data) = piece.data_ref() else { continue };
        if bytes.len() + data.len() > limits.body_bytes {
            return Err(Refusal::TooLarge);
        }
        bytes.extend_from_slice(data);
    }
}
