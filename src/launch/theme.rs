//! Themes by name or file: the user's own before those inside the program.

use std::cell::RefCell;
use std::ffi::{OsStr, OsString};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use unicode_width::UnicodeWidthStr;

use crate::disk;
use crate::document::{MOST_BYTES, nearest, printable};
use crate::library::Fault;
use crate::view::Theme;

/// Why a theme cannot be used, in a sentence.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unusable {
    /// There is none of this name.
    Missing(String),
    /// It is there, but has faults, or cannot be read.
    Faulty(String),
}

impl Unusable {
    /// The sentence.
    pub(super) fn sentence(self) -> String {
        let (Self::Missing(sentence) | Self::Faulty(sentence)) = self;
        sentence
    }
}

impl From<Unusable> for Fault {
    fn from(unusable: Unusable) -> Self {
        let (Unusable::Missing(sentence) | Unusable::Faulty(sentence)) = unusable;
        Self::input(sentence)
    }
}

/// The theme of this name or file, in full colour. `folder` holds the user's own.
pub(super) fn load(named: impl AsRef<OsStr>, folder: Option<&Path>) -> Result<Theme, Unusable> {
    let (named, themes) = (named.as_ref(), Themes { folder, open: RefCell::default() });
    // What is no text can only be a file.
    named.to_str().map_or_else(|| themes.file(Path::new(named)), |named| themes.find(named))
}

/// The themes as the explorer names them: in text, which the name of the file that was asked for need
/// not be.
#[derive(Debug, Clone)]
pub(super) struct Called {
    /// The theme that was asked for.
    pub(super) first: OsString,
    /// The folder of the user's own.
    pub(super) folder: Option<PathBuf>,
}

impl Called {
    /// The theme that is called so, in full colour.
    pub(super) fn load(&self, name: &str) -> Result<Theme, Unusable> {
        let is_first = self.first.to_string_lossy() == name;
        load(if is_first { &*self.first } else { OsStr::new(name) }, self.folder.as_deref())
    }
}

/// A theme inside the program.
pub(super) fn usual(name: &str) -> Result<Theme, Fault> {
    Ok(load(name, None)?)
}

/// The names of the themes that can be chosen.
pub(super) fn names(folder: Option<&Path>) -> Vec<String> {
    Themes { folder, open: RefCell::default() }.names()
}

/// A line for each theme that can be named: its name, its title, and the file of the user's own.
pub(super) fn list(folder: Option<&Path>) -> String {
    let themes = Themes { folder, open: RefCell::default() };
    let names = themes.names();
    let width = names.iter().map(|name| name.width()).max().unwrap_or(0);
    let mut out = String::new();
    for name in &names {
        let title = match themes.find(name) {
            Ok(theme) => theme.name().to_owned(),
            Err(Unusable::Missing(sentence) | Unusable::Faulty(sentence)) => sentence,
        };
        let own = themes
            .own(name)
            .map_or_else(String::new, |path| format!(" ({})", printable(&path.to_string_lossy())));
        let pad = " ".repeat(width - name.width());
        out.push_str(&format!("{name}{pad}  {title}{own}\n"));
    }
    out
}

/// The user's themes and those inside the program.
struct Themes<'f> {
    folder: Option<&'f Path>,
    /// The files that are being read, of which each waits for the next.
    open: RefCell<Vec<PathBuf>>,
}

impl Themes<'_> {
    fn find(&self, named: &str) -> Result<Theme, Unusable> {
        if named.ends_with(".toml") || named.contains(std::path::is_separator) {
            return self.file(Path::new(named));
        }
        // A theme that overrides one of its name may inherit from that.
        if let Some(path) = self.own(named).filter(|path| !self.is_open(path)) {
            return self.file(&path);
        }
        match Theme::builtin(named) {
            Some(theme) => theme.map_err(|faults| Unusable::Faulty(faults.to_string())),
            None => Err(Unusable::Missing(self.missing(named))),
        }
    }

    /// The user's file of a name, if it is there.
    fn own(&self, name: &str) -> Option<PathBuf> {
        let path = self.folder?.join(format!("{name}.toml"));
        path.is_file().then_some(path)
    }

    fn is_open(&self, path: &Path) -> bool {
        self.open.borrow().iter().any(|open| open == path)
    }

    fn file(&self, path: &Path) -> Result<Theme, Unusable> {
        let shown = path.to_string_lossy();
        let shown = printable(&shown);
        if self.is_open(path) {
            return Err(Unusable::Faulty(format!("the theme `{shown}` inherits from itself")));
        }
        let faulty = |why: String| Unusable::Faulty(format!("the theme `{shown}` {why}"));
        let text = disk::read_text(path, MOST_BYTES as u64).map_err(|fault| match fault {
            disk::Unreadable::Io(error) if error.kind() == ErrorKind::NotFound => {
                Unusable::Missing(format!("there is no theme `{shown}`"))
            }
            disk::Unreadable::NotUtf8(_) => faulty("is not UTF-8 text".to_owned()),
            fault => faulty(format!("cannot be read: {fault}")),
        })?;
        self.open.borrow_mut().push(path.to_owned());
        let theme = Theme::parse_with(&text, &shown, |parent| {
            self.find(parent).map_err(|unusable| match unusable {
                Unusable::Missing(_) => self.absent_parent(parent),
                Unusable::Faulty(fault) => {
                    format!("names `{}`, which cannot be used: {fault}", printable(parent))
                }
            })
        });
        self.open.borrow_mut().pop();
        theme.map_err(|faults| Unusable::Faulty(faults.sentences().join("; ")))
    }

    fn absent_parent(&self, name: &str) -> String {
        let near = self.near(name);
        format!("names `{}`, but there is no such theme{near}", printable(name))
    }

    fn missing(&self, name: &str) -> String {
        let near = self.near(name);
        let mend = if near.is_empty() {
            let known = self.names().join(", ");
            format!("; use {known}, or a file ending in .toml")
        } else {
            near
        };
        format!("there is no theme `{}`{mend}", printable(name))
    }

    fn near(&self, name: &str) -> String {
        let names = self.names();
        let near = nearest(name, names.iter().map(String::as_str));
        near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
    }

    /// Every theme that can be named.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = Theme::names().map(str::to_owned).collect();
        let own = self.folder.and_then(|folder| std::fs::read_dir(folder).ok());
        for entry in own.into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if let Some(name) = name.strip_suffix(".toml")
                && !names.iter().any(|known| known == name)
            {
                names.push(printable(name).into_owned());
            }
        }
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Role;
    use std::fs;

    /// A folder with theme files, removed afterwards.
    fn with(name: &str, files: &[(&str, &str)], then: impl FnOnce(&Path)) {
        let folder = std::env::temp_dir().join(format!("{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        for (file, text) in files {
            fs::write(folder.join(file), text).unwrap();
        }
        then(&folder);
        fs::remove_dir_all(&folder).unwrap();
    }

    const OWN_DARK: &str =
        "schema = 1\nname = 'Mine'\ninherits = 'dark'\n[roles]\naccent = '#123456'";
    const CHILD: &str = "schema = 1\nname = 'Child'\ninherits = 'dark'";

    #[test]
    fn own_themes_come_before_those_inside() {
        with("tokenfare-themes", &[("dark.toml", OWN_DARK), ("child.toml", CHILD)], |folder| {
            let accent = |name| load(name, Some(folder)).unwrap().rgb(Role::Accent);
            assert_eq!(accent("dark"), (0x12, 0x34, 0x56));
            assert_eq!(accent("child"), (0x12, 0x34, 0x56));
            assert_ne!(load("dark", None).unwrap().rgb(Role::Accent), accent("dark"));
            let file = folder.join("child.toml");
            assert_eq!(load(file.to_str().unwrap(), None).unwrap().name(), "Child");
            assert_eq!(load("nord", Some(folder)).unwrap().name(), "Nord");
        });
    }

    #[test]
    fn themes_are_listed_with_where_they_are() {
        with("tokenfare-list", &[("tea.toml", CHILD), ("nord.toml", "broken")], |folder| {
            let listed = list(Some(folder));
            let line = |name: &str| listed.lines().find(|line| line.starts_with(name)).unwrap();
            assert_eq!(line("light"), "light             Light");
            assert!(line("tea ").contains("  Child (") && line("tea ").ends_with("tea.toml)"));
            assert!(line("nord").contains("nord.toml:1:"), "{listed}");
            assert_eq!(listed.lines().count(), Theme::names().count() + 1);
        });
    }

    #[test]
    fn a_circle_is_a_fault() {
        let round = |next: &str| format!("schema = 1\nname = 'R'\ninherits = '{next}'");
        let (one, two) = (round("two"), round("one"));
        with("tokenfare-circle", &[("one.toml", &one), ("two.toml", &two)], |folder| {
            let Err(Unusable::Faulty(said)) = load("one", Some(folder)) else {
                panic!("found");
            };
            assert!(said.contains("one.toml:3:12: inherits names `two`"), "{said}");
            let path = folder.join("self.toml");
            let path = path.to_str().unwrap();
            fs::write(path, round(path)).unwrap();
            let Err(Unusable::Faulty(said)) = load(path, Some(folder)) else {
                panic!("found");
            };
            assert!(said.contains("inherits from itself"), "{said}");
        });
    }

    #[test]
    fn what_is_not_there_is_told_with_what_is_near() {
        with("tokenfare-near", &[("tea.toml", CHILD)], |folder| {
            let said = |name| match load(name, Some(folder)) {
                Err(Unusable::Missing(said)) => said,
                other => panic!("{other:?}"),
            };
            assert_eq!(said("drakula"), "there is no theme `drakula`; did you mean `dracula`?");
            assert_eq!(said("tae"), "there is no theme `tae`; did you mean `tea`?");
            let all = said("something-else");
            assert!(
                all.contains("dark, light,") && all.ends_with("tea, or a file ending in .toml")
            );
            assert!(said("none.toml").starts_with("there is no theme `none.toml`"));
        });
    }

    #[test]
    fn a_broken_theme_says_where() {
        with("tokenfare-broken", &[("dark.toml", "schema = ")], |folder| {
            let Err(Unusable::Faulty(said)) = load("dark", Some(folder)) else {
                panic!("found");
            };
            assert!(said.contains("dark.toml:1:"), "{said}");
            assert!(usual("dark").is_ok());
        });
    }
}
