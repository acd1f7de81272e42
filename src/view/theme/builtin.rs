//! The themes that ship inside the program.

use super::Theme;
use crate::document::{Faults, nearest};

/// Name and text of each, the default first.
const BUILTIN: [(&str, &str); 11] = [
    ("dark", include_str!("../../../themes/dark.toml")),
    ("light", include_str!("../../../themes/light.toml")),
    ("high-contrast", include_str!("../../../themes/high-contrast.toml")),
    ("colorblind-dark", include_str!("../../../themes/colorblind-dark.toml")),
    ("colorblind-light", include_str!("../../../themes/colorblind-light.toml")),
    ("mono", include_str!("../../../themes/mono.toml")),
    ("gruvbox-dark", include_str!("../../../themes/gruvbox-dark.toml")),
    ("nord", include_str!("../../../themes/nord.toml")),
    ("dracula", include_str!("../../../themes/dracula.toml")),
    ("solarized-light", include_str!("../../../themes/solarized-light.toml")),
    ("catppuccin-mocha", include_str!("../../../themes/catppuccin-mocha.toml")),
];

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

    /// The theme inside the program from which another one takes what it leaves out.
    ///
    /// # Errors
    /// Why there is none, going on after the name of the key.
    pub fn builtin_parent(name: &str) -> Result<Self, String> {
        match Self::builtin(name) {
            Some(theme) => theme.map_err(|_| format!("names `{name}`, which has faults")),
            None => Err(match nearest(name, Self::names()) {
                Some(near) => {
                    format!("names `{name}`, but there is no such theme; did you mean `{near}`?")
                }
                None => format!("names `{name}`, but there is no such theme"),
            }),
        }
    }
}
