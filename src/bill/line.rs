//! A line of a bill as it stands there, and what the columns of the forms of bills are called.

/// The fields of a line, as texts; empty where the bill has none.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Line<'l> {
    values: [&'l str; FIELDS],
}

/// What a column says of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// Usage, Tax, Credit …
    Kind,
    /// The code of the service.
    Code,
    /// The name of the service or product, or an object that has it as `product_name`.
    Product,
    /// What was used.
    UsageType,
    /// The region, by its id.
    Region,
    /// When it began.
    From,
    /// When it ended.
    To,
    /// How much.
    Amount,
    /// Of what.
    Unit,
    /// What it costs before discounts that are lines of their own.
    Cost,
    /// What it costs after all discounts.
    Net,
    /// In which currency.
    Currency,
    /// How many lines of the bill were added up to this one.
    Lines,
}

const FIELDS: usize = 13;

/// The names of the columns without what is no letter, in small letters: those of CUR 2.0 and of
/// the legacy CUR are then the same. Of two that are there, the first holds.
///
/// Sources: AWS's table dictionary of CUR 2.0, and FOCUS 1.0 to 1.2 as AWS exports it.
const COLUMNS: [(Field, &[&str]); FIELDS] = [
    (Field::Kind, &["lineitemlineitemtype", "chargecategory"]),
    (Field::Code, &["lineitemproductcode", "xservicecode"]),
    (Field::Product, &["productproductname", "product", "servicename"]),
    (Field::UsageType, &["lineitemusagetype", "xusagetype"]),
    (Field::Region, &["productregioncode", "productregion", "regionid"]),
    (Field::From, &["lineitemusagestartdate", "chargeperiodstart", "billbillingperiodstartdate"]),
    (Field::To, &["lineitemusageenddate", "chargeperiodend", "billbillingperiodenddate"]),
    (Field::Amount, &["lineitemusageamount", "pricingquantity", "consumedquantity"]),
    (Field::Unit, &["pricingunit", "consumedunit"]),
    (Field::Cost, &["lineitemunblendedcost", "billedcost"]),
    (Field::Net, &["lineitemnetunblendedcost"]),
    (Field::Currency, &["lineitemcurrencycode", "billingcurrency"]),
    (Field::Lines, &["lines"]),
];

/// Without these, a table is no bill. As they are called in CUR 2.0.
const NEEDED: [(Field, &str); 3] = [
    (Field::UsageType, "line_item_usage_type"),
    (Field::Amount, "line_item_usage_amount"),
    (Field::Cost, "line_item_unblended_cost"),
];

/// The columns that a bill cannot do without, as CUR 2.0 calls them.
pub(super) fn needed() -> Vec<&'static str> {
    NEEDED.iter().map(|(_, name)| *name).collect()
}

impl<'l> Line<'l> {
    /// The value of a field, without blanks around it.
    pub(super) fn get(&self, field: Field) -> &'l str {
        self.values[field as usize].trim()
    }

    /// Gives a field its value.
    pub(super) fn set(&mut self, field: Field, value: &'l str) {
        self.values[field as usize] = value;
    }
}

/// In which columns a table has the fields of its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    places: [Option<usize>; FIELDS],
    columns: usize,
}

impl Header {
    /// Finds the fields among the names of columns.
    ///
    /// # Errors
    /// The needed columns that are not there, as CUR 2.0 calls them; all of them where it is no bill.
    pub(super) fn read<'n>(
        names: impl Iterator<Item = &'n str>,
    ) -> Result<Self, Vec<&'static str>> {
        let letters = |name: &str| -> String {
            let letters = name.chars().filter(char::is_ascii_alphanumeric);
            letters.map(|c| c.to_ascii_lowercase()).collect()
        };
        let names: Vec<String> = names.map(letters).collect();
        let place = |of: &[&str]| of.iter().find_map(|it| names.iter().position(|name| name == it));
        let places = COLUMNS.map(|(_, of)| place(of));
        let missing = NEEDED.iter().filter(|(field, _)| places[*field as usize].is_none());
        let missing: Vec<_> = missing.map(|(_, name)| *name).collect();
        if missing.is_empty() { Ok(Self { places, columns: names.len() }) } else { Err(missing) }
    }

    /// How many columns the table has.
    pub(super) const fn columns(&self) -> usize {
        self.columns
    }

    /// The line of a row, of which `value` gives the columns.
    pub(super) fn line<'l>(&self, value: impl Fn(usize) -> &'l str) -> Line<'l> {
        Line { values: self.places.map(|place| place.map_or("", &value)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_stand_in_their_places() {
        for (at, (field, _)) in COLUMNS.iter().enumerate() {
            assert_eq!(*field as usize, at);
        }
    }

    #[test]
    fn forms_of_bills_are_told_by_their_columns() {
        let read = |header: &str| Header::read(header.split(','));
        for (header, usage_type, amount) in [
            ("line_item_usage_type,line_item_usage_amount,line_item_unblended_cost", 0, 1),
            (
                "identity/LineItemId,lineItem/UsageAmount,lineItem/UsageType,lineItem/UnblendedCost",
                2,
                1,
            ),
            ("BilledCost,x_UsageType,ConsumedQuantity", 1, 2),
            ("BilledCost,x_UsageType,ConsumedQuantity,PricingQuantity", 1, 3),
        ] {
            let header = read(header).unwrap();
            let place = |field: Field| header.places[field as usize];
            assert_eq!(
                (place(Field::UsageType), place(Field::Amount)),
                (Some(usage_type), Some(amount))
            );
        }
        assert_eq!(read("lineItem/UsageType,x"), Err(vec![NEEDED[1].1, NEEDED[2].1]));
        assert_eq!(read("id,requests").unwrap_err().len(), NEEDED.len());
    }
}
