//! What of thinking and answers is billed under a limit that bounds both together.
//!
//! With T thinking tokens and an answer of A, independent of each other, under a limit C:
//!
//! ```text
//! billed output      E[min(T + A, C)]
//! of it thinking     E[min(T, C)]
//! answers not whole  P(T + A > C)
//! no visible answer  P(T >= C)
//! ```
//!
//! The thinking part has a closed form, and so has the rest where either length is the same in every
//! request, and so for each of a few lengths that stand for those of a log. Else the rest is the integral over the one of what the other leaves, which has one.

use super::answer::{Answer, Lognormal, MicroTokens};
use super::thinking::Thought;
use crate::money::Tokens;

const MICRO: f64 = 1e6;

/// The output of requests under a limit.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Output {
    /// Mean billed output, in millionths of a token.
    pub billed: MicroTokens,
    /// Of it, what is thinking.
    pub thinking: MicroTokens,
    /// The share of answers that are not whole, 0 to 1.
    pub cut_off: f64,
    /// The share of requests whose answer does not even begin, 0 to 1: among those cut off.
    pub unseen: f64,
}

impl Output {
    /// What `answer` becomes under a limit, with the thinking before it.
    pub fn of(answer: &Answer, thought: Option<Thought>, limit: Option<Tokens>) -> Self {
        let Some(thought) = thought else {
            let (billed, cut_off) = (answer.billed_mean(limit), answer.cut_off(limit));
            return Self { billed, thinking: 0, cut_off, unseen: 0.0 };
        };
        let whole = (micro(thought.mean), answer.mean_micro());
        let Some(limit) = limit else {
            return Self {
                billed: whole.0 + whole.1,
                thinking: whole.0,
                cut_off: 0.0,
                unseen: 0.0,
            };
        };
        let at = limit.get() as f64;
        let split = match thought.lognormal() {
            None => even_thought(answer, thought.mean.get() as f64, at),
            Some(thoughts) => match (&answer.lengths, answer.even()) {
                (_, Some(length)) => even_answer(length, thoughts, at),
                (Some(lengths), None) => lengths
                    .groups(answer.mean)
                    .map(|(length, share)| even_answer(length, thoughts, at).times(share))
                    .fold(Split::default(), Split::plus),
                (None, None) => match Lognormal::of(answer.mean, answer.spread) {
                    Some(answers) => both_spread(answer, answers, thoughts, at),
                    None => even_answer(answer.mean.get() as f64, thoughts, at),
                },
            },
        };
        let rounded = |tokens: f64| (tokens * MICRO).round() as MicroTokens;
        let thinking = rounded(split.thinking).min(whole.0);
        let visible = rounded(split.visible).min(whole.1);
        Self {
            billed: (thinking + visible).min(micro(limit)),
            thinking,
            cut_off: split.cut_off.clamp(0.0, 1.0),
            unseen: split.unseen.clamp(0.0, 1.0),
        }
    }
}

/// Mean tokens and shares, before rounding.
#[derive(Debug, Clone, Copy, Default)]
struct Split {
    thinking: f64,
    visible: f64,
    cut_off: f64,
    unseen: f64,
}

impl Split {
    fn times(self, share: f64) -> Self {
        Self {
            thinking: self.thinking * share,
            visible: self.visible * share,
            cut_off: self.cut_off * share,
            unseen: self.unseen * share,
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            thinking: self.thinking + other.thinking,
            visible: self.visible + other.visible,
            cut_off: self.cut_off + other.cut_off,
            unseen: self.unseen + other.unseen,
        }
    }
}

fn micro(tokens: Tokens) -> MicroTokens {
    tokens.get().saturating_mul(1_000_000)
}

fn even_thought(answer: &Answer, thought: f64, limit: f64) -> Split {
    if thought >= limit {
        return Split { thinking: limit, visible: 0.0, cut_off: 1.0, unseen: 1.0 };
    }
    let (visible, within) = answer.under(limit - thought);
    Split { thinking: thought, visible, cut_off: 1.0 - within, unseen: 0.0 }
}

fn even_answer(length: f64, thoughts: Lognormal, limit: f64) -> Split {
    let (thinking, begun) = thoughts.under(limit);
    // An answer as long as the limit has no room for any thinking at all.
    let (mean, whole) = thoughts.under(limit - length);
    let visible = length.min(limit) + mean - thinking;
    Split { thinking, visible, cut_off: 1.0 - whole, unseen: 1.0 - begun }
}

/// Half of the 16 places from -1 to 1, and their weights, at which an integral is taken (Gauss and Legendre).
const POINTS: [(f64, f64); 8] = [
    (0.095_012_509_837_637_44, 0.189_450_610_455_068_5),
    (0.281_603_550_779_258_9, 0.182_603_415_044_923_6),
    (0.458_016_777_657_227_4, 0.169_156_519_395_002_5),
    (0.617_876_244_402_643_8, 0.149_595_988_816_576_7),
    (0.755_404_408_355_003, 0.124_628_971_255_533_9),
    (0.865_631_202_387_831_8, 0.095_158_511_682_492_8),
    (0.944_575_023_073_232_6, 0.062_253_523_938_647_9),
    (0.989_400_934_991_649_9, 0.027_152_459_411_754_1),
];

/// How many standard deviations of a length are looked at: beyond are 4 x 10^-8 of requests.
const FAR: f64 = 5.5;

/// The lengths of 16 parts of a lognormal below a limit, and the limit for all above it, each with its
/// share.
fn parts(lengths: Lognormal, limit: f64) -> impl Iterator<Item = (f64, f64)> {
    let last = lengths.place(limit).min(FAR);
    let (middle, half) = ((last - FAR) / 2.0, (last + FAR).max(0.0) / 2.0);
    let scale = half / std::f64::consts::TAU.sqrt();
    let below = POINTS.iter().flat_map(move |(point, weight)| {
        [-1.0, 1.0].map(|side| {
            let place = middle + side * point * half;
            (lengths.at(place), scale * weight * (-place * place / 2.0).exp())
        })
    });
    below.chain([(limit, lengths.above(limit))])
}

/// Where both differ, what is added up are parts of the one that differs less: over them, what is to
/// be added up is smooth.
fn both_spread(answer: &Answer, answers: Lognormal, thoughts: Lognormal, limit: f64) -> Split {
    let (thinking, unseen) = (thoughts.capped_mean(limit), thoughts.above(limit));
    let (mut visible, mut whole) = (0.0, 0.0);
    if answers.deviation() < thoughts.deviation() {
        for (length, share) in parts(answers, limit) {
            let (mean, within) = thoughts.under(limit - length);
            visible += share * (length + mean - thinking);
            whole += share * within;
        }
    } else {
        for (thought, share) in parts(thoughts, limit) {
            let (mean, within) = answer.under((limit - thought).max(0.0));
            visible += share * mean;
            whole += share * within;
        }
    }
    Split { thinking, visible, cut_off: 1.0 - whole, unseen }
}

#[cfg(test)]
#[path = "output_tests.rs"]
mod tests;
