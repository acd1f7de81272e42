//! `tokenfare rank`: every model by what a month costs on it.

use std::ffi::OsString;

use clap::Args;

use super::args::{AskedArgs, ScoresArg};
use super::asked::Asked;
use super::error::{Error, Result};
use super::{Streams, values};
use crate::app::Pins;
use crate::app::columns::{self, Column, SCORE};
use crate::app::table::{Of, arranged};
use crate::card::{Card, Life, Model};
use crate::document::{nearest, printable};
use crate::explore::{Query, Ranking, Row};
use crate::library::find;
use crate::money::Usd;
use crate::report;
use crate::workload::Basis;

#[derive(Debug, Args)]
#[command(after_help = "\
Without a scenario the workload is 50,000 requests a month of 600 input and 400 output tokens,
and flags change it from there. With one, flags override what it says.

Examples:
  tokenfare rank
  tokenfare rank support-assistant --requests 200k
  tokenfare rank --requests 50k --input 600 --output 400 --models nova-micro,claude-haiku-4-5
  tokenfare rank --input 4200 --system 4000 --caching --active-hours 8 --active-days 22
  tokenfare rank --where 'ctx>=200k tools ends>=2027-07 from:eu-central-1'
  tokenfare rank --columns cost,input,output,ratio,ctx,out,ends
  tokenfare rank --per year --currency EUR=0.93@2026-11-24
  tokenfare rank --batch 30% --format csv > ranking.csv
  tokenfare rank support-assistant --requests x3 --output +30%
  tokenfare rank support-assistant --budget 5000
  tokenfare rank support-assistant --models nova-lite --max-usd 500
  tokenfare rank --scores our-scores.csv --columns score,cost --sort score --where 'score>=80'

A query is words that are looked for in names, and what is asked of models: ctx out ends cost request
user input output ratio min life score (with >= <= > < =); vision pdf audio video tools structured
cache batch flex priority; thinks: status: kind: by: name: from: (with a word); ! before a word leaves out what it
means. What is not known of a model leaves it out, but one without a last day has none before any.")]
pub(super) struct RankArgs {
    /// A scenario file, or the name of a built-in one
    scenario: Option<OsString>,
    /// Only these models: ids, names or Bedrock ids, separated by commas
    #[arg(long, value_name = "A,B")]
    models: Vec<String>,
    /// Only these columns beside the model, in this order: cost, ctx, ends, input, output …
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    columns: Option<Vec<String>>,
    /// Sort by a column: cost, score, ctx … ; rising, but scores from the best down
    #[arg(long, value_name = "COLUMN")]
    sort: Option<String>,
    /// The other way round
    #[arg(long)]
    reverse: bool,
    /// Models that have ended, are of limited access or not for text, too
    #[arg(long)]
    ended: bool,
    /// Amounts per month, year, thousand requests, request or user
    #[arg(long, value_name = "BASIS", value_parser = values::basis, default_value = "month", hide_default_value = true)]
    per: Basis,
    /// Only models of which this is so, such as 'ctx>=200k vision tools ends>=2027-07 !mistral'
    #[arg(long = "where", value_name = "QUERY")]
    query: Option<String>,
    /// How much this amount a month buys of each model, in USD, such as 5000 or 5k
    #[arg(long, value_name = "USD", value_parser = values::usd, allow_hyphen_values = true)]
    budget: Option<Usd>,
    /// End with exit code 3 where a month of a model named in --models costs more, in USD; without
    /// --models, where a month of every model does
    #[arg(long, value_name = "USD", value_parser = values::usd, allow_hyphen_values = true)]
    max_usd: Option<Usd>,
    #[command(flatten)]
    scores: ScoresArg,
    #[command(flatten)]
    pub(super) asked: AskedArgs,
}

/// The exit code where a month costs more than it may.
const TOO_DEAR: u8 = 3;

/// The ranking, and the exit code.
pub(super) fn run(args: &RankArgs, streams: &mut Streams<'_>) -> Result<(String, u8)> {
    let asked = Asked::of(args.scenario.as_deref(), &args.asked, streams)?;
    let mut asked = asked.with_scores(&args.scores)?;
    let budget = &mut asked.scenario.workload.plans.budget;
    *budget = args.budget.or(*budget);
    let wanted = wanted(&asked.card, &args.models)?;
    let columns = args.columns.as_deref().map(|names| columns("--columns", names)).transpose()?;
    let sort = sort_column(args.sort.as_deref())?;
    let query = query(args.query.as_deref())?;
    let named = columns.as_ref().is_some_and(|names| names.contains(&"score"));
    if asked.scores.is_none() && (named || sort == SCORE || query.asks_score()) {
        return Err(Error::input(NO_SCORES));
    }
    let ranking = among(&asked, &wanted, &query, args.ended);
    let picked = asked.subject().asked().picked(&ranking, &query);
    let mut order = picked.rows.clone();
    let falls = (sort == SCORE) != args.reverse;
    if (sort, falls) != (Column::Cost, false) {
        let (card, scores) = (&asked.card, asked.scores.as_ref());
        let of = Of { ranking: &ranking, card, work: &asked.scenario.workload, scores };
        arranged(&mut order, of, (&Pins::default(), args.per), (sort, falls));
    }
    let order = order.into_iter();
    let mut report = report::rank(asked.subject(), &ranking, order, columns.as_deref(), args.per);
    let rows: Vec<&Row> = picked.rows.iter().filter_map(|at| ranking.rows.get(*at)).collect();
    let name = |row: &Row| ranking.model(&asked.card, row).map_or("", |it| it.name.as_str());
    let too_dear = args.max_usd.and_then(|most| too_dear(name, &rows, most, !wanted.is_empty()));
    if args.query.is_some() {
        report.tell_picked(&ranking, &picked, &query);
    }
    if wanted.is_empty() && !args.ended && !query.asks_unlisted() {
        report.tell_left_out();
    }
    let text = report.write(args.asked.format.format, streams.today);
    let Some(why) = too_dear else { return Ok((text, 0)) };
    writeln!(streams.stderr, "tokenfare: {}", printable(&why))?;
    Ok((text, TOO_DEAR))
}

/// The models that `--where` means.
pub(super) fn query(text: Option<&str>) -> Result<Query> {
    let query = Query::parse(text.unwrap_or_default());
    match query.fault() {
        Some(fault) => Err(Error::input(format!("--where: {}", printable(fault)))),
        None => Ok(query),
    }
}

/// The ranking of the models that are named, else of those there are to choose from, and of what else the
/// query asks for; with `ended` of all.
pub(super) fn among(asked: &Asked, wanted: &[&str], query: &Query, ended: bool) -> Ranking {
    let has_ended = |model: &Model| matches!(model.life(asked.today), Life::Ended { .. });
    asked.subject().asked().rank(|model| match wanted {
        [] => ended || model.is_listed(asked.today) || query.asks_unlisted() && !has_ended(model),
        named => named.contains(&model.id.as_str()),
    })
}

/// Why the months of these rows are more than they may be: one of them, where `each` must not be, or all.
fn too_dear<'n>(
    name: impl Fn(&Row) -> &'n str,
    rows: &[&Row],
    most: Usd,
    each: bool,
) -> Option<String> {
    let is_over = |row: &&&Row| row.total().is_none_or(|total| total > most);
    if each {
        return rows.iter().find(is_over).map(|row| match &row.bill {
            Ok(bill) => format!(
                "a month of {} costs {}, more than --max-usd {}",
                name(row),
                bill.total().dollars(),
                most.exact()
            ),
            Err(reason) => format!(
                "--max-usd {} cannot be held: {} has no bill: {}",
                most.exact(),
                name(row),
                reason.words()
            ),
        });
    }
    let least = rows.iter().filter_map(|row| Some((row.total()?, name(row)))).min();
    match least {
        Some((total, _)) if total <= most => None,
        Some((total, name)) => Some(format!(
            "a month costs more than --max-usd {} on every model: the least is {} on {name}",
            most.exact(),
            total.dollars()
        )),
        None => Some(format!("--max-usd {} cannot be held: no model has a bill", most.exact())),
    }
}

/// What to say where scores are asked for and there are none.
pub(super) const NO_SCORES: &str = "no scores are given: name a file of your own with --scores FILE, or take public ratings with \
     --scores arena";

/// The column to sort by; the cost unless another one is named.
fn sort_column(named: Option<&str>) -> Result<Column> {
    let Some(named) = named else {
        return Ok(Column::default());
    };
    let names = columns("--sort", &[named.to_owned()])?;
    Ok(names.first().and_then(|name| columns::named(name)).unwrap_or_default())
}

/// The names of the columns asked for.
fn columns(flag: &str, names: &[String]) -> Result<Vec<&'static str>> {
    let known = report::column_names();
    let named = |name: &String| {
        let typed = name.trim().to_lowercase();
        known.iter().copied().find(|known| *known == typed).ok_or_else(|| {
            let near = nearest(&typed, known.iter().copied());
            let near = near.map_or_else(
                || format!("the columns are {}", known.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            Error::input(format!("{flag}: there is no column `{}`; {near}", printable(&typed)))
        })
    };
    names.iter().map(named).collect()
}

/// The ids of the models asked for. Names may hold commas, so a value is first tried whole.
pub(super) fn wanted<'c>(card: &'c Card, models: &[String]) -> Result<Vec<&'c str>> {
    let mut ids = Vec::new();
    for value in models {
        if let Some(found) = find::lookup(card, value) {
            ids.push(found.model.id.as_str());
            continue;
        }
        for typed in value.split(',').filter(|typed| !typed.trim().is_empty()) {
            ids.push(find::model(card, typed)?.model.id.as_str());
        }
    }
    if ids.is_empty() && !models.is_empty() {
        return Err(Error::input("--models names no model; leave it out for all"));
    }
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_may_be_named_with_commas() {
        let card = crate::card::Builtin::Representative.parse().unwrap();
        let models = ["Llama (small, ~8B)".to_owned(), "nova-micro, nova lite,".to_owned()];
        assert_eq!(wanted(&card, &models).unwrap(), ["llama-small", "nova-micro", "nova-lite"]);
        assert!(wanted(&card, &["nova-micro,nova-mcro".to_owned()]).is_err());
        assert!(wanted(&card, &[",".to_owned()]).is_err());
        assert_eq!(wanted(&card, &[]).unwrap().len(), 0);
    }
}
