//! Where models are called from and where they answer: AWS regions, the geographies of inference
//! profiles, and the places that prices are listed for.
//!
//! Regions and geographies are tables; a new one is a row.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A geography that inference profiles stay within, by the prefix of their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Geography {
    /// `us.`
    Us,
    /// `ca.`
    Ca,
    /// `eu.`
    Eu,
    /// `jp.`
    Jp,
    /// `au.`
    Au,
    /// `in.`
    In,
    /// `apac.`
    Apac,
    /// `us-gov.`
    UsGov,
}

/// The geographies: prefix, name.
const GEOGRAPHIES: [(Geography, &str, &str); 8] = [
    (Geography::Us, "us", "United States"),
    (Geography::Ca, "ca", "Canada"),
    (Geography::Eu, "eu", "European Union"),
    (Geography::Jp, "jp", "Japan"),
    (Geography::Au, "au", "Australia"),
    (Geography::In, "in", "India"),
    (Geography::Apac, "apac", "Asia Pacific"),
    (Geography::UsGov, "us-gov", "US government"),
];

impl Geography {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        GEOGRAPHIES.iter().map(|row| row.0)
    }

    /// The prefix of its profiles' ids, without the dot.
    pub const fn prefix(self) -> &'static str {
        GEOGRAPHIES[self as usize].1
    }

    /// What it is called.
    pub const fn name(self) -> &'static str {
        GEOGRAPHIES[self as usize].2
    }
}

/// An AWS region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Region(u8);

/// The regions: id, where it is, and the geographies whose profiles take it, the narrowest first.
/// A region's place stands in short forms of scenarios, so new ones come at the end.
const REGIONS: &[(&str, &str, &[Geography])] = {
    use Geography::{Apac, Au, Ca, Eu, In, Jp, Us, UsGov};
    &[
        ("us-east-1", "N. Virginia", &[Us]),
        ("us-east-2", "Ohio", &[Us]),
        ("us-west-1", "N. California", &[Us]),
        ("us-west-2", "Oregon", &[Us]),
        ("ca-central-1", "Canada Central", &[Ca, Us]),
        ("ca-west-1", "Calgary", &[Ca, Us]),
        ("mx-central-1", "Mexico", &[]),
        ("sa-east-1", "São Paulo", &[]),
        ("eu-central-1", "Frankfurt", &[Eu]),
        ("eu-central-2", "Zurich", &[Eu]),
        ("eu-north-1", "Stockholm", &[Eu]),
        ("eu-south-1", "Milan", &[Eu]),
        ("eu-south-2", "Spain", &[Eu]),
        ("eu-west-1", "Ireland", &[Eu]),
        ("eu-west-2", "London", &[Eu]),
        ("eu-west-3", "Paris", &[Eu]),
        ("il-central-1", "Tel Aviv", &[]),
        ("af-south-1", "Cape Town", &[]),
        ("me-central-1", "UAE", &[]),
        ("me-south-1", "Bahrain", &[]),
        ("ap-east-1", "Hong Kong", &[Apac]),
        ("ap-east-2", "Taipei", &[Apac]),
        ("ap-northeast-1", "Tokyo", &[Jp, Apac]),
        ("ap-northeast-2", "Seoul", &[Apac]),
        ("ap-northeast-3", "Osaka", &[Jp, Apac]),
        ("ap-south-1", "Mumbai", &[In, Apac]),
        ("ap-south-2", "Hyderabad", &[In, Apac]),
        ("ap-southeast-1", "Singapore", &[Apac]),
        ("ap-southeast-2", "Sydney", &[Au, Apac]),
        ("ap-southeast-3", "Jakarta", &[Apac]),
        ("ap-southeast-4", "Melbourne", &[Au, Apac]),
        ("ap-southeast-5", "Malaysia", &[Apac]),
        ("ap-southeast-6", "New Zealand", &[Au, Apac]),
        ("ap-southeast-7", "Thailand", &[Apac]),
        ("us-gov-east-1", "GovCloud East", &[UsGov]),
        ("us-gov-west-1", "GovCloud West", &[UsGov]),
    ]
};

/// The codes that usage types of bills begin with, and their regions. AWS has no list of them: these are
/// of public tables of price lists and bills. `EU` is the oldest, from before there were others there.
const BILLED: &[(&str, &str)] = &[
    ("USE1", "us-east-1"),
    ("USE2", "us-east-2"),
    ("USW1", "us-west-1"),
    ("USW2", "us-west-2"),
    ("CAN1", "ca-central-1"),
    ("CAN2", "ca-west-1"),
    ("CAW1", "ca-west-1"),
    ("MXC1", "mx-central-1"),
    ("SAE1", "sa-east-1"),
    ("EU", "eu-west-1"),
    ("EUW1", "eu-west-1"),
    ("EUW2", "eu-west-2"),
    ("EUW3", "eu-west-3"),
    ("EUC1", "eu-central-1"),
    ("EUC2", "eu-central-2"),
    ("EUN1", "eu-north-1"),
    ("EUS1", "eu-south-1"),
    ("EUS2", "eu-south-2"),
    ("ILC1", "il-central-1"),
    ("AFS1", "af-south-1"),
    ("MEC1", "me-central-1"),
    ("MES1", "me-south-1"),
    ("APE1", "ap-east-1"),
    ("APE2", "ap-east-2"),
    ("APN1", "ap-northeast-1"),
    ("APN2", "ap-northeast-2"),
    ("APN3", "ap-northeast-3"),
    ("APS1", "ap-southeast-1"),
    ("APS2", "ap-southeast-2"),
    ("APS3", "ap-south-1"),
    ("APS4", "ap-southeast-3"),
    ("APS5", "ap-south-2"),
    ("APS6", "ap-southeast-4"),
    ("APS7", "ap-southeast-5"),
    ("APS8", "ap-southeast-6"),
    ("APS9", "ap-southeast-7"),
    ("UGE1", "us-gov-east-1"),
    ("UGW1", "us-gov-west-1"),
];

impl Region {
    /// The region of a code that usage types begin with: `EUC1` is `eu-central-1`.
    pub fn billed_as(code: &str) -> Option<Self> {
        BILLED.iter().find(|(known, _)| *known == code)?.1.parse().ok()
    }

    /// How many there are.
    pub const COUNT: usize = REGIONS.len();

    /// All of them, in the order of their places in the table.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..).take(Self::COUNT).map(Self)
    }

    /// Their ids after the word for none in particular: the words of a choice.
    pub const WORDS: [&'static str; Self::COUNT + 1] = Self::texts("any", true);
    /// Where they are, in the same order.
    pub const NAMES: [&'static str; Self::COUNT + 1] = Self::texts("", false);

    const fn texts(none: &'static str, ids: bool) -> [&'static str; Self::COUNT + 1] {
        let mut texts = [none; Self::COUNT + 1];
        let mut at = 0;
        while at < Self::COUNT {
            let (id, name, _) = REGIONS[at];
            texts[at + 1] = if ids { id } else { name };
            at += 1;
        }
        texts
    }

    /// The region at a place of the table.
    pub const fn at(place: usize) -> Option<Self> {
        if place < Self::COUNT { Some(Self(place as u8)) } else { None }
    }

    /// Its place in the table.
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// Its id, such as `eu-central-1`.
    pub const fn id(self) -> &'static str {
        REGIONS[self.index()].0
    }

    /// Where it is, such as `Frankfurt`.
    pub const fn name(self) -> &'static str {
        REGIONS[self.index()].1
    }

    /// The geographies whose profiles can be called from it, the narrowest first.
    pub const fn geographies(self) -> &'static [Geography] {
        REGIONS[self.index()].2
    }

    /// Whether it is one of the commercial regions of the United States, whose prices a list has
    /// where it names no place.
    pub fn is_us(self) -> bool {
        self.geographies() == [Geography::Us]
    }
}

/// A word that names no region or place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownPlace;

impl FromStr for Region {
    type Err = UnknownPlace;

    fn from_str(word: &str) -> Result<Self, UnknownPlace> {
        Self::all().find(|region| region.id() == word).ok_or(UnknownPlace)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

/// Some of the regions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Regions(u64);

impl Regions {
    /// Whether a region is among them.
    pub const fn contains(self, region: Region) -> bool {
        self.0 & 1 << region.0 != 0
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those that are in it.
    pub fn iter(self) -> impl Iterator<Item = Region> {
        Region::all().filter(move |region| self.contains(*region))
    }
}

impl FromIterator<Region> for Regions {
    fn from_iter<I: IntoIterator<Item = Region>>(regions: I) -> Self {
        Self(regions.into_iter().fold(0, |bits, region| bits | 1 << region.0))
    }
}

/// What a price is listed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Place {
    /// A model's bare id, whatever region it is called in.
    InRegion,
    /// A bare id on Bedrock's OpenAI-compatible endpoint, called Mantle.
    Mantle,
    /// A geography's inference profile.
    Geography(Geography),
    /// One region.
    Region(Region),
}

impl Place {
    /// All of them, in the order of a card.
    pub fn all() -> impl Iterator<Item = Self> {
        [Self::InRegion, Self::Mantle]
            .into_iter()
            .chain(Geography::all().map(Self::Geography))
            .chain(Region::all().map(Self::Region))
    }

    /// Its key on cards: `in-region`, `mantle`, a prefix or a region's id.
    pub const fn key(self) -> &'static str {
        match self {
            Self::InRegion => "in-region",
            Self::Mantle => "mantle",
            Self::Geography(geography) => geography.prefix(),
            Self::Region(region) => region.id(),
        }
    }
}

impl FromStr for Place {
    type Err = UnknownPlace;

    fn from_str(word: &str) -> Result<Self, UnknownPlace> {
        Self::all().find(|place| place.key() == word).ok_or(UnknownPlace)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.key())
    }
}

/// How far from the caller a request may be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Residency {
    /// In any region of the world.
    #[default]
    Anywhere,
    /// Within the geography of the caller's region.
    Geography,
    /// In the caller's region alone.
    Region,
}

impl Residency {
    /// All of them in the order of their words.
    pub const ALL: [Self; 3] = [Self::Anywhere, Self::Geography, Self::Region];
    /// What they are called in files and on command lines.
    pub const WORDS: [&'static str; 3] = ["anywhere", "geography", "region"];
}

/// Where requests come from, and how far from there they may be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Origin {
    /// The region that is called; none where it does not matter, or is not known.
    pub region: Option<Region>,
    /// How far from it requests may be answered. Without a region, anything but anywhere is the
    /// price of a geography that is not named.
    pub residency: Residency,
}

impl Origin {
    /// What its prices are called: `global`, `regional`, `eu-central-1, within eu`.
    pub fn label(self) -> String {
        let Some(region) = self.region else {
            let is_anywhere = self.residency == Residency::Anywhere;
            return if is_anywhere { "global" } else { "regional" }.to_owned();
        };
        match (self.residency, region.geographies().first()) {
            (Residency::Anywhere, _) => region.to_string(),
            (Residency::Geography, Some(geography)) => {
                format!("{region}, within {}", geography.prefix())
            }
            (Residency::Geography, None) => format!("{region}, within its geography"),
            (Residency::Region, _) => format!("{region} alone"),
        }
    }
}

/// The inference profile that a Bedrock id names by its prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    /// `global.`
    Global,
    /// That of a geography.
    Geography(Geography),
    /// That of a geography for which nothing is known to be listed, such as `sa.`
    Other,
}

impl Profile {
    /// The profile of a prefix without its dot; none where ids have no such prefix.
    pub fn of(prefix: &str) -> Option<Self> {
        let geography = Geography::all().find(|geography| geography.prefix() == prefix);
        match (prefix, geography) {
            ("global", _) => Some(Self::Global),
            (_, Some(geography)) => Some(Self::Geography(geography)),
            ("sa" | "mx" | "me" | "af" | "il", None) => Some(Self::Other),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_in_their_places_and_keys_are_one_place_each() {
        for (at, (geography, ..)) in GEOGRAPHIES.iter().enumerate() {
            assert_eq!(*geography as usize, at);
        }
        let mut keys: Vec<&str> = Place::all().map(Place::key).collect();
        for (place, key) in Place::all().zip(&keys) {
            assert_eq!(key.parse(), Ok(place));
        }
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), Place::all().count());
        assert!(Region::COUNT < u64::BITS as usize);
    }

    #[test]
    fn every_region_has_a_code_on_bills() {
        for (code, id) in BILLED {
            assert_eq!(Region::billed_as(code).map(Region::id), Some(*id), "{code}");
        }
        assert!(Region::all().all(|region| BILLED.iter().any(|(_, id)| region.id() == *id)));
        assert_eq!(Region::billed_as("BoxUsage"), None);
    }

    #[test]
    fn sets_hold_what_they_were_made_of() {
        let frankfurt: Region = "eu-central-1".parse().unwrap();
        let last = Region::at(Region::COUNT - 1).unwrap();
        let both: Regions = [frankfurt, last].into_iter().collect();
        assert_eq!(both.iter().collect::<Vec<_>>(), [frankfurt, last]);
        assert!(!both.contains("us-east-1".parse().unwrap()));
        assert!(Regions::default().is_empty());
    }
}
