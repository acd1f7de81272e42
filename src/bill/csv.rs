//! Bills as CSV: rows by RFC 4180, however long the file is, under a header that names their columns.

use csv_core::{ReadRecordResult, Reader};

use super::fault::{BillFault, LineFault};
use super::line::{Header, Line};

/// The most bytes and values of a row: tags and costs of many categories are long.
const MOST_ROW: usize = 4 << 20;
const MOST_VALUES: usize = 1 << 16;

/// A table as far as it was read.
#[derive(Debug)]
pub(super) struct Csv {
    reader: Reader,
    header: Option<Header>,
    /// The values of the row that is read, one after the other, and where each ends.
    values: Vec<u8>,
    ends: Vec<usize>,
    filled: usize,
    ended: usize,
    /// The line in which the row begins.
    line: u64,
    /// The header's row: files that were joined have it again.
    names: Vec<u8>,
}

impl Default for Csv {
    fn default() -> Self {
        Self {
            reader: Reader::new(),
            header: None,
            values: vec![0; 16 << 10],
            ends: vec![0; 512],
            filled: 0,
            ended: 0,
            line: 1,
            names: Vec::new(),
        }
    }
}

impl Csv {
    /// Takes in bytes; hands over each line, and what is wrong with one by its number.
    pub(super) fn push(
        &mut self,
        mut bytes: &[u8],
        mut take: impl FnMut(&Line<'_>) -> Result<(), LineFault>,
        mut note: impl FnMut(u64, LineFault),
    ) -> Result<(), BillFault> {
        while !bytes.is_empty() {
            let read = self.step(bytes)?;
            bytes = bytes.get(read.1..).unwrap_or_default();
            if read.0 {
                self.row(&mut take, &mut note)?;
            }
        }
        Ok(())
    }

    /// The file is at its end: a row that it did not end is one too.
    pub(super) fn finish(
        mut self,
        mut take: impl FnMut(&Line<'_>) -> Result<(), LineFault>,
        mut note: impl FnMut(u64, LineFault),
    ) -> Result<(), BillFault> {
        if self.step(&[])?.0 {
            self.row(&mut take, &mut note)?;
        }
        match self.header {
            Some(_) => Ok(()),
            None => Err(BillFault::Columns(super::line::needed())),
        }
    }

    /// Reads on; whether a row is whole, and how many bytes were taken.
    fn step(&mut self, bytes: &[u8]) -> Result<(bool, usize), BillFault> {
        let mut taken = 0;
        loop {
            let (result, read, written, ended) = self.reader.read_record(
                bytes.get(taken..).unwrap_or_default(),
                self.values.get_mut(self.filled..).unwrap_or_default(),
                self.ends.get_mut(self.ended..).unwrap_or_default(),
            );
            taken += read;
            self.filled += written;
            self.ended += ended;
            match result {
                ReadRecordResult::Record => return Ok((true, taken)),
                ReadRecordResult::InputEmpty | ReadRecordResult::End => return Ok((false, taken)),
                ReadRecordResult::OutputFull => grow(&mut self.values, MOST_ROW)?,
                ReadRecordResult::OutputEndsFull => grow(&mut self.ends, MOST_VALUES)?,
            }
        }
    }

    /// The row is whole.
    fn row(
        &mut self,
        take: &mut impl FnMut(&Line<'_>) -> Result<(), LineFault>,
        note: &mut impl FnMut(u64, LineFault),
    ) -> Result<(), BillFault> {
        let line = std::mem::replace(&mut self.line, self.reader.line());
        let (filled, ended) = (std::mem::take(&mut self.filled), std::mem::take(&mut self.ended));
        let values = self.values.get(..filled).unwrap_or_default();
        let ends = self.ends.get(..ended).unwrap_or_default();
        let value = |at: usize| -> &[u8] {
            let start = if at == 0 { 0 } else { ends.get(at - 1).copied().unwrap_or(0) };
            let end = ends.get(at).copied().unwrap_or(start);
            values.get(start..end).unwrap_or_default()
        };
        let Some(header) = &self.header else {
            let names = (0..ended).map(|at| std::str::from_utf8(value(at)).unwrap_or_default());
            self.header = Some(Header::read(names).map_err(BillFault::Columns)?);
            self.names = values.to_vec();
            return Ok(());
        };
        if values == self.names.as_slice() {
            return Ok(());
        }
        let read = match ended == header.columns() {
            false => Err(LineFault::Cut(ended, header.columns())),
            true if std::str::from_utf8(values).is_err() => Err(LineFault::NotUtf8),
            true => take(&header.line(|at| std::str::from_utf8(value(at)).unwrap_or_default())),
        };
        if let Err(fault) = read {
            note(line, fault);
        }
        Ok(())
    }
}

/// Makes room for a longer row.
fn grow<T: Clone + Default>(room: &mut Vec<T>, most: usize) -> Result<(), BillFault> {
    if room.len() >= most {
        return Err(BillFault::TooLong("a row", MOST_ROW >> 20));
    }
    room.resize((room.len() * 2).min(most), T::default());
    Ok(())
}
