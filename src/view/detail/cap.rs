//! Cap tuning: cost and the share of answers cut off along the max-output cap.

use super::chart::{Chart, Costs, control_row, legend, line_style, refusal, sentences, upper};
use crate::app::screen::Area;
use crate::app::wrap::wrapped;
use crate::app::{CapAnswer, State};
use crate::controls::Control;
use crate::explore::{Band, CapChoice, CapTuning, QuotaEffect};
use crate::money::{Currency, Tokens};
use crate::view::pen::Pen;
use crate::view::theme::Role;

/// Rows that a chart is worth, with what stands below it.
const CHART_ROWS: usize = 7;

pub(super) fn draw(pen: &mut Pen<'_>, state: &State, answer: &CapAnswer, area: Area) {
    let theme = pen.theme;
    let Some((_, first)) = answer.models.first() else {
        return;
    };
    let tuning = match first {
        Ok(tuning) => tuning,
        Err(refused) => {
            refusal(pen, area, refused);
            return;
        }
    };
    // Where there is no room for both, the quota has its row only while it is chosen.
    let is_chosen = state.view_control() == Some(Control::Quota);
    let room = area.height.saturating_sub(u16::from(is_chosen));
    let verdict = format!("{}.", upper(&tuning.verdict(state.currency())));
    let rows = |words: &str| wrapped(words, usize::from(area.width)).len();
    let left = usize::from(room).saturating_sub(rows(&verdict));
    // Their ranges, where that leaves the chart its room.
    let whole = choices(tuning, |saves| saves.words(state.currency()));
    let whole = whole.filter(|words| left >= rows(words) + CHART_ROWS);
    let choices = whole.or_else(|| {
        choices(tuning, |saves| saves.short(state.currency())).filter(|it| rows(it) <= left)
    });
    let ended = tuning.ended.map(|ended| format!("{}.", upper(&ended.words())));
    let ended = ended.filter(|words| left >= rows(words) + CHART_ROWS);
    let mut words = vec![(verdict, theme.style(Role::Text))];
    words.extend(choices.map(|words| (words, theme.style(Role::Muted))));
    words.extend(ended.map(|words| (words, theme.style(Role::Warning))));
    let taken = sentences(pen, Area { height: room, ..area }, &words);
    if taken == area.height {
        return;
    }
    let models: Vec<usize> = answer.models.iter().map(|(at, _)| *at).collect();
    let below = if area.height >= taken + 9 { 2 } else { 1 };
    let chart_area =
        Area { y: area.y + taken, height: area.height.saturating_sub(taken + below), ..area };
    chart(pen, state.currency(), answer, tuning, chart_area);
    let mut last = Area { y: area.y + area.height.saturating_sub(below), height: 1, ..area };
    if below == 2 {
        let cut = "┄┄ cut off";
        let width = cut.chars().count() as u16;
        let names = Area { width: area.width.saturating_sub(width + 2), ..last };
        legend(pen, state, names, &models);
        pen.right(last.x, last.y, last.width, cut, theme.style(Role::Bad));
        last.y += 1;
    }
    quota(pen, state, answer, last);
}

/// The smallest caps worth having.
fn choices(tuning: &CapTuning, say: impl Fn(Band) -> String) -> Option<String> {
    let choice = |share: &str, found: &Option<CapChoice>| {
        let choice = found.as_ref().filter(|choice| !choice.saves.is_nothing())?;
        let cap = choice.point.cap?;
        Some(format!("{cap} cuts off <{share}, saving {}", say(choice.saves)))
    };
    let found = [choice("1%", &tuning.below_1), choice("5%", &tuning.below_5)];
    let words: Vec<String> = found.into_iter().flatten().collect();
    (!words.is_empty()).then(|| format!("Against no cap: {}.", words.join("; ")))
}

fn chart(
    pen: &mut Pen<'_>,
    currency: Currency,
    answer: &CapAnswer,
    tuning: &CapTuning,
    area: Area,
) {
    let theme = pen.theme;
    let (Some(least), Some(most)) = (answer.caps.first(), answer.caps.last()) else {
        return;
    };
    let place = |cap: Tokens| {
        let (least, most) = (least.get() as f64, most.get() as f64);
        (cap.get() as f64 / least).ln() / (most / least).ln()
    };
    let tunings = answer.models.iter().map(|(_, tuning)| tuning.as_ref().ok());
    let all = tunings.clone().flatten().flat_map(|tuning| &tuning.points);
    let costs = Costs::of(all.map(|point| point.monthly().expected.approx()), false, currency);
    let mut caps = Vec::new();
    let mut cap = least.get().next_power_of_two();
    while cap <= most.get() {
        let tokens = Tokens::new(cap);
        caps.push((place(tokens), tokens.to_string()));
        cap *= if area.width < 90 { 4 } else { 2 };
    }
    let Some(mut chart) = Chart::new(pen, area, costs, &caps, 5) else {
        return;
    };
    let right = chart.plot.right();
    for (height, words) in [(1.0, "100%"), (0.0, "0%")] {
        let row = (1.0 - height) * f64::from(chart.plot.height - 1);
        let y = chart.plot.y + row as u16;
        pen.right(right, y, 5, words, theme.style(Role::Bad));
    }
    let cut: Vec<_> = tuning
        .points
        .iter()
        .enumerate()
        // Every other point, so that the line is broken and told from costs without colour; none where
        // the share is not known.
        .map(|(at, point)| {
            let is_drawn = at % 4 < 2 && point.unknown == 0.0;
            (place(point.cap.unwrap_or(*most)), is_drawn.then_some(point.cut_off))
        })
        .collect();
    chart.line(&cut, theme.style(Role::Bad));
    for (at, tuning) in tunings.enumerate().collect::<Vec<_>>().into_iter().rev() {
        let points: Vec<_> = tuning
            .map(|tuning| tuning.points.as_slice())
            .unwrap_or_default()
            .iter()
            .map(|point| {
                let height = costs.height(point.monthly().expected.approx());
                (place(point.cap.unwrap_or(*most)), Some(height))
            })
            .collect();
        chart.line(&points, line_style(theme, at));
    }
    let now = tuning.now.cap.map_or(1.0, place);
    let height = costs.height(tuning.now.monthly().expected.approx());
    chart.finish(pen, now, Some(height));
}

/// What the cap does to a tokens-per-minute quota: speed, not price.
fn quota(pen: &mut Pen<'_>, state: &State, answer: &CapAnswer, row: Area) {
    let theme = pen.theme;
    let chosen = state.view_control() == Some(Control::Quota);
    let typing = state.typing().is_some();
    let Some((with, without)) = answer.quota.filter(|_| !typing) else {
        control_row(pen, state, row, 1, Control::Quota, "Quota tokens/min");
        return;
    };
    let rate = |effect: Option<QuotaEffect>| {
        effect.map_or("any number of".to_owned(), |effect| {
            format!("{:.1}", effect.requests_per_minute)
        })
    };
    let quota = Control::Quota.shown(state.workload(), None);
    let mut words = format!("Quota (not price) {quota}/min: {} requests/min", rate(with));
    if with != without {
        words.push_str(&format!(", {} without the cap", rate(without)));
    }
    let reserved = with.map_or(String::new(), |effect| format!(" · {}", effect.words()));
    if words.chars().count() + reserved.chars().count() <= usize::from(row.width) {
        words.push_str(&reserved);
    }
    if chosen && state.focus() == crate::app::screen::Pane::Detail {
        let area = crate::view::pen::rect(row);
        pen.fill(area, theme.selected_row());
    }
    pen.hits.add(crate::view::pen::rect(row), crate::app::Target::ViewRow(1));
    pen.text(row.x, row.y, row.width, &words, theme.style(Role::Text));
}
