//! What was read, as tables, CSV and JSON.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::Path;

use super::by;
use super::ends;
use super::engine::Reading;
use super::fitted::Fitted;
use super::replay;
use super::words::{requests, span};
use crate::billing::{Note, PriceFault};
use crate::card::{Bucket, Buckets, Card, Date, Lane, Model};
use crate::money::{Currency, Share, Tokens, Usd, grouped, percent};
use crate::report::sheet::{
    Cell, Column, Kind, column, data, field, for_programs, object, objects, people, rows,
};
use crate::report::{
    BASIS, Format, Json, answer, assumed_lines, basis, card_json, card_line, currency_line,
    paragraphs,
};
use crate::tokens::TextKind;
use crate::usage::{Ends, Extras, Fit, IdTotals, Nameless, Stated, Stop, Tally};

/// The width of the longest bar of the histogram.
const BAR: u64 = 40;

/// What there is to tell.
pub(super) struct Report<'r> {
    pub(super) reading: &'r Reading<'r>,
    pub(super) card: &'r Card,
    pub(super) kind: TextKind,
    /// Requests that CloudWatch's metrics count.
    pub(super) counted_by_metrics: u64,
    pub(super) replay: bool,
    /// The scenario that was written.
    pub(super) fitted: Option<(&'r Path, &'r Fitted)>,
    /// What was done to the factors of tokenizers.
    pub(super) learned: Vec<String>,
    pub(super) today: Option<Date>,
    /// What amounts are shown in.
    pub(super) currency: Currency,
}

/// The requests under an id.
struct Row<'r> {
    /// None where the id names no model of the card.
    model: Option<&'r Model>,
    bedrock_id: &'r str,
    requests: u64,
    tokens: Buckets<Tokens>,
    /// None where no request says so.
    thinking: Option<Stated>,
    /// None where no request says how its answer ended.
    ends: Option<&'r Ends>,
    /// None where no request has a price.
    cost: Option<Usd>,
    /// How many have none, and why.
    unpriced: Option<(u64, PriceFault)>,
    assumed: Vec<String>,
    /// Whether it is all of them together.
    is_total: bool,
}

impl Report<'_> {
    pub(super) fn write(&self, format: Format) -> String {
        match format {
            Format::Json => answer(self.object(), self.currency),
            Format::Csv if self.replay => {
                let rows = replay::rows(self.card, &self.reading.tally, self.day());
                replay::values(&rows, &self.requests(), self.card, self.currency).write(format, &[])
            }
            Format::Csv if !self.reading.tally.facets().is_empty() => {
                let tally = &self.reading.tally;
                let mut table = by::values(self.card, tally, self.currency);
                let requests = self.requests();
                let assumed = assumed_lines(&self.assumed());
                let groups = tally.by().groups().len();
                let basis = || basis(&requests, self.card, &assumed);
                table.stamp(&BASIS, std::iter::repeat_with(basis).take(groups));
                table.write(format, &[])
            }
            Format::Csv => self.csv(),
            format => self.for_people(format),
        }
    }

    /// The model of the card that an id names.
    fn model(&self, id: &IdTotals) -> Option<&Model> {
        self.card.models.get(id.resolved?.model)
    }

    /// The ids of models on the card, the dearest first, and those of no model, the most asked
    /// first.
    fn rows(&self) -> Vec<Row<'_>> {
        let mut ids: Vec<&IdTotals> = self.reading.tally.ids().iter().collect();
        ids.sort_by_key(|id| {
            (self.model(id).is_none(), Reverse((id.cost, id.requests)), &id.bedrock_id)
        });
        let rows = ids.into_iter().map(|id| {
            let model = self.model(id);
            let batch = id.by_lane[Lane::Batch as usize] > 0;
            Row {
                model,
                bedrock_id: &id.bedrock_id,
                requests: id.requests,
                tokens: id.tokens,
                thinking: Some(id.thinking).filter(|stated| stated.requests > 0),
                ends: Some(&id.ends).filter(|ends| ends.stated() > 0),
                cost: (id.resolved.is_some() && id.unpriced < id.requests).then_some(id.cost),
                unpriced: id.price_fault.filter(|_| id.unpriced > 0).map(|it| (id.unpriced, it)),
                assumed: model.map_or_else(Vec::new, |model| {
                    let mut assumed = Note::assumed_rates(model, &id.tokens, batch);
                    assumed.extend((id.assumed_place > 0).then(|| Note::AssumedPlace.words()));
                    assumed
                }),
                is_total: false,
            }
        });
        rows.collect()
    }

    fn object(&self) -> Json {
        let tally = &self.reading.tally;
        let (first, last) = tally.span().unzip();
        let lengths = tally.lengths();
        let length = |permille| Json::from(tally.answers_up_to(permille).map(|(length, _)| length));
        let exact = tally.answers_up_to(500).map(|(_, is_exact)| is_exact);
        let columns = columns();
        let (known, unknown): (Vec<_>, Vec<_>) =
            self.rows().into_iter().partition(|row| row.model.is_some());
        const ABSENT: [&str; 7] = [
            "id",
            "cost_usd",
            "assumptions",
            "thinking_stated",
            "thinking_tokens",
            "ends_stated",
            "ended_at_cap",
        ];
        let unresolved = unknown.iter().map(|row| object(&columns, row).without_nulls(&ABSENT));
        let replay = self.replay.then(|| {
            let rows = replay::rows(self.card, tally, self.day());
            ("replay", objects(&replay::columns(), &rows))
        });
        Json::object([
            ("rate_card", card_json(self.card)),
            ("records", tally.requests().into()),
            ("priced_requests", tally.priced().into()),
            ("unpriced_requests", (tally.requests() - tally.priced()).into()),
            ("cost_usd", (tally.priced() > 0).then(|| tally.cost()).into()),
            ("skipped", tally.skips().total().into()),
            ("copies", tally.copies().left_out.into()),
            ("first", first.map(|at| at.to_string()).into()),
            ("last", last.map(|at| at.to_string()).into()),
            ("models", objects(&columns, &known)),
            ("unresolved", unresolved.collect()),
            (
                "output",
                // Null where no single answers were read.
                Json::object([
                    ("p50", length(500)),
                    ("p95", length(950)),
                    ("p99", length(990)),
                    // Else they are bounds of a histogram's cells.
                    ("exact", exact.into()),
                    ("mean", lengths.mean_millis().map(|mean| mean as f64 / 1e3).into()),
                ]),
            ),
        ])
        .with((!tally.extras().is_empty()).then(|| {
            let each = tally.extras().iter().map(|(kind, name, units)| {
                Json::object([("of", kind.into()), ("name", name.into()), ("units", units.into())])
            });
            ("beside_tokens", each.collect())
        }))
        .with(by::left_out_object(tally).map(|left_out| ("left_out", left_out)))
        .with(by::fields(self.card, tally))
        .with(replay)
    }

    fn csv(&self) -> String {
        let rows = self.rows();
        let mut table = for_programs(&columns(), &rows, self.currency);
        let requests = self.requests();
        table.stamp(&BASIS, rows.iter().map(|row| basis(&requests, self.card, &row.assumed)));
        table.write(Format::Csv, &[])
    }

    fn for_people(&self, format: Format) -> String {
        let tally = &self.reading.tally;
        let mut parts = match tally.facets() {
            [] => self.of_ids(format),
            _ => by::tables(self.card, tally, format, self.currency),
        };
        if self.replay {
            let replayed = replay::rows(self.card, tally, self.day());
            parts.push(rows(&replay::columns(), &replayed, format, &[], self.currency));
        }
        parts.push(paragraphs(format, &self.remarks()));
        parts.join("\n")
    }

    /// The requests by the ids of their models, and the lengths of their answers.
    fn of_ids(&self, format: Format) -> Vec<String> {
        let tally = &self.reading.tally;
        let mut ids = self.rows();
        if ids.len() != 1 {
            ids.push(Row {
                model: None,
                bedrock_id: "",
                requests: tally.requests(),
                tokens: tally.tokens(),
                thinking: None,
                ends: None,
                cost: (tally.priced() > 0).then(|| tally.cost()),
                unpriced: None,
                assumed: Vec::new(),
                is_total: true,
            });
        }
        let mut parts = Vec::new();
        if tally.requests() > 0 {
            parts.push(rows(&columns(), &ids, format, &[], self.currency));
        }
        let lengths = self.lengths();
        if !lengths.is_empty() {
            parts.push(rows(&of_lengths(), &lengths, format, &[], self.currency));
        }
        parts
    }

    /// How many answers had how many tokens, in doubling steps.
    fn lengths(&self) -> Vec<Step> {
        let lengths = self.reading.tally.lengths();
        let mut steps: Vec<u64> = Vec::new();
        for (length, count) in lengths.iter() {
            // 0, 1, 2 to 3, 4 to 7 …
            let step = length.checked_ilog2().map_or(0, |bits| bits as usize + 1);
            steps.resize(steps.len().max(step + 1), 0);
            if let Some(sum) = steps.get_mut(step) {
                *sum += count;
            }
        }
        let most = steps.iter().max().map_or(0, |most| *most);
        let steps = steps.into_iter().enumerate().skip_while(|(_, count)| *count == 0);
        steps.map(|(step, count)| Step { step, count, most, all: lengths.answers() }).collect()
    }

    /// The day that decides what has ended.
    fn day(&self) -> Date {
        self.today.unwrap_or(self.card.as_of)
    }

    fn remarks(&self) -> Vec<String> {
        let tally = &self.reading.tally;
        let mut remarks = vec![self.read_line()];
        remarks.extend(currency_line(self.currency));
        remarks.extend(by::remarks(self.card, tally));
        if let (Some((p50, is_exact)), Some((p95, _)), Some((p99, _)), Some(mean)) = (
            tally.answers_up_to(500),
            tally.answers_up_to(950),
            tally.answers_up_to(990),
            tally.lengths().mean_millis(),
        ) {
            let bounds = if is_exact { "" } else { ", which are bounds of the histogram's cells" };
            remarks.push(format!(
                "Output: half of the answers have at most {p50} tokens, 95% {p95}, 99% {p99}{bounds}; the \
                 mean is {:.1}.",
                mean as f64 / 1e3
            ));
        }
        let thought = tally.ids().iter().filter_map(|id| {
            let (mean, stated) = (id.thinking.mean()?, id.thinking);
            let name = self.model(id).map_or(id.bedrock_id.as_str(), |model| model.name.as_str());
            Some(format!("{mean} a request on {name} ({} say so)", requests(stated.requests)))
        });
        let thought: Vec<String> = thought.collect();
        if !thought.is_empty() {
            remarks.push(format!("Thinking, within the output: {}.", thought.join(", ")));
        }
        remarks.extend(ends::line(self.card, tally));
        let tokens = tally.tokens();
        let cached = tokens.cached();
        if !cached.is_zero() {
            let hits = Share::of(tokens[Bucket::CacheRead].get(), cached.get());
            let input = Share::of(tokens[Bucket::CacheRead].get(), tokens.input().get());
            remarks.push(format!(
                "Cache: {} of the tokens that were cached were read rather than written, {} of all \
                 input.",
                percent(hits.fraction()),
                percent(input.fraction()),
            ));
        }
        remarks.extend(self.problems());
        if self.replay {
            remarks.push(format!(
                "Replay: every request of a known model at its own tier, cached as it was; tokens \
                 on other tokenizers are estimated for {} (--kind).",
                self.kind.label()
            ));
            remarks.extend(self.card.left_out(self.day()).map(|out| format!("{out}.")));
        }
        if let Some((path, fitted)) = self.fitted {
            remarks.push(fit_line(path, &fitted.fit));
            remarks.extend(fitted.agreement.words());
        }
        remarks.push(card_line(self.card, self.today));
        let mut all = self.assumed();
        let rows = replay::rows(self.card, tally, self.day());
        if self.replay {
            all.extend(replay::assumed(&rows));
        }
        remarks.extend(assumed_lines(&all));
        remarks
    }

    /// What is assumed of each model, by its name.
    fn assumed(&self) -> Vec<(&str, Vec<String>)> {
        let known = self.rows().into_iter();
        known.filter_map(|row| Some((row.model?.name.as_str(), row.assumed))).collect()
    }

    /// The requests in the place of a scenario's name.
    fn requests(&self) -> String {
        self.read_line().trim_end_matches('.').to_owned()
    }

    fn read_line(&self) -> String {
        let tally = &self.reading.tally;
        let what = requests(tally.requests());
        match tally.span() {
            Some((first, last)) if first < last => {
                format!("{what} from {first} to {last} ({}).", span(last.millis() - first.millis()))
            }
            Some((first, _)) => format!("{what} at {first}."),
            None => format!("{what}; the logs do not say when."),
        }
    }

    /// What was left out or must be known, in sentences.
    pub(super) fn problems(&self) -> Vec<String> {
        let tally = &self.reading.tally;
        let mut problems: Vec<String> = by::left_out(tally).into_iter().collect();
        let skips = tally.skips();
        if skips.total() > 0 {
            let reasons: Vec<String> = skips
                .reasons()
                .map(|(reason, count)| format!("{} {}", grouped(count), reason.kind()))
                .collect();
            problems.push(format!("Skipped {}: {}.", grouped(skips.total()), reasons.join(", ")));
            for (place, reason) in skips.first() {
                problems.push(format!("{} {}.", self.reading.place(*place), reason.words()));
            }
        }
        for apart in tally.far_apart() {
            let when = match apart.first == apart.last {
                true => format!("at {}", apart.first),
                false => format!("from {} to {}", apart.first, apart.last),
            };
            problems.push(format!(
                "More than a year from the rest, and left out of the span of time: {} {when}.",
                requests(apart.requests)
            ));
        }
        if tally.lines_not_utf8() > 0 {
            problems.push(format!(
                "Lines with bytes that are no UTF-8, whose counts were read all the same: {}.",
                grouped(tally.lines_not_utf8())
            ));
        }
        if self.reading.told.bodies > 0 {
            problems.push(format!(
                "Files of request and response bodies, which the records count, passed over: {}.",
                grouped(self.reading.told.bodies)
            ));
        }
        problems.extend(copies(tally));
        problems.extend(self.learned.iter().cloned());
        problems.extend(tally.doubts_of_metrics().into_iter().map(str::to_owned));
        problems.extend(beside(tally.extras()));
        self.unpriced(&mut problems);
        match self.counted_by_metrics {
            0 => {}
            metrics if metrics == tally.requests() => problems.push(
                "Counts are sums of CloudWatch metrics: single requests, their context tiers and \
                 the lengths of answers are not known."
                    .to_owned(),
            ),
            metrics => problems.push(format!(
                "CloudWatch metrics of {} were not added to the requests of the logs.",
                requests(metrics)
            )),
        }
        problems
    }

    fn unpriced(&self, problems: &mut Vec<String>) {
        let (known, unknown): (Vec<_>, Vec<_>) =
            self.rows().into_iter().partition(|row| row.model.is_some());
        for row in known {
            if let (Some(model), Some((count, fault))) = (row.model, row.unpriced) {
                let count = requests(count);
                problems
                    .push(format!("Not in the cost of {}: {count}, since it {fault}.", model.name));
            }
        }
        let mut kinds: BTreeMap<Nameless, u64> = BTreeMap::new();
        for id in unknown {
            *kinds.entry(Nameless::of(id.bedrock_id)).or_default() += id.requests;
        }
        problems.extend(kinds.into_iter().map(|(kind, count)| {
            format!("Without a cost: {}, since {}.", requests(count), kind.why())
        }));
    }
}

/// What is in the logs more than once, in sentences.
fn copies(tally: &Tally<'_>) -> Vec<String> {
    let copies = tally.copies();
    let mut sentences = Vec::new();
    if copies.left_out > 0 {
        sentences.push(format!(
            "In the logs already, by their id, and counted once: {}.",
            requests(copies.left_out)
        ));
    }
    if copies.differing > 0 {
        sentences.push(format!(
            "With the id of another request, but other figures, and counted too: {}.",
            requests(copies.differing)
        ));
    }
    if let Some(filtered) = tally.filtered_copies() {
        sentences.push(format!(
            "Too many ids to tell each exactly: of {}, about {} may have been taken for copies that are \
             none.",
            requests(filtered.requests),
            grouped(filtered.wrong)
        ));
    }
    if copies.unchecked > 0 {
        sentences.push(format!(
            "Too many ids to look for copies: {} are counted as they are.",
            requests(copies.unchecked)
        ));
    }
    sentences
}

/// What was charged beside tokens, in a sentence.
fn beside(extras: &Extras) -> Option<String> {
    let units = extras.iter();
    let units = units.map(|(kind, name, units)| format!("{} {name} of {kind}", grouped(units)));
    let units: Vec<String> = units.collect();
    (!extras.is_empty())
        .then(|| format!("Charged beside tokens, and not in any cost here: {}.", units.join(", ")))
}

/// What was written, and how many requests a month that is.
fn fit_line(path: &Path, fit: &Fit) -> String {
    let path = path.to_string_lossy();
    let monthly = grouped(fit.workload.requests);
    match fit.scaled_from {
        Some(millis) => format!(
            "Written to {path}: {} in {} make {monthly} a month.",
            requests(fit.requests),
            span(millis)
        ),
        None => format!("Written to {path}: {monthly} a month, as many as were read."),
    }
}

/// The columns of ids.
fn columns<'r>() -> Vec<Column<Row<'r>>> {
    use Kind::{Decimal, Number, Text};
    const HEADS: [&str; 5] = ["Input", "Cache read", "Write 5m", "Write 1h", "Output"];
    let mut columns = vec![
        data("id", Text, |row: &Row<'_>| row.model.map(|model| model.id.as_str()).into()),
        people("Model", Text, |row| {
            match row.model {
                Some(model) => model.name.as_str(),
                None if row.is_total => "total",
                None => Nameless::of(row.bedrock_id).words(),
            }
            .into()
        }),
        column("bedrock_id", "Bedrock id", Text, |row| match row.bedrock_id {
            "" if !row.is_total => Cell::from("").said("(none)"),
            id => id.into(),
        }),
        column("requests", "Requests", Number, |row| row.requests.into()),
    ];
    columns.extend(Bucket::BILLED.into_iter().zip(HEADS).map(|(bucket, head)| {
        let column = column(bucket.spec().record, head, Number, |_: &Row<'_>| Cell::None);
        column.by(move |row| row.tokens[bucket].into())
    }));
    columns.push(field("thinking_stated", |row| row.thinking.map(|it| it.requests).into()));
    columns.push(field("thinking_tokens", |row| row.thinking.map(|it| it.tokens).into()));
    columns.push(field("ends_stated", |row| row.ends.map(Ends::stated).into()));
    columns.push(field("ended_at_cap", |row| row.ends.map(|it| it.of(Stop::Cap)).into()));
    columns.push(column("cost_usd", "Cost", Decimal, |row| row.cost.into()));
    columns.push(field("assumptions", |row| row.model.map(|_| row.assumed.clone()).into()));
    columns
}

/// How many answers were as long as a step says: 0, 1, 2 to 3, 4 to 7 …
struct Step {
    step: usize,
    count: u64,
    /// The most of any step.
    most: u64,
    all: u64,
}

fn of_lengths() -> [Column<Step>; 4] {
    use Kind::{Number, Text};
    [
        people("Output tokens", Number, |it: &Step| match it.step {
            0 => "0".into(),
            1 => "1".into(),
            step => format!("{} – {}", grouped(1 << (step - 1)), grouped((1 << step) - 1)).into(),
        }),
        people("Answers", Number, |it| it.count.into()),
        people("Share", Number, |it| Cell::Share(Share::of(it.count, it.all).fraction())),
        people("", Text, |it| {
            // What is there shows.
            let bar = (it.count * BAR / it.most).max(u64::from(it.count > 0));
            "#".repeat(bar as usize).into()
        }),
    ]
}
