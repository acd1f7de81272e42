//! One JSON value of a log: which shape it has, and the request in it.
//!
//! Known are, by their content: records of model invocation logging; CloudWatch events that carry
//! such a record as text, alone or in the `events` of `filter-log-events` and the `logEvents` of a
//! subscription; responses of Converse, and the `metadata` event of ConverseStream; InvokeModel
//! bodies with Anthropic's, Nova's, Llama's or OpenAI's usage, and Anthropic's stream as an array or
//! by its last event; lines of a batch job's output; and CloudWatch's metrics. Prompts and answers
//! are passed over.

use super::event::Event;
use super::found::Found;
use super::metric;
use super::reason::Reason;
use super::skim::{Broken, Next, Skim, unescape};
use super::time::Moment;

/// Reads every JSON value in `text`, in most logs one.
pub(super) fn read(text: &[u8], each: &mut impl FnMut(Event<'_>)) {
    let mut skim = Skim::new(text);
    while !skim.is_at_end() {
        if let Err(broken) = value(&mut skim, None, each) {
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
        _ => found.key(skim, key),
    })?;
    match found.event {
        Some(message) => event(message, found.time, each),
        None if held => {}
        None => found.conclude(each),
    }
    Ok(())
}

/// The text of a CloudWatch event.
fn event(message: &[u8], time: Option<Moment>, each: &mut impl FnMut(Event<'_>)) {
    let mut text = Vec::new();
    let text = if memchr::memchr(b'\\', message).is_some() {
        unescape(message, &mut text);
        text.as_slice()
    } else {
        message
    };
    let mut inner = Skim::new(text);
    let is_object = inner.next() == Ok(Next::Object);
    // An event in an event is nobody's log.
    let mut within = |event: Event<'_>| each(event);
    let read = if is_object { record(&mut inner, time, &mut within) } else { Err(Broken::NotJson) };
    match read {
        Ok(()) => {}
        Err(Broken::CutOff) => each(Event::Skipped(Reason::CutOff)),
        Err(Broken::NotJson) => each(Event::Skipped(Reason::NotJson)),
    }
}

/// Reads a record that is no event and holds none.
fn record(
    skim: &mut Skim<'_>,
    time: Option<Moment>,
    each: &mut impl FnMut(Event<'_>),
) -> Result<(), Broken> {
    let mut found = Found::at(time);
    skim.object(|skim, key| found.key(skim, key))?;
    found.conclude(each);
    Ok(())
}
