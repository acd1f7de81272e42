//! Requests that are not all alike: traffic in segments, as a log has it.
//!
//! One mean would lie about them: half of the requests may read a long prefix from the cache and half have
//! none, few may reach the tier of long inputs, some go through Batch. Each segment has its own sizes, its
//! own hit rate and its own way of service, and is billed by itself.
//!
//! The fields of the workload are means over all. A field that stands at the mean leaves each segment its
//! own; one that was changed since then holds for all, and a size that was changed stretches each segment's
//! in proportion.

use std::sync::Arc;

use thiserror::Error;

use super::{Batch, Lengths, MAX_REQUESTS, Prompt, Section, ServiceTier, Ttl, Workload};
use crate::family::Family;
use crate::money::{Share, Tokens};
use crate::place::Origin;

/// The most segments of a workload.
pub const MAX_SEGMENTS: usize = 100;

/// Requests that are alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// How many of all, 1 at least: shares follow from these.
    pub requests: u64,
    /// The tokens of each section of a request's prompt, in the order of [`Section`]. What is read from the
    /// cache and written to it is its system prompt.
    pub prompt: [Tokens; Section::ALL.len()],
    /// Its mean answer.
    pub answer: Tokens,
    /// The lengths of its answers, where they were seen; they give the shape, and the mean is above.
    pub lengths: Option<Lengths>,
    /// The share of requests that find the prefix cached.
    pub hit_rate: Share,
    /// How long what is written lives.
    pub ttl: Ttl,
    /// How requests are served that do not go through Batch.
    pub tier: ServiceTier,
    /// Whether they go through Batch.
    pub batch: bool,
    /// Where they come from, and how far from there they may be answered.
    pub origin: Origin,
    /// The tokenizer that counted the sizes; none takes them for those of every model.
    pub counted_by: Option<Family>,
}

/// Segments of the traffic, cheap to clone; none where all requests are alike.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Segments(Option<Arc<Divided>>);

#[derive(Debug, PartialEq, Eq)]
struct Divided {
    segments: Box<[Segment]>,
    /// All their requests.
    requests: u64,
    mean: Mean,
}

/// The fields of a workload that stands at the mean of its segments.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mean {
    sizes: Sizes,
    hit_rate: Option<Share>,
    ttl: Ttl,
    tier: ServiceTier,
    batch: Batch,
    origin: Origin,
    counted_by: Option<Family>,
}

/// How large requests are in the mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sizes {
    prompt: [Tokens; Section::ALL.len()],
    answer: Tokens,
}

/// Why segments are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SegmentsFault {
    /// More than [`MAX_SEGMENTS`].
    #[error("must be at most {MAX_SEGMENTS}")]
    TooMany,
    /// A segment without requests, or more than [`MAX_REQUESTS`] in all.
    #[error("must have 1 request each at least, and 1,000,000,000 in all at most")]
    Requests,
}

impl Segments {
    /// Traffic in these segments; none are all requests alike.
    ///
    /// # Errors
    /// A [`SegmentsFault`] when there are too many, or too many requests.
    pub fn new(segments: Vec<Segment>) -> Result<Self, SegmentsFault> {
        if segments.len() > MAX_SEGMENTS {
            return Err(SegmentsFault::TooMany);
        }
        let requests = segments.iter().map(|it| it.requests).fold(0, u64::saturating_add);
        if requests > MAX_REQUESTS || segments.iter().any(|it| it.requests == 0) {
            return Err(SegmentsFault::Requests);
        }
        if segments.is_empty() {
            return Ok(Self::default());
        }
        let mean = Mean::of(&segments, requests);
        Ok(Self(Some(Arc::new(Divided { segments: segments.into(), requests, mean }))))
    }

    /// Whether all requests are alike.
    pub const fn is_none(&self) -> bool {
        self.0.is_none()
    }

    /// The segments in their order.
    pub fn all(&self) -> &[Segment] {
        self.0.as_ref().map_or(&[], |divided| &divided.segments)
    }

    /// `work` with these segments, and its fields at their mean; the rest stays.
    pub fn workload(&self, mut work: Workload) -> Workload {
        if let Some(divided) = &self.0 {
            let mean = &divided.mean;
            mean.sizes.set(&mut work);
            work.caching.hit_rate = mean.hit_rate;
            work.caching.ttl = mean.ttl;
            work.tier = mean.tier;
            work.batch = mean.batch;
            work.origin = mean.origin;
            work.counted_by = mean.counted_by;
        }
        work.segments = self.clone();
        work
    }
}

impl Sizes {
    fn of(segments: &[Segment], requests: u64) -> Self {
        let all = |size: &dyn Fn(&Segment) -> Tokens| -> u128 {
            segments.iter().map(|it| u128::from(it.requests) * u128::from(size(it).get())).sum()
        };
        let mean = |all: u128, of: u64| {
            let rounded = (all + u128::from(of / 2)) / u128::from(of.max(1));
            Tokens::new(u64::try_from(rounded).unwrap_or(u64::MAX))
        };
        // What is cached is what requests on demand have of it: those through Batch cache nothing.
        let batch: u64 = segments.iter().filter(|it| it.batch).map(|it| it.requests).sum();
        let input = mean(all(&|it| it.prompt.iter().copied().sum()), requests);
        let system = all(&|it| it.prompt[Section::System as usize]);
        let mut prompt = Prompt::default();
        prompt.set_tokens(Section::System, mean(system, requests - batch).min(input));
        let mut left = input - prompt.tokens(Section::System);
        for section in [Section::Tools, Section::Context] {
            let tokens = mean(all(&|it| it.prompt[section as usize]), requests).min(left);
            prompt.set_tokens(section, tokens);
            left = left - tokens;
        }
        prompt.set_tokens(Section::User, left);
        Self {
            prompt: Section::ALL.map(|section| prompt.tokens(section)),
            answer: mean(all(&|it| it.answer), requests),
        }
    }

    fn set(&self, work: &mut Workload) {
        for (section, tokens) in Section::ALL.into_iter().zip(self.prompt) {
            work.prompt.set_tokens(section, tokens);
        }
        work.answer.mean = self.answer;
    }
}

impl Mean {
    fn of(segments: &[Segment], requests: u64) -> Self {
        let batch: u64 = segments.iter().filter(|it| it.batch).map(|it| it.requests).sum();
        let (mut cached, mut hits) = (0_u128, 0_u128);
        for it in segments {
            let tokens =
                u128::from(it.requests) * u128::from(it.prompt[Section::System as usize].get());
            cached += tokens;
            hits += tokens * u128::from(it.hit_rate.ppm());
        }
        let hit_rate = hits.checked_div(cached).and_then(|ppm| u32::try_from(ppm).ok());
        let caches = |it: &&Segment| !it.prompt[Section::System as usize].is_zero();
        let segments_of = || segments.iter();
        Self {
            sizes: Sizes::of(segments, requests),
            hit_rate: hit_rate.map(Share::from_ppm),
            ttl: most(segments_of().filter(caches), |it| it.ttl).unwrap_or(Ttl::FiveMinutes),
            tier: most(segments_of().filter(|it| !it.batch), |it| it.tier)
                .unwrap_or(ServiceTier::Standard),
            batch: Batch {
                on: batch > 0,
                share: if batch > 0 { Share::of(batch, requests) } else { Share::ONE },
            },
            origin: most(segments_of(), |it| it.origin).unwrap_or_default(),
            counted_by: most(segments_of(), |it| it.counted_by).flatten(),
        }
    }
}

/// What most requests have; of equals, what comes first.
fn most<'s, T: PartialEq>(
    segments: impl Iterator<Item = &'s Segment>,
    of: impl Fn(&Segment) -> T,
) -> Option<T> {
    let mut found: Vec<(T, u64)> = Vec::new();
    for it in segments {
        let value = of(it);
        match found.iter_mut().find(|(known, _)| *known == value) {
            Some((_, requests)) => *requests += it.requests,
            None => found.push((value, it.requests)),
        }
    }
    let most = found.iter().map(|(_, requests)| *requests).max()?;
    found.into_iter().find(|(_, requests)| *requests == most).map(|(value, _)| value)
}

impl Workload {
    /// The workload of each segment, all requests divided among them; itself where it has none.
    pub fn parts(&self) -> Vec<Self> {
        let Some(divided) = &self.segments.0 else { return vec![self.clone()] };
        let whole = Self { segments: Segments::default(), ..self.clone() };
        let all = u128::from(divided.requests);
        let (mut so_far, mut given) = (0_u128, 0);
        let each = divided.segments.iter().map(|segment| {
            so_far += u128::from(segment.requests);
            // Rounded down in all, so that they add up.
            let up_to = u128::from(self.requests) * so_far / all;
            let up_to = u64::try_from(up_to).unwrap_or(u64::MAX);
            let requests = up_to - std::mem::replace(&mut given, up_to);
            whole.part(segment, &divided.mean, requests)
        });
        each.collect()
    }

    /// What this workload, which has no segments itself, is for one of them.
    fn part(&self, of: &Segment, mean: &Mean, requests: u64) -> Self {
        let mut part = Self { requests, ..self.clone() };
        for (at, section) in Section::ALL.into_iter().enumerate() {
            let was = mean.sizes.prompt[at];
            let size = stretched(of.prompt[at], was, self.prompt.tokens(section));
            part.prompt.set_tokens(section, size);
        }
        part.answer.mean = stretched(of.answer, mean.sizes.answer, self.answer.mean);
        // Without lengths in the whole, a spread was asked for in place of those that were seen.
        part.answer.lengths = self.answer.lengths.as_ref().and(of.lengths.clone());
        if self.caching.hit_rate == mean.hit_rate {
            part.caching.hit_rate = Some(of.hit_rate);
        }
        if self.caching.ttl == mean.ttl {
            part.caching.ttl = of.ttl;
        }
        if self.tier == mean.tier && self.batch == mean.batch {
            part.tier = of.tier;
            part.batch = Batch { on: of.batch, share: Share::ONE };
        }
        if self.origin == mean.origin {
            part.origin = of.origin;
        }
        if self.counted_by == mean.counted_by {
            part.counted_by = of.counted_by;
        }
        part
    }

    /// `own`, which is this workload in the tokens of some model, with each segment made its own too:
    /// `convert` is given the workload of each.
    pub fn with_parts_by(&self, mut own: Self, convert: impl Fn(&Self) -> Self) -> Self {
        let Some(divided) = &self.segments.0 else { return own };
        let parts = self.parts().into_iter().zip(&divided.segments).map(|(part, segment)| {
            let own = convert(&part);
            Segment {
                prompt: Section::ALL.map(|section| own.prompt.tokens(section)),
                answer: own.answer.mean,
                lengths: own.answer.lengths,
                ..segment.clone()
            }
        });
        let segments: Box<[Segment]> = parts.collect();
        let sizes = Sizes::of(&segments, divided.requests);
        sizes.set(&mut own);
        // What else was changed since the mean still is.
        let mean = Mean { sizes, ..divided.mean.clone() };
        own.segments = Segments(Some(Arc::new(Divided { segments, mean, ..**divided })));
        own
    }
}

/// A segment's size, in proportion to what became of the mean; where that was nothing, what it is now.
fn stretched(own: Tokens, was: Tokens, now: Tokens) -> Tokens {
    if now == was {
        return own;
    }
    if was.is_zero() {
        return now;
    }
    let was = u128::from(was.get());
    let size = (u128::from(own.get()) * u128::from(now.get()) + was / 2) / was;
    Tokens::new(u64::try_from(size).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of 3 requests 2 are plain, and 1 has a prefix of 3,000 that nine of ten find.
    fn mixed() -> Segments {
        let tokens = |sizes: [u64; 4]| sizes.map(Tokens::new);
        let plain = Segment {
            requests: 2,
            prompt: tokens([0, 0, 0, 600]),
            answer: Tokens::new(90),
            lengths: None,
            hit_rate: Share::default(),
            ttl: Ttl::FiveMinutes,
            tier: ServiceTier::Standard,
            batch: false,
            origin: Origin::default(),
            counted_by: None,
        };
        let cached = Segment {
            requests: 1,
            prompt: tokens([0, 3_000, 0, 300]),
            answer: Tokens::new(30),
            hit_rate: Share::from_ppm(900_000),
            ttl: Ttl::OneHour,
            tier: ServiceTier::Flex,
            ..plain.clone()
        };
        Segments::new(vec![plain, cached]).unwrap()
    }

    fn sizes(work: &Workload) -> [u64; 4] {
        Section::ALL.map(|section| work.prompt.tokens(section).get())
    }

    #[test]
    fn the_workload_stands_at_the_mean() {
        let work = mixed().workload(Workload::default());
        // 3,000 / 3, and (2 x 600 + 300) / 3; (2 x 90 + 30) / 3.
        assert_eq!(sizes(&work), [0, 1_000, 0, 500]);
        assert_eq!(work.answer.mean.get(), 70);
        assert_eq!(work.caching.hit_rate, Some(Share::from_ppm(900_000)));
        assert_eq!((work.caching.ttl, work.tier), (Ttl::OneHour, ServiceTier::Standard));
    }

    #[test]
    fn parts_are_all_of_it() {
        let work = Workload { requests: 50_000, ..mixed().workload(Workload::default()) };
        let [plain, cached] = work.parts().try_into().unwrap();
        assert_eq!((plain.requests, cached.requests), (33_333, 16_667));
        assert_eq!((sizes(&plain), sizes(&cached)), ([0, 0, 0, 600], [0, 3_000, 0, 300]));
        assert_eq!((plain.tier, cached.tier), (ServiceTier::Standard, ServiceTier::Flex));
        assert!(plain.segments.is_none());
        let alike = Workload::default();
        assert_eq!(alike.parts(), std::slice::from_ref(&alike));
    }

    #[test]
    fn what_is_changed_holds_for_all() {
        let mut work = mixed().workload(Workload::default());
        // Twice the message, 100 tokens of documents, and a half longer answers.
        work.prompt.set_tokens(Section::User, Tokens::new(1_000));
        work.prompt.set_tokens(Section::Context, Tokens::new(100));
        work.answer.mean = Tokens::new(105);
        work.tier = ServiceTier::Priority;
        work.caching.ttl = Ttl::FiveMinutes;
        let [plain, cached] = work.parts().try_into().unwrap();
        assert_eq!((sizes(&plain), sizes(&cached)), ([0, 0, 100, 1_200], [0, 3_000, 100, 600]));
        assert_eq!((plain.answer.mean.get(), cached.answer.mean.get()), (135, 45));
        assert_eq!((plain.tier, cached.tier), (ServiceTier::Priority, ServiceTier::Priority));
        assert_eq!(cached.caching.ttl, Ttl::FiveMinutes);
        // The hit rate was not.
        assert_eq!(cached.caching.hit_rate, Some(Share::from_ppm(900_000)));
    }

    #[test]
    fn limits() {
        let one = mixed().all()[0].clone();
        let many = vec![one.clone(); MAX_SEGMENTS + 1];
        assert_eq!(Segments::new(many), Err(SegmentsFault::TooMany));
        let none = Segment { requests: 0, ..one.clone() };
        assert_eq!(Segments::new(vec![none]), Err(SegmentsFault::Requests));
        let all = Segment { requests: MAX_REQUESTS, ..one.clone() };
        assert_eq!(Segments::new(vec![all, one]), Err(SegmentsFault::Requests));
        assert!(Segments::new(Vec::new()).unwrap().is_none());
    }
}
