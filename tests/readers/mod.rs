//! What must hold of every reader whatever bytes it is given: no panic, and what it has read it
//! writes so that it reads the same again. The fuzz targets and the test of their corpora share it.

#![allow(dead_code, reason = "each program that includes this uses its own part of it")]

use std::ops::ControlFlow;
use std::sync::LazyLock;

use tokenfare::bill::{self, BillFault, Names};
use tokenfare::billing::{Answers, month_total};
use tokenfare::card::{Bucket, Builtin, Card, Overlay};
use tokenfare::controls::{Control, Facts, Place};
use tokenfare::document::{Faults, is_hidden};
use tokenfare::import::{File, Request, import};
use tokenfare::library::Config;
use tokenfare::money::{Currency, Growth, Rate, Share, Usd, parse_count};
use tokenfare::scenario::Scenario;
use tokenfare::score::Scores;
use tokenfare::tokens::split::{BLOCK_MAX, blocks, settled};
use tokenfare::tokens::{Counter, Encoding, Estimate, KindTotals, Ratio, TextKind};
use tokenfare::usage::{Cuts, Facet, Fit, Plan, Reader, Replay, Shape, Tally, shape};
use tokenfare::view::Theme;
use tokenfare::workload::Workload;

/// What may come of a target's bytes.
pub(crate) type Check = fn(&[u8]);

/// Every target with its name, which is that of its corpus.
pub(crate) const TARGETS: &[(&str, Check)] = &[
    ("card", card),
    ("overlay", overlay),
    ("scenario", scenario),
    ("scores", scores),
    ("settings", settings),
    ("theme", theme),
    ("import_aws", import_list),
    ("import_genai", import_list),
    ("import_litellm", import_list),
    ("usage", usage),
    ("bill", bill),
    ("typed", typed),
    ("tokens", tokens),
];

/// The built-in card, which imports are compared with and requests are priced by.
static KNOWN: LazyLock<Card> = LazyLock::new(|| {
    let Ok(known) = Builtin::Representative.parse() else {
        panic!("the built-in card is sound");
    };
    known
});

/// The messages of faults are lines that a terminal takes no orders from.
fn told(faults: &Faults) {
    let words = faults.to_string();
    let hidden = words.chars().find(|&c| is_hidden(c) && c != '\n');
    assert_eq!(hidden, None, "in {words:?}");
}

/// A rate card.
pub(crate) fn card(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match Card::parse(&text, "card.toml") {
        Err(faults) => told(&faults),
        Ok(card) => {
            let work = Workload::default();
            let mut answers = Answers::default();
            for model in &card.models {
                let _ = month_total(model, &work, &mut answers);
            }
            let written = card.to_toml();
            assert_eq!(Card::parse(&written, "written.toml"), Ok(card), "{written}");
        }
    }
}

/// Scores of models, as TOML and as CSV.
pub(crate) fn scores(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for file in ["scores.toml", "scores.csv"] {
        let resolve = |name: &str| match name.len() {
            ..20 => Ok(name.to_owned()),
            _ => Err("is not on the card".to_owned()),
        };
        match Scores::parse(&text, file, resolve) {
            Err(faults) => told(&faults),
            Ok(scores) => assert!(!scores.notice().contains(is_hidden)),
        }
    }
}

/// An overlay of a rate card.
pub(crate) fn overlay(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let _ = Overlay::is_one(&text);
    match Overlay::parse(&text, "overlay.toml") {
        Err(faults) => told(&faults),
        Ok(overlay) => {
            let written = overlay.to_toml();
            let again = Overlay::parse(&written, "written.toml");
            assert_eq!(again, Ok(overlay), "{written}");
        }
    }
}

/// A scenario.
pub(crate) fn scenario(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match Scenario::parse(&text, "scenario.toml") {
        Err(faults) => told(&faults),
        Ok(scenario) => {
            let written = scenario.to_toml();
            let again = Scenario::parse(&written, "written.toml");
            assert_eq!(again, Ok(scenario), "{written}");
        }
    }
}

/// The user's settings.
pub(crate) fn settings(bytes: &[u8]) {
    if let Err(faults) = Config::parse(&String::from_utf8_lossy(bytes), "config.toml") {
        told(&faults);
    }
}

/// A theme.
pub(crate) fn theme(bytes: &[u8]) {
    if let Err(faults) = Theme::parse(&String::from_utf8_lossy(bytes), "theme.toml") {
        told(&faults);
    }
}

/// A price list of others, of whichever kind it is.
pub(crate) fn import_list(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let list = File { name: "list.json", text: &text };
    for region in [None, Some("us-east-1")] {
        let request = Request { as_of: Some(KNOWN.as_of), name: None, region, known: &KNOWN };
        if let Ok(imported) = import(&[list], &request) {
            let written = imported.card.to_toml();
            let again = Card::parse(&written, "written.toml");
            assert_eq!(again, Ok(imported.card), "{written}");
        }
    }
}

/// How logs are read: with everything that can be asked of them.
static PLAN: LazyLock<Plan<'static>> = LazyLock::new(|| {
    let reference = KindTotals::of(TextKind::Docs, Ratio::REFERENCE);
    let counts = Estimate::of_all(&reference);
    Plan {
        replay: Some(Replay::new(&KNOWN, &counts)),
        fit: Some(Cuts::new(&KNOWN, &counts)),
        histogram: true,
        learn: true,
        daily: true,
        by: ["caller", "metadata:team"].iter().filter_map(|name| Facet::named(name)).collect(),
        ..Plan::new(&KNOWN)
    }
});

/// A bill of any form: read whole and in chunks it is the same, and its parts make the whole of it.
///
/// The first byte says how long the chunks are.
pub(crate) fn bill(bytes: &[u8]) {
    let [chunk, text @ ..] = bytes else {
        return;
    };
    static NAMES: LazyLock<Names> = LazyLock::new(|| Names::of(&KNOWN));
    let read = |length: usize| -> Result<bill::Read, BillFault> {
        let mut reader = bill::Reader::new(&NAMES);
        for part in text.chunks(length) {
            if reader.push(part).is_err() {
                break;
            }
        }
        reader.finish()
    };
    let (whole, parts) = (read(usize::MAX), read(usize::from(*chunk) + 1));
    let (whole, parts) = match (whole, parts) {
        (Ok(whole), Ok(parts)) => (whole, parts),
        (whole, parts) => return assert_eq!(whole.map(drop), parts.map(drop)),
    };
    assert_eq!(whole.faults, parts.faults);
    assert!(whole.bill.cells().eq(parts.bill.cells()));
    assert!(whole.bill.aside().eq(parts.bill.aside()));
    let explained = bill::explain(&whole.bill, &KNOWN);
    let compared = bill::compare(&whole.bill, &explained, &[]);
    assert_eq!(compared.bridge.total(), whole.bill.tokens_paid());
    let paid = compared.rows.iter().map(|row| row.paid);
    assert_eq!(paid.sum::<tokenfare::money::Usd>(), whole.bill.tokens_paid());
    if let Some(overlay) = explained.overlay("the bill") {
        let again = Overlay::parse(&overlay.to_toml(), "own.toml");
        assert_eq!(again.as_ref(), Ok(&overlay));
        assert!(overlay.apply(&KNOWN).is_ok());
    }
}

/// A log of requests, of any kind: read whole, in chunks and in two parts it adds up to the same, its
/// histogram holds what it does, and the workload of it is one that can be saved.
///
/// The first byte says how long the chunks are, the second where the second part begins.
pub(crate) fn usage(bytes: &[u8]) {
    let [chunk, cut, log @ ..] = bytes else {
        return;
    };
    let (mut whole, lines) = read_part(log, 0, None, usize::MAX);
    let in_chunks = read_part(log, 0, None, usize::from(*chunk) + 1);
    let places = |tally: &Tally<'_>| tally.skips().first().to_vec();
    assert_eq!(totals(&in_chunks.0), totals(&whole));
    assert_eq!((places(&in_chunks.0), in_chunks.1), (places(&whole), lines));
    if shape(log, false) == Some(Shape::Lines) && log.len() > 1 {
        in_parts(log, 1 + (log.len() - 1) * usize::from(*cut) / 256, &whole, lines);
    }
    whole.settle_metrics();
    histogram(&whole);
    if let Some(fit) = Fit::of(&whole) {
        let mut answers = Answers::default();
        for model in KNOWN.models.iter().take(2) {
            let _ = month_total(model, &fit.workload, &mut answers);
        }
        let scenario = Scenario::new("Traffic", fit.workload);
        let written = scenario.to_toml();
        let again = Scenario::parse(&written, "written.toml");
        assert_eq!(again, Ok(scenario), "{written}");
    }
}

/// Reads a log, or a part of one that begins at byte `part`, in chunks; says too how many lines
/// there were.
fn read_part(bytes: &[u8], part: u64, shape: Option<Shape>, chunk: usize) -> (Tally<'static>, u64) {
    let mut tally = Tally::new(&PLAN);
    let mut reader = Reader::new(&mut tally, 0, part, shape);
    let mut left = bytes;
    while !left.is_empty() {
        let space = reader.space();
        let (now, later) = left.split_at(chunk.min(space.len()).min(left.len()));
        space[..now.len()].copy_from_slice(now);
        reader.filled(now.len());
        left = later;
    }
    let lines = reader.finish();
    (tally, lines)
}

/// Lines that are read in two parts, of which the second begins at byte `at`, are the same lines.
fn in_parts(log: &[u8], at: usize, whole: &Tally<'_>, lines: u64) {
    // The line that holds the byte before is still the first part's.
    let end = log.iter().skip(at - 1).position(|&byte| byte == b'\n');
    let end = end.map_or(log.len(), |end| at + end);
    let (mut first, before) = read_part(&log[..end], 0, Some(Shape::Lines), usize::MAX);
    let (second, after) = read_part(&log[at - 1..], at as u64, Some(Shape::Lines), usize::MAX);
    first.merge(&second);
    assert_eq!(totals(&first), totals(whole), "cut at {at}");
    assert_eq!(before + after, lines, "cut at {at}");
    let place = |(place, reason): &(tokenfare::usage::Place, _)| {
        let skipped = if place.part > 0 { before } else { 0 };
        (skipped + place.line, *reason)
    };
    let [parts, all] = [&first, whole].map(|tally| tally.skips().first().iter().map(place));
    assert!(parts.eq(all), "cut at {at}");
}

/// A histogram that is read again holds the same requests.
fn histogram(tally: &Tally<'_>) {
    let tokens = tally.tokens();
    let most = tokens.input().get().max(tokens[Bucket::Output].get());
    if tally.requests() > 1_000_000_000_000 || most > 1_000_000_000_000_000 {
        // More than is taken for true in a row.
        return;
    }
    let written = tally.cells().to_csv(tally.ids());
    let (again, _) = read_part(written.as_bytes(), 0, None, usize::MAX);
    assert_eq!(again.cells().to_csv(again.ids()), written);
    let held = |tally: &Tally<'_>| {
        let ids = tally.ids().iter();
        let mut ids: Vec<_> = ids
            .map(|id| {
                let cost = (id.unpriced == 0).then_some(id.cost);
                let requests = (id.requests, id.by_lane);
                (id.bedrock_id.clone(), requests, id.tokens, cost)
            })
            .collect();
        ids.sort_by(|one, other| one.0.cmp(&other.0));
        (ids, tally.span(), tally.skips().total())
    };
    let (ids, span, _) = held(tally);
    assert_eq!(held(&again), (ids, span, 0), "{written}");
}

/// What must not depend on how a log is cut.
fn totals(tally: &Tally<'_>) -> impl PartialEq + std::fmt::Debug + use<> {
    let mut ids = tally.ids().to_vec();
    ids.sort_by(|one, other| one.bedrock_id.cmp(&other.bedrock_id));
    (
        ids,
        tally.span(),
        tally.lengths().clone(),
        tally.caching(),
        tally.skips().reasons().collect::<Vec<_>>(),
        tally.cells().to_csv(tally.ids()),
        tally.replayed().to_vec(),
        tally.lines_not_utf8(),
    )
}

/// Values as they are typed into controls, flags and files.
pub(crate) fn typed(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for control in Control::ALL {
        let Ok(value) = control.parse(&text) else {
            continue;
        };
        let work = control.set(&Workload::default(), value, Facts::default());
        let position = control.position(&work, None);
        assert!((0.0..=1.0).contains(&position), "{text:?}: {position}");
        let _ = control.shown(&work, None);
    }
    for control in Control::ALL {
        if let Some(Ok(range)) = control.range_typed(&text, |text| control.parse(text)) {
            let work = control.with_range(&Workload::default(), range.ends);
            let (least, most) = control.field().range();
            let is_within = |(low, high)| least <= low && low < high && high <= most;
            assert!(control.range_in(&work).is_none_or(is_within), "{text:?}");
        }
    }
    let _ = Currency::parse(&text);
    for control in Control::ALL {
        let (field, (least, most)) = (control.field(), control.field().range());
        for place in [Place::Screen, Place::Flag] {
            let Ok(typed) = field.typed(&text, place) else { continue };
            for present in [None, Some(least), Some(most), Some(most / 3)] {
                if let Ok(Some(value)) = field.meant(typed, present) {
                    assert!((least..=most).contains(&value), "{text:?}: {value}");
                }
            }
        }
    }
    if let Ok(amount) = Usd::parse(&text) {
        assert_eq!(Usd::parse(&amount.exact()), Ok(amount));
    }
    if let Ok(rate) = Rate::parse_per_million(&text) {
        assert_eq!(Rate::parse_per_million(&rate.per_million()), Ok(rate));
    }
    let _ = Rate::parse_per_thousand(&text);
    let _ = Rate::parse_per_token(&text);
    let _ = Share::parse(&text);
    let _ = Growth::parse(&text);
    let _ = parse_count(&text, u64::MAX);
}

/// The longest text that is counted.
const MOST: usize = 96 << 10;

/// The cutting of a text for counting: the blocks are the text, however it comes in chunks, and the
/// sum of their counts is the count of the whole.
///
/// The first byte says how long the chunks are, the second how often the rest is repeated, so that a
/// short input is a text of several blocks.
pub(crate) fn tokens(bytes: &[u8]) {
    let [chunk, times, rest @ ..] = bytes else {
        return;
    };
    let text = String::from_utf8_lossy(rest);
    let times = (usize::from(*times) * 16 + 1).min(MOST / text.len().max(1));
    let text = text.repeat(times.max(1));
    let cut: Vec<&str> = blocks(&text).collect();
    assert_eq!(cut.concat(), text);
    assert!(settled(&text) <= text.len());
    let mut chunks = Vec::new();
    let mut left = text.as_str();
    while !left.is_empty() {
        let least = usize::from(*chunk) * 64 + 1;
        let end = (least..left.len()).find(|&at| left.is_char_boundary(at));
        let (head, tail) = left.split_at(end.unwrap_or(left.len()));
        chunks.push(head);
        left = tail;
    }
    let mut counter = Counter::new();
    let go_on = |_| ControlFlow::Continue(());
    let counted = counter.count_chunks(Encoding::O200kBase, chunks, go_on);
    let counted = counted.unwrap_or_default().total();
    assert_eq!(counted, Encoding::O200kBase.count(&text));
    // The whole at once, with nothing cut: the same, but for a token or two where a run without a
    // place to cut is cut in its midst.
    if let Some(whole) = uncut(&text) {
        let forced = |block: &&&str| block.len() > BLOCK_MAX - '\u{10FFFF}'.len_utf8();
        let most = 2 * cut.iter().filter(forced).count() as u64;
        let off = counted.get().abs_diff(whole);
        assert!(off <= most, "{counted} rather than {whole}");
    }
}

/// The tokens of a text encoded as one; none where the encoder refuses it.
fn uncut(text: &str) -> Option<u64> {
    let encoder = tiktoken_rs::o200k_base_singleton();
    let count = encoder.count(text, &std::collections::HashSet::new());
    count.ok().map(|count| count as u64)
}
