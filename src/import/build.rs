//! From what a price list states to a valid card.

use super::list::{Listed, Request, Source};
use super::report::{LeftOut, Report};
use super::{check, identity};
use crate::card::{
    Abilities, Assumed, Bucket, CacheMode, Caching, Card, Date, Defaults, Lane, MAX_TIERS, Model,
    ModelKind, Prices, Rates, Tier, is_id,
};
use crate::document::first_hidden;
use crate::money::Tokens;

/// Assumed, and marked, where a cache is listed without its least prefix.
const CACHE_MIN: Tokens = Tokens::new(1_024);

pub(super) fn card(
    mut listed: Vec<Listed>,
    source: Source,
    as_of: Date,
    files: &str,
    request: &Request<'_>,
    report: &mut Report,
) -> Card {
    let known_at = |model: &Model| {
        let place = request.known.models.iter().position(|it| it.id == model.id);
        place.unwrap_or(usize::MAX)
    };
    let mut models: Vec<Model> = Vec::new();
    // A model of exactly the known id is that one, whoever else resembles it.
    listed.sort_by_key(|listed| !identity::is_exact(listed, request.known));
    for listed in listed {
        if let Some(model) = model(listed, request.known, &models, report) {
            claim(model, &mut models, report);
        }
    }
    models
        .sort_by_cached_key(|model| (known_at(model), model.provider.clone(), model.name.clone()));
    let assumes = models.iter().any(|model| model.assumed.cache_min);
    Card {
        name: request.name.map_or_else(|| format!("Bedrock by {source}"), str::to_owned),
        as_of,
        status_as_of: None,
        source: format!("{source}, {files}"),
        defaults: Defaults {
            cache_min_tokens: assumes.then_some(CACHE_MIN),
            ..Defaults::default()
        },
        availability: None,
        models,
    }
}

/// Adds a model unless its names are taken.
fn claim(mut model: Model, models: &mut Vec<Model>, report: &mut Report) {
    let taken = |id: &str| models.iter().any(|other| other.id == id);
    if taken(&model.id) {
        // Two versions of one model: the Bedrock id tells them apart.
        match model.bedrock_ids.first() {
            Some(id) if !taken(id) && is_id(id) => model.id = id.clone(),
            _ => return report.leave_out(LeftOut::Name, &model.name),
        }
    }
    let others = models.iter().flat_map(|other| &other.bedrock_ids);
    let others: Vec<&String> = others.collect();
    model.bedrock_ids.retain(|id| !others.contains(&id));
    models.push(model);
}

fn model(mut listed: Listed, known: &Card, others: &[Model], report: &mut Report) -> Option<Model> {
    let label = listed.label.clone();
    let is_free = |model: &&Model| others.iter().all(|other| other.id != model.id);
    let known_model = identity::known(&listed, known).filter(is_free);
    place_long_context(&mut listed, known_model, report);
    if !has_both(&listed.global.base) {
        listed.global = std::mem::take(&mut listed.regional);
    } else if !has_both(&listed.regional.base) || listed.regional == listed.global {
        listed.regional = Prices::default();
    }
    if !has_both(&listed.global.base) {
        report.leave_out(LeftOut::Incomplete, &label);
        return None;
    }
    if let Some(sentence) = check::fault(&listed.global, &listed.regional, known_model) {
        report.doubt(&label, &sentence);
        return None;
    }
    let style = CacheStyle::of(&listed.global.base);
    let prices = prices(&listed.global, style);
    let regional = match has_both(&listed.regional.base) {
        true => self::prices(&listed.regional, style).map(Some),
        false => Some(None),
    };
    let (Some(prices), Some(regional)) = (prices, regional) else {
        report.leave_out(LeftOut::IncompleteTier, &label);
        return None;
    };
    let (id, name) = match known_model {
        Some(model) => (model.id.clone(), model.name.clone()),
        None => {
            let name = listed.name.clone().or_else(|| listed.bedrock_id.clone());
            (identity::short_id(&listed), name.unwrap_or_default())
        }
    };
    let provider = known_model
        .map_or_else(|| identity::provider(&listed, known), |model| model.provider.clone());
    let texts = [&id, &name, &provider];
    if texts.iter().any(|text| text.trim().is_empty() || first_hidden(text).is_some()) {
        report.leave_out(LeftOut::Name, &label);
        return None;
    }
    let mut bedrock_ids = known_model.map_or_else(Vec::new, |model| model.bedrock_ids.clone());
    let own = listed.bedrock_id.iter().filter(|id| !bedrock_ids.contains(id));
    bedrock_ids.extend(own.cloned().collect::<Vec<_>>());
    if listed.global.base.get(Bucket::CacheWrite).is_some_and(|rate| rate.pico() == 0) {
        report.remark("with cache writes at 0, which bills may show at the price of input", &label);
    }
    let caching = style.map(|style| style.caching(&listed, known_model, &label, report));
    let tokens = |count: Option<u64>| count.filter(|count| *count > 0).map(Tokens::new);
    Some(Model {
        id,
        name,
        provider,
        bedrock_ids: bedrock_ids
            .into_iter()
            .filter(|id| !id.trim().is_empty() && first_hidden(id).is_none())
            .collect(),
        tokenizer: known_model.map_or_else(|| "unknown".to_owned(), |it| it.tokenizer.clone()),
        context: tokens(listed.context),
        max_output: tokens(listed.max_output),
        prices: Some(prices),
        regional,
        places: Vec::new(),
        offered: None,
        assumed: Assumed {
            cache_min: caching.is_some() && listed.cache_min.is_none(),
            ..Assumed::default()
        },
        caching,
        kind: ModelKind::Text,
        abilities: Abilities::default(),
        thinks: None,
        status: None,
        end_of_life: listed.end_of_life,
        successor: None,
        source: None,
        disputed: Vec::new(),
        sources: Vec::new(),
        burndown: None,
        notes: notes(&listed),
    })
}

fn has_both(rates: &Rates) -> bool {
    has_both_in(rates, Lane::Standard)
}

fn has_both_in(rates: &Rates, lane: Lane) -> bool {
    rates[lane][Bucket::Fresh].is_some() && rates[lane][Bucket::Output].is_some()
}

/// Long-context rates whose threshold the list leaves out hold from where the known model's do.
fn place_long_context(listed: &mut Listed, known: Option<&Model>, report: &mut Report) {
    let [global, regional] = listed.long_context;
    if global.is_empty() && regional.is_empty() {
        return;
    }
    let tiers = known.and_then(|model| model.prices.as_ref()).map(|prices| &prices.tiers[..]);
    if let Some([tier]) = tiers {
        let words =
            "with the known threshold of their long-context price, which the list leaves out";
        report.remark(words, &listed.label);
        for (prices, rates) in [(&mut listed.global, global), (&mut listed.regional, regional)] {
            if !rates.is_empty() {
                let above = tier.above;
                prices.tiers.push(Tier { above, rates });
            }
        }
        listed.long_context = Default::default();
    } else {
        let words = "without a long-context price, as the list does not say from where on it holds";
        report.remark(words, &listed.label);
    }
}

fn notes(listed: &Listed) -> Vec<String> {
    let is_placed = listed.long_context.iter().all(Rates::is_empty);
    if is_placed {
        return Vec::new();
    }
    vec!["has a long-context price, left out as the list does not say from where on".to_owned()]
}

/// How a model's cache works, as far as its rates tell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CacheStyle {
    /// Writes have a price.
    Explicit,
    /// They have none, so that a miss costs the price of input.
    Implicit,
}

impl CacheStyle {
    fn of(rates: &Rates) -> Option<Self> {
        rates.get(Bucket::CacheRead)?;
        match (rates.get(Bucket::CacheWrite), rates.get(Bucket::CacheWrite1h)) {
            (Some(_), _) => Some(Self::Explicit),
            (None, None) => Some(Self::Implicit),
            // Writes for an hour alone cannot be told from ordinary ones.
            (None, Some(_)) => None,
        }
    }

    /// The buckets of a table of rates that such a cache has.
    fn buckets(self, rates: &Rates) -> &'static [Bucket] {
        let has = |bucket| rates.get(bucket).is_some();
        match self {
            Self::Explicit if has(Bucket::CacheRead) && has(Bucket::CacheWrite) => &Bucket::CACHED,
            Self::Explicit => &[],
            Self::Implicit => &[Bucket::CacheRead],
        }
    }

    /// Whether a lane beside the standard one has a rate for a bucket of such a cache.
    fn in_lane(self, bucket: Bucket) -> bool {
        self == Self::Explicit || bucket == Bucket::CacheRead
    }

    fn caching(
        self,
        listed: &Listed,
        known: Option<&Model>,
        label: &str,
        report: &mut Report,
    ) -> Caching {
        let known = known.and_then(|model| model.caching);
        let ttl_minutes = match self {
            Self::Implicit => 5,
            Self::Explicit => listed
                .cache_minutes
                .or(known.map(|known| known.ttl_minutes))
                .filter(|minutes| matches!(minutes, 5 | 30))
                .unwrap_or(5),
        };
        if self == Self::Implicit {
            let words = "with a price for cache reads but none for writes: a miss costs the input";
            report.remark(words, label);
        }
        if listed.cache_min.is_none() {
            let words =
                "with a cache but no least cached prefix: 1,024 tokens are assumed and marked";
            report.remark(words, label);
        }
        Caching {
            mode: match self {
                Self::Explicit => CacheMode::Explicit,
                Self::Implicit => CacheMode::Implicit,
            },
            ttl_minutes,
            min_tokens: listed.cache_min.map_or(CACHE_MIN, Tokens::new),
            max_tokens: None,
        }
    }
}

/// The prices; none where a tier is not whole.
fn prices(own: &Prices, style: Option<CacheStyle>) -> Option<Prices> {
    let mut tiers: Vec<&Tier> = own.tiers.iter().collect();
    tiers.sort_by_key(|tier| tier.above);
    if tiers.len() > MAX_TIERS {
        return None;
    }
    Some(Prices {
        base: rates(&own.base, style)?,
        tiers: tiers
            .into_iter()
            .map(|tier| Some(Tier { above: tier.above, rates: rates(&tier.rates, style)? }))
            .collect::<Option<_>>()?,
    })
}

fn rates(own: &Rates, style: Option<CacheStyle>) -> Option<Rates> {
    if !has_both(own) {
        return None;
    }
    let mut rates = *own;
    let kept = style.map_or(&[][..], |style| style.buckets(own));
    for bucket in Bucket::CACHED.into_iter().filter(|bucket| !kept.contains(bucket)) {
        rates[Lane::Standard][bucket] = None;
    }
    for spec in Lane::beside() {
        let lane = &mut rates[spec.lane];
        let reads = lane[Bucket::CacheRead].is_some();
        let has = |bucket| style.is_some_and(|style| style.in_lane(bucket)) && reads;
        for bucket in Bucket::CACHED.into_iter().filter(|bucket| !has(*bucket)) {
            lane[bucket] = None;
        }
        if !has_both_in(own, spec.lane) {
            *lane = Default::default();
        }
    }
    Some(rates)
}
