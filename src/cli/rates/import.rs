//! `tokenfare rates import`: a rate card made of a price list of others.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::Path;

use super::args::ImportArgs;
use crate::card::Builtin;
use crate::cli::error::{Error, Result};
use crate::cli::{Streams, load, settings};
use crate::document::printable;
use crate::import::{ImportFault, Report, Request, import};

pub(super) fn run(args: &ImportArgs, streams: &mut Streams<'_>) -> Result<String> {
    let file = args.file.as_str();
    let text = match file {
        "-" => load::text(&mut *streams.stdin),
        file => load::text_file(Path::new(file)),
    };
    let text = text.map_err(|fault| fault.told("price list", file, ""))?;
    let known = Builtin::List.parse()?;
    let name = match file {
        "-" => "stdin".into(),
        file => Path::new(file)
            .file_name()
            .unwrap_or_default()
            .to_string_lossy(),
    };
    let request = Request {
        file: &printable(&name),
        as_of: args.as_of,
        name: args.name.as_deref(),
        region: args.region.as_deref(),
        known: &known,
    };
    let imported = import(&text, &request).map_err(|fault| {
        if let ImportFault::NoModels(report) = &fault {
            tell(report, streams);
        }
        Error::input(format!("`{}` {fault}", printable(file)))
    })?;
    let card = imported.card.to_toml();
    let result = match &args.output {
        None => card,
        Some(path) => {
            write(path, &card, args.force)?;
            format!(
                "{}: {}, {} models as of {}.\n",
                printable(&path.to_string_lossy()),
                imported.card.name,
                imported.card.models.len(),
                imported.card.as_of,
            )
        }
    };
    tell(&imported.report, streams);
    Ok(result)
}

fn tell(report: &Report, streams: &mut Streams<'_>) {
    for line in report.lines() {
        // The card is what counts; there is nobody to tell when stderr fails.
        let _ = writeln!(streams.stderr, "tokenfare: {line}");
    }
}

/// Writes a new file, or over one where that was asked for.
fn write(path: &Path, text: &str, force: bool) -> Result<()> {
    let shown = printable(&path.to_string_lossy()).into_owned();
    let failed = |error| Error::Failure(format!("cannot write `{shown}`: {error}"));
    let is_new = match File::create_new(path) {
        Ok(_) => true,
        Err(error) if error.kind() == ErrorKind::AlreadyExists && force => false,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(Error::input(format!(
                "`{shown}` is there already; give --force to write over it"
            )));
        }
        Err(error) => return Err(failed(error)),
    };
    settings::replace(path, text.as_bytes()).map_err(|error| {
        if is_new {
            // What failed first is what the user needs to know.
            let _ = fs::remove_file(path);
        }
        failed(error)
    })
}
