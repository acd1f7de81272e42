//! One model's rates, as rows and as JSON.

use crate::card::{
    Ability, Bucket, CacheMode, Card, Date, FACTS, Fact, Lane, Model, PriceList, Quantity, Rates,
    Routing, Said, Slot, Topic,
};
use crate::document::capital;
use crate::money::{Currency, Rate, Tokens};
use crate::place::Region;
use crate::report::sheet::{Cell, Kind, named as column_named, rows as rows_in};
use crate::report::{Format, Json};

/// A price of a model: its list and tier, and its rates with what is assumed marked; none where it has
/// no price.
type Priced<'m> = (&'m Model, String, Option<(PriceList, Option<Tokens>, &'m Rates)>);

/// A row for each tier and list of prices of each model, with what there is to say; those of places
/// where they are asked for.
pub(super) fn written(
    models: &[&Model],
    with_places: bool,
    format: Format,
    remarks: &[String],
) -> String {
    let slots = Slot::shown(models);
    let is_shown = |list| with_places || !matches!(list, PriceList::At(_));
    let mut rows: Vec<Priced<'_>> = Vec::new();
    for model in models {
        if model.prices.is_none() {
            let price = model.per_query.map(|price| format!("{} a query", Quantity::Amount(price)));
            rows.push((model, price.unwrap_or_else(|| "no price".to_owned()), None));
        }
        let past = model.past.iter().map(|past| (Some(past.until), &past.model));
        for (until, model) in std::iter::once((None, *model)).chain(past) {
            let until = until.map(|day| format!(" until {day}")).unwrap_or_default();
            for (list, prices) in model.lists().filter(|(list, _)| is_shown(*list)) {
                rows.extend(prices.tables().map(|(above, rates)| {
                    let tier = above.map(|above| format!(" above {above}")).unwrap_or_default();
                    let price = format!("{}{tier}{until}", list.label(model));
                    (model, price, Some((list, above, rates)))
                }));
            }
        }
    }
    let mut columns = vec![
        column_named("Id", Kind::Text, |(model, ..): &Priced<'_>| model.id.as_str().into()),
        column_named("Model", Kind::Text, |(model, ..)| model.name.as_str().into()),
        column_named("Provider", Kind::Text, |(model, ..)| model.provider.as_str().into()),
        column_named("Price", Kind::Text, |(_, price, _)| price.as_str().into()),
    ];
    columns.extend(slots.into_iter().map(|slot| {
        let column = column_named(slot.heading(), Kind::Decimal, |_: &Priced<'_>| Cell::None);
        column.by(move |(model, _, rates)| {
            let rate = rates.and_then(|(list, above, rates)| {
                let mark = if model.is_assumed(list, above, slot) { "*" } else { "" };
                Some(rates[slot]?.per_million() + mark)
            });
            // In CSV too.
            rate.unwrap_or_else(|| "-".to_owned()).into()
        })
    }));
    for (heading, bucket) in [("In/1K", Bucket::Fresh), ("Out/1K", Bucket::Output)] {
        let column = column_named(heading, Kind::Decimal, |_: &Priced<'_>| Cell::None);
        columns.push(column.by(move |(_, _, rates)| {
            let rate = rates.and_then(|(_, _, rates)| rates[Slot::new(Lane::Standard, bucket)]);
            rate.map_or_else(|| "-".to_owned(), Rate::per_thousand).into()
        }));
    }
    rows_in(&columns, &rows, format, remarks, Currency::DOLLARS)
}

/// What there is to know of a model beside its rates, a line each.
pub(super) fn facts(model: &Model, card: &Card) -> Vec<String> {
    let as_of = |day: Option<Date>| day.map(|day| format!(" as of {day}")).unwrap_or_default();
    let mut facts = Vec::new();
    let mut fact = |name: &str, value: Option<String>| {
        facts.extend(value.map(|value| format!("{name}: {value}.")));
    };
    let ids = model.bedrock_ids.join(", ");
    fact("Bedrock ids", (!ids.is_empty()).then_some(ids));
    for spec in &FACTS {
        let words = match spec.fact {
            Fact::CacheMode => caching(model),
            // Caching tells these too.
            Fact::CacheMinimum | Fact::CacheMaximum | Fact::CacheLife => None,
            // Told together, below.
            Fact::Image
            | Fact::Pdf
            | Fact::Audio
            | Fact::Video
            | Fact::Tools
            | Fact::Structured => None,
            Fact::Status => {
                model.status.map(|it| format!("{}{}", it.word(), as_of(card.status_as_of)))
            }
            Fact::Thinks => model.thinks.map(|it| it.said().to_owned()),
            // Which is not to say that it has none.
            Fact::EndOfLife if model.end_of_life.is_none() => Some("none is known".to_owned()),
            _ => (spec.get)(model).map(|quantity| match quantity {
                Quantity::Tokens(tokens) => format!("{tokens} tokens"),
                other => other.to_string(),
            }),
        };
        fact(&capital(spec.label), words);
    }
    for (name, has) in [("Can", true), ("Cannot", false)] {
        let words: Vec<_> = model.abilities.said(has).map(Ability::word).collect();
        fact(name, (!words.is_empty()).then(|| words.join(", ")));
    }
    if let Some(offered) = &model.offered {
        let day = as_of(card.availability.as_ref().map(|it| it.as_of));
        for routing in Routing::ALL {
            let regions = Region::all().filter(|region| offered.by(routing, *region));
            fact(&format!("Offered {}{day}", routing.by()), named(regions));
        }
    }
    for said in &model.disputed {
        fact("Disputed", Some(format!("{}: {}", said.topic.words(), said.words)));
    }
    for said in &model.sources {
        fact(&format!("Source of {}", said.topic.words()), Some(said.words.clone()));
    }
    fact("Source", model.source.clone());
    for note in &model.notes {
        fact("Note", Some(note.trim_end_matches('.').to_owned()));
    }
    facts.extend(model.output_words().map(|words| format!("{}.", capital(&words))));
    facts
}

/// Regions that differ in their number alone in one word: `eu-west-1/2`.
fn named(regions: impl Iterator<Item = Region>) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    let mut last = "";
    for id in regions.map(Region::id) {
        let (area, number) = id.rsplit_once('-').unwrap_or((id, ""));
        match names.last_mut().filter(|_| area == last) {
            Some(name) => name.extend(["/", number]),
            None => names.push(id.to_owned()),
        }
        last = area;
    }
    (!names.is_empty()).then(|| names.join(", "))
}

fn caching(model: &Model) -> Option<String> {
    let caching = model.caching?;
    let mode = match caching.mode {
        CacheMode::Explicit => "cache points",
        CacheMode::Implicit => "by itself",
    };
    let is_disputed = model.dispute(Topic::Fact(Fact::CacheMinimum)).is_some();
    let assumed = match (is_disputed, model.assumed.cache_min) {
        (true, _) => " (disputed)",
        (false, true) => " (assumed)",
        (false, false) => "",
    };
    let (least, minutes) = (caching.min_tokens, caching.ttl_minutes);
    let most = caching.max_tokens.map(|most| format!(", up to {most}")).unwrap_or_default();
    Some(format!("{mode}, from {least} tokens on{assumed}{most}, for {minutes} minutes"))
}

/// A number for what is counted, a text for the rest.
fn value(quantity: Quantity<'_>) -> Json {
    match quantity {
        Quantity::Tokens(tokens) => tokens.into(),
        Quantity::Minutes(count) | Quantity::Times(count) => count.into(),
        Quantity::Flag(is_so) => is_so.into(),
        // As exact as a rate.
        Quantity::Amount(amount) => amount.exact().into(),
        Quantity::Rate(_) | Quantity::Day(_) | Quantity::Word(_) => quantity.to_string().into(),
    }
}

/// A model in JSON; rates are exact decimals in USD per 1M tokens, null where not offered, and facts
/// null where the card states none.
pub(super) fn model_json(model: &Model) -> Json {
    let prices = prices_json(model);
    let past = model.past.iter().map(|past| {
        let until = past.until.to_string();
        Json::object([("until", Json::from(until)), ("prices", prices_json(&past.model))])
    });
    let past = (!model.past.is_empty()).then(|| ("past", past.collect::<Json>()));
    let facts = FACTS.iter().filter(|spec| !spec.key.is_empty());
    let assumed = &model.assumed;
    Json::object([
        ("id", Json::from(&model.id)),
        ("name", (&model.name).into()),
        ("provider", (&model.provider).into()),
        ("bedrock_ids", model.bedrock_ids.clone().into()),
    ])
    .with(facts.map(|spec| (spec.key, (spec.get)(model).map(value).into())))
    .with([
        // Empty for a model without a price.
        ("prices", prices),
        (
            "assumed",
            Json::object([
                ("batch", assumed.batch.into()),
                ("cache_read", assumed.cache_read.into()),
                ("cache_write", assumed.cache_write.into()),
                ("cache_min_tokens", assumed.cache_min.into()),
            ]),
        ),
        // Words on single values, by their keys.
        ("disputed", said(&model.disputed)),
        ("sources", said(&model.sources)),
        ("notes", model.notes.clone().into()),
    ])
    .with(past)
}

/// The prices of a model, a list and a tier each.
fn prices_json(model: &Model) -> Json {
    let slots = Slot::shown(&[model]);
    let slots = &slots;
    let prices = model.lists().flat_map(|(list, prices)| {
        prices.tables().map(move |(above, rates)| {
            // The rates that rest on an assumption.
            let assumed = slots
                .iter()
                .filter(|&&slot| rates[slot].is_some() && model.is_assumed(list, above, slot));
            let assumed: Vec<String> = assumed.map(|slot| slot.key()).collect();
            let of = |&slot: &Slot| (slot.key(), rates[slot].map(Rate::per_million).into());
            // `global`, `regional`, a place, `base` beside places, or `all` for a model with one price.
            Json::object([("scope", list.label(model).into()), ("above", above.into())])
                .with(slots.iter().map(of))
                .with([("assumed", assumed.into())])
        })
    });
    prices.collect()
}

fn said(all: &[Said]) -> Json {
    Json::object(all.iter().map(|it| (it.topic.key(), Json::from(&it.words))))
}
