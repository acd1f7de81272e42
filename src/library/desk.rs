//! The scenarios on disk: found, read and written.
//!
//! | what | where |
//! |---|---|
//! | the user's scenarios | `tokenfare/scenarios/*.toml` in the folder for settings |
//! | the user's rate cards | `tokenfare/rates/*.toml` there |
//! | files opened or saved last | `tokenfare/recent` in the folder for state, a path a line |
//! | unsaved work | `tokenfare/kept` there (see [`super::keep`]) |
//!
//! `TOKENFARE_STATE` names another folder for state; an empty name is none.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::fault::Fault;
use super::files::{self, MOST_TEXT, absolute, fingerprint, toml_files, why};
use super::keep::left_behind;
use super::load::{self, LoadedScenario};
use super::recent::{recent, remember};
use super::watch::Watch;
use super::{config, settings};
use crate::app::{FileAnswer, FileRequest, InTheWay, Listed, Moment, Opening, Save, Source, brief};
use crate::card::Overlay;
use crate::disk::{self, Access, replace};
use crate::document::{in_the_manner_of, printable};
use crate::scenario::{Builtin, Scenario};

/// Stands for what a file held, where that is not known.
const UNKNOWN: u64 = 0;

/// Why a file was not written.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// It holds something else.
    InTheWay,
    /// What failed, and what helps.
    Failed(String),
}

/// What is known of the scenarios on disk.
pub(crate) struct Desk {
    /// The settings file; the user's own scenarios, themes and cards lie beside it.
    settings: Option<PathBuf>,
    /// The folder for state.
    state: Option<PathBuf>,
    /// What is known of files that are open here.
    known: Arc<Mutex<Known>>,
    watch: Option<Watch>,
    /// Takes what nobody asked for.
    tell: Tell,
}

/// Takes an answer that nobody asked for.
pub(crate) type Tell = Arc<dyn Fn(FileAnswer) + Send + Sync>;

/// What is known of files that are open here.
#[derive(Debug, Default)]
struct Known {
    /// By its place, what the user calls a scenario's file and what it held when it was read or
    /// written last.
    scenarios: HashMap<PathBuf, (String, u64)>,
    /// What was written into files here.
    written: HashMap<PathBuf, u64>,
    /// Rate cards that were named when the program started.
    cards: Vec<PathBuf>,
    /// The theme that was.
    theme: Option<PathBuf>,
}

impl Desk {
    /// The desk of this user; `settings` is the settings file, beside which the scenarios lie.
    pub(crate) fn of_user(settings: Option<&Path>, state: Option<PathBuf>, tell: Tell) -> Self {
        Self {
            settings: settings.map(Path::to_owned),
            state,
            known: Arc::default(),
            watch: None,
            tell,
        }
    }

    /// A folder of the user's own files of a kind.
    fn own(&self, kind: &str) -> Option<PathBuf> {
        Some(self.settings.as_ref()?.parent()?.join(kind))
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Watches a file that is open.
    fn watch(&mut self, file: &Path) {
        if let Some(watch) = self.watcher() {
            watch.add(file);
        }
    }

    /// What watches files, and from its start on the folders of the user's own; none where the
    /// system cannot watch files.
    fn watcher(&mut self) -> Option<&mut Watch> {
        if self.watch.is_none() {
            let (known, tell) = (Arc::clone(&self.known), Arc::clone(&self.tell));
            let (themes, cards) = (self.own("themes"), self.own("rates"));
            let own = [themes.clone(), cards.clone()];
            self.watch = Watch::new(move |path| {
                changed(path, &known, themes.as_deref(), cards.as_deref(), &tell);
            });
            for folder in own.into_iter().flatten() {
                if let Some(watch) = &mut self.watch {
                    watch.add(&folder.join("any"));
                }
            }
        }
        self.watch.as_mut()
    }

    /// Watches a theme that was named when the program started.
    pub(crate) fn has_theme(&mut self, file: &Path) {
        let place = absolute(file);
        self.watch(&place);
        self.known().theme = Some(place);
    }

    /// Watches a rate card that was named when the program started.
    pub(crate) fn has_card(&mut self, file: &Path) {
        let place = absolute(file);
        self.watch(&place);
        self.known().cards.push(place);
    }

    /// Does what is asked for.
    pub(crate) fn serve(&mut self, request: FileRequest) -> Option<FileAnswer> {
        match request {
            FileRequest::List => {
                // Asked for first of all, once the screen is there.
                self.watcher();
                if let Some(found) = self.cards() {
                    (self.tell)(found);
                }
                Some(FileAnswer::Listed(self.list()))
            }
            FileRequest::UsualTheme(name) => Some(match self.usual_theme(&name) {
                Ok(file) => FileAnswer::Done(format!("{name} is the theme of every start: {file}")),
                Err(fault) => FileAnswer::NotSaved(None, fault),
            }),
            FileRequest::UsualColumns(names) => Some(match self.usual_columns(&names) {
                Ok(file) => {
                    FileAnswer::Done(format!("These are the columns of every start: {file}"))
                }
                Err(fault) => FileAnswer::NotSaved(None, fault),
            }),
            FileRequest::Open(number, source) => {
                Some(FileAnswer::Opened(number, self.open(&source).map(Box::new)))
            }
            FileRequest::Save(save) => Some(self.save(save)),
        }
    }

    /// Notes what the files of a scenario hold that was read from them already. What another program
    /// has changed since is told.
    pub(crate) fn has_read(&mut self, loaded: &LoadedScenario) {
        let Some(path) = &loaded.path else { return };
        // Watched first: what changes from here on is told by the watch.
        self.watch(&absolute(path));
        let Ok(bytes) = files::bytes(path) else { return };
        self.note(path, &bytes);
        for text in &loaded.texts {
            let Some(name) = loaded.scenario.text(text.part).file() else { continue };
            let file = beside(path, name);
            let bytes = disk::read(&file, MOST_TEXT).unwrap_or_default();
            let held = if bytes == text.text.as_bytes() { fingerprint(&bytes) } else { UNKNOWN };
            self.known().written.insert(absolute(&file), held);
        }
        let now = str::from_utf8(&bytes).ok().and_then(|text| Scenario::parse(text, "").ok());
        if now.as_ref() != Some(&loaded.scenario) {
            let shown = path.display().to_string();
            self.known().scenarios.insert(absolute(path), (shown.clone(), UNKNOWN));
            let now = opening(&shown).map(Box::new);
            (self.tell)(FileAnswer::Changed(shown, now));
        }
        remember(self.state.as_deref(), path);
    }

    /// Notes what a file holds, and watches it.
    fn note(&mut self, path: &Path, bytes: &[u8]) {
        let place = absolute(path);
        let shown = path.display().to_string();
        let held = fingerprint(bytes);
        let mut known = self.known();
        known.written.remove(&place);
        known.scenarios.insert(place.clone(), (shown, held));
        drop(known);
        self.watch(&place);
    }

    /// The rate cards beside the settings; none where there is no such folder.
    fn cards(&self) -> Option<FileAnswer> {
        let files = toml_files(&self.own("rates")?);
        (!files.is_empty()).then(|| cards(&files))
    }

    /// Makes a theme that of every start; returns the settings file.
    fn usual_theme(&self, name: &str) -> Result<String, String> {
        let file = self.settings.as_ref().ok_or("there is no folder for settings; use --theme")?;
        settings::keep(file, |text| config::with_theme(text, name))?;
        Ok(file.display().to_string())
    }

    /// Makes columns those of every start; returns the settings file.
    fn usual_columns(&self, names: &[&str]) -> Result<String, String> {
        let file = self.settings.as_ref().ok_or("there is no folder for settings")?;
        settings::keep(file, |text| config::with_columns(text, names))?;
        Ok(file.display().to_string())
    }

    fn list(&self) -> Vec<Listed> {
        let kept = self.state.as_ref().map(|folder| left_behind(&folder.join("kept")));
        let kept = kept.unwrap_or_default().into_iter().map(|left| {
            let title = title(&left.file).unwrap_or_else(|| "Unsaved work".to_owned());
            let file = left.file.display().to_string();
            match left.host {
                None => Listed { title, source: Source::Kept(file) },
                Some(host) => Listed {
                    title: format!("{title} on {}", printable(&host)),
                    source: Source::Elsewhere(file),
                },
            }
        });
        let mut files = recent(self.state.as_deref());
        let own = self.own("scenarios");
        for path in own.iter().flat_map(|folder| toml_files(folder)) {
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
            Source::Builtin(name) => opening(name),
            Source::File(name) => {
                let loaded = LoadedScenario::named(name.as_ref()).map_err(Fault::sentence)?;
                self.has_read(&loaded);
                Ok(loaded.opening())
            }
            Source::Kept(path) | Source::Elsewhere(path) => {
                Ok(Opening { file: None, ..opening(path)? })
            }
        }
    }

    fn save(&mut self, save: Save) -> FileAnswer {
        let file = save.file.clone();
        if let Err((holder, refusal)) = self.save_texts(&save) {
            return match refusal {
                Refusal::InTheWay => FileAnswer::InTheWay(InTheWay { of: save.of, file, holder }),
                Refusal::Failed(why) => not_saved(save.of, &holder, &why),
            };
        }
        let access = if save.private { Access::AsBeforeOrOwner } else { Access::AsBefore };
        let text = self.in_place(&save).unwrap_or_else(|| save.text.clone());
        match (self.write(&file, &text, access, save.over), save.of) {
            (Ok(()), Some(of)) => {
                let path = Path::new(&file);
                self.note(path, text.as_bytes());
                remember(self.state.as_deref(), path);
                FileAnswer::Saved(of, file)
            }
            (Ok(()), None) => FileAnswer::Done(format!("Saved to {}", brief(&file))),
            (Err(Refusal::InTheWay), of) => {
                FileAnswer::InTheWay(InTheWay { of, holder: file.clone(), file })
            }
            (Err(Refusal::Failed(why)), of) => not_saved(of, &file, &why),
        }
    }

    /// Writes the edited ones of the text files that a scenario names, and looks whether the others
    /// hold what was read from them; where not, which one, and why.
    fn save_texts(&mut self, save: &Save) -> Result<(), (String, Refusal)> {
        for text in &save.texts {
            let file = beside(Path::new(&save.file), &text.name);
            let there = disk::read(&file, MOST_TEXT).ok();
            let held = there.as_deref().map(fingerprint);
            if !text.edited && held.is_some() && self.known().of(&absolute(&file)) == held {
                continue;
            }
            let there = there.and_then(|there| String::from_utf8(there).ok()).unwrap_or_default();
            let now = in_the_manner_of(&there, &text.text.to_string());
            let name = file.display().to_string();
            self.write(&name, &now, Access::AsBeforeOrOwner, save.over)
                .map_err(|refusal| (name, refusal))?;
        }
        Ok(())
    }

    /// What is to be saved in the words of the file that is there, if that was read or written
    /// here.
    fn in_place(&self, save: &Save) -> Option<String> {
        let path = Path::new(&save.file);
        let mine = files::text(path).ok()?;
        self.known().of(&absolute(path))?;
        if save.of.is_none() {
            let own = Overlay::parse(&save.text, "").ok()?;
            return Some(own.to_toml_in(&mine));
        }
        Some(Scenario::parse(&save.text, "").ok()?.to_toml_in(&mine))
    }

    /// Writes a file, unless it holds something that was neither read nor written here; `over`
    /// replaces that too.
    pub(crate) fn write(
        &mut self,
        file: &str,
        text: &str,
        access: Access,
        over: bool,
    ) -> Result<(), Refusal> {
        let path = Path::new(file);
        if !over && path.is_file() {
            // What is longer than any file of ours, or cannot be read, is none.
            let held = files::bytes(path).ok().map(|bytes| fingerprint(&bytes));
            if held.is_none() || self.known().of(&absolute(path)) != held {
                return Err(Refusal::InTheWay);
            }
        }
        // Known before it is there, or the watch takes it for another program's.
        let (place, now) = (absolute(path), fingerprint(text.as_bytes()));
        let before = self.known().written.insert(place.clone(), now);
        let replaced = replace(path, text.as_bytes(), access);
        let there = absolute(path);
        let written = &mut self.known().written;
        match (&replaced, before) {
            (Ok(()), _) => written.insert(there, now),
            (Err(_), Some(before)) => written.insert(place, before),
            (Err(_), None) => written.remove(&place),
        };
        replaced.map_err(|error| Refusal::Failed(why(&error)))
    }
}

impl Known {
    /// What a file held when it was read or written last.
    fn of(&self, place: &Path) -> Option<u64> {
        let read = self.scenarios.get(place).map(|(_, held)| *held);
        self.written.get(place).copied().or(read)
    }
}

/// Tells that a file was changed by another program, if it is one that is open here.
fn changed(
    path: &Path,
    known: &Mutex<Known>,
    themes: Option<&Path>,
    rates: Option<&Path>,
    tell: &Tell,
) {
    if path.extension().is_none_or(|ending| ending != "toml") {
        return;
    }
    let known = known.lock().unwrap_or_else(PoisonError::into_inner);
    let lies_in = |folder: Option<&Path>| folder.is_some() && path.parent() == folder;
    if lies_in(themes) || known.theme.as_deref() == Some(path) {
        tell(FileAnswer::ThemeChanged);
    } else if lies_in(rates) || known.cards.iter().any(|card| card == path) {
        tell(cards(&[path.to_owned()]));
    } else if let Some((shown, before)) = known.scenarios.get(path)
        && let Ok(now) = files::bytes(path).map(|bytes| fingerprint(&bytes))
        && now != *before
        && known.written.get(path) != Some(&now)
    {
        let now = opening(shown).map(Box::new);
        tell(FileAnswer::Changed(shown.clone(), now));
    }
}

/// The rate cards of these files, and what is wrong with the others.
fn cards(files: &[PathBuf]) -> FileAnswer {
    let (mut cards, mut faults) = (Vec::new(), Vec::new());
    for file in files {
        match load::card_file(file.as_os_str()) {
            Ok(card) => cards.push(card),
            Err(fault) => faults.push(fault.sentence()),
        }
    }
    FileAnswer::Cards(cards, faults)
}

/// The name of the scenario in a file.
fn title(path: &Path) -> Option<String> {
    let loaded = LoadedScenario::named(path.as_os_str()).ok()?;
    Some(loaded.scenario.name)
}

/// A scenario as the explorer opens it, or what is wrong with it.
fn opening(named: &str) -> Result<Opening, String> {
    let loaded = LoadedScenario::named(named.as_ref()).map_err(Fault::sentence)?;
    Ok(loaded.opening())
}

/// A path as short as it can be understood: its name, and the folder it lies in.
fn shown(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    let folder = path.parent().and_then(Path::file_name);
    let folder = folder.map_or(String::new(), |folder| format!("{}/", folder.to_string_lossy()));
    format!("{folder}{}", name.to_string_lossy())
}

/// A text file as a scenario in `scenario` names it.
fn beside(scenario: &Path, name: &str) -> PathBuf {
    scenario.parent().unwrap_or(Path::new("")).join(name)
}

fn not_saved(of: Option<Moment>, file: &str, why: &str) -> FileAnswer {
    let file = brief(file);
    FileAnswer::NotSaved(of, format!("not saved to {file}: {why}; everything is still here"))
}

#[cfg(test)]
mod tests;
