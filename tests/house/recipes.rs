//! The recipes of `CONTRIBUTING.md` lead somewhere: what they name is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::ROOMS;
use super::sources::sources;

/// What stands between backquotes, paragraph by paragraph.
fn quoted() -> Vec<Vec<String>> {
    let text = read("CONTRIBUTING.md");
    // Blocks of commands are cut out first, with their three quotes.
    let prose: String = text.split("```").step_by(2).collect();
    let words = |part: &str| part.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    prose.split("\n\n").map(words).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).expect("a readable file")
}

/// The path that a word names: up to where capitals stand for a name of the reader's.
fn path(word: &str) -> Option<String> {
    let is_path = word.contains('/') || word.ends_with(".rs") || word.ends_with(".md");
    if !is_path || word.contains([' ', '*', ':']) {
        return None;
    }
    let known = word.split('/').take_while(|part| part.to_uppercase() != **part);
    Some(known.collect::<Vec<_>>().join("/"))
}

#[test]
fn every_path_is_there() {
    let named: Vec<String> = quoted().iter().flatten().filter_map(|word| path(word)).collect();
    assert!(named.len() > 20, "{named:?}");
    let gone: BTreeSet<&String> = named.iter().filter(|path| !root().join(path).exists()).collect();
    assert!(gone.is_empty(), "{gone:?}");
}

/// What a recipe says to look for in a file is in that file: in the one that it named last, or that
/// it names next. A test may stand anywhere.
#[test]
fn every_name_is_where_it_is_said_to_be() {
    let mut code: Vec<(String, BTreeSet<String>)> = Vec::new();
    for source in ROOMS.iter().flat_map(|room| sources(room.name)) {
        let lines = source.code.iter().map(|(_, line)| line.as_str());
        let words = lines.flat_map(super::words).flat_map(|word| word.split("::"));
        code.push((format!("src/{}", source.file), words.map(str::to_owned).collect()));
    }
    let is_in = |place: &str, word: &String| {
        let in_place = |(file, _): &&(String, _)| file.starts_with(place);
        code.iter().filter(in_place).any(|(_, words)| words.contains(word))
    };
    let (mut seen, mut gone) = (0, Vec::new());
    for paragraph in quoted() {
        let places: Vec<Option<String>> = paragraph.iter().map(|word| path(word)).collect();
        for (at, word) in paragraph.iter().enumerate() {
            let is_name = word.chars().all(|c| c.is_alphanumeric() || c == '_');
            let before = places[..at].iter().flatten().next_back();
            let after = places[at..].iter().flatten().next();
            let near: Vec<&String> =
                before.into_iter().chain(after).filter(|path| path.starts_with("src/")).collect();
            if !is_name || near.is_empty() {
                continue;
            }
            seen += 1;
            if !near.iter().any(|place| is_in(place, word)) && !is_test(word) {
                gone.push(format!("{word} near {near:?}"));
            }
        }
    }
    assert!(seen > 8, "{seen}");
    assert!(gone.is_empty(), "{gone:?}");
}

/// Whether there is a test of this name.
fn is_test(name: &str) -> bool {
    let mut folders = vec![root().join("src"), root().join("tests")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).expect("a readable source");
                if text.contains(&format!("fn {name}()")) {
                    return true;
                }
            }
        }
    }
    false
}

#[test]
fn every_bench_test_and_tool_of_the_commands_is_there() {
    let text = read("CONTRIBUTING.md");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for (flag, folder) in [("--bench ", "benches"), ("--test ", "tests")] {
        for rest in text.split(flag).skip(1) {
            let name: String =
                rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let file = root.join(folder).join(&name);
            assert!(file.is_dir() || file.with_extension("rs").exists(), "{flag}{name}");
            seen += 1;
        }
    }
    assert!(seen > 5, "{seen}");
}
