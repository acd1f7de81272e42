//! A request that a log holds.

use super::about::About;
use super::time::Moment;
use crate::card::{Buckets, Lane};
use crate::money::Tokens;
use crate::place::Region;

/// The longest model id that is kept, in bytes; ARNs are shorter.
pub(super) const LONGEST_ID: usize = 512;

/// A request, or as many alike as were counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request<'a> {
    /// The model as the log names it; empty where it names none.
    pub model: &'a str,
    /// When it was made; of several the first and the last.
    pub time: Option<(Moment, Moment)>,
    /// Its tokens, or the sum of the tokens of all.
    pub tokens: Buckets<Tokens>,
    /// How many of the output's tokens were thinking, where the log says so.
    pub thinking: Option<Tokens>,
    /// The region that was called, where the log says so.
    pub region: Option<Region>,
    /// How it was served.
    pub lane: Lane,
    /// How many requests: 1 but for counts that come aggregated.
    pub count: u64,
    /// Who made it, what was asked, and how it went.
    pub about: About<'a>,
}

/// A model's id without the blanks around it; none for a text that is none: one that is too long, or
/// of several lines or with other control characters, which no histogram could hold.
pub(super) fn model_id(id: &str) -> Option<&str> {
    // Nearly all are plain; looking at every byte, without an early end, takes many at a time.
    if id.len() <= LONGEST_ID && id.bytes().fold(true, |all, b| all & b.is_ascii_graphic()) {
        return Some(id);
    }
    let is_blank = |c: char| c.is_whitespace() || c == '\u{feff}';
    let id = id.trim_matches(is_blank);
    (id.len() <= LONGEST_ID && !id.contains(char::is_control)).then_some(id)
}
