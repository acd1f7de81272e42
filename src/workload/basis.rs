//! For how much of the work an amount is: a month, a year, or some of its requests.

use super::Workload;
use crate::money::Usd;

/// For how much of the work an amount is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Basis {
    /// A month, as amounts are worked out.
    #[default]
    Month,
    /// Twelve months like it.
    Year,
    /// A thousand requests.
    Thousand,
    /// A request.
    Request,
    /// A user, in a month.
    User,
}

/// How a basis is named, and what of a month it is.
#[derive(Debug, Clone, Copy)]
pub struct BasisSpec {
    /// Which one.
    pub basis: Basis,
    /// Its name as a flag, and in objects.
    pub name: &'static str,
    /// What follows a stroke in a heading: `$/month`.
    pub unit: &'static str,
    /// What follows an amount in a sentence: `$3.85 a month`.
    pub words: &'static str,
    /// The key of its amounts in USD.
    pub key: &'static str,
    /// The fewest and the most decimals that its amounts show in a column.
    pub places: (u32, u32),
    /// By what the amount of a month is multiplied, and divided; a divisor of zero is none.
    part: fn(&Workload) -> (u64, u64),
}

/// Every basis, in the order in which a key goes through them.
pub const BASES: [BasisSpec; 5] = [
    spec(Basis::Month, "month", "month", "a month", "monthly_usd", (2, 6), |_| (1, 1)),
    spec(Basis::Year, "year", "year", "a year", "yearly_usd", (2, 6), |_| (12, 1)),
    spec(
        Basis::Thousand,
        "thousand",
        "1K req.",
        "per 1,000 requests",
        "thousand_requests_usd",
        (4, 6),
        |work| (1_000, work.requests),
    ),
    spec(Basis::Request, "request", "request", "a request", "per_request_usd", (4, 8), |work| {
        (1, work.requests)
    }),
    spec(Basis::User, "user", "user", "a user and month", "per_user_usd", (2, 8), |work| {
        work.people().map_or((1, 0), |people| (people.each, people.requests))
    }),
];

const fn spec(
    basis: Basis,
    name: &'static str,
    unit: &'static str,
    words: &'static str,
    key: &'static str,
    places: (u32, u32),
    part: fn(&Workload) -> (u64, u64),
) -> BasisSpec {
    BasisSpec { basis, name, unit, words, key, places, part }
}

impl Basis {
    /// Its row.
    pub fn spec(self) -> &'static BasisSpec {
        BASES.iter().find(|spec| spec.basis == self).unwrap_or(&BASES[0])
    }

    /// The basis of a name.
    pub fn named(name: &str) -> Option<Self> {
        BASES.iter().find(|spec| spec.name == name).map(|spec| spec.basis)
    }

    /// Whether a workload has any of what it is for.
    pub fn is_in(self, work: &Workload) -> bool {
        (self.spec().part)(work).1 > 0
    }

    /// It; a month where a workload has nothing of what it is for.
    pub fn in_workload(self, work: &Workload) -> Self {
        if self.is_in(work) { self } else { Self::Month }
    }

    /// The one after it that a workload has.
    pub fn next(self, work: &Workload) -> Self {
        let at = BASES.iter().position(|spec| spec.basis == self).unwrap_or(0);
        let others = BASES.iter().cycle().skip(at + 1).take(BASES.len());
        others.map(|spec| spec.basis).find(|basis| basis.is_in(work)).unwrap_or_default()
    }

    /// What the month of a workload is by it, rounded half away from zero to a picodollar.
    pub fn of(self, month: Usd, work: &Workload) -> Usd {
        match (self.spec().part)(work) {
            (1, 1) => month,
            (by, over) => month.share_of(by, over).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_in_every_other_measure() {
        let work = Workload { requests: 50_000, ..Workload::default() };
        // $3.85 for 50,000 requests.
        let month = Usd::from_cents(385);
        let of = |basis: Basis| basis.of(month, &work).exact();
        assert_eq!(of(Basis::Month), "3.85");
        assert_eq!(of(Basis::Year), "46.20");
        assert_eq!(of(Basis::Thousand), "0.077");
        assert_eq!(of(Basis::Request), "0.000077");
        // 36,000 requests of 1,200 users, 30 each.
        let mut people = Workload { turns: 3, ..Workload::default() };
        people.set_users(1_200);
        let each = people.people().unwrap().each;
        let of_each = month.share_of(each, people.requests).unwrap();
        assert_eq!(Basis::User.of(month, &people), of_each);
        assert!(!Basis::User.is_in(&work));
    }

    #[test]
    fn every_basis_has_a_row_and_a_turn() {
        let mut work = Workload { requests: 1, ..Workload::default() };
        work.set_users(5);
        for (at, spec) in BASES.iter().enumerate() {
            assert_eq!(spec.basis as usize, at);
            assert_eq!(Basis::named(spec.name), Some(spec.basis));
            assert_eq!(spec.basis.next(&work), BASES[(at + 1) % BASES.len()].basis);
            assert!(spec.unit.len() <= 7, "a heading has room for it");
        }
        // Without requests nothing is for one.
        let idle = Workload { requests: 0, ..Workload::default() };
        assert_eq!(Basis::Year.next(&idle), Basis::Month);
        assert!(!Basis::Request.is_in(&idle));
    }
}
