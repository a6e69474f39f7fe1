//! The flow of a folder, below `/drafts/folder`: opened with its code, and its drafts opened from it without theirs.

mod actions;
mod pages;
mod put;

use super::session::{kind_of, session_cookie, session_in};
use super::{Drafting, Error};
use crate::collect::draft::{Code, Folder, SessionKey, SessionKind};
use crate::collect::post::Post;
use crate::collect::reply::Reply;
use crate::collect::server::{DraftRequest, FOLDER_CODE, Refusal};
use crate::form::Values;

/// The cookie of a folder: a browser has one folder open at a time. `__Host-` binds it to this host, over TLS.
const COOKIE: &str = "__Host-folder";
/// Where a folder is.
const ADDRESS: &str = "/drafts/folder";
/// The box for what a person calls a draft.
pub(super) const NICKNAME: &str = "_nickname";
/// A nickname has so many characters at most.
const LONGEST_NICKNAME: usize = 60;

/// A page of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FolderPlace {
    /// Its drafts; without a session the box for its code.
    List,
    /// Open a draft.
    Open,
    /// Give a draft another nickname.
    Rename,
    /// Take a draft out.
    TakeOut,
    /// A new code.
    Code,
    /// End the session.
    SignOut,
    /// Delete the folder.
    Delete,
}

/// A folder that the session of a browser opens.
struct OpenedFolder {
    folder: Folder,
    session: SessionKey,
}

impl OpenedFolder {
    fn kind(&self) -> SessionKind {
        if self.folder.shared { SessionKind::Shared } else { SessionKind::Own }
    }
}

impl FolderPlace {
    /// The address behind `/drafts/folder`; none if there is no such page.
    pub(super) fn parse(parts: &[&str]) -> Option<FolderPlace> {
        Some(match parts {
            [] => FolderPlace::List,
            ["open"] => FolderPlace::Open,
            ["rename"] => FolderPlace::Rename,
            ["take-out"] => FolderPlace::TakeOut,
            ["code"] => FolderPlace::Code,
            ["sign-out"] => FolderPlace::SignOut,
            ["delete"] => FolderPlace::Delete,
            _ => return None,
        })
    }
}

impl Drafting<'_> {
    /// The flow of a request below `/drafts/folder`.
    pub(super) fn folder(&self, request: &DraftRequest, place: FolderPlace) -> Reply {
        self.answer_folder(request, place).unwrap_or_else(|error| {
            tracing::error!(error = %error, "a folder was not opened or changed");
            self.refuse(Refusal::Unavailable)
        })
    }

    fn answer_folder(&self, request: &DraftRequest, place: FolderPlace) -> Result<Reply, Error> {
        let opened = self.opened_folder(&request.cookies)?;
        let (opened, post) = match (opened, &request.post) {
            (_, Some(post)) if place == FolderPlace::List => return self.enter_folder(post),
            (None, None) => return Ok(self.ask_for_folder_code(None)),
            (None, Some(_)) => return Ok(self.ask_for_folder_code(Some(pages::SIGNED_OUT))),
            (Some(opened), None) => {
                return match place {
                    FolderPlace::List => self.folder_list(&opened, None),
                    FolderPlace::Code => Ok(self.ask_new_folder_code(&opened)),
                    FolderPlace::Delete => Ok(self.ask_delete_folder(&opened)),
                    FolderPlace::Open | FolderPlace::Rename | FolderPlace::TakeOut | FolderPlace::SignOut => {
                        Ok(self.refuse(Refusal::WrongMethod))
                    }
                };
            }
            (Some(opened), Some(post)) => (opened, post),
        };
        let given = Values::new(post.fields.iter().cloned());
        if given.first("_token") != opened.folder.token() {
            return self.folder_list(&opened, Some(pages::FOREIGN));
        }
        match place {
            FolderPlace::Open => self.open_from_folder(request, &opened, &given),
            FolderPlace::Rename => self.rename_in_folder(&opened, &given),
            FolderPlace::TakeOut => self.take_out_of_folder(&opened, &given),
            FolderPlace::Code => self.new_folder_code(&opened),
            FolderPlace::SignOut => self.sign_out_of_folder(request, &opened),
            FolderPlace::Delete => self.delete_folder(&opened, &given),
            FolderPlace::List => Ok(self.refuse(Refusal::WrongMethod)),
        }
    }

    /// The folder that is open in a browser, if one is.
    fn opened_folder(&self, cookies: &str) -> Result<Option<OpenedFolder>, Error> {
        let Some(session) = session_in(cookies, COOKIE) else { return Ok(None) };
        let folder = self.drafts.folders().open(&session, self.now)?;
        Ok(folder.map(|folder| OpenedFolder { folder, session }))
    }

    /// The code of a folder was posted to the page that asks for it.
    fn enter_folder(&self, post: &Post) -> Result<Reply, Error> {
        let given = Values::new(post.fields.iter().cloned());
        let code = match typed_folder_code(&given) {
            Ok(code) => code,
            Err(message) => return Ok(self.ask_for_folder_code(Some(message))),
        };
        let kind = kind_of(Some(post));
        Ok(match self.drafts.folders().enter(&code, kind, self.now)? {
            Some(session) => {
                let mut reply = Reply::see_other(ADDRESS);
                reply.cookies.push(session_cookie(COOKIE, &session, kind));
                reply
            }
            None => self.ask_for_folder_code(Some(pages::WRONG)),
        })
    }
}

/// The code in the box for it, or what is wrong with it.
fn typed_folder_code(given: &Values) -> Result<Code, &'static str> {
    let typed = given.first(FOLDER_CODE);
    match Code::parse(typed) {
        Ok(code) => Ok(code),
        Err(_) if typed.trim().is_empty() => Err("Enter the code of your folder"),
        Err(_) => Err(pages::SLIP),
    }
}

/// What was typed as a nickname, spaces evened out; none if it is too long.
fn nickname_of(given: &Values) -> Option<String> {
    let words: Vec<&str> = given.first(NICKNAME).split_whitespace().collect();
    let nickname: String = words.join(" ").chars().filter(|character| !character.is_control()).collect();
    (nickname.chars().count() <= LONGEST_NICKNAME).then_some(nickname)
}
