//! The fields of the workload as one table: what each is called, what its values are, how far its
//! slider goes, and by which names flags and files have it.
//!
//! Every value is a whole number of its field's unit, or none: *automatic* for the hit rate, *none*
//! for the cap and *every day* for active days. A switch is 0 or 1, a choice the place of its word.

mod changes;
mod field;
mod fields;
mod ranged;
mod scale;
#[cfg(test)]
pub(crate) mod tests_support;
mod typed;

use crate::money::Share;
use crate::workload::{Section, Workload};
pub use changes::{changes, switched_on};
use field::Access;
pub use field::{Facts, Field, Filed, Flag, Group, Kept, Kind, Unit, either};
pub use fields::{
    ASIDE, BUDGET_CONTROLS, CONTROLS, CREDIT_CONTROLS, Control, MIX_CONTROLS, QUOTA_CONTROLS, SIZES,
};
pub use ranged::TypedRange;
pub use scale::{Scale, Step};
pub use typed::{Place, Typed};

/// The controls of the workload pane that have a row as things stand: those of people only where there
/// are some.
pub fn listed(work: &Workload) -> impl Iterator<Item = Control> {
    let people = work.people().is_some();
    CONTROLS.iter().copied().filter(move |control| people || !control.is_of_people())
}

/// Rows that all controls of the pane but those of people take under their headings in one column.
pub fn rows_with_headings() -> u16 {
    let groups = CONTROLS.chunk_by(|one, next| one.field().group == next.field().group).count();
    let rows = CONTROLS.iter().filter(|control| !control.is_of_people()).count();
    // A heading over each group and a blank line between groups.
    (rows + groups + groups - 1) as u16
}

impl Control {
    /// The size of a section of the prompt.
    pub const fn size(section: Section) -> Self {
        match section {
            Section::Tools => Self::ToolsSize,
            Section::System => Self::SystemSize,
            Section::Context => Self::ContextSize,
            Section::User => Self::UserSize,
        }
    }

    /// Whether it is one of users and their sessions, which a workload may tell of or not.
    pub const fn is_of_people(self) -> bool {
        matches!(self, Self::Users | Self::Sessions)
    }

    /// When what it says is taken over, where several are given at once: a user's sessions need the
    /// turns, users both, and requests stand whatever the others make of them.
    pub const fn order(self) -> u8 {
        match self {
            Self::Sessions => 1,
            Self::Users => 2,
            Self::Requests => 3,
            _ => 0,
        }
    }

    /// Its words on screen.
    pub fn label(self) -> &'static str {
        self.field().label
    }

    /// How far its slider goes; none for a switch and a choice.
    pub fn scale(self) -> Option<Scale> {
        match self.field().kind {
            Kind::Number(scale, _) => Some(scale),
            Kind::Switch(_) | Kind::Choice(_) => None,
        }
    }

    /// Whether a value of none lies beyond the slider's right end.
    fn none_is_most(self) -> bool {
        self.field().none.is_some_and(|(_, is_most)| is_most)
    }

    /// Whether it has a value of none.
    pub fn has_none(self) -> bool {
        self.field().none.is_some()
    }

    /// Its value; none for automatic, none and every day.
    pub fn value(self, work: &Workload) -> Option<u64> {
        match (self.field().access, self) {
            (Access::Always(get, _), _) | (Access::Sum(get, _), _) => Some(get(work)),
            (Access::Maybe(get, _), _) => get(work),
            (Access::Route, Self::Route(at)) => {
                let route = work.plans.mix.routes().get(usize::from(at))?;
                Some(u64::from(route.share.ppm()))
            }
            (Access::Route, _) => None,
        }
    }

    /// Whether a switch is on; none for a slider and a choice.
    pub fn switch(self, work: &Workload) -> Option<bool> {
        let is_switch = matches!(self.field().kind, Kind::Switch(_));
        is_switch.then(|| self.value(work) == Some(1))
    }

    /// What the word of a choice from many is called beside.
    pub fn name(self, work: &Workload) -> Option<&'static str> {
        self.field().names.get(self.value(work)? as usize).copied()
    }

    /// Whether it is a choice from so many words that one is typed rather than stepped to.
    pub fn is_typed(self) -> bool {
        self.scale().is_some() || !self.field().names.is_empty()
    }

    /// The other value of a switch, the next word of a choice and after the last the first; none
    /// for a slider.
    pub fn next(self, work: &Workload) -> Option<u64> {
        let words = self.field().options().len() as u64;
        (words > 0).then(|| (self.value(work).unwrap_or_default() + 1) % words)
    }

    /// Whether it has an effect on the bill as things stand.
    pub fn matters(self, work: &Workload) -> bool {
        (self.field().idle)(work).is_none()
    }

    /// The workload with this control at `value`, starting from `anchor`, the workload as it was
    /// when the gesture began: so that dragging down and up again loses nothing. Values beyond the
    /// field's range are taken to its ends.
    pub fn set(self, anchor: &Workload, value: Option<u64>, facts: Facts) -> Workload {
        let mut work = anchor.clone();
        let field = self.field();
        let (least, most) = field.range();
        let value = value.map(|value| value.clamp(least, most));
        match (field.access, value) {
            (Access::Maybe(_, set), _) => set(&mut work, value),
            (Access::Always(_, set), Some(value)) => set(&mut work, value),
            (Access::Sum(_, set), Some(value)) => set(&mut work, value, facts),
            (Access::Route, Some(ppm)) => {
                if let Self::Route(at) = self {
                    let share = Share::from_ppm(ppm as u32);
                    work.plans.mix = work.plans.mix.with_share(usize::from(at), share);
                }
            }
            (Access::Always(..) | Access::Sum(..) | Access::Route, None) => {}
        }
        work
    }

    /// What its flag says of a workload: that of the Batch share says also whether Batch is on.
    pub fn flagged(self, work: &Workload) -> Option<u64> {
        if self == Self::BatchShare && !work.batch.on { Some(0) } else { self.value(work) }
    }

    /// Sets what its flag says.
    pub fn set_flagged(self, work: &mut Workload, value: Option<u64>) {
        *work = self.set(work, value, Facts::default());
        match self {
            Self::BatchShare => work.batch.on = value != Some(0),
            // A spread that is asked for is not beside lengths that were seen.
            Self::Spread => work.answer.lengths = None,
            _ => {}
        }
    }

    /// Reads a typed value.
    ///
    /// # Errors
    /// One sentence that says what a value looks like.
    pub fn parse(self, text: &str) -> Result<Option<u64>, String> {
        self.field().parse(text)
    }

    /// Its value in words of at most nine cells, `automatic` being the number behind none.
    pub fn shown(self, work: &Workload, automatic: Option<u64>) -> String {
        self.words(self.value(work).or(automatic))
    }

    /// A value of it in words of at most nine cells.
    pub fn words(self, value: Option<u64>) -> String {
        self.field().words(value)
    }

    /// A value in full, for a sentence.
    pub fn exactly(self, value: u64) -> String {
        match self.field().kind {
            Kind::Number(_, unit) => unit.exactly(value),
            Kind::Switch(_) | Kind::Choice(_) => self.words(Some(value)),
        }
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

    /// The value one step from the present one, with `automatic` the number behind none; a switch
    /// goes off to the left and on to the right.
    pub fn stepped(self, work: &Workload, automatic: Option<u64>, step: Step) -> Option<u64> {
        let Some(scale) = self.scale() else {
            let last = self.field().range().1;
            return self.value(work).map(|at| match step {
                Step::Less | Step::MuchLess => at.saturating_sub(1),
                Step::More | Step::MuchMore => (at + 1).min(last),
            });
        };
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

    /// The value at the left or right end of the slider; the first or last word.
    pub fn end(self, last: bool) -> Option<u64> {
        let (least, most) = match self.scale() {
            Some(scale) => (scale.least(), scale.most()),
            None => self.field().range(),
        };
        match last {
            true if self.none_is_most() => None,
            true => Some(most),
            false => Some(least),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::{Mix, MixRoute, Ttl};

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
        for control in Control::ALL {
            let Some(scale) = control.scale() else {
                continue;
            };
            let mut work = Workload::default();
            let automatic = (*control == Control::HitRate).then_some(scale.least());
            for _ in 0..2_000 {
                let value = control.stepped(&work, automatic, Step::More);
                work = control.set(&work, value, TYPED);
            }
            assert_eq!(control.position(&work, None), 1.0, "{:?}", control);
            let left = control.at(0.0);
            assert_eq!(left, Some(scale.least()), "{:?}", control);
            assert_eq!(control.at(1.0), control.end(true), "{:?}", control);
        }
    }

    #[test]
    fn a_choice_goes_round_and_steps_to_its_ends() {
        let mut work = Workload::default();
        assert_eq!(Control::Ttl.shown(&work, None), "5m");
        assert_eq!(Control::Ttl.stepped(&work, None, Step::Less), Some(0));
        work = Control::Ttl.set(&work, Control::Ttl.next(&work), TYPED);
        assert_eq!(
            (Control::Ttl.shown(&work, None), work.caching.ttl),
            ("1h".to_owned(), Ttl::OneHour)
        );
        assert_eq!(Control::Ttl.stepped(&work, None, Step::More), Some(1));
        assert_eq!((Control::Ttl.next(&work), Control::Ttl.end(true)), (Some(0), Some(1)));
        assert_eq!(
            (Control::Ttl.switch(&work), Control::Caching.switch(&work)),
            (None, Some(false))
        );
    }

    fn changed(control: Control, text: &str, work: &Workload) -> Workload {
        let value = control.parse(text).unwrap();
        control.set(work, value, TYPED)
    }

    #[test]
    fn plans_are_typed_and_shown() {
        let mut work = Workload::default();
        for (control, text, shown) in [
            (Control::Pool, "25k", "$25,000"),
            (Control::Pool, "1.25M", "$1.2M"),
            (Control::Pool, "0", "none"),
            (Control::OtherSpend, "1,234.5", "$1,234.50"),
            (Control::Growth, "10", "+10%"),
            (Control::Growth, "-0.025", "-2.5%"),
            (Control::Expiry, "12", "12 months"),
            (Control::Expiry, "never", "never"),
            (Control::Quota, "400k", "400,000"),
            (Control::Quota, "none", "none"),
        ] {
            work = changed(control, text, &work);
            assert_eq!(control.shown(&work, None), shown, "{text}");
        }
        for (control, text) in [
            (Control::Pool, "-5"),
            (Control::Pool, "2000M"),
            (Control::Growth, "fast"),
            (Control::Expiry, "0"),
            (Control::Quota, "0"),
        ] {
            let fault = control.parse(text).unwrap_err();
            assert!(fault.starts_with(control.label()), "{fault}");
        }
    }

    #[test]
    fn a_route_moves_the_others() {
        let route = |model: &str, ppm| MixRoute {
            model: model.into(),
            share: Share::from_ppm(ppm),
            answer: None,
            cap: None,
        };
        let mut work = Workload::default();
        assert_eq!(Control::Route(0).value(&work), None);
        work.plans.mix = Mix::new(vec![route("a", 700_000), route("b", 300_000)]).unwrap();
        let work = changed(Control::Route(1), "40", &work);
        assert_eq!(Control::Route(0).shown(&work, None), "60%");
        assert_eq!(Control::Route(1).shown(&work, None), "40%");
        assert_eq!(Control::Route(0).label(), "Share");
    }
}
