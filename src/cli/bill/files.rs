//! The files of a bill, read one after the other.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufReader, Read as _};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use crate::bill::{Bill, Names, Reader};
use crate::cli::Streams;
use crate::cli::error::{Error, Result};
use crate::cli::progress::Progress;
use crate::cli::usage::files::{Log, Told, find};
use crate::cli::usage::stop::Stop;
use crate::document::printable;
use crate::money::grouped;

/// How much is read at a time.
const CHUNK: usize = 256 << 10;
/// How many sentences of one sort are told.
const MOST_SENTENCES: usize = 20;

/// What was read of bills.
#[derive(Debug, Default)]
pub(super) struct Bills {
    pub(super) bill: Bill,
    /// What was not read, in sentences.
    pub(super) told: Vec<String>,
    /// Lines that were not read.
    pub(super) faulty: u64,
    /// The exit code that follows.
    pub(super) code: u8,
}

/// Reads the bills of these names.
pub(super) fn read(names: &[OsString], models: &Names, streams: &mut Streams<'_>) -> Result<Bills> {
    let mut bills = Bills::default();
    let mut told = Told::default();
    let mut found = Vec::new();
    find(names.iter().map(OsString::as_os_str), &mut told, |log| {
        found.push(log);
        true
    });
    let total = found.iter().map(|log| match log {
        Log::Stdin => 0,
        Log::File { bytes, .. } => *bytes,
    });
    let bar: Option<&mut dyn io::Write> = match streams.stderr_is_terminal {
        true => Some(&mut *streams.stderr),
        false => None,
    };
    let mut progress = Progress::new(bar, "reading", total.sum());
    let stop = Stop::watch();
    for log in &found {
        let read = match log {
            Log::Stdin => bills.one("-", true, &mut *streams.stdin, models, &mut progress, &stop),
            Log::File { path, .. } => {
                let shown = path.to_string_lossy();
                let is_named = names.iter().any(|name| Path::new(name) == path);
                let opened = File::open(path);
                opened.and_then(|file| {
                    bills.one(&shown, is_named, file, models, &mut progress, &stop)
                })
            }
        };
        if stop.is_set() {
            drop(progress);
            return Err(Error::Stopped("stopped; nothing is reported or written".to_owned()));
        }
        if let Err(error) = read {
            let path = match log {
                Log::Stdin => Path::new("-"),
                Log::File { path, .. } => path,
            };
            told.unreadable(path, &error);
        }
    }
    drop(progress);
    for (sentences, code) in [(told.missing, 2), (told.unreadable, 1), (told.twice, 0)] {
        if !sentences.is_empty() {
            bills.code = bills.code.max(code);
        }
        // What is called a log there is a bill here.
        let sentences =
            sentences.iter().map(|it| it.replace("there is no log", "there is no bill"));
        bills.told.extend(sentences.take(MOST_SENTENCES));
    }
    if bills.told.is_empty() && bills.bill.lines == 0 {
        return Err(Error::input("there are no lines of a bill in what is named"));
    }
    Ok(bills)
}

impl Bills {
    /// Reads one file. What lies in a folder and is no bill is passed over.
    fn one(
        &mut self,
        name: &str,
        is_named: bool,
        mut from: impl io::Read,
        models: &Names,
        progress: &mut Progress<'_>,
        stop: &Stop,
    ) -> io::Result<()> {
        let mut head = Vec::new();
        (&mut from).take(2).read_to_end(&mut head)?;
        let is_gzip = head.as_slice() == [0x1f, 0x8b];
        let whole = io::Cursor::new(head).chain(from);
        let mut whole: Box<dyn io::Read + '_> = match is_gzip {
            true => Box::new(MultiGzDecoder::new(BufReader::with_capacity(CHUNK, whole))),
            false => Box::new(whole),
        };
        let mut reader = Reader::new(models);
        let mut chunk = vec![0; CHUNK];
        let mut broken = None;
        loop {
            let count = match whole.read(&mut chunk) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                // What was read before it counts.
                Err(error) => {
                    broken = Some(error);
                    break;
                }
            };
            progress.advance(count as u64);
            if stop.is_set() || reader.push(chunk.get(..count).unwrap_or_default()).is_err() {
                break;
            }
        }
        match reader.finish() {
            Ok(read) => {
                let shown = printable(name);
                for (at, fault) in &read.faults {
                    self.told.push(format!("`{shown}` line {at} {fault}"));
                }
                let more = read.faulty - read.faults.len() as u64;
                if more > 0 {
                    self.told.push(format!("`{shown}`: {} more lines like these", grouped(more)));
                }
                if read.goes_on {
                    self.told.push(format!(
                        "`{shown}` goes on: ask for the next page with its NextPageToken, and give \
                         both"
                    ));
                }
                self.code = self.code.max(u8::from(read.faulty > 0 || read.goes_on));
                self.faulty += read.faulty;
                self.bill.merge(read.bill);
            }
            Err(fault) if is_named && broken.is_none() => {
                self.told.push(format!("`{}` {fault}", printable(name)));
                self.code = 2;
            }
            Err(_) => {}
        }
        broken.map_or(Ok(()), Err)
    }
}
