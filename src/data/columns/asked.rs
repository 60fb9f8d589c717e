//! Rows that a net is asked about: those of the columns that it has learnt, of which only one must be there.

use super::{ColumnsError, Sides};
use crate::data::table::{Files, Table};

/// A row to answer: what stands on each side, where that is there.
pub type AskedRow = [Option<String>; 2];

impl Sides {
    /// The rows of `text` in the columns `asked`, or where none is named, in lines of two sides with a tab between, or
    /// of one. The side `needed` is in each of them. Blank rows are none.
    ///
    /// # Errors
    /// If something in it is no such row, or the column that is needed is not there or shares its name.
    pub fn asked_rows(
        &self,
        text: &str,
        files: &Files,
        asked: &[Option<String>; 2],
        needed: usize,
    ) -> Result<Vec<AskedRow>, ColumnsError> {
        let rows = if asked.iter().all(Option::is_none) {
            self.asked_lines(text, files, needed)?
        } else {
            self.asked_records(text, files, asked, needed)?
        };
        if rows.is_empty() {
            return Err(ColumnsError::NothingAsked { path: files.first().to_owned(), name: self.names[needed] });
        }
        Ok(rows)
    }

    fn asked_lines(&self, text: &str, files: &Files, needed: usize) -> Result<Vec<AskedRow>, ColumnsError> {
        let mut rows = Vec::new();
        for (line, content) in (1..).zip(text.split('\n')) {
            if content.trim().is_empty() {
                continue;
            }
            let content = content.trim_end_matches('\r');
            let tabs = content.matches('\t').count();
            if tabs > 1 {
                let (path, line) = files.place(line);
                return Err(ColumnsError::Tabs { path, line, tabs, names: self.names });
            }
            let mut row = [None, None];
            match content.split_once('\t') {
                Some((left, right)) => row = [left, right].map(kept),
                None => row[needed] = kept(content),
            }
            if row[needed].is_none() {
                let (path, line) = files.place(line);
                let side = ["before", "after"][needed];
                return Err(ColumnsError::EmptySide { path, line, name: self.names[needed], side });
            }
            rows.push(row);
        }
        Ok(rows)
    }

    fn asked_records(
        &self,
        text: &str,
        files: &Files,
        asked: &[Option<String>; 2],
        needed: usize,
    ) -> Result<Vec<AskedRow>, ColumnsError> {
        let is_header = |first: &[&str]| first.iter().any(|cell| asked.iter().flatten().any(|wanted| wanted == cell));
        let table = Table::new(text, files, &is_header)?;
        let columns = asked.each_ref().map(|wanted| wanted.as_ref().and_then(|wanted| table.find(wanted)));
        let Some(at) = columns[needed] else {
            let all: Vec<usize> = (0..table.names.len()).collect();
            let option = (self.options[needed], asked[needed].as_deref().unwrap_or_default());
            return Err(table.no_such_column(option, "", &all).into());
        };
        for at in columns.into_iter().flatten() {
            table.the_only(at)?;
        }
        let mut rows = Vec::new();
        table.each_row(|record| {
            if record.is_empty() {
                return Ok(());
            }
            let row = columns.map(|column| column.and_then(|at| kept(record.whole(at))));
            if row[needed].is_none() {
                let (path, line) = files.place(record.line);
                let (column, name) = (table.names[at].clone(), self.names[needed]);
                return Err(ColumnsError::EmptyCell { path, line, column, name });
            }
            rows.push(row);
            Ok(())
        })?;
        Ok(rows)
    }
}

/// What stands on a side, if anything does.
fn kept(side: &str) -> Option<String> {
    (!side.trim().is_empty()).then(|| side.to_owned())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::data::labelled::SIDES;

    /// Rows of texts to label, both sides of each with `|` between.
    fn rows(text: &str, columns: [Option<&str>; 2]) -> Result<Vec<String>, String> {
        let asked = columns.map(|name| name.map(str::to_owned));
        let rows = SIDES.asked_rows(text, &Files::one(PathBuf::from("x.csv")), &asked, 1);
        let shown = |row: AskedRow| row.map(|side| side.unwrap_or("-".to_owned())).join("|");
        rows.map(|rows| rows.into_iter().map(shown).collect()).map_err(|error| error.to_string())
    }

    #[test]
    fn only_what_is_asked_must_be_there() {
        assert_eq!(
            rows("a text\n\nb\tlabelled, too\r\n \tx\n", [None; 2]).unwrap(),
            ["-|a text", "b|labelled, too", "-|x"]
        );
        let named = [Some("label"), Some("text")];
        let table = "id,text,label\n1,\"a text, quoted\",a\n2,another,\n";
        assert_eq!(rows(table, named).unwrap(), ["a|a text, quoted", "-|another"]);
        assert_eq!(rows("id,text\n1,\"a, b\"\n2,c\n", named).unwrap(), ["-|a, b", "-|c"]);
    }

    #[test]
    fn what_cannot_be_answered_is_named() {
        let named = [Some("label"), Some("text")];
        for (text, columns, says) in [
            ("a\n\nb\tc\td\n", [None; 2], "\"x.csv\", line 3 has 2 tabs"),
            ("a\t \n", [None; 2], "line 1 has no text after its tab"),
            ("\n \n", [None; 2], "\"x.csv\" has no row to answer; give a text for each"),
            ("id,label\n1,a\n2,b\n", named, "text-column"),
            ("id,text,label\n1,x,b\n2,,a\n", named, "\"x.csv\", line 3, column \"text\": there is no text"),
        ] {
            let said = rows(text, columns).unwrap_err();
            assert!(said.contains(says), "{said}");
        }
    }
}
