//! Forms of bills, and what is told of them.

use super::*;
use crate::card::{Bucket, Builtin, Card, Lane, PriceList, Prices};
use crate::money::{Rate, Share, Usd};

fn card() -> Card {
    Builtin::List.parse().unwrap()
}

fn read(text: &str, card: &Card) -> Result<Read, BillFault> {
    let names = Names::of(card);
    let mut reader = Reader::new(&names);
    // In two parts, as files come.
    let (one, other) = text.as_bytes().split_at(text.len() / 3);
    reader.push(one).and_then(|()| reader.push(other)).map(drop).unwrap_or_default();
    reader.finish()
}

/// Lines of usage type, product, amount and cost as CUR 2.0.
fn lines(lines: &[[&str; 4]]) -> String {
    let mut text = "line_item_line_item_type,line_item_product_code,product_product_name,\
                    line_item_usage_type,line_item_usage_amount,line_item_unblended_cost\n"
        .to_owned();
    for [usage_type, product, amount, cost] in lines {
        text += &format!("Usage,AmazonBedrock,{product},{usage_type},{amount},{cost}\n");
    }
    text
}

/// The one sum of a bill.
fn only(text: &str, card: &Card) -> (Key, Cell) {
    let read = read(text, card).unwrap();
    assert_eq!(read.faults, [], "{text}");
    let mut cells = read.bill.cells();
    let (key, cell) = cells.next().unwrap_or_else(|| panic!("{text}"));
    assert_eq!(cells.next(), None);
    (key.clone(), *cell)
}

#[test]
fn every_known_form_of_usage_type_is_mapped() {
    use Bucket::{CacheRead, CacheWrite, CacheWrite1h, Fresh, Output};
    use Lane::{Batch, Flex, Priority, Standard};
    let card = card();
    const SONNET: &str = "Claude Sonnet 5.5 (Amazon Bedrock Edition)";
    const SOL: &str = "GPT-5.6 Sol (Amazon Bedrock Edition)";
    const AWS: &str = "Amazon Bedrock";
    // Each with its source: U, AWS's user guide on data of the Cost and Usage Report; B, AWS's blog on
    // Bedrock costs of 2026-08-12; C, openai/codex#35300 and #37674; P, rows of AWS's price list.
    for (_, usage_type, product, model, lane, bucket, is_global, tokens) in [
        ("U", "USE1-NovaPro-input-tokens", AWS, "nova-pro", Standard, Fresh, false, 2_000),
        ("U", "USE1-NovaPro-output-tokens", AWS, "nova-pro", Standard, Output, false, 2_000),
        ("U", "USE1-NovaPro-input-tokens-batch", AWS, "nova-pro", Batch, Fresh, false, 2_000),
        (
            "U",
            "USE1-NovaPro-cache-read-input-token-count",
            AWS,
            "nova-pro",
            Standard,
            CacheRead,
            false,
            2_000,
        ),
        (
            "U",
            "USE1-NovaPro-cache-write-input-token-count",
            AWS,
            "nova-pro",
            Standard,
            CacheWrite,
            false,
            2_000,
        ),
        (
            "B",
            "USW2-Claude4.6Sonnet-output-tokens",
            AWS,
            "claude-sonnet-4-6",
            Standard,
            Output,
            false,
            2_000,
        ),
        (
            "B",
            "USW2-Claude4.6Sonnet-input-tokens",
            AWS,
            "claude-sonnet-4-6",
            Standard,
            Fresh,
            false,
            2_000,
        ),
        (
            "B",
            "USW2-Claude4.5Sonnet-cache-write-input-token-count",
            AWS,
            "claude-sonnet-4-5",
            Standard,
            CacheWrite,
            false,
            2_000,
        ),
        ("B", "USE1-NovaLite-output-tokens", AWS, "nova-lite", Standard, Output, false, 2_000),
        (
            "B",
            "USW2-anthropic.claude-opus-4-8-mantle-cache-write-tokens-standard",
            AWS,
            "claude-opus-4-8",
            Standard,
            CacheWrite,
            false,
            2_000,
        ),
        (
            "P",
            "USE1-Claude4.6Sonnet-cache-read-input-token-count",
            AWS,
            "claude-sonnet-4-6",
            Standard,
            CacheRead,
            false,
            2_000,
        ),
        (
            "P",
            "USE1-Claude4.6Sonnet-cache-write-input-token-count-1-hour",
            AWS,
            "claude-sonnet-4-6",
            Standard,
            CacheWrite1h,
            false,
            2_000,
        ),
        (
            "P",
            "USE1-Nova2.0Lite-input-tokens-cross-region-global",
            AWS,
            "nova-2-lite",
            Standard,
            Fresh,
            true,
            2_000,
        ),
        ("P", "USE1-Nova2.0Lite-input-tokens-flex", AWS, "nova-2-lite", Flex, Fresh, false, 2_000),
        (
            "P",
            "USE1-Nova2.0Lite-output-tokens-priority",
            AWS,
            "nova-2-lite",
            Priority,
            Output,
            false,
            2_000,
        ),
        (
            "P",
            "USE1-Nova2.0Lite-output-tokens-cross-region-global-batch",
            AWS,
            "nova-2-lite",
            Batch,
            Output,
            true,
            2_000,
        ),
        (
            "P",
            "USE1-qwen.qwen3-32b-mantle-input-tokens-standard",
            AWS,
            "qwen3-32b",
            Standard,
            Fresh,
            false,
            2_000,
        ),
        (
            "P",
            "USE1-MP:USE1_InputTokenCount-Units",
            SONNET,
            "claude-sonnet-5-5",
            Standard,
            Fresh,
            false,
            2_000_000,
        ),
        (
            "P",
            "USE1-MP:USE1_OutputTokenCount-Units",
            SONNET,
            "claude-sonnet-5-5",
            Standard,
            Output,
            false,
            2_000_000,
        ),
        (
            "P",
            "USE1-MP:USE1_InputTokenCount_Global-Units",
            SONNET,
            "claude-sonnet-5-5",
            Standard,
            Fresh,
            true,
            2_000_000,
        ),
        (
            "P",
            "USE1-MP:USE1_CacheWrite1hInputTokenCount-Units",
            SONNET,
            "claude-sonnet-5-5",
            Standard,
            CacheWrite1h,
            false,
            2_000_000,
        ),
        (
            "P",
            "USE1-MP:USE1_CacheReadInputTokenCount-Units",
            SONNET,
            "claude-sonnet-5-5",
            Standard,
            CacheRead,
            false,
            2_000_000,
        ),
        (
            "P",
            "USE1-MP:USE1_MillionBatchInputTokens-Units",
            SONNET,
            "claude-sonnet-5-5",
            Batch,
            Fresh,
            false,
            2_000_000,
        ),
        (
            "C",
            "USE1-MP:USE1_input_tokens_standard-Units",
            SOL,
            "gpt-5-6-sol",
            Standard,
            Fresh,
            false,
            2_000_000,
        ),
        (
            "C",
            "USE1-MP:USE1_cache_write_tokens_30m_global_standard-Units",
            SOL,
            "gpt-5-6-sol",
            Standard,
            CacheWrite,
            true,
            2_000_000,
        ),
    ] {
        let (key, cell) = only(&lines(&[[usage_type, product, "2.0", "1"]]), &card);
        let Named::Known(at) = key.model else { panic!("{usage_type}: {:?}", key.model) };
        let found = (card.models[at].id.as_str(), key.slot.lane, key.slot.bucket, key.global);
        assert_eq!(found, (model, lane, bucket, is_global), "{usage_type}");
        assert_eq!(cell.billed.tokens().get(), tokens, "{usage_type}");
        assert!(key.region.is_some_and(|region| region.is_us()) && !key.long_context);
    }
}

#[test]
fn lines_of_aws_itself_were_paid_at_list_prices() {
    // Of AWS's blog on Bedrock costs of 2026-08-12: USD per 1M tokens at list, and what the cost over the
    // amount comes to within its rounding.
    let card = card();
    for (usage_type, amount, cost, rate) in [
        (
            "USW2-anthropic.claude-opus-4-8-mantle-cache-write-tokens-standard",
            "1629.5",
            "11.2029",
            "6.875",
        ),
        ("USW2-Claude4.6Sonnet-output-tokens", "68.579", "1.131", "16.5"),
        ("USW2-Claude4.6Sonnet-cache-write-input-token-count", "831.74", "3.4309", "4.125"),
        ("USW2-Claude4.6Sonnet-input-tokens", "17.33", "0.0572", "3.3"),
        ("USW2-Claude4.5Sonnet-cache-write-input-token-count", "433.893", "1.789808625", "4.125"),
        ("USW2-Claude4.6Sonnet-cache-read-input-token-count", "5372.659", "1.77297747", "0.33"),
        ("USW2-Claude4.5Sonnet-input-tokens", "29.481", "0.0972873", "3.3"),
        ("USW2-Claude4.5Sonnet-output-tokens", "31.102", "0.513183", "16.5"),
    ] {
        let read = read(&lines(&[[usage_type, "Amazon Bedrock", amount, cost]]), &card).unwrap();
        let explained = explain(&read.bill, &card);
        let [sum] = explained.sums.as_slice() else { panic!("{usage_type}") };
        assert_eq!(sum.list.map(|rate| rate.per_million()).as_deref(), Some(rate), "{usage_type}");
        assert_eq!(sum.why, Why::List, "{usage_type}: {:?}", sum.cell);
    }
}

/// The same two lines and a tax in every form that bills have.
const FORMS: [&str; 4] = [
    "line_item_line_item_type,line_item_usage_start_date,line_item_usage_end_date,line_item_product_code,\
     product,line_item_usage_type,line_item_usage_amount,pricing_unit,line_item_unblended_cost\n\
     Usage,2026-11-03T10:00:00Z,2026-11-03T11:00:00Z,AmazonBedrock,\"{\"\"product_name\"\":\"\"Amazon Bedrock\"\"}\",USE1-NovaPro-input-tokens,1500,1K tokens,1.2\n\
     Usage,2026-11-03T10:00:00Z,2026-11-03T11:00:00Z,x1y2z3,\"{\"\"product_name\"\":\"\"Claude Sonnet 5.5 (Amazon Bedrock Edition)\"\"}\",USE1-MP:USE1_OutputTokenCount_Global-Units,0.25,Units,2.5\n\
     Tax,2026-11-01T00:00:00Z,2026-12-01T00:00:00Z,AmazonBedrock,{},USE1-NovaPro-input-tokens,1,,0.7\n",
    "\u{feff}lineItem/LineItemType,lineItem/UsageStartDate,lineItem/UsageEndDate,lineItem/ProductCode,\
     product/ProductName,lineItem/UsageType,lineItem/UsageAmount,lineItem/UnblendedCost,resourceTags/user:a\r\n\
     Usage,2026-11-03T10:00:00Z,2026-11-03T11:00:00Z,AmazonBedrock,Amazon Bedrock,USE1-NovaPro-input-tokens,1500.0000000000,1.2000000000,\r\n\
     Usage,2026-11-03T10:00:00Z,2026-11-03T11:00:00Z,x1y2z3,Claude Sonnet 5.5 (Amazon Bedrock Edition),USE1-MP:USE1_OutputTokenCount_Global-Units,0.2500000000,2.5000000000,\"a, b\"\r\n\
     Tax,2026-11-01T00:00:00Z,2026-12-01T00:00:00Z,AmazonBedrock,Amazon Bedrock,,1,0.7,\r\n",
    "ChargeCategory,ChargePeriodStart,ChargePeriodEnd,x_ServiceCode,ServiceName,x_UsageType,ConsumedQuantity,ConsumedUnit,BilledCost,BillingCurrency\n\
     Usage,2026-11-03 10:00:00,2026-11-03 11:00:00,AmazonBedrock,Amazon Bedrock,USE1-NovaPro-input-tokens,1500,1K tokens,1.2,USD\n\
     Usage,2026-11-03 10:00:00,2026-11-03 11:00:00,x1y2z3,Claude Sonnet 5.5 (Amazon Bedrock Edition),USE1-MP:USE1_OutputTokenCount_Global-Units,0.25,Units,2.5,USD\n\
     Tax,2026-11-01,2026-12-01,AmazonBedrock,Amazon Bedrock,,,,0.7,USD\n",
    r#"{"GroupDefinitions":[{"Type":"DIMENSION","Key":"SERVICE"},{"Type":"DIMENSION","Key":"USAGE_TYPE"}],
     "ResultsByTime":[{"TimePeriod":{"Start":"2026-11-03","End":"2026-11-04"},"Total":{},"Groups":[
     {"Keys":["Amazon Bedrock","USE1-NovaPro-input-tokens"],"Metrics":{"UnblendedCost":{"Amount":"1.2","Unit":"USD"},"UsageQuantity":{"Amount":"1500","Unit":"1K tokens"}}},
     {"Keys":["Claude Sonnet 5.5 (Amazon Bedrock Edition)","USE1-MP:USE1_OutputTokenCount_Global-Units"],"Metrics":{"UnblendedCost":{"Amount":"2.5","Unit":"USD"},"UsageQuantity":{"Amount":"0.25","Unit":"N/A"}}},
     {"Keys":["Tax","NoUsageType"],"Metrics":{"UnblendedCost":{"Amount":"0.7","Unit":"USD"},"UsageQuantity":{"Amount":"0","Unit":"N/A"}}}],
     "Estimated":true}]}"#,
];

#[test]
fn every_form_of_bill_says_the_same() {
    let card = card();
    let told = |text: &str| {
        let bill = read(text, &card).unwrap().bill;
        let sums = bill.cells().map(|(key, cell)| {
            let Named::Known(at) = &key.model else { panic!("{key:?}") };
            let period = key.period.unwrap();
            let tokens = cell.billed.tokens().get();
            (
                card.models[*at].id.clone(),
                key.slot.key(),
                key.global,
                period,
                tokens,
                cell.paid.exact(),
            )
        });
        let aside = bill.aside().map(|(_, sum, _)| sum.amount.exact());
        (sums.collect::<Vec<_>>(), aside.collect::<Vec<_>>(), bill.total().exact())
    };
    let first = told(FORMS[0]);
    // 1,500 thousands at $0.80 a million are $1.20; a quarter of a million at $10 is $2.50.
    let day = Period { from: crate::card::Date::new(2026, 11, 3).unwrap(), days: 1 };
    let nova =
        ("nova-pro".to_owned(), "input".to_owned(), false, day, 1_500_000, "1.20".to_owned());
    let sonnet = (
        "claude-sonnet-5-5".to_owned(),
        "output".to_owned(),
        true,
        day,
        250_000,
        "2.50".to_owned(),
    );
    assert_eq!(first, (vec![nova, sonnet], vec!["0.70".to_owned()], "4.40".to_owned()));
    for form in &FORMS[1..] {
        assert_eq!(told(form), first, "{form}");
    }
    // Cost Explorer does not say of which kind its lines are, and calls the month an estimate.
    let bill = read(FORMS[3], &card).unwrap().bill;
    assert!(bill.is_estimated && bill.mixes_kinds);
}

#[test]
fn what_is_not_by_the_token_is_set_aside_by_name() {
    let card = card();
    let text = "line_item_line_item_type,line_item_product_code,product_product_name,line_item_usage_type,\
                line_item_usage_amount,pricing_unit,line_item_unblended_cost,line_item_net_unblended_cost\n\
        Usage,AmazonBedrock,Amazon Bedrock,USE1-NovaPro-input-tokens,1000,1K tokens,0.8,0.704\n\
        EdpDiscount,AmazonBedrock,Amazon Bedrock,USE1-NovaPro-input-tokens,1,,-0.096,0\n\
        Tax,AmazonBedrock,Amazon Bedrock,,1,,0.14,0.14\n\
        Credit,AmazonBedrock,Amazon Bedrock,,1,,-0.5,-0.5\n\
        Refund,AmazonBedrock,Amazon Bedrock,,1,,-0.25,-0.25\n\
        Usage,AmazonBedrock,Amazon Bedrock,USE1-Guardrail-ContentPolicyUnitsConsumed,20,units,0.003,\n\
        Usage,AmazonBedrock,Amazon Bedrock,USE1-Nova2.0Lite-ProvisionedThroughput-NoCommit-ModelUnits,2,hours,121,\n\
        Usage,AmazonBedrock,Amazon Bedrock,USE1-NovaCanvas-T2I-1024-Standard,3,image,0.12,\n\
        Usage,AmazonEC2,Amazon Elastic Compute Cloud,BoxUsage:t3.micro,744,Hrs,7.7376,\n\
        SolutionProviderFee,AmazonBedrock,Amazon Bedrock,,1,,2,\n";
    let bill = read(text, &card).unwrap().bill;
    let told = |(aside, sum, within): (&Aside, Sum, bool)| {
        format!("{} {}{}", aside.words, sum.amount.exact(), if within { " within" } else { "" })
    };
    let aside: Vec<String> = bill.aside().map(told).collect();
    assert_eq!(
        aside,
        [
            "SolutionProviderFee 2.00",
            "credits -0.50",
            "discounts of an enterprise agreement (EDP) -0.096 within",
            "guardrails 0.003",
            "images 0.12",
            "other services than Bedrock 7.7376",
            "provisioned or reserved throughput 121.00",
            "refunds -0.25",
            "tax 0.14",
        ]
    );
    // Net of the discount: 0.704 + 2 - 0.5 + 0.003 + 0.12 + 7.7376 + 121 - 0.25 + 0.14.
    assert_eq!(bill.total().exact(), "130.9546");
    assert_eq!(bill.tokens_paid(), Usd::from_pico(704_000_000_000));
}

#[test]
fn prices_are_recognised() {
    let card = card();
    // Nova Pro: $0.80 a million in, $0.40 in Batch; and the first other place of the card.
    let dear = Rate::parse_per_million("0.8").unwrap();
    let rate = |prices: &Prices| prices.base.get(Bucket::Fresh).unwrap();
    let mut places = card.model("nova-pro").unwrap().places.iter();
    let (place, rate) = places
        .find_map(|it| (rate(&it.prices) > dear).then(|| (it.place, rate(&it.prices))))
        .unwrap();
    let thousand = rate.per_thousand();
    for (usage_type, cost, why) in [
        ("USE1-NovaPro-input-tokens", "0.0008000000", Why::List),
        ("USE1-NovaPro-input-tokens", "0.0004000000", Why::Lane(Lane::Batch)),
        ("USE1-NovaPro-input-tokens-batch", "0.0004000000", Why::List),
        ("USE1-NovaPro-input-tokens-batch", "0.0008000000", Why::Lane(Lane::Standard)),
        ("USE1-NovaPro-input-tokens", thousand.as_str(), Why::Place(PriceList::At(place))),
        ("USE1-NovaPro-input-tokens", "0.0000000000", Why::Free),
        ("USE1-NovaPro-input-tokens", "0.0007712345", Why::Open),
        ("USE1-Opus9-input-tokens", "0.0007712345", Why::NoModel),
        ("USE1-NovaPro-input-tokens-long-context", "0.0007712345", Why::NoList),
    ] {
        let read =
            read(&lines(&[[usage_type, "Amazon Bedrock", "1.0000000000", cost]]), &card).unwrap();
        assert_eq!(explain(&read.bill, &card).sums[0].why, why, "{usage_type} {cost}");
    }
}

#[test]
fn a_discount_that_others_have_is_no_price_of_a_place_by_chance() {
    // 30% off: Nova Pro at $0.56 and $2.24, which is what a card says of another place for input alone.
    let text = Builtin::List.text().replacen(
        "place.us = 1\nplace.eu = { input = 1.05, output = 4.2,",
        "place.us = 1\nplace.eu = { input = 0.56, output = 4.2,",
        1,
    );
    let card = Card::parse(&text, "places.toml").unwrap_or_else(|faults| panic!("{faults}"));
    let input = ["USE1-NovaPro-input-tokens", "Amazon Bedrock", "1.0000000000", "0.0005600000"];
    let output = ["USE1-NovaPro-output-tokens", "Amazon Bedrock", "1.0000000000", "0.0022400000"];
    let whys = |given: &[[&str; 4]]| {
        let bill = read(&lines(given), &card).unwrap().bill;
        explain(&bill, &card).sums.iter().map(|sum| sum.why).collect::<Vec<_>>()
    };
    assert!(matches!(whys(&[input])[..], [Why::Place(_)]));
    assert_eq!(whys(&[input, output]), [Why::Discount(Share::from_ppm(300_000)); 2]);
    // One price alone is at some discount, but shares none.
    assert_eq!(whys(&[output]), [Why::Open]);
}

#[test]
fn a_line_is_held_against_the_price_of_its_day() {
    // Nova Micro costs $0.035 a million in; here the card says twice that until the end of September.
    let text = Builtin::List.text().replacen(
        "[[model]]\nid = \"nova-lite\"",
        "[[model.past]]\nuntil = 2026-09-30\nrates = { input = 0.07, output = 0.28 }\n\n\
         [[model]]\nid = \"nova-lite\"",
        1,
    );
    let card = Card::parse(&text, "dated.toml").unwrap_or_else(|faults| panic!("{faults}"));
    let header = "line_item_usage_type,line_item_usage_amount,line_item_unblended_cost,\
                  line_item_usage_start_date,line_item_product_code\n";
    for (day, cost, why) in [
        ("2026-09-30", "0.0000700000", Why::List),
        ("2026-10-01", "0.0000700000", Why::Open),
        ("2026-10-01", "0.0000350000", Why::List),
        ("2026-09-30", "0.0000350000", Why::Open),
    ] {
        let line = format!("USE1-NovaMicro-input-tokens,1.0000000000,{cost},{day},AmazonBedrock\n");
        let bill = read(&format!("{header}{line}"), &card).unwrap().bill;
        assert_eq!(explain(&bill, &card).sums[0].why, why, "{day} {cost}");
    }
}

#[test]
fn files_that_are_no_bill_say_what_they_are() {
    let card = card();
    let told = |text: &str| read(text, &card).unwrap_err().to_string();
    for (text, words) in [
        ("", "is empty"),
        (" \n", "is empty"),
        ("PAR1\u{15}\u{4}rest of it", "is Parquet"),
        ("PK\u{3}\u{4}rest of it", "is a ZIP archive"),
        ("%PDF-1.7 and so on", "is a PDF"),
        ("a,b\n1,2\n", "is no bill"),
        ("lineItem/UsageType,lineItem/UnblendedCost\nx,1\n", "lacks line_item_usage_amount"),
        (r#"{"modelId": "x"}"#, "`ResultsByTime`"),
        ("{\"ResultsByTime\": [", "cannot be read"),
        (r#"{"ResultsByTime": [{"Total": {"UnblendedCost": {}}}]}"#, "has no groups"),
        (
            r#"{"GroupDefinitions":[{"Key":"SERVICE"}],"ResultsByTime":[{"Groups":[{"Keys":["x"]}]}]}"#,
            "no usage type",
        ),
        (r#"{"ResultsByTime":[{"Groups":[{"Keys":["x"],"Metrics":{}}]}]}"#, "--metrics"),
    ] {
        assert!(told(text).contains(words), "{text}: {}", told(text));
    }
}

#[test]
fn what_is_wrong_with_lines_is_told_and_the_rest_is_read() {
    let card = card();
    let text = lines(&[
        ["USE1-NovaPro-input-tokens", "Amazon Bedrock", "1", "0.0008"],
        ["USE1-NovaPro-input-tokens", "Amazon Bedrock", "one", "0.0008"],
        ["USE1-NovaPro-input-tokens", "Amazon Bedrock", "1", "$1"],
        // Something is taken back.
        ["USE1-NovaPro-input-tokens", "Amazon Bedrock", "-0.25", "-0.0002"],
        ["USE1-NovaPro-input-tokens", "\"Amazon \"\"Bedrock\"\"\nof two lines\"", "", ""],
    ]) + "Usage,AmazonBedrock,cut";
    let read = read(&text, &card).unwrap();
    let faults: Vec<String> =
        read.faults.iter().map(|(at, fault)| format!("{at} {fault}")).collect();
    assert_eq!(
        faults,
        [
            "3 has the amount `one`, which is not a number",
            "4 has the cost `$1`, which is not a number",
            "8 has 3 values for 6 columns: the file may be cut",
        ]
    );
    let cells: Vec<Cell> = read.bill.cells().map(|(_, cell)| *cell).collect();
    assert_eq!(cells[0].billed.tokens().get(), 750);
    assert_eq!(cells[0].paid.exact(), "0.0006");
    let euros = text
        .replace("line_item_unblended_cost", "line_item_unblended_cost,line_item_currency_code");
    let euros = euros.replace(",0.0008\n", ",0.0008,EUR\n");
    let (_, fault) = super::tests::read(&euros, &card).unwrap().faults.remove(0);
    assert_eq!(fault, LineFault::Currency("EUR".to_owned()));
}
