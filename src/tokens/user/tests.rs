use super::super::split::BLOCK_MAX;
use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::LazyLock;

macro_rules! fixture {
    ($name:literal) => {
        (
            $name,
            include_bytes!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/fixtures/tokenizers/",
                $name
            )) as &[u8],
        )
    };
}
const FILES: [(&str, &[u8]); 5] = [
    fixture!("gpt2.tokenizer.json"),
    fixture!("cl100k.tokenizer.json"),
    fixture!("tekken.json"),
    fixture!("gpt2.tiktoken"),
    fixture!("llama.model"),
];

static TOKENIZERS: LazyLock<BTreeMap<&str, UserTokenizer>> = LazyLock::new(|| {
    FILES.iter().map(|(name, bytes)| (*name, UserTokenizer::parse(bytes).unwrap())).collect()
});

/// A text of the fixtures with its counts by the tokenizers' own libraries; see
/// `tools/tokenizer_fixtures.py`.
#[derive(Deserialize)]
struct Counted {
    text: String,
    times: usize,
    counts: BTreeMap<String, u64>,
}

#[test]
fn counts_are_those_of_the_tokenizers_own_libraries() {
    let fixtures = include_str!("../../../tests/fixtures/tokenizers/counts.jsonl");
    let (mut seen, mut long) = (0, 0);
    for line in fixtures.lines() {
        let row: Counted = serde_json::from_str(line).unwrap();
        let text = row.text.repeat(row.times);
        long += usize::from(text.len() > BLOCK_MAX);
        assert_eq!(row.counts.len(), TOKENIZERS.len());
        for (name, expected) in row.counts {
            let count = TOKENIZERS[name.as_str()].count(&text);
            assert_eq!(count, Some(Tokens::new(expected)), "{name}: {line:.80}");
            seen += 1;
        }
    }
    assert!(seen > 100 && long > 3, "{seen}, {long}");
}

#[test]
fn formats_are_told_by_their_contents() {
    let formats = [
        Format::Tokenizers,
        Format::Tokenizers,
        Format::Tekken,
        Format::Tiktoken,
        Format::SentencePiece,
    ];
    for ((name, bytes), format) in FILES.into_iter().zip(formats) {
        assert_eq!(Format::of(bytes), Ok(format), "{name}");
    }
    assert!(is_rank(b"IQ== 0") && !is_rank(b"IQ==") && !is_rank(b"IQ== x") && !is_rank(b"a 1 2"));
}

#[test]
fn what_is_no_tokenizer_is_refused() {
    let refused = |bytes: &[u8]| UserTokenizer::parse(bytes).unwrap_err();
    assert_eq!(refused(b""), Unusable::NotATokenizer);
    assert_eq!(refused(b"Dear reader,\n"), Unusable::NotATokenizer);
    assert_eq!(refused(b"\x89PNG\r\n\x1a\n"), Unusable::NotATokenizer);
    assert_eq!(refused(b" {\"a\": 1}"), Unusable::OtherJson);
    let told = |bytes: &[u8]| refused(bytes).to_string();
    assert!(told(b"{\"model\": ").contains("EOF"));
    assert!(told(b"{\"model\": 1}").starts_with("cannot be used as a tokenizer.json: "));
    assert!(told(b"{\"config\": 1, \"vocab\": []}").contains("tekken.json"));
    assert!(told(b"\nDear reader,").contains("SentencePiece"));
    assert!(told(b"IQ== 0\nIQ== IQ==\n").contains(".tiktoken"));
    // Fewer tokens than special ones: the converter panics.
    let short = br#"{"config": {"pattern": ".", "default_vocab_size": 3, "version": "v3"},
        "vocab": [{"rank": 0, "token_bytes": "IQ=="}]}"#;
    assert!(told(short).contains("tekken.json"));
}

#[test]
fn a_file_cut_anywhere_is_refused_or_counts() {
    for (name, bytes) in FILES {
        for end in (0..bytes.len()).step_by(bytes.len() / 12) {
            if let Ok(tokenizer) = UserTokenizer::parse(&bytes[..end]) {
                assert!(tokenizer.count("some text").is_some(), "{name} cut at {end}");
            }
        }
    }
}

#[test]
fn a_pattern_that_backtracks_too_far_fails_and_does_not_panic() {
    let (_, bytes) = FILES[2];
    let mut json: serde_json::Value = serde_json::from_slice(bytes).unwrap();
    json["config"]["pattern"] = r"(?:a|b|ab)*(?=c)|.".into();
    let tokenizer = UserTokenizer::parse(json.to_string().as_bytes()).unwrap();
    assert!(tokenizer.count("abc").is_some());
    assert_eq!(tokenizer.count(&"ab".repeat(5_000)), None);
}

#[test]
fn hostile_texts_are_counted() {
    for text in [
        " ".repeat(1_100_000),
        "\t".repeat(150_000) + "x",
        "\n".repeat(150_000),
        "a".repeat(150_000),
        "<|endoftext|>".repeat(7_000),
        "🙂\u{200d}".repeat(10_000),
        "e\u{301}\u{302}".repeat(15_000),
    ] {
        for (name, tokenizer) in TOKENIZERS.iter() {
            let tokens = tokenizer.count(&text).unwrap().get() as usize;
            let start: String = text.chars().take(8).collect();
            assert!((1..=text.len() + 1).contains(&tokens), "{name} {start:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn blocks_add_up_to_the_whole(
        lines in prop::collection::vec(
            "([a-zA-Z]{1,9}|[ .,()'/-]|[0-9]{1,4}|語|é|\t){0,30}|\\s{0,3}", 10..30,
        ),
    ) {
        let text = lines.join("\n").repeat(20);
        // A hard cut is the one kind that may change the count.
        prop_assume!(blocks(&text).all(|block| block.len() < 60_000));
        for (name, tokenizer) in TOKENIZERS.iter() {
            let whole = tokenizer.encode(&text).unwrap() as u64;
            prop_assert_eq!(tokenizer.count(&text), Some(Tokens::new(whole)), "{}", name);
        }
    }
}
