//! The table of keys as it is in use, with the user's own keys.

use super::rows::{ROWS, Row};
use super::{Action, Context};
use crate::app::boxes::Popup;
use crate::app::keys::{Key, KeyCode};
use crate::app::needs::NEEDS;
use crate::app::views::View;

/// A row of the table of keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// Where the keys hold.
    pub context: Context,
    /// What they do.
    pub action: Action,
    /// The keys, any of which will do.
    pub keys: Vec<Key>,
    /// What they do, in a word or two for the footer.
    pub hint: &'static str,
    /// How early the footer names them; zero for never.
    pub footer: u8,
    /// What they do, in the help.
    pub help: &'static str,
}

/// Every key, and what it does where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap(Vec<Binding>);

/// A key that would do two things in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clash {
    /// The key.
    pub key: Key,
    /// What else it does.
    pub other: Action,
    /// Where.
    pub place: Context,
}

impl Default for Keymap {
    /// The keys as they are without settings.
    fn default() -> Self {
        let read = |row: &Row| Binding {
            context: row.context,
            action: row.action,
            // A test reads every row.
            keys: row.keys.split(' ').filter_map(|key| key.parse().ok()).collect(),
            hint: row.hint,
            footer: row.footer,
            help: row.help,
        };
        // Digits type values in every pane.
        let views = View::all().zip(('1'..='9').chain(['0'])).map(|(view, digit)| Binding {
            context: Context::Panes,
            action: Action::View(view),
            keys: vec![Key::char(digit).alted()],
            hint: "",
            footer: 0,
            help: if digit == '1' { "a view by its place" } else { "" },
        });
        let needs = NEEDS.iter().map(|spec| Binding {
            context: Context::Box(Popup::Needs),
            action: Action::Need(spec.need),
            keys: vec![Key::char(spec.key)],
            hint: "",
            footer: 0,
            help: spec.help,
        });
        Self(ROWS.iter().map(read).chain(views).chain(needs).collect())
    }
}

impl Keymap {
    /// The rows of the table.
    pub fn rows(&self) -> &[Binding] {
        &self.0
    }

    /// The rows that share their words, each with the row above it, in the order of the table.
    pub fn groups(&self) -> impl Iterator<Item = &[Binding]> {
        self.0.chunk_by(|_, next| next.hint.is_empty() && next.help.is_empty())
    }

    /// What `key` does where the contexts in `here` hold, the first of them first.
    pub fn action(&self, key: Key, here: [Context; 4]) -> Option<Action> {
        let key = key.told_once();
        let mut bound = here.iter().flat_map(|context| self.of(*context));
        bound.find(|binding| binding.keys.contains(&key)).map(|binding| binding.action)
    }

    fn of(&self, context: Context) -> impl Iterator<Item = &Binding> {
        self.0.iter().filter(move |binding| binding.context == context)
    }

    /// The key of an action as it is shown: where the contexts in `here` hold, or else anywhere;
    /// the action's name where no key does it.
    pub fn key_of(&self, action: Action, here: [Context; 4]) -> String {
        let mut near = here.iter().flat_map(|context| self.of(*context)).chain(&self.0);
        let bound = near.find(|binding| binding.action == action && !binding.keys.is_empty());
        bound.map_or_else(|| action.to_string(), |binding| binding.keys[0].to_string())
    }

    /// The action of this name, or none.
    pub fn named(&self, name: &str) -> Option<Action> {
        self.0.iter().map(|binding| binding.action).find(|action| action.to_string() == name)
    }

    /// Gives an action other keys, wherever it has some. Where letters are typed, only those that
    /// type nothing; if there is none among them, the keys there stay. False where they all do.
    pub fn rebind(&mut self, action: Action, keys: &[Key]) -> bool {
        let mut taken = false;
        for binding in self.0.iter_mut().filter(|binding| binding.action == action) {
            let free = |key: &&Key| !binding.context.takes_letters() || key.types().is_none();
            let free: Vec<Key> = keys.iter().filter(free).copied().collect();
            if keys.is_empty() || !free.is_empty() {
                binding.keys = free;
                taken = true;
            }
        }
        taken
    }

    /// The first key of an action that does something else too in one place.
    pub fn clash(&self, action: Action) -> Option<Clash> {
        Context::ALL.into_iter().find_map(|place| {
            let here = place.with_others();
            let meets = |binding: &&Binding| {
                here.contains(&binding.context) && !binding.context.comes_first()
            };
            let mine: Vec<Key> = self
                .0
                .iter()
                .filter(meets)
                .filter(|binding| binding.action == action)
                .flat_map(|binding| binding.keys.iter().copied())
                .collect();
            let others = self.0.iter().filter(meets).filter(|binding| binding.action != action);
            others.into_iter().find_map(|other| {
                let key = *other.keys.iter().find(|key| mine.contains(key))?;
                Some(Clash { key, other: other.action, place })
            })
        })
    }
}

/// The first keys of rows that share their words, as they are shown: `↑↓`, `Home End`, `1–9`.
pub fn shown(group: &[Binding]) -> String {
    let keys: Vec<Key> = group.iter().filter_map(|row| row.keys.first().copied()).collect();
    // The tenth is 0.
    let digit = |key: &Key| {
        let digit = Key { alt: false, ..*key }.types().and_then(|letter| letter.to_digit(10));
        digit.map(|digit| if digit == 0 { 10 } else { digit })
    };
    let follows =
        |pair: &[Key]| digit(&pair[0]).zip(digit(&pair[1])).is_some_and(|(a, b)| a + 1 == b);
    if let [first, .., last] = keys[..]
        && keys.len() > 2
        && keys.windows(2).all(follows)
    {
        return format!("{first}–{}", Key { alt: false, ..last });
    }
    let arrows = [KeyCode::Left, KeyCode::Right, KeyCode::Up, KeyCode::Down];
    let arrow = |key: &Key| arrows.map(Key::plain).contains(key);
    let joint = if keys.iter().all(arrow) { "" } else { " " };
    keys.iter().map(Key::to_string).collect::<Vec<_>>().join(joint)
}

/// The keys of these rows that [`shown`] leaves out: ` (or F1)`.
pub fn others(group: &[Binding]) -> String {
    let others = group.iter().flat_map(|row| row.keys.iter().skip(1));
    let others: Vec<String> = others.map(Key::to_string).collect();
    if others.is_empty() { String::new() } else { format!(" (or {})", others.join(", ")) }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_row_is_read() {
        for row in ROWS {
            for key in row.keys.split(' ') {
                assert!(key.parse::<Key>().is_ok(), "{key} of {:?}", row.action);
            }
            assert!(row.footer == 0 || !row.hint.is_empty(), "{:?}", row.action);
            assert!(row.hint.is_empty() || !row.help.is_empty(), "{:?}", row.action);
        }
        for group in Keymap::default().groups() {
            assert!(group.iter().all(|row| row.context == group[0].context), "{group:?}");
            assert!(!group[0].help.is_empty(), "{group:?}");
        }
    }

    #[test]
    fn no_key_means_two_things_in_one_place() {
        let keymap = Keymap::default();
        for binding in keymap.rows() {
            assert_eq!(keymap.clash(binding.action), None, "{}", binding.action);
        }
    }

    #[test]
    fn no_row_is_hidden_by_an_earlier_one() {
        let keymap = Keymap::default();
        for binding in keymap.rows() {
            for key in &binding.keys {
                let here = binding.context.with_others();
                assert_eq!(keymap.action(*key, here), Some(binding.action), "{key} {binding:?}");
            }
        }
        let rows = keymap.rows().iter();
        let places: Vec<_> =
            rows.flat_map(|row| row.keys.iter().map(|key| (row.context, *key))).collect();
        let once: HashSet<_> = places.iter().collect();
        assert_eq!(once.len(), places.len(), "a key stands twice in one context");
    }

    #[test]
    fn every_action_has_a_name_of_its_own() {
        let keymap = Keymap::default();
        for binding in keymap.rows() {
            let name = binding.action.to_string();
            assert_eq!(keymap.named(&name), Some(binding.action), "{name}");
        }
        let names =
            [Action::QuitNow, Action::View(View::WhatIf), Action::Copy].map(|it| it.to_string());
        assert_eq!(names, ["quit-now", "view-what-if", "copy"]);
    }

    #[test]
    fn every_key_is_in_the_document() {
        let keymap = Keymap::default();
        let mut text = DOCUMENT.to_owned();
        for context in Context::ALL {
            let rows: Vec<_> = keymap.of(context).collect();
            if rows.is_empty() {
                continue;
            }
            text +=
                &format!("\n## {}\n\n| key | action | does |\n|---|---|---|\n", context.label());
            for row in rows {
                let keys: Vec<String> = row.keys.iter().map(|key| format!("`{key}`")).collect();
                let (keys, help) = (keys.join(" "), row.help.replace('|', "\\|"));
                text += &format!("| {keys} | `{}` | {help} |\n", row.action);
            }
        }
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/keys.md");
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(file, &text).unwrap();
        }
        let written = std::fs::read_to_string(file).unwrap();
        assert!(written == text, "{file} is not what the table says; run this with BLESS=1");
    }

    const DOCUMENT: &str = "# Keys\n
What each key of the explorer does where, made from the table that dispatches them
(`src/app/action/rows.rs`). A row without words shares those of the row above.\n
The table `[keys]` of `config.toml` gives an action other keys: a key, or a list of keys, in place of all
that stand here.\n
```toml
[keys]
undo = \"J\"
redo = [\"Q\", \"Ctrl-R\"]
sort = []                # no key
```\n
A key is a character, or a name as below, after any of `Shift-`, `Ctrl-` and `Alt-`; arrows are
`Left`, `Right`, `Up` and `Down` too. Where text is typed, letters are text: only keys that type nothing
are taken there, and without one the usual keys stay. A key that would do two things in one place is
refused. The keys at the bottom, those of boxes, `?` and sentences that name a key follow.
";

    #[test]
    fn letters_are_text_where_they_are_typed() {
        let keymap = Keymap::default();
        for place in [Context::Text, Context::Selected, Context::Empty, Context::Typing] {
            for key in
                keymap.rows().iter().filter(|row| row.context == place).flat_map(|row| &row.keys)
            {
                assert!(place == Context::Typing || key.types().is_none(), "{key} in {place:?}");
            }
            assert_eq!(keymap.action(Key::char('q'), place.with_others()), None);
        }
        let panes = Context::Workload.with_others();
        assert_eq!(keymap.action(Key::char('q'), panes), Some(Action::Quit));
        assert_eq!(keymap.action(Key::char('U').shifted(), panes), Some(Action::Redo));
    }

    #[test]
    fn keys_of_the_user_take_the_place_of_others() {
        let mut keymap = Keymap::default();
        keymap.rebind(Action::Undo, &[Key::char('J'), Key::ctrl('u')]);
        let text = Context::Text.with_others();
        let panes = Context::Ranking.with_others();
        for key in [Key::char('J'), Key::ctrl('u')] {
            assert_eq!(keymap.action(key, panes), Some(Action::Undo));
        }
        assert_eq!(keymap.action(Key::ctrl('u'), text), Some(Action::Undo));
        assert_eq!(keymap.action(Key::char('J'), text), None);
        assert_eq!(keymap.action(Key::char('u'), panes), None);
        assert_eq!(keymap.action(Key::ctrl('/'), text), None);
        assert_eq!(keymap.key_of(Action::Undo, panes), "J");

        keymap.rebind(Action::Redo, &[Key::char('Q')]);
        assert_eq!(keymap.action(Key::ctrl('y'), text), Some(Action::Redo));
        assert_eq!(keymap.clash(Action::Redo), None);
        keymap.rebind(Action::Redo, &[Key::char('q')]);
        let clash = Clash { key: Key::char('q'), other: Action::Quit, place: Context::Panes };
        assert_eq!(keymap.clash(Action::Redo), Some(clash));
        keymap.rebind(Action::Help, &[]);
        assert_eq!(keymap.key_of(Action::Help, panes), "help");
    }

    #[test]
    fn keys_are_shown_once_for_rows_that_share_words() {
        let keymap = Keymap::default();
        let of = |context, action| {
            let mut groups = keymap.groups();
            let group =
                groups.find(|group| group[0].context == context && group[0].action == action);
            let group = group.unwrap();
            shown(group) + &others(group)
        };
        assert_eq!(of(Context::Panes, Action::Up), "↑↓ (or k, j)");
        assert_eq!(of(Context::Panes, Action::First), "Home End (or g, G)");
        assert_eq!(of(Context::Workload, Action::MuchLess), "PgDn PgUp (or Shift-←, Shift-→)");
        assert_eq!(of(Context::Panes, Action::View(View::Bill)), "Alt-1–0");
        assert_eq!(of(Context::Box(Popup::Help), Action::Back), "Esc (or Enter, q)");
    }
}
