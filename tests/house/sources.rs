//! The sources as they are held to the rules: read as `rustfmt` leaves them, without comments and test
//! code.

use std::fs;
use std::path::{Path, PathBuf};

/// A source file without comments and tests.
pub(super) struct Source {
    /// Its path in `src`.
    pub(super) file: String,
    /// The names of its module from the root.
    pub(super) module: Vec<String>,
    /// Lines with their numbers.
    pub(super) code: Vec<(usize, String)>,
}

pub(super) fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The sources of a room.
pub(super) fn sources(room: &str) -> Vec<Source> {
    let mut files = Vec::new();
    let file = src().join(room).with_extension("rs");
    if file.exists() {
        files.push(file);
    }
    gather(&src().join(room), &mut files);
    assert!(!files.is_empty(), "there is no room {room}");

    let mut tests = Vec::new();
    let mut sources = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a readable source");
        let (code, test_modules) = without_tests(&text);
        let module = module_of(&file);
        let folder = src().join(module.join("/"));
        let beside = file.parent().expect("a file in a folder");
        for test in test_modules {
            tests.push(match test {
                TestModule::Named(name) => folder.join(name),
                TestModule::At(path) => beside.join(path).with_extension(""),
            });
        }
        sources.push((file, module, code));
    }
    sources.retain(|(file, ..)| {
        !tests.iter().any(|test| file.with_extension("") == *test || file.starts_with(test))
    });
    sources
        .into_iter()
        .map(|(file, module, code)| Source {
            file: file.strip_prefix(src()).expect("a file in src").display().to_string(),
            module,
            code,
        })
        .collect()
}

/// The Rust files in a folder and the folders in it.
fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for path in entries.map(|entry| entry.expect("a readable folder").path()) {
        if path.is_dir() {
            gather(&path, files);
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
}

fn module_of(file: &Path) -> Vec<String> {
    let path = file.strip_prefix(src()).expect("a file in src").with_extension("");
    let mut module: Vec<String> =
        path.iter().map(|name| name.to_string_lossy().into_owned()).collect();
    if module.last().is_some_and(|name| name == "mod") {
        module.pop();
    }
    module
}

/// A module that is compiled for tests only and lies in a file of its own.
#[derive(Debug, PartialEq)]
enum TestModule {
    Named(String),
    At(String),
}

/// The lines of code with their numbers, without comments and what is compiled for tests only, and
/// the test modules that lie elsewhere.
fn without_tests(text: &str) -> (Vec<(usize, String)>, Vec<TestModule>) {
    let mut code = Vec::new();
    let mut modules = Vec::new();
    let mut lines = (1..).zip(text.lines());
    while let Some((number, line)) = lines.next() {
        let start = line.trim_start();
        if start.starts_with("//") {
            continue;
        }
        if start != "#[cfg(test)]" {
            code.push((number, line.to_owned()));
            continue;
        }
        let end = format!("{}}}", &line[..line.len() - start.len()]);
        let mut at = None;
        for (_, line) in lines.by_ref() {
            let item = line.trim();
            if let Some(path) = item.strip_prefix("#[path = \"") {
                at = Some(path.trim_end_matches("\"]").to_owned());
            } else if let Some(item) = item.strip_suffix(';') {
                if let Some((_, name)) = item.split_once("mod ") {
                    let named = || TestModule::Named(name.to_owned());
                    modules.push(at.map_or_else(named, TestModule::At));
                }
                break;
            } else if item.ends_with('{') {
                // rustfmt puts the closing brace under the item's first letter.
                lines.by_ref().find(|(_, line)| *line == end);
                break;
            }
        }
    }
    (code, modules)
}

#[test]
fn tests_and_comments_are_no_code() {
    let text = "\
//! Names std::fs in words.
use crate::money::Usd;

#[cfg(test)]
pub(crate) mod support;

#[cfg(test)]
mod tests {
    use std::fs;
}

fn code() {}

#[cfg(test)]
#[path = \"month_tests.rs\"]
mod tests;
";
    let (code, modules) = without_tests(text);
    let kept: Vec<usize> =
        code.iter().filter(|(_, line)| !line.is_empty()).map(|(number, _)| *number).collect();
    assert_eq!(kept, [2, 12]);
    assert_eq!(
        modules,
        [TestModule::Named("support".to_owned()), TestModule::At("month_tests.rs".to_owned())]
    );
}
