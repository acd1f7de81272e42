//! One JSON value of a log: which shape it has, and the request in it.
//!
//! Known are, by their content: records of model invocation logging; CloudWatch events that carry
//! such a record as text, alone or in the `events` of `filter-log-events` and the `logEvents` of a
//! subscription; responses of Converse, and the `metadata` event of ConverseStream; InvokeModel
//! bodies with Anthropic's, Nova's, Llama's, Titan's or OpenAI's usage, and their streams as arrays or
//! by their last events; lines of a batch job's output; results of Logs Insights; and CloudWatch's
//! metrics. Prompts and answers are passed over.

use super::event::{Event, Row};
use super::found::Found;
use super::insights;
use super::message;
use super::metric;
use super::reason::Reason;
use super::skim::{Broken, Next, Skim};
use super::time::Moment;

/// Reads every JSON value in `text`, in most logs one. What is no JSON is told once.
pub(super) fn read(text: &[u8], each: &mut impl FnMut(Event<'_>)) {
    let mut skim = Skim::new(text);
    let mut is_told = false;
    let mut each = |event: Event<'_>| {
        let is_no_json = matches!(event, Event::Skipped(Reason::NotJson));
        if !(is_no_json && is_told) {
            is_told |= is_no_json;
            each(event);
        }
    };
    while !skim.is_at_end() {
        if let Err(broken) = value(&mut skim, None, &mut each) {
            each(Event::Skipped(match broken {
                Broken::CutOff => Reason::CutOff,
                Broken::NotJson => Reason::NotJson,
            }));
            return;
        }
    }
}

/// Reads one value; `time` is that of the event around it.
fn value<'a>(
    skim: &mut Skim<'a>,
    time: Option<Moment>,
    each: &mut impl FnMut(Event<'_>),
) -> Result<(), Broken> {
    match skim.next()? {
        Next::Object => {}
        Next::Array if insights::is_row(skim.clone()) => return insights::row(skim, each),
        Next::Array => return skim.array(|skim| value(skim, time, each)),
        _ => {
            skim.pass()?;
            each(Event::Skipped(Reason::NotJson));
            return Ok(());
        }
    }
    let mut found = Found::at(time);
    let mut held = false;
    skim.object(|skim, key| match key {
        b"events" | b"logEvents" if skim.next()? == Next::Array => {
            held = true;
            skim.array(|skim| value(skim, time, each))
        }
        b"MetricDataResults" | b"Datapoints" if skim.next()? == Next::Array => {
            held = true;
            metric::read(skim, found.label, &mut |metric| {
                each(match metric {
                    Ok(metric) => Event::Metric(metric),
                    Err(fault) => Event::Skipped(Reason::Count(fault)),
                });
            })
        }
        // What was asked of CloudWatch, alone or beside the answer.
        b"MetricDataQueries" if skim.next()? == Next::Array => {
            held = true;
            skim.array(|skim| value(skim, time, each))
        }
        b"MetricStat" => {
            held = true;
            metric::period(skim, &mut |period| each(Event::Period(period)))
        }
        b"results" if insights::is_rows(skim.clone()) => {
            held = true;
            skim.array(|skim| value(skim, time, each))
        }
        // As the console exports it.
        b"@message" => {
            each(Event::Row(Row::Record));
            held = skim.next()? == Next::Object;
            if held { value(skim, found.time, each) } else { found.key(skim, key) }
        }
        _ => found.key(skim, key),
    })?;
    match found.event {
        Some(message) => message::read(message, found.time, each),
        None if held => {}
        None => found.conclude(each),
    }
    Ok(())
}
