//! How long credits last: month by month what is used, what is paid, and what is left.

use super::Band;
use crate::money::{Currency, Usd};
use crate::workload::{Credits, MAX_MONTHS, MAX_REQUESTS};

/// A pool that AWS gives, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pool {
    /// The word for it on the command line.
    pub name: &'static str,
    /// Its name on screen.
    pub label: &'static str,
    /// Its size; the most that is given where it differs.
    pub size: Usd,
}

const fn pool(name: &'static str, label: &'static str, dollars: u64) -> Pool {
    Pool { name, label, size: Usd::from_cents(dollars * 100) }
}

/// The pools of the seed reference; what each is given for, and for how long, is AWS's to say.
pub const POOLS: [Pool; 4] = [
    pool("poc-small", "Bedrock POC, small", 10_000),
    pool("poc", "Bedrock POC, large", 50_000),
    pool("activate", "AWS Activate", 100_000),
    pool("accelerator", "GenAI Accelerator", 1_000_000),
];

/// A month on credits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreditMonth {
    /// From 1.
    pub month: u32,
    /// Requests.
    pub requests: u64,
    /// What the requests cost.
    pub tokens: Usd,
    /// What they may cost; none where that is certain.
    pub range: Option<(Usd, Usd)>,
    /// That and the other spend: what is due without credits.
    pub gross: Usd,
    /// What is paid after credits.
    pub net: Usd,
    /// What is left of the pool at the end.
    pub balance: Usd,
}

/// How a pool ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PoolEnd {
    /// It is used up in this month.
    RunsDry(u32),
    /// It is void after this month, with so much of it unused.
    Expires(u32, Usd),
    /// It lasts longer than the months looked at.
    Lasts,
}

impl PoolEnd {
    /// `dry in month 7`, to stand in a sentence.
    pub fn words(self, currency: Currency) -> String {
        match self {
            Self::RunsDry(month) => format!("dry in month {month}"),
            Self::Expires(month, unused) => {
                let unused = currency.amount(unused);
                format!("void after month {month} with {unused} unused")
            }
            Self::Lasts => format!("there for more than {} years", MAX_MONTHS / 12),
        }
    }
}

/// The months on a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Runway {
    /// The months in order.
    pub months: Vec<CreditMonth>,
    /// How the pool ends, looked for up to [`MAX_MONTHS`].
    pub end: PoolEnd,
    /// How it ends at the highest cost and at the lowest; none where both are that end.
    pub ends: Option<(PoolEnd, PoolEnd)>,
    /// How it ends where every field that has a low and a high is at its dearer side, and at its cheaper
    /// one; none where none has.
    pub sides: Option<(PoolEnd, PoolEnd)>,
    /// The first month that is paid in full.
    pub first_paid: Option<CreditMonth>,
    /// What is paid in all months together.
    pub paid: Usd,
    /// What would be paid in them without credits.
    pub gross: Usd,
}

/// Follows a pool from month to month, `requests` in the first of them, where `cost` is what a
/// number of requests costs in a month.
///
/// Credits pay for all spend until they are used up or void. With `months` given that many are
/// listed; else all up to three after the pool's end, twelve at least.
///
/// # Errors
/// The first month that has no cost.
pub fn runway<E>(
    credits: &Credits,
    requests: u64,
    months: Option<u32>,
    mut cost: impl FnMut(u64) -> Result<Band, E>,
) -> Result<Runway, E> {
    let mut found = follow(credits, requests, months, &mut cost, |band| band.expected)?;
    if found.months.iter().any(|month| month.range.is_some()) {
        let mut end = |side: fn(Band) -> Usd| {
            follow(credits, requests, months, &mut cost, side).map(|runway| runway.end)
        };
        let ends = (end(|band| band.ends().1)?, end(|band| band.ends().0)?);
        found.ends = (ends != (found.end, found.end)).then_some(ends);
    }
    Ok(found)
}

/// [`runway`] at one side of the costs.
fn follow<E>(
    credits: &Credits,
    requests: u64,
    months: Option<u32>,
    cost: &mut impl FnMut(u64) -> Result<Band, E>,
    side: impl Fn(Band) -> Usd,
) -> Result<Runway, E> {
    let mut requests = requests;
    let mut runway = Runway {
        months: Vec::new(),
        end: PoolEnd::Lasts,
        ends: None,
        sides: None,
        first_paid: None,
        paid: Usd::ZERO,
        gross: Usd::ZERO,
    };
    let mut balance = credits.pool;
    for month in 1..=MAX_MONTHS {
        let band = cost(requests)?;
        let tokens = side(band);
        let gross = tokens + credits.other;
        let used = gross.min(balance);
        balance = balance - used;
        let mut here = CreditMonth {
            month,
            requests,
            tokens,
            range: band.range,
            gross,
            net: gross - used,
            balance,
        };
        if runway.end == PoolEnd::Lasts && !credits.pool.is_zero() {
            if balance.is_zero() {
                runway.end = PoolEnd::RunsDry(month);
            } else if credits.expires == Some(month) {
                runway.end = PoolEnd::Expires(month, balance);
                balance = Usd::ZERO;
                here.balance = balance;
            }
        }
        if used.is_zero() && !gross.is_zero() && runway.first_paid.is_none() {
            runway.first_paid = Some(here);
        }
        let enough = match (months, runway.end) {
            (Some(months), _) => month > months,
            (None, PoolEnd::RunsDry(end) | PoolEnd::Expires(end, _)) => month > 12.max(end + 3),
            (None, PoolEnd::Lasts) => credits.pool.is_zero() && month > 12,
        };
        if !enough {
            runway.paid += here.net;
            runway.gross += here.gross;
            runway.months.push(here);
        } else if credits.pool.is_zero()
            || runway.end != PoolEnd::Lasts && (runway.first_paid.is_some() || gross.is_zero())
        {
            break;
        }
        requests = credits.growth.next(requests).min(MAX_REQUESTS);
    }
    Ok(runway)
}

impl Runway {
    /// How the pool ends and what is paid then, in sentences.
    pub fn verdict(&self, currency: Currency) -> String {
        let after = |month: &CreditMonth| {
            let net = currency.amount(month.net);
            format!(" From month {} on you pay all: {net} then.", month.month)
        };
        let after = self.first_paid.as_ref().map_or(String::new(), after);
        let range = self.ends.map_or(String::new(), |(dear, cheap)| {
            let (dear, cheap) = (dear.words(currency), cheap.words(currency));
            format!(" At the highest costs they are {dear}, at the lowest {cheap}.")
        });
        let sides = self.sides.map_or(String::new(), |(dear, cheap)| {
            let (dear, cheap) = (dear.words(currency), cheap.words(currency));
            format!(
                " As fields may lie, they are {dear} at the dearest and {cheap} at the cheapest."
            )
        });
        let said = match self.end {
            PoolEnd::RunsDry(month) => format!("The credits run dry in month {month}.{after}"),
            PoolEnd::Expires(month, unused) => {
                let unused = currency.amount(unused);
                format!("The credits expire after month {month} with {unused} unused.{after}")
            }
            // A pool that is there and used up has run dry.
            PoolEnd::Lasts if self.months.first().is_some_and(|first| first.balance.is_zero()) => {
                "There are no credits: all is paid.".to_owned()
            }
            PoolEnd::Lasts => format!("The credits last more than {} years.", MAX_MONTHS / 12),
        };
        said + &range + &sides
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::tests_support::usd;
    use crate::money::Growth;
    use proptest::prelude::*;

    fn credits(pool: &str, other: &str, growth: &str, expires: Option<u32>) -> Credits {
        Credits {
            pool: usd(pool),
            other: usd(other),
            growth: Growth::parse(growth).unwrap(),
            expires,
        }
    }

    /// A dollar a request.
    fn follow(credits: &Credits, months: Option<u32>) -> Runway {
        let cost = |requests| Ok::<_, ()>(Band::certain(Usd::from_cents(requests * 100)));
        runway(credits, 100, months, cost).unwrap()
    }

    #[test]
    fn the_verdict_does_not_depend_on_the_months_listed() {
        // $100 a month out of $450: dry in month 5, and month 6 is the first that is paid in full.
        let all = follow(&credits("450", "0", "0", None), None);
        for months in [1, 3, 4, 5, 6, 12] {
            let some = follow(&credits("450", "0", "0", None), Some(months));
            assert_eq!(some.months.len() as u32, months);
            assert_eq!(some.verdict(Currency::DOLLARS), all.verdict(Currency::DOLLARS));
        }
        assert!(
            all.verdict(Currency::DOLLARS).ends_with("From month 6 on you pay all: $100.00 then.")
        );
    }

    #[test]
    fn an_uncertain_cost_ends_a_pool_sooner_or_later() {
        // $450: at $100 a month dry in month 5, at $120 in month 4, at $80 in month 6.
        let cost = |_| Ok::<_, ()>(Band::of(["80", "100", "120"].map(usd)));
        let found = runway(&credits("450", "0", "0", None), 1, None, cost).unwrap();
        assert_eq!(found.end, PoolEnd::RunsDry(5));
        assert_eq!(found.ends, Some((PoolEnd::RunsDry(4), PoolEnd::RunsDry(6))));
        assert_eq!(found.months[0].range, Some((usd("80"), usd("120"))));
        let verdict = found.verdict(Currency::DOLLARS);
        let range = "At the highest costs they are dry in month 4, at the lowest dry in month 6.";
        assert!(verdict.ends_with(range), "{verdict}");
        // $985 is used up in month 10 either way if the cost hardly differs.
        let cost = |_| Ok::<_, ()>(Band::of(["99", "100", "101"].map(usd)));
        let found = runway(&credits("985", "0", "0", None), 1, None, cost).unwrap();
        assert_eq!((found.end, found.ends), (PoolEnd::RunsDry(10), None));
    }

    #[test]
    fn a_pool_runs_dry_within_a_month() {
        // $150 a month out of $400: 250, 100, and in month 3 $50 is paid.
        let found = follow(&credits("400", "50", "0", None), None);
        let first: Vec<_> =
            found.months.iter().take(4).map(|m| (m.gross, m.net, m.balance)).collect();
        let usds = |a, b, c| (usd(a), usd(b), usd(c));
        assert_eq!(
            first,
            [
                usds("150", "0", "250"),
                usds("150", "0", "100"),
                usds("150", "50", "0"),
                usds("150", "150", "0"),
            ]
        );
        assert_eq!(found.end, PoolEnd::RunsDry(3));
        assert_eq!(found.months.len(), 12);
        assert_eq!(found.paid, usd("1400"));
        assert_eq!(
            found.verdict(Currency::DOLLARS),
            "The credits run dry in month 3. From month 4 on you pay all: $150.00 then."
        );
    }

    #[test]
    fn traffic_grows_by_whole_requests() {
        // 100, 110, 121, 133: $464 in four months.
        let found = follow(&credits("464", "0", "10%", None), Some(5));
        let requests: Vec<u64> = found.months.iter().map(|month| month.requests).collect();
        assert_eq!(requests, [100, 110, 121, 133, 146]);
        assert_eq!(found.end, PoolEnd::RunsDry(4));
        assert_eq!(found.months[3].net, Usd::ZERO);
        assert_eq!(found.first_paid.unwrap().month, 5);
    }

    #[test]
    fn what_is_unused_is_void_when_it_expires() {
        let found = follow(&credits("1000", "0", "0", Some(4)), None);
        assert_eq!(found.end, PoolEnd::Expires(4, usd("600")));
        assert_eq!(found.months[3].balance, Usd::ZERO);
        assert_eq!(found.months[4].net, usd("100"));
        assert!(found.verdict(Currency::DOLLARS).contains("after month 4 with $600.00 unused"));
        // Used up in the very month in which it expires.
        let found = follow(&credits("400", "0", "0", Some(4)), None);
        assert_eq!(found.end, PoolEnd::RunsDry(4));
    }

    #[test]
    fn no_pool_and_an_endless_one() {
        let none = follow(&credits("0", "0", "0", None), None);
        assert_eq!((none.months.len(), none.end), (12, PoolEnd::Lasts));
        assert_eq!(none.verdict(Currency::DOLLARS), "There are no credits: all is paid.");
        let endless = follow(&credits("1000000", "0", "-50%", None), None);
        assert_eq!(endless.end, PoolEnd::Lasts);
        assert_eq!(endless.months.len(), 120);
        assert_eq!(endless.verdict(Currency::DOLLARS), "The credits last more than 10 years.");
        let unused = runway(&credits("1", "0", "0", None), 0, None, |_| {
            Ok::<_, ()>(Band::certain(Usd::ZERO))
        });
        assert_eq!(
            unused.unwrap().verdict(Currency::DOLLARS),
            "The credits last more than 10 years."
        );
        let listed = follow(&credits("100000", "0", "0", None), Some(2));
        assert_eq!(listed.months.len(), 2);
        assert_eq!(listed.end, PoolEnd::Lasts);
    }

    proptest! {
        #[test]
        fn credits_and_payments_add_up_to_the_gross(
            pool in 0..1_000_000u64,
            other in 0..10_000u64,
            growth in 0..3_000_000u32,
            expires in proptest::option::of(1..=120u32),
            months in 1..=120u32,
        ) {
            let credits = Credits {
                pool: Usd::from_cents(pool),
                other: Usd::from_cents(other),
                growth: Growth::from_factor_ppm(growth),
                expires,
            };
            let found = follow(&credits, Some(months));
            prop_assert_eq!(found.months.len(), months as usize);
            let void = match found.end {
                PoolEnd::Expires(month, unused) if month <= months => unused,
                _ => Usd::ZERO,
            };
            let left = found.months.last().unwrap().balance;
            prop_assert_eq!(found.gross - found.paid, credits.pool - left - void);
            prop_assert!(found.months.iter().all(|month| month.net >= Usd::ZERO));
        }
    }
}
