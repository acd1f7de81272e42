//! The command that asks again for what a scenario costs.

use super::{Scenario, Text};
use crate::controls::{Control, Group, Kind, Unit};
use crate::money::Tokens;
use crate::workload::{FieldRange, Section, Workload};

/// A command line, and what it cannot say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// For a shell: `tokenfare rank --requests 200k`.
    pub line: String,
    /// What is different in it, in a few words each.
    pub remarks: Vec<&'static str>,
}

impl Scenario {
    /// The shortest `tokenfare rank` that ranks models by this scenario: flags only for what is not
    /// as in [`Workload::default`] and counts for something. `rates` is the rate card as it is named
    /// on the command line, where that is not the usual one.
    pub fn command(&self, rates: Option<&str>) -> Command {
        let (work, usual) = (&self.workload, &Workload::default());
        let mut words = Words(vec!["tokenfare".to_owned(), "rank".to_owned()]);
        if let Some(rates) = rates {
            words.flag("rates", rates);
        }
        let mut flags: Vec<_> = Control::ALL
            .iter()
            .filter_map(|control| Some((*control, control.field().flag?)))
            // Users follow from what else is said.
            .filter(|(control, _)| *control != Control::Users)
            .filter(|(control, _)| control.flagged(work) != control.flagged(usual))
            // What stands in a table of its own does nothing without it, and would be refused.
            .filter(|(control, _)| is_plain(*control) || control.matters(work))
            .collect();
        // What is done first, then what makes it cheaper.
        flags.sort_by_key(|(control, flag)| {
            (control.field().group == Group::Price && !is_plain(*control), flag.place)
        });
        let (first, rest) = flags.split_at(flags.partition_point(|(_, flag)| flag.place < INPUT));
        first.iter().for_each(|(control, flag)| words.field(*control, flag.name, work));
        // Later turns repeat the user's message only; flags cache all that comes before it.
        let (prefix, user) = (work.prompt.prefix(), work.prompt.tokens(Section::User));
        let fixed = work.prompt.input() - user;
        let varies = Control::InputSpread.matters(work) && work.input_spread != usual.input_spread;
        let system = match (work.turns > 1, varies && !work.caching.on) {
            (true, _) => fixed,
            (false, true) => work.fixed_input(),
            (false, false) => prefix,
        };
        let tools = work.prompt.tokens(Section::Tools);
        words.count("input", work.prompt.input() - tools, usual.prompt.input());
        words.count("system", system - tools, usual.prompt.prefix());
        rest.iter().for_each(|(control, flag)| words.field(*control, flag.name, work));
        if let Some(budget) = work.plans.budget {
            words.flag("budget", &budget.exact());
        }
        for range in work.plans.ranges.all() {
            words.range(*range);
        }
        let mut remarks = Vec::new();
        if self.texts().any(|(_, text)| *text != Text::None) {
            remarks.push("texts are token counts in it");
        }
        if work.answer.lengths.is_some() {
            remarks.push("answers are all alike in it");
        }
        if !work.segments.is_none() {
            remarks.push("requests are all alike in it");
        }
        // Flags mark the system prompt, which what is added for tools belongs to.
        let is_marked = Section::ALL.into_iter().any(|section| work.prompt.is_cached(section));
        let has_tools = work.tools > 0 || !tools.is_zero();
        if work.caching.on && (system != prefix || has_tools && !is_marked) {
            remarks.push("all but the user's message is cached in it");
        }
        // Flags have what varies, too, after the system prompt.
        if varies && system != work.fixed_input() {
            remarks.push("less of the input varies in it");
        }
        Command { line: words.0.join(" "), remarks }
    }

    /// The command that opens the explorer on this scenario, by its short form.
    pub fn open_command(&self, rates: Option<&str>) -> String {
        let mut words = Words(vec!["tokenfare".to_owned()]);
        words.flag("from", &self.to_short());
        if let Some(rates) = rates {
            words.flag("rates", rates);
        }
        words.0.join(" ")
    }
}

/// The place of `--input` and `--system` among the flags of fields.
const INPUT: u16 = 20;

/// Whether a field stands above the tables of a file, and so by itself.
fn is_plain(control: Control) -> bool {
    control.field().filed.is_none_or(|filed| filed.table.is_empty())
}

struct Words(Vec<String>);

impl Words {
    fn flag(&mut self, name: &str, value: &str) {
        self.0.push(format!("--{name}"));
        self.0.push(shell_word(value));
    }

    /// A flag for a number of tokens that is not the usual one.
    fn count(&mut self, name: &str, tokens: Tokens, usual: Tokens) {
        if tokens != usual {
            self.flag(name, &count(tokens.get()));
        }
    }

    /// The low and the high of a field.
    fn range(&mut self, range: FieldRange) {
        let Some(Kind::Number(_, unit)) = Control::ranged(range.field).map(|it| it.field().kind)
        else {
            return;
        };
        let [low, high] = [range.low, range.high].map(|end| unit.decimal(end));
        self.flag("range", &format!("{}={low}..{high}", range.field));
    }

    /// The flag of a field.
    fn field(&mut self, control: Control, name: &str, work: &Workload) {
        let (field, value) = (control.field(), control.flagged(work));
        match (field.kind, value) {
            (Kind::Switch(_), Some(1)) => self.0.push(format!("--{name}")),
            (Kind::Number(_, Unit::Count(..)), Some(number)) => self.flag(name, &count(number)),
            (Kind::Number(_, unit), Some(value)) => self.flag(name, &unit.decimal(value)),
            _ => self.flag(name, &field.words(value)),
        }
    }
}

/// A count as short as it is exact: `50k`, `2500`.
fn count(number: u64) -> String {
    match number {
        0 => "0".to_owned(),
        number if number.is_multiple_of(1_000_000) => format!("{}M", number / 1_000_000),
        number if number.is_multiple_of(1_000) => format!("{}k", number / 1_000),
        number => number.to_string(),
    }
}

/// A word as a POSIX shell takes it: in single quotes unless it is plain.
pub(crate) fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,+%@".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Share;
    use crate::scenario::{Builtin, Part};
    use crate::workload::{Lengths, Prompt, Ttl};

    fn line(work: Workload) -> String {
        Scenario::new("x", work).command(None).line
    }

    #[test]
    fn only_what_differs_is_said() {
        assert_eq!(line(Workload::default()), "tokenfare rank");
        let agent = Builtin::ToolAgent.parse().unwrap();
        assert_eq!(
            agent.command(None).line,
            "tokenfare rank --requests 120k --input 3600 --system 3k --output 200 --cap 4k \
             --spread 2.5 --turns 12 --tools 15 --active-hours 10 --active-days 22 --caching"
        );
    }

    #[test]
    fn what_counts_for_nothing_is_left_out() {
        let mut work = Workload::default();
        work.caching.ttl = Ttl::OneHour;
        work.caching.history = false;
        work.batch.share = Share::from_ppm(300_000);
        assert_eq!(line(work.clone()), "tokenfare rank");
        work.caching.on = true;
        work.batch.on = true;
        assert_eq!(line(work), "tokenfare rank --caching --ttl 1h --batch 0.3");
    }

    #[test]
    fn a_cached_context_is_part_of_the_system_prompt() {
        let mut work = Workload {
            prompt: Prompt::of(Tokens::new(1_000), Tokens::new(50)),
            ..Workload::default()
        };
        work.prompt.set_tokens(Section::Context, Tokens::new(500));
        work.prompt.set_cached(Section::Context, true);
        assert_eq!(line(work), "tokenfare rank --input 1550 --system 1500");
    }

    #[test]
    fn tools_that_only_the_command_caches_are_told() {
        let mut work = Workload { tools: 15, ..Workload::default() };
        let remarks =
            |work: &Workload| Scenario::new("x", work.clone()).command(None).remarks.len();
        work.caching.on = true;
        assert_eq!(remarks(&work), 0);
        work.prompt.set_cached(Section::System, false);
        assert_eq!(remarks(&work), 1);
    }

    #[test]
    fn texts_and_seen_lengths_are_told() {
        let mut scenario = Scenario::default();
        scenario.set_text(Part::USER, Text::Inline("secret".to_owned()));
        scenario.workload.answer.lengths = Lengths::new([(Tokens::new(9), 1)]).ok();
        let command = scenario.command(None);
        assert_eq!(command.line, "tokenfare rank");
        assert_eq!(command.remarks.len(), 2);
        assert!(!scenario.open_command(None).contains("secret"));
    }

    #[test]
    fn a_context_that_varies_is_told_where_only_the_message_would() {
        let mut work = Workload { turns: 2, ..Workload::default() };
        work.prompt.set_tokens(Section::Context, Tokens::new(500));
        let remarks = |work: &Workload| Scenario::new("x", work.clone()).command(None).remarks;
        assert!(remarks(&work).is_empty());
        work.input_spread = crate::workload::Spread::from_permille(2_000);
        assert_eq!(remarks(&work), ["less of the input varies in it"]);
        work.turns = 1;
        assert!(remarks(&work).is_empty());
    }

    #[test]
    fn words_are_quoted() {
        let scenario = Scenario::default();
        assert_eq!(
            scenario.command(Some("it's my card.toml")).line,
            "tokenfare rank --rates 'it'\\''s my card.toml'"
        );
        assert_eq!(shell_word(""), "''");
        assert_eq!(shell_word("$(rm)"), "'$(rm)'");
        assert_eq!(shell_word("a/b.toml"), "a/b.toml");
    }
}
