//! A file of the user's, changed no more than need be.

use toml_edit::{ArrayOfTables, DocumentMut, Item, RawString, Table, TableLike};

use super::depth::comments;

/// The keys that tell one table of a list from the next.
const NAMES: [&str; 2] = ["id", "model"];

/// `mine` with what is different between two documents of the program's own: `before`, which says
/// the same as `mine`, and `after`. All else stays as the user wrote it: comments, the order of
/// keys, how values are spelled, and keys that the program does not know. None where `mine` cannot
/// be changed so.
///
/// Whoever asks must read the result: it can say something else than `after` where the user's file
/// is of an unusual shape.
pub fn patched(mine: &str, before: &str, after: &str) -> Option<String> {
    changed(mine.trim_start_matches(BOM), before, after).map(|text| in_the_manner_of(mine, &text))
}

/// Stands at the start of files of some editors.
const BOM: char = '\u{feff}';

/// A text with the line ends of another, and with its byte order mark.
pub fn in_the_manner_of(mine: &str, text: &str) -> String {
    let lines = mine.matches('\n').count();
    let mut text = text.trim_start_matches(BOM).to_owned();
    if lines > 0 && 2 * mine.matches("\r\n").count() > lines {
        text = text.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    if mine.starts_with(BOM) {
        text.insert(0, BOM);
    }
    text
}

fn changed(mine: &str, before: &str, after: &str) -> Option<String> {
    let mut own: DocumentMut = mine.parse().ok()?;
    let [was, now] = [before, after].map(|text| text.parse::<DocumentMut>().ok());
    merge(own.as_table_mut(), was.as_ref()?.as_table(), now?.as_table());
    let mut out = own.to_string();
    // Comments of what is gone would be gone with it.
    let of_ours = comments(before);
    let mut kept = comments(&out);
    let mut lost = String::new();
    for comment in comments(mine) {
        match kept.iter().position(|known| *known == comment) {
            Some(at) => drop(kept.remove(at)),
            None if of_ours.contains(&comment) => {}
            None => lost += &format!("{comment}\n"),
        }
    }
    if !out.ends_with('\n') && !out.is_empty() {
        out.push('\n');
    }
    Some(out + &lost)
}

/// Keys of which one stands in the place of the other.
const EITHER: [&str; 3] = ["text", "file", "tokens"];

/// Makes the changes from `was` to `now` in a table of the user's.
fn merge(own: &mut dyn TableLike, was: &dyn TableLike, now: &dyn TableLike) {
    for (key, _) in was.iter().filter(|(key, _)| !now.contains_key(key)) {
        let other = EITHER.into_iter().find(|it| !was.contains_key(it) && now.contains_key(it));
        match other.filter(|_| EITHER.contains(&key)) {
            Some(other) => rename(own, key, other),
            None => remove(own, key),
        }
    }
    let empty = Table::new();
    for (key, new) in now.iter() {
        let old = was.get(key);
        if old.is_some_and(|old| same(old, new)) {
            continue;
        }
        match (own.get_mut(key), new) {
            (Some(mine), new) if mine.is_table_like() && new.is_table_like() => {
                let old = old.and_then(Item::as_table_like).unwrap_or(&empty);
                if let (Some(mine), Some(new)) = (mine.as_table_like_mut(), new.as_table_like()) {
                    merge(mine, old, new);
                }
            }
            (Some(Item::ArrayOfTables(mine)), Item::ArrayOfTables(new)) => {
                list(mine, old.and_then(Item::as_array_of_tables), new);
            }
            (Some(Item::Value(mine)), Item::Value(new)) => {
                let decor = mine.decor().clone();
                *mine = new.clone();
                *mine.decor_mut() = decor;
            }
            (Some(mine), new) => *mine = placed_anywhere(new),
            (None, new) => drop(own.insert(key, placed_anywhere(new))),
        }
    }
}

/// Makes the changes in a list of tables, which stay as they are wherever they go.
fn list(own: &mut ArrayOfTables, was: Option<&ArrayOfTables>, now: &ArrayOfTables) {
    let mut left: Vec<Table> = own.iter().cloned().collect();
    let mut places: Vec<_> = left.iter().map(Table::position).collect();
    places.sort_unstable();
    let empty = Table::new();
    let mut changed = ArrayOfTables::new();
    for new in now {
        let is_it = |table: &&Table| name(table) == name(new);
        let table = match left.iter().position(|table| is_it(&table)) {
            None => {
                let mut table = new.clone();
                table.set_position(None);
                table
            }
            Some(at) => {
                let mut table = left.remove(at);
                let old = was.and_then(|was| was.iter().find(is_it));
                merge(&mut table, old.unwrap_or(&empty), new);
                table
            }
        };
        changed.push(table);
    }
    for (table, place) in changed.iter_mut().zip(places) {
        table.set_position(place);
    }
    *own = changed;
}

fn name(table: &Table) -> Option<&str> {
    NAMES.iter().find_map(|key| table.get(key)?.as_str())
}

/// Whether two items of the program's own are written the same.
fn same(old: &Item, new: &Item) -> bool {
    let tables = |old: &dyn TableLike, new: &dyn TableLike| {
        let is_there = |(key, new): (&str, &Item)| old.get(key).is_some_and(|old| same(old, new));
        old.len() == new.len() && new.iter().all(is_there)
    };
    match (old, new) {
        (Item::Value(old), Item::Value(new)) => old.to_string() == new.to_string(),
        (Item::Table(old), Item::Table(new)) => tables(old, new),
        (Item::ArrayOfTables(old), Item::ArrayOfTables(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| tables(old, new))
        }
        _ => false,
    }
}

/// An item where its table ends, not where it stood in another document.
fn placed_anywhere(item: &Item) -> Item {
    let mut item = item.clone();
    match &mut item {
        Item::Table(table) => table.set_position(None),
        Item::ArrayOfTables(tables) => tables.iter_mut().for_each(|it| it.set_position(None)),
        _ => {}
    }
    item
}

/// Gives a value another key, in its place and with the comments around it.
fn rename(own: &mut dyn TableLike, key: &str, other: &str) {
    let keys: Vec<String> = own.iter().map(|(key, _)| key.to_owned()).collect();
    if !own.get(key).is_some_and(Item::is_value) {
        return remove(own, key);
    }
    // Whatever is added stands last, so all from there on is added anew.
    for at in keys.into_iter().skip_while(|it| it != key) {
        let decor = own.key(&at).map(|key| (key.leaf_decor().clone(), key.dotted_decor().clone()));
        let Some((item, (leaf, dotted))) = own.remove(&at).zip(decor) else { continue };
        let name = if at == key { other } else { &at };
        own.insert(name, item);
        if let Some(mut key) = own.key_mut(name) {
            *key.leaf_decor_mut() = leaf;
            *key.dotted_decor_mut() = dotted;
        }
    }
}

/// Takes a key out. Comment lines above it go to the key after it.
fn remove(own: &mut dyn TableLike, key: &str) {
    let above = own.key(key).and_then(|key| key.leaf_decor().prefix());
    let above = above.and_then(RawString::as_str).unwrap_or_default().to_owned();
    let keys = own.iter().map(|(key, _)| key.to_owned());
    let next = keys.skip_while(|it| it != key).nth(1);
    own.remove(key);
    if !above.contains('#') {
        return;
    }
    let Some(next) = next else { return };
    let is_value = own.get(&next).is_some_and(Item::is_value);
    if let (true, Some(mut key)) = (is_value, own.key_mut(&next)) {
        let decor = key.leaf_decor_mut();
        let own = decor.prefix().and_then(RawString::as_str).unwrap_or_default();
        let both = format!("{}{}", above, own.trim_start_matches('\n'));
        decor.set_prefix(both);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = r#"
a = 1  # first
b = 2
[t]
x = "old"
y = 1
[[m]]
id = "p"
v = 1
[[m]]
id = "q"
v = 2
"#;

    #[test]
    fn only_what_changed_is_changed() {
        let mine = r#"# Mine.
b = 2 # two
# On a.
a = 0x1 # as we agreed
future = [1,
  2] # kept
t = { y = 1, x = 'old' } # inline
# The p.
[[m]]
v = 1
id = 'p'
# The q.
[[m]]
id = 'q'
v = 2 # of q
"#;
        let after = r#"
a = 1  # first
[t]
x = "new"
y = 1
[[m]]
id = "q"
v = 3
[[m]]
id = "r"
v = 4 # ours
"#;
        assert_eq!(patched(mine, BEFORE, BEFORE).unwrap(), mine);
        let expected = r#"# Mine.
# On a.
a = 0x1 # as we agreed
future = [1,
  2] # kept
t = { y = 1, x = "new" } # inline
# The q.
[[m]]
id = 'q'
v = 3 # of q
[[m]]
id = "r"
v = 4 # ours
# two
# The p.
"#;
        let changed = patched(mine, BEFORE, after).unwrap();
        assert!(changed == expected, "{changed}");
    }

    #[test]
    fn line_ends_and_byte_order_mark_stay() {
        let mine = "\u{feff}# Mine.\r\na = 1 # one\r\n\r\n[t]\r\nx = \"old\"\r\n";
        let (before, after) = ("a = 1\n[t]\nx = \"old\"\n", "a = 2\n[t]\nx = \"old\"\ny = 1\n");
        let changed = patched(mine, before, after).unwrap();
        let expected = mine.replace("a = 1", "a = 2") + "y = 1\r\n";
        assert!(changed == expected, "{changed:?}");
        assert_eq!(in_the_manner_of("a\nb\n", "c\n"), "c\n");
        assert_eq!(in_the_manner_of("", "c\n"), "c\n");
    }

    #[test]
    fn a_key_in_the_place_of_another_stands_where_that_stood() {
        let before = "[p]\ncached = false\nfile = \"a.txt\"\nkind = \"code\"\n";
        let after = "[p]\ncached = true\ntokens = 212\nkind = \"code\"\n";
        let mine = "[p]\n# The one\nfile = 'a.txt' # in use\n# Not prose.\nkind = 'code' # all\n";
        let expected = "[p]\n# The one\ntokens = 212 # in use\n# Not prose.\nkind = 'code' # all\n\
                        cached = true\n";
        assert_eq!(patched(mine, before, after).unwrap(), expected);
        let inline = "p = { file = 'a.txt', kind = 'code' } # it\n";
        let changed = patched(inline, before, after).unwrap();
        assert!(changed.contains("{ tokens = 212, kind = 'code'") && changed.contains("# it"));
    }

    #[test]
    fn what_is_no_toml_is_not_patched() {
        assert_eq!(patched("a = ", BEFORE, BEFORE), None);
    }
}
