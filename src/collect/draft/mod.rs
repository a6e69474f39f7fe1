//! Sealed drafts: a form that is filled in over days. Only the codes and sessions of its parties open it; the store can't.

mod code;

pub use code::{Code, Error as CodeError};
