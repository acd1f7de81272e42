//! `tokenfare rates import`: a rate card made of a price list of others.

use std::path::Path;

use super::args::ImportArgs;
use crate::card::Builtin;
use crate::cli::error::{Error, Result};
use crate::cli::{Streams, output};
use crate::document::printable;
use crate::import::{File, ImportFault, Report, Request, import};
use crate::library::load;

pub(super) fn run(args: &ImportArgs, streams: &mut Streams<'_>) -> Result<String> {
    let mut texts = Vec::new();
    for file in &args.files {
        texts.push(load::price_list(file, &mut *streams.stdin)?);
    }
    let shown: Vec<String> =
        args.files.iter().map(|file| file.to_string_lossy().into_owned()).collect();
    let names = names(&shown);
    let files = names.iter().zip(&texts);
    let files: Vec<File<'_>> = files.map(|(name, text)| File { name, text }).collect();
    let known = Builtin::List.parse()?;
    let request = Request {
        as_of: args.as_of,
        name: args.name.as_deref(),
        region: args.region.as_deref(),
        known: &known,
    };
    let imported = import(&files, &request).map_err(|refused| {
        if let ImportFault::NoModels(report) = &refused.fault {
            tell(report, streams);
        }
        let file = refused.file.and_then(|at| shown.get(at));
        let file = file
            .map_or_else(|| "the price list".to_owned(), |file| format!("`{}`", printable(file)));
        Error::input(format!("{file} {}", refused.fault))
    })?;
    let card = imported.card.to_toml();
    let result = match args.output.as_deref().filter(|path| !output::is_stdout(path)) {
        None => card,
        Some(path) => {
            output::check(path, args.force)?;
            output::write(path, card.as_bytes())?;
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

/// What the files are called: their names without folders, where those tell them apart.
fn names(files: &[String]) -> Vec<String> {
    let short = |file: &String| match file.as_str() {
        "-" => "stdin".to_owned(),
        file => {
            let name = Path::new(file).file_name().unwrap_or_default();
            printable(&name.to_string_lossy()).into_owned()
        }
    };
    let names: Vec<String> = files.iter().map(short).collect();
    let mut distinct = names.clone();
    distinct.sort_unstable();
    distinct.dedup();
    match distinct.len() == names.len() {
        true => names,
        false => files.iter().map(|file| printable(file).into_owned()).collect(),
    }
}

fn tell(report: &Report, streams: &mut Streams<'_>) {
    for line in report.lines() {
        // The card is what counts; there is nobody to tell when stderr fails.
        let _ = writeln!(streams.stderr, "tokenfare: {line}");
    }
}
