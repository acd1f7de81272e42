//! What a reader of a bill must know beside its total.

use crate::card::{Bucket, Buckets, Date, Lane, Model, Slot, Topic};
use crate::effort::Effort;
use crate::money::{Share, Tokens, Usd, percent};
use crate::place::Region;

/// A remark on one model's bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// Batch was asked for and is not offered: billed on demand.
    NoBatch,
    /// Batch is not offered for inputs above a threshold: those are billed on demand.
    NoBatchAbove(Tokens),
    /// A service tier was asked for and is not offered: billed as standard.
    NoTier(Lane),
    /// A service tier is not offered for inputs above a threshold: those are billed as standard.
    NoTierAbove(Lane, Tokens),
    /// Caching was asked for and is not offered.
    NoCaching,
    /// Caching was asked for and is not offered in the service tier: full input price of the tier.
    NoCachingOn(Lane),
    /// The prefix is shorter than the model caches: full input price.
    BelowCacheMinimum(Tokens),
    /// The model caches no more than this of a request: what is beyond is at the full input price.
    AboveCacheMaximum(Tokens),
    /// Caching costs more than it saves at this hit rate, by this much a month.
    CachingCostsMore(Usd),
    /// An hour was asked for; the model's own TTL in minutes is used.
    OtherTtl(u32),
    /// An hour was asked for; above a threshold only the ordinary TTL has a price.
    NoHourAbove(Tokens),
    /// Some or all requests are billed at a long-context tier.
    LongContext(Tokens),
    /// This share of requests is billed at a long-context tier, as inputs vary.
    SomeLongContext(Share, Tokens),
    /// Inputs are somewhat below a long-context tier, and taken to be alike.
    NearLongContext(Tokens),
    /// Inputs are somewhat below the context window, and taken to be alike.
    NearWindow(Tokens),
    /// This share of requests does not fit the context window: they fail, and are not billed.
    DoNotFit(Share),
    /// The model's own limit on output, or its context window, cuts answers off.
    CutByModel(Tokens),
    /// Of this share of requests thinking takes all that the limit allows: they have no visible answer.
    NoAnswer(Share),
    /// A price inside a geography was asked for; the card has one price for the model.
    OnePrice,
    /// The card does not say whether the model is offered from there.
    NotKnownFrom(Region),
    /// The price of that place is not listed: the nearest one is taken.
    AssumedPlace,
    /// Some of the rates are not listed there, and in proportion to input.
    InProportion,
    /// The thinking tokens are those assumed for this effort.
    AssumedThinking(Effort),
    /// The Batch rates are the card's assumption.
    AssumedBatch,
    /// A cache rate is the card's assumption.
    AssumedCache,
    /// The smallest cacheable prefix is the card's assumption.
    AssumedCacheMinimum,
    /// Sources disagree on a value that acts.
    Disputed(Topic),
    /// The model reads what it has cached by itself; the bill counts none of it, as caching is off.
    CachesByItself,
    /// The model ends on a day.
    EndOfLife(Date),
}

impl Note {
    /// A few words for a badge or a note in an export.
    pub fn words(&self) -> String {
        match self {
            Self::NoBatch => "no Batch".to_owned(),
            Self::NoBatchAbove(above) => format!("no Batch above {above} input tokens"),
            Self::NoTier(lane) => format!("no {}", lane.spec().label),
            Self::NoTierAbove(lane, above) => {
                format!("no {} above {above} input tokens", lane.spec().label)
            }
            Self::NoCaching => "no caching".to_owned(),
            Self::NoCachingOn(lane) => format!("no caching {}", lane.spec().how),
            Self::BelowCacheMinimum(min) => format!("below cache minimum of {min}"),
            Self::AboveCacheMaximum(max) => format!("caches at most {max} tokens"),
            Self::CachingCostsMore(by) => format!("caching costs {} more", by.dollars()),
            Self::OtherTtl(minutes) => format!("cache lives {minutes}m"),
            Self::NoHourAbove(above) => format!("no 1h cache price above {above}"),
            Self::LongContext(above) => format!("long-context price above {above}"),
            Self::SomeLongContext(share, above) => {
                format!("long-context price above {above} for {}", percent(share.fraction()))
            }
            Self::NearLongContext(above) => format!("near the long-context price above {above}"),
            Self::NearWindow(context) => format!("near the context window of {context}"),
            Self::DoNotFit(share) => {
                format!("{} of requests do not fit", percent(share.fraction()))
            }
            Self::CutByModel(limit) => format!("answers end at {limit} tokens"),
            Self::NoAnswer(share) => {
                format!("no visible answer in {} of requests", percent(share.fraction()))
            }
            Self::OnePrice => "no regional price".to_owned(),
            Self::NotKnownFrom(region) => format!("not known if offered from {region}"),
            Self::AssumedPlace => "price of the place assumed".to_owned(),
            Self::InProportion => "rates in proportion assumed".to_owned(),
            Self::AssumedThinking(effort) => format!("thinking at {} assumed", effort.word()),
            Self::AssumedBatch => "Batch price assumed".to_owned(),
            Self::AssumedCache => "cache price assumed".to_owned(),
            Self::AssumedCacheMinimum => "cache minimum assumed".to_owned(),
            Self::Disputed(topic) => format!("{} disputed", topic.words()),
            Self::CachesByItself => "caches by itself: may cost less".to_owned(),
            Self::EndOfLife(date) => format!("ends {date}"),
        }
    }

    /// The words where there is little room.
    pub fn badge(&self) -> String {
        match self {
            Self::NoBatchAbove(_) => "no Batch".to_owned(),
            Self::NoTierAbove(lane, _) => Self::NoTier(*lane).words(),
            Self::BelowCacheMinimum(_) => "below cache minimum".to_owned(),
            Self::AboveCacheMaximum(_) => "above cache maximum".to_owned(),
            Self::CachingCostsMore(_) => "caching costs more".to_owned(),
            Self::NoHourAbove(_) => "no 1h cache".to_owned(),
            Self::LongContext(_) => "long context".to_owned(),
            Self::SomeLongContext(share, _) => {
                format!("{} long context", percent(share.fraction()))
            }
            Self::NearLongContext(_) => "near long context".to_owned(),
            Self::NearWindow(_) => "near window".to_owned(),
            Self::DoNotFit(share) => format!("{} do not fit", percent(share.fraction())),
            Self::CutByModel(_) => "answers cut".to_owned(),
            Self::AssumedThinking(_) => "thinking assumed".to_owned(),
            Self::NoAnswer(share) => format!("{} no answer", percent(share.fraction())),
            Self::OnePrice => "one price".to_owned(),
            Self::NotKnownFrom(_) => "offer not known".to_owned(),
            Self::AssumedPlace => "place assumed".to_owned(),
            Self::InProportion => "in proportion".to_owned(),
            Self::CachesByItself => "caches by itself".to_owned(),
            other => other.words(),
        }
    }

    /// Whether the figure itself rests on an assumption of the card, or on a value that is disputed.
    pub const fn is_assumption(&self) -> bool {
        matches!(
            self,
            Self::AssumedBatch
                | Self::AssumedCache
                | Self::AssumedCacheMinimum
                | Self::AssumedPlace
                | Self::InProportion
                | Self::Disputed(_)
                | Self::AssumedThinking(_)
        )
    }

    /// In what other way than asked requests are served, since the model does not offer that.
    pub fn otherwise(&self) -> Option<String> {
        let price = match self {
            Self::NoBatch | Self::NoBatchAbove(_) => "on-demand",
            Self::NoTier(_) | Self::NoTierAbove(..) => "standard",
            Self::NoCachingOn(_) => "full input",
            _ => return None,
        };
        Some(format!("{}, so the {price} price", self.words()))
    }

    /// What the card assumes of the price of these tokens on a model, through Batch or not, and which
    /// of their rates are disputed.
    pub fn assumed_rates(model: &Model, tokens: &Buckets<Tokens>, batch: bool) -> Vec<String> {
        let assumed = &model.assumed;
        let read = Slot::new(Lane::Standard, Bucket::CacheRead);
        let write = Slot::new(Lane::Standard, Bucket::CacheWrite);
        let has_read = !tokens[Bucket::CacheRead].is_zero();
        let has_written = !tokens.written().is_zero();
        let assumes = [
            (assumed.batch && batch, "Batch price assumed"),
            (has_read && Self::assumes(model, read), "cache read price assumed"),
            (has_written && Self::assumes(model, write), "cache write price assumed"),
        ];
        let assumes = assumes.into_iter().filter(|(used, _)| *used);
        let disputed = model.disputed.iter().filter(|said| match said.topic {
            Topic::Rate(slot) => {
                batch == (slot.lane == Lane::Batch) && !tokens[slot.bucket].is_zero()
            }
            Topic::Fact(_) => false,
        });
        let disputed = disputed.map(|said| Self::Disputed(said.topic).words());
        assumes.map(|(_, words)| words.to_owned()).chain(disputed).collect()
    }

    /// Whether a rate is the card's assumption, and is not told as disputed.
    pub(super) fn assumes(model: &Model, slot: Slot) -> bool {
        model.assumed.of(slot) && model.dispute(Topic::Rate(slot)).is_none()
    }

    /// Whether it warns of money or answers lost.
    pub const fn is_warning(&self) -> bool {
        matches!(
            self,
            Self::CachingCostsMore(_)
                | Self::CutByModel(_)
                | Self::NoAnswer(_)
                | Self::NearLongContext(_)
                | Self::NearWindow(_)
                | Self::DoNotFit(_)
        )
    }
}
