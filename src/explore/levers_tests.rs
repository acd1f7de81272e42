use super::*;
use crate::billing::month_total;
use crate::billing::tests_support::{self, model, per_million, usd, with_batch, with_lane};
use crate::effort::Effort;
use crate::explore::rank;
use crate::explore::tests_support::uncertain;
use crate::workload::{Prompt, Spread};

fn card() -> Card {
    let sonnet = per_million("3", "15", Some(("0.3", "3.75", Some("6"))));
    let sonnet = with_batch(sonnet, "1.5", "7.5");
    tests_support::card(vec![
        model("Haiku", per_million("0.25", "1.25", None)),
        model("Pro", per_million("0.8", "3.2", None)),
        model("Sonnet", sonnet),
    ])
}

fn found(work: Workload, place: usize) -> Levers {
    found_on(&card(), work, place)
}

fn found_on(card: &Card, work: Workload, place: usize) -> Levers {
    let sizing = Sizing::same(work);
    let ranking = rank(card, &sizing, |_| true);
    levers(card, &sizing, &ranking, place, card.as_of).unwrap()
}

fn named<'l>(levers: &'l Levers, start: &str) -> &'l Lever {
    let mut all = levers.levers.iter();
    all.find(|lever| lever.name.starts_with(start)).unwrap()
}

fn idle<'l>(levers: &'l Levers, start: &str) -> &'l str {
    let mut all = levers.idle.iter();
    &all.find(|idle| idle.name.starts_with(start)).unwrap().reason
}

#[test]
fn a_cache_that_works_by_itself_is_no_switch() {
    let mut card = card();
    card.models[2].caching.as_mut().unwrap().mode = crate::card::CacheMode::Implicit;
    let found = |on| {
        let mut work = Workload {
            prompt: Prompt::of(Tokens::new(4_000), Tokens::new(200)),
            ..Workload::default()
        };
        (work.caching.on, work.caching.hit_rate) = (on, Some(Share::ONE));
        let sizing = Sizing::same(work);
        let ranking = rank(&card, &sizing, |_| true);
        levers(&card, &sizing, &ranking, 2, card.as_of).unwrap()
    };
    // 50,000 x 4,000 tokens are read at $0.30 in place of $3.
    let off = found(false);
    let lever = named(&off, "Prompt caching, by itself");
    assert_eq!(lever.saves.expected, usd("540"));
    assert!(lever.assumption.starts_with("nothing is to be switched on: "), "{lever:?}");
    assert_eq!(idle(&found(true), "Prompt caching"), "works by itself and is counted");
}

#[test]
fn flex_is_for_models_that_have_it() {
    let mut card = card();
    let base = &mut card.models[2].prices.as_mut().unwrap().base;
    *base = with_lane(*base, Lane::Flex, per_million("1.5", "7.5", None));
    *base = with_lane(*base, Lane::Priority, per_million("5.25", "26.25", None));
    let found = |tier, place| {
        let sizing = Sizing::same(Workload { tier, ..Workload::default() });
        let ranking = rank(&card, &sizing, |_| true);
        levers(&card, &sizing, &ranking, place, card.as_of).unwrap()
    };
    // 30M x 3 + 20M x 15 = $390; on Flex 30M x 1.5 + 20M x 7.5 = $195, on Priority $682.50.
    let standard = found(ServiceTier::Standard, 2);
    assert_eq!(named(&standard, "Flex for what can wait").saves.expected, usd("195"));
    assert_eq!(idle(&found(ServiceTier::Standard, 1), "Flex"), "is not offered");
    let priority = found(ServiceTier::Priority, 2);
    assert_eq!(priority.monthly.expected, usd("682.50"));
    assert_eq!(named(&priority, "Standard in place of Priority").saves.expected, usd("292.50"));
    assert_eq!(named(&priority, "Flex for what can wait").saves.expected, usd("487.50"));
    assert_eq!(idle(&found(ServiceTier::Flex, 2), "Flex"), "is on for what goes on demand");
    // A model without Priority is at standard already.
    let without = found(ServiceTier::Priority, 1);
    assert!(without.levers.iter().all(|lever| !lever.name.contains("Standard")));
    let mut work = Workload::default();
    named(&standard, "Flex for what can wait").change.apply(&mut work);
    assert_eq!(work.tier, ServiceTier::Flex);
    assert_eq!(
        idle(&found(ServiceTier::Flex, 2), "Prompt caching"),
        "requests share nothing: there is no system prompt"
    );
}

#[test]
fn flex_without_a_cache_says_so() {
    let mut card = card();
    let base = &mut card.models[2].prices.as_mut().unwrap().base;
    *base = with_lane(*base, Lane::Flex, per_million("1.5", "7.5", None));
    let mut work = Workload {
        prompt: Prompt::of(Tokens::new(2_000), Tokens::new(600)),
        ..Workload::default()
    };
    work.caching.on = true;
    work.caching.hit_rate = Some(Share::ONE);
    let found = |work: &Workload| {
        let sizing = Sizing::same(work.clone());
        let ranking = rank(&card, &sizing, |_| true);
        levers(&card, &sizing, &ranking, 2, card.as_of).unwrap()
    };
    // 100M x 0.3 + 30M x 3 + 20M x 15 = $420; on Flex 130M x 1.5 + 20M x 7.5 = $345.
    let standard = found(&work);
    let flex = named(&standard, "Flex for what can wait");
    assert_eq!(flex.saves.expected, usd("75"));
    assert!(flex.assumption.ends_with(", and nothing is cached"), "{}", flex.assumption);
    work.tier = ServiceTier::Flex;
    assert_eq!(idle(&found(&work), "Prompt caching"), "is not offered on Flex");
}

#[test]
fn the_seed_mix_on_sonnet() {
    let found = found(Workload::default(), 2);
    assert_eq!(found.monthly.expected, usd("390"));
    let saves = |start| named(&found, start).saves.expected;
    // 50,000 x 40 tokens at $15 and 60 at $3 per 1M; 30% of $390 at half price; $390 - $88; and
    // 70% of $390 - $32.50.
    assert_eq!(saves("10% fewer output"), usd("30"));
    assert_eq!(saves("10% fewer input"), usd("9"));
    assert_eq!(saves("Batch for 30%"), usd("58.50"));
    assert_eq!(saves("Next cheaper model: Pro"), usd("302"));
    assert_eq!(saves("Mix: 70% to Haiku"), usd("250.25"));
    let order: Vec<Usd> = found.levers.iter().map(|lever| lever.saves.expected).collect();
    assert!(order.is_sorted_by(|one, other| one >= other), "{order:?}");
    assert_eq!(idle(&found, "Cap at p95"), "every answer is alike");
    assert_eq!(idle(&found, "Prompt caching"), "requests share nothing: there is no system prompt");
    assert_eq!(
        found.side,
        "generation-heavy: output is 77% of the bill, 400 output tokens at $15 per 1M against \
         600 input tokens at $3 per 1M"
    );
}

#[test]
fn what_is_applied_saves_what_it_said() {
    let mut work = Workload {
        turns: 6,
        prompt: Prompt::of(Tokens::new(4_000), Tokens::new(200)),
        ..Workload::default()
    };
    work.answer.spread = Spread::from_permille(2_500);
    let levers = found(work.clone(), 2);
    let card = card();
    let mut tried = 0;
    for lever in &levers.levers {
        let mut changed = work.clone();
        lever.change.apply(&mut changed);
        let model = match lever.change {
            Move::Model(at) => &card.models[at],
            Move::Mix(_) => continue,
            _ => &card.models[2],
        };
        let then = month_total(model, &changed, &mut Answers::default()).unwrap();
        assert_eq!(levers.monthly.expected - then, lever.saves.expected, "{}", lever.name);
        tried += 1;
    }
    assert_eq!(tried, 7, "{:?}", levers.idle);
    assert!(named(&levers, "Prompt caching for").assumption.contains("4,000 tokens"));
    assert_eq!(named(&levers, "Half the history").change, Move::Turns(3));
    assert!(levers.side.starts_with("context-heavy: input is"));
}

#[test]
fn caching_that_costs_more_is_turned_off() {
    let mut work = Workload {
        requests: 100,
        prompt: Prompt::of(Tokens::new(4_000), Tokens::new(200)),
        ..Workload::default()
    };
    let off = found(work.clone(), 2);
    assert!(idle(&off, "Prompt caching").starts_with("would cost more"));
    work.caching.on = true;
    let on = found(work, 2);
    assert_eq!(named(&on, "No prompt caching").change, Move::NoCache);
}

#[test]
fn the_cheapest_has_nowhere_to_go() {
    let found = found(Workload::default(), 0);
    assert_eq!(idle(&found, "A cheaper model"), "none costs a tenth less");
    assert_eq!(idle(&found, "A routing mix"), "no model costs half as much");
    assert_eq!(idle(&found, "Batch"), "is not offered");
    let free = Workload { requests: 0, ..Workload::default() };
    assert_eq!(self::found(free, 2).side, "the month costs nothing");
}

#[test]
fn less_thinking_is_a_lever_and_a_cap_leaves_room_for_it() {
    let mut card = card();
    let model = &mut card.models[0];
    model.thinks = Some(Thinking::On);
    for effort in [Effort::Low, Effort::High] {
        model.efforts.add(effort);
    }
    model.effort = Some(Effort::High);
    let found = found_on(&card, Workload::default(), 0);
    // 50,000 x (1,578 - 269) tokens of thinking less, at $1.25 a million.
    let less = named(&found, "Thinking at low");
    assert_eq!(less.saves.expected, usd("81.8125"));
    assert_eq!(less.change, Move::Think(ThinkingAsk::Effort(Effort::Low)));
    // At the lowest effort what is left is none: 50,000 x 269 x $1.25.
    let mut work = Workload::default();
    less.change.apply(&mut work);
    let lowest = found_on(&card, work, 0);
    assert_eq!(named(&lowest, "No thinking").saves.expected, usd("16.8125"));
    // The cap is that of both together, not of the 400 tokens of the answers.
    let Move::Cap(cap) = named(&found, "Cap at").change else { panic!("no cap in {found:?}") };
    assert!((5_000..6_000).contains(&cap.get()), "{cap}");
}

#[test]
fn batch_is_switched_off_where_it_costs_more_than_a_cache() {
    let mut work = Workload {
        prompt: Prompt::of(Tokens::new(4_000), Tokens::new(100)),
        ..Workload::default()
    };
    work.answer.mean = Tokens::new(10);
    work.caching.on = true;
    work.caching.hit_rate = Some(Share::ONE);
    work.batch.on = true;
    let found = found(work, 2);
    let off = named(&found, "No Batch");
    assert_eq!(off.change, Move::NoBatch);
    // Through Batch a request is 4,100 x 1.5 + 10 x 7.5 = 6,225 millionths of a dollar; on demand
    // 4,000 x 0.3 + 100 x 3 + 10 x 15 = 1,650. 50,000 x 4,575.
    assert_eq!(off.saves.expected, usd("228.75"));
}

#[test]
fn retrieval_is_told_to_shrink_its_input() {
    let mut work = Workload::default();
    work.prompt.set_tokens(Section::Context, Tokens::new(6_000));
    work.answer.mean = Tokens::new(250);
    let found = found(work, 2);
    let saves = |start| named(&found, start).saves.expected;
    // 50,000 x 3,000, 660 and 25 tokens, at $3, $3 and $15 a million.
    assert_eq!(saves("Half the context"), usd("450"));
    assert_eq!(saves("10% fewer input"), usd("99"));
    assert_eq!(saves("10% fewer output"), usd("18.75"));
}

/// Haiku, Pro and Sonnet, of which a text of 1,000 tokens has 800, 1,000 or 1,300 on the last.
fn one_uncertain() -> (Card, Sizing) {
    let mut card = card();
    for model in &mut card.models[..2] {
        model.tokenizer = "o200k".to_owned();
    }
    card.models[2].tokenizer = "claude-4.7".to_owned();
    let mut work = Workload::default();
    work.answer.mean = Tokens::ZERO;
    let sizing = uncertain(work, [800, 1_000, 1_300]);
    (card, sizing)
}

#[test]
fn what_is_saved_is_as_uncertain_as_the_cost() {
    let (card, sizing) = one_uncertain();
    let ranking = rank(&card, &sizing, |_| true);
    let found = levers(&card, &sizing, &ranking, 2, card.as_of).unwrap();
    // 50,000 x 806, 1,006 or 1,306 tokens with the frame of 6, at $3 a million.
    let band = |low, expected, high| Band::of([low, expected, high].map(usd));
    assert_eq!(found.monthly, band("120.90", "150.90", "195.90"));
    // Batch halves 30% of it.
    assert_eq!(named(&found, "Batch for 30%").saves, band("18.135", "22.635", "29.385"));
    // Pro costs 50,000 x 1,000 x $0.8 = $40 for sure.
    assert_eq!(named(&found, "Next cheaper model: Pro").saves, band("80.90", "110.90", "155.90"));
    // The sure models cannot be cheaper or dearer than they are.
    let of_pro = levers(&card, &sizing, &ranking, 1, card.as_of).unwrap();
    assert_eq!(of_pro.monthly, Band::certain(usd("40")));
    assert!(of_pro.levers.iter().all(|lever| lever.saves.range.is_none()));
}

#[test]
fn a_model_that_may_be_as_dear_is_no_cheaper_one() {
    let (mut card, sizing) = one_uncertain();
    // $125 to $150.90 of Sonnet, which may be $120.90.
    card.models[1] = model("Pro", per_million("2.5", "3.2", None));
    card.models[1].tokenizer = "o200k".to_owned();
    card.models[0].id = "elsewhere".to_owned();
    let ranking = rank(&card, &sizing, |model| model.name != "Haiku");
    let found = levers(&card, &sizing, &ranking, 2, card.as_of).unwrap();
    assert!(!found.levers.iter().any(|lever| lever.name.starts_with("Next")));
    assert_eq!(idle(&found, "A cheaper model"), "none is surely cheaper: the ranges overlap");
}
