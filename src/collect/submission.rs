//! Answers to a sealed submission that the store can take: plain text ends here.

use super::desk::Desk;
use super::keys::parse_recipient;
use super::notices::day;
use super::payload::{self, Payload};
use super::reference::{ConfirmCode, Reference, WithdrawCode};
use super::seal;
use super::store::{self, NewSubmission};
use crate::form::{Answers, Form};
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
    let confirm = ConfirmCode::random()?;
    let withdraw = form.withdraw.then(WithdrawCode::random).transpose()?;
    let confirm_hash = confirm.hash(&reference);
    let payload = Payload {
        reference: reference.clone(),
        form: form.name.clone(),
        title: form.title.clone(),
        definition: form.definition.clone(),
        council: answers.council().map(str::to_string),
        received: now,
        confirm,
        answers: answers.all().iter().map(payload_answer).collect(),
    };
    let keys = desk.keys(form, answers.council());
    let recipients: Vec<_> = keys.iter().filter_map(|key| parse_recipient(key).ok()).collect();
    let sealed = seal::seal(&payload, &recipients)?;
    let submission = NewSubmission {
        confirm_hash,
        withdraw_hash: withdraw.as_ref().map(|code| code.hash(&reference)),
        reference,
        form: form.name.clone(),
        council: answers.council().map(str::to_string),
        key: None,
        received: now,
        answer_by: desk.answer_by(form, day(now)),
        sealed: sealed.0,
    };
    Ok((submission, withdraw))
}

fn payload_answer(answer: &crate::form::Answer) -> payload::Answer {
    payload::Answer {
        page: answer.page.clone(),
        field: answer.field.clone(),
        row: answer.row,
        label: answer.label.clone(),
        answer: answer.lines.clone(),
    }
}
