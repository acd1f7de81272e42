//! How often a prompt cache hits, what a cold start costs, and from where on it pays.
//!
//! Requests arrive at random (Poisson) at L a minute and a hit refreshes the TTL of T minutes, so
//! a request finds the prefix if the one before it came within T: h = 1 - e^(-LT). Of N prefixes that
//! are used alike each sees L/N, and each starts cold: h = 1 - e^(-LT/N).

use crate::card::{Bucket, Lane, Rates};
use crate::workload::{Ttl, Workload};

/// The steady share of hits at `per_minute` requests and a TTL of `ttl_minutes`.
pub fn steady_hit_rate(per_minute: f64, ttl_minutes: f64) -> f64 {
    -(-per_minute * ttl_minutes).exp_m1()
}

/// Expected misses in an active window of `window` minutes that starts cold:
/// (1 - e^(-LT)) + L (W - T) e^(-LT), and 1 - e^(-LW) where the window is shorter than the TTL.
pub fn cold_start_misses(per_minute: f64, ttl_minutes: f64, window: f64) -> f64 {
    let within = ttl_minutes.min(window);
    steady_hit_rate(per_minute, within)
        + per_minute * (window - within) * (-per_minute * ttl_minutes).exp()
}

/// The share of requests that find the prefix cached, for `requests` a month of the workload's.
pub fn hit_rate(work: &Workload, requests: u64, ttl_minutes: f64) -> f64 {
    let prefixes = f64::from(work.caching.prefixes.max(1));
    let per_minute = requests as f64 / work.active.minutes() / prefixes;
    match work.active.window_minutes() {
        _ if requests == 0 => 0.0,
        None => steady_hit_rate(per_minute, ttl_minutes),
        Some(window) => {
            let misses = cold_start_misses(per_minute, ttl_minutes, window);
            (1.0 - misses / (per_minute * window)).clamp(0.0, 1.0)
        }
    }
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
    -(-hit_rate).ln_1p() / ttl_minutes * 60.0 * f64::from(work.caching.prefixes.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::tests_support::per_million;
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
        near(cold_start_misses(1.0, 5.0, 60.0), 1.363_85, 5e-6);
        // A window shorter than the TTL misses its first request only: 1 - e^-3.
        near(cold_start_misses(1.0, 5.0, 3.0), 0.950_21, 5e-6);
    }

    /// Numbers from 0 to 1 of a fixed linear congruence.
    fn random() -> impl FnMut() -> f64 {
        let mut state = 0x2545_f491_4f6c_dd1du64;
        move || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            ((state >> 11) as f64 + 0.5) / (1u64 << 53) as f64
        }
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
        near(simulated, cold_start_misses(per_minute, ttl, window), 0.05);
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
