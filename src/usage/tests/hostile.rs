//! Logs that are broken, cut or made up.

use proptest::prelude::*;

use super::*;
use crate::usage::{CountFault, Reason};

const GOOD: &str = r#"{"timestamp":"2026-10-01T08:00:00Z","modelId":"amazon.nova-lite-v1:0","input":{"inputTokenCount":7},"output":{"outputTokenCount":3}}"#;

/// What is left out of good lines around `bad`, where those are still read.
fn reasons_beside(bad: &[u8]) -> Vec<(Reason, u64)> {
    let text = [GOOD.as_bytes(), b"\n", bad, b"\n", GOOD.as_bytes(), b"\n"].concat();
    let card = card();
    let plan = plan(&card);
    let mut reasons = Vec::new();
    for piece in [7, 64, 100_000, usize::MAX] {
        if piece < 100_000 && text.len() > 100_000 {
            continue;
        }
        let mut tally = Tally::new(&plan);
        read_in(&mut tally, 0, &text, piece);
        assert_eq!(tally.requests(), 2, "{:?}", String::from_utf8_lossy(&bad[..bad.len().min(80)]));
        reasons = tally.skips().reasons().collect();
        if let Some((place, _)) = tally.skips().first().first() {
            assert_eq!(place.line, 2);
        }
    }
    reasons
}

#[test]
fn a_bad_line_is_told_and_passed() {
    let with = |input: &str| GOOD.replace("7", input);
    for (bad, reason) in [
        (GOOD[..60].to_owned(), Reason::CutOff),
        ("garbage".to_owned(), Reason::NotJson),
        ("}".to_owned(), Reason::NotJson),
        ("[[[[[[".repeat(1_000), Reason::NotJson),
        ("{\"a\":".repeat(1_000), Reason::CutOff),
        ("{}".to_owned(), Reason::NoUsage),
        ("17".to_owned(), Reason::NotJson),
        (with("-7"), Reason::Count(CountFault::Negative)),
        (with("1e30"), Reason::Count(CountFault::Huge)),
        (with("99999999999999999999999999"), Reason::Count(CountFault::Huge)),
        (with("7.5"), Reason::Count(CountFault::Fraction)),
        (with("\"7\""), Reason::Count(CountFault::NoNumber)),
        (with("null"), Reason::Count(CountFault::NoNumber)),
        (with("true"), Reason::Count(CountFault::NoNumber)),
        (with("[7]"), Reason::Count(CountFault::NoNumber)),
        (with("{\"a\":7}"), Reason::Count(CountFault::NoNumber)),
        (GOOD.replace('3', "null"), Reason::Count(CountFault::NoNumber)),
        (with("7,\"cacheReadInputTokenCount\":\"1\""), Reason::Count(CountFault::NoNumber)),
        (
            GOOD.replace("\"amazon.nova-lite-v1:0\"", &format!("\"{}\"", "x".repeat(600))),
            Reason::OddId,
        ),
        (GOOD.replace("\"amazon.nova-lite-v1:0\"", "null"), Reason::OddId),
        (
            GOOD.replace("\"modelId\"", "\"errorCode\":\"ThrottlingException\",\"modelId\""),
            Reason::Failed,
        ),
    ] {
        assert_eq!(reasons_beside(bad.as_bytes()), [(reason, 1)], "{bad:.80}");
    }
    assert_eq!(reasons_beside(b""), []);
    assert_eq!(reasons_beside(b"\xff\xfe\x00garbage"), [(Reason::NotJson, 1)]);
}

#[test]
fn a_line_of_100_mb_is_not_kept() {
    let long = [b"{\"modelId\":\"".as_slice(), &vec![b'x'; 100_000_000], b"\"}"].concat();
    assert_eq!(reasons_beside(&long), [(Reason::TooLong, 1)]);
}

#[test]
fn a_long_value_of_a_document_is_not_kept() {
    let long = format!("{{\"a\": \"{}\"}}", "x\\\"".repeat(10_000_000));
    let text = format!("[\n{GOOD},\n{long},\n{GOOD}\n]");
    let card = card();
    let plan = plan(&card);
    let tally = tally_of(&plan, &text);
    assert_eq!(tally.requests(), 2);
    assert_eq!(tally.skips().reasons().collect::<Vec<_>>(), [(Reason::TooLong, 1)]);
    assert_eq!(tally.skips().first()[0].0.line, 3);
}

#[test]
fn invalid_utf8_in_a_body_costs_no_request() {
    let text = [b"{\"inputBody\":\"\xff\xc3\",".as_slice(), &GOOD.as_bytes()[1..], b"\n"].concat();
    let card = card();
    let plan = plan(&card);
    let mut tally = Tally::new(&plan);
    read_in(&mut tally, 0, &text, usize::MAX);
    assert_eq!((tally.requests(), tally.lines_not_utf8(), tally.skips().total()), (1, 1, 0));
    let id = text.iter().map(|&b| if b == b'z' { 0xff } else { b }).collect::<Vec<_>>();
    let id = String::from_utf8_lossy(&id).into_owned();
    assert_eq!(tally_of(&plan, &id).requests(), 1);
}

#[test]
fn a_half_line_at_the_end_is_told() {
    let text = format!("{GOOD}\n{}", &GOOD[..GOOD.len() - 5]);
    let card = card();
    let plan = plan(&card);
    let tally = tally_of(&plan, &text);
    assert_eq!(tally.requests(), 1);
    assert_eq!(tally.skips().reasons().collect::<Vec<_>>(), [(Reason::CutOff, 1)]);
    for text in ["", "\n\n  \n", "\u{feff}"] {
        let tally = tally_of(&plan, text);
        assert_eq!((tally.requests(), tally.skips().total()), (0, 0));
    }
}

#[test]
fn too_many_ids_share_one() {
    let card = card();
    let plan = plan(&card);
    let text: String = (0..10_050)
        .map(|n| {
            format!(
                "{{\"modelId\":\"m{n}\",\"input\":{{\"inputTokenCount\":1}},\"output\":{{}}}}\n"
            )
        })
        .collect();
    let tally = tally_of(&plan, &text);
    assert_eq!(tally.requests(), 10_050);
    assert_eq!(tally.ids().len(), 10_001);
    assert_eq!(tally.ids().last().unwrap().requests, 50);
}

/// A line of a log: mostly records, some of them broken.
fn line() -> impl Strategy<Value = String> {
    let model = prop_oneof![
        Just("us.anthropic.claude-sonnet-4-5-20250929-v1:0"),
        Just("global.anthropic.claude-haiku-5-5"),
        Just("amazon.nova-lite-v1:0"),
        Just("arn:aws:bedrock:us-east-1:1:application-inference-profile/x"),
    ];
    let counts = (0_u64..300_000, 0_u64..50_000, 0_u64..9_000, 0_u64..9_000, 0_u64..5_000);
    let record = (model, counts, 0_u32..28, any::<bool>()).prop_map(
        |(model, (fresh, read, write, hour, output), day, batch)| {
            let usage = format!(
                "\"usage\":{{\"input_tokens\":{fresh},\"cache_read_input_tokens\":{read},\
                 \"cache_creation_input_tokens\":{},\"cache_creation\":{{\"ephemeral_1h_input_tokens\":{hour}}},\
                 \"output_tokens\":{output}}}",
                write + hour
            );
            if batch {
                format!("{{\"recordId\":\"r\",\"modelOutput\":{{\"model\":\"{model}\",{usage}}}}}")
            } else {
                format!(
                    "{{\"timestamp\":\"2026-10-{:02}T00:00:00Z\",\"modelId\":\"{model}\",\
                     \"input\":{{\"inputBodyJson\":{{\"text\":\"é\\n\"}}}},\"output\":{{\"outputBodyJson\":{{{usage}}}}}}}",
                    day + 1
                )
            }
        },
    );
    let broken = prop_oneof![
        Just("{\"modelId\":\"x\"".to_owned()),
        Just("no".to_owned()),
        Just(String::new()),
        Just(GOOD.replace('7', "-7")),
    ];
    prop_oneof![9 => record, 1 => broken]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Any log split over any number of files, read in any pieces and in any order, or in parts by
    /// several threads, gives the same totals.
    #[test]
    fn splits_do_not_matter(
        lines in prop::collection::vec(line(), 1..40),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        pieces in prop::collection::vec(1_usize..400, 7),
        order in any::<u64>(),
    ) {
        let card = card();
        let counts = crate::tokens::Estimate::of_all(&crate::tokens::KindTotals::of(
            crate::tokens::TextKind::Docs,
            crate::tokens::Ratio::REFERENCE,
        ));
        let plan = Plan { replay: Some(crate::usage::Replay::new(&card, &counts)), ..plan(&card) };
        let text = lines.join("\n") + "\n";
        let whole = tally_of(&plan, &text);

        let mut ends: Vec<usize> = cuts.iter().map(|cut| cut.index(lines.len() + 1)).collect();
        ends.extend([0, lines.len()]);
        ends.sort_unstable();
        let mut files: Vec<String> = ends.windows(2).map(|pair| lines[pair[0]..pair[1]].join("\n")).collect();
        let turn = order as usize % files.len();
        files.rotate_left(turn);
        if order % 2 == 1 {
            files.reverse();
        }
        let mut one_by_one = Tally::new(&plan);
        let mut merged = Tally::new(&plan);
        for (file, (text, piece)) in files.iter().zip(pieces.iter().cycle()).enumerate() {
            read_in(&mut one_by_one, file, text.as_bytes(), *piece);
            let mut alone = Tally::new(&plan);
            read_in(&mut alone, file, text.as_bytes(), *piece);
            merged.merge(&alone);
        }
        prop_assert_eq!(totals(&one_by_one), totals(&whole));
        prop_assert_eq!(totals(&merged), totals(&whole));
    }

    #[test]
    fn no_bytes_are_fatal(bytes in prop::collection::vec(prop_oneof![
        Just(b'{'), Just(b'}'), Just(b'['), Just(b']'), Just(b'"'), Just(b'\\'), Just(b':'), Just(b','),
        Just(b'\n'), Just(b' '), Just(b'1'), Just(b'-'), any::<u8>(),
    ], 0..300), piece in 1_usize..50) {
        let card = card();
        let plan = plan(&card);
        let mut tally = Tally::new(&plan);
        read_in(&mut tally, 0, &bytes, piece);
        prop_assert_eq!(tally.requests(), 0);
    }
}
