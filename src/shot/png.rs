//! An SVG as the bytes of a PNG, with the fonts of the package and no other.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, Source};
use resvg::usvg::{Error as SvgError, Options, Tree};
use thiserror::Error;

use super::palette::{Palette, Rgba};

/// Why a picture could not be made.
#[derive(Debug, Error)]
pub(crate) enum ShotError {
    /// The text is not an SVG document.
    #[error("not an SVG picture: {0}")]
    Svg(#[from] SvgError),
    /// The scale leaves no picture, or one too large to hold.
    #[error("a {width}x{height} picture cannot be drawn at scale {scale}")]
    Size {
        /// The width of the SVG in its own units.
        width: f32,
        /// The height of the SVG in its own units.
        height: f32,
        /// The scale asked for.
        scale: f32,
    },
    /// The pixels could not be written as a PNG.
    #[error("cannot encode the picture: {0}")]
    Encode(#[from] ::png::EncodingError),
}

/// The most pixels to a side.
const LARGEST: f32 = 16_384.0;

/// The fonts of pictures. None of the system's: a picture looks the same everywhere.
static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    for face in
        [dejavu::sans_mono::regular(), dejavu::sans_mono::bold(), dejavu::sans_mono::oblique()]
    {
        fonts.load_font_source(Source::Binary(Arc::new(face)));
    }
    fonts.set_monospace_family("DejaVu Sans Mono");
    Arc::new(fonts)
});

/// The picture of an SVG document as an indexed PNG of at most 256 colours, `scale` pixels to a
/// unit; the same bytes for the same document.
///
/// # Errors
///
/// When `svg` is not an SVG document, or when a side would have no pixel or more than 16,384.
pub(crate) fn png(svg: &str, scale: f32) -> Result<Vec<u8>, ShotError> {
    let options = Options { fontdb: Arc::clone(&FONTS), ..Options::default() };
    let tree = Tree::from_str(svg, &options)?;
    let (width, height) = (tree.size().width(), tree.size().height());
    let refused = ShotError::Size { width, height, scale };
    let (Some(columns), Some(rows)) = (pixels(width, scale), pixels(height, scale)) else {
        return Err(refused);
    };
    let mut pixmap = Pixmap::new(columns, rows).ok_or(refused)?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    encode(&pixmap)
}

fn pixels(length: f32, scale: f32) -> Option<u32> {
    let pixels = (length * scale).round();
    (1.0..=LARGEST).contains(&pixels).then_some(pixels as u32)
}

fn encode(pixmap: &Pixmap) -> Result<Vec<u8>, ShotError> {
    let picture: Vec<Rgba> = pixmap
        .pixels()
        .iter()
        .map(|pixel| pixel.demultiply())
        .map(|pixel| [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()])
        .collect();
    let palette = Palette::new(&picture);
    let colours = palette.colours.iter();
    let alphas = colours.clone().map(|[.., alpha]| *alpha).take_while(|alpha| *alpha < u8::MAX);

    let mut bytes = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut bytes, pixmap.width(), pixmap.height());
    encoder.set_color(::png::ColorType::Indexed);
    encoder.set_depth(::png::BitDepth::Eight);
    encoder.set_palette(colours.clone().flat_map(|[r, g, b, _]| [*r, *g, *b]).collect::<Vec<_>>());
    encoder.set_trns(alphas.collect::<Vec<_>>());
    encoder.set_compression(::png::Compression::High);
    // Indices are no amounts: filters would only hide the repeats.
    encoder.set_filter(::png::Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&palette.pixels)?;
    writer.finish()?;
    Ok(bytes)
}
