//! What is known of the user's own tokenizers, and counts that know them.

use std::ops::{AddAssign, ControlFlow};
use std::sync::Arc;

use super::block_cache::{BlockCache, hash};
use super::correction::Corrections;
use super::counter::{Counter, Partial};
use super::detect::KindMix;
use super::families::{Estimate, Estimates, Method};
use super::kind::KindTotals;
use super::reference::Encoding;
use super::split::for_each_block;
use super::user::{Before, UserTokenizer};
use super::vocabulary::Vocabulary;
use super::words::Words;
use crate::family::Family;
use crate::money::Tokens;

/// The user's tokenizer files and calibrations, by family. Without any, all is as built in.
#[derive(Debug, Clone, Default)]
pub struct Tokenizers {
    files: Vec<(Family, Arc<UserTokenizer>)>,
    calibration: Vec<(Family, Corrections)>,
}

/// The tokens of a text, counted in every way there is one. Counts of parts add up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextCount {
    /// By o200k_base, by kind of text: what estimates start from.
    pub reference: KindTotals,
    /// By the user's tokenizers, and by built-in ones other than the reference; none where a tokenizer
    /// failed.
    counted: Vec<(Family, Option<Tokens>)>,
}

impl Tokenizers {
    /// Counts a family by a tokenizer of the user's from now on.
    pub fn set_file(&mut self, family: Family, tokenizer: Arc<UserTokenizer>) {
        self.files.retain(|(other, _)| *other != family);
        self.files.push((family, tokenizer));
    }

    /// Corrects the built-in factors of a family from now on.
    pub fn set_corrections(&mut self, family: Family, corrections: Corrections) {
        self.calibration.retain(|(other, _)| *other != family);
        self.calibration.push((family, corrections));
    }

    /// The user's tokenizer of a family.
    pub fn file(&self, family: Family) -> Option<&UserTokenizer> {
        let of_family = |(known, _): &&(Family, Arc<UserTokenizer>)| *known == family;
        self.files.iter().find(of_family).map(|(_, tokenizer)| &**tokenizer)
    }

    /// Whether the user has a tokenizer or corrections for a family.
    pub fn has(&self, family: Family) -> bool {
        self.file(family).is_some() || *self.corrections(family) != Corrections::NONE
    }

    /// The user's corrections of a family's factors.
    pub fn corrections(&self, family: Family) -> &Corrections {
        let of_family = self.calibration.iter().find(|(known, _)| *known == family);
        of_family.map_or(&Corrections::NONE, |(_, corrections)| corrections)
    }

    /// The tokens of a text in a family by the best way there is: the user's tokenizer, the
    /// family's own encoding where `count` holds it, the factors with the user's correction, the
    /// factors alone.
    pub fn estimate(&self, family: Family, count: &TextCount) -> Estimate {
        if let Some(tokens) = count.counted(family) {
            let method = match self.file(family) {
                Some(_) => Method::File,
                None => Method::Exact,
            };
            return Estimate { method, ..Estimate::exact(tokens) };
        }
        Estimate::corrected(family, &count.reference, self.corrections(family))
    }

    /// The families that a built-in vocabulary counts, since the user has no file for them.
    fn vocabularies(&self) -> impl Iterator<Item = (Family, Vocabulary)> {
        let of = |family: Family| Some((family, Vocabulary::of(family)?));
        Family::ALL.into_iter().filter_map(of).filter(|(family, _)| self.file(*family).is_none())
    }

    /// The tokens of a text in every family, each by the best way there is.
    pub fn estimates(&self, count: &TextCount) -> Estimates {
        Family::ALL.map(|family| self.estimate(family, count))
    }
}

impl TextCount {
    /// A text of which only the reference count is known.
    pub fn of(reference: KindTotals) -> Self {
        Self { reference, counted: Vec::new() }
    }

    /// Adds the tokens of a family, counted exactly; none where its tokenizer failed, after which
    /// the family's tokens are estimated.
    pub fn add(&mut self, family: Family, tokens: Option<Tokens>) {
        match self.counted.iter_mut().find(|(known, _)| *known == family) {
            Some((_, sum)) => {
                *sum = sum.zip(tokens).map(|(sum, tokens)| sum + tokens);
            }
            None => self.counted.push((family, tokens)),
        }
    }

    /// The families whose tokenizer failed on the text.
    pub fn failed(&self) -> impl Iterator<Item = Family> {
        self.counted.iter().filter_map(|(family, tokens)| tokens.is_none().then_some(*family))
    }

    /// Adds a block of a text, as it stands there after what `before` says and at the end if it is
    /// the `last`: counted by every built-in encoding and the user's tokenizers.
    pub fn add_block(
        &mut self,
        tokenizers: &Tokenizers,
        words: &mut BlockWords,
        block: &str,
        before: Before,
        last: bool,
    ) {
        let reference = words.references.count(Encoding::O200kBase, block);
        self.reference += KindMix::of(block).divide(reference);
        for (family, tokenizer) in &tokenizers.files {
            self.add(*family, tokenizer.count_block(block, before, last));
        }
        if tokenizers.file(Family::Cl100k).is_none() {
            let count = words.references.count(Encoding::Cl100kBase, block);
            self.add(Family::Cl100k, Some(count));
        }
        for (family, vocabulary) in tokenizers.vocabularies() {
            let words = &mut words.vocabularies[vocabulary.index()];
            self.add(family, Some(vocabulary.count_block(words, block)));
        }
    }

    fn counted(&self, family: Family) -> Option<Tokens> {
        let of_family = |(known, _): &&(Family, Option<Tokens>)| *known == family;
        self.counted.iter().find(of_family)?.1
    }
}

impl AddAssign<&Self> for TextCount {
    fn add_assign(&mut self, other: &Self) {
        self.reference += other.reference;
        for (family, tokens) in &other.counted {
            self.add(*family, *tokens);
        }
    }
}

/// The words of blocks by the reference encodings and every built-in vocabulary.
#[derive(Debug, Default)]
pub struct BlockWords {
    references: Words,
    vocabularies: [Words; Vocabulary::ALL.len()],
}

/// Counts texts by the reference encoding, by every tokenizer of the user's, and by the built-in ones
/// of other families; remembers their blocks, so that an edit costs little.
#[derive(Debug)]
pub struct TextCounter {
    reference: Counter,
    files: Vec<FamilyCounter>,
    built_in: Vec<FamilyCounter>,
}

#[derive(Debug)]
struct FamilyCounter {
    family: Family,
    tokenizer: Tokenizer,
    cache: BlockCache<Option<Tokens>>,
}

/// What counts for a family.
#[derive(Debug)]
enum Tokenizer {
    File(Arc<UserTokenizer>),
    /// With the words that it has met.
    BuiltIn(Vocabulary, Words),
}

impl TextCounter {
    /// A counter that remembers nothing yet.
    pub fn new(tokenizers: &Tokenizers) -> Self {
        let counter =
            |family, tokenizer| FamilyCounter { family, tokenizer, cache: BlockCache::default() };
        let file = |(family, tokenizer): &(Family, Arc<UserTokenizer>)| {
            counter(*family, Tokenizer::File(Arc::clone(tokenizer)))
        };
        let built_in =
            |(family, vocabulary)| counter(family, Tokenizer::BuiltIn(vocabulary, Words::few()));
        Self {
            reference: Counter::new(),
            files: tokenizers.files.iter().map(file).collect(),
            built_in: tokenizers.vocabularies().map(built_in).collect(),
        }
    }

    /// The tokens of the text whose parts are `chunks`; `None` when `progress` broke off. Families that
    /// [`TextCounter::sharpen`] counts are not counted yet.
    ///
    /// The reference comes first. `progress` is asked after each block that had to be encoded, as
    /// by [`Counter::count_chunks`]; while the user's tokenizers count, it is told that the whole
    /// text is done.
    pub fn count_chunks<'a, C>(
        &mut self,
        chunks: C,
        mut progress: impl FnMut(Partial) -> ControlFlow<()>,
    ) -> Option<TextCount>
    where
        C: IntoIterator<Item = &'a str> + Clone,
    {
        let mut bytes = 0;
        let measured = chunks.clone().into_iter().inspect(|chunk| bytes += chunk.len());
        let reference =
            self.reference.count_chunks(Encoding::O200kBase, measured, &mut progress)?;
        let done = Partial { bytes_done: bytes, tokens_so_far: reference.total() };
        let mut count = TextCount::of(reference);
        for file in &mut self.files {
            let tokens = file.count(chunks.clone(), || progress(done))?;
            count.add(file.family, tokens);
        }
        Some(count)
    }

    /// Adds what the built-in vocabularies count to the count of the text whose parts are `chunks`, which
    /// loads them at first; `None` when `go_on`, which is asked after each block, broke off.
    pub fn sharpen<'a, C>(
        &mut self,
        chunks: C,
        count: &mut TextCount,
        mut go_on: impl FnMut() -> ControlFlow<()>,
    ) -> Option<()>
    where
        C: IntoIterator<Item = &'a str> + Clone,
    {
        for family in &mut self.built_in {
            let tokens = family.count(chunks.clone(), &mut go_on)?;
            count.add(family.family, tokens);
        }
        Some(())
    }

    /// The tokens of `text`, counted in every way.
    pub fn count(&mut self, text: &str) -> TextCount {
        let go_on = || ControlFlow::Continue(());
        let mut count = self.count_chunks([text], |_| go_on()).unwrap_or_default();
        let _ = self.sharpen([text], &mut count, go_on);
        count
    }
}

impl FamilyCounter {
    /// The tokens, none where the tokenizer fails; `None` when `go_on` broke off.
    fn count<'a>(
        &mut self,
        chunks: impl IntoIterator<Item = &'a str>,
        mut go_on: impl FnMut() -> ControlFlow<()>,
    ) -> Option<Option<Tokens>> {
        self.cache.next_turn();
        let mut sum = Some(Tokens::ZERO);
        // A block counts as what follows shows, so one is held back.
        let (mut held, mut before) = (String::new(), Before::Nothing);
        let mut add = |block: &str, before: Before, last: bool| {
            let (tokens, was_known) = self.count_block(block, before, last);
            sum = sum.zip(tokens).map(|(sum, tokens)| sum + tokens);
            if was_known { ControlFlow::Continue(()) } else { go_on() }
        };
        let flow = for_each_block(chunks, |block| {
            let flow = if held.is_empty() {
                ControlFlow::Continue(())
            } else {
                let flow = add(&held, before, false);
                before = Before::of(&held);
                flow
            };
            held.clear();
            held.push_str(block);
            flow
        });
        if flow.is_break() || (!held.is_empty() && add(&held, before, true).is_break()) {
            return None;
        }
        Some(sum)
    }

    /// The tokens of a block in its place, and whether they were known.
    fn count_block(&mut self, block: &str, before: Before, last: bool) -> (Option<Tokens>, bool) {
        // The same block in another place is another.
        let place = (before as u64) << 1 | u64::from(last);
        let hash = hash(block.as_bytes()).wrapping_add(place);
        if let Some(known) = self.cache.get(hash) {
            return (known, true);
        }
        let tokens = match &mut self.tokenizer {
            Tokenizer::File(tokenizer) => tokenizer.count_block(block, before, last),
            Tokenizer::BuiltIn(vocabulary, words) => Some(vocabulary.count_block(words, block)),
        };
        self.cache.put(hash, tokens);
        (tokens, false)
    }
}

#[cfg(test)]
mod tests;
