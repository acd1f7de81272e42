//! How a slider maps its length to numbers, and which numbers a step lands on.

/// The numbers a slider covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    least: u64,
    most: u64,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Even steps.
    Linear { fine: u64, coarse: u64 },
    /// Steps of two significant digits; large ones go 1, 2, 5.
    Log,
    /// As `Log`; large steps go through the powers of two.
    Doubling,
}

/// A step of a slider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A large one down.
    MuchLess,
    /// A small one down.
    Less,
    /// A small one up.
    More,
    /// A large one up.
    MuchMore,
}

impl Scale {
    /// Even steps from `least` to `most`.
    pub const fn linear(least: u64, most: u64, fine: u64, coarse: u64) -> Self {
        Self { least, most, kind: Kind::Linear { fine, coarse } }
    }

    /// A logarithmic scale from `least`, at least 1, to `most`.
    pub const fn log(least: u64, most: u64) -> Self {
        Self { least, most, kind: Kind::Log }
    }

    /// A logarithmic scale whose large steps double and halve.
    pub const fn doubling(least: u64, most: u64) -> Self {
        Self { least, most, kind: Kind::Doubling }
    }

    /// Numbers from `from` to `to` in as many even steps as the scale has it, each once and at most
    /// `points` of them, two at least.
    pub fn spaced(&self, from: u64, to: u64, points: usize) -> Vec<u64> {
        let steps = points.max(2) - 1;
        let to = to.max(from);
        let (least, most) = (from as f64, to as f64);
        let at = |step: usize| {
            let share = step as f64 / steps as f64;
            match self.kind {
                Kind::Log | Kind::Doubling if from > 0 => least * (most / least).powf(share),
                _ => least + (most - least) * share,
            }
        };
        let mut numbers: Vec<u64> =
            (0..=steps).map(|step| (at(step).round() as u64).clamp(from, to)).collect();
        numbers.dedup();
        numbers
    }

    /// The number at the left end.
    pub const fn least(&self) -> u64 {
        self.least
    }

    /// The number at the right end.
    pub const fn most(&self) -> u64 {
        self.most
    }

    /// Where a number stands, from 0.0 to 1.0; numbers beyond the ends stand at them.
    pub fn position(&self, value: u64) -> f64 {
        let (least, most) = (self.least as f64, self.most as f64);
        let value = value.clamp(self.least, self.most) as f64;
        match self.kind {
            Kind::Linear { .. } => (value - least) / (most - least),
            Kind::Log | Kind::Doubling => (value / least).ln() / (most / least).ln(),
        }
    }

    /// The round number nearest to a place from 0.0 to 1.0.
    pub fn at(&self, position: f64) -> u64 {
        let position = if position.is_finite() { position.clamp(0.0, 1.0) } else { 0.0 };
        if position == 1.0 {
            return self.most;
        }
        let (least, most) = (self.least as f64, self.most as f64);
        let value = match self.kind {
            Kind::Linear { fine, .. } => {
                let steps = ((most - least) * position / fine as f64).round() as u64;
                self.least + steps * fine
            }
            Kind::Log | Kind::Doubling => {
                let value = (least * (most / least).powf(position)).round() as u64;
                let unit = digit_unit(value, 2);
                (value + unit / 2) / unit * unit
            }
        };
        value.clamp(self.least, self.most)
    }

    /// The number a step away, within the ends unless it already lies beyond them.
    pub fn stepped(&self, value: u64, step: Step) -> u64 {
        let down = matches!(step, Step::Less | Step::MuchLess);
        let large = matches!(step, Step::MuchLess | Step::MuchMore);
        let next = match (self.kind, large) {
            (Kind::Linear { fine, .. }, false) => even_step(value, fine, down),
            (Kind::Linear { coarse, .. }, true) => even_step(value, coarse, down),
            (Kind::Log | Kind::Doubling, false) if down => {
                even_step(value, digit_unit(value.saturating_sub(1), 2), true)
            }
            (Kind::Log | Kind::Doubling, false) => even_step(value, digit_unit(value, 2), false),
            (Kind::Log, true) => one_two_five(value, down),
            (Kind::Doubling, true) if down => value.next_power_of_two() / 2,
            (Kind::Doubling, true) => (value + 1).next_power_of_two(),
        };
        if down { next.max(self.least.min(value)) } else { next.min(self.most.max(value)) }
    }
}

/// The next multiple of `unit` below or above `value`.
const fn even_step(value: u64, unit: u64, down: bool) -> u64 {
    if down { value.saturating_sub(1) / unit * unit } else { (value / unit + 1) * unit }
}

/// The unit of the last of `digits` significant digits of a number.
fn digit_unit(value: u64, digits: u32) -> u64 {
    let length = value.checked_ilog10().unwrap_or(0) + 1;
    10u64.pow(length.saturating_sub(digits))
}

/// The next number of 1, 2, 5, 10, 20 … below or above `value`.
fn one_two_five(value: u64, down: bool) -> u64 {
    let unit = digit_unit(value, 1);
    let steps = [unit / 2, unit, 2 * unit, 5 * unit, 10 * unit];
    if down {
        steps.into_iter().rev().find(|&step| step < value).unwrap_or(0)
    } else {
        steps.into_iter().find(|&step| step > value).unwrap_or(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_steps_are_two_digits() {
        let scale = Scale::log(100, 100_000_000);
        assert_eq!(scale.stepped(50_000, Step::More), 51_000);
        assert_eq!(scale.stepped(99_000, Step::More), 100_000);
        assert_eq!(scale.stepped(100_000, Step::More), 110_000);
        assert_eq!(scale.stepped(100_000, Step::Less), 99_000);
        assert_eq!(scale.stepped(51_234, Step::Less), 51_000);
        assert_eq!(scale.stepped(100, Step::Less), 100);
    }

    #[test]
    fn large_steps_go_one_two_five() {
        let scale = Scale::log(1, 1_000_000);
        let mut value = 1;
        let mut seen = vec![value];
        for _ in 0..6 {
            value = scale.stepped(value, Step::MuchMore);
            seen.push(value);
        }
        assert_eq!(seen, [1, 2, 5, 10, 20, 50, 100]);
        assert_eq!(scale.stepped(100, Step::MuchLess), 50);
        assert_eq!(scale.stepped(120, Step::MuchLess), 100);
    }

    #[test]
    fn caps_double() {
        let scale = Scale::doubling(16, 131_072);
        assert_eq!(scale.stepped(1_024, Step::MuchMore), 2_048);
        assert_eq!(scale.stepped(1_024, Step::MuchLess), 512);
        assert_eq!(scale.stepped(1_100, Step::MuchLess), 1_024);
        assert_eq!(scale.stepped(16, Step::MuchLess), 16);
    }

    #[test]
    fn a_typed_value_beyond_the_ends_steps_back_in() {
        let scale = Scale::linear(1_000, 5_000, 100, 500);
        assert_eq!(scale.position(20_000), 1.0);
        assert_eq!(scale.stepped(20_000, Step::More), 20_000);
        assert_eq!(scale.stepped(20_000, Step::Less), 19_900);
    }

    #[test]
    fn places_and_numbers_agree() {
        for scale in [Scale::log(100, 100_000_000), Scale::linear(0, 1_000_000, 10_000, 100_000)] {
            for place in 0..=100 {
                let place = f64::from(place) / 100.0;
                let back = scale.position(scale.at(place));
                assert!((back - place).abs() < 0.01, "{place} becomes {back}");
            }
        }
    }
}
