//! The bill of the selected model: what it costs, the sum behind it, and what it rests on.
//!
//! ```text
//! $213.81 a month   output is 93% of it: shorten answers
//!
//! On demand · 50,000 requests      tokens    x $ per 1M            =  $
//!   fresh input                 4,800,000       2.00             9.60
//!   output                     19,950,000      10.00           199.50
//! ```

mod facts;

use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use crate::app::State;
use crate::app::screen::Area;
use crate::app::wrap::wrapped;
use crate::billing::{Line, MonthBill, Unavailable};
use crate::card::NotServed;
use crate::card::{Bucket, Model};
use crate::money::{Rate, Tokens, Usd, grouped};
use crate::view::chrome::dominant;
use crate::view::pen::Pen;
use crate::view::theme::Role;

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
    let Some((model, bill)) = state.selected() else {
        return;
    };
    let inner = area.inner();
    let lines = match bill {
        Ok(bill) => Writer::new(pen, inner.width.saturating_sub(1)).bill(state, model, bill),
        Err(reason) => {
            let as_of = match (reason, &state.card().availability) {
                (
                    Unavailable::NotServed(NotServed::NotOffered(_) | NotServed::Only(..)),
                    Some(it),
                ) => {
                    format!(" (as of {})", it.as_of)
                }
                _ => String::new(),
            };
            let words = reason.words() + &as_of;
            Writer::new(pen, inner.width).unavailable(model, &words)
        }
    };
    let height = usize::from(inner.height);
    let scroll = usize::from(state.detail_scroll()).min(lines.len().saturating_sub(height));
    let hidden = lines.len().saturating_sub(scroll + height);
    for (row, line) in lines.into_iter().skip(scroll).take(height).enumerate() {
        let y = inner.y + row as u16;
        for (place, text, style) in line {
            match place {
                Place::Left(column) => {
                    pen.text(inner.x + column, y, inner.width.saturating_sub(column), &text, style);
                }
                Place::Right(column) => pen.right(inner.x, y, column, &text, style),
            }
        }
    }
    if hidden > 0 || scroll > 0 {
        let words = if hidden > 0 { format!(" ↓ {hidden} more ") } else { " ↑ ".to_owned() };
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
    theme: &'t crate::view::theme::Theme,
    width: u16,
    lines: Vec<Written>,
}

impl<'t> Writer<'t> {
    fn new(pen: &Pen<'t>, width: u16) -> Self {
        Self { theme: pen.theme, width, lines: Vec::new() }
    }

    fn blank(&mut self) {
        self.lines.push(Vec::new());
    }

    fn unavailable(mut self, model: &Model, words: &str) -> Vec<Written> {
        let text = format!("{} has no bill here: {words}", model.name);
        let room = usize::from(self.width.saturating_sub(1)).max(20);
        let style = self.theme.style(Role::Warning);
        self.lines
            .extend(wrapped(&text, room).into_iter().map(|it| vec![(Place::Left(1), it, style)]));
        self.lines
    }

    fn bill(mut self, state: &State, model: &Model, bill: &MonthBill) -> Vec<Written> {
        let (strong, muted) = (self.theme.bold(Role::Strong), self.theme.style(Role::Muted));
        let currency = state.currency();
        let total = currency.amount(bill.total()).to_string();
        let name = format!("{}  ", state.name_of(model));
        let amount = name.width() as u16 + 1;
        let start = amount + total.chars().count() as u16 + 1;
        let row = state.selected_row();
        let range = row.and_then(|row| row.range).map(|(low, high)| {
            let [low, high] = [low, high].map(|usd| currency.amount(usd));
            let places = low.places().max(2);
            format!("{} to {}", low.with_places(places), high.with_places(places))
        });
        // What has no room beside the amount stands below it.
        let room = usize::from(self.width.saturating_sub(start + 1));
        let moves = dominant(bill);
        let month = "a month";
        let ranged = range.as_ref().map_or(month.to_owned(), |range| format!("{month} ({range})"));
        let whole = format!("{ranged} · {moves}");
        let (words, below) = match () {
            () if whole.width() <= room => (whole, None),
            () if ranged.width() <= room => (ranged, Some(moves)),
            () => (
                month.to_owned(),
                Some(range.into_iter().chain([moves]).collect::<Vec<_>>().join(" · ")),
            ),
        };
        let mut first = vec![
            (Place::Left(1), name, self.theme.bold(Role::Text)),
            (Place::Left(amount), total, strong),
            (Place::Left(start), words, muted),
        ];
        if bill.requests > 0 {
            let each = currency.amount(bill.total().per(bill.requests));
            let each = format!("{each} a request ");
            let taken =
                usize::from(start) + first.last().map_or(0, |(_, text, _)| text.chars().count());
            if taken + each.chars().count() + 2 <= usize::from(self.width) {
                first.push((Place::Right(self.width), each, muted));
            }
        }
        self.lines.push(first);
        for line in below.iter().flat_map(|below| wrapped(below, usize::from(self.width) - 1)) {
            self.lines.push(vec![(Place::Left(1), line, muted)]);
        }
        if let Some((low, high)) = row.and_then(|row| row.spread) {
            let [low, typical, high] =
                [low, bill.total(), high].map(|usd| currency.amount(usd).to_string());
            let words =
                format!("{low} low · {typical} typical · {high} high, as its fields may lie");
            self.lines.push(vec![(Place::Left(1), words, self.theme.style(Role::Text))]);
        }
        for line in &bill.lines {
            self.sum(state, line, model);
        }
        if bill.lines.len() > 1 {
            let end = self.columns()[2];
            let total = currency.amount(bill.total());
            let total = (Place::Right(end), total.with_places(total.places()), strong);
            self.lines.push(vec![
                (Place::Left(1), "Together".to_owned(), self.theme.style(Role::Text)),
                total,
            ]);
        }
        self.blank();
        for (text, role) in facts::facts(state, model, bill) {
            self.wrapped(&text, self.theme.style(role));
        }
        self.lines
    }

    /// Where tokens, rate and cost end.
    fn columns(&self) -> [u16; 3] {
        let end = self.width.saturating_sub(1).min(76);
        [end.saturating_sub(26), end.saturating_sub(15), end]
    }

    /// The sum of one lane and tier.
    fn sum(&mut self, state: &State, line: &Line, model: &Model) {
        let (currency, per_thousand) = (state.currency(), state.table().per_thousand);
        let (muted, text) = (self.theme.style(Role::Muted), self.theme.style(Role::Text));
        let lane = line.lane.spec().label;
        let tier =
            line.tier_above.map_or(String::new(), |above| format!(", above {above} tokens in"));
        let requests = if line.requests == state.workload().requests {
            String::new()
        } else {
            format!(", {} requests", grouped(line.requests))
        };
        let what = format!("{lane}, {}{tier}{requests}", line.list.words(model));
        let unit = if per_thousand { "x $/1K" } else { "x $/1M" }.to_owned();
        let [tokens, rate, cost] = self.columns();
        self.blank();
        // Where there is no room, the numbers below say what they are.
        let fits = what.width() + 2 + "tokens".len() <= usize::from(tokens);
        let heading = if fits { "tokens" } else { "" }.to_owned();
        self.lines.push(vec![
            (Place::Left(1), what, text),
            (Place::Right(tokens), heading, muted),
            (Place::Right(rate), unit, muted),
            (Place::Right(cost), format!("= {}", currency.word()), muted),
        ]);
        let places = currency.amount(line.cost.total()).places();
        let buckets = buckets(line);
        let written = |price: &Rate| {
            if per_thousand { price.per_thousand() } else { price.per_million() }
        };
        let decimals = buckets.iter().map(|(_, _, _, price, _)| decimals(&written(price))).max();
        for (role, name, count, price, amount) in buckets {
            self.lines.push(vec![
                (Place::Left(2), self.theme.swatch(role).to_owned(), self.theme.style(role)),
                (Place::Left(4), name.to_owned(), text),
                (Place::Right(tokens), count.to_string(), muted),
                (
                    Place::Right(rate),
                    rate_text(&written(&price), decimals.unwrap_or_default().max(2)),
                    muted,
                ),
                (Place::Right(cost), currency.amount(amount).with_places(places), text),
            ]);
            if role == Role::Output && !line.thinking.is_zero() {
                let thought = price.cost(line.thinking);
                self.lines.push(vec![
                    (
                        Place::Left(4),
                        self.theme.swatch(Role::Thinking).to_owned(),
                        self.theme.style(Role::Thinking),
                    ),
                    (Place::Left(6), "of it thinking".to_owned(), muted),
                    (Place::Right(tokens), line.thinking.to_string(), muted),
                    (Place::Right(cost), currency.amount(thought).with_places(places), muted),
                ]);
            }
        }
    }

    /// A sentence over as many lines as it needs.
    fn wrapped(&mut self, text: &str, style: Style) {
        let room = usize::from(self.width.saturating_sub(4)).max(20);
        for (at, line) in wrapped(text, room).into_iter().enumerate() {
            let mark = if at == 0 { "· " } else { "  " };
            self.lines.push(vec![(Place::Left(1), format!("{mark}{line}"), style)]);
        }
    }
}

/// The decimals of a rate.
fn decimals(rate: &str) -> usize {
    rate.split_once('.').map_or(0, |(_, fraction)| fraction.len())
}

/// A rate with so many decimals, to stand on its decimal point.
fn rate_text(rate: &str, decimals: usize) -> String {
    let (whole, fraction) = rate.split_once('.').unwrap_or((rate, ""));
    format!("{whole}.{fraction:0<decimals$}")
}

/// The buckets that hold tokens: colour, name, tokens, rate, cost.
fn buckets(line: &Line) -> Vec<(Role, &'static str, Tokens, Rate, Usd)> {
    let held = Bucket::BILLED.into_iter().filter(|&bucket| !line.tokens[bucket].is_zero());
    held.filter_map(|bucket| {
        let role = match bucket {
            Bucket::Fresh => Role::Input,
            Bucket::CacheRead | Bucket::CacheWrite | Bucket::CacheWrite1h => Role::Cache,
            Bucket::Output => Role::Output,
        };
        let (tokens, cost) = (line.tokens[bucket], line.cost[bucket]);
        line.rates[bucket].map(|rate| (role, bucket.spec().billed, tokens, rate, cost))
    })
    .collect()
}
