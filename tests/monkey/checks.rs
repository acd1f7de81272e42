//! What must always hold.

use std::fmt::Debug;

use ratatui::buffer::Buffer;
use tokenfare::app::columns::Column;
use tokenfare::app::prompts::Part;
use tokenfare::app::{Answer, Effect, MAX_PINS, Opening, Save, Start, State, Target, update};
use tokenfare::billing::{Answers, Unavailable, month, month_total};
use tokenfare::card::{Model, Overlay};
use tokenfare::explore::{
    Band, Ranking, Refused, Row, axis, break_even_within, cap_tuning, levers, mix_bill, mix_total,
    other_lifetime, runway, sweep,
};
use tokenfare::money::Usd;
use tokenfare::scenario::Scenario;
use tokenfare::view::Hits;
use tokenfare::workload::{Bound, Workload};

/// The ranking is a total order of the models that take part, each of them once.
pub(crate) fn order(state: &State) {
    let (card, ranking) = (state.card(), state.ranking());
    let key = |at: usize| {
        let row = &ranking.rows[at];
        let model = ranking.model(card, row).expect("its model");
        // The mix stands behind models that cost the same.
        (row.total().is_none(), row.total(), row.model.is_none(), &model.name, &model.id)
    };
    for at in 1..ranking.rows.len() {
        assert!(key(at - 1) < key(at), "rows {} and {at}", at - 1);
    }
    let wanted = card.models.iter().filter(|model| state.table().wants(model, state.today()));
    let mixes = ranking.rows.iter().filter(|row| row.model.is_none()).count();
    let named =
        state.workload().plans.mix.routes().iter().all(|it| card.model(&it.model).is_some());
    let mix = !state.workload().plans.mix.is_empty() && named;
    assert!(mixes <= usize::from(mix));
    assert_eq!(ranking.rows.len(), wanted.count() + mixes);
    for row in &ranking.rows {
        assert!(state.table().wants(ranking.model(card, row).expect("its model"), state.today()));
        if let (Some(total), Some((low, high))) = (row.total(), row.range) {
            assert!(low <= total && total <= high, "{low:?} {total:?} {high:?}");
        }
        if let (Some(total), Some(times)) = (row.total(), row.times_cheapest) {
            // Nobody is held against a model that has ended or is for other work.
            let listed =
                |row: &&Row| row.model.is_some_and(|at| card.models[at].is_listed(state.today()));
            let cheapest = ranking.rows.iter().find(listed).and_then(Row::total);
            assert_eq!(Some(times), total.times(cheapest.unwrap_or_default()));
        }
    }
    let mut shown = state.table().rows().to_vec();
    shown.sort_unstable();
    assert!(shown.windows(2).all(|two| two[0] < two[1]), "a row twice");
    assert!(shown.last().is_none_or(|last| *last < ranking.rows.len()));
}

/// What is pinned is at most as much as may be, and what is held against it is a pin.
pub(crate) fn pins(state: &State) {
    let pins = state.pins();
    let count = pins.all().len();
    assert!(count <= MAX_PINS);
    assert!(pins.baseline_at() < count.max(1) && state.pin_at() < count.max(1));
    for row in &state.ranking().rows {
        let (Some(total), Some(difference)) = (row.total(), state.difference(row)) else {
            continue;
        };
        let model = &state.model_of(row).expect("its model").id;
        let held = pins.before(model, &state.workload().plans.mix);
        let (who, before) = held.expect("it has a difference");
        assert_eq!(pins.all()[pins.baseline_at()].total(who), Some(before));
        assert_eq!((difference.before, difference.after), (before, total));
    }
}

/// No cell holds what a terminal would take for an order, and a row's cost is on the screen.
pub(crate) fn screen(state: &State, buffer: &Buffer, hits: &Hits, cursor: Option<(u16, u16)>) {
    for cell in buffer.content() {
        let orders = |c: char| {
            c.is_control()
                || matches!(c, '\u{61C}' | '\u{200B}' | '\u{200E}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
        };
        let symbol = cell.symbol();
        assert!(!symbol.contains(orders), "{symbol:?} in a cell");
    }
    if let Some(cursor) = cursor {
        assert!(buffer.area.contains(cursor.into()), "the cursor is at {cursor:?}");
    }
    if state.popup().is_some() || state.is_presenting() {
        return;
    }
    // The user may have chosen columns without the cost.
    if hits.area_of(Target::Header(Column::Cost)).is_none() {
        return;
    }
    for (place, &at) in state.table().rows().iter().enumerate() {
        let Some(area) = hits.area_of(Target::Row(place)) else {
            continue;
        };
        let Some(total) = state.ranking().rows[at].total() else {
            continue;
        };
        let text: String = (area.x..area.right()).map(|x| buffer[(x, area.y)].symbol()).collect();
        let total = state.amount(total);
        let few = total.compact();
        // Around it stand marks, where it is an estimate, not served as asked, or rests on an assumption.
        let mut words =
            text.split(|c: char| c.is_whitespace() || matches!(c, '!' | '?' | '≈' | '*'));
        let shown = words
            .any(|word| word == few || (0..=12).any(|places| word == total.with_places(places)));
        assert!(shown, "{total} is not in {text:?}");
    }
}

/// The bill of one row is what the engine makes of it.
pub(crate) fn figures(state: &State, at: usize) {
    let rows = &state.ranking().rows;
    let Some(row) = rows.get(at % rows.len().max(1)) else {
        return;
    };
    let Some(model) = row.model.map(|at| &state.card().models[at]) else {
        let mix = state.asked().mix().expect("there is one");
        assert_eq!(row.band(), mix.total, "the mix");
        return;
    };
    let sized = state.sizing().of(model);
    let bill = month(model, sized.expected, &mut Answers::default());
    assert_eq!(row.bill, bill, "{}", model.id);
    if let (Ok(bill), Some(total)) = (&bill, row.total()) {
        assert_eq!(bill.total(), total);
        let lines: Usd = bill.lines.iter().map(|line| line.cost.total()).sum();
        assert_eq!(lines, total, "the lines of the bill of {}", model.id);
    }
}

/// What is said of a model that has no bill.
fn no_bill(model: &Model) -> impl FnOnce(Unavailable) -> Refused + '_ {
    |reason| Refused::NoBill { model: model.name.clone(), reason }
}

fn same(shown: &impl Debug, computed: &impl Debug) {
    assert_eq!(format!("{shown:?}"), format!("{computed:?}"));
}

/// What the open view answers is what the questions' own functions answer.
pub(crate) fn answer(state: &State) {
    let (card, sizing) = (state.card(), state.sizing());
    let work = |at: usize| sizing.of(&card.models[at]).expected;
    let mut answers = Answers::default();
    match state.answer() {
        Answer::Nothing => {}
        Answer::Refused(_) => assert!(state.is_mix_selected()),
        Answer::Bill(shown) => {
            let found = state
                .selected_row()
                .and_then(|row| other_lifetime(&card.models[row.model?], work(row.model?)));
            same(shown, &found);
        }
        Answer::Cap(shown) => {
            for (at, found) in &shown.models {
                let model = &card.models[*at];
                let tuning = cap_tuning(model, sizing, &shown.caps, &mut answers);
                same(found, &tuning.map_err(no_bill(model)));
            }
        }
        Answer::WhatIf(shown) => {
            let models: Vec<_> = shown.models.iter().map(|at| &card.models[*at]).collect();
            let Some(axis) = axis(shown.control, None, None, 120) else {
                panic!("{:?} has no numbers", shown.control);
            };
            let found = sweep(shown.control, state.facts(), &models, sizing, &axis);
            same(&shown.sweep, &found);
        }
        Answer::BreakEven(shown) => {
            let found = shown.pair.map(|(a, b)| {
                let (first, second) = (&card.models[a], &card.models[b]);
                let found = break_even_within(first, second, sizing, &mut answers);
                let has_bill = month_total(first, work(a), &mut answers).is_ok();
                found.map_err(no_bill(if has_bill { second } else { first }))
            });
            same(&shown.found, &found);
        }
        Answer::Levers(shown) => {
            if let Some(at) = state.selected_row().and_then(|row| row.model) {
                let found = levers(card, sizing, state.ranking(), at, state.today());
                same(shown, &found.map(Box::new).map_err(no_bill(&card.models[at])));
            }
        }
        Answer::Mix(shown) => {
            let mix = &state.workload().plans.mix;
            let found = match mix.is_empty() {
                true => Err(Refused::NoMix),
                false => mix_bill(card, sizing, mix, &mut answers),
            };
            same(shown, &found.map(Box::new));
        }
        Answer::Frontier(shown) => {
            let shown = match shown {
                Ok(shown) => shown,
                Err(refused) => {
                    assert!([Refused::NoScores, Refused::NothingScored].contains(refused));
                    &Box::default()
                }
            };
            for point in &shown.points {
                let beaten = shown.points.iter().any(|other| other.beats(point));
                assert_eq!(point.is_on, !beaten, "{point:?}");
            }
            let known = shown.points.len() + shown.unscored.len() + shown.unbilled.len();
            assert!(state.shows_efforts() || known == 0 || known == state.table().rows().len());
        }
        Answer::Credits(shown) => {
            let plans = &state.workload().plans;
            let requests = state.workload().requests;
            let found = runway(&plans.credits, requests, None, |requests| {
                let mut answers = Answers::default();
                if !plans.mix.is_empty() {
                    return mix_total(card, sizing, &plans.mix, requests, &mut answers);
                }
                let (model, _) = state.selected().ok_or(Refused::NothingToPay)?;
                let cost = |bound| {
                    let work = Workload { requests, ..sizing.at(model, bound).clone() };
                    month_total(model, &work, &mut Answers::default())
                };
                let expected = cost(Bound::Typical).map_err(no_bill(model))?;
                let [low, high] = [Bound::Low, Bound::High].map(|it| cost(it).unwrap_or(expected));
                Ok(Band::of([low, expected, high]))
            });
            same(shown, &found.map(Box::new));
        }
    }
    let wanted = |model: &Model| state.table().wants(model, state.today());
    let again: Ranking = state.asked().rank(wanted);
    assert_eq!(state.ranking(), &again);
    let mut models = state.ranking().rows.iter().map(|row| state.model_of(row).expect("its model"));
    assert!(state.table().choice.unlisted || models.all(|model| model.is_listed(state.today())));
}

/// What is saved can be read again, and says the same; `nothing_after` it has changed the state.
pub(crate) fn saved(state: &State, save: &Save, nothing_after: bool) {
    if save.of.is_none() {
        let read = Overlay::parse(&save.text, &save.file);
        let read = read.unwrap_or_else(|faults| panic!("{faults}\nin\n{}", save.text));
        let own = state.own_prices();
        if nothing_after {
            assert_eq!((read.discount, &read.models), (own.discount, &own.models));
        }
        return;
    }
    let read = Scenario::parse(&save.text, &save.file);
    let read = read.unwrap_or_else(|faults| panic!("{faults}\nin\n{}", save.text));
    if !nothing_after {
        return;
    }
    assert_eq!(read.name, state.scenario());
    // The counts of texts follow from the texts.
    if !save.private && save.texts.is_empty() {
        let mut work = state.workload().clone();
        work.answer.of_sample = false;
        assert_eq!(read.workload, work, "{}", save.text);
    }
}

/// The scenario on the desk is as it was opened.
pub(crate) fn as_opened(state: &State, opening: &Opening) {
    let (mut first, asked) = State::new(Start {
        mouse: false,
        ..Start::new(
            vec![std::sync::Arc::new(state.card().clone())],
            vec![opening.clone()],
            (80, 24),
        )
    });
    let answers: Vec<_> = asked.iter().filter_map(Effect::answered).collect();
    let _ = update(&mut first, answers);
    for part in Part::ALL {
        let text = |state: &State| state.prompts().text(part).editor.text().to_string();
        assert_eq!(text(state), text(&first), "the text of {part:?}");
    }
    assert_eq!(state.workload(), first.workload(), "{}", opening.name);
}
