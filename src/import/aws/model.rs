//! The rates of one model of a price list of AWS, by region.

use std::collections::BTreeMap;

use crate::bill::UsageType;
use crate::card::{Bucket, Lane, Prices, Rates, Slot};
use crate::import::list::{Listed, ListedPlace};
use crate::import::report::{LeftOut, Report};
use crate::money::Rate;
use crate::place::{Place, Region};

/// The rates of a model so far.
#[derive(Default)]
pub(super) struct Model {
    pub(super) name: String,
    pub(super) provider: Option<String>,
    pub(super) bedrock_id: Option<String>,
    /// By region; none in a list of one.
    regions: BTreeMap<Option<Region>, InRegion>,
}

/// The rates of a model in one region so far.
#[derive(Default)]
struct InRegion {
    /// Global and regional.
    rates: [Rates; 2],
    long_context: [Rates; 2],
    cache_minutes: Option<u32>,
    /// Why they cannot be used.
    fault: Option<LeftOut>,
}

impl Model {
    /// Adds the rate of a row; none where it is no rate.
    pub(super) fn state(&mut self, region: Option<Region>, usage: UsageType, rate: Option<Rate>) {
        let of = self.regions.entry(region).or_default();
        let Some(rate) = rate else {
            of.fault = of.fault.or(Some(LeftOut::NoPrice));
            return;
        };
        let scopes = if usage.long_context { &mut of.long_context } else { &mut of.rates };
        let [global, regional] = scopes;
        let known = &mut (if usage.global { global } else { regional })[usage.slot];
        let mut contradicts = known.is_some_and(|known| known != rate);
        *known = Some(rate);
        if let Some(minutes) = usage.cache_minutes {
            contradicts |= of.cache_minutes.is_some_and(|known| known != minutes);
            of.cache_minutes = Some(minutes);
        }
        if contradicts {
            of.fault = Some(LeftOut::Contradiction);
        }
    }

    /// The region whose prices are those of no place in particular: the first of the United States
    /// that has whole ones.
    fn home(&self) -> Option<Option<Region>> {
        let mut regions = self.regions.iter();
        let home = regions.find(|(region, of)| region.is_none_or(Region::is_us) && of.is_whole());
        let any = || self.regions.keys().find(|region| region.is_none_or(Region::is_us));
        home.map(|(region, _)| *region).or_else(|| any().copied())
    }
}

impl InRegion {
    fn is_whole(&self) -> bool {
        let slots = [Bucket::Fresh, Bucket::Output].map(|it| Slot::new(Lane::Standard, it));
        self.rates.iter().any(|rates| slots.iter().all(|slot| rates[*slot].is_some()))
    }

    fn prices(&self) -> [Prices; 2] {
        self.rates.map(|base| Prices { base, tiers: Vec::new() })
    }

    /// Whether a global rate is another one than at home, or is not there.
    fn differs(&self, home: &Self) -> bool {
        let lists = [(&self.rates, &home.rates), (&self.long_context, &home.long_context)];
        lists.iter().any(|([own, _], [home, _])| {
            Slot::all().any(|slot| own[slot].is_some() && own[slot] != home[slot])
        })
    }
}

/// The models that can be used; each has the prices of one region, and those of others as places.
pub(super) fn listed(models: BTreeMap<String, Model>, report: &mut Report) -> Vec<Listed> {
    models.into_values().filter_map(|model| one(model, report)).collect()
}

fn one(mut model: Model, report: &mut Report) -> Option<Listed> {
    let home = model.home().and_then(|region| model.regions.remove(&region));
    let Some(home) = home else {
        report.leave_out(LeftOut::PlacesOnly, &model.name);
        return None;
    };
    if let Some(reason) = home.fault {
        report.leave_out(reason, &model.name);
        return None;
    }
    let mut places = Vec::new();
    for (region, of) in &model.regions {
        let Some(region) = *region else { continue };
        let label = format!("{} in {region}", model.name);
        if let Some(reason) = of.fault {
            report.leave_out(reason, &label);
            continue;
        }
        if of.differs(&home) {
            report.leave_out(LeftOut::OtherGlobal, &label);
        }
        let ([_, prices], [_, long_context]) = (of.prices(), of.long_context);
        if prices.is_empty() {
            continue;
        }
        places.push(ListedPlace { place: Place::Region(region), label, prices, long_context });
    }
    let [global, regional] = home.prices();
    Some(Listed {
        label: model.name.clone(),
        name: Some(model.name),
        provider: model.provider,
        bedrock_id: model.bedrock_id,
        global,
        regional,
        long_context: home.long_context,
        places,
        cache_minutes: home.cache_minutes,
        ..Listed::default()
    })
}
