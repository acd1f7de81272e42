//! Tells the kind of a text from its scripts and its shape.

use super::factors::{ONE, bytes_per_token};
use super::kind::{Digits, KindTotals, TextKind};
use super::shape::Shape;
use super::split::char_boundary_at_most;
use crate::money::Tokens;

/// A part to judge ends at a blank line from this size on, in bytes.
const PART_MIN: usize = 256;
/// It ends at any line from this size on.
const PART_LINE: usize = 1 << 10;
/// It ends anywhere from this size on.
const PART_MAX: usize = 2 << 10;

/// How many kinds of a block are told apart.
const KINDS_KEPT: usize = 4;

/// The kinds of a block with their weights (tokens by their densities) and digits; the rest is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct KindMix([Part; KINDS_KEPT]);

/// A kind of text with its weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Part {
    kind: TextKind,
    weight: u32,
    digits: u32,
    digit_tokens: u32,
}

impl Part {
    const fn none(kind: TextKind) -> Self {
        Self { kind, weight: 0, digits: 0, digit_tokens: 0 }
    }

    fn add_digits(&mut self, [digits, tokens]: [u32; 2]) {
        self.digits = self.digits.saturating_add(digits);
        self.digit_tokens = self.digit_tokens.saturating_add(tokens);
    }
}

impl Default for KindMix {
    fn default() -> Self {
        Self([Part::none(TextKind::Prose); KINDS_KEPT])
    }
}

impl KindMix {
    /// Judges `block` part by part, so that text with quoted data or code is of several kinds.
    pub(super) fn of(block: &str) -> Self {
        let mut found = TextKind::ALL.map(Part::none);
        for part in parts(block) {
            let shape = Shape::of(part);
            let kinds = shape.kinds();
            // Digits are of the Latin text among others.
            let [first, second] = kinds.map(|kind| kind.map(|(kind, _)| kind));
            if let Some(kind) = second.filter(|kind| kind.is_latin()).or(first) {
                found[kind.index()].add_digits(shape.digits());
            }
            for (kind, bytes) in kinds.into_iter().flatten() {
                // A fortieth of a token, so that short parts keep a weight.
                let tokens =
                    u64::from(bytes) * u64::from(ONE) * 40 / u64::from(bytes_per_token(kind));
                let tokens = u32::try_from(tokens).unwrap_or(u32::MAX);
                let part = &mut found[kind.index()];
                part.weight = part.weight.saturating_add(tokens);
            }
        }
        found.sort_by_key(|part| std::cmp::Reverse(part.weight));
        let (kept, dropped) = found.split_at(KINDS_KEPT);
        let mut mix = Self::default();
        mix.0.copy_from_slice(kept);
        for part in dropped {
            mix.0[0].add_digits([part.digits, part.digit_tokens]);
        }
        mix
    }

    /// Divides the tokens of the block among its kinds; the parts add up to `tokens`.
    pub(super) fn divide(&self, tokens: Tokens) -> KindTotals {
        let sum: u64 = self.0.iter().map(|part| u64::from(part.weight)).sum();
        let digits = |part: &Part| Digits {
            count: Tokens::new(part.digits.into()),
            tokens: Tokens::new(part.digit_tokens.into()),
        };
        let mut totals = KindTotals::default();
        let mut left = tokens;
        for part in self.0.iter().skip(1) {
            // A block has at most 64 K tokens, and a weight fits 32 bits.
            let share = (tokens.get() * u64::from(part.weight)).checked_div(sum).unwrap_or(0);
            totals.add_counted(part.kind, Tokens::new(share), digits(part));
            left = left - Tokens::new(share);
        }
        totals.add_counted(self.0[0].kind, left, digits(&self.0[0]));
        totals
    }
}

/// The kind that most of `text` is.
pub fn detect(text: &str) -> TextKind {
    KindMix::of(text).0[0].kind
}

/// The text in parts of one kind each, as far as blank lines show.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (part, after) = rest.split_at(part_end(rest));
        rest = after;
        Some(part)
    })
}

fn part_end(text: &str) -> usize {
    // A short rest is no part of its own.
    if text.len() < 2 * PART_MIN {
        return text.len();
    }
    let head = text.get(..char_boundary_at_most(text, PART_MAX)).unwrap_or(text);
    let mut after_blank_line = false;
    let mut at = 0;
    for line in head.split_inclusive('\n') {
        if at >= PART_LINE || (at >= PART_MIN && after_blank_line) {
            break;
        }
        after_blank_line = line.trim_ascii().is_empty();
        at += line.len();
    }
    if text.len() - at < PART_MIN { text.len() } else { at }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PROSE: &str = "She had brought one suitcase, a coat that was too warm for the season, and \
        the letter, which was short. Her brother wrote that the house would be sold in the autumn, \
        and that she should come before the end of the month if she wanted anything from the attic.";
    const CODE: &str = "fn main() {\n    let total: u64 = (0..10).map(|n| n * n).sum();\n    \
        assert_eq!(total, 285);\n    println!(\"{total:>8}\");\n}\n";

    fn share(mix: &KindMix, kind: TextKind) -> u64 {
        mix.divide(Tokens::new(1_000)).get(kind).get()
    }

    #[test]
    fn a_text_of_two_kinds_is_divided() {
        let text = format!("{}\n\n{}", PROSE.repeat(4), CODE.repeat(10));
        let mix = KindMix::of(&text);
        assert!((300..600).contains(&share(&mix, TextKind::Prose)), "{mix:?}");
        assert!((400..700).contains(&share(&mix, TextKind::Code)), "{mix:?}");
    }

    #[test]
    fn a_text_of_two_scripts_is_divided() {
        let text =
            format!("{PROSE}\n").repeat(2) + &"这本书店的客服助手请用礼貌简短的语言回答".repeat(20);
        let mix = KindMix::of(&text);
        assert!(
            share(&mix, TextKind::Prose) > 100 && share(&mix, TextKind::Chinese) > 500,
            "{mix:?}"
        );
    }

    #[test]
    fn kana_make_japanese() {
        assert_eq!(
            detect("本日は休業です。明日の午前十時から営業いたします。"),
            TextKind::Japanese
        );
        assert_eq!(detect("本店今日休息，明天上午十点开始营业。"), TextKind::Chinese);
    }

    #[test]
    fn short_texts_have_a_kind() {
        for (text, kind) in [
            ("", TextKind::Prose),
            ("Summarise this text.", TextKind::Prose),
            ("{\"id\": 1, \"name\": \"a\", \"tags\": []}", TextKind::Json),
            ("1,2,3\n4,5,6\n", TextKind::Numbers),
            ("if (a[i] == b) { return f(x); }", TextKind::Code),
            ("Привет, как дела?", TextKind::Russian),
            ("🙂🙃", TextKind::Emoji),
            ("თბილისი დედაქალაქია", TextKind::OtherScript),
            ("Ένα βιβλίο στο τραπέζι", TextKind::Greek),
            ("#!/bin/sh\nset -e\ncd \"$HOME\" && ls \"${1:-.}\"\n", TextKind::Code),
        ] {
            assert_eq!(detect(text), kind, "{text:?}");
        }
    }

    #[test]
    fn a_long_line_is_judged_in_time_that_grows_with_it() {
        assert_eq!(detect(&"word ".repeat(200_000)), TextKind::Prose);
    }

    proptest! {
        #[test]
        fn parts_make_up_the_text(text in "(\\PC{0,300}\n{0,3}){0,20}", tokens in 0..70_000_u64) {
            prop_assert_eq!(parts(&text).collect::<String>(), text.as_str());
            prop_assert!(parts(&text).all(|part| part.len() < PART_MAX + PART_MIN));
            let totals = KindMix::of(&text).divide(Tokens::new(tokens));
            prop_assert_eq!(totals.total(), Tokens::new(tokens));
        }
    }
}
