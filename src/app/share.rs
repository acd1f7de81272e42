//! What leaves the explorer: tables for documents and programs, the screen as a picture, and the
//! command that asks again. The tables are those of the commands, so they are written outside.

use super::files::{Export, FileRequest, Form, file_name};
use super::message::Effect;
use super::prompts::Part;
use super::screen::Pane;
use super::state::State;
use super::views::View;
use crate::card;
use crate::scenario::{Scenario, Text};

/// What was sent to the clipboard last.
#[derive(Debug, Clone, Default)]
pub(super) struct Copied {
    /// What it is, in the words of a notice.
    pub(super) what: String,
    /// The command line, if it was one.
    command: Option<String>,
}

impl Copied {
    /// A text of the prompt.
    pub(super) fn text() -> Self {
        Self { what: "the text".to_owned(), command: None }
    }
}

impl State {
    /// The view that has the keys; none where the ranking is what is open.
    pub fn open_view(&self) -> Option<View> {
        (self.focus == Pane::Detail && !self.presenting).then_some(self.view)
    }

    /// The scenario on the desk with token counts; a part that has a text has an empty one.
    pub fn shared(&self) -> Scenario {
        let mut scenario = Scenario::new(&self.scene.name, self.scene.workload.clone());
        for part in Part::ALL {
            if self.scene.prompts.text(part).editor.text().len_bytes() > 0 {
                scenario.set_text(part, Text::Inline(String::new()));
            }
        }
        scenario
    }

    /// How the open rate card is named on the command line: nothing for the usual one, and an
    /// error for one that is not built in, whose file is not known here.
    fn rates_flag(&self) -> Result<Option<&'static str>, ()> {
        let mut builtin = card::Builtin::ALL.into_iter();
        let open = builtin.find(|known| known.parse().is_ok_and(|card| card == *self.card()));
        match open {
            Some(card::Builtin::List) => Ok(None),
            Some(other) => Ok(Some(other.name())),
            None => Err(()),
        }
    }

    /// Copies what is open as a Markdown table.
    pub(super) fn copy_open(&mut self) -> Effect {
        self.copied = Copied { what: "as a Markdown table".to_owned(), command: None };
        self.export(Form::Markdown, None)
    }

    /// Copies the command that asks for the ranking again; a second time, the one that opens the
    /// explorer on the scenario.
    pub(super) fn copy_command(&mut self) -> Effect {
        let (scenario, rates) = (self.shared(), self.rates_flag());
        let mut command = scenario.command(rates.unwrap_or_default());
        if !self.own_tokens && scenario.workload.tools > 0 {
            // Texts are plain counts in it, but tools add tokens of each model's own.
            command.line += " --tokens same";
        }
        let again = self.copied.command.as_ref() == Some(&command.line);
        let mut what = vec![match again {
            false => "the command that ranks this; Y again for one that opens it",
            true => "the command that opens this",
        }];
        match again {
            false => what.extend(&command.remarks),
            true => what.push("texts are token counts in it"),
        }
        if rates.is_err() {
            what.push("your rate card is not in it: add --rates");
        }
        let line = match again {
            false => command.line,
            true => scenario.open_command(rates.unwrap_or_default()),
        };
        self.copied = Copied { what: what.join("; "), command: (!again).then(|| line.clone()) };
        Effect::Copy(line)
    }

    /// The file that is offered for an export: `support-assistant-cap.csv`.
    pub(super) fn offered_export(&self) -> String {
        let what = self.open_view().map_or("ranking", View::label);
        file_name(&format!("{} {what}", self.scene.name), "csv")
    }

    /// Exports what is open to the file that was typed; an empty name is the one that was offered.
    pub(super) fn export_to(&mut self, typed: &str, offered: &str) -> Result<Effect, String> {
        let file = if typed.is_empty() { offered } else { typed };
        let form = Form::of(file).ok_or("must end in .csv, .json, .md or .svg")?;
        Ok(self.export(form, Some(file.to_owned())))
    }

    fn export(&mut self, form: Form, file: Option<String>) -> Effect {
        self.settle();
        let over = file.is_some() && self.in_the_way.take() == file;
        let state = Box::new(self.clone());
        Effect::Files(FileRequest::Export(Export { state, form, file, over }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_says_the_form() {
        for (file, form) in [
            ("a.csv", Some(Form::Csv)),
            ("a/b.JSON", Some(Form::Json)),
            ("x.md", Some(Form::Markdown)),
            ("x.svg", Some(Form::Svg)),
            ("x.png", None),
            ("csv", None),
        ] {
            assert_eq!(Form::of(file), form, "{file}");
        }
    }
}
