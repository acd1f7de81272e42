//! Themes: a few colours by meaning, read from TOML, lowered to what the terminal can show.
//!
//! ```toml
//! schema = 1
//! name = "Mine"
//! inherits = "dark"        # may be left out; then the roles have to be whole
//!
//! [roles]                  # as #rrggbb or #rgb
//! accent = "#ff79c6"
//!
//! [ansi]                   # may be left out: colours for terminals that have sixteen
//! accent = "bright-magenta"
//! ```
//!
//! The roles are those of [`ROLES`]. `raised`, `selected`, `line`, `strong` and `thinking` follow
//! from the others where they are left out.

mod builtin;
mod depth;
mod read;
mod shades;
#[cfg(test)]
mod tests;
mod write;

use ratatui::style::{Color, Modifier, Style};

pub use depth::{Depth, Rgb};

/// The roles of a theme, by the names they have in its file.
pub const ROLES: [&str; 16] = [
    "surface", "raised", "selected", "line", "text", "muted", "strong", "accent", "focus", "input",
    "output", "thinking", "cache", "good", "bad", "warning",
];

/// The colours of a screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    name: String,
    depth: Depth,
    /// As the file gives them.
    rgb: [Rgb; 16],
    /// What the file wants of sixteen colours.
    ansi: [Option<Color>; 16],
    /// As the terminal can show them.
    colors: [Color; 16],
}

/// A colour by meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Behind everything.
    Surface,
    /// Behind header, footer and boxes.
    Raised,
    /// Behind the selected row.
    Selected,
    /// Borders and empty tracks.
    Line,
    /// Words.
    Text,
    /// Words of less weight.
    Muted,
    /// Numbers that matter.
    Strong,
    /// The open tab and the knobs.
    Accent,
    /// What has the keys.
    Focus,
    /// Fresh input.
    Input,
    /// Output.
    Output,
    /// Thinking, a part of output.
    Thinking,
    /// Cached input.
    Cache,
    /// Better.
    Good,
    /// Worse, and what went wrong.
    Bad,
    /// What to look out for.
    Warning,
}

impl Theme {
    /// This theme in the colours that a terminal of `depth` can show.
    ///
    /// Below 256 colours the surface is left to the terminal: sixteen colours are the user's own
    /// and go with the user's background.
    pub fn lowered(&self, depth: Depth) -> Self {
        let mut colors = self.rgb.map(|color| depth.lower(color));
        if depth == Depth::Sixteen {
            for role in [Role::Surface, Role::Raised, Role::Text, Role::Strong] {
                colors[role as usize] = Color::Reset;
            }
            colors[Role::Selected as usize] = Color::Reset;
            for role in [Role::Line, Role::Muted] {
                colors[role as usize] = Color::DarkGray;
            }
            let dark = depth::is_dark(self.rgb(Role::Surface));
            for color in &mut colors {
                *color = match *color {
                    // Plain blue is hard to read on black, and yellow on white.
                    Color::Blue if dark => Color::LightBlue,
                    Color::Magenta if dark => Color::LightMagenta,
                    other => other,
                };
            }
            if !dark {
                colors[Role::Focus as usize] = Color::Magenta;
                colors[Role::Warning as usize] = Color::Red;
            }
            for (color, wish) in colors.iter_mut().zip(self.ansi) {
                *color = wish.unwrap_or(*color);
            }
        }
        Self { depth, colors, ..self.clone() }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it has no colours: then weight, inversion and glyphs say everything.
    pub fn is_mono(&self) -> bool {
        self.depth == Depth::Mono
    }

    /// Whether what is selected cannot be told by its background.
    fn is_flat(&self) -> bool {
        matches!(self.depth, Depth::Mono | Depth::Sixteen)
    }

    /// A colour.
    pub const fn color(&self, role: Role) -> Color {
        self.colors[role as usize]
    }

    /// A colour as the file gives it.
    pub const fn rgb(&self, role: Role) -> Rgb {
        self.rgb[role as usize]
    }

    /// What stands for a part of a bar in words: a square of its colour, or its fill.
    pub fn swatch(&self, role: Role) -> &'static str {
        match (self.is_mono(), role) {
            (false, _) => "■",
            (true, Role::Cache) => "░",
            (true, Role::Input) => "▒",
            (true, Role::Thinking) => "▓",
            (true, _) => "█",
        }
    }

    /// A role's colour for the bars of every other row, a little nearer to the surface, so that
    /// rows that touch can be told apart.
    pub fn shaded(&self, role: Role) -> Color {
        if self.depth != Depth::True {
            return self.color(role);
        }
        let (over, under) = (self.rgb(role), self.rgb(Role::Surface));
        let mix = |over: u8, under: u8| ((u16::from(over) * 7 + u16::from(under)) / 8) as u8;
        Color::Rgb(mix(over.0, under.0), mix(over.1, under.1), mix(over.2, under.2))
    }

    /// Writing in a role's colour.
    pub fn style(&self, role: Role) -> Style {
        Style::new().fg(self.color(role))
    }

    /// Heavy writing in a role's colour.
    pub fn bold(&self, role: Role) -> Style {
        self.style(role).add_modifier(Modifier::BOLD)
    }

    /// The whole screen before anything is written.
    pub fn base(&self) -> Style {
        self.style(Role::Text).bg(self.color(Role::Surface))
    }

    /// The background of header, footer and boxes.
    pub fn raised(&self) -> Style {
        self.style(Role::Text).bg(self.color(Role::Raised))
    }

    /// The tab that is open.
    pub fn open_tab(&self) -> Style {
        if self.is_flat() {
            Style::new().add_modifier(Modifier::BOLD | Modifier::REVERSED)
        } else {
            Style::new()
                .fg(self.color(Role::Surface))
                .bg(self.color(Role::Accent))
                .add_modifier(Modifier::BOLD)
        }
    }

    /// The background of a selected row; where there is none, its first word is inverted instead.
    pub fn selected_row(&self) -> Style {
        Style::new().bg(self.color(Role::Selected))
    }

    /// The name in a selected row.
    pub fn selected_name(&self, focused: bool) -> Style {
        let style = self.bold(Role::Strong);
        match (self.is_flat(), focused) {
            (true, true) => style.add_modifier(Modifier::REVERSED),
            (true, false) => style.add_modifier(Modifier::UNDERLINED),
            (false, _) => style,
        }
    }

    /// Selected text.
    pub fn selected_text(&self) -> Style {
        if self.is_flat() {
            Style::new().add_modifier(Modifier::REVERSED)
        } else {
            Style::new().fg(self.color(Role::Surface)).bg(self.color(Role::Accent))
        }
    }
}
