//! The cache rates of a table of rates.

use super::rates::{CacheLife, RatesReader};
use super::values::rate;
use crate::card::{Bucket, Lane, LaneRates, Slot};
use crate::document::{Table, Value};
use crate::money::Rate;

/// How long the writes of an implicit cache live: services name five to ten minutes of disuse.
const IMPLICIT_TTL_MINUTES: u32 = 5;

const WRITE_OF_IMPLICIT: &str =
    "has no place beside `caching = \"implicit\"`; remove one of the two";
const WRITE_WITHOUT_READ: &str = "needs a `cache_read` beside it";

/// The keys of a table of rates that have to do with its cache.
struct Keys<'t, 'd> {
    read: Value<'t, 'd>,
    write_5m: Value<'t, 'd>,
    write_30m: Value<'t, 'd>,
    write_1h: Value<'t, 'd>,
}

impl<'t, 'd> Keys<'t, 'd> {
    fn of(table: &'t Table<'d>) -> Self {
        Self {
            read: table.value("cache_read"),
            write_5m: table.value("cache_write_5m"),
            write_30m: table.value("cache_write_30m"),
            write_1h: table.value("cache_write_1h"),
        }
    }

    /// The first write price of the table.
    fn write(&self) -> Option<Value<'t, 'd>> {
        [self.write_5m, self.write_30m, self.write_1h].into_iter().find(Value::is_present)
    }

    /// The value of a bucket of the cache.
    fn value(&self, bucket: Bucket) -> Value<'t, 'd> {
        match bucket {
            Bucket::CacheWrite1h => self.write_1h,
            Bucket::CacheWrite if self.write_30m.is_present() => self.write_30m,
            Bucket::CacheWrite => self.write_5m,
            Bucket::CacheRead | Bucket::Fresh | Bucket::Output => self.read,
        }
    }
}

impl RatesReader<'_> {
    /// The cache rates of a table, with the assumed ones in place of those left out.
    pub(super) fn cache_rates(&mut self, table: &Table<'_>, input: Option<Rate>) -> LaneRates {
        let mut rates = LaneRates::default();
        let keys = Keys::of(table);
        let life = self.life(table, &keys);
        self.follow(life, table);
        if life == CacheLife::Absent {
            return rates;
        }
        for bucket in Bucket::CACHED {
            if self.implicit && bucket != Bucket::CacheRead {
                continue;
            }
            let value = keys.value(bucket);
            if value.is_present() {
                rates[bucket] = rate(value);
            } else if let (Some(input), Some(permille)) = (input, self.permille(bucket)) {
                rates[bucket] = Some(input.scaled_permille(u64::from(permille)));
                self.assumed.mark(Slot::new(Lane::Standard, bucket));
            }
        }
        rates
    }

    /// The cache rates that the table of another lane states; none is assumed.
    pub(super) fn lane_cache_rates(&self, table: &Table<'_>) -> LaneRates {
        let mut rates = LaneRates::default();
        let keys = Keys::of(table);
        let other_life = match self.life {
            CacheLife::Minutes(30) => Some((keys.write_5m, "cache_write_30m")),
            CacheLife::Minutes(_) => Some((keys.write_30m, "cache_write_5m")),
            CacheLife::Absent | CacheLife::Unknown => None,
        };
        match keys.write() {
            Some(write) if self.implicit => write.fault(WRITE_OF_IMPLICIT),
            Some(write) if !keys.read.is_present() => write.fault(WRITE_WITHOUT_READ),
            _ if self.life == CacheLife::Absent && keys.read.is_present() => {
                keys.read
                    .fault("has no place here: the model's `rates` have no cache; add it there");
            }
            _ => {}
        }
        if let Some((value, key)) = other_life.filter(|(value, _)| value.is_present()) {
            value.fault(format!("must be `{key}`, the lifetime in the model's `rates`"));
        }
        for bucket in Bucket::CACHED {
            let value = keys.value(bucket);
            if value.is_present() {
                rates[bucket] = rate(value);
            }
        }
        rates
    }

    /// The assumed multiple of the input rate, where there is one.
    fn permille(&self, bucket: Bucket) -> Option<u32> {
        self.cache.and_then(|set| set.permille[bucket])
    }

    /// Whether and how the table caches; notes keys that contradict each other.
    fn life(&self, table: &Table<'_>, keys: &Keys<'_, '_>) -> CacheLife {
        let assumes = |bucket| self.permille(bucket).is_some();
        let has_read = keys.read.is_present() || assumes(Bucket::CacheRead);
        let has_5m = keys.write_5m.is_present() || assumes(Bucket::CacheWrite);
        match keys.write() {
            Some(write) if self.implicit => {
                write.fault(WRITE_OF_IMPLICIT);
                return CacheLife::Unknown;
            }
            Some(write) if !has_read => {
                write.fault(WRITE_WITHOUT_READ);
                return CacheLife::Unknown;
            }
            _ => {}
        }
        if !has_read {
            CacheLife::Absent
        } else if self.implicit {
            CacheLife::Minutes(IMPLICIT_TTL_MINUTES)
        } else if keys.write_30m.is_present() && keys.write_5m.is_present() {
            let message = "cannot stand beside `cache_write_5m`; keep the one that applies";
            keys.write_30m.fault(message);
            CacheLife::Unknown
        } else if keys.write_30m.is_present() {
            CacheLife::Minutes(30)
        } else if has_5m {
            CacheLife::Minutes(5)
        } else {
            let mend = "add `cache_write_5m` or `cache_write_30m`, \
                        or `caching = \"implicit\"` to the model";
            if keys.read.is_present() {
                keys.read.fault(format!("has no write price beside it; {mend}"));
            } else {
                table.fault(format!("has a cache read but no write price; {mend}"));
            }
            CacheLife::Unknown
        }
    }

    /// Holds the tables after a model's first one to the cache of that one.
    fn follow(&mut self, life: CacheLife, table: &Table<'_>) {
        match (self.life, life) {
            (CacheLife::Unknown, first) => self.life = first,
            (CacheLife::Absent, CacheLife::Minutes(_)) => {
                table.fault("has cache rates, but the model's `rates` have none; add them there");
            }
            (CacheLife::Minutes(own), CacheLife::Minutes(other)) if own != other => {
                table.fault(format!(
                    "has a cache of {other} minutes, but the model's `rates` one of {own}"
                ));
            }
            _ => {}
        }
    }
}
