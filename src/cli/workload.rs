//! The flags that describe a workload: one for each field that has a flag, and those of the input.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, ArgMatches, Args, Command};

use super::error::{Error, Result};
use super::values;
use crate::controls::{Control, Flag, Kind, Place, Typed, Unit};
use crate::money::Tokens;
use crate::workload::{MAX_RANGES, MAX_SECTION_TOKENS, Prompt, Section, ThinkingAsk, Workload};

/// The flags that were given.
#[derive(Debug, Default)]
pub(super) struct WorkloadArgs {
    fields: Vec<(Control, Given)>,
    input: Option<Given>,
    system: Option<Given>,
    ranges: Vec<(Control, (u64, u64))>,
}

/// A value as it was typed after a flag: a number may be a change of the scenario's.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Given {
    typed: Typed,
    text: String,
}

impl Given {
    fn value(value: Option<u64>) -> Self {
        Self { typed: Typed::Value(value), text: String::new() }
    }

    /// What was read, which is no amount of money.
    fn of(
        read: impl Fn(&str) -> std::result::Result<Typed, String>,
        text: &str,
    ) -> std::result::Result<Self, String> {
        match read(text)? {
            Typed::Month(_) => {
                Err("is an amount: `tokenfare solve` finds what a month of it buys".to_owned())
            }
            typed => Ok(Self { typed, text: text.to_owned() }),
        }
    }

    /// Why its change cannot be made, after the flag and what was typed.
    fn refused(&self, flag: &str, fault: &str) -> Error {
        Error::input(format!("--{flag} {} {fault}", self.text))
    }
}

/// What sizes of the prompt count.
const SIZE: Unit = Unit::Count(0, MAX_SECTION_TOKENS, "tokens");

/// The flag for what is now `--residency geography`.
const REGIONAL: &str = "regional";

/// The flag for the low and the high of a field.
const RANGE: &str = "range";

/// The fields that have flags.
fn flags() -> impl Iterator<Item = (Control, Flag)> {
    Control::ALL.iter().filter_map(|control| Some((*control, control.field().flag?)))
}

/// A flag with a value, which may begin with a hyphen so that `-5` is refused for what it is.
fn arg(flag: Flag, value: &'static str) -> Arg {
    Arg::new(flag.name).long(flag.name).help(flag.help).value_name(value).allow_hyphen_values(true)
}

/// The flag of a field.
fn field_arg(control: Control, flag: Flag) -> Arg {
    let field = control.field();
    let value = match field.kind {
        Kind::Number(_, Unit::Share) => "SHARE",
        Kind::Number(_, Unit::Ratio) => "X",
        Kind::Number(_, Unit::Seconds) => "TIME",
        Kind::Number(..) => "N",
        Kind::Switch(_) => "on|off",
        Kind::Choice(_) => field.noun,
    };
    let arg = arg(flag, value);
    if control == Control::Thinking {
        return arg.value_parser(|text: &str| thinking(text).map(Given::value));
    }
    if field.options().is_empty() || !field.names.is_empty() {
        let read = |text: &str| Given::of(|text| field.typed(text, Place::Flag), text);
        return arg.value_parser(read);
    }
    let mut words = field.options().to_vec();
    if matches!(field.kind, Kind::Switch(_)) {
        words.reverse();
    }
    let known = PossibleValuesParser::new(words);
    let arg = arg
        .value_parser(known.try_map(|word| field.read(&word).map(Given::value)))
        .allow_hyphen_values(false)
        .hide_possible_values(true);
    // The flag of what is usually off turns it on by itself.
    if matches!(field.kind, Kind::Switch(_)) && control.value(&Workload::default()) == Some(0) {
        arg.num_args(0..=1).require_equals(true).default_missing_value("on")
    } else {
        arg
    }
}

/// Reads how much models are to think: a word, or a number of tokens, which stands beyond the words.
fn thinking(text: &str) -> std::result::Result<Option<u64>, String> {
    let words = ThinkingAsk::WORDS.len() as u64;
    Control::Thinking.field().read(text).or_else(|fault| {
        match Control::ThinkingTokens.field().read(text) {
            Ok(Some(tokens)) if text.starts_with(|c: char| c.is_ascii_digit()) => {
                Ok(Some(words + tokens))
            }
            _ => Err(format!("{fault}, or a number of tokens")),
        }
    })
}

/// The fields that a value of `--thinking` sets: a number makes every model think that can.
fn thinking_fields(given: Given) -> Vec<(Control, Given)> {
    let words = ThinkingAsk::WORDS.len() as u64;
    match given.typed {
        Typed::Value(Some(value)) if value >= words => {
            let ask = Given::value(Some(ThinkingAsk::BY_NUMBER.place()));
            let tokens = Given::value(Some(value - words));
            vec![(Control::Thinking, ask), (Control::ThinkingTokens, tokens)]
        }
        _ => vec![(Control::Thinking, given)],
    }
}

impl Args for WorkloadArgs {
    fn augment_args(command: Command) -> Command {
        let size = |name, place, help| (place, arg(Flag { name, place, help }, "N"));
        let mut args = vec![
            size("input", 20, "Input tokens of a request, the system prompt included, tools not"),
            size(
                "system",
                30,
                "How many of the input tokens are the system prompt, which requests share and can \
                 cache",
            ),
        ];
        for (_, arg) in &mut args {
            let read = |text: &str| Given::of(|text| SIZE.typed(text, Place::Flag), text);
            *arg = std::mem::take(arg).value_parser(read);
        }
        args.extend(flags().map(|(control, flag)| (flag.place, field_arg(control, flag))));
        // As it was called before there were regions.
        let regional = Arg::new(REGIONAL).long(REGIONAL).hide(true).num_args(0..=1);
        let regional = regional.require_equals(true).default_missing_value("on");
        args.push((u16::MAX, regional.value_parser(["on", "off"])));
        let range = Flag {
            name: RANGE,
            place: 170,
            help: "A low and a high of a field around what it is set to, as in output=300..600; can be given more than once",
        };
        let range_arg = arg(range, "FIELD=LOW..HIGH").action(ArgAction::Append);
        args.push((range.place, range_arg.value_parser(values::range)));
        args.sort_by_key(|(place, _)| *place);
        command.next_help_heading("Workload").args(args.into_iter().map(|(_, arg)| arg))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl clap::FromArgMatches for WorkloadArgs {
    fn from_arg_matches(matches: &ArgMatches) -> std::result::Result<Self, clap::Error> {
        let given = |(control, flag): (Control, Flag)| {
            let given = matches.get_one::<Given>(flag.name)?.clone();
            Some(match control {
                Control::Thinking => thinking_fields(given),
                _ => vec![(control, given)],
            })
        };
        let mut fields: Vec<_> = flags().filter_map(given).flatten().collect();
        if let Some(regional) = matches.get_one::<String>(REGIONAL) {
            fields.insert(0, (Control::Residency, Given::value(Some(u64::from(regional == "on")))));
        }
        Ok(Self {
            fields,
            input: matches.get_one("input").cloned(),
            system: matches.get_one("system").cloned(),
            ranges: matches.get_many(RANGE).into_iter().flatten().copied().collect(),
        })
    }

    fn update_from_arg_matches(
        &mut self,
        matches: &ArgMatches,
    ) -> std::result::Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl WorkloadArgs {
    /// Whether `--caching` was given.
    pub(super) fn has_caching(&self) -> bool {
        self.fields.contains(&(Control::Caching, Given::value(Some(1))))
    }

    /// Puts the flags that were given in place of what `workload` has.
    pub(super) fn apply(&self, workload: &mut Workload) -> Result<()> {
        self.apply_prompt(&mut workload.prompt)?;
        // Changes are of what the scenario says, whatever other flags do to that.
        let mut values = Vec::new();
        for (control, given) in &self.fields {
            let field = control.field();
            let value = field.meant(given.typed, control.flagged(workload)).map_err(|fault| {
                given.refused(field.flag.map_or(field.key, |flag| flag.name), &fault)
            })?;
            values.push((*control, value));
        }
        let given = |control| values.iter().any(|(known, _)| *known == control);
        if given(Control::Users) {
            if given(Control::Requests) {
                let said = "--users and --requests both say how many requests there are; give one";
                return Err(Error::input(said));
            }
            if workload.people().is_none() && !given(Control::Sessions) {
                return Err(Error::input("--users needs --sessions, how many a month each has"));
            }
        }
        values.sort_by_key(|(control, _)| control.order());
        for (control, value) in values {
            control.set_flagged(workload, value);
        }
        for (control, ends) in &self.ranges {
            *workload = control.with_range(workload, Some(*ends));
            if control.range_in(workload) != Some(*ends) {
                let most = format!("--range: at most {MAX_RANGES} fields have a low and a high");
                return Err(Error::input(most));
            }
        }
        // A discount that is silently not given would be a wrong figure.
        let idle = self.fields.iter().find_map(|(control, _)| {
            let field = control.field();
            let of_caching = field.filed.is_some_and(|filed| filed.table == "caching");
            let why = (field.idle)(workload).filter(|_| of_caching && !workload.caching.on)?;
            Some((field.flag?.name, why))
        });
        match idle {
            Some((flag, why)) => Err(Error::input(format!("--{flag} does nothing {why}"))),
            None => Ok(()),
        }
    }

    fn apply_prompt(&self, prompt: &mut Prompt) -> Result<()> {
        // The JSON of tools has a flag of its own.
        let tools = prompt.tokens(Section::Tools);
        let size = |given: &Option<Given>, flag, now: Tokens| match given {
            Some(given) => match given.typed.of(SIZE, Some(now.get())) {
                Ok(tokens) => Ok(Some(Tokens::new(tokens))),
                Err(fault) => Err(given.refused(flag, &fault)),
            },
            None => Ok(None),
        };
        let given = size(&self.input, "input", prompt.input() - tools)?;
        let system = size(&self.system, "system", prompt.tokens(Section::System))?;
        let input = given.unwrap_or_else(|| prompt.input() - tools);
        match system {
            Some(system) if system > input => {
                let given = given.map_or("; give --input too", |_| "");
                return Err(Error::input(format!(
                    "--system {} must not be more than the whole input of {} tokens, \
                     which includes it{given}",
                    system.get(),
                    input.get(),
                )));
            }
            Some(system) => {
                *prompt = Prompt::of(system, input - system);
                prompt.set_tokens(Section::Tools, tools);
            }
            None if given.is_some() => *prompt = prompt.with_input(input + tools),
            None => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::Builtin;
    use crate::cli::{Args, Command};
    use crate::controls::Group;
    use crate::controls::tests_support::{any_values, with_values};
    use crate::explore::{Sizing, rank};
    use crate::scenario::Scenario;
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
            sizes in [0..=5_000u64, 0..=5_000u64, 0..=5_000u64, 0..=5_000u64],
            cached in any::<[bool; 4]>(),
            values in any_values(|field| {
                field.group != Group::Plans && (field.flag.is_some() || field.filed.is_some())
            }),
        ) {
            let mut work = with_values(Workload::default(), &values);
            for ((section, tokens), cached) in Section::ALL.into_iter().zip(sizes).zip(cached) {
                work.prompt.set_tokens(section, Tokens::new(tokens));
                work.prompt.set_cached(section, cached);
            }

            work = Control::AnswerLength.with_range(&work, Some((17, 4_321)));
            work = Control::HitRate.with_range(&work, Some((250_000, 987_654)));
            let command = Scenario::new("x", work.clone()).command(None);
            prop_assume!(command.remarks.is_empty());
            let again = read(&command.line);
            let card = Builtin::Representative.parse().unwrap();
            let totals = |work: Workload| {
                let ranking = rank(&card, &Sizing::own(work, &|_: crate::explore::Piece, _: crate::tokens::Family| None), |_| true);
                ranking.rows.iter().map(|row| (row.model, row.total())).collect::<Vec<_>>()
            };
            prop_assert_eq!(&work.plans.ranges, &again.plans.ranges, "{}", command.line);
            prop_assert_eq!(totals(work), totals(again), "{}", command.line);
        }
    }
}
