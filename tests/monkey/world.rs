//! The explorer, a screen of cells, and the world that answers what it asks.

use std::collections::BTreeMap;
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tokenfare::app::prompts::Part;
use tokenfare::app::{
    Effect, FileAnswer, FileRequest, Key, KeyCode, Message, Opening, Pointer, PointerKind, Start,
    State, Target, View, update,
};
use tokenfare::card::{Builtin, Card};
use tokenfare::view::{Hits, Theme, paint};
use tokenfare::workload::Workload;

use super::events::{Dice, Event};
use super::saved::Room;
use super::{checks, files};

/// Texts no longer than this, so that a million events take minutes.
const MOST_TEXT: usize = 100_000;
/// Scenarios open at a time.
const MOST_SCENES: usize = 8;

pub(crate) struct World {
    pub(crate) state: State,
    /// The cards there were at the start.
    cards: Vec<Arc<Card>>,
    themes: Vec<Theme>,
    hits: Hits,
    held: Option<(Target, Rect)>,
    /// What was asked and is not answered yet.
    asked: Vec<Effect>,
    /// The scenarios that were opened, by name, as they were.
    openings: BTreeMap<String, Opening>,
    dice: Dice,
    events: usize,
    room: Room,
}

/// What no resize, redraw or passing of time may change.
#[derive(Debug, PartialEq)]
struct Kept {
    workload: Workload,
    texts: [usize; Part::ALL.len()],
    selected: Option<String>,
    scenes: (usize, usize),
    pins: usize,
    changed: bool,
}

/// A card whose names are as bad as a card may have them.
fn hostile_card() -> Card {
    let mut card = Builtin::Representative.parse().expect("a sound card");
    let names = super::events::HOSTILE;
    for (at, model) in card.models.iter_mut().enumerate() {
        model.name = format!("{at}{}", names[at % names.len()]);
        model.provider = names[(at + 5) % names.len()].to_owned();
    }
    card.name = names[0].to_owned();
    card.source = names[2].to_owned();
    card
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed ^ 0x5EED);
        let mut openings = BTreeMap::new();
        let mut scenarios = Vec::new();
        for number in 0..1 + dice.below(3) {
            let opening = files::opening(&mut dice, number);
            openings.insert(opening.name.clone(), opening.clone());
            scenarios.push(opening);
        }
        let cards = [
            Builtin::Representative.parse().expect("a sound card"),
            Builtin::List.parse().expect("a sound card"),
            hostile_card(),
        ];
        let cards: Vec<Arc<Card>> = cards.into_iter().map(Arc::new).collect();
        let names = Theme::names().map(str::to_owned).collect();
        let (state, asked) = State::new(Start {
            keeps: dice.below(2) == 0,
            present: dice.below(8) == 0,
            motion: true,
            traffic: (dice.below(3) == 0).then(|| files::traffic(&mut dice, &cards[0])),
            today: (dice.below(2) == 0).then_some(cards[0].as_of),
            themes: (names, "dark".to_owned()),
            ..Start::new(cards.clone(), scenarios, (120, 36))
        });
        let themes = Theme::names().filter_map(Theme::builtin);
        let mut world = Self {
            state,
            cards,
            themes: themes.map(|it| it.expect("a sound theme")).collect(),
            hits: Hits::default(),
            held: None,
            asked,
            openings,
            dice,
            events: 0,
            room: Room::new(),
        };
        world.look();
        world
    }

    /// Lets an event happen, and looks at what came of it.
    pub(crate) fn happen(&mut self, event: &Event) {
        self.events += 1;
        let before = self.kept();
        let messages = self.messages(event);
        let outside = match messages.first() {
            Some(Message::Files(FileAnswer::Cards(cards, _))) => Some(cards.clone()),
            Some(Message::Files(FileAnswer::ThemeChanged)) => Some(Vec::new()),
            _ => None,
        };
        let harmless = outside.is_some()
            || matches!(
                event,
                Event::Resize(..) | Event::Redraw | Event::Tick(_) | Event::Warned(_)
            );
        self.tell(messages);
        if let Some(mut cards) = outside {
            // Of several of one name the last one holds.
            cards.reverse();
            let open = self.state.base_card();
            let now = cards.iter().find(|card| card.name == open.name);
            assert!(now.is_none_or(|now| now == open), "{} is as before", open.name);
        }
        if harmless {
            let after = self.kept();
            let selected = before.selected.as_ref();
            let gone = selected.is_none_or(|id| !self.is_listed(id));
            let selected = if gone { after.selected.clone() } else { before.selected.clone() };
            let before = Kept { selected, ..before };
            assert_eq!(before, after, "{event:?} changed what it must not");
        }
        self.look();
        if *event == Event::Compared {
            self.room.compare(&self.state);
        }
    }

    /// Whether a model stands in the table.
    fn is_listed(&self, id: &str) -> bool {
        let (state, rows) = (&self.state, &self.state.ranking().rows);
        let mut shown =
            state.table().rows().iter().map(|&at| state.model_of(&rows[at]).expect("its model"));
        shown.any(|model| model.id == id)
    }

    fn tell(&mut self, messages: Vec<Message>) {
        // A press of the mouse takes what is typed, and then does something of its own.
        let alone = matches!(messages[..], [Message::Key(_)]);
        let effects = update(&mut self.state, messages);
        for effect in effects {
            if let Effect::Files(FileRequest::Save(save)) = &effect {
                checks::saved(&self.state, save, alone);
            }
            if let Effect::Theme(name) = &effect {
                assert!(Theme::builtin(name).is_some(), "there is no theme {name}");
            }
            if !matches!(effect, Effect::Theme(_) | Effect::Redraw | Effect::Suspend | Effect::Quit)
            {
                self.asked.push(effect);
            }
        }
        // The world is slow, but not for ever.
        if self.asked.len() > 64 {
            self.forget_void_counts();
            let surplus = self.asked.len().saturating_sub(32);
            let mut left = 0..surplus;
            let counts = |effect: &Effect| matches!(effect, Effect::Count { .. });
            self.asked.retain(|effect| counts(effect) || left.next().is_none());
        }
    }

    fn look(&mut self) {
        let (columns, rows) = self.state.size();
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
        let theme = &self.themes[self.events / 50 % self.themes.len()];
        let (hits, cursor) = paint(&self.state, theme, &mut buffer);
        self.hits = hits;
        checks::order(&self.state);
        checks::pins(&self.state);
        checks::screen(&self.state, &buffer, &self.hits, cursor);
        let at = self.dice.roll() as usize;
        checks::figures(&self.state, at);
        if self.events.is_multiple_of(16) {
            checks::answer(&self.state);
        }
    }

    fn kept(&self) -> Kept {
        let state = &self.state;
        Kept {
            workload: state.workload().clone(),
            texts: Part::ALL.map(|part| state.prompts().text(part).editor.len_bytes()),
            selected: state.selected().map(|(model, _)| model.id.clone()),
            scenes: state.scene(),
            pins: state.pins().all().len(),
            changed: state.is_changed(),
        }
    }

    fn messages(&mut self, event: &Event) -> Vec<Message> {
        match event {
            Event::Bound(at) => {
                let rows = self.state.keymap().rows();
                let keys = &rows[at % rows.len()].keys;
                keys.get(at / rows.len() % keys.len().max(1))
                    .map(|key| Message::Key(*key))
                    .into_iter()
                    .collect()
            }
            Event::Key(key) => vec![Message::Key(*key)],
            Event::Burst(keys) => keys.iter().map(|key| Message::Key(*key)).collect(),
            Event::Paste(text, times) => {
                let there: usize = Part::ALL
                    .iter()
                    .map(|part| self.state.prompts().text(*part).editor.len_bytes())
                    .sum();
                if there + text.len() * times > MOST_TEXT {
                    return Vec::new();
                }
                vec![Message::Paste(text.repeat(*times))]
            }
            Event::Mouse(kind, x, y) => vec![self.pointer(*kind, *x, *y)],
            Event::Resize(columns, rows) => vec![Message::Resize(*columns, *rows)],
            Event::Redraw => vec![Message::Redraw],
            Event::Tick(milliseconds) => vec![Message::Tick(*milliseconds)],
            Event::Show(at) => {
                View::all().cycle().nth(*at).map(Message::Show).into_iter().collect()
            }
            Event::Answer { which, how } => self.answer(*which, *how).into_iter().collect(),
            Event::Unasked(how) => {
                let mut dice = Dice::new(*how);
                let file = self.state.file().map(str::to_owned);
                let opened = self.openings.len();
                let mut made = None;
                let answer = files::unasked(&mut dice, file.as_deref(), &self.cards, |dice| {
                    made = Some(files::opening(dice, opened));
                    made.clone()
                });
                let made = made.map(|opening| self.with_kept_texts(opening));
                self.openings.extend(made.map(|opening| (opening.name.clone(), opening)));
                vec![Message::Files(answer)]
            }
            Event::Compared => Vec::new(),
            Event::Warned(text) => vec![Message::Warned(text.clone())],
            Event::Terminate => vec![Message::Terminate],
        }
    }

    /// A changed file as the scenario on the desk shows it: a part that it gives as a number keeps the
    /// text that it has there, if that is as many.
    fn with_kept_texts(&self, mut opening: Opening) -> Opening {
        let now = self.state.workload();
        for part in Part::ALL {
            let text = self.state.prompts().text(part).editor.text();
            let tokens = |work: &Workload| match part.section() {
                Some(section) => work.prompt.tokens(section),
                None => work.answer.mean,
            };
            let slot = &mut opening.texts[part.index()];
            if slot.is_empty() && text.len_bytes() > 0 && tokens(now) == tokens(&opening.workload) {
                *slot = text.to_string();
                if part == Part::Answer {
                    opening.workload.answer.of_sample = now.answer.of_sample;
                }
            }
        }
        opening
    }

    /// The mouse as `term` makes it of the hits.
    fn pointer(&mut self, kind: PointerKind, x: u16, y: u16) -> Message {
        let (columns, rows) = self.state.size();
        let (x, y) = (x % columns.max(1), y % rows.max(1));
        let under = self.hits.at(x, y);
        let found = match kind {
            PointerKind::Press => {
                self.held = under;
                under
            }
            PointerKind::Drag | PointerKind::Release => {
                self.held.map(|(target, area)| (target, self.hits.area_of(target).unwrap_or(area)))
            }
            PointerKind::WheelUp | PointerKind::WheelDown => under,
        };
        if kind == PointerKind::Release {
            self.held = None;
        }
        let area = found.map_or(Rect::ZERO, |(_, area)| area);
        Message::Pointer(Pointer {
            kind,
            target: found.map(|(target, _)| target),
            column: i32::from(x) - i32::from(area.x),
            row: i32::from(y) - i32::from(area.y),
            width: area.width,
            height: area.height,
        })
    }

    /// Answers an open request, in whatever order; some answers come in part, twice, or late.
    fn answer(&mut self, which: usize, how: u64) -> Option<Message> {
        if self.asked.is_empty() {
            return None;
        }
        let mut dice = Dice::new(how);
        let at = which % self.asked.len();
        let effect =
            if dice.below(8) == 0 { self.asked[at].clone() } else { self.asked.remove(at) };
        match &effect {
            Effect::Files(request) => {
                let room = self.state.scene().1 < MOST_SCENES;
                let opened = self.openings.len();
                let mut made = None;
                let answer = files::answer(request, &mut dice, |dice| {
                    made = room.then(|| files::opening(dice, opened));
                    made.clone()
                });
                self.openings.extend(made.map(|opening| (opening.name.clone(), opening)));
                answer.map(Message::Files)
            }
            Effect::Export(export) => Some(Message::Files(files::exported(export, &mut dice))),
            Effect::Copy(_) => Some(Message::Copied(if dice.below(2) == 0 {
                Ok("through the terminal".to_owned())
            } else {
                Err("\x1bno clipboard".to_owned())
            })),
            _ => {
                let mut answer = effect.answered()?;
                if let Message::Counted(counted) = &mut answer
                    && dice.below(3) == 0
                {
                    counted.whole = None;
                    counted.bytes = dice.below(counted.bytes + 1);
                    self.asked.push(effect);
                }
                Some(answer)
            }
        }
    }

    fn press(&mut self, code: KeyCode) {
        self.tell(vec![Message::Key(Key::plain(code))]);
    }

    fn answer_counts(&mut self) {
        while let Some(at) =
            self.asked.iter().position(|effect| matches!(effect, Effect::Count { .. }))
        {
            let answer = self.asked.remove(at).answered();
            self.tell(answer.into_iter().collect());
        }
    }

    /// Undoes everything in every open scenario: each must be as it was opened. Redone, each must be
    /// as it was left.
    pub(crate) fn way_back(&mut self) {
        for _ in 0..8 {
            self.press(KeyCode::Esc);
        }
        assert!(self.state.popup().is_none() && self.state.typing().is_none());
        for _ in 0..self.state.scene().1 {
            self.travel('U', "Nothing to redo");
            let (workload, texts) = (self.state.workload().clone(), self.texts());
            self.travel('u', "Nothing to undo");
            let opening = &self.openings[self.state.scenario()];
            checks::as_opened(&self.state, opening);
            self.travel('U', "Nothing to redo");
            assert_eq!((self.state.workload(), self.texts()), (&workload, texts));
            self.press(KeyCode::Char('.'));
            self.answer_counts();
        }
        self.look();
    }

    /// Of the counts that are asked for, keeps the newest of each part of each scenario (whose
    /// revisions begin 2^32 apart): it makes the others void.
    fn forget_void_counts(&mut self) {
        let mut newest = BTreeMap::new();
        for effect in &self.asked {
            if let Effect::Count { part, revision, .. } = effect {
                let known = newest.entry((part.index(), revision >> 32)).or_default();
                *known = (*revision).max(*known);
            }
        }
        self.asked.retain(|effect| match effect {
            Effect::Count { part, revision, .. } => {
                newest.get(&(part.index(), revision >> 32)) == Some(revision)
            }
            _ => true,
        });
    }

    fn texts(&self) -> [String; Part::ALL.len()] {
        Part::ALL.map(|part| self.state.prompts().text(part).editor.text().to_string())
    }

    /// Undoes or redoes everything.
    fn travel(&mut self, key: char, end: &str) {
        for _ in 0..100_000 {
            self.press(KeyCode::Char(key));
            self.forget_void_counts();
            let notice = self.state.notice().map(|notice| notice.text.as_str());
            if notice == Some(end) {
                self.answer_counts();
                return;
            }
        }
        panic!("undoing never ends");
    }
}
