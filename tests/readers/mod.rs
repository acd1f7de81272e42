//! What must hold of every reader whatever bytes it is given: no panic, and what it has read it
//! writes so that it reads the same again. The fuzz targets and the test of their corpora share it.

#![allow(
    dead_code,
    reason = "each program that includes this uses its own part of it"
)]

use std::ops::ControlFlow;

use tokenfare::billing::{Answers, month_total};
use tokenfare::card::{Builtin, Card, Overlay};
use tokenfare::config::Config;
use tokenfare::controls::{CONTROLS, CREDIT_CONTROLS, Facts, QUOTA_CONTROL};
use tokenfare::document::{Faults, is_hidden};
use tokenfare::import::{File, Request, import};
use tokenfare::money::{Growth, Rate, Share, Usd, parse_count};
use tokenfare::scenario::Scenario;
use tokenfare::tokens::split::{BLOCK_MAX, blocks, settled};
use tokenfare::tokens::{Counter, Encoding};
use tokenfare::view::Theme;
use tokenfare::workload::Workload;

/// What may come of a target's bytes.
pub(crate) type Check = fn(&[u8]);

/// Every target with its name, which is that of its corpus.
pub(crate) const TARGETS: &[(&str, Check)] = &[
    ("card", card),
    ("overlay", overlay),
    ("scenario", scenario),
    ("settings", settings),
    ("theme", theme),
    ("import_aws", import_list),
    ("import_genai", import_list),
    ("import_litellm", import_list),
    ("typed", typed),
    ("tokens", tokens),
];

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
    let Ok(known) = Builtin::Representative.parse() else {
        panic!("the built-in card is sound");
    };
    let list = File {
        name: "list.json",
        text: &text,
    };
    for region in [None, Some("us-east-1")] {
        let request = Request {
            as_of: Some(known.as_of),
            name: None,
            region,
            known: &known,
        };
        if let Ok(imported) = import(&[list], &request) {
            let written = imported.card.to_toml();
            let again = Card::parse(&written, "written.toml");
            assert_eq!(again, Ok(imported.card), "{written}");
        }
    }
}

/// Values as they are typed into controls, flags and files.
pub(crate) fn typed(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let specs = CONTROLS.iter().chain(CREDIT_CONTROLS);
    for spec in specs.chain([&QUOTA_CONTROL]) {
        let Ok(value) = spec.control.parse(&text) else {
            continue;
        };
        let work = spec
            .control
            .set(&Workload::default(), value, Facts::default());
        let position = spec.control.position(&work, None);
        assert!((0.0..=1.0).contains(&position), "{text:?}: {position}");
        let _ = spec.control.shown(&work, None);
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
