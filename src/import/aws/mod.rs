//! Price lists of AWS: the offer file (products and their terms apart) and the answer of the query
//! API (a list of products with their terms, each as JSON or as a text that holds it).
//!
//! A row is one usage type of one model in one region. Its price is per 1K or per 1M tokens, by its
//! unit. Of a list of several regions, one is the base and the others are places, unless one is
//! chosen.

mod model;

use std::collections::BTreeMap;

use serde_json::Value;

use super::identity;
use super::list::{ImportFault, Listed, Part, Request, day};
use super::report::{LeftOut, Report};
use crate::bill::{Other, UsageType, usage_type};
use crate::card::Date;
use crate::money::{DecimalFault, Rate};
use crate::place::Region;
use model::{Model, listed};

/// The region whose prices are the base of a list of several, where none is chosen.
const USUAL_REGION: &str = "us-east-1";
/// What stands after the names of models sold through the marketplace.
const EDITION: &str = " (Amazon Bedrock Edition)";

pub(super) fn is_one(json: &Value) -> bool {
    json.get("PriceList").is_some()
        || (json.get("products").is_some() && json.get("terms").is_some())
        || json.as_array().is_some_and(|list| list.iter().any(|row| row.get("product").is_some()))
}

/// A product with its terms.
struct Row<'j> {
    attributes: &'j Value,
    /// Offers of the product on demand, by their code.
    terms: Option<&'j Value>,
}

impl<'j> Row<'j> {
    fn attribute(&self, name: &str) -> Option<&'j str> {
        let value = self.attributes.get(name)?.as_str()?;
        Some(value).filter(|value| !value.is_empty())
    }

    fn region(&self) -> &'j str {
        let code = self.attribute("regionCode");
        code.or_else(|| self.attribute("location")).unwrap_or("no region")
    }

    fn usage_type(&self) -> &'j str {
        self.attribute("usagetype").unwrap_or_default()
    }

    /// How the list calls the model.
    fn model(&self) -> Option<String> {
        let named = ["model", "titanModel"].iter().find_map(|key| self.attribute(key));
        let service = || {
            let name = self.attribute("servicename")?;
            name.strip_suffix(EDITION)
        };
        let name = named.or_else(service).map(str::to_owned);
        name.or_else(|| usage_type::model_of(self.usage_type()))
    }

    /// The one price in USD, with its unit and description.
    fn price(&self) -> Option<(&'j str, &'j str, &'j str)> {
        let mut dimensions = self
            .terms?
            .as_object()?
            .values()
            .filter_map(|offer| offer.get("priceDimensions")?.as_object())
            .flat_map(|dimensions| dimensions.values());
        let dimension = dimensions.next()?;
        // Several are a price that depends on the volume.
        if dimensions.next().is_some() {
            return None;
        }
        let text = |key| dimension.get(key).and_then(Value::as_str);
        let usd = dimension.get("pricePerUnit")?.get("USD")?.as_str()?;
        let described = text("description").unwrap_or_default();
        Some((usd, text("unit").unwrap_or_default(), described))
    }
}

/// The day of publication, where stated, and the models.
pub(super) fn read(
    parts: &[Part<'_>],
    request: &Request<'_>,
    report: &mut Report,
) -> Result<(Option<Date>, Vec<Listed>), ImportFault> {
    let texts: Vec<Vec<Value>> = parts.iter().map(|part| products_in_texts(part.json)).collect();
    let dates = parts.iter().zip(&texts);
    let dates = dates.filter_map(|(part, texts)| published(part.json, texts));
    let published = dates.min();
    let rows: Vec<(&Part<'_>, Row<'_>)> = parts
        .iter()
        .zip(&texts)
        .flat_map(|(part, texts)| rows(part.json, texts).into_iter().map(move |row| (part, row)))
        .collect();
    let scope = scope(&rows, request.region)?;
    let mut models: BTreeMap<String, Model> = BTreeMap::new();
    for (part, row) in &rows {
        let report = part.report(parts, report);
        let usage_type = row.usage_type();
        let told = || match row.model() {
            Some(model) => format!("{model} {usage_type}"),
            None => usage_type.to_owned(),
        };
        let region = row.region().parse::<Region>().ok();
        let is_out = match scope {
            Scope::One => false,
            Scope::Only(chosen) => row.region() != chosen,
            Scope::All => region.is_none(),
        };
        if is_out {
            report.leave_out(LeftOut::OtherRegion, &told());
            continue;
        }
        // A list of one region has prices of no place in particular.
        let region = region.filter(|_| matches!(scope, Scope::All));
        let usage = match text_tokens(usage_type, &row_words(row)) {
            Ok(usage) => usage,
            Err(reason) => {
                report.leave_out(reason, &told());
                continue;
            }
        };
        let Some((usd, unit, described)) = row.price() else {
            report.leave_out(LeftOut::NoUsd, &told());
            continue;
        };
        let (Some(parse), Some(name)) = (unit_of(unit, described), row.model()) else {
            report.leave_out(LeftOut::NotTokens, &told());
            continue;
        };
        let model = models.entry(identity::letters(&name)).or_default();
        model.name = name;
        let provider = row.attribute("provider").map(str::to_owned);
        model.provider = model.provider.take().or(provider);
        let bedrock_id = usage_type::bedrock_id(usage_type);
        model.bedrock_id = model.bedrock_id.take().or(bedrock_id);
        model.state(region, usage, parse(usd).ok());
    }
    Ok((published, listed(models, report)))
}

/// What text tokens a row prices, or why it is left out.
fn text_tokens(usage_type: &str, words: &str) -> Result<UsageType, LeftOut> {
    match UsageType::read(usage_type, words) {
        Ok(usage) if usage.embeds => Err(LeftOut::NotText),
        Ok(usage) => Ok(usage),
        Err(other) => Err(match other {
            Other::Provisioned | Other::Custom => LeftOut::Provisioned,
            Other::Guardrails | Other::Images | Other::Video | Other::Speech | Other::Search => {
                LeftOut::NotText
            }
            Other::Latency => LeftOut::OtherTier,
            Other::BatchCache => LeftOut::BatchCache,
            Other::NotTokens => LeftOut::NotTokens,
        }),
    }
}

/// The earliest day of publication in a file.
fn published(json: &Value, texts: &[Value]) -> Option<Date> {
    let list = json.get("PriceList").unwrap_or(json).as_array();
    std::iter::once(json)
        .chain(texts)
        .chain(list.into_iter().flatten())
        .filter_map(|part| day(part.get("publicationDate")?.as_str()?))
        .min()
}

/// What the attributes beside the usage type say of a row.
fn row_words(row: &Row<'_>) -> String {
    ["inferenceType", "service_tier", "feature"]
        .iter()
        .filter_map(|key| row.attribute(key))
        .collect::<Vec<_>>()
        .join(" ")
}

/// The answer of the query API holds each product as a text.
fn products_in_texts(json: &Value) -> Vec<Value> {
    let list = json.get("PriceList").and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(|product| serde_json::from_str(product.as_str()?).ok())
        .collect()
}

fn rows<'j>(json: &'j Value, texts: &'j [Value]) -> Vec<Row<'j>> {
    if let Some(products) = json.get("products").and_then(Value::as_object) {
        let terms = json.get("terms").and_then(|terms| terms.get("OnDemand"));
        return products
            .iter()
            .filter_map(|(sku, product)| {
                Some(Row {
                    attributes: product.get("attributes")?,
                    terms: terms.and_then(|terms| terms.get(sku)),
                })
            })
            .collect();
    }
    let list = json.get("PriceList").unwrap_or(json).as_array();
    let plain = list.into_iter().flatten().filter(|row| row.is_object());
    texts
        .iter()
        .chain(plain)
        .filter_map(|row| {
            Some(Row {
                attributes: row.get("product")?.get("attributes")?,
                terms: row.get("terms").and_then(|terms| terms.get("OnDemand")),
            })
        })
        .collect()
}

/// Which rows of a list are kept.
enum Scope<'r> {
    /// All: they are of one region.
    One,
    /// Those of the region that is chosen.
    Only(&'r str),
    /// All, each region's in its place.
    All,
}

fn scope<'r>(
    rows: &[(&Part<'_>, Row<'_>)],
    chosen: Option<&'r str>,
) -> Result<Scope<'r>, ImportFault> {
    let mut regions: Vec<&str> = rows.iter().map(|(_, row)| row.region()).collect();
    regions.sort_unstable();
    regions.dedup();
    match chosen {
        Some(region) if regions.contains(&region) => Ok(Scope::Only(region)),
        None if regions.len() <= 1 => Ok(Scope::One),
        None if regions.contains(&USUAL_REGION) => Ok(Scope::All),
        _ => Err(ImportFault::Regions(regions.join(", "))),
    }
}

type Parse = fn(&str) -> Result<Rate, DecimalFault>;

/// How a price of this unit is read; none where it is not for tokens.
fn unit_of(unit: &str, described: &str) -> Option<Parse> {
    let unit = unit.to_lowercase().replace(',', "");
    let described = described.to_lowercase();
    // Rows of the marketplace may say `Units`, and what a unit is in their description.
    let text = match unit.as_str() {
        "units" | "unit" if described.contains("token") => &described,
        _ => &unit,
    };
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if !text.contains("token") {
        None
    } else if has(&["1m ", "1000000 ", "million"]) {
        Some(Rate::parse_per_million)
    } else if has(&["1k ", "1000 ", "thousand"]) {
        Some(Rate::parse_per_thousand)
    } else if matches!(text.as_str(), "token" | "tokens" | "1 token") {
        Some(Rate::parse_per_token)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_told_apart() {
        let read = |unit, described, price| {
            unit_of(unit, described).map(|parse| parse(price).unwrap().pico())
        };
        for (unit, described, price) in [
            ("1K tokens", "", "0.003"),
            ("1000 Tokens", "", "0.0030000000"),
            ("1M tokens", "", "3.0000000000"),
            ("1,000,000 tokens", "", "3"),
            ("Units", "Million Input Tokens Global", "3"),
            ("Units", "AWS Marketplace fee per 1K tokens", "0.003"),
            ("tokens", "", "0.000003"),
        ] {
            assert_eq!(read(unit, described, price), Some(3_000_000), "{unit} {described}");
        }
        for (unit, described) in
            [("hour", ""), ("Units", "search units"), ("image", ""), ("Units", "")]
        {
            assert!(unit_of(unit, described).is_none(), "{unit} {described}");
        }
    }
}
