//! The mix as a row of the ranking, among models.

use super::Sizing;
use super::band::Band;
use super::mix::{mix_figures, priced, sent};
use super::rank::Row;
use super::tornado::spread_of;
use crate::billing::{Answers, MonthBill};
use crate::card::{Card, Model, ModelKind};
use crate::money::percent;
use crate::workload::Mix;

/// The id of the mix, where it stands among models.
pub const MIX_ID: &str = "mix";

/// The mix as a row among models: what stands for a model there, and its bill. What a request may hold
/// and who may be asked is what all of its models allow. None without a mix, or where it names what is
/// not on the card.
pub(super) fn mix_row(
    card: &Card,
    sizing: &Sizing,
    mix: &Mix,
    answers: &mut Answers,
) -> Option<(Model, Row)> {
    let (requests, judging) = (sizing.requests(), mix.judging(sizing.requests()));
    let sent = sent(card, mix, requests).ok()?;
    let models: Vec<&Model> = sent.iter().map(|sent| sent.model).collect();
    let model = stand_in(mix, &models)?;
    let mut costs = [judging; 3];
    let bills = sent.iter().map(|sent| {
        let (bill, cost) = priced(sent, sizing, answers)?;
        costs = [0, 1, 2].map(|side: usize| costs[side] + cost[side]);
        Ok(bill)
    });
    let bills: Result<Vec<MonthBill>, _> = bills.collect();
    let bill = match bills {
        Ok(bills) => Ok(MonthBill::together(bills.iter(), requests, judging)?),
        Err(reason) => Err(reason),
    };
    let total = bill.is_ok().then(|| Band::of(costs));
    let spread = total.and_then(|total| {
        spread_of(sizing.typed(), total.expected, |work| {
            Some(mix_figures(card, sizing, mix, work, answers).ok()?.0)
        })
    });
    let range = total.and_then(|total| total.range);
    Some((model, Row { model: None, bill, range, spread, times_cheapest: None }))
}

/// What stands for the mix among models.
fn stand_in(mix: &Mix, models: &[&Model]) -> Option<Model> {
    let parts = mix.routes().iter().zip(models);
    let name = match mix.cascade {
        true => {
            let names: Vec<&str> = models.iter().map(|model| model.name.as_str()).collect();
            format!("Cascade: {}", names.join(" → "))
        }
        false => {
            let parts = parts.map(|(route, model)| {
                format!("{} {}", percent(route.share.fraction()), model.name)
            });
            format!("Mix: {}", parts.collect::<Vec<_>>().join(" + "))
        }
    };
    let (first, rest) = models.split_first()?;
    let mut all = Model {
        id: MIX_ID.to_owned(),
        name,
        provider: "Mix".to_owned(),
        bedrock_ids: Vec::new(),
        prices: None,
        regional: None,
        places: Vec::new(),
        offered: None,
        caching: None,
        burndown: None,
        successor: None,
        source: None,
        disputed: Vec::new(),
        sources: Vec::new(),
        notes: Vec::new(),
        ..(*first).clone()
    };
    for model in rest {
        all.context = all.context.and_then(|least| Some(least.min(model.context?)));
        all.max_output = all.max_output.and_then(|least| Some(least.min(model.max_output?)));
        all.end_of_life = all.end_of_life.into_iter().chain(model.end_of_life).min();
        all.abilities = all.abilities.and(model.abilities);
        if all.thinks != model.thinks {
            all.thinks = None;
        }
        if all.kind == ModelKind::Text {
            all.kind = model.kind;
        }
        if all.status != model.status {
            all.status = None;
        }
    }
    Some(all)
}
