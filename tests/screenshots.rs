//! The pictures in `screenshots/` are what the program draws today.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread;

const LIST: &str = include_str!("../screenshots/list.txt");

/// Whether PNGs are compared byte by byte. Elsewhere the last bit of a curve may differ, and only
/// their size is compared; the SVGs are the same everywhere.
const SAME_PIXELS: bool = cfg!(all(target_os = "linux", target_arch = "x86_64"));

/// Runs `tokenfare screenshot` in a folder.
fn screenshot(folder: &Path, arguments: &[String]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tokenfare"))
        .arg("screenshot")
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program and its folders are there")
}

/// An empty folder of its own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the program and its folders are there");
    folder
}

fn names_in(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder)
        .expect("the program and its folders are there")
        .map(|entry| {
            entry
                .expect("the folder can be read")
                .file_name()
                .into_string()
                .expect("an ASCII name")
        })
        .collect()
}

/// The words of a line of the list: separated by blanks, where they are not in single quotes.
fn words(line: &str) -> Vec<String> {
    line.split('\'')
        .enumerate()
        .flat_map(|(at, part)| match at % 2 {
            1 => vec![part.to_owned()],
            _ => part.split_whitespace().map(str::to_owned).collect(),
        })
        .collect()
}

/// What is wrong with a committed picture.
fn fault(name: &str, committed: &[u8], fresh: &[u8]) -> Option<String> {
    if committed == fresh {
        return None;
    }
    if name.ends_with(".png") {
        // Width and height lie at the same place in every PNG.
        let size = |png: &[u8]| png.get(16..24).map(<[u8]>::to_vec);
        return (SAME_PIXELS || size(committed) != size(fresh))
            .then(|| format!("{name} has other pixels"));
    }
    let lines = |svg| String::from_utf8_lossy(svg).into_owned();
    let (committed, fresh) = (lines(committed), lines(fresh));
    let changed = committed
        .lines()
        .zip(fresh.lines())
        .find(|(before, after)| before != after);
    Some(match changed {
        Some((before, after)) => format!("{name}: from\n  {before}\nto\n  {after}"),
        None => format!("{name} has another end"),
    })
}

#[test]
fn the_pictures_are_up_to_date() {
    let made = folder("screenshots");
    let lines = LIST.lines().filter(|line| !line.starts_with('#'));
    thread::scope(|scope| {
        for line in lines.filter(|line| !line.trim().is_empty()) {
            let made = &made;
            scope.spawn(move || {
                let ended = screenshot(made, &words(line));
                let said = String::from_utf8_lossy(&ended.stderr);
                assert!(ended.status.success(), "{line}\n{said}");
            });
        }
    });

    let kept = Path::new("screenshots");
    let mut faults = Vec::new();
    let mut names = names_in(&made);
    for name in &names {
        let committed = fs::read(kept.join(name)).unwrap_or_default();
        let fresh = fs::read(made.join(name)).unwrap();
        faults.extend(fault(name, &committed, &fresh));
    }
    names.insert("list.txt".to_owned());
    let strange = names_in(kept);
    faults.extend(
        strange
            .difference(&names)
            .map(|name| format!("{name} is not in list.txt")),
    );
    assert!(
        faults.is_empty(),
        "run tools/screenshots.sh and look at what has changed:\n{}",
        faults.join("\n")
    );
}

#[test]
fn what_cannot_be_drawn_is_told_in_a_sentence() {
    let folder = folder("screenshot-faults");
    fs::create_dir(folder.join("taken.svg")).unwrap();
    for (line, code, sentence) in [
        (
            "-o x.svg --size 10x",
            2,
            "--size 10x must be columns x rows",
        ),
        ("-o x.svg --size 501x200", 2, "to 500x200"),
        ("-o x.svg --keys 'Down Dwn'", 2, "`Dwn`, which is no key"),
        ("-o x.svg --theme neon", 2, "there is no theme `neon`"),
        ("-o x.gif", 2, "x.gif must end in .svg or .png"),
        (
            "-o x.png --size 500x200 --scale 8",
            2,
            "choose a smaller --scale",
        ),
        ("no-such-scenario -o x.svg", 2, "`no-such-scenario`"),
        ("-o missing/x.svg", 1, "cannot write `missing/x.svg`"),
        ("-o taken.svg", 1, "cannot write `taken.svg`"),
    ] {
        let ended = screenshot(&folder, &words(line));
        let said = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(code), "{line}: {said}");
        assert!(said.starts_with("tokenfare: "), "{said}");
        assert!(said.contains(sentence), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert_eq!(ended.stdout, b"", "{line}");
    }
    assert_eq!(names_in(&folder), BTreeSet::from(["taken.svg".to_owned()]));
}

#[test]
fn every_size_and_depth_of_colour_can_be_drawn() {
    let folder = folder("screenshot-sizes");
    for (size, colors) in [
        ("1x1", "truecolor"),
        ("2x200", "256"),
        ("59x15", "16"),
        ("60x16", "none"),
        ("110x28", "16"),
        ("500x200", "256"),
    ] {
        let line = format!("-o x.svg --size {size} --colors {colors} --keys 'b ? Esc v'");
        let ended = screenshot(&folder, &words(&line));
        assert!(ended.status.success(), "{line}: {ended:?}");
        let svg = fs::read_to_string(folder.join("x.svg")).unwrap();
        assert!(svg.ends_with("</svg>\n"), "{line}");
        if colors == "none" {
            let hues = svg.split("#").skip(1).filter_map(|rest| rest.get(..6));
            let grey = |hue: &str| hue[..2] == hue[2..4] && hue[2..4] == hue[4..];
            let hues: BTreeSet<_> = hues
                .filter(|hue| hue.chars().all(|c| c.is_ascii_hexdigit()))
                .collect();
            assert!(
                hues.contains("ffffff") && hues.iter().all(|hue| grey(hue)),
                "{hues:?}"
            );
        }
    }
}
