use std::ffi::OsString;

use super::*;

/// The names in a new folder after `then` was done in it.
fn left_in(folder: &str, then: impl FnOnce(&Path)) -> Vec<OsString> {
    let folder = std::env::temp_dir().join(format!("{folder}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    then(&folder);
    let entries = fs::read_dir(&folder).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    fs::remove_dir_all(&folder).unwrap();
    names
}

#[test]
fn a_file_is_made_and_replaced() {
    let names = left_in("tokenfare-replace", |folder| {
        let path = folder.join("a.svg");
        for bytes in [&b"first, and longer"[..], b"second"] {
            replace(&path, bytes, Access::AsBefore).unwrap();
            assert_eq!(fs::read(&path).unwrap(), bytes);
        }
    });
    assert_eq!(names, ["a.svg"]);
}

#[test]
fn what_a_killed_program_left_behind_is_taken_away() {
    let names = left_in("tokenfare-left", |folder| {
        let own = format!(".a.toml.tokenfare-{}.tmp", std::process::id());
        // The first process of all runs, and none has the greatest number.
        for left in [&own, ".b.toml.tokenfare-4294967295.tmp", ".c.tokenfare-1.tmp"] {
            fs::write(folder.join(left), "half").unwrap();
        }
        fs::write(folder.join(".theirs.4294967295.tmp"), "theirs").unwrap();
        // What is complete may be all that is left of a file.
        fs::write(folder.join(".d.tokenfare-4294967295.new"), "whole").unwrap();
        replace(&folder.join("a.toml"), b"whole", Access::AsBefore).unwrap();
    });
    let stay =
        [".c.tokenfare-1.tmp", ".d.tokenfare-4294967295.new", ".theirs.4294967295.tmp", "a.toml"];
    assert_eq!(names, stay);
}

#[test]
fn a_failure_leaves_nothing_behind() {
    let names = left_in("tokenfare-replace-not", |folder| {
        fs::create_dir(folder.join("taken.svg")).unwrap();
        assert!(replace(&folder.join("taken.svg"), b"x", Access::AsBefore).is_err());
        assert!(replace(&folder.join("missing/a.svg"), b"x", Access::AsBefore).is_err());
        assert!(replace(Path::new(".."), b"x", Access::AsBefore).is_err());
    });
    assert_eq!(names, ["taken.svg"]);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, chown, symlink};
    use std::process::Command;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_link_to_nothing_is_followed() {
        let names = left_in("tokenfare-dangling", |folder| {
            symlink("b", folder.join("a")).unwrap();
            symlink(folder.join("c"), folder.join("b")).unwrap();
            replace(&folder.join("a"), b"x", Access::AsBefore).unwrap();
            assert!(fs::symlink_metadata(folder.join("a")).unwrap().is_symlink());
            assert_eq!(fs::read(folder.join("c")).unwrap(), b"x");
            symlink("round", folder.join("round")).unwrap();
            assert!(replace(&folder.join("round"), b"x", Access::AsBefore).is_err());
        });
        assert_eq!(names, ["a", "b", "c", "round"]);
    }

    #[test]
    fn a_pipe_is_not_replaced_but_written_to_where_asked() {
        let names = left_in("tokenfare-pipe", |folder| {
            let pipe = folder.join("p");
            assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
            let refused = replace(&pipe, b"x", Access::AsBefore).unwrap_err();
            assert_eq!(refused.to_string(), "it is a pipe; name a file");
            let reader = std::thread::spawn({
                let pipe = pipe.clone();
                move || fs::read(pipe).unwrap()
            });
            write(&pipe, b"through", Access::AsBefore).unwrap();
            assert_eq!(reader.join().unwrap(), b"through");
            assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
        });
        assert_eq!(names, ["p"]);
    }

    #[test]
    fn a_device_stays_a_device() {
        left_in("tokenfare-device", |folder| {
            let null = folder.join("null");
            let node = ["-m", "666", null.to_str().unwrap(), "c", "1", "3"];
            if !Command::new("mknod").args(node).status().is_ok_and(|made| made.success()) {
                eprintln!("skipped: only the superuser makes devices");
                return;
            }
            assert!(replace(&null, b"x", Access::AsBefore).is_err());
            // Where devices are not to be opened, it is left alone all the same.
            let _ = write(&null, b"x", Access::AsBefore);
            assert!(fs::metadata(&null).unwrap().file_type().is_char_device());
        });
    }

    #[test]
    fn a_file_keeps_its_mode_and_attributes() {
        let names = left_in("tokenfare-mode", |folder| {
            let path = folder.join("a");
            fs::write(&path, "old").unwrap();
            let has = xattr::set(&path, "user.note", b"mine").is_ok();
            for access in [Access::AsBefore, Access::AsBeforeOrOwner] {
                for kept in [0o644, 0o664, 0o600] {
                    set_mode(&path, kept);
                    replace(&path, b"new", access).unwrap();
                    assert_eq!(mode(&path), kept);
                }
            }
            if has {
                assert_eq!(xattr::get(&path, "user.note").unwrap().unwrap(), b"mine");
            } else {
                eprintln!("skipped: no extended attributes here");
            }
            replace(&path, b"new", Access::Owner).unwrap();
            assert_eq!(mode(&path), 0o600);
        });
        assert_eq!(names, ["a"]);
    }

    #[test]
    fn all_names_of_a_file_have_what_was_written() {
        let names = left_in("tokenfare-names", |folder| {
            let (one, two) = (folder.join("one"), folder.join("two"));
            fs::write(&one, "old, and longer").unwrap();
            set_mode(&one, 0o644);
            fs::hard_link(&one, &two).unwrap();
            replace(&one, b"new", Access::AsBefore).unwrap();
            assert_eq!(fs::read(&two).unwrap(), b"new");
            assert_eq!((mode(&two), fs::metadata(&one).unwrap().nlink()), (0o644, 2));
            replace(&one, b"private", Access::Owner).unwrap();
            assert_eq!((fs::read(&two).unwrap(), mode(&two)), (b"private".to_vec(), 0o600));
        });
        assert_eq!(names, ["one", "two"]);
    }

    #[test]
    fn a_file_of_another_stays_theirs() {
        left_in("tokenfare-owner", |folder| {
            let path = folder.join("a");
            fs::write(&path, "old").unwrap();
            if chown(&path, Some(1000), Some(1000)).is_err() {
                eprintln!("skipped: only the superuser gives files away");
                return;
            }
            replace(&path, b"new", Access::AsBefore).unwrap();
            let about = fs::metadata(&path).unwrap();
            assert_eq!((about.uid(), about.gid()), (1000, 1000));
        });
    }

    #[test]
    fn a_read_only_file_stays_as_it_is() {
        let names = left_in("tokenfare-read-only", |folder| {
            let path = folder.join("a");
            fs::write(&path, "old").unwrap();
            set_mode(&path, 0o444);
            let refused = replace(&path, b"new", Access::AsBefore).unwrap_err();
            assert!(refused.to_string().starts_with("it is read-only; "), "{refused}");
            assert_eq!(fs::read(&path).unwrap(), b"old");
        });
        assert_eq!(names, ["a"]);
    }

    #[test]
    fn a_private_folder_is_its_owners() {
        left_in("tokenfare-private-folder", |folder| {
            let path = folder.join("a/b");
            make_private_folder(&path).unwrap();
            make_private_folder(&path).unwrap();
            assert_eq!((mode(&path), mode(&folder.join("a"))), (0o700, 0o700));
        });
    }
}
