//! How much a stranger may take of time, memory and connections.

use crate::collect::post::Bounds;
use std::time::Duration;

/// Every limit, with defaults that fit a council's forms. All can be set.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Connections at once. When all are taken, one that only waits for its client gives way to the next; with the whole
    /// of [`Limits::body_bytes`] in each, memory is bounded by the product. Keep it below the open files that the machine allows.
    pub connections: usize,
    /// From the connection to the end of the request's head.
    pub head_time: Duration,
    /// The head of a request in bytes, 8192 at least.
    pub head_bytes: usize,
    /// The headers of a request.
    pub head_lines: usize,
    /// The longest wait for the next piece of a body.
    pub body_time: Duration,
    /// A body in bytes.
    pub body_bytes: usize,
    /// From the end of the head until the answer is drawn: the whole body, however steadily it drips, and storing.
    pub request_time: Duration,
    /// From the answer until the client has taken it.
    pub reply_time: Duration,
    /// Fields in a post.
    pub fields: usize,
    /// A field's name in bytes.
    pub name_bytes: usize,
    /// One answer in bytes. What a form allows is told at its field; this is far above.
    pub value_bytes: usize,
    /// Submissions a minute and network. A school is one network.
    pub submissions_per_minute: u32,
    /// Pages of drafts that a network saves a minute: several people of a school may fill in at once.
    pub saves_per_minute: u32,
    /// Codes that a network tries a minute. At 100 random bits guessing is hopeless; this keeps it cheap to refuse.
    pub codes_per_minute: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connections: 512,
            head_time: Duration::from_secs(10),
            head_bytes: 16 * 1024,
            head_lines: 100,
            body_time: Duration::from_secs(20),
            body_bytes: 1024 * 1024,
            request_time: Duration::from_secs(60),
            reply_time: Duration::from_secs(30),
            fields: 500,
            name_bytes: 200,
            value_bytes: 100_000,
            submissions_per_minute: 30,
            saves_per_minute: 300,
            codes_per_minute: 30,
        }
    }
}

impl Limits {
    /// How long a connection lives at most.
    pub(super) fn life(&self) -> Duration {
        self.head_time + self.request_time + self.reply_time
    }

    pub(super) fn bounds(&self) -> Bounds {
        Bounds { fields: self.fields, name_bytes: self.name_bytes, value_bytes: self.value_bytes }
    }
}
