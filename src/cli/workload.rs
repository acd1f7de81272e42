//! The flags that describe a workload, each with the name of its scenario field.

use clap::{Args, ValueEnum};

use super::error::{Error, Result};
use super::values::{self, Cap, HitRate};
use crate::money::{Share, Tokens};
use crate::workload::{Active, Prompt, Scope, Spread, Ttl, Workload};

/// `on` or `off`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TtlArg {
    #[value(name = "5m")]
    FiveMinutes,
    #[value(name = "1h")]
    OneHour,
}

#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Workload")]
pub(super) struct WorkloadArgs {
    /// Model calls a month, such as 50k or 2.5M
    #[arg(long, value_name = "N", value_parser = values::requests, allow_hyphen_values = true)]
    requests: Option<u64>,
    /// Input tokens of a request, the system prompt included
    #[arg(long, value_name = "N", value_parser = values::tokens, allow_hyphen_values = true)]
    input: Option<Tokens>,
    /// How many of the input tokens are the system prompt, which requests share and can cache
    #[arg(long, value_name = "N", value_parser = values::tokens, allow_hyphen_values = true)]
    system: Option<Tokens>,
    /// Output tokens of a request, on average
    #[arg(long, value_name = "N", value_parser = values::tokens, allow_hyphen_values = true)]
    output: Option<Tokens>,
    /// Max output tokens, which cuts longer answers off; or none
    #[arg(long, value_name = "N", value_parser = values::cap, allow_hyphen_values = true)]
    cap: Option<Cap>,
    /// 95th percentile / median of answer lengths, 1 to 20 [default: 1, all alike]
    #[arg(long, value_name = "X", value_parser = Spread::parse, allow_hyphen_values = true)]
    spread: Option<Spread>,
    /// Turns in a conversation; each is one request and sends all that was said before
    #[arg(long, value_name = "N", value_parser = values::turns, allow_hyphen_values = true)]
    turns: Option<u32>,
    /// Tools offered with each request; some models add tokens for them
    #[arg(long, value_name = "N", value_parser = values::tools, allow_hyphen_values = true)]
    tools: Option<u32>,
    /// Cache the system prompt; --caching=off overrides a scenario
    #[arg(long, value_name = "on|off", num_args = 0..=1, require_equals = true, default_missing_value = "on", hide_possible_values = true)]
    caching: Option<Switch>,
    /// How long a cache write lives: 5m or 1h [default: 5m]
    #[arg(long, value_name = "TTL", hide_possible_values = true)]
    ttl: Option<TtlArg>,
    /// Share of requests that find the cache warm, or auto: from traffic and TTL [default: auto]
    #[arg(long, value_name = "SHARE", value_parser = values::hit_rate, allow_hyphen_values = true)]
    hit_rate: Option<HitRate>,
    /// Whether each turn also caches what was said: on or off [default: on]
    #[arg(long, value_name = "on|off", hide_possible_values = true)]
    cache_history: Option<Switch>,
    /// Share of requests that can wait and go through Batch, such as 0.3 or 30%
    #[arg(long, value_name = "SHARE", value_parser = Share::parse, allow_hyphen_values = true)]
    batch: Option<Share>,
    /// Prices inside one region or geography; --regional=off overrides a scenario
    #[arg(long, value_name = "on|off", num_args = 0..=1, require_equals = true, default_missing_value = "on", hide_possible_values = true)]
    regional: Option<Switch>,
    /// Hours a day in which requests come; the cache is cold at their start [default: 24]
    #[arg(long, value_name = "N", value_parser = values::hours, allow_hyphen_values = true)]
    active_hours: Option<u8>,
    /// Days a month on which requests come [default: every day]
    #[arg(long, value_name = "N", value_parser = values::days, allow_hyphen_values = true)]
    active_days: Option<u8>,
}

impl WorkloadArgs {
    /// Whether `--caching` was given.
    pub(super) fn has_caching(&self) -> bool {
        self.caching == Some(Switch::On)
    }

    /// Puts the flags that were given in place of what `workload` has.
    pub(super) fn apply(&self, workload: &mut Workload) -> Result<()> {
        set(&mut workload.requests, self.requests);
        set(&mut workload.turns, self.turns);
        set(&mut workload.tools, self.tools);
        let active = workload.active;
        workload.active = Active::new(
            self.active_hours.unwrap_or(active.hours()),
            self.active_days.or(active.days()),
        );
        self.apply_prompt(&mut workload.prompt)?;
        if let Some(mean) = self.output {
            workload.answer.set_mean(mean);
        }
        if let Some(spread) = self.spread {
            workload.answer.spread = spread;
            workload.answer.lengths = None;
        }
        match self.cap {
            Some(Cap::None) => workload.answer.cap = None,
            Some(Cap::At(tokens)) => workload.answer.cap = Some(tokens),
            None => {}
        }
        self.apply_caching(workload)?;
        if let Some(share) = self.batch {
            workload.batch.on = !share.is_zero();
            workload.batch.share = share;
        }
        let scope = self.regional.map(|regional| match regional {
            Switch::On => Scope::Regional,
            Switch::Off => Scope::Global,
        });
        set(&mut workload.scope, scope);
        Ok(())
    }

    fn apply_prompt(&self, prompt: &mut Prompt) -> Result<()> {
        let input = self.input.unwrap_or_else(|| prompt.input());
        match self.system {
            Some(system) if system > input => {
                let given = self.input.map_or("; give --input too", |_| "");
                return Err(Error::input(format!(
                    "--system {} must not be more than the whole input of {} tokens, \
                     which includes it{given}",
                    system.get(),
                    input.get(),
                )));
            }
            Some(system) => *prompt = Prompt::of(system, input - system),
            None if self.input.is_some() => *prompt = prompt.with_input(input),
            None => {}
        }
        Ok(())
    }

    fn apply_caching(&self, workload: &mut Workload) -> Result<()> {
        let caching = &mut workload.caching;
        set(&mut caching.on, self.caching.map(Switch::is_on));
        let ttl = self.ttl.map(|ttl| match ttl {
            TtlArg::FiveMinutes => Ttl::FiveMinutes,
            TtlArg::OneHour => Ttl::OneHour,
        });
        set(&mut caching.ttl, ttl);
        set(&mut caching.hit_rate, self.hit_rate.map(|rate| rate.0));
        set(&mut caching.history, self.cache_history.map(Switch::is_on));
        if caching.on {
            return Ok(());
        }
        // A discount that is silently not given would be a wrong figure.
        let idle = [
            ("--ttl", self.ttl.is_some()),
            ("--hit-rate", self.hit_rate.is_some()),
            ("--cache-history", self.cache_history.is_some()),
        ];
        match idle.into_iter().find(|(_, given)| *given) {
            Some((flag, _)) => Err(Error::input(format!(
                "{flag} does nothing while caching is off; add --caching"
            ))),
            None => Ok(()),
        }
    }
}

impl Switch {
    fn is_on(self) -> bool {
        self == Self::On
    }
}

fn set<T>(slot: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *slot = given;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::Builtin;
    use crate::cli::{Args, Command};
    use crate::explore::{Sizing, rank};
    use crate::scenario::Scenario;
    use crate::workload::Section;
    use clap::Parser;
    use proptest::prelude::*;

    /// The workload of a command line.
    fn read(line: &str) -> Workload {
        let args = Args::try_parse_from(line.split(' ')).unwrap();
        let Some(Command::Rank(args)) = args.command else { panic!("{line}") };
        let mut work = Workload::default();
        args.asked.workload.apply(&mut work).unwrap();
        work
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn the_command_of_a_workload_asks_for_the_same(
            requests in 0..=2_000_000u64,
            sizes in [0..=5_000u64, 0..=5_000u64, 0..=5_000u64],
            cached in any::<[bool; 3]>(),
            (answer, spread, cap) in (0..=3_000u64, 1_000..=5_000u32, proptest::option::of(1..=4_000u64)),
            (turns, tools) in (1..=20u32, 0..=9u32),
            (hours, days) in (1..=24u8, proptest::option::of(1..=30u8)),
            (on, hour, history) in any::<(bool, bool, bool)>(),
            hit_rate in proptest::option::of(0..=1_000_000u32),
            (batch, share, regional) in (any::<bool>(), 0..=1_000_000u32, any::<bool>()),
        ) {
            let mut work = Workload { requests, turns, tools, ..Workload::default() };
            for ((section, tokens), cached) in Section::ALL.into_iter().zip(sizes).zip(cached) {
                work.prompt.set_tokens(section, Tokens::new(tokens));
                work.prompt.set_cached(section, cached);
            }
            work.active = Active::new(hours, days);
            work.answer.mean = Tokens::new(answer);
            work.answer.spread = Spread::from_permille(spread);
            work.answer.cap = cap.map(Tokens::new);
            work.caching.on = on;
            work.caching.ttl = if hour { Ttl::OneHour } else { Ttl::FiveMinutes };
            work.caching.history = history;
            work.caching.hit_rate = hit_rate.map(Share::from_ppm);
            work.batch.on = batch;
            work.batch.share = Share::from_ppm(share);
            work.scope = if regional { Scope::Regional } else { Scope::Global };

            let command = Scenario::new("x", work.clone()).command(None);
            prop_assume!(command.remarks.is_empty());
            let again = read(&command.line);
            let card = Builtin::Representative.parse().unwrap();
            let totals = |work: Workload| {
                let ranking = rank(&card, &Sizing::own(work, |_, _| None), |_| true);
                ranking.rows.iter().map(|row| (row.model, row.total())).collect::<Vec<_>>()
            };
            prop_assert_eq!(totals(work), totals(again), "{}", command.line);
        }
    }
}
