//! What if one control moves: the models as lines along it, with the crossings named.

use super::chart::{Chart, Costs, control_row, legend, line_style, sentences};
use crate::app::screen::Area;
use crate::app::wrap::wrapped;
use crate::app::{State, WhatIfAnswer};
use crate::money::Usd;
use crate::view::pen::Pen;
use crate::view::theme::Role;

pub(super) fn draw(pen: &mut Pen<'_>, state: &State, answer: &WhatIfAnswer, area: Area) {
    let theme = pen.theme;
    control_row(pen, state, Area { height: 1, ..area }, 0, answer.control, answer.control.label());
    let names: Vec<_> =
        answer.models.iter().filter_map(|at| state.card().models.get(*at)).collect();
    let most = usize::from(if area.height >= 12 { 3u16 } else { 1 });
    let crossings = &answer.sweep.crossings;
    let mut words: Vec<_> = crossings
        .iter()
        .take(most)
        .map(|crossing| {
            let words = crossing.words(answer.control, &names);
            (format!("· {words}"), theme.style(Role::Text))
        })
        .collect();
    if crossings.len() > most
        && let Some((last, _)) = words.last_mut()
    {
        last.push_str(&format!(" (and {} more)", crossings.len() - most));
    }
    if words.is_empty() {
        let none = if names.len() > 1 {
            "· the order never changes along it"
        } else {
            "· mark models with m in the ranking to see where their order changes"
        };
        words.push((none.to_owned(), theme.style(Role::Muted)));
    }
    let lines_of = |words: &str| wrapped(words, usize::from(area.width)).len() as u16;
    let below = words.iter().map(|(words, _)| lines_of(words)).sum::<u16>() + 1;
    let chart = Area { y: area.y + 1, height: area.height.saturating_sub(1 + below), ..area };
    lines(pen, state, answer, chart);
    let names_row = Area { y: area.y + area.height.saturating_sub(below), height: 1, ..area };
    legend(pen, state, names_row, &answer.models);
    let rest = Area { y: names_row.y + 1, height: below - 1, ..area };
    sentences(pen, rest, &words);
}

fn lines(pen: &mut Pen<'_>, state: &State, answer: &WhatIfAnswer, area: Area) {
    let theme = pen.theme;
    let control = answer.control;
    let Some(scale) = control.scale() else {
        return;
    };
    let sweep = &answer.sweep;
    let all = sweep.costs.iter().flatten().flatten();
    let costs = Costs::of(all.map(|cost| cost.approx()), true, state.currency());
    let ticks = if area.width < 60 { 3 } else { 5 };
    let below: Vec<(f64, String)> = (0..ticks)
        .map(|tick| f64::from(tick) / f64::from(ticks - 1))
        .map(|place| (place, control.words(Some(scale.at(place)))))
        .collect();
    let Some(mut chart) = Chart::new(pen, area, costs, &below, 1) else {
        return;
    };
    for (at, line) in sweep.costs.iter().enumerate().rev() {
        let points: Vec<_> = sweep
            .axis
            .iter()
            .zip(line)
            .map(|(value, cost)| {
                let height = cost.map(|cost: Usd| costs.height(cost.approx()));
                (scale.position(*value), height)
            })
            .collect();
        chart.line(&points, line_style(theme, at));
    }
    let automatic = state.automatic(control);
    let place = control.position(state.workload(), automatic);
    let total = state.selected_row().and_then(crate::explore::Row::total);
    chart.finish(pen, place, total.map(|total| costs.height(total.approx())));
}
