//! `tokenfare count`: the tokens of texts, and how far the rules of thumb are off.

mod calibrate;
mod counts;
mod engine;
mod read;
mod report;
mod sources;

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::io::{ErrorKind, Write};

use clap::Args;

use super::args::{CardArg, CurrencyArg, Format, FormatArg, TokenizerArgs};
use super::error::{Error, Result};
use super::progress::Progress;
use super::{Streams, values};
use crate::document::printable;
use crate::library::find::{self, word_list};
use crate::money::{Tokens, grouped};
use crate::tokens::Family;
use calibrate::Truth;
use counts::Counts;
use engine::Counted;
use read::NotRead;
use report::{InputCost, Report};
use sources::{Found, Source};

/// How many sentences of one sort are told.
const MOST_SENTENCES: usize = 20;
/// How many files are named in a sentence.
const MOST_NAMES: usize = 3;

#[derive(Debug, Args)]
#[command(after_help = "\
A tokenizer counts exactly where it is built in (o200k_base, cl100k_base, Tekken, Qwen, DeepSeek) or
--tokenizer names its file. The others are estimated from o200k_base by factors for the kind of text,
with a range that holds nine texts in ten, or guessed.

Folders are counted with the folders in them, without hidden files, what .gitignore names, links and
files that are no text. The two rules of thumb are shown with their error against o200k_base.

--calibrate takes the input tokens that a response's usage reports for exactly these texts, less
what the model is known to add around a message, and corrects the factors of its tokenizer from now
on, for the kinds of text that these are. Factors that are guesses move most of the way; measured
ones move by what their range does not explain. At least 200 tokens; more texts say more.

Examples:
  tokenfare count prompt.txt context.md
  tokenfare count src --model claude-sonnet-5-5
  git diff | tokenfare count --format json
  tokenfare count --tokenizer mistral-tekken=tekken.json prompt.txt
  tokenfare count --calibrate nova-pro=5210 prompt.txt")]
pub(super) struct CountArgs {
    /// Files and folders of UTF-8 text; - or nothing reads stdin
    #[arg(value_name = "FILE")]
    files: Vec<OsString>,
    /// Show the cost as input of this model: an id, a name or a Bedrock id
    #[arg(long, value_name = "MODEL")]
    model: Option<String>,
    /// Correct the factors of a model's tokenizer by the true count of the texts
    #[arg(long, value_name = "MODEL=TOKENS", value_parser = values::calibrate)]
    calibrate: Option<(String, Tokens)>,
    #[command(flatten)]
    card: CardArg,
    #[command(flatten)]
    tokenizers: TokenizerArgs,
    #[command(flatten)]
    format: FormatArg,
    #[command(flatten)]
    currency: CurrencyArg,
}

/// The result and the exit code: 2 where a file that was named is missing, 1 where one could not be
/// read. What can be counted is counted all the same.
pub(super) fn run(args: &CountArgs, streams: &mut Streams<'_>) -> Result<(String, u8)> {
    if args.files.is_empty() && streams.stdin_is_terminal {
        return Err(Error::input("there is nothing to count; name a file, or pipe text in"));
    }
    let config = streams.config.clone();
    let currency = args.currency.of(config.as_deref())?;
    let card = args.card.load()?;
    let mut tokenizers = args.tokenizers.files(config.as_deref(), &card)?.require()?;
    let cost = match &args.model {
        Some(model) => Some(InputCost::new(&find::model(&card, model)?)?),
        None => None,
    };
    let truth = match &args.calibrate {
        Some((model, tokens)) => {
            let found = find::model(&card, model)?;
            Some(Truth::new(&found, *tokens, &tokenizers)?)
        }
        None => None,
    };

    let names = args.files.iter().map(OsString::as_os_str);
    let stdin = args.files.is_empty().then_some(OsStr::new("-"));
    let Found { sources, missing, unreadable } = sources::find(names.chain(stdin));
    let counted = {
        let bytes = sources.iter().map(|source| source.size).sum();
        let bar: Option<&mut dyn Write> = match streams.stderr_is_terminal {
            true => Some(&mut *streams.stderr),
            false => None,
        };
        let mut progress = Progress::new(bar, "counting", bytes);
        engine::count(&sources, streams.stdin, &tokenizers, &mut progress)
    };
    let mut gathered = Gathered { unreadable, ..Gathered::default() };
    for (source, counted) in sources.into_iter().zip(counted) {
        gathered.add(source, counted);
    }
    let code = match (missing.is_empty(), gathered.unreadable.is_empty()) {
        (false, _) => 2,
        (_, false) => 1,
        _ => 0,
    };
    tell(streams.stderr, &missing);
    gathered.tell(streams.stderr);

    let mut told = Vec::new();
    if let Some(truth) = truth {
        if code != 0 {
            return Err(Error::Failure(
                "nothing is calibrated, since not all texts were counted".to_owned(),
            ));
        }
        let texts = gathered.files.len();
        told = truth.apply(&gathered.total, texts, config.as_deref(), &mut tokenizers)?;
        if matches!(args.format.format, Format::Json | Format::Csv) {
            tell(streams.stderr, &told);
        }
    }
    if code != 0 && gathered.files.is_empty() {
        return Ok((String::new(), code));
    }
    let report = Report {
        tokenizers: &tokenizers,
        files: &gathered.files,
        total: &gathered.total,
        cost,
        currency,
    };
    Ok((report.write(args.format.format, &told), code))
}

/// What came of all the texts.
#[derive(Default)]
struct Gathered {
    files: Vec<(String, Counts)>,
    total: Counts,
    /// A sentence for each that was not read.
    unreadable: Vec<String>,
    /// Names of files in folders that hold something else than text.
    skipped: Vec<String>,
    /// Names of texts with bytes that had to be replaced.
    replaced: Vec<String>,
    /// Families whose tokenizer failed on a text.
    failed: BTreeSet<&'static str>,
}

impl Gathered {
    fn add(&mut self, source: Source, counted: Counted) {
        let name = printable(&source.name).into_owned();
        match counted.read {
            Ok(extent) => {
                if extent.replaced > 0 {
                    self.replaced.push(name);
                }
                let failed = counted.counts.tokens.failed().map(Family::name);
                self.failed.extend(failed);
                self.total.add(&counted.counts);
                self.files.push((source.name, counted.counts));
            }
            Err(NotRead::Io(error)) if error.kind() == ErrorKind::IsADirectory => {
                self.unreadable.push(format!("`{name}` is a folder"));
            }
            Err(NotRead::Io(error)) => {
                let sentence = format!("cannot read the file `{name}`: {error}");
                self.unreadable.push(sentence);
            }
            Err(_) if !source.named => self.skipped.push(name),
            Err(NotRead::Utf16) => {
                let sentence = format!("`{name}` is UTF-16 text; convert it to UTF-8 first");
                self.unreadable.push(sentence);
            }
            Err(NotRead::Binary) => self.unreadable.push(format!("`{name}` is binary, not text")),
            Err(NotRead::NotUtf8) => self.unreadable.push(format!("`{name}` is not UTF-8 text")),
        }
    }

    /// Tells what was not counted, or not as it is.
    fn tell(&self, stderr: &mut dyn Write) {
        tell(stderr, &self.unreadable);
        let mut notes = Vec::new();
        if !self.skipped.is_empty() {
            notes.push(format!("skipped {} of no text", some(&self.skipped)));
        }
        if !self.replaced.is_empty() {
            notes.push(format!(
                "counted {} with bytes that are not UTF-8, each taken as U+FFFD",
                some(&self.replaced)
            ));
        }
        notes.extend(self.failed.iter().map(|family| {
            format!("the tokenizer file for {family} fails on some text, so it is estimated")
        }));
        tell(stderr, &notes);
    }
}

/// `2 files (`a` and `b`)`; of many, only some are named.
fn some(names: &[String]) -> String {
    let (shown, rest) = names.split_at(names.len().min(MOST_NAMES));
    let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
    let count = match names.len() {
        1 => "1 file".to_owned(),
        count => format!("{} files", grouped(count as u64)),
    };
    match rest.len() {
        0 => format!("{count} ({})", word_list(&shown, "and")),
        _ => format!("{count} (such as {})", word_list(&shown, "and")),
    }
}

/// Writes sentences to stderr, not too many. There is nobody left to tell when that fails.
fn tell(stderr: &mut dyn Write, sentences: &[String]) {
    for sentence in sentences.iter().take(MOST_SENTENCES) {
        let _ = writeln!(stderr, "tokenfare: {sentence}");
    }
    if let Some(more) = sentences.len().checked_sub(MOST_SENTENCES).filter(|more| *more > 0) {
        let _ = writeln!(stderr, "tokenfare: and {} more like these", grouped(more as u64));
    }
}
