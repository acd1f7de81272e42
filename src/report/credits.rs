//! How long a pool of credits lasts, and what is paid when.

use super::json::Json;
use super::sheet::{Cell, Column, Kind, column, data, object, objects, people};
use super::subject::{Report, Subject};
use crate::card::Model;
use crate::explore::{CreditMonth, PoolEnd, Refused, Runway};
use crate::money::{Currency, Growth, Usd};
use crate::workload::Credits;

/// A month, and how the pool ends.
type Row<'r> = (&'r CreditMonth, PoolEnd);

/// Credits that pay for a model, or for the mix where none is named; so many months if that is given.
///
/// # Errors
/// What has no bill is refused.
pub(crate) fn credits<'a>(
    subject: Subject<'a>,
    model: Option<&'a Model>,
    credits: &Credits,
    months: Option<u32>,
) -> Result<Report<'a>, Refused> {
    let found = subject.asked().credits(model, credits, months)?;
    let models = match model {
        Some(model) => vec![model],
        None => {
            let routes = subject.scenario.workload.plans.mix.routes().iter();
            routes.filter_map(|it| subject.card.model(&it.model)).collect()
        }
    };
    let currency = subject.currency;
    let columns = columns(currency);
    let rows: Vec<Row<'_>> = found.months.iter().map(|month| (month, found.end)).collect();
    let fields = fields(&columns, &rows, (model, credits, currency), &found);
    let mut report = subject.about(&models, &columns, &rows, fields);
    report.said.push(found.verdict(currency));
    report.said.push(sentence(model, credits, &found, currency));
    Ok(report)
}

/// What the month's requests may cost.
fn ends(month: &CreditMonth) -> (Usd, Usd) {
    month.range.unwrap_or((month.tokens, month.tokens))
}

/// The month in which a pool is used up; none where it is not.
const fn dry(end: PoolEnd) -> Option<u32> {
    match end {
        PoolEnd::RunsDry(month) => Some(month),
        PoolEnd::Expires(..) | PoolEnd::Lasts => None,
    }
}

fn columns<'r>(currency: Currency) -> [Column<Row<'r>>; 9] {
    [
        column("month", "Month", Kind::Number, |(month, _): &Row<'_>| {
            Cell::Place(month.month.into())
        }),
        column("requests", "Requests", Kind::Number, |(month, _)| month.requests.into()),
        column("tokens_usd", "Tokens", Kind::Decimal, |(month, _)| month.tokens.into()),
        data("tokens_low_usd", Kind::Number, |(month, _)| ends(month).0.into()),
        data("tokens_high_usd", Kind::Number, |(month, _)| ends(month).1.into()),
        column("gross_usd", "Gross", Kind::Decimal, |(month, _)| month.gross.into()),
        column("net_usd", "Net", Kind::Decimal, |(month, _)| month.net.into()),
        column("balance_usd", "Balance", Kind::Decimal, |(month, _)| month.balance.into()),
        people("", Kind::Text, |_: &Row<'_>| Cell::None).by(move |(month, end)| match end {
            PoolEnd::RunsDry(end) if *end == month.month => "runs dry".into(),
            PoolEnd::Expires(end, unused) if *end == month.month => {
                format!("expires, {} unused", currency.amount(*unused)).into()
            }
            _ => "".into(),
        }),
    ]
}

fn fields<'r>(
    columns: &[Column<Row<'r>>],
    rows: &[Row<'r>],
    (model, credits, currency): (Option<&Model>, &Credits, Currency),
    found: &'r Runway,
) -> Vec<(&'static str, Json)> {
    let expires = match found.end {
        PoolEnd::Expires(month, unused) => Some((month, unused)),
        PoolEnd::RunsDry(_) | PoolEnd::Lasts => None,
    };
    let expires = expires.map(|(month, unused)| {
        Json::object([("month", month.into()), ("unused_usd", unused.into())])
    });
    let growth = (f64::from(credits.growth.factor_ppm()) - 1e6) / 1e6;
    let sides = found.sides.map(|(dear, cheap)| {
        let sides = [("runs_dry_at_dearest", dry(dear)), ("runs_dry_at_cheapest", dry(cheap))];
        sides.map(|(key, month)| (key, month.into()))
    });
    let mut fields = vec![
        // Null for the scenario's mix.
        ("model", model.map(|model| &model.id).into()),
        ("pool_usd", credits.pool.into()),
        ("other_usd", credits.other.into()),
        ("growth", growth.into()),
        ("expires_after", credits.expires.into()),
        ("months", objects(columns, rows)),
        // The month in which the pool is used up; null when it is not.
        ("runs_dry", dry(found.end).into()),
        // The same if costs are as high, and as low, as they may be.
        ("runs_dry_at_most_cost", dry(found.ends.map_or(found.end, |ends| ends.0)).into()),
        ("runs_dry_at_least_cost", dry(found.ends.map_or(found.end, |ends| ends.1)).into()),
        // The month after which it is void, and what is left of it then; null when it is not.
        ("expires", expires.into()),
        // The first month that is paid in full.
        (
            "first_paid",
            found.first_paid.as_ref().map(|it| object(columns, &(it, found.end))).into(),
        ),
        ("gross_usd", found.gross.into()),
        ("net_usd", found.paid.into()),
        ("verdict", found.verdict(currency).into()),
    ];
    // With every field that has a low and a high at one side.
    fields.extend(sides.into_iter().flatten());
    fields
}

fn sentence(
    model: Option<&Model>,
    credits: &Credits,
    found: &Runway,
    currency: Currency,
) -> String {
    let who = model.map_or("the mix", |model| model.name.as_str());
    let mut parts = vec![format!("{} of credits for {who}", currency.amount(credits.pool))];
    if !credits.other.is_zero() {
        parts.push(format!("{} a month of other AWS spend", currency.amount(credits.other)));
    }
    if credits.growth != Growth::NONE {
        parts.push(format!("traffic {} a month", credits.growth));
    }
    format!(
        "{}. In these {} months {} is due, and {} paid after credits.",
        parts.join(", "),
        found.months.len(),
        currency.amount(found.gross),
        currency.amount(found.paid),
    )
}
