//! The rate card: which models there are, what each costs, and where the figures come from.
//!
//! A card is TOML. Rates are USD per 1M tokens, exact decimals with up to six places; a rate that
//! is left out is *not offered*: it is never zero and never guessed.
//!
//! ```toml
//! schema = 2                    # or 1, which had no places
//! name = "Bedrock list prices"
//! as_of = 2026-11-22
//! source = "where the figures come from"
//!
//! [defaults]                    # assumptions, used only where a model names them
//! batch = 0.5                   # times the on-demand rates, for `batch = "default"`
//! cache_min_tokens = 1024       # where caching is offered and no minimum is stated
//! [defaults.cache.nova]         # times the input rate, for `cache = "nova"`
//! read = 0.25
//! write_5m = 1
//!
//! [[model]]
//! id = "claude-sonnet-5-5"
//! name = "Claude Sonnet 5.5"
//! provider = "Anthropic"
//! bedrock_ids = ["anthropic.claude-sonnet-5-5"]
//! tokenizer = "claude-4.7"
//! context = 1_000_000
//! max_output = 128_000
//! rates = { input = 2, output = 10, cache_read = 0.1, cache_write_5m = 2.5, cache_write_1h = 4 }
//! batch = { input = 1, output = 5 }
//! cache_min_tokens = 512
//! regional = 1.1
//! tier = [{ above = 200_000, input = 4, output = 15, cache_read = 0.2, cache_write_5m = 5 }]
//! ```
//!
//! Further model keys: `cache_write_30m` in a rates table (a cache that lives 30 minutes),
//! `caching = "implicit"` (a cache without a write price: what is not read is plain input),
//! `cache_max_tokens` (what is beyond that many tokens of a request is not cached),
//! `cache = "nova"` (assumed cache rates for those left out), `batch = "default"`, `end_of_life`
//! (the last day; without it no end is known), `successor` (what comes after, by its id where it is
//! on the card), `status` (`active`, `legacy` or `limited`, as of the card's `status_as_of`), `kind` (`text`,
//! `speech`, `safety`, `embedding` or `rerank`; text where it is left out), `can` and `cannot` (lists of
//! `image`, `pdf`, `audio`, `video`, `tools` and `structured`; what is in neither is not known),
//! `burndown` (as how many tokens a token of output counts against a quota of tokens a minute; one where
//! it is left out),
//! `thinks` (`never`, `off` unless asked for, `on` unless told not to, `always`), `efforts` (a list of
//! `low`, `medium`, `high`, `xhigh` and `max`), `effort` (the one that it has unasked), `thinking_tokens`
//! (the mean of a request, one number or a table by effort, where it was measured), `source`, `notes`,
//! and in place of `rates` `unpriced = true`, or `per_query` (USD for each query or request, whatever its
//! tokens). The rates of an embedding model have no `output`. Of a model, only `id`, `name`, `provider` and `rates` have
//! to be there.
//!
//! Of a single value, named by its key or by the rate's key in JSON, `disputed` gives in words what
//! sources say that disagree, and `sources` where it comes from. A disputed value is marked where it
//! acts, as an assumed one is:
//!
//! ```toml
//! disputed = { cache_min_tokens = "1,000 or 1,024", cache_write = "0, or the price of input" }
//! sources = { burndown = "where the 5 is from" }
//! ```
//!
//! Prices by place, and where a model is offered:
//!
//! ```toml
//! [availability]                # what the lists of regions below are worth
//! as_of = 2026-10-09
//! source = "where they come from"
//! regions = "us-east-1 eu-central-1 eu-west-2"
//!
//! [[model]]                     # … as above, and
//! place.eu = 1.43               # times the model's rates: the geography's profile
//! place.eu-west-2 = { input = 0.084, output = 0.336, rest = "proportional" }
//! offered.region = "eu-west-2"
//! offered.geography = "us-east-1 eu-central-1"
//! offered.global = ""
//! ```
//!
//! A place is `in-region` (the bare id), `mantle`, a geography's prefix such as `eu`, or a region.
//! Its table is as a `regional` one; with `rest = "proportional"`, what it does not state is the
//! model's own rate in proportion to input, and marked. A model that has lists and does not name a
//! region that was looked at is not offered there; of other regions nothing is known.
//!
//! A `regional` table and each tier hold rates, and may hold `batch`, `flex` and `priority`; a
//! `regional` table may hold tiers of its own. What such a table states is for its own table alone; `batch = "default"` beside a
//! model's rates also for its tiers and its `regional` table. Cache rates begin with the model's
//! own `rates`: the other tables may leave them out, but not add them.
//!
//! `flex` and `priority` hold the rates of these service tiers, with cache rates of their own under
//! the keys of `rates`; nothing of them is assumed. Without a `cache_read` there is no caching on
//! the tier; a cache write without a price there costs the tier's input.
//!
//! What a model cost before stands in its `past`, each with the last day of these prices, in UTC and in
//! their order; bills and logs of those days are then held against them:
//!
//! ```toml
//! [[model.past]]
//! until = 2026-09-30
//! rates = { input = 5, output = 25, cache_read = 0.5, cache_write_5m = 6.25 }
//! regional = 1.1                # and Batch, tiers, places … as of the model itself
//! ```

mod ability;
mod bedrock;
mod bucket;
mod builtin;
mod diff;
mod facts;
#[cfg(test)]
pub(crate) mod fixed;
mod life;
mod local;
mod overlay;
mod past;
mod quantity;
mod rates;
mod read;
mod said;
mod served;
mod usual;
mod write;

pub use crate::date::Date;
pub use ability::{Abilities, Ability, Thinking};
pub use bedrock::{bare_id, split_profile};
pub use bucket::{BUCKETS, Bucket, BucketSpec, Buckets, LANES, Lane, LaneSpec, Slot};
pub use builtin::Builtin;
pub use diff::{Change, Changed, Diff, Figure};
pub use facts::{FACTS, Fact, FactSpec};
pub use life::{ENDING_SOON_DAYS, Life, ModelKind, Status};
pub use local::{Availability, Local, Offered, PriceList, Slots};
pub use overlay::{Misfit, ModelOverlay, Overlay};
pub use past::Past;
pub use quantity::{Quantity, Stated};
pub use rates::{LaneRates, MAX_TIERS, Prices, Rates, Tier};
pub(crate) use read::is_id;
pub use said::{Said, Topic};
pub use served::{NotServed, Routing, Served};
pub use usual::USUAL;

use serde::{Deserialize, Serialize};

use crate::effort::{Effort, Efforts, ThinkingTokens};
use crate::money::{Tokens, Usd};

/// The age in days from which a card's prices are flagged as old.
pub const STALE_AFTER_DAYS: i64 = 90;

/// A rate card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// What the card is called on screen.
    pub name: String,
    /// The day the prices were checked.
    pub as_of: Date,
    /// Where the figures come from.
    pub source: String,
    /// The day of the list that the models' statuses are of, where the card says so.
    pub status_as_of: Option<Date>,
    /// The assumptions that models may name.
    pub defaults: Defaults,
    /// What the models' lists of regions are worth; none where no model has one.
    pub availability: Option<Availability>,
    /// The models, at least one, with distinct ids, in the card's order.
    pub models: Vec<Model>,
}

/// Assumptions for figures that the source leaves out; multipliers are in thousandths.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Defaults {
    /// Batch rates as a multiple of on-demand rates.
    pub batch_permille: Option<u32>,
    /// The smallest prefix that is cached, where a model does not state one.
    pub cache_min_tokens: Option<Tokens>,
    /// Cache rates as multiples of the input rate, by the name that models use.
    pub cache: Vec<CacheDefault>,
}

/// Cache rates as thousandths of the input rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CacheDefault {
    /// The name that models use.
    pub name: String,
    /// The thousandths of each bucket of the cache, where assumed.
    pub permille: Buckets<Option<u32>>,
}

/// One model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    /// Short id, unique in the card, as used on the command line.
    pub id: String,
    /// Name on screen; holds no control characters.
    pub name: String,
    /// Who makes it.
    pub provider: String,
    /// How Bedrock's logs name it, without a region prefix.
    pub bedrock_ids: Vec<String>,
    /// The tokenizer family's name, such as `claude-4.7`.
    pub tokenizer: String,
    /// Context window in tokens, where known.
    pub context: Option<Tokens>,
    /// The most a single answer may hold, where known.
    pub max_output: Option<Tokens>,
    /// The price: global where the model has one, else the price of every region. None for a
    /// model that is listed without a price.
    pub prices: Option<Prices>,
    /// The price inside one region or geography that has none of its own, where it differs.
    pub regional: Option<Prices>,
    /// The prices of places that the card names, each once, in the order of [`Place::all`].
    ///
    /// [`Place::all`]: crate::place::Place::all
    pub places: Vec<Local>,
    /// From which regions it can be called, where the card says so.
    pub offered: Option<Offered>,
    /// What it cost before, in the order of the last days of these prices.
    pub past: Vec<Past>,
    /// What each query costs, whatever its tokens, where that is how it is billed.
    pub per_query: Option<Usd>,
    /// How its cache works, where it has one.
    pub caching: Option<Caching>,
    /// As how many tokens a token of output counts against a quota of tokens a minute; none where
    /// that is not said, which is to say as one.
    pub burndown: Option<u32>,
    /// Which figures rest on the card's assumptions.
    pub assumed: Assumed,
    /// What it is for.
    pub kind: ModelKind,
    /// What it takes and does beside text.
    pub abilities: Abilities,
    /// Whether it thinks before it answers, where that is known.
    pub thinks: Option<Thinking>,
    /// The efforts of thinking that it can be asked for; none where it can only think or not.
    pub efforts: Efforts,
    /// The effort at which it thinks when nobody says one, where that is known.
    pub effort: Option<Effort>,
    /// The thinking tokens of a request by effort, where they have been measured.
    pub thinking_tokens: ThinkingTokens,
    /// What its maker or AWS says of its time, where that is known.
    pub status: Option<Status>,
    /// The last day it can be called, where announced.
    pub end_of_life: Option<Date>,
    /// What comes after it, where that is known: the id of a model of the card, or a name.
    pub successor: Option<String>,
    /// Where this model's figures come from, where that differs from the card's source.
    pub source: Option<String>,
    /// The values on which sources disagree, each once and in order, with what they say.
    pub disputed: Vec<Said>,
    /// Where single values come from, each once and in order, where not from the source.
    pub sources: Vec<Said>,
    /// Remarks for people.
    pub notes: Vec<String>,
}

/// How a model's prompt cache works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caching {
    /// Whether writes are asked for and paid, or happen by themselves at the input price.
    pub mode: CacheMode,
    /// How long an ordinary write lives, in minutes, counted from its last use; five for an
    /// implicit cache, whose services name five to ten.
    pub ttl_minutes: u32,
    /// Prefixes shorter than this are not cached.
    pub min_tokens: Tokens,
    /// What is beyond this of a request is not cached; none where no such limit is known. At least
    /// the minimum.
    pub max_tokens: Option<Tokens>,
}

/// Who decides what is cached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CacheMode {
    /// Cache points in the request; a write has its own price.
    Explicit,
    /// The service caches by itself; there is no write price.
    Implicit,
}

/// Which of a model's figures come from the card's `defaults` rather than from its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Assumed {
    /// The Batch rates.
    pub batch: bool,
    /// The cache read rate.
    pub cache_read: bool,
    /// A cache write rate.
    pub cache_write: bool,
    /// The smallest cacheable prefix.
    pub cache_min: bool,
}

impl Assumed {
    /// Whether the rate of a slot is assumed.
    pub fn of(mut self, slot: Slot) -> bool {
        self.flag(slot).is_some_and(|assumed| *assumed)
    }

    /// Notes that the rate of a slot is assumed.
    fn mark(&mut self, slot: Slot) {
        if let Some(assumed) = self.flag(slot) {
            *assumed = true;
        }
    }

    /// What says of a slot that its rate is assumed; none where it never is.
    const fn flag(&mut self, slot: Slot) -> Option<&mut bool> {
        match (slot.lane, slot.bucket) {
            (Lane::Batch, _) => Some(&mut self.batch),
            (Lane::Standard, Bucket::CacheRead) => Some(&mut self.cache_read),
            (Lane::Standard, Bucket::CacheWrite | Bucket::CacheWrite1h) => {
                Some(&mut self.cache_write)
            }
            _ => None,
        }
    }
}

impl Model {
    /// Whether a table of its rates has one for a slot, in whatever place.
    pub fn has_rate(&self, slot: Slot) -> bool {
        let mut tables = self.lists().flat_map(|(_, prices)| prices.tables());
        tables.any(|(_, rates)| rates[slot].is_some())
    }

    /// Whether its cache works without being switched on.
    pub fn caches_by_itself(&self) -> bool {
        self.caching.is_some_and(|caching| caching.mode == CacheMode::Implicit)
    }
}

impl Slot {
    /// The slots that are shown of models, in a card's order: those of rare lanes only where a model
    /// has a rate for them.
    pub fn shown(models: &[&Model]) -> Vec<Self> {
        let is_shown = |slot: &Self| {
            !slot.lane.spec().is_rare || models.iter().any(|model| model.has_rate(*slot))
        };
        Self::all().filter(is_shown).collect()
    }
}

impl Card {
    /// The model with this id.
    pub fn model(&self, id: &str) -> Option<&Model> {
        self.models.iter().find(|model| model.id == id)
    }
}
