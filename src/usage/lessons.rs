//! What the requests of a log teach of tokenizers: their texts are counted as they pass, and only
//! sums are kept.

use std::collections::BTreeMap;

use super::body::texts;
use super::request::Request;
use super::skim::unescape;
use crate::card::Model;
use crate::money::Tokens;
use crate::tokens::{Family, KindTotals, Learned, Unlearned, Words, frame, is_built_in};

/// The requests that taught something, and why others did not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taught {
    /// Requests that were compared.
    pub used: u64,
    /// Without a body in the log.
    pub without_body: u64,
    /// With tools, images or anything but messages of text.
    pub with_more: u64,
    /// With too few tokens.
    pub short: u64,
    /// With counts that cannot be of their texts.
    pub far: u64,
    /// To models whose tokenizer is counted exactly, or is not known.
    pub not_asked: u64,
}

/// What is gathered of a log.
#[derive(Debug, Default)]
pub struct Lessons {
    learned: BTreeMap<usize, Learned>,
    taught: Taught,
    words: Option<Words>,
    /// The text at hand, without its escapes.
    text: Vec<u8>,
}

impl Lessons {
    /// Takes in a request to a model with this place on the card.
    pub(super) fn add(&mut self, at: usize, model: &Model, request: &Request<'_>, body: &[u8]) {
        let family = Family::named(&model.tokenizer);
        let is_asked = !is_built_in(family) && family != Family::Unknown;
        if !is_asked || request.count != 1 {
            self.taught.not_asked += request.count;
            return;
        }
        if body.is_empty() {
            self.taught.without_body += 1;
            return;
        }
        let mut reference = KindTotals::default();
        let (words, written) = (self.words.get_or_insert_with(Words::new), &mut self.text);
        let sent = texts(body, &mut |text| {
            written.clear();
            unescape(text, written);
            reference += words.kinds(&String::from_utf8_lossy(written));
        });
        written.clear();
        let Some(sent) = sent else {
            self.taught.with_more += 1;
            return;
        };
        let frame = frame::of(family, &model.id);
        let around = frame.message(sent.has_system).unwrap_or_default().likely;
        let turns = u64::from(sent.messages.saturating_sub(1) / 2);
        let further = frame.turn.unwrap_or_default().likely.get() * turns;
        let content = request.tokens.input() - around - Tokens::new(further);
        let learned = self.learned.entry(at).or_insert_with(|| Learned::of(family));
        match learned.add(&reference, content, 1) {
            Ok(()) => self.taught.used += 1,
            Err(Unlearned::Short) => self.taught.short += 1,
            Err(Unlearned::Far) => self.taught.far += 1,
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (at, theirs) in &other.learned {
            *self.learned.entry(*at).or_insert_with(|| Learned::of(theirs.family())) += theirs;
        }
        let (ours, theirs) = (&mut self.taught, other.taught);
        ours.used += theirs.used;
        ours.without_body += theirs.without_body;
        ours.with_more += theirs.with_more;
        ours.short += theirs.short;
        ours.far += theirs.far;
        ours.not_asked += theirs.not_asked;
    }

    /// By family, what was learned of the texts of its models.
    pub fn by_family(&self) -> Vec<Learned> {
        let mut all: Vec<Learned> = Vec::new();
        for learned in self.learned.values().filter(|learned| learned.texts() > 0) {
            match all.iter_mut().find(|known| known.family() == learned.family()) {
                Some(known) => *known += learned,
                None => all.push(learned.clone()),
            }
        }
        all
    }

    /// How many requests taught something, and why others did not.
    pub const fn taught(&self) -> Taught {
        self.taught
    }
}
