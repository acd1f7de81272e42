//! Who shares a cache, in words.

use super::Workload;

impl Workload {
    /// What caching takes for granted of the traffic as long as nothing else is said, each with the
    /// control that says it: that all of it shares one prefix, unless a hit rate is given, and that
    /// every next turn of a conversation finds what was said.
    pub fn assumed_of_sharing(&self) -> Vec<(&'static str, &'static str)> {
        let caching = &self.caching;
        let shares = !self.prompt.prefix().is_zero() && caching.hit_rate.is_none();
        let one = shares && caching.prefixes <= 1;
        let in_time = self.turns > 1 && caching.history && caching.turn_gap.is_none();
        let assumed = [
            (one, ("all traffic shares one prefix", "Cached prefixes")),
            (in_time, ("every next turn comes in time", "Turn gap")),
        ];
        assumed.into_iter().filter(|(holds, _)| *holds).map(|(_, words)| words).collect()
    }

    /// The same in one phrase; empty where nothing is assumed.
    pub fn sharing_words(&self) -> String {
        let assumed = self.assumed_of_sharing();
        assumed.iter().map(|(words, _)| *words).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::{Share, Tokens};
    use crate::workload::Prompt;

    #[test]
    fn what_is_not_said_is_assumed() {
        let mut work = Workload::default();
        assert_eq!(work.sharing_words(), "");
        work.prompt = Prompt::of(Tokens::new(2_000), Tokens::new(100));
        assert_eq!(work.sharing_words(), "all traffic shares one prefix");
        work.turns = 10;
        let both = "all traffic shares one prefix, every next turn comes in time";
        assert_eq!(work.sharing_words(), both);
        work.caching.hit_rate = Some(Share::ONE);
        assert_eq!(work.sharing_words(), "every next turn comes in time");
        work.caching.turn_gap = Some(120);
        assert_eq!(work.sharing_words(), "");
        (work.caching.hit_rate, work.caching.prefixes) = (None, 200);
        assert_eq!(work.sharing_words(), "");
    }
}
