//! `tokenfare price`: one request on one model.

use clap::Args;

use super::Streams;
use super::args::{CardArg, CurrencyArg, Format, FormatArg};
use super::error::{Error, Result};
use super::values;
use crate::billing::{Note, PriceFault, RequestBill, price_request};
use crate::card::{
    Bucket, Buckets, Card, Date, LANES, Lane, Model, NotServed, PriceList, Prices, Served, Slot,
};
use crate::controls::{Control, Facts};
use crate::document::capital;
use crate::library::find::{self, Found};
use crate::money::{Currency, Rate, Tokens, Usd};
use crate::place::{Origin, Profile, Residency};
use crate::report::sheet::{Column, Kind, csv, data, field, fields, object, people, rows};
use crate::report::{Json, answer, card_json, card_line, currency_line};
use crate::workload::{ServiceTier, Workload};

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
    tier: ServiceTier,
    /// The AWS region that is called, such as eu-central-1
    #[arg(long, value_name = "REGION", value_parser = region)]
    region: Option<Origin>,
    /// Where the request may be answered: anywhere, geography or region [default: anywhere]
    #[arg(long, value_name = "WHERE", value_parser = residency)]
    residency: Option<Residency>,
    /// As it was called before there were regions
    #[arg(long, hide = true, conflicts_with = "residency")]
    regional: bool,
    #[command(flatten)]
    card: CardArg,
    #[command(flatten)]
    format: FormatArg,
    #[command(flatten)]
    currency: CurrencyArg,
}

/// A priced request.
struct Priced<'c> {
    card: &'c Card,
    model: &'c Model,
    served: Served<'c>,
    /// A price inside a geography was asked for, and there is one for all.
    one_price: bool,
    lane: Lane,
    tokens: Buckets<Tokens>,
    bill: RequestBill,
    /// Today; the day of the card where it is not known.
    today: Date,
    /// What amounts are shown in.
    currency: Currency,
}

pub(super) fn run(args: &PriceArgs, streams: &Streams<'_>) -> Result<String> {
    let today = streams.today;
    let currency = args.currency.of(streams.config.as_deref())?;
    let card = args.card.load()?;
    let found = find::model(&card, &args.model)?;
    let lane = if args.batch { Lane::Batch } else { args.tier.into() };
    let tokens = Buckets::from_billed([
        args.input,
        args.cache_read,
        args.cache_write,
        args.cache_write_1h,
        args.output,
    ]);
    let served = served(args, &found, |prices| {
        price_request(prices, &tokens, lane).ok().map(|bill| bill.cost.total())
    })?;
    let bill = price_request(served.prices, &tokens, lane).map_err(|fault| {
        let has = match fault {
            PriceFault::NoLane(lane) if lane != Lane::Batch => how(served.prices),
            _ => String::new(),
        };
        Error::input(format!("{} {fault}{has}", found.model.name))
    })?;
    let priced = Priced {
        card: &card,
        model: found.model,
        served,
        one_price: asks_regional(args, &found) && served.list == PriceList::Base,
        lane,
        tokens,
        bill,
        today: today.unwrap_or(card.as_of),
        currency,
    };
    Ok(match args.format.format {
        Format::Json => answer(priced.object(), currency),
        Format::Csv => {
            let columns: Vec<_> = model().into_iter().chain(route()).chain(costs()).collect();
            rows(&columns, &[priced], Format::Csv, &[], currency)
        }
        format => rows(&buckets(), &priced.lines(), format, &priced.remarks(today), currency),
    })
}

/// A service tier, by the words of a workload's.
fn tier(word: &str) -> std::result::Result<ServiceTier, String> {
    let usual = Workload::default();
    let value = Control::Tier.field().read(word)?;
    Ok(Control::Tier.set(&usual, value, Facts::default()).tier)
}

/// Where requests come from, by the words of a workload's.
fn origin(control: Control, word: &str) -> std::result::Result<Origin, String> {
    let value = control.field().read(word)?;
    Ok(control.set(&Workload::default(), value, Facts::default()).origin)
}

fn region(word: &str) -> std::result::Result<Origin, String> {
    origin(Control::Region, word)
}

fn residency(word: &str) -> std::result::Result<Residency, String> {
    origin(Control::Residency, word).map(|origin| origin.residency)
}

/// The price list: that of the profile which a Bedrock id names, else of the way that may answer from
/// the region at the least cost, where it does at all.
fn served<'c>(
    args: &PriceArgs,
    found: &Found<'c>,
    cost: impl Fn(&Prices) -> Option<Usd>,
) -> Result<Served<'c>> {
    let residency = if args.regional { Some(Residency::Geography) } else { args.residency };
    let served = match found.profile {
        Some(_) if args.residency.is_some() => {
            return Err(Error::input(
                "--residency does nothing beside an id whose prefix says where it is answered"
                    .to_owned(),
            ));
        }
        Some(profile) => {
            let is_global = profile == Profile::Global;
            let profile = if args.regional && is_global { Profile::Other } else { profile };
            found.model.called(Some(profile), args.region.and_then(|origin| origin.region))
        }
        None => {
            let origin = Origin {
                region: args.region.and_then(|origin| origin.region),
                residency: residency.unwrap_or_default(),
            };
            found.model.served(origin, |other, nearer| match (cost(other), cost(nearer)) {
                (Some(other), Some(nearer)) => other < nearer,
                (other, _) => other.is_some(),
            })
        }
    };
    served.map_err(|why| {
        let why = match why {
            NotServed::Unpriced => format!(" {}", PriceFault::Unpriced),
            NotServed::PerQuery(_) | NotServed::NotOffered(_) => format!(" is {}", why.words()),
            NotServed::Only(..) => format!(": {}", why.words()),
        };
        Error::input(format!("{}{why}", found.model.name))
    })
}

/// Whether a price inside a geography that is not named is asked for.
fn asks_regional(args: &PriceArgs, found: &Found<'_>) -> bool {
    let named = found.profile.is_some_and(|profile| profile != Profile::Global);
    let kept = args.residency.unwrap_or_default() != Residency::Anywhere;
    args.region.and_then(|origin| origin.region).is_none() && (args.regional || named || kept)
}

/// How a model is served, after a sentence that says how it is not.
fn how(prices: &Prices) -> String {
    let offered = LANES.iter().filter(|spec| prices.base.offers(spec.lane));
    let how: Vec<&str> = offered.map(|spec| spec.how).collect();
    format!("; it has a price {}", how.join(", "))
}

impl Priced<'_> {
    /// The word for the list of prices.
    fn scope(&self) -> &'static str {
        match self.served.list {
            PriceList::Base => "global",
            list => list.label(self.model),
        }
    }

    fn total(&self) -> Usd {
        self.bill.cost.total()
    }

    /// A thousand such requests.
    fn thousand(&self) -> Usd {
        Usd::from_pico(self.total().pico() * 1_000)
    }

    /// The buckets that are told, and all together.
    fn lines(&self) -> Vec<Line> {
        let told = Bucket::BILLED.into_iter().filter(|bucket| {
            matches!(bucket, Bucket::Fresh | Bucket::Output) || !self.tokens[*bucket].is_zero()
        });
        let line = |bucket: Bucket| {
            let rate = self.bill.rates[bucket].map_or_else(|| "-".to_owned(), Rate::per_million);
            let name = match bucket {
                Bucket::Fresh => bucket.spec().billed,
                _ => bucket.spec().label,
            };
            (capital(name), self.tokens[bucket], rate, self.bill.cost[bucket])
        };
        let all = self.tokens.input() + self.tokens[Bucket::Output];
        told.map(line).chain([("Total".to_owned(), all, String::new(), self.total())]).collect()
    }

    fn object(&self) -> Json {
        let tokens = Bucket::BILLED.map(|bucket| {
            let key = if bucket == Bucket::Fresh { "fresh_input" } else { bucket.spec().key };
            (key, self.tokens[bucket].into())
        });
        object(&model(), self)
            .with([("rate_card", card_json(self.card))])
            .with(fields(&route(), self))
            .with([("tokens", Json::object(tokens))])
            .with(fields(&costs(), self))
    }

    fn remarks(&self, today: Option<Date>) -> Vec<String> {
        let how = self.lane.spec().how;
        let Model { name, provider, .. } = self.model;
        let list = self.served.list.words(self.model);
        let caution = self.card.caution(self.model, self.today);
        let mut remarks: Vec<String> = caution.into_iter().collect();
        remarks.extend([
            format!("One request to {name} ({provider}) {how} at the {list}."),
            format!("A thousand of them cost {}.", self.currency.amount(self.thousand())),
        ]);
        remarks.extend(self.notes().into_iter().map(|note| format!("Note: {note}.")));
        remarks.extend(currency_line(self.currency));
        remarks.push(card_line(self.card, today));
        remarks
    }

    fn notes(&self) -> Vec<String> {
        let (model, tokens) = (self.model, &self.tokens);
        let mut notes = Vec::new();
        if let Some(above) = self.bill.tier_above {
            notes.push(format!("long-context price above {above} input tokens"));
        }
        if self.one_price {
            notes.push(Note::OnePrice.words());
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
        let mut assumed = Note::assumed_rates(self.model, &self.tokens, self.lane == Lane::Batch);
        let is_derived = |bucket: &Bucket| {
            let slot = Slot::new(self.lane, *bucket);
            let derived = self.served.derived.contains(slot, self.bill.tier_above);
            derived && !self.tokens[*bucket].is_zero()
        };
        let derived = Bucket::ALL.into_iter().any(|bucket| is_derived(&bucket));
        assumed.extend(derived.then(|| Note::InProportion.words()));
        assumed.extend((!self.served.is_listed).then(|| Note::AssumedPlace.words()));
        assumed
    }
}

/// A bucket with its tokens, its rate in USD per 1M of them, and its cost.
type Line = (String, Tokens, String, Usd);

fn buckets() -> [Column<Line>; 4] {
    [
        people("Bucket", Kind::Text, |(bucket, ..): &Line| bucket.as_str().into()),
        people("Tokens", Kind::Number, |(_, tokens, ..)| (*tokens).into()),
        people("$/1M tokens", Kind::Decimal, |(.., rate, _)| rate.as_str().into()),
        people("Cost", Kind::Decimal, |(.., cost)| (*cost).into()),
    ]
}

fn model<'p>() -> [Column<Priced<'p>>; 3] {
    [
        data("model", Kind::Text, |priced: &Priced<'_>| priced.model.id.as_str().into()),
        data("name", Kind::Text, |priced| priced.model.name.as_str().into()),
        data("provider", Kind::Text, |priced| priced.model.provider.as_str().into()),
    ]
}

fn route<'p>() -> [Column<Priced<'p>>; 3] {
    [
        data("route", Kind::Text, |priced: &Priced<'_>| priced.lane.spec().key.into()),
        data("scope", Kind::Text, |priced| priced.scope().into()),
        csv("tier_above", Kind::Number, |priced| priced.bill.tier_above.into()),
    ]
}

fn costs<'p>() -> Vec<Column<Priced<'p>>> {
    vec![
        data("total_usd", Kind::Number, |priced: &Priced<'_>| priced.total().into()),
        data("fresh_input_usd", Kind::Number, |priced| priced.bill.cost[Bucket::Fresh].into()),
        data("cache_read_usd", Kind::Number, |priced| priced.bill.cost[Bucket::CacheRead].into()),
        // With both lifetimes.
        data("cache_write_usd", Kind::Number, |priced| {
            let cost = &priced.bill.cost;
            (cost[Bucket::CacheWrite] + cost[Bucket::CacheWrite1h]).into()
        }),
        // The part of the writes that live an hour.
        field("cache_write_1h_usd", |priced| priced.bill.cost[Bucket::CacheWrite1h].into()),
        data("output_usd", Kind::Number, |priced| priced.bill.cost[Bucket::Output].into()),
        field("thousand_requests_usd", |priced| priced.thousand().into()),
        field("tier_above", |priced| priced.bill.tier_above.into()),
        field("assumptions", |priced| priced.assumptions().into()),
        data("notes", Kind::Text, |priced| priced.notes().into()),
        csv("rate_card", Kind::Text, |priced| priced.card.name.as_str().into()),
        csv("as_of", Kind::Text, |priced| priced.card.as_of.to_string().into()),
    ]
}
