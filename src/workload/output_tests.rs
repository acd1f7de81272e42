use super::*;
use crate::workload::answer::tests::answer;
use crate::workload::{Lengths, Spread};

fn thought(mean: u64, spread: u32) -> Option<Thought> {
    Some(Thought { mean: Tokens::new(mean), spread: Spread::from_permille(spread) })
}

fn under(answer: &Answer, thought: Option<Thought>, limit: u64) -> Output {
    Output::of(answer, thought, Some(Tokens::new(limit)))
}

#[test]
fn without_thinking_it_is_the_answer() {
    let plain = under(&answer(400, 2_000), None, 500);
    assert_eq!(plain.billed, answer(400, 2_000).billed_mean(Some(Tokens::new(500))));
    assert_eq!((plain.thinking, plain.unseen), (0, 0.0));
}

#[test]
fn without_a_limit_both_are_whole() {
    let all = Output::of(&answer(400, 2_000), thought(1_578, 5_716), None);
    assert_eq!((all.billed, all.thinking, all.cut_off), (1_978_000_000, 1_578_000_000, 0.0));
}

#[test]
fn even_lengths_fill_the_limit_in_turn() {
    let (short, thought) = (answer(400, 1_000), thought(1_000, 1_000));
    // 1,000 of thinking and 400 of answer: whole at 1,400, cut at 1,200, unseen at 1,000.
    let at = |limit| {
        let it = under(&short, thought, limit);
        (it.billed / 1_000_000, it.thinking / 1_000_000, it.cut_off, it.unseen)
    };
    assert_eq!(at(1_400), (1_400, 1_000, 0.0, 0.0));
    assert_eq!(at(1_200), (1_200, 1_000, 1.0, 0.0));
    assert_eq!(at(1_000), (1_000, 1_000, 1.0, 1.0));
    assert_eq!(at(300), (300, 300, 1.0, 1.0));
}

#[test]
fn even_answers_after_thinking_that_spreads() {
    // sigma = ln 2 / 1.644854 = 0.421403; mu = ln 1,000 - 0.088790 = 6.818965. Limit 1,400, room 1,000:
    // z = (6.907755 - 6.818965) / 0.421403 = 0.210702, P(T > 1,000) = 0.416561, and
    // E[min(T, 1,000)] = 1,000 N(-0.210701) + 1,000 x 0.416561 = 833.12.
    let it = under(&answer(400, 1_000), thought(1_000, 2_000), 1_400);
    assert!((it.cut_off - 0.416_561).abs() < 1e-5, "{}", it.cut_off);
    assert!((it.billed as f64 / 1e6 - 1_233.12).abs() < 0.01, "{}", it.billed);
    // P(T > 1,400): z = (7.244228 - 6.818965) / 0.421403 = 1.009159, so 0.156450.
    assert!((it.unseen - 0.156_450).abs() < 1e-5, "{}", it.unseen);
}

/// Pairs of independent normal numbers, spread evenly: a sequence of additive steps in both directions,
/// and Box and Muller's transform of it.
fn normals(count: u32) -> Vec<(f64, f64)> {
    let step = |at: u32, by: f64| (0.5 + f64::from(at) * by).fract();
    let pair = |at| {
        let radius = (-2.0 * step(at, 0.754_877_666_246_692_7).ln()).sqrt();
        let angle = std::f64::consts::TAU * step(at, 0.569_840_290_998_053_2);
        (radius * angle.cos(), radius * angle.sin())
    };
    (1..=count).map(pair).collect()
}

/// Means and shares over one request for each pair.
fn played(normals: &[(f64, f64)], answer: &Answer, thought: Thought, limit: f64) -> Split {
    let lognormal = |mean: Tokens, spread: Spread| {
        let sigma = spread.ratio().ln() / 1.644_853_626_951_472_7;
        let mu = (mean.get() as f64).ln() - sigma * sigma / 2.0;
        move |z: f64| (mu + sigma * z).exp()
    };
    let thoughts = lognormal(thought.mean, thought.spread);
    let answers = lognormal(answer.mean, answer.spread);
    let mut sum = Split::default();
    for (one, other) in normals {
        let (t, a) = (thoughts(*one), answers(*other));
        sum.thinking += t.min(limit);
        sum.visible += (t + a).min(limit) - t.min(limit);
        sum.cut_off += f64::from(u8::from(t + a > limit));
        sum.unseen += f64::from(u8::from(t >= limit));
    }
    sum.times(1.0 / normals.len() as f64)
}

/// Holds the formula against requests played one by one: tokens within a share of them, shares of requests
/// within two in a thousand.
fn holds(normals: &[(f64, f64)], answer: &Answer, thought: Thought, limit: u64, within: f64) {
    let got = under(answer, Some(thought), limit);
    let seen = played(normals, answer, thought, limit as f64);
    let told = format!("{answer:?} {thought:?} {limit}: {got:?}, {seen:?}");
    let billed = seen.thinking + seen.visible;
    assert!((got.billed as f64 / 1e6 / billed - 1.0).abs() < within, "{told}");
    assert!((got.thinking as f64 / 1e6 / seen.thinking - 1.0).abs() < within, "{told}");
    assert!((got.cut_off - seen.cut_off).abs() < 0.002, "{told}");
    assert!((got.unseen - seen.unseen).abs() < 0.002, "{told}");
}

#[test]
fn as_a_million_requests_are_billed() {
    let normals = normals(1_000_000);
    for (mean, spread, think, think_spread, limit) in [
        (400, 2_000, 667, 6_476, 1_024),
        (400, 2_500, 1_578, 5_716, 2_048),
        (150, 1_500, 17_601, 7_890, 4_096),
        (3_000, 4_000, 269, 5_926, 8_192),
        (800, 1_100, 1_000, 1_100, 1_800),
    ] {
        let thought = thought(think, think_spread).unwrap();
        holds(&normals, &answer(mean, spread), thought, limit, 0.005);
    }
}

#[test]
fn two_hundred_settings_are_billed_as_they_are_played() {
    let normals = normals(20_000);
    let mut held = 0;
    for effort in crate::effort::Effort::ALL {
        let preset = effort.preset();
        for think_spread in [preset.spread, 1_500] {
            let thought = thought(preset.mean, think_spread).unwrap();
            for (mean, spread) in [(50, 1_000), (150, 1_500), (400, 2_500), (3_000, 4_000)] {
                for limit in [256, 1_024, 4_096, 16_384, 131_072] {
                    holds(&normals, &answer(mean, spread), thought, limit, 0.01);
                    held += 1;
                }
            }
        }
    }
    assert_eq!(held, 200);
}

/// The same by the middles of 200,000 strips between the 10^-9 and 1 - 10^-9 quantiles of thinking.
fn by_strips(answer: &Answer, thoughts: Lognormal, limit: f64) -> (f64, f64) {
    const STRIPS: usize = 200_000;
    let (first, width) = (-6.0, 12.0 / STRIPS as f64);
    let (mut visible, mut whole) = (0.0, 0.0);
    for strip in 0..STRIPS {
        let z = first + (strip as f64 + 0.5) * width;
        let room = limit - thoughts.at(z);
        if room > 0.0 {
            let density = (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt() * width;
            let (mean, within) = answer.under(room);
            visible += density * mean;
            whole += density * within;
        }
    }
    (visible, whole)
}

#[test]
fn within_a_thousandth_of_a_fine_integral() {
    let seen = [(100, 90), (300, 9), (5_000, 1)];
    let lengths = Lengths::new(seen.map(|(length, n)| (Tokens::new(length), n))).ok();
    for effort in crate::effort::Effort::ALL {
        let preset = effort.preset();
        let thoughts =
            Lognormal::of(Tokens::new(preset.mean), Spread::from_permille(preset.spread));
        let thoughts = thoughts.unwrap();
        for limit in [256, 1_024, 4_096, 16_384, 131_072] {
            for (spread, lengths) in
                [(1_200, None), (2_000, None), (20_000, None), (2_000, lengths.clone())]
            {
                let answer = Answer { lengths, ..answer(400, spread) };
                let thought = thought(preset.mean, preset.spread);
                let got = under(&answer, thought, limit);
                let (visible, whole) = by_strips(&answer, thoughts, limit as f64);
                let billed = thoughts.capped_mean(limit as f64) + visible;
                let told = format!("{effort:?} {limit} {spread}: {got:?} {billed} {whole}");
                assert!((got.billed as f64 / 1e6 / billed - 1.0).abs() <= 1e-3, "{told}");
                assert!((got.cut_off - (1.0 - whole)).abs() <= 1e-3, "{told}");
            }
        }
    }
}

#[test]
fn the_edges() {
    let thinks = thought(1_578, 5_716);
    for (mean, spread) in [(0, 2_000), (400, 2_000), (400, 1_000)] {
        let none = under(&answer(mean, spread), thinks, 0);
        assert_eq!((none.billed, none.thinking), (0, 0), "{mean} {spread}");
        assert_eq!(none.unseen, 1.0);
        let wide = under(&answer(mean, spread), thinks, 10_000_000);
        assert!(wide.billed <= (1_578 + mean) * 1_000_000);
        assert!(wide.billed + 1_000 >= (1_578 + mean) * 1_000_000, "{wide:?}");
        assert!(wide.cut_off < 1e-6, "{wide:?}");
    }
}
