//! How far fields may lie from what they are set to: a low and a high of each.

use std::sync::Arc;

/// The most fields that have a low and a high.
pub const MAX_RANGES: usize = 8;

/// A low and a high of a field, in the field's own numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldRange {
    /// The field's name in one word.
    pub field: &'static str,
    /// The least that it may be.
    pub low: u64,
    /// The most, above that.
    pub high: u64,
}

/// Lows and highs of up to [`MAX_RANGES`] fields, by the fields' names; cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ranges(Option<Arc<[FieldRange]>>);

impl Ranges {
    /// The ranges in the order of the fields' names.
    pub fn all(&self) -> &[FieldRange] {
        self.0.as_deref().unwrap_or_default()
    }

    /// Whether no field has one.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The low and the high of a field.
    pub fn of(&self, field: &str) -> Option<(u64, u64)> {
        let range = self.all().iter().find(|range| range.field == field)?;
        Some((range.low, range.high))
    }

    /// The same with another range of a field, or without one. A range of nothing is none, and beyond
    /// [`MAX_RANGES`] no other field gets one.
    pub fn with(&self, field: &'static str, ends: Option<(u64, u64)>) -> Self {
        let others = self.all().iter().filter(|range| range.field != field);
        let mut all: Vec<FieldRange> = others.copied().collect();
        let ends = ends.filter(|(low, high)| low < high && all.len() < MAX_RANGES);
        all.extend(ends.map(|(low, high)| FieldRange { field, low, high }));
        all.sort_unstable_by_key(|range| range.field);
        Self((!all.is_empty()).then(|| all.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_has_one_range_in_its_place() {
        let one = Ranges::default().with("requests", Some((1, 5))).with("output", Some((3, 6)));
        let names: Vec<&str> = one.all().iter().map(|range| range.field).collect();
        assert_eq!(names, ["output", "requests"]);
        assert_eq!(one.with("output", Some((4, 7))).of("output"), Some((4, 7)));
        assert_eq!(one.with("output", None).of("output"), None);
        assert_eq!(one.with("output", Some((4, 4))).of("output"), None);
        assert!(one.with("output", None).with("requests", None).is_empty());
        assert_eq!(one.with("output", None).with("requests", None), Ranges::default());
    }

    #[test]
    fn there_are_at_most_so_many() {
        let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
        let full = names.iter().fold(Ranges::default(), |all, name| all.with(name, Some((1, 2))));
        assert_eq!(full.all().len(), MAX_RANGES);
        assert_eq!(full.with("a", Some((2, 3))).of("a"), Some((2, 3)));
    }
}
