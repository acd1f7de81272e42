//! Unsaved work, kept in case a session ends without saving it.
//!
//! | what | where, in the folder for state |
//! |---|---|
//! | a session that has unsaved work | `kept/SESSION`, a random name |
//! | who it is, locked as long as it lives | `kept/SESSION/owner` |
//! | an unsaved scenario | `kept/SESSION/N.toml`, for its owner only |
//!
//! Whether a session lives is told by the lock, since a number of a process says little: in a
//! container every session may be process 1. Where the folder is shared by machines, a lock may not
//! be seen by the others, so the work of another machine is shown but never taken away.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::files::{fingerprint, toml_files, why};
use crate::app::{FileAnswer, SceneId, Unsaved};
use crate::disk::{Access, host_name, is_locked, lock, make_private_folder, replace};

/// The name of the file that says whose a session is.
const OWNER: &str = "owner";

/// Keeps the unsaved work of this session.
#[derive(Debug)]
pub(crate) struct Keeper {
    /// The folder of all sessions; none where nothing is kept.
    folder: Option<PathBuf>,
    /// What this one has kept.
    session: Option<Session>,
    /// Whether it was said that work is not kept.
    told: bool,
}

/// The folder of a session, which is its own as long as this lives.
#[derive(Debug)]
struct Session {
    folder: PathBuf,
    /// What each file holds.
    written: HashMap<SceneId, u64>,
    _lock: File,
}

impl Keeper {
    /// Keeps work in a folder, which is made when there is some.
    pub(crate) const fn new(folder: Option<PathBuf>) -> Self {
        Self { folder, session: None, told: false }
    }

    /// Keeps unsaved work in place of what was kept before; says once when that fails.
    pub(crate) fn keep(&mut self, unsaved: &Unsaved) -> Option<FileAnswer> {
        let kept = self.write(unsaved);
        let told = std::mem::replace(&mut self.told, kept.is_err());
        let fault = kept.err().filter(|_| !told)?;
        Some(FileAnswer::NotKept(format!("unsaved work is not kept: {fault}; save it")))
    }

    fn write(&mut self, unsaved: &Unsaved) -> Result<(), String> {
        let Some(folder) = &self.folder else {
            let wanted = !unsaved.scenes.is_empty() && !is_refused();
            return if wanted { Err(NOWHERE.to_owned()) } else { Ok(()) };
        };
        let fault = |error: io::Error| format!("{}: {}", folder.display(), why(&error));
        if unsaved.scenes.is_empty() {
            if let Some(session) = self.session.take() {
                session.end().map_err(fault)?;
            }
        } else {
            let session = match &mut self.session {
                Some(session) => session,
                none => none.insert(Session::start(folder).map_err(fault)?),
            };
            session.write(unsaved).map_err(fault)?;
        }
        // Not before the work is safe.
        unsaved.instead_of.iter().for_each(|file| forget(Path::new(file)));
        Ok(())
    }
}

/// What there is to say where there is no folder for state.
const NOWHERE: &str = "there is no folder for it; set TOKENFARE_STATE to one";

/// Whether the user wants nothing to be kept.
fn is_refused() -> bool {
    std::env::var_os("TOKENFARE_STATE").is_some_and(|named| named.is_empty())
}

impl Session {
    /// Makes a folder of its own, which is there once it is locked.
    fn start(kept: &Path) -> io::Result<Self> {
        make_private_folder(kept)?;
        let name = format!("{:016x}", RandomState::new().hash_one(std::process::id()));
        let before = kept.join(format!(".{name}"));
        make_private_folder(&before)?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut owner = options.open(before.join(OWNER))?;
        owner.write_all(Owner::this().to_text().as_bytes())?;
        lock(&owner)?;
        let folder = kept.join(name);
        fs::rename(before, &folder)?;
        Ok(Self { folder, written: HashMap::new(), _lock: owner })
    }

    /// Writes what has changed, and then takes away what is unsaved no longer.
    fn write(&mut self, unsaved: &Unsaved) -> io::Result<()> {
        for work in &unsaved.scenes {
            let text = work.to_toml();
            let now = fingerprint(text.as_bytes());
            if self.written.get(&work.scene) != Some(&now) {
                replace(&self.file(work.scene), text.as_bytes(), Access::Owner)?;
                self.written.insert(work.scene, now);
            }
        }
        let is_kept = |scene: &SceneId| unsaved.scenes.iter().any(|work| work.scene == *scene);
        let gone: Vec<SceneId> =
            self.written.keys().filter(|scene| !is_kept(scene)).copied().collect();
        for scene in gone {
            fs::remove_file(self.file(scene))?;
            self.written.remove(&scene);
        }
        Ok(())
    }

    fn file(&self, scene: SceneId) -> PathBuf {
        self.folder.join(format!("{}.toml", scene.number()))
    }

    /// Takes everything away.
    fn end(self) -> io::Result<()> {
        fs::remove_dir_all(&self.folder)
    }
}

/// Unsaved work that a session has left behind.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Left {
    /// The scenario.
    pub(super) file: PathBuf,
    /// The other machine that it is of, where the session may go on; none where it has ended.
    pub(super) host: Option<String>,
}

/// The unsaved work of sessions that have ended, and then that of other machines.
pub(super) fn left_behind(kept: &Path) -> Vec<Left> {
    let here = Owner::this();
    let mut sessions: Vec<PathBuf> =
        fs::read_dir(kept).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    sessions.sort();
    let mut left = Vec::new();
    for session in sessions {
        let name = session.file_name().unwrap_or_default().to_string_lossy();
        let Ok(owner) = File::open(session.join(OWNER)) else { continue };
        if name.starts_with('.') || is_locked(&owner) {
            continue;
        }
        let owner = Owner::of(&session);
        let host = (!owner.is_of_the_machine_of(&here)).then_some(owner.host);
        let files = toml_files(&session).into_iter();
        left.extend(files.map(|file| Left { file, host: host.clone() }));
    }
    left.sort_by_key(|left| left.host.is_some());
    left
}

/// Takes away unsaved work of a session that has ended, and the session with the last of it.
fn forget(file: &Path) {
    // It is kept twice where it stays.
    let _ = fs::remove_file(file);
    if let Some(session) = file.parent().filter(|session| toml_files(session).is_empty()) {
        let _ = fs::remove_file(session.join(OWNER));
        let _ = fs::remove_dir(session);
    }
}

/// The machine a session runs on.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Owner {
    host: String,
    /// The start of that machine's system; empty where it has no name.
    boot: String,
}

impl Owner {
    fn this() -> Self {
        let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
        Self { host: host_name(), boot: boot.trim().to_owned() }
    }

    fn of(session: &Path) -> Self {
        let text = fs::read_to_string(session.join(OWNER)).unwrap_or_default();
        let mut lines = text.lines().map(str::to_owned);
        let (host, boot) = (lines.next(), lines.next());
        Self { host: host.unwrap_or_default(), boot: boot.unwrap_or_default() }
    }

    fn to_text(&self) -> String {
        format!("{}\n{}\n", self.host, self.boot)
    }

    /// Whether a lock of that one can be seen here: the containers of a machine have names of their
    /// own, but were started with it; a machine that was started anew has its name.
    fn is_of_the_machine_of(&self, here: &Self) -> bool {
        self.host == here.host || (!self.boot.is_empty() && self.boot == here.boot)
    }
}

#[cfg(test)]
mod tests;
