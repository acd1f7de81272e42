//! What requests can be told apart by: who made them, when, where and on what.

use std::fmt::Write as _;

use super::request::Request;
use super::skim::{Broken, Next, Skim, unescape};
use super::time::Moment;
use crate::card::{Lane, Model};

/// Longer values are cut, so that none fills the memory.
const LONGEST: usize = 256;
/// What separates the values of two facets in a key; no value has it.
pub(super) const BETWEEN: char = '\0';

/// What a dimension is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Caller,
    Role,
    Account,
    Profile,
    Metadata,
    Region,
    Model,
    Tier,
    Day,
    Hour,
}

/// Something that requests can be told apart by.
#[derive(Debug)]
pub struct Dimension {
    kind: Kind,
    /// What it is called by programs and where it is asked for.
    pub name: &'static str,
    /// The heading of its column.
    pub head: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
}

const fn dimension(
    kind: Kind,
    name: &'static str,
    head: &'static str,
    about: &'static str,
) -> Dimension {
    Dimension { kind, name, head, about }
}

/// The name before the key of the metadata.
const METADATA: &str = "metadata";

/// All of them.
pub static DIMENSIONS: [Dimension; 10] = [
    dimension(Kind::Caller, "caller", "Caller", "the ARN that called"),
    dimension(Kind::Role, "role", "Role", "the caller without the name of its session"),
    dimension(Kind::Account, "account", "Account", "the AWS account"),
    dimension(Kind::Profile, "profile", "Profile", "the application inference profile"),
    dimension(Kind::Metadata, METADATA, "", "metadata:KEY, a key of requestMetadata"),
    dimension(Kind::Region, "region", "Region", "the region that was called"),
    dimension(Kind::Model, "model", "Model", "the model, by its id on the rate card"),
    dimension(Kind::Tier, "tier", "Tier", "standard, batch, flex or priority"),
    dimension(Kind::Day, "day", "Day", "the day in UTC"),
    dimension(Kind::Hour, "hour", "Hour (UTC)", "the hour of the day in UTC, as 08:00"),
];

/// A dimension, with the key of the metadata that it reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    kind: Kind,
    key: String,
}

impl Facet {
    /// The days, in UTC.
    pub const DAY: Self = Self { kind: Kind::Day, key: String::new() };

    /// Reads a name such as `caller` or `metadata:team`; none for anything else.
    pub fn named(name: &str) -> Option<Self> {
        let (name, key) = name.split_once(':').map_or((name, ""), |(name, key)| (name, key));
        let found = DIMENSIONS.iter().find(|it| it.name == name)?;
        // Only the metadata has keys, and needs one.
        let is_whole = (found.kind == Kind::Metadata) != key.is_empty();
        is_whole.then(|| Self { kind: found.kind, key: key.to_owned() })
    }

    fn dimension(&self) -> &'static Dimension {
        let found = DIMENSIONS.iter().find(|it| it.kind == self.kind);
        found.unwrap_or(&DIMENSIONS[0])
    }

    /// The name that it is read from.
    pub fn name(&self) -> String {
        match self.kind {
            Kind::Metadata => format!("{METADATA}:{}", self.key),
            _ => self.dimension().name.to_owned(),
        }
    }

    /// The heading of its column.
    pub fn head(&self) -> String {
        match self.kind {
            Kind::Metadata => self.key.clone(),
            _ => self.dimension().head.to_owned(),
        }
    }

    /// Whether its values are times, which stand in their order.
    pub fn is_time(&self) -> bool {
        matches!(self.kind, Kind::Day | Kind::Hour)
    }

    /// Whether it is the day.
    pub fn is_day(&self) -> bool {
        self.kind == Kind::Day
    }

    /// Whether its values are ids of models.
    pub fn is_model(&self) -> bool {
        self.kind == Kind::Model
    }

    /// Adds its value to `into`: nothing where the log does not say.
    pub(super) fn write(&self, request: &Request<'_>, model: Option<&Model>, into: &mut String) {
        let from = into.len();
        match self.kind {
            Kind::Caller => push(request.about.caller, into),
            Kind::Role => {
                push(request.about.caller, into);
                let caller = into.get(from..).unwrap_or_default();
                let end = without_session(caller).len();
                into.truncate(from + end);
            }
            Kind::Account => {
                push(request.about.account, into);
                if into.len() == from {
                    push(request.about.caller, into);
                    let account = into.get(from..).and_then(|arn| arn.split(':').nth(4));
                    let account = account.unwrap_or_default().to_owned();
                    into.truncate(from);
                    into.push_str(&account);
                }
            }
            Kind::Profile => {
                if request.model.contains(":application-inference-profile/") {
                    into.push_str(request.model);
                }
            }
            Kind::Metadata => self.metadata(request, into),
            Kind::Region => into.push_str(request.region.map_or("", |region| region.id())),
            Kind::Model => into.push_str(model.map_or(request.model, |model| &model.id)),
            Kind::Tier => into.push_str(match request.lane {
                Lane::Standard => "standard",
                other => other.spec().key,
            }),
            Kind::Day | Kind::Hour => {
                if let Some(at) = self.moment(request) {
                    let written = at.to_string();
                    match self.kind {
                        Kind::Day => into.push_str(written.get(..10).unwrap_or_default()),
                        _ => {
                            let hour = written.get(11..13).unwrap_or_default();
                            // Writing to a text cannot fail.
                            let _ = write!(into, "{hour}:00");
                        }
                    }
                }
            }
        }
        if into.len() - from > LONGEST {
            let mut end = from + LONGEST;
            while !into.is_char_boundary(end) {
                end -= 1;
            }
            into.truncate(end);
            into.push('…');
        }
    }

    /// A time of the day or hour that a request was made in; none where that is not one.
    fn moment(&self, request: &Request<'_>) -> Option<Moment> {
        let (first, last) = request.time?;
        let width = if self.kind == Kind::Day { 86_400_000 } else { 3_600_000 };
        (first.millis() / width == last.millis() / width).then_some(first)
    }

    fn metadata(&self, request: &Request<'_>, into: &mut String) {
        let from = into.len();
        let mut value: Option<&[u8]> = None;
        // Half of an object says what it says.
        let _: Result<(), Broken> = Skim::new(request.about.metadata).object(|skim, key| {
            if !is_written(key, &self.key) {
                return skim.pass();
            }
            value = match skim.next()? {
                Next::Text => skim.text()?,
                Next::Number => skim.number()?,
                Next::Word if !skim.clone().null()? => Some(skim.raw()?),
                _ => return skim.pass(),
            };
            Ok(())
        });
        push(value.unwrap_or_default(), into);
        debug_assert!(into.len() >= from);
    }

    /// Whether a pattern matches its value, or another name of the same: a caller or a profile without what
    /// stands before its own name, a model by its name or as the log has it.
    pub(super) fn is_one_of(
        &self,
        patterns: &[String],
        request: &Request<'_>,
        model: Option<&Model>,
        buffer: &mut String,
    ) -> bool {
        buffer.clear();
        self.write(request, model, buffer);
        let is = |value: &str| patterns.iter().any(|pattern| matches(pattern, value));
        is(buffer)
            || match self.kind {
                Kind::Caller | Kind::Role | Kind::Profile => is(self.short(buffer)),
                Kind::Model => is(request.model) || model.is_some_and(|model| is(&model.name)),
                _ => false,
            }
    }

    /// A value without what is the same in all of an account: `assumed-role/app/i-0abc` of an ARN.
    pub fn short<'v>(&self, value: &'v str) -> &'v str {
        let own = match self.kind {
            Kind::Caller | Kind::Role | Kind::Profile => value.splitn(6, ':').nth(5),
            _ => None,
        };
        let own = own.filter(|own| !own.is_empty()).unwrap_or(value);
        match self.kind {
            Kind::Profile => own.rsplit_once('/').map_or(own, |(_, name)| name),
            _ => own,
        }
    }
}

/// A caller's ARN without the name of its session.
fn without_session(arn: &str) -> &str {
    match arn.split_once(":assumed-role/").and_then(|(_, role)| role.find('/')) {
        Some(at) => {
            let start = arn.find(":assumed-role/").unwrap_or(0) + ":assumed-role/".len();
            arn.get(..start + at).unwrap_or(arn)
        }
        None => arn,
    }
}

/// Adds what a text of JSON means, without [`BETWEEN`].
fn push(written: &[u8], into: &mut String) {
    // More than is kept is not read.
    let written = written.get(..LONGEST * 6).unwrap_or(written);
    let mut meaning = Vec::new();
    let bytes = if written.contains(&b'\\') {
        unescape(written, &mut meaning);
        meaning.as_slice()
    } else {
        written
    };
    let text = String::from_utf8_lossy(bytes);
    into.extend(text.chars().map(|c| if c == BETWEEN { char::REPLACEMENT_CHARACTER } else { c }));
}

/// Whether a key as written means `key`.
fn is_written(written: &[u8], key: &str) -> bool {
    if !written.contains(&b'\\') {
        return written == key.as_bytes();
    }
    let mut meaning = Vec::new();
    unescape(written, &mut meaning);
    meaning == key.as_bytes()
}

/// Whether a text is a pattern, in which `*` stands for anything.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(first) else {
        return false;
    };
    let (middle, last) = rest.rsplit_once('*').map_or(("", rest), |(middle, last)| (middle, last));
    for part in middle.split('*') {
        match text.find(part) {
            Some(at) => text = text.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    text.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_table() {
        for dimension in &DIMENSIONS {
            let (name, other) = match dimension.kind {
                Kind::Metadata => ("metadata:team".to_owned(), METADATA.to_owned()),
                _ => (dimension.name.to_owned(), format!("{}:x", dimension.name)),
            };
            assert_eq!(Facet::named(&name).map(|facet| facet.name()), Some(name));
            assert_eq!(Facet::named(&other), None);
        }
        assert_eq!(Facet::named("metadata:"), None);
        assert_eq!(Facet::named("team"), None);
        assert_eq!(Facet::named("metadata:a:b").unwrap().head(), "a:b");
    }

    #[test]
    fn stars_stand_for_anything() {
        for (pattern, text, is) in [
            ("team", "team", true),
            ("team", "teams", false),
            ("team*", "teams", true),
            ("*s", "teams", true),
            ("t*m*s", "teams", true),
            ("t*x*s", "teams", false),
            ("*", "", true),
            ("", "", true),
            ("", "a", false),
            ("a*a", "a", false),
            ("**", "é", true),
        ] {
            assert_eq!(matches(pattern, text), is, "{pattern} {text}");
        }
    }

    #[test]
    fn callers_have_short_names() {
        let caller = Facet::named("caller").unwrap();
        let arn = "arn:aws:sts::123456789012:assumed-role/app/i-0abc";
        assert_eq!(caller.short(arn), "assumed-role/app/i-0abc");
        assert_eq!(caller.short("nobody"), "nobody");
        assert_eq!(without_session(arn), "arn:aws:sts::123456789012:assumed-role/app");
        assert_eq!(without_session("arn:aws:iam::1:user/a/b"), "arn:aws:iam::1:user/a/b");
        let profile = Facet::named("profile").unwrap();
        let arn = "arn:aws:bedrock:us-east-1:1:application-inference-profile/a1b2";
        assert_eq!(profile.short(arn), "a1b2");
    }
}
