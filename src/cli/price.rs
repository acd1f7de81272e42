//! `tokenfare price`: one request on one model.

use clap::Args;
use serde::Serialize;

use super::args::{CardArg, Format, FormatArg};
use super::error::{Error, Result};
use super::pairs::Pairs;
use super::values;
use crate::billing::{Note, PriceFault, RequestBill, price_request, prices};
use crate::card::{Bucket, Buckets, Card, Date, LANES, Lane, Model};
use crate::document::capital;
use crate::library::find;
use crate::money::{Rate, Tokens, Usd};
use crate::report::{CardJson, Column, Table, card_line};
use crate::workload::Scope;

#[derive(Debug, Args)]
#[command(after_help = "\
Tokens are counted as Converse reports them: --input holds no cached tokens. If the whole input is
above a model's long-context threshold, all of the request is priced at the higher rates.

MODEL is an id, a name or a Bedrock id. A Bedrock id's region prefix chooses the price: us., eu. and
the like the regional one, global. the global one.

Examples:
  tokenfare price claude-haiku-4-5 --input 800 --output 400
  tokenfare price \"Claude Sonnet 4.5\" --input 150k --cache-read 60k --output 1k --format json
  tokenfare price nova-lite --input 2000 --output 300 --batch
  tokenfare price gpt-oss-120b --input 2000 --output 300 --tier flex")]
pub(super) struct PriceArgs {
    /// Id, name or Bedrock id of the model
    model: String,
    /// Fresh input tokens, cached ones excluded
    #[arg(long, value_name = "N", value_parser = values::tokens, allow_hyphen_values = true)]
    input: Tokens,
    /// Output tokens, reasoning included
    #[arg(long, value_name = "N", value_parser = values::tokens, allow_hyphen_values = true)]
    output: Tokens,
    /// Input tokens read from the cache
    #[arg(long, value_name = "N", default_value = "0", hide_default_value = true, value_parser = values::tokens, allow_hyphen_values = true)]
    cache_read: Tokens,
    /// Input tokens written to the cache with its ordinary lifetime
    #[arg(long, value_name = "N", default_value = "0", hide_default_value = true, value_parser = values::tokens, allow_hyphen_values = true)]
    cache_write: Tokens,
    /// Input tokens written to the cache for an hour
    #[arg(long = "cache-write-1h", value_name = "N", default_value = "0", hide_default_value = true, value_parser = values::tokens, allow_hyphen_values = true)]
    cache_write_1h: Tokens,
    /// Through Batch
    #[arg(long)]
    batch: bool,
    /// The service tier of a request on demand: standard, flex or priority
    #[arg(long, value_name = "TIER", default_value = "standard", hide_default_value = true, value_parser = tier, conflicts_with = "batch")]
    tier: Lane,
    /// At the price inside one region or geography
    #[arg(long)]
    regional: bool,
    #[command(flatten)]
    card: CardArg,
    #[command(flatten)]
    format: FormatArg,
}

/// A priced request.
struct Priced<'c> {
    card: &'c Card,
    model: &'c Model,
    scope: Scope,
    lane: Lane,
    tokens: Buckets<Tokens>,
    bill: RequestBill,
    /// Today; the day of the card where it is not known.
    today: Date,
}

pub(super) fn run(args: &PriceArgs, today: Option<Date>) -> Result<String> {
    let card = args.card.load()?;
    let found = find::model(&card, &args.model)?;
    let scope = match found.scope {
        Some(scope) if !args.regional => scope,
        None if !args.regional => Scope::Global,
        _ => Scope::Regional,
    };
    let lane = if args.batch { Lane::Batch } else { args.tier };
    let tokens = Buckets::from_billed([
        args.input,
        args.cache_read,
        args.cache_write,
        args.cache_write_1h,
        args.output,
    ]);
    let bill = prices(found.model, scope)
        .ok_or(PriceFault::Unpriced)
        .and_then(|prices| price_request(prices, &tokens, lane))
        .map_err(|fault| {
            let has = match fault {
                PriceFault::NoLane(lane) if lane != Lane::Batch => served(found.model, scope),
                _ => String::new(),
            };
            Error::input(format!("{} {fault}{has}", found.model.name))
        })?;
    let at = today.unwrap_or(card.as_of);
    let priced = Priced { card: &card, model: found.model, scope, lane, tokens, bill, today: at };
    Ok(match args.format.format {
        Format::Json => crate::report::json(&PriceJson::of(&priced)),
        Format::Csv => priced.csv(),
        format => priced.table().write(format, &priced.remarks(today)),
    })
}

/// The lane of a service tier.
fn tier(word: &str) -> std::result::Result<Lane, String> {
    match word {
        "standard" => Ok(Lane::Standard),
        "flex" => Ok(Lane::Flex),
        "priority" => Ok(Lane::Priority),
        _ => Err("must be standard, flex or priority".to_owned()),
    }
}

/// How a model is served, after a sentence that says how it is not.
fn served(model: &Model, scope: Scope) -> String {
    let Some(prices) = prices(model, scope) else { return String::new() };
    let offered = LANES.iter().filter(|spec| prices.base.offers(spec.lane));
    let how: Vec<&str> = offered.map(|spec| spec.how).collect();
    format!("; it has a price {}", how.join(", "))
}

impl Priced<'_> {
    fn total(&self) -> Usd {
        self.bill.cost.total()
    }

    /// A thousand such requests.
    fn thousand(&self) -> Usd {
        Usd::from_pico(self.total().pico() * 1_000)
    }

    fn table(&self) -> Table {
        let mut table = Table::new([
            Column::Text("Bucket"),
            Column::Number("Tokens"),
            Column::Decimal("$/1M tokens"),
            Column::Decimal("Cost"),
        ]);
        for bucket in Bucket::BILLED {
            let (tokens, rate) = (self.tokens[bucket], self.bill.rates[bucket]);
            let name = match bucket {
                Bucket::Fresh => bucket.spec().billed,
                _ => bucket.spec().label,
            };
            if matches!(bucket, Bucket::Fresh | Bucket::Output) || !tokens.is_zero() {
                table.row([
                    capital(name),
                    tokens.to_string(),
                    rate.map_or_else(|| "-".to_owned(), Rate::per_million),
                    self.bill.cost[bucket].to_string(),
                ]);
            }
        }
        let all = self.tokens.input() + self.tokens[Bucket::Output];
        let total = self.total().to_string();
        table.row(["Total".to_owned(), all.to_string(), String::new(), total]);
        table
    }

    fn remarks(&self, today: Option<Date>) -> Vec<String> {
        let how = self.lane.spec().how;
        let Model { name, provider, .. } = self.model;
        let scope = self.scope.label();
        let caution = self.card.caution(self.model, self.today);
        let mut remarks: Vec<String> = caution.into_iter().collect();
        remarks.extend([
            format!("One request to {name} ({provider}) {how} at the {scope} price."),
            format!("A thousand of them cost {}.", self.thousand()),
        ]);
        remarks.extend(self.notes().into_iter().map(|note| format!("Note: {note}.")));
        remarks.push(card_line(self.card, today));
        remarks
    }

    fn notes(&self) -> Vec<String> {
        let (model, tokens) = (self.model, &self.tokens);
        let mut notes = Vec::new();
        if let Some(above) = self.bill.tier_above {
            notes.push(format!("long-context price above {above} input tokens"));
        }
        if self.scope == Scope::Regional && model.regional.is_none() {
            notes.push("no regional price".to_owned());
        }
        if let Some(context) = model.context
            && tokens.input() + tokens[Bucket::Output] > context
        {
            notes.push(format!("more than the context window of {context} tokens"));
        }
        if let Some(most) = model.max_output
            && tokens[Bucket::Output] > most
        {
            notes.push(format!("more than the longest answer of {most} tokens"));
        }
        notes.extend(self.assumptions());
        notes
    }

    fn assumptions(&self) -> Vec<String> {
        Note::assumed_rates(self.model, &self.tokens, self.lane == Lane::Batch)
    }

    fn csv(&self) -> String {
        let price = PriceJson::of(self);
        let mut table = Table::new([
            Column::Text("model"),
            Column::Text("name"),
            Column::Text("provider"),
            Column::Text("route"),
            Column::Text("scope"),
            Column::Number("tier_above"),
            Column::Number("total_usd"),
            Column::Number("fresh_input_usd"),
            Column::Number("cache_read_usd"),
            Column::Number("cache_write_usd"),
            Column::Number("output_usd"),
            Column::Text("notes"),
            Column::Text("rate_card"),
            Column::Text("as_of"),
        ]);
        table.row([
            price.model.to_owned(),
            price.name.to_owned(),
            price.provider.to_owned(),
            price.route.to_owned(),
            price.scope.to_owned(),
            price.tier_above.map_or_else(String::new, |above| above.to_string()),
            price.total_usd,
            price.fresh_input_usd,
            price.cache_read_usd,
            price.cache_write_usd,
            price.output_usd,
            price.notes.join("; "),
            self.card.name.clone(),
            self.card.as_of.to_string(),
        ]);
        table.write(Format::Csv, &[])
    }
}

#[derive(Serialize)]
struct PriceJson<'c> {
    model: &'c str,
    name: &'c str,
    provider: &'c str,
    rate_card: CardJson<'c>,
    route: &'static str,
    scope: &'static str,
    tokens: Pairs<&'static str, u64>,
    total_usd: String,
    fresh_input_usd: String,
    cache_read_usd: String,
    /// With both lifetimes.
    cache_write_usd: String,
    /// The part of the writes that live an hour.
    cache_write_1h_usd: String,
    output_usd: String,
    thousand_requests_usd: String,
    tier_above: Option<u64>,
    assumptions: Vec<String>,
    notes: Vec<String>,
}

impl<'c> PriceJson<'c> {
    fn of(priced: &Priced<'c>) -> Self {
        let (tokens, cost) = (&priced.tokens, &priced.bill.cost);
        Self {
            model: &priced.model.id,
            name: &priced.model.name,
            provider: &priced.model.provider,
            rate_card: CardJson::of(priced.card),
            route: priced.lane.spec().key,
            scope: priced.scope.label(),
            tokens: Pairs::from_iter(Bucket::BILLED.map(|bucket| {
                let key = if bucket == Bucket::Fresh { "fresh_input" } else { bucket.spec().key };
                (key, tokens[bucket].get())
            })),
            total_usd: priced.total().exact(),
            fresh_input_usd: cost[Bucket::Fresh].exact(),
            cache_read_usd: cost[Bucket::CacheRead].exact(),
            cache_write_usd: (cost[Bucket::CacheWrite] + cost[Bucket::CacheWrite1h]).exact(),
            cache_write_1h_usd: cost[Bucket::CacheWrite1h].exact(),
            output_usd: cost[Bucket::Output].exact(),
            thousand_requests_usd: priced.thousand().exact(),
            tier_above: priced.bill.tier_above.map(Tokens::get),
            assumptions: priced.assumptions(),
            notes: priced.notes(),
        }
    }
}
