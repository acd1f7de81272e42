//! The user's settings file, and the tokenizers it and the flags name.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use etcetera::BaseStrategy;

use super::config::{self, Config};
use super::fault::{Fault, Result};
use super::files::{self, MOST_TEXT};
use crate::disk::{self, Access, Unreadable};
use crate::document::printable;
use crate::tokens::{Corrections, Family, Tokenizers, UserTokenizer};

/// Names the settings file in place of the usual one.
const VARIABLE: &str = "TOKENFARE_CONFIG";

/// The settings file of this user: `tokenfare/config.toml` in the platform's folder for settings,
/// or what `TOKENFARE_CONFIG` names. None where there is no such folder, or an empty name.
pub(crate) fn path() -> Option<PathBuf> {
    match std::env::var_os(VARIABLE) {
        Some(named) => Some(PathBuf::from(named)).filter(|path| !path.as_os_str().is_empty()),
        None => {
            let folders = etcetera::choose_base_strategy().ok()?;
            Some(folders.config_dir().join("tokenfare").join("config.toml"))
        }
    }
}

/// The folder of the user's own themes, beside the settings file; it may be missing.
pub(crate) fn themes(config: Option<&Path>) -> Option<PathBuf> {
    Some(config?.parent()?.join("themes"))
}

/// The text of the settings; empty where there is no file.
fn text(path: &Path) -> Result<String> {
    match files::text(path) {
        Err(Unreadable::Io(error)) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        read => {
            read.map_err(|why| Fault::unreadable(why, "settings file", &path.to_string_lossy(), ""))
        }
    }
}

/// The settings; none where there is no file.
pub(crate) fn load(path: Option<&Path>) -> Result<Config> {
    match path {
        None => Ok(Config::default()),
        Some(path) => Ok(Config::parse(&text(path)?, &path.to_string_lossy())?),
    }
}

/// The user's tokenizer files, not read yet, and corrections.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TokenizerFiles {
    /// Files by family.
    pub files: Vec<(Family, PathBuf)>,
    /// Corrections of the built-in factors by family.
    pub calibration: Vec<(Family, Corrections)>,
}

/// The tokenizers of the settings in the file `path`, if any, and of the flags, which count more.
/// A flag's file has to be there.
pub(crate) fn tokenizer_files(
    path: Option<&Path>,
    flags: &[(Family, PathBuf)],
) -> Result<TokenizerFiles> {
    for (_, file) in flags {
        disk::open(file)
            .map_err(|why| Fault::unreadable(why, "tokenizer file", &file.to_string_lossy(), ""))?;
    }
    let config = load(path)?;
    let folder = path.and_then(Path::parent).unwrap_or(Path::new(""));
    let mut files: Vec<(Family, PathBuf)> = Vec::new();
    let named =
        config.tokenizers.into_iter().map(|(family, file)| (family, in_folder(folder, &file)));
    for (family, file) in named.chain(flags.iter().cloned()) {
        files.retain(|(other, _)| *other != family);
        files.push((family, file));
    }
    Ok(TokenizerFiles { files, calibration: config.calibration })
}

/// A file as the settings name it: from their own folder, or from the user's with `~/`.
fn in_folder(folder: &Path, file: &str) -> PathBuf {
    match file.strip_prefix("~/").zip(etcetera::home_dir().ok()) {
        Some((file, home)) => home.join(file),
        None => folder.join(file),
    }
}

impl TokenizerFiles {
    /// What the settings say of families, without reading a file.
    pub(crate) fn corrections(&self) -> Tokenizers {
        let mut tokenizers = Tokenizers::default();
        for (family, corrections) in &self.calibration {
            tokenizers.set_corrections(*family, *corrections);
        }
        tokenizers
    }

    /// Reads the files, up to a second for a large one. A file that cannot be used is left out,
    /// with a sentence that says why.
    pub fn load(&self) -> (Tokenizers, Vec<String>) {
        let mut tokenizers = self.corrections();
        let mut faults = Vec::new();
        for (family, path) in &self.files {
            match tokenizer(path) {
                Ok(tokenizer) => tokenizers.set_file(*family, Arc::new(tokenizer)),
                Err(fault) => faults.push(format!(
                    "the tokenizer file `{}` for {} {}",
                    printable(&path.to_string_lossy()),
                    family.name(),
                    printable(&fault),
                )),
            }
        }
        (tokenizers, faults)
    }

    /// [`TokenizerFiles::load`], where every file has to be usable.
    pub(crate) fn require(&self) -> Result<Tokenizers> {
        let (tokenizers, faults) = self.load();
        if faults.is_empty() { Ok(tokenizers) } else { Err(Fault::Input(faults)) }
    }
}

/// A tokenizer from its file; the fault goes on after the file's name.
fn tokenizer(path: &Path) -> std::result::Result<UserTokenizer, String> {
    // The largest known has 33 MB.
    let bytes = disk::read(path, MOST_TEXT).map_err(|fault| match fault {
        Unreadable::Io(error) if error.kind() == ErrorKind::NotFound => "is not there".to_owned(),
        Unreadable::Io(error) if error.kind() == ErrorKind::IsADirectory => {
            "is a folder; name a file in it".to_owned()
        }
        fault => format!("cannot be read: {fault}"),
    })?;
    UserTokenizer::parse(&bytes).map_err(|fault| fault.to_string())
}

/// Keeps the corrections of a family in the settings file, which is made if need be; only the user
/// can read it then.
pub(crate) fn keep_corrections(
    path: &Path,
    family: Family,
    corrections: &Corrections,
) -> Result<()> {
    let text = text(path)?;
    Config::parse(&text, &path.to_string_lossy())?;
    let changed = config::with_corrections(&text, family, corrections).map_err(Fault::input)?;
    replace(path, &changed, Access::AsBeforeOrOwner).map_err(|error| {
        let path = path.to_string_lossy();
        Fault::Failure(format!("cannot write `{}`: {error}", printable(&path)))
    })
}

/// Changes the text of the settings; what is wrong with that, in a sentence for the screen.
pub(super) fn keep(
    path: &Path,
    change: impl FnOnce(&str) -> std::result::Result<String, String>,
) -> std::result::Result<(), String> {
    let shown = path.display();
    let text = match files::text(path) {
        Err(Unreadable::Io(error)) if error.kind() == ErrorKind::NotFound => String::new(),
        read => read.map_err(|why| format!("{shown} cannot be read: {why}"))?,
    };
    let changed = change(&text)?;
    replace(path, &changed, Access::AsBefore)
        .map_err(|error| format!("not saved to {shown}: {}", files::why(&error)))
}

/// Writes the file in one step, with its folder.
fn replace(path: &Path, text: &str, access: Access) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        disk::make_private_folder(folder)?;
    }
    disk::replace(path, text.as_bytes(), access)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::money::Tokens;
    use crate::tokens::{Correction, TextKind};

    /// A new folder, removed afterwards.
    fn in_new_folder(name: &str, then: impl FnOnce(&Path)) {
        let folder = std::env::temp_dir().join(format!("{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        then(&folder);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn flags_count_more_than_settings() {
        in_new_folder("tokenfare-flags", |folder| {
            let config = folder.join("config.toml");
            let text = "tokenizers = { qwen = \"q.json\", gemma = \"/g.json\", nova = \"~/n\" }";
            fs::write(&config, text).unwrap();
            let flag = (Family::Qwen, config.clone());
            let files = tokenizer_files(Some(&config), &[flag]).unwrap().files;
            let home = etcetera::home_dir().unwrap();
            assert_eq!(
                files,
                [
                    (Family::Gemma, PathBuf::from("/g.json")),
                    (Family::Nova, home.join("n")),
                    (Family::Qwen, config.clone()),
                ]
            );
            let files = tokenizer_files(Some(&config), &[]).unwrap();
            assert_eq!(files.files[0], (Family::Qwen, folder.join("q.json")));
            let (_, faults) = files.load();
            assert_eq!(faults.len(), 3);
            assert!(faults[0].contains("q.json` for qwen is not there"), "{faults:?}");
            let missing = (Family::Qwen, folder.join("missing"));
            assert!(tokenizer_files(None, &[missing]).is_err());
        });
    }

    fn prose(millionths: u32) -> Corrections {
        let mut corrections = Corrections::NONE;
        corrections.set(TextKind::Prose, Correction::new(millionths, Tokens::ZERO).unwrap());
        corrections
    }

    #[test]
    fn a_correction_is_kept() {
        in_new_folder("tokenfare-keep", |folder| {
            let path = folder.join("new").join("config.toml");
            let [one, two] = [prose(1_500_000), prose(2_000_000)];
            keep_corrections(&path, Family::Nova, &one).unwrap();
            keep_corrections(&path, Family::Nova, &two).unwrap();
            let config = load(Some(&path)).unwrap();
            assert_eq!(config.calibration, [(Family::Nova, two)]);
            assert_eq!(fs::read_dir(folder.join("new")).unwrap().count(), 1);
            fs::write(&path, "nonsense").unwrap();
            assert!(keep_corrections(&path, Family::Nova, &one).is_err());
            assert_eq!(fs::read_to_string(&path).unwrap(), "nonsense");
        });
    }

    #[test]
    #[cfg(unix)]
    fn the_file_is_private_and_links_are_followed() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        in_new_folder("tokenfare-private", |folder| {
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            let path = folder.join("config.toml");
            keep_corrections(&path, Family::Nova, &prose(1_100_000)).unwrap();
            assert_eq!(mode(&path), 0o600);
            let link = folder.join("link.toml");
            symlink(&path, &link).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
            keep_corrections(&link, Family::Qwen, &prose(1_100_000)).unwrap();
            assert_eq!(mode(&path), 0o640);
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
            assert_eq!(load(Some(&path)).unwrap().calibration.len(), 2);
        });
    }
}
