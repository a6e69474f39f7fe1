//! Answers to a sealed submission that the store can take: plain text ends here.

use super::desk::Desk;
use super::keys::parse_recipient;
use super::notices::day;
use super::payload::{self, PartOf, Payload};
use super::reference::{ConfirmCode, Reference, WithdrawCode};
use super::seal;
use super::store::{self, NewSubmission};
use crate::form::{self, Answers, Form};
use jiff::Timestamp;

/// Why a right answer was not stored.
#[derive(Debug, thiserror::Error)]
pub(super) enum SendError {
    #[error(transparent)]
    Seal(#[from] seal::Error),
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error(transparent)]
    Reference(#[from] super::reference::Error),
}

/// Answers, sealed to everybody who may open them, and the code that takes them back.
pub(super) fn sealed(
    desk: &Desk,
    form: &Form,
    answers: &Answers,
    reference: Reference,
    now: Timestamp,
) -> Result<(NewSubmission, Option<WithdrawCode>), SendError> {
    let withdraw = form.withdraw.then(WithdrawCode::random).transpose()?;
    let new = New { desk, form, council: answers.council(), reference: &reference, now };
    let (confirm_hash, sealed) = new.sealed(answers.all(), None)?;
    let withdraw_hash = withdraw.as_ref().map(|code| code.hash(&reference));
    Ok((NewSubmission { withdraw_hash, ..new.submission(confirm_hash, sealed) }, withdraw))
}

/// The submission of a draft that is sent section by section: it holds the parts together, and no answer.
pub(super) fn header(
    desk: &Desk,
    form: &Form,
    council: Option<&str>,
    reference: &Reference,
    now: Timestamp,
) -> Result<NewSubmission, SendError> {
    let new = New { desk, form, council, reference, now };
    let (confirm_hash, sealed) = new.sealed(&[], None)?;
    Ok(new.submission(confirm_hash, sealed))
}

/// A part of such a draft, sealed to everybody who may open it, with the hash of the code inside.
pub(super) fn sealed_part(
    desk: &Desk,
    form: &Form,
    council: Option<&str>,
    answers: &[form::Answer],
    part: PartOf,
    reference: &Reference,
    now: Timestamp,
) -> Result<([u8; 32], Vec<u8>), SendError> {
    New { desk, form, council, reference, now }.sealed(answers, Some(part))
}

/// What is sent, but for its answers.
struct New<'a> {
    desk: &'a Desk,
    form: &'a Form,
    council: Option<&'a str>,
    reference: &'a Reference,
    now: Timestamp,
}

impl New<'_> {
    fn sealed(
        &self,
        answers: &[form::Answer],
        part: Option<PartOf>,
    ) -> Result<([u8; 32], Vec<u8>), SendError> {
        let confirm = ConfirmCode::random()?;
        let confirm_hash = confirm.hash(self.reference);
        let payload = Payload {
            reference: self.reference.clone(),
            form: self.form.name.clone(),
            title: self.form.title.clone(),
            definition: self.form.definition.clone(),
            council: self.council.map(str::to_string),
            received: self.now,
            confirm,
            part,
            answers: answers.iter().map(payload_answer).collect(),
        };
        let keys = self.desk.keys(self.form, self.council);
        let recipients: Vec<_> = keys.iter().filter_map(|key| parse_recipient(key).ok()).collect();
        Ok((confirm_hash, seal::seal(&payload, &recipients)?.0))
    }

    fn submission(&self, confirm_hash: [u8; 32], sealed: Vec<u8>) -> NewSubmission {
        NewSubmission {
            reference: self.reference.clone(),
            form: self.form.name.clone(),
            council: self.council.map(str::to_string),
            key: None,
            received: self.now,
            answer_by: self.desk.answer_by(self.form, day(self.now)),
            sealed,
            confirm_hash,
            withdraw_hash: None,
        }
    }
}

fn payload_answer(answer: &form::Answer) -> payload::Answer {
    payload::Answer {
        page: answer.page.clone(),
        field: answer.field.clone(),
        row: answer.row,
        label: answer.label.clone(),
        answer: answer.lines.clone(),
    }
}
