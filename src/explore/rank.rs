//! Every model of a card by its monthly cost.

use super::Sizing;
use super::band::Band;
use super::tornado::spread;
use crate::billing::{Answers, MonthBill, Unavailable, month, month_total, month_with_output_of};
use crate::card::{Card, Model};
use crate::money::Usd;

/// One model in a ranking.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its model's place in the card; none for the mix.
    pub model: Option<usize>,
    /// What it costs, or why it has no price here.
    pub bill: Result<MonthBill, Unavailable>,
    /// The monthly cost at the lowest and the highest count of the texts; none where they are
    /// exact.
    pub range: Option<(Usd, Usd)>,
    /// The least and the most of a month where fields have a low and a high; none where none has.
    pub spread: Option<(Usd, Usd)>,
    /// The monthly cost as a multiple of the cheapest; none where there is nothing to compare
    /// with: a single priced model, or a cheapest of $0.
    pub times_cheapest: Option<f64>,
}

/// The models of a card in rising order of monthly cost, those without a bill last; among them the mix,
/// where there is one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ranking {
    /// The rows in order.
    pub rows: Vec<Row>,
    /// What stands for the mix among the models.
    mix: Option<Box<Model>>,
}

impl Row {
    /// The monthly cost with its range, where there is one.
    pub fn band(&self) -> Option<Band> {
        Some(Band { expected: self.total()?, range: self.range })
    }

    /// The monthly cost, where there is one.
    pub fn total(&self) -> Option<Usd> {
        self.bill.as_ref().ok().map(MonthBill::total)
    }
}

impl Ranking {
    /// Sets what each row costs as a multiple of the cheapest of those whose model, by its place in
    /// the card, is a `measure`.
    pub(super) fn measure(&mut self, measure: impl Fn(usize) -> bool) {
        let costs = self.rows.iter().filter(|row| row.total().is_some());
        let several = costs.take(2).count() == 2;
        let mut measures = self.rows.iter().filter(|row| row.model.is_some_and(&measure));
        let cheapest = measures.next().and_then(Row::total);
        let cheapest = cheapest.filter(|_| several);
        for row in &mut self.rows {
            row.times_cheapest =
                cheapest.and_then(|cheapest| row.total().and_then(|total| total.times(cheapest)));
        }
    }

    /// The model of a row, or what stands for the mix.
    pub fn model<'a>(&'a self, card: &'a Card, row: &Row) -> Option<&'a Model> {
        match row.model {
            Some(at) => card.models.get(at),
            None => self.mix.as_deref(),
        }
    }

    /// Puts the mix in its place by cost, behind models that cost the same.
    pub(super) fn add_mix(&mut self, model: Model, row: Row) {
        let cost = |row: &Row| row.total().map_or(i128::MAX, Usd::pico);
        let at = self.rows.partition_point(|other| cost(other) <= cost(&row));
        self.rows.insert(at, row);
        self.mix = Some(Box::new(model));
    }

    /// Whether the costs of a row and the one before it may well be the other way round: their
    /// ranges overlap.
    pub fn is_close(&self, place: usize) -> bool {
        let costs = |row: &Row| {
            let total = row.total()?;
            Some(row.range.unwrap_or((total, total)))
        };
        let before = place.checked_sub(1).and_then(|at| costs(self.rows.get(at)?));
        let here = self.rows.get(place).and_then(costs);
        let exact = |(low, high): (Usd, Usd)| low == high;
        match (before, here) {
            (Some(before), Some(here)) if exact(before) && exact(here) => false,
            (Some(before), Some(here)) => before.1 >= here.0,
            _ => false,
        }
    }
}

/// Prices a workload on the models of `card` that `wanted` keeps, in rising order of cost; equal
/// costs by name (pricing rules, section 8).
pub fn rank(card: &Card, sizing: &Sizing, wanted: impl Fn(&Model) -> bool) -> Ranking {
    let mut answers = Answers::default();
    let mut rows = Vec::with_capacity(card.models.len());
    for (at, model) in card.models.iter().enumerate().filter(|(_, model)| wanted(model)) {
        rows.push(Some(price(at, model, sizing, &mut answers)));
    }
    let mut ranking = Ranking { rows: sorted(rows, &card.models), mix: None };
    ranking.measure(|_| true);
    ranking
}

/// The rows in rising order of cost, those without one last, and equal ones by name. Rows are large and
/// names seldom decide, so costs are compared, and each row is moved to its place once.
fn sorted(mut rows: Vec<Option<Row>>, models: &[Model]) -> Vec<Row> {
    let cost = |row: &Row| row.total().map_or(i128::MAX, Usd::pico);
    let named = |(_, at): &(i128, usize)| {
        let row = rows.get(*at)?.as_ref()?;
        models.get(row.model?).map(|model| (&model.name, &model.id))
    };
    let mut order = Vec::with_capacity(rows.len());
    order.extend(rows.iter().flatten().map(cost).enumerate().map(|(at, cost)| (cost, at)));
    order.sort_unstable_by(|one, other| {
        one.0.cmp(&other.0).then_with(|| named(one).cmp(&named(other)))
    });
    let mut sorted = Vec::with_capacity(rows.len());
    sorted.extend(order.iter().filter_map(|(_, at)| rows.get_mut(*at)?.take()));
    sorted
}

fn price(at: usize, model: &Model, sizing: &Sizing, answers: &mut Answers) -> Row {
    let sized = sizing.of(model);
    let bill = month(model, sized.expected, answers);
    let range = bill.as_ref().ok().zip(sized.range).map(|(bill, (low, high))| {
        // A count that no longer fits the context window has no cost of its own.
        let mut total = |work| {
            let quick = match sized.counts {
                None => month_with_output_of(bill, model, work, answers),
                Some(_) => None,
            };
            quick.unwrap_or_else(|| month_total(model, work, answers).unwrap_or(bill.total()))
        };
        let (low, high) = (total(low), total(high));
        // More tokens can cost less where they first reach a cache minimum.
        (low.min(high).min(bill.total()), high.max(low).max(bill.total()))
    });
    let spread = bill.as_ref().ok().and_then(|bill| spread(model, sizing, bill.total(), answers));
    Row { model: Some(at), bill, range, spread, times_cheapest: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::tests_support::{self, model, per_million, usd};
    use crate::workload::Workload;

    fn card(models: &[(&str, &str, &str)]) -> Card {
        let models = models.iter();
        tests_support::card(
            models
                .map(|(name, input, output)| model(name, per_million(input, output, None)))
                .collect(),
        )
    }

    fn names(card: &Card, ranking: &Ranking) -> Vec<String> {
        ranking.rows.iter().map(|row| ranking.model(card, row).unwrap().name.clone()).collect()
    }

    #[test]
    fn equal_costs_go_by_name() {
        let card = card(&[
            ("Titan Text Express", "0.2", "0.6"),
            ("Nova Micro", "0.035", "0.14"),
            ("Mistral Small", "0.2", "0.6"),
        ]);
        let ranking = rank(&card, &Sizing::same(Workload::default()), |_| true);
        assert_eq!(names(&card, &ranking), ["Nova Micro", "Mistral Small", "Titan Text Express"]);
        assert_eq!(ranking.rows[1].total(), Some(usd("18.00")));
        assert_eq!(ranking.rows[2].total(), Some(usd("18.00")));
    }

    /// The quick way to the ends of a range is the slow one's equal.
    #[test]
    fn ranges_of_thinking_are_those_of_whole_bills() {
        let card = crate::card::Builtin::List.parse().unwrap();
        let mut work = Workload { requests: 12_345, ..Workload::default() };
        work.answer.spread = crate::workload::Spread::from_permille(2_500);
        work.answer.cap = Some(crate::money::Tokens::new(1_500));
        work.batch.on = true;
        work.batch.share = crate::money::Share::from_ppm(300_000);
        let sizing = Sizing::same(work);
        let ranking = rank(&card, &sizing, |_| true);
        let mut thinking = 0;
        for row in &ranking.rows {
            let model = ranking.model(&card, row).unwrap();
            let Some((low, high)) = sizing.of(model).range else { continue };
            thinking += 1;
            let total = |work| month_total(model, work, &mut Answers::default()).unwrap();
            assert_eq!(row.range, Some((total(low), total(high))), "{}", model.name);
        }
        assert!(thinking > 20, "{thinking}");
    }

    #[test]
    fn no_ratio_without_a_second_model_or_a_price() {
        let single = card(&[("Only", "1", "1")]);
        let ranking = rank(&single, &Sizing::same(Workload::default()), |_| true);
        assert_eq!(ranking.rows[0].times_cheapest, None);
        let free = card(&[("Free", "0", "0"), ("Paid", "1", "1")]);
        let ranking = rank(&free, &Sizing::same(Workload::default()), |_| true);
        assert!(ranking.rows.iter().all(|row| row.times_cheapest.is_none()));
    }

    #[test]
    fn models_without_a_price_come_last() {
        let mut card = card(&[("A", "1", "1"), ("B", "2", "2")]);
        card.models[0].prices = None;
        let ranking = rank(&card, &Sizing::same(Workload::default()), |_| true);
        assert_eq!(names(&card, &ranking), ["B", "A"]);
        assert_eq!(ranking.rows[1].bill, Err(crate::card::NotServed::Unpriced.into()));
    }

    #[test]
    fn unwanted_models_are_left_out() {
        let card = card(&[("A", "1", "1"), ("B", "2", "2")]);
        let ranking = rank(&card, &Sizing::same(Workload::default()), |model| model.name == "B");
        assert_eq!(names(&card, &ranking), ["B"]);
    }

    #[test]
    fn estimated_texts_give_a_range_and_close_neighbours() {
        use crate::explore::Piece;
        use crate::tokens::{Estimate, KindTotals, TextKind};
        use crate::workload::Section;

        let mut card = card(&[("Exact", "1", "0"), ("Near", "0.65", "0"), ("Far", "2", "0")]);
        card.models[0].tokenizer = "o200k".to_owned();
        card.models[1].tokenizer = "claude-4.7".to_owned();
        card.models[2].tokenizer = "claude-4.7".to_owned();
        let text = KindTotals::of(TextKind::Prose, crate::money::Tokens::new(1_000));
        let sizing =
            Sizing::own(Workload::default(), &|piece: Piece, family: crate::tokens::Family| {
                (piece == Piece::Prompt(Section::User)).then(|| Estimate::of(family, &text))
            });
        let ranking = rank(&card, &sizing, |_| true);
        // Prose is about 1.5 times as many tokens on Claude 4.7, give or take: 1.5 x 0.65 is
        // about 1, and 1.5 x 2 is far from it.
        assert_eq!(names(&card, &ranking), ["Near", "Exact", "Far"]);
        assert_eq!(ranking.rows[1].range, None);
        let (low, high) = ranking.rows[0].range.unwrap();
        let total = ranking.rows[0].total().unwrap();
        assert!(low < total && total < high);
        assert!(ranking.is_close(1) && !ranking.is_close(2) && !ranking.is_close(0));
        let same = rank(&card, &Sizing::same(Workload::default()), |_| true);
        assert!(same.rows.iter().all(|row| row.range.is_none()));
        assert!((0..3).all(|place| !same.is_close(place)));
    }
}
