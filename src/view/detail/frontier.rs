//! Costs against scores: the models that none beats, joined by stairs, the others dimmed; beside them what each
//! step up costs.
//!
//! ```text
//! 5 of 64 are on the frontier …
//! 1400│        ┌────G GPT-6 Luna   Step           more/month    pts  $/pt
//!     │     q  │  m                Nova Lite           $5.79   1261
//! 1300│   N────╯ x                 GPT-6 Luna         +$4.99   +180  $0.03
//!     └──────────────────
//!       $5    $10   $20
//! ● GPT-6 Luna  $10.78 a month …
//! ```

mod axes;
mod labels;

use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::chart::{few, refusal, sentences};
use crate::app::action::Action;
use crate::app::screen::{Area, Pane};
use crate::app::{State, Target};
use crate::card::Model;
use crate::explore::{Frontier, FrontierPoint, FrontierStep, Refused};
use crate::money::Currency;
use crate::score::Scores;
use crate::view::pen::Pen;
use crate::view::theme::Role;
use axes::Axes;
use labels::{Canvas, letters};

/// Below this many rows there is only the list.
const LOW: u16 = 6;
/// Below this many columns too.
const NARROW: u16 = 64;
/// Cells of the list beside a chart: as wide as it needs where there is room, no less than this.
const LIST: (u16, u16) = (32, 50);
/// The colours of providers, those with the most models first.
const COLORS: [Role; 6] =
    [Role::Accent, Role::Output, Role::Cache, Role::Thinking, Role::Warning, Role::Strong];

pub(super) fn draw(
    pen: &mut Pen<'_>,
    state: &State,
    found: Result<&Frontier, &Refused>,
    pane: Area,
) {
    let inner = pane.inner();
    let area = Area { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let found = match found {
        Ok(found) => found,
        Err(Refused::NoScores) => return without(pen, state, area),
        Err(refused) => return refusal(pen, area, refused),
    };
    border(pen, state, pane);
    headline(pen, state, found, area);
    let low = area.height < LOW;
    let middle =
        Area { y: area.y + 1, height: area.height.saturating_sub(if low { 1 } else { 2 }), ..area };
    if !low {
        let last = Area { y: area.y + area.height - 1, height: 1, ..area };
        chosen(pen, state, found, last);
    }
    if low || area.width < NARROW {
        list(pen, state, found, middle);
        return;
    }
    let wide = (area.width * 9 / 20).clamp(LIST.0, LIST.1);
    let right = Area { x: area.x + area.width - wide, width: wide, ..middle };
    let left = Area { width: area.width - wide - 2, ..middle };
    list(pen, state, found, right);
    chart(pen, state, found, left);
}

/// How to get scores.
fn without(pen: &mut Pen<'_>, state: &State, area: Area) {
    let key = state.key_of(Action::Scores);
    let theme = pen.theme;
    let words = [
        (
            format!(
                "No scores are in use: {key} chooses public ratings, and scores of your own come first \
                 (start with --scores FILE)."
            ),
            theme.style(Role::Text),
        ),
        (
            "Then this shows which models no other beats on both cost and score, and what each step up \
             costs."
                .to_owned(),
            theme.style(Role::Muted),
        ),
    ];
    sentences(pen, area, &words);
}

/// How many are on the frontier, and what to know of all.
fn headline(pen: &mut Pen<'_>, state: &State, found: &Frontier, area: Area) {
    let theme = pen.theme;
    let words = found.words().map(|words| words + ".");
    let room = usize::from(area.width);
    let words = words.iter().find(|words| words.width() <= room).unwrap_or(&words[words.len() - 1]);
    let mut more = Vec::new();
    if found.assumed() > 0 && !state.shows_efforts() {
        more.push(format!("{} rated at another effort (*)", found.assumed()));
    }
    match found.perhaps() {
        0 => {}
        perhaps => more.push(format!("{perhaps} more may be on it")),
    }
    if !found.unscored.is_empty() {
        more.push(format!("{} without a score", found.unscored.len()));
    }
    let mut rest = String::new();
    for part in more {
        let longer =
            if rest.is_empty() { format!("  {part}") } else { format!("{rest} · {part}") };
        if words.width() + longer.width() <= room {
            rest = longer;
        }
    }
    let spans = [(words.as_str(), theme.bold(Role::Text)), (&*rest, theme.style(Role::Muted))];
    pen.spans(area.x, area.y, area.width, &spans);
}

/// Whose the scores are, and the keys of this view, on the lower border.
fn border(pen: &mut Pen<'_>, state: &State, area: Area) {
    let style = pen.theme.style(Role::Muted);
    let (y, room) = (area.y + area.height - 1, area.width.saturating_sub(4));
    let brief = state.scores().map_or_else(String::new, Scores::brief);
    let end = pen.text(area.x + 2, y, room, &format!(" {brief} "), style);
    let keys = [Action::Enter, Action::Toggle, Action::Efforts].map(|it| state.key_of(it));
    let [enter, only, efforts] = keys;
    let what = if state.shows_only_frontier() { "all" } else { "frontier only" };
    let how = if state.shows_efforts() { "efforts as asked" } else { "efforts as rated" };
    let words = format!(" {enter} selects · {only} {what} · {efforts} {how} ");
    let free = (area.x + area.width).saturating_sub(end + 2);
    if state.focus() == Pane::Detail && usize::from(free) > words.width() {
        pen.right(end, y, free, &words, style);
    }
}

fn model<'s>(state: &'s State, point: &FrontierPoint) -> Option<&'s Model> {
    state.card().models.get(point.model)
}

/// A point's name, with its effort where a model may have several points.
fn name(state: &State, point: &FrontierPoint) -> String {
    let model = model(state, point).map_or("", |model| &model.name);
    match point.effort.filter(|_| state.shows_efforts()) {
        Some(effort) => format!("{model} {}", effort.word()),
        None => model.to_owned(),
    }
}

fn score(state: &State, point: &FrontierPoint) -> String {
    let mark = if point.assumed { "*" } else { "" };
    state.scores().map_or_else(String::new, |scores| scores.shown(point.score)) + mark
}

/// The chosen point: its bill, its score and what it rests on, and what beats it.
fn chosen(pen: &mut Pen<'_>, state: &State, found: &Frontier, area: Area) {
    let theme = pen.theme;
    let Some(point) = state.frontier_at(found).and_then(|at| found.points.get(at)) else {
        let words = match state.selected() {
            Some((model, _)) => format!("{} has no score or no bill here.", model.name),
            None => String::new(),
        };
        pen.text(area.x, area.y, area.width, &words, theme.style(Role::Muted));
        return;
    };
    let (strong, muted) = (theme.bold(Role::Strong), theme.style(Role::Muted));
    let head = format!("● {}  ", name(state, point));
    let currency = state.currency();
    let cost = match area.width {
        ..100 => point.cost.narrow(currency),
        _ => point.cost.words(currency),
    };
    let scored = score(state, point);
    let mut rest = Vec::new();
    if let Some(beater) = point.beaten_by.and_then(|at| found.points.get(at)) {
        let less = currency.amount(point.cost.expected - beater.cost.expected);
        let better = beater.score - point.score;
        let better = state.scores().map_or_else(String::new, |scores| scores.shown_step(better));
        rest.push(format!("beaten by {}: {less} less, +{better}", name(state, beater)));
    }
    if point.no_answer >= 0.01 {
        let share = crate::money::percent(point.no_answer);
        rest.push(format!("{share} get no answer under the cap"));
    }
    rest.extend(point.basis.iter().cloned());
    let rest = rest.iter().map(|part| format!(" · {part}")).collect::<String>();
    let spans = [
        (head.as_str(), theme.bold(Role::Focus)),
        (cost.as_str(), strong),
        (" a month · ", muted),
        (scored.as_str(), strong),
        (rest.as_str(), muted),
    ];
    pen.spans(area.x, area.y, area.width, &spans);
}

/// The steps of the frontier: what each costs more than the one before, and per point.
fn list(pen: &mut Pen<'_>, state: &State, found: &Frontier, area: Area) {
    let theme = pen.theme;
    let muted = theme.style(Role::Muted);
    let rows = found.steps.iter().filter_map(|step| {
        let point = found.points.get(step.point)?;
        Some((step, name(state, point), cells(state, point, step)))
    });
    let rows: Vec<_> = rows.collect();
    let heads = area.height >= LOW - 2;
    let each = format!("{}/point", state.currency().word());
    let mut columns = ["more", "score", &each].map(|head| Column::of(head, heads));
    for (.., cells) in &rows {
        for (column, cell) in columns.iter_mut().zip(cells) {
            column.width = column.width.max(cell.width() as u16);
        }
    }
    let names = rows.iter().map(|(_, name, _)| name.width()).max().unwrap_or(0) as u16;
    let needed = |columns: &[Column<'_>]| columns.iter().map(|it| it.width + 2).sum::<u16>() + 2;
    // The last column only where names stay whole.
    let shown = if needed(&columns) + names <= area.width { &columns[..] } else { &columns[..2] };
    let room = area.width.saturating_sub(needed(shown));
    let right = |at: usize| area.x + 2 + room + needed(&shown[..=at]) - 2;
    let height = usize::from(area.height - u16::from(heads));
    let at = state.frontier_at(found);
    let chosen = rows.iter().position(|(step, ..)| Some(step.point) == at);
    let skip = chosen.map_or(0, |chosen| (chosen + 1).saturating_sub(height));
    let top = area.y + u16::from(heads);
    if heads {
        let hidden = rows.len().saturating_sub(skip + height);
        let head = match hidden {
            0 => "Step up".to_owned(),
            hidden => format!("Step up ↓{hidden}"),
        };
        pen.text(area.x + 2, area.y, room, &head, muted);
        for (at, column) in shown.iter().enumerate() {
            pen.right(right(at) - column.width, area.y, column.width, column.head, muted);
        }
    }
    for ((step, name, cells), y) in rows.iter().skip(skip).zip(top..top + height as u16) {
        let line = Rect::new(area.x, y, area.width, 1);
        let style = pen.list_row(line, Some(step.point) == at);
        pen.hits.add(line, Target::Point(step.point));
        if step.is_close {
            pen.text(area.x + 1, y, 1, "~", muted);
        }
        pen.text(area.x + 2, y, room, name, style);
        let styles = [theme.bold(Role::Strong), theme.style(Role::Text), muted];
        for (at, ((column, cell), style)) in shown.iter().zip(cells).zip(styles).enumerate() {
            pen.right(right(at) - column.width, y, column.width, cell, style);
        }
    }
}

/// A column of the list.
struct Column<'h> {
    head: &'h str,
    width: u16,
}

impl<'h> Column<'h> {
    fn of(head: &'h str, heads: bool) -> Self {
        Self { head, width: if heads { head.width() as u16 } else { 0 } }
    }
}

/// A step's figures in words: what it costs more, how much better it is, and what a point costs.
fn cells(state: &State, point: &FrontierPoint, step: &FrontierStep) -> [String; 3] {
    let currency = state.currency();
    let Some(better) = step.better else {
        let cost = currency.amount(point.cost.expected).to_string();
        return [cost, score(state, point), String::new()];
    };
    let shown = state.scores().map_or_else(String::new, |scores| scores.shown_step(better));
    let star = if point.assumed { "*" } else { "" };
    let each =
        step.per_point.map_or_else(String::new, |band| fine(band.expected.approx(), currency));
    [format!("+{}", currency.amount(step.more.expected)), format!("+{shown}{star}"), each]
}

/// What a point costs, in dollars, in three digits.
fn fine(dollars: f64, currency: Currency) -> String {
    let amount = currency.approx(dollars);
    match amount {
        a if a >= 1_000.0 => few(dollars, currency),
        a if a >= 100.0 => format!("{}{a:.0}", currency.before()),
        a if a >= 0.095 => format!("{}{a:.2}", currency.before()),
        a => format!("{}{a:.4}", currency.before()),
    }
}

fn chart(pen: &mut Pen<'_>, state: &State, found: &Frontier, area: Area) {
    let shown: Vec<usize> = state.frontier_shown(found);
    let points = shown.iter().filter_map(|at| found.points.get(*at));
    let Some(axes) = Axes::new(points, area, state.currency()) else { return };
    axes.draw(pen);
    let mut canvas = Canvas::new(axes.plot);
    let cell = |at: usize| found.points.get(at).map(|point| axes.cell(point));
    let on: Vec<(u16, u16)> = found.steps.iter().filter_map(|step| cell(step.point)).collect();
    canvas.stairs(pen, &on);
    // Of all, so that they stay the same.
    let all = found.points.iter();
    let letters = letters(all.filter_map(|point| Some(&*model(state, point)?.provider)));
    let selected = state.selected_row().and_then(|row| row.model);
    let at = state.frontier_at(found);
    let mut named: Vec<(usize, u8)> = Vec::new();
    // The dimmed first, so that those that matter lie over them.
    let rank = |at: &usize| {
        let point = found.points.get(*at);
        let is_on = point.is_some_and(|point| point.is_on);
        let is_selected = point.map(|point| point.model) == selected;
        (Some(*at) == state.frontier_at(found), is_selected, is_on)
    };
    let mut order = shown.clone();
    order.sort_by_key(rank);
    for place in order {
        let (Some(point), Some((x, y))) = (found.points.get(place), cell(place)) else { continue };
        let provider = model(state, point).map_or("", |model| &model.provider);
        let which = letters.iter().position(|(known, _)| *known == provider).unwrap_or_default();
        let letter = letters.get(which).map_or('o', |(_, letter)| *letter);
        let theme = pen.theme;
        let (glyph, style, first) = match point.is_on {
            _ if Some(place) == at => ('●', theme.bold(Role::Focus), 0),
            _ if Some(point.model) == selected => ('○', theme.bold(Role::Focus), 1),
            true => (letter, theme.bold(COLORS[which % COLORS.len()]), 2),
            false if point.may_be_on => (letter.to_ascii_lowercase(), theme.style(Role::Text), 3),
            false => (letter.to_ascii_lowercase(), theme.style(Role::Muted), 4),
        };
        canvas.put(pen, (x, y), glyph, style);
        let around = Rect::new(x.saturating_sub(1).max(axes.plot.x), y, 3, 1);
        pen.hits.add(around.intersection(axes.plot), Target::Point(place));
        named.push((place, first));
    }
    named.sort_by_key(|(place, first)| (*first, std::cmp::Reverse(*place)));
    for (place, first) in named {
        let (Some(point), Some(cell)) = (found.points.get(place), cell(place)) else { continue };
        // Names of all that is beaten would be a thicket.
        if first > 2 && !(first == 3 && axes.plot.width >= 70) && shown.len() > FEW {
            continue;
        }
        let theme = pen.theme;
        let style = match first {
            0 => theme.bold(Role::Focus),
            1 | 2 => theme.style(Role::Text),
            _ => theme.style(Role::Muted),
        };
        if let Some(rect) = canvas.label(pen, cell, &name(state, point), style) {
            pen.hits.add(rect, Target::Point(place));
        }
    }
    if area.height >= axes::LEGEND {
        let on = found.points.iter().filter(|point| point.is_on);
        let on: Vec<&str> = on.filter_map(|it| Some(&*model(state, it)?.provider)).collect();
        legend(pen, &letters, &on, &axes);
    }
}

/// So many points have their names all.
const FEW: usize = 12;
/// Which letter is whose, in the free row below the axis: those on the frontier first.
fn legend(pen: &mut Pen<'_>, letters: &[(&str, char)], on: &[&str], axes: &Axes) {
    let theme = pen.theme;
    let y = axes.plot.bottom() + 1;
    let (mut x, end) = (axes.plot.x.saturating_sub(axes::SCORES), axes.plot.right());
    let all = || letters.iter().enumerate();
    let is_on = |(_, (provider, _)): &(usize, &(&str, char))| on.contains(provider);
    for (at, (provider, letter)) in all().filter(is_on).chain(all().filter(|it| !is_on(it))) {
        let words = format!(" {provider}");
        let cells = 3 + provider.width() as u16;
        if x + cells > end {
            continue;
        }
        let style = theme.bold(COLORS[at % COLORS.len()]);
        let spans = [(&*letter.to_string(), style), (&*words, theme.style(Role::Muted))];
        x = pen.spans(x, y, end - x, &spans) + 2;
    }
}
