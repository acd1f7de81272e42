//! People as what drives the traffic: users, each with so many sessions a month of so many turns.
//!
//! `requests = users x sessions x turns`. Requests are what is kept and billed, and sessions beside
//! them; users follow. So a number of requests that was typed stands to the last one, and users that were
//! typed are had again exactly, since they make a whole number of requests. Only requests that are no
//! multiple of a user's leave a fraction of a user, which is rounded where it is shown.

use super::{MAX_REQUESTS, Workload};
use crate::money::Usd;

/// Who makes a month's requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct People {
    /// Requests a month of all.
    pub requests: u64,
    /// Sessions a month of one user.
    pub sessions: u32,
    /// Requests a month of one user: sessions times turns.
    pub each: u64,
}

impl People {
    /// How many users there are, rounded half up.
    pub const fn users(self) -> u64 {
        (self.requests + self.each / 2) / self.each
    }

    /// How many users there are, where that is a whole number.
    pub const fn whole(self) -> Option<u64> {
        if self.requests.is_multiple_of(self.each) { Some(self.requests / self.each) } else { None }
    }

    /// The part of a month's amount that falls to each, to the picodollar; none without requests.
    pub fn part_of(self, month: Usd) -> Option<Usd> {
        month.share_of(self.each, self.requests)
    }

    /// How many users there are.
    pub fn exactly(self) -> f64 {
        self.requests as f64 / self.each as f64
    }
}

impl Workload {
    /// Who makes the requests; none where no sessions are told.
    pub fn people(&self) -> Option<People> {
        let sessions = self.plans.sessions?;
        let each = u64::from(sessions).max(1) * u64::from(self.turns).max(1);
        Some(People { requests: self.requests, sessions, each })
    }

    /// Sets the users, and so the requests, as far as there can be so many; of one session each where
    /// none are told.
    pub fn set_users(&mut self, users: u64) {
        self.plans.sessions.get_or_insert(1);
        if let Some(People { each, .. }) = self.people() {
            self.requests = users.min(MAX_REQUESTS / each) * each;
        }
    }

    /// Sets a user's sessions. Where there were some the users stay, so that requests follow; else the
    /// requests stay.
    pub fn set_sessions(&mut self, sessions: Option<u32>) {
        let before = self.people();
        self.plans.sessions = sessions;
        self.keep_users(before);
    }

    /// Sets the turns. Where people drive the traffic the users stay, so that requests follow.
    pub fn set_turns(&mut self, turns: u32) {
        let before = self.people();
        self.turns = turns;
        self.keep_users(before);
    }

    fn keep_users(&mut self, before: Option<People>) {
        if let (Some(before), Some(now)) = (before, self.people()) {
            let requests = u128::from(before.requests) * u128::from(now.each);
            let requests = (requests + u128::from(before.each) / 2) / u128::from(before.each);
            self.requests = u64::try_from(requests).unwrap_or(MAX_REQUESTS).min(MAX_REQUESTS);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn users_sessions_and_turns_make_requests() {
        let mut work = Workload::default();
        assert_eq!(work.people(), None);
        // 50,000 requests of 20 a user.
        work.set_sessions(Some(20));
        assert_eq!((work.requests, work.people().unwrap().whole()), (50_000, Some(2_500)));
        // Three turns in each session.
        work.set_turns(3);
        assert_eq!(work.requests, 150_000);
        work.set_users(1_200);
        assert_eq!(work.requests, 72_000);
        work.set_sessions(Some(10));
        assert_eq!((work.requests, work.people().unwrap().users()), (36_000, 1_200));
        // What is typed stands: 50,000 / 30 = 1,666.67 users.
        work.requests = 50_000;
        let people = work.people().unwrap();
        assert_eq!((people.users(), people.whole()), (1_667, None));
        work.set_sessions(None);
        assert_eq!((work.requests, work.people()), (50_000, None));
        // No more than there can be requests.
        work.set_sessions(Some(MAX_REQUESTS as u32 / 100));
        work.set_users(u64::MAX);
        assert!(work.requests <= MAX_REQUESTS && work.people().unwrap().whole().is_some());
    }

    proptest! {
        #[test]
        fn whole_users_are_had_again(
            users in 0..2_000u64,
            sessions in [1..1_000u32, 1..1_000],
            turns in [1..=100u32, 1..=100],
        ) {
            let mut work = Workload::default();
            work.set_sessions(Some(sessions[0]));
            work.set_turns(turns[0]);
            work.set_users(users);
            let start = work.clone();
            prop_assert_eq!(work.people().unwrap().whole(), Some(users));
            work.set_sessions(Some(sessions[1]));
            work.set_turns(turns[1]);
            prop_assert_eq!(work.people().unwrap().whole(), Some(users));
            prop_assert_eq!(work.requests, users * u64::from(sessions[1]) * u64::from(turns[1]));
            work.set_turns(turns[0]);
            work.set_sessions(Some(sessions[0]));
            prop_assert_eq!(work, start);
        }
    }
}
