use super::super::correction::Correction;
use super::super::kind::TextKind;
use super::*;

fn tekken() -> Arc<UserTokenizer> {
    let bytes = include_bytes!("../../../tests/fixtures/tokenizers/tekken.json");
    Arc::new(UserTokenizer::parse(bytes).unwrap())
}

fn text(lines: usize) -> String {
    (0..lines).map(|n| format!("{n}. Some text, line by line: {}\n\n", n * n)).collect()
}

/// What a count by these tokenizers says of a family: its tokens and the way.
fn said(tokenizers: &Tokenizers, count: &TextCount, family: Family) -> (u64, Method) {
    let estimate = tokenizers.estimate(family, count);
    assert!(estimate.low <= estimate.tokens && estimate.tokens <= estimate.high);
    (estimate.tokens.get(), estimate.method)
}

#[test]
fn the_best_way_counts() {
    let family = Family::Llama3;
    let text = text(100);
    let mut tokenizers = Tokenizers::default();
    let built_in = TextCounter::new(&tokenizers).count(&text);
    let (factor, method) = said(&tokenizers, &built_in, family);
    assert_eq!(method, Method::Factor);

    let twice = Correction::new(2_000_000, Tokens::ZERO).unwrap();
    tokenizers.set_corrections(family, Corrections::all(twice));
    let (calibrated, method) = said(&tokenizers, &built_in, family);
    assert_eq!(method, Method::Calibrated);
    assert!(calibrated.abs_diff(factor * 2) <= 1);

    tokenizers.set_file(family, tekken());
    assert_eq!(said(&tokenizers, &built_in, family).1, Method::Calibrated);
    let count = TextCounter::new(&tokenizers).count(&text);
    let exact = tekken().count(&text).unwrap().get();
    assert_eq!(said(&tokenizers, &count, family), (exact, Method::File));
    let estimate = tokenizers.estimate(family, &count);
    assert_eq!((estimate.low, estimate.high), (estimate.tokens, estimate.tokens));
    assert_eq!(count.reference, built_in.reference);

    let o200k = count.reference.total().get();
    assert_eq!(said(&tokenizers, &count, Family::O200k), (o200k, Method::Exact));
    assert_eq!(said(&tokenizers, &count, Family::Cl100k).1, Method::Factor);
    let mut with_cl100k = count.clone();
    with_cl100k.add(Family::Cl100k, Some(Tokens::new(7)));
    assert_eq!(said(&tokenizers, &with_cl100k, Family::Cl100k), (7, Method::Exact));
    // What is counted exactly needs no correction.
    tokenizers.set_corrections(Family::O200k, Corrections::all(twice));
    assert_eq!(said(&tokenizers, &count, Family::O200k), (o200k, Method::Exact));
}

#[test]
fn built_in_vocabularies_count_what_the_user_has_no_file_for() {
    let text = text(2_000);
    let mut counter = TextCounter::new(&Tokenizers::default());
    let go_on = |_| ControlFlow::Continue(());
    let mut count = counter.count_chunks([text.as_str()], go_on).unwrap();
    assert_eq!(said(&Tokenizers::default(), &count, Family::Qwen).1, Method::Factor);
    // Broken off, it says nothing; taken up again, it counts what it has not counted.
    assert_eq!(counter.sharpen([text.as_str()], &mut count, || ControlFlow::Break(())), None);
    assert!(count.counted(Family::DeepSeek).is_none());
    counter.sharpen([text.as_str()], &mut count, || ControlFlow::Continue(())).unwrap();
    for (family, vocabulary) in [
        (Family::MistralTekken, Vocabulary::Tekken),
        (Family::Qwen, Vocabulary::Qwen),
        (Family::DeepSeek, Vocabulary::DeepSeek),
    ] {
        let exact = vocabulary.count(&text).get();
        assert_eq!(said(&Tokenizers::default(), &count, family), (exact, Method::Exact));
    }
    let mut own = Tokenizers::default();
    own.set_file(Family::MistralTekken, tekken());
    let count = TextCounter::new(&own).count(&text);
    let by_file = tekken().count(&text).unwrap().get();
    assert_eq!(said(&own, &count, Family::MistralTekken), (by_file, Method::File));
    assert_eq!(said(&own, &count, Family::Qwen).1, Method::Exact);
}

#[test]
fn counts_of_parts_add_up() {
    let part = |file| {
        let mut count = TextCount::of(KindTotals::of(TextKind::Code, Tokens::new(10)));
        count.add(Family::Qwen, file);
        count
    };
    let mut sum = TextCount::default();
    sum += &part(Some(Tokens::new(3)));
    sum += &part(Some(Tokens::new(4)));
    assert_eq!(sum.reference.total(), Tokens::new(20));
    assert_eq!(sum.counted(Family::Qwen), Some(Tokens::new(7)));
    // Where the tokenizer fails on a part, it says nothing of the whole.
    sum += &part(None);
    sum += &part(Some(Tokens::new(4)));
    assert_eq!(sum.counted(Family::Qwen), None);
    assert_eq!(sum.failed().collect::<Vec<_>>(), [Family::Qwen]);
}
