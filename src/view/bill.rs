//! The bill of the selected model: what it costs, the sum behind it, and what it rests on.
//!
//! ```text
//! $213.81 a month   output is 93% of it: shorten answers
//!
//! On demand · 50,000 requests      tokens    x $ per 1M            =  $
//!   fresh input                 4,800,000       2.00             9.60
//!   output                     19,950,000      10.00           199.50
//! ```

use ratatui::style::Style;

use super::chrome::dominant;
use super::pen::Pen;
use super::theme::Role;
use crate::app::State;
use crate::app::screen::{Area, Pane};
use crate::billing::{CachePlan, LimitedBy, Line, MonthBill, Note, Route};
use crate::card::{CacheMode, Model};
use crate::explore::message_frame;
use crate::money::{Rate, Tokens, Usd, grouped, percent};
use crate::tokens::Family;
use crate::workload::{Spread, Workload};

/// A line of the pane: pieces of text at columns, each with its style.
type Written = Vec<(Place, String, Style)>;

/// Where a piece of text stands in its line.
#[derive(Clone, Copy)]
enum Place {
    /// From a column on.
    Left(u16),
    /// Up to a column.
    Right(u16),
}

pub(super) fn draw(pen: &mut Pen<'_>, state: &State, area: Area) {
    let focused = state.focus() == Pane::Detail;
    let Some((model, bill)) = state.selected() else {
        pen.pane(area, Pane::Detail, "Bill", focused);
        return;
    };
    pen.pane(
        area,
        Pane::Detail,
        &format!("Bill · {}", model.name),
        focused,
    );
    let inner = area.inner();
    let lines = match bill {
        Ok(bill) => Writer::new(pen, inner.width.saturating_sub(1)).bill(state, model, bill),
        Err(reason) => Writer::new(pen, inner.width).unavailable(model, &reason.words()),
    };
    let height = usize::from(inner.height);
    let scroll = usize::from(state.detail_scroll()).min(lines.len().saturating_sub(height));
    let hidden = lines.len().saturating_sub(scroll + height);
    for (row, line) in lines.into_iter().skip(scroll).take(height).enumerate() {
        let y = inner.y + row as u16;
        for (place, text, style) in line {
            match place {
                Place::Left(column) => {
                    pen.text(
                        inner.x + column,
                        y,
                        inner.width.saturating_sub(column),
                        &text,
                        style,
                    );
                }
                Place::Right(column) => pen.right(inner.x, y, column, &text, style),
            }
        }
    }
    if hidden > 0 || scroll > 0 {
        let words = if hidden > 0 {
            format!(" ↓ {hidden} more ")
        } else {
            " ↑ ".to_owned()
        };
        let width = area.width.saturating_sub(4);
        pen.right(
            area.x + 2,
            area.y + area.height - 1,
            width,
            &words,
            pen.theme.style(Role::Muted),
        );
    }
}

struct Writer<'t> {
    theme: &'t super::theme::Theme,
    width: u16,
    lines: Vec<Written>,
}

impl<'t> Writer<'t> {
    fn new(pen: &Pen<'t>, width: u16) -> Self {
        Self {
            theme: pen.theme,
            width,
            lines: Vec::new(),
        }
    }

    fn blank(&mut self) {
        self.lines.push(Vec::new());
    }

    fn unavailable(mut self, model: &Model, words: &str) -> Vec<Written> {
        let text = format!("{} has no bill here: {words}", model.name);
        self.lines.push(vec![(
            Place::Left(1),
            text,
            self.theme.style(Role::Warning),
        )]);
        self.lines
    }

    fn bill(mut self, state: &State, model: &Model, bill: &MonthBill) -> Vec<Written> {
        let (strong, muted) = (self.theme.bold(Role::Strong), self.theme.style(Role::Muted));
        let total = bill.total().to_string();
        let start = total.chars().count() as u16 + 2;
        let row = state.selected_row();
        let range = row
            .and_then(|row| row.range)
            .map_or(String::new(), |(low, high)| {
                let places = low.places().max(2);
                format!(
                    " ({} to {})",
                    low.with_places(places),
                    high.with_places(places)
                )
            });
        let words = format!("a month{range} · {}", dominant(bill));
        let mut first = vec![
            (Place::Left(1), total, strong),
            (Place::Left(start), words, muted),
        ];
        if bill.requests > 0 {
            let each = format!("{} a request ", bill.total().per(bill.requests));
            let taken =
                usize::from(start) + first.last().map_or(0, |(_, text, _)| text.chars().count());
            if taken + each.chars().count() + 2 <= usize::from(self.width) {
                first.push((Place::Right(self.width), each, muted));
            }
        }
        self.lines.push(first);
        for line in &bill.lines {
            self.sum(state.workload(), line);
        }
        if bill.lines.len() > 1 {
            let end = self.columns()[2];
            let total = (
                Place::Right(end),
                bill.total().with_places(2.max(bill.total().places())),
                strong,
            );
            self.lines.push(vec![
                (
                    Place::Left(1),
                    "Together".to_owned(),
                    self.theme.style(Role::Text),
                ),
                total,
            ]);
        }
        self.blank();
        for (text, role) in facts(state, model, bill) {
            self.wrapped(&text, self.theme.style(role));
        }
        self.lines
    }

    /// Where tokens, rate and cost end.
    fn columns(&self) -> [u16; 3] {
        let end = self.width.saturating_sub(1).min(76);
        [end.saturating_sub(26), end.saturating_sub(15), end]
    }

    /// The sum of one route and tier.
    fn sum(&mut self, work: &Workload, line: &Line) {
        let (muted, text) = (self.theme.style(Role::Muted), self.theme.style(Role::Text));
        let route = match line.route {
            Route::OnDemand => "On demand",
            Route::Batch => "Batch",
        };
        let tier = line
            .tier_above
            .map_or(String::new(), |above| format!(", above {above} tokens in"));
        let requests = if line.requests == work.requests {
            String::new()
        } else {
            format!(", {} requests", grouped(line.requests))
        };
        let what = format!("{route}, {}{tier}{requests}", work.scope.label());
        let [tokens, rate, cost] = self.columns();
        self.blank();
        self.lines.push(vec![
            (Place::Left(1), what, text),
            (Place::Right(tokens), "tokens".to_owned(), muted),
            (Place::Right(rate), "x $/1M".to_owned(), muted),
            (Place::Right(cost), "= $".to_owned(), muted),
        ]);
        let places = 2.max(line.cost.total().places());
        let buckets = buckets(line);
        let decimals = buckets
            .iter()
            .map(|(_, _, _, price, _)| decimals(*price))
            .max();
        for (role, name, count, price, amount) in buckets {
            self.lines.push(vec![
                (
                    Place::Left(2),
                    self.theme.swatch(role).to_owned(),
                    self.theme.style(role),
                ),
                (Place::Left(4), name.to_owned(), text),
                (Place::Right(tokens), count.to_string(), muted),
                (
                    Place::Right(rate),
                    rate_text(price, decimals.unwrap_or_default().max(2)),
                    muted,
                ),
                (Place::Right(cost), amount.with_places(places), text),
            ]);
        }
    }

    /// A sentence over as many lines as it needs.
    fn wrapped(&mut self, text: &str, style: Style) {
        let room = usize::from(self.width.saturating_sub(4)).max(20);
        let mut line = String::new();
        let mut first = true;
        let mut push = |line: &mut String| {
            if line.is_empty() {
                return;
            }
            let mark = if std::mem::take(&mut first) {
                "· "
            } else {
                "  "
            };
            self.lines
                .push(vec![(Place::Left(1), format!("{mark}{line}"), style)]);
            line.clear();
        };
        for word in text.split(' ') {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > room {
                push(&mut line);
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        push(&mut line);
    }
}

/// The decimals of a rate per 1M tokens.
fn decimals(rate: Rate) -> usize {
    rate.per_million()
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.len())
}

/// A rate per 1M tokens with so many decimals, to stand on its decimal point.
fn rate_text(rate: Rate, decimals: usize) -> String {
    let text = rate.per_million();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    format!("{whole}.{fraction:0<decimals$}")
}

/// The buckets that hold tokens: colour, name, tokens, rate, cost.
fn buckets(line: &Line) -> Vec<(Role, &'static str, Tokens, Rate, Usd)> {
    let (tokens, rates, cost) = (&line.tokens, &line.rates, &line.cost);
    [
        (
            Role::Input,
            "fresh input",
            tokens.fresh,
            Some(rates.fresh),
            cost.fresh,
        ),
        (
            Role::Cache,
            "cache read",
            tokens.cache_read,
            rates.cache_read,
            cost.cache_read,
        ),
        (
            Role::Cache,
            "cache write",
            tokens.cache_write,
            rates.cache_write,
            cost.cache_write,
        ),
        (
            Role::Cache,
            "cache write, 1h",
            tokens.cache_write_1h,
            rates.cache_write_1h,
            cost.cache_write_1h,
        ),
        (
            Role::Output,
            "output",
            tokens.output,
            Some(rates.output),
            cost.output,
        ),
    ]
    .into_iter()
    .filter(|(_, _, tokens, _, _)| !tokens.is_zero())
    .filter_map(|(role, name, tokens, rate, cost)| {
        rate.map(|rate| (role, name, tokens, rate, cost))
    })
    .collect()
}

/// What the bill rests on, warnings first.
fn facts(state: &State, model: &Model, bill: &MonthBill) -> Vec<(String, Role)> {
    let work = state.workload();
    let mut facts = Vec::new();
    for note in &bill.notes {
        let role = if note.is_warning() {
            Role::Warning
        } else {
            Role::Text
        };
        facts.extend(note_sentence(state, model, note).map(|text| (text, role)));
    }
    facts.extend(tokens_sentence(state, model).map(|text| (text, Role::Text)));
    facts.push((
        answer_sentence(state.sizing().of(model).expected, bill),
        Role::Muted,
    ));
    facts.extend(cache_sentence(work, model, bill).map(|text| (text, Role::Muted)));
    if work.turns > 1 {
        let text = format!(
            "a conversation has {} turns, each a request that sends all before it again",
            work.turns
        );
        facts.push((text, Role::Muted));
    }
    let source = model.source.as_deref().unwrap_or(&state.card().source);
    facts.push((
        format!("rates of {}: {source}", state.card().as_of),
        Role::Muted,
    ));
    facts.extend(model.notes.iter().map(|note| (note.clone(), Role::Muted)));
    facts
}

fn cache_sentence(work: &Workload, model: &Model, bill: &MonthBill) -> Option<String> {
    let CachePlan::On {
        hit_rate,
        ttl_minutes,
        ..
    } = bill.cache
    else {
        return None;
    };
    if !bill.lines.iter().any(|line| line.route == Route::OnDemand) {
        return Some("Batch has no caching: nothing is cached".to_owned());
    }
    let effect = bill.caching_effect;
    let saves = if effect > Usd::ZERO {
        format!("adds {effect}")
    } else {
        format!("saves {}", -effect)
    };
    let how = match work.caching.hit_rate {
        Some(_) => "as given".to_owned(),
        None => {
            let per_minute = work.routes().1 as f64 / work.active.minutes();
            format!("from {per_minute:.2} requests a minute at random")
        }
    };
    let implicit = model
        .caching
        .is_some_and(|caching| caching.mode == CacheMode::Implicit);
    let kind = if implicit {
        "implicit caching"
    } else {
        "caching"
    };
    Some(format!(
        "{kind} {saves} a month: {} of requests find the prefix, {how}; a write lives {ttl_minutes} \
         minutes after its last use",
        percent(hit_rate)
    ))
}

/// How the text was counted for this model, and what is around it.
fn tokens_sentence(state: &State, model: &Model) -> Option<String> {
    if !state.sizing().is_own() {
        return state.prompts().has_text().then(|| {
            "text is counted in o200k tokens for every model; n counts by its own tokenizer"
                .to_owned()
        });
    }
    let sized = state.sizing().of(model);
    let family = Family::parse(&model.tokenizer).unwrap_or(Family::Unknown);
    let input = |work: &Workload| work.prompt.input();
    let frame = message_frame(family);
    let framed = if frame.is_zero() {
        String::new()
    } else {
        format!(", {frame} around the message")
    };
    let tokens = input(sized.expected);
    Some(match sized.range {
        None => format!(
            "{tokens} input tokens, counted with {}{framed}",
            family.label()
        ),
        Some((low, high)) => format!(
            "about {tokens} input tokens ({} to {}) as {} counts them, from {} of o200k by kind of \
             text{framed}",
            input(low),
            input(high),
            family.label(),
            state.workload().prompt.input(),
        ),
    })
}

fn answer_sentence(work: &Workload, bill: &MonthBill) -> String {
    let mean = work.answer.mean;
    let length = if work.answer.spread == Spread::NONE {
        format!("every answer has {mean} tokens")
    } else {
        format!(
            "answers are lognormal: mean {mean}, p95 {} tokens ({:.1} x the median)",
            work.answer.p95(),
            work.answer.spread.ratio()
        )
    };
    let by = match bill.limit.by {
        LimitedBy::Nothing => return length,
        LimitedBy::Cap => "the cap",
        LimitedBy::MaxOutput => "the model's limit",
        LimitedBy::Context => "the context window",
    };
    let limit = bill.limit.tokens.unwrap_or_default();
    if bill.cut_off > 0.0 {
        format!(
            "{length}; {by} of {limit} cuts off {}",
            percent(bill.cut_off)
        )
    } else {
        format!("{length}; {by} of {limit} cuts off none")
    }
}

fn note_sentence(state: &State, model: &Model, note: &Note) -> Option<String> {
    let defaults = &state.card().defaults;
    let text = match note {
        Note::NoBatch => "no Batch price: the Batch share is billed on demand".to_owned(),
        Note::NoBatchAbove(above) => {
            format!("no Batch price above {above} input tokens: those are billed on demand")
        }
        Note::NoCaching => "no prompt caching on this model: full input price".to_owned(),
        Note::BelowCacheMinimum(min) => {
            format!(
                "the cached prefix is below this model's minimum of {min} tokens: full input price"
            )
        }
        Note::CachingCostsMore(by) => {
            format!("caching costs {by} a month more than it saves at this hit rate")
        }
        Note::OtherTtl(minutes) => format!("this model's cache writes live {minutes} minutes"),
        Note::NoHourAbove(above) => format!(
            "no one-hour cache price above {above} input tokens: those are written with the \
             ordinary TTL and price"
        ),
        Note::LongContext(above) => {
            format!(
                "requests above {above} input tokens are billed whole at the long-context rates"
            )
        }
        Note::CutByModel(_) => return None,
        Note::OnePrice => "no regional price: one price everywhere".to_owned(),
        Note::AssumedBatch => {
            let times = f64::from(defaults.batch_permille.unwrap_or_default()) / 1e3;
            format!("assumed: Batch at {times}x the on-demand rates")
        }
        Note::AssumedCache => {
            let which = match (model.assumed.cache_read, model.assumed.cache_write) {
                (true, true) => "cache read and write rates",
                (true, false) => "the cache read rate",
                _ => "the cache write rate",
            };
            format!("assumed: {which}, from the card's defaults")
        }
        Note::AssumedCacheMinimum => {
            let least = model
                .caching
                .map_or(Tokens::ZERO, |caching| caching.min_tokens);
            format!("assumed: prefixes from {least} tokens on are cached")
        }
        Note::EndOfLife(date) => format!("this model can be called until {date}"),
    };
    Some(text)
}
