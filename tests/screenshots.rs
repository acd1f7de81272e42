//! The pictures in `screenshots/` are what the program draws today.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::io::Cursor;
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
            entry.expect("the folder can be read").file_name().into_string().expect("an ASCII name")
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
    let changed = committed.lines().zip(fresh.lines()).find(|(before, after)| before != after);
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
    names.extend(["list.txt", "tour.txt", "tour.png"].map(str::to_owned));
    let strange = names_in(kept);
    faults.extend(strange.difference(&names).map(|name| format!("{name} is not in list.txt")));
    assert!(
        faults.is_empty(),
        "run tools/screenshots.sh and look at what has changed:\n{}",
        faults.join("\n")
    );
}

/// The part of a frame that is not as it was in the frame before.
struct Changed {
    x: u32,
    y: u32,
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

impl Changed {
    fn between(before: Option<&[u8]>, now: &[u8], info: &png::OutputInfo) -> Self {
        let samples = info.color_type.samples();
        let row = info.line_size;
        let differs = |at: &usize| before.is_none_or(|before| before[*at] != now[*at]);
        let places: Vec<usize> = (0..now.len()).filter(differs).collect();
        let rows = || places.iter().map(|at| at / row);
        let columns = || places.iter().map(|at| at % row / samples);
        let (top, bottom) = (rows().min().unwrap_or(0), rows().max().unwrap_or(0));
        let (left, right) = (columns().min().unwrap_or(0), columns().max().unwrap_or(0));
        let pixels = (top..=bottom)
            .flat_map(|y| &now[y * row + left * samples..y * row + (right + 1) * samples]);
        Self {
            x: left as u32,
            y: top as u32,
            width: (right - left + 1) as u32,
            height: (bottom - top + 1) as u32,
            pixels: pixels.copied().collect(),
        }
    }
}

/// Frames with how long each is shown, as one animated PNG that repeats for ever.
fn animated(frames: &[(u16, Vec<u8>)]) -> Vec<u8> {
    let decoded: Vec<(png::OutputInfo, Vec<u8>)> = frames
        .iter()
        .map(|(_, bytes)| {
            let mut decoder = png::Decoder::new(Cursor::new(bytes));
            // The frames have palettes of their own.
            decoder.set_transformations(png::Transformations::EXPAND);
            let mut reader = decoder.read_info().unwrap();
            let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
            let info = reader.next_frame(&mut pixels).unwrap();
            (info, pixels)
        })
        .collect();
    let (first, _) = &decoded[0];
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, first.width, first.height);
    encoder.set_color(first.color_type);
    encoder.set_depth(first.bit_depth);
    encoder.set_compression(png::Compression::High);
    // Screens are flat: rows as they are compress better than differences of pixels.
    encoder.set_filter(png::Filter::NoFilter);
    encoder.set_animated(frames.len() as u32, 0).unwrap();
    let mut writer = encoder.write_header().unwrap();
    let mut before: Option<&[u8]> = None;
    for ((milliseconds, _), (info, pixels)) in frames.iter().zip(&decoded) {
        assert_eq!((info.width, info.height), (first.width, first.height));
        let changed = Changed::between(before, pixels, info);
        writer.set_frame_delay(*milliseconds, 1_000).unwrap();
        // The size is held against the place that was set last.
        writer.set_frame_position(0, 0).unwrap();
        writer.set_frame_dimension(changed.width, changed.height).unwrap();
        writer.set_frame_position(changed.x, changed.y).unwrap();
        writer.write_image_data(&changed.pixels).unwrap();
        before = Some(pixels);
    }
    writer.finish().unwrap();
    out
}

/// With `BLESS` set, writes the animation.
#[test]
fn the_tour_is_up_to_date() {
    let folder = folder("tour");
    let lines = include_str!("../screenshots/tour.txt").lines();
    let lines = lines.filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let frames: Vec<(u16, Vec<u8>)> = lines
        .map(|line| {
            let (milliseconds, arguments) = line.split_once(' ').expect("a time and arguments");
            let line = format!("-o frame.png --force --scale 1 --size 120x36 {arguments}");
            let ended = screenshot(&folder, &words(&line));
            assert!(ended.status.success(), "{line}: {ended:?}");
            let bytes = fs::read(folder.join("frame.png")).unwrap();
            (milliseconds.parse().unwrap(), bytes)
        })
        .collect();
    let fresh = animated(&frames);
    assert!(fresh.len() < 1_000_000, "{} bytes", fresh.len());
    if std::env::var_os("BLESS").is_some() {
        fs::write("screenshots/tour.png", &fresh).unwrap();
    }
    let kept = fs::read("screenshots/tour.png").unwrap_or_default();
    let stale = fault("tour.png", &kept, &fresh);
    assert_eq!(stale, None, "run tools/screenshots.sh and look at it");
}

#[test]
fn what_cannot_be_drawn_is_told_in_a_sentence() {
    let folder = folder("screenshot-faults");
    fs::create_dir(folder.join("taken.svg")).unwrap();
    for (line, code, sentence) in [
        ("-o x.svg --size 10x", 2, "--size 10x must be columns x rows"),
        ("-o x.svg --size 501x200", 2, "to 500x200"),
        ("-o x.svg --keys 'Down Dwn'", 2, "`Dwn`, which is no key"),
        ("-o x.svg --theme neon", 2, "there is no theme `neon`"),
        ("-o x.gif", 2, "x.gif must end in .svg or .png"),
        ("-o x.png --size 500x200 --scale 8", 2, "choose a smaller --scale"),
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
        let line = format!("-o x.svg --force --size {size} --colors {colors} --keys 'b ? Esc v'");
        let ended = screenshot(&folder, &words(&line));
        assert!(ended.status.success(), "{line}: {ended:?}");
        let svg = fs::read_to_string(folder.join("x.svg")).unwrap();
        assert!(svg.ends_with("</svg>\n"), "{line}");
        if colors == "none" {
            let hues = svg.split("#").skip(1).filter_map(|rest| rest.get(..6));
            let grey = |hue: &str| hue[..2] == hue[2..4] && hue[2..4] == hue[4..];
            let hues: BTreeSet<_> =
                hues.filter(|hue| hue.chars().all(|c| c.is_ascii_hexdigit())).collect();
            assert!(hues.contains("ffffff") && hues.iter().all(|hue| grey(hue)), "{hues:?}");
        }
    }
}
