//! The low and the high of a field: which fields may have them, and how they are typed and told.

use super::Control;
use super::field::{Access, Group, Kind};
use crate::workload::Workload;

/// What was typed of a field and its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypedRange {
    /// What the field is set to, where that was typed.
    pub value: Option<u64>,
    /// Its low and its high; none takes them away.
    pub ends: Option<(u64, u64)>,
}

const WRITTEN: &str = "a low and a high, as in 300..600, or 300..400..600 with the value between";

impl Control {
    /// Whether it may have a low and a high: a number of its own that a month's bill can depend on.
    pub fn may_range(self) -> bool {
        let field = self.field();
        let is_own = matches!(field.access, Access::Always(..) | Access::Maybe(..));
        is_own && matches!(field.kind, Kind::Number(..)) && field.group != Group::Plans
    }

    /// The control whose range goes by a name: its word, or that of its flag.
    pub fn ranged(name: &str) -> Option<Self> {
        let is_named = |control: &Self| {
            let field = control.field();
            field.key == name || field.flag.is_some_and(|flag| flag.name == name)
        };
        Self::ALL.iter().copied().filter(|control| control.may_range()).find(is_named)
    }

    /// Those that may have a range, by the names that [`Control::ranged`] takes.
    pub fn range_names() -> Vec<&'static str> {
        Self::ALL.iter().filter(|it| it.may_range()).map(|it| it.field().key).collect()
    }

    /// Its low and its high in a workload.
    pub fn range_in(self, work: &Workload) -> Option<(u64, u64)> {
        work.plans.ranges.of(self.field().key)
    }

    /// The workload with another low and high of it, within its field's own, or without.
    pub fn with_range(self, work: &Workload, ends: Option<(u64, u64)>) -> Workload {
        let mut work = work.clone();
        let (least, most) = self.field().range();
        let ends = ends.filter(|_| self.may_range());
        let ends = ends.map(|(low, high)| (low.clamp(least, most), high.clamp(least, most)));
        work.plans.ranges = work.plans.ranges.with(self.field().key, ends);
        work
    }

    /// Reads a range as it is typed: `300..600`, `300..400..600` or `400 (300..600)` with the value
    /// itself, `..` for none. Nothing where the text is no range; `read` reads a number.
    ///
    /// # Errors
    /// What is wrong, to follow the field's name.
    pub fn range_typed(
        self,
        text: &str,
        read: impl Fn(&str) -> Result<Option<u64>, String>,
    ) -> Option<Result<TypedRange, String>> {
        text.contains("..").then(|| {
            if !self.may_range() {
                return Err("cannot have a low and a high".to_owned());
            }
            let (before, ends) = match text.split_once('(') {
                Some((value, rest)) => (value.trim(), rest.trim_end().trim_end_matches(')')),
                None => ("", text),
            };
            let number = |text: &str| read(text.trim())?.ok_or(format!("must be {WRITTEN}"));
            let parts: Vec<&str> = ends.split("..").map(str::trim).collect();
            let (low, value, high) = match parts.as_slice() {
                ["", ""] if before.is_empty() => return Ok(TypedRange { value: None, ends: None }),
                [low, high] => (low, (!before.is_empty()).then_some(before), high),
                [low, value, high] if before.is_empty() => (low, Some(*value), high),
                _ => return Err(format!("must be {WRITTEN}")),
            };
            let (low, high) = (number(low)?, number(high)?);
            let value = value.map(number).transpose()?;
            match low < high && value.is_none_or(|value| (low..=high).contains(&value)) {
                true => Ok(TypedRange { value, ends: Some((low, high)) }),
                false => Err(format!("must rise from {WRITTEN}")),
            }
        })
    }

    /// A range in words: `300 to 600`.
    pub fn range_words(self, (low, high): (u64, u64)) -> String {
        format!("{} to {}", self.exactly(low), self.exactly(high))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(control: Control, text: &str) -> Option<Result<TypedRange, String>> {
        control.range_typed(text, |text| control.parse(text))
    }

    #[test]
    fn ranges_as_they_are_typed() {
        let control = Control::AnswerLength;
        let read = |text| typed(control, text).unwrap().unwrap();
        let ends = Some((300, 600));
        assert_eq!(read("300..600"), TypedRange { value: None, ends });
        assert_eq!(read(" 300 .. 400 .. 600 "), TypedRange { value: Some(400), ends });
        assert_eq!(read("400 (300..600)"), TypedRange { value: Some(400), ends });
        assert_eq!(read(".."), TypedRange { value: None, ends: None });
        assert_eq!(typed(control, "400"), None);
        let share = typed(Control::BatchShare, "10%..50%").unwrap().unwrap();
        assert_eq!(share.ends, Some((100_000, 500_000)));
        for text in
            ["600..300", "300..300", "300..700..600", "1..2..3..4", "300..", "x..y", "5 (1..2..3)"]
        {
            assert!(typed(control, text).unwrap().is_err(), "{text}");
        }
        assert!(typed(Control::Caching, "1..2").unwrap().is_err());
        assert!(typed(Control::Pool, "1..2").unwrap().is_err());
    }

    #[test]
    fn names_are_unambiguous() {
        let names = Control::range_names();
        for name in &names {
            assert_eq!(names.iter().filter(|other| other == &name).count(), 1);
            assert_eq!(Control::ranged(name).unwrap().field().key, *name);
        }
        assert_eq!(Control::ranged("output"), Some(Control::AnswerLength));
        assert_eq!(Control::ranged("pool"), None);
    }

    #[test]
    fn a_workload_keeps_them_within_the_field() {
        let work = Workload::default();
        let with = Control::ActiveHours.with_range(&work, Some((8, 99)));
        assert_eq!(Control::ActiveHours.range_in(&with), Some((8, 24)));
        assert_eq!(Control::ActiveHours.with_range(&with, None), work);
        assert_eq!(Control::Caching.with_range(&work, Some((0, 1))), work);
    }
}
