//! What can be asked of a model in a ranking, and shown of it: figures of its month, rates and facts.
//!
//! Queries ([`Query`](super::Query)) and the columns of rankings read this table; a thing more is a row.

use super::rank::Row;
use crate::billing::{MonthBill, effort, on_demand};
use crate::card::{Bucket, Fact, Lane, Model, ModelKind, Quantity, Routing, Status, Thinking};
use crate::money::{Points, Rate, Share, Usd};
use crate::place::Origin;
use crate::score::{Rated, Scores};
use crate::workload::Workload;

/// Something that can be asked of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// What the month costs.
    Cost,
    /// What a request costs.
    PerRequest,
    /// What a user costs a month; none where no people are told.
    PerUser,
    /// What a request costs until it is answered well, with retries; none where no success rate is known.
    PerSuccess,
    /// The rate of input.
    InputRate,
    /// The rate of output.
    OutputRate,
    /// The rate of input, per 1K tokens.
    InputPerThousand,
    /// The rate of output, per 1K tokens.
    OutputPerThousand,
    /// The rate of output as a multiple of that of input.
    Ratio,
    /// Whether its prompts can be cached.
    Caching,
    /// Whether it has a price in a lane of service.
    Lane(Lane),
    /// How near to the region that is called it answers; none where no region is given.
    Offered,
    /// How good it is; none without scores.
    Score,
    /// A fact of the model.
    Fact(Fact),
}

/// What kind of value a measure has, and so what it is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// An amount in USD.
    Amount,
    /// USD per 1M tokens.
    Rate,
    /// USD per 1K tokens.
    RatePerThousand,
    /// A multiple.
    Times,
    /// A score.
    Points,
    /// A number of tokens.
    Tokens,
    /// A number of minutes.
    Minutes,
    /// A day. A model of which none is known has none before any other.
    Day,
    /// Yes or no.
    Flag,
    /// One of some words, each with the words of a card that it stands for.
    Words(&'static [(&'static str, &'static [&'static str])]),
}

/// How a measure is named.
#[derive(Debug, Clone, Copy)]
pub struct MeasureSpec {
    /// Which one.
    pub measure: Measure,
    /// Its name in queries and lists of columns.
    pub name: &'static str,
    /// Its heading, at most ten cells.
    pub heading: &'static str,
    /// What kind of value it has.
    pub sort: Sort,
    /// A query with it.
    pub example: &'static str,
    /// What it is, in a line.
    pub help: &'static str,
}

/// A value of a model.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub enum Value<'m> {
    /// An amount.
    Usd(Usd),
    /// A multiple.
    Times(f64),
    /// A score.
    Points(Points),
    /// A rate that is told per 1K tokens.
    PerThousand(Rate),
    /// What a card states.
    Stated(Quantity<'m>),
}

/// A model in a ranking.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'m> {
    /// The model.
    pub model: &'m Model,
    /// Its row.
    pub row: &'m Row,
    /// The workload of that row.
    pub work: &'m Workload,
    /// How good models are, where that is told.
    pub scores: Option<&'m Scores>,
}

const KINDS: &[(&str, &[&str])] = &[
    (ModelKind::Text.word(), &[ModelKind::Text.word()]),
    (ModelKind::Speech.word(), &[ModelKind::Speech.word()]),
    (ModelKind::Safety.word(), &[ModelKind::Safety.word()]),
    (ModelKind::Embedding.word(), &[ModelKind::Embedding.word()]),
    (ModelKind::Rerank.word(), &[ModelKind::Rerank.word()]),
];

const THINKING: &[(&str, &[&str])] = &[
    ("no", &[Thinking::Never.word()]),
    ("yes", &[Thinking::Off.word(), Thinking::On.word(), Thinking::Always.word()]),
    ("optional", &[Thinking::Off.word(), Thinking::On.word()]),
    (Thinking::Never.word(), &[Thinking::Never.word()]),
    (Thinking::Off.word(), &[Thinking::Off.word()]),
    (Thinking::On.word(), &[Thinking::On.word()]),
    (Thinking::Always.word(), &[Thinking::Always.word()]),
];

const STATUSES: &[(&str, &[&str])] = &[
    (Status::Active.word(), &[Status::Active.word()]),
    (Status::Legacy.word(), &[Status::Legacy.word()]),
    (Status::Limited.word(), &[Status::Limited.word()]),
];

/// From the nearest to the farthest.
const OFFERS: &[(&str, &[&str])] = &[
    ("yes", &[Routing::Region.word(), Routing::Geography.word(), Routing::Global.word()]),
    (Routing::Region.word(), &[Routing::Region.word()]),
    (Routing::Geography.word(), &[Routing::Geography.word()]),
    (Routing::Global.word(), &[Routing::Global.word()]),
    (NOWHERE, &[NOWHERE]),
];

/// Not offered from the region that is called.
const NOWHERE: &str = "no";

/// What can be asked, in the order in which it is listed.
#[rustfmt::skip] // A line for each row.
pub const MEASURES: &[MeasureSpec] = &[
    row(Measure::Fact(Fact::Context), "ctx", "context", Sort::Tokens, "ctx>=200k", "its context window: the most tokens of prompt and answer together"),
    row(Measure::Fact(Fact::MaxOutput), "out", "longest", Sort::Tokens, "out>=32k", "the longest answer that it gives, in tokens"),
    row(Measure::Fact(Fact::EndOfLife), "ends", "ends", Sort::Day, "ends>=2027-07", "the day on which it ends, where one is announced"),
    row(Measure::Cost, "cost", "$/month", Sort::Amount, "cost<=500", "what a month of this work costs"),
    row(Measure::PerRequest, "request", "$/request", Sort::Amount, "request<=0.01", "the month over its requests"),
    row(Measure::PerUser, "user", "$/user", Sort::Amount, "user<=0.5", "the month over its users"),
    row(Measure::PerSuccess, "success", "$/success", Sort::Amount, "success<=0.01", "a request until it is answered well, with retries"),
    row(Measure::InputRate, "input", "in", Sort::Rate, "input<=1", "the price of input, per 1M tokens or per 1K"),
    row(Measure::OutputRate, "output", "out", Sort::Rate, "output<=5", "the price of output, per 1M tokens or per 1K"),
    row(Measure::InputPerThousand, "input-1k", "in/1K", Sort::RatePerThousand, "input-1k<=0.001", "the price of input, per 1K tokens"),
    row(Measure::OutputPerThousand, "output-1k", "out/1K", Sort::RatePerThousand, "output-1k<=0.005", "the price of output, per 1K tokens"),
    row(Measure::Ratio, "ratio", "out:in", Sort::Times, "ratio<=5", "the price of output over that of input"),
    row(Measure::Score, "score", "score", Sort::Points, "score>=1300", "how good it is, by the scores in use"),
    row(Measure::Fact(Fact::Image), "vision", "vision", Sort::Flag, "vision", "takes images"),
    row(Measure::Fact(Fact::Pdf), "pdf", "PDF", Sort::Flag, "pdf", "takes PDF files"),
    row(Measure::Fact(Fact::Audio), "audio", "audio", Sort::Flag, "audio", "takes sound"),
    row(Measure::Fact(Fact::Video), "video", "video", Sort::Flag, "video", "takes video"),
    row(Measure::Fact(Fact::Tools), "tools", "tools", Sort::Flag, "tools", "calls tools"),
    row(Measure::Fact(Fact::Structured), "structured", "structured", Sort::Flag, "structured", "answers in a structure that is asked for"),
    row(Measure::Fact(Fact::Thinks), "thinks", "thinks", Sort::Words(THINKING), "thinks:no", "thinks before it answers: never, when asked, unless told not to, or always"),
    row(Measure::Offered, "offered", "offered", Sort::Words(OFFERS), "offered:region", "how near to the region that is called it answers"),
    row(Measure::Caching, "cache", "caches", Sort::Flag, "cache", "its prompts can be cached"),
    row(Measure::Fact(Fact::CacheMinimum), "min", "least", Sort::Tokens, "min<=1024", "the least tokens that it caches"),
    row(Measure::Fact(Fact::CacheLife), "life", "lives", Sort::Minutes, "life>=30", "minutes that a cache write lives"),
    row(Measure::Lane(Lane::Batch), "batch", "Batch", Sort::Flag, "batch", "has a price through Batch"),
    row(Measure::Lane(Lane::Flex), "flex", "Flex", Sort::Flag, "flex", "has a price in the Flex tier"),
    row(Measure::Lane(Lane::Priority), "priority", "Priority", Sort::Flag, "priority", "has a price in the Priority tier"),
    row(Measure::Fact(Fact::Status), "status", "status", Sort::Words(STATUSES), "status:active", "active, or legacy: about to end"),
    row(Measure::Fact(Fact::Kind), "kind", "kind", Sort::Words(KINDS), "kind:text", "what it is for: text, or other work"),
];

const fn row(
    measure: Measure,
    name: &'static str,
    heading: &'static str,
    sort: Sort,
    example: &'static str,
    help: &'static str,
) -> MeasureSpec {
    MeasureSpec { measure, name, heading, sort, example, help }
}

impl MeasureSpec {
    /// The measure of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        MEASURES.iter().find(|spec| spec.name == name)
    }
}

impl<'m> Seen<'m> {
    /// Its score as it holds in this workload.
    pub fn rated(&self) -> Option<Rated<'m>> {
        self.scores?.of(&self.model.id, effort(self.model, self.work))
    }

    /// The amount that a measure is; none where it is not known, or no amount.
    pub fn amount(&self, measure: Measure) -> Option<Usd> {
        match self.value(measure)? {
            Value::Usd(usd) => Some(usd),
            _ => None,
        }
    }

    /// What there is of a measure; none where it is not known.
    pub fn value(&self, measure: Measure) -> Option<Value<'m>> {
        let bill: Option<&MonthBill> = self.row.bill.as_ref().ok();
        let rate = |bucket| on_demand(self.model, self.work, bill).and_then(|rates| rates[bucket]);
        let flag = |is_so| Some(Value::Stated(Quantity::Flag(is_so)));
        match measure {
            Measure::Cost => bill.map(|bill| Value::Usd(bill.total())),
            Measure::PerRequest => bill
                .filter(|bill| bill.requests > 0)
                .map(|bill| Value::Usd(bill.total().per(bill.requests))),
            Measure::PerUser => self.work.people()?.part_of(bill?.total()).map(Value::Usd),
            Measure::PerSuccess => {
                let success = success(self.scores, self.model, self.work)?;
                per_success(bill?, success).map(Value::Usd)
            }
            Measure::InputRate => rate(Bucket::Fresh).map(|it| Value::Stated(Quantity::Rate(it))),
            Measure::OutputRate => rate(Bucket::Output).map(|it| Value::Stated(Quantity::Rate(it))),
            Measure::InputPerThousand => rate(Bucket::Fresh).map(Value::PerThousand),
            Measure::OutputPerThousand => rate(Bucket::Output).map(Value::PerThousand),
            Measure::Offered => {
                let word = offered(self.model, self.work.origin)?;
                Some(Value::Stated(Quantity::Word(word)))
            }
            Measure::Ratio => {
                let (input, output) = (rate(Bucket::Fresh)?.pico(), rate(Bucket::Output)?.pico());
                (input > 0).then(|| Value::Times(output as f64 / input as f64))
            }
            Measure::Score => self.rated()?.score.points.map(Value::Points),
            Measure::Caching => flag(self.model.caching.is_some()),
            Measure::Lane(lane) => flag(self.model.offers(lane, self.work.origin)?),
            Measure::Fact(fact) => (fact.spec().get)(self.model).map(Value::Stated),
        }
    }
}

/// The share of requests that need no second try on a model: what a score tells, else what the workload
/// says of all others.
pub(super) fn success(scores: Option<&Scores>, model: &Model, work: &Workload) -> Option<Share> {
    let told = scores.and_then(|it| it.success(&model.id, effort(model, work)));
    told.or(work.plans.success)
}

/// What a request costs until it is answered well, each try as much as the first, to the picodollar:
/// 1 / success tries in the mean. None where none succeeds.
fn per_success(bill: &MonthBill, success: Share) -> Option<Usd> {
    let each = u64::from(Share::ONE.ppm());
    bill.total().share_of(each, bill.requests.checked_mul(u64::from(success.ppm()))?)
}

/// By whom requests from somewhere are answered at the nearest, in a word.
fn offered(model: &Model, origin: Origin) -> Option<&'static str> {
    let region = origin.region?;
    let offered = model.offered.filter(|it| it.known.contains(region))?;
    let nearest = Routing::ALL.into_iter().find(|routing| offered.by(*routing, region));
    Some(nearest.map_or(NOWHERE, Routing::word))
}
