//! What is done with a folder that is open: its drafts opened, renamed, taken out; a new code, signed out, deleted.

use super::{ADDRESS, COOKIE, OpenedFolder, nickname_of, pages};
use crate::collect::draft::{Entrance, Entry, Standing};
use crate::collect::drafting::address::base;
use crate::collect::drafting::session::{
    clear_cookie, cleared_cookie, session_cookie, session_of, set_cookie,
};
use crate::collect::drafting::{Drafting, Error};
use crate::collect::reference::Reference;
use crate::collect::reply::Reply;
use crate::collect::server::DraftRequest;
use crate::form::Values;

impl Drafting<'_> {
    /// On to the list of tasks of a draft, with a session of it.
    pub(super) fn open_from_folder(
        &self,
        request: &DraftRequest,
        opened: &OpenedFolder,
        given: &Values,
    ) -> Result<Reply, Error> {
        let Some(entry) = entry_of(opened, given) else {
            return self.folder_list(opened, Some(pages::NOT_IN_IT));
        };
        let mut reply = Reply::see_other(base(&entry.reference));
        if self.has_session(request, opened, entry)? {
            // Another tab goes on with it, and would not know a new one.
            return Ok(reply);
        }
        let kind = opened.kind();
        match self.drafts.folders().enter_draft(&opened.session, entry, kind, self.now)? {
            Entrance::Session(session) => {
                reply.cookies.push(set_cookie(&entry.reference, &session, kind));
                Ok(reply)
            }
            // The list says what became of it.
            Entrance::Closed(_) => self.folder_list(opened, Some(pages::DOES_NOT_OPEN)),
        }
    }

    /// Whether the browser has the draft open already, for the same person and no longer than it may be here.
    fn has_session(
        &self,
        request: &DraftRequest,
        opened: &OpenedFolder,
        entry: &Entry,
    ) -> Result<bool, Error> {
        let Some(session) = session_of(&request.cookies, &entry.reference) else { return Ok(false) };
        let open = self.drafts.open(&entry.reference, &session, self.now)?;
        Ok(open.is_some_and(|open| open.party() == entry.party() && open.shared >= opened.folder.shared))
    }

    pub(super) fn rename_in_folder(&self, opened: &OpenedFolder, given: &Values) -> Result<Reply, Error> {
        let Some(entry) = entry_of(opened, given) else {
            return self.folder_list(opened, Some(pages::NOT_IN_IT));
        };
        let Some(nickname) = nickname_of(given) else {
            return self.folder_list(opened, Some(pages::TOO_LONG));
        };
        let renamed = self.drafts.folders().rename(&opened.session, &entry.reference, &nickname, self.now)?;
        Ok(self.back_to_list(renamed.is_some()))
    }

    /// A draft that still opens is taken out only when the person is sure: without a code of its own nobody opens it again.
    pub(super) fn take_out_of_folder(&self, opened: &OpenedFolder, given: &Values) -> Result<Reply, Error> {
        let Some(entry) = entry_of(opened, given) else {
            return self.folder_list(opened, Some(pages::NOT_IN_IT));
        };
        let opens = matches!(self.drafts.folders().standing(entry)?, Standing::Open(_));
        if opens && given.first("_sure") != "yes" {
            return Ok(self.ask_take_out(opened, entry));
        }
        let left = self.drafts.folders().take_out(&opened.session, &entry.reference, self.now)?;
        Ok(self.back_to_list(left.is_some()))
    }

    pub(super) fn new_folder_code(&self, opened: &OpenedFolder) -> Result<Reply, Error> {
        let Some((code, session)) = self.drafts.folders().new_code(&opened.session, self.now)? else {
            return Ok(self.ask_for_folder_code(Some(pages::SIGNED_OUT)));
        };
        let mut reply = self.folder_code_page(&code, None);
        reply.cookies.push(session_cookie(COOKIE, &session, opened.kind()));
        Ok(reply)
    }

    /// Out of the folder, and of each draft of it that is open in this browser.
    pub(super) fn sign_out_of_folder(
        &self,
        request: &DraftRequest,
        opened: &OpenedFolder,
    ) -> Result<Reply, Error> {
        let mut cookies = vec![cleared_cookie(COOKIE)];
        for entry in &opened.folder.entries {
            if let Some(session) = session_of(&request.cookies, &entry.reference) {
                self.drafts.sign_out(&session)?;
                cookies.push(clear_cookie(&entry.reference));
            }
        }
        self.drafts.folders().sign_out(&opened.session)?;
        let text = "You are signed out of your folder, and of each draft in it that was open in this browser. To come back, open the folder with its code.";
        let mut reply = self.left_folder("You are signed out", text);
        reply.cookies = cookies;
        Ok(reply)
    }

    pub(super) fn delete_folder(&self, opened: &OpenedFolder, given: &Values) -> Result<Reply, Error> {
        if given.first("_sure") != "yes" {
            return Ok(self.ask_delete_folder(opened));
        }
        self.drafts.folders().delete(&opened.folder)?;
        let text = "Its code opens nothing any more. The drafts that were in it are still there: each opens with its own reference and code.";
        let mut reply = self.left_folder("The folder is deleted", text);
        reply.cookies.push(cleared_cookie(COOKIE));
        Ok(reply)
    }

    fn back_to_list(&self, is_done: bool) -> Reply {
        if is_done { Reply::see_other(ADDRESS) } else { self.ask_for_folder_code(Some(pages::SIGNED_OUT)) }
    }
}

/// The draft that a post names, if it is in the folder.
fn entry_of<'a>(opened: &'a OpenedFolder, given: &Values) -> Option<&'a Entry> {
    opened.folder.entry(&Reference::parse(given.first("_draft")).ok()?)
}
