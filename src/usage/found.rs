//! What one JSON object of a log was seen to hold, key by key, and the request that it comes to.

use super::about::About;
use super::beside::{Around, Extras};
use super::counts::{CountFault, Counts, Field, MOST_TOKENS, count};
use super::event::Event;
use super::reason::Reason;
use super::request::{LONGEST_ID, Request, model_id};
use super::skim::{Broken, Next, Skim, unescape};
use super::time::Moment;
use super::unstated::Unstated;
use crate::card::{Buckets, Lane};
use crate::money::Tokens;
use crate::place::Region;

/// What a value was seen to hold.
#[derive(Debug, Default)]
pub(super) struct Found<'a> {
    pub(super) time: Option<Moment>,
    model: Option<&'a [u8]>,
    odd_model: bool,
    /// The model that a prompt router chose.
    invoked: Option<&'a [u8]>,
    region: Option<Region>,
    /// The text of a CloudWatch event.
    pub(super) event: Option<&'a [u8]>,
    /// The label of a metric.
    pub(super) label: &'a [u8],
    /// What a log record says itself.
    record: Counts,
    /// What the model's response says.
    body: Counts,
    /// What Bedrock adds to the last event of a stream.
    metrics: Counts,
    fault: Option<CountFault>,
    /// An input or an output is null. Pieces of streams say so where another has the count.
    null: bool,
    around: Around<'a>,
    /// Who made it, and how it went.
    about: About<'a>,
    failed: bool,
    batch: bool,
    /// A batch job's record has an answer.
    answered: bool,
    /// The service tier, where it is not the standard one.
    tier: Option<Lane>,
    manifest: bool,
    /// A piece of a stream, whose request another piece counts.
    piece: bool,
    /// What Llama and Titan send piece by piece, and whether this says why the answer ends: only the
    /// last piece does, and an answer in one.
    chunk: bool,
    ended: bool,
    /// A piece of a chat of OpenAI's, which only counts where it states tokens.
    delta: bool,
    /// What states no tokens of its own.
    unstated: Option<Unstated>,
}

impl<'a> Found<'a> {
    /// Nothing yet, of an event of that time.
    pub(super) fn at(time: Option<Moment>) -> Self {
        Self { time, ..Self::default() }
    }

    /// Takes in a key of a record, an event or a response.
    pub(super) fn key(&mut self, skim: &mut Skim<'a>, key: &'a [u8]) -> Result<(), Broken> {
        match key {
            b"timestamp" | b"@timestamp" => self.moment(skim)?,
            b"requestId" => self.around.id = skim.text()?.unwrap_or_default(),
            b"region" => self.region = self.place(skim)?.or(self.region),
            // Where it was answered, which may be elsewhere: for records that leave out the other.
            b"inferenceRegion" => self.region = self.region.or(self.place(skim)?),
            b"modelId" => {
                self.model = skim.text()?;
                self.odd_model = self.model.is_none_or(|id| id.len() > LONGEST_ID);
            }
            b"input" => skim.object(|skim, key| match key {
                b"inputBodyJson" => {
                    self.around.sent = self.about.sent(skim)?;
                    Ok(())
                }
                _ => self.stated(skim, key),
            })?,
            b"output" => skim.object(|skim, key| match key {
                b"outputBodyJson" => self.response(skim),
                _ => self.stated(skim, key),
            })?,
            // What most records hold and nobody asks for, so that it is not looked for any further.
            b"operation" | b"schemaType" | b"schemaVersion" => skim.pass()?,
            b"identity" => self.about.identity(skim)?,
            b"accountId" => self.about.account(skim)?,
            b"requestMetadata" => self.about.metadata = skim.raw()?,
            b"errorCode" | b"error" => {
                self.failed |= skim.next()? != Next::Word;
                self.about.error(skim)?;
            }
            b"recordId" => {
                self.batch = true;
                skim.pass()?;
            }
            b"modelInput" => self.around.sent = self.about.sent(skim)?,
            b"modelOutput" => {
                (self.batch, self.answered) = (true, true);
                self.response(skim)?;
            }
            b"message" | b"@message" if skim.next()? == Next::Text => self.event = skim.text()?,
            b"Label" => self.label = skim.text()?.unwrap_or_default(),
            b"totalRecordCount" => {
                self.manifest = true;
                skim.pass()?;
            }
            b"created" | b"created_at" => self.moment(skim)?,
            b"type" => {
                let kind = skim.text()?.unwrap_or_default();
                self.piece |= is_piece(kind);
            }
            b"messageStart" | b"contentBlockStart" | b"contentBlockDelta" | b"contentBlockStop"
            | b"messageStop" => {
                self.piece = true;
                skim.pass()?;
            }
            _ => self.response_key(skim, key)?,
        }
        Ok(())
    }

    /// What a record says itself of its tokens.
    fn stated(&mut self, skim: &mut Skim<'a>, key: &'a [u8]) -> Result<(), Broken> {
        match Field::named(key) {
            Some(field) => self.count(skim, field, Self::record),
            None => skim.pass(),
        }
    }

    /// A model's response: an object, or the events of a stream.
    fn response(&mut self, skim: &mut Skim<'a>) -> Result<(), Broken> {
        match skim.next()? {
            Next::Array => skim.array(|skim| self.response(skim)),
            _ => skim.object(|skim, key| self.response_key(skim, key)),
        }
    }

    fn response_key(&mut self, skim: &mut Skim<'a>, key: &'a [u8]) -> Result<(), Broken> {
        match key {
            b"usage" => self.usage(skim, Self::body),
            // The last of a stream's events holds the whole response in Responses.
            b"metadata" | b"message" | b"response" => skim.object(|skim, key| match key {
                b"usage" => self.usage(skim, Self::body),
                b"metrics" => self.about.metrics(skim),
                b"incomplete_details" => self.about.incomplete(skim),
                b"serviceTier" | b"service_tier" => self.tier(skim),
                b"model" => self.response_model(skim),
                b"created_at" => self.moment(skim),
                b"trace" => self.trace(skim),
                _ => skim.pass(),
            }),
            b"amazon-bedrock-invocationMetrics" => self.usage(skim, Self::metrics),
            b"serviceTier" | b"service_tier" => self.tier(skim),
            b"model" => self.response_model(skim),
            b"prompt_token_count" | b"inputTextTokenCount" => {
                self.count(skim, Field::Input, Self::body)
            }
            b"generation_token_count" | b"totalOutputTextTokenCount" => {
                self.count(skim, Field::Output, Self::body)
            }
            b"results" => self.results(skim),
            b"generation" | b"outputText" => {
                self.chunk = true;
                skim.pass()
            }
            b"stop_reason" | b"completionReason" => {
                self.ended |= self.about.stop(skim)?;
                Ok(())
            }
            b"stopReason" | b"finish_reason" => self.about.stop(skim).map(|_| ()),
            // The last events of a stream.
            b"delta" | b"messageStop" => self.about.stop_in(skim),
            b"choices" => skim.array(|skim| self.about.stop_in(skim)),
            b"generations" | b"outputs" => {
                self.unstated = self.unstated.or(Unstated::named(key));
                skim.array(|skim| self.about.stop_in(skim))
            }
            b"incomplete_details" => self.about.incomplete(skim),
            b"metrics" => self.about.metrics(skim),
            b"object" => {
                self.delta |= skim.text()? == Some(b"chat.completion.chunk");
                Ok(())
            }
            b"trace" | b"amazon-bedrock-trace" => self.trace(skim),
            _ => {
                self.unstated = self.unstated.or(Unstated::named(key));
                skim.pass()
            }
        }
    }

    /// Titan's answers, each with its tokens.
    fn results(&mut self, skim: &mut Skim<'a>) -> Result<(), Broken> {
        let mut all = None;
        skim.array(|skim| {
            skim.object(|skim, key| {
                match key {
                    b"tokenCount" => {
                        let tokens = self.number(skim)?;
                        all = tokens.map(|tokens| all.unwrap_or(0) + tokens).or(all);
                    }
                    b"completionReason" => drop(self.about.stop(skim)?),
                    _ => skim.pass()?,
                }
                Ok(())
            })
        })?;
        if let Some(tokens) = all {
            self.body.see(Field::Output, tokens);
        }
        Ok(())
    }

    /// What a guardrail charges for stands in its trace, and which model a prompt router chose.
    fn trace(&mut self, skim: &mut Skim<'a>) -> Result<(), Broken> {
        skim.object(|skim, key| match key {
            b"promptRouter" => skim.object(|skim, key| match key {
                b"invokedModelId" => {
                    let invoked = skim.text()?.filter(|id| id.len() <= LONGEST_ID);
                    self.invoked = invoked.or(self.invoked);
                    Ok(())
                }
                _ => skim.pass(),
            }),
            _ => self.extras().guardrails(skim),
        })
    }

    fn extras(&mut self) -> &mut Extras {
        self.around.extras.get_or_insert_default()
    }

    /// The service tier of a response: `{"type": "flex"}` of Converse, or a word of Responses.
    fn tier(&mut self, skim: &mut Skim<'a>) -> Result<(), Broken> {
        let mut word = None;
        match skim.next()? {
            Next::Object => skim.object(|skim, key| {
                match key {
                    b"type" => word = skim.text()?,
                    _ => skim.pass()?,
                }
                Ok(())
            })?,
            _ => word = skim.text()?,
        }
        // What is default or reserved has no other price here.
        self.tier = match word {
            Some(b"flex") => Some(Lane::Flex),
            Some(b"priority") => Some(Lane::Priority),
            _ => self.tier,
        };
        Ok(())
    }

    fn response_model(&mut self, skim: &mut Skim<'a>) -> Result<(), Broken> {
        let model = skim.text()?.filter(|id| id.len() <= LONGEST_ID);
        self.about.answered_by = model.unwrap_or(self.about.answered_by);
        Ok(())
    }

    fn usage(&mut self, skim: &mut Skim<'a>, of: Of<'a>) -> Result<(), Broken> {
        skim.object(|skim, key| match (key, Field::named(key)) {
            (_, Some(field)) => self.count(skim, field, of),
            (b"invocationLatency", _) => self.about.latency.see(skim),
            (b"firstByteLatency", _) => self.about.first_byte.see(skim),
            (b"cacheDetails", _) => skim.array(|skim| self.cache_detail(skim, of)),
            (b"serverToolUsage" | b"server_tool_use", _) => self.extras().tools(skim),
            (b"input_tokens_details" | b"prompt_tokens_details", _) => {
                of(self).include_cached();
                self.usage(skim, of)
            }
            (b"cache_creation" | b"output_tokens_details" | b"completion_tokens_details", _) => {
                self.usage(skim, of)
            }
            _ => skim.pass(),
        })
    }

    /// `{"inputTokens": 1200, "ttl": "1h"}`: a part of what was written.
    fn cache_detail(&mut self, skim: &mut Skim<'a>, of: Of<'a>) -> Result<(), Broken> {
        let (mut tokens, mut ttl) = (None, &b""[..]);
        skim.object(|skim, key| {
            match key {
                b"inputTokens" => tokens = self.number(skim)?.or(tokens),
                b"ttl" => ttl = skim.text()?.unwrap_or_default(),
                _ => skim.pass()?,
            }
            Ok(())
        })?;
        if let Some(tokens) = tokens {
            of(self).add_write(ttl == b"1h", tokens);
        }
        Ok(())
    }

    fn count(&mut self, skim: &mut Skim<'a>, field: Field, of: Of<'a>) -> Result<(), Broken> {
        match self.number(skim)? {
            Some(tokens) => of(self).see(field, tokens),
            None => self.null |= field.is_needed(),
        }
        Ok(())
    }

    /// A count; none where there is `null`, or a fault, which is noted.
    fn number(&mut self, skim: &mut Skim<'a>) -> Result<Option<u64>, Broken> {
        let read = match skim.next()? {
            Next::Number => count(skim.number()?.unwrap_or_default(), MOST_TOKENS),
            _ if skim.null()? => return Ok(None),
            _ => Err(CountFault::NoNumber),
        };
        self.fault = read.err().or(self.fault);
        Ok(read.ok())
    }

    fn moment(&mut self, skim: &mut Skim<'a>) -> Result<(), Broken> {
        let read = match skim.next()? {
            Next::Text => skim.text()?.and_then(Moment::parse),
            _ => skim.number()?.and_then(Moment::from_number),
        };
        self.time = read.or(self.time);
        Ok(())
    }

    /// The region that a text names.
    fn place(&self, skim: &mut Skim<'a>) -> Result<Option<Region>, Broken> {
        if skim.next()? != Next::Text {
            skim.pass()?;
            return Ok(None);
        }
        let name = skim.text()?.and_then(|text| std::str::from_utf8(text).ok());
        Ok(name.and_then(|name| name.parse().ok()))
    }

    const fn record(&mut self) -> &mut Counts {
        &mut self.record
    }

    const fn body(&mut self) -> &mut Counts {
        &mut self.body
    }

    const fn metrics(&mut self) -> &mut Counts {
        &mut self.metrics
    }

    /// Hands over the request, or why there is none.
    pub(super) fn conclude(self, each: &mut impl FnMut(Event<'_>)) {
        let skip = if self.manifest {
            Some(Reason::Manifest)
        } else if self.failed {
            return self.with_model(|model| {
                let request = self.request(model.unwrap_or_default(), Buckets::default());
                each(Event::Failed(request, &self.around));
            });
        } else {
            self.fault.map(Reason::Count)
        };
        if let Some(reason) = skip {
            return each(Event::Skipped(reason));
        }
        let piece = self.piece || self.chunk && !self.ended;
        if piece && !self.metrics.is_stated() {
            return;
        }
        let counts =
            if piece { self.metrics } else { self.record.over(&self.body.over(&self.metrics)) };
        if self.null && !counts.is_whole() {
            return each(Event::Skipped(Reason::Count(CountFault::NoNumber)));
        }
        if !counts.is_stated() {
            let is_asked = self.batch && !self.answered;
            let unstated = is_asked.then_some(Unstated::BatchInput).or(self.unstated);
            return match unstated {
                None if self.delta => {}
                None => each(Event::Skipped(Reason::NoUsage)),
                Some(unstated) => each(Event::Skipped(Reason::Unstated(unstated))),
            };
        }
        if !counts.has_input() {
            return each(Event::Skipped(Reason::NoInput));
        }
        self.with_model(|model| {
            let Some(model) = model else {
                return each(Event::Skipped(Reason::OddId));
            };
            each(match counts.buckets() {
                Ok(tokens) => {
                    let thinking = counts.thinking();
                    let request = Request { thinking, ..self.request(model, tokens) };
                    Event::Request(request, &self.around)
                }
                Err(fault) => Event::Skipped(Reason::Count(fault)),
            });
        });
    }

    /// Hands over the model's id; none for an odd one.
    fn with_model(&self, take: impl FnOnce(Option<&str>)) {
        // A record's own id says more than an answer: it has the region. A router's says nothing.
        let id = self.invoked.or(self.model).unwrap_or(self.about.answered_by);
        let mut unescaped = Vec::new();
        let id = if id.contains(&b'\\') {
            unescape(id, &mut unescaped);
            unescaped.as_slice()
        } else {
            id
        };
        let model = std::str::from_utf8(id).ok().and_then(model_id);
        take(model.filter(|_| !self.odd_model));
    }

    /// The request of a model, of so many tokens.
    fn request<'r>(&'r self, model: &'r str, tokens: Buckets<Tokens>) -> Request<'r> {
        let lane = if self.batch { Lane::Batch } else { self.tier.unwrap_or(Lane::Standard) };
        let time = self.time.map(|time| (time, time));
        let (region, about) = (self.region, self.about);
        Request { model, region, time, tokens, thinking: None, lane, count: 1, about }
    }
}

/// Whether an event of that type is a piece of a stream of Anthropic's or of Responses, whose request
/// another event counts.
fn is_piece(kind: &[u8]) -> bool {
    let last: [&[u8]; 3] = [b"response.completed", b"response.incomplete", b"response.failed"];
    kind.starts_with(b"content_block_")
        || kind.starts_with(b"response.") && !last.contains(&kind)
        || matches!(kind, b"message_start" | b"message_delta" | b"message_stop" | b"ping")
}

/// Which of the three statements a count belongs to.
type Of<'a> = for<'f> fn(&'f mut Found<'a>) -> &'f mut Counts;
