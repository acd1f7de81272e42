//! Writing a file in one step, so that it stays the file it was.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use super::beside;
use super::kind::{followed, is_descriptor, special};

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Who could before; of a new file, who the system says.
    AsBefore,
    /// Who could before; of a new file, its owner only.
    AsBeforeOrOwner,
    /// Its owner only.
    Owner,
}

/// [`replace`], for what a command was told to write: a device, a pipe or an open descriptor is
/// written to as it is, which waits for who reads it.
///
/// # Errors
/// See [`replace`].
pub(crate) fn write(path: &Path, bytes: &[u8], access: Access) -> io::Result<()> {
    let is_special = fs::metadata(path).is_ok_and(|about| special(&about).is_some());
    if is_special || is_descriptor(path) {
        return OpenOptions::new().write(true).open(path)?.write_all(bytes);
    }
    replace(path, bytes, access)
}

/// Writes a file in one step: who reads it meanwhile, or after a failure, finds what was there
/// before. Through a link, the file that it names is written, whether or not it is there.
///
/// # Errors
/// When it is no file, or read-only, the folder is missing or cannot be written to, or the disk is
/// full.
pub(crate) fn replace(path: &Path, bytes: &[u8], access: Access) -> io::Result<()> {
    let path = &followed(path)?;
    if path.file_name().is_none() {
        return Err(ErrorKind::IsADirectory.into());
    }
    let before = match fs::metadata(path) {
        Ok(about) => Some(about),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    if let Some(about) = &before {
        check(path, about)?;
    }
    let beside = beside::unfinished(path);
    let written =
        fill(&beside, bytes, before.is_some() || access != Access::AsBefore).and_then(|file| {
            match &before {
                Some(about) if !may_stand_for(&file, path, about, access) => {
                    write_over(path, &beside, bytes, access)
                }
                _ => fs::rename(&beside, path),
            }
        });
    match written {
        Ok(()) => settle(path),
        // What failed first is what the user needs to know.
        Err(_) => drop(fs::remove_file(&beside)),
    }
    written
}

/// Makes a folder, and those above it, for its owner only.
///
/// # Errors
/// When it cannot be made.
pub(crate) fn make_private_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path)
}

/// Whether what is there may be replaced.
fn check(path: &Path, about: &Metadata) -> io::Result<()> {
    if let Some(kind) = special(about) {
        return Err(io::Error::other(format!("it is {kind}; name a file")));
    }
    if about.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    // The superuser could write it all the same.
    if about.permissions().readonly() {
        return Err(io::Error::other("it is read-only; make it writable, or name another file"));
    }
    #[cfg(unix)]
    rustix::fs::access(path, rustix::fs::Access::WRITE_OK)?;
    let _ = path;
    Ok(())
}

/// Makes a new file with these bytes.
fn fill(path: &Path, bytes: &[u8], private: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if private {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let _ = private;
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(file)
}

/// Makes the new file the same as the old one in all but its bytes; false where that cannot be.
#[cfg(unix)]
fn may_stand_for(file: &File, path: &Path, before: &Metadata, access: Access) -> bool {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};

    let make = || {
        let own = file.metadata()?;
        if (own.uid(), own.gid()) != (before.uid(), before.gid()) {
            fchown(file, Some(before.uid()), Some(before.gid()))?;
        }
        copy_attributes(file, path)?;
        // The mode last, since a change of owner takes bits away.
        let mode = match access {
            Access::Owner => fs::Permissions::from_mode(0o600),
            _ => before.permissions(),
        };
        file.set_permissions(mode)
    };
    before.nlink() == 1 && make().is_ok()
}

/// Makes the new file the same as the old one in all but its bytes; false where that cannot be.
#[cfg(not(unix))]
fn may_stand_for(file: &File, _: &Path, before: &Metadata, _: Access) -> bool {
    file.set_permissions(before.permissions()).is_ok()
}

/// Gives a file the extended attributes of another, access lists among them, and no others.
#[cfg(unix)]
fn copy_attributes(file: &File, from: &Path) -> io::Result<()> {
    use xattr::FileExt;

    // Where the system has none, there is nothing to copy.
    let Ok(names) = xattr::list(from) else {
        return Ok(());
    };
    let names: Vec<_> = names.collect();
    for own in file.list_xattr()?.filter(|own| !names.contains(own)) {
        file.remove_xattr(own)?;
    }
    for name in &names {
        let value = xattr::get(from, name)?;
        if value != file.get_xattr(name)? {
            file.set_xattr(name, &value.unwrap_or_default())?;
        }
    }
    Ok(())
}

/// Writes the bytes, which are complete in the file `beside`, over those of a file.
fn write_over(path: &Path, beside: &Path, bytes: &[u8], access: Access) -> io::Result<()> {
    let complete = beside::complete(path);
    fs::rename(beside, &complete)?;
    let write = || {
        let mut file = OpenOptions::new().write(true).open(path)?;
        #[cfg(unix)]
        if access == Access::Owner {
            use std::os::unix::fs::PermissionsExt;
            file.set_permissions(fs::Permissions::from_mode(0o600))?;
        }
        let _ = access;
        file.write_all(bytes)?;
        file.set_len(bytes.len() as u64)?;
        file.sync_all()
    };
    write().map_err(|error| {
        let complete = complete.display();
        io::Error::other(format!("{error}; all of it is in `{complete}`"))
    })?;
    // It is no more than the file, and harmless where it stays.
    let _ = fs::remove_file(complete);
    Ok(())
}

/// Makes the renaming last through a loss of power, where the system can.
fn settle(path: &Path) {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let _ = File::open(folder.unwrap_or(Path::new("."))).and_then(|folder| folder.sync_all());
}

#[cfg(test)]
mod tests;
