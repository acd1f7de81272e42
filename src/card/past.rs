//! What a model cost before: prices that held until a day.

use serde::{Deserialize, Serialize};

use super::{Assumed, Date, Local, Model, Prices};
use crate::money::Share;

/// The prices of a model until a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// The last day on which they held, in UTC as bills are.
    pub until: Date,
    /// The model with these prices, and without a past of its own.
    pub model: Model,
}

/// Everything of a model that has to do with its price on a day.
#[derive(Debug, Clone, Default)]
pub(super) struct PastPrices {
    pub(super) prices: Option<Prices>,
    pub(super) regional: Option<Prices>,
    pub(super) places: Vec<Local>,
    pub(super) assumed: Assumed,
}

impl Model {
    /// The model as it was priced on a day: this one, or one of its past.
    pub fn on(&self, day: Date) -> &Self {
        let past = self.past.iter().find(|past| day <= past.until);
        past.map_or(self, |past| &past.model)
    }

    /// This model with other prices, as it was until a day.
    pub(super) fn past(&self, until: Date, past: PastPrices) -> Past {
        let PastPrices { prices, regional, places, assumed } = past;
        let caches = prices.as_ref().is_some_and(|prices| prices.base.caches());
        let assumed = Assumed { cache_min: self.assumed.cache_min && caches, ..assumed };
        let caching = self.caching.filter(|_| caches);
        let plain = Self { past: Vec::new(), ..self.clone() };
        Past { until, model: Self { prices, regional, places, assumed, caching, ..plain } }
    }

    /// This model with a discount off all its prices.
    #[must_use]
    pub(super) fn less(&self, discount: Share) -> Self {
        let places = self.places.iter().map(|local| Local {
            place: local.place,
            prices: local.prices.less(discount),
            derived: local.derived,
        });
        Self {
            prices: self.prices.as_ref().map(|prices| prices.less(discount)),
            regional: self.regional.as_ref().map(|prices| prices.less(discount)),
            places: places.collect(),
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::{Bucket, Card, Overlay};
    use crate::money::Rate;

    const CARD: &str = r#"
schema = 2
name = "Dated"
as_of = 2026-11-22
source = "a test"
[defaults]
batch = 0.5
cache_min_tokens = 1_024
[[model]]
id = "m"
name = "M"
provider = "P"
rates = { input = 4, output = 20, cache_read = 0.4, cache_write_5m = 5 }
batch = "default"
regional = 1.1
[[model.past]]
until = 2026-06-30
rates = { input = 8, output = 40, cache_read = 0.8, cache_write_5m = 10 }
[[model.past]]
until = 2026-09-30
rates = { input = 5, output = 25, cache_read = 0.5, cache_write_5m = 6.25 }
batch = "default"
regional = 1.1
place.eu = 1.2
[[model]]
id = "n"
name = "N"
provider = "P"
rates = { input = 1, output = 2 }
"#;

    fn card(text: &str) -> Card {
        Card::parse(text, "dated.toml").unwrap_or_else(|faults| panic!("{faults}"))
    }

    fn input(prices: Option<&Prices>) -> Option<String> {
        prices?.base.get(Bucket::Fresh).map(Rate::per_million)
    }

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn a_day_has_the_prices_that_held_on_it() {
        let card = card(CARD);
        let model = &card.models[0];
        for (on, price, regional) in [
            ("2026-01-01", "8", None),
            ("2026-06-30", "8", None),
            ("2026-07-01", "5", Some("5.5")),
            ("2026-09-30", "5", Some("5.5")),
            ("2026-10-01", "4", Some("4.4")),
        ] {
            let then = model.on(day(on));
            assert_eq!(input(then.prices.as_ref()).as_deref(), Some(price), "{on}");
            assert_eq!(input(then.regional.as_ref()).as_deref(), regional, "{on}");
            assert_eq!((then.id.as_str(), then.caching), ("m", model.caching));
        }
        assert_eq!(card.models[1].on(day("2026-01-01")), &card.models[1]);
    }

    #[test]
    fn a_past_is_written_and_read_back() {
        let card = card(CARD);
        let written = card.to_toml();
        assert_eq!(self::card(&written), card, "{written}");
        assert!(written.contains("[[model.past]]\nuntil = 2026-06-30\n"), "{written}");
    }

    #[test]
    fn what_is_wrong_with_a_past_has_its_place() {
        let told = |from: &str, to: &str| {
            let text = CARD.replacen(from, to, 1);
            Card::parse(&text, "dated.toml").unwrap_err().to_string()
        };
        assert_eq!(
            told("until = 2026-09-30", "until = 2026-06-30"),
            "dated.toml:20:9: past.until must be after the 2026-06-30 of the one before"
        );
        assert!(told("until = 2026-09-30", "").contains("until is missing"));
        let unknown = told("place.eu = 1.2", "context = 5");
        assert!(unknown.contains("unknown key") && unknown.contains("context"), "{unknown}");
        assert!(
            told("rates = { input = 1, output = 2 }", "unpriced = true\npast = []")
                .contains("past")
        );
        let no_cache = "rates = { input = 4, output = 20 }";
        assert!(
            told(
                "rates = { input = 4, output = 20, cache_read = 0.4, cache_write_5m = 5 }",
                no_cache
            )
            .contains("has cache rates, but the model's `rates` have none")
        );
    }

    #[test]
    fn cards_differ_by_their_past() {
        let before = card(CARD);
        let after = card(&CARD.replacen("input = 5, output = 25", "input = 5.5, output = 25", 1));
        let diff = before.diff(&after);
        let changes = &diff.changed[0].changes;
        // The price of Batch is assumed from it, in all three lists.
        assert_eq!(changes.len(), 6);
        assert!(changes.iter().all(|change| change.figure.until() == Some(day("2026-09-30"))));
        assert!(before.diff(&before).is_empty());
    }

    #[test]
    fn a_discount_is_off_past_prices_too() {
        let overlay = "schema = 1\noverlay = true\nname = 'O'\ndiscount = '10%'\n\
                       [[model]]\nid = 'm'\nrates = { input = 3 }";
        let overlay = Overlay::parse(overlay, "o.toml").unwrap();
        let card = overlay.apply(&card(CARD)).unwrap();
        let model = &card.models[0];
        assert_eq!(input(model.prices.as_ref()).as_deref(), Some("3"));
        assert_eq!(input(model.on(day("2026-09-01")).prices.as_ref()).as_deref(), Some("4.5"));
    }
}
