//! The screen of a meeting: large figures, one control, and bars that glide to their order.

use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::bars::Segment;
use super::pen::{Pen, rect};
use super::theme::Role;
use super::{chrome, difference};
use crate::app::action::Action;
use crate::app::screen::{Area, Stage};
use crate::app::wrap::as_many;
use crate::app::{Entry, Place, State, Target};
use crate::billing::MonthBill;
use crate::card::Bucket;
use crate::controls::switched_on;
use crate::money::{Amount, Usd, grouped};
use crate::workload::Basis;

/// Cells of the models' names.
const NAMES: u16 = 26;
/// Cells of their costs.
const COSTS: u16 = 13;
/// Cells at the left and right.
const MARGIN: u16 = 2;

pub(super) fn draw(pen: &mut Pen<'_>, state: &State, stage: Stage) {
    chrome::header(pen, state, stage.header);
    if let Some(area) = stage.difference {
        difference::draw(pen, state, area);
    }
    title(pen, state, inset(stage.title));
    switched(pen, state, inset(stage.switched));
    figures(pen, state, stage);
    control(pen, state, inset(stage.control));
    bars(pen, state, stage);
    chrome::footer(pen, state, stage.footer);
}

const fn inset(area: Area) -> Area {
    Area { x: area.x + MARGIN, width: area.width.saturating_sub(2 * MARGIN), ..area }
}

/// ` Claude Haiku, a month of 50,000 requests                       2 of 3`
fn title(pen: &mut Pen<'_>, state: &State, area: Area) {
    let theme = pen.theme;
    let name =
        state.selected().map_or_else(|| "No model".to_owned(), |(model, _)| state.name_of(model));
    let work = state.workload();
    let people = work.people().map_or(String::new(), |people| {
        let total = state.selected().and_then(|(_, bill)| Some(bill.as_ref().ok()?.total()));
        let each = total.and_then(|total| people.part_of(total));
        let each =
            each.map_or(String::new(), |each| format!(", {} each", state.currency().amount(each)));
        format!(" by {} users{each}", grouped(people.users()))
    });
    let (at, all) = state.scene();
    let place = if all > 1 { format!("scenario {} of {all}", at + 1) } else { String::new() };
    let room = area.width.saturating_sub(place.width() as u16 + 2);
    let muted = theme.style(Role::Muted);
    let parts = [
        (name, theme.bold(Role::Strong), 0),
        (spread(state), theme.style(Role::Text), 1),
        (requests(state), muted, 2),
        (people, muted, 3),
    ];
    pen.whole(Area { x: area.x - 1, width: room + 2, ..area }, &parts);
    pen.right(area.x, area.y, area.width, &place, theme.style(Role::Muted));
}

/// What is switched on: ` caching 5m · Batch 30% · flex           d: per month`
fn switched(pen: &mut Pen<'_>, state: &State, area: Area) {
    let theme = pen.theme;
    let key = state.key_of(Action::Basis);
    let per = match key.is_empty() {
        true => String::new(),
        false => {
            let next = state.basis().next(state.workload()).spec().words;
            format!("{}, {key} for {next}", state.basis().spec().words)
        }
    };
    pen.right(area.x, area.y, area.width, &per, theme.style(Role::Muted));
    let room = area.width.saturating_sub(per.width() as u16 + 2);
    let on = switched_on(state.workload());
    let none = [String::from("no caching, no Batch")];
    let said = if on.is_empty() { &none[..] } else { &on };
    let fits = |words: &str| words.width() + "on: ".len() <= usize::from(room);
    let words = as_many(said, fits).unwrap_or_default();
    pen.spans(
        area.x,
        area.y,
        room,
        &[("on: ", theme.style(Role::Muted)), (&words, theme.style(Role::Good))],
    );
}

/// For how much of the work the figures are: `, a month of 50,000 requests`.
fn requests(state: &State) -> String {
    let requests = state.workload().requests;
    match state.basis() {
        Basis::Month => format!(", a month of {} requests", grouped(requests)),
        Basis::Year => format!(", a year of {} requests", grouped(requests.saturating_mul(12))),
        other => format!(", {}", other.spec().words),
    }
}

/// The least and the most where fields have a low and a high: `, low $24.00, high $144.00`.
fn spread(state: &State) -> String {
    let spread = state.selected_row().and_then(|row| row.spread);
    spread.map_or(String::new(), |(low, high)| {
        format!(", low {}, high {}", state.amount_words(low), state.amount_words(high))
    })
}

fn figures(pen: &mut Pen<'_>, state: &State, stage: Stage) {
    let theme = pen.theme;
    let cost = inset(stage.cost);
    let Some((_, bill)) = state.selected() else {
        return;
    };
    match bill {
        Ok(bill) => {
            let total = state.amount(bill.total());
            let words = total.with_places(places(total, state.basis().spec().places.0));
            pen.figures(cost, &large(state, &words), theme.bold(Role::Strong));
        }
        Err(reason) => {
            pen.figures(cost, &reason.words(), theme.bold(Role::Warning));
        }
    }
    let (Some(area), Some((_, change))) = (stage.change, difference::difference(state)) else {
        return;
    };
    let area = inset(area);
    let style = theme.bold(difference::role(change));
    let added = state.currency().amount(change.change());
    let amount = crate::explore::signed(added, places(added, 0));
    let words = match change.percent() {
        Some(percent) => format!("{amount} {percent}"),
        None => amount,
    };
    pen.figures(area, &large(state, &words), style);
}

/// The decimals of an amount: cents say nothing from the back row once there are thousands.
fn places(amount: Amount, least: u32) -> u32 {
    if amount.approx().abs() >= 1_000.0 { 0 } else { amount.places().max(least) }
}

/// An amount as large figures have it: a code, which they have no letters for, stands in the header.
fn large(state: &State, words: &str) -> String {
    match state.currency().before() {
        code if code.ends_with(' ') => words.replacen(&code, "", 1),
        _ => words.to_owned(),
    }
}

/// The chosen control over the whole width.
fn control(pen: &mut Pen<'_>, state: &State, area: Area) {
    let theme = pen.theme;
    let control = state.control();
    let row = rect(area);
    pen.hits.add(row, Target::Control(control));
    let label = format!("{}  ", control.label());
    let x = pen.text(area.x, area.y, area.width, &label, theme.style(Role::Text));
    let typing = state.typing().filter(|typing| typing.entry == Entry::Value(control));
    let automatic = state.automatic(control);
    let value = match typing {
        Some(typing) => format!("{}▏", typing.text),
        None => control.shown(state.workload(), automatic),
    };
    let x = pen.text(x, area.y, 12, &value, theme.bold(Role::Focus)) + 2;
    if let Some(value) = typing.and_then(|it| it.preview.as_ref()?.value.as_ref()) {
        let room = (area.x + area.width).saturating_sub(x);
        pen.text(x, area.y, room, &format!("→ {value}"), theme.style(Role::Muted));
        return;
    }
    if control.scale().is_none() {
        return;
    }
    let x = x.max(area.x + NAMES + 1);
    let slider = Rect::new(x, area.y, (area.x + area.width).saturating_sub(x), 1);
    let position = control.position(state.workload(), automatic);
    pen.slider(slider.x, slider.y, slider.width, position, true, true);
    pen.hits.add(slider, Target::Slider(control));
}

fn bars(pen: &mut Pen<'_>, state: &State, stage: Stage) {
    let area = inset(stage.bars);
    let scroll = state.table().scroll;
    let shown = usize::from(stage.models());
    let places = state.places();
    let sight = places.iter().skip(scroll).take(shown);
    let most = sight.map(|(_, place)| place.dollars).fold(0.0, f64::max);
    for (place, (at, now)) in places.into_iter().enumerate().skip(scroll).take(shown) {
        let top = (now.row - scroll as f64) * f64::from(stage.pitch);
        let y = f64::from(area.y) + top.round();
        if y < f64::from(area.y) || y >= f64::from(area.y + area.height) {
            continue;
        }
        let row = Area { y: y as u16, height: 1, ..area };
        pen.hits.add(rect(row), Target::Row(place));
        bar(pen, state, at, now, most, row);
    }
}

fn bar(pen: &mut Pen<'_>, state: &State, at: usize, now: Place, most: f64, row: Area) {
    let theme = pen.theme;
    let Some(ranked) = state.ranking().rows.get(at) else {
        return;
    };
    let Some(model) = state.model_of(ranked) else {
        return;
    };
    let selected = state.table().selected.as_deref() == Some(model.id.as_str());
    pen.clear(rect(row), theme.base());
    if selected {
        pen.fill(rect(row), theme.selected_row());
        pen.text(row.x, row.y, 1, "▸", theme.bold(Role::Focus));
    }
    let name = if selected { theme.bold(Role::Strong) } else { theme.style(Role::Text) };
    let taken = super::ranking::mark(pen, model, state.today(), (row.x + 2, row.y, NAMES - 3));
    pen.text(row.x + 2, row.y, NAMES - 3 - taken, &model.name, name);
    let words = match &ranked.bill {
        Ok(bill) => money(state, bill.total()),
        Err(reason) => reason.words(),
    };
    pen.right(row.x + NAMES, row.y, COSTS, &words, theme.bold(Role::Strong));
    let change = state.difference(ranked);
    let held = if change.is_some() { 10 } else { 0 };
    let x = row.x + NAMES + COSTS + 1;
    if let Some(change) = change {
        let words = change.percent().unwrap_or_default();
        pen.right(x, row.y, held - 2, &words, difference::style(theme, change));
    }
    let x = x + held;
    let width = (row.x + row.width).saturating_sub(x);
    if let Ok(bill) = &ranked.bill
        && most > 0.0
    {
        pen.bar(x, row.y, width, &segments(bill, now.dollars / most), false);
    }
}

/// The parts of a bar of this length in all.
fn segments(bill: &MonthBill, length: f64) -> [Segment; 4] {
    let total = bill.total().approx().max(f64::MIN_POSITIVE);
    let part = |amount: Usd, role| Segment { share: length * amount.approx() / total, role };
    [
        part(bill.cost.cached(), Role::Cache),
        part(bill.cost[Bucket::Fresh], Role::Input),
        part(bill.thinking_cost, Role::Thinking),
        part(bill.cost[Bucket::Output] - bill.thinking_cost, Role::Output),
    ]
}

/// A cost in its column.
fn money(state: &State, month: Usd) -> String {
    let amount = state.amount(month);
    let full = amount.with_places(places(amount, state.basis().spec().places.0));
    if full.width() <= usize::from(COSTS) { full } else { amount.with_places(0) }
}
