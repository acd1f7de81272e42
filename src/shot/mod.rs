//! Pictures of the screen: a drawn buffer as SVG text, and that SVG as a PNG.
//!
//! Both are the same on every run and in every build, so that they can be committed and compared.
//! The SVG keeps its text selectable and its colours exact; lines and blocks are drawn as shapes
//! that fill their cells, so that no font can leave gaps between them.

mod blocks;
mod colour;
mod layer;
mod lines;
mod palette;
mod png;
mod svg;

pub(crate) use colour::{Frame, Rgb};
pub(crate) use png::{ShotError, png};
pub(crate) use svg::{described, svg};

#[cfg(test)]
mod tests;
