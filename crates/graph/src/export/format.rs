//! The formats of `extract --to`, and a writer that takes documents one after the other.

use std::{
    io::{self, Write},
    str::FromStr,
};

use super::{Extraction, json, table, triples};

/// How facts are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line.
    Jsonl,
    /// One readable JSON object; an array when there are several documents.
    Json,
    /// Tables for a person.
    Table,
    /// One tab-separated row an event.
    Triples,
}

impl Format {
    pub const ALL: [Format; 4] = [Format::Jsonl, Format::Json, Format::Table, Format::Triples];

    /// The name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Jsonl => "jsonl",
            Format::Json => "json",
            Format::Table => "table",
            Format::Triples => "triples",
        }
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::ALL.map(Self::as_str).join(", ");
        Self::ALL
            .into_iter()
            .find(|format| format.as_str() == text)
            .ok_or(format!("expected one of {known}"))
    }
}

/// Writes documents as they come; holds back one at most.
pub struct Writer<W: Write> {
    out: W,
    format: Format,
    /// Columns of the terminal, for tables.
    width: u16,
    written: usize,
    /// The first object of [`Format::Json`], until it is known whether it is the only one.
    first: Vec<u8>,
}

impl<W: Write> Writer<W> {
    /// `width` is the number of columns that a table may take.
    pub fn new(out: W, format: Format, width: u16) -> Self {
        Self {
            out,
            format,
            width,
            written: 0,
            first: Vec::new(),
        }
    }

    /// Writes one document and flushes it: whoever reads along need not wait for the next.
    pub fn write(&mut self, extraction: &Extraction) -> io::Result<()> {
        match self.format {
            Format::Jsonl => {
                json::write_compact(&mut self.out, extraction)?;
                self.out.write_all(b"\n")?;
            }
            Format::Json => self.write_json(extraction)?,
            Format::Table => {
                if self.written > 0 {
                    self.out.write_all(b"\n")?;
                }
                table::write(&mut self.out, extraction, self.width)?;
            }
            Format::Triples => {
                self.header()?;
                triples::write(&mut self.out, extraction)?;
            }
        }
        self.written += 1;
        self.out.flush()
    }

    fn write_json(&mut self, extraction: &Extraction) -> io::Result<()> {
        match self.written {
            0 => return json::write_pretty(&mut self.first, extraction),
            1 => {
                self.out.write_all(b"[\n")?;
                self.out.write_all(&self.first)?;
                self.first = Vec::new();
            }
            _ => {}
        }
        self.out.write_all(b",\n")?;
        json::write_pretty(&mut self.out, extraction)
    }

    fn header(&mut self) -> io::Result<()> {
        if self.written == 0 {
            writeln!(self.out, "{}", triples::HEADER)
        } else {
            Ok(())
        }
    }

    /// Writes what closes the output, flushes it and hands the stream back.
    pub fn finish(mut self) -> io::Result<W> {
        match self.format {
            Format::Json if self.written == 0 => self.out.write_all(b"[]\n")?,
            Format::Json if self.written == 1 => {
                self.out.write_all(&self.first)?;
                self.out.write_all(b"\n")?;
            }
            Format::Json => self.out.write_all(b"\n]\n")?,
            Format::Triples => self.header()?,
            _ => {}
        }
        self.out.flush()?;
        Ok(self.out)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::sample, *};

    fn written(format: Format, documents: usize) -> String {
        let mut writer = Writer::new(Vec::new(), format, 100);
        for _ in 0..documents {
            writer.write(&sample::assassination()).unwrap();
        }
        String::from_utf8(writer.finish().unwrap()).unwrap()
    }

    #[test]
    fn json_is_one_object_or_an_array() {
        let kind = |documents| -> serde_json::Value {
            serde_json::from_str(&written(Format::Json, documents)).unwrap()
        };
        assert_eq!(kind(0).as_array().map(Vec::len), Some(0));
        assert!(kind(1).is_object());
        assert_eq!(kind(3).as_array().map(Vec::len), Some(3));
    }

    #[test]
    fn jsonl_is_one_line_a_document() {
        assert_eq!(written(Format::Jsonl, 3).lines().count(), 3);
        assert_eq!(written(Format::Jsonl, 0), "");
    }

    #[test]
    fn triples_have_one_header() {
        assert_eq!(written(Format::Triples, 2).matches("realis").count(), 1);
        assert_eq!(written(Format::Triples, 0).lines().count(), 1);
    }

    #[test]
    fn names_of_formats_are_read_back() {
        for format in Format::ALL {
            assert_eq!(format.as_str().parse(), Ok(format));
        }
        assert!("xml".parse::<Format>().is_err());
    }
}
