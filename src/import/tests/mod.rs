mod kept;

use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::card::{Bucket, Builtin, CacheMode, Date, Lane, Model, Prices, Slot};
use crate::money::{Rate, Tokens};

const LITELLM: &str = include_str!("../../../tests/cards/import/litellm.json");
const AWS_MODELS: &str = include_str!("../../../tests/cards/import/aws-foundation-models.json");
const AWS_BEDROCK: &str = include_str!("../../../tests/cards/import/aws-bedrock.json");
const AWS_QUERY: &str = include_str!("../../../tests/cards/import/aws-query.json");
const GENAI: &str = include_str!("../../../tests/cards/import/genai-prices.json");

static KNOWN: LazyLock<Card> = LazyLock::new(|| Builtin::List.parse().unwrap());

/// One file, called `x.json`.
fn read(text: &str, request: &Request<'_>) -> Result<Imported, ImportFault> {
    let name = "x.json";
    import(&[File { name, text }], request).map_err(|refused| {
        assert_eq!(refused.file, Some(0));
        refused.fault
    })
}

fn imported_in(text: &str, region: Option<&str>) -> Result<Imported, ImportFault> {
    read(text, &Request { as_of: Date::new(2026, 11, 22), name: None, region, known: &KNOWN })
}

fn imported(text: &str) -> Imported {
    imported_in(text, None).unwrap()
}

fn model<'c>(imported: &'c Imported, id: &str) -> &'c Model {
    let ids: Vec<&str> = imported.card.models.iter().map(|model| model.id.as_str()).collect();
    imported.card.model(id).unwrap_or_else(|| panic!("no {id} in {ids:?}"))
}

fn usd(text: &str) -> Rate {
    Rate::parse_per_million(text).unwrap()
}

/// Input, output, cache read, write and write for an hour, Batch input and output.
fn rates(prices: &Prices) -> [Option<String>; 7] {
    let base = prices.base;
    let slots = Slot::all().filter(|slot| !slot.lane.spec().is_rare);
    let rates: Vec<_> = slots.map(|slot| base[slot].map(Rate::per_million)).collect();
    rates.try_into().unwrap()
}

fn stated(rates: [&str; 7]) -> [Option<String>; 7] {
    rates.map(|rate| (!rate.is_empty()).then(|| rate.to_owned()))
}

/// A report leaves out so many for each of these reasons.
fn counts(report: &Report, expected: &[(LeftOut, usize)]) {
    for (reason, count) in expected {
        assert_eq!(report.count(*reason), *count, "{reason:?}: {report}");
    }
}

#[test]
fn every_source_gives_a_card_that_is_read_back() {
    for (text, source, models) in [
        (LITELLM, Source::LiteLlm, 7),
        (AWS_MODELS, Source::Aws, 4),
        (AWS_BEDROCK, Source::Aws, 4),
        (AWS_QUERY, Source::Aws, 1),
        (GENAI, Source::GenaiPrices, 4),
    ] {
        let imported = imported(text);
        assert_eq!(imported.source, source);
        assert_eq!(imported.card.models.len(), models, "{:#?}", imported.card.models);
        let written = imported.card.to_toml();
        assert_eq!(Card::parse(&written, "card.toml"), Ok(imported.card), "{written}");
    }
}

#[test]
fn litellm_prices_are_per_token() {
    let imported = imported(LITELLM);
    // 3.5e-08 a token is $0.035 per 1M.
    let micro = model(&imported, "nova-micro");
    assert_eq!(
        rates(micro.prices.as_ref().unwrap()),
        stated(["0.035", "0.14", "0.00875", "", "", "0.0175", "0.07"])
    );
    assert_eq!(micro.caching.unwrap().mode, CacheMode::Implicit);
    assert!(micro.assumed.cache_min);
    let haiku = model(&imported, "claude-haiku-4-5");
    assert_eq!((haiku.name.as_str(), haiku.tokenizer.as_str()), ("Claude Haiku 4.5", "claude-3"));
    let prices = haiku.prices.as_ref().unwrap();
    assert_eq!(rates(prices)[..5], stated(["1", "5", "0.1", "1.25", "2", "", ""])[..5]);
    let regional = haiku.regional.as_ref().unwrap();
    assert_eq!(rates(regional)[..3], stated(["1.1", "5.5", "0.11", "", "", "", ""])[..3]);
    assert_eq!(haiku.caching.unwrap().min_tokens, Tokens::new(4_096));
    let sonnet = model(&imported, "claude-sonnet-4-5");
    let tiers = &sonnet.prices.as_ref().unwrap().tiers;
    assert_eq!((tiers.len(), tiers[0].above), (1, Tokens::new(200_000)));
    assert_eq!(tiers[0].rates.get(Bucket::Output), Some(usd("22.5")));
    assert_eq!(tiers[0].rates.get(Bucket::CacheWrite1h), Some(usd("12")));
    assert_eq!(sonnet.end_of_life, Date::new(2027, 4, 8));
    // The list says nothing of lifetimes; that of the known model is half an hour.
    let luna = model(&imported, "gpt-6-luna");
    assert_eq!(luna.caching.unwrap().ttl_minutes, 30);
    assert_eq!(
        luna.regional.as_ref().unwrap().tiers[0].rates.get(Bucket::Fresh),
        Some(usd("0.22"))
    );
    let grok = model(&imported, "grok-4-6").prices.as_ref().unwrap();
    let tier = |lane: Lane| Bucket::ALL.map(|bucket| grok.base[lane][bucket]);
    let [flex, priority] = [["1.1", "3.3", "0.275"], ["3.85", "11.55", "0.9625"]]
        .map(|stated| stated.map(|rate| Some(usd(rate))));
    assert_eq!(tier(Lane::Flex), [flex[0], flex[1], flex[2], None, None]);
    assert_eq!(tier(Lane::Priority), [priority[0], priority[1], priority[2], None, None]);
    assert!(!micro.has_rate(Slot::new(Lane::Flex, Bucket::Fresh)));
    let report = &imported.report;
    counts(
        report,
        &[
            (LeftOut::OtherService, 1),
            (LeftOut::NotText, 2),
            // Those of Europe, GovCloud and the Mantle endpoint are places.
            (LeftOut::OtherRegion, 0),
            (LeftOut::OtherRoute, 1),
            (LeftOut::Provisioned, 1),
        ],
    );
}

#[test]
fn both_spellings_of_the_marketplace_are_read() {
    let imported = imported(AWS_MODELS);
    assert_eq!(imported.card.as_of, Date::new(2026, 11, 22).unwrap());
    let haiku = model(&imported, "claude-haiku-4-5");
    assert_eq!(
        rates(haiku.prices.as_ref().unwrap()),
        stated(["1", "5", "0.1", "1.25", "2", "0.5", "2.5"])
    );
    assert_eq!(
        rates(haiku.regional.as_ref().unwrap()),
        stated(["1.1", "5.5", "0.11", "1.375", "2.2", "0.55", "2.75"])
    );
    let sonnet = model(&imported, "claude-sonnet-5-5");
    assert_eq!(
        rates(sonnet.prices.as_ref().unwrap()),
        stated(["2", "10", "0.1", "2.5", "4", "", ""])
    );
    // The list does not say that the long context begins above 272,000 tokens; the known card does.
    let astra = model(&imported, "gpt-6-astra");
    let tier = &astra.prices.as_ref().unwrap().tiers[0];
    assert_eq!(
        (tier.above, tier.rates.get(Bucket::Output)),
        (Tokens::new(272_000), Some(usd("75")))
    );
    assert_eq!(astra.caching.unwrap().ttl_minutes, 30);
    let opus = model(&imported, "claude-opus-4-1");
    assert_eq!(opus.regional, None);
    assert_eq!(
        rates(opus.prices.as_ref().unwrap())[..2],
        stated(["15", "75", "", "", "", "", ""])[..2]
    );
    let report = &imported.report;
    counts(
        report,
        &[
            (LeftOut::OtherRegion, 0),
            (LeftOut::OtherTier, 1),
            (LeftOut::Provisioned, 2),
            (LeftOut::NotText, 1),
            // One of them in Ireland, of which only the input is listed.
            (LeftOut::Incomplete, 2),
        ],
    );
}

#[test]
fn the_offer_and_the_query_say_the_same() {
    let offer = imported(AWS_BEDROCK);
    let query = imported(AWS_QUERY);
    let micro = model(&offer, "nova-micro");
    assert_eq!(
        rates(micro.prices.as_ref().unwrap()),
        stated(["0.035", "0.14", "0.00875", "0", "", "0.0175", "0.07"])
    );
    assert_eq!(model(&query, "nova-micro"), micro);
    let lite = model(&offer, "nova-2-lite");
    assert_eq!(lite.prices.as_ref().unwrap().base.get(Bucket::Fresh), Some(usd("0.3")));
    assert_eq!(lite.regional.as_ref().unwrap().base.get(Bucket::Fresh), Some(usd("0.33")));
    let qwen = model(&offer, "qwen3-32b");
    assert_eq!(qwen.prices.as_ref().unwrap().base.get(Bucket::Output), Some(usd("0.6")));
    let new = model(&offer, "startup-one");
    assert_eq!((new.provider.as_str(), new.tokenizer.as_str()), ("Startup", "unknown"));
    assert_eq!(offer.report.count(LeftOut::Contradiction), 1);
    assert_eq!(offer.report.count(LeftOut::OtherTier), 0);
    assert_eq!(offer.report.count(LeftOut::NotText), 2);
    assert!(offer.report.to_string().contains("with cache writes at 0"));
}

#[test]
fn genai_prices_are_those_of_the_day() {
    let imported = imported(GENAI);
    let sonnet = model(&imported, "claude-sonnet-5");
    // From September on $3.
    assert_eq!(sonnet.prices.as_ref().unwrap().base.get(Bucket::Fresh), Some(usd("3")));
    let opus = model(&imported, "claude-opus-4-6");
    let tier = &opus.prices.as_ref().unwrap().tiers[0];
    assert_eq!(
        (tier.above, tier.rates.get(Bucket::Output)),
        (Tokens::new(200_000), Some(usd("37.5")))
    );
    let haiku = model(&imported, "claude-haiku-4-5");
    assert_eq!(haiku.regional.as_ref().unwrap().base.get(Bucket::Fresh), Some(usd("1.1")));
    assert_eq!(haiku.prices.as_ref().unwrap().base.get(Bucket::CacheWrite1h), Some(usd("2")));
    assert_eq!(imported.report.count(LeftOut::NotText), 1);
    assert_eq!(imported.report.count(LeftOut::Incomplete), 1);
    let known = Builtin::List.parse().unwrap();
    let request =
        Request { as_of: Date::new(2026, 8, 1), name: Some("Mine"), region: None, known: &known };
    let earlier = read(GENAI, &request).unwrap();
    assert_eq!(
        model(&earlier, "claude-sonnet-5").prices.as_ref().unwrap().base.get(Bucket::Fresh),
        Some(usd("2"))
    );
    assert_eq!(earlier.card.name, "Mine");
    // The same under a key.
    let providers: Value = serde_json::from_str(GENAI).unwrap();
    let wrapped = json!({ "units": {}, "providers": providers }).to_string();
    assert_eq!(read(&wrapped, &request).unwrap().card, earlier.card);
}

/// Changes the unit and the price of each row of an offer that is priced by tokens.
fn repriced(text: &str, change: impl Fn(usize, &str, &str) -> Option<(String, String)>) -> String {
    let mut offer: Value = serde_json::from_str(text).unwrap();
    let terms = offer["terms"]["OnDemand"].as_object_mut().unwrap();
    for (at, term) in terms.values_mut().enumerate() {
        for offer in term.as_object_mut().unwrap().values_mut() {
            for price in offer["priceDimensions"].as_object_mut().unwrap().values_mut() {
                let unit = price["unit"].as_str().unwrap().to_owned();
                let usd = price["pricePerUnit"]["USD"].as_str().unwrap().to_owned();
                if let Some((unit, usd)) = change(at, &unit, &usd) {
                    price["unit"] = json!(unit);
                    price["pricePerUnit"]["USD"] = json!(usd);
                }
            }
        }
    }
    offer.to_string()
}

#[test]
fn a_price_per_1k_is_the_same_as_one_per_1m() {
    let per_1k = repriced(AWS_MODELS, |_, unit, usd| {
        let rate = Rate::parse_per_million(usd).unwrap().per_thousand();
        (unit == "1M tokens").then(|| ("1K tokens".to_owned(), rate))
    });
    assert!(per_1k.contains("1K tokens") && !per_1k.contains("1M tokens"));
    assert_eq!(imported(&per_1k), imported(AWS_MODELS));
    let per_1m = repriced(AWS_BEDROCK, |_, unit, usd| {
        let rate = Rate::parse_per_thousand(usd).unwrap().per_million();
        (unit == "1K tokens").then(|| ("1M tokens".to_owned(), rate))
    });
    assert_eq!(imported(&per_1m), imported(AWS_BEDROCK));
}

/// The price of a row, mistaken.
fn mistaken(usd: &str, factor: f64) -> String {
    format!("{:.12}", usd.parse::<f64>().unwrap() * factor)
}

#[test]
fn a_row_in_cents_or_per_token_is_caught() {
    for text in [AWS_MODELS, AWS_BEDROCK] {
        let right = imported(text);
        let offer: Value = serde_json::from_str(text).unwrap();
        for row in 0..offer["products"].as_object().unwrap().len() {
            // In cents, per 1K in a row per 1M, and per token in such a row.
            for factor in [100.0, 1e-3, 1e-6] {
                let wrong = repriced(text, |at, unit, usd| {
                    (at == row).then(|| (unit.to_owned(), mistaken(usd, factor)))
                });
                for model in &imported(&wrong).card.models {
                    // What is left is as it was.
                    let before = right.card.model(&model.id);
                    assert_eq!(Some(model), before, "row {row} times {factor}");
                }
            }
        }
    }
}

#[test]
fn what_cannot_be_right_is_said_in_one_sentence() {
    // $1.10 per 1M tokens written in cents.
    let cents = repriced(AWS_MODELS, |at, unit, usd| {
        (at == 0).then(|| (unit.to_owned(), mistaken(usd, 100.0)))
    });
    let report = imported(&cents).report;
    assert_eq!(report.count(LeftOut::Implausible), 1);
    assert_eq!(
        report.lines()[0],
        "left out Claude Haiku 4.5: regional input of $110 per 1M tokens is 100 times the known of \
         $1.1; the row may be in cents"
    );
    // A price per 1M tokens in a map of prices per token.
    let mut map: Value = serde_json::from_str(LITELLM).unwrap();
    map["amazon.nova-micro-v1:0"]["input_cost_per_token"] = json!(0.035);
    let report = imported(&map.to_string()).report;
    assert!(report.lines()[0].starts_with("left out amazon.nova-micro-v1:0: input"), "{report}");
    map["amazon.nova-micro-v1:0"]["input_cost_per_token"] = json!(35);
    let report = imported(&map.to_string()).report;
    assert_eq!(
        report.lines()[0],
        "left out amazon.nova-micro-v1:0: input_cost_per_token of 35 is more than any model costs; \
         the row may be in cents, or for another number of tokens"
    );
    // A model that nobody knows, its output per token.
    let unknown = json!({ "startup.one-v1:0": {
        "litellm_provider": "bedrock", "mode": "chat",
        "input_cost_per_token": 2e-7, "output_cost_per_token": 8e-5,
    }, "amazon.nova-micro-v1:0": map["anthropic.claude-sonnet-4-5-20250929-v1:0"] });
    let report = imported_in(&unknown.to_string(), None);
    let Err(ImportFault::NoModels(report)) = report else { panic!("{report:?}") };
    assert!(
        report.to_string().contains(
            "startup.one-v1:0: output of $80 per 1M tokens is 400 times its input of $0.2; the row \
             may be in cents"
        ),
        "{report}"
    );
}

#[test]
fn regions_are_chosen() {
    let fault = imported_in(AWS_MODELS, Some("mars-1")).unwrap_err();
    assert_eq!(fault.to_string(), "holds prices of eu-west-1, us-east-1; choose one with --region");
    let europe = imported_in(AWS_MODELS, Some("eu-west-1"));
    assert!(matches!(europe, Err(ImportFault::NoModels(_))), "only its input is listed");
}

#[test]
fn what_is_no_price_list_is_refused() {
    let fault = |text: &str| imported_in(text, None).unwrap_err().to_string();
    assert!(fault("nonsense").starts_with("is not JSON: "));
    for text in ["{}", "[]", "1", "null", r#"{"a": {"b": 1}}"#, r#"[{"id": "x"}]"#] {
        assert!(fault(text).starts_with("is no price list that can be read"), "{text}");
    }
    for text in [
        r#"{"a": {"litellm_provider": "bedrock", "mode": "chat"}}"#,
        r#"{"PriceList": []}"#,
        r#"{"PriceList": ["not json", 1, {"product": 1}]}"#,
        r#"{"products": [], "terms": []}"#,
        r#"[{"id": "aws", "models": [{"id": 1, "prices": 2}, 3]}]"#,
    ] {
        assert!(fault(text).starts_with("holds no text model"), "{text}");
    }
    let known = Builtin::List.parse().unwrap();
    let request = Request { as_of: None, name: None, region: None, known: &known };
    assert_eq!(read(LITELLM, &request), Err(ImportFault::NoDate));
    // A price list of AWS says it itself.
    let published = read(AWS_MODELS, &request).unwrap().card.as_of;
    assert_eq!(published, Date::new(2026, 11, 20).unwrap());
}

#[test]
fn names_that_steer_a_terminal_are_left_out() {
    let entry = json!({
        "litellm_provider": "bedrock", "mode": "chat",
        "input_cost_per_token": 2e-7, "output_cost_per_token": 8e-7,
    });
    let map = json!({ "startup.a\u{1b}[2J": entry, "startup.fine-v1:0": entry });
    let imported = imported(&map.to_string());
    assert_eq!(imported.card.models.len(), 1);
    assert!(!imported.report.to_string().contains('\u{1b}'));
}

/// The lists that properties are shown with.
const MANGLED: [&str; 6] = [LITELLM, kept::PLACES, AWS_QUERY, AWS_BEDROCK, kept::REGIONS, GENAI];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_mangled_list_gives_a_card_or_a_sentence(
        which in 0..MANGLED.len(),
        cut in 0.0..1.0f64,
        length in 0..200usize,
        with in prop_oneof![
            Just(""), Just("-"), Just("9"), Just("e9"), Just("null"), Just("[]"), Just("{}"),
            Just("\"\\u001b\""), Just("é"),
        ],
    ) {
        let text = MANGLED[which];
        let mut mangled = text.to_owned();
        let at = (cut * text.len() as f64) as usize;
        let end = (at + length).min(text.len());
        mangled.replace_range(at..end, with);
        if let Ok(imported) = imported_in(&mangled, None) {
            let written = imported.card.to_toml();
            prop_assert_eq!(Card::parse(&written, "card.toml"), Ok(imported.card), "{}", written);
        }
    }

    #[test]
    fn any_value_in_any_place_gives_a_card_or_a_sentence(
        which in 0..MANGLED.len(),
        place in any::<prop::sample::Index>(),
        value in prop_oneof![
            Just(json!(null)), Just(json!(-1)), Just(json!(1e300)), Just(json!("x")), Just(json!([])),
            Just(json!({})), Just(json!(0)), Just(json!("\u{1b}")), Just(json!(18446744073709551615u64)),
            Just(json!(true)), Just(json!("")),
        ],
    ) {
        let text = MANGLED[which];
        let mut list: Value = serde_json::from_str(text).unwrap();
        let mut places = Vec::new();
        gather(&list, String::new(), &mut places);
        let pointer = place.get(&places);
        *list.pointer_mut(pointer).unwrap() = value;
        if let Ok(imported) = imported_in(&list.to_string(), None) {
            let written = imported.card.to_toml();
            prop_assert_eq!(Card::parse(&written, "card.toml"), Ok(imported.card), "{}", written);
        }
    }
}

/// The JSON pointer of every value.
fn gather(value: &Value, at: String, places: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let key = key.replace('~', "~0").replace('/', "~1");
                gather(value, format!("{at}/{key}"), places);
            }
        }
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                gather(value, format!("{at}/{index}"), places);
            }
        }
        _ => {}
    }
    places.push(at);
}

/// Several files, called `1.json` and so on.
fn read_all(texts: &[&str]) -> Result<Imported, Refused> {
    let names: Vec<String> = (1..=texts.len()).map(|at| format!("{at}.json")).collect();
    let files = names.iter().zip(texts);
    let files: Vec<File<'_>> = files.map(|(name, text)| File { name, text }).collect();
    let request =
        Request { as_of: Date::new(2026, 11, 22), name: None, region: None, known: &KNOWN };
    import(&files, &request)
}

#[test]
fn pages_of_a_list_make_the_card_of_the_list() {
    let whole = imported(AWS_QUERY);
    let list: Value = serde_json::from_str(AWS_QUERY).unwrap();
    let rows = list["PriceList"].as_array().unwrap();
    // A model's rates lie on different pages, and the pages overlap.
    for cut in 1..rows.len() {
        let page = |rows: &[Value]| json!({ "PriceList": rows }).to_string();
        let pages = read_all(&[&page(&rows[..cut]), &page(&rows[cut - 1..])]).unwrap();
        assert_eq!(pages.card.models, whole.card.models, "{cut}");
        assert_eq!(pages.card.source, "AWS price list, files 1.json and 2.json");
    }
    // Each file has its own report.
    let both = read_all(&[AWS_MODELS, AWS_QUERY]).unwrap();
    let lines = both.report.lines();
    assert!(lines.iter().any(|line| line.starts_with("1.json: left out ")), "{lines:?}");
    for id in ["1.json", "2.json"] {
        let of_file = |line: &&String| line.starts_with(&format!("{id}: left out"));
        assert!(lines.iter().filter(of_file).count() < 10, "{lines:?}");
    }
}

#[test]
fn what_two_files_contradict_is_on_no_card() {
    let entry = |price: &str| {
        format!(
            r#"{{"amazon.nova-lite-v1:0": {{"litellm_provider": "bedrock", "mode": "chat",
            "input_cost_per_token": {price}, "output_cost_per_token": 2.4e-07}}}}"#
        )
    };
    for same in [
        read_all(&[LITELLM, &entry("6e-08")]),
        read_all(&[&entry("6e-08"), &entry("6e-08"), LITELLM]),
    ] {
        let same = same.unwrap();
        assert_eq!(same.report.count(LeftOut::Contradiction), 0);
        assert!(same.card.model("nova-lite").is_some());
    }
    let read = read_all(&[&entry("6e-08"), &entry("7e-08"), LITELLM]).unwrap();
    assert!(read.card.model("nova-lite").is_none());
    let told = read.report.to_string();
    for file in ["1.json", "2.json"] {
        let line =
            format!("{file}: left out 1 with two prices for the same thing: amazon.nova-lite");
        assert!(told.contains(&line), "{told}");
    }
    // AWS: another price of one row.
    let other = AWS_QUERY.replacen("0.0000350000", "0.0000360000", 1);
    let refused = read_all(&[AWS_QUERY, &other]).unwrap_err();
    let ImportFault::NoModels(report) = refused.fault else {
        panic!("{refused:?}");
    };
    let told = report.to_string();
    assert_eq!(told, "left out 1 with two prices for the same thing: Nova Micro");
    // The same prices twice are no contradiction.
    let twice = read_all(&[AWS_QUERY, AWS_QUERY]).unwrap();
    assert_eq!(twice.card.models, imported(AWS_QUERY).card.models);
}

#[test]
fn kinds_of_price_lists_are_not_mixed() {
    let refused = read_all(&[AWS_MODELS, LITELLM]).unwrap_err();
    assert_eq!(refused.file, Some(1));
    assert_eq!(
        refused.fault.to_string(),
        "is of another kind (LiteLLM price map) than the file before it (AWS price list); import \
         them one by one"
    );
    assert_eq!(read_all(&[AWS_MODELS, "{"]).unwrap_err().file, Some(1));
    let genai = read_all(&[GENAI, GENAI]).unwrap();
    assert_eq!(genai.card.models, imported(GENAI).card.models);
}
