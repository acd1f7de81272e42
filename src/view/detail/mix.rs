//! Traffic split over several models: each route's bill, all of them together, and each model alone.

use ratatui::layout::Rect;

use super::chart::{control_row, refusal, sentences};
use crate::app::action::Action;
use crate::app::screen::{Area, Pane};
use crate::app::wrap::wrapped;
use crate::app::{State, Target, View};
use crate::controls::{Control, MIX_CONTROLS};
use crate::document::capital;
use crate::explore::{Band, MixBill, Refused, RouteBill};
use crate::money::{Currency, Tokens, grouped, percent};
use crate::view::pen::Pen;
use crate::view::theme::Role;
use crate::workload::{Mix, MixRoute};

/// Cells of a route's name and share with its slider.
const SHARES: u16 = 52;

pub(super) fn draw(pen: &mut Pen<'_>, state: &State, bill: Result<&MixBill, &Refused>, area: Area) {
    let theme = pen.theme;
    let muted = theme.style(Role::Muted);
    let mix = &state.workload().plans.mix;
    let bill = match bill {
        Ok(bill) => bill,
        Err(Refused::NoMix) => {
            let [add, back] = [Action::Toggle, Action::View(View::Mix)].map(|it| state.key_of(it));
            let words = [
                "One model has all the traffic.",
                &format!(
                    "{add} adds the selected model to a mix; choose others in the ranking and come \
                     back with {back}."
                ),
                "Each model then caches its own prefix, so its own request rate sets its hit rate.",
            ];
            sentences(pen, area, &words.map(|line| (line.to_owned(), muted)));
            return;
        }
        Err(refused) => {
            refusal(pen, area, refused);
            return;
        }
    };
    let listed = |route: &&RouteBill| {
        let model = state.card().models.get(route.model);
        model.is_some_and(|model| model.is_listed(state.today()))
    };
    let alone = bill.routes.iter().filter(listed).filter_map(|route| route.alone.ok());
    let best = alone.min_by_key(|alone| alone.expected);
    let currency = state.currency();
    headline(pen, currency, area, (mix, bill), best);
    let mut y = area.y + 1;
    let run: &[Control] = if mix.routes().len() > 1 { MIX_CONTROLS } else { &[] };
    // Where there is no room for all rows, what is known of a route makes way.
    let rows = 1 + 2 * mix.routes().len() + run.len();
    let is_tight = rows > usize::from(area.height) && area.width < SHARES + 40;
    // The chosen row is in sight.
    let skipped = (state.view_row() + 2).saturating_sub(area.height.into());
    let skipped = if is_tight { skipped } else { 0 };
    let routes = mix.routes().iter().zip(&bill.routes).enumerate();
    for (at, (route, bill)) in routes.skip(skipped) {
        let Some(model) = state.card().models.get(bill.model) else {
            continue;
        };
        if y >= area.y + area.height {
            return;
        }
        let row = Area { y, height: 1, width: area.width.min(SHARES), ..area };
        control_row(pen, state, row, at, Control::Route(at as u8), &state.name_of(model));
        let x = area.x + SHARES + 1;
        let room = (area.x + area.width).saturating_sub(x);
        let (words, role) = cost(bill, currency);
        let end = pen.text(x, y, room, &words, theme.bold(role));
        let rest = format!("  {}", facts(route, bill, currency));
        let room = (area.x + area.width).saturating_sub(end);
        if room > 20 || is_tight {
            pen.text(end, y, room, &rest, muted);
            y += 1;
        } else {
            y += 1;
            if y < area.y + area.height {
                pen.text(area.x + 2, y, area.width - 2, &facts(route, bill, currency), muted);
                y += 1;
            }
        }
    }
    for (at, control) in run.iter().enumerate() {
        if y >= area.y + area.height {
            return;
        }
        let at = mix.routes().len() + at;
        match control {
            Control::Cascade => cascade_row(pen, state, Area { y, height: 1, ..area }, at),
            _ => {
                let row = Area { y, height: 1, width: area.width.min(SHARES), ..area };
                control_row(pen, state, row, at, *control, control.label());
                let room = area.width.saturating_sub(SHARES + 1);
                let words = judging(mix, bill, currency);
                pen.text(area.x + SHARES + 1, y, room, &words, muted);
            }
        }
        y += 1;
    }
    let left = (area.y + area.height).saturating_sub(y);
    let fits = |words: &String| wrapped(words, area.width.into()).len() <= left.into();
    if let Some(words) = said(state, bill).filter(fits) {
        y += sentences(pen, Area { y, height: left, ..area }, &[(words, muted)]);
    }
    if state.focus() == Pane::Detail && y + 1 < area.y + area.height {
        let keys = [Action::Toggle, Action::RouteAnswer, Action::RouteCap, Action::Remove];
        let [space, answers, cap, del] = keys.map(|it| state.key_of(it));
        let keys = format!(
            "{space} adds the selected model · {answers} answers · {cap} cap · {del} takes out"
        );
        let last = area.y + area.height - 1;
        let rect = Rect::new(area.x, last, area.width, 1);
        pen.text(rect.x, rect.y, rect.width, &keys, muted);
    }
}

/// All routes together, against the cheapest of their models alone.
fn headline(
    pen: &mut Pen<'_>,
    currency: Currency,
    area: Area,
    (mix, bill): (&Mix, &MixBill),
    best: Option<Band>,
) {
    let theme = pen.theme;
    let muted = theme.style(Role::Muted);
    let Some(total) = bill.total else {
        let words = "A model of the mix has no bill here.";
        pen.text(area.x, area.y, area.width, words, theme.style(Role::Warning));
        return;
    };
    let against = best
        .map_or(String::new(), |best| format!("   its cheapest alone {}", best.short(currency)));
    let amount = if area.width < 100 { total.narrow(currency) } else { total.words(currency) };
    let (name, other) = match mix.cascade {
        true => ("The cascade  ", "as a split"),
        false => ("The mix  ", "as a cascade"),
    };
    let otherwise = bill.otherwise.filter(|_| mix.routes().len() > 1);
    let otherwise =
        otherwise.map_or(String::new(), |it| format!("   {other} {}", it.short(currency)));
    let taken = [name, &amount, " a month", &otherwise, &against];
    let fits = taken.iter().map(|words| words.chars().count()).sum::<usize>() <= area.width.into();
    let against = if fits { against } else { String::new() };
    let spans = [
        (name, theme.bold(Role::Text)),
        (amount.as_str(), theme.bold(Role::Strong)),
        (" a month", muted),
        (otherwise.as_str(), muted),
        (against.as_str(), muted),
    ];
    pen.spans(area.x, area.y, area.width, &spans);
}

/// Whether each model tries what those before it did not answer well: `[x] Cascade  the first tries all`.
fn cascade_row(pen: &mut Pen<'_>, state: &State, area: Area, at: usize) {
    let theme = pen.theme;
    let is_on = state.workload().plans.mix.cascade;
    let is_chosen = state.view_control() == Some(Control::Cascade);
    let rect = Rect::new(area.x, area.y, area.width, 1);
    let style = pen.list_row(rect, is_chosen && state.focus() == Pane::Detail);
    pen.hits.add(rect, Target::ViewRow(at));
    let (mark, words) = match is_on {
        true => ("[x] ", "tried in this order until one answers well"),
        false => ("[ ] ", "each request goes to one model"),
    };
    let role = if is_on { Role::Good } else { Role::Muted };
    let x = pen.text(area.x + 2, area.y, area.width, mark, theme.bold(role));
    pen.text(x, area.y, 16, Control::Cascade.label(), style);
    let x = area.x + 20;
    pen.text(x, area.y, area.width.saturating_sub(20), words, theme.style(Role::Muted));
}

fn judging(mix: &Mix, bill: &MixBill, currency: Currency) -> String {
    match (mix.cascade, bill.judging.is_zero()) {
        (false, _) => "only in a cascade".to_owned(),
        (true, true) => "not paid for".to_owned(),
        (true, false) => format!("{} a month", currency.amount(bill.judging)),
    }
}

/// From which success rate on a cascade pays.
fn said(state: &State, bill: &MixBill) -> Option<String> {
    let mix = &state.workload().plans.mix;
    let name = |at: usize| {
        let route = bill.routes.get(at)?;
        Some(state.card().models.get(route.model)?.name.as_str())
    };
    let last = mix.routes().len().checked_sub(1)?;
    let (first, rest) = (name(0)?, name(last)?);
    Some(format!("{}.", capital(&bill.pays?.words(first, rest))))
}

fn cost(route: &RouteBill, currency: Currency) -> (String, Role) {
    match &route.bill {
        Ok(_) => (route.band().map_or_else(String::new, |band| band.short(currency)), Role::Strong),
        Err(reason) => (reason.words(), Role::Warning),
    }
}

/// What a route answers, how well it caches, and what its model would cost alone.
fn facts(route: &MixRoute, bill: &RouteBill, currency: Currency) -> String {
    let mut words = vec![format!("{} requests", grouped(bill.requests))];
    let own = |what: &str, tokens: Option<Tokens>| tokens.map(|tokens| format!("{what} {tokens}"));
    words.extend(own("answers of", route.answer));
    words.extend(own("capped at", route.cap));
    let hit = bill.bill.as_ref().ok().and_then(|bill| bill.cache.hit_rate());
    words.extend(hit.map(|rate| format!("hits {}", percent(rate))));
    words.extend(bill.alone.as_ref().ok().map(|alone| format!("alone {}", alone.short(currency))));
    words.join(" · ")
}
