//! The plans around a workload in TOML: the mix, the credits, the quota.

use super::read::{count, refuse, set, whole};
use super::write::{Lines, number, share, tokens};
use crate::document::quoted;
use crate::document::{Kind, Table, Value};
use crate::money::{Growth, Share, Tokens, Usd};
use crate::workload::{
    Credits, MAX_MONTHS, MAX_QUOTA, MAX_SECTION_TOKENS, MAX_USD, Mix, MixRoute, Plans,
};

pub(super) fn read(root: &Table<'_>, plans: &mut Plans) {
    plans.quota = count(root.value("quota"), 1, MAX_QUOTA).map(Tokens::new);
    credits(root.value("credits"), &mut plans.credits);
    if let Some(mix) = mix(root.value("mix")) {
        plans.mix = mix;
    }
}

fn credits(value: Value<'_, '_>, credits: &mut Credits) {
    let Some(table) = value.table() else { return };
    set(&mut credits.pool, usd(table.value("pool")));
    set(&mut credits.other, usd(table.value("other")));
    let growth = table.value("growth").decimal(Growth::parse);
    set(&mut credits.growth, growth);
    credits.expires = whole(table.value("expires_after"), 1, MAX_MONTHS);
    table.finish();
}

/// An amount as a number or as people type it: `25_000` or `"25k"`.
fn usd(value: Value<'_, '_>) -> Option<Usd> {
    let read = match value.kind()? {
        Kind::Text => match Usd::parse(value.string()?) {
            Ok(usd) => usd,
            Err(fault) => return refuse(value, fault),
        },
        _ => value.decimal(Usd::parse)?,
    };
    if read > MAX_USD {
        return refuse(value, format!("must be at most {}", MAX_USD.with_places(0)));
    }
    Some(read)
}

fn mix(value: Value<'_, '_>) -> Option<Mix> {
    let mut routes = Vec::new();
    for item in value.items()? {
        let table = item.table()?;
        let model = table.required("model").text();
        let share = table.required("share").decimal(Share::parse);
        let [answer, cap] = [("answer", 0), ("cap", 1)].map(|(key, least)| {
            count(table.value(key), least, MAX_SECTION_TOKENS).map(Tokens::new)
        });
        table.finish();
        routes.push(MixRoute { model: model?.into(), share: share?, answer, cap });
    }
    match Mix::new(routes) {
        Ok(mix) => Some(mix),
        Err(fault) => refuse(value, fault),
    }
}

/// The key that stands above the tables.
pub(super) fn write_quota(plans: &Plans, out: &mut Lines) {
    if let Some(quota) = plans.quota {
        out.set("quota", &tokens(quota), "tokens a minute that the account may use");
    }
}

/// The tables, where there is anything in them.
pub(super) fn write(plans: &Plans, out: &mut Lines) {
    let credits = &plans.credits;
    if *credits != Credits::default() {
        out.line("");
        out.line("[credits]");
        out.set("pool", &dollars(credits.pool), "USD");
        out.set("other", &dollars(credits.other), "other AWS spend a month, USD");
        out.set("growth", &credits.growth.decimal(), "more requests each month");
        if let Some(months) = credits.expires {
            out.set("expires_after", &months.to_string(), "months");
        }
    }
    for route in plans.mix.routes() {
        out.line("");
        out.line("[[mix]]");
        out.set("model", &quoted(&route.model), "");
        out.set("share", &share(route.share), "of the requests");
        if let Some(answer) = route.answer {
            out.set("answer", &number(answer.get()), "tokens of a mean answer");
        }
        if let Some(cap) = route.cap {
            out.set("cap", &number(cap.get()), "max output tokens");
        }
    }
}

/// `25_000.50`.
fn dollars(usd: Usd) -> String {
    usd.with_places(2).trim_start_matches('$').replace(',', "_")
}
