//! The short form of a scenario: one word to hand on, as in `tf1.AhgG…`.
//!
//! `tf`, the version, a point, the fields in base64url, and six letters of checksum. A field is a tag
//! and its numbers, all as varints; fields that are as in [`Workload::default`] are left out, and the
//! rest stand in the order of their tags. Texts and notes are never in it: a text's count of tokens is.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use thiserror::Error;

use super::Scenario;
use crate::document::first_hidden;
use crate::money::{Growth, Share, Tokens, Usd};
use crate::workload::{
    Active, Credits, Lengths, MAX_MONTHS, MAX_QUOTA, MAX_REQUESTS, MAX_ROUTES, MAX_SECTION_TOKENS,
    MAX_TOOLS, MAX_TURNS, MAX_USD, Mix, MixRoute, Scope, Section, Spread, Ttl, Workload,
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

/// What a field holds; the numbers are their tags and must never change their meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Name = 1,
    Requests = 2,
    Turns = 3,
    Tools = 4,
    Hours = 5,
    Days = 6,
    Sizes = 7,
    Cached = 8,
    Answer = 9,
    Spread = 10,
    Cap = 11,
    Lengths = 12,
    Switches = 13,
    HitRate = 14,
    BatchShare = 15,
    Quota = 16,
    Credits = 17,
    Expiry = 18,
    Mix = 19,
}

impl Field {
    const ALL: [Self; 19] = [
        Self::Name,
        Self::Requests,
        Self::Turns,
        Self::Tools,
        Self::Hours,
        Self::Days,
        Self::Sizes,
        Self::Cached,
        Self::Answer,
        Self::Spread,
        Self::Cap,
        Self::Lengths,
        Self::Switches,
        Self::HitRate,
        Self::BatchShare,
        Self::Quota,
        Self::Credits,
        Self::Expiry,
        Self::Mix,
    ];
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

    /// A number that may be missing.
    fn maybe(&mut self, tokens: Option<Tokens>) {
        self.number(tokens.map_or(0, |tokens| tokens.get() + 1));
    }

    fn tag(&mut self, field: Field) {
        self.0.push(field as u8);
    }

    /// A field of one number, unless it is the usual one.
    fn field<T: Into<u128> + PartialEq>(&mut self, field: Field, number: T, usual: T) {
        if number != usual {
            self.tag(field);
            self.number(number);
        }
    }

    /// A field of one number that is usually missing.
    fn option<T: Into<u128>>(&mut self, field: Field, number: Option<T>) {
        if let Some(number) = number {
            self.tag(field);
            self.number(number);
        }
    }
}

fn sizes(work: &Workload) -> [u64; 3] {
    Section::ALL.map(|section| work.prompt.tokens(section).get())
}

fn cached(work: &Workload) -> u32 {
    let bits = Section::ALL.into_iter().zip(0..);
    bits.map(|(section, bit)| u32::from(work.prompt.is_cached(section)) << bit).sum()
}

fn switches(work: &Workload) -> u32 {
    let caching = &work.caching;
    let bits = [
        caching.on,
        caching.ttl == Ttl::OneHour,
        caching.history,
        work.batch.on,
        work.scope == Scope::Regional,
    ];
    bits.into_iter().zip(0..).map(|(bit, at)| u32::from(bit) << at).sum()
}

fn encoded(scenario: &Scenario) -> Vec<u8> {
    let (work, usual) = (&scenario.workload, &Workload::default());
    let mut out = Writer::default();
    let name = name_start(&scenario.name);
    if !name.is_empty() && name != Scenario::default().name {
        out.tag(Field::Name);
        out.text(name);
    }
    out.field(Field::Requests, work.requests, usual.requests);
    out.field(Field::Turns, work.turns, usual.turns);
    out.field(Field::Tools, work.tools, usual.tools);
    out.field(Field::Hours, work.active.hours(), usual.active.hours());
    out.option(Field::Days, work.active.days());
    if sizes(work) != sizes(usual) {
        out.tag(Field::Sizes);
        sizes(work).into_iter().for_each(|size| out.number(size));
    }
    out.field(Field::Cached, cached(work), cached(usual));
    let answer = &work.answer;
    out.field(Field::Answer, answer.mean.get(), usual.answer.mean.get());
    let spread = answer.spread.permille();
    out.field(Field::Spread, spread, usual.answer.spread.permille());
    out.option(Field::Cap, answer.cap.map(Tokens::get));
    if let Some(lengths) = &answer.lengths {
        out.tag(Field::Lengths);
        out.number(lengths.counts().len() as u64);
        for (length, answers) in lengths.counts() {
            out.number(length.get());
            out.number(answers);
        }
    }
    out.field(Field::Switches, switches(work), switches(usual));
    out.option(Field::HitRate, work.caching.hit_rate.map(Share::ppm));
    let share = work.batch.share.ppm();
    out.field(Field::BatchShare, share, usual.batch.share.ppm());
    let plans = &work.plans;
    out.option(Field::Quota, plans.quota.map(Tokens::get));
    let credits = &plans.credits;
    let pays = Credits { expires: None, ..*credits };
    if pays != Credits::default() {
        out.tag(Field::Credits);
        out.number(credits.pool.pico().unsigned_abs());
        out.number(credits.other.pico().unsigned_abs());
        out.number(credits.growth.factor_ppm());
    }
    out.option(Field::Expiry, credits.expires);
    if !plans.mix.is_empty() {
        out.tag(Field::Mix);
        out.number(plans.mix.routes().len() as u64);
        for route in plans.mix.routes() {
            out.text(&route.model);
            out.number(route.share.ppm());
            out.maybe(route.answer);
            out.maybe(route.cap);
        }
    }
    out.0
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
        let known = Field::ALL.into_iter().find(|field| *field as u8 == tag);
        let field = known.ok_or(ShortFault::Later)?;
        if field == Field::Name {
            read.text()?.clone_into(&mut scenario.name);
        } else {
            take(field, &mut read, &mut scenario.workload)?;
        }
    }
    Ok(scenario)
}

/// Reads a field into the workload.
fn take(field: Field, read: &mut Reader<'_>, work: &mut Workload) -> Result<(), ShortFault> {
    let (active, answer, plans) = (work.active, &mut work.answer, &mut work.plans);
    match field {
        Field::Name => {}
        Field::Requests => work.requests = read.within(0u64, MAX_REQUESTS)?,
        Field::Turns => work.turns = read.within(1u64, MAX_TURNS)?,
        Field::Tools => work.tools = read.within(0u64, MAX_TOOLS)?,
        Field::Hours => work.active = Active::new(read.within(1u64, 24u64)?, active.days()),
        Field::Days => work.active = Active::new(active.hours(), Some(read.within(1u64, 30u64)?)),
        Field::Sizes => {
            for section in Section::ALL {
                work.prompt.set_tokens(section, read.tokens(0)?);
            }
        }
        Field::Cached => {
            let bits: u32 = read.within(0u64, 7u64)?;
            for (section, bit) in Section::ALL.into_iter().zip(0..) {
                work.prompt.set_cached(section, bits >> bit & 1 == 1);
            }
        }
        Field::Answer => answer.mean = read.tokens(0)?,
        Field::Spread => answer.spread = Spread::from_permille(read.within(1_000u64, 20_000u64)?),
        Field::Cap => answer.cap = Some(read.tokens(1)?),
        Field::Lengths => answer.lengths = Some(lengths(read)?),
        Field::Switches => {
            let bits: u32 = read.within(0u64, 31u64)?;
            let bit = |at: u32| bits >> at & 1 == 1;
            work.caching.on = bit(0);
            work.caching.ttl = if bit(1) { Ttl::OneHour } else { Ttl::FiveMinutes };
            work.caching.history = bit(2);
            work.batch.on = bit(3);
            work.scope = if bit(4) { Scope::Regional } else { Scope::Global };
        }
        Field::HitRate => work.caching.hit_rate = Some(read.share()?),
        Field::BatchShare => work.batch.share = read.share()?,
        Field::Quota => plans.quota = Some(Tokens::new(read.within(1u64, MAX_QUOTA)?)),
        Field::Credits => {
            plans.credits.pool = read.usd()?;
            plans.credits.other = read.usd()?;
            let factor = read.within(0u64, Growth::MAX.factor_ppm())?;
            plans.credits.growth = Growth::from_factor_ppm(factor);
        }
        Field::Expiry => plans.credits.expires = Some(read.within(1u64, MAX_MONTHS)?),
        Field::Mix => plans.mix = mix(read)?,
    }
    Ok(())
}

fn lengths(read: &mut Reader<'_>) -> Result<Lengths, ShortFault> {
    let count: usize = read.within(1u64, read.0.len() as u64)?;
    let mut counts = Vec::new();
    for _ in 0..count {
        let length = read.tokens(0)?;
        counts.push((length, read.within(1u64, u64::MAX)?));
    }
    Lengths::new(counts).map_err(|_| ShortFault::Damaged)
}

fn mix(read: &mut Reader<'_>) -> Result<Mix, ShortFault> {
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
