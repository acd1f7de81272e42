//! `tokenfare credits`: how long a pool of credits lasts.

use serde::Serialize;

use super::Streams;
use super::args::{CreditsArgs, Format};
use super::asked::{Asked, HeadJson};
use super::error::Result;
use super::table::{Column, Table};
use crate::card::{Date, Model};
use crate::explore::{CreditMonth, POOLS, PoolEnd, Refused, Runway};
use crate::money::{Growth, Usd, grouped};
use crate::workload::Credits;

/// Who answers the requests.
pub(super) enum Answering<'c> {
    /// A model.
    Model(&'c Model),
    /// The mix of the scenario.
    Mix,
}

pub(super) fn run(args: &CreditsArgs, streams: &Streams<'_>) -> Result<String> {
    let asked = Asked::of(args.scenario.scenario.as_deref(), &args.asked, streams)?;
    let plans = &asked.scenario.workload.plans;
    let mut credits = plans.credits;
    credits.pool = args.pool.unwrap_or(credits.pool);
    credits.other = args.other.unwrap_or(credits.other);
    credits.growth = args.growth.unwrap_or(credits.growth);
    credits.expires = args.expires_after.or(credits.expires);
    let answering = match &args.model {
        Some(typed) => Answering::Model(asked.model(typed)?),
        None if !plans.mix.is_empty() => Answering::Mix,
        None => {
            return Err(asked.told(Refused::NothingToPay));
        }
    };
    let format = args.asked.format.format;
    written(&asked, &answering, &credits, args.months, format, streams.today)
}

/// Credits from month to month, so many months if that is given.
pub(super) fn written(
    asked: &Asked,
    answering: &Answering<'_>,
    credits: &Credits,
    months: Option<u32>,
    format: Format,
    today: Option<Date>,
) -> Result<String> {
    let plans = &asked.scenario.workload.plans;
    let model = match answering {
        Answering::Model(model) => Some(*model),
        Answering::Mix => None,
    };
    let found = asked.questions().credits(model, credits, months);
    let found = found.map_err(|refused| asked.told(refused))?;
    let models: Vec<&Model> = match answering {
        Answering::Model(model) => vec![model],
        Answering::Mix => {
            let routes = plans.mix.routes().iter();
            routes.filter_map(|it| asked.card.model(&it.model)).collect()
        }
    };
    Ok(match format {
        Format::Json => super::json(&CreditsJson::of(asked, answering, credits, &found, &models)),
        Format::Csv => asked.csv(rows(&found), &models),
        format => {
            let mut remarks = vec![found.verdict()];
            remarks.push(sentence(answering, credits, &found));
            remarks.extend(asked.remarks_on(&models, today));
            for_people(&found).write(format, &remarks)
        }
    })
}

fn sentence(answering: &Answering<'_>, credits: &Credits, found: &Runway) -> String {
    let who = match answering {
        Answering::Model(model) => model.name.as_str(),
        Answering::Mix => "the mix",
    };
    let mut parts = vec![format!("{} of credits for {who}", credits.pool)];
    if !credits.other.is_zero() {
        parts.push(format!("{} a month of other AWS spend", credits.other));
    }
    if credits.growth != Growth::NONE {
        parts.push(format!("traffic {} a month", credits.growth));
    }
    format!(
        "{}. In these {} months {} is due, and {} paid after credits.",
        parts.join(", "),
        found.months.len(),
        found.gross,
        found.paid,
    )
}

fn for_people(found: &Runway) -> Table {
    let mut table = Table::new([
        Column::Number("Month"),
        Column::Number("Requests"),
        Column::Decimal("Tokens"),
        Column::Decimal("Gross"),
        Column::Decimal("Net"),
        Column::Decimal("Balance"),
        Column::Text(""),
    ]);
    for month in &found.months {
        let remark = match found.end {
            PoolEnd::RunsDry(end) if end == month.month => "runs dry".to_owned(),
            PoolEnd::Expires(end, unused) if end == month.month => {
                format!("expires, {unused} unused")
            }
            _ => String::new(),
        };
        table.row([
            month.month.to_string(),
            grouped(month.requests),
            month.tokens.to_string(),
            month.gross.to_string(),
            month.net.to_string(),
            month.balance.to_string(),
            remark,
        ]);
    }
    table
}

fn rows(found: &Runway) -> Table {
    let mut table = Table::new([
        Column::Number("month"),
        Column::Number("requests"),
        Column::Number("tokens_usd"),
        Column::Number("gross_usd"),
        Column::Number("net_usd"),
        Column::Number("balance_usd"),
    ]);
    for month in found.months.iter().map(MonthJson::of) {
        table.row([
            month.month.to_string(),
            month.requests.to_string(),
            month.tokens_usd,
            month.gross_usd,
            month.net_usd,
            month.balance_usd,
        ]);
    }
    table
}

#[derive(Serialize)]
struct CreditsJson<'c> {
    #[serde(flatten)]
    head: HeadJson<'c>,
    /// Null for the scenario's mix.
    model: Option<&'c str>,
    pool_usd: String,
    other_usd: String,
    growth: f64,
    expires_after: Option<u32>,
    months: Vec<MonthJson>,
    /// The month in which the pool is used up; null when it is not.
    runs_dry: Option<u32>,
    /// The month after which the pool is void, and what is left of it then; null when it is not.
    expires: Option<ExpiresJson>,
    /// The first month that is paid in full.
    first_paid: Option<MonthJson>,
    gross_usd: String,
    net_usd: String,
    verdict: String,
}

#[derive(Serialize)]
struct ExpiresJson {
    month: u32,
    unused_usd: String,
}

#[derive(Serialize)]
struct MonthJson {
    month: u32,
    requests: u64,
    tokens_usd: String,
    gross_usd: String,
    net_usd: String,
    balance_usd: String,
}

impl MonthJson {
    fn of(month: &CreditMonth) -> Self {
        Self {
            month: month.month,
            requests: month.requests,
            tokens_usd: month.tokens.exact(),
            gross_usd: month.gross.exact(),
            net_usd: month.net.exact(),
            balance_usd: month.balance.exact(),
        }
    }
}

impl<'c> CreditsJson<'c> {
    fn of(
        asked: &'c Asked,
        answering: &Answering<'c>,
        credits: &Credits,
        found: &Runway,
        models: &[&Model],
    ) -> Self {
        Self {
            head: HeadJson::about(asked, models),
            model: match answering {
                Answering::Model(model) => Some(&model.id),
                Answering::Mix => None,
            },
            pool_usd: credits.pool.exact(),
            other_usd: credits.other.exact(),
            growth: (f64::from(credits.growth.factor_ppm()) - 1e6) / 1e6,
            expires_after: credits.expires,
            months: found.months.iter().map(MonthJson::of).collect(),
            runs_dry: match found.end {
                PoolEnd::RunsDry(month) => Some(month),
                _ => None,
            },
            expires: match found.end {
                PoolEnd::Expires(month, unused) => {
                    Some(ExpiresJson { month, unused_usd: unused.exact() })
                }
                _ => None,
            },
            first_paid: found.first_paid.as_ref().map(MonthJson::of),
            gross_usd: found.gross.exact(),
            net_usd: found.paid.exact(),
            verdict: found.verdict(),
        }
    }
}

/// A pool as typed: an amount, or the name of one that AWS gives.
pub(super) fn pool(text: &str) -> std::result::Result<Usd, String> {
    let named = POOLS.iter().find(|pool| pool.name == text);
    named.map_or_else(
        || {
            let names = POOLS.map(|pool| pool.name);
            super::values::usd(text).map_err(|fault| match super::find::near(text, &names) {
                Some(near) => format!("is no pool; did you mean {near}?"),
                None => fault,
            })
        },
        |pool| Ok(pool.size),
    )
}
