//! Reading a theme. Every fault is reported with its line and column.

use ratatui::style::Color;

use super::shades::mixed;
use super::{Depth, ROLES, Rgb, Role, Theme};
use crate::document::{Document, Faults, Table, Value};

/// The sixteen colours by name; `default` is the terminal's own.
pub(super) const ANSI: [(&str, Color); 17] = [
    ("default", Color::Reset),
    ("black", Color::Black),
    ("red", Color::Red),
    ("green", Color::Green),
    ("yellow", Color::Yellow),
    ("blue", Color::Blue),
    ("magenta", Color::Magenta),
    ("cyan", Color::Cyan),
    ("white", Color::Gray),
    ("bright-black", Color::DarkGray),
    ("bright-red", Color::LightRed),
    ("bright-green", Color::LightGreen),
    ("bright-yellow", Color::LightYellow),
    ("bright-blue", Color::LightBlue),
    ("bright-magenta", Color::LightMagenta),
    ("bright-cyan", Color::LightCyan),
    ("bright-white", Color::White),
];

impl Theme {
    /// Reads a theme in full colour; what it inherits is inside the program. `file` is what faults
    /// call it.
    ///
    /// # Errors
    /// Every fault of the text with its place.
    pub fn parse(text: &str, file: &str) -> Result<Self, Faults> {
        Self::parse_with(text, file, Self::builtin_parent)
    }

    /// [`Theme::parse`], where `parent` finds the theme from which this one takes what it leaves
    /// out, or says why there is none, going on after the name of the key.
    ///
    /// # Errors
    /// Every fault of the text with its place.
    pub fn parse_with(
        text: &str,
        file: &str,
        parent: impl FnOnce(&str) -> Result<Self, String>,
    ) -> Result<Self, Faults> {
        let document = Document::parse(text, file);
        let theme = read(&document.root(), parent);
        document.conclude(theme)
    }
}

fn read(root: &Table<'_>, parent: impl FnOnce(&str) -> Result<Theme, String>) -> Option<Theme> {
    let schema = root.required("schema");
    if schema.integer().is_some_and(|number| number != 1) {
        schema.fault("must be 1, the one schema of themes");
    }
    let name = root.required("name").text().map(str::to_owned);
    let inherits = root.value("inherits");
    let parent = inherits.text().map(|name| {
        let found = parent(name);
        found.map_err(|fault| inherits.fault(fault)).ok()
    });
    let is_whole = !inherits.is_present();
    let roles = if is_whole { root.required("roles") } else { root.value("roles") };
    let given = roles.table().map(|roles| {
        let given = ROLES.map(|role| {
            let value = roles.value(role);
            if is_whole && !value.is_present() && !follows(role) {
                roles.missing(format!("roles.{role} is missing"));
            }
            color(value)
        });
        roles.finish();
        given
    });
    let ansi = ansi(root.value("ansi"));
    root.finish();
    let given = given.unwrap_or_default();
    let (rgb, inherited) = match parent {
        Some(parent) => {
            let parent = parent?;
            let mut rgb = parent.rgb;
            for (color, given) in rgb.iter_mut().zip(given) {
                *color = given.unwrap_or(*color);
            }
            (rgb, parent.ansi)
        }
        None => (complete(given)?, [None; 16]),
    };
    let mut all = ansi;
    for ((wish, inherited), given) in all.iter_mut().zip(inherited).zip(given) {
        // A role with another colour of its own does not keep the parent's sixteen.
        *wish = wish.or(inherited.filter(|_| given.is_none()));
    }
    Some(Theme {
        name: name?,
        depth: Depth::True,
        rgb,
        ansi: all,
        colors: rgb.map(|color| Depth::True.lower(color)),
    })
}

/// Whether a role follows from the others where it is left out.
fn follows(role: &str) -> bool {
    matches!(role, "raised" | "selected" | "line" | "strong" | "thinking")
}

/// Every role, with those left out made of others.
fn complete(given: [Option<Rgb>; 16]) -> Option<[Rgb; 16]> {
    let of = |role: Role| given.get(role as usize).copied().flatten();
    let (surface, text) = (of(Role::Surface)?, of(Role::Text)?);
    let mut rgb = [surface; 16];
    for (at, color) in rgb.iter_mut().enumerate() {
        let made = match ROLES.get(at).copied() {
            Some("raised") => Some(mixed(surface, text, 5)),
            Some("selected") => Some(mixed(surface, text, 11)),
            Some("line") => Some(mixed(surface, text, 28)),
            Some("strong") => Some(text),
            Some("thinking") => of(Role::Output).map(|output| mixed(output, surface, 45)),
            _ => None,
        };
        *color = given.get(at).copied().flatten().or(made)?;
    }
    Some(rgb)
}

fn color(value: Value<'_, '_>) -> Option<Rgb> {
    let color = parse_hex(value.text()?);
    if color.is_none() {
        value.fault("must be a colour such as \"#5aa2f0\"");
    }
    color
}

fn ansi(value: Value<'_, '_>) -> [Option<Color>; 16] {
    let Some(table) = value.table() else {
        return [None; 16];
    };
    let wishes = ROLES.map(|role| {
        let value = table.value(role);
        let name = value.text()?;
        let known = ANSI.iter().find(|(known, _)| *known == name);
        if known.is_none() {
            value.fault(
                "must be one of the sixteen, such as \"blue\" or \"bright-blue\", or \"default\"",
            );
        }
        known.map(|(_, color)| *color)
    });
    table.finish();
    wishes
}

/// Reads `#rrggbb` or `#rgb`.
pub(super) fn parse_hex(text: &str) -> Option<Rgb> {
    let digits = text.strip_prefix('#')?;
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let number = u32::from_str_radix(digits, 16).ok()?;
    let byte = |shift: u32| (number >> shift) as u8;
    match digits.len() {
        6 => Some((byte(16), byte(8), byte(0))),
        3 => Some(((byte(8) & 15) * 17, (byte(4) & 15) * 17, (byte(0) & 15) * 17)),
        _ => None,
    }
}
