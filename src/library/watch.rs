//! Files that are open here and changed by other programs, told at once.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;

use notify::{RecommendedWatcher, RecursiveMode, Watcher};

/// Changes that come together are one: editors write a file in several steps.
const SETTLES: Duration = Duration::from_millis(80);

/// Watches the folders of files. Dropping it ends the watch.
pub(super) struct Watch {
    watcher: RecommendedWatcher,
    folders: Vec<PathBuf>,
}

impl Watch {
    /// Starts to watch nothing yet; `changed` is told of every file that changes in a watched
    /// folder, once it has settled. None where the system cannot watch files.
    pub(super) fn new(changed: impl Fn(&Path) + Send + 'static) -> Option<Self> {
        let (sender, received) = channel::<PathBuf>();
        let watcher = notify::recommended_watcher(tell(sender)).ok()?;
        thread::Builder::new()
            .name("watch".to_owned())
            .spawn(move || {
                while let Ok(first) = received.recv() {
                    let mut paths = vec![first];
                    while let Ok(path) = received.recv_timeout(SETTLES) {
                        if !paths.contains(&path) {
                            paths.push(path);
                        }
                    }
                    paths.iter().for_each(|path| changed(path));
                }
            })
            .ok()?;
        Some(Self { watcher, folders: Vec::new() })
    }

    /// Watches the folder of a file: a file that is replaced is another one.
    pub(super) fn add(&mut self, file: &Path) {
        let Some(folder) = file.parent().map(Path::to_owned) else {
            return;
        };
        if !self.folders.contains(&folder)
            && self.watcher.watch(&folder, RecursiveMode::NonRecursive).is_ok()
        {
            self.folders.push(folder);
        }
    }
}

/// Passes on the paths of events that may have changed a file.
fn tell(sender: Sender<PathBuf>) -> impl FnMut(notify::Result<notify::Event>) {
    move |event| {
        let Ok(event) = event else { return };
        if event.kind.is_access() || event.kind.is_remove() {
            return;
        }
        for path in event.paths {
            // The thread ends only with this sender.
            let _ = sender.send(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn a_replaced_file_is_told_once_it_is_there() {
        let folder = std::env::temp_dir().join(format!("tokenfare-watch-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let folder = fs::canonicalize(folder).unwrap();
        let file = folder.join("a.toml");
        fs::write(&file, "first").unwrap();
        let (sender, told) = channel();
        let mut watch = Watch::new(move |path| {
            let _ = sender.send((path.to_owned(), fs::read_to_string(path)));
        })
        .unwrap();
        watch.add(&file);
        fs::write(folder.join("b.tmp"), "second").unwrap();
        fs::rename(folder.join("b.tmp"), &file).unwrap();
        let deadline = Duration::from_secs(20);
        loop {
            let (path, text) = told.recv_timeout(deadline).unwrap();
            if path == file {
                assert_eq!(text.unwrap(), "second");
                break;
            }
        }
        drop(watch);
        fs::remove_dir_all(&folder).unwrap();
    }
}
