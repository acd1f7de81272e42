//! Days that stand out from the others.

/// Fewer days than this have none that stands out.
pub const FEWEST_DAYS: usize = 7;

/// How one amount stands to the others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outlier {
    /// Its place among the amounts.
    pub at: usize,
    /// How many times the median it is; infinite where that is zero.
    pub times: f64,
}

/// Which of the amounts of days, in their order, stand out: those beyond the median by more than four median
/// absolute deviations and by a tenth of it at least. Of the first and the last day, which a log may hold
/// only a part of, less than usual says nothing.
pub fn outliers(amounts: &[i128]) -> Vec<Outlier> {
    if amounts.len() < FEWEST_DAYS {
        return Vec::new();
    }
    let middle = median(amounts.to_vec());
    let deviation = median(amounts.iter().map(|amount| (amount - middle).abs()).collect());
    let beyond = (4 * deviation).max(middle / 10);
    let last = amounts.len() - 1;
    let stands_out = |(at, amount): &(usize, &i128)| {
        let is_part = (*at == 0 || *at == last) && **amount < middle;
        (**amount - middle).abs() > beyond && !is_part
    };
    let found = amounts.iter().enumerate().filter(stands_out);
    found.map(|(at, amount)| Outlier { at, times: *amount as f64 / middle as f64 }).collect()
}

/// The middle of the amounts; of an even number the mean of the middle two, rounded down.
fn median(mut amounts: Vec<i128>) -> i128 {
    amounts.sort_unstable();
    let half = amounts.len() / 2;
    let at = |place: usize| amounts.get(place).copied().unwrap_or(0);
    if amounts.len().is_multiple_of(2) {
        (at(half.saturating_sub(1)) + at(half)).div_euclid(2)
    } else {
        at(half)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(amounts: &[i128]) -> Vec<usize> {
        outliers(amounts).iter().map(|it| it.at).collect()
    }

    #[test]
    fn what_is_four_deviations_off_stands_out() {
        // Median 103; deviations 0 2 3 5 5 8 206, whose median is 5: beyond 83 to 123.
        let week = [100, 98, 103, 105, 95, 309, 108];
        let found = outliers(&week);
        assert_eq!(found, [Outlier { at: 5, times: 3.0 }]);
        assert_eq!(places(&[100, 98, 103, 105, 95, 120, 108]), [] as [usize; 0]);
        assert_eq!(places(&[100, 98, 103, 50, 95, 105, 108]), [3]);
        // Six days say too little.
        assert_eq!(places(&week[..6]), [] as [usize; 0]);
        // A log begins and ends within a day; a first day that is dear stands out all the same.
        assert_eq!(places(&[20, 98, 103, 100, 95, 105, 30]), [] as [usize; 0]);
        assert_eq!(places(&[300, 98, 103, 100, 95, 105, 30]), [0]);
    }

    #[test]
    fn days_that_are_nearly_alike_do_not_stand_out() {
        // No deviation, but a tenth of 100: 109 is within, 111 is not.
        assert_eq!(places(&[100, 100, 100, 109, 100, 100, 100]), [] as [usize; 0]);
        assert_eq!(places(&[100, 100, 100, 111, 100, 100, 100]), [3]);
        assert_eq!(places(&[0; 7]), [] as [usize; 0]);
        // Of eight, the median is between the fourth and the fifth: 100.
        assert_eq!(median(vec![1, 2, 3, 99, 102, 200, 300, 400]), 100);
    }
}
