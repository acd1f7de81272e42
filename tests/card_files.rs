//! Whole cards: valid and invalid ones, one case a file, and the two that ship.
//!
//! Beside each invalid card lies the text of its faults. `BLESS=1 cargo test --test card_files`
//! writes those texts anew; read the difference before you keep it.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tokenfare::card::{
    Assumed, Bucket, Builtin, CacheMode, Card, Lane, ModelKind, Rates, Slot, Status,
};
use tokenfare::document::is_hidden;
use tokenfare::money::{Rate, Tokens};

fn cards(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new("tests/cards").join(folder);
    let mut paths: Vec<_> = fs::read_dir(folder)
        .expect("a folder of cards")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty());
    paths
}

fn parse(path: &Path) -> Result<Card, String> {
    let text = fs::read_to_string(path).expect("a readable card");
    let file = path.file_name().and_then(|name| name.to_str());
    let file = file.expect("a plain file name");
    Card::parse(&text, file).map_err(|faults| faults.to_string())
}

#[test]
fn valid_cards_are_read() {
    for path in cards("valid") {
        if let Err(faults) = parse(&path) {
            panic!("{faults}");
        }
    }
}

#[test]
fn invalid_cards_are_refused_with_every_fault() {
    let mut wrong = Vec::new();
    for path in cards("invalid") {
        let Err(faults) = parse(&path) else {
            panic!("{} is read without a fault", path.display());
        };
        let expected = path.with_extension("txt");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&expected, format!("{faults}\n")).unwrap();
        }
        let told = fs::read_to_string(&expected).unwrap_or_default();
        if told.trim_end() != faults {
            wrong.push(format!("expected:\n{told}found:\n{faults}\n"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Further ids of models, on the Mantle endpoint or as single regions are listed: they stand in other
/// rows of the price list.
const OTHER_IDS: [(&str, &str); 8] = [
    ("deepseek-v3-1", "deepseek.v3.1"),
    ("qwen3-next-80b", "qwen.qwen3-next-80b-a3b-instruct"),
    ("qwen3-vl-235b", "qwen.qwen3-vl-235b-a22b-instruct"),
    ("qwen3-coder-30b", "qwen.qwen3-coder-30b-a3b-instruct"),
    ("qwen3-coder-480b", "qwen.qwen3-coder-480b-a35b-instruct"),
    ("kimi-k2-thinking", "moonshotai.kimi-k2-thinking"),
    ("gpt-oss-20b", "openai.gpt-oss-20b"),
    ("gpt-oss-120b", "openai.gpt-oss-120b"),
];

/// A figure of the list as it is in the fixture: empty for what is not listed.
fn listed(rate: Option<Rate>) -> String {
    rate.map(Rate::per_million).unwrap_or_default()
}

fn count(tokens: Option<Tokens>) -> String {
    tokens.map(|tokens| tokens.get().to_string()).unwrap_or_default()
}

#[test]
fn the_list_has_every_figure_of_its_source() {
    let card = Builtin::List.parse().unwrap();
    assert_eq!(card.models.len(), 114);
    assert_eq!(card.as_of.to_string(), "2026-11-22");
    let fixture = fs::read_to_string("tests/fixtures/list-prices.tsv").unwrap();
    let mut rows = fixture.lines();
    let columns: Vec<&str> = rows.next().unwrap().split('\t').collect();
    let rows: Vec<&str> = rows.collect();
    // The others are billed by the query.
    let by_tokens = || card.models.iter().filter(|model| model.prices.is_some());
    assert_eq!((by_tokens().count(), rows.len()), (110, 110));
    for (model, row) in by_tokens().zip(rows) {
        let values: Vec<&str> = row.split('\t').collect();
        let source = |column: &str| {
            let index = columns.iter().position(|name| *name == column).unwrap();
            values[index].to_owned()
        };
        let prices = model.prices.as_ref().unwrap();
        let rate = |bucket| prices.base.get(bucket);
        let batch = prices.base[Lane::Batch];
        let tier = prices.tiers.first();
        let tier_rate = |bucket| tier.and_then(|tier| tier.rates.get(bucket));
        let stated_write = rate(Bucket::CacheWrite).filter(|_| !model.assumed.cache_write);
        let stated_min = model.caching.filter(|_| !model.assumed.cache_min);
        let lanes = Lane::beside().filter(|spec| spec.lane != Lane::Batch).flat_map(|spec| {
            let rates = &prices.base[spec.lane];
            [
                ("in", Bucket::Fresh),
                ("out", Bucket::Output),
                ("cache_read", Bucket::CacheRead),
                ("cache_write", Bucket::CacheWrite),
            ]
            .map(|(column, bucket)| (format!("{}_{column}", spec.key), listed(rates[bucket])))
        });
        for (column, figure) in lanes {
            assert_eq!(figure, source(&column), "{column} of {}", model.id);
        }
        for (column, figure) in [
            ("base_id", model.bedrock_ids[0].clone()),
            ("in", listed(rate(Bucket::Fresh))),
            ("out", listed(rate(Bucket::Output))),
            ("cache_read", listed(rate(Bucket::CacheRead))),
            ("cache_write", listed(stated_write)),
            ("cache_write_1h", listed(rate(Bucket::CacheWrite1h))),
            ("batch_in", listed(batch[Bucket::Fresh])),
            ("batch_out", listed(batch[Bucket::Output])),
            ("tier_over", count(tier.map(|tier| tier.above))),
            ("tier_in", listed(tier_rate(Bucket::Fresh))),
            ("tier_out", listed(tier_rate(Bucket::Output))),
            ("tier_cache_read", listed(tier_rate(Bucket::CacheRead))),
            ("tier_cache_write", listed(tier_rate(Bucket::CacheWrite))),
            ("context_in", count(model.context)),
            ("max_output", count(model.max_output)),
            ("cache_min_tokens", count(stated_min.map(|caching| caching.min_tokens))),
            ("eol", model.end_of_life.map(|date| date.to_string()).unwrap_or_default()),
        ] {
            let expected = match (column, model.id.as_str()) {
                // The price list has no end for it; the model's own source does.
                ("eol", "nova-premier") => "2026-09-14".to_owned(),
                _ => source(column),
            };
            assert_eq!(figure, expected, "{column} of {}", model.id);
        }
        let others = OTHER_IDS.iter().filter(|(id, _)| *id == model.id).map(|(_, other)| *other);
        assert!(others.eq(model.bedrock_ids[1..].iter().map(String::as_str)), "{}", model.id);
        let factor = source("geo_us_mult");
        assert!(factor.is_empty() || factor == "1.1", "{factor}");
        let regional = (factor == "1.1").then(|| prices.scaled_permille(1_100));
        assert_eq!(model.regional, regional, "regional of {}", model.id);
        let ttl = match source("cache_ttl").as_str() {
            "" => None,
            "30m" => Some((CacheMode::Explicit, 30)),
            "5m" | "5m,1h" => Some((CacheMode::Explicit, 5)),
            _ => Some((CacheMode::Implicit, 5)),
        };
        let caching = model.caching.map(|caching| (caching.mode, caching.ttl_minutes));
        assert_eq!(caching, ttl, "caching of {}", model.id);
    }
}

#[test]
fn the_list_has_what_is_billed_otherwise_and_what_few_may_use() {
    let card = Builtin::List.parse().unwrap();
    let of = |kind| card.models.iter().filter(move |model| model.kind == kind);
    // Eight by input tokens alone, and two by the request.
    assert_eq!((of(ModelKind::Embedding).count(), of(ModelKind::Rerank).count()), (10, 2));
    for model in of(ModelKind::Embedding).filter_map(|model| model.prices.as_ref()) {
        assert_eq!(model.base.get(Bucket::Output), None);
    }
    let queries = card.models.iter().filter_map(|it| Some((&*it.id, it.per_query?.exact())));
    let queries: Vec<(&str, String)> = queries.collect();
    let expected = [
        ("marengo-embed-2-7", "0.00007"),
        ("marengo-embed-3-0", "0.00007"),
        ("amazon-rerank-v1", "0.001"),
        ("cohere-rerank-v3-5", "0.002"),
    ];
    assert_eq!(queries, expected.map(|(id, price)| (id, price.to_owned())));
    let limited = card.models.iter().filter(|model| model.status == Some(Status::Limited));
    assert_eq!(limited.count(), 6);
    let today = card.as_of;
    let listed = card.models.iter().filter(|model| model.is_listed(today));
    assert!(listed.clone().all(|model| model.status != Some(Status::Limited)));
    // 94 and two, less Nova Premier and those for speech and safety.
    let out = of(ModelKind::Speech).chain(of(ModelKind::Safety)).count() + 1;
    assert_eq!(listed.count(), 96 - out);
}

#[test]
fn the_list_has_the_service_tiers_of_as_many_models_as_its_source() {
    let card = Builtin::List.parse().unwrap();
    let offered = |lane| {
        let models = card.models.iter().filter_map(|model| model.prices.as_ref());
        models.filter(|prices| prices.base.offers(lane)).count()
    };
    assert_eq!((offered(Lane::Flex), offered(Lane::Priority)), (47, 50));
    let slots = Slot::all().filter(|slot| slot.lane.spec().is_rare);
    for model in card.models.iter().filter(|model| model.provider == "Anthropic") {
        assert!(!slots.clone().any(|slot| model.has_rate(slot)), "{}", model.id);
    }
}

#[test]
fn the_list_marks_what_it_assumes() {
    let card = Builtin::List.parse().unwrap();
    let marked = |assumed: fn(&Assumed) -> bool| {
        card.models.iter().filter(|model| assumed(&model.assumed)).count()
    };
    // Claude's Batch by rule, the Nova writes, and nothing else.
    assert_eq!(marked(|assumed| assumed.batch), 13);
    assert_eq!(marked(|assumed| assumed.cache_write), 6);
    assert_eq!(marked(|assumed| assumed.cache_read), 0);
    assert!(card.models.iter().all(|model| model.assumed.batch <= (model.provider == "Anthropic")
        && model.assumed.cache_write == (model.provider == "Amazon" && model.caching.is_some())));
    let nova = card.model("nova-lite").unwrap().prices.as_ref().unwrap().base;
    assert!(nova.get(Bucket::CacheWrite).is_some());
    assert_eq!(nova.get(Bucket::CacheWrite), nova.get(Bucket::Fresh));
}

#[test]
fn the_representative_card_is_the_published_table() {
    let table = [
        ("nova-micro", "Nova Micro", "Amazon", "0.000035", "0.00014", "0.035", "0.14"),
        ("nova-lite", "Nova Lite", "Amazon", "0.00006", "0.00024", "0.06", "0.24"),
        ("mistral-small", "Mistral Small", "Mistral", "0.0002", "0.0006", "0.2", "0.6"),
        ("llama-small", "Llama (small, ~8B)", "Meta", "0.00022", "0.00072", "0.22", "0.72"),
        ("titan-text-lite", "Titan Text Lite", "Amazon", "0.00015", "0.0002", "0.15", "0.2"),
        ("claude-haiku", "Claude Haiku", "Anthropic", "0.00025", "0.00125", "0.25", "1.25"),
        ("titan-text-express", "Titan Text Express", "Amazon", "0.0002", "0.0006", "0.2", "0.6"),
        ("cohere-command", "Cohere Command", "Cohere", "0.001", "0.002", "1", "2"),
        ("llama-large", "Llama (large, ~70B+)", "Meta", "0.00265", "0.0035", "2.65", "3.5"),
        ("mistral-large", "Mistral Large", "Mistral", "0.002", "0.006", "2", "6"),
        ("nova-pro", "Nova Pro", "Amazon", "0.0008", "0.0032", "0.8", "3.2"),
        ("nova-premier", "Nova Premier", "Amazon", "0.0025", "0.0125", "2.5", "12.5"),
        ("claude-sonnet", "Claude Sonnet", "Anthropic", "0.003", "0.015", "3", "15"),
        ("claude-opus-class", "Claude Opus-class", "Anthropic", "0.015", "0.075", "15", "75"),
    ];
    let card = Builtin::Representative.parse().unwrap();
    assert_eq!(card.models.len(), table.len());
    for (model, row) in card.models.iter().zip(table) {
        let rates = model.prices.as_ref().unwrap().base;
        let [input, output] =
            [Bucket::Fresh, Bucket::Output].map(|bucket| rates.get(bucket).unwrap());
        let found = (
            model.id.as_str(),
            model.name.as_str(),
            model.provider.as_str(),
            &*input.per_thousand(),
            &*output.per_thousand(),
            &*input.per_million(),
            &*output.per_million(),
        );
        assert_eq!(found, row);
        let half = |rate: Rate| Rate::from_pico(rate.pico() / 2);
        assert_eq!(rates[Lane::Batch], Rates::of(half(input), half(output))[Lane::Standard]);
        assert!(model.assumed.batch);
        assert_eq!(model.assumed.cache_read, rates.caches());
        assert_eq!(model.assumed.cache_write, rates.caches());
    }
    let cache = |id| {
        let rates = card.model(id).unwrap().prices.as_ref().unwrap().base;
        let figure = |bucket| listed(rates.get(bucket));
        let [read, write, hour] = Bucket::CACHED.map(figure);
        rates.caches().then_some((read, write, hour))
    };
    let of = |read: &str, write: &str, hour: &str| Some((read.into(), write.into(), hour.into()));
    assert_eq!(cache("claude-sonnet"), of("0.3", "3.75", "6"));
    assert_eq!(cache("nova-micro"), of("0.00875", "0.035", ""));
    assert_eq!(cache("llama-small"), None);
    assert_eq!(cache("titan-text-lite"), None);
}

#[test]
fn cards_inside_the_program_are_found_by_name() {
    for card in Builtin::ALL {
        assert_eq!(Builtin::named(card.name()), Some(card));
    }
    assert_eq!(Builtin::named("bedrock"), None);
}

/// A card with bytes taken out of it and put into it.
fn mangled() -> impl Strategy<Value = String> {
    let card = proptest::sample::select(Builtin::ALL.to_vec());
    let bytes =
        prop_oneof![proptest::sample::select(b"[]{}=,.\"'#\n\\-_0e ".to_vec()), any::<u8>(),];
    let change = (any::<proptest::sample::Index>(), 0..40usize, proptest::option::of(bytes));
    (card, proptest::collection::vec(change, 1..6)).prop_map(|(card, changes)| {
        let mut text = card.text().as_bytes().to_vec();
        for (at, removed, put) in changes {
            let at = at.index(text.len() + 1);
            let end = (at + removed).min(text.len());
            text.splice(at..end, put);
        }
        String::from_utf8_lossy(&text).into_owned()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_mangled_card_is_read_or_refused_with_places_in_it(text in mangled()) {
        if let Err(faults) = Card::parse(&text, "x.toml") {
            prop_assert!(!faults.is_empty());
            for fault in faults.iter() {
                let line = text.split('\n').nth(fault.line.wrapping_sub(1));
                prop_assert!(line.is_some(), "{}", fault);
                let columns = 1..=line.unwrap_or_default().chars().count() + 1;
                prop_assert!(columns.contains(&fault.column), "{}", fault);
                prop_assert!(!fault.message.chars().any(is_hidden), "{:?}", fault);
            }
        }
    }
}

#[test]
fn the_list_has_every_price_of_places_of_its_sources() {
    let card = Builtin::List.parse().unwrap();
    let fixture = fs::read_to_string("tests/fixtures/places.tsv").unwrap();
    let mut rows = fixture.lines().map(|row| row.split('\t').collect::<Vec<_>>());
    let columns = rows.next().unwrap();
    let slots = [("", Lane::Standard), ("batch_", Lane::Batch), ("flex_", Lane::Flex)];
    let slots = slots.into_iter().chain([("prio_", Lane::Priority)]);
    let buckets = [
        ("in", Bucket::Fresh),
        ("out", Bucket::Output),
        ("cache_read", Bucket::CacheRead),
        ("cache_write", Bucket::CacheWrite),
        ("cache_write_1h", Bucket::CacheWrite1h),
    ];
    let slots: Vec<(String, Slot)> = slots
        .flat_map(|(lane_key, lane)| {
            buckets.map(|(key, bucket)| (format!("{lane_key}{key}"), Slot::new(lane, bucket)))
        })
        .collect();
    let (mut places, mut figures) = (0, 0);
    for row in rows {
        let of =
            |column: &str| columns.iter().position(|it| *it == column).map_or("", |at| row[at]);
        let model = card.model(of("id")).unwrap();
        let local = model.at(of("place").parse().unwrap()).unwrap();
        for (column, slot) in &slots {
            if of(column).is_empty() {
                continue;
            }
            figures += 1;
            let name = format!("{column} of {} in {}", model.id, local.place);
            assert_eq!(listed(local.prices.base[*slot]), of(column), "{name}");
            assert!(!local.derived.contains(*slot, None), "{name}");
        }
        for tier in of("tiers").split("; ").filter(|tier| !tier.is_empty()) {
            // Such as `>272000 flex: in 2.64 out 11.88`.
            let (head, rates) = tier.split_once(": ").unwrap();
            let (above, lane) = head[1..].split_once(' ').unwrap_or((&head[1..], ""));
            let lane_key = if lane.is_empty() { String::new() } else { format!("{lane}_") };
            if lane == "ultra" {
                continue;
            }
            let above = Tokens::new(above.parse().unwrap());
            let tier = local.prices.tiers.iter().find(|tier| tier.above == above).unwrap();
            for pair in rates.split(' ').collect::<Vec<_>>().chunks(2) {
                let key = format!("{lane_key}{}", pair[0]);
                let (_, slot) = slots.iter().find(|(column, _)| *column == key).unwrap();
                assert_eq!(listed(tier.rates[*slot]), pair[1], "{key} of {}", model.id);
                figures += 1;
            }
        }
        places += 1;
    }
    let all: usize = card.models.iter().map(|model| model.places.len()).sum();
    assert_eq!((places, figures), (all, 3_342));
}
