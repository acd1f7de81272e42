//! Keeping unsaved work in real folders, beside other sessions.
#![cfg(unix)]

use super::*;
use crate::app::Work;
use crate::scenario::Scenario;
use crate::workload::Workload;

/// A folder for sessions, which is gone afterwards.
struct Room(PathBuf);

impl Room {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("tokenfare-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        Self(folder)
    }

    fn keeper(&self) -> Keeper {
        Keeper::new(Some(self.0.clone()))
    }

    fn left(&self) -> Vec<Left> {
        left_behind(&self.0)
    }

    /// How many sessions have a folder.
    fn sessions(&self) -> usize {
        fs::read_dir(&self.0).map_or(0, Iterator::count)
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Unsaved scenarios of these names, in place of a file of another session.
fn unsaved(names: &[&str], instead_of: &[&Path]) -> Unsaved {
    let work = |name: &&str| Work {
        scene: SceneId::default(),
        scenario: Scenario::new(name, Workload::default()),
        texts: Default::default(),
    };
    Unsaved {
        scenes: names.iter().map(work).collect(),
        instead_of: instead_of.iter().map(|file| file.display().to_string()).collect(),
    }
}

fn name(file: &Path) -> String {
    Scenario::parse(&fs::read_to_string(file).unwrap(), "").unwrap().name
}

#[test]
fn work_is_left_behind_once_its_session_has_ended() {
    let room = Room::new("keep-ends");
    let mut first = room.keeper();
    assert!(first.keep(&Unsaved::default()).is_none());
    assert_eq!(room.sessions(), 0, "nothing is written where there is nothing to keep");
    assert!(first.keep(&unsaved(&["One"], &[])).is_none());
    assert!(first.keep(&unsaved(&["Two"], &[])).is_none());
    assert_eq!(room.left(), [], "it lives");
    drop(first);
    let [left] = &room.left()[..] else { panic!("{:?}", room.left()) };
    assert_eq!((name(&left.file), &left.host), ("Two".to_owned(), &None));
    // Taken over by another: the new copy is there before the old one is gone.
    let mut second = room.keeper();
    assert!(second.keep(&unsaved(&["Two"], &[&left.file])).is_none());
    assert!(!left.file.exists() && room.sessions() == 1);
    assert!(second.keep(&Unsaved::default()).is_none());
    assert_eq!(room.sessions(), 0);
}

#[test]
fn work_that_cannot_be_kept_takes_nothing_away_and_is_told_once() {
    let room = Room::new("keep-fails");
    let mut first = room.keeper();
    first.keep(&unsaved(&["One"], &[]));
    drop(first);
    let [left] = &room.left()[..] else { panic!("{:?}", room.left()) };
    let file = room.0.join("file");
    fs::write(&file, "no folder").unwrap();
    let mut second = Keeper::new(Some(file));
    let told = second.keep(&unsaved(&["One"], &[&left.file]));
    assert!(matches!(told, Some(FileAnswer::NotKept(said)) if said.contains("is not kept")));
    assert!(second.keep(&unsaved(&["One"], &[&left.file])).is_none());
    assert!(left.file.exists());
}

#[cfg(unix)]
#[test]
fn what_is_kept_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;

    let room = Room::new("keep-mode");
    let mut keeper = room.keeper();
    keeper.keep(&unsaved(&["One"], &[]));
    let folder = keeper.session.as_ref().unwrap().folder.clone();
    let file = folder.join("0.toml");
    let wanted = [(&room.0, 0o700), (&folder, 0o700), (&folder.join(OWNER), 0o600), (&file, 0o600)];
    for (path, mode) in wanted {
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, mode, "{path:?}");
    }
}

#[test]
fn the_work_of_another_machine_is_shown_as_that() {
    let room = Room::new("keep-hosts");
    let leave = |name: &str, owner: &Owner| {
        let folder = room.0.join(name);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(OWNER), owner.to_text()).unwrap();
        fs::write(folder.join("1.toml"), "").unwrap();
    };
    let here = Owner::this();
    let elsewhere = Owner { host: "there".to_owned(), boot: "another".to_owned() };
    leave("1", &elsewhere);
    // A container with a name of its own; and this machine before it was started anew.
    leave("2", &Owner { host: "c0ffee".to_owned(), ..here.clone() });
    leave("3", &Owner { boot: "last".to_owned(), ..here });
    let hosts: Vec<_> = room.left().into_iter().map(|left| left.host).collect();
    if Owner::this().boot.is_empty() {
        return;
    }
    assert_eq!(hosts, [None, None, Some("there".to_owned())]);
}
