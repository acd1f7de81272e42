//! A record that stands as text in something else: the message of a CloudWatch event.

use super::event::Event;
use super::found::Found;
use super::reason::Reason;
use super::skim::{Broken, Next, Skim, unescape};
use super::time::Moment;

/// The text of a CloudWatch event.
pub(super) fn read(message: &[u8], time: Option<Moment>, each: &mut impl FnMut(Event<'_>)) {
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
