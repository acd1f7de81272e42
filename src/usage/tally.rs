//! What the requests of a log add up to. Tallies of parts of a log add up to the tally of the whole,
//! in whatever order.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::about::About;
use super::bedrock_id::Resolved;
use super::beside::{Around, Extras};
use super::cells::{Cells, bound};
use super::chosen::{Chosen, Verdict};
use super::copies::{Filtered, Ids, Known};
use super::daily::Daily;
use super::ends::{Ends, SeenCaps};
use super::facets::Facet;
use super::groups::By;
use super::lengths::SeenLengths;
use super::lessons::Lessons;
use super::metric::Metric;
use super::metric_sums::MetricSums;
use super::only::{LeftOut, Only};
use super::plan::Plan;
use super::price::{as_of, price};
use super::reason::Reason;
use super::replay::{Replay, Replayed};
use super::request::{Request, model_id};
use super::segments::Alike;
use super::skips::{Place, Skips};
use super::span::{Stretch, Times};
use super::thinking::{SeenThinking, Stated};
use super::time::Moment;
use super::totals::IdTotals;
use crate::billing::PriceFault;
use crate::card::{Bucket, Buckets, Card, Lane};
use crate::money::{Tokens, Usd};
use crate::workload::Segment;

/// Ids beyond so many are counted together, so that a log of nonsense cannot fill the memory.
const MOST_IDS: usize = 10_000;
/// What those are called.
const FURTHER_IDS: &str = "(further ids)";

/// Everything that is known of the requests read.
#[derive(Debug)]
pub struct Tally<'c> {
    plan: &'c Plan<'c>,
    ids: Vec<IdTotals>,
    places: HashMap<String, usize, RandomState>,
    /// The id of the last request: most often also that of the next.
    last_id: usize,
    times: Times,
    lengths: SeenLengths,
    thinking: SeenThinking,
    caps: SeenCaps,
    caching: u64,
    hits: u64,
    not_utf8: u64,
    skips: Skips,
    cells: Cells,
    daily: Daily,
    alike: Alike,
    lessons: Lessons,
    replayed: Vec<Replayed>,
    /// The same of requests that have no price on the model that answered them.
    replayed_unpriced: Vec<Replayed>,
    extras: Extras,
    metrics: MetricSums,
    coarse: Coarse,
    /// The ids of the requests of this tally and of its parts.
    known: Arc<Ids>,
    copies: Copies,
    chosen: Chosen,
}

/// How closely the lengths of single answers are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Coarse {
    #[default]
    Exact,
    /// Some only as the mean of a histogram's cell.
    Cells,
    /// Some only as the mean of a class of Logs Insights.
    Classes,
}

/// Requests that are in the logs more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Copies {
    /// How many were not counted, since they were before.
    pub left_out: u64,
    /// How many were counted, though their id is that of a request with other figures.
    pub differing: u64,
    /// How many were counted without a look, since there were too many.
    pub unchecked: u64,
}

impl<'c> Tally<'c> {
    /// Nothing read yet.
    pub fn new(plan: &'c Plan<'c>) -> Self {
        Self {
            plan,
            ids: Vec::new(),
            places: HashMap::default(),
            last_id: 0,
            times: Times::default(),
            lengths: SeenLengths::default(),
            thinking: SeenThinking::default(),
            caps: SeenCaps::default(),
            caching: 0,
            hits: 0,
            not_utf8: 0,
            skips: Skips::default(),
            cells: Cells::default(),
            daily: Daily::default(),
            alike: Alike::default(),
            lessons: Lessons::default(),
            replayed: vec![Replayed::default(); plan.replay.as_ref().map_or(0, Replay::len)],
            replayed_unpriced: vec![
                Replayed::default();
                plan.replay.as_ref().map_or(0, Replay::len)
            ],
            extras: Extras::default(),
            metrics: MetricSums::default(),
            coarse: Coarse::Exact,
            known: Arc::default(),
            copies: Copies::default(),
            chosen: Chosen::default(),
        }
    }

    /// Nothing read yet of a part of the same logs: requests that are in several parts are counted once,
    /// whichever part comes first.
    pub fn part(&self) -> Self {
        Self { known: Arc::clone(&self.known), ..Self::new(self.plan) }
    }

    /// Whether a request with this id was taken in before, here or in another part. One of the same id
    /// that says otherwise is another request, so that totals are the same whoever comes first.
    pub(super) fn is_copy(&mut self, id: &[u8], request: &Request<'_>) -> bool {
        if id.is_empty() {
            return false;
        }
        let known = self.known.take(id, request);
        match known {
            Known::New => {}
            Known::Copy => self.copies.left_out += 1,
            Known::Differs => self.copies.differing += 1,
            Known::Unchecked => self.copies.unchecked += 1,
        }
        known == Known::Copy
    }

    /// Takes in a request, if it is meant; returns whether it is.
    pub fn request(&mut self, request: &Request<'_>) -> bool {
        let is_taken = request.count > 0 && self.is_meant(request, false);
        if is_taken {
            self.add(request);
        }
        is_taken
    }

    /// Whether a request, or a call that failed, is meant. The time of one that is not counts where it is asked
    /// for: what is meant is a part of that time, however much of it.
    pub(super) fn is_meant(&mut self, request: &Request<'_>, failed: bool) -> bool {
        let only = &self.plan.only;
        if only.is_all() {
            return true;
        }
        let with_model = Request { model: self.assumed(request.model), ..*request };
        let verdict =
            self.chosen.judge(only, (self.plan.card, &self.plan.names), &with_model, failed);
        if verdict == Verdict::InTime
            && !failed
            && let Some((first, last)) = request.time
        {
            self.times.add(first, last, request.count);
        }
        verdict == Verdict::Meant
    }

    /// Takes in a call that failed.
    pub(super) fn fail(&mut self, place: Place, request: &Request<'_>) {
        if !self.is_meant(request, true) {
            return;
        }
        if !self.plan.by.is_empty() {
            let model = self.plan.resolve(self.assumed(request.model));
            let model = model.and_then(|found| self.plan.card.models.get(found.model));
            self.chosen.by.fail(&self.plan.by, request, model);
        }
        self.skip(place, Reason::Failed);
    }

    fn add(&mut self, request: &Request<'_>) {
        if request.count > 1 {
            self.coarse = self.coarse.max(Coarse::Cells);
        }
        let at = self.id(request.model, request.about.answered_by);
        let Some(totals) = self.ids.get_mut(at) else {
            return;
        };
        let (mut known, mut costs) = (None, None);
        let tokens = &request.tokens;
        totals.requests += request.count;
        totals.by_lane[request.lane as usize] += request.count;
        totals.tokens += *tokens;
        if let Some(thinking) = request.thinking {
            totals.thinking.add(Stated { requests: request.count, tokens: thinking });
            self.thinking.add(tokens[Bucket::Output], thinking, request.count);
        }
        let resolved = totals.resolved;
        let served = resolved.and_then(|it| Some((self.plan.card.models.get(it.model)?, it)));
        if let Some((model, resolved)) = served {
            let model = as_of(model, request);
            let cost = price(model, resolved, request);
            // An answer names a model, and not by which profile it was called.
            let is_assumed = !totals.answered_by.is_empty();
            if cost.is_ok_and(|(_, derived)| derived || is_assumed) {
                totals.assumed_place += request.count;
            }
            let cost = cost.map(|(cost, _)| cost);
            (known, costs) = (Some(model), cost.ok());
            match cost {
                Ok(cost) => totals.cost += cost,
                Err(fault) => {
                    totals.unpriced += request.count;
                    totals.price_fault = lesser(totals.price_fault, Some(fault));
                }
            }
            if self.plan.daily {
                let served = resolved.served(model, request);
                self.daily.add(request, resolved.model, resolved.profile, served);
            }
            if let Some(replay) = &self.plan.replay {
                // What has no price now is held apart, so that both sides are the same requests.
                let sums =
                    if cost.is_ok() { &mut self.replayed } else { &mut self.replayed_unpriced };
                replay.add(request, resolved, cost.ok(), sums);
            }
        }
        totals.ends.add(request);
        self.caps.add(request);
        if !self.plan.by.is_empty() {
            self.chosen.by.add(&self.plan.by, request, known, costs);
        }
        if self.plan.histogram {
            self.cells.add(at, request);
        }
        if let Some(cuts) = &self.plan.fit {
            self.alike.add(request, served, cuts);
        }
        self.lengths.add(tokens[Bucket::Output], request.count);
        if !tokens.cached().is_zero() {
            self.caching += request.count;
            if !tokens[Bucket::CacheRead].is_zero() {
                self.hits += request.count;
            }
        }
        if let Some((first, last)) = request.time {
            self.times.add(first, last, request.count);
        }
    }

    /// Takes in the body of a request that was taken in last, as far as is asked for.
    pub(super) fn learn(&mut self, request: &Request<'_>, body: &[u8]) {
        if !self.plan.learn {
            return;
        }
        let at = self.ids.get(self.last_id).and_then(|id| Some(id.resolved?.model));
        let at = at.and_then(|at| Some((at, self.plan.card.models.get(at)?)));
        if let Some((at, model)) = at {
            self.lessons.add(at, model, request, body);
        }
    }

    /// Takes in what else the request that was taken in last was charged.
    pub(super) fn beside(&mut self, around: &Around<'_>) {
        if let Some(extras) = &around.extras {
            self.extras.merge(extras);
        }
    }

    /// Takes in a metric.
    pub(super) fn metric(&mut self, place: Place, metric: &Metric<'_>) {
        if let Err(reason) = self.metrics.add(metric) {
            self.skip(place, reason);
        }
    }

    /// Takes in how long the periods of metrics are, in milliseconds.
    pub(super) fn period(&mut self, millis: i64) {
        self.metrics.state_period(millis);
    }

    /// Takes in that rows are classes of Logs Insights, whose bounds are not those of cells.
    pub(super) fn classes(&mut self) {
        self.coarse = Coarse::Classes;
    }

    /// Takes in that something was left out.
    pub(super) fn skip(&mut self, place: Place, reason: Reason) {
        self.skips.add(place, reason);
    }

    /// Takes in a line with bytes that are no UTF-8.
    pub(super) const fn not_utf8(&mut self) {
        self.not_utf8 += 1;
    }

    /// An id, or that of the model that requests without one are taken to be of.
    fn assumed<'i>(&self, id: &'i str) -> &'i str
    where
        'c: 'i,
    {
        self.plan.assumed_model.filter(|_| id.is_empty()).unwrap_or(id)
    }

    /// The number of a model's id, or of what answers name where it names no model.
    fn id(&mut self, id: &str, answered_by: &[u8]) -> usize {
        let id = self.assumed(id);
        let is_same = |last: &IdTotals| {
            let says_all =
                last.answered_by.is_empty() && (last.resolved.is_some() || answered_by.is_empty());
            last.bedrock_id == id && (says_all || last.answered_by.as_bytes() == answered_by)
        };
        if self.ids.get(self.last_id).is_some_and(is_same) {
            return self.last_id;
        }
        self.last_id = self.answered(id, answered_by).unwrap_or_else(|| self.named(id));
        self.last_id
    }

    /// The number of what answers name, where an id names no model and that does.
    fn answered(&mut self, id: &str, answered_by: &[u8]) -> Option<usize> {
        if answered_by.is_empty() {
            return None;
        }
        let answered_by = std::str::from_utf8(answered_by).ok().and_then(model_id)?;
        let named = self.places.get(id).and_then(|at| self.ids.get(*at));
        if answered_by.is_empty() || named.is_some_and(|named| named.resolved.is_some()) {
            return None;
        }
        // No id has two lines.
        let both = format!("{id}\n{answered_by}");
        if let Some(&at) = self.places.get(&both) {
            return Some(at);
        }
        let is_new = named.is_none() && self.plan.resolve(id).is_some();
        let resolved = self.plan.resolve(answered_by).filter(|_| !is_new)?;
        if self.ids.len() >= MOST_IDS {
            return None;
        }
        Some(self.new_id(both, id, answered_by, Some(resolved)))
    }

    /// The number of an id.
    fn named(&mut self, id: &str) -> usize {
        match self.places.get(id) {
            Some(&at) => at,
            None if self.ids.len() >= MOST_IDS && id != FURTHER_IDS => self.named(FURTHER_IDS),
            None => self.new_id(id.to_owned(), id, "", self.plan.resolve(id)),
        }
    }

    fn new_id(
        &mut self,
        place: String,
        id: &str,
        answered_by: &str,
        resolved: Option<Resolved>,
    ) -> usize {
        let at = self.ids.len();
        self.places.insert(place, at);
        self.ids.push(IdTotals {
            bedrock_id: id.to_owned(),
            answered_by: answered_by.to_owned(),
            resolved,
            requests: 0,
            assumed_place: 0,
            by_lane: Default::default(),
            tokens: Buckets::default(),
            thinking: Stated::default(),
            ends: Ends::default(),
            cost: Usd::ZERO,
            unpriced: 0,
            price_fault: None,
        });
        at
    }

    /// Takes in all of another tally of the same plan.
    pub fn merge(&mut self, other: &Self) {
        let mut places = Vec::with_capacity(other.ids.len());
        for theirs in &other.ids {
            let at = self.id(&theirs.bedrock_id, theirs.answered_by.as_bytes());
            places.push(at);
            let Some(ours) = self.ids.get_mut(at) else {
                continue;
            };
            ours.requests += theirs.requests;
            for (ours, theirs) in ours.by_lane.iter_mut().zip(theirs.by_lane) {
                *ours += theirs;
            }
            ours.tokens += theirs.tokens;
            ours.thinking.add(theirs.thinking);
            ours.ends.merge(&theirs.ends);
            ours.cost += theirs.cost;
            ours.unpriced += theirs.unpriced;
            ours.assumed_place += theirs.assumed_place;
            ours.price_fault = lesser(ours.price_fault, theirs.price_fault);
        }
        self.times.merge(&other.times);
        self.lengths.merge(&other.lengths);
        self.thinking.merge(&other.thinking);
        self.caps.merge(&other.caps);
        self.chosen.merge(&other.chosen);
        self.caching += other.caching;
        self.hits += other.hits;
        self.not_utf8 += other.not_utf8;
        self.skips.merge(&other.skips);
        self.cells.merge(&other.cells, &places);
        self.daily.merge(&other.daily);
        self.alike.merge(&other.alike);
        self.lessons.merge(&other.lessons);
        for (ours, theirs) in [
            (&mut self.replayed, &other.replayed),
            (&mut self.replayed_unpriced, &other.replayed_unpriced),
        ] {
            ours.iter_mut().zip(theirs).for_each(|(ours, theirs)| *ours += *theirs);
        }
        self.extras.merge(&other.extras);
        self.metrics.merge(&other.metrics);
        self.coarse = self.coarse.max(other.coarse);
        self.copies.left_out += other.copies.left_out;
        self.copies.differing += other.copies.differing;
        self.copies.unchecked += other.copies.unchecked;
    }

    /// Counts the requests of CloudWatch's metrics, where nothing else was read: metrics beside
    /// records are the same requests again. Returns how many requests they count.
    pub fn settle_metrics(&mut self) -> u64 {
        let metrics = std::mem::take(&mut self.metrics);
        let all = metrics.requests();
        if self.requests() > 0 {
            return all;
        }
        let time = metrics.span();
        metrics.each(|model, tokens, count| {
            let lane = Lane::Standard;
            // A histogram of them says when they were too.
            self.request(&Request {
                model,
                region: None,
                time,
                tokens,
                thinking: None,
                lane,
                count,
                about: About::default(),
            });
        });
        self.metrics = metrics;
        // A mean over all says nothing of single requests.
        self.lengths = SeenLengths::default();
        self.caps = SeenCaps::default();
        self.coarse = Coarse::Exact;
        (self.caching, self.hits) = (0, 0);
        all
    }

    /// What CloudWatch's metrics leave open, in sentences; nothing where none were counted.
    pub fn doubts_of_metrics(&self) -> Vec<&'static str> {
        self.metrics.doubts()
    }

    /// Requests that are in the logs more than once.
    pub const fn copies(&self) -> Copies {
        self.copies
    }

    /// What was told by a filter of whether requests are copies; none where all are told exactly.
    pub fn filtered_copies(&self) -> Option<Filtered> {
        self.known.filtered()
    }

    /// What requests were charged beside their tokens.
    pub const fn extras(&self) -> &Extras {
        &self.extras
    }

    /// The requests by the id of their model, in no order.
    pub fn ids(&self) -> &[IdTotals] {
        &self.ids
    }

    /// All requests.
    pub fn requests(&self) -> u64 {
        self.ids.iter().map(|id| id.requests).sum()
    }

    /// The requests that were served in a lane.
    pub fn served(&self, lane: Lane) -> u64 {
        self.ids.iter().map(|id| id.by_lane[lane as usize]).sum()
    }

    /// The tokens of all requests.
    pub fn tokens(&self) -> Buckets<Tokens> {
        let mut all = Buckets::default();
        for id in &self.ids {
            all += id.tokens;
        }
        all
    }

    /// The requests that have a price.
    pub fn priced(&self) -> u64 {
        let known = self.ids.iter().filter(|id| id.resolved.is_some());
        known.map(|id| id.requests - id.unpriced.min(id.requests)).sum()
    }

    /// What all requests with a price cost.
    pub fn cost(&self) -> Usd {
        self.ids.iter().map(|id| id.cost).sum()
    }

    /// The first and the last request's time, where any has one, without those far apart.
    pub fn span(&self) -> Option<(Moment, Moment)> {
        self.times.main().map(|(main, _)| (main.first, main.last))
    }

    /// Requests more than a year from the rest, and fewer than it: their clock was wrong.
    pub fn far_apart(&self) -> Vec<Stretch> {
        self.times.main().map(|(_, apart)| apart).unwrap_or_default()
    }

    /// How long answers were.
    pub const fn lengths(&self) -> &SeenLengths {
        &self.lengths
    }

    /// The length that so many thousandths of the answers do not exceed, and whether it is exact: where
    /// answers come from a histogram, it is the upper bound of a cell.
    pub fn answers_up_to(&self, permille: u64) -> Option<(Tokens, bool)> {
        let length = self.lengths.percentile(permille)?;
        Some(match self.coarse {
            Coarse::Exact => (length, true),
            Coarse::Cells => (bound(length), false),
            // A class is a quarter of a factor e wide: its bound is at most 1.285 times its mean.
            Coarse::Classes => {
                (bound(Tokens::new(length.get().saturating_mul(1_285) / 1_000)), false)
            }
        })
    }

    /// How long thinking and answers were, of the requests that state both.
    pub const fn thinking(&self) -> &SeenThinking {
        &self.thinking
    }

    /// The requests that are meant, as the plan has it.
    pub const fn only(&self) -> &'c Only {
        &self.plan.only
    }

    /// How many requests are not meant.
    pub const fn left_out(&self) -> LeftOut {
        self.chosen.left_out
    }

    /// What the plan tells requests apart by.
    pub fn facets(&self) -> &'c [Facet] {
        &self.plan.by
    }

    /// The requests by what the plan tells them apart by.
    pub const fn by(&self) -> &By {
        &self.chosen.by
    }

    /// The caps that were asked for, and the answers that ended at them.
    pub(super) const fn caps(&self) -> &SeenCaps {
        &self.caps
    }

    /// Whether every request states how much of its output was thinking.
    pub fn states_thinking(&self) -> bool {
        self.requests() > 0 && self.thinking.thoughts().answers() == self.requests()
    }

    /// The card whose models and prices hold.
    pub(super) const fn card(&self) -> &'c Card {
        self.plan.card
    }

    /// Requests that read from the cache or wrote to it, and those that read.
    pub const fn caching(&self) -> (u64, u64) {
        (self.caching, self.hits)
    }

    /// Lines that hold bytes that are no UTF-8, and were read all the same.
    pub const fn lines_not_utf8(&self) -> u64 {
        self.not_utf8
    }

    /// What was left out.
    pub const fn skips(&self) -> &Skips {
        &self.skips
    }

    /// The requests as a histogram.
    pub const fn cells(&self) -> &Cells {
        &self.cells
    }

    /// The tokens of requests by how they are billed and when, where that was asked for.
    pub const fn daily(&self) -> &Daily {
        &self.daily
    }

    /// The requests in segments of such as are billed alike.
    pub(super) fn segments(&self) -> Vec<Segment> {
        self.alike.segments(self.states_thinking())
    }

    /// What the texts of the requests teach of tokenizers.
    pub const fn lessons(&self) -> &Lessons {
        &self.lessons
    }

    /// What the requests cost on every model, in the order of the replay's models: those that have a price
    /// on the model that answered them, or all where none has.
    pub fn replayed(&self) -> &[Replayed] {
        if self.priced() > 0 { &self.replayed } else { &self.replayed_unpriced }
    }

    /// How many requests [`Self::replayed`] is of.
    pub fn replayed_requests(&self) -> u64 {
        let known = self.ids.iter().filter(|id| id.resolved.is_some());
        match self.priced() {
            0 => known.map(|id| id.requests).sum(),
            priced => priced,
        }
    }
}

fn lesser(one: Option<PriceFault>, other: Option<PriceFault>) -> Option<PriceFault> {
    match (one, other) {
        (Some(a), Some(b)) if a != b && b.to_string() < a.to_string() => Some(b),
        (a, b) => a.or(b),
    }
}
