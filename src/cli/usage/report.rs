//! What was read, as tables, CSV and JSON.

use std::path::Path;

use serde::Serialize;

use super::engine::Reading;
use super::fitted::{requests, span};
use super::replay;
use crate::billing::Note;
use crate::card::{Bucket, Buckets, Card, Date, Model};
use crate::cli::pairs::Pairs;
use crate::money::{Share, Tokens, Usd, grouped, percent};
use crate::report::sheet::{for_people, objects};
use crate::report::{
    BASIS, CardJson, Column, Format, Json, Table, assumed_line, basis, card_line, paragraphs,
};
use crate::tokens::TextKind;
use crate::usage::{Fit, IdTotals};

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
    pub(super) fitted: Option<&'r Path>,
    pub(super) today: Option<Date>,
}

#[derive(Debug, Serialize)]
struct UsageJson<'r> {
    rate_card: CardJson<'r>,
    records: u64,
    skipped: u64,
    first: Option<String>,
    last: Option<String>,
    models: Vec<ModelJson<'r>>,
    unresolved: Vec<UnresolvedJson<'r>>,
    output: OutputJson,
    #[serde(skip_serializing_if = "Option::is_none")]
    replay: Option<Json>,
}

type Recorded = Pairs<&'static str, u64>;

#[derive(Debug, Serialize)]
struct ModelJson<'r> {
    id: &'r str,
    bedrock_id: &'r str,
    requests: u64,
    #[serde(flatten)]
    tokens: Recorded,
    /// Null where no request has a price.
    cost_usd: Option<String>,
    /// What the rate card assumes of the cost.
    assumptions: Vec<String>,
}

#[derive(Debug, Serialize)]
struct UnresolvedJson<'r> {
    bedrock_id: &'r str,
    requests: u64,
    #[serde(flatten)]
    tokens: Recorded,
}

/// Null where no single answers were read.
#[derive(Debug, Serialize)]
struct OutputJson {
    p50: Option<u64>,
    p95: Option<u64>,
    p99: Option<u64>,
    mean: Option<f64>,
}

/// The tokens by the names of records of usage.
fn recorded(tokens: &Buckets<Tokens>) -> Recorded {
    Bucket::BILLED.map(|bucket| (bucket.spec().record, tokens[bucket].get())).into_iter().collect()
}

impl Report<'_> {
    pub(super) fn write(&self, format: Format) -> String {
        match format {
            Format::Json => crate::report::json(&self.json()),
            Format::Csv if self.replay => {
                let rows = replay::rows(self.card, &self.reading.tally, self.day());
                replay::values(&rows, &self.requests(), self.card).write(format, &[])
            }
            Format::Csv => self.csv(),
            format => self.for_people(format),
        }
    }

    /// The ids of models on the card, the dearest first, and those of no model, the most asked
    /// first.
    fn ids(&self) -> (Vec<(&Model, &IdTotals)>, Vec<&IdTotals>) {
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for id in self.reading.tally.ids() {
            match id.resolved.and_then(|found| self.card.models.get(found.model)) {
                Some(model) => known.push((model, id)),
                None => unknown.push(id),
            }
        }
        known.sort_by(|(_, a), (_, b)| {
            (b.cost, b.requests, &a.bedrock_id).cmp(&(a.cost, a.requests, &b.bedrock_id))
        });
        unknown.sort_by(|a, b| (b.requests, &a.bedrock_id).cmp(&(a.requests, &b.bedrock_id)));
        (known, unknown)
    }

    fn json(&self) -> UsageJson<'_> {
        let tally = &self.reading.tally;
        let (known, unknown) = self.ids();
        let (first, last) = tally.span().unzip();
        let lengths = tally.lengths();
        let length = |permille| lengths.percentile(permille).map(Tokens::get);
        UsageJson {
            rate_card: CardJson::of(self.card),
            records: tally.requests(),
            skipped: tally.skips().total(),
            first: first.map(|at| at.to_string()),
            last: last.map(|at| at.to_string()),
            models: known
                .into_iter()
                .map(|(model, id)| ModelJson {
                    id: &model.id,
                    bedrock_id: &id.bedrock_id,
                    requests: id.requests,
                    tokens: recorded(&id.tokens),
                    cost_usd: cost(id).map(Usd::exact),
                    assumptions: assumed(model, id),
                })
                .collect(),
            unresolved: unknown
                .into_iter()
                .map(|id| UnresolvedJson {
                    bedrock_id: &id.bedrock_id,
                    requests: id.requests,
                    tokens: recorded(&id.tokens),
                })
                .collect(),
            output: OutputJson {
                p50: length(500),
                p95: length(950),
                p99: length(990),
                mean: lengths.mean_millis().map(|mean| mean as f64 / 1e3),
            },
            replay: self.replay.then(|| {
                let rows = replay::rows(self.card, tally, self.day());
                objects(&replay::columns(), &rows)
            }),
        }
    }

    fn csv(&self) -> String {
        let mut columns =
            vec![Column::Text("id"), Column::Text("bedrock_id"), Column::Number("requests")];
        columns.extend(Bucket::BILLED.map(|bucket| Column::Number(bucket.spec().record)));
        columns.push(Column::Number("cost_usd"));
        columns.extend(BASIS);
        let mut table = Table::new(columns);
        let requests = self.requests();
        let (known, unknown) = self.ids();
        let known = known.into_iter().map(|(model, id)| (Some(model), id));
        let unknown = unknown.into_iter().map(|id| (None, id));
        for (model, id) in known.chain(unknown) {
            let tokens = id.tokens.billed().map(|tokens| tokens.get().to_string());
            let known = model.map_or_else(String::new, |model| model.id.clone());
            let mut row = vec![known, id.bedrock_id.clone(), id.requests.to_string()];
            row.extend(tokens);
            row.push(cost(id).map_or_else(String::new, Usd::exact));
            let assumed = model.map_or_else(Vec::new, |model| assumed(model, id));
            row.extend(basis(&requests, self.card, &assumed));
            table.row(row);
        }
        table.write(Format::Csv, &[])
    }

    fn for_people(&self, format: Format) -> String {
        let mut out = self.models().write(format, &[]);
        out.push('\n');
        let lengths = self.lengths();
        if let Some(lengths) = lengths {
            out += &lengths.write(format, &[]);
            out.push('\n');
        }
        if self.replay {
            let rows = replay::rows(self.card, &self.reading.tally, self.day());
            out += &for_people(&replay::columns(), &rows).write(format, &[]);
            out.push('\n');
        }
        out + &paragraphs(format, &self.remarks())
    }

    fn models(&self) -> Table {
        let mut table = Table::new([
            Column::Text("Model"),
            Column::Text("Bedrock id"),
            Column::Number("Requests"),
            Column::Number("Input"),
            Column::Number("Cache read"),
            Column::Number("Write 5m"),
            Column::Number("Write 1h"),
            Column::Number("Output"),
            Column::Decimal("Cost"),
        ]);
        let (known, unknown) = self.ids();
        let known = known.into_iter().map(|(model, id)| (model.name.as_str(), id));
        let unknown = unknown.into_iter().map(|id| ("not on the card", id));
        let mut rows = 0;
        for (model, id) in known.chain(unknown) {
            let bedrock_id = match id.bedrock_id.as_str() {
                "" => "(none)",
                id => id,
            };
            table.row(row(model, bedrock_id, id.requests, &id.tokens, cost(id)));
            rows += 1;
        }
        let tally = &self.reading.tally;
        if rows != 1 {
            let cost = Some(tally.cost());
            table.row(row("total", "", tally.requests(), &tally.tokens(), cost));
        }
        table
    }

    /// How many answers had how many tokens, in doubling steps.
    fn lengths(&self) -> Option<Table> {
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
        let most = *steps.iter().max()?;
        let mut table = Table::new([
            Column::Number("Output tokens"),
            Column::Number("Answers"),
            Column::Number("Share"),
            Column::Text(""),
        ]);
        let first = steps.iter().position(|count| *count > 0)?;
        for (step, count) in steps.iter().enumerate().skip(first) {
            let range = match step {
                0 => "0".to_owned(),
                1 => "1".to_owned(),
                _ => format!("{} – {}", grouped(1 << (step - 1)), grouped((1 << step) - 1)),
            };
            let share = Share::of(*count, lengths.answers());
            // What is there shows.
            let bar = (count * BAR / most).max(u64::from(*count > 0)) as usize;
            table.row([range, grouped(*count), percent(share.fraction()), "#".repeat(bar)]);
        }
        Some(table)
    }

    /// The day that decides what has ended.
    fn day(&self) -> Date {
        self.today.unwrap_or(self.card.as_of)
    }

    fn remarks(&self) -> Vec<String> {
        let tally = &self.reading.tally;
        let mut remarks = vec![self.read_line()];
        let lengths = tally.lengths();
        if let (Some(p50), Some(p95), Some(p99), Some(mean)) = (
            lengths.percentile(500),
            lengths.percentile(950),
            lengths.percentile(990),
            lengths.mean_millis(),
        ) {
            remarks.push(format!(
                "Output: half of the answers have at most {p50} tokens, 95% {p95}, 99% {p99}; the \
                 mean is {:.1}.",
                mean as f64 / 1e3
            ));
        }
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
        if let Some(path) = self.fitted
            && let Some(fit) = Fit::of(tally)
        {
            remarks.push(self.fit_line(path, &fit));
        }
        remarks.push(card_line(self.card, self.today));
        let (known, _) = self.ids();
        let known = known.into_iter();
        let known = known.map(|(model, id)| (model.name.as_str(), assumed(model, id)));
        let mut all: Vec<_> = known.collect();
        let rows = replay::rows(self.card, tally, self.day());
        if self.replay {
            all.extend(replay::assumed(&rows));
        }
        remarks.extend(assumed_line(&all));
        remarks
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

    fn fit_line(&self, path: &Path, fit: &Fit) -> String {
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

    /// What was left out or must be known, in sentences.
    pub(super) fn problems(&self) -> Vec<String> {
        let tally = &self.reading.tally;
        let mut problems = Vec::new();
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
        let (known, unknown) = self.ids();
        for (model, id) in known {
            if let (1.., Some(fault)) = (id.unpriced, id.price_fault) {
                problems.push(format!(
                    "Not in the cost of {}: {}, since it {fault}.",
                    model.name,
                    requests(id.unpriced),
                ));
            }
        }
        let all: u64 = unknown.iter().map(|id| id.requests).sum();
        if all > 0 {
            let unnamed: u64 =
                unknown.iter().filter(|id| id.bedrock_id.is_empty()).map(|id| id.requests).sum();
            let mut sentence = format!(
                "Without a cost, since the id names no model of the card: {}.",
                requests(all)
            );
            if unnamed > 0 {
                sentence += &format!(
                    " {} of them without an id; --model says which model it is.",
                    grouped(unnamed)
                );
            }
            problems.push(sentence);
        }
    }
}

/// What the rate card assumes of the cost of an id's requests.
fn assumed(model: &Model, id: &IdTotals) -> Vec<String> {
    Note::assumed_rates(model, &id.tokens, id.batch_requests > 0)
}

/// What an id's requests cost; none where none of them has a price.
fn cost(id: &IdTotals) -> Option<Usd> {
    (id.resolved.is_some() && id.unpriced < id.requests).then_some(id.cost)
}

fn row(
    model: &str,
    bedrock_id: &str,
    requests: u64,
    tokens: &Buckets<Tokens>,
    cost: Option<Usd>,
) -> Vec<String> {
    let mut row = vec![model.to_owned(), bedrock_id.to_owned(), grouped(requests)];
    row.extend(tokens.billed().map(|tokens| tokens.to_string()));
    row.push(cost.map_or_else(|| "-".to_owned(), |cost| cost.to_string()));
    row
}
