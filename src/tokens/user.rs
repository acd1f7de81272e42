//! A tokenizer from a file of the user's.

use std::fmt;

use kitoken::convert::{
    ConversionError, convert_sentencepiece, convert_tekken, convert_tiktoken, convert_tokenizers,
};
use kitoken::{Definition, Kitoken, Regex, SpecialTokenKind, Split, SplitPattern};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::split::blocks;
use crate::money::Tokens;
use crate::panics::caught;

/// A tokenizer read from a `tokenizer.json`, `tekken.json`, `.tiktoken` or SentencePiece `.model`.
///
/// It counts the content of texts: nothing is added at their start or end, and a special token
/// written out in a text counts as the characters it is made of.
pub struct UserTokenizer {
    encoder: Kitoken,
    costs: Costs,
}

/// The tokens of what is put around a block to encode it as if in the midst of its text.
#[derive(Debug, Clone, Copy, Default)]
struct Costs {
    line_before: usize,
    word_before: usize,
    word_after: usize,
    blank_after: usize,
}

/// Put before a block that follows a line end; ends in one.
const LINE_BEFORE: &str = "x\n";
/// Put before a block that follows a word; after a line end, put after a block.
const WORD: &str = "x";
/// Put after a block that ends with a word.
const BLANK: &str = " ";

/// What stands before a block in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Before {
    /// Nothing.
    #[default]
    Nothing,
    /// A line end.
    Line,
    /// The end of a word, or anything else.
    Word,
}

impl Before {
    /// What a block sees of the text before it.
    pub fn of(text: &str) -> Self {
        text.chars().next_back().map_or(Self::Nothing, Self::after)
    }

    /// What a block sees of the character before it.
    pub const fn after(last: char) -> Self {
        match last {
            '\n' => Self::Line,
            _ => Self::Word,
        }
    }
}

/// Why a file is no tokenizer that can be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// None of the formats.
    #[error("is none of tokenizer.json, tekken.json, .tiktoken and SentencePiece .model")]
    NotATokenizer,
    /// JSON, but of something else.
    #[error("is JSON, but neither a tokenizer.json nor a tekken.json")]
    OtherJson,
    /// One of the formats, but with faults, or with features that are not supported.
    #[error("cannot be used as a {format}: {fault}")]
    Faulty {
        /// The format that it seems to have.
        format: &'static str,
        /// What is wrong with it.
        fault: String,
    },
}

/// The formats of tokenizer files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Tokenizers,
    Tekken,
    Tiktoken,
    SentencePiece,
}

impl UserTokenizer {
    /// Reads a file's bytes, whatever its name; takes up to a second for the largest.
    ///
    /// # Errors
    /// [`Unusable`] for bytes that are no tokenizer, or one with features that are not supported.
    pub fn parse(bytes: &[u8]) -> Result<Self, Unusable> {
        let format = Format::of(bytes)?;
        let faulty = |fault: String| Unusable::Faulty { format: format.name(), fault };
        let read = || {
            let definition = format.convert(bytes)?;
            Kitoken::from_definition(as_published(definition)?).map_err(ConversionError::from)
        };
        let encoder = caught(read)
            .ok_or_else(|| faulty("its contents contradict each other".to_owned()))?
            .map_err(|error| faulty(error.to_string()))?;
        let mut tokenizer = Self { encoder, costs: Costs::default() };
        tokenizer.costs =
            tokenizer.measure().ok_or_else(|| faulty("it fails to encode a letter".to_owned()))?;
        Ok(tokenizer)
    }

    fn measure(&self) -> Option<Costs> {
        let cost = |text| self.encode(text);
        let (line, word) = (cost(LINE_BEFORE)?, cost(WORD)?);
        let after = |before, text| Some(cost(text)?.saturating_sub(before));
        Some(Costs {
            line_before: line,
            word_before: word,
            word_after: after(line, &format!("{LINE_BEFORE}{WORD}"))?,
            blank_after: after(word, &format!("{WORD}{BLANK}"))?,
        })
    }

    /// The tokens of a text; none where the tokenizer fails.
    pub fn count(&self, text: &str) -> Option<Tokens> {
        let mut rest = blocks(text).peekable();
        let mut before = Before::Nothing;
        let mut sum = Tokens::ZERO;
        while let Some(block) = rest.next() {
            sum += self.count_block(block, before, rest.peek().is_none())?;
            before = Before::of(block);
        }
        Some(sum)
    }

    /// The tokens of a block as it stands in its text: after what `before` says, and at the end of
    /// the text if it is the `last`. None where the tokenizer fails.
    pub fn count_block(&self, block: &str, before: Before, last: bool) -> Option<Tokens> {
        let (prefix, cost_before) = match before {
            Before::Nothing => ("", 0),
            Before::Line => (LINE_BEFORE, self.costs.line_before),
            // A word that was cut in its midst would join with another.
            Before::Word if block.starts_with(char::is_alphanumeric) => ("", 0),
            Before::Word => (WORD, self.costs.word_before),
        };
        let (suffix, cost_after) = match block.chars().next_back() {
            Some('\n') if !last => (WORD, self.costs.word_after),
            Some(end) if !last && end.is_alphanumeric() => (BLANK, self.costs.blank_after),
            _ => ("", 0),
        };
        let count = if prefix.is_empty() && suffix.is_empty() {
            self.encode(block)?
        } else {
            self.encode(&[prefix, block, suffix].concat())?
        };
        Some(Tokens::new(count.saturating_sub(cost_before + cost_after) as u64))
    }

    /// How many tokens the encoder makes of the text; none if it fails or panics, as it does when
    /// a regular expression backtracks too far.
    fn encode(&self, text: &str) -> Option<usize> {
        // Nothing is left half done: the encoder is not changed by encoding.
        caught(|| self.encoder.encode(text, false))?.ok().map(|tokens| tokens.len())
    }
}

impl fmt::Debug for UserTokenizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The vocabulary would fill the screen.
        f.debug_struct("UserTokenizer")
            .field("format", &self.encoder.meta().source)
            .finish_non_exhaustive()
    }
}

/// What tells the formats in JSON apart.
#[derive(Deserialize)]
struct Json {
    model: Option<IgnoredAny>,
    config: Option<IgnoredAny>,
    vocab: Option<IgnoredAny>,
}

impl Format {
    fn of(bytes: &[u8]) -> Result<Self, Unusable> {
        if bytes.trim_ascii_start().starts_with(b"{") {
            let faulty = |error: serde_json::Error| Unusable::Faulty {
                format: "JSON file",
                fault: error.to_string(),
            };
            let json: Json = serde_json::from_slice(bytes).map_err(faulty)?;
            return if json.model.is_some() {
                Ok(Self::Tokenizers)
            } else if json.config.is_some() && json.vocab.is_some() {
                Ok(Self::Tekken)
            } else {
                Err(Unusable::OtherJson)
            };
        }
        let first_line = bytes.split(|&byte| byte == b'\n').next().unwrap_or(bytes);
        if is_rank(first_line.trim_ascii_end()) {
            Ok(Self::Tiktoken)
        } else if bytes.starts_with(b"\n") {
            // The first field of the model, with its length.
            Ok(Self::SentencePiece)
        } else {
            Err(Unusable::NotATokenizer)
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Tokenizers => "tokenizer.json",
            Self::Tekken => "tekken.json",
            Self::Tiktoken => ".tiktoken file",
            Self::SentencePiece => "SentencePiece model",
        }
    }

    fn convert(self, bytes: &[u8]) -> Result<Definition, ConversionError> {
        match self {
            Self::Tokenizers => convert_tokenizers(bytes),
            Self::Tekken => convert_tekken(bytes),
            Self::Tiktoken => convert_tiktoken(bytes),
            Self::SentencePiece => convert_sentencepiece(bytes),
        }
    }
}

/// `IQ== 0`: a token in base64 and its rank.
fn is_rank(line: &[u8]) -> bool {
    let mut words = line.split(|&byte| byte == b' ');
    let (token, rank, more) = (words.next(), words.next(), words.next());
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    token.is_some_and(|token| !token.is_empty() && token.iter().all(is_base64))
        && rank.is_some_and(|rank| !rank.is_empty() && rank.iter().all(u8::is_ascii_digit))
        && more.is_none()
}

/// How the converter writes GPT-2's pattern: shorter, and joining a line end to the word after it.
const GPT2_SHORTENED: &str = r"'(?:[sdmt]|ll|ve|re)|\s?\p{L}+|\s?\p{N}+|\s?[^\s\p{L}\p{N}]+";
/// As it was published.
const GPT2: &str = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

/// The definition without tokens that frame a text or stand for none, and with GPT-2's pattern as
/// it was published.
fn as_published(mut definition: Definition) -> Result<Definition, ConversionError> {
    definition.specials.retain(|special| special.kind != SpecialTokenKind::Control);
    definition.config.templates.clear();
    for split in &mut definition.config.split {
        if let Split::Pattern { pattern, .. } = split
            && matches!(pattern, SplitPattern::Regex(regex) if regex.as_ref() == GPT2_SHORTENED)
        {
            *pattern = SplitPattern::Regex(Regex::new(GPT2)?);
        }
    }
    Ok(definition)
}

#[cfg(test)]
mod tests;
