//! A draft that is open is put into a folder: a new one, the one that is open in the browser, or the one whose code is typed.

use super::pages::{self, PutContext};
use super::{ADDRESS, COOKIE, LONGEST_NICKNAME, NICKNAME, nickname_of};
use super::{OpenedFolder, typed_folder_code};
use crate::collect::draft::{Entry, PutIn, SessionKind};
use crate::collect::drafting::session::{kind_of, session_cookie};
use crate::collect::drafting::{Drafting, Error, Opened};
use crate::collect::post::Post;
use crate::collect::reply::Reply;
use crate::collect::server::{DraftRequest, FOLDER_CODE};
use crate::form::Values;

/// Which folder it is to be, where none is open.
const WHICH: &str = "_which";

impl Drafting<'_> {
    /// The page that asks how the draft is called, and for which folder it is.
    pub(in crate::collect::drafting) fn put_page(&self, request: &DraftRequest, opened: &Opened) -> Reply {
        match self.opened_folder(&request.cookies) {
            Ok(folder) => {
                let context = self.put_context(opened, folder.as_ref());
                self.draw_put(opened, context)
            }
            Err(error) => {
                tracing::error!(error = %error, "a folder was not opened");
                self.refuse(crate::collect::server::Refusal::Unavailable)
            }
        }
    }

    /// Put the draft in.
    pub(in crate::collect::drafting) fn put_in_folder(
        &self,
        request: &DraftRequest,
        opened: &Opened,
        post: &Post,
    ) -> Result<Reply, Error> {
        let given = Values::new(post.fields.iter().cloned());
        let folder = self.opened_folder(&request.cookies)?;
        let kind = if opened.open.shared { SessionKind::Shared } else { kind_of(Some(post)) };
        let again = |at: &'static str, message: &'static str| {
            let mut context = self.put_context(opened, folder.as_ref());
            context.nickname = given.first(NICKNAME).to_owned();
            context.which = given.first(WHICH).to_owned();
            context.shared |= kind == SessionKind::Shared;
            (context.at, context.error) = (at, Some(message));
            Ok(self.draw_put(opened, context))
        };
        let Some(nickname) = nickname_of(&given) else { return again(NICKNAME, pages::TOO_LONG) };
        let entry = self.drafts.folders().entry(&opened.open, &opened.form.title, &nickname, self.now)?;
        let entry = entry.ok_or(Error::Draft(crate::collect::draft::Error::Gone))?;
        if let Some(folder) = &folder {
            return match self.drafts.folders().put_in(&folder.session, &entry, self.now)? {
                PutIn::Done => Ok(Reply::see_other(ADDRESS)),
                PutIn::Full => again(NICKNAME, pages::FULL),
                PutIn::SignedOut => again(FOLDER_CODE, pages::SIGNED_OUT),
            };
        }
        // Who types a code means the folder that it opens.
        let has_code = !given.first(FOLDER_CODE).trim().is_empty();
        match given.first(WHICH) {
            "new" if !has_code => self.put_in_new_folder(opened, entry, kind),
            "" if !has_code => {
                again(WHICH, "Choose a new folder, or enter the code of the folder that you have")
            }
            _ => match typed_folder_code(&given) {
                Err(message) => again(FOLDER_CODE, message),
                Ok(code) => {
                    let session = self.drafts.folders().enter(&code, kind, self.now)?;
                    let Some(session) = session else { return again(FOLDER_CODE, pages::WRONG) };
                    match self.drafts.folders().put_in(&session, &entry, self.now)? {
                        PutIn::Full => again(FOLDER_CODE, pages::FULL),
                        PutIn::SignedOut => again(FOLDER_CODE, pages::WRONG),
                        PutIn::Done => {
                            let mut reply = Reply::see_other(ADDRESS);
                            reply.cookies.push(session_cookie(COOKIE, &session, kind));
                            Ok(reply)
                        }
                    }
                }
            },
        }
    }

    fn put_in_new_folder(&self, opened: &Opened, entry: Entry, kind: SessionKind) -> Result<Reply, Error> {
        let (code, session) = self.drafts.folders().make(entry, kind, self.now)?;
        let mut reply = self.folder_code_page(&code, Some(&opened.open.reference));
        reply.cookies.push(session_cookie(COOKIE, &session, kind));
        Ok(reply)
    }

    /// After a draft got another code: the folder that is open in this browser goes on opening it.
    pub(in crate::collect::drafting) fn keep_in_folder(&self, request: &DraftRequest, opened: &Opened) {
        let kept = self.opened_folder(&request.cookies).and_then(|folder| {
            let (reference, party) = (&opened.open.reference, opened.open.party());
            let Some(folder) = folder.filter(|folder| folder.folder.has(reference, &party)) else {
                return Ok(());
            };
            if let Some(entry) =
                self.drafts.folders().entry(&opened.open, &opened.form.title, "", self.now)?
            {
                self.drafts.folders().put_in(&folder.session, &entry, self.now)?;
            }
            Ok(())
        });
        if let Err(error) = kept {
            tracing::warn!(error = %error, "a draft with a new code must be put into its folder again");
        }
    }

    fn put_context(&self, opened: &Opened, folder: Option<&OpenedFolder>) -> PutContext {
        let entry = folder.and_then(|folder| folder.folder.entry(&opened.open.reference));
        PutContext {
            has_session: folder.is_some(),
            is_in: entry.is_some(),
            nickname: entry.map(|entry| entry.nickname.clone()).unwrap_or_default(),
            longest: LONGEST_NICKNAME,
            which: String::new(),
            shared: opened.open.shared,
            error: None,
            at: "",
        }
    }
}
