//! The explorer drawn into files, off-screen: the same bytes for the same request on every run.

use std::ffi::OsStr;
use std::io::{ErrorKind, Write};
use std::path::Path;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};

use super::start::start;
use crate::app::prompts::Part;
use crate::app::{Effect, Message, State, update};
use crate::cli::{Colors, PictureKind, Screenshot};
use crate::disk::{self, Access};
use crate::library::Fault;
use crate::scenario::{Builtin, Text};
use crate::shot::{Frame, Rgb, ShotError, png, svg};
use crate::view::{Depth, Role, Theme, paint, paint_without_text};

/// Writes every file of the request.
pub(super) fn take(request: Screenshot) -> Result<(), Fault> {
    let theme =
        super::theme::load(request.explore.theme.as_deref().unwrap_or(OsStr::new("dark")), None)?;
    let depth = match request.colors {
        Colors::Truecolor => Depth::True,
        Colors::Many => Depth::Many,
        Colors::Sixteen => Depth::Sixteen,
        Colors::None => Depth::Mono,
    };
    // The clock is the card's, so that a picture does not age.
    let today = Some(request.explore.card.as_of);
    let (mut state, effects) = State::new(start(request.explore, today, request.size));
    let mut theme = theme;
    carry_out(&mut state, &mut theme, effects);
    if let Some(view) = request.view {
        let effects = update(&mut state, [Message::Show(view)]);
        carry_out(&mut state, &mut theme, effects);
    }
    for key in request.keys {
        let effects = update(&mut state, [Message::Key(key)]);
        carry_out(&mut state, &mut theme, effects);
    }

    let (picture, access) = drawn(&state, &theme, depth, request.with_text);
    for output in &request.outputs {
        let png;
        let bytes = match output.kind {
            PictureKind::Svg => picture.as_bytes(),
            PictureKind::Png => {
                png = pixels(&picture, request.scale)?;
                &png
            }
        };
        write(output.path.as_deref(), bytes, access)?;
    }
    Ok(())
}

/// The screen as SVG, and who may read it. The text of the user's own prompts is there only where
/// `with_text` asks for it, and then for nobody else.
pub(super) fn drawn(
    state: &State,
    theme: &Theme,
    depth: Depth,
    with_text: bool,
) -> (String, Access) {
    let own = has_own_text(state);
    let screen = screen(state, &theme.clone().lowered(depth), own && !with_text);
    let access = if own && with_text { Access::Owner } else { Access::AsBefore };
    (svg(&screen, &frame(theme, depth)), access)
}

/// Whether a prompt has a text that is none of the examples inside the program.
fn has_own_text(state: &State) -> bool {
    let examples = || Builtin::ALL.into_iter().filter_map(|builtin| builtin.parse().ok());
    let is_example = |own: &ropey::Rope| {
        examples().any(|scenario| {
            scenario.texts().any(|(_, text)| matches!(text, Text::Inline(text) if own == text))
        })
    };
    Part::ALL.into_iter().any(|part| {
        let text = state.prompts().text(part).editor.text();
        text.len_bytes() > 0 && !is_example(text)
    })
}

/// Finds out what is asked for, at once. Nothing else that the state asks for shows in a picture.
fn carry_out(state: &mut State, theme: &mut Theme, effects: Vec<Effect>) {
    for effect in effects {
        if let Effect::Theme(name) = &effect
            && let Ok(named) = super::theme::load(name, None)
        {
            *theme = named;
        }
        let Some(answer) = effect.answered() else {
            continue;
        };
        let more = update(state, [answer]);
        carry_out(state, theme, more);
    }
}

/// The screen, with the cursor as a block where a terminal would show it.
fn screen(state: &State, theme: &Theme, without_text: bool) -> Buffer {
    let (width, height) = state.size();
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    let paint = if without_text { paint_without_text } else { paint };
    let (_, cursor) = paint(state, theme, &mut buffer);
    if let Some(cell) = cursor.and_then(|place| buffer.cell_mut(place)) {
        (cell.fg, cell.bg) = (Color::Reset, Color::Reset);
        cell.modifier = Modifier::REVERSED;
    }
    buffer
}

/// The terminal's own colours: those of the theme, or black and white as bright as it.
fn frame(theme: &Theme, depth: Depth) -> Frame {
    const BLACK: Rgb = Rgb(0, 0, 0);
    const WHITE: Rgb = Rgb(255, 255, 255);
    let of = |role| {
        let (red, green, blue) = theme.rgb(role);
        Rgb(red, green, blue)
    };
    let (surface, text) = (of(Role::Surface), of(Role::Text));
    let (foreground, background) = match depth {
        Depth::Mono if is_light(surface) => (BLACK, WHITE),
        Depth::Mono => (WHITE, BLACK),
        _ => (text, surface),
    };
    Frame { foreground, background }
}

/// Whether a colour is nearer to white than to black, as the eye weighs its parts.
fn is_light(Rgb(red, green, blue): Rgb) -> bool {
    let (red, green, blue) = (u32::from(red), u32::from(green), u32::from(blue));
    299 * red + 587 * green + 114 * blue > 127_500
}

fn pixels(picture: &str, scale: f32) -> Result<Vec<u8>, Fault> {
    png(picture, scale).map_err(|error| match error {
        ShotError::Size { .. } => Fault::input(format!("{error}; choose a smaller --scale")),
        _ => Fault::Failure(error.to_string()),
    })
}

/// Writes a picture into a file, or to stdout.
fn write(path: Option<&Path>, bytes: &[u8], access: Access) -> Result<(), Fault> {
    let Some(path) = path else {
        return match std::io::stdout().lock().write_all(bytes) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(Fault::Failure(format!("cannot write the result: {error}")))
            }
            _ => Ok(()),
        };
    };
    disk::write(path, bytes, access)
        .map_err(|error| Fault::Failure(format!("cannot write `{}`: {error}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colours_it_is_black_and_white_as_bright_as_the_theme() {
        let frame = |name: &str, depth| frame(&Theme::builtin(name).unwrap().unwrap(), depth);
        let dark = frame("dark", Depth::Mono);
        assert_eq!((dark.foreground.0, dark.background.0), (255, 0));
        let light = frame("light", Depth::Mono);
        assert_eq!((light.foreground.0, light.background.0), (0, 255));
        for depth in [Depth::True, Depth::Many, Depth::Sixteen] {
            let theme = Theme::builtin("light").unwrap().unwrap();
            let Rgb(red, green, blue) = frame("light", depth).background;
            assert_eq!((red, green, blue), theme.rgb(Role::Surface));
        }
    }
}
