//! `tokenfare bill`: forms, what is found in a bill, and what logs say of it.

use std::fmt::Write as _;
use std::fs;

use insta::assert_snapshot;

use crate::usage::gzip;
use crate::{in_new_folder, json, refused, said, stderr, with_text};

/// Ten days of November 2026 by the representative traffic below, less 12% of everything, as CUR 2.0.
///
/// Each day: Nova Pro in us-east-1, 4 requests of 1,500 tokens in and 300 out, and 2 on Flex of 1,000 and
/// 100; Claude Sonnet 5.5 through the global profile and the marketplace, 3 requests of 2,000 tokens in,
/// 8,000 read, 4,000 written and 500 out.
///
/// At list, a day: 6,000 x $0.80 + 1,200 x $3.20 = $0.00864; on Flex 2,000 x $0.40 + 200 x $1.60 =
/// $0.00112; 6,000 x $2 + 24,000 x $0.10 + 12,000 x $2.50 + 1,500 x $10 = $0.0594, all per million.
fn bill() -> String {
    const SONNET: &str = "Claude Sonnet 5.5 (Amazon Bedrock Edition)";
    const NOVA: &str = "Amazon Bedrock";
    // Usage type, product, amount a day, cost a day: 0.88 of the above.
    let lines = [
        ("USE1-NovaPro-input-tokens", NOVA, "1K tokens", "6.0000000000", "0.0042240000"),
        ("USE1-NovaPro-output-tokens", NOVA, "1K tokens", "1.2000000000", "0.0033792000"),
        ("USE1-NovaPro-input-tokens-flex", NOVA, "1K tokens", "2.0000000000", "0.0007040000"),
        ("USE1-NovaPro-output-tokens-flex", NOVA, "1K tokens", "0.2000000000", "0.0002816000"),
        (
            "USE1-MP:USE1_InputTokenCount_Global-Units",
            SONNET,
            "Units",
            "0.0060000000",
            "0.0105600000",
        ),
        (
            "USE1-MP:USE1_CacheReadInputTokenCount_Global-Units",
            SONNET,
            "Units",
            "0.0240000000",
            "0.0021120000",
        ),
        (
            "USE1-MP:USE1_CacheWriteInputTokenCount_Global-Units",
            SONNET,
            "Units",
            "0.0120000000",
            "0.0264000000",
        ),
        (
            "USE1-MP:USE1_OutputTokenCount_Global-Units",
            SONNET,
            "Units",
            "0.0015000000",
            "0.0132000000",
        ),
    ];
    let mut text = "bill_billing_entity,line_item_line_item_type,line_item_usage_start_date,\
                    line_item_usage_end_date,line_item_product_code,product,line_item_usage_type,\
                    pricing_unit,line_item_usage_amount,line_item_unblended_cost\n"
        .to_owned();
    for day in 1..=10 {
        for (usage_type, product, unit, amount, cost) in lines {
            let code = if product == NOVA { "AmazonBedrock" } else { "5sonnet5product5id" };
            writeln!(
                text,
                "AWS,Usage,2026-11-{day:02}T00:00:00Z,2026-11-{:02}T00:00:00Z,{code},\
                 \"{{\"\"product_name\"\":\"\"{product}\"\"}}\",{usage_type},{unit},{amount},{cost}",
                day + 1
            )
            .unwrap();
        }
    }
    text + "AWS,Tax,2026-11-01T00:00:00Z,2026-12-01T00:00:00Z,AmazonBedrock,{},,,1,0.0500000000\n\
            AWS,Credit,2026-11-01T00:00:00Z,2026-12-01T00:00:00Z,AmazonBedrock,{},,,1,-0.2000000000\n\
            AWS,Usage,2026-11-02T00:00:00Z,2026-11-03T00:00:00Z,AmazonBedrock,\
            \"{\"\"product_name\"\":\"\"Amazon Bedrock\"\"}\",USE1-Guardrail-ContentPolicyUnitsConsumed,units,20,0.0030000000\n"
}

/// The log of that traffic, without the seventh day.
fn log() -> String {
    let mut log = String::new();
    for day in (1..=10).filter(|day| *day != 7) {
        let mut record = |model: &str, input: &str, output: &str| {
            let second = log.len() % 60;
            writeln!(
                log,
                r#"{{"schemaType":"ModelInvocationLog","timestamp":"2026-11-{day:02}T10:20:{second:02}Z","region":"us-east-1","modelId":"{model}","input":{{{input}}},"output":{{{output}}}}}"#
            )
            .unwrap();
        };
        for _ in 0..4 {
            record(
                "amazon.nova-pro-v1:0",
                r#""inputTokenCount":1500"#,
                r#""outputTokenCount":300"#,
            );
        }
        for _ in 0..2 {
            let flex = r#""outputTokenCount":100,"outputBodyJson":{"serviceTier":{"type":"flex"}}"#;
            record("amazon.nova-pro-v1:0", r#""inputTokenCount":1000"#, flex);
        }
        for _ in 0..3 {
            let input = r#""inputTokenCount":2000,"cacheReadInputTokenCount":8000,"cacheWriteInputTokenCount":4000"#;
            record("global.anthropic.claude-sonnet-5-5", input, r#""outputTokenCount":500"#);
        }
    }
    log
}

#[test]
fn a_bill_and_its_logs_are_told_whole() {
    in_new_folder("bill-whole", |folder| {
        let [bill_at, log_at, own] = ["cur2.csv.gz", "log.jsonl", "own.toml"]
            .map(|name| folder.join(name).to_str().unwrap().to_owned());
        fs::write(&bill_at, gzip(bill().as_bytes())).unwrap();
        fs::write(&log_at, log()).unwrap();
        assert_snapshot!("bill_with_logs", said(&["bill", &bill_at, "--logs", &log_at]));
        assert_snapshot!("bill_alone", said(&["bill", &bill_at]));
        assert_snapshot!(
            "bill_csv",
            said(&["bill", &bill_at, "--logs", &log_at, "--format", "csv"])
        );
        let markdown =
            said(&["bill", &bill_at, "--format", "markdown", "--currency", "EUR=0.9@2026-11-24"]);
        assert_snapshot!("bill_markdown", markdown);

        assert_snapshot!(
            "bill_json",
            said(&["bill", &bill_at, "--logs", &log_at, "--format", "json"])
        );

        let told = json(&["bill", &bill_at, "--logs", &log_at]);
        // 10 x 0.88 x ($0.00864 + $0.00112 + $0.0594) = $0.608608, and the rest.
        assert_eq!(told["tokens_usd"], "0.608608");
        assert_eq!(told["total_usd"], "0.461608");
        let bridge = &told["bridge"];
        // Nine days of $0.06916 are in the logs, one is not; 12% of ten days is off.
        assert_eq!(bridge["logged_usd"], "0.62244");
        assert_eq!(bridge["not_logged_usd"], "0.06916");
        assert_eq!(bridge["discounts_usd"], "-0.082992");
        assert_eq!(told["logs"]["missing_days"], serde_json::json!(["2026-11-07"]));
        assert!(
            told["rows"]
                .as_array()
                .unwrap()
                .iter()
                .all(|row| row["price"] == serde_json::json!(["12% off"]))
        );
        assert!(told["rows"].as_array().unwrap().iter().all(|row| row["coverage"] == 0.9));
        let lanes: Vec<_> =
            told["rows"].as_array().unwrap().iter().map(|row| row["lane"].clone()).collect();
        assert_eq!(lanes.iter().filter(|lane| *lane == "flex").count(), 2);

        // What is found becomes own prices, by which all of it was paid.
        let written = said(&["bill", &bill_at, "--discount", &own]);
        assert!(written.contains("own prices for --overlay"), "{written}");
        let overlay = fs::read_to_string(&own).unwrap();
        assert!(overlay.contains("discount = \"12%\""), "{overlay}");
        let again = json(&["bill", &bill_at, "--overlay", &own]);
        assert!(
            again["rows"]
                .as_array()
                .unwrap()
                .iter()
                .all(|row| row["price"] == serde_json::json!(["list price"]))
        );
        assert!(refused(&["bill", &bill_at, "--discount", &own]).contains("--force"));
    });
}

#[test]
fn what_is_no_bill_is_refused_in_a_sentence() {
    in_new_folder("bill-refused", |folder| {
        let at = |name: &str, bytes: &[u8]| {
            let path = folder.join(name);
            fs::write(&path, bytes).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let log = at("log.jsonl", log().as_bytes());
        assert!(
            refused(&["bill", &log])
                .contains("is JSON, but no answer of `aws ce get-cost-and-usage`")
        );
        let parquet = at("cur.parquet", b"PAR1\x15\x04\x15\x10");
        assert!(refused(&["bill", &parquet]).contains("is Parquet; `tokenfare bill --sql duckdb`"));
        let other = at("other.csv", b"day,amount\n2026-11-01,3\n");
        assert!(refused(&["bill", &other]).contains("is no bill"));
        let empty = at("empty.csv", b"");
        assert!(refused(&["bill", &empty]).contains("is empty"));
        let bare = at("bare.csv", bill().lines().next().unwrap().as_bytes());
        assert!(refused(&["bill", &bare]).contains("no lines"));
        assert!(refused(&["bill", "nowhere.csv"]).contains("there is no bill `nowhere.csv`"));
        assert!(refused(&["bill", "-", "--logs", "-"]).contains("both come from stdin"));
        // The folder is read for what of it is a bill.
        at("cur2.csv", bill().as_bytes());
        let all = said(&["bill", folder.to_str().unwrap()]);
        assert!(all.contains("83 lines of 2026-11-01 to 2026-11-10: $0.46 in all"), "{all}");
    });
}

#[test]
fn what_is_cut_is_read_as_far_as_it_goes() {
    let whole = bill();
    // In the middle of the first line of the eighth day, which is told.
    let at = whole.find("2026-11-09").unwrap() + 20;
    let cut = with_text(&["bill", "-"], &whole.as_bytes()[..at]);
    assert_eq!(cut.status.code(), Some(1));
    assert!(stderr(&cut).contains("`-` line 58 has 4 values for 10 columns"), "{}", stderr(&cut));
    assert!(String::from_utf8(cut.stdout).unwrap().contains("Not read: 1 line."));
    // In the middle of its gzip.
    let zipped = gzip(whole.as_bytes());
    let cut = with_text(&["bill", "-"], &zipped[..zipped.len() / 2]);
    assert_eq!(cut.status.code(), Some(1));
    assert!(stderr(&cut).contains("cannot read all of `-`"), "{}", stderr(&cut));
    // A row without an end.
    in_new_folder("bill-row", |folder| {
        let row = whole.lines().next().unwrap().to_owned() + "\n\"" + &"x".repeat(9 << 20);
        let path = folder.join("row.csv");
        fs::write(&path, row).unwrap();
        let told = refused(&["bill", path.to_str().unwrap()]);
        assert!(told.contains("has a row of more than 4 MB"), "{told}");
    });
}

#[test]
fn what_is_not_explained_is_listed() {
    // One day of one bucket at 1.25 times the list price, and a model that is not on the card.
    let odd = bill()
        .replacen("2.0000000000,0.0007040000", "2.0000000000,0.0010000000", 1)
        .replacen("USE1-NovaPro-output-tokens,", "USE1-NovaUltra-output-tokens,", 1);
    let output = with_text(&["bill", "-"], odd.as_bytes());
    assert_eq!(output.status.code(), Some(0));
    assert_snapshot!("bill_not_explained", String::from_utf8(output.stdout).unwrap());
}

#[test]
fn discounts_that_are_lines_of_their_own_are_told() {
    let text = "line_item_line_item_type,line_item_product_code,line_item_usage_type,\
                line_item_usage_amount,line_item_unblended_cost\n\
        Usage,AmazonBedrock,USE1-NovaPro-input-tokens,1000.0000000000,0.8000000000\n\
        EdpDiscount,AmazonBedrock,USE1-NovaPro-input-tokens,1.0000000000,-0.0960000000\n";
    let output = with_text(&["bill", "-"], text.as_bytes());
    let told = String::from_utf8(output.stdout).unwrap();
    // 0.096 of 0.80.
    assert!(
        told.contains("Lines of discounts take $0.10 off, 12% of what was paid for tokens"),
        "{told}"
    );
    assert!(told.contains("list price") && told.contains("$0.70 in all"), "{told}");
}

/// Makes Parquet of a bill in CSV, as Data Exports writes it, runs the statement on stdin, and writes its
/// result as CSV.
const DUCKDB: &str = r#"
import os, sys
try:
    import duckdb
except ImportError:
    sys.exit(77)
database = duckdb.connect()
os.mkdir("cur")
database.execute("""
    COPY (
        SELECT
            line_item_line_item_type, line_item_product_code, line_item_usage_type, pricing_unit,
            CAST(line_item_usage_start_date AS TIMESTAMP) AS line_item_usage_start_date,
            CAST(line_item_usage_end_date AS TIMESTAMP) AS line_item_usage_end_date,
            MAP {'product_name': json_extract_string(product, '$.product_name')} AS product,
            'us-east-1' AS product_region_code,
            'USD' AS line_item_currency_code,
            CAST(line_item_usage_amount AS DOUBLE) AS line_item_usage_amount,
            CAST(line_item_unblended_cost AS DOUBLE) AS line_item_unblended_cost,
            CAST(NULL AS DOUBLE) AS line_item_net_unblended_cost
        FROM read_csv('cur2.csv', all_varchar = true)
    ) TO 'cur/part.parquet' (FORMAT parquet)
""")
statement = sys.stdin.read().rstrip().rstrip(";")
database.execute(f"COPY ({statement}) TO 'reduced.csv' (HEADER)")
"#;

#[test]
fn a_statement_adds_up_where_the_export_lies_to_the_same() {
    use std::io::Write as _;
    use std::process::{Command, Stdio};
    in_new_folder("bill-sql", |folder| {
        // Two lines of an hour each in place of one of a day.
        let whole = bill();
        let hours = whole.replace(
            "USE1-NovaPro-input-tokens,1K tokens,6.0000000000,0.0042240000",
            "USE1-NovaPro-input-tokens,1K tokens,2.5000000000,0.0017600000",
        );
        let second = hours.lines().filter(|line| line.contains(",2.5000000000,")).map(|line| {
            line.replacen("T00:00:00Z", "T01:00:00Z", 1)
                .replace("2.5000000000,0.0017600000", "3.5000000000,0.0024640000")
        });
        let second: String = second.map(|line| line + "\n").collect();
        fs::write(folder.join("cur2.csv"), hours.clone() + &second).unwrap();
        let python = Command::new("python3")
            .args(["-c", DUCKDB])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .spawn();
        let Ok(mut python) = python else {
            eprintln!("skipped: there is no python3");
            return;
        };
        python
            .stdin
            .take()
            .unwrap()
            .write_all(said(&["bill", "--sql", "duckdb"]).as_bytes())
            .unwrap();
        match python.wait().unwrap().code() {
            Some(77) => {
                return eprintln!(
                    "skipped: `python3 -c 'import duckdb'` does not work; pip install duckdb"
                );
            }
            code => assert_eq!(code, Some(0)),
        }
        let told = |file: &str| json(&["bill", folder.join(file).to_str().unwrap()]);
        let (reduced, plain) = (told("reduced.csv"), told("cur2.csv"));
        assert_eq!(reduced["total_usd"], "0.461608");
        assert_eq!(reduced, plain);
        let lines = fs::read_to_string(folder.join("reduced.csv")).unwrap().lines().count();
        // A header, eight usage types on ten days, guardrails, tax and credits.
        assert_eq!(lines, 1 + 80 + 3);
    });
}

#[test]
fn what_ids_stand_for_is_said_beside_logs_only() {
    let told = refused(&["bill", "cur2.csv", "--model", "a1b2=nova-lite"]);
    assert!(told.contains("name the logs with --logs"), "{told}");
}
