//! What can be wrong with a bill, or with a line of it.

use thiserror::Error;

use super::line::needed;
use crate::money::DecimalFault;

/// Why a file is not read as a bill.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BillFault {
    /// Nothing is in it.
    #[error("is empty")]
    Empty,
    /// It has other columns.
    #[error("{}", lacking(.0))]
    Columns(Vec<&'static str>),
    /// JSON that is no answer of Cost Explorer, with what it seems to be.
    #[error("is JSON, but no answer of `aws ce get-cost-and-usage`: {0}")]
    Json(String),
    /// A form that is known, and not read.
    #[error("is {0}")]
    Form(&'static str),
    /// Too long for what it is.
    #[error("has {0} of more than {1} MB")]
    TooLong(&'static str, usize),
}

/// Which columns a table lacks to be a bill.
fn lacking(columns: &[&str]) -> String {
    if columns.len() < needed().len() {
        return format!("lacks {}, without which its lines say too little", columns.join(" and "));
    }
    "is no bill: it has not the columns of CUR 2.0, the legacy CUR or FOCUS, and is no answer of \
     `aws ce get-cost-and-usage`"
        .to_owned()
}

/// Why a line was not read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LineFault {
    /// It has fewer or more values than columns.
    #[error("has {0} values for {1} columns: the file may be cut")]
    Cut(usize, usize),
    /// A number is none.
    #[error("has the {0} `{1}`, which {2}")]
    Number(&'static str, String, DecimalFault),
    /// An amount in another currency.
    #[error("is in {0}; only bills in USD are read")]
    Currency(String),
    /// It has bytes that are no UTF-8.
    #[error("has bytes that are no UTF-8")]
    NotUtf8,
}
