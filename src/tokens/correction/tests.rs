use super::*;
use crate::tokens::{Estimate, Method, factor};

fn text(kind: TextKind, tokens: u64) -> KindTotals {
    KindTotals::of(kind, Tokens::new(tokens))
}

fn learned(family: Family, reference: &KindTotals, counted: u64) -> Corrections {
    let mut learned = Learned::of(family);
    learned.add(reference, Tokens::new(counted), 1).unwrap();
    learned.corrections(&Corrections::NONE)
}

#[test]
fn a_guess_moves_most_of_the_way_for_the_kind_that_was_counted() {
    let titan = factor(Family::Titan, TextKind::Prose)[0];
    // 1,000 reference tokens of prose that are truly 1.2 times what the factor says. The guess
    // counts for 200 tokens: 1 + 0.2 x 1,000 / (1,000 + 200) = 1.1667.
    let true_count = u64::from(titan) * 1_000 * 12 / 10 / 10_000;
    let corrections = learned(Family::Titan, &text(TextKind::Prose, 1_000), true_count);
    let prose = corrections.get(TextKind::Prose);
    assert!(prose.millionths().abs_diff(1_166_700) <= 1_000, "{prose:?}");
    assert_eq!(prose.tokens().get(), 1_000);
    assert_eq!(corrections.iter().count(), 1);
    // Another thousand finds the guess and what was learned at 1,200 tokens:
    // 1.1667 + 0.0333 x 1,000 / 2,200 = 1.1818.
    let mut again = Learned::of(Family::Titan);
    again.add(&text(TextKind::Prose, 1_000), Tokens::new(true_count), 1).unwrap();
    let again = again.corrections(&corrections).get(TextKind::Prose);
    assert!(again.millionths().abs_diff(1_181_800) <= 1_000, "{again:?}");
    assert_eq!(again.tokens().get(), 2_000);
}

#[test]
fn two_kinds_share_what_was_off() {
    // Half prose, half JSON of one guessed factor each, 10% more than said: both go up alike.
    let mut both = text(TextKind::Prose, 1_000);
    both.add(TextKind::Json, Tokens::new(1_000));
    let said = Estimate::of(Family::Unknown, &both).tokens.get();
    let corrections = learned(Family::Unknown, &both, said * 11 / 10);
    let [prose, json] = [TextKind::Prose, TextKind::Json].map(|kind| corrections.get(kind));
    // Each knows of the other's 200 tokens of doubt as well: 1 + 0.1 x 1,000 / (1,000 + 200) =
    // 1.0833, nearly, since the factors differ a little. One text cannot tell the two apart, so
    // each rests on far less than 1,000 tokens.
    for kind in [prose, json] {
        assert!(kind.millionths().abs_diff(1_083_300) < 5_000, "{kind:?}");
        assert!(kind.tokens() < Tokens::new(200), "{kind:?}");
    }
    assert_eq!(corrections.get(TextKind::Korean), Correction::NONE);
    // Hardly any JSON leaves its factor.
    let mut little = text(TextKind::Prose, 1_000);
    little.add(TextKind::Json, Tokens::new(30));
    let said = Estimate::of(Family::Unknown, &little).tokens.get();
    let corrections = learned(Family::Unknown, &little, said * 11 / 10);
    assert_eq!(corrections.get(TextKind::Json), Correction::NONE);
}

#[test]
fn a_measured_factor_moves_by_what_its_range_does_not_explain() {
    let [middle, _, high] = factor(Family::Claude47, TextKind::Code).map(u64::from);
    let code = text(TextKind::Code, 2_000);
    // The highest of the range teaches nothing, but that there was such a text.
    let inside = learned(Family::Claude47, &code, high * 2_000 / 10_000).get(TextKind::Code);
    assert_eq!((inside.millionths(), inside.tokens().get()), (1_000_000, 2_000));
    // 10% of the middle above that: half of it is taken, 2,000 / (2,000 + 2,000).
    let outside = (high + middle / 10) * 2_000 / 10_000;
    let outside = learned(Family::Claude47, &code, outside).get(TextKind::Code);
    assert!(outside.millionths().abs_diff(1_050_000) <= 1_000, "{outside:?}");
    // A hundred texts at the highest are no accident: a tenth of the range is explained.
    let mut many = Learned::of(Family::Claude47);
    for _ in 0..100 {
        many.add(&code, Tokens::new(high * 2_000 / 10_000), 1).unwrap();
    }
    let many = many.corrections(&Corrections::NONE).get(TextKind::Code);
    let range = high as f64 / middle as f64 - 1.0;
    let expected = 1.0 + range * 0.9 * 200_000.0 / 202_000.0;
    assert!((f64::from(many.millionths()) / 1e6 - expected).abs() < 1e-3, "{many:?}");
}

#[test]
fn parts_add_up_to_the_whole() {
    let mut parts = [Learned::of(Family::Nova), Learned::of(Family::Nova)];
    let mut whole = Learned::of(Family::Nova);
    for n in 0..40_u64 {
        let kind = TextKind::ALL[n as usize % 5];
        let (reference, counted) = (text(kind, 300 + 17 * n), Tokens::new(330 + 18 * n));
        whole.add(&reference, counted, 1).unwrap();
        parts[n as usize % 2].add(&reference, counted, 1).unwrap();
    }
    let [mut sum, other] = parts;
    sum += &other;
    assert_eq!(sum.texts(), 40);
    assert_eq!(sum.corrections(&Corrections::NONE), whole.corrections(&Corrections::NONE));
}

#[test]
fn what_cannot_be_is_not_learned() {
    let mut learned = Learned::of(Family::Nova);
    let mut add =
        |tokens, counted| learned.add(&text(TextKind::Prose, tokens), Tokens::new(counted), 1);
    assert_eq!(add(199, 199), Err(Unlearned::Short));
    assert_eq!(add(200, 9), Err(Unlearned::Far));
    assert_eq!(add(200, 4_001), Err(Unlearned::Far));
    assert_eq!(add(200, 10), Ok(()));
    assert_eq!(add(u64::MAX, u64::MAX), Ok(()));
    assert_eq!(learned.texts(), 2);
    assert_eq!(Correction::new(9_999, Tokens::ZERO), None);
    assert_eq!(Correction::new(100_000_001, Tokens::ZERO), None);
}

#[test]
fn a_guessed_range_narrows_once_corrected() {
    let reference = text(TextKind::Korean, 100_000);
    let half_more = Correction::new(1_500_000, Tokens::ZERO).unwrap();
    for family in Family::ALL.into_iter().filter(|family| *family != Family::O200k) {
        let before = Estimate::of(family, &reference);
        let after = Estimate::corrected(family, &reference, &Corrections::all(half_more));
        let width = |estimate: Estimate| {
            let span = estimate.high - estimate.low;
            span.get() as f64 / estimate.tokens.get() as f64
        };
        assert_eq!(after.method, Method::Calibrated);
        // Digits that are tokens of their own stay as they are.
        let (_, digits) = reference.scaled(family, TextKind::Korean);
        let scaled = before.tokens - digits;
        assert!(
            (scaled.get() * 3 / 2 + digits.get()).abs_diff(after.tokens.get()) <= 1,
            "{family:?}"
        );
        assert!(width(after) <= width(before) + 1e-3, "{family:?}");
        assert!(family.is_calibrated() || width(after) <= 0.51, "{family:?}");
        // Of another kind than was corrected, nothing changes.
        let mut of_code = Corrections::NONE;
        of_code.set(TextKind::Code, half_more);
        assert_eq!(Estimate::corrected(family, &reference, &of_code), before);
    }
}
