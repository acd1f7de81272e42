//! The table of fields: one row for everything about a workload that has a name.
//!
//! Sliders, switches, flags, scenario files, short forms, sweeps and descriptions are made from it.
//! A new field is a variant with its row here, and the field itself in [`Workload`]. Only these are
//! written out where they are used: the texts of the prompt's parts, their marks for caching, the
//! input and system prompt as flags, lengths of answers that were seen, and the routes of a mix.

use super::field::Access::{Always, Maybe, Route, Sum};
use super::field::{Facts, Field, Group, Kept, Kind, Unit};
use super::scale::Scale;
use crate::family::Family;
use crate::money::{Growth, Share, Tokens, Usd};
use crate::place::{Region, Residency};
use crate::workload::{
    Active, MAX_BURST, MAX_PREFIXES, MAX_QUOTA, MAX_REQUESTS, MAX_SECTION_TOKENS, MAX_SESSIONS,
    MAX_TOOLS, MAX_TURNS, People, Section, ServiceTier, Spread, ThinkingAsk, Ttl, Workload,
};

const TOKENS: Unit = Unit::Count(0, MAX_SECTION_TOKENS, "tokens");
/// A share in steps of 1% and 10%.
const SHARE: Kind = Kind::Number(Scale::linear(0, 1_000_000, 10_000, 100_000), Unit::Share);
/// $10 to $1,000,000.
const POOL: Kind = Kind::Number(Scale::log(1_000, 100_000_000), Unit::Usd);
const SWITCH: Kind = Kind::Switch(&[]);

macro_rules! fields {
    ($($(#[$about:meta])* $list:ident { $($(#[$doc:meta])* $id:ident = $row:expr;)* })*) => {
        /// Something about the workload that the user can change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Control {
            $($($(#[$doc])* $id,)*)*
            /// Share of the mix's route at this place.
            Route(u8),
        }

        $($(#[$about])* pub const $list: &[Control] = &[$(Control::$id),*];)*

        impl Control {
            /// All that have a row of their own, in the order of the screen and of files.
            pub const ALL: &'static [Self] = &[$($(Self::$id),*),*];

            /// Its row of the table.
            pub fn field(self) -> &'static Field {
                match self {
                    $($(Self::$id => { static ROW: Field = $row; &ROW })*)*
                    Self::Route(_) => &ROUTE,
                }
            }
        }
    };
}

fields! {
    /// The controls of the workload pane from top to bottom.
    CONTROLS {
        /// Requests a month.
        Requests = Field::new(
            Group::Traffic, count(Scale::log(100, 100_000_000), 0, MAX_REQUESTS, "requests"),
            "requests", "Requests / month", Always(|w| w.requests, |w, v| w.requests = v),
        )
        .help("model calls a month of 730 hours", "requests a month")
        .flag(10, "Model calls a month, such as 50k or 2.5M")
        .filed(("", "requests"), Kept::Always, "model calls a month")
        .tag(2);
        /// Users, each with so many sessions.
        Users = Field::new(
            Group::Traffic, count(Scale::log(1, 10_000_000), 0, MAX_REQUESTS, "users"),
            "users", "Users",
            Sum(|w| w.people().map_or(0, People::users), |w, v, _| w.set_users(v)),
        )
        .help("users x sessions a month x turns a session are the requests", "users")
        .idle(no_people)
        .flag(12, "Users, each with so many --sessions of so many --turns, in place of --requests")
        .filed(("", "users"), Kept::Changed, "each with so many sessions a month, of so many turns");
        /// Sessions a month of a user.
        Sessions = Field::new(
            Group::Traffic,
            count(Scale::log(1, 1_000), 1, MAX_SESSIONS as u64, "sessions"),
            "sessions", "Sessions / user",
            Maybe(
                |w| w.plans.sessions.map(u64::from),
                |w, v| w.set_sessions(v.map(|sessions| sessions as u32)),
            ),
        )
        .none_at_left("none")
        .help("sessions a month of each user; users stay as they move", "sessions a month each")
        .idle(no_people)
        .flag(14, "Sessions a month of each user; where the scenario tells some, its users stay, or none")
        .filed(("", "sessions"), Kept::Changed, "a month of each user")
        .tag(42);
        /// Input and answer together.
        Tokens = Field::new(
            Group::Traffic, Kind::Number(Scale::log(10, 1_000_000), TOKENS),
            "tokens", "Tokens / request", Sum(|w| w.tokens_per_request().get(), set_tokens),
        )
        .help("input and answer of one request; the share stays", "tokens a request");
        /// Share of input in them.
        InputShare = Field::new(
            Group::Traffic, SHARE,
            "input-share", "Input share", Sum(|w| w.input_share().ppm().into(), set_input_share),
        )
        .help("input in tokens / request; with prompt text it moves the answer", "input");
        /// Turns of a conversation.
        Turns = Field::new(
            Group::Traffic, count(Scale::linear(1, 50, 1, 5), 1, MAX_TURNS as u64, "turns"),
            "turns", "Turns / chat", Always(|w| w.turns.into(), |w, v| w.set_turns(v as u32)),
        )
        .help("turns of a conversation; each is a request that sends all before it again", "turns")
        .flag(70, "Turns in a conversation; each is one request and sends all that was said before")
        .filed(("", "turns"), Kept::Always, "turns in a conversation; each is one request")
        .tag(3);
        /// Tools offered with each request.
        Tools = Field::new(
            Group::Traffic, count(Scale::linear(0, 50, 1, 5), 0, MAX_TOOLS as u64, "tools"),
            "tools", "Tools", Always(|w| w.tools.into(), |w, v| w.tools = v as u32),
        )
        .help("tools offered with each request; some models add hundreds of tokens for them", "tools")
        .flag(80, "Tools offered with each request; some models add tokens for them")
        .filed(("", "tools"), Kept::Changed, "tools offered with each request")
        .tag(4);
        /// Spread of input lengths.
        InputSpread = Field::new(
            Group::Traffic, Kind::Number(Scale::linear(1_000, 5_000, 100, 500), Unit::Ratio),
            "input-spread", "Input spread",
            Always(
                |w| w.input_spread.permille().into(),
                |w, v| w.input_spread = Spread::from_permille(v as u32),
            ),
        )
        .help(
            "how uneven inputs are: 19 of 20 are at most so many times the median, not counting what is \
             cached; 1.0x is all alike",
            "input spread",
        )
        .idle(|w| {
            let fixed = w.prompt.input() == w.fixed_input();
            fixed.then_some("where every request has the same input; give --input above --system")
        })
        .flag(25, "95th percentile / median of inputs beyond --system, 1 to 20 [default: 1, all alike]")
        .filed(("", "input_spread"), Kept::Changed, "95th percentile / median of inputs beyond system and cached parts")
        .tag(32);
        /// Mean answer length.
        AnswerLength = Field::new(
            Group::Answers, Kind::Number(Scale::log(1, 100_000), TOKENS),
            "output", "Answer length",
            Always(|w| w.answer.mean.get(), |w, v| w.answer.set_mean(Tokens::new(v))),
        )
        .help("mean answer in tokens before any cap", "output tokens")
        .flag(40, "Output tokens of a request, on average")
        .tag(9);
        /// Spread of answer lengths.
        Spread = Field::new(
            Group::Answers, Kind::Number(Scale::linear(1_000, 5_000, 100, 500), Unit::Ratio),
            "spread", "Answer spread",
            Always(
                |w| w.answer.spread.permille().into(),
                |w, v| w.answer.spread = Spread::from_permille(v as u32),
            ),
        )
        .help(
            "how uneven answers are: 19 of 20 are at most so many times the median; 1.0x is all alike",
            "spread",
        )
        .idle(|w| {
            let seen = w.answer.lengths.is_some();
            seen.then_some("beside lengths that were seen; add --spread 2")
        })
        .flag(60, "95th percentile / median of answer lengths, 1 to 20 [default: 1, all alike]")
        .filed(("answer", "spread"), Kept::Always, "95th percentile / median of the lengths")
        .tag(10);
        /// Max output tokens.
        Cap = Field::new(
            Group::Answers, count(Scale::doubling(16, 131_072), 1, MAX_SECTION_TOKENS, "tokens"),
            "cap", "Max output cap",
            Maybe(|w| w.answer.cap.map(Tokens::get), |w, v| w.answer.cap = v.map(Tokens::new)),
        )
        .none_at_right("none")
        .help("max output tokens: longer answers are cut off", "max output tokens")
        .flag(50, "Max output tokens, which cuts longer answers off; or none")
        .filed(("answer", "cap"), Kept::Changed, "max output tokens")
        .tag(11);
        /// How much models are asked to think.
        Thinking = Field::new(
            Group::Answers, Kind::Choice(&ThinkingAsk::WORDS), "thinking", "Thinking",
            Always(
                |w| w.thinking.ask.place(),
                |w, v| w.thinking.ask = ThinkingAsk::ALL[v.min(7) as usize],
            ),
        )
        .help(
            "thinking before answers, billed as output: default is what each model does unasked, off \
             the least it can, ignore leaves it out",
            "EFFORT",
        )
        .told("")
        .flag(52, "How much models think: default, off, low, medium, high, xhigh, max, a number of tokens, or ignore [default: default, what each does unasked]")
        .filed(("answer", "thinking"), Kept::Changed, "\"default\", \"off\", an effort, or \"ignore\"")
        .tag(24);
        /// Thinking tokens of a request.
        ThinkingTokens = Field::new(
            Group::Answers, Kind::Number(Scale::log(10, 100_000), TOKENS),
            "thinking-tokens", "Thinking tokens",
            Maybe(
                |w| w.thinking.tokens.map(Tokens::get),
                |w, v| w.thinking.tokens = v.map(Tokens::new),
            ),
        )
        .none_at_left("assumed")
        .help("mean thinking of a request on models that think; else assumed by effort", "thinking tokens")
        .told("")
        .idle(not_thinking)
        .flag(54, "Mean thinking tokens of a request on every model that thinks, or assumed: by effort [default: assumed]")
        .filed(("answer", "thinking_tokens"), Kept::Changed, "mean thinking tokens where a model thinks")
        .tag(25);
        /// Prompt caching on or off.
        Caching = Field::new(
            Group::Price, SWITCH, "caching", "Prompt caching",
            Always(|w| w.caching.on.into(), |w, v| w.caching.on = v == 1),
        )
        .help("cache the marked parts of the prompt", "")
        .flag(90, "Cache the system prompt; --caching=off overrides a scenario")
        .filed(("caching", "on"), Kept::Always, "");
        /// How long a cache write lives.
        Ttl = Field::new(
            Group::Price, Kind::Choice(&["5m", "1h"]), "ttl", "Cache TTL",
            Always(
                |w| (w.caching.ttl == Ttl::OneHour).into(),
                |w, v| w.caching.ttl = if v == 1 { Ttl::OneHour } else { Ttl::FiveMinutes },
            ),
        )
        .help("how long a cache write lives, counted from its last use", "TTL")
        .idle(uncached)
        .flag(100, "How long a cache write lives: 5m or 1h [default: 5m]")
        .filed(("caching", "ttl"), Kept::Always, "\"5m\" or \"1h\"");
        /// Share of requests that find the prefix cached.
        HitRate = Field::new(
            Group::Price, SHARE, "hit-rate", "Cache hit rate",
            Maybe(
                |w| w.caching.hit_rate.map(|share| share.ppm().into()),
                |w, v| w.caching.hit_rate = v.map(|ppm| Share::from_ppm(ppm as u32)),
            ),
        )
        .none_at_left("auto")
        .help("requests that find the prefix cached; auto derives it from traffic and TTL", "cache hits")
        .idle(uncached)
        .flag(110, "Share of requests that find the cache warm, or auto: from traffic and TTL [default: auto]")
        .filed(("caching", "hit_rate"), Kept::Always, "a share, or \"auto\" for what the traffic gives")
        .tag(14);
        /// Whether conversations are cached as they grow.
        History = Field::new(
            Group::Price, SWITCH, "cache-history", "Cache history",
            Always(|w| w.caching.history.into(), |w, v| w.caching.history = v == 1),
        )
        .help("each turn caches the conversation so far", "")
        .idle(|w| uncached(w).or(single(w)))
        .flag(120, "Whether each turn also caches what was said: on or off [default: on]")
        .filed(("caching", "history"), Kept::Always, "later turns read what earlier ones said");
        /// Batch on or off.
        Batch = Field::new(
            Group::Price, SWITCH, "batch", "Batch",
            Always(|w| w.batch.on.into(), |w, v| w.batch.on = v == 1),
        )
        .help("send a share through Batch, without caching", "")
        .filed(("batch", "on"), Kept::Always, "");
        /// Share of requests through Batch.
        BatchShare = Field::new(
            Group::Price, SHARE, "batch-share", "Batch share",
            Always(
                |w| w.batch.share.ppm().into(),
                |w, v| w.batch.share = Share::from_ppm(v as u32),
            ),
        )
        .help("the share of requests that can wait", "through Batch")
        .told("no Batch")
        .idle(|w| (!w.batch.on).then_some("while Batch is off; add --batch 50%"))
        .flag_named("batch", 130, "Share of requests that can wait and go through Batch, such as 0.3 or 30%")
        .filed(("batch", "share"), Kept::Always, "of the requests")
        .tag(15);
        /// Active hours a day.
        ActiveHours = Field::new(
            Group::Price, count(Scale::linear(1, 24, 1, 4), 1, 24, "hours"),
            "active-hours", "Active hours",
            Always(
                |w| w.active.hours().into(),
                |w, v| w.active = Active::new(v as u8, w.active.days()),
            ),
        )
        .help("hours a day with requests; the cache is cold at the start of them", "active hours a day")
        .idle(not_derived)
        .flag(150, "Hours a day in which requests come; the cache is cold at their start [default: 24]")
        .filed(("", "active_hours"), Kept::Always, "hours a day with traffic")
        .tag(5);
        /// Active days a month.
        ActiveDays = Field::new(
            Group::Price, count(Scale::linear(1, 30, 1, 5), 1, 30, "days"),
            "active-days", "Active days",
            Maybe(
                |w| w.active.days().map(u64::from),
                |w, v| w.active = Active::new(w.active.hours(), v.map(|days| days as u8)),
            ),
        )
        .none_at_right("every")
        .help("days a month with requests", "active days a month")
        .idle(not_derived)
        .flag(160, "Days a month on which requests come [default: every day]")
        .filed(("", "active_days"), Kept::Changed, "days a month with traffic")
        .tag(6);
        /// Distinct prefixes that share the traffic.
        Prefixes = Field::new(
            Group::Price, count(Scale::log(1, 100_000), 1, MAX_PREFIXES as u64, "prefixes"),
            "prefixes", "Cached prefixes",
            Always(|w| w.caching.prefixes.into(), |w, v| w.caching.prefixes = v as u32),
        )
        .help("distinct prefixes used alike, such as tenants; each has a share of the traffic", "prefixes")
        .told("")
        .idle(not_derived)
        .flag(115, "Distinct prefixes that share the traffic alike, such as tenants [default: 1]")
        .filed(("caching", "prefixes"), Kept::Changed, "that share the traffic alike, such as tenants")
        .tag(20);
        /// Time between the turns of a conversation.
        TurnGap = Field::new(
            Group::Price, Kind::Number(Scale::log(10, 3_600), Unit::Seconds), "turn-gap", "Turn gap",
            Maybe(
                |w| w.caching.turn_gap.map(u64::from),
                |w, v| w.caching.turn_gap = v.map(|seconds| seconds as u32),
            ),
        )
        .none_at_left("none")
        .help(
            "mean time between turns of a chat: what comes later than the TTL is written again; none: \
             every next turn comes in time",
            "between turns",
        )
        .told("")
        .idle(|w| uncached(w).or(single(w)))
        .flag(117, "Mean time between turns of a conversation, such as 90s or 2m, or none: each comes while the cache lives [default: none]")
        .filed(("caching", "turn_gap"), Kept::Changed, "mean time between turns of a conversation")
        .tag(30);
        /// Requests that begin together.
        Burst = Field::new(
            Group::Price, count(Scale::log(1, 1_000), 1, MAX_BURST as u64, "requests"),
            "burst", "Burst",
            Always(|w| w.caching.burst.into(), |w, v| w.caching.burst = v as u32),
        )
        .help("requests, or chats, that begin together within minutes, before silence; 1 is at random", "in a burst")
        .told("")
        .idle(not_derived)
        .flag(118, "Requests, or conversations, that begin together within minutes, before silence [default: 1, each at random]")
        .filed(("caching", "burst"), Kept::Changed, "requests, or conversations, that begin together")
        .tag(31);
        /// How requests on demand are served.
        Tier = Field::new(
            Group::Price, Kind::Choice(&["standard", "flex", "priority"]),
            "tier", "Service tier",
            Always(|w| w.tier as u64, |w, v| w.tier = ServiceTier::ALL[v.min(2) as usize]),
        )
        .help("how requests on demand are served: flex costs less and waits, priority costs more", "TIER")
        .told("")
        .flag(135, "How requests on demand are served: standard, flex or priority [default: standard]")
        .filed(("price", "tier"), Kept::Changed, "\"standard\", \"flex\" or \"priority\"")
        .tag(21);
        /// The region that is called.
        Region = Field::new(
            Group::Price, Kind::Choice(&Region::WORDS), "region", "Called from",
            Always(
                |w| w.origin.region.map_or(0, |it| it.index() as u64 + 1),
                |w, v| w.origin.region = (v as usize).checked_sub(1).and_then(Region::at),
            ),
        )
        .named(&Region::NAMES)
        .help("the AWS region that is called: what is offered there, and its price", "REGION")
        .flag(142, "The AWS region that is called, such as eu-central-1 [default: any, the global or base price]")
        .filed(("price", "region"), Kept::Changed, "the AWS region that is called")
        .tag(22);
        /// How far from there requests may be answered.
        Residency = Field::new(
            Group::Price, Kind::Choice(&Residency::WORDS), "residency", "Answered in",
            Always(
                |w| w.origin.residency as u64,
                |w, v| w.origin.residency = Residency::ALL[v.min(2) as usize],
            ),
        )
        .help("how far from there requests may be answered: anywhere, in its geography, in the region alone", "WHERE")
        .flag(144, "Where requests may be answered: anywhere, geography or region [default: anywhere]")
        .filed(("price", "residency"), Kept::Changed, "\"anywhere\", \"geography\" or \"region\"")
        .tag(23);
    }

    /// What is set by a flag or in a file, and has no row on the screen.
    ASIDE {
        /// Spread of thinking.
        ThinkingSpread = Field::new(
            Group::Answers, Kind::Number(Scale::linear(1_000, 10_000, 100, 500), Unit::Ratio),
            "thinking-spread", "Thinking spread",
            Maybe(
                |w| w.thinking.spread.map(|spread| spread.permille().into()),
                |w, v| w.thinking.spread = v.map(|ratio| Spread::from_permille(ratio as u32)),
            ),
        )
        .none_at_left("assumed")
        .help("how uneven thinking is: 19 of 20 times at most so many times the median; else assumed by effort", "spread")
        .told("")
        .idle(not_thinking)
        .flag(56, "95th percentile / median of thinking tokens, 1 to 20, or assumed: by effort [default: assumed]")
        .filed(("answer", "thinking_spread"), Kept::Changed, "95th percentile / median of thinking tokens")
        .tag(26);
        /// Whose tokens typed sizes are.
        CountedBy = Field::new(
            Group::Prompt, Kind::Choice(&Family::WORDS), "tokens-of", "Tokens of",
            Always(
                |w| w.counted_by.map_or(0, |it| it.index() as u64 + 1),
                |w, v| w.counted_by = (v as usize).checked_sub(1).and_then(Family::at),
            ),
        )
        .help(
            "the tokenizer that counted the sizes given as tokens; reference: o200k beside texts, else \
             each model's own",
            "FAMILY",
        )
        .told("")
        .flag(45, "The tokenizer that counted the sizes given as tokens, such as claude-4.7, which others then convert [default: reference, o200k where a part is text]")
        .filed(("", "tokens_of"), Kept::Changed, "the tokenizer that counted the tokens given here")
        .tag(40);
    }

    /// Tokens of the prompt's sections, where those have no text.
    SIZES {
        /// Tokens of the definitions of tools.
        ToolsSize = Field::new(
            Group::Prompt, SIZE, "tool-tokens", "Tools' JSON",
            Always(|w| size(w, Section::Tools), |w, v| set_size(w, Section::Tools, v)),
        )
        .help("", "tokens of tools")
        .flag(35, "Tokens of the JSON that defines the tools, sent before the system prompt [default: 0]")
        .tag(41);
        /// Tokens of the system prompt.
        SystemSize = Field::new(
            Group::Prompt, SIZE, "system", "System",
            Always(|w| size(w, Section::System), |w, v| set_size(w, Section::System, v)),
        )
        .help("", "system tokens");
        /// Tokens of the context.
        ContextSize = Field::new(
            Group::Prompt, SIZE, "context", "Context",
            Always(|w| size(w, Section::Context), |w, v| set_size(w, Section::Context, v)),
        )
        .help("", "context tokens");
        /// Tokens of the user's message.
        UserSize = Field::new(
            Group::Prompt, SIZE, "user", "User",
            Always(|w| size(w, Section::User), |w, v| set_size(w, Section::User, v)),
        )
        .help("", "user tokens");
    }

    /// The controls of credits from top to bottom.
    CREDIT_CONTROLS {
        /// Credits at the start.
        Pool = Field::new(
            Group::Plans, POOL, "pool", "Credit pool",
            Maybe(|w| cents(w.plans.credits.pool), |w, v| w.plans.credits.pool = usd(v)),
        )
        .none_at_left("none")
        .help("credits at the start, in USD", "of credits")
        .filed(("credits", "pool"), Kept::Together, "USD");
        /// Other AWS spend a month.
        OtherSpend = Field::new(
            Group::Plans, POOL, "other", "Other AWS spend",
            Maybe(|w| cents(w.plans.credits.other), |w, v| w.plans.credits.other = usd(v)),
        )
        .none_at_left("none")
        .help("what else draws on the credits in a month, in USD", "of other spend a month")
        .filed(("credits", "other"), Kept::Together, "other AWS spend a month, USD");
        /// Growth of traffic a month.
        Growth = Field::new(
            Group::Plans,
            Kind::Number(Scale::linear(500_000, 2_000_000, 10_000, 100_000), Unit::Growth),
            "growth", "Growth / month",
            Always(
                |w| w.plans.credits.growth.factor_ppm().into(),
                |w, v| w.plans.credits.growth = Growth::from_factor_ppm(v as u32),
            ),
        )
        .help("how much more requests each month has than the one before", "a month")
        .filed(("credits", "growth"), Kept::Together, "more requests each month");
        /// Months until credits are void.
        Expiry = Field::new(
            Group::Plans, Kind::Number(Scale::linear(1, 36, 1, 6), Unit::Months),
            "expires-after", "Expires after",
            Maybe(
                |w| w.plans.credits.expires.map(u64::from),
                |w, v| w.plans.credits.expires = v.map(|months| months as u32),
            ),
        )
        .none_at_right("never")
        .help("months after which the rest of the credits is void", "until credits are void")
        .filed(("credits", "expires_after"), Kept::Changed, "months")
        .tag(18);
    }

    /// The controls of the cap's view beside the cap.
    QUOTA_CONTROLS {
        /// Tokens a minute.
        Quota = Field::new(
            Group::Plans, count(Scale::log(1_000, 100_000_000), 1, MAX_QUOTA, "tokens"),
            "quota", "Tokens / minute",
            Maybe(|w| w.plans.quota.map(Tokens::get), |w, v| w.plans.quota = v.map(Tokens::new)),
        )
        .none_at_right("none")
        .help(
            "tokens-per-minute quota of the account: input and max output count before the answer",
            "tokens a minute",
        )
        .filed(("", "quota"), Kept::Changed, "tokens a minute that the account may use")
        .tag(16);
    }

    /// The controls of the mix beside the shares of its routes.
    MIX_CONTROLS {
        /// Whether the mix is a cascade.
        Cascade = Field::new(
            Group::Plans, SWITCH, "cascade", "Cascade",
            Always(|w| w.plans.mix.cascade.into(), |w, v| w.plans.mix.cascade = v > 0),
        )
        .help(
            "the first model of the mix tries every request; what it does not answer well goes to the next",
            "",
        )
        .idle(|w| (w.plans.mix.routes().len() < 2).then_some("without a mix of two models"))
        .filed(("", "cascade"), Kept::Changed, "each model tries what those before it did not answer")
        .tag(50);
        /// What judging costs.
        Judge = Field::new(
            Group::Plans, Kind::Number(Scale::log(1, 1_000_000), Unit::Usd), "judge", "Judging 1,000",
            Maybe(|w| cents(w.plans.mix.judge), |w, v| w.plans.mix.judge = usd(v)),
        )
        .none_at_left("none")
        .help("what it costs to judge 1,000 answers of a cascade, in USD", "for 1,000 answers judged")
        .idle(|w| (!w.plans.mix.cascade).then_some("in a split; add --cascade"))
        .filed(("", "judge"), Kept::Changed, "USD to judge 1,000 answers of a cascade")
        .tag(51);
    }

    /// The controls of the view of break-evens.
    BUDGET_CONTROLS {
        /// What a month may cost.
        Budget = Field::new(
            Group::Plans, POOL, "budget", "Budget / month",
            Maybe(|w| w.plans.budget.map(Usd::cents), |w, v| w.plans.budget = v.map(Usd::from_cents)),
        )
        .none_at_left("none")
        .help("what a month may cost, in USD: shows what that buys", "a month")
        .filed(("", "budget"), Kept::Changed, "USD a month: how much that buys is asked")
        .tag(43);
        /// How many requests need no second try.
        Success = Field::new(
            Group::Plans, Kind::Number(Scale::linear(10_000, 1_000_000, 10_000, 100_000), Unit::Share),
            "success", "Success rate",
            Maybe(
                |w| w.plans.success.map(|it| it.ppm().into()),
                |w, v| w.plans.success = v.map(|it| Share::from_ppm((it as u32).max(1))),
            ),
        )
        .none_at_left("none")
        .help(
            "requests answered well at the first try, of models without a score: what a success costs \
             with retries",
            "of requests",
        )
        .flag(78, "Requests answered well at the first try, of models of which no score tells it: shows what each success costs with retries [default: none]")
        .filed(("", "success"), Kept::Changed, "of requests answered well at the first try")
        .tag(52);
    }
}

/// The row of all routes of a mix.
static ROUTE: Field = Field::new(Group::Plans, SHARE, "mix", "Share", Route)
    .help(
        "the share of requests that goes to this model; the others keep their proportions",
        "of requests",
    )
    .idle(|w| (w.plans.mix.routes().len() < 2).then_some("in a mix of one model"));

const SIZE: Kind = Kind::Number(Scale::log(1, 1_000_000), TOKENS);

const fn count(scale: Scale, least: u64, most: u64, of: &'static str) -> Kind {
    Kind::Number(scale, Unit::Count(least, most, of))
}

fn uncached(work: &Workload) -> Option<&'static str> {
    (!work.caching.on).then_some("while caching is off; add --caching")
}

fn single(work: &Workload) -> Option<&'static str> {
    (work.turns < 2).then_some("in single requests; add --turns 2")
}

fn no_people(work: &Workload) -> Option<&'static str> {
    work.people().is_none().then_some("while no people are told; add --sessions 20")
}

fn not_thinking(work: &Workload) -> Option<&'static str> {
    let ignored = work.thinking.ask == ThinkingAsk::Ignore;
    ignored.then_some("while thinking is left out; add --thinking default")
}

fn not_derived(work: &Workload) -> Option<&'static str> {
    let given = work.caching.hit_rate.is_some();
    uncached(work).or(given.then_some("beside a given hit rate; add --hit-rate auto"))
}

fn size(work: &Workload, section: Section) -> u64 {
    work.prompt.tokens(section).get()
}

fn set_size(work: &mut Workload, section: Section, tokens: u64) {
    work.prompt.set_tokens(section, Tokens::new(tokens));
}

fn cents(usd: Usd) -> Option<u64> {
    Some(usd.cents()).filter(|cents| *cents > 0)
}

fn usd(cents: Option<u64>) -> Usd {
    Usd::from_cents(cents.unwrap_or_default())
}

fn set_tokens(work: &mut Workload, number: u64, facts: Facts) {
    let most = Tokens::new(MAX_SECTION_TOKENS);
    if facts.input_is_text {
        work.answer.set_mean((Tokens::new(number) - work.prompt.input()).min(most));
        return;
    }
    let input = match work.tokens_per_request() {
        Tokens::ZERO => number,
        all => scaled(number, work.prompt.input().get(), all.get()),
    };
    work.prompt = work.prompt.with_input(Tokens::new(input));
    work.answer.set_mean(Tokens::new(number - input).min(most));
}

fn set_input_share(work: &mut Workload, ppm: u64, facts: Facts) {
    if facts.input_is_text {
        // input / (input + answer) = share, so answer = input x (1 - share) / share.
        let share = ppm.max(1);
        let answer = scaled(work.prompt.input().get(), 1_000_000 - share, share);
        work.answer.set_mean(Tokens::new(answer).min(Tokens::new(MAX_SECTION_TOKENS)));
        return;
    }
    let all = work.tokens_per_request();
    let input = Tokens::new(Share::from_ppm(ppm as u32).part_of(all.get()));
    work.prompt = work.prompt.with_input(input);
    work.answer.set_mean(all - input);
}

/// `number` x `part` / `whole`, rounded half up; zero of nothing.
fn scaled(number: u64, part: u64, whole: u64) -> u64 {
    let whole = u128::from(whole);
    if whole == 0 {
        return 0;
    }
    let scaled = (u128::from(number) * u128::from(part) + whole / 2) / whole;
    u64::try_from(scaled).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_tags_are_of_one_field_each() {
        for (at, one) in Control::ALL.iter().enumerate() {
            for other in &Control::ALL[at + 1..] {
                let (one, other) = (one.field(), other.field());
                assert_ne!(one.key, other.key);
                assert!(one.tag != other.tag || one.tag == 0, "{} and {}", one.key, other.key);
                let keys = |field: &Field| field.filed.map(|filed| (filed.table, filed.key));
                assert!(keys(one).is_none() || keys(one) != keys(other), "{}", one.key);
                let names = |field: &Field| field.flag.map(|flag| flag.name);
                assert!(names(one).is_none() || names(one) != names(other), "{}", one.key);
            }
        }
    }

    #[test]
    fn what_is_set_is_got() {
        let alone = Control::ALL.iter().filter(|it| !matches!(it.field().access, Sum(..)));
        for control in alone {
            let (least, most) = control.field().range();
            for value in [Some(least.max(1)), Some(most)] {
                let work = control.set(&Workload::default(), value, Facts::default());
                assert_eq!(control.value(&work), value, "{control:?}");
                let usual = Workload::default();
                assert_eq!(work == usual, value == control.value(&usual), "{control:?}");
            }
        }
    }
}
