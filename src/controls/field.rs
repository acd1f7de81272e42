//! What a row of the table of fields says, and how the values of one are read and worded.

use std::fmt::Display;

use super::Scale;
use crate::money::{self, CountFault, Growth, Share, Usd, compact, parse_count, parse_factor};
use crate::workload::{MAX_GAP, MAX_MONTHS, MAX_USD, Spread, Workload};

/// The headings that fields stand under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    /// How much.
    Traffic,
    /// How long answers are.
    Answers,
    /// What sets the price: caching, Batch, the service tier, the place.
    Price,
    /// What the prompt is made of.
    Prompt,
    /// What is planned around the workload.
    Plans,
}

impl Group {
    /// Its word on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Traffic => "Traffic",
            Self::Answers => "Answers",
            Self::Price => "Price",
            Self::Prompt => "Prompt",
            Self::Plans => "Plans",
        }
    }
}

/// What a field's values are. Each is a whole number, or none where the field may have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number of this unit, and how far its slider goes.
    Number(Scale, Unit),
    /// Off is 0, on is 1; the words for them in a file, where those are not false and true.
    Switch(&'static [&'static str]),
    /// The place of one of these words.
    Choice(&'static [&'static str]),
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Whole things of this name, from the first number to the second.
    Count(u64, u64, &'static str),
    /// Parts per million.
    Share,
    /// Thousandths of a spread.
    Ratio,
    /// Cents.
    Usd,
    /// The factor of a growth in parts per million.
    Growth,
    /// Months.
    Months,
    /// Seconds, typed with their unit: `90s`, `2m`, `1h`.
    Seconds,
}

impl Unit {
    /// Its least and its greatest value.
    pub const fn range(self) -> (u64, u64) {
        match self {
            Self::Count(least, most, _) => (least, most),
            Self::Share => (0, 1_000_000),
            Self::Ratio => (1_000, 20_000),
            Self::Usd => (0, 100_000_000_000),
            Self::Growth => (0, Growth::MAX.factor_ppm() as u64),
            Self::Months => (1, MAX_MONTHS as u64),
            Self::Seconds => (1, MAX_GAP as u64),
        }
    }

    /// What a value counts, as JSON names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Count(_, _, name) => name,
            Self::Share | Self::Growth => "ppm",
            Self::Ratio => "thousandths",
            Self::Usd => "cents",
            Self::Months => "months",
            Self::Seconds => "seconds",
        }
    }

    /// Reads a number as it is typed after a flag or stands in a file.
    ///
    /// # Errors
    /// What is wrong, to follow the name of what was read.
    pub fn read(self, text: &str) -> Result<u64, String> {
        match self {
            Self::Count(..) | Self::Months => self.count(text),
            Self::Share => read(Share::parse(text), |share| share.ppm().into()),
            Self::Ratio => read(Spread::parse(text), |spread| spread.permille().into()),
            Self::Growth => read(Growth::parse(text), |growth| growth.factor_ppm().into()),
            Self::Seconds => seconds(text, self.range()),
            Self::Usd => match Usd::parse(text) {
                Ok(usd) if usd > MAX_USD => {
                    Err(format!("must be at most {}", MAX_USD.dollars().with_places(0)))
                }
                amount => read(amount, Usd::cents),
            },
        }
    }

    fn count(self, text: &str) -> Result<u64, String> {
        let (least, most) = self.range();
        match parse_count(text, most) {
            Ok(count) if count >= least => Ok(count),
            // A short range is said as a whole.
            Ok(_) | Err(CountFault::Negative | CountFault::TooLarge(_)) if most <= 1_000 => {
                Err(format!("must be from {least} to {most}"))
            }
            Ok(_) => Err(format!("must be at least {least}")),
            Err(fault) => Err(fault.to_string()),
        }
    }

    /// A value with a decimal point or its unit, as [`Unit::read`] reads it.
    pub fn decimal(self, value: u64) -> String {
        match self {
            Self::Count(..) | Self::Months => value.to_string(),
            Self::Share => Share::from_ppm(value as u32).decimal(),
            Self::Ratio => Spread::from_permille(value as u32).ratio().to_string(),
            Self::Usd => format!("{}.{:02}", value / 100, value % 100),
            Self::Growth => Growth::from_factor_ppm(value as u32).decimal(),
            Self::Seconds => whole_unit(value),
        }
    }

    /// Reads how far two values are apart, without a sign.
    ///
    /// # Errors
    /// What is wrong, to follow the name of what was read.
    pub(super) fn difference(self, text: &str) -> Result<i64, String> {
        let size = match self {
            Self::Count(..) | Self::Months => read(parse_count(text, MAX_DIFFERENCE), |it| it),
            // People type 10 for 10%.
            Self::Share if text.trim().parse().is_ok_and(|number: f64| number > 1.0) => {
                read(Share::parse(&format!("{text}%")), |share| share.ppm().into())
            }
            Self::Ratio => read(parse_factor(text), |ppm| ppm / 1_000),
            _ => self.read(text),
        };
        size.map(|size| size.min(MAX_DIFFERENCE) as i64)
    }

    /// A value in full, for a sentence.
    pub(super) fn exactly(self, value: u64) -> String {
        match self {
            Self::Count(..) | Self::Months => money::grouped(value),
            Self::Share => money::exact_percent(value),
            Self::Ratio => format!("{}x", value as f64 / 1e3),
            Self::Growth => format!("{}%", (value as f64 - 1e6) / 1e4),
            Self::Seconds => whole_unit(value),
            Self::Usd => Usd::from_cents(value).dollars().to_string(),
        }
    }

    /// A value in at most nine cells.
    fn words(self, value: u64) -> String {
        match self {
            Self::Months if value == 1 => "1 month".to_owned(),
            Self::Months => format!("{value} months"),
            Self::Count(..) if value >= 100_000_000 => compact(value),
            Self::Count(..) => money::grouped(value),
            Self::Share if value.is_multiple_of(10_000) => format!("{}%", value / 10_000),
            Self::Share => format!("{:.1}%", value as f64 / 1e4),
            Self::Ratio if value.is_multiple_of(100) => format!("{:.1}x", value as f64 / 1e3),
            Self::Ratio => format!("{:.2}x", value as f64 / 1e3),
            Self::Growth => Growth::from_factor_ppm(value as u32).to_string(),
            Self::Seconds => lasting(value),
            Self::Usd if value >= 100_000_000 => format!("${}", compact(value / 100)),
            Self::Usd => {
                let places = if value.is_multiple_of(100) { 0 } else { 2 };
                Usd::from_cents(value).dollars().with_places(places)
            }
        }
    }
}

/// The most that a number can be changed by.
const MAX_DIFFERENCE: u64 = 1_000_000_000_000_000;

/// Seconds from a number with its unit.
fn seconds(text: &str, (least, most): (u64, u64)) -> Result<u64, String> {
    let text = text.trim();
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let times = match unit.trim() {
        "s" => 1.0,
        "m" => 60.0,
        "h" => 3_600.0,
        _ => return Err("must be a time with its unit, such as 90s, 2m or 1h".to_owned()),
    };
    let number = text[..text.len() - unit.len()].parse::<f64>().unwrap_or_default();
    let seconds = (number * times).round();
    if (least as f64..=most as f64).contains(&seconds) {
        Ok(seconds as u64)
    } else {
        Err(format!("must be from {} to {}", whole_unit(least), whole_unit(most)))
    }
}

/// Seconds in the largest unit of which they are a whole number: `90s`, `2m`.
fn whole_unit(seconds: u64) -> String {
    match seconds {
        it if it > 0 && it.is_multiple_of(3_600) => format!("{}h", it / 3_600),
        it if it > 0 && it.is_multiple_of(60) => format!("{}m", it / 60),
        it => format!("{it}s"),
    }
}

/// Seconds in few digits: `90s`, `58.3m`.
fn lasting(seconds: u64) -> String {
    let decimal = |unit: f64| format!("{:.1}", seconds as f64 / unit);
    let tidy = |text: String| text.trim_end_matches(".0").to_owned();
    match seconds {
        it if it.is_multiple_of(60) && it < 7_200 || it.is_multiple_of(3_600) => whole_unit(it),
        ..120 => format!("{seconds}s"),
        120..7_200 => tidy(decimal(60.0)) + "m",
        _ => tidy(decimal(3_600.0)) + "h",
    }
}

/// Words of which one is meant, each in `quotes`, for a sentence: `standard, flex or priority`.
pub fn either(words: &[&str], quotes: &str) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("{quotes}{word}{quotes}")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

fn read<T, E: Display>(read: Result<T, E>, value: impl FnOnce(T) -> u64) -> Result<u64, String> {
    read.map(value).map_err(|fault| fault.to_string())
}

/// What a field depends on beside the workload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Facts {
    /// The prompt holds text, so the text is the input and cannot be resized.
    pub input_is_text: bool,
}

/// How a field is taken from a workload and put into it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Access {
    /// It always has a value.
    Always(fn(&Workload) -> u64, fn(&mut Workload, u64)),
    /// It may have none.
    Maybe(fn(&Workload) -> Option<u64>, fn(&mut Workload, Option<u64>)),
    /// It moves others, by what the prompt holds.
    Sum(fn(&Workload) -> u64, fn(&mut Workload, u64, Facts)),
    /// The share of a route, by its place.
    Route,
}

/// A field as a command-line flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flag {
    /// Its name, without the hyphens.
    pub name: &'static str,
    /// Where it stands among the others: the numbers only order them.
    pub place: u16,
    /// Its line of help.
    pub help: &'static str,
}

/// When a field is written into a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Always.
    Always,
    /// Where it is not as usual.
    Changed,
    /// Where anything of its table is not as usual.
    Together,
}

/// A field as a key of a scenario file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filed {
    /// Its table; empty for the keys above all tables.
    pub table: &'static str,
    /// Its key.
    pub key: &'static str,
    /// When it is written.
    pub kept: Kept,
    /// What stands beside it.
    pub remark: &'static str,
}

/// One row of the table of fields.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its heading.
    pub group: Group,
    /// What its values are.
    pub kind: Kind,
    /// Its name in one word, as for `sweep --over`.
    pub key: &'static str,
    /// Its words on screen.
    pub label: &'static str,
    /// What it means.
    pub help: &'static str,
    /// What its number counts, to follow it in a sentence: `50,000 requests a month`. Of a choice,
    /// what stands for its words in the help of its flag.
    pub noun: &'static str,
    /// Its flag on the command line.
    pub flag: Option<Flag>,
    /// Its key in a scenario.
    pub filed: Option<Filed>,
    /// Its tag in the short form, which must never change its meaning; 0 for none of its own.
    pub tag: u8,
    /// Why it has no effect on the bill as things stand, and the mend, to follow `does nothing`.
    pub idle: fn(&Workload) -> Option<&'static str>,
    /// What a description of the workload says where this is as usual or does nothing; none where
    /// its sentences are written out.
    pub told: Option<&'static str>,
    /// What else the words of a choice are called, in their order; none where they are too few to
    /// need it.
    pub names: &'static [&'static str],
    /// The word for no value, and whether that lies beyond the slider's right end.
    pub(super) none: Option<(&'static str, bool)>,
    pub(super) access: Access,
}

impl Field {
    pub(super) const fn new(
        group: Group,
        kind: Kind,
        key: &'static str,
        label: &'static str,
        access: Access,
    ) -> Self {
        let (help, noun) = ("", "");
        let idle: fn(&Workload) -> Option<&'static str> = |_| None;
        let (flag, filed, told, none) = (None, None, None, None);
        Self {
            group,
            kind,
            key,
            label,
            help,
            noun,
            flag,
            filed,
            tag: 0,
            idle,
            told,
            names: &[],
            none,
            access,
        }
    }

    /// What it means, and what its number counts.
    pub(super) const fn help(self, help: &'static str, noun: &'static str) -> Self {
        Self { help, noun, ..self }
    }

    /// The flag of its key, at a place among the others.
    pub(super) const fn flag(self, place: u16, help: &'static str) -> Self {
        self.flag_named(self.key, place, help)
    }

    pub(super) const fn flag_named(
        self,
        name: &'static str,
        place: u16,
        help: &'static str,
    ) -> Self {
        Self { flag: Some(Flag { name, place, help }), ..self }
    }

    pub(super) const fn filed(
        self,
        (table, key): (&'static str, &'static str),
        kept: Kept,
        remark: &'static str,
    ) -> Self {
        Self { filed: Some(Filed { table, key, kept, remark }), ..self }
    }

    /// What the words of a choice are called beside.
    pub(super) const fn named(self, names: &'static [&'static str]) -> Self {
        Self { names, ..self }
    }

    pub(super) const fn tag(self, tag: u8) -> Self {
        Self { tag, ..self }
    }

    /// The word for no value, left of the slider.
    pub(super) const fn none_at_left(self, word: &'static str) -> Self {
        Self { none: Some((word, false)), ..self }
    }

    /// The word for no value, right of the slider.
    pub(super) const fn none_at_right(self, word: &'static str) -> Self {
        Self { none: Some((word, true)), ..self }
    }

    /// Described as its value and its noun, a choice as its label and its word, or as `usual`.
    pub(super) const fn told(self, usual: &'static str) -> Self {
        Self { told: Some(usual), ..self }
    }

    pub(super) const fn idle(self, idle: fn(&Workload) -> Option<&'static str>) -> Self {
        Self { idle, ..self }
    }
}

impl Field {
    /// Its least and its greatest value.
    pub const fn range(&self) -> (u64, u64) {
        match self.kind {
            Kind::Number(_, unit) => unit.range(),
            Kind::Switch(_) => (0, 1),
            Kind::Choice(words) => (0, words.len() as u64 - 1),
        }
    }

    /// The words of a switch or a choice, by value.
    pub const fn options(&self) -> &'static [&'static str] {
        match self.kind {
            Kind::Number(..) => &[],
            Kind::Switch(_) => &["off", "on"],
            Kind::Choice(words) => words,
        }
    }

    /// The word for no value.
    pub fn none_word(&self) -> Option<&'static str> {
        self.none.map(|(word, _)| word)
    }

    /// Reads a value as it follows a flag.
    ///
    /// # Errors
    /// What is wrong, to follow the flag and the value.
    pub fn read(&self, text: &str) -> Result<Option<u64>, String> {
        if self.none_word() == Some(text) {
            return Ok(None);
        }
        let Kind::Number(_, unit) = self.kind else {
            let at = self.options().iter().position(|word| *word == text);
            let fault = || match self.options() {
                [none, one, ..] if !self.names.is_empty() => {
                    format!("must be {none} or a {} such as {one}", self.noun.to_lowercase())
                }
                words => format!("must be {}", either(words, "")),
            };
            return at.map(|at| Some(at as u64)).ok_or_else(fault);
        };
        unit.read(text).map(Some).map_err(|fault| match (self.none_word(), unit.read("0")) {
            (Some("none"), Err(too_little)) if fault == too_little => {
                format!("{fault} (write none for no {})", self.key)
            }
            _ => fault,
        })
    }

    /// Reads a typed value.
    ///
    /// # Errors
    /// One sentence that says what a value looks like.
    pub fn parse(&self, text: &str) -> Result<Option<u64>, String> {
        self.loose(text).map_err(|fault| format!("{} {fault}", self.label))
    }

    /// [`Self::parse`] with faults that follow the field's name.
    pub(super) fn loose(&self, text: &str) -> Result<Option<u64>, String> {
        let word = text.trim().to_ascii_lowercase();
        if self.none.is_some()
            && matches!(word.as_str(), "auto" | "none" | "never" | "every" | "all" | "")
        {
            return Ok(None);
        }
        // People type 60 for 60%.
        let percent = match (self.kind, word.parse::<f64>()) {
            (Kind::Number(_, Unit::Share), Ok(number)) => number > 1.0,
            (Kind::Number(_, Unit::Growth), Ok(number)) => number.abs() > 1.0,
            _ => false,
        };
        let word = if percent { word + "%" } else { word };
        if let Some(found) = self.by_name(&word) {
            return found;
        }
        self.read(&word)
    }

    /// The one word of a choice from many that a part of it, or of its name, stands for.
    fn by_name(&self, typed: &str) -> Option<Result<Option<u64>, String>> {
        let options = self.options().iter().zip(self.names).enumerate();
        let is_exact = self.options().contains(&typed);
        let found: Vec<(u64, String)> = options
            .filter(|(_, (word, name))| {
                !typed.is_empty() && (word.contains(typed) || name.to_lowercase().contains(typed))
            })
            .map(|(at, (word, name))| (at as u64, format!("{word} ({name})")))
            .collect();
        match found.as_slice() {
            _ if is_exact => None,
            [] => None,
            [(at, _)] => Some(Ok(Some(*at))),
            several => {
                let names: Vec<&str> = several.iter().map(|(_, name)| name.as_str()).collect();
                Some(Err(format!("could be {}", either(&names, ""))))
            }
        }
    }

    /// A value of it in words of at most nine cells.
    pub fn words(&self, value: Option<u64>) -> String {
        match (self.kind, value) {
            (_, None) => self.none_word().unwrap_or_default().to_owned(),
            // A rate that is found shows how near it is to all and to nothing.
            (Kind::Number(_, Unit::Share), Some(ppm)) if self.none.is_some() => {
                money::percent(ppm as f64 / 1e6)
            }
            (Kind::Number(_, unit), Some(value)) => unit.words(value),
            (_, Some(at)) => {
                self.options().get(at as usize).copied().unwrap_or_default().to_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::controls::Control;

    #[test]
    fn typed_values() {
        assert_eq!(Control::Requests.parse("2.5M"), Ok(Some(2_500_000)));
        assert_eq!(Control::InputShare.parse("60"), Ok(Some(600_000)));
        assert_eq!(Control::InputShare.parse("0.6"), Ok(Some(600_000)));
        assert_eq!(Control::InputShare.parse("60%"), Ok(Some(600_000)));
        assert_eq!(Control::Cap.parse("none"), Ok(None));
        assert_eq!(Control::HitRate.parse("auto"), Ok(None));
        assert_eq!(Control::Spread.parse("2.5"), Ok(Some(2_500)));
        assert_eq!(Control::Ttl.parse("1H"), Ok(Some(1)));
        assert_eq!(Control::TurnGap.parse("1.5M"), Ok(Some(90)));
        assert_eq!(Control::TurnGap.parse("none"), Ok(None));
        for (control, text) in [
            (Control::Requests, "-5"),
            (Control::Requests, "1e30"),
            (Control::Turns, "0"),
            (Control::HitRate, "120%"),
            (Control::Spread, "0.5"),
            (Control::ActiveHours, "25"),
            (Control::Ttl, "2h"),
            (Control::TurnGap, "120"),
            (Control::TurnGap, "m"),
            (Control::TurnGap, "25h"),
            (Control::TurnGap, "0.4s"),
        ] {
            let fault = control.parse(text).unwrap_err();
            assert!(fault.starts_with(control.label()), "{fault}");
        }
    }

    #[test]
    fn ranges_are_said_as_they_are_typed() {
        let fault = |control: Control, text| control.field().read(text).unwrap_err();
        for text in ["0", "25", "-1", "1e30"] {
            assert_eq!(fault(Control::ActiveHours, text), "must be from 1 to 24", "{text}");
        }
        assert_eq!(fault(Control::Tier, "Flex"), "must be standard, flex or priority");
        assert_eq!(fault(Control::Ttl, "2h"), "must be 5m or 1h");
        assert_eq!(fault(Control::Turns, "2.5"), "must be a whole number");
        // A cap of nothing is not no cap.
        assert_eq!(fault(Control::Cap, "0"), "must be at least 1 (write none for no cap)");
        assert_eq!(Control::Cap.field().read("1k"), Ok(Some(1_000)));
        assert_eq!(fault(Control::HitRate, "1.2"), "must be from 0 to 1 (or 0% to 100%)");
        assert_eq!(fault(Control::Ttl, "2h"), "must be 5m or 1h");
    }

    #[test]
    fn times_are_shown_in_few_digits() {
        let shown = |seconds| Control::TurnGap.words(Some(seconds));
        let times = [10, 90, 100, 120, 150, 3_500, 3_600, 5_400, 9_000, 86_400].map(shown);
        let words = ["10s", "90s", "100s", "2m", "2.5m", "58.3m", "1h", "90m", "2.5h", "24h"];
        assert_eq!(times, words);
        assert_eq!(Control::TurnGap.words(None), "none");
        let fault = Control::TurnGap.field().read("2 days").unwrap_err();
        let asked = "must be a time with its unit, such as 90s, 2m or 1h";
        assert_eq!(fault, format!("{asked} (write none for no turn-gap)"));
        assert_eq!(Control::TurnGap.field().read("25h").unwrap_err(), "must be from 1s to 24h");
    }

    #[test]
    fn a_number_is_read_as_it_is_written() {
        for control in Control::ALL {
            let crate::controls::Kind::Number(scale, unit) = control.field().kind else { continue };
            for value in
                [scale.least(), scale.at(0.37), scale.most(), unit.range().0, unit.range().1]
            {
                assert_eq!(unit.read(&unit.decimal(value)), Ok(value), "{control:?}");
            }
        }
    }
}
