//! What pictures of the explorer's screen are asked for.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::builder::{PathBufValueParser, TypedValueParser};
use clap::{Args, ValueEnum};

use super::args::{ExploreArgs, OpenArgs};
use super::error::{Error, Result};
use super::explorer::{self, ExplorerRequest};
use super::output::{self, is_stdout};
use super::{Streams, usage};
use crate::app::{Key, Keys, View};
use crate::document::{nearest, printable};
use crate::library::find::word_list;

#[derive(Debug, Args)]
#[command(after_help = "\
The text of prompts of your own is left out, unless --with-text asks for it; the file is for you alone
then.

KEYS are separated by blanks: characters, Enter, Esc, Tab, Space, Backspace, Delete, Up, Down, Left,
Right, Home, End, PgUp, PgDn and F1 to F12, after any of Shift-, Ctrl- and Alt-, and text in quotes.
The picture is the same on every run: the clock is that of the rate card.

Examples:
  tokenfare screenshot -o screen.png
  tokenfare screenshot my-chat.toml --theme light --size 80x24 -o screen.svg -o screen.png
  tokenfare screenshot rag --view levers -o levers.svg
  tokenfare screenshot --keys 'c / \"nova\" Enter Tab Down' -o nova.png")]
pub(super) struct ScreenshotArgs {
    #[command(flatten)]
    open: OpenArgs,
    /// Colour theme: a built-in name or a file [default: dark]
    #[arg(long, value_name = "NAME|FILE")]
    theme: Option<OsString>,
    /// Columns and rows
    #[arg(long, value_name = "WxH", default_value = "120x36", value_parser = size, allow_hyphen_values = true)]
    size: (u16, u16),
    /// View to open first: bill, cap, what-if, break-even, levers, mix, credits, pins or, of a
    /// log, replay
    #[arg(long, value_name = "VIEW", value_parser = view)]
    view: Option<View>,
    /// Keys to press first
    #[arg(long, value_name = "KEYS", default_value = "", hide_default_value = true, value_parser = keys, allow_hyphen_values = true)]
    keys: Keys,
    /// Colours of the terminal: truecolor, 256, 16 or none
    #[arg(
        long,
        value_name = "COLORS",
        value_enum,
        default_value = "truecolor",
        hide_possible_values = true
    )]
    colors: Colors,
    /// Pixels to a unit in a PNG; a cell is 8x16 units
    #[arg(long, value_name = "N", default_value = "2", value_parser = scale, allow_hyphen_values = true)]
    scale: f32,
    /// Show the text of prompts of your own too
    #[arg(long)]
    with_text: bool,
    /// File to write, ending in .svg or .png, or - for SVG and png:- for PNG on stdout; can be given
    /// more than once
    #[arg(long, short, value_name = "FILE", required = true, value_parser = PathBufValueParser::new().try_map(picture_file))]
    output: Vec<PictureFile>,
    /// Write over a picture that is there
    #[arg(long)]
    force: bool,
}

/// A request for pictures of the explorer's screen, with everything read that it names.
#[derive(Debug)]
pub struct Screenshot {
    /// What is open in the explorer.
    pub explore: ExplorerRequest,
    /// Columns and rows of the screen.
    pub size: (u16, u16),
    /// The view that is opened first.
    pub view: Option<View>,
    /// The keys that are pressed before the picture is taken.
    pub keys: Vec<Key>,
    /// The colours that the screen shows.
    pub colors: Colors,
    /// Pixels to a unit in a PNG; a cell is 8x16 units.
    pub scale: f32,
    /// Whether the text of the user's own prompts is shown.
    pub with_text: bool,
    /// The files to be written, at least one.
    pub outputs: Vec<PictureFile>,
}

/// The colours of a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colors {
    /// Any.
    Truecolor,
    /// The 256 of most terminals.
    #[value(name = "256")]
    Many,
    /// The sixteen of the oldest.
    #[value(name = "16")]
    Sixteen,
    /// None, as with `NO_COLOR`.
    None,
}

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureFile {
    /// Its name; none for stdout.
    pub path: Option<PathBuf>,
    /// What is in it.
    pub kind: PictureKind,
}

/// How a picture is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureKind {
    /// SVG text.
    Svg,
    /// A PNG with the size in pixels that the scale asks for.
    Png,
}

/// The most columns and rows.
const LARGEST: (u16, u16) = (500, 200);

pub(super) fn request(args: ScreenshotArgs, streams: &mut Streams<'_>) -> Result<Screenshot> {
    if args.view == Some(View::Replay) && args.open.usage.is_empty() {
        return Err(Error::input(
            "--view replay shows the requests of a log; name one with --usage",
        ));
    }
    for path in args.output.iter().filter_map(|file| file.path.as_deref()) {
        output::check(path, args.force)?;
    }
    // The picture is the same for every user.
    let settings = None;
    let traffic = usage::traffic(&args.open, settings, streams)?;
    let explore = ExploreArgs {
        open: args.open,
        theme: args.theme,
        no_color: args.colors == Colors::None,
        no_mouse: false,
        present: false,
        no_motion: true,
    };
    Ok(Screenshot {
        explore: explorer::request(explore, settings, traffic)?,
        size: args.size,
        view: args.view,
        keys: args.keys.0,
        colors: args.colors,
        scale: args.scale,
        with_text: args.with_text,
        outputs: args.output,
    })
}

/// `120x36`: columns and rows.
pub(super) fn size(text: &str) -> std::result::Result<(u16, u16), String> {
    let is_number = |side: &str| !side.is_empty() && side.bytes().all(|byte| byte.is_ascii_digit());
    let (columns, rows) = text
        .split_once('x')
        .filter(|(columns, rows)| is_number(columns) && is_number(rows))
        .ok_or("must be columns x rows, such as 120x36")?;
    match (columns.parse(), rows.parse()) {
        (Ok(columns), Ok(rows))
            if (1..=LARGEST.0).contains(&columns) && (1..=LARGEST.1).contains(&rows) =>
        {
            Ok((columns, rows))
        }
        _ => Err(format!("must be from 1x1 to {}x{}", LARGEST.0, LARGEST.1)),
    }
}

/// `Down Enter "nova"`: keys in the order in which they are pressed.
pub(super) fn keys(text: &str) -> std::result::Result<Keys, String> {
    text.parse().map_err(|fault: String| printable(&fault).into_owned())
}

/// `what-if`: a view by its word on screen.
pub(super) fn view(text: &str) -> std::result::Result<View, String> {
    View::named(text).ok_or_else(|| {
        let names: Vec<_> = View::all().map(|view| view.label().to_lowercase()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        match nearest(text, names.iter().copied()) {
            Some(near) => format!("is no view; did you mean {near}?"),
            None => format!("is no view; there are {}", word_list(&names, "and")),
        }
    })
}

/// `2` or `1.5`: pixels to a unit.
pub(super) fn scale(text: &str) -> std::result::Result<f32, &'static str> {
    let scale = text.parse().ok();
    scale.filter(|scale| (0.5..=8.0).contains(scale)).ok_or("must be a number from 0.5 to 8")
}

/// A file that ends in `.svg` or `.png`, or stdout.
pub(super) fn picture_file(path: PathBuf) -> std::result::Result<PictureFile, &'static str> {
    if is_stdout(&path) {
        return Ok(PictureFile { path: None, kind: PictureKind::Svg });
    }
    if path == Path::new("png:-") {
        return Ok(PictureFile { path: None, kind: PictureKind::Png });
    }
    let extension = path.extension().map(|ending| ending.to_ascii_lowercase());
    let kind = match extension.as_ref().and_then(|ending| ending.to_str()) {
        Some("svg") => PictureKind::Svg,
        Some("png") => PictureKind::Png,
        _ => return Err("must end in .svg or .png, or be - for SVG on stdout"),
    };
    Ok(PictureFile { path: Some(path), kind })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        assert_eq!(size("120x36"), Ok((120, 36)));
        assert_eq!(size("500x200"), Ok((500, 200)));
        for text in ["", "10x", "x10", "10", "-1x5", "+1x5", "1x2x3", "10 x 10"] {
            assert!(size(text).unwrap_err().contains("columns x rows"), "{text}");
        }
        for text in ["501x20", "20x201", "0x20", "20x0", "99999999999x20"] {
            assert!(size(text).unwrap_err().contains("500x200"), "{text}");
        }
    }

    #[test]
    fn views() {
        for known in View::all() {
            assert_eq!(view(&known.label().to_lowercase()), Ok(known));
        }
        assert!(view("lever").unwrap_err().contains("levers"));
        assert!(view("x").unwrap_err().contains("`what-if`"));
    }

    #[test]
    fn scales() {
        assert_eq!(scale("1.5"), Ok(1.5));
        for text in ["", "0", "8.1", "-1", "NaN", "inf", "two"] {
            assert!(scale(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_ending_says_what_is_written() {
        let kind = |name: &str| picture_file(name.into()).map(|file| file.kind);
        assert_eq!(kind("a.b/x.svg"), Ok(PictureKind::Svg));
        assert_eq!(kind("X.PNG"), Ok(PictureKind::Png));
        for (name, known) in [
            ("-", PictureKind::Svg),
            ("/dev/stdout", PictureKind::Svg),
            ("png:-", PictureKind::Png),
        ] {
            assert_eq!(picture_file(name.into()), Ok(PictureFile { path: None, kind: known }));
        }
        for name in ["x", "x.gif", ".png", "png", "x.svg.gz", ""] {
            assert!(kind(name).is_err(), "{name}");
        }
    }
}
