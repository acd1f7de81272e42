//! Counts texts that change a little at a time.

use std::ops::ControlFlow;

use super::block_cache::{BlockCache, hash};
use super::detect::KindMix;
use super::kind::KindTotals;
use super::reference::Encoding;
use super::split::for_each_block;
use super::words::Words;
use crate::money::Tokens;

/// Counts texts and remembers the counts of their blocks, so that a text which was counted before
/// and then edited is encoded only where it changed.
#[derive(Debug, Default)]
pub struct Counter {
    cache: BlockCache<Known>,
    words: Words,
}

/// What is known of a block.
#[derive(Debug, Clone, Copy)]
struct Known {
    counts: [Option<Tokens>; Encoding::ALL.len()],
    kinds: KindMix,
}

/// How far a count has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Partial {
    /// The bytes of the text that are counted.
    pub bytes_done: usize,
    /// The tokens of those bytes.
    pub tokens_so_far: Tokens,
}

impl Counter {
    /// A counter that remembers nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The tokens, by kind of text, of the text whose parts are `chunks`; their total is what
    /// [`Encoding::count`] counts. `None` when `progress` broke off.
    ///
    /// `progress` is asked after each block that was not known and had to be encoded (1-30 ms of
    /// work at most). What was encoded before a break is remembered.
    pub fn count_chunks<'a>(
        &mut self,
        encoding: Encoding,
        chunks: impl IntoIterator<Item = &'a str>,
        mut progress: impl FnMut(Partial) -> ControlFlow<()>,
    ) -> Option<KindTotals> {
        self.cache.next_turn();
        let mut done = Partial { bytes_done: 0, tokens_so_far: Tokens::ZERO };
        let mut totals = KindTotals::default();
        let flow = for_each_block(chunks, |block| {
            let hash = hash(block.as_bytes());
            done.bytes_done += block.len();
            let mut known = self.cache.get(hash).unwrap_or_else(|| Known {
                counts: [None; Encoding::ALL.len()],
                kinds: KindMix::of(block),
            });
            if let Some(count) = known.counts[encoding.index()] {
                totals += known.kinds.divide(count);
                done.tokens_so_far += count;
                return ControlFlow::Continue(());
            }
            let count = self.words.count(encoding, block);
            known.counts[encoding.index()] = Some(count);
            self.cache.put(hash, known);
            totals += known.kinds.divide(count);
            done.tokens_so_far += count;
            progress(done)
        });
        flow.is_continue().then_some(totals)
    }

    /// The tokens of `text` by kind of text; their total is what [`Encoding::count`] counts.
    pub fn count(&mut self, encoding: Encoding, text: &str) -> KindTotals {
        self.count_chunks(encoding, [text], |_| ControlFlow::Continue(())).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENCODING: Encoding = Encoding::O200kBase;

    fn text(lines: usize) -> String {
        (0..lines).map(|n| format!("{n}. Some text, line by line: {}\n", n * n)).collect()
    }

    /// The count, and how many blocks had to be encoded for it.
    fn counted(counter: &mut Counter, text: &str) -> (Tokens, usize) {
        let mut encoded = 0;
        let count = counter.count_chunks(ENCODING, [text], |_| {
            encoded += 1;
            ControlFlow::Continue(())
        });
        (count.unwrap().total(), encoded)
    }

    #[test]
    fn an_edit_encodes_only_its_block() {
        let mut counter = Counter::new();
        let mut text = text(5_000);
        let (_, encoded) = counted(&mut counter, &text);
        assert!(encoded > 20);
        assert_eq!(counted(&mut counter, &text).1, 0);
        for at in [90_000, 3, 150_000] {
            text.insert(at, 'x');
            let (count, encoded) = counted(&mut counter, &text);
            assert!((1..=3).contains(&encoded), "{encoded} blocks encoded");
            assert_eq!(count, ENCODING.count(&text));
        }
    }

    #[test]
    fn encodings_do_not_share_counts() {
        let mut counter = Counter::new();
        let text = "Ein Satz mit Umlauten: größer, höher, weiter.\n".repeat(10);
        for encoding in [Encoding::O200kBase, Encoding::Cl100kBase, Encoding::O200kBase] {
            assert_eq!(counter.count(encoding, &text).total(), encoding.count(&text));
        }
        assert_ne!(Encoding::O200kBase.count(&text), Encoding::Cl100kBase.count(&text));
    }

    #[test]
    fn a_count_can_be_broken_off_and_taken_up() {
        let mut counter = Counter::new();
        let text = text(5_000);
        let mut partials = Vec::new();
        let broken = counter.count_chunks(ENCODING, [text.as_str()], |partial| {
            partials.push(partial);
            if partials.len() == 5 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!((broken, partials.len()), (None, 5));
        assert!(partials.is_sorted_by(|a, b| {
            a.bytes_done < b.bytes_done && a.tokens_so_far < b.tokens_so_far
        }));
        let last = partials[4];
        assert_eq!(ENCODING.count(&text[..last.bytes_done]), last.tokens_so_far);

        let mut first = None;
        counter.count_chunks(ENCODING, [text.as_str()], |partial| {
            first.get_or_insert(partial.bytes_done);
            ControlFlow::Continue(())
        });
        assert!(first.unwrap() > last.bytes_done, "what was encoded is remembered");
    }
}
