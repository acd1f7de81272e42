//! How much a model thinks before it answers: what is asked for, as far as it can do that.

use crate::card::{Model, Thinking};
use crate::effort::Effort;
use crate::money::Tokens;
use crate::workload::{ThinkingAsk, Thought, Workload};

/// The effort of models whose thinking can be switched but not graded, and of those that do not say.
const UNGRADED: Effort = Effort::High;

/// The effort at which a model thinks in this workload; none where it does not, or where the card does
/// not say whether it can.
pub fn effort(model: &Model, workload: &Workload) -> Option<Effort> {
    let usual = model.effort.unwrap_or(UNGRADED);
    let least = model.efforts.all().next().unwrap_or(UNGRADED);
    match (model.thinks?, workload.thinking.ask) {
        (Thinking::Never, _) | (_, ThinkingAsk::Ignore) => None,
        (Thinking::Off, ThinkingAsk::Usual) => None,
        (Thinking::On | Thinking::Always, ThinkingAsk::Usual) => Some(usual),
        (Thinking::Always, ThinkingAsk::Off) => Some(least),
        (_, ThinkingAsk::Off) => None,
        (_, ThinkingAsk::Effort(asked)) => Some(model.efforts.nearest(asked).unwrap_or(UNGRADED)),
    }
}

/// The thinking tokens of a request to a model; none where it does not think.
pub fn thought(model: &Model, workload: &Workload) -> Option<Thought> {
    let effort = effort(model, workload)?;
    let measured = model.thinking_tokens.at(effort).map(|tokens| Tokens::new(tokens.into()));
    let mut thinking = workload.thinking;
    thinking.tokens = thinking.tokens.or(measured);
    thinking.at(effort)
}

/// Whether a model's output rests on what is assumed of its thinking.
pub fn thinking_is_assumed(model: &Model, workload: &Workload) -> bool {
    let effort = effort(model, workload).filter(|_| workload.thinking.tokens.is_none());
    effort.is_some_and(|effort| model.thinking_tokens.at(effort).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::tests_support::{model, per_million, usd};
    use crate::billing::{Answers, Note, month};
    use crate::effort::Efforts;
    use crate::money::Share;
    use crate::workload::{Prompt, Spread, ThinkingChoice};

    fn thinker(thinks: Option<Thinking>, efforts: &[Effort], usual: Option<Effort>) -> Model {
        let mut given = Efforts::default();
        efforts.iter().for_each(|effort| given.add(*effort));
        Model { thinks, efforts: given, effort: usual, ..model("M", per_million("1", "1", None)) }
    }

    #[test]
    fn a_model_does_what_is_asked_as_far_as_it_can() {
        use Effort::{High, Low, Max, Medium};
        use ThinkingAsk::{Ignore, Off, Usual};
        let ask = ThinkingAsk::Effort;
        let graded = [Medium, High];
        let cases = [
            (None, &graded[..], None, Usual, None),
            (None, &graded, None, ask(High), None),
            (Some(Thinking::Never), &[], None, ask(High), None),
            (Some(Thinking::Off), &graded, None, Usual, None),
            (Some(Thinking::Off), &graded, None, ask(Max), Some(High)),
            (Some(Thinking::Off), &graded, None, ask(Low), Some(Medium)),
            (Some(Thinking::Off), &[], None, ask(Low), Some(High)),
            (Some(Thinking::On), &graded, Some(Medium), Usual, Some(Medium)),
            (Some(Thinking::On), &[], None, Usual, Some(High)),
            (Some(Thinking::On), &graded, Some(Medium), Off, None),
            (Some(Thinking::Always), &graded, Some(High), Off, Some(Medium)),
            (Some(Thinking::Always), &[], None, Off, Some(High)),
            (Some(Thinking::Always), &graded, Some(High), Ignore, None),
        ];
        for (thinks, efforts, usual, ask, expected) in cases {
            let model = thinker(thinks, efforts, usual);
            let thinking = ThinkingChoice { ask, ..ThinkingChoice::default() };
            let work = Workload { thinking, ..Workload::default() };
            assert_eq!(effort(&model, &work), expected, "{thinks:?} {efforts:?} {ask:?}");
        }
    }

    fn work(cap: Option<u64>, turns: u32) -> Workload {
        let mut work = Workload { requests: 1_000, turns, ..Workload::default() };
        work.prompt = Prompt::of(Tokens::ZERO, Tokens::new(100));
        work.answer.mean = Tokens::new(50);
        work.answer.cap = cap.map(Tokens::new);
        work.thinking.tokens = Some(Tokens::new(200));
        work.thinking.spread = Some(Spread::NONE);
        work
    }

    #[test]
    fn thinking_is_billed_as_output_and_not_sent_again() {
        let base = model("M", per_million("1", "10", None));
        let model = Model { thinks: Some(Thinking::Always), ..base };
        let bill = |work| month(&model, &work, &mut Answers::default()).unwrap();
        // 1,000 x 100 tokens at $1 and 1,000 x (200 + 50) at $10 a million: $0.10 + $2.50.
        let plain = bill(work(None, 1));
        assert_eq!(plain.total(), usd("2.60"));
        assert_eq!((plain.thinking.get(), plain.thinking_cost), (200_000, usd("2.00")));
        // 500 chats of two turns: 100 tokens, then 100 + 50 + 100; 175,000 in all.
        let chat = bill(work(None, 2));
        assert_eq!(chat.total(), usd("2.675"));
        // Under a cap of 220, 20 tokens are left for each answer; under 200 none.
        let tight = bill(work(Some(220), 1));
        assert_eq!((tight.total(), tight.cut_off, tight.unseen), (usd("2.30"), 1.0, 0.0));
        let tighter = bill(work(Some(200), 1));
        assert_eq!((tighter.total(), tighter.unseen), (usd("2.10"), 1.0));
        assert!(tighter.notes.contains(&Note::NoAnswer(Share::ONE)));
        assert!(!tight.notes.iter().any(|note| matches!(note, Note::NoAnswer(_))));
        // Left out, it is as it was: $0.10 + 1,000 x 50 at $10.
        let mut ignored = work(None, 1);
        ignored.thinking.ask = ThinkingAsk::Ignore;
        assert_eq!(bill(ignored).total(), usd("0.60"));
    }

    #[test]
    fn a_preset_is_marked_and_a_figure_of_ones_own_is_not() {
        let model = thinker(Some(Thinking::Always), &[Effort::Low], Some(Effort::Low));
        let marked = |work: &Workload| {
            let bill = month(&model, work, &mut Answers::default()).unwrap();
            bill.notes.contains(&Note::AssumedThinking(Effort::Low))
        };
        assert!(!marked(&work(None, 1)));
        assert!(marked(&Workload::default()));
    }

    #[test]
    fn what_was_measured_of_a_model_is_not_assumed() {
        let mut model = thinker(Some(Thinking::Always), &[Effort::Low, Effort::High], None);
        model.thinking_tokens.set(Effort::High, 200);
        let mut work = work(None, 1);
        work.thinking.tokens = None;
        // 1,000 x 100 tokens and 1,000 x (200 + 50), each at $1 a million.
        let bill = month(&model, &work, &mut Answers::default()).unwrap();
        assert_eq!(bill.total(), usd("0.35"));
        assert!(!bill.notes.iter().any(|note| matches!(note, Note::AssumedThinking(_))));
        assert!(!thinking_is_assumed(&model, &work));
        // At an effort of which nothing is stated, the preset of 269; and what the user says holds for all.
        work.thinking.ask = ThinkingAsk::Effort(Effort::Low);
        assert_eq!(thought(&model, &work).unwrap().mean.get(), 269);
        assert!(thinking_is_assumed(&model, &work));
        work.thinking.tokens = Some(Tokens::new(1_000));
        work.thinking.ask = ThinkingAsk::Usual;
        assert_eq!(thought(&model, &work).unwrap().mean.get(), 1_000);
    }
}
