//! How often a prompt cache hits, what a cold start costs, and from where on it pays.
//!
//! Requests arrive at random (Poisson) at L a minute and a hit refreshes the TTL of T minutes, so
//! a request finds the prefix if the one before it came within T: h = 1 - e^(-LT). Of N prefixes that
//! are used alike each sees L/N, and each starts cold: h = 1 - e^(-LT/N).
//!
//! Conversations of n turns with gaps of a mean m between them begin at L/n a minute. One keeps the
//! prefix warm for T after its first turn and, of the (n - 1) m minutes that it then goes on, for the
//! share that lies within T of a turn: W = T + (n - 1) m q, q = 1 - e^(-T/m). Another begins warm with
//! h = 1 - e^(-LW/nN). Its own next turn finds what was said where the gap is within T: q of them do. A
//! later one finds the shared prefix alone, where others keep that warm.
//!
//! Of a burst of k requests, 1 - (1 - 1/N)^k = p of the prefixes are used. The first at each pays for
//! the others, so f = pN/k of requests find what an earlier burst has left, and the others find what
//! their own has: h = 1 - f e^(-LTf/N).

use crate::card::{Bucket, Lane, Rates};
use crate::workload::{Ttl, Workload};

/// The steady share of hits at `per_minute` requests and a TTL of `ttl_minutes`.
pub fn steady_hit_rate(per_minute: f64, ttl_minutes: f64) -> f64 {
    -(-per_minute * ttl_minutes).exp_m1()
}

/// How a prefix is used, and what keeps it warm.
struct Use {
    /// How many requests make one arrival: all turns of a conversation where they keep together.
    requests: f64,
    /// Minutes for which each request keeps the prefix warm.
    ttl: f64,
    /// Minutes for which a conversation goes on after its first turn.
    stay: f64,
    /// The share of that time in which it keeps the prefix warm.
    covered: f64,
    /// Of the arrivals, the share that is the first of its burst at its prefix.
    first: f64,
}

impl Use {
    fn of(work: &Workload, ttl: f64) -> Self {
        let (gap, burst) = (work.caching.turn_gap, work.caching.burst);
        let (turns, prefixes) = (f64::from(work.turns.max(1)), prefixes(work));
        let first = match f64::from(burst) {
            ..=1.0 => 1.0,
            burst => -(burst * (-1.0 / prefixes).ln_1p()).exp_m1() * prefixes / burst,
        };
        if work.turns < 2 || gap.is_none() && burst < 2 {
            return Self { requests: 1.0, ttl, stay: 0.0, covered: 1.0, first };
        }
        let between = gap.map_or(ttl, |seconds| f64::from(seconds) / 60.0);
        // By any of the conversations that a burst has at a prefix.
        let covered = 1.0 - (1.0 - in_time(work, ttl)).powf(1.0 / first);
        Self { requests: turns, ttl, stay: (turns - 1.0) * between, covered, first }
    }

    /// Expected arrivals that find a prefix cold in a window of so many minutes that starts cold, at so
    /// many arrivals a minute; without a stay it is (1 - e^(-LT)) + L (W - T) e^(-LT), and
    /// 1 - e^(-LW) where the window is shorter than the TTL.
    fn cold_start_misses(&self, per_minute: f64, window: f64) -> f64 {
        let within = self.ttl.min(window);
        let stay = self.stay.min(window - within);
        let warm = self.covered * stay;
        steady_hit_rate(per_minute, within)
            + (-per_minute * within).exp() * steady_hit_rate(per_minute, warm) / self.covered
            + per_minute * (window - within - stay) * (-per_minute * (within + warm)).exp()
    }

    /// The share of first arrivals that find a prefix warm, for so many requests a minute to it.
    fn found(&self, work: &Workload, per_minute: f64) -> f64 {
        let firsts = per_minute / self.requests * self.first;
        match work.active.window_minutes() {
            _ if per_minute <= 0.0 => 0.0,
            None => steady_hit_rate(firsts, self.ttl + self.covered * self.stay),
            Some(window) => {
                let misses = self.cold_start_misses(firsts, window);
                (1.0 - misses / (firsts * window)).clamp(0.0, 1.0)
            }
        }
    }
}

fn prefixes(work: &Workload) -> f64 {
    f64::from(work.caching.prefixes.max(1))
}

/// The share of requests, of conversations first turns, that find the prefix cached, for `requests` a
/// month of the workload's.
pub fn hit_rate(work: &Workload, requests: u64, ttl_minutes: f64) -> f64 {
    hit_rate_at(work, requests as f64 / work.active.minutes(), ttl_minutes)
}

/// The same for so many requests a minute of the time in which they come.
pub fn hit_rate_at(work: &Workload, per_minute: f64, ttl_minutes: f64) -> f64 {
    let used = Use::of(work, ttl_minutes);
    let found = used.found(work, per_minute / prefixes(work));
    if per_minute > 0.0 { found + (1.0 - used.first) * (1.0 - found) } else { 0.0 }
}

/// The share of next turns that come too late for what was said and still find the shared prefix,
/// since other conversations keep that warm.
pub fn late_hit_rate(work: &Workload, requests: u64, ttl_minutes: f64) -> f64 {
    let used = Use::of(work, ttl_minutes);
    let per_minute = requests as f64 / work.active.minutes() / prefixes(work);
    1.0 - (1.0 - used.found(work, per_minute)) * missed_by_burst(work, ttl_minutes)
}

/// The share of late turns for which none of the conversations that began with theirs keeps the prefix
/// warm.
///
/// After u mean gaps a conversation has turns to come with S(u) = P(Poisson(u) <= n - 2), and covers a
/// time with q S(u). S(u) / (n - 1) is also how late turns lie in time, so of k - 1 others, each at the
/// same prefix with 1/N, none covers the integral of S(u) / (n - 1) (1 - q S(u) / N)^(k - 1).
fn missed_by_burst(work: &Workload, ttl_minutes: f64) -> f64 {
    /// At so many places the integral is taken.
    const PLACES: u32 = 32;
    if work.caching.burst < 2 || work.turns < 2 {
        return 1.0;
    }
    let (others, turns) = (f64::from(work.caching.burst) - 1.0, f64::from(work.turns));
    let covers = in_time(work, ttl_minutes) / prefixes(work);
    let end = turns + 6.0 * turns.sqrt();
    let (mut missed, mut all) = (0.0, 0.0);
    for place in 0..PLACES {
        let at = (f64::from(place) + 0.5) / f64::from(PLACES) * end;
        let (mut term, mut goes_on) = ((-at).exp(), 0.0);
        for turn in 1..work.turns {
            goes_on += term;
            term *= at / f64::from(turn);
        }
        missed += goes_on * (1.0 - covers * goes_on).powf(others);
        all += goes_on;
    }
    missed / all
}

/// The share of next turns of a conversation that come within a TTL of `ttl_minutes`.
pub fn in_time(work: &Workload, ttl_minutes: f64) -> f64 {
    let seconds = work.caching.turn_gap.filter(|_| work.turns > 1).map(f64::from);
    seconds.map_or(1.0, |seconds| steady_hit_rate(60.0 / seconds, ttl_minutes))
}

/// The hit rate below which caching a prefix costs more than it saves:
/// (write - input) / (write - read); zero where writing costs no more than plain input, since caching
/// then always pays, and none where reading saves nothing or caching with this TTL is not offered in
/// the lane.
pub fn break_even_hit_rate(rates: &Rates, lane: Lane, ttl: Ttl) -> Option<f64> {
    let write = match ttl {
        Ttl::OneHour => Bucket::CacheWrite1h,
        Ttl::FiveMinutes => Bucket::CacheWrite,
    };
    let rates = rates.billed(lane);
    let pico = |bucket| rates[bucket].map(|rate| rate.pico() as f64);
    let (read, write, input) = (pico(Bucket::CacheRead)?, pico(write)?, pico(Bucket::Fresh)?);
    if read >= input {
        return None;
    }
    // A write may cost less than a read, so this is no quotient to be clamped.
    Some(if write <= input { 0.0 } else { (write - input) / (write - read) })
}

/// Requests an hour at which steady traffic to the workload's prefixes reaches a hit rate, for a TTL
/// of `ttl_minutes`; infinite for a hit rate of one.
pub fn requests_per_hour_for(work: &Workload, hit_rate: f64, ttl_minutes: f64) -> f64 {
    let used = Use::of(work, ttl_minutes);
    let warm = used.ttl + used.covered * used.stay;
    // What bursts find by themselves takes no traffic.
    let missed = -(-hit_rate).ln_1p() + used.first.ln();
    missed.max(0.0) / warm * 60.0 * prefixes(work) * used.requests / used.first
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::tests_support::{per_million, random};
    use crate::workload::Active;

    fn near(got: f64, expected: f64, within: f64) {
        assert!((got - expected).abs() <= within, "{got} is not {expected}");
    }

    #[test]
    fn one_request_a_minute_hits_five_minutes_99_percent() {
        near(steady_hit_rate(1.0, 5.0), 0.993_26, 5e-6); // 1 - e^-5
        near(hit_rate(&Workload::default(), 43_800, 5.0), 0.993_26, 5e-6);
        assert_eq!(hit_rate(&Workload::default(), 0, 5.0), 0.0);
    }

    #[test]
    fn an_hour_that_starts_cold() {
        // 0.993262 + 55 x 0.0067379 = 1.36385 of 60.
        let used = Use::of(&Workload::default(), 5.0);
        near(used.cold_start_misses(1.0, 60.0), 1.363_85, 5e-6);
        // A window shorter than the TTL misses its first request only: 1 - e^-3.
        near(used.cold_start_misses(1.0, 3.0), 0.950_21, 5e-6);
    }

    #[test]
    fn misses_agree_with_a_simulation() {
        // 20,000 windows of 60 minutes with exponential gaps.
        let (per_minute, ttl, window) = (0.4, 5.0, 60.0);
        let mut random = random();
        let (runs, mut misses) = (20_000, 0u32);
        for _ in 0..runs {
            let (mut now, mut warm_until) = (0.0, 0.0);
            loop {
                now += -f64::ln(random()) / per_minute;
                if now > window {
                    break;
                }
                misses += u32::from(now > warm_until);
                warm_until = now + ttl;
            }
        }
        let simulated = f64::from(misses) / f64::from(runs);
        let used = Use::of(&Workload::default(), ttl);
        near(simulated, used.cold_start_misses(per_minute, window), 0.05);
    }

    /// The default workload with so many prefixes, in windows of so many hours.
    fn shared_by(prefixes: u32, hours: u8) -> Workload {
        let mut work = Workload { active: Active::new(hours, None), ..Workload::default() };
        work.caching.prefixes = prefixes;
        work
    }

    #[test]
    fn prefixes_share_the_traffic() {
        // One request a minute to ten prefixes: 1 - e^(-0.1 x 5), and for an hour 1 - e^(-0.1 x 60).
        let ten = shared_by(10, 24);
        near(hit_rate(&ten, 43_800, 5.0), 0.393_469, 5e-7);
        near(hit_rate(&ten, 43_800, 60.0), 0.997_521, 5e-7);
        assert_eq!(
            hit_rate(&shared_by(1, 24), 43_800, 5.0),
            hit_rate(&Workload::default(), 43_800, 5.0)
        );
        // An hour a day is 1,825 minutes: 1,825 requests to two prefixes, 30 of an hour to each.
        // (1 - e^-2.5) + 0.5 x 55 x e^-2.5 = 0.917915 + 2.257338 misses of 30.
        near(hit_rate(&shared_by(2, 1), 1_825, 5.0), 1.0 - 3.175_253 / 30.0, 5e-7);
        // To reach 0.393469 with 5 minutes they take the ten times of 6 an hour.
        near(requests_per_hour_for(&ten, 0.393_469, 5.0), 60.0, 1e-4);
    }

    #[test]
    fn prefixes_agree_with_a_simulation() {
        let mut random = random();
        let (per_minute, window) = (2.0, 480.0);
        for (prefixes, ttl) in [(1, 5.0), (20, 5.0), (20, 60.0), (200, 5.0), (200, 60.0)] {
            let (mut requests, mut hits) = (0.0, 0.0);
            for _ in 0..200 {
                let mut warm_until = vec![0.0; prefixes];
                let mut now = -f64::ln(random()) / per_minute;
                while now <= window {
                    let at = (random() * prefixes as f64) as usize;
                    requests += 1.0;
                    hits += f64::from(u8::from(now <= warm_until[at]));
                    warm_until[at] = now + ttl;
                    now += -f64::ln(random()) / per_minute;
                }
            }
            let work = shared_by(prefixes as u32, 8);
            let derived = hit_rate(&work, (per_minute * work.active.minutes()) as u64, ttl);
            let simulated = hits / requests;
            assert!((derived / simulated - 1.0).abs() < 0.05, "{prefixes}: {derived}, {simulated}");
        }
    }

    #[test]
    fn break_even_hit_rates() {
        let rates = per_million("3", "15", Some(("0.3", "3.75", Some("6"))));
        // (3.75 - 3) / (3.75 - 0.3) and (6 - 3) / (6 - 0.3).
        near(
            break_even_hit_rate(&rates, Lane::Standard, Ttl::FiveMinutes).unwrap(),
            0.217_391,
            1e-6,
        );
        near(break_even_hit_rate(&rates, Lane::Standard, Ttl::OneHour).unwrap(), 0.526_316, 1e-6);
        let free_write = per_million("3", "15", Some(("0.3", "3", None)));
        assert_eq!(break_even_hit_rate(&free_write, Lane::Standard, Ttl::FiveMinutes), Some(0.0));
        assert_eq!(break_even_hit_rate(&free_write, Lane::Standard, Ttl::OneHour), None);
        // Amazon's list has writes of Nova at 0: (0 - 0.8) / (0 - 0.2) would be 400%.
        let no_charge = per_million("0.8", "3.2", Some(("0.2", "0", None)));
        assert_eq!(break_even_hit_rate(&no_charge, Lane::Standard, Ttl::FiveMinutes), Some(0.0));
        let no_saving = per_million("3", "15", Some(("3", "3.75", None)));
        assert_eq!(break_even_hit_rate(&no_saving, Lane::Standard, Ttl::FiveMinutes), None);
    }

    #[test]
    fn traffic_for_a_hit_rate_inverts_the_hit_rate() {
        let per_hour = requests_per_hour_for(&Workload::default(), 0.217_391, 5.0);
        near(steady_hit_rate(per_hour / 60.0, 5.0), 0.217_391, 1e-9);
        assert_eq!(requests_per_hour_for(&Workload::default(), 1.0, 5.0), f64::INFINITY);
    }
}
