//! What is sealed: one submission's answers in the words that were shown, with what proves whose they are.

use super::reference::{self, ConfirmCode, Reference};
use age::secrecy::zeroize::Zeroize;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::io::{self, Write};

/// A submission in plain text: only in memory, and inside age. Its texts are wiped when it is dropped.
#[derive(PartialEq, Eq)]
pub struct Payload {
    /// The reference that the sender was shown.
    pub reference: Reference,
    /// The form's name.
    pub form: String,
    /// The form's title, as it was.
    pub title: String,
    /// The hash of the form's resolved definition, as it was.
    pub definition: String,
    /// The council's id, where there are several.
    pub council: Option<String>,
    /// When it came.
    pub received: Timestamp,
    /// The code that proves that somebody opened it.
    pub confirm: ConfirmCode,
    /// Which part of a draft that several people fill in it is; none for a form that is sent as a whole.
    pub part: Option<PartOf>,
    /// The answers, in the form's order.
    pub answers: Vec<Answer>,
}

/// A section of a draft that several people fill in, as it was sent, or somebody's signature under the whole.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
pub struct PartOf {
    /// What the part is called: the section's name, or `sign-off:` and the role that signs.
    pub section: String,
    /// The section's title, as it was.
    pub title: String,
    /// How often the section had been saved; of a signature 0.
    pub revision: u64,
    /// Who sent it, by the role's title. Nobody has checked who that is.
    pub by: String,
}

/// One answer, under the words that asked for it.
#[derive(Clone, Deserialize, PartialEq, Eq)]
pub struct Answer {
    /// The page's name.
    pub page: String,
    /// Which row of a repeat it is of, from 1. What was sealed before there were rows has none.
    #[serde(default)]
    pub row: Option<u32>,
    /// The field's name.
    pub field: String,
    /// What was asked.
    pub label: String,
    /// What was answered, in the words shown: one line or many.
    pub answer: Vec<String>,
}

/// Why a text is no payload. What it says is not repeated.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is no JSON, or not of this shape.
    #[error(
        "the opened text is no submission that this version of Fingerpost knows (line {line}, column {column})"
    )]
    Shape {
        /// The line of the JSON.
        line: usize,
        /// The column.
        column: usize,
    },
    /// The reference or the code in it is none.
    #[error("the opened text has no right reference or code: {0}")]
    Reference(#[from] reference::Error),
    /// The time in it is none.
    #[error("the opened text says no right time for when it came")]
    Received,
}

/// The JSON as it stands, before its values are checked.
#[derive(Deserialize)]
struct Raw {
    reference: String,
    form: String,
    title: String,
    definition: String,
    council: Option<String>,
    received: String,
    confirm: String,
    /// What was sealed before there were parts has none.
    #[serde(default)]
    part: Option<PartOf>,
    answers: Vec<Answer>,
}

impl Payload {
    /// Read one from JSON, with spaces after it or not.
    ///
    /// # Errors
    /// When it is none; nothing of it is repeated.
    pub fn parse(json: &[u8]) -> Result<Payload, Error> {
        let shape = |error: serde_json::Error| Error::Shape { line: error.line(), column: error.column() };
        let mut raw: Raw = serde_json::from_slice(json).map_err(shape)?;
        let confirm = ConfirmCode::parse(&raw.confirm);
        raw.confirm.zeroize();
        Ok(Payload {
            reference: Reference::parse(&raw.reference)?,
            form: raw.form,
            title: raw.title,
            definition: raw.definition,
            council: raw.council,
            received: raw.received.parse().map_err(|_| Error::Received)?,
            confirm: confirm?,
            part: raw.part,
            answers: raw.answers,
        })
    }

    /// Write it as JSON, without keeping a copy: `out` sees each part once.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_json(&self, out: &mut impl Write) -> io::Result<()> {
        write_text(out, "{\"reference\":", self.reference.as_str())?;
        write_text(out, ",\"form\":", &self.form)?;
        write_text(out, ",\"title\":", &self.title)?;
        write_text(out, ",\"definition\":", &self.definition)?;
        match &self.council {
            Some(council) => write_text(out, ",\"council\":", council)?,
            None => out.write_all(b",\"council\":null")?,
        }
        write_text(out, ",\"received\":", &self.received.to_string())?;
        write_text(out, ",\"confirm\":", self.confirm.as_str())?;
        if let Some(part) = &self.part {
            out.write_all(b",\"part\":")?;
            serde_json::to_writer(&mut *out, part)?;
        }
        out.write_all(b",\"answers\":[")?;
        for (at, answer) in self.answers.iter().enumerate() {
            write_text(out, if at == 0 { "{\"page\":" } else { ",{\"page\":" }, &answer.page)?;
            if let Some(row) = answer.row {
                write!(out, ",\"row\":{row}")?;
            }
            write_text(out, ",\"field\":", &answer.field)?;
            write_text(out, ",\"label\":", &answer.label)?;
            out.write_all(b",\"answer\":[")?;
            for (at, line) in answer.answer.iter().enumerate() {
                write_text(out, if at == 0 { "" } else { "," }, line)?;
            }
            out.write_all(b"]}")?;
        }
        out.write_all(b"]}")
    }
}

/// `before` as it is, then `text` as a string of JSON.
fn write_text(out: &mut impl Write, before: &str, text: &str) -> io::Result<()> {
    out.write_all(before.as_bytes())?;
    serde_json::to_writer(out, text).map_err(io::Error::from)
}

impl Drop for Payload {
    fn drop(&mut self) {
        for answer in &mut self.answers {
            answer.label.zeroize();
            answer.answer.zeroize();
        }
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Payload({} of `{}`, {} answers)", self.reference, self.form, self.answers.len())
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Answer(`{}`)", self.field)
    }
}
