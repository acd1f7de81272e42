//! Requests that differ, in TOML: a table for each segment of them.

use super::count::count;
use super::{lengths, values};
use crate::controls::{Control, Facts};
use crate::document::{Draft, Value, number};
use crate::money::Tokens;
use crate::workload::{
    MAX_REQUESTS, MAX_SECTION_TOKENS, Prompt, Section, Segment, Segments, Workload,
};

/// The sizes of a request.
const SIZES: [(&str, Section); 4] = [
    ("tools", Section::Tools),
    ("system", Section::System),
    ("context", Section::Context),
    ("user", Section::User),
];

/// What a segment has of the workload's fields, by its key.
pub(super) const FIELDS: [(&str, Control); 7] = [
    ("hit_rate", Control::HitRate),
    ("ttl", Control::Ttl),
    ("batch", Control::Batch),
    ("tier", Control::Tier),
    ("region", Control::Region),
    ("residency", Control::Residency),
    ("tokens_of", Control::CountedBy),
];

pub(super) fn read(value: Value<'_, '_>) -> Option<Segments> {
    let mut segments = Vec::new();
    for item in value.items()? {
        let table = item.table()?;
        let requests = count(table.required("requests"), 1, MAX_REQUESTS);
        let mut work = plain();
        for (key, section) in SIZES {
            if let Some(tokens) = count(table.value(key), 0, MAX_SECTION_TOKENS) {
                work.prompt.set_tokens(section, Tokens::new(tokens));
            }
        }
        if let Some(tokens) = count(table.value("answer"), 0, MAX_SECTION_TOKENS) {
            work.answer.mean = Tokens::new(tokens);
        }
        work.answer.lengths = lengths::read(&table);
        for (key, control) in FIELDS {
            if let Some(read) = values::read(control.field(), table.value(key)) {
                work = control.set(&work, read, Facts::default());
            }
        }
        table.finish();
        segments.push(of(&work, requests?));
    }
    match Segments::new(segments) {
        Ok(segments) => Some(segments),
        Err(fault) => value.refuse(fault),
    }
}

pub(super) fn write(segments: &Segments, out: &mut Draft) {
    let usual = plain();
    for (at, segment) in segments.all().iter().enumerate() {
        out.line("");
        if at == 0 {
            out.line("# Requests that differ: what is above is their mean. A field that is changed there holds");
            out.line(
                "# for all; a size that is changed there stretches each of these in proportion.",
            );
        }
        out.line("[[segment]]");
        out.set("requests", &number(segment.requests));
        for ((key, _), tokens) in SIZES.into_iter().zip(segment.prompt) {
            if !tokens.is_zero() {
                out.set(key, &number(tokens.get()));
            }
        }
        out.set("answer", &number(segment.answer.get()));
        let work = as_workload(segment);
        for (key, control) in FIELDS {
            if control.value(&work) != control.value(&usual) {
                out.set(key, &values::written(control.field(), control.value(&work)));
            }
        }
        if let Some(seen) = &segment.lengths {
            lengths::write(seen, out);
        }
    }
}

/// A workload of nothing: what a segment has where it says nothing.
pub(super) fn plain() -> Workload {
    let mut plain = Workload { prompt: Prompt::default(), ..Workload::default() };
    plain.answer.mean = Tokens::ZERO;
    plain
}

/// A segment as a workload, in which controls read what it has.
pub(super) fn as_workload(segment: &Segment) -> Workload {
    let mut work = plain();
    let caches = !segment.prompt[Section::System as usize].is_zero();
    for (section, tokens) in Section::ALL.into_iter().zip(segment.prompt) {
        work.prompt.set_tokens(section, tokens);
    }
    work.answer.mean = segment.answer;
    work.answer.lengths = segment.lengths.clone();
    work.caching.hit_rate = caches.then_some(segment.hit_rate);
    work.caching.ttl = segment.ttl;
    work.batch.on = segment.batch;
    work.tier = segment.tier;
    work.origin = segment.origin;
    work.counted_by = segment.counted_by;
    work
}

/// The segment of so many requests that a workload stands for.
pub(super) fn of(work: &Workload, requests: u64) -> Segment {
    Segment {
        requests,
        prompt: SIZES.map(|(_, section)| work.prompt.tokens(section)),
        answer: work.answer.mean,
        lengths: work.answer.lengths.clone(),
        hit_rate: work.caching.hit_rate.unwrap_or_default(),
        ttl: work.caching.ttl,
        tier: work.tier,
        batch: work.batch.on,
        origin: work.origin,
        counted_by: work.counted_by,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Scenario;
    use crate::place::Residency;
    use crate::workload::{ServiceTier, Ttl};

    const MIXED: &str = "\
schema = 1
name = 'Mixed'
requests = 900
prompt.system = { tokens = 1_000, cached = true }
prompt.user.tokens = 600
[answer]
tokens = 30
lengths = [[20, 1], [40, 1]]
[caching]
on = true
hit_rate = 0.9
[[segment]]
requests = 2
user = 800
answer = 40
batch = true
region = 'eu-west-1'
residency = 'geography'
tokens_of = 'claude-3'
[[segment]]
requests = 1
system = 3_000
user = 200
answer = 10
hit_rate = 0.9
ttl = '1h'
tier = 'flex'
lengths = [[5, 1], [15, 1]]
";

    #[test]
    fn segments_are_read_and_written() {
        let scenario = Scenario::parse(MIXED, "m.toml").unwrap_or_else(|it| panic!("{it}"));
        let [batched, cached] = scenario.workload.segments.all() else { panic!("two") };
        assert!(batched.batch && batched.lengths.is_none());
        assert_eq!(batched.origin.residency, Residency::Geography);
        assert_eq!(cached.prompt.map(|tokens| tokens.get()), [0, 3_000, 0, 200]);
        assert_eq!((cached.ttl, cached.tier), (Ttl::OneHour, ServiceTier::Flex));
        assert_eq!(cached.hit_rate.ppm(), 900_000);
        let again =
            Scenario::parse(&scenario.to_toml(), "m.toml").unwrap_or_else(|it| panic!("{it}"));
        assert_eq!(again, scenario);
        // In the order and spelling of the user's own file.
        let mut changed = scenario.clone();
        changed.workload.requests = 1_000;
        let kept = changed.to_toml_in(MIXED);
        assert_eq!(kept, MIXED.replace("requests = 900", "requests = 1_000"));
        let short = Scenario::from_short(&scenario.to_short()).unwrap();
        assert_eq!(short.workload, scenario.workload);
        assert!(scenario.command(None).remarks.contains(&"requests are all alike in it"));
    }

    #[test]
    fn faults_are_placed() {
        for (from, to, fault) in [
            ("requests = 2\n", "", "requests is missing"),
            ("answer = 40", "answer = -1", "must not be negative"),
            ("tier = 'flex'", "tier = 'slow'", "must be"),
            ("region = 'eu-west-1'", "region = 'mars'", "must be"),
            ("batch = true", "bach = true", "bach"),
            ("requests = 1\n", "requests = 1_000_000_000\n", "1,000,000,000"),
        ] {
            let text = MIXED.replacen(from, to, 1);
            let faults = Scenario::parse(&text, "m.toml").expect_err(to).to_string();
            assert!(faults.contains("m.toml:") && faults.contains(fault), "{to}: {faults}");
        }
    }
}
