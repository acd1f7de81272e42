//! Whole screens as text, and what colours and sizes must not take away.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};

use super::{Depth, Theme, paint};
use crate::app::{Effect, Key, Message, Opening, Start, State, Target, Traffic, update};
use crate::card::fixed;
use crate::controls::{Control, listed};
use crate::scenario::{self, Part};
use crate::workload::Workload;

/// The explorer as a newcomer sees it, its texts counted.
pub(super) fn newcomer(width: u16, height: u16) -> State {
    newcomer_with(width, height, None)
}

/// The same with the requests of a log.
pub(super) fn newcomer_with(width: u16, height: u16, traffic: Option<Traffic>) -> State {
    newcomer_on(vec![fixed::list(), fixed::representative()], width, height, traffic)
}

fn newcomer_on(
    cards: Vec<std::sync::Arc<crate::card::Card>>,
    width: u16,
    height: u16,
    traffic: Option<Traffic>,
) -> State {
    let scenario = scenario::Builtin::ALL[0].parse().unwrap();
    let texts = Part::ALL.map(|part| match scenario.text(part) {
        scenario::Text::Inline(text) => text.clone(),
        _ => String::new(),
    });
    let (mut state, effects) = State::new(Start {
        today: crate::card::Date::new(2026, 11, 23),
        traffic,
        ..Start::new(
            cards,
            vec![Opening {
                name: scenario.name,
                notes: scenario.notes,
                workload: scenario.workload,
                texts,
                ..Opening::default()
            }],
            (width, height),
        )
    });
    let counts: Vec<Message> = effects.iter().filter_map(Effect::answered).collect();
    update(&mut state, counts);
    state
}

/// The screen after these keys: characters, and names in angle brackets.
pub(super) fn after(mut state: State, keys: &str) -> State {
    let mut rest = keys;
    while let Some(first) = rest.chars().next() {
        let (name, after) = match rest.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
            Some((name, after)) => (name, after),
            None => rest.split_at(first.len_utf8()),
        };
        rest = after;
        let key = name.parse().unwrap_or(Key::char(first));
        let counts: Vec<Message> =
            update(&mut state, [Message::Key(key)]).iter().filter_map(Effect::answered).collect();
        update(&mut state, counts);
    }
    state
}

pub(super) fn dark() -> Theme {
    Theme::builtin("dark").unwrap().unwrap()
}

pub(super) fn screen(state: &State) -> String {
    let (width, height) = state.size();
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| _ = paint(state, &dark(), frame.buffer_mut())).unwrap();
    terminal.backend().to_string()
}

pub(super) fn buffer(state: &State, theme: &Theme) -> Buffer {
    let (width, height) = state.size();
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    paint(state, theme, &mut buffer);
    buffer
}

#[test]
fn the_first_screen() {
    for (width, height) in [(60, 16), (80, 24), (120, 36), (200, 60)] {
        insta::assert_snapshot!(
            format!("first_{width}x{height}"),
            screen(&newcomer(width, height))
        );
    }
}

#[test]
fn the_bill_of_a_mixed_month() {
    // Caching on demand beside Batch, regional, over turns.
    let state = after(newcomer(120, 36), "z<Down><Down><Down>3<Enter>b<Tab>/sonnet 5.5<Enter>");
    insta::assert_snapshot!("bill_mixed_120x36", screen(&state));
    let state = after(newcomer(80, 24), "b<Tab><Tab>");
    insta::assert_snapshot!("bill_80x24", screen(&state));
}

#[test]
fn a_service_tier_that_a_model_lacks_is_marked() {
    // Two in sight have it.
    let place = listed(&Workload::default()).position(|control| control == Control::Tier).unwrap();
    let keys = "<Down>".repeat(place) + "<Right>";
    let state = after(newcomer(80, 24), &keys);
    insta::assert_snapshot!("tier_80x24", screen(&state));
}

#[test]
fn a_cache_that_works_by_itself_says_so_beside_the_switch() {
    for (width, height) in [(80, 24), (120, 36)] {
        let state = after(newcomer(width, height), "/gpt-5.5<Enter>");
        assert!(screen(&state).contains("[x] Prompt caching  1,141 by itself "));
        let state = after(state, "c");
        assert!(screen(&state).contains("[ ] Prompt caching  works by itself "));
        let state = after(state, "<Esc>/claude haiku<Enter>");
        assert!(screen(&state).contains("[ ] Prompt caching                  "));
    }
}

#[test]
fn typing_into_the_prompt() {
    let state =
        after(newcomer(120, 36), "e<A-Right>Two\tdocuments.<Enter>漢字 and e\u{301}\u{202e}.");
    insta::assert_snapshot!("prompt_120x36", screen(&state));
    let state = after(newcomer(80, 24), "e<A-Right>");
    insta::assert_snapshot!("prompt_empty_80x24", screen(&state));
}

#[test]
fn filter_marks_scale_and_the_other_card() {
    let state = after(newcomer(120, 36), "/nova");
    insta::assert_snapshot!("filter_120x36", screen(&state));
    let state = after(newcomer(120, 36), "r<Tab>m<Down>m<Esc>xxK");
    insta::assert_snapshot!("representative_log_120x36", screen(&state));
}

#[test]
fn models_are_asked_for_at_every_size() {
    for (width, height) in [(60, 16), (80, 24), (120, 36)] {
        let start =
            after(newcomer(width, height), "/ctx>=200k out>=32k cache ends>=2027-07 !claude");
        insta::assert_snapshot!(format!("asked_{width}x{height}"), screen(&start));
    }
    insta::assert_snapshot!("asked_wrong_80x24", screen(&after(newcomer(80, 24), "/nova c")));
    insta::assert_snapshot!(
        "asked_fault_80x24",
        screen(&after(newcomer(80, 24), "/ctx>=many vision"))
    );
}

/// An engineer in Frankfurt needs 200k of context, tools, no model that ends before July 2027, and data
/// that stay in the EU.
#[test]
fn needs_are_met_in_twelve_keys() {
    let keys = ["Z", "f", "r", "a", "<Enter>", "z", "f", "c", "c", "t", "e", "<Enter>"];
    let (chosen, closed) = keys.split_at(keys.len() - 1);
    for (width, height) in [(60, 16), (80, 24), (120, 36)] {
        let start = newcomer_on(vec![fixed::europe()], width, height, None);
        let state = after(start, &chosen.concat());
        insta::assert_snapshot!(format!("needs_{width}x{height}"), screen(&state));
        let state = after(state, &closed.concat());
        let query = crate::explore::Query::parse("ctx>=200k tools ends>=2027-07");
        assert_eq!(state.table().choice.filter, query);
        let origin = state.workload().origin;
        assert_eq!(origin.label(), "eu-central-1, within eu");
        insta::assert_snapshot!(format!("needs_met_{width}x{height}"), screen(&state));
        // Of this one it is not known.
        assert!(screen(&state).contains("?≈$25.39*"), "{}", screen(&state));
        // Those that are not offered there stand last, with the reason.
        let state = after(state, "<End>");
        insta::assert_snapshot!(format!("needs_not_met_{width}x{height}"), screen(&state));
    }
}

/// A chat in which models think: low, then high, under a cap that leaves some without an answer.
#[test]
fn thinking_is_told_from_answers() {
    for (width, height) in [(80, 24), (120, 36), (200, 60)] {
        for (ask, steps) in [("low", 2), ("high", 4)] {
            let start = newcomer_on(vec![fixed::europe()], width, height, None);
            let place = listed(&Workload::default())
                .position(|control| control == Control::Thinking)
                .unwrap();
            let keys = "<Down>".repeat(place) + &"<Right>".repeat(steps) + "<Tab><Down><Down>";
            let state = after(start, &keys);
            insta::assert_snapshot!(format!("thinking_{ask}_{width}x{height}"), screen(&state));
            if ask == "high" {
                let state = after(state, "]");
                insta::assert_snapshot!(format!("thinking_cap_{width}x{height}"), screen(&state));
            }
        }
    }
}

#[test]
fn columns_are_chosen_at_every_size() {
    for (width, height) in [(60, 16), (80, 24), (120, 36)] {
        let state =
            after(newcomer(width, height), "C<End><Space><Home><Right><Down><Down><Down><Space>");
        insta::assert_snapshot!(format!("columns_box_{width}x{height}"), screen(&state));
        insta::assert_snapshot!(
            format!("columns_{width}x{height}"),
            screen(&after(state, "<Esc><Esc>"))
        );
    }
}

#[test]
fn scores_stand_beside_costs_and_say_whose_they_are() {
    for (width, height) in [(60, 16), (80, 24), (120, 36)] {
        // The first of those that are built in, then sorted by it.
        let state = after(newcomer(width, height), "i<Down>");
        insta::assert_snapshot!(format!("scores_box_{width}x{height}"), screen(&state));
        let state = after(state, "<Enter><Tab>s5");
        insta::assert_snapshot!(format!("scores_{width}x{height}"), screen(&state));
        // Going back puts none in their place.
        let state = after(newcomer(width, height), "i<Down><Down><Esc>");
        assert!(state.scores().is_none());
    }
    let state = after(newcomer(120, 36), "/score>1400<Enter>");
    assert!(
        screen(&state).contains("The filter asks for scores, and there are none: i chooses some")
    );
}

#[test]
fn ends_are_marked_at_every_size() {
    let text = include_str!("../../tests/fixtures/cli/ended.toml");
    let text = text.replace("\"Leaving\"", "\"Leaving With A Name That Is Long\"");
    let card = std::sync::Arc::new(crate::card::Card::parse(&text, "ended.toml").unwrap());
    for (width, height, keys) in [(60, 16, "<Tab>A"), (80, 24, "<Tab>A"), (120, 36, "A")] {
        let start = Start::new(
            vec![std::sync::Arc::clone(&card)],
            vec![Opening::default()],
            (width, height),
        );
        let today = crate::card::Date::new(2026, 11, 24);
        let (state, _) = State::new(Start { today, ..start });
        assert!(!screen(&state).contains("Gone") && !screen(&state).contains("Ear "));
        insta::assert_snapshot!(format!("ends_{width}x{height}"), screen(&after(state, keys)));
    }
}

#[test]
fn boxes_over_the_screen() {
    insta::assert_snapshot!("help_80x24", screen(&after(newcomer(80, 24), "?")));
    let state = after(newcomer(120, 36), "?<End>");
    insta::assert_snapshot!("help_end_120x36", screen(&state));
    insta::assert_snapshot!("providers_80x24", screen(&after(newcomer(80, 24), "v<Down>x <Down>")));
}

#[test]
fn a_refused_value_says_why() {
    let state = after(newcomer(80, 24), "<Enter>-60000<Enter>");
    assert!(screen(&state).contains("Requests / month would be -10,000 and must be from 0 to"));
}

#[test]
fn no_terminal_is_too_small() {
    let mut state = newcomer(120, 36);
    for width in 0..=64 {
        for height in [0, 1, 2, 3, 5, 15, 16, 17, 28] {
            update(&mut state, [Message::Resize(width, height)]);
            buffer(&state, &dark());
        }
    }
    update(&mut state, [Message::Resize(20, 5)]);
    assert!(screen(&state).contains("needs 60x16"));
}

#[test]
fn every_pane_and_box_fits_every_size() {
    let mut state = newcomer(120, 36);
    for keys in ["", "e", "<Tab>", "<Tab>", "?", "<Esc>v", "<Esc>/x", "<Esc>"] {
        state = after(state, keys);
        for (width, height) in [(60, 16), (61, 27), (109, 28), (110, 28), (111, 29), (300, 100)] {
            update(&mut state, [Message::Resize(width, height)]);
            buffer(&state, &dark());
        }
    }
}

#[test]
fn without_colours_focus_and_selection_still_show() {
    let mono = dark().lowered(Depth::Mono);
    let state = newcomer(120, 36);
    let drawn = buffer(&state, &mono);
    assert!(drawn.content.iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset));
    let at = |state: &State, words: &str| {
        let drawn = buffer(state, &mono);
        let (width, _) = state.size();
        let text: String = drawn.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        let cells: Vec<&str> = drawn.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        assert!(text.contains(words), "{words}");
        // Below the lines that the screen begins with, which name the model too.
        let panes = usize::from(state.screen().unwrap().headline.y + 1) * usize::from(width);
        let mut places = panes..cells.len();
        let place = places.find(|&at| cells[at..].concat().starts_with(words)).unwrap();
        drawn[((place % usize::from(width)) as u16, (place / usize::from(width)) as u16)].modifier
    };
    assert!(at(&state, "Requests / month").contains(Modifier::REVERSED));
    let (model, _) = state.selected().unwrap();
    assert!(at(&state, &model.name.clone()).contains(Modifier::UNDERLINED));
    let ranking = after(state, "<Tab>");
    let (model, _) = ranking.selected().unwrap();
    assert!(at(&ranking, &model.name.clone()).contains(Modifier::REVERSED));
    let drawn = buffer(&ranking, &mono);
    assert!(drawn.content.iter().any(|cell| cell.symbol() == "┏"), "a heavy border has the keys");
}

#[test]
fn the_mouse_finds_what_is_drawn() {
    let state = newcomer(120, 36);
    let mut drawn = Buffer::empty(Rect::new(0, 0, 120, 36));
    let (hits, _) = paint(&state, &dark(), &mut drawn);
    let slider = Target::Slider(crate::controls::Control::Requests);
    let area = hits.area_of(slider).unwrap();
    let glyphs: String = (area.x..area.right()).map(|x| drawn[(x, area.y)].symbol()).collect();
    assert!(glyphs.contains('●') && glyphs.chars().all(|c| "━●─".contains(c)), "{glyphs}");
    assert_eq!(hits.at(area.x + 1, area.y).map(|(target, _)| target), Some(slider));
    let row = hits.area_of(Target::Row(2)).unwrap();
    let words: String = (row.x..row.right()).map(|x| drawn[(x, row.y)].symbol()).collect();
    let third = &state.model_of(&state.ranking().rows[2]).unwrap().name;
    assert!(words.contains(third.as_str()), "{words}");
}

#[test]
fn nothing_moves_sideways_while_a_slider_moves() {
    // The heading, and where the decimal points of the monthly costs stand.
    let columns = |state: &State| {
        let text = screen(state);
        let lines: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
        let heading = lines.iter().find(|line| line.iter().collect::<String>().contains("$/month"));
        let heading: String = heading.unwrap().iter().collect();
        let end =
            heading.chars().count() - heading.split("$/month").nth(1).unwrap().chars().count();
        let rows = lines.iter().filter(|line| line.get(end - 3) == Some(&'.'));
        (heading, rows.count())
    };
    let before = columns(&newcomer(120, 36));
    assert_eq!(before.1, 16, "sixteen models are in sight, each on its decimal point");
    for keys in ["<Right>", "<Right><Right><Right>", "c", "b", "<Down><Right>"] {
        assert_eq!(columns(&after(newcomer(120, 36), keys)), before, "{keys}");
    }
}
