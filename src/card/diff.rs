//! What changed from one card to another: every figure of every model, before and after.

use std::collections::BTreeMap;
use std::fmt;

use super::quantity::{Quantity, Stated};
use super::{Card, Date, FACTS, Fact, Model, PriceList, Slot};
use crate::money::Tokens;

/// The differences of two cards.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diff<'c> {
    /// Models on both cards of which a figure differs, in the order of the later card.
    pub changed: Vec<Changed<'c>>,
    /// Models on both cards whose figures are the same.
    pub same: Vec<(&'c Model, &'c Model)>,
    /// Models on the later card only.
    pub new: Vec<&'c Model>,
    /// Models on the earlier card only.
    pub gone: Vec<&'c Model>,
}

/// A model of which a figure differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed<'c> {
    /// On the earlier card.
    pub before: &'c Model,
    /// On the later card.
    pub after: &'c Model,
    /// The figures that differ, at least one, rates first.
    pub changes: Vec<Change<'c>>,
}

/// A figure before and after; none where the card does not state it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change<'c> {
    /// Which figure.
    pub figure: Figure,
    /// On the earlier card.
    pub before: Option<Stated<'c>>,
    /// On the later card.
    pub after: Option<Stated<'c>>,
}

/// What a figure is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// A rate.
    Rate {
        /// The last day on which it held; none for the present one.
        until: Option<Date>,
        /// Of which list it is.
        list: PriceList,
        /// The threshold of its long-context tier; none for the rates below the first.
        above: Option<Tokens>,
        /// What it is paid for.
        slot: Slot,
    },
    /// Another fact of the model.
    Fact(Fact),
}

impl Card {
    /// What changed from this card to a `later` one. Models are the same when they have the same
    /// id, or else a Bedrock id in common.
    pub fn diff<'c>(&'c self, later: &'c Self) -> Diff<'c> {
        let mut diff = Diff::default();
        let mut matched = vec![false; self.models.len()];
        for after in &later.models {
            let Some(at) = self.counterpart(after, later) else {
                diff.new.push(after);
                continue;
            };
            matched[at] = true;
            let before = &self.models[at];
            let changes = changes(before, after);
            if changes.is_empty() {
                diff.same.push((before, after));
            } else {
                diff.changed.push(Changed { before, after, changes });
            }
        }
        let gone = self.models.iter().zip(matched);
        diff.gone.extend(gone.filter(|(_, matched)| !matched).map(|(model, _)| model));
        diff
    }

    /// The place of this card's model that is `other` on the card `its`.
    fn counterpart(&self, other: &Model, its: &Self) -> Option<usize> {
        let by = |same: &dyn Fn(&Model) -> bool| self.models.iter().position(same);
        by(&|model| model.id == other.id).or_else(|| {
            by(&|model| {
                // A model that has its namesake on the other card is that one.
                its.model(&model.id).is_none()
                    && model.bedrock_ids.iter().any(|id| other.bedrock_ids.contains(id))
            })
        })
    }
}

impl Diff<'_> {
    /// Whether the cards have the same models with the same figures.
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.new.is_empty() && self.gone.is_empty()
    }
}

impl Change<'_> {
    /// By what share of itself a figure grew; none where it was not stated, was zero or is no
    /// number.
    pub fn growth(&self) -> Option<f64> {
        let number = |stated: Option<Stated<'_>>| match stated?.quantity {
            Quantity::Rate(rate) => Some(rate.pico() as f64),
            Quantity::Tokens(tokens) => Some(tokens.get() as f64),
            Quantity::Amount(amount) => Some(amount.approx()),
            Quantity::Minutes(count) | Quantity::Times(count) => Some(f64::from(count)),
            Quantity::Day(_) | Quantity::Word(_) | Quantity::Flag(_) => None,
        };
        let (before, after) = (number(self.before)?, number(self.after)?);
        (before > 0.0).then(|| after / before - 1.0)
    }
}

impl Figure {
    /// The last day on which it held; none for a present one.
    pub const fn until(self) -> Option<Date> {
        match self {
            Self::Rate { until, .. } => until,
            Self::Fact(_) => None,
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rate { slot, .. } => slot.fmt(f),
            Self::Fact(fact) => f.pad(fact.spec().label),
        }
    }
}

fn changes<'c>(before: &'c Model, after: &'c Model) -> Vec<Change<'c>> {
    let mut figures: BTreeMap<Figure, (Option<Stated<'c>>, Option<Stated<'c>>)> = BTreeMap::new();
    for (figure, stated) in figures_of(before) {
        figures.entry(figure).or_default().0 = Some(stated);
    }
    for (figure, stated) in figures_of(after) {
        figures.entry(figure).or_default().1 = Some(stated);
    }
    let quantity = |stated: Option<Stated<'c>>| stated.map(|stated| stated.quantity);
    figures
        .into_iter()
        .filter(|(_, (before, after))| quantity(*before) != quantity(*after))
        .map(|(figure, (before, after))| Change { figure, before, after })
        .collect()
}

/// Every figure that a model states.
fn figures_of(model: &Model) -> Vec<(Figure, Stated<'_>)> {
    let mut figures = Vec::new();
    let past = model.past.iter().map(|past| (Some(past.until), &past.model));
    for (until, model) in std::iter::once((None, model)).chain(past) {
        for (list, prices) in model.lists() {
            for (above, rates) in prices.tables() {
                for slot in Slot::all() {
                    let assumed = model.is_assumed(list, above, slot);
                    let stated =
                        rates[slot].map(|rate| Stated { quantity: Quantity::Rate(rate), assumed });
                    let figure = Figure::Rate { until, list, above, slot };
                    figures.extend(stated.map(|it| (figure, it)));
                }
            }
        }
    }
    for spec in &FACTS {
        let stated = spec.fact.stated(model);
        figures.extend(stated.map(|it| (Figure::Fact(spec.fact), it)));
    }
    figures
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::{Bucket, Builtin, Lane};

    fn card(models: &str) -> Card {
        let head = "schema = 1\nname = 'X'\nas_of = 2026-11-22\nsource = 'test'\n\
            [defaults]\nbatch = 0.5\ncache_min_tokens = 1_024\n";
        Card::parse(&format!("{head}{models}"), "x.toml").unwrap()
    }

    fn model(id: &str, rest: &str) -> String {
        format!("[[model]]\nid = '{id}'\nname = 'A'\nprovider = 'P'\n{rest}\n")
    }

    /// `figure: before → after` of the one model that changed.
    fn said(before: &str, after: &str) -> Vec<String> {
        let (before, after) = (card(&model("a", before)), card(&model("a", after)));
        let diff = before.diff(&after);
        let told = |stated: Option<Stated<'_>>| {
            stated.map_or("-".to_owned(), |stated| stated.quantity.to_string())
        };
        let changed = diff.changed.first().unwrap();
        changed
            .changes
            .iter()
            .map(|change| {
                let (before, after) = (told(change.before), told(change.after));
                format!("{}: {before} → {after}", change.figure)
            })
            .collect()
    }

    #[test]
    fn the_same_card_has_no_differences() {
        for builtin in Builtin::ALL {
            let card = builtin.parse().unwrap();
            let diff = card.diff(&card);
            assert!(diff.is_empty());
            assert_eq!(diff.same.len(), card.models.len());
        }
    }

    #[test]
    fn every_bucket_is_compared() {
        assert_eq!(
            said(
                "rates = { input = 1, output = 5, cache_read = 0.1, cache_write_5m = 1.25 }",
                "rates = { input = 0.8, output = 5, cache_read = 0.08, cache_write_30m = 1, \
                 cache_write_1h = 1.6 }\nbatch = 'default'\ncontext = 200_000\n\
                 max_output = 8_000\ncache_min_tokens = 512\nend_of_life = 2027-01-31\n\
                 tokenizer = 'nova'",
            ),
            [
                "input: 1 → 0.8",
                "cache read: 0.1 → 0.08",
                "cache write: 1.25 → 1",
                "cache write 1h: - → 1.6",
                "batch input: - → 0.4",
                "batch output: - → 2.5",
                "cache life: 5 min → 30 min",
                "least cached prefix: 1,024 → 512",
                "context window: - → 200,000",
                "longest answer: - → 8,000",
                "tokenizer: unknown → nova",
                "last day: - → 2027-01-31",
            ]
        );
    }

    #[test]
    fn tiers_and_regional_prices_are_compared_apart() {
        let base = "rates = { input = 1, output = 5 }\n";
        let after = card(&model(
            "a",
            &format!("{base}regional = 1.1\ntier = [{{ above = 200_000, input = 2, output = 8 }}]"),
        ));
        let before = card(&model(
            "a",
            &format!("{base}tier = [{{ above = 200_000, input = 2, output = 10 }}]"),
        ));
        let diff = before.diff(&after);
        let changes = &diff.changed[0].changes;
        let rate = |list, above, bucket| {
            let slot = Slot::new(Lane::Standard, bucket);
            Figure::Rate { until: None, list, above, slot }
        };
        let above = Some(Tokens::new(200_000));
        assert_eq!(changes[0].figure, rate(PriceList::Base, above, Bucket::Output));
        // From 10 to 8 is a fifth less.
        assert!((changes[0].growth().unwrap() + 0.2).abs() < 1e-12);
        assert_eq!(changes[1].figure, rate(PriceList::Regional, None, Bucket::Fresh));
        assert_eq!(changes[1].growth(), None);
        assert_eq!(changes.len(), 5);
    }

    #[test]
    fn models_are_matched_by_id_then_by_bedrock_id() {
        let rates = "rates = { input = 1, output = 5 }\nbedrock_ids = ['v.m-1']";
        let before = card(&(model("old-name", rates) + &model("gone", "unpriced = true")));
        let after = card(&(model("m", rates) + &model("new", "unpriced = true")));
        let diff = before.diff(&after);
        assert_eq!(diff.same.len(), 1);
        assert_eq!(diff.new[0].id, "new");
        assert_eq!(diff.gone[0].id, "gone");
        // The namesake counts more than the Bedrock id.
        let moved = card(&(model("old-name", "unpriced = true") + &model("m", rates)));
        let diff = before.diff(&moved);
        assert_eq!(diff.changed[0].after.id, "old-name");
        assert_eq!(diff.new[0].id, "m");
    }

    #[test]
    fn no_per_cent_from_nothing() {
        let zero = "rates = { input = 0, output = 5 }";
        let one = "rates = { input = 1, output = 5 }";
        let (zero, one) = (card(&model("a", zero)), card(&model("a", one)));
        let diff = zero.diff(&one);
        assert_eq!(diff.changed[0].changes[0].growth(), None);
        let diff = one.diff(&zero);
        assert_eq!(diff.changed[0].changes[0].growth(), Some(-1.0));
    }
}
