//! What a month rests on beside its requests: a split of the traffic over models, credits that pay
//! for it, and a quota that bounds it; and how far its fields may lie from what they
//! are set to. The bill of one model knows nothing of these.

use std::sync::Arc;

use thiserror::Error;

use super::ranges::Ranges;
use crate::money::{Growth, Share, Tokens, Usd};

/// The most models that a mix splits traffic over.
pub const MAX_ROUTES: usize = 5;
/// The most months that credits are followed for.
pub const MAX_MONTHS: u32 = 120;
/// The largest pool of credits, and the most other spend a month: $1,000,000,000.
pub const MAX_USD: Usd = Usd::from_pico(1_000_000_000 * 1_000_000_000_000);
/// The most sessions a month of one user: 10,000.
pub const MAX_SESSIONS: u32 = 10_000;
/// The largest quota in tokens a minute: 1,000,000,000.
pub const MAX_QUOTA: u64 = 1_000_000_000;

/// Plans around a workload, cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plans {
    /// How traffic is split over models; empty where one model has it all.
    pub mix: Mix,
    /// The share of requests that a model answers well at the first try, of models of which no score
    /// tells it; none where that is not asked about.
    pub success: Option<Share>,
    /// What pays before the card does.
    pub credits: Credits,
    /// Tokens a minute that the account may use of a model, where that is asked about.
    pub quota: Option<Tokens>,
    /// What a month may cost, at most [`MAX_USD`], where that is asked about.
    pub budget: Option<Usd>,
    /// Sessions a month of each user, 1 to [`MAX_SESSIONS`], where people are what drives the traffic.
    /// Requests are what is kept; users follow from them: see [`Workload::people`].
    ///
    /// [`Workload::people`]: crate::workload::Workload::people
    pub sessions: Option<u32>,
    /// How far fields may lie from what they are set to.
    pub ranges: Ranges,
}

/// Traffic over up to [`MAX_ROUTES`] models, in shares that add up to one; cheap to clone.
///
/// It is a split, in which each request goes to one model, or a cascade: the first model tries every
/// request, what is judged not good enough goes to the next, and so on. A share is of the requests that
/// a model answers for good either way: in a cascade, that of the first is its success rate.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mix {
    routes: Option<Arc<[MixRoute]>>,
    /// Whether each model tries what those before it did not answer well.
    pub cascade: bool,
    /// What it costs to judge 1,000 answers of a cascade, all but those of the last model, beside what
    /// models bill. At most [`MAX_USD`], not negative.
    pub judge: Usd,
}

/// The part of the traffic that goes to one model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MixRoute {
    /// The model's id on the rate card.
    pub model: Arc<str>,
    /// The share of requests that it answers.
    pub share: Share,
    /// The mean answer of these requests, where it is not the workload's.
    pub answer: Option<Tokens>,
    /// The cap on these answers, where it is not the workload's.
    pub cap: Option<Tokens>,
}

/// Why routes are no mix.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MixFault {
    /// More than [`MAX_ROUTES`].
    #[error("must name at most {MAX_ROUTES} models")]
    TooMany,
    /// A model twice.
    #[error("must not name {0} twice")]
    Twice(Arc<str>),
    /// Shares that do not add up to one; what they add up to, in parts per million.
    #[error("must have shares that add up to 100%, not {}", per_cent(*.0))]
    NotWhole(u64),
}

/// Parts per million as per cent without rounding: `93.5%`.
fn per_cent(ppm: u64) -> String {
    let decimal = format!("{}.{:04}", ppm / 10_000, ppm % 10_000);
    format!("{}%", decimal.trim_end_matches('0').trim_end_matches('.'))
}

impl Mix {
    /// A mix of routes; none of them is one model for all.
    ///
    /// # Errors
    /// A [`MixFault`] when there are too many, a model is named twice, or the shares do not add up
    /// to one.
    pub fn new(routes: Vec<MixRoute>) -> Result<Self, MixFault> {
        if routes.len() > MAX_ROUTES {
            return Err(MixFault::TooMany);
        }
        for (at, route) in routes.iter().enumerate() {
            if routes.iter().take(at).any(|other| other.model == route.model) {
                return Err(MixFault::Twice(Arc::clone(&route.model)));
            }
        }
        let all: u64 = routes.iter().map(|route| u64::from(route.share.ppm())).sum();
        if !routes.is_empty() && all != u64::from(Share::ONE.ppm()) {
            return Err(MixFault::NotWhole(all));
        }
        let routes = (!routes.is_empty()).then(|| routes.into());
        Ok(Self { routes, ..Self::default() })
    }

    /// The routes of another mix, run as this one is.
    pub fn with_routes_of(&self, other: &Self) -> Self {
        Self { routes: other.routes.clone(), ..self.clone() }
    }

    /// The same mix as a cascade, or as a split.
    pub fn as_cascade(&self, cascade: bool) -> Self {
        Self { cascade, ..self.clone() }
    }

    /// The routes in order.
    pub fn routes(&self) -> &[MixRoute] {
        self.routes.as_deref().unwrap_or_default()
    }

    /// Whether there is no split.
    pub fn is_empty(&self) -> bool {
        self.routes.is_none()
    }

    /// The same mix with a route's share at `share`. The other routes keep their proportions in
    /// what is left; where they have none, they share it evenly. A mix of one route keeps it all.
    pub fn with_share(&self, route: usize, share: Share) -> Self {
        let routes = self.routes();
        if route >= routes.len() || routes.len() < 2 {
            return self.clone();
        }
        let ppm = |route: &MixRoute| u64::from(route.share.ppm());
        let others = || routes.iter().enumerate().filter(|(at, _)| *at != route);
        let weighs: u64 = others().map(|(_, other)| ppm(other)).sum();
        let weight = |other: &MixRoute| if weighs == 0 { 1 } else { ppm(other) };
        let all = weighs.max(if weighs == 0 { routes.len() as u64 - 1 } else { 1 });
        let left = u64::from(Share::ONE.ppm() - share.ppm());
        let mut changed = routes.to_vec();
        // Rounded where they end, so that the shares add up.
        let (mut seen, mut given) = (0, 0);
        for (at, other) in others() {
            seen += weight(other);
            let end = (left * seen + all / 2) / all;
            if let Some(slot) = changed.get_mut(at) {
                slot.share = Share::from_ppm((end - given) as u32);
            }
            given = end;
        }
        if let Some(slot) = changed.get_mut(route) {
            slot.share = share;
        }
        Self { routes: Some(changed.into()), ..self.clone() }
    }

    /// How many of `requests` each route is sent: whole requests, which add up in a split; in a cascade
    /// all that those before it do not answer.
    pub fn requests(&self, requests: u64) -> Vec<u64> {
        let answered = self.answered(requests);
        if !self.cascade {
            return answered;
        }
        let mut left = requests;
        let sent = |part| {
            let sent = left;
            left -= part;
            sent
        };
        answered.into_iter().map(sent).collect()
    }

    /// What it costs to judge the answers of a cascade to so many requests, to the nearest picodollar;
    /// nothing in a split.
    pub fn judging(&self, requests: u64) -> Usd {
        let sent = self.requests(requests);
        match sent.split_last() {
            Some((_, judged)) if self.cascade => {
                let judged: i128 = judged.iter().map(|sent| i128::from(*sent)).sum();
                Usd::from_pico((self.judge.pico() * judged + 500) / 1_000)
            }
            _ => Usd::ZERO,
        }
    }

    /// How many of `requests` each route answers for good: whole requests that add up.
    fn answered(&self, requests: u64) -> Vec<u64> {
        let (mut seen, mut given) = (0, 0);
        let part = |route: &MixRoute| {
            seen += route.share.ppm();
            let end = Share::from_ppm(seen).part_of(requests);
            let part = end - given;
            given = end;
            part
        };
        self.routes().iter().map(part).collect()
    }
}

/// A pool of credits and what draws on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Credits {
    /// The pool at the start; zero for none. At most [`MAX_USD`], not negative.
    pub pool: Usd,
    /// Other AWS spend a month that draws on the same pool. At most [`MAX_USD`], not negative.
    pub other: Usd,
    /// How traffic grows from month to month.
    pub growth: Growth,
    /// Months after which the rest of the pool is void, 1 to [`MAX_MONTHS`]; none for never.
    pub expires: Option<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn mix(shares: &[u32]) -> Mix {
        let route = |(at, share): (usize, &u32)| MixRoute {
            model: format!("model-{at}").into(),
            share: Share::from_ppm(*share),
            answer: None,
            cap: None,
        };
        Mix::new(shares.iter().enumerate().map(route).collect()).unwrap()
    }

    fn shares(mix: &Mix) -> Vec<u32> {
        mix.routes().iter().map(|route| route.share.ppm()).collect()
    }

    #[test]
    fn what_is_no_mix() {
        let said = |routes: Vec<MixRoute>| Mix::new(routes).unwrap_err().to_string();
        let halves = mix(&[500_000, 500_000]).routes().to_vec();
        let mut same = halves.clone();
        same[1].model = "model-0".into();
        assert_eq!(said(same), "must not name model-0 twice");
        let mut less = halves.clone();
        less[1].share = Share::from_ppm(435_000);
        assert_eq!(said(less), "must have shares that add up to 100%, not 93.5%");
        let mut many = mix(&[200_000; 5]).routes().to_vec();
        many.extend(halves);
        assert_eq!(said(many), "must name at most 5 models");
        assert!(Mix::new(Vec::new()).unwrap().is_empty());
    }

    #[test]
    fn the_other_shares_keep_their_proportions() {
        let three = mix(&[500_000, 300_000, 200_000]);
        assert_eq!(shares(&three.with_share(0, Share::ZERO)), [0, 600_000, 400_000]);
        let all = three.with_share(0, Share::ONE);
        assert_eq!(shares(&all), [1_000_000, 0, 0]);
        let back = all.with_share(0, Share::from_ppm(1));
        assert_eq!(shares(&back), [1, 500_000, 499_999]);
        assert_eq!(shares(&mix(&[1_000_000]).with_share(0, Share::ZERO)), [1_000_000]);
        assert_eq!(three.with_share(9, Share::ZERO), three);
    }

    #[test]
    fn requests_are_whole_and_add_up() {
        // Thirds of 100 end at 33.33, 66.67 and 100.
        assert_eq!(mix(&[333_333, 333_333, 333_334]).requests(100), [33, 34, 33]);
        assert_eq!(mix(&[700_000, 300_000]).requests(50_000), [35_000, 15_000]);
    }

    #[test]
    fn a_cascade_sends_on_what_is_not_answered() {
        let mut cascade = mix(&[700_000, 200_000, 100_000]);
        cascade.cascade = true;
        cascade.judge = Usd::from_cents(50);
        // All 1,000 to the first; 300 are left, of which the second answers 200.
        assert_eq!(cascade.requests(1_000), [1_000, 300, 100]);
        // 1,300 answers are judged at $0.50 a thousand.
        assert_eq!(cascade.judging(1_000), Usd::from_cents(65));
        assert_eq!(cascade.with_share(0, Share::ONE).requests(9), [9, 0, 0]);
        cascade.cascade = false;
        assert_eq!(cascade.judging(1_000), Usd::ZERO);
        assert_eq!(cascade.requests(1_000), [700, 200, 100]);
    }

    proptest! {
        #[test]
        fn shares_and_requests_always_add_up(
            cuts in proptest::collection::vec(0..=1_000_000u32, 0..5),
            route in 0..5usize,
            share in 0..=1_000_000u32,
            requests in 0..=1_000_000_000u64,
        ) {
            let mut ends = cuts;
            ends.push(1_000_000);
            ends.sort_unstable();
            let mut start = 0;
            let parts: Vec<u32> = ends.iter().map(|end| end - std::mem::replace(&mut start, *end)).collect();
            let changed = mix(&parts).with_share(route, Share::from_ppm(share));
            prop_assert_eq!(shares(&changed).iter().sum::<u32>(), 1_000_000);
            prop_assert_eq!(changed.requests(requests).iter().sum::<u64>(), requests);
            prop_assert!(Mix::new(changed.routes().to_vec()).is_ok());
        }
    }
}
