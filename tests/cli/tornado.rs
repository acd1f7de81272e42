//! `tokenfare tornado`, and the low and the high of fields elsewhere.

use crate::{REPRESENTATIVE, json, refused, said};

/// 50,000 requests of 600 and 400 tokens on Nova Micro: $0.035 and $0.14 a million.
const ASKED: [&str; 6] =
    ["nova-micro", "--range", "requests=20k..80k", "--range", "output=300..600", "--requests=50k"];

#[test]
fn the_field_that_moves_the_month_most_is_first() {
    let asked = [&["tornado"], &ASKED[..], &REPRESENTATIVE].concat();
    let found = json(&asked);
    // 20,000 x (600 x 0.035 + 300 x 0.14) / 1M = 1.26; 50,000 x 77 = 3.85; 80,000 x (21 + 84) = 8.40.
    assert_eq!(found["low_usd"], "1.26");
    assert_eq!(found["typical_usd"], "3.85");
    assert_eq!(found["high_usd"], "8.40");
    let fields = found["fields"].as_array().unwrap();
    assert_eq!(fields[0]["field"], "requests");
    // 20,000 and 80,000 x 77 millionths of a dollar.
    assert_eq!(fields[0]["at_low_usd"], "1.54");
    assert_eq!(fields[0]["at_high_usd"], "6.16");
    assert_eq!(fields[0]["swing_usd"], "4.62");
    // 50,000 x (21 + 42) and x (21 + 84).
    assert_eq!(fields[1]["at_low_usd"], "3.15");
    assert_eq!(fields[1]["at_high_usd"], "5.25");
    assert_eq!(found["scenario"]["range"]["output"][1], 600);
    let table = said(&asked).replace('\n', " ");
    let told =
        "Nova Micro: $1.26 low, $3.85 typical, $8.40 high a month; Requests / month moves it most.";
    assert!(table.contains(told), "{table}");
    let csv = said(&[&asked[..], &["--format", "csv"]].concat());
    assert!(csv.starts_with("field,low,typical,high,at_low_usd,"), "{csv}");
}

#[test]
fn ranks_and_credits_have_three_figures() {
    let asked = [&["rank", "--models"], &ASKED[..], &REPRESENTATIVE].concat();
    let ranked = json(&asked);
    let model = &ranked["models"][0];
    assert_eq!((&model["low_usd"], &model["high_usd"]), (&"1.26".into(), &"8.40".into()));
    assert!(said(&asked).contains("$1.26 – $8.40"));
    let euros = json(&[&asked[..], &["--currency", "EUR=0.5"]].concat());
    assert_eq!(euros["models"][0]["high_eur"], "4.20");
    // $20 at 1.26, 3.85 and 8.40 a month.
    let credits = [&["credits"], &ASKED[..], &["--pool", "20"], &REPRESENTATIVE].concat();
    let found = json(&credits);
    assert_eq!(found["runs_dry"], 6);
    assert_eq!(found["runs_dry_at_dearest"], 3);
    assert_eq!(found["runs_dry_at_cheapest"], 16);
    let told = "they are dry in month 3 at the dearest and dry in month 16 at the cheapest.";
    assert!(said(&credits).replace('\n', " ").contains(told));
    // Without a range there is none of it.
    let plain = json(&["rank", "--models", "nova-micro"]);
    assert!(plain["models"][0].get("low_usd").is_none());
}

#[test]
fn what_is_no_range_is_refused() {
    for (range, fault) in [
        ("output", "must be a field with its low and high, as in output=300..600"),
        ("output=300", "must be a field with its low and high"),
        ("output=600..300", "must rise from a low and a high"),
        ("output=x..y", "is not a whole number"),
        ("otput=1..2", "is no field that may have a range; did you mean output?"),
    ] {
        let told = refused(&["rank", "--range", range]);
        assert!(told.contains(fault), "{range}: {told}");
    }
    let none = refused(&["tornado", "nova-micro"]);
    assert!(none.contains("no field has a low and a high; give --range"), "{none}");
}
