//! The house keeps its order: rooms use only the rooms below them, and the inner rooms know no
//! terminal, no file, no thread, no clock and no environment.
//!
//! `ARCHITECTURE.md` explains the rooms; the table here is what holds them.

mod circles;
mod recipes;
mod sources;

use std::fs;

use sources::{sources, src};

/// A part of the library: a folder or file of its name in `src`.
struct Room {
    name: &'static str,
    /// The rooms it may use; each stands above it in the table.
    may_use: &'static [&'static str],
    /// What it may use of the world outside, out of [`WORLD`].
    world: &'static [&'static str],
}

/// What reaches the outside world, or draws on a terminal.
const WORLD: &[&str] = &[
    "clap",
    "crossterm",
    "filedescriptor",
    "ratatui",
    "resvg",
    "rustix",
    "signal_hook",
    "std::env",
    "std::fs",
    "std::io",
    "std::net",
    "std::os",
    "std::panic",
    "std::process",
    "std::thread",
    "std::time",
    "xattr",
];

/// Macros that write to the process's streams.
const PRINTING: &[&str] = &["print!", "println!", "eprint!", "eprintln!", "dbg!"];

const fn inner(name: &'static str, may_use: &'static [&'static str]) -> Room {
    Room { name, may_use, world: &[] }
}

/// The rooms from the ground up.
const ROOMS: &[Room] = &[
    // Catches panics; the program's start alone has the hook that prints them.
    Room { name: "panics", may_use: &[], world: &["std::panic"] },
    inner("date", &[]),
    inner("money", &["date"]),
    inner("document", &[]),
    inner("place", &[]),
    inner("effort", &[]),
    inner("family", &[]),
    inner("card", &["date", "money", "document", "place", "effort"]),
    inner("score", &["money", "effort", "document", "card"]),
    inner("bill", &["money", "place", "card"]),
    inner("import", &["money", "place", "effort", "document", "card", "bill"]),
    inner("workload", &["money", "place", "effort", "family"]),
    inner("controls", &["money", "place", "family", "workload"]),
    inner("billing", &["money", "place", "effort", "card", "workload"]),
    inner("tokens", &["panics", "money", "family"]),
    inner(
        "explore",
        &[
            "money", "document", "place", "effort", "card", "score", "workload", "controls",
            "billing", "tokens",
        ],
    ),
    inner("scenario", &["money", "place", "document", "workload", "controls", "tokens"]),
    inner("usage", &["money", "place", "effort", "card", "workload", "billing", "tokens"]),
    inner(
        "report",
        &[
            "money", "place", "family", "document", "card", "score", "workload", "controls",
            "billing", "explore", "scenario", "usage",
        ],
    ),
    Room {
        name: "disk",
        may_use: &[],
        world: &["rustix", "std::fs", "std::io", "std::os", "std::process", "xattr"],
    },
    inner(
        "app",
        &[
            "money", "effort", "card", "score", "workload", "controls", "billing", "tokens",
            "explore", "scenario", "usage", "report",
        ],
    ),
    Room {
        name: "library",
        // The app for what it asks of files, and for what keys can do.
        may_use: &[
            "date", "money", "place", "document", "card", "score", "workload", "tokens",
            "scenario", "usage", "disk", "app",
        ],
        world: &[
            "std::env",
            "std::fs",
            "std::io",
            "std::os",
            "std::process",
            "std::thread",
            "std::time",
        ],
    },
    Room {
        name: "view",
        // The document for themes, the rest for what the state is made of.
        may_use: &[
            "money", "document", "card", "score", "workload", "controls", "billing", "tokens",
            "explore", "app",
        ],
        world: &["ratatui"],
    },
    Room { name: "shot", may_use: &[], world: &["ratatui", "resvg"] },
    Room {
        name: "term",
        // Tokens for the worker that counts.
        may_use: &["panics", "tokens", "app", "view"],
        world: &[
            "crossterm",
            "filedescriptor",
            "ratatui",
            "signal_hook",
            "std::env",
            "std::fs",
            "std::io",
            "std::os",
            "std::panic",
            "std::process",
            "std::thread",
            "std::time",
        ],
    },
    Room {
        name: "cli",
        may_use: &[
            "money", "place", "document", "card", "score", "bill", "import", "workload",
            "controls", "billing", "tokens", "explore", "scenario", "usage", "report", "disk",
            "app", "library",
        ],
        world: &[
            "clap",
            "signal_hook",
            "std::env",
            "std::fs",
            "std::io",
            "std::os",
            "std::thread",
            "std::time",
        ],
    },
    Room {
        name: "launch",
        may_use: &[
            "document", "card", "scenario", "disk", "app", "library", "view", "shot", "term", "cli",
        ],
        world: &["ratatui", "std::env", "std::fs", "std::io", "std::process"],
    },
];

#[test]
fn the_table_points_down() {
    for (at, room) in ROOMS.iter().enumerate() {
        for used in room.may_use {
            assert!(
                ROOMS[..at].iter().any(|below| below.name == *used),
                "{} may use {used}, which does not stand above it in the table",
                room.name
            );
        }
    }
}

#[test]
fn every_source_belongs_to_a_room() {
    let mut found: Vec<String> = fs::read_dir(src())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .filter(|name| name != "lib" && name != "main")
        .collect();
    found.sort();
    found.dedup();
    let mut rooms: Vec<&str> = ROOMS.iter().map(|room| room.name).collect();
    rooms.sort_unstable();
    assert_eq!(found, rooms);
}

#[test]
fn rooms_use_only_what_they_may() {
    let mut faults = Vec::new();
    for room in ROOMS {
        for source in sources(room.name) {
            for (line, text) in &source.code {
                let wrong = words(text).into_iter().filter_map(|word| {
                    check(room, &source.module, word).map(|why| (word.to_owned(), why))
                });
                let printing = PRINTING
                    .iter()
                    .filter(|word| room.name != "launch" && text.contains(**word))
                    .map(|word| ((*word).to_owned(), "writes to the process's streams"));
                for (word, why) in wrong.chain(printing) {
                    faults.push(format!(
                        "{}:{line}: {}: {why}",
                        source.file,
                        word.trim_end_matches(':')
                    ));
                }
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_room_uses_what_it_may() {
    let mut idle = Vec::new();
    for room in ROOMS {
        let sources = sources(room.name);
        let is_used = |is: &dyn Fn(&[String], &str) -> bool| {
            sources.iter().any(|source| {
                let words = source.code.iter().flat_map(|(_, text)| words(text));
                words.into_iter().any(|word| is(&source.module, word))
            })
        };
        for other in room.may_use {
            if !is_used(&|module, word| named_from_root(module, word) == Some(*other)) {
                idle.push(format!("{} does not use {other}", room.name));
            }
        }
        for path in room.world {
            if !is_used(&|_, word| is_under(word, path)) {
                idle.push(format!("{} does not use {path}", room.name));
            }
        }
    }
    assert!(idle.is_empty(), "\n{}", idle.join("\n"));
}

/// Whether a word is a path, or one that it leads to.
fn is_under(word: &str, path: &str) -> bool {
    word.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// Why a room may not say this word in the module given by its names from the root.
fn check(room: &Room, module: &[String], word: &str) -> Option<&'static str> {
    if word == "crate::" || word == "std::" {
        return Some("a group hides what is used; name each by itself");
    }
    if WORLD.iter().any(|path| is_under(word, path) && !room.world.contains(path)) {
        return Some("is not for this room");
    }
    let used = named_from_root(module, word)?;
    if used == room.name || room.may_use.contains(&used) {
        return None;
    }
    // Items of the root itself, and of other crates, are no rooms.
    ROOMS.iter().any(|other| other.name == used).then_some("does not stand below this room")
}

/// The item of the crate's root that a path names: after `crate::`, or after as many `super::` as
/// the module is deep.
fn named_from_root<'w>(module: &[String], word: &'w str) -> Option<&'w str> {
    let mut rest = match word.strip_prefix("crate::") {
        Some(rest) => rest,
        None => {
            let mut rest = word;
            for _ in module {
                rest = rest.strip_prefix("super::")?;
            }
            rest
        }
    };
    if let Some((first, _)) = rest.split_once("::") {
        rest = first;
    }
    Some(rest)
}

/// The paths and other words of a line of code.
fn words(line: &str) -> Vec<&str> {
    line.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | ':')))
        .map(|word| word.trim_start_matches(':'))
        .filter(|word| !word.is_empty())
        .collect()
}

#[test]
fn what_is_forbidden_is_seen() {
    let card = ROOMS.iter().find(|room| room.name == "card").unwrap();
    let module = ["card".to_owned(), "read".to_owned()];
    let faults = |line: &str| {
        words(line).into_iter().filter(|word| check(card, &module, word).is_some()).count()
    };
    for line in [
        "use std::fs;",
        "let text = std::fs::read(path)?;",
        "use ::crossterm::event;",
        "use std::{fs, io};",
        "use crate::{money, billing};",
        "use crate::billing::month;",
        "fn price(bill: &crate::billing::MonthBill) {}",
        "use super::super::workload::Ttl;",
    ] {
        assert_eq!(faults(line), 1, "{line}");
    }
    for line in [
        "use crate::money::{Rate, Usd};",
        "use super::super::money::Usd;",
        "use super::billing;",
        "use std::fmt;",
        "use crate::card::Card;",
    ] {
        assert_eq!(faults(line), 0, "{line}");
    }
}
