//! Files that are known, but are no logs of requests: each is refused by its name.

use super::cells;
use super::skim::{Broken, Skim};

/// A file that is known to be something else than a log of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Other {
    /// A Cost and Usage Report, or the same lines by FOCUS.
    Bill,
    /// An answer of Cost Explorer.
    CostExplorer,
    /// A price list.
    Prices,
    /// The models that Bedrock offers.
    Models,
    /// Inference profiles of an account.
    Profiles,
    /// Headers of a response.
    Headers,
    /// A rate card or an overlay.
    Card,
    /// A scenario.
    Scenario,
}

/// A key that a file of JSON begins with, and what that makes it.
const KEYS: [(&[u8], Other); 12] = [
    (b"ResultsByTime", Other::CostExplorer),
    (b"GroupDefinitions", Other::CostExplorer),
    (b"DimensionValueAttributes", Other::CostExplorer),
    (b"PriceList", Other::Prices),
    (b"FormatVersion", Other::Prices),
    (b"formatVersion", Other::Prices),
    (b"offerCode", Other::Prices),
    (b"sample_spec", Other::Prices),
    (b"modelSummaries", Other::Models),
    (b"modelDetails", Other::Models),
    (b"inferenceProfileSummaries", Other::Profiles),
    (b"inferenceProfileId", Other::Profiles),
];

/// A column of a file of CSV, and what that makes it.
const COLUMNS: [(&str, Other); 8] = [
    ("line_item_usage_type", Other::Bill),
    ("line_item_unblended_cost", Other::Bill),
    ("lineItem/UsageType", Other::Bill),
    ("lineItem/UnblendedCost", Other::Bill),
    ("BilledCost", Other::Bill),
    ("FormatVersion", Other::Prices),
    ("RateCode", Other::Prices),
    ("PricePerUnit", Other::Prices),
];

impl Other {
    /// What a file is that begins so, if that is known to be no log.
    pub fn of(head: &[u8]) -> Option<Self> {
        let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
        if matches!(head.first(), Some(b'{' | b'[')) {
            return json(head);
        }
        let line = head.split(|b| *b == b'\n').next().unwrap_or_default().trim_ascii_end();
        if line.starts_with(b"HTTP/") || line.to_ascii_lowercase().starts_with(b"x-amzn-") {
            return Some(Self::Headers);
        }
        toml(head).or_else(|| {
            let names = cells::fields(std::str::from_utf8(line).ok()?);
            let is_named = |column: &str| names.iter().any(|name| name.trim() == column);
            COLUMNS.iter().find(|(column, _)| is_named(column)).map(|(_, other)| *other)
        })
    }

    /// What it is and what to do with it, after its name.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Bill => "is a bill, not a log of requests: `tokenfare bill` reads it",
            Self::CostExplorer => {
                "is an answer of Cost Explorer, not a log of requests: `tokenfare bill` reads it"
            }
            Self::Prices => {
                "is a price list, not a log of requests: `tokenfare rates import` makes a rate card of it"
            }
            Self::Models => {
                "is a list of models, not a log of requests: `tokenfare rates show` lists those with prices"
            }
            Self::Profiles => "is a list of inference profiles, not a log of requests",
            Self::Headers => {
                "holds the headers of a response, not a log of requests: turn on model invocation logging, \
                 which states the same tokens"
            }
            Self::Card => {
                "is a rate card, not a log of requests: name it after --rates or --overlay"
            }
            Self::Scenario => {
                "is a scenario, not a log of requests: `tokenfare rank` and the explorer read it"
            }
        }
    }
}

/// By the first key of an object, or of the first one in an array.
fn json(head: &[u8]) -> Option<Other> {
    let mut first = None;
    let mut look = |skim: &mut Skim<'_>| {
        skim.object(|_, key| {
            first = KEYS.iter().find(|(known, _)| *known == key);
            Err(Broken::CutOff)
        })
    };
    let mut skim = Skim::new(head);
    // Ends at the first key, or at the end of what is there.
    let _ = match head.first() {
        Some(b'[') => skim.array(look),
        _ => look(&mut skim),
    };
    first.map(|(_, other)| *other)
}

/// By the keys that cards and scenarios have.
fn toml(head: &[u8]) -> Option<Other> {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(head.get(..error.valid_up_to())?).ok()?,
    };
    let lines = || text.lines().map(str::trim);
    let is_toml =
        |line: &str| line.starts_with('#') || line.starts_with('[') || line.contains(" = ");
    if !lines().find(|line| !line.is_empty()).is_some_and(is_toml) {
        return None;
    }
    if lines().any(|line| line == "[[model]]") {
        return Some(Other::Card);
    }
    let is_scenario = |line: &str| {
        line == "# A tokenfare scenario: a month of requests to a model."
            || matches!(line.split(" = ").next(), Some("requests" | "turns" | "active_hours"))
    };
    lines().any(is_scenario).then_some(Other::Scenario)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_files_are_known_by_their_heads() {
        for (head, other) in [
            ("identity/LineItemId,lineItem/UsageType,lineItem/UnblendedCost\n", Other::Bill),
            ("\"bill_payer_account_id\",\"line_item_usage_type\"\n", Other::Bill),
            ("BilledCost,ListCost,x_UsageType\n", Other::Bill),
            ("{\n  \"ResultsByTime\": [\n", Other::CostExplorer),
            ("{\"GroupDefinitions\":[", Other::CostExplorer),
            ("{\"formatVersion\":\"v1.0\",\"offerCode\":\"AmazonBedrock\"", Other::Prices),
            ("{\"sample_spec\": {", Other::Prices),
            ("\"FormatVersion\",\"v1.0\"\n\"Disclaimer\",", Other::Prices),
            ("{\"modelSummaries\":[", Other::Models),
            ("{\n\"inferenceProfileSummaries\": [", Other::Profiles),
            ("HTTP/1.1 200 OK\r\nx-amzn-requestid: 1\r\n", Other::Headers),
            ("X-Amzn-Bedrock-Input-Token-Count: 12\n", Other::Headers),
            ("# Mine\nschema = 2\n\n[[model]]\nid = \"a\"\n", Other::Card),
            ("schema = 1\nname = \"Mine\"\nrequests = 50_000\n", Other::Scenario),
        ] {
            assert_eq!(Other::of(head.as_bytes()), Some(other), "{head}");
        }
        for log in ["", "garbage", "{\"modelId\":\"x\"}", "[{\"usage\":{}}]", "17", "a,b\n1,2\n"] {
            assert_eq!(Other::of(log.as_bytes()), None, "{log}");
        }
        for card in crate::card::Builtin::ALL {
            assert_eq!(Other::of(card.text().as_bytes()), Some(Other::Card));
        }
    }
}
