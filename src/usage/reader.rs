//! From the bytes of one file, as they come, to a tally. What kind of file it is shows in its first
//! bytes: lines of JSON, one large JSON text, or a histogram as CSV.

use memchr::{memchr, memchr_iter, memrchr};

use super::cells::Header;
use super::cutter::{Cut, Cutter};
use super::event::{Event, Row};
use super::insights::{Columns, MOST_ROWS};
use super::reason::Reason;
use super::record::read;
use super::skim::{Broken, Skim};
use super::skips::Place;
use super::tally::Tally;
use super::time::Moment;

/// How much is read at a time; it stays in a core's cache.
const BUFFER: usize = 256 << 10;
/// Longer lines and values are left out. Bedrock moves bodies above 100 KB out of its records.
const LONGEST: usize = 16 << 20;
/// What a file is shows in so many bytes.
const HEAD: usize = 64 << 10;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A JSON value on each line: such a file can be read in parts.
    Lines,
    /// JSON values over several lines, or one that holds all others.
    Document,
    /// Columns in CSV: a histogram, or a result of Logs Insights.
    Table,
}

/// The shape of a file that begins with `head`; none where more of it must be seen. `whole` says
/// that there is no more.
pub fn shape(head: &[u8], whole: bool) -> Option<Shape> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let is_blank = |b: &u8| b.is_ascii_whitespace();
    let Some(start) = head.iter().position(|b| !is_blank(b)) else {
        return (whole || head.len() >= HEAD).then_some(Shape::Lines);
    };
    let head = head.get(start..).unwrap_or_default();
    let end = memchr(b'\n', head);
    if end.is_none() && !whole && head.len() < HEAD {
        return None;
    }
    let line = head.get(..end.unwrap_or(head.len())).unwrap_or_default();
    Some(match head.first() {
        Some(b'[') => Shape::Document,
        Some(b'{') => {
            let opens = line.trim_ascii_end().ends_with(b"{")
                || line.trim_ascii_end().ends_with(b"[")
                || line.trim_ascii_end().ends_with(b",");
            let is_cut = || Skim::new(line).pass() == Err(Broken::CutOff);
            // A first line that opens and does not close is written over several lines; one too
            // long to see its end may be a file of events in one line.
            let spread = end.is_some() && line.len() <= 256 && opens && is_cut();
            if spread || end.is_none() && holds_all(line) { Shape::Document } else { Shape::Lines }
        }
        _ if Head::read(line.trim_ascii_end()).is_some() => Shape::Table,
        _ => Shape::Lines,
    })
}

/// Whether a JSON text starts like an export that holds all events in one object.
fn holds_all(line: &[u8]) -> bool {
    let mut first = None;
    // Ends at the second key, or at the end of what is there.
    let _ = Skim::new(line).object(|_, key| {
        first = Some(key.to_vec());
        Err(Broken::CutOff)
    });
    let exports: [&[u8]; 11] = [
        b"results",
        b"queryLanguage",
        b"statistics",
        b"status",
        b"events",
        b"logEvents",
        b"searchedLogStreams",
        b"messageType",
        b"nextToken",
        b"MetricDataResults",
        b"Label",
    ];
    first.is_some_and(|key| exports.contains(&key.as_slice()))
}

/// The columns of a table.
#[derive(Debug)]
enum Head {
    /// Those of a histogram, and whether it is a result of Logs Insights.
    Cells(Box<Header>, bool),
    /// Those of records that Logs Insights found.
    Records(Columns),
}

impl Head {
    fn read(line: &[u8]) -> Option<Self> {
        let cells =
            || Some(Self::Cells(Box::new(Header::read(line)?), Header::is_of_insights(line)));
        cells().or_else(|| Some(Self::Records(Columns::read(line)?)))
    }
}

/// Reads one file, or a part of one that has lines.
#[derive(Debug)]
pub struct Reader<'t, 'c> {
    tally: &'t mut Tally<'c>,
    shape: Option<Shape>,
    file: usize,
    part: u64,
    /// Lines that ended before the buffer.
    lines: u64,
    buffer: Vec<u8>,
    /// How much of the buffer is filled.
    filled: usize,
    /// In a line or value that is too long, whose rest is not kept.
    passing: bool,
    /// In the rest of a line that the part before has counted.
    partial: bool,
    head: Option<Head>,
    cutter: Cutter,
    /// The rows of Logs Insights so far, and of which kind they are.
    rows: u64,
    row: Option<Row>,
}

impl<'t, 'c> Reader<'t, 'c> {
    /// A reader of the file with this number. Of a file of lines, a part can be read: `part` is its
    /// first byte, and reading starts at the byte before it, so that the rest of a line that the part
    /// before has begun is passed over.
    pub fn new(tally: &'t mut Tally<'c>, file: usize, part: u64, shape: Option<Shape>) -> Self {
        Self {
            tally,
            shape,
            file,
            part,
            lines: 0,
            buffer: vec![0; BUFFER],
            filled: 0,
            passing: part > 0,
            partial: part > 0,
            head: None,
            cutter: Cutter::default(),
            rows: 0,
            row: None,
        }
    }

    /// Where the next bytes of the file are to be put; never empty.
    pub fn space(&mut self) -> &mut [u8] {
        if self.filled == self.buffer.len() {
            self.buffer.resize(self.filled * 2, 0);
        }
        self.buffer.get_mut(self.filled..).unwrap_or_default()
    }

    /// Reads what was put into the first `count` bytes of [`Reader::space`].
    pub fn filled(&mut self, count: usize) {
        self.filled = (self.filled + count).min(self.buffer.len());
        self.advance(false);
    }

    /// Reads what is left at the end of the file, and returns how many lines there were.
    pub fn finish(mut self) -> u64 {
        self.advance(true);
        if let (Some(row), MOST_ROWS) = (self.row, self.rows) {
            let reason = match row {
                Row::Cell => Reason::FullHistogram,
                Row::Record => Reason::FullResult,
            };
            self.tally.skip(self.place(self.lines), reason);
        }
        self.lines
    }

    /// Ends where the file cannot be read on: a line or value that has begun is not read.
    pub fn abandon(self, reason: Reason) -> u64 {
        self.tally.skip(self.place(self.lines + 1), reason);
        self.lines
    }

    fn advance(&mut self, whole: bool) {
        let buffer = std::mem::take(&mut self.buffer);
        let bytes = buffer.get(..self.filled).unwrap_or_default();
        if self.shape.is_none() {
            self.shape = shape(bytes, whole);
        }
        let used = match self.shape {
            None => 0,
            Some(Shape::Document) => self.document(bytes, whole),
            Some(shape) => self.lines(bytes, shape, whole),
        };
        self.buffer = buffer;
        self.buffer.copy_within(used..self.filled, 0);
        self.filled -= used.min(self.filled);
        // A long line is not waited for any more; its buffer is given back.
        if self.filled < BUFFER && self.buffer.len() > BUFFER {
            self.buffer.truncate(BUFFER);
            self.buffer.shrink_to_fit();
        }
    }

    /// Reads whole lines; returns how many bytes they had.
    fn lines(&mut self, bytes: &[u8], shape: Shape, whole: bool) -> usize {
        let mut end = memrchr(b'\n', bytes).map_or(0, |at| at + 1);
        if whole {
            end = bytes.len();
        }
        let mut rest = bytes.get(..end).unwrap_or_default();
        let valid = is_utf8(rest);
        while !rest.is_empty() {
            let length = memchr(b'\n', rest).unwrap_or(rest.len());
            let (line, after) = rest.split_at(length);
            rest = after.get(1..).unwrap_or_default();
            self.lines += u64::from(!std::mem::take(&mut self.partial));
            if std::mem::take(&mut self.passing) {
                continue;
            }
            if !valid && !is_utf8(line) {
                self.tally.not_utf8();
            }
            self.line(line, shape);
        }
        if bytes.len() - end >= LONGEST {
            if !self.passing {
                self.tally.skip(self.place(self.lines + 1), Reason::TooLong);
            }
            self.passing = true;
        }
        if self.passing { bytes.len() } else { end }
    }

    fn line(&mut self, line: &[u8], shape: Shape) {
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).trim_ascii();
        if line.is_empty() {
            return;
        }
        let place = self.place(self.lines);
        if shape == Shape::Table {
            return self.row(line, place);
        }
        let (line, time) = match (line.first(), line.iter().take(40).position(|&b| b == b' ')) {
            // `2026-11-22T08:30:00.000Z {…}`: a log group exported to S3.
            (Some(b'0'..=b'9'), Some(at)) => {
                let (time, record) = line.split_at(at);
                (record.trim_ascii_start(), Moment::parse(time))
            }
            _ => (line, None),
        };
        self.take(place, time, line);
    }

    fn row(&mut self, line: &[u8], place: Place) {
        let Some(head) = self.head.take() else {
            self.head = Head::read(line);
            return;
        };
        match &head {
            Head::Cells(header, of_insights) => {
                if *of_insights {
                    self.count(Row::Cell);
                    self.tally.classes();
                }
                let tally = &mut *self.tally;
                let read = header.row(line, |request| {
                    tally.request(request);
                });
                if let Err(reason) = read {
                    self.tally.skip(place, reason);
                }
            }
            Head::Records(columns) => {
                self.count(Row::Record);
                match columns.row(line) {
                    Some((record, time)) => {
                        self.take(place, time, record.as_bytes());
                    }
                    None => self.tally.skip(place, Reason::NoRow),
                }
            }
        }
        self.head = Some(head);
    }

    fn count(&mut self, row: Row) {
        self.row = Some(row);
        self.rows += 1;
    }

    /// Reads whole values; returns how many bytes are done with.
    fn document(&mut self, bytes: &[u8], whole: bool) -> usize {
        let mut cutter = std::mem::take(&mut self.cutter);
        let mut counted = 0;
        while let Some(cut) = cutter.next(bytes) {
            let (from, cut) = match cut {
                Cut::Value { from, to } => (from, Ok(bytes.get(from..to).unwrap_or_default())),
                Cut::Garbage { at } => (at, Err(Reason::NotJson)),
            };
            self.lines += newlines(bytes, counted, from);
            counted = from;
            let place = self.place(self.lines + 1);
            match cut {
                _ if std::mem::take(&mut self.passing) => {}
                Ok(value) => {
                    if !is_utf8(value) {
                        self.tally.not_utf8();
                    }
                    self.take(place, None, value);
                }
                Err(reason) => self.tally.skip(place, reason),
            }
        }
        let mut done = cutter.done();
        if cutter.start().is_some() && (whole || bytes.len() - done >= LONGEST) {
            if !self.passing {
                let at = self.lines + newlines(bytes, counted, done) + 1;
                let reason = if whole { Reason::CutOff } else { Reason::TooLong };
                self.tally.skip(self.place(at), reason);
            }
            self.passing = true;
        }
        if self.passing {
            done = cutter.looked_at();
        }
        self.lines += newlines(bytes, counted, done);
        cutter.forget(done);
        self.cutter = cutter;
        done
    }

    const fn place(&self, line: u64) -> Place {
        Place { file: self.file, part: self.part, line }
    }

    /// Reads the values of a line, or one value, into the tally.
    fn take(&mut self, place: Place, time: Option<Moment>, text: &[u8]) {
        let tally = &mut *self.tally;
        let (row, rows) = (&mut self.row, &mut self.rows);
        read(text, &mut |event| match event {
            Event::Request(mut request, around) => {
                request.time = request.time.or(time.zip(time));
                if !tally.is_copy(around.id, &request) && tally.request(&request) {
                    tally.learn(&request, around.sent);
                    tally.beside(around);
                }
            }
            Event::Metric(metric) => tally.metric(place, &metric),
            Event::Period(millis) => tally.period(millis),
            Event::Row(kind) => {
                *row = Some(kind);
                *rows += 1;
                if kind == Row::Cell {
                    tally.classes();
                }
            }
            Event::Failed(mut request, around) => {
                request.time = request.time.or(time.zip(time));
                if !tally.is_copy(around.id, &request) {
                    tally.fail(place, &request);
                }
            }
            Event::Skipped(reason) => tally.skip(place, reason),
        });
    }
}

fn is_utf8(bytes: &[u8]) -> bool {
    simdutf8::basic::from_utf8(bytes).is_ok()
}

fn newlines(bytes: &[u8], from: usize, to: usize) -> u64 {
    memchr_iter(b'\n', bytes.get(from..to).unwrap_or_default()).count() as u64
}
