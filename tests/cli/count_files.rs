//! `tokenfare count`: files, folders and streams.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

use crate::{command, in_new_folder, json, refused, run, said, stderr, with_text};

fn write(folder: &Path, files: &[(&str, &[u8])]) {
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// The paths that a count of the folder lists, from the folder on.
fn paths(folder: &Path) -> Vec<String> {
    let counts = json(&["count", folder.to_str().unwrap()]);
    let files = counts["files"].as_array().unwrap();
    let from_folder = |file: &Value| {
        let path = Path::new(file["path"].as_str().unwrap());
        path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/")
    };
    files.iter().map(from_folder).collect()
}

#[test]
fn folders_are_counted_without_what_git_ignores() {
    in_new_folder("folders", |folder| {
        write(
            folder,
            &[
                (".gitignore", b"*.log\n/out\n"),
                ("b.txt", b"two words"),
                ("a.txt", b"one"),
                ("a/z.md", b"deep"),
                ("a/skipped.log", b"log"),
                ("a/.gitignore", b"!kept.log\n"),
                ("a/kept.log", b"log"),
                ("out/built.txt", b"built"),
                (".hidden/x.txt", b"hidden"),
                (".git/config", b"git"),
            ],
        );
        assert_eq!(paths(folder), ["a/kept.log", "a/z.md", "a.txt", "b.txt"]);
        // What is named itself is counted, whatever git says.
        let named = folder.join("a/skipped.log");
        assert!(said(&["count", named.to_str().unwrap()]).contains("skipped.log"));
    });
}

#[test]
#[cfg(unix)]
fn links_are_left_alone_in_folders() {
    use std::os::unix::fs::symlink;
    in_new_folder("links", |folder| {
        write(folder, &[("a/x.txt", b"one"), ("a/b/y.txt", b"two")]);
        symlink(folder, folder.join("a/b/up")).unwrap();
        symlink(folder.join("a/x.txt"), folder.join("a/z.txt")).unwrap();
        symlink(folder.join("a"), folder.join("link")).unwrap();
        assert_eq!(paths(folder), ["a/b/y.txt", "a/x.txt"]);
        // A link that is named itself is followed.
        assert_eq!(paths(&folder.join("link")), ["b/y.txt", "x.txt"]);
    });
}

#[test]
fn what_is_no_text_is_skipped_and_said() {
    in_new_folder("binary", |folder| {
        let latin1 = b"un caf\xe9 au lait, s'il vous pla\xeet\n".repeat(3);
        write(
            folder,
            &[
                ("a.txt", b"text"),
                ("b.bin", b"\x7fELF\0\0\0"),
                ("c.txt", &latin1),
                ("d.txt", b"\xff\xfeh\0i\0"),
                ("e.txt", b""),
            ],
        );
        let output = run(&["count", folder.to_str().unwrap(), "--format", "json"]);
        assert_eq!(output.status.code(), Some(0));
        let counts: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(counts["files"].as_array().unwrap().len(), 3);
        let said = stderr(&output);
        assert!(said.contains("tokenfare: skipped 2 files (`"), "{said}");
        assert!(said.contains("tokenfare: counted 1 file (`"), "{said}");
        assert_eq!(said.lines().count(), 2);
        // What was named itself is missed.
        let binary = folder.join("b.bin");
        let output = run(&["count", binary.to_str().unwrap(), "Cargo.toml"]);
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr(&output).contains("b.bin` is binary, not text"));
        assert!(!output.stdout.is_empty());
    });
    let output = with_text(&["count"], b"\x80\x81\x82 \x83");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stderr(&output), "tokenfare: `-` is not UTF-8 text\n");
}

#[test]
fn a_text_with_zero_bytes_is_counted() {
    let output = with_text(&["count", "--format", "json"], b"src/main.rs\0src/lib.rs\0");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let counts: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(counts["total"]["characters"], 23);
}

#[test]
fn missing_and_unreadable_files_do_not_stop_the_others() {
    let output = run(&["count", "missing.txt", "Cargo.toml", "\u{1b}[2J"]);
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(said.starts_with("tokenfare: there is no file `missing.txt`\n"));
    assert!(!said.contains('\u{1b}') && said.lines().count() == 2);
    assert!(String::from_utf8(output.stdout).unwrap().contains("Cargo.toml"));
    assert_eq!(refused(&["count", "missing.txt"]), "there is no file `missing.txt`");
}

#[test]
#[cfg(target_os = "linux")]
fn a_file_that_cannot_be_read_is_a_failure() {
    // Reading it fails for everybody.
    let output = run(&["count", "/proc/self/mem", "Cargo.toml", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).starts_with("tokenfare: cannot read the file `/proc/self/mem`: "));
    let counts: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(counts["files"].as_array().unwrap().len(), 1);
}

#[test]
fn many_files_come_in_order_and_add_up() {
    in_new_folder("many", |folder| {
        for n in 0..60 {
            let text = format!("file {n}: some text, and more of it\n").repeat(n * 40);
            fs::write(folder.join(format!("{n:02}.txt")), text).unwrap();
        }
        // Longer than what is read at once.
        let long = "One long line after another, in one long file.\n".repeat(30_000);
        fs::write(folder.join("99.txt"), &long).unwrap();
        let whole = json(&["count", folder.to_str().unwrap()]);
        let files = whole["files"].as_array().unwrap();
        assert_eq!(files.len(), 61);
        let names: Vec<&str> = files.iter().map(|file| file["path"].as_str().unwrap()).collect();
        assert!(names.is_sorted());
        for key in ["bytes", "characters", "words"] {
            let sum: u64 = files.iter().map(|file| file[key].as_u64().unwrap()).sum();
            assert_eq!(whole["total"][key], sum, "{key}");
        }
        let sum: u64 = files
            .iter()
            .map(|file| file["families"]["o200k_base"]["tokens"].as_u64().unwrap())
            .sum();
        assert_eq!(whole["total"]["families"]["o200k_base"]["tokens"], sum);
        let last = &files[60];
        assert_eq!(last["words"], 9 * 30_000);
        assert_eq!(last["families"]["o200k_base"]["tokens"], 11 * 30_000);
        assert_eq!(whole, json(&["count", folder.to_str().unwrap()]));
    });
}

#[test]
fn no_progress_is_drawn_into_pipes() {
    // Long enough to draw on a terminal.
    let text = "a few words in a line\n".repeat(200_000);
    let output = with_text(&["count"], text.as_bytes());
    assert_eq!(stderr(&output), "");
    assert!(output.status.success());
}

#[test]
fn stdin_is_read_once_among_files() {
    let output = with_text(&["count", "-", "Cargo.toml", "--format", "json"], b"one two");
    let counts: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(counts["files"][0]["path"], "-");
    assert_eq!(counts["files"][0]["words"], 2);
    assert_eq!(counts["files"][1]["path"], "Cargo.toml");
    let nothing = command(&["count"]).stdin(Stdio::null()).output().unwrap();
    assert!(nothing.status.success());
}
