//! Which lines of a text have the most tokens.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::ControlFlow;

use super::reference::Encoding;
use super::split::for_each_block;
use crate::money::Tokens;

/// A line of a text with its tokens; only LF ends a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeavyLine {
    /// Which line, from 0.
    pub line: usize,
    /// The tokens that begin in it; one that runs on into the next line counts here.
    pub tokens: Tokens,
}

/// The `most` lines with the most tokens of the text whose parts are `chunks`, heaviest first and
/// of equals the earlier first; lines without tokens are left out. None when `progress` broke off.
///
/// The tokens of all lines add up to what [`Encoding::count`] counts. `progress` is told the bytes
/// done after each block (1-30 ms of work at most).
pub fn heaviest_lines<'a>(
    encoding: Encoding,
    chunks: impl IntoIterator<Item = &'a str>,
    most: usize,
    mut progress: impl FnMut(usize) -> ControlFlow<()>,
) -> Option<Vec<HeavyLine>> {
    let mut heaviest = Heaviest::new(most);
    let mut bytes_done = 0;
    let flow = for_each_block(chunks, |block| {
        heaviest.take_block(encoding, block);
        bytes_done += block.len();
        progress(bytes_done)
    });
    flow.is_continue().then(|| heaviest.finish())
}

/// The heaviest lines so far, and the line that is being weighed.
struct Heaviest {
    most: usize,
    /// The lightest on top.
    heap: BinaryHeap<Reverse<(Tokens, Reverse<usize>)>>,
    line: usize,
    tokens: u64,
}

impl Heaviest {
    fn new(most: usize) -> Self {
        Self { most, heap: BinaryHeap::new(), line: 0, tokens: 0 }
    }

    fn take_block(&mut self, encoding: Encoding, block: &str) {
        let Some(pieces) = encoding.block_pieces(block) else {
            // What cannot be encoded is counted all the same, on the line where it begins.
            self.tokens += encoding.count_block(block).get();
            for _ in block.bytes().filter(|&byte| byte == b'\n') {
                self.end_line();
            }
            return;
        };
        let mut rest = block.as_bytes();
        for piece in pieces {
            self.tokens += 1;
            let (token, after) = rest.split_at_checked(piece.bytes).unwrap_or((rest, &[]));
            for _ in token.iter().filter(|&&byte| byte == b'\n') {
                self.end_line();
            }
            rest = after;
        }
    }

    fn end_line(&mut self) {
        if self.tokens > 0 && self.most > 0 {
            let here = (Tokens::new(self.tokens), Reverse(self.line));
            if self.heap.len() < self.most {
                self.heap.push(Reverse(here));
            } else if let Some(mut lightest) = self.heap.peek_mut()
                && lightest.0 < here
            {
                *lightest = Reverse(here);
            }
        }
        self.line += 1;
        self.tokens = 0;
    }

    fn finish(mut self) -> Vec<HeavyLine> {
        self.end_line();
        let sorted = self.heap.into_sorted_vec().into_iter();
        sorted.map(|Reverse((tokens, Reverse(line)))| HeavyLine { line, tokens }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ENCODING: Encoding = Encoding::O200kBase;

    fn weigh(text: &str, most: usize) -> Vec<(usize, u64)> {
        heaviest_lines(ENCODING, [text], most, |_| ControlFlow::Continue(()))
            .unwrap()
            .into_iter()
            .map(|heavy| (heavy.line, heavy.tokens.get()))
            .collect()
    }

    #[test]
    fn the_heaviest_lines_come_first() {
        let text =
            "short\nthis line has quite a few more words than the others\n\n\nshort\nlast one";
        let lines = weigh(text, 3);
        assert_eq!(lines.len(), 3);
        assert_eq!(lines[0].0, 1);
        // Of the equals the earlier: `short` and its newline.
        assert_eq!(lines[1..], [(0, 2), (4, 2)]);
        assert_eq!(weigh("", 5), []);
        assert_eq!(weigh(text, 0), []);
    }

    #[test]
    fn lines_go_on_over_blocks() {
        let long = "a word, ".repeat(20_000);
        let text = format!("first\n{long}\nlast");
        let lines = weigh(&text, 1);
        assert_eq!(lines[0].0, 1);
        let others = ENCODING.count("first\n").get() + ENCODING.count("last").get();
        assert_eq!(lines[0].1, ENCODING.count(&text).get() - others);
    }

    #[test]
    fn weighing_can_be_broken_off() {
        let text = "some words in a line\n".repeat(20_000);
        let mut told = 0;
        let broken = heaviest_lines(ENCODING, [text.as_str()], 9, |bytes| {
            told += 1;
            if bytes > 20_000 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!(broken, None);
        assert!(told < 20, "{told}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn the_lines_add_up_to_the_count(text in "(\\PC|[ \\n]|[a-z]{2,5}|\\.\\n\\n){0,300}") {
            let lines = weigh(&text, usize::MAX);
            let sum: u64 = lines.iter().map(|(_, tokens)| tokens).sum();
            prop_assert_eq!(sum, ENCODING.count(&text).get());
            prop_assert!(lines.is_sorted_by(|a, b| (b.1, a.0) < (a.1, b.0) ));
            let some = weigh(&text, 4);
            prop_assert_eq!(&some[..], &lines[..some.len()]);
        }
    }
}
