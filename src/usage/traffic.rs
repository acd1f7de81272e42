//! Requests read from logs, priced one by one on every model: what exactly this traffic would cost.

use crate::money::Usd;

/// What the requests of the logs cost, now and on every model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traffic {
    /// How many requests have a model that the card knows.
    pub requests: u64,
    /// What they cost on the models that answered them.
    pub now: Usd,
    /// The days that they span, where the logs say; else nothing.
    pub span: String,
    /// Each model's cost, the cheapest first, those without a price for all requests last.
    pub models: Vec<ReplayedModel>,
}

/// What the requests cost on one model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplayedModel {
    /// Its id on the card.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The least, the likeliest and the most, as its tokenizer may count; none without a price for
    /// all requests.
    pub costs: Option<[Usd; 3]>,
    /// What else to know.
    pub notes: String,
    /// What the rate card assumes of the costs, in words.
    pub assumed: Vec<String>,
}
