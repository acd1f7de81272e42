//! Reading a scenario from TOML, with every fault placed.

use std::fmt::Display;

use super::plans;
use super::{Part, Scenario, Text};
use crate::document::{Document, Faults, Kind, Table, Value, is_hidden};
use crate::money::{Share, Tokens, parse_count};
use crate::workload::{
    Active, Lengths, MAX_ANSWERS, MAX_REQUESTS, MAX_SECTION_TOKENS, MAX_TOOLS, MAX_TURNS, Prompt,
    Scope, Section, Spread, Ttl, Workload,
};

/// The only schema there is so far.
const SCHEMA: u64 = 1;

impl Scenario {
    /// Reads a scenario; `file` is what its faults call it. The tokens of parts with a text are
    /// zero until they are counted.
    ///
    /// # Errors
    /// Everything that is wrong with the scenario, in the order of its text.
    pub fn parse(text: &str, file: &str) -> Result<Self, Faults> {
        let document = Document::parse(text, file);
        let scenario = scenario(&document.root());
        document.conclude(scenario)
    }
}

fn scenario(root: &Table<'_>) -> Option<Scenario> {
    let schema = root.required("schema");
    if let Some(number) = schema.integer()
        && number != SCHEMA
    {
        // Another schema's keys would all look like faults.
        return refuse(schema, format!("must be {SCHEMA}, the only one this version reads"));
    }
    let mut scenario = Scenario {
        workload: Workload { prompt: Prompt::default(), ..Workload::default() },
        ..Scenario::default()
    };
    scenario.workload.answer.mean = Tokens::ZERO;
    let name = root.required("name").text();
    if let Some(notes) = lines(root.value("notes")) {
        scenario.notes = notes.to_owned();
    }
    let work = &mut scenario.workload;
    set(&mut work.requests, count(root.value("requests"), 0, MAX_REQUESTS));
    set(&mut work.turns, whole(root.value("turns"), 1, MAX_TURNS));
    set(&mut work.tools, whole(root.value("tools"), 0, MAX_TOOLS));
    let hours = whole(root.value("active_hours"), 1, 24);
    let days = whole(root.value("active_days"), 1, 30);
    work.active = Active::new(hours.unwrap_or(24), days);
    prompt(root.value("prompt"), &mut scenario);
    answer(root.value("answer"), &mut scenario);
    caching(root.value("caching"), &mut scenario.workload);
    batch(root.value("batch"), &mut scenario.workload);
    price(root.value("price"), &mut scenario.workload);
    plans::read(root, &mut scenario.workload.plans);
    root.finish();
    scenario.name = name?.to_owned();
    Some(scenario)
}

fn prompt(value: Value<'_, '_>, scenario: &mut Scenario) {
    let Some(prompt) = value.table() else { return };
    for (key, section) in
        [("system", Section::System), ("context", Section::Context), ("user", Section::User)]
    {
        let Some(table) = prompt.value(key).table() else {
            continue;
        };
        source(&table, Part::Prompt(section), scenario);
        if let Some(cached) = table.value("cached").boolean() {
            scenario.workload.prompt.set_cached(section, cached);
        }
        table.finish();
    }
    prompt.finish();
}

fn answer(value: Value<'_, '_>, scenario: &mut Scenario) {
    let Some(table) = value.table() else { return };
    source(&table, Part::Answer, scenario);
    let given = ["text", "file", "tokens"].map(|key| table.value(key).is_present());
    let [has_text, has_file, has_tokens] = given;
    let answer = &mut scenario.workload.answer;
    answer.of_sample = (has_text || has_file) && !has_tokens;
    set(&mut answer.spread, table.value("spread").decimal(Spread::parse));
    let cap = table.value("cap");
    answer.cap = count(cap, 1, MAX_SECTION_TOKENS).map(Tokens::new);
    answer.lengths = lengths(table.value("lengths"));
    if let Some(seen) = &answer.lengths
        && given == [false; 3]
    {
        answer.mean = seen.mean();
    }
    table.finish();
}

/// Pairs of a length in tokens and how many answers had it.
fn lengths(value: Value<'_, '_>) -> Option<Lengths> {
    let mut counts = Vec::new();
    for pair in value.items()? {
        let of_two = match pair.kind() {
            Some(Kind::List) => pair.items(),
            _ => None,
        };
        let Some([length, answers]) = of_two.as_deref() else {
            return refuse(pair, "must hold pairs of tokens and answers, as in [120, 14]");
        };
        let length = count(*length, 0, MAX_SECTION_TOKENS)?;
        counts.push((Tokens::new(length), count(*answers, 0, MAX_ANSWERS)?));
    }
    match Lengths::new(counts) {
        Ok(lengths) => Some(lengths),
        Err(fault) => refuse(value, fault),
    }
}

/// The one of `text`, `file` and `tokens` that a part has; a sample answer may have a mean beside it.
fn source(table: &Table<'_>, part: Part, scenario: &mut Scenario) {
    let [text, file, tokens] = ["text", "file", "tokens"].map(|key| table.value(key));
    let (one_of, named): (&[Value<'_, '_>], _) = match part {
        Part::Prompt(_) => (&[text, file, tokens], "text, file and tokens"),
        Part::Answer => (&[text, file], "text and file"),
    };
    if let Some(second) = one_of.iter().filter(|value| value.is_present()).skip(1).last() {
        second.fault(format!("is one too many: give one of {named}"));
    }
    if let Some(text) = text.string() {
        scenario.set_text(part, Text::Inline(text.to_owned()));
    } else if let Some(file) = file.text() {
        scenario.set_text(part, Text::File(file.to_owned()));
    }
    if let Some(tokens) = count(tokens, 0, MAX_SECTION_TOKENS) {
        scenario.set_tokens(part, Tokens::new(tokens));
    }
}

fn caching(value: Value<'_, '_>, workload: &mut Workload) {
    let Some(table) = value.table() else { return };
    let caching = &mut workload.caching;
    set(&mut caching.on, table.value("on").boolean());
    let ttls = [Ttl::FiveMinutes, Ttl::OneHour].map(|ttl| (ttl.label(), ttl));
    set(&mut caching.ttl, word(table.value("ttl"), ttls));
    let rate = table.value("hit_rate");
    caching.hit_rate = match rate.kind() {
        Some(Kind::Text) if rate.string() == Some("auto") => None,
        Some(Kind::Number) => rate.decimal(Share::parse),
        Some(_) => refuse(rate, "must be \"auto\" or a share such as 0.9"),
        None => None,
    };
    set(&mut caching.history, table.value("history").boolean());
    table.finish();
}

fn batch(value: Value<'_, '_>, workload: &mut Workload) {
    let Some(table) = value.table() else { return };
    set(&mut workload.batch.on, table.value("on").boolean());
    let share = table.value("share").decimal(Share::parse);
    set(&mut workload.batch.share, share);
    table.finish();
}

fn price(value: Value<'_, '_>, workload: &mut Workload) {
    let Some(table) = value.table() else { return };
    let scopes = [Scope::Global, Scope::Regional].map(|scope| (scope.label(), scope));
    set(&mut workload.scope, word(table.value("scope"), scopes));
    table.finish();
}

pub(super) fn set<T>(slot: &mut T, read: Option<T>) {
    if let Some(read) = read {
        *slot = read;
    }
}

/// A count as a number or as people type it: `50_000` or `"50k"`.
pub(super) fn count(value: Value<'_, '_>, least: u64, most: u64) -> Option<u64> {
    let read = match value.kind()? {
        Kind::Text => match parse_count(value.string()?, most) {
            Ok(count) => count,
            Err(fault) => return refuse(value, fault),
        },
        _ => value.decimal(|text| parse_count(text, most))?,
    };
    if read < least {
        return refuse(value, format!("must be at least {least}"));
    }
    Some(read)
}

/// A small whole number in a range.
pub(super) fn whole<T: TryFrom<u64> + Into<u64>>(
    value: Value<'_, '_>,
    least: u64,
    most: T,
) -> Option<T> {
    let most = most.into();
    let number = value.integer()?;
    match T::try_from(number) {
        Ok(read) if (least..=most).contains(&number) => Some(read),
        _ => refuse(value, format!("must be from {least} to {most}")),
    }
}

/// One of two words.
fn word<T: Copy>(value: Value<'_, '_>, words: [(&str, T); 2]) -> Option<T> {
    let text = value.string()?;
    let [(first, _), (second, _)] = words;
    match words.into_iter().find(|(word, _)| *word == text) {
        Some((_, meaning)) => Some(meaning),
        None => refuse(value, format!("must be \"{first}\" or \"{second}\"")),
    }
}

/// Remarks in any number of lines.
fn lines<'d>(value: Value<'_, 'd>) -> Option<&'d str> {
    let text = value.string()?;
    match text.chars().find(|&c| is_hidden(c) && c != '\n') {
        Some(hidden) => refuse(
            value,
            format!("holds the hidden character U+{:04X}; remove it", u32::from(hidden)),
        ),
        None => Some(text),
    }
}

pub(super) fn refuse<T>(value: Value<'_, '_>, message: impl Display) -> Option<T> {
    value.fault(message);
    None
}
