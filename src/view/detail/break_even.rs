//! Where two models cost the same, and from which traffic on caching pays.

use ratatui::style::Style;

use super::chart::{control_row, refused_words, sentences};
use crate::app::screen::Area;
use crate::app::{BreakEvenAnswer, State};
use crate::controls::BUDGET_CONTROLS;
use crate::explore::{BreakEven, Buys, CacheBreakEven, Measure, Refused, Seen};
use crate::money::{Currency, grouped, percent};
use crate::view::pen::Pen;
use crate::view::theme::Role;

pub(super) fn draw(pen: &mut Pen<'_>, state: &State, answer: &BreakEvenAnswer, area: Area) {
    let theme = pen.theme;
    let (text, muted) = (theme.style(Role::Text), theme.style(Role::Muted));
    let name = |at: usize| {
        let model = state.card().models.get(at);
        model.map_or_else(String::new, |model| state.name_of(model))
    };
    let row = Area { height: 1, ..area };
    for (at, control) in BUDGET_CONTROLS.iter().enumerate() {
        let row = Area { y: area.y + at as u16, ..row };
        control_row(pen, state, row, at, *control, control.label());
    }
    let taken = BUDGET_CONTROLS.len() as u16;
    let area = Area { y: area.y + taken, height: area.height.saturating_sub(taken), ..area };
    let mut words: Vec<(String, Style)> = Vec::new();
    if let Some(succeeds) = succeeds(state) {
        words.push((succeeds, theme.bold(Role::Text)));
    }
    if let Some(budget) = state.workload().plans.budget.filter(|_| !answer.buys.is_empty()) {
        words.push((
            format!("{} a month buys", state.currency().amount(budget)),
            theme.bold(Role::Text),
        ));
        let line = |(at, buys): &(usize, Buys)| {
            (format!("· {}", bought(buys, &name(*at), state.currency())), text)
        };
        words.extend(answer.buys.iter().map(line));
        words.push((String::new(), text));
    }
    match (&answer.found, answer.pair) {
        (Some(Ok(found)), Some((a, b))) => {
            let (a, b) = (&*name(a), &*name(b));
            let [one, other] = found.monthly.map(|band| band.words(state.currency()));
            words.push((format!("{a} {one} against {b} {other}"), theme.bold(Role::Text)));
            words.extend(pair(found, a, b).into_iter().map(|line| (format!("· {line}"), text)));
        }
        (Some(Err(refused)), _) => words.push(refused_words(pen, refused)),
        _ => words.push(("There is no second model to hold this one against.".to_owned(), muted)),
    }
    words.push((
        "  Mark another model with m in the ranking to hold it against that one.".to_owned(),
        muted,
    ));
    words.push((String::new(), text));
    if let Some(Ok(caching)) = &answer.caching {
        let now = number(caching.per_hour);
        let line = format!("Prompt caching, at {now} requests an hour now");
        words.push((line, theme.bold(Role::Text)));
        for ttl in &caching.lifetimes {
            let role = if ttl.is_below() { Role::Warning } else { Role::Text };
            words.push((format!("· {}", cache(ttl, state.currency())), theme.style(role)));
        }
        words.extend(caching.compared(state.currency()).map(|said| (format!("· {said}"), text)));
        let shared = state.workload().sharing_words();
        if !shared.is_empty() {
            words.push((format!("  Assumed: {shared}."), muted));
        }
    } else {
        words.push(("Prompt caching is not offered on this model.".to_owned(), muted));
    }
    let scroll = usize::from(state.detail_scroll()).min(words.len().saturating_sub(1));
    sentences(pen, area, &words[scroll..]);
}

/// What a request costs on the selected model until it is answered well.
fn succeeds(state: &State) -> Option<String> {
    let row = state.selected_row()?;
    let (model, work) = (state.model_of(row)?, state.workload());
    let success = state.asked().success(model)?;
    let scores = state.scores();
    let each = Seen { model, row, work, scores }.amount(Measure::PerSuccess)?;
    Some(format!(
        "On {} a request answered well costs {}, retries included: {} are at the first try",
        state.name_of(model),
        state.currency().amount(each),
        percent(success.fraction()),
    ))
}

/// `Nova Lite: ≈87,412 requests a month (≈1,456 users), or answers of ≈512 tokens`.
fn bought(buys: &Buys, model: &str, currency: Currency) -> String {
    let requests = match &buys.requests {
        Ok(found) => {
            let users = buys.users.as_ref().and_then(|users| users.as_ref().ok());
            let users = users.map_or(String::new(), |users| format!(" ({} users)", users.about()));
            format!("{} requests a month{users}", found.about())
        }
        Err(Refused::NoValue { range, .. }) if range.most > range.least => {
            "any requests".to_owned()
        }
        Err(refused) => return refused.words(currency),
    };
    let output = match &buys.output {
        Ok(found) => format!("answers of {} tokens", found.about()),
        Err(Refused::NoValue { amount, range, .. }) if range.most <= *amount => {
            "answers of any length".to_owned()
        }
        Err(_) => "no answers at all".to_owned(),
    };
    format!("{model}: {requests}, or {output}")
}

/// What can be said of two models.
fn pair(found: &BreakEven, a: &str, b: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let fine = |share: f64| format!("{:.2}%", share * 100.0);
    for (at, change) in found.input_shares.iter().enumerate() {
        let (cheaper, other) = if change.a_is_cheaper_above { (a, b) } else { (b, a) };
        let share = |even: &BreakEven| even.input_shares.get(at).map(|change| change.share);
        let shown = found.said(share, fine).unwrap_or_default();
        lines.push(format!(
            "above {shown} input at as many tokens, {cheaper} is cheaper than {other}"
        ));
    }
    if found.input_shares.is_empty() {
        let (cheaper, other) =
            if found.monthly[0].expected <= found.monthly[1].expected { (a, b) } else { (b, a) };
        lines.push(format!("{cheaper} is the cheaper one at every split of input and output: {other} never catches up"));
    }
    let times = |factor: f64| format!("{factor:.2}x");
    lines.push(match found.said(|even| even.verbosity, times) {
        Some(factor) => format!("with answers {factor} as long, {b} costs what {a} does"),
        None => format!("no length of answers makes {b} cost what {a} does"),
    });
    lines.extend(found.said(|even| even.tokenizer, times).map(|factor| {
        format!("with {factor} as many tokens for the same text, {b} costs what {a} does")
    }));
    if found.is_close() {
        lines.push("as it stands the two are too close to tell which costs less".to_owned());
    }
    lines
}

/// Below this hit rate it is any, and below so many dollars a month it is no effect worth telling.
const LEAST_RATE: f64 = 0.000_05;
const LEAST_EFFECT: f64 = 0.005;

/// From which traffic on a lifetime pays.
fn cache(ttl: &CacheBreakEven, currency: Currency) -> String {
    let lives = ttl.lives();
    let from = match (ttl.hit_rate, ttl.requests_per_hour) {
        (None, _) => return format!("{lives}: no hit rate makes it pay"),
        (Some(rate), Some(requests)) if rate >= LEAST_RATE => {
            format!(
                "pays from {} hits on, or {} requests an hour",
                ttl.hit_rate_words(rate),
                number(requests)
            )
        }
        _ => "pays at any hit rate".to_owned(),
    };
    let now = percent(ttl.hit_rate_now);
    let effect = match ttl.effect {
        Some(effect) if effect.expected.approx().abs() >= LEAST_EFFECT => {
            format!("; a month it {}", ttl.effect_words(currency))
        }
        _ => String::new(),
    };
    let verdict = if ttl.is_below() { "below it, do not cache" } else { "it pays" };
    format!("{lives}: {from}; now {now}: {verdict}{effect}")
}

/// A number of requests in a few digits.
fn number(requests: f64) -> String {
    match requests {
        r if r >= 100.0 => grouped(r.round() as u64),
        r if r >= 1.0 => format!("{r:.1}"),
        r => format!("{r:.2}"),
    }
}
