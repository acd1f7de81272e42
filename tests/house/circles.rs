//! Within a room too, files use one another in one direction: a circle of files can only be read, and
//! changed, as a whole.

use std::collections::{BTreeMap, BTreeSet};

use super::ROOMS;
use super::sources::{Source, sources};

#[test]
fn no_files_use_one_another_in_a_circle() {
    let mut faults = Vec::new();
    for room in ROOMS {
        let sources = sources(room.name);
        let circles = circles(&sources);
        faults.extend(circles.iter().map(|circle| told(room.name, &sources, circle)));
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// The file's name in its room, without its ending.
fn short<'s>(room: &str, source: &'s Source) -> &'s str {
    let file = source.file.strip_suffix(".rs").unwrap_or(&source.file);
    file.strip_prefix(room).map_or(file, |rest| rest.trim_start_matches('/'))
}

/// A circle in words: each file, and what it uses of the others.
fn told(room: &str, sources: &[Source], circle: &[usize]) -> String {
    let uses = Modules::of(sources).uses();
    let mut lines = vec![format!("{room}: a circle of {} files", circle.len())];
    for from in circle {
        for (to, item) in uses[*from].iter().filter(|(to, _)| circle.contains(to)) {
            let (from, to) = (short(room, &sources[*from]), short(room, &sources[*to]));
            lines.push(format!("    {from} -> {to}: {item}"));
        }
    }
    lines.join("\n")
}

/// The circles: each the places of its files, rising.
fn circles(sources: &[Source]) -> Vec<Vec<usize>> {
    let uses = Modules::of(sources).uses();
    let reached: Vec<BTreeSet<usize>> = (0..sources.len())
        .map(|from| {
            let (mut reached, mut next) = (BTreeSet::new(), vec![from]);
            while let Some(at) = next.pop() {
                next.extend(uses[at].iter().map(|(to, _)| *to).filter(|to| reached.insert(*to)));
            }
            reached
        })
        .collect();
    let mut found: Vec<Vec<usize>> = Vec::new();
    for from in 0..sources.len() {
        if reached[from].contains(&from) && !found.iter().any(|circle| circle.contains(&from)) {
            let with = |to: &usize| reached[from].contains(to) && reached[*to].contains(&from);
            found.push((0..sources.len()).filter(with).collect());
        }
    }
    found
}

/// The modules of a room, and the names that each has from others.
struct Modules<'s> {
    sources: &'s [Source],
    places: BTreeMap<&'s [String], usize>,
    /// For each source, the paths that stand in its `use`, by the names that they bring.
    brought: Vec<BTreeMap<String, Vec<String>>>,
}

impl<'s> Modules<'s> {
    fn of(sources: &'s [Source]) -> Self {
        let places = sources.iter().enumerate().map(|(at, source)| (&*source.module, at)).collect();
        let mut modules = Self { sources, places, brought: Vec::new() };
        modules.brought = sources
            .iter()
            .map(|source| {
                let paths = statements(source).into_iter().flat_map(|(_, paths)| paths);
                paths
                    .filter_map(|(path, name)| Some((name, modules.absolute(source, &path)?)))
                    .collect()
            })
            .collect();
        modules
    }

    /// A path from the root; none if it does not lead into this room.
    fn absolute(&self, source: &Source, path: &[String]) -> Option<Vec<String>> {
        let mut at = source.module.clone();
        let mut rest = path;
        match rest.first()?.as_str() {
            "crate" => {
                at.clear();
                rest = &rest[1..];
            }
            "self" => rest = &rest[1..],
            "super" => {
                while rest.first().is_some_and(|name| name == "super") {
                    at.pop()?;
                    rest = &rest[1..];
                }
            }
            name => {
                at.push(name.to_owned());
                self.places.get(&*at)?;
                rest = &rest[1..];
            }
        }
        at.extend_from_slice(rest);
        Some(at)
    }

    /// The source that has the item at the end of a path from the root.
    fn home(&self, path: &[String], depth: usize) -> Option<usize> {
        let long = (1..=path.len()).rev().find(|end| self.places.contains_key(&path[..*end]))?;
        let at = self.places[&path[..long]];
        match path.get(long).and_then(|name| self.brought[at].get(name)) {
            Some(brought) if depth > 0 => {
                let path = [brought, &path[long + 1..]].concat();
                // What comes from another room has no home here.
                self.home(&path, depth - 1).or((brought[0] == path[0]).then_some(at))
            }
            _ => Some(at),
        }
    }

    /// For each source, which others it uses, with the name of what.
    fn uses(&self) -> Vec<BTreeSet<(usize, String)>> {
        let of = |(at, source): (usize, &Source)| {
            let named = statements(source)
                .into_iter()
                .filter(|(passed_on, _)| !passed_on)
                .flat_map(|(_, paths)| paths.into_iter().map(|(path, _)| path))
                .chain(inline(source));
            named
                .filter_map(|path| {
                    let path = self.absolute(source, &path)?;
                    let home = self.home(&path, 8).filter(|home| *home != at)?;
                    Some((home, path.last()?.clone()))
                })
                .collect()
        };
        self.sources.iter().enumerate().map(of).collect()
    }
}

/// A path of names, and the name that it brings.
type Brought = (Vec<String>, String);

/// The `use` statements of a source: whether each only passes names on, and what it names.
fn statements(source: &Source) -> Vec<(bool, Vec<Brought>)> {
    let mut found = Vec::new();
    let mut lines = source.code.iter().map(|(_, line)| line.trim());
    while let Some(line) = lines.next() {
        let passed_on = line.starts_with("pub");
        let bare = line.strip_prefix("pub").unwrap_or(line).trim_start();
        let bare = match bare.strip_prefix('(') {
            Some(rest) => rest.split_once(')').map_or("", |(_, rest)| rest.trim_start()),
            None => bare,
        };
        let Some(start) = bare.strip_prefix("use ") else {
            continue;
        };
        let mut text = start.to_owned();
        while !text.ends_with(';') {
            let Some(line) = lines.next() else { break };
            text.push_str(line);
        }
        let mut paths = Vec::new();
        expand(text.trim_end_matches(';'), &[], &mut paths);
        found.push((passed_on, paths));
    }
    found
}

/// The paths of a tree such as `a::{b, c::{d, self as e}}`.
fn expand(tree: &str, before: &[String], to: &mut Vec<Brought>) {
    if let Some((head, rest)) = tree.split_once('{') {
        let names = head.split("::").map(str::trim).filter(|name| !name.is_empty());
        let path: Vec<String> = before.iter().cloned().chain(names.map(str::to_owned)).collect();
        let inner = rest.trim_end().strip_suffix('}').unwrap_or(rest);
        let (mut depth, mut start) = (0, 0);
        for (at, c) in inner.char_indices().chain([(inner.len(), ',')]) {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    let part = inner[start..at].trim();
                    if !part.is_empty() {
                        expand(part, &path, to);
                    }
                    start = at + 1;
                }
                _ => {}
            }
        }
        return;
    }
    let (path, alias) = tree.split_once(" as ").map_or((tree, None), |(path, to)| (path, Some(to)));
    let mut names: Vec<String> = before.to_vec();
    names.extend(path.split("::").map(|name| name.trim().to_owned()));
    if names.len() > 1 && names.last().is_some_and(|name| name == "self") {
        names.pop();
    }
    let name = alias.or(names.last().map(String::as_str)).unwrap_or_default().trim().to_owned();
    to.push((names, name));
}

/// The paths in a source's code outside its `use` statements.
fn inline(source: &Source) -> Vec<Vec<String>> {
    let mut within = false;
    // `pub(in path)` says who may use an item, not what it uses.
    let line = |line: &'_ str| match line.trim().split_once("pub(in ") {
        Some((before, rest)) => {
            before.to_owned() + rest.split_once(')').map_or("", |(_, rest)| rest)
        }
        None => line.trim().to_owned(),
    };
    let code = source.code.iter().map(|(_, text)| line(text)).filter(|line| {
        let starts = line.starts_with("use ")
            || line.starts_with("pub") && line.split_whitespace().nth(1) == Some("use");
        let skipped = within || starts;
        within = skipped && !line.ends_with(';');
        !skipped
    });
    let code: Vec<String> = code.collect();
    let words = code.iter().flat_map(|line| super::words(line));
    words
        .filter(|word| word.contains("::"))
        .map(|word| word.split("::").filter(|name| !name.is_empty()).map(str::to_owned).collect())
        .filter(|path: &Vec<String>| path.len() > 1)
        .collect()
}

#[test]
fn paths_are_taken_apart() {
    let mut paths = Vec::new();
    expand("super::{a::{self, B}, c as d}", &[], &mut paths);
    let told: Vec<String> =
        paths.iter().map(|(path, name)| format!("{}={name}", path.join("::"))).collect();
    assert_eq!(told, ["super::a=a", "super::a::B=B", "super::c=d"]);
}

#[test]
fn a_circle_is_seen() {
    let source = |module: &[&str], code: &[&str]| Source {
        file: format!("{}.rs", module.join("/")),
        module: module.iter().map(|name| (*name).to_owned()).collect(),
        code: (1..).zip(code.iter().map(|line| (*line).to_owned())).collect(),
    };
    let room = |last: &str| {
        vec![
            source(&["room"], &["pub use a::A;", "pub use b::{B,", "    C};", "mod a;"]),
            source(&["room", "a"], &["use super::B;", "struct A(super::c::D);"]),
            source(&["room", "b"], &["use crate::money::Usd;"]),
            source(&["room", "c"], &[last]),
        ]
    };
    assert_eq!(circles(&room("use super::b::C;")), Vec::<Vec<usize>>::new());
    assert_eq!(circles(&room("use crate::room::A;")), [[1, 3]]);
}
