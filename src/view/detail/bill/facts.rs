//! What a bill rests on, in sentences: warnings, counts, answers, caching, sources.

use crate::app::action::Action;
use crate::app::{Answer, State};
use crate::billing::{CachePlan, LimitedBy, MonthBill, Note};
use crate::card::{Bucket, Lane, Life, Model, Slot, Topic};
use crate::money::{Tokens, Usd, grouped, percent};
use crate::tokens::{Family, frame};
use crate::view::theme::Role;
use crate::workload::{Section, Workload};

/// What the bill rests on, warnings first.
pub(super) fn facts(state: &State, model: &Model, bill: &MonthBill) -> Vec<(String, Role)> {
    let work = state.workload();
    let mut facts = Vec::new();
    for note in &bill.notes {
        let role = if note.is_warning() { Role::Warning } else { Role::Text };
        facts.extend(note_sentence(state, model, note).map(|text| (text, role)));
    }
    facts.extend(people_sentence(state, work, bill).map(|text| (text, Role::Text)));
    facts.extend(tokens_sentence(state, model).map(|text| (text, Role::Text)));
    facts.extend(state.prompts().set_aside(work).map(|sample| {
        let text =
            format!("the mean answer is as set: the sample of {sample} tokens does not count");
        (text, Role::Text)
    }));
    facts.extend(segments_sentence(state.workload()).map(|text| (text, Role::Muted)));
    facts.extend(input_sentence(state.sizing().of(model).expected).map(|text| (text, Role::Muted)));
    facts.push((answer_sentence(state, model, bill), Role::Muted));
    let cached = cache_sentences(state, model, bill);
    facts.extend(cached.into_iter().map(|text| (text, Role::Muted)));
    if work.turns > 1 {
        let text = format!(
            "a conversation has {} turns, each a request that sends all before it again",
            work.turns
        );
        facts.push((text, Role::Muted));
    }
    if model.is_usual() == Some(false) {
        facts.extend(model.output_words().map(|text| (text, Role::Muted)));
    }
    let source = model.source.as_deref().unwrap_or(&state.card().source);
    facts.push((format!("rates of {}: {source}", state.card().as_of), Role::Muted));
    facts.extend(model.notes.iter().map(|note| (note.clone(), Role::Muted)));
    facts
}

/// What each user costs.
fn people_sentence(state: &State, work: &Workload, bill: &MonthBill) -> Option<String> {
    let people = work.people()?;
    let each = people.part_of(bill.total())?;
    let each = state.currency().amount(each);
    let about = if people.whole().is_some() { "" } else { "about " };
    let turns = match work.turns {
        1 => "one request".to_owned(),
        turns => format!("{turns} turns"),
    };
    Some(format!(
        "each of {about}{} users costs {each} a month: {} sessions of {turns}",
        grouped(people.users()),
        grouped(people.sessions.into()),
    ))
}

/// What caching does, what of that rests on who shares the cache, and what the other lifetime would do.
fn cache_sentences(state: &State, model: &Model, bill: &MonthBill) -> Vec<String> {
    let work = state.workload();
    let CachePlan::On { hit_rate, in_time, late_hit_rate, ttl_minutes, .. } = bill.cache else {
        return Vec::new();
    };
    if bill.lines.iter().all(|line| line.lane == Lane::Batch) {
        return vec!["Batch has no caching: nothing is cached".to_owned()];
    }
    let effect = bill.caching_effect;
    let amount = |usd| state.currency().amount(usd);
    let saves = match effect > Usd::ZERO {
        true => format!("adds {}", amount(effect)),
        false => format!("saves {}", amount(-effect)),
    };
    let how = match work.caching.hit_rate {
        Some(_) => "as given".to_owned(),
        None => {
            let on_demand = bill.lines.iter().filter(|line| line.lane != Lane::Batch);
            let on_demand: u64 = on_demand.map(|line| line.requests).sum();
            let per_minute = on_demand as f64 / work.active.minutes();
            let to = match work.caching.prefixes {
                0 | 1 => String::new(),
                prefixes => format!(" to {} prefixes", grouped(prefixes.into())),
            };
            let how = match work.caching.burst {
                0 | 1 => "at random".to_owned(),
                burst => format!("in bursts of {}", grouped(burst.into())),
            };
            format!("from {per_minute:.2} requests a minute{to} {how}")
        }
    };
    let implicit = model.caches_by_itself();
    let kind = if implicit { "implicit caching" } else { "caching" };
    let who = if work.turns > 1 { "first turns" } else { "requests" };
    let mut said = vec![format!(
        "{kind} {saves} a month: {} of {who} find the prefix, {how}; a write lives {ttl_minutes} \
         minutes after its last use",
        percent(hit_rate)
    )];
    let assumed = work.assumed_of_sharing();
    if !assumed.is_empty() {
        let controls: Vec<&str> = assumed.iter().map(|(_, control)| *control).collect();
        let controls = controls.join(" and ");
        said.push(format!("{}; where that is not so, set {controls}", work.sharing_words()));
    }
    if in_time < 1.0 {
        said.push(format!(
            "{} of next turns come in time; of the others, which write again what was said, {} find \
             the prefix",
            percent(in_time),
            percent(late_hit_rate)
        ));
    }
    if let Answer::Bill(Some(other)) = state.answer() {
        let what = match other.difference {
            Usd::ZERO => "as much".to_owned(),
            more if more > Usd::ZERO => format!("{} a month more", amount(more)),
            less => format!("{} a month less", amount(-less)),
        };
        said.push(format!("a cache that lives {} minutes would cost {what}", other.ttl_minutes));
    }
    said
}

/// How the text was counted for this model, and what is around it.
fn tokens_sentence(state: &State, model: &Model) -> Option<String> {
    if !state.sizing().is_own() {
        let text = state.prompts().has_text().then_some("text is counted");
        let tools = (state.workload().tools > 0).then_some("tools are left out");
        let said = match (text, tools) {
            (Some(text), Some(tools)) => format!("{text} in o200k tokens and {tools}"),
            (Some(text), None) => format!("{text} in o200k tokens"),
            (None, Some(tools)) => tools.to_owned(),
            (None, None) => {
                return Some("tokens are given as numbers, the same for every model".to_owned());
            }
        };
        let key = state.key_of(Action::OwnTokens);
        return Some(format!("{said} for every model; {key} counts by its own tokenizer"));
    }
    let sized = state.sizing().of(model);
    let family = Family::named(&model.tokenizer);
    let input = |work: &Workload| work.prompt.input();
    let is_text = state.prompts().input_is_text();
    let frame = frame::of(family, &model.id);
    let has_system = !sized.expected.prompt.tokens(Section::System).is_zero();
    let mut framed = String::new();
    if is_text {
        framed += &format!("; {}", frame.message_words(has_system, state.workload().turns > 1));
    }
    if state.workload().tools > 0
        || is_text && !state.workload().prompt.tokens(Section::Tools).is_zero()
    {
        framed += &format!("; {}", frame.tools_words());
    }
    if state.sizing().is_guessed(model) {
        framed += "; a guess, since nobody has measured its tokenizer";
    }
    let tokens = input(sized.expected);
    Some(match sized.counts {
        None if !is_text => format!("{tokens} input tokens{framed}"),
        None => format!("{tokens} input tokens, counted with {}{framed}", family.label()),
        Some((low, high)) if !is_text && state.workload().counted_by.is_none() => {
            format!("about {tokens} input tokens ({} to {}){framed}", input(low), input(high))
        }
        Some((low, high)) => format!(
            "about {tokens} input tokens ({} to {}) as {} counts them, from {} of {} by kind of \
             text{framed}",
            input(low),
            input(high),
            family.label(),
            state.workload().prompt.input(),
            typed_by(state.workload()).label(),
        ),
    })
}

/// That requests differ, and what a change of a mean does.
fn segments_sentence(work: &Workload) -> Option<String> {
    let segments = work.segments.all().len();
    (segments > 0).then(|| {
        format!(
            "requests differ, as in the log, and are billed in {segments} segments; the workload shows their \
             means: a size changed there stretches all in proportion, anything else holds for all"
        )
    })
}

fn input_sentence(work: &Workload) -> Option<String> {
    (work.input_p95() != work.prompt.input()).then(|| {
        format!(
            "inputs vary beyond the system prompt and what is cached: mean {}, p95 {} tokens in a first \
             request",
            work.prompt.input(),
            work.input_p95()
        )
    })
}

/// Whose tokens sizes are that were given as numbers, where each model has its own.
fn typed_by(typed: &Workload) -> Family {
    typed.counted_by.unwrap_or(Family::O200k)
}

fn answer_sentence(state: &State, model: &Model, bill: &MonthBill) -> String {
    let (typed, work) = (state.workload(), state.sizing().of(model).expected);
    let of = match typed.answer.mean {
        mean if mean == work.answer.mean || typed.answer.of_sample => String::new(),
        mean => format!(" ({mean} of {})", typed_by(typed).label()),
    };
    let mean = format!("{}{of}", work.answer.mean);
    let length = if work.answer.is_even() {
        format!("every answer has {} tokens{of}", work.answer.mean)
    } else if let Some(lengths) = &work.answer.lengths {
        format!(
            "answers are as long as {} that were seen: mean {mean}, 19 of 20 up to {} tokens",
            grouped(lengths.answers()),
            work.answer.p95(),
        )
    } else {
        format!("answers vary: mean {mean}, 19 of 20 up to {} tokens", work.answer.p95())
    };
    let by = match bill.limit.by {
        LimitedBy::Nothing => return length,
        LimitedBy::Cap => "the cap",
        LimitedBy::MaxOutput => "the model's limit",
        LimitedBy::Context => "the context window",
    };
    let limit = bill.limit.tokens.unwrap_or_default();
    if bill.cut_off > 0.0 {
        format!("{length}; {by} of {limit} cuts off {}", percent(bill.cut_off))
    } else {
        format!("{length}; {by} of {limit} cuts off none")
    }
}

fn note_sentence(state: &State, model: &Model, note: &Note) -> Option<String> {
    let defaults = &state.card().defaults;
    let next = || {
        let next = state.card().successor(model, state.today());
        next.map(|next| format!("; its successor is {next}")).unwrap_or_default()
    };
    let text = match note {
        Note::NoBatch => "no Batch price: the Batch share is billed on demand".to_owned(),
        Note::NoBatchAbove(above) => {
            format!("no Batch price above {above} input tokens: those are billed on demand")
        }
        Note::NoTier(lane) => {
            format!("no {} price: billed at the standard price", lane.spec().label)
        }
        Note::NoTierAbove(lane, above) => format!(
            "no {} price above {above} input tokens: those are billed at the standard price",
            lane.spec().label
        ),
        Note::NoCachingOn(lane) => {
            let (how, label) = (lane.spec().how, lane.spec().label);
            format!("no prompt caching {how} on this model: full input price of {label}")
        }
        Note::NoCaching => "no prompt caching on this model: full input price".to_owned(),
        Note::BelowCacheMinimum(min) => {
            format!(
                "the cached prefix is below this model's minimum of {min} tokens: full input price"
            )
        }
        Note::AboveCacheMaximum(max) => format!(
            "this model caches at most {max} tokens of a request: what is beyond is at the full input \
             price every time"
        ),
        Note::CachingCostsMore(by) => {
            let by = state.currency().amount(*by);
            format!("caching costs {by} a month more than it saves at this hit rate")
        }
        Note::OtherTtl(minutes) => format!("this model's cache writes live {minutes} minutes"),
        Note::NoHourAbove(above) => format!(
            "no one-hour cache price above {above} input tokens: those are written with the \
             ordinary TTL and price"
        ),
        Note::LongContext(above) => {
            format!(
                "requests above {above} input tokens are billed whole at the long-context rates"
            )
        }
        Note::SomeLongContext(share, above) => format!(
            "{} of requests are above {above} input tokens and billed whole at the long-context rates",
            percent(share.fraction())
        ),
        Note::NearLongContext(above) => format!(
            "above {above} input tokens a request is billed whole at the long-context rates: if inputs \
             vary, some will be; set Input spread"
        ),
        Note::NearWindow(context) => format!(
            "inputs fill most of the context window of {context}: if they vary, some will not fit; set \
             Input spread"
        ),
        Note::DoNotFit(share) => format!(
            "{} of requests do not fit the context window: they fail, and the bill is without them",
            percent(share.fraction())
        ),
        Note::NoAnswer(share) => format!(
            "{} of requests have no visible answer: thinking takes all that the limit allows",
            percent(share.fraction())
        ),
        Note::CutByModel(_) => return None,
        Note::OnePrice => "no regional price on the card: its one price".to_owned(),
        Note::NotKnownFrom(region) => {
            format!("the card does not say whether it is offered from {region}")
        }
        Note::AssumedPlace => {
            "assumed: its price there is not listed, or sources disagree; the nearest is taken"
                .to_owned()
        }
        Note::InProportion => {
            "assumed: rates that are not listed there are in proportion to input".to_owned()
        }
        Note::AssumedThinking(effort) => {
            let preset = effort.preset();
            format!(
                "assumed: at effort {} it thinks {} tokens a request ({} to {} by what it is asked); \
                 Thinking tokens takes a figure of your own",
                effort.word(),
                grouped(preset.mean),
                grouped(preset.low),
                grouped(preset.p90),
            )
        }
        Note::AssumedBatch => {
            let times = f64::from(defaults.batch_permille.unwrap_or_default()) / 1e3;
            format!("assumed: Batch at {times}x the on-demand rates")
        }
        Note::AssumedCache => {
            let assumes = |bucket| {
                let slot = Slot::new(Lane::Standard, bucket);
                model.assumed.of(slot) && model.dispute(Topic::Rate(slot)).is_none()
            };
            let which = match (assumes(Bucket::CacheRead), assumes(Bucket::CacheWrite)) {
                (true, true) => "cache read and write rates",
                (true, false) => "the cache read rate",
                _ => "the cache write rate",
            };
            format!("assumed: {which}, from the card's defaults")
        }
        Note::AssumedCacheMinimum => {
            let least = model.caching.map_or(Tokens::ZERO, |caching| caching.min_tokens);
            format!("assumed: prefixes from {least} tokens on are cached")
        }
        Note::Disputed(topic) => {
            format!("disputed: {}: {}", topic.words(), model.dispute(*topic).unwrap_or_default())
        }
        Note::CachesByItself => {
            let key = state.key_of(Action::Caching);
            format!(
                "this model caches by itself, and the bill counts no reads while caching is off: it \
                 may be lower; {key} counts them"
            )
        }
        Note::EndOfLife(date) => match model.life(state.today()) {
            life @ Life::Ended { .. } => format!("this model {life}: calls to it fail{}", next()),
            _ => format!("this model can be called until {date}{}", next()),
        },
    };
    Some(text)
}
