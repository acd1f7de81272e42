//! `tokenfare rates diff`: what changed between two cards, and what that does to a bill.

use std::collections::HashMap;

use super::args::DiffArgs;
use crate::card::{Card, Change, Changed, Date, Diff, Figure, Model, Quantity, Stated};
use crate::cli::Streams;
use crate::cli::asked;
use crate::cli::error::Result;
use crate::explore::{self, Sizing};
use crate::library::load;
use crate::money::{Currency, Tokens, Usd, signed_percent};
use crate::report::sheet::{Cell, Column, Kind, column, csv, field, object, people, rows, tabled};
use crate::report::{
    Format, Json, answer, card_json, card_line, currency_line, paragraphs, scenario_json,
    workload_line,
};
use crate::scenario::Scenario;

pub(super) fn run(args: &DiffArgs, streams: &Streams<'_>) -> Result<String> {
    let (before, after) = (load::card(Some(&args.before))?, load::card(Some(&args.after))?);
    let priced = match &args.scenario {
        None => None,
        Some(named) => {
            let files = args.tokenizers.files(streams.config.as_deref(), &after)?;
            let (scenario, sizing) = asked::named(named, &files)?;
            Some(Priced {
                before: monthly(&before, &sizing),
                after: monthly(&after, &sizing),
                scenario,
            })
        }
    };
    let currency = args.currency.of(streams.config.as_deref())?;
    let diff = before.diff(&after);
    let report = Report { diff, before: &before, after: &after, priced, currency };
    Ok(report.write(args.format.format, streams.today))
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
        .filter_map(|row| Some((card.models.get(row.model?)?.id.as_str(), row.total()?)))
        .collect()
}

struct Report<'c> {
    before: &'c Card,
    after: &'c Card,
    diff: Diff<'c>,
    priced: Option<Priced<'c>>,
    /// What the months of a scenario are shown in.
    currency: Currency,
}

/// The monthly cost of a model on each card, where it has one.
#[derive(Clone, Copy)]
struct Bill {
    before: Option<Usd>,
    after: Option<Usd>,
}

/// A model that is not the same on both cards.
struct Entry<'r> {
    model: &'r Model,
    bill: Bill,
    /// What changed of it; none of a model on one card only.
    changed: Option<&'r Changed<'r>>,
    /// Whether it is new or gone, for programs and for people.
    status: [&'static str; 2],
}

/// A change of a model, or the whole of it.
type Line<'r> = (&'r Entry<'r>, Option<&'r Change<'r>>);

impl<'c> Report<'c> {
    /// The models that changed, the new ones and those that are gone.
    fn entries(&self) -> Vec<Entry<'_>> {
        let entry = |before: Option<&'c Model>, after: Option<&'c Model>, status| {
            let of = |model: Option<&Model>, costs: Option<&HashMap<&'c str, Usd>>| {
                costs?.get(model?.id.as_str()).copied()
            };
            let priced = self.priced.as_ref();
            let bill = Bill {
                before: of(before, priced.map(|priced| &priced.before)),
                after: of(after, priced.map(|priced| &priced.after)),
            };
            Some(Entry { model: after.or(before)?, bill, changed: None, status })
        };
        let changed = self.diff.changed.iter().filter_map(|changed| {
            let entry = entry(Some(changed.before), Some(changed.after), ["changed", ""])?;
            Some(Entry { changed: Some(changed), ..entry })
        });
        let new = self.diff.new.iter().filter_map(|it| entry(None, Some(it), ["new", "new model"]));
        let gone = self.diff.gone.iter().filter_map(|it| entry(Some(it), None, ["gone", "gone"]));
        changed.chain(new).chain(gone).collect()
    }

    fn write(&self, format: Format, today: Option<Date>) -> String {
        let entries = self.entries();
        if format == Format::Json {
            return answer(self.object(&entries), self.currency);
        }
        let lines: Vec<Line<'_>> = entries.iter().flat_map(Entry::lines).collect();
        let changes = rows(&changes(), &lines, format, &[], self.currency);
        if format == Format::Csv {
            return changes;
        }
        let mut out = String::new();
        if !self.diff.is_empty() {
            out += &(changes + "\n");
        }
        if self.priced.is_some() && !self.diff.is_empty() {
            out += &(rows(&bills(self.currency), &entries, format, &[], self.currency) + "\n");
        }
        out + &paragraphs(format, &self.remarks(today))
    }

    fn remarks(&self, today: Option<Date>) -> Vec<String> {
        let mut remarks = Vec::new();
        if self.diff.is_empty() {
            remarks.push("Both cards have the same models at the same rates.".to_owned());
        } else {
            let same = self.diff.same.len();
            remarks.push(format!(
                "{} changed, {} new, {} gone, {same} the same. Rates in USD per 1M tokens; \
                 - is not stated, * is assumed by the card or disputed.",
                self.diff.changed.len(),
                self.diff.new.len(),
                self.diff.gone.len(),
            ));
        }
        if let Some(priced) = &self.priced {
            remarks.push(workload_line(&priced.scenario));
            remarks.extend(currency_line(self.currency));
        }
        for (word, card) in [("Old", self.before), ("New", self.after)] {
            let line = card_line(card, today);
            let line = line.strip_prefix("Prices: ").unwrap_or(&line);
            remarks.push(format!("{word}: {line}"));
        }
        remarks
    }

    fn object(&self, entries: &[Entry<'_>]) -> Json {
        let columns = changes();
        let of = |status: &str| {
            let entries = entries.iter().filter(|entry| entry.status[0] == status);
            let models = entries.map(|entry| {
                let changes = entry.lines().into_iter().filter(|(_, change)| change.is_some());
                Json::object([
                    ("id", Json::from(&entry.model.id)),
                    ("name", (&entry.model.name).into()),
                    ("provider", (&entry.model.provider).into()),
                    // Empty for a model on one card only.
                    ("changes", changes.map(|line| object(&columns, &line)).collect()),
                    ("old_monthly_usd", entry.bill.before.into()),
                    ("new_monthly_usd", entry.bill.after.into()),
                ])
            });
            models.collect()
        };
        Json::object([
            ("old", card_json(self.before)),
            ("new", card_json(self.after)),
            // Null without `--scenario`.
            ("scenario", self.priced.as_ref().map(|it| scenario_json(&it.scenario)).into()),
            ("changed", of("changed")),
            ("added", of("new")),
            ("removed", of("gone")),
            // How many models have the same figures on both.
            ("same", (self.diff.same.len() as u64).into()),
        ])
    }
}

impl Entry<'_> {
    fn lines(&self) -> Vec<Line<'_>> {
        match self.changed {
            Some(changed) => changed.changes.iter().map(|it| (self, Some(it))).collect(),
            None => vec![(self, None)],
        }
    }
}

/// The columns of changes. Rates are exact decimals in USD per 1M tokens.
fn changes<'r>() -> Vec<Column<Line<'r>>> {
    use Kind::{Decimal, Number, Text};
    let old = |(_, change): &Line<'_>| figure(*change, |change| change.before);
    let new = |(_, change): &Line<'_>| figure(*change, |change| change.after);
    vec![
        csv("id", Text, |(entry, _): &Line<'_>| entry.model.id.as_str().into()),
        tabled("name", "Model", Text, |(entry, _)| entry.model.name.as_str().into()),
        csv("status", Text, |(entry, _)| entry.status[0].into()),
        tabled("price", "Price", Text, price),
        column("figure", "Figure", Text, |(entry, change)| match change {
            Some(change) => change.figure.to_string().into(),
            None => Cell::None.said(entry.status[1]),
        }),
        field("scope", |line| scope(line).map(|(scope, _)| scope).into()),
        field("above", |line| scope(line).and_then(|(_, above)| above).into()),
        field("until", |line| until(line).map(|day| day.to_string()).into()),
        column("old", "Old", Decimal, old),
        people("", Text, |(_, change)| if change.is_some() { "→" } else { "" }.into()),
        column("new", "New", Decimal, new),
        field("old_assumed", |(_, change)| is_assumed(change.and_then(|it| it.before))),
        field("new_assumed", |(_, change)| is_assumed(change.and_then(|it| it.after))),
        // As a share of the old figure; none from nothing.
        column("growth", "Change", Number, |(_, change)| grown(change.and_then(Change::growth))),
        csv("old_monthly_usd", Number, |(entry, _)| entry.bill.before.into()),
        csv("new_monthly_usd", Number, |(entry, _)| entry.bill.after.into()),
    ]
}

/// The columns of what the changes do to the bill.
fn bills<'r>(currency: Currency) -> [Column<Entry<'r>>; 6] {
    use Kind::{Decimal, Number, Text};
    [
        people("Model", Text, |entry: &Entry<'_>| entry.model.name.as_str().into()),
        people("Old $/month", Decimal, |entry| entry.bill.before.into()),
        people("", Text, |_| "→".into()),
        people("New $/month", Decimal, |entry| entry.bill.after.into()),
        people("Difference", Decimal, |_: &Entry<'_>| Cell::None).by(move |entry| {
            let signed = |usd| signed(usd, currency);
            entry.bill.difference().map(signed).unwrap_or_default().into()
        }),
        people("Change", Number, |entry| grown(entry.bill.growth())),
    ]
}

/// A growth with its sign for people, who see nothing where there is none.
fn grown(growth: Option<f64>) -> Cell {
    match growth {
        Some(growth) => Cell::Share(growth).said(signed_percent(growth)),
        None => Cell::None.said(""),
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
fn signed(usd: Usd, currency: Currency) -> String {
    let plus = if usd > Usd::ZERO { "+" } else { "" };
    format!("{plus}{}", currency.amount(usd))
}

/// Which of a model's prices a change is about, as `rates show` names them; empty for what is no
/// rate.
fn price(line: &Line<'_>) -> Cell {
    let until = until(line).map(|day| format!(" until {day}")).unwrap_or_default();
    match scope(line) {
        Some((scope, Some(above))) => format!("{scope} above {above}{until}").into(),
        Some((scope, None)) => format!("{scope}{until}").into(),
        None => Cell::None.said(""),
    }
}

/// The last day of a price that held before.
fn until((_, change): &Line<'_>) -> Option<Date> {
    (*change)?.figure.until()
}

/// The scope of a rate, and its tier: `global`, `regional`, a place, `base` beside places, or `all` for
/// a model with one price.
fn scope((entry, change): &Line<'_>) -> Option<(&'static str, Option<Tokens>)> {
    let Figure::Rate { list, above, .. } = (*change)?.figure else {
        return None;
    };
    let changed = entry.changed?;
    let [before, after] = [changed.before, changed.after].map(|model| list.label(model));
    Some((if before == "all" { after } else { before }, above))
}

/// One side of a change: for people with marks and grouping, for programs without.
fn figure<'r>(change: Option<&Change<'r>>, side: fn(&Change<'r>) -> Option<Stated<'r>>) -> Cell {
    let Some(change) = change else { return Cell::None.said("") };
    let Some(stated) = side(change) else { return Cell::None };
    let plain = match stated.quantity {
        Quantity::Tokens(tokens) => tokens.get().to_string(),
        Quantity::Amount(amount) => amount.exact(),
        Quantity::Minutes(count) | Quantity::Times(count) => count.to_string(),
        other => other.to_string(),
    };
    let mark = if stated.assumed { "*" } else { "" };
    Cell::Text(plain).said(format!("{}{mark}", stated.quantity))
}

fn is_assumed(stated: Option<Stated<'_>>) -> Cell {
    Cell::Flag(stated.is_some_and(|stated| stated.assumed))
}
