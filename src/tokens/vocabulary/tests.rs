use super::super::split::{ends_line, ends_word};
use super::*;
use proptest::prelude::*;

/// A text of the fixtures with its counts by the tokenizers' own libraries; see
/// `tools/vocabulary_fixtures.py`.
#[derive(serde::Deserialize)]
struct Counted {
    text: String,
    times: usize,
    counts: Counts,
}

#[derive(serde::Deserialize)]
struct Counts {
    tekken: u64,
    qwen: u64,
    deepseek: u64,
}

#[test]
fn counts_are_those_of_their_libraries() {
    let fixtures = include_str!("../../../tests/fixtures/tokenizers/vocabularies.jsonl");
    let mut wrong = Vec::new();
    for line in fixtures.lines() {
        let row: Counted = serde_json::from_str(line).unwrap();
        let text = row.text.repeat(row.times);
        let expected = [row.counts.tekken, row.counts.qwen, row.counts.deepseek];
        for (vocabulary, expected) in Vocabulary::ALL.into_iter().zip(expected) {
            let found = vocabulary.count(&text).get();
            if found != expected {
                wrong.push(format!("{vocabulary:?} {found} for {expected}: {:.200?}", row.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{}: {wrong:#?}", wrong.len());
    assert!(fixtures.lines().count() > 300);
}

#[test]
fn vocabularies_are_whole() {
    // Tekken's file has 131,072 tokens with 1,000 special ones; Qwen's 151,643 and DeepSeek's
    // 128,000 with three special ones.
    for (vocabulary, tokens) in Vocabulary::ALL.into_iter().zip([130_072, 151_643, 127_997]) {
        assert_eq!(vocabulary.engine().unwrap().ranks.len(), tokens, "{vocabulary:?}");
        assert_eq!(Vocabulary::ALL[vocabulary.index()], vocabulary);
    }
}

#[test]
fn hostile_texts_are_counted() {
    for text in [
        // More than a block.
        " ".repeat(70_000) + "x",
        "a".repeat(70_000),
        "\n".repeat(10_000),
        ".".repeat(10_000),
        "e\u{301}\u{302}".repeat(2_000),
        "🙂\u{200d}".repeat(2_000),
        "・".repeat(2_000),
    ] {
        for vocabulary in Vocabulary::ALL {
            let tokens = vocabulary.count(&text).get() as usize;
            assert!((1..=text.len()).contains(&tokens), "{vocabulary:?} {:.8?}", text);
        }
    }
}

/// Texts of the pieces that the tokenizers treat differently.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec!["\n", " ", "word", "7"]),
        2 => prop::sample::select(vec![
            "/", ".", "'", "'s", "don't", "\r\n", "\n\n", "  ", "\t", "!?", "\"", "(", "WORD", "12345", "x1",
        ]),
        1 => prop::sample::select(vec![
            "é", "e\u{301}", "\u{301}", "漢字", "、", "，", "かな", "ー", "・", "か\u{3099}", "한국", "дом",
            "سلام", "नमस्ते", "🙂", "\u{200d}", "\u{a0}", "\u{3000}", "\u{2028}", "ǅ", "ſ", "½", "\u{212b}",
        ]),
    ];
    prop::collection::vec(piece, 1..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_token_crosses_a_place_to_cut(text in texts()) {
        for vocabulary in Vocabulary::ALL {
            let engine = vocabulary.engine().unwrap();
            for at in (1..text.len()).filter(|&at| ends_line(&text, at) || ends_word(&text, at)) {
                let (head, tail) = text.split_at(at);
                prop_assert_eq!(
                    engine.count(head) + engine.count(tail),
                    engine.count(&text),
                    "{:?} {:?} | {:?}", vocabulary, head, tail
                );
            }
        }
    }
}
