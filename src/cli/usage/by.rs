//! `--by`: requests told apart by who made them, when and on what, as tables, CSV and JSON.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::days;
use super::words::requests;
use crate::card::{Bucket, Card};
use crate::money::{Currency, Share, Usd, grouped, percent, percent_to_tenths};
use crate::report::sheet::{
    Cell, Column, Kind, column, data, field, for_programs, object, objects, people, rows,
};
use crate::report::{Format, Json, Table};
use crate::usage::{Facet, Group, MOST_GROUPS, Stop, Tally};

/// How many groups people see, and of times, which stand in their order.
const SHOWN: (usize, usize) = (25, 100);
/// The longest value that people see whole.
const LONGEST: usize = 36;
/// The share of the cost that the top spenders make.
const MOST_OF_IT: f64 = 0.8;
/// How many groups are named in a sentence.
const NAMED: usize = 5;

/// A group.
pub(super) struct Row {
    /// What each facet is, as it is and as people see it.
    names: Vec<(String, String)>,
    group: Group,
    /// Its share of the cost of all, and that of all down to it.
    shares: Option<(f64, f64)>,
}

/// The groups in the order in which they are shown: times in theirs, others by what they cost.
pub(super) fn groups(card: &Card, tally: &Tally<'_>) -> Vec<Row> {
    let facets = tally.facets();
    let mut groups: Vec<(Vec<&str>, &Group)> = tally.by().groups().iter().collect();
    let mut firsts: HashMap<&str, (Usd, u64)> = HashMap::new();
    for (names, group) in &groups {
        let sum = firsts.entry(names.first().copied().unwrap_or_default()).or_default();
        *sum = (sum.0 + group.cost, sum.1 + group.requests);
    }
    groups.sort_by_cached_key(|(names, group)| {
        let at = |place: usize| names.get(place).copied().unwrap_or_default();
        let is_time = |place: usize| facets.get(place).is_some_and(Facet::is_time);
        let first = firsts.get(at(0)).copied().unwrap_or_default();
        (
            (!is_time(0)).then_some(Reverse(first)),
            at(0).to_owned(),
            (!is_time(1)).then_some(Reverse((group.cost, group.requests))),
            at(1).to_owned(),
        )
    });
    let all = tally.cost();
    let mut so_far = Usd::ZERO;
    let rows = groups.into_iter().map(|(names, group)| {
        so_far += group.cost;
        let names = names.iter().zip(facets);
        Row {
            names: names
                .map(|(name, facet)| ((*name).to_owned(), said(card, facet, name)))
                .collect(),
            // What has no price is no part of the cost, rather than nothing of it.
            shares: group.priced().and(group.cost.times(all).zip(so_far.times(all))),
            group: group.clone(),
        }
    });
    rows.collect()
}

/// A value as people see it.
fn said(card: &Card, facet: &Facet, value: &str) -> String {
    if value.is_empty() {
        return "(none)".to_owned();
    }
    let short = match facet.is_model() {
        true => card.model(value).map_or(value, |model| &model.name),
        false => facet.short(value),
    };
    let length = short.chars().count();
    if length <= LONGEST {
        return short.to_owned();
    }
    // What tells them apart is mostly at the end.
    let end: String = short.chars().skip(length - (LONGEST - 1)).collect();
    format!("…{end}")
}

impl Row {
    /// Several groups as one, which is called so.
    fn of(name: String, places: usize, groups: &[Self], all: Usd) -> Self {
        let group = Group::sum(groups.iter().map(|row| &row.group));
        let mut names = vec![(String::new(), name)];
        names.resize_with(places, Default::default);
        Self { names, shares: group.cost.times(all).map(|share| (share, 1.0)), group }
    }

    fn per_request(&self) -> Option<Usd> {
        let priced = self.group.requests - self.group.unpriced;
        (priced > 0).then(|| self.group.cost.per(priced))
    }

    fn hit_rate(&self) -> Cell {
        let cached = self.group.tokens.cached();
        let read = self.group.tokens[Bucket::CacheRead];
        match cached.is_zero() {
            true => Cell::None,
            false => Cell::Share(Share::of(read.get(), cached.get()).fraction()),
        }
    }
}

/// The columns of what groups are told apart by.
fn names(facets: &[Facet]) -> Vec<Column<Row>> {
    let columns = facets.iter().enumerate().map(|(at, facet)| {
        let named = column(facet.name(), facet.head(), Kind::Text, |_: &Row| Cell::None);
        named.by(move |row| match row.names.get(at) {
            Some((value, said)) => Cell::from(value.as_str()).said(said.as_str()),
            None => Cell::None,
        })
    });
    columns.collect()
}

/// The columns of what groups cost.
fn money(has_unpriced: bool) -> Vec<Column<Row>> {
    use Kind::{Decimal, Number};
    let mut columns =
        vec![column("requests", "Requests", Number, |row: &Row| row.group.requests.into())];
    let unpriced = |row: &Row| Cell::from(row.group.unpriced);
    columns.push(match has_unpriced {
        true => column("unpriced", "No price", Number, unpriced),
        false => data("unpriced", Number, unpriced),
    });
    columns.push(people("Input", Number, |row| row.group.tokens.input().into()));
    columns.push(people("Output", Number, |row| row.group.tokens[Bucket::Output].into()));
    columns.extend(Bucket::BILLED.map(|bucket| {
        data(bucket.spec().record, Number, |_: &Row| Cell::None)
            .by(move |row| row.group.tokens[bucket].into())
    }));
    columns.push(column("cost_usd", "Cost", Decimal, |row| row.group.priced().into()));
    columns.push(column("share", "Share", Number, |row| share(row.shares.map(|it| it.0))));
    columns.push(column("share_so_far", "So far", Number, |row| share(row.shares.map(|it| it.1))));
    columns.push(column("usd_per_request", "$/request", Decimal, |row| {
        row.per_request().map(Cell::Fine).unwrap_or(Cell::None)
    }));
    columns
}

fn share(share: Option<f64>) -> Cell {
    share.map_or(Cell::None, Cell::Share)
}

/// How a column is made: for people and programs, or for programs alone.
fn seen(
    is_seen: bool,
    key: &'static str,
    head: &'static str,
    get: fn(&Row) -> Cell,
) -> Column<Row> {
    if is_seen { column(key, head, Kind::Number, get) } else { data(key, Kind::Number, get) }
}

/// The columns of how requests went. People see those that say something of some group.
fn course(all: &[Row]) -> Vec<Column<Row>> {
    let any = |of: fn(&Group) -> bool| all.iter().any(|row| of(&row.group));
    let is_timed = any(|group| group.latency.percentile(500).is_some());
    let is_cached = any(|group| !group.tokens.cached().is_zero());
    let ends = any(|group| group.ends.of(Stop::Cap) > 0);
    vec![
        seen(true, "input_p50", "In p50", |row| row.group.input.percentile(500).into()),
        seen(true, "input_p95", "p95", |row| row.group.input.percentile(950).into()),
        seen(true, "input_p99", "p99", |row| row.group.input.percentile(990).into()),
        seen(true, "output_p50", "Out p50", |row| row.group.output.percentile(500).into()),
        seen(true, "output_p95", "p95", |row| row.group.output.percentile(950).into()),
        seen(true, "output_p99", "p99", |row| row.group.output.percentile(990).into()),
        seen(is_cached, "cache_hit_rate", "Cache hits", Row::hit_rate),
        seen(ends, "share_at_cap", "At cap", |row| share(row.group.ends.at_cap())),
        data("ends_stated", Kind::Number, |row| row.group.ends.stated().into()),
        data("ended_at_cap", Kind::Number, |row| row.group.ends.of(Stop::Cap).into()),
        field("stops", |row| {
            let stops = Stop::all().map(|stop| (stop.key(), row.group.ends.of(stop)));
            listed(stops.filter(|(_, count)| *count > 0))
        }),
        seen(any(|group| group.failed > 0), "failed", "Failed", |row| row.group.failed.into()),
        data("errors", Kind::Text, |row| {
            listed(row.group.errors.iter().map(|(code, count)| (code.as_str(), *count)))
        }),
        seen(is_timed, "latency_p50_ms", "ms p50", |row| row.group.latency.percentile(500).into()),
        seen(is_timed, "latency_p95_ms", "p95", |row| row.group.latency.percentile(950).into()),
    ]
}

/// `ThrottlingException 12`, each.
fn listed<'n>(counts: impl Iterator<Item = (&'n str, u64)>) -> Cell {
    let name = |name: &str| if name.is_empty() { "(none)".to_owned() } else { name.to_owned() };
    counts.map(|(of, count)| format!("{} {count}", name(of))).collect::<Vec<_>>().into()
}

fn columns(facets: &[Facet], all: &[Row]) -> Vec<Column<Row>> {
    let mut columns = names(facets);
    columns.extend(money(true));
    columns.extend(course(all));
    columns
}

/// The groups as values.
pub(super) fn values(card: &Card, tally: &Tally<'_>, currency: Currency) -> Table {
    let all = groups(card, tally);
    for_programs(&columns(tally.facets(), &all), &all, currency)
}

/// The groups as the fields of an object.
pub(super) fn fields(card: &Card, tally: &Tally<'_>) -> Vec<(&'static str, Json)> {
    let facets = tally.facets();
    if facets.is_empty() {
        return Vec::new();
    }
    let all = groups(card, tally);
    let columns = columns(facets, &all);
    let further = tally.by().groups().further().map(|(group, about)| {
        let row = Row { names: Vec::new(), group: group.clone(), shares: None };
        let rest = [money(true), course(&[])].into_iter().flatten().collect::<Vec<_>>();
        object(&rest, &row).with([("groups_about", Json::from(about))])
    });
    let by = Json::object([
        ("keys", facets.iter().map(|facet| Json::from(facet.name())).collect()),
        ("groups", objects(&columns, &all)),
        ("further", further.into()),
    ]);
    vec![("by", by), ("days", days::objects_of(tally))]
}

/// The tables for people.
pub(super) fn tables(
    card: &Card,
    tally: &Tally<'_>,
    format: Format,
    currency: Currency,
) -> Vec<String> {
    let facets = tally.facets();
    let mut all = groups(card, tally);
    let is_time = facets.first().is_some_and(Facet::is_time);
    let most = if is_time { SHOWN.1 } else { SHOWN.0 };
    let hidden = all.split_off(all.len().min(most));
    let mut how = names(facets);
    how.extend(course(&all));
    let course = rows(&how, &all, format, &[], currency);
    let cost = tally.cost();
    if !hidden.is_empty() {
        let name = format!("({} further)", grouped(hidden.len() as u64));
        all.push(Row::of(name, facets.len(), &hidden, cost));
    }
    if let Some((group, _)) = tally.by().groups().further() {
        let rest = Row { names: Vec::new(), group: group.clone(), shares: None };
        all.push(Row::of("(names beyond those kept)".to_owned(), facets.len(), &[rest], cost));
    }
    if all.len() > 1 {
        let total = Row::of("total".to_owned(), facets.len(), &all, cost);
        all.push(total);
    }
    let mut what = names(facets);
    what.extend(money(all.iter().any(|row| row.group.unpriced > 0)));
    let mut tables = vec![rows(&what, &all, format, &[], currency), course];
    tables.extend(days::chart(tally, format, currency));
    tables
}

/// What there is to say of the groups, in sentences.
pub(super) fn remarks(card: &Card, tally: &Tally<'_>) -> Vec<String> {
    let facets = tally.facets();
    if facets.is_empty() {
        return Vec::new();
    }
    let all = groups(card, tally);
    let called = facets.iter().map(Facet::name).collect::<Vec<_>>().join(" and ");
    let mut remarks = Vec::new();
    let mut costs: Vec<Usd> = all.iter().map(|row| row.group.cost).collect();
    costs.sort_unstable_by_key(|cost| Reverse(*cost));
    let mut sum = Usd::ZERO;
    let top = costs.iter().position(|cost| {
        sum += *cost;
        sum.times(tally.cost()).is_some_and(|share| share >= MOST_OF_IT)
    });
    if let Some(top) = top.filter(|top| (top + 1) * 2 <= costs.len()) {
        remarks.push(format!(
            "Top spenders: {} of {} by {called} make {} of the cost.",
            grouped(top as u64 + 1),
            grouped(costs.len() as u64),
            percent(sum.times(tally.cost()).unwrap_or(1.0)),
        ));
    }
    let mut failed: Vec<&Row> = all.iter().filter(|row| row.group.failed > 0).collect();
    failed.sort_by_key(|row| Reverse(row.group.failed));
    let each = failed.iter().take(NAMED).map(|row| {
        let codes = row.group.errors.iter();
        let codes: Vec<String> =
            codes.map(|(code, count)| format!("{} {code}", grouped(*count))).collect();
        let said: Vec<&str> = row.names.iter().map(|(_, said)| said.as_str()).collect();
        format!("{} of {}", codes.join(", "), said.join(", "))
    });
    let mut each: Vec<String> = each.collect();
    if failed.len() > NAMED {
        each.push(format!("and of {} further", grouped((failed.len() - NAMED) as u64)));
    }
    if !each.is_empty() {
        remarks.push(format!("Failed calls: {}.", each.join("; ")));
    }
    remarks.extend(days::remark(tally));
    if tally.answers_up_to(500).is_none_or(|(_, is_exact)| !is_exact) {
        remarks.push(
            "Percentiles are those of means, since requests were counted together: single ones are not \
             known."
                .to_owned(),
        );
    }
    let sketches = |row: &Row| {
        let Group { input, output, latency, .. } = &row.group;
        [input.error(), output.error(), latency.error()].into_iter().fold(0.0, f64::max)
    };
    let error = all.iter().map(sketches).fold(0.0, f64::max);
    if error > 0.0 {
        remarks.push(format!(
            "Percentiles of groups with many different lengths are within {}.",
            percent_to_tenths(error)
        ));
    }
    if let Some((group, about)) = tally.by().groups().further() {
        remarks.push(format!(
            "More than {} groups by {called}: the figures of those shown are exact, and about {} others, with \
             {}, are taken together. Which are kept goes by their names, so that some that spend much may be \
             among the others: choose with --only, or tell apart by less.",
            grouped(MOST_GROUPS as u64),
            grouped(about),
            requests(group.requests),
        ));
    }
    remarks
}

/// What was left out, since it is not meant.
pub(super) fn left_out(tally: &Tally<'_>) -> Option<String> {
    let only = tally.only();
    if only.is_all() {
        return None;
    }
    let left = tally.left_out();
    let mut said = format!("Only {}: {} left out", only.words(), requests(left.requests));
    if left.failed > 0 {
        said += &format!(", and {} failed", grouped(left.failed));
    }
    if left.untimed > 0 {
        said += &format!(
            "; {} of them do not say on which side of that time they are",
            grouped(left.untimed)
        );
    }
    Some(said + ".")
}

/// The same as an object.
pub(super) fn left_out_object(tally: &Tally<'_>) -> Option<Json> {
    let left = tally.left_out();
    let fields = [
        ("only", Json::from(tally.only().words())),
        ("requests", left.requests.into()),
        ("untimed", left.untimed.into()),
        ("failed", left.failed.into()),
    ];
    (!tally.only().is_all()).then(|| Json::object(fields))
}
