//! Requests read from logs, priced one by one on every model: what exactly this traffic would cost.

use crate::money::Usd;

/// What the requests of the logs cost, now and on every model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traffic {
    /// How many requests are priced on every model: those with a price on the model that answered them, or
    /// all of known models where none has.
    pub requests: u64,
    /// What they cost on the models that answered them; none where they have no price there.
    pub now: Option<Usd>,
    /// What is not among them, in a few words each: requests without a model or a price, what was skipped.
    pub left_out: Vec<String>,
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
    /// How many of the requests it answered.
    pub requests_now: u64,
    /// The least, the likeliest and the most, as its tokenizer may count; none without a price for
    /// all requests.
    pub costs: Option<[Usd; 3]>,
    /// What else to know.
    pub notes: String,
    /// What the rate card assumes of the costs, in words.
    pub assumed: Vec<String>,
}

impl Traffic {
    /// The place of the model that answered the most of the requests; none where those are not among the
    /// models.
    pub fn busiest(&self) -> Option<usize> {
        let most = self.models.iter().map(|model| model.requests_now).max()?;
        self.models.iter().position(|model| most > 0 && model.requests_now == most)
    }
}
