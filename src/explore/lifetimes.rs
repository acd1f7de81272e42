//! A cache that lives an hour against one of the ordinary lifetime.

use super::CacheBreakEven;
use super::crossing::halved;
use crate::billing::{Answers, CachePlan, month, month_total};
use crate::card::Model;
use crate::money::{Currency, Usd, grouped};
use crate::workload::{Caching, MAX_REQUESTS, Ttl, Workload};

/// Where caching pays on a model.
#[derive(Debug, Clone, PartialEq)]
pub struct CachingBreakEven {
    /// The lifetimes that its cache offers, the shorter one first; at least one.
    pub lifetimes: Vec<CacheBreakEven>,
    /// Requests an hour now, in the hours with traffic.
    pub per_hour: f64,
    /// The requests a month from which an hour costs less than the ordinary lifetime; none where it
    /// never does, or where the cache has one lifetime.
    pub hour_from: Option<u64>,
    /// Whether the hit rate is given.
    pub is_given: bool,
    /// Whether caching is on.
    pub on: bool,
    /// Whether nothing is marked to be cached, so that it is asked of the system prompt there is.
    pub of_system: bool,
}

/// The lifetime that is not asked for, of a cache that has both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OtherLifetime {
    /// How long its writes live.
    pub ttl_minutes: u32,
    /// What the month costs more with it; negative where it costs less.
    pub difference: Usd,
}

/// What the month would cost with the other lifetime; none where the cache does not act or has one
/// lifetime, and where the hit rate is given, which is of the lifetime that is asked for.
pub fn other_lifetime(model: &Model, work: &Workload) -> Option<OtherLifetime> {
    if !work.caching.on || work.caching.hit_rate.is_some() {
        return None;
    }
    let mut answers = Answers::default();
    let mut of = |ttl| {
        let bill = month(model, &living(work, ttl), &mut answers).ok()?;
        let CachePlan::On { one_hour, ttl_minutes, .. } = bill.cache else { return None };
        Some((bill.total(), one_hour, ttl_minutes))
    };
    let (short, long) = (of(Ttl::FiveMinutes)?, of(Ttl::OneHour)?);
    let (now, other) = match work.caching.ttl {
        Ttl::FiveMinutes => (short, long),
        Ttl::OneHour => (long, short),
    };
    (short.1 != long.1).then(|| OtherLifetime { ttl_minutes: other.2, difference: other.0 - now.0 })
}

/// The requests a month from which a lifetime of an hour costs less than the ordinary one, looked for from
/// those of the workload; none where it never does.
pub(super) fn hour_pays_from(model: &Model, work: &Workload) -> Option<u64> {
    let mut answers = Answers::default();
    let mut pays = |requests| {
        let mut cost = |ttl| {
            let work = Workload { requests, ..living(work, ttl) };
            month_total(model, &work, &mut answers).ok()
        };
        Some(cost(Ttl::OneHour)? < cost(Ttl::FiveMinutes)?)
    };
    let (mut not_at, mut at) = (0, work.requests.max(1));
    if pays(at)? {
        while at > 1 && pays(at / 2)? {
            at /= 2;
        }
        not_at = at / 2;
    } else {
        while !pays(at)? {
            if at >= MAX_REQUESTS {
                return None;
            }
            (not_at, at) = (at, (at * 2).min(MAX_REQUESTS));
        }
    }
    Some(halved(not_at, at, |requests| pays(requests) == Some(true)).1)
}

fn living(work: &Workload, ttl: Ttl) -> Workload {
    Workload { caching: Caching { on: true, ttl, ..work.caching }, ..work.clone() }
}

impl CachingBreakEven {
    /// The two lifetimes held against each other, in a phrase; none where there is one, where nothing
    /// would be cached, and where the hit rate is given, which cannot be of both.
    pub fn compared(&self, currency: Currency) -> Option<String> {
        let [short, hour] = self.lifetimes.as_slice() else { return None };
        if self.is_given {
            return None;
        }
        // On one model both err to the same side.
        let difference = hour.effect?.less_alike(short.effect?);
        let (hour, short) = (hour.lives(), short.lives());
        let now = match difference {
            same if same.is_nothing() => format!("{hour} costs as much as {short}"),
            open if open.may_be_nothing() => {
                format!("{hour} may cost more or less than {short}, too close to tell")
            }
            more if more.expected > Usd::ZERO => {
                format!("{hour} costs {} a month more than {short}", more.words(currency))
            }
            less => {
                format!("{hour} costs {} a month less than {short}", less.negated().words(currency))
            }
        };
        Some(match self.hour_from {
            None => format!("{now}, and never less"),
            Some(..=1) => format!("{now}: less at any traffic"),
            Some(from) => format!("{now}: less from {} requests a month on", grouped(from)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::tests_support::{model, per_million};
    use crate::explore::cache_break_even;
    use crate::money::{Share, Tokens};
    use crate::workload::Prompt;

    fn sonnet() -> Model {
        model("Sonnet", per_million("3", "15", Some(("0.3", "3.75", Some("6")))))
    }

    fn work(requests: u64) -> Workload {
        let prompt = Prompt::of(Tokens::new(4_000), Tokens::new(200));
        let mut work = Workload { requests, prompt, ..Workload::default() };
        work.caching.on = true;
        work
    }

    fn asked(requests: u64, model: &Model) -> CachingBreakEven {
        let work = work(requests);
        CachingBreakEven {
            lifetimes: cache_break_even(model, &work, &mut Answers::default()),
            per_hour: requests as f64 / 730.0,
            on: true,
            is_given: false,
            of_system: false,
            hour_from: hour_pays_from(model, &work),
        }
    }

    #[test]
    fn an_hour_pays_from_a_traffic_on() {
        // Both cost the same at 0.5477 requests an hour, 399.8 a month: 3.75 - 3.45 (1 - e^-0.045639) =
        // 6 - 5.7 (1 - e^-0.547665) = 3.596.
        assert_eq!(
            [1, 399, 400, 50_000].map(|now| hour_pays_from(&sonnet(), &work(now))),
            [Some(400); 4]
        );
        // At one request an hour 7.9956% and 63.2121% of 4,000 tokens are read: 3.474153 and 2.396913 a
        // million, so an hour costs 730 x 4,000 x 1.077240 = $3.1455 less.
        let found = other_lifetime(&sonnet(), &work(730)).unwrap();
        assert_eq!(found.ttl_minutes, 60);
        assert_eq!(found.difference.dollars().with_places(4), "-$3.1455");
        let mut hour = work(730);
        hour.caching.ttl = Ttl::OneHour;
        let back = other_lifetime(&sonnet(), &hour).unwrap();
        assert_eq!((back.ttl_minutes, back.difference), (5, -found.difference));
        let words = asked(730, &sonnet()).compared(Currency::DOLLARS).unwrap();
        assert_eq!(
            words,
            "1 hour costs $3.15 a month less than 5 minutes: less from 400 requests a month on"
        );
        let words = asked(100, &sonnet()).compared(Currency::DOLLARS).unwrap();
        assert!(words.starts_with("1 hour costs $0.62 a month more"), "{words}");
    }

    #[test]
    fn one_lifetime_has_no_other() {
        let plain = model("M", per_million("3", "15", Some(("0.3", "3.75", None))));
        assert_eq!(other_lifetime(&plain, &work(730)), None);
        assert_eq!(asked(730, &plain).compared(Currency::DOLLARS), None);
        let mut off = work(730);
        off.caching.on = false;
        assert_eq!(other_lifetime(&sonnet(), &off), None);
        // A hit rate that is given is of one lifetime.
        let mut given = work(730);
        given.caching.hit_rate = Some(Share::ONE);
        assert_eq!(other_lifetime(&sonnet(), &given), None);
        // An hour that costs no more is always the better one.
        let same = model("M", per_million("3", "15", Some(("0.3", "3.75", Some("3.75")))));
        assert_eq!(hour_pays_from(&same, &work(1)), Some(1));
        let dear = model("M", per_million("3", "15", Some(("0.3", "3.75", Some("6000")))));
        assert!(hour_pays_from(&dear, &work(1)).is_some_and(|from| from > 400));
    }
}
