//! How requests from somewhere are answered, and at which price.

use super::{Lane, Local, Model, Offered, PriceList, Prices, Slots};
use crate::money::Usd;
use crate::place::{Geography, Origin, Place, Profile, Region, Residency};

/// Who answers a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Routing {
    /// The region that is called.
    Region,
    /// A region of its geography, by an inference profile.
    Geography,
    /// Any region, by the global inference profile.
    Global,
}

/// How a request from somewhere is answered, and at which price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Served<'m> {
    /// The price.
    pub prices: &'m Prices,
    /// Which list it is from.
    pub list: PriceList,
    /// Who answers; none where that is not known, or where no region is given.
    pub routing: Option<Routing>,
    /// Whether the card states this price for that. It is the nearest one on the card else, or one of
    /// two that sources give.
    pub is_listed: bool,
    /// What of it is derived rather than listed.
    pub derived: Slots,
}

/// Why a model cannot be used from somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotServed {
    /// The card lists it without a price.
    Unpriced,
    /// It is billed by the query, not by tokens.
    PerQuery(Usd),
    /// It is not offered from there at all.
    NotOffered(Region),
    /// It is, but not by who may answer: it can be had by this only.
    Only(Routing, Region),
}

impl Offered {
    /// Whether somebody answers from a region.
    pub const fn by(&self, routing: Routing, region: Region) -> bool {
        match routing {
            Routing::Region => self.region.contains(region),
            Routing::Geography => self.geography.contains(region),
            Routing::Global => self.global.contains(region),
        }
    }
}

impl Routing {
    /// From the nearest to the farthest.
    pub const ALL: [Self; 3] = [Self::Region, Self::Geography, Self::Global];

    /// Whether requests may be answered so.
    pub const fn is_within(self, residency: Residency) -> bool {
        match residency {
            Residency::Anywhere => true,
            Residency::Geography => !matches!(self, Self::Global),
            Residency::Region => matches!(self, Self::Region),
        }
    }

    /// By whom, in a word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Geography => "geography",
            Self::Global => "global",
        }
    }

    /// By whom, in a sentence.
    pub const fn by(self) -> &'static str {
        match self {
            Self::Region => "in the region itself",
            Self::Geography => "through its geography's profile",
            Self::Global => "through the global profile",
        }
    }
}

impl Model {
    /// Why it has no price of tokens.
    fn without_price(&self) -> NotServed {
        self.per_query.map_or(NotServed::Unpriced, NotServed::PerQuery)
    }

    /// The way that requests from somewhere are answered, and its price: the nearest of those that are
    /// allowed, or one farther away where `is_better` says so of its prices and the nearer ones.
    ///
    /// # Errors
    /// Why there is none.
    #[inline]
    pub fn served(
        &self,
        origin: Origin,
        is_better: impl FnMut(&Prices, &Prices) -> bool,
    ) -> Result<Served<'_>, NotServed> {
        match (&self.prices, origin.region, origin.residency) {
            // From nowhere in particular, as nearly always.
            (Some(base), None, Residency::Anywhere) => Ok(Served::of(base, PriceList::Base)),
            _ => self.served_from(origin, is_better),
        }
    }

    fn served_from(
        &self,
        origin: Origin,
        mut is_better: impl FnMut(&Prices, &Prices) -> bool,
    ) -> Result<Served<'_>, NotServed> {
        let base = self.prices.as_ref().ok_or_else(|| self.without_price())?;
        let Some(region) = origin.region else {
            return Ok(match origin.residency {
                Residency::Anywhere => Served::of(base, PriceList::Base),
                _ => self.unnamed(base),
            });
        };
        let Some(offered) = self.offered.filter(|it| it.known.contains(region)) else {
            return Ok(match origin.residency {
                Residency::Anywhere => Served::of(base, PriceList::Base),
                Residency::Geography => self.through(base, region, Routing::Geography),
                Residency::Region => self.through(base, region, Routing::Region),
            });
        };
        let open = |routing: &Routing| offered.by(*routing, region);
        let mut ways = Routing::ALL.into_iter().filter(open);
        let allowed = ways.clone().filter(|routing| routing.is_within(origin.residency));
        let served = allowed.map(|routing| Served {
            routing: Some(routing),
            ..self.through(base, region, routing)
        });
        let better =
            served.reduce(
                |nearer, other| {
                    if is_better(other.prices, nearer.prices) { other } else { nearer }
                },
            );
        better.ok_or_else(|| match ways.next_back() {
            Some(routing) => NotServed::Only(routing, region),
            None => NotServed::NotOffered(region),
        })
    }

    /// Whether requests from somewhere can go through a lane, by any way that is allowed; none where
    /// they are not answered.
    pub fn offers(&self, lane: Lane, origin: Origin) -> Option<bool> {
        let has = |prices: &Prices| prices.base.offers(lane);
        self.served(origin, |other, nearer| has(other) && !has(nearer))
            .ok()
            .map(|served| has(served.prices))
    }

    /// The price of a request whose id names an inference profile, or none, made in a region where
    /// that is known.
    ///
    /// # Errors
    /// [`NotServed::Unpriced`] and [`NotServed::PerQuery`] alone.
    pub fn called(
        &self,
        profile: Option<Profile>,
        region: Option<Region>,
    ) -> Result<Served<'_>, NotServed> {
        let base = self.prices.as_ref().ok_or_else(|| self.without_price())?;
        Ok(match (profile, region) {
            (Some(Profile::Global), _) | (None, None) => Served::of(base, PriceList::Base),
            (None, Some(region)) => self.through(base, region, Routing::Region),
            (Some(Profile::Geography(geography)), region) => {
                // A profile is charged at the price of the region that calls it.
                let own = region
                    .filter(|region| region.geographies().contains(&geography))
                    .and_then(|region| self.at(Place::Region(region)));
                match own.or_else(|| self.at(Place::Geography(geography))) {
                    Some(local) => Served::at(local),
                    None => {
                        let is_listed = geography == Geography::Us || !self.names_places();
                        Served { is_listed, ..self.unnamed(base) }
                    }
                }
            }
            (Some(Profile::Other), _) => {
                Served { is_listed: !self.names_places(), ..self.unnamed(base) }
            }
        })
    }

    /// Whether the card says of single places what they cost or offer.
    const fn names_places(&self) -> bool {
        !self.places.is_empty() || self.offered.is_some()
    }

    /// The price of a geography that is not named.
    fn unnamed<'m>(&'m self, base: &'m Prices) -> Served<'m> {
        match &self.regional {
            Some(prices) => Served::of(prices, PriceList::Regional),
            None => Served::of(base, PriceList::Base),
        }
    }

    /// The price from a region by who answers: that of the region, else that of its geography, else
    /// that of no place by name, which is a listed one in the United States alone.
    ///
    /// A bare id is listed at the price of its region for some models and at the global price for
    /// others, and sources disagree (pricing rules, section 6); the region's is taken.
    fn through<'m>(&'m self, base: &'m Prices, region: Region, by: Routing) -> Served<'m> {
        if by == Routing::Global {
            return Served::of(base, PriceList::Base);
        }
        let geographies = || region.geographies().iter().map(|it| Place::Geography(*it));
        let own = self.at(Place::Region(region));
        let local = own.or_else(|| geographies().find_map(|place| self.at(place)));
        let served = match local {
            Some(local) => Served::at(local),
            None => {
                let unnamed = self.unnamed(base);
                let is_listed = region.is_us() || !self.names_places();
                Served { is_listed, ..unnamed }
            }
        };
        // The price of a profile is taken for one that the region has by itself.
        let bare = || self.at(Place::InRegion).map(|bare| bare.prices.base);
        let is_doubtful = by == Routing::Region
            && own.is_none()
            && (local.is_some() || bare().is_some_and(|base| base != served.prices.base));
        Served { is_listed: served.is_listed && !is_doubtful, ..served }
    }
}

impl NotServed {
    /// A few words for a badge.
    pub fn words(&self) -> String {
        match self {
            Self::Unpriced => "no price".to_owned(),
            Self::PerQuery(price) => format!("billed by the query, ${} each", price.exact()),
            Self::NotOffered(region) => format!("not offered from {region}"),
            Self::Only(Routing::Region, region) => format!("in {region} itself only"),
            Self::Only(Routing::Geography, region) => {
                format!("its geography's profile only from {region}")
            }
            Self::Only(Routing::Global, region) => format!("global profile only from {region}"),
        }
    }
}

impl<'m> Served<'m> {
    fn of(prices: &'m Prices, list: PriceList) -> Self {
        Self { prices, list, routing: None, is_listed: true, derived: Slots::default() }
    }

    fn at(local: &'m Local) -> Self {
        Self { derived: local.derived, ..Self::of(&local.prices, PriceList::At(local.place)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::{Bucket, Card, Slot};
    use crate::money::Rate;
    use crate::place::Geography;

    /// Lite costs $1 and $4 globally, 1.1 times that in the US where nothing else is said, more in
    /// Europe, most in Paris; Frankfurt has it through Europe and the world, London by itself too.
    const LITE: &str = r#"
schema = 2
name = "Test"
as_of = 2026-11-22
source = "a test"
[availability]
as_of = 2026-10-09
source = "a test"
regions = "us-east-1 eu-central-1 eu-west-2 eu-west-3 sa-east-1"
[defaults]
cache_min_tokens = 1_024
[[model]]
id = "lite"
name = "Lite"
provider = "Test"
rates = { input = 1, output = 4, cache_read = 0.1, cache_write_5m = 1.25 }
batch = { input = 0.5, output = 2 }
flex = { input = 0.5, output = 2 }
regional = 1.1
place.in-region = 1
place.eu = { input = 1.3, output = 5.2, rest = "proportional" }
place.eu-west-3 = { input = 1.5, output = 6 }
offered.region = "eu-west-2"
offered.geography = "eu-central-1 eu-west-2 eu-west-3 us-east-1"
offered.global = "eu-central-1 eu-west-2 sa-east-1"
"#;

    fn lite() -> Model {
        Card::parse(LITE, "lite.toml").unwrap_or_else(|faults| panic!("{faults}")).models.remove(0)
    }

    fn from(region: &str, residency: Residency) -> Origin {
        Origin { region: region.parse().ok(), residency }
    }

    fn is_cheaper(one: &Prices, other: &Prices) -> bool {
        one.base.get(Bucket::Fresh) < other.base.get(Bucket::Fresh)
    }

    fn input(served: &Served<'_>) -> String {
        served.prices.base.get(Bucket::Fresh).map_or_else(String::new, Rate::per_million)
    }

    #[test]
    fn the_better_of_the_allowed_ways_is_taken() {
        use Residency::{Anywhere, Geography as Within, Region as Only};
        let lite = lite();
        for (region, residency, expected, routing, list) in [
            ("eu-central-1", Anywhere, "1", Routing::Global, PriceList::Base),
            (
                "eu-central-1",
                Within,
                "1.3",
                Routing::Geography,
                PriceList::At(Place::Geography(Geography::Eu)),
            ),
            (
                "eu-west-3",
                Anywhere,
                "1.5",
                Routing::Geography,
                PriceList::At(Place::Region("eu-west-3".parse().unwrap())),
            ),
            ("us-east-1", Within, "1.1", Routing::Geography, PriceList::Regional),
            // Where none is better, the nearest.
            (
                "eu-west-2",
                Within,
                "1.3",
                Routing::Region,
                PriceList::At(Place::Geography(Geography::Eu)),
            ),
            (
                "eu-west-2",
                Only,
                "1.3",
                Routing::Region,
                PriceList::At(Place::Geography(Geography::Eu)),
            ),
        ] {
            let served = lite.served(from(region, residency), is_cheaper).unwrap();
            let found = (input(&served), served.routing, served.list);
            assert_eq!(found, (expected.to_owned(), Some(routing), list), "{region} {residency:?}");
            // London by itself has no price of its own: Europe's stands in.
            let is_listed = routing != Routing::Region;
            assert_eq!(served.is_listed, is_listed, "{region} {residency:?}");
        }
    }

    #[test]
    fn what_is_not_offered_has_no_price() {
        let lite = lite();
        let refused =
            |region, residency| lite.served(from(region, residency), is_cheaper).unwrap_err();
        let sao_paulo: Region = "sa-east-1".parse().unwrap();
        assert_eq!(
            refused("sa-east-1", Residency::Geography),
            NotServed::Only(Routing::Global, sao_paulo)
        );
        let frankfurt = "eu-central-1".parse().unwrap();
        assert_eq!(
            refused("eu-central-1", Residency::Region),
            NotServed::Only(Routing::Global, frankfurt)
        );
        let paris = refused("eu-west-3", Residency::Region);
        assert!(matches!(paris, NotServed::Only(Routing::Geography, _)), "{paris:?}");
    }

    #[test]
    fn where_nothing_is_known_of_a_region_there_is_a_price_and_a_mark() {
        let lite = lite();
        // Ireland was not looked at: Europe's price is listed, whether it answers is not known.
        let ireland = lite.served(from("eu-west-1", Residency::Geography), is_cheaper).unwrap();
        assert_eq!((input(&ireland).as_str(), ireland.routing), ("1.3", None));
        // Of Tokyo not even a price is known.
        let tokyo = lite.served(from("ap-northeast-1", Residency::Geography), is_cheaper).unwrap();
        assert_eq!((input(&tokyo).as_str(), tokyo.is_listed), ("1.1", false));
        // A card without places has its regional price for every region.
        let mut plain = lite.clone();
        (plain.places, plain.offered) = (Vec::new(), None);
        let tokyo = plain.served(from("ap-northeast-1", Residency::Geography), is_cheaper).unwrap();
        assert_eq!((input(&tokyo).as_str(), tokyo.is_listed), ("1.1", true));
    }

    #[test]
    fn what_a_place_does_not_state_is_in_proportion_to_input() {
        let lite = lite();
        let europe = lite.at(Place::Geography(Geography::Eu)).unwrap();
        let rate = |lane: Lane, bucket| europe.prices.base[lane][bucket].map(Rate::per_million);
        // 0.1 x 1.3, 0.5 x 1.3 and 2 x 1.3.
        assert_eq!(rate(Lane::Standard, Bucket::CacheRead).as_deref(), Some("0.13"));
        assert_eq!(rate(Lane::Batch, Bucket::Fresh).as_deref(), Some("0.65"));
        assert_eq!(rate(Lane::Flex, Bucket::Output).as_deref(), Some("2.6"));
        let derived = |lane, bucket| europe.derived.contains(Slot::new(lane, bucket), None);
        assert!(
            derived(Lane::Batch, Bucket::Output) && derived(Lane::Standard, Bucket::CacheWrite)
        );
        assert!(!derived(Lane::Standard, Bucket::Output));
        // Without `rest`, it is not offered.
        let paris = lite.at(Place::Region("eu-west-3".parse().unwrap())).unwrap();
        assert!(!paris.prices.base.offers(Lane::Batch) && paris.derived.is_empty());
    }
}
