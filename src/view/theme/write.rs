//! A theme as TOML, to start one's own from.

use std::fmt::Write;

use super::read::ANSI;
use super::{ROLES, Theme};
use crate::document::quoted;

/// What each of [`ROLES`] is for.
const REMARKS: [&str; 16] = [
    "behind everything",
    "header, footer and boxes",
    "behind the selected row",
    "borders and empty slider tracks",
    "words",
    "words of less weight",
    "the numbers that matter",
    "the open tab, the knobs",
    "the pane and control that have the keys",
    "fresh input",
    "output",
    "thinking, a part of output",
    "cached input",
    "better",
    "worse, and what went wrong",
    "what to look out for",
];

impl Theme {
    /// The whole theme as TOML, with nothing inherited, which [`Theme::parse`] reads back.
    pub fn to_toml(&self) -> String {
        let mut out = String::from("# A tokenfare theme: colours by meaning.\nschema = 1\n");
        // Writing to a String cannot fail.
        let _ = writeln!(out, "name = {}\n\n[roles]", quoted(&self.name));
        for ((role, remark), (red, green, blue)) in ROLES.iter().zip(REMARKS).zip(self.rgb) {
            let line = format!("{role} = \"#{red:02x}{green:02x}{blue:02x}\"");
            let _ = writeln!(out, "{line:<22} # {remark}");
        }
        out.push_str(
            "\n# Of the terminal's own colours, where it has sixteen: \"blue\", \"bright-blue\" or \
             \"default\".\n# A role that is left out takes the nearest.\n[ansi]\n",
        );
        for (role, wish) in ROLES.iter().zip(self.ansi) {
            let named = ANSI.iter().find(|(_, color)| Some(*color) == wish);
            if let Some((name, _)) = named {
                let _ = writeln!(out, "{role} = \"{name}\"");
            }
        }
        out
    }
}
