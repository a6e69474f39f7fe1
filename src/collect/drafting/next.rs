//! What stands first on the list of tasks: the one thing to do next.

use super::{Drafting, Opened};
use crate::form::{StepKind, TasksView};
use serde::Serialize;

/// What kind of thing it is. The template has the words, and takes section, task and address from the list of tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Next {
    /// Something of their own: see [`StepKind`].
    Mend,
    /// A page.
    Task,
    /// A section that is filled in.
    Send,
    /// Nobody else has joined yet, and the first section is sent.
    Invite,
    /// Everything is sent, and they have not signed.
    Sign,
    /// They have signed, and others have not.
    Signed,
    /// Others have something to do.
    Wait,
    /// One person fills in all of it, and all of it is filled in.
    Check,
}

impl Drafting<'_> {
    pub(super) fn step(&self, opened: &Opened, tasks: &TasksView) -> Next {
        let own = tasks.next().map(|step| step.kind);
        if !opened.is_by_section() {
            return if own.is_some() { Next::Task } else { Next::Check };
        }
        let overview = &opened.open.overview;
        let is_open = |expires: jiff::Timestamp| expires > self.now;
        let is_alone =
            overview.seats.len() < 2 && !overview.invitations.iter().any(|invited| is_open(invited.expires));
        let has_sent = overview.sections.iter().any(|section| section.sent.is_some());
        match own {
            Some(StepKind::Mend) => Next::Mend,
            _ if opened.leads() && is_alone && (has_sent || own.is_none()) => Next::Invite,
            Some(StepKind::Task) => Next::Task,
            Some(StepKind::Send) => Next::Send,
            None if !opened.leads() || !opened.missing(self.today()).is_empty() => Next::Wait,
            None if overview.signed.iter().any(|signed| signed.role == opened.open.role) => Next::Signed,
            None => Next::Sign,
        }
    }
}
