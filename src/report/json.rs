//! JSON whose keys stay in the order in which they are given.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::money::{Currency, Tokens, Usd};

/// How the keys of amounts end.
pub(super) const USD: &str = "_usd";

/// The key of an amount in another currency beside the one in USD: `monthly_eur`.
pub(super) fn converted(key: &str, currency: Currency) -> String {
    let code = currency.code().to_string().to_lowercase();
    format!("{}_{code}", key.strip_suffix(USD).unwrap_or(key))
}

/// A value. Money is an exact decimal text in USD.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json {
    /// What there is not.
    Null,
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Count(u64),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// An amount.
    Usd(Usd),
    /// Values in order.
    List(Vec<Json>),
    /// Values by their keys.
    Object(Vec<Field>),
}

/// A value and its key.
pub(crate) type Field = (Cow<'static, str>, Json);

impl Json {
    /// Values by their keys.
    pub(crate) fn object<K: Into<Cow<'static, str>>>(
        fields: impl IntoIterator<Item = (K, Self)>,
    ) -> Self {
        Self::Object(fields.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }

    /// An object without these fields where they are null.
    pub(crate) fn without_nulls(mut self, keys: &[&str]) -> Self {
        if let Self::Object(fields) = &mut self {
            fields.retain(|(key, value)| *value != Self::Null || !keys.contains(&&**key));
        }
        self
    }

    /// The same with each amount in another currency too, beside the one in USD.
    fn in_currency(self, currency: Currency) -> Self {
        match self {
            Self::List(values) => {
                values.into_iter().map(|value| value.in_currency(currency)).collect()
            }
            Self::Object(fields) => {
                let mut all = Vec::with_capacity(fields.len());
                for (key, value) in fields {
                    let beside = match value {
                        Self::Usd(usd) => {
                            let text = Self::Text(currency.amount(usd).exact());
                            Some((Cow::Owned(converted(&key, currency)), text))
                        }
                        _ => None,
                    };
                    all.push((key, value.in_currency(currency)));
                    all.extend(beside);
                }
                Self::Object(all)
            }
            other => other,
        }
    }

    /// An object with more fields at its end; what is no object stays as it is.
    pub(crate) fn with<K: Into<Cow<'static, str>>>(
        mut self,
        more: impl IntoIterator<Item = (K, Self)>,
    ) -> Self {
        if let Self::Object(fields) = &mut self {
            fields.extend(more.into_iter().map(|(key, value)| (key.into(), value)));
        }
        self
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Count(count) => serializer.serialize_u64(*count),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Usd(usd) => serializer.serialize_str(&usd.exact()),
            Self::List(values) => serializer.collect_seq(values),
            Self::Object(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for (key, value) in fields {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

/// Makes a value of what a type holds.
macro_rules! from {
    ($($type:ty, $value:ident => $json:expr;)+) => {
        $(impl From<$type> for Json {
            fn from($value: $type) -> Self {
                $json
            }
        })+
    };
}

from! {
    bool, flag => Self::Flag(flag);
    u32, count => Self::Count(count.into());
    u64, count => Self::Count(count);
    f64, number => Self::Number(number);
    &str, text => Self::Text(text.to_owned());
    &String, text => Self::Text(text.clone());
    String, text => Self::Text(text);
    Usd, usd => Self::Usd(usd);
    Tokens, tokens => Self::Count(tokens.get());
}

impl<T: Into<Self>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<T: Into<Self>> From<Vec<T>> for Json {
    fn from(values: Vec<T>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

impl FromIterator<Json> for Json {
    fn from_iter<I: IntoIterator<Item = Self>>(values: I) -> Self {
        Self::List(values.into_iter().collect())
    }
}

/// An answer as JSON. In another currency than USD it says which, at what rate and of which day, and
/// has each amount in both.
pub(crate) fn answer(result: Json, currency: Currency) -> String {
    if currency.is_dollars() {
        return json(&result);
    }
    let said = Json::object([
        ("code", Json::from(currency.code().to_string())),
        ("per_usd", currency.rate().into()),
        ("as_of", currency.as_of().map(|day| day.to_string()).into()),
    ]);
    json(&result.in_currency(currency).with([("currency", said)]))
}

/// A result as JSON on lines of its own.
pub(crate) fn json(result: &Json) -> String {
    // Only maps with keys that are no text, and failing serializers, cannot be written.
    serde_json::to_string_pretty(result).unwrap_or_default() + "\n"
}
