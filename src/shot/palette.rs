//! The few colours of a picture of the screen.

use std::cmp::Reverse;
use std::collections::HashMap;

/// A colour with its opacity: red, green, blue, alpha.
pub(super) type Rgba = [u8; 4];

/// The most colours an indexed PNG holds.
const COLOURS: usize = 256;
/// How many of the commonest colours stay exact: more than any theme has. The others are the
/// soft edges of letters.
const EXACT: usize = 96;

/// Up to 256 colours, and for each pixel the one nearest to it.
pub(super) struct Palette {
    /// The colours, those that are not opaque first.
    pub(super) colours: Vec<Rgba>,
    /// An index into the colours for each pixel.
    pub(super) pixels: Vec<u8>,
}

impl Palette {
    /// The palette of a picture. The commonest colours stay exact; where the rest are too many,
    /// close ones share the commonest of them.
    pub(super) fn new(picture: &[Rgba]) -> Self {
        let mut counted: Vec<(Rgba, usize)> = counts(picture).into_iter().collect();
        counted.sort_unstable_by_key(|&(colour, count)| (Reverse(count), colour));
        let (exact, soft) = counted.split_at(counted.len().min(EXACT));
        let shared = (0..=8)
            .map(|bits| shared(soft, bits))
            .find(|shared| exact.len() + shared.len() <= COLOURS)
            .unwrap_or_default();

        let mut colours: Vec<Rgba> = exact.iter().map(|(colour, _)| *colour).collect();
        colours.extend(shared.iter().filter_map(|group| group.first()));
        colours.sort_by_key(|colour| colour[3] == u8::MAX);
        let places: HashMap<Rgba, u8> = colours.iter().copied().zip(0..=u8::MAX).collect();
        let mut indices = places.clone();
        for group in &shared {
            let place = group.first().and_then(|colour| places.get(colour)).copied();
            indices.extend(group.iter().map(|colour| (*colour, place.unwrap_or_default())));
        }

        let mut pixels = Vec::with_capacity(picture.len());
        for run in runs(picture) {
            let index = run.first().and_then(|colour| indices.get(colour)).copied();
            pixels.resize(pixels.len() + run.len(), index.unwrap_or_default());
        }
        Self { colours, pixels }
    }
}

/// Pixels in runs of one colour: a screen is mostly flat.
fn runs(picture: &[Rgba]) -> impl Iterator<Item = &[Rgba]> {
    picture.chunk_by(|one, next| one == next)
}

fn counts(picture: &[Rgba]) -> HashMap<Rgba, usize> {
    let mut counts = HashMap::new();
    for run in runs(picture) {
        if let Some(colour) = run.first() {
            *counts.entry(*colour).or_default() += run.len();
        }
    }
    counts
}

/// The colours in groups that differ in their last `bits` bits only, commonest first in each, as
/// they come.
fn shared(colours: &[(Rgba, usize)], bits: u32) -> Vec<Vec<Rgba>> {
    let mut groups: Vec<Vec<Rgba>> = Vec::new();
    let mut known: HashMap<Rgba, usize> = HashMap::new();
    for (colour, _) in colours {
        let key = colour.map(|channel| channel.checked_shr(bits).unwrap_or(0));
        let index = *known.entry(key).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(index) {
            group.push(*colour);
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(palette: &Palette) -> Vec<Rgba> {
        palette.pixels.iter().map(|index| palette.colours[usize::from(*index)]).collect()
    }

    #[test]
    fn few_colours_are_kept_as_they_are() {
        let picture: Vec<Rgba> = (0..=255).map(|n| [n, 7, 255 - n, 255]).collect();
        let palette = Palette::new(&picture);
        assert_eq!(palette.colours.len(), 256);
        assert_eq!(drawn(&palette), picture);
    }

    #[test]
    fn many_are_shared_and_the_common_stay_exact() {
        let mut picture = vec![[22, 24, 33, 255]; 500];
        picture.extend([[23, 24, 33, 255]; 400]);
        picture.extend((0..=255u8).flat_map(|r| (0..16).map(move |g| [r, 16 * g, 99, 255])));
        let palette = Palette::new(&picture);
        assert!(palette.colours.len() <= COLOURS);
        let drawn = drawn(&palette);
        assert_eq!(drawn[..900], picture[..900]);
        let far = |(a, b): (&Rgba, &Rgba)| (0..4).map(|i| a[i].abs_diff(b[i])).max();
        assert!(drawn.iter().zip(&picture).filter_map(far).max() < Some(32));
    }

    #[test]
    fn transparent_colours_come_first() {
        let palette = Palette::new(&[[1, 1, 1, 255], [1, 1, 1, 255], [0, 0, 0, 0], [2, 2, 2, 9]]);
        assert_eq!(palette.colours, [[0, 0, 0, 0], [2, 2, 2, 9], [1, 1, 1, 255]]);
        assert_eq!(palette.pixels, [2, 2, 0, 1]);
    }
}
