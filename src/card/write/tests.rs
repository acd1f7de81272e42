use super::*;
use crate::card::Builtin;
use crate::place::Place;
use proptest::prelude::*;

fn round_trip(text: &str) -> Result<(), TestCaseError> {
    let card = Card::parse(text, "first.toml");
    let card = card.map_err(|faults| TestCaseError::reject(faults.to_string()))?;
    let written = card.to_toml();
    prop_assert_eq!(Card::parse(&written, "second.toml"), Ok(card), "{}\n{}", text, written);
    Ok(())
}

#[test]
fn every_builtin_card_is_read_back() {
    for builtin in Builtin::ALL {
        round_trip(builtin.text()).unwrap();
    }
}

#[test]
fn every_valid_test_card_is_read_back() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cards/valid");
    let mut cards = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "toml") {
            round_trip(&std::fs::read_to_string(path).unwrap()).unwrap();
            cards += 1;
        }
    }
    assert!(cards > 10);
}

#[test]
fn a_model_is_a_few_lines() {
    let head = "schema = 2\nname = \"X\"\nas_of = 2026-11-22\nsource = \"test\"\n\n\
        [defaults]\nbatch = 0.5\n\n[[model]]\n";
    let model = "id = \"a\"\nname = \"A \\\"B\\\"\"\nprovider = \"P\"\n\
        bedrock_ids = [\"v.a-v1:0\"]\ntokenizer = \"nova\"\ncontext = 200_000\n\
        rates = { input = 1, output = 5, cache_read = 0.1, cache_write_30m = 1.25 }\n\
        batch = \"default\"\ncache_min_tokens = 1_024\n\
        tier = [{ above = 100_000, input = 2, output = 8 }]\nregional = 1.1\n\
        notes = [\"one\", \"two\"]\n";
    let text = format!("{head}{model}");
    let written = Card::parse(&text, "x").unwrap().to_toml();
    assert!(written.ends_with(&text), "{written}");
}

/// A table of rates, its parts stated, assumed or left out.
fn rates(above: Option<u32>) -> impl Strategy<Value = String> {
    let number = || prop_oneof![Just(0u32), 1..50u32, 1..5_000_000u32];
    let rate = |key: &'static str| {
        number().prop_map(move |n| format!("{key} = {}.{:06}", n / 1_000_000, n % 1_000_000))
    };
    let some = |key| proptest::option::of(rate(key));
    let batch = prop_oneof![
        3 => Just(None),
        1 => Just(Some("batch = 'default'".to_owned())),
        1 => (rate("input"), rate("output"))
            .prop_map(|(input, output)| Some(format!("batch = {{ {input}, {output} }}"))),
    ];
    let above = above.map(|above| format!("above = {above}"));
    (
        Just(above),
        rate("input"),
        rate("output"),
        some("cache_read"),
        some("cache_write_5m"),
        some("cache_write_1h"),
        batch,
    )
        .prop_map(|(above, input, output, read, write, write_1h, batch)| {
            let parts = [above, Some(input), Some(output), read, write, write_1h, batch];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            format!("{{ {} }}", parts.join(", "))
        })
}

fn line(key: &'static str, values: &'static [&'static str]) -> impl Strategy<Value = String> {
    proptest::sample::select(values).prop_map(move |value| match value {
        "" => String::new(),
        value => format!("{key} = {value}\n"),
    })
}

/// Prices of some places, and where the model is offered.
fn places() -> impl Strategy<Value = String> {
    let price = proptest::sample::select(&[
        "1",
        "1.43",
        "{ input = 0.7, output = 3 }",
        "{ input = 0.7, output = 3, batch = { input = 0.3, output = 1 } }",
        "{ input = 0.7, rest = 'proportional' }",
        "{ input = 0.7, output = 3, flex = { input = 0.1 }, rest = 'proportional' }",
    ]);
    let place = proptest::sample::select(Place::all().map(Place::key).collect::<Vec<_>>());
    let offered = line("offered.region", &["", "'us-east-1 eu-west-2'", "'sa-east-1'"]);
    let places = proptest::collection::btree_map(place, price, 0..3);
    (places, offered).prop_map(|(places, offered)| {
        let lines = places.iter().map(|(place, price)| format!("place.{place} = {price}\n"));
        lines.collect::<String>() + &offered
    })
}

fn facts() -> impl Strategy<Value = String> {
    (
        line("can", &["", "['image', 'tools']", "['structured', 'pdf']"]),
        line("cannot", &["", "['audio', 'video']"]),
        line("thinks", &["", "'never'", "'off'", "'on'", "'always'"]),
        line("thinking_tokens", &["", "700", "{ low = 0, max = 10_000_000 }"]),
        line("status", &["", "'active'", "'legacy'", "'limited'"]),
        line("kind", &["", "'embedding'"]),
        line("burndown", &["", "5"]),
        line("disputed", &["", "{ burndown = '10', cache_write_1h = '0' }"]),
        line("sources", &["", "{ thinks = 'a page', batch_input = 'a list' }"]),
    )
        .prop_map(
            |(can, cannot, thinks, thinking, status, kind, burndown, disputed, sources)| {
                [can, cannot, thinks, thinking, status, kind, burndown, disputed, sources].concat()
            },
        )
}

fn model() -> impl Strategy<Value = String> {
    let regional = prop_oneof![
        Just(String::new()),
        Just("regional = 1.1\n".to_owned()),
        rates(None).prop_map(|rates| format!("regional = {rates}\n")),
    ];
    let tier = prop_oneof![
        Just(String::new()),
        rates(Some(5)).prop_map(|rates| format!("tier = [{rates}]\n")),
    ];
    (
        rates(None).prop_map(|rates| format!("rates = {}\n", rates.replace("batch", "#"))),
        line("batch", &["", "'default'", "{ input = 0.5, output = 1 }"]),
        line(
            "flex",
            &["", "{ input = 0.25, output = 1 }", "{ input = 0.25, output = 1, cache_read = 0 }"],
        ),
        line("cache", &["", "", "'read'", "'write'", "'both'"]),
        line("caching", &["", "", "'implicit'"]),
        line("cache_min_tokens", &["", "512", "512\ncache_max_tokens = 20_000"]),
        tier,
        (regional, facts(), places())
            .prop_map(|(regional, facts, places)| regional + &facts + &places),
    )
        .prop_map(|(rates, batch, flex, cache, caching, min, tier, regional)| {
            // The base's Batch rates stand beside its table.
            let rates = match rates.find(", #") {
                Some(at) => format!("{} }}\n", &rates[..at]),
                None => rates,
            };
            format!(
                "[[model]]\nid = 'a'\nname = 'A'\nprovider = 'P'\n\
                 {rates}{batch}{flex}{cache}{caching}{min}{tier}{regional}"
            )
        })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 150,
        max_global_rejects: 100_000,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_written_is_read_back(model in model()) {
        let head = "schema = 1\nname = 'X'\nas_of = 2026-11-22\nsource = 'test'\n\
            [defaults]\nbatch = 0.5\ncache_min_tokens = 1_024\n\
            [defaults.cache.read]\nread = 0.1\n[defaults.cache.write]\nwrite_5m = 1.25\n\
            [defaults.cache.both]\nread = 0.25\nwrite_5m = 1\nwrite_1h = 2\n\
            [availability]\nas_of = 2026-10-09\nsource = 'test'\nregions = 'us-east-1 eu-west-1'\n";
        round_trip(&format!("{head}{model}"))?;
    }
}
