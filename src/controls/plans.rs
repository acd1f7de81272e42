//! The controls of plans around the workload: the mix, the credits, the quota. Views of their own
//! have them, not the workload pane.
//!
//! Money is whole cents, where zero is a value of none; growth is its factor in parts per million.

use super::{Control, ControlSpec, Group, Scale};
use crate::money::{Growth, Share, Tokens, Usd, compact};
use crate::workload::{MAX_MONTHS, MAX_QUOTA, MAX_USD, Workload};

/// The controls of credits from top to bottom.
pub const CREDIT_CONTROLS: &[ControlSpec] = &[
    ControlSpec {
        control: Control::Pool,
        group: Group::Traffic,
        label: "Credit pool",
        flag: "pool",
        help: "credits at the start, in USD",
    },
    ControlSpec {
        control: Control::OtherSpend,
        group: Group::Traffic,
        label: "Other AWS spend",
        flag: "other",
        help: "what else draws on the credits in a month, in USD",
    },
    ControlSpec {
        control: Control::Growth,
        group: Group::Traffic,
        label: "Growth / month",
        flag: "growth",
        help: "how much more requests each month has than the one before",
    },
    ControlSpec {
        control: Control::Expiry,
        group: Group::Traffic,
        label: "Expires after",
        flag: "expires-after",
        help: "months after which the rest of the credits is void",
    },
];

/// The control of the quota.
pub const QUOTA_CONTROL: ControlSpec = ControlSpec {
    control: Control::Quota,
    group: Group::Answers,
    label: "Tokens / minute",
    flag: "quota",
    help: "tokens-per-minute quota of the account: input and max output count before the answer",
};

/// The control of one route's share in a mix, by its place.
pub const fn route_control(route: u8) -> ControlSpec {
    ControlSpec {
        control: Control::Route(route),
        group: Group::Traffic,
        label: "Share",
        flag: "mix",
        help: "the share of requests that goes to this model; the others keep their proportions",
    }
}

pub(super) fn scale(control: Control) -> Option<Scale> {
    Some(match control {
        // $10 to $1,000,000.
        Control::Pool | Control::OtherSpend => Scale::log(1_000, 100_000_000),
        Control::Growth => Scale::linear(500_000, 2_000_000, 10_000, 100_000),
        Control::Expiry => Scale::linear(1, 36, 1, 6),
        Control::Quota => Scale::log(1_000, 100_000_000),
        Control::Route(_) => Scale::linear(0, 1_000_000, 10_000, 100_000),
        _ => return None,
    })
}

pub(super) fn value(control: Control, work: &Workload) -> Option<u64> {
    let credits = &work.plans.credits;
    let cents = |usd: Usd| Some(usd.cents()).filter(|cents| *cents > 0);
    match control {
        Control::Pool => cents(credits.pool),
        Control::OtherSpend => cents(credits.other),
        Control::Growth => Some(u64::from(credits.growth.factor_ppm())),
        Control::Expiry => credits.expires.map(u64::from),
        Control::Quota => work.plans.quota.map(Tokens::get),
        Control::Route(at) => {
            let route = work.plans.mix.routes().get(usize::from(at))?;
            Some(u64::from(route.share.ppm()))
        }
        _ => None,
    }
}

pub(super) fn set(control: Control, work: &mut Workload, value: Option<u64>) {
    let plans = &mut work.plans;
    let usd = || Usd::from_cents(value.unwrap_or_default()).min(MAX_USD);
    let ppm = value.map_or(0, |ppm| u32::try_from(ppm).unwrap_or(u32::MAX));
    match control {
        Control::Pool => plans.credits.pool = usd(),
        Control::OtherSpend => plans.credits.other = usd(),
        Control::Growth => {
            plans.credits.growth = value.map_or(Growth::NONE, |_| Growth::from_factor_ppm(ppm));
        }
        Control::Expiry => {
            let months = value.map(|months| months.clamp(1, u64::from(MAX_MONTHS)) as u32);
            plans.credits.expires = months;
        }
        Control::Quota => {
            plans.quota = value.map(|quota| Tokens::new(quota.clamp(1, MAX_QUOTA)));
        }
        Control::Route(at) => {
            plans.mix = plans.mix.with_share(usize::from(at), Share::from_ppm(ppm));
        }
        _ => {}
    }
}

/// Reads an amount in dollars as whole cents.
pub(super) fn parse_usd(word: &str) -> Result<Option<u64>, String> {
    match Usd::parse(word) {
        Ok(usd) if usd > MAX_USD => Err(format!("must be at most {}", MAX_USD.with_places(0))),
        Ok(usd) => Ok(Some(usd.cents()).filter(|cents| *cents > 0)),
        Err(fault) => Err(fault.to_string()),
    }
}

/// Reads a growth; people type 10 for 10%.
pub(super) fn parse_growth(word: &str) -> Result<Option<u64>, String> {
    let growth = match word.parse::<f64>() {
        Ok(number) if number.abs() > 1.0 => Growth::parse(&format!("{word}%")),
        _ => Growth::parse(word),
    };
    growth.map(|growth| Some(u64::from(growth.factor_ppm()))).map_err(|fault| fault.to_string())
}

/// An amount in cents in at most nine cells.
pub(super) fn shown_usd(cents: u64) -> String {
    let usd = Usd::from_cents(cents);
    match cents {
        100_000_000.. => format!("${}", compact(cents / 100)),
        cents if cents.is_multiple_of(100) => usd.with_places(0),
        _ => usd.with_places(2),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Facts;
    use super::*;
    use crate::workload::{Mix, MixRoute};

    fn changed(control: Control, text: &str, work: &Workload) -> Workload {
        let value = control.parse(text).unwrap();
        control.set(work, value, Facts::default())
    }

    #[test]
    fn plans_are_typed_and_shown() {
        let mut work = Workload::default();
        for (control, text, shown) in [
            (Control::Pool, "25k", "$25,000"),
            (Control::Pool, "1.25M", "$1.2M"),
            (Control::Pool, "0", "none"),
            (Control::OtherSpend, "1,234.5", "$1,234.50"),
            (Control::Growth, "10", "+10%"),
            (Control::Growth, "-0.025", "-2.5%"),
            (Control::Expiry, "12", "12 months"),
            (Control::Expiry, "never", "never"),
            (Control::Quota, "400k", "400,000"),
            (Control::Quota, "none", "none"),
        ] {
            work = changed(control, text, &work);
            assert_eq!(control.shown(&work, None), shown, "{text}");
        }
        for (control, text) in [
            (Control::Pool, "-5"),
            (Control::Pool, "2000M"),
            (Control::Growth, "fast"),
            (Control::Expiry, "0"),
            (Control::Quota, "0"),
        ] {
            let fault = control.parse(text).unwrap_err();
            assert!(fault.starts_with(control.label()), "{fault}");
        }
    }

    #[test]
    fn a_route_moves_the_others() {
        let route = |model: &str, ppm| MixRoute {
            model: model.into(),
            share: Share::from_ppm(ppm),
            answer: None,
            cap: None,
        };
        let mut work = Workload::default();
        assert_eq!(Control::Route(0).value(&work), None);
        work.plans.mix = Mix::new(vec![route("a", 700_000), route("b", 300_000)]).unwrap();
        let work = changed(Control::Route(1), "40", &work);
        assert_eq!(Control::Route(0).shown(&work, None), "60%");
        assert_eq!(Control::Route(1).shown(&work, None), "40%");
        assert_eq!(Control::Route(0).label(), "Share");
    }
}
