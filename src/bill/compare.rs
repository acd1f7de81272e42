//! A bill beside the tokens of logs: how much of it the logs hold, and how what they hold becomes what
//! was paid.

use std::collections::BTreeMap;

use super::cell::{Billed, Key, Named, Period};
use super::explain::{Explained, Priced, Why};
use super::sums::Bill;
use crate::card::{Bucket, Buckets, Date, Lane, Slot};
use crate::money::{Tokens, Usd};

/// Tokens of logs that were served alike on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Logged {
    /// The model's place on the card.
    pub model: usize,
    /// The lane.
    pub lane: Lane,
    /// Whether they went through the global inference profile.
    pub global: bool,
    /// Whether the requests were above a long-context threshold of the model.
    pub long_context: bool,
    /// The day, in UTC; none where the logs do not say.
    pub day: Option<Date>,
    /// The tokens.
    pub tokens: Buckets<Tokens>,
    /// Of how many requests.
    pub requests: u64,
}

/// A model's bucket in a lane and scope: what was billed, what the logs hold, what was paid and why.
#[derive(Debug, Clone)]
pub struct Row {
    /// The model.
    pub model: Named,
    /// The lane and the bucket.
    pub slot: Slot,
    /// As in [`Key::global`].
    pub global: bool,
    /// As in [`Key::long_context`].
    pub long_context: bool,
    /// The tokens billed.
    pub billed: Billed,
    /// By how many tokens that may be off by rounding.
    pub billed_slack: Billed,
    /// The tokens in the logs, within the days of the bill.
    pub logged: Tokens,
    /// What was paid.
    pub paid: Usd,
    /// What the billed tokens cost at list prices; none where a part of them has none.
    pub list: Option<Usd>,
    /// Whether a list price rests on an assumption of the card.
    pub is_assumed: bool,
    /// At which prices it was paid, in their order.
    pub parts: Vec<Part>,
}

/// What of a row was paid at one price.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Why.
    pub why: Why,
    /// From the first day to the last, where the bill says when.
    pub period: Option<Period>,
    /// The tokens.
    pub billed: Billed,
    /// What was paid.
    pub paid: Usd,
    /// What they cost at list prices.
    pub list: Option<Usd>,
}

/// A day of a bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Day {
    /// The tokens billed of models on the card.
    pub billed: Billed,
    /// By how many tokens that may be off by rounding.
    pub billed_slack: Billed,
    /// The tokens in the logs.
    pub logged: Tokens,
    /// What was paid, of all models.
    pub paid: Usd,
}

/// A model in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Month {
    /// Tokens that went in, from caches or not.
    pub input: Billed,
    /// Tokens that came out.
    pub output: Billed,
    /// What was paid.
    pub paid: Usd,
}

/// How the tokens of logs at list prices become what the bill comes to; all of it together is the bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bridge {
    /// The tokens in the logs, at list prices.
    pub logged: Usd,
    /// Billed tokens that the logs do not hold, at list prices; below zero where they hold more.
    pub not_logged: Usd,
    /// What discounts took off.
    pub discounts: Usd,
    /// What other list prices make: of another lane, place, or side of a threshold.
    pub other_prices: Usd,
    /// What was not charged at all.
    pub free: Usd,
    /// The difference to list prices that nothing explains.
    pub open: Usd,
    /// What rounding makes where list prices were paid.
    pub rounding: Usd,
    /// What was paid where there is no list price.
    pub no_list: Usd,
}

/// A bill held against logs, or by itself.
#[derive(Debug, Clone)]
pub struct Compared {
    /// What was billed by model, lane, scope and bucket, the dearest models first; then what only the
    /// logs hold.
    pub rows: Vec<Row>,
    /// The bill by day, where its lines say the day.
    pub days: BTreeMap<Date, Day>,
    /// By month, such as `2026-11`, and model, where lines say when.
    pub months: BTreeMap<(String, Named), Month>,
    /// How the parts make the bill.
    pub bridge: Bridge,
    /// Requests of the logs on days that the bill does not cover.
    pub outside: u64,
    /// Requests of the logs that do not say when.
    pub undated: u64,
}

/// What rows are told apart by.
type RowKey = (Named, Lane, bool, bool, Bucket);

/// Holds a bill against the tokens of logs; none of them where there are no logs.
pub fn compare(bill: &Bill, explained: &Explained<'_>, logs: &[Logged]) -> Compared {
    let mut rows: BTreeMap<RowKey, Row> = BTreeMap::new();
    let mut days: BTreeMap<Date, Day> = BTreeMap::new();
    let mut months: BTreeMap<(String, Named), Month> = BTreeMap::new();
    let is_daily = explained.sums.iter().all(|sum| sum.key.period.is_some_and(|it| it.days == 1));
    for sum in &explained.sums {
        rows.entry(row_key(&sum.key)).or_insert_with(|| Row::of(&sum.key)).add(sum);
        let Some(period) = sum.key.period else { continue };
        if is_daily {
            let day = days.entry(period.from).or_default();
            day.paid += sum.cell.paid;
            if matches!(sum.key.model, Named::Known(_)) {
                day.billed += sum.cell.billed;
                day.billed_slack += sum.cell.billed_slack;
            }
        }
        let month = period.from.to_string().get(..7).unwrap_or_default().to_owned();
        let month = months.entry((month, sum.key.model.clone())).or_default();
        month.paid += sum.cell.paid;
        *(if sum.key.slot.bucket == Bucket::Output {
            &mut month.output
        } else {
            &mut month.input
        }) += sum.cell.billed;
    }
    let span = bill.span();
    let (mut outside, mut undated) = (0, 0);
    for logged in logs {
        match (span, logged.day) {
            (_, None) => undated += logged.requests,
            (Some(span), Some(day)) if !span.holds(day) => {
                outside += logged.requests;
                continue;
            }
            (_, Some(day)) => {
                if let Some(day) = days.get_mut(&day) {
                    day.logged += Bucket::ALL.iter().map(|it| logged.tokens[*it]).sum();
                }
            }
        }
        for bucket in Bucket::ALL.into_iter().filter(|it| !logged.tokens[*it].is_zero()) {
            let key = logged.key(bucket);
            let row = rows.entry(row_key(&key)).or_insert_with(|| Row::of(&key));
            row.logged += logged.tokens[bucket];
        }
    }
    let mut rows: Vec<Row> = rows.into_values().collect();
    sort(&mut rows);
    let bridge = Bridge::of(&rows, explained);
    Compared { rows, days, months, bridge, outside, undated }
}

/// The dearest models first; of one, as bills have buckets.
fn sort(rows: &mut [Row]) {
    let mut paid: BTreeMap<Named, Usd> = BTreeMap::new();
    for row in rows.iter() {
        *paid.entry(row.model.clone()).or_default() += row.paid;
    }
    let place = |bucket: Bucket| Bucket::BILLED.iter().position(|it| *it == bucket);
    rows.sort_by_key(|row| {
        let of_model = paid.get(&row.model).copied().unwrap_or_default();
        let side = (row.slot.lane, row.global, row.long_context, place(row.slot.bucket));
        (std::cmp::Reverse(of_model), row.model.clone(), side)
    });
}

fn row_key(key: &Key) -> RowKey {
    (key.model.clone(), key.slot.lane, key.global, key.long_context, key.slot.bucket)
}

impl Logged {
    fn key(&self, bucket: Bucket) -> Key {
        Key {
            model: Named::Known(self.model),
            slot: Slot::new(self.lane, bucket),
            global: self.global,
            long_context: self.long_context,
            region: None,
            period: None,
        }
    }
}

impl Row {
    fn of(key: &Key) -> Self {
        Self {
            model: key.model.clone(),
            slot: key.slot,
            global: key.global,
            long_context: key.long_context,
            billed: Billed::default(),
            billed_slack: Billed::default(),
            logged: Tokens::ZERO,
            paid: Usd::ZERO,
            list: Some(Usd::ZERO),
            is_assumed: false,
            parts: Vec::new(),
        }
    }

    fn add(&mut self, sum: &Priced<'_>) {
        self.billed += sum.cell.billed;
        self.billed_slack += sum.cell.billed_slack;
        self.paid += sum.cell.paid;
        let list = sum.list_cost();
        self.list = self.list.zip(list).map(|(own, more)| own + more);
        self.is_assumed |= sum.is_assumed;
        let period = sum.key.period;
        let part =
            Part { why: sum.why, period, billed: sum.cell.billed, paid: sum.cell.paid, list };
        match self.parts.iter_mut().find(|known| known.why == sum.why) {
            Some(known) => known.add(&part),
            None => self.parts.push(part),
        }
        self.parts.sort_by_key(|part| part.why);
    }

    /// How much of what was billed the logs hold; none where nothing was billed.
    pub fn coverage(&self) -> Option<f64> {
        coverage(self.billed, self.logged)
    }

    /// Whether the logs hold what was billed, but for rounding.
    pub fn is_covered(&self) -> bool {
        is_covered(self.billed, self.billed_slack, self.logged)
    }

    /// How many times the list price was paid; none where there is none.
    pub fn factor(&self) -> Option<f64> {
        self.paid.times(self.list?)
    }
}

impl Part {
    fn add(&mut self, other: &Self) {
        self.billed += other.billed;
        self.paid += other.paid;
        self.list = self.list.zip(other.list).map(|(own, more)| own + more);
        self.period = self.period.zip(other.period).map(|(one, other)| {
            let (from, end) = (one.from.min(other.from), one.end().max(other.end()));
            Period { from, days: u32::try_from(from.days_until(end)).unwrap_or(u32::MAX) }
        });
    }

    /// How many times the list price was paid; none where there is none.
    pub fn factor(&self) -> Option<f64> {
        self.paid.times(self.list?)
    }
}

impl Day {
    /// How much of what was billed the logs hold; none where nothing was billed.
    pub fn coverage(&self) -> Option<f64> {
        coverage(self.billed, self.logged)
    }

    /// Whether the logs hold what was billed, but for rounding.
    pub fn is_covered(&self) -> bool {
        is_covered(self.billed, self.billed_slack, self.logged)
    }
}

fn coverage(billed: Billed, logged: Tokens) -> Option<f64> {
    let whole = billed.tokens();
    (!whole.is_zero()).then(|| logged.get() as f64 / whole.get() as f64)
}

fn is_covered(billed: Billed, slack: Billed, logged: Tokens) -> bool {
    let most = slack.tokens() + Tokens::new(1);
    logged - billed.tokens() <= most && billed.tokens() - logged <= most
}

impl Bridge {
    fn of(rows: &[Row], explained: &Explained<'_>) -> Self {
        let mut bridge = Self::default();
        for row in rows {
            let (billed, logged) = (row.billed.tokens().get(), row.logged.get());
            if let Some(list) = row.list {
                let in_logs = list.share_of(logged, billed).unwrap_or_default();
                bridge.logged += in_logs;
                bridge.not_logged += list - in_logs;
            }
        }
        // A row of which a part has no list price is told as a whole at what was paid.
        let is_whole = |sum: &Priced<'_>| {
            let key = row_key(&sum.key);
            let same = |row: &&Row| {
                (&row.model, row.slot.lane, row.global, row.long_context, row.slot.bucket)
                    == (&key.0, key.1, key.2, key.3, key.4)
            };
            rows.iter().find(same).is_some_and(|row| row.list.is_some())
        };
        for sum in &explained.sums {
            let Some(list) = sum.list_cost().filter(|_| is_whole(sum)) else {
                bridge.no_list += sum.cell.paid;
                continue;
            };
            *match sum.why {
                Why::List => &mut bridge.rounding,
                Why::Discount(_) => &mut bridge.discounts,
                Why::Lane(_) | Why::Place(_) | Why::Threshold => &mut bridge.other_prices,
                Why::Free => &mut bridge.free,
                Why::Open | Why::NoList | Why::NoModel => &mut bridge.open,
            } += sum.cell.paid - list;
        }
        bridge
    }

    /// All of it: what was paid for tokens.
    pub fn total(&self) -> Usd {
        [
            self.logged,
            self.not_logged,
            self.discounts,
            self.other_prices,
            self.free,
            self.open,
            self.rounding,
            self.no_list,
        ]
        .into_iter()
        .sum()
    }
}
