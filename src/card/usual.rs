//! What is usual for the prices of tokens on Bedrock, in words that are said in one way wherever they
//! are shown.

use super::{Bucket, Card, Lane, Model, Slot};

/// What of, and what holds of it.
pub const USUAL: [(&str, &str); 4] = [
    ("Streaming", "does not change the price: an answer costs the same, streamed or whole"),
    ("Images", "and video that a model makes are billed by item or second, and not priced here"),
    ("Embeddings", "are billed by input tokens alone"),
    ("Output", "usually costs 3 to 5 times as much as input, for the same tokens"),
];

/// The least and the greatest usual multiple of output's rate to that of input.
const USUAL_TIMES: [u64; 2] = [3, 5];

/// The models that are named of those that are not as usual.
const NAMED: usize = 3;

impl Model {
    /// What output costs as a multiple of input, in the standard lane of its first price; none where
    /// one of them has no rate, or input is free.
    fn output_times(&self) -> Option<f64> {
        let (input, output) = self.input_and_output()?;
        Some(output as f64 / input as f64)
    }

    /// Picodollars of a token.
    fn input_and_output(&self) -> Option<(u64, u64)> {
        let base = &self.prices.as_ref()?.base;
        let rate = |bucket| base[Slot::new(Lane::Standard, bucket)].map(|rate| rate.pico());
        Some((rate(Bucket::Fresh)?, rate(Bucket::Output)?)).filter(|(input, _)| *input > 0)
    }

    /// Whether output costs three to five times as much as input; none where that cannot be said.
    pub fn is_usual(&self) -> Option<bool> {
        let (input, output) = self.input_and_output()?;
        let [least, most] = USUAL_TIMES;
        Some((input.saturating_mul(least)..=input.saturating_mul(most)).contains(&output))
    }

    /// `output costs 1.3 times as much as input; 3 to 5 times is usual`.
    pub fn output_words(&self) -> Option<String> {
        let times = written(self.output_times()?);
        let [least, most] = USUAL_TIMES;
        let more = if times == "1" { String::new() } else { format!("{times} times ") };
        Some(match self.is_usual()? {
            true => format!("output costs {more}as much as input, as is usual"),
            false => format!(
                "output costs {more}as much as input; {least} to {most} times as much is usual"
            ),
        })
    }
}

impl Card {
    /// On how many models output costs three to five times as much as input, and which are furthest
    /// from that, the ones with the cheapest output first; none where all are as usual.
    pub fn output_words(&self) -> Option<String> {
        let told: Vec<(&Model, bool)> =
            self.models.iter().filter_map(|model| Some((model, model.is_usual()?))).collect();
        let mut others: Vec<(f64, &str)> = told
            .iter()
            .filter(|(_, is_usual)| !is_usual)
            .filter_map(|(model, _)| Some((model.output_times()?, model.name.as_str())))
            .collect();
        others.sort_by(|one, other| one.0.total_cmp(&other.0));
        let named = |(times, name): &(f64, &str)| format!("{name} {}x", written(*times));
        let mut names: Vec<String> = others.iter().take(NAMED).map(named).collect();
        let left = others.len().checked_sub(NAMED).filter(|left| *left > 0);
        names.extend(left.map(|left| format!("and {left} more")));
        let (usual, all) = (told.len() - others.len(), told.len());
        let [least, most] = USUAL_TIMES;
        (!names.is_empty()).then(|| {
            format!(
                "output costs {least} to {most} times as much as input on {usual} of {all} models; \
                 not on {}",
                names.join(", ")
            )
        })
    }
}

/// A multiple with one decimal where it is not whole.
fn written(times: f64) -> String {
    let text = format!("{times:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use crate::card::fixed;

    #[test]
    fn the_readme_says_the_same() {
        let readme = include_str!("../../README.md").replace("**", "");
        let readme = readme.split_whitespace().collect::<Vec<_>>().join(" ");
        for (of, words) in super::USUAL {
            assert!(readme.contains(&format!("- {of} {words}.")), "{of} {words}");
        }
    }

    #[test]
    fn the_exceptions_of_the_representative_models_are_named() {
        let card = fixed::representative();
        // Titan Text Lite 0.20 / 0.15 = 1.33, Llama large 3.50 / 2.65 = 1.32, Cohere Command 2.00 /
        // 1.00 = 2; the other eleven are 3 (Mistral), 3.27 (Llama small), 4 (Nova) or 5 (Claude).
        assert_eq!(
            card.output_words().as_deref(),
            Some(
                "output costs 3 to 5 times as much as input on 11 of 14 models; not on Llama \
                 (large, ~70B+) 1.3x, Titan Text Lite 1.3x, Cohere Command 2x"
            )
        );
        let of = |id: &str| card.model(id).and_then(|model| model.output_words());
        assert_eq!(
            of("cohere-command").as_deref(),
            Some("output costs 2 times as much as input; 3 to 5 times as much is usual")
        );
        assert_eq!(
            of("llama-small").as_deref(),
            Some("output costs 3.3 times as much as input, as is usual")
        );
        // 0.0125 / 0.0025, on the border.
        assert_eq!(card.model("nova-premier").and_then(|model| model.is_usual()), Some(true));
    }
}
