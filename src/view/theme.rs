//! Themes: a few colours by meaning, read from TOML, lowered to what the terminal can show.
//!
//! ```toml
//! schema = 1
//! name = "Dark"
//! [roles]
//! surface = "#14161e"
//! ```
//! Every role of [`ROLES`] is named once, as `#rrggbb` or `#rgb`.

mod depth;
mod shades;

use ratatui::style::{Color, Modifier, Style};

pub use depth::Depth;

use crate::document::{Document, Faults};

/// The roles of a theme, by the names they have in its file.
pub const ROLES: [&str; 15] = [
    "surface", "raised", "selected", "line", "text", "muted", "strong", "accent", "focus", "input",
    "output", "cache", "good", "bad", "warning",
];

/// The themes inside the program: name and text.
const BUILTIN: [(&str, &str); 2] = [
    ("dark", include_str!("../../themes/dark.toml")),
    ("light", include_str!("../../themes/light.toml")),
];

/// A colour as a theme's file gives it.
pub type Rgb = (u8, u8, u8);

/// The colours of a screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    name: String,
    depth: Depth,
    /// As the file gives them.
    rgb: [Rgb; 15],
    /// As the terminal can show them.
    colors: [Color; 15],
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
    /// Names of the themes inside the program.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILTIN.iter().map(|(name, _)| *name)
    }

    /// The theme of this name inside the program.
    ///
    /// # Errors
    /// The faults in its text: none in a released program, as tests read every theme.
    pub fn builtin(name: &str) -> Option<Result<Self, Faults>> {
        let (_, text) = BUILTIN.iter().find(|(known, _)| *known == name)?;
        Some(Self::parse(text, &format!("themes/{name}.toml")))
    }

    /// Reads a theme in full colour. `file` is what faults call it.
    ///
    /// # Errors
    /// Every fault of the text with its place.
    pub fn parse(text: &str, file: &str) -> Result<Self, Faults> {
        let document = Document::parse(text, file);
        let theme = Self::read(&document);
        document.conclude(theme)
    }

    fn read(document: &Document<'_>) -> Option<Self> {
        let root = document.root();
        let schema = root.required("schema");
        if schema.integer().is_some_and(|number| number != 1) {
            schema.fault("must be 1, the one schema of themes");
        }
        let name = root.required("name").text().map(str::to_owned);
        let mut rgb = [(0, 0, 0); 15];
        let mut complete = true;
        if let Some(roles) = root.required("roles").table() {
            for (at, role) in ROLES.into_iter().enumerate() {
                let value = roles.required(role);
                match value.text().map(parse_hex) {
                    Some(Some(color)) => rgb[at] = color,
                    Some(None) => value.fault("must be a colour such as \"#5aa2f0\""),
                    None => complete = false,
                }
            }
            roles.finish();
        }
        root.finish();
        let name = name?;
        complete.then(|| Self {
            name,
            depth: Depth::True,
            rgb,
            colors: rgb.map(|color| Depth::True.lower(color)),
        })
    }

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
        }
        Self {
            depth,
            colors,
            ..self.clone()
        }
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
        Color::Rgb(
            mix(over.0, under.0),
            mix(over.1, under.1),
            mix(over.2, under.2),
        )
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
            Style::new()
                .fg(self.color(Role::Surface))
                .bg(self.color(Role::Accent))
        }
    }
}

/// Reads `#rrggbb` or `#rgb`.
fn parse_hex(text: &str) -> Option<Rgb> {
    let digits = text.strip_prefix('#')?;
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let number = u32::from_str_radix(digits, 16).ok()?;
    let byte = |shift: u32| (number >> shift) as u8;
    match digits.len() {
        6 => Some((byte(16), byte(8), byte(0))),
        3 => Some((
            (byte(8) & 15) * 17,
            (byte(4) & 15) * 17,
            (byte(0) & 15) * 17,
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_builtin_theme_is_whole() {
        for name in Theme::names() {
            let theme = Theme::builtin(name).unwrap();
            assert!(theme.is_ok(), "{}", theme.unwrap_err());
        }
        assert!(Theme::builtin("no such theme").is_none());
    }

    #[test]
    fn text_can_be_read_on_every_background() {
        for name in Theme::names() {
            let theme = Theme::builtin(name).unwrap().unwrap();
            for under in [Role::Surface, Role::Raised, Role::Selected] {
                for over in [
                    Role::Text,
                    Role::Muted,
                    Role::Strong,
                    Role::Accent,
                    Role::Focus,
                    Role::Good,
                    Role::Bad,
                    Role::Warning,
                ] {
                    let contrast = depth::contrast(theme.rgb(over), theme.rgb(under));
                    assert!(
                        contrast >= 4.5,
                        "{name}: {over:?} on {under:?} is {contrast:.2}"
                    );
                }
            }
            for bar in [Role::Input, Role::Output, Role::Cache] {
                let contrast = depth::contrast(theme.rgb(bar), theme.rgb(Role::Surface));
                assert!(
                    contrast >= 2.5,
                    "{name}: {bar:?} on surface is {contrast:.2}"
                );
            }
        }
    }

    #[test]
    fn hex_colours() {
        assert_eq!(parse_hex("#5aa2f0"), Some((0x5a, 0xa2, 0xf0)));
        assert_eq!(parse_hex("#fff"), Some((255, 255, 255)));
        for text in [
            "", "#", "#ff", "#ggg", "5aa2f0", "#5aa2f", "#é12", "#+12345",
        ] {
            assert_eq!(parse_hex(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_broken_theme_names_every_fault() {
        let text = "schema = 2\nname = \"X\"\n[roles]\nsurface = \"red\"\nsurfce = \"#fff\"\n";
        let faults = Theme::parse(text, "x.toml").unwrap_err().to_string();
        assert!(faults.contains("x.toml:1:10: schema must be 1"), "{faults}");
        assert!(
            faults.contains("x.toml:4:11: roles.surface must be a colour"),
            "{faults}"
        );
        assert!(faults.contains("surfce"), "{faults}");
        assert!(faults.contains("roles.warning"), "{faults}");
    }

    #[test]
    fn without_colours_everything_is_the_terminals_own() {
        let theme = Theme::builtin("dark")
            .unwrap()
            .unwrap()
            .lowered(Depth::Mono);
        assert!(theme.colors.iter().all(|&color| color == Color::Reset));
        assert!(
            theme
                .selected_name(true)
                .add_modifier
                .contains(Modifier::REVERSED)
        );
    }
}
