//! The texts of a request as a log holds its body: those of the messages and of the system prompt.
//! Bodies of Converse, and of InvokeModel as Anthropic, Nova and OpenAI take them.

use super::skim::{Broken, Next, Skim};

/// What a body holds beside its texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Sent {
    /// Messages of the user and of the model.
    pub(super) messages: u32,
    /// Whether there is a system prompt.
    pub(super) has_system: bool,
    /// Whether something else is billed: tools, images, documents.
    has_more: bool,
}

/// Hands each text as written to `each`; none where the body is more than texts, or is of another
/// kind.
pub(super) fn texts<'b>(body: &'b [u8], each: &mut impl FnMut(&'b [u8])) -> Option<Sent> {
    let mut sent = Sent::default();
    let walked = Skim::new(body).object(|skim, key| match key {
        b"messages" => skim.array(|skim| message(skim, &mut sent, each)),
        b"system" => {
            sent.has_system = true;
            content(skim, &mut sent, each)
        }
        b"tools" | b"toolConfig" | b"functions" => {
            sent.has_more = true;
            skim.pass()
        }
        _ => skim.pass(),
    });
    (walked.is_ok() && sent.messages > 0 && !sent.has_more).then_some(sent)
}

fn message<'b>(
    skim: &mut Skim<'b>,
    sent: &mut Sent,
    each: &mut impl FnMut(&'b [u8]),
) -> Result<(), Broken> {
    sent.messages += 1;
    skim.object(|skim, key| match key {
        b"content" => content(skim, sent, each),
        b"role" => {
            if matches!(skim.text()?, Some(b"system" | b"developer")) {
                sent.has_system = true;
                sent.messages -= 1;
            }
            Ok(())
        }
        // Calls of tools stand beside the content in OpenAI's messages.
        b"tool_calls" => {
            sent.has_more |= skim.next()? == Next::Array;
            skim.pass()
        }
        _ => skim.pass(),
    })
}

/// A text, or a list of blocks of which each has one.
fn content<'b>(
    skim: &mut Skim<'b>,
    sent: &mut Sent,
    each: &mut impl FnMut(&'b [u8]),
) -> Result<(), Broken> {
    if skim.next()? == Next::Text {
        skim.text()?.into_iter().for_each(each);
        return Ok(());
    }
    skim.array(|skim| {
        skim.object(|skim, key| match key {
            b"text" => {
                skim.text()?.into_iter().for_each(&mut *each);
                Ok(())
            }
            b"type" => {
                sent.has_more |= skim.text()? != Some(b"text");
                Ok(())
            }
            b"cachePoint" | b"cache_control" => skim.pass(),
            _ => {
                sent.has_more = true;
                skim.pass()
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Option<(Vec<&str>, u32, bool)> {
        let mut all = Vec::new();
        let sent =
            texts(body.as_bytes(), &mut |text| all.push(std::str::from_utf8(text).unwrap()))?;
        Some((all, sent.messages, sent.has_system))
    }

    #[test]
    fn bodies_of_text_are_read() {
        let converse = r#"{"system":[{"text":"Be brief."},{"cachePoint":{"type":"default"}}],
            "messages":[{"role":"user","content":[{"text":"Hi"},{"text":"there"}]}],
            "inferenceConfig":{"maxTokens":9}}"#;
        assert_eq!(read(converse), Some((vec!["Be brief.", "Hi", "there"], 1, true)));
        let anthropic = r#"{"anthropic_version":"x","max_tokens":9,"messages":[
            {"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"text",
            "text":"Yes?","cache_control":{"type":"ephemeral"}}]},{"role":"user","content":"So"}]}"#;
        assert_eq!(read(anthropic), Some((vec!["Hi", "Yes?", "So"], 3, false)));
        let openai = r#"{"messages":[{"role":"system","content":"Be brief."},
            {"role":"user","content":"Hi"}]}"#;
        assert_eq!(read(openai), Some((vec!["Be brief.", "Hi"], 1, true)));
    }

    #[test]
    fn what_is_more_than_text_is_left_out() {
        let with = |extra: &str, block: &str| {
            format!(
                r#"{{{extra}"messages":[{{"role":"user","content":[{{"text":"Hi"}}{block}]}}]}}"#
            )
        };
        assert!(read(&with("", "")).is_some());
        for (extra, block) in [
            (r#""tools":[{"name":"f"}],"#, ""),
            (r#""toolConfig":{"tools":[]},"#, ""),
            ("", r#",{"image":{"format":"png"}}"#),
            ("", r#",{"type":"image","source":{}}"#),
            ("", r#",{"toolUse":{"input":{}}}"#),
        ] {
            assert_eq!(read(&with(extra, block)), None, "{extra}{block}");
        }
        for other in ["", "{}", "[]", "{\"prompt\":\"Hi\"}", "{\"messages\":[{\"content\":\"H"] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
