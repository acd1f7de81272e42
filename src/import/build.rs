//! From what a price list states to a valid card.

use super::cache::{CACHE_MIN, CacheStyle, has_both, prices};
use super::list::{Listed, Request, Source, Voice};
use super::report::{LeftOut, PLACES, Report};
use super::{check, identity, places};
use crate::card::{
    Abilities, Ability, Assumed, Bucket, Card, Date, Defaults, Lane, Model, ModelKind, Prices,
    Rates, Slot, Thinking, Tier, is_id, split_profile,
};
use crate::document::first_hidden;
use crate::effort::{Efforts, ThinkingTokens};
use crate::money::Tokens;

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
    name_successors(&mut models, request.known);
    tell_taken(&models, report);
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
    let known_base = known_model.and_then(|known| known.prices.as_ref());
    let known_regional = known_model.and_then(|known| known.regional.as_ref()).or(known_base);
    let base = (&listed.global, check::REGIONAL);
    let fault = check::fault("", &listed.global, known_base, base)
        .or_else(|| check::fault("regional ", &listed.regional, known_regional, base));
    if let Some(sentence) = fault {
        report.doubt(&label, &sentence);
        return None;
    }
    let style = CacheStyle::of(&listed.global.base);
    let base = prices(&listed.global, style);
    let regional = match has_both(&listed.regional.base) {
        true => prices(&listed.regional, style).map(Some),
        false => Some(None),
    };
    let (Some(base), Some(regional)) = (base, regional) else {
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
    for id in listed.bedrock_id.iter().chain(&listed.other_id) {
        if !bedrock_ids.contains(id) {
            bedrock_ids.push(id.clone());
        }
    }
    let is_place = listed.places.iter().any(|row| row.prices == listed.regional);
    let loses = |own: &Prices, listed: &Prices| own != listed && has_both(&listed.base);
    if loses(&base, &listed.global)
        || !is_place && regional.as_ref().is_some_and(|own| loses(own, &listed.regional))
    {
        report.leave_out(LeftOut::NotWhole, &label);
    }
    if listed.global.base.get(Bucket::CacheWrite).is_some_and(|rate| rate.pico() == 0) {
        report.remark("with cache writes at 0, which bills may show at the price of input", &label);
    }
    let caching = style.map(|style| style.caching(&listed, known_model, &label, report));
    if listed.differs {
        let words = "with the limits of their first row, as others of their rows state others";
        report.remark(words, &label);
    }
    let places = places::read(&listed, style, known_model, report);
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
        prices: Some(base),
        regional,
        places,
        offered: None,
        past: Vec::new(),
        assumed: Assumed {
            cache_min: caching.is_some() && listed.cache_min.is_none(),
            ..Assumed::default()
        },
        caching,
        kind: known_model.map_or(ModelKind::Text, |model| model.kind),
        abilities: abilities(&listed, report),
        thinks: thinks(&listed, report),
        efforts: Efforts::default(),
        thinking_tokens: ThinkingTokens::default(),
        effort: None,
        status: None,
        end_of_life: listed.end_of_life,
        successor: listed.successor.clone(),
        source: None,
        disputed: Vec::new(),
        sources: Vec::new(),
        burndown: None,
        per_query: None,
        notes: notes(&listed),
    })
}

/// Long-context rates whose threshold the list leaves out hold from where the known model's do.
fn place_long_context(listed: &mut Listed, known: Option<&Model>, report: &mut Report) {
    let [global, regional] = &mut listed.long_context;
    let places = listed.places.iter_mut().map(|it| (&mut it.prices, &mut it.long_context));
    let all = [(&mut listed.global, global), (&mut listed.regional, regional)];
    let mut all: Vec<_> =
        all.into_iter().chain(places).filter(|(_, rates)| !rates.is_empty()).collect();
    if all.is_empty() {
        return;
    }
    let tiers = known.and_then(|model| model.prices.as_ref()).map(|prices| &prices.tiers[..]);
    if let Some([tier]) = tiers {
        let words =
            "with the known threshold of their long-context price, which the list leaves out";
        report.remark(words, &listed.label);
        for (prices, rates) in &mut all {
            prices.tiers.push(Tier { above: tier.above, rates: std::mem::take(rates) });
        }
    } else {
        let words = "without a long-context price, as the list does not say from where on it holds";
        report.remark(words, &listed.label);
    }
}

fn abilities(listed: &Listed, report: &mut Report) -> Abilities {
    let mut abilities = Abilities::default();
    for (ability, said) in Ability::ALL.into_iter().zip(listed.abilities) {
        match said {
            Voice::Silent => {}
            Voice::One(has) => abilities.set(ability, has),
            Voice::Several => disputed(ability.word(), listed, report),
        }
    }
    abilities
}

fn thinks(listed: &Listed, report: &mut Report) -> Option<Thinking> {
    match listed.thinks {
        Voice::One(Thinking::Never) if listed.can_think => {}
        Voice::One(thinks) => return Some(thinks),
        Voice::Silent if listed.can_think => {
            let words = "without whether they think, as the list says only that they can";
            report.remark(words, &listed.label);
            return None;
        }
        Voice::Silent => return None,
        Voice::Several => {}
    }
    disputed("thinking", listed, report);
    None
}

fn disputed(what: &str, listed: &Listed, report: &mut Report) {
    report.leave_out(LeftOut::Disputed, &format!("{what} of {}", listed.label));
}

/// Turns the Bedrock ids of successors into ids of the card, or names.
fn name_successors(models: &mut [Model], known: &Card) {
    let ids: Vec<(String, Vec<String>)> =
        models.iter().map(|model| (model.id.clone(), model.bedrock_ids.clone())).collect();
    for model in models {
        let Some(listed) = model.successor.take() else { continue };
        let id = listed.rsplit_once('/').map_or(listed.as_str(), |(_, id)| id);
        let id = split_profile(id).map_or(id, |(_, id)| id);
        let on_card = ids.iter().find(|(_, own)| own.iter().any(|own| own == id));
        let known = || identity::known_id(id, known).map(|model| model.name.clone());
        let name = on_card.map(|(id, _)| id.clone()).or_else(known).unwrap_or(id.to_owned());
        let is_text = !name.trim().is_empty() && first_hidden(&name).is_none();
        model.successor = Some(name).filter(|name| is_text && *name != model.id);
    }
}

/// Whether a model has something.
type Has = fn(&Model) -> bool;

/// What the report says of the models that are kept.
const TAKEN: [(&str, Has); 7] = [
    ("with Batch prices", |it| has_lane(it, Lane::Batch)),
    ("with Flex prices", |it| has_lane(it, Lane::Flex)),
    ("with Priority prices", |it| has_lane(it, Lane::Priority)),
    ("with abilities", |it| it.abilities != Abilities::default()),
    ("with whether they think", |it| it.thinks.is_some()),
    ("with a last day", |it| it.end_of_life.is_some()),
    ("with a successor", |it| it.successor.is_some()),
];

fn has_lane(model: &Model, lane: Lane) -> bool {
    model.has_rate(Slot::new(lane, Bucket::Fresh))
}

fn tell_taken(models: &[Model], report: &mut Report) {
    for model in models {
        for local in &model.places {
            report.remark(PLACES, local.place.key());
        }
        for (words, has) in TAKEN {
            if has(model) {
                report.remark(words, &model.id);
            }
        }
    }
}

fn notes(listed: &Listed) -> Vec<String> {
    let is_placed = listed.long_context.iter().all(Rates::is_empty);
    if is_placed {
        return Vec::new();
    }
    vec!["has a long-context price, left out as the list does not say from where on".to_owned()]
}
