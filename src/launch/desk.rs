//! The scenarios on disk: found, read, written, and kept in case a session ends without saving.
//!
//! | what | where |
//! |---|---|
//! | the user's scenarios | `tokenfare/scenarios/*.toml` in the folder for settings |
//! | files opened or saved last | `tokenfare/recent` in the folder for state, a path a line |
//! | unsaved work | `tokenfare/kept/PROCESS-N.toml` there, readable by its owner only |
//!
//! `TOKENFARE_STATE` names another folder for state.

use std::collections::HashMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use super::file::{Access, replace};
use super::opening;
use crate::app::{FileAnswer, FileRequest, Listed, Opening, Save, Source};
use crate::cli;
use crate::scenario::Builtin;

/// How many files opened or saved last are remembered.
const RECENT: usize = 10;

/// Why a file was not written.
#[derive(Debug)]
pub(super) enum Refusal {
    /// It holds something else.
    InTheWay,
    /// What failed, and what helps.
    Failed(String),
}

/// What is known of the scenarios on disk.
#[derive(Debug)]
pub(super) struct Desk {
    /// The folder of the user's own scenarios.
    own: Option<PathBuf>,
    /// The folder for state.
    state: Option<PathBuf>,
    /// What each file held when it was read or written last.
    known: HashMap<PathBuf, u64>,
}

impl Desk {
    /// The desk of this user; `settings` is the settings file, beside which the scenarios lie.
    pub(super) fn of_user(settings: Option<&Path>) -> Self {
        let named = std::env::var_os("TOKENFARE_STATE").map(PathBuf::from);
        let usual = || {
            let folders = etcetera::choose_base_strategy().ok()?;
            let state = folders.state_dir().unwrap_or_else(|| folders.data_dir());
            Some(state.join("tokenfare"))
        };
        Self {
            own: settings
                .and_then(Path::parent)
                .map(|folder| folder.join("scenarios")),
            state: named.or_else(usual),
            known: HashMap::new(),
        }
    }

    /// Does what is asked for.
    pub(super) fn serve(&mut self, request: FileRequest) -> Option<FileAnswer> {
        match request {
            FileRequest::List => Some(FileAnswer::Listed(self.list())),
            FileRequest::Open(source) => {
                let opened = self.open(&source).map(Box::new);
                Some(FileAnswer::Opened(source, opened))
            }
            FileRequest::Save(save) => Some(self.save(save)),
            // Needs the theme as well, and is served beside this.
            FileRequest::Export(_) => None,
            FileRequest::Keep(texts) => {
                // There is nobody to tell: what could be done about it is to save.
                let _ = self.keep(&texts);
                None
            }
            FileRequest::Forget(file) => {
                let _ = fs::remove_file(file);
                None
            }
        }
    }

    /// Notes what a file holds that was opened already.
    pub(super) fn has_read(&mut self, path: &Path) {
        if let Ok(bytes) = fs::read(path) {
            self.known.insert(absolute(path), fingerprint(&bytes));
            self.remember(path);
        }
    }

    fn list(&self) -> Vec<Listed> {
        let kept = self.left_behind().into_iter().map(|path| Listed {
            title: title(&path).unwrap_or_else(|| "Unsaved work".to_owned()),
            source: Source::Kept(path.display().to_string()),
        });
        let mut files: Vec<PathBuf> = self.recent();
        for path in self.own.iter().flat_map(|folder| scenarios_in(folder)) {
            if !files.contains(&path) {
                files.push(path);
            }
        }
        let files = files.into_iter().filter(|path| path.is_file());
        let files = files.map(|path| Listed {
            title: shown(&path),
            source: Source::File(path.display().to_string()),
        });
        let builtin = Builtin::ALL.into_iter().map(|builtin| Listed {
            title: builtin
                .parse()
                .map_or_else(|_| builtin.name().to_owned(), |scenario| scenario.name),
            source: Source::Builtin(builtin.name()),
        });
        kept.chain(files).chain(builtin).collect()
    }

    fn open(&mut self, source: &Source) -> Result<Opening, String> {
        match source {
            Source::Builtin(name) => Ok(opening(cli::open_scenario(name)?)),
            Source::File(name) => {
                let opened = opening(cli::open_scenario(name)?);
                if let Some(file) = &opened.file {
                    self.has_read(Path::new(file));
                }
                Ok(opened)
            }
            Source::Kept(path) => {
                let opened = opening(cli::open_scenario(path)?);
                Ok(Opening {
                    file: None,
                    ..opened
                })
            }
        }
    }

    fn save(&mut self, save: Save) -> FileAnswer {
        let access = if save.private {
            Access::Owner
        } else {
            Access::AsBefore
        };
        match self.write(&save.file, &save.text, access, save.over) {
            Ok(()) => {
                self.remember(Path::new(&save.file));
                FileAnswer::Saved(save.file)
            }
            Err(Refusal::InTheWay) => FileAnswer::InTheWay(save.file),
            Err(Refusal::Failed(why)) => FileAnswer::NotSaved(format!(
                "not saved to {}: {why}; everything is still here",
                save.file
            )),
        }
    }

    /// Writes a file, unless it holds something that was neither read nor written here; `over`
    /// replaces that too.
    pub(super) fn write(
        &mut self,
        file: &str,
        text: &str,
        access: Access,
        over: bool,
    ) -> Result<(), Refusal> {
        let path = Path::new(file);
        if !over
            && let Ok(bytes) = fs::read(path)
            && self.known.get(&absolute(path)) != Some(&fingerprint(&bytes))
        {
            return Err(Refusal::InTheWay);
        }
        replace(path, text.as_bytes(), access).map_err(|error| Refusal::Failed(why(&error)))?;
        let fingerprint = fingerprint(text.as_bytes());
        self.known.insert(absolute(path), fingerprint);
        Ok(())
    }

    /// Writes unsaved work where the next session finds it; none forgets what this one has kept.
    fn keep(&self, texts: &[String]) -> io::Result<()> {
        let Some(folder) = self.kept_folder() else {
            return Ok(());
        };
        if !texts.is_empty() {
            fs::create_dir_all(&folder)?;
        }
        let file = |at: usize| folder.join(format!("{}-{at}.toml", std::process::id()));
        for (at, text) in texts.iter().enumerate() {
            replace(&file(at), text.as_bytes(), Access::Owner)?;
        }
        for at in texts.len().. {
            if fs::remove_file(file(at)).is_err() {
                break;
            }
        }
        Ok(())
    }

    fn kept_folder(&self) -> Option<PathBuf> {
        self.state.as_ref().map(|folder| folder.join("kept"))
    }

    /// The unsaved work of sessions that have ended.
    fn left_behind(&self) -> Vec<PathBuf> {
        let Some(folder) = self.kept_folder() else {
            return Vec::new();
        };
        let ended = |path: &PathBuf| {
            let name = path.file_stem().and_then(|name| name.to_str());
            let process = name.and_then(|name| name.split_once('-')?.0.parse().ok());
            process.is_some_and(|process| !super::process::is_running(process))
        };
        scenarios_in(&folder).into_iter().filter(ended).collect()
    }

    fn recent_file(&self) -> Option<PathBuf> {
        self.state.as_ref().map(|folder| folder.join("recent"))
    }

    fn recent(&self) -> Vec<PathBuf> {
        let text = self
            .recent_file()
            .and_then(|file| fs::read_to_string(file).ok());
        let text = text.unwrap_or_default();
        text.lines().take(RECENT).map(PathBuf::from).collect()
    }

    /// Puts a file first among those opened last.
    fn remember(&self, path: &Path) {
        let (Some(file), path) = (self.recent_file(), absolute(path)) else {
            return;
        };
        let mut recent = self.recent();
        recent.retain(|other| *other != path);
        recent.insert(0, path);
        let lines: Vec<String> = recent
            .iter()
            .take(RECENT)
            .map(|path| path.display().to_string() + "\n")
            .collect();
        let folder = file.parent().map_or(Ok(()), fs::create_dir_all);
        // Forgetting a file is no harm.
        let _ = folder.and_then(|()| replace(&file, lines.concat().as_bytes(), Access::Owner));
    }
}

/// The `.toml` files of a folder in the order of their names.
fn scenarios_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    files.sort();
    files
}

/// The name of the scenario in a file.
fn title(path: &Path) -> Option<String> {
    let loaded = cli::open_scenario(&path.display().to_string()).ok()?;
    Some(loaded.scenario.name)
}

/// A path as short as it can be understood: its name, and the folder it lies in.
fn shown(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    let folder = path.parent().and_then(Path::file_name);
    let folder = folder.map_or(String::new(), |folder| {
        format!("{}/", folder.to_string_lossy())
    });
    format!("{folder}{}", name.to_string_lossy())
}

fn absolute(path: &Path) -> PathBuf {
    fs::canonicalize(path)
        .or_else(|_| std::path::absolute(path))
        .unwrap_or_else(|_| path.to_owned())
}

fn fingerprint(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

/// Why a file was not written, and what helps.
fn why(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such folder".to_owned(),
        io::ErrorKind::PermissionDenied => {
            "you may not write there; choose another file".to_owned()
        }
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => {
            "the disk is read-only; choose another file".to_owned()
        }
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests;
