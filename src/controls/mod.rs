//! The controls of the workload, as data: what each is called, what it changes, how far it goes.
//!
//! Every numeric control is a whole number of its unit: requests, tokens, parts per million,
//! thousandths, hours, days, months or cents. A value of none is *automatic* for the hit rate, *none*
//! for the cap and *every day* for active days.

mod changes;
mod plans;
mod scale;
mod table;
mod typed;

use crate::money::{Share, Tokens};
use crate::workload::{
    Active, MAX_REQUESTS, MAX_SECTION_TOKENS, MAX_TOOLS, MAX_TURNS, Scope, Section, Spread, Ttl,
    Workload,
};
pub use changes::changes;
pub use plans::{CREDIT_CONTROLS, QUOTA_CONTROL, route_control};
pub use scale::{Scale, Step};
pub use table::{CONTROLS, ControlSpec, Group, rows_with_headings};

/// Something about the workload that the user can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Control {
    /// Requests a month.
    Requests,
    /// Turns of a conversation.
    Turns,
    /// Input and answer together.
    Tokens,
    /// Share of input in them.
    InputShare,
    /// Tools offered with each request.
    Tools,
    /// Mean answer length.
    AnswerLength,
    /// Spread of answer lengths.
    Spread,
    /// Max output tokens.
    Cap,
    /// Prompt caching on or off.
    Caching,
    /// Share of requests that find the prefix cached.
    HitRate,
    /// Whether conversations are cached as they grow.
    History,
    /// Active hours a day.
    ActiveHours,
    /// Active days a month.
    ActiveDays,
    /// Batch on or off.
    Batch,
    /// Share of requests through Batch.
    BatchShare,
    /// Regional or global price.
    Regional,
    /// Tokens of a prompt section without text.
    Size(Section),
    /// Credits at the start.
    Pool,
    /// Other AWS spend a month.
    OtherSpend,
    /// Growth of traffic a month.
    Growth,
    /// Months until credits are void.
    Expiry,
    /// Tokens a minute.
    Quota,
    /// Share of the mix's route at this place.
    Route(u8),
}

/// What a control shows and does depends on this beside the workload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Facts {
    /// The prompt holds text, so the text is the input and cannot be resized.
    pub input_is_text: bool,
}

impl Control {
    /// How far its slider goes; none for a switch.
    pub fn scale(self) -> Option<Scale> {
        let scale = match self {
            Self::Requests => Scale::log(100, 100_000_000),
            Self::Tokens => Scale::log(10, 1_000_000),
            Self::Size(_) => Scale::log(1, 1_000_000),
            Self::AnswerLength => Scale::log(1, 100_000),
            Self::Cap => Scale::doubling(16, 131_072),
            Self::Turns => Scale::linear(1, 50, 1, 5),
            Self::Tools => Scale::linear(0, 50, 1, 5),
            Self::InputShare | Self::HitRate | Self::BatchShare => {
                Scale::linear(0, 1_000_000, 10_000, 100_000)
            }
            Self::Spread => Scale::linear(1_000, 5_000, 100, 500),
            Self::ActiveHours => Scale::linear(1, 24, 1, 4),
            Self::ActiveDays => Scale::linear(1, 30, 1, 5),
            other => return plans::scale(other),
        };
        Some(scale)
    }

    /// Whether a value of none lies beyond the slider's right end.
    const fn none_is_most(self) -> bool {
        matches!(self, Self::Cap | Self::ActiveDays | Self::Expiry | Self::Quota)
    }

    /// Whether it has a value of none.
    pub const fn has_none(self) -> bool {
        self.none_is_most() || matches!(self, Self::HitRate | Self::Pool | Self::OtherSpend)
    }

    /// Its number; none for a switch, and for automatic, none and every day.
    pub fn value(self, work: &Workload) -> Option<u64> {
        match self {
            Self::Requests => Some(work.requests),
            Self::Turns => Some(u64::from(work.turns)),
            Self::Tokens => Some(work.tokens_per_request().get()),
            Self::InputShare => Some(u64::from(work.input_share().ppm())),
            Self::Tools => Some(u64::from(work.tools)),
            Self::AnswerLength => Some(work.answer.mean.get()),
            Self::Spread => Some(u64::from(work.answer.spread.permille())),
            Self::Cap => work.answer.cap.map(Tokens::get),
            Self::HitRate => work.caching.hit_rate.map(|share| u64::from(share.ppm())),
            Self::ActiveHours => Some(u64::from(work.active.hours())),
            Self::ActiveDays => work.active.days().map(u64::from),
            Self::BatchShare => Some(u64::from(work.batch.share.ppm())),
            Self::Size(section) => Some(work.prompt.tokens(section).get()),
            other => plans::value(other, work),
        }
    }

    /// Whether a switch is on; none for a slider.
    pub fn switch(self, work: &Workload) -> Option<bool> {
        match self {
            Self::Caching => Some(work.caching.on),
            Self::History => Some(work.caching.history),
            Self::Batch => Some(work.batch.on),
            Self::Regional => Some(work.scope == Scope::Regional),
            _ => None,
        }
    }

    /// Flips a switch.
    pub fn flip(self, work: &mut Workload) {
        match self {
            Self::Caching => work.caching.on = !work.caching.on,
            Self::History => work.caching.history = !work.caching.history,
            Self::Batch => work.batch.on = !work.batch.on,
            Self::Regional => {
                work.scope = match work.scope {
                    Scope::Global => Scope::Regional,
                    Scope::Regional => Scope::Global,
                };
            }
            _ => {}
        }
    }

    /// Whether it has an effect on the bill as things stand.
    pub fn matters(self, work: &Workload) -> bool {
        let caching = work.caching.on;
        match self {
            Self::HitRate => caching,
            Self::History => caching && work.turns > 1,
            Self::ActiveHours | Self::ActiveDays => caching && work.caching.hit_rate.is_none(),
            Self::BatchShare => work.batch.on,
            Self::Spread => work.answer.lengths.is_none(),
            Self::Route(_) => work.plans.mix.routes().len() > 1,
            _ => true,
        }
    }

    /// The workload with this control at `value`, starting from `anchor`, the workload as it was
    /// when the gesture began: so that dragging down and up again loses nothing.
    pub fn set(self, anchor: &Workload, value: Option<u64>, facts: Facts) -> Workload {
        let mut work = anchor.clone();
        let most = Tokens::new(MAX_SECTION_TOKENS);
        let number = value.unwrap_or_default();
        match self {
            Self::Requests => work.requests = number.min(MAX_REQUESTS),
            Self::Turns => work.turns = (number as u32).clamp(1, MAX_TURNS),
            Self::Tokens if facts.input_is_text => {
                work.answer.set_mean((Tokens::new(number) - anchor.prompt.input()).min(most));
            }
            Self::Tokens => {
                let input = match anchor.tokens_per_request() {
                    Tokens::ZERO => number,
                    all => scaled(number, anchor.prompt.input().get(), all.get()),
                };
                work.prompt = anchor.prompt.with_input(Tokens::new(input));
                work.answer.set_mean(Tokens::new(number - input).min(most));
            }
            Self::InputShare if facts.input_is_text => {
                // input / (input + answer) = share, so answer = input x (1 - share) / share.
                let share = number.clamp(1, 1_000_000);
                let answer = scaled(anchor.prompt.input().get(), 1_000_000 - share, share);
                work.answer.set_mean(Tokens::new(answer).min(most));
            }
            Self::InputShare => {
                let all = anchor.tokens_per_request();
                let input = Tokens::new(Share::from_ppm(number as u32).part_of(all.get()));
                work.prompt = anchor.prompt.with_input(input);
                work.answer.set_mean(all - input);
            }
            Self::Tools => work.tools = number.min(u64::from(MAX_TOOLS)) as u32,
            Self::AnswerLength => work.answer.set_mean(Tokens::new(number).min(most)),
            Self::Spread => work.answer.spread = Spread::from_permille(number as u32),
            Self::Cap => work.answer.cap = value.map(|cap| Tokens::new(cap.max(1)).min(most)),
            Self::HitRate => {
                work.caching.hit_rate = value.map(|ppm| Share::from_ppm(ppm as u32));
            }
            Self::ActiveHours => {
                work.active = Active::new(number.min(24) as u8, anchor.active.days());
            }
            Self::ActiveDays => {
                let days = value.map(|days| days.min(30) as u8);
                work.active = Active::new(anchor.active.hours(), days);
            }
            Self::BatchShare => work.batch.share = Share::from_ppm(number as u32),
            Self::Size(section) => work.prompt.set_tokens(section, Tokens::new(number)),
            other => plans::set(other, &mut work, value),
        }
        work
    }

    /// Where the slider's knob stands, from 0.0 to 1.0, with `automatic` the number behind a value
    /// of none.
    pub fn position(self, work: &Workload, automatic: Option<u64>) -> f64 {
        let Some(scale) = self.scale() else {
            return 0.0;
        };
        match self.value(work).or(automatic) {
            Some(value) => scale.position(value),
            None if self.none_is_most() => 1.0,
            None => 0.0,
        }
    }

    /// The value at a place of the slider.
    pub fn at(self, position: f64) -> Option<u64> {
        let scale = self.scale()?;
        if self.none_is_most() && position > 0.995 { None } else { Some(scale.at(position)) }
    }

    /// The value one step from the present one, with `automatic` the number behind none.
    pub fn stepped(self, work: &Workload, automatic: Option<u64>, step: Step) -> Option<u64> {
        let scale = self.scale()?;
        match self.value(work).or(automatic) {
            None if self.none_is_most() => match step {
                Step::Less | Step::MuchLess => Some(scale.most()),
                Step::More | Step::MuchMore => None,
            },
            Some(value)
                if self.none_is_most()
                    && value >= scale.most()
                    && matches!(step, Step::More | Step::MuchMore) =>
            {
                None
            }
            value => Some(scale.stepped(value.unwrap_or_else(|| scale.least()), step)),
        }
    }

    /// The value at the left or right end of the slider.
    pub fn end(self, last: bool) -> Option<u64> {
        let scale = self.scale()?;
        match last {
            true if self.none_is_most() => None,
            true => Some(scale.most()),
            false => Some(scale.least()),
        }
    }
}

impl Control {
    /// The TTL beside the caching switch, and its other choice.
    pub fn other_ttl(work: &Workload) -> Ttl {
        match work.caching.ttl {
            Ttl::FiveMinutes => Ttl::OneHour,
            Ttl::OneHour => Ttl::FiveMinutes,
        }
    }
}

/// `number` x `part` / `whole`, rounded half up; zero of nothing.
fn scaled(number: u64, part: u64, whole: u64) -> u64 {
    let whole = u128::from(whole);
    if whole == 0 {
        return 0;
    }
    let scaled = (u128::from(number) * u128::from(part) + whole / 2) / whole;
    u64::try_from(scaled).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPED: Facts = Facts { input_is_text: false };
    const TEXT: Facts = Facts { input_is_text: true };

    fn sizes(work: &Workload) -> (u64, u64) {
        (work.prompt.input().get(), work.answer.mean.get())
    }

    #[test]
    fn the_split_keeps_tokens_per_request() {
        let work = Control::InputShare.set(&Workload::default(), Some(850_000), TYPED);
        assert_eq!(sizes(&work), (850, 150));
        let all_input = Control::InputShare.set(&work, Some(1_000_000), TYPED);
        assert_eq!(sizes(&all_input), (1_000, 0));
    }

    #[test]
    fn tokens_per_request_keeps_the_split() {
        let work = Control::Tokens.set(&Workload::default(), Some(5_000), TYPED);
        assert_eq!(sizes(&work), (3_000, 2_000));
    }

    #[test]
    fn with_text_both_move_the_answer() {
        let work = Control::InputShare.set(&Workload::default(), Some(500_000), TEXT);
        assert_eq!(sizes(&work), (600, 600));
        let work = Control::Tokens.set(&Workload::default(), Some(2_000), TEXT);
        assert_eq!(sizes(&work), (600, 1_400));
        let work = Control::Tokens.set(&Workload::default(), Some(10), TEXT);
        assert_eq!(sizes(&work), (600, 0));
    }

    #[test]
    fn none_lies_beyond_the_right_end_of_the_cap() {
        let mut work = Workload::default();
        assert_eq!(Control::Cap.position(&work, None), 1.0);
        assert_eq!(Control::Cap.at(1.0), None);
        assert_eq!(Control::Cap.stepped(&work, None, Step::MuchLess), Some(131_072));
        work = Control::Cap.set(&work, Some(131_072), TYPED);
        assert_eq!(Control::Cap.stepped(&work, None, Step::More), None);
        assert_eq!(Control::Cap.stepped(&work, None, Step::MuchLess), Some(65_536));
    }

    #[test]
    fn every_slider_reaches_its_ends_by_steps_and_by_mouse() {
        for spec in CONTROLS.iter().chain(CREDIT_CONTROLS).chain([&QUOTA_CONTROL]) {
            let Some(scale) = spec.control.scale() else {
                continue;
            };
            let mut work = Workload::default();
            let automatic = (spec.control == Control::HitRate).then_some(scale.least());
            for _ in 0..2_000 {
                let value = spec.control.stepped(&work, automatic, Step::More);
                work = spec.control.set(&work, value, TYPED);
            }
            assert_eq!(spec.control.position(&work, None), 1.0, "{:?}", spec.control);
            let left = spec.control.at(0.0);
            assert_eq!(left, Some(scale.least()), "{:?}", spec.control);
            assert_eq!(spec.control.at(1.0), spec.control.end(true), "{:?}", spec.control);
        }
    }
}
