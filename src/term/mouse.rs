//! From the mouse's cells to what lies there.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Rect;

use crate::app::{Pointer, PointerKind, Target};

/// Remembers what the left button holds.
#[derive(Debug, Default)]
pub(super) struct Mouse {
    held: Option<(Target, Rect)>,
}

impl Mouse {
    /// What the mouse did and to what; `None` if nothing is made of it.
    ///
    /// `under` is what lies under it in the frame on screen, `area_of` where a target lies there.
    /// What was pressed stays the target until the button comes up, wherever the mouse is.
    pub(super) fn pointer(
        &mut self,
        event: MouseEvent,
        under: Option<(Target, Rect)>,
        area_of: impl FnOnce(Target) -> Option<Rect>,
    ) -> Option<Pointer> {
        let kind = kind(event.kind)?;
        let found = match kind {
            PointerKind::Press => {
                self.held = under;
                under
            }
            PointerKind::Drag | PointerKind::Release => {
                // The target may have moved since, or have gone.
                self.held.map(|(target, area)| (target, area_of(target).unwrap_or(area)))
            }
            PointerKind::WheelUp | PointerKind::WheelDown => under,
        };
        if kind == PointerKind::Release {
            self.held = None;
        }
        let area = found.map_or(Rect::ZERO, |(_, area)| area);
        Some(Pointer {
            kind,
            target: found.map(|(target, _)| target),
            column: i32::from(event.column) - i32::from(area.x),
            row: i32::from(event.row) - i32::from(area.y),
            width: area.width,
            height: area.height,
        })
    }
}

/// What the explorer makes of the mouse's doing, if anything.
pub(super) fn kind(kind: MouseEventKind) -> Option<PointerKind> {
    match kind {
        MouseEventKind::Down(MouseButton::Left) => Some(PointerKind::Press),
        MouseEventKind::Drag(MouseButton::Left) => Some(PointerKind::Drag),
        MouseEventKind::Up(MouseButton::Left) => Some(PointerKind::Release),
        MouseEventKind::ScrollUp => Some(PointerKind::WheelUp),
        MouseEventKind::ScrollDown => Some(PointerKind::WheelDown),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::KeyModifiers;

    const TEXT: (Target, Rect) = (Target::Text, Rect::new(10, 5, 20, 3));
    const POPUP: (Target, Rect) = (Target::Popup, Rect::new(40, 0, 9, 9));

    /// Two targets, of which the second can be taken away.
    fn act(
        mouse: &mut Mouse,
        places: &[(Target, Rect)],
        kind: MouseEventKind,
        (column, row): (u16, u16),
    ) -> Option<Pointer> {
        let event = MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE };
        let under = places.iter().find(|(_, area)| area.contains((column, row).into())).copied();
        let area_of = |target| places.iter().find(|place| place.0 == target).map(|place| place.1);
        mouse.pointer(event, under, area_of)
    }

    #[test]
    fn what_is_pressed_is_held_wherever_the_mouse_goes() {
        let mut mouse = Mouse::default();
        let places = [TEXT, POPUP];
        let button = MouseButton::Left;
        let press = act(&mut mouse, &places, MouseEventKind::Down(button), (12, 6)).unwrap();
        assert_eq!((press.target, press.column, press.row), (Some(Target::Text), 2, 1));
        assert_eq!((press.width, press.height), (20, 3));

        let drag = act(&mut mouse, &places, MouseEventKind::Drag(button), (41, 1)).unwrap();
        assert_eq!((drag.target, drag.column, drag.row), (Some(Target::Text), 31, -4));
        let wheel = act(&mut mouse, &places, MouseEventKind::ScrollUp, (41, 1)).unwrap();
        assert_eq!(wheel.target, Some(Target::Popup));
        let release = act(&mut mouse, &places, MouseEventKind::Up(button), (0, 0)).unwrap();
        assert_eq!((release.target, release.column), (Some(Target::Text), -10));

        let drag = act(&mut mouse, &places, MouseEventKind::Drag(button), (12, 6)).unwrap();
        assert_eq!(drag.target, None);
    }

    #[test]
    fn what_is_held_may_move_or_go() {
        let mut mouse = Mouse::default();
        let button = MouseButton::Left;
        act(&mut mouse, &[TEXT], MouseEventKind::Down(button), (12, 6));
        let moved = (Target::Text, Rect::new(0, 0, 30, 3));
        let drag = act(&mut mouse, &[moved], MouseEventKind::Drag(button), (12, 6)).unwrap();
        assert_eq!((drag.column, drag.row, drag.width), (12, 6, 30));
        let drag = act(&mut mouse, &[], MouseEventKind::Drag(button), (12, 6)).unwrap();
        assert_eq!((drag.target, drag.column), (Some(Target::Text), 2));
    }

    #[test]
    fn other_buttons_and_movement_are_nothing() {
        let mut mouse = Mouse::default();
        for kind in [MouseEventKind::Moved, MouseEventKind::Down(MouseButton::Right)] {
            assert_eq!(act(&mut mouse, &[TEXT], kind, (12, 6)), None);
        }
    }
}
