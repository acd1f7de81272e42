//! What the user does with a model in a month: how many requests, how large, how long the
//! answers are, and which discounts are asked for.
//!
//! All sizes are means per request. A request is one model call, so a conversation of n turns is
//! n requests.

mod answer;
mod basis;
mod inputs;
mod lengths;
mod output;
mod people;
mod plans;
mod ranges;
mod segments;
mod sharing;
mod thinking;
mod traffic;

pub use answer::{Answer, MicroTokens, Spread, SpreadFault};
pub use basis::{BASES, Basis, BasisSpec};
pub use inputs::{Stretch, Varying};
pub use lengths::{Lengths, LengthsFault, MAX_ANSWERS, MAX_LENGTHS};
pub use output::Output;
pub use people::People;
pub use plans::{
    Credits, MAX_MONTHS, MAX_QUOTA, MAX_ROUTES, MAX_SESSIONS, MAX_USD, Mix, MixFault, MixRoute,
    Plans,
};
pub use ranges::{FieldRange, MAX_RANGES, Ranges};
pub use segments::{MAX_SEGMENTS, Segment, Segments, SegmentsFault};
pub use thinking::{Bound, ThinkingAsk, ThinkingChoice, Thought};
pub use traffic::{Active, HOURS_PER_MONTH};

use crate::family::Family;
use crate::money::{Share, Tokens};
use crate::place::Origin;

/// The most requests a month: 1,000,000,000.
pub const MAX_REQUESTS: u64 = 1_000_000_000;
/// The most tokens in one section of a prompt, or in an answer: 10,000,000.
pub const MAX_SECTION_TOKENS: u64 = 10_000_000;
/// The most turns in a conversation.
pub const MAX_TURNS: u32 = 100;
/// The most distinct prefixes that share the traffic.
pub const MAX_PREFIXES: u32 = 1_000_000;
/// The longest time between turns of a conversation, in seconds: a day.
pub const MAX_GAP: u32 = 86_400;
/// The most requests or conversations that begin together.
pub const MAX_BURST: u32 = 1_000_000;
/// The most tools offered with a request.
pub const MAX_TOOLS: u32 = 500;

/// A month of work for a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workload {
    /// Model calls a month, at most [`MAX_REQUESTS`].
    pub requests: u64,
    /// Turns in a conversation, 1 to [`MAX_TURNS`]; 1 is single requests.
    pub turns: u32,
    /// Hours and days in which requests come.
    pub active: Active,
    /// How large a conversation's first request is.
    pub prompt: Prompt,
    /// How far first requests' inputs spread, beyond what all share: see [`Varying`].
    pub input_spread: Spread,
    /// Tools offered with each request, at most [`MAX_TOOLS`]. What a model adds for them beside
    /// the texts of their descriptions is not in `prompt`.
    pub tools: u32,
    /// How long answers are.
    pub answer: Answer,
    /// The tokenizer by which sizes that were typed, not counted, are told, such as that of the model
    /// in a log. None: beside texts the reference encoding, and without any that of each model.
    pub counted_by: Option<Family>,
    /// How much models think before them.
    pub thinking: ThinkingChoice,
    /// Prompt caching.
    pub caching: Caching,
    /// Batch.
    pub batch: Batch,
    /// How requests on demand are served.
    pub tier: ServiceTier,
    /// Where requests come from, and how far from there they may be answered.
    pub origin: Origin,
    /// What is planned around it; the bill of one model knows nothing of it.
    pub plans: Plans,
    /// In what segments the requests differ, as a log has them; the sizes and ways of service above are their mean.
    pub segments: Segments,
}

/// The parts of a prompt, in the order in which they are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Section {
    /// The definitions of tools, as JSON.
    Tools,
    /// The system prompt.
    System,
    /// Retrieved documents, examples, anything sent before the question.
    Context,
    /// The user's message.
    User,
}

impl Section {
    /// All sections in the order in which they are sent.
    pub const ALL: [Self; 4] = [Self::Tools, Self::System, Self::Context, Self::User];

    /// The word for it on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Tools => "Tools",
            Self::System => "System",
            Self::Context => "Context",
            Self::User => "User",
        }
    }
}

/// The sections of a prompt: how many tokens each has, and which end in a cache point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Prompt {
    tokens: [Tokens; Section::ALL.len()],
    cached: [bool; Section::ALL.len()],
    /// What a model adds; nothing in a workload of no model.
    pub around: Around,
}

/// What a model bills of a request beside its texts, in tokens; never cached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Around {
    /// Once in every request.
    pub request: Tokens,
    /// In addition for each turn before it.
    pub turn: Tokens,
}

impl Prompt {
    /// A prompt of a cached prefix, sent as its system section, and the rest.
    pub fn of(prefix: Tokens, rest: Tokens) -> Self {
        Self {
            tokens: [Tokens::ZERO, prefix, Tokens::ZERO, rest],
            cached: [false, true, false, false],
            around: Around::default(),
        }
    }

    /// The tokens of a section.
    pub const fn tokens(&self, section: Section) -> Tokens {
        self.tokens[section as usize]
    }

    /// Sets the tokens of a section, clamped to [`MAX_SECTION_TOKENS`].
    pub fn set_tokens(&mut self, section: Section, tokens: Tokens) {
        self.tokens[section as usize] = tokens.min(Tokens::new(MAX_SECTION_TOKENS));
    }

    /// Whether a section is marked to be cached.
    pub const fn is_cached(&self, section: Section) -> bool {
        self.cached[section as usize]
    }

    /// Marks a section to be cached, or not.
    pub const fn set_cached(&mut self, section: Section, cached: bool) {
        self.cached[section as usize] = cached;
    }

    /// The whole input of a conversation's first request.
    pub fn input(&self) -> Tokens {
        self.tokens.iter().copied().sum::<Tokens>() + self.around.request
    }

    /// The prefix that requests share: everything up to the end of the last section marked
    /// cached, because a cache point covers all that is sent before it.
    pub fn prefix(&self) -> Tokens {
        let end = self.cached.iter().rposition(|&cached| cached).map_or(0, |last| last + 1);
        self.tokens[..end].iter().copied().sum()
    }

    /// The same prompt with `input` tokens in all: the user's message takes up the difference,
    /// then the context, then the system prompt, then the tools.
    pub fn with_input(mut self, input: Tokens) -> Self {
        let mut left = input - self.around.request;
        for section in [Section::Tools, Section::System, Section::Context] {
            let tokens = self.tokens(section).min(left);
            self.set_tokens(section, tokens);
            left = left - tokens;
        }
        self.set_tokens(Section::User, left);
        self
    }
}

/// Prompt caching as the user asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caching {
    /// Whether it is on.
    pub on: bool,
    /// How long a write is asked to live.
    pub ttl: Ttl,
    /// The share of requests that find the shared prefix cached; none derives it from traffic.
    pub hit_rate: Option<Share>,
    /// Distinct prefixes that are used alike, such as tenants or documents, 1 to [`MAX_PREFIXES`];
    /// each finds only its own share of the traffic warm.
    pub prefixes: u32,
    /// Mean seconds from one turn of a conversation to its next, at random (exponential), 1 to
    /// [`MAX_GAP`]; none where every next turn comes while the cache lives.
    pub turn_gap: Option<u32>,
    /// Requests, of several turns conversations, that begin together within minutes, before
    /// silence, 1 to [`MAX_BURST`]; 1 is each at random.
    pub burst: u32,
    /// Whether each turn of a conversation also caches what was said so far, so that the next
    /// turn reads it.
    pub history: bool,
}

impl Default for Caching {
    fn default() -> Self {
        Self {
            on: false,
            ttl: Ttl::FiveMinutes,
            hit_rate: None,
            prefixes: 1,
            turn_gap: None,
            burst: 1,
            history: true,
        }
    }
}

/// How long a cache write lives, counted from its last use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ttl {
    /// Five minutes, or the one TTL that the model has.
    FiveMinutes,
    /// An hour, where the model offers it.
    OneHour,
}

impl Ttl {
    /// The word for it, as on the command line.
    pub const fn label(self) -> &'static str {
        match self {
            Self::FiveMinutes => "5m",
            Self::OneHour => "1h",
        }
    }
}

/// The part of the traffic that can wait and goes through Batch, without caching.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batch {
    /// Whether Batch is used.
    pub on: bool,
    /// The share of requests that goes through it when it is.
    pub share: Share,
}

/// How requests on demand are served, on models that offer it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ServiceTier {
    /// At once, as is usual.
    Standard,
    /// For less, and answered when there is room.
    Flex,
    /// For more, and answered before others.
    Priority,
}

impl ServiceTier {
    /// All tiers, in the order of [`ServiceTier`].
    pub const ALL: [Self; 3] = [Self::Standard, Self::Flex, Self::Priority];
}

impl Workload {
    /// Requests that go through Batch and requests on demand.
    pub fn routes(&self) -> (u64, u64) {
        let batch = if self.batch.on { self.batch.share.part_of(self.requests) } else { 0 };
        (batch, self.requests - batch)
    }

    /// Input and answer of a first request together, the answer at its mean length.
    pub fn tokens_per_request(&self) -> Tokens {
        self.prompt.input() + self.answer.mean
    }

    /// The share of input in [`Self::tokens_per_request`].
    pub fn input_share(&self) -> Share {
        Share::of(self.prompt.input().get(), self.tokens_per_request().get())
    }
}

impl Default for Workload {
    /// The seed's mix of 30M input and 20M output tokens a month in 50,000 requests.
    fn default() -> Self {
        Self {
            requests: 50_000,
            turns: 1,
            active: Active::ALWAYS,
            prompt: Prompt::of(Tokens::ZERO, Tokens::new(600)),
            input_spread: Spread::NONE,
            tools: 0,
            answer: Answer {
                mean: Tokens::new(400),
                of_sample: false,
                spread: Spread::NONE,
                lengths: None,
                cap: None,
            },
            counted_by: None,
            thinking: ThinkingChoice::default(),
            caching: Caching::default(),
            batch: Batch { on: false, share: Share::ONE },
            tier: ServiceTier::Standard,
            origin: Origin::default(),
            plans: Plans::default(),
            segments: Segments::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prompt(tokens: [u64; 3], cached: [bool; 3]) -> Prompt {
        let mut prompt = Prompt::default();
        for (at, section) in Section::ALL.into_iter().skip(1).enumerate() {
            prompt.set_tokens(section, Tokens::new(tokens[at]));
            prompt.set_cached(section, cached[at]);
        }
        prompt
    }

    #[test]
    fn a_cache_point_covers_all_before_it() {
        assert_eq!(prompt([10, 20, 30], [false; 3]).prefix().get(), 0);
        assert_eq!(prompt([10, 20, 30], [true, false, false]).prefix().get(), 10);
        assert_eq!(prompt([10, 20, 30], [false, true, false]).prefix().get(), 30);
        assert_eq!(prompt([10, 20, 30], [true, false, true]).prefix().get(), 60);
        // Tools are sent before all else.
        let mut tools = prompt([10, 20, 30], [true, false, false]);
        tools.set_tokens(Section::Tools, Tokens::new(5));
        assert_eq!((tools.prefix().get(), tools.input().get()), (15, 65));
    }

    #[test]
    fn resizing_takes_from_the_end() {
        let start = prompt([10, 20, 30], [true, false, false]);
        let sizes = |input| start.with_input(Tokens::new(input)).tokens.map(Tokens::get);
        assert_eq!(sizes(100), [0, 10, 20, 70]);
        assert_eq!(sizes(25), [0, 10, 15, 0]);
        assert_eq!(sizes(4), [0, 4, 0, 0]);
    }

    #[test]
    fn the_seed_mix_is_60_to_40() {
        let mix = Workload::default();
        assert_eq!(mix.tokens_per_request().get(), 1_000);
        assert_eq!(mix.input_share().ppm(), 600_000);
        assert_eq!(mix.requests * mix.prompt.input().get(), 30_000_000);
        assert_eq!(mix.requests * mix.answer.mean.get(), 20_000_000);
    }

    #[test]
    fn batch_takes_whole_requests() {
        let mut work = Workload { requests: 7, ..Workload::default() };
        assert_eq!(work.routes(), (0, 7));
        work.batch = Batch { on: true, share: Share::from_ppm(300_000) };
        assert_eq!(work.routes(), (2, 5));
    }
}
