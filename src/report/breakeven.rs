//! Where two models, or caching and no caching, cost the same.

use super::json::{Json, answer};
use super::sheet::{
    Cell, Column, Kind, column, csv, data, field, fields, for_people, high, low, objects, people,
    rounded,
};
use super::subject::{Report, Subject};
use super::table::Format;
use crate::card::{Date, Model};
use crate::explore::{BreakEven, CacheBreakEven, CachingBreakEven, Refused};
use crate::money::{Currency, percent};

/// Where two models cost the same.
///
/// # Errors
/// The first without a bill.
pub(crate) fn break_even<'a>(
    subject: Subject<'a>,
    a: &'a Model,
    b: &'a Model,
) -> Result<Report<'a>, Refused> {
    let even = subject.asked().break_even(a, b)?;
    let shares: Vec<String> =
        even.input_shares.iter().skip(1).map(|change| fine_percent(change.share)).collect();
    let first = even.said(BreakEven::first_share, fine_percent);
    let first = first.unwrap_or_else(|| "never".to_owned());
    let shares = [vec![first], shares].concat().join(", ");
    let factor = |figure: fn(&BreakEven) -> Option<f64>| {
        even.said(figure, times).unwrap_or_else(|| "never".to_owned())
    };
    let now = subject.asked().on(a).input_share().fraction();
    let of_b = |what: &str, at: fn(&BreakEven) -> Option<f64>| {
        [format!("{what} of {}", b.name), factor(at), times(1.0)]
    };
    let moves = [
        ["Input share".to_owned(), shares, fine_percent(now)],
        of_b("Answers", |even| even.verbosity),
        of_b("All tokens", |even| even.tokenizer),
    ];
    let columns = pair();
    let row = (a, b, &even);
    let fields = fields(&columns, &row);
    let mut report = subject.about(&[a, b], &columns, &[row], fields);
    report.people = for_people(&moving(), &moves, subject.currency);
    for (at, change) in even.input_shares.iter().enumerate() {
        let (cheaper, dearer) = if change.a_is_cheaper_above { (a, b) } else { (b, a) };
        let sides = even.between(|even| even.input_shares.get(at).map(|change| change.share));
        let from = match sides {
            None => format!("Above {}", fine_percent(change.share)),
            Some([Some(low), Some(high)]) => {
                format!("Somewhere from {} to {}", percent(low), percent(high))
            }
            Some(_) => format!("Around {}, or never,", percent(change.share)),
        };
        report
            .said
            .push(format!("{from} input, {} is cheaper than {}.", cheaper.name, dearer.name));
    }
    if even.is_close() {
        report.said.push("As it stands the two are too close to tell which costs less.".to_owned());
    }
    report.said.push(format!(
        "As it stands a month costs {} on {} and {} on {}. The tokens of a request stay as the \
         share moves; a factor is on the tokens of {} alone.",
        even.monthly[0].words(subject.currency),
        a.name,
        even.monthly[1].words(subject.currency),
        b.name,
        b.name
    ));
    Ok(report)
}

/// What moves, where the models then cost the same, and where it is now.
fn moving() -> [Column<[String; 3]>; 3] {
    [
        people("What moves", Kind::Text, |[what, ..]: &[String; 3]| what.as_str().into()),
        people("They cost the same at", Kind::Text, |[_, same, _]| same.as_str().into()),
        people("Now", Kind::Text, |[.., now]| now.as_str().into()),
    ]
}

fn pair<'r>() -> [Column<(&'r Model, &'r Model, &'r BreakEven)>; 19] {
    type Row<'r> = (&'r Model, &'r Model, &'r BreakEven);
    [
        data("a", Kind::Text, |(a, ..): &Row<'_>| a.id.as_str().into()),
        data("b", Kind::Text, |(_, b, _)| b.id.as_str().into()),
        data("a_monthly_usd", Kind::Number, |(.., even)| even.monthly[0].into()),
        data("b_monthly_usd", Kind::Number, |(.., even)| even.monthly[1].into()),
        data("a_monthly_low_usd", Kind::Number, |(.., even)| even.monthly[0].ends().0.into()),
        data("a_monthly_high_usd", Kind::Number, |(.., even)| even.monthly[0].ends().1.into()),
        data("b_monthly_low_usd", Kind::Number, |(.., even)| even.monthly[1].ends().0.into()),
        data("b_monthly_high_usd", Kind::Number, |(.., even)| even.monthly[1].ends().1.into()),
        // The lowest input share at which they cost the same; none when they never do.
        data("input_share", Kind::Number, |(.., even)| {
            even.input_shares.first().map_or(Cell::None, |change| Cell::Share(change.share))
        }),
        // What the lowest and the two factors are if one costs the least that it may and the other the
        // most; none where they never cost the same then.
        data("input_share_low", Kind::Number, |(.., even)| side(even, BreakEven::first_share, 0)),
        data("input_share_high", Kind::Number, |(.., even)| side(even, BreakEven::first_share, 1)),
        data("verbosity_low", Kind::Number, |(.., even)| side(even, |it| it.verbosity, 0)),
        data("verbosity_high", Kind::Number, |(.., even)| side(even, |it| it.verbosity, 1)),
        data("tokenizer_low", Kind::Number, |(.., even)| side(even, |it| it.tokenizer, 0)),
        data("tokenizer_high", Kind::Number, |(.., even)| side(even, |it| it.tokenizer, 1)),
        // Which is cheaper above it.
        data("cheaper_above", Kind::Text, |(a, b, even)| {
            let first = even.input_shares.first();
            first.map(|it| if it.a_is_cheaper_above { &*a.id } else { &*b.id }).into()
        }),
        // All such shares: a long-context price or a cap can make it several.
        field("input_shares", |(.., even)| {
            Cell::Shares(even.input_shares.iter().map(|change| change.share).collect())
        }),
        // The factors on the answer tokens of `b`, and on all its tokens.
        data("verbosity", Kind::Number, |(.., even)| {
            even.verbosity.map_or(Cell::None, Cell::Share)
        }),
        data("tokenizer", Kind::Number, |(.., even)| {
            even.tokenizer.map_or(Cell::None, Cell::Share)
        }),
    ]
}

/// The least or the most of a figure; the figure itself where it is certain.
fn side(even: &BreakEven, figure: fn(&BreakEven) -> Option<f64>, side: usize) -> Cell {
    let at = match even.between(figure) {
        Some(sides) => sides[side],
        None => figure(even),
    };
    at.map_or(Cell::None, Cell::Share)
}

/// Where caching pays on a model.
///
/// # Errors
/// A model without caching.
pub(crate) fn caching<'a>(subject: Subject<'a>, model: &'a Model) -> Result<Report<'a>, Refused> {
    let found = subject.asked().caching(model)?;
    let columns = lifetimes(subject.currency);
    let rows: Vec<Lifetime<'_>> =
        found.lifetimes.iter().map(|even| (model, &found, even)).collect();
    let fields = [
        ("model", (&model.id).into()),
        ("requests_per_hour_now", rounded(found.per_hour).into()),
        ("one_hour_costs_less_from", found.hour_from.into()),
        ("ttl", objects(&columns, &rows)),
    ];
    let mut report = subject.about(&[model], &columns, &rows, fields);
    if found.per_hour == 0.0 {
        let said = "No requests come on demand, and Batch has no cache.";
        report.said.push(said.to_owned());
        return Ok(report);
    }
    let below = found.lifetimes.iter().filter(|even| even.is_below());
    report.said.extend(below.map(|even| warning(even, model, found.on)));
    if found.of_system {
        let said = "Nothing is marked to be cached, so this is of the system prompt.";
        report.said.push(said.to_owned());
    }
    report.said.push(format!(
        "There are {:.2} requests an hour now. Below the break-even caching costs more than it \
         saves.",
        found.per_hour
    ));
    report.said.extend(found.compared(subject.currency).map(|said| format!("{said}.")));
    Ok(report)
}

type Lifetime<'r> = (&'r Model, &'r CachingBreakEven, &'r CacheBreakEven);

fn lifetimes<'r>(currency: Currency) -> [Column<Lifetime<'r>>; 13] {
    [
        csv("model", Kind::Text, |(model, ..): &Lifetime<'_>| model.id.as_str().into()),
        column("ttl", "TTL", Kind::Text, |(.., even)| label(even).into()),
        // The break-even, 0 where it always pays; none where it never does.
        column("hit_rate", "Break-even hit rate", Kind::Number, |(.., even)| match even.hit_rate {
            Some(rate) if rate > 0.0 => Cell::Share(rate).said(even.hit_rate_words(rate)),
            Some(always) => Cell::Share(always).said("always pays"),
            None => Cell::None.said("never"),
        }),
        data("hit_rate_low", Kind::Number, |(.., even)| share(even.hit_rate_within.map(|it| it.0))),
        data("hit_rate_high", Kind::Number, |(.., even)| {
            share(even.hit_rate_within.map(|it| it.1))
        }),
        // At which steady traffic reaches it.
        column("requests_per_hour", "Requests/hour", Kind::Decimal, |(.., even)| {
            let requests = even.requests_per_hour;
            let said = |it| if it > 0.0 { format!("{it:.2}") } else { "any".to_owned() };
            requests.map_or(Cell::None, |it| Cell::Share(it).said(said(it)))
        }),
        column("hit_rate_now", "Hit rate now", Kind::Number, |(.., even)| {
            Cell::Share(even.hit_rate_now)
        }),
        csv("requests_per_hour_now", Kind::Number, |(_, found, _)| Cell::Share(found.per_hour)),
        data("below_break_even", Kind::Text, |(.., even)| Cell::Flag(even.is_below())),
        // What caching adds a month now; negative where it saves.
        data("effect_usd", Kind::Number, |(.., even)| even.effect.into()),
        data("effect_low_usd", Kind::Number, |(.., even)| low(even.effect)),
        data("effect_high_usd", Kind::Number, |(.., even)| high(even.effect)),
        people("Caching now", Kind::Text, |_: &Lifetime<'_>| Cell::None)
            .by(move |(.., even)| even.effect_words(currency).into()),
    ]
}

fn share(share: Option<f64>) -> Cell {
    share.map_or(Cell::None, Cell::Share)
}

/// Where two models cost the same and where caching pays, one after the other; as rows only the
/// first of them, since a file has one table. What is refused is left out where the other is not.
///
/// # Errors
/// Both are refused, or one is and the other is not asked.
pub(crate) fn both(
    models: Option<Result<Report<'_>, Refused>>,
    caching: Result<Report<'_>, Refused>,
    format: Format,
    today: Option<Date>,
) -> Result<String, Refused> {
    let (models, caching) = match (models, caching) {
        (Some(Ok(models)), Ok(caching)) => (models, caching),
        (Some(Ok(only)), Err(_)) | (None | Some(Err(_)), Ok(only)) => {
            return Ok(only.write(format, today));
        }
        (_, Err(refused)) => return Err(refused),
    };
    Ok(match format {
        Format::Csv => models.write(format, today),
        Format::Json => {
            let currency = models.subject.currency;
            let both = [("models", models.object()), ("caching", caching.object())];
            answer(Json::object(both), currency)
        }
        Format::Markdown | Format::Table => {
            format!("{}\n{}", models.write(format, today), caching.write(format, today))
        }
    })
}

/// `85.71%`: two places, since these are compared with each other.
fn fine_percent(fraction: f64) -> String {
    format!("{:.2}%", fraction * 100.0)
}

/// `1.45x`, with two significant digits at least.
fn times(factor: f64) -> String {
    if factor < 0.1 { format!("{factor:.4}x") } else { format!("{factor:.2}x") }
}

fn label(even: &CacheBreakEven) -> String {
    match even.ttl_minutes {
        60 => "1h".to_owned(),
        minutes => format!("{minutes}m"),
    }
}

fn warning(even: &CacheBreakEven, model: &Model, on: bool) -> String {
    let on = if on { "caching is on and" } else { "caching would be" };
    format!(
        "Warning: on {} with a TTL of {} {on} below its break-even: {} hits where {} are needed.",
        model.name,
        label(even),
        percent(even.hit_rate_now),
        even.hit_rate.map_or_else(|| "more than all".to_owned(), fine_percent),
    )
}
