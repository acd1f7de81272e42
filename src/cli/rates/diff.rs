//! `tokenfare rates diff`: what changed between two cards, and what that does to a bill.

use std::collections::HashMap;

use serde::Serialize;

use super::args::DiffArgs;
use crate::card::{Card, Change, Changed, Date, Diff, Figure, Model, Quantity, Stated};
use crate::cli::Streams;
use crate::cli::asked;
use crate::cli::error::Result;
use crate::explore::{self, Sizing};
use crate::library::{load, settings};
use crate::money::{Tokens, Usd, signed_percent};
use crate::report::{
    CardJson, Column, Format, Json, Table, card_line, paragraphs, scenario_json, workload_line,
};
use crate::scenario::Scenario;

pub(super) fn run(args: &DiffArgs, streams: &Streams<'_>) -> Result<String> {
    let (before, after) = (load::card(Some(&args.before))?, load::card(Some(&args.after))?);
    let priced = match &args.scenario {
        None => None,
        Some(named) => {
            let flags = &args.tokenizers.tokenizer;
            let files = settings::tokenizer_files(streams.config.as_deref(), flags)?;
            let (scenario, sizing) = asked::named(named, &files)?;
            Some(Priced {
                before: monthly(&before, &sizing),
                after: monthly(&after, &sizing),
                scenario,
            })
        }
    };
    let report = Report { diff: before.diff(&after), before: &before, after: &after, priced };
    Ok(match args.format.format {
        Format::Json => crate::report::json(&report.json()),
        Format::Csv => report.csv(),
        format => report.for_people(format, streams.today),
    })
}

/// A month of a scenario on both cards, by the id of the model.
struct Priced<'c> {
    scenario: Scenario,
    before: HashMap<&'c str, Usd>,
    after: HashMap<&'c str, Usd>,
}

fn monthly<'c>(card: &'c Card, sizing: &Sizing) -> HashMap<&'c str, Usd> {
    let ranking = explore::rank(card, sizing, |_| true);
    ranking
        .rows
        .iter()
        .filter_map(|row| Some((card.models.get(row.model)?.id.as_str(), row.total()?)))
        .collect()
}

struct Report<'c> {
    before: &'c Card,
    after: &'c Card,
    diff: Diff<'c>,
    priced: Option<Priced<'c>>,
}

/// The monthly cost of a model on each card, where it has one.
#[derive(Clone, Copy)]
struct Bill {
    before: Option<Usd>,
    after: Option<Usd>,
}

impl<'c> Report<'c> {
    fn bill(&self, before: Option<&Model>, after: Option<&Model>) -> Bill {
        let of = |model: Option<&Model>, costs: Option<&HashMap<&'c str, Usd>>| {
            costs?.get(model?.id.as_str()).copied()
        };
        let priced = self.priced.as_ref();
        Bill {
            before: of(before, priced.map(|priced| &priced.before)),
            after: of(after, priced.map(|priced| &priced.after)),
        }
    }

    fn for_people(&self, format: Format, today: Option<Date>) -> String {
        let mut out = String::new();
        if !self.diff.is_empty() {
            out.push_str(&self.changes().write(format, &[]));
            out.push('\n');
        }
        if self.priced.is_some() && !self.diff.is_empty() {
            out.push_str(&self.bills().write(format, &[]));
            out.push('\n');
        }
        out.push_str(&paragraphs(format, &self.remarks(today)));
        out
    }

    fn changes(&self) -> Table {
        let mut table = Table::new([
            Column::Text("Model"),
            Column::Text("Price"),
            Column::Text("Figure"),
            Column::Decimal("Old"),
            Column::Text(""),
            Column::Decimal("New"),
            Column::Number("Change"),
        ]);
        for changed in &self.diff.changed {
            for change in &changed.changes {
                table.row([
                    changed.after.name.clone(),
                    price(changed, change),
                    change.figure.to_string(),
                    shown(change.before),
                    "→".to_owned(),
                    shown(change.after),
                    change.growth().map(signed_percent).unwrap_or_default(),
                ]);
            }
        }
        let models = [("new model", &self.diff.new), ("gone", &self.diff.gone)];
        for (word, models) in models {
            for model in models {
                let mut cells = vec![String::new(); 7];
                cells[0] = model.name.clone();
                cells[2] = word.to_owned();
                table.row(cells);
            }
        }
        table
    }

    fn bills(&self) -> Table {
        let mut table = Table::new([
            Column::Text("Model"),
            Column::Decimal("Old $/month"),
            Column::Text(""),
            Column::Decimal("New $/month"),
            Column::Decimal("Difference"),
            Column::Number("Change"),
        ]);
        let money = |usd: Option<Usd>| usd.map_or_else(|| "-".to_owned(), |usd| usd.to_string());
        let mut row = |model: &Model, bill: Bill| {
            table.row([
                model.name.clone(),
                money(bill.before),
                "→".to_owned(),
                money(bill.after),
                bill.difference().map(signed).unwrap_or_default(),
                bill.growth().map(signed_percent).unwrap_or_default(),
            ]);
        };
        for changed in &self.diff.changed {
            let bill = self.bill(Some(changed.before), Some(changed.after));
            row(changed.after, bill);
        }
        for model in &self.diff.new {
            row(model, self.bill(None, Some(model)));
        }
        for model in &self.diff.gone {
            row(model, self.bill(Some(model), None));
        }
        table
    }

    fn remarks(&self, today: Option<Date>) -> Vec<String> {
        let mut remarks = Vec::new();
        if self.diff.is_empty() {
            remarks.push("Both cards have the same models at the same rates.".to_owned());
        } else {
            let same = self.diff.same.len();
            remarks.push(format!(
                "{} changed, {} new, {} gone, {same} the same. Rates in USD per 1M tokens; \
                 - is not stated, * rests on an assumption of the card.",
                self.diff.changed.len(),
                self.diff.new.len(),
                self.diff.gone.len(),
            ));
        }
        if let Some(priced) = &self.priced {
            remarks.push(workload_line(&priced.scenario));
        }
        for (word, card) in [("Old", self.before), ("New", self.after)] {
            let line = card_line(card, today);
            let line = line.strip_prefix("Prices: ").unwrap_or(&line);
            remarks.push(format!("{word}: {line}"));
        }
        remarks
    }

    fn csv(&self) -> String {
        let mut table = Table::new([
            Column::Text("id"),
            Column::Text("name"),
            Column::Text("status"),
            Column::Text("price"),
            Column::Text("figure"),
            Column::Number("old"),
            Column::Number("new"),
            Column::Number("growth"),
            Column::Number("old_monthly_usd"),
            Column::Number("new_monthly_usd"),
        ]);
        let number = |growth: Option<f64>| growth.map_or_else(String::new, |g| g.to_string());
        let exact = |usd: Option<Usd>| usd.map(Usd::exact).unwrap_or_default();
        for changed in &self.diff.changed {
            let bill = self.bill(Some(changed.before), Some(changed.after));
            for change in &changed.changes {
                table.row([
                    changed.after.id.clone(),
                    changed.after.name.clone(),
                    "changed".to_owned(),
                    price(changed, change),
                    change.figure.to_string(),
                    plain(change.before).unwrap_or_default(),
                    plain(change.after).unwrap_or_default(),
                    number(change.growth()),
                    exact(bill.before),
                    exact(bill.after),
                ]);
            }
        }
        let mut whole = |model: &Model, status: &str, bill: Bill| {
            let mut cells = vec![String::new(); 10];
            cells[0] = model.id.clone();
            cells[1] = model.name.clone();
            cells[2] = status.to_owned();
            cells[8] = exact(bill.before);
            cells[9] = exact(bill.after);
            table.row(cells);
        };
        for model in &self.diff.new {
            whole(model, "new", self.bill(None, Some(model)));
        }
        for model in &self.diff.gone {
            whole(model, "gone", self.bill(Some(model), None));
        }
        table.write(Format::Csv, &[])
    }

    fn json(&self) -> DiffJson<'_> {
        let whole = |model: &'c Model, bill: Bill| ModelJson {
            id: &model.id,
            name: &model.name,
            provider: &model.provider,
            changes: Vec::new(),
            old_monthly_usd: bill.before.map(Usd::exact),
            new_monthly_usd: bill.after.map(Usd::exact),
        };
        let changed = self.diff.changed.iter().map(|changed| ModelJson {
            changes: changed.changes.iter().map(|change| ChangeJson::of(changed, change)).collect(),
            ..whole(changed.after, self.bill(Some(changed.before), Some(changed.after)))
        });
        let new = self.diff.new.iter();
        let gone = self.diff.gone.iter();
        DiffJson {
            old: CardJson::of(self.before),
            new: CardJson::of(self.after),
            scenario: self.priced.as_ref().map(|priced| scenario_json(&priced.scenario)),
            changed: changed.collect(),
            added: new.map(|model| whole(model, self.bill(None, Some(model)))).collect(),
            removed: gone.map(|model| whole(model, self.bill(Some(model), None))).collect(),
            same: self.diff.same.len(),
        }
    }
}

impl Bill {
    fn difference(self) -> Option<Usd> {
        Some(self.after? - self.before?)
    }

    /// None from nothing.
    fn growth(self) -> Option<f64> {
        let times = self.after?.times(self.before?)?;
        Some(times - 1.0)
    }
}

/// `+$1.20`: what comes on top has a sign too.
fn signed(usd: Usd) -> String {
    if usd > Usd::ZERO { format!("+{usd}") } else { usd.to_string() }
}

/// Which of a model's prices a change is about, as `rates show` names them; empty for what is no
/// rate.
fn price(changed: &Changed<'_>, change: &Change<'_>) -> String {
    match scope(changed, change) {
        Some((scope, Some(above))) => format!("{scope} above {above}"),
        Some((scope, None)) => scope.to_owned(),
        None => String::new(),
    }
}

/// The scope and the tier of a rate.
fn scope(changed: &Changed<'_>, change: &Change<'_>) -> Option<(&'static str, Option<Tokens>)> {
    let Figure::Rate { list, above, .. } = change.figure else {
        return None;
    };
    let [before, after] = [changed.before, changed.after].map(|model| list.label(model));
    Some((if before == "all" { after } else { before }, above))
}

fn shown(stated: Option<Stated<'_>>) -> String {
    let mark = match stated {
        Some(stated) if stated.assumed => "*",
        _ => "",
    };
    stated.map_or_else(|| "-".to_owned(), |stated| format!("{}{mark}", stated.quantity))
}

/// The figure for programs: numbers without marks and grouping.
fn plain(stated: Option<Stated<'_>>) -> Option<String> {
    Some(match stated?.quantity {
        Quantity::Tokens(tokens) => tokens.get().to_string(),
        Quantity::Minutes(minutes) => minutes.to_string(),
        other => other.to_string(),
    })
}

#[derive(Serialize)]
struct DiffJson<'c> {
    old: CardJson<'c>,
    new: CardJson<'c>,
    /// Null without `--scenario`.
    scenario: Option<Json>,
    changed: Vec<ModelJson<'c>>,
    added: Vec<ModelJson<'c>>,
    removed: Vec<ModelJson<'c>>,
    /// How many models have the same figures on both.
    same: usize,
}

#[derive(Serialize)]
struct ModelJson<'c> {
    id: &'c str,
    name: &'c str,
    provider: &'c str,
    /// Empty for a model on one card only.
    changes: Vec<ChangeJson>,
    old_monthly_usd: Option<String>,
    new_monthly_usd: Option<String>,
}

/// Rates are exact decimals in USD per 1M tokens.
#[derive(Serialize)]
struct ChangeJson {
    figure: String,
    /// `global`, `regional`, a place, `base` beside places, or `all` for a model with one price; null
    /// for what is no rate.
    scope: Option<&'static str>,
    above: Option<u64>,
    old: Option<String>,
    new: Option<String>,
    old_assumed: bool,
    new_assumed: bool,
    /// As a share of the old figure; null from nothing.
    growth: Option<f64>,
}

impl ChangeJson {
    fn of(changed: &Changed<'_>, change: &Change<'_>) -> Self {
        let is_assumed = |stated: Option<Stated<'_>>| stated.is_some_and(|stated| stated.assumed);
        let scope = scope(changed, change);
        Self {
            figure: change.figure.to_string(),
            scope: scope.map(|(scope, _)| scope),
            above: scope.and_then(|(_, above)| above).map(Tokens::get),
            old: plain(change.before),
            new: plain(change.after),
            old_assumed: is_assumed(change.before),
            new_assumed: is_assumed(change.after),
            growth: change.growth(),
        }
    }
}
