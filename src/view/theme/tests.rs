use proptest::prelude::*;

use super::read::{ANSI, parse_hex};
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
                assert!(contrast >= 4.5, "{name}: {over:?} on {under:?} is {contrast:.2}");
            }
        }
        for bar in [Role::Input, Role::Output, Role::Thinking, Role::Cache] {
            let contrast = depth::contrast(theme.rgb(bar), theme.rgb(Role::Surface));
            assert!(contrast >= 2.5, "{name}: {bar:?} on surface is {contrast:.2}");
        }
    }
}

#[test]
fn hex_colours() {
    assert_eq!(parse_hex("#5aa2f0"), Some((0x5a, 0xa2, 0xf0)));
    assert_eq!(parse_hex("#fff"), Some((255, 255, 255)));
    for text in ["", "#", "#ff", "#ggg", "5aa2f0", "#5aa2f", "#é12", "#+12345"] {
        assert_eq!(parse_hex(text), None, "{text:?}");
    }
}

#[test]
fn a_broken_theme_names_every_fault() {
    let text = "schema = 2\nname = \"X\"\n[roles]\nsurface = \"red\"\nsurfce = \"#fff\"\n";
    let faults = Theme::parse(text, "x.toml").unwrap_err().to_string();
    assert!(faults.contains("x.toml:1:10: schema must be 1"), "{faults}");
    assert!(faults.contains("x.toml:4:11: roles.surface must be a colour"), "{faults}");
    assert!(faults.contains("surfce"), "{faults}");
    assert!(faults.contains("roles.warning"), "{faults}");
}

#[test]
fn without_colours_everything_is_the_terminals_own() {
    let theme = Theme::builtin("dark").unwrap().unwrap().lowered(Depth::Mono);
    assert!(theme.colors.iter().all(|&color| color == Color::Reset));
    assert!(theme.selected_name(true).add_modifier.contains(Modifier::REVERSED));
}

fn builtin(name: &str) -> Theme {
    Theme::builtin(name).unwrap().unwrap()
}

#[test]
fn every_theme_file_is_built_in() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/themes");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let mut names: Vec<String> = Theme::names().map(|name| format!("{name}.toml")).collect();
    names.sort();
    assert_eq!(files, names);
}

#[test]
fn high_contrast_is_high() {
    let theme = builtin("high-contrast");
    for over in [Role::Text, Role::Muted, Role::Accent, Role::Focus, Role::Bad, Role::Warning] {
        let contrast = depth::contrast(theme.rgb(over), theme.rgb(Role::Surface));
        assert!(contrast >= 7.0, "{over:?} is {contrast:.2}");
    }
}

/// A colour as people see it who lack the cones for red (0) or green (1), after Viénot, Brettel and
/// Mollon 1999.
fn seen_without(cones: usize, color: Rgb) -> [f64; 3] {
    let linear = |c: u8| {
        let c = f64::from(c) / 255.0;
        if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    let (red, green, blue) = (linear(color.0), linear(color.1), linear(color.2));
    let (yellow, blue) = [
        (0.112_38 * red + 0.887_62 * green, 0.004_01 * (red - green) + blue),
        (0.292_75 * red + 0.707_25 * green, 0.022_34 * (green - red) + blue),
    ][cones];
    [yellow, yellow, blue]
}

/// The distance of two linear colours in CIELAB; about 2 can just be seen.
fn distance(a: [f64; 3], b: [f64; 3]) -> f64 {
    let lab = |[red, green, blue]: [f64; 3]| {
        let root = |t: f64| {
            if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 }
        };
        let x = root((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.950_47);
        let y = root(0.2126 * red + 0.7152 * green + 0.0722 * blue);
        let z = root((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.088_83);
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    };
    let (a, b) = (lab(a), lab(b));
    let squares = a.iter().zip(b).map(|(a, b)| (a - b).powi(2));
    squares.sum::<f64>().sqrt()
}

#[test]
fn the_parts_of_a_bar_are_told_apart_with_any_colour_vision() {
    for name in Theme::names() {
        let theme = builtin(name);
        let least = match name {
            "mono" => 18.0,
            name if name.starts_with("colorblind") => 32.0,
            _ => 24.0,
        };
        for cones in [0, 1] {
            let seen = |role| seen_without(cones, theme.rgb(role));
            for (a, b) in [
                (Role::Input, Role::Output),
                (Role::Input, Role::Cache),
                (Role::Output, Role::Cache),
                (Role::Thinking, Role::Input),
                (Role::Thinking, Role::Output),
                (Role::Thinking, Role::Cache),
            ] {
                let apart = distance(seen(a), seen(b));
                assert!(apart >= least, "{name}: {a:?} and {b:?} are {apart:.0} apart");
            }
            if name.starts_with("colorblind") {
                let apart = distance(seen(Role::Good), seen(Role::Bad));
                assert!(apart >= 60.0, "{name}: good and bad are {apart:.0} apart");
            }
        }
    }
}

#[test]
fn sixteen_colours_are_told_apart_and_can_be_read() {
    for name in Theme::names() {
        let full = builtin(name);
        let theme = full.lowered(Depth::Sixteen);
        let color = |role| theme.color(role);
        let parts = [Role::Input, Role::Output, Role::Thinking, Role::Cache].map(color);
        assert!(
            parts.iter().enumerate().all(|(at, color)| !parts[..at].contains(color)),
            "{name}: {parts:?}"
        );
        if name != "mono" {
            assert_ne!(color(Role::Good), color(Role::Bad), "{name}");
            assert_ne!(color(Role::Focus), color(Role::Accent), "{name}");
        }
        // On the terminal's own background, light or dark as the theme is.
        let faint: &[Color] = if depth::is_dark(full.rgb(Role::Surface)) {
            &[Color::Black, Color::Blue, Color::DarkGray]
        } else {
            &[
                Color::White,
                Color::Gray,
                Color::Yellow,
                Color::Cyan,
                Color::LightYellow,
                Color::LightGreen,
                Color::LightCyan,
            ]
        };
        for role in [
            Role::Text,
            Role::Strong,
            Role::Accent,
            Role::Focus,
            Role::Good,
            Role::Bad,
            Role::Warning,
        ] {
            assert!(!faint.contains(&color(role)), "{name}: {role:?} is {:?}", color(role));
        }
    }
}

#[test]
fn a_theme_takes_what_it_leaves_out_from_another() {
    let text = "schema = 1\nname = 'Mine'\ninherits = 'nord'\n[roles]\naccent = '#f0f'\n\
        [ansi]\ncache = 'bright-cyan'\nsurface = 'black'\n";
    let mine = Theme::parse(text, "mine.toml").unwrap();
    let nord = builtin("nord");
    assert_eq!(mine.rgb(Role::Accent), (255, 0, 255));
    assert_eq!(mine.rgb(Role::Text), nord.rgb(Role::Text));
    let sixteen = mine.lowered(Depth::Sixteen);
    assert_eq!(sixteen.color(Role::Cache), Color::LightCyan);
    assert_eq!(sixteen.color(Role::Surface), Color::Black);
    let bare = Theme::parse("schema = 1\nname = 'N'\ninherits = 'nord'", "n.toml").unwrap();
    assert_eq!(bare.rgb, nord.rgb);
}

#[test]
fn four_roles_follow_from_the_others() {
    let roles = "surface = '#000'\ntext = '#fff'\nmuted = '#aaa'\naccent = '#aaf'\nfocus = '#ff0'\n\
        input = '#88f'\noutput = '#fa0'\ncache = '#0fa'\ngood = '#0f0'\nbad = '#f00'\nwarning = '#ff0'";
    let text = format!("schema = 1\nname = 'Few'\n[roles]\n{roles}\n");
    let theme = Theme::parse(&text, "few.toml").unwrap();
    // 5, 11 and 28 per cent of 255, rounded down.
    assert_eq!(theme.rgb(Role::Raised), (12, 12, 12));
    assert_eq!(theme.rgb(Role::Selected), (28, 28, 28));
    assert_eq!(theme.rgb(Role::Line), (71, 71, 71));
    assert_eq!(theme.rgb(Role::Strong), (255, 255, 255));
}

#[test]
fn faults_of_inheritance_and_sixteen_colours_have_their_places() {
    let text = "schema = 1\nname = 'X'\ninherits = 'drk'\n[ansi]\ntext = 'purple'\nfocs = 'red'\n";
    let faults = Theme::parse(text, "x.toml").unwrap_err().to_string();
    assert_eq!(
        faults,
        "x.toml:3:12: inherits names `drk`, but there is no such theme; did you mean `dark`?\n\
         x.toml:5:8: ansi.text must be one of the sixteen, such as \"blue\" or \"bright-blue\", or \
         \"default\"\n\
         x.toml:6:1: unknown key `ansi.focs`; did you mean `focus`?"
    );
}

#[test]
fn builtin_themes_are_read_back_as_they_are_written() {
    for name in Theme::names() {
        let theme = Theme::builtin(name).unwrap().unwrap();
        assert_eq!(Theme::parse(&theme.to_toml(), name).unwrap(), theme);
    }
}

proptest! {
    #[test]
    fn any_theme_is_read_back_as_it_is_written(
        name in "[^\\p{C}\\p{Z}]([^\\p{C}\\p{Zl}\\p{Zp}]{0,20}[^\\p{C}\\p{Z}])?",
        rgb in proptest::array::uniform16(any::<(u8, u8, u8)>()),
        ansi in proptest::array::uniform16(proptest::option::of(0..ANSI.len())),
    ) {
        prop_assume!(crate::document::first_hidden(&name).is_none());
        let theme = Theme {
            name,
            depth: Depth::True,
            rgb,
            ansi: ansi.map(|wish| wish.map(|at| ANSI[at].1)),
            colors: rgb.map(|color| Depth::True.lower(color)),
        };
        let text = theme.to_toml();
        prop_assert_eq!(Theme::parse(&text, "x.toml").map_err(|faults| faults.to_string()), Ok(theme));
    }
}
