//! What a result rests on, in words and as JSON: the workload and the rate card.

use super::json::Json;
use crate::card::{Card, Date, STALE_AFTER_DAYS};
use crate::controls::{Control, Group, Kind, Unit};
use crate::money::{Currency, Tokens, grouped, percent};
use crate::place::Residency;
use crate::scenario::Scenario;
use crate::score::{Builtin, Scores};
use crate::workload::{Section, Workload};

/// A rate card in JSON.
pub(crate) fn card_json(card: &Card) -> Json {
    Json::object([
        ("name", Json::from(&card.name)),
        ("as_of", card.as_of.to_string().into()),
        ("source", (&card.source).into()),
    ])
}

/// Scores in JSON: whose they are, of which day and under which licence.
pub(crate) fn scores_json(scores: &Scores) -> Json {
    let licence = scores.builtin.map(|_| Builtin::licence());
    Json::object([
        ("name", Json::from(&scores.name)),
        ("as_of", scores.as_of.map(|day| day.to_string()).into()),
        ("notice", scores.notice().into()),
        ("page", scores.builtin.map(Builtin::page).into()),
        ("licence", licence.map(|(name, _)| name).into()),
        ("licence_page", licence.map(|(_, page)| page).into()),
    ])
}

/// A workload in JSON; its fields are those of a scenario file.
pub(crate) fn scenario_json(scenario: &Scenario) -> Json {
    let work = &scenario.workload;
    let [tools, system, context, user] = Section::ALL.map(|section| work.prompt.tokens(section));
    let mut fields: Vec<(&'static str, Json)> = vec![("name", (&scenario.name).into())];
    let mut tables: Vec<(&'static str, Vec<(&'static str, Json)>)> = vec![
        (
            "prompt",
            vec![
                ("tools", tools.into()),
                ("system", system.into()),
                ("context", context.into()),
                ("user", user.into()),
            ],
        ),
        ("answer", vec![("tokens", work.answer.mean.into())]),
    ];
    for control in Control::ALL.iter().filter(|it| it.field().group != Group::Plans) {
        let Some(filed) = control.field().filed else { continue };
        let people = work.people();
        if control.is_of_people() && people.is_none() {
            continue;
        }
        let value = match (control, people) {
            // Not rounded.
            (Control::Users, Some(people)) => people.exactly().into(),
            _ => value(*control, work),
        };
        let field = (filed.key, value);
        match tables.iter_mut().find(|(name, _)| *name == filed.table) {
            _ if filed.table.is_empty() => fields.push(field),
            Some((_, fields)) => fields.push(field),
            None => tables.push((filed.table, vec![field])),
        }
    }
    if !work.plans.ranges.is_empty() {
        let ranges = work.plans.ranges.all().iter();
        let ranges = ranges.filter_map(|range| {
            let kind = Control::ranged(range.field)?.field().kind;
            let ends = [range.low, range.high].map(|end| number(kind, end));
            Some((range.field, ends.into_iter().collect()))
        });
        fields.push(("range", Json::object(ranges)));
    }
    if !work.segments.is_none() {
        let segments = work.segments.all().iter().map(|segment| {
            let [_, system, ..] = segment.prompt;
            Json::object([
                ("requests", segment.requests.into()),
                ("input_tokens", segment.prompt.iter().copied().sum::<Tokens>().into()),
                ("cached_prefix_tokens", system.into()),
                ("output_tokens", segment.answer.into()),
                ("batch", segment.batch.into()),
                ("prices", segment.origin.label().into()),
                ("tokens_of", segment.counted_by.map(|it| it.name()).into()),
            ])
        });
        fields.push(("segments", segments.collect()));
    }
    fields.push(("input_tokens", work.prompt.input().into()));
    fields.push(("cached_prefix_tokens", work.prompt.prefix().into()));
    for (name, mut table) in tables {
        if let Some(lengths) = work.answer.lengths.as_ref().filter(|_| name == "answer") {
            let pairs = lengths.counts().map(|(length, answers)| vec![length.get(), answers]);
            table.push(("lengths", pairs.collect::<Vec<_>>().into()));
            if lengths.ended().len() > 0 {
                let pairs = lengths.ended().map(|(length, answers)| vec![length.get(), answers]);
                table.push(("ended_at_cap", pairs.collect::<Vec<_>>().into()));
            }
        }
        match name {
            // Where requests are answered stands by itself, as the scope of prices did.
            "price" => {
                let is_global = work.origin.residency == Residency::Anywhere;
                let scope = if is_global { "global" } else { "regional" };
                fields.push(("scope", Json::from(scope)));
                fields.append(&mut table);
            }
            name => fields.push((name, Json::object(table))),
        }
    }
    Json::object(fields)
}

/// A field's value: shares and ratios as fractions, words for what is no number.
fn value(control: Control, work: &Workload) -> Json {
    let (field, value) = (control.field(), control.value(work));
    match (field.kind, value) {
        (_, None) => Json::Null,
        (Kind::Switch([]), Some(on)) => (on == 1).into(),
        (Kind::Switch(words), Some(at)) => words.get(at as usize).copied().into(),
        // Of a choice from many, the first word is for none in particular.
        (Kind::Choice(_), Some(0)) if !field.names.is_empty() => Json::Null,
        (Kind::Choice(_), _) => field.words(value).into(),
        (kind, Some(value)) => number(kind, value),
    }
}

/// A number of a field.
fn number(kind: Kind, value: u64) -> Json {
    match kind {
        Kind::Number(_, Unit::Share | Unit::Growth) => (value as f64 / 1e6).into(),
        Kind::Number(_, Unit::Ratio) => (value as f64 / 1e3).into(),
        _ => value.into(),
    }
}

/// From when it is known which models a region is offered, where one is called; none else.
pub(crate) fn availability_line(card: &Card, work: &Workload) -> Option<String> {
    let region = work.origin.region?;
    Some(match &card.availability {
        Some(it) => format!("Offered from {region}: as of {} ({}).", it.as_of, it.source),
        None => format!("The card does not say what is offered from {region}."),
    })
}

/// At which rate amounts are shown in another currency; none in dollars.
pub(crate) fn currency_line(currency: Currency) -> Option<String> {
    let remark = currency.remark()?;
    Some(format!("Amounts in {remark}; prices of tokens, and amounts that are set, in USD."))
}

/// `Prices: Bedrock list of 2026-11-22 (source)`, and whether that is long ago.
pub(crate) fn card_line(card: &Card, today: Option<Date>) -> String {
    let age = today.map_or(0, |today| card.as_of.days_until(today));
    let stale = if age > STALE_AFTER_DAYS {
        format!("; {age} days old: check them before you rely on them")
    } else {
        String::new()
    };
    format!("Prices: {} of {} ({}){stale}.", card.name, card.as_of, card.source)
}

/// The columns of CSV in which each row says what it rests on.
pub(crate) const BASIS: [&str; 4] = ["scenario", "rate_card", "as_of", "assumptions"];

/// A row's cells of [`BASIS`].
pub(crate) fn basis(scenario: &str, card: &Card, assumed: &[String]) -> [String; 4] {
    [scenario.to_owned(), card.name.clone(), card.as_of.to_string(), assumed.join("; ")]
}

/// What each model's cost rests on by its name, as words for a row: `Nova Pro: Batch price assumed`.
pub(crate) fn assumed_of(models: &[(&str, Vec<String>)]) -> Vec<String> {
    let assumed = models.iter().filter(|(_, words)| !words.is_empty());
    assumed.map(|(name, words)| format!("{name}: {}", words.join(", "))).collect()
}

/// The same in sentences, by what it is, since that often holds for many models: what the rate card
/// assumes, what sources disagree on, and what is not served as asked.
pub(crate) fn assumed_lines(models: &[(&str, Vec<String>)]) -> Vec<String> {
    let mut by_words: Vec<(&str, Vec<&str>)> = Vec::new();
    for (name, words) in models {
        for said in words {
            match by_words.iter_mut().find(|(known, _)| known == said) {
                Some((_, names)) if names.contains(name) => {}
                Some((_, names)) => names.push(name),
                None => by_words.push((said, vec![name])),
            }
        }
    }
    let (mut assumed, mut disputed, mut otherwise) = (Vec::new(), Vec::new(), Vec::new());
    for (words, names) in by_words {
        let is = |mark| words.strip_suffix(mark);
        let (parts, what) = match (is(" assumed"), is(" disputed")) {
            (Some(what), _) => (&mut assumed, what),
            (_, Some(what)) => (&mut disputed, what),
            _ => (&mut otherwise, words),
        };
        parts.push(format!("{what} ({})", names.join(", ")));
    }
    let lines = [
        ("Assumed", assumed),
        ("Disputed among sources", disputed),
        ("Not served as asked", otherwise),
    ];
    let lines = lines.into_iter().filter(|(_, parts)| !parts.is_empty());
    lines.map(|(start, parts)| format!("{start}: {}.", parts.join("; "))).collect()
}

/// The workload in one sentence.
pub(crate) fn workload_line(scenario: &Scenario) -> String {
    let work = &scenario.workload;
    let mut parts = vec![
        format!(
            "{}: {} requests a month{}{}{}",
            scenario.name,
            grouped(work.requests),
            people(work),
            turns(work),
            hours(work),
        ),
        format!(
            "{} input{}{} and {}",
            work.prompt.input(),
            varying(work),
            tools(work),
            answer(work)
        ),
        segments(work),
        caching(work),
    ];
    let usual = Workload::default();
    for control in Control::ALL {
        let Some(told) = control.field().told else { continue };
        let is_usual = control.flagged(work) == control.flagged(&usual);
        let (field, shown) = (control.field(), control.shown(work, None));
        parts.push(match field.kind {
            _ if is_usual || !control.matters(work) => told.to_owned(),
            Kind::Choice(_) => format!("{} {shown}", field.label.to_lowercase()),
            _ => format!("{shown} {}", field.noun),
        });
    }
    parts.extend(Control::ALL.iter().filter_map(|control| {
        let ends = control.range_words(control.range_in(work)?);
        Some(format!("{} may be {ends}", control.label().to_lowercase()))
    }));
    parts.push(match work.origin.region {
        Some(_) => format!("called from {}", work.origin.label()),
        None => format!("{} prices", work.origin.label()),
    });
    parts.retain(|part| !part.is_empty());
    parts.join("; ") + "."
}

/// ` of 2,500 users with 20 sessions each`.
fn people(work: &Workload) -> String {
    work.people().map_or(String::new(), |people| {
        let about = if people.whole().is_some() { "" } else { "about " };
        let (users, sessions) = (grouped(people.users()), grouped(people.sessions.into()));
        format!(" of {about}{users} users with {sessions} sessions each")
    })
}

fn turns(work: &Workload) -> String {
    match work.turns {
        1 => String::new(),
        turns => format!(" in conversations of {turns} turns"),
    }
}

fn tools(work: &Workload) -> String {
    match work.tools {
        0 => String::new(),
        1 => " (and what a tool adds)".to_owned(),
        tools => format!(" (and what {tools} tools add)"),
    }
}

fn hours(work: &Workload) -> String {
    match (work.active.hours(), work.active.days()) {
        (24, None) => String::new(),
        (24, Some(days)) => format!(" on {days} days"),
        (hours, None) => format!(" in {hours} hours a day"),
        (hours, Some(days)) => format!(" in {hours} hours on {days} days"),
    }
}

fn segments(work: &Workload) -> String {
    match work.segments.all().len() {
        0 => String::new(),
        all => format!("these are the means of {all} segments, billed one by one"),
    }
}

fn varying(work: &Workload) -> String {
    let p95 = work.input_p95();
    if p95 == work.prompt.input() { String::new() } else { format!(" (95% within {p95})") }
}

fn answer(work: &Workload) -> String {
    let answer = &work.answer;
    let mut said = format!("{} output tokens each", answer.mean);
    if !answer.is_even() {
        said += &format!(" (95% within {})", answer.p95());
    }
    if let Some(cap) = answer.cap {
        let cut = answer.cut_off(Some(cap));
        let most = cut + answer.unknown_under(Some(cap));
        let up_to = if most > cut { "up to " } else { "" };
        said += &format!(", capped at {cap} ({up_to}{} cut off)", percent(most));
    }
    said
}

fn caching(work: &Workload) -> String {
    let caching = &work.caching;
    let history = caching.history && work.turns > 1;
    if !caching.on {
        return "no caching".to_owned();
    }
    let prefix = work.prompt.prefix();
    if prefix.is_zero() && !history {
        return "caching on, but nothing is marked to be cached (give --system)".to_owned();
    }
    let hits = match caching.hit_rate {
        Some(rate) => format!("{} hits", percent(rate.fraction())),
        None => "hits as the traffic gives".to_owned(),
    };
    let also = if history { " and what was said" } else { "" };
    let assumed = match work.sharing_words() {
        words if words.is_empty() => words,
        words => format!(" ({words})"),
    };
    format!("{prefix} tokens{also} cached for {}, {hits}{assumed}", caching.ttl.label())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::Builtin;
    use crate::money::{Share, Tokens};
    use crate::workload::{Active, Prompt, Spread};

    #[test]
    fn what_is_assumed_and_what_is_disputed_is_told_apart() {
        let words = [
            "Batch price assumed",
            "least cached prefix disputed",
            "no Flex, so the standard price",
        ];
        let words: Vec<String> = words.map(str::to_owned).into();
        let told = assumed_lines(&[("A", words.clone()), ("B", words[1..2].to_vec())]);
        let expected = [
            "Assumed: Batch price (A).",
            "Disputed among sources: least cached prefix (A, B).",
            "Not served as asked: no Flex, so the standard price (A).",
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn workloads_in_words() {
        let mut scenario = Scenario::default();
        assert_eq!(
            workload_line(&scenario),
            "Untitled: 50,000 requests a month; 600 input and 400 output tokens each; \
             no caching; no Batch; global prices."
        );
        let work = &mut scenario.workload;
        work.turns = 10;
        work.active = Active::new(8, Some(22));
        work.answer.spread = Spread::from_permille(2_000);
        work.answer.cap = Some(Tokens::new(732));
        work.caching.on = true;
        work.caching.history = false;
        work.caching.hit_rate = Some(Share::from_ppm(900_000));
        work.prompt = Prompt::of(Tokens::new(2_000), Tokens::new(100));
        work.batch.on = true;
        work.batch.share = Share::from_ppm(300_000);
        assert_eq!(
            workload_line(&scenario),
            "Untitled: 50,000 requests a month in conversations of 10 turns in 8 hours on 22 days; \
             2,100 input and 400 output tokens each (95% within 732), capped at 732 (5.0% cut \
             off); 2,000 tokens cached for 5m, 90% hits; 30% through Batch; global prices."
        );
        scenario.workload.prompt = Prompt::default();
        assert!(workload_line(&scenario).contains("nothing is marked"));
    }

    #[test]
    fn old_prices_are_flagged() {
        let card = Builtin::List.parse().unwrap();
        let after = |days| Date::from_unix_days(card.as_of.unix_days() + days);
        assert!(!card_line(&card, after(90)).contains("days old"));
        assert!(card_line(&card, after(91)).contains("91 days old"));
        assert!(!card_line(&card, None).contains("days old"));
    }
}
