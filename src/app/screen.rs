//! Where the panes are, for a size of terminal: plain arithmetic, shared by the update and the
//! drawing.
//!
//! ```text
//! wide, from 110x28                          compact, from 60x16
//! ┌ header ───────────────────────────┐      ┌ header ──────────────────┐
//! │ headline: the selected model      │      │ headline                 │
//! │ Prompts  │ Monthly cost           │      │ Monthly cost             │
//! │          │                        │      │                          │
//! │──────────│                        │      │──────────────────────────│
//! │ Workload │────────────────────────│      │ Workload, Prompts        │
//! │          │ detail                 │      │ or detail, one at a time │
//! │ what is chosen, explained         │      │ what is chosen, from 20  │
//! └ footer ───────────────────────────┘      └ footer ──────────────────┘
//! ```

/// The least terminal the explorer can be used in.
pub const LEAST: (u16, u16) = (60, 16);

/// A part of the screen that can have the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Pane {
    /// The prompt's text.
    Prompts,
    /// The controls.
    Workload,
    /// The models.
    Ranking,
    /// What the selected model's cost is made of.
    Detail,
}

impl Pane {
    /// All panes in the order of Tab.
    pub const ALL: [Self; 4] = [Self::Prompts, Self::Workload, Self::Ranking, Self::Detail];
}

/// A rectangle of cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Area {
    /// Leftmost column.
    pub x: u16,
    /// Topmost row.
    pub y: u16,
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

impl Area {
    const fn new(x: u16, y: u16, width: u16, height: u16) -> Self {
        Self { x, y, width, height }
    }

    /// The part inside a border of one cell.
    pub const fn inner(self) -> Self {
        Self::new(
            self.x + 1,
            self.y + 1,
            self.width.saturating_sub(2),
            self.height.saturating_sub(2),
        )
    }
}

/// The lines of counts below a prompt's text, in a pane with this inside.
pub const fn count_rows(inner: Area) -> u16 {
    if inner.height >= 7 { 2 } else { 1 }
}

/// The columns and rows of text in a prompt pane: inside its border, above its lines of counts.
pub const fn text_viewport(area: Area) -> (u16, u16) {
    let inner = area.inner();
    (inner.width.saturating_sub(2), inner.height.saturating_sub(count_rows(inner)))
}

/// The arrangement of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    /// Whether panes stand side by side.
    pub wide: bool,
    /// The line at the top.
    pub header: Area,
    /// The line that says what has changed since the pinned scenario.
    pub difference: Option<Area>,
    /// The line of keys at the bottom.
    pub footer: Area,
    /// The line that says what the selected model costs.
    pub headline: Area,
    /// The lines that explain what is chosen, where there is room.
    pub explanation: Option<Area>,
    panes: [Option<Area>; 4],
}

impl Screen {
    /// Where a pane is, if it is in sight.
    pub const fn pane(&self, pane: Pane) -> Option<Area> {
        self.panes[pane as usize]
    }
}

/// What an arrangement depends on beside the size of the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// The pane that is shown where only one beside the ranking has room.
    pub front: Pane,
    /// The rows that the workload's controls take in one column with their headings.
    pub controls: u16,
    /// Whether there is a pinned scenario to hold the present against.
    pub difference: bool,
    /// Whether the prompts have the keys, so that their text wants room.
    pub reads: bool,
}

/// Rows of the workload that stay in sight while the prompts take its room.
const LEAST_WORKLOAD: u16 = 7;

/// Arranges a screen of `width` by `height` cells; none if the terminal is too small.
pub fn arrange(width: u16, height: u16, wanted: Wanted) -> Option<Screen> {
    let Wanted { front, controls, .. } = wanted;
    if width < LEAST.0 || height < LEAST.1 {
        return None;
    }
    let header = Area::new(0, 0, width, 1);
    let headline = Area::new(0, 1, width, 1);
    let difference = wanted.difference.then(|| Area::new(0, 2, width, 1));
    let top = if wanted.difference { 3 } else { 2 };
    let footer = Area::new(0, height - 1, width, 1);
    // Narrow lines are short ones: two say what one does elsewhere.
    let lines = match (width, height) {
        (_, ..20) => 0,
        (..100, 30..) => 2,
        _ => 1,
    };
    let explanation = (lines > 0).then(|| Area::new(0, height - 1 - lines, width, lines));
    let body = height - 1 - lines - top;
    let mut panes = [None; 4];
    let wide = width >= 110 && height >= 28;
    if wide {
        let left = (width * 3 / 8).clamp(46, 66);
        let workload = (controls + 2).min(body - 8).min(body * 3 / 4);
        let workload = if wanted.reads { workload.min(LEAST_WORKLOAD) } else { workload };
        let prompts = body - workload;
        let detail = (body * 9 / 20).clamp(11, 22);
        let right = width - left;
        panes[Pane::Prompts as usize] = Some(Area::new(0, top, left, prompts));
        panes[Pane::Workload as usize] = Some(Area::new(0, top + prompts, left, workload));
        panes[Pane::Ranking as usize] = Some(Area::new(left, top, right, body - detail));
        panes[Pane::Detail as usize] = Some(Area::new(left, top + body - detail, right, detail));
    } else {
        let lower = match height {
            _ if wanted.reads => body - 5,
            ..20 => body / 2,
            _ => (body * 9 / 20).clamp(10, 16),
        };
        let front = if front == Pane::Ranking { Pane::Workload } else { front };
        panes[Pane::Ranking as usize] = Some(Area::new(0, top, width, body - lower));
        panes[front as usize] = Some(Area::new(0, top + body - lower, width, lower));
    }
    Some(Screen { wide, header, headline, difference, footer, explanation, panes })
}

/// The screen of a meeting.
///
/// ```text
/// ┌ header ──────────────────────────────┐
/// │ Claude Haiku a month                 │
/// │ on: prompt caching · Batch           │
/// │ $241.10, in figures of five rows     │
/// │ -$148.90 -38%, where one is pinned   │
/// │ ── the control ──────●────────────── │
/// │ bars                                 │
/// └ footer ──────────────────────────────┘
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stage {
    /// The line at the top.
    pub header: Area,
    /// The line that says what has changed since the pinned scenario.
    pub difference: Option<Area>,
    /// What the figures are.
    pub title: Area,
    /// What is switched on.
    pub switched: Area,
    /// The monthly cost.
    pub cost: Area,
    /// The change, where a scenario is pinned.
    pub change: Option<Area>,
    /// The control that is adjusted.
    pub control: Area,
    /// The models.
    pub bars: Area,
    /// Rows from one bar to the next.
    pub pitch: u16,
    /// The line of keys at the bottom.
    pub footer: Area,
}

/// Rows and columns of a figure's dots.
pub const fn dot(width: u16, height: u16) -> (u16, u16) {
    if height >= 50 && width >= 160 { (4, 2) } else { (2, 1) }
}

/// Rows of dots in a figure.
pub const FIGURE_DOTS: u16 = 5;

impl Stage {
    /// How many models have a bar.
    pub const fn models(&self) -> u16 {
        self.bars.height / self.pitch
    }
}

/// Arranges the screen of a meeting; none if the terminal is too small.
pub fn stage(width: u16, height: u16, pinned: bool) -> Option<Stage> {
    if width < LEAST.0 || height < LEAST.1 {
        return None;
    }
    let figure = FIGURE_DOTS * dot(width, height).1;
    // Low terminals keep the figures of the change and leave out the gaps.
    let gap = u16::from(height >= 22);
    let mut y = 1;
    let mut take = |rows: u16, gap: u16| {
        let area = Area::new(0, y, width, rows);
        y += rows + gap;
        area
    };
    let difference = pinned.then(|| take(1, gap));
    let title = take(1, 0);
    let switched = take(1, gap.min(u16::from(height >= 30)));
    let cost = take(figure, gap);
    let change = (pinned && height >= 20).then(|| take(figure, gap));
    let control = take(1, gap);
    let left = (height - 1).saturating_sub(y);
    Some(Stage {
        header: Area::new(0, 0, width, 1),
        difference,
        title,
        switched,
        cost,
        change,
        control,
        bars: Area::new(0, y.min(height - 1), width, left),
        pitch: if left >= 14 { 2 } else { 1 },
        footer: Area::new(0, height - 1, width, 1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn showing(front: Pane) -> Wanted {
        Wanted { front, controls: 22, difference: false, reads: front == Pane::Prompts }
    }

    /// Panes and the lines around them cover every cell exactly once.
    #[test]
    fn every_cell_belongs_to_one_place() {
        for (width, height) in
            [(60, 16), (80, 24), (109, 60), (110, 28), (120, 36), (200, 60), (500, 200)]
        {
            for front in Pane::ALL {
                let difference = height % 2 == 0;
                let wanted = Wanted { difference, ..showing(front) };
                let screen = arrange(width, height, wanted).unwrap();
                assert_eq!(screen.difference.is_some(), difference);
                let mut cover = vec![0u8; usize::from(width) * usize::from(height)];
                let places = Pane::ALL.into_iter().filter_map(|pane| screen.pane(pane));
                for area in places
                    .chain([screen.header, screen.headline, screen.footer])
                    .chain(screen.explanation)
                    .chain(screen.difference)
                {
                    for y in area.y..area.y + area.height {
                        for x in area.x..area.x + area.width {
                            cover[usize::from(y) * usize::from(width) + usize::from(x)] += 1;
                        }
                    }
                }
                assert!(cover.iter().all(|&times| times == 1), "{width}x{height} {front:?}");
            }
        }
    }

    #[test]
    fn small_terminals_are_refused() {
        assert_eq!(arrange(59, 40, showing(Pane::Workload)), None);
        assert_eq!(arrange(200, 15, showing(Pane::Workload)), None);
        assert_eq!(arrange(0, 0, showing(Pane::Workload)), None);
    }

    #[test]
    fn a_compact_screen_shows_the_front_pane() {
        let screen = arrange(80, 24, showing(Pane::Prompts)).unwrap();
        assert!(screen.pane(Pane::Prompts).is_some());
        assert!(screen.pane(Pane::Workload).is_none());
        assert!(screen.pane(Pane::Ranking).is_some());
    }

    #[test]
    fn the_stage_keeps_its_parts_apart() {
        for (width, height) in [(60, 16), (80, 24), (120, 36), (200, 60), (500, 200)] {
            for pinned in [false, true] {
                let stage = stage(width, height, pinned).unwrap();
                let parts = [stage.header].into_iter().chain(stage.difference);
                let parts =
                    parts.chain([stage.title, stage.switched, stage.cost]).chain(stage.change);
                let parts: Vec<Area> =
                    parts.chain([stage.control, stage.bars, stage.footer]).collect();
                for pair in parts.windows(2) {
                    assert!(pair[0].y + pair[0].height <= pair[1].y, "{width}x{height}: {pair:?}");
                }
                assert!(stage.models() >= 3, "{width}x{height}");
            }
        }
        assert_eq!(stage(59, 40, false), None);
    }
}
