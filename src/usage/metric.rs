//! CloudWatch's metrics of Bedrock: sums over all requests, without the single ones. Its two endpoints
//! have a namespace each, `AWS/Bedrock` and `AWS/BedrockMantle`, and a request is counted in one.

use super::counts::CountFault;
use super::skim::{Broken, Skim};
use super::time::Moment;

/// What a metric counts.
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
    /// Whether it is of `AWS/BedrockMantle`.
    pub(super) mantle: bool,
    pub(super) sum: u64,
    /// How many requests made the sum, where that is said.
    pub(super) samples: u64,
    /// When the first of its periods starts.
    pub(super) first: Option<Moment>,
    /// When the last of its periods starts.
    pub(super) last: Option<Moment>,
    /// The least distance of two periods' starts, in milliseconds; none of a single one.
    pub(super) step: Option<i64>,
}

/// More than this is no sum of a metric.
const MOST: f64 = 1e15;

/// Reads the results of `get-metric-data`, or the data points of `get-metric-statistics` under
/// `label`. One with a sum that is none is left out as a whole.
pub(super) fn read<'a>(
    skim: &mut Skim<'a>,
    label: &'a [u8],
    each: &mut impl FnMut(Result<Metric<'_>, CountFault>),
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
                    series.times.extend(time);
                    Ok(())
                })?,
                b"Values" => skim.array(|skim| {
                    let value = number(skim)?;
                    series.add(value, Ok(0.0));
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
            points.times.extend(time);
            points.add(sum, samples.unwrap_or(Ok(0.0)));
        }
        Ok(())
    })?;
    if has_points {
        each(points.metric());
    }
    Ok(())
}

/// Hands over the length of a period that a query asks for, in milliseconds.
pub(super) fn period(skim: &mut Skim<'_>, each: &mut impl FnMut(i64)) -> Result<(), Broken> {
    skim.object(|skim, key| {
        match key {
            b"Period" => {
                let seconds = number(skim)?.ok().filter(|seconds| (1.0..1e9).contains(seconds));
                if let Some(seconds) = seconds {
                    each(seconds as i64 * 1_000);
                }
            }
            _ => skim.pass()?,
        }
        Ok(())
    })
}

fn number(skim: &mut Skim<'_>) -> Result<Result<f64, CountFault>, Broken> {
    let Some(written) = skim.number()? else {
        return Ok(Err(CountFault::NoNumber));
    };
    let number = std::str::from_utf8(written).ok().and_then(|text| text.parse::<f64>().ok());
    Ok(match number {
        None => Err(CountFault::NoNumber),
        Some(number) if number < 0.0 => Err(CountFault::Negative),
        Some(number) if number > MOST => Err(CountFault::Huge),
        Some(number) => Ok(number),
    })
}

struct Series<'a> {
    label: &'a [u8],
    sum: f64,
    samples: f64,
    times: Vec<Moment>,
    fault: Option<CountFault>,
}

impl<'a> Series<'a> {
    const fn new(label: &'a [u8]) -> Self {
        Self { label, sum: 0.0, samples: 0.0, times: Vec::new(), fault: None }
    }

    fn add(&mut self, sum: Result<f64, CountFault>, samples: Result<f64, CountFault>) {
        match (sum, samples) {
            (Ok(sum), Ok(samples)) => {
                self.sum += sum;
                self.samples += samples;
            }
            (Err(fault), _) | (_, Err(fault)) => self.fault = Some(fault),
        }
    }

    fn metric(mut self) -> Result<Metric<'a>, CountFault> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        self.times.sort_unstable();
        self.times.dedup();
        let steps = self.times.windows(2).map(|pair| pair[1].millis() - pair[0].millis());
        let (mut kind, mut mantle) = (None, false);
        let mut model = "";
        let label = std::str::from_utf8(self.label).unwrap_or_default();
        for word in label.split_whitespace() {
            match Kind::named(word) {
                Some(named) => {
                    kind = Some(named);
                    mantle =
                        matches!(word, "Inferences" | "TotalInputTokens" | "TotalOutputTokens");
                }
                None if model.is_empty() => model = word,
                None => {}
            }
        }
        Ok(Metric {
            model,
            kind,
            mantle,
            sum: self.sum.round().min(MOST) as u64,
            samples: self.samples.round().min(MOST) as u64,
            first: self.times.first().copied(),
            last: self.times.last().copied(),
            step: steps.min(),
        })
    }
}

impl Kind {
    fn named(word: &str) -> Option<Self> {
        Some(match word {
            "Invocations" | "Inferences" => Self::Invocations,
            "InputTokenCount" | "TotalInputTokens" => Self::Input,
            "OutputTokenCount" | "TotalOutputTokens" => Self::Output,
            "CacheReadInputTokenCount" | "CacheReadInputTokens" => Self::CacheRead,
            "CacheWriteInputTokenCount" | "CacheWriteInputTokens" => Self::CacheWrite,
            _ => return None,
        })
    }
}
