//! A month of all requests, whether they are alike or not: segments are billed one by one, and added up.

use super::limit::{Answers, Limit, Unavailable};
use super::month::{
    Figures, LEAST_UNFIT, MANY_UNSEEN, MonthBill, alike, figures, long_context, share_of,
};
use super::note::Note;
use super::plan::CachePlan;
use super::turns::Line;
use crate::card::Model;
use crate::money::Usd;
use crate::workload::{MicroTokens, Workload};

/// What a month of `workload` costs on `model`, with the sum behind it.
///
/// Of requests in segments, those of a segment that does not fit the context window fail and are not
/// billed, as where inputs vary.
///
/// # Errors
/// [`Unavailable`] when the model has no price or no request fits its context window.
pub fn month(
    model: &Model,
    workload: &Workload,
    answers: &mut Answers,
) -> Result<MonthBill, Unavailable> {
    if workload.segments.is_none() {
        return alike(model, workload, answers);
    }
    let (bills, unfit) = each(workload, |part| alike(model, part, answers))?;
    let bills = || bills.iter().map(|(bill, _)| bill);
    let limits = bills().map(|bill| bill.limit);
    let limit = limits.reduce(|one, other| if one == other { one } else { Limit::none() });
    let mut sum = match MonthBill::together(bills(), workload.requests, Usd::ZERO) {
        Some(sum) => sum,
        // Requests of every segment were asked for a bill, and one at least has it.
        None => return alike(model, workload, answers),
    };
    // Shares are of all requests, as where inputs vary.
    let sent: u64 = bills().map(|bill| bill.requests).sum();
    let part = sent as f64 / workload.requests.max(1) as f64;
    sum.cut_off *= part;
    sum.unseen *= part;
    sum.limit = limit.unwrap_or(sum.limit);
    sum.lines = together(&sum.lines);
    if bills().any(|bill| bill.routing != sum.routing) {
        sum.routing = None;
    }
    sum.notes.retain(|note| stands(note, sum.cache));
    if sum.caching_effect > Usd::ZERO {
        sum.notes.push(Note::CachingCostsMore(sum.caching_effect));
    }
    if sum.unseen >= MANY_UNSEEN {
        sum.notes.push(Note::NoAnswer(share_of(sum.unseen)));
    }
    let unfit = unfit / workload.requests.max(1) as f64;
    sum.notes.extend((unfit >= LEAST_UNFIT).then(|| Note::DoNotFit(share_of(unfit))));
    sum.notes.extend(long_context(&sum.lines, workload.requests, true));
    Ok(sum)
}

/// What a month of `workload` costs on `model`, and nothing else: the total of [`month`].
///
/// # Errors
/// As [`month`].
pub fn month_total(
    model: &Model,
    workload: &Workload,
    answers: &mut Answers,
) -> Result<Usd, Unavailable> {
    month_figures(model, workload, answers).map(|figures| figures.total)
}

/// The figures of [`month`] that a curve is drawn from, without the sum behind them.
///
/// # Errors
/// As [`month`].
pub fn month_figures(
    model: &Model,
    workload: &Workload,
    answers: &mut Answers,
) -> Result<Figures, Unavailable> {
    if workload.segments.is_none() {
        return figures(model, workload, answers);
    }
    let (parts, _) = each(workload, |part| figures(model, part, answers))?;
    let mut sum = Figures {
        total: Usd::ZERO,
        input_per_request: 0,
        output_per_request: 0,
        cut_off: 0.0,
        unseen: 0.0,
        rules: 0,
    };
    let (mut input, mut output) = (0_u128, 0_u128);
    for (part, of) in &parts {
        let of = *of;
        sum.total += part.total;
        input += u128::from(part.input_per_request) * u128::from(of);
        output += u128::from(part.output_per_request) * u128::from(of);
        sum.cut_off += part.cut_off * of as f64;
        sum.unseen += part.unseen * of as f64;
        // A step of the hash FNV-1a.
        sum.rules = (sum.rules ^ part.rules).wrapping_mul(0x0100_0000_01b3);
    }
    let requests = workload.requests.max(1);
    let mean =
        |all: u128| MicroTokens::try_from(all / u128::from(requests)).unwrap_or(MicroTokens::MAX);
    (sum.input_per_request, sum.output_per_request) = (mean(input), mean(output));
    sum.cut_off /= requests as f64;
    sum.unseen /= requests as f64;
    Ok(sum)
}

/// What is asked of each segment with its requests, and how many requests are of segments that do not fit.
fn each<T>(
    workload: &Workload,
    mut ask: impl FnMut(&Workload) -> Result<T, Unavailable>,
) -> Result<(Vec<(T, u64)>, f64), Unavailable> {
    let (mut answers, mut unfit, mut fault) = (Vec::new(), 0.0, None);
    for part in workload.parts() {
        match ask(&part) {
            Ok(answer) => answers.push((answer, part.requests)),
            Err(why @ Unavailable::DoesNotFit { .. }) => {
                unfit += part.requests as f64;
                fault = fault.or(Some(why));
            }
            Err(why) => return Err(why),
        }
    }
    match fault.filter(|_| answers.is_empty()) {
        Some(fault) => Err(fault),
        None => Ok((answers, unfit)),
    }
}

/// One line for each lane, tier and price.
fn together(lines: &[Line]) -> Vec<Line> {
    let mut sums: Vec<Line> = Vec::new();
    for line in lines {
        let alike = |sum: &&mut Line| {
            sum.lane == line.lane && sum.list == line.list && sum.tier_above == line.tier_above
        };
        match sums.iter_mut().find(alike) {
            Some(sum) => {
                sum.requests += line.requests;
                sum.tokens += line.tokens;
                sum.cost += line.cost;
                sum.thinking += line.thinking;
            }
            None => sums.push(*line),
        }
    }
    sums.sort_by_key(|line| (line.tier_above, line.lane as usize));
    sums
}

/// Whether a note of one segment holds for all: amounts and shares are those of all requests.
fn stands(note: &Note, cache: CachePlan) -> bool {
    match note {
        Note::CachingCostsMore(_)
        | Note::NoAnswer(_)
        | Note::DoNotFit(_)
        | Note::LongContext(_)
        | Note::SomeLongContext(..)
        | Note::NearLongContext(_)
        | Note::NearWindow(_) => false,
        Note::BelowCacheMinimum(_) => !matches!(cache, CachePlan::On { .. }),
        _ => true,
    }
}

#[cfg(test)]
#[path = "parts_tests.rs"]
mod tests;
