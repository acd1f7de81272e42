//! One model.

use std::collections::HashMap;

use super::places;
use super::rates::{CacheLife, RatesReader};
use super::values::{amount, date, permille, tokens};
use crate::card::past::PastPrices;
use crate::card::{
    Abilities, Ability, Assumed, CacheDefault, CacheMode, Caching, Date, Defaults, Lane, Local,
    Model, ModelKind, Prices, Said, Status, Thinking, Topic,
};
use crate::document::{Kind, Table, Value, printable, quoted};
use crate::effort::{Effort, Efforts, ThinkingTokens};
use crate::place::Regions;

/// The tokenizer family of a model that names none.
const UNKNOWN_TOKENIZER: &str = "unknown";

const BESIDE: &str = "has no place beside";

/// The names that must be distinct in a card, with the value that has each.
#[derive(Default)]
pub(super) struct Names<'t, 'd> {
    ids: HashMap<&'d str, Value<'t, 'd>>,
    bedrock_ids: HashMap<&'d str, Value<'t, 'd>>,
}

/// Everything of a model that has to do with its price.
#[derive(Default)]
struct Priced {
    prices: Option<Prices>,
    regional: Option<Prices>,
    places: Vec<Local>,
    caching: Option<Caching>,
    assumed: Assumed,
    /// With the last day of each.
    past: Vec<(Date, PastPrices)>,
}

/// Reads a `[[model]]`.
pub(super) fn read<'t, 'd>(
    table: &'t Table<'d>,
    defaults: &Defaults,
    regions: Option<Regions>,
    names: &mut Names<'t, 'd>,
) -> Option<Model> {
    let id = id(table.required("id"), names);
    let name = table.required("name").text();
    let provider = table.required("provider").text();
    let bedrock_ids = distinct(table.value("bedrock_ids"), &mut names.bedrock_ids);
    let tokenizer = table.value("tokenizer").text();
    let context = tokens(table.value("context"), 1);
    let max_output = tokens(table.value("max_output"), 1);
    let end_of_life = date(table.value("end_of_life"));
    let successor = table.value("successor").text();
    let kind = one_of(table.value("kind"), &ModelKind::ALL, ModelKind::word);
    let status = one_of(table.value("status"), &Status::ALL, Status::word);
    let thinks = one_of(table.value("thinks"), &Thinking::ALL, Thinking::word);
    let efforts = efforts(table.value("efforts"));
    let effort = one_of(table.value("effort"), &Effort::ALL, Effort::word);
    if let Some(effort) = effort.filter(|effort| !efforts.has(*effort)) {
        let word = quoted(effort.word());
        table.value("effort").fault(format!("must be among `efforts`, and {word} is not"));
    }
    let thinking_tokens = thinking_tokens(table.value("thinking_tokens"));
    let abilities = abilities(table);
    let source = table.value("source").text();
    let notes = texts(table.value("notes"));
    let [disputed, sources] = ["disputed", "sources"].map(|key| said(table.value(key)));
    let burndown = burndown(table.value("burndown"));
    let offered = places::offered(table.value("offered"), regions);

    let per_query = table.value("per_query");
    let price_of_query = amount(per_query);
    let priced = if table.value("unpriced").boolean() == Some(true) {
        if per_query.is_present() {
            per_query.fault(format!("{BESIDE} `unpriced = true`; remove one of the two"));
        }
        refuse_prices(table, "unpriced = true");
        Some(Priced::default())
    } else if per_query.is_present() {
        refuse_prices(table, "per_query");
        price_of_query.map(|_| Priced::default())
    } else {
        priced(table, defaults, kind.unwrap_or_default())
    };
    table.finish();
    let Priced { prices, regional, places, caching, assumed, past } = priced?;
    let mut model = Model {
        id: id?.to_owned(),
        name: name?.to_owned(),
        provider: provider?.to_owned(),
        bedrock_ids,
        tokenizer: tokenizer.unwrap_or(UNKNOWN_TOKENIZER).to_owned(),
        context,
        max_output,
        prices,
        regional,
        places,
        offered,
        past: Vec::new(),
        per_query: price_of_query,
        caching,
        burndown,
        assumed,
        kind: kind.unwrap_or_default(),
        abilities,
        thinks,
        efforts,
        effort,
        thinking_tokens,
        status,
        end_of_life,
        successor: successor.map(str::to_owned),
        source: source.map(str::to_owned),
        disputed,
        sources,
        notes,
    };
    model.past = past.into_iter().map(|(until, prices)| model.past(until, prices)).collect();
    Some(model)
}

/// Whether a model can be called that: ids are typed on a command line.
pub(crate) fn is_id(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/');
    id.chars().all(plain) && !id.starts_with('-')
}

fn id<'t, 'd>(value: Value<'t, 'd>, names: &mut Names<'t, 'd>) -> Option<&'d str> {
    let id = value.text()?;
    if !is_id(id) {
        value.fault("must be letters, digits and hyphens, such as `nova-2-lite`");
    }
    claim(id, value, &mut names.ids);
    Some(id)
}

/// Notes when another value has this name already.
fn claim<'t, 'd>(name: &'d str, value: Value<'t, 'd>, taken: &mut HashMap<&'d str, Value<'t, 'd>>) {
    if let Some(first) = taken.get(name) {
        let (name, line) = (printable(name), first.line());
        value.fault(format!("`{name}` is already taken in line {line}"));
    } else {
        taken.insert(name, value);
    }
}

fn distinct<'t, 'd>(
    list: Value<'t, 'd>,
    taken: &mut HashMap<&'d str, Value<'t, 'd>>,
) -> Vec<String> {
    let mut names = Vec::new();
    for item in list.items().unwrap_or_default() {
        if let Some(name) = item.text() {
            claim(name, item, taken);
            names.push(name.to_owned());
        }
    }
    names
}

fn texts(list: Value<'_, '_>) -> Vec<String> {
    let items = list.items().unwrap_or_default();
    items.iter().filter_map(|item| item.text().map(str::to_owned)).collect()
}

/// Words on single values.
fn said(value: Value<'_, '_>) -> Vec<Said> {
    let Some(table) = value.table() else { return Vec::new() };
    let of = |(key, value): (&str, Value<'_, '_>)| {
        let Some(topic) = Topic::all().find(|topic| topic.key() == key) else {
            return value.refuse("is no value of a model; name a rate or a fact by its key");
        };
        Some(Said { topic, words: value.text()?.to_owned() })
    };
    let mut said: Vec<Said> = table.entries().into_iter().filter_map(of).collect();
    said.sort_by_key(|said| said.topic);
    said
}

fn burndown(value: Value<'_, '_>) -> Option<u32> {
    match value.integer()? {
        times @ 1..=100 => Some(times as u32),
        _ => value.refuse("must be from 1 to 100"),
    }
}

fn refuse_prices(table: &Table<'_>, beside: &str) {
    let others = ["rates", "tier", "regional", "place", "past"].into_iter();
    let cache = ["cache", "caching", "cache_min_tokens", "cache_max_tokens"];
    for key in others.chain(cache).chain(Lane::beside().map(|spec| spec.key)) {
        let value = table.value(key);
        if value.is_present() {
            value.fault(format!("{BESIDE} `{beside}`; remove one of the two"));
        }
    }
}

fn priced(table: &Table<'_>, defaults: &Defaults, kind: ModelKind) -> Option<Priced> {
    let mode = cache_mode(table.value("caching"));
    let mut reader = reader_of(table, defaults, kind, mode, CacheLife::Unknown);
    let PastPrices { prices, regional, places, .. } = prices(table, &mut reader);
    let caching = caching(table, mode, &mut reader);
    let (assumed, life) = (reader.assumed, reader.life);
    let past = past(table.value("past"), |table| reader_of(table, defaults, kind, mode, life));
    Some(Priced { prices: Some(prices?), regional, places, caching, assumed, past })
}
/// A reader of the rates of a table, whose cache has a lifetime if that is known.
fn reader_of<'a>(
    table: &Table<'_>,
    defaults: &'a Defaults,
    kind: ModelKind,
    mode: CacheMode,
    life: CacheLife,
) -> RatesReader<'a> {
    RatesReader {
        defaults,
        cache: cache_set(table.value("cache"), defaults),
        implicit: mode == CacheMode::Implicit,
        writes: kind != ModelKind::Embedding,
        batch_everywhere: table.value(Lane::Batch.spec().key).kind() == Some(Kind::Text),
        assumed: Assumed::default(),
        life,
    }
}

/// The prices that a table states: the model's own, or those of a day.
fn prices(table: &Table<'_>, reader: &mut RatesReader<'_>) -> PastPrices {
    let rates = table.value("rates");
    if !rates.is_present() {
        table.missing("rates are missing; add them, or `unpriced = true`");
    }
    let prices = rates.table().and_then(|rates| {
        let prices = reader.prices(&rates, table);
        rates.finish();
        prices
    });
    let regional = regional(table.value("regional"), prices.as_ref(), reader);
    let places = places::read(table.value("place"), prices.as_ref(), reader);
    PastPrices { prices, regional, places, assumed: reader.assumed }
}

/// The prices that held until days, in the order of these.
fn past<'a>(
    list: Value<'_, '_>,
    of: impl Fn(&Table<'_>) -> RatesReader<'a>,
) -> Vec<(Date, PastPrices)> {
    let mut last = None;
    let mut all = Vec::new();
    for item in list.items().unwrap_or_default() {
        let Some(table) = item.table() else { continue };
        let value = table.required("until");
        let until = date(value);
        if let (Some(until), Some(last)) = (until, last)
            && until <= last
        {
            value.fault(format!("must be after the {last} of the one before"));
        }
        last = until.or(last);
        let prices = prices(&table, &mut of(&table));
        table.finish();
        all.extend(until.filter(|_| prices.prices.is_some()).map(|until| (until, prices)));
    }
    all
}

fn cache_mode(value: Value<'_, '_>) -> CacheMode {
    match value.string() {
        Some("implicit") => CacheMode::Implicit,
        Some("explicit") | None => CacheMode::Explicit,
        Some(_) => {
            value.fault("must be \"explicit\" or \"implicit\"");
            CacheMode::Explicit
        }
    }
}

/// The one of `all` whose word a text is.
fn one_of<T: Copy>(value: Value<'_, '_>, all: &[T], word: fn(T) -> &'static str) -> Option<T> {
    let text = value.string()?;
    let found = all.iter().copied().find(|one| word(*one) == text);
    found.or_else(|| {
        let words: Vec<String> = all.iter().map(|one| quoted(word(*one))).collect();
        value.refuse(format!("must be one of {}", words.join(", ")))
    })
}

fn abilities(table: &Table<'_>) -> Abilities {
    let mut abilities = Abilities::default();
    for (key, has) in [("can", true), ("cannot", false)] {
        for item in table.value(key).items().unwrap_or_default() {
            let Some(ability) = one_of(item, &Ability::ALL, Ability::word) else { continue };
            match abilities.get(ability) {
                Some(true) if !has => item.fault("is among those of `can` already"),
                _ => abilities.set(ability, has),
            }
        }
    }
    abilities
}

fn efforts(list: Value<'_, '_>) -> Efforts {
    let mut efforts = Efforts::default();
    for item in list.items().unwrap_or_default() {
        if let Some(effort) = one_of(item, &Effort::ALL, Effort::word) {
            efforts.add(effort);
        }
    }
    efforts
}

/// A number for every effort, or a table by effort.
pub(in crate::card) fn thinking_tokens(value: Value<'_, '_>) -> ThinkingTokens {
    let mut stated = ThinkingTokens::default();
    let most = u64::from(ThinkingTokens::MOST);
    let read = |value: Value<'_, '_>| match value.integer()? {
        tokens if (0..=most).contains(&tokens) => Some(tokens as u32),
        _ => value.refuse("must be from 0 to 10,000,000 tokens"),
    };
    if value.kind() == Some(Kind::Number) {
        stated = read(value).map_or(stated, ThinkingTokens::same);
    } else if let Some(table) = value.table() {
        for effort in Effort::ALL {
            if let Some(tokens) = read(table.value(effort.word())) {
                stated.set(effort, tokens);
            }
        }
        table.finish();
    }
    stated
}

fn cache_set<'a>(value: Value<'_, '_>, defaults: &'a Defaults) -> Option<&'a CacheDefault> {
    let name = value.text()?;
    let set = defaults.cache.iter().find(|set| set.name == name);
    if set.is_none() {
        let name = printable(name);
        value.fault(format!("names `{name}`, but there is no [defaults.cache.{name}]"));
    }
    set
}

fn regional(
    value: Value<'_, '_>,
    prices: Option<&Prices>,
    reader: &mut RatesReader<'_>,
) -> Option<Prices> {
    match value.kind()? {
        Kind::Number => {
            let permille = permille(value, 1)?;
            Some(prices?.scaled_permille(u64::from(permille)))
        }
        Kind::Table => {
            let table = value.table()?;
            let prices = reader.prices(&table, &table);
            table.finish();
            prices
        }
        _ => value.refuse("must be a multiplier such as 1.1, or a table of rates"),
    }
}

fn caching(table: &Table<'_>, mode: CacheMode, reader: &mut RatesReader<'_>) -> Option<Caching> {
    let least = table.value("cache_min_tokens");
    let stated = tokens(least, 0);
    let most = table.value("cache_max_tokens");
    let max_tokens = tokens(most, 1);
    let ttl_minutes = match reader.life {
        CacheLife::Minutes(minutes) => minutes,
        CacheLife::Absent => {
            let cache = reader.cache.map(|_| table.value("cache"));
            for value in [Some(least), Some(most), Some(table.value("caching")), cache] {
                if let Some(value) = value.filter(Value::is_present) {
                    value.fault("needs a `cache_read` in `rates`");
                }
            }
            return None;
        }
        CacheLife::Unknown => return None,
    };
    let assumed = reader.defaults.cache_min_tokens;
    if !least.is_present() {
        reader.assumed.cache_min = true;
        if assumed.is_none() {
            table.fault(
                "cache_min_tokens is stated neither here nor in [defaults]; add it to one of them",
            );
        }
    }
    let min_tokens = stated.or(assumed)?;
    if max_tokens.is_some_and(|most| most < min_tokens) {
        most.fault(format!("must be at least the {min_tokens} of the least cached prefix"));
    }
    Some(Caching { mode, ttl_minutes, min_tokens, max_tokens })
}
