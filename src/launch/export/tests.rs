//! Pictures of the explorer in real files.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use super::*;
use crate::app::{Effect, Key, KeyCode, Message, Moment, Opening, Start, update};
use crate::card::Builtin;

/// A folder of its own, which is gone afterwards.
struct Room(PathBuf);

impl Room {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("tokenfare-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }

    /// Exports in a theme inside the program, and returns what the file then holds.
    fn exported(&self, asked: Export, state: &State) -> String {
        let file = asked.file.clone();
        let mut desk = Desk::of_user(None, None, Arc::new(|_| {}));
        let themes = Called { first: "dark".into(), folder: None };
        let answer = serve(&mut desk, asked, state, &themes, Depth::True);
        assert!(matches!(answer, FileAnswer::Exported(_)), "{answer:?}");
        fs::read_to_string(file).unwrap()
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_picture_says_what_it_rests_on() {
    let room = Room::new("export-picture");
    let card = Builtin::Representative.parse().unwrap();
    let opening = Opening { name: "A & B".to_owned(), ..Opening::default() };
    let mut start = Start::new(vec![Arc::new(card)], vec![opening], (100, 30));
    start.scenarios[0].workload.batch.on = true;
    let (mut state, _) = State::new(start);
    let typed = format!("E{}", room.file("x.svg"));
    let codes = typed.chars().map(KeyCode::Char).chain([KeyCode::Enter]);
    let keys = [KeyCode::Tab].into_iter().chain(codes).map(|code| Message::Key(Key::plain(code)));
    let effects: Vec<Effect> = keys.flat_map(|key| update(&mut state, [key])).collect();
    let Some(Effect::Export(asked)) = effects.last().cloned() else { panic!("{effects:?}") };
    let picture = room.exported(asked, &state);
    let about = picture.lines().nth(1).unwrap();
    for part in
        ["<desc>A &amp; B: ", "Bedrock 2026 representative of 2026-11-22", "Assumed: Batch price ("]
    {
        assert!(about.contains(part), "{about}");
    }
}

#[cfg(unix)]
#[test]
fn a_picture_with_own_text_is_asked_for_and_the_owners() {
    use std::os::unix::fs::PermissionsExt;

    use crate::scenario::Part;

    let room = Room::new("export-text");
    let mut opening = Opening { name: "A".to_owned(), ..Opening::default() };
    opening.texts[Part::SYSTEM.index()] = "SECRETPROMPT".to_owned();
    let card = Builtin::List.parse().unwrap();
    let (state, _) = State::new(Start::new(vec![Arc::new(card)], vec![opening], (120, 36)));
    for with_text in [false, true] {
        let file = room.file(&format!("{with_text}.svg"));
        let what = Exported::Picture { with_text };
        let of = Moment::default();
        let asked = Export { of, what, file: file.clone(), over: false };
        let picture = room.exported(asked, &state);
        assert_eq!(picture.contains("SECRETPROMPT"), with_text);
        assert_eq!(picture.contains("The text is left out"), !with_text);
        let mode = fs::metadata(file).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode == 0o600, with_text, "{mode:o}");
    }
}
