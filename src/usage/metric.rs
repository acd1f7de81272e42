//! CloudWatch's metrics of Bedrock: sums over all requests, without the single ones.

use super::skim::{Broken, Next, Skim};
use super::time::Moment;

/// What a metric of the namespace `AWS/Bedrock` counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Invocations,
    Input,
    Output,
    CacheRead,
    CacheWrite,
}

/// One metric of one model, summed up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Metric<'a> {
    /// What is left of its label without the metric's name: the model's id, or nothing.
    pub(super) model: &'a str,
    /// None for a metric that counts no tokens.
    pub(super) kind: Option<Kind>,
    pub(super) sum: u64,
    /// How many requests made the sum, where that is said.
    pub(super) samples: u64,
    pub(super) first: Option<Moment>,
    pub(super) last: Option<Moment>,
}

/// More than this is no sum of a metric.
const MOST: f64 = 1e15;

/// Reads the results of `get-metric-data`, or the data points of `get-metric-statistics` under
/// `label`.
pub(super) fn read<'a>(
    skim: &mut Skim<'a>,
    label: &'a [u8],
    each: &mut impl FnMut(Metric<'_>),
) -> Result<(), Broken> {
    // The label may stand behind the data points; then it is not known here.
    let mut points = Series::new(label);
    let mut has_points = false;
    skim.array(|skim| {
        let mut series = Series::new(b"");
        let mut is_result = false;
        let mut point = (None, None, None);
        skim.object(|skim, key| {
            match key {
                b"Label" => {
                    series.label = skim.text()?.unwrap_or_default();
                    is_result = true;
                }
                b"Timestamps" => skim.array(|skim| {
                    let time = skim.text()?.and_then(Moment::parse);
                    series.span(time);
                    Ok(())
                })?,
                b"Values" => skim.array(|skim| {
                    series.sum += number(skim)?;
                    Ok(())
                })?,
                b"Timestamp" => point.0 = skim.text()?.and_then(Moment::parse),
                b"Sum" => point.1 = Some(number(skim)?),
                b"SampleCount" => point.2 = Some(number(skim)?),
                _ => skim.pass()?,
            }
            Ok(())
        })?;
        if is_result {
            each(series.metric());
        } else if let (time, Some(sum), samples) = point {
            has_points = true;
            points.span(time);
            points.sum += sum;
            points.samples += samples.unwrap_or(0.0);
        }
        Ok(())
    })?;
    if has_points {
        each(points.metric());
    }
    Ok(())
}

fn number(skim: &mut Skim<'_>) -> Result<f64, Broken> {
    if skim.next()? != Next::Number {
        skim.pass()?;
        return Ok(0.0);
    }
    let written = skim.number()?.unwrap_or_default();
    let number = std::str::from_utf8(written).ok().and_then(|text| text.parse().ok());
    Ok(number.filter(|number| (0.0..=MOST).contains(number)).unwrap_or(0.0))
}

struct Series<'a> {
    label: &'a [u8],
    sum: f64,
    samples: f64,
    first: Option<Moment>,
    last: Option<Moment>,
}

impl<'a> Series<'a> {
    const fn new(label: &'a [u8]) -> Self {
        Self { label, sum: 0.0, samples: 0.0, first: None, last: None }
    }

    fn span(&mut self, time: Option<Moment>) {
        let Some(time) = time else { return };
        self.first = Some(self.first.map_or(time, |first| first.min(time)));
        self.last = self.last.max(Some(time));
    }

    fn metric(&self) -> Metric<'a> {
        let mut kind = None;
        let mut model = "";
        let label = std::str::from_utf8(self.label).unwrap_or_default();
        for word in label.split_whitespace() {
            match Kind::named(word) {
                Some(named) => kind = Some(named),
                None if model.is_empty() => model = word,
                None => {}
            }
        }
        Metric {
            model,
            kind,
            sum: self.sum.round().min(MOST) as u64,
            samples: self.samples.round().min(MOST) as u64,
            first: self.first,
            last: self.last,
        }
    }
}

impl Kind {
    fn named(word: &str) -> Option<Self> {
        Some(match word {
            "Invocations" => Self::Invocations,
            "InputTokenCount" => Self::Input,
            "OutputTokenCount" => Self::Output,
            "CacheReadInputTokenCount" | "CacheReadInputTokens" => Self::CacheRead,
            "CacheWriteInputTokenCount" | "CacheWriteInputTokens" => Self::CacheWrite,
            _ => return None,
        })
    }
}
