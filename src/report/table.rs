//! Tables of text: aligned for people, as CSV for spreadsheets, as Markdown for documents.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr;

use crate::document::printable;

/// The width of remarks under a table.
const LINE: usize = 100;

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// Columns for people.
    Table,
    /// One header row, then values; money in USD.
    Csv,
    /// One object; money as exact decimal strings in USD.
    Json,
    /// A table for documents.
    Markdown,
}

/// What a column holds, and so how it is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Words.
    Text,
    /// Numbers, aligned on the right.
    Number,
    /// Numbers, aligned on the decimal point.
    Decimal,
}

/// Columns and rows of as many cells.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    kinds: Vec<Kind>,
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    pub(super) fn new(columns: impl IntoIterator<Item = (Kind, String)>) -> Self {
        let (kinds, heads) = columns.into_iter().unzip();
        Self { kinds, heads, rows: Vec::new() }
    }

    /// Adds columns of words to the rows there are; cells for each row.
    pub(crate) fn stamp<const N: usize>(
        &mut self,
        heads: &[&str; N],
        cells: impl IntoIterator<Item = [String; N]>,
    ) {
        self.kinds.extend([Kind::Text; N]);
        self.heads.extend(heads.iter().map(|&head| head.to_owned()));
        for (row, cells) in self.rows.iter_mut().zip(cells) {
            row.extend(cells);
        }
    }

    /// Adds a row; a cell for each column.
    pub(crate) fn row(&mut self, cells: impl Into<Vec<String>>) {
        self.rows.push(cells.into());
    }

    /// The table in a format for text. Remarks go on lines after it, except in CSV, which has
    /// rows only.
    pub(crate) fn write(&self, format: Format, remarks: &[String]) -> String {
        let mut out = match format {
            Format::Csv => return self.csv(),
            Format::Markdown => self.markdown(),
            Format::Table | Format::Json => self.aligned(),
        };
        if !remarks.is_empty() {
            out.push('\n');
            out.push_str(&paragraphs(format, remarks));
        }
        out
    }

    fn aligned(&self) -> String {
        let mut columns: Vec<Vec<String>> = Vec::new();
        for (at, kind) in self.kinds.iter().enumerate() {
            let cells = self.rows.iter().map(|row| printable(cell(row, at)));
            let mut cells: Vec<String> = match kind {
                Kind::Decimal => on_the_point(cells.collect()),
                _ => cells.map(Cow::into_owned).collect(),
            };
            cells.insert(0, printable(self.heads.get(at).map_or("", String::as_str)).into_owned());
            let width = cells.iter().map(|cell| cell.width()).max().unwrap_or(0);
            for cell in &mut cells {
                let pad = " ".repeat(width - cell.width());
                match kind {
                    Kind::Text => cell.push_str(&pad),
                    _ => cell.insert_str(0, &pad),
                }
            }
            columns.push(cells);
        }
        let mut out = String::new();
        for line in 0..=self.rows.len() {
            let cells: Vec<&str> = columns.iter().map(|cells| cell(cells, line)).collect();
            out.push_str(cells.join("  ").trim_end());
            out.push('\n');
        }
        out
    }

    fn csv(&self) -> String {
        let heads = self.heads.iter().map(|head| field(&unformula(head)));
        let mut out = heads.collect::<Vec<_>>().join(",") + "\n";
        for row in &self.rows {
            let fields = self.kinds.iter().enumerate().map(|(at, kind)| match kind {
                Kind::Text => field(&unformula(cell(row, at))),
                _ => field(cell(row, at)),
            });
            out.push_str(&fields.collect::<Vec<_>>().join(","));
            out.push('\n');
        }
        out
    }

    fn markdown(&self) -> String {
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let heads = self.heads.iter().map(|head| escaped_markdown(head));
        let rules = self.kinds.iter().map(|kind| match kind {
            Kind::Text => "---".to_owned(),
            _ => "---:".to_owned(),
        });
        let mut out = line(heads.collect()) + &line(rules.collect());
        for row in &self.rows {
            out.push_str(&line(row.iter().map(|cell| escaped_markdown(cell)).collect()));
        }
        out
    }
}

/// Remarks as they stand under a table, each from a new line on.
pub(crate) fn paragraphs(format: Format, remarks: &[String]) -> String {
    let mut out = String::new();
    for remark in remarks {
        match format {
            // A paragraph of its own, since Markdown joins lines.
            Format::Markdown => out.push_str(&(escaped_markdown(remark) + "\n\n")),
            _ => wrap(&printable(remark), &mut out),
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// Appends a text as lines of at most [`LINE`] cells, broken between words.
fn wrap(text: &str, out: &mut String) {
    let mut width = 0;
    for word in text.split(' ') {
        if width > 0 && width + 1 + word.width() > LINE {
            out.push('\n');
            width = 0;
        } else if width > 0 {
            out.push(' ');
            width += 1;
        }
        out.push_str(word);
        width += word.width();
    }
    out.push('\n');
}

fn cell(row: &[String], at: usize) -> &str {
    row.get(at).map_or("", String::as_str)
}

/// Pads numbers after their last digit so that their decimal points are in one column.
fn on_the_point(cells: Vec<Cow<'_, str>>) -> Vec<String> {
    let after = |cell: &str| cell.find('.').map_or(0, |at| cell.len() - at);
    let most = cells.iter().map(|cell| after(cell)).max().unwrap_or(0);
    cells.into_iter().map(|cell| format!("{cell}{}", " ".repeat(most - after(&cell)))).collect()
}

/// Keeps a spreadsheet from taking a text for a formula.
fn unformula(text: &str) -> Cow<'_, str> {
    // A sign alone, such as - for stdin, is none.
    if text.len() > 1 && text.starts_with(is_sign) {
        return Cow::Owned(format!("'{text}"));
    }
    // Where a spreadsheet splits at other marks, a field can begin after each of them.
    let mut safe = String::new();
    let mut begins = false;
    for c in text.chars() {
        if begins && is_sign(c) {
            safe.push('\'');
        }
        begins = matches!(c, ';' | '\t' | '|') || (begins && c == ' ');
        safe.push(c);
    }
    if safe.len() == text.len() { Cow::Borrowed(text) } else { Cow::Owned(safe) }
}

/// Whether a character begins a formula where it begins a field, also as wide as a CJK character.
fn is_sign(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠')
}

/// A field by RFC 4180.
fn field(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// Text that Markdown shows as it is.
fn escaped_markdown(text: &str) -> String {
    let mut out = String::new();
    for c in printable(text).chars() {
        if matches!(c, '\\' | '|' | '*' | '_' | '`' | '<' | '>' | '[' | ']' | '~' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(cells: [[&str; 3]; 2]) -> Table {
        let mut table = Table::new([
            (Kind::Text, "Model".to_owned()),
            (Kind::Decimal, "$/month".to_owned()),
            (Kind::Number, "Share".to_owned()),
        ]);
        for row in cells {
            table.row(row.map(str::to_owned));
        }
        table
    }

    #[test]
    fn money_is_aligned_on_the_point() {
        let table = table([["Nova 🫖", "$1,950.00", "7%"], ["B", "$0.0007", "100%"]]);
        assert_eq!(
            table.write(Format::Table, &["Note.".to_owned()]),
            "Model        $/month  Share\n\
             Nova 🫖  $1,950.00       7%\n\
             B            $0.0007   100%\n\
             \n\
             Note.\n"
        );
    }

    #[test]
    fn remarks_are_wrapped() {
        let mut out = String::new();
        wrap(&"word ".repeat(45), &mut out);
        assert!(out.lines().all(|line| line.width() <= LINE));
        assert_eq!(out.lines().count(), 3);
        assert_eq!(out.split_whitespace().count(), 45);
    }

    #[test]
    fn csv_is_quoted_and_holds_no_formulas() {
        let table = table([["=1+1", "-0.50", "1"], ["Llama (small, \"8B\")", "2.00", ""]]);
        assert_eq!(
            table.write(Format::Csv, &["left out".to_owned()]),
            "Model,$/month,Share\n'=1+1,-0.50,1\n\"Llama (small, \"\"8B\"\")\",2.00,\n"
        );
        for start in ["+a", "-a", "@a", "\ta", "＝cmd()", "＋a", "－a", "＠a"] {
            assert!(unformula(start).starts_with('\''));
        }
        assert_eq!(unformula("x;=cmd();y; ＠z"), "x;'=cmd();y; '＠z");
        for plain in ["a=b", "a; b", "Nova (1-2)", "-", "a-b;c"] {
            assert_eq!(unformula(plain), plain);
        }
    }

    #[test]
    fn markdown_is_escaped() {
        let table = table([["a|b*", "$1.00", "1%"], ["~8B", "$2.00", "2%"]]);
        assert_eq!(
            table.write(Format::Markdown, &[]),
            "| Model | $/month | Share |\n| --- | ---: | ---: |\n\
             | a\\|b\\* | $1.00 | 1% |\n| \\~8B | $2.00 | 2% |\n"
        );
    }

    #[test]
    fn no_text_steers_the_terminal() {
        let table = table([["a\u{1b}[2Jb", "$1.00", ""], ["", "", ""]]);
        for format in [Format::Table, Format::Markdown] {
            assert!(!table.write(format, &[]).contains('\u{1b}'));
        }
    }
}
