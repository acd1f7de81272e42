//! A monkey at the keyboard: events at random drive the real `update` and `paint`, and after each
//! of them what must always hold is held against the engine.
//!
//! A seed that fails prints the shortest list of events found that fails too. The long run:
//!
//! ```text
//! cargo test --profile prove --test monkey -- --ignored --nocapture
//! ```
//!
//! `MONKEY_EVENTS` is how many events it makes in all, `MONKEY_SEED` the seed it begins with.

mod checks;
mod events;
mod files;
mod saved;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use events::{Dice, Event, event};
use world::World;

/// Events from a start to the way back to it.
const RUN: usize = 2_000;

/// Plays the events from a new start; the message of what failed, if anything did.
fn play(seed: u64, events: &[Event]) -> Result<(), String> {
    let played = catch_unwind(AssertUnwindSafe(|| {
        let mut world = World::new(seed);
        for event in events {
            world.happen(event);
        }
        world.way_back();
    }));
    played.map_err(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
            .unwrap_or_else(|| "a panic without words".to_owned())
    })
}

/// Leaves out what is not needed to fail: by halves, then by quarters, down to single events.
fn shrink(seed: u64, mut events: Vec<Event>) -> Vec<Event> {
    let began = Instant::now();
    let mut step = events.len().div_ceil(2);
    while step > 0 {
        let mut from = 0;
        let before = events.len();
        while from < events.len() && began.elapsed().as_secs() < 120 {
            let mut fewer = events.clone();
            fewer.drain(from..(from + step).min(events.len()));
            if play(seed, &fewer).is_err() {
                events = fewer;
            } else {
                from += step;
            }
        }
        if step > 1 || events.len() == before {
            step /= 2;
        }
    }
    events
}

/// Makes `events` events from `seed` on, `run` of them from each start.
fn let_loose(seed: u64, events: usize, run: usize) {
    let hook = std::panic::take_hook();
    // The reason is printed once, at the end, with what leads to it.
    std::panic::set_hook(Box::new(|_| {}));
    let failed = (seed..).take(events.div_ceil(run)).find_map(|seed| {
        let mut dice = Dice::new(seed);
        let events: Vec<Event> = (0..run).map(|_| event(&mut dice)).collect();
        play(seed, &events).err().map(|_| {
            let events = shrink(seed, events);
            let reason = play(seed, &events).err().unwrap_or_default();
            (seed, events, reason)
        })
    });
    std::panic::set_hook(hook);
    if let Some((seed, events, reason)) = failed {
        panic!("seed {seed}: {reason}\nafter {} events: {events:#?}", events.len());
    }
}

fn asked(name: &str, otherwise: u64) -> u64 {
    let text = std::env::var(name).ok();
    text.and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn a_monkey_breaks_nothing() {
    let_loose(1, 600, 150);
}

#[test]
#[ignore = "takes minutes: cargo test --profile prove --test monkey -- --ignored --nocapture"]
fn a_monkey_breaks_nothing_in_a_million_events() {
    let events = asked("MONKEY_EVENTS", 1_000_000) as usize;
    let began = Instant::now();
    let_loose(asked("MONKEY_SEED", 1_000), events, RUN);
    println!("{events} events in {} s", began.elapsed().as_secs());
}

/// A list of events that once failed goes here, as `play(seed, &[…])`.
#[test]
fn a_monkey_that_does_nothing_is_back_at_once() {
    assert_eq!(play(0, &[]), Ok(()));
}
