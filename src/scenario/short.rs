//! The short form of a scenario: one word to hand on, as in `tf1.AhgG…`.
//!
//! `tf`, the version, a point, the fields in base64url, and six letters of checksum. A field is a tag
//! and its numbers, all as varints; fields that are as in [`Workload::default`] are left out, and the
//! rest stand in the order of their tags. Texts and notes are never in it: a text's count of tokens is.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use thiserror::Error;

use super::{Scenario, segments};
use crate::controls::{Control, Facts};
use crate::document::first_hidden;
use crate::money::{Growth, Share, Tokens, Usd};
use crate::workload::{
    Credits, Lengths, MAX_RANGES, MAX_REQUESTS, MAX_ROUTES, MAX_SECTION_TOKENS, MAX_SEGMENTS,
    MAX_USD, Mix, MixRoute, Section, Segments, Workload,
};

/// What the short form of this version begins with.
const START: &str = "tf1.";
/// Letters of the checksum: 32 bits in base64.
const CHECK: usize = 6;
/// The longest name, in bytes, so that no short form is a long one.
const LONGEST_NAME: usize = 120;

/// Why a word is no scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ShortFault {
    /// It does not begin like one.
    #[error("is no short form of a scenario, which begins with {START}")]
    NotShort,
    /// Another version, or a field that this one does not know.
    #[error("was made by a later version of tokenfare; update this one")]
    Later,
    /// Letters are missing or different.
    #[error("is damaged: letters are missing or changed; copy it again, in single quotes")]
    Damaged,
}

/// Tags of what the table of fields has no tag for; they must never change their meaning either.
mod tag {
    pub(super) const NAME: u8 = 1;
    pub(super) const SIZES: u8 = 7;
    pub(super) const CACHED: u8 = 8;
    pub(super) const LENGTHS: u8 = 12;
    pub(super) const SWITCHES: u8 = 13;
    pub(super) const CREDITS: u8 = 17;
    pub(super) const MIX: u8 = 19;
    pub(super) const RANGES: u8 = 45;
    pub(super) const ENDED: u8 = 60;
    pub(super) const SEGMENTS: u8 = 61;
}

/// The fields whose values are the bits of one number, from the lowest.
const SWITCHES: [Control; 5] =
    [Control::Caching, Control::Ttl, Control::History, Control::Batch, Control::Residency];

/// The field of a tag.
fn tagged(tag: u8) -> Option<Control> {
    Control::ALL.iter().copied().find(|control| control.field().tag == tag)
}

/// Whether a word looks like a short form, of any version.
pub fn is_short(word: &str) -> bool {
    let version = word.trim().strip_prefix("tf").and_then(|rest| {
        let (version, _) = rest.split_once('.')?;
        Some(version)
    });
    version.is_some_and(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()))
}

impl Scenario {
    /// The scenario in one word of letters, digits, `-`, `_` and `.`, with counts in place of texts.
    /// [`Scenario::from_short`] reads it back, without the notes and with at most 120 bytes of name.
    pub fn to_short(&self) -> String {
        sealed(&encoded(self))
    }

    /// The scenario of a short form.
    ///
    /// # Errors
    /// A [`ShortFault`] for anything that [`Scenario::to_short`] of this version has not made.
    pub fn from_short(word: &str) -> Result<Self, ShortFault> {
        let word = word.trim();
        if !is_short(word) {
            return Err(ShortFault::NotShort);
        }
        if !word.starts_with(START) {
            return Err(ShortFault::Later);
        }
        let at = word.len().checked_sub(CHECK).ok_or(ShortFault::Damaged)?;
        let (body, check) = word.split_at_checked(at).ok_or(ShortFault::Damaged)?;
        if checksum(body) != check {
            return Err(ShortFault::Damaged);
        }
        let fields = body.strip_prefix(START).ok_or(ShortFault::Damaged)?;
        let fields = BASE64.decode(fields).map_err(|_| ShortFault::Damaged)?;
        decoded(&fields)
    }
}

/// Fields as a word with its checksum.
pub(super) fn sealed(fields: &[u8]) -> String {
    let word = START.to_owned() + &BASE64.encode(fields);
    let check = checksum(&word);
    word + &check
}

/// FNV-1a of the letters, in which every single wrong letter shows.
fn checksum(letters: &str) -> String {
    let hash = letters
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    BASE64.encode(hash.to_be_bytes())
}

/// The start of a name that is not too long.
fn name_start(name: &str) -> &str {
    let mut end = name.len().min(LONGEST_NAME);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    &name[..end]
}

#[derive(Default)]
struct Writer(Vec<u8>);

impl Writer {
    fn number(&mut self, number: impl Into<u128>) {
        let mut left = number.into();
        while left >= 0x80 {
            self.0.push(left as u8 | 0x80);
            left >>= 7;
        }
        self.0.push(left as u8);
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }

    /// Lengths with their numbers of answers.
    fn pairs(&mut self, pairs: impl ExactSizeIterator<Item = (Tokens, u64)>) {
        self.number(pairs.len() as u64);
        for (length, answers) in pairs {
            self.number(length.get());
            self.number(answers);
        }
    }

    /// A number that may be missing.
    fn maybe(&mut self, tokens: Option<Tokens>) {
        self.number(tokens.map_or(0, |tokens| tokens.get() + 1));
    }

    /// A field of one number, unless it is the usual one.
    fn field(&mut self, tag: u8, number: u64, usual: u64) {
        if number != usual {
            self.0.push(tag);
            self.number(number);
        }
    }
}

/// The sections of [`tag::SIZES`]; tools have a tag of their own.
const SIZES: [Section; 3] = [Section::System, Section::Context, Section::User];

/// The sections of the bits of [`tag::CACHED`], from the lowest.
const CACHED: [Section; 4] = [Section::System, Section::Context, Section::User, Section::Tools];

fn sizes(work: &Workload) -> [u64; 3] {
    SIZES.map(|section| work.prompt.tokens(section).get())
}

fn bits(bits: impl IntoIterator<Item = bool>) -> u64 {
    bits.into_iter().zip(0..).map(|(bit, at)| u64::from(bit) << at).sum()
}

fn cached(work: &Workload) -> u64 {
    bits(CACHED.map(|section| work.prompt.is_cached(section)))
}

fn switches(work: &Workload) -> u64 {
    bits(SWITCHES.map(|control| control.value(work) == Some(1)))
}

fn encoded(scenario: &Scenario) -> Vec<u8> {
    let (work, usual) = (&scenario.workload, &Workload::default());
    let mut out = Writer::default();
    for tag in 1..=u8::MAX {
        match tag {
            tag::NAME => {
                let name = name_start(&scenario.name);
                if !name.is_empty() && name != Scenario::default().name {
                    out.0.push(tag);
                    out.text(name);
                }
            }
            tag::SIZES if sizes(work) != sizes(usual) => {
                out.0.push(tag);
                sizes(work).into_iter().for_each(|size| out.number(size));
            }
            tag::CACHED => out.field(tag, cached(work), cached(usual)),
            tag::LENGTHS => {
                if let Some(lengths) = &work.answer.lengths {
                    out.0.push(tag);
                    out.pairs(lengths.counts());
                }
            }
            tag::ENDED => {
                let lengths = work.answer.lengths.as_ref();
                if let Some(lengths) = lengths.filter(|it| it.ended().len() > 0) {
                    out.0.push(tag);
                    out.pairs(lengths.ended());
                }
            }
            tag::SWITCHES => out.field(tag, switches(work), switches(usual)),
            tag::CREDITS => credits(&work.plans.credits, &mut out),
            tag::MIX => mix(&work.plans.mix, &mut out),
            tag::RANGES => ranges(work, &mut out),
            tag::SEGMENTS => write_segments(&work.segments, &mut out),
            tag => {
                if let Some(control) = tagged(tag)
                    && let Some(value) = control.value(work)
                    && control.value(usual) != Some(value)
                {
                    out.0.push(tag);
                    out.number(value);
                }
            }
        }
    }
    out.0
}

fn credits(credits: &Credits, out: &mut Writer) {
    if (Credits { expires: None, ..*credits }) != Credits::default() {
        out.0.push(tag::CREDITS);
        out.number(credits.pool.pico().unsigned_abs());
        out.number(credits.other.pico().unsigned_abs());
        out.number(credits.growth.factor_ppm());
    }
}

fn mix(mix: &Mix, out: &mut Writer) {
    if !mix.is_empty() {
        out.0.push(tag::MIX);
        out.number(mix.routes().len() as u64);
        for route in mix.routes() {
            out.text(&route.model);
            out.number(route.share.ppm());
            out.maybe(route.answer);
            out.maybe(route.cap);
        }
    }
}

fn ranges(work: &Workload, out: &mut Writer) {
    let ranges = work.plans.ranges.all();
    if !ranges.is_empty() {
        out.0.push(tag::RANGES);
        out.number(ranges.len() as u64);
        for range in ranges {
            out.text(range.field);
            out.number(range.low);
            out.number(range.high);
        }
    }
}

struct Reader<'b>(&'b [u8]);

impl Reader<'_> {
    fn byte(&mut self) -> Result<u8, ShortFault> {
        let (&byte, rest) = self.0.split_first().ok_or(ShortFault::Damaged)?;
        self.0 = rest;
        Ok(byte)
    }

    fn number(&mut self) -> Result<u128, ShortFault> {
        let mut number = 0u128;
        for shift in (0..126).step_by(7) {
            let byte = self.byte()?;
            number |= u128::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(ShortFault::Damaged)
    }

    /// A number in a range.
    fn within<T: TryFrom<u128>>(
        &mut self,
        least: impl Into<u128>,
        most: impl Into<u128>,
    ) -> Result<T, ShortFault> {
        let number = self.number()?;
        if !(least.into()..=most.into()).contains(&number) {
            return Err(ShortFault::Damaged);
        }
        T::try_from(number).map_err(|_| ShortFault::Damaged)
    }

    fn tokens(&mut self, least: u64) -> Result<Tokens, ShortFault> {
        self.within(least, MAX_SECTION_TOKENS).map(Tokens::new)
    }

    fn maybe(&mut self) -> Result<Option<Tokens>, ShortFault> {
        let number: u64 = self.within(0u64, MAX_SECTION_TOKENS + 1)?;
        Ok(number.checked_sub(1).map(Tokens::new))
    }

    fn share(&mut self) -> Result<Share, ShortFault> {
        self.within(0u64, Share::ONE.ppm()).map(Share::from_ppm)
    }

    fn usd(&mut self) -> Result<Usd, ShortFault> {
        let pico: i128 = self.within(0u64, MAX_USD.pico().unsigned_abs())?;
        Ok(Usd::from_pico(pico))
    }

    /// One line without hidden characters, not empty.
    fn text(&mut self) -> Result<&str, ShortFault> {
        let length: usize = self.within(1u64, self.0.len() as u64)?;
        let (text, rest) = self.0.split_at_checked(length).ok_or(ShortFault::Damaged)?;
        self.0 = rest;
        std::str::from_utf8(text)
            .ok()
            .filter(|text| first_hidden(text).is_none())
            .ok_or(ShortFault::Damaged)
    }
}

fn decoded(bytes: &[u8]) -> Result<Scenario, ShortFault> {
    let mut scenario = Scenario::default();
    let mut read = Reader(bytes);
    let mut last = 0;
    while !read.0.is_empty() {
        let tag = read.byte()?;
        if tag <= last {
            return Err(ShortFault::Damaged);
        }
        last = tag;
        match tag {
            tag::NAME => read.text()?.clone_into(&mut scenario.name),
            tag => take(tag, &mut read, &mut scenario.workload)?,
        }
    }
    Ok(scenario)
}

/// Reads what has a tag into the workload.
fn take(tag: u8, read: &mut Reader<'_>, work: &mut Workload) -> Result<(), ShortFault> {
    match tag {
        tag::SIZES => {
            for section in SIZES {
                work.prompt.set_tokens(section, read.tokens(0)?);
            }
        }
        tag::CACHED => {
            let bits: u32 = read.within(0u64, 15u64)?;
            for (section, bit) in CACHED.into_iter().zip(0..) {
                work.prompt.set_cached(section, bits >> bit & 1 == 1);
            }
        }
        tag::LENGTHS => {
            let lengths = Lengths::new(read_pairs(read)?);
            work.answer.lengths = Some(lengths.map_err(|_| ShortFault::Damaged)?);
        }
        tag::ENDED => {
            let lengths = work.answer.lengths.take().ok_or(ShortFault::Damaged)?;
            let marked = lengths.with_ended(read_pairs(read)?);
            work.answer.lengths = Some(marked.map_err(|_| ShortFault::Damaged)?);
        }
        tag::SWITCHES => {
            let bits: u64 = read.within(0u64, (1u64 << SWITCHES.len()) - 1)?;
            for (control, bit) in SWITCHES.into_iter().zip(0..) {
                *work = control.set(work, Some(bits >> bit & 1), Facts::default());
            }
        }
        tag::CREDITS => {
            work.plans.credits.pool = read.usd()?;
            work.plans.credits.other = read.usd()?;
            let factor = read.within(0u64, Growth::MAX.factor_ppm())?;
            work.plans.credits.growth = Growth::from_factor_ppm(factor);
        }
        tag::MIX => work.plans.mix = work.plans.mix.with_routes_of(&read_mix(read)?),
        tag::RANGES => read_ranges(read, work)?,
        tag::SEGMENTS => work.segments = read_segments(read)?,
        tag => {
            let control = tagged(tag).ok_or(ShortFault::Later)?;
            let (least, most) = control.field().range();
            *work = control.set(work, Some(read.within(least, most)?), Facts::default());
        }
    }
    Ok(())
}

fn read_pairs(read: &mut Reader<'_>) -> Result<Vec<(Tokens, u64)>, ShortFault> {
    let count: usize = read.within(1u64, read.0.len() as u64)?;
    let mut counts = Vec::new();
    for _ in 0..count {
        let length = read.tokens(0)?;
        counts.push((length, read.within(1u64, u64::MAX)?));
    }
    Ok(counts)
}

/// Requests, sizes, fields as one more than their value, and lengths of each.
fn write_segments(segments: &Segments, out: &mut Writer) {
    if segments.is_none() {
        return;
    }
    out.0.push(tag::SEGMENTS);
    out.number(segments.all().len() as u64);
    for segment in segments.all() {
        out.number(segment.requests);
        segment.prompt.iter().for_each(|tokens| out.number(tokens.get()));
        out.number(segment.answer.get());
        let work = segments::as_workload(segment);
        for (_, control) in segments::FIELDS {
            out.number(control.value(&work).map_or(0, |value| value + 1));
        }
        let lengths = segment.lengths.as_ref();
        out.number(lengths.map_or(0, |it| it.counts().len() as u64));
        for (length, answers) in lengths.into_iter().flat_map(Lengths::counts) {
            out.number(length.get());
            out.number(answers);
        }
    }
}

fn read_segments(read: &mut Reader<'_>) -> Result<Segments, ShortFault> {
    let count: usize = read.within(1u64, MAX_SEGMENTS as u64)?;
    let mut segments = Vec::with_capacity(count);
    for _ in 0..count {
        let requests = read.within(1u64, MAX_REQUESTS)?;
        let mut work = segments::plain();
        for section in Section::ALL {
            work.prompt.set_tokens(section, read.tokens(0)?);
        }
        work.answer.mean = read.tokens(0)?;
        for (_, control) in segments::FIELDS {
            let (least, most) = control.field().range();
            let value: u64 = read.within(0u64, most + 1)?;
            if let Some(value) = value.checked_sub(1).filter(|value| *value >= least) {
                work = control.set(&work, Some(value), Facts::default());
            }
        }
        if read.0.first() == Some(&0) {
            read.byte()?;
        } else {
            let lengths = Lengths::new(read_pairs(read)?);
            work.answer.lengths = Some(lengths.map_err(|_| ShortFault::Damaged)?);
        }
        segments.push(segments::of(&work, requests));
    }
    Segments::new(segments).map_err(|_| ShortFault::Damaged)
}

fn read_ranges(read: &mut Reader<'_>, work: &mut Workload) -> Result<(), ShortFault> {
    let count: usize = read.within(1u64, MAX_RANGES as u64)?;
    for _ in 0..count {
        let control = Control::ranged(read.text()?).ok_or(ShortFault::Later)?;
        let (least, most) = control.field().range();
        let low: u64 = read.within(least, most)?;
        let high = read.within(low + 1, most)?;
        *work = control.with_range(work, Some((low, high)));
    }
    Ok(())
}

fn read_mix(read: &mut Reader<'_>) -> Result<Mix, ShortFault> {
    let count: usize = read.within(1u64, MAX_ROUTES as u64)?;
    let mut routes = Vec::new();
    for _ in 0..count {
        routes.push(MixRoute {
            model: read.text()?.into(),
            share: read.share()?,
            answer: read.maybe()?,
            cap: read.maybe()?,
        });
    }
    Mix::new(routes).map_err(|_| ShortFault::Damaged)
}
