//! Thinking before an answer: how much of it is asked for, and how long it is.
//!
//! Thinking tokens are output tokens: billed at its rate, and under the same cap. How many there are
//! is the model's choice; unless the user says it, the preset of the effort stands for it.

use super::answer::{Lognormal, Spread};
use crate::effort::Effort;
use crate::money::Tokens;

/// What is asked of models that can think.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ThinkingAsk {
    /// Nothing is said: each model does what it does then.
    #[default]
    Usual,
    /// As little as each model allows: most none at all.
    Off,
    /// This effort, or the nearest below it that a model has.
    Effort(Effort),
    /// Thinking is not counted: the same output for every model.
    Ignore,
}

impl ThinkingAsk {
    /// Every one, in the order of its words.
    pub const ALL: [Self; 8] = [
        Self::Usual,
        Self::Off,
        Self::Effort(Effort::Low),
        Self::Effort(Effort::Medium),
        Self::Effort(Effort::High),
        Self::Effort(Effort::XHigh),
        Self::Effort(Effort::Max),
        Self::Ignore,
    ];

    /// What a number of tokens asks for: every model thinks that can.
    pub const BY_NUMBER: Self = Self::Effort(Effort::Medium);

    /// The words for them, in the order of [`ThinkingAsk::ALL`].
    pub const WORDS: [&'static str; 8] =
        ["default", "off", "low", "medium", "high", "xhigh", "max", "ignore"];

    /// Its place in [`ThinkingAsk::ALL`].
    pub fn place(self) -> u64 {
        Self::ALL.iter().position(|ask| *ask == self).unwrap_or_default() as u64
    }
}

/// The thinking of a workload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ThinkingChoice {
    /// What is asked of models.
    pub ask: ThinkingAsk,
    /// Mean thinking tokens of a request on every model that thinks; none takes the preset of the
    /// effort.
    pub tokens: Option<Tokens>,
    /// How far they spread; none takes that of the preset.
    pub spread: Option<Spread>,
    /// Which figure of a preset counts.
    pub bound: Bound,
}

/// Which figure of a preset counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Bound {
    /// The least that is thought possible.
    Low,
    /// What is likeliest.
    #[default]
    Typical,
    /// The most that is thought possible.
    High,
}

impl Bound {
    /// Every one, from the least to the most.
    pub const ALL: [Self; 3] = [Self::Low, Self::Typical, Self::High];
}

/// The thinking tokens of requests on one model: lognormal with this mean and spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thought {
    /// Mean tokens without any cap, at least 1.
    pub mean: Tokens,
    /// How far they spread.
    pub spread: Spread,
}

impl ThinkingChoice {
    /// The thinking tokens of requests at an effort; none where there are none.
    pub fn at(&self, effort: Effort) -> Option<Thought> {
        let preset = effort.preset();
        let assumed = match self.bound {
            Bound::Low => preset.low,
            Bound::Typical => preset.mean,
            Bound::High => preset.p90,
        };
        let mean = self.tokens.unwrap_or(Tokens::new(assumed));
        let spread = self.spread.unwrap_or(Spread::from_permille(preset.spread));
        (!mean.is_zero()).then_some(Thought { mean, spread })
    }
}

impl Thought {
    /// The thinking tokens that 99% of requests do not exceed.
    pub fn p99(self) -> Tokens {
        self.lognormal().map_or(self.mean, |it| it.quantile(0.99))
    }

    pub(super) fn lognormal(self) -> Option<Lognormal> {
        Lognormal::of(self.mean, self.spread)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_takes_the_place_of_a_preset() {
        let thinking =
            ThinkingChoice { tokens: Some(Tokens::new(1_000)), ..ThinkingChoice::default() };
        let thought = thinking.at(Effort::High).unwrap();
        assert_eq!((thought.mean.get(), thought.spread.permille()), (1_000, 5_716));
        let none = ThinkingChoice { tokens: Some(Tokens::ZERO), ..ThinkingChoice::default() };
        assert_eq!(none.at(Effort::High), None);
    }

    #[test]
    fn words_and_asks_go_together() {
        assert_eq!(ThinkingAsk::ALL.len(), ThinkingAsk::WORDS.len());
        for (at, ask) in ThinkingAsk::ALL.into_iter().enumerate() {
            assert_eq!(ask.place(), at as u64);
            if let ThinkingAsk::Effort(effort) = ask {
                assert_eq!(effort.word(), ThinkingAsk::WORDS[at]);
            }
        }
    }
}
