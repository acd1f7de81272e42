//! Reading a scenario from TOML, with every fault placed.

use super::count::count;
use super::{
    ANSWER, Part, Scenario, Text, lengths, mix, of_table, ranges, segments, tables, values,
};
use crate::controls::{Control, Facts};
use crate::document::{Document, Faults, Table, Value, is_hidden};
use crate::money::Tokens;
use crate::place::Residency;
use crate::tokens::TextKind;
use crate::workload::{MAX_SECTION_TOKENS, Prompt, Section, Workload};

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
        return schema.refuse(format!("must be {SCHEMA}, the only one this version reads"));
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
    fields(root, "", &mut scenario.workload);
    prompt(root.value("prompt"), &mut scenario);
    answer(root.value("answer"), &mut scenario);
    for name in tables().filter(|name| *name != ANSWER) {
        if let Some(table) = root.value(name).table() {
            if name == "price" {
                scope(table.value("scope"), &mut scenario.workload);
            }
            fields(&table, name, &mut scenario.workload);
            table.finish();
        }
    }
    if let Some(mix) = mix::read(root.value("mix")) {
        let plans = &mut scenario.workload.plans;
        plans.mix = plans.mix.with_routes_of(&mix);
    }
    if let Some(segments) = segments::read(root.value("segment")) {
        scenario.workload.segments = segments;
    }
    ranges::read(root.value("range"), &mut scenario.workload);
    root.finish();
    scenario.name = name?.to_owned();
    Some(scenario)
}

fn prompt(value: Value<'_, '_>, scenario: &mut Scenario) {
    let Some(prompt) = value.table() else { return };
    for (key, section) in [
        ("tools", Section::Tools),
        ("system", Section::System),
        ("context", Section::Context),
        ("user", Section::User),
    ] {
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
    fields(&table, ANSWER, &mut scenario.workload);
    let answer = &mut scenario.workload.answer;
    answer.of_sample = (has_text || has_file) && !has_tokens;
    answer.lengths = lengths::read(&table);
    if let Some(seen) = &answer.lengths
        && given == [false; 3]
    {
        answer.mean = seen.mean();
    }
    table.finish();
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
    let kind = table.value("kind");
    if let Some(name) = kind.text() {
        scenario.set_kind(part, TextKind::parse(name));
        if scenario.kind(part).is_none() {
            let names = TextKind::ALL.map(TextKind::name).join(", ");
            kind.fault(format!("is no kind of text: use one of {names}"));
        }
    }
    if let Some(tokens) = count(tokens, 0, MAX_SECTION_TOKENS) {
        scenario.set_tokens(part, Tokens::new(tokens));
    }
}

/// Puts the fields of a table that are there into the workload.
fn fields(table: &Table<'_>, name: &str, work: &mut Workload) {
    let mut found: Vec<_> = of_table(name)
        .filter_map(|(control, filed)| {
            let value = table.value(filed.key);
            Some((control, value, values::read(control.field(), value)?))
        })
        .collect();
    found.sort_by_key(|(control, ..)| control.order());
    for (control, value, read) in found.iter().copied() {
        let others = |other| found.iter().any(|(control, ..)| *control == other);
        if control == Control::Users && !others(Control::Sessions) {
            value.fault("needs sessions beside it, how many a month each has");
        } else if control == Control::Users && others(Control::Requests) {
            value.fault("and requests both say how many requests there are; leave one out");
        } else {
            *work = control.set(work, read, Facts::default());
        }
    }
}

/// What files had before there were regions: the price of a geography that is not named.
fn scope(value: Value<'_, '_>, work: &mut Workload) {
    match value.string() {
        Some("global") => work.origin.residency = Residency::Anywhere,
        Some("regional") => work.origin.residency = Residency::Geography,
        Some(_) => value.fault("must be \"global\" or \"regional\""),
        None => {}
    }
}

/// Remarks in any number of lines.
fn lines<'d>(value: Value<'_, 'd>) -> Option<&'d str> {
    let text = value.string()?;
    match text.chars().find(|&c| is_hidden(c) && c != '\n') {
        Some(hidden) => value
            .refuse(format!("holds the hidden character U+{:04X}; remove it", u32::from(hidden))),
        None => Some(text),
    }
}
