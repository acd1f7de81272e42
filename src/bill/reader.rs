//! The bytes of a bill, to its lines. What form it has shows at its start.

use super::csv::Csv;
use super::explorer;
use super::fault::{BillFault, LineFault};
use super::names::Names;
use super::sums::{Adder, Bill};

/// The most bytes of an answer of Cost Explorer, which is read as a whole.
const MOST_JSON: usize = 64 << 20;
/// How many faulty lines are told.
const MOST_TOLD: usize = 5;

/// A file of a bill that was read.
#[derive(Debug, Clone, Default)]
pub struct Read {
    /// Its lines.
    pub bill: Bill,
    /// Lines that were not read.
    pub faulty: u64,
    /// The first of them, by the number of their line, or of their group in JSON.
    pub faults: Vec<(u64, LineFault)>,
    /// Whether an answer of Cost Explorer goes on in another one.
    pub goes_on: bool,
}

/// Reads the bytes of a file.
#[derive(Debug)]
pub struct Reader<'n> {
    adder: Adder<'n>,
    form: Form,
    read: Read,
    fault: Option<BillFault>,
}

#[derive(Debug)]
enum Form {
    /// What was read before it shows.
    Start(Vec<u8>),
    Csv(Box<Csv>),
    Json(Vec<u8>),
}

impl<'n> Reader<'n> {
    /// Nothing read yet; `names` tells the models.
    pub fn new(names: &'n Names) -> Self {
        Self {
            adder: Adder::new(names),
            form: Form::Start(Vec::new()),
            read: Read::default(),
            fault: None,
        }
    }

    /// Takes in the next bytes.
    ///
    /// # Errors
    /// Why the file is no bill; what follows need not be read then.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), BillFault> {
        let pushed = self.take(bytes);
        self.fault = pushed.clone().err().or(self.fault.take());
        pushed
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), BillFault> {
        match &mut self.form {
            Form::Start(head) => {
                head.extend_from_slice(bytes);
                let head = std::mem::take(head);
                match told(&head)? {
                    Some(form) => {
                        self.form = form;
                        let skipped = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head);
                        self.take(skipped)
                    }
                    None => {
                        self.form = Form::Start(head);
                        Ok(())
                    }
                }
            }
            Form::Csv(csv) => {
                let (adder, read) = (&mut self.adder, &mut self.read);
                csv.push(bytes, |line| adder.take(line), |at, fault| note(read, at, fault))
            }
            Form::Json(all) => {
                if all.len() + bytes.len() > MOST_JSON {
                    return Err(BillFault::TooLong("JSON", MOST_JSON >> 20));
                }
                all.extend_from_slice(bytes);
                Ok(())
            }
        }
    }

    /// The file is at its end.
    ///
    /// # Errors
    /// Why it is no bill.
    pub fn finish(mut self) -> Result<Read, BillFault> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let (adder, read) = (&mut self.adder, &mut self.read);
        match self.form {
            Form::Start(head) if head.iter().all(u8::is_ascii_whitespace) => {
                return Err(BillFault::Empty);
            }
            Form::Start(_) => return Err(BillFault::Columns(super::line::needed())),
            Form::Csv(csv) => {
                csv.finish(|line| adder.take(line), |at, fault| note(read, at, fault))?;
            }
            Form::Json(bytes) => {
                read.goes_on = explorer::read(&bytes, adder, |at, fault| note(read, at, fault))?;
            }
        }
        self.read.bill = self.adder.finish();
        Ok(self.read)
    }
}

fn note(read: &mut Read, at: u64, fault: LineFault) {
    read.faulty += 1;
    if read.faults.len() < MOST_TOLD {
        read.faults.push((at, fault));
    }
}

/// The form of a file that starts so; none where it does not show yet.
fn told(head: &[u8]) -> Result<Option<Form>, BillFault> {
    const KNOWN: [(&[u8], &str); 3] = [
        (
            b"PAR1",
            "Parquet; `tokenfare bill --sql duckdb` or `--sql athena` prints a statement that adds it up, \
             whose result is read",
        ),
        (b"PK\x03\x04", "a ZIP archive; unpack it first"),
        (b"%PDF", "a PDF, such as an invoice; it has no lines of usage"),
    ];
    for (start, form) in KNOWN {
        if head.starts_with(start) {
            return Err(BillFault::Form(form));
        }
    }
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let Some(first) = text.iter().find(|byte| !byte.is_ascii_whitespace()) else {
        return Ok(None);
    };
    // Enough for every sign above.
    if head.len() < 4 {
        return Ok(None);
    }
    Ok(Some(match first {
        b'{' | b'[' => Form::Json(Vec::new()),
        _ => Form::Csv(Box::default()),
    }))
}
