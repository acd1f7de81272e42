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
    let family = Family::MistralTekken;
    let text = text(100);
    let mut tokenizers = Tokenizers::default();
    let built_in = TextCounter::new(&tokenizers).count(&text);
    let (factor, method) = said(&tokenizers, &built_in, family);
    assert_eq!(method, Method::Factor);

    tokenizers.set_correction(family, Correction::from_millionths(2_000_000).unwrap());
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
    tokenizers.set_correction(Family::O200k, Correction::MAX);
    assert_eq!(said(&tokenizers, &count, Family::O200k), (o200k, Method::Exact));
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

#[test]
fn a_guessed_range_narrows_once_corrected() {
    let reference = KindTotals::of(TextKind::Korean, Tokens::new(100_000));
    for family in Family::ALL {
        let before = Estimate::of(family, &reference);
        let after = before.corrected(family, Correction::from_millionths(1_500_000).unwrap());
        let width = |estimate: Estimate| {
            let span = estimate.high - estimate.low;
            span.get() as f64 / estimate.tokens.get() as f64
        };
        assert_eq!(after.tokens.get(), (before.tokens.get() * 3).div_ceil(2));
        assert!(width(after) <= width(before) + 1e-3, "{family:?}");
        assert!(family.is_calibrated() || width(after) <= 0.51, "{family:?}");
    }
}

#[test]
fn corrections_have_limits() {
    let between =
        |a, b| Correction::between(Tokens::new(a), Tokens::new(b)).map(Correction::millionths);
    assert_eq!(between(1_000, 1_250), Some(1_250_000));
    assert_eq!(between(3, 1), Some(333_333));
    assert_eq!(between(0, 1), None);
    assert_eq!(between(1_000, 9), None);
    assert_eq!(between(1, 101), None);
    assert_eq!(between(1, Tokens::MAX.get()), None);
    assert_eq!(Correction::from_millionths(0), None);
}

#[test]
fn an_edit_encodes_only_its_block_in_every_tokenizer() {
    let mut tokenizers = Tokenizers::default();
    tokenizers.set_file(Family::Llama3, tekken());
    let mut counter = TextCounter::new(&tokenizers);
    let mut text = text(4_000);
    for at in [None, Some(90_000), Some(3)] {
        if let Some(at) = at {
            text.insert(at, 'x');
        }
        let mut encoded = 0;
        let chunks = [&text[..50_001], &text[50_001..]];
        let count = counter
            .count_chunks(chunks, |partial| {
                assert!(partial.bytes_done <= text.len());
                encoded += 1;
                ControlFlow::Continue(())
            })
            .unwrap();
        assert!(if at.is_none() { encoded > 20 } else { encoded <= 8 }, "{encoded} blocks");
        assert_eq!(count.counted(Family::Llama3), tekken().count(&text));
        assert_eq!(count.reference.total(), Encoding::O200kBase.count(&text));
    }
}

#[test]
fn a_count_can_be_broken_off_while_a_file_counts() {
    let mut tokenizers = Tokenizers::default();
    tokenizers.set_file(Family::Llama3, tekken());
    let mut counter = TextCounter::new(&tokenizers);
    let text = text(4_000);
    let mut asked = 0;
    let broken = counter.count_chunks([text.as_str()], |partial| {
        asked += usize::from(partial.bytes_done == text.len());
        if asked == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!((broken, asked), (None, 3));
    assert!(counter.count("").counted(Family::Llama3).unwrap().is_zero());
}
