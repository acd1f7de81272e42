//! What a shorter prompt saves.

use crate::billing::{Answers, MonthBill, month_total};
use crate::card::Model;
use crate::money::{Tokens, Usd};
use crate::workload::{Section, Workload};

/// What a month costs less when `tokens` are taken out of a section of the prompt: the difference
/// of two bills, so that caching, tiers, Batch and turns are in it. Negative where the shorter
/// prompt costs more, as when the cached part falls below the model's minimum. None where the
/// shorter prompt has no bill.
///
/// `bill` is that of `workload` on `model`.
pub fn saved_by_trimming(
    model: &Model,
    workload: &Workload,
    bill: &MonthBill,
    section: Section,
    tokens: Tokens,
    answers: &mut Answers,
) -> Option<Usd> {
    let mut less = workload.clone();
    let rest = less.prompt.tokens(section);
    let kept = Tokens::new(rest.get().saturating_sub(tokens.get()));
    less.prompt.set_tokens(section, kept);
    let shorter = month_total(model, &less, answers).ok()?;
    Some(bill.total() - shorter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::month;
    use crate::billing::tests_support::{model, per_million, usd};

    fn workload(system: u64, user: u64) -> Workload {
        let mut work = Workload { requests: 1_000, ..Workload::default() };
        work.prompt.set_tokens(Section::System, Tokens::new(system));
        work.prompt.set_tokens(Section::User, Tokens::new(user));
        work.prompt.set_cached(Section::System, true);
        work
    }

    fn saved(work: &Workload, section: Section, tokens: u64) -> Option<Usd> {
        let model = model("M", per_million("2", "10", Some(("0.2", "2.5", None))));
        let mut answers = Answers::default();
        let bill = month(&model, work, &mut answers).unwrap();
        let tokens = Tokens::new(tokens);
        saved_by_trimming(&model, work, &bill, section, tokens, &mut answers)
    }

    #[test]
    fn uncached_input_saves_its_rate() {
        let work = workload(500, 500);
        // 100 tokens x 1,000 requests at $2 per 1M.
        assert_eq!(saved(&work, Section::System, 100), Some(usd("0.2")));
        assert_eq!(saved(&work, Section::User, 500), Some(usd("1")));
        // No more than there is.
        assert_eq!(saved(&work, Section::User, 9_999), Some(usd("1")));
        assert_eq!(saved(&work, Section::Context, 10), Some(Usd::ZERO));
    }

    #[test]
    fn cached_input_saves_less() {
        let mut work = workload(4_000, 500);
        work.caching.on = true;
        work.caching.hit_rate = Some(crate::money::Share::from_ppm(900_000));
        // 100,000 tokens: 90% read at $0.20, 10% written at $2.50 per 1M.
        assert_eq!(saved(&work, Section::System, 100), Some(usd("0.043")));
        assert_eq!(saved(&work, Section::User, 100), Some(usd("0.2")));
    }

    #[test]
    fn below_the_cache_minimum_a_shorter_prompt_costs_more() {
        let mut work = workload(1_030, 500);
        work.caching.on = true;
        work.caching.hit_rate = Some(crate::money::Share::from_ppm(900_000));
        assert!(saved(&work, Section::System, 10).unwrap() < Usd::ZERO);
    }
}
