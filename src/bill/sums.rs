//! The lines of bills added up: what is by the token by its key, the rest aside by name.

use std::collections::{BTreeMap, HashMap};

use super::cell::{Billed, Cell, Key, Named, Period};
use super::fault::LineFault;
use super::kind::{Aside, aside};
use super::line::{Field, Line};
use super::names::{Names, called};
use super::usage_type::region_of;
use super::{Other, UsageType};
use crate::money::{DecimalFault, Exact, Usd};

/// Names of models beyond so many are counted together, so that a file of nonsense cannot fill the
/// memory; so are names that lines are set aside under.
const MOST_NAMES: usize = 1_000;
const FURTHER: &str = "(further names)";
/// How many usage types are remembered while lines are read.
const REMEMBERED: usize = 10_000;
/// Costs and amounts from so much on are none of a bill: a million millions, in 10^-12.
const TOO_LARGE: u128 = 1_000_000_000_000_000_000_000_000;
/// AWS states amounts and prices to ten decimal places.
const FINEST: u32 = 10;
/// Half of 10^-10, in 10^-12.
const HALF_PRICE: u128 = 50;

/// What lines of bills add up to.
#[derive(Debug, Clone, Default)]
pub struct Bill {
    pub(super) cells: BTreeMap<Key, Cell>,
    aside: BTreeMap<Aside, Sum>,
    /// Lines that were read.
    pub lines: u64,
    /// Lines whose tokens state what they cost after discounts.
    pub net: u64,
    /// Amounts that had more decimals than a picodollar, and were rounded.
    pub rounded: u64,
    /// Lines of the marketplace that name no product, and so no model.
    pub unnamed: u64,
    /// Whether AWS calls a part of it an estimate.
    pub is_estimated: bool,
    /// Whether nothing says of which kind lines are, so that credits may be within them.
    pub mixes_kinds: bool,
    /// The most decimal places of a cost and of an amount in the file that is read.
    places: [u32; 2],
    /// The names of models that are not on the card.
    open: Vec<String>,
}

/// Lines that were set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sum {
    /// How many.
    pub lines: u64,
    /// What they come to.
    pub amount: Usd,
}

/// What a usage type and a product are known to mean.
#[derive(Debug, Clone)]
enum Class {
    Tokens(Named, UsageType),
    Aside(Aside),
}

/// Adds the lines of a file up.
#[derive(Debug)]
pub(super) struct Adder<'n> {
    names: &'n Names,
    pub(super) bill: Bill,
    classes: HashMap<(String, String, String), Class>,
}

impl<'n> Adder<'n> {
    pub(super) fn new(names: &'n Names) -> Self {
        Self { names, bill: Bill::default(), classes: HashMap::new() }
    }

    /// Takes a line in.
    ///
    /// # Errors
    /// What is wrong with it; then nothing of it is taken in.
    pub(super) fn take(&mut self, line: &Line<'_>) -> Result<(), LineFault> {
        let currency = line.get(Field::Currency);
        if !matches!(currency, "" | "USD" | "N/A") {
            return Err(LineFault::Currency(short(currency)));
        }
        let number = |field, name| match line.get(field) {
            "" => Ok(None),
            text => match Exact::parse(text) {
                Ok(exact) if exact.pico.unsigned_abs() < TOO_LARGE => Ok(Some(exact)),
                Ok(_) => Err(LineFault::Number(name, short(text), DecimalFault::TooLarge)),
                Err(fault) => Err(LineFault::Number(name, short(text), fault)),
            },
        };
        let cost = number(Field::Cost, "cost")?.unwrap_or_default();
        let net = number(Field::Net, "net cost")?;
        let amount = number(Field::Amount, "amount")?.unwrap_or_default();
        let count = line.get(Field::Lines).parse().unwrap_or(1_u64).clamp(1, u64::from(u32::MAX));
        let bill = &mut self.bill;
        bill.lines += count;
        bill.rounded +=
            u64::from(cost.is_rounded) + u64::from(net.is_some_and(|net| net.is_rounded));
        let paid = net.unwrap_or(cost);
        let other = aside(line.get(Field::Kind));
        let class = match other {
            Some(other) if is_of_bedrock(line) => Class::Aside(other),
            _ => self.class(line),
        };
        let bill = &mut self.bill;
        match class {
            Class::Aside(aside) => {
                // What discounts take off is in the costs before them.
                let amount = if aside.is_discount { cost } else { paid };
                bill.set_aside(aside, count, Usd::from_pico(amount.pico));
            }
            Class::Tokens(model, usage) => {
                let Some(unit) = unit(line) else {
                    let words = Other::NotTokens.words();
                    bill.set_aside(Aside::new(words, false), count, Usd::from_pico(paid.pico));
                    return Ok(());
                };
                let region = region_of(line.get(Field::UsageType));
                let key = Key {
                    model: bill.named(model),
                    slot: usage.slot,
                    global: usage.global,
                    long_context: usage.long_context,
                    region: region.or_else(|| line.get(Field::Region).parse().ok()),
                    period: Period::read(line.get(Field::From), line.get(Field::To)),
                };
                bill.net += if net.is_some() { count } else { 0 };
                bill.unnamed += if key.model == Named::Unknown(String::new()) { count } else { 0 };
                for (most, exact) in bill.places.iter_mut().zip([paid, amount]) {
                    *most = (*most).max(exact.places);
                }
                let cell = Cell {
                    lines: count,
                    billed: Billed::from_pico(amount.pico.saturating_mul(unit.into())),
                    paid: Usd::from_pico(paid.pico),
                    units: unit.saturating_mul(count),
                    quantity: amount.pico.unsigned_abs(),
                    ..Cell::default()
                };
                *bill.cells.entry(key).or_default() += cell;
            }
        }
        Ok(())
    }

    /// What a line is of, by its usage type and product.
    fn class(&mut self, line: &Line<'_>) -> Class {
        let text = |field| line.get(field).to_owned();
        let key = (text(Field::UsageType), text(Field::Product), text(Field::Code));
        if let Some(known) = self.classes.get(&key) {
            return known.clone();
        }
        let class = self.classify(line);
        if self.classes.len() >= REMEMBERED {
            self.classes.clear();
        }
        self.classes.insert(key, class.clone());
        class
    }

    fn classify(&self, line: &Line<'_>) -> Class {
        if !is_of_bedrock(line) {
            return Class::Aside(Aside::new("other services than Bedrock", false));
        }
        let usage_type = line.get(Field::UsageType);
        let usage = match UsageType::read(usage_type, "") {
            Ok(usage) => usage,
            Err(other) => return Class::Aside(Aside::new(other.words(), false)),
        };
        let product = product(line.get(Field::Product));
        let name = called(usage_type, &product);
        let known = self.names.find(&name);
        Class::Tokens(known.map_or(Named::Unknown(name), Named::Known), usage)
    }

    /// The file is at its end: how finely it states its amounts is known.
    pub(super) fn finish(mut self) -> Bill {
        let [cost, amount] = self.bill.places.map(|places| last_of(places.min(FINEST)));
        for cell in self.bill.cells.values_mut() {
            // The last place of each cost, since some round and some cut, and half of that of prices.
            let prices = cell.quantity.saturating_mul(HALF_PRICE) / 1_000_000_000_000;
            let costs = cost.saturating_mul(i128::from(cell.lines));
            let slack = costs.saturating_add(i128::try_from(prices).unwrap_or(i128::MAX));
            cell.paid_slack = Usd::from_pico(slack);
            cell.billed_slack = Billed::from_pico(amount.saturating_mul(cell.units.into()));
        }
        self.bill
    }
}

/// The last of so many decimal places, in 10^-12.
const fn last_of(places: u32) -> i128 {
    10_i128.pow(12 - places)
}

impl Bill {
    /// Adds another bill's lines.
    pub fn merge(&mut self, other: Self) {
        for (mut key, cell) in other.cells {
            key.model = self.named(key.model);
            *self.cells.entry(key).or_default() += cell;
        }
        for (aside, sum) in other.aside {
            self.set_aside(aside, sum.lines, sum.amount);
        }
        self.lines += other.lines;
        self.net += other.net;
        self.rounded += other.rounded;
        self.unnamed += other.unnamed;
        self.is_estimated |= other.is_estimated;
        self.mixes_kinds |= other.mixes_kinds;
    }

    /// The sums by their keys, in order.
    pub fn cells(&self) -> impl Iterator<Item = (&Key, &Cell)> {
        self.cells.iter()
    }

    /// What was set aside, by name; and whether what was paid for tokens has it in it already.
    pub fn aside(&self) -> impl Iterator<Item = (&Aside, Sum, bool)> {
        self.aside.iter().map(|(aside, sum)| (aside, *sum, aside.is_discount && self.net > 0))
    }

    /// What all lines come to: the tokens, and what is set aside and not within what was paid for these.
    pub fn total(&self) -> Usd {
        let aside = self.aside().filter(|(_, _, is_within)| !is_within);
        self.tokens_paid() + aside.map(|(_, sum, _)| sum.amount).sum()
    }

    /// What was paid for tokens.
    pub fn tokens_paid(&self) -> Usd {
        self.cells.values().map(|cell| cell.paid).sum()
    }

    /// From the first day to the end of the last, where lines say when.
    pub fn span(&self) -> Option<Period> {
        let periods = || self.cells.keys().filter_map(|key| key.period);
        let from = periods().map(|it| it.from).min()?;
        let end = periods().map(Period::end).max()?;
        Some(Period { from, days: u32::try_from(from.days_until(end)).ok()? })
    }

    fn set_aside(&mut self, aside: Aside, lines: u64, amount: Usd) {
        let is_kept = self.aside.len() < MOST_NAMES || self.aside.contains_key(&aside);
        let aside = if is_kept { aside } else { Aside::new(FURTHER, false) };
        let sum = self.aside.entry(aside).or_default();
        sum.lines += lines;
        sum.amount += amount;
    }

    /// A model's name, or that of the rest where there are too many.
    fn named(&mut self, model: Named) -> Named {
        if let Named::Unknown(name) = &model {
            let is_new = !self.open.iter().any(|known| known == name);
            if is_new && self.open.len() >= MOST_NAMES {
                return Named::Unknown(FURTHER.to_owned());
            }
            if is_new {
                self.open.push(name.clone());
            }
        }
        model
    }
}

/// Whether a line is of Bedrock: by its service, else by its usage type.
fn is_of_bedrock(line: &Line<'_>) -> bool {
    let (code, product) = (line.get(Field::Code), line.get(Field::Product));
    let named = code.starts_with("AmazonBedrock") || product.contains("Amazon Bedrock");
    if named || !code.is_empty() || !product.is_empty() {
        return named;
    }
    let usage_type = line.get(Field::UsageType);
    let is_named = UsageType::is_marketplace(usage_type) || !called(usage_type, "").is_empty();
    UsageType::read(usage_type, "").is_ok() && is_named
}

/// The name of a product, where an object has it.
fn product(text: &str) -> String {
    let json = || serde_json::from_str::<serde_json::Value>(text).ok();
    let name = text.starts_with('{').then(json).flatten();
    let name = name.as_ref().and_then(|json| json.get("product_name")?.as_str());
    name.unwrap_or(if text.starts_with('{') { "" } else { text }).to_owned()
}

/// How many tokens a unit is: as stated, else as lines of its spelling count; none where it is stated
/// to be something else than tokens.
fn unit(line: &Line<'_>) -> Option<u64> {
    let unit = line.get(Field::Unit).to_lowercase().replace(',', "");
    if unit.contains("token") {
        let has = |words: &[&str]| words.iter().any(|word| unit.contains(word));
        return Some(match () {
            () if has(&["1m ", "1000000 ", "million"]) => 1_000_000,
            () if has(&["1k ", "1000 ", "thousand"]) => 1_000,
            () => 1,
        });
    }
    let is_open = matches!(unit.as_str(), "" | "unit" | "units" | "n/a" | "count");
    let is_marketplace = UsageType::is_marketplace(line.get(Field::UsageType));
    is_open.then_some(if is_marketplace { 1_000_000 } else { 1_000 })
}

/// The beginning of a text that was not expected.
fn short(text: &str) -> String {
    text.chars().take(40).collect()
}
