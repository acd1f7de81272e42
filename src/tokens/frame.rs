//! What a request adds to the tokens of its texts, where it is known.
//!
//! The figures are of single requests with one user message, from recorded answers of Anthropic's
//! token counting and of its API. Other families' frames are not published.

use crate::family::Family;
use crate::money::Tokens;

/// The tokens that frame a single user message; `None` where unknown.
///
/// For [`Family::Claude47`] this is the frame of Claude 4.7 itself, the larger: later models of
/// the family add [`CLAUDE_48_MESSAGE`].
pub const fn message(family: Family) -> Option<Tokens> {
    match family {
        Family::Claude3 => Some(Tokens::new(7)),
        Family::Claude47 => Some(Tokens::new(11)),
        _ => None,
    }
}

/// The tokens that frame a single user message from Claude 4.8 on.
pub const CLAUDE_48_MESSAGE: Tokens = Tokens::new(6);

/// The fewest and most tokens that offering `tools` tools adds, without the texts of their
/// descriptions; `None` where unknown. No tools add nothing.
pub const fn tools(family: Family, tools: u32) -> Option<(Tokens, Tokens)> {
    match family {
        _ if tools == 0 => Some((Tokens::ZERO, Tokens::ZERO)),
        Family::Claude3 | Family::Claude47 => {
            let each = 53 * tools as u64;
            Some((Tokens::new(313 + each), Tokens::new(586 + each)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_known_is_added() {
        assert_eq!(message(Family::Claude3), Some(Tokens::new(7)));
        assert_eq!(message(Family::Nova), None);
        assert_eq!(tools(Family::Nova, 0), Some((Tokens::ZERO, Tokens::ZERO)));
        assert_eq!(tools(Family::Nova, 2), None);
        assert_eq!(tools(Family::Claude47, 2), Some((Tokens::new(419), Tokens::new(692))));
    }
}
