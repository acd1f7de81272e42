//! Real traffic: from the bytes of Bedrock's logs to totals, a workload, and what the same requests
//! cost on every model.
//!
//! A [`Reader`] takes the bytes of a file and finds the requests in it, without building what they
//! say; a [`Tally`] adds them up. Tallies of several files, or of parts of one, add up to the tally
//! of all. From it follow a workload ([`Fit`]), a small histogram ([`Cells`]), and the cost on every
//! model ([`Replay`]), which is priced request by request while the log is read.
//!
//! If asked, the texts of requests are counted as they pass, so that tokenizers can be corrected by
//! what the requests were billed ([`Lessons`]).
//!
//! Nothing here opens a file, and no text of a prompt or an answer is kept.

mod about;
mod bedrock_id;
mod beside;
mod body;
mod cells;
mod chosen;
mod copies;
mod counts;
mod cutter;
mod daily;
mod days;
mod ends;
mod event;
mod facets;
mod fit;
mod found;
mod groups;
mod insights;
mod lengths;
mod lessons;
mod measured;
mod message;
mod metric;
mod metric_sums;
mod names;
mod only;
mod other;
mod plan;
mod price;
mod queries;
mod quotes;
mod reader;
mod reason;
mod record;
mod replay;
mod request;
mod segments;
mod sketch;
mod skim;
mod skips;
mod span;
mod stop;
mod tally;
#[cfg(test)]
mod tests;
mod thinking;
mod time;
mod totals;
mod traffic;
mod unstated;
mod who;

pub use about::About;
pub use bedrock_id::{Resolved, resolve};
pub use beside::Extras;
pub use cells::Cells;
pub use copies::Filtered;
pub use counts::CountFault;
pub use daily::{BilledAs, Daily, DaySum};
pub use days::{FEWEST_DAYS, Outlier, outliers};
pub use ends::Ends;
pub use facets::{DIMENSIONS, Dimension, Facet};
pub use fit::Fit;
pub use groups::{By, Group, Groups, MOST_GROUPS};
pub use lengths::SeenLengths;
pub use lessons::{Lessons, Taught};
pub use names::{Nameless, Names};
pub use only::{LeftOut, Only};
pub use other::Other;
pub use plan::Plan;
pub use queries::{Dialect, logs_insights, sql};
pub use reader::{Reader, Shape, shape};
pub use reason::Reason;
pub use replay::{Replay, Replayed};
pub use request::Request;
pub use segments::Cuts;
pub use sketch::Sketch;
pub use skips::{Place, Skips};
pub use span::Stretch;
pub use stop::Stop;
pub use tally::{Copies, Tally};
pub use thinking::{SeenThinking, Stated};
pub use time::Moment;
pub use totals::IdTotals;
pub use traffic::{ReplayedModel, Traffic};
pub use unstated::Unstated;
