//! What a line of a bill is beside usage, and by which name it is set aside.

/// What is set aside together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Aside {
    /// Its name in a sentence.
    pub words: String,
    /// Whether it takes something off the prices of usage, which net costs have done already.
    pub is_discount: bool,
}

/// The kinds of lines that AWS names: `line_item_line_item_type` of CUR, the record type of Cost
/// Explorer, the charge category of FOCUS.
const KINDS: [(&str, &str, bool); 15] = [
    ("Tax", "tax", false),
    ("Credit", "credits", false),
    ("Refund", "refunds", false),
    ("Fee", "fees", false),
    ("RIFee", "reservation fees", false),
    ("SavingsPlanRecurringFee", "savings plan fees", false),
    ("SavingsPlanUpfrontFee", "savings plan fees", false),
    ("SavingsPlanNegation", "savings plan negations", false),
    ("Purchase", "purchases", false),
    ("Adjustment", "adjustments", false),
    ("Discount", "discounts", true),
    ("EdpDiscount", "discounts of an enterprise agreement (EDP)", true),
    ("BundledDiscount", "bundled discounts", true),
    ("PrivateRateDiscount", "private rate discounts", true),
    ("DistributorDiscount", "distributor discounts", true),
];

/// By which name a line of that kind is set aside; none for usage, and where the kind is not stated.
pub(super) fn aside(kind: &str) -> Option<Aside> {
    if kind.is_empty() || kind.eq_ignore_ascii_case("usage") {
        return None;
    }
    let letters = |text: &str| text.replace([' ', '_', '-'], "").to_lowercase();
    let known = KINDS.iter().find(|(name, ..)| letters(name) == letters(kind));
    Some(match known {
        Some((_, words, is_discount)) => Aside::new(words, *is_discount),
        // By the bill's own name.
        None => Aside::new(kind, letters(kind).ends_with("discount")),
    })
}

impl Aside {
    /// What is set aside under a name.
    pub(super) fn new(words: &str, is_discount: bool) -> Self {
        Self { words: words.to_owned(), is_discount }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_usage_is_usage() {
        for usage in ["Usage", "usage", ""] {
            assert_eq!(aside(usage), None, "{usage}");
        }
        for (kind, words, is_discount) in [
            ("Tax", "tax", false),
            ("EdpDiscount", "discounts of an enterprise agreement (EDP)", true),
            ("Edp Discount", "discounts of an enterprise agreement (EDP)", true),
            ("SolutionProviderProgramDiscount", "SolutionProviderProgramDiscount", true),
            ("DiscountedUsage", "DiscountedUsage", false),
            ("SavingsPlanCoveredUsage", "SavingsPlanCoveredUsage", false),
        ] {
            assert_eq!(aside(kind), Some(Aside::new(words, is_discount)), "{kind}");
        }
    }
}
